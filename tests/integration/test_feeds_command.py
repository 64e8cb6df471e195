"""`wireroom feeds …` as a person uses it, against sites on loopback."""

from pathlib import Path

import pytest

from tests.conftest import Pipeline
from tests.hostile import HostileWeb, Reply, page, redirect, rss
from tests.integration.conftest import Command
from tests.publisher import Publisher


@pytest.fixture
def web(server: HostileWeb) -> HostileWeb:
    """A site with a feed of one article."""
    server.reset()
    article = server.put("site", "/port/1", Reply(page("Boats counted", ["Twenty-two of them. " * 20]).encode()))
    server.put("site", "/feed.xml", Publisher(rss([article])))
    return server


def test_adding_a_feed_is_its_first_poll_and_the_next_one_is_conditional(
    wireroom: Command, web: HostileWeb, pipeline: Pipeline
) -> None:
    [added] = wireroom.json("feeds", "add", web.url("site", "/feed.xml"))
    assert (added["new"], added["url"]) == (True, web.url("site", "/feed.xml"))
    assert pipeline.rows("SELECT count(*) FROM sightings") == [(1,)]
    assert pipeline.rows("SELECT due_at > now() + interval '14 min' FROM cursors WHERE kind = 'feed'") == [(True,)]
    pipeline.execute("UPDATE cursors SET due_at = now() WHERE kind = 'feed'")
    pipeline.runner.run("poll", [added["id"]], "next")
    assert [item.header("if-none-match") for item in web.asked("site", "/feed.xml")] == [None, '"one"']


def test_a_feed_known_already_is_not_asked_again(wireroom: Command, web: HostileWeb) -> None:
    for fresh in (True, False):
        [added] = wireroom.json("feeds", "add", web.url("site", "/feed.xml"))
        assert added["new"] is fresh
    assert len(web.asked("site", "/feed.xml")) == 1


def test_a_page_without_an_announcement_has_its_feed_found_at_a_usual_place(wireroom: Command, web: HostileWeb) -> None:
    home = web.put("site", "/", Reply(page("Site", ["Welcome."]).encode()))
    [added] = wireroom.json("feeds", "add", home)
    assert added["url"] == web.url("site", "/feed.xml")


def test_a_site_with_nothing_but_a_news_sitemap_is_a_source(wireroom: Command, web: HostileWeb) -> None:
    home = web.put("other", "/", Reply(page("Site", ["Welcome."]).encode()))
    sitemap = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        f"<url><loc>{web.url('other', '/1')}</loc><news:news><news:publication><news:name>O</news:name>"
        "<news:language>en</news:language></news:publication><news:publication_date>2026-03-01</news:publication_date>"
        "<news:title>One</news:title></news:news></url></urlset>"
    )
    web.put("other", "/news.xml", Reply(sitemap.encode(), kind="application/xml"))
    web.put("other", "/robots.txt", Reply(f"Sitemap: {web.url('other', '/news.xml')}".encode(), kind="text/plain"))
    [added] = wireroom.json("feeds", "add", home)
    assert added["url"] == web.url("other", "/news.xml")


def test_a_site_without_a_feed_is_refused_in_one_line(wireroom: Command, web: HostileWeb) -> None:
    done = wireroom("feeds", "add", web.put("bare", "/", Reply(page("Site", ["Welcome."]).encode())))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "bad_feed" in done.stderr
    assert "no feed was found from there" in done.stderr


def test_check_shows_what_would_be_ingested_and_stores_nothing(
    wireroom: Command, web: HostileWeb, pipeline: Pipeline
) -> None:
    shown = wireroom.json("feeds", "check", web.url("site", "/feed.xml"))
    assert [entry["url"] for entry in shown["entries"]] == [web.url("site", "/port/1")]
    assert pipeline.rows("SELECT count(*) FROM feeds") == [(0,)]


def test_credentials_in_the_address_are_used_and_kept_out_of_it(
    wireroom: Command, web: HostileWeb, pipeline: Pipeline
) -> None:
    url = web.url("site", "/feed.xml")
    done = wireroom("feeds", "add", url.replace("http://", "http://desk:s3cret@"))
    assert done.returncode == 0
    assert "s3cret" not in done.stdout + done.stderr
    assert web.asked("site", "/feed.xml")[0].header("authorization") == "Basic ZGVzazpzM2NyZXQ="
    assert pipeline.rows("SELECT url, credentials FROM feeds") == [(url, "desk:s3cret")]


def test_credentials_are_not_kept_for_another_site_s_feed(
    wireroom: Command, web: HostileWeb, pipeline: Pipeline
) -> None:
    html = f'<html><head><link rel="alternate" type="application/rss+xml" href="{web.url("site", "/feed.xml")}"></head></html>'
    page_ = web.put("portal", "/", Reply(html.encode()))
    wireroom.json("feeds", "add", page_.replace("http://", "http://desk:s3cret@"))
    assert pipeline.rows("SELECT url, credentials FROM feeds") == [(web.url("site", "/feed.xml"), None)]


def test_a_known_feed_takes_credentials(wireroom: Command, web: HostileWeb, pipeline: Pipeline) -> None:
    url = web.url("site", "/feed.xml")
    wireroom.json("feeds", "add", url)
    wireroom.json("feeds", "add", url.replace("http://", "http://desk:s3cret@"))
    assert pipeline.rows("SELECT credentials FROM feeds") == [("desk:s3cret",)]


def test_a_refused_address_is_shown_without_its_password(wireroom: Command) -> None:
    done = wireroom("feeds", "add", "https://desk:s3cret@ex ample.org/feed")
    assert done.returncode == 2
    assert "s3cret" not in done.stderr


def test_a_merged_article_is_fetched_for_itself_when_a_person_wants_that(
    wireroom: Command, web: HostileWeb, pipeline: Pipeline
) -> None:
    through = web.put(
        "click", "/r/1", [redirect(web.url("site", "/port/1"), 302), Reply(page("Itself", ["Words. " * 40]).encode())]
    )
    wireroom.json("add", through)
    pipeline.drain()
    assert pipeline.rows("SELECT url FROM v1.aliases") == [(through,)]
    asked = len(web.log)
    for selected in (["--all"], ["--url", through]):
        assert wireroom.json("replay", "--from", "fetch", *selected)["able"] == 1
        pipeline.drain()
    assert len(web.log) == asked
    assert pipeline.rows("SELECT url FROM v1.aliases") == [(through,)]
    assert wireroom.json("retry", "--url", through)["retried"] == 1
    pipeline.drain()
    assert sorted(url for (url,) in pipeline.rows("SELECT url FROM v1.articles")) == sorted(
        [through, web.url("site", "/port/1")]
    )


def test_an_entry_without_a_page_is_found_by_its_address(
    wireroom: Command, web: HostileWeb, pipeline: Pipeline
) -> None:
    text = "Twenty-two boats were counted on the quay this morning. " * 10
    body = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>S</title>'
        f"<item><title>Boats</title><guid isPermaLink='false'>n 1</guid><content:encoded>{text}</content:encoded></item></channel></rss>"
    )
    wireroom.json("feeds", "add", web.put("notes", "/feed", Reply(body.encode(), kind="application/rss+xml")))
    pipeline.drain()
    [(url,)] = pipeline.rows("SELECT url FROM v1.articles")
    assert "#" in url
    assert wireroom.json("articles", "show", url)["url"] == url
    assert wireroom.json("explain", url)["known"]
    assert len(wireroom.json("articles", "list", "--url", url)) == 1


def test_settings_are_set_shown_and_taken_back(wireroom: Command, web: HostileWeb) -> None:
    [added] = wireroom.json("feeds", "add", web.url("site", "/feed.xml"))
    feed = str(added["id"])
    set_ = wireroom.json("feeds", "set", feed, "delay=2.5", "full_text=feed", "interval=300", "user_agent=Desk/1")
    assert set_["settings"] == {"delay": 2.5, "full_text": "feed", "interval": 300, "user_agent": "Desk/1"}
    assert wireroom.json("feeds", "set", feed, "delay=", "full_text=")["settings"] == {
        "interval": 300,
        "user_agent": "Desk/1",
    }
    assert wireroom.json("feeds", "show", feed)["settings"] == {"interval": 300, "user_agent": "Desk/1"}


@pytest.mark.parametrize(
    "change",
    ["delay", "delay=soon", "delay=-1", "delay=0", "interval=5", "colour=red", "full_text=both", "user_agent=тест"],
)
def test_a_wrong_setting_is_wrong_usage(wireroom: Command, change: str) -> None:
    done = wireroom("feeds", "set", "1", change)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_list_says_what_to_do_about_a_failing_feed(wireroom: Command, web: HostileWeb, pipeline: Pipeline) -> None:
    down = web.put("site", "/down", Reply(b"", 500))
    assert wireroom("feeds", "add", down).returncode == 0
    pipeline.drain()
    [row] = wireroom.json("feeds", "list")
    assert row["advice"] == "nothing: its server is in trouble, it is asked again by itself"
    assert wireroom.json("status")["failing_feeds"][0]["advice"] == row["advice"]
    assert "its server is in trouble" in wireroom("feeds", "list").stdout


def test_a_feed_that_is_down_when_it_is_added_has_failed_once_and_its_host_is_left_alone(
    wireroom: Command, web: HostileWeb, pipeline: Pipeline
) -> None:
    url = web.put("site", "/busy", Reply(b"", 429, headers=(("Retry-After", "1200"),)))
    wireroom.json("feeds", "add", url)
    assert pipeline.rows("SELECT consecutive_failures, last_reason FROM v1.feeds") == [(1, "rate_limited")]
    assert pipeline.rows("SELECT due_at > now() + interval '19 min' FROM cursors") == [(True,)]
    done = wireroom("feeds", "check", web.url("site", "/feed.xml"))
    assert done.returncode == 1
    assert "not to be asked now" in done.stderr
    assert [item.path for item in web.asked("site")] == ["/busy"]


def test_an_interval_of_its_own_holds_at_once(wireroom: Command, web: HostileWeb, pipeline: Pipeline) -> None:
    [added] = wireroom.json("feeds", "add", web.url("site", "/feed.xml"))
    wireroom.json("feeds", "set", str(added["id"]), "interval=7200")
    assert pipeline.rows("SELECT due_at > now() + interval '1 hour' FROM cursors WHERE kind = 'feed'") == [(True,)]


def test_an_active_feed_is_not_polled_early_by_resuming_it(
    wireroom: Command, web: HostileWeb, pipeline: Pipeline
) -> None:
    [added] = wireroom.json("feeds", "add", web.url("site", "/feed.xml"))
    wireroom.json("feeds", "resume", str(added["id"]))
    assert pipeline.rows("SELECT due_at > now() FROM cursors WHERE kind = 'feed'") == [(True,)]


def test_a_query_may_have_percent_signs(wireroom: Command, web: HostileWeb) -> None:
    wireroom.json("feeds", "add", web.url("site", "/feed.xml"))
    assert len(wireroom.json("db", "query", "SELECT url FROM feeds WHERE url LIKE '%feed%' AND 7 % 4 = 3")) == 1


def test_folders_survive_import_and_export(wireroom: Command, tmp_path: Path) -> None:
    opml = """<opml version="2.0"><body><outline text="World"><outline text="Asia">
        <outline text="Site" xmlUrl="http://site.example.org/feed"/></outline></outline></body></opml>"""
    (tmp_path / "in.opml").write_text(opml)
    wireroom.json("feeds", "import", str(tmp_path / "in.opml"))
    [row] = wireroom.json("feeds", "list")
    assert row["folder"] == "World/Asia"
    (tmp_path / "out.opml").write_text(wireroom("feeds", "export").stdout)
    assert wireroom.json("feeds", "import", str(tmp_path / "out.opml")) == {"added": 0, "known": 1, "refused": []}
    assert wireroom.json("feeds", "export") == [
        {"url": "http://site.example.org/feed", "title": "Site", "folder": "World/Asia"}
    ]


def test_a_title_that_a_person_gives_stays_until_it_is_taken_back(
    wireroom: Command, web: HostileWeb, pipeline: Pipeline
) -> None:
    titled = rss([]).replace(b"<channel>", b"<channel><title>The Courier</title>")
    [added] = wireroom.json("feeds", "add", web.put("site", "/titled.xml", Publisher(titled)))
    number = str(added["id"])
    titles = []
    for change in ("title=Our Courier", "title="):
        wireroom.json("feeds", "set", number, change)
        titles += pipeline.rows("SELECT title, source FROM v1.feeds WHERE id = %s", added["id"])
    assert titles == [("Our Courier", "The Courier"), ("The Courier", "The Courier")]
