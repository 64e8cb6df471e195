"""Fetching a page, from its robots.txt to the capture: what is asked, what is kept, what is left alone."""

from pipeline.store import feeds
from pipeline.store.engine import transaction
from pipeline.store.whole_story import whole_story
from tests.conftest import Pipeline
from tests.hostile import HostileWeb, Reply, page, redirect

STORY = (
    "The bakers of the upper town have agreed on a common price for the first time since the mill burned down.",
    "Half of the loaf's price now goes to the flour that has to be brought up the river in open barges.",
    "The guild says it will look at the agreement again when the new mill is turning, which nobody expects before May.",
)
TEXT = "text/plain"


def ingest(pipeline: Pipeline, *addresses: str) -> None:
    with transaction(pipeline.engine) as conn:
        for address in addresses:
            feeds.add_article(conn, address)
    pipeline.drain()


def article(web: HostileWeb, host: str, path: str) -> str:
    return web.put(host, path, Reply(page(f"Bread at {path}", STORY).encode()))


def test_a_redirect_to_a_site_that_disallows_it_is_not_followed(pipeline: Pipeline, web: HostileWeb) -> None:
    web.put("closed", "/robots.txt", Reply(b"User-agent: *\nDisallow: /", kind=TEXT))
    there = article(web, "closed", "/bread/1")
    here = web.put("open", "/r/1", redirect(there))
    ingest(pipeline, here)
    assert pipeline.rows("SELECT url, reason FROM v1.failures") == [(here, "robots")]
    assert [item.path for item in web.asked("closed")] == ["/robots.txt"]


def test_what_the_publisher_says_of_other_uses_stands_with_the_capture(pipeline: Pipeline, web: HostileWeb) -> None:
    robots = b"User-agent: *\nDisallow:\n\nUser-agent: GPTBot\nUser-agent: CCBot\nDisallow: /bread/"
    web.put("site", "/robots.txt", Reply(robots, kind=TEXT))
    headers = (
        ("X-Robots-Tag", "noai, noarchive"),
        ("TDM-Reservation", "1"),
        ("TDM-Policy", "https://site.example.org/tdm"),
    )
    url = web.put("site", "/bread/1", Reply(page("Bread", STORY).encode(), headers=headers))
    ingest(pipeline, url, article(web, "silent", "/bread/2"))
    said = dict(pipeline.rows("SELECT url, policy FROM v1.captures"))
    assert said[url] == {
        "x_robots_tag": {"*": ["noai", "noarchive"]},
        "noai": True,
        "tdm_reservation": 1,
        "tdm_policy": "https://site.example.org/tdm",
        "ai_agents_disallowed": ["CCBot", "GPTBot"],
    }
    assert said[web.url("silent", "/bread/2")] is None
    with transaction(pipeline.engine) as conn:
        assert whole_story(conn, url)["fetches"][0]["policy"] == said[url]


def test_a_page_that_only_sends_on_is_followed_once(pipeline: Pipeline, web: HostileWeb) -> None:
    def sending(path: str) -> Reply:
        return Reply(f'<html><head><meta http-equiv="refresh" content="0; url={path}"></head></html>'.encode())

    end = article(web, "site", "/bread/1")
    once = web.put("site", "/r/once", sending("/bread/1"))
    second = web.put("site", "/r/second", sending("/bread/1"))
    twice = web.put("site", "/r/twice", sending("/r/second"))
    ingest(pipeline, once, twice)
    assert pipeline.rows("SELECT url, final_url FROM v1.captures WHERE url = %s", once) == [(once, end)]
    assert pipeline.rows("SELECT url, reason FROM v1.failures") == [(second, "no_text")]
    assert dict(pipeline.rows("SELECT url, article_id FROM v1.aliases")).keys() == {once, twice}


def test_a_page_is_not_sent_on_to_what_robots_txt_disallows(pipeline: Pipeline, web: HostileWeb) -> None:
    web.put("site", "/robots.txt", Reply(b"User-agent: *\nDisallow: /private", kind=TEXT))
    article(web, "site", "/private/1")
    body = b'<html><head><meta http-equiv="refresh" content="0; url=/private/1"></head></html>'
    ingest(pipeline, url := web.put("site", "/r/1", Reply(body)))
    assert pipeline.rows("SELECT url, reason FROM v1.failures") == [(url, "robots")]
    assert web.asked("site", "/private/1") == []


def test_the_robots_txt_behind_redirects_is_asked_for_once(pipeline: Pipeline, web: HostileWeb) -> None:
    for number in range(3):
        ingest(pipeline, web.put("click", f"/r/{number}", redirect(article(web, "site", f"/bread/{number}"))))
    assert len(pipeline.rows("SELECT url FROM v1.articles")) == 3
    assert len(web.asked("site", "/robots.txt")) == 1


def test_a_robots_txt_that_fails_later_stands_as_it_was_known(pipeline: Pipeline, web: HostileWeb) -> None:
    web.put("site", "/robots.txt", [Reply(b"User-agent: *\nDisallow: /private", kind=TEXT), Reply(b"", 500)])
    ingest(pipeline, article(web, "site", "/bread/1"))
    pipeline.execute("UPDATE robots SET expires_at = now() - interval '1 minute'")
    closed = article(web, "site", "/private/1")
    ingest(pipeline, article(web, "site", "/bread/2"), closed)
    assert len(pipeline.rows("SELECT url FROM v1.articles")) == 2
    assert pipeline.rows("SELECT url, reason FROM v1.failures") == [(closed, "robots")]
    assert len(web.asked("site", "/robots.txt")) == 2


def test_a_crawl_delay_is_remembered_for_everything_asked_of_the_host(pipeline: Pipeline, web: HostileWeb) -> None:
    web.put("site", "/robots.txt", Reply(b"User-agent: *\nCrawl-delay: 0.4", kind=TEXT))
    ingest(pipeline, article(web, "site", "/bread/1"))
    assert pipeline.rows("SELECT host, crawl_delay::text FROM hosts") == [("site.localhost", "0.4")]
    web.put("site", "/robots.txt", Reply(b"User-agent: *\nDisallow:", kind=TEXT))
    pipeline.execute("UPDATE robots SET expires_at = now() - interval '1 minute'")
    ingest(pipeline, article(web, "site", "/bread/2"))
    assert pipeline.rows("SELECT host, crawl_delay::text FROM hosts") == [("site.localhost", "0")]


def test_a_challenge_is_named_and_tried_again_only_after_hours(pipeline: Pipeline, web: HostileWeb) -> None:
    body = b"<html><head><title>Just a moment...</title></head><body><script src='/cdn-cgi/challenge-platform/x'></script></body></html>"
    url = web.put(
        "site", "/bread/1", Reply(body, 403, headers=(("cf-mitigated", "challenge"), ("Server", "cloudflare")))
    )
    ingest(pipeline, url)
    [(reason, message, far)] = pipeline.rows(
        "SELECT reason, message, next_attempt_at > now() + interval '1 hour' FROM v1.failures"
    )
    assert (reason, far) == ("challenge", True)
    assert "Cloudflare" in message


def test_a_redirect_to_a_login_is_no_article(pipeline: Pipeline, web: HostileWeb) -> None:
    web.put("site", "/login", Reply(page("Log in", ("Please log in to read on.",)).encode()))
    url = web.put("site", "/bread/1", redirect("/login?next=/bread/1"))
    web.put("site", "/login?next=/bread/1", Reply(page("Log in", ("Please log in to read on.",)).encode()))
    ingest(pipeline, url)
    assert pipeline.rows("SELECT reason FROM v1.failures") == [("login",)]
