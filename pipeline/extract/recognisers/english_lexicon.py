"""The words that the English recogniser knows, ready to be asked; read once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.extract.lexicon import table, words
from pipeline.extract.reading import read


def several(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


Phrases = Mapping[str, Sequence[tuple[str, ...]]]  # by their first token, the longest first

# Surnames that come first in Chinese, Korean and Vietnamese.
FAMILY_FIRST = several("""
    Ahn An Ban Bae Baek Cao Chae Chang Chen Cheng Cho Choe Choi Chow Chu Chun Chung Cui Dai Deng Ding Do Dong Du Duan Fan Fang
    Feng Fu Gao Ge Geng Gong Gu Guan Guo Han Hao He Heo Hong Hou Hu Hua Huang Hui Huh Hwang Im Jang Jeon Jeong Ji Jia Jiang Jin
    Jo Joo Jung Kang Kim Ko Koo Kwak Kwon Lam Le Lee Lei Li Liang Liao Lim Lin Ling Liu Long Lu Luo Ma Mao Mei Meng Min Moon
    Nam Nguyen Nguyễn Noh Oh Ong Pak Pan Pang Park Peng Pham Phan Pyo Qian Qiao Qin Qiu Ren Rhee Roh Ryu Seo Shao Shen Shi Shin
    Sohn Son Song Su Suh Sun Tan Tang Tao Thich Tian To Tran Trần Truong Tsai Tsang Vo Vu Wan Wang Wei Wen Wong Woo Wu Xi Xia
    Xiao Xie Xu Xue Yan Yang Yao Ye Yeo Yi Yin Yoo Yoon You Yu Yuan Yun Zeng Zhai Zhang Zhao Zheng Zhong Zhou Zhu Zou
    """)
PARTICLES = several(
    "al el bin ibn ben bint abu von van der den ter de del della di da das dos du la le af av zu zum zur ul ud"
)
ARTICLES = several("al Al el El ar Ar as As ash Ash ad Ad an An at At az Az")  # of Arabic names, before a hyphen
HYPHENED = several("al- Al- el- El-")
KUNYA = several("Abu Abd Abdel Abdul Umm Ibn Bin")  # an Arabic name does not end with these
GENERATIONS = several("Jr Sr II III IV")
QUOTES = frozenset("'\"“”‘’«»„")
LARGE = 300_000  # people: a town whose name needs no evidence

# Given names that are also common words.
_BOTH = several("Art Bill Don Fredrik Guy Hope Joe Mark Max Rich Val Will Young Darwin Peer Chance Green Peace")
_SHORT = several("Al Bo Cy Di Ed Jo Lu Ty Vi Li Yu")
_NOT_GIVEN = several("Ever Baby America Army Republic")
# Organisations whose names are common words, beside those that the list of common words has.
_WORDY = several("""
    Ajax Allies Alphabet Amazon Angels Apple Astros Badr Billboard Blackhawks Braves Brewers Bucks Buccaneers Cavaliers Clippers
    Coalition Colts Commonwealth Cowboys Cubs Dawn Deadline Economist Emirates Ford Fortune Globo Guardian Hawks Inquirer Jaguars
    Kings Lega Marca Mariners Mavericks Meta Metro Mint Nature Nuggets Observer Opposition Oracle Orioles Pacers Packers Padres
    Patriots Penguins Pistons Proteas Puma Quartet Raiders Rangers Raptors Ravens Salon Shell Sky Slack Slate Solidarity Spectator
    Spiegel Sputnik Spurs Steelers Stuff Svoboda Target Telegram Telex Texans Time Timberwolves Treasury Trend Uber Vale Vanguard
    Variety Vice Visa Vox Wallabies Wired Zoom
    """)
# Places whose names hold a possessive, which is a token of its own.
_APOSTROPHES = (
    "Democratic People's Republic of Korea", "People's Republic of China", "People's Republic of Bangladesh",
    "Lao People's Democratic Republic", "Donetsk People's Republic", "Luhansk People's Republic", "Martha's Vineyard",
    "Land's End", "Hawke's Bay", "King's Lynn", "Lee's Summit", "King's Cross", "St. John's", "Hell's Kitchen",
    "Bishop's Stortford", "Queen's Park", "Prince George's County", "Queen Anne's County",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words as they are written; `opening`, `role` and `common` in small letters.

    `small`: first words of names that begin with a small letter. `mononyms`: people known by one name. `wordy`:
    organisations' names that are common words too. `heads`, `around`: the classes of `english_heads.txt` and
    `english_context.txt` by their names there.
    """

    given: frozenset[str]
    surnames: frozenset[str]
    mononyms: frozenset[str]
    common: frozenset[str]
    demonyms: Phrases
    offices: Phrases
    organisations: Phrases
    small: frozenset[str]
    wordy: frozenset[str]
    places: Phrases
    address: frozenset[str]
    rank: frozenset[str]
    role: frozenset[str]
    modifier: frozenset[str]
    portfolio: frozenset[str]
    opening: frozenset[str]
    time: frozenset[str]
    creed: frozenset[str]
    letters: frozenset[str]
    adjective: frozenset[str]
    heads: Mapping[str, frozenset[str]]
    around: Mapping[str, frozenset[str]]


@cache
def lexicon() -> Lexicon:
    """All of them; about 0.1 s."""
    names, titles, plain = table("english_names"), _sets("english_titles"), _sets("english_words")
    common = words("english_common") | plain["opening"]
    given = {name for name in names["given"] if name in _BOTH or name.lower() not in common}
    organisations = frozenset(name for found in table("english_organisations").values() for name in found)
    listed = _phrases(organisations)
    return Lexicon(
        given=frozenset(name for name in given if len(name) > 2 or name in _SHORT) - _NOT_GIVEN,
        surnames=frozenset(name for name in names["surname"] if name.lower() not in common),
        mononyms=frozenset(name for found in table("english_mononyms").values() for name in found),
        common=common,
        demonyms=_phrases(word for found in table("english_demonyms").values() for word in found),
        offices=_phrases(titles["office"]),
        organisations=listed,
        small=ARTICLES | {word for word in listed if word.islower()},
        wordy=_WORDY | {name for name in organisations if name.lower() in common},
        places=_phrases(_APOSTROPHES),
        portfolio=frozenset(word for phrase in titles["portfolio"] for word in phrase.split()),
        heads=_sets("english_heads"),
        around=_sets("english_context"),
        **{key: titles[key] for key in ("address", "rank", "role", "modifier")},
        **{key: plain[key] for key in ("opening", "time", "creed", "letters", "adjective")},
    )


def matched(phrases: Phrases, tokens: Sequence[str], at: int) -> int:
    """How many tokens from `at` on are the longest of the phrases; 0 where none is."""
    for phrase in phrases.get(tokens[at], ()):
        if len(phrase) == 1 or tuple(tokens[at : at + len(phrase)]) == phrase:
            return len(phrase)
    return 0


def _sets(name: str) -> dict[str, frozenset[str]]:
    return {key: frozenset(found) for key, found in table(name).items()}


def _phrases(names: Iterable[str]) -> Phrases:
    """Names by their first tokens, also as tokenised texts have them."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for name in names:
        for spelling in {name, name.replace("-", " - "), name.replace("'", "’"), name.replace("’", " ’ ")}:
            phrase = tuple(token.text for token in read(spelling).tokens)
            found.setdefault(phrase[0], set()).add(phrase)
    return {first: sorted(ones, key=lambda one: (-len(one), one)) for first, ones in found.items()}
