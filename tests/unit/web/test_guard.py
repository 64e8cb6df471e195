"""Which addresses may be fetched: `pipeline.web.guard`."""

import asyncio
import ipaddress
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import Permanent, Reason
from pipeline.web.guard import PORTS, Guard, RefusedAddress, check_scheme
from pipeline.web.resolver import Resolver

quick = settings(max_examples=100, deadline=None)

REFUSED = {
    "loopback": ["127.0.0.1", "127.1.2.3", "127.255.255.254", "::1"],
    "this host": ["0.0.0.0", "0.1.2.3", "::"],
    "private": ["10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "fc00::1", "fd12:3456::1"],
    "link-local": ["169.254.0.1", "169.254.169.254", "fe80::1", "fe80::1%eth0", "fe80::1%1"],
    "shared by carriers": ["100.64.0.1", "100.127.255.255"],
    "multicast": ["224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"],
    "reserved": ["240.0.0.1", "255.255.255.255", "1::1", "400::1", "4000::1", "5f00::1", "e000::1"],
    "protocol assignments": ["192.0.0.1", "192.0.0.9", "192.0.0.192", "2001::1", "2001:1::1"],
    "documentation": ["192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1"],
    "benchmarking": ["198.18.0.1", "198.19.255.255"],
    "6to4 relays": ["192.88.99.1"],
    "discard-only": ["100::1"],
    "site-local": ["fec0::1", "feff::1"],
    "mapped": ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:7f00:1", "::ffff:169.254.169.254", "::ffff:0.0.0.0"],
    "translated": ["::ffff:0:127.0.0.1", "::ffff:0:8.8.8.8"],
    "compatible": ["::127.0.0.1", "::10.0.0.1", "::8.8.8.8"],
    "nat64": ["64:ff9b::7f00:1", "64:ff9b::127.0.0.1", "64:ff9b::a00:1", "64:ff9b::c0a8:1", "64:ff9b:1::7f00:1"],
    "6to4": ["2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::", "2002:a9fe:a9fe::"],
    "teredo": ["2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:0:7f00:1::"],
}
PUBLIC = ["8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.255.255", "100.128.0.1", "192.0.1.1", "223.255.255.255",
          "126.255.255.255", "128.0.0.1", "2606:4700::1111", "2a00:1450::1", "2001:4860:4860::8888", "::ffff:8.8.8.8",
          "64:ff9b::808:808", "2002:808:808::"]  # fmt: skip


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


@given(st.ip_addresses(), st.integers(0, 65_535))
@quick
def test_what_python_calls_private_is_always_refused(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int
) -> None:
    open_ = Guard().refusal(str(address), port) is None
    assert not open_ or (address.is_global and not address.is_multicast and port in PORTS)


def test_a_socket_to_a_refused_address_is_not_opened() -> None:
    info = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80))
    with pytest.raises(RefusedAddress):
        Guard().open_socket(info)


def test_a_socket_to_an_allowed_address_is_opened() -> None:
    guard = Guard(allow=(ipaddress.ip_network("127.0.0.0/8"),))
    with guard.open_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80))) as opened:
        assert opened.family == socket.AF_INET


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://h.example/", "gopher://h.example/", "javascript:alert(1)", "h"]
)
def test_a_scheme_that_is_not_http_is_refused(url: str) -> None:
    with pytest.raises(Permanent) as caught:
        check_scheme(url)
    assert caught.value.reason is Reason.REFUSED_ADDRESS


def resolve(guard: Guard, name: str, port: int) -> list[str]:
    async def ask() -> list[str]:
        resolver = Resolver(guard)
        try:
            return [result["host"] for result in await resolver.resolve(name, port)]
        finally:
            await resolver.close()

    return asyncio.run(ask())


@pytest.mark.parametrize(
    "name", ["localhost", "LOCALHOST.", "a.b.localhost", "127.0.0.1", "10.0.0.1", "0x7f.1", "2130706433", "127.1", "0"]
)
def test_a_name_for_an_address_that_is_not_public_is_refused(name: str) -> None:
    with pytest.raises(RefusedAddress):
        resolve(Guard(), name, 80)


@pytest.mark.parametrize("name", ["localhost", "paper.localhost"])
def test_names_under_localhost_are_loopback(name: str) -> None:
    assert resolve(Guard(exact=(("127.0.0.1", 8077),)), name, 8077) == ["127.0.0.1"]
