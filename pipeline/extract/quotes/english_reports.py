"""What English news reports somebody to have said or thought, without marks or with marks inside: cue, source, content."""

from bisect import bisect_right
from dataclasses import dataclass, replace

from pipeline.extract.quotes.english_contents import WEAK, content, end_of, finite, that_follows
from pipeline.extract.quotes.english_cues import nouns
from pipeline.extract.quotes.english_direct import Spoken
from pipeline.extract.quotes.english_nouns import as_said, noun_report
from pipeline.extract.quotes.english_phrases import following, subject
from pipeline.extract.quotes.english_text import ADVERB, AUXILIARY, CONJUNCTION, MARK, PREPOSITION, TIME, VERB, Text
from pipeline.extract.quotes.english_verbs import Source, Tokens, cue_span, is_cue, owner

BACK, AHEAD = 120, 300  # tokens around a cue
_HEARERS = frozenset({"i", "we", "it", "this", "that", "there", "nobody", "nothing", "who", "which"})
_INFORMANTS = frozenset(
    {"officials", "sources", "people", "ministry", "police", "media", "agency", "official", "source", "spokesman"}
)
_CLOSING = frozenset({".", "!", "?", "…", ";"})


@dataclass(frozen=True, slots=True)
class Report:
    """Contents (token spans: two where the attribution interrupts them) and whose they are."""

    source: Source
    contents: tuple[Tokens, ...]
    through: Tokens | None = None  # who passes it on: "X said …, Y reported"
    topic: bool = False  # the content is only what was spoken about
    speech: bool = False  # its cue is a verb of speech that may stand beside direct words


def reports(text: Text, spoken: Spoken) -> list[Report]:
    """Every report of the text, in the order of the cues; what stands in the content of another is no report of its own."""
    found: dict[int, Report] = {}
    taken = {source.cue[1] - 1 for source in spoken.source.values()}
    sources = dict(spoken.cues)
    cues = [at for at in sorted(text.cues) if at not in taken and text.inside[at] < 0 and is_cue(text, at)]
    held = [False] * len(text.tokens)

    def keep(at: int, report: Report) -> None:
        found[at], sources[at] = report, report.source
        for first, last in report.contents:
            held[first:last] = [True] * (last - first)

    for at in [*_according_to(text), *cues]:
        if held[at]:
            continue
        report = (_according if text.low[at] == "according" else _behind)(text, at, *_bounds(text, at), sources)
        if report:
            keep(at, report)
            inner = _passed_on(text, report, cues)
            if inner is not None and (said := _of_verb(text, inner, *report.contents[0], sources)):
                keep(inner, replace(said, through=report.source.speaker))
                if text.low[at] in ("according", "reported", "reports", "report"):
                    del found[at]
    announcing = nouns()
    for at in [at for at, word in enumerate(text.low) if word in announcing]:
        if text.inside[at] < 0 and not held[at]:
            low, high = _bounds(text, at)
            if noun := noun_report(text, at, low, high):
                keep(at, Report(noun[0], ((noun[1], end_of(text, noun[1], high)),)))
    for at in cues:
        if at not in found and not held[at] and (report := _of_verb(text, at, *_bounds(text, at), sources)):
            keep(at, report)
    return [report for _, report in sorted(found.items()) if not (report.topic and _said_more(text, report, sources))]


def _according_to(text: Text) -> list[int]:
    words = text.low
    return [
        at
        for at, word in enumerate(words[:-2])
        if word == "according" and words[at + 1] == "to" and text.inside[at] < 0
    ]


def _passed_on(text: Text, report: Report, cues: list[int]) -> int | None:
    """The cue of the statement that somebody only passes on: the first verb of the content, of speech, with its subject."""
    first, last = report.contents[0]
    number = bisect_right(cues, first)
    if number == len(cues) or cues[number] >= last:
        return None
    at = cues[number]
    who = subject(text, at, first)
    speech = text.cues[at].frames & {"clause", "addressee"} and text.cues[at].lemma not in WEAK
    named = who is not None and any(text.name(i) for i in range(who[0] + 1, who[1]))
    return at if who and speech and named and who[0] <= first + 1 and text.cues[at].shape in ("past", "s") else None


def _said_more(text: Text, report: Report, sources: dict[int, Source]) -> bool:
    """Whether the sentence goes on with what the same one said about it."""
    at = report.source.cue[1]
    for other in range(at, min(text.last(at - 1), at + AHEAD)):
        if other in sources and other in text.cues and "clause" in text.cues[other].frames:
            return sources[other].speaker == report.source.speaker
    return False


def _bounds(text: Text, at: int) -> Tokens:
    """The sentence of a token, without the mark that ends it, as far as a reader would look."""
    low, high = max(text.first(at), at - BACK), min(text.last(at), at + AHEAD)
    while high > at + 1 and text.low[high - 1] in _CLOSING and text.inside[high - 1] < 0:
        high -= 1
    return low, high


def _according(text: Text, at: int, low: int, high: int, _: dict[int, Source]) -> Report | None:
    """`According to X, …`, `…, according to X`, `…, according to X, …`."""
    speaker = following(text, at + 2, high)
    if speaker is None:
        return None
    cue = (at, at + 2)
    comma = speaker[1]
    while comma < high and not (text.low[comma] == "," and text.inside[comma] < 0):
        comma += 1
    before = at
    while before > low and (text.low[before - 1] in (",", "—", "–") or text.tags[before - 1] in (ADVERB, CONJUNCTION)):
        before -= 1
    left = (low, before) if before - low >= 3 else None
    if (
        left
        and comma + 1 < high
        and text.low[before] == ","
        and text.low[comma + 1] not in ("who", "which", "whose")
        and comma == speaker[1]
    ):
        rest = (comma + 1, end_of(text, comma + 1, high))
        if rest[1] - rest[0] > 1 and (text.inside[comma + 1] >= 0 or text.tags[comma + 1] in (VERB, AUXILIARY)):
            return Report(Source(speaker, cue), (left, rest), speech=True)
    if left:
        return Report(Source(speaker, cue), (left,), speech=True)
    right = (comma + 1, end_of(text, comma + 1, high)) if comma + 1 < high else None
    return Report(Source(speaker, cue), (right,)) if right and right[1] - right[0] >= 2 else None


def _of_verb(text: Text, at: int, low: int, high: int, sources: dict[int, Source]) -> Report | None:
    """A cue with what follows it."""
    cue = text.cues[at]
    speaker = owner(text, at, low, sources)
    if speaker is None or text.low[speaker[0]].startswith("you"):
        return None
    if cue.frames & {"clause", "addressee"} and (rest := as_said(text, at, low, high)):
        return Report(Source(speaker, cue_span(text, at)), (rest,), speech=True)
    found = content(text, at, high, cue)
    if found is None:
        return None
    (first, last), end = found
    if first == last:
        return None
    if cue.lemma == "cite" and (text.name(last - 1) or text.low[last - 1] in _INFORMANTS):
        return None  # whom a report relies on, not what he says
    topic = end > at + 1 and cue.lemma in ("speak", "talk")
    title = text.inside[first] >= 0 and "named" in cue.frames and "clause" not in cue.frames
    if title and text.low[speaker[0] - 1] not in ("which", "what", "that", "whom"):
        return None  # "a film called “…”"
    heard = cue.shape in ("past", "s") and text.low[speaker[0]] not in _HEARERS
    speech = heard and bool(cue.frames & {"clause", "addressee"}) and cue.lemma not in WEAK and not _negated(text, at)
    source = Source(speaker, (cue_span(text, at)[0], end))
    return Report(source, ((first, last),), topic=topic, speech=speech)


def _negated(text: Text, at: int) -> bool:
    return any(text.low[i].endswith(("n’t", "not", "never")) for i in range(max(0, at - 3), at))


def _behind(text: Text, at: int, low: int, high: int, sources: dict[int, Source]) -> Report | None:
    """What stands before `, X said` and `, said X` at the end of a sentence, or around it."""
    cue = text.cues[at]
    if not cue.frames & {"clause", "spoken", "addressee"} or (
        cue.shape in ("ing", "base") and text.tags[at - 1] == AUXILIARY
    ):
        return None
    if at > low and _pauses(text, at - 1):
        speaker = following(text, at + 1, high)
        after, comma = (speaker[1] if speaker else at), at - 1
        if speaker is None or not finite(text, low, comma) or cue.shape not in ("past", "s"):
            return None
    else:
        speaker = owner(text, at, low, sources)
        if speaker is None or speaker[0] > at:
            return None
        after, comma = at + 1, speaker[0] - 1
        if comma <= low or not _pauses(text, comma):
            return None
        if "addressee" in cue.frames and cue.lemma == "tell":
            to = following(text, after, high)
            if to is None:
                return None
            after = to[1]
    start = low
    while start < comma and text.tags[start] == MARK and text.inside[start] < 0:
        start += 1
    start = max([start, *(i + 1 for i in range(start, comma) if text.low[i] == ";" and text.inside[i] < 0)])
    if comma - start < 2:
        return None
    source, left = Source(speaker, cue_span(text, at)), (start, comma + (text.inside[comma] >= 0))
    while after < high and text.tags[after] in (TIME, ADVERB):
        after += 1
    if after >= high or text.low[after] == ";":
        return Report(source, (left,), speech=True)
    if not cue.frames & {"clause", "addressee"}:
        return None
    whole = text.inside[comma] >= 0 or finite(text, start, comma)
    if _pauses(text, after) and text.inside[after] < 0 and after + 1 < high:
        ahead = after + 1
        if ahead in text.cues and text.cues[ahead].shape == "ing":
            return Report(source, (left,), speech=True)
        if (text.inside[ahead] >= 0 and not whole) or that_follows(text, ahead, high):
            return None
        rest = (ahead, end_of(text, ahead, high))
        if text.low[ahead] in ("who", "which", "whose") or rest[1] - rest[0] < 2:
            return Report(source, (left,), speech=True)
        return Report(source, (left, rest), speech=True)
    if not whole or that_follows(text, after, high):
        return None
    if text.tags[after] == PREPOSITION or text.low[after] in ("when", "while", "as", "after", "before"):
        return Report(source, (left,), speech=True)
    return None


def _pauses(text: Text, at: int) -> bool:
    """A comma or dash, or a quotation that ends with one."""
    number = text.inside[at]
    if number < 0:
        return text.low[at] in (",", "—", "–")
    return text.after[number] == at + 1 and text.reading.text[text.marks[number].end - 1] == ","
