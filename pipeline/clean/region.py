"""Where on a page the article is: its headline, what is furniture, the element that holds the text."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.clean import furniture_phrases, promos, signs
from pipeline.clean.blocks import BOXES, ENDS, HEADINGS, PARAGRAPHS, Block, Node, Page, size
from pipeline.clean.lines import letters

# What a character of prose is worth, by the element that it stands in.
_WORTH = dict.fromkeys(PARAGRAPHS | BOXES, 1.0)
_WORTH |= {"li": 0.5, "tr": 0.3, "tbody": 0.3, "table": 0.3, "h2": 0.3, "h3": 0.3}
_BEFORE = 0.3  # what stands before the headline is worth less
_AFTER = 0.2  # of the prose stands behind the headline, or it is none
_MOST = 0.75  # of the prose: the element that holds it is entered
_VERSES, _VERSE = 3, 0.5  # lines of one paragraph from which they are verses, and what a character of these is worth
_ANSWER = 20  # characters of a sentence that an interview may repeat
_OFTEN = 2  # a line that a page has more often is furniture
_BESIDE = 4  # levels above the container that are searched for paragraphs like its own
_CARDS, _CARD = (
    3,
    6,
)  # that many boxes beside each other, of at most so many lines each, are cards that show other articles
_CARD_LINE = 300  # characters of a line on one
_BLURB = 160  # characters of prose that one has on average
_BOX = 12  # lines of a box that its first line can speak for
_BOX_PROSE = 0.3  # of the page's prose that it may hold
_LABEL = 120  # characters of that line
_ENOUGH = 200  # of prose that stand between the headline and another article's, and below that
_SIGNED = frozenset({"byline", "bylines", "author", "authors", "dateline", "timestamp", "time", "published", "pubdate"})
_BYLINE = re.compile(r"(?:by|von|par|por|di|av|af|door|tekst|text|автор|текст)\b:?\s+[^\W\d_]", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_MANY = 4  # boxes with headlines of their own: parts of one article
_LABELS = frozenset({"related", "comments", "app and social", "consent", "donation"})


@dataclass(frozen=True, slots=True)
class Region:
    """`headline`: its block, -1 where there is none; `barred`: by node, why it is furniture, "" where it is not; `scores`:
    by block, its prose; `blocks`: the article's, in document order; `level`: the depth that its paragraphs stand at;
    `kind`: tag and class of most of them; `share`: of the page's prose that the container holds."""

    headline: int
    barred: Sequence[str]
    scores: Sequence[float]
    blocks: Sequence[int]
    level: int
    kind: tuple[str, str]
    share: float


def find(page: Page, title: str | None) -> Region | None:
    """The article's region, None where the page has no prose. Linear in the page's size."""
    often = _often(page)
    scores = [
        0.0 if block.text in often else _prose(block) * _WORTH.get(page.nodes[block.node].tag, 0.0)
        for block in page.blocks
    ]
    _score_verses(page, scores, often)
    cards, worthless = _cards(page, scores)
    for i in worthless:
        scores[i] = 0.0
    headline = _headline(page, letters(title or ""))
    if sum(scores[headline + 1 :]) < _AFTER * sum(scores):
        headline = -1
    for i in range(headline):
        scores[i] *= _BEFORE
    held = _above(page, headline)
    others = _others(page, headline, letters(title or ""), scores, held)
    barred = _bars(page, scores, held, others, cards, lenient=False)
    sums = _summed(page, scores, barred)
    if sums[0] < 0.3 * sum(scores):
        barred = _bars(page, scores, held, others, cards, lenient=True)
        sums = _summed(page, scores, barred)
    if not sums[0]:
        return None
    container = _container(page, sums, held)
    kinds: dict[tuple[str, str], float] = defaultdict(float)
    levels: dict[int, float] = defaultdict(float)
    inside = range(page.nodes[container].begins, page.nodes[container].ends)
    for i in inside:
        node = page.nodes[page.blocks[i].node]
        if not barred[page.blocks[i].node]:
            kinds[node.tag, node.name] += scores[i]
            levels[node.depth] += scores[i]
    kind = max(kinds, key=lambda kind: kinds[kind])
    most = max(levels.values())
    blocks = sorted({*inside, *_beside(page, container, headline, scores, kind)})
    return Region(
        headline=headline,
        barred=barred,
        scores=scores,
        blocks=[i for i in blocks if not barred[page.blocks[i].node] and page.blocks[i].text not in often],
        level=max(depth for depth, prose in levels.items() if prose >= 0.5 * most),
        kind=kind,
        share=sums[container] / sums[0],
    )


def _often(page: Page) -> set[str]:
    """Lines that the page has so often that they are furniture: not answers of a word or two, nor verses of one text, as a
    refrain is."""
    count = Counter(block.text for block in page.blocks if len(block.text) > _ANSWER or not block.text.endswith(ENDS))
    often = {text for text, times in count.items() if times > _OFTEN}
    if not often:
        return often
    beside: dict[str, set[int]] = defaultdict(set)
    for block in page.blocks:
        if block.text in often:
            node = page.nodes[block.node]
            verses = node.tag == "p" and node.ends - node.begins >= _VERSES
            beside[block.text].add(node.up if verses else -len(beside[block.text]) - 1)
    return {text for text in often if len(beside[text]) > 1}


def _score_verses(page: Page, scores: list[float], often: set[str]) -> None:
    """Give the lines of a paragraph that has several a worth, however short they are and whatever they end with."""
    for i, block in enumerate(page.blocks):
        node = page.nodes[block.node]
        if node.tag == "p" and node.ends - node.begins >= _VERSES and not block.linked and block.text not in often:
            scores[i] = max(scores[i], _VERSE * len(block.text))


def _headline(page: Page, title: str) -> int:
    """The heading that says what the page says is its title; else the first h1."""
    found = -1
    for i, block in enumerate(page.blocks):
        tag = page.nodes[block.node].tag
        if title and tag in ("h1", "h2") and _same(letters(block.text), title):
            if tag == "h1":
                return i
            found = i if found < 0 else found
    if found >= 0:
        return found
    return next((i for i, block in enumerate(page.blocks) if page.nodes[block.node].tag == "h1"), -1)


def _same(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) > 15 and (one in other or other in one))


def _prose(block: Block) -> float:
    """Its characters, as far as it looks like a paragraph."""
    sentence = block.text.endswith(ENDS)
    length = size(block.text) if sentence else len(block.text)
    if block.linked > 0.5 or length < 20 or (length < 60 and not sentence):
        return 0.0
    return min(length, 1200) * (1 - block.linked)


def _above(page: Page, block: int) -> set[int]:
    """The nodes that a block stands in."""
    found: set[int] = set()
    at = page.blocks[block].node if block >= 0 else -1
    while at >= 0:
        found.add(at)
        at = page.nodes[at].up
    return found


def _summed(page: Page, scores: Sequence[float], barred: Sequence[str] | None = None) -> list[float]:
    """By node, the prose in it and below it."""
    sums = [0.0] * len(page.nodes)
    for block, score in zip(page.blocks, scores, strict=True):
        if barred is None or not barred[block.node]:
            sums[block.node] += score
    for i in range(len(sums) - 1, 0, -1):
        sums[page.nodes[i].up] += sums[i]
    return sums


def _others(page: Page, headline: int, title: str, scores: Sequence[float], held: set[int]) -> set[int]:
    """The boxes that hold another article behind this one: they begin with a headline, which is an h1 or a link or signed.

    Only where the page's own headline is known for sure, and not where many are alike: the parts of one article.
    """
    if headline < 0 or not title or not _same(letters(page.blocks[headline].text), title):
        return set()
    nodes, blocks = page.nodes, page.blocks
    prose = [0.0]  # up to each block
    for score in scores:
        prose.append(prose[-1] + score)
    found: dict[int, int] = {}
    at = headline + 1
    while at < len(blocks):
        node = blocks[at].node
        if nodes[node].tag in ("h1", "h2") and prose[at] - prose[headline + 1] >= _ENOUGH:
            box = node
            while nodes[box].up not in held and nodes[nodes[box].up].begins >= at - 1:
                box = nodes[box].up
            if (
                box != node
                and prose[nodes[box].ends] - prose[at] >= _ENOUGH
                and not _same(letters(blocks[at].text), title)
                and _is_signed(page, at, box)
            ):
                found[box] = nodes[box].up
                at = nodes[box].ends
                continue
        at += 1
    beside = Counter(found.values())
    return {box for box, up in found.items() if beside[up] < _MANY}


def _is_signed(page: Page, at: int, box: int) -> bool:
    """Whether the heading of a box is an article's: an h1, a link, an article element's, or with a byline or time below it."""
    nodes, blocks = page.nodes, page.blocks
    if nodes[blocks[at].node].tag == "h1" or blocks[at].linked > 0.8 or nodes[box].tag == "article":
        return True
    for block in blocks[at + 1 : min(at + 4, nodes[box].ends)]:
        if nodes[block.node].sign.furniture in _SIGNED or nodes[nodes[block.node].up].sign.furniture in _SIGNED:
            return True
        if len(block.text) <= 60 and _BYLINE.match(block.text):
            return True
    return False


def _bars(
    page: Page, scores: Sequence[float], held: set[int], others: set[int], cards: set[int], *, lenient: bool
) -> list[str]:
    """By node, why it is furniture.

    What holds the headline is none, whatever it is called, and words that say so of much of the page's prose mean something
    else on this page. `lenient`: only the words that are believed anyhow.
    """
    nodes = page.nodes
    sums = _summed(page, scores)
    whole = sums[0]
    kinds: dict[tuple[str, str], float] = defaultdict(float)
    words: dict[str, float] = defaultdict(float)
    for block, score in zip(page.blocks, scores, strict=True):
        kinds[nodes[block.node].tag, nodes[block.node].name] += score
    in_article = any(nodes[i].tag == "article" for i in held)
    forms = {node.up for node in nodes if node.tag == "form"}
    own = [
        "article"
        if i in others or (node.tag == "article" and in_article and i not in held)
        else node.sign.furniture
        or (
            "cards"
            if i in cards
            else _labelled(page, i, sums, i in forms)
            if 1 < node.ends - node.begins <= _BOX
            else ""
        )
        for i, node in enumerate(nodes)
    ]
    for i in range(1, len(nodes)):
        if own[i] and not own[nodes[i].up]:
            words[own[i]] += sums[i]
    barred = [""] * len(nodes)
    for i in range(1, len(nodes)):
        node, word = nodes[i], own[i]
        if word and (
            (lenient and word not in signs.CERTAIN and i not in others and (i not in cards or sums[i]))
            or (i in held and node.tag not in ("figure", "figcaption"))
            or (word not in signs.COMMENTS and i not in others and sums[i] > 0.8 * whole)
            or (
                word not in signs.SELDOM_WRONG
                and (
                    sums[i] > 0.5 * whole
                    or words[word] > 0.5 * whole
                    or (node.name and kinds[node.tag, node.name] > 0.4 * whole)
                )
            )
        ):
            word = ""
        above = barred[node.up]
        if node.inner and not nodes[node.up].inner and node.quoted and above not in signs.SELDOM_WRONG - {"figure"}:
            above = word = ""
        barred[i] = word if not above or (word and above in signs.MILD) else above
    return barred


def _cards(page: Page, scores: Sequence[float]) -> tuple[set[int], list[int]]:
    """The nodes that show another article each: a heading that is a link and little more, or several boxes that are alike;
    and the blocks of those in a box of their own, whose prose says nothing about where the article is."""
    nodes, blocks = page.nodes, page.blocks
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    alone: set[int] = set()
    for i, node in enumerate(nodes):
        count = node.ends - node.begins
        if not 1 < count <= _CARD or (node.tag not in BOXES and node.tag != "li"):
            continue
        lines = blocks[node.begins : node.ends]
        if lines[0].linked <= 0.8 and lines[1].linked <= 0.8:
            continue
        longest = max(len(line.text) for line in lines)
        if longest <= _CARD_LINE:
            found[node.up, node.tag].append(i)
        if count <= 3 and longest <= _BLURB and lines[0].linked > 0.8 and nodes[lines[0].node].tag in HEADINGS:
            alone.add(i)
    found = {of: beside for of, beside in found.items() if len(beside) >= _CARDS}
    parents = {up for up, _ in found}
    all_of = Counter((node.up, node.tag) for node in nodes if node.up in parents and node.ends - node.begins > 1)
    sums = _summed(page, scores)
    cards = alone
    worthless: list[int] = []
    for (up, tag), beside in found.items():
        if len(beside) < 0.6 * all_of[up, tag]:
            continue
        cards.update(beside)
        prose = sum(sums[i] for i in beside)
        if prose <= _BLURB * len(beside) and prose > 0.9 * sums[up]:
            worthless.extend(at for i in beside for at in range(nodes[i].begins, nodes[i].ends))
    return cards, worthless


def _labelled(page: Page, i: int, sums: Sequence[float], asks: bool) -> str:
    """What a small box's first line says that it is, "" where it is not furniture. `asks`: there is a form in it."""
    node = page.nodes[i]
    if not 0 < sums[i] <= _BOX_PROSE * sums[0] or node.tag not in BOXES:
        return ""
    if asks:
        return "form"
    first = page.blocks[node.begins]
    if len(first.text) > _LABEL:
        return ""
    why = furniture_phrases.why(first.text)
    return "label" if why in _LABELS or promos.pointer(first.text, first.linked) else ""


def _container(page: Page, sums: Sequence[float], held: set[int]) -> int:
    """The narrowest element that holds most of the prose; among several that hold much, the one with the headline."""
    nodes = page.nodes
    children: dict[int, list[int]] = defaultdict(list)
    for i in range(1, len(nodes)):
        if sums[i]:
            children[nodes[i].up].append(i)
    at = 0
    while True:
        boxes = [i for i in children[at] if nodes[i].tag not in PARAGRAPHS and nodes[i].tag not in HEADINGS]
        direct = sums[at] - sum(sums[i] for i in boxes)
        headed = next((i for i in boxes if i in held and sums[i] > max(0.2 * sums[at], 400)), -1)
        if headed >= 0:
            at = headed
            continue
        best = max(boxes, key=lambda i: sums[i], default=-1)
        if best < 0 or sums[best] < _MOST * sums[at] or direct > 0.15 * sums[at]:
            return at
        at = best


def _beside(page: Page, container: int, headline: int, scores: Sequence[float], kind: tuple[str, str]) -> list[int]:
    """Paragraphs like the container's in the elements around it: of the same class, or standing beside it, or in a box like
    it beside it."""
    nodes, found, top = page.nodes, [], container
    twins = {i for i in range(container + 1, len(nodes)) if _are_twins(nodes[container], nodes[i])}
    for _ in range(_BESIDE):
        if nodes[top].up <= 0 or nodes[nodes[top].up].tag in ("body", "html"):
            break
        top = nodes[top].up
        for i in range(max(nodes[top].begins, headline + 1), nodes[top].ends):
            node = nodes[page.blocks[i].node]
            if scores[i] >= 40 and (node.tag, node.name) == kind and (kind[1] or node.up == top or node.up in twins):
                found.append(i)
    return found


def _are_twins(one: Node, other: Node) -> bool:
    """Whether two boxes stand beside each other and are called the same, but for a number."""
    return (
        one.up == other.up
        and one.tag == other.tag
        and one.name != ""
        and _NUMBER.sub("", one.name) == _NUMBER.sub("", other.name)
    )
