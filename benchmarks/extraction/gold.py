"""The annotated texts of `../shared/data`, read where they lie; nothing of them is ever copied into the project."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.extract import EXTRACTORS
from pipeline.model import Annotation, Document

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: what was measured, ours, what must be reached and the best of others (as text).

    `less`: smaller is better.
    """

    name: str
    value: float
    wanted: float | None = None
    others: str = ""
    less: bool = False

    @property
    def reached(self) -> bool:
        """Whether it is as wanted."""
        return self.wanted is None or (self.value <= self.wanted if self.less else self.value >= self.wanted)


@dataclass(frozen=True, slots=True)
class Seed:
    """An annotated seed: its file's text as a document, the gold's entry, and the spans of its body."""

    name: str
    document: Document
    gold: Mapping[str, Any]
    body: Sequence[tuple[int, int]]

    def in_body(self, start: int, end: int) -> bool:
        """Whether a span lies in a body line; what stands elsewhere is not scored."""
        return any(first <= start and end <= last for first, last in self.body)


def half(name: str) -> int:
    """0 or 1, by the document's name: rules are made looking at half 0 only."""
    return int(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(), 16) % 2


def rows(path: str, data: Path = DATA) -> list[dict[str, Any]]:
    """The JSON lines of a file below the data folder."""
    return [json.loads(line) for line in (data / path).read_text("utf-8").split("\n") if line]


def document(text: str, language: str, published: datetime | None = None, name: str = "x") -> Document:
    """A text as the extractors see it."""
    return Document(0, 1, f"https://example.org/{name}", None, text, language, published, ())


def extracted(given: Document, upto: str | None = None) -> Document:
    """A document with what the extractors found in it, one after the other, `upto` that one."""
    found: dict[str, Sequence[Annotation]] = {}
    for extractor in EXTRACTORS:
        one = Document(
            given.article_id, given.revision, given.url, given.title, given.text, given.language, given.published_at,
            given.links, found, given.source,
        )  # fmt: skip
        if extractor.languages is None or given.language in extractor.languages:
            found[extractor.name] = extractor(one)
        if extractor.name == upto:
            break
    return Document(
        given.article_id, given.revision, given.url, given.title, given.text, given.language, given.published_at,
        given.links, found, given.source,
    )  # fmt: skip


def seeds(data: Path = DATA) -> list[Seed]:
    """The annotated seeds. One that does not say when it was published has the last day of its annotated range."""
    found = []
    for name, entry in json.loads((data / "seeds" / "gold.json").read_text("utf-8"))["seeds"].items():
        text = (data / "seeds" / entry["file"]).read_text("utf-8")
        day = (entry.get("published") or entry.get("published_inferred") or "").split("..")[-1]
        published = datetime.fromisoformat(day[:10]).replace(hour=12, tzinfo=UTC) if day else None
        body, at = [], 0
        for number, line in enumerate(text.split("\n"), start=1):
            if number in entry["body_lines"]:
                body.append((at, at + len(line)))
            at += len(line) + 1
        found.append(Seed(name, document(text, entry["language"], published, name), entry, body))
    return found


def prf(common: int, found: int, wanted: int) -> tuple[float, float, float]:
    """Precision, recall and F1 of counts; 0 where nothing is."""
    precision, recall = common / found if found else 0.0, common / wanted if wanted else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if common else 0.0
