"""Each maker over the inputs: rows of JSON, the same on every machine. CPU times are left out."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from pipeline import flow
from pipeline.clean.page import clean
from pipeline.cluster.fingerprint import fingerprint
from pipeline.deadline import Bounds
from pipeline.errors import Permanent
from pipeline.extract import EXTRACTORS, concerned
from pipeline.model import Annotation, Cleaned, Document, Outcome
from pipeline.stages import cluster, poll
from pipeline.stages.clean import PAGE_BYTES
from pipeline.stages.extract import annotate
from pipeline.store.feeds import Polled
from tests.golden import inputs

Rows = list[Any]
RAISE = {
    "poll": "VERSION in pipeline/stages/poll.py",
    "clean": "VERSION in pipeline/clean/page.py",
    "cluster": "VERSION in pipeline/stages/cluster.py",
    "extract:entities": "_VERSION in pipeline/extract/entities.py",
    "extract:language": "version in pipeline/extract/language.py",
    "extract:links": "version in pipeline/extract/links.py",
}
LONG, HEAD = 60, 24  # characters of a newsroom's string that is kept whole, and of a longer one that are kept


@dataclass(frozen=True, slots=True)
class Made:
    """What a maker made: `versions` are its own and those of what it reads, `rows` by input with that one's digest."""

    maker: str
    versions: Mapping[str, int]
    rows: Mapping[str, tuple[str, Rows]]

    @property
    def version(self) -> int:
        return self.versions[self.maker]


def where(maker: str) -> str:
    """What to raise when a maker's results change."""
    return RAISE.get(maker, f"version in pipeline/extract/{maker.removeprefix('extract:')}/__init__.py")


def pure() -> list[Made]:
    """Every maker that needs no database."""
    return [_poll(), _clean(), *_extract()]


def every(conn: Connection) -> list[Made]:
    """All of them; what is written through `conn` is for its caller to roll back."""
    return [*pure(), _cluster(conn)]


# ── the makers ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _made(maker: str, rows: Mapping[str, Rows], digests: Mapping[str, str], reads: Iterable[str] = ()) -> Made:
    versions = flow.versions()
    return Made(
        maker,
        {name: versions[name] for name in sorted({maker, *reads})},
        {name: (digests[name], _brief(name, plain(each))) for name, each in rows.items()},
    )


def _poll() -> Made:
    given = inputs.feeds()
    rows: dict[str, Rows] = {}
    for name, (feed, capture) in given.items():
        outcome = poll.read(feed, capture, cap=10_000_000)
        value = outcome.value
        if not isinstance(value, Polled):
            rows[name] = [{"failed": [value.reason, value.message], "proposed_url": value.proposed_url}]
            continue
        head = ("title", "site_url", "declared", "hub", "topic", "sources", "complete")
        rows[name] = [{key: getattr(value, key) for key in head}, *value.announcements, *value.rejections]
    return _made("poll", rows, {name: _digest(capture.body) for name, (_, capture) in given.items()})


def _clean() -> Made:
    given = inputs.pages()
    rows: dict[str, Rows] = {}
    for name, page in given.items():
        try:
            rows[name] = _cleaned(clean(page, PAGE_BYTES))
        except Permanent as error:
            rows[name] = [{"refused": [error.reason, error.message]}]
    bodies = {name: page.body + (page.spare.body if page.spare else b"") for name, page in given.items()}
    return _made("clean", rows, {name: _digest(body) for name, body in bodies.items()})


def _cleaned(cleaned: Cleaned) -> Rows:
    said = asdict(cleaned)
    lines, evidence = said.pop("text").split("\n"), said.pop("evidence")
    print_ = fingerprint(cleaned.text)  # stored by `clean`
    return [
        *lines,
        said | {"fingerprint": print_.hex()[:16] if print_ else None},
        {"evidence": evidence},
    ]


def _extract() -> list[Made]:
    """All extractors as the stage runs them, one after the other over each document; of word-for-word copies over one."""
    first = {inputs.documents()[name].text: name for name in sorted(inputs.documents(), reverse=True)}
    given = {name: each for name, each in inputs.documents().items() if first[each.text] == name}
    done = {name: annotate(document, EXTRACTORS, Bounds()) for name, document in given.items()}
    failed = {name: dict(result.failures) for name, result in done.items() if result.failures}
    assert not failed, failed
    digests = {name: _digest(_identity(document)) for name, document in given.items()}
    return [
        _made(
            f"extract:{extractor.name}",
            {
                name: [_row(item, extractor.name) for item in result.annotations.get(extractor.name, ())]
                for name, result in done.items()
            },
            digests,
            (f"extract:{each.name}" for each in EXTRACTORS if extractor.name in concerned(each.name, EXTRACTORS)[0]),
        )
        for extractor in EXTRACTORS
    ]


def _row(item: Annotation, extractor: str) -> Rows:
    """An annotation; whom it means with the keys where `entities` says so, by name where another refers to that."""
    who = [item.entity.name, *(item.entity.keys if extractor == "entities" else ())] if item.entity else []
    return [item.kind, item.start, item.end, item.text, dict(item.attributes), *who]


def _identity(document: Document) -> bytes:
    return repr(document).encode()


def _cluster(conn: Connection) -> Made:
    """Who repeats whom among the documents' texts, stored as `clean` stores them and clustered in two batches."""
    given = inputs.documents()
    names: dict[int, str] = {}
    for name, document in given.items():
        names[_stored(conn, name, document)] = name
    for batch in (list(names)[1::2], list(names)[::2]):
        twins = cluster.load(conn, batch)
        outcomes: list[tuple[int, Outcome]] = [(each, cluster.work(twin, Bounds())) for each, twin in twins.items()]
        cluster.save(conn, outcomes, sweep=0, hinted=False)
    rows: dict[str, Rows] = {name: [] for name in given}
    for row in conn.execute(text("SELECT * FROM v1.duplicates WHERE article_id = ANY(:ids)"), {"ids": list(names)}):
        rows[names[row.article_id]] = [{"of": names[row.of_article_id], "kind": row.kind, "similarity": row.similarity}]
    # What its groups are found by, `clean` has stored.
    return _made("cluster", rows, {name: _digest(each.text.encode()) for name, each in given.items()}, ["clean"])


def _stored(conn: Connection, name: str, document: Document) -> int:
    parameters = {"url": document.url, "key": name.encode(), "text": document.text, "print": fingerprint(document.text)}
    return int(
        conn.execute(
            text("""
                WITH a AS (INSERT INTO articles (url, url_key, host, revision) VALUES (:url, :key, 'x', 1) RETURNING id),
                     c AS (INSERT INTO captures (article_id, url, final_url, fetched_at, elapsed_ms, status, headers, body, bytes, sha256)
                           SELECT id, :url, :url, now(), 0, 200, '[]', '', 0, '' FROM a RETURNING id)
                INSERT INTO revisions (article_id, revision, capture_id, fetched_at, text, text_sha256, fingerprint, word_count, authors,
                                       tags, verdict, paywalled, links, cleaner, cleaner_version)
                SELECT a.id, 1, c.id, now(), :text, '', :print, 1, '{}', '{}', 'article', false, '[]', 'x', 1 FROM a, c
                RETURNING article_id
            """),
            parameters,
        ).scalar_one()
    )


# ── as JSON ────────────────────────────────────────────────────────────────────────────────────────────────────────


def plain(value: Any) -> Any:
    """As JSON: sets sorted, times in ISO 8601, nothing said of what is None or an empty list."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in sorted(value.items()) if each not in (None, (), [])}
    if isinstance(value, set | frozenset):
        return sorted(map(plain, value))
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _brief(name: str, value: Any) -> Any:
    """Of the newsroom, which is large: long strings and what was considered as digests; ours stays whole."""
    return _cut(value) if name.startswith("newsroom/") else value


def _cut(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONG:
        return f"{value[:HEAD]}… {len(value)} {_digest(value.encode())}"
    if isinstance(value, dict):
        return {key: _cut(_short(each)) for key, each in value.items()}
    return [_cut(each) for each in value] if isinstance(value, list) else value


def _short(value: Any) -> Any:
    """Lists and mappings of some length inside a row: what a page links to, what was considered for its title."""
    if not isinstance(value, list | dict):
        return value
    written = json.dumps(value, ensure_ascii=False)
    return value if len(written) <= 2 * LONG else f"{len(value)} of {_digest(written.encode())}"


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:12]
