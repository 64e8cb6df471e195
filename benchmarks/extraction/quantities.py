"""Figures: values read from bare phrases (Recognizers specs), and the reported figures of the annotated seeds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.extraction import gold
from benchmarks.extraction.gold import DATA, Figure
from pipeline.extract.figures.qualifiers import read_bounds
from pipeline.extract.figures.values import Value, read_values
from pipeline.model import Annotation

# quantulum3's are its published results on the same specs, both halves.
SPECS = (
    ("currency", "currency values", 0.95, "quantulum3 0.83"),
    ("number", "number values", 0.85, "quantulum3 0.54"),
    ("percent", "percent values", 0.95, ""),
    ("numberrange", "number ranges", None, ""),
)
_PARTS = {"Cent": 100, "Penny": 100, "Sen": 100, "Pence": 100, "Paisa": 100, "Satoshi": 100_000_000}
_CLOSE = 1e-6
_QUALIFIERS = {"approx": "about", "at_most": "at most", "at_least": "at least", "more_than": "at least", None: "exact"}

Item = tuple[float | None, float | None, str]


@dataclass(frozen=True, slots=True)
class Specs:
    """Inputs read right, and results in common, found and wanted."""

    right: int = 0
    inputs: int = 0
    common: int = 0
    found: int = 0
    wanted: int = 0

    @property
    def accuracy(self) -> float:
        """Share of inputs where every result is found and nothing else."""
        return self.right / self.inputs if self.inputs else 0.0

    @property
    def prf(self) -> tuple[float, float, float]:
        """Precision, recall and F1 of the results one by one."""
        return gold.prf(self.common, self.found, self.wanted)


def of_specs(
    kind: str, data: Path = DATA, half: int | None = None
) -> tuple[Specs, list[tuple[str, list[Item], list[Item]]]]:
    """Counts over a spec, and the inputs read wrong with what was wanted and found.

    An input is right when its results are found in their order, each with its value (to six digits) and, of money, its
    currency, and nothing else is. A currency without a value ("the dollar") is no result. Where the spec names no ISO currency
    ("Dollar"), any is taken; parts of a currency (cents) count as fractions of it. Of a number spec, numbers joined to a unit
    of measure ("180ml") are not counted as found; of a percent or currency spec, only per cents and sums are.
    """
    total, wrong = Specs(), []
    for row in gold.rows(f"figures/en-{kind}model-dev.jsonl", data):
        if half is not None and gold.half(row["Input"]) != half:
            continue
        wanted = [item for result in row["Results"] if (item := _wanted(kind, result)) is not None]
        found = _found(kind, row["Input"])
        common = _common(found, wanted)
        right = common == len(found) == len(wanted)
        total = Specs(
            total.right + right,
            total.inputs + 1,
            total.common + common,
            total.found + len(found),
            total.wanted + len(wanted),
        )
        if not right:
            wrong.append((row["Input"], wanted, found))
    return total, wrong


def _wanted(kind: str, result: dict[str, Any]) -> Item | None:
    resolution = result["Resolution"]
    value = resolution.get("value")
    if value is None:
        return None
    if kind == "numberrange":
        low, high = value.strip("[]()").split(",")
        return float(low) if low else None, float(high) if high else None, ""
    unit = resolution.get("unit", "")
    number = float(value.removesuffix("%")) / _PARTS.get(unit, 1)
    return number, None, resolution.get("isoCurrency", "") if kind == "currency" else ""


def _found(kind: str, text: str) -> list[Item]:
    if kind == "numberrange":
        return [
            (None if low is None else float(low), None if high is None else float(high), "")
            for low, high in read_bounds(text, "en")
        ]
    values = read_values(text, "en")
    if kind == "currency":
        return [(float(value.value), None, value.unit) for value in values if value.kind == "money"]
    if kind == "percent":
        return [(float(value.value), None, "") for value in values if value.kind == "percent"]
    return [(float(value.value), None, "") for value in values if not _joined(value, text)]


def _joined(value: Value, text: str) -> bool:
    """A unit of measure stands right behind the digits."""
    unit = value.kind in ("measure", "duration") and not value.hyphen
    return value.attached or (unit and not text[value.number.end].isspace())


def _common(found: Sequence[Item], wanted: Sequence[Item]) -> int:
    """How many of the found stand in the wanted, in their order."""
    common, at = 0, 0
    for item in found:
        for index in range(at, len(wanted)):
            if _same(item, wanted[index]):
                common, at = common + 1, index + 1
                break
    return common


def _same(one: Item, other: Item) -> bool:
    return _close(one[0], other[0]) and _close(one[1], other[1]) and (not other[2] or one[2] == other[2])


def _close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _CLOSE * max(abs(other), 1e-9)


@dataclass(frozen=True, slots=True)
class Reported:
    """What was found of the seeds' figures; `qualified` and `claimed`: of the common ones, with the gold's qualifier, claimant."""

    common: int = 0
    found: int = 0
    wanted: int = 0
    qualified: int = 0
    claimed: int = 0
    trapped: int = 0

    @property
    def prf(self) -> tuple[float, float, float]:
        """Precision, recall, F1."""
        return gold.prf(self.common, self.found, self.wanted)


def of_seeds(data: Path = DATA) -> tuple[Reported, Counter[tuple[str, str]]]:
    """Figures of the seeds' bodies: the spans overlap and the values are the same. Optional ones are not scored."""
    common = found = wanted = qualified = claimed = trapped = 0
    wrong = Counter[tuple[str, str]]()
    for seed in gold.seeds(data):
        ours = [
            item
            for item in gold.extracted(seed.document, "figures").found.get("figures", ())
            if item.start is not None and item.end is not None and seed.in_body(item.start, item.end)
        ]
        entries = [entry for entry in seed.gold["figures"] if seed.in_body(entry["start"], entry["end"])]
        matched = set[int]()
        for entry in entries:
            at = next((i for i, item in enumerate(ours) if i not in matched and _matches(item, entry)), None)
            wanted += not entry.get("optional")
            if at is None:
                wrong["-", entry["surface"]] += not entry.get("optional")
                continue
            matched.add(at)
            if not entry.get("optional"):
                common, found = common + 1, found + 1
                qualified += ours[at].attributes["qualifier"] == _QUALIFIERS.get(entry.get("modifier"), "exact")
                claimed += _claims(ours[at], entry["claimant"])
        for index, item in enumerate(ours):
            if index not in matched and not any(entry.get("optional") and _overlap(item, entry) for entry in entries):
                found += 1
                wrong["+", item.text or ""] += 1
            trapped += any(_overlap(item, trap) for trap in seed.gold["not_figures"])
    return Reported(common, found, wanted, qualified, claimed, trapped), wrong


def _overlap(item: Annotation, entry: dict[str, Any]) -> bool:
    return bool((item.start or 0) < entry["end"] and entry["start"] < (item.end or 0))


def _matches(item: Annotation, entry: dict[str, Any]) -> bool:
    value = item.attributes["value"]
    return _overlap(item, entry) and _close(float(value) if value is not None else None, entry["value"])


def _claims(item: Annotation, claimant: str) -> bool:
    """The claimant's surname, the last part of the gold's id, is what ours ends in, spelled one way or another."""
    name = item.attributes["claimed_by"] or ""
    return bool(name) and _plain(name.split()[-1])[:5] == _plain(claimant.rpartition("-")[2].rpartition(":")[2])[:5]


def _plain(name: str) -> str:
    from anyascii import anyascii

    return str(anyascii(name)).lower()


def figures(data: Path = DATA) -> list[Figure]:
    """Accuracy on the specs, F1 on the seeds."""
    found = [
        Figure(f"{name} (Recognizers), inputs right", of_specs(kind, data)[0].accuracy, wanted, others)
        for kind, name, wanted, others in SPECS
    ]
    seeds = of_seeds(data)[0]
    return [
        *found,
        Figure("figures of the seeds, F1", seeds.prf[2], 0.95),
        Figure("figures of the seeds, right qualifier", seeds.qualified / seeds.common if seeds.common else 0.0),
        Figure("figures of the seeds, right claimant", seeds.claimed / seeds.common if seeds.common else 0.0),
        Figure("figures of the seeds, traps taken", seeds.trapped, 0, less=True),
    ]
