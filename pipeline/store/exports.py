"""The views of schema v1 read out in bounded memory, for those who do not want SQL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from pipeline.store.engine import transaction

# Of an article's own rows; each view's rows in an order that is the same every time.
OF_ARTICLES: Mapping[str, str] = {
    "articles": "id",
    "revisions": "article_id, revision",
    "sightings": "article_id, feed_id",
    "mentions": "article_id, revision, start_char, end_char, extractor",
    "descriptions": "article_id, revision, start_char, end_char, extractor",
    "quotes": "article_id, revision, start_char, end_char, ordinal, extractor",
    "figures": "article_id, revision, start_char, end_char, extractor",
    "dates": "article_id, revision, start_char, end_char, extractor",
    "citations": "article_id, revision, start_char, end_char, extractor",
    "links": "article_id, revision, url, anchor",
    "duplicates": "article_id",
}
# Of everybody: whole, whatever was selected.
OF_ALL: Mapping[str, str] = {"feeds": "id", "entities": "id"}
# What stands inside an article where a line is one article, of its newest revision.
NESTED = ("mentions", "quotes", "figures", "dates", "citations", "links")

ARTICLES_AT_ONCE = 500
TEXT_AT_ONCE = 2_000_000  # bytes, of all revisions; an article with more comes alone
# The sizes are known without the texts being read.
_SIZES = text("""
    SELECT id, (SELECT coalesce(sum(octet_length(r.text)), 0) FROM revisions r WHERE r.article_id = id)::bigint AS size
      FROM unnest(CAST(:ids AS bigint[])) WITH ORDINALITY v (id, place) ORDER BY place
""")


@dataclass(frozen=True, slots=True)
class Portion:
    """Articles first seen on one day, by id, that go into one file."""

    day: date
    number: int
    ids: tuple[int, ...]


def portions(conn: Connection, ids: Sequence[int], size: int) -> list[Portion]:
    """The articles among these ids that have a text, by day and id, so many a file at most."""
    rows = conn.execute(
        text("""
            SELECT (first_seen_at AT TIME ZONE 'UTC')::date AS day, array_agg(id ORDER BY id) AS ids
              FROM articles WHERE id = ANY(:ids) AND revision IS NOT NULL GROUP BY 1 ORDER BY 1
        """),
        {"ids": list(ids)},
    )
    return [
        Portion(row.day, start // size, tuple(row.ids[start : start + size]))
        for row in rows
        for start in range(0, len(row.ids), size)
    ]


def columns(conn: Connection, view: str) -> dict[str, str]:
    """A view's columns with their PostgreSQL types, in order."""
    rows = conn.execute(
        text("""
            SELECT attname, format_type(atttypid, NULL) AS type FROM pg_attribute
             WHERE attrelid = CAST(:view AS regclass) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
        """),
        {"view": f"v1.{view}"},
    )
    return {row.attname: row.type for row in rows}


def steps(engine: Engine, ids: Sequence[int], most: int = ARTICLES_AT_ONCE) -> list[list[int]]:
    """The same articles, so many together at most, and no more text than is held in memory at once."""
    found: list[list[int]] = []
    weight = 0
    for start in range(0, len(ids), 5_000):
        with transaction(engine) as conn:
            sizes = conn.execute(_SIZES, {"ids": list(ids[start : start + 5_000])}).all()
        for article, size in sizes:
            weight += size
            if not found or len(found[-1]) == most or weight > TEXT_AT_ONCE:
                found.append([])
                weight = size
            found[-1].append(article)
    return found


def rows(engine: Engine, view: str, steps: Iterable[Sequence[int]]) -> Iterator[Sequence[Row[Any]]]:
    """A view's rows of these articles, those of one step at a time."""
    key = "id" if view == "articles" else "article_id"
    query = text(f"SELECT * FROM v1.{view} WHERE {key} = ANY(:ids) ORDER BY {OF_ARTICLES[view]}")  # noqa: S608
    for ids in steps:
        with transaction(engine) as conn:
            found = conn.execute(query, {"ids": list(ids)}).all()
        yield found


def whole(engine: Engine, view: str, step: int = 5_000) -> Iterator[Sequence[Row[Any]]]:
    """All rows of a view that is nobody's, some at a time."""
    after = -1
    query = text(f"SELECT * FROM v1.{view} WHERE id > :after ORDER BY id LIMIT :step")  # noqa: S608
    while True:
        with transaction(engine) as conn:
            found = conn.execute(query, {"after": after, "step": step}).all()
        if not found:
            return
        yield found
        after = found[-1].id


def documents(engine: Engine, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Articles with what was found in their newest revision, one after the other."""
    for chosen in steps(engine, ids, 100):
        with transaction(engine) as conn:
            conn.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            articles = conn.execute(
                text("SELECT * FROM v1.articles WHERE id = ANY(:ids) ORDER BY id"), {"ids": chosen}
            ).mappings()
            found = {row["id"]: {**row, **{view: [] for view in NESTED}} for row in articles}
            for view in NESTED:
                nested = conn.execute(
                    text(f"""
                        SELECT v.* FROM v1.{view} v JOIN articles a ON a.id = v.article_id AND a.revision = v.revision
                         WHERE v.article_id = ANY(:ids) ORDER BY {", ".join(f"v.{name}" for name in OF_ARTICLES[view].split(", "))}
                    """),  # noqa: S608
                    {"ids": chosen},
                ).mappings()
                for row in nested:
                    inner = {name: value for name, value in row.items() if name not in {"article_id", "revision"}}
                    if row["article_id"] in found:
                        found[row["article_id"]][view].append(inner)
        yield from found.values()
