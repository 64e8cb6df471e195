"""English sets of times: `every Monday`, `daily at 6 p.m.`, `twice a week`."""

from pipeline.extract.dates import english_words as words
from pipeline.extract.dates.english_offsets import Read
from pipeline.extract.dates.english_periods import Periods
from pipeline.extract.dates.model import Every


class Sets(Periods):
    """Reads sets off pieces. `told_alone`: `annual` is one whatever it stands before."""

    told_alone = False

    def every(self, at: int) -> Read | None:
        """`every Monday`, `daily at 6 p.m.`, `twice a week`."""
        read = self._repeated(at)
        timed = self.times(read[1] + (self.low[read[1]] in {"at", ","})) if read else None
        if read is None or timed is None or timed[0].on or timed[0].until or not isinstance(read[0], Every):
            return read
        timex = read[0].timex
        hour = timed[0].time.removesuffix(":00")
        return (
            (Every((timex if timex[:4] == "XXXX" else "") + hour), timed[1])
            if timex[0] in "TX" or timex == "P1D"
            else read
        )

    def _repeated(self, at: int) -> Read | None:
        word = self.low[at]
        if word in words.PLURAL_WEEKDAYS and self.low[at + 1] != "for":
            return Every(f"XXXX-WXX-{words.PLURAL_WEEKDAYS[word] + 1}"), at + 1
        told = word in {"everyday", "weekends", "weekdays"} or (word == "annual" and self.told_alone)
        if word in words.FREQUENT and (told or self.low[at + 1] in {"", ".", ",", ";", "\n", "at", "on"}):
            return Every(words.FREQUENT[word]), at + 1
        if word in {"every", "each"}:
            return self._each(at + 1)
        if word in {"once", "twice"} or self.low[at + 1] == "times":
            index = at + 1 + (self.low[at + 1] == "times")
            if self.low[index] in {"a", "an", "per", "every", "each"} and self.low[index + 1] in words.UNITS:
                return Every(self.period_code(1, words.UNITS[self.low[index + 1]])), index + 2
        return None

    def _each(self, at: int) -> Read | None:
        count: float = 1
        if self.low[at] in {"other", "second"}:
            count, at = 2, at + 1
        elif number := self.count(at):
            count, at = number
        word = self.low[at]
        if word in words.WEEKDAYS:
            return Every(f"XXXX-WXX-{words.WEEKDAYS[word] + 1}"), at + 1
        if word in words.MONTHS:
            return Every(f"XXXX-{words.MONTHS[word]:02}"), at + 1
        if word in words.DAYPARTS:
            return Every(words.DAYPARTS[word]), at + 1
        if word in words.SEASONS:
            return Every("P1Y"), at + 1
        if word == "weekday":
            return Every("P1WD"), at + 1
        return (
            (Every(self.period_code(count, words.UNITS[word])), at + 1)
            if word in words.UNITS and word != "half"
            else None
        )
