"""Ukrainian names of people of several words: given names, patronymics, surnames, initials, foreign names."""

import re

from pipeline.extract.recognisers import ukrainian_places as places
from pipeline.extract.recognisers.ukrainian_draft import INITIAL, TITLE, Draft
from pipeline.extract.recognisers.ukrainian_words import Form, cases

_PARTICLES = frozenset(
    [
        "фон",
        "дер",
        "ван",
        "ден",
        "де",
        "да",
        "ді",
        "дель",
        "делла",
        "дю",
        "ду",
        "ла",
        "ле",
        "дос",
        "бен",
        "бін",
        "ібн",
        "ель",
        "аль",
        "ас",
        "аш",
        "оглу",
        "кизи",
        "заде",
        "т'єн",
    ]
)
_ORDINALS = frozenset(
    [
        "I",
        "II",
        "III",
        "IV",
        "V",
        "VI",
        "VII",
        "VIII",
        "IX",
        "X",
        "XI",
        "XII",
        "XIII",
        "XIV",
        "XV",
        "XVI",
        "XVII",
        "XVIII",
        "І",
        "ІІ",
        "ІІІ",
        "ІV",
        "Х",
        "ХІ",
        "ХІІ",
    ]
)
_JOINING = frozenset({"та", "і", "й"})
_SURNAME = re.compile(
    r"[а-яєіїґ'-]{2,}(?:енк(?:о|а|у|ові|ом|ів)|[чщ]ук(?:а|у|ові|ом|и|ів)?|[єю]?[нр]юк(?:а|у|ові|ом)?"
    r"|[сц]ьк(?:ий|ого|ому|им|а|ої|ій|у|ою)|ишин(?:а|у|і|ою|ої)?|[оеє]в(?:а|у|і|им|ої|ій|ою)?|[иії]н(?:а|у|им|ої|ій|ою)?"
    r"|ович(?:а|у|ем|еві)?|швілі|дзе|[яа]н(?:а|у|ом)?|ман(?:а|у|ом)?|штейн(?:а|у|ом)?|берг(?:а|у|ом)?|сон(?:а|у|ом)?|ець|ця)"
)
OFFICES = ("прем'єр-", "віце", "екс-")  # how words begin that name somebody's office
_WORDS = 5  # of a full name
_LONGEST = 40  # letters of a surname
_INITIALS = 3
_SYLLABLE = 4  # letters
_NICKNAME = 5  # tokens


def surname_like(lower: str) -> bool:
    """A word that ends as surnames do."""
    return len(lower) < _LONGEST and _SURNAME.fullmatch(lower) is not None


def full_names(draft: Draft) -> None:
    """Names with a given name or initials."""
    at, size = 0, len(draft.words)
    while at < size:
        end = 0
        if draft.shape[at] == INITIAL and not draft.taken[at]:
            end = _initials_first(draft, at)
        elif draft.shape[at] == TITLE and not draft.taken[at]:
            form = draft.form(at)
            if form.given or not (draft.opening[at] and form.other):
                end = _initials_last(draft, at) or _surname_first(draft, at) or _given_first(draft, at)
        if end:
            draft.take(at, end, "person")
        at = max(end, at + 1)


def _initials_first(draft: Draft, at: int) -> int:
    """В. О. Прізвище: the index behind it; 0 where there is none."""
    end = _initials(draft, at)
    if not end or end >= len(draft.words) or draft.shape[end] != TITLE or draft.taken[end]:
        return 0
    form = draft.form(end)
    ordinary = form.known and not form.surname and not form.adjective and (form.other or form.noun)
    return 0 if ordinary or draft.paragraph[end] != draft.paragraph[at] else end + 1


def _initials_last(draft: Draft, at: int) -> int:
    """Прізвище В. О.: the index behind it; 0 where there is none."""
    form = draft.form(at)
    if (form.known and not form.surname) or at + 1 >= draft.sentence[at] or draft.shape[at + 1] != INITIAL:
        return 0
    end = _initials(draft, at + 1)
    # Else the initials belong to the next surname.
    return 0 if end < len(draft.words) and draft.shape[end] == TITLE and not draft.opening[end] else end


def _initials(draft: Draft, at: int) -> int:
    """The index behind a run of initials; 0 where a letter has no full stop."""
    end, count = at, 0
    while end < len(draft.words) and draft.shape[end] == INITIAL and count < _INITIALS:
        if "." in draft.words[end]:
            end += 1
        elif draft.words[end + 1 : end + 2] == ["."]:
            end += 2
        else:
            return 0
        count += 1
    return end if count else 0


def _surname_first(draft: Draft, at: int) -> int:
    """Прізвище Ім'я (По батькові): the index behind it; 0 where there is none."""
    if not _title(draft, at + 1, draft.sentence[at]):
        return 0
    form, second = draft.form(at), draft.form(at + 1)
    if not second.given or (form.known and not form.surname) or (form.given and not form.surname):
        return 0
    if _title(draft, at + 2, draft.sentence[at]):
        third = draft.form(at + 2)
        if third.patronymic & second.given:
            return at + 3
        if third.surname & second.given or not third.known:
            return 0
    certain = form.surname & second.given and not form.given & second.given and not second.surname & form.given
    return at + 2 if certain else 0


def _given_first(draft: Draft, at: int) -> int:
    """Ім'я (По батькові) Прізвище: the index behind it; 0 where there is none."""
    form = draft.form(at)
    if not form.given:
        return 0
    limit = min(draft.sentence[at], at + 2 * _WORDS)
    end = at + 1
    if _title(draft, end, limit):
        second = draft.form(end)
        if second.given and not second.given & form.given:
            return 0
        if second.patronymic:
            third = draft.form(end + 1) if _surname(draft, end + 1, limit, form) else None
            return end + 2 if third and (third.surname or not third.given) else end + 1
    elif end < limit and draft.words[end] in _ORDINALS:
        return end + 2 if _surname(draft, end + 1, limit, form) else end + 1
    else:
        end = _after_nickname(draft, at, limit, form) or end
        if end > at + 1:
            return end
    return _surnames(draft, at, limit, form)


def _surnames(draft: Draft, at: int, limit: int, given: Form) -> int:
    """The index behind the surnames that follow a given name; 0 where none does."""
    end, count = at + 1, 1
    while end < limit and count < _WORDS:
        particles = end
        while particles < min(limit, end + 3) and draft.lower[particles] in _PARTICLES:
            particles += 1
        if particles > end and _title(draft, particles, limit):
            end = particles + 1
        elif _surname(draft, end, limit, given) and (count == 1 or _third(draft, at, end)):
            end += 1
        else:
            break
        count += 1
    return end if count > 1 else 0


def _after_nickname(draft: Draft, at: int, limit: int, given: Form) -> int:
    """What may stand between a given name and a surname: a nickname, an initial, the name of a brother or a wife."""
    end = at + 1
    if end >= limit:
        return 0
    behind = 0
    if draft.words[end] == "(" and draft.words[end + 2 : end + 3] == [")"] and draft.shape[end + 1] == TITLE:
        behind = end + 3
    elif draft.quoted[end] and draft.quoted[end] - end < _NICKNAME:
        behind = draft.quoted[end] + 1
    elif draft.shape[end] == INITIAL and draft.words[end + 1 : end + 2] == ["."]:
        behind = end + 2
    elif draft.lower[end] in _JOINING and _title(draft, end + 1, limit) and draft.form(end + 1).given:
        if not _title(draft, end + 2, limit):
            return 0
        common = draft.form(end + 2)
        plural = not common.known or any(gram[0] == "p" for gram in common.surname | common.noun)
        return end + 3 if plural else 0
    return behind + 1 if behind and _surname(draft, behind, limit, given) else 0


def _title(draft: Draft, at: int, limit: int) -> bool:
    return at < limit and draft.shape[at] == TITLE and not draft.taken[at]


def _surname(draft: Draft, at: int, limit: int, given: Form) -> bool:
    """The word can be the surname that goes with a given name before it."""
    if not _title(draft, at, limit):
        return False
    form = draft.form(at)
    grams = given.given
    if not form.known or (form.surname | form.given | form.patronymic) & grams:
        return True
    if form.given and not form.surname:
        return False
    known = places.known(draft, at)
    if known and known.kind != "city":
        return False
    if form.surname or not (form.nominal or form.other):
        return True
    if form.adjective:
        return bool(form.adjective & grams)
    # A surname that is a thing's name keeps that thing's gender, and a woman's does not change.
    unchanged = "m nomn" in form.noun and any(gram[0] == "f" for gram in grams)
    return unchanged or bool(cases(form.things) & cases(grams))


def _third(draft: Draft, at: int, end: int) -> bool:
    """A third word belongs to a full name: a second surname, a name from abroad, the last syllable of a Korean one."""
    form = draft.form(end)
    syllables = all(len(word) <= _SYLLABLE for word in draft.words[at : end + 1])
    return not form.known or syllables or bool(form.surname and not form.proper and not form.noun)


def foreign_names(draft: Draft) -> None:
    """Two to four words with capitals of which one is a surname or in no dictionary: a full name from abroad."""
    at, size = 0, len(draft.words)
    while at < size:
        end = at
        while _title(draft, end, draft.sentence[at]) and _strange(draft, end):
            end += 1
        if at < end < draft.sentence[at] and _last(draft, at, end):
            end += 1
        foreign = 2 <= end - at < _WORDS and any(
            draft.form(i).surname or not draft.form(i).known for i in range(at, end)
        )
        if foreign:
            draft.take(at, end, "person")
        at = max(end, at + 1)


def _strange(draft: Draft, at: int) -> bool:
    """A name, or a word that no dictionary has."""
    form = draft.form(at)
    if draft.opening[at] and form.other and not form.name:
        return False
    return form.name and not form.person if form.known else not draft.lower[at].startswith(OFFICES)


def _last(draft: Draft, at: int, end: int) -> bool:
    """A surname that is an ordinary word: an adjective, or a town's name behind a word that no dictionary has."""
    if not _title(draft, end, draft.sentence[at]):
        return False
    form = draft.form(end)
    if form.adjective and surname_like(draft.lower[end]):
        return True
    return bool(form.proper) and not draft.form(at).known and not places.fits(draft, at)
