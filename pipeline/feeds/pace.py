"""How often a feed wants to be asked, in its own words."""

from lxml import etree

from pipeline.feeds.carve import NAMESPACES
from pipeline.feeds.entry import CORE, local, namespace, text
from pipeline.model import Pace

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
# RSS 1.0 syndication module: periods as it names them.
_PERIODS = {"hourly": _HOUR, "daily": _DAY, "weekly": 7 * _DAY, "monthly": 30 * _DAY, "yearly": 365 * _DAY}
_LONGEST = 366 * _DAY
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def pace(channel: etree._Element | None) -> Pace:
    """What the element that describes a feed says; what cannot be meant (never, on no day) counts for nothing.

    RSS 2.0: `ttl` in minutes, `skipHours` 0–23 (0.91: 1–24), `skipDays` in English.
    """
    if channel is None:
        return Pace()
    ttl = _number(_said(channel, "", "ttl"))
    period = _PERIODS.get((_said(channel, "sy", "updateperiod") or "").lower())
    frequency = _number(_said(channel, "sy", "updatefrequency"))
    if period is None and frequency:
        period = _DAY  # the module's default
    waits = [ttl * _MINUTE if ttl else 0, period // max(frequency or 1, 1) if period else 0]
    every = max((wait for wait in waits if _MINUTE <= wait <= _LONGEST), default=None)
    hours = frozenset(
        hour % 24 for hour in map(_number, _listed(channel, "skiphours")) if hour is not None and hour <= 24
    )
    days = frozenset(_DAYS.index(day) for day in map(str.lower, _listed(channel, "skipdays")) if day in _DAYS)
    return Pace(every, hours if len(hours) < 24 else frozenset(), days if len(days) < 7 else frozenset())


def _said(channel: etree._Element, group: str, name: str) -> str | None:
    wanted = {NAMESPACES[group].lower()} if group else CORE
    for child in channel:
        if local(child.tag) == name and namespace(child.tag).lower() in wanted:
            return text(child).strip()
    return None


def _listed(channel: etree._Element, name: str) -> list[str]:
    return [text(item).strip() for child in channel if local(child.tag) == name for item in list(child)[:60]]


def _number(said: str | None) -> int | None:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) <= 9 else None
