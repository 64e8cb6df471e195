"""Currencies by name, code, symbol and prefix: what stands before and behind an amount."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.extract import lexicon
from pipeline.extract.figures.line import HYPHENS, Line
from pipeline.extract.figures.units import abbreviated
from pipeline.extract.figures.vocabulary import LANGUAGES, Vocabulary

SYMBOLS = {
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "￥": "JPY", "₴": "UAH", "₽": "RUB", "₹": "INR", "₩": "KRW", "₪": "ILS",
    "₺": "TRY", "₸": "KZT", "₼": "AZN", "₾": "GEL", "₭": "LAK", "₫": "VND", "₱": "PHP", "₦": "NGN", "₡": "CRC", "₲": "PYG",
    "₵": "GHS", "৳": "BDT", "฿": "THB", "₮": "MNT", "៛": "KHR", "₨": "INR", "֏": "AMD", "₿": "BTC", "؋": "AFN", "＄": "USD",
    "￡": "GBP", "₤": "GBP", "﷼": "IRR", "₣": "FRF", "₧": "ESP",
}  # fmt: skip
_WORDS = {
    "元": "CNY",
    "円": "JPY",
    "人民币": "CNY",
    "원": "KRW",
    "zł": "PLN",
    "kč": "CZK",
    "ft": "HUF",
}  # behind an amount
_TAMIL_RUPEE = "\u0bb0\u0bc2"
_PREFIXES = {  # before a $: US$, A$
    "us": "USD", "u.s.": "USD", "usd": "USD", "c": "CAD", "ca": "CAD", "can": "CAD", "cdn": "CAD", "a": "AUD", "au": "AUD",
    "nz": "NZD", "hk": "HKD", "s": "SGD", "sg": "SGD", "nt": "TWD", "r": "BRL", "mx": "MXN", "mex": "MXN", "j": "JMD",
    "tt": "TTD", "fj": "FJD", "ec": "XCD", "bz": "BZD", "bds": "BBD", "g": "GYD", "n": "NAD", "z": "ZWL", "col": "COP",
    "ar": "ARS", "clp": "CLP", "cop": "COP", "rd": "DOP", "b": "BND", "l": "LRD", "ny": "USD",
}  # fmt: skip
_SPACED = frozenset({"us", "u.s.", "c", "ca", "can", "cdn", "au", "nz", "hk", "sg", "nt", "mx", "mex"})
_POUNDS = {"e": "EGP", "le": "EGP", "ll": "LBP"}
_BEFORE = {
    "rs": "INR", "re": "INR", "rm": "MYR", "rmb": "CNY", "rp": "IDR", "sfr": "CHF", "fr": "CHF", "php": "PHP",
    "n": "NGN", "r": "ZAR", "tk": "BDT", "ksh": "KES", "kshs": "KES", "ush": "UGX", "tsh": "TZS", "dh": "AED", "dhs": "AED",
    "sr": "SAR", "qr": "QAR", "gh₵": "GHS", "gh¢": "GHS",
}  # fmt: skip
_GLUED_ONLY = frozenset({"n", "re", "fr", "r", "dh", "sr", "qr"})
_ENGLISH = frozenset({
    "all", "amd", "ang", "bam", "bob", "cad", "cop", "cup", "dop", "ern", "gel", "lak", "mad", "mop", "pen", "sos",
    "top", "try", "won", "bif", "mur", "sec", "std",
})  # fmt: skip
_NAMES_BEFORE = frozenset({"dollar", "euro", "sen", "rupees", "peso"})
# Words for other things too: currencies in large sums alone.
_COMMON = frozenset({
    "marks", "won", "real", "reals", "sum", "som", "sol", "tops", "pula", "dong", "сом", "сома", "сомов", "сум",
    "сумов", "лари", "драм", "вон", "левов", "левів",
})  # fmt: skip
_WEIGHT = frozenset({
    "ounce", "ounces", "oz", "weigh", "weighs", "weighed", "weighing", "weight", "heavier", "lighter", "kilograms", "kilogram", "kg",
    "kilos", "kilo", "grams", "tons", "tonnes",
})  # fmt: skip
_BESIDE = 5  # tokens
_LARGE = 1000
_LONGEST = 4  # words of a name
_NAMED_YEARS = re.compile(r"\d|\(")


class Currency(NamedTuple):
    """A currency's ISO code (or BTC, ETH…), and how many of the named parts make one: 100 cents a dollar."""

    code: str
    parts: int = 1


@cache
def _codes() -> frozenset[str]:
    from babel import Locale

    return frozenset(Locale("en").currencies) | {"BTC", "ETH", "USDT", "RMB"}


@cache
def _names(language: str) -> Mapping[tuple[str, ...], Currency]:
    """Names in a language, split into words: CLDR's singular and plurals, then the everyday ones."""
    from babel import Locale
    from babel.numbers import get_currency_name

    found: dict[tuple[str, ...], Currency] = {}
    for known in (language, "en") if language != "en" else ("en",):
        locale = Locale(known)
        for code in map(str, locale.currencies):
            counted = {get_currency_name(code, count, locale=locale) for count in (None, 1, 2, 5)}
            for name in counted:
                if not _NAMED_YEARS.search(name) and code != "XXX":
                    found.setdefault(tuple(name.lower().split()), Currency(code))
    for known in (language, "en") if language != "en" else ("en",):
        everyday: dict[tuple[str, ...], Currency] = {}
        for key, names in lexicon.table(f"currencies_{known}").items():
            code, _, parts = key.partition("/")
            for name in names:
                everyday.setdefault(tuple(name.split()), Currency(code, int(parts or 1)))
        found = {**found, **everyday} if known == language else {**everyday, **found}
    return found


@cache
def _firsts(language: str) -> frozenset[str]:
    return frozenset(name[0] for name in _names(language))


def _code(token: str) -> str | None:
    """An ISO code in capitals, or in small letters where it is no word."""
    if len(token) not in (3, 4) or not token.isascii():
        return None
    upper = token.upper()
    if upper not in _codes() or (token != upper and token in _ENGLISH) or (token != upper and not token.islower()):
        return None
    return "CNY" if upper == "RMB" else upper


def before(line: Line, index: int, words: Vocabulary) -> tuple[int, Currency] | None:
    """The currency right before the number that begins at a token: its first token and what it is."""
    at = index - 1
    if at < 0:
        return None
    word, text = line.words[at], line.tokens[at].text
    if word in HYPHENS and line.word(at - 1) in SYMBOLS and line.glued(index):
        at -= 1
        word = text = line.words[at]
    if word in SYMBOLS:
        prefix = line.word(at - 1)
        capital = at > 0 and line.tokens[at - 1].text.isupper()
        if (
            word == "$"
            and prefix in _PREFIXES
            and ((line.glued(at) and (capital or len(prefix) > 1)) or (prefix in _SPACED))
        ):
            return at - 1, Currency(_PREFIXES[prefix])
        if word == "£" and prefix in _POUNDS and line.glued(at):
            return at - 1, Currency(_POUNDS[prefix])
        code = _code(prefix.upper()) if line.glued(at) and len(prefix) == 3 else None
        return (at - 1, Currency(code)) if code else (at, Currency(SYMBOLS[word]))
    if text.isdecimal():
        return None
    code = _code(text)
    if code and line.glued(index) and text.lower() in _ENGLISH:
        return None  # COP30 is a conference
    owned = line.word(at - 1)[:1].isdecimal() and not line.glued(index)  # by the number before: 10 USD 20
    if code and owned and at > 1 and (_code(line.tokens[at - 2].text) or line.words[at - 2] in SYMBOLS):
        owned = False
    if code and not owned:
        return at, Currency(code)
    if word in _BEFORE and (line.glued(index) or word not in _GLUED_ONLY):
        return at, Currency(_BEFORE[word])
    if word in (".",) and line.word(at - 1) == "rs" and line.glued(at):
        return at - 1, Currency("INR")
    ahead = line.word(at - 1)
    if word in _NAMES_BEFORE and not ahead[:1].isdecimal() and ahead not in words.starts:
        return at, _names("en")[(word,)]
    return None


def behind(line: Line, index: int, language: str, value: Decimal | None = None) -> tuple[int, Currency] | None:
    """The currency at a token, right behind a number: the token after it and what it is."""
    if index >= len(line.words):
        return None
    word = line.words[index]
    if word in HYPHENS and line.glued(index):
        index += 1
        word = line.word(index)
    if word in SYMBOLS:
        # "10 $ 20" and "€100 $120": the symbol is the next number's.
        following = line.word(index + 1)
        if following[:1].isdecimal() and line.glued(index + 1) and not line.glued(index):
            return None
        return index + 1, Currency(SYMBOLS[word])
    if line.text.startswith(_TAMIL_RUPEE, line.tokens[index].start) if index < len(line.tokens) else False:
        return index + len(_TAMIL_RUPEE), Currency("LKR")
    if word in ("pound", "pounds") and language == "en" and _weighed(line, index):
        return None
    names = _names(language if language in LANGUAGES else "en")
    if word in _firsts(language if language in LANGUAGES else "en"):
        for count in range(min(_LONGEST, len(line.words) - index), 0, -1):
            currency = names.get(tuple(line.words[index : index + count]))
            if currency and not (count == 1 and word in _COMMON and value is not None and abs(value) < _LARGE):
                after = index + count
                if (
                    language in ("ru", "uk")
                    and line.word(after) == "."
                    and word in ("руб", "грн", "коп")
                    and line.glued(after)
                ):
                    after += abbreviated(line, after)
                return after, currency
    text = line.tokens[index].text if index < len(line.tokens) else ""
    code = _code(text)
    if code:
        return index + 1, Currency(code)
    if word in _WORDS:
        return index + 1, Currency(_WORDS[word])
    return None


def _weighed(line: Line, index: int) -> bool:
    """Whether pounds are of weight: beside ounces and what weighs, or in a text whose money is dollars alone."""
    if any(word in _WEIGHT for word in line.words[max(0, index - _BESIDE) : index + _BESIDE]):
        return True
    return line.word(index + 1) != "sterling" and _in_dollars(line.text)


@lru_cache(maxsize=4)
def _in_dollars(text: str) -> bool:
    return "$" in text and "£" not in text


def millions(line: Line, index: int) -> tuple[int, Currency] | None:
    """ "120 MEUR", "twenty MUSD": a code with an M for millions."""
    text = line.tokens[index].text if index < len(line.tokens) else ""
    code = _code(text[1:]) if len(text) == 4 and text[0] in "Mm" and text[1:].isupper() else None
    return (index + 1, Currency(code)) if code else None
