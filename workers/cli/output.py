"""How commands speak: one JSON document with --json, tables for people, errors in one line."""

import json
import sys
import tempfile
import traceback
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, Decimal):
        return float(value)
    return str(value)


def document(value: Any) -> None:
    """Print one JSON document."""
    sys.stdout.write(
        json.dumps(value, default=_plain, ensure_ascii=False, indent=None if not sys.stdout.isatty() else 2) + "\n"
    )


def say(text: str) -> None:
    """Print a line for people."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """Print a line beside the result, on standard error."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def fail(message: str, code: int) -> int:
    """Print an error as one line and give the exit code back."""
    note(f"wireroom: {' '.join(message.split())}")
    return code


def write_traceback(error: BaseException) -> None:
    """Keep the traceback of something nobody foresaw in a file, and say where."""
    with tempfile.NamedTemporaryFile("w", prefix="wireroom-", suffix=".log", delete=False) as file:
        file.write("".join(traceback.format_exception(error)))
    note(f"wireroom: traceback in {Path(file.name)}")


def cell(value: Any) -> str:
    """A value as a table shows it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return str(value)


def table(rows: Sequence[Mapping[str, Any]], columns: Iterable[str], title: str | None = None) -> None:
    """Print rows as a table."""
    shown = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    names = list(columns)
    for name in names:
        shown.add_column(
            name.replace("_", " "), overflow="fold" if name == "url" else "ellipsis", no_wrap=name != "url"
        )
    for row in rows:
        shown.add_row(*(_escape(cell(row.get(name))) for name in names))
    console().print(shown)


def _escape(text: str) -> str:
    return text.replace("[", "\\[")


def console() -> Console:
    """Standard output; so wide where it is no terminal that no line is broken."""
    return Console(width=None if sys.stdout.isatty() else 10_000, highlight=False)
