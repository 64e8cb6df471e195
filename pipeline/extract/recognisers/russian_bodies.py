"""Bodies of state in small letters, which the network does not see: британское правительство, министерство обороны России."""

from collections.abc import Mapping, Sequence
from functools import cache

from pipeline.extract.lexicon import places
from pipeline.extract.recognisers.russian_forms import cases, has, lemma, lemmas
from pipeline.extract.recognisers.russian_spans import LONGEST_NAME, Span, heads
from pipeline.extract.recognisers.russian_words import Words

_STEM = 4
_REACH = 8  # words of a ministry's name behind it
_COMPLETE = frozenset(  # named so without a country too
    {("кабинет", "министр"), ("европейский", "союз")}
)
_OF_STATE = {  # adjectives with which an ordinary noun is a body of state
    "суд": frozenset(
        {"верховный", "конституционный", "высокий", "высший", "апелляционный", "арбитражный", "федеральный"}
    ),
    "сила": frozenset({"вооружённый", "вооруженный"}),
    "ведомство": frozenset({"внешнеполитический", "оборонный", "военный", "дипломатический"}),
}
_BESIDE = frozenset({"правительство"})  # правительство Японии names a country, японское правительство a body
_NOT_BY_ADJECTIVE = frozenset({"парламент", "посольство", "консульство", "генконсульство", "конгресс", "сенат"})


@cache
def _stems() -> frozenset[str]:
    stems = {word[:_STEM] for word in heads("state") if " " not in word} | {word[:_STEM] for word in _OF_STATE}
    return frozenset(stems | {word[:_STEM] for pair in _COMPLETE for word in pair[:1]})


def with_bodies(words: Words, spans: Sequence[Span]) -> list[Span]:
    """Spans, and with them the bodies of state that have a country beside them."""
    starts = {span.first: span for span in spans}
    taken = {at for span in spans for at in range(span.first, span.last)}
    bodies: list[Span] = []
    for first, last in words.sentences:
        at = first
        while at < last:
            span = _body(words, at, first, last, starts, taken)
            if span:
                bodies.append(span)
            at = span.last if span else at + 1
    within = {at for span in bodies for at in range(span.first, span.last)}
    return sorted([*(span for span in spans if span.first not in within), *bodies])


def _body(words: Words, at: int, first: int, last: int, starts: Mapping[int, Span], taken: set[int]) -> Span | None:
    """The body whose head is a word, if it is one."""
    texts = words.texts
    word = texts[at]
    if word[:_STEM].lower() not in _stems() and word[: _STEM - 1].lower() not in _stems():
        return None
    begun = starts.get(at)
    if at in taken and (begun is None or begun.kind != "organisation"):
        return None
    head = next((one for one in lemmas(word) if one in heads("state")), lemma(word))
    start, end = at, begun.last if begun else at + 1
    stately = head in heads("state")
    complete = False
    if head in _OF_STATE and at > first and lemma(texts[at - 1]) in _OF_STATE[head]:
        start, stately = at - 1, True
        complete = head == "сила"
    elif at + 1 < last and (head, lemma(texts[at + 1])) in _COMPLETE:
        end = max(end, at + 2)
        stately = complete = True
    if not stately:
        return None
    if head == "министерство" and not begun:
        end = _complement(texts, at + 1, last, starts)
        complete = end > at + 1
    before = starts.get(start - 1)
    national = (
        start > first
        and head not in _NOT_BY_ADJECTIVE
        and (start - 1 not in taken or (before is not None and before.last == start))
        and _national(texts[start - 1], word)
    )
    if national:
        start -= 1
    following = starts.get(end)
    if (
        following
        and following.kind == "place"
        and following.last - start <= LONGEST_NAME
        and "gent" in cases(texts[end])
        and not (head in _BESIDE and word.islower())
    ):
        return Span(start, following.last, "organisation")
    if national or complete:
        return Span(start, end, "organisation")
    return None


def _national(word: str, head: str) -> bool:
    """Whether a word is a country's adjective that goes with the noun behind it."""
    return has(word, "ADJF") and places.demonym(lemma(word)) is not None and bool(cases(word) & cases(head))


def _complement(texts: Sequence[str], at: int, last: int, starts: Mapping[int, Span]) -> int:
    """Where the name of a ministry ends that goes on in the genitive: иностранных дел; по делам молодёжи."""
    end = at
    while end < min(last, at + _REACH) and end not in starts:
        word = texts[end]
        joins = word in {"и", "по"} and end + 1 < last and end + 1 not in starts
        if not word.islower() or not (
            joins or _genitive(word) or (end > at and texts[end - 1] == "по" and has(word, "datv"))
        ):
            break
        end += 1
    while end > at and texts[end - 1] in {"и", "по"}:
        end -= 1
    return end


def _genitive(word: str) -> bool:
    return (
        has(word, "gent")
        and (has(word, "NOUN") or has(word, "ADJF"))
        and not lemmas(word) & {"который", "он", "год", "это"}
    )
