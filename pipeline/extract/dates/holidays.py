"""Days that are kept every year, by name; movable ones by their rule."""

from collections.abc import Callable
from datetime import date, timedelta

from pipeline.extract.dates import calendar

_Rule = Callable[[int], date | None]


def _fixed(month: int, number: int) -> _Rule:
    return lambda year: calendar.day(year, month, number)


def _nth(month: int, weekday: int, n: int, after: int = 0) -> _Rule:
    def found(year: int) -> date | None:
        days = calendar.months(year, month, 1)
        moved = calendar.nth_weekday(days, weekday, n) if days else None
        return calendar.add_days(moved, after) if moved else None

    return found


def _easter(after: int, *, eastern: bool = False) -> _Rule:
    def found(year: int) -> date | None:
        sunday = calendar.orthodox_easter(year) if eastern else calendar.easter(year)
        return sunday + timedelta(after) if sunday else None

    return found


# Names as the grammars give them. Those of one country are that country's dates: Independence and Labor Day the USA's.
RULES: dict[str, _Rule] = {
    "new year": _fixed(1, 1), "new year's eve": _fixed(12, 31), "epiphany": _fixed(1, 6), "orthodox christmas": _fixed(1, 7),
    "old new year": _fixed(1, 14), "martin luther king": _nth(1, 0, 3), "groundhog": _fixed(2, 2), "valentine": _fixed(2, 14),
    "presidents": _nth(2, 0, 3), "defender": _fixed(2, 23), "women": _fixed(3, 8), "saint patrick": _fixed(3, 17),
    "april fools": _fixed(4, 1), "cosmonautics": _fixed(4, 12), "earth": _fixed(4, 22), "labour": _fixed(5, 1), "may": _fixed(5, 1),
    "victory": _fixed(5, 9), "ve": _fixed(5, 8), "europe": _fixed(5, 9), "cinco de mayo": _fixed(5, 5), "mother": _nth(5, 6, 2),
    "memorial": _nth(5, 0, -1), "children": _fixed(6, 1), "russia": _fixed(6, 12), "juneteenth": _fixed(6, 19),
    "father": _nth(6, 6, 3), "constitution ukraine": _fixed(6, 28), "canada": _fixed(7, 1), "independence": _fixed(7, 4),
    "bastille": _fixed(7, 14), "independence ukraine": _fixed(8, 24), "labor": _nth(9, 0, 1), "knowledge": _fixed(9, 1),
    "columbus": _nth(10, 0, 2), "german unity": _fixed(10, 3), "halloween": _fixed(10, 31), "all saints": _fixed(11, 1),
    "unity": _fixed(11, 4), "guy fawkes": _fixed(11, 5), "veterans": _fixed(11, 11), "armistice": _fixed(11, 11),
    "thanksgiving": _nth(11, 3, 4), "black friday": _nth(11, 3, 4, 1), "cyber monday": _nth(11, 3, 4, 4),
    "christmas eve": _fixed(12, 24), "christmas": _fixed(12, 25), "boxing": _fixed(12, 26), "australia": _fixed(1, 26),
    "anzac": _fixed(4, 25), "candlemas": _fixed(2, 2), "annunciation": _fixed(3, 25), "assumption": _fixed(8, 15),
    "inauguration": _fixed(1, 20), "burns": _fixed(1, 25), "saint david": _fixed(3, 1), "white": _fixed(3, 14), "tax": _fixed(4, 15),
    "saint george": _fixed(4, 23), "arbor": _nth(4, 4, -1), "press freedom": _fixed(5, 3), "armed forces": _nth(5, 5, 3),
    "flag": _fixed(6, 14), "refugee": _fixed(6, 20), "emancipation": _fixed(8, 1), "patriot": _fixed(9, 11), "un": _fixed(10, 24),
    "teachers": _fixed(10, 5), "all souls": _fixed(11, 2), "election": _nth(11, 0, 1, 1), "singles": _fixed(11, 11),
    "saint andrew": _fixed(11, 30), "aids": _fixed(12, 1), "saint nicholas": _fixed(12, 6), "hogmanay": _fixed(12, 31),
    "republic italy": _fixed(6, 2), "water": _fixed(3, 22), "environment": _fixed(6, 5),
    "holocaust remembrance": _fixed(1, 27), "human rights": _fixed(12, 10), "remembrance": _fixed(11, 11),
    "easter": _easter(0), "orthodox easter": _easter(0, eastern=True), "good friday": _easter(-2), "palm sunday": _easter(-7),
    "easter monday": _easter(1), "easter saturday": _easter(-1), "ash wednesday": _easter(-46), "maundy thursday": _easter(-3),
    "shrove tuesday": _easter(-47), "ascension": _easter(39), "pentecost": _easter(49), "whit monday": _easter(50),
    "corpus christi": _easter(60), "trinity": _easter(49, eastern=True),
}  # fmt: skip


def on(name: str, year: int) -> date | None:
    """The day of a holiday in a year."""
    return RULES[name](year)
