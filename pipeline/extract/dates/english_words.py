"""The closed classes of English date expressions."""

import re
from functools import cache

from pipeline.extract import lexicon
from pipeline.extract.dates.closed import closed, ordered
from pipeline.extract.dates.model import Part, Unit

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug", "september sept sep",
            "october oct", "november nov", "december dec",
        ), start=1
    )
    for name in names.split()
}  # fmt: skip
MONTH_WORDS = frozenset({"may", "march", "august"})  # words of other meanings
SHORT_MONTHS = frozenset(name for name in MONTHS if len(name) < 5 and name not in {"may", "june", "july"})
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tue tues",
            "wednesday wed weds",
            "thursday thu thur thurs",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
SHORT_WEEKDAYS = frozenset(name for name in WEEKDAYS if not name.endswith("day"))
PLURAL_WEEKDAYS = {f"{name}s": number for name, number in WEEKDAYS.items() if name.endswith("day")}
_NAMES_OF_UNITS: tuple[tuple[Unit, str], ...] = (
    ("second", "second seconds sec secs"), ("minute", "minute minutes min mins"), ("hour", "hour hours hr hrs"),
    ("day", "day days night nights"), ("workday", "workday workdays"), ("week", "week weeks fortnight fortnights"),
    ("weekend", "weekend weekends"),
    ("month", "month months"), ("quarter", "quarter quarters"), ("half", "half"), ("year", "year years yr yrs"),
    ("decade", "decade decades"), ("century", "century centuries"),
)  # fmt: skip
UNITS: dict[str, Unit] = {word: unit for unit, names in _NAMES_OF_UNITS for word in ordered(names)}
PLURALS = closed(
    "seconds secs minutes mins hours hrs days nights workdays weeks fortnights weekends months quarters years yrs decades centuries"
)
SEASONS = {
    "spring": 0,
    "springtime": 0,
    "summer": 1,
    "summertime": 1,
    "autumn": 2,
    "fall": 2,
    "winter": 3,
    "wintertime": 3,
}
DAYPARTS = {
    "morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI", "overnight": "TNI", "lunchtime": "TMEL", "dawn": "TMO",
    "daytime": "TDT", "midday": "T12:00", "noon": "T12:00", "midnight": "T00:00",
}  # fmt: skip
DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1, "tonight": 0, "overmorrow": 2, "tmr": 1}
RELATIVE = {
    "this": 0, "current": 0, "same": 0, "last": -1, "previous": -1, "past": -1, "preceding": -1, "next": 1, "coming": 1, "following": 1,
    "upcoming": 1, "prior": -1, "forthcoming": 1, "ensuing": 1, "final": -1, "first": 1,
}  # fmt: skip
FOCUSED = frozenset({"following", "same", "preceding", "previous", "ensuing", "prior"})
PARTS: dict[str, Part] = {
    "early": "early",
    "mid": "mid",
    "late": "late",
    "beginning": "start",
    "start": "start",
    "middle": "mid",
    "end": "end",
    "close": "end",
    "earlier": "earlier",
    "later": "later",
    "outset": "start",
    "rest": "rest",
    "remainder": "rest",
}
PART_NOUNS = frozenset({"beginning", "start", "middle", "end", "close", "outset", "rest", "remainder"})
ONES = {
    word: number
    for number, word in enumerate(
        ordered(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
            "eighteen nineteen"
        )
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate(ordered("twenty thirty forty fifty sixty seventy eighty ninety"), start=2)
}
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
LITTLE_ORDINALS = {
    word: number
    for number, word in enumerate(
        ordered(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
            "sixteenth seventeenth eighteenth nineteenth"
        ),
        start=1,
    )
}
TENTH_ORDINALS = {"twentieth": 20, "thirtieth": 30}
DECADES = {f"{word[:-1]}ies": number for word, number in TENS.items()} | {"noughties": 0, "two thousands": 0}
INDEFINITE = frozenset({"several", "few", "many", "some", "numerous", "multiple", "various"})
VAGUE = {
    "currently": "PRESENT_REF",
    "now": "PRESENT_REF",
    "presently": "PRESENT_REF",
    "nowadays": "PRESENT_REF",
    "recently": "PAST_REF",
    "lately": "PAST_REF",
    "soon": "FUTURE_REF",
    "shortly": "FUTURE_REF",
}
VAGUE_PHRASES = {
    ("right", "now"): "PRESENT_REF", ("just", "now"): "PRESENT_REF", ("at", "present"): "PRESENT_REF",
    ("at", "the", "moment"): "PRESENT_REF", ("at", "this", "time"): "PRESENT_REF", ("at", "the", "minute"): "PRESENT_REF",
    ("at", "this", "moment"): "PRESENT_REF", ("at", "this", "point"): "PRESENT_REF", ("these", "days"): "PRESENT_REF",
    ("at", "the", "present", "time"): "PRESENT_REF", ("as", "of", "now"): "PRESENT_REF", ("for", "now"): "PRESENT_REF",
    ("in", "the", "near", "future"): "FUTURE_REF", ("in", "the", "foreseeable", "future"): "FUTURE_REF",
    ("for", "the", "foreseeable", "future"): "FUTURE_REF", ("in", "the", "future"): "FUTURE_REF", ("in", "the", "past"): "PAST_REF",
    ("in", "the", "recent", "past"): "PAST_REF", ("the", "other", "day"): "PAST_REF",
    ("sooner", "or", "later"): "FUTURE_REF", ("until", "recently"): "PAST_REF",
    ("until", "now"): "PRESENT_REF", ("up", "to", "now"): "PRESENT_REF",
}  # fmt: skip
FREQUENT = {
    "daily": "P1D",
    "weekly": "P1W",
    "monthly": "P1M",
    "quarterly": "P3M",
    "yearly": "P1Y",
    "annually": "P1Y",
    "everyday": "P1D",
    "annual": "P1Y",
    "biweekly": "P2W",
    "fortnightly": "P2W",
    "bimonthly": "P2M",
    "hourly": "PT1H",
    "semiannually": "P6M",
    "biannually": "P6M",
    "nightly": "P1D",
    "weekends": "P1WE",
    "weekdays": "P1WD",
}


@cache
def holidays() -> dict[tuple[str, ...], str]:
    """Names of holidays, as the words they are read in, and their keys."""
    return {
        tuple(re.findall(r"'s|\w+|\S", name)): key
        for key, names in lexicon.table("holidays-en").items()
        for name in names
    }


NEWSPAPERS = closed(  # behind a weekday: a paper's name
    "times telegraph mirror express mail herald post independent world star people tribune observer mercury morning-herald"
)
BEFORE_YEAR = closed(
    "in since until till by of from after before during to through year between and or around circa early late mid pre post than for "
    "spring summer autumn fall winter throughout back late-"
)
AFTER_START = closed(
    "was is were will has had saw marks marked began brought ended may would could and election elections budget olympics"
)
COUNTED = closed(
    "people men women children troops soldiers percent per pages km kilometres kilometers kilograms kg miles metres meters tonnes tons "
    "dollars euros pounds rubles hryvnias yen yuan feet hectares acres square cubic words homes houses cars votes jobs units"
)
