"""Whole news pages as different publishing systems make them, for the tests of what is told apart on them."""

import json
from collections.abc import Callable
from dataclasses import dataclass

Maker = Callable[["Story", str, str, str, str], str]


@dataclass(frozen=True, slots=True)
class Story:
    """An article: its language, headline, standfirst, author and paragraphs."""

    language: str
    title: str
    lead: str
    author: str
    paragraphs: tuple[str, ...]


ENGLISH = Story(
    "en",
    "Island ferry to run twice a day through the winter",
    "The harbour board has found the money for a second crossing, but only until the end of March.",
    "Nina Holm",
    (
        "The ferry to the outer islands will sail twice a day from November, the harbour board decided on Monday night.",
        "Until now a single boat left at seven in the morning, and whoever missed it had to wait for the next day to come.",
        "“We have asked for this since my children were small,” said Ingrid Vale, who runs the shop on the largest island.",
        "The second crossing costs 240,000 a year, half of which the county pays; the rest comes from the mooring fees.",
        "Fishermen had opposed the plan because the late boat takes the berth at which they unload their catch at night.",
        "The board will look at the numbers in the spring and then decide whether the second boat is there to stay.",
    ),
)
GERMAN = Story(
    "de",
    "Seilbahn über das Tal darf ab Herbst wieder fahren",
    "Nach drei Jahren Stillstand haben die Prüfer die Anlage freigegeben, doch die Gemeinde muss noch nachbessern.",
    "Jonas Brandl",
    (
        "Die Seilbahn über das Tal darf vom ersten Oktober an wieder Fahrgäste befördern, wie das Bergamt am Dienstag mitteilte.",
        "Drei Jahre lang hatten die Gondeln stillgestanden, weil an zwei Stützen Risse im Beton entdeckt worden waren.",
        "„Wir haben jeden Bolzen in der Hand gehabt“, sagte die Betriebsleiterin Marlene Ostheim vor der Talstation.",
        "Für die Sanierung gab die Gemeinde 1,8 Millionen Euro aus, deutlich mehr als die im Haushalt geplante Summe.",
        "Die Wirte am Berg hoffen nun auf den Winter, denn ohne die Bahn kam zuletzt nur noch jeder dritte Gast herauf.",
        "Bis zum Frühjahr müssen noch die Notleitern ersetzt werden, sonst läuft die Genehmigung im Mai wieder aus.",
    ),
)
NORWEGIAN = Story(
    "nb",
    "Biblioteket åpner dørene om natten for studentene",
    "Tilbudet gjelder i eksamenstiden, og kommunen vil prøve det ut i to år før det blir tatt en endelig avgjørelse.",
    "Kari Solheim",
    (
        "Hovedbiblioteket i byen holder åpent hele natten i mai og juni, det vedtok kulturutvalget med stort flertall onsdag.",
        "Studentene har lenge klaget over at lesesalene ved høyskolen er fulle allerede klokken åtte om morgenen.",
        "– Jeg har sittet i trappa med bøkene mine mer enn én gang, sier student Eirik Moen, som skal bli sykepleier.",
        "Nattåpningen koster rundt 900.000 kroner i året, og pengene tas fra budsjettet til den gamle kinoen ved torget.",
        "To vektere skal være til stede fra midnatt, og kaffemaskinen i andre etasje skal stå på til klokken fire.",
    ),
)
RUSSIAN = Story(
    "ru",
    "В городе открыли первый музей трамвая",
    "В старом депо собрали двенадцать вагонов, и на трёх из них посетители смогут проехать по набережной.",
    "Алина Громова",
    (
        "В здании бывшего депо на набережной в субботу открылся музей трамвая, который горожане ждали почти десять лет.",
        "В экспозиции двенадцать вагонов, самый старый из них вышел на линию в 1908 году и возил рабочих на верфь.",
        "«Мы собирали его по винтику, часть деталей нашли на дачах», — рассказала директор музея Вера Стрельцова.",
        "На ремонт здания потратили 64 миллиона рублей, ещё столько же стоило восстановление вагонов и рельсов.",
        "По выходным три трамвая будут ходить от музея до речного вокзала, билет на такую поездку стоит сто рублей.",
    ),
)
UKRAINIAN = Story(
    "uk",
    "У громаді відновили роботу сільської пошти",
    "Відділення не працювало два роки, тепер листоноша приїжджатиме до чотирьох сіл тричі на тиждень.",
    "Олена Ткачук",
    (
        "У громаді над річкою після дворічної перерви знову запрацювало поштове відділення, повідомили в сільській раді.",
        "Листи та пенсії сюди возили з районного центру, і люди похилого віку чекали на них іноді по два тижні.",
        "«Я вже й забула, як виглядає квитанція з нашою печаткою», — каже пенсіонерка Ганна Дорошенко з хутора.",
        "Приміщення відремонтували коштом громади, на дах, вікна та піч пішло майже чотириста тисяч гривень.",
        "Тричі на тиждень листоноша об’їжджатиме чотири села машиною, яку передали волонтери з сусідньої області.",
    ),
)
PORTUGUESE = Story(
    "pt",
    "Mercado antigo reabre com metade das bancas vazias",
    "A obra durou dois anos e custou o dobro do previsto; os feirantes dizem que o aluguel subiu demais.",
    "Tiago Meireles",
    (
        "O mercado antigo da cidade reabriu as portas nesta quinta-feira com metade das bancas ainda sem feirante nenhum.",
        "A obra começou há dois anos, devia ter durado seis meses e acabou custando o dobro do que estava no contrato.",
        "“Paguei aqui a vida inteira e agora me pedem três vezes mais”, disse a vendedora de peixe Dalva Nogueira.",
        "A prefeitura afirma que o novo valor cobre a limpeza, a segurança e a câmara fria instalada no subsolo.",
        "Uma reunião com os feirantes está marcada para a próxima terça-feira, e a associação promete levar advogado.",
    ),
)
STORIES = (ENGLISH, GERMAN, NORWEGIAN, RUSSIAN, UKRAINIAN, PORTUGUESE)
OTHER_SCRIPTS = (
    Story(
        "ar",
        "العبّارة تعود إلى العمل بين الجزر هذا الشتاء",
        "مجلس الميناء وجد المال لرحلة ثانية حتى نهاية آذار.",
        "سلمى حداد",
        (
            "أعلن مجلس الميناء مساء الاثنين أن العبّارة ستبحر مرتين في اليوم بين الجزر ابتداء من الشهر المقبل بعد انقطاع دام عامين.",
            "وقالت صاحبة الدكان في الجزيرة الكبرى إن الناس طالبوا بهذه الرحلة منذ أن كان أولادها صغارا ولم يسمعهم أحد.",
            "هل يبقى القارب الثاني بعد الربيع؟ يقول المجلس إنه سيراجع الأرقام قبل أن يتخذ قراره النهائي في هذا الشأن؟",
            "وتبلغ كلفة الرحلة الثانية مئتين وأربعين ألفا في السنة تدفع المقاطعة نصفها ويأتي الباقي من رسوم المرسى.",
        ),
    ),
    Story(
        "he",
        "המעבורת לאיים תפליג פעמיים ביום בחורף",
        "מועצת הנמל מצאה כסף להפלגה שנייה עד סוף מרץ בלבד.",
        "נעמה לוי",
        (
            "המעבורת לאיים תפליג החל מנובמבר פעמיים ביום, כך החליטה מועצת הנמל בישיבה שהתקיימה ביום שני בערב בבניין העירייה.",
            "עד כה יצאה סירה אחת בלבד בשבע בבוקר, ומי שאיחר אליה נאלץ להמתין על הרציף עד למחרת בבוקר או לישון אצל קרובים.",
            '"ביקשנו את זה מאז שהילדים שלי היו קטנים", אמרה בעלת החנות באי הגדול, שמוכרת שם לחם וירקות כבר שלושים שנה.',
            "ההפלגה השנייה עולה מאתיים וארבעים אלף בשנה, המחוז משלם מחצית מהסכום והשאר מגיע מדמי העגינה של הסירות.",
        ),
    ),
    Story(
        "zh",
        "渡轮冬季每天开两班",
        "港务局找到了第二班船的经费，但只到三月底。",
        "林晓雨",
        (
            "港务局周一晚间决定，从十一月起，开往外岛的渡轮每天将开行两班，这是两年来首次恢复下午的班次。",
            "此前每天只有早上七点的一班船，错过的人只能等到第二天，许多老人因此不得不在码头边的旅馆里过夜。",
            "“从孩子们还小的时候起，我们就一直在要求加开这一班船。”在最大的岛上开店的英格丽说，她的店已经开了三十年。",
            "第二班船每年的费用为二十四万元，其中一半由县里承担，其余来自停泊费。渔民此前曾反对这一计划。",
        ),
    ),
    Story(
        "ja",
        "離島へのフェリー、冬も一日二便に",
        "港湾局は二便目の費用を確保したが、三月末までに限られる。",
        "山田花子",
        (
            "離島へのフェリーは十一月から一日二便になる。港湾局が月曜日の夜の会議で決めた。午後の便が戻るのは二年ぶりだ。",
            "これまでは朝七時の一便だけで、乗り遅れた人は翌日まで待たなければならず、港の宿に泊まるお年寄りも多かった。",
            "「子どもたちが小さいころからお願いしてきました」と、一番大きな島で三十年にわたり店を営む女性は話した。",
            "二便目の費用は年間二千四百万円で、半分は県が負担し、残りは係留料でまかなう。漁師たちは計画に反対していた。",
        ),
    ),
    Story(
        "hi",
        "सर्दियों में द्वीपों के लिए दिन में दो नावें चलेंगी",
        "बंदरगाह बोर्ड ने दूसरी नाव के लिए पैसा जुटा लिया है, लेकिन केवल मार्च तक।",
        "मीरा जोशी",
        (
            "बंदरगाह बोर्ड ने सोमवार की रात फैसला किया कि नवंबर से बाहरी द्वीपों के लिए नाव दिन में दो बार चलेगी।",
            "अब तक केवल सुबह सात बजे एक नाव जाती थी, और जो उसे चूक जाता था उसे अगले दिन तक इंतजार करना पड़ता था।",
            "“हम यह माँग तब से कर रहे हैं जब मेरे बच्चे छोटे थे,” सबसे बड़े द्वीप पर दुकान चलाने वाली महिला ने कहा।",
            "दूसरी नाव पर हर साल दो लाख चालीस हजार का खर्च आएगा, जिसका आधा हिस्सा जिला प्रशासन देगा।",
        ),
    ),
    Story(
        "ka",
        "ბორანი კუნძულებზე ზამთარში დღეში ორჯერ ივლის",
        "ნავსადგურის საბჭომ მეორე რეისისთვის თანხა მარტის ბოლომდე იპოვა.",
        "ნინო კაპანაძე",
        (
            "ბორანი გარე კუნძულებისკენ ნოემბრიდან დღეში ორჯერ გავა, ეს გადაწყვეტილება ნავსადგურის საბჭომ ორშაბათს საღამოს მიიღო.",
            "აქამდე მხოლოდ ერთი გემი გადიოდა დილის შვიდ საათზე და ვინც მას ვერ მიუსწრებდა, მეორე დღემდე ელოდებოდა.",
            "„ამას მას შემდეგ ვითხოვთ, რაც ჩემი შვილები პატარები იყვნენ“, თქვა ქალმა, რომელსაც დიდ კუნძულზე მაღაზია აქვს.",
            "მეორე რეისი წელიწადში ორას ორმოცი ათასი ჯდება, ნახევარს მხარე იხდის, დანარჩენი კი ნავმისადგომის მოსაკრებელია.",
        ),
    ),
    Story(
        "hy",
        "Լաստանավը ձմռանը կղզիներ կգնա օրը երկու անգամ",
        "Նավահանգստի խորհուրդը երկրորդ ուղերթի համար գումար է գտել մինչև մարտի վերջ։",
        "Անի Պետրոսյան",
        (
            "Լաստանավը նոյեմբերից արտաքին կղզիներ կմեկնի օրը երկու անգամ, որոշել է նավահանգստի խորհուրդը երկուշաբթի երեկոյան։",
            "Մինչ այժմ միայն մեկ նավ էր մեկնում առավոտյան ժամը յոթին, և ով ուշանում էր, սպասում էր մինչև հաջորդ օրը։",
            "«Մենք սա խնդրում ենք այն օրվանից, երբ երեխաներս փոքր էին», ասաց խանութպանը, որն ապրում է մեծ կղզում։",
            "Երկրորդ ուղերթը տարեկան արժե երկու հարյուր քառասուն հազար, կեսը վճարում է մարզը, մնացածը՝ կայանման վճարներից։",
        ),
    ),
    Story(
        "el",
        "Το φέρι θα κάνει δύο δρομολόγια τον χειμώνα",
        "Το συμβούλιο του λιμανιού βρήκε χρήματα για δεύτερο δρομολόγιο ως τον Μάρτιο.",
        "Ελένη Δούκα",
        (
            "Το φέρι για τα έξω νησιά θα φεύγει δύο φορές την ημέρα από τον Νοέμβριο, αποφάσισε το συμβούλιο του λιμανιού τη Δευτέρα.",
            "Ως τώρα ένα μόνο πλοίο έφευγε στις επτά το πρωί, και όποιος το έχανε περίμενε στην προκυμαία ως την επόμενη ημέρα.",
            "«Το ζητάμε από τότε που τα παιδιά μου ήταν μικρά», είπε η γυναίκα που έχει το μαγαζί στο μεγαλύτερο νησί.",
            "Πόσο κοστίζει το δεύτερο δρομολόγιο; Διακόσιες σαράντα χιλιάδες τον χρόνο, και τα μισά τα πληρώνει η περιφέρεια.",
        ),
    ),
)
OTHERS = (
    ("Council buys a second snow plough", "The old one broke down twice last winter, and the parts had to come by sea."),
    ("Choir sings in the empty swimming pool", "The echo lasts for nine seconds, which the conductor calls a gift."),
    ("Harvest of pears the best in thirty years", "Growers have run out of crates and are borrowing them from bakers."),
    ("Lighthouse keeper retires after four decades", "He means to move inland, to a house from which he cannot hear it."),
)  # fmt: skip


def teasers(kind: str = "teaser") -> str:
    """Four other stories, as lists beside and below articles show them."""
    return "".join(
        f'<div class="{kind}"><a href="/s/{i}"><img src="/{i}.jpg" alt=""><h3>{title}</h3></a><p>{text}</p></div>'
        for i, (title, text) in enumerate(OTHERS)
    )


def _head(story: Story, extra: str) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "description": story.lead,
        "datePublished": "2026-02-03T08:15:00+00:00",
        "author": [{"@type": "Person", "name": story.author}],
        "publisher": {"@type": "Organization", "name": "The Quay Courier"},
    }
    return (
        f'<head><meta charset="utf-8"><title>{story.title} | The Quay Courier</title>'
        f'<meta property="og:type" content="article"><meta property="og:title" content="{story.title}">'
        f'<meta property="og:site_name" content="The Quay Courier"><meta name="description" content="{story.lead}">'
        f'<script type="application/ld+json">{json.dumps(data)}</script>{extra}</head>'
    )


_MENU = "".join(f'<li><a href="/{word}">{word.title()}</a></li>' for word in ("news", "sport", "culture", "opinion"))
_LEGAL = (
    '<p>© 2026 The Quay Courier</p><ul><li><a href="/imprint">Imprint</a></li><li><a href="/terms">Terms</a></li></ul>'
)


def blog(story: Story, top: str, body: str, foot: str, head: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="{story.language}">{_head(story, head)}'
        '<body class="post-template-default single single-post postid-4711"><div id="page" class="site">'
        '<header id="masthead" class="site-header"><p class="site-title"><a href="/">The Quay Courier</a></p>'
        f'<nav class="main-navigation"><ul class="menu">{_MENU}</ul></nav></header>'
        '<div id="content" class="site-content"><div id="primary" class="content-area"><main id="main" class="site-main">'
        '<article id="post-4711" class="post-4711 post type-post status-publish format-standard hentry category-news">'
        f'<header class="entry-header"><h1 class="entry-title">{story.title}</h1><div class="entry-meta">'
        '<span class="posted-on"><time class="entry-date published" datetime="2026-02-03T08:15:00+00:00">3 February 2026'
        f'</time></span><span class="byline"> by <a rel="author" href="/author/x">{story.author}</a></span></div></header>'
        '<div class="post-thumbnail"><img src="/a.jpg" alt="A boat"></div>'
        f'<div class="entry-content">{top}{body}{foot}</div>'
        '<footer class="entry-footer"><span class="cat-links">Posted in <a href="/news">News</a></span></footer></article>'
        '</main></div><aside id="secondary" class="widget-area"><section class="widget widget_recent_entries">'
        f'<h2 class="widget-title">Recent Posts</h2>{teasers()}</section></aside></div>'
        f'<footer id="colophon" class="site-footer">{_LEGAL}</footer></div></body></html>'
    )


def soup(story: Story, top: str, body: str, foot: str, head: str) -> str:
    return (
        f'<html>{_head(story, head)}<body><div id="wrap"><div id="top"><div class="logo"><a href="/">Courier</a></div>'
        f'<div class="menu1"><ul>{_MENU}</ul></div></div><div id="mid"><div class="col1"><div class="box1">'
        f'<div class="h"><h1>{story.title}</h1></div><div class="d">03.02.2026, 08:15 | {story.author}</div>'
        f'<div class="txt">{top}{body}{foot}</div></div><div class="box2"><div class="bt">More</div>{teasers("b")}</div></div>'
        f'<div class="col2">{teasers("c")}</div></div><div id="bot">{_LEGAL}</div></div></body></html>'
    )


def react(story: Story, top: str, body: str, foot: str, head: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="{story.language}">{_head(story, head)}<body><div id="__next"><div class="css-1kx7a9">'
        f'<header class="css-9ab12c"><nav class="css-77xyz1"><ul>{_MENU}</ul></nav></header>'
        '<main class="sc-fqkvVR hTzqLm"><div class="sc-dcJsrY gLpXwe"><div class="sc-iGgWBj kUWjVQ">'
        f'<h1 class="sc-gsFSXq bNzPQv">{story.title}</h1><div class="sc-kAyceB fHmlwk"><span>{story.author}</span>'
        '<time datetime="2026-02-03T08:15:00Z">3 Feb 2026</time></div></div>'
        f'<div class="sc-imWYAI dQwZkp">{top}{body}{foot}</div></div><div class="sc-jXbUNg aaBBcc">{teasers("sc-dhKdcB")}'
        f'</div></main><footer class="css-000aaa">{_LEGAL}</footer></div></div>'
        '<script id="__NEXT_DATA__" type="application/json">{"props":{}}</script></body></html>'
    )


def fields(story: Story, top: str, body: str, foot: str, head: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="{story.language}" dir="ltr">{_head(story, head)}<body class="path-node page-node-type-article">'
        '<div class="dialog-off-canvas-main-canvas"><header role="banner"><div class="region region-header">'
        f'<nav role="navigation" class="block block-menu"><ul class="menu">{_MENU}</ul></nav></div></header>'
        '<main role="main"><div class="layout-content"><div class="region region-content"><div class="block block-system-main-block">'
        '<article role="article" class="node node--type-article node--view-mode-full"><div class="node__content">'
        f'<div class="field field--name-title"><h1><span>{story.title}</span></h1></div>'
        f'<div class="field field--name-field-author field__item">{story.author}</div>'
        f'<div class="clearfix text-formatted field field--name-body field--type-text-with-summary field__item">{top}{body}{foot}</div>'
        '</div></article></div><div class="views-element-container block block-views"><h2>Latest</h2>'
        f'<div class="view-content">{teasers("views-row")}</div></div></div></div></main>'
        f'<footer role="contentinfo">{_LEGAL}</footer></div></body></html>'
    )


def amp(story: Story, top: str, body: str, foot: str, head: str) -> str:
    return (
        f'<!doctype html><html amp lang="{story.language}">{_head(story, head)}<body>'
        f'<amp-sidebar id="s" layout="nodisplay"><ul>{_MENU}</ul></amp-sidebar><header><a href="/">Courier</a></header>'
        f'<article class="amp-article"><header class="amp-header"><h1>{story.title}</h1><p class="amp-byline">By {story.author}</p>'
        '</header><amp-img src="/a.jpg" width="1" height="1"></amp-img>'
        f'<div class="amp-content">{top}{body}{foot}</div></article><amp-social-share type="email"></amp-social-share>'
        f'<section class="amp-related"><h2>More</h2>{teasers("amp-card")}</section><footer>{_LEGAL}</footer></body></html>'
    )


def newspaper(story: Story, top: str, body: str, foot: str, head: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="{story.language}">{_head(story, head)}<body>'
        '<div id="site-container"><section id="main-body-container">'
        f'<nav class="navbar"><ul>{_MENU}</ul></nav><section id="main-page-container" class="container">'
        '<article id="asset-9f" class="asset">'
        f'<header class="asset-header"><h1 class="headline"><span itemprop="headline">{story.title}</span></h1>'
        f'<ul class="list-inline"><li><span itemprop="author" class="tnt-byline">By {story.author}</span></li>'
        '<li class="hidden-print"><time class="tnt-date asset-date">Feb 3, 2026</time></li></ul></header>'
        '<div class="row"><div class="col-md-8"><div class="asset-content">'
        f'<div id="article-body" itemprop="articleBody" class="asset-body">{top}{body}{foot}</div></div></div>'
        f'<div class="col-md-4">{teasers("card")}</div></div></article></section></section><footer id="site-footer">{_LEGAL}</footer>'
        "</div></body></html>"
    )


MAKERS: dict[str, Maker] = {
    "blog": blog,
    "soup": soup,
    "react": react,
    "fields": fields,
    "amp": amp,
    "newspaper": newspaper,
}
# How each of them sets a paragraph.
PARAGRAPH = {
    "blog": "<p>{}</p>\n",
    "soup": "<p>{}</p>",
    "react": '<p class="sc-ikkxIA hXpLmN">{}</p>',
    "fields": "<p>{}</p>\n\n",
    "amp": "<p>{}</p>",
    "newspaper": '<div class="subscriber-preview"><p>{}</p></div>',
}


def paragraph(maker: str, text: str) -> str:
    return PARAGRAPH[maker].format(text)


def page(
    maker: str, story: Story, *, top: str = "", between: str = "", foot: str = "", after: int = 2, head: str = ""
) -> str:
    """The story's page; `between` stands behind paragraph `after`, `top` and `foot` around its paragraphs."""
    texts = [paragraph(maker, text) for text in story.paragraphs]
    return MAKERS[maker](story, top, "".join([*texts[:after], between, *texts[after:]]), foot, head)
