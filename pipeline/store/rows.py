"""Rows of a query as plain dictionaries."""

from typing import Any

from sqlalchemy import Connection, text

Row = dict[str, Any]


def many(conn: Connection, sql: str, **values: Any) -> list[Row]:
    """All rows."""
    return [dict(row) for row in conn.execute(text(sql), values).mappings()]


def one(conn: Connection, sql: str, **values: Any) -> Row | None:
    """The row; None where there is none."""
    row = conn.execute(text(sql), values).mappings().one_or_none()
    return dict(row) if row is not None else None
