"""A date as machines and people write it: ISO 8601, RFC 5322, Unix time, numbers and month names of many languages."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from pipeline.clean import zones
from pipeline.model import Precision

MAX_LENGTH = 120

# January to December, in the cases that dates stand in; abbreviations are prefixes.
_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember / jänner feber maerz",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ca": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "gl": "xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december / - - mrt",
    "af": "januarie februarie maart april mei junie julie augustus september oktober november desember",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "is": "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta"
    " joulukuuta",
    "et": "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
    "lv": "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris"
    " / janvārī februārī martā aprīlī maijā jūnijā jūlijā augustā septembrī oktobrī novembrī decembrī",
    "lt": "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"
    " / styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince"
    " / leden únor březen duben květen červen červenec srpen - říjen listopad prosinec / - - - - - čvn čvc",
    "sk": "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
    "sl": "januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra",
    "hr": "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca"
    " / siječanj veljača ožujak travanj svibanj lipanj srpanj kolovoz rujan listopad studeni prosinac",
    "sr": "јануара фебруара марта априла маја јуна јула августа септембра октобра новембра децембра"
    " / januara februara marta aprila maja juna jula avgusta septembra oktobra novembra decembra / - - mart - maj jun jul avgust",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
    " / январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"
    " / січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
    "be": "студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня",
    "bg": "януари февруари март април май юни юли август септември октомври ноември декември",
    "mk": "јануари февруари март април мај јуни јули август септември октомври ноември декември",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "el": "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου",
    "sq": "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "az": "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
    "eu": "urtarrilaren otsailaren martxoaren apirilaren maiatzaren ekainaren uztailaren abuztuaren irailaren urriaren azaroaren"
    " abenduaren",
    "id": "januari februari maret april mei juni juli agustus september oktober november desember",
    "ms": "januari februari mac april mei jun julai ogos september oktober november disember",
    "sw": "januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba",
    "he": "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר"
    " / בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر / - شباط آذار نيسان أيار حزيران تموز آب أيلول",
    "hi": "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर / - - - - - - - - सितम्बर अक्तूबर नवम्बर दिसम्बर",
    "bn": "জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """A date as it stands there: naive where it names no zone; `rest`: the words around it."""

    at: datetime
    precision: Precision
    rest: str


def plain(text: str) -> str:
    """Case and accents taken off, so that words compare."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return letters.casefold().replace("ı", "i")


def _prefixes(table: str) -> dict[str, int]:
    """Month names and what they may be shortened to, at least three letters and not another month's."""
    months: dict[str, set[int]] = {}
    for row in table.split(" / "):
        for number, name in enumerate(plain(row).split(), 1):
            for end in range(min(3, len(name)), len(name) + 1):
                months.setdefault(name[:end], set()).add(number)
    return {name: next(iter(numbers)) for name, numbers in months.items() if len(numbers) == 1 and name != "-"}


_BY_LANGUAGE = {language: _prefixes(table) for language, table in _MONTHS.items()}
_IN_ANY = _prefixes(" / ".join(_MONTHS.values()))
_WORD = r"(?P<m>[^\s\d.,/|()\-:]{2,16})"
_SEPARATED = r"[\s,./-]{0,3}"
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-./年년]\s?(\d{1,2})\s?[-./月월]\s?(\d{1,2})(?!\d)\s?[日일]?")
_YEAR_LAST = re.compile(r"(?<![\d.,])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\.?\d)")
_VIETNAMESE = re.compile(r"(?<!\d)(\d{1,2})\s+tháng\s+(\d{1,2}),?\s+(?:năm\s+)?(\d{4})(?!\d)")
_NAMED = (
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|o|a|°)?{_SEPARATED}(?:de |del |d[’']|of |ng )?{_WORD}"
               rf"{_SEPARATED}(?:de |del |of )?(?P<y>\d{{4}})(?!\d)"),
    re.compile(rf"{_WORD}\.?\s{{1,2}}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,2}}(?P<y>\d{{4}})(?!\d)"),
    # ctime(3): the year stands behind the clock
    re.compile(rf"{_WORD}\s{{1,2}}(?P<d>\d{{1,2}})(?P<clock> \d\d:\d\d:\d\d [a-z]{{1,5}}) (?P<y>\d{{4}})(?!\d)"),
    re.compile(rf"(?<!\d)(?P<y>\d{{4}})\.?,?\s{{0,2}}(?:m\. |gada )?{_WORD}[\s.-]{{1,2}}(?P<d>\d{{1,2}})(?!\d)"),
    re.compile(rf"(?<!\d)(?P<y>\d{{4}})\. gada (?P<d>\d{{1,2}})\. {_WORD}"),
)  # fmt: skip
_CLOCK = re.compile(
    r"(?<![\d.,:+])(?P<h>\d{1,2})\s?(?:[:：h時시]|\.(?=\d\d(?:\D|$)))\s?(?P<m>\d\d)(?!\d)(?:[:.](?P<s>\d\d)(?!\d)(?:[.,]\d{1,9})?)?"
    r"\s?(?P<half>[ap]\.?\s?m\b)?",
    re.IGNORECASE,
)
_HOUR = re.compile(r"(?<![\d.,:+])(?P<h>\d{1,2})\s?(?P<half>[ap]\.?\s?m\b)", re.IGNORECASE)
_AFTERNOON = re.compile(r"午後|下午|오후")
_OFFSET = re.compile(r"\s?\(?(?:GMT|UTC)?\s?([+-−])(\d\d?)(?::?([0-5]\d))?(?!\d)")
_ABBREVIATION = re.compile(r"\.?\s?[,(]?\s?([A-Z]{1,5}|[А-Я]{3})\b")
_DIGITS = re.compile(r"[0-9]{10}|[0-9]{13}|[0-9]{14}")
_SECONDS = re.compile(r"[T ]\d\d:?\d\d:?\d\d|^\d{10,14}$")


def parse(text: str, month_first: bool | None = None, language: str | None = None) -> Written | None:
    """The first whole date (day, month, year) in a short text, with the clock and zone beside it.

    `month_first` decides 04/05/2025; where it is None, such a date is none.
    """
    text = text.strip()
    if not 6 <= len(text) <= MAX_LENGTH:
        return None
    at = _machine(text)
    if at is not None:
        return _written(at, "second" if _SECONDS.search(text) else "minute" if len(text) > 10 else "day", "")
    found = _numbers(text, month_first) or _names(text, language)
    if found is None:
        return None
    (year, month, day), rest = found
    clock = _CLOCK.search(rest) or _HOUR.search(rest)
    try:
        if clock is None:
            return Written(datetime(year, month, day), "day", rest)
        at, end = _at(datetime(year, month, day), clock, rest), clock.end()
        zone, end = _zone(rest, end)
        precision: Precision = "second" if clock.groupdict().get("s") else "minute"
        return _written(at.replace(tzinfo=zone), precision, rest[: clock.start()] + rest[end:])
    except (ValueError, OverflowError):
        return None


def _machine(text: str) -> datetime | None:
    """ISO 8601, seconds or milliseconds since 1970, or the bare digits of a date and a clock."""
    try:
        if _DIGITS.fullmatch(text):
            return datetime.fromisoformat(f"{text[:8]}T{text[8:]}") if len(text) == 14 else _unix(int(text[:10]))
        return datetime.fromisoformat(text) if text[:4].isdecimal() and text.isascii() and "W" not in text else None
    except ValueError:
        return None


def _unix(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _written(at: datetime, precision: Precision, rest: str) -> Written:
    """Midnight in UTC or in no zone was not counted by anyone: a bare day."""
    return Written(at, precision if at.hour or at.minute or at.second or at.utcoffset() else "day", rest)


def _numbers(text: str, month_first: bool | None) -> tuple[tuple[int, int, int], str] | None:
    for found in _YEAR_FIRST.finditer(text):
        year, month, day = (int(part) for part in found.groups())
        return (year, month, day), text[: found.start()] + " " + text[found.end() :]
    for found in _VIETNAMESE.finditer(text):
        day, month, year = (int(part) for part in found.groups())
        return (year, month, day), text[: found.start()] + " " + text[found.end() :]
    for found in _YEAR_LAST.finditer(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if second > 12 or (found[2] == "/" and first <= 12 and month_first):
            first, second = second, first
        elif found[2] == "/" and first <= 12 and first != second and month_first is None:
            continue
        return (year if year > 99 else 2000 + year, second, first), text[: found.start()] + " " + text[found.end() :]
    return None


def _names(text: str, language: str | None) -> tuple[tuple[int, int, int], str] | None:
    words, own = plain(text), _BY_LANGUAGE.get(language or "en", {})
    for pattern in _NAMED:
        for found in pattern.finditer(words):
            month = own.get(found["m"]) or _IN_ANY.get(found["m"])
            if month is not None:
                kept = found.groupdict().get("clock") or ""
                rest = words[: found.start()] + kept + " " + words[found.end() :]
                return (int(found["y"]), month, int(found["d"])), rest.upper()
    return None


def _at(day: datetime, clock: re.Match[str], rest: str) -> datetime:
    hour, half = int(clock["h"]), (clock["half"] or "").lower()
    if (half.startswith("p") or _AFTERNOON.search(rest)) and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    parts = clock.groupdict()
    return day.replace(hour=hour, minute=int(parts.get("m") or 0), second=int(parts.get("s") or 0))


def _zone(rest: str, start: int) -> tuple[tzinfo | None, int]:
    """The zone named right behind the clock, and where it ends."""
    found = _OFFSET.match(rest, start)
    if found and int(found[2]) <= 14:
        offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return timezone(offset if found[1] == "+" else -offset), found.end()
    name = _ABBREVIATION.match(rest, start)
    zone = zones.named(name[1]) if name else None
    return (zone, name.end()) if name and zone else (None, start)
