"""Attributions in Russian and Ukrainian: «сообщает X со ссылкой на Y», «за даними X», «в интервью X», «як пише X»."""

from dataclasses import replace
from functools import lru_cache

from pipeline.extract.citations import slavic_words
from pipeline.extract.citations.model import Citation, Role, Source
from pipeline.extract.citations.slavic_forms import is_noun, nominative
from pipeline.extract.citations.slavic_words import Words
from pipeline.extract.citations.sources import Sources, is_platform
from pipeline.extract.morphology import parses
from pipeline.extract.reading import Reading

LOOK_AHEAD = 10  # tokens between what introduces a source and its name
LOOK_BACK = 8
NEAR = 10  # tokens between a platform and the verb of what was posted
LONGEST = 40  # letters of a word that calls for anything
_MARKS = frozenset("«»\"“”„'()")
_DURING = frozenset({"в", "во", "у", "під"})  # «в ходе», «під час»
_OUTLETS = frozenset({"outlet", "media"})
_BODIES = _OUTLETS | {"organisation", "name"}


def russian(reading: Reading, sources: Sources) -> list[Citation]:
    """Citations of a Russian text, by their start."""
    return _Reader(reading, sources, slavic_words.RUSSIAN, "ru").citations()


def ukrainian(reading: Reading, sources: Sources) -> list[Citation]:
    """Citations of a Ukrainian text, by their start."""
    return _Reader(reading, sources, slavic_words.UKRAINIAN, "uk").citations()


@lru_cache(maxsize=30_000)
def _calls_for(small: str, language: str) -> str:
    """Which rule a word calls for, by its class; "" for most."""
    words = slavic_words.RUSSIAN if language == "ru" else slavic_words.UKRAINIAN
    if not small[0].isalpha():
        return ""
    for kind, members in (("referring", words.referring), ("according", words.according), ("to", words.to)):
        if small in members:
            return kind
    patterns = (
        ("reporting", words.reporting), ("saying", words.saying), ("interview", words.interview), ("occasion", words.occasion),
        ("stated", words.stated), ("insiders", words.insiders),
    )  # fmt: skip
    for kind, pattern in patterns:
        if pattern.match(small):
            return kind
    return "platform" if is_platform(small) else ""


class _Reader:
    """Rules on one text; each takes the token that calls for it."""

    def __init__(self, reading: Reading, sources: Sources, words: Words, language: str) -> None:
        self.tokens = reading.tokens
        self.small = reading.lows
        self.reading = reading
        self.sources = sources
        self.words = words
        self.language = language

    def citations(self) -> list[Citation]:
        """All of them; of two that share words the one that says more of whom it names."""
        found: list[Citation] = []
        for number, small in enumerate(self.small):
            kind = _calls_for(small, self.language) if len(small) <= LONGEST else ""
            citation = self._citation(number, kind) if kind else None
            if citation is None:
                continue
            while found and citation.start < found[-1].end:
                before = slavic_words.NAMED[found[-1].source.role]
                if before >= slavic_words.NAMED[citation.source.role]:
                    break
                found.pop()
            else:
                found.append(citation)
        return self._through(found)

    def _citation(self, number: int, kind: str) -> Citation | None:
        """What a token calls for, by the class of its word."""
        match kind:
            case "referring":
                return self.referring(number)
            case "according":
                return self.according(number)
            case "to":
                return self.cited(number, self.ahead(number + 1), _BODIES | {"document"})
            case "reporting":
                return self.reports(number, official=True)
            case "saying":
                return self.reports(number, official=False)
            case "interview":
                return self.interview(number)
            case "occasion":
                return self.occasion(number)
            case "stated":
                return self.stated(number)
            case "insiders":
                return self.insider(number)
            case _:
                return self.platform(number)

    def _through(self, found: list[Citation]) -> list[Citation]:
        """Who is referred to by an outlet of the same sentence has come through it."""
        done: list[Citation] = []
        for citation in found:
            first = self.reading.token_at(citation.start)
            referring = any(word in self.words.referring for word in self.small[first : first + 2])
            before = done[-1] if done else None
            if referring and before is not None and before.source.role in _BODIES:
                together = self.reading.sentence_at(before.start) == self.reading.sentence_at(citation.start)
                citation = replace(citation, via=before.source) if together else citation
            done.append(citation)
        return done

    # ── phrases ──────────────────────────────────────────────────────────────────────────────────────────────────

    def word(self, number: int) -> str:
        """A token in small letters; "" outside the text."""
        return self.small[number] if 0 <= number < len(self.small) else ""

    def ahead(self, number: int) -> Source | None:
        """Whom a noun phrase that begins at a token names: «американской газеты The New York Times»."""
        if number >= len(self.tokens):
            return None
        words = self.words
        last = self.reading.sentences[self.reading.sentence_at(self.tokens[max(0, number - 1)].start)].last
        at, head, body, medium = number, -1, -1, False
        while at < min(number + LOOK_AHEAD, last):
            small = self.small[at]
            press = bool(words.press.match(small))
            source = self.sources.at(at) if not press and self.tokens[at].text[0].isalnum() else None
            if source is not None and (source.role != "name" or self._names(source)):
                if source.role == "place" and body < 0:
                    at = source.last
                    continue
                if source.role in {"place", "person", "name"} and body >= 0:
                    break
                return self._as_outlet(source, medium)
            medium = bool(slavic_words.MEDIUM.match(small)) or (medium and not small[0].isalpha())
            if press:
                head = at
            elif words.bodies.match(small):
                body = at if body < 0 else body
            elif small in words.within and head < 0 and self.words.days.match(self.word(at + 1)):
                at += 1
            elif small in words.within and words.insiders.match(self.word(at - 1)):
                pass
            elif small in words.stops or not (small[0].isalnum() or small in _MARKS or small == "-"):
                break
            at += 1
        if body >= 0:
            return self._phrase(number, self._body_end(body, last), "organisation")
        return self._phrase(number, head, "media") if head >= 0 else None

    def _body_end(self, body: int, last: int) -> int:
        """The last word of what a body is of: «министерства транспорта»."""
        at = body
        while at + 1 < min(last, body + 4):
            found = parses(self.tokens[at + 1].text, self.language)
            nouns = bool(found) and found[0].pos in {"NOUN", "ADJF"} and found[0].case == "gent"
            if not nouns or self.tokens[at + 1].text[0].isupper():
                break
            at += 1
        return at

    def _names(self, source: Source) -> bool:
        """Capitalised words that can be a name: in Latin letters, between marks, an acronym or a noun."""
        word = self.tokens[source.first].text
        following = self.tokens[source.first + 1].text if source.last - source.first > 1 else ""
        if (
            word.isascii()
            or word.isupper()
            or following[:1].isupper()
            or (source.first > 0 and self.tokens[source.first - 1].text in _MARKS)
        ):
            return True
        found = parses(word, self.language)
        return bool(found) and found[0].pos == "NOUN" and not found[0].grammemes & {"Name", "Surn", "Patr", "Geox"}

    def _as_outlet(self, source: Source, medium: bool) -> Source:
        """A name behind «газета» or «агентство» is an outlet's; one of a single unknown word is put into the nominative."""
        if source.role in {"name", "organisation"}:
            inside = slavic_words.MEDIUM.match(self.small[source.first])
            source = replace(source, role="outlet") if medium or inside else source
            return self._nominative(source) if source.entity is None else source
        return source

    def _nominative(self, source: Source) -> Source:
        if source.last - source.first > 1 or source.name.isupper():
            return source
        found = next((one for one in parses(source.name, self.language) if one.pos == "NOUN"), None)
        return replace(source, name=found.normal.capitalize()) if found is not None else source

    def _phrase(self, first: int, last: int, role: Role) -> Source:
        """Unnamed media, or a body that is described: «российские СМИ», «пресс-служба полиции»."""
        while first < last and not self.tokens[first].text[0].isalpha():
            first += 1
        start, end = self.tokens[first].start, self.tokens[last].end
        words = []
        head = next((at for at in range(first, last + 1) if is_noun(self.tokens[at].text, self.language)), last)
        gender = next((one.gender for one in parses(self.tokens[head].text, self.language) if one.pos == "NOUN"), "")
        for at in range(first, last + 1):
            word = self.tokens[at].text
            words.append(nominative(word, self.language, gender) if at <= head else word)
        return Source(start, end, first, last + 1, " ".join(words), role)

    def cited(self, first: int, source: Source | None, roles: frozenset[str]) -> Citation | None:
        """A citation from its first word to its source's last, with the mark that closes the name."""
        if source is None or source.role not in roles:
            return None
        sentence = self.reading.sentences[self.reading.sentence_at(self.tokens[first].start)]
        if slavic_words.REPRINT.match(self.small[sentence.first]):
            return None  # "All materials with reference to …": the site's terms
        closing = self.tokens[source.last].text if source.last < len(self.tokens) else ""
        marked = (
            source.first > first and self.tokens[source.first - 1].text in '«“„"' and closing in {"»", "”", "“", '"'}
        )
        return Citation(self.tokens[first].start, self.tokens[source.last].end if marked else source.end, source)

    def subject(self, number: int) -> Source | None:
        """The source right before a verb, over marks and adverbs."""
        at = number
        while (
            at > 0
            and number - at < 4
            and (self.tokens[at - 1].text in _MARKS or self.word(at - 1) in slavic_words.ADVERBS)
        ):
            at -= 1
        source = self.sources.before(at)
        return source if source is None or source.role != "name" or self._names(source) else None

    # ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────

    def referring(self, number: int) -> Citation | None:
        """Со ссылкой на …; посилаючись на …"""
        if self.word(number + 1) != "на":
            return None
        first = number - (self.word(number - 1) in {"со", "с", "з", "із", "зі"})
        source = self.ahead(number + 2)
        return self.cited(first, source, _BODIES | {"document", "person", "platform"})

    def according(self, number: int) -> Citation | None:
        """По данным …; за інформацією …"""
        if self.word(number - 1) != self.words.by:
            return None
        source = self.ahead(number + 1)
        roles = frozenset({"outlet"}) if self.word(number) in self.words.spoken else _BODIES
        return self.cited(number - 1, source, roles)

    def reports(self, number: int, *, official: bool) -> Citation | None:
        """Сообщает X; X пишет; об этом сообщила пресс-служба …; рассказал агентству X"""
        begin = self._lead(number)
        following = number + 1
        if self.word(following) in self.words.within and official and begin < number:
            following += 1  # «об этом сообщили в полиции»
        source = self.ahead(following)
        roles = _OUTLETS
        if official and begin < number:
            roles = _BODIES
        citation = self.cited(begin, source, roles)
        if citation is not None and citation.source.role != "media":
            return citation
        told = self.told(number)
        if told is not None:
            return self.cited(number, told, _OUTLETS)
        before = self.subject(number)
        if before is not None and before.role == "outlet":
            first = begin if begin < before.first else before.first
            return Citation(self.tokens[first].start, self.tokens[number].end, before)
        return citation if official else None

    def told(self, number: int) -> Source | None:
        """The outlet that somebody tells, or that quotes him: «сказал президент агентству X», «цитирует министра газета X»."""
        quotes = self.small[number].startswith(("цитир", "цитує", "процит"))
        handed = self.small[number].startswith("переда")
        last = self.reading.sentences[self.reading.sentence_at(self.tokens[number].start)].last
        for at in range(number + 1, min(number + LOOK_AHEAD, last)):
            small = self.small[at]
            if handed or small in slavic_words.CLOSING or self.words.interview.match(small):
                return None
            if slavic_words.MEDIUM.match(small) and (quotes or small in slavic_words.TOLD):
                source = self.ahead(at)
                return source if source is not None and source.role == "outlet" else None
            if small in {"«", "“", "„"} and at <= number + 2 and not quotes and at + 1 < last:
                source = self.sources.at(at + 1)
                cases = {one.case for one in parses(self.tokens[at + 1].text, self.language)}
                if source is not None and source.role in _BODIES and "datv" in cases:
                    return replace(self._nominative(source) if source.entity is None else source, role="outlet")
        return None

    def _lead(self, number: int) -> int:
        """Where «об этом», «как», «про це» before a verb begins; the verb itself without one."""
        for at in range(number - 1, max(-1, number - 5), -1):
            about = self.word(at - 1) in {"об", "о", "про"}
            if self.word(at) in {"что", "що", "чем", "чим"} and not about:
                break
            if self.word(at) in self.words.lead:
                return at - (self.word(at - 1) in {"об", "о", "про"})
            if not self.tokens[at].text[0].isalnum():
                break
        return number

    def interview(self, number: int) -> Citation | None:
        """В интервью X; в комментарии для X; в эфире телеканала X"""
        begin = number
        first = self.reading.sentences[self.reading.sentence_at(self.tokens[number].start)].first
        while (
            begin > first and number - begin < 4
            and self.word(begin - 1) not in self.words.within and self.word(begin - 1).isalpha()
        ):  # fmt: skip
            begin -= 1
        begin = begin - 1 if self.word(begin - 1) in self.words.within else number
        following = number + 1 + (self.word(number + 1) in {"с", "со", "з", "із", "зі", "для", "на"})
        source = self.ahead(following)
        roles = _OUTLETS | {"name"}
        if self.word(number).startswith(("интервью", "інтерв")):
            roles |= {"organisation"}
            if source is not None and source.role == "person" and self._given_to(source, following > number + 1):
                roles |= {"person"}
        return self.cited(begin, source, roles)

    def _given_to(self, person: Source, together: bool) -> bool:
        """Whether a person is asked and not asks: «в интервью Ивану Петрову», not «в интервью Ивана Петрова»."""
        cases = {one.case for one in parses(self.tokens[person.last - 1].text, self.language)}
        return "ablt" in cases if together else "datv" in cases and "gent" not in cases

    def occasion(self, number: int) -> Citation | None:
        """На пресс-конференции; в ходе брифинга"""
        at = number
        while number - at < 4 and self.word(at - 1).isalpha() and self.word(at - 1) not in self.words.during:
            at -= 1
        if self.word(at - 1) not in self.words.during:
            return None
        start, end = self.tokens[number].start, self.tokens[number].end
        lemma = parses(self.tokens[number].text, self.language)
        name = lemma[0].normal if lemma else self.tokens[number].text
        source = Source(start, end, number, number + 1, name, "occasion")
        begin = at - 1 - (self.word(at - 2) in _DURING)
        return Citation(self.tokens[begin].start, end, source)

    def stated(self, number: int) -> Citation | None:
        """Говорится в отчёте X; сказано на сайте X"""
        at = number + 1
        while (
            at < number + 3 and self.word(at).isalpha() and self.word(at) not in {"в", "во", "на", "из", "у", "з", "із"}
        ):
            at += 1
        if self.word(at) not in {"в", "во", "на", "из", "у", "з", "із"}:
            return None
        begin = self._lead(number)
        for noun in range(at + 1, at + 5):
            if self.words.papers.match(self.word(noun)) or self.words.site.match(self.word(noun)):
                return self.cited(begin, self.ahead(noun + 1), _BODIES)
        return None

    def insider(self, number: int) -> Citation | None:
        """Источники X; корреспондент X"""
        return self.cited(number, self.ahead(number + 1), frozenset({"outlet"}))

    def platform(self, number: int) -> Citation | None:
        """На своей странице в Facebook; в Telegram-канале"""
        source = self.sources.at(number)
        if source is None or source.role != "platform":
            return None
        at = number - 1
        while number - at < LOOK_BACK and (self.tokens[at].text in _MARKS or self.words.account.match(self.word(at))):
            at -= 1
        if self.word(at) not in self.words.on:
            return None
        # «на странице в Facebook»: the phrase begins with the first preposition.
        begin = at
        while begin > 0 and at - begin < 5 and self.words.account.match(self.word(begin - 1)):
            begin -= 1
        begin = begin - 1 if begin < at and self.word(begin - 1) in self.words.on else at
        sentence = self.reading.sentences[self.reading.sentence_at(source.start)]
        near = range(max(sentence.first, begin - NEAR), min(sentence.last, source.last + NEAR))
        if not any(self.words.posting.match(self.small[one]) for one in near):
            return None
        last = source.last
        while (
            last < source.last + 2
            and self.words.account.match(self.word(last))
            and self.word(last) not in self.words.stops
        ):
            last += 1
        return Citation(self.tokens[begin].start, self.tokens[last - 1].end, source)
