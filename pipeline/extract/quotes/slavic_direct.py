"""Words between marks or behind a dash with whose they are: «…», – сказал X; X заявил: «…»; – …, – сказал X. – …"""

import re

from pipeline.extract.morphology import parses
from pipeline.extract.quotes.marks import Marked
from pipeline.extract.quotes.slavic_draft import Draft, Drafts
from pipeline.extract.quotes.slavic_subjects import Range, behind, phrase, subject
from pipeline.extract.quotes.slavic_text import DASHES, PREPOSITIONS, Text

REACH = 14  # tokens of an attribution in which its verb stands
PART = 4  # words: from here on words between marks are somebody's, not a name or a term
_BREAK = re.compile(r"[,.!?…]\s{0,3}[–—−-]\s{1,3}")
_TRIM = re.compile(r"[\s,]+$")
_ENDS = frozenset({",", ".", "!", "?", "…"})
_CITING = ("цитир", "процитир", "цитує", "цитуют", "цитува", "процитува")
Said = tuple[Range | None, Range]  # subject, verb


def direct(text: Text) -> list[Draft]:
    """Quotes with a verb of saying of their own, and those that go on from one."""
    found: list[Draft] = []
    for number, span in enumerate(text.marked):
        if _is_name(text, span):
            continue
        previous = found[-1] if found else None
        said = _said_before(text, span) or (_said_behind(text, span.outer_end) if _begins(text, span) else None)
        parts, inner = _parts(text, span.start, span.end)
        said = inner or said
        if said is not None:
            found += [_draft(part, said, text) for part in parts]
        elif _goes_on(text, span, previous, text.marked[number - 1] if number else None):
            found.append(Draft(span.start, span.end, "direct", span.start, follows=True))
    return sorted([*found, *_dialogue(text)], key=lambda draft: draft.start)


def _begins(text: Text, span: Marked) -> bool:
    """Whether words between marks begin a sentence; what ends one that is somebody else's is part of what is reported."""
    first = text.reading.token_at(span.outer_start)
    sentence = text.sentence(first)
    lead = text.small[sentence.first : first]
    return all(not word[:1].isalnum() for word in lead) or (len(lead) > 1 and lead[-1] in DASHES)


def _draft(part: tuple[int, int], said: Said, text: Text) -> Draft:
    speaker, cue = said
    at = text.tokens[cue[0]].start
    return Draft(part[0], part[1], "direct", at, speaker, cue)


def _is_name(text: Text, span: Marked) -> bool:
    """Words between marks that are a recognised name, or nothing."""
    inner = text.text[span.start : span.end].strip()
    if not inner:
        return True
    first = text.reading.token_at(span.start + (0 if text.text[span.start : span.start + 1].strip() else 1))
    one = text.name(max(first, 0)) if first >= 0 and text.tokens[first].start >= span.start else None
    return one is not None and one.kind == "mention" and one.end is not None and one.end >= span.end - 1


def _said_behind(text: Text, offset: int) -> Said | None:
    """«…», – сказал X: behind marks a dash or comma, then a verb and its subject in either order."""
    at = text.reading.token_at(offset - 1) + 1
    marks = 0
    while at < len(text.small) and text.small[at] in _ENDS and marks < 4:
        at, marks = at + 1, marks + 1
    if at >= len(text.small):
        return None
    dash = text.small[at] in DASHES
    if "\n" in text.text[offset : text.tokens[at].start] or not (dash or (marks and text.low(at - 1) == ",")):
        return None
    return said_from(text, at + dash, strict=not dash)


def said_from(text: Text, at: int, *, strict: bool = False) -> Said | None:
    """An attribution that begins at a token; `strict`: its verb does."""
    if at >= len(text.small):
        return None
    stop = min(text.sentence(at).last, at + 40)
    for verb in range(at, min(at + (1 if strict else REACH), stop)):
        if text.small[verb] in {":", ";", "что", "що"} or (text.small[verb] in DASHES and verb > at):
            return None
        cue = text.cue(verb)
        if cue is not None and not cue.kinds <= {"act"}:
            end = next(
                (one for one in range(verb + 1, stop) if text.small[one] in DASHES or text.small[one] == ":"), stop
            )
            quoted = text.small[verb].startswith(_CITING)
            return cited(text, verb, end) if quoted else subject(text, verb, at, end), (verb, verb + 1)
    return None


def cited(text: Text, verb: int, stop: int) -> Range | None:
    """Whom a verb of quoting quotes: «…», – цитирует агентство министра X; None where it does not say."""
    limit = min(stop, verb + REACH)
    for at in range(verb + 1, limit):
        it = text.word(at)
        if text.small[at] in PREPOSITIONS:
            return None
        if it.part == "NOUN" and not it.nominative and _animate(text, at):
            agent = next((one for one in range(at + 1, limit) if _nominative(text, one)), limit)
            return phrase(text, at, agent)
    return None


def _nominative(text: Text, at: int) -> bool:
    it = text.word(at)
    return it.part == "NOUN" and it.nominative and not it.genitive and text.name(at) is None


def _animate(text: Text, at: int) -> bool:
    return any(one.pos == "NOUN" and "anim" in one.grammemes for one in parses(text.small[at], text.language))


def _said_before(text: Text, span: Marked) -> Said | None:
    """X заявил: «…»; in the same paragraph, before a colon."""
    colon = text.reading.token_at(span.outer_start - 1) if span.outer_start else -1
    if colon < 0 or text.small[colon] != ":" or "\n" in text.text[text.tokens[colon].start : span.outer_start]:
        return None
    start = text.sentence(colon).first
    for verb in range(colon - 1, max(start, colon - 30) - 1, -1):
        cue = text.cue(verb)
        if cue is not None and text.between_marks(text.tokens[verb].start) is None:
            return subject(text, verb, start, colon), (verb, verb + 1)
    name = text.name(colon - 1) if colon > start else None
    if name is not None and text.first_of(name) - start < 8 and name.attributes.get("kind") != "place":
        return (text.first_of(name), colon), (colon, colon + 1)
    return None


def _parts(text: Text, start: int, end: int) -> tuple[list[tuple[int, int]], Said | None]:
    """The words of a quotation without the attributions inside it: «…, – сказал X. – …»."""
    parts: list[tuple[int, int]] = []
    said: Said | None = None
    begin = start
    breaks = list(_BREAK.finditer(text.text, start, end))
    number = 0
    while number < len(breaks):
        found = breaks[number]
        number += 1
        at = text.reading.token_at(found.end())
        if at < 0 or at >= len(text.small) or text.tokens[at].start < found.end():
            continue
        cue = text.cue(at)
        if cue is None or cue.kinds <= {"act", "state"}:
            continue
        speaker = behind(text, at, text.sentence(at).last)
        if speaker is None:
            continue
        said = said or (speaker, (at, at + 1))
        parts.append(_trimmed(text, begin, found.start() + (text.text[found.start()] not in ",")))
        if number < len(breaks):
            begin = breaks[number].end()
            number += 1
        else:
            sentence = text.sentence(at)
            begin = min(end, sentence.end + 1) if sentence.end < end else end
    if begin < end and (parts or begin == start):
        parts.append(_trimmed(text, begin, end))
    return [part for part in parts if part[1] > part[0]], said


def _trimmed(text: Text, start: int, end: int) -> tuple[int, int]:
    while start < end and text.text[start].isspace():
        start += 1
    cut = _TRIM.search(text.text, max(start, end - 8), end)
    return start, cut.start() if cut else end


def _dialogue(text: Text) -> list[Draft]:
    """A paragraph that begins with a dash and says whose words it has."""
    found: list[Draft] = []
    paragraph = -1
    for sentence in text.reading.sentences:
        if sentence.paragraph == paragraph:
            continue
        paragraph = sentence.paragraph
        if text.small[sentence.first] not in DASHES or sentence.first + 1 >= len(text.small):
            continue
        start = text.tokens[sentence.first + 1].start
        end = text.text.find("\n", start)
        parts, said = _parts(text, start, end if end >= 0 else len(text.text))
        if said is not None and text.between_marks(start) is None:
            found += [_draft(part, said, text) for part in parts]
    return found


def _goes_on(text: Text, span: Marked, previous: Draft | None, mark: Marked | None) -> bool:
    """Whether a quotation that nobody is said to have spoken goes on from the one before: right behind it or its verb."""
    first = text.reading.token_at(span.outer_start)
    last = text.reading.token_at(span.end - 1) + 1
    if previous is None or last - first < PART or not text.tokens[min(first + 1, last - 1)].text[:1].isupper():
        return False
    behind_it = text.text[span.outer_end : span.outer_end + 2].strip()
    alone = not behind_it or behind_it[0] in ".\n" or text.text[span.end - 1 : span.end] in {".", "!", "?", "…"}
    here = text.sentence(first)
    begins = here.first == first
    spoken = text.reading.sentence_at(previous.at)
    near = text.reading.sentence_at(here.start) - spoken <= 1 or (mark is not None and mark.continued)
    return alone and begins and near


def partial(text: Text, drafts: Drafts) -> None:
    """Words between marks within what is reported, or in a sentence that says who speaks."""
    for span in text.marked:
        near = drafts.touching(span.start, max(span.end, span.start + 1))
        if any(one.form == "direct" for one in near) or _is_name(text, span):
            continue
        around = next(
            (one for one in near if one.form == "indirect" and one.start <= span.start and span.end <= one.end), None
        )
        count = text.reading.token_at(span.end - 1) - text.reading.token_at(span.outer_start)
        term = count < 2 or (text.text[span.start : span.start + 1].isupper() and count < PART + 1)
        if term or "\n" in text.text[span.start : span.end]:
            continue
        if around is not None:
            drafts.add(
                Draft(span.start, span.end, "partial", around.at + 1, around.speaker, around.cue, around.follows)
            )
        else:
            said = _said_of(text, span)
            if said is not None and said[0] is not None:
                drafts.add(Draft(span.start, span.end, "partial", text.tokens[said[1][0]].start, said[0], said[1]))


def _said_of(text: Text, span: Marked) -> Said | None:
    """The verb of saying nearest before marks in their sentence: X назвал это «…»."""
    at = text.reading.token_at(span.outer_start)
    sentence = text.sentence(at)
    for verb in range(at - 1, max(sentence.first, at - REACH) - 1, -1):
        cue = text.cue(verb)
        if cue is not None and cue.kinds & {"speech", "report", "act"}:
            return subject(text, verb, sentence.first, at), (verb, verb + 1)
    return None
