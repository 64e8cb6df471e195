"""The article's text and the links in it: our own reading of the page, and others' where it is in doubt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from pipeline.clean import blocks, links, news, voters
from pipeline.clean.lines import Line
from pipeline.clean.voters import forget as forget
from pipeline.model import Link

OWN = "wireroom"
_LITTLE = 140  # characters: so short a text is in doubt
_SPREAD = 0.7  # of the page's prose: if the article's element holds less, it may be the wrong one
_APART = 0.5  # agreement with the JSON-LD body below which one of the two is wrong
_ENOUGH = 500  # characters that make a JSON-LD body worth asking


@dataclass(frozen=True, slots=True)
class Body:
    """A page's body: its lines with the notes around them, the links in them, who found it, and what every candidate was."""

    lines: tuple[Line, ...]
    links: tuple[Link, ...]
    winner: str = OWN
    evidence: tuple[Mapping[str, Any], ...] = ()

    @property
    def text(self) -> str:
        """The lines joined by newlines, without the notes."""
        return "\n".join(line.text for line in self.lines if line.kind != "note")


@dataclass(frozen=True, slots=True)
class Hints:
    """What the page says elsewhere that helps to tell its body: headline, standfirst, JSON-LD `articleBody`."""

    headline: str | None = None
    summary: str | None = None
    article_body: str | None = None


class _Candidate:
    """One voter's body."""

    def __init__(self, name: str, lines: Sequence[Line], links: Sequence[tuple[str, str]] = ()) -> None:
        self.name, self.lines, self.links = name, lines, links
        self.text = [line for line in lines if line.kind != "note"]
        self.chars = sum(len(line.text) for line in self.text)
        self.words = voters.words(self.text)


def extract(tree: HtmlElement, url: str, hints: Hints = Hints()) -> Body:
    """The body of the page, empty where none is found. Takes the tree apart: read everything else before."""
    base = links.base(tree, url)
    reading = news.read(blocks.read(tree), hints.headline, hints.summary, hints.article_body)
    own = _Candidate(
        OWN,
        [Line(block.text, kind, block.linked) for block, kind in reading.text],
        [link for block, kind in reading.text if kind != "note" for link in block.links],
    )
    said = _Candidate(voters.JSON_LD, voters.json_ld(hints.article_body) if hints.article_body else [])
    doubt = _doubt(own, said, reading.share)
    second = _Candidate(voters.TRAFILATURA, *voters.trafilatura(tree)) if doubt else None
    winner, why = _choose(own, said, second)
    candidates = [candidate for candidate in (own, second, said) if candidate is not None]
    return Body(
        tuple(winner.lines),
        links.absolute(winner.links, base),
        winner.name,
        tuple(
            {
                "source": candidate.name,
                "chars": candidate.chars,
                "lines": len(candidate.text),
                "agreement": {
                    other.name: round(voters.agreement(candidate.words, other.words), 3)
                    for other in candidates
                    if other is not candidate and other.chars
                },
                "chosen": candidate is winner,
                "why": why if candidate is winner else doubt if candidate is second else "",
            }
            for candidate in candidates
            if candidate is not said or said.chars
        ),
    )


def _doubt(own: _Candidate, said: _Candidate, share: float) -> str:
    """Why a second opinion is asked for; "" where none is."""
    if own.chars < _LITTLE:
        return f"only {own.chars} characters were found"
    if share < _SPREAD:
        return f"the article's element holds only {share:.0%} of the page's prose"
    agreed = voters.agreement(own.words, said.words)
    if said.chars >= _ENOUGH and agreed < _APART:
        return f"the JSON-LD body is another text (agreement {agreed:.2f})"
    return ""


def _choose(own: _Candidate, said: _Candidate, second: _Candidate | None) -> tuple[_Candidate, str]:
    """The winner, and why."""
    if second is None:
        return own, "in no doubt"
    if said.chars >= _ENOUGH:
        best = max(own, second, key=lambda candidate: voters.agreement(candidate.words, said.words))
        if 4 * best.chars < said.chars:
            return said, "the page shows hardly anything of it"
        return best, "agrees best with the JSON-LD body"
    if 3 * own.chars < second.chars and own.chars < _LITTLE:
        return second, "the other found hardly anything"
    return own, "right more often, where nothing else decides"
