"""Russian and Ukrainian words of a source's name in the form that the name has alone."""

from pipeline.extract.morphology import analyzer, parses


def is_noun(word: str, language: str) -> bool:
    """Whether a word is most likely a noun."""
    found = parses(word, language)
    return bool(found) and found[0].pos == "NOUN"


def nominative(word: str, language: str, gender: str = "") -> str:
    """An adjective or noun that stands in another case, in its nominative; the word itself where that cannot be told.

    `gender`: of the noun that an adjective belongs to.
    """
    found = parses(word, language)
    if not found or found[0].case in ("", "nomn") or found[0].pos not in {"NOUN", "ADJF", "PRTF"}:
        return word
    likeliest = analyzer(language).parse(word)[0]
    plural = found[0].number == "plur" or gender == "" or found[0].pos == "NOUN"
    wanted = {"nomn", found[0].number} if plural else {"nomn", gender}
    inflected = likeliest.inflect(wanted - {""})
    return str(inflected.word) if inflected is not None else word
