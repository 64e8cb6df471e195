"""Links of aggregators that carry the page's address in themselves, so that nobody has to be asked for it."""

import base64
import binascii
import re
from urllib.parse import parse_qs, urlsplit

# Who redirects, and the parameter that names the page: Google Alerts, Bing News, Facebook.
_PARAMETERS = {
    ("google", "/url"): ("url", "q"),
    ("bing", "/news/apiclick.aspx"): ("url",),
    ("facebook", "/l.php"): ("u",),
}
_SITES = re.compile(r"(?:^|\.)(google|bing|facebook)\.(?:com|co\.[a-z]{2}|com\.[a-z]{2}|[a-z]{2})$")
_ARTICLE = re.compile(r"/(?:rss/|__i/rss/rd/)?articles/([A-Za-z0-9_-]{20,4000}={0,2})$")
_PAGE = re.compile(rb"\x08.\"(?P<size>[\x01-\x7f]|[\x80-\xff][\x01-\x7f])(?P<url>https?://)", re.DOTALL)


def unwrapped(link: str) -> str:
    """The page's own address if the link holds it, else the link."""
    if "google." not in link and "bing." not in link and "facebook." not in link:
        return link
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
        site = _SITES.search(host)
        if parts.scheme not in {"http", "https"} or not site:
            return link
        if host == "news.google.com" and (article := _ARTICLE.search(parts.path)):
            return _decoded(article[1]) or link
        for name in _PARAMETERS.get((site[1], parts.path.lower()), ()):
            for target in parse_qs(parts.query, max_num_fields=50).get(name, ()):
                if target.startswith(("http://", "https://")):
                    return target
    except ValueError:
        pass
    return link


def _decoded(identifier: str) -> str | None:
    """The address inside a Google News identifier of the older kind: a protocol buffer whose field 4 is a URL.

    The newer kind holds a reference that only Google can resolve.
    """
    identifier = identifier.rstrip("=")
    try:
        raw = base64.urlsafe_b64decode(identifier + "=" * (-len(identifier) % 4))
    except binascii.Error:
        return None
    found = _PAGE.match(raw)
    if not found:
        return None
    size = found["size"]
    length = size[0] if len(size) == 1 else (size[0] & 0x7F) | size[1] << 7
    address = raw[found.start("url") : found.start("url") + length]
    return address.decode("ascii", "ignore") if len(address) == length and address.isascii() else None
