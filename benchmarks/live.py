"""A feed on loopback that announces an article every so often, and how long each takes to become a row that consumers read.

The feed is polled as soon as an entry is in it, as a hub's notice would have it. An article's latency is counted from the poll's
answer in which its entry first stood to the moment at which `v1.articles` shows it, seen to 50 ms.
"""

import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

import psycopg
from sqlalchemy import Engine

from pipeline.store import feeds, ledger
from pipeline.store.engine import transaction
from tests.hostile import RSS, Exchange, HostileWeb, Reply, rss

HOSTS = 23
SHOWN = 30  # entries of the feed
LOOK = 0.05  # seconds
_ROWS = "SELECT url FROM v1.articles WHERE id > %s"
_OLDEST = """
    SELECT stage, extract(epoch FROM now() - min(due_at))::float8 FROM cursors
     WHERE lane = 'live' AND state = 'due' AND due_at <= now() GROUP BY stage
"""


class Live:
    """While the context lasts, gzipped `pages` are announced one after the other; `beyond`: the highest id of an article before."""

    def __init__(self, engine: Engine, url: str, pages: Sequence[bytes], every: float, beyond: int) -> None:
        self._engine, self._url, self._pages, self._every, self._beyond = engine, url, iter(pages), every, beyond
        self._links: list[str] = []
        self._polled: dict[str, float] = {}
        self._rows: dict[str, float] = {}
        self._stop = threading.Event()
        self.oldest: dict[str, float] = {}  # seconds that the oldest due work of each stage had waited, at most

    @property
    def latencies(self) -> list[float]:
        """Seconds of each article that has become a row."""
        return [self._rows[url] - polled for url, polled in self._polled.items() if url in self._rows]

    @property
    def missing(self) -> int:
        """Entries that were polled and are no row yet."""
        return len(self._polled.keys() - self._rows.keys())

    def __str__(self) -> str:
        found = sorted(self.latencies)
        if len(found) < 2:
            return "no article came through"
        p95 = statistics.quantiles(found, n=20, method="inclusive")[-1]
        oldest = ", ".join(
            f"{stage} {age:.2f}" for stage, age in sorted(self.oldest.items(), key=lambda item: -item[1])
        )
        return (
            f"live: {len(found)} articles, poll → row p50 {statistics.median(found):.2f} s, p95 {p95:.2f}, max {found[-1]:.2f},"
            f" {self.missing} not through; oldest due work {max(self.oldest.values(), default=0.0):.2f} s ({oldest})"
        )

    def __enter__(self) -> Self:
        self._web = HostileWeb()
        self._web.__enter__()
        address = self._web.put("feed", "/feed.xml", self._answer)
        with transaction(self._engine) as conn:
            self._feed, _ = feeds.add(conn, address, interval=86_400)
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._announce, self._watch)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)
        self._web.__exit__(kind, error, trace)

    async def _answer(self, exchange: Exchange) -> None:
        links = self._links[-SHOWN:]
        await Reply(rss(links), kind=RSS)(exchange)
        for link in links:
            self._polled.setdefault(link, time.monotonic())

    def _announce(self) -> None:
        for number, page in enumerate(self._pages):
            if self._stop.wait(self._every):
                break
            path, host = f"/{number}", f"live{number % HOSTS}"
            self._links.append(self._web.put(host, path, Reply(page, headers=(("Content-Encoding", "gzip"),))))
            with transaction(self._engine) as conn:
                ledger.due_now(conn, "feed", [self._feed])
        self._stop.wait()

    def _watch(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            for _ in self._looks():
                for (url,) in connection.execute(_ROWS, (self._beyond,)):
                    self._rows.setdefault(url, time.monotonic())
                for stage, age in connection.execute(_OLDEST):
                    self.oldest[stage] = max(age, self.oldest.get(stage, 0.0))

    def _looks(self) -> Iterator[None]:
        """Until the last of them is through, 20 seconds at most."""
        until = float("inf")
        while time.monotonic() < until and not (self._stop.is_set() and not self.missing):
            yield
            if self._stop.wait(LOOK):
                until = min(until, time.monotonic() + 20)
                time.sleep(LOOK)
