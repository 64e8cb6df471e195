"""Places that we know, in many languages: every spelling of one gives the one code. `gazetteer.py` gathers them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from pipeline.extract.lexicon import table

PlaceKind = Literal["country", "region", "city", "water", "continent"]

_MARKS = str.maketrans(
    {"’": "'", "ʼ": "'", "`": "'", "‘": "'", "´": "'", "ё": "е", "Ё": "Е", "‐": "-", "‑": "-", "\u0301": None}
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place. `code`: ISO 3166-1 or -2, `geonames:ID` of a city, else `kind/name` (`water/black-sea`).

    `country`: ISO code, "" of what lies in several. `people`: of cities only. `ambiguous`: the name that was looked up
    is a word, a person's name or another place's as well, and wants evidence.
    """

    code: str
    kind: PlaceKind
    country: str
    people: int
    ambiguous: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """`names`: `plain` form → place. `most`: first word of names of several words → how many words the longest has."""

    names: Mapping[str, Place]
    most: Mapping[str, int]


def plain(name: str) -> str:
    """A name with one form of apostrophes, hyphens and of ё, and no stress marks."""
    return name if name.isascii() and "`" not in name else name.translate(_MARKS)


def place(name: str) -> Place | None:
    """The place of that name, in the nominative; the most populous where there are several.

    Case counts (`Nice`, not `nice`), but for names all in capitals that are no abbreviation.
    """
    names = gazetteer().names
    found = names.get(plain(name))
    if found is None and len(name) > 3 and name.isupper():
        return names.get(plain(name).title())
    return found


def longest(words: Sequence[str], at: int) -> int:
    """How many of the words from `at` on are the longest known name; 0 where none is. Case counts."""
    known = gazetteer()
    first = plain(words[at])
    most = known.most.get(first, 1)
    if most == 1:
        return int(first in known.names)
    for size in range(min(most, len(words) - at), 0, -1):
        if plain(" ".join(words[at : at + size])) in known.names:
            return size
    return 0


def demonym(word: str) -> str | None:
    """ISO code of the country whose adjective or people a word names, in its dictionary form: `Polish`, украинец."""
    known, bare = _demonyms(), plain(word)
    return known.get(bare) or (None if bare.isascii() else known.get(bare.lower()))


@cache
def gazetteer() -> Gazetteer:
    """All of them, read once: about 0.15 s and 25 MB."""
    names: dict[str, Place] = {}
    most: dict[str, int] = {}
    with (files(__package__) / "places.txt").open(encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line[0] != "#"]
    for code, kind, country, people, spellings in rows:
        sure = Place(code, cast(PlaceKind, kind), country, int(people), False)
        unsure = Place(code, sure.kind, country, sure.people, True)
        for name in spellings.split("|"):
            if name[-1] == "?":
                name = name[:-1]
                names[name] = unsure
            else:
                names[name] = sure
            if " " in name:
                first, size = name[: name.index(" ")], name.count(" ") + 1
                if size > most.get(first, 1):
                    most[first] = size
    return Gazetteer(names, most)


@cache
def _demonyms() -> dict[str, str]:
    return {plain(word): code for code, found in table("demonyms").items() for word in found}
