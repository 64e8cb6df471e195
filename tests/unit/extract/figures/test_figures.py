"""Reported figures: what they are, how exact, of what: `pipeline.extract.figures`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.deadline import cpu_limit
from tests.unit.extract.figures.texts import annotation, figures, only, texts


@pytest.mark.parametrize(
    ("text", "figure", "value", "unit", "qualifier", "about"),
    [
        ("About 4,000 Elbonian troops left.", "About 4,000 Elbonian troops", "4000", "person", "about", "Elbonian troops"),
        ("They bought 2.5 million rifle rounds.", "2.5 million rifle rounds", "2500000", "item", "exact", "rifle rounds"),
        ("The fund got $90 million.", "$90 million", "90000000", "USD", "exact", None),
        ("A £3 billion loan was signed.", "£3 billion loan", "3000000000", "GBP", "exact", "loan"),
        ("Some 70 percent of these farmers left.", "Some 70 percent of these farmers", "70", "percent", "about", "farmers"),
        ("As many as 600 of those houses burned.", "As many as 600 of those houses", "600", "item", "at most", "houses"),
        ("More than 20 ships waited.", "More than 20 ships", "20", "item", "at least", "ships"),
        ("Nearly 300 nurses and doctors came.", "Nearly 300 nurses and doctors", "300", "person", "about", "nurses and doctors"),
        ("It may take up to three more years.", "up to three more years", "3", "year", "at most", None),
        ("Soon it will be 500 days.", "500 days", "500", "day", "exact", None),
        ("Two miners were killed.", "Two miners", "2", "person", "exact", "miners"),
        ("The storm killed 14 and injured about 60.", "14", "14", "person", "exact", None),
        ("The road is 40 km long.", "40 km", "40", "kilometre", "exact", None),
        ("Two thirds of the harbour was flooded.", "Two thirds of the harbour", "0.666666666666667", "fraction", "exact", "harbour"),
        ("At least 1,200 people were there.", "At least 1,200 people", "1200", "person", "at least", "people"),
        ("Temperatures fell below minus 12 degrees Celsius.", "below minus 12 degrees Celsius", "-12", "degree Celsius", "at most", None),
        ("The death toll from the landslide had risen to at least 9, the mayor said.", "at least 9", "9", "person", "at least", None),
        ("The tent weighs 2 pounds.", "2 pounds", "2", "pound", "exact", None),
        ("The tent costs 90 pounds.", "90 pounds", "90", "GBP", "exact", None),
        ("Over half of the valley's 4,000 voters came.", "Over half", "0.5", "fraction", "at least", None),
        ("Some 40 percent reject the plan.", "Some 40 percent", "40", "percent", "about", None),
        ("The quay cost RM6.1 million to mend.", "RM6.1 million", "6100000", "MYR", "exact", None),
        ("They lent R1,250 million to farms.", "R1,250 million", "1250000000", "ZAR", "exact", None),
        ("The bridge took KSh900,000 last month.", "KSh900,000", "900000", "KES", "exact", None),
        ("Fares brought $4 million ahead of the sale.", "$4 million", "4000000", "USD", "exact", None),
        ("Fares were 8% higher.", "8%", "8", "percent", "exact", None),
        ("The cable serves five million households.", "five million households", "5000000", "item", "exact", "households"),
        ("The paper polled 1,500 US voters.", "1,500 US voters", "1500", "person", "exact", "US voters"),
    ],
)  # fmt: skip
def test_english_figures(text: str, figure: str, value: str, unit: str, qualifier: str, about: str | None) -> None:
    found = figures(text)[0]
    assert found.text == figure
    told = found.attributes
    assert (told["value"], told["unit"], told["qualifier"], told["about"]) == (value, unit, qualifier, about)


@pytest.mark.parametrize(
    ("text", "language", "figure", "value", "unit", "qualifier"),
    [
        ("Там около 5 тысяч моряков из Южной Элбонии.", "ru", "около 5 тысяч моряков из Южной Элбонии", "5000", "person", "about"),
        ("Погибли не менее двенадцати человек.", "ru", "не менее двенадцати человек", "12", "person", "at least"),
        ("Завод выпустит до 30 000 автобусов.", "ru", "до 30 000 автобусов", "30000", "item", "at most"),
        ("Выделили полтора миллиона рублей.", "ru", "полтора миллиона рублей", "1500000", "RUB", "exact"),
        ("За него 41,5% жителей.", "ru", "41,5% жителей", "41.5", "percent", "exact"),
        ("Собрали более тысячи тонн зерна.", "ru", "более тысячи тонн зерна", "1000", "tonne", "at least"),
        ("Ранены двое полицейских.", "ru", "двое полицейских", "2", "person", "exact"),
        ("Це тривало понад два роки.", "uk", "понад два роки", "2", "year", "at least"),
        ("Загинули щонайменше 14 цивільних мешканців.", "uk", "щонайменше 14 цивільних мешканців", "14", "person", "at least"),
        ("Витратили 700-800 млн грн.", "uk", "700-800 млн грн", "700000000", "UAH", "range"),
        ("Лише третина населення має воду.", "uk", "третина населення", "0.333333333333333", "fraction", "exact"),
        ("Збили 12 безпілотників.", "uk", "12 безпілотників", "12", "item", "exact"),
    ],
)  # fmt: skip
def test_figures_in_cyrillic(text: str, language: str, figure: str, value: str, unit: str, qualifier: str) -> None:
    found = figures(text, language)[0]
    assert (found.text, *(found.attributes[name] for name in ("value", "unit", "qualifier"))) == (
        figure,
        value,
        unit,
        qualifier,
    )


@pytest.mark.parametrize(
    ("text", "language", "low", "high"),
    [
        ("It needs between 30 and 40 boats.", "en", "30", "40"),
        ("It needs 10 to 15 million doses.", "en", "10000000", "15000000"),
        ("It needs $5-7 million.", "en", "5000000", "7000000"),
        ("Нужно от 20 до 25 процентов.", "ru", "20", "25"),
        ("Нужно два-три дня.", "ru", "2", "3"),
        ("Треба від 100 до 200 гривень.", "uk", "100", "200"),
    ],
)
def test_ranges(text: str, language: str, low: str, high: str) -> None:
    told = only(text, language)
    assert (told["value"], told["value_max"], told["qualifier"]) == (low, high, "range")


@pytest.mark.parametrize(
    "text",
    [
        "He rode a 50cc scooter.",
        "The Mi-24 and the B-52 flew with Tu-95s and T-72B3 tanks.",
        "The 50-Year Friendship was signed.",
        "It is two countries against one.",
        "The leaders of the two nations met, both of them for the third time.",
        "This is a matter of hours, not weeks.",
        "Henry VIII and Louis XIV",
        "They won 3-1 after a 2:2 draw.",
        "Call 555-0182 or +44 20 7946 0958.",
        "It is open 24/7.",
        "One of these, the second one, is better.",
        "Article 5 and Section 230 apply.",
        "She lives at 14 Harbour Street.",
        "The mayor, 54, was reelected in 2019.",
        "He left two years ago and came back three days later.",
        "A 34-year-old man was there.",
        "At 10:30 a.m. on 5 May 2021 it began.",
        "1. Boil the water\n2. Add the salt",
        "3 Min Read",
        "12 comments",
        "See item 7 on page 12 of version 2.0.",
        "He fired 155mm shells and 7.62 mm rounds.",
        "Hundreds of people and dozens of cars",
        "The top 10 and the last five",
        "COP30 was held in the 1990s.",
        "The twenty-fifth car was the one hundred and first vehicle.",
        "It was the fifth consecutive quarter of growth after a strong quarter of sales.",
        "They played the best half of the season.",
        "A tremor of magnitude 5.4 shook the islands.",
        "Take the R2 road to hall N5 and gate RM.",
        "Enter the passcode 3080897 for order 13582.",
        "They met at 33° N and 44° E.",
        "She collects $1 bills.",
        "https://example.org/news/2024/05/17/story-12345.html?id=99",
    ],
)
def test_traps(text: str) -> None:
    assert texts(text) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Это важно для наших двух стран.", "ru"),
        ("Он родился в 1990 году и умер в 2015-м.", "ru"),
        ("Это было три года назад.", "ru"),
        ("Новости за последние пять дней", "ru"),
        ("По статье 144 кодекса", "ru"),
        ("Тысячи людей вышли на улицы.", "ru"),
        ("Мать (54 года) приехала в 10 часов 30 минут.", "ru"),
        ("Самолёт Су-34 и танк Т-72", "ru"),
        ("Каждый 20 житель", "ru"),
        ("Двадцать первый век и тридцать пятая школа", "ru"),
        ("Це важливо для двох країн.", "uk"),
        ("У 2014 році та в 90-ті", "uk"),
        ("Два роки тому", "uk"),
        ("Сотні мільйонів доларів", "uk"),
    ],
)
def test_traps_in_cyrillic(text: str, language: str) -> None:
    assert texts(text, language) == []


def test_what_something_grew_to_is_no_bound() -> None:
    assert only("Цена выросла до 40 рублей.", "ru")["qualifier"] == "exact"


def test_a_number_in_a_name_is_none() -> None:
    text = "They met at Station 5,400 and left."
    assert texts(text) == ["5,400"]
    assert figures(text, "en", {"entities": [annotation("mention", text, "Station 5,400")]}) == []


def test_a_fall_is_two_figures() -> None:
    assert texts("Support fell from 40 percent to 30 percent.") == ["40 percent", "30 percent"]


def test_a_noun_left_out_is_that_of_the_figure_before() -> None:
    found = figures("There are 900 sailors, with around 700 at sea.")
    assert [(figure.text, figure.attributes["unit"], figure.attributes["about"]) for figure in found] == [
        ("900 sailors", "person", "sailors"),
        ("around 700", "person", "sailors"),
    ]


def test_durations_are_told_from_counts() -> None:
    assert [figure.attributes["type"] for figure in figures("After 90 days there were 80 ships.")] == [
        "duration",
        "count",
    ]


@settings(max_examples=150, deadline=None)
@given(
    text=st.lists(
        st.sampled_from(
            ["12", "two", "million", "$", "%", "-", "–", "of", "the", "people", "km", ",", ".", "\n", "“", "”", "3.5", "1/2", "up to",
             "около", "тысяч", "солдат", "рублей", "полтора", "из", "понад", "два", "роки", "\u202e", "\x00", "👍", "é", "İ", "½", "٣"]
        ),
        max_size=30,
    ).map(" ".join)
    | st.text(max_size=80)
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_every_figure_is_its_span(text: str, language: str) -> None:
    after = 0
    for figure in figures(text, language):
        assert figure.start is not None
        assert figure.end is not None
        assert after <= figure.start < figure.end
        assert text[figure.start : figure.end] == figure.text
        after = figure.end


@pytest.mark.parametrize(
    ("language", "unit"),
    [
        *(("en", unit) for unit in (
            "1 ", "1,", "one ", "one-", "a million ", "$1 ", "10-", "10 to ", "more than ", "half a ", "and a half ", "1/", "%",
            "two hundred and ", "three and two fifths ", "of those ", "5 red and ", "5 men of ", "1\n", "e9", "one of ",
        )),
        *(("ru", unit) for unit in ("солдат ", "около ", "тысяч ", "до ", "5 тысяч ", "от 5 ", "10 единиц ", "пять целых ")),
    ],
)  # fmt: skip
def test_time_is_linear_in_repeats(language: str, unit: str) -> None:
    with cpu_limit(2.0, "figures of repeats"):
        figures(unit * (20_000 // len(unit)), language)


def test_a_word_without_end() -> None:
    with cpu_limit(5.0, "figures of one word"):
        for word in ("9", "a", "one-", "1,"):
            assert texts(word * 200_000) == []


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Мэр назвал третью оценку.", "ru", []),
        ("Касса открыта с 9 часов утра до 20 часов.", "ru", []),
        ("Каса працює до 16 години.", "uk", []),
        ("На треть дешевле ячмень.", "ru", []),
        ("Ещё 200 тысяч обещал город.", "ru", ["200 тысяч"]),
        ("На 800 мест строят корпус.", "ru", ["800 мест"]),
        ("Зібрали 32 тисяч торік.", "uk", ["32 тисяч"]),
        ("Понад 400 співробітникам працювати ніде.", "uk", ["Понад 400 співробітникам"]),
    ],
)
def test_verbs_adverbs_ordinals_and_hours_are_not_counted(text: str, language: str, words: list[str]) -> None:
    assert texts(text, language) == words


@pytest.mark.parametrize(
    ("text", "language", "unit"),
    [
        ("Приехали 40 ремонтников.", "ru", "person"),
        ("Продали 40 подъёмников.", "ru", "item"),
        ("Витратили 3 млрд дол на канал.", "uk", "USD"),
        ("Прокачали 40 млрд куб. м газа.", "ru", "cubic metre"),
    ],
)
def test_units_in_cyrillic(text: str, language: str, unit: str) -> None:
    assert figures(text, language)[0].attributes["unit"] == unit
