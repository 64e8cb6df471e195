"""Credit lines: bylines, datelines, agency and syndication notes. Data about the article, not part of its text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pipeline.clean import agencies, datelines, dates
from pipeline.clean import furniture_phrases as phrases
from pipeline.clean.lines import Line
from pipeline.clean.names import people
from pipeline.model import Removed

SYNDICATED = "syndicated feed"  # the origin of a text whose note names no agency

_HEAD, _FOOT = 8, 8  # lines in which credits may stand that would be text elsewhere
_PARAGRAPH = 80  # characters from which a line is a paragraph; the dateline stands in the first or second
_CHAIN = 4  # credits one behind the other
_SENTENCE = re.compile(r"[.!?…。।؟]\W*$")  # as paragraphs end, and headlines and standfirsts may not
_NOTE = 500  # characters a note may have


@dataclass(frozen=True, slots=True)
class Credits:
    """What the credit lines say, and the lines that are left. `published`: a date in front of the text, as written."""

    lines: tuple[Line, ...]
    removed: tuple[Removed, ...] = ()
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    wire_origin: str | None = None
    place: str | None = None
    published: str | None = None

    @property
    def evidence(self) -> list[dict[str, str]]:
        """What they say, as JSON."""
        said = (("authors", ", ".join(self.authors)), ("outlet", self.outlet), ("wire_origin", self.wire_origin),
                ("place", self.place), ("published", self.published))  # fmt: skip
        return [{"source": name, "value": value[:300]} for name, value in said if value]


@dataclass(slots=True)
class _Said:
    """What the credits read so far say; the first word on a matter counts."""

    fetched_at: datetime
    authors: list[str] = field(default_factory=list)
    reporters: list[str] = field(default_factory=list)
    outlet: str | None = None
    wire: str | None = None
    place: str | None = None
    published: str | None = None
    transcript: bool = False  # lines begin with the speaker's name in capitals

    def origin(self, name: str | None) -> None:
        if self.wire in (None, SYNDICATED) and name:
            self.wire = name


# ── the words of credits ───────────────────────────────────────────────────────────────────────────────────────────

_SPEAKER = re.compile(r"[^\W\d_a-z][^\W\d_a-z]{2,20}:\s")
_STAMP = re.compile(
    r"(?:(?:date|dated|published|posted|updated|дата|опубликовано|опубліковано)\s?:?\s+)?"
    r"(?P<date>(?:19|20)\d\d-[01]\d-[0-3]\d(?:[T ][0-2]?\d:[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?)?(?:Z"
    r"|\s?[+-]\d\d:?\d\d)?)(?![\w-])[\s|,·–—-]*",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(
    r"(?:(?:date|(?:first )?published|posted|updated|last updated|created|дата|опубликовано|обновлено|опубліковано|оновлено"
    r"|veröffentlicht|stand|publisert|oppdatert|publicerad|uppdaterad|udgivet|opdateret|julkaistu|päivitetty"
    r"|aktualisiert|publié|mis à jour|publicado|actualizado|pubblicato|opublikowano|gepubliceerd)(?: on| at| am| le"
    r"| el| il| em)?\s?:?\s*)?"
    rf"(?:[^\W\d_]{{2,12}},\s)?(?P<date>\d{{1,2}}[./]\d{{1,2}}[./](?:19|20)\d\d|(?=[^|]{{0,40}}(?:19|20)\d\d){datelines.DAY})"
    r"(?:[\s,|·–—-]*(?:at |um |à |a las |в |о |kl\.? )?[0-2]?\d[:.][0-5]\d(?:\s?(?:[ap]\.?m\.?|uhr"
    r"|h))?(?:\s?[A-Z]{2,4})?)?",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:(?:(?:written|reported|story|words|text|posted|published)\s)?by\b|von|par|por|di|door|av|af"
    r"|przez)\s*:?\s+(?=[^\W\d_])"
    r"|(?:authors?|автор(?:ы|и|ка)?|текст|text|texte|texto|testo|tekst|autor(?:en|a|es|ka|zy|ři)?|auteurs?|autore"
    r"|redakteur(?:in)?|reporter"
    r"|подготовил[аи]?|підготува(?:в|ла|ли)|oprac\.?|opracowa(?:ł|ła|nie)|haber|yazan|yazar|szerző|kirjoittaja"
    r"|skribent)\s*[:：]\s*",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:staff|writers?|reporters?|correspondents?|editors?|bureau|news|press|media|desk|service|agency|newsroom"
    r"|contributor|columnist"
    r"|redakt\w+|korrespondent\w*|journalist\w*|reporter\w*|correspondant\w*|periodista|redac\w+|giornalista"
    r"|dziennikarz\w*|корреспондент\w*"
    r"|журналист\w*|кореспондент\w*|журналіст\w*|редактор\w*|редакци\w+|редакці\w+|muhabir\w*|published|updated"
    r"|\d{4})\b",
    re.IGNORECASE,
)
_AND = re.compile(r"\s(?:and|und|et|y|e|и|та|і|й|og|och|en|ve|i|&)\s")
_SYNDICATION = re.compile(
    r"syndicated (?:news )?feed|auto-?generated (?:from|by)|automated (?:news agency|feed)|third party syndicated"
    r"|has not been edited by|news agency feed without|holds no responsibility for its content"
    r"|(?:published|generated|created|sourced) from (?:an? )?(?:\w+ ){0,2}(?:feed|wire|news service)",
    re.IGNORECASE,
)
_NOTE_BEGINS = re.compile(
    r"[(\[*_–— ]*(?:disclaimer|(?:only |except(?:ing)? (?:for )?)?(?:the )?(?:head\s?line|title)|this (?:is|story"
    r"|report|article|copy|content|news)"
    r"|the (?:above|story|article|report)|with the exception|barring|apart from)\b",
    re.IGNORECASE,
)
_STAFF = re.compile(
    r"by (?:the )?(?P<name>[^\W\d_][\w.'’&-]*(?: [^\W\d_][\w.'’&-]*){0,4}?)(?:['’]s?)? (?:editorial |web )?(?:staff"
    r"|team|desk)\b"
    r"|(?P<other>[A-Z][\w.'’&-]*(?: [A-Z][\w.'’&-]*){0,3}) (?:staff|holds no responsibility)"
)
_REPUBLISHED = re.compile(
    r"[(\[*_–— ]*(?:this|the) (?:article|story|piece|report|post|content|essay|column|interview)\b.{0,40}?\b"
    r"(?:(?:originally|first) (?:published|appeared|produced)|republished|reprinted|reproduced|syndicated)\b.{0,40}?"
    r"\b(?:on|by|in|at|from|with permission from|courtesy of) (?-i:the )?(?P<name>(?-i:The )?[^\W\d_](?:[\w'’&-]"
    r"|\.(?=\w))*(?:\s(?-i:[A-Z](?:[\w'’&-]|\.(?=\w))*)){0,4}).{0,260}"
    r"|(?:originally|first) (?:published|appeared) (?:on|by|in|at) (?-i:the )?(?P<again>[^.]{2,60}?)\.?",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"\(?(?:(?:additional |with )?reporting|writing|compiled|edited|editing)\s(?:and (?:writing|editing"
    r"|additional reporting) )?by\s.{3,400}",
    re.IGNORECASE,
)
_REPORTERS = re.compile(
    r"(?<!additional )\b(?:reporting|writing)\s(?:and (?:writing|editing"
    r"|additional reporting) )?by\s([^;.()]{3,200})",
    re.IGNORECASE,
)
_INPUTS = re.compile(
    r"[(\[*_–— ]*(?:(?:with|includes?|based on) (?:additional )?(?:(?:agency|agencies|wire) (?:inputs?|reports?)"
    r"|inputs?|reports?|files?|material|information|reporting)"
    r"(?: (?:from|by) .{2,100})?|with (?:agency|agencies|[A-Z]{2,6}) inputs?|agencies|(?:mit"
    r"|unter verwendung von) (?:material|agenturmaterial|informationen)(?: (?:von|der) .{2,80})?"
    r"|mit agenturmaterial|avec (?:l['’])?(?:agences?|afp|reuters).{0,40}|con información de .{2,80}"
    r"|com (?:informações )?(?:da |de |do )?agências?.{0,40}"
    r"|com informações d[aeo] .{2,80}|(?:по материалам|за матеріалами|по информации"
    r"|за інформацією) .{2,80})[.)\]*_ ]*",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"\(?(?:sources?|источники?|джерел[оа]|quellen?|fuentes?|fontes?|fonti|źródł[oa]|bron(?:nen)?|kaynak|kilde[r]?"
    r"|källa|källor|lähteet?|lähde"
    r"|zdroje?|forrás|sursa|surse|izvor|πηγή|出典|来源)\s?[:：]\s?(?P<name>.{2,80}?)\)?\.?",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    r"[(\[]?(?:фото|photos?|photo credits?|photo by|image credits?|images?|picture|pictured|credits?|foto|fotos"
    r"|fotografía|bild|bilder|bildquelle"
    r"|crédits?|crédit photo|źródło zdjęcia|zdjęcie|fot\.|valokuva|kuva|иллюстрация|ілюстрація|фотография|світлина"
    r"|скриншот|скріншот|снимка|φωτο)"
    r"\s?[:：/©]\s?.{2,120}",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"(?:copyright\s*(?:©|\([cс]\)|\d|by\b|:|$)|©|\([cс]\)(?=\s))\s?.{0,120}|.{0,40}\b(?:all rights reserved"
    r"|alle rechte vorbehalten|все права защищены|усі права захищено)(?:\W*|\W+(?-i:[^a-zа-яіїє]).{0,120})"
    r"|.{0,80}dpa-infocom.{0,60}",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf"(?<=[.!?…»”\"'])\s?(?:[(\[]\s?{datelines.WIRES}\s?[)\]]\.?|/{datelines.SLASHED}/\.?"
    rf"|(?:©\s?|[–—-]\s?)?{datelines.WIRES.replace('wire', 'bare')}(?:\s[A-Z]{{2,4}}){{0,4}})$"
)
_REPORTING_TAIL = re.compile(rf"(?<=[.!?…»”\"'])\s(?P<note>{_REPORTING.pattern})$", re.IGNORECASE)
_PAREN_TAIL = re.compile(r"\s*\((?P<note>[^()]{12,400})\)\.?$")
_DESK = re.compile(rf"{agencies.NAME}(?:[ /,]+[A-Z]{{2,5}}|[/,][a-z]{{2,5}}){{0,5}}")  # PTI ABC XY
_CODE = re.compile(r"[A-Z]{3,12}\d{8,}\w*")  # a piece's number at its agency
_ORGANISATION = re.compile(
    r"(?:[A-Z][\w.&'’-]*\s){1,4}(?:Media(?: Group)?|News(?: Agency| Service| Desk| Network)?|Agency|Newsroom"
    r"|News ?[Ww]ire|Press(?: Service)?"
    r"|Web Desk|Bureau|Staff|Staff Writer|Staff Reporter|Correspondent|Editorial Team|Editorial Board)"
    r"|Редакция(?: \w+)?|Редакція(?: \w+)?"
)
_NO_OUTLET = re.compile(
    r"\b(?:Desk|Staff|Writer|Reporter|Correspondent|Team|Board|Newsroom|Редакци|Редакці)", re.IGNORECASE
)
_STANDING = re.compile(
    r"\b(?:breaking|latest|fake|world|local|good|bad|top|live|more|related|other|today)\b", re.IGNORECASE
)
# "As wrote X" in the imperfective past is how a Russian or Ukrainian site points at an earlier piece of its own.
_OWN_WORDS = ("ак ", "Як ", "як ", "анее ")  # one of them stands in what _OWN finds
_OWN = re.compile(
    r"(?:\b[Кк]ак (?:уже |ранее )?(?:писал|сообщал|рассказывал|информировал)[аои]?|\b[Яя]к (?:вже |раніше )?(?:писа"
    r"|повідомля|розповіда|інформува)(?:в|ла|ло|ли)"
    r"|\b[Рр]анее)\s(?:ранее |раніше )?[«\"“]?(?P<name>[^\W_][\w-]{0,30}\.[^\W\d_]{2,6})(?![\w.])"
)


# The small words of notes that name reporters and agencies; any other belongs to a sentence.
_NOTE_WORDS = frozenset(
    """additional reporting writing compiled edited editing by and in for from at the of with includes include based on agency
    agencies wire input inputs report reports file files material information staff bureau newsroom mit unter verwendung von
    der agenturmaterial informationen avec l agence agences con información de la com informações da do agência
    agências по материалам информации за матеріалами інформацією и та і""".split()  # noqa: SIM905
)
_NOTE_WORD = re.compile(r"[^\W\d_][\w-]*")


def _only_names(note: str) -> bool:
    """Whether a note has names and the words of notes, and none of a sentence."""
    return all(not word[0].islower() or word in _NOTE_WORDS or agencies.find(word) for word in _NOTE_WORD.findall(note))


def _is_sentence(text: str) -> bool:
    """Whether it ends like one and has the small words of one."""
    small = [word for word in _NOTE_WORD.findall(text) if len(word) > 3 and word.islower()]
    return text.endswith((".", "!", "?")) and len(small) > 1


def _capital(word: str) -> bool:
    return word[:1].isupper() or not word[:1].isalpha()


def _name_like(text: str) -> bool:
    """Two to four words, each with a capital, as names of people are set."""
    words = text.split()
    return (
        2 <= len(words) <= 5
        and len(text) <= 50
        and all(word[0].isupper() or word.lower() in datelines.PARTICLES for word in words)
        and words[0][0].isupper()
        and words[-1][0].isupper()
        and all(letter.isalpha() or letter in " .'’-" for letter in text)
        and not words[-1].endswith(".")
        and agencies.find(text) is None
    )


def _names(text: str) -> list[str]:
    """People in the words behind a "By": none where these are not names throughout."""
    first, *rest = re.split(r"\s?[,|•·(/]\s?|\s[-–—]\s|\s(?:with|avec|mit|con|com)\s", text.strip().rstrip(".)"))
    found: list[str] = []
    for part in _AND.split(first.split(" in ")[0]):
        if _name_like(part.strip()):
            found.append(part.strip())
        elif agencies.find(part) is None and not _ROLE.search(part):
            return []
    for part in rest:
        for name in _AND.split(part):
            if not name or agencies.find(name) or _ROLE.search(name):
                continue
            if not (_name_like(name) or _capital(name)) or len(name) > 60:
                return []
            if found and _name_like(name):
                found.append(name)
    return [name.title() if name.isupper() else name for name in people(found)]


# ── whole lines ────────────────────────────────────────────────────────────────────────────────────────────────────


def _syndicated(text: str, said: _Said) -> bool:
    """A note that the text came by a feed: names the outlet that says so, and the agency where it does."""
    if len(text) > _NOTE or not _NOTE_BEGINS.match(text) or not _SYNDICATION.search(text):
        return False
    if staff := _STAFF.search(text):
        name = (staff["name"] or staff["other"]).strip()
        if name[0].isupper() and not agencies.find(name):
            said.outlet = said.outlet or name
    said.origin(agencies.find(text) or SYNDICATED)
    return True


def _note(text: str, said: _Said) -> str | None:
    """Why a line is a credit wherever it stands; None where it is not."""
    if len(text) > _NOTE:
        return None
    if _syndicated(text, said):
        return "syndication note"
    if len(text) <= 300 and (found := _REPUBLISHED.fullmatch(text)):
        said.origin((found["name"] or found["again"]).strip(" .,"))
        return "syndication note"
    if _REPORTING.fullmatch(text) and _only_names(text):
        _reporting(text, said)
        return "reporting note"
    if _INPUTS.fullmatch(text) and _only_names(text):
        said.origin(agencies.find(text))
        return "agency note"
    if _PICTURE.fullmatch(text):
        return "picture credit"
    return None


def _reporting(text: str, said: _Said) -> None:
    for found in _REPORTERS.finditer(text):
        for part in re.split(r",\s|\sand\s", found[1]):
            name = part.split(" in ")[0].strip()
            if _name_like(name):
                said.reporters.extend(people([name]))


def _standing(text: str, said: _Said, head: bool) -> str | None:
    """Why a line at the head or the foot is a credit; None where it is not."""
    if len(text) > 200:
        return None
    if (stamp := _STAMP.fullmatch(text)) or (stamp := _DATE_LINE.fullmatch(text)):
        if head:
            _date(stamp["date"], said)
        return "date"
    if (by := _BY.match(text)) and (found := _by(text[by.end() :], said)):
        return found
    if (source := _SOURCE.fullmatch(text)) is not None and not _is_sentence(text):
        said.origin(agencies.find(source["name"]))
        return "source note"
    if _COPYRIGHT.fullmatch(text):
        said.origin(agencies.find(text))
        return "copyright"
    bare = text.strip("()[]/.-–— ")
    if _CODE.fullmatch(text):
        return "agency"
    if _DESK.fullmatch(bare):
        said.origin(agencies.find(bare))
        return "agency"
    if len(text) <= 50 and _ORGANISATION.fullmatch(text) and not _STANDING.search(text):
        if _NO_OUTLET.search(text):
            return "byline"
        if head:
            said.outlet = said.outlet or text
            return "byline"
    return None


def _by(text: str, said: _Said) -> str | None:
    """The byline behind its "By"."""
    if len(text) > 120:
        return None
    if names := _names(text):
        said.authors.extend(name for name in names if name not in said.authors)
        said.origin(agencies.find(text))
        return "byline"
    if len(text) <= 40 and (_DESK.fullmatch(text) or (_ROLE.search(text) and all(map(_capital, text.split())))):
        said.origin(agencies.find(text))
        return "byline"
    return None


def _date(text: str, said: _Said) -> None:
    """The date in front of a text: dd.mm.yyyy as ISO has it, because readers of dates take it for American."""
    if dotted := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
        text = f"{dotted[3]}-{int(dotted[2]):02}-{int(dotted[1]):02}"
    if said.published is None and dates.read(text, "html", said.fetched_at):
        said.published = text


# ── spans ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _front(text: str, said: _Said, begun: bool) -> tuple[str, list[tuple[str, str]]]:
    """The text without the credits in front of it, and these as (words, why). `begun`: there is text before it."""
    taken: list[tuple[str, str]] = []
    rest = text
    if not begun and (stamp := _STAMP.match(rest)) and dates.read(stamp["date"], "html", said.fetched_at):
        worded = not rest[0].isdigit()
        if worded or datelines.begins(rest[stamp.end() :]):
            _date(stamp["date"], said)
            taken.append((stamp[0].strip(), "date"))
            rest = rest[stamp.end() :]
    if (by := _BY.match(rest)) and (end := _before_dateline(rest, by.end())):
        said.authors.extend(people([rest[by.end() : end]]))
        taken.append((rest[:end], "byline"))
        rest = rest[end:].lstrip()
    for _ in range(_CHAIN):
        found = datelines.read(rest, said.transcript)
        if found is None:
            break
        said.place, said.outlet = said.place or found.place, said.outlet or found.outlet
        said.origin(found.wire)
        taken.append((rest[: found.end].strip(), "dateline"))
        rest = rest[found.end :].lstrip()
    if taken and (named := _named(rest)):
        name, end = named
        said.authors.extend(people([name]))
        taken.append((rest[:end].strip(), "byline"))
        rest = rest[end:].lstrip()
    return rest, taken


def _before_dateline(text: str, start: int) -> int:
    """Where the name that begins at `start` ends, if a dateline follows it; else 0."""
    words = text[start : start + 80].split(" ")
    for count in (2, 3, 4):
        name = " ".join(words[:count])
        end = start + len(name)
        if _name_like(name) and datelines.read(text[end + 1 :]) is not None:
            return end
    return 0


def _named(text: str) -> tuple[str, int] | None:
    """A name in front, with nothing behind it, or a "Read more" and then perhaps the text; where it ends."""
    words = text[:200].split()
    for count in (2, 3, 4):
        name = " ".join(words[:count])
        if len(words) < count or not _name_like(name):
            continue
        if len(words) == count or phrases.why(" ".join(words[count : count + 4])):
            return name, len(name)
        for more in (2, 3):
            follows = words[count + more : count + more + 1]
            if follows and _capital(follows[0]) and phrases.why(" ".join(words[count : count + more])) == "read more":
                return name, len(" ".join(words[: count + more]))
    return None


def _back(text: str, said: _Said) -> tuple[str, list[tuple[str, str]]]:
    """The text without the credits behind it, and these as (words, why)."""
    taken: list[tuple[str, str]] = []
    for _ in range(_CHAIN):
        if (found := _TAIL.search(text, max(0, len(text) - 60))) and found.start():
            said.origin(agencies.find(found[0]))
            why = "agency"
        elif (
            (found := _REPORTING_TAIL.search(text, max(0, len(text) - 420)))
            or (found := _PAREN_TAIL.search(text, max(0, len(text) - 420)))
        ) and found.start():
            reason = _note(found["note"], said)
            if reason is None:
                break
            why = reason
        else:
            break
        taken.insert(0, (found[0].strip(), why))
        text = text[: found.start()].rstrip()
    return text, taken


# ── the body ───────────────────────────────────────────────────────────────────────────────────────────────────────


def take(lines: Sequence[Line], fetched_at: datetime) -> Credits:
    """Take the credit lines out of a body.

    They may be whole lines, or stand in front of the first paragraphs or behind the last ones. `before` of what is removed
    counts the lines left. A date after `fetched_at` is none.
    """
    said = _Said(fetched_at, transcript=sum(_SPEAKER.match(one.text) is not None for one in lines) > 1)
    kept: list[Line] = []
    removed: list[Removed] = []
    paragraphs = 0
    read = _timed_names(lines)
    for index, one in enumerate(lines):
        text = one.text
        bare = text.strip("*_# ")
        head, foot = index < _HEAD and paragraphs < 2, index >= len(lines) - _FOOT
        why = _note(bare, said)
        if why is None and (head or foot):
            why = _standing(bare, said, head)
        if why is None and head:
            why = _timed(bare, read, said)
        if why is None and paragraphs > 2 and index == len(lines) - 1 and one.kind == "note" and _name_like(bare):
            said.authors.extend(people([bare]))
            why = "signature"
        if why is not None:
            removed.append(Removed(len(kept), text, why))
            continue
        before: list[tuple[str, str]] = []
        behind: list[tuple[str, str]] = []
        if head:
            text, before = _front(text, said, begun=paragraphs > 0)
        if foot:
            text, behind = _back(text, said)
        removed.extend(Removed(len(kept), words, why) for words, why in before)
        paragraphs += len(text) >= _PARAGRAPH and _SENTENCE.search(text) is not None
        if text:
            kept.append(one if text == one.text else replace(one, text=text))
        removed.extend(Removed(len(kept), words, why) for words, why in behind)
    return Credits(
        lines=tuple(kept),
        removed=tuple(removed),
        authors=tuple(dict.fromkeys(said.authors or said.reporters)),
        outlet=said.outlet or _own_name(kept),
        wire_origin=said.wire,
        place=said.place,
        published=said.published,
    )


def _timed_names(lines: Sequence[Line]) -> frozenset[str]:
    """Names that stand with a reading time at the head: the author's or the outlet's."""
    found = (phrases.READING_TIME.fullmatch(one.text) for one in lines[:_HEAD] if len(one.text) <= 100)
    return frozenset(match["name"].strip(" |•·,–-") for match in found if match and match["name"])


def _timed(text: str, names: frozenset[str], said: _Said) -> str | None:
    """A name that also stands with a reading time is a byline; a person's may stand there alone."""
    if text in names:
        people_named = people([text])
        said.authors.extend(people_named)
        if not people_named:
            said.outlet = said.outlet or text
        return "byline"
    found = phrases.READING_TIME.fullmatch(text) if len(text) <= 100 else None
    if found and found["name"] and _name_like(name := found["name"].strip(" |•·,–-")):
        said.authors.extend(people([name]))
        return "byline"
    return None


def _own_name(lines: Sequence[Line]) -> str | None:
    """The outlet as it points at its own earlier pieces, where it does so by one name only."""
    names = {
        found["name"]
        for one in lines
        if any(word in one.text for word in _OWN_WORDS)
        for found in _OWN.finditer(one.text)
        if agencies.find(found["name"]) is None
    }
    return names.pop() if len(names) == 1 else None
