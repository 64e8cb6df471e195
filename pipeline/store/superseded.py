"""What another version of `clean` or of an extractor had made of a revision: kept when it is replaced, read to compare.

Of a revision brought up to date in place the fields that differed are kept, of annotations an extractor's rows. Where
another version gave another text, the revision before with its annotations is the record, and nothing is kept beside it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from pipeline.store.comparisons import COLUMNS, Stored, load

OF_ROWS = ("ordinal", "kind", "start_char", "end_char", "text", "entity_id", "attributes")  # of annotations, kept

# Behind a revision x only our own doing has come: what made it read the same page as what is stored now.
_OURS = """
    NOT EXISTS (SELECT FROM revisions n WHERE n.article_id = x.article_id AND n.revision > x.revision
                   AND n.made IS DISTINCT FROM 'reextracted')
"""
# The condition over `articles a` that something is kept of what a version had made.
HAS = f"""
    (EXISTS (SELECT FROM superseded x WHERE x.article_id = a.id AND x.maker = :maker AND x.version = :made_by AND {_OURS})
     OR EXISTS (SELECT FROM revisions x WHERE x.article_id = a.id AND x.revision < a.revision AND {_OURS}
                   AND CASE :maker WHEN 'clean' THEN x.cleaner_version
                                   ELSE (x.extractors ->> substr(:maker, 9))::int END = :made_by))
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Replaced:
    """What is kept: of `clean` the fields' values by their names, of `extract:NAME` the rows."""

    article_id: int
    revision: int
    maker: str
    version: int
    rows: Any


def keep(conn: Connection, replaced: Sequence[Replaced]) -> None:
    """Keep what is about to be replaced; of one version the newest it made."""
    if replaced:
        conn.execute(
            text("""
                INSERT INTO superseded (article_id, revision, maker, version, rows)
                SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb))
                    v (article_id bigint, revision int, maker text, version int, rows jsonb)
                ON CONFLICT (article_id, revision, maker, version)
                DO UPDATE SET rows = excluded.rows, replaced_at = excluded.replaced_at
            """),
            {"rows": json.dumps([asdict(each) for each in replaced], default=datetime.isoformat)},
        )


def kept(conn: Connection) -> list[tuple[str, int]]:
    """The versions of which anything is kept, as (maker, version)."""
    rows = conn.execute(
        text(f"""
            SELECT maker, version FROM superseded x WHERE {_OURS}
             UNION
            SELECT m.maker, m.version
              FROM articles a JOIN revisions x ON x.article_id = a.id AND x.revision < a.revision
             CROSS JOIN LATERAL (SELECT 'clean' AS maker, x.cleaner_version AS version UNION ALL
                                 SELECT 'extract:' || key, value::int FROM jsonb_each_text(x.extractors)) m
             WHERE {_OURS} ORDER BY maker, version
        """)  # noqa: S608
    )
    return [(row.maker, row.version) for row in rows]


def recorded(conn: Connection, ids: Sequence[int], maker: str, version: int) -> Iterator[tuple[Stored, Stored]]:
    """What a version had made of these articles, and what is stored now; of those of which it is known."""
    found = conn.execute(
        text(f"""
            SELECT x.article_id, x.revision, x.cleaner_version, x.extractors, {", ".join(f"x.{name}" for name in COLUMNS)}
              FROM revisions x WHERE x.article_id = ANY(:ids) AND {_OURS} ORDER BY x.article_id, x.revision DESC
        """),  # noqa: S608
        {"ids": list(ids)},
    )
    revisions = [dict(row) for row in found.mappings()]
    replaced: dict[tuple[int, int], list[Replaced]] = {}
    for row in conn.execute(
        text("""
            SELECT article_id, revision, maker, version, rows FROM superseded
             WHERE article_id = ANY(:ids) AND maker = :maker ORDER BY replaced_at DESC
        """),
        {"ids": list(ids), "maker": maker},
    ):
        replaced.setdefault((row.article_id, row.revision), []).append(Replaced(*row))
    now, done = load(conn, ids), set[int]()
    for revision in revisions:
        article_id, number = revision["article_id"], revision["revision"]
        if article_id in done:
            continue
        present, its = now[article_id], replaced.get((article_id, number), [])
        before = None
        if maker == "clean":
            fields = _fields(revision, its, version, number == present.number)
            if fields is not None:
                before = replace(present, revision={**revision, **fields})
        else:
            extractor = maker.removeprefix("extract:")
            rows = _rows(conn, revision, its, version, number == present.number, extractor)
            if rows is not None:
                before = replace(present, revision=revision, rows={extractor: rows})
        if before is not None:
            done.add(article_id)
            yield before, present


def _fields(
    revision: Mapping[str, Any], its: Sequence[Replaced], version: int, is_newest: bool
) -> dict[str, Any] | None:
    """What differed of the revision when that version had made it: newer values give way to older ones, back to its own."""
    had: dict[str, Any] = {}
    if not is_newest and revision["cleaner_version"] == version:
        return had
    for each in its:
        had |= each.rows
        if each.version == version:
            at = had.get("published_at")
            return had | ({"published_at": datetime.fromisoformat(at)} if at else {})
    return None


def _rows(
    conn: Connection,
    revision: Mapping[str, Any],
    its: Sequence[Replaced],
    version: int,
    is_newest: bool,
    extractor: str,
) -> list[dict[str, Any]] | None:
    """The rows that this version of the extractor had made of the revision."""
    if not is_newest and revision["extractors"].get(extractor) == version:
        found = conn.execute(
            text(f"""
                SELECT extractor, {", ".join(OF_ROWS)} FROM annotations
                 WHERE article_id = :id AND revision = :revision AND extractor = :extractor ORDER BY ordinal
            """),  # noqa: S608
            {"id": revision["article_id"], "revision": revision["revision"], "extractor": extractor},
        )
        return [dict(row) for row in found.mappings()]
    rows = next((each.rows for each in its if each.version == version), None)
    return None if rows is None else [{**row, "extractor": extractor} for row in rows]
