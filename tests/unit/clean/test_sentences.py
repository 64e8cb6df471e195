"""Sentences that begin like credits or furniture and are the article: they stay, wherever they stand."""

from datetime import UTC, datetime

import pytest

from pipeline.clean import credits, furniture
from pipeline.clean.lines import Line
from pipeline.model import Habits

AT = datetime(2026, 3, 4, tzinfo=UTC)
BODY = [
    Line(f"On day {number} the council met to talk about the bridge, and nobody was surprised that it came to nothing.")
    for number in range(8)
]
SENTENCES = [
    "Reuters reported on Tuesday that the bridge would be closed.",
    "As Reuters wrote earlier, the mayor had known for months.",
    "Copyright law was the last thing on her mind that evening.",
    "All rights reserved for the landlord were struck out of the contract.",
    "This article was published in the council's own paper and nobody read it.",
    "The story was produced in court by the defendant's own lawyer.",
    "Share prices fell by a tenth after the announcement.",
    "Follow the money, the old inspector used to say.",
    "Subscribe to the theory or not, the bridge stands.",
    "Advertising revenue fell by a third last year.",
    "Comments by the minister were met with laughter.",
    "Views expressed in the survey were divided by age.",
    "About the bridge he would not say another word.",
    "Editing by candlelight was how she had finished the book.",
    "Reporting by the police had been poor for years.",
    "Mit Material von der Baustelle bauten sie sich eine Hütte.",
    "Nach Informationen der Polizei war niemand zu Hause.",
    "Selon des informations de la police, personne n'était là.",
    "По информации полиции, он бежал через задний двор.",
    "По материалам дела, он не виновен.",
    "Фото на стене осталось единственным, что он взял с собой.",
    "За інформацією поліції, він утік через задній двір.",
    "За матеріалами справи, він не винен.",
    "He left.",
]


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("place", [1, 4, 8])
def test_a_sentence_of_the_article_stays(sentence: str, place: int) -> None:
    lines = [*BODY[:place], Line(sentence), *BODY[place:]]
    taken = credits.take(lines, AT)
    kept, removed = furniture.strip(taken.lines, Habits(), "The bridge", taken.removed)
    assert (sentence in [line.text for line in kept], removed) == (True, ())
