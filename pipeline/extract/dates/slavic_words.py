"""The closed classes of Russian and Ukrainian date expressions, from the lexicon."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import cast

from pipeline.extract import lexicon
from pipeline.extract.dates.model import Part, Unit

_UNIT_ANCHORS_NOT = frozenset({"г", "р", "гг", "рр", "ніч", "ночі", "ночи", "вік", "век"})


@dataclass(frozen=True, slots=True)
class Words:
    """Forms of words and what they mean; several words are joined by a space."""

    language: str
    months: dict[str, int]
    short_months: dict[str, int]
    weekdays: dict[str, int]
    plural_weekdays: dict[str, int]
    units: dict[str, Unit]
    relative: dict[str, int]
    parts: dict[str, Part]
    seasons: dict[str, int]
    days: dict[str, int]
    years: dict[str, int]
    dayparts: dict[str, str]
    vague: dict[str, str]
    often: dict[str, str]
    counts: dict[str, float]
    ordinals: dict[str, int]
    decades: dict[str, int]
    holidays: dict[str, str]
    mods: dict[str, str]
    sets: dict[str, frozenset[str]]
    phrases: frozenset[str]  # first words of those of several

    def anchors(self) -> frozenset[str]:
        """Words that no date expression is without, unless numbers make it one."""
        first = {phrase.split()[-1] for phrase in (*self.vague, *self.holidays)}
        known = {
            *self.months,
            *self.weekdays,
            *self.plural_weekdays,
            *self.seasons,
            *self.days,
            *self.years,
            *self.often,
            *self.decades,
        }
        units = {word for word in self.units if word not in _UNIT_ANCHORS_NOT}
        return frozenset(
            known | units | first | self.sets["half"] | self.sets["eve"] | set(self.short_months) | self._nights()
        )

    def _nights(self) -> set[str]:
        return {word for word in self.dayparts if word not in {"ночи", "ночі", "утра", "вечера", "вечора", "ранку"}} | {
            "века",
            "веке",
            "наприкінці",
        }


@cache
def words(language: str) -> Words:
    """Of `ru` or `uk`."""
    table = lexicon.table(f"dates-{language}")

    def forms(kind: str) -> Iterator[tuple[str, str]]:
        for key, values in table.items():
            name, _, meaning = key.partition(" ")
            if name == kind:
                for value in values:
                    yield value, meaning

    def numbers(kind: str) -> dict[str, int]:
        return {form: int(meaning) for form, meaning in forms(kind)}

    mods = {
        form: mod
        for kind, mod in (
            ("more", "MORE_THAN"), ("less", "LESS_THAN"), ("least", "EQUAL_OR_MORE"), ("most", "EQUAL_OR_LESS"), ("about", "APPROX"),
        )
        for form, _ in forms(kind)
    }  # fmt: skip
    found = Words(
        language=language,
        months=numbers("month"),
        short_months=numbers("short"),
        weekdays=numbers("weekday"),
        plural_weekdays=numbers("weekdays"),
        units={form: cast(Unit, meaning) for form, meaning in forms("unit")},
        relative=numbers("rel"),
        parts={form: cast(Part, meaning) for form, meaning in forms("part")},
        seasons=numbers("season"),
        days=numbers("day"),
        years=numbers("year"),
        dayparts=dict(forms("daypart")),
        vague=dict(forms("vague")),
        often=dict(forms("often")),
        counts={form: float(meaning) for form, meaning in forms("count")},
        ordinals=numbers("nth"),
        decades=numbers("decade"),
        holidays=dict(forms("holiday")),
        mods=mods,
        sets={
            kind: frozenset(form for form, _ in forms(kind))
            for kind in ("same", "recent", "coming", "ago", "later", "earlier", "after", "few", "every", "from", "to", "age", "per", "in",
                         "ad", "eve", "half", "adverb")
        },
        phrases=frozenset(),
    )  # fmt: skip
    several = (*found.vague, *found.holidays, *found.mods, *found.sets["ago"])
    return Words(
        **{
            **{name: getattr(found, name) for name in Words.__slots__},
            "phrases": frozenset(one.split()[0] for one in several),
        }
    )
