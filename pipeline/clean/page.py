"""The clean stage's own work: one captured page to one `Cleaned`."""

from pipeline.clean import body, metadata, tree, verdict
from pipeline.encoding import inflate
from pipeline.model import Cleaned, Page

VERSION = 1
CLEANER = body.CLEANER


def clean(page: Page, cap: int) -> Cleaned:
    """Text and metadata of a page; the same bytes and version give the same result.

    Raises:
        Permanent: with the reason why it is no article.
    """
    root = tree.parse(inflate(page.body, page.content_encoding, cap), page.content_type)
    data = metadata.read(root, page.url, page.fetched_at, page.feed_title, page.feed_published_at, page.feed_source)
    found = body.extract(root, page.url)
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
    )
