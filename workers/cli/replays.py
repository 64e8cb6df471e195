"""wireroom replay --list, --cancel: those under way."""

from typing import Any

from pipeline.store import replays
from pipeline.store.engine import transaction
from workers.bootstrap import Parts
from workers.cli import output
from workers.cli.selecting import words
from workers.cli.session import opened
from workers.cli.waiting import lasting


def show(*, json: bool) -> None:
    """Those under way, and the last that were finished."""
    with transaction(opened().engine) as conn:
        replays.settle(conn)
        rows = [_told(row) for row in replays.shown(conn)]
    if json:
        output.document(rows)
    elif not rows:
        output.say("no replays")
    else:
        lines = [
            {
                **row,
                "rate": f"{row['rate']:.1f}/s",
                "time_left": lasting(row["seconds_left"]) if row["state"] in {"carrying out", "running"} else None,
            }
            for row in rows
        ]
        columns = ["id", "state", "from", "extractor", "selector", "requested_at", "moved", "left", "current", "rate"]
        output.table(lines, [*columns, "time_left"])


def _told(row: replays.Row) -> dict[str, Any]:
    """`rate`: articles a second since it was asked for; `seconds_left`: at that rate."""
    rate = (row["moved"] - row["left"]) / row["seconds"] if row["seconds"] else 0.0
    return {
        "id": row["id"],
        "from": row["stage"],
        "extractor": row["part"],
        "selector": words(row["selector"]) + (" --force" if row["force"] else ""),
        "requested_at": row["requested_at"],
        "moved": row["moved"],
        "left": row["left"],
        "current": row["current"],
        "rate": round(rate, 2),
        "seconds_left": round(row["left"] / rate) if rate else None,
        "state": row["state"],
    }


def cancel(replay_id: int, *, json: bool) -> None:
    """Move nothing more of it, and let those rest again that nobody has begun to work on.

    Raises:
        Refused: it is not under way.
    """
    mine = opened()
    with transaction(mine.engine) as conn:
        replays.cancel(conn, replay_id)
        [before] = replays.shown(conn, replay_id)
    while _put_back(mine, replay_id):
        pass
    with transaction(mine.engine) as conn:
        [after] = replays.shown(conn, replay_id)
    result = {"replay": replay_id, "put_back": before["moved"] - after["moved"], "finishing": after["left"]}
    if json:
        output.document(result)
    else:
        output.say(
            f"replay {replay_id} is cancelled: {result['put_back']} articles are left as they were,"
            f" {result['finishing']} under way are finished"
        )


def _put_back(mine: Parts, replay_id: int) -> bool:
    with transaction(mine.engine) as conn:
        return replays.put_back(conn, replay_id)
