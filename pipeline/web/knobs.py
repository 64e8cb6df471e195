"""The network stages' slice of the settings."""

from dataclasses import dataclass

from pipeline.web.guard import Guard


@dataclass(frozen=True, slots=True)
class WebKnobs:
    """What the network stages may do; times in seconds, sizes in bytes."""

    agent: str
    guard: Guard
    redis_url: str
    host_delay: float
    host_concurrency: int
    timeout: float
    max_page: int
    max_feed: int
