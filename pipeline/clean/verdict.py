"""What kind of page it is, by explained rules.

A page that is refused wrongly is an article lost; one that is kept wrongly is a row with its evidence. So every refusal
needs a page that has little text or that nothing declares to be an article, and two signs where one may be an accident.
"""

import re
from dataclasses import dataclass
from itertools import islice, pairwise
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from pipeline.clean import walls
from pipeline.clean.metadata import Metadata
from pipeline.clean.verdict_phrases import ASKS, CONTINUES, COOKIES, ERROR_PAGE, LISTS, SUBSCRIBE
from pipeline.errors import Permanent, Reason

MIN_WORDS = 20
_TEXT = 40  # words that no wall declared as an article has
_SHORT = 200  # words; hardly an article is shorter
_BEGINNING = 150  # words; what paywalls leave
_PARAGRAPH = 35  # words; lists of articles have shorter ones
_BRIEF = 2_500  # characters in paragraphs before any link, below which a page may have a short text
_LD_BYTES = 500_000  # of the page's JSON-LD that are looked at

_LONGEST_ADDRESS = 2_000  # characters; beyond that none is a list's
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]")
_TYPE = re.compile(r'"@type"\s*+:\s*+(?:"([A-Za-z]+)"|\[([^\]]{1,200})\])')
_NAME = re.compile(r"[A-Za-z]+")
_WORD_COUNT = re.compile(r'"wordCount"\s*+:\s*+"?(\d{1,6})\b')
# schema.org: Article, its kinds, and the review and report kinds that news sites use as such.
_ARTICLE = re.compile(
    r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report|Review|ClaimReview|\w*(?:Analysis|Opinion|Background)\w*)$"
)
_COLLECTIONS = frozenset({"CollectionPage", "SearchResultsPage", "ProfilePage"})

_TITLE_PARTS = re.compile(r"\s+[|–—·•:»-]\s+|\s*\|\s*")

# In classes and ids of what stands before the rest of an article; of consent overlays; of entries of live blogs.
_WALLS = ("paywall", "pay-wall", "regwall", "reg-wall", "piano", "metered", "premium", "subscri", "locked", "gated")
_OVERLAYS = (
    "onetrust", "didomi", "usercentrics", "cookiebot", "qc-cmp", "trustarc", "truste", "sp_message", "consent",
    "cookie-banner", "cookie-wall", "cookiewall", "cookie-notice",
)  # fmt: skip
_LIVE = ("liveblog", "live-blog", "liveticker", "live-ticker", "live-entry", "live-post", "live-update", "ticker-entry",
         "ticker-item", "ticker-post", "ticker-event")  # fmt: skip
# The time of day at the beginning of a line, the day perhaps before it.
_CLOCK = re.compile(
    r"\s*(?:\d{1,2}\.\d{1,2}\.\D{0,3})?([01]?\d|2[0-3])(?:[:h]([0-5]\d)(?![\d.,:%])|\.([0-5]\d)(?=\s*(?:Uhr\b|[-–—:|]|$)))",
    re.IGNORECASE,
)
_SLUG = re.compile(r"[^\W\d_]+(?:[-_][\w%]+){2,}|\d{5,}")
_CLASSES = etree.XPath("//@class", smart_strings=False)
_IDS = etree.XPath("//@id", smart_strings=False)
_PASSWORDS = etree.XPath("boolean(//input[@type='password'])")
_HEADLINE = 25  # characters of a link that may be a headline; in scripts without spaces half of that


def words(text: str) -> int:
    """Words of a text; in scripts without spaces two characters count as one."""
    return len(text.split()) + len(_UNSPACED.findall(text)) // 2


@dataclass(frozen=True, slots=True)
class Signs:
    """What in the page's markup speaks for one verdict or another; texts are evidence, None where there is none.

    `kinds`: JSON-LD types. `declared`: what says that it is an article. `length`: words it says that it has. `wall`: what
    stands before the rest of it. `consent`: mark of a consent overlay. `login`: it asks for a password. `live`: it is a
    live blog. `listing`: it is a list of articles, if it has no text of its own.
    """

    kinds: tuple[str, ...] = ()
    declared: str | None = None
    length: int | None = None
    wall: str | None = None
    consent: str | None = None
    login: bool = False
    live: str | None = None
    listing: str | None = None


def signs(tree: HtmlElement, said: Metadata) -> Signs:
    """Read before the body takes the tree apart."""
    ld = _ld(tree)
    kinds = tuple(dict.fromkeys(kind for found in _TYPE.finditer(ld) for kind in _NAME.findall(found[1] or found[2])))
    og = next((meta.get("content") or "" for meta in tree.iter("meta") if meta.get("property") == "og:type"), "")
    article = next((kind for kind in kinds if _ARTICLE.match(kind)), None)
    collection = next((kind for kind in kinds if kind in _COLLECTIONS), None)
    declared = f"JSON-LD {article[:40]}" if article else f"og:type {og}" if og.lower() == "article" else None
    if not declared and said.published and said.published.source == "meta":
        declared = "a date of publication in its meta tags"
    length = _WORD_COUNT.search(ld)
    brief = sum(len(p.text or "") for p in tree.iter("p")) < _BRIEF
    classes = " ".join(_CLASSES(tree)).lower()  # type: ignore[arg-type]
    marks = f"{classes} {' '.join(_IDS(tree)).lower()}" if brief else ""  # type: ignore[arg-type]
    return Signs(
        kinds=kinds,
        declared=declared,
        length=int(length[1]) if length else None,
        wall=_wall(tree, marks),
        consent=next((mark for mark in _OVERLAYS if mark in marks), None),
        login=bool(brief and not declared and _PASSWORDS(tree)),
        live=_live(tree, kinds, classes),
        listing=_listing(tree, None if article else collection) if collection or not declared else None,
    )


def _ld(tree: HtmlElement) -> str:
    blocks = (script.text or "" for script in tree.iter("script") if "ld+json" in (script.get("type") or "").lower())
    return "\n".join(blocks)[:_LD_BYTES]


def _wall(tree: HtmlElement, marks: str) -> str | None:
    """What stands before the rest of an article and says so."""
    known = [mark for mark in _WALLS if mark in marks]
    if not known:
        return None
    named = ((each, _name(each)) for each in tree.iter("div", "section", "aside", "p", "form"))
    walls = ((each, name) for each, name in named if any(mark in name for mark in known))
    for element, name in islice(walls, 30):
        shown = "".join(islice(element.itertext(), 100))[:2_000]
        if phrase := SUBSCRIBE.search(shown):
            return f"{name.strip()[:40]!r} says {phrase[0][:60]!r}"
    return None


def _name(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower()


def _live(tree: HtmlElement, kinds: tuple[str, ...], classes: str) -> str | None:
    if next((kind for kind in kinds if _ARTICLE.match(kind)), None) == "LiveBlogPosting":
        return "JSON-LD LiveBlogPosting"
    entries = sum(map(classes.count, _LIVE)) if "live" in classes or "ticker" in classes else 0
    times = sum(1 for _ in tree.iter("time")) if entries >= 10 else 0
    return f"{entries} marks of live entries, {times} times" if times >= 10 else None


def _listing(tree: HtmlElement, collection: str | None) -> str | None:
    """What speaks for a list of articles: many headlines that are links, and an address or a type of one."""
    address = next(
        (link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"), None
    )
    shape = _list_address(address) if address and len(address) <= _LONGEST_ADDRESS else None
    if not collection and not shape:
        return None
    headlines = {link.get("href") for link in tree.iter("a") if _is_headline(link)}
    if len(headlines) < 12:
        return None
    return f"{len(headlines)} links that are headlines, " + (
        f"JSON-LD {collection}" if collection else f"the address {shape}"
    )


def _is_headline(link: HtmlElement) -> bool:
    text = "".join(islice(link.itertext(), 20)).strip()
    return len(text) + len(_UNSPACED.findall(text)) >= _HEADLINE


def _list_address(address: str) -> str | None:
    """The path of an address that is a front page's, a section's, a tag's or a search's."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    segments = [segment for segment in parts.path.lower().split("/") if segment]
    if len(segments) <= 3 and any(segment in LISTS for segment in segments[:2]):
        return parts.path[:80]
    if len(segments) > 2 or any(_SLUG.search(segment) or "." in segment for segment in segments) or parts.query:
        return None
    return parts.path[:80] or "/"


def judge(said: Metadata, text: str, signs: Signs) -> tuple[str, list[str]]:
    """The page's verdict where it is worth a row, and what speaks for it.

    Raises:
        Permanent: `challenge`, `consent`, `login`, `soft_404`, `not_article` or `no_text`, with what speaks for it.
    """
    count = words(text)
    why = [f"{count} words"]
    if signs.declared:
        why.append(signs.declared)
    if count < _SHORT:
        _refuse(said.title, text, count, signs)
    if signs.listing and _prose(text) < 3 * _PARAGRAPH:
        raise Permanent(Reason.NOT_ARTICLE, f"a list of articles: {signs.listing}, hardly a paragraph")
    if count < MIN_WORDS:
        raise Permanent(Reason.NO_TEXT, f"{count} words of text, fewer than {MIN_WORDS}{_other(signs)}")
    if count < _SHORT and (cut := _cut(said, text, count, signs)):
        verdict, evidence = cut
        return verdict, [*why, evidence]
    if live := signs.live or _timed(text):
        return "liveblog", [*why, live]
    return "article", why


def _refuse(title: str | None, text: str, count: int, signs: Signs) -> None:
    """Raise what a page with little text is, where it is no article."""
    declared_text = signs.declared and count >= _TEXT  # of such a page only the text can say that it is a wall
    if wall := walls.seen(None if declared_text else title, text):
        raise Permanent(*wall)
    if count >= 60 and signs.declared:
        return
    if title and any(ERROR_PAGE.fullmatch(part) for part in _TITLE_PARTS.split(title.strip())[:4]):
        raise Permanent(Reason.SOFT_404, f"an error page under status 200: titled {title[:80]!r}")
    if signs.declared:
        return
    first = text.lstrip().partition("\n")[0][:200]
    if count < 60 and ERROR_PAGE.fullmatch(first):
        raise Permanent(Reason.SOFT_404, f"an error page under status 200: it says {first[:80]!r}")
    cookies = {found.lower() for found in COOKIES.findall(text)}
    if len(cookies) >= 3 and (signs.consent or count < 60) and ASKS.search(text):
        raise Permanent(Reason.CONSENT, f"a consent wall: {count} words about {', '.join(sorted(cookies)[:5])}")
    if count < MIN_WORDS and signs.consent and cookies:
        raise Permanent(Reason.CONSENT, f"a consent wall: {signs.consent!r} and {count} words of text")
    if count < MIN_WORDS and signs.login:
        raise Permanent(Reason.LOGIN, f"a login: it asks for a password, and has {count} words of text")


def _prose(text: str) -> int:
    """Words in paragraphs that are longer than those of lists."""
    return sum(count for line in text.split("\n") if (count := words(line)) >= _PARAGRAPH)


def _other(signs: Signs) -> str:
    """What a page without text is instead, if it says so."""
    media = [kind for kind in signs.kinds if kind in {"VideoObject", "ImageGallery", "AudioObject", "PodcastEpisode"}]
    return f"; it has JSON-LD {media[0]}" if media else ""


def _cut(said: Metadata, text: str, count: int, signs: Signs) -> tuple[str, str] | None:
    """`paywall` or `teaser` of a short text that is only the beginning, with what shows it."""
    missing = signs.length is not None and signs.length > 2 * count + 50
    if count < _BEGINNING or missing:
        if said.paywalled:
            return "paywall", "JSON-LD isAccessibleForFree false"
        if signs.wall:
            return "paywall", signs.wall
        if phrase := SUBSCRIBE.search(text[-400:]):
            return "paywall", f"it ends with {phrase[0][:60]!r}"
    if missing:
        return "teaser", f"the page says it has {signs.length} words"
    if count < _BEGINNING and (end := CONTINUES.search(text[-60:])):
        return "teaser", f"it ends with {end[0].strip()[-40:]!r}"
    summary = said.summary or ""
    if len(summary) >= 60 and count <= words(summary) + 8 and _letters(text)[:60] == _letters(summary)[:60]:
        return "teaser", "it is hardly more than the page's description"
    return None


def _letters(text: str) -> str:
    return "".join(letter for letter in text[:300].lower() if letter.isalnum())


def _timed(text: str) -> str | None:
    """A series of entries, each with the time of day at its beginning, in order."""
    found = [_CLOCK.match(line[:40]) for line in text.split("\n")]
    times = [int(clock[1]) * 60 + int(clock[2] or clock[3]) for clock in found if clock]
    if len(times) < 6 or len(times) * 12 < len(found):
        return None
    up = sum(one <= other for one, other in pairwise(times))
    down = sum(one >= other for one, other in pairwise(times))
    return f"{len(times)} entries with their times" if max(up, down) * 5 >= (len(times) - 1) * 4 else None
