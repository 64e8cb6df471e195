"""What is exported as WARC and imported into an empty database gives the same rows, but for ids and times of processing."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.settings import Settings
from pipeline.runner import Runner
from pipeline.store import feeds, ledger
from pipeline.store.engine import connect, transaction
from tests.conftest import Pipeline
from tests.hostile import RSS, HostileWeb, Reply, redirect
from tests.integration.test_history import CORRECTED, html, look_again
from tests.integration.test_polling import whole
from workers import exports
from workers.bootstrap import runner_knobs, web_knobs
from workers.embedded import Servers
from workers.imports import Importer, Report

OF = "(SELECT x.url FROM articles x WHERE x.id = v.article_id)"
WHOM = "(SELECT x.kind || ' ' || x.name FROM entities x WHERE x.id = v.{})"
VIEWS = {
    "articles": "SELECT to_jsonb(v) - '{id,updated_at,duplicate_of}'::text[], (SELECT x.url FROM articles x WHERE x.id = v.duplicate_of)",
    "revisions": f"SELECT to_jsonb(v) - '{{article_id,capture_id,clean_ms}}'::text[], {OF}, "
    "(SELECT x.kind || x.fetched_at || encode(x.sha256, 'hex') FROM captures x WHERE x.id = v.capture_id)",
    "captures": f"SELECT to_jsonb(v) - '{{id,article_id}}'::text[], {OF}",
    "sightings": f"SELECT to_jsonb(v) - '{{feed_id,article_id}}'::text[], {OF}, (SELECT x.url FROM feeds x WHERE x.id = v.feed_id)",
    "mentions": f"SELECT to_jsonb(v) - '{{article_id,entity_id}}'::text[], {OF}, {WHOM.format('entity_id')}",
    "descriptions": f"SELECT to_jsonb(v) - '{{article_id,entity_id}}'::text[], {OF}, {WHOM.format('entity_id')}",
    "quotes": f"SELECT to_jsonb(v) - '{{article_id,speaker_entity_id}}'::text[], {OF}, {WHOM.format('speaker_entity_id')}",
    "figures": f"SELECT to_jsonb(v) - '{{article_id,claimed_by_entity_id}}'::text[], {OF}, {WHOM.format('claimed_by_entity_id')}",
    "dates": f"SELECT to_jsonb(v) - '{{article_id}}'::text[], {OF}",
    "citations": f"SELECT to_jsonb(v) - '{{article_id,cited_entity_id}}'::text[], {OF}, {WHOM.format('cited_entity_id')}",
    "links": f"SELECT to_jsonb(v) - '{{article_id}}'::text[], {OF}",
    "duplicates": f"SELECT to_jsonb(v) - '{{article_id,of_article_id}}'::text[], {OF}, "
    "(SELECT x.url FROM articles x WHERE x.id = v.of_article_id)",
    "failures": f"SELECT to_jsonb(v) - '{{article_id,feed_id,failed_at,next_attempt_at}}'::text[], {OF}",
    "aliases": f"SELECT to_jsonb(v) - '{{article_id}}'::text[], {OF}",
    "feeds": "SELECT v.url, v.title, v.site_url, v.source, v.folder, v.settings",
}


def dump(pipeline: Pipeline) -> dict[str, list[str]]:
    return {view: sorted(map(repr, pipeline.rows(f"{sql} FROM v1.{view} v"))) for view, sql in VIEWS.items()}


@pytest.fixture
def elsewhere(servers: Servers, settings: Settings, database_url: str) -> Iterator[Pipeline]:
    """A pipeline on an empty database of its own."""
    name = database_url.rpartition("?")[0].rpartition("/")[2] + "_elsewhere"
    with psycopg.connect(servers.database_url.replace("/wireroom?", "/postgres?"), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE wireroom')
        chosen = settings.model_copy(update={"database_url": servers.database_url.replace("/wireroom?", f"/{name}?")})
        engine = connect(str(chosen.database_url))
        runner = Runner(engine, runner_knobs(chosen), web_knobs(chosen), lambda stage, ids: None, lambda stage: False)
        yield Pipeline(chosen, engine, runner)
        runner.close()
        engine.dispose()
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def bring(pipeline: Pipeline, *paths: Path) -> list[Report]:
    importer = Importer(pipeline.engine, max_page=pipeline.settings.max_page, interval=900)
    reports = []
    for path in paths:
        with path.open("rb") as file:
            reports.append(importer.read(file, str(path)))
    pipeline.drain()
    return reports


def send(pipeline: Pipeline, path: Path) -> Path:
    ids = [article for (article,) in pipeline.rows("SELECT id FROM articles ORDER BY id")]
    exports.warc(pipeline.engine, ids, path, whole=True)
    return path


@pytest.fixture
def lived(pipeline: Pipeline, web: HostileWeb) -> Pipeline:
    """Articles to which much has happened."""
    web.put("shut", "/robots.txt", Reply(b"User-agent: *\nDisallow: /", kind="text/plain"))
    gone, same = Reply(b"gone", 404), Reply(status=304, kind=None)
    edited = web.put("site", "/edited", [Reply(html(), headers=(("ETag", '"1"'),)), same, Reply(html(CORRECTED))])
    withdrawn = web.put("site", "/withdrawn", [Reply(html(title="A chain for sale")), gone])
    web.put("site", "/ended", Reply(html(title="The chain at its end")))
    moved = web.put("site", "/moved", redirect("/ended", 301))
    odd = web.put(
        "site", "/odd", Reply(html(title="An odd chain"), headers=(("X-Note", "caf\xe9\x85 \x01"), ("X-Empty", "")))
    )
    walled = web.put(
        "site", "/walled", Reply(b"<html><title>Just a moment...</title><div id='cf-challenge-running'>", 403)
    )
    items = [
        edited,
        withdrawn,
        moved,
        odd,
        walled,
        web.url("site", "/missing"),
        web.url("shut", "/1"),
        "javascript:void(0)",
    ]
    entries = "".join(f"<item><title>Entry {each[-5:]}</title><link>{each}</link></item>" for each in items)
    listing = f"<rss version='2.0'><channel><title>Site</title>{entries}</channel></rss>".encode()
    carried = whole(web.url("site", "/carried"))
    pageless = whole(web.url("other", "/"), link=False)
    sources = [
        web.put(host, "/feed", Reply(body, kind=RSS))
        for host, body in zip("abc", (listing, carried, pageless), strict=True)
    ]
    with transaction(pipeline.engine) as conn:
        for source in sources:
            feeds.add(conn, source, interval=900)
    pipeline.drain()
    pipeline.forget_hosts()
    look_again(pipeline)
    look_again(pipeline)
    states = pipeline.rows("SELECT DISTINCT status FROM v1.captures")
    assert {200, 304, 404, 403} <= {status for (status,) in states}
    return pipeline


def test_an_empty_database_gets_the_same_rows(
    ingested: Pipeline, lived: Pipeline, elsewhere: Pipeline, tmp_path: Path
) -> None:
    (report,) = bring(elsewhere, send(lived, tmp_path / "all.warc.gz"))
    assert (report.damages, report.skipped) == ([], {})
    there, here = dump(elsewhere), dump(lived)
    for view in VIEWS:
        assert set(there[view]) ^ set(here[view]) == set(), view
        assert there[view] == here[view], view
    assert {kind for (kind,) in elsewhere.rows("SELECT DISTINCT status FROM v1.feeds")} == {"paused"}
    with transaction(elsewhere.engine) as conn:
        assert not ledger.in_flight(conn)


def test_a_second_import_changes_nothing(lived: Pipeline, elsewhere: Pipeline, tmp_path: Path) -> None:
    path = send(lived, tmp_path / "all.warc")
    bring(elsewhere, path)
    before, changes = dump(elsewhere), elsewhere.rows("SELECT count(*) FROM changes")
    (report,) = bring(elsewhere, path)
    assert (report.kept, report.new) == (0, 0)
    assert dump(elsewhere) == before
    assert elsewhere.rows("SELECT count(*) FROM changes") == changes


def test_it_is_no_news_to_the_database_it_came_from(lived: Pipeline, tmp_path: Path) -> None:
    before = dump(lived)
    (report,) = bring(lived, send(lived, tmp_path / "all.warc.gz"))
    assert (report.kept, report.new) == (0, 0)
    assert dump(lived) == before


def test_the_same_rows_give_the_same_bytes_and_warcio_finds_them_in_order(
    lived: Pipeline, elsewhere: Pipeline, tmp_path: Path
) -> None:
    first, second = send(lived, tmp_path / "a" / "x.warc.gz"), send(lived, tmp_path / "b" / "x.warc.gz")
    assert first.read_bytes() == second.read_bytes()
    check = [str(Path(sys.executable).parent / "warcio"), "check", str(first)]
    done = subprocess.run(check, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_folder_gives_what_a_file_gives(lived: Pipeline, elsewhere: Pipeline, tmp_path: Path) -> None:
    ids = [article for (article,) in lived.rows("SELECT id FROM articles ORDER BY id")]
    exports.folder(lived.engine, ids, tmp_path / "out", "warc", {"all": True}, lambda done, count: None)
    bring(elsewhere, tmp_path / "out" / "feeds.warc.gz", *sorted(tmp_path.rglob("part-*.warc.gz")))
    assert dump(elsewhere) == dump(lived)
