"""What recognisers find in a text: names of people, organisations and places, each with the little it takes to tell whose."""

from dataclasses import dataclass

from pipeline.model import EntityKind


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text, `text[start:end]`: without titles before it and possessives behind.

    `normal`: its nominative where the language inflects, else as it stands. `code`: of a place that is known
    (`extract/lexicon`), "" where it is not.
    """

    start: int
    end: int
    kind: EntityKind
    normal: str
    code: str = ""
