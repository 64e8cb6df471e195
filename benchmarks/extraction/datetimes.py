"""Dates resolved: Recognizers' specs for English date expressions, and the annotated seeds.

A result of the specs is right if one of ours overlaps it and has the same days as one of its candidates. `date`: results of
type date, which is what others are measured on; `carrying days`: date, daterange, datetime and datetimerange together. The
specs end ranges with the day after; a range between two named days they end with the last one, so that either is right.
What the specs do not resolve (seasons) is not scored.
`calendar reading` is `news=False`: as the specs read, ranges open at one end, and ranges to a named month or year that end
with its first day; the news reading has neither, which is most of what it is below.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.extraction import gold
from benchmarks.extraction.gold import DATA, Figure
from pipeline.extract.dates import find
from pipeline.extract.dates.model import DateFound

SPECS = "figures/en-datetimemodel-dev.jsonl"
_DAYS = frozenset({"date", "daterange", "datetime", "datetimerange"})

Days = tuple[date | None, date | None]


@dataclass(slots=True)
class Score:
    """Of each type how many results were expected and right, how many inputs are right as a whole, what was too much."""

    wanted: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    whole: int = 0
    inputs: int = 0
    spurious: int = 0
    wrong: list[tuple[str, str, list[str]]] = field(default_factory=list)

    def share(self, types: frozenset[str]) -> float:
        """Right of those wanted."""
        wanted = sum(self.wanted[one] for one in types)
        return sum(self.right[one] for one in types) / wanted if wanted else 0.0


def _kind(result: Mapping[str, Any]) -> str:
    name: str = result.get("TypeName") or result["Typename"]
    return name.rpartition(".")[2]


def _anchor(row: Mapping[str, Any]) -> datetime | None:
    context = row["Context"]
    return datetime.fromisoformat(context["ReferenceDateTime"][:19]) if context else None


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written[:10]) if written else None
    except ValueError:
        return None


def _candidates(result: Mapping[str, Any]) -> list[Days]:
    """First and last days of the candidates, the last included, in both readings of a range's end."""
    found: list[Days] = []
    for value in (result.get("Resolution") or {}).get("values", ()):
        if "value" in value:
            found.append((_day(value["value"]), _day(value["value"])))
            continue
        first, last = _day(value.get("start")), _day(value.get("end"))
        if last and not value["end"][10:].strip("0: "):
            # A range between two named days ends, in the specs, with the second one.
            if value.get("timex", "").startswith("(") and not value.get("Mod"):
                found.append((first, last))
            if value.get("Mod") != "until":  # the day named is in it
                last -= timedelta(1)
        found.append((first, last))
    return found


def _unresolved(result: Mapping[str, Any]) -> bool:
    """The specs give it no days: seasons, school years, days that are not in the calendar."""
    return any("not resolved" in value.values() for value in (result.get("Resolution") or {}).get("values", ()))


def _right(ours: DateFound, kind: str, result: Mapping[str, Any]) -> bool:
    values = (result.get("Resolution") or {}).get("values", ())
    if kind in _DAYS:
        if any(value.get("timex") == "PRESENT_REF" for value in values):
            return ours.timex == "PRESENT_REF"
        wanted = _candidates(result)
        return (ours.starts_on, ours.ends_on) in wanted
    if kind in {"duration", "set"}:
        return any(value.get("timex") == ours.timex for value in values)
    return any(_clock(value.get("timex", "")) == _clock(ours.timex) for value in values)


def _clock(timex: str) -> str:
    return re.sub(r":00", "", timex.strip("()").split(",")[0].split("/")[0])


def specs(data: Path = DATA, half: int | None = None, *, news: bool = True) -> Score:
    """The score on the specs."""
    score = Score()
    for row in gold.rows(SPECS, data):
        if half is not None and gold.half(row["Input"]) != half:
            continue
        anchor = _anchor(row)
        _score(score, row, find(row["Input"], "en", anchor, news))
    return score


def _score(score: Score, row: Mapping[str, Any], found: Sequence[DateFound]) -> None:
    score.inputs += 1
    taken: set[int] = set()
    missed = []
    for result in row["Results"]:
        kind = _kind(result)
        if kind == "timezone" or (kind in _DAYS and _unresolved(result)):
            taken.update(n for n, one in enumerate(found) if one.start <= result["End"] and result["Start"] < one.end)
            continue
        over = [n for n, one in enumerate(found) if one.start <= result["End"] and result["Start"] < one.end]
        taken.update(over)
        score.wanted[kind] += 1
        if any(_right(found[n], kind, result) for n in over):
            score.right[kind] += 1
        else:
            missed.append(kind)
            values = [str(value) for value in (result.get("Resolution") or {}).get("values", ())]
            ours = [f"{found[n].text} {found[n].starts_on}..{found[n].ends_on} {found[n].timex}" for n in over]
            score.wrong.append((kind, row["Input"], [result["Text"], *values, "OURS", *ours]))
    extra = [one for n, one in enumerate(found) if n not in taken]
    score.spurious += len(extra)
    score.wrong.extend(("spurious", row["Input"], [one.text, one.timex]) for one in extra)
    score.whole += not missed and not extra


def of_seeds(data: Path = DATA) -> tuple[int, int, int, list[str]]:
    """Dates right, found and wanted in the seeds' bodies, and what is wrong.

    The value is that of TIMEX3; a span is right if it overlaps. The gold's optional expressions and its publication dates
    are not scored, nor what overlaps them.
    """
    right = found_count = wanted_count = 0
    wrong: list[str] = []
    for seed in gold.seeds(data):
        found = find(seed.document.text, seed.document.language or "", seed.document.published_at)
        found = [one for one in found if seed.in_body(one.start, one.end)]
        ignored: list[Mapping[str, Any]] = []
        wanted: list[Mapping[str, Any]] = []
        for one in seed.gold["dates"]:
            scored = (
                seed.in_body(one["start"], one["end"]) and not one.get("optional") and one.get("role") != "publication"
            )
            (wanted if scored else ignored).append(one)
        kept = [ours for ours in found if not _touches(ours, ignored)]
        for one in wanted:
            hits = [ours for ours in kept if _touches(ours, [one])]
            matched = any(ours.timex == one["value"] and ours.mod == one.get("mod", ours.mod) for ours in hits)
            right += matched
            if not matched:
                wrong.append(f"{seed.name} - {one['surface']} {one['value']} {[ours.timex for ours in hits]}")
        wrong.extend(f"{seed.name} + {ours.text} {ours.timex}" for ours in kept if not _touches(ours, wanted))
        found_count += len(kept)
        wanted_count += len(wanted)
    return right, found_count, wanted_count, wrong


def _touches(ours: DateFound, golds: Sequence[Mapping[str, Any]]) -> bool:
    return any(ours.start < one["end"] and one["start"] < ours.end for one in golds)


def figures(data: Path = DATA) -> list[Figure]:
    """Shares of the specs' results that are right, and F1 on the seeds."""
    news, plain = specs(data), specs(data, news=False)
    right, found, wanted, _ = of_seeds(data)
    date_type = frozenset({"date"})
    return [
        Figure("dates resolved, specs' type date", news.share(date_type), 0.80, _others(data)),
        Figure("dates resolved, all carrying days, calendar reading", plain.share(_DAYS), 0.80),
        Figure("dates resolved, all carrying days, news reading", news.share(_DAYS)),
        Figure("times of day of the specs", news.share(frozenset({"time", "timerange"}))),
        Figure("durations of the specs", news.share(frozenset({"duration"}))),
        Figure("specs' inputs right as a whole, calendar reading", plain.whole / plain.inputs),
        Figure("specs' results too many, an input", plain.spurious / plain.inputs, less=True),
        Figure("dates of the seeds, F1", gold.prf(right, found, wanted)[2], 0.95),
    ]


def _others(data: Path) -> str:
    """What dateparser reaches on the results of type date, where it is installed."""
    try:
        from dateparser.search import search_dates
    except ImportError:
        return "dateparser 0.49"
    right = wanted = 0
    for row in gold.rows(SPECS, data):
        results = [result for result in row["Results"] if _kind(result) == "date"]
        if not results:
            continue
        anchor = _anchor(row)
        days = {
            one.date()
            for _, one in search_dates(row["Input"], ["en"], {"RELATIVE_BASE": anchor} if anchor else None) or ()
        }
        wanted += len(results)
        right += sum(any(first in days for first, _ in _candidates(result)) for result in results)
    return f"dateparser {right / wanted:.2f}"
