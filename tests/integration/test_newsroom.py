"""The sample newsroom through the whole flow, in this process: every article as expected, every dead end with its reason."""

import re

import pytest

from pipeline.model import Selector
from pipeline.store import feeds, selection
from pipeline.store.engine import transaction
from tests.conftest import Pipeline
from tests.newsroom import Newsroom


def test_every_announced_url_is_an_article_or_a_failure_with_the_expected_reason(
    ingested: Pipeline, newsroom: Newsroom
) -> None:
    stored = {url for (url,) in ingested.rows("SELECT url FROM v1.articles")}
    failed = dict(ingested.rows("SELECT url, reason FROM v1.failures"))
    expected = newsroom.expected()
    assert stored == {item.url for item in expected if item.outcome == "article"}
    assert failed == {item.url: item.outcome for item in expected if item.outcome != "article"}


def test_sightings_name_every_feed_that_announced_an_article(ingested: Pipeline, newsroom: Newsroom) -> None:
    seen: dict[str, set[str]] = {}
    for url, feed in ingested.rows(
        "SELECT a.url, f.url FROM v1.sightings s JOIN articles a ON a.id = s.article_id JOIN v1.feeds f ON f.id = s.feed_id"
    ):
        seen.setdefault(url, set()).add(feed)
    assert seen == {item.url: set(item.announced_by) for item in newsroom.expected()}


def test_same_text_is_found_whatever_order_articles_came_in(ingested: Pipeline, newsroom: Newsroom) -> None:
    groups: dict[str, set[str]] = {}
    for item in newsroom.expected():
        if item.same_text_as:
            groups.setdefault(item.same_text_as, {item.same_text_as}).add(item.url)
    found: dict[str, set[str]] = {}
    for copy, original in ingested.rows(
        "SELECT a.url, b.url FROM v1.duplicates d JOIN articles a ON a.id = d.article_id JOIN articles b ON b.id = d.of_article_id"
    ):
        found.setdefault(original, {original}).add(copy)
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, groups.values()))


@pytest.mark.parametrize("field", ["title", "authors", "published_at", "published_precision", "language"])
def test_metadata_is_as_printed(ingested: Pipeline, newsroom: Newsroom, field: str) -> None:
    stored = dict(ingested.rows(f"SELECT url, {field} FROM v1.articles"))
    wrong = []
    for item in newsroom.expected():
        if item.outcome == "article":
            wanted = getattr(item, field)
            wanted = list(wanted) if field == "authors" else wanted
            if stored[item.url] != wanted:
                wrong.append((item.url, stored[item.url], wanted))
    assert not wrong


_DATELINE = re.compile(r"^[A-Z][A-Z ]+ - ")  # is data, not text


def test_the_text_holds_every_paragraph_in_order(ingested: Pipeline, newsroom: Newsroom) -> None:
    texts = dict(ingested.rows("SELECT url, text FROM v1.articles"))
    lost = []
    for item in newsroom.expected():
        if item.outcome == "article":
            position = 0
            for paragraph in item.paragraphs:
                plain = _DATELINE.sub("", " ".join(paragraph.split()))
                found = texts[item.url].find(plain, position)
                if found < 0:
                    lost.append((item.url, paragraph))
                position = max(position, found)
    assert not lost


def test_consumers_are_told_of_each_article_once(ingested: Pipeline) -> None:
    told = ingested.rows("SELECT article_id, kind FROM v1.changes WHERE kind = 'new'")
    assert sorted(article for article, _ in told) == [
        article for (article,) in ingested.rows("SELECT id FROM v1.articles ORDER BY id")
    ]


_DUMP = """
    SELECT to_jsonb(a) - 'updated_at' FROM v1.articles a UNION ALL SELECT to_jsonb(r) FROM v1.revisions r
    UNION ALL SELECT to_jsonb(l) FROM v1.links l UNION ALL SELECT to_jsonb(d) FROM v1.duplicates d
    UNION ALL SELECT to_jsonb(c) FROM v1.captures c UNION ALL SELECT to_jsonb(f) - 'failed_at' FROM v1.failures f ORDER BY 1
"""


def test_replay_from_clean_gives_the_same_rows_and_fetches_nothing(ingested: Pipeline, newsroom: Newsroom) -> None:
    before, changes = ingested.rows(_DUMP), ingested.rows("SELECT count(*) FROM v1.changes")
    requests = len(newsroom.requests)
    with transaction(ingested.engine) as conn:
        ids = selection.select(conn, Selector(all=True), {"clean": 1, "cluster": 1})
        moved = selection.move_back(conn, selection.able(conn, ids, "clean"))
    assert moved > 70
    ingested.drain()
    assert ingested.rows(_DUMP) == before
    assert ingested.rows("SELECT count(*) FROM v1.changes") == changes
    assert len(newsroom.requests) == requests


def test_a_second_poll_changes_nothing_and_is_answered_304(ingested: Pipeline, newsroom: Newsroom) -> None:
    before, asked = ingested.rows(_DUMP), len(newsroom.requests)
    with transaction(ingested.engine) as conn:
        feeds.poll_now(conn)
    ingested.drain()
    assert ingested.rows(_DUMP) == before
    assert {request.status for request in newsroom.requests[asked:]} == {304}
