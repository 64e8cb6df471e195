"""`wireroom webhooks` as people use it, and the receiver in docs/webhooks.md."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.store import changes, webhooks
from pipeline.store.engine import transaction
from pipeline.web import webhooks as standard
from tests.conftest import Pipeline
from tests.hostile import HostileWeb, Reply
from tests.integration.conftest import Command

DOCUMENT = Path(__file__).parents[2] / "docs" / "webhooks.md"
TAKEN = Reply(b"", 204, None)


def _letter(pipeline: Pipeline, url: str, *, letters: int = 1) -> int:
    """A webhook with dead letters of one change each."""
    with transaction(pipeline.engine) as conn:
        number = int(webhooks.add(conn, url, standard.new_secret(), None, 0)["id"])
    for article_id in range(1, letters + 1):
        with transaction(pipeline.engine) as conn:
            changes.append(conn, [(article_id, "new", 1)])
        with transaction(pipeline.engine) as conn:
            sending = webhooks.claim(conn, number, 60, standard.body)
            assert sending is not None
            assert webhooks.failed(conn, sending, "http_5xx: answered 500", 500, wait=0, patience=0, gone=False)
    return number


def test_from_adding_to_removing(wireroom: Command, pipeline: Pipeline, web: HostileWeb) -> None:
    url = web.put("hook", "/in", [TAKEN, Reply(status=500)])
    added = wireroom.json("webhooks", "add", url, "--kinds", "deleted,edited")
    assert (added["id"], added["url"], added["kinds"], added["seq"]) == (1, url, ["edited", "deleted"], 0)
    assert len(standard.key(added["secret"])) == 32

    told = wireroom("webhooks", "test", "1")
    assert (told.returncode, told.stderr) == (0, "")
    assert json.loads(web.log[0].body)["type"] == "test"
    refused = wireroom("webhooks", "test", "1")
    assert (refused.returncode, refused.stderr) == (1, "wireroom: http_5xx: answered 500\n")

    with transaction(pipeline.engine) as conn:
        changes.append(conn, [(1, "new", 1), (2, "edited", 2), (3, "deleted", 1)])
    [listed] = wireroom.json("webhooks", "list")
    assert (listed["seq"], listed["behind"], listed["state"], listed["dead_letters"]) == (0, 2, "active", 0)
    assert "secret" not in listed
    assert added["secret"] not in wireroom("webhooks", "show", "1").stdout
    assert wireroom.json("webhooks", "show", "1", "--secret")["secret"] == added["secret"]

    assert wireroom.json("webhooks", "pause", "1") == {"id": 1, "state": "paused"}
    assert pipeline.rows("SELECT state FROM webhooks") == [("paused",)]
    assert wireroom("webhooks", "resume", "1").stdout == "webhook 1 goes on\n"
    assert pipeline.rows("SELECT state FROM webhooks") == [("active",)]
    assert wireroom("webhooks", "remove", "1").stdout == "webhook 1 is removed\n"
    assert pipeline.rows("SELECT * FROM webhooks") == []


def test_a_secret_of_ones_own_may_come_from_standard_input(wireroom: Command, web: HostileWeb) -> None:
    secret = standard.new_secret()
    done = subprocess.run(
        [sys.executable, "-m", "workers.cli", "webhooks", "add", web.url("hook", "/in"), "--secret", "-", "--json"],
        env=wireroom.environment, input=f"{secret}\n", capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert json.loads(done.stdout)["secret"] == secret


def test_dead_letters_are_shown_and_redelivered_as_they_were(
    wireroom: Command, pipeline: Pipeline, web: HostileWeb
) -> None:
    number = _letter(pipeline, web.put("hook", "/in", TAKEN), letters=3)
    dead = wireroom.json("webhooks", "dead", str(number))
    assert [(row["id"], row["after_seq"], row["to_seq"], row["changes"]) for row in dead] == [
        (1, 0, 1, 1), (2, 1, 2, 1), (3, 2, 3, 1),
    ]  # fmt: skip
    bodies = [body for (body,) in pipeline.rows("SELECT body FROM dead_letters ORDER BY id")]
    [result] = wireroom.json("webhooks", "redeliver", "2")
    assert (result["id"], result["delivered"], result["status"], result["error"]) == (2, True, 204, None)
    assert wireroom("webhooks", "redeliver", "--all").returncode == 0
    assert [asked.body.decode() for asked in web.log] == [bodies[1], bodies[0], bodies[2]]
    assert wireroom.json("webhooks", "dead") == []
    assert pipeline.rows("SELECT seq, attempts, lease_until FROM webhooks") == [(3, 0, None)]


def test_after_a_dead_letter_that_is_not_taken_its_webhooks_others_are_left_alone(
    wireroom: Command, pipeline: Pipeline, web: HostileWeb
) -> None:
    _letter(pipeline, web.put("down", "/in", Reply(status=500)), letters=2)
    pipeline.execute("TRUNCATE changes")
    _letter(pipeline, web.put("hook", "/in", TAKEN))
    done = wireroom("webhooks", "redeliver", "--all", "--json")
    assert [(row["id"], row["delivered"]) for row in json.loads(done.stdout)] == [(1, False), (2, False), (3, True)]
    assert (done.returncode, done.stderr) == (1, "wireroom: 2 of 3 dead letters stay\n")
    assert pipeline.rows("SELECT id, attempts FROM dead_letters ORDER BY id") == [(1, 2), (2, 1)]
    assert len(web.asked("down")) == 1


def test_status_and_doctor_tell_of_webhooks_in_one_line(wireroom: Command, pipeline: Pipeline, web: HostileWeb) -> None:
    _letter(pipeline, web.url("hook", "/in"))
    pipeline.execute("UPDATE webhooks SET failing_since = '2026-01-02 03:04:05+00'")
    line = "1 active, 1 failing since 2026-01-02 03:04:05, 1 dead letters"
    assert f"webhooks   {line}\n" in wireroom("status").stdout
    doctor = wireroom("doctor")
    assert doctor.returncode == 1
    assert f"BAD  webhooks     {line}\n" in doctor.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add", "http://10.0.0.1/in"), 1, "refused_address: "),
        (("add", "http://me:hush@example.org/in"), 1, "user or password"),
        (("add", "nonsense"), 1, "error: "),
        (("add", "https://example.org/in", "--kinds", "new,old"), 2, "old is none of new, edited"),
        (("add", "https://example.org/in", "--secret", "hush"), 2, "a secret is whsec_ and the base64 of 24 to 64"),
        (("show", "7"), 1, "no webhook 7"),
        (("test", "7"), 1, "no webhook 7"),
        (("redeliver", "7"), 1, "no dead letter 7"),
        (("redeliver",), 2, "say which"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_bad_input_is_one_line_and_changes_nothing(
    wireroom: Command, pipeline: Pipeline, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = wireroom("webhooks", *arguments)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (code, "", 1)
    assert said in done.stderr
    assert "hush" not in done.stderr
    assert pipeline.rows("SELECT * FROM webhooks") == []


def test_an_address_is_added_once(wireroom: Command, pipeline: Pipeline, web: HostileWeb) -> None:
    _letter(pipeline, web.url("hook", "/in"))
    done = wireroom("webhooks", "add", web.url("hook", "/in"))
    assert (done.returncode, done.stderr) == (1, "wireroom: webhook 1 sends there already\n")


# ── docs/webhooks.md ───────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _receiver(secret: str) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    """The documented receiver, at work."""
    found = re.search(r"^```python\n(.*?)^```", DOCUMENT.read_text(), re.DOTALL | re.MULTILINE)
    assert found is not None
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", found[1], str(port)],
        env={"PATH": os.environ["PATH"], "WEBHOOK_SECRET": secret},  # noqa: TID251
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield port, process
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()


def test_the_documented_receiver_verifies_what_it_prints(wireroom: Command, pipeline: Pipeline) -> None:
    secret = standard.new_secret()
    with _receiver(secret) as (port, process):
        _letter(pipeline, f"http://127.0.0.1:{port}/", letters=2)
        theirs = wireroom("webhooks", "redeliver", "1")
        assert "answered 401" in theirs.stdout  # signed with another secret
        pipeline.execute("UPDATE webhooks SET secret = %s", secret)
        wireroom.json("webhooks", "redeliver", "2", "1")
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(2)] == ["1 new None\n", "2 new None\n"]
