"""Names in English texts: gazetteers and rules, sentence by sentence, then the whole article's evidence."""

from collections.abc import Iterable, Sequence

from pipeline.extract.names import Name
from pipeline.extract.reading import Reading, Sentence
from pipeline.extract.recognisers.english_article import Article
from pipeline.extract.recognisers.english_lexicon import several
from pipeline.extract.recognisers.english_parse import spans
from pipeline.extract.recognisers.english_runs import Runs

# What title case leaves small.
_SMALL = several(
    """
    a an the and but or nor so yet as at by for in of off on per to up via vs v out if s th st nd rd m de la le al el von van der di da
    with from over into after amid against before between under about during that than through without among toward towards
    despite until within upon onto across behind beyond like near
    """
)
_FULL = 6  # words in small letters after which no more are counted


def recognise(reading: Reading) -> list[Name]:
    """Names of people, organisations and places in their order; none overlaps another."""
    runs = Runs(reading)
    headlines = _headlines(runs.words, reading.sentences)
    prose = [sentence for sentence in reading.sentences if sentence.paragraph not in headlines]
    found = [(span, sentence) for sentence in prose for span in spans(runs, sentence)]
    article = Article(runs, found)
    named = [(span, kind) for span, _ in found if (kind := article.kind(span))]
    for sentence in reading.sentences:
        if sentence.paragraph in headlines:
            named.extend(article.repeated(sentence))
    names = []
    for span, kind in sorted(named):
        start, end = reading.tokens[span.first].start, reading.tokens[span.last - 1].end
        names.append(Name(start, end, kind, reading.text[start:end], span.code if kind == "place" else ""))
    return names


def _headlines(words: Sequence[str], sentences: Iterable[Sentence]) -> set[int]:
    """Paragraphs in which capitals say nothing: title case, or capitals only."""
    counted: dict[int, tuple[int, int, int, int]] = {}
    for sentence in sentences:
        content, small, large, full = counted.get(sentence.paragraph, (0, 0, 0, 0))
        for word in words[sentence.first : sentence.last]:
            if content > _FULL:
                break
            if word.islower():
                content += word[0].isalpha() and word not in _SMALL
                small += 1
            elif word[0].isupper():
                large += 1
                full += word.isupper() and len(word) > 1
        counted[sentence.paragraph] = content, small, large, full
    return {
        number
        for number, (content, small, large, full) in counted.items()
        if not content and ((large > 3 and large > 2 * small - 2) or full == large > 2)
    }
