"""Sentences that begin like credits or furniture and are the article: they stay, wherever they stand."""

from datetime import UTC, datetime

import pytest

from pipeline.clean import credits, furniture
from pipeline.clean.lines import Line
from pipeline.clean.page import clean
from pipeline.model import Habits, Page

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
    "Джерело: річка починається в горах, а не в долині.",
]


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("place", [1, 4, 8])
def test_a_sentence_of_the_article_stays(sentence: str, place: int) -> None:
    lines = [*BODY[:place], Line(sentence), *BODY[place:]]
    taken = credits.take(lines, AT)
    kept, removed = furniture.strip(taken.lines, Habits(), "The bridge", taken.removed)
    assert (sentence in [line.text for line in kept], removed) == (True, ())


def cleaned(*paragraphs: str) -> list[str]:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    source = f"<html><body><article><h1>The bridge falls</h1>{body}</article></body></html>"
    return clean(
        Page(0, 0, "https://quay.example/bridge", AT, None, None, source.encode(), None, None, None), 100_000
    ).text.split("\n")


def test_a_short_first_sentence_is_text() -> None:
    lines = ["It was over.", "Nobody came.", *(line.text for line in BODY)]
    assert cleaned(*lines) == lines


def test_an_answer_given_three_times_is_text() -> None:
    lines = [text for line in BODY[:4] for text in (line.text, "Yes.")]
    assert cleaned(*lines, BODY[4].text) == [*lines, BODY[4].text]


def test_a_last_line_that_is_a_name_is_text_where_it_is_not_set_apart() -> None:
    lines = [*(line.text for line in BODY), "Happy New Year"]
    assert cleaned(*lines) == lines
