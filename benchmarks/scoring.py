"""How far an extractor's answer is from the gold: body, title, authors, day, language; pure functions.

Bodies are compared as in https://github.com/scrapinghub/article-extraction-benchmark: bags of token 4-grams, tokens `\\w+`.
"""

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

SHINGLE = 4
ALL = frozenset({"body", "title", "authors", "date", "language"})
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Gold:
    """What a page says, by annotation. `known`: the fields it was annotated for; the others are not scored."""

    body: str = ""
    title: str | None = None
    authors: frozenset[str] = frozenset()
    published: datetime | None = None
    language: str | None = None
    known: frozenset[str] = ALL


@dataclass(frozen=True, slots=True)
class Answer:
    """What an extractor made of a page. `published` is a `date` where it gives no time. `refused`: why it gave nothing."""

    body: str = ""
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | date | None = None
    language: str | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shingles in common, found too much and missed: counts."""

    common: int
    extra: int
    missing: int

    @property
    def precision(self) -> float | None:
        """None where nothing was found: the average leaves the page out."""
        return self.common / (self.common + self.extra) if self.common + self.extra else None

    @property
    def recall(self) -> float | None:
        """None where there was nothing to find."""
        return self.common / (self.common + self.missing) if self.common + self.missing else None

    @property
    def f1(self) -> float:
        """Of this page alone, 1 where both texts are empty; says which pages are worst."""
        found = 2 * self.common + self.extra + self.missing
        return 2 * self.common / found if found else 1.0


@dataclass(frozen=True, slots=True)
class Score:
    """One page of one extractor; None for what the gold does not know."""

    overlap: Overlap | None
    right: dict[str, bool | None]
    empty: bool


def tokens(text: str) -> list[str]:
    """Words and numbers as they stand; scripts without spaces give long ones."""
    return _TOKEN.findall(text)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Every run of four tokens; a shorter text is one shingle, an empty one none."""
    words = tokens(text)
    if not words:
        return Counter()
    return Counter(tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1)))


def overlap(gold: str, found: str) -> Overlap:
    """Bags of shingles compared."""
    wanted, had = shingles(gold), shingles(found)
    common = (wanted & had).total()
    return Overlap(common, had.total() - common, wanted.total() - common)


def plain(text: str) -> str:
    """NFC with single spaces, without soft hyphens: what two equal titles, names or lines have in common."""
    return " ".join(unicodedata.normalize("NFC", text.replace("\u00ad", "")).split())


def same_day(gold: datetime | None, found: datetime | date | None) -> bool:
    """The same day on the gold's clock; a bare day, or a time without offset on either side, is taken as it stands."""
    if gold is None or found is None:
        return gold is found
    if isinstance(found, datetime):
        found = (found.astimezone(gold.tzinfo) if gold.tzinfo and found.tzinfo else found).date()
    return found == gold.date()


def score(gold: Gold, answer: Answer) -> Score:
    """One page: the body's overlap, and each field right or wrong."""
    right = {
        "body": tokens(gold.body) == tokens(answer.body),
        "title": plain(gold.title or "") == plain(answer.title or ""),
        "authors": set(map(plain, gold.authors)) == set(map(plain, answer.authors)),
        "date": same_day(gold.published, answer.published),
        "language": gold.language == answer.language,
    }
    return Score(
        overlap(gold.body, answer.body) if "body" in gold.known else None,
        {name: verdict if name in gold.known else None for name, verdict in right.items()},
        not tokens(answer.body),
    )


def figures(scores: Sequence[Score]) -> dict[str, float | None]:
    """Averages over pages; F1 is that of the average precision and recall. None: no page is annotated for it."""
    overlaps = [one.overlap for one in scores if one.overlap is not None]
    precision, recall = _mean(one.precision for one in overlaps), _mean(one.recall for one in overlaps)
    f1 = None
    if precision is not None and recall is not None:
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    found = {"body_precision": precision, "body_recall": recall, "body_f1": f1}
    names = {"body": "body_exact"}
    return found | {
        names.get(name, name): _mean(one.right[name] for one in scores)
        for name in ("body", "title", "authors", "date", "language")
    }


def _mean(values: Iterable[float | None]) -> float | None:
    known = [float(value) for value in values if value is not None]
    return statistics.fmean(known) if known else None
