"""Who does the saying: the subject of a verb in Russian and Ukrainian, behind it or before it."""

from pipeline.extract.morphology import parses
from pipeline.extract.quotes.slavic_cues import Cue
from pipeline.extract.quotes.slavic_text import BODIES, DASHES, PREPOSITIONS, PRONOUNS, Text, Word

REACH = 14  # tokens between a verb and its subject
_PARTICLES = """
    также тоже ранее сегодня вчера накануне затем потом далее еще уже же при этом снова опять вновь и позднее позже тогда
    впрочем однако прямо честно откровенно открыто публично официально неоднократно отдельно особо дополнительно
    при этом раз сейчас тут там лишь только не в том числе частности сам сама
    також теж раніше сьогодні вчора напередодні потім далі ще вже ж знову й та пізніше тоді втім однак прямо чесно відверто
    публічно офіційно неодноразово окремо особливо додатково зараз лише тільки сам сама
"""
PARTICLES = frozenset(_PARTICLES.split())
_EITHER = frozenset({"глава", "голова", "судья", "суддя", "коллега", "колега"})  # of either gender, feminine in form
_WITHIN = frozenset({"в", "во", "у", "на"})
_AND = frozenset({"и", "та", "й", "і"})
_AS = frozenset({"как", "як"})
_BY_DOING = (
    "управляющ",
    "заведующ",
    "командующ",
    "служащ",
    "учащ",
    "обвиняем",
    "подозреваем",
    "подсудим",
    "потерпевш",
    "пострадавш",
)
_INSIDE = frozenset({"«", "»", '"', "“", "”", "„", "/", "(", ")", "№"})

Range = tuple[int, int]  # tokens


def subject(text: Text, cue: int, start: int, stop: int) -> Range | None:
    """The subject of a verb from a token on: before it, else behind it where nothing before it could be one."""
    found = before(text, cue, start)
    if found is not None:
        return found
    verb = text.cue(cue)
    for at in range(cue - 1, max(start, cue - REACH) - 1, -1):
        if not text.small[at][:1].isalnum() and text.small[at] not in _INSIDE:
            break
        within = verb is not None and verb.number == "plur" and text.small[at] in _WITHIN
        if within and _is_place_of_speakers(text, at + 1, cue):
            return phrase(text, at + 1, cue)  # «в полиции сообщили»
        it = text.word(at)
        alone = it.part == "NOUN" and it.nominative and not it.genitive and text.low(at - 1) not in PREPOSITIONS
        if alone and _agrees(it, verb, person=False):
            return None
    return behind(text, cue, stop)


def behind(text: Text, cue: int, stop: int) -> Range | None:
    """The subject behind a verb, before a token: «сказал [журналистам в среду] президент Иван Сад»."""
    verb = text.cue(cue)
    at = cue + 1
    limit = min(stop, at + REACH)
    skipped = False
    while at < limit:
        small = text.small[at]
        if small in PRONOUNS and not skipped:
            return (at, at + 1) if _agrees_pronoun(small, verb) else None
        if small in PREPOSITIONS:
            within = verb is not None and verb.number == "plur" and small in _WITHIN
            if within and _is_place_of_speakers(text, at + 1, limit):
                return phrase(text, at + 1, limit)  # «сообщили в полиции»
            at, skipped = _past_phrase(text, at + 1, limit), True
            continue
        if small in PARTICLES:
            at += 1
            continue
        if not small[:1].isalnum() and small not in _INSIDE:
            return None
        if _can_be_subject(text, at, verb) or (at == cue + 1 and _is_full_name(text, at)):
            return _apposed(text, phrase(text, at, limit), limit)
        if text.cue(at) is not None or text.word(at).finite:
            return None
        name = text.name(at)
        at, skipped = (text.last_of(name) if name is not None else at + 1), True
    return None


def _is_place_of_speakers(text: Text, at: int, limit: int) -> bool:
    """Whether «в» leads to a body whose people spoke: «сообщили в полиции», not «в пятницу», «в интервью»."""
    if at >= limit:
        return False
    name = text.name(at)
    if name is not None:
        return name.attributes.get("kind") == "organisation"
    for one in range(at, min(at + 4, limit)):
        found = parses(text.small[one], text.language)
        if not found:
            return False
        if found[0].pos == "NOUN":
            return any(parse.normal in BODIES for parse in found)
        if found[0].pos not in {"ADJF", "PRTF"}:
            return False
    return False


def _apposed(text: Text, found: Range | None, limit: int) -> Range | None:
    """A subject with the name that an apposition gives it: «главный врач, заместитель министра Иван Сад»."""
    if found is None or any(text.name(at) is not None and _is_person(text, at) for at in range(*found)):
        return found
    at = found[1]
    if text.low(at) != "," or at + 1 >= limit or not _can_be_subject(text, at + 1, None):
        return found
    further = phrase(text, at + 1, limit)
    if further is not None and _is_person(text, further[1] - 1):
        return found[0], further[1]
    return found


def _is_full_name(text: Text, at: int) -> bool:
    """Whether a name of several words stands in its nominative, whatever gender its ending looks like."""
    name = text.name(at)
    if name is None or name.entity is None or not _is_person(text, at) or text.first_of(name) != at:
        return False
    words = (name.text or "").lower().split()
    return len(words) > 1 and words == name.entity.name.lower().split()


def _is_person(text: Text, at: int) -> bool:
    name = text.name(at)
    return name is not None and name.kind == "mention" and name.attributes.get("kind") == "person"


def before(text: Text, cue: int, start: int) -> Range | None:
    """The subject before a verb, from a token on: «президент Иван Сад [в интервью газете также] заявил»."""
    verb = text.cue(cue)
    at = cue - 1
    commas = 0
    while at >= max(start, cue - 2 * REACH):
        small = text.small[at]
        if small in PRONOUNS:
            return (at, at + 1) if _agrees_pronoun(small, verb) else None
        if small in DASHES or small in {":", ";", "?", "!", "…"}:
            return None
        if small in {"который", "которая", "которое", "которые", "який", "яка", "яке", "які"} and at > start:
            return _phrase_before(text, at - 2, start, verb) if text.low(at - 1) == "," else None
        if small.startswith(("котор", "яког", "якій", "яким", "якої", "якому", "якою")):
            return None
        if small in {"что", "чтобы", "що", "щоб", "если", "якщо"}:
            return None
        commas += small == ","
        if commas > 3:
            return None
        name = text.name(at)
        first = text.first_of(name) if name is not None else at
        if text.low(first - 1) not in PREPOSITIONS and small[:1].isalpha():
            found = _phrase_before(text, at, start, verb)
            if found is not None:
                return _named_before(text, found, start, cue)
        at = first - 1
    return None


def _named_before(text: Text, found: Range, start: int, cue: int) -> Range:
    """The name that a subject only explains: «Иван Сад, глава города, заявил»."""
    name = text.name(found[0] - 2) if found[0] - 2 >= start and text.low(found[0] - 1) == "," else None
    closed = "," in {text.low(found[1]), text.low(cue - 1)}
    explains = closed and not any(_is_person(text, at) for at in range(*found))
    if name is None or not explains or not _is_person(text, found[0] - 2):
        return found
    return text.first_of(name), text.last_of(name)


def _phrase_before(text: Text, at: int, start: int, verb: Cue | None) -> Range | None:
    """A noun phrase in the nominative that ends at a token or goes on behind it: with its titles."""
    if at < start or not text.small[at][:1].isalpha():
        return None
    name = text.name(at)
    first = text.first_of(name) if name is not None else at
    if not _can_be_subject(text, first, verb):
        return None
    begin = first
    while begin > start and begin > first - REACH:
        one = text.name(begin - 1)
        small = text.small[begin - 1]
        if small in PREPOSITIONS or small in PARTICLES or small in _AS or text.cue(begin - 1) is not None:
            break
        if one is None and not (small[:1].isalpha() and text.word(begin - 1).part in {"NOUN", "ADJF", "PRTF"}):
            break
        if one is not None and one.attributes.get("kind") == "person" and name is not None:
            break
        begin = text.first_of(one) if one is not None else begin - 1
    begin = max(begin, start)
    if text.low(begin - 1) in PREPOSITIONS:
        return (first, _end(text, first)) if name is not None and begin != first else None
    # In «министр обороны» the head is the first nominative of the run.
    head = next((one for one in range(begin, first + 1) if _can_be_subject(text, one, verb)), first)
    if head > begin and text.word(head - 1).part == "ADJF" and text.word(head - 1).nominative:
        head -= 1
    return head, _end(text, first)


def _end(text: Text, first: int) -> int:
    """Where a noun phrase ends: behind its name, or behind the genitives that follow it."""
    name = text.name(first)
    at = text.last_of(name) if name is not None else first + 1
    while name is None and at < min(len(text.small), first + REACH):
        following = text.name(at)
        if following is not None:
            at = text.last_of(following)
        elif text.small[at][:1].isalpha() and text.small[at] not in PREPOSITIONS and text.cue(at) is None:
            it = text.word(at)
            if it.part not in {"NOUN", "ADJF", "PRTF"} or not it.genitive:
                break
            at += 1
        else:
            break
    return at


def phrase(text: Text, first: int, limit: int) -> Range | None:
    """A noun phrase that begins at a token: titles, names, what they are of, names between marks."""
    at = first
    named = False
    while at < limit:
        small = text.small[at]
        name = text.name(at)
        if name is not None:
            joint = text.low(at - 1) in _AND
            if name.kind == "description" and at > first and text.name(first) is not None:
                break
            if named and name.attributes.get("kind") == "person" and not joint:
                break
            named = named or name.attributes.get("kind") == "person"
            at = text.last_of(name)
            continue
        if small in _INSIDE and at > first:
            at += 1
            continue
        joins = at > first and (
            (small in _AND and (not named or _is_person(text, at + 1))) or (small == "по" and not named)
        )
        if not joins and (small in PREPOSITIONS or not small[:1].isalpha() or text.cue(at) is not None):
            break
        it = text.word(at)
        if text.name(first) is not None and it.part == "NOUN" and it.nominative and not it.genitive:
            break
        headed = at > first and it.part == "NOUN" and any(text.word(one).part == "NOUN" for one in range(first, at))
        if headed and text.low(first - 1) in _WITHIN and not it.genitive:
            break  # «в полиции причину назвали»
        if not joins and (it.part not in {"NOUN", "ADJF", "PRTF", ""} or small in PARTICLES):
            break
        if named and not joins and not (it.part == "NOUN" and text.tokens[at].text[0].isupper()):
            break
        at += 1
    at = min(at, limit)
    while at > first and (text.small[at - 1] in _AND | {"по"} or text.small[at - 1] in _INSIDE - {"»", '"', "”", "“"}):
        at -= 1
    return (first, at) if at > first else None


def _can_be_subject(text: Text, at: int, verb: Cue | None) -> bool:
    """Whether a noun phrase in the nominative that fits the verb begins at a token, or a name in another alphabet."""
    name = text.name(at)
    small = text.small[at]
    if not small[:1].isalpha() or small in PARTICLES:
        return False
    it = text.word(at)
    if name is not None:
        last = text.last_of(name) - 1
        alone = text.low(last + 1) not in _AND and text.low(text.first_of(name) - 1) not in _AND
        if _is_person(text, at) and alone and verb is not None and verb.number == "plur":
            return False
        ends = text.word(last)
        if small.isascii() or (not it.part and not ends.part):
            return True
        entity = name.entity
        words = (name.text or "").lower().split()
        same = entity is not None and name.kind == "mention" and set(words) <= set(entity.name.lower().split())
        if not (same or it.nominative or (it.part == "" and ends.nominative)):
            return False
        if entity is not None and name.kind == "mention" and not same and it.genitive:
            return False
        if same and not (it.nominative or ends.nominative):
            return True  # a name that is not declined
        if name.kind == "description":
            return small in _EITHER or _agrees(it, verb, person=True)
        return _agrees(it if it.nominative else ends, verb, person=name.attributes.get("kind") == "person")
    if it.part not in {"NOUN", "ADJF", "PRTF"} or not it.nominative:
        return False
    if it.part != "NOUN" and not small.startswith(_BY_DOING):
        # An adjective leads to its noun: «украинский лидер», «официальный представитель».
        return any(
            _heads(text, following, verb) for following in range(at + 1, min(at + 4, len(text.small)))
        ) and _agrees(it, verb, person=True)
    return _heads(text, at, verb)


def _heads(text: Text, at: int, verb: Cue | None) -> bool:
    it = text.word(at)
    if it.nominative and text.small[at].startswith(_BY_DOING):
        return _agrees(it, verb, person=True)
    if it.part != "NOUN" or not it.nominative:
        return False
    if text.small[at] in _EITHER:
        return verb is None or verb.number != "plur"
    return (it.animate or it.body) and _agrees(it, verb, person=it.animate)


def _agrees(it: Word, verb: Cue | None, *, person: bool) -> bool:
    if verb is None or verb.gerund:
        return True
    if verb.number == "plur":
        return it.plural or person
    if verb.number == "sing" and not it.singular:
        return False
    if not verb.gender or not it.genders:
        return True
    # A woman's office may be masculine: «министр заявила».
    return verb.gender in it.genders or (person and verb.gender == "femn")


def _agrees_pronoun(small: str, verb: Cue | None) -> bool:
    if verb is None or verb.gerund:
        return True
    plural = small in {"они", "вони"}
    if verb.number and plural != (verb.number == "plur"):
        return False
    gender = {"он": "masc", "він": "masc", "она": "femn", "вона": "femn"}.get(small, "")
    return not (verb.gender and gender) or verb.gender == gender


def _past_phrase(text: Text, at: int, limit: int) -> int:
    """Behind what a preposition governs: to the next mark, preposition, or word that can only be nominative."""
    first = at
    while at < limit:
        small = text.small[at]
        name = text.name(at)
        if not small[:1].isalnum() and small not in _INSIDE:
            return at
        if small in PREPOSITIONS and at > first:
            return at
        if name is not None:
            if at > first and _can_be_subject(text, at, None) and not text.word(at).genitive and not small.isascii():
                return at
            at = text.last_of(name)
            continue
        it = text.word(at)
        if at > first and it.part in {"NOUN", "ADJF"} and it.nominative and not it.genitive and it.animate:
            return at
        if it.finite:
            return at
        at += 1
    return at
