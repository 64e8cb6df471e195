"""Offices that stand for people in English."""

import pytest

from pipeline.extract.reading import read
from pipeline.extract.roles.english import describe
from pipeline.model import Annotation, Identity


def described(text: str, *names: str) -> list[tuple[str, str]]:
    """What stands for whom in a text in which `names` are mentioned, the first of each surname in full."""
    mentions = []
    for name in names:
        identity = Identity("person", name, ())
        for form in {name, name.split()[-1]}:
            at = text.find(form)
            while at >= 0:
                if form == name or text[max(0, at - len(name) + len(form)) : at + len(form)] != name:
                    mentions.append(Annotation("mention", at, at + len(form), form, {"kind": "person"}, identity))
                at = text.find(form, at + 1)
    mentions.sort(key=lambda one: one.start or 0)
    found = describe(read(text), mentions)
    assert all(text[one.start : one.end] == one.text for one in found)
    return [(one.text or "", one.entity.name) for one in found if one.entity]


def test_an_office_before_the_name_teaches_who_is_meant() -> None:
    text = "Ghanaian President Kofi Darko spoke. The president left. The Ghanaian leader waved."
    assert described(text, "Kofi Darko") == [("The president", "Kofi Darko"), ("The Ghanaian leader", "Kofi Darko")]


def test_an_honorific_between_office_and_name() -> None:
    text = "Prime Minister Sir Kofi Darko spoke. The prime minister left."
    assert ("The prime minister", "Kofi Darko") in described(text, "Kofi Darko")


def test_an_office_in_apposition() -> None:
    text = "Ann Rowe, the mayor of Elmton, spoke. The mayor left."
    assert ("The mayor", "Ann Rowe") in described(text, "Ann Rowe")


def test_the_country_decides_between_two() -> None:
    text = "Ghanaian President Kofi Darko met Kenyan President Amos Otieno. The Kenyan leader smiled. Ghana's president did not."
    assert described(text, "Kofi Darko", "Amos Otieno") == [
        ("The Kenyan leader", "Amos Otieno"),
        ("Ghana's president", "Kofi Darko"),
    ]


def test_where_it_fits_two_it_is_nobody() -> None:
    text = "President Kofi Darko met President Amos Otieno. The president smiled."
    assert described(text, "Kofi Darko", "Amos Otieno") == []


@pytest.mark.parametrize(
    "text",
    [
        "Vice President Ann Rowe spoke. The president left.",
        "Former President Ann Rowe spoke. The president left.",
        "President Ann Rowe spoke. The vice president left.",
        "President Ann Rowe spoke. The former president left.",
        "Trade minister Ann Rowe met the minister of health.",
        "Managing director Ann Rowe sits on the executive board.",
    ],
)
def test_another_rank_is_another_person(text: str) -> None:
    assert described(text, "Ann Rowe") == []


def test_a_title_before_a_name_is_no_description() -> None:
    assert described("President Ann Rowe spoke. The president, and the President Ann Rowe.", "Ann Rowe")[1:] == []


def test_without_names_nobody_is_described() -> None:
    assert described("The president left.") == []


def test_an_owner_of_several_words_is_there_once_and_whole() -> None:
    text = "Ann Rowe, the Elbonian Union's foreign policy chief, spoke."
    union = Identity("organisation", "Elbonian Union", ())
    rowe = Identity("person", "Ann Rowe", ())
    mentions = [
        Annotation("mention", 0, 8, "Ann Rowe", {"kind": "person"}, rowe),
        Annotation("mention", 14, 28, "Elbonian Union", {"kind": "organisation"}, union),
    ]
    assert [one.text for one in describe(read(text), mentions)] == ["the Elbonian Union's foreign policy chief"]
