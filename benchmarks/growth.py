"""What each statement costs in a small and in a large database: `python -m benchmarks.growth [--rows 1000000]`.

Fills an embedded PostgreSQL of its own to 10,000 and then to `--rows` articles, takes new articles through the whole flow
at each size with the functions that do so in production, and prints what an article costs at both. At the larger size every
statement is also explained, with its values and as a generic plan: a scan of a whole large table is named.
"""

import argparse
import json
import random
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Self

import psycopg
from sqlalchemy import Connection, Engine, event

from pipeline.flow import QUEUES, versions
from pipeline.model import Annotation, Announcement, Capture, Claim, Cleaned, Identity, Link, Move, Selector
from pipeline.store import (
    annotations,
    announcements,
    captures,
    changes,
    duplicates,
    feeds,
    habits,
    ledger,
    replays,
    reports,
    revisions,
    revisits,
    robots,
    schema,
    selection,
)
from pipeline.store.engine import connect, transaction
from workers.embedded import Servers

SMALL = 10_000
BATCH = 20
FEEDS = 100
HOSTS = 997
FIRST = 100  # the first article's id; every range begins with a multiple of it
FAMOUS = 1_000  # people whom every article may name
SURNAMES = 5_000
MENTIONS = 8  # an article
POPULAR = 7  # of each hundred, this one has the text that stands everywhere
ENTRIES, NEW = 30, 2  # of a feed
ROUNDS, WARMING = 24, 12  # until then psycopg and PostgreSQL still choose how to plan
CONTROL = "feeds.load"
LARGE = 10_000  # rows of a table that nothing should read whole
AT = datetime(2026, 11, 22, tzinfo=UTC)
WORDS = " ".join(f"the ferry was late again on day {number}" for number in range(8))

# ── filling ────────────────────────────────────────────────────────────────────────────────────────────────────────

# Of each hundred articles: two failed, ten copies of the article before, one with the text that stands everywhere.
_FAILED = "i % 50 = 25"
_TEXT = f"""'report ' || CASE WHEN i % 100 = {POPULAR} THEN 'everywhere' WHEN i % 10 = 1 THEN (i - 1)::text ELSE i::text END
            || ' {WORDS}'"""
_COPY_OF = f"""CASE WHEN i % 100 = {POPULAR} AND i <> {FIRST + POPULAR} THEN {FIRST + POPULAR} WHEN i % 10 = 1 THEN i - 1 END"""
_SERIES = "FROM generate_series(%(low)s::bigint, %(high)s::bigint) i"
_WHEN = "now() - make_interval(secs => %(high)s - i + 100)"
_FILL = {
    "articles": f"""
        INSERT INTO articles (id, url, url_key, host, revision, duplicate_of, first_seen_at, updated_at)
        SELECT i, url, sha256(convert_to(url, 'UTF8')), 'h' || i %% {HOSTS} || '.example.org',
               CASE WHEN NOT {_FAILED} THEN 1 END, {_COPY_OF}, {_WHEN}, now()
          {_SERIES}, LATERAL (SELECT 'https://h' || i %% {HOSTS} || '.example.org/' || i) u (url)""",
    "sightings": f"""
        INSERT INTO sightings (feed_id, article_id, guid, url, title, first_seen_at)
        SELECT 1 + i %% {FEEDS}, i, i::text, 'https://h' || i %% {HOSTS} || '.example.org/' || i, 'Report ' || i, {_WHEN}
          {_SERIES}""",
    "cursors": f"""
        INSERT INTO cursors (kind, id, stage, state, due_at, wake_at, attempts, reason, message, failed_at, updated_at)
        SELECT 'article', i, CASE WHEN failed THEN 'fetch' ELSE 'cluster' END, CASE WHEN failed THEN 'failed' ELSE 'done' END,
               at, at, 0, CASE WHEN failed THEN 'http_4xx' END, CASE WHEN failed THEN 'answered 404' END,
               CASE WHEN failed THEN at END, at
          {_SERIES}, LATERAL (SELECT {_FAILED}, {_WHEN}) f (failed, at)""",
    "captures": f"""
        INSERT INTO captures (id, article_id, url, final_url, fetched_at, elapsed_ms, status, content_type, headers, body, bytes,
                              sha256)
        SELECT i, i, 'https://h.example.org/' || i, 'https://h.example.org/' || i, {_WHEN}, 100, 200, 'text/html',
               '[["content-type", "text/html"]]', '<p>tiny', 7, sha256('<p>tiny')
          {_SERIES} WHERE NOT {_FAILED}""",
    "revisions": f"""
        INSERT INTO revisions (article_id, revision, capture_id, fetched_at, title, text, text_sha256, fingerprint, word_count,
                               authors, tags, verdict, paywalled, links, cleaner, cleaner_version, extractors,
                               clusterer_version, language)
        SELECT i, 1, i, {_WHEN}, 'Report ' || i, text, sha256(convert_to(text, 'UTF8')), sha256(convert_to(text, 'UTF8')), 66,
               '{{}}', '{{}}', 'article', false, '[]', 'trafilatura', 1, '{{"language": 1, "links": 1, "entities": 1}}', 1, 'en'
          {_SERIES}, LATERAL (SELECT {_TEXT}) t (text) WHERE NOT {_FAILED}""",
    "annotations": f"""
        INSERT INTO annotations (article_id, revision, extractor, ordinal, extractor_version, kind, attributes)
        SELECT i, 1, CASE WHEN n = 0 THEN 'language' ELSE 'links' END, greatest(n - 1, 0), 1,
               CASE WHEN n = 0 THEN 'language' ELSE 'link' END,
               CASE WHEN n = 0 THEN '{{"language": "en"}}'::jsonb
                    ELSE jsonb_build_object('url', 'https://example.com/' || n, 'host', 'example.com') END
          {_SERIES}, generate_series(0, 2) n WHERE NOT {_FAILED}""",
    # Half of the mentions are of somebody that nobody else writes of, half of one of those whom a thousand articles name.
    "mentions": f"""
        INSERT INTO annotations (article_id, revision, extractor, ordinal, extractor_version, kind, start_char, end_char, text,
                                 entity_id, attributes)
        SELECT i, 1, 'entities', n, 1, 'mention', n, n + 1, 'r', CASE WHEN n % 2 = 0 THEN i ELSE {FIRST} + i % {FAMOUS} END,
               '{{"kind": "person"}}'
          {_SERIES}, generate_series(0, {MENTIONS - 1}) n WHERE NOT {_FAILED}""",
    "entities": f"""
        INSERT INTO entities (id, kind, name, sure) OVERRIDING SYSTEM VALUE SELECT i, 'person', 'Ann ' || i, true {_SERIES}""",
    "entity_keys": f"""
        INSERT INTO entity_keys (kind, key, entity_id)
        SELECT 'person', key, i {_SERIES}, LATERAL (VALUES ('person:ann ' || i), ('surname:' || i % {SURNAMES})) k (key)""",
    "entity_names": f"""
        INSERT INTO entity_names (entity_id, name) SELECT i, 'Ann ' || i {_SERIES}""",
    "changes": f"""
        INSERT INTO changes (seq, at, article_id, kind, revision)
        SELECT nextval('changes_seq'), {_WHEN}, i, 'new', 1 {_SERIES} WHERE NOT {_FAILED}""",
    "duplicates": f"""
        INSERT INTO duplicates (article_id, of_article_id, kind, similarity)
        SELECT i, of, 'same-text', 1 {_SERIES}, LATERAL (SELECT {_COPY_OF}) o (of) WHERE of IS NOT NULL""",
    "revisits": f"""
        INSERT INTO revisits (article_id, since, due_at) SELECT i, now(), now() + interval '1 hour' {_SERIES} WHERE NOT {_FAILED}""",
    "furniture": f"""
        INSERT INTO furniture (host, line_key, line, seen_in, seen_as)
        SELECT 'h' || i %% {HOSTS} || '.example.org', substr(sha256(convert_to(i || '/' || n, 'UTF8')), 1, 8),
               'The last line but ' || n || ' of article ' || i, array[i],
               array[substr(sha256(convert_to(i::text, 'UTF8')), 1, 8)]
          {_SERIES}, generate_series(1, 5) n""",
}
_BEFORE = f"""
INSERT INTO feeds (url, url_key, title, interval_seconds)
SELECT url, sha256(convert_to(url, 'UTF8')), 'Feed ' || i, 900
  FROM generate_series(1, {FEEDS}) i, LATERAL (SELECT 'https://feeds.example.org/' || i) u (url);
INSERT INTO cursors (kind, id, stage, state, due_at, wake_at)
SELECT 'feed', id, 'poll', 'due', now() + interval '1 day', now() + interval '1 day' FROM feeds;
INSERT INTO title_habits (host, source, agreed, present)
SELECT 'h' || i || '.example.org', source, 60, 80 FROM generate_series(0, {HOSTS - 1}) i, unnest(array['h1', 'og', 'title']) source;
INSERT INTO furniture (host, line_key, line, seen_in, seen_as, state, learned_at)
SELECT 'h' || i || '.example.org', substr(sha256(convert_to('learned ' || n, 'UTF8')), 1, 8), 'Read on ' || n, '{{1,2,3,4,5}}', '{{}}',
       'learned', now() FROM generate_series(0, {HOSTS - 1}) i, generate_series(1, 20) n;
INSERT INTO robots (origin, fetched_at, expires_at, status, body)
SELECT 'https://h' || i || '.example.org', now(), now() + interval '1 day', 200, 'User-agent: *'
  FROM generate_series(0, {HOSTS - 1}) i;
"""


def _escaped(sql: str) -> str:
    """Modulo signs doubled for psycopg, where they are not yet."""
    return re.sub(r"%(?![(%])", "%%", re.sub(r"%%", "%", sql))


def fill(url: str, low: int, high: int) -> None:
    """Articles with these ids and all that belongs to them, each table over a connection of its own."""

    def one(sql: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            # A bulk load: foreign keys hold by construction, and `changes` is numbered here.
            connection.execute("SET session_replication_role = replica")
            connection.execute("SET synchronous_commit = off")
            connection.execute(_escaped(sql).encode(), {"low": low, "high": high})

    with ThreadPoolExecutor(len(_FILL)) as pool:
        list(pool.map(one, _FILL.values()))
    with psycopg.connect(url, autocommit=True) as connection:
        sequences = ", ".join(f"setval('{name}_id_seq', {high})" for name in ("articles", "captures", "entities"))
        connection.execute(f"SELECT {sequences}".encode())

    def settle(table: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"VACUUM (ANALYZE) {table}".encode())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(settle, [*(_FILL.keys() - {"mentions"}), "feeds", "robots", "title_habits"]))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")  # else it writes all of this while we measure


# ── watching ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Recorder(psycopg.Cursor[Any]):
    """A cursor that notes what it executes, SQLAlchemy's statements and the driver's own alike."""

    label: ClassVar[str] = ""
    sink: ClassVar[dict[tuple[str, str], Any] | None] = None

    @classmethod
    def _note(cls, query: Any, params: Any) -> None:
        if cls.sink is not None and cls.label and isinstance(query, str) and query != ";":  # a ping
            cls.sink.setdefault((cls.label, query), params)

    def execute(
        self, query: Any, params: Any = None, *, prepare: bool | None = None, binary: bool | None = None
    ) -> Self:
        """Note and execute."""
        self._note(query, params)
        return super().execute(query, params, prepare=prepare, binary=binary)

    def executemany(self, query: Any, params_seq: Any, *, returning: bool = False) -> None:
        """Note with the first parameters, and execute."""
        rows = list(params_seq)
        self._note(query, rows[0] if rows else None)
        super().executemany(query, rows, returning=returning)


@dataclass
class Clock:
    """Seconds by name; what is timed while `warming` is thrown away."""

    times: dict[str, list[float]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    warming: bool = False

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Time a block; what it executes is noted under the same name."""
        Recorder.label = name
        started = time.perf_counter()
        yield
        spent = time.perf_counter() - started
        Recorder.label = ""
        if not self.warming:
            self.times.setdefault(name, []).append(spent)

    def ms(self, name: str) -> float:
        """The median."""
        return statistics.median(self.times[name]) * 1000


def watched(url: str) -> Engine:
    """An engine whose cursors note what they execute."""
    engine = connect(url, statement_timeout=600)

    def on_connect(dbapi: Any, _: Any) -> None:
        dbapi.cursor_factory = Recorder

    event.listen(engine, "connect", on_connect)
    return engine


# ── the flow, timed ────────────────────────────────────────────────────────────────────────────────────────────────


class Newsroom:
    """New articles for a database filled with these ranges of ids."""

    def __init__(self) -> None:
        self.ranges: list[tuple[int, int]] = []
        self._draw = random.Random(20261122)
        self._made = 0

    def known(self, remainder: int | None = None) -> int:
        """The id of an article filled in; of those with this remainder by a hundred."""
        low, high = self._draw.choices(self.ranges, [high - low for low, high in self.ranges])[0]
        number = self._draw.randrange(low, high + 1)
        if remainder is None:
            return number
        return min(number - number % 100 + remainder, high - 99 + remainder)

    def polled(self, feed: Any) -> feeds.Polled:
        """A feed with two new entries among those it had before."""
        entries = []
        for place in range(ENTRIES):
            if place < NEW:
                self._made += 1
                url = f"https://h{self._made % HOSTS}.example.org/new/{self._made}"
            else:
                number = self.known((feed.id - 1) % FEEDS)
                url = f"https://h{number % HOSTS}.example.org/{number}"
            entries.append(Announcement(url, url, url, f"Report on {url}", AT))
        return feeds.Polled(feed, '"e"', None, b"d" * 32, read=True, title="Feed", announcements=tuple(entries))

    def text(self, place: int) -> str:
        """A text: of each batch two repeat some article, one repeats what stands everywhere."""
        if place == 0:
            return f"report everywhere {WORDS}"
        if place < 3:
            return f"report {self.known(40)} {WORDS}"
        return f"report new {self._made} {place} {WORDS}"

    def cleaned(self, place: int) -> Cleaned:
        """A page as `clean` leaves it."""
        links = tuple(Link(f"https://example.com/{number}", f"link {number}") for number in range(2))
        title = f"Report {self._made}"
        return Cleaned(
            self.text(place), title, ("Ann Lee",), None, None, "en", "H", None, None, (), "article", False, links,
            repeatable=tuple(f"Line {number} of {title} {place}" for number in range(5)),
            titles={"h1": True, "og": True, "title": place > 3},
        )  # fmt: skip

    def feeds(self) -> list[int]:
        """Feeds whose new entries make one batch."""
        return self._draw.sample(range(1, FEEDS + 1), BATCH // NEW)


def _somebody(number: int) -> Identity:
    return Identity("person", f"Ann {number}", (f"person:ann {number}", f"surname:{number % SURNAMES}"))


def _extracted(document: Any) -> annotations.Extracted:
    """As the extractors leave it; of an article filled in, what is stored of it."""
    own, famous = _somebody(document.article_id), _somebody(FIRST + document.article_id % FAMOUS)
    mentions = [
        Annotation("mention", n, n + 1, "r", {"kind": "person"}, famous if n % 2 else own) for n in range(MENTIONS)
    ]
    links = [
        Annotation("link", attributes={"url": link.url, "host": "example.com", "anchor": link.anchor})
        for link in document.links
    ]
    found = {"language": [Annotation("language", attributes={"language": "en"})], "links": links, "entities": mentions}
    return annotations.Extracted(document, found, {"language": 1, "links": 1, "entities": 1}, {})


def _move(conn: Connection, stage: str, claims: Sequence[Claim], to: str, state: Any) -> list[Claim]:
    attempts = 1 if state == "running" else 0
    moves = [Move(claim, to, state, attempts=attempts) for claim in claims]
    ledger.move(conn, "article", stage, moves, lease=90, sweep=30, hinted=False)
    return [Claim(claim.id, attempts, claim.lane, claim.token) for claim in claims]


def walk(engine: Engine, clock: Clock, room: Newsroom, token: str) -> list[int]:
    """Twenty new articles from their feeds to the end, in the runner's transactions; their ids."""
    with transaction(engine) as conn:
        with clock("feeds.load"):
            loaded = feeds.load(conn, room.feeds())
        polls = [room.polled(feed) for feed in loaded.values()]
        ids: list[int] = []
        for poll in polls:
            with clock("feeds.save_entries"):
                seen = feeds.save_entries(conn, poll)
            with clock("announcements.enter"):
                announcements.enter(conn, seen, sweep=30, hinted=False)
            ids += seen.to_fetch
        with clock("feeds.save_polls"):
            feeds.save_polls(conn, [(poll, feeds.Verdict(900, "interval")) for poll in polls])
    assert len(ids) == BATCH, len(ids)
    with transaction(engine) as conn, clock("ledger.take_due"):
        taken = ledger.take_due(conn, "fetch", "live", BATCH, 30)
    assert len(taken) == BATCH, len(taken)
    with transaction(engine) as conn:
        with clock("ledger.claim"):
            claims = ledger.claim(conn, "article", "fetch", ids, token, 90)
        with clock("captures.load_targets"):
            targets = captures.load_targets(conn, ids)
        with clock("robots.load"):
            robots.load(conn, sorted({f"https://{target.host}" for target in targets.values()}))
    answers = {
        target.id: Capture(target.url, target.url, AT, 100, 200, (("content-type", "text/html"),), b"<p>tiny")
        for target in targets.values()
    }
    with transaction(engine) as conn:
        with clock("ledger.held"):
            ledger.held(conn, "article", "fetch", claims)
        with clock("captures.save_captures"):
            captures.save_captures(conn, [(id_, answer, None, "page") for id_, answer in answers.items()])
        with clock("ledger.move"):
            _move(conn, "fetch", claims, "clean", "due")
    with transaction(engine) as conn:
        with clock("ledger.claim"):
            claims = ledger.claim(conn, "article", "clean", ids, token, 90)
        with clock("revisions.load_pages"):
            pages = revisions.load_pages(conn, ids)
    made = {id_: (revisions.Take(page, room.cleaned(place), 15.0),) for place, (id_, page) in enumerate(pages.items())}
    with transaction(engine) as conn:
        with clock("ledger.held"):
            ledger.held(conn, "article", "clean", claims)
        with clock("revisions.save_revisions"):
            hosts, first = revisions.save_revisions(conn, made, 1)
        with clock("revisits.plan"):
            revisits.plan(conn, first)
        with clock("revisions.teach"):
            revisions.teach(conn, made, hosts, first)
        with clock("ledger.move"):
            claims = _move(conn, "clean", claims, "extract", "running")
    with transaction(engine) as conn, clock("annotations.load_jobs"):
        jobs = annotations.load_jobs(conn, ids)
    results = [_extracted(job.document) for job in jobs.values()]
    with transaction(engine) as conn:
        with clock("ledger.held"):
            ledger.held(conn, "article", "extract", claims)
        with clock("annotations.save_annotations"):
            changed = annotations.save_annotations(conn, results)
        with clock("annotations.mark_reextracted"):
            annotations.mark_reextracted(conn, changed)
        with clock("ledger.move"):
            claims = _move(conn, "extract", claims, "cluster", "running")
        with clock("changes.announce"):
            changes.announce(conn, ids)
    with transaction(engine) as conn, clock("duplicates.load_twins"):
        twins = duplicates.load_twins(conn, ids)
    with transaction(engine) as conn:
        with clock("ledger.held"):
            held = ledger.held(conn, "article", "cluster", claims)
        with clock("duplicates.save_duplicates"):
            duplicates.save_duplicates(conn, list(twins.values()), 1)
        with clock("ledger.move"):
            _move(conn, "cluster", claims, "cluster", "done")
        with clock("changes.append"):
            changes.append(conn, [(id_, "reextracted", 1) for id_ in ids])
    assert len(held) == len(twins) == BATCH, (len(held), len(twins))
    return ids


def again(engine: Engine, clock: Clock, room: Newsroom) -> None:
    """Replay: twenty old articles, anywhere in the database, give what they gave before."""
    ids = sorted({room.known(remainder) for remainder in (2, 3, 11, 30, 40, 44, 57, 68, 72, 86) for _ in range(3)})[
        :BATCH
    ]
    with transaction(engine) as conn:
        with clock("replay: revisions.load_pages"):
            revisions.load_pages(conn, ids)
        with clock("replay: annotations.load_jobs"):
            jobs = annotations.load_jobs(conn, ids)
        with clock("replay: annotations.save_annotations"):
            annotations.save_annotations(conn, [_extracted(job.document) for job in jobs.values()])
        twins = duplicates.load_twins(conn, ids)
        with clock("replay: duplicates.save_duplicates"):
            duplicates.save_duplicates(conn, list(twins.values()), 1)
    assert len(twins) == len(ids)


def tick(engine: Engine, clock: Clock, suffix: str) -> None:
    """What the scheduler and `run --once` ask again and again, rolled back."""
    asks: dict[str, Callable[[Connection], object]] = {
        "ledger.waiting": lambda conn: ledger.waiting(conn, QUEUES),
        "ledger.take_due": lambda conn: ledger.take_due(conn, "clean", "replay", 100, 30),
        "revisits.take_due": lambda conn: revisits.take_due(conn, (3600.0, 21600.0), 1_000),
        "habits.spread": habits.spread,
        "habits.forget_unrepeated": lambda conn: habits.forget_unrepeated(conn, 100),
        "ledger.release_dead": ledger.release_dead,
        "ledger.forget_hints": ledger.forget_hints,
        "ledger.in_flight": ledger.in_flight,
        "reports.heartbeat": lambda conn: reports.heartbeat(conn, "bench@here#1", "clean"),
    }
    for name, ask in asks.items():
        with engine.connect() as conn:
            with clock(f"{name}{suffix}"):
                ask(conn)
            conn.rollback()


def command(engine: Engine, clock: Clock) -> None:
    """What commands ask once."""
    for name, selector in {"--host": Selector(host="h5.example.org"), "--failed": Selector(failed="any")}.items():
        with transaction(engine) as conn:
            with clock(f"selection.select {name}"):
                ids = selection.select(conn, selector, versions())
            stage = "clean" if name == "--host" else "fetch"
            with clock(f"selection.candidates {name}"):
                selection.candidates(
                    conn, selector, stage, None, versions(), after=0, upto=replays.newest(conn), limit=replays.BATCH
                )
        for part in ("select", "candidates"):
            clock.rows[f"selection.{part} {name}"] = len(ids)
    with transaction(engine) as conn, clock("reports.progress"):
        reports.progress(conn)
    with transaction(engine) as conn, clock("reports.status"):
        reports.status(conn, versions())


@dataclass(frozen=True)
class Whole:
    """A statement that reads something large whole: in which function, by which plan."""

    label: str
    plan: str
    what: str
    query: str


@dataclass
class Measured:
    """The figures of one size."""

    flow: Clock = field(default_factory=Clock)
    busy: Clock = field(default_factory=Clock)  # the same while a fifth of all articles waits
    ticks: Clock = field(default_factory=Clock)
    commands: Clock = field(default_factory=Clock)
    rare: Clock = field(default_factory=Clock)  # once, and with much to do
    wholes: list[Whole] = field(default_factory=list)


def measure(url: str, room: Newsroom, look: bool) -> Measured:
    """Everything at one size; `look`: also at the plans."""
    result = Measured()
    engine = watched(url)
    noted: dict[tuple[str, str], Any] = {}
    Recorder.sink = noted
    try:
        for number in range(ROUNDS):
            result.flow.warming = result.ticks.warming = number < WARMING
            walk(engine, result.flow, room, f"bench@here#1/{number}")
            again(engine, result.flow, room)
            tick(engine, result.ticks, " (idle)")
        for _ in range(3):
            command(engine, result.commands)
        original(engine, result.rare)
        if look:
            result.wholes += explain(url, noted)
            noted.clear()
        _backlog(url, True)
        for statistics_ in ("stale", "fresh"):
            if statistics_ == "fresh":
                with psycopg.connect(url, autocommit=True) as connection:
                    connection.execute("ANALYZE cursors")
            for number in range(WARMING):
                result.ticks.warming = number < 3
                tick(engine, result.ticks, f" (a fifth waits, {statistics_} statistics)")
        for number in range(ROUNDS // 2):
            result.busy.warming = number < WARMING // 2
            walk(engine, result.busy, room, f"bench@here#1/busy/{number}")
        if look:
            result.wholes += explain(url, noted)
        told_again(engine, result.rare)
        _backlog(url, False)
    finally:
        Recorder.sink = None
        engine.dispose()
    return result


def original(engine: Engine, clock: Clock) -> None:
    """Cluster the one article that a hundredth of all others repeat."""
    name = "duplicates.save_duplicates, the original of many"
    with transaction(engine) as conn:
        twins = duplicates.load_twins(conn, [FIRST + POPULAR])
        with clock(name):
            duplicates.save_duplicates(conn, list(twins.values()), 1)
        clock.rows[name] = conn.exec_driver_sql(
            f"SELECT count(*) FROM duplicates WHERE of_article_id = {FIRST + POPULAR}"
        ).scalar_one()


def told_again(engine: Engine, clock: Clock) -> None:
    """Redis has lost the hints of a fifth of all articles."""
    name = "ledger.forget_hints, all hints lost"
    with engine.connect() as conn:
        conn.exec_driver_sql("UPDATE cursors SET wake_at = now() + interval '30 s' WHERE lane = 'replay'")
        with clock(name):
            clock.rows[name] = ledger.forget_hints(conn)
        conn.rollback()


def _backlog(url: str, begin: bool) -> None:
    """Put a fifth of all articles into the replay lane; or let them be done again."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        if begin:
            connection.execute(
                "UPDATE cursors SET stage = 'clean', state = 'due', lane = 'replay', due_at = now(), wake_at = now()"
                " WHERE kind = 'article' AND id % 5 = 2"
            )
        else:
            connection.execute(
                "UPDATE cursors SET stage = 'cluster', state = 'done', lane = 'live' WHERE lane = 'replay'"
            )


# ── plans ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _numbered(query: str) -> str:
    """psycopg's placeholders as PostgreSQL's."""
    names: list[str] = []

    def place(match: re.Match[str]) -> str:
        name = match[1] or str(len(names))
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    return re.sub(r"%(?:\((\w+)\))?s", place, query).replace("%%", "%")


def _whole(node: dict[str, Any], sizes: dict[str, float], limited: bool = False) -> Iterator[str]:
    """Nodes that read the whole of something large, or so much of it that it comes to the same."""
    kind, table, index = node["Node Type"], node.get("Relation Name", ""), node.get("Index Name", "")
    if kind == "Seq Scan" and sizes.get(table, 0) > LARGE:
        yield f"Seq Scan on {table}, {sizes[table]:,.0f} rows"
    elif index and "Index Cond" not in node and sizes.get(index, 0) > LARGE:
        yield f"{kind} of all of {index}, {sizes[index]:,.0f} rows"
    elif "Scan" in kind and (table or index) and node["Plan Rows"] > LARGE and not limited:
        yield f"{kind} on {table or index}, {node['Plan Rows']:,} rows expected"
    for child in node.get("Plans", ()):
        yield from _whole(child, sizes, limited or kind == "Limit")


def explain(url: str, noted: dict[tuple[str, str], Any]) -> list[Whole]:
    """Every noted statement that reads something large whole, by its values' plan or the generic one."""
    found = []
    with psycopg.connect(url, cursor_factory=psycopg.ClientCursor) as connection:
        sizes = dict(
            connection.execute("SELECT relname, reltuples FROM pg_class WHERE relkind IN ('r', 'i')").fetchall()
        )
        for (label, query), params in noted.items():
            for plan in ("values", "generic"):
                try:
                    if plan == "values":
                        rows = connection.execute(f"EXPLAIN (FORMAT JSON) {query}".encode(), params)
                    else:
                        rows = connection.execute(f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {_numbered(query)}".encode())
                    top = rows.fetchone()
                    assert top is not None
                    tree = top[0] if isinstance(top[0], list) else json.loads(top[0])
                    what = "; ".join(sorted(set(_whole(tree[0]["Plan"], sizes))))
                except psycopg.Error as error:
                    what = f"could not be explained: {str(error).splitlines()[0]}"
                connection.rollback()
                if what:
                    found.append(Whole(label, plan, what, " ".join(query.split())))
    print(f"{len(noted)} statements explained", flush=True)
    return found


# ── printing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _table(title: str, small: Clock, large: Clock, rows: int, per: int) -> None:
    width = max(map(len, large.times))
    # `feeds` has a hundred rows at both sizes: how its ratio differs from 1 is the machine's doing, not the database's.
    machine = large.ms(CONTROL) / small.ms(CONTROL) if CONTROL in large.times else None
    print(
        f"\n{title:{width}} {SMALL:>11,} {rows:>11,} {'ratio':>7}{'  rows' if large.rows else ''}{f'  ÷ {CONTROL}' if machine else ''}"
    )
    for name in large.times:
        before, after = small.ms(name) / per, large.ms(name) / per
        extra = f"  {small.rows[name]:,} → {large.rows[name]:,}" if name in large.rows else ""
        extra += f"  {after / before / machine:12.2f}" if machine else ""
        print(f"{name:{width}} {before:11.3f} {after:11.3f} {after / before:7.2f}{extra}")
    if per > 1:
        before, after = (
            sum(clock.ms(name) * _calls(clock, name) for name in clock.times) / per for clock in (small, large)
        )
        extra = f"  {after / before / machine:12.2f}" if machine else ""
        print(f"{'all of a new article':{width}} {before:11.3f} {after:11.3f} {after / before:7.2f}{extra}")


def _print_wholes(wholes: Sequence[Whole]) -> None:
    merged: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for whole in wholes:
        labels, plans = merged.setdefault((whole.what, whole.query), (set(), set()))
        labels.add(whole.label)
        plans.add(whole.plan)
    print("\nstatements that read a large table or index whole:")
    for (what, query), (labels, plans) in merged.items():
        print(f"  {', '.join(sorted(labels))} ({' and '.join(sorted(plans))} plan): {what}\n      {query[:200]}")
    if not merged:
        print("  none")


def _calls(clock: Clock, name: str) -> int:
    """How often a batch on its way through the flow asks for this."""
    return 0 if name.startswith("replay") else len(clock.times[name]) // len(clock.times[CONTROL])


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    options = parser.parse_args()
    rows = max(options.rows, 2 * SMALL) // 100 * 100
    began = time.monotonic()
    home = Path(tempfile.mkdtemp(prefix="wrg-"))
    servers = Servers(home, redis=False)
    servers.hold()
    try:
        url = servers.database_url
        engine = connect(url)
        schema.upgrade(engine)
        engine.dispose()
        with psycopg.connect(url) as connection:
            connection.execute(_BEFORE.encode())
        room, low, measured = Newsroom(), FIRST, []
        for size, count in ((SMALL, SMALL), (rows, rows - SMALL)):
            started = time.monotonic()
            fill(url, low, low + count - 1)
            room.ranges.append((low, low + count - 1))
            print(f"filled to {size:,} articles in {time.monotonic() - started:.0f} s", flush=True)
            started = time.monotonic()
            measured.append(measure(url, room, look=size == rows))
            print(f"measured in {time.monotonic() - started:.0f} s", flush=True)
            with psycopg.connect(url) as connection:
                top = connection.execute(
                    "SELECT greatest((SELECT max(id) FROM articles), (SELECT max(id) FROM captures))"
                ).fetchone()
                assert top is not None
                low = int(top[0]) // 100 * 100 + 100
        small, large = measured
        _table("ms an article", small.flow, large.flow, rows, BATCH)
        _table("ms an article, while a fifth waits", small.busy, large.busy, rows, BATCH)
        _table("ms a call", small.ticks, large.ticks, rows, 1)
        _table("ms a command", small.commands, large.commands, rows, 1)
        _table("ms, rarely", small.rare, large.rare, rows, 1)
        _print_wholes(large.wholes)
        print(f"\n{time.monotonic() - began:.0f} s in all")
    finally:
        servers.let_go()
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
