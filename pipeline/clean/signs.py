"""What an element's tag, class and id say about it, in the words that web developers everywhere use."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_LONGEST = 60  # characters of one class that are read
_TAGS = frozenset(
    {"nav", "aside", "footer", "figure", "figcaption", "menu", "form", "time", "label", "address", "caption"}
)
_FURNITURE = _set("""
    ad ads advert adverts advertisement advertising advertorial adslot adbox adsense dfp banner sponsor sponsored sponsors
    promo promos promotion promotional promoted partner outbrain taboola
    related relatedposts recommended recommendation recommendations recommend reco suggested trending popular mostread mostviewed
    teaser teasers newsletter newsletters subscribe subscription signup optin login register registration
    share sharing social socials sharebar sharethis addtoany addthis follow followus whatsapp telegram
    comment comments disqus respond vote poll quiz survey rating ratings reactions
    image images img photo photos foto bild picture caption captions wpcaption credit credits copyright photographer
    bildunterschrift bildunterzeile bildtext bildtexte bildnachweis bildetekst bildtexter billedtekst legende leyenda legenda
    didascalia epigrafe onderschrift kuvateksti
    imagecredit imagecaption gallery slideshow slider carousel swiper lightbox player video videos audio podcast playlist
    tag tags taglist topics keywords breadcrumb breadcrumbs crumbs
    byline bylines author authors authorbio bio contributor contributors dateline timestamp pubdate published
    sidebar widgets popup modal overlay tooltip dropdown toolbar infobox factbox ticker livefeed weather
    footnote footnotes source sources quelle permission permissions rights legal
    donate donation donations fundraising feedback cookie cookies consent gdpr privacy disclaimer
    product products affiliate shopping deal deals
    pagination pager prevnext navigation nav menu footer
    hidden offscreen screenreader skip print printonly noprint download app
    """)
_PAIRS = re.compile(
    r"\b(?:read (?:more|also|next|on)|see also|more (?:on|from|about|stories|news|articles)|also (?:like|read)"
    r"|you (?:may|might)|most (?:read|viewed|popular)|sr only|screen reader|visually hidden|call to action|external source)\b"
)
_LEAD = _set("""
    lead leadtext leadin standfirst deck dek intro introduction introtext summary subtitle subtitulo sottotitolo soustitre sous
    occhiello sommario vorspann chapo chapeau sapo excerpt subhead subheadline subheading bajada copete entradilla bajante
    ingress manchet preamble underrubrik abstract zajawka lid perex description desc synopsis
    """)
_TITLE = _set("title titles headline headlines heading headings kicker overline eyebrow dachzeile topline")

# Names of furniture, by how far they can be believed.
COMMENTS = frozenset({"comment", "comments", "cookie", "cookies"})  # may well be longer than the article
SELDOM_WRONG = COMMENTS | _set(
    """
    nav footer aside figure figcaption article consent gdpr disqus related recommended recommendations taboola outbrain factbox
    infobox trending popular newsletter privacy login
    """
)
CERTAIN = COMMENTS | frozenset({"nav", "footer", "figcaption", "consent", "gdpr", "disqus"})
MILD = frozenset({"teaser", "teasers"})  # some call their standfirst so
_POST = re.compile(
    r"twitter-(?:tweet|video)|bluesky-embed|mastodon-embed"
)  # classes of the networks' own embedding code
_FOLD = _set("accordion accordions accordeon akkordeon faq faqs collapsible expander")
_UNSEEN = re.compile(
    r"\b(?:sr only|screen ?reader|(?:visually|visibility) ?hidden|assistive text|off ?screen"
    r"|(?:tool ?tip|hover ?card|pop ?over) ?(?:text|content|contents|inner|body|box|bubble|panel|message|description|card))\b"
)
_MAYBE_UNSEEN = re.compile(r"sr-?only|screen|hidden|tool-?tip|hover|pop-?over|assistive", re.IGNORECASE)
_POINTED_AT = re.compile(r"\b(?:tool ?tip|hover ?card|pop ?over)\b")


@dataclass(frozen=True, slots=True)
class Sign:
    """`furniture`: the word that says so, "" for none; `lead`: a standfirst; `title`: a headline or what stands over it; `inner`: a
    box that belongs to the text, a post of a social network or questions that unfold their answers."""

    furniture: str = ""
    lead: bool = False
    title: bool = False
    inner: bool = False


NONE = Sign()
HIDDEN = Sign("hidden")


@lru_cache(maxsize=4096)
def unseen(name: str) -> Literal["", "always", "behind"]:
    """When words in a paragraph, in an element of this class, are not shown with it: "always" where they are for screen
    readers alone, or appear when one points at what they explain; "behind" where they do if they stand behind that."""
    found: Literal["", "always", "behind"] = ""
    if _MAYBE_UNSEEN.search(name):
        for value in name.split():
            words = _words(value)
            if _UNSEEN.search(words):
                return "always"
            if _POINTED_AT.search(words):
                found = "behind"
    return found


@lru_cache(maxsize=8192)
def _words(value: str) -> str:
    return " ".join(word.lower() for word in _WORD.findall(value[:_LONGEST]))


@lru_cache(maxsize=4096)
def read(tag: str, name: str, ident: str) -> Sign:
    """The sign of an element with this tag, class and id."""
    if tag in _TAGS:
        return Sign(tag)
    furniture, lead, title = "", False, False
    inner = tag == "details" or (tag == "blockquote" and _POST.search(name) is not None)
    for value in (*name.split(), ident, tag if "-" in tag else ""):
        if ":" in value or "[" in value:  # utility classes say how it looks, not what it is
            continue
        plain = _words(value)
        words = plain.split()
        if not furniture:
            furniture = next((word for word in words if word in _FURNITURE), "")
            if not furniture and (pair := _PAIRS.search(plain)):
                furniture = pair[0]
        lead = lead or not _LEAD.isdisjoint(words)
        title = title or not _TITLE.isdisjoint(words)
        inner = inner or not _FOLD.isdisjoint(words)
    return Sign(furniture, lead, title, inner) if furniture or lead or title or inner else NONE
