"""The page's own JSON-LD about the article (schema.org Article and its kinds), bounded and forgiving."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipeline.clean.values import key

MAX_BLOCK = 500_000  # characters
MAX_BLOCKS = 30
MAX_ALL = 2_000_000  # characters of all blocks together
MAX_NODES = 3_000
MAX_ARTICLES = 50
_DEPTH = 6
_VALUES = 20  # in one block, one behind the other
_KINDS = re.compile(r"(?:Article|NewsArticle|Posting|Report|(?<!Claim)Review|Analysis|Opinion|Background)[A-Za-z]*$")
_LEVELS = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item")
_REFERRING = ("author", "creator", "publisher")
_AROUND = " \t\r\n;/*"  # of the comments that hide a script from browsers of old
_BEFORE, _BEHIND = ("<!--", "<![CDATA["), ("-->", "]]>")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_ESCAPE = re.compile(r'(\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))|\\')
# What cannot be stored: NUL, and half of a surrogate pair.
_UNSTORABLE = re.compile(
    r"(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})"
)
_DECODER = json.JSONDecoder(strict=False)


def article(tree: HtmlElement, url: str = "", headlines: Collection[str] = ()) -> dict[str, Any]:
    """The node that describes the page's article, `{}` where there is none.

    Of several, the one with the page's address or one of its headlines, and those that are not items of a list, go first;
    what it lacks is taken from others about the same page. References to authors and publishers are resolved.
    """
    nodes = list(islice(_nodes(tree), MAX_NODES))
    kinds = [(node, listed) for node, listed in nodes if _is_article(node)][:MAX_ARTICLES]
    if not kinds:
        return {}
    path, known = _path(url), frozenset(map(key, headlines))
    ranked = sorted(kinds, key=lambda found: -_rank(found[0], path, known, listed=found[1]))
    best = dict(ranked[0][0])
    for node, _ in ranked[1:]:
        if _same(best, node):
            best |= {name: value for name, value in node.items() if not best.get(name)}
    if any(_refers(item) for name in _REFERRING for item in _items(best.get(name))):
        named = {node["@id"]: node for node, _ in _walk([node for node, _ in nodes]) if _names_itself(node)}
        best |= {name: _resolved(best[name], named) for name in _REFERRING if name in best}
    return best


def _is_article(node: Mapping[str, Any]) -> bool:
    return any(isinstance(kind, str) and _KINDS.search(kind) for kind in _items(node.get("@type")))


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _rank(node: Mapping[str, Any], path: str, headlines: frozenset[str], *, listed: bool) -> int:
    about = bool(path) and path in _addresses(node)
    headline = node.get("headline")
    shown = isinstance(headline, str) and key(headline[:500]) in headlines
    return 4 * about + 2 * shown + 2 * (not listed) + isinstance(headline, str)


def _addresses(node: Mapping[str, Any]) -> frozenset[str]:
    """Paths of the page that a node is about."""
    page = node.get("mainEntityOfPage")
    pages = (page.get("@id"), page.get("url")) if isinstance(page, dict) else (page,)
    values = (node.get("url"), node.get("@id"), *pages)
    return frozenset(path for value in values if isinstance(value, str) and (path := _path(value)))


def _path(url: str) -> str:
    try:
        return urlsplit(url[:4_000]).path.rstrip("/")
    except ValueError:
        return ""


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    headline, another = text(one.get("headline")), text(other.get("headline"))
    if headline and another:
        return key(headline[:500]) == key(another[:500])
    return bool(_addresses(one) & _addresses(other))


def _refers(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("@id"), str) and not value.get("name")


def _names_itself(node: Mapping[str, Any]) -> bool:
    return isinstance(node.get("@id"), str) and bool(node.get("name"))


def _resolved(value: Any, named: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [named.get(item["@id"], item) if _refers(item) else item for item in value[:50]]
    return named.get(value["@id"], value) if _refers(value) else value


def _nodes(tree: HtmlElement) -> Iterator[tuple[dict[str, Any], bool]]:
    """Each node that stands for itself, and whether it is an item of a list."""
    blocks = (script.text or "" for script in tree.iter("script") if "ld+json" in (script.get("type") or "").lower())
    left = MAX_ALL
    for source in islice(blocks, MAX_BLOCKS):
        left -= len(source)
        if left >= 0 and len(source) <= MAX_BLOCK:
            for value in _load(source):
                yield from _walk(value, _LEVELS)


def _walk(value: Any, levels: Collection[str] | None = None) -> Iterator[tuple[dict[str, Any], bool]]:
    """Objects inside a value, in their order: below the keys `levels` only, or below all."""
    stack: list[tuple[Any, int, bool]] = [(value, 0, False)]
    seen = 0
    while stack and seen < MAX_NODES:
        current, depth, listed = stack.pop()
        seen += 1
        if isinstance(current, list):
            inner = [(item, listed) for item in current[:MAX_NODES]]
        elif isinstance(current, dict):
            yield current, listed
            names = current if levels is None else [name for name in levels if name in current]
            inner = [(current[name], listed or name == "itemListElement") for name in names]
        else:
            continue
        if depth < _DEPTH:
            stack.extend(
                (item, depth + 1, below) for item, below in reversed(inner) if isinstance(item, dict | list) and item
            )


def _load(source: str) -> list[Any]:
    """The values in a block: as they are, else without what people and templates get wrong."""
    for before, behind in zip(_BEFORE, _BEHIND, strict=True):
        source = source.strip(_AROUND).removeprefix(before).removesuffix(behind)
    source = source.strip(_AROUND)
    if source[:8].startswith(("{&quot;", "[{&quot;")):
        source = source.replace("&quot;", '"')
    if "\\u" in source:
        source = _UNSTORABLE.sub(lambda found: found[1] or "\\ufffd", source)
    try:
        return [_DECODER.decode(source)]
    except (ValueError, RecursionError):
        pass
    return list(_values(_ESCAPE.sub(lambda found: found[1] or "\\\\", _TRAILING_COMMA.sub("", source))))


def _values(source: str) -> Iterator[Any]:
    at = 0
    for _ in range(_VALUES):
        try:
            value, at = _DECODER.raw_decode(source, at)
        except (ValueError, RecursionError):
            return
        yield value
        while at < len(source) and source[at] in " \t\r\n,;":
            at += 1


def names(value: Any, depth: int = 0) -> list[str]:
    """The names in an author or publisher value: strings, objects with `name`, or lists of these; at most 50."""
    if isinstance(value, str):
        return [value]
    if depth > _DEPTH:
        return []
    if isinstance(value, dict):
        name = value.get("name")
        if not name and isinstance(value.get("givenName"), str) and isinstance(value.get("familyName"), str):
            return [f"{value['givenName']} {value['familyName']}"]
        return names(name, depth + 1) if isinstance(name, str | list) else []
    if isinstance(value, list):
        return [name for item in value[:50] for name in names(item, depth + 1)][:50]
    return []


def text(value: Any) -> str | None:
    """A string value, else None."""
    return value if isinstance(value, str) and value.strip() else None
