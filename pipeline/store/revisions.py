"""What `clean` reads and writes: captured pages, and the revisions made of them."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from sqlalchemy import Connection, text

from pipeline.clean.furniture import PAGES, key
from pipeline.cluster.fingerprint import fingerprint
from pipeline.model import Before, Cleaned, Habits, Page
from pipeline.store import habits, superseded
from pipeline.store.engine import clean_text
from pipeline.store.feeds import SETTINGS_OF_ARTICLE

_PAGES = f"""
    SELECT a.id, a.url, a.host, s.title, s.published_at, f.source, {SETTINGS_OF_ARTICLE} ->> 'full_text' AS full_text,
           p.id, p.fetched_at, p.content_type, p.content_encoding, p.body,
           t.id, t.fetched_at, t.content_type, t.content_encoding, t.body,
           r.title, r.text_sha256, b.id, b.fetched_at, b.content_type, b.content_encoding, b.body
      FROM unnest(%s::bigint[]) v (id)
      JOIN articles a ON a.id = v.id
      LEFT JOIN LATERAL (SELECT * FROM captures WHERE article_id = a.id AND kind = 'page' AND status BETWEEN 200 AND 299
                            AND pruned_at IS NULL ORDER BY id DESC LIMIT 1) p ON true
      LEFT JOIN LATERAL (SELECT * FROM captures WHERE article_id = a.id AND kind = 'feed' AND pruned_at IS NULL
                          ORDER BY id DESC LIMIT 1) t ON true
      LEFT JOIN LATERAL (SELECT feed_id, title, published_at FROM sightings WHERE article_id = a.id
                          ORDER BY published_at NULLS LAST, feed_id LIMIT 1) s ON true
      LEFT JOIN feeds f ON f.id = s.feed_id
      LEFT JOIN revisions r ON r.article_id = a.id AND r.revision = a.revision AND r.text_from = 'page' AND r.capture_id < p.id
      LEFT JOIN captures b ON b.id = r.capture_id
     WHERE p.id IS NOT NULL OR t.id IS NOT NULL
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Take:
    """A page and what was made of it; `ms`: the CPU time that took."""

    page: Page
    cleaned: Cleaned
    ms: float


def load_pages(conn: Connection, ids: Sequence[int]) -> Mapping[int, Page]:
    """Newest good capture of each article with the text its feed carried, if any, what the feeds said of it, its host's
    habits, and the revision that an earlier capture has given."""
    driver: Any = conn.connection.driver_connection
    with driver.cursor(binary=True) as cursor:  # text form would double every body on the way
        cursor.execute(_PAGES, [list(ids)])
        rows = cursor.fetchall()
    known = habits.load(conn, (row[2] for row in rows))
    return {row[0]: _page(row, known.get(row[2], Habits())) for row in rows}


def _page(row: Sequence[Any], known: Habits) -> Page:
    article, url, _, title, published_at, source, full_text = row[:7]

    def made(capture: Sequence[Any], kind: Literal["page", "feed"]) -> Page | None:
        identity, at, content_type, encoding, body = capture
        if identity is None:
            return None
        return Page(
            article, identity, url, at, content_type, encoding, body, title, published_at, source, kind, habits=known
        )

    page, text_of_feed = made(row[7:12], "page"), made(row[12:17], "feed")
    if page is None or (text_of_feed is not None and full_text == "feed"):
        return cast(Page, text_of_feed)
    before = Before(row[17], row[18], made(row[19:24], "page")) if row[18] is not None else None
    return replace(page, spare=None if full_text == "page" else text_of_feed, before=before)


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
    "wire_origin",
    "removed",
    "evidence",
    "clean_ms",
]
_JSON = frozenset({"links", "removed", "evidence"})
# What tells consumers nothing new when it alone differs.
_SILENT_FIELDS = frozenset(
    {
        "capture_id",
        "fetched_at",
        "cleaner",
        "cleaner_version",
        "links",
        "fingerprint",
        "removed",
        "evidence",
        "clean_ms",
    }
)
_PRECEDENCE = ("new", "edited", "reextracted")


def record_of(take: Take, version: int) -> dict[str, Any]:
    """The fields of a revision, as they are stored."""
    page, cleaned = take.page, take.cleaned
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
        "cleaner": cleaned.cleaner,
        "cleaner_version": version,
        "text_from": cleaned.text_from,
        "wire_origin": cleaned.wire_origin,
        "removed": [[removed.before, removed.text, removed.why] for removed in cleaned.removed],
        "evidence": _storable(cleaned.evidence),
        "clean_ms": round(take.ms, 2),
    }


def _storable(value: Any) -> Any:
    """JSON as it will be read again: values as pages write them may hold what PostgreSQL does not."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {key: _storable(item) for key, item in value.items()}
    return [_storable(item) for item in value] if isinstance(value, list | tuple) else value


def _value(name: str) -> str:
    return f"CAST(:{name} AS jsonb)" if name in _JSON else f":{name}"


_INSERT_REVISION = text(
    f"INSERT INTO revisions (article_id, revision, made, {', '.join(_REVISION_FIELDS)}) "  # noqa: S608
    f"VALUES (:article_id, :revision, :made, {', '.join(map(_value, _REVISION_FIELDS))})"
)
_UPDATE_REVISION = text(
    f"UPDATE revisions SET {', '.join(f'{name} = {_value(name)}' for name in _REVISION_FIELDS)} "  # noqa: S608
    "WHERE article_id = :article_id AND revision = :revision"
)
_NEWEST = text(f"""
    SELECT a.id AS article_id, a.host, a.announce, r.revision, {", ".join("r." + name for name in _REVISION_FIELDS)}
      FROM articles a LEFT JOIN revisions r ON r.article_id = a.id AND r.revision = a.revision
     WHERE a.id = ANY(:ids)
""")  # noqa: S608


def _told_as(newest: Mapping[str, Any] | None, record: Mapping[str, Any]) -> tuple[str | None, bool]:
    """What consumers are told of a record, if anything, and whether it is a revision of its own.

    It is the publisher's doing where another capture, read in the same way, gave something else.
    """
    if newest is None:
        return "new", True
    differing = {name for name in _REVISION_FIELDS if newest[name] != record[name]}
    ours = "capture_id" not in differing or "text_from" in differing
    if differing & {"text_sha256", "title"}:
        return "reextracted" if ours else "edited", True
    if not differing - _SILENT_FIELDS:
        return None, False
    return "reextracted" if ours or "cleaner_version" in differing else "edited", False


def save_revisions(
    conn: Connection, taken: Mapping[int, Sequence[Take]], version: int
) -> tuple[dict[int, str], set[int]]:
    """Store what `clean` made: a new revision where text or title differ from the newest, else that one brought up to date.

    An article has two takes where a page fetched anew differs: the page before, made anew, comes first, so that what our
    own changes do is told apart from what the publisher did. What consumers are to be told is kept on the article until
    extraction is through: `new`, `edited` where another capture gave another text, `reextracted` where the same did.
    Returns the articles' hosts, and which of them got their first revision.
    """
    inserts, updates, told, first = [], [], [], set()
    replaced: list[superseded.Replaced] = []
    hosts: dict[int, str] = {}
    for row in conn.execute(_NEWEST, {"ids": sorted(taken)}):
        hosts[row.article_id] = row.host
        newest, announce, number, changed = row._asdict(), row.announce, row.revision, False
        for take in taken[row.article_id]:
            record = record_of(take, version)
            stored = record | {name: json.dumps(record[name]) for name in _JSON} | {"article_id": row.article_id}
            kind, fresh = _told_as(newest if number is not None else None, record)
            if fresh:
                number = (number or 0) + 1
                inserts.append({**stored, "revision": number, "made": kind})
                if kind == "new":
                    first.add(row.article_id)
            elif any(newest[name] != record[name] for name in _REVISION_FIELDS if name != "clean_ms"):
                updates.append({**stored, "revision": number})
                old = newest["cleaner_version"]
                values = {
                    name: newest[name]
                    for name in _REVISION_FIELDS
                    if name not in _SILENT_FIELDS and newest[name] != record[name]
                }
                if values and old != version:
                    replaced.append(superseded.Replaced(row.article_id, number, "clean", old, values))
            newest, changed = record, changed or kind is not None
            announce = min(filter(None, (announce, kind)), key=_PRECEDENCE.index, default=None)
        if changed:
            told.append({"id": row.article_id, "revision": number, "announce": announce})
    superseded.keep(conn, replaced)
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
    return hosts, first


def teach(
    conn: Connection, taken: Mapping[int, Sequence[Take]], hosts: Mapping[int, str], first: Collection[int]
) -> set[int]:
    """What these pages teach about their hosts; articles that are to be cleaned again, because it has just been learned."""
    lessons = [
        habits.Lesson(
            article_id,
            hosts[article_id],
            {key(words): words for words in take.cleaned.repeatable},
            take.page.habits.furniture,
            key(max(take.cleaned.text.split("\n"), key=len)),
            take.cleaned.titles if article_id in first else {},
        )
        for article_id, (*_, take) in sorted(taken.items())
        if take.cleaned.text_from == "page"
    ]
    return habits.learn(conn, lessons, PAGES)
