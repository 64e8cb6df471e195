"""English words that stand for a person by his office: "Ukrainian President X" teaches whom "the Ukrainian leader" means."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.extract.lexicon import table
from pipeline.extract.lexicon.places import demonym, place
from pipeline.extract.reading import Reading
from pipeline.model import Annotation, Identity

REACH = 9  # tokens of a title before a name, of a description behind "the"
_LONGEST = 4  # tokens of a role
_INSIDE_WORDS = "of for and & the"
_INSIDE = frozenset(_INSIDE_WORDS.split())
_FORMER_WORDS = "former ex ex- late then onetime retired outgoing"
_FORMER = frozenset(_FORMER_WORDS.split())
_LESSER_WORDS = "vice deputy assistant associate under acting interim"
_LESSER = frozenset(_LESSER_WORDS.split())
_HONORIFIC_WORDS = (
    """Sir Dame Lord Lady Dr Prof Mr Mrs Ms Sheikh Sheikha Datuk Dato Datin Seri Tun Shri Smt Haji Hajah Imam Rev Hon"""
)
_HONORIFICS = frozenset(_HONORIFIC_WORDS.split())
_MINISTERIAL = frozenset({"minister", "secretary"})
_EXECUTIVE_WORDS = """board boards branch committee council director directors editor order orders producer power powers action summary
team office agency mansion session vice"""
_EXECUTIVE = frozenset(_EXECUTIVE_WORDS.split())
_POSSESSIVE = frozenset({"'s", "’s"})
_OPENING = _POSSESSIVE | {"the", "The"}
_ABBREVIATED = {
    "gov": "governor", "sen": "senator", "rep": "representative", "gen": "general", "adm": "admiral", "col": "colonel", "capt": "captain",
    "lt": "lieutenant", "sgt": "sergeant", "prof": "professor", "pm": "prime minister", "sens": "senator", "pres": "president",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Office:
    """What somebody is: the role, of what (codes of countries, words of names in small letters), once or now."""

    role: str
    of: frozenset[str]
    former: bool


def describe(reading: Reading, mentions: Sequence[Annotation]) -> list[Annotation]:
    """A `description` for words by which an article means somebody whose office it has given with his name.

    Where they fit several, none.
    """
    holders = _holders(reading, mentions)
    if not holders:
        return []
    taken = sorted((one.start, one.end) for one in mentions if one.start is not None and one.end is not None)
    owners = {one.end: one.start for one in mentions if one.start is not None and one.end is not None}
    found: list[Annotation] = []
    for first, last, role, of, former in _descriptions(reading):
        if found and reading.tokens[first].start < (found[-1].end or 0):
            continue
        start, end = owners.get(reading.tokens[first].end, reading.tokens[first].start), reading.tokens[last - 1].end
        if _followed_by_name(reading, last, taken) or _goes_on(reading, last, role):
            continue
        meant = {
            identity
            for identity, offices in holders.items()
            if any(_stands_for(role, of, former, one) for one in offices)
        }
        if len(meant) == 1:
            attributes = {"kind": "person", "head": role}
            found.append(Annotation("description", start, end, reading.text[start:end], attributes, meant.pop()))
    return found


def _holders(reading: Reading, mentions: Sequence[Annotation]) -> dict[Identity, set[_Office]]:
    found: dict[Identity, set[_Office]] = {}
    for one in mentions:
        if one.start is None or one.end is None or one.entity is None or one.attributes["kind"] != "person":
            continue
        first, last = reading.token_at(one.start), reading.token_at(one.end - 1) + 1
        for office in (_before(reading, first), _behind(reading, last)):
            if office:
                found.setdefault(one.entity, set()).add(office)
    return found


def _before(reading: Reading, first: int) -> _Office | None:
    """The office in front of a name: "US Secretary of State"."""
    tokens = reading.tokens
    begin = first
    while begin > 0 and first - begin < REACH:
        word = tokens[begin - 1].text
        abbreviated = word == "." and begin > 1 and tokens[begin - 2].text.lower() in _ABBREVIATED
        joins = word[0].isalnum() or word in _POSSESSIVE or abbreviated
        if not joins or tokens[begin - 1].end + 2 < tokens[begin].start:
            break
        begin -= 1
    words = [token.text for token in tokens[begin:first] if token.text != "."]
    while words and words[-1] in _HONORIFICS:
        words.pop()
    for size in range(min(_LONGEST, len(words)), 0, -1):
        role = _role(words[-size:])
        if role:
            rest = words[: len(words) - size]
            if rest and rest[-1].lower() in _LESSER:
                return None
            return _Office(role, _modifiers(rest, near=True), any(word.lower() in _FORMER for word in rest[-3:]))
    return None


def _behind(reading: Reading, last: int) -> _Office | None:
    """The office in apposition: ", the president of Ghana,", ", Ghana's foreign minister,"."""
    words = reading.words[last : last + REACH + 2]
    if len(words) < 3 or words[0] != ",":
        return None
    stop = next((i for i in range(1, len(words)) if words[i] in (",", ".", ";", "(", "who", "said")), len(words))
    phrase = words[1:stop]
    for at in range(len(phrase)):
        for size in range(min(_LONGEST, len(phrase) - at), 0, -1):
            role = _role(phrase[at : at + size])
            if role and (at == 0 or phrase[at - 1].lower() not in _LESSER):
                former = any(word.lower() in _FORMER for word in phrase[:at])
                return _Office(role, _modifiers([*phrase[:at], *phrase[at + size :]], near=False), former)
    return None


def _role(words: Sequence[str]) -> str | None:
    name = " ".join(words).lower()
    name = _ABBREVIATED.get(name, name)
    return name if name in _roles() else None


@cache
def _roles() -> Mapping[str, frozenset[str]]:
    return {role.lower(): frozenset(word.lower() for word in said) for role, said in table("english_roles").items()}


@cache
def _said() -> Mapping[str, frozenset[str]]:
    """Of each word that may stand for someone, the roles that he may have."""
    found: dict[str, set[str]] = {}
    for role, said in _roles().items():
        for word in said:
            found.setdefault(word, set()).add(role)
    return {word: frozenset(roles) for word, roles in found.items()}


def _modifiers(words: Sequence[str], *, near: bool) -> frozenset[str]:
    """What an office is of: countries by their codes, other names by their words; `near`: only what runs up to it."""
    found = set()
    for word in reversed(words):
        bare = word.removesuffix(".")
        if bare[:1].isupper() and bare.lower() not in _INSIDE:
            country = demonym(bare)
            known = None if country else place(bare)
            found.add(country or (known.code if known and known.kind == "country" else bare.lower()))
        elif near and word.lower() not in _INSIDE and word not in _POSSESSIVE and word.lower() not in _FORMER:
            break
    return frozenset(found)


def _descriptions(reading: Reading) -> Iterator[tuple[int, int, str, frozenset[str], bool]]:
    """Words behind "the" or "Ghana's" that may stand for somebody: tokens, role, what it is of, whether he was it once."""
    words, known = reading.words, _said()
    for at, word in enumerate(words):
        if word not in _OPENING or (word in _POSSESSIVE and not (at and words[at - 1][:1].isupper())):
            continue
        begin = at + 1
        following = words[begin : begin + REACH]
        for skip in range(min(4, len(following))):
            size = next((n for n in (3, 2, 1) if " ".join(following[skip : skip + n]).lower() in known), 0)
            if size:
                before = following[:skip]
                if not any(one.lower() in _LESSER for one in before):
                    of = _modifiers(
                        before if begin == at + 1 and word not in _POSSESSIVE else [words[at - 1], *before],
                        near=False,
                    )
                    last = begin + skip + size
                    more, behind = _of(reading, last)
                    role = " ".join(following[skip : skip + size]).lower()
                    first = at if word not in _POSSESSIVE else at - 1
                    yield first, more, role, of | behind, any(one.lower() in _FORMER for one in before)
                break
            if not (
                following[skip][:1].isupper()
                or following[skip].lower() in _FORMER
                or following[skip] in _POSSESSIVE
                or following[skip] == "."
            ):
                break


def _of(reading: Reading, last: int) -> tuple[int, frozenset[str]]:
    """ "of Ghana" behind a role."""
    words = reading.words[last : last + 2]
    if len(words) == 2 and words[0] == "of" and words[1][:1].isupper():
        return last + 2, _modifiers(words[1:], near=False)
    return last, frozenset()


def _followed_by_name(reading: Reading, last: int, taken: Sequence[tuple[int, int]]) -> bool:
    if last >= len(reading.tokens):
        return False
    start = reading.tokens[last].start
    at = bisect_left(taken, (start, 0))
    return at < len(taken) and taken[at][0] == start


def _goes_on(reading: Reading, last: int, role: str) -> bool:
    """Whether the words are an adjective ("the executive board") or of something that no office here is of."""
    following = reading.words[last : last + 2]
    if role == "executive" and following and following[0] in _EXECUTIVE:
        return True
    of = len(following) == 2 and following[0] in ("of", "for") and following[1].islower()
    return of and role in _MINISTERIAL and following[1] not in ("the", "this", "his", "her", "its", "their", "a")


def _stands_for(role: str, of: frozenset[str], former: bool, office: _Office) -> bool:
    if office.role not in _said().get(role, frozenset()) or (former and not office.former):
        return False
    if (
        office.former
        and not former
        and role in ("president", "prime minister", "minister", "secretary", "governor", "mayor")
    ):
        return False
    return not of or bool(of & office.of)
