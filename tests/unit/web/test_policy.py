"""What publishers say of other uses: `pipeline.web.policy`."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.web.policy import AI_AGENTS, policy

URL = "https://paper.example/news/bridge"


def said(*headers: tuple[str, str], robots: str = "", url: str = URL) -> dict[str, object]:
    return policy(headers, 200, robots.encode(), url) or {}


@pytest.mark.parametrize("robots", ["", "User-agent: *\nDisallow: /private\nSitemap: https://paper.example/s.xml"])
def test_where_nothing_is_said_there_is_nothing(robots: str) -> None:
    assert policy((("Content-Type", "text/html"), ("X-Robots-Tag", "")), 200, robots.encode(), URL) is None


@pytest.mark.parametrize(
    ("values", "tags"),
    [
        (["noindex, nofollow"], {"*": ["noindex", "nofollow"]}),
        (["noindex", "NoAI"], {"*": ["noindex", "noai"]}),
        (["googlebot: nofollow"], {"googlebot": ["nofollow"]}),
        (["noarchive, otherbot: noindex, nofollow"], {"*": ["noarchive"], "otherbot": ["noindex", "nofollow"]}),
        (["max-snippet:20, max-image-preview: large"], {"*": ["max-snippet:20", "max-image-preview: large"]}),
        (
            ["unavailable_after: Wed, 4 Mar 2026 12:00:00 GMT"],
            {"*": ["unavailable_after: wed, 4 mar 2026 12:00:00 gmt"]},
        ),
        (["noindex", "noindex, noindex"], {"*": ["noindex"]}),
    ],
)
def test_every_robots_tag_is_kept_with_whom_it_is_for(values: list[str], tags: dict[str, list[str]]) -> None:
    assert said(*(("X-Robots-Tag", value) for value in values))["x_robots_tag"] == tags


def test_noai_is_noted_where_it_is_for_all() -> None:
    assert said(("x-robots-tag", "noai, noimageai")) == {
        "x_robots_tag": {"*": ["noai", "noimageai"]},
        "noai": True,
        "noimageai": True,
    }
    assert "noai" not in said(("x-robots-tag", "gptbot: noai"))


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ((("TDM-Reservation", "1"), ("TDM-Policy", "https://paper.example/tdm.json")),
         {"tdm_reservation": 1, "tdm_policy": "https://paper.example/tdm.json"}),
        ((("tdm-reservation", " 0 "),), {"tdm_reservation": 0}),
        ((("tdm-reservation", "yes"),), {}),
    ],
)  # fmt: skip
def test_the_reservation_of_text_and_data_mining_is_noted(
    headers: tuple[tuple[str, str], ...], expected: dict[str, object]
) -> None:
    assert said(*headers) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("train-ai=n", {"train-ai": "n"}), ("train-ai=n, search=y;x=1", {"train-ai": "n", "search": "y"}),
     ('train-ai="n", other=?0, none', {})],
)  # fmt: skip
def test_usage_preferences_of_the_header_are_read(value: str, expected: dict[str, str]) -> None:
    assert said(("Content-Usage", value)).get("content_usage", {}) == expected


def test_usage_preferences_of_robots_txt_are_those_of_the_longest_path() -> None:
    robots = (
        "User-agent: *\nContent-Usage: / train-ai=y\nContent-Usage: /news/ train-ai=n\nContent-Usage: /x train-ai=y"
    )
    assert said(robots=robots)["content_usage"] == {"train-ai": "n"}
    assert said(robots=robots, url="https://paper.example/")["content_usage"] == {"train-ai": "y"}


def test_where_preferences_differ_no_decides() -> None:
    robots = "User-agent: *\nContent-Usage: train-ai=y, search=y"
    assert said(("Content-Usage", "train-ai=n"), robots=robots)["content_usage"] == {"train-ai": "n", "search": "y"}


def test_content_signals_are_read_for_us() -> None:
    robots = "User-agent: other\nContent-Signal: search=no\n\nUser-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /"
    assert said(robots=robots) == {"content_signal": {"search": "yes", "ai-train": "no"}}


def test_the_ai_agents_that_robots_txt_names_and_keeps_out_are_listed() -> None:
    robots = (
        "User-agent: *\nDisallow: /private\n\nUser-agent: GPTBot\nUser-agent: ccbot\nDisallow: /\n\n"
        "User-agent: ClaudeBot\nDisallow: /private\n\nUser-agent: Bytespider/1.0\nDisallow: /news/\n\nUser-agent: Otherbot\nDisallow: /"
    )
    assert said(robots=robots) == {"ai_agents_disallowed": ["Bytespider", "CCBot", "GPTBot"]}
    assert said(robots=robots, url="https://paper.example/about") == {"ai_agents_disallowed": ["CCBot", "GPTBot"]}


def test_what_holds_for_all_is_not_said_of_ai_agents() -> None:
    assert said(robots="User-agent: *\nDisallow: /") == {}


@pytest.mark.parametrize("status", [None, 404, 503])
def test_a_robots_txt_that_was_not_found_says_nothing(status: int | None) -> None:
    assert policy((), status, b"User-agent: GPTBot\nDisallow: /", URL) is None


HEADERS = st.sampled_from(["X-Robots-Tag", "tdm-reservation", "TDM-Policy", "Content-Usage", "Other"])
LINES = st.sampled_from(
    ["User-agent: GPTBot", "User-agent: *", "Disallow: /", "Content-Usage: / a=n", "Content-Signal: a=yes", "::"]
)


@given(
    st.lists(
        st.tuples(HEADERS, st.text(max_size=60) | st.sampled_from(["noai", "a: b, c", "a=n, b=y", "\x00"])), max_size=6
    ),
    st.lists(LINES | st.text(max_size=20), max_size=20).map("\n".join),
)
@settings(max_examples=200, deadline=None)
def test_whatever_is_said_is_json_that_can_be_stored(headers: list[tuple[str, str]], robots: str) -> None:
    found = policy(tuple(headers), 200, robots.encode("utf-8", "replace"), URL)
    assert found is None or "\\u0000" not in json.dumps(found)


@pytest.mark.parametrize(
    "robots",
    [
        "".join(f"User-agent: {agent}\n" + "Disallow: /%d*\n" * 480 % tuple(range(480)) for agent in AI_AGENTS),
        "User-agent: *\n" + "Content-Usage: /*a*b y=n\n" * 20_000,
        "".join(f"User-agent: {agent}\n" for agent in AI_AGENTS) + "Disallow: /x\n" * 30_000,
    ],
    ids=["rules", "usage", "agents"],
)
def test_no_robots_txt_takes_long(robots: str) -> None:
    began = time.process_time()
    policy(
        (("X-Robots-Tag", "a, " * 5_000),) * 20,
        200,
        robots.encode()[: 500 * 1024],
        "https://paper.example/" + "a" * 3_900,
    )
    assert time.process_time() - began < 2
