"""What is said in numbers, one by one: their values with currency, per cent or unit; whether it is news is not asked here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.extract.figures import currencies, units
from pipeline.extract.figures.line import HYPHENS, Line, line
from pipeline.extract.figures.numbers import Number, read_numbers
from pipeline.extract.figures.vocabulary import LANGUAGES, Vocabulary, vocabulary

_ORDINAL = frozenset({"st", "nd", "rd", "th"})
_ORDINAL_ENDINGS = frozenset({
    "й", "я", "е", "го", "му", "м", "х", "ми", "ю", "ой", "ый", "ий", "ая", "ое", "ые", "ых", "ым", "ую", "ей",
    "му-то", "ти", "тий", "та", "те", "ту", "ша", "ший", "ше", "га", "гий", "ге",
})  # fmt: skip
_POINTING = frozenset({
    "which", "that", "this", "the", "no", "any", "every", "each", "some", "another", "last", "first", "only", "next",
    "other", "new", "old",
})  # fmt: skip
_MORE = frozenset({
    "more", "additional", "further", "extra", "full", "whole", "consecutive", "straight", "successive", "long",
    "полных", "целых", "повних",
})  # fmt: skip
_CENTS = Decimal(100)
_PROPORTIONS = {"out": ("out", "of"), "over": ("over",), "in": ("in",)}
_ROUND = frozenset(Decimal(n) for n in (3, 4, 5, 6, 7, 8, 9, 10, 20, 50, 100, 1000, 10000, 100000, 1000000))
_PERCENT = frozenset({"percent", "percents", "percentage", "percentages"})
_CALIBRE = frozenset({"mm", "cc", "мм"})


@dataclass(frozen=True, slots=True)
class Value:
    """A number with what measures it: `text[start:end]`, `line.tokens[first:last]`.

    `kind`: 'number', 'money', 'percent', 'measure', 'duration'. `unit`: ISO code of a currency, name of a unit, "" for a bare
    number. `attached`: letters that are no unit stand right behind the digits ("50cc"); `hyphen`: the unit is joined by one.
    """

    first: int
    last: int
    start: int
    end: int
    value: Decimal
    kind: str
    unit: str
    number: Number
    attached: bool = False
    hyphen: bool = False
    compound: bool = False


def read_values(text: str, language: str) -> list[Value]:
    """All values in a text, left to right, with their units; in languages without number words, digits alone.

    Ordinals are none, nor are pronouns ("that one").
    """
    words = vocabulary(language)
    return values_of(line(text, words, names=True), words)


def values_of(given: Line, words: Vocabulary) -> list[Value]:
    """The values of a line."""
    found: list[Value] = []
    for number in read_numbers(given, words):
        floor = found[-1].last if found else 0
        value = _value(given, number, words, floor) if number.first >= floor else None
        if value is not None:
            found.append(value)
    if words.language == "en":
        found = list(_proportions(given, found))
    return list(_compounded(given, found))


def _value(given: Line, number: Number, words: Vocabulary, floor: int) -> Value | None:
    """A number with its unit, none of it before the token `floor`; None if it is an ordinal or a pronoun."""
    last, language = number.last, words.language
    following = given.word(last)
    digits = number.form == "digits" or (not number.scaled and number.form == "fraction")
    if number.form == "digits" and given.glued(last) and (following in _ORDINAL or "²" in following):
        return None
    if following in HYPHENS and given.glued(last) and given.word(last + 1) in _ORDINAL_ENDINGS and language != "en":
        return None
    money = _money(given, number, words, floor)
    if money:
        return money
    known = language if language in LANGUAGES else ""
    unit = units.behind(given, last, known, digits)
    if unit is None and following in _MORE:
        unit = units.behind(given, last + 1, known, digits)
    if unit:
        after, name = unit
        if name == "percent" and _encoded(given, number, after):
            return None
        hyphen = following in HYPHENS
        kind = "percent" if name == "percent" else "duration" if name in units.TIME else "measure"
        attached = given.word(last) in _CALIBRE and given.glued(last)
        return Value(
            number.first,
            after,
            number.start,
            given.tokens[after - 1].end,
            number.value,
            kind,
            name,
            number,
            attached,
            hyphen,
        )
    first = _prefixed_percent(given, number)
    if first is not None:
        return Value(first, last, given.tokens[first].start, number.end, number.value, "percent", "percent", number)
    if (
        number.form == "words"
        and number.value == 1
        and not number.scaled
        and (given.word(number.first - 1) in _POINTING or following in ("another", "day"))
    ):
        return None
    attached = given.glued(last) and following[:1].isalpha() and not number.suffix and number.form == "digits"
    return Value(number.first, last, number.start, number.end, number.value, "number", "", number, attached)


def _encoded(given: Line, number: Number, after: int) -> bool:
    """A per cent sign in the midst of letters and digits: an address, "%20%2C"."""
    if given.words[after - 1] != "%":
        return False
    before = given.word(number.first - 1)
    return (given.glued(after) and given.word(after)[:1].isalnum()) or (
        given.glued(number.first) and (before[-1:].isalnum() or before == "%")
    )


def _prefixed_percent(given: Line, number: Number) -> int | None:
    """First token of "percents of twenty", "per cent of 22" at the beginning of a text: a share that is named first."""
    if given.word(number.first - 1) != "of" or number.first > 3:
        return None
    ahead = given.words[: number.first - 1]
    return 0 if list(ahead) == ["per", "cent"] or (len(ahead) == 1 and ahead[0] in _PERCENT) else None


def _money(given: Line, number: Number, words: Vocabulary, floor: int) -> Value | None:
    language, last = words.language, number.last
    ahead = currencies.before(given, number.first, words)
    behind = currencies.behind(given, last, language, number.value)
    value, first = number.value, number.first
    if ahead and ahead[0] >= floor:
        first, currency = ahead
        # "-$5": the sign stands before the symbol.
        if first > floor and given.word(first - 1) in ("-", "−") and not given.glued(first - 1) and given.glued(first):
            first, value = first - 1, -value
        if behind and currency.code == "USD" and behind[1].code != "USD" and _dollars(given, last, behind[0]):
            last, currency = behind  # "$10 Canadian dollars", "$5 AUD"
        return Value(
            first, last, given.tokens[first].start, given.tokens[last - 1].end, value / currency.parts, "money", currency.code,
            number,
        )  # fmt: skip
    millions = currencies.millions(given, last)
    if millions:
        return _paid(given, number, value * 1_000_000, *millions)
    if behind is None:
        return None
    last, currency = behind
    scale = words.scales.get(given.word(last))
    if scale and scale > 999 and not number.scaled:
        value, last = value * scale, last + 1
    found = _paid(given, number, value / currency.parts, last, currency)
    return found if currency.parts > 1 else _change(given, found, words)


def _dollars(given: Line, first: int, last: int) -> bool:
    """What stands behind a "$10" says which dollars: their name or code."""
    return "dollar" in given.word(last - 1) or given.tokens[first].text.isupper()


def _paid(given: Line, number: Number, value: Decimal, last: int, currency: currencies.Currency) -> Value:
    return Value(
        number.first, last, number.start, given.tokens[last - 1].end, value, "money", currency.code, number,
        hyphen=given.word(number.last) in HYPHENS,
    )  # fmt: skip


def _change(given: Line, money: Value, words: Vocabulary) -> Value:
    """ "15 dollars 50", "15 dollars and 50": hundredths that are not named."""
    at = money.last + (given.word(money.last) in words.joints)
    if money.value != money.value.to_integral_value() or at >= len(given.words) or words.language != "en":
        return money
    word = given.words[at]
    if not (word in words.cardinals or (word.isdecimal() and len(word) == 2)):
        return money
    change = next(iter(read_numbers_at(given, at, words)), None)
    if (
        change is None
        or change.first != at
        or change.value >= _CENTS
        or change.value != change.value.to_integral_value()
    ):
        return money
    following = given.word(change.last)
    if (following[:1].isalpha() and following != "and") or following in currencies.SYMBOLS or following in ("%", "-"):
        return money
    return replace(money, last=change.last, end=change.end, value=money.value + change.value / _CENTS)


def read_numbers_at(given: Line, index: int, words: Vocabulary) -> Iterator[Number]:
    """The number that begins at a token, if one does."""
    window = Line(given.text, given.tokens[: index + 6], given.words[: index + 6], given.starts[: index + 6])
    return (number for number in read_numbers(window, words) if number.first >= index)


def _proportions(given: Line, found: Sequence[Value]) -> Iterator[Value]:
    """Values where "two out of five", "one over three" and "2 in 5" are one."""
    skip = False
    for index, value in enumerate(found):
        if skip:
            skip = False
            continue
        following = found[index + 1] if index + 1 < len(found) else None
        between = _PROPORTIONS.get(given.word(value.last))
        if (
            following
            and between
            and value.kind == "number"
            and following.kind == "number"
            and tuple(given.words[value.last : following.first]) == between
            and _proportion(given, value, following, between[0])
        ):
            number = replace(value.number, last=following.last, end=following.end, form="fraction")
            yield replace(
                value, last=following.last, end=following.end, value=value.value / following.value, number=number
            )
            skip = True
        else:
            yield value


def _proportion(given: Line, value: Value, whole: Value, between: str) -> bool:
    if not Decimal(0) < value.value < whole.value or value.value != value.value.to_integral_value():
        return False
    after = given.word(whole.last)
    if between == "in":
        return whole.value in _ROUND and not value.number.scaled and after not in (",", "-")
    return between == "out" or not after[:1].isalpha()


def _compounded(given: Line, found: Sequence[Value]) -> Iterator[Value]:
    """Values where dollars and the cents behind them are one: "thirteen dollars forty-five cents"."""
    held: Value | None = None
    for value in found:
        if held is not None:
            gap = given.words[held.last : value.first]
            small = (
                value.kind == held.kind == "money"
                and abs(value.value) < 1
                and given.word(value.last - 1) not in currencies.SYMBOLS
            )
            if (
                small
                and held.unit == value.unit
                and held.value == held.value.to_integral_value()
                and list(gap) in ([], ["and"])
            ):
                held = replace(held, last=value.last, end=value.end, value=held.value + value.value, compound=True)
                yield held
                held = None
                continue
            yield held
        held = value
    if held is not None:
        yield held
