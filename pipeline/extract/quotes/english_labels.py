"""Speakers before a colon: transcripts ("SMITH: Good evening"), headlines ("Smith: We will win", "We will win: Smith")."""

from dataclasses import dataclass

from pipeline.extract.quotes.english_text import MARK, Text
from pipeline.extract.quotes.english_verbs import Source, Tokens

LONGEST = 5  # tokens of a name before a colon
TURNS = 2  # paragraphs with a label in capitals make a transcript; a single one is a dateline or a warning
_REPORTS_WORDS = "poll report study survey source sources police officials analysis experts analysts ministry court"
_REPORTS = frozenset(_REPORTS_WORDS.split())
_NOT_NAMES_WORDS = (
    "note update watch read video photo photos editor correction clarification breaking exclusive opinion live more"
)
_NOT_NAMES = frozenset(_NOT_NAMES_WORDS.split())


@dataclass(frozen=True, slots=True)
class Labelled:
    """Words behind a colon (or before it) and whose they are; `verbatim`: a transcript's."""

    source: Source
    content: Tokens
    verbatim: bool
    mark: int = -1  # the number of the quotation that the label stands in


def labelled(text: Text, people: frozenset[int]) -> list[Labelled]:
    """What labels attribute; `people`: tokens of the names of people and organisations, empty where they are unknown."""
    found: list[Labelled] = []
    sentences = text.reading.sentences
    for number, sentence in enumerate(sentences):
        if number and sentences[number - 1].paragraph == sentence.paragraph:
            continue
        first = sentence.first
        mark = text.inside[first]
        at = first + (text.tags[first] == MARK and mark >= 0)
        colon = next((i for i in range(at + 1, min(at + LONGEST + 1, sentence.last)) if text.low[i] == ":"), None)
        headline = sentence.paragraph == 0 and mark < 0
        last = _end(text, number)
        if colon is not None and colon + 1 < last and colon > at:
            names = [i for i in range(at, colon) if text.low[i] != "."]
            capital = all(text.tokens[i].text.isupper() and len(text.tokens[i].text) > 2 for i in names)
            title = headline and (text.low[at] in _REPORTS or _named(text, names, people))
            if (capital or title) and text.low[at] not in _NOT_NAMES:
                source = Source((at, colon), (colon, colon + 1))
                if mark >= 0 or text.inside[colon + 1] < 0:
                    found.append(Labelled(source, (colon + 1, last), capital, mark))
                continue
        if headline and (turned := _turned(text, sentence.first, sentence.last, people)):
            found.append(turned)
    if sum(one.verbatim for one in found) < TURNS:  # "OSLO:", "WARNING:"
        return [one for one in found if not one.verbatim or _known(one, people)]
    return found


def _known(label: Labelled, people: frozenset[int]) -> bool:
    return label.source.speaker is not None and any(token in people for token in range(*label.source.speaker))


def _named(text: Text, names: list[int], people: frozenset[int]) -> bool:
    capitals = len(names) > 1 and all(text.name(i) for i in names)
    return any(i in people for i in names) if people else capitals and len(names) <= 3


def _turned(text: Text, first: int, last: int, people: frozenset[int]) -> Labelled | None:
    """`We will win: Smith`."""
    if last - first < 5 or text.low[last - 1] in (".", "?", "!"):
        last -= 1
    colon = next((i for i in range(last - 2, max(first + 3, last - LONGEST), -1) if text.low[i] == ":"), None)
    if colon is None or not all(i in people for i in range(colon + 1, last)):
        return None
    return Labelled(Source((colon + 1, last), (colon, colon + 1)), (first, colon), verbatim=False)


def _end(text: Text, number: int) -> int:
    """The token behind the paragraph of a sentence."""
    sentences = text.reading.sentences
    paragraph = sentences[number].paragraph
    while number + 1 < len(sentences) and sentences[number + 1].paragraph == paragraph:
        number += 1
    return sentences[number].last
