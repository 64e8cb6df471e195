"""Dates in a text, absolute and relative, with the days they mean."""

from datetime import date, datetime
from functools import cache

from pipeline.extract.dates import english, scan, slavic, slavic_words, wording
from pipeline.extract.dates.model import (
    Away,
    Civil,
    Clock,
    DateFound,
    Every,
    Expression,
    Length,
    Near,
    NearCivil,
    NearWeekday,
    Placed,
    Rolling,
    Setting,
    Vague,
    Week,
    Years,
)
from pipeline.extract.dates.place import place
from pipeline.extract.reading import Reading, read
from pipeline.model import Annotation, Document

_REACH = 600  # characters behind a day in which `a day earlier` speaks of it


def find(text: str | Reading, language: str, anchor: datetime | None, news: bool = True) -> list[DateFound]:
    """Date expressions of a text in `en`, `ru` or `uk`, in their order, apart.

    A stretch of thousands of dates with nothing between them is read as far as `scan.MOST` words that may begin one.

    `anchor`: when it was written; without it relative ones have no days. `news`: a weekday alone is the last one unless the
    wording speaks of what is to come, and `since` or `before` a date is not part of it; else the coming one, and it is.
    Without `news` the reading is that of a calendar: `two months ago` is a day, a few are three, and where a range ends with
    a month or year or `by` a day, nothing of that is in it but its first day, or not even that.
    """
    reading = read(text) if isinstance(text, str) else text
    if language == "en":
        lean, anchors = wording.english(reading), english.anchors()
    elif language in {"ru", "uk"}:
        lean, anchors = wording.slavic(reading), _anchors(language)
    else:
        return []
    found: list[DateFound] = []
    focus: tuple[int, date] | None = None  # the day spoken of, and where
    scene: tuple[int, date] | None = None  # the period spoken of
    written = anchor.date() if anchor else None
    minute = anchor.hour * 60 + anchor.minute if anchor else 0
    for pieces in scan.stretches(reading, anchors):
        grammar = (
            english.English(reading.text, pieces, lean, open_ends=not news)
            if language == "en"
            else slavic.Slavic(reading.text, pieces, slavic_words.words(language), lean)
        )
        for start, end, expression in grammar.found():
            day, period = (spoken[1] if spoken and start - spoken[0] <= _REACH else None for spoken in (focus, scene))
            leaning = lean(start) if _leans(expression) else 0
            placed = place(expression, Setting(written, minute, day, period, leaning, news))
            if placed is None:
                continue
            found.append(_found(reading.text, start, end, placed))
            if placed.precision in {"day", "time"} and placed.first and placed.first == placed.last:
                focus = end, placed.first
            if placed.first and placed.type != "range":
                scene = end, placed.first
    return found


def _leans(expression: Expression) -> bool:
    """Whether the wording around may tell where it lies."""
    match expression:
        case Civil(year=year, same=same):
            return year is None and not same
        case Near(told=told):
            return not told
        case Length() | Every() | Vague() | NearWeekday() | NearCivil() | Week() | Years():
            return False
        case Clock(on=of) | Away(base=of) | Rolling(of=of):
            return of is not None and _leans(of)
        case _:
            return True


@cache
def _anchors(language: str) -> frozenset[str]:
    return slavic_words.words(language).anchors()


def _found(text: str, start: int, end: int, placed: Placed) -> DateFound:
    return DateFound(
        start, end, text[start:end], placed.first, placed.last, placed.precision, placed.timex, placed.type, placed.mod
    )


class Dates:
    """A `date` annotation for each date expression of the text, resolved against its publication."""

    name = "dates"
    version = 1
    languages: frozenset[str] | None = frozenset({"en", "ru", "uk"})
    needs: tuple[str, ...] = ()

    def __call__(self, document: Document) -> list[Annotation]:
        """Date expressions in the text's order."""
        found = find(document.text, document.language or "", document.published_at)
        return [_annotation(one) for one in found]


def _annotation(one: DateFound) -> Annotation:
    attributes = {
        "starts_on": one.starts_on.isoformat() if one.starts_on else None,
        "ends_on": one.ends_on.isoformat() if one.ends_on else None,
        "precision": one.precision,
        "timex": one.timex,
        "type": one.type,
    }
    if one.mod:
        attributes["mod"] = one.mod
    return Annotation("date", one.start, one.end, one.text, attributes)
