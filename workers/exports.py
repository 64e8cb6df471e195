"""Files of an export: each written beside its place and put there whole, so that one that was stopped goes on where it was."""

import fcntl
import gzip
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from sqlalchemy import Engine

from pipeline.errors import Refused
from pipeline.store import archives as kept
from pipeline.store import exports
from pipeline.store.engine import transaction
from pipeline.store.exports import Portion
from workers import archives

if TYPE_CHECKING:
    import pyarrow

MANIFEST = "export.json"
ARTICLES_A_FILE = 5_000
_FOLDERS = {"jsonl": ("articles",), "parquet": tuple(exports.OF_ARTICLES), "warc": ("captures",)}
Told = Callable[[int, int], None]  # articles done, articles in all


@dataclass(frozen=True, slots=True)
class Result:
    """What was written: articles, files, and how many of those had been there from an earlier attempt."""

    articles: int
    files: int
    kept: int = 0


# ── folders ────────────────────────────────────────────────────────────────────────────────────────────────────────


def folder(engine: Engine, ids: Sequence[int], out: Path, form: str, chosen: Mapping[str, Any], told: Told) -> Result:
    """An export into a folder, a partition a day: `VIEW/day=2026-03-04/part-000.parquet`, `articles/day=…/part-000.jsonl`,
    `captures/day=…/part-000.warc.gz`.

    A manifest names what was selected and its files; one that is not complete is gone on with.

    Raises:
        Refused: the folder holds something else, or cannot be written.
    """
    with _written(out), _alone(out):
        plan = _plan(engine, ids, out, form, chosen)
        parts = [Portion(date.fromisoformat(day), number, tuple(of)) for day, number, of in plan["portions"]]
        count, files, kept, done = sum(len(part.ids) for part in parts), 0, 0, 0
        for part in parts:
            steps = exports.steps(engine, part.ids) if form == "parquet" else []
            for view in _FOLDERS[form]:
                path = out / view / f"day={part.day}" / f"part-{part.number:03}.{'warc.gz' if form == 'warc' else form}"
                files += 1
                if path.exists():
                    kept += 1
                elif form == "parquet":
                    parquet(engine, view, exports.rows(engine, view, steps), path)
                elif form == "warc":
                    _warc(engine, part.ids, path)
                else:
                    jsonl(engine, part.ids, path)
            done += len(part.ids)
            told(done, count)
        if form == "parquet":
            for view in exports.OF_ALL:
                parquet(engine, view, exports.whole(engine, view), out / f"{view}.parquet")
                files += 1
        elif form == "warc" and not any(value for name, value in chosen.items() if name != "all"):
            with _replacing(out / "feeds.warc.gz") as file:
                list(archives.write(engine, (), file, "feeds.warc.gz", whole=True))
            files += 1
        _put(out / MANIFEST, json.dumps({**plan, "complete": True}))
    return Result(count, files, kept)


def _plan(engine: Engine, ids: Sequence[int], out: Path, form: str, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """What goes where, decided once: an attempt that was stopped goes on with its own plan."""
    wanted = {"format": form, "selected": dict(chosen)}
    path = out / MANIFEST
    if path.exists():
        try:
            plan: dict[str, Any] = json.loads(path.read_text("utf-8"))
            same = plan["format"] == form and plan["selected"] == json.loads(
                json.dumps(wanted["selected"], default=str)
            )
            complete = plan["complete"]
        except (ValueError, KeyError, TypeError):
            raise Refused(f"{path} is no manifest of an export: choose another folder") from None
        if not same or complete:
            what = "is complete" if same else "is of another selection or format"
            raise Refused(f"the export in {out} {what}: remove it, or choose another folder")
        return plan
    if any(out.iterdir()):
        raise Refused(f"{out} is not empty and holds no export: choose another folder")
    with transaction(engine) as conn:
        found = (kept if form == "warc" else exports).portions(conn, ids, ARTICLES_A_FILE)
    plan = {
        **wanted,
        "complete": False,
        "portions": [[part.day.isoformat(), part.number, list(part.ids)] for part in found],
    }
    _put(path, json.dumps(plan, default=str))
    return plan


# ── single files ───────────────────────────────────────────────────────────────────────────────────────────────────


def jsonl(engine: Engine, ids: Sequence[int], path: Path, told: Told = lambda _, __: None) -> Result:
    """One article a line with what was found in it; gzipped where the name ends so."""
    with _written(path), _replacing(path) as file, _lines(file, path) as lines:
        count = _jsonl(engine, ids, lines, told)
    return Result(count, 1)


def warc(engine: Engine, ids: Sequence[int], path: Path, *, whole: bool, told: Told = lambda _, __: None) -> Result:
    """All captures of these articles in one file; gzipped where the name ends so. `whole`: with all feeds."""
    with transaction(engine) as conn:
        chosen = kept.kept(conn, ids)
    with _written(path):
        _warc(engine, chosen, path, whole=whole, told=told)
    return Result(len(chosen), 1)


def _warc(
    engine: Engine, ids: Sequence[int], path: Path, *, whole: bool = False, told: Told = lambda _, __: None
) -> None:
    with _replacing(path) as file:
        for count in archives.write(engine, ids, file, path.name, whole=whole):
            told(count, len(ids))


def to_stream(engine: Engine, ids: Sequence[int], stream: IO[str]) -> Result:
    """The same lines to a stream."""
    return Result(_jsonl(engine, ids, stream, lambda _, __: None), 0)


def _jsonl(engine: Engine, ids: Sequence[int], lines: IO[str], told: Told) -> int:
    count = 0
    for count, document in enumerate(exports.documents(engine, ids), 1):
        lines.write(json.dumps(document, default=_plain, ensure_ascii=False) + "\n")
        if count % 100 == 0:
            told(count, len(ids))
    return count


@contextmanager
def _lines(file: IO[bytes], path: Path) -> Iterator[IO[str]]:
    raw: Any = gzip.GzipFile(fileobj=file, mode="wb", filename="", mtime=0) if path.suffix == ".gz" else file
    text = TextIOWrapper(raw, "utf-8", newline="\n")
    yield text
    text.detach()
    if raw is not file:
        raw.close()


def parquet(engine: Engine, view: str, batches: Iterable[Sequence[Sequence[Any]]], path: Path) -> None:
    """Rows of a view as one Parquet file with the view's columns and types; each batch becomes a row group."""
    import pyarrow.parquet

    with transaction(engine) as conn:
        kinds = exports.columns(conn, view)
    schema = arrow_schema(kinds)
    with _replacing(path) as file, pyarrow.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in batches:
            if batch:
                values = zip(*batch, strict=True)
                arrays = [
                    pyarrow.array([_CAST[kind](value) for value in column] if kind in _CAST else column, field.type)
                    for column, kind, field in zip(values, kinds.values(), schema, strict=True)
                ]
                writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))


def arrow_schema(columns: Mapping[str, str]) -> "pyarrow.Schema":
    """PostgreSQL's types as Arrow's: numeric as double, JSON as its text."""
    import pyarrow

    types = {
        "bigint": pyarrow.int64(), "integer": pyarrow.int32(), "text": pyarrow.string(), "boolean": pyarrow.bool_(),
        "timestamp with time zone": pyarrow.timestamp("us", tz="UTC"), "date": pyarrow.date32(), "real": pyarrow.float32(),
        "double precision": pyarrow.float64(), "numeric": pyarrow.float64(), "jsonb": pyarrow.string(),
        "text[]": pyarrow.list_(pyarrow.string()),
    }  # fmt: skip
    return pyarrow.schema([(name, types[kind]) for name, kind in columns.items()])


def _json_text(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _double(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


_CAST: Mapping[str, Callable[[Any], Any]] = {"jsonb": _json_text, "numeric": _double}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(type(value).__name__)


# ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _written(path: Path) -> Iterator[None]:
    """What the system refuses, as ours.

    Raises:
        Refused: with the path and why.
    """
    try:
        yield
    except OSError as error:
        raise Refused(f"{error.filename or path} cannot be written: {error.strerror or error}") from None


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """A folder, made where it is not there, in which no other process exports; that ends with the process.

    Raises:
        Refused: one does.
    """
    out.mkdir(parents=True, exist_ok=True)
    held = os.open(out, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"another process is exporting into {out}") from None
        yield
    finally:
        os.close(held)


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """A file written beside its place, on the disk when it is put there; nothing of it is left where that fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{hashlib.sha256(str(path).encode()).hexdigest()[:8]}.part")
    try:
        with beside.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _put(path: Path, text: str) -> None:
    with _replacing(path) as file:
        file.write(text.encode())
