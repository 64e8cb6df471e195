"""Closed classes of words written in one string."""


def closed(words: str) -> frozenset[str]:
    """Its words as a set."""
    return frozenset(words.split())


def ordered(words: str) -> tuple[str, ...]:
    """Its words in their order."""
    return tuple(words.split())
