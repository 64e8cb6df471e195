"""Values in digits and words: `pipeline.extract.figures.values` and below it."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from num2words import num2words

from pipeline.extract.figures.qualifiers import read_bounds
from pipeline.extract.figures.values import read_values


def values(text: str, language: str = "en") -> list[str]:
    return [format(value.value.normalize(), "f") for value in read_values(text, language)]


def units(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [(format(value.value.normalize(), "f"), value.unit) for value in read_values(text, language)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", "7"),
        ("12,500", "12500"),
        ("4,807,316.25", "4807316.25"),
        ("12,34,567", "1234567"),
        ("1.234.567", "1234567"),
        ("2.345,6", "2345.6"),
        ("0,7", "0.7"),
        (".35", "0.35"),
        ("-15", "-15"),
        ("1\u202f250\u202f300", "1250300"),
        ("6 1/2", "6.5"),
        ("3/8", "0.375"),
        ("¾", "0.75"),
        ("2¼", "2.25"),
        ("40k", "40000"),
        ("1.7bn", "1700000000"),
        ("2.5e3", "2500"),
        ("3^4", "81"),
        ("4x10^-2", "0.04"),
        ("seventeen", "17"),
        ("forty-two", "42"),
        ("two hundred and six", "206"),
        ("six thousand and forty", "6040"),
        ("nine hundred thousand", "900000"),
        ("fifteen hundred", "1500"),
        ("5 thousand 2 hundred and 16", "5216"),
        ("3.5 million", "3500000"),
        ("two and a half million", "2500000"),
        ("two million and a half", "2500000"),
        ("half a million", "500000"),
        ("a quarter of a million", "250000"),
        ("a dozen", "12"),
        ("three dozen", "36"),
        ("a hundred", "100"),
        ("three lakh", "300000"),
        ("seven crore", "70000000"),
        ("three quarters", "0.75"),
        ("one-eighth", "0.125"),
        ("thirty and two fifths", "30.4"),
        ("a tenth", "0.1"),
        ("eight point two five", "8.25"),
        ("minus six", "-6"),
        ("four out of five", "0.8"),
        ("one in ten", "0.1"),
    ],
)
def test_english_numbers(text: str, value: str) -> None:
    assert values(text) == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("двумястами", "200"),
        ("сто двадцать пять тысяч", "125000"),
        ("полтора миллиона", "1500000"),
        ("три с половиной тысячи", "3500"),
        ("полмиллиона", "500000"),
        ("две трети", "0.666667"),
        ("одна пятая", "0.2"),
        ("четыре целых семь десятых", "4.7"),
        ("10 тыс.", "10000"),
        ("2,5 млн", "2500000"),
        ("14 300", "14300"),
        ("15.000", "15000"),
        ("тысяча двести", "1200"),
        ("пятерым", "5"),
    ],
)
def test_russian_numbers(text: str, value: str) -> None:
    assert [format(round(Decimal(found), 6).normalize(), "f") for found in values(text, "ru")] == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("двомастами", "200"),
        ("п'ятсот тисяч", "500000"),
        ("п’ять", "5"),
        ("півтора мільйона", "1500000"),
        ("2 з половиною мільйони", "2500000"),
        ("півмільйона", "500000"),
        ("сімома", "7"),
        ("8,2 тис.", "8200"),
        ("три чверті", "0.75"),
    ],
)
def test_ukrainian_numbers(text: str, value: str) -> None:
    assert values(text, "uk") == [value]


@settings(max_examples=60, deadline=None)
@given(number=st.integers(0, 999_999_999))
@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_whatever_is_spelled_out_is_read(number: int, language: str) -> None:
    words = num2words(number, lang=language).replace(",", "")
    assert values(words, language) == [str(number)]


@pytest.mark.parametrize(
    "text",
    [
        "the 3rd of them",
        "which one of us",
        "that one",
        "hundreds of thousands",
        "several dozen",
        "10.20.30.40",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize("text", ["тысячи людей", "десятки тысяч", "5-й", "10-го", "двадцать первого", "сто пятая"])
def test_what_is_no_number_in_russian(text: str) -> None:
    assert [value for value in read_values(text, "ru") if not value.number.governed] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("two out of the game", ["2"]),
        ("8 in 5", ["8", "5"]),
        ("3 hundred and 2 hundred", ["300", "200"]),
        ("5, 17", ["5", "17"]),
        ("four-zero-six", ["4", "0", "6"]),
        ("423 0000", ["423", "0"]),
        ("4/5/2020", ["4", "5", "2020"]),
        ("12:30", ["12", "30"]),
        ("AB-912", ["912"]),
    ],
)
def test_numbers_that_are_not_one(text: str, found: list[str]) -> None:
    assert values(text) == found


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("$425 million", "425000000", "USD"),
        ("US$ 20", "20", "USD"),
        ("A$35", "35", "AUD"),
        ("HK$1.2bn", "1200000000", "HKD"),
        ("-$5", "-5", "USD"),
        ("€2m", "2000000", "EUR"),
        ("£30k", "30000", "GBP"),
        ("40 pence", "0.4", "GBP"),
        ("thirty cents", "0.3", "USD"),
        ("two dollars and ten cents", "2.1", "USD"),
        ("18 dollars 75", "18.75", "USD"),
        ("USD 200", "200", "USD"),
        ("USD115", "115", "USD"),
        ("90 MEUR", "90000000", "EUR"),
        ("Rs 500", "500", "INR"),
        ("$10 Canadian dollars", "10", "CAD"),
        ("60 Swiss francs", "60", "CHF"),
        ("75 Czech korunas", "75", "CZK"),
        ("100₴", "100", "UAH"),
        ("fifty million roubles", "50000000", "RUB"),
        ("300 USD million", "300000000", "USD"),
    ],
)
def test_sums_of_money(text: str, value: str, unit: str) -> None:
    assert units(text) == [(value, unit)]


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("10 тысяч рублей", "ru", "10000", "RUB"),
        ("5 млн руб.", "ru", "5000000", "RUB"),
        ("сорока гривнами", "ru", "40", "UAH"),
        ("20 американских долларов", "ru", "20", "USD"),
        ("три миллиарда евро", "ru", "3000000000", "EUR"),
        ("100 гривень", "uk", "100", "UAH"),
        ("2,8 млрд грн", "uk", "2800000000", "UAH"),
        ("п'ятдесят копійок", "uk", "0.5", "UAH"),
        ("двох доларів", "uk", "2", "USD"),
    ],
)
def test_sums_in_cyrillic(text: str, language: str, value: str, unit: str) -> None:
    assert units(text, language) == [(value, unit)]


@pytest.mark.parametrize("text", ["COP30", "10 real people", "5 all told", "12 won the prize"])
def test_words_that_are_currencies_elsewhere(text: str) -> None:
    assert all(value.kind != "money" for value in read_values(text, "en"))


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("80 percent", "en", "80", "percent"),
        ("4.5 per cent", "en", "4.5", "percent"),
        ("a 12% rise", "en", "12", "percent"),
        ("three percentage points", "en", "3", "percentage point"),
        ("30 процентов", "ru", "30", "percent"),
        ("15 відсотків", "uk", "15", "percent"),
        ("40 km", "en", "40", "kilometre"),
        ("a 30-mile road", "en", "30", "mile"),
        ("50 кв. м", "ru", "50", "square metre"),
        ("двух недель", "ru", "2", "week"),
        ("п'яти місяців", "uk", "5", "month"),
        ("two more years", "en", "2", "year"),
    ],
)
def test_units(text: str, language: str, value: str, unit: str) -> None:
    assert units(text, language) == [(value, unit)]


def test_a_per_cent_sign_in_an_address_is_none() -> None:
    assert all(value.kind != "percent" for value in read_values("https://example.org/a%20b%2Cc 30%", "en")[:-1])


def test_other_languages_are_read_in_digits() -> None:
    assert units("Es kostet 12.500 Euro, 3,5 % mehr, und 40 €", "de") == [
        ("12500", "EUR"),
        ("3.5", "percent"),
        ("40", "EUR"),
    ]


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("between 3 and 5", ("3", "5")),
        ("from 20 to 30", ("20", "30")),
        ("5k-20k", ("5000", "20000")),
        ("10 to 15 million", ("10000000", "15000000")),
        ("more than 4 but less than 9", ("4", "9")),
        ("at least 6", ("6", None)),
        ("40 or more", ("40", None)),
        ("no fewer than two", ("2", None)),
        ("up to 12", (None, "12")),
        ("less than or equal to 8", (None, "8")),
        ("3 or fewer", (None, "3")),
    ],
)
def test_bounds(text: str, bounds: tuple[str | None, str | None]) -> None:
    found = [tuple(None if end is None else format(end, "f") for end in ends) for ends in read_bounds(text, "en")]
    assert found == [bounds]


def test_a_fall_from_one_value_to_another_is_no_range() -> None:
    assert read_bounds("prices fell from 20 to 10 and rose from 10 to 30", "en") == []


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="0123456789.,/-–%$€ km^eE½ and twonhlfsixdzрублйтыс°'", max_size=60))
@pytest.mark.parametrize("language", ["en", "ru"])
def test_values_lie_in_the_text_in_order(text: str, language: str) -> None:
    after = 0
    for value in read_values(text, language):
        assert after <= value.start < value.end <= len(text)
        assert value.value.is_finite()
        after = value.end
