"""Whom an article names as its source, through whom, with which link; and whether it is original."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.deadline import cpu_limit
from pipeline.extract.citations import Citations
from pipeline.model import Annotation, Document, EntityKind, Identity, Link


def document(
    text: str,
    language: str = "en",
    names: Sequence[tuple[str, EntityKind]] = (),
    links: Sequence[Link] = (),
    source: str | None = None,
) -> Document:
    mentions = [
        Annotation(
            "mention",
            text.index(name),
            text.index(name) + len(name),
            name,
            {"kind": kind},
            Identity(kind, name, (name,)),
        )
        for name, kind in names
    ]
    return Document(
        0, 1, "https://news.example/a", None, text, language, None, tuple(links), {"entities": mentions}, source
    )


def cited(given: Document) -> list[tuple[str | None, str]]:
    return [(one.text, one.attributes["cited"]) for one in Citations()(given) if one.kind == "citation"]


def original(given: Document) -> bool:
    (one,) = (item for item in Citations()(given) if item.kind == "sourcing")
    return bool(one.attributes["original"])


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("The dam will hold, according to a Reuters report.", "according to a Reuters report", "Reuters"),
        (
            "The New York Times had first reported the sale.",
            "The New York Times had first reported",
            "The New York Times",
        ),
        ("She resigned, as first reported by Der Spiegel.", "as first reported by Der Spiegel", "Der Spiegel"),
        ("He made the offer in an interview with Norway's public broadcaster NRK.", None, "NRK"),
        ("The mayor told Le Monde that he was tired.", "told Le Monde", "Le Monde"),
        ("Sharing a post on X, the mayor wrote two lines.", "a post on X", "X"),
        ("The mayor wrote on his official Telegram channel.", None, "Telegram"),
        ("She denied reports in Danish media about the sale.", "reports in Danish media", "Danish media"),
        ("It came after reports from Danish military intelligence.", None, "Danish military intelligence"),
        ("He was asked at a joint press conference about it.", "at a joint press conference", "press conference"),
        ("The plan is void, per documents seen by Bloomberg.", "seen by Bloomberg", "Bloomberg"),
        ("In earlier remarks to Jane Doe, the mayor was brief.", "In earlier remarks to Jane Doe", "Jane Doe"),
        ("The firm published a statement on its website.", "a statement on its website", None),
        ("Fares rose, according to the finance blog Coinwatcher.", None, "Coinwatcher"),
    ],
)
def test_english_names_a_source(text: str, words: str | None, name: str | None) -> None:
    (found,) = cited(document(text, names=[("Jane Doe", "person")] if "Jane Doe" in text else []))
    assert words is None or found[0] in {words, words.removeprefix("a ")}
    assert name is None or found[1] == name


@pytest.mark.parametrize(
    "text",
    [
        "The mayor said that Reuters had moved its office.",
        "Russia banned Facebook and X in the spring.",
        "The ministry will hold a press conference tomorrow.",
        "According to the mayor, the dam will hold.",
        "He told his wife that the dam would hold.",
        "The Times Square hotel was sold on Friday.",
        "The survey was published on Sunday, the list in May.",
        "The mayor has agreed to an interview with KBS and declined an interview with Reuters.",
        "She used the conversation to address Reuters reporters.",
        "The newspaper reported that ten clerks had left.",
    ],
)
def test_english_that_cites_nobody(text: str) -> None:
    assert cited(document(text, names=[("Times Square", "place")] if "Times Square" in text else [])) == []


@pytest.mark.parametrize(
    ("text", "language", "words", "name"),
    [
        ("Мост закрыли, сообщает Reuters.", "ru", "сообщает Reuters", "Reuters"),
        (
            "Мост закрыли. Об этом пишет газета «Коммерсантъ».",
            "ru",
            "Об этом пишет газета «Коммерсантъ»",
            "Коммерсантъ",
        ),
        ("По данным Bloomberg, мост закрыли.", "ru", "По данным Bloomberg", "Bloomberg"),
        ("Как писал Tree.ru, мост закрыли.", "ru", "Как писал Tree.ru", "Tree.ru"),
        ("Мэр заявил об этом в интервью телеканалу NHK.", "ru", "в интервью телеканалу NHK", "NHK"),
        ("Мэр написал на своей странице в Facebook, что устал.", "ru", "на своей странице в Facebook", "Facebook"),
        ("Мэр сказал на пресс-конференции, что устал.", "ru", "на пресс-конференции", "пресс-конференция"),
        ("Мэр сказал в ходе брифинга, что устал.", "ru", "в ходе брифинга", "брифинг"),
        ("По данным датских СМИ, мост закрыли.", "ru", "По данным датских СМИ", "датские СМИ"),
        ("Міст закрили, повідомляє Укрінформ.", "uk", "повідомляє Укрінформ", "Укринформ"),
        ("За даними Reuters, міст закрили.", "uk", "За даними Reuters", "Reuters"),
        ("Як пише The Guardian, міст закрили.", "uk", "Як пише The Guardian", "The Guardian"),
        ("Мер сказав в інтерв'ю DW, що стомився.", "uk", "в інтерв'ю DW", "Deutsche Welle"),
    ],
)
def test_russian_and_ukrainian_name_a_source(text: str, language: str, words: str, name: str) -> None:
    assert cited(document(text, language)) == [(words, name)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Мэр сообщил, что Reuters закрыло бюро.", "ru"),
        ("По словам мэра, мост закрыли.", "ru"),
        ("В стране заблокировали Facebook и Twitter.", "ru"),
        ("Все материалы со ссылкой на агентство Reuters не подлежат перепечатке.", "ru"),
        ("За словами мера, міст закрили.", "uk"),
    ],
)
def test_russian_and_ukrainian_that_cite_nobody(text: str, language: str) -> None:
    assert cited(document(text, language)) == []


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("It is closed, according to a Reuters report citing the Ministry of Dams.", "en", "Ministry of Dams"),
        ("Мост закрыли, сообщает Reuters со ссылкой на МЧС.", "ru", "МЧС"),
        ("Міст закрили, передає Reuters з посиланням на МНС.", "uk", "МНС"),
    ],
)
def test_whom_an_outlet_cites_came_through_it(text: str, language: str, names: str) -> None:
    found = Citations()(document(text, language, [(names, "organisation")]))
    first, second = (one for one in found if one.kind == "citation")
    assert (first.attributes["cited"], first.attributes["via"]) == ("Reuters", None)
    assert (second.attributes["cited"], second.attributes["via"]) == (names, "Reuters")
    assert second.entity is not None


def test_a_citation_has_the_identity_of_the_mention_in_it() -> None:
    (found, _) = Citations()(document("It is closed, The Oslo Bugle reported.", names=[("Oslo Bugle", "organisation")]))
    assert found.entity == Identity("organisation", "Oslo Bugle", ("Oslo Bugle",))


def test_the_paper_is_the_one_named_before() -> None:
    text = "The Harbour Post broke the story on Monday. Ten clerks had left, the newspaper reported."
    assert cited(document(text, names=[("Harbour Post", "organisation")]))[-1] == ("newspaper reported", "Harbour Post")


def test_a_person_who_asks_is_cited_and_one_who_answers_is_not() -> None:
    asked = document("Мэр сказал в интервью Петру Саду.", "ru", [("Петру Саду", "person")])
    answered = document("Мэр прочёл об этом в интервью Петра Сада.", "ru", [("Петра Сада", "person")])
    assert [name for _, name in cited(asked)] == ["Петру Саду"]
    assert cited(answered) == []


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ([Link("https://www.reuters.com/world/dam", "more")], "https://www.reuters.com/world/dam"),
        ([Link("https://t.example/1", "told Reuters")], "https://t.example/1"),
        ([Link("https://news.example/tag/reuters", "Reuters")], None),
        ([Link("https://other.example/1", "the dam")], None),
        ([Link("http://[bad", "Reuters")], None),
        ([Link("https://t.example/1", "Reuters"), Link("https://reuters.com/2", "here")], "https://reuters.com/2"),
    ],
)
def test_the_link_that_leads_to_the_source(links: list[Link], url: str | None) -> None:
    (found, _) = Citations()(document("The mayor told Reuters that the dam would hold.", links=links))
    assert found.attributes["url"] == url


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        ("The mayor told Reuters that the dam would hold.", None, False),
        ("The mayor told Reuters that the dam would hold.", "Reuters", True),
        ("The mayor wrote on Facebook that the dam would hold.", None, True),
        ("The mayor said at a press conference that the dam would hold.", None, True),
        ("The dam will hold.", None, True),
        ("State media reported that the dam would hold.", None, False),
    ],
)
def test_original_unless_another_outlet_speaks(text: str, source: str | None, expected: bool) -> None:
    assert original(document(text, source=source)) is expected


def test_other_languages_have_no_sourcing() -> None:
    assert Citations()(document("Laut Reuters ist die Brücke gesperrt.", "de")) == []


PIECES = """
    according to citing reported The New York Times in an interview with post on X s ’s « » , . \0 \u202e 😀 а\u0301
    по данным со ссылкой на сообщает об этом Reuters газета «Б» СМИ за даними повідомляє Facebook в своем
"""
WORDS = st.sampled_from([*PIECES.split(), "\n"])


@given(st.lists(WORDS | st.text(max_size=5), max_size=60).map(" ".join), st.sampled_from(["en", "ru", "uk"]))
def test_words_are_the_text_s_and_two_citations_share_none(text: str, language: str) -> None:
    end = 0
    for one in Citations()(document(text, language)):
        if one.kind == "citation":
            assert one.start is not None
            assert one.end is not None
            assert one.text == text[one.start : one.end]
            assert end <= one.start < one.end
            assert one.start <= one.attributes["cited_start"] < one.attributes["cited_end"] <= one.end
            end = one.end


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "according to " * 20_000,
        "The " * 50_000,
        "X " * 50_000,
        "со ссылкой на " * 20_000,
        "« " * 50_000,
    ],
    ids=["one word", "according", "articles", "platforms", "references", "marks"],
)
def test_repeats_take_linear_time(text: str, language: str) -> None:
    with cpu_limit(10, "citations of repeats"):
        Citations()(document(text, language))


@pytest.mark.parametrize(
    "word", ["reported", "report", "told", "said", "writes", "citing", "interview", "appearing before"]
)
@pytest.mark.parametrize("rest", ["", " the court", " Reuters", " that it rains"])
def test_a_text_may_begin_with_any_word(word: str, rest: str) -> None:
    for text in (word + rest, word.capitalize() + rest):
        assert all(name for _, name in cited(document(text)))


@pytest.mark.parametrize(
    ("text", "language", "names", "rows"),
    [
        ("Паром цел, сказал он «Маячку».", "ru", [("Маячку", "organisation")], [("сказал он «Маячку»", "Маячку")]),
        (
            "Паром цел, заявил мэр Иван Садовников агентству «Рында».",
            "ru",
            [("Иван Садовников", "person"), ("Рында", "organisation")],
            [("заявил мэр Иван Садовников агентству «Рында»", "Рында")],
        ),
        (
            "«Паром цел», – цитирует мэра Ивана Садовникова газета «Рында».",
            "ru",
            [("Ивана Садовникова", "person"), ("Рында", "organisation")],
            [("цитирует мэра Ивана Садовникова газета «Рында»", "Рында")],
        ),
        ("Мэр передал «Маячку» новый дом.", "ru", [("Маячку", "organisation")], []),
        ("Відомо, що фірма вже передала ПКК.", "uk", [("ПКК", "organisation")], []),
        (
            "За підрахунками міністерства транспорту, пором цілий.",
            "uk",
            [],
            [("За підрахунками міністерства транспорту", "міністерство транспорту")],
        ),
        (
            "Він сказав це в ефірі міського телебачення.",
            "uk",
            [],
            [("в ефірі міського телебачення", "міське телебачення")],
        ),
        (
            "Мэр молчит\n\nВчерашнее интервью мэра агентству «Рында» прочли все.",
            "ru",
            [("Рында", "organisation")],
            [("интервью мэра агентству «Рында»", "Рында")],
        ),
        ("Як повідомляли Річкові Вісті, пором цілий.", "uk", [], [("Як повідомляли Річкові Вісті", "Річкові Вісті")]),
    ],
)
def test_slavic_sources_are_whole_and_told(
    text: str, language: str, names: Sequence[tuple[str, EntityKind]], rows: list[tuple[str, str]]
) -> None:
    assert cited(document(text, language, names)) == rows


def test_an_outlet_told_by_its_short_name_is_the_articles_own() -> None:
    text = "Паром цел, сказал он «Звонарю»."
    names: Sequence[tuple[str, EntityKind]] = [("Звонарю", "organisation")]
    told = document(text, "ru", names, source="Звонарю и жителям")
    assert original(told)
    assert not original(document(text, "ru", names))


def test_a_citation_points_at_the_quote_that_it_is_the_source_of() -> None:
    text = (
        "It rained. The ferry is late, Reuters reported. In an interview with the BBC, Anna Bell said that she waits."
    )
    given = document(text, names=[("Reuters", "organisation"), ("BBC", "organisation"), ("Anna Bell", "person")])
    late, said = text.index("The ferry"), text.index("she waits")
    quotes = [
        Annotation("quote", late, late + 17, text[late : late + 17], _attribution(text, "Reuters", "reported")),
        Annotation("quote", said, said + 9, "she waits", _attribution(text, "Anna Bell", "said")),
    ]
    found = Citations()(replace(given, found={**given.found, "quotes": quotes}))
    assert {one.attributes["cited"]: one.attributes["quote"] for one in found if one.kind == "citation"} == {
        "Reuters": 0,
        "BBC": 1,
    }


def _attribution(text: str, speaker: str, cue: str) -> dict[str, int]:
    return {
        "speaker_start": text.index(speaker),
        "speaker_end": text.index(speaker) + len(speaker),
        "cue_start": text.index(cue),
        "cue_end": text.index(cue) + len(cue),
    }
