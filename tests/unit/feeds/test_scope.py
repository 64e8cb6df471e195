"""What part of a site a feed is about: `pipeline.feeds.scope`."""

import pytest

from pipeline.feeds import scope

SPORT = [
    "http://site.example.org/sport/1",
    "http://site.example.org/sport/2",
    "http://site.example.org/sport/football/3",
]


@pytest.mark.parametrize(
    ("links", "url", "belongs"),
    [
        (SPORT, "http://site.example.org/sport/9", True),
        (SPORT, "http://site.example.org/world/9", False),
        (SPORT, "http://site.example.org/9", False),
        (SPORT, "http://other.example.org/sport/9", False),
        ([*SPORT, "http://site.example.org/world/1"], "http://site.example.org/culture/9", True),
        ([*SPORT, "http://www.example.org/sport/1"], "http://www.example.org/sport/9", True),
        (SPORT[:2], "http://site.example.org/world/9", True),
        ([f"http://site.example.org/2026/{day}" for day in range(5)], "http://site.example.org/2027/1", True),
        ([f"http://site.example.org/{number}" for number in range(5)], "http://site.example.org/world/9", True),
    ],
)
def test_a_url_belongs_to_a_feed_by_host_and_section(links: list[str], url: str, belongs: bool) -> None:
    assert scope.of(links).has(url) is belongs
