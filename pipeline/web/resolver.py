"""Names to addresses, through the guard."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Sequence

from aiohttp.abc import AbstractResolver, ResolveResult

from pipeline.errors import Permanent, Reason, Transient
from pipeline.web.guard import Guard

LookUp = Callable[
    [str], Sequence[str]
]  # addresses of a name, the best first; blocks, and raises OSError or UnicodeError
AT_ONCE = 256
TTL = 60.0
_KEPT = 10_000


def system_look_up(name: str) -> list[str]:
    """Addresses as this machine resolves names."""
    infos = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return list(dict.fromkeys(str(info[4][0]) for info in infos))


class Resolver(AbstractResolver):
    """Names to addresses that may be connected to; `*.localhost` is loopback without asking anyone (RFC 6761 §6.3).

    Each look-up has a thread of its own, which after `limit` seconds is left to itself: nothing ends a call into the C
    library, and a name whose servers keep silent takes it half a minute. So there are more of them than requests are ever in
    flight, none waits for another, and none is waited for when the process ends.
    """

    def __init__(self, guard: Guard, look_up: LookUp = system_look_up, limit: float = 8.0) -> None:
        self._guard = guard
        self._look_up = look_up
        self._limit = limit
        self._places = asyncio.Semaphore(AT_ONCE)
        self._asked: dict[str, asyncio.Task[Sequence[str]]] = {}
        self._known: dict[str, tuple[float, Sequence[str]]] = {}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Addresses of `host` that the guard lets through.

        Raises:
            Permanent: `refused_address`: it lets none through.
            Transient: `dns`: there are none, or no answer in time.
        """
        name = host.rstrip(".").lower()
        local = name == "localhost" or name.endswith(".localhost")
        addresses = ["127.0.0.1"] if local else await self._addresses(name)
        refusals = [self._guard.refusal(address, port) for address in addresses]
        if all(refusals):
            raise Permanent(Reason.REFUSED_ADDRESS, str(refusals[0]))
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address, refusal in zip(addresses, refusals, strict=True)
            if refusal is None
        ]

    async def close(self) -> None:
        """Leave what is being looked up to itself."""
        asked = list(self._asked.values())
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)

    async def _addresses(self, name: str) -> Sequence[str]:
        """Kept for `TTL` seconds, whatever the guard thinks of them; asked for once by all who want them."""
        expires, addresses = self._known.get(name, (0.0, ()))
        if asyncio.get_running_loop().time() < expires:
            return addresses
        task = self._asked.get(name)
        if task is None:
            task = self._asked[name] = asyncio.create_task(self._ask(name))
            task.add_done_callback(lambda done: self._settled(name, done))
        try:
            return await asyncio.shield(task)
        except (OSError, UnicodeError) as error:
            raise Transient(Reason.DNS, f"the host name cannot be resolved: {error}") from None

    def _settled(self, name: str, task: asyncio.Task[Sequence[str]]) -> None:
        del self._asked[name]
        if task.cancelled() or task.exception():
            return
        if len(self._known) >= _KEPT:
            self._known.clear()
        self._known[name] = asyncio.get_running_loop().time() + TTL, task.result()

    async def _ask(self, name: str) -> Sequence[str]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Sequence[str]] = loop.create_future()

        def settle(found: Sequence[str] | Exception) -> None:
            self._places.release()
            if answer.done():
                return
            if isinstance(found, Exception):
                answer.set_exception(found)
            else:
                answer.set_result(found)

        def look_up() -> None:
            try:
                found: Sequence[str] | Exception = self._look_up(name) or OSError("it has no address")
            except (OSError, UnicodeError) as error:
                found = error
            with contextlib.suppress(RuntimeError):  # the loop has closed meanwhile
                loop.call_soon_threadsafe(settle, found)

        try:
            async with asyncio.timeout(self._limit):
                await self._places.acquire()
                threading.Thread(target=look_up, name=f"look up {name}", daemon=True).start()
                return await answer
        except TimeoutError:
            raise OSError(f"no answer within {self._limit:g} s") from None
