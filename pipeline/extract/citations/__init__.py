"""Whom an article names as its source and through whom, and whether it is original or second-hand."""

from collections.abc import Callable, Mapping

from pipeline.extract.citations import english, slavic
from pipeline.extract.citations.model import Citation
from pipeline.extract.citations.outbound import link
from pipeline.extract.citations.sources import Sources
from pipeline.extract.citations.sourcing import sourcing
from pipeline.extract.citations.stated import Stated
from pipeline.extract.reading import Reading, read
from pipeline.model import Annotation, Document

_READERS: Mapping[str, Callable[[Reading, Sources], list[Citation]]] = {
    "en": english.read,
    "ru": slavic.russian,
    "uk": slavic.ukrainian,
}


class Citations:
    """A `citation` annotation for each, in the text's order, and one `sourcing` for the article.

    `role` says what is cited: outlet, platform, organisation, person, name (of unknown kind), or unnamed media, document
    and occasion, whose `cited` is the words for them. `quote`: the ordinal of the quote that it is the source of.
    """

    name = "citations"
    version = 1
    languages = frozenset({"en", "ru", "uk"})
    needs: tuple[str, ...] = ("entities", "quotes")

    def __call__(self, document: Document) -> list[Annotation]:
        """Citations of the document; none, and no sourcing, in a language without a reader."""
        reader = _READERS.get(document.language or "")
        if reader is None:
            return []
        reading = read(document.text)
        found = reader(reading, Sources(document, reading))
        stated = Stated(reading, document.found.get("quotes", ()))
        return [*(_annotation(document, citation, stated) for citation in found), sourcing(document, found)]


def _annotation(document: Document, citation: Citation, stated: Stated) -> Annotation:
    source = citation.source
    return Annotation(
        "citation",
        citation.start,
        citation.end,
        document.text[citation.start : citation.end],
        {
            "cited": source.name,
            "cited_start": source.start,
            "cited_end": source.end,
            "via": citation.via.name if citation.via is not None else None,
            "url": link(document, citation),
            "role": source.role,
            "quote": stated.by(citation.start, citation.end),
        },
        source.entity,
    )
