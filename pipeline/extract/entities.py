"""People, organisations and places: who is named where, and which names are one and the same."""

from collections.abc import Mapping
from importlib import import_module

from pipeline.extract import identity
from pipeline.extract.reading import Reading, read
from pipeline.extract.recognisers import models
from pipeline.extract.recognisers.models import Recogniser
from pipeline.extract.roles import english, slavic
from pipeline.model import Annotation, Document

_OURS = {"en": "english", "ru": "russian", "uk": "ukrainian"}
_VERSION = 1
LONGEST = 150  # characters of a name; what is longer is a headline or a list
_chosen: dict[str, str] = {}  # language → LIBRARY:MODEL, as the user has set it


def use(specs: Mapping[str, str]) -> None:
    """Models instead of our rules, by language; a process says so once, before it works.

    Raises:
        Refused: one is not installed.
    """
    for spec in specs.values():
        models.check(spec)
    _chosen.clear()
    _chosen.update(specs)


def recogniser(language: str) -> Recogniser:
    """What finds names in texts of a language.

    Raises:
        Refused: a model was asked for that is not installed.
    """
    if language in _chosen:
        return models.recogniser(_chosen[language])
    found: Recogniser = import_module(f"pipeline.extract.recognisers.{_OURS[language]}").recognise
    return found


def load() -> None:
    """Read the models that were chosen. Before any text waits, for a large one takes more time and memory than a text may.

    Raises:
        Refused: one is not installed.
    """
    for spec in _chosen.values():
        models.recogniser(spec)


class Entities:
    """A `mention` annotation for each name, a `description` for words that stand for somebody without naming him."""

    name = "entities"
    needs: tuple[str, ...] = ()

    @property
    def version(self) -> int:
        """Ours; with models, ours and what tells them apart."""
        return _VERSION * 10_000 + models.fingerprint(_chosen) if _chosen else _VERSION

    @property
    def languages(self) -> frozenset[str]:
        """Those with rules of ours, and those with a model."""
        return frozenset(_OURS) | frozenset(_chosen)

    def __call__(self, document: Document) -> list[Annotation]:
        """Names in the order of the text, then descriptions."""
        language = document.language or ""
        reading = read(document.text)
        names = [name for name in recogniser(language)(reading) if name.end - name.start <= LONGEST]
        mentions = [
            Annotation(
                "mention", name.start, name.end, reading.text[name.start : name.end], {"kind": name.kind}, entity
            )
            for name, entity in zip(names, identity.identify(names, reading, language), strict=True)
        ]
        return mentions + _descriptions(reading, mentions, language)


def _descriptions(reading: Reading, mentions: list[Annotation], language: str) -> list[Annotation]:
    if language == "en":
        return english.describe(reading, mentions)
    return slavic.describe(reading, mentions, language) if language in {"ru", "uk"} else []
