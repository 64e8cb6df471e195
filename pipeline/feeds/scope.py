"""What part of a site a feed is about: a section's feed has no use for the whole site's sitemap."""

from collections.abc import Sequence
from urllib.parse import urlsplit


def belongs(url: str, links: Sequence[str]) -> bool:
    """Whether `url` could stand in the feed that announced `links` (canonical URLs, at least one).

    Its host is one of theirs; and where all of theirs lie below one first folder that is not a year, it lies there too.
    """
    parts = urlsplit(url)
    if parts.hostname not in {urlsplit(link).hostname for link in links}:
        return False
    folders = {_folder(link) for link in links}
    section = folders.pop() if len(folders) == 1 and len(links) > 2 else None
    return section is None or section.isdigit() or _folder(url) == section


def _folder(url: str) -> str | None:
    """The first folder of a path that has one."""
    segments = urlsplit(url).path.split("/")
    return segments[1] if len(segments) > 2 and segments[1] else None
