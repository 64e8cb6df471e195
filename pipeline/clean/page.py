"""The clean stage's own work: one captured page to one `Cleaned`."""

from dataclasses import replace

from pipeline.clean import body, credits, feedtext, furniture, metadata, tree, verdict
from pipeline.encoding import inflate
from pipeline.errors import Permanent
from pipeline.model import Cleaned, Page

VERSION = 3


def clean(page: Page, cap: int) -> Cleaned:
    """Text and metadata of a page; the same bytes, habits of its host and version give the same result.

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
    if cleaned.verdict not in {"paywall", "teaser"}:
        return cleaned
    try:
        carried = _clean(page.spare, cap)
    except Permanent:
        return cleaned
    if len(carried.text) <= len(cleaned.text):
        return cleaned
    return replace(
        cleaned,
        text=carried.text,
        verdict=carried.verdict,
        links=carried.links,
        text_from=carried.text_from,
        cleaner=carried.cleaner,
        wire_origin=carried.wire_origin or cleaned.wire_origin,
        authors=cleaned.authors or carried.authors,
        published=cleaned.published or carried.published,
        removed=carried.removed,
        evidence={**cleaned.evidence, "body": carried.evidence["body"], "verdict": carried.evidence["verdict"]},
    )


def _or(spare: Page, cap: int, no_page: Permanent) -> Cleaned:
    try:
        return _clean(spare, cap)
    except Permanent:
        raise no_page from None


def _clean(page: Page, cap: int) -> Cleaned:
    source = inflate(page.body, page.content_encoding, cap)
    from_feed = page.kind == "feed"
    root = tree.parse(feedtext.page(source, page.feed_title) if from_feed else source, page.content_type)
    said = metadata.read(root, page)
    signs = verdict.signs(root, said)
    hints = body.Hints(said.title, said.summary, said.article_body)
    found = feedtext.extract(root, page.url) if from_feed else body.extract(root, page.url, hints)
    credit = credits.take(found.lines, page.fetched_at)
    lines, removed = furniture.strip(credit.lines, page.habits, said.title, credit.removed)
    data = metadata.credited(said, credit, page)
    text = "\n".join(line.text for line in lines)
    kind, why = verdict.judge(data, text, signs)
    return Cleaned(
        text=text,
        title=data.title,
        authors=data.authors,
        published=data.published,
        canonical_url=data.canonical_url,
        language=data.language,
        source=data.source,
        summary=data.summary,
        image_url=data.image_url,
        tags=data.tags,
        verdict=kind,
        paywalled=data.paywalled,
        links=found.links,
        text_from=page.kind,
        cleaner=found.winner,
        wire_origin=credit.wire_origin,
        removed=removed,
        evidence={"body": found.evidence, "verdict": why, "credits": credit.evidence, **data.evidence},
        repeatable=furniture.repeatable(credit.lines),
        titles=data.titles_agreeing,
    )
