"""extract: a revision's text to standoff annotations, by every extractor; one that fails fails alone."""

from collections.abc import Sequence

from sqlalchemy import Connection

from pipeline.deadline import Bounds, cpu_limit, memory_limit
from pipeline.errors import Setback
from pipeline.extract import EXTRACTORS
from pipeline.model import Annotation, Document, Outcome, Saved
from pipeline.store import annotations as store
from pipeline.store import changes

VERSION = 1
VERSIONS = {extractor.name: extractor.version for extractor in EXTRACTORS}
EXTRACTOR_SECONDS = 5.0

load = store.load_documents


def warm() -> None:
    """Run every extractor once: their models are read."""
    work(
        Document(
            0, 0, "http://example.org/", None, "The ferry was late again and nobody was surprised.", None, None, ()
        ),
        Bounds(),
    )


def work(document: Document, bounds: Bounds) -> Outcome:
    """Annotations of one document, the extractors together within the bound on memory, each within its own on time."""
    found: dict[str, list[Annotation]] = {}
    versions: dict[str, int] = {}
    failures: dict[str, str] = {}
    for extractor in EXTRACTORS:
        if extractor.languages is not None and document.language not in extractor.languages:
            continue
        doing = f"the extractor {extractor.name}"
        try:
            with memory_limit(bounds.memory, doing), cpu_limit(EXTRACTOR_SECONDS, doing):
                found[extractor.name] = extractor(document)
        except Setback as error:
            failures[extractor.name] = error.message
        except Exception as error:  # noqa: BLE001
            failures[extractor.name] = f"{type(error).__name__}: {error}"
        else:
            versions[extractor.name] = extractor.version
    return Outcome(store.Extracted(document, found, versions, failures))


def save(conn: Connection, outcomes: Sequence[tuple[int, Outcome]], *, sweep: float, hinted: bool) -> Saved:
    """Annotations replaced where they differ; then consumers are told of the article, whole."""
    results = [outcome.value for _, outcome in outcomes]
    changed = store.save_annotations(conn, results)
    if changed:
        store.mark_reextracted(conn, changed)
    changes.announce(conn, [article_id for article_id, _ in outcomes])
    return Saved()
