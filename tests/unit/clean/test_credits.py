"""Credit lines: `pipeline.clean.credits`."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean.credits import SYNDICATED, Credits, take
from pipeline.clean.lines import Line

FETCHED = datetime(2026, 3, 1, tzinfo=UTC)
LEAD = "The council met on Tuesday evening to talk about the old bridge over the river and what it would cost to mend."
SECOND = "Engineers told the meeting that two of the five arches had moved since the spring floods of the year before."
THIRD = "A decision is due before the summer, and until then lorries will have to take the long way round the hill."
BODY = (LEAD, SECOND, THIRD)


def taken(*texts: str) -> Credits:
    return take([Line(text) for text in texts], FETCHED)


def text(credit: Credits) -> tuple[str, ...]:
    return tuple(line.text for line in credit.lines)


# ── in front of the text ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("front", "wire", "place"),
    [
        ("(Reuters) -", "Reuters", None),
        ("WASHINGTON, Feb 21 (Reuters) -", "Reuters", "WASHINGTON"),
        ("LONDON, Feb 21, 2026 (AFP) -", "AFP", "LONDON"),
        ("NEW YORK/LONDON, Feb 21 (Reuters) -", "Reuters", "NEW YORK/LONDON"),
        ("KYIV, Ukraine (AP) —", "AP", "KYIV, Ukraine"),
        ("KYIV. Feb 20 (Interfax-Ukraine) –", "Interfax-Ukraine", "KYIV"),
        ("New Delhi [India], February 21 (ANI):", "ANI", "New Delhi"),
        ("Mumbai, Feb 21 (PTI)", "PTI", "Mumbai"),
        ("BEIJING, Feb. 21 (Xinhua) --", "Xinhua", "BEIJING"),
        ("Xinhua |", "Xinhua", None),
        ("AP —", "AP", None),
        ("(AFP)", "AFP", None),
        ("Paris, France | AFP |", "AFP", "Paris, France"),
        ("Paris (France) (AFP) –", "AFP", "Paris"),
        ("Berlin (dpa/lno) -", "dpa", "Berlin"),
        ("Wien (APA) –", "APA", "Wien"),
        ("(ANSA) - ROMA, 21 FEB -", "ANSA", "ROMA"),
        ("Madrid, 21 feb (EFE).-", "EFE", "Madrid"),
        ("São Paulo, 21 de fevereiro (Lusa) -", "Lusa", "São Paulo"),
        ("Warszawa (PAP) -", "PAP", "Warszawa"),
        ("МОСКВА, 21 фев — РИА Новости.", "РИА Новости", "МОСКВА"),
        ("МОСКВА, 21 февраля. /ТАСС/.", "ТАСС", "МОСКВА"),
        ("Киев. 20 февраля. УНИАН.", "УНИАН", "Киев"),
        ("КИЇВ, 20 лютого. /УКРІНФОРМ/.", "Укрінформ", "КИЇВ"),
        ("Астана. Казинформ –", "Казинформ", "Астана"),
        ("BAKU, Azerbaijan, February 21.", None, "BAKU, Azerbaijan"),
        ("Köln, 21. Februar 2026 –", None, "Köln"),
        ("Köln (abc) –", None, "Köln"),
        ("BERLIN —", None, "BERLIN"),
        ("Kyiv, Ukraine –", None, "Kyiv, Ukraine"),
        ("ISLAMABAD:", None, "ISLAMABAD"),
        ("(MENAFN- IANS) New Delhi, Feb 21 (IANS)", "IANS", "New Delhi"),
    ],
)
def test_a_dateline_leaves_the_text(front: str, wire: str | None, place: str | None) -> None:
    credit = taken(f"{front} {LEAD}", SECOND)
    assert text(credit) == (LEAD, SECOND)
    assert (credit.wire_origin, credit.place) == (wire, place)


@pytest.mark.parametrize(
    "sentence",
    [
        "Reuters reported that the bridge would be closed on Monday, citing two people with knowledge of the plan.",
        "As Reuters wrote earlier, the bridge was closed on Monday, and nobody knows for how long it will be so.",
        "Reuters – the agency that first reported the closure – said on Monday that the bridge would open in May.",
        "The Associated Press (AP) reported on Monday that the bridge was closed, and that the mayor did not know.",
        "By Tuesday, the army had closed the bridge and nobody was let through, two people who were there said.",
        "On Monday, March 3. The bridge was closed, and two people with knowledge of the plan confirmed it again.",
        "In Kyiv, Ukraine – The bridge was closed on Monday, and two people with knowledge of it confirmed that.",
        "Moskau – das ist für viele ein Traum, aber die Wirklichkeit sieht anders aus, wie der Bericht nun zeigt.",
        "Olaf Schmidt (SPD) sieht das anders, wie der Bericht vom Montag zeigt, der lange erwartet worden war.",
        "Analyse – Der Kanzler sieht das anders, wie der Bericht vom Montag zeigt, der lange erwartet worden war.",
        "Jane Doe, John Roe - The two met on Monday evening to talk about the bridge and what it would cost them.",
        "2026-02-20 war der Tag, an dem die Brücke geschlossen wurde, wie der lange erwartete Bericht nun zeigt.",
        "ТАСС сообщил, что мост закрыт, и два человека, которые знают план, подтвердили это в понедельник вечером.",
    ],
)
def test_a_sentence_of_the_text_stays_whole(sentence: str) -> None:
    assert text(taken(sentence, *BODY, sentence)) == (sentence, *BODY, sentence)


def test_a_dateline_may_follow_the_standfirst() -> None:
    assert text(taken("What will the bridge cost", f"Berlin (dpa) - {LEAD}")) == ("What will the bridge cost", LEAD)


def test_a_dateline_deep_in_the_text_stays() -> None:
    assert text(taken(*BODY, f"Berlin (dpa) - {LEAD}", *BODY)) == (*BODY, f"Berlin (dpa) - {LEAD}", *BODY)


def test_a_speaker_in_a_transcript_is_no_place() -> None:
    lines = (f"SMITH: {LEAD}", f"JONES: {SECOND}")
    assert text(taken(*lines)) == lines


def test_a_stamp_in_front_of_the_text_is_its_date() -> None:
    credit = taken(f"date 2026-02-20 {LEAD}", SECOND)
    assert (text(credit), credit.published) == ((LEAD, SECOND), "2026-02-20")


def test_a_stamp_later_than_the_fetch_is_none() -> None:
    lines = (f"date 2031-02-20 {LEAD}", SECOND)
    assert (text(taken(*lines)), taken(*lines).published) == (lines, None)


def test_a_syndicators_header_names_outlet_and_author() -> None:
    credit = taken("date 2026-02-21 MENAFN - Gulf Gazette) Jane Doe Read more", LEAD)
    assert [line.text for line in credit.lines] == ["Read more", LEAD]
    assert (credit.wire_origin, credit.outlet, credit.authors) == ("MENAFN", "Gulf Gazette", ("Jane Doe",))
    assert credit.published == "2026-02-21"


def test_a_syndicator_may_pass_on_an_agencys_text() -> None:
    credit = taken(f"(MENAFN- IANS) New Delhi, Feb 21 (IANS) {LEAD}", SECOND)
    assert (credit.outlet, credit.wire_origin) == ("IANS", "IANS")


def test_a_syndicators_header_may_run_on_into_the_text() -> None:
    credit = taken(f"(MENAFN- Gulf Gazette) Jane Doe Read more {LEAD}", SECOND)
    assert (text(credit), credit.authors) == ((LEAD, SECOND), ("Jane Doe",))


def test_two_words_in_front_of_a_text_are_no_author() -> None:
    credit = taken("(MENAFN- Gulf Gazette) Old Bridge talks went on late into Tuesday evening at the hall.", SECOND)
    assert credit.authors == ()


# ── lines of their own ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("**By Jane Doe**", ("Jane Doe",)),
        ("By JANE DOE, Staff Writer", ("Jane Doe",)),
        ("By Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("By Staff Reporter", ()),
        ("Von Jane Doe und John Roe, Berlin", ("Jane Doe", "John Roe")),
        ("Par Jeanne Dupont avec AFP", ("Jeanne Dupont",)),
        ("Por Juan Pérez", ("Juan Pérez",)),
        ("Door Jan de Vries", ("Jan de Vries",)),
        ("Автор: Иван Петров", ("Иван Петров",)),
        ("Jane Doe 3 min read", ("Jane Doe",)),
    ],
)
def test_a_byline_names_the_authors(byline: str, authors: tuple[str, ...]) -> None:
    credit = taken(byline, *BODY)
    assert (text(credit), credit.authors) == (BODY, authors)


def test_a_line_that_begins_like_a_byline_is_text() -> None:
    assert text(taken("By Tuesday everything was closed", *BODY))[0] == "By Tuesday everything was closed"


def test_a_byline_in_the_middle_of_the_text_stays() -> None:
    lines = (*BODY, *BODY, "By Jane Doe", *BODY, *BODY, *BODY)
    assert text(taken(*lines)) == lines


def test_the_name_beside_a_reading_time_is_the_outlets() -> None:
    credit = taken("HillNews", "HillNews 3 Min Read", LEAD)
    assert (credit.outlet, credit.authors) == ("HillNews", ())
    assert "HillNews" not in text(credit)


def test_an_organisation_under_the_headline_is_the_outlet() -> None:
    credit = taken("Old bridge will cost more than was thought", "HILL Media Group", LEAD)
    assert (credit.outlet, credit.authors) == ("HILL Media Group", ())


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("21 February 2026", "21 February 2026"),
        ("05.02.2026, 14:30", "2026-02-05"),
        ("Updated: 2026-02-21", "2026-02-21"),
    ],
)
def test_a_line_with_a_date_is_the_date(line: str, published: str) -> None:
    credit = taken(line, *BODY)
    assert (text(credit), credit.published) == (BODY, published)


def test_a_date_below_the_text_is_not_its_date() -> None:
    assert taken(*BODY, *BODY, *BODY, "21 February 2026").published is None


def test_reporters_are_authors_and_editors_are_not() -> None:
    credit = taken(*BODY, "(Reporting by Jane Doe in Kyiv and John Roe; Editing by Mary Major)")
    assert (text(credit), credit.authors) == (BODY, ("Jane Doe", "John Roe"))


def test_reporters_give_way_to_the_byline() -> None:
    assert taken("By Jane Doe", *BODY, "Reporting by John Roe; Editing by Mary Major").authors == ("Jane Doe",)


@pytest.mark.parametrize(
    ("note", "wire", "outlet"),
    [
        (
            "(This story has not been edited by Hill Gazette staff and is auto-generated from a syndicated feed.)",
            SYNDICATED,
            "Hill Gazette",
        ),
        ("This report is auto-generated from ANI news service. HillPost holds no responsibility for its content.", "ANI", "HillPost"),
        ("Disclaimer: This story is auto-generated from IANS service.", "IANS", None),
        ("This article was originally published on The Hill Gazette. Read the original article.", "The Hill Gazette", None),
        ("This article first appeared in the Hill Gazette.", "Hill Gazette", None),
        ("Source: Reuters", "Reuters", None),
        ("Источник: Интерфакс-Украина", "Интерфакс-Украина", None),
        ("Mit Material von dpa", "dpa", None),
        ("With inputs from agencies", None, None),
        ("© 2026 AFP", "AFP", None),
        ("dpa-infocom GmbH", "dpa-infocom", None),
        ("Copyright 2026 Hill Gazette. All rights reserved.", None, None),
        ("(с) Интерфакс", "Интерфакс", None),
        ("Фото: Иван Петров / УНИАН", None, None),
        ("By Reuters", "Reuters", None),
        ("PTI ABC XY", "PTI", None),
        ("AGENCY2102202600012345ID99", None, None),
    ],
)  # fmt: skip
def test_a_note_below_the_text_says_where_it_comes_from(note: str, wire: str | None, outlet: str | None) -> None:
    credit = taken(*BODY, note)
    assert text(credit) == BODY
    assert (credit.wire_origin, credit.outlet, credit.authors) == (wire, outlet, ())


@pytest.mark.parametrize(
    "tail", ["(Reuters)", "[dpa]", "/ТАСС/", "© AFP", "—Reuters", "PTI", "(With inputs from agencies)"]
)
def test_an_agency_behind_the_last_sentence_leaves_it(tail: str) -> None:
    assert text(taken(LEAD, SECOND, f"{THIRD} {tail}")) == BODY


def test_an_abbreviation_behind_a_name_stays() -> None:
    last = "The mayor has said as much to the Associated Press (AP)."
    assert text(taken(*BODY, last)) == (*BODY, last)


def test_the_agency_named_by_a_note_comes_before_its_feed() -> None:
    note = "(This story has not been edited by Hill Gazette staff and is auto-generated from a syndicated feed.)"
    assert taken(f"New Delhi, Feb 21 (ANI): {LEAD}", SECOND, note).wire_origin == "ANI"


# ── the outlet's own name ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("how", ["Как писал", "Як повідомляв", "Ранее"])
def test_a_site_that_points_at_its_earlier_piece_names_itself(how: str) -> None:
    sentence = f"{how} GORA.UA, мост закрыли ещё в прошлом году, и с тех пор никто не знает, когда его откроют."
    credit = taken(*BODY, sentence)
    assert (credit.outlet, text(credit)[-1]) == ("GORA.UA", sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Как писал Bloomberg, мост закрыли ещё в прошлом году, и с тех пор никто не знает, когда его откроют.",
        "Об этом сообщил GORA.UA, и с тех пор никто не знает, когда мост откроют для грузовиков и автобусов.",
        "Как писал GORA.UA и как сообщал REKA.UA, мост закрыли. Как сообщал REKA.UA, никто не знает надолго ли.",
    ],
)
def test_another_outlet_is_not_taken_for_the_sites_own(sentence: str) -> None:
    assert taken(*BODY, sentence).outlet is None


# ── laws ───────────────────────────────────────────────────────────────────────────────────────────────────────────

words = st.sampled_from(
    [LEAD, SECOND, "By Jane Doe", "KYIV (Reuters) -", "MENAFN - Gazette)", "date 2026-02-21", "(AFP)", "Read more", "© AFP",
     "Source: AP", "Jane Doe", "21 February 2026", "A", "", "—", "3 min read", "Reporting by John Roe; Editing by X"]
)  # fmt: skip
lines = st.lists(st.lists(words, min_size=1, max_size=4).map(" ".join), max_size=12)


@settings(max_examples=200, deadline=None)
@given(lines)
def test_every_letter_is_kept_or_recorded_as_removed(texts: list[str]) -> None:
    credit = taken(*texts)
    parts = [*text(credit), *(removed.text for removed in credit.removed)]
    letters = sorted("".join("".join(parts).split()))
    assert letters == sorted("".join("".join(texts).split()))


@settings(max_examples=200, deadline=None)
@given(lines)
def test_what_is_removed_stands_in_order_among_the_lines_left(texts: list[str]) -> None:
    credit = taken(*texts)
    places = [removed.before for removed in credit.removed]
    assert places == sorted(places)
    assert all(0 <= place <= len(credit.lines) for place in places)
