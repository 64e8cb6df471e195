"""Who claims a figure: `pipeline.extract.figures.claims`."""

import pytest

from pipeline.model import Annotation, Identity
from tests.unit.extract.figures.texts import annotation, figures, identity

ADMIRAL = identity("Olga Brandt")
GAZETTE = identity("Harbour Gazette", "organisation")
MINISTRY = identity("Ministry of Ferries", "organisation")
TEXT = "Brandt said that 40 ships had left, the Harbour Gazette reported. Later 30 boats came."


def quote(words: str, entity: Identity | None = ADMIRAL, text: str = TEXT, **attributes: object) -> Annotation:
    return annotation("quote", text, words, entity, speaker=entity and entity.name, **attributes)


def test_the_speaker_of_its_quote_claims_a_figure() -> None:
    found = figures(TEXT, found={"quotes": [quote("40 ships had left")]})[0]
    assert (found.attributes["claimed_by"], found.attributes["quote"], found.entity) == ("Olga Brandt", 0, ADMIRAL)


def test_outside_the_quote_nobody_claims_it() -> None:
    found = figures(TEXT, found={"quotes": [quote("40 ships had left")]})[1]
    assert (found.attributes["claimed_by"], found.attributes["quote"], found.entity) == (None, None, None)


def test_the_innermost_quote_counts() -> None:
    outer = quote("Brandt said that 40 ships had left", GAZETTE)
    found = figures(TEXT, found={"quotes": [outer, quote("40 ships had left")]})[0]
    assert (found.attributes["claimed_by"], found.attributes["claimed_via"]) == ("Olga Brandt", "Harbour Gazette")
    assert found.attributes["quote"] == 1


def test_a_quote_within_without_a_speaker_leaves_it_to_the_outer_one() -> None:
    outer = quote("Brandt said that 40 ships had left")
    found = figures(TEXT, found={"quotes": [outer, quote("40 ships", None)]})[0]
    assert (found.attributes["claimed_by"], found.attributes["quote"]) == ("Olga Brandt", 1)


def test_the_cited_source_of_its_sentence_claims_it_where_there_is_no_quote() -> None:
    cited = annotation(
        "citation",
        TEXT,
        "the Harbour Gazette reported",
        MINISTRY,
        cited="Ministry of Ferries",
        via="Harbour Gazette",
        role="organisation",
    )
    first, second = figures(TEXT, found={"citations": [cited]})
    assert (first.attributes["claimed_by"], first.attributes["claimed_via"]) == (
        "Ministry of Ferries",
        "Harbour Gazette",
    )
    assert first.entity == MINISTRY
    assert second.attributes["claimed_by"] is None


def test_the_outlet_cited_is_the_way_a_speakers_figure_came() -> None:
    cited = annotation(
        "citation", TEXT, "the Harbour Gazette reported", GAZETTE, cited="Gazette", via=None, role="outlet"
    )
    found = figures(TEXT, found={"quotes": [quote("40 ships had left")], "citations": [cited]})[0]
    assert (found.attributes["claimed_by"], found.attributes["claimed_via"]) == ("Olga Brandt", "Harbour Gazette")


def test_the_chain_of_a_quote_names_the_outlet() -> None:
    found = figures(TEXT, found={"quotes": [quote("40 ships had left", chain=["Harbour Gazette"])]})[0]
    assert found.attributes["claimed_via"] == "Harbour Gazette"


@pytest.mark.parametrize("role", ["occasion", "document", "platform"])
def test_what_is_nobody_claims_nothing(role: str) -> None:
    cited = annotation("citation", TEXT, "the Harbour Gazette reported", None, cited="a briefing", via=None, role=role)
    assert figures(TEXT, found={"citations": [cited]})[0].attributes["claimed_by"] is None


def test_a_pronoun_claims_nothing() -> None:
    told = annotation("quote", TEXT, "40 ships had left", None, speaker="they")
    assert figures(TEXT, found={"quotes": [told]})[0].attributes["claimed_by"] is None


def test_a_view_that_an_outlet_reports_is_its_holders() -> None:
    text = "The Gazette reported that Olga Brandt believes 40 ships are enough."
    found = {
        "quotes": [quote("Olga Brandt believes 40 ships are enough", GAZETTE, text)],
        "entities": [annotation("mention", text, "Olga Brandt", ADMIRAL, kind="person")],
    }
    told = figures(text, found=found)[0]
    assert (told.attributes["claimed_by"], told.attributes["claimed_via"]) == ("Olga Brandt", "Harbour Gazette")
    assert told.entity == ADMIRAL


def test_dates_are_no_figures_but_durations_are() -> None:
    text = "In 1,200 people numbers, 90 days passed."
    dates = [
        annotation("date", text, "1,200", type="date"),
        annotation("date", text, "90 days", type="duration"),
    ]
    assert [figure.text for figure in figures(text, found={"dates": dates})] == ["90 days"]
