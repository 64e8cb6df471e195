"""The names an outlet goes by on its own pages, to tell it from headlines and from authors."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.clean.values import key

_ARTICLE = re.compile(r"(?:the|der|die|das|la|le|les|el|il|de)\s+", re.IGNORECASE)
_SECOND_LEVEL = frozenset({"co", "com", "net", "org", "gov", "ac"})
_MOST = 4  # words of an outlet's name with a department's
_LEAST = 3  # letters of a name that may begin another


@dataclass(frozen=True, slots=True)
class Outlet:
    """`name`: as it calls itself, None where it does not; `keys`: all its names, as `key` makes them."""

    name: str | None
    keys: frozenset[str]

    def named(self, text: str) -> bool:
        """Whether the text is the outlet's name and nothing more."""
        if key(text) in self.keys:
            return True
        article = _ARTICLE.match(text)
        return article is not None and key(text[article.end() :]) in self.keys

    def begins(self, text: str) -> bool:
        """Whether the text is the outlet's name, perhaps with more behind it, or the beginning of that name."""
        if len(text.split()) > _MOST:
            return False
        short = key(_ARTICLE.sub("", text, count=1))
        return self.named(text) or any(
            min(len(own), len(short)) >= _LEAST and (short.startswith(own) or own.startswith(short))
            for own in self.keys
        )


NO_OUTLET = Outlet(None, frozenset())


def outlet(names: Iterable[str | None], host: str) -> Outlet:
    """The outlet called `names` (best first) with its pages at `host`."""
    called = [name for name in names if name]
    labels = host.removeprefix("www.").split(".")
    own = [label for label in labels[:-1] if label not in _SECOND_LEVEL][-1:]
    domain = labels[labels.index(own[0]) :] if own else labels
    keys = {key(text) for text in (*called, *own, ".".join(domain), ".".join(labels), f"www.{'.'.join(labels)}")}
    keys |= {key(_ARTICLE.sub("", name, count=1)) for name in called}
    return Outlet(called[0] if called else None, frozenset(keys - {""}))
