"""Figures: how many of what, by whose account. English, Russian and Ukrainian."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from decimal import Context, Decimal

from pipeline.extract import reading
from pipeline.extract.figures import qualifiers, traps
from pipeline.extract.figures.claims import Claims
from pipeline.extract.figures.counted import Phrase, counted
from pipeline.extract.figures.line import Line, line
from pipeline.extract.figures.qualifiers import Amount, amounts
from pipeline.extract.figures.vocabulary import vocabulary
from pipeline.model import Annotation, Document

_PLACES = Context(prec=15)
_DATED = frozenset({"date", "time", "range", "set"})
_TYPES = {"number": "count", "money": "money", "percent": "percent", "measure": "measure", "duration": "duration"}


class Figures:
    """A `figure` annotation for each reported quantity.

    Attributes: `value` and `value_max` (decimal strings; `value_max` null but for ranges), `unit` ('person', 'item', 'percent',
    ISO currency, 'kilometre', 'year'…), `type` ('count', 'fraction', 'money', 'percent', 'measure', 'duration'), `about` (what
    is counted, or null), `qualifier` ('exact', 'about', 'at least', 'at most', 'range'), `claimed_by`, `claimed_via`, `quote`.
    """

    name = "figures"
    version = 1
    languages = frozenset({"en", "ru", "uk"})
    needs: tuple[str, ...] = ("entities", "dates", "quotes", "citations")

    def __call__(self, document: Document) -> list[Annotation]:
        """The figures of a document, in the text's order."""
        language = document.language or ""
        words = vocabulary(language)
        given = line(document.text, words)
        read = reading.read(document.text)
        dated = _Spans(document.found.get("dates", ()), lambda one: one.attributes.get("type") in _DATED)
        named = _Spans(document.found.get("entities", ()), lambda one: one.kind == "mention")
        claims = Claims(read, document.found)
        found: list[Annotation] = []
        after = untimed = 0
        for amount in amounts(given, words):
            start = given.tokens[amount.first].start
            first, last = amount.value.start, amount.value.end
            if start < after or dated.covers(first, last) or named.covers(first, last):
                continue
            phrase = _phrase(given, amount, language)
            elided = _elided(found, read, start)
            timed = amount.value.kind == "duration" and amount.first == untimed
            if timed or not traps.reported(given, amount, phrase, language, elided=elided is not None):
                untimed = amount.value.last  # what goes on there ("12 часов 30 минут") is the same time of day
                continue
            phrase = phrase if _fits(amount, phrase) else None
            last = max(amount.last, phrase.last if phrase else 0)
            qualifier = amount.qualifier
            if qualifier == "exact" and phrase:
                last, qualifier = qualifiers.behind(given, last, language)
            end = given.tokens[last - 1].end
            if traps.furniture(given, start, end):
                continue
            after = end
            found.append(_annotation(given, amount, phrase, qualifier, (start, end), claims, elided, language))
        return found


class _Spans:
    """Spans in which numbers are no figures: dates and times (durations are), names."""

    def __init__(self, annotations: Sequence[Annotation], chosen: Callable[[Annotation], bool]) -> None:
        self._spans = sorted(
            (one.start, one.end) for one in annotations if one.start is not None and one.end is not None and chosen(one)
        )
        self._starts = [start for start, _ in self._spans]

    def covers(self, start: int, end: int) -> bool:
        at = bisect_right(self._starts, start) - 1
        return any(first < end and start < last for first, last in self._spans[max(0, at) : at + 2])


def _elided(found: Sequence[Annotation], read: reading.Reading, start: int) -> Annotation | None:
    """The count before in the same sentence, whose noun a number without one leaves out."""
    before = found[-1] if found else None
    if before is None or before.start is None or before.attributes["type"] != "count":
        return None
    return before if read.sentence_at(before.start) == read.sentence_at(start) else None


def _phrase(given: Line, amount: Amount, language: str) -> Phrase | None:
    """What is counted; of money and measures what they are for, if it is named right behind."""
    kind, index = amount.value.kind, max(amount.last, amount.value.last)
    if kind == "duration":
        return None
    if language == "en" and kind == "money" and given.word(index) in ("worth", "in"):
        index += 1
    if given.word(index - 1) == "." and given.tokens[index].text[:1].isupper() if index < len(given.tokens) else False:
        return None  # the full stop of an abbreviation ended the sentence
    if language == "en" and kind == "measure" and not amount.value.hyphen and given.word(index) != "of":
        return None
    phrase = counted(given, index, language)
    if phrase and kind == "money" and language == "en" and given.word(index - 1) == "in" and index > amount.last:
        return phrase if not phrase.named else None
    return phrase


def _fits(amount: Amount, phrase: Phrase | None) -> bool:
    """A phrase belongs to the figure: counts are of several, shares and sums may be of one thing."""
    if phrase is None:
        return False
    kind = amount.value.kind
    if kind == "number" and amount.value.number.form != "fraction":
        return phrase.plural or phrase.kind != ""
    return not phrase.named or phrase.plural


def _annotation(
    given: Line, amount: Amount, phrase: Phrase | None, qualifier: str, span: tuple[int, int], claims: Claims,
    elided: Annotation | None, language: str,
) -> Annotation:  # fmt: skip
    start, end = span
    claim = claims.of(start, end)
    value = amount.value
    type_ = (
        "fraction"
        if value.kind == "number" and value.number.form == "fraction" and amount.low < 1
        else _TYPES[value.kind]
    )
    about = given.text[given.tokens[phrase.about].start : given.tokens[phrase.last - 1].end] if phrase else None
    unit = value.unit or ("person" if phrase and phrase.kind in ("person", "suffered") else "item")
    if type_ == "count" and phrase is None:
        if traps.suffered(given, amount, language):
            unit = "person"
        elif elided:
            unit, about = elided.attributes["unit"], elided.attributes["about"]
    if type_ == "fraction":
        unit = "fraction"
    attributes = {
        "value": decimal(amount.low),
        "value_max": decimal(amount.high) if amount.high is not None else None,
        "unit": unit,
        "type": type_,
        "about": about,
        "qualifier": qualifier,
        "claimed_by": claim.by,
        "claimed_via": claim.via,
        "quote": claim.quote,
    }
    return Annotation("figure", start, end, given.text[start:end], attributes, claim.entity)


def decimal(value: Decimal) -> str:
    """A value in plain digits, 15 of them at most after rounding."""
    rounded = value if value == value.to_integral_value() else _PLACES.plus(value)
    return format(rounded.normalize() if rounded else Decimal(0), "f")
