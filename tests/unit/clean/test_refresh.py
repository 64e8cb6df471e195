"""Pages that are only a meta refresh: `pipeline.clean.refresh`."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean.refresh import MAX_TEXT, target
from pipeline.clean.walls import START
from pipeline.urls import canonical

URL = "https://paper.example/a/short?x=1"
TO = "https://paper.example/news/bridge"


@pytest.mark.parametrize(
    "tag",
    [
        '<meta http-equiv="refresh" content="0; url=/news/bridge">',
        '<META CONTENT="0;URL=/news/bridge" HTTP-EQUIV="Refresh">',
        "<meta http-equiv=refresh content='0;url=/news/bridge'/>",
        "<meta http-equiv=refresh content=0;url=/news/bridge>",
        '<meta http-equiv="refresh" content="3; url=\'/news/bridge\'">',
        '<meta http-equiv="refresh" content="0;url=&quot;/news/bridge&quot;">',
        '<meta http-equiv="refresh" content="0;/news/bridge">',
        '<meta http-equiv="refresh" content="0, url = /news/bridge">',
        '<meta http-equiv="refresh" content="0 ../news/bridge">',
        '<meta http-equiv="refresh" content=".5;url=/news/bridge">',
        '<meta name="x" content="0;url=/other"><meta http-equiv="refresh" content="5;url=https://paper.example/news/bridge#top">',
        '<base href="/news/"><meta http-equiv="refresh" content="0;url=bridge">',
        '<meta http-equiv="refresh" content="0;url=/news/bridge?utm_source=short">',
    ],
)
def test_a_page_that_only_sends_on_has_a_target(tag: str) -> None:
    assert (
        target(f"<html><head><title>Please wait</title>{tag}</head><body>You are being sent on.</body></html>", URL)
        == TO
    )


def test_entities_in_the_target_are_read() -> None:
    tag = '<meta http-equiv="refresh" content="0;url=http://other.example/?a=1&amp;b=2">'
    assert target(tag, URL) == "http://other.example/?a=1&b=2"


def test_the_first_refresh_counts() -> None:
    tags = "".join(f'<meta http-equiv="refresh" content="0;url=/{name}">' for name in ("one", "two"))
    assert target(tags, URL) == "https://paper.example/one"


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<p>Refresh your memory</p>",
        '<meta http-equiv="refresh" content="6;url=/news/bridge">',
        '<meta http-equiv="refresh" content="300">',
        '<meta http-equiv="refresh" content="0">',
        '<meta http-equiv="refresh" content="0;url=">',
        '<meta http-equiv="refresh" content="url=/news/bridge">',
        '<meta http-equiv="refresh" content=";url=/news/bridge">',
        '<meta http-equiv="refresh">',
        '<meta name="refresh" content="0;url=/news/bridge">',
        '<meta http-equiv="refresh" content="0;url=/a/short?x=1#again">',
        '<!-- <meta http-equiv="refresh" content="0;url=/news/bridge"> -->',
        '<noscript><meta http-equiv="refresh" content="0;url=/news/bridge"></noscript>',
        '<script>document.write(\'<meta http-equiv="refresh" content="0;url=/news/bridge">\')</script>',
        '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
        '<meta http-equiv="refresh" content="0;url=file:///etc/hostname">',
        '<meta http-equiv="refresh" content="0;url=data:text/html,x">',
        '<meta http-equiv="refresh" content="0;url=http://[">',
        '<meta http-equiv="refresh" content="0;url=/news/bridge">' + "word " * (MAX_TEXT // 4),
        '<meta http-equiv="refresh" content="0;url=/news/bridge">' + "<br>" * START,
    ],
)
def test_a_page_of_its_own_has_none(page: str) -> None:
    assert target(page, URL) is None


@pytest.mark.parametrize(
    "page",
    [
        '<meta http-equiv="refresh" content="0;/.well-known/sgcaptcha/?r=%2F">',
        '<meta http-equiv="refresh" content="5; URL=\'/?bm-verify=AAQ\'"><script src="/_sec/verify?provider=interstitial">',
    ],
)
def test_no_challenge_is_answered(page: str) -> None:
    assert target(page, URL) is None


PIECES = [
    "<meta ",
    "http-equiv=",
    "refresh",
    "content=",
    '"',
    "'",
    "0;",
    "url=",
    "/x",
    ">",
    "<",
    "<base href=",
    "<script>",
    " ",
    "&#",
]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_page_has_a_canonical_target_or_none(page: str) -> None:
    found = target(page, URL)
    assert found is None or canonical(found) == found


@pytest.mark.parametrize(
    "piece",
    [
        "<meta ",
        "<meta x",
        "<meta a='",
        "<base href='",
        "a=b ",
        "<script",
        "<!--",
        "<meta http-equiv=refresh content='0 ",
        "<",
    ],
)
def test_no_page_takes_long_to_look_at(piece: str) -> None:
    began = time.process_time()
    target(("refresh" + piece * START)[: START - 1], URL)
    target(("<meta refresh" + piece * START)[: START - 1], URL)
    assert time.process_time() - began < 1
