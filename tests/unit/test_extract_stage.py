"""The extract stage's own work: each extractor by itself, its annotations as they say they are."""

from collections.abc import Callable

import pytest

from pipeline.deadline import Bounds
from pipeline.model import Annotation, Document
from pipeline.stages.extract import annotate

DOCUMENT = Document(1, 1, "https://paper.example/1", None, "The ferry is late.", None, None, ())


class Given:
    """An extractor that does what it is told."""

    version = 2
    needs: tuple[str, ...] = ()

    def __init__(
        self, name: str, work: Callable[[Document], list[Annotation]], languages: frozenset[str] | None = None
    ) -> None:
        self.name = name
        self.languages = languages
        self.work = work

    def __call__(self, document: Document) -> list[Annotation]:
        return self.work(document)


def _ferry(document: Document) -> list[Annotation]:
    return [Annotation("ship", 4, 9, "ferry")]


def _fail(document: Document) -> list[Annotation]:
    raise KeyError("quay")


def _never(document: Document) -> list[Annotation]:
    while True:
        pass


def test_one_that_raises_fails_alone() -> None:
    made = annotate(DOCUMENT, [Given("bad", _fail), Given("good", _ferry)], Bounds())
    assert made.failures == {"bad": "KeyError: 'quay'"}
    assert (made.versions, len(made.annotations["good"])) == ({"good": 2}, 1)


def test_one_that_takes_too_long_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.stages.extract.EXTRACTOR_SECONDS", 0.05)
    made = annotate(DOCUMENT, [Given("slow", _never), Given("good", _ferry)], Bounds())
    assert "slow took more than 0.05 s" in made.failures["slow"]
    assert made.versions == {"good": 2}


def test_a_later_one_sees_what_the_earlier_found() -> None:
    def again(document: Document) -> list[Annotation]:
        return list(document.found["first"])

    made = annotate(DOCUMENT, [Given("first", _ferry), Given("second", again)], Bounds())
    assert made.annotations["second"] == [Annotation("ship", 4, 9, "ferry")]


def test_the_language_found_decides_who_runs() -> None:
    told = Given("language", lambda _: [Annotation("language", attributes={"language": "ru"})])
    made = annotate(
        DOCUMENT,
        [told, Given("russian", _ferry, frozenset({"ru"})), Given("english", _fail, frozenset({"en"}))],
        Bounds(),
    )
    assert made.annotations["russian"]
    assert made.annotations["english"] == []
    assert made.versions["english"] == 2  # it has been asked: nothing is outdated
    assert not made.failures


def test_only_those_asked_for_count() -> None:
    made = annotate(DOCUMENT, [Given("first", _ferry), Given("second", _ferry)], Bounds(), frozenset({"second"}))
    assert (set(made.annotations), set(made.versions)) == ({"second"}, {"second"})


@pytest.mark.parametrize(
    ("item", "told"),
    [
        (Annotation("ship", 4, 9, "barge"), "does not have the words"),
        (Annotation("ship", 4, 99, "ferry"), "does not have the words"),
        (Annotation("ship", -5, 9, "ferry"), "does not have the words"),
        (Annotation("ship", 4, None, "ferry"), "no place in the text"),
        (Annotation("ship", None, None, "ferry"), "no place in the text"),
        (Annotation("figure", 4, 9, "ferry", {"value": "many"}), "no number"),
        (Annotation("figure", 4, 9, "ferry", {"value": "1e999"}), "no number"),
        (Annotation("date", 4, 9, "ferry", {"starts_on": "2026-13-01"}), "ValueError"),
        (Annotation("ship", 4, 9, "ferry", {"hull": object()}), "not JSON serializable"),
        (Annotation("ship", 4, 9, "ferry", {"hull": float("nan")}), "ValueError"),
    ],
)
def test_annotations_that_could_not_be_read_are_refused(item: Annotation, told: str) -> None:
    made = annotate(DOCUMENT, [Given("odd", lambda _: [item])], Bounds())
    assert told in made.failures["odd"]
    assert not made.annotations


def test_one_that_yields_is_as_good_as_one_that_returns_a_list() -> None:
    made = annotate(DOCUMENT, [Given("yields", lambda document: iter(_ferry(document)))], Bounds())  # type: ignore[arg-type,return-value]
    assert len(made.annotations["yields"]) == 1


def test_what_was_made_with_what_fails_now_stays() -> None:
    """A replay of quotes alone must not take their speakers away because entities had a bad day."""
    second = Given("second", _ferry)
    second.needs = ("first",)
    made = annotate(DOCUMENT, [Given("first", _fail), second], Bounds(), frozenset({"second"}))
    assert (made.versions, made.failures) == ({}, {"second": "needs first, which failed: KeyError: 'quay'"})
