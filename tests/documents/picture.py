"""The picture of schema v1 for readers without Mermaid: the views as boxes in columns, a line for each relation."""

from collections.abc import Iterator, Mapping
from html import escape

from tests.documents.relations import KEYS, RELATIONS, Relation

COLUMNS = (
    ("failures", "feeds", "sightings", "aliases", "changes"),
    ("captures", "articles", "duplicates"),
    ("revisions",),
    ("mentions", "descriptions", "figures", "quotes", "citations", "dates", "links"),
    ("entities",),
)
"""From left to right and top to bottom; views of one column that are related stand one above the other."""

_WIDTH, _ACROSS, _DOWN, _LINE, _HEAD, _EDGE = 176, 76, 26, 16, 24, 12

Box = tuple[int, int, list[str]]  # left, top, its columns

_STYLE = """<style>
text { font: 12px sans-serif; fill: #1f2328 } .name { font-weight: bold } .key { text-decoration: underline }
rect { fill: #ffffff; stroke: #59636e } .head { fill: #ddf4ff } path { fill: none; stroke: #59636e }
</style>
<defs><marker id="many" viewBox="0 0 10 10" refX="0" refY="5" markerWidth="10" markerHeight="10" orient="auto">
<path d="M0,0 L10,5 L0,10"/></marker></defs>"""


def drawn(types: Mapping[str, Mapping[str, str]]) -> str:
    """The picture as SVG: views with their keys (underlined) and the columns that refer to rows of other views, or of the
    same one (↺)."""
    boxes = dict(_placed(types))
    wide = max(left for left, _, _ in boxes.values()) + _WIDTH + _EDGE
    high = max(top + _high(columns) for _, top, columns in boxes.values()) + _EDGE
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}">']
    lines += [_STYLE, f'<rect width="{wide}" height="{high}" style="stroke: none"/>']
    lines += [_line(boxes, one) for one in RELATIONS if one.view != one.of and one.view in boxes]
    for view, (left, top, columns) in boxes.items():
        lines.append(f'<rect x="{left}" y="{top}" width="{_WIDTH}" height="{_high(columns)}"/>')
        lines.append(f'<rect class="head" x="{left}" y="{top}" width="{_WIDTH}" height="{_HEAD}"/>')
        lines.append(f'<text class="name" x="{left + 8}" y="{top + 16}">{escape(view)}</text>')
        for number, name in enumerate(columns):
            kind = ' class="key"' if name in KEYS.get(view, ()) else ""
            words = f"{name} ↺" if _to_itself(view, name) else name
            lines.append(f'<text{kind} x="{left + 8}" y="{top + _HEAD + 14 + number * _LINE}">{escape(words)}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"


def _placed(types: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, Box]]:
    shown = {
        view: [name for name in names if name in KEYS.get(view, ()) or _refers(view, name)]
        for view, names in types.items()
    }
    tall = [sum(_high(shown[view]) + _DOWN for view in views) - _DOWN for views in COLUMNS]
    for place, views in enumerate(COLUMNS):
        top = _EDGE + (max(tall) - tall[place]) // 2
        for view in views:
            yield view, (_EDGE + place * (_WIDTH + _ACROSS), top, shown[view])
            top += _high(shown[view]) + _DOWN


def _refers(view: str, name: str) -> bool:
    return any(one.view == view and name in one.columns for one in RELATIONS)


def _to_itself(view: str, name: str) -> bool:
    return any((one.view, one.of, one.columns) == (view, view, (name,)) for one in RELATIONS)


def _high(columns: list[str]) -> int:
    return _HEAD + 6 + _LINE * len(columns)


def _line(boxes: Mapping[str, Box], one: Relation) -> str:
    """From the many to the one: down or up within a column, from side to side between two."""
    left, top, columns = boxes[one.view]
    other_left, other_top, others = boxes[one.of]
    if left == other_left:
        sideways = 18 * [each.columns for each in RELATIONS if (each.view, each.of) == (one.view, one.of)].index(
            one.columns
        )
        across = left + _WIDTH // 2 + sideways
        begin, end = (top, other_top + _high(others)) if top > other_top else (top + _high(columns), other_top)
        return f'<path d="M{across},{begin} L{across},{end}" marker-start="url(#many)"/>'
    begin = left if left > other_left else left + _WIDTH
    end = other_left + _WIDTH if left > other_left else other_left
    height = top + _HEAD + 10 + _LINE * columns.index(one.columns[-1])
    other = other_top + _HEAD + 10 + _LINE * others.index(one.to[-1])
    bend = (begin + end) // 2
    return f'<path d="M{begin},{height} C{bend},{height} {bend},{other} {end},{other}" marker-start="url(#many)"/>'
