"""Everything that consumers read, as lines of JSON: what must not depend on when, how often or in which order it was made."""

import json
from typing import Any

from sqlalchemy import Engine

# When something was done, and what it cost. Another run of the same work has others.
PROCESSING = {
    "articles": {"first_seen_at", "fetched_at", "updated_at"},
    "revisions": {"fetched_at", "clean_ms"},
    "captures": {"fetched_at"},
    "feeds": {"last_polled_at", "last_ok_at", "next_poll_at", "failing_since", "possible_gap_at"},
    "sightings": {"first_seen_at"},
    "aliases": {"first_seen_at"},
    "failures": {"failed_at", "next_attempt_at"},
}
# A replay fetches nothing and announces nothing: of all these only the time of a failure is another.
REPLAYED = {"failures": {"failed_at"}}


def dump(engine: Engine, without: dict[str, set[str]]) -> dict[str, list[str]]:
    """Each view of v1 but `changes`: its rows without these columns, sorted."""
    found: dict[str, list[str]] = {}
    for view, rows in _rows(engine).items():
        left_out = without.get(view, set())
        found[view] = sorted(_line({key: value for key, value in row.items() if key not in left_out}) for row in rows)
    return found


def dump_by_name(engine: Engine) -> dict[str, list[str]]:
    """Likewise without ids that tell in which order things were made: of entities and captures; by name and address instead."""
    rows = _rows(engine)
    names = {row["id"]: f"{row['kind']} {row['name']} {row['names']}" for row in rows["entities"]}
    pages: dict[int, str] = {}
    for row in sorted(rows["captures"], key=lambda row: row["id"]):
        pages[row["id"]] = f"{row['article_id']} {row['kind']} {row['final_url']}"
    found: dict[str, list[str]] = {}
    for view, each in rows.items():
        left_out = PROCESSING.get(view, set()) | ({"id"} if view in {"entities", "captures"} else set())
        found[view] = sorted(
            _line({key: _named(key, value, names, pages) for key, value in row.items() if key not in left_out})
            for row in each
        )
    return found


def _named(column: str, value: Any, names: dict[int, str], pages: dict[int, str]) -> Any:
    if column.endswith("entity_id") and value is not None:
        return names[value]
    return pages[value] if column == "capture_id" else value


def _rows(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    with engine.connect() as conn:
        views = conn.exec_driver_sql(
            "SELECT table_name FROM information_schema.views WHERE table_schema = 'v1' AND table_name <> 'changes'"
        ).scalars()
        return {
            view: list(conn.exec_driver_sql(f"SELECT to_jsonb(v) FROM v1.{view} v").scalars()) for view in sorted(views)
        }


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True)
