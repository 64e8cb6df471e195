"""Bot challenges, consent walls and logins: `pipeline.clean.walls`."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import walls
from pipeline.clean.walls import START, WAIT, wall
from pipeline.errors import Permanent, Reason, Setback, Transient

quick = settings(max_examples=150, deadline=None)
URL = "https://paper.example/2026/03/bridge"
ARTICLE = "<p>The council spent the evening on the new bridge, and nobody left before midnight.</p>\n"
Headers = tuple[tuple[str, str], ...]


def page(body: str = "", title: str = "Council argues over bridge", head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def challenge(status: int, start: str = "", headers: Headers = (), final_url: str = URL) -> str:
    """The evidence, of what must be a challenge."""
    found = wall(status, headers, URL, final_url, start)
    assert isinstance(found, Transient)
    assert found.reason is Reason.CHALLENGE
    assert found.retry_after == WAIT
    return found.message


# ── challenges ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("status", "header", "vendor"),
    [
        (403, ("CF-Mitigated", "challenge"), "Cloudflare"),
        (429, ("cf-mitigated", "challenge"), "Cloudflare"),
        (202, ("x-amzn-waf-action", "challenge"), "AWS WAF"),
        (405, ("X-Amzn-Waf-Action", "captcha"), "AWS WAF"),
        (429, ("X-Vercel-Mitigated", "challenge"), "Vercel"),
        (403, ("x-vercel-mitigated", "deny"), "Vercel"),
        (202, ("sg-captcha", "challenge"), "SiteGround"),
        (403, ("X-DD-B", "2"), "DataDome"),
        (403, ("X-Sucuri-Block", "FBP007"), "Sucuri"),
        (429, ("x-kpsdk-ct", "0d1f"), "Kasada"),
    ],
)
def test_a_header_names_the_vendor_of_a_challenge(status: int, header: tuple[str, str], vendor: str) -> None:
    assert vendor in challenge(status, "", (("Server", "edge"), header))


BODIES = [
    (403, "<h1>paper.example</h1><script>window._cf_chl_opt = {cvId: '3'};</script>", "Cloudflare"),
    (503, "<div class='cf-browser-verification'>Checking your browser</div>", "Cloudflare"),
    (403, "<p>This website is using a security service to protect itself from online attacks.</p>", "Cloudflare"),
    (403, "<p id='cmsg'>Please enable JS</p><script>var dd={'rt':'c','cid':'AH'}</script>", "DataDome"),
    (403, '<h1>Access to this page has been denied</h1><div id="px-captcha"></div>', "HUMAN"),
    (200, "<div id='sec-if-cpt-container'>Powered and protected by</div>", "Akamai"),
    (200, '<script src="/_sec/verify?provider=interstitial"></script>', "Akamai"),
    (403, "You don't have permission.<p>https&#58;&#47;&#47;errors&#46;edgesuite&#46;net&#47;18.2d", "Akamai"),
    (403, "Request unsuccessful. Incapsula incident ID: 1234-5678", "Imperva"),
    (200, '<iframe src="/_Incapsula_Resource?CWUDNSAI=24&xinfo=5"></iframe>', "Imperva"),
    (202, "<script>window.gokuProps = {'key': 'AQID'};</script>", "AWS WAF"),
    (200, "<script>var s={},u,c,sucuri_cloudproxy_js='';</script>", "Sucuri"),
    (403, "<h1>Sucuri WebSite Firewall - Access Denied</h1>", "Sucuri"),
    (429, "<script>window.KPSDK={};KPSDK.start=KPSDK.now();</script>", "Kasada"),
    (429, "<p>Vercel Security Checkpoint</p>", "Vercel"),
    (200, '<script id="anubis_challenge" type="application/json">{}</script>', "Anubis"),
    (200, '<link href="https://captcha.perfdrive.com/x.css"><p>Please solve it</p>', "Radware"),
    (401, '<script src="/__qrator/qauth_utm_v2.js"></script>', "Qrator"),
    (200, '<meta http-equiv="refresh" content="0;/.well-known/sgcaptcha/?r=%2F">', "SiteGround"),
    (200, "The requested URL was rejected. Please consult with your administrator.", "F5"),
    (200, "<script>window[\"bobcmn\"] = '1'</script>Please enable JavaScript to view the page.", "F5"),
    (403, '<script src="/_fs-ch-1T1w/script.js"></script>JavaScript is disabled in your browser.', "Fastly"),
    (403, '<script src="/.well-known/ddos-guard/js"></script>Checking your browser', "DDoS-Guard"),
    (403, "<div class='g-recaptcha'></div>", "reCAPTCHA"),
    (403, "<script src='https://js.hcaptcha.com/1/api.js'></script>", "hCaptcha"),
    (200, "<div class='cf-turnstile'></div>Verify that you are human", "Turnstile"),
    (403, "error code: 1020", "Cloudflare"),
]


@pytest.mark.parametrize(
    ("status", "body", "vendor"), BODIES, ids=[f"{status}-{vendor}" for status, _, vendor in BODIES]
)
def test_a_mark_in_a_page_that_says_nothing_else_names_the_vendor(status: int, body: str, vendor: str) -> None:
    assert vendor in challenge(status, body if body.startswith("error") else page(body))


@pytest.mark.parametrize(
    ("status", "body", "vendor"), BODIES, ids=[f"{status}-{vendor}" for status, _, vendor in BODIES]
)
def test_the_same_mark_in_an_article_says_nothing(status: int, body: str, vendor: str) -> None:
    # As in the scripts that vendors put into the pages they let through, and in articles about them.
    assert wall(200, (), URL, URL, page(ARTICLE * 40 + body)) is None


@pytest.mark.parametrize(
    "headers",
    [
        (("Server", "cloudflare"), ("CF-RAY", "8b96971b-FRA")),
        (("X-DataDome", "protected"), ("X-DataDome-CID", "AH")),
        (("X-Iinfo", "10-1-2"), ("X-CDN", "Imperva")),
        (("Server", "AkamaiGHost"),),
        (("Server", "ddos-guard"),),
        (("X-Sucuri-ID", "15009"),),
        (("X-Azure-Ref", "0x"),),
        (("X-Vercel-Cache", "MISS"),),
    ],
)
@pytest.mark.parametrize("status", [200, 403, 429, 500, 503])
def test_a_site_that_merely_uses_a_vendor_has_no_wall(status: int, headers: Headers) -> None:
    assert (
        wall(status, headers, URL, URL, page("<center><h1>Forbidden</h1></center>nginx", f"{status} Forbidden")) is None
    )
    assert wall(status, headers, URL, URL, "") is None


@pytest.mark.parametrize(
    "script",
    [
        "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>",
        "<script src='https://js.datadome.co/tags.js'></script>",
        "<script src='/_Incapsula_Resource?SWJIYLWA=719d34d3&ns=2'></script>",
        "<script>window._pxAppId = 'PXabc';</script>",
        "<script>window.awsWafCookieDomainList = [];</script>",
        "<script src='https://www.google.com/recaptcha/api.js'></script>",
        "<script src='/TSPD/08e?type=9'></script>",
    ],
)
def test_the_sensor_of_a_vendor_in_an_article_is_no_wall(script: str) -> None:
    for body in (ARTICLE, ARTICLE * 5, ARTICLE * 100):
        assert wall(200, (), URL, URL, page(body, head=script)) is None
    assert wall(404, (), URL, URL, page("Not here", "Not found", script)) is None


@pytest.mark.parametrize(
    "title",
    ["Just a moment...", "Attention Required! | Cloudflare", "Pardon Our Interruption", "Robot Challenge Screen",
     "Making sure you&#39;re not a bot!", "Client Challenge", "Nur einen Moment…", "Один момент…", "DDoS-Guard"],
)  # fmt: skip
@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_page_with_the_title_of_a_challenge_is_one(status: int, title: str) -> None:
    assert "titled" in challenge(status, page("Please wait.", title))


@pytest.mark.parametrize("title", ["Access denied", "403 - Forbidden: Access is denied.", "403 Forbidden", "Error"])
def test_a_refusal_with_an_ordinary_title_is_no_challenge(title: str) -> None:
    assert wall(403, (), URL, URL, page("You may not.", title)) is None


@pytest.mark.parametrize(
    "end",
    ["https://validate.perfdrive.com/?ssa=1", "https://paper.queue-it.net/?c=paper", "https://www.google.com/sorry/index?q=1",
     "https://paper.example/.well-known/sgcaptcha/?r=%2F"],
)  # fmt: skip
def test_a_redirect_to_a_challenge_is_one(end: str) -> None:
    assert "redirected to" in challenge(200, page("Wait"), final_url=end)


def test_only_the_beginning_of_a_page_is_looked_at_as_a_wall() -> None:
    start = page('<script id="anubis_challenge">{}</script>' + " " * START)[:START]
    assert wall(200, (), URL, URL, start) is None


# ── consent ────────────────────────────────────────────────────────────────────────────────────────────────────────


def permanent(found: Setback | None) -> Reason:
    assert isinstance(found, Permanent)
    return found.reason


@pytest.mark.parametrize(
    "end",
    ["https://consent.google.com/ml?continue=x", "https://consent.yahoo.com/v2/collectConsent?sessionId=3",
     "https://guce.yahoo.com/consent?brandType=eu", "https://myprivacy.dpgmedia.nl/consent?siteKey=x",
     "https://paper.example/privacy-gate/accept?redirectUri=%2F", "https://paper.example/zustimmung?url=x",
     "https://paper.example/sonstiges/zustimmung/auswahl.html", "https://paper.example/consent/tcf/2026/03/bridge"],
)  # fmt: skip
def test_a_redirect_to_a_consent_wall_is_one(end: str) -> None:
    assert permanent(wall(200, (), URL, end, "")) is Reason.CONSENT


@pytest.mark.parametrize(
    "title", ["Before you continue to Search", "Bevor Sie fortfahren", "DPG Media Privacy Gate", "Cookiewall | Paper"]
)
def test_a_page_with_the_title_of_a_consent_wall_is_one(title: str) -> None:
    assert permanent(wall(200, (), URL, URL, page("We use cookies.", title))) is Reason.CONSENT


# ── logins ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "end",
    ["https://paper.example/login?next=%2Fbridge", "https://paper.example/account/login", "https://paper.example/users/sign_in",
     "https://accounts.paper.example/?r=1", "https://sso.group.example/x", "https://auth.paper.example/authorize?c=1",
     "https://paper.example/wp-login.php?redirect_to=x", "https://paper.example/auth/realms/x", "https://paper.example/anmelden"],
)  # fmt: skip
def test_a_redirect_to_a_login_is_one(end: str) -> None:
    assert permanent(wall(200, (), URL, end, "")) is Reason.LOGIN


@pytest.mark.parametrize(
    ("url", "end"),
    [
        (URL, "https://www.paper.example/2026/03/bridge"),
        (URL, "https://paper.example/news/login-problems-at-the-bank"),
        (URL, "https://paper.example/health/consent/what-it-means"),
        (URL, "https://auth.example/bridge"),
        ("https://paper.example/login/bridge", "https://paper.example/login/bridge/"),
        ("https://accounts.paper.example/a", "https://accounts.paper.example/b"),
        (URL, "https://paper.example/authors/ada"),
    ],
)
def test_a_redirect_to_another_page_is_no_wall(url: str, end: str) -> None:
    assert wall(200, (), url, end, "") is None


@pytest.mark.parametrize("title", ["Log in", "Sign in to continue", "Anmelden - Paper", "Вход | Газета"])
def test_a_page_with_the_title_of_a_login_is_one(title: str) -> None:
    assert permanent(wall(200, (), URL, URL, page("<input type=password>", title))) is Reason.LOGIN


@pytest.mark.parametrize(
    ("status", "headers", "said"),
    [
        (401, (("WWW-Authenticate", 'Basic realm="staff"'),), 'Basic realm="staff"'),
        (401, (), "a login"),
        (402, (), "payment"),
        (402, (("crawler-price", "USD 0.01"),), "USD 0.01"),
    ],
)
def test_a_status_that_asks_for_a_login_or_payment_is_one(status: int, headers: Headers, said: str) -> None:
    found = wall(status, headers, URL, URL, "")
    assert permanent(found) is Reason.LOGIN
    assert found is not None
    assert said in found.message


# ── whatever comes ─────────────────────────────────────────────────────────────────────────────────────────────────

PIECES = ["<", ">", "<script>", "</script>", "<title>", "<!--", "-->", "&", "&#", "just a moment", "captcha", "px-captcha",
          "_fs-ch-", "g-recaptcha", " ", "\n", "a", '"']  # fmt: skip


@given(
    st.sampled_from([0, 101, 200, 202, 204, 302, 401, 402, 403, 429, 503, 999]),
    st.lists(st.tuples(st.text(max_size=10), st.text(max_size=10)), max_size=5).map(tuple),
    st.lists(st.sampled_from(PIECES), max_size=200).map("".join) | st.text(max_size=200),
)
@quick
def test_any_answer_is_a_wall_or_none(status: int, headers: Headers, start: str) -> None:
    found = wall(status, headers, URL, URL, start)
    assert found is None or found.reason in {Reason.CHALLENGE, Reason.CONSENT, Reason.LOGIN}


@pytest.mark.parametrize(
    "piece", [*PIECES, "<a", "<title", "checking your browser before accessing ", "<script ", "<!-", "| "]
)
def test_no_page_takes_long_to_look_at(piece: str) -> None:
    start = ("g-recaptcha" + piece * START)[: START - 1]
    began = time.process_time()
    wall(200, (), URL, URL, start)
    wall(403, (), URL, URL, start)
    assert time.process_time() - began < 1


@given(st.text(max_size=40), st.text(max_size=40))
@quick
def test_what_is_seen_says_what_it_saw(title: str, text: str) -> None:
    found = walls.seen(title, text)
    assert found is None or found[1]
