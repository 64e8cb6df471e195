"""Who said what: PolNeAR's dev part (English) and the annotated seeds.

PolNeAR marks attributions of every sort (speech, thought, votes, wishes), each with the spans of its source, cue and
content. A content span that begins and ends with a quotation mark is a direct quote; each such span is an item, for one
attribution may have several ("…," he said. "…"). Marks inside a longer content span (scare quotes, fragments) make none.

`direct quotes with the right speaker`: an item is found when one of our direct quotes shares most of the words of the
two (token IoU >= 0.5) and its speaker span overlaps the gold's source, or its entity has a name that ends with a word of
the source; `by its span` counts the first alone. Precision is over all our direct quotes: one that
opens no gold content span is right when it lies in a gold attribution's content and that one's source is its speaker.

Four habits of the gold are evened out for that figure; `as annotated` is without any of it:
- source and cue changed places ("said" the source of `"…," said Smith`): changed back, where the source is but a verb of
  speech and the cue has a capital;
- the source is "who", "which" or "that": its antecedent, the word before it, is the speaker as well;
- the sentences of one quotation are so many attributions of the same source span: their contents are one in which a
  direct quote of ours lies;
- a content that begins with a mark and goes on behind the other one (`"…" to the city`), or is one of several spans:
  a direct quote of ours lies in it just as in a content without marks.

`all attributions, overlap F1`: every word that stands in the content of an attribution is an item, (word, source);
it is right when a quote of ours holds the word with a speaker that overlaps that source. An attribution without a
source has its words counted as found when our speaker is null too. Micro-averaged over the words. The plain variants
count attributions: `overlap` any shared word and the source; `half` token IoU >= 0.5 and the source; `content` any shared
word whatever the source; `exact` the same words and the source.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.extraction import gold
from benchmarks.extraction.gold import DATA, Figure
from pipeline.extract.quotes.english_cues import cues
from pipeline.extract.reading import Reading, read
from pipeline.model import Annotation

POLNEAR = "quotes/en-polnear-dev.jsonl"
OPENING = frozenset("“\"‘'«„`")
CLOSING = frozenset("”\"’'»“")
RELATIVES = frozenset({"who", "which", "that"})
Span = tuple[int, int]
Words = frozenset[int]


@dataclass(frozen=True, slots=True)
class Said:
    """An attribution in words: numbers of the content's and of the speaker's tokens."""

    content: Words
    speaker: Words
    direct: bool
    name: str = ""  # the last word of our speaker's name, in small letters
    named: frozenset[str] = frozenset()  # the words of the gold's source


def words(reading: Reading, spans: Sequence[Span]) -> Words:
    """Numbers of the tokens with a letter or digit that touch the spans."""
    found = set()
    for start, end in spans:
        at = max(reading.token_at(start), 0)
        while at < len(reading.tokens) and reading.tokens[at].start < end:
            token = reading.tokens[at]
            if token.end > start and token.text[0].isalnum():
                found.add(at)
            at += 1
    return frozenset(found)


def iou(one: Words, other: Words) -> float:
    """Shared words over all words of two spans."""
    return len(one & other) / len(one | other) if one or other else 0.0


def ours(reading: Reading, quotes: Sequence[Annotation]) -> list[Said]:
    """Our quotes in words."""
    found = []
    for one in quotes:
        if one.kind == "quote" and one.start is not None and one.end is not None:
            start, end = one.attributes["speaker_start"], one.attributes["speaker_end"]
            speaker = words(reading, [(start, end)]) if start is not None else frozenset()
            name = one.entity.name.lower().split()[-1] if one.entity else ""
            found.append(Said(words(reading, [(one.start, one.end)]), speaker, one.attributes["direct"], name))
    return found


def between_marks(text: str, start: int, end: int) -> bool:
    """Whether words begin and end with quotation marks, their own or right beside them."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".,"):
        end -= 1
    opened = text[start] in OPENING or text[max(start - 1, 0)] in OPENING
    return opened and not CLOSING.isdisjoint(text[end - 1 : end + 2])


def theirs(reading: Reading, row: Mapping[str, Any]) -> tuple[list[Said], list[Said]]:
    """The gold's attributions whole, and its direct items."""
    whole, direct = [], []
    text: str = row["text"]
    for one in row["attributions"]:
        source = words(reading, [(span["start"], span["end"]) for span in one["source"]])
        spans = [(span["start"], span["end"]) for span in one["content"]]
        quoted = [span for span in spans if between_marks(text, *span)]
        whole.append(Said(words(reading, spans), source, bool(quoted)))
        named = frozenset(reading.tokens[at].text.lower() for at in source)
        direct += [Said(words(reading, [span]), source, direct=True, named=named) for span in quoted]
    return whole, direct


def evened(reading: Reading, row: Mapping[str, Any]) -> list[tuple[list[Span], Words]]:
    """Content spans of each attribution with the words of its source: changed places back, antecedents added."""
    text: str = row["text"]
    found = []
    for one in row["attributions"]:
        source, cue = ([(span["start"], span["end"]) for span in one[part]] for part in ("source", "cue"))
        said = " ".join(text[start:end] for start, end in source)
        if said.islower() and said in cues() and not " ".join(text[start:end] for start, end in cue).islower() and cue:
            source = cue
        if said in RELATIVES:
            start = source[0][0]
            source = [*source, (len(text[:start].rstrip(" ,")) - 1, start)]
        found.append(([(span["start"], span["end"]) for span in one["content"]], words(reading, source)))
    return found


def same_speaker(found: Said, wanted: Said) -> bool:
    """Whether the speaker overlaps the source, or neither is there; of direct items, also whether he has that name."""
    return (
        bool(found.speaker & wanted.speaker)
        or not (found.speaker or wanted.speaker)
        or (found.name != "" and found.name in wanted.named)
    )


@dataclass(frozen=True, slots=True)
class Rates:
    """How many of what was found are right, and how many of what was wanted were found."""

    right: int = 0
    found: int = 0
    hit: int = 0
    wanted: int = 0

    def __add__(self, other: "Rates") -> "Rates":
        return Rates(
            self.right + other.right, self.found + other.found, self.hit + other.hit, self.wanted + other.wanted
        )

    @property
    def prf(self) -> tuple[float, float, float]:
        """Precision, recall, F1."""
        precision = self.right / self.found if self.found else 0.0
        recall = self.hit / self.wanted if self.wanted else 0.0
        return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def rates(found: Sequence[Said], wanted: Sequence[Said], same: Callable[[Said, Said], bool]) -> Rates:
    """Each of one side is right when any of the other is the same."""
    right = sum(any(same(one, item) for item in wanted) for one in found)
    hit = sum(any(same(one, item) for one in found) for item in wanted)
    return Rates(right, len(found), hit, len(wanted))


def of_words(found: Sequence[Said], wanted: Sequence[Said]) -> Rates:
    """The same for each word of a content with its source."""
    by_word: dict[int, tuple[list[Said], list[Said]]] = {}
    for number, side in enumerate((found, wanted)):
        for word, speaker in {(word, one.speaker) for one in side for word in one.content}:
            by_word.setdefault(word, ([], []))[number].append(Said(frozenset({word}), speaker, direct=False))
    total = Rates()
    for ours_of_word, theirs_of_word in by_word.values():
        total += rates(ours_of_word, theirs_of_word, same_speaker)
    return total


def spanned(direct: Sequence[Said], items: Sequence[Said], whole: Sequence[Said]) -> Rates:
    """Direct quotes whose speaker is the gold's by his span."""
    bare = [replace(one, name="") for one in direct]
    precise = rates(bare, [*items, *(one for one in whole if not one.direct)], alike)
    recalled = rates(bare, items, lambda one, item: iou(one.content, item.content) >= 0.5 and same_speaker(one, item))
    return Rates(precise.right, precise.found, recalled.hit, recalled.wanted)


def alike(one: Said, item: Said) -> bool:
    """Whether a direct quote of ours is a direct item, or lies in a content that is more than direct words."""
    if item.direct and iou(one.content, item.content) >= 0.5:
        return same_speaker(one, item)
    return not item.direct and one.content <= item.content and same_speaker(one, item)


def direct_rates(reading: Reading, direct: Sequence[Said], row: Mapping[str, Any]) -> Rates:
    """Direct quotes with the right speaker, with the gold's habits evened out."""
    items: list[Said] = []
    whole: dict[Words, Words] = {}
    for spans, source in evened(reading, row):
        named = frozenset(reading.tokens[at].text.lower() for at in source)
        quoted = [words(reading, [span]) for span in spans if between_marks(row["text"], *span)]
        items += [Said(content, source, direct=True, named=named) for content in quoted]
        whole[source] = whole.get(source, frozenset()) | words(reading, spans)
    joined = [Said(content, source, direct=False) for source, content in whole.items()]
    precise = rates(direct, [*items, *joined], alike)
    recalled = rates(direct, items, lambda one, item: iou(one.content, item.content) >= 0.5 and same_speaker(one, item))
    return Rates(precise.right, precise.found, recalled.hit, recalled.wanted)


def of_document(text: str, quotes: Sequence[Annotation], row: Mapping[str, Any]) -> dict[str, Rates]:
    """Every measure on one document of PolNeAR."""
    reading = read(text)
    whole, items = theirs(reading, row)
    found = ours(reading, quotes)
    direct = [one for one in found if one.direct]

    precise = rates(direct, [*items, *(one for one in whole if not one.direct)], alike)
    recalled = rates(direct, items, lambda one, item: iou(one.content, item.content) >= 0.5 and same_speaker(one, item))
    return {
        "direct": direct_rates(reading, direct, row),
        "direct, as annotated": Rates(precise.right, precise.found, recalled.hit, recalled.wanted),
        "direct, by its span": spanned(direct, items, whole),
        "direct, any speaker": rates(direct, items, lambda one, item: iou(one.content, item.content) >= 0.5),
        "words": of_words(found, whole),
        "overlap": rates(found, whole, lambda one, item: bool(one.content & item.content) and same_speaker(one, item)),
        "half": rates(
            found, whole, lambda one, item: iou(one.content, item.content) >= 0.5 and same_speaker(one, item)
        ),
        "content": rates(found, whole, lambda one, item: bool(one.content & item.content)),
        "exact": rates(found, whole, lambda one, item: one.content == item.content and same_speaker(one, item)),
    }


def of_polnear(data: Path = DATA, half: int | None = None) -> dict[str, Rates]:
    """Every measure over the dev part."""
    total: dict[str, Rates] = {}
    for row in gold.rows(POLNEAR, data):
        if half is None or gold.half(row["id"]) == half:
            document = gold.extracted(gold.document(row["text"], "en", name=row["id"]), "quotes")
            for name, one in of_document(row["text"], document.found.get("quotes", ()), row).items():
                total[name] = total.get(name, Rates()) + one
    return total


def names_of(canonical: str, known: Mapping[str, Any]) -> frozenset[str]:
    """Lower-case names of a canonical id: whole, and of a person its last word."""
    entry = known.get(canonical, {"canonical": canonical.partition(":")[2].replace("-", " "), "names": {}})
    names = [entry["canonical"]]
    for value in entry["names"].values():
        names += [value] if isinstance(value, str) else value
    lower = [name.lower() for name in names]
    return frozenset(lower + [name.split()[-1] for name in lower if canonical.startswith("PER:")])


def of_same(quote: Annotation, item: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    """Whether a quote's speaker is the gold's: by our entity, without one by the words that stand for him."""
    canonical = item["speaker"].split(";")[0] if item["speaker"] else None
    if quote.entity is not None:
        name = quote.entity.name.lower()
        return canonical is not None and bool({name, name.split()[-1]} & names_of(canonical, known))
    start, surface = quote.attributes["speaker_start"], item["speaker_surface"]
    if start is None or surface is None:
        return canonical is None and start is None
    first, last = surface["span"]
    return bool(start < last and first < quote.attributes["speaker_end"])


def of_seed(seed: gold.Seed, known: Mapping[str, Any]) -> tuple[Rates, list[str]]:
    """Counts over an annotated seed, by kind and speaker, and what went wrong.

    A quote is one of the gold's when it is of its form and shares most of their characters. `optional` and `secondary`
    ones are not wanted, but right when found. The sentence around a partial quote is not scored.
    """
    quotes = [one for one in gold.extracted(seed.document, "quotes").found.get("quotes", ()) if one.start is not None]
    right, found, hit, wanted, wrong = 0, 0, set(), 0, []
    for one in quotes:
        start, end = one.start or 0, one.end or 0
        if not seed.in_body(start, end):
            continue
        form = one.attributes["form"]
        near = [item for item in seed.gold["quotes"] if item["kind"] == form and _alike((start, end), item)]
        spoken = [item for item in near if of_same(one, item, known)]
        if not near and form == "indirect":
            inside = [item for item in seed.gold["quotes"] if start <= item["start"] and item["end"] <= end]
            if any(item["kind"] == "partial" and of_same(one, item, known) for item in inside):
                continue
        if near and not spoken and all(item.get("optional") for item in near):
            continue
        found += 1
        right += bool(spoken)
        hit |= {item["id"] for item in spoken}
        if not spoken:
            name = one.entity.name if one.entity else None
            wrong.append(f"+ {form} [{one.attributes['speaker']} = {name}] {one.attributes['cue']}: {one.text}")
    for item in seed.gold["quotes"]:
        if not (item.get("optional") or item.get("secondary")):
            wanted += 1
            if item["id"] not in hit:
                wrong.append(f"- {item['id']} {item['kind']} [{item['speaker']}]: {item['text']}")
    needed = {item["id"] for item in seed.gold["quotes"] if not (item.get("optional") or item.get("secondary"))}
    return Rates(right, found, len(hit & needed), wanted), wrong


def _alike(span: Span, item: Mapping[str, Any]) -> bool:
    shared = min(span[1], item["end"]) - max(span[0], item["start"])
    whole: int = max(span[1], item["end"]) - min(span[0], item["start"])
    return bool(2 * shared >= whole)


def of_seeds(language: str, data: Path = DATA) -> tuple[Rates, list[str]]:
    """The same over the annotated seeds of a language."""
    known = json.loads((data / "seeds" / "gold.json").read_text("utf-8"))["entities"]
    total, wrong = Rates(), list[str]()
    for seed in gold.seeds(data):
        if seed.document.language == language:
            one, errors = of_seed(seed, known)
            total, wrong = total + one, [*wrong, *errors]
    return total, wrong


def figures(data: Path = DATA) -> list[Figure]:
    """What is asked for, then the plain variants."""
    polnear = of_polnear(data)
    precision, recall, _ = polnear["direct"].prf
    annotated = polnear["direct, as annotated"].prf
    found = [
        Figure("direct quotes with the right speaker, recall, as annotated", annotated[1], 0.95, "0.90"),
        Figure("direct quotes with the right speaker, precision, as annotated", annotated[0], 0.95, "0.83"),
        Figure("  recall, the gold's slips evened out", recall, 0.95),
        Figure("  precision, the gold's slips evened out", precision, 0.95),
        Figure("direct quotes with the right speaker by his span, F1", polnear["direct, by its span"].prf[2]),
        Figure("all attributions, overlap F1", polnear["words"].prf[2], 0.72, "0.62"),
    ]
    for name in ("overlap", "half", "content", "exact"):
        found.append(Figure(f"all attributions, each counted: {name}, F1", polnear[name].prf[2]))
    for language, name in (("en", "English"), ("ru", "Russian")):
        found.append(Figure(f"quotes of the {name} seeds, F1", of_seeds(language, data)[0].prf[2], 0.95))
    return found
