"""Which addresses may be fetched. The check sits where the socket is opened, so redirects and DNS tricks pass through it."""

import ipaddress
import re
import socket
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PORTS = frozenset({80, 443, 8080, 8443})
# `is_global` calls these global, in some release of Python or in all, although nothing public is behind them (IANA
# special-purpose registries, RFC 6890), or although what is behind them is an IPv4 address in disguise.
_DENY = tuple(
    ipaddress.ip_network(net)
    for net in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "fec0::/10",
        "ff00::/8",
        "2001::/23",  # Teredo, ORCHID, benchmarking
        "2001:db8::/32",
        "2002::/16",  # 6to4, given up by RFC 7526
        "3fff::/20",
    )
)
# RFC 6052: where only IPv6 is routed, DNS64 gives every IPv4 site an address in here; the one inside is what counts.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # RFC 4291 §2.4: the only IPv6 addresses given out so far
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})  # RFC 5214 §6.1: then the last 32 bits are an IPv4 address
_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)\.?", re.IGNORECASE)


class RefusedAddress(OSError):
    """Raised where a socket would be opened."""


def public(ip: Address) -> bool:
    """Whether an address is one of the public network, and plainly so: one inside another must be reached by its own."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:
            return public(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if ip not in _GLOBAL_UNICAST or int(ip) >> 32 & 0xFFFFFFFF in _ISATAP:
            return False
    return ip.is_global and not any(ip in net for net in _DENY if net.version == ip.version)


@dataclass(frozen=True, slots=True)
class Guard:
    """`allow`: networks open on any port; `exact`: single (address, port) pairs open besides; `ports`: open elsewhere."""

    allow: tuple[Network, ...] = ()
    exact: tuple[tuple[str, int], ...] = ()
    ports: frozenset[int] = PORTS

    def allowed_privately(self, address: str, port: int) -> bool:
        """Opened by a setting."""
        ip = ipaddress.ip_address(address.partition("%")[0])
        return (str(ip), port) in self.exact or any(ip in net for net in self.allow if net.version == ip.version)

    def refusal(self, address: str, port: int) -> str | None:
        """Why this address may not be connected to; None if it may."""
        if self.allowed_privately(address, port):
            return None
        if not public(ipaddress.ip_address(address.partition("%")[0])):
            return f"{address} is not a public address (WIREROOM_FETCH_ALLOW can open it)"
        if port not in self.ports:
            return f"port {port} is not one that pages are served on (WIREROOM_FETCH_PORTS can open it)"
        return None

    def refusal_of_host(self, host: str, port: int) -> str | None:
        """Why the host of a URL may not be asked for, as far as it shows without resolving it; None if it may be.

        An address is refused in any form but its usual one: what reads `0177.1` or `2130706433` as an address is the C
        library, each in its way (WHATWG URL §3.5, "ends in a number").
        """
        if ":" in host:
            return self.refusal(host, port)
        if _NUMBER.fullmatch(host):
            try:
                return self.refusal(str(ipaddress.IPv4Address(host.rstrip("."))), port)
            except ValueError:
                return f"{host[:100]} is a number and not an address as it is written"
        if port not in self.ports and not self.allow and all(port != open_ for _, open_ in self.exact):
            return f"port {port} is not one that pages are served on (WIREROOM_FETCH_PORTS can open it)"
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
