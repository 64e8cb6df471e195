"""Quality of the clean stage beside other libraries, on the same pages in the same run, then of the extractors on
annotated texts; docs/benchmarks.md explains it.

Pages: `../shared/data/pages` where it is there, else the sample newsroom; `--pages DIR` any folder in that format. A site's
pages are all in one half. Rules were first made looking at half 0 alone, later at both: pages of other sites are what tells.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks import contenders, floors, goldpages, seeds
from benchmarks.contenders import CONTENDERS, NOT_GIVEN, OURS, REFERENCE, Bench
from benchmarks.extraction import report
from benchmarks.goldpages import GoldPage
from benchmarks.scoring import Answer, Score, figures, plain, score

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
WANTED = {
    "body_f1": 0.970, "body_exact": 0.30, "title": 0.90, "authors": 0.93, "date": 0.99, "language": 0.998, "cpu_ratio": 1.0,
}  # fmt: skip
COLUMNS = {
    "body_precision": "body P", "body_recall": "R", "body_f1": "F1", "body_exact": "exact", "title": "title",
    "authors": "authors", "date": "date", "language": "language", "empty": "empty", "cpu_ms": "CPU ms", "cpu_ratio": "ratio",
}  # fmt: skip
DIGITS = {"empty": 0, "cpu_ms": 1, "cpu_ratio": 2}

Row = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Result:
    """What one contender made of every page; `seconds`: CPU, for each page one figure a round."""

    answers: list[Answer]
    scores: list[Score]
    seconds: list[list[float]]


def measure(pages: Sequence[GoldPage], rounds: int) -> dict[str, Result]:
    """Every contender on every page once, ours and the reference `rounds` times, page by page in turn."""
    answers: dict[str, list[Answer]] = {name: [] for name in CONTENDERS}
    seconds: dict[str, list[list[float]]] = {name: [[] for _ in pages] for name in CONTENDERS}
    for turn in range(rounds):
        names = list(CONTENDERS) if turn == 0 else [OURS, REFERENCE]
        with ExitStack() as stack:
            benches = {name: stack.enter_context(closing(Bench(name, pages))) for name in names}
            for number in range(len(pages)):
                for name in names if (turn + number) % 2 else reversed(names):
                    answer, took = benches[name].run(number)
                    seconds[name][number].append(took)
                    if turn == 0:
                        answers[name].append(answer)
    return {name: Result(given, _scores(name, pages, given), seconds[name]) for name, given in answers.items()}


def _scores(name: str, pages: Sequence[GoldPage], answers: Sequence[Answer]) -> list[Score]:
    """A field that a library never gives is not scored."""
    lacks = NOT_GIVEN.get(name, frozenset())
    golds = (replace(page.gold, known=page.gold.known - lacks) for page in pages)
    return [score(gold, answer) for gold, answer in zip(golds, answers, strict=True)]


def table(pages: Sequence[GoldPage], results: Mapping[str, Result], by_half: bool) -> dict[str, Row]:
    """Every contender over all pages; ours also without pages of whose gold body nobody found four words in a row (it is
    another article's), and over each half of the hosts."""
    reference = results[REFERENCE]

    def row(name: str, chosen: Sequence[int]) -> Row:
        result = results[name]
        return {
            **figures([result.scores[number] for number in chosen]),
            "empty": sum(result.scores[number].empty for number in chosen),
            "cpu_ms": 1000 * statistics.median(statistics.median(result.seconds[number]) for number in chosen),
            "cpu_ratio": statistics.median(_ratio(result.seconds[n], reference.seconds[n]) for n in chosen),
        }

    rows = {OURS: row(OURS, range(len(pages)))}
    strange = {
        number
        for number in range(len(pages))
        if all((found := result.scores[number].overlap) is not None and not found.common for result in results.values())
    }
    if strange:
        chosen = [number for number in range(len(pages)) if number not in strange]
        rows[f"  gold on the page ({len(chosen)})"] = row(OURS, chosen)
    for half, title in {0: "half 0", 1: "half 1"}.items() if by_half else ():
        chosen = [number for number, page in enumerate(pages) if page.half == half]
        if chosen:
            rows[f"  {title} ({len(chosen)})"] = row(OURS, chosen)
    return rows | {name: row(name, range(len(pages))) for name in CONTENDERS if name != OURS}


def _ratio(seconds: Sequence[float], reference: Sequence[float]) -> float:
    """Median over the rounds that both have run of the one's time by the other's in the same round."""
    return statistics.median(one / max(other, 1e-6) for one, other in zip(seconds, reference, strict=False))


def _number(value: float | None, digits: int = 4) -> str:
    return "n/a" if value is None else f"{value:.{digits}f}"


def print_table(rows: Mapping[str, Row]) -> None:
    """One row a contender, one column a figure."""
    print(f"{'':24}" + "".join(f"{title:>9}" for title in COLUMNS.values()))
    for name, row in rows.items():
        cells = ("" if key not in row else _number(row[key], DIGITS.get(key, 4)) for key in COLUMNS)
        print(f"{name:24}" + "".join(f"{cell:>9}" for cell in cells))


def print_seeds(checks: Sequence[seeds.Check]) -> None:
    """Right and wrong of each seed; what is wrong once, with the servings in which it is."""
    for name in dict.fromkeys(one.seed for one in checks):
        own = [one for one in checks if one.seed == name]
        print(f"seed {name}: {sum(one.right for one in own)} right, {sum(not one.right for one in own)} wrong")
        where: dict[tuple[str, str], list[str]] = {}
        for one in own:
            if not one.right:
                where.setdefault((one.what, one.found), []).append(one.serving)
        alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for (what, found), servings in where.items():
            alike.setdefault((found, tuple(servings)), []).append(what)
        for (found, in_these), whats in alike.items():
            print(f"  {', '.join(whats)}: {found}  ({', '.join(in_these)})")


def print_errors(pages: Sequence[GoldPage], result: Result, chosen: Sequence[int], count: int) -> None:
    """The worst bodies with what is missing and too much, then the wrong titles, authors, dates and languages."""
    bodies = [(found.f1, number) for number in chosen if (found := result.scores[number].overlap) is not None]
    for _, number in sorted(bodies)[:count]:
        gold, answer, found = pages[number].gold, result.answers[number], result.scores[number].overlap
        assert found is not None
        print(f"\n{pages[number].name}  P {_number(found.precision, 3)}  R {_number(found.recall, 3)}")
        for sign, one, other in (("-", gold.body, answer.body), ("+", answer.body, gold.body)):
            known = plain(other)
            lines = [line for row in one.split("\n") if (line := plain(row)) and line not in known]
            print("".join(f"  {sign} {line[:150]}\n" for line in lines[:5]), end="")
    for name in ("title", "authors", "date", "language"):
        wrong = [number for number in chosen if result.scores[number].right[name] is False]
        print(f"\n{name}: {len(wrong)} wrong")
        for number in wrong[:count]:
            gold, answer = pages[number].gold, result.answers[number]
            wanted, had = {
                "title": (gold.title, answer.title),
                "authors": (sorted(gold.authors), list(answer.authors)),
                "date": (gold.published, answer.published),
                "language": (gold.language, answer.language),
            }[name]
            print(f"  {pages[number].name}\n    wanted {wanted}\n    found  {had}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make quality", description=__doc__.splitlines()[0] if __doc__ else None)
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--pages", type=Path, help="folder with gold.jsonl and *.html.gz (../shared/data/pages)")
    source.add_argument("--newsroom", action="store_true", help="the sample newsroom instead")
    parser.add_argument(
        "--seeds", type=Path, help="folder with gold.json (../shared/data/seeds; with --newsroom: none)"
    )
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--clean", action="store_true", help="the clean stage alone")
    only.add_argument("--extract", action="store_true", help="the extractors alone, where ../shared/data is there")
    parser.add_argument("--rounds", type=int, default=3, help="how often CPU is measured (3)")
    parser.add_argument("--gate", action="store_true", help="exit 1 where a figure is below benchmarks/quality.json")
    parser.add_argument("--write", action="store_true", help="put these figures into benchmarks/quality.json")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of the table")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="our worst N pages of half 0, wrong fields")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")
    for folder, needed in ((options.pages, "gold.jsonl"), (options.seeds, "gold.json")):
        if folder and not (folder / needed).is_file():
            parser.error(f"{folder} has no {needed}")
    return options


def main() -> int:
    """Measure, print, and compare with the floors where asked to."""
    options = _options()
    extractors = (
        report.measure() if not options.clean and not options.newsroom and not options.pages and DATA.is_dir() else []
    )
    if options.extract:
        if options.json:
            print(json.dumps([asdict(figure) for figure in extractors], ensure_ascii=False, indent=2))
        elif extractors:
            report.show(extractors)
        else:
            print(f"no annotated texts in {DATA}", file=sys.stderr)
        return 0 if extractors else 1
    absent = contenders.missing()
    if absent:
        print(f"not installed: {', '.join(absent)} (`make install` installs what is compared with)", file=sys.stderr)
        return 1
    folder: Path | None = None
    if not options.newsroom:
        folder = options.pages or (DATA / "pages" if (DATA / "pages" / "gold.jsonl").is_file() else None)
    seed_folder = options.seeds or (DATA / "seeds" if folder and (DATA / "seeds" / "gold.json").is_file() else None)
    pages = goldpages.folder(folder) if folder else goldpages.newsroom()

    contenders.offline()
    results = measure(pages, options.rounds)
    rows = table(pages, results, by_half=folder is not None)
    checks = seeds.run(seeds.read(seed_folder)) if seed_folder else []
    refused = {
        page.name: answer.refused for page, answer in zip(pages, results[OURS].answers, strict=True) if answer.refused
    }

    measured: dict[str, Row] = {"pages" if folder else "newsroom": rows[OURS]}
    if extractors:
        measured[floors.WHOLE] = {
            figure.name.strip(): figure.value for figure in extractors if not figure.less and "CPU" not in figure.name
        }
    if checks:
        measured["seeds"] = {"right": sum(one.right for one in checks), "wrong": sum(not one.right for one in checks)}
    floor = floors.read()
    fallen = [f"{name}: no figures in {floors.FILE.name}" for name in measured if name not in floor]
    fallen += [f"{name}: {line}" for name, row in measured.items() for line in floors.fallen(row, floor.get(name, {}))]

    source = str(folder) if folder else "the sample newsroom"
    hosts = len({page.host for page in pages})
    if options.json:
        document = {
            "source": source, "pages": len(pages), "hosts": hosts, "rounds": options.rounds, "wanted": WANTED,
            "rows": {name.strip(): row for name, row in rows.items()}, "refused": refused,
            "seeds": {**measured.get("seeds", {}), "errors": [asdict(one) for one in checks if not one.right]},
            "extractors": [asdict(figure) for figure in extractors], "fallen": fallen,
        }  # fmt: skip
        print(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        print(
            f"{len(pages)} pages of {hosts} hosts from {source}; CPU: median of {options.rounds} rounds, ratio to {REFERENCE}"
        )
        print_table({"wanted": WANTED, **rows})
        for name, why in refused.items():
            print(f"ours gave nothing for {name}: {why}")
        print_seeds(checks)
        if options.errors:
            chosen = [number for number, page in enumerate(pages) if folder is None or page.half == 0]
            print_errors(pages, results[OURS], chosen, options.errors)
        if extractors:
            print("\nextractors on annotated texts")
            report.show(extractors)
    if options.write:
        floors.write(measured)
        return 0
    if options.gate:
        for line in fallen:
            print(f"fell: {line}", file=sys.stderr)
        return 1 if fallen else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
