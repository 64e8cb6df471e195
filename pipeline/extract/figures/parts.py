"""The summands of a number in words: how it begins, what may be added to it and what multiplies it."""

from dataclasses import dataclass
from decimal import Decimal

from pipeline.extract.figures import literals
from pipeline.extract.figures.line import HYPHENS, Line
from pipeline.extract.figures.vocabulary import Vocabulary

ONE, TEN, HUNDRED, THOUSAND = Decimal(1), Decimal(10), Decimal(100), Decimal(1000)


@dataclass(frozen=True, slots=True)
class Part:
    """A summand; what may still be added to it is smaller than `room`."""

    value: Decimal
    room: Decimal
    at: int  # token where it begins, its "and" included


def room_of(value: Decimal, language: str) -> Decimal:
    """What may follow a number word is smaller than this: a unit behind tens, tens behind hundreds."""
    if value != value.to_integral_value():
        return Decimal(0)
    if value >= 100:
        return HUNDRED if language != "en" and value < 1000 else Decimal(0)
    return TEN if value >= 20 else Decimal(0)


def first_part(line: Line, index: int, vocabulary: Vocabulary) -> tuple[int, int, Part, bool, bool] | None:
    """How a number in words begins: (first token, token after, part, scaled, governed)."""
    word = line.words[index]
    before = line.word(index - 1)
    article = before in vocabulary.articles
    if word in vocabulary.cardinals:
        value = vocabulary.cardinals[word]
        return index, index + 1, Part(value, room_of(value, vocabulary.language), index), value > 999, False
    if word in vocabulary.scales:
        first = index - 1 if article else index
        value = vocabulary.scales[word]
        following = line.word(index + 1)
        singular = vocabulary.language == "en" and not word.endswith("s")
        if (
            not (article and singular)
            and word not in vocabulary.alone | vocabulary.governed
            and not (singular and following in vocabulary.scales)
        ):
            return None
        return first, index + 1, Part(value, value, first), True, word in vocabulary.governed
    if word in vocabulary.parts:
        value = ONE / vocabulary.parts[word]
        first = index - 1 if article else index
        j = index + 1
        plural = vocabulary.language == "en" and word.endswith(("s", "ves"))
        if plural:
            return None
        if line.word(j) in HYPHENS and line.word(j + 1) in vocabulary.scales:
            j += 1
        k = j
        if line.word(k) == "of":
            k += 1
        if line.word(k) in vocabulary.articles:
            k += 1
        if line.word(k) in vocabulary.scales:
            return first, k, Part(value, Decimal(0), first), False, False
        return first, j, Part(value, Decimal(0), first), True, False
    if word in vocabulary.denominators and article and vocabulary.language == "en":
        following = line.word(index + 1)
        if following == "of" or not following[:1].isalpha():
            return index - 1, index + 1, Part(ONE / vocabulary.denominators[word], Decimal(0), index - 1), True, False
    return None


def next_part(line: Line, j: int, parts: list[Part], vocabulary: Vocabulary) -> tuple[Part, int] | None:
    """What is added to the parts so far at a token: a smaller cardinal, digits behind a scale, "and a half"."""
    at, words = j, line.words
    for half, value in vocabulary.halves.items():
        if words[j] == half[0] and tuple(words[j : j + len(half)]) == half:
            return _half(line, at, j + len(half), value, parts, vocabulary)
    joined = words[j] in vocabulary.joints
    hyphen = words[j] in HYPHENS
    if joined or hyphen:
        j += 1
    word = line.word(j)
    last = parts[-1]
    if word in vocabulary.cardinals:
        value = vocabulary.cardinals[word]
        if hyphen and last.room != TEN:
            return None
        if last.room and value < last.room and value:
            return Part(value, min(room_of(value, vocabulary.language), last.room), at), j + 1
        return None
    if word and word[0].isdecimal() and not hyphen and last.room >= HUNDRED:
        value = literals.literal(line.tokens[j].text, vocabulary.language) or Decimal(0)
        if Decimal(0) < value < last.room and (joined or not line.glued(j)):
            return Part(value, Decimal(0), at), j + 1
    return None


def _half(
    line: Line, at: int, j: int, value: Decimal, parts: list[Part], vocabulary: Vocabulary
) -> tuple[Part, int] | None:
    """ "two and a half", and "one million and a half", which is half a million more, but in "three billion and a half million"."""
    scale = parts[-1].room if parts[-1].room >= THOUSAND and line.word(j) not in vocabulary.scales else ONE
    if parts[-1].room in (TEN, HUNDRED) or parts[-1].value == parts[-1].value.to_integral_value():
        return Part(value * scale, Decimal(0), at), j
    return None


def multiplied(parts: list[Part], scale: Decimal) -> list[Part] | int | None:
    """Parts with the last of them multiplied; the token where the number ends if that part is another number's."""
    cut = len(parts)
    while cut and parts[cut - 1].value < scale:
        cut -= 1
    taken = parts[cut:]
    if not taken:
        # "hundred thousand", "thousand million" multiply; "two million hundred" does not.
        if len(parts) == 1 and parts[0].value.is_finite() and parts[0].room == 0:
            value = parts[0].value * scale
            return [Part(value, scale, parts[0].at)]
        return None
    value = sum((part.value for part in taken), Decimal(0)) * scale
    if cut and value >= parts[cut - 1].room:
        return taken[0].at
    return [*parts[:cut], Part(value, scale, taken[0].at)]
