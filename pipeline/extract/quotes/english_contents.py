"""What follows an English cue: where its content begins and ends."""

from pipeline.extract.quotes.english_cues import Cue, nouns
from pipeline.extract.quotes.english_phrases import following, subject
from pipeline.extract.quotes.english_text import (
    ADVERB,
    AUXILIARY,
    DETERMINER,
    MARK,
    PREPOSITION,
    PRONOUN,
    SUBORDINATOR,
    TIME,
    VERB,
    Text,
)  # fmt: skip
from pipeline.extract.quotes.english_verbs import Tokens, is_cue

FAR = 16  # tokens between a cue and its "that"
_QUESTIONS = "what how why whether if who where when which"
_KNOWING = """know think feel see find hear learn understand decide remember realise realize show determine discover hold
    hope fear doubt expect want"""
WH = frozenset(_QUESTIONS.split())
WEAK = frozenset(_KNOWING.split())  # behind "and", these are as likely part of what is said
_CONTENT = (DETERMINER, PRONOUN, "", AUXILIARY)


def finite(text: Text, first: int, last: int) -> bool:
    """Whether a finite verb seems to stand in [first, last), outside of an introduction by a subordinator."""
    if text.tags[first] in (SUBORDINATOR,) and text.low[first] not in WH:
        return False
    return any(
        text.tags[i] in (AUXILIARY, VERB)
        or (text.tags[i] == "" and text.low[i].endswith("ed"))
        or text.low[i] in ("he’s", "it’s", "they’re", "there’s", "she’s")
        for i in range(first, last)
    )


def that_follows(text: Text, first: int, high: int) -> bool:
    return any(text.low[i] == "that" for i in range(first, min(high, first + FAR)))


def content(text: Text, at: int, high: int, cue: Cue) -> tuple[Tokens, int] | None:
    """The content behind a cue, and where the cue ends."""
    frames, low = cue.frames, text.low
    after = at + 1
    if cue.particles and after < high and text.tags[after] == ADVERB:
        after += 1
    for words, frame in cue.particles:
        if tuple(low[after : after + len(words)]) == words:
            if frame == "about":
                return _object(text, after + len(words), high, after + len(words))
            frames, after = frozenset({frame}), after + len(words)
            break
    begin = after = after if frames is not cue.frames else at + 1
    if after >= high:
        return None
    if found := _issued(text, at, high, frames):
        return found
    after = _skipped(text, after, high)
    if after >= high:
        return None
    if text.inside[after] >= 0:
        return (
            ((after, end_of(text, after, high)), begin)
            if frames & {"clause", "object", "named", "spoken", "question"}
            else None
        )
    if low[after] == ":":
        return ((after + 1, end_of(text, after + 1, high)), begin) if after + 1 < high and "clause" in frames else None
    if low[after] == "that" and frames & {"clause", "addressee", "asking"}:
        return (after + 1, end_of(text, after + 1, high)), begin
    if low[after] in WH and frames & {"question", "clause"}:
        return (after, end_of(text, after, high)), begin
    if low[after] == "to" and "intent" in frames:
        return (after, end_of(text, after, high)), begin
    if frames & {"addressee", "asking"} and (found := _addressed(text, after, high, frames, begin)):
        return found
    if "described" in frames and "object" not in frames and _as_follows(text, after, high):
        return (after, end_of(text, after, high)), begin
    if "named" in frames and "clause" not in frames:
        return (after, end_of(text, after, high)), begin
    if (
        "clause" in frames
        and text.tags[after] in _CONTENT
        and finite(text, after, _comma(text, after, high) if "object" in frames else high)
    ):
        return (after, end_of(text, after, high)), begin
    if "object" in frames:
        return _object(text, after, high, begin)
    if "clause" in frames and (that := _later_that(text, after, high)):
        return (that + 1, end_of(text, that + 1, high)), begin
    return None


def _comma(text: Text, at: int, high: int) -> int:
    while at < high and not (text.low[at] == "," and text.inside[at] < 0):
        at += 1
    return at


def _skipped(text: Text, at: int, high: int) -> int:
    """Behind the adverbs, times and short adverbials that part a cue from its content."""
    while at < high and (
        text.tags[at] in (ADVERB, TIME) or (text.low[at] == "on" and at + 1 < high and text.tags[at + 1] == TIME)
    ):
        at += 1
    if at + 1 < high and text.low[at] == "," and (text.inside[at + 1] >= 0):
        return at + 1
    return at


def _later_that(text: Text, at: int, high: int) -> int | None:
    """The "that" behind "in an interview with X on Friday"; none behind another verb or a comma that stays open."""
    if text.tags[at] not in (PREPOSITION, MARK, TIME) and text.low[at] not in ("to",):
        return None
    commas = 0
    for i in range(at, min(high, at + FAR)):
        if text.low[i] == "that":
            return i if commas != 1 else None
        if text.low[i] == ",":
            commas += 1
        elif text.tags[i] in (AUXILIARY, SUBORDINATOR) and commas != 1:
            return None
    return None


def _addressed(text: Text, at: int, high: int, frames: frozenset[str], begin: int) -> tuple[Tokens, int] | None:
    """Behind the one who is told: "told reporters (that) …", "urged him to …"."""
    low = text.low
    for i in range(at, min(high, at + FAR)):
        if text.inside[i] >= 0:
            return ((i, end_of(text, i, high)), begin) if "addressee" in frames else None
        word = low[i]
        if word == "that" and i > at and "addressee" in frames:
            return (i + 1, end_of(text, i + 1, high)), begin
        if word in WH and i > at and "addressee" in frames:
            return (i, end_of(text, i, high)), begin
        if word == "to" and i > at and "asking" in frames:
            return (at, end_of(text, at, high)), begin
        if word == "," and i > at and (that := _later_that(text, i, high)) and "addressee" in frames:
            return (that + 1, end_of(text, that + 1, high)), begin
        if text.tags[i] == MARK and word not in ("(", ")", ".", "-", "/", "$", "’"):
            break
        if text.tags[i] == AUXILIARY and "addressee" in frames:
            break
    if "addressee" not in frames:
        return None
    to = following(text, at, high)
    if to is None:
        return None
    if text.tags[at] == "" and not text.name(at):
        to = (at, at + 1)
    rest = _skipped(text, to[1], high)
    if rest < high and text.tags[rest] in (DETERMINER, PRONOUN, "") and finite(text, rest, high):
        return (rest, end_of(text, rest, high)), begin
    return None


def _as_follows(text: Text, at: int, high: int) -> bool:
    return any(text.low[i] == "as" for i in range(at, min(high, at + FAR)))


def _issued(text: Text, at: int, high: int, frames: frozenset[str]) -> tuple[Tokens, int] | None:
    """ "issued a warning about …", "made the claim that …"."""
    if "issued" not in frames:
        return None
    for i in range(at + 1, min(high - 2, at + 6)):
        if text.tags[i] in (MARK, PREPOSITION, AUXILIARY, VERB) or text.inside[i] >= 0:
            return None
        if text.low[i] in nouns():
            word = text.low[i + 1]
            if word == "that":
                return (i + 2, end_of(text, i + 2, high)), i + 1
            if word in ("about", "regarding", "over", "for", "of", "against", "on", "concerning", "at"):
                return _object(text, i + 2, high, i + 2)
            if word == "to":
                return (i + 1, end_of(text, i + 1, high)), i + 1
            return None
    return None


def _object(text: Text, first: int, high: int, begin: int) -> tuple[Tokens, int] | None:
    """A noun phrase with what hangs on it: to a comma, or to what is no longer part of it."""
    if first >= high or (
        text.tags[first] not in (DETERMINER, PRONOUN, "", PREPOSITION)
        and text.inside[first] < 0
        and text.low[first] not in WH
        and text.tags[first] != VERB
    ):
        return None
    if text.tags[first] == PREPOSITION:
        return None
    last = end_of(text, first, high)
    for i in range(first + 1, last):
        if text.inside[i] < 0 and text.low[i] in (",", "—", "–") and not _in_list(text, i, last):
            last = i
            break
    return (first, last), begin


def _in_list(text: Text, comma: int, last: int) -> bool:
    """Whether another comma follows closely."""
    return any(text.low[i] == "," for i in range(comma + 1, min(last, comma + 6)))


def end_of(text: Text, first: int, high: int) -> int:
    """Where a content that begins with token `first` ends: before the next attribution of the sentence, else with it."""
    for i in range(first + 1, high):
        if text.inside[i] >= 0:
            continue
        word = text.low[i]
        if word == ";":
            return i
        if word == "according" and i + 1 < high and text.low[i + 1] == "to":
            return _back(text, i, first)
        if i in text.cues and is_cue(text, i):
            before = i - 1
            while before > first and text.tags[before] == ADVERB:
                before -= 1
            cue = text.cues[i]
            if (
                cue.shape == "ing"
                and text.low[before] in (",", "and")
                and text.low[before - (text.low[before] == "and")] == ","
            ):
                return _back(text, before + 1, first)
            if (
                cue.shape in ("past", "s")
                and text.low[before] in ("and", "but")
                and cue.frames & {"clause", "addressee", "asking"}
            ):
                return _back(text, before + 1, first)
            if cue.shape in ("past", "s") and cue.frames & {"clause", "addressee"}:
                who = subject(text, i, first)
                if (
                    who
                    and who[0] - 1 > first
                    and text.low[who[0] - 1] in (",", "while", "but")
                    and not (text.tags[who[0] - 1] == SUBORDINATOR and text.low[who[0] - 1] not in ("while",))
                ):
                    return _back(text, who[0], first)
    return high


def _back(text: Text, at: int, first: int) -> int:
    """The end of words before token `at`, without marks and conjunctions."""
    while at > first + 1 and (
        text.low[at - 1] in (",", "and", "but", "while", "—", "–")
        or (text.tags[at - 1] == ADVERB and text.low[at - 2] == ",")
    ):
        at -= 1
    return at
