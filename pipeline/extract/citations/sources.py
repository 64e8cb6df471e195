"""Who can be cited: outlets and platforms that are known by name, what sounds like one, and what `entities` has found."""

import re
from functools import cache
from typing import NamedTuple

from pipeline.extract.citations.model import Role, Source
from pipeline.extract.lexicon import table
from pipeline.extract.reading import Reading, read
from pipeline.model import Annotation, Document, Identity

MAX_NAME = 8  # tokens
_KEY = 3  # first characters that a spelling is looked up by
_ENDINGS = "аеиіїйоуыьъэюяєё"
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_LETTERS = re.compile(r"[^\W\d_]")
_DOMAIN = re.compile(
    r"(?:[A-Za-zЀ-ӿ0-9-]{2,30}\.){1,3}(?:com|org|net|info|media|news|press|today|online|tv|fm|io|co|ru|su|ua|by|kz|uz|kg|md|az|am|ge|eu"
    r"|uk|us|de|fr|pl|cz|sk|lv|lt|ee|il|cn|jp|kr|in|рф|укр|ру|нет|ком|юа)(?![\w-])",
    re.IGNORECASE,
)
_MEDIA_TAILS = """
    Times Post News Herald Tribune Gazette Telegraph Guardian Journal Chronicle Observer Examiner Inquirer Bulletin Courier
    Dispatch Register Sentinel Globe Newspaper Magazine Radio Television TV Broadcasting Channel Media Newswire Zeitung Blatt
    Daily Weekly Shimbun Ilbo Sinmun Pravda Nachrichten Tageblatt Rundschau Allgemeine Press Today Online Newsroom Podcast
"""
_TAILS = frozenset(_MEDIA_TAILS.split())
_NO_TAILS = frozenset({"Press", "Today", "Media", "Online", "Channel", "Daily", "Weekly", "Globe"})
_PLATFORMS = {
    "X": "X", "Twitter": "X", "Facebook": "Facebook", "Instagram": "Instagram", "Telegram": "Telegram", "YouTube": "YouTube",
    "TikTok": "TikTok", "LinkedIn": "LinkedIn", "WhatsApp": "WhatsApp", "VK": "VKontakte", "VKontakte": "VKontakte",
    "Threads": "Threads", "Bluesky": "Bluesky", "Mastodon": "Mastodon", "Reddit": "Reddit", "Weibo": "Weibo", "WeChat": "WeChat",
    "Viber": "Viber", "Discord": "Discord", "Snapchat": "Snapchat", "Substack": "Substack", "Medium": "Medium", "Rumble": "Rumble",
    "LiveJournal": "LiveJournal", "TruthSocial": "Truth Social", "ВКонтакте": "VKontakte", "Вконтакте": "VKontakte", "ВК": "VKontakte",
    "ЖЖ": "LiveJournal", "ФБ": "Facebook",
}  # fmt: skip
_PLATFORM_STEMS = {
    "твит": "X", "твіт": "X", "фейсб": "Facebook", "инстагр": "Instagram", "інстагр": "Instagram", "телеграм": "Telegram",
    "ютуб": "YouTube", "ютьюб": "YouTube", "тикток": "TikTok", "тікток": "TikTok", "однокласс": "Odnoklassniki",
    "telegram-канал": "Telegram", "youtube-канал": "YouTube", "facebook-стран": "Facebook", "facebook-сторін": "Facebook",
    "twitter-аккаунт": "X", "instagram-": "Instagram", "tg-канал": "Telegram", "тг-канал": "Telegram", "живой журнал": "LiveJournal",
}  # fmt: skip
_SMALL_PLATFORMS = frozenset(name.lower() for name in (*_PLATFORMS, "Truth"))
_TWEETS = ("твит", "твиты", "твита", "твите", "твитов", "твіт", "твіти", "твіту", "твіті")


class Spelling(NamedTuple):
    """One way to write a known outlet's name."""

    words: tuple[str, ...]  # stems where `inflected`
    name: str
    hosts: tuple[str, ...]
    article: bool  # "The" must stand before it
    inflected: bool


@cache
def outlets() -> dict[str, tuple[Spelling, ...]]:
    """Known outlets by the first characters of their names, the longest first."""
    found: dict[str, dict[tuple[str, ...], Spelling]] = {}
    for spelling, (name, hosts, bare_too) in _spellings().items():
        bare = spelling.removeprefix("The ")
        inflected = bool(_CYRILLIC.search(bare))
        words = _words(bare)
        if inflected:
            words = tuple(_stem(word) for word in words)
        one = Spelling(words, name, hosts, bare != spelling and not bare_too, inflected)
        found.setdefault(words[0][:_KEY].lower(), {}).setdefault(words, one)
    return {
        key: tuple(sorted(spellings.values(), key=lambda one: len(one.words), reverse=True))
        for key, spellings in found.items()
    }


@cache
def _spellings() -> dict[str, tuple[str, tuple[str, ...], bool]]:
    """Every spelling with the outlet's usual name, its hosts, and whether the name is also written without "The"."""
    found: dict[str, tuple[str, tuple[str, ...], bool]] = {}
    for name, others in table("outlets").items():
        hosts = tuple(one for one in others if "." in one and one.islower() and " " not in one)
        spellings = [name, *(one for one in others if one not in hosts)]
        for spelling in spellings:
            found.setdefault(spelling, (name, hosts, spelling.removeprefix("The ") in spellings))
    return found


def is_outlet(name: str) -> bool:
    """Whether a name is a known outlet's."""
    return name in _spellings()


def _words(name: str) -> tuple[str, ...]:
    return tuple(token.text for token in read.__wrapped__(name).tokens)


def _stem(word: str) -> str:
    """What all cases of a Cyrillic word share; short ones and acronyms stay as they are."""
    if len(word) < 4 or word.isupper():
        return word
    bare = word.rstrip(_ENDINGS)
    return (bare if len(bare) >= 3 else word[:-1]).lower()


class Sources:
    """The names in one text that can be cited."""

    def __init__(self, document: Document, reading: Reading) -> None:
        self._reading = reading
        self._starts: dict[int, Annotation] = {}
        self._ends: dict[int, Annotation] = {}
        self._read: dict[int, Source | None] = {}
        for item in document.found.get("entities", ()):
            if item.kind == "mention" and item.start is not None and item.end is not None:
                self._starts[reading.token_at(item.start)] = item
                self._ends[reading.token_at(item.end - 1)] = item

    def at(self, first: int) -> Source | None:
        """The source whose name begins with a token; a leading "The" belongs to it."""
        if first not in self._read:
            self._read[first] = self._find(first)
        return self._read[first]

    def before(self, last: int) -> Source | None:
        """The source whose name ends right before a token."""
        if last <= 0:
            return None
        item = self._ends.get(last - 1)
        low = max(0, last - MAX_NAME)
        begin = (
            max(low, self._reading.token_at(item.start)) if item is not None and item.start is not None else last - 1
        )
        # A known outlet may begin before what was recognised of its name, and within it.
        for first in (*range(low, begin), begin, *range(begin + 1, last)):
            word = self._reading.tokens[first].text
            if word[0].isupper() or word[0].isdigit():
                source = self.at(first)
                if source is not None and source.last == last:
                    return source
        return None

    def _find(self, first: int) -> Source | None:
        tokens = self._reading.tokens
        the = tokens[first].text in {"The", "the"}
        bare = first + the
        if bare >= len(tokens):
            return None
        known = self._known(bare, the)
        item = self._starts.get(bare) or (self._starts.get(first) if the else None)
        last = self._reading.token_at(item.end - 1) + 1 if item is not None and item.end is not None else bare
        person = item is not None and item.attributes.get("kind") == "person" and item.end is not None
        if known is not None and known[0] >= min(last, bare + 3) and not (person and known[0] <= last):
            end, name, role, hosts = known
            begin = first if the and (tokens[first].text == "The" or name.startswith("The ")) else bare
            return self._source(begin, end, name, role, self._entity(begin, end), hosts)
        if item is not None:
            return self._mention(item, bare, last)
        return None if the else self._capitals(bare)

    def _known(self, first: int, the: bool) -> tuple[int, str, Role, tuple[str, ...]] | None:
        """A known outlet or platform or a site's address at a token: end, name, role, hosts."""
        tokens = self._reading.tokens
        word = tokens[first].text
        if word[0].islower() and not _DOMAIN.match(self._reading.text, tokens[first].start):
            return self._platform(first) if _CYRILLIC.match(word) else self._lower(first)
        for spelling in outlets().get(word[:_KEY].lower(), ()):
            end = first + len(spelling.words)
            whole = not (end < len(tokens) and self._goes_on(end, spelling))
            if whole and (the or not spelling.article) and self._spelt(spelling, first):
                return end, spelling.name, "outlet", spelling.hosts
        address = _DOMAIN.match(self._reading.text, tokens[first].start)
        if address:
            return self._reading.token_at(address.end() - 1) + 1, address.group(), "outlet", (address.group().lower(),)
        return self._platform(first)

    def _lower(self, first: int) -> tuple[int, str, Role, tuple[str, ...]] | None:
        """An outlet that writes itself small: dpa, taz, n-tv."""
        for spelling in outlets().get(self._reading.tokens[first].text[:_KEY], ()):
            if spelling.words[0][0].islower() and not spelling.inflected and self._spelt(spelling, first):
                return first + len(spelling.words), spelling.name, "outlet", spelling.hosts
        return None

    def _spelt(self, spelling: Spelling, first: int) -> bool:
        tokens = self._reading.tokens
        if first + len(spelling.words) > len(tokens):
            return False
        for number, word in enumerate(spelling.words):
            found = tokens[first + number].text
            if not spelling.inflected or not _CYRILLIC.search(word):
                if found != word and not (spelling.inflected and found.lower() == word):
                    return False
            elif not (found == word if word.isupper() else _case_of(found, word)):
                return False
        return True

    def _goes_on(self, end: int, spelling: Spelling) -> bool:
        """A short name that is only the beginning of another: Time Warner, BBC Studios, Fox Corporation."""
        following = self._reading.tokens[end].text
        if len(spelling.words) > 1 or not following[0].isupper() or len(following) == 1:
            return False
        item = self._starts.get(end - 1)
        return item is not None and item.end is not None and item.end > self._reading.tokens[end].start

    def _platform(self, first: int) -> tuple[int, str, Role, tuple[str, ...]] | None:
        tokens = self._reading.tokens
        word = tokens[first].text
        if word in _PLATFORMS:
            return first + 1, _PLATFORMS[word], "platform", ()
        if word == "Truth" and first + 1 < len(tokens) and tokens[first + 1].text == "Social":
            return first + 2, "Truth Social", "platform", ()
        name = _by_stem(word.lower())
        return (first + 1, name, "platform", ()) if name else None

    def _mention(self, item: Annotation, first: int, last: int) -> Source:
        name = item.entity.name if item.entity is not None else item.text or ""
        kind = item.attributes.get("kind")
        role: Role = "organisation" if kind == "organisation" else "place" if kind == "place" else "person"
        hosts: tuple[str, ...] = ()
        if role == "organisation":
            known = _spellings().get(name)
            if known is not None:
                role, hosts = "outlet", known[1]
            elif name.split(" ")[-1] in _TAILS or self._reading.tokens[last - 1].text in _TAILS:
                role = "outlet"
        return self._source(first, last, name, role, item.entity, hosts)

    def _capitals(self, first: int) -> Source | None:
        """A run of capitalised words that nobody knows."""
        last = first
        tokens = self._reading.tokens
        for last in range(first, min(first + MAX_NAME, len(tokens))):
            word = tokens[last].text
            if not (word[0].isupper() and _LETTERS.match(word)) or (
                last > first and self._starts.get(last) is not None
            ):
                break
        else:
            last += 1
        if last == first:
            return None
        words = [token.text for token in tokens[first:last]]
        role: Role = "outlet" if words[-1] in _TAILS and (len(words) > 1 or words[-1] not in _NO_TAILS) else "name"
        return self._source(first, last, " ".join(words), role, None, ())

    def _entity(self, first: int, last: int) -> Identity | None:
        """The identity of a recognised name that ends where the known outlet's does."""
        item = self._ends.get(last - 1)
        named = item is not None and item.attributes.get("kind") != "place"
        return item.entity if item is not None and named and self._starts_in(item, first) else None

    def _starts_in(self, item: Annotation, first: int) -> bool:
        return item.start is not None and item.start >= self._reading.tokens[first].start

    def _source(
        self, first: int, last: int, name: str, role: Role, entity: Identity | None, hosts: tuple[str, ...]
    ) -> Source:
        tokens = self._reading.tokens
        return Source(tokens[first].start, tokens[last - 1].end, first, last, name, role, entity, hosts)


def is_platform(small: str) -> bool:
    """Whether a word in small letters can name a platform."""
    return small in _SMALL_PLATFORMS or _by_stem(small) is not None


def _by_stem(small: str) -> str | None:
    """A platform that is declined in Cyrillic letters, or its channels."""
    if len(small) > 24 or small in _TWEETS:
        return None
    return next((name for stem, name in _PLATFORM_STEMS.items() if small.startswith(stem)), None)


def _case_of(word: str, stem: str) -> bool:
    """Whether a word is a case of a Cyrillic name with that stem."""
    return word[0].isupper() and len(word) <= len(stem) + 3 and word.lower().startswith(stem)
