"""Numbers in digits: separators of thousands and decimals as languages use them, powers, vulgar fractions."""

import re
import unicodedata
from decimal import Decimal

_WHOLE = re.compile(r"\d+\Z")
_COMMAS = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3})(?:\.\d+)?\Z")
_DOTS = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+\Z|\d{1,3}(?:\.\d{3}){2,}\Z")
_ONE_DOT = re.compile(r"\d+\.\d+\Z")
_ONE_COMMA = re.compile(r"\d+,\d+\Z")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}\Z")
_POWER = re.compile(
    r"(?:[eE](?P<ten>[+-]?\d{1,3})|\s?[x×*]\s?10\^(?P<tens>[+-]{0,2}\d{1,3})|\^(?P<power>[+-]{0,2}\d{1,3}))(?![\w.])"
)
LONGEST = 30  # characters; a longer one is no quantity
HIGHEST = 100  # exponent
VULGAR = frozenset("½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒")
POINTED = frozenset({"en", "zh", "ja", "ko", "he", "th", "hi"})  # languages with a decimal point; others have a comma


def literal(text: str, language: str) -> Decimal | None:
    """The value of digits with their separators; None where they are none ("10:30", "1.2.3")."""
    if len(text) > LONGEST:
        return None
    if _WHOLE.match(text):
        return Decimal(text)
    comma = language not in POINTED
    if _THOUSANDS.match(text) and (text[-4] == "," or comma):
        # What separates three digits can be a decimal comma: in Russian and Ukrainian only "000" is sure.
        whole = (
            text[-4] == "," if not comma else (text[-4] == "." and language not in ("ru", "uk")) or text.endswith("000")
        )
        return Decimal(text[:-4] + text[-3:]) if whole else Decimal(text.replace(",", "."))
    if _COMMAS.match(text):
        return Decimal(text.replace(",", ""))
    if _DOTS.match(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if _ONE_DOT.match(text) or _ONE_COMMA.match(text):
        return Decimal(text.replace(",", "."))
    return None


def vulgar(mark: str) -> Decimal:
    """The value of ½ and its kin."""
    return Decimal(repr(round(unicodedata.numeric(mark), 12)))


def power(value: Decimal, text: str, end: int) -> tuple[Decimal, int]:
    """A value with the exponent that follows it at `end` ("e13", "^23", "x10^-4"), and where that ends."""
    found = _POWER.match(text, end)
    if not found:
        return value, end
    digits = (found["ten"] or found["tens"] or found["power"]).lstrip("+-")
    signs = (found["ten"] or found["tens"] or found["power"])[: -len(digits)]
    exponent = int(digits) * (-1 if signs.count("-") % 2 else 1)
    if abs(exponent) > HIGHEST:
        return value, end
    if found["power"]:
        return (value**exponent if value else value), found.end()
    return value.scaleb(exponent), found.end()
