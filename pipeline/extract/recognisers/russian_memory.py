"""Names that a text has shown elsewhere: what is clear in one place tells of the same word in another."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from pipeline.extract.recognisers.russian_forms import common, country, has, lemmas
from pipeline.extract.recognisers.russian_spans import Span, known, opens
from pipeline.extract.recognisers.russian_words import Words
from pipeline.model import EntityKind

_CLEAR = 3  # times as often as anything else
_ENOUGH = 3  # places in a text that tell something together

Counts = Counter[EntityKind | None]
Votes = Mapping[str, Counts]


def remembered(words: Words, spans: Sequence[Span]) -> list[Span]:
    """Spans with one kind for the same word, with the names that the network saw elsewhere only.

    What it mostly takes for no name is none: a word that stands in many places and was once taken for an organisation.
    """
    taken = {at for span in spans for at in range(span.first, span.last)}
    open_words = [
        at
        for at, word in enumerate(words.texts)
        if at not in taken and len(word) > 1 and not word.islower() and word[0].isalpha()
    ]
    votes = _votes(words, spans, open_words)
    agreed = [one for span in spans if (one := _agreed(words, span, votes))]
    missed = [Span(at, at + 1, kind) for at in open_words if (kind := _told(words, at, votes))]
    return _joined(words, sorted([*agreed, *missed]))


def _joined(words: Words, spans: Sequence[Span]) -> list[Span]:
    """A person's first name and the surname behind it as one."""
    found: list[Span] = []
    for span in spans:
        before = found[-1] if found else None
        if (
            before
            and before.last == span.first
            and before.kind == span.kind == "person"
            and before.last - before.first == span.last - span.first == 1
            and has(words.texts[before.first], "Name")
        ):
            found[-1] = before._replace(last=span.last)
        else:
            found.append(span)
    return found


def _votes(words: Words, spans: Sequence[Span], open_words: Sequence[int]) -> Votes:
    """How often each word was of which kind, None if of none: alone, or as the last of a person's full name, twice."""
    votes: dict[str, Counts] = defaultdict(Counter)
    for first, last, kind in spans:
        if last - first == 1:
            for key in _keys(words.texts[first]):
                votes[key][kind] += 1
        elif kind == "person":
            for key in _keys(words.texts[last - 1]):
                votes[key][kind] += 2
    for at in open_words:
        for key in _keys(words.texts[at]):
            if key in votes:
                votes[key][None] += 1
    return votes


def _keys(word: str) -> frozenset[str]:
    if (word.isupper() and len(word) < 6) or word.isascii():
        return frozenset({word})
    return lemmas(word)


def _agreed(words: Words, span: Span, votes: Votes) -> Span | None:
    """A span as most places have it; None where most have nothing."""
    word = words.texts[span.first]
    if span.last - span.first > 1 or known(word) or country(word):
        return span
    counts = _counts(word, votes)
    named = {kind: count for kind, count in counts.items() if kind}
    kind = max(named, key=lambda one: (named[one], one == span.kind))
    total = sum(named.values())
    if span.kind == "organisation" and counts[None] >= _ENOUGH and counts[None] > total:
        return None
    return span._replace(kind=kind) if named[kind] > _CLEAR * named.get(span.kind, 0) else span


def _told(words: Words, at: int, votes: Votes) -> EntityKind | None:
    word = words.texts[at]
    if common(word) and (opens(words, at) or has(word, "ADJF")):
        return None
    kind = known(word) or ("place" if country(word) else None)
    if kind:
        return kind
    counts = _counts(word, votes)
    named = Counter({kind: count for kind, count in counts.items() if kind})
    if not named or any(letter.isdigit() for letter in word):
        return None
    (best, most), *others = named.most_common(2)
    if others and most <= _CLEAR * others[0][1]:
        return None
    return best if most >= counts[None] or (best == "person" and most >= 2) else None


def _counts(word: str, votes: Votes) -> Counts:
    """Of the lemmas that a word can have, the best attested."""
    found = [votes[key] for key in _keys(word) if key in votes]
    return max(found, key=lambda counts: sum(count for kind, count in counts.items() if kind)) if found else Counter()
