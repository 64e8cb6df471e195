"""From a SELECTOR to articles, and what commands do with them: replay, retry, count."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from pipeline import urls
from pipeline.model import Selector
from pipeline.store import superseded

STAGES = ("fetch", "clean", "extract", "cluster")


def _where(selector: Selector, versions: Mapping[str, int]) -> tuple[str, dict[str, Any]]:
    """The condition over `articles a`, `cursors c`, `revisions r`, and its parameters."""
    terms: list[str] = ["true"]
    values: dict[str, Any] = {}
    if selector.ids:
        terms.append("a.id = ANY(:ids)")
        values["ids"] = list(selector.ids)
    if selector.urls:
        terms.append("a.id IN (SELECT coalesce(merged_into, id) FROM articles WHERE url_key = ANY(:keys))")
        values["keys"] = [key for url in selector.urls for key in urls.keys(url)]
    if selector.feed is not None:
        terms.append("EXISTS (SELECT FROM sightings s WHERE s.feed_id = :feed AND s.article_id = a.id)")
        values["feed"] = selector.feed
    if selector.host is not None:
        terms.append("a.host = :host")
        values["host"] = selector.host.lower()
    if selector.since is not None:
        terms.append("a.first_seen_at >= :since")
        values["since"] = selector.since
    if selector.until is not None:
        terms.append("a.first_seen_at < :until")
        values["until"] = selector.until
    if selector.stage is not None:
        terms.append("c.stage = :stage")
        values["stage"] = selector.stage
    if selector.failed is not None:
        terms.append("c.reason IS NOT NULL" if selector.failed == "any" else "c.reason = :reason")
        values["reason"] = selector.failed
    if selector.outdated:
        terms.append(_outdated(selector, versions, values))
    elif selector.extractor is not None:
        terms.append(
            "(r.extractors ? :extractor OR EXISTS (SELECT FROM setbacks s WHERE s.kind = 'article' AND s.item_id = a.id"
            " AND s.stage = 'extract' AND s.key = convert_to(:extractor, 'UTF8')))"
        )
        values["extractor"] = selector.extractor
    return " AND ".join(terms), values


def _outdated(selector: Selector, versions: Mapping[str, int], values: dict[str, Any]) -> str:
    """Made by another version than the current one of `clean`, `cluster` or an extractor (`extract:NAME`)."""
    values["cleaner_version"] = versions["clean"]
    values["clusterer_version"] = versions["cluster"]
    terms = []
    for index, (name, version) in enumerate(sorted(versions.items())):
        extractor = name.partition("extract:")[2]
        if extractor and selector.extractor in (None, extractor):
            values[f"name{index}"], values[f"version{index}"] = extractor, version
            terms.append(f"coalesce((r.extractors ->> :name{index})::int, 0) <> :version{index}")
    if selector.extractor is None:
        terms += ["r.cleaner_version <> :cleaner_version", "coalesce(r.clusterer_version, 0) <> :clusterer_version"]
    return f"r.article_id IS NOT NULL AND ({' OR '.join(terms) or 'false'})"


_FROM = """
      FROM articles a
      JOIN cursors c ON c.kind = 'article' AND c.id = a.id
      LEFT JOIN revisions r ON r.article_id = a.id AND r.revision = a.revision
"""


def select(conn: Connection, selector: Selector, versions: Mapping[str, int]) -> list[int]:
    """Ids of the articles selected, newest last."""
    where, values = _where(selector, versions)
    limit = "LIMIT :limit" if selector.limit is not None else ""
    return list(
        conn.execute(
            text(f"SELECT a.id {_FROM} WHERE {where} ORDER BY a.id {limit}"),
            {**values, "limit": selector.limit},
        ).scalars()
    )


_HAS_CAPTURE = (
    "EXISTS (SELECT FROM captures k WHERE k.article_id = a.id AND k.status BETWEEN 200 AND 299 AND k.bytes > 0"
    " AND k.pruned_at IS NULL)"
)
# What is stored is not fetched again; an address with a fragment is that of an entry without a page of its own.
_NOT_TO_FETCH = (
    "(position('#' in a.url) > 0 OR EXISTS (SELECT FROM captures k WHERE k.article_id = a.id AND k.kind = 'page'"
    " AND k.status BETWEEN 200 AND 299 AND k.bytes > 0 AND k.pruned_at IS NULL))"
)
# An article can go back to a stage only when that stage's input is stored, and only if it has come past it; one whose
# page is looked at again has.
_ABLE = {
    "fetch": "true",
    "clean": _HAS_CAPTURE,
    "extract": "a.revision IS NOT NULL",
    "cluster": "a.revision IS NOT NULL",
}
_EXTRACTED = (
    "r.extractors @> CAST(:extractors AS jsonb) AND NOT EXISTS (SELECT FROM setbacks s WHERE s.kind = 'article'"
    " AND s.item_id = a.id AND s.stage = 'extract'"
    " AND (CAST(:part AS text) IS NULL OR s.key = convert_to(CAST(:part AS text), 'UTF8')))"
)
_CLUSTERED = "r.clusterer_version = :clusterer"
# Made by the present versions of a stage and of all after it; of one extractor, by that.
_CURRENT = {
    "clean": f"r.cleaner_version = :cleaner AND {_EXTRACTED} AND {_CLUSTERED}",
    "extract": f"{_EXTRACTED} AND (CAST(:part AS text) IS NOT NULL OR {_CLUSTERED})",
    "cluster": _CLUSTERED,
}


def _goes_to(stage: str) -> str:
    """Where an article goes that is asked back to `stage`, null: nowhere. What is stored is never fetched again."""
    beyond = ", ".join(f"'{name}'" for name in STAGES[STAGES.index(stage) :])
    target = f"CASE WHEN {_NOT_TO_FETCH} THEN 'clean' ELSE 'fetch' END" if stage == "fetch" else f"'{stage}'"
    return (
        f"CASE WHEN (c.stage IN ({beyond}) OR c.stage = 'fetch' AND a.revision IS NOT NULL) AND a.merged_into IS NULL"
        f" AND {_ABLE[stage]} THEN {target} END"
    )


def able(conn: Connection, ids: Sequence[int], stage: str) -> dict[int, str]:
    """Those of these articles that can go back to `stage`, each with the stage it goes to.

    What is stored is never fetched again: from `fetch`, an article with a good capture goes to `clean`.
    """
    rows = conn.execute(
        text(f"""
            SELECT id, stage FROM (
                SELECT a.id, {_goes_to(stage)} AS stage FROM articles a
                  JOIN cursors c ON c.kind = 'article' AND c.id = a.id WHERE a.id = ANY(:ids)) v
             WHERE stage IS NOT NULL ORDER BY id
        """),  # noqa: S608
        {"ids": list(ids)},
    )
    return {row.id: row.stage for row in rows}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article selected for a replay.

    `stage`: to which it can go, None: to none. `current`: present versions have made what is stored from there on, and
    nothing of it failed or is under way; or it has failed under them in an earlier replay from there.
    """

    id: int
    host: str
    stage: str | None
    current: bool


def candidates(
    conn: Connection,
    selector: Selector,
    stage: str,
    part: str | None,
    versions: Mapping[str, int],
    *,
    after: int,
    upto: int,
    limit: int,
    failed_since: datetime | None = None,
) -> list[Candidate]:
    """The next selected articles by id, from behind `after` to `upto`, as a replay from `stage` sees them; the selector's own
    limit is the caller's business. `failed_since`: what has failed since then would fail again, and is current too."""
    where, values = _where(selector, versions)
    known = _CURRENT["clean" if stage == "fetch" else stage]
    extractors = {
        name: version
        for key, version in versions.items()
        if (name := key.partition("extract:")[2]) and part in (None, name)
    }
    rows = conn.execute(
        text(f"""
            SELECT id, host, stage, stage IS NOT NULL AND stage <> 'fetch' AND current AS current FROM (
                SELECT a.id, a.host, {_goes_to(stage)} AS stage, coalesce(c.state = 'done' AND {known}
                       OR c.state = 'failed' AND c.failed_at >= CAST(:failed_since AS timestamptz), false) AS current
                {_FROM} WHERE {where} AND a.id > :after AND a.id <= :upto ORDER BY a.id LIMIT :limit) v
             ORDER BY id
        """),  # noqa: S608
        {
            **values,
            "after": after,
            "upto": upto,
            "limit": limit,
            "part": part,
            "extractors": json.dumps(extractors),
            "cleaner": versions["clean"],
            "clusterer": versions["cluster"],
            "failed_since": failed_since,
        },
    )
    return [Candidate(row.id, row.host, row.stage, row.current) for row in rows]


# What is on its way for the first time stays in the live lane: behind a large replay it would not be news any more.
_BACK = text("""
    UPDATE cursors c SET stage = :stage, state = 'due', due_at = now(), wake_at = now(),
           lane = CASE WHEN c.state IN ('due', 'running') AND c.lane = 'live' AND c.reason IS NULL THEN 'live' ELSE 'replay' END,
           attempts = 0, reason = NULL, message = NULL, failed_at = NULL, lease_token = NULL, leased_until = NULL,
           updated_at = now(), part = CASE WHEN c.stage = 'cluster' OR c.part = :part THEN :part END, replay_id = :replay,
           was_done = CASE WHEN c.state = 'done' THEN CAST(:replay AS bigint) IS NOT NULL END
      FROM (SELECT id FROM cursors WHERE kind = 'article' AND id = ANY(:ids) AND stage <> ALL(:before) ORDER BY id FOR UPDATE) d
     WHERE c.kind = 'article' AND c.id = d.id
""")


def move_back(
    conn: Connection, stages: Mapping[int, str], part: str | None = None, replay_id: int | None = None
) -> int:
    """Put cursors back, behind the live lane; whoever held one finds its lease gone. One that something new has sent further
    back since it was looked at stays there. `part`: at `extract` by this
    extractor alone and those that need it, where all have run before. `replay_id`: on whose behalf."""
    moved = 0
    for stage in STAGES:
        ids = sorted(article_id for article_id, wanted in stages.items() if wanted == stage)
        for start in range(0, len(ids), 5_000):
            values = {
                "stage": stage,
                "ids": ids[start : start + 5_000],
                "before": list(STAGES[1 : STAGES.index(stage)]),  # at `fetch` its page is looked at again
                "replay": replay_id,
                "part": part if stage == "extract" else None,
            }
            moved += conn.execute(_BACK, values).rowcount
    return moved


def retry(conn: Connection, ids: Sequence[int]) -> int:
    """Make failed articles due again where they failed, with all their attempts; how many there were."""
    return conn.execute(
        text("""
            UPDATE cursors SET state = 'due', due_at = now(), wake_at = now(), attempts = 0, lease_token = NULL,
                   leased_until = NULL, reason = NULL, message = NULL, failed_at = NULL, updated_at = now()
             WHERE kind = 'article' AND id = ANY(:ids) AND reason IS NOT NULL AND state IN ('due', 'failed')
        """),
        {"ids": list(ids)},
    ).rowcount


def sample(
    conn: Connection,
    selector: Selector,
    versions: Mapping[str, int],
    stage: str,
    size: int,
    made: tuple[str, int] | None,
) -> tuple[list[int], int]:
    """At most so many of the articles selected that can go back to `stage`, the same ones every time and spread over them
    all; and how many there are. `made`: only those of which something is kept that this (maker, version) had made."""
    where, values = _where(selector, versions)
    if made is not None:
        where += f" AND {superseded.HAS}"
        values |= {"maker": made[0], "made_by": made[1]}
    limit = "ORDER BY a.id LIMIT :limit" if selector.limit is not None else ""
    row = conn.execute(
        text(f"""
            WITH chosen AS MATERIALIZED (
                SELECT a.id {_FROM} WHERE {where} AND {_goes_to(stage)} IS NOT NULL {limit}
            )
            SELECT (SELECT count(*) FROM chosen) AS number,
                   ARRAY(SELECT id FROM chosen ORDER BY hashint8extended(id, 0), id LIMIT :size) AS ids
        """),  # noqa: S608
        {**values, "limit": selector.limit, "size": size},
    ).one()
    return row.ids, row.number
