"""The nominative of a Ukrainian name: Володимира Зеленського → Володимир Зеленський, Північної Кореї → Північна Корея."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from pipeline.extract.lexicon.places import place
from pipeline.extract.recognisers.ukrainian_draft import LATIN, LOWER, MARK, TITLE, UPPER, Draft, Span
from pipeline.extract.recognisers.ukrainian_words import Form, Grams, capitalised, look, parses, reading_of

_ORDER = tuple(
    f"{gender} {case}" for case in ("nomn", "gent", "accs", "datv", "ablt", "loct", "voct") for gender in "mfn"
) + tuple(f"p {case}" for case in ("nomn", "gent", "accs", "datv", "ablt", "loct", "voct"))
_PERSON = ("given", "surname", "patronymic", "guess", "adjective", "noun", "person", "proper")
_THING = ("proper", "noun", "adjective", "guess", "person", "surname", "given")
# Endings of the other cases of a man's foreign surname, and what stands in their place in the nominative.
_JOINING = frozenset({"та", "і", "й"})
_SERIES = 4  # words: two adjectives joined, and what they describe
_PAIR = 3
_VOWELS = tuple("іїиеєо")
_ENDINGS = (
    ("ові", ""),
    ("еві", "ь"),
    ("ом", ""),
    ("ем", "ь"),
    ("єм", "й"),
    ("а", ""),
    ("у", ""),
    ("я", "й"),
    ("ю", "й"),
    ("і", ""),
)
_CASES_OF: Mapping[str, Grams] = {
    ending: frozenset(grams)
    for ending, grams in {
        "ові": ["m datv", "m loct"], "еві": ["m datv", "m loct"], "ом": ["m ablt"], "ем": ["m ablt"], "єм": ["m ablt"],
        "а": ["m gent", "m accs"], "я": ["m gent", "m accs"], "у": ["m datv"], "ю": ["m datv"], "і": ["m loct"],
    }.items()
}  # fmt: skip


def person(draft: Draft, span: Span, seen: frozenset[str]) -> str:
    """A full name in the nominative; gender and case are those that all its words can have.

    `seen`: words with capitals in the text, which tell the nominative of one that is in no dictionary.
    """
    at = [index for index in range(span.first, span.last) if draft.shape[index] == TITLE]
    strange = {index: _stripped(draft.lower[index], seen) for index in at if not draft.form(index).known}
    grams = [_personal(draft.form(index)) for index in at if index not in strange]
    grams += [_CASES_OF[ending] for stripped in strange.values() if stripped for ending in stripped[1:]]
    gram = _shared(grams) or _shared([draft.form(index).guess for index in strange])
    if gram[:1] == "p" and span.last - span.first < 4:
        gram = ""
    found = {}
    for index in at:
        stripped = strange.get(index)
        if stripped:
            found[index] = stripped[0]
        elif gram and index not in strange:
            found[index] = _nominative(draft.lower[index], gram, _PERSON)
        elif gram and not draft.lower[index].endswith(_VOWELS):
            found[index] = _foreign(draft, index, gram)
    return _written(draft, span, found)


def _foreign(draft: Draft, at: int, gram: str) -> str:
    """A word that is in no dictionary, whose gender and case the words beside it tell."""
    lower = draft.lower[at]
    if gram in draft.form(at).guess:
        return _nominative(lower, gram, _PERSON)
    endings = ((ending, other) for ending, other in _ENDINGS if gram in _CASES_OF[ending] and lower.endswith(ending))
    return next((lower[: -len(ending)] + other for ending, other in endings), lower)


def _stripped(lower: str, seen: frozenset[str]) -> tuple[str, ...]:
    """The nominative that the text itself has of a word, and the ending that was taken off."""
    for ending, other in _ENDINGS:
        stem = lower[: -len(ending)] + other
        if lower.endswith(ending) and len(stem) > 2 and stem in seen:
            return stem, ending
    return ()


def surname(draft: Draft, span: Span, full: frozenset[str], seen: frozenset[str]) -> str:
    """A single word that names a person.

    `full`: words of the text's full names in the nominative. `seen`: words with capitals in the text.
    """
    lower = draft.lower[span.first]
    form = draft.form(span.first)
    if not form.known:
        stripped = _stripped(lower, seen)
        return _written(draft, span, {span.first: stripped[0] if stripped else lower})
    grams = _personal(form)
    options = list(
        dict.fromkeys(_nominative(lower, gram, _PERSON) for gram in _ORDER if gram in grams and gram[0] != "p")
    )
    chosen = next((option for option in options if option in full), options[0] if options else lower)
    return _written(draft, span, {span.first: chosen})


def thing(draft: Draft, span: Span) -> str:
    """An organisation or a place: its head and the adjectives before it in the nominative, the rest as it stands."""
    if span.last - span.first == _SERIES and draft.lower[span.first + 1] in _JOINING:
        return _series(draft, span)
    if span.last - span.first == _PAIR and draft.lower[span.first + 1] in _JOINING:
        return _pair(draft, span)
    head = span.first
    while head < span.last and (draft.shape[head] in (MARK, LATIN) or _adjective(draft, head, span.last)):
        head += 1
    if head >= span.last or draft.shape[head] in (MARK, LATIN):
        return draft.text(span.first, span.last)
    if draft.shape[head] == UPPER and (draft.form(head).abbreviation or not draft.form(head).known):
        return draft.text(span.first, span.last)
    if span.kind == "organisation" and head == span.first and not draft.form(head).known:
        return draft.text(span.first, span.last)
    words = [index for index in range(span.first, head + 1) if draft.shape[index] in (TITLE, LOWER, UPPER)]
    form = draft.form(head)
    heads = form.proper | form.noun | form.guess or form.adjective or form.surname
    common = _common([*(draft.form(index).adjective for index in words[:-1]), heads])
    options = [
        _written(draft, span, {index: _nominative(draft.stem(index), gram, _THING) for index in words})
        for gram in _ORDER
        if gram in common
    ]
    if not options:
        return draft.text(span.first, span.last)
    return next((option for option in options if span.kind == "place" and place(option)), options[0])


def _pair(draft: Draft, span: Span) -> str:
    """Боснії та Герцеговини → Боснія і Герцеговина."""
    first, second = draft.form(span.first).lemmas, draft.form(span.last - 1).lemmas
    names = (f"{capitalised(one)} і {capitalised(two)}" for one in first for two in second)
    return next((name for name in names if place(name)), draft.text(span.first, span.last))


def _series(draft: Draft, span: Span) -> str:
    """Сумської та Одеської областей → Сумська та Одеська області: each adjective has the gender of one of them."""
    last = span.last - 1
    head = draft.form(last)
    lemma = head.lemmas[0]
    gender = next((gram[0] for gram in _ORDER if gram.endswith("nomn") and gram in look(lemma).things), "f")
    changed = {last: lemma}
    if all(gram[0] == "p" for gram in head.things):
        changed[last] = _nominative(
            draft.lower[last], next((gram for gram in _ORDER if gram in head.things), ""), _THING
        )
    for at in (span.first, span.first + 2):
        adjective = next((one for one in draft.form(at).lemmas if one.endswith(("ий", "ій"))), "")
        if adjective:
            changed[at] = _adjective_form(adjective, gender)
    return _written(draft, span, changed)


def _adjective(draft: Draft, at: int, last: int) -> bool:
    """An adjective that belongs to the word behind it."""
    if at + 1 >= last:
        return False
    form, following = draft.form(at), draft.form(at + 1)
    return bool(form.adjective & (following.things | following.adjective)) or (bool(form.adjective) and not form.things)


def _personal(form: Form) -> Grams:
    return form.given | form.surname | form.patronymic | form.guess or form.adjective | form.noun | form.proper


def _shared(sets: Sequence[Grams]) -> str:
    """The likeliest gender and case that all the words can have."""
    common = _common(sets)
    return next((gram for gram in _ORDER if gram in common), "")


def _common(sets: Sequence[Grams]) -> Grams:
    """Gender and case that all the words can have; a word that has nothing in common with those before is left out."""
    common: Grams = frozenset()
    for grams in sets:
        common = common & grams or common or grams
    return common


@lru_cache(maxsize=5_000)
def _nominative(lower: str, gram: str, kinds: tuple[str, ...]) -> str:
    """A word in the nominative, read as that gender and case; as it is where it cannot be read so."""
    best = None
    for parse in parses(lower):
        kind, grams = reading_of(str(parse.tag))
        if gram not in grams:
            continue
        rank = 2 * (kinds.index(kind) if kind in kinds else len(kinds)) + parse.normal_form.endswith("ій")
        if best is None or rank < best[0]:
            best = (rank, parse)
    if best is None or gram.endswith("nomn"):
        return lower
    if "ADJF" in best[1].tag:
        return _adjective_form(str(best[1].normal_form), gram[0])
    if gram[0] != "p":
        return str(best[1].normal_form)
    changed = best[1].inflect({"nomn", "plur"})
    return str(changed.word) if changed else lower


def _adjective_form(lemma: str, gender: str) -> str:
    """An adjective's nominative: північний → північна, північне, північні."""
    soft = lemma.endswith("ій")
    stem = lemma[:-2] if soft or lemma.endswith("ий") else lemma
    return lemma if gender == "m" else stem + ("яєі" if soft else "аеі")["fnp".index(gender)]


def _written(draft: Draft, span: Span, changed: Mapping[int, str]) -> str:
    """The span's text with some words changed, capitals and the marks between them as they were."""
    tokens, text = draft.reading.tokens, draft.reading.text
    parts: list[str] = []
    for index in range(span.first, span.last):
        if index > span.first:
            parts.append(text[tokens[index - 1].end : tokens[index].start])
        word = draft.words[index]
        new = changed.get(index)
        tail = word[len(draft.stem(index)) :]
        if new is None or new in (draft.lower[index], draft.stem(index)):
            parts.append(word)
        elif draft.shape[index] == LOWER:
            parts.append(new + tail)
        elif draft.shape[index] == UPPER:
            parts.append(new.upper())
        else:
            parts.append(capitalised(new) + tail)
    return "".join(parts)
