"""wireroom replay --diff: what the current code would make otherwise, or what another version had, of a sample."""

import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, cast

from rich.text import Text

from pipeline import trial
from pipeline.comparison import ARTICLE, Change, Difference
from pipeline.errors import Refused, WrongUsage
from pipeline.flow import versions
from pipeline.model import Selector
from pipeline.store import selection, superseded
from pipeline.store.comparisons import COLUMNS, reading
from pipeline.tally import Count, Tally
from pipeline.trial import Trial
from workers import trials
from workers.bootstrap import Parts
from workers.cli import output
from workers.cli.session import opened

STAGES = ("clean", "extract")
HOSTS = 10  # shown
_ELSEWHERE = {
    "poll": "poll reads feeds anew",
    "fetch": "what has been fetched goes on from clean",
    "cluster": "cluster compares articles with each other, see `wireroom replay --dry-run`",
}
LINES = 20  # of an article's differences, shown
STEP = 50  # articles compared with another version at a time
_COLOURS = {"-": "red", "+": "green", "~": "yellow"}
_ORDER = (ARTICLE, *COLUMNS[:6], "verdict", "language", *COLUMNS[7:], "sourcing")


def differ(chosen: Selector, from_: str, size: int | None, against: str | None, json: bool) -> int:
    """Compare a sample of so many of the articles selected with what is stored of them, and show what differs.

    Raises:
        WrongUsage: a stage that reads no stored page or text, or a version that cannot mean anything.
        Refused: nothing of that version is kept.
    """
    if size is None:
        raise WrongUsage("--against goes with --diff N: say how many articles to compare")
    if from_ not in STAGES:
        raise WrongUsage(f"--diff runs on what is stored, --from clean or --from extract: {_ELSEWHERE[from_]}")
    made = _version(against, from_) if against is not None else None
    mine = opened()
    with reading(mine.engine) as conn:
        ids, of = selection.sample(conn, chosen, versions(), from_, size, made)
        if made is not None and not ids and selection.sample(conn, chosen, versions(), from_, 1, None)[0]:
            raise Refused(_nothing_of(made, superseded.kept(conn)))
    part = chosen.extractor if from_ == "extract" else None
    started, tally = time.monotonic(), Tally()
    found = _recorded(mine, ids, made) if made else trials.run(mine, Trial(cast(trial.Stage, from_), part), ids)
    for difference in _watched(found, len(ids)):
        tally.add(difference)
    head = {"from": from_, "extractor": part, "against": against, "sample": tally.articles, "of": of}
    report = {**head, "seconds": round(time.monotonic() - started, 2), **told(tally)}
    if json:
        output.document(report)
    elif not ids:
        output.say(f"no such articles with anything stored that {from_} could work on")
    else:
        _show(report, tally, made)
    return 0


def _version(against: str, from_: str) -> tuple[str, int]:
    """Maker and version of `7` or `quotes:3`.

    Raises:
        WrongUsage: it is none, or another stage's.
    """
    read = re.fullmatch(r"(?:(?P<extractor>[^:\s]+):)?(?P<version>\d{1,9})", against)
    if read is None:
        raise WrongUsage(f"--against {against!r} is no version such as 7, of clean, or quotes:3, of an extractor")
    stage = "extract" if read["extractor"] else "clean"
    if stage != from_:
        raise WrongUsage(f"--against {against} is a version of {read['extractor'] or 'clean'}: say --from {stage}")
    return f"extract:{read['extractor']}" if read["extractor"] else "clean", int(read["version"])


def _nothing_of(made: tuple[str, int], kept: Sequence[tuple[str, int]]) -> str:
    def name(maker: str, version: int) -> str:
        return f"{maker} {version}" if maker == "clean" else f"{maker.removeprefix('extract:')}:{version}"

    there = [each for each in kept if each[0] == made[0]] or kept
    others = (
        f"there is something of {', '.join(name(*each) for each in there)}" if there else "no version has been replaced"
    )
    where = " in these articles" if made in kept else ""
    return f"nothing that {name(*made)} had made is kept{where}: {others}"


def _recorded(mine: Parts, ids: Sequence[int], made: tuple[str, int]) -> Iterator[Difference]:
    for start in range(0, len(ids), STEP):
        yield from trial.recorded(mine.engine, ids[start : start + STEP], *made)


def _watched(found: Iterable[Difference], count: int) -> Iterator[Difference]:
    """How far it is, for somebody who watches."""
    watched = sys.stderr.isatty()
    for number, difference in enumerate(found, 1):
        if watched:
            sys.stderr.write(f"\r{number} of {count} articles ")
            sys.stderr.flush()
        yield difference
    if watched:
        sys.stderr.write("\r\x1b[K")


# ── the report ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _in_order(fields: Iterable[str]) -> list[str]:
    """Columns as consumers have them, then rows by the views' names."""
    names = set(fields)
    return [name for name in _ORDER if name in names] + sorted(names.difference(_ORDER))


def told(tally: Tally) -> dict[str, Any]:
    """The report as --json has it."""
    current = versions()
    hosts = sorted(tally.by_host.items(), key=lambda item: (-item[1].differing, item[0]))
    return {
        "differing": tally.differing,
        "versions": {
            maker: {
                "stored": {str(version): count for version, count in sorted(made.items())},
                "current": current.get(maker),
            }
            for maker, made in sorted(tally.made.items())
        },
        "fields": _counts(tally),
        "refused": dict(tally.refused.most_common()),
        "failures": dict(tally.failures.most_common()),
        "hosts": [
            {"host": host, "articles": its.articles, "differing": its.differing, "fields": _counts(its)}
            for host, its in hosts
        ],
        "largest": [
            {
                "article_id": each.article_id,
                "url": each.url,
                "host": each.host,
                "size": each.size,
                "fields": {name: _change(each.changes[name]) for name in _in_order(each.changes)},
            }
            for each in tally.largest()
        ],
    }


def _counts(tally: Tally) -> dict[str, dict[str, int]]:
    return {name: _count(tally.fields[name], name) for name in _in_order(tally.fields)}


def _count(count: Count, name: str) -> dict[str, int]:
    counts = asdict(count)
    rows = {f"rows_{effect}": counts.pop(effect) for effect in ("gone", "come", "altered")}
    return counts if name in _ORDER else counts | rows


def _change(change: Change) -> dict[str, Any]:
    return {"effect": change.effect, "lines": [" ".join(line) for line in change.lines]}


# ── for people ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _show(report: dict[str, Any], tally: Tally, made: tuple[str, int] | None) -> None:
    if made is not None:
        what = f"of which what {report['against']} had made is kept, against what is stored now"
    else:
        what = f"from {report['from']}, {_versions(report['versions'], report['from'], report['extractor'])}"
    verb = "differ" if made is not None else "would differ"
    output.say(f"{report['sample']:,} of {report['of']:,} articles, {what}; {report['differing']:,} {verb}")
    rows = [
        {"field": name, **counts, "rows": _of_rows(counts) if "rows_come" in counts else None}
        for name, counts in report["fields"].items()
    ]
    output.table(rows, ["field", "changed", "gained", "lost", "of", "rows"])
    for reason, count in report["refused"].items():
        output.say(f"{count:,} would be lost as {reason}: they would stand in failures, what is stored of them stays")
    for name, count in report["failures"].items():
        output.say(f"the extractor {name} fails on {count:,}")
    hosts = [host for host in report["hosts"] if host["differing"]]
    if hosts:
        output.say("")
        shown = [{**host, "of": host["articles"], "fields": _most(host["fields"])} for host in hosts[:HOSTS]]
        output.table(shown, ["host", "differing", "of", "fields"])
        if len(hosts) > HOSTS:
            output.say(f"and {len(hosts) - HOSTS:,} other hosts: see --json")
    for difference in tally.largest():
        _show_one(difference)


def _versions(made: dict[str, Any], stage: str, part: str | None) -> str:
    """Stored versions → current ones: of clean, and of the extractors that differ."""
    found = []
    for maker, each in made.items():
        extractor = maker.partition("extract:")[2]
        concerned = stage == "clean" if not extractor else part in (None, extractor)
        others = [version for version in each["stored"] if int(version) != each["current"]]
        if concerned and (others or not extractor or part):
            name, stored = extractor or maker, ", ".join(each["stored"])
            found.append(
                f"{name} {stored} → {each['current'] or 'not installed'}" if others else f"{name} {stored} as stored"
            )
    return "; ".join(found) or "versions as stored"


def _of_rows(counts: dict[str, int]) -> str:
    marks = {"-": counts["rows_gone"], "+": counts["rows_come"], "~": counts["rows_altered"]}
    return " ".join(f"{mark}{count:,}" for mark, count in marks.items() if count)


def _most(fields: dict[str, dict[str, int]]) -> str:
    counts = {name: each["changed"] + each["gained"] + each["lost"] for name, each in fields.items()}
    return ", ".join(
        f"{name} {counts[name]}" for name in sorted(counts, key=lambda name: -counts[name]) if counts[name]
    )


def _show_one(difference: Difference) -> None:
    """One article's differences in so many lines."""
    output.say(f"\n{difference.article_id}  {difference.url}")
    left = LINES
    for name in _in_order(difference.changes):
        change = difference.changes[name]
        if left <= 0:
            output.say("  … more: see --json")
            return
        output.say(f"  {name}")
        for mark, words in change.lines[: max(left, 1)]:
            output.console().print(Text(f"  {mark} {words}", style=_COLOURS[mark]), soft_wrap=True)
        if len(change.lines) > left:
            output.say("  … more: see --json")
            return
        left -= len(change.lines)
