"""`python -m tests.newsroom [--port 8077] [--latency SECONDS]`: serve until stdin ends or a signal comes."""

from __future__ import annotations

import argparse
import contextlib
import errno
import json
import os
import signal
import sys
import threading

from .server import Newsroom


def main() -> int:
    parser = argparse.ArgumentParser(prog="newsroom", description="Serve the sample newsroom on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=8077)
    parser.add_argument("--latency", type=float, default=0.0, metavar="SECONDS", help="delay before every answer")
    options = parser.parse_args()
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    try:
        with Newsroom(options.port, options.latency) as room:
            print(json.dumps({"port": room.port, "feeds": room.feeds}), flush=True)
            threading.Thread(target=_until_eof, args=(over,), daemon=True).start()
            over.wait()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        print(f"newsroom: port {options.port} is in use", file=sys.stderr)
        return 1
    return 0


def _until_eof(over: threading.Event) -> None:
    # Not through sys.stdin: its lock, held by a thread waiting to read, would abort an exit brought by a signal.
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    over.set()


if __name__ == "__main__":
    sys.exit(main())
