"""Keys: what the same one has in other spellings, cases and scripts.

Strong, two that share one are the same:
    `code:UA`, `code:geonames:703448`   a place (`extract/lexicon/places`)
    `org:UN`, `org:parliament@UA`       a well-known organisation; an institution of a country
    `person:km snsn`                    given name and surname by their sounds, in the alphabet's order
    `organisation:ksprm`, `place:…`     any other name by its sounds, word by word
Weak, they join only where exactly one has them:
    `initial:t m`                       an initial and a surname
    `spelling:soros`, `surname:srs`     a surname alone, in Latin letters, and by its sounds
    `acronym:nis`                       the first letters of a long name, or a name of letters alone
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import product

from pipeline.extract.identity.known import DOMAIN, institution, organisation_code, people_code, place_code
from pipeline.extract.identity.sounds import letters, sounds, voiced
from pipeline.extract.identity.stems import forms, stem
from pipeline.extract.lexicon import table
from pipeline.model import EntityKind

STRONG = ("code", "org", "person", "organisation", "place")
MOST = 16  # keys of one name
LONGEST = 240  # letters of a name that are read
TELLING = 4  # consonants that tell one word from others; shorter ones are compared with their vowels

_WORD = re.compile(r"[^\W_]+(?:['’.&][^\W_]+)*", re.UNICODE)
_QUOTED = re.compile(r"[«\"„“]([^«»\"„“”]{2,80})[»\"“”]")
_PATRONYMIC = re.compile(
    r".{2,60}(?:ович|евич|ьич|йович)(?:|а|у|ем|ом|е|і)|.{2,60}(?:овн|евн|івн|ївн|иничн)(?:а|ы|е|у|ой|и|і|ою)"
)


def tokens(name: str) -> list[str]:
    """Words of a name; hyphens part them, `T.May` is two."""
    return [part for found in _WORD.findall(name[:LONGEST]) for part in found.split(".") if part]


@lru_cache(maxsize=8192)
def keys(name: str, kind: EntityKind, language: str, code: str = "") -> tuple[str, ...]:
    """Keys of a name, the surest first. `name`: best in the nominative; `code`: a place's, where it is known."""
    known = f"code:{code}" if code else known_code(name, kind, language)
    return (known,) if known else spelled(name, kind, language)


def spelled(name: str, kind: EntityKind, language: str) -> tuple[str, ...]:
    """Keys by what a name sounds like alone, also of one that is known."""
    found = _person(name, language) if kind == "person" else _other(name, kind, language)
    return tuple(dict.fromkeys(found))[:MOST] or (f"{kind}:{name[:LONGEST].lower()}",)


def known_code(name: str, kind: EntityKind, language: str) -> str:
    """The key of a place, a people, a well-known organisation or a country's institution; "" of any other."""
    single = " " not in name
    if kind == "person":
        people = people_code(name, language) if single else None
        organised = organisation_code(name, language) if single else None
        return f"code:{people}" if people else f"org:{organised}" if organised else ""
    place = place_code(name, language)
    organisation = organisation_code(name, language)
    if kind == "place" and place:
        return f"code:{place}"
    if organisation:
        return f"org:{organisation}"
    found = institution(name, language)
    if found and found.country:
        return f"org:{found.kind}@{found.country}"
    if kind == "place":
        people = people_code(name, language) if single else None
        return f"code:{people}" if people else ""
    return ""


def strong(key: str) -> bool:
    """Whether two that share a key are surely the same."""
    return key.partition(":")[0] in STRONG


def _person(name: str, language: str) -> Iterator[str]:
    words = names_of(name)
    if not words:
        return
    surnames = surname_sounds(words[-1], language)
    if len(words) > 1 and len(words[0]) > 1 and not name.endswith("."):
        given = _sounds(words[0], language)
        for pair in product(given, _sounds(words[-1], language)):
            if sum(map(len, pair)) >= TELLING:
                yield "person:" + " ".join(sorted(pair))
            else:
                vowels = (voiced(words[0]), voiced(words[-1]))
                yield "person:" + " ".join(sorted(f"{one}/{vowel}" for one, vowel in zip(pair, vowels, strict=True)))
        if len(words) > 2:
            yield "person:" + " ".join(sorted(sounds(stem(word, language))[0] for word in words))
    if len(words) > 1:
        for one, other in product(sounds(words[0][:2] if len(words[0]) > 1 else words[0]), surnames[:2]):
            yield f"initial:{one[:1]} {other}"
    for form in forms(words[-1], language):
        yield f"spelling:{letters(form)}"
    for one in surnames:
        yield f"surname:{one}"


def _sounds(word: str, language: str) -> list[str]:
    return list(dict.fromkeys(sound for form in forms(word, language) for sound in sounds(form) if sound))


def names_of(name: str) -> list[str]:
    """A person's names without particles, patronymics, initials in the middle and what tells father from son."""
    found = tokens(name)
    words = found[:1] + [word for word in found[1:] if word.lower() not in _parts("particles")]
    if len(words) > 2 and words[0].lower() in _parts("particles"):
        words = words[1:]
    if len(words) > 2 and words[-1].lower() in _parts("generations"):
        words.pop()
    if len(words) > 2:
        words[1:-1] = [word for word in words[1:-1] if len(word) > 1 and not _PATRONYMIC.fullmatch(word.lower())]
    return words


@lru_cache(maxsize=16384)
def surname_sounds(word: str, language: str) -> tuple[str, ...]:
    """Skeletons of a surname in its readings; short ones keep their vowels, as they stand and as they sound in Cyrillic."""
    found = [(form, sound) for form in forms(word, language) for sound in sounds(form)]
    return tuple(dict.fromkeys(sound if len(sound) > 1 else letters(form) for form, sound in found if sound))


def _other(name: str, kind: EntityKind, language: str) -> Iterator[str]:
    for spelling in (name, *_QUOTED.findall(name)):
        yield from (f"{kind}:{body}" for body in _bodies(content(spelling, language), language))
    acronym = acronym_of(name)
    if acronym:
        yield f"acronym:{acronym}"


def content(name: str, language: str) -> list[str]:
    """The words that tell: without legal forms, articles, prepositions, and what kind of thing it is, if more is left."""
    words = _WORD.findall(DOMAIN.sub("", name).replace("-", " "))
    rest = [word for word in words if _telling(word)]
    telling = [word for word in rest if stem(word, language) not in _generic()]
    return telling or rest or words


def _telling(word: str) -> bool:
    small = word.lower()
    return small not in _parts("small") and small.replace(".", "") not in _parts("legal")


@cache
def _parts(kind: str) -> frozenset[str]:
    return frozenset(table("name_parts")[kind])


@cache
def _generic() -> frozenset[str]:
    return frozenset(stem(word, language) for word in _parts("generic") for language in ("ru", "pl", "cs", "en"))


def _bodies(words: list[str], language: str) -> Iterator[str]:
    if not words:
        return
    if len(words) == 1:
        for form in forms(words[0], language):
            for sound in sounds(form):
                yield sound if len(sound) >= TELLING else letters(form)
        return
    bare = [stem(word, language) for word in words]
    yield " ".join(sounds(word)[-1] or word for word in bare)
    whole = [sounds(word)[0] or word.lower() for word in words]
    if sum(map(len, whole)) >= TELLING:
        yield " ".join(whole)


def acronym_of(name: str) -> str:
    """First letters of a long name in Latin letters, or the letters of a name that has nothing else; "" of others."""
    words = _WORD.findall(name.replace("-", " "))
    if len(words) == 1 and 2 <= len(words[0]) <= 7 and words[0].isupper():
        return letters(words[0])
    initials = "".join(word[0] for word in words if word.lower() not in _parts("small"))
    return letters(initials) if 2 < len(initials) <= 7 else ""


def joined(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Keys of several names of one, the strong ones first."""
    found = dict.fromkeys(key for group in groups for key in group)
    return tuple(sorted(found, key=lambda key: not strong(key)))
