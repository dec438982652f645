"""Rules for what lies between two times ("stretch"), or on one side of one ("open")."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kgraph.values.amounts import GRAMMAR, Amount
from kgraph.values.calendar import Stretch, Time, add_months, between, calendar_date, day_at, in_year, unit_of
from kgraph.values.clocks import DAYS, DayPart, fit, loose_hours
from kgraph.values.dates import NOW, day_of_month, shifted
from kgraph.values.numbers import Number
from kgraph.values.periods import nth_unit, nth_weekday_of
from kgraph.values.words import Clock, Hours, moment, start_of

rule = GRAMMAR.rule


TO = "to|-|–|—|~|until|till|til|through|thru"
HOURLY = "clock|hour|spoken|dotted"


@rule(
    "hours",
    f"from <{HOURLY}> {TO} <{HOURLY}>",
    f"<{HOURLY}> {TO} <{HOURLY}>",
    f"at <{HOURLY}> {TO} <{HOURLY}>",
    f"between <{HOURLY}> and|to|-|– <{HOURLY}>",
    f"from <military> {TO} <military>",
    "between <military> and|to|-|– <military>",
)
def hours(first: Clock, last: Clock) -> Hours | None:
    """ "5 to 6pm", "between 9:30 and 4:30pm": the first time takes morning or afternoon from the second where that fits."""
    if last.clear and not first.clear and first.hour < 12 <= last.hour and first.hour + 12 <= last.hour:
        if (first.hour + 12, first.minute) < (last.hour, last.minute):
            first = replace(first, hour=first.hour + 12)
    elif first.clear and not last.clear and last.hour < 12 and (last.hour, last.minute) <= (first.hour, first.minute):
        last = replace(last, hour=last.hour + 12)
    elif not last.clear and last.hour < first.hour <= 12 and last.hour + 12 > first.hour:
        last = replace(last, hour=last.hour + 12)
    clear = first.clear or last.clear or first.grain == "minute" or last.grain == "minute"
    return Hours(replace(first, clear=clear), replace(last, clear=clear))


@rule("hours", "from <clock|hour> for <measure>")
def hours_for(first: Clock, amount: Amount) -> Hours | None:
    if amount.unit.base != "s" or amount.low is None:
        return None
    minutes = first.hour * 60 + first.minute + round(amount.low * amount.unit.factor / 60)
    return Hours(replace(first, clear=True), Clock(minutes // 60, minutes % 60, 0, True, "minute")) if minutes < 1440 else None


@rule("clock span", "<hours>")
def clock_span(span: Hours) -> Time | None:
    if span.first is None or span.last is None or not (span.first.clear or span.last.clear):
        return None
    first, last = span.first, span.last
    day = datetime(2000, 1, 1)
    return Time("clock", lambda anchor: (first.on(day), last.on(day)), True, code=lambda anchor: f"{first.code()}/{last.code()}")


def _hours_of(day: Time, span: Hours, name: str | None = None) -> Time:
    first, last = span.first, span.last

    def at(anchor: datetime) -> Stretch:
        start = start_of(day, anchor)
        begin = None if first is None else (fit(first, name) if name and not first.clear else first).on(start)
        until = None if last is None else (fit(last, name) if name and not last.clear else last).on(start)
        if begin and until and until < begin:
            until += timedelta(hours=12 if until + timedelta(hours=12) > begin else 24)
        return begin, until

    ends = tuple(None if t is None else moment(day, t) for t in (first, last))
    return Time("range", at, day.fixed, ends=(ends[0], ends[1]))


@rule("stretch", f"<{DAYS}|slashed|moment> ,|- <hours>", f"<{DAYS}|slashed> <hours>", f"<{DAYS}> at <hours>", "the <day number> <hours>")
def date_hours(day: Time | int, span: Hours) -> Time | None:
    if isinstance(day, int):
        day = day_of_month(day)
    return _hours_of(day, span) if day.grain == "day" else None


@rule("stretch", f"<hours> ,? on|of <{DAYS}|slashed>", f"<hours> <{DAYS}>", f"<hours> , <{DAYS}>")
def hours_date(span: Hours, day: Time) -> Time | None:
    return _hours_of(day, span) if day.grain == "day" else None


@rule("stretch", "<hours> ,? <day part>")
def hours_part(span: Hours, part: DayPart) -> Time:
    return _hours_of(part.day, _fitted(span, part.name))


@rule("stretch", "<day part> ,? <hours>")
def part_hours(part: DayPart, span: Hours) -> Time:
    return _hours_of(part.day, _fitted(span, part.name))


def _fitted(span: Hours, name: str) -> Hours:
    """Hours read in a part of the day: the second, and the first where it still comes before it."""
    if span.first is None or span.last is None or span.first.clear and span.last.clear and span.first.grain == "hour":
        return span
    loose = replace(span.last, clear=False)
    last = fit(loose, name)
    first = fit(replace(span.first, clear=span.first.hour > 12), name)
    if (first.hour, first.minute) > (last.hour, last.minute):
        first = span.first
    return Hours(replace(first, clear=True), last)


@rule("stretch", "the? <ordinal> <weekday> <hours> of <period>")
def nth_weekday_hours(number: Number, day: int, span: Hours, period: Time) -> Time | None:
    date = nth_weekday_of(number, day, period)
    return None if date is None else _hours_of(date, span)


LONG = "date|period|moment|present|part|shift|told|due"


@rule(
    "stretch", f"from the? <{LONG}|slashed> {TO} the? <{LONG}|slashed>", f"between the? <{LONG}|slashed> and|-|–|~|to the? <{LONG}|slashed>"
)
def stretch(first: Time, last: Time) -> Time | None:
    return _stretch(first, last)


@rule("stretch", f"<date|period|moment> {TO} <date|period|moment|present>", "<slashed> -|– <slashed|date>")
def bare_stretch(first: Time, last: Time) -> Time | None:
    return _stretch(first, last) if first.year is None or last.year is None or first.year <= last.year else None


def _stretch(first: Time, last: Time) -> Time | None:
    """From one time to another; a date without a year takes it from the other, a year earlier where it must come first."""
    if first.month and first.year is None and last.year is not None:
        placed = in_year(first, last.year)
        if last.month and placed is not None and (first.month, first.day or 0) > (last.month, last.day or 99):
            placed = in_year(first, last.year - 1)
        first = _as(placed, first) if placed else first
    elif last.month and last.year is None and (first.year is not None and first.month):
        placed = in_year(last, first.year + ((last.month, last.day or 99) < (first.month, first.day or 0)))
        last = _as(placed, last) if placed else last
    elif first.month and last.month and first.year is None and last.year is None:
        return _yearless(first, last)
    if first.grain == last.grain == "day" and not (first.fixed or last.fixed or first.month or last.month):
        return between(first, _day_after(first, last))
    return between(first, last) if first.grain != "season" or last.grain == "season" else None


def _day_after(first: Time, last: Time) -> Time:
    """A weekday in the week that another begins: "from Monday to Friday"."""

    def place(anchor: datetime) -> datetime:
        begin, end = start_of(first, anchor), start_of(last, anchor)
        return end if end > begin else begin + timedelta(days=(end - begin).days % 7)

    return day_at(place)


def _as(placed: Time, time: Time) -> Time:
    """The time with the year of the placed one, its phase ("mid") kept."""
    return placed if not time.point else replace(time, year=placed.year, fixed=True)


def _yearless(first: Time, last: Time) -> Time:
    """Two dates without a year: the last placed as it would be alone, the first the one before it."""

    def early(anchor: datetime) -> Stretch:
        begin, until = first.at(anchor)
        edge = last.at(anchor)[1]
        if begin is not None and edge is not None and begin >= edge:
            return add_months(begin, -12), None if until is None else add_months(until, -12)
        if begin is not None and edge is not None and add_months(begin, 12) < edge:
            return add_months(begin, 12), None if until is None else add_months(until, 12)
        return begin, until

    return between(replace(first, at=early), last)


@rule(
    "stretch",
    "<month> <day number|day rank> -|–|to|through|thru|until|till|and <day number|day rank>",
    "on <month> <day number> - <day number>",
    "from <month> <day number|day rank> to|through|until|till|- <day number|day rank>",
    "between <month> <day number|day rank> and|- <day number|day rank>",
)
def days_of_month(month: int, first: int, last: int) -> Time | None:
    begin, end = calendar_date(None, month, first), calendar_date(None, month, last)
    return between(begin, end) if begin and end and first < last else None


@rule(
    "stretch",
    "from? the? <day number|day rank> -|–|to|through|until|till the? <day number|day rank> of? <month>",
    "between the? <day number|day rank> and|- the? <day number|day rank> of? <month>",
)
def days_before_month(first: int, last: int, month: int) -> Time | None:
    return days_of_month(month, first, last)


@rule(
    "stretch",
    "from? the? <day number|day rank> -|–|to|through|until|till the? <day number|day rank> of|in? <period>",
    "between the? <day number|day rank> and|- the? <day number|day rank> of|in? <period>",
)
def days_of_period(first: int, last: int, period: Time) -> Time | None:
    """ "4 to 22 of this month"."""
    if period.grain != "month" or period.point or period.month and period.year is None or first >= last:
        return None
    ends = nth_unit(Number(float(first)), "day", period), nth_unit(Number(float(last)), "day", period)
    return between(ends[0], ends[1]) if ends[0] and ends[1] else None


@rule("stretch", "<stretch> , <year>", "<stretch> <year>", "<stretch> in|of <year>", "<stretch> , of|in <year>")
def stretch_year(span: Time, year: Time) -> Time | None:
    if span.ends is None or span.fixed or year.year is None:
        return None
    first, last = span.ends
    placed = in_year(last, year.year) if last is not None else None
    return _stretch(first, placed) if first is not None and placed is not None and first.year is None else None


@rule("stretch", "between <clock|present> and <clock|present>")
def until_clock(first: Clock | Time, last: Clock | Time) -> Time | None:
    if isinstance(first, Clock) and isinstance(last, Clock):
        return None
    today = unit_of("day", 0)

    def at(anchor: datetime) -> Stretch:
        begin = anchor if isinstance(first, Time) else first.on(anchor)
        end = anchor if isinstance(last, Time) else last.on(anchor)
        if isinstance(last, Clock) and end < begin and not last.clear:
            end += timedelta(hours=12)
        return begin, end

    ends = tuple(NOW if isinstance(t, Time) else moment(today, t) for t in (first, last))
    return Time("range", at, ends=(ends[0], ends[1]))


@rule("stretch", "from <clock> to|till|until <moment>", "between <moment> and <clock>")
def clock_to_moment(first: Clock | Time, last: Time | Clock) -> Time | None:
    if isinstance(first, Clock) and isinstance(last, Time):
        return between(moment(unit_of("day", 0), first), last)
    if isinstance(first, Time) and isinstance(last, Clock):
        day = day_at(lambda anchor: first.at(anchor)[0])
        return between(first, moment(day, last))
    return None


@rule("stretch", "between <hour> <date> and <hour>", "between <clock> <date> and <clock>")
def hours_around_date(first: Clock, day: Time, last: Clock) -> Time | None:
    return _hours_of(day, Hours(first, last))


# --- stretches with one end ---------------------------------------------------------------------------------------------


def _open(first: Time | None, last: Time | None, starts: bool = False) -> Time:
    """From a time on, or up to one."""

    def at(anchor: datetime) -> Stretch:
        return (None if first is None else first.at(anchor)[0]), (None if last is None else start_of(last, anchor))

    return Time("open", at, all(t is None or t.fixed for t in (first, last)), ends=(first, last))


POINTS = "date|period|moment|present|part|shift|slashed|stretch"
SINCE = (
    "on or after",
    "from and after",
    "as of",
    "since",
    "ever since",
    "starting",
    "starting on|from|in",
    "beginning",
    "beginning on|in|from",
    "as early as",
    "from <now>",
    "commencing",
    "effective",
)
AFTER = ("after", "later than", "any time after", "no earlier than")
BEFORE = ("before", "prior to", "earlier than", "ahead of", "by", "on or before")
UNTIL = ("until", "till", "up to", "up until", "through", "as late as", "no later than", "not later than", "til", "up till", "< =|<=")


@rule(
    "open",
    *(f"{words} the? <{POINTS}>" for words in SINCE if "<" not in words),
    f"> = <{POINTS}>",
    f">= <{POINTS}>",
    f"since the? <phase> <{POINTS}>",
)
def since(first: Time | str, whole: Time | None = None) -> Time | None:
    if isinstance(first, str):
        return None
    return _open(first, None) if first.grain != "open" else None


@rule("open", *(f"{words} the? <{POINTS}>" for words in AFTER))
def open_after(time: Time) -> Time | None:
    """After a time: from its end on."""

    def at(anchor: datetime) -> Stretch:
        begin, until = time.at(anchor)
        return (begin if time.grain in ("day", "hour", "minute", "second") else until), None

    return Time("open", at, time.fixed, ends=(time, None))


@rule("open", *(f"{words} the? <{POINTS}>" for words in BEFORE))
def open_before(time: Time) -> Time | None:
    return _open(None, time)


@rule("open", *(f"{words} the? <{POINTS}>" for words in UNTIL))
def until(time: Time) -> Time | None:
    def at(anchor: datetime) -> Stretch:
        begin, end = time.at(anchor)
        return None, begin if time.grain in ("day", "hour", "minute", "second") else end

    return Time("open", at, time.fixed, ends=(None, time))


@rule("open", "till|to date", "up to now", "until|till now", "so far this year")
def so_far() -> Time:
    return _open(None, NOW)


def _clock_bound(words: str, first: bool) -> None:
    patterns = words.split("|")

    @rule("clock span", *(f"{w} <clock|loose part|meal>" for w in patterns))
    def bounded_clock(time: Clock | Time | str) -> Time | None:
        day = datetime(2000, 1, 1)
        if isinstance(time, str):
            time = loose_hours(time, (0, 1))
        if isinstance(time, Time):
            begin = time.at(day)[0]
            ends: Stretch = (begin, None) if first else (None, begin)
            return replace(time, at=lambda anchor: ends)
        moment_ = time.on(day)
        code = f"{time.code()}/.." if first else f"../{time.code()}"
        return Time("clock", lambda anchor: (moment_, None) if first else (None, moment_), True, code=lambda anchor: code)

    @rule("open", *(f"<{DAYS}> ,? {w} <clock>" for w in patterns))
    def bounded_clock_of_day(day: Time, time: Clock) -> Time | None:
        return _hours_of(day, Hours(time, None) if first else Hours(None, time)) if day.grain == "day" else None


_clock_bound(
    "after|since|from|any time from|any time after|as early as|starting at|starting from|no earlier than|later than|starting", True
)
_clock_bound("before|until|till|by|as late as|no later than|earlier than|prior to|not later than", False)


@rule("moment", "<date> <clock> ,? <year>")
def moment_year(date: Time, clock: Clock, year: Time) -> Time | None:
    """ "Wed Oct 26 15:50:06 2016"."""
    placed = in_year(date, year.year) if year.year and date.month and date.year is None else None
    return None if placed is None else moment(placed, clock)


@rule("moment", "around|about|approximately <moment>", "circa <moment>")
def around_moment(time: Time) -> Time:
    return time


@rule("open", "more than <measure> after|from <date|moment>")
def more_after(amount: Amount, base: Time) -> Time | None:
    moved = shifted(amount, 1, base)
    return None if moved is None else _open(moved, None, starts=True)


@rule("open", "more than <measure> before <date|moment>")
def more_before(amount: Amount, base: Time) -> Time | None:
    moved = shifted(amount, -1, base)
    return None if moved is None else _open(None, moved)


@rule("stretch", "less than <measure> after|from <date|moment>")
def less_after(amount: Amount, base: Time) -> Time | None:
    moved = shifted(amount, 1, base)
    return (
        None
        if moved is None
        else Time("range", lambda anchor: (start_of(base, anchor), start_of(moved, anchor)), base.fixed, ends=(base, moved))
    )


@rule("open", "more than <measure> ago")
def more_ago(amount: Amount) -> Time | None:
    moved = shifted(amount, -1, None)
    return None if moved is None else _open(None, moved)


@rule("stretch", "less than <measure> ago")
def less_ago(amount: Amount) -> Time | None:
    moved = shifted(amount, -1, None)
    return None if moved is None else Time("range", lambda anchor: (start_of(moved, anchor), anchor), ends=(moved, NOW))
