"""Quotes in English: what is said, in which form, by whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.deadline import cpu_limit
from pipeline.extract.quotes import Quotes
from pipeline.model import Annotation, Document, Identity

ROWE, DARKO = Identity("person", "Ann Rowe", ()), Identity("person", "Kofi Darko", ())
GAZETTE = Identity("organisation", "Elmton Gazette", ())
PEOPLE = {
    "Ann Rowe": ROWE, "Rowe": ROWE, "Kofi Darko": DARKO, "Darko": DARKO, "Elmton Gazette": GAZETTE,
}  # fmt: skip


def mentioned(text: str) -> list[Annotation]:
    found: list[Annotation] = []
    for name, identity in PEOPLE.items():
        at = text.find(name)
        while at >= 0:
            inside = any((one.start or 0) <= at < (one.end or 0) for one in found)
            if not inside:
                found.append(Annotation("mention", at, at + len(name), name, {"kind": identity.kind}, identity))
            at = text.find(name, at + 1)
    return sorted(found, key=lambda one: one.start or 0)


def quoted(text: str) -> list[Annotation]:
    document = Document(0, 1, "https://example.org/x", None, text, "en", None, (), {"entities": mentioned(text)})
    found = Quotes()(document)
    assert all(text[one.start : one.end] == one.text for one in found)
    return found


def short(text: str) -> list[tuple[str, str | None, str | None]]:
    """Form, speaker and words of each quote."""
    return [(one.attributes["form"], one.attributes["speaker"], one.text) for one in quoted(text)]


def only(text: str) -> Annotation:
    (found,) = quoted(text)
    return found


@pytest.mark.parametrize(
    ("text", "speaker", "cue"),
    [
        ("“The bridge stays,” Rowe said.", "Rowe", "said"),
        ("“The bridge stays,” said Rowe.", "Rowe", "said"),
        ("“The bridge stays,” said Mayor Ann Rowe of Elmton, who opened it.", "Mayor Ann Rowe of Elmton", "said"),
        ("“The bridge stays,” Rowe, the mayor of Elmton, told reporters on Friday.", "Rowe", "told"),
        ("“The bridge stays,” she said.", "she", "said"),
        ("Rowe said, “The bridge stays.”", "Rowe", "said"),
        ("Rowe told reporters in Elmton: “The bridge stays.”", "Rowe", "told"),
        ("In a statement on Friday, Rowe said: “The bridge stays.”", "Rowe", "said"),
        ("Said Rowe: “The bridge stays.”", "Rowe", "Said"),
        ("“Does the bridge stay?” Rowe asked.", "Rowe", "asked"),
        ("“The bridge stays”, Rowe has said.", "Rowe", "has said"),
        ("“The bridge stays.” — Ann Rowe", "Ann Rowe", "—"),
        ("'The bridge stays,' Rowe said.", "Rowe", "said"),
        ("''The bridge stays,'' said Rowe.", "Rowe", "said"),
    ],
)
def test_direct_words_and_their_cue(text: str, speaker: str, cue: str) -> None:
    found = only(text)
    assert (found.attributes["form"], found.attributes["direct"]) == ("direct", True)
    assert (found.attributes["speaker"], found.attributes["cue"]) == (speaker, cue)
    assert (found.text or "").lower().startswith(("the bridge stays", "does the bridge"))


def test_offsets_of_speaker_and_cue() -> None:
    text = "“The bridge stays,” Rowe said."
    attributes = only(text).attributes
    assert text[attributes["speaker_start"] : attributes["speaker_end"]] == "Rowe"
    assert text[attributes["cue_start"] : attributes["cue_end"]] == "said"


def test_an_interrupted_sentence_has_one_speaker() -> None:
    found = short("“The bridge,” Rowe said, “stays where it is.” “It is ours.”")
    assert [(form, speaker) for form, speaker, _ in found] == [("direct", "Rowe")] * 3


def test_words_go_on_in_the_paragraph_and_in_the_next() -> None:
    found = short("“The bridge stays,” said Rowe. “It is ours.”\n\n“We built it in a year.”")
    assert [speaker for _, speaker, _ in found] == ["Rowe"] * 3


def test_paragraphs_that_open_anew_belong_to_who_is_named_at_their_end() -> None:
    found = short("Darko said he was sorry.\n\n“The bridge stays.\n\n“It is ours,” Rowe said.")
    assert [speaker for form, speaker, _ in found if form == "direct"] == ["Rowe", "Rowe"]


def test_the_cue_in_the_paragraph_before() -> None:
    assert short("Rowe added:\n\n“The bridge stays where it is.”")[0][1] == "Rowe"


def test_scare_quotes_are_no_quotes() -> None:
    assert quoted("The so-called “bridge of sighs” was closed to traffic.") == []


def test_words_of_nobody_are_not_given_to_somebody() -> None:
    assert all(one.entity is None for one in quoted("“The bridge stays where it is.”\n\nRowe was there."))


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        ("Rowe said that the bridge would stay.", "Rowe", "the bridge would stay"),
        ("Rowe said the bridge would stay.", "Rowe", "the bridge would stay"),
        ("Rowe told the council on Friday that the bridge would stay.", "Rowe", "the bridge would stay"),
        ("The bridge would stay, Rowe said.", "Rowe", "The bridge would stay"),
        ("The bridge would stay, said Rowe in a letter.", "Rowe", "The bridge would stay"),
        ("According to Rowe, the bridge would stay.", "Rowe", "the bridge would stay"),
        ("The bridge would stay, according to the city council.", "the city council", "The bridge would stay"),
        ("Rowe strongly condemned the closing of the bridge.", "Rowe", "the closing of the bridge"),
        ("Rowe has called for a new bridge.", "Rowe", "a new bridge"),
        ("Rowe vowed to rebuild the bridge.", "Rowe", "to rebuild the bridge"),
        ("Rowe issued a warning about the bridge.", "Rowe", "the bridge"),
        ("Rowe asked whether the bridge would stay.", "Rowe", "whether the bridge would stay"),
        ("As Rowe noted, the bridge would stay.", "Rowe", "the bridge would stay"),
        ("Nobody believed Rowe's claim that the bridge would stay.", "Rowe", "the bridge would stay"),
        ("A spokesman for Rowe said the bridge would stay.", "A spokesman for Rowe", "the bridge would stay"),
        ("Rowe, 61, of Elmton, said the bridge would stay.", "Rowe", "the bridge would stay"),
        ("Rowe, who built it, said the bridge would stay.", "Rowe", "the bridge would stay"),
        ("A lawyer for the city, David Ames, said the bridge would stay.", "A lawyer for the city, David Ames", "the bridge would stay"),
    ],
)  # fmt: skip
def test_reported_words(text: str, speaker: str, words: str) -> None:
    assert ("indirect", speaker, words) in short(text)


def test_a_participle_and_a_second_verb_have_the_subject_of_the_first() -> None:
    found = short("Rowe rejected the plan, calling it a mistake, and said the bridge would stay.")
    assert found == [
        ("indirect", "Rowe", "the plan"),
        ("indirect", "Rowe", "it a mistake"),
        ("indirect", "Rowe", "the bridge would stay"),
    ]


def test_an_attribution_in_the_middle_has_words_on_both_sides() -> None:
    found = short("The bridge, Rowe said, would stay where it is.")
    assert [words for _, _, words in found] == ["The bridge", "would stay where it is"]


def test_partial_words_inside_reported_ones() -> None:
    found = short("Rowe said the bridge was “a gift of our fathers” to the city.")
    assert found == [
        ("indirect", "Rowe", "the bridge was “a gift of our fathers” to the city"),
        ("partial", "Rowe", "a gift of our fathers"),
    ]


def test_words_behind_that_are_partial() -> None:
    assert short("Rowe stressed that “the bridge stays ours.”") == [("partial", "Rowe", "the bridge stays ours.")]


@pytest.mark.parametrize(
    "text",
    [
        "The report of the council was late.",
        "The city's claim to the bridge is old.",
        "The proposed bridge is long.",
        "The bridge was praised by everyone.",
        "The United States built a bridge.",
    ],
)
def test_nouns_adjectives_and_passives_are_no_cues(text: str) -> None:
    assert quoted(text) == []


def test_a_statement_that_a_paper_passes_on_is_its_speakers() -> None:
    found = only("Mayor Ann Rowe confirmed the closing of the bridge, the Elmton Gazette reported.")
    assert (found.entity, found.attributes["chain"]) == (ROWE, ["the Elmton Gazette"])


def test_a_transcript() -> None:
    found = short("ROWE: The bridge stays where it is.\n\nDARKO: It does not.")
    assert found == [("direct", "ROWE", "The bridge stays where it is."), ("direct", "DARKO", "It does not.")]


def test_headlines_with_a_colon() -> None:
    assert short("Ann Rowe: The bridge will stay\n\nIt was a fine day.") == [
        ("indirect", "Ann Rowe", "The bridge will stay")
    ]
    assert short("The bridge will stay: Ann Rowe\n\nIt was a fine day.") == [
        ("indirect", "Ann Rowe", "The bridge will stay")
    ]


def test_names_in_the_speaker_tell_who_it_is() -> None:
    assert only("“The bridge stays,” said Elmton Mayor Ann Rowe.").entity == ROWE
    assert only("The Elmton Gazette said the bridge would stay.").entity == GAZETTE


@pytest.mark.parametrize(
    "speaker", ["A spokesman for Ann Rowe", "Ann Rowe's doctor", "An official", "A friend of Ann Rowe"]
)
def test_whoever_only_belongs_to_somebody_is_not_him(speaker: str) -> None:
    assert only(f"{speaker} said the bridge would stay.").entity is None


def test_a_pronoun_is_the_last_speaker_that_fits() -> None:
    text = "Ann Rowe said the bridge would stay. Kofi Darko said it would not.\n\n“It is old,” he said. “It is ours,” she said."
    found = {one.text: one.entity for one in quoted(text)}
    assert (found["It is old,"], found["It is ours,"]) == (DARKO, ROWE)


def test_a_pronoun_after_a_sentence_about_somebody() -> None:
    assert quoted("Ann Rowe opened the bridge. She said it would stay.")[0].entity == ROWE


def test_a_pronoun_without_anybody_is_nobody() -> None:
    assert quoted("She said it would stay.")[0].entity is None


def test_a_pronoun_of_the_other_sex_is_nobody() -> None:
    assert quoted("Ann Rowe opened the bridge. He said it would stay.")[0].entity is None


def test_joint_speakers() -> None:
    found = only("Ann Rowe and Kofi Darko said the bridge would stay.")
    assert [one["text"] for one in found.attributes["speakers"]] == ["Ann Rowe", "Kofi Darko"]
    assert found.attributes["speaker"] == "Ann Rowe and Kofi Darko"


WORDS = [
    "said", "“", "”", '"', "'", "Rowe", "she", "that", ",", ".", ":", "told", "reporters", "according", "to", "and", "the",
    "bridge", "stays", "calling", "(", ")", "As", "—", "who", "’s", "claim", "in", "Friday", "has", "not", "\n", "\x00",
    "\u202e", "é", "🎈",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=60), st.sampled_from([" ", ""]))
def test_every_quote_and_speaker_lies_in_the_text(words: list[str], between: str) -> None:
    text = between.join(words)
    for one in quoted(text):
        attributes = one.attributes
        for part in ("speaker", "cue"):
            if attributes[part] is not None:
                assert text[attributes[f"{part}_start"] : attributes[f"{part}_end"]] == attributes[part]
        assert one.text
        assert one.text == one.text.strip()


@pytest.mark.parametrize(
    "unit",
    [
        "said ", "Rowe said that ", "“a said ", ", Rowe said, ", "according to ", "and said ", "(Rowe, said ", "as told ",
        "who said,", "x", "saying “", "claim that ", "Rowe: ", "' said ",
    ],
)  # fmt: skip
def test_linear_in_repeats(unit: str) -> None:
    with cpu_limit(20, "quotes"):
        quoted(unit * 1_000)


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        ("“We like it here,” the letter reads. “It is ours.”", "the letter", "It is ours."),
        ("“Is it open?” she said, but Darko slept and went on about “the bridge.”", "she", "Is it open?"),
        ("According to Rowe, “[I]f the bridge fell, we would swim.”", "Rowe", "[I]f the bridge fell, we would swim."),
        ("As Rowe recently put it, “Did the bridge fall?”", "Rowe", "Did the bridge fall?"),
        ("She stood by the joke, saying, “I like it.”", "She", "I like it."),
        ("They walked around the bridge while chanting, “Keep it open!”", "They", "Keep it open!"),
        ("The film ends with footage of Darko saying on Friday, “I like it.”", "Darko", "I like it."),
        ("Some agree, like Mayor Ann Rowe -- “It is wrong to close it” -- and Darko.", "Mayor Ann Rowe", "It is wrong to close it"),
        ("The bridge matters because to her, “there is no other way home.”", "her", "there is no other way home."),
        ("The council read a statement by Rowe on Friday: “We like it.”", "Rowe", "We like it."),
        ("With drivers worried about the bridge, Mayor Ann Rowe is trying a new message: “It is safe.”", "Mayor Ann Rowe", "It is safe."),
        ("On “Talk Town,” Rowe (Elmton) was blunt. “The bridge is sick of us.”", "Rowe (Elmton)", "The bridge is sick of us."),
        ("Rowe stood on the bridge.\n\n“We built it in a year.”", "Rowe", "We built it in a year."),
    ],
)  # fmt: skip
def test_whose_direct_words_are_without_a_plain_cue(text: str, speaker: str, words: str) -> None:
    assert ("direct", speaker, words) in short(text)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Rowe said: “We like it.”\n\n‘All Bridges Are Down.’\n\nIt was raining.", "All Bridges Are Down."),
        (
            "In his second book, “Build Your Own Bridge,” Darko suggested looking at the river.",
            "Build Your Own Bridge,",
        ),
    ],
)
def test_headings_and_titles_of_works_are_no_words_of_anybody(text: str, title: str) -> None:
    assert title not in [words for _, _, words in short(text)]


def test_a_transcript_goes_on_with_who_spoke_and_not_with_who_comes_next() -> None:
    found = short("“ROWE: We like it.\n\n“We built it in a year.\n\n“DARKO: And it fell.”")
    assert [speaker for _, speaker, _ in found] == ["ROWE", "ROWE", "DARKO"]


def test_an_unclosed_quotation_behind_a_closed_one_keeps_its_words() -> None:
    found = short("“We like it,” Rowe said. “We built it in a year.\n“It is ours,” Rowe added.")
    assert "We built it in a year." in [words for _, _, words in found]


@pytest.mark.parametrize("text", ["Ann Rowe «»according to Darko", "“” Rowe said.", "“ ” Rowe said that “” it rained."])
def test_marks_around_nothing_are_no_quote(text: str) -> None:
    assert all(one.text and one.text.strip() for one in quoted(text))


@pytest.mark.parametrize("text", ["OSLO: The bank has cut rates again.", "It rained.\nWARNING: The road is closed."])
def test_a_single_label_in_capitals_speaks_for_nobody(text: str) -> None:
    assert quoted(text) == []


def test_labels_in_turn_are_a_transcript() -> None:
    text = "LUND: Is the ferry late?\nPRICE: It is late every day."
    assert [speaker for _, speaker, _ in short(text)] == ["LUND", "PRICE"]
