"""Entry identity: which entries of a feed are which articles.

An article is its URL. Identifiers are not: some feeds make new ones at every poll, others give all entries the same. They
count only where a link says nothing, because there is none or because it is the site's own or shared by different stories.
Then an entry that carries its text is an article without a page, under a URL made by `urls.within`.
"""

from collections import defaultdict
from collections.abc import Container, Sequence

from pipeline import urls
from pipeline.errors import Permanent, Reason
from pipeline.feeds.redirects import unwrapped
from pipeline.model import Announcement, Entry, ParsedFeed, Rejection

Mark = tuple[str | None, str | None]


def mark(guid: str | None, link: str | None, title: str | None) -> Mark:
    """By what an entry is known again, from what its sighting has of it: identifier and link, or link and title."""
    return (guid[:2_000] if guid else title and title[:2_000], link and link[:4_000])


def mark_at(home: str, guid: str | None, link: str | None, title: str | None) -> Mark:
    """The mark of an entry as it stands in a document whose entries without a page stand under `home`."""
    return mark(guid, link or (urls.within(home, guid) if guid else None), title)


def place(site: str | None, base: str) -> str:
    """The canonical URL under which a feed's entries without a page stand: the site's, else the feed's own."""
    return (_canonical(site, base) if site else None) or urls.canonical(base)


def announcements(parsed: ParsedFeed, base: str) -> tuple[tuple[Announcement, ...], tuple[Rejection, ...]]:
    """Articles that a feed announces, each once, and entries that cannot become any, each with why. `base`: the feed's URL.

    Entries with the same link and the same title or identifier are one. Different ones with the same link stand apart by
    their texts, or by identifiers that are addresses of the same site; without either, the first has the link.
    """
    home = place(parsed.site_url, base)
    own = {home, urls.canonical(base), urls.canonical("/", home)}
    found: list[tuple[int, Announcement]] = []
    rejections: list[Rejection] = []
    by_link: defaultdict[str, list[tuple[int, Entry]]] = defaultdict(list)
    for number, entry in enumerate(parsed.entries):
        if entry.url:
            try:
                by_link[urls.canonical(unwrapped(entry.url), base)].append((number, entry))
            except Permanent as error:
                rejections.append(Rejection(entry.url, error.reason, error.message))
        elif entry.content and (name := _name(entry)):
            found.append((number, _announcement(urls.within(home, name), entry, fetchable=False)))
        elif (
            name := entry.guid or entry.title
        ):  # else it announces nothing: half an entry at the end of a broken document
            rejections.append(Rejection(name, Reason.BAD_FEED, "the entry has no link that is a URL"))
    known = _known_by_link(parsed.known, base, by_link)
    for url, entries in by_link.items():
        before = known.get(url, [])
        stories = _stories(url, [*before, *(entry for _, entry in entries)], by_title=url in own)
        new = {id(story) for story in stories}
        taken = bool(before)
        for number, entry in entries:
            if id(entry) not in new:
                continue
            name = _name(entry, url)
            if entry.content and name and (len(stories) > 1 or url in own):
                found.append((number, _announcement(urls.within(url, name), entry, fetchable=False)))
            elif len(stories) > 1 and (page := _page_in_guid(entry, url)):
                found.append((number, _announcement(page, entry)))
            elif not taken:
                taken = True
                found.append((number, _announcement(url, entry)))
            elif name:
                why = "its link is that of another entry, and it has no text of its own"
                rejections.append(Rejection(urls.within(url, name), Reason.BAD_FEED, why))
    once = {item.url: item for _, item in sorted(found, key=lambda each: each[0], reverse=True)}
    return tuple(reversed(once.values())), tuple(rejections)


def _announcement(url: str, entry: Entry, *, fetchable: bool = True) -> Announcement:
    return Announcement(
        url, entry.url or url, entry.guid, entry.title, entry.published_at, entry.content, fetchable=fetchable
    )


def _telling(entry: Entry, link: str) -> str | None:
    """The identifier, unless it only says the link again."""
    if not entry.guid or entry.guid == entry.url:
        return None
    return None if entry.guid.startswith(("http://", "https://")) and _canonical(entry.guid) == link else entry.guid


def _name(entry: Entry, link: str = "") -> str | None:
    """What tells an entry from the others: its identifier, else its title and time."""
    if guid := _telling(entry, link):
        return guid
    at = entry.published_at.strftime("%Y-%m-%dT%H:%M:%SZ") if entry.published_at else ""
    return f"{entry.title or ''} {at}".strip() or None


def _stories(link: str, entries: Sequence[Entry], *, by_title: bool) -> list[Entry]:
    """One entry for each story: those that have neither title nor identifier in common with an earlier one.

    `by_title`: an identifier that says the link again tells nothing, because the link does not.
    """
    if len(entries) == 1:
        return list(entries)
    kept: list[Entry] = []
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        guid, title = _telling(entry, link), (entry.title or "").casefold()
        marks = {("guid", guid)} if guid else {("guid", link)} if entry.guid and not by_title else set()
        marks |= {("title", title)} if title else {("name", _name(entry, link) or "")}
        if not marks & seen:
            kept.append(entry)
        seen |= marks
    return kept


def _page_in_guid(entry: Entry, link: str) -> str | None:
    """An identifier that is the address of another page on the same site."""
    if not (entry.guid or "").startswith(("http://", "https://")):
        return None
    page = _canonical(str(entry.guid))
    if page is None or page == link:
        return None
    return page if urls.host(page).removeprefix("www.") == urls.host(link).removeprefix("www.") else None


def _known_by_link(known: Sequence[Entry], base: str, wanted: Container[str]) -> dict[str, list[Entry]]:
    """Entries known before whose link is among these."""
    found: dict[str, list[Entry]] = {}
    for entry in known:
        if entry.url:
            url = _canonical(unwrapped(entry.url), base)
            if url and url in wanted:
                found.setdefault(url, []).append(entry)
    return found


def _canonical(url: str, base: str | None = None) -> str | None:
    try:
        return urls.canonical(url, base)
    except Permanent:
        return None
