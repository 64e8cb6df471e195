"""What `extract` reads and writes: documents, and the annotations made of them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, text

from pipeline.model import Annotation, Document, Identity, Link
from pipeline.store import entities, superseded
from pipeline.store.engine import clean_text


@dataclass(frozen=True, slots=True)
class Job:
    """A document to extract from; `part`: by this extractor alone and those that need it, None: by all. `made`: the versions
    of the extractors that have read it."""

    document: Document
    part: str | None = None
    made: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extracted:
    """What the extractors made of one document: annotations, versions of those that ran, messages of those that failed.

    `before`: the versions that had made what is stored.
    """

    document: Document
    annotations: Mapping[str, Sequence[Annotation]]
    versions: Mapping[str, int]
    failures: Mapping[str, str]
    before: Mapping[str, int] = field(default_factory=dict)


def load_jobs(conn: Connection, ids: Sequence[int]) -> Mapping[int, Job]:
    """The newest revision of each article."""
    rows = conn.execute(
        text("""
            SELECT a.id, r.revision, a.url, r.title, r.text, r.declared_language, r.published_at, r.links, r.source,
                   r.extractors, c.part
              FROM articles a JOIN revisions r ON r.article_id = a.id AND r.revision = a.revision
              LEFT JOIN cursors c ON c.kind = 'article' AND c.id = a.id
             WHERE a.id = ANY(:ids)
        """),
        {"ids": list(ids)},
    )
    return {
        row.id: Job(
            Document(
                row.id,
                row.revision,
                row.url,
                row.title,
                row.text,
                row.declared_language,
                row.published_at,
                tuple(Link(url, anchor) for url, anchor in row.links),
                source=row.source,
            ),
            row.part,
            row.extractors,
        )
        for row in rows
    }


def named(
    results: Sequence[Extracted], stored: Mapping[int, Mapping[str, Sequence[Mapping[str, Any]]]]
) -> dict[tuple[int, Identity], int | None]:
    """Whom these name, article by article, with the entity that the same words were of before."""
    asked: dict[tuple[int, Identity], int | None] = {}
    for result in sorted(results, key=lambda result: result.document.article_id):
        article_id = result.document.article_id
        for name, items in result.annotations.items():
            before = {
                (row["kind"], row["start_char"], row["end_char"]): row["entity_id"]
                for row in stored.get(article_id, {}).get(name, ())
            }
            for item in items:
                if item.entity and asked.get((article_id, item.entity)) is None:
                    asked[article_id, item.entity] = before.get((item.kind, item.start, item.end))
    return asked


def annotation_rows(extracted: Extracted, ids: Mapping[tuple[int, Identity], int]) -> list[dict[str, Any]]:
    """Rows of the table `annotations`, whoever they are about named by `ids`."""
    return [
        {
            "article_id": extracted.document.article_id,
            "revision": extracted.document.revision,
            "extractor": name,
            "ordinal": ordinal,
            "extractor_version": extracted.versions[name],
            "kind": clean_text(item.kind),
            "start_char": item.start,
            "end_char": item.end,
            "text": item.text,
            "entity_id": ids[extracted.document.article_id, item.entity] if item.entity else None,
            "attributes": _storable(item.attributes),
        }
        for name, items in extracted.annotations.items()
        for ordinal, item in enumerate(items)
    ]


def _storable(value: Any) -> Any:
    """JSON as PostgreSQL can hold it."""
    if isinstance(value, Mapping):
        return {clean_text(key): _storable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(each) for each in value]
    return clean_text(value)


def save_annotations(conn: Connection, results: Sequence[Extracted]) -> list[int]:
    """Replace each extractor's annotations by the new ones where they differ; ids of articles that changed.

    An extractor that failed keeps what it had made before. What another version of one had made stays in `superseded`.
    """
    ids = [result.document.article_id for result in results]
    stored: dict[int, dict[str, list[dict[str, Any]]]] = {}
    for row in conn.execute(
        text("""
            SELECT n.article_id, n.revision, n.extractor, n.ordinal, n.extractor_version, n.kind, n.start_char, n.end_char,
                   n.text, n.entity_id, n.attributes
              FROM annotations n JOIN articles a ON a.id = n.article_id AND a.revision = n.revision
             WHERE n.article_id = ANY(:ids) ORDER BY n.article_id, n.extractor, n.ordinal
        """),
        {"ids": ids},
    ).mappings():
        stored.setdefault(row["article_id"], {}).setdefault(row["extractor"], []).append(dict(row))
    entity_ids = entities.resolve(conn, named(results, stored))
    inserts: list[dict[str, Any]] = []
    deletes, changed, setbacks = [], [], []
    replaced: list[superseded.Replaced] = []
    for result in results:
        article_id, fresh = result.document.article_id, annotation_rows(result, entity_ids)
        for name in result.versions:
            rows = [row for row in fresh if row["extractor"] == name]
            before = stored.get(article_id, {}).get(name, [])
            if rows != before:
                changed.append(article_id)
                inserts += rows
                old, revision = result.before.get(name), result.document.revision
                if old not in (None, result.versions[name]) and _bare(rows) != _bare(before):
                    replaced.append(superseded.Replaced(article_id, revision, f"extract:{name}", old, _bare(before)))
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
    superseded.keep(conn, replaced)
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
                                         end_char, text, entity_id, attributes)
                SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb))
                    v (article_id bigint, revision int, extractor text, ordinal int, extractor_version int, kind text,
                       start_char int, end_char int, text text, entity_id bigint, attributes jsonb)
            """),
            {"rows": json.dumps(inserts)},
        )
    conn.execute(
        text("""
            UPDATE revisions r SET extractors = r.extractors || v.versions, language = coalesce(v.language, r.language),
                   sourcing = CASE WHEN v.versions ? 'citations' THEN v.sourcing ELSE r.sourcing END
              FROM jsonb_to_recordset(CAST(:rows AS jsonb))
                   v (id bigint, revision int, versions jsonb, language text, sourcing text)
             WHERE r.article_id = v.id AND r.revision = v.revision
               AND (NOT r.extractors @> v.versions OR r.language IS DISTINCT FROM coalesce(v.language, r.language)
                    OR v.versions ? 'citations' AND r.sourcing IS DISTINCT FROM v.sourcing)
        """),
        {
            "rows": json.dumps(
                [
                    {
                        "id": result.document.article_id,
                        "revision": result.document.revision,
                        "versions": dict(result.versions),
                        "language": language_of(result),
                        "sourcing": sourcing_of(result),
                    }
                    for result in results
                ]
            )
        },
    )
    conn.execute(
        text("""
            DELETE FROM setbacks s USING jsonb_to_recordset(CAST(:rows AS jsonb)) v (id bigint, name text)
             WHERE s.kind = 'article' AND s.item_id = v.id AND s.stage = 'extract' AND s.key = convert_to(v.name, 'UTF8')
        """),
        {
            "rows": json.dumps(
                [
                    {"id": result.document.article_id, "name": name}
                    for result in results
                    for name in (*result.versions, *result.failures)
                ]
            )
        },
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


def _bare(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows without what tells whose they are and which version made them."""
    return [{name: row[name] for name in superseded.OF_ROWS} for row in rows]


def language_of(result: Extracted) -> str | None:
    """The language that the text was found to be in, if anybody looked."""
    return next((item.attributes["language"] for item in result.annotations.get("language", ())), None)


def sourcing_of(result: Extracted) -> str | None:
    """original or second-hand, if anybody looked."""
    told = next((item for item in result.annotations.get("citations", ()) if item.kind == "sourcing"), None)
    return None if told is None else "original" if told.attributes["original"] else "second-hand"


def mark_reextracted(conn: Connection, article_ids: Sequence[int]) -> None:
    """Extraction changed what is shown of these: consumers are told, unless they are about to be told more."""
    conn.execute(
        text("""
            UPDATE articles SET announce = coalesce(announce, 'reextracted'), updated_at = now()
             WHERE id = ANY(:ids) AND revision IS NOT NULL
        """),
        {"ids": list(article_ids)},
    )
