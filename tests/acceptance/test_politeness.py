"""Eight worker processes, a request log at the servers, Redis emptied and a worker killed in the middle: nobody is asked too often."""

import itertools
from collections.abc import Callable, Iterator, Mapping

import pytest

from tests.acceptance.conftest import Deployment, children, eventually
from tests.acceptance.test_kills import empty_redis
from tests.hostile import RSS, Asked, HostileWeb, Reply, page, rss

DELAY, PLACES = 0.5, 2
# What lies between Redis's word and the server's log: the worker's loop, a connection, the server's loop. A turn that the
# worker hears of later than 50 ms is not used; the rest is this process's own thread writing the log, late on a busy machine.
# Without the rules that this test is about, requests come within a few milliseconds of each other.
LATE = 0.25
ARTICLES = {"alpha": 40, "beta": 40, "gamma": 40, "delta": 40, "slow": 30, "patient": 12}
CRAWL_DELAY = 1.2


def story(host: str, number: int) -> bytes:
    sentences = [
        f"The {host} line reported item {number}.{part} on the river crossing, and the council heard {part + number} witnesses."
        for part in range(1, 9)
    ]
    return page(f"Report {number} of {host}", [" ".join(sentences[:4]), " ".join(sentences[4:])]).encode()


@pytest.fixture
def web() -> Iterator[HostileWeb]:
    with HostileWeb() as web:
        for host, count in ARTICLES.items():
            urls = []
            for number in range(count):
                wait = 0.8 if host == "slow" else 1.5 if number % 13 == 7 else 0.0
                urls.append(web.put(host, f"/{number}", Reply(story(host, number), wait=wait)))
            web.put(host, "/feed.xml", Reply(rss(urls), kind=RSS))
        rules = f"User-agent: *\nCrawl-delay: {CRAWL_DELAY}\n".encode()
        web.put("patient", "/robots.txt", Reply(rules, kind="text/plain"))
        yield web


def distances(asked: list[Asked]) -> Mapping[float, str]:
    """Seconds between two requests, and which these were."""
    return {
        then.at - first.at: f"{first.host}: {first.path}, {then.path} at {then.at - asked[0].at:.2f}"
        for first, then in itertools.pairwise(asked)
    }


def test_no_host_is_asked_too_often_whatever_happens(deploy: Callable[..., Deployment], web: HostileWeb) -> None:
    deployment = deploy(
        host_delay=DELAY, host_concurrency=PLACES, network_concurrency=8, network_batch=5, lease=20, sweep=3
    )
    deployment.add_feeds([web.url(host, "/feed.xml") for host in ARTICLES])
    deployment.supervisor.start()
    total = sum(ARTICLES.values())

    def network_workers() -> list[int]:
        return children(deployment.pid("worker-network"))

    eventually(lambda: len(network_workers()) == 8 and deployment.stored() >= total / 4, 60, deployment.keep_running)
    deployment.kill(network_workers()[0])
    eventually(lambda: deployment.stored() >= total / 3, 60, deployment.keep_running)
    empty_redis(deployment)
    deployment.kill(network_workers()[1])
    deployment.finish()

    assert deployment.stored() == total
    for host in ARTICLES:
        asked = web.asked(host)
        gaps = distances(asked)
        assert min(gaps) >= DELAY - LATE, gaps[min(gaps)]
        assert max(item.in_flight for item in asked) <= PLACES, host
    patient = web.asked("patient")
    everybody_knows = max(number for number, item in enumerate(patient) if item.path == "/robots.txt")
    gaps = distances(patient[everybody_knows:])
    assert min(gaps) >= CRAWL_DELAY - LATE, gaps[min(gaps)]
