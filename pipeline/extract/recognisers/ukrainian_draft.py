"""A Ukrainian text while its names are looked for: how its tokens are written, what stands in quotation marks, what is taken."""

from pipeline.extract.reading import Reading
from pipeline.extract.recognisers.ukrainian_words import Form, look, plain
from pipeline.model import EntityKind

_OPENERS = frozenset("«„“\"'(•*.!?…;:")
_QUOTES = {"«": "»", "„": "“”", "“": "”“", '"': '"'}
_ABBREVIATED = frozenset(
    ["м", "с", "смт", "р", "о", "ім", "вул", "просп", "пр", "пл", "пров", "бул", "обл", "ст", "н", "ред", "св"]
)
_QUOTED = 14  # tokens that a name in quotation marks may have
_SHOUTED = 0.6  # of a sentence's words in capitals, and more than so many: it is a headline
_HEADLINE = 3

LOWER, TITLE, UPPER, INITIAL, LATIN, MARK, MIXED = range(7)
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_EMPTY = look("")


class Span:
    """A name found: tokens `first` up to, not including, `last`."""

    __slots__ = ("first", "kind", "last")

    def __init__(self, first: int, last: int, kind: EntityKind) -> None:
        self.first, self.last, self.kind = first, last, kind


class Draft:
    """The tokens of a text, one list for each thing known of them, and the name it is part of.

    `shape`: one of the constants above. `opening`: first in its sentence or behind an opening mark, where any word has a
    capital. `quoted`: where the name in quotation marks that opens here ends, 0 where none does. `works`:
    tokens inside the name of a book, a film, a law.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.words = [token.text for token in reading.tokens]
        self.lower = [plain(word) for word in self.words]
        self.shape = [_shape(word) for word in self.words]
        size = len(self.words)
        self.opening = [False] * size
        self.sentence = [0] * (size + 1)
        self.paragraph = [0] * (size + 1)
        self.taken: list[Span | None] = [None] * size
        for first, last, paragraph in self._sentences():
            self._open(first, last)
            self.paragraph[first:last] = [paragraph] * (last - first)
            self.sentence[first:last] = [last] * (last - first)
        self.quoted = self._quotations()
        self.works: set[int] = set()

    def _sentences(self) -> list[tuple[int, int, int]]:
        """The sentences, those that an abbreviation has split joined: м. Київ, ім. Франка, Д . Прізвище."""
        found: list[tuple[int, int, int]] = []
        for sentence in self.reading.sentences:
            if found and found[-1][2] == sentence.paragraph and self._abbreviated(found[-1][0], found[-1][1]):
                form = look(self.lower[sentence.first])
                self.opening[sentence.first] = form.known and not form.proper and not form.name
                found[-1] = (found[-1][0], sentence.last, sentence.paragraph)
            else:
                found.append((sentence.first, sentence.last, sentence.paragraph))
        return found

    def _abbreviated(self, first: int, last: int) -> bool:
        if last - first < 2 or self.words[last - 1] != ".":
            return False
        before = last - 2
        if self.shape[before] == INITIAL:
            return True
        # Else a number and its unit: 5 м, 5 кв. м.
        measured = before > first and (self.words[before - 1][-1].isdigit() or "кв" in self.lower[before - 2 : before])
        return self.lower[before] in _ABBREVIATED and not measured

    def _open(self, first: int, last: int) -> None:
        """Tell the words of a sentence that would have a capital anyway; in a headline in capitals that is every word."""
        words = [at for at in range(first, last) if self.shape[at] != MARK]
        capitals = [at for at in words if self.shape[at] == UPPER]
        if len(capitals) > max(_HEADLINE, _SHOUTED * len(words)) or 1 < len(capitals) == len(words):
            for at in capitals:
                form = look(self.lower[at])
                self.shape[at] = TITLE if not form.known or form.name or form.proper or form.adjective else LOWER
                self.opening[at] = True
        fresh = True
        for at in range(first, last):
            word = self.words[at]
            if self.shape[at] != MARK:
                self.opening[at] = self.opening[at] or fresh
                fresh = False
            elif word in _OPENERS:
                fresh = True
            elif word.isalnum():
                fresh = False

    def _quotations(self) -> list[int]:
        """For each opening quotation mark of a short quotation, the index behind its last word."""
        ends = [0] * len(self.words)
        stack: list[int] = []
        for at, word in enumerate(self.words):
            if word in ("«", "„") or (word in '"“' and not (stack and word in _QUOTES[self.words[stack[-1]]])):
                stack.append(at)
            elif stack and len(word) == 1 and word in _QUOTES[self.words[stack[-1]]]:
                start = stack.pop()
                if at - start <= _QUOTED and self.sentence[start] == self.sentence[at]:
                    ends[start] = at
                # One mark closes both where two have opened: «Компанія «Назва».
                if stack and at - stack[-1] <= _QUOTED and not ends[stack[-1]]:
                    ends[stack[-1]] = at
            if stack and at - stack[0] > 4 * _QUOTED:
                stack.clear()
        return ends

    def form(self, at: int) -> Form:
        """What the word can be; nothing for a mark or a word in Latin letters."""
        return look(self.stem(at)) if self.shape[at] not in (MARK, LATIN) else _EMPTY

    def stem(self, at: int) -> str:
        """The word in small letters without a number joined to it: шлях-2."""
        word = self.lower[at]
        return word.rstrip("0123456789").removesuffix("-") if word[-1].isdigit() and "-" in word else word

    def capital(self, at: int) -> bool:
        """Begins with a capital Cyrillic letter."""
        return self.shape[at] in (TITLE, UPPER)

    def free(self, first: int, last: int) -> bool:
        """No name has been found there."""
        return not any(self.taken[first:last])

    def take(self, first: int, last: int, kind: EntityKind) -> None:
        """A name is found; what it covers is found no more."""
        for covered in {id(span): span for span in self.taken[first:last] if span}.values():
            self.drop(covered)
        span = Span(first, last, kind)
        self.taken[first:last] = [span] * (last - first)

    def drop(self, span: Span) -> None:
        """It was none."""
        self.taken[span.first : span.last] = [None] * (span.last - span.first)

    def spans(self) -> list[Span]:
        """The names found, in order."""
        return list({id(span): span for span in self.taken if span}.values())

    def text(self, first: int, last: int) -> str:
        """The words of some tokens as they stand."""
        tokens = self.reading.tokens
        return self.reading.text[tokens[first].start : tokens[last - 1].end]


def _shape(word: str) -> int:
    first = word[0]
    if not first.isalpha():
        return MARK if not any(letter.isalpha() for letter in word) else LOWER
    if first in _LATIN:
        return LATIN if len(word) > 1 else INITIAL
    if not first.isupper():
        return LOWER
    letters = [letter for letter in word if letter.isalpha()]
    if len(letters) == 1 or ("." in word and all(letter.isupper() for letter in letters)):
        return INITIAL
    if len([letter for letter in letters if letter.isupper()]) >= max(2, len(letters) - 2) and letters[1].isupper():
        return UPPER
    inner = word[1:].partition("-")[0]
    if inner[:1] in "'’ʼ" or word.startswith("Мак"):
        return TITLE
    return TITLE if inner == inner.lower() else MIXED
