"""The text's language: py3langid, corrected by letters that tell close relatives apart, `und` where it cannot be told."""

import re

from pipeline.model import Annotation, Document

_LETTERS = re.compile(r"[^\W\d_]")
_RUSSIAN = re.compile(r"[ёыэ]")  # not ъ: Bulgarian is full of it
_UKRAINIAN = re.compile(r"[іїєґ]")
_BELARUSIAN = re.compile(r"ў")
MIN_LETTERS = 20
SAMPLE = 600  # characters; beyond that the answer does not change and the cost does


def detect(text: str, declared: str | None = None) -> str:
    """ISO 639-1 code of a text, `und` under 20 letters unless the page declares a language.

    Russian, Ukrainian and Belarusian share most letters: the few that they do not share decide.
    """
    sample = text[:SAMPLE].lower()
    if len(_LETTERS.findall(sample)) < MIN_LETTERS:
        return declared or "und"
    import py3langid

    code = str(py3langid.classify(sample)[0])
    russian, ukrainian = len(_RUSSIAN.findall(sample)), len(_UKRAINIAN.findall(sample))
    if russian + ukrainian > 0 and code in {"ru", "uk", "be", "bg", "sr", "mk"}:
        if _BELARUSIAN.search(sample):
            return "be"
        return "uk" if ukrainian > russian else "ru"
    return code


class Language:
    """One `language` annotation on the whole text."""

    name = "language"
    version = 1
    languages = None
    needs: tuple[str, ...] = ()

    def __call__(self, document: Document) -> list[Annotation]:
        """The language of the document's text."""
        return [Annotation("language", attributes={"language": detect(document.text, document.language)})]
