"""wireroom import …: pages of other archives, and lists of URLs."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from pipeline.errors import Refused, WrongUsage
from pipeline.store import backlog
from pipeline.store import imports as store
from pipeline.store.engine import transaction
from workers.bootstrap import Parts
from workers.cli import output
from workers.cli.feeds import canonical
from workers.cli.output import Json
from workers.cli.replay import Wait
from workers.cli.session import opened
from workers.cli.waiting import hands
from workers.imports import Importer, Report

verbs = typer.Typer(no_args_is_help=True, help="Backfill: warc, urls.")
STDIN = "-"
URLS_AT_ONCE = 500
MAX_LINE = 65_536
NAMED = 20  # bad lines that are shown
AT_ONCE = 5_000  # articles waited for together


def register(app: typer.Typer) -> None:
    """Hang the verbs into the command."""
    app.add_typer(verbs, name="import")


@verbs.command("warc")
def warc(
    file: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="WARC files, folders of them, - for standard input; oldest first."),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count what would be kept, and stop.")] = False,
    wait: Wait = False,
    json: Json = False,
) -> int:
    """Keep the pages in WARC files (1.0, 1.1, gzipped or not) and let the flow read them, behind whatever is live.

    Nothing is fetched. What is there already is left out, so that an import that was stopped is simply run again."""
    files = [path for each in file for path in _files(each)]
    mine = opened()
    importer = Importer(
        mine.engine, max_page=mine.settings.max_page, interval=mine.settings.poll_interval, dry_run=dry_run
    )
    found: list[Report] = []
    for name in files:
        with ExitStack() as stack:
            raw: BinaryIO = sys.stdin.buffer if name == STDIN else stack.enter_context(_opened(name))
            found.append(importer.read(raw, name, _progress))
        if sys.stderr.isatty():
            sys.stderr.write("\r\033[K")
        if not json:
            _tell(found[-1], dry_run)
    seconds = _wait_for(mine, importer.articles, quiet=json) if wait and importer.articles else None
    if json:
        totals = {
            name: sum(getattr(each, name) for each in found) for name in ("records", "kept", "aside", "stored", "new")
        }
        took = {"seconds": round(seconds, 2)} if seconds is not None else {}
        output.document({"dry_run": dry_run, **totals, **took, "files": [asdict(each) for each in found]})
    for each in found:
        for damage in each.damages[:3]:
            output.note(f"wireroom: {each.file}: {damage}")
        if len(each.damages) > 3:
            output.note(f"wireroom: {each.file}: {len(each.damages) - 3} more such places")
    return 1 if any(each.damages for each in found) else 0


def _files(name: str) -> Iterator[str]:
    """A file, or those of a folder, the feeds of an export first.

    Raises:
        WrongUsage: there is none.
    """
    path = Path(name)
    if name == STDIN or path.is_file():
        yield name
        return
    if not path.is_dir():
        raise WrongUsage(f"{name}: there is no such file")
    within = [
        each for each in path.rglob("*") if each.name.endswith((".warc", ".warc.gz")) and not each.name.startswith(".")
    ]
    if not within:
        raise WrongUsage(f"{name}: the folder holds no *.warc and no *.warc.gz")
    yield from map(str, sorted(within, key=lambda each: (each.name != "feeds.warc.gz", each)))


def _opened(name: str) -> BinaryIO:
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise WrongUsage(f"{name}: {error.strerror}") from None


def _progress(report: Report) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{report.file}: {report.records:,} records, {report.kept:,} pages kept ")
        sys.stderr.flush()


def _tell(report: Report, dry_run: bool) -> None:
    would = "would be kept" if dry_run else f"kept, {report.aside:,} of them aside, {report.new:,} new articles"
    output.say(
        f"{report.file}: {report.records:,} records; {report.kept:,} pages {would}; {report.stored:,} stored already"
    )
    for reason, skipped in sorted(report.skipped.items(), key=lambda item: -item[1].count):
        output.say(f"{skipped.count:8,}  {reason}: {skipped.examples[0]}")


def _wait_for(mine: Parts, articles: Sequence[int], *, quiet: bool) -> float:
    """Wait until the flow is through with these articles, with workers of our own where none lives; seconds taken."""
    started, told, at = time.monotonic(), 0.0, 0
    with hands(mine) as see_to_it:
        while at < len(articles):
            part = list(articles[at : at + AT_ONCE])
            with transaction(mine.engine) as conn:
                left = backlog.unfinished(conn, part)
            if not left:
                at += len(part)
                continue
            see_to_it()
            if not quiet and time.monotonic() - told > 2:
                output.say(f"{at + len(part) - left:,} of {len(articles):,} articles through")
                told = time.monotonic()
            time.sleep(0.2)
    seconds = time.monotonic() - started
    if not quiet:
        output.say(f"through after {seconds:.1f} s")
    return seconds


@verbs.command("urls")
def urls(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="One URL a line, # before what is none; - for standard input.")
    ],
    json: Json = False,
) -> int:
    """Ingest the article URLs of a file, behind whatever is live."""
    if file != STDIN and not Path(file).exists():
        raise WrongUsage(f"{file}: there is no such file")
    if Path(file).is_dir():
        raise WrongUsage(f"{file} is a folder: name a file of URLs")
    mine = opened()
    added = known = 0
    wrong: list[dict[str, Any]] = []
    refused, batch = 0, dict[str, None]()

    def flush() -> None:
        nonlocal added, known
        with transaction(mine.engine) as conn:
            new = store.add_urls(conn, list(batch))
        added, known = added + new, known + len(batch) - new
        batch.clear()

    with ExitStack() as stack:
        raw: BinaryIO = sys.stdin.buffer if file == STDIN else stack.enter_context(_opened(file))
        for number, line in _lines(raw):
            try:
                batch[canonical(line)] = None
            except WrongUsage as error:
                refused += 1
                if len(wrong) < NAMED:
                    wrong.append({"line": number, "message": str(error)[:300]})
            if len(batch) >= URLS_AT_ONCE:
                flush()
        flush()
    if json:
        output.document({"added": added, "known": known, "refused": refused, "lines": wrong})
    else:
        output.say(f"{added:,} will be fetched, {known:,} known already, {refused:,} refused")
    for each in wrong:
        output.note(f"wireroom: {file}: line {each['line']}: {each['message']}")
    if refused > len(wrong):
        output.note(f"wireroom: {file}: {refused - len(wrong):,} more such lines")
    return 1 if refused and not added and not known else 0


def _lines(raw: BinaryIO) -> Iterator[tuple[int, str]]:
    """Lines that say something, with their numbers; of endless ones the beginning."""
    number, within = 0, False
    while line := raw.readline(MAX_LINE):
        fresh, within = not within, not line.endswith(b"\n")
        number += fresh
        if b"\0" in line:
            raise Refused(
                f"line {number} is no text: a list of URLs is one URL a line; pages of archives go by `import warc`"
            )
        said = line.decode("utf-8-sig" if number == 1 else "utf-8", "replace").strip()
        if fresh and said and not said.startswith("#"):
            yield number, said
