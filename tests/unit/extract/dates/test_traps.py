"""What looks like a date and is none."""

import pytest

from tests.unit.extract.dates.readings import found


@pytest.mark.parametrize("text", [
    "You may leave. May I ask why?", "Brian May said so, and Theresa May agreed.", "They march for peace.",
    "The March on the capital failed.",
    "The Sun reported it first.", "The Sunday Times has the story.", "Version 17.2 of the app is out.", "They won 3-2 and lost 1-4.",
    "Call us at (206) 555-1212.", "He came second.", "A second man was seen.", "It costs $2000.", "It costs 2,000 dollars.",
    "Some 2000 people came.", "A 45-year-old man was held.", "The boy is 12 years old.",
    "They are open 24/7.", "The 100-Year Partnership was signed.",
    "The rate is 5.12 percent.", "Half of it was 1/2 full.", "A Christmas tree was lit.",
    "She is in her early 20s.", "It was in the last minute.",
    "I saw a Boeing 2019.", "They live on Easter Island.", "Page 2010 is torn.", "The first half was goalless.", "Set a spring free.",
])  # fmt: skip
def test_english(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", [
    "Это загрязняет окружающую среду.", "Он старше 18 лет.", "Ивану (15 лет) вручили приз.", "Они получают 500 евро в год.",
    "Это случилось накануне выборов.", "Среда обитания меняется.", "Каждый из 2000 солдат ушел.", "Счет стал 3:2.",
])  # fmt: skip
def test_russian(text: str) -> None:
    assert found(text, "ru") == []


@pytest.mark.parametrize("text", [
    "Це лютий ворог.", "Йому виповнилося 18 років.", "Компанія «Субота» виграла тендер.", "Ми живемо в цьому середовищі.",
])  # fmt: skip
def test_ukrainian(text: str) -> None:
    assert found(text, "uk") == []
