"""Rules for times of day, alone ("clock", "loose part"), of a day ("moment", "part") and from one to another ("hours")."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kgraph.values.amounts import GRAMMAR, Amount
from kgraph.values.calendar import PARTS, Stretch, Time, day_at, unit_of
from kgraph.values.numbers import Number
from kgraph.values.periods import SHARES
from kgraph.values.words import Clock, moment, start_of

rule = GRAMMAR.rule


CLOCKS = {
    "noon": 12,
    "midnight": 0,
    "midday": 12,
    "mid night": 0,
    "12 noon": 12,
    "noonish": 12,
    "12 midnight": 0,
    "mid - night": 0,
    "mid - day": 12,
    "noontime": 12,
}
GRAMMAR.add("clock", [(words, Clock(h, clear=True)) for words, h in CLOCKS.items()])


@rule("clock", "<hour> o ' clock", "<hour> o ’ clock", "<hour> oclock", "<hour> ish", "<hour> - ish", "<hour> hours|hrs sharp")
def oclock(time: Clock) -> Clock:
    return time


@rule("clock", "<military> hours|hrs|h", "at <military> hours|hrs")
def military(time: Clock) -> Clock:
    return replace(time, clear=True)


@rule("spoken", "<hour> -? <number>", "<hour> o|oh <number>", "<hour> <number> minutes", "<hour> - <number> minutes")
def spoken(time: Clock, number: Number) -> Clock | None:
    """ "five-thirty", "seven twenty-seven"."""
    if number.digits or not 1 <= number.value < 60 or number.scale != 1 or number.fraction or not 1 <= time.hour <= 12:
        return None
    return replace(time, minute=int(number.value), grain="minute")


def _meridiem(words: str, evening: bool) -> None:
    @rule("clock", *(f"<spoken|hour|clock> {w}" for w in words.split("|")))
    def with_meridiem(time: Clock) -> Clock | None:
        return None if time.clear or time.hour > 12 else replace(time, hour=time.hour % 12 + (12 if evening else 0), clear=True)


_meridiem("am|a m|a . m .|a . m|in the morning", False)
_meridiem("pm|p m|p . m .|p . m|in the afternoon|in the evening|at night", True)


@rule("clock", "half past|after <hour>", "half - past <hour>")
def half_past(time: Clock) -> Clock:
    return replace(time, minute=30, grain="minute")


@rule("clock", "a? quarter past|after <hour>")
def quarter_past(time: Clock) -> Clock:
    return replace(time, minute=15, grain="minute")


@rule("clock", "a? quarter to|before|of|till <hour>")
def quarter_to(time: Clock) -> Clock:
    return replace(time, hour=(time.hour - 1) % 24, minute=45, grain="minute")


@rule("clock", "<number> past <hour>", "<number> min|mins|minutes|minute past|after <hour>", "<measure> past <hour>")
def past_hour(number: Number | Amount, time: Clock) -> Clock | None:
    value = number.low if isinstance(number, Amount) else number.value
    return replace(time, minute=int(value), grain="minute") if value is not None and 1 <= value < 60 and time.hour <= 12 else None


@rule("clock", "<number> min|mins|minutes|minute to|before|till <hour>")
def to_hour(number: Number, time: Clock) -> Clock | None:
    return replace(time, hour=(time.hour - 1) % 24, minute=60 - int(number.value), grain="minute") if 1 <= number.value < 60 else None


@rule("clock", "<clock> <zone>", "<clock> , <zone>")
def with_zone(time: Clock, _: str) -> Clock:
    return time


@rule("clock", "around|about|approximately|circa <clock>", "at around|about|approximately <clock>")
def around(time: Clock) -> Clock:
    return time


@rule("clock", "at <dotted>")
def at_dotted(time: Clock) -> Clock:
    return time


@rule("clock", "<clock> in the <part name>", "in the <part name> at <hour>")
def clock_in_part(first: Clock | str, second: Clock | str) -> Clock | None:
    time, name = (first, second) if isinstance(first, Clock) else (second, first)
    return fit(time, name) if isinstance(time, Clock) and isinstance(name, str) else None


def fit(time: Clock, name: str) -> Clock:
    """A clock time read in a part of the day: "at 7" in the evening is 19."""
    later = name in ("afternoon", "evening", "night", "dinner", "dusk") and 1 <= time.hour < 12 and not time.clear
    return replace(time, hour=time.hour + 12 if later and not (name == "night" and time.hour < 5) else time.hour, clear=True)


DAYS = "date|shift|told|due"


@rule(
    "moment",
    f"<{DAYS}|slashed> ,|@|- <clock>",
    f"<{DAYS}|slashed> <clock|dotted>",
    f"<{DAYS}|slashed> ,? at|for|around|about <clock>",
    f"<{DAYS}> at|around|about <hour|spoken|dotted>",
    f"<{DAYS}> , at <hour>",
)
def date_clock(day: Time, time: Clock) -> Time | None:
    return moment(day, time) if day.grain == "day" else None


@rule(
    "moment",
    f"<clock> ,? on <{DAYS}|slashed>",
    f"<clock> <{DAYS}|slashed>",
    f"<clock> , <{DAYS}>",
    f"<clock> of <{DAYS}>",
    f"at <dotted> <{DAYS}>",
    f"at <hour|spoken> on <{DAYS}>",
    f"<spoken> <{DAYS}>",
)
def clock_date(time: Clock, day: Time) -> Time | None:
    return moment(day, time) if day.grain == "day" else None


@rule("moment", "<day part> at|around? <clock|hour|spoken>", "<day part> , <clock>", "<day part> at about <clock>")
def day_part_clock(part: DayPart, time: Clock) -> Time:
    return moment(part.day, fit(time, part.name))


@rule("moment", "<clock|spoken> ,? <day part>", "<clock|spoken> on <day part>", "at <hour> <day part>")
def clock_day_part(time: Clock, part: DayPart) -> Time:
    return moment(part.day, fit(time, part.name))


@rule("moment", f"in the <part name> <{DAYS}> at <hour|clock>")
def part_day_clock(name: str, day: Time, time: Clock) -> Time:
    return moment(day, fit(time, name))


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part of a day: "Friday evening"; `share` is the stretch of it that is meant."""

    day: Time
    name: str
    share: tuple[float, float] = (0.0, 1.0)

    def time(self) -> Time:
        first, last = PARTS[self.name]

        def at(anchor: datetime) -> Stretch:
            day = start_of(self.day, anchor)
            length = last - first
            return day + timedelta(hours=first + length * self.share[0]), day + timedelta(hours=first + length * self.share[1])

        return Time("part", at, self.day.fixed)


@rule(
    "day part",
    f"<{DAYS}> ' s? <part name>",
    f"<{DAYS}> ’ s? <part name>",
    f"<{DAYS}> <part name>",
    f"<{DAYS}> in the <part name>",
    f"<{DAYS}> , in? the? <part name>",
    f"<{DAYS}> at night",
)
def day_part(day: Time, name: str | None = "night") -> DayPart | None:
    return DayPart(day, name or "night") if day.grain == "day" else None


@rule(
    "day part",
    f"the <part name> of <{DAYS}>",
    f"<part name> of <{DAYS}>",
    f"<part name> on <{DAYS}>",
    f"in the <part name> of|on <{DAYS}>",
    f"in the <part name> <{DAYS}>",
)
def part_of_day(name: str, day: Time) -> DayPart | None:
    return DayPart(day, name) if day.grain == "day" else None


@rule("night", "<step> <part name>")
def step_part(step: str, name: str) -> DayPart:
    return DayPart(day_at(lambda anchor: anchor + timedelta(days=int(step))), name)


@rule("day part", "<night>")
def night(part: DayPart) -> DayPart:
    return part


@rule("night", "tonight", "tonite", "to - night")
def tonight() -> DayPart:
    return DayPart(unit_of("day", 0), "night")


def _half_day(word: str, name: str) -> None:
    @rule("day part", f"<date> {word}")
    def half(day: Time) -> DayPart:
        return DayPart(day, name)


_half_day("am", "morning")
_half_day("pm", "afternoon")


@rule("day part", "<phase> <day part>", "<phase> - <day part>")
def phase_of_part(name: str, part: DayPart) -> DayPart:
    return replace(part, share=SHARES[name])


@rule("day part", "later <day part>", "later in <day part>")
def later_part(part: DayPart) -> DayPart:
    return replace(part, share=(0.5, 1.0))


@rule("day part", f"<{DAYS}> <phase> <part name>", f"<{DAYS}> <phase> - <part name>", f"<{DAYS}> <phase> in the <part name>")
def phased_part(day: Time, phase: str, name: str) -> DayPart | None:
    return DayPart(day, name, SHARES[phase]) if day.grain == "day" else None


@rule("part", "<day part>")
def placed_part(part: DayPart) -> Time:
    return part.time()


def loose_hours(name: str, share: tuple[float, float]) -> Time:
    first, last = PARTS[name]
    begin = datetime(2000, 1, 1) + timedelta(hours=first + (last - first) * share[0])
    until = datetime(2000, 1, 1) + timedelta(hours=first + (last - first) * share[1])
    return Time("part", lambda anchor: (begin, until), True, code=lambda anchor: "")


@rule("loose part", "in the? <part name>", "<part name>", "at <part name|meal>", "during the <part name>", "overnight")
def loose_part(name: str | None = None) -> Time:
    return loose_hours(name or "overnight", (0, 1))


@rule(
    "loose part",
    "<phase> <part name>",
    "<phase> in the <part name>",
    "in the <phase> <part name>",
    "early|earlier|later in the <part name>",
)
def loose_phase(phase: str, name: str | None = None) -> Time | None:
    return None if name is None else loose_hours(name, SHARES[phase])


@rule("loose part", "later in? the? <part name>")
def loose_later(name: str) -> Time:
    return loose_hours(name, (0.5, 1))


@rule("loose part", "early in? the? <part name>")
def loose_early(name: str) -> Time:
    return loose_hours(name, (0, 0.5))


@rule("moment", "eod", "end of day", "the? end of the day", "close of business", "cob")
def day_end() -> Time:
    return end_of_day(unit_of("day", 0))


@rule("moment", "the? end of the? <date>")
def end_of_day(day: Time) -> Time:
    return moment(day, Clock(23, 59, 59, True, "minute"))


# --- running stretches: "the past three months", "next five days" -------------------------------------------------------
