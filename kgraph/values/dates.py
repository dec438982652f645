"""Rules for days: dates, weekdays, holidays, and days counted from others ("two weeks before Christmas")."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from kgraph.values.amounts import GRAMMAR, Amount
from kgraph.values.calendar import (
    Stretch,
    Time,
    add_months,
    calendar_date,
    day_at,
    floor,
    in_year,
    midnight,
    shift,
    unit_at,
    unit_of,
    weekday_of,
    year_time,
)
from kgraph.values.digits import full_year
from kgraph.values.holidays import Placed
from kgraph.values.numbers import Number
from kgraph.values.words import Clock, start_of

rule = GRAMMAR.rule


@rule("year", "<number>")
def year(number: Number) -> Time | None:
    return year_time(int(number.value)) if number.places == 4 and 1500 <= number.value <= 2100 else None


@rule("spelled year", "<number>")
def spelled_year(number: Number) -> Time | None:
    plain = not number.digits and not number.fraction and number.value == int(number.value)
    return year_time(int(number.value)) if plain and 2000 < number.value <= 2100 else None


@rule("spelled year", "<number> <number>", "<number> hundred <number>")
def year_in_pairs(first: Number, second: Number) -> Time | None:
    """ "nineteen eighty six"."""
    words = not first.digits and not second.digits and first.scale == second.scale == 1
    return year_time(int(first.value * 100 + second.value)) if words and 15 <= first.value <= 20 and 10 <= second.value <= 99 else None


@rule("short year", "<number>")
def short_year(number: Number) -> Time | None:
    return year_time(full_year(f"{int(number.value):02}")) if number.places == 2 else None


@rule("short year", "'|’ <number>")
def clipped_year(number: Number) -> Time | None:
    return short_year(number)


@rule("day number", "<number>")
def day_number(number: Number) -> int | None:
    return (
        int(number.value)
        if 1 <= number.value <= 31 and number.value == int(number.value) and (not number.digits or 0 < number.places <= 2)
        else None
    )


@rule("day rank", "<ordinal>")
def day_rank(number: Number) -> int | None:
    return int(number.value) if 1 <= number.value <= 31 else None


@rule("hour", "<number>")
def hour(number: Number) -> Clock | None:
    whole = number.value == int(number.value) and 0 <= number.value <= 24 and number.scale == 1 and not number.loose and not number.fraction
    return Clock(int(number.value) % 24) if whole and (not number.digits or 0 < number.places <= 2) else None


# --- dates ------------------------------------------------------------------------------------------------------------

ANY_YEAR = "year|spelled year"


@rule("date", "<month> the? <day number|day rank>", "<month> - <day number|day rank>", "<month> / <day number>")
def month_day(month: int, day: int) -> Time | None:
    return calendar_date(None, month, day)


@rule(
    "date",
    "<day number|day rank> of? <month>",
    "<day number> -|/ <month>",
    "<day rank> day of <month>",
    "the <day rank> of <month>",
    "the <day number|day rank> <month>",
)
def day_month(day: int, month: int) -> Time | None:
    return calendar_date(None, month, day)


@rule(
    "date",
    f"<date> ,|of|in|- <{ANY_YEAR}>",
    f"<date> / <{ANY_YEAR}>",
    f"<date> , of|in <{ANY_YEAR}>",
    f"<date> <{ANY_YEAR}>",
    "<date> of <short year>",
    "<date> ,? '|’ <short year>",
)
def date_year(date: Time, year: Time) -> Time | None:
    return in_year(date, year.year) if date.year is None and date.month and year.year else None


@rule("date", "<year> -|/ <month> -|/ <day number|day rank>")
def year_first(year: Time, month: int, day: int) -> Time | None:
    return calendar_date(year.year, month, day)


@rule("date", "<month> - <year> - <day number>")
def month_first(month: int, year: Time, day: int) -> Time | None:
    return calendar_date(year.year, month, day)


@rule("date", "<year> / <day number> / <month>", "<day number> - <year> - <month>")
def day_second(first: Time | int, second: Time | int, month: int) -> Time | None:
    day, year = (second, first) if isinstance(first, Time) else (first, second)
    return calendar_date(year.year, month, day) if isinstance(year, Time) and isinstance(day, int) else None


@rule(
    "date",
    "<weekday|short weekday> ,? <date|slashed>",
    "<weekday|short weekday> , the <date|slashed>",
    "<weekday|short weekday> - <date>",
    "<weekday|short weekday> ( <date> )",
    "<weekday> the <date>",
)
def weekday_date(_: int, date: Time) -> Time | None:
    return date if date.month or date.fixed else None


@rule("date", "<date> , <weekday>", "<date> ( <weekday> )", "<date> <weekday>")
def date_weekday(date: Time, _: int) -> Time | None:
    return date if date.month or date.fixed else None


@rule(
    "date",
    "<step> <weekday|short weekday> ,|- <date|slashed>",
    "<step> <weekday|short weekday> ( <date> )",
    "<step> <weekday> <date|slashed>",
)
def step_weekday_date(_: str, __: int, date: Time) -> Time | None:
    return date if date.month else None


@rule("date", "this <slashed|date>")
def this_slashed(date: Time) -> Time | None:
    return date if date.month else None


@rule("date", "<weekday>")
def weekday(day: int) -> Time:
    return weekday_of(day, None)


@rule("date", "<step> <weekday|short weekday>")
def step_weekday(step: str, day: int) -> Time:
    return weekday_of(day, int(step))


@rule("date", "<weekday> <period>", "<weekday> of <period>")
def weekday_of_week(day: int, period: Time) -> Time | None:
    return week_weekday(period, day)


@rule("date", "<period> -? <weekday>", "<period> on? <weekday>")
def week_weekday(period: Time, day: int) -> Time | None:
    """ "next week Wednesday", "Friday of last week"."""
    if period.grain != "week" or period.point:
        return None
    return day_at(lambda anchor: (period.at(anchor)[0] or anchor) + timedelta(days=day))


@rule("date", "<weekday|short weekday> ,? the? <day rank>", "<weekday|short weekday> <day number>")
def weekday_number(day: int, number: int) -> Time:
    """ "Monday 21", "Friday the 13th": the nearest month's day that fits both."""

    def place(anchor: datetime) -> datetime | None:
        for months in (0, 1, *range(-1, -13, -1), *range(2, 13)):
            first = add_months(floor(anchor, "month"), months)
            if number <= calendar.monthrange(first.year, first.month)[1] and first.replace(day=number).weekday() == day:
                return first.replace(day=number)
        return None

    return day_at(place)


@rule("date", "the <ordinal>")
def the_day(number: Number) -> Time | None:
    """ "the 18th": of this month, or of the last that has it."""
    return day_of_month(int(number.value)) if number.digits and 1 <= number.value <= 31 else None


def day_of_month(number: int) -> Time:

    def place(anchor: datetime) -> datetime | None:
        first = floor(anchor, "month")
        for back in (0, -1, -2):
            month = add_months(first, back)
            if number <= calendar.monthrange(month.year, month.month)[1] and (back or number <= anchor.day + 7):
                return month.replace(day=number)
        return None

    return day_at(place)


@rule("date", "<deictic>")
def deictic(days: str) -> Time:
    return day_at(lambda anchor: anchor + timedelta(days=int(days)))


@rule("date", "<told day>")
def told_day(days: str) -> Time:
    return replace(deictic(days), story=True)


def _holiday(place: Placed, year: Callable[[datetime], int], fixed: bool = False) -> Time:
    return replace(day_at(lambda anchor: place(year(anchor))), fixed=fixed)


@rule("date", "<holiday>")
def holiday(place: Placed) -> Time:
    """The last one before publication, or one soon after it."""

    def near(anchor: datetime) -> datetime | None:
        days = [d for y in (anchor.year + 1, anchor.year, anchor.year - 1) if (d := place(y)) is not None]
        return next((d for d in days if (d - midnight(anchor)).days <= 90), None)

    return day_at(near)


@rule("date", f"<holiday> in|of|,|- <{ANY_YEAR}>", f"<holiday> <{ANY_YEAR}>")
def holiday_year(place: Placed, year: Time) -> Time | None:
    number = year.year
    return _holiday(place, lambda anchor: number, True) if number else None


@rule("date", "<step> <holiday>")
def holiday_step(step: str, place: Placed) -> Time:
    def near(anchor: datetime) -> datetime | None:
        days = sorted(d for y in (-1, 0, 1) if (d := place(anchor.year + y)) is not None)
        past, future = [d for d in days if d < midnight(anchor)], [d for d in days if d > midnight(anchor)]
        if step == "0":
            return place(anchor.year)
        return (past[-1] if past else None) if step == "-1" else (future[0] if future else None)

    return day_at(near)


@rule("date", "<holiday> <step> <unit>", "<holiday> of <step> <unit>")
def holiday_of_year(place: Placed, step: str, unit: str) -> Time | None:
    return _holiday(place, lambda anchor: anchor.year + int(step)) if unit == "year" else None


@rule("period", "<holiday> weekend", "weekend of <holiday>")
def holiday_weekend(place: Placed) -> Time:
    """The Saturday and Sunday of the week that the day lies in."""
    day = holiday(place)
    return Time("weekend", lambda anchor: unit_at(start_of(day, anchor), "weekend"))


@rule("period", "<holiday> <year> weekend", "weekend of <holiday> <year>")
def holiday_weekend_of(place: Placed, year: Time) -> Time | None:
    day = holiday_year(place, year)
    return None if day is None else Time("weekend", lambda anchor: unit_at(start_of(day, anchor), "weekend"), True)


def exact_span(amount: Amount) -> tuple[float, str] | None:
    """The number and unit of a span of time that is exact; "a few" and "several" count as three."""
    if amount.unit.base != "s" or amount.age or amount.low_open or amount.high_open:
        return None
    if amount.low is None and amount.high is None:
        return (3.0, amount.unit.measures)
    return (amount.low, amount.unit.measures) if amount.low is not None and amount.low == amount.high else None


def shifted(amount: Amount, sign: int, base: Time | None) -> Time | None:
    steps = exact_span(amount)
    if steps is None:
        return None
    number, unit = steps
    grain = {
        "night": "day",
        "weekend": "day",
        "fortnight": "day",
        "week": "day",
        "hour": "minute",
        "quarter": "month",
        "decade": "year",
        "century": "year",
    }.get(unit, unit)
    if base is not None and grain in ("month", "year") and base.grain == "day":
        grain = "day"
    vague = amount.low is None

    def at(anchor: datetime) -> Stretch:
        begin = anchor if base is None else start_of(base, anchor)
        if grain not in ("minute", "second"):
            begin = midnight(begin)
        moved = shift(begin, sign * number, unit)
        if amount.finest and amount.finest < amount.unit.factor:  # "3 months and 2 days": the rest in days
            whole = int(number)
            moved = shift(begin, sign * whole, unit) + sign * timedelta(seconds=(number - whole) * amount.unit.factor)
        return moved, shift(moved, 1, "day" if grain not in ("minute", "second") else grain)

    if vague:
        return Time("range", at, code=lambda anchor: "")
    return Time(grain, at, base is not None and base.fixed)


@rule("shift", "<measure> ago|back", "<hedged> ago")
def ago(amount: Amount) -> Time | None:
    return shifted(amount, -1, None)


@rule("told", "<measure> earlier|prior|previously")
def earlier(amount: Amount) -> Time | None:
    """From the moment that is told of; read as from publication."""
    return shifted(amount, -1, None)


@rule("told", "<measure> later|hence")
def some_time_later(amount: Amount) -> Time | None:
    return shifted(amount, 1, None)


@rule("shift", "<measure> from now|today", "<measure> after now")
def from_now(amount: Amount) -> Time | None:
    return shifted(amount, 1, None)


@rule("due", "in <measure>", "in <measure> ' s? time", "in <measure> time", "in <measure> ’ s? time", "in <measure> from now|today")
def later(amount: Amount) -> Time | None:
    return shifted(amount, 1, None)


@rule("shift", "<measure> after|from|following <date|moment>")
def after(amount: Amount, base: Time) -> Time | None:
    return shifted(amount, 1, base)


@rule("shift", "<measure> before|prior to? <date|moment>", "<measure> ahead of <date>")
def before(amount: Amount, base: Time) -> Time | None:
    return shifted(amount, -1, base)


@rule("shift", "<weekday> <step> <unit>")
def weekday_of_step(day: int, step: str, unit: str) -> Time | None:
    return week_weekday(unit_of("week", int(step)), day) if unit == "week" else None


@rule("shift", "<shift> on <weekday>")
def shift_on(time: Time, day: int) -> Time:
    """ "two months from today on Tuesday": the first such weekday from there on."""

    def place(anchor: datetime) -> datetime:
        begin = start_of(time, anchor)
        return begin + timedelta(days=(day - begin.weekday()) % 7)

    return day_at(place)


NOW = Time("second", lambda anchor: (anchor, anchor), code=lambda anchor: anchor.date().isoformat())


@rule("present", "recently|lately|previously")
def some_time_ago() -> Time:
    """A place and no value."""
    return Time("day", lambda anchor: (None, None))


@rule("present", "<now>")
def now(_: int) -> Time:
    return NOW
