"""Whether an article is original or second-hand, from whom it cites."""

from collections.abc import Sequence

from pipeline import urls
from pipeline.extract.citations.model import Citation, Source
from pipeline.model import Annotation, Document

MAX_NAMED = 3
SHORTEST = 7  # letters of an outlet's name in short


def sourcing(document: Document, citations: Sequence[Citation]) -> Annotation:
    """A `sourcing` annotation: second-hand where statements come through another outlet or interviewer.

    Documents, posts, press conferences and what the article's own outlet was told are first hand.
    """
    own = _names(document)
    others: dict[str, None] = {}
    for citation in citations:
        source = citation.via or citation.source
        if source.role in {"outlet", "media", "person"} and not _same(source, own):
            others[source.name] = None
    if others:
        return Annotation(
            "sourcing", attributes={"original": False, "why": f"cites {', '.join(list(others)[:MAX_NAMED])}"}
        )
    if any(citation.source.role == "outlet" for citation in citations):
        why = "told to this outlet"
    elif citations:
        why = "first-hand sources only"
    else:
        why = "no outlet or agency cited"
    return Annotation("sourcing", attributes={"original": True, "why": why})


def _names(document: Document) -> frozenset[str]:
    """What the document's outlet is called: its name, and its host as a whole and without its ending."""
    host = urls.host(document.url).removeprefix("www.")
    names = {_plain(host), _plain(host.rpartition(".")[0]), _plain(document.source or "")}
    return frozenset(name for name in names if name)


def _same(source: Source, own: frozenset[str]) -> bool:
    name = _plain(source.name)
    short = len(name) >= SHORTEST and any(one.startswith(name) for one in own)  # «Вестнику» in «Вестник города»
    return short or name in own or any(_plain(host) in own for host in source.hosts)


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold())).removeprefix("the")
