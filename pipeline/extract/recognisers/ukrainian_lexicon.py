"""The words that Ukrainian names are told by, as the lexicon's tables give them."""

import re
from functools import cache

from pipeline.extract.lexicon import table
from pipeline.extract.recognisers.ukrainian_draft import Draft

OPEN, CLOSED = "open", "closed"  # whether words in small letters may follow a head
QUOTED, WORKS, PLACES = "quoted", "works", "places"  # what a name in quotation marks behind a word is

_ADJECTIVES = tuple(
    stem + ending
    for stem in ("ськ", "цьк", "зьк")
    for ending in ("ий", "а", "е", "ого", "ої", "ому", "ій", "им", "ою", "у", "і", "их")
)
_COMPOUND = re.compile(
    r"(?:укр(?!аї)|мін(?=[а-яєії]{5})|генпрокуратур|київ(?=міськ|рад|авто|енерго)|центрвибор"
    r"|держ(?:служб(?!ов)|агент|ком|інсп|екоінсп|фінінсп|деп|управл|адмін|банк|дум|прац|аудит|стат|гео|прод|молодь"
    r"|спецзв|казнач|підпр|фінмон|лікслужб)"
    r"|нац(?:банк|ком|рад|гвард|поліц|агент|бюро|корпус|депо))[а-яєіїґ'-]*"
    r"|[а-яєіїґ'-]+(?:банк|енерго|водоканал|газ|облрада|автодор|авіа(?:лінії)?|агро|телеком|інвест|холдинг|буд|хім|маш"
    r"|пром|прокуратура|поліція|гвардія|рада|комісія|парламент|союз|комбінат|завод|лісгосп|транс|нафта|атом|груп|інформ"
    r"|медіа|тв|пошта|адміністрація|виконком|суд|центр|бюро|цукор|спирт|залізниця|водексплуатація|торг|постач|сервіс"
    r"|лізинг|експорт|імпорт|проект|проєкт)"
)
_LONGEST = 40


@cache
def heads() -> dict[str, str]:
    """The heads of names of organisations: whether they are `OPEN` or `CLOSED`."""
    return {word: kind for kind in (OPEN, CLOSED) for word in table("ukrainian_organisations")[kind]}


@cache
def head_words(kind: str) -> frozenset[str]:
    """Other lists of words around heads (`ukrainian_organisations.txt`): "small" those that begin names without a capital."""
    return frozenset(table("ukrainian_organisations")[kind])


@cache
def quoting() -> dict[str, str]:
    """Nouns by what a name in quotation marks behind them is: `QUOTED` an organisation's, `WORKS`, `PLACES`."""
    return {word: kind for kind in (QUOTED, PLACES, WORKS) for word in table("ukrainian_organisations")[kind]}


@cache
def abbreviations() -> dict[str, str]:
    """What abbreviations in capitals name: place; "none" for those that name nothing."""
    return {word: kind for kind in ("place", "none") for word in table("ukrainian_acronyms")[kind]}


@cache
def legal() -> frozenset[str]:
    """What a firm is by law: ТОВ."""
    return frozenset(table("ukrainian_acronyms")["legal"])


@cache
def words(kind: str) -> frozenset[str]:
    """Words that with a capital name a person, a place, an organisation, or nobody ("none")."""
    return frozenset(table("ukrainian_words")[kind])


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(word[:3] for word in (*heads(), *quoting()))


def kind_of(draft: Draft, at: int, kinds: dict[str, str]) -> str:
    """The kind of a word in whatever case, of those that `heads` or `quoting` give; "" for others.

    Most words are none by their first letters, and are not looked up in the dictionary.
    """
    if draft.lower[at][:3] not in _beginnings():
        return ""
    return next((kinds[lemma] for lemma in (draft.lower[at], *draft.form(at).lemmas) if lemma in kinds), "")


def compound(lemma: str) -> bool:
    """A word that names an organisation by how it is made: Укравтодор, Ощадбанк."""
    if lemma in words("organisation"):
        return True
    return 5 < len(lemma) < _LONGEST and lemma not in words("place") and _COMPOUND.fullmatch(lemma) is not None


def geographic(lower: str) -> bool:
    """An adjective made of the name of a place, or a surname like it, by its ending."""
    return lower.endswith(_ADJECTIVES)
