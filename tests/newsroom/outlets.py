"""The outlets: who they are, where their feeds are, what their hosts do differently from each other."""

from __future__ import annotations

from .model import Broken, Feed, Outlet

OUTLETS: tuple[Outlet, ...] = (
    Outlet(
        slug="harbour-post",
        name="Harbour Post",
        language="en",
        template="semantic",
        article_path="/{y}/{m}/{d}/{slug}",
        offset=1,
        feeds=(
            Feed("/feed.xml", "rss2", "Harbour Post", tracking="utm_source=rss&utm_medium=feed"),
            Feed("/world/feed.xml", "rss2", "Harbour Post: World", section="world", tracking="utm_source=rss-world"),
        ),
    ),
    Outlet(
        slug="meridian-wire",
        name="Meridian Wire",
        language="en",
        template="graph",
        article_path="/story/{slug}-{n}",
        first_number=448120,
        feeds=(Feed("/atom.xml", "atom", "Meridian Wire: all copy", xml_base=True),),
    ),
    Outlet(
        slug="ansel-ledger",
        name="The Ansel Ledger",
        language="en",
        template="soup",
        article_path="/{section}/{slug}",
        offset=1,
        feeds=(
            Feed("/feed.xml", "rss2", "The Ansel Ledger", full_text=True, tracking="utm_source=ledger_rss"),
            Feed("/markets.xml", "rss2", "The Ansel Ledger - Markets", section="markets", tracking="utm_source=mkt"),
        ),
    ),
    Outlet(
        slug="valley-courier",
        name="Tam Valley Courier",
        language="en",
        template="tables",
        article_path="/news.php?id={n}",
        offset=1,
        first_number=7310,
        precision="day",
        gzip=False,
        feeds=(Feed("/backend.php", "rss2", "Tam Valley Courier", dated=False),),
    ),
    Outlet(
        slug="northline",
        name="Northline",
        language="en",
        template="wordpress",
        article_path="/{y}/{m}/{slug}/",
        offset=1,
        first_number=21870,
        feeds=(
            Feed("/feed/", "rss2", "Northline", tracking="utm_source=rss&utm_medium=rss&utm_campaign=auto"),
            Feed("/category/culture/feed/", "rss2", "Northline » Culture", section="culture"),
        ),
    ),
    Outlet(
        slug="dalmin-herald",
        name="Dalmin Herald",
        language="en",
        template="split",
        article_path="/en/{section}/{n}-{slug}",
        offset=2,
        first_number=5602,
        robots="User-agent: *\nDisallow: /subscribers/\n\nUser-agent: greedy-scraper\nDisallow: /\n",
        feeds=(Feed("/feed.json", "json", "Dalmin Herald", tracking="utm_medium=jsonfeed"),),
    ),
    Outlet(
        slug="field-furrow",
        name="Field & Furrow",
        language="en",
        template="plain",
        article_path="/{slug}.html",
        offset=1,
        precision="day",
        robots=None,
        feeds=(Feed("/index.rdf", "rdf", "Field & Furrow"),),
    ),
    Outlet(
        slug="strait-digest",
        name="Strait Digest",
        language="en",
        template="digest",
        article_path="/d/{n}",
        first_number=310,
        feeds=(
            Feed(
                "/feed.xml",
                "rss2",
                "Strait Digest: the day in links",
                tracking="utm_source=strait-digest&utm_medium=referral&fbclid=IwAR0strait26",
                dated=False,
                entries=(
                    "strait-digest/strait-in-five-numbers",
                    "harbour-post/zhalinsky-interview-canal",
                    "dalmin-herald/zhalynskyi-halden-interview",
                    "meridian-wire/tam-floods-evacuations",
                    "ansel-ledger/brightwater-yard-results",
                    "valley-courier/school-bell",
                    "northline/lantern-festival-prize",
                    "novy-prichal/intervyu-zhalinskogo",
                    "pryplyv/interviu-halden",
                    "field-furrow/lamb-prices",
                ),
            ),
            Feed("/own.xml", "atom", "Strait Digest: our own pieces"),
        ),
    ),
    Outlet(
        slug="novy-prichal",
        name="Новый причал",
        language="ru",
        template="portal",
        article_path="/{section}/{y}/{m}/{d}/{slug}.html",
        offset=2,
        precision="minute",
        feeds=(
            Feed("/rss/all.xml", "rss2", "Новый причал", tracking="utm_source=rss"),
            Feed(
                "/rss/politics.xml", "rss2", "Новый причал: Политика", section="politics", tracking="utm_source=rss_pol"
            ),
        ),
    ),
    Outlet(
        slug="svodka24",
        name="Сводка 24",
        language="ru",
        template="ticker",
        article_path="/n/{n}",
        offset=2,
        first_number=903310,
        feeds=(Feed("/feed.json", "json", "Сводка 24: лента", tracking="utm_source=json&utm_medium=feed"),),
    ),
    Outlet(
        slug="vestnik-dalmina",
        name="Вестник Дальмина",
        language="ru",
        template="gazette",
        article_path="/article/{n}.shtml",
        offset=2,
        first_number=16040,
        precision="minute",
        charset="windows-1251",
        feeds=(Feed("/export/rss.rdf", "rdf", "Вестник Дальмина"),),
    ),
    Outlet(
        slug="slovo-uzberezhzhia",
        name="Слово Узбережжя",
        language="uk",
        template="theme",
        article_path="/{slug}/",
        offset=2,
        first_number=40210,
        feeds=(
            Feed("/feed/", "rss2", "Слово Узбережжя", tracking="utm_source=rss"),
            Feed(
                "/polityka/feed/", "rss2", "Слово Узбережжя: політика", section="polityka", tracking="utm_source=rssp"
            ),
        ),
    ),
    Outlet(
        slug="pryplyv",
        name="Приплив",
        language="uk",
        template="cards",
        article_path="/uk/{section}/{slug}",
        offset=2,
        feeds=(Feed("/uk/atom.xml", "atom", "Приплив", xml_base=True),),
    ),
)

BROKEN: tuple[Broken, ...] = (
    Broken(
        "harbour-post",
        "/2026/03/08/spring-ferry-timetable",
        "Spring timetable for the island ferries",
        "2026-03-08T09:12:44+00:00",
        "http_4xx",
    ),
    Broken(
        "pryplyv",
        "/uk/kultura/afisha-vykhidnykh",
        "Афіша вихідних: куди піти в Дальміні",
        "2026-03-06T08:00:17+00:00",
        "http_4xx",
        section="kultura",
    ),
    Broken(
        "northline",
        "/2026/03/win-a-weekend-at-saltmarsh-spa/",
        "Win a weekend at Saltmarsh Spa",
        "2026-03-04T11:30:05+00:00",
        "gone",
    ),
    Broken(
        "ansel-ledger",
        "/documents/harbour-trust-annual-statement.pdf",
        "Document: the Harbour Trust's annual statement in full",
        "2026-03-05T06:45:21+00:00",
        "not_html",
        section="markets",
    ),
    Broken("svodka24", "/n/903999", "Фотолента дня", "2026-03-10T16:20:33+00:00", "no_text"),
    Broken(
        "dalmin-herald",
        "/subscribers/5699-who-pays-for-the-canal-guards",
        "For subscribers: who pays for the canal guards",
        "2026-03-11T05:05:41+00:00",
        "robots",
    ),
)
"""Feed entries behind which there is no article to read."""

BY_SLUG: dict[str, Outlet] = {outlet.slug: outlet for outlet in OUTLETS}
