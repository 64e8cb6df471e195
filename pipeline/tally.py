"""What comparisons of many articles come to, by field and by host. Pure."""

import heapq
from collections import Counter
from dataclasses import dataclass, field

from pipeline.comparison import ARTICLE, Change, Difference

LARGEST = 10


@dataclass(slots=True)
class Count:
    """Articles in which a field changed, gained, lost, of how many that have it; of rows how many in all."""

    changed: int = 0
    gained: int = 0
    lost: int = 0
    of: int = 0
    gone: int = 0
    come: int = 0
    altered: int = 0

    def add(self, change: Change) -> None:
        """Count one article's change."""
        setattr(self, change.effect, getattr(self, change.effect) + 1)
        self.gone += change.gone
        self.come += change.come
        self.altered += change.altered


@dataclass(slots=True)
class Tally:
    """What the differences of many articles come to; holds counts and the largest few, however many are added."""

    articles: int = 0
    differing: int = 0
    fields: dict[str, Count] = field(default_factory=dict)
    by_host: dict[str, "Tally"] = field(default_factory=dict)  # of one host: without those of its own
    refused: Counter[str] = field(default_factory=Counter)  # articles of which none would be made, by reason
    failures: Counter[str] = field(default_factory=Counter)  # articles on which an extractor fails, by its name
    made: dict[str, Counter[int]] = field(default_factory=dict)  # articles by the version that made what is stored
    _largest: list[tuple[int, int, Difference]] = field(default_factory=list)

    def add(self, difference: Difference) -> None:
        """Count one article."""
        self._count(difference)
        self.by_host.setdefault(difference.host, Tally())._count(difference)
        if difference.refused and ARTICLE in difference.changes:
            self.refused[difference.refused.partition(":")[0]] += 1
        self.failures.update(difference.failures.keys())
        for maker, version in difference.made.items():
            self.made.setdefault(maker, Counter())[version] += 1
        if difference.changes:
            heapq.heappush(self._largest, (difference.size, -difference.article_id, difference))
            if len(self._largest) > LARGEST:
                heapq.heappop(self._largest)

    def _count(self, difference: Difference) -> None:
        self.articles += 1
        self.differing += bool(difference.changes)
        for name in difference.present:
            self.fields.setdefault(name, Count()).of += 1
        for name, change in difference.changes.items():
            self.fields[name].add(change)

    def largest(self) -> list[Difference]:
        """Those that differ most, the largest first."""
        return [difference for _, _, difference in sorted(self._largest, key=lambda item: item[:2], reverse=True)]
