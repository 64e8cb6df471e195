"""When two texts are the same."""

import hashlib

MIN_WORDS = 30


def fingerprint(text: str) -> bytes | None:
    """What word-for-word copies share: SHA-256 of the words, without case, punctuation and spacing.

    None under 30 words: short texts are alike by chance.
    """
    words = "".join(char if char.isalnum() else " " for char in text.casefold()).split()
    return hashlib.sha256(" ".join(words).encode()).digest() if len(words) >= MIN_WORDS else None
