"""Russian names in the nominative: Зеленского → Зеленский, Ивановой → Иванова, Северной Кореи → Северная Корея."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

from pipeline.extract.recognisers.russian_forms import CASES, PERSONAL, Form, forms, in_nominative
from pipeline.model import EntityKind

_GENDERS = ("masc", "femn")
_NUMBERS = (("sing", "masc"), ("sing", "femn"), ("sing", "neut"), ("plur", ""))
_UNFIT = -1.0  # a word that has no form of the case and gender of the others
_UNKNOWN = 0.5  # what a guess of the dictionary is worth beside what it has
_ATTESTED = 1.0  # what it counts that the nominative stands elsewhere in the text
_AS_IT_IS = 0.3  # and that nothing has to be changed
_PLURAL = -0.4
_LIKENESS = 0.15  # what the endings below count
_FIXED = 0.3  # a word that does not inflect is as likely in any case
_WOMEN = ("ия", "ии", "ию", "ией")  # names of which the dictionary has the man's alone
_WOMAN = 0.6
_OF_WOMEN = ("ов", "ев", "ёв", "ин", "ын", "ск")  # before -а: a woman's surname as likely as a man's in the genitive

_Cases = dict[str, tuple[tuple[str, str], ...]]
_ENDINGS: dict[str, _Cases] = {  # case: ending → that of the nominative, of names that the dictionary does not have
    "masc": {
        "gent": (("а", ""), ("я", "й"), ("я", "ь")),
        "accs": (("а", ""), ("я", "й"), ("я", "ь")),
        "datv": (("у", ""), ("ю", "й"), ("ю", "ь")),
        "ablt": (("ом", ""), ("ем", "й"), ("ем", "ь"), ("ем", "")),
        "loct": (("е", ""), ("е", "й"), ("е", "ь")),
    },
    "femn": {
        "gent": (("ы", "а"), ("и", "а"), ("и", "я")),
        "datv": (("е", "а"), ("е", "я"), ("и", "я")),
        "accs": (("у", "а"), ("ю", "я")),
        "ablt": (("ой", "а"), ("ей", "я"), ("ей", "а")),
        "loct": (("е", "а"), ("е", "я"), ("и", "я")),
    },
}
_VOWELS = frozenset("аеёиоуыэюя")


class _Option(NamedTuple):
    """A reading of a word in one case and gender: its nominative, and how likely it is."""

    case: str
    gender: str
    nominative: str
    score: float


def nominative(
    words: tuple[str, ...], kind: EntityKind, text: AbstractSet[str], surnames: AbstractSet[str] = frozenset()
) -> tuple[str, ...]:
    """The words of a name in the nominative.

    `text`: all words of the text that it stands in. `surnames`: in the nominative, of the full names there.
    """
    readings = _of_person(words) if kind == "person" else _of_thing(words)
    best, chosen = float("-inf"), words
    for score, found in readings:
        attested = sum(new != old and new in text for new, old in zip(found, words, strict=True))
        total = score + _ATTESTED * (attested + 2 * (found[-1] in surnames))
        if total > best:
            best, chosen = total, found
    return chosen


@lru_cache(maxsize=8_192)
def _of_person(words: tuple[str, ...]) -> tuple[tuple[float, tuple[str, ...]], ...]:
    """All words of a person's name are in one case and of one gender: for each the words in the nominative, with a score."""
    options = [_personal(word) for word in words]
    readings: dict[tuple[str, ...], float] = {}
    for gender in _GENDERS:
        for case in CASES:
            found, total = _fitted(words, options, case, gender)
            readings[found] = max(total, readings.get(found, total))
    return tuple((score, found) for found, score in readings.items())


def _fitted(
    words: Sequence[str], options: Sequence[Sequence[_Option]], case: str, gender: str
) -> tuple[tuple[str, ...], float]:
    total, found = 0.0, []
    for word, given in zip(words, options, strict=True):
        fitting = [option for option in given if option.case == case and option.gender in (gender, "")]
        best = max(fitting, key=lambda option: option.score) if fitting else None
        total += best.score if best else (_UNFIT if given else 0.0)
        found.append(best.nominative if best else word)
    return tuple(found), total


@lru_cache(maxsize=8_192)
def _personal(word: str) -> tuple[_Option, ...]:
    """The readings of a word as a person's name; none for initials, particles and foreign letters."""
    if len(word) < 3 or word.islower() or word.isascii():
        return ()
    found = []
    named = surname = False
    for form in forms(word):
        personal = bool(form.grammemes & PERSONAL)
        if "sing" not in form.grammemes or not (personal or {"NOUN", "anim"} <= form.grammemes):
            continue
        named = named or (personal and form.known)
        surname = surname or "Surn" in form.grammemes
        either = "ms-f" in form.grammemes or ("Fixd" in form.grammemes and not form.known)
        gender = "" if either else "masc" if "masc" in form.grammemes else "femn"
        score = _FIXED if "Fixd" in form.grammemes else form.score
        score *= (1 if form.known else _UNKNOWN) * (1 if personal else _UNKNOWN)
        found += [_Option(case, gender, in_nominative(word, form), score) for case in CASES if case in form.grammemes]
    if not named and not surname:
        found += _alike(word)
    elif word.endswith(_WOMEN) and not any(option.gender == "femn" for option in found):
        found += [option._replace(score=_WOMAN) for option in _alike(word) if option.gender == "femn"]
    return tuple(found)


def _alike(word: str) -> list[_Option]:
    """Readings of a word that the dictionary does not have, by its ending alone."""
    last = word[-1].lower()
    likeness = _LIKENESS / 2 if word.endswith(("ом", "ем", "ым", "им")) else 2 * _LIKENESS
    found = [_Option("nomn", "femn", word, _LIKENESS) if last in "ая" else _Option("nomn", "masc", word, likeness)]
    if last not in _VOWELS:  # women's surnames that end so do not inflect
        found += [_Option(case, "femn", word, _LIKENESS) for case in CASES]
    elif last not in "ая":
        found += [_Option(case, "", word, _LIKENESS) for case in CASES]
    for gender, cases in _ENDINGS.items():
        for case, pairs in cases.items():
            for ending, base in pairs:
                stem = word[: -len(ending)]
                if word.endswith(ending) and len(stem) > 1 and (stem[-1] in _VOWELS) == (base in ("й", "я")):
                    man = gender == "masc" and case == "gent" and ending == "а" and not stem.endswith(_OF_WOMEN)
                    found.append(_Option(case, gender, stem + base, 2 * _LIKENESS if man else _LIKENESS))
    return found


@lru_cache(maxsize=8_192)
def _of_thing(words: tuple[str, ...]) -> tuple[tuple[float, tuple[str, ...]], ...]:
    """The adjectives at its beginning and the first noun; what depends on them stays as it is."""
    size = 0
    while size < len(words) - 1 and _adjective(words[size]):
        size += 1
    inflected, rest = words[: size + 1], words[size + 1 :]
    readings: dict[tuple[str, ...], float] = {words: 0.0}
    if inflected[-1].isascii() or (inflected[-1].isupper() and not forms(inflected[-1])[0].known):
        return ((0.0, words),)
    for case in CASES:
        for number, gender in _NUMBERS:
            total, found = (_PLURAL if number == "plur" else 0.0), []
            for at, word in enumerate(inflected):
                form = _agreeing(word, case, number, gender, noun=at == size)
                if form is None:
                    break
                total += form.score if form.known else form.score * _UNKNOWN
                found.append(in_nominative(word, form))
            if len(found) > size:
                total += _AS_IT_IS if case == "nomn" else 0.0
                key = (*found, *rest)
                readings[key] = max(total, readings.get(key, total))
    return tuple((score, found) for found, score in readings.items())


def _adjective(word: str) -> bool:
    first = forms(word)[0].grammemes
    return bool(first & {"ADJF", "PRTF"}) and "Surn" not in first


def _agreeing(word: str, case: str, number: str, gender: str, *, noun: bool) -> Form | None:
    found = [
        form
        for form in forms(word)
        if case in form.grammemes
        and number in form.grammemes
        and (not gender or gender in form.grammemes)
        and (noun or form.grammemes & {"ADJF", "PRTF"})
    ]
    if noun:
        found = [form for form in found if form.grammemes & {"Geox", "Orgn"}] or found
    return max(found, key=lambda form: form.score) if found else None
