"""What the pages of a host have taught: lines that they repeat, and which sources of titles can be trusted there."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from pipeline.model import Habits
from pipeline.store.engine import clean_text

MOST = 1_000  # learned lines of one host
LINES = 100  # looked at in one transaction
MOST_ARTICLES = 50  # noted of one line
SETTLED = (
    50  # pages of a host from which it is known what its titles are worth: later ones do not change what replays give
)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one article's page may teach about its host.

    `repeatable`: key and words of lines that are furniture if other pages have them; `known`: keys that were furniture when
    it was cleaned; `longest`: the key of its longest line, which copies of one text share. `titles`: whether each source of
    titles agreed with the headline; empty where that was counted before.
    """

    article_id: int
    host: str
    repeatable: Mapping[bytes, str]
    known: frozenset[bytes]
    longest: bytes
    titles: Mapping[str, bool]


def load(conn: Connection, hosts: Iterable[str]) -> dict[str, Habits]:
    """The habits of these hosts; those without any are missing."""
    wanted = sorted(set(hosts))
    keys: dict[str, set[bytes]] = {}
    for row in conn.execute(
        text("""
            SELECT h.host, f.line_key FROM unnest(CAST(:hosts AS text[])) h (host)
             CROSS JOIN LATERAL (SELECT line_key FROM furniture WHERE host = h.host AND state = 'learned'
                                  ORDER BY learned_at DESC, line_key LIMIT :most) f
        """),
        {"hosts": wanted, "most": MOST},
    ):
        keys.setdefault(row.host, set()).add(bytes(row.line_key))
    titles: dict[str, dict[str, tuple[int, int]]] = {}
    for row in conn.execute(
        text("SELECT host, source, agreed, present FROM title_habits WHERE host = ANY(:hosts)"), {"hosts": wanted}
    ):
        titles.setdefault(row.host, {})[row.source] = (row.agreed, row.present)
    return {
        host: Habits(frozenset(keys.get(host, ())), titles.get(host, {}))
        for host in wanted
        if host in keys or host in titles
    }


# A line is learned when so many articles show it, each with another text: what copies of one article repeat is that article.
# `seen_in` is who has it, and from then on who is still to be cleaned anew.
_SEEN = text("""
    INSERT INTO furniture AS f (host, line_key, line, seen_in, seen_as)
    SELECT host, decode(key, 'hex'), line, array[article], array[decode(longest, 'hex')]
      FROM jsonb_to_recordset(CAST(:rows AS jsonb)) v (host text, key text, line text, article bigint, longest text)
     ORDER BY host, decode(key, 'hex')
    ON CONFLICT (host, line_key) DO UPDATE
       SET seen_in = CASE WHEN cardinality(f.seen_in) < :most THEN f.seen_in || excluded.seen_in ELSE f.seen_in END,
           seen_as = CASE WHEN f.seen_as @> excluded.seen_as THEN f.seen_as ELSE f.seen_as || excluded.seen_as END,
           state = CASE WHEN cardinality(f.seen_as) + 1 >= :pages AND NOT f.seen_as @> excluded.seen_as THEN 'learned'
                        ELSE f.state END,
           learned_at = CASE WHEN cardinality(f.seen_as) + 1 >= :pages AND NOT f.seen_as @> excluded.seen_as THEN now() END,
           updated_at = now()
     WHERE f.state = 'seen' AND NOT f.seen_in @> excluded.seen_in
""")

_LEARNED = text("""
    SELECT EXISTS (SELECT FROM jsonb_to_recordset(CAST(:rows AS jsonb)) v (host text, key text)
                     JOIN furniture f ON f.host = v.host AND f.line_key = decode(v.key, 'hex') AND f.state = 'learned')
""")

# Articles that are through are cleaned anew; those under way stay noted until they are.
_SPREAD = text("""
    WITH lines AS (
        SELECT host, line_key, seen_in FROM furniture WHERE state = 'learned' AND seen_in <> '{}'
         ORDER BY learned_at LIMIT :limit FOR UPDATE SKIP LOCKED
    ), sent AS (
        UPDATE cursors SET stage = 'clean', state = 'due', lane = 'replay', due_at = now(), wake_at = now(), attempts = 0,
               updated_at = now()
         WHERE kind = 'article' AND id IN (
               SELECT id FROM cursors WHERE kind = 'article' AND state = 'done' AND id IN (SELECT unnest(seen_in) FROM lines)
                ORDER BY id FOR UPDATE SKIP LOCKED)
     RETURNING id
    )
    UPDATE furniture f
       SET seen_in = array(SELECT id FROM unnest(l.seen_in) id JOIN cursors c USING (id)
                            WHERE c.kind = 'article' AND c.state IN ('due', 'running', 'done') AND id NOT IN (SELECT id FROM sent))
      FROM lines l
     WHERE f.host = l.host AND f.line_key = l.line_key
""")


def learn(conn: Connection, lessons: Sequence[Lesson], pages: int) -> set[int]:
    """Note what these articles' pages teach; a line that `pages` of a host have is furniture from then on.

    Returns those of the given articles that were cleaned before a line of theirs was known, and are to be cleaned again.
    """
    _count_titles(conn, lessons)
    rows = [
        {
            "host": lesson.host,
            "key": key.hex(),
            "line": clean_text(words),
            "article": lesson.article_id,
            "longest": lesson.longest.hex(),
        }
        for lesson in lessons
        for key, words in lesson.repeatable.items()
        if key not in lesson.known
    ]
    for turn in _one_article_a_line(rows):
        conn.execute(_SEEN, {"rows": json.dumps(turn), "pages": pages, "most": MOST_ARTICLES})
    if not rows or not conn.execute(_LEARNED, {"rows": json.dumps(rows)}).scalar_one():
        return set()
    # Only by lines that `load` gives, for a host may have more: else an article would be cleaned again for ever.
    now = load(conn, (lesson.host for lesson in lessons))
    return {
        lesson.article_id
        for lesson in lessons
        if lesson.host in now and not lesson.repeatable.keys().isdisjoint(now[lesson.host].furniture - lesson.known)
    }


def spread(conn: Connection) -> None:
    """Send articles that have a line learned since they were cleaned to `clean` again, in the replay lane."""
    conn.execute(_SPREAD, {"limit": LINES})


def _one_article_a_line(rows: Sequence[Mapping[str, object]]) -> list[list[Mapping[str, object]]]:
    """The rows in turns, each with a line at most once: one statement cannot touch a row twice."""
    turns: list[list[Mapping[str, object]]] = []
    count: Counter[tuple[object, object]] = Counter()
    for row in rows:
        name = (row["host"], row["key"])
        if count[name] == len(turns):
            turns.append([])
        turns[count[name]].append(row)
        count[name] += 1
    return turns


def _count_titles(conn: Connection, lessons: Sequence[Lesson]) -> None:
    agreed: Counter[tuple[str, str]] = Counter()
    present: Counter[tuple[str, str]] = Counter()
    for lesson in lessons:
        for source, agrees in lesson.titles.items():
            present[lesson.host, source] += 1
            agreed[lesson.host, source] += agrees
    if not present:
        return
    rows = [
        {"host": host, "source": source, "agreed": agreed[host, source], "present": count}
        for (host, source), count in sorted(present.items())
    ]
    conn.execute(
        text("""
            INSERT INTO title_habits AS t (host, source, agreed, present)
            SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb)) v (host text, source text, agreed int, present int)
             ORDER BY host, source
            ON CONFLICT (host, source) DO UPDATE
               SET agreed = t.agreed + excluded.agreed, present = t.present + excluded.present
             WHERE t.present < :settled
        """),
        {"rows": json.dumps(rows), "settled": SETTLED},
    )


def forget_unrepeated(conn: Connection, limit: int) -> int:
    """Lines seen on too few pages to be learned, of which nothing was heard for 30 days, are forgotten; how many."""
    return conn.execute(
        text("""
            DELETE FROM furniture WHERE (host, line_key) IN (
                SELECT host, line_key FROM furniture WHERE state = 'seen' AND updated_at < now() - interval '30 days'
                 ORDER BY updated_at LIMIT :limit FOR UPDATE SKIP LOCKED)
        """),
        {"limit": limit},
    ).rowcount


def furniture(conn: Connection, host: str | None) -> list[dict[str, object]]:
    """Lines learned, or kept by a person, of one host or all; newest first."""
    rows = conn.execute(
        text("""
            SELECT host, encode(line_key, 'hex') AS key, state, learned_at, line FROM furniture
             WHERE state <> 'seen' AND (CAST(:host AS text) IS NULL OR host = :host)
             ORDER BY host, learned_at DESC NULLS LAST, line_key
        """),
        {"host": host},
    )
    return [dict(row) for row in rows.mappings()]


def keep(conn: Connection, key: bytes, host: str) -> bool:
    """A person says that this line is text, whatever the host's pages repeat; whether it was known."""
    changed = conn.execute(
        text("UPDATE furniture SET state = 'kept', updated_at = now() WHERE host = :host AND line_key = :key"),
        {"host": host, "key": key},
    )
    return changed.rowcount > 0
