"""What is reported without marks: X заявил, что …; по словам X, …; …, считает X; … Об этом сообщил X; X призвал …"""

from pipeline.extract.citations.sources import is_outlet
from pipeline.extract.quotes import slavic_cues
from pipeline.extract.quotes.slavic_draft import Draft, Drafts
from pipeline.extract.quotes.slavic_subjects import PARTICLES, Range, before, behind, phrase, subject
from pipeline.extract.quotes.slavic_text import DASHES, PREPOSITIONS, PRONOUNS, Text
from pipeline.extract.reading import Sentence

REACH = 18  # tokens between a verb and its conjunction
LONGEST = 400  # tokens of a sentence; longer ones are no sentences
SHORT = 6  # tokens of a connective before «, отметил X,»
WORDS = 3  # at least, of what somebody asks, promises or denies
SENTENCES = 4  # that «Об этом заявил X» reaches back over
_THAT = {"ru": frozenset({"что"}), "uk": frozenset({"що"})}
_ASKED_WORDS = {
    "ru": "чтобы как почему зачем когда где кто какой какая какие какое сколько куда откуда насколько",
    "uk": "щоб як чому навіщо коли де хто який яка які яке скільки куди звідки наскільки",
}
_ASKED = {language: frozenset(words.split()) for language, words in _ASKED_WORDS.items()}
_SO_THAT = frozenset({"чтобы", "щоб"})
_RELATIVE_WORDS = "когда где кто куда откуда какой какая какие какое коли де хто куди звідки який яка яке які"
_CORRELATED_WORDS = "того тому тем тим так такой такий такая така такие такі такое таке таким"
_KNOWN_WORDS = """
    известно понятно ясно видно очевидно неизвестно сообщается отмечается відомо зрозуміло ясно видно очевидно невідомо
"""
_RELATIVE, _CORRELATED, _KNOWN = (
    frozenset(words.split()) for words in (_RELATIVE_WORDS, _CORRELATED_WORDS, _KNOWN_WORDS)
)
_AS = {"ru": frozenset({"как"}), "uk": frozenset({"як"})}
_THIS = {"ru": (("об", "этом"), ("о", "чем"), ("об", "чем")), "uk": (("про", "це"), ("про", "що"))}
_BY = {"ru": "по", "uk": "за"}
_HIS = {
    "ru": frozenset({"его", "ее", "их"}),
    "uk": frozenset({"його", "її", "їх", "їхніми"}),
}
_OPENS = frozenset({",", "(", "«", '"', "“", "„", "что", "що", "но", "а", "але", "однако", ":", *DASHES})
_AND = frozenset({"и", "а", "но", "та", "й", "і", "але"})
_ENDS = frozenset({".", "!", "?", "…", ";"})


def _content(text: Text, first: int, last: int) -> tuple[int, int]:
    """Offsets of tokens without the mark that ends the sentence, and without a mark that opens outside."""
    while last > first and (text.small[last - 1] in _ENDS or text.small[last - 1] in {",", *DASHES}):
        last -= 1
    while last > first and text.small[first] in {",", *DASHES}:
        first += 1
    return text.tokens[first].start, text.tokens[max(first, last - 1)].end


def _in_direct(drafts: Drafts, offset: int) -> bool:
    return any(one.form == "direct" for one in drafts.over(offset))


def clauses(text: Text, drafts: Drafts) -> None:
    """X заявил, что …: the clause to the end of its sentence; within one a further one has the outer speaker in its chain."""
    outer: Draft | None = None
    that, asked = _THAT[text.language], _ASKED[text.language]
    for at, small in enumerate(text.small):
        if not (small in that or small in asked) or text.low(at - 1) != ",":
            continue
        offset = text.tokens[at].start
        if _in_direct(drafts, offset) or text.between_marks(offset) is not None:
            continue
        sentence = text.sentence(at)
        verb = _verb_before(text, at - 1, sentence.first, asked=small in asked)
        if verb is not None and small in asked and not _asks(text, verb, at):
            continue
        if verb is None or (verb, verb + 1) in drafts.cues or sentence.last - sentence.first > LONGEST:
            continue
        cue = text.cues[text.small[verb]]
        speaker = subject(text, verb, sentence.first, at - 1)
        joined = _joined(text, verb, outer) if speaker is None and outer is not None else -1
        if outer is not None and joined >= 0:
            # «заявил, что …, и добавил, что …»: one subject, two reports.
            outer.end = _content(text, text.reading.token_at(outer.start), joined)[1]
            speaker = outer.speaker
        begins = all(text.small[one] in PARTICLES for one in range(sentence.first, verb))
        if speaker is None and (not begins or "state" in cue.kinds):
            continue
        first = at if small in asked and small not in _SO_THAT else at + 1
        if first >= sentence.last:
            continue
        start, end = _content(text, first, _tail(text, first, sentence))
        draft = Draft(
            start, end, "indirect", text.tokens[verb].start, speaker, (verb, verb + 1), follows=speaker is None
        )
        if outer is not None and outer.start <= offset < outer.end and outer.speaker is not None:
            draft.chain.append(outer.speaker)
        drafts.add(draft)
        outer = draft


def _asks(text: Text, verb: int, conjunction: int) -> bool:
    """Whether a clause is what is said: not of purpose («чтобы»), time («после того, как») or one that describes a noun."""
    small = text.small[conjunction]
    if small in _SO_THAT:
        return "wish" in text.cues[text.small[verb]].kinds
    before = text.low(conjunction - 2)
    if text.low(conjunction + 1) == "правило":
        return False
    if small in _RELATIVE:
        return verb == conjunction - 2
    return before not in _CORRELATED


def _joined(text: Text, verb: int, outer: Draft) -> int:
    """The conjunction by which a verb goes on from the verb of a report that it stands in; -1 where it does not."""
    at = verb - 1
    while at > 0 and text.small[at] in PARTICLES and text.small[at] not in _AND:
        at -= 1
    offset = text.tokens[at].start
    if outer.cue is None or text.small[at] not in _AND or not outer.start < offset < outer.end:
        return -1
    first, second = text.cue(outer.cue[0]), text.cue(verb)
    alike = first is not None and second is not None and (first.number, first.gender) == (second.number, second.gender)
    return at if alike and text.reading.token_at(outer.start) < at else -1


def _verb_before(text: Text, comma: int, start: int, *, asked: bool) -> int | None:
    """The verb whose object a clause behind a comma is; none across another clause."""
    commas = 0
    for at in range(comma - 1, max(start, comma - REACH) - 1, -1):
        small = text.small[at]
        if small in _THAT[text.language] or small in _ENDS or small == ":" or small in _KNOWN:
            return None
        commas += small == ","
        cue = text.cue(at)
        if cue is not None and text.between_marks(text.tokens[at].start) is None:
            fits = cue.kinds & ({"speech", "report"} if asked else {"speech", "report", "thought", "state"})
            return at if fits and not (asked and commas) else None
        if text.word(at).finite or commas > 2:
            return None
    return None


def _tail(text: Text, first: int, sentence: Sentence) -> int:
    """Where the content of a sentence ends: before «, сообщает X.» and the like."""
    for at in range(sentence.last - 2, max(first + 2, sentence.last - REACH), -1):
        if text.small[at] == "," and text.cue(at + 1) is not None:
            cue = text.cues[text.small[at + 1]]
            if cue.kinds & {"speech", "report"} and not cue.gerund and behind(text, at + 1, sentence.last) is not None:
                return at
    return sentence.last


def asides(text: Text, drafts: Drafts) -> None:
    """…, считает X; как отметил X, …; по словам X, …"""
    for sentence in text.reading.sentences:
        if sentence.last - sentence.first > LONGEST or _this(text, sentence) is not None:
            continue
        for at in range(sentence.first, sentence.last):
            small = text.small[at]
            aside = None
            if small == _BY[text.language]:
                aside = _by_words(text, at, sentence)
            elif small in _AS[text.language]:
                aside = _as_said(text, at, sentence)
            elif small == ",":
                aside = _said(text, at, sentence)
            if aside is None or aside[2] in drafts.cues or _in_direct(drafts, text.tokens[at].start):
                continue
            begin, end, cue, speaker = aside
            part = _around(text, sentence, begin, end)
            if part is None:
                continue
            start, stop = part
            within = [one for one in drafts.touching(start, stop) if one.start >= start or one.start <= start < one.end]
            for one in within:
                if one.cue != cue and speaker not in one.chain:
                    one.chain.append(speaker)
            if not within:
                drafts.add(Draft(start, stop, "indirect", text.tokens[cue[0]].start, speaker, cue))


Aside = tuple[int, int, Range, Range]  # first token, token behind, cue, speaker


def _by_words(text: Text, at: int, sentence: Sentence) -> Aside | None:
    """По словам X; по его словам"""
    if at > sentence.first and text.small[at - 1] not in _OPENS | PARTICLES:
        return None
    his = text.low(at + 1) in _HIS[text.language]
    noun = at + 1 + his
    if noun >= sentence.last or text.small[noun] not in slavic_cues.nouns(text.language):
        return None
    if his:
        return at, noun + 1, (at, noun + 1), (at + 1, at + 2)
    speaker = phrase(text, noun + 1, min(sentence.last, noun + REACH))
    return (at, _past_relative(text, speaker[1], sentence), (at, noun + 1), speaker) if speaker is not None else None


def _past_relative(text: Text, at: int, sentence: Sentence) -> int:
    """Behind the clause that describes a speaker: «по словам X, которого цитирует Y, …»."""
    if text.low(at) != "," or not text.low(at + 1).startswith(("котор", "яка", "який", "яку", "яко", "яки")):
        return at
    return next((one for one in range(at + 2, min(at + REACH, sentence.last)) if text.small[one] == ","), at)


def _as_said(text: Text, at: int, sentence: Sentence) -> Aside | None:
    """Как отметил X"""
    if at > sentence.first and (text.low(at - 1) not in {",", "(", *DASHES} or text.low(at - 2) in _CORRELATED):
        return None
    for verb in range(at + 1, min(at + 6, sentence.last)):
        cue = text.cue(verb)
        if cue is not None and cue.kinds & {"speech", "report", "thought"}:
            close = _close(text, verb, sentence)
            speaker = behind(text, verb, close) or before(text, verb, at + 1)
            return (at, close, (verb, verb + 1), speaker) if speaker is not None else None
        if text.small[verb] == ",":
            return None
    return None


def _said(text: Text, comma: int, sentence: Sentence) -> Aside | None:
    """…, отметил X, …: a verb right behind a comma with its speaker behind it, and nothing further."""
    verb = comma + 1
    while verb < sentence.last and text.small[verb] in PARTICLES | DASHES and verb < comma + 4:
        verb += 1
    cue = text.cue(verb) if verb < sentence.last else None
    if cue is None or cue.gerund or not cue.kinds & {"speech", "report", "thought", "state"}:
        return None
    close = _close(text, verb, sentence)
    speaker = behind(text, verb, close)
    if speaker is None or text.low(close + 1) in _THAT[text.language]:
        return None
    return comma, close, (verb, verb + 1), speaker


def _close(text: Text, verb: int, sentence: Sentence) -> int:
    """The comma or dash that closes an aside, or the sentence's end."""
    for at in range(verb + 1, min(sentence.last, verb + 2 * REACH)):
        if text.small[at] in {",", *DASHES, ".", ";", ":"}:
            return at
    return sentence.last


def _around(text: Text, sentence: Sentence, begin: int, end: int) -> tuple[int, int] | None:
    """What an aside is about: the clause before it, or behind it where before it stands only a connective; else both."""
    ahead = [one for one in range(sentence.first, begin) if text.small[one][:1].isalnum()]
    behind_it = [one for one in range(end, sentence.last) if text.small[one][:1].isalnum()]
    further = _said(text, end, sentence) if text.low(end) == "," else None
    if further is not None and further[1] >= sentence.last - 1:
        behind_it = []
    verbless = not any(text.word(one).finite or text.word(one).part in {"INFN", "ADJS", "PRTS"} for one in ahead)
    connective = verbless and len(ahead) <= SHORT and not any(_subjects(text, one) for one in ahead)
    if len(behind_it) >= 2 and (not ahead or connective):
        return _content(text, end, sentence.last)
    if len(ahead) >= 2 and len(behind_it) < 2:
        return _content(text, sentence.first, begin)
    if len(ahead) >= 1 and len(behind_it) >= 2:
        return _content(text, sentence.first, sentence.last)
    return None


def _subjects(text: Text, at: int) -> bool:
    """Whether a word can be the subject of what goes on behind an aside: «Завод, по его словам, стоит»."""
    it = text.word(at)
    name = text.name(at)
    plain = it.part == "NOUN" and it.nominative and not it.genitive and text.small[at] != "правда"
    return plain and (name is None or text.first_of(name) == at) and text.low(at - 1) not in PREPOSITIONS


def _this(text: Text, sentence: Sentence) -> int | None:
    """Where «об этом» opens a sentence, or stands behind «Как передаёт X,»."""
    first = sentence.first
    if text.low(first) in _AS[text.language]:
        comma = next((at for at in range(first, min(first + REACH, sentence.last)) if text.small[at] == ","), first)
        first = comma + 1
    return first if (text.low(first), text.low(first + 1)) in _THIS[text.language] else None


def about_this(text: Text, drafts: Drafts) -> None:
    """Об этом заявил X: the sentences before in the paragraph, or the paragraph before where it opens one."""
    sentences = text.reading.sentences
    for number, sentence in enumerate(sentences):
        this = _this(text, sentence) if number else None
        if this is None:
            continue
        verb = next((at for at in range(this + 2, min(this + REACH, sentence.last)) if text.cue(at)), None)
        if verb is None or "state" in text.cues[text.small[verb]].kinds or (verb, verb + 1) in drafts.cues:
            continue
        speaker = behind(text, verb, sentence.last) or before(text, verb, this + 2)
        if speaker is None:
            continue
        paragraph = sentences[number - 1].paragraph
        first = number - 1
        while first > 0 and number - first < SENTENCES and sentences[first - 1].paragraph == paragraph:
            first -= 1
        start, end = sentences[first].start, sentences[number - 1].end
        within = drafts.starting(start, end)
        if within:
            for one in within:
                if speaker not in one.chain and one.speaker is not None:
                    one.chain.append(speaker)
        elif text.text[end - 1 : end] in _ENDS and not _is_press(text, speaker):
            drafts.add(
                Draft(_opening(text, start), end, "indirect", text.tokens[verb].start, speaker, (verb, verb + 1))
            )


def _opening(text: Text, start: int) -> int:
    """A first sentence without the date that a crawler has put before it is not ours to cut; its marks are."""
    at = text.reading.token_at(start)
    while at + 1 < len(text.tokens) and text.small[at] in DASHES:
        at += 1
    return text.tokens[at].start


def _is_press(text: Text, speaker: Range) -> bool:
    """Whether a speaker is an outlet: what it reports is news, not somebody's words."""
    for at in range(*speaker):
        one = text.name(at)
        if one is not None and one.kind == "mention":
            return is_outlet(one.text or "") or (one.entity is not None and is_outlet(one.entity.name))
    first, last = text.tokens[speaker[0]], text.tokens[speaker[1] - 1]
    return is_outlet(text.text[first.start : last.end])


def acts(text: Text, drafts: Drafts) -> None:
    """X призвал …, Он пригласил …: what somebody named or meant asks, promises, denies, to the end of its clause."""
    for sentence in text.reading.sentences:
        if sentence.last - sentence.first > LONGEST:
            continue
        for at in range(sentence.first + 1, sentence.last - 2):
            cue = text.cue(at)
            if cue is None or "act" not in cue.kinds or cue.gerund or (at, at + 1) in drafts.cues:
                continue
            offset = text.tokens[at].start
            taken = bool(drafts.over(offset)) or text.between_marks(offset) is not None
            speaker = None if taken or text.low(at - 1) in {"не"} else before(text, at, sentence.first)
            if (
                speaker is None
                or not _is_somebody(text, speaker)
                or (at - speaker[1] > 3 and text.low(at - 1) != ",")
                or text.low(at + 1) in {",", ":", ".", *DASHES}
            ):
                continue
            start, end = _content(text, at + 1, _clause_end(text, at + 1, sentence))
            words = text.reading.token_at(end - 1) - at
            if words >= WORDS and not drafts.touching(start, end):
                drafts.add(Draft(start, end, "indirect", offset, speaker, (at, at + 1)))
                break


def _is_somebody(text: Text, speaker: Range) -> bool:
    """Whether a subject is a name, a description or a pronoun."""
    return text.small[speaker[0]] in PRONOUNS or any(text.name(at) is not None for at in range(*speaker))


def _clause_end(text: Text, first: int, sentence: Sentence) -> int:
    """Before «, который», «, а», «и заявил»: where the object of a verb ends."""
    for at in range(first + 1, sentence.last):
        following = text.low(at + 1)
        if text.small[at] == "," and (
            following in {"а", "но", "однако", "але", "проте"} or text.cue(at + 1) is not None
        ):
            return at
        if text.small[at] in {"и", "та", "й", "і"} and text.cue(at + 1) is not None:
            return at
    return sentence.last
