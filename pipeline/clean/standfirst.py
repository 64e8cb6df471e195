"""The standfirst: the paragraph between a headline and the body that says what the article is about."""

from collections.abc import Sequence

from pipeline.clean import signs
from pipeline.clean.blocks import ENDS, HEADINGS, Page
from pipeline.clean.lines import letters
from pipeline.clean.region import Region

_FAR = 60  # blocks before the body that are searched
_NEAR = 30  # and for a headline, where none says the page's title
_SAID = 80  # letters of the page's own summary that make a paragraph the standfirst
_MANY = 3


def find(page: Page, region: Region, first: int, title: str | None, summary: str | None) -> Sequence[int]:
    """The blocks before block `first` that introduce the article: those that are called so or that repeat the page's own
    summary, else what stands there like a paragraph."""
    nodes = page.nodes
    headline = region.headline if region.headline >= 0 else _last_heading(page, region, first)
    known, words = letters(title or ""), _words(title or "")
    said = letters(summary or "")[:_SAID]
    called: list[int] = []
    like: list[int] = []
    for i in range(max(headline + 1, first - _FAR), first):
        block = page.blocks[i]
        node = nodes[block.node]
        plain, bar = letters(block.text), region.barred[block.node]
        if not plain or len(block.text) < 30 or block.linked > 0.4 or node.tag == "li":
            continue
        if bar and bar not in signs.MILD:
            continue
        if plain in known or (known in plain and known and len(plain) < 2 * len(known)):
            continue
        if len(_words(block.text) & words) >= 0.7 * len(_words(block.text)):
            continue
        around = [node.sign, nodes[node.up].sign, nodes[nodes[node.up].up].sign if node.up > 0 else signs.NONE]
        if any(sign.lead for sign in around) or (said and plain[:_SAID] == said[: len(plain)]):
            called.append(i)
        elif node.tag in HEADINGS and (around[0].title or around[1].title):
            continue
        elif headline >= 0 and len(block.text) > 60 and (node.tag in ("h2", "h3", "p") or block.text.endswith(ENDS)):
            like.append(i)
    return called[:_MANY] or like[: _MANY - 1]


def _last_heading(page: Page, region: Region, first: int) -> int:
    for i in range(first - 1, max(-1, first - _NEAR), -1):
        node = page.blocks[i].node
        if page.nodes[node].tag in ("h1", "h2") and not region.barred[node]:
            return i
    return -1


def _words(text: str) -> set[str]:
    return {letters(word) for word in text.split()}
