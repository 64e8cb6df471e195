"""The text's language: its script, its letters and py3langid together; `und` where it cannot be told."""

import re
from copy import copy
from functools import cache
from typing import Any

from pipeline.model import Annotation, Document

MIN_LETTERS = 20
MIN_SIGNS = 4  # of a script that one language alone is written in
SAMPLE = 200  # characters that decide most texts; the cost grows with them
LONG_SAMPLE = 1_500  # where they do not
CLEAR = 60.0  # a lead in log likelihood that nothing reverses
NEAR = 20.0  # within it, the page's word decides
LIKELIEST = 6
EVEN = 1.0  # within it, nobody knows
FOREIGN = 6.0  # what one letter that a language does not have counts against it
UNLIKE = -5.0  # log likelihood per character below which a text is in none of the known languages

# What is left out of py3langid's is rarely or never a newspaper's, and takes short English and Spanish texts for its own.
_LEFT_OUT = frozenset({"an", "dz", "eo", "la", "sa", "se", "vo", "wa"})
_CODES = frozenset(  # ISO 639-1: the second letters after each first one
    first + second
    for first, seconds in {
        "a": "abfkmrsvyz", "b": "aeghimnors", "c": "aehorsuvy", "d": "aevz", "e": "elnostu", "f": "afijory",
        "g": "adlnuv", "h": "aeiortuyz", "i": "adegikostu", "j": "av", "k": "agijklmnorsuvwy", "l": "abginotuv",
        "m": "ghiklnrsty", "n": "abdeglnorvy", "o": "cjmrs", "p": "ailst", "q": "u", "r": "mnouw",
        "s": "acdegiklmnoqrstuvw", "t": "aeghiklnorstwy", "u": "gkrz", "v": "eio", "w": "ao", "x": "h", "y": "io",
        "z": "ahu",
    }.items()
    for second in seconds
)  # fmt: skip
_MEANT = {
    "nb": "no", "iw": "he", "in": "id", "ji": "yi", "sh": "sr", "ua": "uk", "cz": "cs", "gr": "el", "jp": "ja", "dk": "da", "cn": "zh",
}  # fmt: skip

_LETTER = re.compile(r"[^\W\d_]")
_URL = re.compile(r"\b(?:https?://|www\.)\S{1,200}")
_LATIN = r"A-Za-zª-ʯḀ-ỿ"
_SCRIPTS = {
    name: re.compile(f"[{letters}]")
    for name, letters in {
        "latin": _LATIN, "cyrillic": "Ѐ-ԯ", "arabic": "؀-ۿݐ-ݿ", "devanagari": "ऀ-ॿ", "bengali": "ঀ-৿",
        "ja": "ぁ-ヿ", "zh": "㐀-鿿", "ko": "가-힣", "el": "Ͱ-Ͽἀ-῿", "he": "א-ת", "ka": "Ⴀ-ჿ", "hy": "԰-֏", "th": "ก-๛",
        "am": "ሀ-፿", "ta": "஀-௿", "te": "ఀ-౿", "kn": "ಀ-೿", "ml": "ഀ-ൿ", "gu": "઀-૿", "pa": "਀-੿", "or": "଀-୿", "si": "඀-෿",
        "km": "ក-៿", "lo": "຀-໿", "my": "က-႟",
    }.items()
}  # fmt: skip
_SCRIPT_OF = {
    "cyrillic": "ru uk be bg mk sr kk ky tg mn tt ba uz az ab av ce cv kv os",
    "arabic": "ar fa ur ps ug sd ckb ku",
    "devanagari": "hi mr ne",
    "bengali": "bn as",
    "zh": "zh ja",
    "he": "he yi",
    "am": "am ti",
}
_SHARED = (
    "latin",
    "cyrillic",
    "arabic",
    "devanagari",
    "bengali",
)  # scripts of several languages: the letters do not tell
_NOT_LATIN = (
    frozenset(" ".join(_SCRIPT_OF.values()).split()) - {"uz", "az", "sr", "ku"}
    | {script for script in _SCRIPTS if len(script) == 2}
    | {"bo", "dv", "dz", "ii", "iu"}
)
_OTHERS = {name: re.compile(rf"(?:(?!{pattern.pattern})[^\W\d_])+") for name, pattern in _SCRIPTS.items()}
# Letters that a language does not have, of those that its relatives have.
_FOREIGN = {
    "ru": "іїєґўјљњћђџѓќѕәөүұқғң", "uk": "ыэёъўјљњћђџѓќѕәөүұқғң", "be": "ищъїєґјљњћђџѓќѕәөүұқғң", "bg": "ыэёіїєґўјљњћђџѓќѕәөүұқғң",
    "sr": "йяющьъыэёіїєґўѓќѕәөүұқғң", "mk": "йяющьъыэёіїєґўђћәөүұқғң", "cs": "ľĺŕôä", "sk": "ěřů", "sv": "æø", "no": "äö", "nn": "äö",
    "da": "äö", "es": "çãõ", "gl": "çãõ", "pt": "ñ", "tr": "əëä", "az": "äë", "pl": "ěřůäöü", "hr": "ěřůäöü", "sl": "ěřůćđ", "de": "ëåøæ",
    "fi": "õøæ", "et": "øæå", "nl": "ßøæ",
}  # fmt: skip
_FOREIGN_LETTER = {language: re.compile(f"[{letters}]") for language, letters in _FOREIGN.items()}
_SOFT_SIGN = re.compile("ь(?!о)")  # Bulgarian has it before о alone


@cache
def _models() -> dict[str, Any]:
    """py3langid's model for each script, of the languages of newspapers; loaded once, on the first call."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    codes = [code for code in model.labels if len(code) == 2 and code not in _LEFT_OUT]
    models = {}
    for script in _SHARED:
        models[script] = copy(model)
        models[script].set_languages([code for code in codes if _fits(code, script)])
    return models


def detect(text: str, declared: str | None = None) -> str:
    """ISO 639-1 code of a text; `no` for Norwegian Bokmål, `nn` for Nynorsk.

    `declared`: what the page says of itself. It decides between languages that are near each other and where there are
    too few letters, never against clear evidence. `und` where nothing decides.
    """
    said = _MEANT.get(declared or "", declared)
    said = said if said in _CODES else None
    answer = "und"
    for size in (SAMPLE, LONG_SAMPLE):
        answer, clear = _told(text[:size], said)
        if clear or len(text) <= size:
            break
    return answer


def _told(text: str, said: str | None) -> tuple[str, bool]:
    """The language of a text, and whether more of it could not change the answer."""
    models = _models()
    script, letters, sample = _written(text)
    said = said if said and (not letters or _fits(said, script)) else None
    if letters < (MIN_SIGNS if len(script) == 2 else MIN_LETTERS):
        return said or "und", False
    if len(script) == 2:
        return said or script, True
    lower = sample.lower()
    likeliest = models[script].rank(sample)[:LIKELIEST]
    scores = {code: score - FOREIGN * _foreign(code, lower) for code, score in likeliest}
    best, second = sorted(scores, key=lambda code: scores[code], reverse=True)[:2]
    lead = scores[best] - scores[second]
    if said in scores:
        best = said if scores[best] - scores[said] < NEAR else best
    elif said and said not in models[script].nb_classes and (lead < CLEAR or scores[best] / len(sample) < UNLIKE):
        best = said
    return best if lead >= EVEN or best == said else "und", lead >= CLEAR


def _written(text: str) -> tuple[str, int, str]:
    """The script that most of a text is in, how many letters of it, and the words in it."""
    sample = _URL.sub(" ", text)
    letters = len(_LETTER.findall(sample))
    script, count = "latin", len(_SCRIPTS["latin"].findall(sample))
    if count < 0.6 * letters:
        counts = {name: len(pattern.findall(sample)) for name, pattern in _SCRIPTS.items()}
        kana = counts["ja"] > 0.1 * letters
        script = "ja" if kana else max(counts, key=lambda name: counts[name])
        count = counts["ja"] + counts["zh"] if kana else counts[script]
    if count < 0.5 * letters:
        return script, 0, ""
    return script, count, sample if count > 0.98 * letters else _OTHERS[script].sub(" ", sample)


def _fits(code: str, script: str) -> bool:
    """A language can be written in a script."""
    if script == "latin":
        return code not in _NOT_LATIN
    return code in _SCRIPT_OF.get(script, script).split()


def _foreign(code: str, lower: str) -> int:
    letters = len(_FOREIGN_LETTER[code].findall(lower)) if code in _FOREIGN_LETTER else 0
    return letters + (len(_SOFT_SIGN.findall(lower)) if code == "bg" else 0)


class Language:
    """One `language` annotation on the whole text."""

    name = "language"
    version = 2
    languages = None
    needs: tuple[str, ...] = ()

    def __call__(self, document: Document) -> list[Annotation]:
        """The language of the document's text."""
        return [Annotation("language", attributes={"language": detect(document.text, document.language)})]
