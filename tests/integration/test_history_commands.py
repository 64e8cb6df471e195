"""`articles show --diff`, `explain --clean` and `furniture` as a person uses them."""

import re

from pipeline.clean.furniture import PAGES
from pipeline.store.engine import transaction
from tests.conftest import Pipeline
from tests.hostile import HostileWeb, Reply
from tests.integration import test_habits as courier
from tests.integration import test_history as harbour
from tests.integration.conftest import Command


def test_diff_shows_what_the_publisher_changed(wireroom: Command, pipeline: Pipeline, web: HostileWeb) -> None:
    later = harbour.html(harbour.CORRECTED, "The harbour chain is mended")
    article_id = harbour.ingest(pipeline, web.put("site", "/chain", [Reply(harbour.html()), Reply(later)]))
    harbour.look_again(pipeline)
    [change] = wireroom.json("articles", "show", str(article_id), "--diff")["changes"]
    assert (change["revision"], change["by"]) == (2, "publisher")
    assert change["title"] == {"old": "The harbour chain breaks", "new": "The harbour chain is mended"}
    assert {"old": harbour.STORY[2], "new": harbour.CORRECTED[2]} in change["sentences"]
    shown = wireroom("articles", "show", str(article_id), "--diff").stdout
    assert "edited by the publisher" in shown
    assert f"- {harbour.STORY[2]}\n  + {harbour.CORRECTED[2]}" in shown


def test_diff_of_an_article_that_never_changed_says_so(wireroom: Command, pipeline: Pipeline, web: HostileWeb) -> None:
    article_id = harbour.ingest(pipeline, web.put("site", "/chain", Reply(harbour.html())))
    assert wireroom.json("articles", "show", str(article_id), "--diff")["changes"] == []
    assert "nothing has changed" in wireroom("articles", "show", str(article_id), "--diff").stdout


def test_explain_clean_shows_candidates_and_the_winner(wireroom: Command, pipeline: Pipeline, web: HostileWeb) -> None:
    url = web.put("site", "/chain", Reply(harbour.html()))
    harbour.ingest(pipeline, url)
    found = wireroom.json("explain", url, "--clean")
    assert found["title"] == "The harbour chain breaks"
    for name in ("body", "titles"):
        assert [candidate["chosen"] for candidate in found["candidates"][name]].count(True) == 1
    shown = wireroom("explain", url, "--clean").stdout
    assert re.search(r"→ .*The harbour chain breaks", shown)


def test_explain_clean_of_a_page_that_is_no_article_gives_the_reason(
    wireroom: Command, pipeline: Pipeline, web: HostileWeb
) -> None:
    url = web.put("site", "/empty", Reply(harbour.html(["Nothing."], "Nothing")))
    harbour.ingest(pipeline, url)
    assert wireroom.json("explain", url, "--clean")["refused"]["reason"] == "no_text"


def test_explain_clean_of_a_url_never_seen_fails_in_one_line(wireroom: Command, web: HostileWeb) -> None:
    done = wireroom("explain", web.url("site", "/never"), "--clean")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_explain_clean_of_an_article_not_fetched_fails_in_one_line(
    wireroom: Command, pipeline: Pipeline, web: HostileWeb
) -> None:
    url = web.url("site", "/missing")
    harbour.ingest(pipeline, url)
    done = wireroom("explain", url, "--clean")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "no page" in done.stderr


def test_furniture_is_listed_and_kept_by_its_key(wireroom: Command, pipeline: Pipeline, web: HostileWeb) -> None:
    courier.ingest(pipeline, *(courier.put(web, "site", topic) for topic in courier.TOPICS[:PAGES]))
    [line] = wireroom.json("furniture", "list", "--host", "site.localhost")
    assert (line["line"], line["state"]) == (courier.REPEATED, "learned")
    assert wireroom("furniture", "keep", "site.localhost", line["key"]).returncode == 0
    assert wireroom.json("furniture", "list")[0]["state"] == "kept"
    done = wireroom("replay", "--from", "clean", "--host", "site.localhost", "--force")
    assert done.returncode == 0, done.stderr
    pipeline.drain()
    assert courier.with_line(pipeline) == PAGES


def test_a_wrong_key_is_an_error_of_one_line(wireroom: Command) -> None:
    for key, code in (("xyz", 2), ("00ff", 1)):
        done = wireroom("furniture", "keep", "site.localhost", key)
        assert (done.returncode, len(done.stderr.splitlines())) == (code, 1)


def test_explain_tells_of_withdrawal_and_of_the_next_look(
    wireroom: Command, pipeline: Pipeline, web: HostileWeb
) -> None:
    url = web.put("site", "/chain", [Reply(harbour.html()), Reply(b"gone", 410)])
    harbour.ingest(pipeline, url)
    harbour.look_again(pipeline)
    with transaction(pipeline.engine):
        shown = wireroom("explain", url).stdout
    assert "withdrawn: its page is gone" in shown
    assert "will be looked at again" in shown


def test_diff_does_not_blame_the_publisher_for_what_we_did(
    wireroom: Command, pipeline: Pipeline, web: HostileWeb
) -> None:
    later = harbour.html().replace(b"</body>", b"<!-- rendered anew --></body>")
    article_id = harbour.ingest(pipeline, web.put("site", "/chain", [Reply(harbour.html()), Reply(later)]))
    pipeline.execute(
        "UPDATE revisions SET text = text || %s, text_sha256 = sha256(convert_to(text || %s, 'UTF8'))",
        "\nShare",
        "\nShare",
    )
    harbour.look_again(pipeline)
    [change] = wireroom.json("articles", "show", str(article_id), "--diff")["changes"]
    assert change["by"] == "wireroom"
    assert change["sentences"] == [{"old": "Share", "new": None}]


def test_explain_clean_behind_a_wall_explains_the_page_that_counts(
    wireroom: Command, pipeline: Pipeline, web: HostileWeb
) -> None:
    missing = harbour.html(["There is nothing here any more, so go back to where you came from."], "404 Not Found")
    url = web.put("site", "/chain", [Reply(harbour.html()), Reply(missing)])
    harbour.ingest(pipeline, url)
    harbour.look_again(pipeline)
    found = wireroom.json("explain", url, "--clean")
    assert (found["refused"]["reason"], found["title"]) == ("soft_404", "The harbour chain breaks")
