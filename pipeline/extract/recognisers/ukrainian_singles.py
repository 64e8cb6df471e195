"""Single words with a capital in a Ukrainian text: a person, a place or nobody, by dictionary, gazetteer and neighbours."""

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass

from pipeline.extract.recognisers import ukrainian_persons as persons
from pipeline.extract.recognisers import ukrainian_places as places
from pipeline.extract.recognisers.ukrainian_draft import LOWER, TITLE, UPPER, Draft
from pipeline.extract.recognisers.ukrainian_lexicon import geographic, words
from pipeline.extract.recognisers.ukrainian_words import Form
from pipeline.model import EntityKind

_LARGE = frozenset({"country", "continent"})
_CHARACTER = 3  # times that a word has a capital where no other has, and does something: a tale's character


@dataclass(frozen=True, slots=True)
class _Text:
    """What the whole text tells of its words, by their lemmas.

    `people`: of full names. `named`: with a capital inside a sentence. `characters`: ordinary words that somebody is called.
    """

    people: Set[str]
    named: Set[str]
    characters: Set[str]


def singles(draft: Draft) -> None:
    """Every word with a capital that no other rule has taken."""
    text = _Text(_people(draft), _named(draft), _characters(draft))
    for at, shape in enumerate(draft.shape):
        if shape in (TITLE, UPPER) and not draft.taken[at]:
            kind = _single(draft, at, text)
            if kind:
                draft.take(at, at + 1, kind)


def _people(draft: Draft) -> Set[str]:
    return {
        lemma
        for span in draft.spans()
        if span.kind == "person"
        for at in range(span.first, span.last)
        if (form := draft.form(at)).name or not form.known or form.adjective
        for lemma in (draft.lower[at], *form.lemmas)
    }


def _named(draft: Draft) -> Set[str]:
    return {
        lemma
        for at, shape in enumerate(draft.shape)
        if shape == TITLE and not draft.opening[at]
        for lemma in draft.form(at).lemmas
    }


def _characters(draft: Draft) -> Set[str]:
    """Nouns that have a capital inside sentences again and again, next to verbs, and never a small letter."""
    times, doing = Counter[str](), Counter[str]()
    for at, shape in enumerate(draft.shape):
        if shape != TITLE or draft.opening[at] or draft.taken[at]:
            continue
        form = draft.form(at)
        if form.noun and not form.name and all(gram[0] != "p" for gram in form.noun):
            near = draft.form(at + 1).verb if at + 1 < len(draft.words) else False
            times[form.lemmas[0]] += 1
            doing[form.lemmas[0]] += near or draft.form(at - 1).verb
    often = {lemma for lemma, count in times.items() if count >= _CHARACTER and doing[lemma] > 1}
    if not often:
        return often
    small = {draft.lower[at] for at, shape in enumerate(draft.shape) if shape == LOWER}
    return {lemma for lemma in often if lemma not in small}


def _single(draft: Draft, at: int, text: _Text) -> EntityKind | None:
    form, lower, opening = draft.form(at), draft.lower[at], draft.opening[at]
    lemmas = {lower, *form.lemmas}
    first, _, second = draft.words[at].partition("-")
    if len(second) > 1 and second.isupper() and not first.isupper():
        return None  # two parties: «саміт Україна-НАТО»
    if lemmas & words("person"):
        return "person"
    if lemmas & words("place") and not opening and not form.other:
        return "place"
    if lemmas & words("none") or (form.known and form.other and not form.proper and not form.name):
        return None
    if not form.known:
        return _unknown(draft, at, text)
    fits = places.fits(draft, at)
    known = places.known(draft, at)
    if known and known.kind == "city" and not form.proper:
        known = None
    if lemmas & text.people and form.name and not (known and fits):
        return "person"
    named = bool(lemmas & text.named)
    if lemmas & text.characters and not form.other and (not known or known.kind not in _LARGE):
        return "person"
    doubtful = known and form.common and known.kind not in _LARGE and not named and draft.shape[at] != UPPER
    if opening and (form.other or doubtful):
        return None
    if known:
        if form.given and known.kind not in _LARGE and not fits:
            return "person"
        certain = (
            not known.ambiguous
            or fits
            or (not form.name and (known.kind == "country" or not opening or not form.common))
        )
        if certain:
            return "place"
    if draft.shape[at] == UPPER or (opening and form.common and not (named and (form.name or form.proper))):
        return None
    return _listed(form, fits, opening, known is not None or named) or (
        "person" if not opening and _bare_adjective(draft, at) else None
    )


def _listed(form: Form, fits: bool, opening: bool, backed: bool) -> EntityKind | None:
    """By the dictionary alone. `backed`: the gazetteer or the rest of the text has it too."""
    if form.proper and (fits or (not form.noun and not form.other)) and not (form.given and not fits):
        if opening and not backed:
            return "person" if form.name else None
        if form.given and not form.surname and fits and not backed:
            return "place" if not opening else "person"
        return "person" if form.name and not fits else "place"
    return "person" if form.name or form.patronymic else None


def _bare_adjective(draft: Draft, at: int) -> bool:
    """An adjective like a surname, with nothing behind it that it describes."""
    form = draft.form(at)
    if not form.adjective or form.noun or form.other or not geographic(draft.lower[at]):
        return False
    if at + 1 >= len(draft.words):
        return True
    return not form.adjective & draft.form(at + 1).nominal and draft.lower[at + 1] not in ("та", "і", "й", ",", "-")


def _unknown(draft: Draft, at: int, text: _Text) -> EntityKind | None:
    """A word that the dictionary does not have: a person, or a place behind a preposition."""
    lower, opening = draft.lower[at], draft.opening[at]
    lemmas = {lower, *draft.form(at).lemmas}
    fits, known = places.fits(draft, at), places.known(draft, at)
    if lemmas & text.people and not (known and fits):
        return "person"
    if known:
        return "place"
    if draft.shape[at] == UPPER:
        return None
    if lower.startswith(persons.OFFICES):
        return None
    alike = persons.surname_like(lower)
    if fits and not alike and not opening:
        return "place"
    does = at + 1 < len(draft.words) and draft.form(at + 1).verb
    return "person" if not opening or alike or does or lemmas & text.named else None
