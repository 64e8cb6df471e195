"""Decimals and fractions in words behind a number: "point zero three", "two thirds", "and three fifths"."""

from decimal import Decimal

from pipeline.extract.figures import literals
from pipeline.extract.figures.line import HYPHENS, Line
from pipeline.extract.figures.parts import HUNDRED, ONE, TEN, THOUSAND, Part, next_part, room_of
from pipeline.extract.figures.vocabulary import Vocabulary

_LAST_UNITS = {"firsts": 1, "seconds": 2}  # of compound denominators alone: three twenty-firsts
_DECIMALS = 20  # digits in words


def with_decimals(line: Line, j: int, value: Decimal, vocabulary: Vocabulary) -> tuple[Decimal, int] | None:
    """Words behind a "point": zero three, seventy-one, nought four; «целых пять десятых»."""
    if vocabulary.language != "en":
        word = line.word(j)
        if word in ("и", "і", "та"):
            j += 1
        numerator = _cardinal(line, j, vocabulary)
        if numerator and line.word(numerator[1]) in vocabulary.denominators:
            return value + numerator[0] / vocabulary.denominators[line.word(numerator[1])], numerator[1] + 1
        return None
    digits = ""
    while len(digits) < 20:
        word = line.word(j)
        if word and word[0].isdecimal() and not digits and line.tokens[j].text.isdigit():
            digits, j = word, j + 1
            break
        number = vocabulary.cardinals.get(word)
        if number is None or number > 90:
            break
        if number >= 20:
            whole = _cardinal(line, j, vocabulary)
            digits, j = digits + str(whole[0] if whole else number), whole[1] if whole else j + 1
        else:
            digits, j = digits + str(number), j + 1
    return (value + Decimal("0." + digits), j) if digits.isdigit() and len(digits) < literals.LONGEST else None


def _cardinal(line: Line, j: int, vocabulary: Vocabulary) -> tuple[Decimal, int] | None:
    """A cardinal without scales, in words or digits, and the token after it."""
    word = line.word(j)
    if word and word[0].isdecimal():
        value = literals.literal(line.tokens[j].text, vocabulary.language)
        return (value, j + 1) if value is not None else None
    if word not in vocabulary.cardinals:
        return None
    parts = [Part(vocabulary.cardinals[word], room_of(vocabulary.cardinals[word], vocabulary.language), j)]
    j += 1
    hundreds = False
    while j < len(line.words):
        scale = vocabulary.scales.get(line.words[j])
        if scale == HUNDRED and not hundreds and parts[-1].value < scale:
            hundreds = True
            parts, j = [Part(sum((part.value for part in parts), Decimal(0)) * scale, scale, 0)], j + 1
            continue
        added = (
            None
            if line.words[j] in vocabulary.joints and parts[-1].room < HUNDRED
            else next_part(line, j, parts, vocabulary)
        )
        if added is None:
            break
        parts.append(added[0])
        j = added[1]
    return sum((part.value for part in parts), Decimal(0)), j


def with_fraction(
    line: Line, j: int, parts: list[Part], value: Decimal, vocabulary: Vocabulary
) -> tuple[Decimal, int] | None:
    """Numerator read so far over the denominator at a token, or a whole number "and two fifths"."""
    at = j + 1 if line.word(j) in HYPHENS else j
    denominator = _denominator(line, at, vocabulary)
    if denominator:
        below, after = denominator
        joined = len(parts) > 1 and line.word(parts[-1].at) in vocabulary.joints
        if joined and parts[-1].value < below:
            whole = value - parts[-1].value
            scale = parts[-2].room if parts[-2].room >= THOUSAND else ONE
            return whole + parts[-1].value / below * scale, after
        if len(parts) > 1 and parts[-1].room == TEN and parts[-1].value >= 20 and below < 10:
            return (value - parts[-1].value) / (parts[-1].value + below), after
        return value / below, after
    if line.word(j) in vocabulary.joints:
        fraction = _simple(line, j + 1, vocabulary)
        if fraction:
            scale = parts[-1].room if parts[-1].room >= THOUSAND else ONE
            return value + fraction[0] * scale, fraction[1]
    numerator = value if value == 1 else None
    compound = _cardinal(line, j, vocabulary) if numerator or value < 100 else None
    if compound and line.word(j) not in vocabulary.joints:
        ordinal = _compound(line, compound, vocabulary)
        if ordinal:
            return value / ordinal[0], ordinal[1]
    return None


def _simple(line: Line, j: int, vocabulary: Vocabulary) -> tuple[Decimal, int] | None:
    """ "a half", "three fifths", "fifty-four hundredths"."""
    if line.word(j) in vocabulary.articles:
        numerator: tuple[Decimal, int] | None = (ONE, j + 1)
    else:
        numerator = _cardinal(line, j, vocabulary)
    if numerator is None:
        return None
    denominator = _denominator(line, numerator[1], vocabulary)
    return (numerator[0] / denominator[0], denominator[1]) if denominator else None


def _denominator(line: Line, j: int, vocabulary: Vocabulary) -> tuple[Decimal, int] | None:
    word = line.word(j)
    value = vocabulary.denominators.get(word) or vocabulary.parts.get(word)
    return (value, j + 1) if value else None


def _compound(line: Line, cardinal: tuple[Decimal, int], vocabulary: Vocabulary) -> tuple[Decimal, int] | None:
    """A denominator of several words: "twenty fifths", "twenty-firsts", "one hundred and fifth"."""
    value, j = cardinal
    if line.word(j) in HYPHENS or line.word(j) in vocabulary.joints:
        j += 1
    word = line.word(j)
    unit = _LAST_UNITS.get(word) or vocabulary.denominators.get(word)
    if unit is None or value < 20 or not (unit < 10 or (value >= 100 and unit < 100)):
        return None
    return value + unit, j + 1
