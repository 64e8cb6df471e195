"""The clean stage's own work: one captured page to one `Cleaned`."""

from pipeline.clean import body, feedtext, metadata, tree, verdict
from pipeline.encoding import inflate
from pipeline.errors import Permanent
from pipeline.model import Cleaned, Page

VERSION = 2
CLEANERS = {"page": body.CLEANER, "feed": feedtext.CLEANER}


def clean(page: Page, cap: int) -> Cleaned:
    """Text and metadata of a page; the same bytes and version give the same result.

    Where the page is no article, or shows only part of one, and the feed carried the whole text, it is made from that.

    Raises:
        Permanent: with the reason why it is no article.
    """
    if page.spare is None:
        return _clean(page, cap)
    try:
        cleaned = _clean(page, cap)
    except Permanent as no_page:
        return _or(page.spare, cap, no_page)
    if cleaned.verdict != "paywall":
        return cleaned
    try:
        carried = _clean(page.spare, cap)
    except Permanent:
        return cleaned
    return carried if len(carried.text) > len(cleaned.text) else cleaned


def _or(spare: Page, cap: int, no_page: Permanent) -> Cleaned:
    try:
        return _clean(spare, cap)
    except Permanent:
        raise no_page from None


def _clean(page: Page, cap: int) -> Cleaned:
    source = inflate(page.body, page.content_encoding, cap)
    from_feed = page.kind == "feed"
    root = tree.parse(feedtext.page(source, page.feed_title) if from_feed else source, page.content_type)
    data = metadata.read(root, page.url, page.fetched_at, page.feed_title, page.feed_published_at, page.feed_source)
    found = feedtext.extract(root, page.url) if from_feed else body.extract(root, page.url)
    return Cleaned(
        text=found.text,
        title=data.title,
        authors=data.authors,
        published=data.published,
        canonical_url=data.canonical_url,
        language=data.language,
        source=data.source,
        summary=data.summary,
        image_url=data.image_url,
        tags=data.tags,
        verdict=verdict.judge(data.title, found.text, data.paywalled),
        paywalled=data.paywalled,
        links=found.links,
        text_from=page.kind,
    )
