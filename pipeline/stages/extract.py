"""extract: a revision's text to standoff annotations, by every extractor; one that fails fails alone."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from pipeline.deadline import Bounds, cpu_limit, memory_limit
from pipeline.errors import Setback
from pipeline.extract import EXTRACTORS, concerned, entities, extractors
from pipeline.model import Annotation, Document, Extractor, Outcome, Saved
from pipeline.store import annotations as store
from pipeline.store import changes

VERSION = 1
EXTRACTOR_SECONDS = 5.0
# What the views of schema v1 cast: a single value that PostgreSQL cannot would make a view unreadable for everybody.
_NUMBERS = {"figure": ("value", "value_max")}
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,20})?")
_INTEGERS = {
    "quote": ("speaker_start", "speaker_end", "cue_start", "cue_end"), "figure": ("quote",), "citation": ("quote",),
}  # fmt: skip
_TRUTHS = {"quote": ("direct",), "link": ("external",)}
_DAYS = {"date": ("starts_on", "ends_on")}
_SAMPLES = {
    "en": "“The ferry was late again on Monday,” said Anna Bell, mayor of Port Town, as the BBC reported. It cost $5 million.",
    "ru": "«Паром опять опоздал», – сказала в понедельник мэр Анна Белова, сообщает ТАСС. Он стоил 5 млн рублей.",
    "uk": "«Пором знову запізнився», – сказала в понеділок мерка Ганна Білова, повідомляє УНІАН. Він коштував 5 млн гривень.",
}

load = store.load_jobs


def versions() -> dict[str, int]:
    """The version of each extractor that is installed."""
    return {extractor.name: extractor.version for extractor in extractors()}


def warm() -> None:
    """Run every extractor on a text of each language: their models are read.

    Raises:
        Refused: a model or a plug-in that is asked for cannot be loaded.
    """
    entities.load()
    for language, text in _SAMPLES.items():
        work(store.Job(Document(0, 0, "http://example.org/", None, text, language, None, ())), Bounds())


def work(job: store.Job, bounds: Bounds) -> Outcome:
    """Annotations of one document: by every extractor, or by the one asked for and those that need it."""
    among = extractors()
    anew: frozenset[str] | None = None
    if job.part is not None:
        anew, run = concerned(job.part, among)
        # What it needs is run as it is now: where another version had made the stored rows, nobody may point into those.
        outdated = {each.name for each in among if each.name in run and job.made.get(each.name) != each.version}
        anew = frozenset().union(anew, *(concerned(name, among)[0] for name in outdated))
        run = run.union(*(concerned(name, among)[1] for name in outdated))
        among = tuple(each for each in among if each.name in run)
    return Outcome(replace(annotate(job.document, among, bounds, anew), before=job.made))


def annotate(
    document: Document, among: Iterable[Extractor], bounds: Bounds, anew: frozenset[str] | None = None
) -> store.Extracted:
    """What these extractors make of a document, one after the other, together within the bound on memory, each within its
    own on time; `anew`: whose annotations count, None: everybody's."""
    found: dict[str, Sequence[Annotation]] = {}
    versions: dict[str, int] = {}
    failures: dict[str, str] = {}
    language = document.language
    for extractor in among:
        counts = anew is None or extractor.name in anew
        if extractor.languages is not None and language not in extractor.languages:
            if counts:  # what it made while the text was taken for another language goes
                found[extractor.name], versions[extractor.name] = [], extractor.version
            continue
        if anew is not None and (lost := [name for name in extractor.needs if name in failures and name not in anew]):
            # Its stored rows were made with what is missing now: they are the better ones.
            failures[extractor.name] = "; ".join(f"needs {name}, which failed: {failures[name]}" for name in lost)
            continue
        doing = f"the extractor {extractor.name}"
        try:
            with memory_limit(bounds.memory, doing), cpu_limit(EXTRACTOR_SECONDS, doing):
                made = list(extractor(replace(document, language=language, found=found)))
                for item in made:
                    _check(document, item)
                if extractor not in EXTRACTORS:
                    json.dumps([dict(item.attributes) for item in made], allow_nan=False)
        except Setback as error:
            failures[extractor.name] = error.message
        except Exception as error:  # noqa: BLE001
            failures[extractor.name] = f"{type(error).__name__}: {error}"
        else:
            found[extractor.name] = made
            if counts:
                versions[extractor.name] = extractor.version
            if extractor.name == "language":
                language = next((item.attributes["language"] for item in made), language)
    kept = {name: items for name, items in found.items() if name in versions}
    return store.Extracted(document, kept, versions, failures if anew is None else _of(failures, anew))


def _of(failures: dict[str, str], names: frozenset[str]) -> dict[str, str]:
    return {name: message for name, message in failures.items() if name in names}


def _check(document: Document, item: Annotation) -> None:
    """Offsets are what they say, and what the views of schema v1 read as days and numbers are such.

    Raises:
        ValueError: they are not.
    """
    if item.start is None or item.end is None:
        if item.start is not item.end or item.text is not None:
            raise ValueError(f"a {item.kind} has words but no place in the text")
    elif not 0 <= item.start <= item.end <= len(document.text) or document.text[item.start : item.end] != item.text:
        raise ValueError(f"a {item.kind} at {item.start} to {item.end} does not have the words of the text there")
    for name in _NUMBERS.get(item.kind, ()):
        if (value := item.attributes.get(name)) is not None and not _NUMBER.fullmatch(str(value)):
            raise ValueError(f"a {item.kind} has the {name} {value!r}, which is no number")
    for name in _DAYS.get(item.kind, ()):
        if (value := item.attributes.get(name)) is not None and date.fromisoformat(value).isoformat() != value:
            raise ValueError(f"a {item.kind} has the {name} {value!r}, which is no day such as 2026-03-04")
    for name in _INTEGERS.get(item.kind, ()):
        if (value := item.attributes.get(name)) is not None and not (type(value) is int and abs(value) < 2**31):
            raise ValueError(f"a {item.kind} has the {name} {value!r}, which is no whole number")
    for name in _TRUTHS.get(item.kind, ()):
        if (value := item.attributes.get(name)) is not None and type(value) is not bool:
            raise ValueError(f"a {item.kind} has {name} {value!r}, which is neither true nor false")


def save(conn: Connection, outcomes: Sequence[tuple[int, Outcome]], *, sweep: float, hinted: bool) -> Saved:
    """Annotations replaced where they differ; then consumers are told of the article, whole."""
    results = [outcome.value for _, outcome in outcomes]
    changed = store.save_annotations(conn, results)
    if changed:
        store.mark_reextracted(conn, changed)
    changes.announce(conn, [article_id for article_id, _ in outcomes])
    return Saved()
