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
