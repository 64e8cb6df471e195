"""What answers have taught about hosts. Redis knows the same and is asked first; this is what is left when it is emptied."""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, text

from pipeline.model import HostNote, Manners


def load(conn: Connection, hosts: Sequence[str]) -> Mapping[str, Manners]:
    """Those hosts of which something is known."""
    rows = conn.execute(
        text("SELECT host, crawl_delay, pace, not_before FROM hosts WHERE host = ANY(:hosts)"), {"hosts": list(hosts)}
    )
    return {row.host: Manners(row.crawl_delay, row.pace, row.not_before) for row in rows}


def save(conn: Connection, notes: Sequence[HostNote]) -> None:
    """Remember how fast these hosts may be asked, and from when on."""
    rows = {
        note.host: {
            "host": note.host,
            "pace": note.pace,
            "not_before": note.not_before.isoformat() if note.not_before else None,
        }
        for note in notes
    }
    conn.execute(
        text("""
            INSERT INTO hosts (host, pace, not_before)
            SELECT host, pace, not_before FROM jsonb_to_recordset(CAST(:rows AS jsonb))
                   v (host text, pace real, not_before timestamptz) ORDER BY host
            ON CONFLICT (host) DO UPDATE SET pace = excluded.pace, updated_at = now(),
                   not_before = greatest(excluded.not_before, hosts.not_before)
        """),
        {"rows": json.dumps(list(rows.values()))},
    )


def save_crawl_delays(conn: Connection, delays: Mapping[str, float]) -> None:
    """What the robots.txt of these hosts ask for; one that no longer asks is forgotten."""
    conn.execute(
        text("""
            INSERT INTO hosts (host, crawl_delay)
            SELECT v.key, v.value::real FROM jsonb_each_text(CAST(:delays AS jsonb)) v
             WHERE v.value::real > 0 OR EXISTS (SELECT FROM hosts h WHERE h.host = v.key) ORDER BY v.key
            ON CONFLICT (host) DO UPDATE SET crawl_delay = excluded.crawl_delay, updated_at = now()
             WHERE hosts.crawl_delay <> excluded.crawl_delay
        """),
        {"delays": json.dumps(dict(delays))},
    )
