"""A feed as publishers serve it, with validators; put under a path of `HostileWeb`."""

from dataclasses import dataclass, field

from tests.hostile import RSS, Exchange, Reply


@dataclass(slots=True)
class Publisher:
    """Answers 304 where the request's validators are the present ones; `headers` go with both kinds of answer."""

    body: bytes
    etag: str | None = '"one"'
    last_modified: str | None = None
    kind: str = RSS
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)

    async def __call__(self, exchange: Exchange) -> None:
        """Answer one request."""
        sent_tag = exchange.asked.header("if-none-match")
        sent_time = exchange.asked.header("if-modified-since")
        same = (
            sent_tag == self.etag if sent_tag is not None else sent_time == self.last_modified and sent_time is not None
        )
        validators = [("ETag", self.etag)] if self.etag else []
        if self.last_modified:
            validators.append(("Last-Modified", self.last_modified))
        status = 304 if same and self.status == 200 else self.status
        self.answered.append(status)
        body = self.body if status != 304 else b""
        await Reply(body, status, self.kind if body else None, (*validators, *self.headers))(exchange)
