"""Number words of a language and the little words that tie them together (`lexicon/numbers_*.txt`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from pipeline.extract import lexicon

LANGUAGES = ("en", "ru", "uk")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What counts, multiplies and divides in a language.

    `alone`: scales that mean one of themselves without a number before («тысяча»); `governed`: those that do so behind a
    qualifier («около тысячи»). `parts`: fractions that stand alone (half); `denominators`: those that need a numerator.
    """

    language: str
    cardinals: Mapping[str, Decimal]
    scales: Mapping[str, Decimal]
    parts: Mapping[str, Decimal]
    denominators: Mapping[str, Decimal]
    alone: frozenset[str]
    governed: frozenset[str]
    articles: frozenset[str]
    joints: frozenset[str]  # "and" inside a number
    points: frozenset[str]  # "point" between a number and its decimals
    minus: frozenset[str]
    halves: Mapping[tuple[str, ...], Decimal]  # «с половиной» behind a number
    ordinals: re.Pattern[str]  # the last word of a compound ordinal: twenty-fifth
    starts: frozenset[str]


_SPECIAL: dict[str, dict[str, str]] = {
    "en": {"articles": "a an", "joints": "and", "points": "point dot", "minus": "minus negative"},
    "ru": {
        "alone": "тысяча тысячу тысячей миллион миллионом миллиард миллиардом триллион сотню сотня десяток дюжина дюжину",
        "governed": "тысячи тысяч миллиона миллионов миллиарда миллиардов триллиона сотни десятка дюжины",
        "points": "целых целая целые целой", "minus": "минус",
    },
    "uk": {
        "alone": "тисяча тисячу тисячею мільйон мільйоном мільярд мільярдом трильйон сотня сотню десяток дюжина дюжину",
        "governed": "тисячі мільйона мільярда трильйона сотні десятка дюжини",
        "points": "цілих ціла цілі цілої", "minus": "мінус",
    },
}  # fmt: skip
_HALVES: dict[str, dict[tuple[str, ...], Decimal]] = {
    "en": {("and", "a", "half"): Decimal("0.5"), ("and", "a", "quarter"): Decimal("0.25"), ("and", "half"): Decimal("0.5")},
    "ru": {("с", "половиной"): Decimal("0.5"), ("с", "четвертью"): Decimal("0.25")},
    "uk": {
        ("з", "половиною"): Decimal("0.5"), ("із", "половиною"): Decimal("0.5"), ("з", "чвертю"): Decimal("0.25"),
    },
}  # fmt: skip


_ORDINALS = {
    "en": r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|hundredth|thousandth|millionth|billionth",
    "ru": r"(?:перв|втор|четв[её]рт|пят|шест|седьм|восьм|девят)(?:ый|ой|ого|ому|ым|ом|ая|ую|ою|ое|ые|ыми)"
    r"|трет(?:ий|ьего|ьему|ьим|ьем|ья|ьей|ью|ье|ьи|ьими)",
    "uk": r"(?:перш|друг|четверт|п'ят|шост|сьом|восьм|дев'ят)(?:ий|ого|ому|им|а|ої|ій|у|ою|е|і|ими)"
    r"|трет(?:ій|ього|ьому|ім|я|ьої|ю|ьою|є|іми)",
}


@cache
def vocabulary(language: str) -> Vocabulary:
    """The number words of a language; of one that has none, nothing but digits is read."""
    table = lexicon.table(f"numbers_{language}") if language in LANGUAGES else {}
    cardinals: dict[str, Decimal] = {}
    scales: dict[str, Decimal] = {}
    parts: dict[str, Decimal] = {}
    denominators: dict[str, Decimal] = {}
    for key, words in table.items():
        target = (
            denominators if key.startswith("//") else parts if key[0] == "/" else scales if key[0] == "*" else cardinals
        )
        target.update(dict.fromkeys(words, Decimal(key.lstrip("*/"))))
    special = {
        name: frozenset(_SPECIAL.get(language, {}).get(name, "").split())
        for name in ("alone", "governed", "articles", "joints", "points", "minus")
    }
    alone = denominators if language == "en" else {}  # a third
    starts = frozenset({*cardinals, *scales, *parts, *special["minus"], *alone})
    return Vocabulary(
        language,
        cardinals,
        scales,
        parts,
        denominators,
        halves=_HALVES.get(language, {}),
        ordinals=re.compile(_ORDINALS.get(language, "(?!)")),
        starts=starts,
        **special,
    )
