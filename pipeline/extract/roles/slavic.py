"""Russian and Ukrainian words that stand for a person by his office: «президент X» teaches whom «глава государства» means."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.extract.lexicon import table
from pipeline.extract.lexicon.places import demonym, place
from pipeline.extract.morphology import parses
from pipeline.extract.reading import Reading
from pipeline.model import Annotation, Identity

MANY = 200  # people with offices: in a list of names nobody is meant
REACH = 10  # tokens of a title before a name
_NAMES = {"ru": "russian_roles", "uk": "ukrainian_roles"}
_FORMER = ("бывш", "экс-", "екс", "колишн")
_COMPLEMENTS = frozenset({"gent", ""})
_FILLING = (
    "выбор", "выбер", "выбра", "выбир", "избер", "избра", "избир", "назнач", "должност", "пост", "кресл", "кандидат", "вакан",
    "вибор", "вибер", "вибра", "обер", "обра", "обир", "признач", "посад", "крісл",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Office:
    """What somebody is: the office, and the codes of the countries or the words that it is of."""

    role: str
    of: frozenset[str]


def describe(reading: Reading, mentions: Sequence[Annotation], language: str) -> list[Annotation]:
    """A `description` for words by which an article means somebody whose office it has given with his name.

    Where they fit several, the one whose country they name; where it names none, nobody.
    """
    text = _Text(reading, mentions, language)
    holders = text.holders()
    return list(text.descriptions(holders)) if holders else []


@cache
def _roles(language: str) -> Mapping[str, tuple[str, ...]]:
    return {role.replace("ё", "е"): said for role, said in table(_NAMES[language]).items()}


@cache
def _said(language: str) -> Mapping[str, tuple[tuple[tuple[str, ...], frozenset[str]], ...]]:
    """By its first word, each description in words with the offices it may stand for, the longest first."""
    found: dict[tuple[str, ...], set[str]] = {}
    for role, descriptions in _roles(language).items():
        for words in descriptions:
            found.setdefault(tuple(words.replace("ё", "е").split()), set()).add(role)
    heads: dict[str, list[tuple[tuple[str, ...], frozenset[str]]]] = {}
    for split, roles in found.items():
        heads.setdefault(split[0], []).append((split, frozenset(roles)))
    return {head: tuple(sorted(each, key=lambda one: -len(one[0]))) for head, each in heads.items()}


@cache
def _prefixes(language: str) -> frozenset[str]:
    """The first three letters of all that is looked for: what begins otherwise needs no dictionary."""
    return frozenset(word[:3] for word in (*_said(language), *_roles(language)))


class _Text:
    def __init__(self, reading: Reading, mentions: Sequence[Annotation], language: str) -> None:
        self.reading = reading
        self.tokens = reading.tokens
        self.language = language
        self.mentions = [one for one in mentions if one.start is not None and one.end is not None]
        self.by_first = {reading.token_at(one.start or 0): one for one in self.mentions}
        self.inside: dict[int, Annotation] = {}
        for one in self.mentions:
            for at in range(reading.token_at(one.start or 0), reading.token_at((one.end or 1) - 1) + 1):
                self.inside[at] = one

    def holders(self) -> dict[Identity, set[_Office]]:
        """The offices that the text gives with people's names."""
        found: dict[Identity, set[_Office]] = {}
        for first, one in self.by_first.items():
            if one.entity is not None and one.attributes["kind"] == "person":
                for office in self._before(first):
                    found.setdefault(one.entity, set()).add(office)
        return found

    def _before(self, first: int) -> Iterator[_Office]:
        """The office in front of a name: «президент Украины», «украинский президент», «глава МИД РФ»."""
        begin = first
        while begin > 0 and first - begin < REACH:
            token = self.tokens[begin - 1]
            one = self.inside.get(begin - 1)
            small = token.text.lower()
            if not (token.text[0].isalpha() or token.text in '«»"-') or token.end + 2 < self.tokens[begin].start:
                break
            if one is not None and one.attributes["kind"] == "person":
                break
            if one is None and not self._noun_like(small) and not any(small.startswith(word) for word in _FORMER):
                break
            begin -= 1
        for at in range(begin, first):
            role = self._role(at) if at not in self.inside else None
            if role is not None and self._agree(at, first):
                yield _Office(role, self._of(begin, first))
                return

    def _agree(self, at: int, name: int) -> bool:
        """Whether an office and a name stand in the same case: else it is somebody else's."""
        one = self.inside[name]
        cases = {parse.case for parse in parses(self.tokens[at].text, self.language)}
        declined = []
        for inside in range(name, min(name + 4, len(self.tokens))):
            if self.inside.get(inside) is one and len(self.tokens[inside].text) > 2:
                declined.append({parse.case for parse in parses(self.tokens[inside].text, self.language)} - {""})
        return not any(declined) or any(cases & each for each in declined)

    def _noun_like(self, small: str) -> bool:
        found = parses(small, self.language)
        return small in {"по", "и", "з", "та", "й"} or (bool(found) and found[0].pos in {"NOUN", "ADJF", "PRTF"})

    def _role(self, at: int) -> str | None:
        """The office that a word is, in any case."""
        lemma = self._lemma(at)
        roles = _roles(self.language)
        if at + 1 < len(self.tokens) and lemma and self.tokens[at + 1].text[0].isalpha():
            pair = f"{lemma} {self._word(at + 1)}"
            if pair in roles:
                return pair
        return lemma if lemma in roles else None

    def _lemma(self, at: int) -> str:
        small = self.tokens[at].text.lower().replace("ё", "е").replace("’", "'").replace("ʼ", "'")
        if small[:3] not in _prefixes(self.language):
            return ""
        if self._word(at - 1) in {"во", "на"} and small in {"главе", "чолі", "голові"}:
            return ""  # «во главе с»
        noun = next((one for one in parses(small, self.language) if one.pos == "NOUN"), None)
        normal = noun.normal.replace("ё", "е") if noun is not None and noun.number != "plur" else ""
        return normal if self._known(normal) else ""

    def _word(self, at: int) -> str:
        return self.tokens[at].text.lower() if at >= 0 else ""

    def _known(self, normal: str) -> bool:
        return normal in _roles(self.language) or normal in _said(self.language)

    def _of(self, first: int, last: int) -> frozenset[str]:
        """What an office is of: countries by their codes, other names by theirs."""
        found = set()
        for at in range(first, last):
            one = self.inside.get(at)
            if one is not None and one.entity is not None:
                known = place(one.entity.name)
                found.add(known.code if known is not None else one.entity.name.lower())
            elif country := self._country(at):
                found.add(country)
        return frozenset(found)

    def _country(self, at: int) -> str | None:
        """The country that an adjective names: «украинский»."""
        word = self.tokens[at].text
        if len(word) < 6 or not word[0].isalpha() or len(word) > 30:
            return None
        found = parses(word, self.language)
        return demonym(found[0].normal) if found and found[0].pos == "ADJF" else None

    def descriptions(self, holders: Mapping[Identity, set[_Office]]) -> Iterator[Annotation]:
        """Words that mean one of those who hold an office."""
        skip = -1
        for at in range(len(self.tokens)):
            if at < skip or at in self.inside or len(self.tokens[at].text) < 3:
                continue
            head = self._lemma(at)
            for words, roles in _said(self.language).get(head, ()):
                last = at + len(words)
                if not self._stands(at, words) or self._named_behind(last) or self._other(at - 1):
                    continue
                if self._several(at) or self._filled(at, last):
                    continue
                begin = at - 1 if at > 0 and at - 1 not in self.inside and self._country(at - 1) else at
                modifier = self._country(at - 1) if begin < at else self._complement(last)
                if modifier is not None and begin == at:
                    last += 1
                meant = _meant(holders, roles, modifier)
                if meant is not None and not (modifier is None and self._complemented(last, words)):
                    start, end = self.tokens[begin].start, self.tokens[last - 1].end
                    attributes = {"kind": "person", "head": " ".join(words)}
                    yield Annotation("description", start, end, self.reading.text[start:end], attributes, meant)
                    skip = last
                break

    def _other(self, at: int) -> bool:
        """Whether an adjective makes it somebody else: «новый министр», «другой эксперт»; not that of a country."""
        word = self._word(at)
        if word in {"", "этот", "сам", "сама", "цей"} or self._country(at):
            return False
        found = parses(word, self.language)
        return bool(found) and found[0].pos in {"ADJF", "PRTF"}

    def _several(self, at: int) -> bool:
        """Whether a word that may be a plural is no genitive behind a noun: «Судьи ушли», not «слова судьи»."""
        found = parses(self.tokens[at].text, self.language)
        if not any(one.pos == "NOUN" and one.case == "nomn" and one.number == "plur" for one in found):
            return False
        before = parses(self._word(at - 1), self.language) if self._word(at - 1)[:1].isalpha() else ()
        return not before or before[0].pos not in {"NOUN", "ADJF", "PREP", "PRTF"}

    def _filled(self, at: int, last: int) -> bool:
        """Whether an office is meant and not its holder: «выборы мэра», «мэра изберут», «пост министра»."""
        found = parses(self.tokens[at].text, self.language)
        if not found or found[0].case == "nomn":
            return False
        near = (
            self._word(at - 1),
            self._word(at - 2),
            self.tokens[last].text.lower() if last < len(self.tokens) else "",
        )
        return any(word.startswith(_FILLING) for word in near)

    def _stands(self, at: int, words: tuple[str, ...]) -> bool:
        return all(
            at + number < len(self.tokens) and self.tokens[at + number].text.lower() == word
            for number, word in enumerate(words)
            if number
        )

    def _named_behind(self, last: int) -> bool:
        """Whether a name follows, at once or behind what the office is of: «президент Украины Владимир …»."""
        for at in range(last, min(last + 7, len(self.tokens))):
            one = self.by_first.get(at)
            if one is not None and one.attributes["kind"] == "person":
                return True
            if not self.tokens[at].text[0].isalpha():
                return False
            joins = self.tokens[at].text in {"и", "та"} or self._genitive(at)
            if one is None and at not in self.inside and not joins:
                return False
        return False

    def _genitive(self, at: int) -> bool:
        found = parses(self.tokens[at].text, self.language)
        return bool(found) and any(one.case == "gent" and one.pos in {"NOUN", "ADJF"} for one in found)

    def _complement(self, last: int) -> str | None:
        """The country that an office is of, as the word behind it says: «президент Украины»."""
        one = self.by_first.get(last)
        if one is None or one.entity is None or self.inside.get(last + 1) is one:
            return None
        known = place(one.entity.name)
        return known.code if known is not None else one.entity.name.lower()

    def _complemented(self, last: int, words: tuple[str, ...]) -> bool:
        """Whether a bare office is of something that the text names behind it: «президент компании», «глава МИД»."""
        if last >= len(self.tokens) or not self.tokens[last].text[0].isalpha() or len(words) > 1:
            return False
        if last in self.inside:
            return self.tokens[last].text[0].isupper() and self._genitive(last)
        found = parses(self.tokens[last].text, self.language)
        return bool(found) and found[0].pos in {"NOUN", "ADJF"} and found[0].case == "gent"


def _meant(holders: Mapping[Identity, set[_Office]], roles: frozenset[str], modifier: str | None) -> Identity | None:
    """Who alone is meant."""
    if len(holders) > MANY:
        return None
    fitting: dict[Identity, bool] = {}
    for identity, offices in holders.items():
        placed = {office.role for office in offices if office.of}
        for office in offices:
            if not office.of and office.role in placed:
                continue  # said again in short: «премьер Японии X … премьер X»
            if office.role in roles and (modifier is None or not office.of or modifier in office.of):
                fitting[identity] = fitting.get(identity, False) or (modifier is not None and modifier in office.of)
    if len(fitting) == 1:
        return next(iter(fitting))
    named = [identity for identity, same in fitting.items() if same]
    return named[0] if len(named) == 1 else None
