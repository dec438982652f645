"""Rules for weeks, months, quarters, years and other stretches with a name, their parts, and those that run up to publication."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kgraph.values.amounts import GRAMMAR, Amount
from kgraph.values.calendar import (
    SEASONS,
    Stretch,
    Time,
    add_months,
    calendar_date,
    day_at,
    floor,
    midnight,
    monday,
    nth_weekday,
    part_of,
    season_of,
    shift,
    unit_at,
    unit_of,
)
from kgraph.values.dates import ANY_YEAR, NOW, exact_span
from kgraph.values.digits import years
from kgraph.values.numbers import Number
from kgraph.values.words import start_of

rule = GRAMMAR.rule


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


@rule("period", f"<{ANY_YEAR}> <month>", f"<{ANY_YEAR}> , <month>")
def year_month(year: Time, number: int) -> Time | None:
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
    return Time("week", lambda anchor: unit_at(start_of(date, anchor), "week"), date.fixed)


@rule("period", "the <short decade>", "'|’ <short decade>", "the '|’ <short decade>")
def short_decade(decade: Time) -> Time:
    return decade


@rule("period", "the? <tenfold>")
def spelled_decade(number: Number) -> Time | None:
    return years(1900 + int(number.value), 10) if not number.digits and 20 <= number.value <= 90 else None


@rule("period", "the? <number> <tenfold>")
def spelled_century_and_decade(first: Number, second: Number) -> Time | None:
    """ "the nineteen seventies"."""
    return years(int(first.value) * 100 + int(second.value), 10) if 15 <= first.value <= 20 and not first.digits else None


@rule("period", "the noughties|aughts", "the two thousands")
def noughties() -> Time:
    return years(2000, 10)


@rule("period", "<ordinal> -? century|centuries")
def century(number: Number) -> Time | None:
    return years(100 * (int(number.value) - 1) or 1, 100) if 1 <= number.value <= 30 else None


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
            "week", lambda anchor: unit_at(_first_week(start_of(whole, anchor), whole.grain) + timedelta(weeks=n - 1), "week"), whole.fixed
        )
    if unit not in ("day", "month", "quarter", "half", "year", "decade", "weekend") or n > 31:
        return None
    if unit in QUARTERED and (whole.grain != "year" or n * QUARTERED[unit] > 12):
        return part_of(whole, ((n - 1) / 2, n / 2)) if unit == "half" and n <= 2 else None

    def at(anchor: datetime) -> Stretch:
        begin = shift(start_of(whole, anchor), n - 1, unit)
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
        begin = start_of(period, anchor)
        return begin + timedelta(days=(day - begin.weekday()) % 7 + 7 * (n - 1))

    return replace(day_at(place), fixed=period.fixed)


@rule("date", "the? last <weekday> of|in <period>")
def last_weekday_of(day: int, period: Time) -> Time | None:
    if period.grain != "month":
        return None

    def place(anchor: datetime) -> datetime:
        begin = start_of(period, anchor)
        return nth_weekday(begin.year, begin.month, day, -1)

    return replace(day_at(place), fixed=period.fixed)


@rule("period", "the? <day rank> day of <period>")
def nth_day(number: int, period: Time) -> Time | None:
    return nth_unit(Number(float(number)), "day", period)


def _edge(words: str, first: bool) -> None:
    @rule("stretch", f"{words} <measure> of|in <period>", f"the {words} <measure> of|in <period>")
    def edge_of(amount: Amount, period: Time) -> Time | None:
        """ "the first 2 weeks of 2021", "the last four months of the year"."""
        steps = exact_span(amount)
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
            at=lambda anchor: (add_months(start_of(period, anchor), months[0]), add_months(start_of(period, anchor), months[1])),
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


@rule("period", "last|final <unit> of|in <period>", "the last|final <unit> of|in <period>")
def last_unit(unit: str, whole: Time) -> Time | None:
    """ "the last week of December"."""
    if whole.point or whole.grain not in ("year", "month", "quarter", "months", "decade", "week") or unit not in LAST_DAYS:
        return None

    def at(anchor: datetime) -> Stretch:
        until = whole.at(anchor)[1]
        return (None, None) if until is None else unit_at(until - timedelta(days=1), unit)

    return Time(unit, at, whole.fixed)


LAST_DAYS = ("day", "week", "weekend", "month", "quarter", "half", "year")  # what a longer stretch may end with


@rule("period", "the? weekend of the? <date>")
def weekend_of(date: Time) -> Time:
    return Time("weekend", lambda anchor: unit_at(start_of(date, anchor), "weekend"), date.fixed)


@rule("period", "<phase> <unit>", "<phase> the <unit>", "<phase> of? the <unit>")
def phase_of_unit(name: str, unit: str) -> Time | None:
    """ "the beginning of the year", "end of month"."""
    return phase(name, unit_of(unit, 0)) if unit in ("week", "month", "year", "quarter", "decade") else None


@rule("period", "eom", "the? end of the month", "month - end")
def month_end() -> Time | None:
    return phase("late", unit_of("month", 0))


def _running(step: int, amount: Amount) -> Time | None:
    """So many units before or after the day of publication; quarters are whole ones."""
    steps = exact_span(amount)
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
    steps = exact_span(amount)
    if steps is None:
        return None
    return replace(Time("days", lambda anchor: (anchor, shift(anchor, steps[0], steps[1]))), point=True)


@rule("stretch", "<measure> starting|beginning|from on? <date|moment>")
def starting(amount: Amount, start: Time) -> Time | None:
    steps = exact_span(amount)
    if steps is None:
        return None
    return Time("days", lambda anchor: (start_of(start, anchor), shift(start_of(start, anchor), steps[0], steps[1])), start.fixed)


@rule("period", "early in the day <date>", "early on? <date>")
def early_day(day: Time) -> Time | None:
    return phase_of_day("early", day)


@rule("period", "later in? <date>", "late on? <date>")
def late_day(day: Time) -> Time | None:
    return phase_of_day("late", day)


@rule("period", "mid <date>")
def mid_day(day: Time) -> Time | None:
    return phase_of_day("mid", day)
