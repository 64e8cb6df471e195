"""Pages to measure on: a folder of *.html.gz where there is one, else the sample newsroom's; each copy made different."""

import gzip
import http.client
import random
import re
from pathlib import Path

from tests.newsroom import Newsroom

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data" / "pages"
_PARAGRAPH = re.compile(rb"(<p\b[^>]*>)([^<]{80,})")
_WORDS = b"amber basin cedar delta ember fjord grove haven inlet jetty knoll ledge meadow narrows orchard pier quarry ridge".split()


def originals(folder: Path | None = None) -> list[bytes]:
    """Page bytes, uncompressed."""
    folder = folder or DEFAULT
    if folder.is_dir():
        return [gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("*.html.gz"))]
    return _of_newsroom()


def _of_newsroom() -> list[bytes]:
    found = []
    with Newsroom() as room:
        for item in room.expected():
            if item.outcome == "article":
                connection = http.client.HTTPConnection("127.0.0.1", room.port, timeout=10)
                _, _, rest = item.url.partition("://")
                name, _, path = rest.partition("/")
                connection.request("GET", f"/{path}", headers={"Host": name})
                found.append(connection.getresponse().read())
                connection.close()
    return found


def variants(pages: list[bytes], count: int) -> list[bytes]:
    """`count` pages, no two with the same text: each copy begins its first long paragraph with words of its own."""
    draw = random.Random(20261122)
    made = []
    for number in range(count):
        page = pages[number % len(pages)]
        words = b" ".join(draw.choice(_WORDS) for _ in range(6)) + b" %d " % number
        made.append(_PARAGRAPH.sub(rb"\g<1>" + words + rb"\g<2>", page, count=1))
    return made
