"""Ukrainian names of places: with the word for what they are, by the gazetteer, by the prepositions before them."""

from functools import cache

from pipeline.extract.lexicon import table
from pipeline.extract.lexicon.places import Place, place
from pipeline.extract.recognisers.ukrainian_draft import LOWER, MARK, TITLE, Draft
from pipeline.extract.recognisers.ukrainian_lexicon import geographic
from pipeline.extract.recognisers.ukrainian_words import Form, capitalised, cases

_SHORT = frozenset(
    ["м", "с", "смт", "сел", "р", "оз", "о", "вул", "просп", "пр", "бул", "пл", "пров", "обл", "г", "хут"]
)
_STREETS = frozenset(["вул", "просп", "пр", "бул", "пл", "пров", "вулиця", "проспект", "площа", "бульвар", "провулок"])
_SERIES = ("област", "район", "море", "морі", "губерн", "округ")
_JOINING = frozenset({"та", "і", "й"})
_ACCUSATIVE = frozenset(["у", "в", "на", "через", "про"])
_WANTED = {
    **dict.fromkeys(["у", "в", "на", "при", "о", "по"], "loct"),
    **dict.fromkeys(["до", "з", "із", "зі", "від", "біля", "поблизу", "коло", "навколо", "довкола", "поза"], "gent"),
    **dict.fromkeys(["під", "над", "між", "за", "перед"], "ablt"),
}


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(table("ukrainian_places")[kind])


@cache
def _sides() -> tuple[str, ...]:
    return table("ukrainian_places")["sides"]


def headed(draft: Draft) -> None:
    """м. Київ, село Кривуличі, вул. Садова, 10: what follows the word for a place."""
    for at in range(1, len(draft.words)):
        if draft.shape[at] != TITLE or draft.taken[at] or draft.shape[at - 1] not in (LOWER, MARK):
            continue
        dotted = draft.words[at - 1] == "." and at > 1 and draft.lower[at - 2] in _SHORT
        before = at - 2 if dotted else at - 1
        lemmas = draft.form(before).lemmas
        if not dotted and (draft.shape[before] != LOWER or not any(lemma in _words("heads") for lemma in lemmas)):
            continue
        form = draft.form(at)
        if not form.proper and (form.other or (form.given and not dotted)):
            continue
        end = _headed(draft, at, form)
        if not end:
            continue
        street = draft.lower[before] in _STREETS
        if street or any(lemma in _STREETS for lemma in lemmas):
            end = _house(draft, end)
        draft.take(before if street and dotted else at, end, "place")


def _headed(draft: Draft, at: int, form: Form) -> int:
    """The index behind the name; 0 where it belongs to another word: район Київської області."""
    end, limit = at + 1, min(draft.sentence[at], at + 3)
    while end < limit and draft.shape[end] == TITLE and not draft.taken[end]:
        following = draft.form(end)
        if not form.adjective & following.nominal and (following.known or form.known):
            break
        end += 1
    if (
        end < len(draft.words)
        and draft.shape[end] == LOWER
        and any(lemma in _words("units") for lemma in draft.form(end).lemmas)
    ):
        return 0
    return end


def _house(draft: Draft, end: int) -> int:
    """The number of the house belongs to an address."""
    words, size = draft.words, len(draft.words)
    number = end + 1 if end < size and words[end] == "," else end
    if number >= size or not words[number].isdigit() or len(words[number]) > 3:
        return end
    return number + 3 if number + 2 < size and words[number + 1] == "/" and words[number + 2].isdigit() else number + 1


def series(draft: Draft) -> None:
    """Волинська, Львівська та Одеська області: each a place, the last two together."""
    for at in range(2, len(draft.words)):
        if draft.shape[at - 1] != TITLE or draft.taken[at - 1] or not draft.form(at - 1).adjective:
            continue
        joined = at > 2 and draft.lower[at - 2] in _JOINING and draft.shape[at - 3] == TITLE
        joined = joined and bool(draft.form(at - 3).adjective)
        if not _ends_series(draft, at, joined):
            continue
        first = at - 3 if joined else at - 1
        if draft.free(first, at + 1):
            draft.take(first, at + 1, "place")
        while first > 1 and draft.words[first - 1] == "," and draft.shape[first - 2] == TITLE:
            form = draft.form(first - 2)
            if draft.taken[first - 2] or (form.known and not form.adjective):
                break
            first -= 2
            draft.take(first, first + 1, "place")


def _ends_series(draft: Draft, at: int, joined: bool) -> bool:
    form = draft.form(at)
    if draft.shape[at] == LOWER and draft.lower[at].startswith(_SERIES):
        return joined or any(gram[0] == "p" for gram in form.noun)
    return joined and draft.shape[at] == TITLE and bool(form.proper) and place(capitalised(form.lemmas[0])) is not None


def pairs(draft: Draft) -> None:
    """Боснія і Герцеговина: two names that are one place's."""
    for at in range(1, len(draft.words) - 1):
        if draft.lower[at] not in _JOINING or draft.shape[at - 1] != TITLE or draft.shape[at + 1] != TITLE:
            continue
        first, second = draft.form(at - 1), draft.form(at + 1)
        names = (f"{capitalised(one)} і {capitalised(two)}" for one in first.lemmas for two in second.lemmas)
        if draft.free(at - 1, at + 2) and any(place(name) for name in names):
            draft.take(at - 1, at + 2, "place")


def phrases(draft: Draft) -> None:
    """Київської області, Чорне море, Північна Корея: adjectives with capitals and what they describe."""
    at, size = 0, len(draft.words)
    while at < size:
        end = _phrase(draft, at) if draft.shape[at] == TITLE and not draft.taken[at] and draft.form(at).adjective else 0
        if end:
            draft.take(at, end, "place")
        at = max(end, at + 1)


def _phrase(draft: Draft, at: int) -> int:
    """The index behind the name that begins with an adjective; 0 where none does."""
    grams = draft.form(at).adjective
    end, limit = at + 1, min(draft.sentence[at], at + 4)
    while end < limit and not draft.taken[end]:
        form = draft.form(end)
        title = draft.shape[end] == TITLE
        unit = any(lemma in _words("units") for lemma in form.lemmas) and grams & (form.things | form.surname)
        if unit or draft.lower[end] == "отг":
            if draft.opening[at] and not title and not geographic(draft.lower[at]):
                return 0
            # Сполучені Штати Америки, Автономна Республіка Крим
            long = title and end + 1 < draft.sentence[at] and draft.lower[end + 1] in ("америки", "крим")
            return end + 2 if long else end + 1
        if title and grams & form.things and (draft.lower[at].startswith(_sides()) or _listed(draft, at, form)):
            return end + 1
        if not title or not grams & form.adjective:
            return 0
        end += 1
    return 0


def _listed(draft: Draft, at: int, noun: Form) -> bool:
    """The gazetteer has the adjective and the noun together."""
    stems = [lemma[:-2] for lemma in draft.form(at).lemmas if lemma.endswith(("ий", "ій"))]
    adjectives = [capitalised(stem + ending) for stem in stems for ending in ("ий", "а", "е", "і", "ій", "я", "є")]
    return any(place(f"{adjective} {capitalised(lemma)}") for lemma in noun.lemmas for adjective in adjectives)


def titled(draft: Draft) -> None:
    """Майдан Незалежності, Острів Хортиця, Республіка Ірландія: the word for the place has a capital too."""
    for at in range(len(draft.words) - 1):
        if draft.shape[at : at + 2] != [TITLE, TITLE] or not draft.free(at, at + 2):
            continue
        if not any(lemma in _words("titled") for lemma in draft.form(at).lemmas):
            continue
        form, end = draft.form(at + 1), at + 2
        if end < draft.sentence[at] and draft.shape[end] == TITLE and form.adjective & draft.form(end).noun:
            end += 1
        if not form.known or "gent" in cases(form.nominal) or place(capitalised(form.lemmas[0])):
            draft.take(at, end, "place")


def known(draft: Draft, at: int) -> Place | None:
    """The place that a word names, in whatever case; None where it is not in the gazetteer."""
    found = place(draft.words[at])
    if found and not found.ambiguous:
        return found
    spellings = (capitalised(lemma.replace("ґ", "г")) for lemma in draft.form(at).lemmas)
    return found or next((one for spelling in spellings if (one := place(spelling))), None)


def fits(draft: Draft, at: int) -> bool:
    """The preposition before a word asks for the case that it is in, and speaks of places."""
    before = draft.lower[at - 1] if at else ""
    wanted = _WANTED.get(before)
    if wanted is None:
        return False
    form = draft.form(at)
    found = cases(form.nominal)
    return not form.known or wanted in found or (before in _ACCUSATIVE and "accs" in found)
