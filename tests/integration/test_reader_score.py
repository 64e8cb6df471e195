"""A simulated month against a server that scores feed readers by what Rachel Kroll's "feed reader score" counts.

https://rachelbythebay.com/fs/: requests without validators, validators that were never or no longer given out, cookies,
referers, query parameters, and how close polls follow one another.
"""

import os
import random
from collections import Counter
from dataclasses import dataclass, field

import psycopg
import pytest

from benchmarks.clock import SCHEMA, Clock
from pipeline.store import feeds
from pipeline.store.engine import transaction
from tests.conftest import Pipeline
from tests.hostile import RSS, Exchange, HostileWeb, Reply, page, rss

DAY = 86_400
FLOOR = 15 * 60


@dataclass
class Scorer:
    """A feed that gets a new post now and then and is in trouble now and then; `score` counts what a reader does wrong."""

    clock: Clock
    max_age: int | None
    posts: list[str]
    choose: random.Random
    score: Counter[str] = field(default_factory=Counter)
    version: int = 0
    given: list[tuple[str, str]] = field(default_factory=list)  # validators, in the order they were given out
    last: float | None = None
    not_before: float = 0.0
    next_post: float = 0.0
    seen: Counter[int] = field(default_factory=Counter)
    gaps: list[float] = field(default_factory=list)

    async def __call__(self, exchange: Exchange) -> None:
        """Count, then answer."""
        now = self.clock.now()
        self._count(exchange, now)
        self.last = now
        while now >= self.next_post:
            self.version += 1
            self.next_post = (self.next_post or now) + self.choose.expovariate(1 / (0.7 * DAY))
        if sum(self.seen.values()) % 8 == 7:
            status = (429, 500, 503)[sum(self.seen.values()) // 8 % 3]
            wait = 3 * 3600 if status == 429 else 1800 if status == 503 else 0
            self.not_before = now + wait
            await self._answer(exchange, status, b"later", [("Retry-After", str(wait))] if wait else [])
            return
        etag, modified = f'W/"{self.version}-x"', f"version {self.version} of March"
        self.not_before = now + (self.max_age or 0)
        headers = [("ETag", etag), ("Last-Modified", modified), ("Set-Cookie", "reader=1; Path=/")]
        if self.max_age:
            headers.append(("Cache-Control", f"max-age={self.max_age}"))
        asked = exchange.asked
        if (etag, modified) == (asked.header("if-none-match"), asked.header("if-modified-since")):
            await self._answer(exchange, 304, b"", headers)
            return
        self.given.append((etag, modified))
        broken = self.version % 7 == 3  # a template has gone wrong
        body = b"<rss><channel><item" if broken else rss(self.posts[max(0, self.version - 20) : self.version])
        await self._answer(exchange, 200, body, headers)

    async def _answer(self, exchange: Exchange, status: int, body: bytes, headers: list[tuple[str, str]]) -> None:
        self.seen[status] += 1
        await Reply(body, status, RSS if body else None, tuple(headers))(exchange)

    def _count(self, exchange: Exchange, now: float) -> None:
        asked = exchange.asked
        tag, time = asked.header("if-none-match"), asked.header("if-modified-since")
        if tag is None and time is None:
            self.score["unconditional"] += 1
        for name, value, known in (
            ("if-none-match", tag, [etag for etag, _ in self.given]),
            ("if-modified-since", time, [modified for _, modified in self.given]),
        ):
            if value is None:
                self.score[f"{name} missing"] += bool(known)
            elif value not in known:
                self.score[f"{name} invented"] += 1
            elif value != known[-1]:
                self.score[f"{name} out of sequence"] += 1
            else:
                self.score[f"{name} good"] += 1
        self.score["cookies"] += asked.header("cookie") is not None
        self.score["referers"] += asked.header("referer") is not None
        self.score["query parameters"] += "?" in asked.path
        self.score["without a name"] += not (asked.header("user-agent") or "").startswith("Wireroom/")
        if self.last is not None:
            self.gaps.append(now - self.last)
            self.score["sooner than the floor"] += now - self.last < FLOOR
            self.score["sooner than it was asked to"] += now < self.not_before - 1


@pytest.mark.parametrize("max_age", [None, 3_600])
def test_a_simulated_month_of_polling_gets_a_perfect_score(
    pipeline: Pipeline, database_url: str, max_age: int | None
) -> None:
    with psycopg.connect(database_url, autocommit=True) as conn:
        conn.execute(SCHEMA)
    clock = Clock()
    clock.rule(pipeline.engine)
    with HostileWeb() as web:
        posts = [
            web.put("site", f"/{number}", Reply(page(f"Post {number}", ["Words."]).encode())) for number in range(200)
        ]
        scorer = Scorer(clock, max_age, posts, random.Random(3))
        with transaction(pipeline.engine) as conn:
            feed, _ = feeds.add(conn, web.put("site", "/feed", scorer), interval=900)
        end, polls = clock.now() + 30 * DAY, 0
        while clock.now() < end:
            [(due,)] = pipeline.rows("SELECT extract(epoch FROM due_at)::float FROM cursors WHERE kind = 'feed'")
            clock.leap(due + 0.01)
            # Redis has the real clock: the host's wish for silence is over when the feed's own wait for it is.
            pipeline.forget_hosts()
            polls += pipeline.runner.run("poll", [feed], os.urandom(8).hex())
    wrong = {
        name: count
        for name, count in scorer.score.items()
        if count and not name.endswith(" good") and name != "unconditional"
    }
    assert wrong == {}
    assert scorer.score["unconditional"] == 1
    assert scorer.score["if-none-match good"] == scorer.score["if-modified-since good"] == polls - 1
    assert polls == sum(scorer.seen.values()) > 50
    assert set(scorer.seen) == {200, 304, 429, 500, 503}
    assert max(scorer.gaps) < 1.2 * DAY
    found = {url for (url,) in pipeline.rows("SELECT url FROM articles")}
    assert found == set(posts[: scorer.version]) or found == set(posts[: scorer.version - 1])
