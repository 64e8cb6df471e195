"""What pages say that are no whole article, in the languages of news; `verdict` weighs it."""

import re

# The whole of a title, of a part of it, or of the first line.
ERROR_PAGE = re.compile(
    r"(?:"
    r"(?:error\s*|fehler\s*|erreur\s*|ошибка\s*|помилка\s*)?\b404\b(?:\s*(?:[-–—:|]\s*)?(?:error|fehler|not found))?"
    r"|(?:sorry,? )?(?:this |the |that )?(?:page|content|article|story) (?:was |is |could )?(?:not |cannot )(?:be )?found"
    r"|page not found|not found|nothing found|(?:this |the )?page (?:doesn['’]t|does not) exist"
    r"|(?:page|content) (?:is )?(?:no longer|not) available"
    r"|(?:die |diese )?seite (?:wurde )?nicht gefunden|(?:artikel|inhalt) (?:wurde )?nicht gefunden"
    r"|(?:cette |la )?page (?:est )?(?:introuvable|non trouv[ée]e)"
    r"|p[áa]gina no encontrada|la p[áa]gina no existe|p[áa]gina n[ãa]o encontrada|pagina non trovata"
    r"|pagina (?:is )?niet gevonden"
    r"|sidan (?:hittades inte|finns inte)|siden (?:ble|blev) ikke funnet|siden finnes ikke|siden blev ikke fundet"
    r"|sivua ei l[öo]ydy"
    r"|(?:nie znaleziono strony|strona nie (?:została znaleziona|istnieje))"
    r"|str[áa]nk[ay] (?:nebyla |nebola )?n(?:en|eb)alezena|str[áa]nka nen[ajá]jden[áa]"
    r"|az oldal nem található|pagina nu a fost găsit[ăa]|sayfa bulunamad[ıi]|stranica nije pronađena"
    r"|страница не найдена|сторінку не знайдено"
    r"|страницата не е намерена|η σελίδα δεν βρέθηκε|الصفحة غير موجودة|הדף לא נמצא|ページが見つかりません(?:でした)?"
    r"|お探しのページは見つかりません(?:でした)?"
    r"|(?:页面|网页|頁面|您访问的页面)(?:不存在|未找到|找不到)|페이지를 찾을 수 없습니다"
    r")[\s.!…]*",
    re.IGNORECASE,
)

# What only a paywall says.
SUBSCRIBE = re.compile(
    r"(?:subscribe|sign up|sign in|log ?in|register|join|become a (?:member|subscriber))\b.{0,40}\b(?:continue|keep|finish|to) read"
    r"|(?:continue|keep) reading (?:with|by|for)|subscribe (?:now|today) "
    r"|already (?:a (?:subscriber|member)\s*\?|have an? (?:account|subscription)|subscribed)|subscribers? only|for subscribers"
    r"|(?:this|the) (?:article|story|content) is (?:for|reserved|exclusive|available (?:only )?(?:to|for))"
    r"|unlock this (?:article|story)"
    r"|weiterlesen mit|jetzt (?:weiterlesen|freischalten|abonnieren)"
    r"|(?:diesen )?artikel (?:freischalten|mit .{1,20} lesen)|bereits (?:abonnent|abo|registriert|kunde)"
    r"|nur f[üu]r abonnent|(?:r[ée]serv[ée]e?|disponible) (?:aux|pour (?:les|nos)) abonn[ée]s|abonnez-vous"
    r"|d[ée]j[àa] abonn[ée]|il vous reste .{1,30} [àa] (?:lire|d[ée]couvrir)"
    r"|suscr[íi]be(?:te|ase)|(?:solo|s[óo]lo|exclusivo) para suscriptores|para seguir leyendo|contin[úu]a leyendo"
    r"|assine (?:para|agora|j[áa])|exclusivo para assinantes"
    r"|abbonati|per continuare a leggere|contenuto riservato|gi[àa] abbonat|riservato agli abbonati|word abonnee"
    r"|verder lezen|alleen voor abonnees|al abonnee"
    r"|(?:bli|er du|är du redan) (?:abonnent|prenumerant|kund|medlem)|logga in f[öo]r att l[äa]sa|for abonnenter"
    r"|f[öo]r prenumeranter|l[åa]s upp artikeln|kj[øo]p (?:abonnement|tilgang)"
    r"|tilaajille|jatka lukemista|tilaa (?:nyt|ja)|dla (?:naszych )?(?:prenumerator|subskrybent)"
    r"|czytaj dalej (?:z|w)|kup (?:dostęp|subskrypcj)|wykup dostęp"
    r"|pro předplatitele|předplaťte|pre predplatite|előfizet|abonează-te|pentru abonați|abone ol|abonelere özel"
    r"|sadržaj je dostupan .{0,20}pretplat|pretplatite se"
    r"|по подписке|оформи(?:те|ть) подписку|только (?:для )?подписчик|для подписчиков|підписк[аиу]"
    r"|лише (?:для )?передплатник|για συνδρομητές"
    r"|会員(?:限定|登録)|有料(?:会員|記事)|続きを読む(?:には|に)|残り\s*[\d,]+\s*文字|订阅|付费阅读|訂閱|구독|للمشتركين|למנויים",
    re.IGNORECASE,
)

# The end of a text that goes on elsewhere.
CONTINUES = re.compile(
    r"(?:…|\.{3}|\[(?:…|\.{3}|&hellip;)\])\s*$"
    r"|(?:^|[\s.…])(?:continue reading|read more|read (?:the )?(?:full|whole|rest of the) (?:article|story|post)|full story|keep reading"
    r"|weiterlesen|mehr lesen|lesen sie mehr|lire la suite|lire plus|seguir leyendo|leer m[áa]s|contin[úu]e lendo"
    r"|leia mais|ler mais|continua a leggere|leggi tutto"
    r"|lees (?:verder|meer)|l[äa]s mer|les mer|l[æa]s mere|lue lis[äa][äa]|czytaj (?:dalej|więcej)"
    r"|číst (?:dále|více)|čítať ďalej|tovább|citește mai (?:mult|departe)"
    r"|devamını oku|pročitaj više|читать (?:далее|дальше|полностью|ещё)|читати (?:далі|більше)"
    r"|прочети (?:още|повече)|διαβάστε περισσότερα"
    r"|続きを読む|阅读全文|閱讀更多|더 ?보기|اقرأ المزيد|קרא עוד)[\s.…»>→:]*$",
    re.IGNORECASE,
)

# What consent walls are about.
COOKIES = re.compile(
    r"cookie|consent|einwilligung|zustimm|datenschutz|personalis|personaliz|privacy|confidentialit|vie priv[ée]e"
    r"|privacidad|toestemming"
    r"|samtycke|samtykke|zgod[ay]|souhlas|súhlas|partners|partnern?\b|partenaires|socios|файл\w* cookie"
    r"|куки|согласи[ея]\b|згод[аиу]|çerez|同意|クッキー",
    re.IGNORECASE,
)

# Who asks for consent speaks of himself; who reports on it does not.
ASKS = re.compile(
    r"\b(?:we|our|wir|unser\w*|nous|nos|notre|nosotros|nuestr\w+|noi|nostr\w+|nós|noss\w+|wij|onze|ons|vi|vår\w?|vores|my|nasz\w*"
    r"|nás|naš\w*|мы|наш\w*|ми|biz\w*)\b|当社|私たち",
    re.IGNORECASE,
)

# Segments of addresses of lists of articles.
LISTS = frozenset(
    {
        "tag",
        "tags",
        "topic",
        "topics",
        "category",
        "categories",
        "kategorie",
        "kategorien",
        "search",
        "suche",
        "buscar",
        "recherche",
        "ricerca",
        "zoeken",
        "poisk",
        "author",
        "authors",
        "autor",
        "autoren",
        "auteur",
        "archive",
        "archives",
        "archiv",
        "page",
        "thema",
        "themen",
        "theme",
        "rubrik",
        "rubrique",
        "section",
        "sections",
        "label",
        "keyword",
        "news-archive",
        "arama",
        "szukaj",
        "hledat",
        "sok",
    }
)
