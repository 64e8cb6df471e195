"""robots.txt: `pipeline.web.robots`."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.urls import origin
from pipeline.web.robots import MAX_BYTES, Answered, crawl_delay, sitemaps, standing, verdict

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


@pytest.mark.parametrize("name", ["Wireroom/1.0", "WIREROOM", "Wireroom bot", "wireroom*"])
def test_a_group_is_ours_by_its_product_token(name: str) -> None:
    assert rules(f"User-agent: {name}", "Disallow: /") is False


@pytest.mark.parametrize("name", ["otherbot", "room", "wireroomer", "wire", "w", "wireroom2", "my-wireroom", ""])
def test_a_group_for_somebody_else_is_not_for_us(name: str) -> None:
    assert rules(f"User-agent: {name}", "Disallow: /") is True


def test_groups_of_several_agents_are_for_each_of_them() -> None:
    assert rules("User-agent: otherbot", "User-agent: Wireroom", "Disallow: /") is False


def test_groups_of_one_agent_count_together() -> None:
    assert (
        rules(
            "User-agent: Wireroom",
            "Disallow: /news",
            "User-agent: other",
            "Allow: /",
            "User-agent: wireroom",
            "Allow: /x",
        )
        is False
    )


def test_rules_before_any_agent_are_for_nobody() -> None:
    assert rules("Disallow: /", "User-agent: *", "Allow: /x") is True


@pytest.mark.parametrize(
    "between", ["", "# a comment", "Sitemap: https://paper.example/s.xml", "Host: paper.example", "<p>"]
)
def test_other_lines_end_no_list_of_agents(between: str) -> None:
    assert rules("User-agent: Wireroom", between, "User-agent: other", "Disallow: /") is False


@pytest.mark.parametrize("between", ["Crawl-delay: 5", "Disallow:", "Noindex: /x"])
def test_a_record_of_its_own_ends_a_list_of_agents(between: str) -> None:
    assert rules("User-agent: Wireroom", between, "User-agent: other", "Disallow: /") is True


@pytest.mark.parametrize(
    "line", ["Disallow /", "DISALLOW : /", " disallow:/ # all", "Dissallow: /", "\tDisallow:\t/\t"]
)
def test_a_line_is_read_however_it_is_written(line: str) -> None:
    assert rules("user agent *", line) is False


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
    "body",
    [b"\xef\xbb\xbf" + NO, b"\xef\xbb" + NO, NO.decode().encode("utf-16"), NO.replace(b"\n", b"\r\n"), NO.replace(b"\n", b"\r"),
     NO.upper(), b"# \xcf\xf0\xe8\n" + NO],
)  # fmt: skip
def test_marks_line_ends_and_capitals_change_nothing(body: bytes) -> None:
    assert verdict(200, body, PAGE) is False


def test_many_stars_are_no_burden() -> None:
    assert (
        rules("User-agent: *", "Disallow: /" + "*a" * 200 + "$", url="https://h.example/" + "a" * 3_000 + "b") is True
    )


HOSTILE = {
    "one-rule": b"User-agent: *\nDisallow: /" + b"*a" * (MAX_BYTES // 2),
    "star-rules": b"User-agent: *\n" + (b"Disallow: /" + b"*a" * 45 + b"*c\n") * 6_000,
    "long-needles": b"User-agent: *\n" + (b"Disallow: /*" + b"a" * 90 + b"c\n") * 6_000,
    "agents": b"".join(b"User-agent: a%d\n" % number for number in range(16_000)) + b"Disallow: /x\n" * 16_000,
    "groups": b"User-agent: *\nDisallow: /x\n" * 20_000,
    "rules": b"User-agent: *\n" + b"".join(b"Disallow: /b%d\n" % number for number in range(40_000)),
    "spaces": b" " * MAX_BYTES,
    "letters": b"a" * MAX_BYTES,
    "dashes": (b"a-" * 20 + b"\n") * 12_000,
    "escapes": b"User-agent: *\nDisallow: " + b"%41" * 150_000,
    "binary": bytes(range(256)) * 2_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_file_takes_long(body: bytes) -> None:
    began = time.process_time()
    for url in ("https://h.example/" + "a" * 3_900 + "b", PAGE):
        assert verdict(200, body[:MAX_BYTES], url) in {True, False}
    crawl_delay(200, body[:MAX_BYTES])
    sitemaps(200, body[:MAX_BYTES])
    assert time.process_time() - began < 2


def test_rules_that_would_cost_too_much_to_match_mean_no() -> None:
    body = b"User-agent: *\nAllow: /x\n" + (b"Disallow: /*" + b"a" * 90 + b"c\n") * 4_000
    assert verdict(200, body, "https://h.example/" + "a" * 3_900) is False
    assert verdict(200, body, "https://h.example/") is True


@pytest.mark.parametrize(
    ("lines", "delay"),
    [
        (["Crawl-delay: 10"], 10.0),
        (["crawl-delay: 0.5"], 0.5),
        (["Crawl-delay: .5"], 0.5),
        (["Crawl-delay: 1,5"], 1.5),
        (["Crawl-delay: 10s"], 10.0),
        (["Crawl-delay: 1", "Crawl-delay: 3", "Crawl-delay: 2"], 3.0),
        (["Crawl-delay: 100000"], 3600.0),
        (["Request-rate: 1/5"], 5.0),
        (["Request-rate: 2/1m 0600-1200"], 30.0),
        (["Request-rate: 1/0", "Request-rate: 0/5", "Request-rate: x"], 0.0),
        (["Crawl-delay: -1"], 0.0),
        (["Crawl-delay: nan"], 0.0),
        (["Crawl-delay: soon"], 0.0),
        (["Disallow: /x"], 0.0),
    ],
)
def test_the_delay_asked_for_is_heeded(lines: list[str], delay: float) -> None:
    assert crawl_delay(200, "\n".join(["User-agent: *", *lines]).encode()) == delay


def test_a_delay_for_others_is_not_for_us() -> None:
    assert crawl_delay(200, b"User-agent: other\nCrawl-delay: 9") == 0
    assert crawl_delay(200, b"User-agent: *\nCrawl-delay: 9\n\nUser-agent: wireroom\nDisallow: /x") == 0
    assert crawl_delay(404, b"User-agent: *\nCrawl-delay: 9") == 0


def test_sitemaps_are_those_named_anywhere_once_each() -> None:
    body = b"Sitemap: https://a.example/1.xml\nUser-agent: x\nDisallow: /\nsite-map:/2.xml\nSITEMAP: https://a.example/1.xml # again"
    assert sitemaps(200, body) == ("https://a.example/1.xml", "/2.xml")
    assert sitemaps(404, body) == ()
    assert sitemaps(None, b"dns: Sitemap: x") == ()


def test_so_many_sitemaps_are_not_taken() -> None:
    assert len(sitemaps(200, b"".join(b"Sitemap: https://a.example/%d\n" % number for number in range(5_000)))) == 500


NOW = datetime(2026, 3, 4, tzinfo=UTC)


def answered(status: int | None, age: timedelta = timedelta(0)) -> Answered:
    return Answered(status, b"body of %s" % str(status).encode(), NOW - age, NOW - age + timedelta(minutes=10))


@pytest.mark.parametrize("status", [None, 500, 503])
@pytest.mark.parametrize("known", [200, 404])
def test_a_file_that_is_unreachable_stands_as_it_was_known(status: int | None, known: int) -> None:
    fresh, before = answered(status), answered(known, timedelta(days=29))
    assert standing(fresh, before) == before._replace(expires_at=fresh.expires_at)


@pytest.mark.parametrize(
    ("status", "known"),
    [(200, answered(200)), (404, answered(200)), (503, None), (503, answered(None)), (None, answered(500)),
     (503, answered(200, timedelta(days=31)))],
)  # fmt: skip
def test_otherwise_the_answer_itself_stands(status: int, known: Answered | None) -> None:
    assert standing(answered(status), known) == answered(status)


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
