"""Where a page shows its date to readers: time elements, elements named after dates, short lines beside the headline."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Literal

from lxml import etree
from lxml.html import HtmlElement

from pipeline.clean.lines import line
from pipeline.clean.written_dates import MAX_LENGTH, plain

BEHIND, BEFORE = 200, 80  # elements that are looked at on either side of the headline
CLOSE = 40  # so many of them for lines that nothing marks as a date
A_PARAGRAPH = 200  # characters
MAX_CHILDREN = 12  # of a line
MAX_DESCENDANTS = 30  # of a date
MAX_SHOWN = 12

Mark = Literal["published", "date", "line"]
_MARKS: tuple[Mark, ...] = ("published", "date", "line")

_PUBLISHED = re.compile(r"[Pp]ubli|[Pp]osted|[Pp]ubdate|entry-date|dateline")
_DATED = re.compile(
    r"(?<![a-z])(?:date|time|datetime|timestamp|datum|fecha|data|dato)(?![a-z])|Date(?![a-z])|"
    r"(?:post|pub|article|story|news|entry|meta)[-_]?date"
)
_CHANGED_MARK = re.compile(r"updat|modif|aktuali|chang|revis|edited", re.IGNORECASE)
_CHANGED = re.compile(plain(
    "updat|modif|edited|aktualis|geandert|bearbeitet|actualiz|actualis|mise? a jour|aggiornat|atualiz|alterad|bijgewerkt|gewijzigd|"
    "aktualiz|upraven|обновлен|изменен|оновлен|змінен|абноулен|ажурира|azurira|posodob|guncelle|uppdatera|oppdater|opdater|endret|"
    "paivitet|muokattu|uuendatud|atjaunin|atnaujin|frissit|modosit|ενημερω|diperbarui|kemas kini|cap nhat|uppfært|eguneratu|"
    "تحديث|עודכן|更新|修正|수정|업데이트"
))  # fmt: skip
_ELSEWHERE = re.compile(
    r"related|teaser|comment|sidebar|recommend|popular|trending|most-?read|ticker|breaking|latest|newsletter|promo|read-?more|carousel|"
    r"event|calendar|archive",
    re.IGNORECASE,
)
_OUTSIDE = frozenset({"nav", "form", "select", "button", "script", "style", "noscript", "template"})
_NEVER = frozenset(
    {"script", "style", "noscript", "template", "svg", "path", "img", "input", "option", "h1", "br", "meta", "link"}
)


_WORD = re.compile(r"\w{2,}")
_NUMBERS = re.compile(r"\d{4}|\d[./]\d{1,2}[./]\d\d")


@dataclass(frozen=True, slots=True)
class Shown:
    """A place that may hold the date: what is written there, the machine's form first.

    `changed`: it is labelled as the time of the last change.
    """

    mark: Mark
    where: str
    values: tuple[str, ...]
    changed: bool


def find(tree: HtmlElement) -> list[Shown]:
    """At most `MAX_SHOWN` places, the likeliest first: those that say "published", then the nearest to the headline."""
    heading = _heading(tree)
    around = set() if heading is None else {heading, *heading.iterancestors()}
    found: dict[HtmlElement, tuple[int, int, Shown]] = {}

    def look(elements: Iterable[HtmlElement], first: int, step: int, close: int) -> None:
        paragraphs = 0
        for place, element in enumerate(elements):
            paragraphs += len(element.text or "") > A_PARAGRAPH
            outside = (
                place < close and paragraphs < 2
            )  # the first may be the standfirst; then a line belongs to the text
            if element not in found and (shown := _shown(element, outside, around)):
                found[element] = (_MARKS.index(shown.mark), first + step * place, shown)

    if heading is not None:
        look(islice(_behind(heading), BEHIND), 0, 1, CLOSE)
        look(islice(_before(heading), BEFORE), 0, 2, CLOSE // 2)
    look(filter(_published, islice(tree.iter("time"), 2 * MAX_SHOWN)), 2 * BEHIND, 1, 0)
    return [shown for _, _, shown in sorted(found.values(), key=lambda ranked: ranked[:2])[:MAX_SHOWN]]


def _heading(tree: HtmlElement) -> HtmlElement | None:
    """The one most like the page's title: logos and the next articles often have one too, and some have no h1."""
    title = _words(next(tree.iter("title"), None))
    for headings, least in ((islice(tree.iter("h1"), 5), 0), (islice(tree.iter("h2", "h3"), 60), 3)):
        alike = [(len(title & _words(heading)), heading) for heading in headings]
        shared, best = max(alike, key=itemgetter(0), default=(-1, None))
        if shared >= least:
            return best
    return None


def _words(element: HtmlElement | None) -> frozenset[str]:
    return frozenset(_WORD.findall(plain(_text(element)))) if element is not None else frozenset()


def _behind(start: HtmlElement) -> Iterator[HtmlElement]:
    """Elements behind the end of `start`, in the document's order."""
    for ancestor in (start, *start.iterancestors()):
        for sibling in ancestor.itersiblings():
            yield from sibling.iter(etree.Element)


def _before(start: HtmlElement) -> Iterator[HtmlElement]:
    """Elements before `start`, nearest first, without those that hold it."""
    for ancestor in (start, *start.iterancestors()):
        for sibling in ancestor.itersiblings(preceding=True):
            yield from _backwards(sibling)


def _backwards(root: HtmlElement) -> Iterator[HtmlElement]:
    """An element and all inside, last first."""
    element = root
    while len(element):
        element = element[-1]
    while True:
        yield element
        if element is root:
            return
        before = element.getprevious()
        if before is None:
            element = element.getparent()
            continue
        element = before
        while len(element):
            element = element[-1]


def _marks(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"[:300]


def _published(element: HtmlElement) -> bool:
    return element.get("pubdate") is not None or bool(_PUBLISHED.search(_marks(element)))


def _shown(element: HtmlElement, close: bool, around: set[HtmlElement]) -> Shown | None:
    """What an element shows if it may be a date; one of many children and a line that nothing marks must be `close`."""
    tag = element.tag
    if tag in _NEVER:
        return None
    marks, published = _marks(element), _published(element)
    dated = published or tag == "time" or bool(_DATED.search(marks))
    if not dated and (not close or len(element) > MAX_CHILDREN):
        return None
    text = _text(element)
    said = (element.get("datetime"), element.get("content"), element.get("title"), text) if dated else (text,)
    values = tuple(value for value in said if value and len(value) <= MAX_LENGTH and _NUMBERS.search(value))
    if not values or _elsewhere(element, around):
        return None
    changed = bool(_CHANGED_MARK.search(marks)) or _says_changed(element, text)
    mark: Mark = "published" if published else "date" if dated else "line"
    return Shown(mark, f"{tag} {' '.join(marks.split())}".strip()[:80], values, changed)


def _text(element: HtmlElement) -> str:
    """The words in an element; none in one that is too large to be a date."""
    if any(True for _ in islice(element.iter(), MAX_DESCENDANTS, None)):
        return ""
    return line(" ".join(part[: MAX_LENGTH + 1] for part in element.itertext()))


def _says_changed(element: HtmlElement, text: str) -> bool:
    """A label of change in front of the date: in the element, or right before it."""
    if found := _CHANGED.search(plain(text)):
        digits = re.search(r"\d", plain(text))
        return digits is None or found.start() < digits.start()
    before, parent = element.getprevious(), element.getparent()
    label = (before.tail or _text(before)) if before is not None else (parent.text or "") if parent is not None else ""
    return len(label) <= 40 and not re.search(r"\d", label) and bool(_CHANGED.search(plain(label)))


def _elsewhere(element: HtmlElement, around: set[HtmlElement]) -> bool:
    """Inside a link or a part of the page that is about other articles, up to what holds the headline too."""
    for ancestor in islice(element.iterancestors(), 8):
        if ancestor in around:
            break
        if ancestor.tag == "a" or ancestor.tag in _OUTSIDE:
            return True
        if _ELSEWHERE.search(f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"[:300]):
            return True
    return bool(element.tag == "a")
