"""What a worker does with WebSub beside its queues: it listens for hubs, and asks them in time. Off by default.

Both run on an event loop in a thread of the worker's main process. The thread ends with the worker; when it fails it is
begun anew, and the worker does not notice.
"""

import asyncio
import random
from typing import Any

import structlog
from celery import signals
from sqlalchemy import Engine

from config.settings import Settings
from pipeline import schedule, urls
from pipeline.errors import Deferred, Reason, Setback, Transient, Unavailable, WrongUsage
from pipeline.store import hosts, subscriptions
from pipeline.store.subscriptions import Ask
from pipeline.web import answer, websub
from pipeline.web.client import Client
from pipeline.web.listener import Bounds, Listener, Verdict, where
from workers.background import Background, Database
from workers.bootstrap import parts, web_knobs
from workers.reader import Document, Reader

log = structlog.get_logger()

EVERY = 10.0  # seconds between two looks at what is due
_BATCH = 50
_FIRST_WAIT = 600.0  # seconds: the backoff's base, for a refusal as for a verification that does not come
_READER_MEMORY = 500_000_000


class Desk:
    """What hubs ask and bring, answered from the database."""

    def __init__(self, database: Database, reader: Reader, *, lease: int, cap: int) -> None:
        self._database = database
        self._reader = reader
        self._lease = lease
        self._cap = cap

    async def intended(self, token: str, question: websub.Intent | websub.Denial) -> bool:
        """Whether it is as the hub says; a subscription that was asked for is active from now on."""
        if isinstance(question, websub.Denial):
            return await self._database(subscriptions.deny, token, question.topic, question.reason)
        if question.mode == "unsubscribe":
            return await self._database(subscriptions.verify_leaving, token, question.topic)
        lease = websub.granted(question.lease, self._lease)
        renewal = websub.renewal(lease, random.random())  # noqa: S311
        return await self._database(subscriptions.verify, token, question.topic, lease=lease, renewal=renewal)

    async def awaits(self, token: str) -> bool:
        """Whether deliveries to this callback are wanted."""
        return await self._database(subscriptions.receiver, token) is not None

    async def deliver(self, token: str, delivery: websub.Delivery) -> Verdict:
        """Save what a delivery announces, if the hub we asked has signed it."""
        receiver = await self._database(subscriptions.receiver, token)
        if receiver is None:
            return "gone"
        if not await asyncio.to_thread(websub.signed, delivery.body, delivery.signatures, receiver.secret):
            problem = "a delivery was signed wrongly" if delivery.signatures else "a delivery was not signed"
            await self._database(subscriptions.note, token, problem)
            await self._database(subscriptions.poll_soon, receiver.feed_id)
            return "ignored"
        reading = await self._reader.read(
            Document(
                delivery.body,
                delivery.content_type,
                delivery.content_encoding,
                receiver.url,
                receiver.now,
                self._cap,
            )
        )
        fresh = await self._database(subscriptions.deliver, token, reading.announcements, reading.rejections)
        if fresh is None:
            return "gone"
        if not reading.complete:
            await self._database(subscriptions.poll_soon, receiver.feed_id)
        log.info(
            "delivered", feed=receiver.feed_id, entries=len(reading.announcements), fresh=fresh, problem=reading.problem
        )
        if reading.problem is None:
            return "saved"
        await self._database(subscriptions.note, token, f"a delivery could not be read: {reading.problem}")
        return "ignored"


class Asking:
    """Hubs are asked when it is time: to deliver, to go on delivering, to stop."""

    def __init__(self, database: Database, client: Client, *, callback: str, lease: int) -> None:
        self._database = database
        self._client = client
        self._callback = callback.rstrip("/")
        self._lease = lease

    async def once(self) -> bool:
        """Bring the subscriptions in line with the feeds, and ask those hubs whose turn it is; whether there may be more."""
        await self._database(subscriptions.look, lambda: (websub.new_token(), websub.new_secret()))
        asks = await self._database(subscriptions.claim, _BATCH)
        await asyncio.gather(*(self._ask(ask) for ask in asks))
        if learnt := self._client.learnt():
            await self._database(hosts.save, learnt)
        return len(asks) == _BATCH

    async def _ask(self, ask: Ask) -> None:
        try:
            await self._post(ask)
        except Deferred as error:
            await self._database(subscriptions.put_off, ask, max(error.seconds, 1.0))
            return
        except Setback as error:
            wait = error.retry_after if isinstance(error, Transient) else None
            problem: str | None = f"{error.reason}: {error.message}"
        except Exception as error:  # noqa: BLE001
            wait, problem = None, f"{Reason.ERROR}: {type(error).__name__}"
            log.error("asking a hub failed", feed=ask.feed_id, **where(error))
        else:
            wait, problem = None, None
        if problem:
            log.warning("the hub was not won", feed=ask.feed_id, leaving=ask.leaving, problem=problem)
        again_in = schedule.backoff(ask.attempts, _FIRST_WAIT, wait, spread=ask.feed_id)
        await self._database(subscriptions.settle, ask, again_in, problem)

    async def _post(self, ask: Ask) -> None:
        """Send the request.

        Raises:
            Transient, Permanent: the hub refuses, or cannot be asked.
            Deferred: it is not its turn.
        """
        body = websub.request(
            "unsubscribe" if ask.leaving else "subscribe",
            topic=ask.topic,
            callback=f"{self._callback}/{ask.token}",
            secret=ask.secret,
            lease=self._lease,
        )
        capture = await self._client.post(urls.canonical(ask.hub), body=body, headers={"Content-Type": websub.FORM})
        if error := answer.setback(capture):
            raise error


class Push(Background):
    """Listener and asking."""

    def __init__(self, settings: Settings, engine: Engine, every: float = EVERY) -> None:
        assert settings.websub_callback is not None
        super().__init__("listening for hubs")
        self._settings = settings
        self._callback = settings.websub_callback
        self._engine = engine
        self._every = every

    async def _serve(self, wake: asyncio.Event) -> None:
        settings = self._settings
        database, reader = Database(self._engine), Reader(_READER_MEMORY)
        desk = Desk(database, reader, lease=settings.websub_lease, cap=settings.max_feed)
        listener = Listener(desk, Bounds(body=settings.max_feed))
        client = Client(web_knobs(settings))
        try:
            port = await listener.start(settings.websub_host, settings.websub_port)
            log.info("listening for hubs", host=settings.websub_host, port=port)
            asking = Asking(database, client, callback=self._callback, lease=settings.websub_lease)
            work = asyncio.create_task(self._ask(asking, listener))
            ended = asyncio.create_task(wake.wait())
            # Whom it was about to ask is asked by the next worker: a hub that does not answer holds up nobody's end.
            done, pending = await asyncio.wait({work, ended}, return_when=asyncio.FIRST_COMPLETED)
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
            for task in done:
                task.result()
        finally:
            await listener.close()
            await client.close()
            reader.close()

    async def _ask(self, asking: Asking, listener: Listener) -> None:
        """Ask again and again until told to end; a database that is away is waited for."""
        away = False
        while not self._ending.is_set():
            more = False
            try:
                more = await asking.once()
                away = False
            except Unavailable as error:
                if not away:
                    log.warning("waiting for a server", error=str(error))
                away = True
            if listener.refused:
                log.info("turned away", **{kind.replace(" ", "_"): count for kind, count in listener.refused.items()})
                listener.refused.clear()
            if not more:
                await asyncio.sleep(self._every)


def attach(settings: Settings) -> None:
    """Have the worker that is started next listen for hubs, from when it is ready until it ends.

    Raises:
        WrongUsage: hubs would not know where to call.
    """
    if settings.websub_callback is None:
        raise WrongUsage(
            "--websub-listen: WIREROOM_WEBSUB_CALLBACK is not set: the URL under which hubs reach this machine"
        )
    push: list[Push] = []

    def ready(**_: Any) -> None:
        if not push:  # a consumer that has connected anew is ready once more
            mine = parts()
            push.append(Push(mine.settings, mine.engine))
            push[0].start()

    def ending(**_: Any) -> None:
        for each in push:
            each.end()

    def ended(**_: Any) -> None:
        for each in push:
            each.end()
            each.join(15.0)

    signals.worker_ready.connect(ready, weak=False)
    signals.worker_shutting_down.connect(ending, weak=False)
    signals.worker_shutdown.connect(ended, weak=False)
