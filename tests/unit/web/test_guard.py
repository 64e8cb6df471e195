"""Which addresses may be fetched: `pipeline.web.guard`."""

import asyncio
import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import urls
from pipeline.errors import Permanent, Reason, Setback, Transient
from pipeline.web.guard import PORTS, Guard, RefusedAddress
from pipeline.web.resolver import LookUp, Resolver

quick = settings(max_examples=100, deadline=None)

REFUSED = {
    "loopback": ["127.0.0.1", "127.1.2.3", "127.255.255.254", "::1"],
    "this host": ["0.0.0.0", "0.1.2.3", "0.255.255.255", "::"],
    "private": ["10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "fc00::1", "fd12:3456::1"],
    "link-local": ["169.254.0.1", "169.254.169.254", "fe80::1", "fe80::1%eth0", "fe80::1%1", "febf::1"],
    "shared by carriers": ["100.64.0.1", "100.127.255.255"],
    "multicast": ["224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"],
    "reserved": ["240.0.0.1", "255.255.255.255", "1::1", "400::1", "4000::1", "5f00::1", "e000::1"],
    "protocol assignments": ["192.0.0.1", "192.0.0.9", "192.0.0.192", "2001::1", "2001:1::1"],
    "documentation": ["192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1"],
    "benchmarking": ["198.18.0.1", "198.19.255.255", "2001:2::1"],
    "6to4 relays": ["192.88.99.1"],
    "discard-only": ["100::1"],
    "site-local": ["fec0::1", "feff::1"],
    "mapped": ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:7f00:1", "::ffff:0.0.0.0", "::ffff:8.8.8.8"],
    "translated": ["::ffff:0:127.0.0.1", "::ffff:0:8.8.8.8"],
    "compatible": ["::127.0.0.1", "::10.0.0.1", "::8.8.8.8"],
    "nat64": ["64:ff9b::7f00:1", "64:ff9b::127.0.0.1", "64:ff9b::a00:1", "64:ff9b::c0a8:1", "64:ff9b::169.254.169.254"],
    "local nat64": ["64:ff9b:1::7f00:1", "64:ff9b:1::808:808", "64:ff9b:1:ffff::1"],
    "6to4": ["2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::", "2002:a9fe:a9fe::", "2002:808:808::"],
    "teredo": ["2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:0:7f00:1::"],
    "isatap": ["2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:10.0.0.1", "2606:4700::5efe:8.8.8.8"],
}
PUBLIC = ["8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.255.255", "100.128.0.1", "192.0.1.1", "223.255.255.255",
          "126.255.255.255", "128.0.0.1", "2606:4700::1111", "2a00:1450::1", "2001:4860:4860::8888", "64:ff9b::808:808"]  # fmt: skip


@pytest.mark.parametrize("address", [address for group in REFUSED.values() for address in group])
@pytest.mark.parametrize("port", [443, 8080])
def test_an_address_that_is_not_public_is_refused(address: str, port: int) -> None:
    assert "is not a public address" in (Guard().refusal(address, port) or "")


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_open_on_the_ports_of_the_web(address: str) -> None:
    assert [port for port in range(1, 10_000) if Guard().refusal(address, port) is None] == [80, 443, 8080, 8443]


@pytest.mark.parametrize("port", [0, 22, 25, 81, 5432, 6379, 65_535])
def test_a_public_address_is_refused_on_another_port(port: int) -> None:
    assert f"port {port} " in (Guard().refusal("8.8.8.8", port) or "")


def test_an_allowed_network_is_open_on_any_port() -> None:
    guard = Guard(allow=(ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("fd00::/8")))
    assert [guard.refusal(address, 22) for address in ("127.0.0.1", "127.9.9.9", "fd00::1")] == [None, None, None]


def test_an_allowed_network_opens_nothing_beside_it() -> None:
    guard = Guard(allow=(ipaddress.ip_network("10.1.0.0/16"),))
    assert all(guard.refusal(address, 80) for address in ("10.2.0.1", "127.0.0.1", "::1", "::ffff:10.1.0.1"))
    assert guard.refusal("8.8.8.8", 22)


def test_an_exact_pair_is_open_on_its_port_alone() -> None:
    guard = Guard(exact=(("127.0.0.1", 8077),))
    assert guard.refusal("127.0.0.1", 8077) is None
    assert guard.refusal("127.0.0.1", 8078)
    assert guard.refusal("127.0.0.2", 8077)


def test_an_exact_pair_is_found_in_any_spelling() -> None:
    assert Guard(exact=(("::1", 8077),)).refusal("0:0:0:0:0:0:0:1", 8077) is None


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="127.0.0.0/8"))
@quick
def test_no_form_of_ipv6_carries_a_private_address_through(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    forms = [
        ipaddress.IPv6Address(0xFFFF << 32 | number),
        ipaddress.IPv6Address(0x64FF9B << 96 | number),
        ipaddress.IPv6Address(0x2002 << 112 | number << 80),
        ipaddress.IPv6Address(number),
        ipaddress.IPv6Address(0xFFFF << 48 | number),
    ]
    assert all(Guard().refusal(str(form), 443) for form in forms)


def embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that one of the well-known translation prefix stands for."""
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


CLOSED = [ipaddress.ip_network(net) for net in (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
    "240.0.0.0/4", "::/8", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "4000::/3",
    "8000::/1",
)]  # fmt: skip


@given(
    st.ip_addresses()
    | st.sampled_from(CLOSED).flatmap(lambda net: st.ip_addresses(v=net.version, network=str(net)))
    | st.ip_addresses(v=6, network="64:ff9b::/96")
    | st.ip_addresses(v=6, network="2000::/3"),
    st.sampled_from([*PORTS, 22, 0]) | st.integers(0, 65_535),
)
@settings(max_examples=500, deadline=None)
def test_nothing_is_open_that_is_not_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int) -> None:
    if Guard().refusal(str(address), port) is None:
        meant = address if address.version == 4 else embedded(address) or address
        assert port in PORTS
        assert meant.is_global
        assert address.is_global
        assert not any(meant in net for net in CLOSED if net.version == meant.version)
        assert not meant.is_multicast


def test_a_further_port_is_opened_by_name() -> None:
    guard = Guard(ports=PORTS | {8000})
    assert guard.refusal("8.8.8.8", 8000) is None
    assert guard.refusal("8.8.8.8", 8001)
    assert guard.refusal("10.0.0.1", 8000)


def test_a_socket_to_a_refused_address_is_not_opened() -> None:
    info = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80))
    with pytest.raises(RefusedAddress):
        Guard().open_socket(info)


def test_a_socket_to_an_allowed_address_is_opened() -> None:
    guard = Guard(allow=(ipaddress.ip_network("127.0.0.0/8"),))
    with guard.open_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80))) as opened:
        assert opened.family == socket.AF_INET


# ── hosts of URLs ──────────────────────────────────────────────────────────────────────────────────────────────────────

DISGUISED = {
    "decimal": ["2130706433", "3232235777", "0", "4294967295", "4294967297", "99999999999999999999"],
    "hexadecimal": ["0x7f000001", "0x7f.1", "0x7F.0x0.0x0.0x1", "0XA9FEA9FE", "127.0.0.0x1", "0x", "127.0.0.0x"],
    "octal": ["0177.0.0.1", "017700000001", "0300.0250.1.1", "127.0.0.01", "0000177.0.0.1"],
    "short": ["127.1", "127.0.1", "10.1", "192.168.257"],
    "too long": ["1.2.3.4.5", "127.0.0.1.1", "256.0.0.1", "127.0.0.1.0x7f"],
    "with a dot": ["127.0.0.1.", "127.1.", "0x7f.1.", "2130706433."],
    "in another script": [
        "\uff11\uff12\uff17.\uff10.\uff10.\uff11", "\u2460\u2461\u2466.0.0.1", "\u00b9\u00b2\u2077.1",
        "\U0001d7cf\U0001d7d0\U0001d7d5.0.0.1",
    ],
    "with other dots": ["127\u30020\u30020\u30021", "127\uff0e0\uff0e0\uff0e1", "127\uff610\uff610\uff611"],
    "with what is not seen": ["127.0.0.1\u00ad", "12\u200b7.0.0.1", "127.\u20600.0.1", "1\ufe0f27.0.0.1"],
    "percent-encoded": ["%31%32%37.0.0.1", "127%2e0.0.1", "127.0.0.1%00.test"],
    "with a zone": ["[fe80::1%25eth0]", "[fe80::1%eth0]", "[::1%lo]"],
    "in brackets": ["[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[::]", "[64:ff9b::7f00:1]", "[fd00::1]"],
    "loopback by name": ["localhost", "LOCALHOST", "localhost.", "paper.localhost", "loca\u00adlhost", "\uff4c\uff4f\uff43\uff41\uff4chost",
                         "\u24dbocalhost"],
    "with a backslash": ["127.0.0.1\\.news.test", "news.test\\@127.0.0.1", "127.0.0.1\\"],
    "with a user": ["news.test@127.0.0.1", "news.test:80@[::1]", "127.0.0.1:80@10.0.0.1"],
}  # fmt: skip


def c_library(name: str) -> list[str]:
    """Numbers read as the C library reads them, and everything else a public site."""
    try:
        return [socket.inet_ntoa(socket.inet_aton(name))]
    except OSError:
        return ["93.184.215.14"]


def reached(url: str) -> list[str]:
    """The addresses that a URL would be fetched from."""
    parts = urlsplit(urls.canonical(url))
    host, port = parts.hostname or "", parts.port or {"http": 80, "https": 443}[parts.scheme]
    if refusal := Guard().refusal_of_host(host, port):
        raise Permanent(Reason.REFUSED_ADDRESS, refusal)
    return [host] if ":" in host else resolve(Guard(), host, port)


def resolve(guard: Guard, name: str, port: int, look_up: LookUp = c_library) -> list[str]:
    async def ask() -> list[str]:
        resolver = Resolver(guard, look_up, 5)
        try:
            return [result["host"] for result in await resolver.resolve(name, port)]
        finally:
            await resolver.close()

    return asyncio.run(ask())


@pytest.mark.parametrize("host", [host for group in DISGUISED.values() for host in group])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_spelling_of_a_private_host_is_reached(scheme: str, host: str) -> None:
    with pytest.raises(Permanent) as caught:
        reached(f"{scheme}://{host}/")
    assert caught.value.reason in {Reason.REFUSED_ADDRESS, Reason.ERROR}


_ODD = "0123456789abcdefx.:[]%@\\-_\u3002\uff0e\uff11\u2460\u00b2\u00ad\u200b\u2024\u0661\U0001d7cf"


@given(
    st.text(alphabet=_ODD, min_size=1, max_size=20)
    | st.from_regex(r"\A(0x|0)?[0-9]{1,4}(\.(0x|0)?[0-9]{1,3}){0,3}\.?\Z")
)
@settings(max_examples=500, deadline=None)
def test_whatever_a_host_is_spelt_like_only_public_addresses_are_reached(host: str) -> None:
    try:
        found = reached(f"http://{host}/")
    except Setback:
        return
    assert all(ipaddress.ip_address(address).is_global for address in found)


@pytest.mark.parametrize(
    "host", ["news.test", "127.test", "0x7f.test", "1.news", "3com.com", "xn--e1aybc.test", "8.8.8.8"]
)
def test_a_public_host_with_numbers_in_it_is_reached(host: str) -> None:
    assert reached(f"https://{host}/")


@pytest.mark.parametrize(("port", "open_"), [(80, True), (8443, True), (22, False), (6379, False)])
def test_a_port_that_nothing_opens_is_refused_without_asking_for_the_name(port: int, open_: bool) -> None:
    assert (Guard().refusal_of_host("news.test", port) is None) is open_
    assert Guard(allow=(ipaddress.ip_network("10.0.0.0/8"),)).refusal_of_host("news.test", port) is None
    assert Guard(exact=(("127.0.0.1", port),)).refusal_of_host("news.test", port) is None


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://h.test/", "gopher://h.test/", "javascript:alert(1)", "data:,x"]
)
def test_a_scheme_that_is_not_http_is_refused(url: str) -> None:
    with pytest.raises(Permanent):
        reached(url)


# ── names ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def always(*addresses: str) -> LookUp:
    return lambda name: addresses


@pytest.mark.parametrize("address", [address for group in REFUSED.values() for address in group])
def test_a_name_of_an_address_that_is_not_public_is_refused(address: str) -> None:
    with pytest.raises(Permanent) as caught:
        resolve(Guard(), "inside.test", 80, always(address))
    assert caught.value.reason is Reason.REFUSED_ADDRESS


def test_of_a_name_with_many_addresses_the_public_ones_are_left() -> None:
    private = [address for group in REFUSED.values() for address in group]
    assert resolve(Guard(), "both.test", 443, always(*private, *PUBLIC, *private)) == PUBLIC


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST.", "a.b.localhost"])
def test_names_under_localhost_are_loopback_without_asking_anyone(name: str) -> None:
    with pytest.raises(Permanent):
        resolve(Guard(), name, 80, always("8.8.8.8"))
    assert resolve(Guard(exact=(("127.0.0.1", 8077),)), name, 8077, always("8.8.8.8")) == ["127.0.0.1"]


def test_a_name_is_looked_up_once_by_all_who_want_it_and_then_remembered() -> None:
    asked: list[str] = []

    def look_up(name: str) -> Sequence[str]:
        asked.append(name)
        return ["8.8.8.8"]

    async def errand() -> None:
        resolver = Resolver(Guard(), look_up, 5)
        await asyncio.gather(*(resolver.resolve(f"News{number % 2}.test", 80) for number in range(10)))
        await resolver.resolve("news1.test.", 443)
        await resolver.close()

    asyncio.run(errand())
    assert sorted(asked) == ["news0.test", "news1.test"]


def test_what_is_remembered_is_checked_for_every_port() -> None:
    async def errand() -> None:
        resolver = Resolver(Guard(exact=(("10.0.0.1", 9000),)), always("10.0.0.1"), 5)
        assert [result["host"] for result in await resolver.resolve("inside.test", 9000)] == ["10.0.0.1"]
        with pytest.raises(Permanent):
            await resolver.resolve("inside.test", 80)
        await resolver.close()

    asyncio.run(errand())


def test_a_failure_is_not_remembered() -> None:
    answers: list[Callable[[], Sequence[str]]] = [list, lambda: ["8.8.8.8"]]

    async def errand() -> list[str]:
        resolver = Resolver(Guard(), lambda name: answers.pop(0)(), 5)
        with pytest.raises(Transient) as caught:
            await resolver.resolve("news.test", 80)
        assert caught.value.reason is Reason.DNS
        return [result["host"] for result in await resolver.resolve("news.test", 80)]

    assert asyncio.run(errand()) == ["8.8.8.8"]


def test_a_name_server_that_keeps_silent_is_given_up() -> None:
    silent = threading.Event()

    def look_up(name: str) -> Sequence[str]:
        silent.wait(10)
        return ["8.8.8.8"]

    async def errand() -> None:
        resolver = Resolver(Guard(), look_up, 0.05)
        with pytest.raises(Transient, match="no answer within"):
            await resolver.resolve("news.test", 80)
        await resolver.close()

    try:
        asyncio.run(errand())
    finally:
        silent.set()


def test_somebody_who_stops_waiting_takes_the_answer_from_nobody() -> None:
    go = threading.Event()

    def look_up(name: str) -> Sequence[str]:
        go.wait(10)
        return ["8.8.8.8"]

    async def errand() -> list[str]:
        resolver = Resolver(Guard(), look_up, 5)
        first, second = (asyncio.create_task(resolver.resolve("news.test", 80)) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.wait([first])
        go.set()
        found = [result["host"] for result in await second]
        await resolver.close()
        return found

    assert asyncio.run(errand()) == ["8.8.8.8"]
