"""What an article's clear names, and the surroundings of all, tell about its doubtful ones."""

from collections.abc import Iterator, Sequence

from pipeline.extract.lexicon import places
from pipeline.extract.reading import Sentence
from pipeline.extract.recognisers.english_context import Votes, english, votes
from pipeline.extract.recognisers.english_lexicon import ARTICLES, FAMILY_FIRST, GENERATIONS, LARGE, PARTICLES, matched
from pipeline.extract.recognisers.english_runs import Runs, Span
from pipeline.model import EntityKind

ENOUGH = 2.0  # votes
REPEATED = 0.1  # what a second piece of evidence of the same kind adds to the first
SPOKEN = 0.9  # less than a person's vote by a verb of speech: countries reject, win and fall too
LISTED = 0.8  # what a name beside it in a list is, it is likely too
BRACKETED = 2.0  # the short name in brackets behind a name
SMALL = 100_000  # people: a town whose name wants a little evidence
LONGEST = 6  # words of a name that a headline repeats


class Article:
    """The kinds of an article's names: `found` in its prose, each with its sentence."""

    def __init__(self, runs: Runs, found: Sequence[tuple[Span, Sentence]]) -> None:
        self._runs = runs
        self._words = runs.words
        self._known = runs.lexicon
        self._small = frozenset(runs.words)  # what the article has with a small letter too is no name
        self._short: set[str] = set()  # given names and surnames of persons named in full
        self._whole: dict[str, EntityKind] = {}
        self._listed: set[str] = set()  # first words of known organisations' names, that stand for the whole
        self._for: dict[str, Votes] = {}
        self._against: dict[str, Votes] = {}
        self._priors: dict[str, Votes] = {}
        for number, (span, sentence) in enumerate(found):
            beside = [found[one][0] for one in (number - 1, number + 1) if 0 <= one < len(found)]
            self._learn(span, sentence, beside)
        for key in self._priors:
            self._decide(key)

    def kind(self, span: Span) -> EntityKind | None:
        """The kind of a span, where the words, their surroundings or the rest of the article tell it."""
        key = self._key(span)
        doubtful = not span.sure or self._town(span)
        if span.last - span.first == 1:
            if doubtful and key in self._short and span.kind != "organisation" and not self._country(key):
                return "person"
            if not span.kind and key.isupper() and len(key) > 3 and key.title() in self._short:
                return "person"
        if not doubtful and span.kind:
            return span.kind
        return self._whole.get(key) or ("organisation" if key in self._listed else None)

    def repeated(self, sentence: Sentence) -> Iterator[tuple[Span, EntityKind]]:
        """Names in a headline that the article has elsewhere too, and places beyond doubt."""
        at = sentence.first
        while at < sentence.last:
            found = self._again(at, sentence.last) if self._words[at][0].isupper() else None
            if found:
                yield found
            at = found[0].last if found else at + 1

    def _again(self, at: int, end: int) -> tuple[Span, EntityKind] | None:
        words = self._words
        for size in range(min(LONGEST, end - at), 0, -1):
            key = " ".join(words[at : at + size])
            kind = self._whole.get(key) or ("person" if key in self._short and not self._country(key) else None)
            if kind:
                return Span(at, at + size, kind, True, self._runs.code(at, size) if kind == "place" else ""), kind
        size = min(places.longest(words, at), end - at)
        spot = self._runs.place(at, size) if size else None
        if spot is None or spot.ambiguous or words[at].lower() in self._known.common:
            return None
        if spot.kind == "city" and spot.people < LARGE:
            return None
        return Span(at, at + size, "place", True, spot.code), "place"

    def _key(self, span: Span) -> str:
        return " ".join(self._words[span.first : span.last])

    # ── evidence ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _learn(self, span: Span, sentence: Sentence, beside: Sequence[Span]) -> None:
        key, town = self._key(span), self._town(span)
        if span.kind and span.sure and not town:
            self._whole.setdefault(key, span.kind)
            if span.kind == "person":
                self._shorten(self._words[span.first : span.last])
            elif span.kind == "organisation":
                self._head_of(span)
            return
        if key not in self._priors:
            self._priors[key] = self._prior(span)
        best, worst = self._for.setdefault(key, {}), self._against.setdefault(key, {})
        around = votes(self._words, span, sentence, self._known)
        for one in beside:
            if one.sure and one.kind and not span.kind and self._side_by_side(span, one):
                around[one.kind] = around.get(one.kind, 0.0) + LISTED
            elif one.kind == "organisation" and one.last == span.first - 1 and self._words[one.last] == "(":
                around["organisation"] = around.get("organisation", 0.0) + BRACKETED
        for kind, weight in around.items():
            if kind == "person" and span.kind == "place" and not town:
                weight -= 1.0  # Washington says, decides and denies too
            if weight > 0:
                best[kind] = max(
                    weight, best[kind] + REPEATED if 0 < best.get(kind, 0.0) <= weight else best.get(kind, 0.0)
                )
            else:
                worst[kind] = min(weight, worst.get(kind, 0.0))

    def _side_by_side(self, one: Span, other: Span) -> bool:
        """Whether two names stand side by side in a list."""
        between = self._words[min(one.last, other.last) : max(one.first, other.first)]
        return 0 < len(between) < 3 and all(word in {",", "and", "or"} for word in between)

    def _decide(self, key: str) -> None:
        """The kind that has most votes, where they are enough."""
        prior, best, worst = self._priors[key], self._for[key], self._against[key]
        found = {kind: prior.get(kind, 0.0) + best.get(kind, 0.0) + worst.get(kind, 0.0) for kind in {**prior, **best}}
        kind = max(found, key=lambda one: (found[one], one), default=None)
        if kind is None or found[kind] < ENOUGH:
            return
        if key in self._listed and found[kind] == ENOUGH:
            kind = "organisation"
        self._whole.setdefault(key, kind)
        if kind == "person" and " " in key:
            self._shorten(key.split(" "))

    def _shorten(self, words: Sequence[str]) -> None:
        """The short names of a person named in full."""
        bare = [word for word in words if word not in GENERATIONS and word != "."]
        ends = bare[-1:] + bare[:1] if len(bare) > 1 else bare
        for word in ends:
            if len(word) > 2 and word.lower() not in self._known.opening and word not in PARTICLES:
                self._short.add(word)
        if len(bare) > 1 and bare[0] in FAMILY_FIRST:
            self._short.add(bare[0])

    def _head_of(self, span: Span) -> None:
        """The first word of a known organisation's name, where it can stand for the whole."""
        word, size = self._words[span.first], span.last - span.first
        if size < 2 or matched(self._known.organisations, self._words, span.first) != size:
            return
        if word.lower() not in self._known.common and word not in self._known.portfolio and not english(word):
            self._listed.add(word)

    def _country(self, name: str) -> bool:
        """Whether a name that somebody in the article has too is a country's here: nothing else says it is a person."""
        spot = places.place(name)
        if spot is None or spot.kind != "country":
            return False
        said = self._for.get(name, {})
        return said.get("person", 0.0) <= max(said.get("place", 0.0), SPOKEN)

    # ── what the words alone say ───────────────────────────────────────────────────────────────────────────────────

    def _town(self, span: Span) -> bool:
        """Whether a span is a smaller town of one word: it may be a person's name as well."""
        if span.kind != "place" or span.last - span.first > 1:
            return False
        spot = places.place(self._words[span.first])
        return spot is not None and spot.kind == "city" and spot.people < LARGE

    def _prior(self, span: Span) -> Votes:
        words, known = self._words[span.first : span.last], self._known
        common = any(
            (small := word.lower()) != word and (small in known.common or small in self._small) for word in words
        )
        if span.kind == "organisation":
            return {"organisation": 2.0}
        if span.kind == "place":
            return self._place(span, common=common)
        if len(words) == 1 or words[0] in ARTICLES:
            return self._single(words[0], common=common)
        if any(word.isupper() and len(word) > 1 and word not in GENERATIONS for word in words):
            return {"organisation": 0.5}
        if common:
            return {"person": -2.0, "place": -2.0, "organisation": -1.0}
        named = words[-1] in known.surnames
        likely = any(english(word) for word in words) and not named
        return {"person": 1.5 + named / 2 - likely if len(words) < 4 else 0.0}

    def _place(self, span: Span, *, common: bool) -> Votes:
        """Of a place that is a smaller town, or has a name with other meanings."""
        word, single = self._words[span.first], span.last - span.first == 1
        spot = places.place(self._key(span))
        if span.sure:
            small = spot is not None and spot.kind == "city" and spot.people < SMALL and not word.isupper()
            surname, alone = word in self._known.surnames, word in self._known.mononyms
            return {
                "place": 1.0 if common else 1.5 if small else 2.0,
                "person": 2.0 if alone else 0.4 if surname else 0.0,
            }
        large = spot is not None and (spot.kind != "city" or spot.people >= LARGE)
        person = word in self._known.given or word in self._known.surnames
        return {"place": 0.0 if single and common else 2.0 if large else 1.0, "person": 0.5 if person else 0.0}

    def _single(self, word: str, *, common: bool) -> Votes:
        """Of one unknown word, or an Arabic article and one."""
        known = self._known
        given, surname = word in known.given, word in known.surnames
        if word in known.mononyms:
            return {"person": 2.5}
        if any(letter.isdigit() for letter in word):
            return {"person": -3.0, "place": -3.0}
        if common and not given and not surname:
            return {"person": -3.0, "place": -3.0, "organisation": -3.0}
        if sum(letter.isupper() for letter in word) > 2:
            return {"organisation": 1.0, "person": -2.0}
        if word not in ARTICLES and _without_article(word):
            return {"place": 2.0}
        plural = word[-1] == "s" and word[-2:] not in {"is", "us", "as", "os", "ss"}
        return {"person": 1.6 if given else 0.6 if surname else -1.0 if plural or english(word) else 0.0}


def _without_article(word: str) -> bool:
    """Whether a word is an Arabic town's name without the article that the gazetteer has it with."""
    article = f"A{word[0].lower()}" if word[0] in "DNRSTZ" else "Al"
    for form in {article, "Al"}:
        for joint in " -":
            for end in ("", "h"):
                spot = places.place(f"{form}{joint}{word}{end}")
                if spot is not None and spot.kind == "city":
                    return True
    return False
