"""Where Russian names begin and end: rules upon the network's spans, after the conventions of news corpora.

A title or a kind of thing in small letters before a name is no part of it (партия «Х» → Х), a body of state is named together
with its country (МИД Польши), quotation marks around a whole name and brackets are outside.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from pipeline.extract.lexicon import places, table
from pipeline.extract.recognisers.russian_forms import cases, common, country, forms, function_word, has, lemma, lemmas
from pipeline.extract.recognisers.russian_words import Words
from pipeline.model import EntityKind

LONGEST_NAME = 30  # words
_SHORT = 5  # letters

_PAIRS = {"«": "»", "„": "“", "“": "”", '"': '"', "(": ")"}
_QUOTES = frozenset('«»„“”"')
_BREAKS = frozenset("•;|()[]{}<>*·")
_EDGES = frozenset("«»„“”\"'’.,:;!?…-–—()[]{}<>/|•*·&#№`+=@%$^~")
_COMPOUND = re.compile(  # Роспотребнадзор, Центробанк
    r".+(?:надзор|банк|фронт|комитет|совет|дума|нефть|космос|атом|энерго|экспорт|имущество|здрав|охрана|телеком|парламент|комиссия)"
)


_SURNAME_FIRST = [False, True, False, True, False]  # which words of Кузнецов А . Б . are initials
_SIGNED = len(_SURNAME_FIRST)


class Span(NamedTuple):
    """Words `first` to `last`, exclusive."""

    first: int
    last: int
    kind: EntityKind


@cache
def heads(kind: str) -> frozenset[str]:
    """Nouns for organisations; `kind` as in `lexicon/russian_organisations.txt`."""
    return frozenset(table("russian_organisations")[kind])


@cache
def nouns(kind: str) -> frozenset[str]:
    """Nouns that tell what a name beside them is; `kind` as in `lexicon/russian_nouns.txt`."""
    return frozenset(table("russian_nouns")[kind])


@cache
def _known() -> dict[str, EntityKind]:
    return {name: kind for kind, names in table("russian_names").items() for name in names}  # type: ignore[misc]


def known(*texts: str) -> EntityKind | None:
    """The kind of a name that we know better than the network; short ones are abbreviations, and in capitals only."""
    lower = " ".join(texts).lower()
    if len(lower) < _SHORT and lower.upper() != " ".join(texts):
        return None
    return _known().get(lower) or _known().get(" ".join(lemma(text) for text in texts))


def refined(words: Words, spans: Sequence[Span]) -> list[Span]:
    """The network's spans put right."""
    found = [part for span in spans for part in _parts(words, span)]
    found = [trimmed for span in found if (trimmed := _trimmed(words, span))]
    found = [_whole(words, _of_known_kind(words, span)) for span in _with_initials(words, found)]
    return _named_with(words, _merged(words, apart(found)))


def opens(words: Words, at: int) -> bool:
    """Whether a word is the first of its sentence, or of what is quoted or counted there."""
    first = words.sentences[bisect_right(words.sentences, (at, len(words.texts) + 1)) - 1][0]
    return first == at or (words.texts[at - 1] in '«„“"—–-•*:…' and at - first < 3)


def _parts(words: Words, span: Span) -> list[Span]:
    """Spans between brackets and bullets: Name (Other name) are two."""
    parts, first = [], span.first
    for at in range(span.first, span.last):
        if words.texts[at] in _BREAKS or (words.texts[at] == "," and span.kind == "person"):
            parts.append(Span(first, at, span.kind))
            first = at + 1
    parts.append(Span(first, span.last, span.kind))
    return [part for part in parts if part.first < part.last]


def _trimmed(words: Words, span: Span) -> Span | None:
    """Without marks at its edges, but for a pair within, and without words that are no names before a person's or town's."""
    texts, kind = words.texts, span.kind
    first, last = _without_marks(texts, span)
    while last - first > 1 and opens(words, first) and function_word(texts[first]) and texts[first + 1][0].isupper():
        first += 1
    if kind == "organisation":
        while last - first > 1 and texts[first][0].isdigit() and ":" in texts[first]:
            first += 1
        while last - first > 1 and texts[last - 1].islower() and _acts(texts[last - 1]):
            last -= 1  # «Родительский комитет насчитал»
    elif last - first > 1 and len(texts[first]) > 2:
        title = kind == "person" and common(texts[first]) and not common(texts[first + 1])
        first += title or (kind == "place" and lemma(texts[first]) in nouns("generic"))
    if first >= last or not any(texts[at][0].isalpha() for at in range(first, last)):
        return None
    return None if _ordinary(words, Span(first, last, kind)) else Span(first, last, kind)


def _without_marks(texts: Sequence[str], span: Span) -> tuple[int, int]:
    first, last = span.first, span.last
    while first < last and texts[first] in _EDGES:
        if texts[first] in _PAIRS and _PAIRS[texts[first]] in texts[first + 1 : last - 1]:
            break
        first += 1
    while first < last and texts[last - 1] in _EDGES:
        mark = texts[last - 1]
        opening = [text for text, closing in _PAIRS.items() if closing == mark]
        if any(text in opening for text in texts[first : last - 1]):
            break
        last -= 1
    return first, last


def _ordinary(words: Words, span: Span) -> bool:
    """Whether words are no name: ordinary ones with the capital of a sentence, or abbreviations of things."""
    texts = words.texts[span.first : span.last]
    word = texts[0]
    if span.kind != "place" and _noun_before(words.texts, span.first) in nouns("thing"):
        return True
    if span.kind == "organisation" and _quoted(words.texts, span.first, span.last):
        return False
    if len(texts) == 1:
        if word.lower() in nouns("abbreviation") or len(word) == 1:
            return True
        if (
            span.kind == "place"
            and has(word, "ADJF")
            and span.first
            and lemma(words.texts[span.first - 1]) in nouns("prelate")
        ):
            return True
        if _strain(word):
            return True
        if word.isupper():
            return False
        if span.kind == "place" and common(word) and (function_word(word) or (has(word, "anim") and has(word, "plur"))):
            return True
        return opens(words, span.first) and common(word) and (span.kind != "organisation" or not _head(word))
    if not opens(words, span.first) or span.kind == "person" or len(texts) > 3:
        return False
    return all(common(text) and (text.islower() or at == 0) for at, text in enumerate(texts)) and not any(
        _head(text) for text in texts
    )


def _acts(word: str) -> bool:
    """A word that can only be a verb."""
    return has(word, "VERB") and not has(word, "NOUN") and not has(word, "ADJF")


def _strain(word: str) -> bool:
    """A disease's or virus's name: COVID-19."""
    letters, _, digits = word.partition("-")
    return digits.isdecimal() and len(letters) > 2 and letters.isascii() and letters.isupper() and int(digits[:4]) < 100


def _noun_before(texts: Sequence[str], at: int) -> str:
    """The lemma of the word in small letters before a name, marks of quotation between; "" where there is none."""
    before = at - 2 if at > 1 and texts[at - 1] in _QUOTES else at - 1
    return lemma(texts[before]) if before >= 0 and texts[before].islower() else ""


def _head(word: str) -> bool:
    return any(one in heads("other") or one in heads("state") or one in heads("unit") for one in lemmas(word))


def _of_known_kind(words: Words, span: Span) -> Span:
    texts = words.texts[span.first : span.last]
    if len(texts) > 3:
        return span
    return span._replace(kind=known(*texts) or _kind(words, span, texts))


def _kind(words: Words, span: Span, texts: Sequence[str]) -> EntityKind:
    """What a name must be by its words, whatever the network says."""
    quoted = span.first > 0 and words.texts[span.first - 1] in _QUOTES
    if span.kind != "person" and len(texts) == 2 and _full_name(texts):
        return "person"
    if span.kind != "place" and not quoted:
        if country(texts[0]) if len(texts) == 1 else places.place("-".join(texts)) or places.place(" ".join(texts)):
            return "place"
        if span.kind == "organisation" and _building(texts):
            return "place"
    if span.kind == "organisation" and _noun_before(words.texts, span.first) in nouns("building"):
        return "place"
    if span.kind != "organisation" and len(texts) == 1 and _COMPOUND.fullmatch(lemma(texts[0])):
        return "organisation"
    return span.kind


def _building(texts: Sequence[str]) -> bool:
    return any(
        lemma(text) in nouns("building") and all(has(before, "ADJF") for before in texts[:at])
        for at, text in enumerate(texts[:2])
    )


def _full_name(texts: Sequence[str]) -> bool:
    first, second = (forms(text) for text in texts)
    return any(form.known and "Name" in form.grammemes for form in first) and (
        not any("Geox" in form.grammemes or "ADJF" in form.grammemes for form in first)
        and any("Surn" in form.grammemes for form in second)
    )


def _with_initials(words: Words, spans: Sequence[Span]) -> list[Span]:
    """Persons with the initials before or behind the surname; initials alone are nobody."""
    texts = words.texts
    found: list[Span] = []
    for span in spans:
        if span.kind == "person":
            first, last = span.first, span.last
            if last - first > _SIGNED and [_initial(text) for text in texts[first : first + _SIGNED]] == _SURNAME_FIRST:
                last = first + _SIGNED - 1
            while first > 1 and texts[first - 1] == "." and _initial(texts[first - 2]):
                first -= 2
            if first == span.first and last - first == 1:
                while last + 1 < len(texts) and _initial(texts[last]) and texts[last + 1] == ".":
                    last += 2
                last -= last > span.last
            if all(text == "." or _initial(text) for text in texts[first:last]):
                continue
            span = Span(first, last, span.kind)
        found.append(span)
    return apart(found)


def _initial(word: str) -> bool:
    return len(word) == 1 and word.isupper()


def _whole(words: Words, span: Span) -> Span:
    """An organisation with the mark that closes what is opened in it, and with the end of its domain."""
    texts, last = words.texts, span.last
    inside = texts[span.first : last]
    if span.kind != "organisation" or last >= len(texts):
        return span
    if any(text in _PAIRS and _PAIRS[text] == texts[last] and inside.count(text) % 2 for text in inside):
        return span._replace(last=last + 1)
    domain = last + 1 < len(texts) and texts[last] == "." and texts[last + 1].isascii() and texts[last + 1].isalpha()
    if domain and words.ends[last - 1] == words.starts[last] and words.ends[last] == words.starts[last + 1]:
        return span._replace(last=last + 2)
    return span


def apart(spans: Sequence[Span]) -> list[Span]:
    """Spans in order, those left out that an earlier one reaches into, or a longer one from behind."""
    found: list[Span] = []
    for span in spans:
        while found and span.first <= found[-1].first:
            found.pop()
        if not found or span.first >= found[-1].last:
            found.append(span)
        elif span.last > found[-1].last:
            found.append(span._replace(first=found[-1].last))
    return found


def _merged(words: Words, spans: Sequence[Span]) -> list[Span]:
    """Names of several that are one: МИД Польши, Палата представителей Конгресса США, ГУ МЧС России по Москве."""
    found: list[Span] = []
    texts = words.texts
    for span in spans:
        before = found[-1] if found else None
        if before and before.kind == "organisation" and span.last - before.first <= LONGEST_NAME:
            gap = texts[before.last : span.first]
            genitive = texts[span.first].isupper() or "gent" in cases(texts[span.first])
            belongs = genitive and texts[before.last - 1] not in _QUOTES and not _union(texts, before)
            if not gap and span.kind == "place" and (belongs or _quoted(texts, before.first, span.last)):
                found[-1] = Span(before.first, span.last, "organisation")
                continue
            if not gap and span.kind == "organisation" and genitive and _unit(texts, before):
                found[-1] = Span(before.first, span.last, "organisation")
                continue
            if gap == ["по"] and span.kind == "place" and _unit(texts, before):
                found[-1] = Span(before.first, span.last, "organisation")
                continue
        found.append(span)
    return found


def _union(texts: Sequence[str], span: Span) -> bool:
    return span.last - span.first == 1 and known(texts[span.first]) == "organisation"


def _quoted(texts: Sequence[str], first: int, last: int) -> bool:
    return first > 0 and last < len(texts) and _PAIRS.get(texts[first - 1]) == texts[last] != ")"


def _unit(texts: Sequence[str], span: Span) -> bool:
    """Whether an organisation is a part of another: its head is the first noun that does not depend on another."""
    for at in range(span.first, min(span.last, span.first + 4)):
        if any(one in heads("unit") for one in lemmas(texts[at])):
            return True
        if not has(texts[at], "ADJF"):
            return False
    return False


def _named_so(noun: str, place: str) -> bool:
    """Whether a noun is part of the name of the place behind it; улицы Парижа are no place's name."""
    first = forms(noun)[0]
    if noun[0].isupper() or "plur" in first.grammemes or has(place, "Abbr"):
        return False
    if first.lemma in nouns("land or water"):
        return True
    town = places.place(lemma(place).title()) if first.lemma in nouns("street") else None
    return first.lemma in nouns("street") and (town is None or town.kind not in ("country", "city"))


def _named_with(words: Words, spans: Sequence[Span]) -> list[Span]:
    """Places with the noun that they are always named with: река Нева, улица Ленина."""
    found: list[Span] = []
    for span in spans:
        at = span.first - 1
        free = at >= (found[-1].last if found else 0)
        if free and span.kind == "place" and _named_so(words.texts[at], words.texts[span.first]):
            span = span._replace(first=at)
        found.append(span)
    return found
