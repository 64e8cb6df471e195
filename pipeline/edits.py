"""What changed between two texts, sentence by sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

ALIKE = 0.5  # sentences that share more are one that was changed, not one removed and another added
MOST = 4_000_000  # pairs of characters compared to find out; beyond that sentences are taken in their order
# A sentence ends at a line's end, or at its mark before a capital, a digit, a quotation mark or a letter without case.
_END = re.compile(r"(?<=[.!?…。！？])([\"”»’')\]]*)(\s+|(?<=[。！？]))(?=[^\sa-zа-яёіїєґ,;:–—-])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“«])(?:\w|mr|mrs|ms|dr|prof|st|gen|col|lt|sen|rep|gov|jr|sr|no|vs|inc|ltd|co|bzw|ca|nr|тыс|млн|млрд|им|ул|гг?|стр|тис|грн|руб)\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Edit:
    """A sentence removed (`new` is None), added (`old` is None) or changed."""

    old: str | None
    new: str | None


def sentences(text: str) -> list[str]:
    """The text's sentences; none goes beyond a line."""
    return [sentence for line in text.split("\n") for sentence in _of_line(line)]


def _of_line(line: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(line):
        sentence = line[start : end.end(1)].strip()
        if not _ABBREVIATION.search(sentence[-12:]):
            yield sentence
            start = end.end()
    if rest := line[start:].strip():
        yield rest


def compare(old: str, new: str) -> list[Edit]:
    """The edits that make `new` of `old`, in the order of the text; none where they differ in blanks only."""
    before, after = sentences(old), sentences(new)
    edits: list[Edit] = []
    for kind, low, high, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            edits += _paired(before[low:high], after[start:end])
    return edits


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[Edit]:
    """Removed and added sentences; those alike as changes."""
    if sum(map(len, old)) * sum(map(len, new)) > MOST:
        yield from (Edit(*pair) for pair in zip_longest(old, new))
        return
    place = 0
    for sentence in old:
        matcher = SequenceMatcher(None, b=sentence, autojunk=False)
        found = None
        for number in range(place, len(new)):
            matcher.set_seq1(new[number])
            if matcher.quick_ratio() > ALIKE and matcher.ratio() > ALIKE:
                found = number
                break
        if found is None:
            yield Edit(sentence, None)
            continue
        yield from (Edit(None, added) for added in new[place:found])
        yield Edit(sentence, new[found])
        place = found + 1
    yield from (Edit(None, added) for added in new[place:])
