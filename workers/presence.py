"""Which of the processes that the database has heard of are ours, and whether they still run."""

import os
import socket

from sqlalchemy import Connection

from pipeline.store import ledger, reports


def process_name(role: str) -> str:
    """A name that tells machine and process: `ROLE@HOST#PID`."""
    return f"{role.partition('@')[0]}@{socket.gethostname()}#{os.getpid()}"


def bury_local(conn: Connection) -> None:
    """Forget this machine's processes that no longer run, and give back what they held."""
    dead = []
    for row in reports.living_workers(conn):
        host, _, pid = row["name"].rpartition("@")[2].rpartition("#")
        if host == socket.gethostname() and pid.isdigit() and not _runs(int(pid)):
            dead.append(row["name"])
    ledger.release_held_by(conn, dead)
    reports.forget_workers(conn, dead)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it runs, as somebody else
    return True
