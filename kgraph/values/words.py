"""The words of times, and times of day: what the rules of dates, periods and clocks are made of."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import datetime, timedelta

from kgraph.values.amounts import GRAMMAR
from kgraph.values.calendar import SEASONS, Stretch, Time, midnight
from kgraph.values.holidays import holidays


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


def moment(day: Time, time: Clock) -> Time:
    """A clock time of a day."""

    def at(anchor: datetime) -> Stretch:
        begin = time.on(start_of(day, anchor))
        return begin, begin + timedelta(hours=1 if time.grain == "hour" else 0, minutes=time.grain != "hour")

    return Time(time.grain, at, day.fixed)


def start_of(time: Time, anchor: datetime) -> datetime:
    """Where a time begins; one without a beginning is an error that Time.value turns into None."""
    begin = time.at(anchor)[0]
    if begin is None:
        raise ValueError(f"a {time.grain} without a beginning places nothing")
    return begin


# --- shifts: "two months ago", "three weeks from tomorrow", "in two days" ---------------------------------------------
