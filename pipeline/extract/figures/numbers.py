"""Numbers in digits and words, in whatever grammatical form: "two and a half million", «двумястами», "3 hundred and 21"."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.extract.figures import literals
from pipeline.extract.figures.fractions import with_decimals, with_fraction
from pipeline.extract.figures.line import DASHES, HYPHENS, Line
from pipeline.extract.figures.parts import TEN, Part, first_part, multiplied, next_part
from pipeline.extract.figures.vocabulary import Vocabulary

SUFFIXES = {"k": 3, "m": 6, "mm": 6, "b": 9, "t": 12, "g": 9}  # behind digits: 20k, 1.2b, 10G
_DIGITS = frozenset("0123456789") | literals.VULGAR
_SPACES = frozenset("\u00a0\u202f\u2009'")  # that separate thousands in any language
_FRACTION_LIMIT = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Number:
    """A number: `line.tokens[first:last]`, `text[start:end]`.

    `form`: 'digits', 'words' or 'fraction'. `scaled`: with a word or letter for thousands, millions… `suffix`: that letter.
    `governed`: a scale alone that counts one only behind a qualifier. `named`: a part of a name (SCP-173).
    """

    first: int
    last: int
    start: int
    end: int
    value: Decimal
    form: str
    scaled: bool = False
    suffix: str = ""
    governed: bool = False
    named: bool = False


def read_numbers(line: Line, vocabulary: Vocabulary) -> Iterator[Number]:
    """All numbers of a text, left to right; ordinals are none."""
    starts, after = vocabulary.starts, 0
    for index in [i for i, word in enumerate(line.words) if word[0] in _DIGITS or word in starts]:
        if index < after:
            continue
        number = _number(line, index, vocabulary)
        if number:
            after = number.last
            yield number


def _number(line: Line, index: int, vocabulary: Vocabulary) -> Number | None:
    first = index
    negative = line.words[index] in vocabulary.minus
    if negative:
        index += 1
        if index >= len(line.words):
            return None
    word = line.words[index]
    if word[0].isdecimal():
        number = _digits(line, index, vocabulary)
    elif word in literals.VULGAR:
        number = _made(line, index, index + 1, literals.vulgar(word), "fraction")
    else:
        number = _words(line, index, vocabulary)
    if number is None:
        return None
    if negative:
        return _signed(line, number, first)
    before = line.word(index - 1)
    if word[0].isdecimal() and index and (before in DASHES or before == "+"):
        space = index == 1 or not line.glued(index - 1) or line.word(index - 2) in "(:^"
        spanned = before == "–" and line.word(index - 2)[:1].isdecimal()  # 1905 –1907
        if before != "+" and space and not spanned and (line.glued(index) or index == 1):
            return _signed(line, number, index - 1)
    return number


def _signed(line: Line, number: Number, first: int) -> Number:
    return Number(
        first,
        number.last,
        line.tokens[first].start,
        number.end,
        -number.value,
        number.form,
        number.scaled,
        number.suffix,
    )


def _made(line: Line, first: int, last: int, value: Decimal, form: str, scaled: bool = False) -> Number:
    return Number(first, last, line.tokens[first].start, line.tokens[last - 1].end, value, form, scaled)


def _digits(line: Line, index: int, vocabulary: Vocabulary) -> Number | None:
    """A number that begins with digits: their groups, power, slash, mixed fraction, suffix, scales."""
    text, tokens = line.text, line.tokens
    first, last, value = index, index + 1, literals.literal(tokens[index].text, vocabulary.language)
    if value is None:
        return None
    last, value = _groups(line, index, value, vocabulary.language)
    start = tokens[first].start
    if line.word(first - 1) == "." and line.glued(first) and not line.glued(first - 1):
        value, start = (
            Decimal("0." + tokens[index].text) if tokens[index].text.isdigit() else value,
            tokens[first - 1].start,
        )
    end = tokens[last - 1].end
    powered, after = literals.power(value, text, end) if text[end : end + 1] in "eE^x×* " else (value, end)
    if after > end:
        last = line.token_at(after - 1) + 1
        return Number(first, last, start, after, powered, "digits", True)
    following = line.word(last)
    mixed = _mixed(line, last, value)
    if mixed:
        return Number(first, last + 3, start, tokens[last + 2].end, mixed, "fraction")
    if following == "/" and line.glued(last) and line.glued(last + 1):
        return _slashed(line, first, last, value, start)
    if following in literals.VULGAR:
        return Number(first, last + 1, start, tokens[last].end, value + literals.vulgar(following), "fraction")
    if following in SUFFIXES and _suffixed(line, last):
        scaled = value.scaleb(SUFFIXES[following])
        return Number(first, last + 1, start, tokens[last].end, scaled, "digits", True, tokens[last].text)
    found = _words(line, first, vocabulary, value, last)
    return None if found is None else Number(
        first, found.last, start, found.end, found.value, found.form, found.scaled, named=False
    )  # fmt: skip


def _suffixed(line: Line, index: int) -> bool:
    """A letter for a power of ten: glued to the digits, or alone at the end; "m" and "t" are metres and tonnes otherwise."""
    following = line.tokens[index + 1].text if index + 1 < len(line.tokens) else ""
    if line.glued(index + 1) and following not in (".", ",", ")", "-", "–", "?", "!", ";", ":", "+"):
        return False
    return line.glued(index) or line.words[index] in ("k", "b", "g")


def _groups(line: Line, index: int, value: Decimal, language: str) -> tuple[int, Decimal]:
    """Groups of three digits behind the first, with spaces between: 1 234 567,89."""
    text, tokens = line.text, line.tokens
    last = index + 1
    digits = tokens[index].text
    if not (digits.isdigit() and len(digits) <= 3 and digits[0] != "0"):
        return last, value
    while last < len(tokens) and len(digits) < literals.LONGEST:
        gap = text[tokens[last - 1].end : tokens[last].start]
        if not (gap in _SPACES or (gap == " " and language in ("ru", "uk"))):
            break
        group = tokens[last].text
        if not (group[:3].isdigit() and (len(group) == 3 or (len(group) > 4 and group[3] in ".,"))):
            break
        digits += group.replace(",", ".")
        last += 1
        if len(group) > 3:
            break
    return last, Decimal(digits) if digits.count(".") < 2 else value


def _mixed(line: Line, index: int, whole: Decimal) -> Decimal | None:
    """A whole number with the fraction behind a space: 5 1/2."""
    if line.word(index + 1) != "/" or line.glued(index) or not (line.glued(index + 1) and line.glued(index + 2)):
        return None
    above, below = line.word(index), line.word(index + 2)
    if not (above.isdecimal() and below.isdecimal() and len(below) < 4 and line.word(index + 3) != "/"):
        return None
    above_, below_ = Decimal(above), Decimal(below)
    return whole + above_ / below_ if 0 < above_ < below_ and whole == whole.to_integral_value() else None


def _slashed(line: Line, first: int, last: int, value: Decimal, start: int) -> Number | None:
    """1/2, 2/3; a longer row with slashes (5/17/2018) is read digit by digit."""
    tokens = line.tokens
    denominator = literals.literal(tokens[last + 1].text, "en") if tokens[last + 1].text[0].isdecimal() else None
    longer = line.word(last + 2) == "/" and line.glued(last + 2)
    if denominator and value < denominator <= _FRACTION_LIMIT and not longer and line.word(first - 1) not in ("/", "-"):
        return Number(first, last + 2, start, tokens[last + 1].end, value / denominator, "fraction")
    return Number(first, last, start, tokens[last - 1].end, value, "digits")


def _words(
    line: Line, index: int, vocabulary: Vocabulary, given: Decimal | None = None, after: int = 0
) -> Number | None:
    """A number of words, or of digits (`given`, up to the token `after`) with words behind."""
    words, first, j = line.words, index, index
    parts: list[Part] = []
    scaled = governed = False
    if given is not None:
        parts, j = [Part(given, Decimal(0), index)], after
    else:
        opened = first_part(line, index, vocabulary)
        if opened is None:
            return None
        first, j, part, scaled, governed = opened
        parts = [part]
        if scaled and part.value < 1:
            return _made(line, first, j, part.value, "fraction")
    while j < len(words):
        word = words[j]
        scale = vocabulary.scales.get(word)
        if scale is None and word in HYPHENS and j + 1 < len(words):
            scale, word = vocabulary.scales.get(words[j + 1]), words[j + 1]
            if scale is not None:
                j += 1
        if scale is not None:
            taken = multiplied(parts, scale)
            if taken is None:
                break
            if isinstance(taken, int):
                j = taken
                parts = [part for part in parts if part.at < taken]
                break
            parts, scaled = taken, True
            j += 1
            if (
                vocabulary.language != "en"
                and line.word(j) == "."
                and line.glued(j)
                and word in ("тыс", "тис", "млн", "млрд", "трлн")
            ):
                j += 1
            continue
        added = next_part(line, j, parts, vocabulary)
        if added is None:
            break
        part, j = added
        parts.append(part)
    value = sum((part.value for part in parts), Decimal(0))
    form = "words" if given is None else "digits"
    return _ended(line, first, j, parts, value, vocabulary, form, scaled, governed)


def _ordinal(line: Line, j: int, parts: list[Part], value: Decimal, vocabulary: Vocabulary) -> bool:
    """What goes on here ends in an ordinal: "twenty-fifth", "one hundred and first", «двадцать пятого»."""
    if line.word(j) in HYPHENS or line.word(j) in vocabulary.joints:
        j += 1
    word = line.word(j)
    if not vocabulary.ordinals.fullmatch(word):
        return False
    return value != 1 if word.endswith(("dth", "nth")) and word not in vocabulary.cardinals else parts[-1].room >= TEN


def _ended(
    line: Line, first: int, j: int, parts: list[Part], value: Decimal, vocabulary: Vocabulary, form: str, scaled: bool,
    governed: bool,
) -> Number | None:  # fmt: skip
    """A number with the decimals or the fraction behind it."""
    if line.word(j) in vocabulary.points:
        ended = with_decimals(line, j + 1, value, vocabulary)
        if ended:
            value, j = ended
            scale = vocabulary.scales.get(line.word(j))
            if scale:
                value, j, scaled = value * scale, j + 1, True
            return _made(line, first, j, value, form, scaled)
    if _ordinal(line, j, parts, value, vocabulary):
        return None
    fraction = with_fraction(line, j, parts, value, vocabulary)
    if fraction:
        value, j = fraction
        scale = vocabulary.scales.get(line.word(j))
        if scale:
            return _made(line, first, j + 1, value * scale, form, True)
        return _made(line, first, j, value, "fraction")
    found = _made(line, first, j, value, form, scaled)
    if not governed:
        return found
    return Number(first, j, found.start, found.end, value, form, scaled, governed=True)
