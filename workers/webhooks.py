"""What a scheduler does with webhooks beside its ticks: it sends each what has happened since its position.

Any number of processes may: a webhook is leased while a batch is on its way. Each is served on its own, so none waits for
another that is slow.
"""

import asyncio
import threading
import time
from dataclasses import dataclass, replace

import structlog
from sqlalchemy import Engine

from config.settings import Settings
from pipeline import schedule
from pipeline.errors import Reason, Setback, Transient, Unavailable
from pipeline.store import consumers
from pipeline.store import webhooks as store
from pipeline.store.webhooks import Sending
from pipeline.web import webhooks
from pipeline.web.client import Client
from pipeline.web.listener import where
from workers.background import Background, Database
from workers.bootstrap import web_knobs

log = structlog.get_logger()

EVERY = 3.0  # seconds between two looks at what is due, where nothing wakes us
DEADLINE = 15.0  # seconds for a delivery, from the look-up of its host to the end of the answer
LEASE = 2 * DEADLINE
AT_ONCE = 200  # webhooks that one process serves
FAREWELL = 5.0  # seconds in which a process that ends goes on sending
_GATHER = 0.1  # seconds after a change in which others may join its delivery


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended: `error` None where the delivery was taken; `status` None where nothing was answered."""

    status: int | None
    error: Setback | None
    milliseconds: int


def make_client(settings: Settings, deadline: float = DEADLINE) -> Client:
    """A client for deliveries, on the running loop; the caller closes it."""
    agent = f"Wireroom-Webhooks (+{settings.contact})" if settings.contact else "Wireroom-Webhooks"
    knobs = replace(web_knobs(settings), agent=agent, timeout=deadline, header_timeout=deadline, idle_timeout=deadline)
    return Client(knobs)


async def send(client: Client, url: str, secret: str, body: str) -> Outcome:
    """One attempt."""
    content, started = body.encode(), time.monotonic()
    try:
        capture = await client.post_once(url, body=content, headers=webhooks.headers(secret, content, int(time.time())))
    except Setback as error:
        return Outcome(None, error, round((time.monotonic() - started) * 1000))
    return Outcome(capture.status, webhooks.setback(capture), capture.elapsed_ms)


def told(error: Setback) -> str:
    """A setback as one line."""
    return f"{error.reason}: {error.message}"


class Delivery:
    """Webhooks are served: batch after batch until nothing waits, or one is not taken."""

    def __init__(
        self,
        database: Database,
        client: Client,
        *,
        lease: float = LEASE,
        patience: float = schedule.DELIVERY_PATIENCE,
    ) -> None:
        self._database = database
        self._client = client
        self._lease = lease
        self._patience = patience
        self.until = float("inf")  # by the loop's clock: no batch is begun after it

    async def serve(self, webhook_id: int) -> None:
        """Send a webhook what waits for it.

        Raises:
            Unavailable: the database is away; a batch that was sent meanwhile is sent again.
        """
        clock = asyncio.get_running_loop().time
        while clock() < self.until:
            sending = await self._database(store.claim, webhook_id, self._lease, webhooks.body)
            if sending is None or not await self._deliver(sending):
                return

    async def _deliver(self, sending: Sending) -> bool:
        """Send a batch and remember what came of it; whether the next one's turn has come."""
        number = sending.webhook_id
        try:
            outcome = await send(self._client, sending.url, sending.secret, sending.body)
        except Exception as unforeseen:  # noqa: BLE001
            log.error("sending failed", webhook=number, **where(unforeseen))
            outcome = Outcome(None, Transient(Reason.ERROR, type(unforeseen).__name__), 0)
        if outcome.error is None:
            assert outcome.status is not None
            await self._database(store.delivered, sending, outcome.status)
            if sending.attempts > 1:
                log.info("delivered after all", webhook=number, attempts=sending.attempts, to=sending.to)
            return True
        error, gone = outcome.error, outcome.status == 410
        wait = schedule.redelivery(
            sending.attempts, error.retry_after if isinstance(error, Transient) else None, spread=number
        )
        dead = await self._database(
            store.failed, sending, told(error), outcome.status, wait=wait, patience=self._patience, gone=gone
        )
        if dead:
            log.error("given up, now a dead letter", webhook=number, attempts=sending.attempts, problem=told(error))
        elif gone:
            log.error("paused: nothing is wanted there any more", webhook=number)
        else:
            log.warning("not delivered", webhook=number, again_in=round(wait, 1), problem=told(error))
        return dead


class Deliveries(Background):
    """Delivery to all webhooks, woken when something happens."""

    def __init__(self, settings: Settings, engine: Engine, every: float = EVERY) -> None:
        super().__init__("delivering to webhooks")
        self._settings = settings
        self._engine = engine
        self._every = every
        self._ear: threading.Thread | None = None

    async def _serve(self, wake: asyncio.Event) -> None:
        client = make_client(self._settings)
        database = Database(self._engine)
        delivery = Delivery(database, client)
        serving: dict[int, asyncio.Task[None]] = {}
        away = False

        def done(task: asyncio.Task[None]) -> None:
            serving.pop(int(task.get_name()))
            wake.set()  # what has happened since it last looked

        try:
            while True:
                ending = self._ending.is_set()
                if ending:
                    delivery.until = asyncio.get_running_loop().time() + FAREWELL
                wake.clear()
                try:
                    due = await database(store.due)
                    away = False
                except Unavailable as error:
                    if not away:
                        log.warning("waiting for a server", error=str(error))
                    due, away = [], True
                if due is not None:
                    self._listen()
                for number in due or ():
                    if number not in serving and len(serving) < AT_ONCE:
                        serving[number] = asyncio.create_task(self._one(delivery, number), name=str(number))
                        serving[number].add_done_callback(done)
                if ending:
                    break
                await self._pause(wake)
            if serving:
                await asyncio.wait(list(serving.values()), timeout=FAREWELL)
        finally:
            tasks = list(serving.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await client.close()

    async def _one(self, delivery: Delivery, number: int) -> None:
        try:
            await delivery.serve(number)
            return
        except Unavailable:
            pass  # the next look tells
        except Exception as error:  # noqa: BLE001
            log.error("serving a webhook failed", webhook=number, **where(error))
        await asyncio.sleep(self._every)

    async def _pause(self, wake: asyncio.Event) -> None:
        """Until something happens, and a moment longer."""
        try:
            async with asyncio.timeout(self._every):
                await wake.wait()
        except TimeoutError:
            return
        if not self._ending.is_set():
            await asyncio.sleep(_GATHER)

    def _listen(self) -> None:
        """From the first webhook on, be woken by changes: one connection, in a thread that is never waited for."""
        if self._ear is None and not self._ending.is_set():
            self._ear = threading.Thread(target=self._hear, daemon=True, name="changes")
            self._ear.start()

    def _hear(self) -> None:
        while not self._ending.is_set():
            try:
                with consumers.listening(self._engine) as wait:
                    while not self._ending.is_set():
                        self.nudge()  # also at first: for what was committed before anybody listened
                        wait(self._every)
            except Unavailable:
                self._ending.wait(self._every)
