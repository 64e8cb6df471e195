"""What is said of a figure's exactness, before it and behind it, and figures that are ranges (`lexicon/qualifiers_*.txt`)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from pipeline.extract import lexicon
from pipeline.extract.figures import literals
from pipeline.extract.figures.line import DASHES, HYPHENS, Line
from pipeline.extract.figures.line import line as line_of
from pipeline.extract.figures.values import Value, values_of
from pipeline.extract.figures.vocabulary import LANGUAGES, Vocabulary, vocabulary

_LONGEST = 6  # tokens of a phrase
_TOGETHER = 3  # phrases in a row: "at least some", "up to about"
_BACK = 6  # tokens in which a verb of change is looked for
_SPACED_DASHES = frozenset("–—-")
_TO = {"en": "to", "ru": "до", "uk": "до"}
_FROM = {"en": frozenset({"from"}), "ru": frozenset({"от"}), "uk": frozenset({"від"})}
_CHANGED_FROM = {"ru": frozenset({"с", "со"}), "uk": frozenset({"з", "із", "зі"})}
_OR = frozenset({"or", "или", "либо", "або", "чи"})
_BETWEEN = {"between": "and", "между": "и", "між": "і"}


@dataclass(frozen=True, slots=True)
class Amount:
    """A value or a range of values with its qualifier: `line.tokens[first:last]`.

    `high`: the end of a range. `qualifier`: 'exact', 'about', 'at least', 'at most', 'range'. `value`: the (lower) value read.
    """

    first: int
    last: int
    low: Decimal
    high: Decimal | None
    qualifier: str
    value: Value


@cache
def _changes(language: str) -> frozenset[str]:
    """Verbs of change: what something grows to is reached, not a bound, and what it goes from and to are two figures."""
    return frozenset(lexicon.table(f"figure_contexts_{language}")["change"])


@cache
def _phrases(language: str, behind: bool) -> Mapping[str, Sequence[tuple[tuple[str, ...], str]]]:
    """Phrases by their last word (by their first, of those behind), the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    words = vocabulary("")
    for key, phrases in lexicon.table(f"qualifiers_{language}").items():
        kind = key.removesuffix(" behind")
        if (kind != key) == behind:
            for phrase in phrases:
                tokens = tuple(line_of(phrase, words).words)
                found.setdefault(tokens[0 if behind else -1], []).append((tokens, kind))
    return {word: sorted(options, key=lambda option: -len(option[0])) for word, options in found.items()}


def before(line: Line, index: int, language: str) -> tuple[int, str]:
    """The qualifier that ends right before a token: its first token and kind; (index, 'exact') if there is none."""
    kind, last = "exact", index
    for _ in range(_TOGETHER):
        found = _ending(line, last, language)
        if found is None or (found[1] == (_TO[language],) and not _bound(line, found[0], language)):
            break
        last, _phrase, told = found
        # The outermost bound is what is said: "up to about", "at least some"; "about" yields to it.
        kind = told if kind in ("exact", "about") or told != "about" else kind
    return last, kind


def _ending(line: Line, index: int, language: str) -> tuple[int, tuple[str, ...], str] | None:
    """The phrase that ends right before a token, on one line with it: its first token, itself, its kind."""
    for phrase, kind in _phrases(language, False).get(line.word(index - 1), ()):
        first = index - len(phrase)
        if first >= 0 and tuple(line.words[first:index]) == phrase:
            end = line.tokens[index].start if index < len(line.tokens) else len(line.text)
            return None if "\n" in line.text[line.tokens[first].start : end] else (first, phrase, kind)
    return None


def _bound(line: Line, index: int, language: str) -> bool:
    """«до» is a bound, not what something grew to or came from («с 5 до 10»)."""
    ahead = line.words[max(0, index - _BACK) : index]
    return not (_changes(language).intersection(ahead) or _CHANGED_FROM[language].intersection(ahead[-4:]))


def behind(line: Line, index: int, language: str) -> tuple[int, str]:
    """The qualifier at a token, right behind a figure: the token after it and its kind; (index, 'exact') if there is none."""
    for phrase, kind in _phrases(language, True).get(line.word(index), ()):
        if tuple(line.words[index : index + len(phrase)]) == phrase:
            return index + len(phrase), kind
    return index, "exact"


def amounts(line: Line, words: Vocabulary) -> list[Amount]:
    """All values of a line, two ends of one range as one, with their qualifiers."""
    return list(_amounts(line, values_of(line, words), words.language))


def _amounts(line: Line, values: Sequence[Value], language: str) -> Iterator[Amount]:
    known = language in LANGUAGES
    index = 0
    while index < len(values):
        value = values[index]
        following = values[index + 1] if index + 1 < len(values) else None
        ends = _range(line, value, following, language) if following else None
        if ends and following:
            low, high, first = ends
            index += 2
            outer = before(line, first, language)[0] if known else first
            yield Amount(outer, high.last, low.value, high.value, "range", high if high.unit else low)
            continue
        index += 1
        if value.number.named or not known:
            yield Amount(value.first, value.last, value.value, None, "exact", value)
            continue
        first, kind = before(line, value.first, language)
        last = value.last
        if kind in ("exact", "about"):
            last, kind = _behind_either(line, value, kind, language)
        amount = Amount(first, last, value.value, None, kind, value)
        joined = _bounded(line, amount, following, language) if following else None
        if joined:
            index += 1
            yield joined
        elif value.number.governed and kind == "exact" and line.word(value.first - 1) not in _GOVERNING:
            continue
        else:
            yield amount


def _behind_either(line: Line, value: Value, kind: str, language: str) -> tuple[int, str]:
    """The qualifier between number and unit ("5 or more years") or behind both; a bound outdoes "about"."""
    for index in (value.number.last, value.last):
        after, told = behind(line, index, language)
        if after > value.last or (after > index and index == value.last):
            return after, told if kind == "exact" or told != "about" else kind
    return value.last, kind


_GOVERNING = frozenset({"с", "из", "до", "від", "з"})


def _bounded(line: Line, low: Amount, following: Value, language: str) -> Amount | None:
    """ "more than 15 and less than 90": two bounds of one range."""
    if low.qualifier not in ("at least", "at most") or following.first - low.last > _LONGEST + 2:
        return None
    first, kind = before(line, following.first, language)
    gap = list(line.words[low.last : first])
    if {kind, low.qualifier} != {"at least", "at most"} or gap not in (
        ["and"],
        [","],
        [",", "and"],
        ["but"],
        ["и"],
        ["і"],
        ["та"],
    ):
        return None
    last = max(following.last, behind(line, following.last, language)[0])
    bottom, top = (low.low, following.value) if kind == "at most" else (following.value, low.low)
    return Amount(low.first, last, bottom, top, "range", following) if bottom < top else None


def _range(line: Line, low: Value, high: Value, language: str) -> tuple[Value, Value, int] | None:
    """Two values that are the ends of one range, brought to one unit and scale, and the token where it begins."""
    gap = list(line.words[low.last : high.first])
    ahead = line.word(low.first - 1)
    if len(gap) > 3 or "\n" in line.text[low.end : high.start] or low.attached or (high.attached and not high.unit):
        return None
    first = low.first
    if len(gap) == 1 and (gap[0] in DASHES or gap[0] == "~"):
        if not _dashed(line, low, high):
            return None
    elif _BETWEEN.get(ahead) == " ".join(gap) or (ahead == "between" and gap == ["to"]):
        first -= 1
    elif gap == [_TO.get(language)]:
        changed = _changes(language).intersection(line.words[max(0, low.first - _BACK) : low.first])
        if ahead in _FROM[language] and not changed:
            first -= 1
        elif ahead in _FROM[language] or language != "en" or changed:
            return None
    elif len(gap) == 1 and gap[0] in _OR:
        if not (low.kind == "number" and low.value < high.value <= low.value * 3):
            return None
    else:
        return None
    ends = _levelled(line, low, high)
    if ends is None or not ends[0].value < ends[1].value:
        return None
    return ends[0], ends[1], first


def _dashed(line: Line, low: Value, high: Value) -> bool:
    """A dash between values, in one manner on both sides, that is not one of several in a date, a score or a phone number."""
    dash = low.last
    left, right = line.glued(dash), line.glued(dash + 1)
    if left != right and line.tokens[dash].text in HYPHENS:
        return False
    outer = line.word(low.first - 1) in HYPHENS and line.glued(low.first)
    further = line.word(high.last) in HYPHENS and line.glued(high.last) and line.word(high.last + 1)[:1].isdecimal()
    long_zero = line.tokens[high.number.first].text.startswith("0") and not line.tokens[
        high.number.first
    ].text.startswith("0.")
    return not (outer or further or long_zero)


def _levelled(line: Line, low: Value, high: Value) -> tuple[Value, Value] | None:
    """The ends with the unit and the scale that only one of them bears."""
    if low.kind != high.kind or low.unit != high.unit:
        if not low.unit and low.kind == "number":
            low = replace(low, kind=high.kind, unit=high.unit)
        elif low.kind == "money" and not high.unit:
            high = replace(high, kind="money", unit=low.unit)
        else:
            return None
    if high.number.scaled and not low.number.scaled:
        base = _base(line, high.number.first)
        if base and low.value < base <= abs(high.value):
            return replace(low, value=low.value * (high.value / base)), high
    return low, high


def _base(line: Line, index: int) -> Decimal | None:
    """The number that a scale multiplies: the 15 of "15 million"."""
    text = line.tokens[index].text
    if text[0].isdecimal():
        return literals.literal(text, "en" if "." in text else "ru") if len(text) < 8 else literals.literal(text, "en")
    for language in LANGUAGES:
        value = vocabulary(language).cardinals.get(line.words[index])
        if value is not None:
            return value
    return None


def read_bounds(text: str, language: str) -> list[tuple[Decimal | None, Decimal | None]]:
    """The intervals that a text states, left to right: (low, high), None where it is open; bare values are none."""
    words = vocabulary(language)
    found: list[tuple[Decimal | None, Decimal | None]] = []
    for amount in amounts(line_of(text, words), words):
        if amount.high is not None:
            found.append((amount.low, amount.high))
        elif amount.qualifier in ("at least", "at most"):
            found.append((amount.low, None) if amount.qualifier == "at least" else (None, amount.low))
    return found
