"""The bounds on CPU time and memory: `pipeline.deadline`."""

import resource
import signal
import threading
from pathlib import Path

import pytest

from pipeline import deadline
from pipeline.deadline import cpu_limit, memory_limit
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


def cut_short() -> None:
    """Work that keeps what stops it to itself, and fails or returns before it comes again."""
    try:
        burn(ENOUGH)
    except Exception:  # noqa: BLE001
        return


def cut_short_and_fail() -> None:
    cut_short()
    raise Permanent(Reason.NO_TEXT, "nothing found")


def test_work_that_returns_what_it_has_when_stopped_is_too_slow() -> None:
    with pytest.raises(Permanent), cpu_limit(0.01, "counting"):
        cut_short()


def test_work_that_fails_otherwise_when_stopped_is_too_slow() -> None:
    with pytest.raises(Permanent) as caught, cpu_limit(0.01, "counting"):
        cut_short_and_fail()
    assert caught.value.reason is Reason.TOO_SLOW


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


MB = 1_000_000
bounded = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no bound on memory on this system")


def limits() -> tuple[int, int]:
    return resource.getrlimit(resource.RLIMIT_DATA)


@bounded
def test_memory_beyond_the_limit_is_refused_as_too_slow() -> None:
    with pytest.raises(Permanent) as caught, memory_limit(50 * MB, "collecting"):
        bytearray(100 * MB)
    assert caught.value.reason is Reason.TOO_SLOW
    assert "collecting took more than 50 MB of memory" in caught.value.message


@bounded
def test_what_was_in_use_before_does_not_count() -> None:
    before = bytearray(100 * MB)
    with memory_limit(50 * MB, "collecting"):
        assert len(bytearray(20 * MB)) + len(before) == 120 * MB


@bounded
def test_the_limit_on_memory_is_off_after_the_block() -> None:
    before = limits()
    with memory_limit(50 * MB, "collecting"):
        assert limits() != before
    assert limits() == before
    with pytest.raises(Permanent), memory_limit(50 * MB, "collecting"):
        bytearray(100 * MB)
    assert limits() == before
    with pytest.raises(KeyError), memory_limit(50 * MB, "collecting"):
        raise KeyError
    assert limits() == before


@bounded
def test_a_limit_that_is_lower_already_stays() -> None:
    before = limits()
    with memory_limit(50 * MB, "collecting"):
        inner = limits()
        with memory_limit(5_000 * MB, "collecting"):
            assert limits() == inner
    assert limits() == before


def test_where_memory_cannot_be_told_there_is_no_bound(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(deadline, "_STATM", tmp_path / "statm")
    before = limits()
    with memory_limit(1, "collecting"):
        assert limits() == before
