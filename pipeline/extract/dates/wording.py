"""Where the words around a date lean: to what is past or to what is to come."""

from collections.abc import Callable, Sequence
from functools import cache

from pipeline.extract import lexicon
from pipeline.extract.dates.closed import closed
from pipeline.extract.dates.model import Lean
from pipeline.extract.reading import Reading

_REACH = 16  # words of the sentence that are looked at on either side

_PARTICIPLES = frozenset(
    {
        "held",
        "made",
        "shown",
        "sent",
        "led",
        "put",
        "seen",
        "taken",
        "given",
        "sold",
        "paid",
        "read",
        "cut",
        "killed",
        "known",
        "done",
        "set",
    }
)
_PASSIVE = frozenset({"be", "to", "is", "are", "get", "being"})
_NOT_VERBS = closed(
    "need needed indeed speed seed feed red bed wed fed united hundred embed deed greed breed armed alleged supposed so-called led"
)
_AGREED = closed(
    "agreed pledged vowed promised threatened plans planned hoped decided is are was were set due want wants expected scheduled"
)


_SLAVIC_PAST = (
    "л",
    "ла",
    "ло",
    "ли",
    "лся",
    "лась",
    "лось",
    "лись",
    "ав",
    "ів",
    "ив",
    "вся",
    "лася",
    "лося",
    "лися",
    "вала",
    "ено",
    "ано",
)
_SLAVIC_FUTURE = ("тиме", "тимуть", "тиметься", "тимуться")
_INFINITIVE = ("ать", "ять", "ить", "еть", "ыть", "ться", "тись", "йти", "ати", "яти", "ити", "іти", "тися")
_MOVED = ("перенес", "перенос", "отлож", "намеч", "намекн", "намека", "відкла", "відклад", "намічен", "натякн")
_SLAVIC_NOT_PAST = closed(
    "или если была-ли было-ли число дело тепло мало стекло масло правило мыло тело силы сила школа школы земля капитал портал сигнал канал "
    "арсенал генерал скандал журнал финал вокзал потенциал материал процентов районов коли були-б рубля сплав держав прав справ"
)


@cache
def _told(language: str, kind: str) -> frozenset[str]:
    return frozenset(lexicon.table(f"leaning-{language}")[kind])


def english(reading: Reading) -> Callable[[int], Lean]:
    """For an offset, where the sentence around leans: the nearest telling word before it decides, else the nearest behind."""
    return _by_nearest(reading, _english_sign)


def _english_sign(words: Sequence[str], at: int) -> Lean:
    word = words[at]
    before = words[at - 1] if at else ""
    if word in _told("en", "to come"):
        if word in {"would", "could", "may", "might", "should", "must"} and "have" in words[at + 1 : at + 3]:
            return -1
        if word in {"set", "by", "may"} and before in {"was", "were", "been"}:
            return 0
        if word == "by":  # a deadline only before a date, which the caller stands at
            return 1 if at == len(words) - 1 else 0
        return 1 if word not in {"can", "let", "next", "coming"} else 0
    if word in _told("en", "past") or (
        len(word) > 3 and word.endswith("ed") and word not in _NOT_VERBS and word.isalpha()
    ):
        if word in _AGREED and at + 1 < len(words) and words[at + 1] == "to":
            return 1
        if before in _PASSIVE and word not in {"was", "were", "had", "did", "said"}:
            return 0
        if before == "have" and at > 1 and words[at - 2] in {"to", "will"}:
            return 0
        if word in {"has", "have"} and at + 1 < len(words) and words[at + 1] == "to":
            return 1
        return -1
    if word in {"is", "are"} and at + 1 < len(words) and words[at + 1] == "to":
        return 1
    return 0


def slavic(reading: Reading) -> Callable[[int], Lean]:
    """As `english`, for Russian and Ukrainian."""
    return _by_nearest(reading, _slavic_sign)


def _slavic_sign(words: Sequence[str], at: int) -> Lean:
    word = words[at]
    if word in _told("ru", "to come") or word in _told("uk", "to come") or word.endswith(_SLAVIC_FUTURE):
        return 1
    if at == len(words) - 1 and _until(words, at):
        return 1
    if len(word) > 3 and word.endswith(_SLAVIC_PAST) and word not in _SLAVIC_NOT_PAST:
        return -1
    return 0


def _until(words: Sequence[str], at: int) -> bool:
    """Whether a preposition right before a date sets a term: «открыть к сентябрю», «перенесли на июнь»."""
    near = words[max(0, at - 5) : at]
    if words[at] in {"к", "ко", "до"}:
        return any(len(word) > 3 and word.endswith(_INFINITIVE) for word in near)
    return words[at] == "на" and any(word.startswith(_MOVED) for word in near)


def _by_nearest(reading: Reading, sign: Callable[[Sequence[str], int], Lean]) -> Callable[[int], Lean]:
    def lean(offset: int) -> Lean:
        number = reading.sentence_at(offset)
        if number < 0:
            return 0
        sentence = reading.sentences[number]
        at = reading.token_at(offset)
        before = [low.replace("’", "'") for low in reading.lows[max(sentence.first, at - _REACH) : at]]
        for index in range(len(before) - 1, -1, -1):
            found = sign(before, index)
            if found:
                return found
        behind = [low.replace("’", "'") for low in reading.lows[at : min(sentence.last, at + _REACH)]]
        for index in range(1, len(behind)):
            found = sign(behind, index)
            if found:
                return found
        return 0

    return lean
