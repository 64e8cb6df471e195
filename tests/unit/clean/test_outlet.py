"""The names an outlet goes by: `pipeline.clean.outlet`."""

import pytest

from pipeline.clean.outlet import Outlet, outlet


@pytest.fixture
def own() -> Outlet:
    return outlet(["The Harbour Times", None, "Harbour"], "www.harbour-times.co.example")


def test_the_best_name_is_the_name(own: Outlet) -> None:
    assert own.name == "The Harbour Times"


def test_an_outlet_may_be_without_a_name() -> None:
    assert outlet([None, ""], "news.example").name is None


@pytest.mark.parametrize(
    "text", ["The Harbour Times", "harbour times", "HARBOUR-TIMES", "Harbour", "harbour-times.co.example"]
)
def test_all_its_names_name_it(own: Outlet, text: str) -> None:
    assert own.named(text)


@pytest.mark.parametrize("text", ["The", "Times", "Harbour Times reporter", "Co", "", "Ada Brook"])
def test_other_words_do_not(own: Outlet, text: str) -> None:
    assert not own.named(text)


@pytest.mark.parametrize("text", ["Harbour Times Politics", "Harbour Times", "harb"])
def test_a_name_with_a_department_or_cut_short_begins_it(own: Outlet, text: str) -> None:
    assert own.begins(text)


@pytest.mark.parametrize("text", ["Harbour bridge is to be closed for good", "Politics", "ha", ""])
def test_a_sentence_does_not_begin_it(own: Outlet, text: str) -> None:
    assert not own.begins(text)


@pytest.mark.parametrize("host", ["localhost", "10.0.0.1", "example", "co.example"])
def test_any_host_has_a_name(host: str) -> None:
    assert outlet([], host).named(host)
