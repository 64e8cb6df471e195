"""What `extract` reads and writes: documents, and the annotations made of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from pipeline.model import Annotation, Document, Link
from pipeline.store.engine import clean_text


@dataclass(frozen=True, slots=True)
class Extracted:
    """What the extractors made of one document: annotations, versions of those that ran, messages of those that failed."""

    document: Document
    annotations: Mapping[str, Sequence[Annotation]]
    versions: Mapping[str, int]
    failures: Mapping[str, str]


def load_documents(conn: Connection, ids: Sequence[int]) -> Mapping[int, Document]:
    """The newest revision of each article."""
    rows = conn.execute(
        text("""
            SELECT a.id, r.revision, a.url, r.title, r.text, r.declared_language, r.published_at, r.links
              FROM articles a JOIN revisions r ON r.article_id = a.id AND r.revision = a.revision
             WHERE a.id = ANY(:ids)
        """),
        {"ids": list(ids)},
    )
    return {
        row.id: Document(
            row.id,
            row.revision,
            row.url,
            row.title,
            row.text,
            row.declared_language,
            row.published_at,
            tuple(Link(url, anchor) for url, anchor in row.links),
        )
        for row in rows
    }


def _annotation_rows(extracted: Extracted) -> list[dict[str, Any]]:
    return [
        {
            "article_id": extracted.document.article_id,
            "revision": extracted.document.revision,
            "extractor": name,
            "ordinal": ordinal,
            "extractor_version": extracted.versions[name],
            "kind": item.kind,
            "start_char": item.start,
            "end_char": item.end,
            "text": item.text,
            "attributes": {key: clean_text(value) for key, value in item.attributes.items()},
        }
        for name, items in extracted.annotations.items()
        for ordinal, item in enumerate(items)
    ]


def save_annotations(conn: Connection, results: Sequence[Extracted]) -> list[int]:
    """Replace each extractor's annotations by the new ones where they differ; ids of articles that changed.

    An extractor that failed keeps what it had made before.
    """
    ids = [result.document.article_id for result in results]
    stored: dict[int, dict[str, list[dict[str, Any]]]] = {}
    for row in conn.execute(
        text("""
            SELECT n.article_id, n.revision, n.extractor, n.ordinal, n.extractor_version, n.kind, n.start_char, n.end_char,
                   n.text, n.attributes
              FROM annotations n JOIN articles a ON a.id = n.article_id AND a.revision = n.revision
             WHERE n.article_id = ANY(:ids) ORDER BY n.article_id, n.extractor, n.ordinal
        """),
        {"ids": ids},
    ).mappings():
        stored.setdefault(row["article_id"], {}).setdefault(row["extractor"], []).append(dict(row))
    inserts: list[dict[str, Any]] = []
    deletes, changed, setbacks = [], [], []
    for result in results:
        article_id, fresh = result.document.article_id, _annotation_rows(result)
        for name in result.versions:
            rows = [row for row in fresh if row["extractor"] == name]
            before = stored.get(article_id, {}).get(name, [])
            if rows != before:
                changed.append(article_id)
                inserts += rows
                if before:
                    deletes.append({"article_id": article_id, "revision": result.document.revision, "extractor": name})
        setbacks += [
            {
                "id": article_id,
                "name": name,
                "key": name.encode(),
                "url": result.document.url,
                "message": clean_text(message),
            }
            for name, message in result.failures.items()
        ]
    if deletes:
        conn.execute(
            text(
                "DELETE FROM annotations WHERE article_id = :article_id AND revision = :revision AND extractor = :extractor"
            ),
            deletes,
        )
    if inserts:
        conn.execute(
            text("""
                INSERT INTO annotations (article_id, revision, extractor, ordinal, extractor_version, kind, start_char,
                                         end_char, text, attributes)
                SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb))
                    v (article_id bigint, revision int, extractor text, ordinal int, extractor_version int, kind text,
                       start_char int, end_char int, text text, attributes jsonb)
            """),
            {"rows": json.dumps(inserts)},
        )
    conn.execute(
        text("""
            UPDATE revisions r SET extractors = r.extractors || v.versions, language = coalesce(v.language, r.language)
              FROM jsonb_to_recordset(CAST(:rows AS jsonb)) v (id bigint, revision int, versions jsonb, language text)
             WHERE r.article_id = v.id AND r.revision = v.revision
               AND (NOT r.extractors @> v.versions OR r.language IS DISTINCT FROM coalesce(v.language, r.language))
        """),
        {
            "rows": json.dumps(
                [
                    {
                        "id": result.document.article_id,
                        "revision": result.document.revision,
                        "versions": dict(result.versions),
                        "language": _language(result),
                    }
                    for result in results
                ]
            )
        },
    )
    conn.execute(
        text("DELETE FROM setbacks WHERE kind = 'article' AND item_id = ANY(:ids) AND stage = 'extract'"), {"ids": ids}
    )
    if setbacks:
        conn.execute(
            text("""
                INSERT INTO setbacks (kind, item_id, stage, key, url, reason, message)
                VALUES ('article', :id, 'extract', :key, :url, 'error', :name || ': ' || :message)
            """),
            setbacks,
        )
    return sorted(set(changed))


def _language(result: Extracted) -> str | None:
    return next((item.attributes["language"] for item in result.annotations.get("language", ())), None)


def mark_reextracted(conn: Connection, article_ids: Sequence[int]) -> None:
    """Extraction changed what is shown of these: consumers are told, unless they are about to be told more."""
    conn.execute(
        text("""
            UPDATE articles SET announce = coalesce(announce, 'reextracted'), updated_at = now()
             WHERE id = ANY(:ids) AND revision IS NOT NULL
        """),
        {"ids": list(article_ids)},
    )
