"""Noun phrases around an English verb: who does it, and to whom. Spans are token numbers [first, last)."""

from pipeline.extract.quotes.english_text import (
    ADVERB,
    AUXILIARY,
    CLITIC,
    CONJUNCTION,
    DETERMINER,
    MARK,
    PREPOSITION,
    PRONOUN,
    SUBORDINATOR,
    TIME,
    VERB,
    Text,
)  # fmt: skip

LONGEST = 24  # tokens of a subject with what stands in it
_CATENATIVES_WORDS = """continue continues continued went going go goes seem seems seemed appear appears appeared began begins try tries
    tried want wants wanted refuse refuses refused decline declines declined need needs needed came proceeded
    hastened used plans planned likes liked continuing"""
_CATENATIVES = frozenset(_CATENATIVES_WORDS.split())  # fmt: skip
_TIMES_WORDS = "on last next late early this earlier"
_TIMES = frozenset(_TIMES_WORDS.split())
_ARTICLES = frozenset({"the", "a", "an", "his", "her", "their", "its", "this", "these", "those"})
_WORKS = frozenset(
    {"report", "study", "survey", "poll", "analysis", "investigation", "statement", "article", "review", "data"}
)
_KEPT_ADVERBS = frozenset({"more", "much", "less", "almost"})


def subject(text: Text, verb: int, low: int) -> tuple[int, int] | None:
    """The noun phrase that is the subject of the verb at `verb`, not before token `low`; None where it has none there.

    Of "Smith, the mayor, said" it is "Smith"; of "A lawyer, David Smith, said" all of it.
    """
    at = _before_verb(text, verb, low)
    if at < low:
        return None
    far = max(low, at - 2 * LONGEST)
    low = max(low, at - LONGEST)
    if text.tags[at] == CONJUNCTION:
        return None
    if text.low[at] in ("who", "which", "that"):
        at -= 1
        if at >= low and text.low[at] == ",":
            at -= 1
        return phrase(text, at, low) if at >= low else None
    if text.low[at] == ")":
        at = _opening(text, at, low) - 1
    if at >= low and text.low[at] in (",", "—", "–", "-"):
        return _interrupted(text, at, far)
    if at < low:
        return None
    return phrase(text, at, low)


def _before_verb(text: Text, verb: int, low: int) -> int:
    """The token that a verb's adverbs, auxiliaries and times follow."""
    at = verb - 1
    while at >= low:
        tag, word = text.tags[at], text.low[at]
        if (
            tag in (ADVERB, AUXILIARY)
            or word == "recently"
            or (word == "’s" and (text.low[verb].endswith(("ing", "ed")) or text.tags[verb - 1] in (ADVERB, AUXILIARY)))
        ):
            at -= 1
        elif word == "to" and at > low and text.low[at - 1] in _CATENATIVES:
            at -= 2
        elif word == "to" and at > low + 1 and text.low[at - 1] == "on" and text.low[at - 2] in _CATENATIVES:
            at -= 3
        elif (
            ((tag == TIME or word.isdigit()) and at > low and (text.tags[at - 1] == TIME or text.low[at - 1] in _TIMES))
            or (tag == TIME and text.name(at) and at > low and text.tags[at - 1] == "")
            or (word in _TIMES and text.tags[at + 1] == TIME)
        ):
            at -= 1
        else:
            break
    return at


def _opening(text: Text, at: int, low: int) -> int:
    while at > low and text.low[at] not in ("(", "["):
        at -= 1
    return at


def _interrupted(text: Text, comma: int, low: int) -> tuple[int, int] | None:
    """The subject before a parenthesis that ends at a comma, and before one that stands before it: ", 50, of Ohio,"."""
    at = comma
    for _ in range(4):
        opening = at - 1
        while opening > low and text.low[opening] != text.low[at] and text.inside[opening] < 0:
            opening -= 1
        if opening <= low or text.low[opening] != text.low[at]:
            return None if at == comma or opening > low else phrase(text, at - 1, low)
        head = phrase(text, opening - 1, low)
        if head is None:
            at = opening
            continue
        named = all(text.name(i) or text.low[i] == "." for i in range(opening + 1, at))
        if named and at - opening > 1 and not text.name(head[1] - 1):
            return head[0], at
        return head
    return None


def phrase(text: Text, last: int, low: int) -> tuple[int, int] | None:
    """The noun phrase that ends with token `last`."""
    tags, words = text.tags, text.low
    if last < low or text.inside[last] >= 0:
        return None
    if tags[last] == PRONOUN:
        return last, last + 1
    if tags[last] in (MARK, VERB, AUXILIARY, PREPOSITION, SUBORDINATOR, CONJUNCTION) and words[last] not in (")", "."):
        return None
    first = last
    while first > low:
        at = first - 1
        tag, word = tags[at], words[at]
        if text.inside[at] >= 0:
            break
        if tag == MARK:
            if word == "." and at > low and text.title(at - 1):
                first -= 1
                continue
            if word in (")", "("):
                opening = _opening(text, at, low)
                if opening > low:
                    first = opening
                    continue
            if word in ("/", "-", "$", "%", "#", "@") and text.tokens[at].end == text.tokens[at + 1].start:
                first -= 1
                continue
            if word == "," and _listed(text, at, low, last):
                first -= 1
                continue
            break
        if tag in (SUBORDINATOR, AUXILIARY, PRONOUN):
            break
        if tag == VERB and not text.name(at):
            break
        if tag == CONJUNCTION and not _joins(text, at, low):
            break
        if tag == ADVERB and word not in _KEPT_ADVERBS:
            break
        if tag == TIME and not (at + 1 <= last and tags[at + 1] in (CLITIC, "")):
            break
        first -= 1
    if first > low and tags[first - 1] == AUXILIARY and first < last:
        return None  # "will offer the wines declared"
    return _trimmed(text, first, last)


def _listed(text: Text, comma: int, low: int, last: int) -> bool:
    """Whether a comma stands in a list of names: "Smith, Jones and Brown"."""
    if not (comma > low and text.name(comma - 1) and text.name(comma + 1)):
        return False
    at = comma + 1
    while at < last and (text.name(at) or text.low[at] == "."):
        at += 1
    return text.low[at] == "and" and at < last and text.name(at + 1)


def _joins(text: Text, conjunction: int, low: int) -> bool:
    """Whether "and" joins two names or two plurals."""
    if conjunction <= low or text.low[conjunction] not in ("and", "or", "&"):
        return False
    left, right = conjunction - 1, conjunction + 1
    if text.low[right] in ("the", "his", "her", "their", "its", "a", "an", "other"):
        right += 1
    if text.name(left) and (text.name(right) or right > conjunction + 1):
        return True
    return text.tags[left] == "" and text.low[left].endswith("s") and text.tags[right] == ""


def _trimmed(text: Text, first: int, last: int) -> tuple[int, int] | None:
    """A noun phrase without the preposition and its object before it: "In Ohio Smith", "During the visit officials"."""
    while first < last and (text.tags[first] in (CONJUNCTION, MARK) or text.tags[first] == CLITIC):
        first += 1
    going = text.low[first].endswith("ing") and first + 1 < last and text.tags[first + 1] in (PREPOSITION, DETERMINER)
    if (text.tags[first] == PREPOSITION or going) and first < last:
        at = last
        if text.name(last):
            while at > first + 1 and (text.name(at - 1) or text.low[at - 1] == "."):
                at -= 1
        else:
            while at > first + 1 and text.tags[at] != DETERMINER and text.tags[at - 1] not in (PREPOSITION, CLITIC):
                at -= 1
        if at == first + 1:
            return None
        first = at
    if text.tags[first] == TIME and first == last:
        return None
    if text.low[first].isdigit() and first == last:
        return None
    return first, last + 1


def following(text: Text, first: int, high: int) -> tuple[int, int] | None:
    """The noun phrase that begins with token `first`: after "said", "according to"; it ends before token `high`."""
    tags, words = text.tags, text.low
    at = first
    high = min(high, first + LONGEST)
    if at >= high or (text.inside[at] >= 0 and not _nickname(text, at)):
        return None
    if tags[at] == PRONOUN:
        return at, at + 1
    if tags[at] in (MARK, AUXILIARY, PREPOSITION, CONJUNCTION, TIME, SUBORDINATOR):
        return None
    named = False
    while at < high:
        tag, word = tags[at], words[at]
        if text.inside[at] >= 0:
            break
        if tag == MARK:
            if word == "." and at > first and text.title(at - 1) and at + 1 < high and text.name(at + 1):
                at += 1
                continue
            if word == "(" and at > first:
                closing = at
                while closing < high and closing < at + 8 and words[closing] != ")":
                    closing += 1
                if closing < high and words[closing] == ")":
                    at = closing + 1
                    continue
            if word in ("-", "/", "$", "%", "#", "@"):
                at += 1
                continue
            break
        if tag in (SUBORDINATOR, AUXILIARY, ADVERB, PRONOUN) or (tag == VERB and not text.name(at)):
            break
        if word == "citing" or (
            word in _ARTICLES
            and not text.name(at)
            and at > first
            and tags[at - 1] not in (PREPOSITION, CONJUNCTION, DETERMINER)
        ):
            break
        if tag == TIME and not (at + 1 < high and tags[at + 1] == CLITIC):
            break
        if tag == CONJUNCTION and not (at > first and at + 1 < high and _joins(text, at, first)):
            break
        if tag == PREPOSITION and not _attached(text, at, first, high, named):
            break
        named = named or text.name(at)
        at += 1
    return (first, at) if at > first else None


def _nickname(text: Text, at: int) -> bool:
    return text.name(at)


def _attached(text: Text, preposition: int, first: int, high: int, named: bool) -> bool:
    """Whether a preposition continues a noun phrase: "spokesman for the army", "Secretary of State"."""
    if preposition == first or preposition + 1 >= high:
        return False
    word = text.low[preposition]
    if word == "of":
        return True
    if word == "by" and text.low[preposition - 1] in _WORKS:
        return True
    return (
        word in ("for", "at", "with", "from", "to")
        and not text.name(preposition - 1)
        and text.tags[preposition + 1] in ("", DETERMINER)
    )
