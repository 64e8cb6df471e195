"""Names in Russian texts about invented events."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.deadline import cpu_limit
from pipeline.extract import reading
from pipeline.extract.names import Name
from pipeline.extract.recognisers import russian_words
from pipeline.extract.recognisers.russian import recognise, tagged
from pipeline.extract.recognisers.russian_memory import remembered
from pipeline.extract.recognisers.russian_network import network, shape
from pipeline.extract.recognisers.russian_spans import Span


def names(text: str) -> list[Name]:
    return recognise(reading.read(text))


def found(text: str) -> list[tuple[str, str]]:
    return [(text[name.start : name.end], name.kind) for name in names(text)]


def normals(text: str) -> list[str]:
    return [name.normal for name in names(text)]


def test_title_is_outside_a_persons_name() -> None:
    text = "Об этом сообщил министр транспорта Пётр Кузнецов."
    assert found(text) == [("Пётр Кузнецов", "person")]


def test_letters_in_capitals_are_not_declined() -> None:
    assert normals("Об этом сообщили в ОРБУ и МЧСУ.") == ["ОРБУ", "МЧСУ"]


def test_a_strain_is_no_organisation() -> None:
    assert found("Прививки от COVID-19 получили врачи.") == []


def test_initials_before_and_behind_a_surname_are_part_of_the_name() -> None:
    assert found("Выставку открыл А. Б. Кузнецов.") == [("А. Б. Кузнецов", "person")]
    assert found("Главный редактор: Кузнецов А.Б. Телефон в редакции.") == [("Кузнецов А.Б", "person")]


def test_common_noun_with_the_capital_of_its_sentence_is_no_name() -> None:
    assert found("Учительница Мария Кузнецова вернулась в школу.") == [("Мария Кузнецова", "person")]
    assert found("Демонстранты разошлись, когда начался дождь.") == []


def test_name_in_brackets_is_one_of_its_own() -> None:
    text = "Приехал Джон Смит (John Smith), директор музея."
    assert found(text) == [("Джон Смит", "person"), ("John Smith", "person")]


def test_kind_of_organisation_and_quotation_marks_are_outside() -> None:
    assert found("Журналист газеты «Вечерний вестник» уехал в отпуск.") == [("Вечерний вестник", "organisation")]


def test_marks_within_a_name_are_kept_in_pairs() -> None:
    assert found("Глава ПАО «Северсталь» выступил в суде.")[0] == ("ПАО «Северсталь»", "organisation")


@pytest.mark.parametrize(
    "body",
    [
        "МИД Польши",
        "министерство обороны Финляндии",
        "Верховный суд Бразилии",
        "Минздрав России",
        "британское правительство",
    ],
)
def test_body_of_state_is_named_with_its_country(body: str) -> None:
    assert (body, "organisation") in found(f"Вчера {body} выступило с заявлением.")


def test_government_in_small_letters_leaves_its_country_alone() -> None:
    assert found("Договор подписан правительством Японии.") == [("Японии", "place")]


def test_part_of_an_organisation_is_named_with_it() -> None:
    text = "Вчера Комитет по этике ФИФА собрался в Женеве."
    assert found(text) == [("Комитет по этике ФИФА", "organisation"), ("Женеве", "place")]


@pytest.mark.parametrize("union", ["ЕС", "Евросоюз", "ООН", "НАТО", "Европейский союз"])
def test_union_of_states_is_an_organisation(union: str) -> None:
    assert (union, "organisation") in found(f"Переговоры о цене рыбы ведёт {union}.")


def test_adjective_of_a_country_is_no_name() -> None:
    assert found("Потом российские и польские рыбаки вышли в море.") == []


def test_river_is_named_with_its_noun_and_a_town_without() -> None:
    assert found("Баржа села на мель на реке Кама.") == [("реке Кама", "place")]
    assert found("Ярмарка открылась в городе Казань.") == [("Казань", "place")]


def test_item_of_a_list_is_read_by_itself() -> None:
    assert {kind for _, kind in found("• Чили • Эфиопия • Коста-Рика • Монако")} == {"place"}


def test_domain_of_an_outlet_is_part_of_its_name() -> None:
    assert ("Lenta.ru", "organisation") in found("Об этом пишет Lenta.ru со ссылкой на очевидцев.")


def test_name_behind_a_ships_noun_is_no_organisation() -> None:
    assert found("В порт зашёл танкер «Академик».") == []


def test_headline_in_capitals_has_its_names_in_their_usual_form() -> None:
    text = "ПУТИН ВСТРЕТИЛСЯ С МИНИСТРОМ В МОСКВЕ"
    assert found(text) == [("ПУТИН", "person"), ("МОСКВЕ", "place")]
    assert normals(text) == ["Путин", "Москва"]


def test_surname_alone_is_found_where_the_full_name_stands_elsewhere() -> None:
    text = "Пекарню открыл Олег Бхут.\n\nБхут печёт хлеб сам. По словам Бхута, рецепт старый."
    assert [words for words, _ in found(text)] == ["Олег Бхут", "Бхут", "Бхута"]


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Письмо Владимира Зеленского прочли вслух.", "Владимир Зеленский"),
        ("Об этом сказали Ирине Ивановой.", "Ирина Иванова"),
        ("Интервью с Марией Захаровой отложено.", "Мария Захарова"),
        ("Встреча с Энтони Блинкеном прошла тихо.", "Энтони Блинкен"),
        ("Поезд идёт в столицу Северной Кореи.", "Северная Корея"),
        ("Он живёт в Объединённых Арабских Эмиратах.", "Объединённые Арабские Эмираты"),
        ("Мост построили в Нью-Йорке.", "Нью-Йорк"),
        ("Иск подан в Верховном суде Бразилии.", "Верховный суд Бразилии"),
        ("Это признали в МИДе Японии.", "МИД Японии"),
        ("Матч показали на Kyodo News в записи.", "Kyodo News"),
    ],
)
def test_name_is_given_in_the_nominative(text: str, normal: str) -> None:
    assert normal in normals(text)


def test_nominative_that_stands_in_the_text_decides_between_two() -> None:
    assert normals("Брунк ушёл из театра. Место Андрея Брунка свободно.")[-1] == "Андрей Брунк"


def test_known_place_has_its_code() -> None:
    assert names("Снег выпал в Польше.")[0].code == "PL"


def test_text_without_capitals_has_no_names() -> None:
    assert found("вчера шёл дождь, и никто никуда не поехал.") == []


def test_look_alike_latin_letters_are_read_as_cyrillic() -> None:
    text = "Самолёт сел в Мoскве."
    assert normals(text) == ["Москва"]


def test_words_of_more_letters_than_any_word_are_no_names() -> None:
    assert found("А" * 100_000 + " и Москва") == [("Москва", "place")]


def test_long_sentence_is_read_in_parts() -> None:
    text = "Польша и " * 2_000 + "Чили."
    assert len(names(text)) == 2_001


def test_network_has_the_tags_of_the_one_it_is_read_from() -> None:
    words = russian_words.split(reading.read("Анна Ахматова родилась под Одессой, училась в Киеве."))
    assert [(words.texts[first:last], kind) for first, last, kind in tagged(words)] == [
        (["Анна", "Ахматова"], "person"),
        (["Одессой"], "place"),
        (["Киеве"], "place"),
    ]


def test_sentences_do_not_touch_each_other_in_the_network() -> None:
    one, other = ["Анна", "живёт", "в", "Киеве", "."], ["Дождь", "."]
    assert network().tag([one, other])[0] == network().tag([one])[0]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Москва", "RU_Xx"),
        ("ООН", "RU_XX"),
        ("Нью-Йорк", "RU_Xx-Xx"),
        ("iPhone", "EN_OTHER"),
        ("12", "NUM"),
        ("«", "PUNCT_«"),
    ],
)
def test_shape_of_a_word_is_as_the_network_was_taught(word: str, expected: str) -> None:
    assert shape(word) == expected


_PIECES = st.sampled_from(
    ["Москва", "МИД", " России", " ", "«", "»", '"', "(", ")", "А.", "Иванов", "\n", ".", "•", "министерство обороны ", "\x00",
     "\u202e", "\u0301", "😀", "John", "британское правительство", "-", ",", "Комитет ", "12:30", "lenta.ru", "по", "и"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.lists(_PIECES, max_size=40).map("".join), st.text(max_size=80)))
@example("А.")
@example("«Комитет")
def test_names_are_in_order_and_within_the_text(text: str) -> None:
    last = 0
    for name in names(text):
        assert last <= name.start < name.end <= len(text)
        assert text[name.start : name.end].strip() == text[name.start : name.end] != ""
        assert name.normal
        last = name.end


@pytest.mark.parametrize(
    "piece", ["министерство обороны и ", "британское правительство ", "Иван (", "«Газета ", "А. Б. "]
)
def test_repeats_take_linear_time(piece: str) -> None:
    text = piece * 4_000
    with cpu_limit(5.0, "the recogniser"):
        names(text)


def test_surname_of_a_woman_named_in_full_elsewhere_is_hers() -> None:
    text = "Анна Захарова открыла школу. Захарова учит детей петь."
    assert normals(text) == ["Анна Захарова", "Захарова"]


def test_first_name_and_surname_make_one_name_where_the_network_sees_none() -> None:
    assert found("Дом Петра Сидорова.") == [("Петра Сидорова", "person")]


def test_noun_of_its_own_belongs_to_an_organisations_name() -> None:
    assert ("Польский фонд Blue Lake", "organisation") in found("Деньги собрал Польский фонд Blue Lake, сказал он.")


def test_word_that_is_a_name_in_one_place_of_many_is_none() -> None:
    words = russian_words.split(reading.read("Плом вырос. " * 5))
    assert remembered(words, [Span(0, 1, "organisation")]) == []


def test_word_has_the_kind_that_most_places_give_it() -> None:
    words = russian_words.split(reading.read("Брунк пел. " * 5))
    spans = [
        Span(first, first + 1, "place" if number == 0 else "person")
        for number, (first, _) in enumerate(words.sentences)
    ]
    assert {span.kind for span in remembered(words, spans)} == {"person"}


@pytest.mark.parametrize("text", ["A𗀀", "Анна𗀀 Белова", "𗀀𗀀 сказал"])
def test_letters_without_a_name_are_read_over(text: str) -> None:
    recognise(reading.read(text))
