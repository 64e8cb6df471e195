"""Names to addresses, through the guard."""

import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from pipeline.web.guard import Guard, RefusedAddress


class Resolver(AbstractResolver):
    """Names to addresses that may be connected to; `*.localhost` is loopback without asking anyone (RFC 6761 §6.3)."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._system = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Addresses of `host` that the guard lets through; `RefusedAddress` where it lets none."""
        name = host.rstrip(".").lower()
        if name == "localhost" or name.endswith(".localhost"):
            results = [
                ResolveResult(hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=0)
            ]
        else:
            results = await self._system.resolve(host, port, family)
        refusals = [self._guard.refusal(result["host"], port) for result in results]
        allowed = [result for result, refusal in zip(results, refusals, strict=True) if refusal is None]
        if not allowed:
            raise RefusedAddress(next((refusal for refusal in refusals if refusal), f"{host} has no address"))
        return allowed

    async def close(self) -> None:
        """Nothing to give back."""
        await self._system.close()
