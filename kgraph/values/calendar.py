"""Times as stretches of the calendar: what a phrase says, kept apart from the day of publication that anchors it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

Stretch = tuple[datetime | None, datetime | None]  # begin, and end excluded; None is open
FUTURE = 190  # days; a date without year farther ahead than this lies in the past
PARTS = {  # hours of the parts of a day
    "early morning": (4, 8), "morning": (8, 12), "midday": (11, 13), "lunchtime": (11, 13), "afternoon": (12, 16), "evening": (16, 20),
    "night": (20, 24), "daytime": (8, 18), "overnight": (0, 8), "dawn": (4, 8), "dusk": (16, 20), "breakfast": (8, 12), "lunch": (11, 13),
    "dinner": (16, 20), "dinnertime": (16, 20), "nighttime": (0, 8),
}  # fmt: skip
SEASONS = {"spring": (21, 3), "summer": (22, 6), "fall": (23, 9), "autumn": (23, 9), "winter": (24, 12)}  # ISO 8601-2 code, first month


@dataclass(frozen=True, slots=True)
class Time:
    """A point or stretch of time: its grain and how to place it, given the moment of publication.

    `fixed` says that no anchor is needed. `year`, `month`, `day` are what a calendar date spells out; `code` is the ISO
    code where it is no stretch of the calendar (a season, a repetition); `ends` are the two values that a range names.
    """

    grain: str
    at: Callable[[datetime], Stretch]
    fixed: bool = False
    year: int | None = None
    month: int | None = None
    day: int | None = None
    code: Callable[[datetime], str] | None = None
    ends: tuple[Time | None, Time | None] | None = None
    story: bool = False  # counted from the moment that is told of, which only the story knows: "the next day"
    point: bool = False  # a part of something larger that its noun names: "the end of the year"

    def value(self, anchor: datetime | None) -> str | None:
        """ISO 8601 (-2 for open and half-known ones): date, month, year, week, season, time or interval; None if unknown."""
        if anchor is None:
            if not self.fixed:
                return None
            anchor = datetime(2000, 1, 1)
        try:
            return self._value(anchor)
        except (ValueError, OverflowError):
            return None

    def _value(self, anchor: datetime) -> str | None:
        if self.code is not None:
            return self.code(anchor)
        if self.ends is not None:
            values = [".." if end is None else end.value(anchor) for end in self.ends]
            return None if None in values else "/".join(v or "" for v in values)
        begin, until = self.at(anchor)
        return None if begin is None else _iso(self.grain, begin, until)

    def stretch(self, anchor: datetime | None) -> Stretch:
        """(begin, end excluded); both None where it cannot be placed."""
        if anchor is None and not self.fixed:
            return None, None
        try:
            return self.at(anchor or datetime(2000, 1, 1))
        except (ValueError, OverflowError):
            return None, None


def _iso(grain: str, begin: datetime, until: datetime | None) -> str:
    if grain == "year":
        return f"{begin.year:04}"
    if grain == "month":
        return f"{begin.year:04}-{begin.month:02}"
    if grain in ("week", "weekend"):
        year, week, _ = begin.isocalendar()
        return f"{year}-W{week:02}"
    if grain in ("day", "part"):
        return begin.date().isoformat()
    if grain == "hour":
        return begin.strftime("%Y-%m-%dT%H")
    if grain in ("minute", "second"):
        return begin.strftime("%Y-%m-%dT%H:%M" + (":%S" if begin.second else ""))
    last = (until or begin) - timedelta(days=1)
    if grain in ("decade", "century", "years"):
        return f"{begin.year}/{last.year}"
    if grain in ("quarter", "half", "months"):
        return f"{begin.year:04}-{begin.month:02}/{last.year:04}-{last.month:02}"
    return f"{begin.date().isoformat()}/{last.date().isoformat()}"


def midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def monday(moment: datetime) -> datetime:
    return midnight(moment) - timedelta(days=moment.weekday())


def add_months(moment: datetime, months: int) -> datetime:
    """The same day some months on, or the month's last day where it has no such day."""
    whole = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(whole, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


MONTHS_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200, "millennium": 12000}
DAYS_OF = {"day": 1.0, "night": 1.0, "week": 7.0, "weekend": 7.0, "fortnight": 14.0}
SECONDS_OF = {"second": 1.0, "minute": 60.0, "hour": 3600.0}


def shift(moment: datetime, number: float, unit: str) -> datetime:
    """A moment some units later (or earlier, for a negative number)."""
    if unit in MONTHS_OF and number * MONTHS_OF[unit] == int(number * MONTHS_OF[unit]):
        return add_months(moment, int(number * MONTHS_OF[unit]))
    if unit in MONTHS_OF:
        return moment + timedelta(days=number * MONTHS_OF[unit] * 30)
    return moment + (timedelta(days=number * DAYS_OF[unit]) if unit in DAYS_OF else timedelta(seconds=number * SECONDS_OF[unit]))


def floor(moment: datetime, unit: str) -> datetime:
    """The start of the unit that a moment lies in."""
    day = midnight(moment)
    if unit in ("week", "fortnight"):
        return monday(moment)
    if unit == "weekend":
        return monday(moment) + timedelta(days=5)
    if unit == "month":
        return day.replace(day=1)
    if unit in ("quarter", "half"):
        size = MONTHS_OF[unit]
        return day.replace(day=1, month=(day.month - 1) // size * size + 1)
    if unit in ("year", "decade", "century", "millennium"):
        size = {"year": 1, "decade": 10, "century": 100, "millennium": 1000}[unit]
        return day.replace(day=1, month=1, year=max(1, day.year // size * size))
    if unit in SECONDS_OF:
        return moment
    return day


def unit_at(moment: datetime, unit: str) -> Stretch:
    """The whole unit that a moment lies in."""
    start = floor(moment, unit)
    return start, start + timedelta(days=2) if unit == "weekend" else shift(start, 1, unit)


def calendar_date(year: int | None, month: int, day: int | None) -> Time | None:
    """A month or a day of one; without a year it is the last one before publication, or a day soon after it."""
    if day is not None and not 1 <= day <= 31:
        return None
    if year is not None and day is not None and day > monthrange(year, month)[1]:
        return None

    def at(anchor: datetime) -> Stretch:
        found = _nearest(anchor, month, day) if year is None else year
        if found is None:
            return None, None
        begin = datetime(found, month, day or 1)
        return begin, shift(begin, 1, "day" if day else "month")

    return Time("day" if day else "month", at, year is not None, year, month, day)


def _nearest(anchor: datetime, month: int, day: int | None) -> int | None:
    """The year of a date without one; None for a day that no year has."""
    past = (month, day or 1) <= (anchor.month, anchor.day)
    soon = not past and day is not None and (datetime(anchor.year, month, min(day, 28)) - midnight(anchor)).days <= FUTURE
    year = anchor.year if past or soon else anchor.year - 1
    if day and day > 28:
        return next((y for y in range(year, year - 9, -1) if y > 0 and day <= monthrange(y, month)[1]), None)
    return year


def in_year(time: Time, year: int) -> Time | None:
    """A month or day without a year of its own, in that year."""
    return calendar_date(year, time.month, time.day) if time.month else None


def year_time(year: int) -> Time:
    begin, until = datetime(year, 1, 1), datetime(min(year + 1, 9999), 1, 1)
    return Time("year", lambda anchor: (begin, until), True, year)


def day_at(place: Callable[[datetime], datetime | None]) -> Time:
    """A day that is found from the anchor."""

    def at(anchor: datetime) -> Stretch:
        day = place(anchor)
        return (None, None) if day is None else (midnight(day), midnight(day) + timedelta(days=1))

    return Time("day", at)


def unit_of(unit: str, steps: int) -> Time:
    """The current unit, the one before (-1) or after (1)."""
    return Time(unit, lambda anchor: unit_at(shift(floor(anchor, unit), steps, unit), unit))


def weekday_of(weekday: int, steps: int | None) -> Time:
    """A weekday: the last one up to publication (None), the last one before it (-1), that week's (0), the next one (1)."""

    def place(anchor: datetime) -> datetime:
        back = (anchor.weekday() - weekday) % 7
        if steps == 0:
            return monday(anchor) + timedelta(days=weekday)
        if steps == 1:
            return anchor + timedelta(days=7 - back)
        return anchor - timedelta(days=back or (7 if steps == -1 else 0))

    return day_at(place)


def season_of(name: str, year: Callable[[datetime], int], fixed: bool = False) -> Time:
    code, month = SEASONS[name]

    def at(anchor: datetime) -> Stretch:
        begin = datetime(year(anchor), month, 1)
        return begin, add_months(begin, 3)

    return Time("season", at, fixed, code=lambda anchor: f"{year(anchor)}-{code}")


def nth_weekday(year: int, month: int, weekday: int, n: int) -> datetime:
    """The n-th weekday of a month; -1 the last."""
    if n > 0:
        first = datetime(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))
    last = datetime(year, month, monthrange(year, month)[1])
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def easter(year: int) -> datetime:
    """Western Easter Sunday (Gauss's rule in the anonymous Gregorian form)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i = (32 + 2 * e + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + i - 7 * ((a + 11 * h + 22 * i) // 451) + 114, 31)
    return datetime(year, month, day + 1)


def part_of(time: Time, share: tuple[float, float]) -> Time:
    """A share of a stretch, by its days: (0, 0.5) is its first half."""

    def at(anchor: datetime) -> Stretch:
        begin, until = time.at(anchor)
        if begin is None or until is None:
            return None, None
        length = until - begin
        return begin + length * share[0], begin + length * share[1]

    return replace(time, at=at, point=True, code=lambda anchor: time.value(anchor) or "")


def between(first: Time, last: Time) -> Time:
    """The stretch from the start of one to the end of the other."""

    def at(anchor: datetime) -> Stretch:
        return first.at(anchor)[0], last.at(anchor)[1]

    return Time("range", at, first.fixed and last.fixed, ends=(first, last))
