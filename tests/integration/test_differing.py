"""`wireroom replay --diff`: what the current code would make otherwise of what is stored; nothing is stored."""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest

from pipeline import trial
from pipeline.clean.furniture import key
from pipeline.clean.page import VERSION
from pipeline.deadline import Bounds
from pipeline.errors import WrongUsage
from pipeline.extract import extractors
from pipeline.flow import versions
from pipeline.model import Annotation, Document, Selector
from pipeline.store import habits, selection
from pipeline.store.engine import transaction
from pipeline.tally import Tally
from tests.conftest import Pipeline
from tests.hostile import HostileWeb, Reply
from tests.integration import test_habits as courier
from tests.integration import test_history as harbour
from tests.integration.conftest import Command
from workers.cli import differing

ALL = ("replay", "--all", "--diff", "200", "--from")
EMPTY = harbour.html([], "Nothing at all")


def dump(pipeline: Pipeline) -> dict[str, list[Any]]:
    """Every row of every table, and how far every sequence is."""
    tables = pipeline.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    found = {name: pipeline.rows(f"SELECT t::text FROM {name} t ORDER BY 1") for (name,) in tables}
    return {**found, "sequences": pipeline.rows("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")}


def compared(pipeline: Pipeline, stage: trial.Stage, part: str | None = None) -> dict[str, Any]:
    """What --json reports of all articles, run in this process."""
    with transaction(pipeline.engine) as conn:
        ids, _ = selection.sample(conn, Selector(all=True), versions(), stage, 200, None)
    tally = Tally()
    for difference in trial.differences(pipeline.engine, trial.Trial(stage, part), ids, Bounds()):
        tally.add(difference)
    return differing.told(tally)


def against(pipeline: Pipeline, maker: str, version: int) -> dict[str, Any]:
    """Likewise of what another version had made."""
    stage = "clean" if maker == "clean" else "extract"
    with transaction(pipeline.engine) as conn:
        ids, _ = selection.sample(conn, Selector(all=True), versions(), stage, 200, (maker, version))
    tally = Tally()
    for difference in trial.recorded(pipeline.engine, ids, maker, version):
        tally.add(difference)
    assert tally.articles == len(ids)
    return differing.told(tally)


def effects(report: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    """Changed, gained and lost of each field that differs."""
    counts = {name: (each["changed"], each["gained"], each["lost"]) for name, each in report["fields"].items()}
    return {name: each for name, each in counts.items() if any(each)}


def lines(report: dict[str, Any], field: str) -> list[str]:
    """A field's differences, of all articles shown."""
    return [line for each in report["largest"] for line in each["fields"].get(field, {"lines": []})["lines"]]


def ingest(pipeline: Pipeline, web: HostileWeb, count: int = 3) -> list[int]:
    """Articles of hosts of their own, each by a different name."""
    names = ("chain", "ferry", "lamp", "quay", "tide")[:count]
    return [
        harbour.ingest(pipeline, web.put(f"site{number}", f"/{name}", Reply(harbour.html(title=f"The harbour {name}"))))
        for number, name in enumerate(names)
    ]


def replay(pipeline: Pipeline, stage: str) -> None:
    with transaction(pipeline.engine) as conn:
        ids = selection.select(conn, Selector(all=True), versions())
        selection.move_back(conn, selection.able(conn, ids, stage))
    pipeline.drain()


def refuse(pipeline: Pipeline, article_id: int) -> None:
    """What is stored of its page is no article any more."""
    body = gzip.compress(EMPTY)
    pipeline.execute(
        "UPDATE captures SET body = %s, bytes = %s, content_encoding = 'gzip' WHERE article_id = %s", body, len(body), article_id
    )  # fmt: skip


@dataclass
class Vessels:
    """A plug-in that finds the first three letters."""

    name: str = "vessels"
    languages: frozenset[str] | None = None
    needs: tuple[str, ...] = ()
    version: int = 1
    flag: str = "LR"
    fails: bool = False

    def __call__(self, document: Document) -> list[Annotation]:
        if self.fails:
            raise ValueError("no keel")
        return [Annotation("vessel", 0, 3, document.text[:3], {"flag": self.flag})]


@pytest.fixture
def plug_ins(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Installs plug-ins instead of those there are."""

    def install(*given: Vessels) -> None:
        monkeypatch.setattr("pipeline.extract._plugins", lambda: given)
        extractors.cache_clear()

    yield install
    monkeypatch.undo()
    extractors.cache_clear()


@pytest.mark.parametrize("stage", ["clean", "extract"])
def test_what_was_just_stored_does_not_differ_and_nothing_is_written(
    ingested: Pipeline, wireroom: Command, stage: str
) -> None:
    before = dump(ingested)
    report = wireroom.json(*ALL, stage)
    assert effects(report) == {}
    assert report["sample"] == report["of"] == len(ingested.rows("SELECT FROM v1.articles")) + (stage == "clean")
    assert report["fields"]["mentions"]["of"] > 50
    assert dump(ingested) == before


def test_of_a_plug_in_its_own_rows_show_and_no_others(
    pipeline: Pipeline, web: HostileWeb, plug_ins: Callable[..., None]
) -> None:
    ids = ingest(pipeline, web)
    plug_ins(Vessels())
    report = compared(pipeline, "extract")
    assert effects(report) == {"vessels": (0, 3, 0)}
    assert report["fields"]["vessels"]["rows_come"] == 3
    replay(pipeline, "extract")
    assert effects(compared(pipeline, "extract")) == effects(compared(pipeline, "clean")) == {}
    plug_ins(Vessels(version=2, flag="PA"))
    report = compared(pipeline, "extract", "vessels")
    assert effects(report) == {"vessels": (3, 0, 0)}
    assert set(lines(report, "vessels")) == {f"~ 0–3 “{harbour.STORY[0][:3]}” flag: LR → PA"}
    assert report["versions"]["extract:vessels"] == {"stored": {"1": 3}, "current": 2}
    assert [(each["host"], effects(each)) for each in report["hosts"]] == [
        (f"site{number}.localhost", {"vessels": (1, 0, 0)}) for number in range(3)
    ]
    assert {each["article_id"] for each in report["largest"]} == set(ids)


def test_a_plug_in_that_fails_is_told_and_its_rows_do_not_count_as_lost(
    pipeline: Pipeline, web: HostileWeb, plug_ins: Callable[..., None]
) -> None:
    plug_ins(Vessels())
    ingest(pipeline, web)
    plug_ins(Vessels(fails=True))
    report = compared(pipeline, "clean")
    assert (effects(report), report["failures"]) == ({}, {"vessels": 3})


def test_rows_of_a_plug_in_that_is_gone_stay_with_their_text(
    pipeline: Pipeline, web: HostileWeb, plug_ins: Callable[..., None]
) -> None:
    plug_ins(Vessels())
    first, *_ = ingest(pipeline, web)
    plug_ins()
    pipeline.execute("UPDATE revisions SET title = 'Another title' WHERE article_id = %s", first)
    assert effects(compared(pipeline, "clean")) == {"title": (1, 0, 0), "vessels": (0, 0, 1)}


def test_what_stands_otherwise_in_the_database_shows(pipeline: Pipeline, web: HostileWeb, wireroom: Command) -> None:
    first, second, _ = ingest(pipeline, web)
    pipeline.execute(
        "UPDATE revisions SET title = NULL, authors = '{Ivo Lenz}', verdict = 'teaser' WHERE article_id = %s", first
    )
    pipeline.execute(
        "UPDATE revisions SET text = replace(text, 'foundry', 'brewery'), cleaner_version = 1 WHERE article_id = %s",
        second,
    )
    report = compared(pipeline, "clean")
    # What stands in the text moves with it.
    assert effects(report) == {"title": (0, 1, 0), "authors": (0, 0, 1), "verdict": (1, 0, 0), "text": (1, 0, 0)}
    assert lines(report, "text") == [f"- {harbour.STORY[2].replace('foundry', 'brewery')}", f"+ {harbour.STORY[2]}"]
    assert lines(report, "authors") == ["- Ivo Lenz"]
    assert report["versions"]["clean"] == {"stored": {"1": 1, str(VERSION): 2}, "current": VERSION}
    shown = wireroom(*ALL, "clean").stdout
    assert f"3 of 3 articles, from clean, clean 1, {VERSION} → {VERSION}; 2 would differ" in shown
    assert f"  + {harbour.STORY[2]}\n" in shown


def test_a_name_that_would_be_somebody_elses_shows(pipeline: Pipeline, web: HostileWeb) -> None:
    lines_ = (*harbour.STORY, "Ivo Lenz, the harbour master, said on Friday that the chain would be hung in time.")
    harbour.ingest(pipeline, web.put("site", "/chain", Reply(harbour.html(lines_))))
    ((lenz,),) = pipeline.rows("SELECT id FROM v1.entities WHERE name = 'Ivo Lenz'")
    pipeline.execute("DELETE FROM entity_keys WHERE entity_id = %s", lenz)
    report = compared(pipeline, "extract", "entities")
    assert f"who: Ivo Lenz #{lenz} → Ivo Lenz (new)" in "".join(lines(report, "mentions"))
    assert pipeline.rows("SELECT count(*) FROM v1.entities WHERE name = 'Ivo Lenz'") == [(1,)]


def test_what_habits_have_come_to_say_shows(pipeline: Pipeline, web: HostileWeb) -> None:
    courier.ingest(pipeline, *(courier.put(web, "site", topic) for topic in courier.TOPICS))
    with transaction(pipeline.engine) as conn:
        assert habits.keep(conn, key(courier.REPEATED), "site.localhost")
    report = compared(pipeline, "clean")
    assert report["fields"]["text"]["changed"] == len(courier.TOPICS)
    assert set(lines(report, "text")) == {f"+ {courier.REPEATED}"}


def test_articles_that_would_be_made_no_more_and_those_that_would_now(pipeline: Pipeline, web: HostileWeb) -> None:
    first, second, _ = ingest(pipeline, web)
    refuse(pipeline, first)
    pipeline.execute("UPDATE articles SET revision = NULL WHERE id = %s", second)
    report = compared(pipeline, "clean")
    assert effects(report) == {"article": (0, 1, 1)}
    assert report["refused"] == {"no_text": 1}
    assert any(line.startswith("~ no_text: ") for line in lines(report, "article"))


def test_of_a_page_fetched_anew_the_newest_reading_is_compared(pipeline: Pipeline, web: HostileWeb) -> None:
    harbour.ingest(pipeline, web.put("site", "/chain", [Reply(harbour.html()), Reply(harbour.html(harbour.CORRECTED))]))
    harbour.look_again(pipeline)
    assert effects(compared(pipeline, "clean")) == {}
    pipeline.execute("UPDATE articles SET revision = 1")  # as if the second were still to be read
    assert effects(compared(pipeline, "clean")) == {"text": (1, 0, 0)}


def test_one_that_takes_its_process_down_and_one_that_hangs_cost_only_themselves(
    pipeline: Pipeline, web: HostileWeb, wireroom: Command, tmp_path: Path
) -> None:
    first, second, *_ = ingest(pipeline, web, 5)
    package(
        tmp_path,
        f"""
        if document.article_id == {first}:
            os.kill(os.getpid(), 9)
        if document.article_id == {second}:
            time.sleep(3600)
        yield Annotation("vessel", 0, 3, document.text[:3])
        """,
    )
    wireroom.environment |= {"PYTHONPATH": str(tmp_path), "WIREROOM_LEASE": "6", "WIREROOM_CONCURRENCY": "2"}
    report = wireroom.json(*ALL, "extract")
    assert (report["sample"], report["refused"]) == (5, {"crashed": 1, "too_slow": 1})
    assert effects(report) == {"article": (0, 0, 2), "vessels": (0, 3, 0)}


def package(folder: Path, body: str) -> None:
    """A package with the plug-in `vessels`, this being what it does with a document."""
    code = """
        import os, time
        from pipeline.model import Annotation

        class Vessels:
            name, version, languages, needs = "vessels", 1, None, ()

            def __call__(self, document):
    """
    (folder / "vessels.py").write_text(dedent(code) + indent(dedent(body), " " * 8))
    metadata = folder / "vessels-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: vessels\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text("[wireroom.extractors]\nvessels = vessels:Vessels\n")


def test_a_sample_is_the_same_every_time_and_not_the_first_ones(ingested: Pipeline) -> None:
    def sample(size: int, **chosen: Any) -> tuple[list[int], int]:
        with transaction(ingested.engine) as conn:
            return selection.sample(conn, Selector(**chosen), versions(), "clean", size, None)

    every, of = sample(1_000, all=True)
    assert len(every) == len(set(every)) == of
    ids, count = sample(10, all=True)
    assert (ids, count) == (every[:10], of)
    assert set(ids) != set(sorted(every)[:10])
    few, of = sample(10, all=True, limit=4)
    assert (sorted(few), of) == (sorted(every)[:4], 4)


# ── what another version had made ──────────────────────────────────────────────────────────────────────────────────


def superseded(pipeline: Pipeline) -> list[tuple[Any, ...]]:
    return pipeline.rows("SELECT article_id, revision, maker, version FROM superseded ORDER BY 1, 2, 3, 4")


def test_values_that_another_version_of_clean_had_are_kept_and_found(
    pipeline: Pipeline, web: HostileWeb, wireroom: Command
) -> None:
    first, second, third = ingest(pipeline, web)
    pipeline.execute("UPDATE revisions SET authors = '{Ivo Lenz}' WHERE article_id = %s", third)
    replay(pipeline, "clean")
    assert superseded(pipeline) == []  # made by the same version
    pipeline.execute("UPDATE revisions SET cleaner_version = 1 WHERE article_id IN (%s, %s)", first, second)
    pipeline.execute(
        "UPDATE revisions SET authors = '{Ivo Lenz}', published_at = '2024-05-06 07:08:09Z' WHERE article_id = %s",
        first,
    )
    replay(pipeline, "clean")
    assert superseded(pipeline) == [(first, 1, "clean", 1)]
    before = dump(pipeline)
    report = wireroom.json(*ALL, "clean", "--against", "1")
    assert dump(pipeline) == before
    assert (report["sample"], report["of"], report["against"]) == (1, 1, "1")
    assert effects(report) == {"authors": (0, 0, 1), "published_at": effects(report)["published_at"]}
    assert "- 2024-05-06T07:08:09+00:00" in lines(report, "published_at")


def test_of_a_version_the_last_that_it_made_is_kept_and_what_came_between_is_told_apart(
    pipeline: Pipeline, web: HostileWeb, wireroom: Command
) -> None:
    (article_id,) = ingest(pipeline, web, 1)
    for version, name in ((1, "Ada Lenz"), (2, "Ivo Lenz"), (1, "Eva Lenz")):
        pipeline.execute("UPDATE revisions SET cleaner_version = %s, authors = %s", version, [name])
        replay(pipeline, "clean")
    assert superseded(pipeline) == [(article_id, 1, "clean", 1), (article_id, 1, "clean", 2)]
    for version, name in ((1, "Eva Lenz"), (2, "Ivo Lenz")):
        assert lines(against(pipeline, "clean", version), "authors") == [f"- {name}"]


def test_where_another_version_gave_another_text_its_revision_is_the_record(
    pipeline: Pipeline, web: HostileWeb, wireroom: Command
) -> None:
    ingest(pipeline, web, 1)
    pipeline.execute(
        "UPDATE revisions SET text = replace(text, 'foundry', 'brewery'), text_sha256 = '', cleaner_version = 1,"
        " extractors = extractors || '{\"quotes\": 0}'"
    )
    replay(pipeline, "clean")
    assert pipeline.rows("SELECT revision FROM v1.articles") == [(2,)]
    assert superseded(pipeline) == []
    assert effects(against(pipeline, "clean", 1)) == {"text": (1, 0, 0)}
    assert effects(against(pipeline, "extract:quotes", 0)) == {}
    pipeline.execute(
        "UPDATE revisions SET made = 'edited' WHERE revision = 2"
    )  # the publisher's doing says nothing of ours
    assert against(pipeline, "clean", 1)["fields"] == {}


def test_rows_that_another_version_of_an_extractor_had_made_are_kept_and_found(
    pipeline: Pipeline, web: HostileWeb, wireroom: Command
) -> None:
    first, second, third = ingest(pipeline, web)
    pipeline.execute("UPDATE annotations SET attributes = '{\"precision\": \"vague\"}' WHERE extractor = 'dates'")
    pipeline.execute("UPDATE revisions SET extractors = extractors || '{\"dates\": 0}' WHERE article_id <> %s", third)
    pipeline.execute("DELETE FROM annotations WHERE article_id = %s AND extractor = 'dates'", second)
    replay(pipeline, "extract")
    assert superseded(pipeline) == [(first, 1, "extract:dates", 0), (second, 1, "extract:dates", 0)]
    report = wireroom.json(*ALL, "extract", "--against", "dates:0")
    assert effects(report) == {"dates": (1, 1, 0)}
    assert report["sample"] == 2
    assert any("precision: vague → day" in line for line in lines(report, "dates"))
    shown = wireroom(*ALL, "extract", "--against", "dates:0").stdout
    assert "2 of 2 articles, of which what dates:0 had made is kept, against what is stored now; 2 differ" in shown


@pytest.mark.parametrize(
    ("stage", "size", "version", "told"),
    [
        ("fetch", 3, None, "--from clean"),
        ("cluster", 3, None, "--from clean"),
        ("poll", 3, None, "--from clean"),
        ("clean", None, "2", "--diff N"),
        ("clean", 3, "quotes", "quotes:3"),
        ("clean", 3, "-1", "quotes:3"),
        ("clean", 3, "quotes:3", "--from extract"),
        ("extract", 3, "2", "--from clean"),
    ],
)
def test_what_cannot_mean_anything_says_what_does(stage: str, size: int | None, version: str | None, told: str) -> None:
    with pytest.raises(WrongUsage, match=told):
        differing.differ(Selector(all=True), stage, size, version, False)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--from", "clean", "--diff", "0"), 2, "--diff"),
        (("--from", "clean", "--diff", "1" + "0" * 30), 2, "--diff"),
        (("--from", "clean", "--diff", "3", "--against", "9"), 1, "there is something of clean 1"),
        (("--from", "extract", "--diff", "3", "--against", "vessels:3"), 1, "there is something of clean 1"),
    ],
)
def test_what_is_not_there_is_one_line(
    pipeline: Pipeline, web: HostileWeb, wireroom: Command, arguments: tuple[str, ...], code: int, told: str
) -> None:
    article_id = harbour.ingest(pipeline, web.put("site", "/chain", Reply(harbour.html())))
    pipeline.execute("INSERT INTO superseded VALUES (%s, 1, 'clean', 1, '{}')", article_id)
    done = wireroom("replay", "--all", *arguments)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (code, "", 1)
    assert told in done.stderr


def test_a_selector_that_matches_nothing_says_so(wireroom: Command) -> None:
    done = wireroom("replay", "--from", "clean", "--diff", "3", "--host", "nowhere.example")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("no such articles")
