"""Memory of an export: `python -m benchmarks.export [--articles 100000]`.

Fills an embedded PostgreSQL of its own with articles of ordinary size and what extractors find in them, exports all of them
with `wireroom export` as a process, to Parquet and to JSON lines, and prints the most memory that process ever had, its time
and the size of what it wrote; then the same with a few articles of a megabyte of text each. Fails where Parquet took more
than 300 MB.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg

from pipeline.store import schema
from pipeline.store.engine import connect
from workers.embedded import Servers

ROOT = Path(__file__).parent.parent
TARGET = 300.0  # MB
MB = 1_000_000
LARGE = 1_000_000  # characters
DAYS = 10
_SENTENCE = (
    "The council of town {i} heard on day {n} that ferry number {i}-{n} will cost about {n} million and {i} more. "
)
# Annotations by kind: how many an article of 5,000 characters has, the length of their words, their attributes.
_FOUND = {
    ("entities", "mention"): (25, 12, """{"kind": "person"}"""),
    ("entities", "description"): (3, 40, """{"kind": "person", "head": "mayor"}"""),
    (
        "quotes",
        "quote",
    ): (4, 150, """{"direct": true, "speaker": "Ann Bell", "speaker_start": 1, "speaker_end": 9, "cue": "said", "form": "said"}"""),
    (
        "figures",
        "figure",
    ): (6, 20, """{"value": "12.5", "unit": "EUR", "about": "the new ferry", "qualifier": "about", "claimed_by": "Ann Bell"}"""),
    ("dates", "date"): (5, 14, """{"starts_on": "2026-11-02", "ends_on": "2026-11-02", "precision": "day", "type": "date"}"""),
    ("citations", "citation"): (2, 30, """{"cited": "BBC", "via": "reported"}"""),
    (
        "links",
        "link",
    ): (30, 0, """{"url": "https://example.com/a/long/way/to/the/page", "host": "example.com", "anchor": "more", "external": true}"""),
}  # fmt: skip
_ARTICLES = f"""
    INSERT INTO articles (id, url, url_key, host, revision, first_seen_at, updated_at)
    OVERRIDING SYSTEM VALUE
    SELECT i, url, sha256(convert_to(url, 'UTF8')), 'h' || i %% 97 || '.example.org', 1,
           timestamptz '2026-11-01 06:00Z' + make_interval(days => (i %% {DAYS})::int), now()
      FROM generate_series(%(low)s::bigint, %(high)s::bigint) i, LATERAL (SELECT 'https://h.example.org/' || i) u (url)
"""
_SIGHTINGS = """
    INSERT INTO sightings (feed_id, article_id, guid, url, title)
    SELECT 1, i, i::text, 'https://h.example.org/' || i, 'Report ' || i FROM generate_series(%(low)s::bigint, %(high)s::bigint) i
"""
_REVISIONS = """
    INSERT INTO revisions (article_id, revision, capture_id, fetched_at, title, text, text_sha256, word_count, authors, tags,
                           verdict, paywalled, links, cleaner, cleaner_version, language, evidence)
    SELECT i, 1, i, now(), 'Report ' || i, text, sha256(convert_to(text, 'UTF8')), 800, '{Ann Lee}', '{ferries,town}', 'article',
           false, '[]', 'trafilatura', 1, 'en', '{"title": [["h1", "Report"]]}'
      FROM generate_series(%(low)s::bigint, %(high)s::bigint) i,
           LATERAL (SELECT string_agg(replace(replace(%(sentence)s, '{i}', i::text), '{n}', n::text), '' ORDER BY n)
                      FROM generate_series(1, %(sentences)s) n) t (text)
"""
_ANNOTATIONS = """
    INSERT INTO annotations (article_id, revision, extractor, ordinal, extractor_version, kind, start_char, end_char, text, attributes)
    SELECT i, 1, %(extractor)s, n + %(first)s, 1, %(kind)s, n, n + %(length)s, repeat('w', %(length)s), %(attributes)s::jsonb
      FROM generate_series(%(low)s::bigint, %(high)s::bigint) i, generate_series(0, %(count)s - 1) n
"""


def fill(url: str, low: int, high: int, characters: int) -> None:
    """Articles with these ids, with a text of that length and as much found in it as its length lets expect."""
    times = characters / 5_000
    sentences = round(characters / len(_SENTENCE))
    series = {"low": low, "high": high}
    statements = [
        (_ARTICLES, series),
        (_SIGHTINGS, series),
        (_REVISIONS, {**series, "sentence": _SENTENCE, "sentences": sentences}),
    ]
    for place, ((extractor, kind), (count, length, attributes)) in enumerate(_FOUND.items()):
        given = {
            "extractor": extractor,
            "kind": kind,
            "length": length,
            "attributes": attributes,
            "first": place * 100_000,
        }
        statements.append((_ANNOTATIONS, {**series, **given, "count": round(count * times)}))

    def one(statement: tuple[str, dict[str, object]]) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")  # foreign keys hold, or nobody asks
            connection.execute("SET synchronous_commit = off")
            connection.execute(statement[0].encode(), statement[1])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, statements))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def export(url: str, home: Path, form: str) -> tuple[float, float, float, float]:
    """Export everything into a folder; the most memory that took in MB, seconds, seconds of CPU, MB written."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WIREROOM_")}  # noqa: TID251
    environment |= {
        "WIREROOM_HOME": str(home),
        "WIREROOM_DATABASE_URL": url,
        "WIREROOM_REDIS_URL": "redis://127.0.0.1:1/0",
    }
    out = home / "out"
    command = [sys.executable, "-m", "workers.cli", "export", "--format", form, "--out", str(out), "--all"]
    started = time.monotonic()
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - started
    if process.returncode:
        raise SystemExit(f"the export ended with {process.returncode}")
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    shutil.rmtree(out)
    return usage.ru_maxrss * 1024 / MB, seconds, usage.ru_utime + usage.ru_stime, size / MB


def main() -> None:
    """Fill, export, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--large", type=int, default=300, help=f"articles of {LARGE:,} characters; 0: none")
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="wre-"))
    servers = Servers(home, redis=False)
    servers.hold()
    beyond = []
    try:
        url = servers.database_url
        engine = connect(url)
        schema.upgrade(engine)
        engine.dispose()
        for count, characters in ((options.articles, 5_000), (options.large, LARGE)):
            if not count:
                continue
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("TRUNCATE articles, sightings, revisions, annotations, cursors CASCADE")
            fill(url, 1, count, characters)
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(
                    "INSERT INTO cursors (kind, id, stage, state, due_at, wake_at)"
                    " SELECT 'article', id, 'cluster', 'done', now(), now() FROM articles"
                )
            print(f"{count:,} articles of {characters:,} characters", flush=True)
            for form in ("parquet", "jsonl"):
                peak, seconds, cpu, size = export(url, home, form)
                print(
                    f"    {form:8} peak {peak:5.0f} MB, {seconds:5.1f} s, {cpu:5.1f} s of CPU, {size:7.1f} MB written",
                    flush=True,
                )
                if form == "parquet" and peak > TARGET:
                    beyond.append(f"{peak:.0f} MB")
    finally:
        servers.let_go()
        shutil.rmtree(home, ignore_errors=True)
    if beyond:
        raise SystemExit(f"Parquet took more than {TARGET:.0f} MB: {', '.join(beyond)}")


if __name__ == "__main__":
    main()
