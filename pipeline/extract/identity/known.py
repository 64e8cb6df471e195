"""Codes of what the world has names of its own for in each language: places, well-known organisations, institutions."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.extract.identity.sounds import sounds
from pipeline.extract.identity.stems import manner, stem
from pipeline.extract.lexicon import table
from pipeline.extract.lexicon.places import Place, demonym, gazetteer, place, plain

LARGE = 50_000  # people of the cities that are known in other cases than the nominative
DOMAIN = re.compile(r"(?<=\w)\.(?:com|org|net|info|ru|ua|pl|cz|uk|de|by|kz)$", re.I)  # of a medium named by its address
PREFIX = 3  # letters that no case changes, but for these vowels
_CHANGING = str.maketrans("óůі", "ooо")

Stems = tuple[str, ...]


class Institution(NamedTuple):
    """What every country has one of: `government`, and the country as far as its name tells."""

    kind: str
    country: str | None


@lru_cache(maxsize=8192)
def place_code(name: str, language: str) -> str | None:
    """Code of a known place, in any case of the languages whose endings we know."""
    found = place(name)
    if found is not None and not (found.ambiguous and found.kind == "city"):
        return found.code
    other = _inflected(_stems(name, language), language)
    if other is not None and (found is None or other.people > found.people or other.kind == "country"):
        return other.code
    if found is not None:
        return found.code
    words = name.split()
    if len(words) == 1:
        if language not in {"pl", "cs", "sk"}:
            return None
        return _countries_by_sound().get(_sound(stem(name, language)))
    # `Republic of X`, `X-ian Republic`
    rest = [word for word in words if stem(word, language) not in _states() and word.lower() not in _small()]
    if rest and len(rest) < len(words):
        joined = " ".join(rest)
        return place_code(joined, language) or (people_code(joined, language) if len(rest) == 1 else None)
    return None


@lru_cache(maxsize=8192)
def people_code(name: str, language: str) -> str | None:
    """ISO code of the country whose people or adjective a word names, in any case."""
    return demonym(name) or _peoples().get(stem(name, language))


@lru_cache(maxsize=8192)
def organisation_code(name: str, language: str) -> str | None:
    """Code of a well-known organisation (`organisations.txt`)."""
    bare = DOMAIN.sub("", plain(name))
    exact = _organisations_exactly()
    if bare.isupper() and len(bare) <= 6:
        return exact.get(bare)
    return exact.get(bare) or _organisations().get(_stems(bare, language))


@lru_cache(maxsize=8192)
def institution(name: str, language: str) -> Institution | None:
    """The institution of a country that a name is of, if each of its words tells the kind or the country."""
    stems = _stems(name, language)
    known = _institutions()
    for size in range(len(stems), 0, -1):
        for at in range(len(stems) - size + 1):
            kind = known.get(stems[at : at + size])
            if kind is None:
                continue
            words = name.split()
            rest = [word for word in words[:at] + words[at + size :] if word.lower() not in _small()]
            if not rest:
                return Institution(kind, None)
            joined = " ".join(rest)
            country = place_code(joined, language) or (people_code(joined, language) if len(rest) == 1 else None)
            if country is None and len(rest) == 2 and people_code(rest[0], language) == people_code(rest[1], language):
                country = people_code(rest[0], language)
            return Institution(kind, country.partition("-")[0]) if country else None
    return None


def _stems(name: str, language: str) -> Stems:
    return tuple(stem(word, language) for word in name.split())


def _sound(bare: str) -> str:
    return bare[:1] + (sounds(bare)[-1])


def _forms(names: Sequence[str]) -> Iterator[Stems]:
    for name in names:
        cyrillic = any("Ѐ" <= letter <= "ӿ" for letter in name)
        for language in ("ru",) if cyrillic else ("en", "pl", "cs"):
            yield _stems(name, language)


@cache
def _small() -> frozenset[str]:
    return frozenset(table("name_parts")["small"])


@cache
def _states() -> frozenset[str]:
    return frozenset(bare for (bare,) in _forms(table("name_parts")["states"]))


def _inflected(stems: Stems, language: str) -> Place | None:
    """A country, region or large city by the stems of its name."""
    return _alike(_prefix(stems[0]), manner(stems[0], language)).get(stems) if stems and stems[0] else None


def _prefix(word: str) -> str:
    return word[:PREFIX].translate(_CHANGING)


@lru_cache(maxsize=4096)
def _alike(prefix: str, endings: str) -> dict[Stems, Place]:
    """Places whose names begin so, by their stems: worked out when first asked for, not for all of the gazetteer."""
    found: dict[Stems, Place] = {}
    for name in _by_prefix().get(prefix, ()):
        found.setdefault(_stems(name, endings), gazetteer().names[name])
    return found


@cache
def _by_prefix() -> dict[str, list[str]]:
    listed = [(one, name) for name, one in gazetteer().names.items() if one.people >= LARGE or one.kind != "city"]
    listed.sort(key=lambda pair: (pair[0].kind != "country", "-" in pair[0].code, -pair[0].people))
    found: dict[str, list[str]] = {}
    for _, name in listed:
        if len(name) > PREFIX:
            found.setdefault(_prefix(name.partition(" ")[0].lower()), []).append(name)
    return found


@cache
def _countries_by_sound() -> dict[str, str]:
    """Countries whose stem sounds like no other country's."""
    found: dict[str, set[str]] = {}
    for name, one in gazetteer().names.items():
        if one.kind == "country" and " " not in name and len(name) > PREFIX and name[0] < "Ѐ":
            for (bare,) in _forms([name]):
                found.setdefault(_sound(bare), set()).add(one.code)
    return {sound: next(iter(codes)) for sound, codes in found.items() if len(codes) == 1 and len(sound) > 3}


@cache
def _peoples() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in ("demonyms", "peoples"):
        for code, words in table(name).items():
            for word in words:
                if " " not in word:
                    for (bare,) in _forms([word]):
                        found.setdefault(bare, code)
    return found


@cache
def _organisations_exactly() -> dict[str, str]:
    return {plain(name): code for code, names in table("organisations").items() for name in names}


@cache
def _organisations() -> dict[Stems, str]:
    found: dict[Stems, str] = {}
    for code, names in table("organisations").items():
        for stems in _forms([name for name in names if not (name.isupper() and len(name) <= 6)]):
            found.setdefault(stems, code)
    return found


@cache
def _institutions() -> dict[Stems, str]:
    found: dict[Stems, str] = {}
    for kind, names in table("institutions").items():
        for stems in _forms(names):
            found.setdefault(stems, kind)
    return found
