"""wireroom extract: all extractors on one text, shown, nothing stored."""

import asyncio
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline import urls
from pipeline.deadline import Bounds
from pipeline.errors import Permanent, Reason, Refused, Setback, Transient, WireroomError, WrongUsage
from pipeline.extract import entities, extractors
from pipeline.model import Annotation, Capture, Document, Page, Target
from pipeline.stages import clean, extract, fetch
from pipeline.store import annotations, reports
from pipeline.store.engine import transaction
from workers.bootstrap import Parts, configure, read_settings, runner_knobs, web_knobs
from workers.cli import marking, output
from workers.cli.feeds import canonical
from workers.cli.output import Json
from workers.cli.selecting import moment
from workers.cli.session import opened, visiting

_MARKUP = re.compile(rb"<(?:!doctype html|html|head|body|article|p|div)\b", re.IGNORECASE)
_VIEWS = {
    "mention": "mentions",
    "description": "descriptions",
    "quote": "quotes",
    "figure": "figures",
    "date": "dates",
    "citation": "citations",
}
_ENTITY = {"quote": "speaker_entity", "figure": "claimed_by_entity", "citation": "cited_entity"}


def register(app: typer.Typer) -> None:
    """Hang the verb into the command."""
    app.command("extract")(extract_)


def extract_(
    source: Annotated[
        str, typer.Argument(metavar="FILE-or-URL", help="A text or HTML file, - for standard input, a URL.")
    ],
    language: Annotated[str | None, typer.Option(help="ISO 639-1 code; else it is told from the text.")] = None,
    published: Annotated[
        str | None, typer.Option(help="ISO 8601 time from which relative dates are counted; else the page's own.")
    ] = None,
    json: Json = False,
) -> int:
    """Run all extractors on a text, or on what is readable of a page, and show what they find; nothing is stored."""
    at = moment(published, "--published")
    if language is not None and not re.fullmatch("[a-z]{2,3}", language):
        raise WrongUsage(f"--language {language!r} is no ISO 639-1 code such as en")
    if "://" in source:
        document = _of_url(canonical(source))
    else:
        configure(read_settings())
        document = _of_file(source)
    entities.load()
    among = [each for each in extractors() if language is None or each.name != "language"]
    document = Document(
        0,
        1,
        document.url,
        document.title,
        document.text,
        language or document.language,
        at or document.published_at,
        document.links,
        source=document.source,
    )
    made = extract.annotate(document, among, Bounds())
    _tell(document, made, json)
    return 1 if made.failures else 0


def _tell(document: Document, made: annotations.Extracted, json: bool) -> None:
    found = rows(made)
    language = next(
        (item.attributes["language"] for item in made.annotations.get("language", ())), document.language or "und"
    )
    told = next((item.attributes for item in made.annotations.get("citations", ()) if item.kind == "sourcing"), None)
    sourcing = None if told is None else "original" if told["original"] else "second-hand"
    if json:
        output.document(
            {
                "url": document.url or None,
                "title": document.title,
                "language": language,
                "published_at": document.published_at,
                "sourcing": sourcing,
                "text": document.text,
                **found,
                "extractors": dict(made.versions),
                "failures": dict(made.failures),
            }
        )
        return
    for name, value in (
        ("title", document.title),
        ("language", language),
        ("published_at", document.published_at),
        ("sourcing", sourcing),
    ):
        if value is not None:
            output.say(f"{name:15} {output.cell(value)}")
    output.say("")
    marking.show(document.text, found)
    for name, message in made.failures.items():
        output.note(f"wireroom: the extractor {name} failed: {message}")


def rows(made: annotations.Extracted) -> dict[str, list[dict[str, Any]]]:
    """Annotations as rows like the views' of schema v1, by the views' names; of kinds without a view, by the kind."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, items in made.annotations.items():
        for ordinal, item in enumerate(items):
            if item.kind not in {"language", "sourcing"}:
                found.setdefault(_VIEWS.get(item.kind, f"{item.kind}s"), []).append(
                    _row(item, ordinal, name, made.versions[name])
                )
    return {name: found.pop(name) for name in _in_order(found)}


def _in_order(found: Iterable[str]) -> Sequence[str]:
    known = [name for name in _VIEWS.values() if name in found]
    return known + [name for name in found if name not in known]


def _row(item: Annotation, ordinal: int, name: str, version: int) -> dict[str, Any]:
    row: dict[str, Any] = {"start_char": item.start, "end_char": item.end, "text": item.text}
    if item.start is None:
        row = {}
    if item.kind == "quote":
        row["n"] = ordinal
    row |= item.attributes
    if item.entity is not None:
        row[_ENTITY.get(item.kind, "entity")] = item.entity.name
    return {**row, "extractor": name, "extractor_version": version}


# ── where the text comes from ──────────────────────────────────────────────────────────────────────────────────────


def _of_file(name: str) -> Document:
    try:
        if name == "-" and sys.stdin is None:
            raise Refused("standard input is closed")
        body = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise Refused(f"{name} cannot be read: {error.strerror or error}") from None
    if not body.strip():
        raise Refused(f"{name} is empty")
    if _MARKUP.search(body[:20_000]):
        page = Page(0, 0, "", datetime.now(UTC), "text/html", None, body, None, None, None)
        return _cleaned(page)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{name} is no text in UTF-8") from None
    return Document(0, 1, "", None, text, None, None, ())


def _of_url(url: str) -> Document:
    """What is stored of an article, else its page, fetched as politely as ever."""
    mine = opened()
    with transaction(mine.engine) as conn:
        article_id = reports.find_article(conn, url)
        stored = annotations.load_jobs(conn, [article_id]) if article_id is not None else {}
    for job in stored.values():
        return job.document
    capture = _fetched(url, mine)
    return _cleaned(
        Page(
            0,
            0,
            capture.final_url,
            capture.fetched_at,
            capture.header("content-type"),
            capture.header("content-encoding"),
            capture.body,
            None,
            None,
            None,
        ),
        runner_knobs(mine.settings).bounds,
    )


def _fetched(url: str, mine: Parts) -> Capture:
    from pipeline.web.client import Client

    host = urls.host(url)
    with visiting(mine, url) as (manners, notes):

        async def get() -> Any:
            client = Client(web_knobs(mine.settings))
            try:
                errand = fetch.Errand(Target(0, url, host, manners=manners), urls.origin(url), {}, {})
                return await fetch.work(errand, client)
            finally:
                notes.extend(client.learnt())
                await client.close()

        outcome = asyncio.run(get())
    if isinstance(outcome.error, Setback):
        raise outcome.error
    if outcome.error is not None:
        raise Transient(Reason.RATE_LIMITED, f"{host} is not to be asked now: {outcome.error}")
    capture: Capture | None = outcome.value.capture
    if capture is None:
        raise Permanent(Reason.ERROR, f"{url} gave no page")
    return capture


def _cleaned(page: Page, bounds: Bounds | None = None) -> Document:
    outcome = clean.work(page, bounds or Bounds())
    if outcome.value is None:
        if isinstance(outcome.error, WireroomError):
            raise outcome.error
        raise Refused("there is no article in it")
    cleaned = outcome.value[-1].cleaned
    return Document(
        0,
        1,
        page.url,
        cleaned.title,
        cleaned.text,
        cleaned.language,
        cleaned.published.at if cleaned.published else None,
        cleaned.links,
        source=cleaned.source,
    )
