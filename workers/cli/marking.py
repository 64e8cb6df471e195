"""A text with what the extractors found in it marked, and what the marks mean: in colour on a terminal, in braces elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.text import Text

from workers.cli import output

# letter in braces, colours, what it is
_MARKS = {
    "person": ("p", "bold cyan", "person"),
    "organisation": ("o", "bold magenta", "organisation"),
    "place": ("l", "bold green", "place"),
    "description": ("=", "italic", "words that stand for one of them"),
    "quote": ("q", "underline", "quote"),
    "figure": ("f", "bold yellow", "figure"),
    "date": ("d", "blue", "date"),
    "citation": ("c", "reverse", "source cited"),
}
TABLES: Mapping[str, tuple[str, ...]] = {
    "quotes": ("n", "form", "speaker", "speaker_entity", "cue", "text"),
    "figures": ("text", "value", "value_max", "unit", "qualifier", "about", "claimed_by", "quote"),
    "dates": ("text", "starts_on", "ends_on", "precision"),
    "citations": ("text", "cited", "cited_entity", "via", "url"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the text and what it is, a key of the legend; `number`: of a quote."""

    start: int
    end: int
    kind: str
    number: int | None = None


def marks(found: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Mark]:
    """The spans in rows of the views, by the views' names."""
    spans = [Mark(row["start_char"], row["end_char"], row["kind"]) for row in found.get("mentions", ())]
    for view, kind in (
        ("descriptions", "description"),
        ("quotes", "quote"),
        ("figures", "figure"),
        ("dates", "date"),
        ("citations", "citation"),
    ):
        spans += [Mark(row["start_char"], row["end_char"], kind, row.get("n")) for row in found.get(view, ())]
    return [mark for mark in spans if mark.kind in _MARKS]


def show(text: str, found: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Print the text marked, the legend, then one table a kind."""
    spans, screen = marks(found), output.console()
    if screen.is_terminal:
        screen.print(coloured(text, spans), soft_wrap=True)
    else:
        output.say(braced(text, spans))
    kinds = [kind for kind in _MARKS if any(mark.kind == kind for mark in spans)]
    if kinds:
        output.say("")
        legend = Text("marked: ")
        for number, kind in enumerate(kinds):
            letter, style, name = _MARKS[kind]
            count = sum(mark.kind == kind for mark in spans)
            legend.append(", " if number else "")
            legend.append(name if screen.is_terminal else f"{{{letter} {name}}}", style if screen.is_terminal else "")
            legend.append(f" {count}")
        screen.print(legend, soft_wrap=True)
    for view, columns in TABLES.items():
        if rows := found.get(view):
            shown = [name for name in columns if any(row.get(name) not in (None, "") for row in rows)]
            output.say("")
            output.table([{**row, "text": _short(row["text"])} for row in rows], shown, view)


def coloured(text: str, spans: Iterable[Mark]) -> Text:
    """The text with styles; where marks overlap, their styles add up."""
    styled = Text(text)
    for mark in spans:
        styled.stylize(_MARKS[mark.kind][1], mark.start, mark.end)
    return styled


def braced(text: str, spans: Iterable[Mark]) -> str:
    """The text with `{p …}` around a person and so on; a longer mark is outside a shorter one."""
    edges: list[tuple[int, int, int, str]] = []
    for order, mark in enumerate(sorted(spans, key=lambda mark: (mark.start, -mark.end))):
        letter = _MARKS[mark.kind][0] + ("" if mark.number is None else str(mark.number))
        edges.append((mark.start, 1, order, "{" + letter + " "))
        edges.append((mark.end, 0, -order, "}"))
    parts, at = [], 0
    for offset, _, _, words in sorted(edges):
        parts += [text[at:offset], words]
        at = offset
    return "".join([*parts, text[at:]])


def _short(text: str, limit: int = 100) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
