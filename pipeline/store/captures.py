"""What `fetch` reads and writes: articles to fetch, and the HTTP answers kept."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from pipeline.model import Capture, Manners, Target, Validators
from pipeline.store.engine import clean_text
from pipeline.store.feeds import SETTINGS_OF_ARTICLE, source_settings

_TARGETS = text(f"""
    SELECT a.id, a.url, a.host, h.crawl_delay, h.pace, h.not_before, {SETTINGS_OF_ARTICLE} AS settings,
           EXISTS (SELECT FROM captures c WHERE c.article_id = a.id AND c.kind = 'feed') AS spare,
           p.final_url, CASE WHEN p.id = n.capture_id THEN p.etag END AS etag,
           CASE WHEN p.id = n.capture_id THEN p.last_modified END AS last_modified
      FROM articles a
      LEFT JOIN hosts h ON h.host = a.host
      LEFT JOIN revisions n ON n.article_id = a.id AND n.revision = a.revision
      LEFT JOIN LATERAL (SELECT id, final_url, etag, last_modified FROM captures WHERE article_id = a.id AND kind = 'page'
                            AND status BETWEEN 200 AND 299 AND a.revision IS NOT NULL ORDER BY id DESC LIMIT 1) p ON true
     WHERE a.id = ANY(:ids)
""")  # noqa: S608

_COLUMNS = {
    "article_id": "int8",
    "url": "text",
    "final_url": "text",
    "fetched_at": "timestamptz",
    "elapsed_ms": "int4",
    "status": "int4",
    "content_type": "text",
    "content_encoding": "text",
    "headers": "jsonb",
    "body": "bytea",
    "bytes": "int4",
    "sha256": "bytea",
    "etag": "text",
    "last_modified": "text",
    "policy": "jsonb",
    "kind": "text",
}


def load_targets(conn: Connection, ids: Sequence[int]) -> Mapping[int, Target]:
    """Articles to fetch."""
    return {
        row.id: Target(
            row.id,
            row.url,
            row.host,
            row.spare,
            source_settings(row.settings),
            Manners(row.crawl_delay or 0.0, row.pace or 0.0, row.not_before),
            Validators(row.final_url, row.etag, row.last_modified) if row.final_url else None,
        )
        for row in conn.execute(_TARGETS, {"ids": list(ids)})
    }


def save_captures(conn: Connection, captures: Sequence[tuple[int, Capture, Mapping[str, Any] | None, str]]) -> None:
    """Keep HTTP answers as the wire had them: (article id, answer, what its publisher says of other uses, kind)."""
    from psycopg.types.json import Jsonb

    driver: Any = conn.connection.driver_connection
    with (
        driver.cursor() as cursor,  # binary COPY: as parameters, bodies are written out twice
        cursor.copy(f"COPY captures ({', '.join(_COLUMNS)}) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types(list(_COLUMNS.values()))
        for article_id, capture, policy, kind in captures:
            first = {name.lower(): value for name, value in reversed(capture.headers)}
            copy.write_row(
                (
                    article_id,
                    capture.url,
                    clean_text(capture.final_url),
                    capture.fetched_at,
                    capture.elapsed_ms,
                    capture.status,
                    clean_text(first.get("content-type")),
                    clean_text(first.get("content-encoding")),
                    Jsonb([[clean_text(name), clean_text(value)] for name, value in capture.headers]),
                    capture.body,
                    len(capture.body),
                    hashlib.sha256(capture.body).digest(),
                    clean_text(first.get("etag")),
                    clean_text(first.get("last-modified")),
                    Jsonb(policy) if policy else None,
                    kind,
                )
            )
