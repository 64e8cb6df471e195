"""Words that extractors know: plain text files beside this module, read once."""

from functools import cache
from importlib.resources import files


@cache
def words(name: str) -> frozenset[str]:
    """The entries of `NAME.txt`, one a line; what follows # is a comment."""
    return frozenset(entry for line in _lines(name) if (entry := line.strip()))


@cache
def table(name: str) -> dict[str, tuple[str, ...]]:
    """`NAME.txt` with lines `key: word, word, …`; a key may have several lines."""
    found: dict[str, list[str]] = {}
    for line in _lines(name):
        key, _, values = line.partition(":")
        if values:
            found.setdefault(key.strip(), []).extend(value for part in values.split(",") if (value := part.strip()))
    return {key: tuple(values) for key, values in found.items()}


def _lines(name: str) -> list[str]:
    text = (files(__name__) / f"{name}.txt").read_text("utf-8")
    return [line.partition("#")[0] for line in text.split("\n")]
