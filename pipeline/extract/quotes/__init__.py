"""Who said what: direct, partial and indirect quotes with their speakers, by the reader of the text's language."""

from collections.abc import Callable, Mapping, Sequence

from pipeline.extract.quotes import english, slavic
from pipeline.extract.quotes.model import Quote, annotation
from pipeline.extract.reading import Reading, read
from pipeline.model import Annotation, Document

# Each takes a text and what stands for people, organisations and places in it (`mention`, `description`).
_READERS: Mapping[str, Callable[[Reading, Sequence[Annotation]], list[Quote]]] = {
    "en": english.quotes,
    "ru": slavic.russian,
    "uk": slavic.ukrainian,
}


class Quotes:
    """A `quote` annotation for each, in the text's order."""

    name = "quotes"
    version = 1
    languages = frozenset({"en", "ru", "uk"})
    needs = ("entities",)

    def __call__(self, document: Document) -> list[Annotation]:
        """Quotes of the document; none in a language without a reader."""
        reader = _READERS.get(document.language or "")
        if reader is None:
            return []
        found = reader(read(document.text), document.found.get("entities", ()))
        said = (
            quote for quote in found if document.text[quote.start : quote.end].strip()
        )  # marks may stand around nothing
        return [annotation(document.text, quote) for quote in sorted(said, key=lambda quote: (quote.start, quote.end))]
