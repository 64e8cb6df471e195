"""What surrounds a name tells of its kind: verbs of speech, prepositions, roles, appositions."""

from collections.abc import Sequence

from pipeline.extract.lexicon import places
from pipeline.extract.reading import Sentence
from pipeline.extract.recognisers.english_lexicon import QUOTES, Lexicon, several
from pipeline.extract.recognisers.english_runs import Span
from pipeline.model import EntityKind

Votes = dict[EntityKind, float]

_POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
_SAYING = several("said says added adds wrote explained replied asked recalled noted")
_BOUNDS = several(", . ; : ) who that which whose of in for at with and from")
_DETERMINERS = several("a an the his her their its one")
_ENGLISH = (
    "ing", "tion", "sion", "ment", "ness", "ity", "ous", "ive", "able", "ible", "ism", "ance", "ence", "ship", "less", "ful",
    "ology", "graphy", "ed", "ers", "ies", "ics", "ures", "ents", "ants",
)  # fmt: skip
_LANGUAGES = several("Arabic Russian Ukrainian Persian Hebrew Turkish Kurdish Chinese Japanese Korean Greek born")
_PLURAL = frozenset({"have", "are", "were"})
_CLAUSE = several("that because when if but while where how as whether")
TEAM = 6.0  # "Luton have signed": no town, whatever else is said of it
_WINDOW = 7  # words of an apposition that are read


def votes(words: Sequence[str], span: Span, sentence: Sentence, known: Lexicon) -> Votes:
    """Kinds → weight, for a name in its sentence: 2 is enough to decide, what is below 0 speaks against."""
    near = _Near(words, sentence)
    found: Votes = {}
    before, after = near.word(span.first - 1), near.word(span.last)
    if span.first == sentence.first + 1:
        before = before.lower()
    _before(near, span.first, before, after in _POSSESSIVES, known, found)
    _after(near, span, before, after, known, found)
    if before in QUOTES and after in QUOTES and span.last - span.first > 1:
        _add(found, "person", -2.0)
    if before in _SAYING and (near.word(span.first - 2) in QUOTES or near.word(span.first - 2) in {",", ""}):
        _add(found, "person", 2.0)
    return found


def english(word: str) -> bool:
    """Whether a word's ending is that of an English common word."""
    return len(word) > 5 and word.endswith(_ENGLISH)


class _Near:
    """A sentence's words; "" beyond its ends."""

    def __init__(self, words: Sequence[str], sentence: Sentence) -> None:
        self.words = words
        self.first, self.last = sentence.first, sentence.last

    def word(self, at: int) -> str:
        return self.words[at] if self.first <= at < self.last else ""

    def place(self, at: int) -> bool:
        """Whether a word is a place beyond doubt."""
        word = self.word(at)
        found = places.place(word) if word[:1].isupper() else None
        return found is not None and (not found.ambiguous or found.kind in {"country", "region"})


def _before(near: _Near, first: int, before: str, owner: bool, known: Lexicon, found: Votes) -> None:
    around, earlier = known.around, near.word(first - 2)
    if before in around["in"] or before in around["taken"]:
        _add(found, "place", 1.0 if owner else 2.0)
    elif before in {",", "and", "or"} and near.place(first - 2):
        _add(found, "place", 1.5)
    elif before == "," and earlier in known.role:
        _add(found, "person", 2.0)
    elif before in {"at", "from", "to", "into", "through", "over"}:
        _add(found, "place", 2.0 if before == "from" and earlier in around["distance"] else 1.0)
    elif before in around["organisation"]:
        _add(found, "organisation", 2.5)
    elif before in known.role:
        _add(found, "person", 2.5)
    elif before in {"by", "with", "against"}:
        _add(found, "person", 0.5)
    elif before == "of" and earlier in around["of"]:
        _add(found, "place", 3.0)
    elif before == "the":
        _add(found, "person", -2.0)
        _add(found, "place", -2.0)
    elif before in {"a", "an"}:
        _add(found, "person", -2.0)
        _add(found, "place", -2.0)
        _add(found, "organisation", -1.0)
    elif before == "(" and (earlier in known.heads["institution"] or earlier in known.portfolio):
        _add(found, "organisation", 2.0)
    elif before in {"named", "called", "aged"}:
        _add(found, "person", 1.0)


def _after(near: _Near, span: Span, before: str, after: str, known: Lexicon, found: Votes) -> None:
    around, given = known.around, near.words[span.first] in known.given
    if span.kind == "place" and after in _PLURAL and (not before or before in QUOTES or before in _CLAUSE):
        _add(found, "organisation", TEAM)
    if after in around["speech"]:
        _add(found, "person", 2.0)
    elif after in around["past"] or (len(after) > 4 and after.endswith("ed")):
        _add(found, "person", 1.5 if before or given else 1.0)
    elif after in around["weak"] or (given and len(after) > 3 and after[-1] == "s" and after.islower()):
        _add(found, "person", 0.5)
    elif after == ",":
        _apposition(near, span.last + 1, known, found)
        if near.place(span.last + 1):
            _add(found, "place", 2.0)
    elif after == "(" and near.word(span.last + 1) in _LANGUAGES:
        _add(found, "place", 0.5)
        _add(found, "person", 0.5)
    elif after in _POSSESSIVES:
        owned = near.word(span.last + (1 if len(after) > 1 else 2))
        if owned in around["his"]:
            _add(found, "person", 2.0)
        elif owned in around["its"]:
            _add(found, "place", 1.5)


def _apposition(near: _Near, at: int, known: Lexicon, found: Votes) -> None:
    """What stands between commas behind a name: an age, "who", "a carpenter"."""
    word = near.word(at)
    if word.isdigit() and len(word) < 3 and near.word(at + 1) in {",", "and"}:
        _add(found, "person", 3.0)
    elif word in {"who", "whose"}:
        _add(found, "person", 2.0)
    elif word in _DETERMINERS or word in known.role or word[:1].isupper():
        for k in range(at, min(at + _WINDOW, near.last)):
            if near.words[k] in _BOUNDS and k > at:
                return
            kind = _noun(near.words[k], known) if near.word(k + 1) in _BOUNDS or k + 1 == near.last else None
            if kind:
                _add(found, kind, 2.5 if kind == "person" else 2.0)
                return


def _noun(word: str, known: Lexicon) -> EntityKind | None:
    """What a common noun is said of."""
    if word in known.around["organisation"]:
        return "organisation"
    if word in known.around["town"]:
        return "place"
    return "person" if word in known.role or word in known.around["person"] else None


def _add(found: Votes, kind: EntityKind, weight: float) -> None:
    found[kind] = found.get(kind, 0.0) + weight
