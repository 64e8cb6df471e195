"""Links in a text: `pipeline.clean.links`."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import links

quick = settings(max_examples=100, deadline=None)


def test_spaces_around_an_address_are_no_part_of_it() -> None:
    assert [link.url for link in links.absolute([(" /a\n", "the report")], "https://paper.example/")] == [
        "https://paper.example/a"
    ]


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=10)), max_size=10))
@quick
def test_every_link_is_absolute_and_stands_once(found: list[tuple[str, str]]) -> None:
    result = links.absolute(found, "https://paper.example/news/")
    assert all(link.url.startswith(("http://", "https://")) for link in result)
    assert len(set(result)) == len(result)
