"""Lines that send the reader elsewhere, in the languages of news: "Read more: …", "You may also like", "Sign up …"."""

import re

# Openings of a line that announces other articles; what follows them is a link or a colon.
_MORE = (
    r"read (?:more|also|next|this|now|the full|full)|also read|must[- ]read"
    r"|more(?: stories| news| articles)?(?: on| from| about)? ?:|see also"
    r"|related(?: articles?| stories| news| content)?|recommended|don'?t miss|watch(?: now| also| more)?:"
    r"|listen(?: now| also)?:|click here|what to read next|explore more|for more (?:stories|news|articles|on)"
    r"|lesen sie (?:auch|mehr|hier)|lies auch|mehr (?:zum thema|dazu|lesen)|auch interessant"
    r"|das könnte (?:sie|dich)|passend dazu|siehe auch|zum thema|hier lesen|weiterlesen|mehr von|mehr aus"
    r"|lire (?:aussi|la suite|également)|à lire(?: aussi| également)?|voir aussi|a lire|sur le même sujet"
    r"|pour aller plus loin|lea (?:también|además|más)|leer (?:más|también)|lee también|te puede interesar"
    r"|puede(?:s)? leer|también te|más información|ver también|noticias? relacionadas?|mira también"
    r"|leia (?:também|mais|ainda)|veja (?:também|mais|ainda)|saiba mais|ler também|confira também"
    r"|leggi (?:anche|di più)|per approfondire|vedi anche|potrebbe interessarti|lees (?:ook|meer|verder)"
    r"|bekijk ook|zie ook|meer over|les også|les mer|saken fortsetter|läs (?:också|även|mer)|se även|se også"
    r"|læs også|læs mere|lue (?:myös|lisää)|katso myös|czytaj (?:też|także|również|więcej|dalej)"
    r"|zobacz (?:też|także|również)|przeczytaj (?:też|także|również)|polecamy|čtěte (?:také|též|i|dále)"
    r"|přečtěte si|mohlo by vás zajímat|viz také|čítajte (?:tiež|aj)|prečítajte si|olvass[ao] (?:el|tovább)"
    r"|ez is érdekelheti|citește (?:și|mai)|citeste si|vezi și|pročitajte (?:još|i)|pročitaj(?:te)? više"
    r"|čitajte (?:još|i)|preberite (?:še|tudi)|прочетете (?:още|и)|прочитајте"
    r"|читайте (?:также|ещё|еще|по теме|далее|больше)|смотрите также|по теме|читать (?:также|далее|полностью)"
    r"|материалы по теме|подробнее (?:о|в|на|читайте)|читайте (?:також|ще|більше)|дивіться також"
    r"|вас може зацікавити|читати (?:також|далі)|διαβάστε (?:επίσης|ακόμη|ακόμα|περισσότερα|και)"
    r"|δείτε (?:επίσης|ακόμη)|ayrıca (?:oku|bkz)|ilgili haber(?:ler)?|bunlar da ilginizi|devamını oku"
    r"|haberin devamı|baca (?:juga|selengkapnya|artikel)|simak (?:juga|video)|lihat juga|xem thêm|đọc thêm"
    r"|mời (?:bạn|độc giả) (?:xem|đọc)|اقرأ (?:أيضا|أيضًا|المزيد)|إقرأ أيضا|بیشتر بخوانید|همچنین بخوانید"
    r"|مزید پڑھیں|یہ بھی پڑھیں|यह भी पढ़ें|ये भी पढ़ें|इसे भी पढ़ें|আরও পড়ুন|আরো পড়ুন|மேலும் படிக்க"
    r"|ఇది చదవండి|相关(?:阅读|新闻|报道)|延伸閱讀|推薦閱讀|更多新聞|関連(?:記事|ニュース)|あわせて読みたい|続きを読む"
    r"|관련\s?(?:기사|뉴스)|อ่านเพิ่มเติม"
    r"|ข่าวที่เกี่ยวข้อง|soma (?:pia|zaidi)"
)
_POINTER = re.compile(rf"\W*(?:{_MORE})(?!\w)", re.IGNORECASE)
_ALONE = re.compile(rf"\W*(?:{_MORE})[\s\W]*", re.IGNORECASE)


def pointer(text: str, linked: float) -> bool:
    """Whether the line does nothing but point to something else to read: such words alone, or with a link behind them."""
    return len(text) < 250 and bool(_ALONE.fullmatch(text) if linked < 0.2 else _POINTER.match(text))


def heading(text: str) -> bool:
    """Whether a heading stands over other articles."""
    return len(text) < 80 and bool(_POINTER.match(text))
