"""The time zone in which a site writes its wall clock, where its country or its language leaves one answer."""

from datetime import tzinfo
from functools import cache

from dateutil import tz

# Countries with one zone, or whose national press writes one. Not us, ca, au, and not the domains that serve as names:
# tv, io, me, co, ai and their like say nothing of a country.
_BY_DOMAIN = {
    domain: zone
    for zone, domains in {
        "Europe/Lisbon": "pt", "Europe/London": "uk", "Europe/Dublin": "ie", "Atlantic/Reykjavik": "is",
        "Europe/Madrid": "es cat gal eus", "Europe/Paris": "fr bzh", "Europe/Brussels": "be",
        "Europe/Amsterdam": "nl", "Europe/Luxembourg": "lu", "Europe/Berlin": "de berlin bayern hamburg koeln",
        "Europe/Vienna": "at wien", "Europe/Zurich": "ch li swiss", "Europe/Rome": "it sm va", "Europe/Malta": "mt",
        "Europe/Copenhagen": "dk", "Europe/Oslo": "no", "Europe/Stockholm": "se", "Europe/Helsinki": "fi",
        "Europe/Tallinn": "ee", "Europe/Riga": "lv", "Europe/Vilnius": "lt", "Europe/Warsaw": "pl",
        "Europe/Prague": "cz", "Europe/Bratislava": "sk", "Europe/Budapest": "hu", "Europe/Ljubljana": "si",
        "Europe/Zagreb": "hr", "Europe/Belgrade": "rs ba mk xk xn--90a3ac", "Europe/Tirane": "al",
        "Europe/Athens": "gr", "Asia/Nicosia": "cy", "Europe/Bucharest": "ro", "Europe/Chisinau": "md",
        "Europe/Sofia": "bg", "Europe/Kyiv": "ua xn--j1amh", "Europe/Minsk": "by", "Europe/Moscow": "ru su xn--p1ai",
        "Europe/Istanbul": "tr", "Asia/Tbilisi": "ge", "Asia/Yerevan": "am", "Asia/Baku": "az", "Asia/Almaty": "kz",
        "Asia/Tashkent": "uz", "Asia/Bishkek": "kg", "Asia/Jerusalem": "il", "Asia/Beirut": "lb", "Asia/Amman": "jo",
        "Asia/Baghdad": "iq", "Asia/Riyadh": "sa kw qa bh", "Asia/Dubai": "ae om", "Asia/Tehran": "ir",
        "Africa/Cairo": "eg", "Africa/Tunis": "tn", "Africa/Algiers": "dz", "Africa/Casablanca": "ma",
        "Africa/Johannesburg": "za bw ls sz zw mz zm", "Africa/Windhoek": "na", "Africa/Nairobi": "ke tz ug et",
        "Africa/Lagos": "ng cm", "Africa/Accra": "gh sn ci", "Asia/Kolkata": "in", "Asia/Karachi": "pk",
        "Asia/Dhaka": "bd", "Asia/Colombo": "lk", "Asia/Kathmandu": "np", "Asia/Bangkok": "th",
        "Asia/Ho_Chi_Minh": "vn", "Asia/Jakarta": "id", "Asia/Kuala_Lumpur": "my", "Asia/Singapore": "sg",
        "Asia/Manila": "ph", "Asia/Shanghai": "cn", "Asia/Hong_Kong": "hk", "Asia/Taipei": "tw", "Asia/Tokyo": "jp",
        "Asia/Seoul": "kr", "Pacific/Auckland": "nz", "America/Nuuk": "gl", "America/Sao_Paulo": "br",
        "America/Argentina/Buenos_Aires": "ar", "America/Montevideo": "uy", "America/Asuncion": "py",
        "America/La_Paz": "bo", "America/Lima": "pe", "America/Santiago": "cl", "America/Caracas": "ve",
        "America/Guayaquil": "ec", "America/Mexico_City": "mx", "America/Guatemala": "gt sv hn ni",
        "America/Costa_Rica": "cr", "America/Panama": "pa", "America/Havana": "cu",
    }.items()
    for domain in domains.split()
}  # fmt: skip

# Languages written in one zone, or nearly so: not English, French, Spanish, Portuguese, Russian, Arabic, Chinese.
_BY_LANGUAGE = {
    language: zone
    for zone, languages in {
        "Europe/Berlin": "de", "Europe/Rome": "it", "Europe/Amsterdam": "nl", "Europe/Copenhagen": "da",
        "Europe/Oslo": "no nb nn", "Europe/Stockholm": "sv", "Europe/Helsinki": "fi", "Europe/Warsaw": "pl",
        "Europe/Prague": "cs", "Europe/Bratislava": "sk", "Europe/Budapest": "hu", "Europe/Ljubljana": "sl",
        "Europe/Belgrade": "sr hr bs mk sq", "Europe/Athens": "el", "Europe/Bucharest": "ro", "Europe/Sofia": "bg",
        "Europe/Kyiv": "uk", "Europe/Minsk": "be", "Europe/Tallinn": "et", "Europe/Riga": "lv",
        "Europe/Vilnius": "lt", "Atlantic/Reykjavik": "is", "Europe/Istanbul": "tr", "Asia/Tbilisi": "ka",
        "Asia/Yerevan": "hy", "Asia/Baku": "az", "Asia/Almaty": "kk", "Asia/Jerusalem": "he", "Asia/Tehran": "fa",
        "Asia/Tokyo": "ja", "Asia/Seoul": "ko", "Asia/Bangkok": "th", "Asia/Ho_Chi_Minh": "vi", "Asia/Jakarta": "id",
        "Asia/Kuala_Lumpur": "ms", "Asia/Kolkata": "hi ta te ml kn gu mr pa", "Africa/Johannesburg": "af zu xh st",
        "Europe/Madrid": "ca gl eu",
    }.items()
    for language in languages.split()
}  # fmt: skip

_HOURS = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 1, "CET": 1, "MEZ": 1, "WEST": 1, "CEST": 2, "MESZ": 2,
    "EET": 2, "SAST": 2, "CAT": 2, "EEST": 3, "MSK": 3, "МСК": 3, "TRT": 3, "EAT": 3, "IST": 5.5, "PKT": 5,
    "WIB": 7, "ICT": 7, "SGT": 8, "HKT": 8, "MYT": 8, "JST": 9, "KST": 9, "EST": -5, "EDT": -4, "CST": -6,
    "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_CIVIL = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}


def of_domain(domain: str) -> tzinfo | None:
    """The zone of a country's top-level domain; None where there are several or it is no country's."""
    name = _BY_DOMAIN.get(domain)
    return _zone(name) if name else None


def of_language(language: str) -> tzinfo | None:
    """The zone where a language (ISO 639-1) is written; None where there are several."""
    name = _BY_LANGUAGE.get(language)
    return _zone(name) if name else None


def named(abbreviation: str) -> tzinfo | None:
    """The zone behind an abbreviation as news sites mean it; None for one that is not known."""
    name = abbreviation.upper()
    hours = _HOURS.get(name)
    return (
        _zone(_CIVIL[name]) if name in _CIVIL else tz.tzoffset(name, int(hours * 3600)) if hours is not None else None
    )


@cache
def _zone(name: str) -> tzinfo | None:
    return tz.gettz(name)
