"""A quote before it is known whose it is: its words, verb and subject in tokens."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.extract.quotes.model import Form
from pipeline.extract.quotes.slavic_subjects import Range


@dataclass(slots=True)
class Draft:
    """Words `text[start:end]`; `at`: the offset at which a text says whose they are, for the order of what came before.

    `follows`: whose words they are is not said but goes on from the quote before.
    """

    start: int
    end: int
    form: Form
    at: int
    speaker: Range | None = None
    cue: Range | None = None
    follows: bool = False
    chain: list[Range] = field(default_factory=list)


class Drafts:
    """Drafts by where their words begin, asked in a time that does not grow with the text."""

    _BACK = 16  # drafts that may begin before an offset and reach over it

    def __init__(self, drafts: Iterable[Draft] = ()) -> None:
        self._items = sorted(drafts, key=lambda one: one.start)
        self._starts = [one.start for one in self._items]
        self.cues = {one.cue for one in self._items}

    def __iter__(self) -> Iterator[Draft]:
        return iter(self._items)

    def add(self, draft: Draft) -> None:
        """One more."""
        at = bisect_right(self._starts, draft.start)
        self._items.insert(at, draft)
        self._starts.insert(at, draft.start)
        self.cues.add(draft.cue)

    def starting(self, start: int, end: int) -> list[Draft]:
        """Those that begin in a span."""
        return self._items[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def over(self, offset: int) -> list[Draft]:
        """Those that an offset lies in, the innermost first."""
        last = bisect_right(self._starts, offset)
        return [one for one in reversed(self._items[max(0, last - self._BACK) : last]) if offset < one.end]

    def touching(self, start: int, end: int) -> list[Draft]:
        """Those that share a character with a span."""
        return [*self.over(start), *self.starting(start + 1, end)]
