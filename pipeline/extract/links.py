"""The links in the body, canonical, each target and anchor once."""

from pipeline import urls
from pipeline.errors import Permanent
from pipeline.model import Annotation, Document


def site(host: str) -> str:
    """The host without the prefixes under which one site serves the same pages."""
    for prefix in ("www.", "m.", "amp."):
        if "." in host.removeprefix(prefix):
            host = host.removeprefix(prefix)
    return host


class Links:
    """A `link` annotation for each link of the body."""

    name = "links"
    version = 1
    languages = None
    needs: tuple[str, ...] = ()

    def __call__(self, document: Document) -> list[Annotation]:
        """Links in the body's order."""
        home = site(urls.host(document.url))
        found: dict[tuple[str, str], Annotation] = {}
        for link in document.links:
            try:
                url = urls.canonical(link.url)
            except Permanent:
                continue
            host = urls.host(url)
            attributes = {"url": url, "host": host, "anchor": link.anchor, "external": site(host) != home}
            found.setdefault((url, link.anchor), Annotation("link", attributes=attributes))
        return list(found.values())
