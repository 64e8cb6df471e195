"""News agencies and syndication services, as credit lines spell them."""

import re

# Matched as written here or in capitals: "Fars" and its like are words of some language when they are written otherwise.
_NAMES = (
    "Reuters", "Thomson Reuters", "Рейтер", "Рейтерс", "Associated Press", "The Associated Press", "AP", "AP News",
    "Agence France-Presse", "AFP", "АФП", "Bloomberg", "Bloomberg News", "Dow Jones", "Dow Jones Newswires", "UPI",
    "PA", "PA Media", "Press Association", "AAP", "CP", "Canadian Press", "The Canadian Press", "TNS",
    "Tribune News Service", "MENAFN", "JTA",
    "dpa", "dpa-AFX", "dpa-infocom", "dpa/tmn", "KNA", "epd", "SID", "AFX", "APA", "APA-OTS", "sda", "Keystone-SDA", "ATS",
    "Keystone-ATS", "ots", "AWP", "ANSA", "AGI", "Adnkronos", "askanews", "LaPresse", "Italpress", "EFE", "Agencia EFE",
    "Europa Press", "Lusa", "Agência Brasil", "Agência Lusa", "Estadão Conteúdo", "Folhapress", "Télam", "Notimex",
    "Prensa Latina", "ANP", "Belga", "NTB", "TT", "TT-AFP", "Ritzau", "STT", "BNS", "LETA", "ELTA",
    "PAP", "ČTK", "CTK", "TASR", "SITA", "MTI", "Agerpres", "Mediafax", "BTA", "БТА", "HINA", "Hina", "Tanjug", "FENA",
    "Танјуг", "SRNA", "STA", "ANA-MPA", "AMNA", "ΑΠΕ-ΜΠΕ",
    "TASS", "ITAR-TASS", "ТАСС", "ИТАР-ТАСС", "RIA Novosti", "РИА Новости", "РИА «Новости»", "Sputnik", "Interfax",
    "Интерфакс", "Interfax-Ukraine", "Интерфакс-Украина", "Інтерфакс-Україна", "Ukrinform", "UkrinForm", "Укринформ",
    "Укрінформ", "UNIAN", "УНИАН", "УНІАН", "УНН", "UNN", "БелТА", "BelTA", "Росбалт", "REGNUM", "РБК", "Trend News Agency",
    "Azertac", "AZERTAC", "Kazinform", "Казинформ", "Armenpress", "Anadolu", "Anadolu Agency", "Anadolu Ajansı", "AA",
    "İHA", "IHA", "DHA", "Hibya", "ANKA",
    "Xinhua", "Xinhua News Agency", "CNS", "Kyodo", "Kyodo News", "Jiji", "Jiji Press", "Yonhap", "Yonhap News", "CNA",
    "Bernama", "Antara", "VNA", "PNA", "TNA", "PTI", "Press Trust of India", "ANI", "IANS", "UNI", "APP", "BSS", "UNB",
    "WAM", "SPA", "QNA", "KUNA", "WAFA", "IRNA", "ISNA", "Tasnim", "SANA", "MENA", "NAN", "GNA", "SAnews",
    "PR Newswire", "PRNewswire", "Business Wire", "BUSINESS WIRE", "GlobeNewswire", "GLOBE NEWSWIRE", "Newsfile", "ACCESSWIRE",
    "共同", "時事", "新华社", "연합뉴스",
)  # fmt: skip
_SPELLINGS = {spelling: name for name in reversed(_NAMES) for spelling in (name.upper(), name)}
_SPELLINGS |= {name: name for name in _NAMES}

_ANY = "(?:" + "|".join(re.escape(name) for name in sorted(_SPELLINGS, key=len, reverse=True)) + ")"
_BEHIND = r"(?:\.(?:ru|RU|com|ua|UA|de))?(?!\w)"
NAME = _ANY + _BEHIND  # pattern
_FIND = re.compile(rf"(?<!\w)(?P<name>{_ANY}){_BEHIND}")


def find(text: str) -> str | None:
    """The first agency named in a credit, in its usual spelling; None where there is none."""
    found = _FIND.search(text)
    return _SPELLINGS[found["name"]] if found else None
