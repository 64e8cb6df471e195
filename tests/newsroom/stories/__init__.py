"""The prose, in modules by language and place; nothing here knows about pages or feeds."""

from __future__ import annotations

from tests.newsroom.model import Article

from .capital import STORIES as CAPITAL
from .city import STORIES as CITY
from .corrections import CORRECTIONS
from .interview import STORIES as INTERVIEW
from .russian import STORIES as RUSSIAN
from .ukrainian import STORIES as UKRAINIAN
from .wire import STORIES as WIRE

ARTICLES: tuple[Article, ...] = (*INTERVIEW, *WIRE, *CITY, *CAPITAL, *RUSSIAN, *UKRAINIAN)

__all__ = ["ARTICLES", "CORRECTIONS"]
