"""An English text with what its words can be: closed classes, cues and known verbs, quotation marks; made once per text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.extract.quotes.english_cues import Cue, cues, verbs
from pipeline.extract.quotes.marks import Marked, marked
from pipeline.extract.reading import Reading, Token

DETERMINER, PREPOSITION, CONJUNCTION, SUBORDINATOR, PRONOUN, AUXILIARY, ADVERB, TIME, VERB, MARK, CLITIC = "dpcshxatv.'"
_CLASSES = {
    DETERMINER: """the a an this these those his her their its my our your no some any each every both many several few most
        all another such one two three four five six seven eight nine ten dozens hundreds thousands""",
    PREPOSITION: """of in on at for from with by to about against between among into over under during after before since
        through throughout across around near within without toward towards upon via per despite amid outside inside
        alongside along behind beyond following regarding concerning including besides above below off like unlike ahead""",
    CONJUNCTION: "and or but nor yet &",
    SUBORDINATOR: """that because while although though if when where as who which whose whom what how why whether until
        unless than whereas so lest once whenever wherever whoever whatever""",
    PRONOUN: """he she they it i we you him them me us himself herself themselves itself myself there who
        he’s she’s it’s they’re we’re i’m you’re he’d she’d they’d we’d i’d i’ve we’ve they’ve he’ll she’ll they’ll""",
    AUXILIARY: """is are was were be been being am has have had having do does did will would shall should can could may might
        must cannot not never isn’t aren’t wasn’t weren’t hasn’t haven’t hadn’t doesn’t don’t didn’t won’t wouldn’t can’t
        couldn’t shouldn’t ought""",
    ADVERB: """also further too then now later earlier once again still just even only already ever often always sometimes here
        however meanwhile moreover furthermore instead perhaps maybe indeed nevertheless nonetheless thus therefore hence
        afterward afterwards soon besides likewise rather quite very almost much more less else together alone ago back
        previously notably similarly separately additionally repeatedly publicly reportedly allegedly specifically twice""",
    TIME: """today yesterday tomorrow tonight monday tuesday wednesday thursday friday saturday sunday january february march april
        june july august september october november december morning afternoon evening night week weekend month year recently
        mon tue tues wed thu thurs fri sat sun jan feb aug sept oct nov dec last next late early earlier""",
}  # fmt: skip
_NOT_ADVERBS_WORDS = """family ally rally italy july reply supply assembly monopoly bully daily weekly monthly elderly friendly likely
    unlikely fly apply imply deadly costly early only beverly kelly billy sally molly emily lily holly kimberly
    reilly"""
_NOT_ADVERBS = frozenset(_NOT_ADVERBS_WORDS.split())
_NOT_CAPITALISED = (PRONOUN, AUXILIARY)
_TITLES_WORDS = """mr mrs ms dr prof rev hon gen lt col maj capt cmdr adm sgt gov sen rep reps sens pres st jr sr del atty supt det
    messrs"""
_TITLES = frozenset(_TITLES_WORDS.split())
_ACCENTS = str.maketrans("'", "’")
_NAME = re.compile(r"[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ]")


@dataclass(frozen=True, slots=True)
class Text:
    """Tokens with, for each: `low`, small letters; `tags`, its class ("" for nouns, names and the rest); `cues`; `inside`,
    the number of the outermost quotation (`marks`) it lies in, its marks included, or -1; `sentence`, the number of its
    sentence.
    """

    reading: Reading
    tokens: Sequence[Token]
    low: Sequence[str]
    tags: Sequence[str]
    cues: Mapping[int, Cue]
    marks: Sequence[Marked]
    inside: Sequence[int]
    sentence: Sequence[int]
    before: Sequence[int]  # of each of `marks`: the first token that is its or after its start
    after: Sequence[int]  # the first token behind it

    def name(self, at: int) -> bool:
        """Whether a token begins with a capital."""
        return _NAME.match(self.tokens[at].text) is not None

    def first(self, at: int) -> int:
        """First token of a token's sentence."""
        return self.reading.sentences[self.sentence[at]].first

    def last(self, at: int) -> int:
        """The token behind a token's sentence."""
        return self.reading.sentences[self.sentence[at]].last

    def paragraph(self, at: int) -> int:
        """The number of a token's paragraph."""
        return self.reading.sentences[self.sentence[at]].paragraph

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of tokens [first, last)."""
        return self.tokens[first].start, self.tokens[last - 1].end

    def title(self, at: int) -> bool:
        """Whether a token is a title that a full stop follows: "Sen"."""
        return self.low[at] in _TITLES or (len(self.low[at]) == 1 and self.name(at))


@cache
def _tags() -> dict[str, str]:
    found = dict.fromkeys(verbs(), VERB)
    for tag, entries in _CLASSES.items():
        found |= dict.fromkeys(entries.split(), tag)
    found |= {
        "’s": CLITIC,
        "’": CLITIC,
        "this": DETERMINER,
        "who": SUBORDINATOR,
        "earlier": ADVERB,
        "—": MARK,
        "–": MARK,
        "-": MARK,
    }
    return found


def prepare(reading: Reading) -> Text:
    """What readers of quotes need of a text."""
    tokens = reading.tokens
    known = list(map(_word, reading.words))
    low = [word for word, _, _ in known]
    tags = [tag for _, tag, _ in known]
    found = {at: cue for at, (_, _, cue) in enumerate(known) if cue is not None}
    outer = [span for span in marked(reading.text) if span.depth == 0]
    inside = [-1] * len(tokens)
    before, after = [], []
    for number, span in enumerate(outer):
        first = reading.token_at(span.outer_start - 1) + 1 if span.outer_start else 0
        last = reading.token_at(span.outer_end - 1) + 1
        inside[first:last] = [number] * (last - first)
        before.append(first)
        after.append(last)
    sentence: list[int] = []
    for number, one in enumerate(reading.sentences):
        sentence += [number] * (one.last - one.first)
    return Text(reading, tokens, low, tags, found, outer, inside, sentence, before, after)


@lru_cache(maxsize=50_000)
def _word(text: str) -> tuple[str, str, Cue | None]:
    """A token in small letters, its class, and the cue it can be."""
    low = text.translate(_ACCENTS).lower()
    tag = _tags().get(low)
    if tag is None:
        if len(low) == 1 and not low.isalnum():
            tag = MARK
        else:
            tag = ADVERB if low.endswith("ly") and len(low) > 4 and low not in _NOT_ADVERBS else ""
    elif tag in _NOT_CAPITALISED and len(text) > 1 and text.isupper():
        tag = ""  # the US, the IT
    return low, tag, cues().get(text)
