"""The bound on CPU time: `pipeline.deadline`."""

import signal
import threading

import pytest

from pipeline.deadline import cpu_limit
from pipeline.errors import Permanent, Reason

ENOUGH = 300_000_000  # loops of a block that would run for many seconds if nothing stopped it


def burn(loops: int) -> int:
    number = 0
    for _ in range(loops):
        number = (number * 31 + 7) % 1_000_003
    return number


def test_work_beyond_the_limit_is_stopped_as_too_slow() -> None:
    with pytest.raises(Permanent) as caught, cpu_limit(0.01, "counting"):
        burn(ENOUGH)
    assert caught.value.reason is Reason.TOO_SLOW
    assert "counting" in caught.value.message


def swallow() -> None:
    """Work that keeps whatever stops it to itself, once."""
    try:
        burn(ENOUGH)
    except Exception:  # noqa: BLE001
        burn(ENOUGH)


def test_a_limit_swallowed_inside_the_block_comes_again() -> None:
    with pytest.raises(Permanent), cpu_limit(0.01, "counting"):
        swallow()


def test_work_within_the_limit_is_left_alone() -> None:
    with cpu_limit(60, "counting"):
        assert burn(10) >= 0


def test_the_timer_is_off_after_the_block() -> None:
    with cpu_limit(60, "counting"):
        pass
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_the_timer_is_off_after_a_block_that_raised() -> None:
    with pytest.raises(KeyError), cpu_limit(60, "counting"):
        raise KeyError
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_the_signal_handler_of_before_is_put_back() -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    with cpu_limit(60, "counting"):
        assert signal.getsignal(signal.SIGVTALRM) is not before
    assert signal.getsignal(signal.SIGVTALRM) is before


def test_outside_the_main_thread_the_block_runs_without_a_bound() -> None:
    done: list[int] = []

    def work() -> None:
        with cpu_limit(0.000_001, "counting"):
            done.append(burn(200_000))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(done) == 1
