"""A Russian or Ukrainian text as its quotes are looked for: words, marks, verbs of saying, names and what stands for them."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.extract.morphology import parses
from pipeline.extract.quotes import slavic_cues
from pipeline.extract.quotes.marks import Marked, marked
from pipeline.extract.quotes.slavic_cues import Cue, plain
from pipeline.extract.reading import Reading, Sentence
from pipeline.model import Annotation

DASHES = frozenset("–—-−―")
_HE = frozenset({"он", "він"})
_SHE = frozenset({"она", "вона"})
_THEY = frozenset({"они", "вони"})
PRONOUNS = _HE | _SHE | _THEY
_PREPOSITIONS = """
    в во на с со по о об от до за из у при для без под над перед через про к ко между среди после кроме против из-за насчет
    касательно относительно благодаря согласно вопреки ради около вокруг внутри ввиду вместо помимо сквозь
    з із зі від біля після крім проти щодо серед між задля попри поза із-за завдяки поруч під перед понад
"""
PREPOSITIONS = frozenset(_PREPOSITIONS.split())
LONGEST = 40  # letters of a word
_BODIES = """
    профсоюз профспілка министерство ведомство компания агентство полиция прокуратура суд издание газета источник пресс-служба
    правительство парламент партия комитет комиссия организация власти военные корпорация фирма банк посольство
    служба управление канал телеканал администрация кремль совет фонд институт штаб генштаб минобороны мид мвд фсб
    сбу фбр фракция союз ассоциация федерация группа команда большинство часть семья руководство клуб университет
    департамент кабмин еврокомиссия канцелярия портал сайт журнал радиостанция сми следствие разведка оппозиция
    сторона дипломатия армия командование издатель телекомпания больница центр объединение движение міністерство
    відомство компанія агентство поліція прокуратура суд видання газета джерело прес-служба пресслужба уряд
    парламент партія комітет комісія організація влада військові корпорація фірма посольство служба управління
    телеканал адміністрація рада фонд інститут штаб міноборони мзс мвс фракція спілка асоціація федерація група
    команда більшість частина родина керівництво університет департамент єврокомісія канцелярія портал журнал змі
    слідство розвідка опозиція сторона армія командування центр об'єднання рух
"""
BODIES = frozenset(_BODIES.split())


class Word(NamedTuple):
    """What a word form can be: `nominative` with the genders and numbers it then has."""

    part: str
    nominative: bool
    animate: bool
    genders: frozenset[str]
    plural: bool
    singular: bool
    genitive: bool
    finite: bool
    body: bool  # of people, that speaks as one: министерство, полиция


_NOTHING = Word("", False, False, frozenset(), False, False, False, False, False)
_NOUNS = frozenset({"NOUN", "ADJF", "PRTF", "NPRO", "ADJS"})


@lru_cache(maxsize=30_000)
def word(small: str, language: str) -> Word:
    """The likeliest part of speech of a word in small letters, and what it can be as a noun."""
    found = parses(small, language)
    if not found:
        return _NOTHING
    nouns = [one for one in found if one.pos in _NOUNS]
    named = [one for one in nouns if one.case == "nomn"]
    return Word(
        found[0].pos,
        bool(named),
        any("anim" in one.grammemes or "Surn" in one.grammemes or "Name" in one.grammemes for one in named),
        frozenset(one.gender for one in named if one.gender),
        any(one.number == "plur" or "plur" in one.grammemes for one in named),
        any(one.number != "plur" for one in named),
        any(one.case == "gent" for one in nouns),
        found[0].pos == "VERB" and "infn" not in found[0].grammemes,
        any(one.normal in BODIES for one in named),
    )


class Text:
    """One text."""

    def __init__(self, reading: Reading, entities: Sequence[Annotation], language: str) -> None:
        self.language = language
        self.reading = reading
        self.text = reading.text
        self.tokens = reading.tokens
        self.small = [plain(token.text) if len(token.text) <= LONGEST else "" for token in reading.tokens]
        self.cues = slavic_cues.forms(language)
        self.placed = [one for one in entities if one.start is not None and one.end is not None]
        self.names: dict[int, Annotation] = {}  # by each of their tokens
        for one in sorted(self.placed, key=lambda one: one.kind == "mention"):
            for at in range(reading.token_at(one.start or 0), reading.token_at((one.end or 1) - 1) + 1):
                self.names[at] = one
        self.marked: list[Marked] = [one for one in marked(self.text) if one.depth == 0]
        self._outer = [one.outer_start for one in self.marked]

    def cue(self, at: int) -> Cue | None:
        """The verb of saying at a token; none where it is part of a name."""
        if not 0 <= at < len(self.small) or at in self.names or self.small[at] in PREPOSITIONS:
            return None  # «благодаря» is no gerund
        return self.cues.get(self.small[at])

    def word(self, at: int) -> Word:
        """What a token can be."""
        small = self.small[at]
        return word(small, self.language) if small[:1].isalpha() else _NOTHING

    def low(self, at: int) -> str:
        """A token in small letters; "" outside the text."""
        return self.small[at] if 0 <= at < len(self.small) else ""

    def sentence(self, at: int) -> Sentence:
        """The sentence of a token."""
        return self.reading.sentences[self.reading.sentence_at(self.tokens[at].start)]

    def between_marks(self, offset: int) -> Marked | None:
        """The outermost quotation marks around an offset."""
        number = bisect_right(self._outer, offset) - 1
        if number >= 0 and offset < self.marked[number].outer_end:
            return self.marked[number]
        return None

    def name(self, at: int) -> Annotation | None:
        """The mention or description that a token is part of."""
        return self.names.get(at)

    def first_of(self, one: Annotation) -> int:
        """The first token of a mention."""
        return self.reading.token_at(one.start or 0)

    def last_of(self, one: Annotation) -> int:
        """The token behind a mention."""
        return self.reading.token_at((one.end or 1) - 1) + 1
