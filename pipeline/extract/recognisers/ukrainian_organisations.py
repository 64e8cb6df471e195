"""Ukrainian names of organisations: head words with what belongs to them, names in quotation marks."""

from pipeline.extract.lexicon.places import demonym
from pipeline.extract.recognisers.ukrainian_complements import complements
from pipeline.extract.recognisers.ukrainian_draft import INITIAL, LATIN, LOWER, MARK, TITLE, UPPER, Draft
from pipeline.extract.recognisers.ukrainian_lexicon import (
    OPEN,
    PLACES,
    QUOTED,
    WORKS,
    abbreviations,
    compound,
    geographic,
    head_words,
    heads,
    kind_of,
    legal,
    quoting,
)
from pipeline.extract.recognisers.ukrainian_words import Form

_ADJECTIVES = 5  # before a head
_QUOTED_WORDS = 6  # of a name in quotation marks that nothing before it announces
_GAZETTES = frozenset({"вісник", "відомості", "бюлетень", "збірник", "про"})
_SMALL_INSIDE = frozenset({"і", "та", "в", "у", "на"})


def firms(draft: Draft) -> None:
    """ТОВ «Назва»: from the legal form to the closing mark."""
    size = len(draft.words)
    for at, word in enumerate(draft.words):
        if word not in legal() or draft.taken[at]:
            continue
        mark = at + 1
        while mark < min(at + 3, size) and draft.shape[mark] == UPPER:
            mark += 1
        while mark < min(at + 5, size) and draft.shape[mark] == LOWER:
            mark += 1
        if mark < size and draft.quoted[mark]:
            draft.take(at, draft.quoted[mark] + 1, "organisation")


def phrases(draft: Draft) -> None:
    """A head word with its adjectives before it and what belongs to it behind."""
    for at, shape in enumerate(draft.shape):
        if shape in (MARK, LATIN, INITIAL) or draft.taken[at]:
            continue
        kind = kind_of(draft, at, heads())
        if not kind:
            continue
        found = _titled(draft, at, kind) if draft.capital(adjectives(draft, at)) else _untitled(draft, at, kind)
        if found:
            draft.take(*found, "organisation")


def _titled(draft: Draft, at: int, kind: str) -> tuple[int, int] | None:
    """A name that begins with a capital. One that opens a sentence may be an ordinary word there."""
    first = adjectives(draft, at)
    end, named = complements(draft, at, kind, True)
    form = draft.form(at)
    alone = first == at and end == at + 1
    # сила is a head in the plural alone, behind an adjective: Збройні Сили.
    if (alone and _plural(form)) or ("сила" in form.lemmas and first == at):
        return None
    if end < draft.sentence[at] and draft.quoted[end] and (first < at or not draft.opening[at]):
        return first, draft.quoted[end] + 1
    if alone and (draft.opening[at] or draft.shape[at] != TITLE):
        return None
    if first == at and draft.opening[at] and "p nomn" in form.things:
        return None
    if not draft.opening[first] or named or draft.shape[at] == UPPER:
        return first, end
    if first == at:
        return (first, end) if kind == OPEN else None
    return (first, end) if draft.shape[at] != LOWER or _official(draft.form(first), draft.lower[first], form) else None


def _official(adjective: Form, lower: str, form: Form) -> bool:
    """An adjective that opens a sentence begins a name before this head: Сумська облрада, Верховний суд."""
    official = any(lemma in head_words("small") for lemma in form.lemmas)
    if any(lemma in head_words("official") for lemma in adjective.lemmas):
        return official or any(lemma in head_words("institution") for lemma in form.lemmas)
    return geographic(lower) and (official or not demonym(adjective.lemmas[0]))


def _untitled(draft: Draft, at: int, kind: str) -> tuple[int, int] | None:
    """прокуратура Київської області: a head in small letters that a name follows."""
    form = draft.form(at)
    if _plural(form) or not any(lemma in head_words("small") for lemma in form.lemmas):
        return None
    end, named = complements(draft, at, kind, False)
    return (at, end) if named and not any(_organisation(draft, index) for index in range(at + 1, end)) else None


def _organisation(draft: Draft, at: int) -> bool:
    """A word with a capital that is an organisation's name itself, and that of a department would swallow."""
    if draft.shape[at] == UPPER:
        return abbreviations().get(draft.words[at]) != "place"
    if draft.shape[at] != TITLE:
        return False
    return any(compound(lemma) for lemma in draft.form(at).lemmas)


def _plural(form: Form) -> bool:
    return all(gram[0] == "p" for gram in form.things)


def adjectives(draft: Draft, at: int) -> int:
    """Where a name with its head at `at` begins: at the first adjective with a capital that agrees with it."""
    form = draft.form(at)
    nominal = form.things | form.adjective
    first = at
    while first > max(0, at - _ADJECTIVES) and draft.shape[first - 1] in (TITLE, LOWER) and not draft.taken[first - 1]:
        if not draft.form(first - 1).adjective & nominal:
            break
        first -= 1
    while first < at and draft.shape[first] == LOWER:
        first += 1
    return first


def quotations(draft: Draft) -> None:
    """Names in quotation marks, by the word before the mark."""
    for at, end in enumerate(draft.quoted):
        if end < at + 2 or not draft.free(at, end):
            continue
        kind = _of_quotation(draft, at, end)
        if kind == WORKS:
            draft.works.update(range(at, end))
        elif kind:
            draft.take(at + 1, end, "place" if kind == PLACES else "organisation")


def _of_quotation(draft: Draft, at: int, end: int) -> str:
    first, inside = at + 1, range(at + 1, end)
    if not (draft.capital(first) or draft.shape[first] == LATIN or draft.words[first][0].isdigit()):
        return ""
    nouns = (index for index in inside if draft.shape[index] in (TITLE, LOWER) and not draft.form(index).adjective)
    noun = next(nouns, None)
    if noun is not None and any(
        lemma in _GAZETTES or quoting().get(lemma) == WORKS for lemma in draft.form(noun).lemmas
    ):
        return WORKS
    if len(inside) > _QUOTED_WORDS or any(draft.words[index] in ".!?…;:," for index in inside):
        return ""
    announced = _announced(draft, at)
    if announced:
        return announced
    form = draft.form(first)
    if (len(inside) == 1 and form.given and not form.noun) or any(_spoken(draft, index) for index in inside):
        return ""
    return QUOTED


def _spoken(draft: Draft, at: int) -> bool:
    """A word that sentences have and names do not: a verb, an adverb, a pronoun."""
    form = draft.form(at)
    return form.known and form.other and not form.noun and draft.lower[at] not in _SMALL_INSIDE


def _announced(draft: Draft, mark: int) -> str:
    """What the words before a quotation mark promise; the nearest noun counts, whatever its adjectives."""
    for at in range(mark - 1, max(-1, mark - 4), -1):
        if draft.shape[at] == MARK:
            break
        kind = kind_of(draft, at, quoting())
        if kind:
            return kind
        if draft.shape[at] == LOWER and not draft.form(at).adjective and at < mark - 1:
            break
    return ""
