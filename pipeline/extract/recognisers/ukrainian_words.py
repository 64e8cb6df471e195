"""What a Ukrainian word can be: its readings in pymorphy3's dictionary, told apart by what names are made of."""

import re
from collections.abc import Iterable, Mapping, Set
from functools import cache, lru_cache
from typing import Any, NamedTuple

from pipeline.extract.morphology import analyzer

_GENDERS = {"masc": "m", "femn": "f", "neut": "n"}
_CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_KINDS = ("given", "surname", "patronymic", "adjective", "noun", "proper", "person", "guess")
# What is longer is no word, and pymorphy3 cannot read letters that Unicode has no name for.
_WORD = re.compile(r"[Ѐ-ԯ][Ѐ-ԯ'-]{0,47}")
# Abstract nouns have no plural either, and are no places.
_ABSTRACT = (
    "ість", "ання", "яння", "ення", "єння", "іння", "ття", "ство", "изм", "ізм", "їзм", "логія", "графія", "ація", "яція", "тика", "фобія",
    "манія", "терапія",
)  # fmt: skip

Grams = frozenset[str]  # gender (m, f, n; p of the plural) and case: "m gent"


class Form(NamedTuple):
    """The readings of one spelling, each a set of gender and case; empty where it has none.

    `noun`: an ordinary one, also of people (`person`). `proper`: a thing that has no plural, as towns, countries and firms
    have none. `guess`: a name's, by its ending, of a word that is not `known`, which is: in the dictionary. `other`: a verb,
    an adverb or a function word; `verb`: what somebody did or does.
    """

    given: Grams
    surname: Grams
    patronymic: Grams
    adjective: Grams
    noun: Grams
    proper: Grams
    person: Grams
    guess: Grams
    abbreviation: bool
    other: bool
    verb: bool
    known: bool
    lemmas: tuple[str, ...]

    @property
    def name(self) -> bool:
        """It is a person's name."""
        return bool(self.given or self.surname)

    @property
    def common(self) -> bool:
        """It is an ordinary word."""
        return bool(self.noun or self.adjective or self.other)

    @property
    def things(self) -> Grams:
        """As a noun, but for people's names."""
        return self.noun | self.proper

    @property
    def nominal(self) -> Grams:
        """As a noun, a name or an adjective."""
        return self.noun | self.adjective | self.proper | self.given | self.surname

    @property
    def cases(self) -> frozenset[str]:
        """The cases that it can have as a noun or an adjective, but for people's names."""
        return cases(self.noun | self.proper | self.adjective)


def _form(
    kinds: Mapping[str, Set[str]], abbreviation: bool, other: bool, verb: bool, known: bool, lemmas: Iterable[str]
) -> Form:
    given, surname, patronymic, adjective, noun, proper, person, guess = (frozenset(kinds[kind]) for kind in _KINDS)
    return Form(
        given,
        surname,
        patronymic,
        adjective,
        noun,
        proper,
        person,
        guess,
        abbreviation,
        other,
        verb,
        known,
        tuple(lemmas),
    )


def _from_dictionary(parse: Any) -> bool:
    """A reading of the word itself, not of one that ends alike: the way to it is a single look-up."""
    return len(parse.methods_stack) == 1 and type(parse.methods_stack[0][0]).__name__ == "DictionaryAnalyzer"


def plain(word: str) -> str:
    """Small letters, one apostrophe, as the dictionary has it."""
    return word.lower().replace("’", "'").replace("ʼ", "'").replace("‑", "-").replace("‐", "-")


@lru_cache(maxsize=2_000)
def parses(lower: str) -> tuple[Any, ...]:
    """pymorphy3's readings of a word (as `plain` makes it); none of what is no word in Cyrillic letters."""
    if not _WORD.fullmatch(lower):
        return ()
    return tuple(analyzer("uk").parse(lower))


@lru_cache(maxsize=10_000)
def look(lower: str) -> Form:
    """The readings of a word (as `plain` makes it)."""
    kinds: dict[str, set[str]] = {kind: set() for kind in _KINDS}
    abbreviation = other = verb = False
    lemmas: dict[str, None] = {}
    found = parses(lower)
    known = any(_from_dictionary(parse) for parse in found)
    for parse in found:
        kind, grams = reading_of(str(parse.tag))
        if kind == "person" and "nomn" in parse.tag:
            # The dictionary marks some names as names in the other cases alone.
            kind = next((reading_of(str(form.tag))[0] for form in parse.lexeme[1:2]), kind)
        lemmas[parse.normal_form] = None
        if kind == "abbreviation":
            abbreviation = True
        elif kind in ("other", "verb"):
            other, verb = True, verb or kind == "verb"
        elif kind != "none":
            if not known and kind in ("given", "surname", "proper", "person"):
                kind = "guess"
            elif kind == "proper" and parse.normal_form.endswith(_ABSTRACT):
                kind = "noun"
            elif kind == "person":
                kinds["noun"].update(grams)
            kinds[kind].update(grams)
    return _form(kinds, abbreviation, other, verb, known, lemmas)


@cache
def reading_of(tag: str) -> tuple[str, Grams]:
    """What a tag of the dictionary makes a word: a field of `Form`, "verb", "other" or "none"; its genders and cases.

    Grammemes before the space are common to all forms of a word: a noun whose gender stands there has no plural.
    """
    stem, _, ending = tag.partition(" ")
    grammemes = set(tag.replace(" ", ",").split(","))
    name = next((kind for grammeme, kind in _NAMES if grammeme in grammemes), None)
    if "voct" in grammemes and name is None:
        return "none", frozenset()
    genders = ["p"] if "plur" in grammemes else [short for gender, short in _GENDERS.items() if gender in grammemes]
    found = [case for case in _CASES if case in grammemes] or ["voct" if "voct" in grammemes else "nomn"]
    grams = frozenset(f"{gender} {case}" for gender in genders for case in found)
    if "ADJF" in grammemes and grams:
        return "adjective", grams
    if "NOUN" not in grammemes:
        return "verb" if "VERB" in grammemes and grammemes & {"past", "3per"} else "other", grams
    if name is not None:
        return name, grams
    if "inan" in grammemes:
        single = any(gender in stem for gender in _GENDERS) or "Pltm" in stem
        return "proper" if single and "plur" not in ending else "noun", grams
    return "person", grams


_NAMES = (("Abbr", "abbreviation"), ("Name", "given"), ("Surn", "surname"), ("Patr", "patronymic"))


def cases(grams: Grams) -> frozenset[str]:
    """The cases alone."""
    return frozenset(gram[2:] for gram in grams)


def capitalised(lower: str) -> str:
    """As a name is written: Івано-Франківськ, В'єтнам."""
    return "-".join(part[:1].upper() + part[1:] for part in lower.split("-"))
