"""What two versions make of one article: `pipeline.comparison`."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.comparison import ARTICLE, MOST_LINES, Change, Difference, Row, Side, compare, rows
from pipeline.tally import LARGEST, Tally

TEXT = "The mill at Osk stands still. Its owner said so on Friday."


def side(rows: list[Row] | None = None, text: str = TEXT, **fields: Any) -> Side:
    return Side(fields, rows or [], text)


def row(kind: str = "mention", start: int = 12, text: str = "Osk", who: str | None = None, **attributes: Any) -> Row:
    return Row("entities", kind, start, start + len(text), text, who, attributes)


def changes(old: Side, new: Side) -> dict[str, Change]:
    return compare(old, new)[1]


_words = st.none() | st.sampled_from(["", "mill", "tide", "Anna Bell", "a\nb", "a b"])
_attributes = st.dictionaries(
    st.sampled_from(["cue", "direct", "speaker_start", "speakers"]),
    st.none() | st.booleans() | st.integers(0, 3) | st.just("said") | st.just([{"start": 1, "text": "x"}]),
    max_size=3,
)
_rows = st.lists(
    st.builds(
        Row,
        st.sampled_from(["quotes", "entities"]),
        st.sampled_from(["quote", "mention"]),
        st.none() | st.integers(0, 2),
        st.just(3),
        st.sampled_from(["x", "y"]),
        st.none() | st.just("Osk #1"),
        _attributes,
    ),
    max_size=5,
)
_fields = st.fixed_dictionaries(
    {"text": _words, "title": _words, "authors": st.lists(st.sampled_from(["A", "B"])), "published_at": st.none()
     | st.just(datetime(2026, 3, 4, tzinfo=UTC))}
)  # fmt: skip
_sides = st.builds(
    Side, st.none() | _fields, _rows, st.sampled_from(["a", "b"]), refused=st.none() | st.just("no_text: none")
)
_SWAPPED = {"changed": "changed", "gained": "lost", "lost": "gained"}


@given(_sides)
def test_what_is_the_same_does_not_differ(one: Side) -> None:
    assert changes(one, one) == {}


@given(_sides, _sides)
def test_the_other_way_round_gained_is_lost(one: Side, other: Side) -> None:
    def told(old: Side, new: Side, *, swapped: bool) -> Mapping[str, Any]:
        return {
            name: (_SWAPPED[change.effect] if swapped else change.effect, change.altered,
                   (change.come, change.gone) if swapped else (change.gone, change.come))
            for name, change in changes(old, new).items()
        }  # fmt: skip

    assert compare(one, other)[0] == compare(other, one)[0]
    assert told(one, other, swapped=False) == told(other, one, swapped=True)


@given(_sides, _sides)
def test_a_field_that_differs_is_there(one: Side, other: Side) -> None:
    present, changed = compare(one, other)
    assert changed.keys() <= present


@pytest.mark.parametrize(
    ("old", "new", "effect", "lines"),
    [
        ([], ["Anna Bell"], "gained", (("+", "Anna Bell"),)),
        (["Anna Bell"], [], "lost", (("-", "Anna Bell"),)),
        (["Anna Bell"], ["Anna Bell", "Ivo Lenz"], "changed", (("-", "Anna Bell"), ("+", "Anna Bell, Ivo Lenz"))),
    ],
)
def test_a_value(old: list[str], new: list[str], effect: str, lines: Any) -> None:
    change = changes(side(authors=old), side(authors=new))["authors"]
    assert (change.effect, change.lines) == (effect, lines)


def test_nothing_said_in_two_ways_is_no_difference() -> None:
    present, changed = compare(side(summary=None), side(summary=""))
    assert (set(present), changed) == ({ARTICLE}, {})


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (TEXT, TEXT.replace("Friday", "Sunday"), [("-", "Its owner said so on Friday."), ("+", "Its owner said so on Sunday.")]),
        ("One. Two.", "One.\nTwo.", [("-", "One. Two."), ("+", "One."), ("+", "Two.")]),
    ],
)  # fmt: skip
def test_of_a_text_the_sentences_that_differ_are_told_or_the_lines_they_are_set_in(
    old: str, new: str, lines: list[tuple[str, str]]
) -> None:
    change = changes(Side({"text": old}), Side({"text": new}))["text"]
    assert list(change.lines) == lines


def test_rows_that_come_and_go() -> None:
    other = row(start=0, text="The mill", kind="mention")
    assert changes(side([]), side([row()]))["mentions"].effect == "gained"
    assert changes(side([row()]), side([]))["mentions"].effect == "lost"
    both = changes(side([row()]), side([other]))["mentions"]
    assert (both.effect, both.gone, both.come, both.altered) == ("changed", 1, 1, 0)
    assert both.lines == (("-", "12–15 “Osk”"), ("+", "0–8 “The mill”"))


def test_of_a_row_that_stands_where_it_stood_what_differs_is_told() -> None:
    old, new = row(who="Osk #3", cue="said", direct=True), row(who="Osk (new)", cue="told", direct=True)
    change = changes(side([old]), side([new]))["mentions"]
    assert (change.effect, change.altered, change.gone, change.come) == ("changed", 1, 0, 0)
    assert change.lines == (("~", "12–15 “Osk” who: Osk #3 → Osk (new), cue: said → told"),)


def test_of_a_long_row_its_beginning_tells_which_it_is() -> None:
    words = "said " * 40
    change = changes(side([row(text=words, cue="a")]), side([row(text=words, cue="b")]))["mentions"]
    assert change.lines == (("~", f"12–212 “{words[:59]}…” cue: a → b"),)


def test_a_row_found_twice_is_two() -> None:
    change = changes(side([row(), row()]), side([row()]))["mentions"]
    assert (change.effect, change.gone) == ("lost", 1)


def test_where_the_text_moves_rows_move_with_it() -> None:
    old, new = row(speaker_start=3, speakers=[{"start": 3}]), row(start=30, speaker_start=21, speakers=[{"start": 21}])
    moved = side([new], "So it was. " + TEXT)
    assert changes(side([old]), moved) == {}
    assert changes(side([old]), side([new])).keys() == {"mentions"}


def test_what_points_at_a_quote_does_not_change_when_another_comes_before_it() -> None:
    def stored(ordinal: int) -> list[dict[str, Any]]:
        quote = {
            "extractor": "quotes",
            "kind": "quote",
            "start_char": 3,
            "end_char": 5,
            "text": "so",
            "entity_id": None,
        }
        figure = {
            **quote,
            "extractor": "figures",
            "kind": "figure",
            "ordinal": 0,
            "text": "4",
            "attributes": {"quote": ordinal},
        }
        return [{**quote, "ordinal": ordinal, "attributes": {}}, figure]

    assert changes(side(rows(stored(0), {})), side(rows(stored(1), {}))) == {}


def test_an_article_no_longer_made_is_lost_with_the_reason() -> None:
    kept, gone = side(title="The mill"), Side(None, refused="no_text: nothing to read")
    present, changed = compare(kept, gone)
    assert (set(present), set(changed)) == ({ARTICLE}, {ARTICLE})
    assert changed[ARTICLE].effect == "lost"
    assert changed[ARTICLE].lines == (("-", "The mill"), ("-", TEXT), ("~", "no_text: nothing to read"))
    assert changes(gone, kept)[ARTICLE].effect == "gained"
    assert changes(gone, gone) == {}


def test_lines_are_kept_to_a_bound_and_counted_beyond_it() -> None:
    many = [row(start=number) for number in range(MOST_LINES + 50)]
    change = changes(side([]), side(many))["mentions"]
    assert len(change.lines) == MOST_LINES
    assert change.size > sum(len(words) for _, words in change.lines)


def test_a_tally_counts_by_field_and_host_and_keeps_the_largest() -> None:
    present, changed = compare(side([], title="a"), side([row()], title="b"))
    one = Difference(1, "http://a.example/1", "a.example", present, changed, {"clean": 2}, None, {"quotes": "boom"})
    tally = Tally()
    for number in range(LARGEST + 5):
        longer = {"title": replace(changed["title"], size=number)} if number else {}
        tally.add(replace(one, article_id=number, changes=longer, host=f"{number % 2}.example"))
    lost = compare(side(), Side(None, refused="crashed: it died"))
    tally.add(replace(one, article_id=99, present=lost[0], changes=lost[1], refused="crashed: it died", failures={}))
    assert (tally.articles, tally.differing) == (LARGEST + 6, LARGEST + 5)
    title = tally.fields["title"]
    assert (title.changed, title.gained, title.lost, title.of) == (LARGEST + 4, 0, 0, LARGEST + 5)
    assert {host: its.articles for host, its in tally.by_host.items()} == {
        "0.example": 8,
        "1.example": 7,
        "a.example": 1,
    }
    assert tally.refused == {"crashed": 1}
    assert tally.failures == {"quotes": LARGEST + 5}
    assert tally.made == {"clean": {2: LARGEST + 6}}
    sizes = [difference.size for difference in tally.largest()]
    assert len(sizes) == LARGEST
    assert sizes == sorted(sizes, reverse=True)
