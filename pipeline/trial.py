"""The current code over stored articles, in memory: what would differ from what is stored. Nothing is written.

What `stages/clean.py` and `stages/extract.py` make is compared instead of saved. Whom names would be of is asked of the
dictionary of entities as it is; those that would be made have no id.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Engine

from pipeline import comparison
from pipeline.comparison import Difference, Side
from pipeline.deadline import Bounds
from pipeline.errors import Deferred, Reason, Setback, Unavailable
from pipeline.extract import extractors
from pipeline.model import Document, Page
from pipeline.stages import clean, extract
from pipeline.store import annotations, comparisons, entities, revisions, superseded
from pipeline.store.annotations import Extracted, Job
from pipeline.store.comparisons import COLUMNS, Stored, reading

Stage = Literal["clean", "extract"]
_DECLARED = "declared_language"  # which shows in `language` only
_FOUND_BY = {"language": "language", "citations": "sourcing"}  # fields that extractors tell


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried: from which stage on; `part`: at `extract` this extractor alone, and those that need it."""

    stage: Stage
    part: str | None = None


@dataclass(frozen=True, slots=True)
class _Made:
    """What the current code makes of an article; `fields` as `Stored.revision`, none where it is refused.

    `fresh`: it would be a revision of its own.
    """

    fields: dict[str, Any] | None
    extracted: Extracted | None = None
    fresh: bool = False
    refused: str | None = None


def differences(engine: Engine, trial: Trial, ids: Sequence[int], bounds: Bounds) -> Iterator[Difference]:
    """What would differ of each of these articles whose input is stored.

    Raises:
        Unavailable: the database cannot be reached.
    """
    with reading(engine) as conn:
        stored = comparisons.load(conn, ids)
        pages = clean.load(conn, ids) if trial.stage == "clean" else {}
        jobs = extract.load(conn, ids) if trial.stage == "extract" else {}
    for article_id in ids:
        kept = stored.get(article_id)
        if kept is None or (article_id not in pages and article_id not in jobs):
            continue  # deleted since it was chosen
        try:
            if trial.stage == "clean":
                made = _cleaned(pages[article_id], kept, bounds)
            else:
                made = _extracted(replace(jobs[article_id], part=trial.part), kept, bounds)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001
            made = _Made(None, refused=f"{Reason.ERROR}: {type(error).__name__}: {' '.join(str(error).split())[:300]}")
        yield _compared(engine, trial, kept, made)


def lost(engine: Engine, ids: Sequence[int], refused: str) -> list[Difference]:
    """Articles of which the current code makes nothing, because it takes its process down."""
    with reading(engine) as conn:
        stored = comparisons.load(conn, ids)
    return [_difference(kept, _side(kept.revision, [], kept), Side(None, refused=refused)) for kept in stored.values()]


def recorded(engine: Engine, ids: Sequence[int], maker: str, version: int) -> Iterator[Difference]:
    """How what is stored now differs from what a version of `clean` or `extract:NAME` had made; nothing is run."""
    with reading(engine) as conn:
        pairs = list(superseded.recorded(conn, ids, maker, version))
        extractor = maker.partition("extract:")[2]
        names = _names(conn, [row for pair in pairs for each in pair for row in each.rows.get(extractor, ())])
    for before, now in pairs:
        fields = () if extractor else COLUMNS
        old, new = (
            Side(
                {name: (each.revision or {})[name] for name in fields if name != _DECLARED},
                comparison.rows(each.rows.get(extractor, ()), names),
                (each.revision or {})["text"],
            )
            for each in (before, now)
        )
        yield _difference(now, old, new)


# ── what the stages make ───────────────────────────────────────────────────────────────────────────────────────────


def _cleaned(page: Page, kept: Stored, bounds: Bounds) -> _Made:
    outcome = clean.work(page, bounds)
    if outcome.value is None:
        return _Made(None, refused=_refusal(outcome.error))
    take: revisions.Take = outcome.value[-1]
    record = revisions.record_of(take, clean.VERSION)
    stored = kept.revision
    fresh = stored is None or any(stored[name] != record[name] for name in ("text", "title"))
    published: datetime | None = record["published_at"]
    document = Document(
        page.article_id,
        (kept.number or 0) + fresh,
        page.url,
        record["title"],
        record["text"],
        record["declared_language"],
        published.astimezone(UTC) if published else None,
        take.cleaned.links,
        source=record["source"],
    )
    extracted = extract.annotate(document, extractors(), bounds)
    before = {} if fresh or stored is None else {name: stored[name] for name in ("language", "sourcing")}
    return _Made(_with_findings({**before, **{name: record[name] for name in COLUMNS}}, extracted), extracted, fresh)


def _extracted(job: Job, kept: Stored, bounds: Bounds) -> _Made:
    extracted: Extracted = extract.work(job, bounds).value
    return _Made(_with_findings(dict(kept.revision or {}), extracted), extracted)


def _with_findings(fields: dict[str, Any], extracted: Extracted) -> dict[str, Any]:
    """The fields with those that extractors tell, as `store/annotations.py` saves them."""
    fields["language"] = annotations.language_of(extracted) or fields.get("language")
    if "citations" in extracted.versions:
        fields["sourcing"] = annotations.sourcing_of(extracted)
    return fields


def _refusal(error: Setback | Deferred | None) -> str:
    return f"{error.reason}: {error.message}" if isinstance(error, Setback) else f"{Reason.ERROR}: {error}"


# ── compared with what is stored ───────────────────────────────────────────────────────────────────────────────────


def _compared(engine: Engine, trial: Trial, kept: Stored, made: _Made) -> Difference:
    if made.extracted is None:
        return _difference(kept, _side(kept.revision, [], kept), Side(None, refused=made.refused))
    extracted = made.extracted
    again = set(extracted.versions)
    # An extractor that fails, or is not installed any more, leaves its rows with the revision they are of.
    stays = {name for name in kept.rows if name not in again} if trial.stage == "clean" else set()
    with reading(engine) as conn:
        stored = {} if made.fresh else {kept.article_id: kept.rows}
        ids, new_names = entities.foreseen(conn, annotations.named([extracted], stored))
        now = annotations.annotation_rows(extracted, ids)
        before = [row for name in sorted(kept.rows) if name in again | stays for row in kept.rows[name]]
        names = _names(conn, [*before, *now]) | new_names
    if not made.fresh:
        now += [dict(row) for name in stays for row in kept.rows[name]]
    fields = None if trial.stage == "clean" else {_FOUND_BY[name] for name in again if name in _FOUND_BY}
    return _difference(
        kept,
        _side(kept.revision, comparison.rows(before, names), kept, fields),
        _side(made.fields, comparison.rows(now, names), None, fields),
        extracted.failures,
    )


def _side(
    revision: Mapping[str, Any] | None,
    rows: Sequence[comparison.Row],
    kept: Stored | None,
    only: set[str] | None = None,
) -> Side:
    if revision is None:
        return Side(None, refused=kept.refused if kept else None)
    shown = {**revision, "language": revision.get("language") or revision[_DECLARED]}
    fields = {name: shown.get(name) for name in (*COLUMNS, "language", "sourcing") if name != _DECLARED}
    return Side({name: fields[name] for name in fields if only is None or name in only}, rows, revision["text"])


def _difference(kept: Stored, old: Side, new: Side, failures: Mapping[str, str] | None = None) -> Difference:
    present, changes = comparison.compare(old, new)
    return Difference(
        kept.article_id, kept.url, kept.host, present, changes, kept.made, new.refused, dict(failures or {})
    )


def _names(conn: Any, rows: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    return comparisons.names(conn, (row["entity_id"] for row in rows))
