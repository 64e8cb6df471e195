"""The consonants of a name as they sound, the same from any script: what its spellings have in common.

Letters that one language writes for another's are one class: `k` Г H G К Х Ch; `s` С З Ц Z Ts; `j` Ш Ж Ч Sh Zh Ch Дж J;
`w` the ending -ski, -цкий. Vowels are left out but for the first. Romanisations of Russian, Ukrainian, Japanese (Hepburn and
Polivanov), Chinese (pinyin and Palladius) and Korean (Revised and Kontsevich) fall together so.
"""

import re
from functools import lru_cache

from anyascii import anyascii

_CYRILLIC = {
    **dict.fromkeys("аеёиоуыэюяіїєў", "a"), **dict.fromkeys("йьъ", ""), "б": "b", "в": "v", "г": "k", "ґ": "k", "д": "d", "ж": "j",
    "з": "s", "к": "k", "л": "l", "м": "m", "н": "n", "п": "p", "р": "r", "с": "s", "т": "t", "ф": "f", "х": "k", "ц": "s", "ч": "j",
    "ш": "j", "щ": "j", "дж": "j", "дз": "s", "дс": "s", "тс": "s", "тц": "s", "тш": "j", "тч": "j", "чж": "j", "цз": "j", "нг": "n",
    "уу": "v", "тх": "t", "пх": "p", "кх": "k", "чх": "j",
}  # fmt: skip
_CYRILLIC_PARTS = re.compile(r"дж|д[зс]|т[счцшх]|[пкч]х|чж|цз|нг|^уу|[а-яёіїєґў]")
_CYRILLIC_ADJECTIVE = re.compile(r"[сцзд]?[сцз]ь?к(?:[иіо]й|ая|а|ого|ому|им|ой|у|ую)$")
_VOWELS = set("аеиоэяіє")
_JAPANESE = re.compile(r"(?:[кстнхмрягдзбпвжчцшф]?й?[аеиоуэюяіїє]|дз[аиоуюя]|дж[аиоуюя]|цу|н)+")
_POLIVANOV = (
    ("ти", "чи"),
    ("ті", "чи"),
    ("си", "ши"),
    ("сі", "ши"),
    ("дзи", "джи"),
    ("дзі", "джи"),
    ("тё", "чо"),
    ("сё", "шо"),
)

_WEST = {
    "tsch": "j", "sch": "j", "tch": "j", "tz": "s", "ts": "s", "ds": "s", "cz": "j", "sz": "j", "sh": "j", "ch": "j", "ph": "f", "th": "t",
    "ck": "k", "ght": "t", "ng": "n", "qu": "k", "x": "ks", "dj": "j", "j": "j", "dg": "j", "zh": "j", "dz": "s", "c": "k", "g": "k",
    "z": "s", "q": "k", "y": "a",
}  # fmt: skip
_EAST = {
    "szcz": "j", "shch": "j", "dzh": "j", "tsch": "j", "sch": "j", "kh": "k", "zh": "j", "sh": "j", "ch": "k", "cz": "j", "sz": "j",
    "rz": "j", "drz": "j", "ts": "s", "tz": "s", "ds": "s", "dz": "s", "dj": "j", "ck": "sk", "ph": "f", "th": "t", "ng": "n",
    "x": "ks", "c": "s", "g": "k", "h": "k", "j": "", "q": "k", "w": "v", "y": "a", "z": "s",
}  # fmt: skip
_READINGS = {
    "west": _WEST,  # as English and French write names
    "east": _EAST,  # as Slavic languages, and Latin transcripts of them, do
    "north": {
        **_EAST,
        "c": "k",
        "ck": "k",
    },  # as Germanic languages do: J and Ch as in the East, C and Ck as in the West
}
_PARTS = {
    name: re.compile("|".join([*sorted((part for part in values if len(part) > 1), key=len, reverse=True), "[a-z]"]))
    for name, values in _READINGS.items()
}
_LATIN_ADJECTIVE = re.compile(
    r"(?:[td]?[sz]|c)k(?:i|y|yj|yi|ij|iy|ii|yy|a|aya|aia|oj|ogo|oho|iego|iemu|im|ym|eho|emu|ou)$"
)
_SOFTENED = {"west": {"c": "s", "g": "j", "q": "s"}, "north": {"c": "s"}}  # before e, i, y; Q so in pinyin
_BEFORE_VOWELS = {"w": "v", "h": "k"}  # in the West, else silent
_MARKED = str.maketrans({"č": "cz", "š": "sz", "ž": "zh", "ř": "rzh", "ł": "l", "ż": "zh", "ź": "z", "ś": "s", "ć": "cz", "ń": "n",
                         "ç": "sh", "ş": "sh", "ğ": "", "ö": "o", "ü": "u", "ä": "a", "ß": "ss", "ñ": "n", "ů": "u", "ó": "o"})  # fmt: skip
_WESTERN = re.compile("[cghjqw]|rz")
_SILENT = re.compile(r"(?<=ie)r$|(?<=[aeo]u)l?[tdx]s?$|(?<=[aeo])ts?$|(?<=[ao]i)[sx]$|(?<=[a-z]{2}le)s$")  # in French
_SERBIAN = re.compile(r"(?<=[a-z]{3}i)c$")  # -ić without its mark; Č and Š have lost theirs then as well
_VOICED = {"y": "i", "а": "a", "е": "e", "є": "e", "ё": "io", "и": "i", "і": "i", "ї": "i", "ы": "i", "о": "o", "у": "u", "ю": "iu",
           "я": "ia", "э": "e"}  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=16384)
def sounds(word: str) -> tuple[str, ...]:
    """The skeletons of a word, one for each way to read its letters: `Джонсон` has one that `Johnson` has as well."""
    small = word.lower()
    if any("а" <= letter <= "ґ" for letter in small):
        found = [_cyrillic(small)]
        if any(one in small for one, _ in _POLIVANOV) and _JAPANESE.fullmatch(small):
            for one, other in _POLIVANOV:
                small = small.replace(one, other)
            found.append(_cyrillic(small))
        return tuple(dict.fromkeys(found))
    bare = anyascii(small.translate(_MARKED)).lower()
    # The readings differ in these letters alone.
    found = [_latin(bare, "east")]
    if "c" in bare:
        found.append(_latin(bare, "north"))
    if _WESTERN.search(bare):
        found.insert(0, _latin(bare, "west"))
    if _SILENT.search(bare):
        found.append(_latin(_SILENT.sub("", bare), "west"))
    if _SERBIAN.search(bare):
        marked = bare.replace("c", "cz")
        found += [_latin(marked, "east"), _latin(marked.replace("s", "sz"), "east")]
    return tuple(dict.fromkeys(found))


def letters(word: str) -> str:
    """A word in Latin letters, vowels and all: for words too short for a skeleton to tell them apart."""
    return re.sub(r"[^a-z0-9]", "", anyascii(word).lower())


def voiced(word: str) -> str:
    """The vowels of a word, alike from both scripts in names that are short: `Yi` and И, `Qiang` and Цян."""
    found = re.sub(r"[^aeiou]", "", "".join(_VOICED.get(one, one) for one in word.lower()))
    return _DOUBLED.sub(r"\1", found)


def _cyrillic(word: str) -> str:
    if word[:1] == "у" and word[1:2] in _VOWELS:
        word = "у" + word
    cut = _CYRILLIC_ADJECTIVE.sub("", word)
    parts = [_CYRILLIC[found.group()] for found in _CYRILLIC_PARTS.finditer(cut) if found.group() in _CYRILLIC]
    return _skeleton(parts) + ("w" if len(cut) < len(word) else "")


def _latin(word: str, reading: str) -> str:
    values, soft = _READINGS[reading], _SOFTENED.get(reading, {})
    cut = _LATIN_ADJECTIVE.sub("", word)
    parts = []
    for found in _PARTS[reading].finditer(cut):
        part, after = found.group(), cut[found.end() : found.end() + 1]
        if part in "aeiou":
            parts.append("a")
        elif part in soft and after and after in "eiy":
            parts.append(soft[part])
        elif reading == "west" and part in _BEFORE_VOWELS:
            parts.append(_BEFORE_VOWELS[part] if after and after in "aeiouy" else "")
        elif part == "x" and found.start() == 0:
            parts.append("s")
        else:
            parts.append(values.get(part, part))
    return _skeleton(parts) + ("w" if len(cut) < len(word) else "")


def _skeleton(parts: list[str]) -> str:
    joined = _DOUBLED.sub(r"\1", "".join(parts))
    return joined[:1] + joined[1:].replace("a", "")
