"""Who said what in Russian and Ukrainian: whose words, in which form, through whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.deadline import cpu_limit
from pipeline.extract.quotes import Quotes
from pipeline.model import Annotation, Document, EntityKind, Identity

IVAN = Identity("person", "Иван Садовников", ("ivan",))
OLGA = Identity("person", "Ольга Речная", ("olga",))
BUGLE = Identity("organisation", "Вестник", ("bugle",))
PETRO = Identity("person", "Петро Вишневий", ("petro",))
NAMES: dict[str, tuple[EntityKind, Identity]] = {
    "Иван Садовников": ("person", IVAN), "Садовников": ("person", IVAN), "Садовникова": ("person", IVAN),
    "Ольга Речная": ("person", OLGA), "Речная": ("person", OLGA), "Речной": ("person", OLGA),
    "Вестник": ("organisation", BUGLE), "Петро Вишневий": ("person", PETRO), "Вишневий": ("person", PETRO),
    "Вишневого": ("person", PETRO),
}  # fmt: skip


def document(text: str, language: str = "ru", descriptions: dict[str, Identity] | None = None) -> Document:
    found: list[Annotation] = []
    taken: list[tuple[int, int]] = []
    for name in sorted(NAMES, key=len, reverse=True):
        kind, entity = NAMES[name]
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            if not any(start < end and at < last for start, last in taken) and not text[end : end + 1].isalpha():
                taken.append((at, end))
                found.append(Annotation("mention", at, end, name, {"kind": kind}, entity))
            at = text.find(name, end)
    for words, entity in (descriptions or {}).items():
        at = text.index(words)
        found.append(Annotation("description", at, at + len(words), words, {"kind": "person"}, entity))
    return Document(0, 1, "https://news.example/a", None, text, language, None, (), {"entities": found})


Row = tuple[str, str | None, str | None, str | None]


def quotes(given: Document) -> list[Row]:
    return [
        (str(one.text), one.attributes["speaker"], one.attributes["form"], one.entity.name if one.entity else None)
        for one in Quotes()(given)
    ]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("«Мост будет открыт», – сказал Садовников.", ("Мост будет открыт", "Садовников", "direct", IVAN.name)),
        ("Садовников заявил: «Мост открыт».", ("Мост открыт", "Садовников", "direct", IVAN.name)),
        ('"Мост открыт", - отметила Ольга Речная.', ("Мост открыт", "Ольга Речная", "direct", OLGA.name)),
        (
            "«Мост открыт», – сообщил журналистам в среду мэр города Иван Садовников.",
            ("Мост открыт", "мэр города Иван Садовников", "direct", IVAN.name),
        ),
        ("«Мост открыт», – рассказали в полиции.", ("Мост открыт", "полиции", "direct", None)),
        ("– Мост открыт, – сказал Садовников.", ("Мост открыт", "Садовников", "direct", IVAN.name)),
        ("Речная сообщила, что мост открыт.", ("мост открыт", "Речная", "indirect", OLGA.name)),
        ("Речная уверена, что мост открыт.", ("мост открыт", "Речная", "indirect", OLGA.name)),
        ("По словам Садовникова, мост открыт.", ("мост открыт", "Садовникова", "indirect", IVAN.name)),
        ("Как отметил Садовников, мост открыт.", ("мост открыт", "Садовников", "indirect", IVAN.name)),
        ("Мост скоро откроют, считает Речная.", ("Мост скоро откроют", "Речная", "indirect", OLGA.name)),
        (
            "С другой стороны, отметил Садовников, мост всё же открыт.",
            ("мост всё же открыт", "Садовников", "indirect", IVAN.name),
        ),
        (
            "Садовников призвал жителей не ходить на мост.",
            ("жителей не ходить на мост", "Садовников", "indirect", IVAN.name),
        ),
    ],
)
def test_russian_words_have_their_speaker(text: str, row: Row) -> None:
    assert quotes(document(text)) == [row]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("«Міст буде відкрито», – сказав Вишневий.", ("Міст буде відкрито", "Вишневий", "direct", PETRO.name)),
        ("Вишневий зазначив, що міст відкрито.", ("міст відкрито", "Вишневий", "indirect", PETRO.name)),
        ("За словами Вишневого, міст відкрито.", ("міст відкрито", "Вишневого", "indirect", PETRO.name)),
        (
            "Вишневий закликав мешканців не ходити на міст.",
            ("мешканців не ходити на міст", "Вишневий", "indirect", PETRO.name),
        ),
    ],
)
def test_ukrainian_words_have_their_speaker(text: str, row: Row) -> None:
    assert quotes(document(text, "uk")) == [row]


def test_words_between_marks_in_a_report_are_partial() -> None:
    rows = quotes(document("Садовников отметил, что мост «имеет большое значение» для города."))
    assert rows == [
        ("мост «имеет большое значение» для города", "Садовников", "indirect", IVAN.name),
        ("имеет большое значение", "Садовников", "partial", IVAN.name),
    ]


def test_a_quotation_is_cut_around_the_attribution_inside_it() -> None:
    rows = quotes(document("«Мост открыт, – сказал Садовников. – Дорога закрыта»."))
    assert [row[0] for row in rows] == ["Мост открыт", "Дорога закрыта"]
    assert {row[3] for row in rows} == {IVAN.name}


def test_the_speaker_of_a_paragraph_may_stand_in_the_next() -> None:
    text = "Мост скоро откроют. Дорогу починят.\n\nОб этом заявил мэр Иван Садовников."
    assert quotes(document(text)) == [
        ("Мост скоро откроют. Дорогу починят.", "мэр Иван Садовников", "indirect", IVAN.name)
    ]


def test_an_outlet_that_reports_the_news_is_not_the_speaker_of_the_paragraph() -> None:
    assert quotes(document("Мост скоро откроют.\n\nОб этом сообщает Reuters.")) == []


def test_he_is_the_last_who_spoke_and_she_is_somebody_else() -> None:
    text = (
        "Речная сообщила, что мост открыт. Садовников сказал, что рад. Он добавил, что устал. Она ответила, что верит."
    )
    assert [row[3] for row in quotes(document(text))] == [OLGA.name, IVAN.name, IVAN.name, None]


def test_an_office_is_the_one_whom_it_describes() -> None:
    text = "«Мост открыт», – сказал глава города."
    assert quotes(document(text, descriptions={"глава города": IVAN})) == [
        ("Мост открыт", "глава города", "direct", IVAN.name)
    ]


def test_an_office_that_describes_nobody_known_is_nobody() -> None:
    assert quotes(document("Садовников молчал. «Мост открыт», – сказал начальник станции."))[0][3] is None


def test_the_object_of_a_verb_is_not_its_subject() -> None:
    assert quotes(document("Группа жителей обвинила Садовникова в том, что мост закрыт."))[0][3] is None


def test_whom_an_outlet_reports_has_it_in_his_chain() -> None:
    (one,) = Quotes()(document("Как писал Вестник, Садовников заявил, что мост открыт."))
    assert one.entity == IVAN
    assert one.attributes["chain"] == ["Вестник"]


def test_joint_speakers_are_told_apart() -> None:
    (one,) = Quotes()(document("«Мост открыт», – сказали Садовников и Речная."))
    assert [each["text"] for each in one.attributes["speakers"]] == ["Садовников", "Речная"]


@pytest.mark.parametrize(
    "text",
    [
        "Газета «Мост» вышла в среду.",
        "Известно, что мост открыт.",
        "Мост, который построил Садовников, открыт.",
        "Сообщается, что мост открыт.",
    ],
)
def test_what_nobody_says_is_no_quote(text: str) -> None:
    assert quotes(document(text)) == []


PIECES = """
    Садовников сказал что « » “ ” " – , . : Он она по словам об этом заявил как отметил считает мост \\0 \\u202e 😀
    Вишневий за словами про це зазначив що й та сообщили в полиции призвал который
"""
WORDS = st.sampled_from([*PIECES.split(), "\n", "\0", "\u202e"])


@given(st.lists(WORDS | st.text(max_size=4), max_size=80).map(" ".join), st.sampled_from(["ru", "uk"]))
def test_spans_hold_the_words_they_say(text: str, language: str) -> None:
    for one in Quotes()(document(text, language)):
        assert one.start is not None
        assert one.end is not None
        assert one.text == text[one.start : one.end]
        for part in ("speaker", "cue"):
            if one.attributes[part] is not None:
                assert one.attributes[part] == text[one.attributes[f"{part}_start"] : one.attributes[f"{part}_end"]]


@pytest.mark.parametrize(
    ("text", "language", "rows"),
    [
        (
            "Иван Садовников, глава отдела в речном порту, заявил, что паром цел.",
            "ru",
            [("паром цел", "Иван Садовников", "indirect", IVAN.name)],
        ),
        ("«Паром цел», – заявила Иван Садовников.", "ru", [("Паром цел", "Иван Садовников", "direct", IVAN.name)]),
        ("Садовников продолжает, как правило, ремонт парома.", "ru", []),
        ("Садовников начал переговоры, чтобы вернуть паром.", "ru", []),
        ("Садовников заключил сделку, чтобы вернуть паром.", "ru", []),
        ("Садовников начал ремонт за день до того, как паром вышел в море.", "ru", []),
        ("Вишневий запросив гостей. Вишневий повідомив про це після того, як пором вийшов у море.", "uk", []),
        ("Садовников не комментировал аварию, но известно, что паром цел.", "ru", []),
        ("Вишневий подякував лікарям.", "uk", []),
        (
            "Садовников попросил, чтобы паром вернули.",
            "ru",
            [("паром вернули", "Садовников", "indirect", IVAN.name)],
        ),
        (
            "Иван Садовников поздоровался с Ольгой. Помощник поговорил с командой Ивана. «Пора», – сказал он.",
            "ru",
            [("Пора", "он", "direct", IVAN.name)],
        ),
        (
            "Адвокаты Садовникова заявили, что паром цел.",
            "ru",
            [("паром цел", "Адвокаты Садовникова", "indirect", None)],
        ),
        (
            "Конкурсные управляющие утверждают, что паром цел.",
            "ru",
            [("паром цел", "Конкурсные управляющие", "indirect", None)],
        ),
        (
            "«Паром цел», – цитирует капитана Садовникова газета.",
            "ru",
            [("Паром цел", "капитана Садовникова", "direct", IVAN.name)],
        ),
        ("«Паром цел», – цитирует «Вестник».", "ru", [("Паром цел", None, "direct", None)]),
        ("«Пором цілий, але старий», – ідеться у звіті.", "uk", [("Пором цілий, але старий", None, "direct", None)]),
        (
            "У міністерстві затримку пояснили тим, що пором зламався.",
            "uk",
            [("пором зламався", "міністерстві", "indirect", None)],
        ),
        (
            "Паром отремонтируют, заявил Садовников в интервью газете, которое вышло в среду.",
            "ru",
            None,
        ),
        (
            "Новый причал, по словам Садовникова, откроют весной.",
            "ru",
            [("Новый причал, по словам Садовникова, откроют весной", "Садовникова", "indirect", IVAN.name)],
        ),
        (
            "По словам Садовникова, которого цитирует газета, паром цел.",
            "ru",
            [("паром цел", "Садовникова", "indirect", IVAN.name)],
        ),
    ],
)
def test_plain_mistakes_stay_mended(text: str, language: str, rows: list[Row] | None) -> None:
    found = quotes(document(text, language))
    if rows is None:
        assert found
        assert not found[0][0].startswith("котор")
    else:
        assert found == rows


REPEATS = {
    "one word": "а" * 1_000_000, "that": ", что " * 10_000, "opening": "« " * 50_000, "said": "сказал он, " * 10_000,
    "reports": "Он сказал, что да. " * 4_000, "this": "Об этом заявил он. " * 4_000, "quotes": "«Да», – сказал он. " * 4_000,
    "breaks": "«" + "да, – сказал он. – " * 5_000 + "»", "by": "по словам " * 10_000, "pronouns": "он " * 30_000,
}  # fmt: skip


@pytest.mark.parametrize("text", REPEATS.values(), ids=REPEATS.keys())
def test_repeats_take_linear_time(text: str) -> None:
    with cpu_limit(10, "quotes of repeats"):
        Quotes()(document(text))
