"""Furniture: `pipeline.clean.furniture` and the phrases it knows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import furniture_phrases as phrases
from pipeline.clean.furniture import REPEATABLE, key, repeatable, strip
from pipeline.clean.lines import Line
from pipeline.model import Habits, Removed

LEAD = "The council met on Tuesday evening to talk about the old bridge over the river and what it would cost to mend."
SECOND = "Engineers told the meeting that two of the five arches had moved since the spring floods of the year before."
THIRD = "A decision is due before the summer, and until then lorries will have to take the long way round the hill."
BODY = (LEAD, SECOND, THIRD)
LONG = BODY * 4


def stripped(*texts: str, title: str | None = None, furniture: frozenset[bytes] = frozenset()) -> tuple[str, ...]:
    kept, _ = strip([Line(text) for text in texts], Habits(furniture=furniture), title)
    return tuple(line.text for line in kept)


# ── by what it says ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "line",
    [
        "Read more", "Read more »", "3 Min Read", "Hill Gazette 3 Min Read", "Lesezeit: 3 Min.", "3 Minuten Lesezeit",
        "Время чтения: 3 минуты", "Temps de lecture : 3 min", "Share this Post", "Leave a Comment", "More From This Section",
        "Advertisement", "Реклама", "Comments (12)", "12 Comments", "Комментарии (5)", "Follow us on Facebook",
        "Subscribe to our weekly newsletter", "Download the Hill Gazette app for more", "READ MORE: Bridge closed again",
        "Подписывайтесь на наш Telegram-канал", "Читайте также: Мост закроют", "Підписуйтесь на наш канал у Telegram",
        "Читайте також: Міст закриють", "Lesen Sie auch: Die Brücke", "Das könnte Sie auch interessieren",
        "Abonnieren Sie unseren Newsletter", "À lire aussi : Le pont", "Abonnez-vous à notre newsletter",
        "Lee también: El puente", "Síguenos en nuestro canal de WhatsApp", "Leggi anche: Il ponte", "Leia também: A ponte",
        "Czytaj też: Most", "Lees ook: De brug", "Les også: Brua", "Läs också: Bron", "Læs også: Broen", "Lue myös: Silta",
        "İLGİLİ HABER: Köprü", "Čtěte také: Most", "Our Standards: The Thomson Reuters Trust Principles.",
        "The post Bridge closed appeared first on Hill Gazette.", "This article contains affiliate links.", "Tags: bridges, rivers",
    ],
)  # fmt: skip
def test_furniture_goes_wherever_it_stands(line: str) -> None:
    assert stripped(*LONG, line, *LONG) == (*LONG, *LONG)


@pytest.mark.parametrize(
    "line",
    [
        "More from the mayor: he will not pay.",
        "Read the letter that the mayor wrote to the council in the spring, and you will see what he meant.",
        "Like many on Facebook, the mayor did not know that the bridge had been closed since the spring.",
        "Jetzt hat Facebook das Konto der Stadt gesperrt, und der Bürgermeister weiß nicht, warum das so ist.",
        "The latest news of the app came too late for the lorries that were on their way to the bridge.",
        "It takes 3 minutes to walk over the bridge.",
        "Share prices fell",
        "Comments by the mayor",
        "Follow the money",
    ],
)
def test_text_that_sounds_like_furniture_stays(line: str) -> None:
    assert stripped(*LONG, line, *LONG) == (*LONG, line, *LONG)


def test_a_doubtful_word_is_furniture_at_the_foot() -> None:
    assert stripped(*LONG, "Facebook") == LONG


def test_a_doubtful_word_is_furniture_beside_other_furniture() -> None:
    assert stripped(*LONG, "Share this article", "Facebook", "Twitter", *LONG) == (*LONG, *LONG)


def test_a_doubtful_word_is_furniture_where_it_is_a_link() -> None:
    lines = [*map(Line, LONG), Line("Facebook", linked=1.0), *map(Line, LONG)]
    assert len(strip(lines, Habits(), None)[0]) == 2 * len(LONG)


def test_a_doubtful_word_in_the_text_is_a_heading() -> None:
    assert "Facebook" in stripped(*LONG, "Facebook", *LONG)


def test_who_the_author_is_goes_from_the_foot() -> None:
    assert stripped(*BODY, "Jane Doe is a senior reporter covering bridges for the Hill Gazette.") == BODY


def test_that_nobody_answers_for_it_goes_from_the_foot() -> None:
    assert stripped(*BODY, "The views expressed in this article are those of its author.") == BODY


def test_who_somebody_is_stays_in_the_text() -> None:
    line = "Jane Doe is a reporter covering bridges for the Hill Gazette."
    assert stripped(LEAD, line, SECOND) == (LEAD, line, SECOND)


def test_the_headline_repeated_is_no_text() -> None:
    assert stripped("Old bridge: Closed again", *BODY, title="Old Bridge – closed again") == BODY


def test_without_a_title_the_first_line_stays() -> None:
    assert stripped("Old bridge closed again", *BODY)[0] == "Old bridge closed again"


def test_the_marks_of_markdown_go_and_the_words_stay() -> None:
    lines = ("### What it costs", "It is **very** old, as [the plan](https://paper.example/plan) says.")
    assert stripped(*lines) == ("What it costs", "It is very old, as the plan says.")


@pytest.mark.parametrize("line", ["#bridge is what they call it", "2 ** 3 ** 4", "[sic] (as written)"])
def test_marks_that_are_not_markdowns_stay(line: str) -> None:
    assert stripped(*BODY, line, *BODY)[3] == line


# ── by the host's habits ───────────────────────────────────────────────────────────────────────────────────────────


def learned(*texts: str) -> frozenset[bytes]:
    return frozenset(map(key, texts))


def test_a_learned_line_at_the_foot_is_furniture() -> None:
    assert stripped(*BODY, "The Hill Gazette is yours.", furniture=learned("The Hill Gazette is yours.")) == BODY


def test_a_learned_line_is_known_by_other_digits() -> None:
    assert stripped(*BODY, "Edition 17 of 2026", furniture=learned("EDITION 23 of 2025")) == BODY


def test_a_learned_line_in_the_middle_of_the_text_stays() -> None:
    lines = (*LONG, "What we know", *LONG)
    assert stripped(*lines, furniture=learned("What we know")) == lines


def test_a_learned_line_in_the_middle_goes_where_it_is_a_link() -> None:
    lines = [*map(Line, LONG), Line("All about bridges", linked=0.9), *map(Line, LONG)]
    kept, _ = strip(lines, Habits(furniture=learned("All about bridges")), None)
    assert len(kept) == 2 * len(LONG)


def test_a_learned_line_that_introduces_others_stays() -> None:
    lines = ("The main points:", *BODY)
    assert stripped(*lines, furniture=learned("The main points:")) == lines


def test_only_lines_that_may_repeat_are_taught() -> None:
    lines = ["Hill Gazette", "The main points:", *LONG, "What we know", *LONG, "Write to us", "Read more"]
    short = {"Hill Gazette", "Write to us"}
    assert set(repeatable([Line(text) for text in lines])) == short | set(BODY)


def test_long_lines_are_not_taught() -> None:
    assert repeatable([Line(LEAD + " " + SECOND)]) == ()


def test_a_page_teaches_only_so_much() -> None:
    assert len(repeatable([Line(f"Section {letter}", linked=1.0) for letter in "abcdefghijklmnopq"])) == REPEATABLE


# ── what was removed ───────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_removed_counts_the_lines_of_the_final_text() -> None:
    before = [
        Removed(0, "By Jane Doe", "byline"),
        Removed(2, "KYIV (AP) -", "dateline"),
        Removed(4, "© AP", "copyright"),
    ]
    lines = [Line("Read more"), Line(LEAD), Line(SECOND), Line("Advertisement")]
    kept, removed = strip(lines, Habits(), None, before)
    assert [line.text for line in kept] == [LEAD, SECOND]
    assert [(one.before, one.text) for one in removed] == [
        (0, "By Jane Doe"),
        (0, "Read more"),
        (1, "KYIV (AP) -"),
        (2, "Advertisement"),
        (2, "© AP"),
    ]


texts = st.lists(
    st.sampled_from([*BODY, "Read more", "Facebook", "Old bridge", "### Costs", "What we know", "Comments (3)"]),
    max_size=15,
)


@settings(max_examples=200, deadline=None)
@given(texts)
def test_kept_and_removed_lines_make_up_the_page(lines: list[str]) -> None:
    kept, removed = strip([Line(text) for text in lines], Habits(furniture=learned("What we know")), "Old bridge")
    pieces: list[str] = []
    for index in range(len(kept) + 1):
        pieces += [one.text for one in removed if one.before == index]
        pieces += [kept[index].text] if index < len(kept) else []
    assert " ".join(pieces) == " ".join(lines)


@settings(max_examples=200, deadline=None)
@given(texts)
def test_what_a_page_teaches_is_what_it_would_lose(lines: list[str]) -> None:
    page = [*map(Line, lines[:3]), Line("The council met on Tuesday. " * 200), *map(Line, lines[3:])]
    taught = repeatable(page)
    kept, _ = strip(page, Habits(furniture=learned(*taught)), None)
    plain, _ = strip(page, Habits(), None)
    assert bool(taught) == (len(kept) < len(plain))


def test_what_a_host_repeats_stays_where_it_is_a_third_of_the_text() -> None:
    lines = [Line("The gate was shut on Monday."), Line("Nobody at the office knows why.")]
    habits = Habits(frozenset(key(line.text) for line in lines))
    assert strip(lines, habits, None) == (tuple(lines), ())


@pytest.mark.parametrize(
    "text",
    [
        "The story continues after the war.",
        "The story continues after the war",
        "To see the site, visitors take the early boat.",
        "This video was shown to the jury.",
        "We use cookies made with flour from the old mill.",
        "Members of the choir support this work and give a day a month.",
        "The court has asked for a licence to reprint the map.",
    ],
)
def test_sentences_that_begin_like_furniture_are_text(text: str) -> None:
    assert phrases.why(text) is None
    assert phrases.why_at_foot(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Correction: the boat leaves at four, not at five.",
        "This story was corrected on Tuesday to give the right price.",
        "An earlier version of this article misspelled the name of the skipper.",
        "In einer früheren Version dieses Textes hieß es, die Bahn fahre schon im Mai.",
        "В предыдущей версии статьи была указана другая дата.",
    ],
)
def test_a_note_on_what_was_wrong_is_told_from_other_notes(text: str) -> None:
    assert phrases.corrects(text)
    assert not phrases.corrects("Nina Holm is a reporter who covers the coast.")
