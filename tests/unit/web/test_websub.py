"""The protocol towards WebSub hubs: what they are sent, what their questions mean, whose signature holds."""

import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings import InvalidSetting, load
from pipeline.web import websub
from pipeline.web.websub import Denial, Intent, granted, is_token, question, renewal, signed

TOPIC = "https://press.example/feed?a=1&b=ü+x"
SECRET = "0123456789abcdef" * 4
BODY = b"<rss>\xff\x00</rss>"


def digest(method: str, body: bytes = BODY, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, method).hexdigest()


def asked(**changes: str) -> list[tuple[str, str]]:
    usual = {"mode": "subscribe", "topic": TOPIC, "challenge": "c0ffee", "lease_seconds": "864000"} | changes
    return [(f"hub.{name}", value) for name, value in usual.items()]


# ── what a hub is sent ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_subscription_says_what_where_to_how_long_and_how_to_sign() -> None:
    body = websub.request("subscribe", topic=TOPIC, callback="https://me.example/h/T", secret=SECRET, lease=864_000)
    assert dict(parse_qsl(body.decode("ascii"), strict_parsing=True)) == {
        "hub.mode": "subscribe",
        "hub.topic": TOPIC,
        "hub.callback": "https://me.example/h/T",
        "hub.secret": SECRET,
        "hub.lease_seconds": "864000",
    }


def test_the_secret_is_not_sent_where_nothing_is_to_be_signed() -> None:
    body = websub.request("unsubscribe", topic=TOPIC, callback="https://me.example/h/T", secret=SECRET, lease=60)
    assert sorted(dict(parse_qsl(body.decode("ascii")))) == ["hub.callback", "hub.mode", "hub.topic"]


def test_secrets_are_32_random_bytes_and_shorter_than_is_allowed() -> None:
    drawn = {websub.new_secret() for _ in range(50)}
    assert len(drawn) == 50
    assert all(len(bytes.fromhex(secret)) == 32 and len(secret) < 200 for secret in drawn)


def test_tokens_are_random_and_told_from_other_paths() -> None:
    drawn = {websub.new_token() for _ in range(50)}
    assert len(drawn) == 50
    assert all(is_token(token) for token in drawn)
    token = drawn.pop()
    assert not any(is_token(other) for other in (token[1:], token + "a", token[1:] + "!", "", token[1:] + "\n"))


# ── what a hub asks ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("mode", ["subscribe", "unsubscribe"])
def test_a_question_is_read(mode: Any) -> None:
    assert question(asked(mode=mode)) == Intent(mode, TOPIC, "c0ffee", 864_000)


def test_parameters_that_are_not_known_are_passed_over() -> None:
    assert question([*asked(), ("hub.verify_token", "x"), ("utm", "y")]) == Intent(
        "subscribe", TOPIC, "c0ffee", 864_000
    )


def test_a_denial_is_read_with_its_reason_in_one_line() -> None:
    denial = [("hub.mode", "denied"), ("hub.topic", TOPIC), ("hub.reason", "no\r\nroom\x1b[2J" + "x" * 1000)]
    found = question(denial)
    assert isinstance(found, Denial)
    assert found.topic == TOPIC
    assert str(found.reason).startswith("noroom[2Jx")
    assert len(str(found.reason)) <= 300
    assert question(denial[:2]) == Denial(TOPIC, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"mode": "publish"}, {"mode": ""}, {"mode": "Subscribe"}, {"topic": ""}, {"challenge": ""}, {"challenge": "a b"},
        {"challenge": "x" * 1_001}, {"challenge": "\x00"}, {"challenge": "é"}, {"challenge": "a\n"},
    ],
)  # fmt: skip
def test_a_question_that_means_nothing_is_none(changes: dict[str, str]) -> None:
    assert question(asked(**changes)) is None


@pytest.mark.parametrize("name", ["hub.mode", "hub.topic", "hub.challenge"])
def test_a_question_that_lacks_a_part_is_none(name: str) -> None:
    assert question([pair for pair in asked() if pair[0] != name]) is None


def test_a_question_that_says_something_twice_is_none() -> None:
    assert question([*asked(), ("hub.topic", "https://other.example/")]) is None


@pytest.mark.parametrize(
    ("said", "lease"),
    [("1", 1), ("0", None), ("-5", None), ("", None), ("1e9", None), ("٣", None), ("9" * 400, websub.LONGEST_LEASE)],
)
def test_a_lease_is_a_number_of_seconds_or_not_said(said: str, lease: int | None) -> None:
    found = question(asked(lease_seconds=said))
    assert isinstance(found, Intent)
    assert found.lease == lease


@given(st.lists(st.tuples(st.sampled_from([name for name, _ in asked()]) | st.text(), st.text())))
def test_no_question_raises(parameters: list[tuple[str, str]]) -> None:
    question(parameters)


# ── leases ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_lease_that_is_not_said_is_taken_for_a_short_one() -> None:
    assert granted(None, 864_000) == 86_400
    assert granted(None, 3_600) == 3_600
    assert granted(7, 864_000) == 7


@given(st.integers(1, websub.LONGEST_LEASE), st.floats(0, 1))
def test_a_lease_is_renewed_well_before_its_end_and_never_in_a_hurry(lease: int, draw: float) -> None:
    wait = renewal(lease, draw)
    assert wait >= 900
    assert wait == 900 or 0.6 * lease <= wait <= 0.71 * lease


# ── signatures ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_each_method_of_the_recommendation_is_known(method: str) -> None:
    assert signed(BODY, [f"{method}={digest(method)}"], SECRET)
    assert signed(BODY, [f"{method.upper()}={digest(method).upper()}"], SECRET)
    assert digest(method) == hmac.new(SECRET.encode(), BODY, getattr(hashlib, method)).hexdigest()


@pytest.mark.parametrize(
    "signatures",
    [
        [], [""], ["sha256"], ["sha256="], [digest("sha256")], [f"md5={digest('md5')}"], [f"sha256={digest('sha1')}"],
        [f"sha256={digest('sha256', secret='another')}"], [f"sha256={digest('sha256', body=BODY + b' ')}"],
        [f"sha256={digest('sha256')[:-1]}"], ["sha256=\udcff"], ["sha256=й"], [f"sha256={digest('sha256')}0"],
    ],
)  # fmt: skip
def test_what_is_not_signed_with_the_secret_does_not_hold(signatures: list[str]) -> None:
    assert not signed(BODY, signatures, SECRET)


def test_the_strongest_method_that_is_named_decides() -> None:
    right, wrong = f"sha1={digest('sha1')}", f"sha256={'0' * 64}"
    assert not signed(BODY, [right, wrong], SECRET)
    assert not signed(BODY, [f"{right},{wrong}"], SECRET)
    assert signed(BODY, ["sha1=00", f"sha512={digest('sha512')}"], SECRET)
    assert signed(BODY, [right, "whirlpool=00"], SECRET)


@given(st.binary(max_size=200), st.binary(max_size=200), st.text(min_size=1))
def test_a_signature_holds_for_its_own_body_only(body: bytes, other: bytes, secret: str) -> None:
    secret = secret.encode("utf-8", "replace").decode()
    signature = f"sha256={digest('sha256', body, secret)}"
    assert signed(body, [signature], secret)
    assert signed(other, [signature], secret) == (other == body)


@given(st.lists(st.text()))
def test_no_header_raises(values: list[str]) -> None:
    assert not signed(BODY, values, SECRET)


# ── settings ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "url", ["https://news.example/websub", "http://127.0.0.1:8079", "https://[2001:db8::1]:8443/a/"]
)
def test_a_callback_is_an_address_that_hubs_can_call(url: str) -> None:
    assert load(websub_callback=url).websub_callback == url


@pytest.mark.parametrize(
    "url",
    [
        "news.example", "ftp://news.example/", "https://", "https:///websub", "https://me:secret@news.example/",
        "https://news.example/?a=1", "https://news.example/#a", "https://news.example:x/", "https://nёws.example/",
        "https://news.example/a b",
    ],
)  # fmt: skip
def test_a_callback_that_hubs_could_not_call_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(InvalidSetting) as caught:
        load(websub_callback=url)
    assert str(caught.value).startswith("WIREROOM_WEBSUB_CALLBACK=")
    assert "secret" not in str(caught.value)
