"""What `clean` reads and writes: captured pages, and the revisions made of them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, cast

from sqlalchemy import Connection, text

from pipeline.cluster.fingerprint import fingerprint
from pipeline.model import Cleaned, Page
from pipeline.store.feeds import SETTINGS_OF_ARTICLE

_PAGES = f"""
    SELECT a.id, a.url, s.title, s.published_at, f.source, {SETTINGS_OF_ARTICLE} ->> 'full_text' AS full_text,
           p.id, p.fetched_at, p.content_type, p.content_encoding, p.body,
           t.id, t.fetched_at, t.content_type, t.content_encoding, t.body
      FROM unnest(%s::bigint[]) v (id)
      JOIN articles a ON a.id = v.id
      LEFT JOIN LATERAL (SELECT * FROM captures WHERE article_id = a.id AND kind = 'page' AND status BETWEEN 200 AND 299
                          ORDER BY id DESC LIMIT 1) p ON true
      LEFT JOIN LATERAL (SELECT * FROM captures WHERE article_id = a.id AND kind = 'feed' ORDER BY id DESC LIMIT 1) t ON true
      LEFT JOIN LATERAL (SELECT feed_id, title, published_at FROM sightings WHERE article_id = a.id
                          ORDER BY published_at NULLS LAST, feed_id LIMIT 1) s ON true
      LEFT JOIN feeds f ON f.id = s.feed_id
     WHERE p.id IS NOT NULL OR t.id IS NOT NULL
"""  # noqa: S608


def load_pages(conn: Connection, ids: Sequence[int]) -> Mapping[int, Page]:
    """Newest good capture of each article with the text its feed carried, if any, and what the feeds said of it."""
    driver: Any = conn.connection.driver_connection
    with driver.cursor(binary=True) as cursor:  # text form would double every body on the way
        cursor.execute(_PAGES, [list(ids)])
        return {row[0]: _page(row) for row in cursor}


def _page(row: Sequence[Any]) -> Page:
    article, url, title, published_at, source, full_text = row[:6]

    def made(capture: Sequence[Any], kind: Literal["page", "feed"]) -> Page | None:
        identity, at, content_type, encoding, body = capture
        if identity is None:
            return None
        return Page(article, identity, url, at, content_type, encoding, body, title, published_at, source, kind)

    page, text_of_feed = made(row[6:11], "page"), made(row[11:16], "feed")
    if page is None or text_of_feed is None or full_text == "feed":
        return text_of_feed or cast(Page, page)
    if full_text == "page":
        return page
    return replace(page, spare=text_of_feed)


_REVISION_FIELDS = [
    "capture_id",
    "fetched_at",
    "title",
    "text",
    "text_sha256",
    "fingerprint",
    "word_count",
    "authors",
    "published_at",
    "published_precision",
    "published_from",
    "canonical_url",
    "declared_language",
    "source",
    "summary",
    "image_url",
    "tags",
    "verdict",
    "paywalled",
    "links",
    "cleaner",
    "cleaner_version",
    "text_from",
]
# What tells consumers nothing new when it alone differs.
_SILENT_FIELDS = frozenset({"capture_id", "fetched_at", "cleaner", "cleaner_version", "links", "fingerprint"})


def _record(page: Page, cleaned: Cleaned, cleaners: Mapping[str, str], version: int) -> dict[str, Any]:
    published = cleaned.published
    if page.spare is not None and cleaned.text_from == "feed":
        page = page.spare
    return {
        "capture_id": page.capture_id,
        "fetched_at": page.fetched_at,
        "title": cleaned.title,
        "text": cleaned.text,
        "text_sha256": hashlib.sha256(cleaned.text.encode()).digest(),
        "fingerprint": fingerprint(cleaned.text),
        "word_count": len(cleaned.text.split()),
        "authors": list(cleaned.authors),
        "published_at": published.at if published else None,
        "published_precision": published.precision if published else None,
        "published_from": published.source if published else None,
        "canonical_url": cleaned.canonical_url,
        "declared_language": cleaned.language,
        "source": cleaned.source,
        "summary": cleaned.summary,
        "image_url": cleaned.image_url,
        "tags": list(cleaned.tags),
        "verdict": cleaned.verdict,
        "paywalled": cleaned.paywalled,
        "links": [[link.url, link.anchor] for link in cleaned.links],
        "cleaner": cleaners[cleaned.text_from],
        "cleaner_version": version,
        "text_from": cleaned.text_from,
    }


_INSERT_REVISION = text(
    f"INSERT INTO revisions (article_id, revision, {', '.join(_REVISION_FIELDS)}) VALUES (:article_id, :revision, "  # noqa: S608
    + ", ".join("CAST(:links AS jsonb)" if name == "links" else f":{name}" for name in _REVISION_FIELDS)
    + ")"
)
_UPDATE_REVISION = text(
    "UPDATE revisions SET "  # noqa: S608
    + ", ".join(
        f"{name} = " + ("CAST(:links AS jsonb)" if name == "links" else f":{name}") for name in _REVISION_FIELDS
    )
    + " WHERE article_id = :article_id AND revision = :revision"
)


def save_revisions(
    conn: Connection, cleaned: Mapping[int, tuple[Page, Cleaned]], cleaners: Mapping[str, str], version: int
) -> None:
    """Store what `clean` made: a new revision where text or title differ from the newest, else that one brought up to date.

    What consumers are to be told is kept on the article until extraction is through: `new`, `edited` where another
    capture gave another text, `reextracted` where the same capture did.
    """
    newest = {
        row.article_id: row
        for row in conn.execute(
            text(f"""
                SELECT a.id AS article_id, a.announce, r.revision, {", ".join("r." + name for name in _REVISION_FIELDS)}
                  FROM articles a LEFT JOIN revisions r ON r.article_id = a.id AND r.revision = a.revision
                 WHERE a.id = ANY(:ids)
            """),  # noqa: S608
            {"ids": list(cleaned)},
        )
    }
    inserts, updates, told = [], [], []
    for article_id, (page, result) in sorted(cleaned.items()):
        record = _record(page, result, cleaners, version)
        before = newest[article_id]
        stored = {**record, "links": json.dumps(record["links"]), "article_id": article_id}
        if before.revision is None:
            inserts.append({**stored, "revision": 1})
            told.append({"id": article_id, "revision": 1, "announce": "new"})
            continue
        if (before.text_sha256, before.title) != (record["text_sha256"], record["title"]):
            inserts.append({**stored, "revision": before.revision + 1})
            kind = "reextracted" if before.capture_id == record["capture_id"] else "edited"
            told.append({"id": article_id, "revision": before.revision + 1, "announce": before.announce or kind})
            continue
        if any(getattr(before, name) != record[name] for name in _REVISION_FIELDS):
            updates.append({**stored, "revision": before.revision})
        if any(getattr(before, name) != record[name] for name in _REVISION_FIELDS if name not in _SILENT_FIELDS):
            told.append({"id": article_id, "revision": before.revision, "announce": before.announce or "reextracted"})
    if inserts:
        conn.execute(_INSERT_REVISION, inserts)
    if updates:
        conn.execute(_UPDATE_REVISION, updates)
    if told:
        conn.execute(
            text("""
                UPDATE articles a SET revision = v.revision, announce = v.announce, updated_at = now()
                  FROM jsonb_to_recordset(CAST(:told AS jsonb)) v (id bigint, revision int, announce text)
                 WHERE a.id = v.id
            """),
            {"told": json.dumps(told)},
        )
