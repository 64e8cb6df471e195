"""Russian and Ukrainian verbs and phrases by which a text gives somebody's words, in all their forms."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from pipeline.extract.lexicon import table
from pipeline.extract.morphology import analyzer

_NAMES = {"ru": "russian_cues", "uk": "ukrainian_cues"}
_INFINITIVE = frozenset({"INFN", "infn"})
_NOBODYS = frozenset({"1per", "2per", "impr", "infn", "Impe"})  # forms that are not said of a third person


class Cue(NamedTuple):
    """A form of a verb: what kinds of report it makes, and whom it agrees with; "" where the form does not say.

    Kinds: `speech`, `report`, `thought`, `act`; `spoken`: beside direct speech alone; `wish`: besides, before «чтобы»; of what
    is no verb, `state`. `gerund`: it goes with the subject of another verb.
    """

    kinds: frozenset[str]
    number: str
    gender: str
    gerund: bool


@cache
def forms(language: str) -> Mapping[str, Cue]:
    """Every form that a text can give somebody's words with, in small letters, ё as е."""
    kinds: dict[str, set[str]] = {}
    for kind, lemmas in table(_NAMES[language]).items():
        if kind not in {"noun", "state"}:
            for lemma in lemmas:
                kinds.setdefault(lemma, set()).add(kind)
    found: dict[str, Cue] = {}
    for lemma, its in kinds.items():
        for word, cue in _forms(lemma, frozenset(its), language):
            before = found.get(word)
            found[word] = cue if before is None else before._replace(kinds=before.kinds | cue.kinds)
    for word in table(_NAMES[language])["state"]:
        found.setdefault(plain(word), Cue(frozenset({"state"}), "", "", False))
    return found


def _forms(lemma: str, kinds: frozenset[str], language: str) -> list[tuple[str, Cue]]:
    found = []
    read = [
        one for one in analyzer(language).parse(lemma) if one.normal_form == lemma and _is_infinitive(one.tag.grammemes)
    ]
    for one in (form for reading in read for form in reading.lexeme):
        grammemes = frozenset(map(str, one.tag.grammemes))
        if ("GRND" in grammemes or "VERB" in grammemes) and not grammemes & _NOBODYS:
            number = "plur" if "plur" in grammemes else "sing" if grammemes & {"sing", "masc", "femn", "neut"} else ""
            gender = next(iter(grammemes & {"masc", "femn", "neut"}), "")
            word = plain(one.word)
            found.append((word, Cue(kinds, number, gender, "GRND" in grammemes)))
            if language == "uk":
                found += [(gerund, Cue(kinds, "", "", True)) for gerund in _gerunds(word, grammemes)]
    return found


def _is_infinitive(grammemes: frozenset[str]) -> bool:
    """The Ukrainian dictionary does not say so of every one."""
    return bool(grammemes & _INFINITIVE) or ("VERB" in grammemes and not grammemes & {"past", "pres", "futr", "impr"})


def _gerunds(word: str, grammemes: frozenset[str]) -> list[str]:
    """Ukrainian gerunds, which the dictionary keeps apart: додавши of додав, додаючи of додають."""
    bare, reflexive = (word.removesuffix("ся"), "сь") if word.endswith("ся") else (word, "")
    if "past" in grammemes and "masc" in grammemes and bare.endswith("в"):
        return [f"{bare}ши{reflexive}"]
    if "3per" in grammemes and "plur" in grammemes and bare.endswith("ть"):
        return [f"{bare[:-2]}чи{reflexive}"]
    return []


@cache
def nouns(language: str) -> frozenset[str]:
    """What stands behind «по» (uk «за»): словам, мнению."""
    return frozenset(plain(word) for word in table(_NAMES[language])["noun"])


def plain(word: str) -> str:
    """A word in small letters with one form of ё and of the apostrophe."""
    return word.lower().replace("ё", "е").replace("’", "'").replace("ʼ", "'")
