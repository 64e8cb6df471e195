"""English verbs and nouns of speech and thought: every form, and what may follow it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipeline.extract.lexicon import table, words

Shape = Literal["base", "s", "past", "participle", "ing"]
# What is as often a noun in these two forms.
_NOUNS_WORDS = """address advocate aim air answer attack back bark blast blog boast brief broadcast call cast caution challenge
    charge cheer claim close comment complain concern contest cost counter cry debate decree defend demand
    detail direct dispute document doubt echo e-mail email estimate express favor favour fear figure forecast
    frame grant guarantee guess hail hazard headline highlight hint hold hope howl insult joke judge label
    lament laugh lie list message moan name note notice object offer open order outline paint pan pitch plan
    plea pledge plug point post praise present press pressure promise prompt propose protest push query question
    quip quote rage raise rant rap read reason rebuke recall record reference regret remark reply report request
    resolve respond return review ridicule roar roll rule salute scream second see sense share shout show shrug
    sigh signal slam smile snap start state stress submit support swipe tease term text thank theory think
    thought threat tip title tout trash tweet urge vent venture view voice vote vow wager welcome whisper wish
    wonder worry
    appeal brand caption censure champion chant chuckle command conjecture consent counsel crow cut decline dream
    drawl file fire grin growl hiss invite issue jeer lecture lobby murmur nickname nod petition rail rave release retort
    scoff scorn sign sneer snarl sob suspect talk taunt thunder touch trumpet wail whine wink yell"""
_NOUNS = frozenset(_NOUNS_WORDS.split())
_IRREGULAR: Mapping[str, tuple[str, str]] = {
    "begin": ("began", "begun"), "beg": ("begged", "begged"), "bring": ("brought", "brought"), "brief": ("briefed", "briefed"),
    "broadcast": ("broadcast", "broadcast"), "cast": ("cast", "cast"), "come": ("came", "come"), "cut": ("cut", "cut"),
    "feel": ("felt", "felt"), "find": ("found", "found"), "forbid": ("forbade", "forbidden"), "forecast": ("forecast", "forecast"),
    "foresee": ("foresaw", "foreseen"), "give": ("gave", "given"), "go": ("went", "gone"), "have": ("had", "had"),
    "hear": ("heard", "heard"), "hit": ("hit", "hit"), "hold": ("held", "held"), "know": ("knew", "known"), "lay": ("laid", "laid"),
    "make": ("made", "made"), "put": ("put", "put"), "read": ("read", "read"), "say": ("said", "said"), "see": ("saw", "seen"),
    "seek": ("sought", "sought"), "send": ("sent", "sent"), "shed": ("shed", "shed"), "shoot": ("shot", "shot"),
    "show": ("showed", "shown"), "sing": ("sang", "sung"), "speak": ("spoke", "spoken"), "spell": ("spelled", "spelt"),
    "swear": ("swore", "sworn"), "take": ("took", "taken"), "tell": ("told", "told"), "think": ("thought", "thought"),
    "understand": ("understood", "understood"), "weep": ("wept", "wept"), "write": ("wrote", "written"), "lie": ("lied", "lied"),
}  # fmt: skip
_DOUBLED_WORDS = (
    "admit quip beg submit tip pan rap slam plug plan tap brag chat chip dub plot rebut nod grin sob snap step"
)
_DOUBLED = frozenset(_DOUBLED_WORDS.split())
_E_KEPT = frozenset({"see", "foresee", "agree", "disagree"})


@dataclass(frozen=True, slots=True)
class Cue:
    """A form of a verb of attribution.

    `frames`: what may follow (`lexicon/english_cues.txt`). `particles`: the words that must follow it for more: of each
    ("of", "out against"), the frame. `noun`: as often a noun, so that only its surroundings tell.
    """

    lemma: str
    shape: Shape
    frames: frozenset[str]
    particles: tuple[tuple[tuple[str, ...], str], ...] = ()
    noun: bool = False


def forms(verb: str) -> dict[str, Shape]:
    """Every form of a verb; where past and participle are one, `past`."""
    found: dict[str, Shape] = {}
    stem = verb[:-1] if verb.endswith("e") and verb not in _E_KEPT else verb
    doubled = verb + verb[-1] if verb in _DOUBLED else stem
    if verb.endswith("y") and verb[-2] not in "aeiou":
        third, regular = verb[:-1] + "ies", verb[:-1] + "ied"
    else:
        third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
        regular = verb + "d" if verb.endswith("e") else doubled + "ed"
    past, participle = _IRREGULAR.get(verb, (regular, regular))
    present = "lying" if verb == "lie" else doubled + "ing"
    if verb == "have":
        third = "has"
    for form, shape in ((participle, "participle"), (past, "past"), (present, "ing"), (third, "s"), (verb, "base")):
        found[form] = "past" if form == past and shape == "base" else shape  # type: ignore[assignment]
    return found


@cache
def cues() -> Mapping[str, Cue]:
    """Every form of every cue, in small letters and with a capital."""
    frames: dict[str, set[str]] = {}
    particles: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for frame, verbs in table("english_cues").items():
        for entry in verbs:
            verb, *rest = entry.split()
            frames.setdefault(verb, set())
            if rest:
                particles.setdefault(verb, []).append((tuple(rest), frame))
            else:
                frames[verb].add(frame)
    found: dict[str, Cue] = {}
    for verb, kinds in frames.items():
        longest = tuple(sorted(particles.get(verb, ()), key=lambda one: -len(one[0])))
        for form, shape in forms(verb).items():
            noun = verb in _NOUNS and shape in ("base", "s")
            cue = Cue(verb, shape, frozenset(kinds), longest, noun)
            found.setdefault(form, cue)
            found.setdefault(form.capitalize(), cue)
    return found


@cache
def nouns() -> frozenset[str]:
    """Nouns of speech and thought, and their plurals."""
    singular = words("english_speech_nouns")
    return singular | {
        noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeiou" else noun + "s" for noun in singular
    }


@cache
def verbs() -> frozenset[str]:
    """Forms that end a subject: unmistakable ones of common verbs and cues."""
    entries = table("english_verbs")
    found = set(entries["irregular"])
    found |= {form for verb in entries["regular"] for form, shape in forms(verb).items() if shape == "past"}
    found |= {form for form, cue in cues().items() if cue.shape == "past" or (cue.shape == "s" and not cue.noun)}
    return frozenset(found - _NOT_VERBS)


_NOT_VERBS = frozenset(
    {"left", "set", "cast", "cost", "hit", "hurt", "lead", "read", "concerned", "united", "United", "based", "need"}
)
