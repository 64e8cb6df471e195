"""What two versions make of one article, compared field by field. Pure.

A field is a column of `v1.articles`, or rows by their view: mentions, quotes, figures … It gained where there was nothing,
lost where there is nothing now; rows gained where some came and none went, lost the other way round.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from typing import Any, Literal

from pipeline import edits

ARTICLE = "article"  # the field that is there where an article is made at all
MOST_LINES = 200  # of one field's differences are kept
MOST_CHARACTERS = 400  # of one line
ENOUGH = 60  # characters of a row's words tell which it is, where its attributes alone differ
_POINTS = frozenset({"figure", "citation"})  # their attribute `quote` is the ordinal of a quote

Effect = Literal["changed", "gained", "lost"]


@dataclass(frozen=True, slots=True)
class Row:
    """An annotation as it is compared: without its ordinal and version; `who`: the entity, by name and id."""

    extractor: str
    kind: str
    start: int | None
    end: int | None
    text: str | None
    who: str | None
    attributes: Mapping[str, Any]

    @property
    def view(self) -> str:
        """The view of schema v1 that shows such rows, where there is one."""
        return f"{self.kind}s"


@dataclass(frozen=True, slots=True)
class Side:
    """An article as one version makes it.

    `fields`: what is compared, by the names of columns of `v1.articles`; None: it makes no article, `refused` says why.
    `text`: what the rows' offsets count in.
    """

    fields: Mapping[str, Any] | None
    rows: Sequence[Row] = ()
    text: str = field(default="", repr=False)
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """How a field differs: lines behind a mark (- what goes, + what comes, ~ what is altered), of rows how many of each.

    `size`: characters of all lines, also of those that were too many to keep.
    """

    effect: Effect
    lines: tuple[tuple[str, str], ...]
    size: int
    gone: int = 0
    come: int = 0
    altered: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """One article compared. `present`: fields that either side has. `made`: versions that made what is stored.

    `refused`: why the new side makes no article. `failures`: messages of extractors that fail.
    """

    article_id: int
    url: str
    host: str
    present: frozenset[str]
    changes: Mapping[str, Change]
    made: Mapping[str, int] = field(default_factory=dict)
    refused: str | None = None
    failures: Mapping[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Characters that differ."""
        return sum(change.size for change in self.changes.values())


def rows(stored: Iterable[Mapping[str, Any]], names: Mapping[int, str]) -> list[Row]:
    """Rows of the table `annotations` as they are compared; `names` of the entities, new ones under negative ids.

    A pointer to a quote by its ordinal becomes the quote's words: another quote before it is no change of what points at it.
    """
    stored = list(stored)
    said = {row["ordinal"]: row["text"] for row in stored if row["kind"] == "quote"}
    return [
        Row(
            row["extractor"],
            row["kind"],
            row["start_char"],
            row["end_char"],
            row["text"],
            _who(row["entity_id"], names),
            row["attributes"]
            if row["kind"] not in _POINTS or row["attributes"].get("quote") is None
            else {**row["attributes"], "quote": said.get(row["attributes"]["quote"], row["attributes"]["quote"])},
        )
        for row in stored
        if row["kind"] not in {"language", "sourcing"}  # which are fields
    ]


def _who(entity: int | None, names: Mapping[int, str]) -> str | None:
    if entity is None:
        return None
    return f"{names.get(entity, '?')} #{entity}" if entity > 0 else f"{names[entity]} (new)"


def compare(old: Side, new: Side) -> tuple[frozenset[str], dict[str, Change]]:
    """The fields that either side has, and how those differ that do.

    Where the text itself differs, rows are compared without their places: these move with it.
    """
    if old.fields is None or new.fields is None:
        return _whole(old, new)
    present, changes = {ARTICLE}, dict[str, Change]()
    for name in [*old.fields, *(name for name in new.fields if name not in old.fields)]:
        before, after = old.fields.get(name), new.fields.get(name)
        if _is_there(before) or _is_there(after):
            present.add(name)
        if before != after and (_is_there(before) or _is_there(after)):
            changes[name] = _of_values(name, before, after)
    moved = old.text != new.text
    for view in sorted({row.view for row in (*old.rows, *new.rows)}):
        present.add(view)
        change = _of_rows(
            [row for row in old.rows if row.view == view], [row for row in new.rows if row.view == view], moved
        )
        if change is not None:
            changes[view] = change
    return frozenset(present), changes


def _whole(old: Side, new: Side) -> tuple[frozenset[str], dict[str, Change]]:
    """An article that one side does not make, told by its title and how it begins; nothing else of it is compared."""
    side = new if old.fields is None else old
    if side.fields is None:
        return frozenset(), {}
    mark, refused = ("+", old.refused) if old.fields is None else ("-", new.refused)
    lines = [(mark, side.fields.get("title") or "(no title)"), (mark, side.text)]
    if refused:
        lines.append(("~", refused))
    return frozenset({ARTICLE}), {ARTICLE: _change(_effect(old.fields is not None, new.fields is not None), lines)}


def _is_there(value: Any) -> bool:
    return value is not None and value not in ("", [])


def _change(effect: Effect, lines: Iterable[tuple[str, str]], gone: int = 0, come: int = 0, altered: int = 0) -> Change:
    kept, size = list[tuple[str, str]](), 0
    for mark, words in lines:
        size += len(words)
        if len(kept) < MOST_LINES:
            kept.append((mark, words if len(words) <= MOST_CHARACTERS else words[: MOST_CHARACTERS - 1] + "…"))
    return Change(effect, tuple(kept), size, gone, come, altered)


def _effect(before: bool, after: bool) -> Effect:
    return "changed" if before and after else "gained" if after else "lost"


# ── values ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_values(name: str, before: Any, after: Any) -> Change:
    effect = _effect(_is_there(before), _is_there(after))
    if name == "text":
        pairs = [(edit.old, edit.new) for edit in edits.compare(before or "", after or "")]
        if not pairs:
            pairs = list(zip_longest(*_lines_apart(before or "", after or "")))
    else:
        pairs = [(_shown(before) if _is_there(before) else None, _shown(after) if _is_there(after) else None)]
    lines = [(mark, words) for pair in pairs for mark, words in zip("-+", pair, strict=True) if words is not None]
    return _change(effect, lines)


def _lines_apart(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that only one text has, where the same sentences are set in other lines."""
    old, new = dict.fromkeys(before.split("\n")), dict.fromkeys(after.split("\n"))
    return [line for line in old if line not in new], [line for line in new if line not in old]


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ", ".join(map(_shown, value))
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} {_shown(each)}" for key, each in value.items()) + "}"
    return str(value).lower() if isinstance(value, bool) else str(value)


# ── rows ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_rows(old: Sequence[Row], new: Sequence[Row], moved: bool) -> Change | None:
    def whole(row: Row) -> tuple[Any, ...]:
        return (*place(row), row.text, row.who, _frozen(row.attributes, without_places=moved))

    def place(row: Row) -> tuple[Any, ...]:
        return (row.extractor, row.kind, *((row.text,) if moved else (row.start, row.end)))

    went, came = _unmatched(old, new, whole)
    if not went and not came:
        return None
    standing: dict[tuple[Any, ...], list[Row]] = {}
    for row in reversed(came):
        if row.start is not None:
            standing.setdefault(place(row), []).append(row)
    gone, altered = list[Row](), list[tuple[Row, Row]]()
    for row in went:
        others = standing.get(place(row)) if row.start is not None else None
        if others:
            altered.append((row, others.pop()))
        else:
            gone.append(row)
    taken = {id(row) for _, row in altered}
    come = [row for row in came if id(row) not in taken]
    lines = [
        *(("-", _compact(row)) for row in gone),
        *(("+", _compact(row)) for row in come),
        *(("~", _altered(before, after, moved)) for before, after in altered),
    ]
    effect = _effect(bool(gone or altered), bool(come or altered))
    return _change(effect, lines, len(gone), len(come), len(altered))


def _unmatched(
    old: Sequence[Row], new: Sequence[Row], key: Callable[[Row], tuple[Any, ...]]
) -> tuple[list[Row], list[Row]]:
    """Rows that only one side has, as often as it has them more."""

    def beyond(some: Sequence[Row], others: Sequence[Row]) -> Iterator[Row]:
        left = Counter(map(key, others))
        for row in some:
            if left[key(row)]:
                left[key(row)] -= 1
            else:
                yield row

    return list(beyond(old, new)), list(beyond(new, old))


def _is_place(name: str) -> bool:
    return name in {"start", "end"} or name.endswith(("_start", "_end"))


def _frozen(value: Any, *, without_places: bool) -> Any:
    """JSON that can be counted; `without_places`: without the offsets in it."""
    if isinstance(value, Mapping):
        return frozenset(
            (name, _frozen(each, without_places=without_places))
            for name, each in value.items()
            if not (without_places and _is_place(name))
        )
    if isinstance(value, list | tuple):
        return tuple(_frozen(each, without_places=without_places) for each in value)
    return value


def _described(row: Row) -> dict[str, Any]:
    told = {name: value for name, value in row.attributes.items() if _is_there(value) and not _is_place(name)}
    return told if row.who is None else {"who": row.who, **told}


def _where(row: Row, most: int | None = None) -> str:
    if row.start is None:
        return ""
    words = row.text or ""
    return f"{row.start}–{row.end} “{words if most is None or len(words) <= most else words[: most - 1] + '…'}”"


def _compact(row: Row) -> str:
    return " ".join(
        filter(None, [_where(row), *(f"{name}={_shown(value)}" for name, value in _described(row).items())])
    )


def _altered(before: Row, after: Row, moved: bool) -> str:
    """What differs of a row that stands where it stood: its attributes, offsets among them where these alone differ."""
    old, new = _described(before), _described(after)
    if old == new:
        old, new = dict(before.attributes), dict(after.attributes)
    if not moved and before.text != after.text:
        old, new = {"text": before.text, **old}, {"text": after.text, **new}
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    told = (f"{name}: {_shown(old.get(name, '—'))} → {_shown(new.get(name, '—'))}" for name in names)
    return f"{_where(before, ENOUGH)} {', '.join(told)}"
