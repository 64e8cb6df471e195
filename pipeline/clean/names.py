"""The names of people in what pages write about their authors: a little grammar of bylines in the languages of news."""

import re
from collections.abc import Iterable
from itertools import islice

from pipeline.clean import byline_words as words
from pipeline.clean.outlet import NO_OUTLET, Outlet
from pipeline.clean.values import plain

MAX = 20  # names of one article
_VALUES = 100
_TWICE = re.compile(r"(?P<name>.{4,60}) (?P=name)")
_MARGIN = " .:–—-*\"'“”«»|"
_ABBREVIATED = re.compile(r"(?:\b(?:Jr|Sr)| [^\W\d_])\.$")  # the full stop belongs to the name
_NUMBERED = re.compile(r".*?(?:https?:|www\.|@|\d{4}|\d[.:/-]\d)|[\W\d_]*$", re.IGNORECASE)
_DATED = re.compile(r"\d{4}|\d[:h]\d\d|\d[./]\d")
_NEVER = (_NUMBERED, words.NOBODY, words.OTHER_WORK)
_PARTICLES = frozenset(
    {"von", "van", "de", "der", "den", "del", "della", "dello", "degli", "di", "da", "das", "do", "dos", "du", "la", "le", "les", "el",
     "al", "bin", "ibn", "bint", "ben", "ter", "ten", "te", "zu", "zum", "zur", "af", "av", "y", "e", "i", "und", "genannt", "san", "vom",
     "'t", "’t", "op", "in", "het", "st", "st."}
)  # fmt: skip
_ELIDED = re.compile(r"^(?:[dlDL]['’])?['’\"“(-]*")
_CASELESS = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def declared(values: Iterable[str], outlet: Outlet = NO_OUTLET) -> tuple[str, ...]:
    """Names in values that say of themselves that they are authors: only what cannot be one is left out.

    Beside a full name, roles, agencies, the outlet and single words (places, mostly) are; alone they are kept.
    """
    found: dict[str, str] = {}
    for value in islice(values, _VALUES):
        known = [part for part in parts(value) if not any(rule.match(part) for rule in _NEVER)]
        named = [
            part
            for part in known
            if not words.ROLE.search(part) and not words.AGENCY.search(part) and not outlet.named(part)
        ]
        full = [part for part in named if is_full(part)]
        for part in full or named or known[:1]:
            if len(part) <= 80 and len(part.split()) <= 8:
                found.setdefault(part.casefold(), part)
    return tuple(islice(found.values(), MAX))


def people(values: Iterable[str], outlet: Outlet = NO_OUTLET) -> tuple[str, ...]:
    """Full names of people in values: without "By", separators, roles, handles, agencies and the outlet itself.

    They end where a date, or one of the names for a second time, begins what is said of them.
    """
    found: dict[str, str] = {}
    for part in (part for value in islice(values, _VALUES) for part in parts(value)):
        if found and (_DATED.search(part) or part.casefold() in found):
            break
        if is_person(part) and not outlet.named(part):
            found[part.casefold()] = part
    return tuple(islice(found.values(), MAX))


def parts(value: str) -> list[str]:
    """The names, roles and places that one value is made of, without those that stand behind a label of other work."""
    found = []
    others = False
    for part in words.PARTS.split(_without_by(plain(value))):
        name = _without_by(part)
        if words.LABELLED.match(part):
            others = name == part and bool(words.OTHER_WORK.match(part))
        if not others:
            found += [_trimmed(half) for half in _halves(name)]
    return [part for part in map(_once, found) if part]


def _trimmed(half: str) -> str:
    """Without what stands around a name: brackets, places and roles behind it, addresses, quotation marks."""
    text = words.TAIL.sub("", words.CONTACT.sub("", half) or half)
    bare = text.strip(_MARGIN)
    return f"{bare}." if _ABBREVIATED.search(f"{bare}.") and f"{bare}." in text else bare


def _halves(part: str) -> list[str]:
    halves = words.BETWEEN.split(part)
    apart = all(map(is_full, halves)) or any(words.AGENCY.fullmatch(half) for half in halves)
    return halves if apart else [part]


def _once(name: str) -> str:
    return twice["name"] if (twice := _TWICE.fullmatch(name)) else name


def begins_byline(text: str) -> bool:
    """Whether a text begins with "By" and its like."""
    return bool(words.BY.match(f"{text} "))


def _without_by(text: str) -> str:
    """Without "By" and its like; some of these words are the beginning of a surname too, so a full name must be left."""
    rest = words.BY.sub("", words.JOINED.sub("", text), count=1)
    return rest if rest != text and (is_full(rest) or ":" in text[: len(text) - len(rest)]) else text


def is_full(name: str) -> bool:
    """Whether it is more than a first name, a surname or initials."""
    return " " in name or bool(_CASELESS.match(name))


def is_agency(text: str) -> bool:
    """Whether a news agency is named in it."""
    return bool(words.AGENCY.search(text))


def is_person(name: str) -> bool:
    """Whether it looks like a person's full name: each word with a capital, but for particles, where the script has capitals."""
    pieces = name.split()
    if not is_full(name) or len(name) > 60 or len(pieces) > 6 or any(map(str.isdigit, name)) or ":" in name:
        return False
    if any(rule.match(name) for rule in (*_NEVER, words.PLACES)):
        return False
    if any(rule.search(name) for rule in (words.ROLE, words.AGENCY, words.OF_PAGES)):
        return False
    if _CASELESS.match(name):
        return len(pieces) <= 4 and len(name) <= 30 and (len(pieces) > 1 or 2 <= len(name) <= 5)
    main = [word for word in pieces if word not in _PARTICLES]
    return 2 <= len(main) <= 5 and all(_ELIDED.sub("", word)[:1].isupper() for word in main)
