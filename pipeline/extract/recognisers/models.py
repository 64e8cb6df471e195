"""Models that a user has installed, instead of our rules: spaCy, GLiNER, stanza. Nothing is downloaded; labels are mapped.

Named as LIBRARY:MODEL, `spacy:en_core_web_sm`, `gliner:/models/gliner_multi`, `stanza:uk`. A model is read once a process.
"""

import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipeline.errors import Refused
from pipeline.extract.names import Name
from pipeline.extract.reading import Reading
from pipeline.model import EntityKind

Recogniser = Callable[[Reading], list[Name]]
LIBRARIES = ("spacy", "gliner", "stanza")

# OntoNotes, CoNLL, Universal NER and the languages' own; whatever else a model tells apart is not ours.
_KINDS: Mapping[str, EntityKind] = {
    "PERSON": "person", "PER": "person", "PERS": "person", "ORG": "organisation", "ORGANIZATION": "organisation",
    "ORGANISATION": "organisation", "GPE": "place", "LOC": "place", "LOCATION": "place", "PLACE": "place", "FAC": "place",
}  # fmt: skip
_ASKED = ("person", "organization", "location")  # of GLiNER, which takes labels as words
_WORDS = 200  # GLiNER cuts off what is longer than its window of some 380 words
_CHARACTERS = 50_000


def check(spec: str) -> None:
    """As far as can be told without reading the model.

    Raises:
        Refused: the library or the model is not installed.
    """
    library, _, name = spec.partition(":")
    if find_spec(library) is None:
        raise Refused(f"the recogniser {spec} needs the package {library}: pip install {library}")
    if library == "spacy" and not Path(name).is_dir() and ("/" in name or find_spec(name) is None):
        raise Refused(f"the spaCy model {name} is not installed: python -m spacy download {name}, or give its folder")


def recogniser(spec: str) -> Recogniser:
    """The model of that name as a recogniser.

    Raises:
        Refused: the library or the model is not installed, or cannot be read.
    """
    check(spec)
    library, _, name = spec.partition(":")
    return {"spacy": _spacy, "gliner": _gliner, "stanza": _stanza}[library](name)


def fingerprint(specs: Mapping[str, str]) -> int:
    """A number from 1 to 9,999 that is another for other models, or other releases of them."""
    parts = []
    for language, spec in sorted(specs.items()):
        library, _, name = spec.partition(":")
        parts.append(f"{language}={spec} {_release(library)} {_release(name)}")
    return zlib.crc32("\n".join(parts).encode()) % 9_999 + 1


def _release(package: str) -> str:
    try:
        return metadata.version(package)
    except (metadata.PackageNotFoundError, ValueError):
        return ""


def named(start: int, text: str, label: str) -> Name | None:
    """A span as a model gives it, without blanks around it; None where its label is none of ours."""
    kind = _KINDS.get(label.upper().removeprefix("B-").removeprefix("I-"))
    bare = text.strip()
    if kind is None or not bare:
        return None
    start += text.index(bare[0])
    return Name(start, start + len(bare), kind, " ".join(bare.split()))


@cache
def _spacy(name: str) -> Recogniser:
    try:
        model = import_module("spacy").load(name)
    except (OSError, ValueError) as error:
        raise Refused(f"the spaCy model {name} cannot be read: {' '.join(str(error).split())[:300]}") from error

    def recognise(reading: Reading) -> list[Name]:
        return _of(
            (at + entity.start_char, entity.text, entity.label_)
            for at, text in _pieces(reading, _CHARACTERS)
            for entity in model(text).ents
        )

    return recognise


@cache
def _gliner(name: str) -> Recogniser:
    try:
        model = import_module("gliner").GLiNER.from_pretrained(name, local_files_only=True)
    except Exception as error:  # its loader raises what the hub's client and torch raise
        raise Refused(f"the GLiNER model {name} cannot be read: {type(error).__name__}: {error}") from error

    def recognise(reading: Reading) -> list[Name]:
        return _of(
            (at + entity["start"], entity["text"], {"organization": "ORG"}.get(entity["label"], entity["label"]))
            for at, text in _pieces(reading, _WORDS * 6)
            for entity in model.predict_entities(text, list(_ASKED))
        )

    return recognise


@cache
def _stanza(name: str) -> Recogniser:
    try:
        model = import_module("stanza").Pipeline(name, processors="tokenize,ner", download_method=None, verbose=False)
    except Exception as error:  # its loader raises what torch and its own resources raise
        raise Refused(f"the stanza model {name} cannot be read: {type(error).__name__}: {error}") from error

    def recognise(reading: Reading) -> list[Name]:
        return _of(
            (at + entity.start_char, entity.text, entity.type)
            for at, text in _pieces(reading, _CHARACTERS)
            for entity in model(text).ents
        )

    return recognise


def _pieces(reading: Reading, size: int) -> Iterator[tuple[int, str]]:
    """Whole sentences of the text, together about so many characters at most; (offset, text)."""
    start = end = 0
    for sentence in reading.sentences:
        if end > start and sentence.end - start > size:
            yield start, reading.text[start:end]
            start = sentence.start
        end = sentence.end
    if end > start:
        yield start, reading.text[start:end]


def _of(spans: Iterator[tuple[Any, Any, Any]]) -> list[Name]:
    """Names in order, none overlapping the one before."""
    found: list[Name] = []
    for start, text, label in sorted(spans, key=lambda span: (span[0], -len(span[1]))):
        name = named(int(start), str(text), str(label))
        if name is not None and (not found or name.start >= found[-1].end) and re.search(r"\w", name.normal):
            found.append(name)
    return found
