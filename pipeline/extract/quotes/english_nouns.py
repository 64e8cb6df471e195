"""Reports whose cue is no verb: "his claim that", "a warning from X that", "As X said, ..."."""

from pipeline.extract.quotes.english_cues import nouns
from pipeline.extract.quotes.english_phrases import following, phrase
from pipeline.extract.quotes.english_text import AUXILIARY, CLITIC, MARK, SUBORDINATOR, VERB, Text
from pipeline.extract.quotes.english_verbs import Source, Tokens

REACH = 8  # tokens between a noun and its "that"
_POSSESSIVES = frozenset({"his", "her", "their"})


def noun_report(text: Text, at: int, low: int, high: int) -> tuple[Source, int] | None:
    """Whose the clause is that a noun of speech at `at` announces, and where the clause begins; None if it does not."""
    if text.low[at] not in nouns() or at + 2 >= high:
        return None
    that = next((i for i in range(at + 1, min(at + REACH, high)) if text.low[i] == "that"), None)
    if that is None or any(text.tags[i] in (MARK, VERB, AUXILIARY, SUBORDINATOR) for i in range(at + 1, that)):
        return None
    if that > at + 1:
        speaker = following(text, at + 2, that) if text.low[at + 1] in ("by", "from") else None
        return (Source(speaker, (at, at + 1)), that + 1) if speaker and speaker[1] == that else None
    owner = at - 1
    while owner > low and text.tags[owner] == "" and text.low[owner] not in _POSSESSIVES:
        owner -= 1
    if text.low[owner] in _POSSESSIVES:
        return Source((owner, owner + 1), (at, at + 1)), that + 1
    if text.tags[owner] == CLITIC and owner > low:
        speaker = phrase(text, owner - 1, low)
        return (Source(speaker, (at, at + 1)), that + 1) if speaker else None
    return None


def as_said(text: Text, at: int, low: int, high: int) -> Tokens | None:
    """What follows "As X said," of the cue at `at`; None where the sentence begins otherwise."""
    if text.low[low] != "as" or at - low > 14:
        return None
    comma = at + 1
    while comma < high and text.low[comma] != ",":
        comma += 1
    if comma - at > 8 or comma + 2 >= high:
        return None
    return comma + 1, high
