"""The network stages' slice of the settings."""

from dataclasses import dataclass

from pipeline.web.guard import Guard
from pipeline.web.resolver import LookUp, system_look_up


@dataclass(frozen=True, slots=True)
class WebKnobs:
    """What the network stages may do; times in seconds, sizes in bytes.

    `timeout` is for a request and the redirects behind it together, without the waiting for turns. Within it: a connection
    stands after `connect_timeout` (name, TCP, TLS), the headers are complete `header_timeout` after the request, and never is
    nothing heard for `idle_timeout`.
    """

    agent: str
    guard: Guard
    redis_url: str
    host_delay: float
    host_concurrency: int
    timeout: float
    max_page: int
    max_feed: int
    connect_timeout: float = 10.0
    header_timeout: float = 15.0
    idle_timeout: float = 15.0
    look_up: LookUp = system_look_up
