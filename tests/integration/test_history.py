"""What becomes of an article after its publication: looked at again, edited, withdrawn, made anew by us."""

from collections.abc import Sequence
from typing import Any

import pytest

from pipeline.model import Selector
from pipeline.stages import clean
from pipeline.store import feeds, revisits, selection
from pipeline.store.engine import transaction
from pipeline.store.whole_story import whole_story
from tests.conftest import Pipeline
from tests.hostile import RSS, HostileWeb, Reply, hang_up, page, redirect

STORY = (
    "The harbour office closed the northern gate on Monday because the chain had rusted through in two places.",
    "Divers found a third weak link on the following day and the pilots were told to wait outside for the tide.",
    "A new chain has been ordered from the foundry, and it is expected to be hung before the herring fleet returns.",
)
CORRECTED = (*STORY[:2], STORY[2].replace("foundry", "naval yard"))
HOUR = 3_600.0


def html(lines: Sequence[str] = STORY, title: str = "The harbour chain breaks") -> bytes:
    return page(title, lines).encode()


def ingest(pipeline: Pipeline, url: str) -> int:
    with transaction(pipeline.engine) as conn:
        article_id, _ = feeds.add_article(conn, url)
    pipeline.drain()
    return article_id


def look_again(pipeline: Pipeline) -> None:
    """An hour passes, and the page is looked at again."""
    with transaction(pipeline.engine) as conn:
        revisits.take_due(conn, [HOUR], 100)
    pipeline.execute("UPDATE revisits SET since = since - interval '1 hour', due_at = due_at - interval '1 hour'")
    with transaction(pipeline.engine) as conn:
        revisits.take_due(conn, [HOUR, 2 * HOUR], 100)
    pipeline.drain()


def told(pipeline: Pipeline) -> list[tuple[str, int]]:
    return [(kind, revision) for kind, revision in pipeline.rows("SELECT kind, revision FROM v1.changes ORDER BY seq")]


def where(pipeline: Pipeline) -> list[tuple[Any, ...]]:
    return pipeline.rows("SELECT stage, state, reason FROM cursors WHERE kind = 'article'")


THROUGH = [("cluster", "done", None)]


def test_an_edit_is_a_second_revision_of_the_same_article(pipeline: Pipeline, web: HostileWeb) -> None:
    url = web.put("site", "/chain", [Reply(html()), Reply(html(CORRECTED))])
    article_id = ingest(pipeline, url)
    look_again(pipeline)
    assert told(pipeline) == [("new", 1), ("edited", 2)]
    texts = dict(pipeline.rows("SELECT revision, text FROM v1.revisions"))
    assert "foundry" in texts[1]
    assert "naval yard" in texts[2]
    assert pipeline.rows("SELECT id, revision FROM v1.articles") == [(article_id, 2)]
    assert where(pipeline) == THROUGH


def test_a_page_that_says_the_same_in_other_bytes_is_no_edit(pipeline: Pipeline, web: HostileWeb) -> None:
    later = html().replace(b"</body>", b"<script>var rendered = 2;</script></body>")
    ingest(pipeline, web.put("site", "/chain", [Reply(html()), Reply(later)]))
    look_again(pipeline)
    assert told(pipeline) == [("new", 1)]
    assert pipeline.rows("SELECT count(*) FROM v1.captures") == [(2,)]
    newest = pipeline.rows("SELECT max(id) FROM v1.captures")
    assert pipeline.rows("SELECT capture_id FROM v1.revisions") == newest


def test_it_is_asked_for_by_the_validators_that_its_page_gave(pipeline: Pipeline, web: HostileWeb) -> None:
    stamps = (("ETag", '"chain-1"'), ("Last-Modified", "Mon, 02 Nov 2026 10:00:00 GMT"))
    ingest(pipeline, web.put("site", "/chain", [Reply(html(), headers=stamps), Reply(status=304, kind=None)]))
    look_again(pipeline)
    first, second = [asked for asked in web.asked("site") if asked.path == "/chain"]
    assert (first.header("if-none-match"), first.header("if-modified-since")) == (None, None)
    assert (second.header("if-none-match"), second.header("if-modified-since")) == (stamps[0][1], stamps[1][1])
    assert pipeline.rows("SELECT status FROM v1.captures ORDER BY id") == [(200,), (304,)]
    assert told(pipeline) == [("new", 1)]
    assert where(pipeline) == THROUGH
    assert pipeline.rows("SELECT count(*) FROM v1.failures") == [(0,)]


def test_a_304_that_nobody_asked_for_is_none(pipeline: Pipeline, web: HostileWeb) -> None:
    ingest(pipeline, web.put("site", "/chain", [Reply(html()), Reply(status=304, kind=None)]))
    look_again(pipeline)
    assert where(pipeline) == THROUGH
    assert pipeline.rows("SELECT message FROM attempts") == [("304: unchanged, of which nobody asked",)]


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_withdraws_the_article_and_keeps_its_text(
    pipeline: Pipeline, web: HostileWeb, status: int
) -> None:
    ingest(pipeline, web.put("site", "/chain", [Reply(html()), Reply(b"gone", status)]))
    look_again(pipeline)
    ((text, withdrawn),) = pipeline.rows("SELECT text, withdrawn_at FROM v1.articles")
    assert STORY[0] in text
    assert withdrawn is not None
    assert told(pipeline) == [("new", 1), ("edited", 1)]
    assert where(pipeline) == THROUGH


def test_a_page_that_comes_back_is_withdrawn_no_more(pipeline: Pipeline, web: HostileWeb) -> None:
    ingest(pipeline, web.put("site", "/chain", [Reply(html()), Reply(b"gone", 404), Reply(html())]))
    look_again(pipeline)
    look_again(pipeline)
    assert pipeline.rows("SELECT withdrawn_at FROM v1.articles") == [(None,)]
    assert told(pipeline) == [("new", 1), ("edited", 1), ("edited", 1)]


def test_an_error_page_under_200_withdraws_it_too(pipeline: Pipeline, web: HostileWeb) -> None:
    missing = html(
        ["There is nothing here any more, try the search or go back to where you came from."], "404 Not Found"
    )
    ingest(pipeline, web.put("site", "/chain", [Reply(html()), Reply(missing)]))
    look_again(pipeline)
    ((title, withdrawn),) = pipeline.rows("SELECT title, withdrawn_at FROM v1.articles")
    assert title == "The harbour chain breaks"
    assert withdrawn is not None


def test_a_wall_in_front_of_a_page_leaves_its_article_alone(pipeline: Pipeline, web: HostileWeb) -> None:
    wall = Reply(html(["Checking your browser before you go on to the harbour."], "Just a moment..."))
    ingest(pipeline, web.put("site", "/chain", [Reply(html()), wall]))
    look_again(pipeline)
    pipeline.execute("UPDATE cursors SET attempts = 9 WHERE state = 'due'")  # the wall stands until patience ends
    pipeline.execute("UPDATE cursors SET due_at = now(), wake_at = now() WHERE state = 'due'")
    pipeline.drain()
    assert pipeline.rows("SELECT revision, withdrawn_at FROM v1.articles") == [(1, None)]
    assert told(pipeline) == [("new", 1)]


def test_a_site_that_does_not_answer_leaves_its_article_alone(pipeline: Pipeline, web: HostileWeb) -> None:
    ingest(pipeline, web.put("site", "/chain", [Reply(html()), hang_up]))
    look_again(pipeline)
    for _ in range(pipeline.settings.max_attempts):
        pipeline.forget_hosts()
        pipeline.execute("UPDATE cursors SET due_at = now(), wake_at = now() WHERE state = 'due'")
        pipeline.drain()
    assert where(pipeline) == THROUGH
    assert told(pipeline) == [("new", 1)]


def test_an_address_that_now_leads_to_the_front_page_leaves_its_article_alone(
    pipeline: Pipeline, web: HostileWeb
) -> None:
    front = web.put("site", "/", Reply(html(STORY[::-1], "All the news of the harbour")))
    ingest(pipeline, web.put("site", "/chain", [Reply(html()), redirect(front, 302)]))
    look_again(pipeline)
    assert pipeline.rows("SELECT title, revision FROM v1.articles") == [("The harbour chain breaks", 1)]
    assert where(pipeline) == THROUGH


def test_what_we_do_differently_is_never_the_publishers_edit(
    pipeline: Pipeline, web: HostileWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = html().replace(b"</body>", b"<!-- rendered anew --></body>")
    ingest(pipeline, web.put("site", "/chain", [Reply(html()), Reply(later)]))
    # What is stored was made by an older version that kept a line too many.
    pipeline.execute(
        "UPDATE revisions SET text = text || %s, text_sha256 = sha256(convert_to(text || %s, 'UTF8')), cleaner_version = 1",
        "\nShare",
        "\nShare",
    )
    look_again(pipeline)
    assert told(pipeline) == [("new", 1), ("reextracted", 2)]
    assert pipeline.rows("SELECT cleaner_version FROM v1.revisions WHERE revision = 2") == [(clean.VERSION,)]


def test_an_edit_that_comes_with_a_new_version_of_ours_is_told_apart(pipeline: Pipeline, web: HostileWeb) -> None:
    ingest(pipeline, web.put("site", "/chain", [Reply(html()), Reply(html(CORRECTED))]))
    pipeline.execute(
        "UPDATE revisions SET text = text || %s, text_sha256 = sha256(convert_to(text || %s, 'UTF8')), cleaner_version = 1",
        "\nShare",
        "\nShare",
    )
    look_again(pipeline)
    captures = [capture for (capture,) in pipeline.rows("SELECT id FROM v1.captures ORDER BY id")]
    made_of = pipeline.rows("SELECT revision, capture_id FROM v1.revisions ORDER BY revision")
    assert made_of == [(1, captures[0]), (2, captures[0]), (3, captures[1])]
    assert told(pipeline) == [("new", 1), ("edited", 3)]


def test_pages_are_looked_at_again_as_often_as_the_schedule_says(pipeline: Pipeline, web: HostileWeb) -> None:
    article_id = ingest(pipeline, web.put("site", "/chain", Reply(html())))
    steps = [HOUR, 6 * HOUR]
    with transaction(pipeline.engine) as conn:
        revisits.take_due(conn, steps, 100)
        planned = whole_story(conn, web.url("site", "/chain"))["revisit_at"]
    assert pipeline.rows("SELECT due_at - since = interval '1 hour', due_at FROM revisits") == [(True, planned)]
    for hours, left in ((1, 1), (5, 0)):
        pipeline.execute(
            "UPDATE revisits SET since = since - make_interval(hours => %s), due_at = due_at - make_interval(hours => %s)",
            hours,
            hours,
        )
        with transaction(pipeline.engine) as conn:
            assert revisits.take_due(conn, steps, 100) == 1
        assert pipeline.rows(
            "SELECT stage, state, lane FROM cursors WHERE id = %s AND kind = 'article'", article_id
        ) == [("fetch", "due", "replay")]
        pipeline.drain()
        assert pipeline.rows("SELECT count(*) FROM revisits") == [(left,)]
    assert len([asked for asked in web.asked("site") if asked.path == "/chain"]) == 3


def test_without_a_schedule_nothing_is_looked_at_again(pipeline: Pipeline, web: HostileWeb) -> None:
    ingest(pipeline, web.put("site", "/chain", Reply(html())))
    with transaction(pipeline.engine) as conn:
        revisits.take_due(conn, [], 100)
    assert pipeline.rows("SELECT count(*) FROM revisits") == [(0,)]
    assert where(pipeline) == THROUGH


def test_an_article_on_its_way_misses_its_turn(pipeline: Pipeline, web: HostileWeb) -> None:
    article_id = ingest(pipeline, web.put("site", "/chain", Reply(html())))
    with transaction(pipeline.engine) as conn:
        revisits.take_due(conn, [HOUR], 100)
        selection.move_back(conn, {article_id: "clean"})
    pipeline.execute("UPDATE revisits SET since = since - interval '1 hour', due_at = due_at - interval '1 hour'")
    with transaction(pipeline.engine) as conn:
        revisits.take_due(conn, [HOUR, 2 * HOUR], 100)
    assert pipeline.rows("SELECT stage, state FROM cursors WHERE kind = 'article'") == [("clean", "due")]
    assert pipeline.rows("SELECT due_at - since = interval '2 hours' FROM revisits") == [(True,)]
    pipeline.drain()


def test_an_article_that_waits_to_be_looked_at_again_can_be_replayed(pipeline: Pipeline, web: HostileWeb) -> None:
    article_id = ingest(pipeline, web.put("site", "/chain", Reply(html())))
    pipeline.execute("UPDATE cursors SET stage = 'fetch', state = 'due' WHERE kind = 'article'")
    with transaction(pipeline.engine) as conn:
        assert selection.able(conn, [article_id], "clean") == {article_id: "clean"}


MISSING = html(["There is nothing here any more, try the search or go back to where you came from."], "404 Not Found")


def replay(pipeline: Pipeline, stage: str) -> None:
    with transaction(pipeline.engine) as conn:
        ids = selection.select(conn, Selector(all=True), {"clean": 1, "cluster": 1})
        selection.move_back(conn, selection.able(conn, ids, stage))
    pipeline.drain()


def test_an_error_page_that_stays_is_told_once(pipeline: Pipeline, web: HostileWeb) -> None:
    ingest(pipeline, web.put("site", "/chain", [Reply(html()), Reply(MISSING)]))
    look_again(pipeline)
    since = pipeline.rows("SELECT withdrawn_at FROM v1.articles")
    look_again(pipeline)
    assert pipeline.rows("SELECT withdrawn_at FROM v1.articles") == since
    assert told(pipeline) == [("new", 1), ("edited", 1)]


def test_an_unchanged_error_page_brings_nothing_back(pipeline: Pipeline, web: HostileWeb) -> None:
    gone = Reply(MISSING, headers=(("ETag", '"missing"'),))
    url = web.put("site", "/chain", [Reply(html()), gone, Reply(status=304, kind=None)])
    ingest(pipeline, url)
    look_again(pipeline)
    look_again(pipeline)
    assert pipeline.rows("SELECT withdrawn_at IS NULL FROM v1.articles") == [(False,)]
    assert [asked.header("if-none-match") for asked in web.asked("site", "/chain")] == [None, None, None]


def test_what_a_look_disregards_is_disregarded_by_replays(pipeline: Pipeline, web: HostileWeb) -> None:
    front = web.put("site", "/", Reply(html(STORY[::-1], "All the news of the harbour")))
    ingest(pipeline, web.put("site", "/chain", [Reply(html()), redirect(front, 302)]))
    look_again(pipeline)
    assert pipeline.rows("SELECT kind FROM v1.captures ORDER BY id") == [("page",), ("aside",)]
    replay(pipeline, "clean")
    assert pipeline.rows("SELECT title, revision FROM v1.articles") == [("The harbour chain breaks", 1)]


def test_a_redirect_elsewhere_for_now_is_no_edit(pipeline: Pipeline, web: HostileWeb) -> None:
    fire = web.put("site", "/fire", Reply(html(STORY[::-1], "Fire at the inn")))
    ingest(pipeline, web.put("site", "/chain", [Reply(html()), redirect(fire, 302)]))
    look_again(pipeline)
    assert pipeline.rows("SELECT title FROM v1.articles") == [("The harbour chain breaks",)]


def test_a_challenge_under_404_withdraws_nothing(pipeline: Pipeline, web: HostileWeb) -> None:
    wall = Reply(b"wait", 404, headers=(("cf-mitigated", "challenge"),))
    ingest(pipeline, web.put("site", "/chain", [Reply(html()), wall]))
    look_again(pipeline)
    pipeline.execute("UPDATE cursors SET attempts = 9, due_at = now(), wake_at = now() WHERE state = 'due'")
    pipeline.drain()
    assert pipeline.rows("SELECT withdrawn_at FROM v1.articles") == [(None,)]
    assert where(pipeline) == THROUGH


def test_a_page_gone_does_not_give_way_to_its_feeds_text(pipeline: Pipeline, web: HostileWeb) -> None:
    url = web.put("site", "/chain", [Reply(html()), Reply(MISSING)])
    carried = "".join(f"<p>{line}</p>" for line in (*STORY, "So much for the feed, which has one more sentence."))
    entry = f"<item><link>{url}</link><content:encoded><![CDATA[{carried}]]></content:encoded></item>"
    feed = (
        f'<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{entry}</channel></rss>'
    )
    with transaction(pipeline.engine) as conn:
        feeds.add(conn, web.put("site", "/feed.xml", Reply(feed.encode(), kind=RSS)), interval=86_400)
    pipeline.drain()
    assert pipeline.rows("SELECT count(*) FROM v1.captures WHERE kind = 'feed'") == [(1,)]
    look_again(pipeline)
    assert pipeline.rows("SELECT text_from, withdrawn_at IS NULL FROM v1.articles") == [("page", False)]
    assert told(pipeline) == [("new", 1), ("edited", 1)]


def test_a_page_cut_short_later_keeps_its_whole_text(pipeline: Pipeline, web: HostileWeb) -> None:
    whole = [
        f"{line} It went on for {number} days, and all the harbour spoke of it."
        for number in range(6)
        for line in STORY
    ]
    said = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script></head>'
    cut = html([STORY[0], "Subscribe to continue reading"]).replace(b"</head>", said.encode())
    ingest(pipeline, web.put("site", "/chain", [Reply(html(whole)), Reply(cut)]))
    before = pipeline.rows("SELECT text, verdict, revision FROM v1.articles")
    look_again(pipeline)
    assert pipeline.rows("SELECT text, verdict, revision FROM v1.articles") == before
    assert where(pipeline) == THROUGH


def test_a_replay_of_a_later_stage_waits_for_the_page_just_fetched(pipeline: Pipeline, web: HostileWeb) -> None:
    article_id = ingest(pipeline, web.put("site", "/chain", [Reply(html()), Reply(html(CORRECTED))]))
    pipeline.execute("UPDATE cursors SET stage = 'fetch', state = 'due' WHERE kind = 'article'")
    pipeline.runner.run("fetch", [article_id], "token")
    replay(pipeline, "extract")
    assert told(pipeline) == [("new", 1), ("edited", 2)]


def test_a_look_that_takes_its_process_down_leaves_the_article_alone(pipeline: Pipeline, web: HostileWeb) -> None:
    ingest(pipeline, web.put("site", "/chain", Reply(html())))
    pipeline.execute("UPDATE cursors SET stage = 'fetch', state = 'due', attempts = 9 WHERE kind = 'article'")
    pipeline.drain()
    assert where(pipeline) == THROUGH
    assert pipeline.rows("SELECT reason FROM attempts") == [("crashed",)]


def test_other_metadata_is_the_publishers_doing_and_no_revision(pipeline: Pipeline, web: HostileWeb) -> None:
    later = html().replace(b"</head>", b'<meta name="description" content="All about the chain."></head>')
    ingest(pipeline, web.put("site", "/chain", [Reply(html()), Reply(later)]))
    look_again(pipeline)
    assert told(pipeline) == [("new", 1), ("edited", 1)]
    assert pipeline.rows("SELECT summary FROM v1.articles") == [("All about the chain.",)]
