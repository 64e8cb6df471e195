"""The headline: every candidate is kept, and the host's habits say which source can be trusted."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from pipeline.clean.outlet import Outlet
from pipeline.clean.values import key, one_line, plain
from pipeline.model import Habits

MAX = 500  # characters
_METAS = (
    "twitter:title", "sailthru.title", "parsely-title", "cxenseparse:title", "dc.title", "dcterms.title", "headline", "title",
)  # fmt: skip
_OPEN_GRAPH, _JSON_LD, _TWITTER, _DOCUMENT, _FEED, _PAGE = (
    "og:title",
    "json-ld",
    "twitter:title",
    "title",
    "feed",
    "page",
)
_ALTERNATIVE = "json-ld alternative"
_HEADINGS = 10  # of each kind
_STEPS = 200  # inside one
_HIDDEN = frozenset({"script", "style", "noscript", "template", "title"})
_BREAKS = frozenset({"br", "div", "p", "li", "section"})
_PIECES = 8  # of a heading that may begin with a kicker
_SEPARATOR = re.compile(
    r"\s+(?:::|[–—―\-·•»«>*:])\s+|\s*[|｜]\s*|(?<=[\u3040-\u9fff\uac00-\ud7af])[_\-](?=[\u3040-\u9fff\uac00-\ud7af])"
)
_COLON = re.compile(r"\s*[:：]\s*")  # parts only the outlet's name from a headline
_SEPARATORS = 12  # in one title
_NO_TITLE = re.compile(
    r"\S*\.(?:[xs]?html?|php\d?|aspx?|jsp|txt|pdf|md)|https?:\S*|(?:[\w-]+\.)+[a-z]{2,}|\S*\d\S*_\S*|[\W\d_]*"
    r"|(?:untitled|new)(?: document| page)?|no title|home(?: ?page)?|index|document|article|null|undefined|none|\[?object object\]?"
    r"|localhost(?::\d+)?|loading\W*|redirecting\W*|please wait\W*|startseite|accueil|inicio|início|strona główna|anasayfa|главная|головна"
    r"|首页|首頁|ホーム|トップページ",
    re.IGNORECASE,
)
_NO_VOTE = frozenset({_JSON_LD, _OPEN_GRAPH, _TWITTER, _ALTERNATIVE, _FEED})
_MOST = 2  # votes of others for JSON-LD and the page's own headline that outweigh og:title
_CUT = re.compile(r"\s*(?:…|\.{3})$")
_READ = 105  # characters of a headline; schema.org's consumers read 110
_LEAST = 20  # letters and digits by which one headline is the beginning of another
_SURE = 5  # pages of a host before its habits count


@dataclass(frozen=True, slots=True)
class Title:
    """The headline chosen; `agreeing`: for each source, whether it agrees with the page's own headline."""

    text: str | None
    agreeing: Mapping[str, bool]
    evidence: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Candidate:
    source: str
    text: str
    key: str
    cut: bool = False  # ends in an ellipsis


def read(
    tree: HtmlElement,
    ld: Mapping[str, Any],
    meta: Mapping[str, str],
    outlet: Outlet,
    announced: str | None,
    habits: Habits = Habits(),
) -> Title:
    """The page's headline; `announced`: the feed's."""
    document, first, second = _in_page(tree)
    headings = [found for element in first if (found := _variants(element))]
    told = [found for found in _told(ld, meta, document, announced) if not _names_nothing(found.text, outlet)]
    told = _without_outlet(told, {variants[0] for variants in headings}, outlet)
    shown = _shown(headings, [found for element in second if (found := _variants(element))], told, outlet)
    best, why = _choice(told, shown, habits.titles)
    candidates = [*told, *shown[:1]]
    own = shown[0].key if shown else None
    return Title(
        _in_small_letters(best, candidates)[:MAX] if best else None,
        {found.source: found.key == own for found in told} if own else {},
        [
            {
                "source": found.source,
                "value": found.text[:300],
                "chosen": found is best,
                "why": why if found is best else "",
            }
            for found in candidates
        ],
    )


def _candidate(source: str, text: str) -> _Candidate:
    whole = _CUT.sub("", text)
    return _Candidate(source, text, key(whole), whole != text)


def _told(
    ld: Mapping[str, Any], meta: Mapping[str, str], document: str | None, announced: str | None
) -> Iterator[_Candidate]:
    """What is said about the headline away from it, each source once, best first."""
    headline = ld.get("headline")
    values = (
        (_OPEN_GRAPH, meta.get(_OPEN_GRAPH)),
        (_JSON_LD, headline[0] if isinstance(headline, list) and headline else headline),
        *((name if ":" in name or "." in name else f"meta {name}", meta.get(name)) for name in _METAS),
        ("json-ld name", ld.get("name")),
        (_DOCUMENT, document),
        (_FEED, announced),
        (_ALTERNATIVE, ld.get("alternativeHeadline")),
    )
    for source, value in values:
        if isinstance(value, str) and (text := plain(value)):
            yield _candidate(source, text)


def _names_nothing(text: str, outlet: Outlet) -> bool:
    """Whether a title is only an address, a file's or the outlet's name."""
    return bool(_NO_TITLE.fullmatch(text[:200])) or outlet.named(text)


def _in_page(tree: HtmlElement) -> tuple[str | None, list[HtmlElement], list[HtmlElement]]:
    """The page's `title`, its first h1 and its first h2 elements."""
    document: str | None = None
    found: dict[str, list[HtmlElement]] = {"h1": [], "h2": []}
    for element in tree.iter("title", "h1", "h2"):
        if element.tag == "title":
            if not document and next(element.iterancestors("svg"), None) is None:
                document = element.text
        elif len(found[element.tag]) < _HEADINGS:
            found[element.tag].append(element)
    return document, found["h1"], found["h2"]


def _variants(heading: HtmlElement) -> list[str]:
    """The whole heading, then what is left of it without its first pieces, which may be a kicker. Empty where it is too long."""
    pieces = [piece for piece in _pieces(heading) if not piece.isspace()]
    rest = range(1, len(pieces)) if len(pieces) <= _PIECES else ()
    texts = [one_line("".join(pieces[at:])[: 4 * MAX]) for at in (0, *rest)]
    return [text for text in texts if text] if len(texts[0]) <= MAX else []


def _pieces(heading: HtmlElement) -> list[str]:
    """The texts of a heading; one that a line or a block ends has a space behind it."""
    if next(heading.iter(*_BREAKS, *_HIDDEN), None) is None:
        return [text[: 2 * MAX] for text in islice(heading.itertext(), _STEPS)]
    pieces: list[str] = []
    for event, element in islice(etree.iterwalk(heading, ("start", "end")), _STEPS):
        hidden = element.tag in _HIDDEN
        if element.tag in _BREAKS and pieces:
            pieces[-1] += " "
        text = (
            (None if hidden else element.text) if event == "start" else element.tail if element is not heading else None
        )
        if text:
            pieces.append(text[: 2 * MAX])
    return pieces


def _without_outlet(told: list[_Candidate], shown: set[str], outlet: Outlet) -> list[_Candidate]:
    """The same without the outlet's name at the end or beginning, and without what no other source has behind it."""
    keys = {found.key for found in told} | {key(text) for text in shown}
    pairs = ((found, _shortened(found, keys - {found.key}, outlet)) for found in told)
    return [short for found, short in pairs if short is found or not _names_nothing(short.text, outlet)]


def _shortened(found: _Candidate, keys: set[str], outlet: Outlet) -> _Candidate:
    text = found.text
    breaks = list(_SEPARATOR.finditer(text))[:_SEPARATORS]
    for gap in breaks:
        if len(before := key(text[: gap.start()])) >= _LEAST // 2 and before in keys:
            return _candidate(found.source, text[: gap.start()])
    start, end = 0, len(text)
    while breaks and outlet.begins(text[breaks[-1].end() : end]):
        end = breaks.pop().start()
    for gap, after in pairwise(breaks):
        if outlet.named(text[gap.end() : after.start()]):
            end = gap.start()
            break
    if breaks and outlet.named(text[: breaks[0].start()]):
        start = breaks[0].end()
    colons = list(_COLON.finditer(text))[:_SEPARATORS] if end - start == len(text) else []
    if colons and outlet.named(text[colons[-1].end() :]):
        end = colons[-1].start()
    elif colons and outlet.named(text[: colons[0].start()]):
        start = colons[0].end()
    return _candidate(found.source, text[start:end]) if end - start < len(text) else found


def _shown(first: list[list[str]], second: list[list[str]], told: list[_Candidate], outlet: Outlet) -> list[_Candidate]:
    """The page's own headlines: headings, or what follows a kicker in them, that another source has too.

    Where none has one, it is the first h1 of more than a word that is not the outlet's name.
    """
    keys = {found.key for found in told}
    agreed = (next((text for text in variants if key(text) in keys), None) for variants in (*first, *second))
    found = dict.fromkeys(text for text in agreed if text)
    if not found:
        near = (whole for whole, *_ in first if " " in whole or len(whole) > _LEAST)
        found = dict.fromkeys(islice((text for text in near if not _names_nothing(text, outlet)), 1))
    return [_candidate(_PAGE, text) for text in found]


def _choice(
    told: list[_Candidate], shown: list[_Candidate], habits: Mapping[str, tuple[int, int]]
) -> tuple[_Candidate | None, str]:
    """The best candidate, and why.

    og:title is what editors write for readers; it gives way where it is only what search engines are told (the browser's title
    repeats it), where the headline with a kicker before it, or where most of the page has JSON-LD's headline.
    """
    whole = [found for found in told if not _is_beginning(found, [*told, *shown])]
    kept = [found for found in whole if not _is_strange(habits.get(found.source))]
    if not kept and not shown:
        kept = whole or told
    by = {found.source: found for found in kept}
    keys = {found.key for found in shown}
    lead, said, document = by.get(_OPEN_GRAPH) or by.get(_TWITTER), by.get(_JSON_LD), by.get(_DOCUMENT)
    if lead is None:
        if said and (not shown or said.key in keys or (document and document.key == said.key)):
            return said, "JSON-LD, which nothing contradicts"
        if shown:
            return shown[0], "the page's own headline"
        return (kept[0], "the first there is") if kept else (None, "")
    if said is None or said.key == lead.key:
        return lead, "og:title, which JSON-LD does not contradict"
    if lead.key in keys:
        return lead, "og:title and the page's own headline agree"
    if said.key in keys:
        return _against(lead, said, by, kept)
    if document and document.key == said.key:
        return said, "JSON-LD and the browser's title agree"
    return lead, "og:title, where all differ"


def _against(
    lead: _Candidate, said: _Candidate, by: Mapping[str, _Candidate], kept: list[_Candidate]
) -> tuple[_Candidate, str]:
    """og:title or the headline that JSON-LD and the page agree on."""
    document, card = by.get(_DOCUMENT), by.get(_TWITTER)
    if said.key.startswith(lead.key):
        return lead, "og:title, a shorter form of the page's own headline"
    if sum(found.key == said.key for found in kept if found.source not in _NO_VOTE) >= _MOST:
        return said, "JSON-LD, the page's own headline and most others agree"
    if said.key.endswith(lead.key):
        return lead, "og:title, the page's own headline without a kicker"
    if lead.key.endswith(said.key):
        return said, "og:title has a kicker before the page's own headline"
    if document and document.key == lead.key:
        return said, "JSON-LD and the page's own headline agree, og:title is the browser's"
    if card and card.key == said.key:
        return said, "JSON-LD, the page's own headline and the Twitter card agree"
    return lead, "og:title, written for readers"


def _is_beginning(found: _Candidate, others: list[_Candidate]) -> bool:
    """Whether it is another one cut short: with an ellipsis, inside a word, or at the length that search engines read."""
    longer = (
        other
        for other in others
        if len(found.key) >= _LEAST and other.key.startswith(found.key) and other.key != found.key and not other.cut
    )
    return any(found.cut or _is_cut(found.text, other.text) for other in longer)


def _is_cut(text: str, whole: str) -> bool:
    rest = whole.removeprefix(text)
    return rest != whole and (len(text) >= _READ or (text[-1:].isalpha() and rest[:1].isalpha()))


def _is_strange(habit: tuple[int, int] | None) -> bool:
    """Whether the host's pages have another headline than this source as a rule."""
    return habit is not None and habit[1] >= _SURE and 3 * habit[0] < habit[1]


def _in_small_letters(best: _Candidate, others: list[_Candidate]) -> str:
    """A headline in capitals as another source writes it."""
    if not best.text.isupper():
        return best.text
    return next((other.text for other in others if other.key == best.key and not other.text.isupper()), best.text)
