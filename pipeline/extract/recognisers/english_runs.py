"""Runs of capitalised words in a sentence, and what their words are by themselves."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from pipeline.extract.lexicon import places
from pipeline.extract.reading import Reading, Sentence
from pipeline.extract.recognisers.english_lexicon import (
    ARTICLES,
    GENERATIONS,
    PARTICLES,
    QUOTES,
    Lexicon,
    lexicon,
    matched,
    several,
)  # fmt: skip

Kind = Literal["person", "organisation", "place", ""]

LONGEST = 40  # words of a run that are looked at together
LONGEST_NAME = 6  # words of a person's name
_DOTTED = {"St": "St.", "Ste": "Ste.", "Ft": "Fort", "Mt": "Mount", "N": "North", "S": "South"}
# Small words that have a capital in title case only.
_TITLE_CASE = several("The Of And In On For To With Is Are From By Or But Its His Her Their")
_SHORT = several("St Ste Mt Ft Jr Sen Rep Reps Sens Gov Govs Pres No Wm Geo Chas Thos Supt Dist Atty Asst Ald Del")


class Span(NamedTuple):
    """Tokens `first` to `last` (exclusive) that name something; kind "" where the words alone do not tell what.

    `sure`: the words tell by themselves. `code`: of a known place.
    """

    first: int
    last: int
    kind: Kind
    sure: bool = True
    code: str = ""


class Taken(NamedTuple):
    """What a rule has read: names, and the token after all that it has looked at."""

    after: int
    spans: tuple[Span, ...] = ()


class Runs:
    """A text's words, looked at sentence by sentence: `enter` one, then ask."""

    def __init__(self, reading: Reading) -> None:
        self.words = reading.words
        self._tokens = reading.tokens
        self.lexicon: Lexicon = lexicon()
        self.start = self.end = 0
        self._spots: dict[int, int] = {}

    def enter(self, sentence: Sentence) -> None:
        """Look at a sentence: nothing beyond its ends counts."""
        self.start, self.end = sentence.first, sentence.last

    def word(self, at: int) -> str:
        """A token of the sentence, "" beyond its ends."""
        return self.words[at] if self.start <= at < self.end else ""

    def capital(self, at: int) -> bool:
        """Whether the token at a place can be part of a name by its shape."""
        word = self.words[at]
        if word[0].isupper():
            return not ("-" in word and word.rpartition("-")[2] in self.lexicon.adjective)
        if word in ARTICLES:
            return self.word(at + 1) == "-" and self.word(at + 2)[:1].isupper()
        head, _, tail = word.partition("-")
        if tail[:1].isupper() and head in ARTICLES:
            return True
        return len(word) > 3 and word[1] in "'’" and word[0] in "dlo" and word[2].isupper()

    def opens(self, at: int) -> bool:
        """Whether a word begins a sentence, a quotation or what follows a colon: its capital says nothing."""
        while at > self.start:
            at -= 1
            word = self.words[at]
            if word[0].isalnum():
                return False
            if word in QUOTES or word in "-:([•–—*":
                return True
        return True

    def quoted(self, first: int, end: int) -> bool:
        """Whether tokens are all that stands between quotation marks, as titles of works do."""
        if self.word(first - 1) not in QUOTES or self._tokens[first - 1].end < self._tokens[first].start:
            return False
        return self.word(end) in QUOTES or (self.word(end) in {".", ","} and self.word(end + 1) in QUOTES)

    def plain(self, word: str) -> bool:
        """Whether a sentence's first word is no part of a name."""
        known, small = self.lexicon, word.lower().replace("’", "'")
        if small in known.opening:
            return not word.isupper() or len(word) == 1 or word in known.letters
        verbal = small.endswith(("ing", "ed")) and len(small) > 5
        return verbal and word not in known.given and word not in known.surnames and not places.place(word)

    # ── runs ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def run(self, at: int) -> list[int]:
        """Capitalised words side by side, with initials, particles and nicknames between them."""
        run = [at]
        while (after := run[-1] + 1) < self.end and len(run) < LONGEST:
            if self.words[after] in _TITLE_CASE:
                break
            if not self.capital(after):
                more = self._joined(after)
                if not more:
                    break
                run.extend(more)
            else:
                run.append(after)
        return run

    def _joined(self, at: int) -> Sequence[int]:
        """The words that a run goes on with although no capital follows at once; none where it ends."""
        word, following = self.words[at], at + 1
        if following >= self.end:
            return ()
        if word == ".":
            goes_on = self.capital(following) and self.words[following].lower() not in self.lexicon.opening
            return (following,) if goes_on and self._short(self.words[at - 1]) else ()
        if word == "-":
            return (following,) if self._spaced_hyphen(at) else ()
        if word == "&":
            return (at, following) if self.capital(following) else ()
        if word == "and":
            return (at, following) if self._paired(at) else ()
        if word in PARTICLES:
            size = 1
            while size < 3 and self.word(at + size) in PARTICLES:
                size += 1
            return range(at, at + size + 1) if at + size < self.end and self.capital(at + size) else ()
        if word in QUOTES and self.word(at + 2)[-1:] in QUOTES and at + 3 < self.end:
            nickname = self.capital(following) and self.capital(at + 3) and self.words[at - 1] in self.lexicon.given
            return (following, at + 3) if nickname and self.word(at + 2) else ()
        return ()

    def _short(self, word: str) -> bool:
        known = self.lexicon
        return len(word) == 1 or word in known.rank or word in known.address or word in _SHORT

    def _paired(self, at: int) -> bool:
        """Whether "and" joins two fields of one office: "Food and Drug Administration"."""
        fields = self.lexicon.portfolio
        if self.words[at - 1] not in fields or not self.capital(at + 1):
            return False
        following = self.word(at + 2)
        return (self.words[at + 1] in fields and following[:1].isupper()) or following in self.lexicon.heads[
            "institution"
        ]

    def _spaced_hyphen(self, at: int) -> bool:
        """Whether a hyphen of tokenised text joins: behind an Arabic article, between letters that stand for names."""
        left, right = self.words[at - 1], self.words[at + 1]
        if left in ARTICLES:
            return right[0].isupper()
        lettered = left.isupper() and right.isupper() and 2 < len(left) < 6 and 2 < len(right) < 6
        return lettered and not any(self.listed(one) or places.place(self.words[one]) for one in (at - 1, at + 1))

    # ── what words are ─────────────────────────────────────────────────────────────────────────────────────────────

    def listed(self, at: int) -> int:
        """How many tokens from here on are the longest known organisation's name."""
        return matched(self.lexicon.organisations, self.words, at)

    def people(self, at: int) -> int:
        """How many tokens from here on are an adjective or noun of a people."""
        return matched(self.lexicon.demonyms, self.words, at)

    def office(self, at: int) -> int:
        """How many tokens from here on are an office that people hold."""
        return matched(self.lexicon.offices, self.words, at)

    def spot(self, at: int) -> int:
        """How many tokens from here on are the longest known place's name."""
        known = self._spots.get(at)
        if known is None:
            known = self._spots[at] = self._spot(at)
        return known

    def _spot(self, at: int) -> int:
        word = self.words[at]
        if word in _DOTTED and self.word(at + 1) == "." and places.place(f"{_DOTTED[word]} {self.word(at + 2)}"):
            return 3
        known = max(places.longest(self.words, at), matched(self.lexicon.places, self.words, at))
        return known or (self._capitals(at) if word.isupper() and len(word) > 2 else 0)

    def _capitals(self, at: int) -> int:
        """The size of a place's name in capitals, as datelines have it; 0 where there is none."""
        for size in (2, 1):
            name = " ".join(self.words[at : at + size])
            if at + size <= self.end and name.isupper() and name not in self.lexicon.letters and places.place(name):
                return size
        return 0

    def place(self, at: int, size: int) -> places.Place | None:
        """The place that `size` tokens name."""
        words = self.words[at : at + size]
        if size == 3 and words[1] == ".":
            return places.place(f"{_DOTTED.get(words[0], words[0])} {words[2]}")
        return places.place(" ".join(words).replace(" 's", "'s").replace(" ’s", "'s"))

    def code(self, at: int, size: int) -> str:
        """The code of that place, "" where it is none."""
        spot = self.place(at, size)
        return spot.code if spot else ""

    # ── ends ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def limit(self, run: Sequence[int], a: int) -> int:
        """Where a title, a day or a month ends what can be one organisation's or place's name."""
        known = self.lexicon
        for k in range(a + 1, len(run)):
            word = self.words[run[k]]
            if word in known.time:
                return k
            if k + 1 < len(run) and (word in known.address or self.office(run[k])):
                return k
        return len(run)

    def name_end(self, run: Sequence[int], a: int) -> int:
        """The token after a person's name that begins with a run's word."""
        known, k = self.lexicon, a
        while k + 1 < len(run) and k + 1 - a < LONGEST_NAME:
            at, final = run[k + 1], k + 2 == len(run)
            word = self.words[at]
            if word in known.time or word == "&":
                break
            if word not in GENERATIONS and len(word) > 1 and word not in known.surnames:
                titled = self.office(at) or word in known.address
                if not final and titled and word not in known.heads["surname"]:
                    break
                if self.listed(at) > final or (not final and self.people(at)):
                    break
            k += 1
        while k > a and self.words[run[k]] in PARTICLES:
            k -= 1
        end = run[k] + 1
        return end + 1 if self.words[run[k]] in {"Jr", "Sr"} and self.word(end) == "." and end + 1 < self.end else end
