"""Names of one and the same in four languages: B³ (Bagga & Baldwin 1998) of our identities on the gold's mentions."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from benchmarks.extraction import gold
from benchmarks.extraction.gold import DATA, Figure
from pipeline.extract.identity import identify
from pipeline.extract.identity.registry import Registry
from pipeline.extract.names import Name
from pipeline.extract.reading import read
from pipeline.model import EntityKind

LANGUAGES = ("ru", "uk", "pl", "cs")
KINDS = ("person", "organisation", "place")
OTHERS = ("PRO", "EVT")  # what the gold marks besides
_SEED_KINDS = {"PER": "person", "ORG": "organisation", "LOC": "place"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text: whom the gold says it names, and whom we do."""

    language: str
    text: str
    kind: str
    wanted: Hashable
    found: Hashable


def b_cubed(pairs: Sequence[tuple[Hashable, Hashable]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of (wanted, found) cluster of each mention."""
    both = Counter(pairs)
    wanted, found = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    if not pairs:
        return 0.0, 0.0, 0.0
    precision = sum(count * count / found[other] for (_, other), count in both.items()) / len(pairs)
    recall = sum(count * count / wanted[one] for (one, _), count in both.items()) / len(pairs)
    return precision, recall, 2 * precision * recall / (precision + recall)


def pair_recall(pairs: Sequence[tuple[Hashable, Hashable]]) -> float:
    """Part of the gold's pairs of mentions that we join."""
    wanted = sum(count * (count - 1) for count in Counter(one for one, _ in pairs).values())
    return sum(count * (count - 1) for count in Counter(pairs).values()) / wanted if wanted else 0.0


def mentions(
    data: Path = DATA, half: int | None = None, *, lemmas: bool = False, kinds: Sequence[str] = KINDS
) -> list[Mention]:
    """All mentions of all languages, told apart article by article and then by one registry."""
    registry, found = Registry(), []
    for language in LANGUAGES:
        for row in gold.rows(f"entities/{language}-slavicner-dev.jsonl", data):
            if half is not None and gold.half(row["id"]) != half:
                continue
            spans = [one for one in row["entities"] if one["kind"] in kinds]
            names = [
                Name(one["start"], one["end"], _kind(one["kind"]), one["lemma" if lemmas else "text"]) for one in spans
            ]
            for one, identity in zip(spans, identify(names, read(row["text"]), language), strict=True):
                found.append(Mention(language, one["text"], one["kind"], one["link"], registry.resolve(identity)))
    return found


def _kind(kind: str) -> EntityKind:
    return cast(EntityKind, kind) if kind in KINDS else "organisation"


def clusters(found: Sequence[Mention]) -> list[tuple[Hashable, Hashable]]:
    """Wanted and found cluster of each mention."""
    return [(one.wanted, one.found) for one in found]


def of_seeds(data: Path = DATA) -> list[tuple[Hashable, Hashable]]:
    """Clusters of the annotated seeds' mentions, by the gold's canonical ids across the seeds."""
    registry = Registry()
    found: list[tuple[Hashable, Hashable]] = []
    for seed in gold.seeds(data):
        spans = [one for one in seed.gold["entities"] if one["type"] in _SEED_KINDS]
        text, language = seed.document.text, seed.document.language or "en"
        names = [
            Name(one["start"], one["end"], _kind(_SEED_KINDS[one["type"]]), text[one["start"] : one["end"]])
            for one in spans
        ]
        for one, identity in zip(spans, identify(names, read(text), language), strict=True):
            found.append((one["id"], registry.resolve(identity)))
    return found


def figures(data: Path = DATA) -> list[Figure]:
    """B³ over all languages together, beside equality of strings, and over the seeds."""
    found = mentions(data)
    ours = clusters(found)
    equal = [(one.wanted, (one.kind, one.text.casefold())) for one in found]
    every = clusters(mentions(data, kinds=KINDS + OTHERS))
    lemmas = clusters(mentions(data, lemmas=True))
    return [
        Figure("linking across scripts, B³ F1", b_cubed(ours)[2], 0.91, f"string equality {b_cubed(equal)[2]:.3f}"),
        Figure("linking across scripts, recall of pairs", pair_recall(ours), 0.5),
        Figure("linking, products and events too, B³ F1", b_cubed(every)[2]),
        Figure("linking of the gold's lemmas, B³ F1", b_cubed(lemmas)[2]),
        Figure("linking within and across the seeds, B³ F1", b_cubed(of_seeds(data))[2]),
    ]


def missed(found: Sequence[Mention]) -> Iterator[tuple[str, int, list[tuple[str, int]]]]:
    """For each of the gold's, how many of its mentions are outside its largest cluster of ours, and their words."""
    by_link: dict[Hashable, list[Mention]] = defaultdict(list)
    for one in found:
        by_link[one.wanted].append(one)
    for link, ones in by_link.items():
        largest = Counter(one.found for one in ones).most_common(1)[0][0]
        outside = Counter(f"{one.language}:{one.text}" for one in ones if one.found != largest)
        if outside:
            yield str(link), outside.total(), outside.most_common(8)


def confused(found: Sequence[Mention]) -> Iterator[tuple[Hashable, int, list[tuple[Hashable, int]]]]:
    """For each cluster of ours with several of the gold's: how many are not its main one's, and whose they are."""
    by_found: dict[Hashable, Counter[Hashable]] = defaultdict(Counter)
    for one in found:
        by_found[one.found][one.wanted] += 1
    for cluster, links in by_found.items():
        if len(links) > 1:
            yield cluster, links.total() - max(links.values()), links.most_common(6)
