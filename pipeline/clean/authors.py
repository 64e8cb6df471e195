"""Who wrote it: whom JSON-LD or the markup declares as authors, else people named by meta tags or the byline.

What a page declares is believed as it stands, initials, desks and agencies too: they are in the author's place, and nobody is
named instead of them. What is read from words that only look like a byline must look like a person's name as well.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any

from lxml.html import HtmlElement

from pipeline.clean import jsonld, names
from pipeline.clean.outlet import Outlet
from pipeline.clean.values import key, plain

MAX = 20  # authors, and lines of evidence
_PLACES = re.compile(
    r"(?:^|[.:_-])(?:article)?[:_-]?authors?(?:[:_-]?names?)?$|^byl(?:ine)?$|^(?:dc|dcterms)\.creator$|written by$"
)
_FIRST_PLACES = ("parsely-author", "sailthru.author", "article:author", "byl", "dc.creator", "dcterms.creator")
_WRITTEN_BY = re.compile(
    r"written by|(?:geschrieben|verfasst) von|écrit par|escrito por|scritto da|geschreven door|skrevet av|skriven av|napisane przez"
    r"|автор|написано|yazan|author|autor",
    re.IGNORECASE,
)
_MARKED = re.compile(
    r"author(?!i[sz]|it)|by-?line|(?:^|[\s_-])(?:writers?|autor(?:e|en|es|name|ennamen|enzeile)?|auteurs?|forfatter|journalists?"
    r"|redakteur|reporters?|columnists?|signature|contributors?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:comments?|related|recommend\w*|teasers?|cards?|promos?|sidebar|footer|popular|trending|bio|biography|about"
    r"|collections?|newsletter|slider|carousel|menu|nav|navigation|appetizer|captions?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_PICTURED = re.compile(
    r"(?:^|[\s_-])(?:image\w*|media|photo\w*|foto\w*|figure|credits?|copyright|quotes?|follow|twitter|social)(?:$|[\s_-])",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"/(?:authors?|autor(?:en|es|i|in|zy)?|auteurs?|autore|people|persons?|profiles?|staff|journalists?|writers?|columnists?|by|verfasser"
    r"|redaktion|contributors?|reporters?|firmas?|журналист\w*|author\w*)/[^/]", re.IGNORECASE
)  # fmt: skip
_HEARD = (
    "h1", "a", "span", "p", "div", "address", "em", "strong", "b", "i", "li", "ul", "h2", "h3", "h4", "h5", "h6", "small", "cite", "td",
)  # fmt: skip
_NEAR = 150  # elements behind the headline in which a byline stands
_BESIDE = 40  # … and in which it may stand in what holds a picture or a teaser, too
_LOOKED_AT = 3_000  # elements in all
_LONG = 200  # characters of a byline
_HEADLINES = frozenset({"h1", "h2", "h3", "article", "section"})  # what another article begins with
_HEADINGS = 10
_BOXES = 4  # levels of boxes, each alone in the next, around an author's name
_DEPTH = 12  # levels inside a byline
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "time", "figcaption", "select"})
_NAME_PART = re.compile(r"(?:first|last|given|family|sur)[_-]?name|vorname|nachname", re.IGNORECASE)
_PARAGRAPH, _TEXT = 100, 3  # characters of a paragraph, paragraphs of a text that ends with a signature


@dataclass(frozen=True, slots=True)
class _Candidate:
    """`sure`: more than the outlet or an agency, so that nobody is looked for behind it."""

    source: str
    value: str
    names: tuple[str, ...]
    sure: bool = True


@dataclass(frozen=True, slots=True)
class _Heading:
    """The article's headline on the page; `sure`: it has its title."""

    element: HtmlElement | None
    sure: bool


def read(
    tree: HtmlElement,
    ld: Mapping[str, Any],
    metas: Iterable[tuple[str, str]],
    outlet: Outlet,
    title: str | None = None,
) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    """The authors, and the evidence: each candidate with where it stands. `metas`: (name, content) of the meta elements."""
    beside = _heading(tree, title)
    seen: list[_Candidate] = []
    for candidate in islice(_candidates(tree, ld, list(metas), outlet, beside), MAX):
        seen.append(candidate)
        if candidate.names and candidate.sure:
            break
    named = [candidate for candidate in seen if candidate.names]
    best = next((candidate for candidate in named if candidate.sure), named[0] if named else None)
    return best.names if best else (), [_evidence(candidate, best) for candidate in seen]


def _evidence(candidate: _Candidate, best: _Candidate | None) -> dict[str, Any]:
    if not candidate.names:
        why = "names nobody"
    elif candidate.sure:
        why = "the first that names people"
    else:
        why = "names an agency, a desk or the outlet" + (": nobody else is named" if candidate is best else "")
    return {"source": candidate.source[:80], "value": candidate.value[:300], "chosen": candidate is best, "why": why}


def _candidates(
    tree: HtmlElement, ld: Mapping[str, Any], metas: list[tuple[str, str]], outlet: Outlet, beside: _Heading
) -> Iterator[_Candidate]:
    """Best first; dear ones last."""
    entries = [plain(name) for name in jsonld.names(ld.get("author")) or jsonld.names(ld.get("creator"))]
    said = ", ".join(entries)
    themselves = [name for name in entries if outlet.named(name)]
    if len(entries) > len(themselves):
        found = names.declared((name for name in entries if not outlet.named(name)), outlet)
        sure = any(map(names.is_full, found))
        if sure and (more := _with_others(found, outlet, beside)):
            yield more
        yield _Candidate("json-ld", said, found, sure)
    agencies: list[str] = []
    for place, values in _meta_values(metas):
        yield _Candidate(f"meta {place}", ", ".join(values), names.people(values, outlet))
        agencies += [value for value in values if names.is_agency(value) and not outlet.begins(value)]
    yield from _seen(tree, outlet, beside, guess=not entries)
    if len(entries) == len(themselves) and (signed := _signature(tree, outlet)):
        yield signed
    if agencies:
        yield _Candidate("meta", ", ".join(agencies), names.declared(agencies), sure=False)
    if themselves:
        yield _Candidate("json-ld", said, names.declared(themselves[:1]), sure=False)


def _meta_values(metas: list[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    card = dict(reversed(metas))
    for name, content in metas:
        if _PLACES.search(name) and len(values := found.setdefault(name, [])) < MAX:
            values.append(content)
    for number in ("1", "2"):
        if _WRITTEN_BY.search(card.get(f"twitter:label{number}", "")):
            found[f"twitter:data{number}"] = [card.get(f"twitter:data{number}", "")]
    yield from sorted(found.items(), key=lambda place: place[0] not in _FIRST_PLACES)


def _with_others(found: tuple[str, ...], outlet: Outlet, beside: _Heading) -> _Candidate | None:
    """Whom the markup beside the headline declares, where that is all of `found` and more: JSON-LD often has one of several."""
    if beside.element is None or not beside.sure:
        return None
    for element in islice(_behind(beside.element), _BESIDE):
        if (kind := _declares(element)) and not _stands_elsewhere(element, 2):
            shown = {key(name): name for name in _names(element, kind, outlet) if names.is_person(name)}
            if len(shown) > len(found) and {key(name) for name in found} < shown.keys():
                return _Candidate(kind, ", ".join(shown.values()), tuple(shown.values()))
            if shown:
                return None
    return None


def _seen(tree: HtmlElement, outlet: Outlet, beside: _Heading, *, guess: bool) -> Iterator[_Candidate]:
    """Bylines: what the markup calls one, a line that begins with "By" or a profile's link, the closest to the headline first.

    `guess`: without it only the markup counts.
    """
    heading, sure = beside.element, beside.sure
    found: list[tuple[int, _Candidate]] = []
    marked: dict[str, bool] = {}
    near = list(islice(_behind(heading), _NEAR)) if heading is not None else []
    for place, element in enumerate(near):
        if candidate := _candidate(element, outlet, marked, guess=guess, levels=2 if place <= _BESIDE else 5):
            if sure and candidate.source != "profile":
                yield candidate
                return
            found.append((4 if candidate.source == "profile" else 1, candidate))
    looked, before = set(near), True
    for element in islice(tree.iter(*_HEARD), _LOOKED_AT):
        if element is heading:
            before = False
        elif (
            len(found) < MAX
            and element not in looked
            and (candidate := _candidate(element, outlet, marked, guess=False, levels=5))
        ):
            found.append((2 if before and heading is not None else 3, candidate))
    yield from (candidate for _, candidate in sorted(found, key=lambda one: one[0]))


def _heading(tree: HtmlElement, title: str | None) -> _Heading:
    """The h1 with the title, else the first one."""
    wanted = key(title or "")
    first: HtmlElement | None = None
    for heading in islice(tree.iter("h1"), _HEADINGS):
        if wanted and wanted in key(_start(heading)):
            return _Heading(heading, True)
        first = heading if first is None else first
    return _Heading(first, False)


def _behind(start: HtmlElement) -> Iterator[HtmlElement]:
    """Elements behind the end of `start`, in the document's order."""
    for ancestor in (start, *start.iterancestors()):
        for sibling in ancestor.itersiblings():
            yield from sibling.iter(*_HEARD)


def _candidate(
    element: HtmlElement, outlet: Outlet, marked: dict[str, bool], *, guess: bool, levels: int
) -> _Candidate | None:
    kind = _declares(element)
    if kind is None:
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        if marks not in marked:
            marked[marks] = bool(_MARKED.search(marks))
        kind = "byline" if marked[marks] else _guessed(element) if guess else None
    if kind is None or _stands_elsewhere(element, levels) or not (found := _names(element, kind, outlet)):
        return None
    return _Candidate(kind, " ".join(_pieces(element)), found)


def _signature(tree: HtmlElement, outlet: Outlet) -> _Candidate | None:
    """A name that is set apart, and nothing more, in the last paragraph of the text."""
    paragraphs: dict[HtmlElement, int] = {}
    last: dict[HtmlElement, str] = {}
    for element in islice(tree.iter("p"), _LOOKED_AT):
        parent = element.getparent()
        text = _start(element)
        if len(text) > _PARAGRAPH:
            paragraphs[parent] = paragraphs.get(parent, 0) + 1
            last.pop(parent, None)
        elif paragraphs.get(parent, 0) >= _TEXT and _is_set_apart(element):
            last[parent] = plain(text)
    for parent in sorted(last, key=lambda parent: -paragraphs[parent])[:1]:
        found = names.people([last[parent]], outlet)
        if found and len(found) == len(names.parts(last[parent])):
            return _Candidate("signature", last[parent], found)
    return None


def _is_set_apart(paragraph: HtmlElement) -> bool:
    """Whether a paragraph stands at the right, or is all in bold or italics."""
    style = f"{paragraph.get('style') or ''};text-align:{paragraph.get('align') or ''}".lower().replace(" ", "")
    if "text-align:right" in style:
        return True
    return (
        len(paragraph) == 1
        and paragraph[0].tag in {"strong", "b", "em", "i"}
        and not (paragraph.text or "").strip()
        and not (paragraph[0].tail or "").strip()
    )


def _start(element: HtmlElement) -> str:
    return "".join(text[:1_000] for text in islice(element.itertext(), 30))


def _names(element: HtmlElement, kind: str, outlet: Outlet) -> tuple[str, ...]:
    pieces = _pieces(element)
    value = " ".join(pieces)
    if not 2 < len(value) <= _LONG or (kind == "text" and not _only_names(value)):
        return ()
    found = _called(pieces, kind, outlet)
    if found and kind != "text":
        others = (_called(_pieces(other), kind, outlet) for other in _likes(element, kind))
        found = tuple(dict.fromkeys((*found, *(name for other in others for name in other))))
    return found[:MAX]


def _called(pieces: list[str], kind: str, outlet: Outlet) -> tuple[str, ...]:
    if kind == "itemprop":
        return names.declared((piece for piece in pieces if not outlet.named(piece)), outlet)
    return names.people(pieces, outlet)


def _likes(element: HtmlElement, kind: str) -> list[HtmlElement]:
    """The elements of the same kind beside it, or, where it is alone in a box, in such boxes beside that."""
    if kind == "profile":
        beside = islice(element.itersiblings("a"), MAX)
        return [other for other in beside if _PROFILE.search((other.get("href") or "")[:500])]
    marks = _marks(element)
    box = element
    for _ in range(_BOXES if marks.strip() else 0):
        near = takewhile(lambda other: other.tag not in _HEADLINES, islice(box.itersiblings(), MAX))
        inside = (
            islice(other.iter(element.tag), 1) for other in near if (other.tag, _marks(other)) == (box.tag, _marks(box))
        )
        if same := [other for first in inside for other in first if _marks(other) == marks]:
            return same
        parent = box.getparent()
        if parent is None or len(parent) > 1:
            break
        box = parent
    return []


def _only_names(value: str) -> bool:
    """Whether a line that begins with "By" goes on like a byline, not like a sentence."""
    return all(len(part.split()) <= 5 for part in names.parts(value)) and not value.endswith((".", "?", "!", ":"))


def _declares(element: HtmlElement) -> str | None:
    """How an element says that it holds an author, in the words of HTML and microdata."""
    for attribute in ("itemprop", "rel"):
        if (value := element.get(attribute)) and "author" in value.lower().split():
            return attribute
    return None


def _guessed(element: HtmlElement) -> str | None:
    if element.tag == "a":
        return "profile" if _PROFILE.search((element.get("href") or "")[:500]) else None
    start = (element.text or "").strip() or next(
        (tail for inner in element if (tail := (inner.tail or "").strip())), ""
    )
    return "text" if 0 < len(start) <= _LONG and names.begins_byline(start) else None


def _stands_elsewhere(element: HtmlElement, levels: int) -> bool:
    """Whether it belongs to comments, pictures or other articles."""
    if _PICTURED.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return True
    here: HtmlElement | None = element
    for _ in range(levels):
        if here is None or here.tag in {"main", "body", "html"}:
            return False
        if here.tag in {"aside", "footer", "nav", "figure", "figcaption"}:
            return True
        if _ELSEWHERE.search(f"{here.get('class') or ''} {here.get('id') or ''}"):
            return True
        here = here.getparent()
    return False


def _marks(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('rel') or ''}"


def _pieces(element: HtmlElement) -> list[str]:
    """The texts of a byline: those that microdata calls names, else all. First and last names that are set apart are one."""
    named = [inner for inner in islice(element.iter(), 40) if "name" in (inner.get("itemprop") or "").lower().split()]
    texts = (text for root in named or [element] for text in _texts(root, _DEPTH))
    pieces = [piece for text in islice(texts, 40) if (piece := plain(text))]
    if 2 <= len(pieces) <= 3 and all(piece.isalpha() and not names.is_full(piece) for piece in pieces):
        return [" ".join(pieces)]
    return pieces


def _texts(element: HtmlElement, depth: int) -> Iterator[str]:
    """The texts that readers see in an element, `depth` levels deep."""
    if element.tag in _UNSEEN or not depth:
        return
    if any(_NAME_PART.search(inner.get("class") or "") for inner in element[:6]):
        yield " ".join(islice(element.itertext(), 10))
        return
    if element.text:
        yield element.text
    for inner in islice(element, 40):
        yield from _texts(inner, depth - 1)
        if inner.tail:
            yield inner.tail
