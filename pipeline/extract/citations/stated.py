"""Which quote a citation is the source of."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from pipeline.extract.reading import Reading
from pipeline.model import Annotation


class Stated:
    """The quotes of an article, by where they and their attributions stand."""

    def __init__(self, reading: Reading, quotes: Sequence[Annotation]) -> None:
        self._reading = reading
        self._spans: list[tuple[int, int, int]] = []
        self._sentences: dict[int, int] = {}
        for number, quote in enumerate(quotes):
            told = list(_told(quote))
            self._spans += [(start, end, number) for start, end in told]
            for start, _ in told or [(quote.start or 0, 0)]:
                self._sentences.setdefault(reading.sentence_at(start), number)
        self._spans.sort()

    def by(self, start: int, end: int) -> int | None:
        """The ordinal of the quote whose speaker or cue a citation is part of, else of the first one attributed in its
        sentence; None where there is neither."""
        # Attributions are short: only the last few that begin before the end can reach into the span.
        low = bisect_left(self._spans, (end,))
        for first, last, number in reversed(self._spans[max(0, low - 8) : low]):
            if first < end and start < last:
                return number
        return self._sentences.get(self._reading.sentence_at(start))


def _told(quote: Annotation) -> Iterator[tuple[int, int]]:
    for part in ("speaker", "cue"):
        start, end = quote.attributes.get(f"{part}_start"), quote.attributes.get(f"{part}_end")
        if start is not None and end is not None:
            yield start, end
