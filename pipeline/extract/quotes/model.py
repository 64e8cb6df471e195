"""A quotation with who said it, and its form as an annotation; the same for every language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.model import Annotation, Identity

Form = Literal["direct", "partial", "indirect"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of somebody's, `text[start:end]`, as a reader of one language found them.

    `direct`: whole clauses between quotation marks, without the marks; `partial`: words between marks within somebody
    else's sentence; `indirect`: what is reported, without the conjunction. `speaker`: the noun phrase that stands for the
    one who said it, with titles, or a pronoun; None where the text has none nearby. `speakers`: each of them where they
    are several (then `speaker` covers all). `chain`: through whom it came, from the nearest to the origin outwards, as
    the text has them. `entity`: whose words they are; None rather than a wrong one.
    """

    start: int
    end: int
    form: Form
    speaker: Span | None = None
    cue: Span | None = None
    entity: Identity | None = None
    speakers: Sequence[Span] = ()
    chain: Sequence[str] = ()


def annotation(text: str, quote: Quote) -> Annotation:
    """A quote as stored: offsets and words of its parts, null where it has none."""
    speaker, cue = quote.speaker, quote.cue
    return Annotation(
        "quote",
        quote.start,
        quote.end,
        text[quote.start : quote.end],
        {
            "direct": quote.form == "direct",
            "form": quote.form,
            "speaker": text[speaker[0] : speaker[1]] if speaker else None,
            "speaker_start": speaker[0] if speaker else None,
            "speaker_end": speaker[1] if speaker else None,
            "cue": text[cue[0] : cue[1]] if cue else None,
            "cue_start": cue[0] if cue else None,
            "cue_end": cue[1] if cue else None,
            "speakers": [{"start": start, "end": end, "text": text[start:end]} for start, end in quote.speakers],
            "chain": list(quote.chain),
        },
        quote.entity,
    )
