"""What `fetch` reads and writes: articles to fetch, and the HTTP answers kept."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, text

from pipeline.model import Capture, Target
from pipeline.store.engine import clean_text


def load_targets(conn: Connection, ids: Sequence[int]) -> Mapping[int, Target]:
    """Articles to fetch."""
    rows = conn.execute(text("SELECT id, url, host FROM articles WHERE id = ANY(:ids)"), {"ids": list(ids)})
    return {row.id: Target(row.id, row.url, row.host) for row in rows}


def save_captures(conn: Connection, captures: Mapping[int, Capture]) -> None:
    """Keep HTTP answers as the wire had them."""
    conn.execute(
        text("""
            INSERT INTO captures (article_id, url, final_url, fetched_at, elapsed_ms, status, content_type,
                                  content_encoding, headers, body, bytes, sha256, etag, last_modified)
            VALUES (:article_id, :url, :final_url, :fetched_at, :elapsed_ms, :status, :content_type, :content_encoding,
                    CAST(:headers AS jsonb), :body, :bytes, :sha256, :etag, :last_modified)
        """),
        [
            {
                "article_id": article_id,
                "url": capture.url,
                "final_url": clean_text(capture.final_url),
                "fetched_at": capture.fetched_at,
                "elapsed_ms": capture.elapsed_ms,
                "status": capture.status,
                "content_type": clean_text(capture.header("content-type")),
                "content_encoding": clean_text(capture.header("content-encoding")),
                "headers": json.dumps([[clean_text(name), clean_text(value)] for name, value in capture.headers]),
                "body": capture.body,
                "bytes": len(capture.body),
                "sha256": hashlib.sha256(capture.body).digest(),
                "etag": clean_text(capture.header("etag")),
                "last_modified": clean_text(capture.header("last-modified")),
            }
            for article_id, capture in captures.items()
        ],
    )
