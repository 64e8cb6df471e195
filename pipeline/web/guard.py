"""Which addresses may be fetched. The check sits where the socket is opened, so redirects and DNS tricks pass through it."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipeline.errors import Permanent, Reason

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PORTS = frozenset({80, 443, 8080, 8443})
# `is_global` calls these global although nothing public is behind them (IANA special-purpose registries, RFC 6890).
_DENY = tuple(
    ipaddress.ip_network(net)
    for net in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "fec0::/10",
        "ff00::/8",
        "2001::/23",
        "3fff::/20",
    )
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # RFC 4291 §2.4: the only IPv6 addresses given out so far
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")


class RefusedAddress(OSError):
    """Raised where a socket would be opened."""


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 form carries: mapped, NAT64 (RFC 6052) or 6to4 (RFC 3056)."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address in _SIX_TO_FOUR and address.sixtofour:
            return address.sixtofour
    return address


@dataclass(frozen=True, slots=True)
class Guard:
    """`allow`: networks open on any port; `exact`: single (address, port) pairs open besides."""

    allow: tuple[Network, ...] = ()
    exact: tuple[tuple[str, int], ...] = ()

    def allowed_privately(self, address: str, port: int) -> bool:
        """Opened by a setting."""
        ip = ipaddress.ip_address(address.partition("%")[0])
        return (str(ip), port) in self.exact or any(ip in net for net in self.allow if net.version == ip.version)

    def refusal(self, address: str, port: int) -> str | None:
        """Why this address may not be connected to; None if it may."""
        if self.allowed_privately(address, port):
            return None
        ip = _inner(ipaddress.ip_address(address.partition("%")[0]))
        unassigned = ip.version == 6 and ip not in _GLOBAL_UNICAST
        if not ip.is_global or unassigned or any(ip in net for net in _DENY if net.version == ip.version):
            return f"{address} is not a public address (WIREROOM_FETCH_ALLOW can open it)"
        if port not in PORTS:
            return f"port {port} is not one that pages are served on (WIREROOM_FETCH_ALLOW can open it)"
        return None

    def open_socket(
        self, info: tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]
    ) -> socket.socket:
        """aiohttp's socket factory: the last look before a connection."""
        family, kind, proto, _, address = info
        refusal = self.refusal(str(address[0]), int(address[1]))
        if refusal:
            raise RefusedAddress(refusal)
        return socket.socket(family, kind, proto)


def check_scheme(url: str) -> None:
    """Only http and https.

    Raises:
        Permanent: `refused_address`.
    """
    scheme = urlsplit(url).scheme
    if scheme not in {"http", "https"}:
        raise Permanent(Reason.REFUSED_ADDRESS, f"only http and https are fetched, not {scheme[:20]}:")
