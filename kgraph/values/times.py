"""Rules for times: dates, periods, times of day, and what joins them.

The parts: "date" a day, "period" a longer stretch with a name, "clock" a time of day, "moment" a clock time of a day,
"part" a part of a day ("in the morning"), "hours" a stretch of clock times, "stretch" one of days or of a day's hours,
"open" a stretch with one open end ("since Friday"), "repeat" what recurs. "day number", "hour" and "spoken" are numbers that only
their neighbours make times.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kgraph.values.amounts import GRAMMAR, Amount
from kgraph.values.calendar import (
    PARTS,
    SEASONS,
    Stretch,
    Time,
    add_months,
    between,
    calendar_date,
    day_at,
    floor,
    in_year,
    midnight,
    monday,
    nth_weekday,
    part_of,
    season_of,
    shift,
    unit_at,
    unit_of,
    weekday_of,
    year_time,
)
from kgraph.values.chart import Part, Tokens
from kgraph.values.holidays import Placed, holidays
from kgraph.values.numbers import Number

rule = GRAMMAR.rule
OPEN_DATES = frozenset(
    "on by until till from between since before after to this back next last for , ( - ? ! : .".split()
)  # may stand before "6/12"


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; `clear` where morning or afternoon is said or the hour is above 12."""

    hour: int
    minute: int = 0
    second: int = 0
    clear: bool = False
    grain: str = "hour"

    def on(self, day: datetime) -> datetime:
        return midnight(day) + timedelta(hours=self.hour, minutes=self.minute, seconds=self.second)

    def code(self) -> str:
        """ISO 8601 time of day: "T17", "T17:30"."""
        return (
            f"T{self.hour:02}"
            + (f":{self.minute:02}" if self.minute or self.grain != "hour" else "")
            + (f":{self.second:02}" if self.second else "")
        )


@dataclass(frozen=True, slots=True)
class Hours:
    """From one time of day to another; None is open."""

    first: Clock | None
    last: Clock | None


def _words(kind: str, table: str) -> None:
    """Enter the names of a table, each of its lines a value and the names for it: "1 next|following"."""
    for line in table.strip().splitlines():
        value, names = line.strip().split(" ", 1)
        GRAMMAR.add(kind, [(name, value) for name in names.split("|")])


GRAMMAR.add("month", [(name.lower(), n) for n, name in enumerate(calendar.month_name) if name])
GRAMMAR.add("month", [(name.lower(), n) for n, name in enumerate(calendar.month_abbr) if name and name != "May"] + [("sept", 9)])
GRAMMAR.add("month", [(f"{name.lower()}.", n) for n, name in enumerate(calendar.month_abbr) if name and name != "May"] + [("sept.", 9)])
GRAMMAR.add("weekday", [(name.lower(), n) for n, name in enumerate(calendar.day_name)])
GRAMMAR.add(
    "weekday", [(name, n) for n, names in enumerate(("mon", "tue|tues", "wed|weds", "thu|thur|thurs", "fri")) for name in names.split("|")]
)
GRAMMAR.add("weekdays", [(f"{name.lower()}s", n) for n, name in enumerate(calendar.day_name)])
GRAMMAR.add("short weekday", [("sat", 5), ("sun", 6)])
GRAMMAR.add("season", [(name, name) for name in SEASONS])
GRAMMAR.add("holiday", holidays())
_words(
    "unit",
    """
    day day|calendar day
    week week|calendar week|wk
    fortnight fortnight
    month month|calendar month
    quarter quarter|qtr
    half half
    year year|calendar year|yr
    decade decade
    century century
    weekend weekend|week - end
    hour hour
    minute minute|min
    millennium millennium
    """,
)
_words(
    "units",
    """
    day days|calendar days|nights
    week weeks|wks
    fortnight fortnights
    month months|mos
    quarter quarters
    year years|yrs
    decade decades
    century centuries
    weekend weekends
    hour hours|hrs
    minute minutes|mins|min
    second seconds|secs|sec
    """,
)
_words(
    "step",
    """
    -1 last|past|previous|this past|preceding
    0 this|current|present
    1 next|following|coming|upcoming|this coming|this upcoming
    """,
)
_words(
    "phase",
    """
    early early|early in|early in the|beginning of|start of|early on in|early part of|outset of|early days of|opening of
    mid mid|middle|middle of|mid -|midst of|midway through
    late late|late in|late in the|end of|close of|later in|latter part of|tail end of
    """,
)
_words(
    "part name",
    """
    morning morning|mornings
    afternoon afternoon
    evening evening|eve
    night night|nite
    daytime daytime|day - time
    lunchtime lunchtime|lunch time|lunch - time
    nighttime night - time|nighttime
    midday midday
    """,
)
_words("parts name", "morning mornings\nafternoon afternoons\nevening evenings\nnight nights")
_words("meal", "breakfast breakfast\nlunch lunch\ndinner dinner\ndawn dawn|daybreak|sunrise\ndusk dusk|nightfall|sunset")
_words(
    "deictic",
    """
    0 today|otd|this day
    -1 yesterday
    1 tomorrow|tmr|tmrw
    -2 the day before yesterday|day before yesterday
    2 the day after tomorrow|day after tomorrow
    """,
)
_words("told day", "0 the day\n-1 the day before|the previous day\n1 the day after|the next day|the following day")
_words(
    "zone",
    """
    z et|est|edt|pst|pdt|cest|gmt|utc|bst|eastern|local time|eastern time|central time|pacific time|mountain time|mountain timezone
    z eastern standard time|eastern daylight time|pacific standard time|pacific daylight time
    z london time|moscow time|beijing time|paris time|berlin time
    """,
)
_words(
    "now",
    """
    0 now|right now|at the moment|at this moment|at present|currently|the present|as of now|at the present time|at this time
    0 as soon as possible|asap
    """,
)
_words(
    "repetition",
    """
    R/PT1H hourly
    R/P1D daily|everyday|nightly
    R/P1W weekly|weekdays
    R/P2W biweekly|bi - weekly|fortnightly
    R/P1M monthly
    R/P2M bimonthly|bi - monthly
    R/P3M quarterly
    R/P6M semiannually|semi - annually|semiannual|semi - annual|half - yearly|biannually|biannual
    R/P1Y annually|yearly|annual
    R/P2Y biennial|biennially
    R/P1WE weekends
    """,
)

# --- readers of digits --------------------------------------------------------------------------------------------

ISO_DATE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d|[-/.]\d)")
PACKED_DATE = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
SLASHED_DATE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)(?!\d|[/.]\d)")
MONTH_YEAR = re.compile(r"(?:(\d{1,2})[-/](\d{4})|(\d{4})[-/](\d{1,2}))(?![\d/]|[-.]\d)")
MONTH_DAY = re.compile(r"(\d{1,2})([/.])(\d{1,2})(?!\d|[/.]\d|\s?%)")
MERIDIEM = re.compile(
    r"(\d{1,2})(?:[:.]([0-5]\d))?(?::([0-5]\d))?(?:\s?\.?\s?([ap])(?:\s?\.\s?m\b(?:\s?\.)?|\s?m\b)|([ap])(?![\w'’]))", re.I
)
COLON = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?(?:\.\d+)?(?![\d:])")
DOTTED = re.compile(r"(\d{1,2})\.([0-5]\d)(?![\d.:%])")
FOUR_DIGITS = re.compile(r"([01]\d|2[0-3])([0-5]\d)(?![\d:.,])")
DIGIT_RUN = re.compile(r"\d[\d/-]*$")
STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?(?!\w)", re.I)
DECADE = re.compile(r"(?:(1[5-9]|20)?(\d)0)['’]?s\b")
NAMED_PERIOD = re.compile(r"(?:((?:19|20)\d\d)[\s-]?([QH])([1-4])|([QH])([1-4])[\s-]?((?:19|20)\d\d|['’]?\d\d))(?!\w)", re.I)


def read_digits(tokens: Tokens, at: int) -> Iterator[Part]:
    """Dates, times of day, decades and quarters out of digits."""
    start = tokens.starts[at]
    before = tokens.text[start - 1] if start else " "
    before_that = tokens.text[start - 2] if start > 1 else " "
    if before.isdigit() or before in ".:/,$£€" and before_that.isdigit() or before.isalpha() and before.lower() != "t":
        return
    for kind, offset, value in _digit_times(tokens, at, start):
        end = tokens.index(offset)
        if end is not None and value is not None:
            yield Part(kind, at, end, value)


def _digit_times(tokens: Tokens, at: int, start: int) -> Iterator[tuple[str, int, object]]:
    text = tokens.text
    if match := STAMP.match(text, start):
        date = _date(int(match[1]), int(match[2]), int(match[3]))
        if date:
            yield "moment", match.end(), moment(date, Clock(int(match[4]), int(match[5]), int(match[6] or 0), True, "minute"))
    if match := ISO_DATE.match(text, start):
        yield "date", match.end(), _date(int(match[1]), int(match[3]), int(match[4]))
    if match := PACKED_DATE.match(text, start):
        yield "date", match.end(), _date(int(match[1]), int(match[2]), int(match[3]))
    if (match := SLASHED_DATE.match(text, start)) and not _within_digits(text, start):
        yield "date", match.end(), _numeric(int(match[1]), int(match[3]), _full_year(match[4]))
    if (match := MONTH_YEAR.match(text, start)) and not _within_digits(text, start):
        month, year = int(match[1] or match[4]), int(match[2] or match[3])
        yield "period", match.end(), calendar_date(year, month, None) if 1 <= month <= 12 and 1500 <= year <= 2100 else None
    if (match := MONTH_DAY.match(text, start)) and not _within_digits(text, start):
        alone = not at and not tokens.word(at + 3).isalpha()
        clear = (
            match[2] == "/"
            and (tokens.word(at - 1) in OPEN_DATES or alone)
            and match.group() != "9/11"
            or match[2] == "."
            and tokens.word(at - 1) == "on"
        )
        yield "date" if clear else "slashed", match.end(), _numeric(int(match[1]), int(match[3]), None)
    yield from _digit_clocks(tokens, start)
    if match := DECADE.match(text, start):
        yield from _decade(match)
    if match := NAMED_PERIOD.match(text, start):
        yield "period", match.end(), _named_period(match)


def _digit_clocks(tokens: Tokens, start: int) -> Iterator[tuple[str, int, object]]:
    text = tokens.text
    if match := MERIDIEM.match(text, start):
        yield "clock", match.end(), _clock(match[1], match[2], match[3], match[4] or match[5])
        if text[match.end() - 1] == ".":  # the last period may be the sentence's
            yield "clock", match.end() - 1, _clock(match[1], match[2], match[3], match[4] or match[5])
    if match := COLON.match(text, start):
        yield "clock", match.end(), _clock(match[1], match[2], match[3], None)
    if match := DOTTED.match(text, start):
        yield "dotted", match.end(), _clock(match[1], match[2], None, None)
    if match := FOUR_DIGITS.match(text, start):
        yield "military", match.end(), Clock(int(match[1]), int(match[2]), grain="minute")


def _within_digits(text: str, start: int) -> bool:
    """Whether digits and a hyphen stand before, as in a telephone number."""
    run = DIGIT_RUN.search(text[max(0, start - 14) : start])
    return run is not None and run.group().endswith("-") and "/" not in run.group()


def _full_year(digits: str) -> int:
    """A year of two digits: 40 and later belong to the twentieth century."""
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year >= 40 else 2000)


def _date(year: int | None, month: int, day: int) -> Time | None:
    return calendar_date(year, month, day) if 1 <= month <= 12 else None


def _numeric(first: int, second: int, year: int | None) -> Time | None:
    """American order, month first, unless only the other makes a date."""
    return _date(year, first, second) if first <= 12 else _date(year, second, first)


def _clock(hour: str, minute: str | None, second: str | None, meridiem: str | None) -> Clock | None:
    h = int(hour)
    if h > (12 if meridiem else 24):
        return None
    if meridiem:
        h = h % 12 + (12 if meridiem.lower() == "p" else 0)
    return Clock(
        h, int(minute or 0), int(second or 0), bool(meridiem) or h > 12 or len(hour) == 2 and hour[0] == "0", "minute" if minute else "hour"
    )


def _decade(match: re.Match[str]) -> Iterator[tuple[str, int, object]]:
    century = int(match[1]) if match[1] else 19
    if match[1]:
        yield "period", match.end(), _years(century * 100 + 10 * int(match[2]), 10)
    else:
        yield "short decade", match.end(), _years(1900 + 10 * int(match[2]), 10)


def _years(first: int, count: int) -> Time:
    begin, until = datetime(first, 1, 1), datetime(first + count, 1, 1)
    return Time("decade" if count == 10 else "century", lambda anchor: (begin, until), True)


def _named_period(match: re.Match[str]) -> Time | None:
    """ "Q3 2019", "2019 H2"."""
    year = _full_year((match[1] or match[6]).strip("'’"))
    size = 3 if (match[2] or match[4]).lower() == "q" else 6
    n = int(match[3] or match[5])
    return _months(lambda anchor: year, size, n, True) if n * size <= 12 else None


def _months(year: Callable[[datetime], int], size: int, n: int, fixed: bool) -> Time:
    def at(anchor: datetime) -> Stretch:
        begin = add_months(datetime(year(anchor), 1, 1), size * (n - 1))
        return begin, add_months(begin, size)

    return Time("months", at, fixed)


GRAMMAR.readers.append(
    lambda tokens, at: read_digits(tokens, at) if tokens.words[at][0].isdigit() or tokens.words[at] in "qh" else iter(())
)
GRAMMAR.reads.update("qh")

# --- numbers that may be days, years, hours -------------------------------------------------------------------------


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
    return year_time(_full_year(f"{int(number.value):02}")) if number.places == 2 else None


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
    return Clock(int(number.value) % 24, clear=number.value > 12) if whole and (not number.digits or 0 < number.places <= 2) else None


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
    return _day_of_month(int(number.value)) if number.digits and 1 <= number.value <= 31 else None


def _day_of_month(number: int) -> Time:

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
    day = holiday(place)
    return Time("weekend", lambda anchor: unit_at(_start(day, anchor), "weekend"))


@rule("period", "<holiday> <year> weekend", "weekend of <holiday> <year>")
def holiday_weekend_of(place: Placed, year: Time) -> Time | None:
    day = holiday_year(place, year)
    return None if day is None else Time("weekend", lambda anchor: unit_at(_start(day, anchor), "weekend"), True)


def _start(time: Time, anchor: datetime) -> datetime:
    """Where a time begins; one without a beginning is an error that Time.value turns into None."""
    begin = time.at(anchor)[0]
    if begin is None:
        raise ValueError(f"a {time.grain} without a beginning places nothing")
    return begin


# --- shifts: "two months ago", "three weeks from tomorrow", "in two days" ---------------------------------------------


def _steps(amount: Amount) -> tuple[float, str] | None:
    """The number and unit of a span of time that is exact; "a few" and "several" count as three."""
    if amount.unit.base != "s" or amount.age or amount.low_open or amount.high_open:
        return None
    if amount.low is None and amount.high is None:
        return (3.0, amount.unit.measures)
    return (amount.low, amount.unit.measures) if amount.low is not None and amount.low == amount.high else None


def _shifted(amount: Amount, sign: int, base: Time | None) -> Time | None:
    steps = _steps(amount)
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
        begin = anchor if base is None else _start(base, anchor)
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
    return _shifted(amount, -1, None)


@rule("told", "<measure> earlier|prior|previously")
def earlier(amount: Amount) -> Time | None:
    """From the moment that is told of; read as from publication."""
    return _shifted(amount, -1, None)


@rule("told", "<measure> later|hence")
def some_time_later(amount: Amount) -> Time | None:
    return _shifted(amount, 1, None)


@rule("shift", "<measure> from now|today", "<measure> after now")
def from_now(amount: Amount) -> Time | None:
    return _shifted(amount, 1, None)


@rule("due", "in <measure>", "in <measure> ' s? time", "in <measure> time", "in <measure> ’ s? time")
def later(amount: Amount) -> Time | None:
    return _shifted(amount, 1, None)


@rule("shift", "<measure> after|from|following <date|moment>")
def after(amount: Amount, base: Time) -> Time | None:
    return _shifted(amount, 1, base)


@rule("shift", "<measure> before|prior to? <date|moment>", "<measure> ahead of <date>")
def before(amount: Amount, base: Time) -> Time | None:
    return _shifted(amount, -1, base)


@rule("shift", "<weekday> <step> <unit>")
def weekday_of_step(day: int, step: str, unit: str) -> Time | None:
    return week_weekday(unit_of("week", int(step)), day) if unit == "week" else None


@rule("shift", "<shift> on <weekday>")
def shift_on(time: Time, day: int) -> Time:
    """ "two months from today on Tuesday": the first such weekday from there on."""

    def place(anchor: datetime) -> datetime:
        begin = _start(time, anchor)
        return begin + timedelta(days=(day - begin.weekday()) % 7)

    return day_at(place)


@rule("open", "more than <measure> after|from <date|moment>")
def more_after(amount: Amount, base: Time) -> Time | None:
    moved = _shifted(amount, 1, base)
    return None if moved is None else _open(moved, None, starts=True)


@rule("open", "more than <measure> before <date|moment>")
def more_before(amount: Amount, base: Time) -> Time | None:
    moved = _shifted(amount, -1, base)
    return None if moved is None else _open(None, moved)


@rule("stretch", "less than <measure> after|from <date|moment>")
def less_after(amount: Amount, base: Time) -> Time | None:
    moved = _shifted(amount, 1, base)
    return (
        None
        if moved is None
        else Time("range", lambda anchor: (_start(base, anchor), _start(moved, anchor)), base.fixed, ends=(base, moved))
    )


@rule("open", "more than <measure> ago")
def more_ago(amount: Amount) -> Time | None:
    moved = _shifted(amount, -1, None)
    return None if moved is None else _open(None, moved)


@rule("stretch", "less than <measure> ago")
def less_ago(amount: Amount) -> Time | None:
    moved = _shifted(amount, -1, None)
    return None if moved is None else Time("range", lambda anchor: (_start(moved, anchor), anchor), ends=(moved, NOW))


NOW = Time("second", lambda anchor: (anchor, anchor), code=lambda anchor: anchor.date().isoformat())


@rule("present", "<now>")
def now(_: int) -> Time:
    return NOW


# --- periods ----------------------------------------------------------------------------------------------------------


@rule("period", "<year>")
def bare_year(year: Time) -> Time:
    return year


@rule(
    "period",
    "year <year>",
    "calendar year <year>",
    "cy <year|short year>",
    "year of <year>",
    "fiscal year <year>",
    "fiscal <year>",
    "fy|sy <year|short year>",
    "financial year <year>",
)
def named_year(year: Time) -> Time:
    return year


@rule("period", "<spelled year>")
def year_in_words(year: Time) -> Time:
    return year


@rule("period", "<month>")
def month(number: int) -> Time | None:
    return calendar_date(None, number, None)


@rule(
    "period",
    f"<month> of|,|-|/|in <{ANY_YEAR}>",
    f"<month> <{ANY_YEAR}>",
    "<month> of <short year>",
    f"<month> , in <{ANY_YEAR}>",
    "<month> '|’ <short year>",
    f"<month> of the year <{ANY_YEAR}>",
)
def month_year(number: int, year: Time) -> Time | None:
    return calendar_date(year.year, number, None)


@rule("period", "<step> <month>")
def step_month(step: str, number: int) -> Time:
    def at(anchor: datetime) -> Stretch:
        years = {"-1": -(number >= anchor.month), "0": 0, "1": int(number <= anchor.month)}[step]
        begin = datetime(anchor.year + years, number, 1)
        return begin, add_months(begin, 1)

    return Time("month", at)


@rule("period", "<month> <step> <unit>", "<month> of <step> <unit>")
def month_step_year(number: int, step: str, unit: str) -> Time | None:
    if unit != "year":
        return None

    def at(anchor: datetime) -> Stretch:
        begin = datetime(anchor.year + int(step), number, 1)
        return begin, add_months(begin, 1)

    return Time("month", at)


@rule("period", "<step> <unit>")
def step_unit(step: str, unit: str) -> Time | None:
    if unit == "day":
        return day_at(lambda anchor: anchor + timedelta(days=int(step)))
    if unit in ("hour", "minute"):
        return _running(int(step), Amount(1, 1, SPAN[unit])) if step != "0" else None
    if unit == "fortnight" and step == "1":
        return Time("range", lambda anchor: (monday(anchor) + timedelta(days=7), monday(anchor) + timedelta(days=21)))
    return unit_of(unit, int(step)) if unit != "millennium" else None


SPAN = {name: unit for words in GRAMMAR.phrases.values() for rest, kind, unit in words if kind == "span" for name in [unit.measures]}


@rule("period", "last|next|this|current|previous fiscal|financial year", "fiscal year")
def fiscal_year() -> Time:
    """A year that starts nobody knows when: a place and no value."""
    return Time("year", lambda anchor: (None, None))


@rule("period", "<step> workweek|workday", "<step> work|working|business|school week")
def workweek(step: str) -> Time:
    def at(anchor: datetime) -> Stretch:
        begin = monday(anchor) + timedelta(weeks=int(step))
        return begin, begin + timedelta(days=5)

    return Time("days", at)


@rule("period", "past decade|century")
def past_decade() -> Time | None:
    """The ten years up to publication; "last decade" is one of the calendar."""
    return _running(-1, Amount(1.0, 1.0, SPAN["decade"]))


@rule("period", "the <ordinal> quarter")
def some_quarter(number: Number) -> Time | None:
    """A quarter of a year that is not said, or of a game: a place and no value."""
    return Time("quarter", lambda anchor: (None, None)) if 1 <= number.value <= 4 else None


@rule("period", "same <unit>", "the <unit>", "that <unit>")
def the_unit(unit: str) -> Time | None:
    return replace(unit_of(unit, 0), story=True) if unit in ("week", "month", "weekend") else None


@rule("period", "weekend", "the weekend", "this weekend", "the week - end")
def weekend() -> Time:
    return unit_of("weekend", 0)


@rule("period", "week <number>", "week number|no <number>")
def week_number(number: Number) -> Time | None:
    n = int(number.value)
    if not 1 <= n <= 53 or not number.digits or number.value != n or number.places > 2:
        return None
    return Time("week", lambda anchor: unit_at(datetime.fromisocalendar(anchor.year, n, 1), "week"))


@rule("period", "the? week of|commencing|beginning|starting|from the? <date>", "the? week of the <date>", "week w|/ c|e <date>")
def week_of(date: Time) -> Time:
    return Time("week", lambda anchor: unit_at(_start(date, anchor), "week"), date.fixed)


@rule("period", "the <short decade>", "'|’ <short decade>", "the '|’ <short decade>")
def short_decade(decade: Time) -> Time:
    return decade


@rule("period", "the? <tenfold>")
def spelled_decade(number: Number) -> Time | None:
    return _years(1900 + int(number.value), 10) if not number.digits and 20 <= number.value <= 90 else None


@rule("period", "the? <number> <tenfold>")
def spelled_century_and_decade(first: Number, second: Number) -> Time | None:
    """ "the nineteen seventies"."""
    return _years(int(first.value) * 100 + int(second.value), 10) if 15 <= first.value <= 20 and not first.digits else None


@rule("period", "the noughties|aughts", "the two thousands")
def noughties() -> Time:
    return _years(2000, 10)


@rule("period", "<ordinal> -? century|centuries")
def century(number: Number) -> Time | None:
    return _years(100 * (int(number.value) - 1) or 1, 100) if 1 <= number.value <= 30 else None


@rule("period", "<season>", "the <season>")
def season(name: str) -> Time:
    return replace(season_of(name, lambda anchor: anchor.year - (SEASONS[name][1] > anchor.month)), point=True)


@rule("period", f"<season> of|,|- <{ANY_YEAR}>", f"<season> <{ANY_YEAR}>", f"the <season> of <{ANY_YEAR}>")
def season_year(name: str, year: Time) -> Time | None:
    number = year.year
    return season_of(name, lambda anchor: number, True) if number else None


@rule("period", "<step> <season>")
def step_season(step: str, name: str) -> Time:
    def year(anchor: datetime) -> int:
        first, last = SEASONS[name][1], SEASONS[name][1] + 2
        if step == "-1":
            return anchor.year - (last % 12 >= anchor.month or last > 12)
        return anchor.year + (step == "1" and first <= anchor.month)

    return season_of(name, year)


QUARTERED = {"quarter": 3, "half": 6}


@rule(
    "period",
    f"the? <ordinal> <unit> of|in|, <{ANY_YEAR}>",
    f"the? <ordinal> <unit> <{ANY_YEAR}>",
    f"the? <ordinal> - <unit> of? <{ANY_YEAR}>",
)
def nth_of_year(number: Number, unit: str, year: Time) -> Time | None:
    return nth_unit(number, unit, year)


@rule(
    "period",
    "the? <ordinal> <unit> of|in <period>",
    "the? <ordinal> <unit> of the year",
    "<period> ' s <ordinal> <unit>",
    "<period> ’ s <ordinal> <unit>",
)
def nth_of_period(first: Number | Time, unit: str, period: Time | str | None = None) -> Time | None:
    if isinstance(first, Time):
        return None
    return nth_unit(first, unit, period if isinstance(period, Time) else unit_of("year", 0))


def nth_unit(number: Number, unit: str, whole: Time) -> Time | None:
    """ "the second quarter of 2015", "the first week of May", "the third month of 2021"."""
    n = int(number.value)
    if whole.point or whole.grain not in ("year", "month", "quarter", "decade", "months", "century") or n < 1:
        return None
    if unit == "week":
        return Time(
            "week", lambda anchor: unit_at(_first_week(_start(whole, anchor), whole.grain) + timedelta(weeks=n - 1), "week"), whole.fixed
        )
    if unit not in ("day", "month", "quarter", "half", "year", "decade", "weekend") or n > 31:
        return None
    if unit in QUARTERED and (whole.grain != "year" or n * QUARTERED[unit] > 12):
        return part_of(whole, ((n - 1) / 2, n / 2)) if unit == "half" and n <= 2 else None

    def at(anchor: datetime) -> Stretch:
        begin = shift(_start(whole, anchor), n - 1, unit)
        return begin, shift(begin, 1, unit)

    return Time("months" if unit in QUARTERED else unit, at, whole.fixed)


def _first_week(begin: datetime, grain: str) -> datetime:
    """The Monday of the first week: of a year the ISO week 1, of a month the week of its first day."""
    return datetime.fromisocalendar(begin.year, 1, 1) if grain == "year" else monday(begin)


@rule("period", "<period> ' s <ordinal> <unit>", "<period> ’ s <ordinal> <unit>")
def possessed_unit(period: Time, number: Number, unit: str) -> Time | None:
    return nth_unit(number, unit, period)


@rule("date", "the? <ordinal> <weekday> of|in <period>", "the? <ordinal> <weekday> <period>")
def nth_weekday_of(number: Number, day: int, period: Time) -> Time | None:
    n = int(number.value)
    if period.grain not in ("month", "year") or period.point or not 1 <= n <= 53:
        return None

    def place(anchor: datetime) -> datetime:
        begin = _start(period, anchor)
        return begin + timedelta(days=(day - begin.weekday()) % 7 + 7 * (n - 1))

    return replace(day_at(place), fixed=period.fixed)


@rule("date", "the? last <weekday> of|in <period>")
def last_weekday_of(day: int, period: Time) -> Time | None:
    if period.grain != "month":
        return None

    def place(anchor: datetime) -> datetime:
        begin = _start(period, anchor)
        return nth_weekday(begin.year, begin.month, day, -1)

    return replace(day_at(place), fixed=period.fixed)


@rule("period", "the? <day rank> day of <period>")
def nth_day(number: int, period: Time) -> Time | None:
    return nth_unit(Number(float(number)), "day", period)


def _edge(words: str, first: bool) -> None:
    @rule("stretch", f"{words} <measure> of|in <period>", f"the {words} <measure> of|in <period>")
    def edge_of(amount: Amount, period: Time) -> Time | None:
        """ "the first 2 weeks of 2021", "the last four months of the year"."""
        steps = _steps(amount)
        if steps is None or period.point or period.grain not in ("year", "month", "quarter", "decade", "months", "week", "century"):
            return None
        number, unit = steps

        def at(anchor: datetime) -> Stretch:
            begin, until = period.at(anchor)
            if begin is None or until is None:
                return None, None
            if unit == "week":
                begin, until = _first_week(begin, period.grain), monday(until)
            return (begin, shift(begin, number, unit)) if first else (shift(until, -number, unit), until)

        return Time("months" if unit in ("month", "quarter") else "days" if unit in ("day", "week") else "years", at, period.fixed)


_edge("first|opening", True)
_edge("last|final", False)

SHARES = {"early": (0.0, 1 / 2), "mid": (1 / 3, 2 / 3), "late": (1 / 2, 1.0)}
MONTH_PHASES = {"early": (0, 15), "mid": (9, 20), "late": (15, None)}


@rule("period", "<phase> <period>", "<phase> - <period>", "<phase> to -? <phase> <period>")
def phase(name: str, period: Time | str, whole: Time | None = None) -> Time | None:
    """ "early March", "mid-2017", "the late 1990s": the whole's value, as nobody says where its parts end."""
    if whole is not None or not isinstance(period, Time) or period.point or period.grain in ("day", "second"):
        return None
    if period.grain == "month":
        first, last = MONTH_PHASES[name]

        def at(anchor: datetime) -> Stretch:
            begin, until = period.at(anchor)
            if begin is None:
                return None, None
            return begin + timedelta(days=first), until if last is None else begin + timedelta(days=last)

        return replace(period, at=at, point=True)
    if period.grain == "year":
        months = {"early": (0, 4), "mid": (4, 8), "late": (6, 12)}[name]
        return replace(
            period,
            at=lambda anchor: (add_months(_start(period, anchor), months[0]), add_months(_start(period, anchor), months[1])),
            point=True,
        )
    return part_of(period, SHARES[name])


@rule("period", "<phase> the <period>", "<phase> <date>")
def phase_of_day(name: str, period: Time) -> Time | None:
    if period.grain != "day":
        return phase(name, period)
    return None if period.point else part_of(period, {"early": (0, 0.5), "mid": (10 / 24, 14 / 24), "late": (0.5, 1)}[name])


def _sooner(word: str, late: bool) -> None:
    @rule("period", f"{word} <period>", f"{word} in <period>", f"{word} in the? <unit>")
    def sooner(period: Time | str) -> Time | None:
        """ "earlier this year", "later this week": the period's value."""
        if isinstance(period, str):
            period = replace(unit_of(period, 0), story=True) if period in ("week", "month", "year", "day") else NOW
        if period.point or period.grain not in ("week", "month", "year", "quarter", "decade", "day"):
            return None

        def at(anchor: datetime) -> Stretch:
            begin, until = period.at(anchor)
            if begin is None or until is None:
                return None, None
            if begin <= anchor < until and period.grain in ("year", "week", "month"):
                return (max(begin, midnight(anchor)), until) if late else (begin, min(until, midnight(anchor)))
            middle = begin + (until - begin) / 2
            return (middle, until) if late else (begin, middle)

        return replace(period, at=at, point=True)


_sooner("earlier", False)
_sooner("later", True)


@rule("stretch", "rest|remainder of the|this|my|current|our <unit>", "the rest|remainder of the|this <unit>")
def rest(unit: str) -> Time:
    """From publication to the end of the current unit."""
    return Time("days", lambda anchor: (midnight(anchor), unit_at(anchor, unit)[1]))


@rule("measure", "all|whole|full|entire <unit>")
def all_through(unit: str) -> Amount | None:
    """ "all day": as long as one."""
    return Amount(1.0, 1.0, SPAN[unit]) if unit in SPAN else None


@rule("period", "q <number> of|in? <period>", "q <number> , <period>")
def quarter_of(number: Number, period: Time) -> Time | None:
    return nth_unit(number, "quarter", period) if period.grain == "year" and 1 <= number.value <= 4 else None


@rule("period", "eoy", "the? end of the year", "the? end of year", "year - end", "year ' s end")
def year_end() -> Time | None:
    return phase("late", unit_of("year", 0))


@rule("period", "eom", "the? end of the month", "month - end")
def month_end() -> Time | None:
    return phase("late", unit_of("month", 0))


@rule("moment", "eod", "end of day", "the? end of the day", "close of business", "cob")
def day_end() -> Time:
    return end_of_day(unit_of("day", 0))


@rule("moment", "the? end of the? <date>")
def end_of_day(day: Time) -> Time:
    return moment(day, Clock(23, 59, 59, True, "minute"))


# --- running stretches: "the past three months", "next five days" -------------------------------------------------------


def _running(step: int, amount: Amount) -> Time | None:
    """So many units before or after the day of publication; quarters are whole ones."""
    steps = _steps(amount)
    if steps is None:
        return None
    number, unit = steps

    def at(anchor: datetime) -> Stretch:
        if unit == "quarter":
            edge = floor(anchor, unit)
            return (shift(edge, -number, unit), edge) if step < 0 else (shift(edge, 1, unit), shift(edge, number + 1, unit))
        clock = unit in ("hour", "minute", "second")
        start = anchor if clock else midnight(anchor)
        if step < 0:
            return _back(start, amount, unit, number), start
        start = start if clock else start + timedelta(days=1)
        return start, shift(start, number, unit)

    return Time("days", at)


def _back(start: datetime, amount: Amount, unit: str, number: float) -> datetime:
    whole = int(number)
    rest = (number - whole) * amount.unit.factor if amount.finest and amount.finest < amount.unit.factor else 0.0
    return shift(start, -(whole if rest else number), unit) - timedelta(days=round(rest / 86400))


@rule("running", "<step> <measure>", "<step> <measure> or so")
def running(step: str, amount: Amount) -> Time | None:
    if amount.article or step == "0" or amount.low is not None and amount.low < 1:
        return None
    return _running(int(step), amount)


@rule("running", "<number> <step> <units>")
def running_inverted(number: Number, step: str, unit: str) -> Time | None:
    return _running(int(step), Amount(number.value, number.value, SPAN[unit])) if step != "0" else None


@rule("stretch", "next|following|coming <number> business|working days")
def business_days(number: Number) -> Time:
    def at(anchor: datetime) -> Stretch:
        begin = midnight(anchor) + timedelta(days=1)
        day, left = begin, int(number.value)
        while left:
            left -= day.weekday() < 5
            day += timedelta(days=1)
        return begin, day

    return Time("days", at)


@rule("delay", "within <measure>", "within the next <measure>")
def within(amount: Amount) -> Time | None:
    steps = _steps(amount)
    if steps is None:
        return None
    return replace(Time("days", lambda anchor: (anchor, shift(anchor, steps[0], steps[1]))), point=True)


@rule("stretch", "<measure> starting|beginning|from on? <date|moment>")
def starting(amount: Amount, start: Time) -> Time | None:
    steps = _steps(amount)
    if steps is None:
        return None
    return Time("days", lambda anchor: (_start(start, anchor), shift(_start(start, anchor), steps[0], steps[1])), start.fixed)


# --- times of day -----------------------------------------------------------------------------------------------------

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
    return _fit(time, name) if isinstance(time, Clock) and isinstance(name, str) else None


def _fit(time: Clock, name: str) -> Clock:
    """A clock time read in a part of the day: "at 7" in the evening is 19."""
    later = name in ("afternoon", "evening", "night", "dinner", "dusk") and 1 <= time.hour < 12 and not time.clear
    return replace(time, hour=time.hour + 12 if later and not (name == "night" and time.hour < 5) else time.hour, clear=True)


def moment(day: Time, time: Clock) -> Time:
    """A clock time of a day."""

    def at(anchor: datetime) -> Stretch:
        begin = time.on(_start(day, anchor))
        return begin, begin + timedelta(hours=1 if time.grain == "hour" else 0, minutes=time.grain != "hour")

    return Time(time.grain, at, day.fixed)


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
    return moment(part.day, _fit(time, part.name))


@rule("moment", "<clock|spoken> ,? <day part>", "<clock|spoken> on <day part>", "at <hour> <day part>")
def clock_day_part(time: Clock, part: DayPart) -> Time:
    return moment(part.day, _fit(time, part.name))


@rule("moment", f"in the <part name> <{DAYS}> at <hour|clock>")
def part_day_clock(name: str, day: Time, time: Clock) -> Time:
    return moment(day, _fit(time, name))


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part of a day: "Friday evening"; `share` is the stretch of it that is meant."""

    day: Time
    name: str
    share: tuple[float, float] = (0.0, 1.0)

    def time(self) -> Time:
        first, last = PARTS[self.name]

        def at(anchor: datetime) -> Stretch:
            day = _start(self.day, anchor)
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


@rule("period", "early in the day <date>", "early on? <date>")
def early_day(day: Time) -> Time | None:
    return phase_of_day("early", day)


@rule("period", "later in? <date>", "late on? <date>")
def late_day(day: Time) -> Time | None:
    return phase_of_day("late", day)


@rule("period", "mid <date>")
def mid_day(day: Time) -> Time | None:
    return phase_of_day("mid", day)


@rule("part", "<day part>")
def placed_part(part: DayPart) -> Time:
    return part.time()


def _loose_part(name: str, share: tuple[float, float]) -> Time:
    first, last = PARTS[name]
    begin = datetime(2000, 1, 1) + timedelta(hours=first + (last - first) * share[0])
    until = datetime(2000, 1, 1) + timedelta(hours=first + (last - first) * share[1])
    return Time("part", lambda anchor: (begin, until), True, code=lambda anchor: "")


@rule("loose part", "in the? <part name>", "<part name>", "at <part name|meal>", "during the <part name>", "overnight")
def loose_part(name: str | None = None) -> Time:
    return _loose_part(name or "overnight", (0, 1))


@rule(
    "loose part",
    "<phase> <part name>",
    "<phase> in the <part name>",
    "in the <phase> <part name>",
    "early|earlier|later in the <part name>",
)
def loose_phase(phase: str, name: str | None = None) -> Time | None:
    return None if name is None else _loose_part(name, SHARES[phase])


@rule("loose part", "later in? the? <part name>")
def loose_later(name: str) -> Time:
    return _loose_part(name, (0.5, 1))


@rule("loose part", "early in? the? <part name>")
def loose_early(name: str) -> Time:
    return _loose_part(name, (0, 0.5))


# --- stretches --------------------------------------------------------------------------------------------------------

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
        start = _start(day, anchor)
        begin = None if first is None else (_fit(first, name) if name and not first.clear else first).on(start)
        until = None if last is None else (_fit(last, name) if name and not last.clear else last).on(start)
        if begin and until and until < begin:
            until += timedelta(hours=12 if until + timedelta(hours=12) > begin else 24)
        return begin, until

    ends = tuple(None if t is None else moment(day, t) for t in (first, last))
    return Time("range", at, day.fixed, ends=(ends[0], ends[1]))


@rule("stretch", f"<{DAYS}|slashed|moment> ,|- <hours>", f"<{DAYS}|slashed> <hours>", f"<{DAYS}> at <hours>", "the <day number> <hours>")
def date_hours(day: Time | int, span: Hours) -> Time | None:
    if isinstance(day, int):
        day = _day_of_month(day)
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
    last = _fit(loose, name)
    first = _fit(replace(span.first, clear=span.first.hour > 12), name)
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
        begin, end = _start(first, anchor), _start(last, anchor)
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
        return (None if first is None else first.at(anchor)[0]), (None if last is None else _start(last, anchor))

    return Time("open", at, all(t is None or t.fixed for t in (first, last)), ends=(first, last))


POINTS = "date|period|moment|present|part|shift|slashed|stretch"
SINCE = (
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
            time = _loose_part(time, (0, 1))
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


@rule("moment", "around|about|approximately <moment>", "circa <moment>")
def around_moment(time: Time) -> Time:
    return time


# --- what recurs ------------------------------------------------------------------------------------------------------

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
