"""Words without their endings, so that the cases of a name are one.

`stem` takes off endings as often as there are any: `Рахима` and `Рахим` become the same although the second is bare already.
What is cut too short thereby is no harm, as long as every form of it is cut alike. `forms` is for comparing across scripts,
where only one side has endings.
"""

import re
from functools import lru_cache

from pipeline.extract.lexicon.places import plain

SHORTEST = 3  # letters that stay

_ENDINGS = {
    "cyrillic": """
        ами ями ого его ому ему ыми ими ими ої ією ею єю ою ой ей ом ем єм ым им ім їм их ых іх їх ах ях ам ям
        ові еві єві ия ию ии ие ий ый ая яя ую юю ое ее ії ію ія ії ий ій їй
        а я у ю ы и і ї е є о э й ь ъ
    """,
    "pl": """
        iego iemu iami iach iowi owie ami ach ech owi iem ego emu ymi imi ych ich ów iów ow om iom em ym im ej
        ia ię ią iu ie io ii ją ję ji ja a ą e ę i o u y ó
    """,
    "cs": """
        ových ovým ovými ovou ovému ového ové ová ovi ova ovo ovy ovu ův ovů ami emi ách ích ých ech ům ím ém ým ého ému ými ích
        ych ích ího ímu em ou ovi ía ii ie ií ia a á e é ě i í o u ů y ý
    """,
}
# Consonants that soften before an ending: the softened end of a stem and what it is in the nominative.
_SOFTENED = {
    "pl": (("ście", "st"), ("szcie", "st"), ("ździe", "zd"), ("dzie", "d"), ("cie", "t"), ("sce", "sk"), ("yce", "yk"),
           ("dze", "g"), ("sze", "ch"), ("szech", "ch"), ("rzech", "r"), ("czech", "c"), ("rzy", "r"), ("ści", "st")),
    "cs": (("sce", "sk"), ("yce", "yk"), ("ze", "h"), ("še", "ch"), ("ští", "sk"), ("štích", "sk"), ("čtí", "ck")),
}  # fmt: skip
_AS = {"ru": "cyrillic", "uk": "cyrillic", "be": "cyrillic", "bg": "cyrillic", "sk": "cs"}
# The genitive plural, which is how surnames end too: taken off where only words of one script are compared.
_PLURAL = {"cyrillic": ("ов", "ев", "ів", "їв")}
_LAST = {"pl": (("rz", "r"),), "cs": (("ř", "r"),)}
_VOWELS = {"pl": str.maketrans("ó", "o"), "cs": str.maketrans("ů", "o"), "cyrillic": str.maketrans("і", "о")}
_POSSESSIVE = re.compile(r"'(?:s|ego|emu|em|m|a|u|owi|y|ie)?$")
_LISTS = {
    name: tuple(sorted({plain(ending) for ending in endings.split()}, key=len, reverse=True))
    for name, endings in _ENDINGS.items()
}
_FIRST = {name: frozenset(ending[-1] for ending in endings) for name, endings in _LISTS.items()}


def manner(word: str, language: str) -> str:
    """Which endings a word has: those of its script in Cyrillic, of the text's language in Latin letters.

    `none` where names are not inflected.
    """
    if any("Ѐ" <= letter <= "ӿ" for letter in word):
        return "cyrillic"
    found = _AS.get(language, language)
    return found if found in {"pl", "cs"} else "none"


@lru_cache(maxsize=16384)
def forms(word: str, language: str) -> tuple[str, ...]:
    """A word in small letters as it stands and, where it may have an ending, without it."""
    bare, kind = _bare(word, language)
    if kind not in _LISTS:
        return (bare,)
    shorter = _shorter(_hardened(bare, kind), kind)
    shorter = _unsoftened(shorter, kind)
    return (bare,) if shorter == bare else (bare, shorter)


@lru_cache(maxsize=16384)
def stem(word: str, language: str) -> str:
    """A word in small letters without any ending, one for all its forms."""
    bare, kind = _bare(word, language)
    if kind not in _LISTS:
        return bare
    bare = _hardened(bare, kind)
    for _ in range(3):
        shorter = _shorter(bare, kind)
        if shorter == bare:
            break
        bare = shorter
    for ending in _PLURAL.get(kind, ()):
        if bare.endswith(ending) and len(bare) - len(ending) >= SHORTEST:
            bare = bare[: -len(ending)]
    bare = _unsoftened(bare, kind)
    return bare.translate(_VOWELS[kind]) if kind in _VOWELS else bare


def _bare(word: str, language: str) -> tuple[str, str]:
    bare = plain(word).lower()
    bare = _POSSESSIVE.sub("", bare) if "'" in bare else bare
    return bare, manner(bare, language)


def _unsoftened(bare: str, kind: str) -> str:
    for soft, hard in _LAST.get(kind, ()):
        if bare.endswith(soft):
            return bare[: -len(soft)] + hard
    return bare


def _hardened(word: str, kind: str) -> str:
    for soft, hard in _SOFTENED.get(kind, ()):
        if word.endswith(soft) and len(word) - len(soft) >= 2:
            return word[: -len(soft)] + hard
    return word


def _shorter(word: str, kind: str) -> str:
    if word[-1:] in _FIRST[kind]:
        for ending in _LISTS[kind]:
            if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
                return word[: -len(ending)]
    return word
