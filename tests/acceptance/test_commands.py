"""The command `wireroom` as a user has it: in a directory of its own, with nothing in the environment."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.stages import extract
from tests.acceptance.conftest import eventually

WIREROOM = Path(sys.executable).parent / "wireroom"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Home:
    """A WIREROOM_HOME and what its commands answer."""

    path: Path
    port: int

    def environment(self, **more: str) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],  # noqa: TID251
            "HOME": str(self.path),
            "WIREROOM_HOME": str(self.path / "wr"),
            "WIREROOM_SAMPLE_PORT": str(self.port),
            "WIREROOM_CONCURRENCY": "2",
            **more,
        }

    def __call__(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [WIREROOM, *arguments],
            env=self.environment(**environment),
            cwd=self.path,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def json(self, *arguments: str) -> Any:
        done = self(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    """A home in which the sample newsroom has been ingested once."""
    path = Path(tempfile.mkdtemp(prefix="wrc-"))
    home = Home(path, free_port())
    done = home("run", "--once", "--timeout", "100")
    assert done.returncode == 0, done.stderr
    (path / "first.txt").write_text(done.stdout)
    yield home
    shutil.rmtree(path, ignore_errors=True)


def test_run_once_ingests_the_sample_newsroom_and_sums_up(home: Home) -> None:
    printed = (home.path / "first.txt").read_text()
    assert "71 stored" in printed
    assert "2 http_4xx" in printed


def test_a_second_run_once_finds_nothing_new(home: Home) -> None:
    summary = home.json("run", "--once")
    assert (summary["new"], summary["stored"]) == (0, 71)


def test_no_server_is_left_running_after_a_command(home: Home) -> None:
    assert not (home.path / "wr" / "postgres" / "postmaster.pid").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("status",),
        ("failures",),
        ("failures", "--failed"),
        ("failures", "--failed", "gone"),
        ("feeds", "list"),
        ("feeds", "show", "1"),
        ("feeds", "export"),
        ("articles", "list"),
        ("articles", "list", "--host", "northline.localhost", "--limit", "2"),
        ("doctor",),
        ("db", "check"),
        ("replay", "--from", "clean", "--all", "--dry-run"),
        ("replay", "--list"),
    ],
    ids=" ".join,
)
def test_a_verb_prints_one_json_document(home: Home, arguments: tuple[str, ...]) -> None:
    home.json(*arguments)


def cleaned(home: Home) -> dict[str, Any]:
    """An article with a text; which ids have none goes by the port that the newsroom was given."""
    return next(row for row in home.json("articles", "list") if row["title"])


def test_an_article_is_shown_as_one_json_document(home: Home) -> None:
    assert home.json("articles", "show", str(cleaned(home)["id"]))["text"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("nonsense",), 2, "No such command"),
        (("run", "--nonsense"), 2, "No such option"),
        (("articles", "list", "--since", "yesterday"), 2, "ISO 8601"),
        (("articles", "list", "--failed", "tired"), 2, "none of the reasons"),
        (("articles", "show", "999999"), 1, "no article"),
        (("feeds", "show", "999999"), 1, "no feed"),
        (("feeds", "pause", "x"), 2, "integer"),
        (("feeds", "import", "missing.opml"), 2, "missing.opml"),
        (("replay", "--from", "clean"), 2, "--all"),
        (("replay", "--all"), 2, "--from"),
        (("replay", "--list", "--all"), 2, "alone"),
        (("replay", "--list", "--cancel", "1"), 2, "alone"),
        (("replay", "--cancel", "1", "--wait"), 2, "alone"),
        (("replay", "--cancel", "x"), 2, "integer"),
        (("replay", "--cancel", "999999"), 1, "no replay"),
        (("replay", "--from", "lunch", "--all"), 2, "lunch"),
        (("retry",), 2, "--all"),
        (("add", "http://[::1"), 2, "not a URL"),
        (("add", "javascript:alert(1)"), 2, "only http and https"),
        (("worker", "--queues", "lunch"), 2, "lunch"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_bad_input_is_one_line_and_the_right_exit_code(
    home: Home, arguments: tuple[str, ...], code: int, says: str
) -> None:
    done = home(*arguments)
    assert done.returncode == code
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("WIREROOM_HOST_DELAY", "soon", 2),
        ("WIREROOM_FETCH_ALLOW", "10.0.0.0/99", 2),
        ("WIREROOM_CONCURRENCY", "0", 2),
        ("WIREROOM_DATABASE_URL", "mysql://x:hidden@y/z", 2),
        ("WIREROOM_DATABASE_URL", "postgresql://x:hidden@127.0.0.1:1/z", 3),
    ],
)
def test_a_wrong_setting_is_named_in_one_line_without_its_password(
    home: Home, name: str, value: str, code: int
) -> None:
    done = home("feeds", "list", **{name: value})
    assert done.returncode == code
    assert len(done.stderr.strip().splitlines()) == 1
    assert name in done.stderr or "PostgreSQL" in done.stderr
    assert "hidden" not in done.stderr


def test_explain_tells_of_announcement_fetch_and_versions(home: Home) -> None:
    article = cleaned(home)
    story = home.json("explain", article["url"])
    assert story["announced_by"]
    assert story["fetches"][0]["status"] == 200
    assert story["revisions"][0]["extractors"] == extract.versions()
    assert "announced by feed" in home("explain", article["url"]).stdout


def test_explain_of_a_url_never_seen_says_so(home: Home) -> None:
    done = home("explain", "http://example.org/never")
    assert done.returncode == 0
    assert "never seen" in done.stdout


def test_a_paused_feed_is_not_polled_and_a_resumed_one_is(home: Home) -> None:
    feed = home.json("feeds", "list")[0]
    home.json("feeds", "pause", str(feed["id"]))
    home.json("run", "--once")
    paused = home.json("feeds", "show", str(feed["id"]))
    assert (paused["status"], paused["last_polled_at"]) == ("paused", feed["last_polled_at"])
    home.json("feeds", "resume", str(feed["id"]))
    home.json("run", "--once")
    assert home.json("feeds", "show", str(feed["id"]))["last_polled_at"] > feed["last_polled_at"]


def test_replay_with_wait_works_by_itself_and_changes_nothing(home: Home) -> None:
    article = str(cleaned(home)["id"])
    before = home.json("articles", "show", article)
    done = home.json("replay", "--from", "clean", "--all", "--force", "--wait")
    assert done["moved"] >= 71
    assert home.json("articles", "show", article) == before


def test_opml_goes_out_and_comes_in_again(home: Home) -> None:
    (home.path / "feeds.opml").write_text(home("feeds", "export").stdout)
    count = len(home.json("feeds", "list"))
    result = home.json("feeds", "import", "feeds.opml")
    assert (result["added"], result["known"]) == (0, count)


def test_a_port_in_use_is_one_line(home: Home) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = home("run", "--once", "--sample", WIREROOM_SAMPLE_PORT=str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "in use" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[Home, "subprocess.Popen[str]"]]:
    """`wireroom run` in a home of its own, in the middle of its first ingest."""
    path = Path(tempfile.mkdtemp(prefix="wrc-"))
    home = Home(path, free_port())
    process = subprocess.Popen(
        [WIREROOM, "run"], env=home.environment(), cwd=path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    log = path / "wr" / "log" / "worker-network.log"
    eventually(lambda: process.poll() is None and log.exists() and '"stage": "fetch"' in log.read_text(), 60)
    yield home, process
    process.kill()
    process.communicate()
    shutil.rmtree(path, ignore_errors=True)


def test_ctrl_c_drains_and_the_next_start_goes_on(running: tuple[Home, "subprocess.Popen[str]"]) -> None:
    home, process = running
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=90)
    assert process.returncode == 0, errors
    assert not (home.path / "wr" / "postgres" / "postmaster.pid").exists()
    assert home.json("run", "--once")["stored"] == 71


def test_a_second_ctrl_c_stops_at_once_and_loses_nothing(running: tuple[Home, "subprocess.Popen[str]"]) -> None:
    home, process = running
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode in (0, 130)
    assert home.json("run", "--once")["stored"] == 71


def test_everything_killed_at_once_starts_again_on_the_same_data(running: tuple[Home, "subprocess.Popen[str]"]) -> None:
    home, process = running
    postmaster = int((home.path / "wr" / "postgres" / "postmaster.pid").read_text().split()[0])
    broker = int((home.path / "wr" / "redis.pid").read_text())
    for pid in (process.pid, postmaster, broker):
        os.kill(pid, signal.SIGKILL)
    process.communicate(timeout=30)
    assert home.json("run", "--once", "--timeout", "110")["stored"] == 71
