"""English years and decades, and the years behind other dates."""

from dataclasses import replace

from pipeline.extract.dates import english_words as words
from pipeline.extract.dates.closed import closed
from pipeline.extract.dates.english_offsets import Offsets, Read
from pipeline.extract.dates.english_times import LINKS
from pipeline.extract.dates.model import Civil, Near, Unit, Within
from pipeline.extract.dates.model import Years as Decade

_COUNTING = closed(
    "about some over nearly almost roughly least most than exactly only another all these those under has have had were are reached"
)
_CLOSING = frozenset(
    {
        "",
        ".",
        ",",
        ";",
        ":",
        "?",
        "!",
        ")",
        "\n",
        "and",
        "or",
        "for",
        "in",
        "to",
        "at",
        "on",
        "by",
        "as",
        "when",
        "with",
        "because",
    }
)


class Dating(Offsets):
    """Reads years and decades off pieces."""

    def year_tail(self, at: int) -> tuple[int | None, int | None, int] | None:
        """`, 2024`, `of 2024`, `last year`, `of this year`: a year, or one in relation to the anchor's, and the index behind."""
        index = at + (self.low[at] in {",", "of", "in", "/", "-"})
        if self.low[index : index + 2] == ["the", "year"] and self.year(index + 2):
            index += 2
        index += self.low[index] in {"fiscal", "year"} and self.year(index + 1) is not None
        if self.low[at] == "-" and not self.glued(at):
            return None
        year = self.year(index)
        if year and not (self.low[year[1]] in words.COUNTED and self.low[at] != "of"):
            return year[0], None, year[1]
        word = self.low[index]
        if self.low[at] == "of" and word.isdecimal() and len(word) == 2 and self.low[index + 1] not in words.UNITS:
            return int(word) + (2000 if int(word) < 40 else 1900), None, index + 1
        index += self.low[index] == "the"
        if (
            self.low[index] in {"this", "last", "next", "previous", "current", "following"}
            and self.low[index + 1] == "year"
        ):
            return None, words.RELATIVE[self.low[index]], index + 2
        return None

    def dated(self, of: Civil, after: int) -> tuple[Civil, int]:
        """With the year behind it, if there is one."""
        index = after + (self.low[after] in {"of", "in"})
        index += self.low[index] == "the"
        if index > after and self.low[index] in {"that", "same"} and self.low[index + 1] == "year":
            return replace(of, same=True), index + 2
        tail = self.year_tail(after)
        return (replace(of, year=tail[0], near=tail[1]), tail[2]) if tail else (of, after)

    def spoken_year(self, at: int, *, ranged: bool) -> Read | None:
        """`the year 2020`, `two thousand and twenty`, `fiscal 2024`."""
        index = at + (self.low[at] == "the")
        if self.low[index] in {"year", "fiscal", "fy"}:
            index += 1 + (self.low[index + 1] == "year")
            year = self.year(index)
            if year:
                return Civil(year=year[0], fiscal=self.low[index - 1] in {"fiscal", "fy"}), year[1]
            return None
        year = self.year(at) if index == at else None
        if (
            year
            and (ranged or (at and self.low[at - 1] in words.BEFORE_YEAR))
            and self.low[year[1]] not in words.COUNTED
        ):
            return Civil(year=year[0]), year[1]
        return None

    def bare_year(self, at: int, *, ranged: bool) -> Read | None:
        """A number of four digits that its neighbours make a year."""
        word, text = self.low[at], self.pieces[at].text
        if len(word) != 4 or not text.isdecimal() or not 1200 <= int(word) <= 2199:
            return None
        before, after = self.low[at - 1] if at else "", self.low[at + 1]
        known = 1900 <= int(word) <= 2100
        if (
            after in words.COUNTED
            or after in {"%", "°", "million", "billion", "thousand"}
            or (before in {"$", "€", "£", "#", "№", "no", "-"} and self.glued(at) and not ranged)
        ):
            return None
        if self.glued(at + 1) and self.pieces[at + 1].text[0].isalpha():
            return None
        plural = after.isalpha() and after.endswith("s") and self.pieces[at + 1].text.islower() and len(after) > 3
        article = before in {"the", "its", "his", "her", "their", "'s", "our", "this"}
        if (
            not known
            and not ranged
            and before not in {"in", "since", "until", "from", "circa", "year", "to", "early", "late", "mid"}
        ):
            return None
        told = ranged or before in words.BEFORE_YEAR or (before == "(" and after in {")", ",", "-"})
        if told and (not plural or (known and before in {"in", "since", "during", "by", "early", "late", "mid"})):
            return Civil(year=int(word)), at + 1
        if known and article and (not plural or after in words.AFTER_START):
            return Civil(year=int(word)), at + 1
        listed = known and before in {",", "/", "-", "and"} and at > 1 and self.year(at - 2) is not None
        opening = known and before in {"", ".", "\n", '"', "“"} and after in words.AFTER_START
        begun = (
            known
            and before in {"", ".", "\n"}
            and after.isalpha()
            and after.islower()
            and not plural
            and word != "2000"
        )
        joined = known and (
            after == "-" or (after in {"q1", "q2", "q3", "q4"}) or self.low[at + 1 : at + 3] == ["or", "later"]
        )
        plain = (
            before.isalpha() and self.pieces[at - 1].text.islower() and before not in _COUNTING and int(word) % 100 != 0
        )
        lone = 1950 <= int(word) <= 2049 and plain and (after in _CLOSING or after in words.AFTER_START)
        return (Civil(year=int(word)), at + 1) if listed or opening or begun or joined or lone else None

    def decade(self, at: int) -> Read | None:
        index = at + (self.low[at] == "the")
        owner = at - 1 - (at > 1 and self.low[at - 1] in {"early", "mid", "late", "-"})
        if at and self.low[owner] in {"his", "her", "their", "my", "your", "our"}:
            return None  # an age
        part = None
        if self.low[index] in {"early", "mid", "late"}:
            part, index = words.PARTS[self.low[index]], self.hyphened(index + 1)
            index += self.low[index] == "the"
        found: Decade | None = None
        after = index + 1
        word = self.low[index]
        if word in words.DECADES and (index > at or (at and self.low[at - 1] in words.BEFORE_YEAR)):
            found = Decade(words.DECADES[word], "decade", short=True)
        elif word in words.ONES and self.low[index + 1] in words.DECADES and self.year(index) is None:
            found, after = Decade(words.ONES[word] * 100 + words.DECADES[self.low[index + 1]], "decade"), index + 2
        else:
            index += word == "'"
            word = self.low[index]
            ends = index + 1 + (self.low[index + 1] == "'" and self.low[index + 2] == "s")
            if word.isdecimal() and word[-1] == "0" and self.low[ends] in {"s", "'s"} and len(word) in {2, 4}:
                unit: Unit = "century" if len(word) == 4 and word[2:] == "00" and word < "2000" else "decade"
                found, after = Decade(int(word), unit, short=len(word) == 2), ends + 1
                if len(word) == 4 and not 1000 <= int(word) <= 2190:
                    return None
        if found is None:
            return None
        return (Within(part, found) if part else found), after

    def quarter(self, at: int) -> Read | None:
        """`Q1 2024`, `H2`."""
        word = self.low[at]
        if word.isdecimal() and self.low[at + 1] in {"q", "h"} and self.glued(at + 1):  # 1Q 2016
            word, at = self.low[at + 1] + word, at + 1
        digits = (
            self.low[at + 1]
            if word in {"q", "h"} and self.glued(at + 1)
            else word[1:]
            if word[:1] in {"q", "h"}
            else ""
        )
        if digits not in {"1", "2", "3", "4"} or (word[0] == "h" and digits not in {"1", "2"}):
            return None
        after = at + 1 + (len(word) == 1)
        of = Civil(quarter=int(digits)) if word[0] == "q" else Civil(half=int(digits))
        dated = self.dated(of, after)
        before = self.low[at - 1] if at else ""
        ranged = self.low[after] in LINKS and self.low[after + 1][:1] in {"q", "h"}
        if dated[1] == after and word[0] == "h" and not before[-1:].isdecimal() and not ranged:
            return None
        return (
            dated
            if dated[1] > after
            or ranged
            or before in words.BEFORE_YEAR | {"the", "this", "last"}
            or before[-1:].isdecimal()
            else None
        )

    def abbreviated(self, at: int) -> Read | None:
        """`YTD`, `year to date`, `EOM`."""
        units: dict[str, Unit] = {"y": "year", "m": "month", "d": "day"}
        word = self.low[at]
        if word[:2] == "eo" and word[2:] in units:
            return (Within("end", Near(units[word[2:]], 0)), at + 1) if self.pieces[at].text.isupper() else None
        if word == "ytd":
            return Within("so far", Near("year", 0)), at + 1
        dated = self.hyphened(self.hyphened(at + 1) + 1)
        if word in {"year", "month", "week"} and self.low[self.hyphened(at + 1)] == "to" and self.low[dated] == "date":
            return Within("so far", Near(words.UNITS[word], 0)), dated + 1
        if self.low[at : at + 3] == ["so", "far", "this"] and self.low[at + 3] in {"year", "month", "week", "quarter"}:
            return Within("so far", Near(words.UNITS[self.low[at + 3]], 0)), at + 4
        return None
