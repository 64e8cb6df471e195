"""What a date expression says before it is placed in the calendar, and what it comes to when it is."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Precision = Literal[
    "day", "week", "month", "quarter", "season", "year", "decade", "century", "time", "vague", "duration"
]
Type = Literal["date", "range", "time", "duration", "set"]
Unit = Literal[
    "second",
    "minute",
    "hour",
    "day",
    "workday",
    "week",
    "weekend",
    "month",
    "quarter",
    "half",
    "year",
    "decade",
    "century",
]
Part = Literal[
    "early", "mid", "late", "start", "end", "earlier", "later", "rest", "so far", "first half", "second half"
]
Lean = Literal[-1, 0, 1]  # the wording speaks of the past, says nothing, speaks of the future


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date expression, `text[start:end]`. `ends_on` is the last day, inclusive; None where nothing tells.

    `timex`: as in TIMEX3, `2026-02-21`, `2026-W08`, `2026-Q1`, `P2Y`, `XXXX-10-28`; ranges as ISO 8601 intervals.
    `mod`: `START`, `MID`, `END`, `MORE_THAN`, `LESS_THAN`, `EQUAL_OR_LESS`, `EQUAL_OR_MORE`, `APPROX`, `BEFORE`, `AFTER`.
    """

    start: int
    end: int
    text: str
    starts_on: date | None
    ends_on: date | None
    precision: Precision
    timex: str
    type: Type
    mod: str | None = None


@dataclass(frozen=True, slots=True)
class Civil:
    """Parts of a calendar date; what is None is to be supplied. `weekday`: Monday is 0. `season`: spring is 0.

    `near`: the year said in relation to the anchor's, `of last year` -1. `same`: it is the
    year spoken of, `of that year`.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    quarter: int | None = None
    half: int | None = None
    season: int | None = None
    near: int | None = None
    same: bool = False
    fiscal: bool = False


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day that is kept every year; `near`: -1 the last, 0 that of this year, 1 the next; `weekend`: the one before it."""

    name: str
    year: int | None = None
    near: int | None = None
    weekend: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """The unit that the anchor is in (0), the ones before and after it; `focus`: from the day spoken of, not the anchor.

    `told` False: `the weekend`, of which the wording tells whether it is the last or the coming one.
    """

    unit: Unit
    shift: int
    focus: bool = False
    told: bool = True


@dataclass(frozen=True, slots=True)
class NearWeekday:
    """The weekday of this week (0), of the one before or after; `strict`: 1 the first one to come, -1 the last one past."""

    weekday: int
    shift: int
    strict: int = 0


@dataclass(frozen=True, slots=True)
class NearCivil:
    """The month or season of this year (0), the last one past (-1), the next to come (1)."""

    of: Civil
    shift: int


@dataclass(frozen=True, slots=True)
class Away:
    """So many units from a base, the anchor where it is None; `weekday`: the one in the week reached."""

    count: float
    unit: Unit
    sign: int
    base: "Expression | None" = None
    focus: bool = False
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Rolling:
    """So many units up to the anchor (-1) or from it (1); `of`: the first (1) or last (-1) ones of a period.

    `closed`: the anchor's day is one of them.
    """

    count: float
    unit: Unit
    sign: int
    of: "Expression | None" = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Nth:
    """The nth unit or weekday of a period; from its end where n is negative."""

    n: int
    unit: Unit | None
    weekday: int | None
    of: "Expression"


@dataclass(frozen=True, slots=True)
class Within:
    """Part of a period."""

    part: Part
    of: "Expression"


@dataclass(frozen=True, slots=True)
class WeekOf:
    """The week or weekend that a day is in."""

    of: "Expression"
    unit: Unit = "week"


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the ISO calendar."""

    number: int
    year: int | None


@dataclass(frozen=True, slots=True)
class Years:
    """A decade or century: `first` its first year; `short`: the century was not said."""

    first: int
    unit: Unit
    short: bool = False


@dataclass(frozen=True, slots=True)
class Between:
    """From one to the other, both included."""

    first: "Expression"
    last: "Expression"


@dataclass(frozen=True, slots=True)
class Bounded:
    """A period open at one end: `mod` is BEFORE, ON_OR_BEFORE, AFTER or ON_OR_AFTER."""

    mod: str
    of: "Expression"


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, `THH:MM` or `TMO`, on a day or without one; `until` ends it."""

    time: str
    on: "Expression | None" = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Length:
    """A duration; None for a count that is not told. `small`: the rest, as `1 hour and 30 minutes`."""

    count: float | None
    unit: Unit
    mod: str | None = None
    small: "Length | None" = None


@dataclass(frozen=True, slots=True)
class Every:
    """A set of times; `timex` as TIMEX3 has it."""

    timex: str


@dataclass(frozen=True, slots=True)
class Vague:
    """PRESENT_REF, PAST_REF or FUTURE_REF."""

    ref: str


Expression = (
    Civil | Holiday | Near | NearWeekday | NearCivil | Away | Rolling | Nth | Within | WeekOf | Week | Years
    | Between | Bounded | Clock | Length | Every | Vague
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placed:
    """An expression placed in the calendar."""

    first: date | None
    last: date | None
    precision: Precision
    timex: str
    type: Type = "date"
    mod: str | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What an expression is placed by: when it was written, the day (`focus`) and the period (`scene`, its first day) spoken
    of before it, where its wording leans.
    """

    anchor: date | None
    minute: int = 0  # of the anchor's day
    focus: date | None = None
    scene: date | None = None
    lean: Lean = 0
    news: bool = True
