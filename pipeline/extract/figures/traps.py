"""Which amounts are reported figures: not names, dates, times, scores, labels, ages, nor small cardinals that count no news."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from pipeline.extract import lexicon
from pipeline.extract.figures.counted import Phrase
from pipeline.extract.figures.line import DASHES, HYPHENS, Line
from pipeline.extract.figures.qualifiers import Amount
from pipeline.extract.figures.units import TIME

SMALL = 12  # up to here a count must be of people or things that news counts
ALONE = 100  # from here a number with a qualifier is figure enough without a noun
BIG = 1000  # from here a number is so without one
FURNITURE = 4  # tokens of a line that is no sentence
_HUGE = Decimal("1e24")
_GLUE = frozenset("#№/@=_&:.\\*+~")
_YEARS = range(1500, 2200)
_ONE_YEAR = frozenset({"год", "году", "годом", "годе", "рік", "році", "роком"})  # what four digits are not counted by
_AROUND_AGES = frozenset("(),")
_OUT_OF = frozenset({"of", "из", "із", "з"})
_OF_AGE = frozenset({"under", "over", "below", "above", "до", "від", "от"})
_LONGEST_DIGITS = 12  # without separators; longer ones are identifiers
_BEARINGS = frozenset("nsew′'’")
_NEAR = 5  # tokens
_TOLL = frozenset({"toll", "fatalities", "casualties"})
_TOLL_VERBS = frozenset({"to", "at", "is", "was", "reached", "reaches", "hit", "hits", "passed", "topped", "exceeded"})
_TOLL_BACK = 12  # tokens from a number to the toll that it tells
_PARTICULAR = frozenset({  # what stands before a half or a quarter of a game, a year or a town
    "first", "second", "third", "fourth", "last", "final", "other", "better", "best", "worse", "worst", "opening", "closing",
    "early", "latter", "upper", "lower", "top", "bottom", "front", "back", "northern", "southern", "eastern", "western", "left",
    "right", "strong", "weak", "the", "each", "this",
})  # fmt: skip
_PERIODS = frozenset(
    {"quarter", "third", "fifth", "tenth"}
)  # without an article or a number: "a sixth quarter of growth"
_SPEECHLESS = frozenset({"mm", "мм"})
_CLOCK = frozenset(
    {"a.m", "p.m", "a.m.", "p.m.", "am", "pm", "o'clock", "gmt", "utc", "est", "edt", "pst", "cet", "bst"}
)


@cache
def _context(language: str) -> Mapping[str, frozenset[str]]:
    return {kind: frozenset(words) for kind, words in lexicon.table(f"figure_contexts_{language}").items()}


def reported(line: Line, amount: Amount, phrase: Phrase | None, language: str, *, elided: bool) -> bool:
    """An amount is a figure that a text reports of something; `elided`: a count before it says of what."""
    context = _context(language)
    value = amount.value
    if (
        value.number.named
        or value.attached
        or abs(amount.low) > _HUGE
        or _inside(line, amount, context["month"])
        or _listed(line, value.number.first)
    ):
        return False
    following = line.word(value.last)
    if value.kind == "money":
        return following not in context.get("denomination", ())
    if value.kind == "percent":
        return line.word(value.first - 1) not in ("top", "bottom", "топ")
    if value.kind == "duration":
        return _lasts(line, amount, context, language)
    if value.kind == "measure":
        return _measures(line, amount, context)
    if value.number.form == "fraction" and amount.low < 1:
        return _share(line, amount, phrase, context, language)
    return _counts(line, amount, phrase, context, language, elided)


def _inside(line: Line, amount: Amount, months: frozenset[str]) -> bool:
    """Digits that belong to a longer thing: an address, a name, a score, a time, a date."""
    number = amount.value.number
    first, last = amount.value.first, amount.value.last
    before, following = line.word(first - 1), line.word(last)
    if line.glued(first) and before not in DASHES and (before in _GLUE or before[-1:].isalnum()):
        return True
    if line.glued(first) and before in DASHES and line.glued(first - 1) and amount.high is None:
        return True
    if (
        line.glued(last)
        and following in ("/", ":", "\\", "@", "_")
        and line.glued(last + 1)
        and line.word(last + 1)[:1].isalnum()
    ):
        return True
    if line.glued(last) and following in DASHES and line.glued(last + 1) and line.word(last + 1)[:1].isdecimal():
        return True
    if (
        number.form == "digits"
        and not amount.value.unit
        and following in HYPHENS
        and line.glued(last)
        and line.glued(last + 1)
        and line.word(last + 1)[:1].isalnum()
    ):
        return True
    if (
        number.form == "digits"
        and len(line.tokens[number.first].text) > _LONGEST_DIGITS
        and line.tokens[number.first].text.isdigit()
    ):
        return True
    small = not amount.value.unit and abs(amount.low) < 32
    if small and (following in months or before in months) and number.form == "digits":
        return True
    return not amount.value.unit and following in _CLOCK


def _listed(line: Line, index: int) -> bool:
    """The number of a list's entry: at the beginning of a line, with a full stop or bracket behind."""
    at = line.tokens[index].start
    if at and line.text[at - 1] != "\n" and line.text[max(0, at - 2) : at] not in ("\n(", "\n "):
        return False
    return line.word(index + 1) in (".", ")") and line.glued(index + 1)


def furniture(line: Line, start: int, end: int) -> bool:
    """A span of a line that is of few words and no sentence: "3 Min Read", "12 comments"."""
    first = line.text.rfind("\n", max(0, start - 60), start) + 1
    last = line.text.find("\n", end, end + 60)
    if (first == 0 and start > 60) or (last < 0 and len(line.text) - end > 60):
        return False
    whole = line.text[first : last if last >= 0 else len(line.text)].strip()
    return len(whole.split()) <= FURNITURE and whole[-1:] not in '.!?…”»"'


def _near(line: Line, first: int, last: int) -> tuple[list[str], list[str]]:
    return list(line.words[max(0, first - _NEAR) : first]), list(line.words[last : last + _NEAR])


def _lasts(line: Line, amount: Amount, context: Mapping[str, frozenset[str]], language: str) -> bool:
    value = amount.value
    before, following = line.word(amount.first - 1), line.word(value.last)
    closest = line.word(value.first - 1)
    if value.hyphen or following in HYPHENS or _year(line, amount):
        return False
    if value.unit == "year" and before in _AROUND_AGES and following in _AROUND_AGES and amount.qualifier == "exact":
        return False  # "Name (54 years)"
    if {before, closest} & context["no duration before"] or following in context["no duration behind"]:
        return False
    if language == "en" and following == "of" and line.word(value.last + 1) == "age":
        return False
    if (
        value.unit == "hour"
        and amount.low <= 24
        and language != "en"
        and value.number.form == "digits"
        and (closest in context["clock"] and amount.qualifier != "at least" and closest in ("в", "к", "ко", "о", "об"))
    ):
        return False
    if value.unit == "hour" and amount.low <= 24 and value.number.form == "digits" and _clock(line, amount):
        return False
    if line.tokens[value.last - 1].text[:1].isupper() and not line.tokens[value.last - 1].text.isupper():
        return False
    return not (
        amount.low == 1 and amount.qualifier == "exact" and amount.high is None and value.number.form != "digits"
    )


def _clock(line: Line, amount: Amount) -> bool:
    """A time of day in Russian or Ukrainian: «с 9 часов утра до 17 часов», «до 16 години», which is an ordinal."""
    value = amount.value
    unit, before = line.word(value.last - 1), line.word(value.number.first - 1)
    if unit in ("години", "годині", "годину") and amount.low % 10 not in (1, 2, 3, 4):
        return True
    near = range(max(0, value.number.first - _NEAR - 2), value.number.first - 1)
    return before == "до" and any(
        line.words[at] in ("с", "з", "із", "від") and line.word(at + 1)[:1].isdecimal() for at in near
    )


def _measures(line: Line, amount: Amount, context: Mapping[str, frozenset[str]]) -> bool:
    value = amount.value
    unit, following = line.word(value.last - 1), line.word(value.last)
    if unit == "°" and (following in _BEARINGS or following.isdecimal()):
        return False
    if unit in _SPEECHLESS and line.word(value.last) in context["calibre"]:
        return False
    if unit in _SPEECHLESS and (value.hyphen or (line.word(value.last)[:1].isalpha() and line.glued(value.last - 1))):
        return False  # calibres
    return not (value.number.form == "words" and amount.low <= 2 and value.unit in ("foot", "yard", "degree", "point"))


def _year(line: Line, amount: Amount) -> bool:
    """A bare number of four digits that reads as a year."""
    value = amount.value
    digits = line.tokens[value.number.first].text
    return (
        value.number.form == "digits" and not value.number.scaled and len(digits) == 4 and digits.isdigit()
        and value.number.last - value.number.first == 1
        and (int(digits) in _YEARS or line.word(value.last - 1) in _ONE_YEAR)
    )  # fmt: skip


def _share(
    line: Line, amount: Amount, phrase: Phrase | None, context: Mapping[str, frozenset[str]], language: str
) -> bool:
    value = amount.value
    following, before = line.word(value.last), line.word(value.first - 1)
    if "/" in line.words[value.first : value.last]:
        return following == "of"
    if language == "en":
        if following in ("the", "as", "that", "this") and not (amount.qualifier != "exact" or following == "the"):
            return False
        half = line.text[value.number.start : value.end].lower()
        if before in _PARTICULAR or (half in _PERIODS and amount.qualifier == "exact"):
            return False
        return (
            following in context["share"]
            and (following != "the" or half == "half")
            and line.word(value.last + 1) not in ("time", "way")
        )
    if before in context["ordinal"] or before[-2:] in ("ой", "ую", "ая", "ій", "ої", "шу"):
        return False
    if phrase is None:
        return False
    return phrase.head not in context["no duration behind"] and not _timely(phrase.head, language)


@cache
def _times(language: str) -> frozenset[str]:
    table = lexicon.table(f"units_{language}")
    return frozenset(form for unit in TIME for form in table.get(unit, ()))


def _timely(word: str, language: str) -> bool:
    return word in _times(language)


def _counts(
    line: Line,
    amount: Amount,
    phrase: Phrase | None,
    context: Mapping[str, frozenset[str]],
    language: str,
    elided: bool,
) -> bool:
    value, number = amount.value, amount.value.number
    before = line.word(amount.first - 1)
    magnitude = abs(amount.high if amount.high is not None else amount.low)
    qualified = amount.qualifier not in ("exact", "range")
    kind = phrase.kind if phrase else ""
    if number.suffix and number.suffix not in "kK" and kind != "person":
        return False
    if _year(line, amount) and not (kind == "person" or (kind == "item" and qualified)):
        return False
    written = number.scaled or magnitude >= BIG
    if not written and (before in context["label"] or before in ("№", "#", "№.")) and not qualified:
        return False
    if not written and number.form == "digits" and language == "en" and _after_name(line, amount.first, value.first):
        return False
    if before in context["rank"] and magnitude < 100:
        return False
    if line.word(value.last) in context["numbered"]:
        return False
    if elided and line.word(value.last) in _OUT_OF and line.word(value.last + 1) in context["them"]:
        return True
    if phrase is None and amount.high is None and _toll(line, amount):
        return True
    if magnitude <= SMALL and amount.high is None:
        return _small(line, amount, phrase, context, language, qualified)
    if phrase and phrase.named and not kind and not qualified and not written and language == "en":
        return False
    if phrase and phrase.head in context.get("outcome", ()) and amount.high is not None:
        return False
    if phrase and (phrase.plural or written):
        return phrase.plural or kind != "" or written
    if line.word(value.last) in context["often"] or line.word(value.last) in context["calibre"]:
        return False
    if qualified:
        return magnitude >= ALONE or (elided and line.word(amount.first) not in _OF_AGE) or kind != ""
    if written and (
        number.scaled
        or number.form != "digits"
        or not line.tokens[number.first].text.isdigit()
        or number.last - number.first > 1
    ):
        return number.form == "digits" or magnitude > BIG
    return amount.high is None and _suffered(line, amount, context)


def suffered(line: Line, amount: Amount, language: str) -> bool:
    """ "killing 12", "wounded about 30", "the toll rose to 9": a number of people stands behind what befell them."""
    return line.word(amount.first - 1) in _context(language)["casualty"] or _toll(line, amount)


def _toll(line: Line, amount: Amount) -> bool:
    """ "The death toll from the flood has risen to at least 21"."""
    if line.word(amount.first - 1) not in _TOLL_VERBS:
        return False
    for at in range(amount.first - 2, max(-1, amount.first - 2 - _TOLL_BACK), -1):
        if line.words[at] in _TOLL:
            return True
        if line.words[at] in (".", ";", ":", "!", "?"):
            return False
    return False


def _suffered(line: Line, amount: Amount, context: Mapping[str, frozenset[str]]) -> bool:
    """ "killing 12", "downed 30": a bare number, its noun left out."""
    before, following = line.word(amount.first - 1), line.word(amount.value.last)
    return (before in context["casualty"] or before in context["downed"]) and (
        following in ("and", "и", "та", "і", "") or not following[:1].isalnum()
    )


def _small(
    line: Line,
    amount: Amount,
    phrase: Phrase | None,
    context: Mapping[str, frozenset[str]],
    language: str,
    qualified: bool,
) -> bool:
    """A count up to a dozen: of people or things that news counts, in no definite phrase."""
    number = amount.value.number
    before = line.word(amount.first - 1)
    closest = line.word(amount.value.first - 1)
    if phrase is None:
        return _suffered(line, amount, context)
    kind = phrase.kind
    if before in context["definite"] or closest in context["definite"]:
        return kind == "suffered"
    if amount.low <= 1 and amount.low == amount.low.to_integral_value():
        ahead, after = _near(line, amount.first, phrase.last)
        return (
            amount.low == 1
            and kind in ("person", "suffered")
            and bool(context["single"].intersection(ahead[-2:] + after))
        )
    if kind == "trivial" or (phrase.named and kind != "person"):
        return False
    if kind in ("person", "item", "suffered"):
        return True
    if not phrase.plural:
        return False
    return (
        qualified
        or amount.low > 9
        or (number.form == "digits" and language == "en")
        or amount.low != amount.low.to_integral_value()
    )


def _after_name(line: Line, first: int, index: int) -> bool:
    """A number behind a capitalised word that does not begin the sentence: Leopard 2, Article 5."""
    if first != index or first == 0:
        return False
    before = line.tokens[first - 1]
    if not (before.text[:1].isupper() and before.text[:1].isalpha()):
        return False
    ahead = line.text[max(0, before.start - 2) : before.start]
    return not (before.start == 0 or "\n" in ahead or ahead.strip() in (".", "!", "?", "“", '"', "”"))
