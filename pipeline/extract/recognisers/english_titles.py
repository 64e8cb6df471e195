"""Titles and the persons behind them: "Lt. Gen. Jan Novak", "Minister of Foreign Affairs Jan Novak"."""

from pipeline.extract.recognisers.english_runs import Runs, Span, Taken

_BETWEEN = frozenset({"and", "the", "of", "for", ","})


def titled(runs: Runs, run: list[int], a: int) -> Taken | None:
    """Titles that begin with a run's word, and the person who follows them; None where it is no title."""
    known, words = runs.lexicon, runs.words
    k, after = _titles(runs, run, a)
    if not after:
        return None
    if k == len(run):
        return _portfolio(runs, after)
    first = run[k]
    if first < after:
        return Taken(after)
    if words[first] in known.heads["institution"] and words[first] not in known.heads["surname"]:
        return None
    if runs.listed(first) or runs.spot(first) > 1:
        return Taken(first)
    end = runs.name_end(run, k)
    return Taken(end, (Span(first, end, "person"),))


def _titles(runs: Runs, run: list[int], a: int) -> tuple[int, int]:
    """The first word of a run that is no title any more, and the token after the last title; 0 where there is none."""
    known, words = runs.lexicon, runs.words
    k, after, enough = a, 0, False
    while k < len(run):
        at = run[k]
        word, size = words[at], runs.office(at)
        if size:
            after, enough = at + size, True
        elif word in known.rank or word in known.address or (word.isupper() and word.title() in known.address):
            after, enough = at + 1, enough or word not in known.modifier or word in known.address
        elif _role(runs, run, k):
            after, enough = at + 1, True
        elif word not in known.modifier and word not in known.portfolio and not (word == "and" and k > a):
            break
        while k < len(run) and run[k] < max(after, at + 1):
            k += 1
    return k, after if enough else 0


def _role(runs: Runs, run: list[int], k: int) -> bool:
    """Whether a word is a role with a chance capital before a given name: "Evangelist Jan Novak"."""
    given, word = runs.lexicon.given, runs.words[run[k]]
    return (
        word.lower() in runs.lexicon.role and word not in given and k + 1 < len(run) and runs.words[run[k + 1]] in given
    )


def _portfolio(runs: Runs, at: int) -> Taken:
    """What an office is of or for, and the person who follows."""
    known, words = runs.lexicon, runs.words
    after = at + 1 if runs.word(at) == "." else at
    if after < runs.end and runs.capital(after) and words[after] not in known.time:
        end = runs.name_end(runs.run(after), 0)
        return Taken(end, (Span(after, end, "person"),))
    if runs.word(after) not in {"of", "for"}:
        return Taken(at)
    last, k = at, after + 1
    while k < runs.end and (words[k] in known.portfolio or words[k] in _BETWEEN):
        last = k + 1 if words[k] in known.portfolio else last
        k += 1
    found: tuple[Span, ...] = ()
    if k < runs.end and runs.capital(k):
        found = _whose(runs, k)
        if found:
            last = k = found[0].last
    if last == at or k >= runs.end or not runs.capital(k) or words[k - 1] in _BETWEEN or words[k] in known.time:
        return Taken(max(last, at), found)
    run = runs.run(k)
    if len(run) < 2:
        return Taken(last, found)
    end = runs.name_end(run, 0)
    return Taken(end, (*found, Span(k, end, "person")))


def _whose(runs: Runs, at: int) -> tuple[Span, ...]:
    """The country or organisation that an office belongs to."""
    size, spot = runs.listed(at), runs.spot(at)
    place = runs.place(at, spot) if spot else None
    if spot == 1 and place and place.kind == "city" and at + 1 < runs.end and runs.capital(at + 1):
        spot = 0
    if not size and not spot:
        return ()
    return (
        (Span(at, at + size, "organisation"),)
        if size >= spot
        else (Span(at, at + spot, "place", True, place.code if place else ""),)
    )
