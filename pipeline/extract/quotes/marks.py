"""What stands between quotation marks of any kind, in linear time.

Marks are paired within a paragraph (a line). A quotation of several paragraphs opens anew in each and closes in the last;
one that only opens in the first and closes in the next is found as two spans as well.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

NEAR = 4  # closed spans behind an unclosed mark in which another of its kind is looked for
MAX_DEPTH = 4  # deeper marks are not nested quotations but noise
# `''`, two backticks, one of the marks, or a line break; one class first, so that the search skips to its characters.
_MARK = re.compile(r"""[“”„‟"«»‹›‘’‚‛'`\n](?:(?<=')'|(?<=`)`|(?<!`))""")
_CLOSERS = {
    '"': '"”',
    "'": "'’",
    "“": '”‟"',
    "”": "”",
    "„": '“”‟"',
    "‟": "”",
    "‘": "’",
    "’": "’",
    "‚": "‘’",
    "‛": "’",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹›",
}
_SINGLE = frozenset("‘’‚‛'")
_CLOSING_ONLY = frozenset("”»›")
_OPENING_ONLY = frozenset("“„‟«‹‚‛‘")
_BEFORE_OPENING = frozenset("([{—–-/\u00a0\u2009\u202f“„«‹‘‚\"'¡¿…:>|*")
_ELIDED = re.compile(r"['’](?:\d\ds?\b|(?:tis|twas|em|til|cause|bout|round|n)\b)", re.IGNORECASE)
_INCHES = re.compile(r"\d ?['′’] ?\d{1,2}(?:\.\d+|½)?$")
_SPEECH_ENDS = re.compile(r"[,.!?…]*\s*(?:[–—-]\s|$|\n)")


class Marked(NamedTuple):
    """Words between marks, `text[start:end]`; with the marks, `text[outer_start:outer_end]`.

    `closed`: the closing mark is there; else the span ends with its paragraph or where another quotation begins.
    `continued`: not closed because the next paragraph, which opens with the same mark, goes on with it. `depth`: 0 for
    the outermost. `mark`: the opening mark, "" where only the closing one is there.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    closed: bool
    depth: int
    mark: str
    continued: bool = False


class _Mark(NamedTuple):
    at: int
    sign: str
    length: int
    opens: bool  # could, by what stands around it
    closes: bool


def marked(text: str) -> list[Marked]:
    """All spans between quotation marks, by their start; an outer one before those inside it."""
    found: list[Marked] = []
    paragraph: list[_Mark] = []
    begin = 0
    previous: list[Marked] = []  # the spans of the paragraph before
    for match in _MARK.finditer(text):
        if match.group() != "\n":
            if mark := _mark(text, match.start(), match.end(), begin):
                paragraph.append(mark)
            continue
        if paragraph or text[begin : match.start()].strip():
            previous = _joined(text, found, previous, _spans(text, paragraph, begin, match.start()), begin)
        paragraph, begin = [], match.end()
    _joined(text, found, previous, _spans(text, paragraph, begin, len(text)), begin)
    return found


def _mark(text: str, at: int, end: int, begin: int) -> _Mark | None:
    """What a mark can be, by the characters around it; None for an apostrophe, a prime and what elides.

    Two apostrophes or backticks are a straight double mark.
    """
    length = end - at
    sign = text[at] if length == 1 else '"'
    before = text[at - 1] if at > begin else " "
    after = text[end] if end < len(text) else " "
    left_open = before.isspace() or before in _BEFORE_OPENING
    right_open = after.isspace() or not (after.isalnum() or after in _BEFORE_OPENING or after in "$€£#@.")
    if sign in "'’":
        if before.isalnum() and after.isalnum():
            return None
        if left_open and _ELIDED.match(text, at) and not (sign == "'" and before in '"“'):
            return None
        if before.isdigit() and sign == "'" and not right_open:
            return None
    if sign == '"' and before.isdigit() and _INCHES.search(text, max(begin, at - 9), at):
        return None
    if sign in _CLOSING_ONLY:
        opens = left_open and after.isalnum()
        return _Mark(at, sign, length, opens, not (before.isspace() and not right_open))
    if sign in "“‘":
        return _Mark(at, sign, length, not after.isspace() or left_open, not before.isspace())
    if sign in _OPENING_ONLY:
        return _Mark(at, sign, length, True, sign == "«" and not before.isspace())
    return _Mark(at, sign, length, left_open and not after.isspace(), not before.isspace() and right_open)


def _spans(text: str, marks: list[_Mark], begin: int, end: int) -> list[Marked]:
    """The spans of one paragraph."""
    if not marks:
        return []
    found: list[Marked] = []
    stack: list[_Mark] = []
    closing = _closings(marks)
    for number, mark in enumerate(marks):
        if _closes(text, mark, stack, closing[number]):
            position = len(stack) - 1
            while mark.sign not in _CLOSERS[stack[position].sign]:
                position -= 1
            opening = stack[position]
            del stack[position:]
            start, stop = opening.at + opening.length, mark.at + mark.length
            found.append(Marked(start, mark.at, opening.at, stop, True, position, opening.sign))
        elif _opens(text, mark, stack, closing[number]):
            if len(stack) < MAX_DEPTH:
                stack.append(mark)
        elif mark.sign in _CLOSING_ONLY and not stack and not found:
            found.append(Marked(begin, mark.at, begin, mark.at + mark.length, True, 0, ""))
    found.extend(_unclosed(text, stack, found, end))
    return _nested(sorted(found, key=lambda span: (span.outer_start, -span.outer_end)))


def _nested(spans: list[Marked]) -> list[Marked]:
    """Spans with how many others hold each."""
    found: list[Marked] = []
    around: list[int] = []  # where the spans that hold the next one end
    for span in spans:
        while around and around[-1] <= span.outer_start:
            around.pop()
        found.append(span._replace(depth=len(around)) if span.depth != len(around) else span)
        around.append(span.outer_end)
    return found


def _closings(marks: list[_Mark]) -> list[tuple[bool, bool]]:
    """For each mark, whether a single and a double one that could close come later in the paragraph."""
    later: list[tuple[bool, bool]] = []
    single = double = False
    for mark in reversed(marks):
        later.append((single, double))
        if mark.closes:
            if mark.sign in _SINGLE:
                single = True
            else:
                double = True
    later.reverse()
    return later


def _closes(text: str, mark: _Mark, stack: list[_Mark], later: tuple[bool, bool]) -> bool:
    if not any(mark.sign in _CLOSERS[opening.sign] for opening in stack):
        return False
    top = stack[-1].sign
    if mark.sign in _SINGLE:
        # "the workers' party": a plural's apostrophe, where another mark is left to close with
        plural = (
            text[mark.at - 1] in "sS"
            and text[mark.at + 1 : mark.at + 2] == " "
            and text[mark.at + 2 : mark.at + 3].islower()
        )
        return mark.closes and mark.sign in _CLOSERS[top] and not (plural and later[0])
    if mark.sign in "”»" and mark.closes:
        return True
    if mark.sign == '"':
        return mark.closes or not mark.opens
    return mark.closes and mark.sign in _CLOSERS[top] and (not mark.opens or top in "„‚»›")


def _opens(text: str, mark: _Mark, stack: list[_Mark], later: tuple[bool, bool]) -> bool:
    if mark.sign in _SINGLE:
        return mark.opens and (later[0] or mark.sign in "‘‚") and not any(one.sign in _SINGLE for one in stack)
    if mark.sign == '"' and not mark.opens:
        return mark.at + 1 < len(text) and not mark.closes and not any(one.sign == '"' for one in stack) and later[1]
    return mark.opens


def _unclosed(text: str, stack: list[_Mark], closed: list[Marked], end: int) -> Iterator[Marked]:
    """What the paragraph leaves open: to the next mark of the same kind, to a mark that closes both, or to its end."""
    inner = sorted(closed, key=lambda span: span.outer_start)
    starts = [span.outer_start for span in inner]
    limits: list[int] = []  # where the spans around the next one end
    for depth, mark in enumerate(stack):
        first = bisect_right(starts, mark.at)
        limit = next((stop for stop in reversed(limits) if stop > mark.at), end)
        same = next((span for span in inner[first : first + NEAR] if span.mark == mark.sign), None)
        following = stack[depth + 1] if depth + 1 < len(stack) and stack[depth + 1].sign == mark.sign else None
        if mark.sign in _SINGLE and mark.sign != "‚" and same is None:
            continue
        if same and mark.sign == "«" and limit == end and _SPEECH_ENDS.match(text, inner[-1].outer_end):
            yield Marked(mark.at + mark.length, inner[-1].end, mark.at, inner[-1].outer_end, True, depth, mark.sign)
            limits.append(inner[-1].outer_end)
            continue
        stop = limit
        if same:
            around = next(span for span in inner[first:] if span.outer_end >= same.outer_end)
            stop = min(stop, around.outer_start)
        if following:
            stop = min(stop, following.at)
        stop = max(stop, mark.at + mark.length)
        yield Marked(mark.at + mark.length, stop, mark.at, stop, False, depth, mark.sign)
        limits.append(stop)


def _joined(text: str, found: list[Marked], previous: list[Marked], spans: list[Marked], begin: int) -> list[Marked]:
    """The spans of a paragraph after those before; one left open there is `continued` if this one opens like it."""
    left = next((span for span in reversed(previous) if not span.closed and span.depth == 0), None)
    if spans and spans[0].mark == "" and left is None:
        spans = [span for span in spans if span.mark]  # a closing mark without any opening one
    if left is not None and spans:
        opening = spans[0]
        lead = text[begin : opening.outer_start]
        if (opening.mark in ("", left.mark)) and (not lead or lead.isspace()):
            number = next(i for i in range(len(found) - 1, -1, -1) if found[i] is left)
            found[number] = left._replace(continued=True)
    found.extend(spans)
    return spans
