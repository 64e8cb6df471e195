"""From a SELECTOR to articles, and what commands do with them: replay, retry, count."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from pipeline import urls
from pipeline.model import Selector

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
    "EXISTS (SELECT FROM captures k WHERE k.article_id = a.id AND k.status BETWEEN 200 AND 299 AND k.bytes > 0)"
)
# What is stored is not fetched again; an address with a fragment is that of an entry without a page of its own.
_NOT_TO_FETCH = (
    "(position('#' in a.url) > 0 OR EXISTS (SELECT FROM captures k WHERE k.article_id = a.id AND k.kind = 'page'"
    " AND k.status BETWEEN 200 AND 299 AND k.bytes > 0))"
)
# An article can go back to a stage only when that stage's input is stored, and only if it has come past it; one whose
# page is looked at again has.
_ABLE = {
    "fetch": "true",
    "clean": _HAS_CAPTURE,
    "extract": "a.revision IS NOT NULL",
    "cluster": "a.revision IS NOT NULL",
}


def able(conn: Connection, ids: Sequence[int], stage: str) -> dict[int, str]:
    """Those of these articles that can go back to `stage`, each with the stage it goes to.

    What is stored is never fetched again: from `fetch`, an article with a good capture goes to `clean`.
    """
    beyond = STAGES[STAGES.index(stage) :]
    rows = conn.execute(
        text(f"""
            SELECT a.id, CASE WHEN :stage = 'fetch' AND {_NOT_TO_FETCH} THEN 'clean' ELSE :stage END AS stage
              FROM articles a JOIN cursors c ON c.kind = 'article' AND c.id = a.id
             WHERE a.id = ANY(:ids) AND (c.stage = ANY(:beyond) OR c.stage = 'fetch' AND a.revision IS NOT NULL) AND a.merged_into IS NULL
               AND {_ABLE[stage]} ORDER BY a.id
        """),  # noqa: S608
        {"ids": list(ids), "stage": stage, "beyond": list(beyond)},
    )
    return {row.id: row.stage for row in rows}


def by_source(conn: Connection, ids: Sequence[int]) -> list[tuple[str, int]]:
    """How many of these articles each host has, most first."""
    rows = conn.execute(
        text("SELECT host, count(*) AS n FROM articles WHERE id = ANY(:ids) GROUP BY host ORDER BY n DESC, host"),
        {"ids": list(ids)},
    )
    return [(row.host, row.n) for row in rows]


def move_back(conn: Connection, stages: Mapping[int, str], part: str | None = None) -> int:
    """Replay: put cursors back, in the replay lane; whoever held one finds its lease gone. `part`: at `extract` by this
    extractor alone and those that need it, where all have run before."""
    moved = 0
    for stage in STAGES:
        ids = sorted(article_id for article_id, wanted in stages.items() if wanted == stage)
        for start in range(0, len(ids), 5_000):
            moved += conn.execute(
                text("""
                    UPDATE cursors SET stage = :stage, state = 'due', lane = 'replay', due_at = now(), wake_at = now(),
                           attempts = 0, reason = NULL, message = NULL, failed_at = NULL, lease_token = NULL,
                           leased_until = NULL, updated_at = now(),
                           part = CASE WHEN stage = 'cluster' OR part = :part THEN :part END
                     WHERE kind = 'article' AND id = ANY(:ids)
                """),
                {"stage": stage, "ids": ids[start : start + 5_000], "part": part if stage == "extract" else None},
            ).rowcount
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


def unfinished(conn: Connection, ids: Sequence[int]) -> int:
    """How many of these articles the pipeline still works on (those put off until later not counted)."""
    return int(
        conn.execute(
            text("""
                SELECT count(*) FROM cursors WHERE kind = 'article' AND id = ANY(:ids)
                   AND (state = 'running' OR state = 'due' AND (due_at <= now() OR reason IS NULL))
            """),
            {"ids": list(ids)},
        ).scalar_one()
    )
