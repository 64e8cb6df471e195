"""URL identity: `pipeline.urls`."""

import string
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline import urls
from pipeline.errors import Permanent, Reason
from tests.unit.attempt import attempt

PLAIN = "https://paper.example/news/2026/bridge?id=7"
quick = settings(max_examples=100, deadline=None)

labels = st.text("abcxyz0189-", min_size=1, max_size=8).filter(
    lambda text: not text.startswith("-") and text[-1] != "-"
)
paths = st.lists(st.text(string.printable + "жñ漢", max_size=8), max_size=4).map(lambda parts: "/" + "/".join(parts))
queries = st.text(string.printable + "жñ漢&=%", max_size=24)
http_urls = st.builds(
    lambda scheme, host, path, query: f"{scheme}://{host}.example{path}?{query}",
    st.sampled_from(["http", "https", "HTTP"]),
    labels,
    paths,
    queries,
)


def refused(url: str, base: str | None = None) -> Permanent:
    with pytest.raises(Permanent) as caught:
        urls.canonical(url, base)
    return caught.value


@given(http_urls)
@quick
@example("http://h.example/?a=%%34%31")
@example("http://h.example/%%34%31")
@example("http://例え。/")
@example("http://h.example/a/%2e%2e/./b/..")
@example("http://[2001:DB8:0::1]:80/")
def test_a_canonical_url_is_its_own_canonical_url(url: str) -> None:
    once = attempt(lambda: urls.canonical(url))
    assert isinstance(once, Permanent) or urls.canonical(str(once)) == once


@given(st.text() | st.text(string.printable) | st.builds(lambda rest: "http://" + rest, st.text(string.printable)))
@quick
@example("http://[")
@example("http://h:99999999999/")
@example("http://\ud800/\udfff")
@example("http://" + "a" * 300 + ".example/")
@example("http://xn--\u00ad/")
@example("//\\")
def test_any_text_is_a_url_or_a_permanent_failure(text: str) -> None:
    found = attempt(lambda: urls.canonical(text))
    assert isinstance(found, Permanent) or str(found).startswith(("http://", "https://"))


@given(st.text(), st.sampled_from([PLAIN, "http://h.example", "https://h.example/a/b/"]))
@quick
def test_any_text_against_a_base_is_a_url_or_a_permanent_failure(text: str, base: str) -> None:
    found = attempt(lambda: urls.canonical(text, base))
    assert isinstance(found, Permanent) or str(found).isascii()


@pytest.mark.parametrize(
    "spelling",
    [
        PLAIN + "#comments",
        "HTTPS://paper.example/news/2026/bridge?id=7",
        "https://PAPER.Example/news/2026/bridge?id=7",
        "https://paper.example:443/news/2026/bridge?id=7",
        "https://paper.example./news/2026/bridge?id=7",
        "https://reader:word@paper.example/news/2026/bridge?id=7",
        "https://paper.example/news/2026/%62ridge?id=7",
        "https://paper.example/news/./2025/../2026/bridge?id=7",
        "https://paper.example/news/%2E/2025/%2e%2e/2026/bridge?id=7",
        "https://paper.example/news/2026/bridge?i%64=7",
        "https://paper.example/news/2026/bridge?&id=7&",
        "https://paper.example/news/2026/bridge?id=7&utm_source=letter&utm_medium=mail",
        "https://paper.example/news/2026/bridge?fbclid=abc&id=7",
        "https://paper.example/news/2026/bridge?id=7&UTM_Campaign=x",
        "https://paper.example/news/2026/bridge?id=7&utm%5Fsource=x",
        "https://paper.example/news/2026/bridge?id=7&gclid",
        "  https://paper.example/news/2026/bridge?id=7\n",
        "https://paper.example/news/20\n26/bri\tdge?id=7",
    ],
)
def test_spellings_of_one_address_give_one_key(spelling: str) -> None:
    assert urls.canonical(spelling) == PLAIN
    assert urls.key(urls.canonical(spelling)) == urls.key(PLAIN)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://h.example/новости/мост", "http://h.example/" + quote("новости/мост")),
        ("http://h.example/?q=мост", "http://h.example/?q=" + quote("мост")),
        ("http://h.example/%d0%bc", "http://h.example/%D0%BC"),
        ("http://h.example/~me", "http://h.example/%7Eme"),
        ("http://h.example/a b", "http://h.example/a%20b"),
        ("http://h.example/100%", "http://h.example/100%25"),
        ("http://h.example", "http://h.example/"),
        ("http://h.example/?", "http://h.example/"),
        ("http://мост.example/", "http://xn--l1aeje.example/"),
        ("http://h。example/", "http://h.example/"),
        ("http://faß.example/", "http://xn--fa-hia.example/"),
        ("http://ＥＸＡＭＰＬＥ.example/", "http://example.example/"),
        ("http://☃.example/", "http://xn--n3h.example/"),
        ("http://[2001:0db8:0:0:0:0:0:1]/", "http://[2001:DB8::1]:80/"),
    ],
)
def test_percent_encoding_and_host_spellings_are_one(one: str, other: str) -> None:
    assert urls.canonical(one) == urls.canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("?id=1", "?id=2"),
        ("?id=1", "?ID=1"),
        ("?id=1", ""),
        ("?source=feed", ""),
        ("?session=1", "?session=2"),
        ("?ref=a", "?ref=b"),
        ("?a=1&b=2", "?b=2&a=1"),
        ("?a=1&a=2", "?a=2"),
        ("?a=1%262", "?a=1&2"),
        ("?a=1%2B1", "?a=1+1"),
        ("a%2Fb", "a/b"),
        ("a%3Fb", "a?b"),
        ("a%23b", "a#b"),
        ("a%2541", "aA"),
        ("a%%34%31", "aA"),
        ("a", "a/"),
        ("a", "A"),
        ("a//b", "a/b"),
        ("a/.b", "a/b"),
        ("?utm", "?utm_source"),
    ],
)
def test_addresses_that_may_be_different_pages_stay_apart(one: str, other: str) -> None:
    assert urls.canonical(f"http://h.example/{one}") != urls.canonical(f"http://h.example/{other}")


def test_a_host_with_a_sharp_s_is_not_the_one_with_two() -> None:
    assert urls.canonical("http://faß.example/") != urls.canonical("http://fass.example/")


@given(st.from_regex(r"https?://[a-z0-9.-]{1,20}/[A-Za-z0-9._~/-]{0,20}", fullmatch=True))
@quick
@example("http://h.example/a/./b")
@example("http://h.example/.a/..b/c..")
@example("http://h.example/..")
@example("http://h-.example/")
@example("http://h.example//a//")
def test_a_plain_url_is_read_like_one_that_is_not(url: str) -> None:
    first, second = (
        attempt(lambda: urls.canonical(url)),
        attempt(lambda: urls.canonical(url.replace("http", "HTTP", 1))),
    )
    assert str(first) == str(second)


def test_schemes_ports_and_hosts_stay_apart() -> None:
    spellings = ["http://h.example/", "https://h.example/", "http://h.example:8080/", "http://www.h.example/"]
    assert len({urls.key(urls.canonical(url)) for url in spellings}) == len(spellings)


@given(st.integers(0, 10**12), st.integers(0, 10**12))
@quick
def test_different_ids_never_merge(one: int, other: int) -> None:
    first, second = (urls.canonical(f"https://h.example/read?id={number}&utm_id=x") for number in (one, other))
    assert (first == second) == (one == other)


@given(
    st.sampled_from(["utm_source", "fbclid", "gclid", "mc_eid", "yclid", "hsa_cam", "ref_src"]), st.text(max_size=12)
)
@quick
def test_a_tracking_parameter_never_changes_the_key(name: str, value: str) -> None:
    assert urls.canonical(f"{PLAIN}&{name}={quote(value, safe='')}") == PLAIN


@given(st.text(string.ascii_letters + string.digits + "/-._~", max_size=20))
@quick
def test_a_fragment_never_changes_the_key(fragment: str) -> None:
    assert urls.canonical(f"{PLAIN}#{fragment}") == PLAIN


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        ("/x?y=1", "https://paper.example/x?y=1"),
        ("other", "https://paper.example/news/2026/other"),
        ("../2025/", "https://paper.example/news/2025/"),
        ("?id=8", "https://paper.example/news/2026/bridge?id=8"),
        ("//else.example/a", "https://else.example/a"),
        ("http://else.example/a", "http://else.example/a"),
        ("../../../../x", "https://paper.example/x"),
    ],
)
def test_a_relative_link_is_resolved_against_its_base(link: str, absolute: str) -> None:
    assert urls.canonical(link, PLAIN) == absolute


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://h.example/a", "javascript:alert(1)", "data:text/html,x", "mailto:a@b.example",
     "tel:123", "file://h.example/a", "JavaScript:alert(1)", "java\nscript:alert(1)", " javascript:alert(1)"],
)  # fmt: skip
def test_a_scheme_that_is_not_http_is_refused(url: str) -> None:
    assert refused(url).reason is Reason.REFUSED_ADDRESS
    assert refused(url, PLAIN).reason is Reason.REFUSED_ADDRESS


@pytest.mark.parametrize(
    "url",
    ["", "h.example/a", "/a", "http://", "http:///a", "http://.../", "http://a..b/", "http://-a.example/",
     "http://a b.example/", "http://a%20b.example/", "http://a\\b.example/", "http://h:port/", "http://h:70000/",
     "http://[::1", "http://[fe80::1%25eth0]/", "http://[fe80::1%a b]/", "http://[:::]/", "http://[::g]/",
     "http://" + ".".join(["abcdefgh"] * 40) + "/", "http://h.example/" + "a" * 4_000, "http://h.example/?utm_x=" + "a" * 64_000,
     "http://" + "ü" * 300 + ".example/"],
)  # fmt: skip
def test_what_cannot_be_fetched_is_an_error(url: str) -> None:
    assert refused(url).reason is Reason.ERROR


def test_the_host_is_given_without_port_and_brackets() -> None:
    assert urls.host("http://h.example:8080/a") == "h.example"
    assert urls.host("http://[2001:db8::1]:8080/a") == "2001:db8::1"


def test_a_key_is_32_bytes_however_long_the_url() -> None:
    assert len(urls.key("http://h.example/" + "a" * 3_000)) == len(urls.key("http://h.example/")) == 32


@given(st.text(), st.sampled_from([PLAIN, "http://h.example/", "https://h.example/" + "a" * 3_980]))
@quick
@example("", PLAIN)
@example("\ud800", PLAIN)
@example("a" * 5_000, PLAIN)
def test_a_url_within_another_can_be_stored_and_leads_back_to_its_site(name: str, base: str) -> None:
    url = urls.within(base, name)
    assert url.isascii()
    assert url.isprintable()
    assert len(url) <= 4_000
    assert url == urls.within(base, name)
    assert urls.host(url) == urls.host(base)
    assert len(urls.key(url)) == 32
    assert "#" not in urls.canonical(url)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("tag:paper.example,2026:1", PLAIN + "#tag:paper.example,2026:1"),
        (" one\n two ", PLAIN + "#one%20two"),
        ("a#b%c", PLAIN + "#a%23b%25c"),
        ("мост", PLAIN + "#%D0%BC%D0%BE%D1%81%D1%82"),
    ],
)
def test_a_name_within_a_page_is_its_fragment(name: str, url: str) -> None:
    assert urls.within(PLAIN, name) == url
    assert urls.canonical(url) == PLAIN


@given(st.text(), st.text())
@quick
@example("a" * 5_000, "a" * 5_001)
@example("", " ")
def test_different_names_within_a_page_stay_apart(one: str, other: str) -> None:
    same = " ".join(one.split()) == " ".join(other.split())
    assert (urls.within(PLAIN, one) == urls.within(PLAIN, other)) == same
