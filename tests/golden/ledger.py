"""The golden files: one a maker, a row of JSON a line, so that a review shows which rows changed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Any

from tests.golden.makers import Made, where

FOLDER = Path(__file__).parent / "made"
SHOWN, FEW = 20, 3  # lines of one difference, and differences told in full


@dataclass(frozen=True, slots=True)
class Difference:
    """What is other than the golden file has it; `untold`: no version tells of it."""

    message: str
    untold: bool


def write(made: Made, folder: Path = FOLDER) -> None:
    """Make what a maker made its golden file."""
    lines = [f'{{"maker": {_json(made.maker)}, "versions": {_json(dict(made.versions))}, "rows": {{']
    for number, (name, (digest, rows)) in enumerate(sorted(made.rows.items())):
        end = "" if number + 1 == len(made.rows) else ","
        lines.append(f'{_json(name)}: {{"input": {_json(digest)}, "rows": [' + ("" if rows else f"]}}{end}"))
        lines += [_json(row) + ("," if place + 1 < len(rows) else f"]}}{end}") for place, row in enumerate(rows)]
    _path(made.maker, folder).write_text("\n".join([*lines, "}}"]) + "\n", encoding="utf-8")


def _path(maker: str, folder: Path) -> Path:
    return folder / f"{maker.replace(':', '-')}.json"


def compare(made: Made, folder: Path = FOLDER) -> Iterator[Difference]:
    """What a maker makes now against its golden file."""
    path = _path(made.maker, folder)
    if not path.exists():
        yield Difference(f"{made.maker} has no golden file: run `make golden`", untold=False)
        return
    golden = json.loads(path.read_text(encoding="utf-8"))
    before: Mapping[str, Any] = golden["rows"]
    raised = golden["versions"] != dict(made.versions)
    for name, (digest, rows) in made.rows.items():
        if name not in before or before[name]["input"] != digest:
            yield Difference(f"the input {name} of {made.maker} is new or another one: run `make golden`", untold=False)
        elif before[name]["rows"] != json.loads(_json(rows)):
            yield Difference(_told(made, name, before[name]["rows"], rows, raised=raised), untold=not raised)
    for name in sorted(set(before) - set(made.rows)):
        yield Difference(f"the input {name} of {made.maker} is gone: run `make golden`", untold=False)
    if raised:
        said = ", ".join(f"{name} {version}" for name, version in made.versions.items())
        yield Difference(f"{made.maker}: the versions are {said} by now: run `make golden`", untold=False)


def summary(differences: Sequence[Difference]) -> str:
    """The first few in full, the rest by their number."""
    first = "\n\n".join(each.message for each in differences[:FEW])
    more = len(differences) - FEW
    return f"{first}\n\nand {more} more" if more > 0 else first


def _told(made: Made, name: str, before: Sequence[Any], now: Sequence[Any], *, raised: bool) -> str:
    what = (
        f"{made.maker} gives another output for {name}, as a raised version says: run `make golden`"
        if raised
        else f"{made.maker} gives another output for {name} but its version is still {made.version}: "
        f"raise {where(made.maker)} and run `make golden`"
    )
    lines = unified_diff([_json(row) for row in before], [_json(row) for row in now], "golden", "now", lineterm="", n=0)
    return "\n".join([what, *list(lines)[:SHOWN]])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
