"""People, organisations and places in a Ukrainian text: pymorphy3's dictionary, rules and word lists."""

from pipeline.extract.lexicon.places import place
from pipeline.extract.names import Name
from pipeline.extract.reading import Reading
from pipeline.extract.recognisers import ukrainian_capitals as capitals
from pipeline.extract.recognisers import ukrainian_normal as normal
from pipeline.extract.recognisers import ukrainian_organisations as organisations
from pipeline.extract.recognisers import ukrainian_persons as persons
from pipeline.extract.recognisers import ukrainian_places as places
from pipeline.extract.recognisers.ukrainian_draft import TITLE, Draft
from pipeline.extract.recognisers.ukrainian_singles import singles
from pipeline.extract.recognisers.ukrainian_words import plain

# In this order: what a rule has taken, no later one looks at.
_RULES = (
    organisations.firms,
    organisations.phrases,
    persons.full_names,
    organisations.quotations,
    places.headed,
    places.series,
    places.pairs,
    places.phrases,
    places.titled,
    capitals.compounds,
    persons.foreign_names,
    singles,
    capitals.latin,
)


def recognise(reading: Reading) -> list[Name]:
    """The names in a text, sorted, none within another."""
    draft = Draft(reading)
    for rule in _RULES:
        rule(draft)
    return _names(draft)


def _names(draft: Draft) -> list[Name]:
    """The spans found, each with its nominative; a surname alone takes the nominative of the full names it stands for."""
    tokens = draft.reading.tokens
    spans = draft.spans()
    seen = frozenset(draft.lower[at] for at, shape in enumerate(draft.shape) if shape == TITLE)
    people = [span for span in spans if span.kind == "person" and span.last - span.first > 1]
    normals = {span.first: normal.person(draft, span, seen) for span in people}
    full = frozenset(plain(word) for name in normals.values() for word in name.split())
    found = []
    for span in spans:
        if span.first not in normals:
            alone = span.kind == "person"
            normals[span.first] = normal.surname(draft, span, full, seen) if alone else normal.thing(draft, span)
        name = " ".join(normals[span.first].split())
        known = place(name) if span.kind == "place" else None
        found.append(
            Name(tokens[span.first].start, tokens[span.last - 1].end, span.kind, name, known.code if known else "")
        )
    return found
