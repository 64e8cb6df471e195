"""Models of others in place of our rules."""

import sys
import time
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import spacy

from pipeline.deadline import Bounds
from pipeline.errors import Refused
from pipeline.extract import entities
from pipeline.extract.entities import Entities
from pipeline.extract.reading import read
from pipeline.extract.recognisers import models
from pipeline.model import Document
from pipeline.stages import extract
from workers import tasks

TEXT = "Anna Bell of the Harbour Board spoke in Port Town.\nThe Harbour Board agreed on 5 May."


def _found(spec: str, text: str = TEXT) -> list[tuple[str, str]]:
    return [(text[name.start : name.end], name.kind) for name in models.recogniser(spec)(read(text))]


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    """A spaCy model on disk that knows three names and a date."""
    model = spacy.blank("en")
    ruler: Any = model.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "PERSON", "pattern": "Anna Bell"},
            {"label": "ORG", "pattern": "Harbour Board"},
            {"label": "GPE", "pattern": "Port Town"},
            {"label": "DATE", "pattern": "5 May"},
        ]
    )
    model.to_disk(tmp_path / "tiny")
    return f"spacy:{tmp_path / 'tiny'}"


HARBOUR = [
    ("Anna Bell", "person"),
    ("Harbour Board", "organisation"),
    ("Port Town", "place"),
    ("Harbour Board", "organisation"),
]


def test_labels_of_a_spacy_model_become_kinds_and_others_are_left(tiny: str) -> None:
    assert _found(tiny) == HARBOUR


def test_long_texts_go_in_pieces_with_their_offsets(tiny: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "_CHARACTERS", 60)
    assert _found(tiny, TEXT * 20) == HARBOUR * 20


def test_the_extractor_uses_it_and_says_so_in_its_version(tiny: str) -> None:
    ours = Entities().version
    entities.use({"de": tiny})
    try:
        made = Entities()(Document(1, 1, "https://paper.example/", None, TEXT, "de", None, ()))
        assert [item.text for item in made if item.kind == "mention"] == [text for text, _ in HARBOUR]
        assert Entities().version not in {ours, ours * 10_000}
        assert "de" in Entities().languages
    finally:
        entities.use({})
    assert Entities().version == ours


def test_other_models_have_other_fingerprints() -> None:
    assert models.fingerprint({"en": "spacy:a"}) != models.fingerprint({"en": "spacy:b"})


def _stand_in(monkeypatch: pytest.MonkeyPatch, name: str, **members: Any) -> None:
    """A library of that name that answers as its documentation says; the real one needs torch."""
    module = ModuleType(name)
    module.__spec__ = SimpleNamespace(name=name)  # type: ignore[assignment]
    for key, value in members.items():
        setattr(module, key, value)
    monkeypatch.setitem(sys.modules, name, module)


def test_gliner_is_asked_for_our_kinds_and_never_downloads(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    class GLiNER:
        @classmethod
        def from_pretrained(cls, name: str, **options: Any) -> "GLiNER":
            asked.append((name, options))
            return cls()

        def predict_entities(self, text: str, labels: list[str]) -> list[dict[str, Any]]:
            start = text.index("Harbour Board")
            return [
                {"start": start, "end": start + 13, "text": "Harbour Board", "label": "organization", "score": 0.9},
                {"start": 0, "end": 9, "text": "Anna Bell", "label": labels[0], "score": 0.8},
            ]

    _stand_in(monkeypatch, "gliner", GLiNER=GLiNER)
    assert _found("gliner:small") == [("Anna Bell", "person"), ("Harbour Board", "organisation")]
    assert asked == [("small", {"local_files_only": True})]


def test_stanza_never_downloads(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def pipeline(language: str, **options: Any) -> Any:
        asked.append((language, options["download_method"]))
        place = SimpleNamespace(text="Port Town", type="LOC", start_char=40, end_char=49)
        return lambda text: SimpleNamespace(ents=[place])

    _stand_in(monkeypatch, "stanza", Pipeline=pipeline)
    assert _found("stanza:en") == [("Port Town", "place")]
    assert asked == [("en", None)]


@pytest.mark.parametrize(
    ("spec", "told"),
    [("spacy:no_such_model", "spaCy model no_such_model is not installed"), ("gliner:x", "needs the package gliner")],
)
def test_what_is_not_installed_is_named(spec: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        entities.use({"en": spec})


def test_a_folder_that_holds_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        models.recogniser(f"spacy:{tmp_path}")


def test_a_model_that_takes_longer_than_a_text_may_is_read_before_any(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def load(name: str) -> Any:
        until = time.thread_time() + 0.3
        while time.thread_time() < until:
            sum(range(100_000))
        return lambda text: SimpleNamespace(ents=[])

    _stand_in(monkeypatch, "spacy", load=load)
    monkeypatch.setattr("pipeline.stages.extract.EXTRACTOR_SECONDS", 0.1)
    entities.use({"de": f"spacy:{tmp_path}"})
    try:
        extract.warm()
        assert not extract.annotate(Document(1, 1, "", None, TEXT, "de", None, ()), [Entities()], Bounds()).failures
    finally:
        entities.use({})


def test_a_model_that_cannot_be_read_stops_a_worker_before_it_works(tmp_path: Path) -> None:
    entities.use({"de": f"spacy:{tmp_path}"})
    try:
        app = SimpleNamespace(
            amqp=SimpleNamespace(queues=SimpleNamespace(consume_from={"extract"})), conf=SimpleNamespace()
        )
        with pytest.raises(SystemExit, match="cannot be read"):
            tasks._warm(SimpleNamespace(app=app, hostname="worker@here"))
    finally:
        entities.use({})
