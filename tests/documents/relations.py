"""The views of schema v1 in the order to read them, what refers to what, and the picture of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("What is stored of an article", ("articles", "revisions", "captures", "links", "duplicates")),
    ("Sources", ("feeds", "sightings", "aliases")),
    ("What the texts say", ("entities", "mentions", "descriptions", "quotes", "figures", "dates", "citations")),
    ("What happened", ("changes", "failures")),
)


@dataclass(frozen=True, slots=True)
class Relation:
    """`columns` of a view refer to the columns `to` of another; `always`: where they are not null, that row is there."""

    view: str
    columns: tuple[str, ...]
    of: str
    to: tuple[str, ...]
    always: bool = True


def _refers(view: str, column: str, of: str, to: str = "id", *, always: bool = True) -> Relation:
    return Relation(view, (column,), of, (to,), always)


_TEXT = ("article_id", "revision")
_QUOTE = (*_TEXT, "quote")
_NEVER_NULL = ("article_id", "of_article_id", "revision")

RELATIONS: tuple[Relation, ...] = (
    _refers("revisions", "article_id", "articles"),
    _refers("revisions", "capture_id", "captures", always=False),  # a raw page may no longer be kept
    _refers("captures", "article_id", "articles", always=False),  # of a page that is no article
    _refers("articles", "duplicate_of", "articles"),
    _refers("duplicates", "article_id", "articles"),
    _refers("duplicates", "of_article_id", "articles"),
    _refers("sightings", "feed_id", "feeds", always=False),  # a person may have removed the feed
    _refers("sightings", "article_id", "articles", always=False),  # it may have failed
    _refers("feeds", "parent_id", "feeds", always=False),
    _refers("aliases", "article_id", "articles", always=False),
    *(
        Relation(view, _TEXT, "revisions", _TEXT)
        for view in ("mentions", "descriptions", "quotes", "figures", "dates", "citations", "links")
    ),
    _refers("mentions", "entity_id", "entities"),
    _refers("descriptions", "entity_id", "entities"),
    _refers("quotes", "speaker_entity_id", "entities"),
    _refers("figures", "claimed_by_entity_id", "entities"),
    _refers("citations", "cited_entity_id", "entities"),
    _refers("entities", "merged_into", "entities"),
    Relation("figures", _QUOTE, "quotes", (*_TEXT, "ordinal")),
    Relation("citations", _QUOTE, "quotes", (*_TEXT, "ordinal")),
    _refers("changes", "article_id", "articles", always=False),  # it may be deleted
    _refers("failures", "article_id", "articles", always=False),  # it has failed
    _refers("failures", "feed_id", "feeds"),
)

KEYS: Mapping[str, tuple[str, ...]] = {
    "articles": ("id",),
    "revisions": _TEXT,
    "captures": ("id",),
    "feeds": ("id",),
    "entities": ("id",),
    "quotes": (*_TEXT, "ordinal"),
    "duplicates": ("article_id",),
    "sightings": ("feed_id", "article_id"),
    "aliases": ("url",),
    "changes": ("seq",),
}
"""What tells the rows of a view apart. The others have no key: rows of them are told apart by what they say."""


def referred(view: str, column: str) -> str:
    """What a column refers to, as `view.column`; empty where to nothing."""
    return ", ".join(
        f"{one.of}.{one.to[one.columns.index(column)]}"
        for one in RELATIONS
        if one.view == view and column == one.columns[-1]
    )


def diagram(types: Mapping[str, Mapping[str, str]]) -> Sequence[str]:
    """Lines of a Mermaid `erDiagram`: the views with the columns that join them, by view and name of column."""
    lines = ["erDiagram"]
    for view, columns in types.items():
        keys = KEYS.get(view, ())
        foreign = {column for one in RELATIONS if one.view == view for column in one.columns}
        lines.append(f"  {view} {{")
        for name, of_type in columns.items():
            marks = ["PK"] * (name in keys) + ["FK"] * (name in foreign)
            if marks:
                lines.append(f"    {of_type.split()[0]} {name} {', '.join(marks)}")
        lines.append("  }")
    for one in RELATIONS:
        many = "|o" if KEYS.get(one.view) == one.columns else "}o"
        single = "||" if one.always and one.columns[-1] in _NEVER_NULL else "o|"
        lines.append(f"  {one.view} {many}--{single} {one.of} : {one.columns[-1]}")
    return lines
