"""Who is who within one article: a surname is the full name's, an acronym the long name's, all cases are one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product

from pipeline.extract.identity import known
from pipeline.extract.identity.keys import acronym_of, content, joined, keys, names_of, spelled, strong, surname_sounds
from pipeline.extract.identity.sounds import sounds
from pipeline.extract.identity.stems import forms, stem
from pipeline.extract.lexicon.places import gazetteer
from pipeline.extract.names import Name
from pipeline.extract.reading import Reading
from pipeline.model import EntityKind, Identity

# Codes of places → how the name begins that another place has as well, and its code; other languages than English tell them
# apart by their names.
NAMESAKES = {"GE": ("Georgi", "US-GA")}
_KINDS: dict[str, EntityKind] = {"code": "place", "org": "organisation"}  # whatever the text took it for
MOST_KEYS = 40  # of one identity
MOST_NAMESAKES = 64  # that are looked at for a surname


@dataclass(slots=True, eq=False)
class _One:
    """A name as it is written in one way, wherever that is in the article."""

    kind: EntityKind
    name: str
    keys: tuple[str, ...]
    first: int
    count: int = 0
    words: list[str] = field(default_factory=list)
    group: int = -1

    @property
    def coded(self) -> bool:
        """Whether a key says it all."""
        return len(self.keys) == 1 and self.keys[0].startswith(("code:", "org:"))


def identify(names: Sequence[Name], reading: Reading, language: str) -> list[Identity]:
    """The identity of each name, in the order of `names`; equal names of one article have the same object."""
    ones: dict[tuple[EntityKind, str, str], _One] = {}
    order = []
    for number, name in enumerate(names):
        owned = _owned(names[number - 1], name, reading.text, language) if number else ""
        key = (name.kind, name.normal, owned or name.code)
        if key not in ones:
            own = (owned,) if owned else keys(name.normal, name.kind, language, name.code)
            ones[key] = _One(name.kind, name.normal, own, name.start)
        ones[key].count += 1
        order.append(ones[key])
    groups = _Groups(list(ones.values()))
    _people(groups, language)
    _others(groups, language)
    _bracketed(groups, names, order, reading.text)
    made = groups.identities(_settled(groups, language))
    return [made[groups.root(one.group)] for one in order]


def _owned(before: Name, name: Name, text: str, language: str) -> str:
    """The key of a country's institution behind the country's name: "Norway's Foreign Ministry"; "" of any other name."""
    if name.kind != "organisation" or before.kind != "place" or len(before.code) != 2:
        return ""
    if text[before.end : name.start] not in {"'s ", "’s "}:
        return ""
    found = known.institution(name.normal, language)
    return f"org:{found.kind}@{before.code}" if found and found.country is None else ""


class _Groups:
    """Disjoint sets of names (Tarjan's), each with the first name as its root."""

    def __init__(self, ones: list[_One]) -> None:
        self.ones = ones
        self.parents = list(range(len(ones)))
        for number, one in enumerate(ones):
            one.group = number

    def root(self, number: int) -> int:
        while self.parents[number] != number:
            self.parents[number] = self.parents[self.parents[number]]
            number = self.parents[number]
        return number

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self.parents[second] = first

    def members(self) -> dict[int, list[_One]]:
        found = defaultdict(list)
        for number, one in enumerate(self.ones):
            found[self.root(number)].append(one)
        return found

    def only(self, candidates: Iterable[_One]) -> int | None:
        """The group of all the candidates, if it is one."""
        roots = {self.root(one.group) for one in candidates}
        return roots.pop() if len(roots) == 1 else None

    def identities(self, settled: dict[int, tuple[str, ...]]) -> dict[int, Identity]:
        found = {}
        for root, members in self.members().items():
            best = max(members, key=_fullness)
            full = [one for one in members if any(map(strong, one.keys))] if best.kind == "person" else members
            merged = settled.get(root) or joined(
                one.keys for one in sorted(full or members, key=_fullness, reverse=True)
            )
            if any(one.coded for one in members):
                merged = tuple(key for key in merged if key.startswith(("code:", "org:", "acronym:")))
            kind = _KINDS.get(merged[0].partition(":")[0], best.kind) if merged else best.kind
            found[root] = Identity(kind, best.name, merged[:MOST_KEYS])
        return found


def _fullness(one: _One) -> tuple[int, int, int, int]:
    if one.coded:
        named = "@" in one.keys[0] and one.name.count(" ")  # of a country's institution, with the country if it can be
        return (-one.name.isupper(), named, one.count, -one.first)
    words = len([word for word in one.name.split() if len(word.rstrip(".")) > 1])
    return (-one.name.isupper() if one.kind != "person" else 0, min(words, 4), one.count, -one.first)


# ── people ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _people(groups: _Groups, language: str) -> None:
    people = [one for one in groups.ones if one.kind == "person" and not one.coded]
    for one in people:
        one.words = names_of(one.name)
    by_both: dict[tuple[str, str], _One] = {}
    by_surname: dict[str, list[_One]] = defaultdict(list)
    by_given: dict[str, list[_One]] = defaultdict(list)
    rest = []
    for one in people:
        if len(one.words) < 2 or len(one.words[0]) < 2:
            rest.append(one)
            continue
        surnames = surname_sounds(one.words[-1], language)
        for pair in product(_sounds(one.words[0], language), surnames):
            groups.join(one.group, by_both.setdefault(pair, one).group)
        for sound in surnames:
            by_surname[sound].append(one)
        for word in one.words[:-1]:
            for sound in _sounds(word, language):
                by_given[sound].append(one)
    alone: dict[str, _One] = {}
    for one in rest:
        if not one.words:
            continue
        surnames = surname_sounds(one.words[-1], language)
        namesakes = [other for sound in surnames for other in by_surname.get(sound, ())[-MOST_NAMESAKES:]]
        if len(one.words) > 1:
            initial = {sound[:1] for sound in sounds(one.words[0])}
            namesakes = [other for other in namesakes if initial & {sound[:1] for sound in sounds(other.words[0][:2])}]
        elif not namesakes:
            called = [other for sound in surnames for other in by_given.get(sound, ())[-MOST_NAMESAKES:]]
            namesakes = called if groups.only(called) is not None else []
        if namesakes:
            groups.join(one.group, _nearest(namesakes, one.first).group)
        else:
            for sound in surnames:
                groups.join(one.group, alone.setdefault(sound, one).group)


def _nearest(namesakes: Iterable[_One], start: int) -> _One:
    """The one named last before, else the one named first behind."""
    return min(namesakes, key=lambda one: (one.first > start, abs(start - one.first)))


def _sounds(word: str, language: str) -> set[str]:
    return {sound for form in forms(word, language) for sound in sounds(form)}


# ── organisations and places ───────────────────────────────────────────────────────────────────────────────────────


def _others(groups: _Groups, language: str) -> None:
    others = [one for one in groups.ones if one.kind != "person" or one.coded]
    _other_bearers(others, language)
    owners: dict[str, _One] = {}
    for one in others:
        for key in one.keys:
            if strong(key):
                if key in owners:
                    groups.join(one.group, owners[key].group)
                owners.setdefault(key, one)
    organisations = [one for one in others if one.kind == "organisation"]
    stems = {id(one): [stem(word, language) for word in content(one.name, language)] for one in organisations}
    long = [one for one in organisations if len(stems[id(one)]) > 1]
    parts: dict[tuple[str, ...], list[_One]] = defaultdict(list)
    initials: dict[str, list[_One]] = defaultdict(list)
    for one in long:
        initials[acronym_of(one.name)].append(one)
        whole = stems[id(one)]
        for size in range(1, min(len(whole), 4)):
            for at in range(len(whole) - size + 1):
                if any(word[0].isdigit() for word in whole[:at] + whole[at + size :]):
                    continue  # the second of its name is another
                parts[tuple(whole[at : at + size])].append(one)
    for one in organisations:
        if one.coded:
            continue
        own = tuple(stems[id(one)])
        candidates = [
            other for other in parts.get(own, []) if language == "en" or not _complement(one.name, other.name)
        ]
        if not candidates and len(own) == 1 and one.name.isupper():
            candidates = initials.get(acronym_of(one.name), [])
        target = groups.only(candidates)
        if target is not None and not any(other.coded and "@" in other.keys[0] for other in candidates):
            groups.join(one.group, target)


def _complement(name: str, long: str) -> bool:
    """Whether a longer name has a name in another case behind its head: «Суд» is not «Пресс-служба Суда»."""
    if name.lower() in long.lower():
        return False
    begins = name.lower().split()[0]
    whole = long.split()
    at = next((at for at, word in enumerate(whole) if word.lower().startswith(begins[: max(3, len(begins) - 3)])), 0)
    return at > 0 and (" " in name or whole[at - 1].islower())


def _other_bearers(others: Sequence[_One], language: str) -> None:
    """Letters of a well-known organisation are another's where the article names only that one in full."""
    long = {acronym_of(one.name) for one in others if one.kind == "organisation" and not one.coded and " " in one.name}
    in_full = {one.keys for one in others if one.coded and not one.name.isupper()}
    for one in others:
        if one.coded and one.name.isupper() and one.keys not in in_full and acronym_of(one.name) in long:
            one.keys = spelled(one.name, one.kind, language)


def _bracketed(groups: _Groups, names: Sequence[Name], order: Sequence[_One], text: str) -> None:
    """`Long Name (LN)` says it itself."""
    for at in range(1, len(names)):
        before, name = names[at - 1], names[at]
        if name.start - before.end not in (1, 2) or "(" not in text[before.end : name.start]:
            continue
        short = before.kind == name.kind and name.normal.isupper() and " " in before.normal
        if short and not (order[at].coded and order[at - 1].coded):
            groups.join(order[at].group, order[at - 1].group)


def _settled(groups: _Groups, language: str) -> dict[int, tuple[str, ...]]:
    """Keys that the rest of the article decides.

    Of institutions named without their country: as named elsewhere in the article, else of the country named most. Of
    places that another country has as well: that country's, where it is named and the first one is not.
    """
    found: dict[int, tuple[str, ...]] = {}
    waiting = []
    doubtful = []
    elsewhere: dict[str, set[str]] = defaultdict(set)
    countries: Counter[str] = Counter()
    coded = {groups.root(one.group) for one in groups.ones if one.coded}
    for one in groups.ones:
        if one.coded:
            body = one.keys[0].partition(":")[2]
            if "@" in body:
                elsewhere[body.partition("@")[0]].add(one.keys[0])
            elif one.name.startswith(NAMESAKES.get(body, ("\0", ""))[0]):
                doubtful.append((one, body))
            elif one.keys[0].startswith("code:"):
                countries[_country(body)] += one.count
        elif one.kind != "person":
            institution = known.institution(one.name, language)
            if institution and institution.country is None and groups.root(one.group) not in coded:
                waiting.append((one, institution.kind))
    del countries[""]
    total = sum(countries.values())
    country, most = countries.most_common(1)[0] if countries else ("", 0)
    for one, body in doubtful:
        other = NAMESAKES[body][1]
        if language != "en" or countries[_country(other)] > countries[_country(body)]:
            found[groups.root(one.group)] = (f"code:{other}",)
    for one, kind in waiting:
        if len(elsewhere[kind]) == 1:
            found[groups.root(one.group)] = tuple(elsewhere[kind])
        elif most >= 2 and most * 5 >= total * 2:
            found[groups.root(one.group)] = (f"org:{kind}@{country}",)
    return found


def _country(code: str) -> str:
    if code.startswith("geonames:"):
        return _countries_of_cities().get(code, "")
    return "" if "/" in code else code.partition("-")[0]


@cache
def _countries_of_cities() -> dict[str, str]:
    return {one.code: one.country for one in gazetteer().names.values() if one.kind == "city"}
