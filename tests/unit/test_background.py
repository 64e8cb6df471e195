"""What a process does beside its work is begun anew for as long as the process lives."""

import asyncio
import threading

from workers.background import Background


class _Failing(Background):
    """Fails each time; its waits are told and not waited."""

    def __init__(self, times: int) -> None:
        super().__init__("failing")
        self.left, self.waits = times, list[float]()
        self._ending = _Impatient(self)

    async def _serve(self, wake: asyncio.Event) -> None:
        self.left -= 1
        raise OSError("no place to listen")


class _Impatient(threading.Event):
    def __init__(self, of: _Failing) -> None:
        super().__init__()
        self._of = of

    def is_set(self) -> bool:
        return self._of.left == 0

    def wait(self, timeout: float | None = None) -> bool:
        self._of.waits.append(timeout or 0.0)
        return False


def test_it_is_begun_anew_however_often_it_has_failed() -> None:
    failing = _Failing(1_100)
    failing.start()
    failing.join(60)
    assert failing.left == 0
    assert failing.waits[:7] == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    assert failing.waits[-1] == 60.0
