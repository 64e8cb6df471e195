"""The words of bylines in the languages of news: what begins, joins and ends names, and what only looks like a name."""

import re

_LABELS = (
    r"authors?|aut[eo]rs?|writers?|reporters?|contributors?|correspondents?|columnists?|journalists?|byline|written by|posted by"
    r"|autor\w{0,4}|autoř\w{0,2}|verfasser(?:in|innen)?|redakteur(?:in)?|text\w{0,2}|auteurs?|auteure?s?|autrices?|journalistes?"
    r"|propos recueillis par"
    r"|reporter[oa]s?|periodistas?|redacción|redactora?|repórter|reportagem|escrito por|autor[ei]|testo|redazione|a cura di"
    r"|tekst\w{0,2}|teksti"
    r"|forfattere?|författare|skribent(?:er)?|kirjoittajat?|toimittajat?|opracowanie|oprac\.|szerzők?|írta|scris de|piše|pišejo"
    r"|avtor\w{0,3}|besedilo"
    r"|автор\w{0,3}|аутори?|текст|журналист|журналіст|кореспондент|корреспондент|пише|пишет|συντάκτ\w{1,3}|κείμενο|γράφ\w{2,4}(?: [οη])?"
    r"|yazar(?:lar)?|yazan|muhabir|haber|haberi yapan|tác giả|bài viết|thực hiện|penulis|pewarta|wartawan|jurnalis|oleh|ulat ni|isinulat ni"
    r"|كتبت?|بقلم|الكاتبة?|إعداد|מאת|כתבה?|נכתב על ידי|نویسنده|نوشته|تحریر|लेखक|लेखिका|रिपोर्टर|लेखन|লেখক|প্রতিবেদক|ผู้เขียน|โดย"
    r"|作者|记者|記者|撰文|撰稿|文字|文|取材|執筆|執筆者|筆者|著者|ライター|기자|글|작성자"
)
# Latin "By" and its like need a space behind, labels a colon, and where words are not spaced, any sign between.
BY = re.compile(
    r"^(?:(?:(?:written|reported|story|text|words|analysis|opinion|posted|published|report|column|(?:an? )?(?:re)?view) )?by"
    r"|(?:(?:eine? )?(?:kommentar|analyse|interview|bericht|\w*beitrag|gastkommentar|essay|reportage|kolumne|glosse|rezension|text) )?"
    r"von(?! (?:der|den|dem) )"
    r"|(?:(?:texto?|testo|texte|opinión|análisis|analisi|propos recueillis|(?:une? )\w{3,15}) )?"
    r"(?:par|por|per|di|(?-i:da|de)|af|av|door|przez)"
    r"|une? \w{3,15} de|a cura di|dal(?:la)? nostr[oa] (?:inviat|corrispondent)[oae]|oleh|από|του|كتبت?|بقلم|מאת|द्वारा)"
    r"(?: ?[:：] ?| [-–—] | )"
    rf"|^(?:{_LABELS}) ?[:：] ?"
    r"|^(?:文|文字|記者|记者|作者|撰文|撰稿|取材|執筆|기자)[ /／=＝・·│|]+"
    r"|^(?:本报|本報|本社)?(?:記者|记者|特派員)(?=[\u4e00-\u9fff]{2,4}(?:[/／ ]|$))",
    re.IGNORECASE,
)
JOINED = re.compile(r"^(?:and|und|et|och|og|en|ve|dan|и|та|και|și|[Ff]rom) (?=\w)")  # before a name that follows others
PARTS = re.compile(
    r" ?(?:,(?! ?(?:Jr|Sr|II|III)\b)|[;|•·،、；，／│]| [/–—-] "
    r"| (?:and|und|et|och|og|ja|ve|és|și|(?-i:dan)|и|та|й|και|with|mit|avec|con|&|\+) ) ?| (?=[^\W\d_]{2,15} ?[:：])",
    re.IGNORECASE,
)
# What may stand between two surnames of one person, too: it parts only what is a full name on both sides.
BETWEEN = re.compile(r" (?:y|e|i|a|en|і|va) |(?<=\w)/(?=\w)| و ")
TAIL = re.compile(
    r" ?[(\[][^()\[\]]{0,60}[)\]]?$| (?:[Ff]or|in|at|from|aus|à|pour|[Ff]ür|reports?|reporting|berichte[tn]|writes|schreibt) .*$"
    r"| (?:기자|특파원|記者|特派員|记者)$| (?:et al|u\. ?a|i in|и др|a\. ?o)\.?$"
)
CONTACT = re.compile(r"\s*(?:[<(\[]?[^\s<(\[@]{0,64}@|https?:|www\.).*$", re.IGNORECASE)  # … behind a name
OTHER_WORK = re.compile(
    r"(?:photo\w*|fotos?|fotografie\w*|pictures?|images?|bild(?:er)?|illustrations?|illustratie|videos?|graphics?|grafik\w*|edited|editing|editors?"
    r"|research|producers?|produced|translat\w+|übersetz\w+|traducción|kuvat?|valokuvat?|zdjęcia|fot\.|фото|відео|видео|редактор\w*|переклад|перевод"
    r"|editör|fotoğraf|ảnh|biên tập|penyunting|责任编辑|責任編輯|编辑|編輯|編集|摄影|攝影|撮影|図|写真|사진|편집)"
    r"(?:\W|$)",
    re.IGNORECASE,
)
LABELLED = re.compile(r"[^:：]{2,30}(?:[:：/]|\b(?:by|von|par|por|di|av|af|door)\b)", re.IGNORECASE)
NOBODY = re.compile(
    r"(?:(?:site|web|super)?[- ]?(?:admin(?:istrator)?|editor|master)|authors?|autor|user|guest|staff|anonym\w*|unknown|none|null|undefined"
    r"|n/?a|by|von|false|true|test|default|wordpress|about the authors?|(?:view|see) (?:all )?posts?"
    r"|\[?object object\]?|nan|others?|et al\.?)$",
    re.IGNORECASE,
)
ROLE = re.compile(
    r"\b(?:staff|writers?|reporters?|editor\w{0,3}|correspondents?|columnists?|contribut\w+|journalist\w*|producers?|photographers?"
    r"|analysts?|critics?|bureau|chief|desk|team|newsroom|gmbh|inc|ltd|llc|verlag|zeitung|nachrichten|network|corporation|news|press"
    r"|media|digital|online|video|service|magazine|\w*reda[ckz]\w*|\w*rédac\w*|\w*[kc]or+espond\w*|\w*reporter\w*|autor(?:in|en|innen)?"
    r"|volontär\w*|leit(?:er|erin|ung)|chef\w*|envoyée?|inviat[oa]|giornalista|periodistas?|jornalistas?|repórter|enviad[oa]"
    r"|dziennikar\w*|novinář\w*|toimittaja|muhabiri?|verslaggever|professor|director|president|minister|ceo|phd|корреспондент\w*"
    r"|кореспондент\w*|редакт\w*|редакц\w*|журналіст\w*|журналист\w*|обозреватель|оглядач|служб[аи]|новост\w*|новин\w*)\b"
    r"|記者|기자|特派員|编辑|編集|編輯|編輯|新聞|报道|報道|報導|综合|綜合|صحفي|مراسل|تحرير",
    re.IGNORECASE,
)
_ACRONYMS = (
    "aap", "afp", "anp", "ansa", "ap", "apa", "ctk", "čtk", "dpa", "efe", "epd", "ians", "kna", "lusa", "mti", "ntb", "pap", "pti", "sda",
    "sid", "tass", "tt", "тасс", "риа", "унн",
)  # fmt: skip
AGENCY = re.compile(
    rf"\b(?:{'|'.join(f'{name}|{name.upper()}' for name in _ACRONYMS)}|(?i:reuters|interfax|интерфакс|інтерфакс|associated press"
    r"|press association|canadian press|pa media|bloomberg|anadolu|xinhua|kyodo|yonhap|ritzau|belga|tanjug|укринформ|укрінформ"
    r"|agenc\w*|\w*agentur\w*|ajans\w*|агентств\w*|wires?))\b"
)
OF_PAGES = re.compile(
    r"\b(?:follow|share|read|more|published|updated|posted|subscribe|sign|login|comments?|print|listen|watch|click|view|see|posts"
    r"|articles?|story|stories|minutes?|email|e-mail|twitter|facebook|instagram|linkedin|whatsapp|photos?|foto|images?|bild|source|quelle"
    r"|about|über|today|yesterday|heute|gestern|uhr|copyright|rights|reserved|getty|shutterstock|folgen|seguir|suivre|seguici|compartir"
    r"|partager|teilen|the|this|your|our|with|mehr|infos?|alle|artikel|beiträge|weitere|zum|zur|profile?|perfil|profilo|voir|plus|lire|leer"
    r"|ver|más|mais|todos|todas|notas|leggi|tutto|tutti|articoli|artículos|artigos|kaikki|alla|artiklar|artikler|toon|lees|meer|tüm|yazıları"
    r"|haberleri|все|всі|статьи|статті|профиль|профіль|подробнее|zobacz|więcej|wszystkie|artykuły|selengkapnya|baca|xem|thêm|newsletter"
    r"|opinion|politics|sports?|business|lifestyle|politik|wirtschaft|sport|kultur|panorama|gesellschaft)\b",
    re.IGNORECASE,
)
# Places of several words that stand behind a name without a sign between, as datelines do.
PLACES = re.compile(
    r"(?:New York|Los Angeles|San Francisco|San Diego|San Antonio|Las Vegas|New Orleans|New Delhi|Tel Aviv|Hong Kong|Buenos Aires|São Paulo"
    r"|Rio (?:de Janeiro)?|Cape Town|Mexico City|Washington,? D\.?C\.?|Den Haag|The Hague|Abu Dhabi|Kuala Lumpur|Addis Ab[ae]ba|Phnom Penh"
    r"|Hà Nội|Hồ Chí Minh|Saint Petersburg|St\.? (?:Petersburg|Louis|Paul)|United (?:States|Kingdom|Nations)|South (?:Africa|Korea)"
    r"|New Zealand"
    r"|North Korea|Saudi Arabia|Sri Lanka|White House|Costa Rica|El Salvador|Puerto Rico"
    r"|Santiago de Chile|Санкт-Петербург|Frankfurt am Main)$",
    re.IGNORECASE,
)
