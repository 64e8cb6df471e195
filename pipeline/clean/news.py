"""Our own reading of a news page: which of its blocks are the article's text."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.clean import blocks, furniture_phrases, promos, region, standfirst
from pipeline.clean.blocks import BOXES, ENDS, HEADINGS, ITEMS, PARAGRAPHS, Block, Node, Page
from pipeline.clean.lines import Kind, letters
from pipeline.clean.region import Region

_DEEP = 2  # levels below the article's paragraphs: a box in it
_NOTES = 4  # lines at one end that are taken for notes, not text
_REMARK = 60  # characters of a short sentence
_SHORT = 200  # characters of such a line
_PULLED = 30  # letters of a line that another has too: pulled out of it
_PULLS = 60  # such lines that are looked for
_QUOTES = '“„«»"‘‚'
_POINTS = 3  # words that the points of a summary have on average


@dataclass(frozen=True, slots=True)
class Reading:
    """The article's blocks in order, with their kinds; `share`: of the page's prose that its container holds."""

    text: Sequence[tuple[Block, Kind]] = ()
    share: float = 0.0


def read(page: Page, title: str | None = None, summary: str | None = None, article_body: str | None = None) -> Reading:
    """The article; empty where the page has no prose. Linear in the page's size.

    `title`, `summary`, `article_body`: what the page says of itself in its metadata.
    """
    found = region.find(page, title)
    if found is None:
        return Reading()
    reader = _Reader(page, found, letters(title or ""), letters(article_body or ""))
    first = reader.first()
    lead = standfirst.find(page, found, first, title, summary)
    first = reader.from_short_ones(first, lead)
    texts = reader.texts(first, {letters(page.blocks[i].text) for i in lead})
    texts = reader.without_links_at_the_end(reader.with_heading_before(first, texts))
    texts = reader.without_pulled(reader.without_announced(texts))
    texts, notes = reader.without_notes(reader.without_idle_headings(texts))
    lead = [*lead, *reader.points(first, lead)]
    kinds: dict[int, Kind] = dict.fromkeys([*reader.before(first, lead), *notes], "note")
    kinds |= {i: blocks.kind(page.nodes[page.blocks[i].node]) for i in (*lead, *reader.without_idle_headings(texts))}
    return Reading([(page.blocks[i], kinds[i]) for i in sorted(kinds)], found.share)


class _Reader:
    """One page's blocks, judged in the light of its region. Blocks are named by their places."""

    def __init__(self, page: Page, found: Region, title: str, said: str) -> None:
        self._blocks = page.blocks
        self._nodes = page.nodes
        self._region = found
        self._title = title
        self._said = said
        self._all_inner = all(self._node(i).inner for i in found.blocks if self._look(i) == found.kind)
        self._places = set(found.blocks)
        lists: dict[int, list[float]] = defaultdict(list)
        for i in found.blocks:
            if self._node(i).tag == "li":
                lists[self._node(i).up].append(page.blocks[i].linked)
        # By list: whether it is one of links, and whether no item is without one.
        self._of_links = {up: sum(linked) > 0.5 * len(linked) for up, linked in lists.items()}
        self._all_linked = {up: len(linked) > 1 and min(linked) > 0 for up, linked in lists.items()}

    def _node(self, i: int) -> Node:
        return self._nodes[self._blocks[i].node]

    def _look(self, i: int) -> tuple[str, str]:
        return self._node(i).tag, self._node(i).name

    def _deep(self, i: int) -> int:
        """How many levels below the article's paragraphs it stands. What wraps a heading alone, beside them, is none."""
        deep = self._node(i).depth - self._region.level
        at = self._blocks[i].node
        if deep > 0 and self._nodes[at].tag in HEADINGS:
            while (up := self._nodes[at].up) > 0 and self._nodes[up].ends - self._nodes[up].begins == 1:
                at = up
            return 0 if self._nodes[at].depth == self._region.level else deep
        return deep

    def first(self) -> int:
        """The body's first paragraph; its first line of all on a page without headings."""
        if self._region.headline < 0 and all(node.tag not in ("h1", "h2") for node in self._nodes):
            return self._region.blocks[0]
        for i in self._region.blocks:
            if (
                i > self._region.headline
                and self._region.scores[i]
                and self._deep(i) < _DEEP
                and self._node(i).tag not in HEADINGS
                and not (self._node(i).sign.lead and self._look(i) != self._region.kind)
            ):
                return i
        return self._region.blocks[0]

    def from_short_ones(self, first: int, lead: Sequence[int]) -> int:
        """The first of the sentences right before the first paragraph that look as it does, however short they are."""
        within = set(self._region.blocks) - set(lead)
        while (
            (before := first - 1) in within
            and before > self._region.headline
            and self._look(before) == self._look(first) == self._region.kind
            and self._blocks[before].text.endswith(ENDS)
            and len(self._blocks[before].text) <= _REMARK
            and not self._blocks[before].linked
        ):
            first = before
        return first

    def before(self, first: int, lead: Sequence[int]) -> list[int]:
        """Short lines between the headline and the first paragraph that are neither standfirst nor links."""
        return [
            i
            for i in self._region.blocks
            if self._region.headline < i < first
            and i not in lead
            and self._blocks[i].linked <= 0.5
            and self._node(i).tag not in HEADINGS
            and len(self._blocks[i].text) <= _SHORT
        ][-_NOTES:]

    def points(self, first: int, lead: Sequence[int]) -> list[int]:
        """The list between the headline and the first paragraph that sums the article up, with the line that announces it."""
        lists: dict[int, list[int]] = defaultdict(list)
        for i in range(self._region.headline + 1 or self._region.blocks[0], first):
            if i not in lead and not self._region.barred[self._blocks[i].node] and (up := self._list(i)) is not None:
                lists[up].append(i)
        for points in lists.values():
            words = sum(len(self._blocks[i].text.split()) for i in points)
            linked = max(self._blocks[i].linked for i in points)
            if len(points) < 2 or words < _POINTS * len(points) or linked > (0.2 if points[0] in self._places else 0.0):
                continue
            return [*self.announcement(points[0], lead), *points]
        return self.announcement(first, lead)

    def announcement(self, point: int, lead: Sequence[int]) -> list[int]:
        """The short line right before a list that begins with block `point`, such as "Key points"."""
        before, up = point - 1, self._list(point)
        if (
            up is not None
            and before > self._region.headline
            and before not in lead
            and not self._region.barred[self._blocks[before].node]
            and self._blocks[before].linked <= 0.5
            and len(self._blocks[before].text) <= _SHORT / 4
            and (
                self._node(before).tag in HEADINGS
                or self._blocks[before].text.endswith(":")
                or self._nodes[self._nodes[up].up].begins == before
            )
            and letters(self._blocks[before].text) not in self._title
        ):
            return [before]
        return []

    def _list(self, i: int) -> int | None:
        """The list that a line is an item of."""
        at = self._blocks[i].node
        if self._nodes[at].tag == "p":
            at = self._nodes[at].up
        return self._nodes[at].up if self._nodes[at].tag == "li" else None

    def texts(self, first: int, leads: set[str]) -> list[int]:
        """What is text, from the first paragraph on."""
        texts: list[int] = []
        for i in self._region.blocks:
            if i < first:
                continue
            plain = letters(self._blocks[i].text)
            repeated = plain == self._title or (plain in leads and len(texts) < 4)
            if plain and not repeated and not self._is_boxed(i) and self._is_text(i):
                texts.append(i)
        return texts

    def _is_boxed(self, i: int) -> bool:
        """Whether it stands in a box inside the article; one level down, only labels and pull quotes are taken to do so.
        A heading that the JSON-LD body has too stands in none."""
        if self._node(i).tag in HEADINGS and letters(self._blocks[i].text) in self._said:
            return False
        if self._node(i).inner and not self._all_inner:
            return False
        if self._deep(i) >= _DEEP:
            return not (self._region.kind[1] and self._look(i) == self._region.kind)
        label = self._node(i).tag == "p" and blocks.size(self._blocks[i].text) < 60
        return self._deep(i) == 1 and (label or self._node(i).quoted)

    def _is_text(self, i: int) -> bool:
        block, tag = self._blocks[i], self._node(i).tag
        if promos.pointer(block.text, block.linked):
            return False
        if tag in HEADINGS:
            return tag != "h1" and block.linked <= 0.5 and not promos.heading(block.text)
        sentence = block.text.endswith(ENDS)
        if tag in ITEMS:
            return block.linked <= 0.6 and not self._of_links.get(self._node(i).up)
        if tag in PARAGRAPHS or self._look(i) == self._region.kind:
            return block.linked <= (0.9 if sentence else 0.8)
        return tag in BOXES and sentence and len(block.text) > 80 and block.linked < 0.3

    def without_announced(self, texts: list[int]) -> list[int]:
        """Without what stands below a line that announces other articles: links, with a few words on each."""
        kept: list[int] = []
        have = set(texts)
        hidden_until = -1
        for i in self._region.blocks:
            if i <= hidden_until:
                continue
            if self._blocks[min(i + 1, len(self._blocks) - 1)].linked > 0.8 and self._announces(i):
                hidden_until = self._end_of_links(i)
                have.discard(i)
            elif i in have:
                kept.append(i)
        return kept

    def _announces(self, i: int) -> bool:
        text = self._blocks[i].text
        return len(text) < 80 and (
            furniture_phrases.why(text) == "related" or promos.pointer(text, self._blocks[i].linked)
        )

    def _end_of_links(self, label: int) -> int:
        """The last of the lines below a label that are links, or short and right behind one of several."""
        links, blurbs, last = 0, 0, label
        for i in range(label + 1, len(self._blocks)):
            block = self._blocks[i]
            if block.linked > 0.8:
                links, last = links + 1, i
            elif last == i - 1 and links and len(block.text) <= _SHORT:
                blurbs += 1
            else:
                break
        if links > 1 and blurbs == links:
            last += 1
        return last if links > 1 else label

    def without_pulled(self, texts: list[int]) -> list[int]:
        """Without short lines that are part of a longer one: quotations set out large, headlines and captions repeated."""
        plain = {i: letters(self._blocks[i].text) for i in texts}
        whole = "\n".join(plain.values())
        pulled = [
            i
            for i, words in plain.items()
            if self._node(i).tag not in HEADINGS
            and len(words) >= _PULLED
            and len(self._blocks[i].text) <= 1.5 * _SHORT
            and (self._deep(i) or self._node(i).quoted or self._blocks[i].text[0] in _QUOTES)
        ][:_PULLS]
        lines = Counter(plain.values())
        gone = {i for i in pulled if whole.count(plain[i]) > lines[plain[i]]}
        return [i for i in texts if i not in gone]

    def with_heading_before(self, first: int, texts: list[int]) -> list[int]:
        """With the heading right before the first paragraph, if the article has others like it."""
        before = first - 1
        if (
            before > self._region.headline
            and before in self._region.blocks
            and self._deep(before) < _DEEP
            and self._node(before).tag in HEADINGS
            and letters(self._blocks[before].text) != self._title
            and any(self._look(i) == self._look(before) for i in texts)
        ):
            return [before, *texts]
        return texts

    def without_links_at_the_end(self, texts: list[int]) -> list[int]:
        """Without lists at the end whose every item has a link."""
        end = len(texts)
        while end and self._node(texts[end - 1]).tag == "li" and self._all_linked[self._node(texts[end - 1]).up]:
            end -= 1
        return texts[:end]

    def without_notes(self, texts: list[int]) -> tuple[list[int], list[int]]:
        """Without the few lines in bold or italics at the end; and those."""
        end = len(texts)
        while (
            end
            and self._blocks[texts[end - 1]].styled > 0.8
            and self._node(texts[end - 1]).tag in ("p", "div")
            and not furniture_phrases.corrects(self._blocks[texts[end - 1]].text)
        ):
            end -= 1
        notes = texts[end:]
        length = [len(self._blocks[i].text) for i in texts]
        if len(notes) > _NOTES or sum(length[end:]) > 0.2 * sum(length):
            return texts, []
        return texts[:end], notes

    def without_idle_headings(self, texts: list[int]) -> list[int]:
        """Without headings that stand over nothing, or over links."""
        alike = Counter(self._look(i) for i in texts)
        kept: list[int] = []  # from the end
        for i in reversed(texts):
            if self._node(i).tag in HEADINGS:
                if not kept:
                    idle = alike[self._look(i)] < 3 or not self._blocks[i].text.endswith((".", "!", "。"))
                else:
                    idle = self._over_links(
                        i, self._blocks[i + 1 : min(kept[-1], i + 4)], alone=alike[self._look(i)] < 2
                    )
                if idle:
                    continue
            kept.append(i)
        return kept[::-1]

    def _over_links(self, heading: int, below: Sequence[Block], *, alone: bool) -> bool:
        """Whether what follows a heading are links: a list beside it, or what else stands there if no other looks like it."""
        if not below or any(block.linked <= 0.5 for block in below):
            return False
        after = self._nodes[below[0].node]
        listed = after.tag == "li"
        return (listed and after.depth <= self._node(heading).depth) or (alone and (listed or len(below) > 1))
