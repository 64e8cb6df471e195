"""The page's own JSON-LD about the article (schema.org Article and its kinds), bounded and forgiving."""

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

MAX_BLOCK = 500_000
_KINDS = re.compile(r"(?:Article|NewsArticle|Posting|Report|Review|Analysis|Opinion|Background)[A-Za-z]*$")
_CONTROL = re.compile(r"[\x00-\x1f]+")


def article(tree: HtmlElement) -> dict[str, Any]:
    """The first node that describes an article, `{}` where there is none."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        source = (script.text or "").strip()
        if not source or len(source) > MAX_BLOCK:
            continue
        for node in _nodes(_load(source)):
            kinds = node.get("@type")
            if any(
                isinstance(kind, str) and _KINDS.search(kind)
                for kind in (kinds if isinstance(kinds, list) else [kinds])
            ):
                return node
    return {}


def _load(source: str) -> Any:
    source = (
        source.removeprefix("<!--")
        .removesuffix("-->")
        .strip()
        .removeprefix("<![CDATA[")
        .removesuffix("]]>")
        .strip()
        .rstrip(";")
    )
    try:
        return json.loads(source)
    except (ValueError, RecursionError):
        try:
            return json.loads(_CONTROL.sub(" ", source), strict=False)
        except (ValueError, RecursionError):
            return None


def _nodes(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(value, list):
        for item in value[:200]:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement"):
            if isinstance(value.get(key), dict | list):
                yield from _nodes(value[key], depth + 1)


def names(value: Any, depth: int = 0) -> list[str]:
    """The names in an author or publisher value: strings, objects with `name`, or lists of these."""
    if isinstance(value, str):
        return [value]
    if depth > 6:
        return []
    if isinstance(value, dict):
        name = value.get("name")
        return [name] if isinstance(name, str) else names(name, depth + 1) if isinstance(name, list) else []
    if isinstance(value, list):
        return [name for item in value[:50] for name in names(item, depth + 1)]
    return []


def text(value: Any) -> str | None:
    """A string value, else None."""
    return value if isinstance(value, str) and value.strip() else None
