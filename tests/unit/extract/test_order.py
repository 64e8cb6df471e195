"""Which extractors run, and in which order."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import extract
from pipeline.errors import Refused
from pipeline.extract import concerned, extractors, ordered
from pipeline.model import Annotation, Document


class Named:
    """An extractor that finds nothing."""

    version = 1

    def __init__(self, name: str, *needs: str, languages: frozenset[str] | None = None) -> None:
        self.name = name
        self.needs = needs
        self.languages = languages

    def __call__(self, document: Document) -> list[Annotation]:
        return []


def _names(*given: Named) -> list[str]:
    return [each.name for each in ordered(given)]


def test_each_comes_behind_what_it_needs() -> None:
    assert _names(Named("figures", "quotes"), Named("quotes", "names"), Named("names")) == [
        "names",
        "quotes",
        "figures",
    ]


def test_what_needs_nothing_keeps_its_place() -> None:
    assert _names(Named("b"), Named("a"), Named("c")) == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((Named("a"), Named("a")), "two extractors are named 'a'"),
        ((Named("a", "b"),), "'a' needs b"),
        ((Named("a", "b"), Named("b", "a")), "'a' needs b"),
        ((Named("a", "a"),), "'a' needs a"),
    ],
    ids=["a name twice", "what is not there", "a circle", "itself"],
)
def test_what_cannot_be_put_in_order_is_refused(given: tuple[Named, ...], told: str) -> None:
    with pytest.raises(Refused, match=told):
        ordered(given)


ENGLISH = frozenset({"en"})
CHAIN = (
    Named("language"),
    Named("links"),
    Named("names", languages=ENGLISH),
    Named("quotes", "names", languages=ENGLISH),
    Named("figures", "quotes", languages=ENGLISH),
)


@pytest.mark.parametrize(
    ("part", "anew", "run"),
    [
        ("links", {"links"}, {"links"}),
        ("figures", {"figures"}, {"language", "names", "quotes", "figures"}),
        ("quotes", {"quotes", "figures"}, {"language", "names", "quotes", "figures"}),
        ("language", {"language", "names", "quotes", "figures"}, {"language", "names", "quotes", "figures"}),
    ],
)
def test_one_alone_takes_those_that_point_at_it_along(part: str, anew: set[str], run: set[str]) -> None:
    assert [set(names) for names in concerned(part, CHAIN)] == [anew, run]


def test_ours_come_in_an_order_that_holds() -> None:
    assert ordered(extract.EXTRACTORS) == extract.EXTRACTORS


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a distribution whose entry point `rivers` is `river_names:Rivers`."""
    package = tmp_path / "river_names-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: river-names\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text("[wireroom.extractors]\nrivers = river_names:Rivers\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(__import__("sys").modules, "river_names", raising=False)
    extractors.cache_clear()
    yield tmp_path
    extractors.cache_clear()


def test_a_plugin_is_found_and_runs_last(installed: Path) -> None:
    (installed / "river_names.py").write_text(
        "class Rivers:\n    name = 'rivers'\n    version = 3\n    languages = None\n    needs = ('language',)\n"
        "    def __call__(self, document):\n        return []\n"
    )
    assert [(each.name, each.version) for each in extractors()][-1] == ("rivers", 3)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("import nothing_of_that_name\n", "cannot be loaded: ModuleNotFoundError"),
        ("Rivers = 7\n", "cannot be loaded: AttributeError"),
        ("class Rivers:\n    name, version, languages, needs = 'rivers', 'one', None, ()\n", "is no extractor"),
    ],
    ids=["an import that fails", "no extractor at all", "a version that is no number"],
)
def test_a_plugin_that_is_none_stops_the_program_with_its_name(installed: Path, source: str, told: str) -> None:
    (installed / "river_names.py").write_text(source)
    with pytest.raises(Refused, match=f"rivers.*{told}"):
        extractors()
