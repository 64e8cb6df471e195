"""robots.txt as fetched, shared by all workers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """What an origin answered for /robots.txt; `status` None: it could not be fetched."""

    origin: str
    status: int | None
    body: bytes
    fetched_at: datetime
    expires_at: datetime


_LOAD = text("SELECT origin, status, body, fetched_at, expires_at FROM robots WHERE origin = ANY(:origins)")


def load(conn: Connection, origins: list[str]) -> Mapping[str, RobotsFile]:
    """Those known, also the expired ones."""
    rows = conn.execute(_LOAD, {"origins": origins})
    return {row.origin: RobotsFile(row.origin, row.status, row.body, row.fetched_at, row.expires_at) for row in rows}


def save(conn: Connection, file: RobotsFile) -> None:
    """Remember an answer until it expires."""
    conn.execute(
        text("""
            INSERT INTO robots (origin, status, body, fetched_at, expires_at)
            VALUES (:origin, :status, :body, :fetched_at, :expires_at)
            ON CONFLICT (origin) DO UPDATE SET status = excluded.status, body = excluded.body,
                   fetched_at = excluded.fetched_at, expires_at = excluded.expires_at
        """),
        {
            "origin": file.origin,
            "status": file.status,
            "body": file.body,
            "fetched_at": file.fetched_at,
            "expires_at": file.expires_at,
        },
    )
