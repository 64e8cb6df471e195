"""WARC files of other archives, whole and not, into the flow; and lists of URLs."""

import base64
import gzip
import hashlib
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline import urls
from pipeline.store import backlog, feeds, imports, ledger, revisits
from pipeline.store.engine import transaction
from tests.conftest import Pipeline
from tests.hostile import HostileWeb, Reply, redirect
from tests.integration.conftest import Command
from tests.integration.test_history import CORRECTED, STORY, html
from workers.imports import Importer, Report

URL = "https://gazette.example/chain"
DAY = "2019-05-{:02}T08:00:00Z"
HTTP = "HTTP/1.1"


class Archive:
    """A WARC file as wget and crawlers write them: with requests beside the answers, line by line."""

    def __init__(self, *, zipped: bool = True, version: str = "1.0", brackets: bool = False) -> None:
        self._out = BytesIO()
        self._brackets = brackets
        self._writer = WARCWriter(self._out, gzip=zipped, warc_version=version)
        self._writer.write_record(self._writer.create_warcinfo_record("x.warc.gz", {"software": "another/1.0"}))

    def answer(
        self,
        body: bytes,
        url: str = URL,
        date: str = DAY.format(1),
        status: str = "200 OK",
        headers: Sequence[tuple[str, str]] = (("Content-Type", "text/html; charset=utf-8"),),
        fields: dict[str, str] | None = None,
    ) -> "Archive":
        """A request, and what was answered."""
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x")], is_http_request=True)
        self._write("request", url, b"", asked, {"WARC-Date": date})
        answered = StatusAndHeaders(status, list(headers), protocol=HTTP)
        self._write("response", url, body, answered, {"WARC-Date": date} | (fields or {}))
        return self

    def resource(self, body: bytes, url: str, kind: str) -> "Archive":
        self._write("resource", url, body, None, {"WARC-Date": DAY.format(1), "Content-Type": kind})
        return self

    def revisit(self, digest: str, date: str, url: str = URL, of: tuple[str, str] | None = None) -> "Archive":
        answered = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol=HTTP)
        record = self._writer.create_revisit_record(
            url, digest, *(of or (url, DAY.format(1))), http_headers=answered, warc_headers_dict={"WARC-Date": date}
        )
        self._writer.write_record(record)
        return self

    def _write(self, kind: str, url: str, body: bytes, head: Any, fields: dict[str, str]) -> None:
        address = f"<{url}>" if self._brackets else url
        record = self._writer.create_warc_record(
            address, kind, payload=BytesIO(body), length=len(body), http_headers=head, warc_headers_dict=fields
        )
        self._writer.write_record(record)

    def bytes(self) -> bytes:
        return self._out.getvalue()


def bring(pipeline: Pipeline, *files: Archive | bytes, drained: bool = True, **changes: Any) -> list[Report]:
    importer = Importer(pipeline.engine, **{"max_page": pipeline.settings.max_page, "interval": 900, **changes})
    found = [importer.read(BytesIO(each if isinstance(each, bytes) else each.bytes()), "x.warc") for each in files]
    if drained:
        pipeline.drain()
    return found


def sha1(body: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(body).digest()).decode()


def counted(report: Report) -> dict[str, int]:
    return {reason: skipped.count for reason, skipped in report.skipped.items()}


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("brackets", [False, True])
def test_a_page_of_another_archive_becomes_an_article(pipeline: Pipeline, zipped: bool, brackets: bool) -> None:
    archive = Archive(zipped=zipped, brackets=brackets).answer(html(), f"{URL}?utm_source=x#top")
    (report,) = bring(pipeline, archive)
    assert (report.records, report.kept, report.new, report.skipped, report.damages) == (3, 1, 1, {}, [])
    assert pipeline.rows("SELECT url, title, text, fetched_at FROM v1.articles") == [
        (URL, "The harbour chain breaks", "\n".join(STORY), datetime(2019, 5, 1, 8, tzinfo=UTC))
    ]
    assert pipeline.rows("SELECT url, final_url, kind, content_type FROM v1.captures") == [
        (URL, f"{URL}?utm_source=x#top", "page", "text/html; charset=utf-8")
    ]
    assert pipeline.rows("SELECT kind, revision FROM v1.changes") == [("new", 1)]


def test_a_file_that_is_one_gzip_member_is_read_too(pipeline: Pipeline) -> None:
    (report,) = bring(pipeline, gzip.compress(Archive(zipped=False).answer(html()).bytes()))
    assert (report.kept, report.damages) == (1, [])


def test_the_body_is_kept_as_the_wire_had_it(pipeline: Pipeline) -> None:
    packed = gzip.compress(html())
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    sent = [
        ("Content-Type", "text/html"),
        ("Content-Encoding", "gzip"),
        ("Transfer-Encoding", "chunked"),
        ("ETag", '"1"'),
    ]
    bring(pipeline, Archive().answer(chunked, headers=sent))
    assert pipeline.rows("SELECT body, content_encoding, etag, status FROM captures") == [(packed, "gzip", '"1"', 200)]
    assert pipeline.rows("SELECT count(*) FROM v1.articles") == [(1,)]


def test_captures_in_any_order_give_the_history_they_would_have_given(pipeline: Pipeline) -> None:
    bodies = {1: html(), 2: html(CORRECTED), 3: html((*CORRECTED, "It was hung in the rain on a Sunday in November."))}
    archive = Archive()
    for day in (2, 3, 1):
        archive.answer(bodies[day], date=DAY.format(day))
    bring(pipeline, archive)
    assert [(kind, revision) for kind, revision in pipeline.rows("SELECT kind, revision FROM v1.changes ORDER BY seq")] == [
        ("new", 1), ("edited", 2), ("edited", 3)]  # fmt: skip
    assert [at.day for (at,) in pipeline.rows("SELECT fetched_at FROM v1.revisions ORDER BY revision")] == [1, 2, 3]
    assert pipeline.rows("SELECT kind, count(*) FROM captures GROUP BY 1") == [("page", 3)]


def test_a_capture_older_than_what_was_read_is_kept_and_never_read(pipeline: Pipeline) -> None:
    bring(pipeline, Archive().answer(html(CORRECTED), date=DAY.format(9)))
    (report,) = bring(pipeline, Archive().answer(html(), date=DAY.format(2)))
    assert (report.kept, report.aside) == (1, 1)
    assert pipeline.rows("SELECT kind FROM v1.captures ORDER BY fetched_at") == [("aside",), ("page",)]
    assert pipeline.rows("SELECT max(revision) FROM v1.articles") == [(1,)]


def test_a_capture_waits_until_the_one_before_it_is_through(pipeline: Pipeline) -> None:
    bring(pipeline, Archive().answer(html()).answer(html(CORRECTED), date=DAY.format(2)), drained=False)
    with transaction(pipeline.engine) as conn:
        assert backlog.promote(conn, 10) == 0
    assert pipeline.rows("SELECT kind FROM v1.captures") == [("page",)]
    pipeline.execute("UPDATE cursors SET state = 'done'")
    with transaction(pipeline.engine) as conn:
        assert ledger.in_flight(conn)
        assert backlog.promote(conn, 10) == 1
    assert pipeline.rows("SELECT lane, stage, state, waiting FROM cursors") == [("replay", "clean", "due", False)]
    assert pipeline.rows("SELECT kind FROM v1.captures ORDER BY id") == [("page",), ("page",)]


def test_what_waited_too_long_is_put_aside(pipeline: Pipeline) -> None:
    archive = Archive()
    for day in (1, 2, 4):
        archive.answer(html(), date=DAY.format(day))
    bring(pipeline, archive, drained=False)
    pipeline.execute("UPDATE captures SET fetched_at = '2019-05-03' WHERE kind = 'page'")  # fetched live meanwhile
    pipeline.drain()
    assert pipeline.rows("SELECT kind, fetched_at FROM v1.captures ORDER BY fetched_at") == [
        ("aside", datetime(2019, 5, 2, 8, tzinfo=UTC)),
        ("page", datetime(2019, 5, 3, tzinfo=UTC)),
        ("page", datetime(2019, 5, 4, 8, tzinfo=UTC)),
    ]
    with transaction(pipeline.engine) as conn:
        assert not ledger.in_flight(conn)


def test_an_article_that_waits_to_be_fetched_takes_the_imported_page(pipeline: Pipeline, web: HostileWeb) -> None:
    url = web.url("gazette", "/chain")
    with transaction(pipeline.engine) as conn:
        feeds.add_article(conn, url)
    bring(pipeline, Archive().answer(html(), url))
    assert pipeline.rows("SELECT url FROM v1.articles") == [(url,)]
    assert web.asked("gazette") == []


def test_an_article_that_has_been_fetched_gets_a_revision_of_a_newer_page(pipeline: Pipeline, web: HostileWeb) -> None:
    url = web.put("gazette", "/chain", Reply(html()))
    with transaction(pipeline.engine) as conn:
        feeds.add_article(conn, url)
    pipeline.drain()
    later = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    bring(pipeline, Archive().answer(html(CORRECTED), url, later))
    assert pipeline.rows("SELECT count(*), max(revision) FROM v1.revisions") == [(2, 2)]


def test_what_waits_at_a_link_goes_along_when_it_turns_out_to_be_another_article(
    pipeline: Pipeline, web: HostileWeb
) -> None:
    there = web.put("gazette", "/chain/1", Reply(html()))
    link = web.put("gazette", "/r/1", redirect("/chain/1", 301))
    with transaction(pipeline.engine) as conn:
        article_id, _ = feeds.add_article(conn, link)
        ledger.claim(conn, "article", "fetch", [article_id], "away", 0)  # it is being fetched
    later = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    bring(pipeline, Archive().answer(html(CORRECTED), link, later), drained=False)
    assert pipeline.rows("SELECT kind FROM captures") == [("waiting",)]
    pipeline.drain()
    assert pipeline.rows("SELECT url, revision FROM v1.articles") == [(there, 2)]
    assert pipeline.rows("SELECT DISTINCT waiting FROM cursors") == [(False,)]


def test_imported_again_nothing_changes(pipeline: Pipeline) -> None:
    archive = Archive().answer(html()).answer(html(CORRECTED), date=DAY.format(2)).answer(html(), f"{URL}/2")
    bring(pipeline, archive)
    before = pipeline.rows("SELECT max(seq) FROM changes")
    (report,) = bring(pipeline, archive)
    assert (report.kept, report.stored, report.new) == (0, 3, 0)
    assert pipeline.rows("SELECT max(seq) FROM changes") == before


def test_a_revisit_in_the_same_file_repeats_the_page(pipeline: Pipeline) -> None:
    archive = (
        Archive()
        .answer(html())
        .revisit(sha1(html()), DAY.format(2))
        .revisit(sha1(html()), DAY.format(3), f"{URL}/copy")
    )
    (report,) = bring(pipeline, archive)
    assert (report.kept, report.skipped) == (3, {})
    assert pipeline.rows("SELECT count(DISTINCT sha256), count(*) FROM v1.captures") == [(1, 3)]
    assert pipeline.rows("SELECT count(*) FROM v1.articles") == [(2,)]


def test_a_revisit_of_a_stored_page_repeats_it(pipeline: Pipeline) -> None:
    bring(pipeline, Archive().answer(html()))
    (report,) = bring(pipeline, Archive().revisit(sha1(html()), DAY.format(2)))
    assert (report.kept, report.skipped) == (1, {})


def test_a_revisit_of_what_is_not_there_is_counted(pipeline: Pipeline) -> None:
    (report,) = bring(pipeline, Archive().revisit(sha1(b"unknown"), DAY.format(2)))
    assert (report.kept, counted(report)) == (0, {"revisit": 1})


def bad_records(archive: Archive) -> dict[str, int]:
    """Everything that is no page, and how it is counted."""
    image = (("Content-Type", "image/png"),)
    archive.answer(b"\x89PNG", f"{URL}.png", headers=image)
    archive.resource(b"body { }", "https://gazette.example/a.css", "text/css")
    archive.answer(b"moved", f"{URL}/old", status="301 Moved", headers=(("Location", URL),))
    archive.answer(b"", f"{URL}/same", status="304 Not Modified")
    archive.answer(b"gone", f"{URL}/404", status="404 Not Found")
    archive.answer(b"down", f"{URL}/500", status="500 Oops")
    archive.answer(b"", f"{URL}/empty")
    archive.answer(b"x" * 2_000_000, f"{URL}/large")
    archive.answer(html(), f"{URL}/when", date="yesterday")
    archive.answer(html(), f"{URL}/future", date="2150-01-01T00:00:00Z")
    archive.answer(html(), f"{URL}/first", date="0001-01-01T00:00:00Z")
    archive.answer(html(), "https://exa mple.org:x/")
    archive.answer(html(), "dns:gazette.example")
    archive.answer(html(), "ftp://gazette.example/1")
    archive.answer(html(), f"{URL}/cut", fields={"WARC-Truncated": "length"})
    return {"not_html": 2, "redirect": 1, "unchanged": 1, "http_4xx": 1, "http_5xx": 1, "no_text": 1, "too_large": 1,
            "bad_date": 3, "bad_url": 1, "not_http": 2, "truncated": 1}  # fmt: skip


def test_what_is_no_page_is_counted_by_reason_and_loses_nothing_else(pipeline: Pipeline) -> None:
    archive = Archive().answer(html(), f"{URL}/before")
    expected = bad_records(archive)
    archive.answer(html(), f"{URL}/behind")
    (report,) = bring(pipeline, archive, max_page=1_000_000)
    assert counted(report) == expected
    assert report.damages == []
    assert [url for (url,) in pipeline.rows("SELECT url FROM v1.articles ORDER BY id")] == [
        f"{URL}/before",
        f"{URL}/behind",
    ]
    assert report.skipped["redirect"].examples == [f"record 8: answered 301 ({URL}/old)"]


def test_a_resource_that_is_a_page_is_kept(pipeline: Pipeline) -> None:
    bring(pipeline, Archive().resource(html(), URL, "text/html; charset=utf-8"))
    assert pipeline.rows("SELECT title FROM v1.articles") == [("The harbour chain breaks",)]


def note(*, url: str = URL, **changes: Any) -> bytes:
    told = {"about": "article", "url": url, "first_seen_at": "2019-05-01T00:00:00+00:00", **changes}
    return json.dumps(told).encode()


SEEN = {"feed": "https://gazette.example/feed", "url": "x\x00y", "first_seen_at": "2019-05-01T00:00:00Z"}


@pytest.mark.parametrize(
    "block",
    [b"", b"{", b"[]", b'{"about": "article"}', note(url="javascript:alert(1)"), note(url="https://a.example/%zz "),
     note(first_seen_at="9999-01-01T00:00:00Z"), note(captures={"x": {"kind": "waiting"}}), note(sightings=[{"feed": "file:///etc"}]),
     note(failure={"reason": "because", "message": "", "attempts": 1, "failed_at": "2019-05-01T00:00:00Z"})],
)  # fmt: skip
def test_a_note_that_is_none_of_ours_is_refused_as_a_whole(pipeline: Pipeline, block: bytes) -> None:
    archive = Archive()
    archive._write("metadata", URL, block, None, {"Content-Type": "application/vnd.wireroom+json"})
    (report,) = bring(pipeline, archive.answer(html()))
    assert counted(report) == {"bad_record": 1}
    assert pipeline.rows("SELECT count(*) FROM feeds") == [(0,)]
    assert pipeline.rows("SELECT count(*) FROM v1.articles") == [(1,)]


def test_a_note_that_could_be_ours_has_its_text_made_storable(pipeline: Pipeline) -> None:
    archive = Archive()
    policy = {"x_robots_tag": {"*": ["no\x00ai"]}}
    capture = {"kind": "page", "url": "u\x00", "final_url": URL, "elapsed_ms": 1, "policy": policy, "read": True}
    block = note(sightings=[SEEN], captures={"<urn:uuid:1>": capture})
    archive._write("metadata", URL, block, None, {"Content-Type": "application/vnd.wireroom+json"})
    archive.answer(html(), "https://elsewhere.example/", fields={"WARC-Record-ID": "<urn:uuid:1>"})
    (report,) = bring(pipeline, archive)
    assert (report.skipped, report.damages) == ({}, [])
    assert pipeline.rows("SELECT s.url, f.status FROM v1.sightings s JOIN v1.feeds f ON f.id = s.feed_id") == [
        ("xy", "paused")
    ]
    assert pipeline.rows("SELECT url, final_url, policy FROM v1.captures") == [
        ("u", URL, {"x_robots_tag": {"*": ["noai"]}})
    ]


def test_what_the_database_refuses_costs_itself_alone(pipeline: Pipeline) -> None:
    pipeline.execute("ALTER TABLE captures ADD CHECK (url <> 'https://gazette.example/refused')")
    archive = (
        Archive()
        .answer(html(), f"{URL}/1")
        .answer(html(), "https://gazette.example/refused")
        .answer(html(), f"{URL}/2")
    )
    (report,) = bring(pipeline, archive)
    assert (report.kept, counted(report)) == (2, {"error": 1})


def test_old_pages_are_not_looked_at_again_and_younger_ones_only_at_what_is_to_come(pipeline: Pipeline) -> None:
    steps = pipeline.settings.revisits
    young = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
    week = young - timedelta(days=6)
    year = young - timedelta(days=400)
    archive = Archive()
    for number, at in enumerate((young, week, year)):
        archive.answer(html(title=f"Chain {number}"), f"{URL}/{number}", at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    bring(pipeline, archive)
    assert pipeline.rows("SELECT since FROM revisits ORDER BY since DESC") == [(young,), (week,)]
    with transaction(pipeline.engine) as conn:
        revisits.take_due(conn, steps, 100)
    assert pipeline.rows("SELECT since, due_at FROM revisits ORDER BY since DESC") == [
        (young, young + timedelta(hours=6)),
        (week, week + timedelta(days=7)),
    ]
    assert pipeline.rows("SELECT DISTINCT stage, state FROM cursors") == [("cluster", "done")]


# ── the commands ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, bytes], str]:
    def write(name: str, data: bytes) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return str(path)

    return write


Written = Callable[[str, bytes], str]


def test_the_command_says_what_it_kept_and_what_it_left_out(
    wireroom: Command, pipeline: Pipeline, written: Written
) -> None:
    archive = Archive().answer(html()).answer(b"gone", f"{URL}/404", status="404 Not Found")
    path = written("a/x.warc.gz", archive.bytes())
    told = wireroom.json("import", "warc", path, "--dry-run")
    assert (told["dry_run"], told["kept"], told["new"]) == (True, 1, 0)
    assert pipeline.rows("SELECT count(*) FROM articles") == [(0,)]
    told = wireroom.json("import", "warc", str(Path(path).parent))
    assert (told["records"], told["kept"], told["new"]) == (5, 1, 1)
    assert told["files"][0]["skipped"]["http_4xx"]["count"] == 1
    assert wireroom.json("import", "warc", path, "--dry-run")["stored"] == 1
    pipeline.drain()
    assert pipeline.rows("SELECT count(*) FROM v1.articles") == [(1,)]


@pytest.mark.parametrize("name", ["x.warc", "x.warc.gz"])
def test_a_cut_file_is_one_line_and_exit_1(wireroom: Command, pipeline: Pipeline, written: Written, name: str) -> None:
    whole = Archive(zipped=name.endswith("gz")).answer(html()).answer(html(), f"{URL}/2").bytes()
    done = wireroom("import", "warc", written(name, whole[:-100]))
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "x.warc" in done.stderr
    assert pipeline.rows("SELECT url FROM articles") == [(URL,)]


def test_what_a_file_says_of_itself_does_nothing_to_a_terminal(
    wireroom: Command, pipeline: Pipeline, written: Written
) -> None:
    evil = f"{URL}/\x1b[2J\u202e\u2028\x07"
    whole = Archive(zipped=False).answer(b"gone", evil, status="404 Not Found").answer(html(), evil).bytes()
    done = wireroom("import", "warc", written("x.warc", whole[:-100]))
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "http_4xx" in done.stdout
    assert all(line.isprintable() for line in (done.stdout + done.stderr).split("\n"))


def test_what_is_no_warc_file_is_one_line(
    wireroom: Command, pipeline: Pipeline, written: Written, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    for argument, code in (
        (written("x.html", html()), 1),
        (written("empty.warc", b""), 1),
        (written("x.warc.gz", b"\x1f\x8b\x08garbage"), 1),
        (str(tmp_path / "missing.warc"), 2),
        (str(tmp_path / "empty"), 2),
    ):
        done = wireroom("import", "warc", argument)
        assert (done.returncode, len(done.stderr.splitlines())) == (code, 1), (argument, done.stderr)


def test_urls_of_a_file_are_fetched_behind_what_is_live(
    wireroom: Command, pipeline: Pipeline, web: HostileWeb, written: Written
) -> None:
    page = web.put("gazette", "/chain", Reply(html()))
    lines = f"\ufeff# a list\n{page}\n\n  {page}?utm_source=x \r\njavascript:alert(1)\n{'x' * 200_000}\nhttp://a b/\n{page}/2"
    told = wireroom.json("import", "urls", written("urls.txt", lines.encode()))
    assert (told["added"], told["known"], told["refused"]) == (2, 0, 3)
    assert [each["line"] for each in told["lines"]] == [5, 6, 7]
    assert pipeline.rows("SELECT DISTINCT lane, stage, state FROM cursors") == [("replay", "fetch", "due")]
    assert wireroom.json("import", "urls", written("again.txt", page.encode()))["known"] == 1
    pipeline.drain()
    assert pipeline.rows("SELECT url FROM v1.articles") == [(page,)]


def test_a_list_of_nothing_but_bad_lines_fails(wireroom: Command, pipeline: Pipeline, written: Written) -> None:
    done = wireroom("import", "urls", written("urls.txt", b"ftp://a.example/\nfile:///etc/passwd\n"))
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 2)
    assert wireroom("import", "urls", "/nowhere/urls.txt").returncode == 2


def test_a_file_that_is_no_text_is_one_line_and_adds_nothing(
    wireroom: Command, pipeline: Pipeline, tmp_path: Path
) -> None:
    for name, content in (("page.gz", b"\x1f\x8b\x08\0\0\n"), ("folder", None)):
        path = tmp_path / name
        path.mkdir() if content is None else path.write_bytes(content)
        done = wireroom("import", "urls", str(path))
        assert (done.returncode, len(done.stderr.splitlines())) == (2 if content is None else 1, 1)
    assert pipeline.rows("SELECT count(*) FROM articles") == [(0,)]


def test_an_import_beside_a_poll_of_the_same_urls_never_locks_it_out(pipeline: Pipeline) -> None:
    """Everybody adds articles in the order of their keys; their ids are in the order in which they came nevertheless."""
    first, second = sorted((URL, f"{URL}/2"), key=urls.key)
    waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"

    def bring() -> None:
        with transaction(pipeline.engine) as conn:
            imports.add_urls(conn, [second, first])

    with ThreadPoolExecutor(1) as other:
        with transaction(pipeline.engine) as conn:
            imports.add_urls(conn, [first])
            brought = other.submit(bring)
            while pipeline.rows(waits) == [(0,)]:
                assert not brought.done()
            imports.add_urls(conn, [second])
        brought.result()
    listed = [f"{URL}/of-a-list/{number}" for number in range(9)]
    with transaction(pipeline.engine) as conn:
        imports.add_urls(conn, listed)
    assert [url for (url,) in pipeline.rows("SELECT url FROM articles ORDER BY id")][-9:] == listed


def test_letting_in_reads_one_of_those_that_wait_however_many_they_are(pipeline: Pipeline) -> None:
    """Every tick of the scheduler does it: an address that was archived every hour must not hold up what is live."""
    bring(pipeline, Archive().answer(html()), drained=False)
    pipeline.execute("UPDATE cursors SET stage = 'cluster', state = 'done', waiting = true WHERE kind = 'article'")
    pipeline.execute("""
        INSERT INTO captures (article_id, url, final_url, fetched_at, elapsed_ms, status, headers, body, bytes, sha256, kind)
        SELECT article_id, url, url, fetched_at + n * interval '1 hour', 0, 200, headers, body, bytes, sha256, 'waiting'
          FROM captures, generate_series(1, 3000) n
    """)
    pipeline.execute("ANALYZE captures")
    read = "SELECT sum(idx_tup_fetch + seq_tup_read) FROM pg_stat_xact_user_tables WHERE relname = 'captures'"
    with transaction(pipeline.engine) as conn:
        assert backlog.promote(conn, 10) == 1
        assert conn.execute(text(read)).scalar_one() < 50
    assert pipeline.rows("SELECT kind, count(*) FROM captures GROUP BY 1 ORDER BY 1") == [
        ("page", 2),
        ("waiting", 2_999),
    ]
