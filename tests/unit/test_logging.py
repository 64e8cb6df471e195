"""The logs, and what does not reach them: `config.logging`."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
import structlog

from config.logging import configure

Written = Callable[[Callable[[], object]], str]
SECRET = "swordfish"
URLS = [
    f"postgresql://user:{SECRET}@h.example:5432/d",
    f"postgresql+psycopg://user:{SECRET}@h.example/d",
    f"redis://:{SECRET}@h.example:6379/0",
    f"https://user:{SECRET}@h.example/path?mail=a@b.example",
    f"postgresql://user:p@{SECRET}@h.example/d",
    f"postgresql://user:p/{SECRET}@h.example/d",
    f"postgresql://h.example/d?user=u&password={SECRET}",
    f"REDISS://:{SECRET}@h.example",
]


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Leave the loggers as they were."""
    root = logging.getLogger()
    names = ("trafilatura", "htmldate", "courlan", "charset_normalizer", "alembic", "kombu", "justext", "celery.app.trace",
             "celery.worker.strategy", "amqp")  # fmt: skip
    before = root.handlers[:], root.level, {name: logging.getLogger(name).level for name in names}
    yield
    root.handlers[:], level, levels = before
    root.setLevel(level)
    for name, each in levels.items():
        logging.getLogger(name).setLevel(each)
    structlog.reset_defaults()


@pytest.fixture(params=["json", "text"])
def form(request: pytest.FixtureRequest) -> Literal["json", "text"]:
    """Both forms of the log."""
    return "json" if request.param == "json" else "text"


@pytest.fixture
def written(form: Literal["json", "text"], capsys: pytest.CaptureFixture[str]) -> Written:
    """What an action leaves in the log."""

    def during(action: Callable[[], object]) -> str:
        configure(form)
        action()
        return capsys.readouterr().err

    return during


@pytest.mark.parametrize("url", URLS)
def test_no_password_in_a_message_is_written(written: Written, url: str) -> None:
    shown = written(lambda: structlog.get_logger().info(f"connecting to {url} now"))
    assert "***" in shown
    assert SECRET not in shown


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize(
    "wrap", [str, lambda url: [url], lambda url: {"a": {"b": (url,)}}, ValueError, lambda url: url.encode()]
)
def test_no_password_in_a_value_is_written(written: Written, wrap: Callable[[str], Any], url: str) -> None:
    shown = written(lambda: structlog.get_logger().info("connecting", where=wrap(url)))
    assert "***" in shown
    assert SECRET not in shown


@pytest.mark.parametrize("url", URLS)
def test_no_password_in_a_traceback_is_written(written: Written, url: str) -> None:
    def fail() -> None:
        try:
            raise ValueError(f"cannot connect to {url}")
        except ValueError:
            structlog.get_logger().exception("failed")

    shown = written(fail)
    assert "ValueError" in shown
    assert SECRET not in shown


@pytest.mark.parametrize("url", URLS)
def test_no_password_logged_by_a_library_is_written(written: Written, url: str) -> None:
    shown = written(lambda: logging.getLogger("some.library").warning("trying %s again", url))
    assert "trying" in shown
    assert SECRET not in shown


def test_what_is_no_password_is_written(written: Written) -> None:
    line = "mail a@b.example, http://h.example:8080/a@b and https://h.example/x?y=z@w"
    assert line in written(lambda: structlog.get_logger().info(line))


def test_an_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    structlog.get_logger().info("мост\nзакрыт", article=7, url=URLS[0])
    (line,) = capsys.readouterr().err.splitlines()
    event = json.loads(line)
    assert (event["event"], event["article"], event["level"]) == ("мост\nзакрыт", 7, "info")
    assert event["url"] == "postgresql://user:***@h.example:5432/d"


def test_a_library_s_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    logging.getLogger("some.library").warning("slow %s", "answer")
    event = json.loads(capsys.readouterr().err)
    assert (event["event"], event["level"]) == ("slow answer", "warning")


def test_away_from_a_terminal_the_log_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure(None)
    structlog.get_logger().info("started")
    assert json.loads(capsys.readouterr().err)["event"] == "started"


def test_below_the_level_nothing_is_written(written: Written) -> None:
    assert written(lambda: structlog.get_logger().debug("detail")) == ""
    assert written(lambda: logging.getLogger("some.library").debug("detail")) == ""
