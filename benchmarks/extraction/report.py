"""What the extractors reach, one line a figure: ours, what must be reached, the best of others."""

from importlib import import_module
from pathlib import Path

from benchmarks.extraction.gold import DATA, Figure

PARTS = ("entities", "linking", "attributions", "citations", "datetimes", "quantities", "speed")


def measure(data: Path = DATA) -> list[Figure]:
    """Every part's figures."""
    return [figure for part in PARTS for figure in import_module(f"benchmarks.extraction.{part}").figures(data)]


def show(found: list[Figure]) -> None:
    """Print the table; what is not as wanted has a mark."""
    width = max(len(figure.name) for figure in found)
    print(f"{'':{width}}{'ours':>9}{'wanted':>9}    others")
    for figure in found:
        wanted = "" if figure.wanted is None else f"{'≤' if figure.less else '≥'} {figure.wanted:.3g}"
        mark = "" if figure.reached else "  not reached"
        print(f"{figure.name:{width}}{figure.value:>9.4g}{wanted:>9}    {figure.others}{mark}")
