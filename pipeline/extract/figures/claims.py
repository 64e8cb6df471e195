"""Who claims a figure: the speaker of the quote it lies in, else whom its sentence cites."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.extract.reading import Reading
from pipeline.model import Annotation, Identity

NESTED = 40  # quotes that begin before a figure and may hold it
_OUTLETS = frozenset({"outlet", "name", "media", "organisation"})
_UNNAMED = frozenset({"occasion", "document", "platform"})  # roles of citations that name nobody who claims
_PRONOUNS = frozenset({
    "he", "she", "they", "we", "i", "it", "them", "him", "her", "us", "me", "он", "она", "они", "мы", "я", "ему", "ей", "им", "него",
    "нее", "неё", "них", "він", "вона", "вони", "ми", "йому", "їй", "їм",
})  # fmt: skip
# What somebody holds, in a report of somebody else's: "The paper wrote that the minister expects 40 ships".
_HOLDS = re.compile(
    r"\s(?:(?:also|now|still|already|has|had|have|himself|herself|тоже|также|уже|теперь|також|вже|тепер)\s){0,2}"
    r"(?:believes?|believed|thinks?|thought|expects?|expected|estimates?|estimated|assumes?|assumed|hopes?|hoped|fears?|feared|"
    r"says?|said|claims?|claimed|argues?|argued|told|warns?|warned|insists?|insisted|considers?|considered|predicts?|predicted|"
    r"полагает|считает|думает|ожидает|надеется|оценивает|опасается|говорит|заявил|заявила|заявляет|утверждает|"
    r"вважає|думає|очікує|сподівається|оцінює|побоюється|каже|заявив|стверджує)\b"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A claimant's name and identity, the outlet through which it is known, and the quote's ordinal in `found["quotes"]`."""

    by: str | None = None
    via: str | None = None
    quote: int | None = None
    entity: Identity | None = None


class _Quoted(NamedTuple):
    start: int
    end: int
    ordinal: int
    quote: Annotation


class Claims:
    """The quotes and citations of one document, to ask of each figure in it."""

    def __init__(self, reading: Reading, found: Mapping[str, Sequence[Annotation]]) -> None:
        self._reading = reading
        self._quotes = sorted(
            (
                _Quoted(quote.start, quote.end, ordinal, quote)
                for ordinal, quote in enumerate(found.get("quotes", ()))
                if quote.kind == "quote" and quote.start is not None and quote.end is not None
            ),
            key=lambda quoted: quoted.start,
        )
        self._quote_starts = [quoted.start for quoted in self._quotes]
        self._people = sorted(
            (
                (mention.start, mention.end, mention.entity)
                for mention in found.get("entities", ())
                if mention.entity
                and mention.entity.kind == "person"
                and mention.start is not None
                and mention.end is not None
            ),
            key=lambda person: person[:2],
        )
        self._people_starts = [first for first, _, _ in self._people]
        self._citations: dict[int, list[tuple[int, Annotation]]] = {}
        for citation in found.get("citations", ()):
            if citation.kind == "citation" and citation.start is not None:
                sentence = reading.sentence_at(citation.start)
                self._citations.setdefault(sentence, []).append((citation.start, citation))

    def of(self, start: int, end: int) -> Claim:
        """The claim of the figure at a span: the innermost quote's with a speaker, else the nearest citation's of its sentence."""
        near = bisect_right(self._quote_starts, start)
        around = [quoted for quoted in self._quotes[max(0, near - NESTED) : near] if end <= quoted.end]
        around.sort(key=lambda quoted: quoted.end - quoted.start)
        citation = self._cited(start)
        innermost = around[0].ordinal if around else None
        for quoted in around:
            by = _speaker(quoted.quote)
            if by:
                holder = self._holder(quoted, start)
                if holder:
                    return Claim(holder.name, by, innermost, holder)
                others = [other.quote for other in around if other is not quoted]
                return Claim(by, _via(by, quoted.quote, others, citation), innermost, quoted.quote.entity)
        if citation is None or citation.attributes.get("role") in _UNNAMED:
            return Claim(quote=innermost)
        by = citation.entity.name if citation.entity else citation.attributes.get("cited")
        return Claim(by, citation.attributes.get("via"), innermost, citation.entity)

    def _cited(self, start: int) -> Annotation | None:
        there = self._citations.get(self._reading.sentence_at(start), ())
        return min(there, key=lambda entry: (abs(entry[0] - start), entry[0]))[1] if there else None

    def _holder(self, quoted: _Quoted, start: int) -> Identity | None:
        """Whose view an outlet reports: the first person in the reported words, if a verb of saying or holding follows."""
        quote = quoted.quote
        if quote.entity is None or quote.entity.kind != "organisation" or quote.attributes.get("direct"):
            return None
        at = bisect_left(self._people_starts, quoted.start)
        if at == len(self._people) or self._people[at][1] > start:
            return None
        return self._people[at][2] if _HOLDS.match(self._reading.text, self._people[at][1]) else None


def _speaker(quote: Annotation) -> str | None:
    """A quote's speaker by name; a pronoun that nobody is known for is none."""
    if quote.entity:
        return quote.entity.name
    name: str | None = quote.attributes.get("speaker")
    return name if name and name.lower() not in _PRONOUNS else None


def _via(by: str, quote: Annotation, others: Sequence[Annotation], citation: Annotation | None) -> str | None:
    """The outlet: whom the quote's chain or an outer quote names, else the sentence's citation."""
    chain = quote.attributes.get("chain") or ()
    if chain:
        return str(chain[-1])
    for outer in others:
        if outer.entity and outer.entity.kind == "organisation" and outer.entity.name != by:
            return outer.entity.name
    if citation and citation.attributes.get("role", "outlet") in _OUTLETS:
        cited = citation.entity.name if citation.entity else citation.attributes.get("cited")
        for name in (citation.attributes.get("via"), cited):
            if name and name != by:
                return str(name)
    return None
