"""Names of organisations and places by the words that say what they are: "Ministry of Health", "Black Sea"."""

from collections.abc import Sequence

from pipeline.extract.lexicon import places
from pipeline.extract.recognisers.english_lexicon import LARGE, several
from pipeline.extract.recognisers.english_runs import Runs, Span, Taken

_ON = several("Committee Subcommittee Commission Council Conference Office Research Studies Policy Group")
_NUMBERS = several("One Two Three Four Five Six Seven Eight Nine Ten")
_INSIDE = frozenset({"in", "near", "along", "off"})  # a person is in nobody: "in Clara Street"
_ORDINALS = several("st nd rd th")


def headed(runs: Runs, run: Sequence[int], a: int) -> Taken | None:
    """An organisation or a place that begins with a run's word and has a head; None where there is no head."""
    known, words = runs.lexicon, runs.words
    limit = runs.limit(run, a)
    best, kind = _head(runs, run, a, limit)
    if best < 0:
        return _in_front(runs, run, a, limit)
    first, last = words[run[a]], words[run[best]]
    end = run[best] + 1
    inside = kind == "place" and runs.word(run[a] - 1) in _INSIDE
    if best - a <= 1 and first in known.given and last in known.heads["surname"] and _small(first) and not inside:
        return None
    if kind == "institution":
        return organisation(runs, run, a, end)
    if kind == "place_of":
        whole = _complement(runs, end, "")
        if words[whole - 1] == "Union":
            return Taken(whole)
        return Taken(whole, (Span(run[a], whole, "place"),)) if whole > end else None
    if best == a + 1:
        said_alone = first in known.modifier or first in known.creed or first.lower() in known.opening
        if said_alone or runs.people(run[a]):
            return None
    return Taken(end, (Span(run[a], end, "place", True, runs.code(run[a], end - run[a])),))


def _small(name: str) -> bool:
    """Whether a name is no place's, or that of a town that few will mean."""
    spot = places.place(name)
    return spot is None or (spot.kind == "city" and spot.people < LARGE)


def _head(runs: Runs, run: Sequence[int], a: int, limit: int) -> tuple[int, str]:
    """The last head in a run, and its class; -1 where there is none."""
    words, heads = runs.words, runs.lexicon.heads
    best, kind = -1, ""
    for k in range(a, limit):
        at = run[k]
        if k > a and at != run[k - 1] + 1 and words[at - 1] not in {".", "&", "-"}:
            break
        word = words[at]
        if word in heads["institution"] and (k > a or (word in heads["of"] and _of(runs, at + 1))):
            best, kind = k, "institution"
        elif word in heads["place"] and k > a:
            best, kind = k, "place"
        elif word in heads["place_of"] and kind != "institution" and _of(runs, at + 1):
            best, kind = k, "place_of"
    return best, kind


def _in_front(runs: Runs, run: Sequence[int], a: int, limit: int) -> Taken | None:
    """Names with the head in front: "Mount Kenya", "Northern Mali"."""
    first, heads = run[a], runs.lexicon.heads
    if runs.words[first] not in heads["before"] or a + 1 >= limit:
        return None
    spot = runs.spot(run[a + 1])
    if spot:
        end = run[a + 1] + spot
    elif runs.words[first] in heads["in_front"]:
        end = run[min(limit, a + 3) - 1] + 1
    else:
        return None
    return Taken(end, (Span(first, end, "place"),))


def organisation(runs: Runs, run: Sequence[int], a: int, end: int, *, listed: bool = False) -> Taken:
    """An organisation that begins with a run's word and goes on at least to `end`: over further heads, and what it is of."""
    words, heads = runs.words, runs.lexicon.heads
    for k in range(runs.limit(run, a) - 1, a, -1):
        if run[k] < end:
            break
        if words[run[k]] in heads["institution"] or words[run[k]] in heads["suffix"]:
            end = run[k] + 1
            break
    first = _first(runs, run[a], end, listed=listed)
    last = words[end - 1]
    if last in heads["suffix"] and runs.word(end) == "." and end + 1 < runs.end:
        end += 1
    elif last in heads["of"] or last in heads["institution"]:
        end = _complement(runs, end, last)
    number = runs.word(end)
    if words[end - 1] in heads["numbered"] and ((number.isdigit() and len(number) < 5) or number in _NUMBERS):
        end += 1
    return Taken(end, (Span(first, end, "organisation"),))


def _first(runs: Runs, first: int, end: int, *, listed: bool) -> int:
    """Where an organisation's name begins: behind an adjective that is no part of it, before the number of a unit."""
    words, heads = runs.words, runs.lexicon.heads
    people = 0 if listed else runs.people(first)
    if people and runs.listed(first + people) == end - first - people and words[end - 1] not in heads["generic"]:
        return first + people
    if words[end - 1] in heads["unit"] and runs.word(first - 1) in _ORDINALS and runs.word(first - 2).isdigit():
        first -= 2
        if first > runs.start and runs.people(first - 1) == 1:
            first -= 1
    return first


def _of(runs: Runs, at: int) -> bool:
    """Whether "of", "for" or "on" and a capital follow."""
    if runs.word(at) not in {"of", "for", "on"} or at + 1 >= runs.end:
        return False
    after = at + 2 if runs.words[at + 1] == "the" and at + 2 < runs.end else at + 1
    return runs.capital(after)


def _complement(runs: Runs, at: int, head: str) -> int:
    """The end of what a head is of, where there is such; else `at`. An empty head takes all."""
    words, known = runs.words, runs.lexicon
    while _of(runs, at) and (not head or head in (_ON if words[at] == "on" else known.heads["of"])):
        run = runs.run(at + 2 if words[at + 1] == "the" else at + 1)
        if words[run[0]] in known.time:
            break
        at = run[runs.limit(run, 0) - 1] + 1
        if words[at - 1] in known.portfolio and runs.word(at) == "and" and runs.word(at + 1) in known.portfolio:
            at = runs.run(at + 1)[-1] + 1
        head = words[at - 1]
    return at
