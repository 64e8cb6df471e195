"""What stands beside the pages in a WARC file of ours, so that an import gives the same rows: JSON in `metadata` records.

    feed     a source, with the entries of it that are no articles
    article  before its captures: who announced it, its other names, why it could not be fetched, and of each capture what
             a WARC record has no place for

Read again it is as untrusted as the rest of the file: what does not fit is refused as a whole.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, TypeAdapter, ValidationError

from pipeline import urls
from pipeline.errors import Permanent, Reason
from pipeline.store import arrivals
from pipeline.store.archives import Article, Stored
from pipeline.store.engine import clean_text
from workers import warc

MEDIA_TYPE = "application/vnd.wireroom+json"
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _plausible(at: datetime) -> datetime:
    if not _EARLIEST <= at <= _LATEST:
        raise ValueError("not a time of the web")
    return at.astimezone(UTC)


def _address(url: str) -> str:
    """A canonical URL, or one made by `urls.within`."""
    page, hash_, fragment = url.partition("#")
    if hash_ and (not fragment.isascii() or not fragment.isprintable() or len(url) > 4_000):
        raise ValueError("not the address of an entry")
    try:
        if urls.canonical(page) != page:
            raise ValueError("not canonical")
    except Permanent as error:
        raise ValueError(error.message) from None
    return url


Moment = Annotated[AwareDatetime, AfterValidator(_plausible)]
Address = Annotated[str, Field(max_length=4_000), AfterValidator(_address)]
Text = Annotated[str, Field(max_length=4_000), AfterValidator(clean_text)]
_Word = bool | Annotated[int, Field(ge=-(10**9), le=10**9)] | Text


class _Sighting(BaseModel):
    feed: Address
    feed_title: Text | None = None
    feed_source: Text | None = None
    guid: Text | None = None
    url: Text
    title: Text | None = None
    published_at: Moment | None = None
    first_seen_at: Moment
    text_key: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


class _Alias(BaseModel):
    url: Address
    first_seen_at: Moment


class _Failure(BaseModel):
    reason: Reason
    message: Text
    attempts: Annotated[int, Field(ge=0, le=1_000)]
    failed_at: Moment


class CaptureNote(BaseModel):
    """What a capture's record cannot tell; `headers` where they could not be written as they are."""

    kind: Literal["page", "feed", "aside"]
    url: Text
    final_url: Text
    elapsed_ms: Annotated[int, Field(ge=0, le=2_000_000_000)]
    policy: dict[Text, _Word | list[Text] | dict[Text, Text | list[Text]]] | None = None
    read: bool
    headers: Annotated[list[tuple[str, str]], Field(max_length=10_000)] | None = None


class ArticleNote(BaseModel):
    """An article; its captures by the names of their records."""

    about: Literal["article"]
    url: Address
    first_seen_at: Moment
    withdrawn_at: Moment | None = None
    sightings: Annotated[list[_Sighting], Field(max_length=100_000)] = []
    aliases: Annotated[list[_Alias], Field(max_length=100_000)] = []
    failure: _Failure | None = None
    captures: Annotated[dict[str, CaptureNote], Field(max_length=100_000)] = {}

    def known(self) -> arrivals.Known:
        """As it is stored."""
        sightings = tuple(
            arrivals.Sighted(
                seen.feed,
                seen.url,
                seen.guid,
                seen.title,
                seen.published_at,
                seen.first_seen_at,
                bytes.fromhex(seen.text_key) if seen.text_key else None,
            )
            for seen in self.sightings
        )
        failed = self.failure
        return arrivals.Known(
            self.first_seen_at,
            self.withdrawn_at,
            sightings,
            tuple((alias.url, alias.first_seen_at) for alias in self.aliases if alias.url != self.url),
            arrivals.Failed(failed.reason, failed.message, failed.attempts, failed.failed_at) if failed else None,
        )

    def sources(self) -> list[arrivals.Source]:
        """The feeds that announced it."""
        return [arrivals.Source(seen.feed, seen.feed_title, source=seen.feed_source) for seen in self.sightings]


class _Refused(BaseModel):
    url: Text
    reason: Reason
    message: Text
    seen_at: Moment


class _Settings(BaseModel):
    """What a person has set for a feed: model.SourceSettings."""

    interval: Annotated[int, Field(ge=60, le=604_800)] | None = None
    delay: Annotated[float, Field(gt=0, le=3_600)] | None = None
    user_agent: Annotated[str, Field(max_length=200, pattern=r"^[\x20-\x7e]+$")] | None = None
    full_text: Literal["auto", "feed", "page"] | None = None


class FeedNote(BaseModel):
    """A feed."""

    about: Literal["feed"]
    url: Address
    title: Text | None = None
    site_url: Text | None = None
    source: Text | None = None
    folder: Text | None = None
    settings: _Settings = _Settings()
    refused: Annotated[list[_Refused], Field(max_length=1_000_000)] = []

    def sources(self) -> list[arrivals.Source]:
        """As it is stored."""
        refused = tuple((entry.url, str(entry.reason), entry.message, entry.seen_at) for entry in self.refused)
        settings = self.settings.model_dump(exclude_none=True)
        return [arrivals.Source(self.url, self.title, self.site_url, self.source, self.folder, settings, refused)]


_NOTE: TypeAdapter[ArticleNote | FeedNote] = TypeAdapter(
    Annotated[ArticleNote | FeedNote, Field(discriminator="about")]
)


def read(block: bytes) -> ArticleNote | FeedNote:
    """A note from a record's block.

    Raises:
        Unreadable: it is none.
    """
    try:
        return _NOTE.validate_json(block)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"][:6])
        raise warc.Unreadable(f"its note is none of ours: {place}: {first['msg']}") from None


def of_feed(feed: Mapping[str, Any]) -> bytes:
    """A feed's note; `feed` as `archives.feeds` gives it."""
    told = {name: value for name, value in feed.items() if name != "created_at"}
    return _written({"about": "feed", **told})


def of_article(article: Article) -> bytes:
    """An article's note."""
    return _written(
        {
            "about": "article",
            "url": article.url,
            "first_seen_at": article.first_seen_at,
            "withdrawn_at": article.withdrawn_at,
            "sightings": article.sightings,
            "aliases": article.aliases,
            "failure": article.failure,
            "captures": {record_name(article.url, capture): _of_capture(capture) for capture in article.captures},
        }
    )


def record_name(url: str, capture: Stored) -> str:
    """The name of a capture's record."""
    return warc.identity(url, capture.fetched_at.isoformat(), capture.kind, capture.sha256.hex())


def _of_capture(capture: Stored) -> dict[str, Any]:
    told = {name: getattr(capture, name) for name in ("kind", "url", "final_url", "elapsed_ms", "policy", "read")}
    if capture.kind != "feed":
        # How the body was transferred is no matter any more.
        headers = [list(each) for each in capture.headers if each[0].lower() != "transfer-encoding"]
        again = warc.answer(warc.http_head(capture.status, capture.headers)).headers
        if [list(each) for each in again] != headers:
            told["headers"] = headers
    return told


def _written(note: Mapping[str, Any]) -> bytes:
    return json.dumps(note, default=lambda at: at.isoformat(), ensure_ascii=False).encode()
