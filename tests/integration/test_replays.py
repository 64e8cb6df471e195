"""Replays: what is current is left alone, the rest moved once, by whoever carries out; listed, joined, cancelled."""

import signal
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.flow import versions
from pipeline.model import Selector
from pipeline.store import feeds, ledger, replays, reports, selection
from pipeline.store.engine import transaction
from pipeline.store.replays import Replay
from tests.acceptance.conftest import eventually
from tests.conftest import Pipeline
from tests.hostile import HostileWeb, Reply
from tests.integration import test_habits as courier
from tests.integration import test_history as harbour
from tests.integration.conftest import WIREROOM, Command
from workers import bootstrap, scheduler

ALL = Selector(all=True)
OUTDATE = {
    "nothing": "SELECT",
    "cleaner": "UPDATE revisions SET cleaner_version = cleaner_version - 1",
    "extractor": "UPDATE revisions SET extractors = jsonb_set(extractors, '{quotes}', '0')",
    "new extractor": "UPDATE revisions SET extractors = extractors - 'quotes'",
    "clusterer": "UPDATE revisions SET clusterer_version = NULL",
    "setback": "INSERT INTO setbacks (kind, item_id, stage, key, url, reason, message)"
    " SELECT 'article', id, 'extract', 'quotes', url, 'error', 'quotes: no luck' FROM articles",
    "failure": "UPDATE cursors SET stage = 'clean', state = 'failed', reason = 'error' WHERE kind = 'article'",
    "under way": "UPDATE cursors SET state = 'due' WHERE kind = 'article'",
}


@pytest.fixture
def three(pipeline: Pipeline, web: HostileWeb) -> list[int]:
    """Three articles of two hosts, through the whole flow."""
    pages = (("north", "tide"), ("north", "chain"), ("south", "crane"))
    courier.ingest(pipeline, *(courier.put(web, host, topic) for host, topic in pages))
    return [article_id for (article_id,) in pipeline.rows("SELECT id FROM articles ORDER BY id")]


def survey(pipeline: Pipeline, asked: Replay) -> replays.Survey:
    with transaction(pipeline.engine) as conn:
        return replays.survey(conn, asked, versions(), replays.newest(conn))


def begin(pipeline: Pipeline, asked: Replay) -> int:
    with transaction(pipeline.engine) as conn:
        return replays.begin(conn, asked, versions(), replays.newest(conn))[0]


def advance(pipeline: Pipeline, replay_id: int, limit: int = replays.BATCH) -> bool:
    with transaction(pipeline.engine) as conn:
        return replays.advance(conn, replay_id, limit)


def carried_out(pipeline: Pipeline, asked: Replay, limit: int = replays.BATCH) -> int:
    replay_id = begin(pipeline, asked)
    while advance(pipeline, replay_id, limit):
        pass
    return replay_id


def shown(pipeline: Pipeline, replay_id: int) -> replays.Row:
    with transaction(pipeline.engine) as conn:
        replays.settle(conn)
        [row] = replays.shown(conn, replay_id)
    return row


def carry_on(pipeline: Pipeline) -> bool:
    return scheduler.carry_on(bootstrap.Parts(pipeline.settings, pipeline.engine, None, None, None))  # type: ignore[arg-type]


def cursors(pipeline: Pipeline) -> list[tuple[Any, ...]]:
    return pipeline.rows(
        "SELECT id, stage, state, lane, part, replay_id, was_done, attempts, reason FROM cursors WHERE kind = 'article' ORDER BY id"
    )


# ── what is current ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("damage", "current"),
    [
        ("nothing", ["clean", "extract", "quotes", "dates", "cluster"]),
        ("cleaner", ["extract", "quotes", "dates", "cluster"]),
        ("extractor", ["dates", "cluster"]),
        ("new extractor", ["dates", "cluster"]),
        ("clusterer", ["quotes", "dates"]),
        ("setback", ["dates", "cluster"]),
        ("failure", []),
        ("under way", []),
    ],
)
def test_current_is_what_present_versions_have_made_from_there_on(
    pipeline: Pipeline, three: list[int], damage: str, current: list[str]
) -> None:
    pipeline.execute(OUTDATE[damage])
    asked = {
        "clean": Replay("clean", None, ALL, False),
        "extract": Replay("extract", None, ALL, False),
        "quotes": Replay("extract", "quotes", ALL, False),
        "dates": Replay("extract", "dates", ALL, False),
        "cluster": Replay("cluster", None, ALL, False),
    }
    found = {name: sum(survey(pipeline, each).current.values()) for name, each in asked.items()}
    assert found == {name: 3 if name in current else 0 for name in asked}


def test_a_second_identical_replay_does_nothing(wireroom: Command, pipeline: Pipeline, three: list[int]) -> None:
    pipeline.execute("UPDATE revisions SET cleaner_version = 0")
    first = wireroom.json("replay", "--from", "clean", "--all")
    assert (first["moved"], first["current"]) == (3, 0)
    pipeline.drain()
    before = cursors(pipeline)
    second = wireroom.json("replay", "--from", "clean", "--all")
    assert (second["replay"], second["able"], second["current"], second["moved"]) == (None, 3, 3, 0)
    assert cursors(pipeline) == before
    said = wireroom("replay", "--from", "clean", "--all").stdout
    assert said == "0 articles go back to clean (3 are current: --force runs them too)\n"


def test_what_failed_in_a_replay_is_left_alone_by_the_next_unless_it_is_asked_for(
    wireroom: Command, pipeline: Pipeline, three: list[int]
) -> None:
    pipeline.execute("UPDATE captures SET body = convert_to('<p>Nothing here.', 'UTF8'), content_encoding = NULL")
    pipeline.execute("UPDATE revisions SET cleaner_version = 0")
    assert wireroom.json("replay", "--from", "clean", "--all")["moved"] == 3
    pipeline.drain()
    assert pipeline.rows("SELECT DISTINCT state FROM cursors WHERE kind = 'article'") == [("failed",)]
    again = wireroom.json("replay", "--from", "clean", "--all")
    assert (again["replay"], again["current"], again["moved"]) == (None, 3, 0)
    assert wireroom.json("replay", "--from", "clean", "--failed", "no_text")["moved"] == 3


def test_force_runs_what_is_current(wireroom: Command, pipeline: Pipeline, three: list[int]) -> None:
    done = wireroom.json("replay", "--from", "extract", "--extractor", "quotes", "--host", "north.localhost", "--force")
    assert (done["from"], done["extractor"], done["moved"], done["current"]) == ("extract", "quotes", 2, 0)
    assert pipeline.rows("SELECT DISTINCT stage, part, lane FROM cursors WHERE replay_id = %s", done["replay"]) == [
        ("extract", "quotes", "replay")
    ]


def test_from_fetch_what_has_no_page_is_fetched_however_often(pipeline: Pipeline, web: HostileWeb) -> None:
    harbour.ingest(pipeline, web.url("site", "/missing"))
    assert survey(pipeline, Replay("fetch", None, ALL, False)) == replays.Survey(1, {"site.localhost": 1}, {})


def test_a_dry_run_tells_of_every_source_and_moves_nothing(
    wireroom: Command, pipeline: Pipeline, three: list[int]
) -> None:
    pipeline.execute("UPDATE revisions SET cleaner_version = 0 WHERE article_id = %s", three[0])
    before = cursors(pipeline)
    counted = wireroom.json("replay", "--from", "clean", "--all", "--dry-run")
    assert counted["by_source"] == [
        {"host": "north.localhost", "articles": 2, "current": 1},
        {"host": "south.localhost", "articles": 1, "current": 1},
    ]
    assert (counted["selected"], counted["able"], counted["current"], counted["moved"]) == (3, 3, 2, 0)
    assert cursors(pipeline) == before
    assert pipeline.rows("SELECT count(*) FROM replays") == [(0,)]


@pytest.mark.parametrize("more", [("--dry-run",), ("--wait",)])
def test_a_selector_that_matches_nothing_says_so(wireroom: Command, pipeline: Pipeline, more: tuple[str, ...]) -> None:
    done = wireroom("replay", "--from", "clean", "--host", "nowhere.example", *more)
    assert (done.returncode, done.stdout, done.stderr) == (0, "no such articles\n", "")


# ── carried out in batches ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_limit_counts_over_all_batches(pipeline: Pipeline, three: list[int]) -> None:
    replay_id = carried_out(pipeline, Replay("clean", None, Selector(all=True, limit=2), True), limit=1)
    row = shown(pipeline, replay_id)
    assert (row["selected"], row["moved"], row["state"]) == (2, 2, "running")


def test_what_a_batch_has_moved_does_not_change_what_is_selected(pipeline: Pipeline, three: list[int]) -> None:
    """`--failed` selects what has failed; an article that was moved has not any more."""
    pipeline.execute("UPDATE cursors SET state = 'failed', reason = 'error' WHERE kind = 'article'")
    replay_id = carried_out(pipeline, Replay("clean", None, Selector(failed="any", limit=3), False), limit=1)
    assert shown(pipeline, replay_id)["moved"] == 3


def test_articles_that_come_meanwhile_are_not_part_of_it(pipeline: Pipeline, three: list[int]) -> None:
    replay_id = begin(pipeline, Replay("clean", None, ALL, True))
    with transaction(pipeline.engine) as conn:
        late, _ = feeds.add_article(conn, "http://127.0.0.1:9/late")
    while advance(pipeline, replay_id):
        pass
    assert pipeline.rows("SELECT replay_id FROM cursors WHERE kind = 'article' AND id = %s", late) == [(None,)]


def test_a_scheduler_goes_on_where_a_command_died(pipeline: Pipeline, three: list[int]) -> None:
    replay_id = begin(pipeline, Replay("clean", None, ALL, True))
    assert advance(pipeline, replay_id, limit=1)
    assert shown(pipeline, replay_id)["state"] == "carrying out"
    assert not carry_on(pipeline)
    assert pipeline.rows("SELECT count(*) FROM cursors WHERE replay_id = %s", replay_id) == [(3,)]
    assert shown(pipeline, replay_id)["state"] == "running"
    pipeline.drain()
    carry_on(pipeline)
    row = shown(pipeline, replay_id)
    assert (row["state"], row["moved"], row["left"]) == ("finished", 3, 0)


def test_a_batch_looks_at_so_many_articles_at_most(pipeline: Pipeline, three: list[int]) -> None:
    """However few are selected: while a scheduler looks through a million of them, news would wait."""
    far = 2 * replays.SPAN + 1
    with transaction(pipeline.engine) as conn:
        asked = Replay("clean", None, Selector(ids=(three[0], far)), True)
        replay_id, _ = replays.begin(conn, asked, versions(), far)
    assert [advance(pipeline, replay_id) for _ in range(3)] == [True, True, False]
    assert shown(pipeline, replay_id)["moved"] == 1


def test_a_scheduler_leaves_alone_what_somebody_is_busy_with(pipeline: Pipeline, three: list[int]) -> None:
    replay_id = begin(pipeline, Replay("clean", None, ALL, True))
    with pipeline.engine.connect() as other:
        assert replays.advance(other, replay_id, 1)
        with transaction(pipeline.engine) as conn:
            assert replays.abandoned(conn) is None
        other.rollback()
    with transaction(pipeline.engine) as conn:
        assert replays.abandoned(conn) == replay_id


def test_a_scheduler_of_another_release_carries_out_what_was_asked(pipeline: Pipeline, three: list[int]) -> None:
    """What is current for it is not for whoever asked; of the newer release the same words ask for another replay."""
    asked, newer = Replay("clean", None, ALL, False), versions() | {"clean": versions()["clean"] + 1}
    with transaction(pipeline.engine) as conn:
        replay_id, _ = replays.begin(conn, asked, newer, replays.newest(conn))
    while carry_on(pipeline):
        pass
    assert shown(pipeline, replay_id)["moved"] == 3
    assert begin(pipeline, asked) != replay_id


def test_what_is_not_carried_out_is_in_flight(pipeline: Pipeline, three: list[int]) -> None:
    with transaction(pipeline.engine) as conn:
        assert not ledger.in_flight(conn)
        replays.begin(conn, Replay("clean", None, ALL, False), versions(), replays.newest(conn))
        assert ledger.in_flight(conn)


def test_news_on_its_way_stays_in_the_live_lane(pipeline: Pipeline, three: list[int]) -> None:
    pipeline.execute("UPDATE cursors SET stage = 'extract', state = 'due' WHERE id = %s AND kind = 'article'", three[0])
    carried_out(pipeline, Replay("clean", None, ALL, True))
    assert pipeline.rows("SELECT lane FROM cursors WHERE kind = 'article' ORDER BY id") == [
        ("live",),
        ("replay",),
        ("replay",),
    ]


def test_a_scheduler_is_not_held_up_by_commands_that_ask_for_replays(pipeline: Pipeline, three: list[int]) -> None:
    """Neither by one that has just asked, nor by one that waits for it: news would wait, too."""
    carried_out(pipeline, Replay("cluster", None, ALL, True))
    pipeline.drain()
    with ThreadPoolExecutor(1) as pool:
        with transaction(pipeline.engine) as conn:
            replays.begin(conn, Replay("extract", None, ALL, True), versions(), replays.newest(conn))
            other = pool.submit(begin, pipeline, Replay("clean", None, ALL, True))
            eventually(lambda: pipeline.rows("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"), 60)
            with pipeline.engine.begin() as scheduler:
                scheduler.exec_driver_sql("SET LOCAL lock_timeout = '100ms'")
                replays.settle(scheduler)
                assert replays.abandoned(scheduler) is None
        other.result()


# ── whose an article is ────────────────────────────────────────────────────────────────────────────────────────────


def test_an_article_belongs_to_its_replay_until_it_is_through(pipeline: Pipeline, three: list[int]) -> None:
    replay_id = carried_out(pipeline, Replay("clean", None, Selector(ids=(three[0],)), True))
    for stage in ("clean", "extract", "cluster"):
        assert pipeline.rows("SELECT stage, replay_id FROM cursors WHERE id = %s AND kind = 'article'", three[0]) == [
            (stage, replay_id)
        ]
        assert pipeline.runner.run(stage, [three[0]], "worker") == 1
    assert pipeline.rows("SELECT state, replay_id FROM cursors WHERE id = %s AND kind = 'article'", three[0]) == [
        ("done", None)
    ]


def _fail(pipeline: Pipeline, article_id: int) -> None:
    pipeline.execute("DELETE FROM revisions")
    pipeline.execute("DELETE FROM captures")
    pipeline.runner.run("clean", [article_id], "worker")


def _sent_elsewhere(pipeline: Pipeline, article_id: int) -> None:
    with transaction(pipeline.engine) as conn:
        ledger.again(conn, [article_id], "clean")


def _moved_by_others(pipeline: Pipeline, article_id: int) -> None:
    with transaction(pipeline.engine) as conn:
        selection.move_back(conn, {article_id: "clean"})


def test_what_something_new_has_come_for_meanwhile_is_not_taken_past_it(pipeline: Pipeline, three: list[int]) -> None:
    """Between being looked at and being moved: a page that has just come would not be cleaned."""
    with transaction(pipeline.engine) as conn:
        ledger.again(conn, three[:1], "clean")
        assert selection.move_back(conn, dict.fromkeys(three, "extract"), None, 7) == 2
    assert [row[1] for row in cursors(pipeline)] == ["clean", "extract", "extract"]


@pytest.mark.parametrize("event", [_fail, _sent_elsewhere, _moved_by_others])
def test_an_article_that_leaves_a_replay_is_not_waited_for(
    pipeline: Pipeline, web: HostileWeb, event: Callable[[Pipeline, int], None]
) -> None:
    article_id = harbour.ingest(pipeline, web.put("site", "/chain", Reply(harbour.html())))
    replay_id = carried_out(pipeline, Replay("clean", None, ALL, True))
    event(pipeline, article_id)
    with transaction(pipeline.engine) as conn:
        assert not replays.unfinished(conn, replay_id)


@pytest.mark.parametrize(
    ("waits", "state"),
    [
        ("reason = 'error', due_at = now() + interval '1 minute'", "finished"),
        ("due_at = now() + interval '1 minute'", "running"),
        ("due_at = now() + interval '2 hours'", "finished"),
    ],
    ids=["for another attempt", "for its turn at its host", "for a host that wants silence"],
)
def test_what_is_waited_for(pipeline: Pipeline, three: list[int], waits: str, state: str) -> None:
    replay_id = carried_out(pipeline, Replay("clean", None, ALL, True))
    pipeline.execute(f"UPDATE cursors SET {waits} WHERE kind = 'article'")
    row = shown(pipeline, replay_id)
    assert (row["state"], row["left"]) == (state, 3)
    with transaction(pipeline.engine) as conn:
        assert replays.unfinished(conn, replay_id) == ledger.in_flight(conn) == (state == "running")


# ── joined ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_replay_under_way_is_joined(wireroom: Command, pipeline: Pipeline, three: list[int]) -> None:
    """Also where its selector selects nothing any more, because it has moved all that had failed."""
    pipeline.execute("UPDATE cursors SET state = 'failed', reason = 'error' WHERE kind = 'article'")
    first = carried_out(pipeline, Replay("clean", None, Selector(ids=(three[0], three[1]), failed="any"), False))
    selector = ("--failed", "--id", str(three[1]), "--id", str(three[0]))
    again = wireroom.json("replay", "--from", "clean", *selector)
    assert (again["replay"], again["moved"]) == (first, 2)
    assert f"replay {first}, asked for" in wireroom("replay", "--from", "clean", *selector).stdout


@pytest.mark.parametrize(
    "other",
    [
        Replay("extract", None, ALL, True),
        Replay("extract", "quotes", Selector(all=True, extractor="quotes"), True),
        Replay("clean", None, ALL, False),
        Replay("clean", None, Selector(all=True, limit=2), True),
    ],
)
def test_another_replay_is_not_joined(pipeline: Pipeline, three: list[int], other: Replay) -> None:
    first = carried_out(pipeline, Replay("clean", None, ALL, True))
    assert begin(pipeline, other) != first


def test_a_replay_that_is_over_is_not_joined(pipeline: Pipeline, three: list[int]) -> None:
    asked = Replay("clean", None, ALL, True)
    first = carried_out(pipeline, asked)
    pipeline.drain()
    second = carried_out(pipeline, asked)
    with transaction(pipeline.engine) as conn:
        replays.cancel(conn, second)
    assert len({first, second, begin(pipeline, asked)}) == 3


def test_a_selector_comes_back_as_it_was_given(pipeline: Pipeline) -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    given = Selector((1, 2), ("http://h.example/",), 0, "", at, at, "clean", "any", True, "links", False, 1)
    replay_id = begin(pipeline, Replay("clean", None, given, False))
    assert shown(pipeline, replay_id)["selector"] == given


# ── listed, cancelled ──────────────────────────────────────────────────────────────────────────────────────────────


def test_replays_are_listed(wireroom: Command, pipeline: Pipeline, three: list[int]) -> None:
    carried_out(pipeline, Replay("cluster", None, ALL, True))
    pipeline.drain()
    open_ = carried_out(pipeline, Replay("extract", "quotes", Selector(all=True, extractor="quotes"), True))
    running, finished = wireroom.json("replay", "--list")
    assert running.pop("requested_at")
    assert running == {
        "id": open_,
        "from": "extract",
        "extractor": "quotes",
        "selector": "--all --extractor quotes --force",
        "moved": 3,
        "left": 3,
        "current": 0,
        "rate": 0.0,
        "seconds_left": None,
        "state": "running",
    }
    assert (finished["state"], finished["left"]) == ("finished", 0)


def test_cancelling_leaves_as_it_was_what_nobody_has_begun_to_work_on(
    wireroom: Command, pipeline: Pipeline, three: list[int]
) -> None:
    before, stories = cursors(pipeline), pipeline.rows("SELECT * FROM v1.articles ORDER BY id")
    replay_id = carried_out(pipeline, Replay("clean", None, ALL, True))
    with transaction(pipeline.engine) as conn:
        ledger.claim(conn, "article", "clean", three[:1], "worker", 60)
    assert pipeline.runner.run("clean", three[1:2], "other") == 1
    done = wireroom.json("replay", "--cancel", str(replay_id))
    assert done == {"replay": replay_id, "put_back": 1, "finishing": 2}
    assert [row[1:3] for row in cursors(pipeline)] == [("clean", "running"), ("extract", "due"), ("cluster", "done")]
    assert shown(pipeline, replay_id)["state"] == "cancelled"
    pipeline.execute("UPDATE cursors SET leased_until = now(), wake_at = now() WHERE state = 'running'")
    pipeline.drain()
    assert cursors(pipeline) == before
    assert pipeline.rows("SELECT * FROM v1.articles ORDER BY id") == stories


def test_cancelling_moves_nothing_more(pipeline: Pipeline, three: list[int]) -> None:
    before = cursors(pipeline)
    replay_id = begin(pipeline, Replay("clean", None, ALL, True))
    advance(pipeline, replay_id, limit=1)
    with transaction(pipeline.engine) as conn:
        replays.cancel(conn, replay_id)
    while advance(pipeline, replay_id):
        pass
    assert cursors(pipeline) == before
    assert shown(pipeline, replay_id)["moved"] == 0


def test_what_was_on_its_way_before_is_finished_although_its_replay_is_cancelled(
    pipeline: Pipeline, three: list[int]
) -> None:
    pipeline.execute("UPDATE cursors SET stage = 'extract', state = 'due' WHERE id = %s AND kind = 'article'", three[0])
    replay_id = carried_out(pipeline, Replay("clean", None, ALL, True))
    with transaction(pipeline.engine) as conn:
        replays.cancel(conn, replay_id)
        assert not replays.put_back(conn, replay_id)
    assert [row[1:3] for row in cursors(pipeline)] == [("clean", "due"), ("cluster", "done"), ("cluster", "done")]


def test_cancelling_that_was_interrupted_is_ended_by_a_scheduler(pipeline: Pipeline, three: list[int]) -> None:
    before = cursors(pipeline)
    replay_id = carried_out(pipeline, Replay("clean", None, ALL, True))
    with transaction(pipeline.engine) as conn:
        replays.cancel(conn, replay_id)
        assert replays.put_back(conn, replay_id, limit=1)
    while carry_on(pipeline):
        pass
    assert cursors(pipeline) == before
    with transaction(pipeline.engine) as conn:
        assert not ledger.in_flight(conn)


def test_a_command_and_a_scheduler_put_back_the_same_replay(pipeline: Pipeline, three: list[int]) -> None:
    """They lock the replay and its articles in the same order, else one of them is ended for a deadlock."""
    before = cursors(pipeline)
    replay_id = carried_out(pipeline, Replay("clean", None, ALL, True))
    with transaction(pipeline.engine) as conn:
        replays.cancel(conn, replay_id)

    def put_back() -> bool:
        with transaction(pipeline.engine) as conn:
            return replays.put_back(conn, replay_id)

    with ThreadPoolExecutor(1) as pool:
        with transaction(pipeline.engine) as scheduler:
            assert replays.abandoned(scheduler) == replay_id
            command = pool.submit(put_back)
            eventually(lambda: pipeline.rows("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"), 60)
            assert not replays.advance(scheduler, replay_id)
        assert not command.result()
    assert cursors(pipeline) == before


def test_what_is_over_or_unknown_cannot_be_cancelled(wireroom: Command, pipeline: Pipeline, three: list[int]) -> None:
    finished = carried_out(pipeline, Replay("cluster", None, ALL, True))
    pipeline.drain()
    for replay_id, says in ((finished, "finished"), (9_999, "no replay 9999")):
        done = wireroom("replay", "--cancel", str(replay_id))
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
        assert says in done.stderr


def test_ctrl_c_while_waiting_leaves_the_replay_going(wireroom: Command, pipeline: Pipeline, three: list[int]) -> None:
    replay_id = carried_out(pipeline, Replay("clean", None, ALL, True))
    with transaction(pipeline.engine) as conn:
        ledger.claim(conn, "article", "clean", three, "somebody", 600)
    waiting = subprocess.Popen(
        [WIREROOM, "replay", "--from", "clean", "--all", "--force", "--wait"],
        env=wireroom.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        eventually(lambda: pipeline.rows("SELECT FROM workers"), 60)
        waiting.send_signal(signal.SIGINT)
        _, errors = waiting.communicate(timeout=60)
    finally:
        waiting.kill()
        waiting.communicate()
    assert (waiting.returncode, len(errors.splitlines())) == (130, 1)
    assert f"wireroom replay --cancel {replay_id}" in errors
    assert shown(pipeline, replay_id)["state"] == "running"


def test_a_replay_that_had_to_take_an_article_from_another_does_not_let_it_rest(
    pipeline: Pipeline, three: list[int]
) -> None:
    carried_out(pipeline, Replay("clean", None, ALL, True))
    second = carried_out(pipeline, Replay("clean", None, Selector(ids=(three[0],)), True))
    with transaction(pipeline.engine) as conn:
        replays.cancel(conn, second)
        replays.put_back(conn, second)
        assert reports.progress(conn)["articles"] == {"clean": {"due": 3}}
