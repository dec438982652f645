"""Rules for what recurs ("repeat"): its value is "R/" and a period, or a date with what varies as X."""

from __future__ import annotations

from datetime import datetime

from kgraph.values.amounts import GRAMMAR
from kgraph.values.calendar import Time
from kgraph.values.numbers import Number
from kgraph.values.words import Clock

rule = GRAMMAR.rule


LETTERS = {
    "second": "T{}S",
    "minute": "T{}M",
    "hour": "T{}H",
    "day": "{}D",
    "night": "{}D",
    "week": "{}W",
    "fortnight": "{}W",
    "month": "{}M",
    "quarter": "{}M",
    "year": "{}Y",
    "decade": "{}Y",
    "century": "{}Y",
    "weekend": "{}WE",
}
TIMES = {"fortnight": 2, "quarter": 3, "decade": 10, "century": 100}
PART_CODES = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI"}


def _repeat(code: str) -> Time:
    return Time("repeat", lambda anchor: (None, None), True, code=lambda anchor: code)


def _every(number: float, unit: str) -> Time | None:
    if unit not in LETTERS:
        return None
    count = number * TIMES.get(unit, 1)
    return _repeat("R/P" + LETTERS[unit].format(f"{count:g}"))


@rule("repeat", "<repetition>")
def repetition(code: str) -> Time:
    return _repeat(code)


@rule("repeat", "every|each <unit>", "once|twice a|an|every|each <unit>", "every single <unit>")
def every(unit: str) -> Time | None:
    return _every(1, unit)


@rule("repeat", "every other|second <unit>", "every alternate <unit>")
def every_other(unit: str) -> Time | None:
    return _every(2, unit)


@rule("repeat", "every|each <number> <units|unit>", "once every <number> <units|unit>")
def every_few(number: Number, unit: str) -> Time | None:
    return _every(number.value, unit)


@rule("repeat", "every <ordinal> <unit>")
def every_nth(number: Number, unit: str) -> Time | None:
    return _every(number.value, unit)


@rule("repeat", "every|each weekday")
def every_workday() -> Time:
    return _repeat("R/P1BD")


@rule("repeat", "every|each <weekday>", "<weekdays>", "on <weekdays>")
def every_weekday(day: int) -> Time:
    return _repeat(f"R/XXXX-WXX-{day + 1}")


@rule("repeat", "every|each <weekday> <part name>", "<weekday> <parts name>", "<weekdays> <part name>")
def every_day_part(day: int, name: str) -> Time | None:
    return _repeat(f"R/XXXX-WXX-{day + 1}{PART_CODES[name]}") if name in PART_CODES else None


@rule("repeat", "every|each <part name>")
def every_part(name: str) -> Time | None:
    return _repeat(f"R/{PART_CODES[name]}") if name in PART_CODES else None


@rule("repeat", "every|each <month>")
def every_month(number: int) -> Time:
    return _repeat(f"R/XXXX-{number:02}")


@rule("repeat", "every|each <date>", "<date> every|each year")
def every_date(date: Time) -> Time | None:
    return _repeat(f"R/XXXX-{date.month:02}-{date.day:02}") if date.month and date.day and date.year is None else None


@rule("repeat", "the? <day rank> of every|each month")
def every_day_of_month(day: int) -> Time:
    return _repeat(f"R/XXXX-XX-{day:02}")


@rule("repeat", "<repeat> ,? at? <clock>", "<repeat> at <dotted|hour>")
def repeat_clock(time: Time, clock: Clock) -> Time | None:
    code = time.value(datetime(2000, 1, 1)) or ""
    if "T" in code:
        return None
    return _repeat("R/" + clock.code()) if code == "R/P1D" else _repeat(code + clock.code())


@rule("repeat", "at? <clock> ,? on? <repeat>")
def clock_repeat(clock: Clock, time: Time) -> Time | None:
    return repeat_clock(time, clock)
