"""The annotated seeds: texts as scrapers left them, served as pages, and what our clean stage makes of every line.

A seed is a text file and its entry in `gold.json`: which lines are body, which are optional, which are furniture, and what
the furniture says (author, date, outlet). Each is served several ways; nothing but the seed's own text is on the page.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.scoring import plain
from pipeline.clean.page import clean
from pipeline.errors import Setback
from pipeline.model import Cleaned, Page
from pipeline.stages.clean import PAGE_BYTES

CAPTURED_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)  # after the newest of them


@dataclass(frozen=True, slots=True)
class Seed:
    """A text and its annotation; lines with single spaces. `outlets`: every name that it may go by, none: no outlet."""

    name: str
    text: str
    body: tuple[str, ...]
    optional: frozenset[str]
    furniture: tuple[str, ...]
    title: str | None
    authors: frozenset[str]
    day: str | None
    outlets: frozenset[str]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is right or wrong of a seed in one serving. `found`: what it is instead."""

    seed: str
    serving: str
    what: str
    right: bool
    found: str = ""


def read(folder: Path) -> list[Seed]:
    """The annotated seeds of a folder."""
    entries: dict[str, dict[str, Any]] = json.loads((folder / "gold.json").read_text("utf-8"))["seeds"]
    return [_seed(name, entry, (folder / entry["file"]).read_text("utf-8")) for name, entry in entries.items()]


def _seed(name: str, entry: dict[str, Any], text: str) -> Seed:
    rows = dict(enumerate(text.split("\n"), start=1))
    spans = entry["boilerplate_spans"]
    for span in spans:
        rows[span["line"]] = rows[span["line"]].replace(span["text"], "", 1)
    # A name and another in brackets: either will do.
    outlet = entry["outlet"] or ""
    names = {outlet, *(part.strip(" )") for part in outlet.split("("))}
    return Seed(
        name=name,
        text=text,
        body=tuple(plain(rows[number]) for number in entry["body_lines"]),
        optional=frozenset(plain(rows[number]) for number in entry["body_optional_lines"]),
        furniture=tuple(plain(one["text"]) for one in (*entry["boilerplate_lines"], *spans)),
        title=entry["title"],
        authors=frozenset(entry["author"]),
        day=entry["published"],
        outlets=frozenset(plain(one).casefold() for one in names if one),
    )


def servings(text: str) -> Iterator[tuple[str, str, bytes]]:
    """Ways to serve a text as a page: (name, content type, bytes)."""
    rows = [escape(row, quote=False) for row in text.split("\n")]
    paragraphs = "\n".join(f"<p>{row}</p>" for row in rows if row.strip())
    broken = "<br>\n".join(rows)
    bodies = {
        "p in article": f"<article>{paragraphs}</article>",
        "p in div": f"<div>{paragraphs}</div>",
        "br in article": f"<article>{broken}</article>",
        "br in div": f"<div>{broken}</div>",
        "pre": f"<pre>{chr(10).join(rows)}</pre>",
    }
    for name, body in bodies.items():
        page = f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head>\n<body>\n{body}\n</body></html>\n'
        yield name, "text/html; charset=utf-8", page.encode()
    yield "text/plain", "text/plain; charset=utf-8", text.encode()


def check(seed: Seed, serving: str, cleaned: Cleaned) -> list[Check]:
    """Every body line present in its order, furniture gone, nothing else in the text, and the four facts."""
    lines = [one for row in cleaned.text.split("\n") if (one := plain(row))]
    found: list[Check] = []

    def add(what: str, right: bool, instead: object = "") -> None:
        found.append(Check(seed.name, serving, what, right, "" if right else str(instead)))

    position = 0
    for number, row in enumerate(seed.body, start=1):
        at = lines.index(row, position) if row in lines[position:] else None
        if at is not None:
            position = at + 1
        if row not in seed.optional:
            add(f"body line {number}", at is not None, _closest(row, lines))
    text = plain(cleaned.text)
    for piece in seed.furniture:
        add(f"furniture {piece[:60]!r}", piece not in text, "still there")
    extra = [row for row in lines if row not in seed.body and row not in seed.optional]
    add("nothing else in the text", not extra, [row[:80] for row in extra])
    add("title", plain(seed.title or "") == plain(cleaned.title or ""), cleaned.title)
    add("authors", seed.authors == frozenset(cleaned.authors), list(cleaned.authors))
    day = cleaned.published.at.date().isoformat() if cleaned.published else None
    add("date", day == seed.day, day)
    source = plain(cleaned.source or "").casefold()
    add("outlet", source in seed.outlets if seed.outlets else not source, cleaned.source)
    return found


def _closest(row: str, lines: Sequence[str]) -> str:
    near = next((one for one in lines if row[:40] in one or row[-40:] in one), None)
    return f"stands as {near[:80]!r}" if near is not None else "missing"


def run(seeds: Sequence[Seed]) -> list[Check]:
    """Every seed in every serving; a page that is refused has everything wrong."""
    checks: list[Check] = []
    for seed in seeds:
        for serving, content_type, body in servings(seed.text):
            page = Page(
                0, 0, f"https://example.org/{seed.name}", CAPTURED_AT, content_type, None, body, None, None, None
            )
            try:
                checks += check(seed, serving, clean(page, PAGE_BYTES))
            except Setback as setback:
                nothing = Cleaned("", None, (), None, None, None, None, None, None, (), "empty", False, ())
                wanted = [one.what for one in check(seed, serving, nothing)]
                checks += [Check(seed.name, serving, what, False, f"refused: {setback.message}") for what in wanted]
    return checks
