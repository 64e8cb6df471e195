"""Whose words they are: names, descriptions and pronouns as identities; None rather than a wrong one."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace

from pipeline.extract.morphology import analyzer, parses
from pipeline.extract.quotes.model import Quote, Span
from pipeline.extract.quotes.slavic_draft import Draft
from pipeline.extract.quotes.slavic_subjects import Range
from pipeline.extract.quotes.slavic_text import BODIES, PREPOSITIONS, Text
from pipeline.model import Annotation, Identity

REACH = 4  # sentences that a pronoun reaches back over
_GENDERS: Mapping[str, str] = {
    "он": "masc", "его": "masc", "він": "masc", "його": "masc", "она": "femn", "ее": "femn", "вона": "femn", "її": "femn",
}  # fmt: skip
_THEY = frozenset({"они", "их", "вони", "їх", "їхніми"})


class Speakers:
    """The speakers of one text, asked in its order."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.last: tuple[int, Identity] | None = None  # sentence, who spoke
        self.genders: dict[Identity, str] = {}
        self.subjects = [
            (one.start or 0, one.entity)
            for one in text.placed
            if one.kind == "mention" and one.attributes.get("kind") == "person" and one.entity and self._nominative(one)
        ]
        self.subjects.sort(key=lambda one: one[0])
        self._starts = [at for at, _ in self.subjects]

    def quote(self, draft: Draft) -> Quote:
        """A draft with whose it is; the next pronoun may mean him."""
        text = self.text
        sentence = text.reading.sentence_at(min(draft.start, draft.at) if draft.form == "direct" else draft.at)
        entity = self._of(draft.speaker, draft.at, sentence) if draft.speaker is not None else None
        if draft.follows and self.last is not None and sentence - self.last[0] <= REACH:
            entity = self.last[1]
        if entity is not None:
            self.last = (text.reading.sentence_at(draft.at), entity)
            self._learn(draft, entity)
        others = [one for one in draft.chain if entity is None or self._of(one, draft.at, sentence) != entity]
        chain = tuple(text.text[start:end] for start, end in map(self._span, others))
        quote = Quote(
            draft.start,
            draft.end,
            draft.form,
            self._span(draft.speaker) if draft.speaker is not None else None,
            self._span(draft.cue) if draft.cue is not None else None,
            entity,
            chain=chain,
        )
        joint = self._joint(draft.speaker) if draft.speaker is not None else ()
        return replace(quote, speakers=joint) if len(joint) > 1 else quote

    def _span(self, tokens: Range) -> Span:
        return self.text.tokens[tokens[0]].start, self.text.tokens[tokens[1] - 1].end

    def _joint(self, speaker: Range) -> tuple[Span, ...]:
        """The people named in a subject, where they are several."""
        found: dict[Span, None] = {}
        for at in range(*speaker):
            one = self.text.name(at)
            if one is not None and one.attributes.get("kind") == "person" and one.kind == "mention":
                found[(one.start or 0, one.end or 0)] = None
        return tuple(found)

    def _of(self, speaker: Range, offset: int, sentence: int) -> Identity | None:
        first = self.text.small[speaker[0]]
        if first in _GENDERS or first in _THEY:
            return self._pronoun(first, offset, sentence)
        named = [one for at in range(*speaker) if (one := self.text.name(at)) is not None and one.entity is not None]
        person = next((one for one in named if one.attributes.get("kind") == "person"), None)
        if person is not None:
            return None if self._belongs(speaker, person) else person.entity
        body = first in BODIES and bool(named) and named[0].attributes.get("kind") != "place"
        if named and (self.text.first_of(named[0]) == speaker[0] or body or first.startswith("пресс")):
            return named[0].entity
        inside = named[0] if named else None
        return inside.entity if inside is not None and self.text.low(speaker[0] - 1) in {"в", "во", "у"} else None

    def _belongs(self, speaker: Range, person: Annotation) -> bool:
        """Whether a name only says whose the speaker is: «адвокаты Ивана Сада», «представитель канцлера Ивана Сада»."""
        first = self.text.first_of(person)
        head = next((at for at in range(speaker[0], first) if self.text.word(at).part == "NOUN"), None)
        if head is None or person.entity is None or person.kind != "mention" or self.text.name(head) is not None:
            return False
        its = self.text.word(head)
        words = set((person.text or "").lower().split())
        declined = not words & set(person.entity.name.lower().split())
        return declined and its.nominative and not its.genitive

    def _pronoun(self, word: str, offset: int, sentence: int) -> Identity | None:
        """The last speaker, or who was named last as a subject in a sentence before; of the pronoun's gender."""
        if word in _THEY:
            return None
        wanted = _GENDERS[word]
        start = self.text.reading.sentences[sentence].start
        candidates: list[tuple[int, Identity]] = []
        if self.last is not None:
            candidates.append(self.last)
        number = bisect_left(self._starts, start)
        if number:
            at, entity = self.subjects[number - 1]
            candidates.append((self.text.reading.sentence_at(at), entity))
        candidates.sort(key=lambda one: one[0], reverse=True)
        for place, entity in candidates:
            if sentence - place <= REACH and entity.kind == "person" and self.gender(entity) in {"", wanted}:
                self.genders[entity] = wanted
                return entity
        return None

    def gender(self, entity: Identity) -> str:
        """'masc' or 'femn' by the given name and the surname; "" where neither tells."""
        if entity not in self.genders:
            told = {gender for word in entity.name.split()[:3] for gender in self._told(word)}
            self.genders[entity] = told.pop() if len(told) == 1 else ""
        return self.genders[entity]

    def _told(self, word: str) -> set[str]:
        """The genders of a given name that the dictionary has."""
        language = self.text.language
        if not analyzer(language).word_is_known(word.lower()):
            return set()
        return {
            one.gender
            for one in parses(word, language)
            if one.grammemes & {"Name", "Patr"} and one.gender in {"masc", "femn"} and one.case == "nomn"
        }

    def _learn(self, draft: Draft, entity: Identity) -> None:
        """A verb in the past tells the speaker's gender."""
        cue = self.text.cue(draft.cue[0]) if draft.cue is not None else None
        if cue is not None and cue.gender in {"masc", "femn"} and not self.gender(entity) and entity.kind == "person":
            self.genders[entity] = cue.gender

    def _nominative(self, one: Annotation) -> bool:
        """Whether a name can be a subject: not where another form of it, or a preposition, says it is none."""
        first, last = self.text.first_of(one), self.text.last_of(one) - 1
        words = set((one.text or "").lower().split())
        same = one.entity is not None and words <= set(one.entity.name.lower().split())
        it = self.text.word(last)
        return self.text.low(first - 1) not in PREPOSITIONS and (same or (it.nominative and not it.genitive))
