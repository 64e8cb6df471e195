"""Documents for the tests of figures, with what earlier extractors would have found."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.extract.figures import Figures
from pipeline.model import Annotation, Document, EntityKind, Identity


def figures(
    text: str, language: str = "en", found: Mapping[str, Sequence[Annotation]] | None = None
) -> list[Annotation]:
    document = Document(1, 1, "https://paper.example/1", None, text, language, None, (), found or {})
    return Figures()(document)


def texts(text: str, language: str = "en") -> list[str | None]:
    return [figure.text for figure in figures(text, language)]


def only(text: str, language: str = "en") -> Mapping[str, Any]:
    found = figures(text, language)
    assert len(found) == 1, [figure.text for figure in found]
    return found[0].attributes


def annotation(what: str, text: str, words: str, entity: Identity | None = None, **attributes: Any) -> Annotation:
    """An annotation on the first place where words stand in a text."""
    start = text.index(words)
    return Annotation(what, start, start + len(words), words, attributes, entity)


def identity(name: str, kind: EntityKind = "person") -> Identity:
    return Identity(kind, name, (f"{kind}:{name}",))
