"""What a person has said holds, whatever replays, polls and publishers do afterwards: every hand-made thing × everything."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import text

from pipeline.clean.furniture import PAGES, key
from pipeline.flow import versions
from pipeline.model import Selector
from pipeline.store import entities, feeds, habits, ledger, merging, revisits, selection
from pipeline.store.engine import transaction
from tests.conftest import Pipeline
from tests.hostile import HostileWeb, Reply, page, redirect, rss
from tests.publisher import Publisher

LINE = "The Harbour Courier is printed on paper from the mill at Osk"
TOPICS = ("chain", "tide", "pilot", "lamp", "herring", "anchor")
PEOPLE = (
    "Anna Berkovska, the mayor of Port Osk, said on Monday that the harbour chain would be mended before the winter storms.",
    "Piet Lindqvist told the council that his ferry is old, and Pieter Lindquist, his partner, agreed with every word of it.",
    "The clerk, Dora Velling, wrote down what Tom Harrow of the pilots said about the lamp, and read it out to everybody.",
)


@dataclass
class World:
    """A harbour town's web, ingested, with something of every kind said about it by hand."""

    pipeline: Pipeline
    web: HostileWeb
    publisher: Publisher
    listing: Publisher
    feed: int
    paused: int
    links: list[str]

    def story(self, name: str, *more: str) -> str:
        """A page about people; about a thing of the harbour where it has the line."""
        own = f"The {name} of the upper harbour was looked at on Monday by three men who had come for it from the capital, "
        rest = (
            f"Nobody at the office would say what is to become of the other {name} when the winter storms begin again.",
            f"The {name} in the lower harbour is older, and was mended twice in the year of the great flood.",
        )
        lines = [*(rest if LINE in more else PEOPLE), own + "and who found it in better order than ever before.", *more]
        return self.web.put("site", f"/{name}", Reply(page(f"About the {name}", lines).encode()))

    def poll(self, feed: int | None = None) -> None:
        with transaction(self.pipeline.engine) as conn:
            feeds.poll_now(conn, None if feed is None else [feed])
        self.pipeline.drain()

    def publish(self, *links: str, title: str = "Site") -> None:
        self.links = [*links, *self.links]
        self.publisher.body = rss(self.links).replace(b"<channel>", f"<channel><title>{title}</title>".encode())
        self.publisher.etag = f'"{len(self.links)} {title}"'

    def entity(self, name: str) -> int:
        [(found,)] = self.pipeline.rows("SELECT DISTINCT entity_id FROM v1.mentions WHERE text = %s", name)
        return int(found)


@pytest.fixture
def world(pipeline: Pipeline, web: HostileWeb) -> World:
    """Two feeds, a list of feeds, a link that redirected, pages that repeat a line; then what a person says of them."""
    mine = World(pipeline, web, Publisher(rss([])), Publisher(b"", kind="text/x-opml"), 0, 0, [])
    feed, quiet = web.put("site", "/feed.xml", mine.publisher), web.put("site", "/quiet.xml", Publisher(rss([])))
    adopted = web.put("site", "/adopted.xml", Publisher(rss([])))
    mine.listing.body = f'<opml version="2.0"><body><outline text="1" xmlUrl="{adopted}"/></body></opml>'.encode()
    web.put("site", "/list.opml", mine.listing)
    web.put("site", "/short", redirect(web.url("site", "/story"), 301))
    mine.publish(mine.story("story"), web.url("site", "/short"), *(mine.story(topic, LINE) for topic in TOPICS))
    with transaction(pipeline.engine) as conn:
        mine.feed, _ = feeds.add(
            conn, feed, interval=900, title="Our harbour", folder="World/Sea", credentials="anna:secret"
        )
        mine.paused, _ = feeds.add(conn, quiet, interval=900)
        feeds.add(conn, web.url("site", "/list.opml"), interval=900)
        feeds.add_article(conn, mine.story("unannounced"))
    pipeline.drain()
    assert pipeline.rows("SELECT count(*) FROM v1.articles WHERE text LIKE %s", f"%{LINE}%") == [(0,)]
    web.put("site", "/short", Reply(page("A page of its own", [*PEOPLE[:2], "It no longer redirects."]).encode()))
    with transaction(pipeline.engine) as conn:
        feeds.set_settings(conn, mine.feed, {"interval": 3_600, "delay": 0.01, "user_agent": "harbour/1"})
        feeds.set_status(conn, mine.paused, "paused")
        feeds.add(conn, adopted, interval=900)
        habits.keep(conn, key(LINE), "site.localhost")
        merging.part(conn, [web.url("site", "/short")])
    _entities_by_hand(mine)
    _replay("clean")(mine)
    return mine


def _entities_by_hand(world: World) -> None:
    one, other = world.entity("Piet Lindqvist"), world.entity("Tom Harrow")
    mayor, clerk = world.entity("Anna Berkovska"), world.entity("Dora Velling")
    with transaction(world.pipeline.engine) as conn:
        entities.merge(conn, one, other)
        entities.split(conn, mayor, "Anna Berkovska")
        entities.alias(conn, clerk, "Pieter Lindquist")
        entities.rename(conn, clerk, "The clerk of Port Osk")


# What must be as it was: by name, a query.
HAND_MADE: Mapping[str, str] = {
    "entities merged": "SELECT id, merged_into FROM v1.entities WHERE merged_into IS NOT NULL",
    "entities split and aliases": "SELECT kind, key, entity_id, pin FROM entity_keys WHERE pin IS NOT NULL ORDER BY 1, 2, 3",
    "an entity renamed": "SELECT id, name FROM v1.entities WHERE name LIKE 'The clerk%'",
    "whom names mean": "SELECT DISTINCT text, entity_id FROM v1.mentions WHERE kind = 'person' ORDER BY 1, 2",
    "a feed's settings, title, folder": "SELECT id, title, folder, settings FROM v1.feeds WHERE folder IS NOT NULL",
    "its credentials": "SELECT id, credentials FROM feeds WHERE credentials IS NOT NULL",
    "a pause": "SELECT f.id, status, state FROM feeds f JOIN cursors c ON kind = 'feed' AND c.id = f.id WHERE url LIKE '%/quiet.xml'",
    "a feed added that a list names too": "SELECT id, status, parent_id FROM v1.feeds WHERE url LIKE '%/adopted.xml'",
    "a line that is text": "SELECT line, state FROM furniture WHERE state = 'kept'",
    "texts with that line": f"SELECT id FROM v1.articles WHERE text LIKE '%{LINE}%' AND id <= :upto ORDER BY id",
    "a link parted": "SELECT id, title, (SELECT count(*) FROM v1.aliases) FROM v1.articles WHERE url LIKE '%/short'",
    "a URL added": "SELECT id, title FROM v1.articles WHERE url LIKE '%/unannounced'",
}


def _state(world: World, upto: int) -> dict[str, list[Any]]:
    with world.pipeline.engine.connect() as conn:
        return {
            name: [tuple(row) for row in conn.execute(text(query), {"upto": upto})] for name, query in HAND_MADE.items()
        }


# ── what happens afterwards ────────────────────────────────────────────────────────────────────────────────────────


def _replay(stage: str, part: str | None = None) -> Callable[[World], None]:
    def everything(world: World) -> None:
        with transaction(world.pipeline.engine) as conn:
            ids = selection.select(conn, Selector(all=True), versions())
            selection.move_back(conn, selection.able(conn, ids, stage), part)
        world.pipeline.drain()

    return everything


def _new_title(world: World) -> None:
    world.publish(title="The Courier, under new owners")
    world.poll()


def _names_again(world: World) -> None:
    """An article that uses every name which somebody has said something about."""
    world.publish(world.story("again", "Nothing else is known of the matter so far."))
    world.poll()


def _moves_for_good(world: World) -> None:
    world.web.put("site", "/moved.xml", world.publisher)
    world.web.put("site", "/feed.xml", redirect(world.web.url("site", "/moved.xml"), 308))
    for _ in range(4):
        world.poll(world.feed)
    assert world.pipeline.rows("SELECT url FROM feeds WHERE id = %s", world.feed) == [
        (world.web.url("site", "/moved.xml"),)
    ]


def _gone_while_paused(world: World) -> None:
    """Somebody pauses a feed whose poll is under way; it answers 410."""
    with transaction(world.pipeline.engine) as conn:
        feeds.set_status(conn, world.paused, "active")

    async def pauses(exchange: Any) -> None:
        with transaction(world.pipeline.engine) as conn:
            feeds.set_status(conn, world.paused, "paused")
        await Reply(status=410)(exchange)

    world.web.put("site", "/quiet.xml", pauses)
    world.pipeline.runner.run("poll", [world.paused], os.urandom(8).hex())


def _named_no_more(world: World) -> None:
    world.listing.body, world.listing.etag = (
        b'<opml version="2.0"><body><outline text="1" xmlUrl="http://x.example/"/></body></opml>',
        '"2"',
    )
    world.poll()


def _list_removed(world: World) -> None:
    [(number,)] = world.pipeline.rows("SELECT id FROM feeds WHERE url LIKE '%%/list.opml'")
    with transaction(world.pipeline.engine) as conn:
        feeds.set_status(conn, number, "removed")


def _more_pages_repeat_the_line(world: World) -> None:
    world.publish(*(world.story(f"more-{number}", LINE) for number in range(PAGES + 1)))
    world.poll()


def _looked_at_again(world: World) -> None:
    """Every page, an hour later; one has been edited."""
    world.story("tide", LINE, "An earlier version of this article got the hour of the tide wrong.")
    world.pipeline.execute(
        "UPDATE revisits SET since = since - interval '1 hour', due_at = now() - interval '1 minute'"
    )
    with transaction(world.pipeline.engine) as conn:
        revisits.take_due(conn, [3_600.0], 100)
    world.pipeline.drain()
    assert ("edited",) in world.pipeline.rows("SELECT kind FROM v1.changes")


def _announced_after_all(world: World) -> None:
    """A feed names the URL that was added by hand, and the link that was parted."""
    world.publish(world.web.url("site", "/unannounced"), world.web.url("site", "/short?utm_source=feed"))
    world.poll()


def _everything_lost_in_redis(world: World) -> None:
    with transaction(world.pipeline.engine) as conn:
        ledger.forget_hints(conn)
    world.poll()


AFTERWARDS: Mapping[str, Callable[[World], None]] = {
    "replay from fetch": _replay("fetch"),
    "replay from clean": _replay("clean"),
    "replay from extract": _replay("extract"),
    "replay of entities alone": _replay("extract", "entities"),
    "replay from cluster": _replay("cluster"),
    "its feed has another title": _new_title,
    "the names come again": _names_again,
    "its feed moves for good": _moves_for_good,
    "paused during a poll that says gone": _gone_while_paused,
    "its list names it no more": _named_no_more,
    "its list is removed": _list_removed,
    "more pages repeat the line": _more_pages_repeat_the_line,
    "its pages are looked at again": _looked_at_again,
    "it is announced after all": _announced_after_all,
    "every hint is lost": _everything_lost_in_redis,
}


@pytest.mark.parametrize("afterwards", AFTERWARDS)
def test_what_was_made_by_hand_is_not_undone(world: World, afterwards: str) -> None:
    [(upto,)] = world.pipeline.rows("SELECT max(id) FROM articles")
    before = _state(world, upto)
    assert [name for name, rows in before.items() if not rows] == []
    assert len(before["texts with that line"]) == len(TOPICS)
    AFTERWARDS[afterwards](world)
    after = _state(world, upto)
    for name, rows in before.items():
        assert after[name] == rows, name
