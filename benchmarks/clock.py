"""A database clock of our own: real time plus a shift, so that half an hour of schedule passes in as long as its work takes.

Statements say `now()`; a schema before pg_catalog in the search path has a function of that name. The shift starts at ten
days, so that a time written by any other clock is found afterwards.
"""

import time
from bisect import bisect_right
from typing import Any

from sqlalchemy import Engine, event

_APART = 10 * 86_400.0
SCHEMA = """
CREATE SCHEMA sim;
CREATE FUNCTION sim.now() RETURNS timestamptz STABLE LANGUAGE sql
    AS $$ SELECT pg_catalog.now() + make_interval(secs => current_setting('sim.shift')::float8) $$;
"""


class Clock:
    """Simulated seconds since 1970; it runs with the real clock, and leaps when told to."""

    def __init__(self) -> None:
        self._leaps = [(0.0, _APART)]  # from this real time on: so far ahead

    @property
    def shift(self) -> float:
        """Seconds ahead of the real clock."""
        return self._leaps[-1][1]

    def now(self) -> float:
        """The simulated time."""
        return time.time() + self.shift

    def leap(self, until: float) -> None:
        """Go on at this simulated time; nothing may be under way."""
        self._leaps.append((time.time(), self.shift + max(0.0, until - self.now())))

    def simulated(self, real: float) -> float:
        """What this clock showed at a real time."""
        return real + self._leaps[bisect_right(self._leaps, (real, float("inf"))) - 1][1]

    def rule(self, engine: Engine) -> None:
        """Make every connection of this engine go by this clock; needs `SCHEMA` in the database."""

        def check_out(dbapi: Any, record: Any, _: Any) -> None:
            if record.info.get("shift") != self.shift:
                with dbapi.cursor() as cursor:
                    cursor.execute(f"SET search_path = sim, public, pg_catalog; SET sim.shift = {self.shift!r}")
                dbapi.commit()
                record.info["shift"] = self.shift

        event.listen(engine, "checkout", check_out)
