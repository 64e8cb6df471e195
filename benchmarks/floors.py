"""The committed figures that may not get worse: `quality.json`, one object a data set (`pages`, `newsroom`, `seeds`,
`extractors`)."""

import json
from collections.abc import Mapping
from pathlib import Path

FILE = Path(__file__).with_name("quality.json")
KEPT = ("body_f1", "body_exact", "title", "authors", "date", "language", "right")
DIGITS = 4
WHOLE = "extractors"  # of this set all figures are kept, by their names
NOISE = 1.5  # a ratio of times may be this much worse: what differs between two runs on a busy machine

Floor = Mapping[str, float]


def read() -> dict[str, Floor]:
    """Floors by data set; none where nothing has been written yet."""
    found: dict[str, Floor] = json.loads(FILE.read_text()) if FILE.is_file() else {}
    return found


def write(figures: Mapping[str, Mapping[str, float | None]]) -> None:
    """Put these data sets' figures in; the others keep theirs."""
    made = {**read(), **{name: floor(row, whole=name == WHOLE) for name, row in figures.items()}}
    FILE.write_text(json.dumps(made, indent=2, sort_keys=True) + "\n")


def floor(row: Mapping[str, float | None], *, whole: bool = False) -> dict[str, float]:
    """What of a row is kept."""
    names = tuple(row) if whole else (*KEPT, "cpu_ratio")
    return {name: round(value, DIGITS) for name in names if (value := row.get(name)) is not None}


def fallen(row: Mapping[str, float | None], floor: Floor) -> list[str]:
    """Which figures are worse than their floor, each in one line: below it, and a ratio of times above it by its noise."""
    found = []
    for name, least in floor.items():
        value = row.get(name)
        if value is None:
            found.append(f"{name} is not measured, was {least:g}")
        elif value > least * NOISE if name == "cpu_ratio" else round(value, DIGITS) < least:
            found.append(f"{name} {value:.{DIGITS}g}, was {least:g}")
    return found
