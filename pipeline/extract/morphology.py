"""What a Russian or Ukrainian word can be: its dictionary forms, cases and numbers by pymorphy3, looked up once."""

import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

CACHED = 30_000  # words; some 20 MB at most

# Of at most 48 signs: what is longer is no word, and pymorphy3 cannot read letters that Unicode has no name for.
_WORD = re.compile(r"[Ѐ-ԯ][Ѐ-ԯ'’ʼ-]{0,47}")


class Parse(NamedTuple):
    """One reading of a word form, the likeliest first.

    Grammemes are OpenCorpora's: `pos` 'NOUN', 'VERB', 'ADJF', …; `case` 'nomn', 'gent', 'datv', 'accs', 'ablt', 'loct', 'voct',
    …; `number` 'sing', 'plur'; `gender` 'masc', 'femn', 'neut'; "" where the form has none. `grammemes`: all of them
    ('Surn', 'Geox', 'anim', 'Fixd', 'past', …). `score`: 0 to 1, how likely it is among the word's readings.
    """

    normal: str
    pos: str
    case: str
    number: str
    gender: str
    grammemes: frozenset[str]
    score: float


@cache
def analyzer(language: str) -> Any:
    """pymorphy3's analyser for `ru` or `uk`; its dictionary is memory of some 15 MB, loaded on the first call."""
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang=language)


@lru_cache(maxsize=CACHED)
def parses(word: str, language: str) -> tuple[Parse, ...]:
    """The readings of a word form, its case ignored; empty where it is no word in Cyrillic letters."""
    if not _WORD.fullmatch(word):
        return ()
    return tuple(Parse(found.normal_form, *_told(found.tag), found.score) for found in analyzer(language).parse(word))


def lemma(word: str, language: str) -> str:
    """The likeliest dictionary form in small letters; the word itself where nothing is known."""
    found = parses(word, language)
    return found[0].normal if found else word.lower()


@lru_cache(maxsize=4096)
def _told(tag: Any) -> tuple[str, str, str, str, frozenset[str]]:
    # Plain strings: pymorphy3's own raise when they are compared with what is no grammeme.
    pos, case, number, gender = (str(part or "") for part in (tag.POS, tag.case, tag.number, tag.gender))
    return pos, case, number, gender, frozenset(map(str, tag.grammemes))
