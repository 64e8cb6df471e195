"""Who said what in Russian and Ukrainian."""

from collections.abc import Sequence

from pipeline.extract.quotes.model import Quote
from pipeline.extract.quotes.slavic_direct import direct, partial
from pipeline.extract.quotes.slavic_draft import Drafts
from pipeline.extract.quotes.slavic_reports import about_this, acts, asides, clauses
from pipeline.extract.quotes.slavic_speakers import Speakers
from pipeline.extract.quotes.slavic_text import Text
from pipeline.extract.reading import Reading
from pipeline.model import Annotation


def russian(reading: Reading, entities: Sequence[Annotation]) -> list[Quote]:
    """The quotes of a Russian text."""
    return _quotes(Text(reading, entities, "ru"))


def ukrainian(reading: Reading, entities: Sequence[Annotation]) -> list[Quote]:
    """The quotes of a Ukrainian text."""
    return _quotes(Text(reading, entities, "uk"))


def _quotes(text: Text) -> list[Quote]:
    drafts = Drafts(direct(text))
    for find in (clauses, asides, about_this, acts, partial):
        find(text, drafts)
    speakers = Speakers(text)
    return [speakers.quote(draft) for draft in sorted(drafts, key=lambda draft: draft.at)]
