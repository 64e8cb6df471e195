"""Meta refresh: a page that is nothing but a redirect."""

import re
from html import unescape

from pipeline import urls
from pipeline.clean import walls
from pipeline.errors import Permanent

MAX_DELAY = 5  # seconds; a page that stays longer is there to be read
MAX_TEXT = 500  # characters; so much may explain where one is being sent
_INERT = re.compile(
    r"<(script|style|noscript|template|textarea|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"<(meta|base)\b((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+'){0,60}+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
# HTML Living Standard, "shared declarative refresh steps": a number, then the URL, with or without `url=` and quotes.
_CONTENT = re.compile(
    r"\s*+(\d{1,9}+|(?=\.))(?:\.[\d.]*+)?+(?:\s*+[;,]\s*+|\s++)(?:url\s*+=\s*+)?+(?:\"([^\"]++).*|'([^']++).*|([^\"'\s].*))",
    re.IGNORECASE | re.DOTALL,
)


def target(start: str, url: str) -> str | None:
    """Where a page sends its readers on at once, canonical; None where it is a page of its own.

    `start`: as `walls.wall` takes it. What stands in comments, scripts or `noscript` does not count, and no challenge is
    answered by going where it points.
    """
    if len(start) >= walls.START or "refresh" not in start.lower():
        return None
    base, content = url, None
    for tag in _TAG.finditer(_INERT.sub(" ", start)):
        attributes = {
            match[1].lower(): unescape(match[2] or match[3] or match[4] or "") for match in _ATTRIBUTE.finditer(tag[2])
        }
        if tag[1].lower() == "base":
            base = attributes.get("href", base)
        elif content is None and attributes.get("http-equiv", "").strip().lower() == "refresh":
            content = _CONTENT.fullmatch(attributes.get("content", ""))
    if content is None or int(content[1] or 0) > MAX_DELAY or len(walls.visible(start)) > MAX_TEXT:
        return None
    try:
        here = urls.canonical(url)
        onward = urls.canonical(content[2] or content[3] or content[4] or "", urls.canonical(base, here))
    except Permanent:
        return None
    return None if onward == here or walls.challenged(200, {}, onward, start) else onward
