"""A citation: whom the article names as its source, in which words, and what kind of source that is."""

from dataclasses import dataclass
from typing import Literal

from pipeline.model import Identity

Role = Literal["outlet", "platform", "organisation", "person", "place", "name", "media", "document", "occasion"]


@dataclass(frozen=True, slots=True)
class Source:
    """One who can be cited, as named at `text[start:end]`, tokens `first` to `last`.

    `name`: the usual name of a known outlet or platform, else as the article has it at its fullest. `role`: `name` where
    the kind is not known; `media`, `document`, `occasion` are unnamed: "local media", "court records", "a briefing".
    """

    start: int
    end: int
    first: int
    last: int
    name: str
    role: Role
    entity: Identity | None = None
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """The words of an attribution, `text[start:end]`, whom it names, and through whom his word came."""

    start: int
    end: int
    source: Source
    via: Source | None = None
