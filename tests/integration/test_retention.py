"""`wireroom db prune`: raw bodies that nothing needs are dropped and announced, and everything can still be made anew."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from pipeline.store import feeds, retention, revisions
from pipeline.store.engine import transaction
from pipeline.store.retention import Freed, Scope
from tests.conftest import Pipeline
from tests.hostile import RSS, HostileWeb, Reply, rss
from tests.integration.conftest import WIREROOM, Command
from tests.integration.test_history import CORRECTED, STORY, html, ingest, look_again

DAYS = 30


def prune(pipeline: Pipeline, scope: Scope = Scope(), *, dry_run: bool = False) -> Freed:  # noqa: B008
    with transaction(pipeline.engine) as conn:
        before = retention.cutoff(conn, DAYS)
    return retention.prune(pipeline.engine, before, scope, dry_run=dry_run)


def age(pipeline: Pipeline) -> None:
    """A year passes for everything fetched so far."""
    pipeline.execute("UPDATE captures SET fetched_at = fetched_at - interval '1 year' WHERE pruned_at IS NULL")


def edited(pipeline: Pipeline, web: HostileWeb, *places: tuple[str, str]) -> list[int]:
    """Articles whose pages have been edited since: two captures, two revisions each."""
    articles = [ingest(pipeline, web.put(host, path, [Reply(html()), Reply(html(CORRECTED))])) for host, path in places]
    look_again(pipeline)
    return articles


def made_anew(pipeline: Pipeline) -> None:
    """Everything once more from `clean`."""
    pipeline.execute(
        "UPDATE cursors SET stage = 'clean', state = 'due', lane = 'replay', due_at = now(), wake_at = now()"
        " WHERE kind = 'article' AND state = 'done'"
    )
    pipeline.drain()


def dump(pipeline: Pipeline) -> dict[str, list[str]]:
    """All that consumers read of what does not tell of times and captures."""
    views = pipeline.rows(
        "SELECT viewname FROM pg_views WHERE schemaname = 'v1' AND viewname NOT IN ('changes', 'captures')"
    )
    return {
        name: [row for (row,) in pipeline.rows(f"SELECT v::text FROM v1.{name} v ORDER BY 1")]
        for (name,) in sorted(views)
    }


# ── what stays ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Kept:
    """A capture as it may lie there."""

    kind: str
    status: int
    size: int
    days: int


@dataclass(frozen=True)
class History:
    """An article's captures in order, of which its revisions were made, and whether it is at rest."""

    state: str
    captures: tuple[Kept, ...]
    made_of: tuple[int, ...]


_CAPTURES = st.builds(
    Kept,
    st.sampled_from(["page", "page", "page", "feed", "aside", "waiting"]),
    st.sampled_from([200, 200, 204, 304, 404, 500]),
    st.sampled_from([0, 5, 5]),
    st.sampled_from([1, 29, 31, 300]),
).map(lambda kept: Kept(kept.kind, 200, 5, kept.days) if kept.kind == "feed" else kept)
_HISTORIES = st.lists(_CAPTURES, min_size=1, max_size=6).flatmap(
    lambda captures: st.builds(
        History,
        st.sampled_from(["done", "done", "failed", "due", "running", "paused"]),
        st.just(tuple(captures)),
        st.lists(st.integers(0, len(captures) - 1), max_size=3).map(tuple),
    )
)


def spared(history: History) -> set[int]:
    """The captures whose bodies may not be dropped, by what the documentation says."""
    captures = list(enumerate(history.captures))
    if history.state not in {"done", "failed"} or any(kept.kind == "waiting" for kept in history.captures):
        return {place for place, _ in captures}
    pages = [n for n, kept in captures if kept.kind == "page" and 200 <= kept.status < 300 and kept.size]
    texts = [n for n, kept in captures if kept.kind == "feed"]
    young = {n for n, kept in captures if kept.days < DAYS}
    return young | set(pages[-1:]) | set(texts[-1:]) | set(history.made_of[-1:])


def stored(engine: Engine, histories: Sequence[History]) -> dict[int, tuple[int, int]]:
    """Put them there; by capture id: which of which history."""
    ids = {}
    with transaction(engine) as conn:
        for table in ("changes", "revisions", "captures", "cursors", "articles"):
            conn.exec_driver_sql(f"DELETE FROM {table}")
        for number, history in enumerate(histories):
            article = conn.exec_driver_sql(
                "INSERT INTO articles (url, url_key, host, revision) VALUES (%s, %s, 'h', %s) RETURNING id",
                (f"http://h/{number}", str(number).encode(), len(history.made_of) or None),
            ).scalar_one()
            conn.exec_driver_sql(
                "INSERT INTO cursors (kind, id, stage, state, due_at, wake_at) VALUES ('article', %s, 'clean', %s, now(), now())",
                (article, history.state),
            )
            of_article = []
            for place, kept in enumerate(history.captures):
                capture = conn.exec_driver_sql(
                    "INSERT INTO captures (article_id, url, final_url, fetched_at, elapsed_ms, status, headers, body, bytes, sha256,"
                    " kind) VALUES (%s, 'u', 'u', now() - make_interval(days => %s), 1, %s, '[]', %s, %s, '', %s) RETURNING id",
                    (article, kept.days, kept.status, b"x" * kept.size, kept.size, kept.kind),
                ).scalar_one()
                ids[capture] = (number, place)
                of_article.append(capture)
            for revision, place in enumerate(history.made_of, 1):
                conn.exec_driver_sql(
                    "INSERT INTO revisions (article_id, revision, capture_id, fetched_at, text, text_sha256, word_count, authors,"
                    " tags, verdict, paywalled, links, cleaner, cleaner_version)"
                    " VALUES (%s, %s, %s, now(), 't', '', 1, '{}', '{}', 'article', false, '[]', 'c', 1)",
                    (article, revision, of_article[place]),
                )
    return ids


@pytest.mark.parametrize("scope", [Scope(), Scope(host="h")], ids=["all", "host"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories=st.lists(_HISTORIES, min_size=1, max_size=4))
def test_nothing_is_dropped_but_old_bodies_that_nothing_needs(
    pipeline: Pipeline, scope: Scope, histories: list[History]
) -> None:
    """Whatever lies there: exactly those go, each is announced with its newest revision, and a second time there is nothing."""
    ids = stored(pipeline.engine, histories)
    expected = {
        capture
        for capture, (number, place) in ids.items()
        if place not in spared(histories[number]) and histories[number].captures[place].size
    }
    counted = prune(pipeline, scope, dry_run=True)
    freed = prune(pipeline, scope)
    assert (counted.captures, counted.bytes, counted.by_host) == (freed.captures, freed.bytes, freed.by_host)
    assert {row[0] for row in pipeline.rows("SELECT id FROM captures WHERE pruned_at IS NOT NULL")} == expected
    assert (freed.captures, freed.bytes) == (len(expected), 5 * len(expected))
    waiting = {
        capture for capture, (number, place) in ids.items() if histories[number].captures[place].kind == "waiting"
    }
    assert {row[0] for row in pipeline.rows("SELECT id FROM v1.captures")} == set(ids) - expected - waiting
    bodies = pipeline.rows("SELECT id, length(body) FROM captures")
    assert {capture for capture, size in bodies if not size} == expected | {
        capture for capture, (number, place) in ids.items() if not histories[number].captures[place].size
    }
    made = pipeline.rows(
        "SELECT c.id, max(r.revision) FROM captures c LEFT JOIN revisions r ON r.capture_id = c.id GROUP BY 1"
    )
    newest = dict(made)
    told = pipeline.rows("SELECT kind, subject, revision FROM v1.changes")
    assert sorted(told, key=str) == sorted((("deleted", "capture", newest[capture]) for capture in expected), key=str)
    assert prune(pipeline, scope) == Freed()


def test_everything_can_be_made_anew_and_is_the_same(pipeline: Pipeline, web: HostileWeb) -> None:
    """Edited, unchanged in other bytes, gone, walled off, carried by its feed: the rows are byte for byte what they were."""
    later = html().replace(b"</body>", b"<script>var rendered = 2;</script></body>")
    wall = Reply(html(["Checking your browser before you go on to the harbour."], "Just a moment..."))
    for name, answers in {
        "edited": [Reply(html()), Reply(html(CORRECTED)), Reply(html((*CORRECTED, STORY[2])))],
        "same": [Reply(html(title="The same chain")), Reply(later.replace(b"The harbour chain", b"The same chain"))],
        "gone": [Reply(html(title="A chain that is gone")), Reply(b"gone for good", 410)],
        "walled": [Reply(html(title="A chain behind a wall")), wall],
    }.items():
        with transaction(pipeline.engine) as conn:
            feeds.add_article(conn, web.put("site", f"/{name}", answers))
    entry = web.url("site", "/carried")
    carried = "".join(f"<p>{line} The whole of it was in the feed.</p>" for line in STORY * 3)
    items = [(entry, carried), (entry, carried.replace("foundry", "naval yard"))]
    documents = [
        rss([url]).replace(b"</link>", b"</link><description><![CDATA[%s]]></description>" % text.encode(), 1)
        for url, text in items
    ]
    web.put("site", "/feed.xml", [Reply(document, kind=RSS) for document in documents])
    web.put("site", "/carried", Reply(status=404))
    with transaction(pipeline.engine) as conn:
        feed, _ = feeds.add(conn, web.url("site", "/feed.xml"), interval=900)
    pipeline.drain()
    look_again(pipeline)
    with transaction(pipeline.engine) as conn:
        feeds.poll_now(conn, [feed])
    pipeline.drain()
    look_again(pipeline)
    age(pipeline)
    made_anew(pipeline)
    before = dump(pipeline)
    freed = prune(pipeline)
    assert freed.captures >= 5
    assert dump(pipeline) == before
    made_anew(pipeline)
    assert dump(pipeline) == before
    assert pipeline.rows("SELECT count(*) FROM v1.changes WHERE subject = 'capture'") == [(freed.captures,)]


def test_a_page_that_was_dropped_is_never_read(pipeline: Pipeline, web: HostileWeb) -> None:
    (article_id,) = edited(pipeline, web, ("site", "/chain"))
    ((first,), (second,)) = pipeline.rows("SELECT id FROM captures ORDER BY id")
    pipeline.execute("UPDATE captures SET body = '', pruned_at = now() WHERE id = %s", second)
    with transaction(pipeline.engine) as conn:
        assert revisions.load_pages(conn, [article_id])[article_id].capture_id == first


def test_the_validators_of_the_page_that_stays_are_used(pipeline: Pipeline, web: HostileWeb) -> None:
    stamped = (("ETag", '"chain-2"'),)
    ingest(
        pipeline, web.put("site", "/chain", [Reply(html()), Reply(html(CORRECTED), headers=stamped), Reply(status=304)])
    )
    look_again(pipeline)
    age(pipeline)
    assert prune(pipeline).captures == 1
    look_again(pipeline)
    assert [asked.header("if-none-match") for asked in web.asked("site") if asked.path == "/chain"] == [
        None,
        None,
        '"chain-2"',
    ]
    assert pipeline.rows("SELECT state, reason FROM cursors WHERE kind = 'article'") == [("done", None)]


# ── whose, and how ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_host_or_a_feed_alone(pipeline: Pipeline, web: HostileWeb) -> None:
    first, second = edited(pipeline, web, ("site", "/a"), ("other", "/b"))
    with transaction(pipeline.engine) as conn:
        feed, _ = feeds.add(conn, web.url("site", "/feed.xml"), interval=900)
    pipeline.execute("INSERT INTO sightings (feed_id, article_id, url) VALUES (%s, %s, 'u')", feed, second)
    age(pipeline)
    assert prune(pipeline, Scope(host="site.localhost", feed=feed)).captures == 0
    assert list(prune(pipeline, Scope(host="site.localhost")).by_host) == ["site.localhost"]
    assert pipeline.rows("SELECT article_id FROM captures WHERE pruned_at IS NOT NULL") == [(first,)]
    assert prune(pipeline, Scope(feed=feed)).captures == 1
    assert pipeline.rows("SELECT article_id, revision FROM v1.changes WHERE kind = 'deleted'") == [
        (first, 1),
        (second, 1),
    ]


def test_whoever_is_stopped_goes_on(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(pipeline.engine, [History("done", (Kept("page", 200, 5, 90),) * 40, (0, 39))])
    monkeypatch.setattr(retention, "WINDOW", 7)
    monkeypatch.setattr(retention, "BATCH", 3)

    def stop(captures: int, _: int) -> None:
        if captures > 10:
            raise KeyboardInterrupt

    with transaction(pipeline.engine) as conn:
        before = retention.cutoff(conn, DAYS)
    with pytest.raises(KeyboardInterrupt):
        retention.prune(pipeline.engine, before, Scope(), dry_run=False, told=stop)
    dropped = "SELECT count(*) FROM captures WHERE pruned_at IS NOT NULL"
    ((some,),) = pipeline.rows(dropped)
    assert 10 < some < 39
    assert pipeline.rows("SELECT count(*) FROM v1.changes") == [(some,)]
    assert prune(pipeline).captures == 39 - some
    assert pipeline.rows("SELECT count(*) FROM v1.changes") == pipeline.rows(dropped) == [(39,)]


def test_a_process_that_is_killed_has_dropped_nothing_unannounced(
    pipeline: Pipeline, web: HostileWeb, wireroom: Command, database_url: str
) -> None:
    """It waits to announce its batch, because somebody else is announcing, when it dies."""
    edited(pipeline, web, ("site", "/a"), ("other", "/b"))
    age(pipeline)
    with psycopg.connect(database_url) as other, psycopg.connect(database_url, autocommit=True) as watching:
        other.execute("INSERT INTO changes (article_id, kind) VALUES (1, 'edited')")
        command = [str(WIREROOM), "db", "prune", "--older-than", "30"]
        process = subprocess.Popen(command, env=wireroom.environment)
        waits = """SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
        while watching.execute(waits).fetchone() != (1,):
            assert process.poll() is None
        process.kill()
        process.wait(10)
        other.rollback()
        at_work = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL"
        while watching.execute(at_work).fetchone() != (0,):
            pass  # its session has yet to notice
    told = "SELECT count(*) FROM v1.changes WHERE subject = 'capture'"
    dropped = "SELECT count(*) FROM captures WHERE pruned_at IS NOT NULL"
    assert pipeline.rows(dropped) == pipeline.rows(told)
    wireroom("db", "prune", "--older-than", "30")
    assert pipeline.rows(dropped) == pipeline.rows(told) == [(2,)]


def test_it_passes_over_what_somebody_else_has_locked(pipeline: Pipeline, web: HostileWeb) -> None:
    edited(pipeline, web, ("site", "/a"), ("other", "/b"))
    age(pipeline)
    with pipeline.engine.connect() as other:
        other.exec_driver_sql("SELECT FROM captures ORDER BY id LIMIT 1 FOR UPDATE")
        assert prune(pipeline).captures == 1
    assert prune(pipeline).captures == 1


def test_ingestion_does_not_wait_for_it(pipeline: Pipeline, web: HostileWeb) -> None:
    """While a batch is dropped and not committed, the article is fetched, cleaned and refers to the very capture."""
    (article_id,) = edited(pipeline, web, ("site", "/chain"))
    age(pipeline)
    ((first,), _) = pipeline.rows("SELECT id FROM captures ORDER BY id")
    with pipeline.engine.connect() as pruning:
        assert len(pruning.execute(retention._DROP, {"ids": [first]}).all()) == 1
        with transaction(pipeline.engine) as conn:
            conn.exec_driver_sql("SET LOCAL lock_timeout = '1s'")
            conn.exec_driver_sql("SELECT FROM captures WHERE id = %s FOR KEY SHARE", (first,))
            conn.exec_driver_sql("UPDATE articles SET announce = NULL WHERE id = %s", (article_id,))
            conn.exec_driver_sql("UPDATE cursors SET updated_at = now() WHERE id = %s", (article_id,))
        pruning.rollback()


def test_what_only_we_read_is_forgotten_of_articles_at_rest(pipeline: Pipeline, web: HostileWeb) -> None:
    rest, busy = edited(pipeline, web, ("site", "/a"), ("other", "/b"))
    pipeline.execute(
        "UPDATE cursors SET state = 'due', due_at = now() + interval '1 day', replay_id = 2 WHERE id = %s", busy
    )
    for article_id in (rest, busy):
        for days in (1, 60):
            pipeline.execute(
                "INSERT INTO attempts (kind, item_id, stage, at, reason, message)"
                " VALUES ('article', %s, 'fetch', now() - make_interval(days => %s), 'timeout', 'late')",
                article_id,
                days,
            )
            pipeline.execute(
                "INSERT INTO superseded VALUES (%s, 1, 'clean', %s, '[]', now() - make_interval(days => %s))",
                article_id,
                days,
                days,
            )
    for finished in ("now() - interval '60 days'", "now() - interval '60 days'", "now() - interval '1 day'", "NULL"):
        pipeline.execute(
            f"INSERT INTO replays (stage, selector, force, versions, upto, finished_at)"
            f" VALUES ('clean', '{{}}', false, '{{}}', 9, {finished})"
        )
    counted = prune(pipeline, dry_run=True)
    freed = prune(pipeline)
    assert (freed.attempts, freed.superseded, freed.replays) == (1, 2, 1)
    assert (counted.attempts, counted.superseded, counted.replays) == (1, 2, 1)
    assert pipeline.rows("SELECT item_id, at < now() - interval '30 days' FROM attempts ORDER BY 1, 2") == [
        (rest, False), (busy, False), (busy, True),
    ]  # fmt: skip
    assert pipeline.rows("SELECT article_id, version FROM superseded ORDER BY 1") == [(rest, 1), (busy, 1)]
    assert pipeline.rows("SELECT id FROM replays ORDER BY 1") == [(2,), (3,), (4,)]
    assert pipeline.rows("SELECT count(*) FROM v1.changes WHERE kind = 'deleted'") == [(0,)]


def test_old_bodies_are_found_by_the_index_of_those_that_are_held(engine: Engine) -> None:
    with engine.begin() as conn:
        conn.exec_driver_sql("SET LOCAL session_replication_role = replica")
        conn.exec_driver_sql(
            "INSERT INTO captures (article_id, url, final_url, fetched_at, elapsed_ms, status, headers, body, bytes, sha256)"
            " SELECT n, '', '', now(), 1, 200, '[]', 'x', 1, '' FROM generate_series(1, 20000) n"
        )
        conn.exec_driver_sql("ANALYZE captures")
        plan = conn.exec_driver_sql(
            "EXPLAIN SELECT id FROM captures WHERE pruned_at IS NULL AND bytes > 0 AND fetched_at < now()"
            " AND (fetched_at, id) > ('2020-01-01', 0) ORDER BY fetched_at, id LIMIT 100"
        ).scalars()
        assert any("captures_held" in line for line in plan)


# ── the command ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_command_says_what_was_freed(pipeline: Pipeline, web: HostileWeb, wireroom: Command) -> None:
    edited(pipeline, web, ("site", "/chain"))
    age(pipeline)
    ((size,),) = pipeline.rows("SELECT bytes FROM captures ORDER BY id LIMIT 1")
    counted = wireroom.json("db", "prune", "--older-than", "30", "--dry-run")
    assert (counted["dry_run"], counted["captures"], counted["bytes"]) == (True, 1, size)
    assert counted["by_host"] == [{"host": "site.localhost", "captures": 1, "bytes": size}]
    assert "site.localhost" in wireroom("db", "prune", "--older-than", "30", "--dry-run").stdout
    assert pipeline.rows("SELECT count(*) FROM v1.captures") == [(2,)]
    done = wireroom("db", "prune", "--older-than", "30")
    assert done.stdout.startswith("1 raw bodies"), done.stdout + done.stderr
    assert wireroom.json("db", "prune", "--older-than", "30")["captures"] == 0
    lines = [json.loads(line) for line in wireroom("changes").stdout.splitlines()]
    assert [(row["kind"], row["subject"], row["revision"]) for row in lines] == [
        ("new", "article", 1), ("edited", "article", 2), ("deleted", "capture", 1),
    ]  # fmt: skip
    assert "; no longer kept since " in wireroom("explain", web.url("site", "/chain")).stdout
    replayed = wireroom.json("replay", "--from", "clean", "--all", "--dry-run")
    assert replayed["able"] == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 2),
        (("--older-than", "0"), 2),
        (("--older-than", "-3"), 2),
        (("--older-than", "soon"), 2),
        (("--older-than", "30", "--feed", "7"), 1),
        (("--older-than", "30", "--host", "nowhere.example"), 0),
    ],
)
def test_bad_input_is_one_line(wireroom: Command, pipeline: Pipeline, arguments: tuple[str, ...], code: int) -> None:
    done = wireroom("db", "prune", *arguments)
    assert (done.returncode, len(done.stderr.splitlines())) == (code, min(code, 1))
