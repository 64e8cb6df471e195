"""What is stored of articles, as a comparison with what would be made of them needs it. Reads only."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, text

from pipeline.store.engine import transaction

# Columns of a revision that consumers see, in the order in which they are told.
COLUMNS = (
    "text",
    "title",
    "authors",
    "published_at",
    "published_precision",
    "published_from",
    "verdict",
    "canonical_url",
    "source",
    "wire_origin",
    "summary",
    "image_url",
    "tags",
    "paywalled",
    "text_from",
    "declared_language",
)


@dataclass(frozen=True, slots=True)
class Stored:
    """An article with its newest revision and that one's annotations by extractor; without one `refused` says why, if known.

    `revision`: COLUMNS with `language` and `sourcing` as found. `made`: versions of `clean` and of `extract:NAME`.
    """

    article_id: int
    url: str
    host: str
    number: int | None
    revision: Mapping[str, Any] | None
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    made: Mapping[str, int]
    refused: str | None


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one state of the database and in which nothing can be written.

    Raises:
        Unavailable, Refused: as `transaction`.
    """
    with transaction(engine) as conn:
        conn.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        yield conn


def load(conn: Connection, ids: Sequence[int]) -> dict[int, Stored]:
    """What is stored of these articles."""
    annotations: dict[int, dict[str, list[dict[str, Any]]]] = {}
    for row in conn.execute(
        text("""
            SELECT n.article_id, n.extractor, n.ordinal, n.kind, n.start_char, n.end_char, n.text, n.entity_id, n.attributes
              FROM annotations n JOIN articles a ON a.id = n.article_id AND a.revision = n.revision
             WHERE n.article_id = ANY(:ids) ORDER BY n.article_id, n.extractor, n.ordinal
        """),
        {"ids": list(ids)},
    ).mappings():
        annotations.setdefault(row["article_id"], {}).setdefault(row["extractor"], []).append(dict(row))
    found = conn.execute(
        text(f"""
            SELECT a.id, a.url, a.host, a.revision AS number, {", ".join(f"r.{name}" for name in COLUMNS)}, r.language, r.sourcing,
                   r.cleaner_version, r.extractors, c.reason || coalesce(': ' || c.message, '') AS refused
              FROM articles a
              LEFT JOIN cursors c ON c.kind = 'article' AND c.id = a.id
              LEFT JOIN revisions r ON r.article_id = a.id AND r.revision = a.revision
             WHERE a.id = ANY(:ids)
        """),  # noqa: S608
        {"ids": list(ids)},
    ).mappings()
    return {
        row["id"]: Stored(
            row["id"],
            row["url"],
            row["host"],
            row["number"],
            {name: row[name] for name in (*COLUMNS, "language", "sourcing")} if row["number"] is not None else None,
            annotations.get(row["id"], {}),
            _versions(row["cleaner_version"], row["extractors"]) if row["number"] is not None else {},
            row["refused"],
        )
        for row in found
    }


def _versions(cleaner: int, extractors: Mapping[str, int]) -> dict[str, int]:
    return {"clean": cleaner} | {f"extract:{name}": version for name, version in extractors.items()}


def names(conn: Connection, entities: Iterable[int | None]) -> dict[int, str]:
    """The names of entities."""
    ids = {entity for entity in entities if entity is not None and entity > 0}
    found = conn.execute(text("SELECT id, name FROM entities WHERE id = ANY(:ids)"), {"ids": sorted(ids)})
    return {row.id: row.name for row in found}
