"""The bundled sample newsroom, as a process of its own: it ends when this one does."""

import json
import subprocess
import sys

from pipeline.errors import Refused
from workers.supervisor import ROOT


class Newsroom:
    """Serves the sample newsroom on loopback while it is open; `feeds` are its feeds."""

    def __init__(self, port: int) -> None:
        if not (ROOT / "tests" / "newsroom").is_dir():
            raise Refused("the sample newsroom is not part of this installation: it lies in the source tree")
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "tests.newsroom", "--port", str(port)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, start_new_session=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        line = self._process.stdout.readline()
        if not line:
            message = self._process.stderr.read().decode("utf-8", "replace").strip().splitlines()
            why = message[-1].removeprefix("newsroom: ") if message else "it ended at once"
            raise Refused(f"the sample newsroom cannot be served: {why} (WIREROOM_SAMPLE_PORT chooses another)")
        self.feeds: list[str] = json.loads(line)["feeds"]

    def close(self) -> None:
        """Stop serving."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()
