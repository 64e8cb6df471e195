"""Whom the words that stand for an English speaker mean: names inside them, offices, pronouns. None rather than a wrong one."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple

from pipeline.extract.lexicon import table
from pipeline.extract.quotes.english_phrases import following
from pipeline.extract.quotes.english_text import CLITIC, PREPOSITION, Text
from pipeline.extract.quotes.english_verbs import passed_by, quoted_as
from pipeline.extract.quotes.model import Quote, Span
from pipeline.model import Annotation, Identity

Gender = Literal["he", "she"]
FAR = 40  # of those seen before, how many a pronoun is tried on
MEMORY = 3  # paragraphs back in which a pronoun finds whom it stands for
_HE = frozenset({"he", "him", "his", "himself", "he’s", "he’d"})
_SHE = frozenset({"she", "her", "herself", "she’s", "she’d"})
_GROUP = frozenset({"it", "its", "they", "them", "their", "they’ve", "it’s"})
_TITLES: Mapping[str, Gender] = {
    "mr": "he", "sir": "he", "lord": "he", "king": "he", "prince": "he", "pope": "he", "congressman": "he", "chairman": "he",
    "spokesman": "he", "mrs": "she", "ms": "she", "miss": "she", "lady": "she", "dame": "she", "queen": "she", "princess": "she",
    "congresswoman": "she", "chairwoman": "she", "spokeswoman": "she", "actress": "she", "madam": "she",
}  # fmt: skip
_FEMALE = ("ova", "eva", "skaya", "ska", "enkova")
_DEPENDENT_WORDS = "for to from by at with near in on against about"
_DEPENDENT = frozenset(_DEPENDENT_WORDS.split())
_ROLES_BETWEEN = 4  # tokens that may stand between "of" and a name that is still the head: "Secretary of State X"


class _Seen(NamedTuple):
    """Somebody who was spoken of as the one who does something."""

    at: int
    entity: Identity


class _Speakers:
    def __init__(self, text: Text, entities: Sequence[Annotation]) -> None:
        self.text = text
        placed = [one for one in entities if one.start is not None and one.entity is not None]
        self.mentions = sorted(placed, key=lambda one: (one.start or 0, -(one.end or 0)))
        self.starts = [one.start or 0 for one in self.mentions]
        self.genders: dict[str, Gender | None] = {}  # by the name
        self._titled()
        self.seen = self._subjects()

    def _subjects(self) -> list[_Seen]:
        """The first person of each sentence, where he stands at its beginning and belongs to nobody else."""
        found: list[_Seen] = []
        text = self.text
        done = -1
        for one in self.mentions:
            start, end = one.start or 0, one.end or 0
            at = text.reading.token_at(start)
            sentence = text.sentence[at]
            if sentence == done or text.inside[at] >= 0 or one.attributes["kind"] == "place":
                continue
            last = text.reading.token_at(end - 1) + 1
            possessive = last < len(text.low) and text.tags[last] == CLITIC
            behind = at > text.first(at) and text.tags[at - 1] == PREPOSITION
            if at - text.first(at) < 12 and not possessive and not behind and one.entity:
                done = sentence
                found.append(_Seen(start, one.entity))
        return found

    def _titled(self) -> None:
        for one in self.mentions:
            at = self.text.reading.token_at(one.start or 0) - 1
            at -= at > 0 and self.text.low[at] == "."
            if at >= 0 and one.entity and (told := _TITLES.get(self.text.low[at])):
                self.genders[one.entity.name] = told

    def within(self, span: Span) -> list[Annotation]:
        """Mentions inside a span, and descriptions that overlap it."""
        first = bisect_left(self.starts, span[0])
        last = bisect_left(self.starts, span[1])
        return [one for one in self.mentions[first:last] if (one.end or 0) <= span[1]]

    def head(self, span: Span) -> Identity | None:
        """Who a noun phrase is about: its last person who depends on nothing in it, else an organisation or place."""
        best = None
        for one in self.within(span):
            if self._depends(one, span):
                continue
            if one.attributes["kind"] == "person" or (best is None and self._closes(one, span)):
                best = one.entity
        return best

    def _depends(self, one: Annotation, span: Span) -> bool:
        """Whether a name is only what the head is of: "a lawyer for Smith", "Smith's doctor"."""
        text = self.text
        first, last = text.reading.token_at(one.start or 0), text.reading.token_at((one.end or 0) - 1) + 1
        begin = text.reading.token_at(span[0])
        if last < len(text.low) and text.tags[last] == CLITIC and text.tokens[last].start < span[1]:
            return True
        for at in range(first - 1, max(begin, first - _ROLES_BETWEEN) - 1, -1):
            word = text.low[at]
            if word == ",":
                return False
            if word in _DEPENDENT or (word == "of" and at == first - 1):
                return at > begin
            if word == "of":
                return False
        return False

    def _closes(self, one: Annotation, span: Span) -> bool:
        """Whether a name ends the noun phrase, or only a preposition follows."""
        text = self.text
        last = text.reading.token_at((one.end or 0) - 1) + 1
        end = text.reading.token_at(span[1] - 1) + 1
        return last >= end or text.tags[last] == PREPOSITION or text.low[last] in (",", "(")

    def pronoun(self, word: str, at: int) -> Identity | None:
        """The last one before an offset whom a pronoun can mean."""
        text = self.text
        last = bisect_right(self.seen, at, key=lambda one: one.at) - 1
        paragraph = text.paragraph(text.reading.token_at(at))
        for number in range(last, max(-1, last - FAR), -1):
            one = self.seen[number]
            if paragraph - text.paragraph(text.reading.token_at(one.at)) > MEMORY:
                return None
            if word in _GROUP:
                return one.entity if one.entity.kind == "organisation" else None
            if one.entity.kind == "person":
                gender = self.gender(one.entity)
                wanted: Gender = "he" if word in _HE else "she"
                if gender is None or gender == wanted:
                    self.genders[one.entity.name] = wanted
                    return one.entity
        return None

    def gender(self, entity: Identity) -> Gender | None:
        """What a name, or a title before any mention of it, tells; None where nothing does."""
        if entity.name not in self.genders:
            self.genders[entity.name] = self._told(entity)
        return self.genders[entity.name]

    def _told(self, entity: Identity) -> Gender | None:
        words = entity.name.split()
        if len(words) > 1 and (given := _given().get(words[0])):
            return given
        return "she" if words[-1].lower().endswith(_FEMALE) else None

    def see(self, at: int, entity: Identity) -> None:
        """Somebody has spoken at an offset."""
        self.seen.insert(bisect_right(self.seen, at, key=lambda one: one.at), _Seen(at, entity))


@cache
def _given() -> Mapping[str, Gender]:
    names = table("english_given")
    return {**dict.fromkeys(names["he"], "he"), **dict.fromkeys(names["she"], "she")}


def resolved(text: Text, quotes: Sequence[Quote], entities: Sequence[Annotation]) -> list[Quote]:
    """Quotes with the identities of their speakers, and joint speakers apart; without `entities`, as they are."""
    if not entities:
        return list(quotes)
    speakers = _Speakers(text, entities)
    known: dict[Span, Identity | None] = {}
    spans = sorted({quote.speaker for quote in quotes if quote.speaker})
    joint = {span: _joint(text, span, speakers) for span in spans}
    for span in spans:
        if text.reading.text[span[0] : span[1]].translate(_ACCENTS).lower() not in _HE | _SHE | _GROUP:
            known[span] = speakers.head(joint[span][0] if joint[span] else span)
            if found := known[span]:
                speakers.see(span[0], found)
    for span in spans:
        if span not in known:
            word = text.reading.text[span[0] : span[1]].translate(_ACCENTS).lower()
            known[span] = speakers.pronoun(word, span[0] - 1)
            if found := known[span]:
                speakers.see(span[0], found)
    return [
        Quote(
            quote.start,
            quote.end,
            quote.form,
            quote.speaker,
            quote.cue,
            entity=known[quote.speaker] if quote.speaker else None,
            speakers=joint[quote.speaker] if quote.speaker else (),
            chain=quote.chain or _told(text, quote, speakers),
        )
        for quote in quotes
    ]


_ACCENTS = str.maketrans("'", "’")


def _joint(text: Text, span: Span, speakers: _Speakers) -> tuple[Span, ...]:
    """The parts of "X, Y and Z", each with its titles; none where one speaks."""
    first, last = text.reading.token_at(span[0]), text.reading.token_at(span[1] - 1) + 1
    joints = [at for at in range(first + 1, last - 1) if text.low[at] == "and"]
    if not joints or len(speakers.within(span)) < 2:
        return ()
    cuts = [at for at in range(first + 1, joints[-1]) if text.low[at] == ","] + joints[-1:]
    edges = [first - 1, *cuts, last]
    parts = [(one + 1, other) for one, other in pairwise(edges) if other > one + 1]
    spans = tuple(text.span(*part) for part in parts)
    return spans if len(spans) > 1 and all(speakers.within(part) for part in spans) else ()


def _told(text: Text, quote: Quote, speakers: _Speakers) -> tuple[str, ...]:
    """The organisation that was told, or that quotes: "she told the Gazette", "was quoted by the Gazette as saying"."""
    cue = text.reading.token_at(quote.cue[1] - 1) if quote.cue else -1
    if cue > 1 and cue in text.cues and (quoted := quoted_as(text, cue, text.first(cue))) is not None:
        by = passed_by(text, quoted, cue, text.last(cue))
        return (text.reading.text[slice(*text.span(*by))],) if by else ()
    if cue < 0 or text.low[cue] not in ("told", "tells", "telling", "tell"):
        return ()
    found = following(text, cue + 1, text.last(cue))
    if found is None:
        return ()
    start, end = text.span(*found)
    if any(one.attributes["kind"] == "organisation" for one in speakers.within((start, end))):
        return (text.reading.text[start:end],)
    return ()
