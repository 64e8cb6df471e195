"""Quotes in English news: direct, partial and indirect ones, and whose they are."""

from bisect import bisect_left
from collections.abc import Sequence

from pipeline.extract.quotes.english_direct import (
    DASHES,
    Spoken,
    attribute,
    is_clause,
    is_heading,
    is_whole,
    starts_sentence,
)
from pipeline.extract.quotes.english_labels import Labelled, labelled
from pipeline.extract.quotes.english_reports import Report, reports
from pipeline.extract.quotes.english_speakers import resolved
from pipeline.extract.quotes.english_text import Text, prepare
from pipeline.extract.quotes.english_verbs import Source, Tokens, leading
from pipeline.extract.quotes.model import Form, Quote
from pipeline.extract.reading import Reading
from pipeline.model import Annotation

MEMORY = 3  # paragraphs after which words without an attribution are nobody's


def quotes(reading: Reading, entities: Sequence[Annotation]) -> list[Quote]:
    """Quotes of a text; `entities`: its mentions and descriptions."""
    text = prepare(reading)
    spoken = attribute(text)
    labels = labelled(text, _people(text, entities))
    for label in labels:
        if label.mark >= 0:
            spoken.source[label.mark] = label.source
    found = reports(text, spoken)
    whole, partial = _reported(text, spoken, found)
    _go_on(text, spoken, found, {label.mark for label in labels}, _persons(text, entities))
    direct = [_direct(text, number, source) for number, source in spoken.source.items()]
    said = [_label(text, label) for label in labels if label.mark < 0]
    return resolved(text, [*direct, *whole, *partial, *said], entities)


def _people(text: Text, entities: Sequence[Annotation]) -> frozenset[int]:
    """Tokens of the names of people and organisations in the headline."""
    found: set[int] = set()
    headline = max(text.reading.text.find("\n"), 0)
    for one in entities:
        if one.start is None or one.end is None or one.end > headline or one.kind != "mention":
            continue
        if one.attributes["kind"] != "place":
            found.update(range(text.reading.token_at(one.start), text.reading.token_at(one.end - 1) + 1))
    return frozenset(found)


def _persons(text: Text, entities: Sequence[Annotation]) -> frozenset[int]:
    """Last tokens of the names of people."""
    return frozenset(
        text.reading.token_at(one.end - 1)
        for one in entities
        if one.end is not None and one.kind == "mention" and one.attributes["kind"] == "person"
    )


def _label(text: Text, label: Labelled) -> Quote:
    return _quote(text, text.span(*label.content), "direct" if label.verbatim else "indirect", label.source)


def _direct(text: Text, number: int, source: Source) -> Quote:
    mark = text.marks[number]
    begins = starts_sentence(text, number) or text.low[text.before[number] - 1] in (",", ":")
    form: Form = "direct" if begins or is_whole(text, number) else "partial"
    start = mark.start
    if source.speaker and source.speaker[0] - text.before[number] == 1:  # "SMITH: Good evening"
        start = text.tokens[source.cue[1]].start
    return _quote(text, (start, mark.end), form, source)


def _quote(text: Text, span: tuple[int, int], form: Form, source: Source, through: Tokens | None = None) -> Quote:
    start, end = span
    words = text.reading.text
    while start < end and words[start].isspace():
        start += 1
    while end > start and words[end - 1].isspace():
        end -= 1
    speaker = text.span(*source.speaker) if source.speaker else None
    chain = [words[slice(*text.span(*through))]] if through else []
    return Quote(start, end, form, speaker, text.span(*source.cue), chain=chain)


def _reported(text: Text, spoken: Spoken, found: Sequence[Report]) -> tuple[list[Quote], list[Quote]]:
    """Indirect quotes, and partial ones inside them; a content that is all between marks is only the latter."""
    whole, partial = [], []
    for report in found:
        for first, last in report.contents:
            numbers = sorted({text.inside[i] for i in range(first, last)} - {-1})
            for number in numbers:
                if number not in spoken.source and len(text.marks) > number:
                    mark = text.marks[number]
                    alone = text.before[number] == first
                    form: Form = (
                        "direct" if alone and text.low[first - 1] != "that" and is_whole(text, number) else "partial"
                    )
                    spoken.cues.setdefault(report.source.cue[1] - 1, report.source)
                    partial.append(_quote(text, (mark.start, mark.end), form, report.source, report.through))
            if numbers and text.before[numbers[0]] <= first and _all_marked(text, numbers[0], last):
                continue
            start, end = text.span(first, last)
            if numbers and text.after[numbers[-1]] == last and text.before[numbers[-1]] > first:
                end = text.marks[numbers[-1]].outer_end
            if end > start:
                whole.append(_quote(text, (start, end), "indirect", report.source, report.through))
    return whole, partial


def _all_marked(text: Text, number: int, last: int) -> bool:
    """Whether a content that begins with a quotation ends with it: at its end, or because a comma closes it."""
    after = text.after[number]
    return after >= last or text.reading.text[text.marks[number].end - 1] in ",.!?" or text.low[after] in (",", ".")


def _go_on(
    text: Text, spoken: Spoken, found: Sequence[Report], labelled_marks: set[int], persons: frozenset[int]
) -> None:
    """Whole sentences between marks without a cue are said by who is named at the end of the same words, by who spoke
    before in the paragraph, or just above.
    """
    for number in range(len(text.marks) - 2, -1, -1):
        known = number + 1 in spoken.source and number + 1 not in labelled_marks
        if text.marks[number].continued and number not in spoken.source and known:
            spoken.source[number] = spoken.source[number + 1]
    said = sorted(
        [*spoken.source.values(), *(report.source for report in found if report.speech)], key=lambda one: one.cue
    )
    starts = [one.cue[0] for one in said]
    near = 0  # the paragraph of the last attributed words
    for number in range(len(text.marks)):
        first = text.before[number]
        if first >= len(text.tokens):
            continue
        paragraph = text.paragraph(first)
        if number in spoken.source:
            near = paragraph
            continue
        if text.after[number] - first < 3 or not starts_sentence(text, number) or not is_clause(text, number):
            continue
        if is_heading(text, number):
            continue
        before = bisect_left(starts, first) - 1
        last = said[before] if before >= 0 else None
        if last and text.low[last.cue[0]] in DASHES:
            last = None  # a signature ends what it signs
        previous = spoken.source.get(number - 1)
        if previous and (text.marks[number - 1].continued or last is None or _one_sentence(text, previous, last)):
            last = previous
        if (named := _just_named(text, first)) and (last is None or last.cue[0] < named.cue[0]):
            last = named
        if last is None or paragraph - max(near, text.paragraph(last.cue[0])) > MEMORY:
            last = _just_above(text, first, persons)
        if last:
            spoken.source[number] = last
            near = paragraph


def _just_named(text: Text, first: int) -> Source | None:
    """The subject of the sentence right before, in the paragraph: "Rowe was blunt." Its verb is the cue."""
    if first == 0 or text.inside[first - 1] >= 0 or text.paragraph(first - 1) != text.paragraph(first):
        return None
    low = text.first(first - 1)
    found = leading(text, low, first - 1)
    if found is None or found[1] >= first:
        return None
    if not (
        text.low[found[0]] in ("he", "she") or text.name(found[1] - 1 if text.low[found[1] - 1] != ")" else found[0])
    ):
        return None
    return Source(found, (found[1], found[1] + 1))


def _just_above(text: Text, first: int, persons: frozenset[int]) -> Source | None:
    """The person who is the subject of the last sentence of the paragraph above, which has no words of anybody."""
    if first == 0 or text.inside[first - 1] >= 0 or text.paragraph(first - 1) == text.paragraph(first):
        return None
    low = text.first(first - 1)
    found = leading(text, low, first - 1)
    if found is None or found[1] >= first or not (text.low[found[0]] in ("he", "she") or found[1] - 1 in persons):
        return None
    return Source(found, (found[1], found[1] + 1))


def _one_sentence(text: Text, one: Source, other: Source) -> bool:
    return text.sentence[one.cue[0]] == text.sentence[other.cue[0]]
