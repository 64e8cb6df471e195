"""The text's language: `pipeline.extract.language`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.language import Language, detect
from pipeline.model import Annotation, Document


def document(text: str, declared: str | None = None) -> Document:
    return Document(1, 1, "https://paper.example/1", None, text, declared, None, ())


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The council met on Tuesday evening to talk about the old bridge over the river."),
        ("ru", "Городской совет собрался во вторник вечером, чтобы обсудить старый мост через реку."),
        ("uk", "Міська рада зібралася у вівторок увечері, щоб обговорити старий міст через річку."),
        ("be", "Гарадскі савет сабраўся ў аўторак увечары, каб абмеркаваць стары мост цераз раку."),
        ("bg", "Общинският съвет се събра във вторник вечерта, за да обсъди стария мост над реката."),
        ("de", "Der Stadtrat traf sich am Dienstagabend, um über die alte Brücke am Fluss zu sprechen."),
        ("fr", "Le conseil municipal s'est réuni mardi soir pour parler du vieux pont sur la rivière."),
        ("ja", "市議会は火曜日の夜に集まり、川にかかる古い橋について話し合いました。"),
    ],
)
def test_a_language_is_told(code: str, text: str) -> None:
    assert detect(text) == code
    assert detect(text.upper()) == code


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("ru", "Вечером мост через реку Днепр был закрыт, а объезд открыт."),
        ("uk", "Увечері міст через річку Дніпро був закритий, а об'їзд відкритий."),
    ],
)
def test_letters_tell_close_relatives_apart_in_short_texts(code: str, text: str) -> None:
    assert detect(text) == code


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("sr", "Градско веће састало се у уторак увече да разговара о старом мосту преко реке."),
        ("mk", "Градскиот совет се состана во вторник вечерта за да зборува за стариот мост."),
        ("sk", "Mestská rada sa zišla v utorok večer, aby hovorila o starom moste cez rieku."),
        ("cs", "Městská rada se sešla v úterý večer, aby hovořila o starém mostě přes řeku."),
        ("no", "Bystyret møttes tirsdag kveld for å snakke om den gamle broen over elven."),
        ("da", "Byrådet mødtes tirsdag aften for at tale om den gamle bro over åen i byen."),
        ("nl", "De gemeenteraad kwam dinsdagavond bijeen om over de oude brug te praten."),
        ("af", "Die stadsraad het Dinsdagaand vergader om oor die ou brug te praat."),
        ("pt", "A câmara municipal reuniu-se na terça-feira à noite para falar da velha ponte."),
        ("zu", "Umkhandlu wedolobha uhlangane ngoLwesibili kusihlwa ukuze uxoxe ngebhuloho elidala."),
        ("ko", "다리가 닫혔다"),
        ("el", "Η γέφυρα έκλεισε"),
        ("ka", "ხიდი დაიკეტა"),
        ("hy", "Կամուրջը փակ է"),
        ("he", "הגשר נסגר"),
        ("th", "สะพานปิดแล้ว"),
        ("zh", "市政府星期二关闭了大桥"),
    ],
)
def test_relatives_and_scripts_are_told_apart(code: str, text: str) -> None:
    assert detect(text) == code


def test_words_in_another_script_do_not_count() -> None:
    text = "Städtischer Rat spricht über die alte Brücke: «Старый мост через реку закрыт» steht am Geländer."
    assert detect(text, "ru") == "de"


def test_a_text_that_begins_with_another_is_read_further() -> None:
    head = "Photo: Reuters, 2026. https://paper.example/img/1 " * 6
    assert (
        detect(head + "Die Brücke über den Fluss bleibt bis auf Weiteres für alle Fahrzeuge geschlossen. " * 12) == "de"
    )


@pytest.mark.parametrize(
    ("declared", "answer"),
    [("ms", "ms"), ("id", "id"), ("de", "id"), ("en", "id")],
)
def test_the_page_s_word_decides_between_near_relatives_only(declared: str, answer: str) -> None:
    near = "Kerajaan negeri itu membuka jambatan baru dan jalan raya"
    far = "Pemerintah kota menutup jembatan tua itu pada hari Selasa karena hujan deras sejak kemarin malam."
    assert detect(near if declared in {"ms", "id"} else far, declared) == answer


def test_a_language_that_is_not_known_is_the_page_s_word_where_the_script_fits() -> None:
    text = "Illoqarfimmi siulersuisut marlunngornermi unnukkut naapipput ikaartarfitoqaq pillugu oqaloqatigiikkiartorlutik."
    assert detect(text, "kl") == "kl"
    assert detect(text, "dv") != "dv"


@pytest.mark.parametrize(("declared", "answer"), [("xx", "und"), ("ru", "und"), ("nb", "no"), ("fr", "fr")])
def test_the_page_s_word_must_be_a_language_of_that_script(declared: str, answer: str) -> None:
    assert detect("Kort", declared) == answer


@pytest.mark.parametrize("text", ["", "   ", "123 456, 789", "!?…", "short one"])
def test_too_few_letters_leave_it_to_the_page_s_word(text: str) -> None:
    assert detect(text) == "und"
    assert detect(text, "de") == "de"


def test_enough_letters_stand_before_the_page_s_word() -> None:
    assert detect("The council met on Tuesday evening to talk about the old bridge.", "ru") == "en"


def test_the_extractor_gives_one_annotation_on_the_whole() -> None:
    assert Language()(document("Hello", "fr")) == [Annotation("language", attributes={"language": "fr"})]


@given(st.text(max_size=100))
@settings(max_examples=60, deadline=None)
def test_any_text_has_a_language_and_always_the_same(text: str) -> None:
    assert detect(text) == detect(text) != ""
