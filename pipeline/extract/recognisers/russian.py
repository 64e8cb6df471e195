"""Names in Russian texts: a network that ships with natasha, and rules upon what it finds."""

from pipeline.extract.lexicon import places
from pipeline.extract.names import Name
from pipeline.extract.reading import Reading
from pipeline.extract.recognisers import russian_network, russian_words
from pipeline.extract.recognisers.russian_beside import with_neighbours
from pipeline.extract.recognisers.russian_bodies import with_bodies
from pipeline.extract.recognisers.russian_forms import common, has
from pipeline.extract.recognisers.russian_memory import remembered
from pipeline.extract.recognisers.russian_network import CHUNK, KINDS, LONGEST, OUTSIDE
from pipeline.extract.recognisers.russian_normal import nominative
from pipeline.extract.recognisers.russian_spans import Span, refined
from pipeline.extract.recognisers.russian_words import Words

_HEADLINE = 3  # words: what is shorter and in capitals may be an abbreviation


def recognise(reading: Reading) -> list[Name]:
    """The names of a text in order, none within another."""
    words = russian_words.split(reading)
    spans = remembered(words, with_neighbours(words, with_bodies(words, refined(words, tagged(words)))))
    distinct = frozenset(words.texts)
    letters = {
        span: (words.texts[span.first],)
        for span in spans
        if span.kind == "organisation" and span.last - span.first == 1 and words.texts[span.first].isupper()
    }
    full = {
        span: nominative(_cased(words, span), "person", distinct)
        for span in spans
        if span.kind == "person" and span.last - span.first > 1
    }
    surnames = frozenset(found[-1] for found in full.values())
    return [
        _name(
            reading.text,
            words,
            span,
            full.get(span) or letters.get(span) or nominative(_cased(words, span), span.kind, distinct, surnames),
        )
        for span in spans
    ]


def _name(text: str, words: Words, span: Span, found: tuple[str, ...]) -> Name:
    """A name with what stands between its words as it stands in the text, but for spaces."""
    first, last, kind = span
    parts = [found[0]]
    for at in range(first + 1, last):
        parts += text[words.ends[at - 1] : words.starts[at]], found[at - first]
    normal = " ".join("".join(parts).split())
    place = places.place(normal) or places.place(normal.partition(" ")[2]) if kind == "place" else None
    return Name(words.starts[first], words.ends[last - 1], kind, normal, place.code if place else "")


def _cased(words: Words, span: Span) -> tuple[str, ...]:
    """Words of a headline in capitals as they are elsewhere; abbreviations stay."""
    texts = words.texts[span.first : span.last]
    if span.kind == "organisation":
        return tuple(texts)
    return tuple(word.title() if len(word) > 3 and word.isupper() and not has(word, "Abbr") else word for word in texts)


def tagged(words: Words) -> list[Span]:
    """What the network finds. Sentences without a capital letter are left out; long ones are read in parts."""
    chunks: list[list[tuple[int, int]]] = [[]]
    size = 0
    for first, last in words.sentences:
        if not any(len(word) > 1 and word[0].isalpha() and not word.islower() for word in words.texts[first:last]):
            continue
        for at in range(first, last, LONGEST):
            if size >= CHUNK:
                chunks.append([])
                size = 0
            chunks[-1].append((at, min(at + LONGEST, last)))
            size += chunks[-1][-1][1] - at
    network = russian_network.network()
    found: list[Span] = []
    for chunk in chunks:
        for (first, _), tags in zip(
            chunk, network.tag([_spoken(words.texts[first:last]) for first, last in chunk]), strict=True
        ):
            found.extend(_spans(tags, first))
    return found


def _spoken(texts: list[str]) -> list[str]:
    """A sentence in capitals alone as it would be written in small letters."""
    if len(texts) < _HEADLINE or any(not text.isupper() and text[0].isalpha() for text in texts):
        return texts
    return [
        text if has(text, "Abbr") or len(text) < 2 else text.lower() if common(text) else text.title() for text in texts
    ]


def _spans(tags: list[int], first: int) -> list[Span]:
    """Runs of tags that begin with a B and go on with Is."""
    found = []
    start: int | None = None
    for at, tag in enumerate([*tags, OUTSIDE]):
        if start is not None and (tag <= OUTSIDE or tag % 2 == 0):
            found.append(Span(first + start, first + at, KINDS[tags[start] // 2 - 1]))
            start = None
        if start is None and tag > OUTSIDE:
            start = at
    return found
