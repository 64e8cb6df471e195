"""SQL in a document, and what it gives: a block of SQL, an empty line, its rows as a table."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.store.engine import transaction
from pipeline.store.reports import query_as_reader
from tests.conftest import Pipeline

DOCS = Path(__file__).parents[2] / "docs"
QUESTIONS = DOCS / "questions.md"

Run = Callable[[str], str]

_ANSWERED = re.compile(r"(```sql\n(?P<sql>.*?)```\n)(?:\n(?:\|[^\n]*\n)+|\n_no rows_\n)?", re.DOTALL)
_PYTHON = re.compile(r"```python\n(.*?)```\n", re.DOTALL)
_CONSOLE = re.compile(r'wireroom db query "([^"]*)"')


def answered(document: str, run: Run) -> str:
    """The document with the result that `run` gives under each block of SQL, whatever stood there."""
    return _ANSWERED.sub(lambda found: f"{found[1]}\n{run(found['sql'])}\n", document)


def blocks(document: str) -> Iterator[str]:
    """Every query that a document shows: blocks of SQL that ask something, and what it hands to `wireroom db query`."""
    shown = [found["sql"] for found in _ANSWERED.finditer(document)] + _CONSOLE.findall(document)
    yield from (sql for sql in shown if sql.lstrip().startswith(("SELECT", "WITH")) and "…" not in sql)


def programs(document: str) -> list[str]:
    """The blocks of Python that a document shows."""
    return [found[1] for found in _PYTHON.finditer(document)]


def reader(pipeline: Pipeline) -> Run:
    """Runs a query with a reader's rights and gives its rows as a table in Markdown."""

    def run(sql: str) -> str:
        with transaction(pipeline.engine) as conn:
            return table(query_as_reader(conn, sql.rstrip().rstrip(";")))

    return run


def table(rows: list[dict[str, Any]]) -> str:
    """Rows as a table in Markdown; numbers to the right."""
    if not rows:
        return "_no rows_"
    names = list(rows[0])
    numeric = {name for name in names if any(_is_number(row[name]) for row in rows)}
    rule = ["---:" if name in numeric else "---" for name in names]
    lines = [names, rule, *([_cell(row[name]) for name in names] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _cell(value: Any) -> str:
    match value:
        case None:
            shown = ""
        case bool():
            shown = "yes" if value else "no"
        case datetime():
            shown = f"{value:%Y-%m-%d %H:%M}"
        case Decimal():
            shown = f"{value.normalize():f}"
        case list() if all(isinstance(item, str) for item in value):
            shown = ", ".join(value)
        case list() | dict():
            shown = json.dumps(value, ensure_ascii=False)
        case _:
            shown = str(value)
    return shown.replace("|", "\\|").replace("\n", " ")
