"""The whole text that some feeds carry: is it one, and is it the same as before?"""

import hashlib
import html
import re

MIN_WORDS = 40  # less is a teaser, whatever element it stands in
_TAG = re.compile(r"<[^>]*>")


def plain(content: str) -> str:
    """The words of an HTML fragment, one space between them: what stays the same when only markup or a counter changes."""
    return " ".join(html.unescape(_TAG.sub(" ", content)).split())


def key(content: str) -> bytes:
    """SHA-256 of a fragment's words."""
    return hashlib.sha256(plain(content).encode("utf-8", "replace")).digest()


def is_whole(content: str) -> bool:
    """Whether it is long enough to stand for an article."""
    return len(plain(content).split()) >= MIN_WORDS
