"""Hostile pages against the bounds of the clean stage: `pipeline.stages.clean.work`.

Each is cleaned in a process of its own, so that one which breaks out is ended by the kernel and fails by itself.
"""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.deadline import Bounds
from pipeline.errors import Reason
from pipeline.model import Outcome, Page
from pipeline.stages import clean

AT = datetime(2026, 3, 4, tzinfo=UTC)
MB = 1_000_000
HARD_SECONDS = 20  # of CPU time, after which the kernel ends the child: nothing here may come near
PARAGRAPHS = "".join(
    f"<p>On day {number} the ferry was late again, and nobody on the quay was surprised by it.</p>"
    for number in range(9)
)
BEFORE, AFTER = f"<html><body><article><h1>Ferry late</h1>{PARAGRAPHS}", "</article></body></html>"
bounded = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no bound on memory on this system")

HOSTILE = {
    "paragraphs": "<p>a" * 200_000,
    "paragraphs with words": "<p>word and word</p>" * 50_000,
    "line breaks": "<br>" * 1_000_000,
    "nested": "<div>" * 60_000,
    "nested inline": "<span>word " * 50_000,
    "nested lists": "<ul><li>word " * 25_000,
    "nested tables": "<table><tr><td>word " * 19_000,
    "a giant table": "<table>" + "<tr><td colspan=1000>word" * 25_000 + "</table>",
    "a wide table": "<table><tr>" + "<td>word word" * 50_000 + "</table>",
    "headings": "<h2>word word</h2>" * 50_000,
    "links": '<a href="/x">word</a> ' * 50_000,
    "a huge script": "<script>" + 'var a={"k":"v<b>"};' * 400_000 + "</script>",
    "a huge style": "<style>" + ".a{b:c}" * 1_000_000 + "</style>",
    "deep JSON-LD": '<script type="application/ld+json">' + "[" * 200_000 + "</script>",
    "a huge attribute": '<p title="' + "a b " * 2_000_000 + '">x</p>',
    "many attributes": "<p " + " ".join(f"a{number}=b" for number in range(500_000)) + ">x</p>",
    "many attributes that look like none": "<p " + "".join(f"a{number}='>'" for number in range(500_000)) + ">x</p>",
    "entities": "<p>" + "&amp;&#1084;&nbsp;&no;" * 400_000,
    "one word": "<p>" + "w" * 9_000_000,
    "spaces": "<p>a" + "\n \t" * 3_000_000,
    "comments": "<!-- x -->" * 900_000,
    "unclosed comments": "<!--" * 2_000_000,
    "less than": "< " * 4_000_000,
}  # fmt: skip


def page(source: str) -> Page:
    return Page(0, 0, "https://paper.example/ferry", AT, None, None, source.encode(), None, None, None)


def told(outcome: Outcome) -> str:
    """The verdict, or the reason with its message."""
    if outcome.error is None:
        return str(outcome.value[0].cleaned.verdict)
    return f"{getattr(outcome.error, 'reason', '')}: {outcome.error}"


def apart(work: Callable[[], str]) -> str:
    """What the work tells, done in a child of this process; "ended by …" where it did not live to."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (HARD_SECONDS, HARD_SECONDS))
            os.write(writing, work().encode()[:4_000])
        except BaseException as error:  # noqa: BLE001
            os.write(writing, f"raised {error!r}".encode()[:4_000])
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        found = pipe.read().decode()
    status = os.waitpid(child, 0)[1]
    return f"ended by {signal.Signals(status).name}" if status else found


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    clean.warm()


def two(source: str, bounds: Bounds) -> str:
    """The hostile page and then an ordinary one, in the same process."""
    limits = resource.getrlimit(resource.RLIMIT_DATA)
    first = told(clean.work(page(source), bounds))
    assert resource.getrlimit(resource.RLIMIT_DATA) == limits
    return f"{first} / {told(clean.work(page(BEFORE + AFTER), Bounds()))}"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_ends_within_its_time_and_the_next_is_cleaned(name: str) -> None:
    hostile, ordinary = apart(lambda: two(BEFORE + HOSTILE[name] + AFTER, Bounds(seconds=0.1))).split(" / ")
    assert hostile.split(":")[0] in {"article", Reason.TOO_SLOW, Reason.TOO_LARGE, Reason.NO_TEXT}
    assert ordinary == "article"


def fresh(call: str) -> str:
    """What a call tells in a new process: in this one, memory that earlier tests have freed would be had without asking."""
    program = f"from tests.unit.clean.test_bounds import *; print({call})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip()


@bounded
@pytest.mark.parametrize(
    ("name", "size"), [("links", 2), ("a giant table", 20), ("a huge attribute", 2), ("spaces", 20)]
)
def test_a_page_that_wants_more_memory_ends_as_too_slow_and_the_next_is_cleaned(name: str, size: int) -> None:
    call = f"two(BEFORE + HOSTILE[{name!r}] + AFTER, Bounds(seconds=1, memory={size} * MB))"
    hostile, ordinary = fresh(call).split(" / ")
    assert hostile.split(":")[0] == Reason.TOO_SLOW
    assert ordinary == "article"


def ends() -> set[str]:
    """How a page ends with less and more memory."""
    source = page(BEFORE + "".join(f"<div><p>Word {number} of many.</p></div>" for number in range(2_000)) + AFTER)
    whole = clean.work(source, Bounds()).value[0].cleaned.text

    def text(size: int) -> str:
        outcome = clean.work(source, Bounds(memory=size))
        return told(outcome).split(":")[0] if outcome.error else f"whole: {outcome.value[0].cleaned.text == whole}"

    return {apart(lambda size=size: text(size)) for size in range(100_000, 4_000_000, 500_000)}  # type: ignore[misc]


@bounded
def test_what_is_short_of_memory_is_whole_or_nothing() -> None:
    assert fresh("sorted(ends())") in {f"{[str(Reason.TOO_SLOW), 'whole: True']}", "['whole: True']"}


def test_of_a_page_that_is_too_slow_the_text_of_its_feed_is_taken() -> None:
    carried = replace(page(PARAGRAPHS), kind="feed")
    slow = replace(page(BEFORE + HOSTILE["paragraphs with words"] + AFTER), spare=carried)
    assert apart(lambda: str(clean.work(slow, Bounds(seconds=0.1)).value[0].cleaned.text_from)) == "feed"


def test_an_error_keeps_nothing_of_the_page() -> None:
    error = clean.work(page("<p>x"), Bounds()).error
    assert error is not None
    assert (error.__traceback__, error.__context__) == (None, None)
