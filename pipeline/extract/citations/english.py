"""Attributions in English: "according to a Yonhap report citing the ministry", "told Reuters", "in a post on X"."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from pipeline.extract.citations import english_words as words
from pipeline.extract.citations.model import Citation, Source
from pipeline.extract.citations.sources import Sources
from pipeline.extract.reading import Reading

LOOK_AHEAD = 12  # tokens between what introduces a source and its name
LOOK_BACK = 8
MEMORY = 200  # tokens from "the paper" back to its name


def read(reading: Reading, sources: Sources) -> list[Citation]:
    """Citations of an English text, by their start; two never share words."""
    found: list[Citation] = []
    reader = _Reader(reading, sources)
    for number in [number for number, low in enumerate(reading.lows) if low in _CALLING]:
        rule = _RULES.get(reading.lows[number])
        if rule is None and reading.words[number] in words.PLATFORMS:
            rule = _Reader.platform
        citation = rule(reader, number) if rule is not None else None
        if citation is not None:
            _add(found, citation)
    return _through(reading, found)


def _add(found: list[Citation], citation: Citation) -> None:
    """Of two that share words, the one that names somebody, then the first."""
    while found and citation.start < found[-1].end:
        if words.NAMED[found[-1].source.role] >= words.NAMED[citation.source.role]:
            return
        found.pop()
    found.append(citation)


def _through(reading: Reading, found: list[Citation]) -> list[Citation]:
    """Who is cited by an outlet that the same sentence names before has come through it."""
    done: list[Citation] = []
    for citation in found:
        before = done[-1] if done else None
        cites = reading.text[citation.start : citation.start + 8].lower().startswith(("citing", "quoting", "referr"))
        if cites and before is not None and before.source.role in {"outlet", "name", "media"}:
            together = reading.sentence_at(before.start) == reading.sentence_at(citation.start)
            citation = replace(citation, via=before.source) if together else citation
        done.append(citation)
    return done


class _Reader:
    """Rules on one text; each takes the token that calls for it."""

    def __init__(self, reading: Reading, sources: Sources) -> None:
        self.tokens, self.lows = reading.tokens, reading.lows
        self.reading = reading
        self.sources = sources

    # ── phrases ──────────────────────────────────────────────────────────────────────────────────────────────────

    def word(self, number: int) -> str:
        """A token in small letters; "" outside the text."""
        return self.lows[number] if 0 <= number < len(self.lows) else ""

    def sentence(self, number: int) -> tuple[int, int]:
        """The first token of a token's sentence, and the one behind its last."""
        found = self.reading.sentences[self.reading.sentence_at(self.tokens[number].start)]
        return found.first, found.last

    def ahead(self, number: int) -> Source | None:
        """Whom a noun phrase that begins at a token names: "a report by Japan's public broadcaster NHK".

        Without a name, the phrase itself where its head is press or papers: "local media", "court documents".
        """
        end = min(number + LOOK_AHEAD, self.sentence(number)[1]) if number < len(self.tokens) else number
        at, begin, head = number, number, -2
        while at < end:
            word = self.tokens[at].text
            source = self.sources.at(at)
            if source is not None and (source.role != "name" or self._names(source)):
                nothing = self.word(source.last)
                if nothing in words.POSSESSIVE or (source.role == "place" and nothing not in words.STOPS):
                    further = self._possessed(source, end)
                    if further is not None or source.role == "place":
                        source = further
                        if source is None:
                            at = max(at + 1, self._past(at))
                            continue
                said = source.role in {"name", "organisation"} and self.word(source.first - 1) in words.OUTLETS
                return replace(source, role="outlet") if said else source
            small = word.lower()
            if small in words.PAPERS or small in words.PRESS:
                head = at
            elif not (small in words.OF if head == at - 1 else self._joins(word)):
                break
            elif small in words.DETERMINERS and at == begin:
                begin = at + 1
            at += 1
        return self._unnamed(begin, head) if head >= 0 else None

    def _names(self, source: Source) -> bool:
        """Capitalised words that are a name and not an adjective before its noun: "Russian media"."""
        following = self.tokens[source.last].text if source.last < len(self.tokens) else ""
        return not (following[:1].isalpha() and following.islower() and following not in words.STOPS) or (
            source.name.isupper() and len(source.name) > 1
        )

    def _joins(self, word: str) -> bool:
        within = word[0].isalpha() or word in words.POSSESSIVE or word == "-"
        return within and word.lower() not in words.STOPS

    def _past(self, number: int) -> int:
        """The token behind a name and its possessive."""
        source = self.sources.at(number)
        last = source.last if source is not None else number + 1
        return last + (self.word(last) in words.POSSESSIVE)

    def _possessed(self, owner: Source, end: int) -> Source | None:
        """Whose name follows an owner's: "Norland's state radio NLR"."""
        at = self._past(owner.first)
        while at < end:
            source = self.sources.at(at)
            if source is not None and source.role not in {"place", "person"} and self._names(source):
                return replace(source, start=source.start)
            if not self.tokens[at].text[0].isalpha() or self.word(at) in words.STOPS:
                return None
            at += 1
        return None

    def _unnamed(self, first: int, last: int) -> Source:
        start, end = self.tokens[first].start, self.tokens[last].end
        role = "media" if self.word(last) in words.PRESS else "document"
        return Source(
            start, end, first, last + 1, self.reading.text[start:end], "media" if role == "media" else "document"
        )

    def behind(self, number: int) -> Source | None:
        """The source that is the subject of a verb: over auxiliaries, adverbs and a day."""
        at = number
        while at > 0 and number - at < LOOK_BACK and self.word(at - 1) in words.BETWEEN:
            at -= 1
        source = self.sources.before(at)
        if source is None and self.word(at - 1) in words.SAME and self.word(at - 2) == "the":
            return self._same(at - 1)
        if source is None and self.word(at - 1) in words.PRESS:
            return self._press(at - 1)
        return source

    def _same(self, number: int) -> Source | None:
        """The outlet that was named last, for whom "the paper" stands."""
        for at in range(number - 1, max(-1, number - MEMORY), -1):
            named = self.sources.at(at) if self.tokens[at].text[0].isupper() else None
            if named is not None and named.role == "outlet":
                named, token = self.sources.before(named.last) or named, self.tokens[number]
                return replace(named, start=token.start, end=token.end, first=number, last=number + 1)
        return None

    def _press(self, head: int) -> Source | None:
        """Unnamed media with what describes them: "Russian state media"."""
        first = head
        while first > 0 and head - first < 4 and self.tokens[first - 1].text[0].isalpha():
            if self.word(first - 1) in words.STOPS | words.DETERMINERS:
                break
            first -= 1
        return self._unnamed(first, head)

    def cited(self, first: int, source: Source | None, roles: frozenset[str]) -> Citation | None:
        """A citation from its first word to its source's last and the report behind it."""
        if source is None or source.role not in roles:
            return None
        last = source.last
        if self.word(last) in words.POSSESSIVE and self.word(last + 1) in words.PAPERS | words.STAFF:
            last += 2
        elif self.word(last) in words.PAPERS | words.STAFF | words.MEDIUM:
            last += 1
        return Citation(self.tokens[first].start, self.tokens[last - 1].end, source)

    # ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────

    def according(self, number: int) -> Citation | None:
        """According to …"""
        if self.word(number + 1) != "to":
            return None
        return self.cited(number, self.ahead(number + 2), words.SPOKEN_FOR)

    def citing(self, number: int) -> Citation | None:
        """…, citing …; quoted by …"""
        if self.word(number + 1) == "by":
            return self.by(number)
        if self.word(number) in {"cited", "cites", "quoted", "quotes"}:
            return self.reports(number)
        return self.cited(number, self.ahead(number + 1), words.SPOKEN_FOR | {"name"})

    def by(self, number: int) -> Citation | None:
        """… reported by, seen by, carried by, published in …"""
        if self.word(number + 1) not in {"by", "in", "on"}:
            return self.reports(number) if self.word(number) in words.REPORTS else None
        begin = number
        while begin > 0 and self.word(begin - 1) in {"as", "first", "earlier", "previously", "also", "originally"}:
            begin -= 1
        if self.word(number + 2) in words.DAYS:
            return None
        roles = words.PRINT | {"name"} if self.word(number) in {"reported", "published"} else words.PRINT
        return self.cited(begin, self.ahead(number + 2), roles)

    def reports(self, number: int) -> Citation | None:
        """The New York Times had reported"""
        if self.word(number - 1) in {"reports", "report"}:
            return None
        source = self.behind(number)
        if source is None or source.role not in words.PRINT | {"name", "organisation"}:
            return None
        if source.role in {"name", "organisation"} and not self._sounds_like_press(source, number):
            return None
        return Citation(source.start, self.tokens[number].end, source)

    def _sounds_like_press(self, source: Source, number: int) -> bool:
        """A name that is not known as an outlet's but does what outlets do: "…, Zaxid reported."."""
        if self.word(number) not in {"reported", "reports"} or words.INSTITUTION & set(source.name.lower().split()):
            return False
        begins, ends = self.sentence(number)
        closing = number + 1 >= ends or self.tokens[number + 1].text in {".", ",", ":", ";"}
        first = source.first - (self.word(source.first - 1) == "the")
        return closing and first > begins and self.tokens[first - 1].text in {",", "”", '"', "’"}

    def noun(self, number: int) -> Citation | None:
        """Reports in Russian media, a report by …, a Reuters report, media reports"""
        source = self.sources.before(number)
        if source is not None and source.role == "outlet" and self.tokens[source.first - 1].text not in {"'s", "’s"}:
            return Citation(source.start, self.tokens[number].end, source)
        if self.word(number - 1) in words.PRESS:
            return self.cited_press(number)
        if self.word(number + 1) in {"in", "by", "from", "on"}:
            source = self.ahead(number + 2) or self.institution(number + 2)
            return self.cited(
                number, source, words.PRINT | {"organisation"} if self.word(number + 1) != "on" else words.PRINT
            )
        return self.reports(number) if self.word(number) in words.REPORTS else None

    def cited_press(self, number: int) -> Citation | None:
        """Media reports said"""
        source = self._press(number - 1)
        return Citation(source.start, self.tokens[number].end, source) if source is not None else None

    def institution(self, number: int) -> Source | None:
        """A body that is described, not named: "Ukrainian military intelligence"."""
        begin = number + (self.word(number) in words.DETERMINERS)
        for at in range(begin, min(begin + 5, len(self.tokens))):
            word = self.tokens[at].text
            if word.lower() in words.BODIES and self.word(at + 1) not in words.BODIES:
                start, end = self.tokens[begin].start, self.tokens[at].end
                return Source(start, end, begin, at + 1, self.reading.text[start:end], "organisation")
            if not word[0].isalpha() or word.lower() in words.STOPS:
                return None
        return None

    def told(self, number: int) -> Citation | None:
        """… told Reuters"""
        return self.cited(number, self.ahead(number + 1), frozenset({"outlet"}))

    def interview(self, number: int) -> Citation | None:
        """In an interview with KBS; earlier remarks to Piers Morgan; speaking on CNN"""
        word, preposition = self.word(number), self.word(number + 1)
        if preposition in {"given", "granted", "broadcast", "published", "aired"}:
            number += 1
            preposition = self.word(number + 1)
        if preposition not in {"with", "to", "for", "on", "in", "by"}:
            source = self.sources.before(number)
            if source is not None and source.role == "outlet" and word == "interview":
                return Citation(source.start, self.tokens[number].end, source)
            return None
        source = self.ahead(number + 2)
        if preposition == "to" and self.word(number + 2) in words.ADDRESSING:
            return None
        roles = words.PRINT
        if preposition in {"with", "to"} and word in words.PERSONAL:
            roles |= {"person", "name"} | ({"organisation"} if word in {"interview", "interviews"} else set())
        elif word in words.LIVE and preposition not in {"on", "to", "with"}:
            return None
        begin = number
        while number - begin < 5 and (
            self.word(begin - 1) in words.DETERMINERS or self.word(begin - 1) in words.INTERVIEWS
        ):
            begin -= 1
        if self.word(begin - 1) in {"in", "during"}:
            begin -= 1
        elif self.word(begin - 1 - (self.word(begin - 1) in {"to", "for"})) in words.UNHELD:
            return None
        return self.cited(begin, source, roles)

    def wrote(self, number: int) -> Citation | None:
        """Wrote in The Guardian; The Guardian wrote"""
        if self.word(number + 1) in {"in", "for"}:
            citation = self.cited(number, self.ahead(number + 2), frozenset({"outlet"}))
            if citation is not None:
                return citation
        return self.reports(number)

    def conference(self, number: int) -> Citation | None:
        """At a joint press conference; a press release"""
        first = number
        word = self.word(number)
        if self.word(number - 1) in {"press", "news", "media"}:
            first -= 1
        elif word != "briefing":
            return None
        at = first
        while first - at < 5 and (self.word(at - 1) in words.DETERMINERS or self.word(at - 1) in words.OCCASIONAL):
            at -= 1
        if self.word(at - 1) not in {"at", "during", "in", "after", "following", "told"}:
            return None
        start, end = self.tokens[first].start, self.tokens[number].end
        source = Source(
            start, end, first, number + 1, self.reading.text[start:end], "document" if word == "release" else "occasion"
        )
        return Citation(self.tokens[at - 1].start, end, source)

    def website(self, number: int) -> Citation | None:
        """A statement on its website"""
        first = number
        while number - first < 5 and (
            self.word(first - 1) in words.DETERMINERS | {"official", "own"} or self.word(first - 1) in words.POSSESSIVE
        ):
            first -= 1
        if self.word(first - 1) not in {"on", "via"}:
            return None
        begin = first - 1
        for at in range(first - 2, max(-1, first - 8), -1):
            if self.word(at) in words.POSTS:
                begin = at
                break
        else:
            return None
        start, end = self.tokens[first].start, self.tokens[number].end
        source = Source(start, end, first, number + 1, self.reading.text[start:end], "document")
        return Citation(self.tokens[begin].start, end, source)

    def platform(self, number: int) -> Citation | None:
        """A post on X; wrote on his Telegram channel; in a Facebook post"""
        source = self.sources.at(number)
        if source is None or source.role != "platform":
            return None
        if self.word(source.last) in words.POSTED and source.name != "X":
            return Citation(source.start, self.tokens[source.last].end, source)
        at = number - 1
        while number - at < LOOK_BACK and self.word(at) in words.ON_PLATFORM:
            at -= 1
        if self.word(at) not in {"on", "via", "to", "through", "in"}:
            if (
                source.name == "X"
                and self.word(source.last) in words.POSTED
                and self.word(number - 1) in words.DETERMINERS
            ):
                return Citation(source.start, self.tokens[source.last].end, source)
            return None
        last = source.last + (self.word(source.last) in words.POSTED | {"accounts", "platform", "feed", "network"})
        for begin in range(at - 1, max(-1, at - LOOK_BACK), -1):
            if self.word(begin) in words.POSTS:
                begin -= self.word(begin - 1) in {"a", "an", "the"}
                return Citation(self.tokens[begin].start, self.tokens[last - 1].end, source)
        return None


_Rule = Callable[[_Reader, int], Citation | None]
_RULES: Mapping[str, _Rule] = {
    **dict.fromkeys(words.REPORTS, _Reader.reports),
    **dict.fromkeys(words.BY, _Reader.by),
    **dict.fromkeys(words.NOUNS, _Reader.noun),
    **dict.fromkeys(words.PERSONAL | words.LIVE | {"appeared", "appearing", "appearance"}, _Reader.interview),
    **dict.fromkeys(("citing", "quoting", "cited", "quoted", "cites", "quotes"), _Reader.citing),
    **dict.fromkeys(("wrote", "writes", "writing", "written"), _Reader.wrote),
    **dict.fromkeys(("conference", "briefing", "release"), _Reader.conference),
    **dict.fromkeys(("told", "tells", "telling"), _Reader.told),
    **dict.fromkeys(("website", "site", "webpage"), _Reader.website),
    "according": _Reader.according,
}
_CALLING = frozenset(_RULES) | {name.lower() for name in words.PLATFORMS}  # words that a rule may apply to
