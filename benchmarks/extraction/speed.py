"""CPU of all extractors together for an article of 800 words, beside trafilatura (fast, with metadata) on pages in the same
run. Machines differ: the ratio tells."""

import gzip
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import trafilatura

from benchmarks.extraction import gold
from benchmarks.extraction.gold import DATA, Figure
from pipeline.deadline import Bounds
from pipeline.extract import EXTRACTORS
from pipeline.extract.reading import read
from pipeline.model import Document
from pipeline.stages import extract

WORDS = 800
TEXTS = 24
ROUNDS = 5
_THEIRS = 23.0  # ms a page on the machine that the limits were set on
_LIMITS = {"en": 12.0, "ru": 45.0}
_NAMES = {"en": "English", "ru": "Russian", "uk": "Ukrainian"}


def articles(language: str, data: Path = DATA) -> list[str]:
    """Texts of about 800 words: short ones of a set joined to one."""
    path = {
        "en": "quotes/en-polnear-dev.jsonl",
        "ru": "entities/ru-slavicner-dev.jsonl",
        "uk": "entities/uk-slavicner-dev.jsonl",
    }
    found, parts, words = list[str](), list[str](), 0
    for row in gold.rows(path[language], data):
        parts.append(row["text"])
        words += len(row["text"].split())
        if words >= WORDS * 0.75:
            if words <= WORDS * 1.5:
                found.append("\n".join(parts))
            parts, words = [], 0
    return found[:TEXTS]


def _milliseconds(work: Callable[[], object]) -> float:
    """CPU time of one call, the median of the rounds."""
    spent = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return 1000 * statistics.median(spent)


def of_language(language: str, data: Path = DATA) -> float:
    """Milliseconds for 800 words, the median of the texts."""
    among = [each for each in EXTRACTORS if each.name != "language"]

    def annotate(document: Document) -> None:
        read.cache_clear()
        made = extract.annotate(document, among, Bounds())
        assert not made.failures, made.failures

    found = []
    for text in articles(language, data):
        document = gold.document(text, language)
        found.append(_milliseconds(lambda document=document: annotate(document)) * WORDS / len(text.split()))  # type: ignore[misc]
    return statistics.median(found)


def of_trafilatura(data: Path = DATA) -> float:
    """Milliseconds a page, the median of the pages."""
    pages: Sequence[Path] = sorted((data / "pages").glob("*.html.gz"))[::4]
    return statistics.median(
        _milliseconds(lambda body=body: trafilatura.bare_extraction(body, fast=True, with_metadata=True))  # type: ignore[misc]
        for body in (gzip.decompress(page.read_bytes()) for page in pages)
    )


def figures(data: Path = DATA) -> list[Figure]:
    """Milliseconds for 800 words of each language, and as a share of trafilatura's page."""
    extract.warm()
    theirs = of_trafilatura(data)
    found = [Figure("CPU of trafilatura fast with metadata, ms a page", theirs, None, "23")]
    for language, name in _NAMES.items():
        ours, limit = of_language(language, data), _LIMITS.get(language)
        found += [
            Figure(f"CPU of all extractors, {name}, ms for 800 words", ours, limit, less=True),
            Figure(f"  share of trafilatura's page, {name}", ours / theirs, limit and limit / _THEIRS, less=True),
        ]
    return found
