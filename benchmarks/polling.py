"""Polls a second, CPU a poll, and how late polls are: `python -m benchmarks.polling [--feeds 180000] [--minutes 30]`.

(a) feeds that answer 304, over connections that are kept and over new ones; (b) feeds that answer 200 with the same bytes as
before; (c) a schedule: so many feeds due within so many minutes of a simulated clock, taken, claimed, polled and saved as in
production. The clock runs on while anything is done and leaps ahead when nothing is due: what the machine cannot do in time
is late there too. PostgreSQL, Redis and the web are other processes on other cores, and their CPU is counted apart.
"""

import argparse
import gzip
import hashlib
import random
import statistics
import time
from collections.abc import Sequence

from benchmarks import canned
from benchmarks.clock import SCHEMA, Clock
from benchmarks.loopback import Cost, Rig, bare
from pipeline.encoding import inflate
from pipeline.flow import QUEUES
from pipeline.store import ledger
from pipeline.store.engine import transaction

HOSTS = 250  # no more than the client keeps connections to
BATCH = 40
PER_CORE, UNCHANGED_MS, LATE = 1_000, 0.3, 5.0  # what is to be reached
BURST = 2_000  # most that one look of the scheduler takes


def _subscribe(rig: Rig, kind: str, count: int, hosts: int, due: str = "now()") -> list[int]:
    """Feeds polled before, whose validators and body are known; `due`: SQL of `i`, the number in the feed's URL."""
    digests = [hashlib.sha256(canned.document(number)).digest() for number in range(canned.VARIANTS)]
    rows = rig.sql(
        """
        INSERT INTO feeds (url, url_key, title, interval_seconds, etag, last_modified, body_sha256, last_polled_at, last_ok_at)
        SELECT url, sha256(convert_to(url, 'UTF8')), 'Feed', 1800, %s, %s, (%s::bytea[])[1 + i %% %s],
               now() - interval '1 day', now() - interval '1 day'
          FROM unnest(%s::text[]) WITH ORDINALITY u (url, n), LATERAL (SELECT n - 1) o (i) RETURNING id
        """,
        canned.ETAG, canned.MODIFIED, digests, canned.VARIANTS,
        [rig.address(f"{kind}{hosts}-", number, hosts, kind) for number in range(count)],
    )  # fmt: skip
    ids = [row[0] for row in rows]
    rig.sql(
        f"INSERT INTO cursors (kind, id, stage, state, due_at, wake_at) SELECT 'feed', id, 'poll', 'due', {due}, {due}"
        " FROM unnest(%s::bigint[]) WITH ORDINALITY u (id, n), LATERAL (SELECT n - 1) o (i)",
        ids,
    )
    return ids


def _check(rig: Rig, ids: Sequence[int]) -> None:
    """All were answered, and none of them announced anything."""
    ((failed, entries),) = rig.sql(
        "SELECT (SELECT count(*) FROM feeds WHERE id = ANY(%s) AND (last_error IS NOT NULL OR last_ok_at < now() - interval '1 hour')),"
        " (SELECT count(*) FROM sightings)",
        list(ids),
    )
    if failed or entries:
        why = rig.sql("SELECT reason, message, count(*) FROM cursors GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 3")
        raise SystemExit(f"{failed} polls failed, {entries} entries were read: {why}")


def rate(options: argparse.Namespace) -> None:
    """(a) and (b)."""
    count = options.polls
    costs: dict[str, list[Cost]] = {"304, kept": [], "304, new": [], "200": []}
    bares = []
    with Rig(["poll"], network_batch=options.batch) as rig:
        groups = {"304, kept": _subscribe(rig, "f", count, HOSTS), "200": _subscribe(rig, "u", count, HOSTS)}
        for ids in groups.values():
            rig.run("poll", ids, options.batch)
        validators = {"If-None-Match": canned.ETAG, "If-Modified-Since": canned.MODIFIED}
        for number in range(options.rounds):
            groups["304, new"] = _subscribe(rig, "f", count, count + number)  # hosts that were never asked before
            for name, ids in groups.items():
                rig.sql("UPDATE cursors SET due_at = now() WHERE kind = 'feed' AND id = ANY(%s)", ids)
                rig.sql("VACUUM cursors, feeds")
                if name == "304, kept":
                    urls = [row[0] for row in rig.sql("SELECT url FROM feeds WHERE id = ANY(%s)", ids)]
                    bares.append(bare(urls, validators, options.batch) / count * 1000)
                cost = rig.cost("poll", ids, options.batch)
                _check(rig, ids)
                costs[name].append(cost)
                print(f"round {number + 1}: {name:9}  {cost}; bare {bares[-1]:5.3f} ms", flush=True)
    for letter, name, text in (
        ("a", "304, kept", "answered 304, connections kept"),
        ("a", "304, new", "answered 304, each on a new connection"),
        ("b", "200", "answered 200, the same body"),
    ):
        each = [cost.ours_ms for cost in costs[name]]
        ratio = statistics.median(ours / theirs for ours, theirs in zip(each, bares, strict=True))
        print(
            f"({letter}) {text:38} {1000 / statistics.median(each):5.0f} polls/s a core (wanted {PER_CORE}), CPU a poll"
            f" {statistics.median(each):.3f} ms ({min(each):.3f} to {max(each):.3f}), {ratio:.2f} times a bare GET's"
        )
    _unchanged()


def _unchanged() -> None:
    """CPU of seeing that a body is the one we have."""
    packed = [gzip.compress(canned.document(number), 6) for number in range(canned.VARIANTS)]
    spent = []
    for _ in range(200):
        started = time.process_time()
        for body in packed:
            hashlib.sha256(inflate(body, "gzip", 20_000_000)).digest()
        spent.append((time.process_time() - started) / len(packed) * 1000)
    size = statistics.mean(len(canned.document(number)) for number in range(canned.VARIANTS))
    print(
        f"(b) feed work of an unchanged body of {size / 1000:.0f} kB: {statistics.median(spent):.3f} ms CPU (wanted {UNCHANGED_MS})"
    )


def schedule(options: argparse.Namespace) -> None:
    """(c)."""
    clock, seconds = Clock(), options.minutes * 60
    with Rig(["poll"], network_batch=options.batch) as rig:
        rig.sql(SCHEMA)
        clock.rule(rig.engine)
        rig.run("poll", _subscribe(rig, "u", 400, 400), options.batch)  # plans, imports
        rig.sql("TRUNCATE cursors")
        begins, draw = clock.now() + 3600, random.Random(20261122)
        offsets = [draw.random() * seconds for _ in range(options.feeds)]
        ids = _subscribe(rig, "f", options.feeds, options.hosts)
        rig.sql(
            "UPDATE cursors c SET due_at = to_timestamp(v.at), wake_at = to_timestamp(v.at)"
            " FROM unnest(%s::bigint[], %s::float8[]) v (id, at) WHERE c.kind = 'feed' AND c.id = v.id",
            ids,
            [begins + offset for offset in offsets],
        )
        rig.sql("VACUUM (ANALYZE, FREEZE) cursors, feeds")
        rig.sql("CHECKPOINT")
        clock.leap(begins)
        cost = rig.measured(options.feeds, lambda: _drive(rig, clock, begins + seconds + 600, options))
        ends = clock.now()
        _check_clock(rig, begins)
        late = sorted(clock.simulated(at) - begins - offsets[number] for number, at in rig.seen())
    if len(late) != options.feeds or late[0] < 0:
        raise SystemExit(f"{len(late)} requests for {options.feeds} feeds, the earliest {late[0]:+.2f} s")
    median, most, almost = (late[int((len(late) - 1) * part)] for part in (0.5, 0.9, 0.99))
    print(f"(c) {options.feeds} feeds on {options.hosts} hosts due within {options.minutes:g} minutes: {cost}")
    print(
        f"(c) through after {(ends - begins) / 60:.1f} simulated minutes, {cost.wall:.0f} s of them at work; lateness"
        f" p50 {median:.2f} s, p90 {most:.2f} s, p99 {almost:.2f} s (wanted {LATE:g}), max {late[-1]:.2f} s"
    )


def _drive(rig: Rig, clock: Clock, until: float, options: argparse.Namespace) -> int:
    """The scheduler's looks and the work they bring, one after the other; how many polls were made before that time."""
    moved, tick = 0, rig.settings.tick
    while moved < options.feeds and (looked := clock.now()) < until:
        due: list[int] = []
        with transaction(rig.engine) as conn:
            if ("poll", "live") in ledger.waiting(conn, QUEUES):
                due = [item for item, _ in ledger.take_due(conn, "poll", "live", BURST, rig.settings.sweep)]
        moved += rig.run("poll", due, options.batch)
        clock.leap(looked + (tick / 5 if due else tick))
    return moved


def _check_clock(rig: Rig, begins: float) -> None:
    """Every time that was written is the simulated clock's."""
    ((foreign,),) = rig.sql(
        "SELECT count(*) FROM cursors c JOIN feeds f ON f.id = c.id WHERE to_timestamp(%s) >"
        " least(c.due_at, c.wake_at, c.updated_at, f.last_polled_at, f.last_ok_at)",
        begins,
    )
    if foreign:
        raise SystemExit(f"{foreign} feeds have a time by another clock")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=180_000, help="of the schedule")
    parser.add_argument("--minutes", type=float, default=30.0, help="within which they are due")
    parser.add_argument("--hosts", type=int, default=60_000, help="that they are on")
    parser.add_argument("--polls", type=int, default=4_000, help="of each kind in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--batch", type=int, default=BATCH, help="feeds a message carries")
    parser.add_argument("--only", choices=["rate", "schedule"], default=None)
    options = parser.parse_args()
    print(
        f"{options.polls} polls a round from {HOSTS} hosts, {options.batch} in flight, one core for the stage",
        flush=True,
    )
    if options.only != "schedule":
        rate(options)
    if options.only != "rate":
        schedule(options)


if __name__ == "__main__":
    main()
