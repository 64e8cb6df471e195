"""`explain`, `retry` and `status` of a deployment in which a bit of everything has happened."""

import pytest

from pipeline.store import feeds, selection
from pipeline.store.engine import transaction
from tests.conftest import Pipeline
from tests.hostile import HostileWeb, Reply, page, redirect, rss
from tests.integration.conftest import Command

STORY = (
    "The harbour office has counted the boats once more and come to a number that nobody on the quay wants to believe.",
    "Its clerk says that the old list had two trawlers on it which were broken up years ago, and that this was an oversight.",
    "The fishermen want the new list read out at the next meeting, name by name, before anybody pays the higher fee.",
)


@pytest.fixture
def town(pipeline: Pipeline, web: HostileWeb) -> HostileWeb:
    """A feed with a story, a link that only redirects to it, one that is missing, one that is down, and one that is none."""
    story = web.put("site", "/story", Reply(page("The boats", STORY).encode()))
    through = web.put("site", "/through", redirect(story, 301))
    down = web.put("other", "/down", Reply(status=503))
    feed = web.put(
        "site", "/feed", Reply(rss([story, through, web.url("site", "/missing"), down, "mailto:desk@site.example"]))
    )
    with transaction(pipeline.engine) as conn:
        feeds.add(conn, feed, interval=900)
        feeds.add_article(conn, web.put("site", "/by-hand", Reply(page("By hand", STORY[::-1]).encode())))
    pipeline.drain()
    return web


def _told(wireroom: Command, url: str) -> str:
    done = wireroom("explain", url)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_url_never_seen_says_what_to_do(wireroom: Command, town: HostileWeb) -> None:
    told = _told(wireroom, "https://elsewhere.example/x")
    assert "never seen: no feed announced it" in told
    assert "no feed of its host is known" in told
    assert "→ wireroom add https://elsewhere.example/x" in told
    assert wireroom.json("explain", "https://elsewhere.example/x")["known"] is False


def test_a_url_never_seen_names_the_feeds_of_its_host(wireroom: Command, town: HostileWeb) -> None:
    told = _told(wireroom, town.url("site", "/unannounced"))
    assert "feed 1 of its host, active, last polled 20" in told
    assert town.url("site", "/feed") in told


def test_one_merged_into_another_tells_that_one_s_story(wireroom: Command, town: HostileWeb) -> None:
    told = _told(wireroom, town.url("site", "/through"))
    assert "it only redirects" in told
    assert "revision 1: article" in told
    assert f"also known as {town.url('site', '/through')}" in told


def test_one_that_failed_for_good_says_why_and_how_to_try_again(
    wireroom: Command, town: HostileWeb, pipeline: Pipeline
) -> None:
    url = town.url("site", "/missing")
    [(article,)] = pipeline.rows("SELECT id FROM articles WHERE url = %s", url)
    told = _told(wireroom, url)
    assert "now: fetch, failed, http_4xx: 404" in told
    assert f"it will not be tried again by itself (attempts: 1) → wireroom retry --id {article}" in told


def test_one_that_failed_for_now_says_when_it_is_tried_again(wireroom: Command, town: HostileWeb) -> None:
    told = _told(wireroom, town.url("other", "/down"))
    assert "now: fetch, due, http_5xx: answered 503" in told
    assert "in the live lane" in told


def test_one_that_came_by_hand_says_so(wireroom: Command, town: HostileWeb) -> None:
    assert "added by hand: no feed announced it" in _told(wireroom, town.url("site", "/by-hand"))


def test_one_that_its_feed_cannot_mean_is_told_with_the_feed(
    wireroom: Command, town: HostileWeb, pipeline: Pipeline
) -> None:
    [(url, reason)] = pipeline.rows("SELECT url, reason FROM v1.failures WHERE stage = 'poll'")
    [rejected] = wireroom.json("explain", url)["rejected"]
    assert (rejected["feed_id"], rejected["reason"]) == (1, reason)


def test_a_page_that_is_no_longer_kept_is_told_of(wireroom: Command, town: HostileWeb, pipeline: Pipeline) -> None:
    pipeline.execute("UPDATE captures SET body = '', pruned_at = '2026-03-04T05:06:07Z'")
    assert "; no longer kept since 2026-03-04 05:06:07" in _told(wireroom, town.url("site", "/story"))


def test_what_is_outdated_and_which_replay_it_is_in_are_told(
    wireroom: Command, town: HostileWeb, pipeline: Pipeline
) -> None:
    pipeline.execute(
        "UPDATE revisions SET cleaner_version = 1, extractors = extractors - 'quotes';"
        "INSERT INTO replays (stage, selector, force, versions, upto) VALUES ('clean', '{}', false, '{}', 9)"
    )
    url = town.url("site", "/story")
    [(article,)] = pipeline.rows("SELECT id FROM articles WHERE url = %s", url)
    with transaction(pipeline.engine) as conn:
        selection.move_back(conn, {article: "clean"})
    pipeline.execute("UPDATE cursors SET replay_id = 1 WHERE kind = 'article' AND id = %s", article)
    told = _told(wireroom, url)
    assert "clean 1, now " in told
    assert "not by quotes" in told
    assert "in replay 1 from clean, asked for 20" in told
    assert "in the replay lane" in told


def test_an_extractor_that_failed_beside_is_told_of(wireroom: Command, town: HostileWeb, pipeline: Pipeline) -> None:
    pipeline.execute(
        "INSERT INTO setbacks (kind, item_id, stage, key, url, reason, message)"
        " SELECT 'article', id, 'extract', 'dates', url, 'error', 'dates: ValueError: no such day' FROM v1.articles"
    )
    assert "beside it failed at extract: dates: ValueError" in _told(wireroom, town.url("site", "/story"))


def test_what_is_no_url_is_wrong_usage(wireroom: Command, town: HostileWeb) -> None:
    done = wireroom("explain", "not a url")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


# ── retry ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _failed(pipeline: Pipeline) -> set[str]:
    rows = pipeline.rows(
        "SELECT host FROM cursors c JOIN articles a USING (id) WHERE c.kind = 'article' AND reason IS NOT NULL"
    )
    return {host for (host,) in rows}


def test_retry_takes_those_of_a_reason_on_a_host(wireroom: Command, town: HostileWeb, pipeline: Pipeline) -> None:
    assert _failed(pipeline) == {"site.localhost", "other.localhost"}
    assert wireroom.json("retry", "--failed", "http_5xx", "--host", "site.localhost")["retried"] == 0
    assert wireroom.json("retry", "--failed", "http_5xx", "--host", "other.localhost")["retried"] == 1
    assert _failed(pipeline) == {"site.localhost"}
    assert wireroom.json("retry", "--failed", "--host", "SITE.localhost")["retried"] == 1
    assert _failed(pipeline) == set()


@pytest.mark.parametrize(
    ("options", "code"), [(["--failed", "tls"], 0), (["--failed", "rain"], 2), ([], 2), (["--host", "x.example"], 0)]
)
def test_retry_of_nothing_and_of_nonsense(wireroom: Command, town: HostileWeb, options: list[str], code: int) -> None:
    done = wireroom("retry", *options)
    assert done.returncode == code
    assert "no failed articles among those selected" in done.stdout if code == 0 else len(done.stderr.splitlines()) == 1


# ── status ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_status_says_that_everything_is_current(wireroom: Command, town: HostileWeb) -> None:
    versions = wireroom.json("status")["versions"]
    assert all(said["articles"] == {str(said["current"]): 2} for said in versions.values())
    assert {"clean", "cluster", "extract:quotes"} <= set(versions)
    assert "versions   all 2 articles are at the current versions" in wireroom("status").stdout


def test_status_says_what_is_outdated_and_the_replay_for_it(
    wireroom: Command, town: HostileWeb, pipeline: Pipeline
) -> None:
    pipeline.execute(
        "UPDATE revisions SET cleaner_version = 1 WHERE article_id = (SELECT min(article_id) FROM revisions);"
        "UPDATE revisions SET extractors = extractors - 'quotes', clusterer_version = NULL"
    )
    versions = wireroom.json("status")["versions"]
    assert versions["clean"]["articles"] == {str(versions["clean"]["current"]): 1, "1": 1}
    assert versions["extract:quotes"]["articles"] == {"none": 2}
    told = wireroom("status").stdout
    assert "outdated   clean 1: 1 of 2 → replay --from clean --outdated\n" in told
    assert "outdated   quotes none: 2 of 2 → replay --from extract --outdated --extractor quotes\n" in told
    assert "outdated   cluster none: 2 of 2 → replay --from cluster --outdated\n" in told
    assert "all 2 articles" not in told


def test_status_counts_newest_revisions_alone(wireroom: Command, town: HostileWeb, pipeline: Pipeline) -> None:
    """What an older revision was made by is history, and nothing makes it anew."""
    town.put("site", "/story", Reply(page("The boats", [*STORY, "Corrected: there were three."]).encode()))
    pipeline.execute(
        "UPDATE revisions SET cleaner_version = 1;"
        "UPDATE cursors SET stage = 'fetch', state = 'due', due_at = now(), wake_at = now() WHERE kind = 'article' AND id ="
        " (SELECT id FROM v1.articles WHERE url LIKE '%%/story')"
    )
    pipeline.drain()
    assert pipeline.rows("SELECT max(revision) FROM v1.articles") == [(2,)]
    versions = wireroom.json("status")["versions"]
    assert versions["clean"]["articles"] == {str(versions["clean"]["current"]): 1, "1": 1}
