"""Names in Ukrainian texts: `pipeline.extract.recognisers.ukrainian`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.deadline import cpu_limit
from pipeline.extract.names import Name
from pipeline.extract.reading import read
from pipeline.extract.recognisers.ukrainian import recognise

KINDS = {"person": "P", "organisation": "O", "place": "L"}


def marked(text: str) -> str:
    """The text with its names in brackets, each behind the letter of its kind."""
    out, at = [], 0
    for name in recognise(read(text)):
        out += [text[at : name.start], f"[{KINDS[name.kind]} {text[name.start : name.end]}]"]
        at = name.end
    return "".join([*out, text[at:]])


def normals(text: str) -> list[str]:
    return [name.normal for name in recognise(read(text))]


@pytest.mark.parametrize(
    "text",
    [
        "Учора [P Марія Гнатюк] зустрілася з інженером.",  # a given name and a surname
        "Слово надали [P Остапу Григоровичу Лисенку] з другого ряду.",  # with a patronymic
        "Лист підписав [P О. В. Мельничук] ще вранці.",  # initials
        "Лист підписав [P Мельничук О. В.] ще вранці.",  # initials behind
        "Звіт склала [P Дарина «Зоря» Панасюк] за ніч.",  # a nickname between
        "Приз отримав [P Ганс ван дер Мейден] учора.",  # particles
        "Портрет короля [P Карла XII] висів у залі.",  # an ordinal
        "Премію отримали [P Іван та Олена Бондарі] разом.",  # two given names of one surname
        "Виступив тренер [P Абдурхім Зейнуллагін] із звітом.",  # in no dictionary
        "Про це сказав [P Шевчук] журналістам.",  # a surname alone
        "До нас приїхала [P О'Горман] із друзями.",  # an apostrophe behind one letter
    ],
)
def test_people(text: str) -> None:
    assert marked(text.replace("[P ", "").replace("]", "")) == text


@pytest.mark.parametrize(
    "text",
    [
        "Указ надіслало [O Міністерство охорони здоров'я України] вчора.",  # complements in small letters
        "Перевірку почала [O Служба з питань праці] торік.",  # governed by a preposition
        "Ухвалу скасував [O Верховний Суд] у середу.",  # adjectives before the head
        "Справу веде [O прокуратура Одеської області] з літа.",  # a head in small letters
        "Рішення [O Подільського районного суду м. Києва] оскаржили.",  # a town behind it
        "Він закінчив [O Університет імені Григорія Сковороди] торік.",  # named after somebody
        "Тендер виграло [O ТОВ «Синій птах»] удруге.",  # a legal form
        "Про це пише газета «[O Вечірня зоря]» сьогодні.",  # a name in quotation marks
        "Про це пише газета „[O Вечірня зоря]“ сьогодні.",  # other marks
        "Борг сплатив [O Укравтодор] учасно.",  # a compound
        "Запит отримала [O Сумська ОДА] вчора.",  # an abbreviation with its place
        "Посол відвідав [O МЗС Греції] зранку.",  # a place behind an abbreviation
        "Угоду підписала компанія [O Acme Steel] торік.",  # Latin letters
    ],
)
def test_organisations(text: str) -> None:
    assert marked(text.replace("[O ", "").replace("]", "")) == text


@pytest.mark.parametrize(
    "text",
    [
        "Делегація вилетіла до [L Португалії] вранці.",  # a country
        "Зустріч тривала в [L Північній Кореї] три дні.",  # an adjective and a name
        "Дощі залили [L Київську область] уночі.",  # an adjective and a unit in small letters
        "Сніг випав у [L Рівненській] , [L Сумській та Одеській областях] зранку.",  # a series
        "Музей відкрили в селі [L Кривуличі] торік.",  # a word for the place before it
        "Офіс міститься на [L вул. Садовій, 14] віднедавна.",  # an address
        "Мітинг почався на [L Майдані Незалежності] вдень.",  # the word for the place has a capital
        "Війська [L США] стоять неподалік.",  # an abbreviation
        "Потяг прибув до [L Кам'янця-Подільського] пізно.",  # hyphens and an apostrophe
    ],
)
def test_places(text: str) -> None:
    assert marked(text.replace("[L ", "").replace("]", "")) == text


@pytest.mark.parametrize(
    "text",
    [
        "Український уряд обговорив бюджет.",  # an adjective
        "Польські та німецькі фермери зустрілися.",  # peoples
        "У Січні чи в Лютому буде тепло.",  # months
        "Президент сказав, що Закон ухвалять.",  # offices and laws
        "Вона прочитала роман «Тіні забутих доріг» двічі.",  # a book's name
        "Він купив автомобіль «Сокіл» торік.",  # a thing's name
        "Коли настала ніч, усі пішли.",  # a word that a town is called
        "На саміті Литва-НАТО говорили про міст.",  # two parties
        "ЗМІ пишуть про ПДВ у XXI столітті.",  # abbreviations and numerals
    ],
)
def test_what_names_nobody(text: str) -> None:
    assert marked(text) == text


@pytest.mark.parametrize("apostrophe", ["'", "’", "ʼ"])
def test_every_apostrophe_is_one_letter(apostrophe: str) -> None:
    surname = f"Лук{apostrophe}яненка"
    (name,) = recognise(read(f"Усі чекали на Петра {surname} в залі."))
    assert name.normal == f"Петро Лук{apostrophe if apostrophe == chr(39) else chr(39)}яненко"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Усі чекали на Володимира Зеленського.", "Володимир Зеленський"),
        ("Слово надали Олені Кравчук.", "Олена Кравчук"),  # a woman's surname that does not change
        ("Слово надали Ользі Стефанишиній.", "Ольга Стефанишина"),  # a woman's that does
        ("Слово надали Олександрі Петренко.", "Олександра Петренко"),  # not Олександр
        ("Слово надали Петрові Зейнуллагіну.", "Петро Зейнуллагін"),  # in no dictionary
        ("Про це йшлося у Північній Кореї.", "Північна Корея"),
        ("Літак сів у Києві.", "Київ"),
        ("Дощило в Сумській та Одеській областях.", "Сумська та Одеська області"),
        ("Посол відбув до Боснії та Герцеговини.", "Боснія і Герцеговина"),
        ("Він служив у Збройних Силах України.", "Збройні Сили України"),
        ("Він працював у Міністерстві охорони здоров'я України.", "Міністерство охорони здоров'я України"),
        ("Він працював у Європейській комісії.", "Європейська комісія"),
        ("Будівництво газопроводу «Південного шляху-2» триває.", "Південний шлях-2"),  # a number joined to a word
    ],
)
def test_the_nominative(text: str, normal: str) -> None:
    assert normals(text) == [normal]


def test_a_surname_takes_the_gender_of_the_full_name() -> None:
    assert normals("Ірина Литвин виступила. Потім слово взяла сама Литвин.") == ["Ірина Литвин", "Литвин"]


def test_an_unknown_word_takes_the_nominative_that_the_text_has() -> None:
    assert normals("Зейнуллагін сказав слово. За словами Зейнуллагіна, все добре.")[-1] == "Зейнуллагін"


def test_a_known_place_has_its_code() -> None:
    assert [name.code for name in recognise(read("Вони летіли до Польщі."))] == ["PL"]


def test_a_full_name_makes_an_ordinary_word_a_surname() -> None:
    assert marked("Прийшов Тарас Мороз. Мороз сів.") == "Прийшов [P Тарас Мороз]. [P Мороз] сів."


def test_an_abbreviation_ends_no_name() -> None:
    assert marked("Суд м. Києва відмовив.") == "[O Суд м. Києва] відмовив."


def test_tokenised_text() -> None:
    text = "Лист підписав Д . Гончаренко з « Вечірньої зорі » ."
    assert marked(text) == "Лист підписав [P Д . Гончаренко] з « [O Вечірньої зорі] » ."


def test_a_headline_in_capitals() -> None:
    assert marked("МЕР КИЄВА ПІДПИСАВ НОВИЙ УКАЗ") == "МЕР [L КИЄВА] ПІДПИСАВ НОВИЙ УКАЗ"


def test_letters_that_have_no_name_are_read() -> None:
    text = "\U00017000\U00017001 у Києві"
    assert normals(text) == ["Київ"]


def ordered(names: list[Name], text: str) -> bool:
    edges = [edge for name in names for edge in (name.start, name.end)]
    return edges == sorted(edges) and all(0 <= name.start < name.end <= len(text) for name in names)


_PIECES = st.sampled_from(
    ["Київ", "Олена", "Шевчук", "«", "»", '"', ".", ",", "Міністерство", "оборони", "ТОВ", "м", "вул", "та", "В", "І",
     "(", ")", "України", "Acme", "№", "5", "-", "\n", "області", "Київська", "\x00", "\u202e", "🙂", "е\u0301", "ЗСУ"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=30), st.sampled_from(["", " "]))
@settings(max_examples=100, deadline=None)
def test_names_are_sorted_and_apart(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    names = recognise(read(text))
    assert ordered(names, text)
    assert all(name.normal for name in names)


@given(st.text(max_size=60))
@settings(max_examples=50, deadline=None)
def test_any_text_can_be_read(text: str) -> None:
    assert ordered(recognise(read(text)), text)


@pytest.mark.parametrize(
    "text",
    [
        "Ж" * 300_000,
        "«" * 50_000,
        "Міністерство " * 20_000,
        "Київська, " * 20_000 + "області",
        "В. " * 20_000,
        "Acme " * 20_000,
        "Олена Шевчук та " * 10_000,
        "м. Київ " * 10_000,
    ],
    ids=lambda text: text[:12],
)
def test_repeats_take_linear_time(text: str) -> None:
    with cpu_limit(8, "names"):
        recognise(read(text))
