"""What is counted: the noun phrase behind a number, found by its endings and by lists of words, without parsing."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.extract import lexicon
from pipeline.extract.figures.line import HYPHENS, Line
from pipeline.extract.morphology import parses

_LONGEST = 7  # words of a phrase
_COORDINATED = frozenset({"and", "or"})
_IRREGULAR = ("men", "women", "people", "children", "folk", "craft")
_POSSESSIVE = frozenset({"'s", "'"})
_COMPARED = frozenset(
    {"higher", "lower", "faster", "slower", "cheaper", "less", "better", "worse", "bigger", "smaller"}
)
_LEADING = frozenset({"of", "the", "its", "their", "his", "her", "our", "my", "all", "such"})
_SINGULAR = ("ss", "us", "is", "'s")
_SLAVIC_ADJECTIVES = {
    "ru": ("ых", "их", "ым", "им", "ыми", "ими", "ые", "ие", "ый", "ий", "ой", "ая", "яя", "ое", "ее", "ую", "юю", "ого", "его",
           "ому", "ему"),
    "uk": ("их", "іх", "їх", "им", "ім", "ими", "іми", "і", "ий", "ій", "а", "я", "е", "є", "у", "ю", "ого", "ього", "ої", "ьої", "ому",
           "ою"),
}  # fmt: skip
_SLAVIC_VERBS = (
    "лся", "лась", "лось", "лись", "ется", "ются", "ится", "ятся", "ается", "ут", "ют", "ет", "ил", "ило", "или", "ала", "али", "ила",
    "ить", "ули", "ив", "ала", "али", "ило", "ять", "уть", "ють", "ться", "вся", "лися", "лося", "лася", "ано", "ено", "ены", "аны", "ено",
)  # fmt: skip
_AGREEMENT = (  # endings of an adjective and of the noun behind it
    (("ых", "их"), ("ов", "ев", "ей", "ів", "їв", "ий")),
    (("ыми", "ими", "іми"), ("ами", "ями")),
    (("ым", "им", "ім"), ("ам", "ям")),
    (("ые", "ие"), ("ы", "и", "а", "я")),
    (("і",), ("и", "і", "ї")),
)
_LONGEST_WORD = 40
_NO_NOUNS = frozenset({"VERB", "INFN", "GRND", "ADVB", "COMP", "PRED"})
_DOERS = (
    "ников", "ники", "никам", "никами", "никах", "телей", "тели", "телям", "телями", "телях", "истов", "исты", "истам", "истами",
    "истах", "торов", "торы", "торам", "торами", "торах", "теров", "теры", "логов", "логи", "логам", "графов", "графы", "ентов", "енты",
    "ентам", "антов", "анты", "антам", "ачей", "ачи",
    "ників", "никами", "телів", "телі", "телями", "истів", "исти", "торів", "тори", "терів", "тери", "логів", "графів", "ентів", "антів",
    "ачів",
)  # fmt: skip
_PEOPLES = ("цев", "нцев", "анцев", "ян", "чан", "ців", "янок", "чанок")


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is counted: `line.tokens[first:last]`.

    `about`: where the noun phrase itself begins, behind "of those". `kind`: 'person', 'item' (a thing that news counts),
    'trivial', 'suffered' ("dead", "wounded") or ''. `plural`: its head is in the plural. `named`: its head has a capital.
    """

    first: int
    last: int
    about: int
    head: str
    kind: str
    plural: bool
    named: bool = False


@cache
def _stops(language: str) -> Mapping[str, frozenset[str]]:
    return {kind: frozenset(words) for kind, words in lexicon.table(f"counted_stops_{language}").items()}


@cache
def _kinds(language: str) -> Mapping[str, str]:
    """Kinds of nouns by their forms."""
    found: dict[str, str] = {}
    for kind, name in (("item", "items"), ("person", "persons"), ("trivial", "trivial")):
        if language == "en":
            found.update(dict.fromkeys(lexicon.words(f"counted_{name}_en"), kind))
        else:
            for forms in lexicon.table(f"counted_{name}_{language}").values():
                found.update(dict.fromkeys(forms, kind))
    return found


@cache
def _groups(language: str) -> frozenset[str]:
    """Nouns behind which what they are units of follows: «единиц техники»."""
    heads = _stops(language).get("group", ())
    table = {
        key: forms
        for name in ("items", "persons")
        for key, forms in lexicon.table(f"counted_{name}_{language}").items()
    }
    table |= lexicon.table(f"units_{language}")
    return frozenset(form for head in heads for form in table.get(head, (head,)))


def counted(line: Line, index: int, language: str) -> Phrase | None:
    """The noun phrase at a token, right behind a number and its unit; None where none is to be seen."""
    if language == "en":
        return _english(line, index)
    return _slavic(line, index, language)


def _passed(line: Line, index: int, passing: frozenset[str]) -> int:
    """The token behind "more", "of those"…"""
    while line.word(index) in passing:
        index += 1
    return index


def _kind(word: str, kinds: Mapping[str, str]) -> str:
    """A noun's kind; of a compound, that of its head: the last part in English, the first elsewhere."""
    kind = kinds.get(word, "")
    if not kind and "-" in word:
        kind = kinds.get(word.rpartition("-")[2] if word[0].isascii() else word.partition("-")[0], "")
    return kind


def _plural(word: str, stops: Mapping[str, frozenset[str]]) -> bool:
    """An English word that can be a plural noun."""
    if len(word) > 3 and word.endswith("s") and not word.endswith(_SINGULAR):
        return True
    return word in stops["collective"] or word.endswith(_IRREGULAR)


def _english(line: Line, index: int) -> Phrase | None:
    stops, kinds = _stops("en"), _kinds("en")
    first = index
    if line.word(index) in HYPHENS:
        return None
    start = _passed(line, index, stops["pass"])
    if line.word(start) in stops["suffered"] and not _plural(line.word(start + 1), stops):
        return Phrase(first, start + 1, start, line.word(start), "suffered", True)
    at, head = start, -1
    while at < len(line.words) and at - start < _LONGEST:
        word = line.words[at]
        if word in _POSSESSIVE and at > start:
            at, head = at + 1, -1
            continue
        if not word[0].isalpha() or _stopped(line, at, stops["stop"]):
            break
        if head >= 0 and not (_plural(word, stops) and line.words[head] in stops["attribute"]):
            break
        if word.endswith("ly") and len(word) > 4 and not line.word(at + 1)[:1].isalpha():
            break
        if _plural(word, stops) and not (line.tokens[at].text[0].isupper() and _proper(line, at)):
            head = at
        at += 1
    if head < 0:
        if line.words[at - 1] in _POSSESSIVE and line.word(at)[:1].isdecimal():
            return None  # "half of the country's 40 million voters": the other number's noun
        while at > start and _loose(line.words[at - 1], stops):
            at -= 1
        if at <= start:
            return None
        noun = line.words[at - 1]
        return Phrase(first, at, start, noun, _kind(noun, kinds), False, line.tokens[at - 1].text[0].isupper())
    last = head + 1
    if (
        line.word(last) in _COORDINATED
        and _plural(line.word(last + 1), stops)
        and _kind(line.word(last + 1), kinds) == _kind(line.words[head], kinds)
        and _kind(line.words[head], kinds)
    ):
        last += 2
    word = line.words[head]
    kind = _kind(word, kinds)
    named = line.tokens[head].text[0].isupper()
    if not kind and named and word.endswith(("ans", "ians", "ese", "is", "ers", "crats")):
        kind = "person"
    return Phrase(first, last, start, word, kind, True, named)


def _loose(word: str, stops: Mapping[str, frozenset[str]]) -> bool:
    """A word that does not end a singular noun phrase: a possessive, a comparative, a participle ("the sum planned")."""
    if word in _COMPARED or word in _LEADING:
        return True
    return word in _POSSESSIVE or word.endswith("ed") or (word.endswith("ing") and word not in stops["gerund"])


def _stopped(line: Line, index: int, stops: frozenset[str]) -> bool:
    """A word ends the phrase; one in capitals is a name (US), and so does the end of a line."""
    word = line.words[index]
    if word in stops and not (len(word) > 1 and line.tokens[index].text.isupper()):
        return True
    return "\n" in line.text[line.tokens[index - 1].end : line.tokens[index].start]


def _proper(line: Line, index: int) -> bool:
    """A capitalised word that goes on into a name: "12 Olympic Games Committee members"."""
    following = line.tokens[index + 1].text if index + 1 < len(line.tokens) else ""
    return following[:1].isupper() and following[:1].isalpha()


def _slavic(line: Line, index: int, language: str) -> Phrase | None:
    if language not in _SLAVIC_ADJECTIVES:
        return None
    stops, kinds = _stops(language), _kinds(language)
    first = index
    start = _passed(line, index, stops["pass"])
    at = start
    endings = _SLAVIC_ADJECTIVES[language]
    while at < len(line.words) and at - start < _LONGEST:
        word = line.words[at]
        if (
            not word[0].isalpha()
            or _stopped(line, at, stops["stop"])
            or (word[0].isascii() and line.tokens[at].text[0].islower())
        ):
            return _substantive(line, first, start, at, kinds)
        kind = _kind(word, kinds)
        if not kind and _is_no_noun(word, language):
            return _substantive(line, first, start, at, kinds)
        adjective = word.endswith(endings) and len(word) > 3
        if kind and not (adjective and _continues(line, at + 1, stops, kinds)):
            return _extended(line, first, start, at, kind, language)
        if not adjective or (
            language == "uk"
            and not word.endswith(("их", "іх", "їх", "ий", "ій", "ого", "ими", "ої"))
            and not _continues(line, at + 1, stops, kinds)
        ):
            if word.endswith(_SLAVIC_VERBS) and not kind:
                return _substantive(line, first, start, at, kinds)
            kind = kind or ("person" if word.endswith(_PEOPLES) or _are_people(word, language) else "")
            return _extended(line, first, start, at, kind, language)
        at += 1
    return _substantive(line, first, start, at, kinds)


def _is_no_noun(word: str, language: str) -> bool:
    """A verb or adverb: «200 тысяч обещал», «400 сотрудникам работать», «на треть дешевле»."""
    found = parses(word, language) if len(word) <= _LONGEST_WORD else ()
    return bool(found) and (found[0].pos in _NO_NOUNS or "infn" in found[0].grammemes)


def _are_people(word: str, language: str) -> bool:
    """A noun of those who do something: «ремонтников», «консерваторов»; animals have other endings."""
    if not word.endswith(_DOERS) or len(word) > _LONGEST_WORD:
        return False
    found = parses(word, language)
    return bool(found) and found[0].pos == "NOUN" and "anim" in found[0].grammemes


def _continues(line: Line, index: int, stops: Mapping[str, frozenset[str]], kinds: Mapping[str, str]) -> bool:
    """Behind an adjective-like word its noun follows: «раненых солдат», «военных объектов»."""
    word, before = line.word(index), line.word(index - 1)
    if not word[:1].isalpha() or word in stops["stop"]:
        return False
    return word in kinds or any(
        before.endswith(endings) and word.endswith(agreeing) and len(word) > 3 for endings, agreeing in _AGREEMENT
    )


def _substantive(line: Line, first: int, start: int, at: int, kinds: Mapping[str, str]) -> Phrase | None:
    """A phrase of adjectives alone: its last one stands for a noun («двое раненых»), else there is none."""
    if at == start:
        return None
    kind = _kind(line.words[at - 1], kinds)
    return Phrase(first, at, start, line.words[at - 1], kind, True) if kind else None


def _named(word: str, whence: bool) -> bool:
    """A name that says whence or whose: any behind «из», else one of capitals alone (КНДР)."""
    return word[:1].isupper() and (whence or (len(word) > 1 and word.isupper()))


def _extended(line: Line, first: int, start: int, head: int, kind: str, language: str) -> Phrase:
    """A phrase with what belongs to its head: «единиц бронетехники», «солдат КНДР», «солдат из Северной Кореи»."""
    last = head + 1
    stops = _stops(language)
    word = line.words[head]
    if word in _groups(language):
        while last < len(line.words) and last - head < 4:
            following = line.words[last]
            if not following[0].isalpha() or following in stops["stop"] or following.endswith(_SLAVIC_VERBS):
                break
            if _is_no_noun(following, language):
                break
            last += 1
            if not following.endswith(_SLAVIC_ADJECTIVES["ru"]):
                break
    else:
        whence = line.word(last) in ("из", "із", "з")
        at = end = last + whence
        while (
            end < len(line.words)
            and end - at < 3
            and _named(line.tokens[end].text, whence)
            and line.words[end] not in stops["stop"]
        ):
            end += 1
        last = end if end > at else last
    return Phrase(first, last, start, word, kind, True, line.tokens[head].text[:1].isupper())
