"""Units of measure, of time and per cent, as they stand behind a number (`lexicon/units_*.txt`)."""

import re
from collections.abc import Mapping
from functools import cache

from pipeline.extract import lexicon
from pipeline.extract.figures.line import HYPHENS, Line
from pipeline.extract.figures.vocabulary import LANGUAGES

TIME = frozenset({"second", "minute", "hour", "day", "week", "month", "quarter-year", "year", "decade", "century"})
SHARES = frozenset({"percent", "percentage point", "basis point"})
_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:-[^\W_]+)*|[^\w\s]")
_LONGEST = 4  # tokens of a unit's name
# Letters that are units of measure behind digits alone: "a 5 m drop", never "three m".
_LETTERS = frozenset(
    {"m", "min", "mi", "ft", "ha", "nm", "db", "kb", "mb", "gb", "tb", "pp", "bp", "м", "л", "т", "ч", "га", "пп"}
)
_DIVIDED = frozenset({"%", "°"})


@cache
def _names(language: str) -> Mapping[tuple[str, ...], str]:
    table = lexicon.table(f"units_{language}") if language in LANGUAGES else {"percent": ("%",)}
    return {tuple(_TOKEN.findall(name)): unit for unit, names in table.items() for name in names}


@cache
def _firsts(language: str) -> frozenset[str]:
    return frozenset(name[0] for name in _names(language))


def behind(line: Line, index: int, language: str, digits: bool) -> tuple[int, str] | None:
    """The unit at a token, right behind a number (a hyphen may be between): the token after it and its name."""
    if line.word(index) in HYPHENS and line.glued(index):
        index += 1
        if language != "en" and line.word(index) in _LETTERS:
            return None  # «90-т» is the beginning of an ordinal
    word = line.word(index)
    if word not in _firsts(language) or (word in _LETTERS and not digits):
        return None
    names = _names(language)
    for count in range(min(_LONGEST, len(line.words) - index), 0, -1):
        unit = names.get(tuple(line.words[index : index + count]))
        if unit:
            after = index + count
            if (
                count == 1
                and len(word) < 5
                and language != "en"
                and line.word(after) == "."
                and line.glued(after)
                and word not in _DIVIDED
            ):
                after += abbreviated(line, after)
            return after, unit
    return None


def abbreviated(line: Line, index: int) -> int:
    """1 where a full stop belongs to the abbreviation before it: the sentence goes on behind it."""
    following = line.tokens[index + 1].text if index + 1 < len(line.tokens) else ""
    return int(following[:1].islower() or following[:1] in {",", ")", ";"})
