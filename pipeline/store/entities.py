"""Entities: which stored one a document's identity is of, and what people say of that.

The registry decides (`extract/identity/registry.py`); here is what it needs to know, and where what it learns is kept.
Entities are a dictionary that all articles share: new ones are committed at once, in a short transaction of their own
under one lock, so that two articles that name somebody for the first time name the same.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from pipeline.errors import Refused
from pipeline.extract.identity.registry import Changes, Held, Known, Registry, pins
from pipeline.model import Identity
from pipeline.store.engine import clean_text

_LOCK = 7767797271
HOLDERS = 8  # of a key are read: two are as many as a thousand, for a weak key tells only whom one alone has

# Of a surname thousands may have: the first few by id, and those few of whom nothing surer is known.
_HELD = text("""
    SELECT h.key, h.entity_id, h.pin
      FROM (SELECT DISTINCT w.kind, w.key FROM jsonb_to_recordset(CAST(:wanted AS jsonb)) w (kind text, key text)) w
     CROSS JOIN LATERAL (
           (SELECT key, entity_id, pin FROM entity_keys k WHERE k.kind = w.kind AND k.key = w.key
             ORDER BY entity_id LIMIT :holders)
           UNION
           (SELECT key, entity_id, pin FROM entity_keys k WHERE k.kind = w.kind AND k.key = w.key AND k.unsure
             ORDER BY entity_id LIMIT :holders)
           UNION
           (SELECT key, entity_id, pin FROM entity_keys k WHERE k.kind = w.kind AND k.key = w.key AND k.pin IS NOT NULL)
           UNION
           (SELECT key, entity_id, pin FROM entity_keys k WHERE k.kind = w.kind AND k.key = w.key AND k.entity_id = ANY(:before))
         ) h
""")
_KNOWN = text("""
    SELECT id, kind, name, sure, merged_into, named_by FROM entities WHERE id = ANY(:ids)
     UNION
    SELECT m.id, m.kind, m.name, m.sure, m.merged_into, m.named_by FROM entities e JOIN entities m ON m.id = e.merged_into
     WHERE e.id = ANY(:ids)
""")


Asked = Mapping[tuple[int, Identity], int | None]


def resolve(conn: Connection, asked: Asked) -> dict[tuple[int, Identity], int]:
    """The entity of each identity in each article; those never met before are made, and committed at once.

    `asked`: by article and identity the entity that the same words were of when they were read last.
    """
    if not asked:
        return {}
    ids, changes = _resolved(conn, asked)
    if not _anything(conn, changes):
        return ids
    with conn.engine.begin() as own:
        _lock(own)
        ids, changes = _resolved(own, asked)
        made = _write(own, changes)
    return {key: made.get(entity, entity) for key, entity in ids.items()}


def foreseen(conn: Connection, asked: Asked) -> tuple[dict[tuple[int, Identity], int], dict[int, str]]:
    """The ids that `resolve` would give now, and the names of those whom it would make, under negative ids; stores nothing."""
    if not asked:
        return {}, {}
    ids, changes = _resolved(conn, asked)
    return ids, {entity: one.name for entity, one in changes.entities.items()}


def _lock(conn: Connection) -> None:
    """Nobody else changes the dictionary until this transaction ends.

    Whoever saves an article holds its cursor by now: cursors are locked before this, never after.
    """
    conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _resolved(conn: Connection, asked: Asked) -> tuple[dict[tuple[int, Identity], int], Changes]:
    wanted = {(identity.kind, key) for _, identity in asked for key in identity.keys}
    before = sorted({entity for entity in asked.values() if entity is not None})
    rows = [{"kind": kind, "key": key} for kind, key in sorted(wanted)]
    held = conn.execute(_HELD, {"wanted": json.dumps(rows), "holders": HOLDERS, "before": before}).all()
    known = conn.execute(_KNOWN, {"ids": list({row.entity_id for row in held} | set(before))})
    registry = Registry(
        (Known(row.id, row.kind, row.name, row.sure, row.merged_into, row.named_by) for row in known),
        (Held(row.key, row.entity_id, row.pin) for row in held),
    )
    return {key: registry.resolve(key[1], entity, key[0]) for key, entity in asked.items()}, registry.changes


def _anything(conn: Connection, changes: Changes) -> bool:
    """Whether something is new: most names have been met before."""
    if changes.entities or changes.keys or changes.renamed:
        return True
    return bool(_new_names(conn, changes.names))


def _new_names(conn: Connection, names: Iterable[tuple[int, str]]) -> list[dict[str, Any]]:
    rows = conn.execute(
        text("""
            SELECT v.id, v.name FROM jsonb_to_recordset(CAST(:rows AS jsonb)) v (id bigint, name text)
             WHERE NOT EXISTS (SELECT FROM entity_names n WHERE n.entity_id = v.id AND n.name = v.name)
        """),
        {"rows": json.dumps([{"id": entity, "name": clean_text(name)} for entity, name in names])},
    )
    return [dict(row) for row in rows.mappings()]


def _write(conn: Connection, changes: Changes) -> dict[int, int]:
    """Store what the registry learned; its temporary ids with the stored ones."""
    fresh = [
        {
            "temporary": temporary,
            "kind": one.kind,
            "name": clean_text(one.name),
            "sure": one.sure,
            "named_by": one.named_by,
        }
        for temporary, one in changes.entities.items()
    ]
    rows = conn.execute(
        text("""
            WITH fresh AS MATERIALIZED (
                SELECT nextval('entities_id_seq') AS id, v.*
                  FROM jsonb_to_recordset(CAST(:rows AS jsonb)) v (temporary bigint, kind text, name text, sure boolean, named_by bigint)
            ), made AS (
                INSERT INTO entities (id, kind, name, sure, named_by) OVERRIDING SYSTEM VALUE
                SELECT id, kind, name, sure, named_by FROM fresh
            )
            SELECT temporary, id FROM fresh
        """),
        {"rows": json.dumps(fresh)},
    )
    made = {row.temporary: row.id for row in rows}
    if changes.ensured:
        conn.execute(
            text("UPDATE entity_keys SET unsure = false WHERE entity_id = ANY(:ids) AND unsure"),
            {"ids": sorted(changes.ensured)},
        )
    if changes.renamed:
        renamed = [
            {"id": entity, "name": clean_text(name), "named_by": article}
            for entity, (name, article) in sorted(changes.renamed.items())
        ]
        conn.execute(
            text("""
                UPDATE entities e SET sure = e.sure OR e.id = ANY(:ensured), name = v.name, named_by = v.named_by
                  FROM jsonb_to_recordset(CAST(:rows AS jsonb)) v (id bigint, name text, named_by bigint) WHERE e.id = v.id
            """),
            {"ensured": sorted(changes.ensured), "rows": json.dumps(renamed)},
        )
    if changes.keys:
        held = [{"entity": made.get(entity, entity), "key": clean_text(key)} for key, entity in changes.keys]
        conn.execute(
            text("""
                INSERT INTO entity_keys (kind, key, entity_id, unsure)
                SELECT e.kind, v.key, e.id, NOT e.sure
                  FROM jsonb_to_recordset(CAST(:rows AS jsonb)) v (entity bigint, key text) JOIN entities e ON e.id = v.entity
                ON CONFLICT DO NOTHING
            """),
            {"rows": json.dumps(held)},
        )
    names = [{"id": made.get(entity, entity), "name": clean_text(name)} for entity, name in changes.names]
    conn.execute(
        text("""
            INSERT INTO entity_names (entity_id, name)
            SELECT v.id, v.name FROM jsonb_to_recordset(CAST(:rows AS jsonb)) v (id bigint, name text)
            ON CONFLICT DO NOTHING
        """),
        {"rows": json.dumps(names)},
    )
    return made


# ── what people say ────────────────────────────────────────────────────────────────────────────────────────────────


def find(conn: Connection, entity_id: int) -> dict[str, Any]:
    """One entity with its names and keys.

    Raises:
        Refused: there is none.
    """
    row = conn.execute(text("SELECT * FROM v1.entities WHERE id = :id"), {"id": entity_id}).mappings().first()
    if row is None:
        raise Refused(f"there is no entity {entity_id}: see `wireroom entities list`")
    held = conn.execute(
        text("SELECT key, pin FROM entity_keys WHERE entity_id = :id ORDER BY pin IS NULL, key"), {"id": entity_id}
    ).mappings()
    return {**row, "keys": [dict(key) for key in held]}


def listed(conn: Connection, kind: str | None, name: str | None, limit: int) -> list[dict[str, Any]]:
    """Entities by how many articles mention them; `name`: part of a name, whatever its case."""
    rows = conn.execute(
        text("""
            SELECT e.id, e.kind, e.name, e.names, e.merged_into,
                   (SELECT count(DISTINCT n.article_id) FROM annotations n WHERE n.entity_id = e.id) AS articles
              FROM v1.entities e
             WHERE (CAST(:kind AS text) IS NULL OR e.kind = :kind)
               AND (CAST(:name AS text) IS NULL
                    OR EXISTS (SELECT FROM entity_names n WHERE n.entity_id = e.id AND strpos(lower(n.name), lower(:name)) > 0))
             ORDER BY articles DESC, e.id LIMIT :limit
        """),
        {"kind": kind, "name": name, "limit": limit},
    )
    return [dict(row) for row in rows.mappings()]


def merge(conn: Connection, keep: int, other: int) -> None:
    """Two are one: all that is and will be the other's belongs to `keep`.

    Raises:
        Refused: they are of different kinds, the same, or merged already.
    """
    _lock(conn)
    one, two = find(conn, keep), find(conn, other)
    if one["kind"] != two["kind"]:
        raise Refused(
            f"entity {keep} is a {one['kind']}, entity {other} a {two['kind']}: only the same kind can be merged"
        )
    for each in (one, two):
        if each["merged_into"] is not None:
            raise Refused(f"entity {each['id']} was merged into {each['merged_into']}: name that one")
    if keep == other:
        raise Refused(f"entity {keep} cannot be merged into itself")
    conn.execute(
        text("UPDATE entities SET merged_into = :keep WHERE id = :other OR merged_into = :other"),
        {"keep": keep, "other": other},
    )
    _keep_name(conn, keep)


def unmerge(conn: Connection, entity_id: int) -> int:
    """A merged entity is its own again; the one that it was merged into.

    Raises:
        Refused: it is not merged.
    """
    _lock(conn)
    one = find(conn, entity_id)
    if one["merged_into"] is None:
        raise Refused(f"entity {entity_id} was never merged: name the forms that are to leave it")
    conn.execute(text("UPDATE entities SET merged_into = NULL WHERE id = :id"), {"id": entity_id})
    return int(one["merged_into"])


def split(conn: Connection, entity_id: int, name: str) -> int:
    """A form of an entity's name is somebody else: that one's id.

    Raises:
        Refused: the entity was never named so.
    """
    _lock(conn)
    one = find(conn, entity_id)
    if name not in one["names"]:
        raise Refused(f"entity {entity_id} was never named {name!r}, but {', '.join(map(repr, one['names'][:20]))}")
    pinned = pins(name, one["kind"])
    rest = {key for other in one["names"] if other != name for key in pins(other, one["kind"])}
    if set(pinned) <= rest:
        raise Refused(
            f"entity {entity_id} has other names that are spelled or sound the same as {name!r}: split those too"
        )
    own = int(
        conn.execute(
            text("INSERT INTO entities (kind, name, sure, named_by) VALUES (:kind, :name, true, NULL) RETURNING id"),
            {"kind": one["kind"], "name": name},
        ).scalar_one()
    )
    its = [key for key in pinned if key not in rest]
    _pin(conn, one["kind"], its, entity_id, "split")
    _pin(conn, one["kind"], its, own, "alias")
    _keep_name(conn, entity_id)
    conn.execute(text("UPDATE entity_names SET entity_id = :own WHERE entity_id = :id AND name = :name"), {"own": own, "id": entity_id, "name": name})  # fmt: skip # noqa: E501
    return own


def named(conn: Connection, entity_id: int, name: str) -> list[int]:
    """Others that may be named so: who has a key that an alias of this entity would pin."""
    kind = find(conn, entity_id)["kind"]
    rows = conn.execute(
        text("""
            SELECT DISTINCT entity_id FROM entity_keys
             WHERE kind = :kind AND key = ANY(:keys) AND entity_id <> :id AND pin IS DISTINCT FROM 'split'
        """),
        {"kind": kind, "keys": list(pins(name, kind)), "id": entity_id},
    )
    return list(rows.scalars())


def alias(conn: Connection, entity_id: int, name: str) -> None:
    """Whoever is named so is this one; what was said before of whose name it is holds no longer.

    Raises:
        Refused: the entity was merged into another, or nothing of the name tells it from others.
    """
    _lock(conn)
    one = find(conn, entity_id)
    if one["merged_into"] is not None:
        raise Refused(f"entity {entity_id} was merged into {one['merged_into']}: name that one")
    pinned = pins(name, one["kind"])
    if not pinned:
        raise Refused(f"{name!r} has no letters that tell it from other names")
    _pin(conn, one["kind"], pinned, entity_id, "alias")
    conn.execute(
        text("INSERT INTO entity_names (entity_id, name) VALUES (:id, :name) ON CONFLICT DO NOTHING"),
        {"id": entity_id, "name": name},
    )
    _keep_name(conn, entity_id)


def rename(conn: Connection, entity_id: int, name: str) -> str:
    """Call an entity otherwise, whatever articles call it; the name it had.

    Raises:
        Refused: there is none, or it was merged into another.
    """
    _lock(conn)
    one = find(conn, entity_id)
    if one["merged_into"] is not None:
        raise Refused(f"entity {entity_id} was merged into {one['merged_into']}: name that one")
    conn.execute(
        text("UPDATE entities SET name = :name, named_by = NULL WHERE id = :id"),
        {"id": entity_id, "name": clean_text(name)},
    )
    return str(one["name"])


def _keep_name(conn: Connection, entity_id: int) -> None:
    """A person has looked at it under this name."""
    conn.execute(text("UPDATE entities SET named_by = NULL WHERE id = :id"), {"id": entity_id})


def articles(conn: Connection, entity_ids: Sequence[int]) -> list[int]:
    """Articles whose newest revision names, quotes or cites one of these entities."""
    rows = conn.execute(
        text("""
            SELECT DISTINCT n.article_id FROM annotations n JOIN articles a ON a.id = n.article_id AND a.revision = n.revision
             WHERE n.entity_id = ANY(:ids) ORDER BY n.article_id
        """),
        {"ids": list(entity_ids)},
    )
    return list(rows.scalars())


def written(conn: Connection) -> int:
    """A number for `through`, higher than that of any transaction that has written by now: this one's."""
    return int(conn.execute(text("SELECT pg_current_xact_id()::text::bigint")).scalar_one())


def through(conn: Connection, number: int) -> bool:
    """Whether all that had written when `number` was asked for have ended, and who asked too."""
    return bool(
        conn.execute(
            text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint > :number"), {"number": number}
        ).scalar_one()
    )


def spread(conn: Connection, extractors: Sequence[str], limit: int = 1_000) -> list[int]:
    """Articles, at most so many, whose newest revision still names an entity that a person has merged into another; not where
    the extractor failed or is none of these, for reading again would change nothing."""
    rows = conn.execute(
        text("""
            SELECT DISTINCT n.article_id FROM entities e JOIN annotations n ON n.entity_id = e.id
              JOIN articles a ON a.id = n.article_id AND a.revision = n.revision
              JOIN cursors c ON c.kind = 'article' AND c.id = n.article_id AND c.state = 'done'
             WHERE e.merged_into IS NOT NULL AND n.extractor = ANY(:extractors)
               AND NOT EXISTS (SELECT FROM setbacks s WHERE s.kind = 'article' AND s.item_id = n.article_id
                                  AND s.stage = 'extract' AND s.key = convert_to(n.extractor, 'UTF8'))
             LIMIT :limit
        """),
        {"extractors": list(extractors), "limit": limit},
    )
    return list(rows.scalars())


def _pin(conn: Connection, kind: str, pinned: Sequence[str], entity_id: int, pin: str) -> None:
    if pin == "alias":  # a key leads to one entity: the last word counts
        conn.execute(
            text("""
                UPDATE entity_keys SET pin = NULL
                 WHERE kind = :kind AND key = ANY(:keys) AND entity_id <> :id AND pin = 'alias'
            """),
            {"kind": kind, "keys": list(pinned), "id": entity_id},
        )
    conn.execute(
        text("""
            INSERT INTO entity_keys (kind, key, entity_id, pin) SELECT :kind, key, :id, :pin FROM unnest(CAST(:keys AS text[])) key
            ON CONFLICT (kind, key, entity_id) DO UPDATE SET pin = excluded.pin
        """),
        {"kind": kind, "keys": list(pinned), "id": entity_id, "pin": pin},
    )
