"""Names in invented English sentences; [P …] person, [O …] organisation, [L …] place."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.deadline import cpu_limit
from pipeline.extract.lexicon import places
from pipeline.extract.reading import read
from pipeline.extract.recognisers.english import recognise

_MARK = re.compile(r"\[([POL]) ([^\[\]]+)\]")
_KINDS = {"P": "person", "O": "organisation", "L": "place"}


def marked(text: str) -> str:
    """The text with what is recognised in brackets."""
    letters = {kind: letter for letter, kind in _KINDS.items()}
    for name in reversed(recognise(read(text))):
        text = f"{text[: name.start]}[{letters[name.kind]} {text[name.start : name.end]}]{text[name.end :]}"
    return text


def same(wanted: str) -> None:
    assert marked(_MARK.sub(r"\2", wanted)) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "The mayor met President [P Karel Dvorak] and Mrs. [P Ivana Dvorak] on Friday.",
        "Lt. Gen. [P Walter T. Hobbs III] left.",
        "[L US] Secretary of State [P Arthur Penhaligon] flew home.",
        "[L Norway] Minister of Foreign Affairs [P Ingrid Solheim] disagreed.",
        "Minister of Fisheries and Agriculture [P Erik Lund] disagreed.",
        "Russian President [P Gleb Sorokin] and his deputy said nothing.",
        "[O NATO] Secretary-General [P Anna Visser] was there.",
        "Sen. [P Ruth Adeyemi] (D-Ohio) voted against it.",
        "It was told by striker [P Milo Brandt] and actor [P Zed Quorn].",
        "Former Prime Minister [P Farid al-Masoudi] has died.",
        "The court heard [P Abu Talha al-Basri], a driver.",
        "Talks with [P Ursel von der Heide] and [P Omar bin Rashid] failed.",
        "[P Park Ji-woo] and [P Zhao Wenli] signed.",
        "The award went to [P William “Bo” Harrison] of the choir.",
        "Evangelist [P Samuel Whitcombe] spoke.",
        "Datuk Seri [P Hamid Rahman] left.",
    ],
)  # fmt: skip
def test_a_title_is_outside_and_makes_a_person(wanted: str) -> None:
    same(wanted)


@pytest.mark.parametrize(
    "wanted",
    [
        "The [O Ministry of Public Works] pays.",
        "The [O Institute for Marsh Studies] and the [O Bank of Estonia] agree.",
        "She works at the [O University of Tartu].",
        "[L Kenya]'s [O Interior Ministry] declined.",
        "The [O Norwegian Coastal Agency] warned sailors.",
        "Shares of [O Brightwater Holdings] fell, those of [O Quillon Inc.] rose.",
        "Both the [O UN Security Council] and the [O EU] met.",
        "[L Japan]'s [O Kyodo News] had the story first.",
        "[O The New York Times] and [O Al Jazeera] reported it.",
        "He fought in the [O 71st Mountain Battalion] against [O al-Qaeda].",
        "The [O Food and Beverage Authority] closed it.",
        "A post on [O X], later removed.",
        "The strike was counted by [O CJTF-OIR] and [O ZKQ].",
        "She is a lawyer at [O Tolvane & Hesk].",
        "The [O House Committee on Foreign Affairs] met.",
        "The [O Harbour Safety Authority of Nepal] ([O HSAN]) closed the pier.",
        "[P Alex Press] left the [O Clayford University Press].",
    ],
)  # fmt: skip
def test_head_words_and_shapes_make_an_organisation(wanted: str) -> None:
    same(wanted)


@pytest.mark.parametrize(
    "wanted",
    [
        "Snow fell in [L Kyiv], [L Osaka] and the [L Donetsk region].",
        "They crossed the [L Black Sea] and [L Mount Kenya].",
        "A village near [L Qorvanosk] burned.",
        "The town of [L Ellerbrook] has a bridge, the [L Hobb River] none.",
        "[L Brantville], [L Ohio], is small.",
        "[L Republic of Korea] troops landed.",
        "[L Democratic People's Republic of Korea] ([L DPRK]) ships sailed.",
        "The [L Gulf of Aden] and [L Northern Mali] are dangerous.",
        "[L ROME] (Reuters) — It rained.".replace("Reuters", "[O Reuters]"),
        "An offer from the [L Middle East] and the [L West] came.",
        "They fled from [L St. Petersburg] to [L New York].",
        "[L N. Korea] tested it, as [L Arizona] Sen. [P Carla Gomez] said.",
        "[P Diane Lane] sang in [L Drury Lane].",
        "Guests left the [L Marlow Backpacker Hostel].",
    ],
)
def test_places(wanted: str) -> None:
    same(wanted)


@pytest.mark.parametrize(
    "text",
    [
        "On Monday in January the Russian and Kurdish delegations spoke Arabic.",
        "Muslims and Christians, Republicans and Democrats agreed.",
        "The CEO bought three UAVs and an SUV for $5 before Christmas.",
        "Yesterday Officials Said Nothing About Rising Prices",
        "EVERYTHING MUST GO TODAY",
        "However, nobody came. Critics disagreed.",
        "Under Operation Red Lantern the Fairness Act was suspended.",
        "“It is what it is.” That was all. Why?",
        "US$5 million were paid.",
        "The Prime Minister and the Foreign Secretary resigned.",
        "The frigate HMS Bramble sank.",
        "US-led and Moscow-based groups.",
        "A review of “Shark Tank” was sent to PRESS and R-IN.",
        "They asked for general K-12 funding.",
        "Police looked at CCTV footage.",
    ],
)
def test_what_is_no_name(text: str) -> None:
    assert marked(text) == text


@pytest.mark.parametrize(
    "wanted",
    [
        "[P Dana Whitlock] ran. [P Whitlock] won, and [P Dana] was glad.",
        "[P Cho Min-jae] spoke. [P Cho] left.",
        "Prime Minister [P Haleth] spoke. Later [P Haleth] left for [L Oslo].",
        "[P Dayo Lagosi] came from [L Lagos]. [P Lagosi] sang.",
        "[P Denzel Lincoln] sang. [P Lincoln] was applauded.",
        "[P Vasko Trelm] Wins Again In Brambury\nOn Friday [P Vasko Trelm] won by a mile, [P Trelm] said.",
        "Minister [P Israel Baum] left. A court said [L Israel] must pay. [L Israel] rejected that.",
        "[P Jordan Ellis], a plumber, left. [P Jordan] said he was tired.",
        "[O Burnley] have signed a striker. Fans left [O Burnley] happy.",
    ],
)  # fmt: skip
def test_one_clear_mention_decides_for_the_article(wanted: str) -> None:
    same(wanted)


@pytest.mark.parametrize(
    "wanted",
    [
        "Nothing helps, [P Grelvik] said.",
        "[P Orla Threnholm], 43, lives there.",
        "[P Brisk Vandermolen], who sings, left.",
        "The broadcaster [O Kanzol] went silent.",
        "[O Trelvo], a company, closed.",
        "[P Yusuf], a carpenter, waited.",
        "[L Washington] said it would wait.",
        "Nobody thought [P Putin] would come.",
        "Guests were [P Oprina Velk], [P Anna Schmidt] and [P Brom Tesk].",
        "Pictures of [P Mia Grant], a 24-year-old woman, were shown.",
    ],
)
def test_the_surroundings_decide_for_the_unknown(wanted: str) -> None:
    same(wanted)


@pytest.mark.parametrize(
    "wanted",
    [
        "[P Abu Musa al - Tamimi] was held near [L Baghdad] , [L Iraq] .",
        "[L Syria] ’ s army and the [O Syrian Civil Guard] met [P Col. Peter J. Stone] .".replace("[P Col. ", "Col. [P "),
    ],
)  # fmt: skip
def test_tokenised_text(wanted: str) -> None:
    same(wanted)


def test_a_known_place_has_its_code() -> None:
    known = places.place("Ukraine")
    assert known is not None
    assert [name.code for name in recognise(read("It rained in Ukraine."))] == [known.code]


_PIECES = st.sampled_from(
    ["Abu ", "al-", "St. ", "Mr. ", "Minister of ", "The ", "and ", "X", " - ", "U.S. ", "Kim ", "“", "’s ", "Bank ", "of ", "\n", "\x00",
     "\u202e", "é", "\u0301", "😀", "A", "a ", "5 ", ",", "John ", "(", ")", "$", "UN ", "Gen", ".", "von "]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=4), max_size=40).map("".join))
def test_names_are_in_order_and_apart_and_inside(text: str) -> None:
    end = 0
    for name in recognise(read(text)):
        assert end <= name.start < name.end <= len(text)
        assert name.normal == text[name.start : name.end]
        end = name.end


@pytest.mark.parametrize(
    "unit",
    [
        "A", "Aa ", "Bank of ", "and Bank ", "Minister of ", "Gen. ", "A. ", "al-A", "al - ", "“Bo” ", "von der ", "The ", "St. ", "X, ",
        "John ", "Ministry of Trade and ", "UN ", "New York ", "Kim (", "’s ", "A-",
        "Bank of Bank for ", "Trade and ", "Aa, ", "Minister of Trade and Trade, ", "Bank of the ",
    ],
)  # fmt: skip
def test_repeats_take_linear_time(unit: str) -> None:
    with cpu_limit(3.0, "the recogniser"):
        recognise(read(unit * (30_000 // len(unit)) + "was nothing but a long sentence"))
