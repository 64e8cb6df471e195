"""Forms of Russian words by pymorphy3's dictionary: what a word can be, and its nominative."""

import re
from functools import lru_cache
from typing import NamedTuple
from unicodedata import name

from pipeline.extract.lexicon import places
from pipeline.extract.morphology import analyzer

PROPER = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr", "Init"})
PERSONAL = frozenset({"Name", "Surn", "Patr"})
CASES = ("nomn", "gent", "gen2", "datv", "accs", "ablt", "loct", "loc2", "voct")

_FUNCTIONS = frozenset({"ADVB", "CONJ", "PREP", "PRCL", "PRED", "NPRO", "INTJ", "VERB", "INFN", "GRND"})
_ALL_CASES = frozenset(CASES)
_CYRILLIC = re.compile(r"[Ѐ-ӿ'’-]+")
_CACHED = 16_384
_LONGEST = 64  # letters: of what is longer the dictionary's guess is worth nothing


class Form(NamedTuple):
    """One reading of a word: its lemma, its grammemes (OpenCorpora's), how likely it is, and whether the dictionary has it."""

    lemma: str
    grammemes: frozenset[str]
    score: float
    known: bool


@lru_cache(maxsize=_CACHED)
def forms(word: str) -> tuple[Form, ...]:
    """What a word can be, the likeliest first."""
    return tuple(
        Form(parse.normal_form, frozenset(parse.tag.grammemes), parse.score, parse.is_known)
        for parse in analyzer("ru").parse(_readable(word[:_LONGEST]))
    )


def _readable(word: str) -> str:
    """Without letters that Unicode has no name for: pymorphy3 raises at them."""
    if word.isascii() or _CYRILLIC.fullmatch(word):
        return word
    return "".join(letter for letter in word if name(letter, "")) or "-"


@lru_cache(maxsize=_CACHED)
def in_nominative(word: str, form: Form) -> str:
    """A word as in the nominative of one of its forms, with the capitals it has."""
    if "nomn" in form.grammemes or "Fixd" in form.grammemes or len(word) > _LONGEST:
        return word
    for parse in analyzer("ru").parse(_readable(word)):
        if parse.normal_form == form.lemma and frozenset(parse.tag.grammemes) == form.grammemes:
            found = parse.inflect({"nomn"})
            return _capitals(found.word, word) if found else word
    return word


def lemma(word: str) -> str:
    """The likeliest lemma, in small letters."""
    return forms(word)[0].lemma


@lru_cache(maxsize=_CACHED)
def lemmas(word: str) -> frozenset[str]:
    """All lemmas it can have."""
    return frozenset(form.lemma for form in forms(word))


@lru_cache(maxsize=_CACHED)
def common(word: str) -> bool:
    """Whether the dictionary has it, and as no name."""
    found = forms(word)
    return found[0].known and not any(form.grammemes & PROPER for form in found if form.known)


@lru_cache(maxsize=_CACHED)
def function_word(word: str) -> bool:
    """Whether the dictionary has it, and as nothing that could begin a name."""
    return all(form.known and form.grammemes & _FUNCTIONS for form in forms(word))


@lru_cache(maxsize=_CACHED)
def has(word: str, grammeme: str) -> bool:
    """Whether some reading of a word has a grammeme."""
    return any(grammeme in form.grammemes for form in forms(word))


@lru_cache(maxsize=_CACHED)
def cases(word: str) -> frozenset[str]:
    """The cases it can be in; all for one that does not inflect or is not known."""
    found = forms(word)
    if not found[0].known or "Fixd" in found[0].grammemes:
        return _ALL_CASES
    return frozenset().union(*(form.grammemes & _ALL_CASES for form in found))


@lru_cache(maxsize=_CACHED)
def country(word: str) -> bool:
    """Whether a word is a country or a continent and no person's name."""
    found = [form for form in forms(word) if form.known]
    if not any("Geox" in form.grammemes for form in found) or any(form.grammemes & PERSONAL for form in found):
        return False
    place = places.place(found[0].lemma.title())
    return place is not None and place.kind in ("country", "continent")


def _capitals(found: str, word: str) -> str:
    """A form with the capitals of another form of the same word: мид as МИДа has it is МИД."""
    if word.isupper():
        return found.upper()
    return "".join(
        letter.upper() if at < len(word) and word[at].isupper() else letter for at, letter in enumerate(found)
    )
