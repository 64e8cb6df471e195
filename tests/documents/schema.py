"""docs/schema.md: what consumers may read, in the words that the database itself has for it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.conftest import Pipeline
from tests.documents.picture import drawn
from tests.documents.queries import DOCS
from tests.documents.relations import GROUPS, KEYS, diagram, referred

SCHEMA, PICTURE = DOCS / "schema.md", DOCS / "schema.svg"

Column = tuple[str, str, str]  # name, type, comment

_VIEWS = """
    SELECT c.relname, obj_description(c.oid, 'pg_class') FROM pg_class c
     WHERE c.relnamespace = 'v1'::regnamespace AND c.relkind = 'v' ORDER BY c.relname
"""
_COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), col_description(c.oid, a.attnum)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
     WHERE c.relnamespace = 'v1'::regnamespace AND c.relkind = 'v' ORDER BY c.relname, a.attnum
"""
_SHORT = {"timestamp with time zone": "timestamptz"}

_HEAD = """
# Schema v1

What consumers read. Written by `make docs` from the database's own comments (`\\d+ v1.articles` in psql shows the same); a test
holds it current. Columns are only ever added, at the end of a view; none is renamed, none removed. Worked examples:
[twelve questions](questions.md). How to follow what changes: [reading the data](consumers.md).
"""

_CONNECTING = """
## Connecting

Views of schema `v1` are all that the role `wireroom_reader` may read; it cannot log in by itself. Make a login for each
consumer, once, as the owner of the database:

```console
$ psql "$WIREROOM_DATABASE_URL" <<'SQL'
CREATE ROLE newsdesk LOGIN PASSWORD 'choose one' IN ROLE wireroom_reader;
ALTER ROLE newsdesk SET search_path = v1;
SQL
$ psql "postgresql://newsdesk@localhost/wireroom" -c "SELECT count(*) FROM articles"
```

The embedded server has no port; `wireroom db query "SELECT …"` asks it with the same rights, and the same `search_path`. Times
are `timestamptz`: `SET timezone = 'UTC'` shows them as stored.

## Offsets

`start_char` and `end_char` count Unicode code points of exactly that revision's `text`, from 0, the end not included.
PostgreSQL counts from 1, so that a row's words are

```sql
SELECT bool_and(substring(r.text FROM q.start_char + 1 FOR q.end_char - q.start_char) = q.text) AS the_same
  FROM quotes q
  JOIN revisions r ON r.article_id = q.article_id AND r.revision = q.revision;
```

In Python they are `text[start_char:end_char]`; JavaScript and Java count UTF-16 units, where the two differ behind an emoji.
What was found in a text stands under its `revision`, older ones included: join `articles` on `article_id` and `revision` to
have the newest alone.
"""

_PICTURE = """
## The picture

Each view with its key, underlined, and the columns that refer to rows of other views, or of its own (↺). The foot of a line
is at the many.

![The views of schema v1 and what refers to what](schema.svg)

<details><summary>The same as Mermaid, with what may be missing</summary>
"""


def written(pipeline: Pipeline) -> Mapping[Path, str]:
    """The document and its picture, from a migrated database."""
    about = dict(pipeline.rows(_VIEWS))
    columns: dict[str, list[Column]] = {view: [] for view in about}
    for view, name, of_type, comment in pipeline.rows(_COLUMNS):
        columns[view].append((name, _SHORT.get(of_type, of_type), comment))
    placed = [view for _, views in GROUPS for view in views]
    later = [view for view in about if view not in placed]
    groups = [*GROUPS, *([("More", tuple(later))] if later else [])]
    types = {view: {name: of_type for name, of_type, _ in columns[view]} for _, views in groups for view in views}
    lines = [_HEAD.strip(), "", *_contents(groups), "", _CONNECTING.strip(), "", _PICTURE.strip(), ""]
    lines += ["```mermaid", *diagram(types), "```", "", "</details>"]
    for title, views in groups:
        lines += ["", f"## {title}"]
        for view in views:
            lines += ["", f"### {view}", "", about[view], "", *_table(view, columns[view])]
    return {SCHEMA: "\n".join(lines) + "\n", PICTURE: drawn(types)}


def _contents(groups: Sequence[tuple[str, Sequence[str]]]) -> Iterator[str]:
    yield "- [Connecting](#connecting) · [Offsets](#offsets) · [The picture](#the-picture)"
    for title, views in groups:
        yield f"- {title}: " + " · ".join(f"[{view}](#{view})" for view in views)


def _table(view: str, columns: Sequence[Column]) -> Iterator[str]:
    key = KEYS.get(view)
    yield f"Key: {', '.join(f'`{name}`' for name in key)}." if key else "No key: rows differ by what they say."
    yield ""
    yield "| column | type | |"
    yield "| --- | --- | --- |"
    for name, of_type, comment in columns:
        refers = referred(view, name)
        said = comment.replace("|", "\\|").replace("<", "&lt;")
        yield f"| `{name}` | {of_type} | {said}{f' → `{refers}`' if refers else ''} |"
