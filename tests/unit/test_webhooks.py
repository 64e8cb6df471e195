"""Webhooks after Standard Webhooks 1.0.0: `pipeline.web.webhooks`."""

import base64
import json
from datetime import UTC, datetime

import pytest

from pipeline.errors import Permanent, Reason, Refused, Transient, WrongUsage
from pipeline.model import Capture
from pipeline.web import webhooks
from pipeline.web.guard import Guard

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def _secret(size: int) -> str:
    return "whsec_" + base64.b64encode(bytes(size)).decode()


def test_a_signature_is_that_of_the_reference_libraries() -> None:
    """The vector that the libraries of the specification are tested with."""
    made = webhooks.signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1_614_265_330,
        b'{"test": 2432232314}',
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_an_id_belongs_to_a_body_and_not_to_an_attempt() -> None:
    first, again = (webhooks.headers(_secret(32), b"one", at) for at in (1, 2))
    other = webhooks.headers(_secret(32), b"two", 1)
    assert first["webhook-id"] == again["webhook-id"] != other["webhook-id"]
    assert first["webhook-signature"] != again["webhook-signature"]
    assert "." not in first["webhook-id"]


def test_a_new_secret_is_random_and_long_enough() -> None:
    secrets = {webhooks.new_secret() for _ in range(10)}
    assert len(secrets) == 10
    assert {len(webhooks.key(secret)) for secret in secrets} == {32}


@pytest.mark.parametrize("size", [24, 64])
def test_secrets_of_192_to_512_bits_are_taken(size: int) -> None:
    assert webhooks.key(_secret(size)) == bytes(size)


@pytest.mark.parametrize(
    "secret", ["", "whsec_", _secret(23), _secret(65), "a" * 40, "whsec_" + "!" * 40, "whsec_\u00e9" + "a" * 40]
)
def test_what_is_no_secret_is_wrong_usage_and_not_printed(secret: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        webhooks.key(secret)
    assert len(secret) < 10 or secret not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("https://example.org/in?token=a%26b&utm_source=x#top", "https://example.org/in?token=a%26b&utm_source=x"),
        (" https://b\u00fccher.example/in ", "https://xn--bcher-kva.example/in"),
        ("http://93.184.216.34:8080/in", "http://93.184.216.34:8080/in"),
    ],
)
def test_an_address_keeps_all_its_parameters(given: str, stored: str) -> None:
    assert webhooks.address(given, Guard()) == stored


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/in",
        "http://10.0.0.1/in",
        "http://[::1]/in",
        "http://127.1/in",
        "http://2130706433/in",
        "http://localhost/in",
        "http://hook.localhost./in",
        "http://example.org:9000/in",
    ],
)
def test_an_address_that_is_not_public_is_refused(url: str) -> None:
    with pytest.raises(Permanent) as caught:
        webhooks.address(url, Guard())
    assert caught.value.reason is Reason.REFUSED_ADDRESS


@pytest.mark.parametrize("url", ["", "nonsense", "http://", "http://exa mple.org/", "http://example.org:99999/"])
def test_what_is_no_address_is_an_error(url: str) -> None:
    with pytest.raises(Permanent) as caught:
        webhooks.address(url, Guard())
    assert caught.value.reason is Reason.ERROR


@pytest.mark.parametrize(
    "url", ["http://me:hush@example.org/", "http://hush@example.org/", "http://:hush@example.org/"]
)
def test_credentials_are_refused_and_not_printed(url: str) -> None:
    with pytest.raises(Refused) as caught:
        webhooks.address(url, Guard())
    assert "hush" not in str(caught.value)


def test_a_body_is_one_line_of_json() -> None:
    change = {"seq": 1, "at": NOW, "article_id": 2, "kind": "new", "title": "Zeile\n\u0000 \u2028 Київ"}
    body = webhooks.body(3, NOW, [change])
    assert "\n" not in body
    assert json.loads(body) == {
        "type": "changes",
        "timestamp": NOW.isoformat(),
        "webhook": 3,
        "changes": [{**change, "at": NOW.isoformat()}],
    }


def _answer(status: int, **headers: str) -> Capture:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Capture("http://example.org/", "http://example.org/", NOW, 5, status, pairs, b"")


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_2xx_means_taken(status: int) -> None:
    assert webhooks.setback(_answer(status)) is None


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (301, "http_4xx"),
        (307, "http_4xx"),
        (404, "http_4xx"),
        (429, "rate_limited"),
        (500, "http_5xx"),
        (999, "http_5xx"),
    ],
)
def test_everything_else_does_not(status: int, reason: str) -> None:
    error = webhooks.setback(_answer(status, retry_after="30"))
    assert isinstance(error, Transient)
    assert error.reason == reason
    assert str(status) in error.message
    assert error.retry_after == (None if status < 400 else 30)


def test_410_means_that_nothing_is_wanted_any_more() -> None:
    error = webhooks.setback(_answer(410))
    assert isinstance(error, Permanent)
    assert error.reason is Reason.GONE
