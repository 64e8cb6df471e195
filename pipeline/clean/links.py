"""Links in a text: absolute, each once."""

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipeline.clean.lines import line
from pipeline.model import Link

_LONGEST = 4_000


def base(tree: HtmlElement, url: str) -> str:
    """What the page's relative links are relative to: its `base` element where that is an address, or the page."""
    named = next((element.get("href") for element in tree.iter("base") if element.get("href")), None)
    try:
        address = urljoin(url, named.strip()) if named else url
        return address if urlsplit(address).scheme in {"http", "https"} else url
    except ValueError:
        return url


def absolute(found: Iterable[tuple[str, str]], url: str) -> tuple[Link, ...]:
    """Links given as (address, words), absolute against `url`, each once; what leads nowhere else is left out."""
    known: dict[tuple[str, str], Link] = {}
    for target, words in found:
        target = target.strip()
        try:
            address = urljoin(url, target)
            wanted = urlsplit(address).scheme in {"http", "https"} and len(address) <= _LONGEST
        except ValueError:
            continue
        if wanted and target and not target.startswith("#"):
            anchor = line(words)
            known.setdefault((address, anchor), Link(address, anchor))
    return tuple(known.values())
