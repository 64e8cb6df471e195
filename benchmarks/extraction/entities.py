"""Names of people, organisations and places, strict: the same span and kind as the gold's, else it is wrong twice.

re3d is annotated by another scheme: noun phrases with their articles and titles, also where they hold no name ("Iraqi
forces", "the Syrian people"), and countries that act as organisations. What is scored there is the names in it, as the
seeds and the issue have them: articles and titles off; phrases that hold a common noun, pronouns and peoples neither right
nor wrong; a country is a place; "Palmyra , Syria" is two. Sentences without any annotation were not annotated. The same
with these sentences, and by the spans as they are, stand beside it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from benchmarks.extraction import gold
from benchmarks.extraction.gold import DATA, Figure
from pipeline.extract.lexicon.places import demonym, place
from pipeline.model import Document

SETS = (
    ("entities Russian, factRuEval", "entities/ru-factrueval-dev.jsonl", 0.82, "natasha 0.765"),
    ("entities Russian, SlavicNER", "entities/ru-slavicner-dev.jsonl", 0.82, "natasha 0.781"),
    ("entities Ukrainian, ner-uk", "entities/uk-neruk-dev.jsonl", 0.75, "a CRF on it 0.72"),
    ("entities Ukrainian, SlavicNER", "entities/uk-slavicner-dev.jsonl", 0.75, ""),
)
_RE3D = "entities/en-re3d-dev.jsonl"
_SEED_KINDS = {"PER": "person", "ORG": "organisation", "LOC": "place"}

KINDS = {"person", "organisation", "place"}
_ARTICLE = re.compile(r"(?i:(?:the|a|an|our|their|his|her|its|some|all|two|so - called) )+")
_TITLE = re.compile(
    r"(?:[A-Z][\w.]* |the |of |for |- |, ){0,12}?(?:[A-Za-z]*(?:Minister|Secretary|General|President|Ambassador|Envoy|Advisor|Adviser"
    r"|Officer|Spokesman|Spokesperson|Director|Commander|Chief|King|Prince|Sheikh)|Gen|Lt|Maj|Col|Capt|Sgt|Brig|Mr|Mrs|Ms|Dr|Prof|Sir)"
    r"(?: \.|\.)?(?: for the Middle East)? ,? ?(?=[A-Z])"
)
_SMALL = (
    "of the and for in on al bin de der van von - ' ’ . , ( ) & ad an with s province region river mountains district"
)
_INSIDE = frozenset(_SMALL.split())

Span = tuple[int, int, str]
Scheme = Literal["names", "all", "spans"]
Wrong = Counter[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Counted:
    """What one set of spans shares with the gold's."""

    common: int = 0
    found: int = 0
    wanted: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(self.common + other.common, self.found + other.found, self.wanted + other.wanted)

    @property
    def prf(self) -> tuple[float, float, float]:
        """Precision, recall, F1."""
        return gold.prf(self.common, self.found, self.wanted)


def compare(found: set[Span], wanted: set[Span], ignored: Sequence[tuple[int, int]] = ()) -> Counted:
    """Strict comparison; what overlaps an ignored span of the gold is not scored."""
    kept = {
        span for span in found if span in wanted or not any(span[0] < end and start < span[1] for start, end in ignored)
    }
    return Counted(len(kept & wanted), len(kept), len(wanted))


def spans(document: Document) -> set[Span]:
    """What we find."""
    return {
        (item.start, item.end, item.attributes["kind"])
        for item in gold.extracted(document, "entities").found.get("entities", ())
        if item.kind == "mention" and item.start is not None and item.end is not None
    }


def measure(path: str, data: Path = DATA, half: int | None = None) -> tuple[Counted, Wrong]:
    """Counts over a file, and what went wrong: (sign, kind, words) → how often."""
    total, wrong = Counted(), Wrong()
    for row in gold.rows(path, data):
        if half is None or gold.half(row["id"]) == half:
            kinds = {one["kind"] for one in row["entities"]} & KINDS
            wanted = {(one["start"], one["end"], one["kind"]) for one in row["entities"] if one["kind"] in kinds}
            ignored = [(one["start"], one["end"]) for one in row["entities"] if one["kind"] not in kinds]
            total += _count(row, wanted, ignored, wrong)
    return total, wrong


def of_re3d(scheme: Scheme, data: Path = DATA, half: int | None = None) -> tuple[Counted, Wrong]:
    """Counts over re3d. `names`: the names in annotated sentences; `all`: in all of them; `spans`: the gold's own spans that
    begin with a capital."""
    total, wrong, rows = Counted(), Wrong(), gold.rows(_RE3D, data)
    common = {word for row in rows for word in row["text"].split() if word.islower()}
    for row in rows:
        if (half is not None and gold.half(row["id"]) != half) or (scheme == "names" and not row["entities"]):
            continue
        wanted: set[Span] = set()
        ignored: list[tuple[int, int]] = []
        for one in row["entities"]:
            words = row["text"][one["start"] : one["end"]]
            if words == "I" or words.lower() in common:  # a pronoun, or a noun that begins the sentence
                names = []
            elif scheme == "spans":
                names = [(one["start"], one["end"], one["kind"])] if words[0].isupper() else []
            else:
                names = _names(row["text"], one["start"], one["end"], one["kind"])
            wanted.update(names)
            if not names:
                ignored.append((one["start"], one["end"]))
        total += _count(row, wanted, ignored, wrong)
    return total, wrong


def _count(row: dict[str, Any], wanted: set[Span], ignored: Sequence[tuple[int, int]], wrong: Wrong) -> Counted:
    text: str = row["text"]
    found = spans(gold.document(text, row["lang"], name=row["id"]))
    wrong.update(("-", kind, text[start:end]) for start, end, kind in wanted - found)
    wrong.update(("+", kind, text[start:end]) for start, end, kind in found - wanted)
    return compare(found, wanted, ignored)


def _names(text: str, start: int, end: int, kind: str) -> list[Span]:
    """The names in a noun phrase of re3d's, none where it is just a phrase."""
    for trimmed in (_ARTICLE, _TITLE) if kind == "person" else (_ARTICLE,):
        if found := trimmed.match(text, start, end):
            start = found.end()
    words = text[start:end].split()
    named = all(word[0].isupper() or word[0].isdigit() or word.lower() in _INSIDE for word in words)
    if not named or not any(word[0].isupper() for word in words) or demonym(" ".join(words)):
        return []
    if kind == "organisation" and (known := place(" ".join(words))) and known.kind in {"country", "continent"}:
        kind = "place"
    parts = text[start:end].split(" , ")
    if kind == "place" and len(parts) == 2:
        return [(start, start + len(parts[0]), kind), (end - len(parts[1]), end, kind)]
    return [(start, end, kind)]


def of_seeds(data: Path = DATA) -> Counted:
    """Counts over the annotated seeds' bodies; optional entities, products and events are not scored."""
    total = Counted()
    for seed in gold.seeds(data):
        wanted, ignored = set(), []
        for one in seed.gold["entities"]:
            kind = _SEED_KINDS.get(one["type"])
            if not seed.in_body(one["start"], one["end"]):
                continue
            if kind is None or one.get("optional"):
                ignored.append((one["start"], one["end"]))
            else:
                wanted.add((one["start"], one["end"], kind))
        found = {span for span in spans(seed.document) if seed.in_body(span[0], span[1])}
        total += compare(found, wanted, ignored)
    return total


def figures(data: Path = DATA) -> list[Figure]:
    """F1 of every set."""
    found = []
    for name, path, wanted, others in SETS:
        f1 = measure(path, data)[0].prf[2]
        found.append(Figure(f"{name}, F1", f1, wanted, others))
    precision, _, f1 = of_re3d("names", data)[0].prf
    found += [
        Figure("entities English, names in re3d, F1", f1, 0.72, "rules 0.636 (CoNLL)"),
        Figure("entities English, names in re3d, precision", precision, 0.85),
        Figure("  with its sentences that nobody annotated, F1", of_re3d("all", data)[0].prf[2]),
        Figure("  by its own spans that begin with a capital, F1", of_re3d("spans", data)[0].prf[2]),
    ]
    return [*found, Figure("entities of the seeds, F1", of_seeds(data).prf[2], 0.95)]
