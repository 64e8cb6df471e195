"""Direct words in English news, and who says them: the cue stands before, behind or between them."""

from dataclasses import dataclass, field

from pipeline.extract.quotes.english_cues import nouns
from pipeline.extract.quotes.english_phrases import following, phrase, subject
from pipeline.extract.quotes.english_text import (
    ADVERB,
    AUXILIARY,
    CONJUNCTION,
    DETERMINER,
    MARK,
    PREPOSITION,
    PRONOUN,
    SUBORDINATOR,
    TIME,
    VERB,
    Text,
)
from pipeline.extract.quotes.english_verbs import Source, Tokens, cue_span, is_cue, leading, owner, quoted_as

NEAR = 12  # tokens between "by" and a colon
REACH = 40  # tokens between words and their cue
_SPEAKING = frozenset({"clause", "spoken", "addressee", "question"})
DASHES = frozenset("—–-―")
_LEADS = frozenset({",", ":"}) | DASHES
_TITLED_WORDS = """album anthem article autobiography ballad biography blog book chapter column comedy documentary drama editorial
    episode essay exhibition film game hit hymn memoir movie musical newsletter novel opera paper play podcast poem programme
    program report segment series show single sitcom song speech study thriller track tune video"""
_TITLED = frozenset(_TITLED_WORDS.split())
_SKIPPED = frozenset("[(.…")
_MAY_STAND_BETWEEN = frozenset({"who", "which", "whose", "as"})


@dataclass(slots=True)
class Spoken:
    """What is known of the quotations of a text: `source` of each that has one, and of each cue that was used."""

    source: dict[int, Source] = field(default_factory=dict)
    cues: dict[int, Source] = field(default_factory=dict)


def attribute(text: Text) -> Spoken:
    """Who says what stands between marks, where a cue beside it tells."""
    spoken = Spoken()
    for number in range(len(text.marks)):
        before, after = text.before[number], text.after[number]
        if not any(text.tokens[i].text[0].isalnum() for i in range(before, after)):
            continue
        if before and _is_work(text, number):
            continue
        begins = starts_sentence(text, number)
        introduced = begins or text.low[before - 1] in _LEADS
        behind = _behind(text, number) if introduced else None
        ahead = None if begins and behind else _ahead(text, number, spoken)
        found = behind if behind and (ahead is None or text.low[before - 1] == ":") else ahead
        if found:
            spoken.source[number] = found
            spoken.cues.setdefault(found.cue[1] - 1, found)
    return spoken


def starts_sentence(text: Text, number: int) -> bool:
    """Whether a quotation begins a sentence, or follows another one."""
    before = text.before[number]
    return (
        before == 0
        or before >= len(text.sentence)
        or text.first(before) == before
        or text.inside[before - 1] >= 0
        or text.low[before - 1] in (".", "…", "?", "!", "•", "*")
    )


def is_clause(text: Text, number: int) -> bool:
    """Whether what stands between marks is a sentence or clause of its own, no name or few words."""
    first, last = text.before[number], text.after[number]
    words = [i for i in range(first, last) if text.tokens[i].text[0].isalnum()]
    if words and text.reading.text[text.marks[number].end - 1] in "?!.…" and text.name(words[0]):
        return True
    if len(words) < 3:
        return False
    finite = any(text.tags[i] in (AUXILIARY, VERB, PRONOUN) for i in words)
    return finite or (len(words) > 4 and text.name(words[0]))


def is_whole(text: Text, number: int) -> bool:
    """Whether a quotation without a comma or colon before it is a clause with its subject."""
    first = text.reading.token_at(text.marks[number].start)
    while first + 1 < text.after[number] and text.low[first] in _SKIPPED:
        first += 1
    return is_clause(text, number) and (text.name(first) or text.tags[first] in (PRONOUN, DETERMINER))


def is_heading(text: Text, number: int) -> bool:
    """Whether a quotation is a title in capitals that is a paragraph of its own: 'A Bridge Too Far'."""
    first, last = text.before[number], text.after[number]
    alone = text.first(first) == first and text.paragraph(first - 1) != text.paragraph(first) if first else True
    if not alone or (last < len(text.tokens) and text.paragraph(last) == text.paragraph(first)):
        return False
    return is_title(text, number)


def is_title(text: Text, number: int) -> bool:
    """Whether all words between marks but the small ones have capitals: "Make Your Child Rich"."""
    words = [i for i in range(text.before[number], text.after[number]) if text.tokens[i].text[0].isalnum()]
    long = [i for i in words if text.tags[i] in ("", VERB, ADVERB) or i == words[0]]
    return len(words) > 1 and len(long) > 1 and all(text.name(i) or text.low[i].isdigit() for i in long)


def _behind(text: Text, number: int) -> Source | None:
    """`"…," Smith said`, `"…," said Smith`, `"…" — Smith`."""
    mark, first = text.marks[number], text.after[number]
    if first >= len(text.tokens):
        return None
    if text.paragraph(first) != text.paragraph(first - 1) and text.low[first] not in DASHES:
        return None
    at = first
    high = min(text.last(first), first + REACH)
    ends = text.reading.text[mark.end - 1]
    while at < high and (text.low[at] in _LEADS):
        at += 1
    if at >= high or text.inside[at] >= 0 or text.tags[at] == CONJUNCTION:
        return None
    if text.low[first] in DASHES and (signed := _signed(text, at, high)):
        return Source(signed, (first, first + 1))
    if text.low[at] == "according" and at + 2 < high and text.low[at + 1] == "to":
        speaker = following(text, at + 2, high)
        return Source(speaker, (at, at + 2)) if speaker else None
    for cue in range(at, high):
        if text.inside[cue] >= 0 or text.low[cue] in (";", ":"):
            return None
        if text.tags[cue] == SUBORDINATOR and text.low[cue] not in _MAY_STAND_BETWEEN:
            return None
        if cue not in text.cues or not _speaks(text, cue):
            continue
        if quoted := quoted_as(text, cue, at):
            return Source(subject(text, quoted, at), (quoted, cue + 1))
        if not (is_cue(text, cue) or _read_out(text, cue, at, ends)) or text.cues[cue].shape == "ing":
            continue
        if (
            ends in ".?!…"
            and (ends == "." or text.name(first))
            and not _nothing_said(text, cue + 1, text.last(first), full=ends == ".")
        ):
            return None
        between = [i for i in range(at, cue) if text.tags[i] != ADVERB]
        if not between:
            turned = following(text, cue + 1, text.last(first))
            return Source(turned, cue_span(text, cue)) if turned else None
        if all(text.tags[i] in (AUXILIARY,) for i in between):
            return None
        speaker = following(text, at, cue)
        if speaker is None or text.low[speaker[1]] != ",":
            speaker = subject(text, cue, at)
        if speaker:
            return Source(speaker, cue_span(text, cue))
    return None


def _is_work(text: Text, number: int) -> bool:
    """Whether a quotation is the title of what is named before it: "his book, “Make Your Child Rich,”"."""
    at = text.before[number] - 1
    at -= at > 0 and text.low[at] in (",", "titled", "entitled", "called", "named")
    return text.low[at] in _TITLED and is_title(text, number)


def _read_out(text: Text, cue: int, low: int, ends: str) -> bool:
    """Whether `"…," the letter reads.` stands behind words: there the cue is no plural."""
    return (
        ends in ",?!"
        and text.cues[cue].shape == "s"
        and cue - low in (1, 2, 3)
        and text.tags[low] == DETERMINER
        and text.tags[cue - 1] == ""
        and (cue + 1 == text.last(cue) or text.low[cue + 1] in (".", ",", ";"))
    )


def _signed(text: Text, at: int, high: int) -> tuple[int, int] | None:
    """The name behind a dash that ends a quotation, with nothing said of it but what he is."""
    found = following(text, at, high)
    if found is None or not text.name(at) or any(i in text.cues and is_cue(text, i) for i in range(at, high)):
        return None
    return found if found[1] >= high or text.low[found[1]] in (",", "(", ".") else None


def _speaks(text: Text, at: int) -> bool:
    """Whether a cue stands beside direct words: by itself or with the words behind it ("went on")."""
    cue = text.cues[at]
    if cue.frames & _SPEAKING:
        return True
    return any(frame in _SPEAKING and _follow(text, at, words) for words, frame in cue.particles)


def _nothing_said(text: Text, at: int, high: int, *, full: bool) -> bool:
    """Whether no words follow a cue but when, where and to whom; `full`: after a full stop, where a new sentence is likelier."""
    rest = range(at, min(high, at + REACH))
    if any(text.low[i] in ("that", ":") or text.inside[i] >= 0 for i in rest[:16]):
        return False
    if full:
        return len(rest) <= 6 and not any(text.tags[i] in (AUXILIARY, VERB, PRONOUN) for i in rest)
    return True


def _ahead(text: Text, number: int, spoken: Spoken) -> Source | None:
    """`Smith said, "…"`, `Smith told reporters in Ohio: "…"`, `Smith: "…"`, `"…," she said, "…"`."""
    before = text.before[number]
    if before == 0:
        return None
    at = before - 1
    lead = text.low[at]
    other = text.paragraph(at) != text.paragraph(min(before, len(text.tokens) - 1))
    if other and lead != ":":
        return None
    low = max(text.first(at), at - REACH)
    if lead in _LEADS:
        at -= 1
    elif lead == "that":
        return None
    if found := _beside(text, number, at, low):
        return found
    end = at
    while at >= low:
        if text.inside[at] >= 0 or text.low[at] == ";":
            break
        if at in text.cues and _speaks(text, at) and is_cue(text, at) and _leads_to(text, at, end, lead):
            if lead == ":" and (said := _said_by(text, at, end)):
                return said
            if lead == ":" and (clause := _own_clause(text, at, end)):
                return Source(clause, (end + 1, end + 2))
            found = _source(text, at, low, spoken)
            return found if found.speaker or lead in _LEADS else None
        at -= 1
    if lead == ":":
        if said := _said_by(text, low, end):
            return said
        named = _labelled(text, end, max(low, at + 1)) or leading(text, low, end)
        person = named and (text.name(named[1] - 1) or text.low[named[0]] in ("he", "she", "they"))
        return Source(named, (end + 1, end + 2)) if person else None
    return None


def _beside(text: Text, number: int, at: int, low: int) -> Source | None:
    """`To Smith, "…"`, `the candidate Smith -- "…" -- and`: the name ends with token `at`, before the lead."""
    lead = text.before[number] - 1
    behind = text.after[number]
    if text.low[lead] in DASHES and behind < len(text.low) and text.low[behind] in DASHES and is_clause(text, number):
        at -= text.low[at] in DASHES
        first = at
        while first > low and (text.name(first - 1) or text.low[first - 1] == "."):
            first -= 1
        return Source((first, at + 1), (lead, lead + 1)) if text.name(at) and first < at else None
    if text.low[lead] != ",":
        return None
    found = (at, at + 1) if text.low[at] in ("him", "her", "them") else phrase(text, at, low)
    if found and found[0] > low and text.low[found[0] - 1] == "to" and _opens_clause(text, found[0] - 1, low):
        person = text.name(at) or text.low[at] in ("him", "her", "them")
        return Source(found, (found[0] - 1, found[0])) if person else None
    return None


def _opens_clause(text: Text, at: int, low: int) -> bool:
    return at == low or text.low[at - 1] in (",", "because", "and", "but")


def _said_by(text: Text, low: int, end: int) -> Source | None:
    """`a statement by Smith on Friday:`, `this message from the mayor:`."""
    for at in range(end, max(low, end - NEAR), -1):
        if text.low[at] in ("by", "from") and text.low[at - 1] in nouns():
            found = following(text, at + 1, end + 1)
            rest = range(found[1], end + 1) if found else range(0)
            plain = all(text.tags[i] in (PREPOSITION, TIME, "") and not text.cues.get(i) for i in rest)
            return Source(found, (at - 1, at)) if found and plain else None
    return None


def _own_clause(text: Text, cue: int, end: int) -> Tokens | None:
    """The subject of a clause that follows a cue behind a comma and leads to a colon: "As he feared, Smith had one wish:"."""
    for verb in range(end, cue, -1):
        if text.tags[verb] in (AUXILIARY, VERB) and (found := subject(text, verb, cue + 1)):
            before = found[0] - 1 - (text.low[found[0] - 1] == "that")
            return found if before > cue and text.low[before] == "," and found[1] <= verb else None
    return None


def _leads_to(text: Text, cue: int, end: int, lead: str) -> bool:
    """Whether between a cue and the words stand only the addressee, the time and the like."""
    particles = text.cues[cue].particles if lead in _LEADS else ()
    taken = next((len(words) for words, _ in particles if _follow(text, cue, words)), 0)
    gap = range(cue + 1 + taken, end + 1)
    if not gap or lead == ":":
        return True
    if lead not in _LEADS:
        return bool(
            "addressee" in text.cues[cue].frames
            and len(gap) <= 4
            and not any(text.tags[i] in (AUXILIARY, VERB, SUBORDINATOR, MARK) for i in gap)
        )
    if any(text.tags[i] in (AUXILIARY, VERB) or (text.tags[i] == SUBORDINATOR and text.low[i] != "that") for i in gap):
        return False
    at = gap[0]
    first = text.tags[at]
    if text.low[at] in ("this", "last", "next", "late", "early") and text.tags[at + 1] == TIME:
        first = TIME
    inverted = cue > 0 and (text.inside[cue - 1] >= 0)
    return (
        inverted
        or "addressee" in text.cues[cue].frames
        or first in (PREPOSITION, TIME, ADVERB, MARK)
        or text.low[at] == "that"
    )


def _follow(text: Text, cue: int, words: tuple[str, ...]) -> bool:
    return tuple(text.low[cue + 1 : cue + 1 + len(words)]) == words


def _source(text: Text, cue: int, low: int, spoken: Spoken) -> Source:
    known = spoken.cues.get(cue)
    if known:
        return known
    after_words = (cue > 0 and text.inside[cue - 1] >= 0) or (
        cue > 1 and text.low[cue - 1] == "," and text.inside[cue - 2] >= 0
    )
    if after_words:
        return Source(following(text, cue + 1, text.last(cue)), cue_span(text, cue))
    start = cue
    while start > low and text.inside[start - 1] < 0:
        start -= 1
    speaker = owner(text, cue, start, spoken.cues) or (owner(text, cue, low, spoken.cues) if start > low else None)
    if speaker is None and (cue == low or text.tags[cue - 1] in (ADVERB, MARK)):
        speaker = following(text, cue + 1, text.last(cue))
    return Source(speaker, cue_span(text, cue))


def _labelled(text: Text, last: int, low: int) -> tuple[int, int] | None:
    """The name that stands alone before a colon."""
    if last < low or last - low > 7:
        return None
    found = phrase(text, last, low)
    return found if found and any(text.name(i) for i in range(*found)) else None
