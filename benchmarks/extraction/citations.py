"""Whom the annotated seeds cite: words that overlap the gold's and, where it names somebody, the same one."""

from pathlib import Path

from benchmarks.extraction import gold
from benchmarks.extraction.entities import Counted
from benchmarks.extraction.gold import DATA, Figure
from pipeline.extract.citations import Citations
from pipeline.model import Annotation, Document


def found(document: Document) -> list[Annotation]:
    """Our citations."""
    before = gold.extracted(document, "quotes")
    return [item for item in Citations()(before) if item.kind == "citation"]


def of_seed(seed: gold.Seed) -> tuple[Counted, list[str]]:
    """Counts, and what went wrong in words. Syndicators and what stands outside the body are not scored."""
    wanted = [one for one in seed.gold["sources"] if seed.in_body(one["start"], one["end"])]
    given = [item for item in found(seed.document) if seed.in_body(item.start or 0, item.end or 0)]
    wrong: list[str] = []
    common = 0
    left = list(given)
    for one in wanted:
        fitting = [
            item
            for item in left
            if (item.start or 0) < one["end"] and one["start"] < (item.end or 0) and _same(seed, item, one["id"])
        ]
        if fitting:
            left.remove(fitting[0])
            common += 1
        else:
            wrong.append(f"- {one['surface']}")
    wrong += [f"+ {item.text} ({item.attributes['cited']})" for item in left]
    return Counted(common, len(given), len(wanted)), wrong


def _same(seed: gold.Seed, item: Annotation, identity: str | None) -> bool:
    """Whether the cited name is one of the annotated one's, or is written in a mention of it."""
    if identity is None:
        return True
    start, end = item.attributes["cited_start"], item.attributes["cited_end"]
    if identity == "ORG:x-platform":
        return bool(item.attributes["cited"] == "X")
    mentions = [one for one in seed.gold["entities"] if one["id"] == identity]
    return any(start < one["end"] and one["start"] < end for one in mentions)


def figures(data: Path = DATA) -> list[Figure]:
    """F1 over the seeds."""
    total = Counted()
    for seed in gold.seeds(data):
        total += of_seed(seed)[0]
    return [Figure("citations of the seeds, F1", total.prf[2], 0.95)]
