"""English cues in a sentence: whether a word is one there, and whose."""

from dataclasses import dataclass

from pipeline.extract.quotes.english_phrases import following, phrase, subject
from pipeline.extract.quotes.english_text import (
    ADVERB,
    AUXILIARY,
    CLITIC,
    CONJUNCTION,
    DETERMINER,
    MARK,
    PREPOSITION,
    PRONOUN,
    SUBORDINATOR,
    TIME,
    VERB,
    Text,
)  # fmt: skip

Tokens = tuple[int, int]
_BE_WORDS = "is are was were be been being am isn’t aren’t wasn’t weren’t he’s she’s it’s they’re we’re i’m you’re ’s get gets got"
_BE = frozenset(_BE_WORDS.split())
_HAVE_WORDS = "has have had having hasn’t haven’t hadn’t he’d she’d they’d i’ve we’ve they’ve"
_HAVE = frozenset(_HAVE_WORDS.split())
_PAUSES = frozenset({",", "—", "–", "-", "("})
_ARTICLES_WORDS = "the a an this that these those his her their its my our your no"
_ARTICLES = frozenset(_ARTICLES_WORDS.split())
NEAREST = 6  # cues before one whose subject may be its subject as well
AHEAD = 120  # tokens behind a participle in which its subject stands


@dataclass(frozen=True, slots=True)
class Source:
    """Who says it, in tokens (None: nobody is named), and the cue's tokens."""

    speaker: Tokens | None
    cue: Tokens


def is_cue(text: Text, at: int) -> bool:
    """Whether a form of a cue is a verb in the active there: no noun, adjective or passive."""
    cue = text.cues[at]
    low, tags = text.low, text.tags
    if text.name(at) and text.first(at) != at and text.sentence[at]:
        return False  # a name, but in a headline
    before = at - 1
    while before >= 0 and tags[before] == ADVERB:
        before -= 1
    apart = before < 0 or text.inside[before] >= 0
    left = MARK if apart else tags[before]
    word = "" if apart else low[before]
    after = low[at + 1] if at + 1 < len(low) else ""
    if cue.noun:
        if left in (DETERMINER, CLITIC, PREPOSITION) and word != "to":
            return False
        if after in (CLITIC, "’s", "by", "of") and not cue.particles:
            return False
        following_tag = tags[at + 1] if at + 1 < len(low) else MARK
        sure = (
            (before >= 0 and apart and text.first(at) != at)
            or left in (PRONOUN, AUXILIARY)
            or word in ("to", "who")
            or before != at - 1
        )
        fits = (
            after == "that"
            or following_tag in (DETERMINER, PRONOUN)
            or (at + 1 < len(low) and text.inside[at + 1] >= 0)
        )
        agreeing = before >= 0 and (
            text.name(before) or (cue.shape == "base" and word.endswith("s") and left == "") or word in (")", ",")
        )
        return (
            sure
            or (agreeing and (fits or following_tag in ("", PREPOSITION, MARK, SUBORDINATOR)))
            or (fits and left == "" and word.endswith("s") == (cue.shape == "base"))
        )
    if cue.shape in ("past", "participle"):
        adjective = word in _ARTICLES or left == CLITIC
        if after == "by" or (adjective and at + 1 < len(low) and tags[at + 1] in ("", VERB)):
            return False
        if word in _BE:
            return False
        if cue.shape == "participle":
            return word in _HAVE or left == AUXILIARY
    if cue.shape == "ing" and word == "as":
        return quoted_as(text, at, max(text.first(at), at - 14)) is not None
    if cue.shape == "ing" and left != CONJUNCTION and word not in _BE:
        following_tag = tags[at + 1] if at + 1 < len(low) else MARK
        quoted = at + 1 + (at + 2 < len(low) and low[at + 1] == ",")
        if quoted < len(low) and (low[at + 1] == ":" or text.inside[quoted] >= 0):
            return True
        opens = text.first(at) == at or word in _PAUSES or (left == PREPOSITION and before == at - 1)
        goes_on = following_tag in (DETERMINER, PRONOUN, SUBORDINATOR, PREPOSITION, MARK) or text.name(at + 1)
        return (opens or (left == "" and before == at - 1)) and (goes_on or word in _PAUSES)
    return True


def cue_span(text: Text, at: int) -> Tokens:
    """A cue with its auxiliary right before it: "has reaffirmed"."""
    return (at - 1, at + 1) if at and text.low[at - 1] in _HAVE and text.tags[at - 1] == AUXILIARY else (at, at + 1)


def leading(text: Text, low: int, high: int) -> Tokens | None:
    """The subject of the sentence that begins with token `low`: behind "In Ohio," and "After the vote,"."""
    at = low
    while at < high and (text.tags[at] in (ADVERB, CONJUNCTION) or (text.tags[at] == MARK and _outside(text, at))):
        at += 1
    if at >= high:
        return None
    if (
        text.tags[at] in (PREPOSITION, TIME, SUBORDINATOR)
        or (
            text.low[at].endswith(("ing", "ed"))
            and text.tags[at] != VERB
            and not text.name(at + 1 if at + 1 < high else at)
        )
        or text.cues.get(at)
    ):
        while at < high and text.low[at] != ",":
            at += 1
        return leading(text, at + 1, high) if at + 1 < high else None
    return following(text, at, high)


def _outside(text: Text, at: int) -> bool:
    """Whether a mark stands in no quotation, or ends one."""
    return text.inside[at] < 0 or text.after[text.inside[at]] == at + 1


def owner(text: Text, at: int, low: int, known: dict[int, Source]) -> Tokens | None:
    """Who does what the cue at `at` says, in a sentence or part of one that begins with token `low`.

    Behind "and" and as a participle it has the subject of the verb before it.
    """
    before = at - 1
    while before >= low and text.tags[before] in (ADVERB, TIME):
        before -= 1
    cue = text.cues[at]
    word = text.low[before] if before >= low else ""
    participle = cue.shape == "ing" and word not in _BE
    if word == "as" and participle and (quoted := quoted_as(text, at, low)):
        return subject(text, quoted, low)
    if not participle and before >= low and text.tags[before] != CONJUNCTION and word not in ("to", "not"):
        return subject(text, at, low)
    if (
        participle
        and before >= low
        and text.tags[before] == ""
        and not text.name(before)
        and not text.low[before].isdigit()
    ):
        return _noun_before(text, before, low)
    if participle and before > low and text.name(before):
        first = before
        while first > low + 1 and (text.name(first - 1) or text.low[first - 1] == "."):
            first -= 1
        if text.low[first - 1] in ("of", "with"):
            return first, before + 1
    if word == "to" and (found := subject(text, at, low)):
        return found
    if word == "to":
        return None
    near = _earlier(text, at, low)
    alike = [number for number in near if text.cues[number].shape == cue.shape]
    for number in range(at - 1, low - 1, -1):
        if number in known and known[number].speaker:
            return known[number].speaker
    for number in (*alike, *near):
        found = subject(text, number, low)
        if found:
            return found
    found = leading(text, low, at)
    if found is None and participle and before < low:
        comma = at
        high = min(text.last(at), at + AHEAD)
        while comma < high and not (text.low[comma] == "," and text.inside[comma] < 0):
            comma += 1
        found = leading(text, comma + 1, high) if comma + 1 < high else None
    return found


def quoted_as(text: Text, at: int, low: int) -> int | None:
    """The "quoted" of "was quoted by X as saying", if the cue at `at` is such a "saying"."""
    if text.cues[at].shape != "ing" or text.low[at - 1] != "as":
        return None
    return next(
        (i for i in range(at - 2, max(low, at - 12) - 1, -1) if text.low[i] in ("quoted", "cited", "reported")), None
    )


def passed_by(text: Text, quoted: int, at: int, high: int) -> Tokens | None:
    """By whom somebody "was quoted as saying": behind "quoted", or behind the cue at `at`."""
    for i in (quoted + 1, at + 1):
        if i < high and text.low[i] == "by":
            return following(text, i + 1, high if i > at else at - 1)
    return None


def _earlier(text: Text, at: int, low: int) -> list[int]:
    """The finite cues before one in its sentence, the nearest first, as far as they matter."""
    found: list[int] = []
    for number in range(at - 1, low - 1, -1):
        if number in text.cues and text.inside[number] < 0:
            progressive = text.low[number - 1] in _BE or text.low[number - 2] in _BE
            if (text.cues[number].shape != "ing" or progressive) and is_cue(text, number):
                found.append(number)
                if len(found) == NEAREST:
                    break
    return found


def _noun_before(text: Text, at: int, low: int) -> Tokens | None:
    first = at
    while first > low and text.tags[first - 1] == "":
        first -= 1
    return phrase(text, at, max(low, first - 1))
