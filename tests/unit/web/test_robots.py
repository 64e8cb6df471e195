"""robots.txt: `pipeline.web.robots`."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.web.robots import origin, verdict

PAGE = "https://paper.example/news/bridge?id=7"
NO = b"User-agent: *\nDisallow: /\n"


def rules(*lines: str, url: str = PAGE) -> bool | None:
    return verdict(200, "\n".join(lines).encode(), url)


@pytest.mark.parametrize("status", [None, 500, 503, 599])
def test_a_server_that_cannot_be_asked_means_not_now(status: int | None) -> None:
    assert verdict(status, b"", PAGE) is None
    assert verdict(status, b"User-agent: *\nAllow: /", PAGE) is None


@pytest.mark.parametrize("status", [204, 301, 400, 401, 403, 404, 410, 429])
def test_a_missing_file_means_yes(status: int) -> None:
    assert verdict(status, NO, PAGE) is True


@pytest.mark.parametrize(
    "body", [b"", b" \n", b"# nothing\n", b"User-agent: *\nDisallow:\n", b"<html>not found</html>"]
)
def test_a_file_that_says_nothing_means_yes(body: bytes) -> None:
    assert verdict(200, body, PAGE) is True


def test_what_is_disallowed_for_all_is_disallowed_for_us() -> None:
    assert verdict(200, NO, PAGE) is False


def test_a_group_of_our_own_stands_before_the_one_for_all() -> None:
    assert rules("User-agent: *", "Disallow: /", "", "User-agent: Wireroom", "Allow: /") is True
    assert rules("User-agent: *", "Allow: /", "", "User-agent: wireroom", "Disallow: /") is False


@pytest.mark.parametrize("name", ["otherbot", "room", "wireroomer"])
def test_a_group_for_somebody_else_is_not_for_us(name: str) -> None:
    assert rules(f"User-agent: {name}", "Disallow: /") is True


def test_groups_of_several_agents_are_for_each_of_them() -> None:
    assert rules("User-agent: otherbot", "User-agent: Wireroom", "Disallow: /") is False


def test_the_longest_rule_decides() -> None:
    assert rules("User-agent: *", "Disallow: /", "Allow: /news/") is True
    assert rules("User-agent: *", "Allow: /", "Disallow: /news/") is False


def test_of_rules_alike_the_one_that_allows_decides() -> None:
    assert rules("User-agent: *", "Disallow: /news", "Allow: /news") is True


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [("/news/*id=", False), ("/*?", False), ("/news/bridge$", True), ("/*7$", False), ("/*8$", True), ("/News", True)],
)
def test_stars_dollars_and_case_mean_what_they_mean(rule: str, allowed: bool) -> None:
    assert rules("User-agent: *", f"Disallow: {rule}") is allowed


@pytest.mark.parametrize("rule", ["/мост", "/%D0%BC%D0%BE%D1%81%D1%82", "/%d0%bc%d0%be%d1%81%d1%82"])
def test_a_rule_is_read_in_any_percent_encoding(rule: str) -> None:
    url = "https://paper.example/%D0%BC%D0%BE%D1%81%D1%82"
    assert rules("User-agent: *", f"Disallow: {rule}", url=url) is False


@pytest.mark.parametrize(
    "body", [b"\xef\xbb\xbf" + NO, NO.replace(b"\n", b"\r\n"), NO.replace(b"\n", b"\r"), NO.upper()]
)
def test_marks_line_ends_and_capitals_change_nothing(body: bytes) -> None:
    assert verdict(200, body, PAGE) is False


def test_many_stars_are_no_burden() -> None:
    assert (
        rules("User-agent: *", "Disallow: /" + "*a" * 200 + "$", url="https://h.example/" + "a" * 3_000 + "b") is True
    )


PIECES = [b"User-agent: *\n", b"Disallow: ", b"Allow: /", b"*", b"$", b"%", b"%zz", b"\xff", b"\x00", b"\n", b"http://[", b"/",
          b"Crawl-delay: x\n", b"Request-rate: 1/0\n", b"\xed\xa0\x80", b"Sitemap: "]  # fmt: skip


@given(
    st.binary(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=20).map(b"".join),
    st.sampled_from([PAGE, "http://h.example/", "http://h.example/%D0%BC?a=%zz", "https://h.example:8080/a//b/?"]),
)
@settings(max_examples=100, deadline=None)
@example(b"User-agent: *\nDisallow: http://[", PAGE)
def test_any_file_says_yes_or_no(body: bytes, url: str) -> None:
    assert verdict(200, body, url) in {True, False}


@pytest.mark.parametrize(
    ("url", "name"),
    [("https://h.example/a?b", "https://h.example"), ("http://h.example:8080/", "http://h.example:8080"),
     ("http://[2001:db8::1]/a", "http://[2001:db8::1]")],
)  # fmt: skip
def test_an_origin_is_scheme_host_and_port(url: str, name: str) -> None:
    assert origin(url) == name
