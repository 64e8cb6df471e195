"""What follows the head of a Ukrainian organisation's name and belongs to it: Міністерство → охорони здоров'я України."""

from collections.abc import Iterator

from pipeline.extract.recognisers.ukrainian_draft import INITIAL, LATIN, LOWER, TITLE, UPPER, Draft
from pipeline.extract.recognisers.ukrainian_lexicon import OPEN, abbreviations, geographic, head_words
from pipeline.extract.recognisers.ukrainian_words import Form, cases

_REACH = 14  # tokens that a name may have behind its head
_NAMED = frozenset({"імені", "ім"})
_TOWN = frozenset({"м", "міста"})
_JOINING = frozenset({"та", "і", "й"})
_WITH = frozenset({"з", "із", "зі"})
_UNITS = frozenset(
    ["області", "району", "краю", "округу", "районів", "областей", "губернії", "республіки", "федерації", "королівства"]
)
_FIELDS = frozenset({"справах", "сфері", "галузі"})
_WATCH = frozenset({"нагляду", "контролю", "догляду", "стеження"})
_WANTED = {
    "з": {"gent", "ablt"},
    "із": {"gent", "ablt"},
    "зі": {"gent", "ablt"},
    "по": {"datv", "loct"},
    "за": {"ablt"},
}

Step = tuple[int, bool, bool]  # index behind, whether the name may end there, whether it was a name itself


def complements(draft: Draft, at: int, kind: str, title: bool) -> tuple[int, bool]:
    """The index behind the last word of a name whose head stands at `at`, and whether a name lies behind the head.

    `kind`: of the head (`ukrainian_lexicon`). `title`: the name begins with a capital.
    """
    end, named = at + 1, False
    for index, last, name in _steps(draft, at, kind, title):
        if last:
            end = index
        named = named or name
    return end, named


def _steps(draft: Draft, at: int, kind: str, title: bool) -> Iterator[Step]:
    index = end = at + 1
    named = False
    limit = min(at + _REACH, draft.sentence[at])
    while index < limit and not draft.taken[index]:
        shape = draft.shape[index]
        if shape == UPPER:
            step = None if abbreviations().get(draft.words[index]) == "none" else (index + 1, True, True)
        elif shape == TITLE:
            step = _title(draft, index, at, title, limit)
        elif shape == LATIN:
            step = (index + 1, True, False) if end == index and index > at + 1 else None
        else:
            step = _small(draft, index, at, end, limit)
            if step is None and (kind == OPEN or draft.lower[index] in head_words("joining")):
                step = _common(draft, index, limit, named)
        if step is None:
            return
        yield step
        index = step[0]
        named = named or step[2]
        if step[1]:
            end = index


def _title(draft: Draft, index: int, at: int, title: bool, limit: int) -> Step | None:
    """A word with a capital."""
    form = draft.form(index)
    first = index == at + 1
    if not form.known:
        return (index + 1, True, True) if (title and first) or geographic(draft.lower[index]) else None
    if (form.given or form.surname) and not form.proper and not form.adjective:
        personal = (
            first
            and draft.shape[at] == TITLE
            and any(lemma in head_words("personal") for lemma in draft.form(at).lemmas)
        )
        return (index + 1, True, True) if personal and "gent" in cases(form.given | form.surname) else None
    if index + 1 < limit and draft.shape[index + 1] == TITLE and draft.form(index + 1).surname & form.given:
        return None
    if "gent" in cases(form.things) or form.abbreviation:
        return index + 1, True, True
    if "gent" in cases(form.adjective):
        return index + 1, False, False
    return (index + 1, True, True) if draft.lower[index - 1 : index + 1] == ["республіки", "крим"] else None


def _small(draft: Draft, index: int, at: int, end: int, limit: int) -> Step | None:
    """Words in small letters and marks that any head may have behind it."""
    word = draft.lower[index]
    behind = 0
    if word in _NAMED:
        behind = _named_after(draft, index, limit)
    elif word == "№" and index + 1 < limit:
        return index + 2, True, False
    elif word in _TOWN:
        behind = _town(draft, index, limit)
    elif word in ("у", "в"):
        behind = in_place(draft, index, limit)
    elif word in _UNITS and index > end:
        behind = index + 1
    elif (
        word in _JOINING
        and end == at + 2
        and draft.form(at + 1).given
        and draft.shape[index + 1 : index + 2] == [TITLE]
    ):
        behind = index + 2
        while behind < min(limit, at + 7) and draft.shape[behind] == TITLE:
            behind += 1
    return (behind, True, True) if behind else None


def _common(draft: Draft, index: int, limit: int, named: bool) -> Step | None:
    """Words in small letters behind a head that takes them; `named`: a name stands between."""
    word, before = draft.lower[index], draft.lower[index - 1]
    small = index + 1 < limit and draft.shape[index + 1] == LOWER and draft.lower[index + 1] not in head_words("never")
    following = draft.form(index + 1) if small else None
    onward = (index + 1, False, False)
    if word in ("у", "в"):
        return (index + 2, True, False) if following and draft.lower[index + 1] in _FIELDS else None
    if word in _WITH:
        return onward if following and _governed(draft.lower[index + 1], before, following, named) else None
    if word in _JOINING or word == ",":
        joined = word != "," or any(draft.lower[at] in _JOINING for at in range(index + 1, min(limit, index + 6)))
        return onward if following and not named and joined and "gent" in following.cases else None
    if word == "за":
        return onward if before in _WATCH else None
    if word in ("для", "по"):
        return onward if following and not named and following.cases & {"gent", "loct", "datv"} else None
    if draft.shape[index] != LOWER or word in head_words("never"):
        return None
    return _noun_or_adjective(draft, index)


def _governed(word: str, before: str, form: Form, named: bool) -> bool:
    """What stands behind з: a field that the organisation works in."""
    if named or before.startswith(("зв'язк", "комунікац")):
        return word in head_words("matters") or not named
    field = (
        word in head_words("matters") or word.endswith(("ння", "ття")) or bool(form.adjective) or "p gent" in form.noun
    )
    return field and bool(form.cases & {"gent", "ablt"})


def _noun_or_adjective(draft: Draft, index: int) -> Step | None:
    form = draft.form(index)
    before = draft.lower[index - 1]
    if draft.form(index - 1).adjective and not draft.form(index - 1).noun and draft.lower[index - 2] in (*_WITH, "за"):
        before = draft.lower[index - 2]
    wanted = _WANTED.get(before, {"gent"})
    if not form.known:
        return (index + 1, False, False) if geographic(draft.lower[index]) else None
    noun, adjective = cases(form.things) & wanted, cases(form.adjective) & wanted
    if not noun and not adjective:
        return None
    return index + 1, bool(noun) and not (adjective and form.other), False


def _named_after(draft: Draft, index: int, limit: int) -> int:
    """імені Тараса Прізвища: the index behind the one it is named after; 0 where nobody is."""
    at = index + 2 if draft.words[index + 1 : index + 2] == ["."] else index + 1
    end = 0
    while at < limit and (
        draft.shape[at] in (INITIAL, TITLE) or (draft.words[at] == "." and draft.shape[at - 1] == INITIAL)
    ):
        at += 1
        if draft.shape[at - 1] == TITLE:
            end = at
    return end


def _town(draft: Draft, index: int, limit: int) -> int:
    """м. Києва, міста Києва: the index behind it; 0 where no town follows."""
    at = index + 2 if draft.words[index + 1 : index + 2] == ["."] else index + 1
    if at >= limit or draft.shape[at] != TITLE:
        return 0
    form = draft.form(at)
    return at + 1 if form.proper or not form.given else 0


def in_place(draft: Draft, index: int, limit: int) -> int:
    """у Київській області, у м. Києві: the index behind it; 0 where no place follows."""
    at = index + 1
    if at < limit and draft.lower[at] in ("м", "місті"):
        at += 2 if draft.words[at + 1 : at + 2] == ["."] else 1
        return at + 1 if at < limit and draft.shape[at] == TITLE else 0
    unit = at + 1 < limit and draft.shape[at] == TITLE and draft.lower[at + 1] in ("області", "районі")
    return at + 2 if unit else 0
