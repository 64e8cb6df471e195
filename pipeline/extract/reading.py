"""A text read once for all extractors: words and marks, sentences, paragraphs, with their offsets."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate
from typing import NamedTuple

# A word keeps its hyphens and inner apostrophes; a possessive 's is a token of its own; initials like U.S. are one.
_TOKEN = re.compile(
    r"((?:[^\W\d_]\.){2,}"
    r"|\d+(?:[.,:]\d+)*"
    r"|[^\W\d_]\w*(?:(?:[-‐‑]|['’ʼ](?![sS]\b))[^\W_]\w*)*"
    r"|['’][sS]\b"
    r"|\S)"
)
# `[.!?…]+["'”’»“)\]]*(?=\s)` or `\n+`; one class first, so that the search skips to its characters, and never from
# within a run of marks, which would be tried again from each of them.
_ENDING = re.compile(r"""[.!?…\n](?:(?<=\n)\n*|(?<![.!?…]{2})(?<!\n)[.!?…]*["'”’»“)\]]*(?=\s))""")
_OPENING = re.compile(r"""\s*["'“”„‘«(\[–—-]*\s*(\S)""")
_BEFORE = re.compile(r"[^\s(\[«„“\"']*$")
_ABBREVIATIONS = """
    mr mrs ms messrs dr prof rev hon gen lt col maj capt cmdr adm sgt gov sen rep pres st mt ft jr sr vs inc ltd co corp bros
    dept univ assn est approx jan feb aug sept oct nov dec mon tue tues wed thu thur thurs fri e.g i.e cf al etc ed op
    г гг вв тыс млн млрд трлн руб коп долл кв куб ул пр просп пер пл д корп стр оф обл р н рис табл гл см ср напр п др проч им
    акад проф доц инж ген полк подп кап лейт сен мин сек ч чел экз о св гр гос зам пом рр ст буд грн крб ін ім див нар бл
"""
_BEFORE_NUMBERS = "no nos art fig vol pp p mar apr jun jul sep sat sun в т"  # else these are words
_TOWNS = frozenset("мс")  # м. Київ, с. Іванівка; behind a number metres and seconds
# Of the abbreviations, these may end a sentence.
_MAY_END = "etc inc ltd co corp jr sr г гг руб коп чел др проч п ін грн тыс тис млн млрд трлн"
_FIRST_WORD = re.compile(
    r"(?:The|A|An|This|That|These|Those|He|She|It|We|They|You|I|His|Her|Its|Our|Their|My|But|And|Or|So|Yet|In|On|At|For|From|By|With"
    r"|As|If|When|While|Since|After|Before|Although|Though|However|Meanwhile|There|Here|Then|Now|What|Who|Why|How|Where|Some|Many"
    r"|Most|All|Both|One|Two|No|Not|Last|Also|According|Asked|Earlier|Later|During|Under|Unlike|Despite|Instead|To|Of)\b"
)
_SHORT, _NUMBERED, _LAST = (frozenset(words.split()) for words in (_ABBREVIATIONS, _BEFORE_NUMBERS, _MAY_END))


class Token(NamedTuple):
    """A word, number or mark: `text[start:end]`."""

    start: int
    end: int
    text: str


class Sentence(NamedTuple):
    """`text[start:end]`, its tokens `tokens[first:last]`, and the number of its paragraph."""

    start: int
    end: int
    first: int
    last: int
    paragraph: int


_token: Callable[[tuple[int, int, str]], Token] = partial(tuple.__new__, Token)  # half the price of Token(…)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with its tokens and sentences; a paragraph is a line, and no sentence crosses its end."""

    text: str
    tokens: Sequence[Token]
    sentences: Sequence[Sentence]
    words: Sequence[str]  # the tokens' texts
    lows: Sequence[str]  # the same in small letters
    starts: Sequence[int]  # of the tokens
    sentence_starts: Sequence[int]

    def token_at(self, offset: int) -> int:
        """Index of the last token that starts at or before an offset; -1 before the first."""
        return bisect_right(self.starts, offset) - 1

    def sentence_at(self, offset: int) -> int:
        """Index of the sentence that an offset lies in or follows; -1 before the first."""
        return bisect_right(self.sentence_starts, offset) - 1


@lru_cache(maxsize=4)
def read(text: str) -> Reading:
    """Words and sentences of a text; read once, however many extractors ask."""
    parts = _TOKEN.split(text)  # what is between tokens and the tokens, by turns
    ends = list(accumulate(map(len, parts)))
    starts = ends[:-1:2]
    words = parts[1::2]
    tokens = list(map(_token, zip(starts, ends[1::2], words, strict=True)))
    sentences: list[Sentence] = []
    paragraph = first = 0
    for found in _ENDING.finditer(text):
        newline = found.group()[0] == "\n"
        if not newline and not _ends(text, found.start(), found.end()):
            continue
        end = found.start() if newline else found.end()
        last = bisect_right(starts, end - 1)
        if last > first:
            sentences.append(Sentence(tokens[first].start, tokens[last - 1].end, first, last, paragraph))
        first = last
        paragraph += newline
    if first < len(tokens):
        sentences.append(Sentence(tokens[first].start, tokens[-1].end, first, len(tokens), paragraph))
    lows = list(map(str.lower, words))
    return Reading(text, tokens, sentences, words, lows, starts, [sentence.start for sentence in sentences])


def _ends(text: str, mark: int, after: int) -> bool:
    """Whether a mark ends a sentence: not where the next begins with a small letter, nor behind an abbreviation."""
    following = _OPENING.match(text, after)
    if following is None:
        return True
    letter = following.group(1)
    if letter.islower():
        return False
    if text[mark] != "." or after - mark > 1:
        return True
    word = _BEFORE.search(text, max(0, mark - 24), mark)
    before = word.group() if word else ""
    if len(before) == 1 and before.isalpha() and before.isupper():
        return False
    bare = before.lower()
    if bare in _TOWNS:
        return text[max(0, mark - 8) : mark - len(before)].rstrip()[-1:].isdigit()
    if bare in _NUMBERED:
        return not letter.isdigit()
    if bare in _SHORT and not (len(before) > 1 and before.isupper()):
        return bare in _LAST and letter.isupper()
    if not (1 < len(before) < 8 and before[-2] == "." and before[-1].isupper()):
        return True
    # Initials: "the U.S. Army"; a sentence ends there only where a word follows that begins sentences.
    return letter.isupper() and (not before.isascii() or _FIRST_WORD.match(text, following.start(1)) is not None)
