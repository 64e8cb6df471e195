"""Imported captures of an article are read in the order of their times, whatever order and portions they come in."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Capture
from pipeline.store.arrivals import Arrival, Standing, decide

AT = datetime(2020, 1, 1, tzinfo=UTC)
URL = "https://example.org/1"


def page(hour: int, body: bytes = b"<p>") -> Arrival:
    at = AT + timedelta(hours=hour)
    return Arrival(URL, Capture(URL, URL, at, 0, 200, (), body))


def kinds(standing: Standing, *hours: int) -> list[tuple[int, str]]:
    decision = decide(standing, [page(hour) for hour in hours])
    return [(_hour(arrival), kind) for arrival, kind in decision.kinds]


def _hour(arrival: Arrival) -> int:
    assert arrival.capture is not None
    return (arrival.capture.fetched_at - AT) // timedelta(hours=1)


def test_the_oldest_is_read_and_the_others_wait() -> None:
    assert kinds(Standing(), 3, 1, 2) == [(1, "page"), (2, "waiting"), (3, "waiting")]


def test_what_is_older_than_what_was_read_is_put_aside() -> None:
    assert kinds(Standing(page=AT + timedelta(hours=2)), 1, 2, 3, 4) == [
        (1, "aside"), (2, "aside"), (3, "page"), (4, "waiting")]  # fmt: skip


def test_while_the_article_is_worked_on_all_wait() -> None:
    assert kinds(Standing(busy=True), 2, 1) == [(1, "waiting"), (2, "waiting")]


def test_what_is_there_already_is_left_out() -> None:
    first = decide(Standing(), [page(1), page(1), page(2)])
    assert (len(first.kinds), first.stored) == (2, 1)
    marks = frozenset(mark for arrival, _ in first.kinds if (mark := arrival.mark))
    again = decide(Standing(page=AT, busy=True, marks=marks), [page(1), page(2), page(2, b"<p>other")])
    assert ([_hour(arrival) for arrival, _ in again.kinds], again.stored) == ([2], 2)


@given(st.lists(st.lists(st.integers(0, 30), max_size=5), max_size=8), st.data())
def test_what_is_read_is_ever_newer_and_nothing_is_lost(batches: list[list[int]], data: st.DataObject) -> None:
    """Batches come in; between them articles are worked on, as fast as they happen to be."""
    read: list[int] = []
    waiting: set[int] = set()
    aside: set[int] = set()
    busy = False
    for batch in [*batches, [], []]:
        marks = frozenset(mark for hour in {*read, *waiting, *aside} if (mark := page(hour).mark))
        newest = AT + timedelta(hours=read[-1]) if read else None
        decision = decide(Standing(newest, None, busy or bool(waiting), marks), map(page, batch))
        for arrival, kind in decision.kinds:
            {"page": read.append, "waiting": waiting.add, "aside": aside.add}[kind](_hour(arrival))
        busy = busy or decision.enters
        if data.draw(st.booleans()):  # the article is through; the next one is let in
            busy = False
            aside |= {hour for hour in waiting if read and hour <= read[-1]}
            waiting -= aside
            if waiting:
                read.append(min(waiting))
                waiting.remove(read[-1])
                busy = True
    assert read == sorted(set(read))
    assert {*read, *waiting, *aside} == _all(batches)


def _all(batches: Iterable[Iterable[int]]) -> set[int]:
    return {hour for batch in batches for hour in batch}
