"""URL identity: two spellings of one address give one canonical URL.

Normalisation after RFC 3986 §6.2.2–6.2.3 (case, percent-encoding, dot segments, default port, empty path), without the
fragment and without parameters that only track where a reader came from. The order of the others is kept: it may matter.
"""

import hashlib
import ipaddress
import re
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

import idna

from pipeline.errors import Permanent, Reason

_DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_LENGTH = 4_000
_MAX_FRAGMENT = 500
_HOPELESS = 64_000  # characters: so much is not tracking parameters
_END_OF_ORIGIN = re.compile("[/?#]")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})?")
# What most links are: nothing in them that could be written otherwise.
_PLAIN = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}/"
    r"(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*+/)*+(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*+)?+"
)
_HOST = re.compile(r"^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.?$")
# Exact names and prefixes only: pattern lists that also drop `id`, `source` or `session` merge different articles.
_TRACKERS = frozenset(
    [
        "fbclid",
        "gclid",
        "gclsrc",
        "dclid",
        "gbraid",
        "wbraid",
        "msclkid",
        "yclid",
        "ysclid",
        "twclid",
        "ttclid",
        "igshid",
        "igsh",
        "mc_cid",
        "mc_eid",
        "_hsenc",
        "_hsmi",
        "mkt_tok",
        "oly_anon_id",
        "oly_enc_id",
        "vero_id",
        "vero_conv",
        "wickedid",
        "xtor",
        "ref_src",
        "ref_url",
        "cmpid",
        "ito",
        "ns_mchannel",
        "ns_source",
        "ns_campaign",
        "ns_linkname",
        "ns_fee",
        "at_medium",
        "at_campaign",
        "at_format",
        "at_link_id",
        "at_link_type",
        "at_link_origin",
        "at_ptr_name",
        "at_bbc_team",
        "_ga",
        "_gl",
        "spm",
        "s_cid",
        "srsltid",
        "guccounter",
        "guce_referrer",
        "guce_referrer_sig",
    ]
)
_TRACKER_PREFIXES = ("utm_", "mtm_", "pk_", "hsa_", "at_custom")


def _percent(text: str, safe: str) -> str:
    """Percent-encode what must be, decode what need not be, capitals for the rest (RFC 3986 §6.2.2.1–2).

    A percent sign that begins no triplet means itself; left bare, it could form one with what is decoded behind it.
    """

    def normal(match: re.Match[str]) -> str:
        byte = int(match[1] or "25", 16)
        return chr(byte) if byte in _UNRESERVED else f"%{byte:02X}"

    return quote(_PERCENT.sub(normal, text), safe=safe + "%")


def _remove_dots(path: str) -> str:
    """RFC 3986 §5.2.4."""
    out: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            if out:
                out.pop()
        elif segment != ".":
            out.append(segment)
    if segments[-1] in {".", ".."}:
        out.append("")
    return "/" + "/".join(out)


def _ascii(host: str) -> str:
    """A host name in letters of the DNS, as browsers have it (UTS #46, non-transitional: ß is not ss).

    Names that IDNA 2008 knows nothing of, such as pictures, are written as IDNA 2003 did.
    """
    if len(host) > 253:
        raise ValueError("its host name is not one")
    try:
        encoded = idna.encode(host, uts46=True)
    except idna.IDNAError:
        encoded = host.encode("idna")
    return encoded.decode("ascii").lower().rstrip(".")


def _host(host: str) -> str:
    host = host.lower().rstrip(".")
    if ":" in host:
        if "%" in host:
            raise ValueError("its address has a zone")
        return f"[{ipaddress.IPv6Address(host).compressed}]"
    if not host.isascii():
        host = _ascii(host)
    if len(host) > 253 or not _HOST.match(host):
        raise ValueError("its host name is not one")
    return host


def canonical(url: str, base: str | None = None) -> str:
    """The one spelling under which a URL is stored, fetched and compared; idempotent.

    `base` resolves relative links.

    Raises:
        Permanent: `refused_address` for a scheme that is not http(s), `error` for what does not parse.
    """
    if _PLAIN.fullmatch(url) and len(url) <= _MAX_LENGTH:
        return url
    cleaned = re.sub(r"[\t\r\n\ud800-\udfff]", "", url.strip())
    if len(cleaned) > _HOPELESS:
        raise Permanent(Reason.ERROR, f"not a URL that can be fetched: longer than {_MAX_LENGTH} characters")
    try:
        joined = urljoin(base, cleaned) if base else cleaned
        parts = urlsplit(joined)
        scheme = parts.scheme.lower()
        if scheme not in _DEFAULT_PORTS:
            if (scheme and not parts.netloc) or scheme in {"ftp", "file", "data", "javascript"}:
                raise Permanent(Reason.REFUSED_ADDRESS, f"only http and https are fetched, not {scheme[:20]}:")
            raise ValueError("it has no http or https scheme")
        if not parts.hostname:
            raise ValueError("it has no host")
        host = _host(parts.hostname)
        port = parts.port
    except (ValueError, UnicodeError) as error:
        raise Permanent(Reason.ERROR, f"not a URL that can be fetched: {error}") from None
    netloc = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    path = _percent(_remove_dots(_percent(parts.path or "/", "/!$&'()*+,;=:@")), "/!$&'()*+,;=:@")
    query = "&".join(_percent(pair, "/?!$'()*+,;=:@") for pair in parts.query.split("&") if pair and not _tracks(pair))
    result = urlunsplit((scheme, netloc, path, query, ""))
    if len(result) > _MAX_LENGTH:
        raise Permanent(Reason.ERROR, f"not a URL that can be fetched: longer than {_MAX_LENGTH} characters")
    return result


def _tracks(pair: str) -> bool:
    name = unquote_to_bytes(pair.partition("=")[0]).decode("utf-8", "replace").lower()
    return name in _TRACKERS or name.startswith(_TRACKER_PREFIXES)


def within(base: str, name: str) -> str:
    """The URL of something that has no page of its own but stands in the document at `base` under a name.

    `base` canonical, with `name` as its fragment, or the hash of a long one; the same for the same two, ASCII, at most 4,000
    characters. Such a URL is stored and keyed as it is and never asked for. It is not canonical: `canonical` drops the
    fragment, as what is to be fetched has none, and gives `base` again.
    """
    name = " ".join(name.split())
    fragment = quote(name, safe="!$&'()*+,;=:@/?", errors="replace")
    if len(fragment) > _MAX_FRAGMENT or not fragment:
        fragment = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()
    if len(base) + 1 + len(fragment) > _MAX_LENGTH:
        fragment = hashlib.sha256(f"{base} {fragment}".encode()).hexdigest()
        base = urljoin(base, "/")
    return f"{base}#{fragment}"


def origin(url: str) -> str:
    """Scheme, host and port of a canonical URL."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{_END_OF_ORIGIN.split(rest, maxsplit=1)[0]}"


def key(url: str) -> bytes:
    """SHA-256 of a canonical URL, or of one made by `within`: the unique key, however long the URL is."""
    return hashlib.sha256(url.encode()).digest()


def keys(given: str) -> list[bytes]:
    """The keys that a URL given by a person may have: as it stands, for that of an entry without a page of its own has a
    fragment, which no canonical URL has; and canonical.

    Raises:
        Permanent: it is no URL.
    """
    return [key(given.encode("utf-8", "replace").decode()), key(canonical(given))]


def host(url: str) -> str:
    """The host of a canonical URL, without port."""
    return (urlsplit(url).hostname or "").lower()
