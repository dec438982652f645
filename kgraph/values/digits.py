"""Dates, times of day, decades and quarters as digits write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from kgraph.values.amounts import GRAMMAR
from kgraph.values.calendar import Stretch, Time, add_months, calendar_date
from kgraph.values.chart import Part, Tokens
from kgraph.values.words import Clock, moment

OPEN_DATES = frozenset(
    "on by until till from between since before after to this back next last for , ( - ? ! : .".split()
)  # may stand before "6/12"

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
    if before.isdecimal() or before in ".:/,$£€" and before_that.isdecimal() or before.isalpha() and before.lower() != "t":
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
        yield "date", match.end(), _numeric(int(match[1]), int(match[3]), full_year(match[4]))
    if (match := MONTH_YEAR.match(text, start)) and not _within_digits(text, start):
        month, year = int(match[1] or match[4]), int(match[2] or match[3])
        yield "period", match.end(), calendar_date(year, month, None) if 1 <= month <= 12 and 1500 <= year <= 2100 else None
    if (match := MONTH_DAY.match(text, start)) and not _within_digits(text, start) and match.group() != "9/11":
        date = _numeric(int(match[1]), int(match[3]), None)
        yield "date" if _is_clear(tokens, at, match[2]) else "slashed", match.end(), date
    yield from _digit_clocks(tokens, start)
    if match := DECADE.match(text, start):
        yield from _decade(match)
    if match := NAMED_PERIOD.match(text, start):
        yield "period", match.end(), _named_period(match)


def _is_clear(tokens: Tokens, at: int, separator: str) -> bool:
    """Whether two numbers are a date by what stands before them: "on 6/12"."""
    if separator == ".":
        return tokens.word(at - 1) == "on"
    return tokens.word(at - 1) in OPEN_DATES or not at and not tokens.word(at + 3).isalpha()


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


def full_year(digits: str) -> int:
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
        yield "period", match.end(), years(century * 100 + 10 * int(match[2]), 10)
    else:
        yield "short decade", match.end(), years(1900 + 10 * int(match[2]), 10)


def years(first: int, count: int) -> Time:
    begin, until = datetime(first, 1, 1), datetime(first + count, 1, 1)
    return Time("decade" if count == 10 else "century", lambda anchor: (begin, until), True)


def _named_period(match: re.Match[str]) -> Time | None:
    """ "Q3 2019", "2019 H2"."""
    year = full_year((match[1] or match[6]).strip("'’"))
    size = 3 if (match[2] or match[4]).lower() == "q" else 6
    n = int(match[3] or match[5])
    return _months(lambda anchor: year, size, n, True) if n * size <= 12 else None


def _months(year: Callable[[datetime], int], size: int, n: int, fixed: bool) -> Time:
    def at(anchor: datetime) -> Stretch:
        begin = add_months(datetime(year(anchor), 1, 1), size * (n - 1))
        return begin, add_months(begin, size)

    return Time("months", at, fixed)


GRAMMAR.readers.append(
    lambda tokens, at: read_digits(tokens, at) if tokens.words[at][0].isdecimal() or tokens.words[at] in "qh" else iter(())
)
GRAMMAR.reads.update("qh")
