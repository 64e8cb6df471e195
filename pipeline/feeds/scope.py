"""What part of a site a feed is about: a section's feed has no use for the whole site's sitemap."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Scope:
    """Hosts, and the first folder below which everything lies; None: anywhere."""

    hosts: frozenset[str]
    section: str | None

    def has(self, url: str) -> bool:
        """Whether a canonical URL could stand in the feed."""
        parts = urlsplit(url)
        return parts.hostname in self.hosts and (self.section is None or _folder(parts.path) == self.section)


def of(links: Sequence[str]) -> Scope:
    """The scope of a feed that announced these canonical URLs, at least one; a year is no section, nor do two links show one."""
    parts = [urlsplit(link) for link in links]
    folders = {_folder(part.path) for part in parts}
    section = folders.pop() if len(folders) == 1 and len(links) > 2 else None
    return Scope(
        frozenset(part.hostname for part in parts if part.hostname), None if section and section.isdigit() else section
    )


def _folder(path: str) -> str | None:
    """The first folder of a path that has one."""
    segments = path.split("/")
    return segments[1] if len(segments) > 2 and segments[1] else None
