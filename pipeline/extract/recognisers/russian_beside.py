"""Russian names that others beside them give away: what stands in brackets behind a name, or begins before it."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from pipeline.extract.lexicon import places
from pipeline.extract.recognisers.russian_forms import cases, forms, has, lemma, lemmas
from pipeline.extract.recognisers.russian_spans import Span, apart, heads
from pipeline.extract.recognisers.russian_words import Words

_IN_BRACKETS = 6  # words
_ADJECTIVES = 2
_CLOSING = frozenset('»”“"')


def with_neighbours(words: Words, spans: Sequence[Span]) -> list[Span]:
    """Spans, with names in brackets behind them, parts of organisations before them, and places of several words."""
    found = [_from_head(words, span, before) for before, span in zip([None, *spans], spans, strict=False)]
    taken = {at for span in found for at in range(span.first, span.last)}
    ends = {span.last: span for span in found}
    more = [*_bracketed(words, ends, taken), *_known_places(words, taken), *_full_names(words, taken)]
    return apart(sorted([*found, *more]))


def _from_head(words: Words, span: Span, before: Span | None) -> Span:
    """An organisation with the part of it that is named first (Контрольный комитет + УЕФА), or with a noun of its own (фонд)."""
    texts, least = words.texts, before.last if before else 0
    head = span.first - 1
    if span.kind != "organisation" or head < least:
        return span
    own = lemma(texts[head]) in heads("own")
    if not own and not any(one in heads("unit") for one in lemmas(texts[head])):
        return span
    first = head
    while first > least and head - first < _ADJECTIVES and _describes(texts[first - 1], texts[head]):
        first -= 1
    named = own or texts[first][0].isupper()
    return span._replace(first=first) if named and not _crosses(words, first, head) else span


def _describes(word: str, noun: str) -> bool:
    return has(word, "ADJF") and not has(word, "Apro") and bool(cases(word) & cases(noun))


def _crosses(words: Words, first: int, last: int) -> bool:
    """Whether a sentence begins behind `first`, up to `last` and the word behind it."""
    number = bisect_right(words.sentences, (last + 1, len(words.texts) + 1)) - 1
    return words.sentences[number][0] > first


def _bracketed(words: Words, ends: Mapping[int, Span], taken: set[int]) -> list[Span]:
    """Foreign or short names in brackets behind a name: of the same kind."""
    texts, found = words.texts, []
    for at, text in enumerate(texts):
        if text != "(" or at + 1 in taken:
            continue
        named = ends.get(at) or (ends.get(at - 1) if at and texts[at - 1] in _CLOSING else None)
        last = next((end for end in range(at + 1, min(at + 2 + _IN_BRACKETS, len(texts))) if texts[end] == ")"), None)
        inside = texts[at + 1 : last] if last else []
        if named and inside and _foreign(inside, named):
            found.append(Span(at + 1, at + 1 + len(inside), named.kind))
    return found


def _foreign(texts: Sequence[str], named: Span) -> bool:
    if len(texts) == 1 and texts[0].isupper() and named.kind == "organisation":
        return len(texts[0]) > 1 and texts[0].isalpha()
    return texts[0][0].isupper() and all(text.isascii() and (text[0].isalpha() or text in "&-.") for text in texts)


def _known_places(words: Words, taken: set[int]) -> list[Span]:
    """Places of several words that the gazetteer has, in the nominative."""
    found = []
    at = 0
    while at < len(words.texts):
        size = 1
        if words.texts[at][0].isupper() and at not in taken:
            size = places.longest(words.texts, at)
            if size > 1 and not any(one in taken for one in range(at, at + size)):
                found.append(Span(at, at + size, "place"))
        at += max(size, 1)
    return found


def _full_names(words: Words, taken: set[int]) -> list[Span]:
    """A first name and a surname of the dictionary's side by side, where the network sees none."""
    found = []
    for first, last in words.sentences:
        for at in range(first, last - 1):
            one, other = words.texts[at], words.texts[at + 1]
            if (
                one.istitle()
                and other.istitle()
                and at not in taken
                and at + 1 not in taken
                and _known_as(one, "Name")
                and _known_as(other, "Surn")
                and cases(one) & cases(other)
            ):
                found.append(Span(at, at + 2, "person"))
    return found


def _known_as(word: str, grammeme: str) -> bool:
    return any(form.known and grammeme in form.grammemes for form in forms(word))
