"""Memory of one worker child over thousands of different pages: `python -m benchmarks.memory [--articles 5000]`.

The child is forked after warming up and empties caches as often as a worker's does. Fails where its memory keeps growing,
or goes beyond the setting at which a worker replaces a child.
"""

import argparse
import gc
import gzip
import logging
import multiprocessing
import os
import re
import resource
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks import pages as source
from config.settings import load
from pipeline.clean import body
from pipeline.deadline import Bounds
from pipeline.flow import BY_NAME
from pipeline.model import Cleaned, Document, Outcome, Page
from pipeline.store.annotations import Job
from workers.tasks import FORGET_AFTER

AT = datetime(2026, 11, 22, tzinfo=UTC)
BATCH = 20
EVERY = 500
SETTLED = 1_000  # articles after which memory ought to stand still
GROWTH = 15.0  # percent from then on
MB = 1_000_000
_PARAGRAPH = re.compile(rb"(<p\b[^>]*>)(?=[^<]{20})")
_LINK = re.compile(rb"(<a\b[^>]*\bhref=[\"'][^\"'#?\s]+)(?=[\"'])")


def _resident() -> float:
    """Resident memory of this process in MB, shared pages included."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MB


def _prepare(folder: Path, originals: Path | None, count: int, distinct: bool) -> None:
    """Write the pages, in a process of its own, so that the measured one inherits none of them."""
    for number, page in enumerate(source.variants(source.originals(originals), count)):
        if distinct:
            page = _LINK.sub(rb"\g<1>?n=%d" % number, _PARAGRAPH.sub(rb"\g<1>%d " % number, page))
        (folder / f"{number}.html.gz").write_bytes(gzip.compress(page, 1))


def _one(number: int, page: bytes) -> bool:
    """Clean and extract one page, as the runner does; whether it is an article."""
    url = f"https://h{number % 97}.example.org/{number}"
    try:
        value = Page(number, number, url, AT, "text/html", "gzip", page, None, None, None)
        outcome = BY_NAME["clean"].work(value, Bounds())
        assert isinstance(outcome, Outcome)
        cleaned: Cleaned = outcome.value[0].cleaned
        BY_NAME["extract"].work(
            Job(Document(number, 1, url, cleaned.title, cleaned.text, cleaned.language, None, cleaned.links)), Bounds()
        )
    except Exception:  # noqa: BLE001
        return False
    return True


def _child(folder: Path, count: int, report: Connection) -> None:
    """Work through the pages in batches; report (articles, articles kept, resident now, peak) every so often."""
    logging.disable(logging.CRITICAL)
    report.send((0, 0, _resident(), _peak()))
    kept = 0
    for batches, start in enumerate(range(0, count, BATCH), 1):
        end = min(start + BATCH, count)
        for number in range(start, end):
            kept += _one(number, (folder / f"{number}.html.gz").read_bytes())
        if batches % FORGET_AFTER == 0:
            body.forget()
        if end % EVERY == 0 or end == count:
            report.send((end, kept, _resident(), _peak()))
    report.close()


def _peak() -> float:
    """The most that was ever resident, in MB: what billiard compares with the setting."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MB


def measure(folder: Path, count: int) -> Iterator[tuple[int, int, float, float]]:
    """What one child reports."""
    context = multiprocessing.get_context("fork")
    for name in ("clean", "extract"):
        BY_NAME[name].warm()
    gc.collect()
    gc.freeze()
    receive, send = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(folder, count, send))
    child.start()
    send.close()
    try:
        while True:
            yield receive.recv()
    except EOFError:
        child.join()
    if child.exitcode:
        raise SystemExit(f"the child ended with {child.exitcode}")


def main() -> None:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=5_000)
    parser.add_argument("--pages", type=Path, default=None, help="folder of *.html.gz")
    parser.add_argument("--distinct", action="store_true", help="every paragraph and link differs: harder on caches")
    options = parser.parse_args()
    if options.articles <= SETTLED:
        parser.error(f"--articles must be more than {SETTLED}")
    limit = load().child_memory / MB
    with tempfile.TemporaryDirectory(prefix="wrm-") as name:
        folder = Path(name)
        maker = multiprocessing.get_context("fork").Process(
            target=_prepare, args=(folder, options.pages, options.articles, options.distinct)
        )
        maker.start()
        maker.join()
        if maker.exitcode:
            raise SystemExit("the pages could not be made")
        print(f"{'pages':>8} {'articles':>9} {'resident MB':>12} {'peak MB':>9}", flush=True)
        seen: dict[int, float] = {}
        for done, kept, resident, peak in measure(folder, options.articles):
            seen[done] = resident
            print(f"{done:8} {kept:9} {resident:12.1f} {peak:9.1f}", flush=True)
    settled = seen[SETTLED]
    ceiling = max(resident for done, resident in seen.items() if done >= SETTLED)
    growth = seen[options.articles] - settled
    percent = growth / settled * 100
    print(f"ceiling after the first {SETTLED}: {ceiling:.1f} MB of {limit:.0f} allowed (peak {peak:.1f})")
    print(f"growth from {SETTLED} to {options.articles}: {growth:+.1f} MB, {percent:+.1f} %")
    if percent > GROWTH or ceiling > limit:
        sys.exit(1)


if __name__ == "__main__":
    main()
