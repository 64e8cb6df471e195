"""What the furniture of news pages says, in the languages of news: the buttons, promos and headings that are no article."""

import re

# Lines that are furniture wherever they stand. Compared without capitals and without the marks around them.
_ALWAYS = {
    "read more": """
        read more|read more here|read full story|read the full story|read full article|read the full article|read next
        |read the original article|read original article|continue reading|keep reading|story continues below|story continues
        |article continues below|article continues below advertisement|story continues below advertisement|show more
        |show full article|read more here|read the story|read it here|full story here|mehr dazu lesen sie hier|mehr dazu hier
        |mehr dazu|hier geht es weiter|lesen sie hier mehr|lesen sie mehr|les mer her|les hele saken|läs mer här|lue lisää täältä
        |click here to read more|click here for more|see more|view more|load more|learn more
        |читать далее|читать дальше|читать полностью|подробнее|читать еще|показать еще|читать целиком
        |читати далі|читати повністю|детальніше|читати більше|показати більше
        |weiterlesen|mehr lesen|mehr anzeigen|jetzt lesen|artikel weiterlesen|hier weiterlesen|zum artikel
        |lire la suite|lire plus|en savoir plus|voir plus|afficher plus|lire l’article|lire l'article
        |leer más|seguir leyendo|ver más|leer mas|leer la nota completa|continuar leyendo
        |leggi tutto|continua a leggere|leggi di più|leggi l'articolo completo|leggi l’articolo completo|mostra altro
        |leia mais|ler mais|continue lendo|saiba mais|ver mais|continua após a publicidade|continuar a ler
        |czytaj więcej|czytaj dalej|zobacz więcej|dowiedz się więcej|pokaż więcej
        |lees meer|lees verder|meer lezen|toon meer|devamını oku|devamı|daha fazla göster|haberin devamı|okumaya devam et
        |les mer|läs mer|læs mere|lue lisää|vis mer|visa mer|vis mere|näytä lisää|číst dále|číst více|celý článek|zobrazit více
        |čítať ďalej|tovább|tovább olvasom|citește mai mult|citeste mai mult|διαβάστε περισσότερα|прочетете още|pročitaj više|続きを読む
        """,
    "related": """
        more from this section|more on this story|more on this topic|more stories|more news|related articles|related stories
        |related news|related content|related topics|related posts|related coverage|related|recommended|recommended for you
        |recommended stories|recommended reading|you may also like|you might also like|you may like|most read|most popular
        |trending|trending now|trending stories|top stories|latest news|latest stories|editors' picks|editor's picks
        |editors’ picks|editor’s picks|don't miss|don’t miss|suggested reading|also read|read also|see also|up next|more like this
        |from around the web|sponsored|sponsored content|promoted content|promoted stories|around the web|popular|in this story
        |читайте также|читайте также:|по теме|материалы по теме|похожие материалы|похожие новости|другие новости|ещё по теме
        |еще по теме|новости по теме|смотрите также|самое читаемое|рекомендуем|популярное|главное|последние новости|лента новостей
        |читайте також|по темі|матеріали за темою|схожі новини|за темою|дивіться також|найпопулярніше|останні новини|рекомендуємо
        |lesen sie auch|mehr zum thema|auch interessant|das könnte sie auch interessieren|das könnte dich auch interessieren
        |zum thema|verwandte artikel|verwandte themen|weitere artikel|meistgelesen|meistgelesene artikel|empfehlungen
        |empfohlene artikel|mehr aus diesem ressort|top-artikel|weitere themen|mehr dazu|lesen sie mehr zum thema
        |à lire aussi|a lire aussi|lire aussi|sur le même sujet|articles liés|à lire également|les plus lus|voir aussi
        |dans la même rubrique|le plus populaire|recommandé pour vous
        |lee también|te puede interesar|noticias relacionadas|también te puede interesar|lo más leído|más noticias|ver también
        |artículos relacionados|relacionadas|relacionado|más información|te recomendamos
        |leggi anche|articoli correlati|potrebbe interessarti|potrebbe interessarti anche|ti potrebbe interessare|i più letti
        |leia também|veja também|notícias relacionadas|leia mais sobre|mais lidas|relacionadas|você pode gostar|artigos relacionados
        |czytaj także|czytaj też|zobacz także|zobacz również|przeczytaj także|polecane|powiązane artykuły|najczęściej czytane
        |lees ook|gerelateerd|gerelateerde artikelen|meer over dit onderwerp|meest gelezen|aanbevolen
        |ilgili haberler|ilgili haber|bunlar da ilginizi çekebilir|öne çıkan haberler|en çok okunanlar|son dakika haberleri
        |les også|läs också|læs også|lue myös|mest lest|mest läst|mest læst|relaterte saker|relaterade artiklar|relaterede artikler
        |čtěte také|čtěte více|mohlo by vás zajímat|související články|přečtěte si také|čítajte aj|súvisiace články
        |olvasta már|kapcsolódó cikkek|ez is érdekelhet|citește și|citeste si|articole similare|διαβάστε επίσης|διαβάστε ακόμη
        |прочетете и|свързани статии|pročitajte i|povezane vijesti|関連記事|あわせて読みたい|相关新闻|相关阅读
        """,
    "share": """
        share this post|share this article|share this story|share this|share on facebook|share on twitter|share on x
        |share on whatsapp|share on linkedin|share via email|share article|share story|share now|copy link|link copied
        |link copied to clipboard|click to share|click to share on facebook|click to share on twitter|print this article
        |email this article|save article|save story|gift this article|share full article|tweet this|pin it|send by email
        |print article|bookmark|listen to this article|listen to article|listen to this story|report a typo|report an error
        |поделиться|поделиться в соцсетях|поделиться новостью|поделитесь новостью|скопировать ссылку|нашли ошибку
        |поділитися|поділитись|поділитися новиною|поширити|скопіювати посилання|знайшли помилку
        |artikel teilen|diesen artikel teilen|beitrag teilen|jetzt teilen|link kopieren|artikel drucken|artikel merken|artikel anhören
        |auf facebook teilen|auf twitter teilen|per e-mail teilen|per whatsapp teilen
        |partager|partager l'article|partager l’article|partager cet article|partager sur facebook|copier le lien|écouter l’article
        |compartir|compartir en facebook|comparte esta noticia|compartir en twitter|copiar enlace|compartir artículo
        |condividi|condividi su facebook|condividi l'articolo|condividi questo articolo|copia link
        |compartilhar|compartilhe|partilhar|partilhe|compartilhe esta notícia|copiar link|ouvir notícia
        |udostępnij|podziel się|udostępnij artykuł|kopiuj link|deel dit artikel|deel artikel|delen|kopieer link
        |paylaş|haberi paylaş|bağlantıyı kopyala|dela artikeln|del artikkel|del artiklen|jaa artikkeli|kopier lenke|dela
        |sdílet|sdílet článek|zdieľať|megosztás|megosztom|distribuie|κοινοποίηση|сподели|podijeli
        """,
    "comments": """
        leave a comment|leave a reply|comment now|post a comment|add a comment|add comment|join the conversation|view comments
        |show comments|hide comments|read comments|see comments|write a comment|comments are closed|be the first to comment
        |your email address will not be published|have your say|no comments yet|start the conversation|cancel reply
        |оставить комментарий|добавить комментарий|комментировать|обсудить|читать комментарии|написать комментарий
        |залишити коментар|додати коментар|коментувати|обговорити
        |kommentar schreiben|kommentare anzeigen|kommentieren|kommentar verfassen|jetzt kommentieren|zu den kommentaren
        |laisser un commentaire|commenter|voir les commentaires|ajouter un commentaire|réagir
        |deja un comentario|dejar un comentario|comentar|ver comentarios|escribe un comentario|añadir comentario
        |lascia un commento|commenta|leggi i commenti|deixe um comentário|deixe seu comentário|ver comentários|comente
        |dodaj komentarz|zostaw komentarz|skomentuj|zobacz komentarze|reageer|plaats een reactie|bekijk reacties
        |yorum yap|yorum yaz|yorumları göster|skriv en kommentar|kommentera|kommenter|kommentér|kommentoi
        |přidat komentář|vstoupit do diskuse|diskuse|pridať komentár|hozzászólás|adaugă un comentariu|σχολιάστε
        """,
    "advertisement": """
        advertisement|advertisements|advertising|ad|story continues after advertisement|continue reading after advertisement
        |scroll to continue|remove ads|sponsored by|реклама|рекламa|на правах рекламы|anzeige|werbung|publicité|publicidad
        |pubblicità|publicidade|reklama|reklam|reklame|annons|annonse|annonce|mainos|advertentie|hirdetés|publicitate
        |διαφήμιση|oglas|inzerce|reklámné|広告|광고|广告|anuncio|anúncio|pubblicità - continua a leggere di seguito
        """,
    "consent": """
        externer inhalt|empfohlener redaktioneller inhalt|contenu externe|contenido externo|conteúdo externo|contenuto esterno
        |external content|ekstern innhold|externe inhoud|treść zewnętrzna|внешний контент|зовнішній контент|third-party content
        |content blocked|embedded content|view this post on instagram|sieh dir diesen beitrag auf instagram an
        |voir cette publication sur instagram|ver esta publicación en instagram|ver essa foto no instagram
        |посмотреть эту публикацию в instagram|переглянути цей допис в instagram
        """,
    "app and social": """
        follow us|follow us on social media|connect with us|find us on facebook|like us on facebook|join us on facebook
        |subscribe|subscribe now|sign up|sign up now|log in|login|sign in|register|register now|download our app|get the app
        |download the app|already a subscriber|become a member|donate|donate now|support us|subscribe to our newsletter
        |sign up for our newsletter|newsletter|newsletters|our newsletters|подписаться|подписывайтесь|войти|подписка
        |підписатися|підписуйтесь|увійти|abonnieren|jetzt abonnieren|newsletter abonnieren|newsletter bestellen|anmelden|folgen
        |s'abonner|s’abonner|abonnez-vous|se connecter|je m'abonne|je m’abonne|suscríbete|suscribirse|iniciar sesión|suscríbase
        |abbonati|iscriviti|iscriviti alla newsletter|accedi|assine|assine já|assinar|inscreva-se|zapisz się|subskrybuj|zaloguj się
        |abonneer|abonneren|inloggen|aanmelden|abone ol|giriş yap|üye ol|abonner|prenumerera|logga in|logg inn|bli abonnent
        |tilaa|kirjaudu|předplatit|přihlásit se|predplatiť|előfizetés|abonează-te|εγγραφή
        """,
}
# Furniture at the head and the foot of an article and beside other furniture; elsewhere it may be a heading.
_AT_EDGES = {
    "share": """
        share|tweet|print|email|e-mail|save|facebook|twitter|x|whatsapp|telegram|linkedin|reddit|pinterest|instagram|viber|vk
        |messenger|youtube|copy|listen|bookmark|teilen|drucken|merken|mail|imprimer|imprimir|stampa|drukuj|afdrukken|yazdır
        |вконтакте|одноклассники|твитнуть|печать|отправить|fb|tiktok|threads|bluesky|flipboard|pocket|xing|link
        """,
    "comments": """
        comments|comment|reply|комментарии|коментарі|kommentare|commentaires|comentarios|commenti|comentários|komentarze|reacties
        |yorumlar|kommentarer|kommentit|komentáře|komentari
        """,
    "related": """
        tags|topics|categories|home|news|menu|video|photos|gallery|теги|теми|темы|тема|themen|schlagworte|mots-clés|etiquetas|temas
        |argomenti|tag|tagi|tematy|etiketler|emner|ämnen|aiheet|témata|témy
        """,
    "copyright": """
        thank you for reading|thanks for reading|all rights reserved|все права защищены|всі права захищено|alle rechte vorbehalten
        |tous droits réservés|todos los derechos reservados|tutti i diritti riservati|todos os direitos reservados
        |wszelkie prawa zastrzeżone|alle rechten voorbehouden|tüm hakları saklıdır
        """,
}


def _table(phrases: dict[str, str]) -> dict[str, str]:
    return {phrase.strip(): why for why, text in phrases.items() for phrase in text.split("|")}


_ALWAYS_IS, _AT_EDGES_IS = _table(_ALWAYS), _table(_AT_EDGES)

_MINUTES = (
    r"(?:min(?:s|\.|ut(?:e[sn]?|os?|[iyo]|en|er)?)?|мин(?:\.|ут\w*)?|хв(?:\.|илин\w*)?|dk\.?|dakika\w*|perc|λεπτά)"
)
_READING = (
    r"(?:read(?:ing)?(?: time)?|to read|чтения|на чтение|читать|читання|на читання|читати|lesezeit|lesedauer"
    r"|de lecture|de lectura"
    r"|di lettura|de leitura|czytania|leestijd|lezen|okuma(?: süresi)?|lesetid|lästid|læsetid|čtení|čítania|olvasás)"
)
READING_TIME = re.compile(  # with the name in front that some sites set there
    rf"(?P<name>[^\d\W][^\d|•·]{{1,40}}?)?[\s"
    rf"|•·,–-]*(?<!\w)\d{{1,3}}(?:[-–]\d{{1,3}})?[\s-]?{_MINUTES}[\s-]{_READING}",
    re.IGNORECASE,
)
_COMMENTS = (
    r"(?:comments?|replies|комментари\w*|коментар\w*|kommentare?n?|commentaires?|comentarios?|commenti|comentários?"
    r"|komentarz\w?"
    r"|reacties|yorum(?:lar)?|kommentarer|kommenttia|komentář\w?)"
)
_CHANNELS = r"(?:newsletter|facebook|instagram|whatsapp|telegram|viber|twitter|youtube|google)\w*(?!\w)"
_INVITATIONS = (  # to follow or subscribe, and what channels are called besides
    (r"подпис(?:ывайтесь|ывайся|аться)|присоединяйтесь|следите за|читайте нас", r"канал|телеграм|дзен|рассылк"
    r"|соцсет|новост|вконтакте"),
    (r"підпис(?:уйтесь|уйтеся|уйся|атися)|приєднуйтесь|слідкуйте за|стежте за|читайте нас", r"канал|телеграм"
    r"|розсилк|соцмереж|новин"),
    (r"только проверенная информация|тільки перевірена інформація", "канал"),
    (r"abonnieren sie|folgen sie|folge|melden sie sich", r"(?:kanal|push)\b"),
    (r"abonnez-vous|inscrivez-vous|suivez[- ](?:nous|l)|rejoignez|recevez", r"chaîne\b|lettre d.information"),
    (r"suscríbete|suscríbase|síguenos|sigue(?: toda| a)|únete|descarga|recibe|apúntate", r"(?:boletín|canal|app)\b"),
    (r"iscriviti|segui(?:ci|teci)?|abbonati|scarica", r"(?:canale|app)\b"),
    (r"inscreva-se|siga|assine|receba|acompanhe|entre no|participe|subscreva", r"(?:canal|app)\b"),
    (r"zapisz się|obserwuj|polub|dołącz|śledź", r"kanał"),
    (r"abonneer je|schrijf je in|meld je aan|volg (?:ons|\w+)", r"(?:nieuwsbrief|app)\b"),
    (r"prenumerera|följ|følg|meld deg på|tilmeld dig|tilaa|seuraa", r"nyhetsbrev|nyhedsbrev|uutiskirje"),
    (r"takip edin|abone olun|bizi", r"kanal"),
)  # fmt: skip
_PATTERNS = tuple(
    (re.compile(pattern), why)
    for pattern, why in (
        (
            r"(?:(?:estimated )?reading time|время чтения|час читання|lesezeit|lesedauer|temps de lecture"
            r"|tiempo de lectura"
            r"|tempo di lettura|tempo de leitura|czas czytania|leestijd|okuma süresi|lesetid|lästid|læsetid"
            r"|lukuaika|doba čtení)"
            rf"\s*[:：]?\s*(?:ca\.? |about |≈ ?|~ ?)?\d{{1,3}}\s?{_MINUTES}",
            "reading time",
        ),
        (rf"(?:(?:view|show|see|read|all|все)\s)?\d{{1,6}}\s{_COMMENTS}|{_COMMENTS}\s?[(:]?\s?\d{{1,6}}", "comments"),
        (r"\d{1,6}\s(?:shares?|views?|likes?|просмотр\w*|перегляд\w*|aufrufe|vues|vistas|views)", "share"),
        (
            r"(?:read (?:more|also|next)|also read|see also|more|related|watch|recommended|don['’]t miss|must read"
            r"|read full story"
            r"|читайте также|читать также|читайте по теме|смотрите также|читайте ещ[её]|читайте також"
            r"|дивіться також|читайте ще"
            r"|lesen sie (?:auch|hier|mehr|dazu)|lies auch|mehr zum thema|lesen sie auch hier|auch interessant"
            r"|(?:à|a) (?:lire|voir) (?:aussi|également)|lire aussi|lire également|voir aussi"
            r"|lee también|lea también|le puede interesar|te puede interesar|leer también|lee más|mira también"
            r"|ver también"
            r"|leggi anche|guarda anche|leia também|leia mais|veja também|ler também|czytaj (?:też|także|również"
            r"|więcej)|zobacz (?:też|także|również)"
            r"|przeczytaj (?:też|także|również)|lees ook|lees meer|bekijk ook|ilgili haber|bunu da okuyun|les også"
            r"|les mer|läs också|läs också här|läs även|läs mer"
            r"|læs også|læs mere|lue myös|lue lisää|katso myös|čtěte (?:také|více|i)|přečtěte si (?:také|i)"
            r"|čítajte (?:aj|viac)|olvassa el|olvasta már"
            r"|citește și|citeste si|vezi și|διαβάστε (?:επίσης|ακόμη|ακόμα)|прочетете (?:още|и)|pročitajte (?:i"
            r"|još)|preberite tudi)"
            r"(?:\s?[:：|►▶»>]\s?|\s[–-]\s)\S.*",
            "related",
        ),
        (
            r"(?:please )?(?:(?:like|find|join|connect with|add) us|follow (?:us|@?\w+(?: \w+)?)) (?:on|at|via"
            r"|as a preferred source on)"
            r"\s(?:our )?(?:social|facebook|twitter|x|instagram|telegram|whatsapp|youtube|google|linkedin|tiktok"
            r"|threads|viber|bluesky)\b.*",
            "app and social",
        ),
        (
            r"(?:(?:subscribe|sign up) (?:to|for) (?:our|the|my)\b.*(?:newsletter|channel|alerts?|briefing|podcast"
            r"|updates)\b"
            r"|(?:get|receive) (?:our|the) .{3,80} (?:in|to) your (?:inbox|mailbox|email)|download (?:the"
            r"|our) .{0,60}\bapp\b"
            r"|join our (?:whatsapp|telegram|viber|facebook|discord)\b"
            r"|for (?:the |all the |more )?latest (?:news|updates|headlines).{0,80}(?:follow|download|subscribe"
            r"|visit|app)\b).*",
            "app and social",
        ),
        *((rf"(?:{invitation}) .{{0,80}}(?:{_CHANNELS}"
        rf"|{channel}).*", "app and social") for invitation, channel in _INVITATIONS),
        (
            r"(?:заметили|нашли|увидели|знайшли|помітили|побачили) (?:ошибку|опечатку|помилку).{0,140}",
            "share",
        ),
        (r"(?:save|share|print|tweet|email|facebook|twitter|whatsapp|telegram|linkedin|reddit)(?:[\s|/•·,]+(?:save"
        r"|share|print|tweet|email|facebook|twitter|x|whatsapp|telegram|linkedin|reddit)){1,9}", "share"),
        (r"(?:topics|tags?|keywords|теги|schlagworte|schlagwörter|mots-clés|etiquetas|etiketler|tagi)\s?[:：]\s?.{2,200}", "related"),
        (  # what stands before a picture or an advertisement in the text
            r"(?:the )?(?:story|article|text|post|saken|artikkelen|artikeln|artiklen|historien|der artikel|der text|dieser artikel"
            r"|l['’]article|la noticia|el artículo|a notícia|o texto|l['’]articolo|juttu|artykuł)"
            r"\b[\w ,]{0,30}?\b(?:continues|fortsetter|fortsätter|fortsætter|geht|wird|continue|continúa|continua|jatkuu)\b"
            r"[\w ,]{0,20}?\b(?:below|under|beneath|after|efter|etter|nedenfor|nedanför|nach|unter|unterhalb|après|sous|después|debajo"
            r"|após|abaixo|depois|dopo|sotto|alla|jälkeen)"
            r"(?: (?:(?:this|the|our|der|dem|den|la|el|l['’]|a|o|d[ae]|il|lo) ?){0,2}(?:ad|advert|advertisement|video|photo|image|picture"
            r"|gallery|graphic|map|annonse|annonsen|reklamen|bildet|bilden|billedet|videoen|filmen|grafikken|kartet|galleriet|anzeige"
            r"|werbung|bild|foto|grafik|galerie|karte|publicité|photo|vidéo|publicidad|publicidade|anuncio|anúncio|imagen|imagem|foto"
            r"|pubblicità|mainos|mainoksen|kuva|kuvan)(?: weiter| fortgesetzt)?)?",
            "advertisement",
        ),
        (
            r"(?:photo|image|picture|slide|bild|foto|photos|imagen|imagem|immagine|zdjęcie|фото|kuva|kép)?\s?\d{1,3}"
            r"\s?(?:of|von|/|de|sur|di|из|із|av|af|van|z|sur)\s?\d{1,3}",
            "picture",
        ),
        (
            r"(?:a post shared by|ein (?:beitrag geteilt von|von .{1,60} geteilter beitrag)|une publication partagée par"
            r"|una publicación compartida de|um post compartilhado por|publicação partilhada por|un post condiviso da"
            r"|публикация от|допис, поширений)\b.{0,120}",
            "share",
        ),
        (  # what stands instead of something embedded, and what asks for leave to embed it
            r"(?:to (?:view|see|watch|display|load|show|play|enable) this (?:content|video|tweet|post|map|embed|graphic|page"
            r"|site)\b"
            r"|this (?:content|video|embed|post|map|player) (?:is|cannot be|can['’]?t be|could not be|may be)"
            r" (?:provided|hosted|blocked|loaded|shown|displayed|hidden|not available|available only)\b"
            r"|we (?:and our (?:\d+ )?partners |would like to )?(?:use|store|need your (?:consent|permission))\b.*\bcookies?\b"
            r".*\b(?:experience|content|site|website|traffic|partners?|ads|advertising|services?|data|device|consent)\b"
            r"|we (?:would like to show you|need your (?:consent|permission))\b"
            r"|please (?:enable|allow|accept|turn on) (?:javascript|cookies|all cookies|functional cookies)\b"
            r"|your browser (?:does(?: not|n['’]t)|cannot|can['’]t)\b|javascript is (?:disabled|required)\b"
            r"|um diese(?:n|s|r)? (?:inhalt|inhalte|video|tweet|beitrag|karte|grafik|element)\b"
            r"|an dieser stelle (?:finden sie|findest du|befindet sich|ist|steht|wollten wir|würden wir)\b.*"
            r"(?:extern|inhalt|drittanbieter|dritten|eingebunden)"
            r"|(?:dieser|dieses|diese) (?:externe[rs]? )?(?:inhalt|video|tweet|beitrag|element|karte) (?:kann|wird|wurde|stammt|ist)\b.*"
            r"(?:cookie|extern|drittanbieter|einwilligung|zustimm|blockiert|geladen|angezeigt|plattform)"
            r"|ich bin damit einverstanden, dass mir\b|mit (?:einem klick|aktivierung)\b.*\b(?:inhalte?|daten)\b"
            r"|(?:pour|afin de) (?:voir|afficher|consulter|visionner|regarder) (?:ce|cette) (?:contenu|vidéo|tweet|publication)\b"
            r"|(?:ce|cette) (?:contenu|vidéo|publication)\b.*\b(?:cookies|bloquée?|tiers)\b"
            r"|para (?:ver|visualizar|reproducir|assistir) (?:a )?est[ea] (?:contenido|vídeo|video|publicación|conteúdo|tuit)\b"
            r"|est[ea] (?:contenido|vídeo|video|conteúdo)\b.*\bcookies\b"
            r"|per (?:vedere|visualizzare|guardare) (?:questo|questa|il) (?:contenuto|video|post)\b|questo contenuto\b.*\bcookie\b"
            r"|for å (?:se|vise) (?:dette|denne) (?:innholdet|videoen|posten)\b|för att (?:se|visa) (?:detta|det här) (?:innehållet"
            r"|innehåll)\b"
            r"|for at (?:se|vise) (?:dette|indholdet)\b.*\bcookies\b|om deze (?:inhoud|content|video|tweet)\b"
            r"|aby (?:zobaczyć|wyświetlić|obejrzeć) (?:tę|ten|to)\b"
            r"|чтобы (?:посмотреть|увидеть|просмотреть) (?:этот|эту|это)\b.*(?:cookie|javascript|браузер)"
            r"|щоб (?:переглянути|побачити) (?:цей|це|цю)\b.*(?:cookie|javascript|браузер))"
            r".*",
            "consent",
        ),
        (
            r"(?:continue|keep) reading (?:with|by|for)\b.*|to (?:continue|keep) reading,? .*|you have (?:read|reached) (?:all )?"
            r"(?:your|the|\w+ of your) .{0,40}\b(?:free|monthly|limit)\b.*|already a (?:subscriber|member)\? .{0,80}"
            r"|this (?:article|story|content) is (?:for|reserved for|exclusive to|available (?:only )?to) (?:our )?(?:paying )?"
            r"(?:subscribers|members)\b.*|unlock this (?:article|story)\b.*"
            r"|weiterlesen mit\b.*|sie haben bereits ein (?:abo|digitalabo|konto)\b.*|bereits (?:abonnent|abonniert)\b.{0,80}"
            r"|(?:cet article|ce contenu) est réservé (?:aux|à nos) abonnés\b.*|déjà abonné\b.{0,80}"
            r"|para seguir leyendo\b.*|ya eres suscriptor\b.*|(?:conteúdo|matéria) exclusiv[oa] para assinantes\b.*"
            r"|già abbonato\b.{0,80}|(?:contenuto|articolo) riservato agli abbonati\b.*"
            r"|(?:er du|är du redan) (?:allerede )?(?:abonnent|prenumerant)\b.{0,80}"
            r"|(?:материал|текст) доступен (?:только )?по подписке\b.*"
            r"|(?:матеріал|текст) доступний (?:лише |тільки )?(?:за передплатою|для передплатників)\b.*",
            "subscription",
        ),
        (
            r"(?:.{0,120}\b)?(?:support|help us|helps us|fund|power) (?:our|independent|quality|this|continue (?:our|this)|keep)"
            r"(?: \w+){0,2} (?:journalism|reporting|newsroom)\b.{0,140}(?<!\w)(?:donat\w*|gift|contribut\w*|member\w*"
            r"|subscri\w*|a month|monthly)\b.{0,80}"
            r"|(?:donate|make a (?:gift|donation)|become a (?:member|supporter))\b.{0,120}\b(?:journalism|reporting|newsroom)\b.{0,80}"
            r"|(?:unterstützen sie|unterstütze) (?:uns|unsere|unseren|unabhängigen)\b.{0,120}(?:spende|abo|journalismus)\w*.{0,60}"
            r"|(?:soutenez|faites un don)\b.{0,140}"
            r"|(?:поддержите|підтримайте) (?:нас|редакцию|редакцію|нашу|наш|независим|незалежн)\b.{0,160}"
            r"|apoie (?:o jornalismo|a nossa|o nosso)\b.{0,140}|apoya (?:el periodismo|nuestro)\b.{0,140}",
            "donation",
        ),
        (r"(?:your email address will not be published|ihre e-mail-adresse wird nicht veröffentlicht|deine e-mail-adresse wird nicht"
         r"|votre adresse e-mail ne sera pas publiée|tu dirección de correo electrónico no será publicada"
         r"|o seu endereço de e-?mail não será publicado|ваш (?:адрес )?e-?mail не будет опубликован|ваша e-?mail адреса не"
         r"|required fields are marked|you must be logged in to)\b.*", "comments"),
        (r"our standards:?\s.{0,60}trust principles.{0,40}", "standards"),
        (r"(?:this (?:article|story|post) (?:contains|may contain|includes) affiliate links?|we may earn (?:a"
        r"|an) .{0,40}commission)\b.{0,160}", "advertisement"),
        (r"the post .{1,300} (?:appeared first on|first appeared on) .{1,200}", "related"),
    )
)  # fmt: skip
_LONGEST = 250
_DISCLAIMER = re.compile(
    r"(?:legal )?disclaimer\s?:|(?:the |all )?(?:views|opinions)(?: and (?:views|opinions))? expressed"
    r" (?:in this|here(?:in)?\b|are (?:solely|those|the)|by (?:the )?(?:author|writer|columnist|contributor)s?\b)"
    r"|мнение (?:редакции|автора) (?:может|не)\b|думка (?:редакції|автора) (?:може|не)\b",
    re.IGNORECASE,
)
_REPRINT = re.compile(
    r"(?:this|the|our) (?:material|content|article|story|text)s? (?:may not|cannot|must not|is not to) be"
    r" (?:re)?(?:published|printed|produced|distributed|used|broadcast)\b"
    r"|(?:to|for) (?:request |obtain |get )?(?:permission to |permissions? (?:for|and) |a )?(?:reprint|republish|syndicate)\b"
    r"|(?:reprints?|republication|republishing|reproduction|redistribution|copying)\b.{0,80}\b(?:permission|permitted|prohibited"
    r"|allowed|consent|licen[sc]e|forbidden)"
    r"|(?:nachdruck|weiterverwendung|vervielfältigung|jede (?:weitere )?verwendung)\b.{0,80}\b(?:genehmigung|zustimmung|gestattet|erlaubt"
    r"|untersagt|verboten)"
    r"|(?:toute )?reproduction\b.{0,60}\b(?:interdite|autorisation)"
    r"|(?:queda )?prohibida (?:su|la) reproducción|(?:é )?proibida a reprodução|(?:é )?vietata la riproduzione|riproduzione riservata"
    r"|при (?:использовании|копировании|цитировании|перепечатке|полном или частичном)\b.{0,120}(?:ссылк|обязательн)"
    r"|(?:перепечатка|копирование|использование)\b.{0,100}(?:ссылк|разрешени|согласи|запрещ)"
    r"|(?:передрук|копіювання|використання|відтворення|у разі використання|при використанні|при цитуванні)\b.{0,120}"
    r"(?:посиланн|дозвол|заборон|обов)"
    r"|(?:kopiering|gjengivelse|ettertrykk|eftertryck|eftertryk)\b.{0,80}(?:tillat|tillåt|forbud|förbjud|samtykke)"
    r"|(?:kopiowanie|przedruk|rozpowszechnianie)\b.{0,80}(?:zgod|zabronion)",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"\W*(?:(?:correction|clarification|editor['’]s note|update|korrektur|richtigstellung|berichtigung|hinweis der redaktion"
    r"|anmerkung der redaktion|correctif|rectificatif|erratum|errata|correção|fe de errat(?:as|ores)|rectificación|corrección"
    r"|rettelse|retting|rättelse|oikaisu|correctie|sprostowanie|поправка|исправление|уточнение|виправлення|уточнення)s?\b[^:.]{0,40}[:.]"
    r"|(?:this|the) (?:story|article|headline|piece|report|column|post)(?: \w+){0,3} (?:was|has been|have been) (?:\w+ )?"
    r"(?:corrected|updated|amended|changed|edited|clarified)"
    r"|an earlier (?:version|headline)\b|a previous version\b"
    r"|in einer (?:früheren|ersten|vorherigen) (?:version|fassung)\b|(?:der|dieser) (?:text|artikel|beitrag) wurde .{0,40}"
    r"(?:korrigiert|aktualisiert|ergänzt|geändert)"
    r"|i en tidligere versjon\b|i en tidligare version\b|uma versão anterior\b|una versión anterior\b|une version (?:précédente"
    r"|antérieure)\b"
    r"|в (?:предыдущей|более ранней|первоначальной|первой) версии\b|у (?:попередній|ранішій|першій) версії\b)",
    re.IGNORECASE,
)
_BIO = re.compile(
    r"(?:about the author\b.*"
    r"|[^\W\d_][\w.'’-]+(?: [^\W\d_][\w.'’-]*){1,3},? (?:is|was previously) (?:an?|the|our"
    r"|currently) (?:[\w'’,./&-]+ ){0,8}?"
    r"(?:reporter|writer|correspondent|journalist|editor|columnist|producer|fellow|contributor|blogger|intern)\b"
    r"(?=.{0,160}\b(?:at|for|with|covering|covers|based|who|writes|focus\w*|specializ\w*|specialis\w*)\b).*"
    r"|(?:follow|contact|reach|email|e-mail) (?:[^\W\d_][\w.'’-]+(?: [^\W\d_][\w.'’-]+){0,3}|him|her|them"
    r"|the (?:author|reporter|writer)) (?:on|at|via|by)\s.*(?:@|twitter|email|x\b|instagram).*)",
    re.IGNORECASE,
)  # fmt: skip


def corrects(text: str) -> bool:
    """Whether the line says what was wrong with the article before: the publisher's text, however it is set."""
    return _CORRECTION.match(text[:_LONGEST]) is not None


def plain(text: str) -> str:
    """A line as phrases are compared: without capitals and without the marks around it."""
    text = text.casefold()
    if "\u0307" in text:  # what İ becomes
        text = text.replace("i\u0307", "i")
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return text[start:end]


def why(text: str) -> str | None:
    """Why a line is furniture wherever it stands; None where it is not."""
    if len(text) > _LONGEST:
        return None
    bare = plain(text)
    if known := _ALWAYS_IS.get(bare):
        return known
    for pattern, reason in _PATTERNS:
        if pattern.fullmatch(bare):
            return reason
    return "reading time" if len(bare) <= 100 and READING_TIME.fullmatch(bare) else None


def why_at_edge(text: str) -> str | None:
    """Why a line is furniture at the head or the foot of an article, or beside other furniture."""
    return _AT_EDGES_IS.get(plain(text))


def why_at_foot(text: str) -> str | None:
    """Why a line below an article is furniture: it says who the author is, or that nobody answers for what it says."""
    if len(text) > 600:
        return None
    if len(text) <= _LONGEST and _REPRINT.match(text.lstrip("©* ")):
        return "copyright"
    if _BIO.fullmatch(text):
        return "about the author"
    return "disclaimer" if _DISCLAIMER.match(text) else None
