"""What `cluster` reads and writes: which article repeats which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from pipeline.store import changes


@dataclass(frozen=True, slots=True)
class Twin:
    """An article with the fingerprint of its newest text."""

    article_id: int
    fingerprint: bytes | None


def load_twins(conn: Connection, ids: Sequence[int]) -> Mapping[int, Twin]:
    """Articles to look for copies of."""
    rows = conn.execute(
        text("""
            SELECT a.id, r.fingerprint FROM articles a
              JOIN revisions r ON r.article_id = a.id AND r.revision = a.revision
             WHERE a.id = ANY(:ids)
        """),
        {"ids": list(ids)},
    )
    return {row.id: Twin(row.id, row.fingerprint) for row in rows}


# Of each group the original to be, and the one that is: the first that has been through here, not looked at now.
_FIRST = text("""
    SELECT p.fingerprint, f.article_id AS first, e.article_id AS earlier
      FROM unnest(CAST(:prints AS bytea[])) p (fingerprint)
      LEFT JOIN LATERAL (
             SELECT r.article_id FROM revisions r JOIN articles a ON a.id = r.article_id AND a.revision = r.revision
              WHERE r.fingerprint = p.fingerprint ORDER BY r.article_id LIMIT 1) f ON true
      LEFT JOIN LATERAL (
             SELECT r.article_id FROM revisions r JOIN articles a ON a.id = r.article_id AND a.revision = r.revision
              WHERE r.fingerprint = p.fingerprint AND r.clusterer_version IS NOT NULL AND r.article_id <> ALL(:ids)
              ORDER BY r.article_id LIMIT 1) e ON true
""")


def save_duplicates(conn: Connection, twins: Sequence[Twin], version: int) -> None:
    """Make the duplicates of these articles' texts right, and of the groups that they have left.

    In a group of the same words the smallest id is the original, whatever order the articles arrive in. Two workers on
    one group wait for each other, and the later one sees what the earlier one could not. For a copy only the group's
    smallest ids are looked at, however large it is; for the original all its copies (10,000 of them: 0.2 s).
    """
    ids = [twin.article_id for twin in twins]
    prints = sorted({twin.fingerprint for twin in twins if twin.fingerprint})
    ever = conn.execute(
        text("SELECT DISTINCT fingerprint FROM revisions WHERE article_id = ANY(:ids) AND fingerprint IS NOT NULL"),
        {"ids": ids},
    ).scalars()
    for fingerprint in sorted({*prints, *map(bytes, ever)}):  # the groups that are left, too
        conn.execute(
            text("SELECT pg_advisory_xact_lock(:key)"), {"key": int.from_bytes(fingerprint[:8], "big", signed=True)}
        )
    firsts = conn.execute(_FIRST, {"prints": prints, "ids": ids}).all()
    dethroned = {row.earlier for row in firsts if row.earlier is not None and row.earlier != row.first}
    before = {
        row.article_id: row.of_article_id
        for row in conn.execute(
            text("""
                SELECT article_id, of_article_id FROM duplicates
                 WHERE article_id = ANY(:ids) OR of_article_id = ANY(:originals) ORDER BY article_id FOR UPDATE
            """),
            {"ids": ids, "originals": [*ids, *dethroned]},
        )
    }
    concerned = sorted({*ids, *dethroned, *before})
    wanted = _originals(conn, concerned)
    moved = [member for member in concerned if before.get(member) != wanted.get(member)]
    if moved:
        conn.execute(text("DELETE FROM duplicates WHERE article_id = ANY(:ids)"), {"ids": moved})
        rows = [{"id": member, "of": wanted[member]} for member in moved if member in wanted]
        if rows:
            conn.execute(
                text(
                    "INSERT INTO duplicates (article_id, of_article_id, kind, similarity) VALUES (:id, :of, 'same-text', 1)"
                ),
                rows,
            )
        conn.execute(
            text("UPDATE articles SET duplicate_of = :of, updated_at = now() WHERE id = :id"),
            [{"id": member, "of": wanted.get(member)} for member in moved],
        )
    conn.execute(
        text("""
            UPDATE revisions r SET clusterer_version = :version FROM articles a
             WHERE a.id = ANY(:ids) AND r.article_id = a.id AND r.revision = a.revision
               AND r.clusterer_version IS DISTINCT FROM :version
        """),
        {"ids": ids, "version": version},
    )
    if moved:
        _tell(conn, moved, wanted)


def _originals(conn: Connection, ids: Sequence[int]) -> dict[int, int]:
    """For each of these articles that is a copy: the original."""
    mine = {article_id: twin.fingerprint for article_id, twin in load_twins(conn, ids).items() if twin.fingerprint}
    firsts = conn.execute(_FIRST, {"prints": sorted(set(mine.values())), "ids": []})
    first = {row.fingerprint: row.first for row in firsts if row.first is not None}
    return {article_id: first[print_] for article_id, print_ in mine.items() if first[print_] != article_id}


def _tell(conn: Connection, moved: Sequence[int], wanted: Mapping[int, int]) -> None:
    """Consumers who have not been told of an article yet will see with `new` whose copy it is."""
    rows = conn.execute(
        text("SELECT id, revision FROM articles WHERE id = ANY(:ids) AND announce IS NULL ORDER BY id"),
        {"ids": list(moved)},
    )
    changes.append(conn, [(row.id, "merged" if row.id in wanted else "reextracted", row.revision) for row in rows])
