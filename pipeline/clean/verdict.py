"""What kind of page it is, by explained rules."""

import re

from pipeline.clean import walls
from pipeline.errors import Permanent, Reason

MIN_WORDS = 20
_SOFT_404 = re.compile(
    r"^(?:(?:error )?404\b|page (?:not found|cannot be found)|страница не найдена|сторінку не знайдено)", re.IGNORECASE
)


_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]")


def words(text: str) -> int:
    """Words of a text; in scripts without spaces two characters count as one."""
    return len(text.split()) + len(_UNSPACED.findall(text)) // 2


def judge(title: str | None, text: str, paywalled: bool) -> str:
    """The page's verdict where it is worth a row.

    Raises:
        Permanent: `challenge`, `consent`, `login`, `soft_404` or `no_text`, with what speaks for it.
    """
    count = words(text)
    if count < 200:
        if wall := walls.seen(title, text):
            raise Permanent(*wall)
        if title and _SOFT_404.match(title):
            raise Permanent(Reason.SOFT_404, f"an error page under status 200: titled {title[:80]!r}")
    if count < MIN_WORDS:
        raise Permanent(Reason.NO_TEXT, f"{count} words of text, fewer than {MIN_WORDS}")
    return "paywall" if paywalled and count < 150 else "article"
