"""Datelines: the place, day and agency in front of a news text."""

import re
from dataclasses import dataclass

from pipeline.clean import agencies

_HEAD = 160  # characters in which a dateline ends
_LEFT = 20  # characters of text that it must leave
_LEFT_BY_BARE = 80  # the same, where nothing but a place is said

_DASH = r"(?:[-–—―−]{1,2}|_(?=\s))"
_MONTH = (
    r"(?:jan|feb|fév|fev|mar|mär|maa|apr|abr|avr|ma[iyjg]|jun|jui|jul|giu|lug|aug|aoû|ago|sep|set|oct|okt|ott|out"
    r"|nov|de[czk]|déc|dic"
    r"|ene|gen|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру"
    r"|sty|lut|kwi|cze|lip|sie|wrz|paź|lis|gru|led|úno|uno|bře|dub|kvě|čer|srp|zář|říj|pro|oca|şub|nis|haz|tem|ağu"
    r"|eyl|eki|kas|ara)"
    r"[^\W\d_]{0,9}\.?"
)
DAY = (
    rf"(?:\d{{1,2}}(?:\.|st|nd|rd|th|er|º)?\s(?:de\s)?{_MONTH}|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?)"
    r"(?:,?\s(?:de\s)?(?:19|20)\d\d)?(?:\s(?:г|р|року|года)\b\.?)?"
)
_PLACE = r"(?P<place>[^\W\d_][^\d()\[\]:;!?\"«»“”„|]{1,50}?)(?:\s?\[[^\[\]]{2,30}\]|\s\([^()]{4,30}\))?"
WIRES = rf"(?P<wire>{agencies.NAME}(?:\s?[/,+&|-]\s?[\w.-]{{2,20}}){{0,3}}|(?:[\w.-]{{2,12}}/){{1,2}}{agencies.NAME})"
SLASHED = WIRES.replace("wire", "slashed")
_END = rf"(?:\s?\.?\s?{_DASH}|\s?[:.|])?\s*"
_BEFORE_AGENCY = rf"{_PLACE}(?:[,.:]{{0,2}}\s(?i:{DAY}))?\s?[,.]?\s?{_DASH}?\s?"
_PLACE_AND_DAY = rf"{_PLACE}[,.]{{1,2}}\s(?i:{DAY})\s?"
_FRONTS = tuple(
    re.compile(pattern)
    for pattern in (
        # (MENAFN - Paper) · MENAFN - Paper)
        rf"\(?(?P<wire>{agencies.NAME})\s?[-–—/|]\s?(?P<outlet>[^\W\d_][^()\d]{{1,50}})\)\s*(?:{_DASH}\s*)?",
        # WASHINGTON, Feb 21 (Reuters) - · Berlin (dpa/lno) - · KYIV. Feb 20 (Interfax-Ukraine) – · (AFP) · [dpa]
        rf"(?=[^(\[]{{0,90}}[(\[])(?:{_BEFORE_AGENCY})?[(\[]\s?{WIRES}\s?[)\]]{_END}",
        # МОСКВА, 21 фев — РИА Новости. · Киев. 20 февраля. УНИАН. · КИЇВ, 20 лютого. /УКРІНФОРМ/.
        rf"{_PLACE_AND_DAY}[,.]?\s?{_DASH}?\s?"
        rf"(?:{WIRES}\s?(?:\.(?:\s?{_DASH})?|[:|,]|{_DASH})|/\s?{SLASHED}\s?/{_END})\s*",
        # Paris, France | AFP | · Астана. Казинформ – · Washington, AP — · Kyiv • UNN
        rf"{_PLACE}\s?(?:[,.|/•·]|{_DASH})\s?{WIRES}\s?(?:[.|•·]|{_DASH}|$)\s*",
        # AP — · Xinhua | · MENAFN-
        rf"{WIRES}(?:\s{_DASH}|{_DASH}(?=\s)|\s?\|)\s*",
        # an agency not known, or a reporter's initials: Berlin (xyz/abc) - · (XYZ) —
        rf"(?:{_PLACE}\s)?\((?:[a-zäöü]{{2,5}}(?:[/,-][a-zäöü]{{2,5}}){{0,2}}|[A-Z]{{2,6}})\)\s?{_DASH}\s+",
        # BAKU, Azerbaijan, February 21. · Köln, 21. Februar 2026 –
        rf"{_PLACE_AND_DAY}(?:{_DASH}|[.:](?:\s?{_DASH})?|(?<=\.))\s+",
    )
)
_BARE = re.compile(rf"{_PLACE}\s?(?:\s{_DASH}|[–—]|\.\s?{_DASH}|:(?=\s))\s+")
PARTICLES = frozenset(  # in names of places and people
    """de da do dos das del della di du des van von der den ten ter bin ibn al el la le ben af av zu y e i und of the and a""".split()  # noqa: SIM905
)
_NOT_PLACES = frozenset(  # what sentences and kickers begin with
    """
    on in at by as after since from until before during for with while when but and a an this that these those it he
    she we they no am im aus bei nach von das die der den ein eine wie was wer es er sie wir les un une en au aux
    dans depuis ce cette il elle una em na nos nas o os gli в во у на с со за из от до по для как но и а это он она
    они що як це він вона breaking update updated exclusive analysis opinion live watch video photo photos gallery
    explainer comment review interview editorial kommentar analyse exklusiv eilmeldung liveticker ticker porträt
    reportage meinung analiza komentarz análisis análise analisi opinión срочно мнение видео фото интервью терміново
    думка відео exclusif vidéo direct q note editor more fact factbox news column letter letters podcast quiz
    correction clarification related read also listen graphic explained
    """.split()  # noqa: SIM905
)
_SMALL = re.compile(r"[.,/\s-]+")


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a dateline says, and where it ends in the text."""

    end: int
    place: str | None = None
    wire: str | None = None
    outlet: str | None = None


def read(text: str, transcript: bool = False) -> Dateline | None:
    """The dateline, or part of one, in front of a text; a text may have several. None where there is none.

    `transcript`: words in capitals before a colon are speakers.
    """
    head = text[:_HEAD]
    for pattern in _FRONTS:
        found = pattern.match(head)
        if found is None:
            continue
        rest, said = text[found.end() : found.end() + 2 * _LEFT].lstrip(), found.groupdict()
        place, outlet, wire = said.get("place"), said.get("outlet"), said.get("wire") or said.get("slashed")
        if (place and not _is_place(place)) or (rest and not outlet and not begins(rest)):
            continue
        return Dateline(
            found.end(),
            place.strip(" ,.-–—") if place else None,
            (outlet and agencies.find(outlet)) or (agencies.find(wire) if wire else None),
            outlet.strip() if outlet else None,
        )
    bare = _BARE.match(head)
    if bare and _is_bare(bare["place"], bare[0], text[bare.end() : bare.end() + _LEFT_BY_BARE], transcript):
        return Dateline(bare.end(), bare["place"].strip(" ,."))
    return None


def begins(text: str) -> bool:
    """Whether it can be the beginning of the text behind a credit."""
    return len(text) >= _LEFT and not text[0].islower()


def _is_place(text: str) -> bool:
    """Words with capitals, as places are set, and none that a sentence or a kicker begins with."""
    words = [word for word in _SMALL.split(text) if word]
    return (
        1 <= len(words) <= 7
        and words[0][0].isupper()
        and words[0].casefold() not in _NOT_PLACES
        and all(word[0].isupper() or word in PARTICLES for word in words)
    )


def _is_bare(place: str, whole: str, rest: str, transcript: bool) -> bool:
    """A dateline without date and agency: in capitals, or a place with its country, or two places."""
    if not _is_place(place) or len(rest) < _LEFT_BY_BARE or not (rest[0].isupper() or rest[0] in "\"“„«'‘"):
        return False
    capitals = len(place) >= 4 and place.split(",")[0].isupper()
    if ":" in whole:
        return capitals and len(place.split()) <= 2 and not transcript
    return capitals or "/" in place or (", " in place and len(place.split()) <= 3 and "-" not in whole)
