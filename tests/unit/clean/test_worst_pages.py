"""The failures seen on the worst news pages, on whole pages of several publishing systems: `pipeline.clean.page`."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from pipeline.clean.page import clean
from pipeline.model import Cleaned, Page
from tests.unit.clean.newsrooms import (
    ENGLISH,
    GERMAN,
    MAKERS,
    NORWEGIAN,
    OTHER_SCRIPTS,
    PORTUGUESE,
    RUSSIAN,
    STORIES,
    UKRAINIAN,
    Story,
    page,
    paragraph,
)

AT = datetime(2026, 2, 4, tzinfo=UTC)
BY_LANGUAGE = {story.language: story for story in STORIES}
every_system = pytest.mark.parametrize("system", MAKERS)


def cleaned(source: str) -> Cleaned:
    return clean(
        Page(0, 0, "https://courier.example/s/1", AT, None, None, source.encode(), None, None, None), 10_000_000
    )


def lines(source: str) -> list[str]:
    return cleaned(source).text.split("\n")


def made(system: str, story: Story, body: str) -> str:
    """The story's page with this body instead of its paragraphs."""
    return MAKERS[system](story, "", body, "", "")


@dataclass(frozen=True, slots=True)
class Insert:
    """What stands in an article besides its paragraphs, and the lines of it that are text. `[[…]]` is a paragraph as the
    page's system sets it."""

    language: str
    places: tuple[str, ...]
    html: str
    kept: tuple[str, ...] = ()

    def page(self, system: str, place: str) -> str:
        before, behind = paragraph(system, "\0").strip().split("\0")
        html = self.html.replace("[[", before).replace("]]", behind)
        story = BY_LANGUAGE[self.language]
        if place == "top":
            return page(system, story, top=html)
        return page(system, story, between=html) if place == "middle" else page(system, story, foot=html)

    def lines(self, place: str) -> list[str]:
        found = list(BY_LANGUAGE[self.language].paragraphs)
        at = {"top": 0, "middle": 2, "foot": len(found)}[place]
        return [*found[:at], *self.kept, *found[at:]]


INSERTS = {
    "promos of other articles": (
        Insert("en", ("middle", "foot"), '[[<a href="/x">READ MORE: COUNCIL BUYS A SECOND SNOW PLOUGH</a>]]'),
        Insert(
            "en",
            ("middle", "foot"),
            '[[<strong>SEE ALSO: <a href="/x">Choir sings in the empty swimming pool</a></strong>]]',
        ),
        Insert("en", ("middle", "foot"), '[[<a href="/x">CHOIR SINGS IN THE EMPTY SWIMMING POOL</a>]]'),
        Insert("en", ("middle", "foot"), '[[MORE: <a href="/x">Harvest of pears the best in thirty years</a>]]'),
        Insert(
            "en",
            ("middle", "foot"),
            (
                '[[<b>MORE: </b><a href="/x">Harvest of pears the best in thirty years</a> and <a href="/y">'
                "Lighthouse keeper retires</a>]]"
            ),
        ),
        Insert("en", ("foot",), "[[Related: Council buys a second snow plough]]"),
        Insert(
            "en",
            ("foot",),
            (
                '<h3>Related</h3><ul><li><a href="/1">Council buys a second snow plough</a></li><li><a href="/2">'
                "Choir sings in the empty swimming pool</a></li></ul>"
            ),
        ),
        Insert(
            "en",
            ("foot", "middle"),
            (
                '[[<strong>Related stories:</strong>]]<ul><li><a href="/1">Council buys a second snow plough</a>'
                '</li><li><a href="/2">Choir sings in the empty swimming pool</a></li></ul>'
            ),
        ),
        Insert("nb", ("middle", "foot"), '[[Les også: <a href="/x">Kommunen kjøper en ny brøytebil før vinteren</a>]]'),
        Insert(
            "nb",
            ("middle", "foot"),
            ('<div><a href="/x"><span>LES OGSÅ</span><h3>Kommunen kjøper en ny brøytebil før vinteren</h3></a></div>'),
        ),
        Insert(
            "de",
            ("middle", "foot"),
            '[[<strong>Lesen Sie auch: <a href="/x">Gemeinde kauft einen zweiten Schneepflug</a></strong>]]',
        ),
        Insert(
            "de", ("middle", "foot"), '[[Lesen Sie auch]][[<a href="/x">Gemeinde kauft einen zweiten Schneepflug</a>]]'
        ),
        Insert("ru", ("middle", "foot"), '[[Читайте также: <a href="/x">Хор спел в пустом бассейне</a>]]'),
        Insert(
            "uk", ("middle", "foot"), '[[<em>Читайте також: <a href="/x">Хор заспівав у порожньому басейні</a></em>]]'
        ),
        Insert(
            "pt",
            ("middle", "foot"),
            '[[<strong>Leia também:</strong> <a href="/x">Prefeitura compra um novo caminhão de lixo</a>]]',
        ),
        Insert(
            "pt",
            ("middle", "foot"),
            (
                '<div class="content-ads"></div><ul><li><a href="/x">Prefeitura compra um novo caminhão de '
                'lixo</a></li><li><a href="/y">Coro canta na piscina vazia</a></li></ul>'
            ),
        ),
        Insert("pt", ("middle", "foot"), '[[<a href="/x"><b>VEJA TAMBÉM: PREFEITURA COMPRA UM NOVO CAMINHÃO</b></a>]]'),
        Insert(
            "en",
            ("foot",),
            (
                '<h3>More From This Section</h3><div><a href="/0"><h4>Council buys a second snow plough</h4></a>'
                '</div><div><a href="/1"><h4>Choir sings in the empty swimming pool</h4></a></div>'
            ),
        ),
        Insert(
            "en",
            ("foot",),
            (
                '<h3>More From This Section</h3><div><h4><a href="/0">Council buys a second snow plough</a></h4>'
                "<p>The old one broke down twice last winter, and the parts had to come by sea.</p></div><div>"
                '<h4><a href="/1">Choir sings in the empty swimming pool</a></h4><p>The echo lasts for nine '
                "seconds, which the conductor calls a gift.</p></div>"
            ),
        ),
        Insert(
            "en",
            ("foot",),
            (
                '<h3>More From This Section</h3><p><a href="/0">Council buys a second snow plough</a></p><p>The '
                'old one broke down twice last winter, and the parts had to come by sea.</p><p><a href="/1">'
                "Choir sings in the empty swimming pool</a></p><p>The echo lasts for nine seconds, which the "
                "conductor calls a gift.</p>"
            ),
        ),
        Insert(
            "en",
            ("middle",),
            (
                '<div class="css-rel"><a href="/x"><img src="/x.jpg"><div><span>Related</span><h3>Choir sings in '
                "the empty swimming pool</h3><p>The echo lasts for nine seconds, which the conductor calls a "
                "gift.</p></div></a></div>"
            ),
        ),
        Insert(
            "en",
            ("middle",),
            (
                '<div class="css-rel"><a href="/x"><img src="/x.jpg"></a><div><h3><a href="/x">Choir sings in '
                "the empty swimming pool</a></h3><p>The echo lasts for nine seconds, which the conductor calls a "
                "gift.</p></div></div>"
            ),
        ),
        Insert("en", ("middle",), '[[<strong>WATCH: </strong><a href="/v">The last trip of the old boat</a>]]'),
    ),
    "newsletters, apps, channels, donations": (
        Insert(
            "en",
            ("middle", "foot"),
            (
                '<div class="inline-signup"><h3>The Morning Tide</h3><p>Get the day’s stories from the coast in '
                'your inbox every morning at six.</p><form><input type="email"><button>Sign up</button></form><p>'
                "By signing up you agree to our terms of service and privacy policy.</p></div>"
            ),
        ),
        Insert(
            "en",
            ("middle", "foot"),
            "[[<em>Sign up for our newsletter to get the day’s stories from the coast every morning.</em>]]",
        ),
        Insert(
            "en",
            ("middle", "foot"),
            (
                '<div class="css-8a7b6c"><div class="css-1"><span>The Morning Tide</span></div><div '
                'class="css-2"><p>The day’s stories from the coast, every morning at six, in your mailbox.</p>'
                '</div><form class="css-3"><input type="email"><button>Sign up</button></form></div>'
            ),
        ),
        Insert(
            "de",
            ("middle", "foot"),
            (
                '<form class="nl"><p>Der Brief aus dem Tal: jeden Freitag das Beste der Woche, kostenlos und '
                'jederzeit wieder abzubestellen.</p><input type="email"></form>'
            ),
        ),
        Insert("en", ("foot",), "[[Download our app for the latest news from the islands.]]"),
        Insert(
            "en",
            ("foot",),
            (
                '[[<i>Get the Courier app: breaking news, tide tables and crosswords, free on <a href="/a">'
                'iOS</a> and <a href="/b">Android</a>.</i>]]'
            ),
        ),
        Insert(
            "ru",
            ("foot",),
            ('[[Подписывайтесь на наш <a href="https://t.me/x">Telegram-канал</a>, чтобы не пропустить главное.]]'),
        ),
        Insert(
            "uk", ("foot",), '[[<strong>Підписуйтесь на наш <a href="https://t.me/x">канал у Telegram</a></strong>]]'
        ),
        Insert(
            "de",
            ("foot", "middle"),
            (
                '[[<em>Folgen Sie uns jetzt auch auf <a href="/w">WhatsApp</a> und verpassen Sie keine Nachricht '
                "aus dem Tal.</em>]]"
            ),
        ),
        Insert("pt", ("foot",), '[[Receba as notícias da cidade no seu WhatsApp: <a href="/w">clique aqui</a>.]]'),
        Insert(
            "en",
            ("middle", "foot"),
            (
                '<div class="css-dn"><p>Independent news needs you. If you can, support our reporting from the '
                'islands with a monthly gift.</p><a href="/d">Donate</a></div>'
            ),
        ),
    ),
    "words not shown with the text": (
        Insert(
            "en",
            ("middle",),
            (
                '[[<a href="/p" class="person">Ingrid Vale<span class="hovercard">Shopkeeper on the largest '
                "island since 1998. Follow her.</span></a> said that she would close earlier on Sundays if "
                "nobody came across.]]"
            ),
            ("Ingrid Vale said that she would close earlier on Sundays if nobody came across.",),
        ),
        Insert(
            "de",
            ("middle",),
            (
                '[[Auch <span class="glossary-term">Bergamt<span class="tooltip-content" role="tooltip">Behörde, '
                "die über Seilbahnen und Stollen wacht</span></span> und Gemeinde wollen sich im Winter noch "
                "einmal zusammensetzen.]]"
            ),
            ("Auch Bergamt und Gemeinde wollen sich im Winter noch einmal zusammensetzen.",),
        ),
        Insert(
            "en",
            ("middle",),
            (
                '[[The full report is on the <a href="https://b.example">site of the board<span class="sr-only">'
                "(opens in a new window)</span></a> and runs to ninety pages of tables and maps.]]"
            ),
            ("The full report is on the site of the board and runs to ninety pages of tables and maps.",),
        ),
        Insert(
            "en",
            ("middle",),
            (
                '[[The full report is on the <a href="https://b.example">site of the board<span style="display: '
                'none">external link</span></a> and runs to ninety pages of tables and maps.]]'
            ),
            ("The full report is on the site of the board and runs to ninety pages of tables and maps.",),
        ),
        Insert(
            "en",
            ("middle",),
            (
                '[[The full report is on the <a href="https://b.example">site of the board<span '
                'class="Link_visuallyHidden__x9a">, opens new tab</span></a> and runs to ninety pages of tables '
                "and maps.]]"
            ),
            ("The full report is on the site of the board and runs to ninety pages of tables and maps.",),
        ),
        Insert(
            "en",
            ("top",),
            (
                '<div class="byline"><span>By <a href="/nina">Nina Holm</a></span><div class="author-card"><p>'
                "Nina Holm covers the coast and the islands for the Courier. She joined the paper in 2011.</p>"
                "</div></div>"
            ),
        ),
    ),
    "captions, credits, galleries, slide labels": (
        Insert(
            "en",
            ("middle", "top"),
            (
                '<figure><img src="/a.jpg"><figcaption>The old ferry at its berth in the harbour on Monday. '
                "Photo: Ada Lund / Courier</figcaption></figure>"
            ),
        ),
        Insert(
            "en",
            ("middle", "top"),
            (
                '<div id="attachment_1" class="wp-caption alignnone"><img src="/a.jpg"><p '
                'class="wp-caption-text">The old ferry at its berth in the harbour on Monday.</p></div>'
            ),
        ),
        Insert(
            "de",
            ("middle",),
            (
                '<div class="bildunterschrift"><p>Die Talstation im vergangenen Winter, als noch niemand an die '
                "Wiedereröffnung glaubte.</p></div>"
            ),
        ),
        Insert(
            "en",
            ("middle",),
            (
                '<figure class="sc-1"><img src="/a.jpg"><div class="sc-2"><span class="sc-3">The old ferry at '
                'its berth.</span><span class="sc-4">Ada Lund</span></div></figure>'
            ),
        ),
        Insert("en", ("middle",), "[[Photo: Ada Lund / Courier]]"),
        Insert("nb", ("middle",), '<p class="foto">Foto: Ada Lund / Kystbyrået</p>'),
        Insert(
            "en",
            ("middle",),
            ('<amp-img src="/a.jpg"><p class="x">The old ferry at its berth in the harbour on Monday.</p></amp-img>'),
        ),
        Insert(
            "en",
            ("middle", "top"),
            (
                '<div class="slideshow"><div class="slide"><img src="/a.jpg"><span>1 of 12</span><p>The old '
                'ferry at its berth in the harbour on Monday.</p></div><div class="slide"><img src="/b.jpg">'
                "<span>2 of 12</span><p>Passengers wait in the rain for the only boat of the day.</p></div></div>"
            ),
        ),
        Insert(
            "en",
            ("middle",),
            (
                '<div class="Carousel_root__a1"><div><img src="/a.jpg"><span>1 of 12</span></div><div><img '
                'src="/b.jpg"><span>2 of 12</span></div></div>'
            ),
        ),
        Insert("en", ("middle",), '<div class="css-4"><img src="/a.jpg"><p>1 / 12</p></div>'),
        Insert("de", ("middle",), "<p>Bild 3 von 12</p>"),
        Insert(
            "pt",
            ("middle", "foot"),
            (
                '<div class="gallery"><dl class="gallery-item"><dt><img src="/a.jpg"></dt><dd '
                'class="gallery-caption">A fachada do mercado depois da obra</dd></dl><dl class="gallery-item">'
                '<dt><img src="/b.jpg"></dt><dd class="gallery-caption">As bancas vazias no subsolo</dd></dl>'
                "</div>"
            ),
        ),
        Insert(
            "en",
            ("middle",),
            (
                '<ul class="blocks-gallery-grid"><li><figure><img src="/a.jpg"><figcaption>Dawn at the '
                'quay</figcaption></figure></li><li><figure><img src="/b.jpg"><figcaption>Nets drying in the '
                "wind</figcaption></figure></li></ul>"
            ),
        ),
    ),
    "placeholders of embedded things, and of scripts": (
        Insert(
            "en",
            ("middle",),
            ('<div class="embed"><p>To view this content, please accept cookies.</p><button>Accept</button></div>'),
        ),
        Insert(
            "en",
            ("middle",),
            (
                '<div class="css-77"><p>To view this content, please accept cookies.</p><p>This video is '
                "provided by a third party, which may set cookies and collect data about you.</p><button>"
                "Accept</button></div>"
            ),
        ),
        Insert(
            "de",
            ("middle",),
            (
                '<div class="o-externer"><h4>Externer Inhalt</h4><p>An dieser Stelle finden Sie einen externen '
                "Inhalt, der den Artikel ergänzt. Mit einem Klick können Sie ihn sich anzeigen lassen.</p>"
                "<button>Anzeigen</button></div>"
            ),
        ),
        Insert("de", ("middle",), "[[Um diesen Inhalt anzuzeigen, müssen Sie Cookies akzeptieren.]]"),
        Insert(
            "pt",
            ("middle",),
            (
                '<div class="x"><p>Este conteúdo não pode ser exibido sem a sua autorização para o uso de '
                "cookies.</p></div>"
            ),
        ),
        Insert(
            "nb", ("middle",), '<div class="x1"><p>For å se dette innholdet må du godta informasjonskapsler.</p></div>'
        ),
        Insert("en", ("middle",), '<div class="x1"><p>Your browser does not support the video tag.</p></div>'),
        Insert("en", ("middle",), "<p>Please enable JavaScript to view this video.</p>"),
        Insert(
            "en",
            ("middle",),
            (
                '<blockquote class="instagram-media"><a href="https://instagram.com/p/x">View this post on '
                "Instagram</a><p>A post shared by The Harbour (@harbour)</p></blockquote>"
            ),
        ),
    ),
    "reprint permissions, companies and authors described": (
        Insert(
            "en",
            ("foot",),
            ("[[This material may not be published, broadcast, rewritten or redistributed without permission.]]"),
        ),
        Insert(
            "en",
            ("foot",),
            (
                "[[<em>Copyright 2026 The Quay Courier. All rights reserved. To request permission to reprint, "
                "write to rights@courier.example.</em>]]"
            ),
        ),
        Insert("ru", ("foot",), "[[При использовании материалов сайта активная ссылка на источник обязательна.]]"),
        Insert("uk", ("foot",), "[[Передрук матеріалів дозволено лише з активним посиланням на джерело.]]"),
        Insert("de", ("foot",), "[[Alle Rechte vorbehalten. Nachdruck nur mit Genehmigung des Verlags.]]"),
        Insert(
            "en",
            ("foot",),
            (
                "[[<strong>About Northern Ferries</strong>]][[Northern Ferries Ltd. operates eleven vessels on "
                "six routes along the coast and employs 240 people at sea and ashore.]]"
            ),
        ),
        Insert(
            "en",
            ("foot",),
            (
                "<h3>About Northern Ferries</h3>[[Northern Ferries Ltd. operates eleven vessels on six routes "
                "along the coast and employs 240 people at sea and ashore. For more information, visit "
                "www.ferries.example.]]"
            ),
        ),
        Insert(
            "en",
            ("foot",),
            (
                '<div class="x9"><h4>About the author</h4><p>Nina Holm is a reporter at the Courier who covers '
                "the coast.</p></div>"
            ),
        ),
    ),
    "posts of social networks": (
        Insert(
            "en",
            ("middle",),
            (
                '<blockquote class="twitter-tweet"><p lang="en" dir="ltr">Two boats a day! I never thought I '
                'would see it.</p>&mdash; Ola Berg (@olaberg) <a href="https://twitter.com/x/1">February 2, '
                "2026</a></blockquote><script></script>"
            ),
            (
                "Two boats a day! I never thought I would see it.",
                "— Ola Berg (@olaberg) February 2, 2026",
            ),
        ),
        Insert(
            "en",
            ("middle",),
            (
                '<figure class="wp-block-embed is-type-rich is-provider-twitter wp-block-embed-twitter"><div '
                'class="wp-block-embed__wrapper"><blockquote class="twitter-tweet"><p lang="en">Two boats a day! '
                "I never thought I would see it.</p>&mdash; Ola Berg (@olaberg) <a "
                'href="https://twitter.com/x/1">February 2, 2026</a></blockquote></div></figure>'
            ),
            (
                "Two boats a day! I never thought I would see it.",
                "— Ola Berg (@olaberg) February 2, 2026",
            ),
        ),
        Insert(
            "de",
            ("middle",),
            (
                '<div class="embed-container"><blockquote class="twitter-tweet"><p>Die Bahn fährt wieder, wer '
                'hätte das gedacht.</p>&mdash; Ola Berg (@olaberg) <a href="https://twitter.com/x/1">2. Februar '
                "2026</a></blockquote></div>"
            ),
            (
                "Die Bahn fährt wieder, wer hätte das gedacht.",
                "— Ola Berg (@olaberg) 2. Februar 2026",
            ),
        ),
    ),
    "signs that are not seen, and spaces": (
        Insert(
            "de",
            ("middle",),
            (
                "[[Die Seil&shy;bahn&shy;betreiber&#8203;gesellschaft zahlt&nbsp;im Jahr rund "
                "40&#8239;000&nbsp;Euro an die Gemeinde, heißt es&#8288;.]]"
            ),
            ("Die Seilbahnbetreibergesellschaft zahlt im Jahr rund 40 000 Euro an die Gemeinde, heißt es.",),
        ),
        Insert(
            "en",
            ("middle",),
            (
                '[[The county<b> will </b>pay<a href="/x"> half</a> of it,<i>if</i> the board agrees,<br/>and '
                "the rest is for the islands to find.]]"
            ),
            (
                "The county will pay half of it,if the board agrees,",
                "and the rest is for the islands to find.",
            ),
        ),
    ),
    "reading time, sharing, comments, cookies": (
        Insert("en", ("top",), "<div>3 Min Read</div>"),
        Insert("en", ("top",), "<p>3 min read</p><p>Share this Post</p>"),
        Insert("en", ("top",), "<div><span>Listen to this article</span><span>4 min</span></div>"),
        Insert(
            "en",
            ("top", "foot"),
            (
                '<div class="x2"><p>Share this Post</p><ul><li><a href="/f">Facebook</a></li><li><a href="/t">'
                "X</a></li></ul></div>"
            ),
        ),
        Insert(
            "en",
            ("foot",),
            ("<h3>Leave a Comment</h3><p>Your email address will not be published. Required fields are marked *</p>"),
        ),
        Insert(
            "en",
            ("foot",),
            (
                '<div id="comments"><h2>3 comments</h2><ol class="comment-list"><li><p>I have waited thirty '
                "years for this and will be on the first boat with my mother and both of our dogs.</p></li><li>"
                "<p>Nobody will use it in February, and then they will say that there was no demand for it all "
                "along.</p></li></ol></div>"
            ),
        ),
        Insert(
            "de",
            ("foot",),
            (
                '<div class="css-cm"><h2>Kommentare (2)</h2><div class="css-c1"><span>wanderer77</span><p>'
                "Endlich, das wurde auch Zeit, ich fahre gleich am ersten Tag mit der ganzen Familie auf den "
                'Berg.</p></div><div class="css-c1"><span>talblick</span><p>Und wer zahlt das alles am Ende, '
                "natürlich wieder wir mit unseren Gebühren und Steuern.</p></div></div>"
            ),
        ),
        Insert(
            "en",
            ("foot", "top"),
            (
                '<div class="cookie-banner"><p>We and our partners use cookies to store and access personal data '
                "such as browsing data for purposes like serving ads.</p></div>"
            ),
        ),
        Insert(
            "en",
            ("foot",),
            (
                '<div class="css-ck" role="dialog"><p>We use cookies to improve your experience on our site and '
                "to show you relevant advertising.</p><button>Accept all</button></div>"
            ),
        ),
    ),
    "syndication notes and Markdown": (
        Insert(
            "en",
            ("foot",),
            ("[[This story has not been edited by Courier staff and is auto-generated from a syndicated feed.]]"),
        ),
        Insert(
            "en",
            ("middle",),
            (
                "[[## What it costs]][[The fare is **12** for adults and nothing for those who live on the "
                "islands all year round.]]"
            ),
            (
                "What it costs",
                "The fare is 12 for adults and nothing for those who live on the islands all year round.",
            ),
        ),
    ),
    "buttons behind the last sentence": (
        Insert(
            "en",
            ("middle",),
            (
                "[[The county keeps a list of every crossing that was cancelled in the past ten years. <a "
                'href="/x">Read more</a>]]'
            ),
            ("The county keeps a list of every crossing that was cancelled in the past ten years.",),
        ),
        Insert(
            "de",
            ("middle",),
            (
                '[[Das Bergamt führt eine Liste aller Störungen der vergangenen zehn Jahre. <a href="/x">Mehr '
                "dazu lesen Sie hier.</a>]]"
            ),
            ("Das Bergamt führt eine Liste aller Störungen der vergangenen zehn Jahre.",),
        ),
        Insert(
            "ru",
            ("middle",),
            (
                '[[В музее ведут список всех трамваев, которые ходили по городу за сто лет. <a href="/x">Читать '
                "далее</a>]]"
            ),
            ("В музее ведут список всех трамваев, которые ходили по городу за сто лет.",),
        ),
        Insert(
            "ru",
            ("foot",),
            '[[Ранее сообщалось, что депо передали городу. <a href="/x">Подробнее</a>]]',
            ("Ранее сообщалось, что депо передали городу.",),
        ),
    ),
    "what is part of the text": (
        Insert(
            "en",
            ("middle",),
            (
                "<ol><li>Buy the ticket on the quay before you board.</li><li>Show it to the mate.</li><li>Keep "
                "it for the way back.</li></ol>"
            ),
            (
                "Buy the ticket on the quay before you board.",
                "Show it to the mate.",
                "Keep it for the way back.",
            ),
        ),
        Insert(
            "de",
            ("middle",),
            (
                "[[Das muss bis zum Frühjahr noch geschehen:]]<ul><li>neue Notleitern an allen Stützen</li><li>"
                "ein zweiter Antrieb</li></ul>"
            ),
            (
                "Das muss bis zum Frühjahr noch geschehen:",
                "neue Notleitern an allen Stützen",
                "ein zweiter Antrieb",
            ),
        ),
        Insert(
            "en",
            ("top",),
            (
                "<ul><li>Second crossing from November</li><li>County pays half of the cost</li><li>Fishermen "
                "fear for their berth</li></ul>"
            ),
            (
                "Second crossing from November",
                "County pays half of the cost",
                "Fishermen fear for their berth",
            ),
        ),
        Insert(
            "en",
            ("top",),
            (
                "<h2>Key points</h2><ul><li>Second crossing from November</li><li>County pays half of the "
                "cost</li><li>Fishermen fear for their berth</li></ul>"
            ),
            (
                "Key points",
                "Second crossing from November",
                "County pays half of the cost",
                "Fishermen fear for their berth",
            ),
        ),
        Insert(
            "en",
            ("top",),
            (
                '<div class="key-points"><h3>Key points</h3><ul><li>There will be a second crossing every day '
                "from November.</li><li>The county pays half of what it costs.</li><li>Fishermen fear that they "
                "will lose their berth at night.</li></ul></div>"
            ),
            (
                "Key points",
                "There will be a second crossing every day from November.",
                "The county pays half of what it costs.",
                "Fishermen fear that they will lose their berth at night.",
            ),
        ),
        Insert(
            "de",
            ("top",),
            (
                '<div class="css-kp"><div class="css-kh">Darum gehts</div><ul class="css-ku"><li class="css-kl">'
                'Die Seilbahn darf ab Oktober wieder fahren.</li><li class="css-kl">Die Sanierung kostete 1,8 '
                'Millionen Euro.</li><li class="css-kl">Bis zum Frühjahr fehlen noch die Notleitern.</li></ul>'
                "</div>"
            ),
            (
                "Darum gehts",
                "Die Seilbahn darf ab Oktober wieder fahren.",
                "Die Sanierung kostete 1,8 Millionen Euro.",
                "Bis zum Frühjahr fehlen noch die Notleitern.",
            ),
        ),
        Insert(
            "en",
            ("foot",),
            "[[<em>This story was corrected on 4 February to give the right name of the shop.</em>]]",
            ("This story was corrected on 4 February to give the right name of the shop.",),
        ),
        Insert(
            "en",
            ("foot",),
            (
                '<div class="correction"><p>Correction: An earlier version of this article gave the wrong price '
                "of the crossing.</p></div>"
            ),
            ("Correction: An earlier version of this article gave the wrong price of the crossing.",),
        ),
        Insert(
            "en",
            ("foot",),
            (
                "<h2>Questions and answers</h2><details><summary>When does the second boat leave?</summary><p>At "
                "four in the afternoon from the quay, and at half past five from the islands.</p></details>"
                "<details><summary>What does it cost?</summary><p>Twelve for adults, six for children, nothing "
                "for those who live there.</p></details>"
            ),
            (
                "Questions and answers",
                "When does the second boat leave?",
                "At four in the afternoon from the quay, and at half past five from the islands.",
                "What does it cost?",
                "Twelve for adults, six for children, nothing for those who live there.",
            ),
        ),
        Insert(
            "de",
            ("foot",),
            (
                '<h2>Fragen und Antworten</h2><div class="accordion"><div class="accordion-item"><h3>Wann fährt '
                'die erste Gondel?</h3><div class="accordion-panel"><p>Um acht Uhr morgens, im Winter eine halbe '
                'Stunde später.</p></div></div><div class="accordion-item"><h3>Was kostet die Fahrt?</h3><div '
                'class="accordion-panel"><p>Vierzehn Euro für Erwachsene, sieben Euro für Kinder bis zwölf '
                "Jahre.</p></div></div></div>"
            ),
            (
                "Fragen und Antworten",
                "Wann fährt die erste Gondel?",
                "Um acht Uhr morgens, im Winter eine halbe Stunde später.",
                "Was kostet die Fahrt?",
                "Vierzehn Euro für Erwachsene, sieben Euro für Kinder bis zwölf Jahre.",
            ),
        ),
        Insert(
            "en",
            ("middle",),
            ("<blockquote><p>The sea does not read our timetable, and it has never once been late.</p></blockquote>"),
            ("The sea does not read our timetable, and it has never once been late.",),
        ),
        Insert(
            "en",
            ("middle",),
            (
                '<blockquote class="wp-block-quote is-layout-flow wp-block-quote-is-layout-flow"><p>The sea does '
                "not read our timetable, and it has never once been late.</p></blockquote>"
            ),
            ("The sea does not read our timetable, and it has never once been late.",),
        ),
        Insert("en", ("middle",), "<h2>A berth for the night</h2>", ("A berth for the night",)),
        Insert("de", ("middle",), "[[<strong>Hoffnung auf den Winter</strong>]]", ("Hoffnung auf den Winter",)),
    ),
    "boxes, polls, tables and tags": (
        Insert(
            "en",
            ("middle",),
            (
                "<table><thead><tr><th>Year</th><th>Passengers</th></tr></thead><tbody><tr><td>2024</td><td>"
                "18,220</td></tr><tr><td>2025</td><td>19,410</td></tr></tbody></table>"
            ),
        ),
        Insert(
            "en",
            ("middle",),
            (
                '<div class="poll"><p>Will you take the late boat?</p><ul><li>Yes, every week</li><li>Never</li>'
                "</ul></div>"
            ),
        ),
        Insert(
            "de",
            ("middle",),
            (
                '<div class="infobox"><h4>Die Seilbahn in Zahlen</h4><p>Länge: 2,4 Kilometer, Höhe: 180 Meter, '
                "Gondeln: 32, Fahrzeit: elf Minuten vom Tal zur Bergstation.</p></div>"
            ),
        ),
        Insert(
            "en",
            ("middle",),
            (
                '<div class="product-card"><h4>Sea boots</h4><p>Warm boots for the late boat, tested by our team '
                'on the quay in January.</p><a href="/b">Buy for 89</a></div>'
            ),
        ),
        Insert(
            "en", ("foot",), '<div class="x5"><p>Tags: <a href="/t/1">ferry</a>, <a href="/t/2">islands</a></p></div>'
        ),
        Insert(
            "de",
            ("foot",),
            '<p>Themen:</p><ul><li><a href="/t/1">Seilbahn</a></li><li><a href="/t/2">Tourismus</a></li></ul>',
        ),
    ),
    "pull quotes": (
        Insert(
            "en",
            ("middle",),
            '<aside class="pullquote"><p>“We have asked for this since my children were small”</p></aside>',
        ),
        Insert(
            "en",
            ("middle",),
            (
                '<figure class="wp-block-pullquote"><blockquote><p>“We have asked for this since my children '
                "were small.”</p><cite>Ingrid Vale</cite></blockquote></figure>"
            ),
        ),
        Insert(
            "en",
            ("middle",),
            ('<div class="css-q"><p>“We have asked for this since my children were small,” said Ingrid Vale</p></div>'),
        ),
    ),
    "headlines, kickers and standfirsts that come again": (
        Insert("en", ("top",), '<p class="kicker">Coast</p>'),
        Insert("en", ("top",), "<p><strong>Island ferry to run twice a day through the winter</strong></p>"),
        Insert("en", ("top",), "<h2>Island ferry to run twice a day through the winter</h2>"),
        Insert(
            "en",
            ("top",),
            (
                '<p class="standfirst">The harbour board has found the money for a second crossing, but only '
                "until the end of March.</p>"
            ),
            ("The harbour board has found the money for a second crossing, but only until the end of March.",),
        ),
        Insert(
            "en",
            ("top",),
            (
                '<p class="standfirst">The harbour board has found the money for a second crossing, but only '
                "until the end of March.</p><div><p>The harbour board has found the money for a second crossing, "
                "but only until the end of March.</p></div>"
            ),
            ("The harbour board has found the money for a second crossing, but only until the end of March.",),
        ),
        Insert(
            "en",
            ("top",),
            (
                '<h2 class="css-sub">The harbour board has found the money for a second crossing, but only until '
                "the end of March.</h2>"
            ),
            ("The harbour board has found the money for a second crossing, but only until the end of March.",),
        ),
        Insert(
            "de",
            ("top",),
            (
                "<p><strong>Nach drei Jahren Stillstand haben die Prüfer die Anlage freigegeben, doch die "
                "Gemeinde muss noch nachbessern.</strong></p>"
            ),
            (
                (
                    "Nach drei Jahren Stillstand haben die Prüfer die Anlage freigegeben, doch die Gemeinde muss "
                    "noch nachbessern."
                ),
            ),
        ),
    ),
    "advertisements": (
        Insert("en", ("middle",), "[[* * *]]"),
        Insert("en", ("middle",), '<div class="ad-slot" id="div-gpt-ad-1"><p>Advertisement</p></div>'),
        Insert("de", ("middle",), "<div><span>Anzeige</span></div>"),
        Insert("pt", ("middle",), '<div class="css-ad">Continua após a publicidade</div>'),
        Insert("en", ("middle",), "<p>Story continues below</p>"),
        Insert("nb", ("middle",), "<p>Artikkelen fortsetter under annonsen</p>"),
        Insert("nb", ("middle",), "<p>Saken fortsetter under bildet</p>"),
        Insert("ru", ("middle",), '<div class="x">Реклама</div>'),
    ),
    "what stands at the very end or the very top": (
        Insert("en", ("top",), "<p>Updated 3 February 2026, 9.40am</p>"),
        Insert("ru", ("foot",), "[[Заметили ошибку? Выделите текст и нажмите Ctrl+Enter.]]"),
        Insert("en", ("foot",), "[[Contact Nina Holm at nina.holm@courier.example.]]"),
        Insert("de", ("foot",), "[[dpa]]"),
    ),
}


@every_system
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
def test_the_paragraphs_are_the_text(system: str, story: Story) -> None:
    assert lines(page(system, story)) == list(story.paragraphs)


@every_system
@pytest.mark.parametrize("what", INSERTS)
def test_of_what_stands_between_the_paragraphs_only_text_is_kept(system: str, what: str) -> None:
    for insert in INSERTS[what]:
        for place in insert.places:
            assert lines(insert.page(system, place)) == insert.lines(place), (place, insert.html)


WALLS = (
    '<div class="paywall"><h3>Continue reading with a subscription</h3><p>You have read your last free article this month. '
    'Subscribe for 2 a week.</p><a href="/s">Subscribe</a></div>',
    '<div class="css-pw"><p>Continue reading with a subscription.</p><p>Already a subscriber? <a href="/l">Log in</a></p></div>',
    "<p>To continue reading, subscribe or log in.</p>",
    "<p>Weiterlesen mit dem Plus-Abo</p>",
)


@every_system
@pytest.mark.parametrize("wall", WALLS)
def test_a_wall_below_a_whole_text_is_none_of_it(system: str, wall: str) -> None:
    whole = replace(ENGLISH, paragraphs=ENGLISH.paragraphs + tuple(text for _, text in PLACES))
    assert lines(page(system, whole, foot=wall)) == list(whole.paragraphs)


@every_system
@pytest.mark.parametrize("wall", [WALLS[0], WALLS[3], "<p>Continue reading with a subscription.</p>"])
def test_a_wall_below_a_beginning_makes_it_a_paywall(system: str, wall: str) -> None:
    beginning = replace(ENGLISH, paragraphs=ENGLISH.paragraphs[:2])
    assert cleaned(page(system, beginning, foot=wall)).verdict == "paywall"


# ── another article below ──────────────────────────────────────────────────────────────────────────────────────────


def _body(story: Story) -> str:
    return "".join(f"<p>{text}</p>" for text in story.paragraphs)


SECOND = {
    "an article element": '<article class="next"><h1>{title}</h1><div class="entry-content">{body}</div></article>',
    "an article element with a small headline and JSON-LD": '{ld}<article><header><h2>{title}</h2></header>{body}</article>',
    "a box with an h1": '<div class="css-next"><h1>{title}</h1><div>{body}</div></div>',
    "a box with a linked headline": '<div class="css-next"><h2><a href="/o">{title}</a></h2><div>{body}</div></div>',
    "a box with a byline": '<div class="infinite"><h2>{title}</h2><p class="by">By Olga Quist</p>{body}</div>',
}  # fmt: skip
PAIRS = ((ENGLISH, GERMAN), (GERMAN, ENGLISH), (PORTUGUESE, RUSSIAN), (UKRAINIAN, RUSSIAN))


def _second(how: str, story: Story) -> str:
    data = {"@type": "NewsArticle", "headline": story.title, "articleBody": " ".join(story.paragraphs)}
    ld = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return SECOND[how].format(title=story.title, body=_body(story), ld=ld)


@every_system
@pytest.mark.parametrize("how", SECOND)
def test_another_article_behind_the_first_is_none_of_it(system: str, how: str) -> None:
    for story, other in PAIRS:
        source = page(system, story)
        mark = next(tag for tag in ("</article>", "</main>", '<div id="bot">') if tag in source)
        before, behind = source.split(mark)
        second = _second(how, other)
        whole = f"{before}{second}{mark}{behind}" if mark.startswith("<d") else f"{before}{mark}{second}{behind}"
        assert lines(whole) == list(story.paragraphs), story.language


@every_system
@pytest.mark.parametrize("how", [how for how in SECOND if how.startswith("a box")])
def test_another_article_in_the_first_ones_element_is_none_of_it(system: str, how: str) -> None:
    for story, other in PAIRS:
        assert lines(page(system, story, foot=_second(how, other))) == list(story.paragraphs), story.language


@pytest.mark.parametrize("system", ["soup", "react"])
@pytest.mark.parametrize("how", SECOND)
def test_a_longer_article_behind_the_first_does_not_take_its_place(system: str, how: str) -> None:
    longer = replace(GERMAN, paragraphs=tuple(f"{n}. {text}" for n in range(4) for text in GERMAN.paragraphs))
    source = page(system, ENGLISH)
    mark = "</main>" if "</main>" in source else '<div id="bot">'
    assert lines(source.replace(mark, _second(how, longer) + mark)) == list(ENGLISH.paragraphs)


# ── how the text is set ────────────────────────────────────────────────────────────────────────────────────────────


def _parts(story: Story, first: int) -> tuple[str, str]:
    """Its first paragraphs, and the others."""
    texts = [f"<p>{text}</p>" for text in story.paragraphs]
    return "".join(texts[:first]), "".join(texts[first:])


SPLIT = {
    "two boxes with an advertisement between": '<div class="css-a">{0}</div><div class="ad"><p>Advertisement</p></div>'
    '<div class="css-a">{1}</div>',
    "two boxes in boxes with a frame between": '<div class="part-1"><div>{0}</div></div><div class="css-x"><iframe></iframe>'
    '</div><div class="part-2"><div>{1}</div></div>',
    "the second half in a box": '{0}<div class="more-text">{1}</div>',
    "the second half behind a wall that has been opened": '{0}<div class="css-wall"><div>{1}</div></div>',
}  # fmt: skip


@every_system
@pytest.mark.parametrize("how", SPLIT)
def test_a_body_in_several_boxes_is_whole(system: str, how: str) -> None:
    for story in (ENGLISH, UKRAINIAN, OTHER_SCRIPTS[2]):
        halves = _parts(story, len(story.paragraphs) // 2)
        assert lines(made(system, story, SPLIT[how].format(*halves))) == list(story.paragraphs), story.language


@every_system
def test_a_last_paragraph_in_a_box_of_its_own_is_kept_where_the_others_stand_in_one_like_it(system: str) -> None:
    for story in STORIES:
        body = SPLIT["two boxes with an advertisement between"].format(*_parts(story, len(story.paragraphs) - 1))
        assert lines(made(system, story, body)) == list(story.paragraphs), story.language


SET = {
    "boxes": ("<div>{}</div>", ""),
    "boxes of a class": ('<div class="css-p1">{}</div>', ""),
    "line breaks": ("{}", "<br><br>"),
    "sections": ("<section><p>{}</p></section>", ""),
    "rows with advertisements": (
        '<div class="css-row"><div class="css-col"><p>{}</p></div></div>',
        '<div class="css-row"><div class="css-ad"><span>Advertisement</span></div></div>',
    ),
    "spans of a word processor": ('<p><span style="font-size:12pt"><span>{}</span></span></p>', ""),
}  # fmt: skip


@every_system
@pytest.mark.parametrize("how", SET)
def test_paragraphs_are_found_however_they_are_set(system: str, how: str) -> None:
    frame, between = SET[how]
    for story in (ENGLISH, UKRAINIAN, OTHER_SCRIPTS[2]):
        body = between.join(frame.format(text) for text in story.paragraphs)
        assert lines(made(system, story, body)) == list(story.paragraphs), story.language


@every_system
def test_a_text_in_a_table_is_text(system: str) -> None:
    for story in (ENGLISH, UKRAINIAN):
        broken = "<br><br>".join(story.paragraphs)
        set_by_font = f'<font face="Arial">{_body(story)}</font>'
        for cell in (broken, set_by_font):
            body = f'<table width="100%"><tr><td width="70%">{cell}</td><td width="30%"><img src="/a.jpg"></td></tr></table>'
            assert lines(made(system, story, body)) == list(story.paragraphs), (story.language, cell)


@every_system
@pytest.mark.parametrize("story", OTHER_SCRIPTS, ids=lambda story: story.language)
def test_scripts_that_end_and_part_sentences_in_other_ways(system: str, story: Story) -> None:
    assert lines(page(system, story)) == list(story.paragraphs)


# ── short and odd articles ─────────────────────────────────────────────────────────────────────────────────────────

SHORT = (
    replace(
        ENGLISH,
        paragraphs=(
            "The ferry to the outer islands did not sail on Monday because of a storm, and the board said the first boat on "
            "Tuesday would leave an hour late; nobody was hurt, and the mail was taken by the lifeboat at noon the same day.",
        ),
    ),
    replace(
        ENGLISH,
        paragraphs=(
            "The ferry to the outer islands did not sail on Monday because of a storm.",
            "The first boat on Tuesday will leave an hour late, and the mail goes with the lifeboat at noon.",
            "Nobody was hurt.",
        ),
    ),
    replace(
        GERMAN,
        paragraphs=(
            "Ein Radfahrer ist am Montag auf der Talstraße gestürzt und leicht verletzt worden. Er war nach Angaben der Polizei "
            "einem Reh ausgewichen. Das Tier lief unverletzt in den Wald zurück, am Rad entstand ein Schaden von hundert Euro.",
        ),
    ),
)  # fmt: skip
QUESTIONS = (
    ("What will change in November?", "There will be a second boat, which leaves the quay at four and is back by half past five."),
    ("Who pays for it?", "The county pays half. The rest comes from what people pay to moor their boats."),
    ("And after March?", "We shall look at the numbers. If nobody takes the late boat, we cannot keep it."),
    ("Are you glad?", "Yes."),
)  # fmt: skip
VERSES = (
    "The boat is late, the boat is late,",
    "the gulls have eaten all the bait,",
    "and on the quay the people stand",
    "with frozen feet and bread in hand.",
    "The boat is late, the boat is late,",
    "its lamp is lit, its horn is hoarse,",
    "it has forgotten half its course:",
    "The boat is late, the boat is late,",
)
PLACES = (
    ("The quay at dawn", "Come before six, when the nets are on the stones and the coffee stall has put its lamp out."),
    ("The chapel on the rock", "It has no roof, and the bell was sold in 1840, but the view is the best on the coast."),
    ("Ingrid Vale’s shop", "Ask for the rye bread and the smoked eel, and do not ask why she closes early on a Sunday."),
    ("The late boat", "From November on there are two, and the second one has the sunset from the upper deck for free."),
)  # fmt: skip


@every_system
@pytest.mark.parametrize("story", SHORT)
def test_a_brief_is_not_taken_for_one_of_the_teasers_around_it(system: str, story: Story) -> None:
    assert lines(page(system, story)) == list(story.paragraphs)


@every_system
@pytest.mark.parametrize(
    "frame",
    [
        "<p><strong>{0}</strong></p><p>{1}</p>",
        "<p><b>{0}</b><br>{1}</p>",
        '<div class="qa"><p class="q"><em>{0}</em></p><p class="a">{1}</p></div>',
        "<h3>{0}</h3><p>{1}</p>",
    ],
)
def test_the_questions_of_an_interview_are_text(system: str, frame: str) -> None:
    body = f"<p>{ENGLISH.paragraphs[0]}</p>" + "".join(frame.format(*both) for both in QUESTIONS)
    assert lines(made(system, ENGLISH, body)) == [ENGLISH.paragraphs[0], *(text for both in QUESTIONS for text in both)]


@every_system
def test_verses_are_lines_and_refrains_are_kept(system: str) -> None:
    poem = f"<p>{'<br>'.join(VERSES[:4])}</p><p>{'<br/>'.join(VERSES[4:])}</p>"
    assert lines(made(system, ENGLISH, poem)) == list(VERSES)
    assert lines(made(system, ENGLISH, f"<p>{ENGLISH.paragraphs[0]}</p>{poem}")) == [ENGLISH.paragraphs[0], *VERSES]


@every_system
@pytest.mark.parametrize("frame", ["<h2>{0}</h2><figure><img><figcaption>Photo: A. L.</figcaption></figure><p>{1}</p>",
                                   '<div class="css-item"><h2>{0}</h2><p>{1}</p></div>'])  # fmt: skip
def test_the_parts_of_a_list_article_keep_their_headings(system: str, frame: str) -> None:
    body = f"<p>{ENGLISH.paragraphs[0]}</p>" + "".join(frame.format(*place) for place in PLACES)
    assert lines(made(system, ENGLISH, body)) == [ENGLISH.paragraphs[0], *(text for place in PLACES for text in place)]


@every_system
def test_a_list_can_be_the_whole_article(system: str) -> None:
    items = "".join(f"<li>{text}</li>" for _, text in PLACES)
    assert lines(made(system, ENGLISH, f"<ul>{items}</ul>")) == [text for _, text in PLACES]


ENTRIES = (
    ("12:40", "Second boat approved", "The board has voted seven to four for a second crossing, and people are clapping."),
    ("12:15", "Fishermen speak", "Two fishermen say that they will block the berth if the late boat comes while they unload."),
    ("11:50", "Meeting opens", "The meeting has opened a quarter of an hour late because the chairman missed the early boat."),
    ("11:20", "Queue at the door", "More than two hundred people are waiting outside, and the doors are locked from inside."),
)  # fmt: skip


@every_system
@pytest.mark.parametrize(
    "frame",
    [
        '<article class="live-entry"><time>{0}</time><h2>{1}</h2><p>{2}</p></article>',
        '<div class="live-post"><span class="live-time">{0}</span><h3>{1}</h3><p>{2}</p></div>',
        '<div class="css-e"><div class="css-t">{0}</div><div class="css-b"><h2>{1}</h2><p>{2}</p></div></div>',
    ],
)
def test_the_entries_of_a_live_blog_are_text(system: str, frame: str) -> None:
    body = f"<p>{ENGLISH.paragraphs[0]}</p>" + "".join(frame.format(*entry) for entry in ENTRIES)
    times = {entry[0] for entry in ENTRIES}
    found = [line for line in lines(made(system, ENGLISH, body)) if line not in times]
    assert found == [ENGLISH.paragraphs[0], *(text for entry in ENTRIES for text in entry[1:])]


# ── credits ────────────────────────────────────────────────────────────────────────────────────────────────────────

DATELINES = (
    (ENGLISH, "HARBOUR TOWN, Feb 3 (Reuters) - ", "Reuters"),
    (ENGLISH, "date 2026-02-03 (MENAFN - Island Times) ", "MENAFN"),
    (GERMAN, "Oberdorf (dpa/lby) - ", "dpa"),
    (NORWEGIAN, "OSLO (NTB): ", "NTB"),
    (RUSSIAN, "МОСКВА, 3 фев — РИА Новости. ", "РИА Новости"),
    (UKRAINIAN, "КИЇВ, 3 лютого. /УКРІНФОРМ/. ", "Укрінформ"),
    (PORTUGUESE, "São Paulo (AFP) – ", "AFP"),
)
NOTES = (
    (ENGLISH, "<p><em>This story has not been edited by our staff and is auto-generated from a syndicated feed.</em></p>",
     "syndicated feed"),
    (ENGLISH, "<p>This article was originally published by Coast Watch and is republished here with permission.</p>",
     "Coast Watch"),
    (ENGLISH, "<p>(With inputs from PTI)</p>", "PTI"),
    (GERMAN, "<p>dpa</p>", "dpa"),
    (PORTUGUESE, "<p>Com informações da Agência Brasil.</p>", "Agência Brasil"),
    (UKRAINIAN, "<p>Джерело: Укрінформ</p>", "Укрінформ"),
)  # fmt: skip
BYLINES = (
    (ENGLISH, '<p>By <a href="/n">Nina Holm</a></p>'),
    (ENGLISH, "<div>By Nina Holm, Courier staff</div><div>Feb. 3, 2026</div>"),
    (ENGLISH, "<p>Nina Holm | 3 Min Read</p>"),
    (GERMAN, "<p>Von Jonas Brandl</p>"),
    (NORWEGIAN, "<p>Av Kari Solheim</p><p>Publisert 3. februar 2026 kl. 08.15</p>"),
    (RUSSIAN, "<p>Автор: Алина Громова</p>"),
    (PORTUGUESE, '<p class="css-1">Tiago Meireles</p><p class="css-2">3 de fevereiro de 2026</p>'),
)


@every_system
def test_a_dateline_glued_to_the_text_leaves_it_and_names_the_origin(system: str) -> None:
    for story, dateline, origin in DATELINES:
        first, *others = story.paragraphs
        found = cleaned(page(system, replace(story, paragraphs=(dateline + first, *others))))
        assert (found.text.split("\n"), found.wire_origin) == (list(story.paragraphs), origin), dateline


@every_system
def test_a_note_on_the_origin_leaves_the_text_and_names_it(system: str) -> None:
    for story, note, origin in NOTES:
        found = cleaned(page(system, story, foot=note))
        assert (found.text.split("\n"), found.wire_origin) == (list(story.paragraphs), origin), note


@every_system
def test_a_byline_leaves_the_text_and_names_the_author(system: str) -> None:
    for story, byline in BYLINES:
        found = cleaned(page(system, story, top=byline))
        assert (found.text.split("\n"), found.authors) == (list(story.paragraphs), (story.author,)), byline
