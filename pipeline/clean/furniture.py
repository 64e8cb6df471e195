"""Furniture: lines of a page that are not the article. Told by what they say, or by the host's pages that repeat them."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.clean import furniture_phrases as phrases
from pipeline.clean.lines import Line
from pipeline.model import Habits, Removed

PAGES = 5  # of one host that have a line before it is taken for furniture
REPEATABLE = 8  # lines that one page may teach

_SHORT = 200
_LABEL = 80  # characters of a line that says what stands below it
_FIRST, _LAST = 3, 5  # lines at the head and the foot that a host's pages may repeat
_LINKED = 0.5
_EDGE = 6  # lines at the head and the foot in which a headline may stand again, or a word that means furniture there
_HEADING_MARK = re.compile(r"#{1,6}\s+(?=\S)")
_BOLD = re.compile(r"\*\*(?=\S)([^*]{1,500})(?<=\S)\*\*")
_LINK = re.compile(r"!?\[([^\[\]]{1,300})\]\(https?://[^\s()]{1,1000}\)")
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_BUTTON = re.compile(
    r"[.!?…»”\"')。！？।]\s+(?P<words>\S[^.!?…]{3,40}[.…»>→]*)$"
)  # behind the last sentence of a paragraph
_ABOUT = re.compile(
    r"(?:about|über|à propos de|sobre(?: [ao])?|acerca de|informazioni su|over|om|o firmie|o|о(?:б)?(?: компании)?|про(?: компанію)?)"
    r"\s(?P<name>\S.{1,60}?)\s?:?",
    re.IGNORECASE,
)
_BEGINNING = 1000  # characters; what asks for a subscription below a shorter text shows the verdict that it is cut off
_COMPANY = re.compile(
    r"\b(?:compan\w+|group|inc|ltd|plc|llc|gmbh|ag|s\.?a|corp\w*|provider|leader|leading|manufacturer|founded|headquarter\w*|listed"
    r"|unternehmen|konzern|anbieter|hersteller|gegründet|entreprise|société|fondée|empresa|compañía|fundada|azienda|società|bedrijf"
    r"|opgericht|företag\w*|компани\w+|компані\w+|основан\w*|заснован\w*|nasdaq|nyse)\b",
    re.IGNORECASE,
)
_ABOUT_LINES = 3  # that tell at the foot who a company is


def key(text: str) -> bytes:
    """A line's name in the list of what a host's pages repeat: capitals and digits do not count."""
    plain = "".join("0" if letter.isdigit() else letter for letter in text.casefold())
    return hashlib.blake2b(plain.encode(), digest_size=8).digest()


def strip(
    lines: Sequence[Line], habits: Habits, title: str | None, taken: Sequence[Removed] = ()
) -> tuple[tuple[Line, ...], tuple[Removed, ...]]:
    """The lines that are text, and what is taken out of the page's: `taken` before, and the furniture, in their order.

    Lines that the host repeats stay where they are a third of the text or more: then they are the article, copied.
    `before` of `taken` counts `lines`; of what is returned, the lines that are text.
    """
    reasons = _reasons(lines, title)
    left = [index for index, reason in enumerate(reasons) if reason is None]
    if habits.furniture:
        places = [left[index] for index in _may_repeat([lines[at] for at in left])]
        repeated = [index for index in places if key(lines[index].text) in habits.furniture]
        if 3 * sum(len(lines[index].text) for index in repeated) < sum(len(lines[index].text) for index in left):
            reasons = ["repeated" if index in repeated else reason for index, reason in enumerate(reasons)]
    kept: list[Line] = []
    removed: list[Removed] = []
    waiting = list(reversed(taken))
    for index, (one, reason) in enumerate(zip(lines, reasons, strict=True)):
        while waiting and waiting[-1].before <= index:
            removed.append(replace(waiting.pop(), before=len(kept)))
        if reason is not None:
            removed.append(Removed(len(kept), one.text, reason))
            continue
        text, marks = _without_marks(one.text)
        removed.extend(Removed(len(kept), mark, "markdown") for mark in marks)
        text, button = _without_button(text)
        if text:
            kept.append(replace(one, text=text) if text != one.text else one)
        if button:
            removed.append(Removed(len(kept), button, "read more"))
    removed.extend(replace(one, before=len(kept)) for one in reversed(waiting))
    return tuple(kept), tuple(removed)


def repeatable(lines: Sequence[Line]) -> tuple[str, ...]:
    """Lines that would be furniture if other pages of the host had them too, by where they stand or what they link to."""
    found = [one for one, reason in zip(lines, _reasons(lines, None), strict=True) if reason is None]
    return tuple(dict.fromkeys(found[index].text for index in _may_repeat(found)))[:REPEATABLE]


def _may_repeat(lines: Sequence[Line]) -> list[int]:
    """Short lines at the head and the foot, and those that are mostly links; not such as introduce what follows, and no
    sentences with figures, of which keys leave the figures out."""
    return [
        index
        for index, one in enumerate(lines)
        if len(one.text) <= _SHORT
        and not one.text.endswith(":")
        and not (one.linked == 0 and one.text.endswith((".", "!", "?")) and _DIGIT.search(one.text))
        and (index < _FIRST or index >= len(lines) - _LAST or one.linked >= _LINKED)
    ]


def _reasons(lines: Sequence[Line], title: str | None) -> list[str | None]:
    """For each line, why it is furniture by what it says, or None."""
    reasons = ["set apart" if one.kind == "note" else phrases.why(one.text) for one in lines]
    headline = _words(title or "")
    for index in {*range(min(_EDGE, len(lines))), *range(max(0, len(lines) - _EDGE), len(lines))}:
        if headline and reasons[index] is None and _words(lines[index].text) == headline:
            reasons[index] = "headline"
    # Outwards from the text: a word that means furniture at the edges only means it where nothing but furniture is beyond.
    for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        beside = False
        for step, index in enumerate(order):
            if reasons[index] is None and (beside or step < _EDGE or lines[index].linked >= _LINKED):
                reasons[index] = phrases.why_at_edge(lines[index].text)
            beside = reasons[index] is not None
    for index in range(len(lines) - 1, max(-1, len(lines) - 1 - _EDGE), -1):
        if reasons[index] is None:
            reasons[index] = phrases.why_at_foot(lines[index].text)
            if reasons[index] is None:
                break
    if sum(len(one.text) for one, reason in zip(lines, reasons, strict=True) if reason is None) < _BEGINNING:
        reasons = [None if reason == "subscription" else reason for reason in reasons]
    for index in _about(lines):
        reasons[index] = reasons[index] or "about the company"
    return reasons


def _about(lines: Sequence[Line]) -> range:
    """The lines at the foot that tell who a company is: a heading with its name, and what begins with that name."""
    for index in range(len(lines) - 2, max(0, len(lines) - 2 - _ABOUT_LINES), -1):
        found = _ABOUT.fullmatch(lines[index].text) if len(lines[index].text) <= _LABEL else None
        name = _words(found["name"]) if found else ""
        if (
            name
            and f"{_words(lines[index + 1].text)} ".startswith(f"{name} ")
            and _COMPANY.search(lines[index + 1].text)
        ):
            return range(index, len(lines))
    return range(0)


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _without_button(text: str) -> tuple[str, str]:
    """The line without the "Read more" behind its last sentence, and that."""
    found = _BUTTON.search(text, max(0, len(text) - 60))
    if found is None or phrases.why(found["words"]) != "read more":
        return text, ""
    return text[: found.start("words")].rstrip(), found["words"]


def _without_marks(text: str) -> tuple[str, list[str]]:
    """The words of a line that is written in Markdown, and the marks."""
    marks: list[str] = []
    if heading := _HEADING_MARK.match(text):
        marks.append(heading[0].strip())
        text = text[heading.end() :]
    if "**" in text:
        text, count = _BOLD.subn(r"\1", text)
        marks.extend(["**"] * count)
    if "](http" in text:
        marks.extend(found[0] for found in _LINK.finditer(text))
        text = _LINK.sub(r"\1", text)
    return text, marks
