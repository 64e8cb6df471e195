"""A sentence's runs of capitalised words taken apart into names, by the words they are made of."""

from collections.abc import Iterator

from pipeline.extract.lexicon import places
from pipeline.extract.reading import Sentence
from pipeline.extract.recognisers.english_heads import headed, organisation
from pipeline.extract.recognisers.english_lexicon import (
    ARTICLES,
    FAMILY_FIRST,
    HYPHENED,
    KUNYA,
    LARGE,
    PARTICLES,
    several,
)
from pipeline.extract.recognisers.english_runs import Runs, Span, Taken
from pipeline.extract.recognisers.english_titles import titled

_SHIPS = several("USS HMS HMAS HMCS INS FS RMS SS MV MS USNS RFA JS ROKS RFS TCG")
_MARKS = frozenset(".,:;!?()–—“”")  # no name begins with one
_NO_PLACES = several("St Ste Ft Mt N S Bin")
_FILMED = several(
    "footage camera cameras image images video videos clip clips film still stills recording recordings system"
)
_QUALIFIERS = several("border coastal autonomous industrial mountain capital")


def spans(runs: Runs, sentence: Sentence) -> Iterator[Span]:
    """Names and what may be names in a sentence, in order."""
    runs.enter(sentence)
    small, after = runs.lexicon.small, sentence.first
    for at, word in enumerate(runs.words[sentence.first : sentence.last], sentence.first):
        if at < after or (word.islower() and word not in small) or word in _MARKS:
            continue
        if runs.capital(at):
            run, a = runs.run(at), 0
            while a < len(run):
                taken = _taken(runs, run, a)
                yield from taken.spans
                after = max(taken.after, run[a] + 1)
                while a < len(run) and run[a] < after:
                    a += 1
        elif size := runs.listed(at):
            yield Span(at, at + size, "organisation")
            after = at + size


def _taken(runs: Runs, run: list[int], a: int) -> Taken:
    """The name that begins with a run's word, or that word skipped."""
    known, at = runs.lexicon, run[a]
    word = runs.words[at]
    skipped = _skipped(runs, run, a)
    if skipped:
        return skipped
    alone = _alone(runs, run, a)
    if alone:
        return alone
    size, spot, people = runs.listed(at), runs.spot(at), runs.people(at)
    if spot > 2:
        return _place(runs, run, a, spot)
    if size == 1 and (runs.office(at) > 1 or (word in known.wordy and not _chosen(runs, run, a))):
        size = 0
    if spot == 1 and (word in _NO_PLACES or _other(runs, word)):
        spot = 0
    if size >= max(spot, people, 1):
        return organisation(runs, run, a, at + size, listed=True)
    if spot > 1 and (at + spot >= runs.end or not runs.capital(at + spot)):
        return _place(runs, run, a, spot)
    found = titled(runs, run, a) if max(spot, people) < 2 else None
    found = found or headed(runs, run, a)
    if found:
        return found
    if people >= max(spot, 1):
        return Taken(at + people)
    if spot and not (word in KUNYA and spot == 1 and a + 1 < len(run)):
        return _place(runs, run, a, spot)
    if word in known.creed:
        return Taken(at + 1)
    return _partners(runs, run, a) or _person(runs, run, a)


def _other(runs: Runs, word: str) -> bool:
    """Whether a word is part of other names more often than a place."""
    known = runs.lexicon
    return (
        word in known.modifier
        or word in known.portfolio
        or word in known.heads["institution"]
        or word in known.heads["place"]
    )


def _skipped(runs: Runs, run: list[int], a: int) -> Taken | None:
    """What is no name although it has capitals: first words, days, laws, ships, money."""
    known, at, more = runs.lexicon, run[a], a + 1 < len(run)
    word = runs.words[at]
    if word == "The" or (runs.opens(at) and runs.plain(word)):
        size = runs.listed(at)
        if size < 2 and runs.spot(at) < 2 and not (size and not more and word.isupper() and len(word) > 1):
            return Taken(at + 1)
    if word in _SHIPS or (more and word in known.heads["event_first"]):
        return Taken(run[-1] + 1)
    last = runs.words[run[-1]]
    if more and last in known.heads["event"] and last not in known.surnames:
        return Taken(run[-1] + 1)
    if word in known.time or (word in known.creed and not more):
        return Taken(at + max(1, runs.listed(at)))
    money = word in {"US", "HK", "NZ"} and runs.word(at + 1) == "$"
    return Taken(at + 1) if money or word == "&" or word[:2] in {"R-", "D-", "I-"} else None


def _alone(runs: Runs, run: list[int], a: int) -> Taken | None:
    """Words that are names in one surrounding only: "the West", "on X"."""
    at = run[a]
    word, before, after = runs.words[at], runs.word(at - 1), runs.word(at + 1)
    if len(run) == 1 and word in runs.lexicon.heads["with_the"] and before in {"the", "The"}:
        return Taken(at + 1, (Span(at, at + 1, "place"),))
    if word == "CCTV" and after in _FILMED:
        return Taken(at + 1)
    if word == "X" and before in {"on", "to"} and not after[:1].isupper() and not after[:1].isdigit():
        return Taken(at + 1, (Span(at, at + 1, "organisation"),))
    return None


def _chosen(runs: Runs, run: list[int], a: int) -> bool:
    """Whether a word that is an organisation's name and a common word too stands by itself, with a chosen capital."""
    if a == 1 and len(run) == 2:
        return runs.words[run[0]] == "The"
    return len(run) == 1 and not runs.opens(run[a])


def _partners(runs: Runs, run: list[int], a: int) -> Taken | None:
    """A firm by the names of its partners: "Novak & Hobb"."""
    words, common = runs.words, runs.lexicon.common
    if a + 2 >= len(run) or words[run[a + 1]] != "&":
        return None
    if words[run[a]].lower() in common or words[run[a + 2]].lower() in common or len(words[run[a]]) < 2:
        return None
    end = run[runs.limit(run, a + 2) - 1] + 1
    return Taken(end, (Span(run[a], end, "organisation"),))


# ── places ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _place(runs: Runs, run: list[int], a: int, size: int) -> Taken:
    """A known place, with the small word behind it that belongs to it: "Donetsk region"."""
    first, last, spot = run[a], run[a] + size, runs.place(run[a], size)
    word = runs.words[first]
    doubtful = size == 1 and not word.isupper() and word.lower() in runs.lexicon.common and runs.opens(first)
    sure = spot is not None and not spot.ambiguous and not doubtful
    if (
        size == 1
        and a + 1 < len(run)
        and run[a + 1] == last
        and not (runs.office(last) and a + 2 < len(run))
        and _named(runs, word, runs.words[last], sure=sure)
    ):
        return _person(runs, run, a)
    end = last if spot and spot.kind in {"country", "continent"} else _lower_head(runs, last)
    code = spot.code if spot and end == last else ""
    return Taken(end, (Span(first, end, "place", sure or end > last, code),))


def _named(runs: Runs, first: str, second: str, *, sure: bool) -> bool:
    """Whether a word that is a place's name is rather a person's given name, by what follows it."""
    known = runs.lexicon
    if (
        second in known.time
        or second in known.modifier
        or second in known.heads["institution"]
        or second in known.heads["place"]
    ):
        return False
    if second.lower() in known.common or (second.isupper() and len(second) > 1):
        return False
    spot = places.place(second) if len(second) > 1 else None
    if first in FAMILY_FIRST and spot is None:
        return True
    if first in known.given:
        return (
            spot is None or spot.ambiguous or second in known.surnames or (spot.kind == "city" and spot.people < LARGE)
        )
    return not sure and spot is None


def _lower_head(runs: Runs, at: int) -> int:
    """The token after a place's head in small letters; `at` where there is none."""
    k = at + 1 if runs.word(at) in _QUALIFIERS else at
    return k + 1 if runs.word(k) in runs.lexicon.heads["lower"] else at


# ── persons and the unknown ────────────────────────────────────────────────────────────────────────────────────────


def _person(runs: Runs, run: list[int], a: int) -> Taken:
    """A person by the shape of the name; else words that only their surroundings explain."""
    known, words, first = runs.lexicon, runs.words, run[a]
    end = runs.name_end(run, a)
    name = [words[at] for at in run[a:] if at < end]
    if len(name) > 1 and not name[-1].isupper() and _shaped(runs, name, first, end):
        return Taken(end, (Span(first, end, "person"),))
    lettered = len(words[first]) > 1 and all(word.isupper() for word in name)
    if lettered and (len(name) == 1 or (len(name) == 2 and words[first + 1] == "-")):
        return _letters(runs, first, end)
    last = _lower_head(runs, end)
    if last > end and not (runs.opens(first) and name[0].lower() in known.common):
        return Taken(last, (Span(first, last, "place"),))
    return Taken(end, (Span(first, end, "", False),))


def _shaped(runs: Runs, name: list[str], first: int, end: int) -> bool:
    """Whether two words and more are a person's name by what they are: given names, initials, particles."""
    known, head, tail = runs.lexicon, name[0], name[-1]
    if head.isupper() and (len(head) > 2 or (head == "A" and runs.word(first + 1) != ".")):
        return False
    initials = any(len(word) == 1 and word.isupper() for word in name[:-1])
    dotted = head.endswith(".") and len(head) < 7 and head.count(".") == len(head) // 2
    arabic = tail[:3] in HYPHENED or (head not in ARTICLES and any(word in ARTICLES for word in name[1:-1]))
    if initials or dotted or arabic or head in KUNYA:
        return True
    if any(word in PARTICLES for word in name[1:]):
        spot = places.place(tail)
        return spot is None or spot.kind == "city"
    if head in FAMILY_FIRST and len(name) < 4 and not any(word.lower() in known.common for word in name[1:]):
        return True
    given = head in known.given and (head not in ARTICLES or tail in known.surnames)
    if not given and not ("-" in head and head.partition("-")[0] in known.given):
        return False
    if runs.quoted(first, end):
        return False
    return tail in known.surnames or (tail.lower() not in known.common or tail in known.heads["surname"])


def _letters(runs: Runs, first: int, end: int) -> Taken:
    """A word in capitals: most are organisations' short names."""
    word = runs.words[first]
    speaker = runs.word(end) == ":" and runs.opens(first)
    if speaker or word[1:2] == "-" or runs.word(first - 1) == "$":
        return Taken(end, (Span(first, end, "", False),))
    if word.lower() in runs.lexicon.common and runs.word(first - 1) != "(":
        return Taken(end)
    short = len(word) < 6 or ("-" in word and len(word) < 9)
    if short and word not in runs.lexicon.letters and word.replace("-", "").isalpha():
        return Taken(end, (Span(first, end, "organisation", False),))
    return Taken(end)
