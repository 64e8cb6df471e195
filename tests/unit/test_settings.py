"""Every knob: `config.settings`."""

import ipaddress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as quickly
from hypothesis import strategies as st

from config.settings import InvalidSetting, Settings, environment, load, usable_cores, without_password


def refusal(**overrides: Any) -> str:
    with pytest.raises(InvalidSetting) as caught:
        load(**overrides)
    return str(caught.value)


def test_without_an_environment_the_documented_defaults_hold() -> None:
    settings = load()
    assert (settings.home, settings.database_url, settings.redis_url, settings.log) == (
        Path(".wireroom"),
        None,
        None,
        None,
    )
    assert (settings.host_delay, settings.host_concurrency, settings.fetch_allow) == (1.0, 2, ())
    assert settings.concurrency == usable_cores() >= 1


def test_a_variable_of_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIREROOM_HOST_DELAY", "2.5")
    monkeypatch.setenv("WIREROOM_FETCH_ALLOW", " 10.0.0.0/8, ::1/128 ,")
    assert load().host_delay == 2.5
    assert load().fetch_allow == (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("::1/128"))


def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIREROOM_DATABASE_URL", "")
    monkeypatch.setenv("WIREROOM_HOST_DELAY", "")
    assert (load().database_url, load().host_delay) == (None, 1.0)


def test_what_is_given_stands_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIREROOM_HOST_DELAY", "2")
    assert load(host_delay=3).host_delay == 3


def test_a_wrong_variable_stops_with_its_name_and_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIREROOM_CONCURRENCY", "many")
    assert refusal().startswith("WIREROOM_CONCURRENCY='many' is not allowed: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("host_delay", -1), ("host_delay", "soon"), ("host_delay", float("nan")), ("host_concurrency", 0),
        ("concurrency", 0), ("log", "xml"), ("user_agent", "two\nlines"), ("user_agent", "ботик"), ("contact", "a b"),
        ("fetch_allow", "10.0.0.1/8"), ("fetch_allow", "h.example"), ("fetch_allow", "10.0.0.0/8;::1"),
        ("database_url", "mysql://h/d"), ("database_url", "h/d"), ("redis_url", "http://h"), ("lease", float("inf")),
        ("max_page", 0), ("fetch_timeout", 0), ("page_seconds", 0), ("page_memory", 1_000_000),
        ("fetch_ports", "81,x"), ("fetch_ports", "0"), ("fetch_ports", "70000"), ("connect_timeout", 0), ("idle_timeout", 121),
    ],
)  # fmt: skip
def test_a_value_that_is_not_allowed_is_named_in_one_line(name: str, value: Any) -> None:
    message = refusal(**{name: value})
    assert message.startswith(f"WIREROOM_{name.upper()}=")
    assert "\n" not in message


def test_no_delay_is_allowed_for_opened_networks_only() -> None:
    assert "WIREROOM_HOST_DELAY=0" in refusal(host_delay=0)
    assert load(host_delay=0, fetch_allow="127.0.0.0/8").host_delay == 0


@pytest.mark.parametrize("url", ["postgresql://u:p@h/d", "postgres://h/d", "postgresql:///d?host=/run"])
def test_a_postgresql_url_is_taken_as_it_is(url: str) -> None:
    assert load(database_url=url).database_url == url


@pytest.mark.parametrize("url", ["redis://h", "rediss://:p@h:1/0", "redis+socket:///run/redis.sock"])
def test_a_redis_url_is_taken_as_it_is(url: str) -> None:
    assert load(redis_url=url).redis_url == url


@pytest.mark.parametrize(
    "value",
    ["mysql://user:swordfish@h/d", "user:swordfish@h/d", "postgres//user:swordfish@h", "http://[x:swordfish@h",
     "mysql://user:sword@fish@h", "mysql://h/d?user=u&password=swordfish", "postgresq://:swordfish@h"],
)  # fmt: skip
def test_a_refused_url_is_shown_without_its_password(value: str) -> None:
    message = refusal(database_url=value)
    assert "***" in message
    assert "fish" not in message


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u:p@h:5432/d", "postgresql://u:***@h:5432/d"),
        ("postgresql+psycopg://u:p@h/d", "postgresql+psycopg://u:***@h/d"),
        ("postgresql://u:p@q@h/d", "postgresql://u:***@h/d"),
        ("postgresql://u:p/q@h/d", "postgresql://u:***@h/d"),
        ("postgresql://u:p#q?r@h/d", "postgresql://u:***@h/d"),
        ("redis://:p@h/0", "redis://:***@h/0"),
        ("postgresql://h/d?password=p&user=u", "postgresql://h/d?password=***&user=u"),
        ("postgresql://u@h/d", "postgresql://u@h/d"),
        ("redis://h:6379/0", "redis://h:6379/0"),
        ("http://h.example:80/a@b", "http://h.example:80/a@b"),
        ("", ""),
        ("words", "words"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, shown: str) -> None:
    assert without_password(url) == shown


@given(
    st.sampled_from(["postgresql", "redis", "rediss", "postgresql+psycopg"]),
    st.text(st.characters(codec="ascii", exclude_categories=("Cc", "Zs")), min_size=1).map(lambda text: f"Zq{text}Zq"),
)
@quickly(max_examples=100, deadline=None)
def test_no_password_of_a_server_is_shown(scheme: str, password: str) -> None:
    assert "Zq" not in without_password(f"{scheme}://user:{password}@h:1/d")


def test_the_agent_names_the_contact() -> None:
    assert load().agent == "Wireroom/0.1"
    assert load(contact="https://paper.example/bot").agent == "Wireroom/0.1 (+https://paper.example/bot)"


def test_a_batch_ends_inside_its_lease() -> None:
    assert 0 < load().time_limit < load().lease


def test_a_child_process_reads_the_same_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path, database_url="postgresql://u:p@h/d", redis_url="redis://h", bound=True, host_delay=0.5
    )
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    assert load() == settings


def test_a_child_process_is_given_an_absolute_home() -> None:
    assert Path(environment(Settings(home=Path("x")))["WIREROOM_HOME"]).is_absolute()


def test_settings_cannot_be_changed() -> None:
    settings = load()
    with pytest.raises(ValueError, match="frozen"):
        setattr(settings, "host_delay", 5)  # noqa: B010


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("1h,6h,24h,7d", (3_600, 21_600, 86_400, 604_800)),
        ("30s", (30,)),
        ("90m, 1.5h", (5_400,)),
        ("never", ()),
        ("Never", ()),
    ],
)
def test_times_to_look_again_are_read(value: str, seconds: tuple[float, ...]) -> None:
    assert load(revisit=value).revisits == seconds


@pytest.mark.parametrize("value", ["soon", "1", "1h;2h", "-1h", "0s", "1h,", "2w", "400d", "99999999999h"])
def test_what_is_no_time_to_look_again_is_refused(value: str) -> None:
    assert refusal(revisit=value).startswith(f"WIREROOM_REVISIT={value!r} is not allowed: never, or ")
