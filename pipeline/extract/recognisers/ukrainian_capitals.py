"""Names that their own letters tell in a Ukrainian text: abbreviations, compounds like Укравтодор, Latin letters."""

import re

from pipeline.extract.lexicon.places import place
from pipeline.extract.recognisers.ukrainian_complements import complements, in_place
from pipeline.extract.recognisers.ukrainian_draft import INITIAL, LATIN, LOWER, MIXED, TITLE, UPPER, Draft
from pipeline.extract.recognisers.ukrainian_lexicon import CLOSED, OPEN, abbreviations, compound, geographic, legal
from pipeline.extract.recognisers.ukrainian_organisations import adjectives
from pipeline.extract.recognisers.ukrainian_words import capitalised, cases
from pipeline.model import EntityKind

_LONGEST_ABBREVIATION = 8
_LONGEST_RUN = 12  # words of a name in Latin letters
_SMALL_LATIN = frozenset(["of", "the", "and", "for", "de", "du", "la", "on", "in", "van", "von", "to", "&"])
_FIRMS = frozenset({"Inc", "Ltd", "Co", "Corp"})
_HYPHENS = re.compile("[-–‑]")


def compounds(draft: Draft) -> None:
    """Words that name an organisation wherever they stand, and abbreviations, with what belongs to them."""
    for at, shape in enumerate(draft.shape):
        if draft.taken[at]:
            continue
        if shape == UPPER and at not in draft.works:
            _abbreviation(draft, at)
        elif shape == MIXED and draft.words[at].isalpha():
            draft.take(at, at + 1, "organisation")
        elif shape == TITLE:
            form = draft.form(at)
            doubtful = form.person or (draft.opening[at] and not form.known and form.adjective)
            if not doubtful and any(compound(lemma) for lemma in form.lemmas):
                kind = OPEN if draft.lower[at].startswith(("держ", "нац")) else CLOSED
                draft.take(adjectives(draft, at), complements(draft, at, kind, True)[0], "organisation")


def _abbreviation(draft: Draft, at: int) -> None:
    """An abbreviation with the place before or behind it: Київська ОДА, МЗС Греції."""
    word, form, known = draft.words[at], draft.form(at), abbreviations()
    kind = known.get(word) or known.get(_HYPHENS.split(word)[0])
    if kind == "place":
        draft.take(at, at + 2 if draft.words[at : at + 2] == ["АР", "Крим"] else at + 1, "place")
    if kind or len(word) > _LONGEST_ABBREVIATION or any(letter.isdigit() for letter in word):
        return
    if form.known and not form.abbreviation and (len(word) > 3 or not form.noun):
        return
    first, end = at, at + 1
    if at and draft.shape[at - 1] == TITLE and not draft.taken[at - 1] and geographic(draft.lower[at - 1]):
        before = draft.form(at - 1)
        first -= bool(before.adjective | before.guess)
    while end < draft.sentence[at] and not draft.taken[end]:
        behind = _behind(draft, end, at)
        if not behind:
            break
        end = behind
    draft.take(first, end, "organisation")


def _behind(draft: Draft, index: int, at: int) -> int:
    """The index behind what belongs to an abbreviation: another one, a place; 0 where nothing does."""
    if draft.shape[index] == UPPER and index < at + 3:
        return 0 if draft.words[index] in abbreviations() or draft.words[index] in legal() else index + 1
    if draft.shape[index] == TITLE:
        form = draft.form(index)
        return index + 1 if "gent" in cases(form.things) and place(capitalised(form.lemmas[0])) else 0
    return in_place(draft, index, draft.sentence[at]) if draft.lower[index] in ("у", "в") else 0


def latin(draft: Draft) -> None:
    """Runs of words in Latin letters, each with a capital: firms and media for the most part."""
    at, size = 0, len(draft.words)
    while at < size:
        if draft.taken[at] or at in draft.works or not _capital(draft, at):
            at += 1
            continue
        end = _run(draft, at)
        kind = _single(draft, at) if end == at + 1 else _several(draft, at, end)
        if kind:
            draft.take(at, end, kind)
        at = end


def _capital(draft: Draft, at: int) -> bool:
    return draft.shape[at] == LATIN and draft.words[at] != draft.words[at].lower()


def _run(draft: Draft, at: int) -> int:
    words = draft.words
    end, limit = at + 1, min(draft.sentence[at], at + _LONGEST_RUN)
    while end < limit and not draft.taken[end]:
        following = end + 1 < limit
        if _capital(draft, end) or (len(words[end]) == 1 and words[end].isdigit()):
            end += 1
        elif draft.shape[end] == INITIAL and ("." in words[end] or words[end + 1 : end + 2] == ["."]):
            end += 1 if "." in words[end] else 2
        elif words[end] == "." and words[end - 1] in _FIRMS:
            end += 1
        elif (words[end] in _SMALL_LATIN and following and _capital(draft, end + 1)) or (
            following and _joined(draft, end)
        ):
            end += 2
        else:
            break
    return end


def _joined(draft: Draft, at: int) -> bool:
    """A mark without spaces around it, between two parts of one name: Example.com."""
    tokens = draft.reading.tokens
    glued = tokens[at - 1].end == tokens[at].start and tokens[at].end == tokens[at + 1].start
    return glued and draft.words[at] in "-–." and (draft.shape[at + 1] == LATIN or draft.words[at + 1].isdigit())


def _single(draft: Draft, at: int) -> EntityKind | None:
    word, known = draft.words[at], abbreviations()
    kind = known.get(word) or known.get(word.split("-")[0])
    if kind or not word.replace("-", "").isascii() or any(letter.isdigit() for letter in word):
        return "place" if kind == "place" else None
    if not word.strip("IVXLCDM-"):
        return None
    bracketed = at > 1 and draft.words[at - 1] == "(" and draft.words[at + 1 : at + 2] == [")"]
    if bracketed and not draft.taken[at - 2] and draft.shape[at - 2] == LOWER and not word.isupper():
        return None
    return _several(draft, at, at + 1)


def _several(draft: Draft, at: int, end: int) -> EntityKind | None:
    """What a run names: the same as the Ukrainian name before it where it stands in brackets; nothing in a sentence."""
    words = draft.words
    known = place(draft.text(at, end))
    if known and not known.ambiguous:
        return "place"
    if any(
        0 <= near < len(words) and draft.shape[near] == LATIN and not _capital(draft, near) for near in (at - 1, end)
    ):
        return None
    if at and words[at - 1] in "@#":
        return None
    if at > 1 and words[at - 1] == "(" and words[end : end + 1] == [")"]:
        before = draft.taken[at - 2]
        if before:
            return before.kind
    return "organisation"
