"""A WebSub hub on loopback: it takes requests, verifies them with their callback, and delivers what a test gives it.

async with Hub() as hub:
    hub.url                          # where subscribers send their requests
    hub.asked                        # the forms that came in
    await hub.deliver(form, b"<rss>…")
"""

import asyncio
import hmac
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

Form = Mapping[str, str]


@dataclass
class Hub:
    """Answers a request with the next of `statuses`, the last one again and again; where that is 202 and it `verifies`,
    it asks the callback before it answers. It takes `delay` seconds to answer."""

    statuses: Sequence[int] = (202,)
    lease: str | None = "864000"
    verifies: bool = True
    delay: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    verified: list[bool] = field(default_factory=list)
    url: str = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/{path:.*}", self._take)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/hub"
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.session.close()
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        status = self.statuses[min(len(self.asked), len(self.statuses) - 1)]
        self.asked.append(form | {"path": request.path})
        await asyncio.sleep(self.delay)
        if status == 202 and self.verifies:
            self.verified.append((await self.verify(form))[0])
        return web.Response(status=status, headers=self.headers)

    async def verify(self, form: Form, **changes: str) -> tuple[bool, int, str]:
        """Ask the callback of a request whether it was meant: (confirmed, status, body); `changes` are sent instead."""
        challenge = secrets.token_hex(8)
        query = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": challenge}
        if self.lease is not None and form["hub.mode"] == "subscribe":
            query["hub.lease_seconds"] = self.lease
        query |= {f"hub.{name}": value for name, value in changes.items()}
        async with self.session.get(form["hub.callback"], params=query) as answer:
            body = await answer.text()
            return answer.status == 200 and body == challenge, answer.status, body

    async def deny(self, form: Form, reason: str = "no room") -> int:
        """Tell the callback that there will be no deliveries."""
        query = {"hub.mode": "denied", "hub.topic": form["hub.topic"], "hub.reason": reason}
        async with self.session.get(form["hub.callback"], params=query) as answer:
            return answer.status

    async def deliver(
        self,
        form: Form,
        body: bytes,
        *,
        method: str = "sha256",
        secret: str | None = None,
        headers: Mapping[str, str] | None = None,
        callback: str | None = None,
    ) -> int:
        """Deliver a document, signed with the form's secret or another; the status it is answered with."""
        signature = hmac.new((secret or form["hub.secret"]).encode(), body, method).hexdigest()
        sent = {"Content-Type": "application/rss+xml", "X-Hub-Signature": f"{method}={signature}"} | dict(headers or {})
        async with self.session.post(callback or form["hub.callback"], data=body, headers=sent) as answer:
            await answer.read()
            return answer.status


async def speak(port: int, data: bytes, *, seconds: float = 30.0) -> bytes:
    """Say something over a bare connection and take down what is answered until the other side ends it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(data)
        async with asyncio.timeout(seconds):
            return await reader.read(-1)
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def until(condition: Callable[[], Any], seconds: float = 60.0) -> None:
    """Look until the condition holds; fail when it has not within so many seconds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
