"""The figures of `make quality`: what counts as right, how pages are averaged, which figures have fallen."""

import gzip
import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import floors, goldpages
from benchmarks.scoring import Answer, Gold, Overlap, figures, overlap, same_day, score, tokens

TEXT = st.text(alphabet="ab c.\n", max_size=60)
TOKYO = timezone(timedelta(hours=9))


def test_a_shingle_is_four_tokens_and_a_short_text_is_one_shingle() -> None:
    assert overlap("one two three four five", "one two three four six") == Overlap(common=1, extra=1, missing=1)
    assert overlap("one two", "one two") == Overlap(common=1, extra=0, missing=0)
    assert overlap("one two", "one two three") == Overlap(common=0, extra=1, missing=1)


def test_repeated_shingles_count_as_often_as_they_stand() -> None:
    assert overlap("a b c d", "a b c d a b c d") == Overlap(common=1, extra=4, missing=0)


def test_punctuation_and_lines_do_not_count_and_case_does() -> None:
    assert tokens("Ferry: late,\nagain…") == tokens("Ferry late again")
    assert score(Gold("Ferry late"), Answer("ferry late")).right["body"] is False


@given(TEXT, TEXT)
def test_swapping_the_texts_swaps_too_much_and_missing(one: str, other: str) -> None:
    there, back = overlap(one, other), overlap(other, one)
    assert (there.common, there.extra, there.missing) == (back.common, back.missing, back.extra)
    assert there.precision == back.recall
    assert 0 <= there.f1 <= 1


@given(TEXT)
def test_a_text_compared_with_itself_is_exactly_right(text: str) -> None:
    same = overlap(text, text)
    assert same.extra == same.missing == 0
    assert same.f1 == 1
    assert same.precision == same.recall == (1 if tokens(text) else None)


def test_f1_is_that_of_the_averages_and_an_empty_answer_leaves_precision_alone() -> None:
    pages = [
        score(Gold("a b c d"), Answer("a b c d")),
        score(Gold("a b c d"), Answer("")),
        score(Gold("a b c d"), Answer("a b c d e")),
    ]
    found = figures(pages)
    assert found["body_precision"] == pytest.approx((1 + 1 / 2) / 2)
    assert found["body_recall"] == pytest.approx(2 / 3)
    assert found["body_f1"] == pytest.approx(2 * 0.75 * (2 / 3) / (0.75 + 2 / 3))
    assert found["body_exact"] == pytest.approx(1 / 3)
    assert [page.empty for page in pages] == [False, True, False]


def test_what_the_gold_does_not_know_is_not_scored() -> None:
    gold = Gold("text", known=frozenset({"body", "authors"}))
    found = figures([score(gold, Answer("text", title="Invented", language="xx"))])
    assert found["title"] is found["date"] is found["language"] is None
    assert found["authors"] == found["body_exact"] == 1


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("Ferry late again", True),
        (" Ferry\u00a0late \n again ", True),
        ("Ferry late again | Harbour", False),
        ("ferry late again", False),
        (None, False),
    ],
)
def test_a_title_is_right_as_it_stands_but_for_its_spaces(answer: str | None, right: bool) -> None:
    assert score(Gold(title="Ferry late again"), Answer(title=answer)).right["title"] is right


def test_two_ways_to_write_one_letter_are_the_same() -> None:
    assert score(Gold(authors=frozenset({"Jos\u00e9"})), Answer(authors=("Jose\u0301",))).right["authors"] is True


@pytest.mark.parametrize(
    ("answer", "right"),
    [(("Bo", "Ann"), True), (("Ann",), False), (("Ann", "Bo", "Staff"), False), ((), False)],
)
def test_authors_are_a_set_and_one_too_many_is_wrong(answer: tuple[str, ...], right: bool) -> None:
    assert score(Gold(authors=frozenset({"Ann", "Bo"})), Answer(authors=answer)).right["authors"] is right


def test_an_author_where_there_is_none_is_wrong() -> None:
    assert score(Gold(), Answer(authors=("Staff",))).right["authors"] is False
    assert score(Gold(), Answer()).right["authors"] is True


@pytest.mark.parametrize(
    ("gold", "answer", "right"),
    [
        (datetime(2026, 3, 5, 1, tzinfo=TOKYO), datetime(2026, 3, 4, 16, tzinfo=UTC), True),
        (datetime(2026, 3, 5, 1, tzinfo=TOKYO), datetime(2026, 3, 5, 16, tzinfo=UTC), False),
        (datetime(2026, 3, 5, 1, tzinfo=TOKYO), date(2026, 3, 5), True),
        (datetime(2026, 3, 5, 1, tzinfo=TOKYO), date(2026, 3, 4), False),
        (datetime(2026, 3, 5, 1, tzinfo=TOKYO), datetime(2026, 3, 5), True),
        (datetime(2026, 3, 5, 23), datetime(2026, 3, 5, 1, tzinfo=UTC), True),
        (datetime(2026, 3, 5), None, False),
        (None, date(2026, 3, 5), False),
        (None, None, True),
    ],
)
def test_a_day_is_right_on_the_clock_of_the_gold(
    gold: datetime | None, answer: datetime | date | None, right: bool
) -> None:
    assert same_day(gold, answer) is right


def test_a_figure_falls_when_it_is_below_its_floor_as_written() -> None:
    floor = floors.floor({"title": 0.91234, "body_f1": 0.97, "cpu_ratio": 0.8, "cpu_ms": 12.0, "language": None})
    assert floor == {"title": 0.9123, "body_f1": 0.97, "cpu_ratio": 0.8}
    assert floors.fallen({"title": 0.91234, "body_f1": 0.99, "cpu_ratio": 0.9}, floor) == []
    assert floors.fallen({"title": 0.9121, "body_f1": 0.97, "cpu_ratio": 0.8}, floor) == ["title 0.9121, was 0.9123"]
    assert floors.fallen({"title": 0.92, "body_f1": None, "cpu_ratio": 0.8}, floor) == [
        "body_f1 is not measured, was 0.97"
    ]


def test_a_ratio_of_times_falls_only_beyond_its_noise() -> None:
    assert floors.fallen({"cpu_ratio": 1.0 * floors.NOISE}, {"cpu_ratio": 1.0}) == []
    assert floors.fallen({"cpu_ratio": 1.6}, {"cpu_ratio": 1.0}) == ["cpu_ratio 1.6, was 1"]


def test_a_folder_of_pages_is_read_with_what_is_not_annotated_left_out(tmp_path: Path) -> None:
    (tmp_path / "one.html.gz").write_bytes(gzip.compress(b"<p>Ferry late"))
    row = {
        "page": "one.html.gz", "url": "https://quay.example/1", "crawled_at": "2026-03-05 10:00:00", "title": None,
        "authors": None, "published_at": "2026-03-05 09:00:00+09:00", "body": "Ferry late",
    }  # fmt: skip
    (tmp_path / "gold.jsonl").write_text(json.dumps(row) + "\n")
    [page] = goldpages.folder(tmp_path)
    assert (page.html, page.host, page.captured_at) == (
        b"<p>Ferry late",
        "quay.example",
        datetime(2026, 3, 5, 10, tzinfo=UTC),
    )
    assert page.gold.known == {"body", "authors", "date"}
    assert page.gold.authors == frozenset()
    assert page.gold.published == datetime(2026, 3, 5, 9, tzinfo=TOKYO)


def test_all_pages_of_a_host_are_in_one_half_and_both_halves_have_some() -> None:
    pages = goldpages.newsroom()
    by_host = {(page.host, page.half) for page in pages}
    assert len(by_host) == len({page.host for page in pages})
    assert {half for _, half in by_host} == {0, 1}


def test_every_article_of_the_newsroom_is_served_with_its_gold_on_the_page() -> None:
    for page in goldpages.newsroom():
        charset = page.content_type.partition("charset=")[2] or "windows-1251"
        assert page.gold.body
        assert page.gold.title
        assert page.html.decode(charset)
        assert page.gold.language in {"en", "ru", "uk"}
