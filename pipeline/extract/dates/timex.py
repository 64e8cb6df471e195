"""Placed periods and their values as TIMEX3 and ISO 8601 write them."""

from pipeline.extract.dates.calendar import Days
from pipeline.extract.dates.model import Length, Placed, Precision, Unit

PRECISION: dict[Unit, Precision] = {
    "second": "time", "minute": "time", "hour": "time", "day": "day", "workday": "day", "week": "week", "weekend": "week",
    "month": "month", "quarter": "quarter", "half": "quarter", "year": "year", "decade": "decade", "century": "century",
}  # fmt: skip
MINUTES = {"second": 1 / 60, "minute": 1, "hour": 60}
SEASONS = ("SP", "SU", "FA", "WI")
_LETTER = {
    "day": "D",
    "workday": "WD",
    "week": "W",
    "weekend": "WE",
    "month": "M",
    "year": "Y",
    "hour": "H",
    "minute": "M",
    "second": "S",
}
_SIZE = {"quarter": (3, "M"), "half": (6, "M"), "decade": (10, "Y"), "century": (100, "Y")}


def period(length: Length) -> str:
    """ISO 8601 of a duration; X for a count that is not told."""
    amount, unit = (length.count, length.unit) if length.count is None else _parted(length.count, length.unit)
    size, letter = _SIZE.get(unit, (1, _LETTER.get(unit, "D")))
    count = "X" if amount is None else f"{amount * size:g}" if amount < 1e6 else f"{amount * size:.0f}"
    written = ("PT" if unit in MINUTES else "P") + count + letter
    if length.small is None:
        return written
    rest = period(length.small)
    if written.startswith("PT"):
        rest = rest.removeprefix("PT")
    return written + rest.removeprefix("P")


def _parted(count: float, unit: Unit) -> tuple[float, Unit]:
    """Halves of years and decades in what they are made of."""
    return whole(count, unit) if unit in {"year", "decade", "century"} and count < 1000 else (count, unit)


def placed(days: Days | None, unit: Unit, kind: str = "date") -> Placed | None:
    if days is None:
        return None
    timex = _timex(days, unit)
    return Placed(days[0], days[1], PRECISION[unit], timex, "range" if kind == "range" else "date")


def _timex(days: Days, unit: Unit) -> str:
    first = days[0]
    match unit:
        case "week" | "weekend":
            year, number, _ = first.isocalendar()
            return f"{year:04}-W{number:02}" + ("-WE" if unit == "weekend" else "")
        case "month":
            return f"{first.year:04}-{first.month:02}"
        case "quarter":
            return f"{first.year:04}-Q{(first.month + 2) // 3}"
        case "half":
            return f"{first.year:04}-H{(first.month + 5) // 6}"
        case "year":
            return f"{first.year:04}"
        case "decade":
            return f"{first.year // 10:03}"
        case "century":
            return f"{first.year // 100:02}"
        case _:
            return first.isoformat()


def whole(count: float, unit: Unit) -> tuple[int, Unit]:
    """Half a year is six months, a week and a half ten days."""
    if count == int(count):
        return int(count), unit
    finer: dict[Unit, tuple[int, Unit]] = {
        "century": (100, "year"), "decade": (10, "year"), "year": (12, "month"), "half": (6, "month"), "quarter": (3, "month"),
        "month": (30, "day"), "week": (7, "day"),
    }  # fmt: skip
    size, smaller = finer.get(unit, (1, unit))
    return round(count * size), smaller
