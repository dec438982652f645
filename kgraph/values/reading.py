"""Quantities, times, numbers and ordinals of a text, read from its chart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from kgraph.model import Quantity
from kgraph.values import clocks, dates, digits, periods, repeats, stretches
from kgraph.values.amounts import COUNT, GRAMMAR, PERCENT, POUND, Amount
from kgraph.values.calendar import Time
from kgraph.values.chart import Chart, Part, Tokens
from kgraph.values.numbers import DIVISORS, ORDINALS, SCALES, SMALL, counts_after
from kgraph.values.words import Clock

RULES = (digits, dates, periods, clocks, stretches, repeats)  # what enters its rules into the grammar
AMOUNTS = frozenset(("bounded", "hedged", "interval", "measure", "count", "score"))
TIMES = frozenset("date period clock moment part stretch running open repeat shift told delay present due".split()) | {
    "loose part",
    "clock span",
}
NAMED_TIMES = frozenset(("date", "period", "clock", "shift", "told", "night"))
NOT_A_COUNT = frozenset("the that this which no each every any another last first next good only not number".split())  # before "one"
NO_COUNTED = frozenset(
    "is was has another thing day that you who would could should might must can may does did and or".split()
)  # behind "one"


SEASON_CUES = frozenset("in during by until since after before through over late early for and or of".split())
HALVES = frozenset("first second third fourth final last latter other better opening top bottom northern southern eastern western".split())
AFTER_SHARE = frozenset("of or and in from to as more less the their its his on by at since over".split())
LABELLED = frozenset("no nos number flight article section chapter page room route channel rule amendment resolution".split())
YEARLY = frozenset("over under within beyond above below".split())  # said of years too


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity or time found in a phrase: its place there and its reading.

    `kind` is what a quantity measures ("money", "age", "count" …) or how a time is said ("date", "period", "open" …).
    `begin` and `until` (excluded) place a time, as far as they are known. `core` is the place without the words of bound
    and hedge.
    """

    start: int
    end: int
    text: str
    quantity: Quantity | None = None
    value: str | None = None
    kind: str = ""
    begin: datetime | None = None
    until: datetime | None = None
    core: tuple[int, int] = (0, 0)


@lru_cache(maxsize=512)
def _chart(text: str) -> tuple[Tokens, Chart]:
    tokens = Tokens(text)
    return tokens, GRAMMAR.parse(tokens)


def _longest(tokens: Tokens, chart: Chart, kinds: frozenset[str], stands: Callable[[Tokens, Part], bool]) -> Iterator[Part]:
    """From left to right the longest part of the kinds that can stand where it does, none overlapping another."""
    if not any(chart):
        return
    end = 0
    for at, parts in enumerate(chart):
        if parts and at >= end and (fit := [part for part in parts if part.kind in kinds and stands(tokens, part)]):
            best = max(fit, key=lambda part: part.end)
            yield best
            end = best.end


def quantities(text: str) -> Iterator[Found]:
    """Yield the quantities of a phrase in order; plural words of order ("hundreds of") give a lower bound alone.

    >>> [(f.text, f.quantity.min, f.quantity.max, f.quantity.unit) for f in quantities("less than 12 hours, 46 to 57 months")]
    [('less than 12 hours', 0.0, 43200.0, 's'), ('46 to 57 months', 120968316.0, 149895522.0, 's')]
    >>> [(f.quantity.min, f.quantity.max, f.quantity.hedge) for f in quantities("within roughly an hour")]
    [(0.0, 3600.0, 'roughly')]
    """
    tokens, chart = _chart(text)
    for part in _longest(tokens, chart, AMOUNTS, _is_amount):
        start, end = tokens.starts[part.start], tokens.ends[part.end - 1]
        if part.kind == "score":
            yield Found(start, end, text[start:end], value=text[start:end], kind="score", core=(start, end))
            continue
        amount = _in_unit(tokens, part)
        core = _core(tokens, chart, part)
        place = tokens.starts[core.start], tokens.ends[core.end - 1]
        yield Found(
            start, end, text[start:end], amount.quantity(), kind="age" if amount.age else amount.unit.measures or "count", core=place
        )


def _core(tokens: Tokens, chart: Chart, whole: Part) -> Part:
    """The first exact amount or interval inside a whole, without bounds and hedges."""
    for at in range(whole.start, whole.end):
        inside = [
            p
            for p in chart[at]
            if p.kind in ("interval", "measure", "count") and p.end <= whole.end and (not p.value.last or p.end == whole.end)
        ]
        if inside and not (tokens.words[at] in ("a", "an") and any(p.kind == "measure" and p.end == inside[-1].end for p in chart[at + 1])):
            return max(inside, key=lambda p: (p.end, p.kind != "count"))
    return whole


def _in_unit(tokens: Tokens, part: Part) -> Amount:
    """The amount: a share in percent ("a third of"), and pounds that weigh something in kilograms ("200 pounds of explosives")."""
    amount: Amount = part.value
    if amount.fraction and amount.unit is COUNT and amount.high is not None and amount.high < 1:
        return replace(amount, unit=PERCENT, low=None if amount.low is None else amount.low * 100, high=amount.high * 100)
    if tokens.words[part.end - 1] not in ("pound", "pounds") or amount.unit.base != "gbp":
        return amount
    weighs = any(tokens.word(at).startswith(("weigh", "lift", "gain", "lost", "lose")) for at in range(part.start - 3, part.start))
    return replace(amount, unit=POUND) if weighs or tokens.word(part.end) in ("of", "per", "heavier", "lighter", "overweight") else amount


def _is_amount(tokens: Tokens, part: Part) -> bool:
    """Whether a number is one of something: no year, no part of a name or code, no "one" for a noun."""
    amount: Amount = part.value
    if _inside_code(tokens, part) or _in_name(tokens, part) or _cut_short(tokens, part):
        return False
    if amount.unit is COUNT:
        return _is_count(tokens, part)
    if not amount.article or part.kind != "measure":
        return True
    return not (_is_rate(tokens, part) or amount.unit.measures == "second" and tokens.word(part.end).isalpha())


def _in_name(tokens: Tokens, part: Part) -> bool:
    """Whether a number goes on from a name or label: "COVID-19", "24703 L-202", "No. 2", "Flight 370"."""
    amount: Amount = part.value
    before = tokens.word(part.start - 1)
    hyphened = (
        before in ("-", "–") and tokens.joined(part.start) and tokens.joined(part.start - 1) and tokens.word(part.start - 2).isalnum()
    )
    if amount.unit is not COUNT:
        return amount.unit.short and (hyphened or tokens.word(part.end) == "-")
    return hyphened or before == "." and tokens.word(part.start - 2) in ("no", "nos") or bool(amount.places) and before in LABELLED


def _cut_short(tokens: Tokens, part: Part) -> bool:
    """Whether the words go on so that the reading ends too early: "200 or greater than 190", "5 p.m.", "15 dollars 50 times"."""
    amount: Amount = part.value
    last, after = tokens.word(part.end - 1), tokens.word(part.end)
    if last == "p":
        return not tokens.joined(part.end - 1) or after == "." and tokens.word(part.end + 1) == "m"
    if part.kind == "bounded" and after == "than":
        return True
    return amount.last and (after.isalnum() and after != "and" or after in ("$", "£", "€"))


def _is_count(tokens: Tokens, part: Part) -> bool:
    amount: Amount = part.value
    if part.kind == "score" or amount.low is None and amount.high is None:
        return part.kind == "score" and tokens.word(part.start - 1) != "from"
    if amount.fraction and _bound_of(amount) < 1:
        return _is_share(tokens, part)
    if amount.places == 4 and 1500 <= _bound_of(amount) <= 2100:
        if part.kind == "count":
            return False
        if part.kind == "bounded" and tokens.words[part.start] in YEARLY:
            return counts_after(tokens, part.end)
    if amount.low == amount.high == 1 and tokens.word(part.end - 1) == "one":
        return tokens.word(part.start - 1) not in NOT_A_COUNT and tokens.word(part.end) not in NO_COUNTED
    return True


def _is_rate(tokens: Tokens, part: Part) -> bool:
    """Whether "a year" tells for how long an amount counts: "four percent a year", "$5 a day", "twice a week"."""
    before = tokens.word(part.start - 1)
    named = any(not rest and kind in ("money", "dimension", "percent") for rest, kind, _ in GRAMMAR.phrases.get(before, ()))
    return named or before.isdecimal() or before in SCALES or before in SMALL or before in ("times", "once", "twice")


def _is_share(tokens: Tokens, part: Part) -> bool:
    """Whether a fraction is one: "a third of", "half the", but not "a third man" or "the second half"."""
    last, after = tokens.words[part.end - 1], tokens.word(part.end)
    if tokens.text[tokens.starts[part.start] : tokens.ends[part.end - 1]] == "9/11":
        return False
    if last in DIVISORS and tokens.word(part.start - 1) in HALVES:
        return False
    return last not in ORDINALS and last != "quarter" or not after.isalpha() or after in AFTER_SHARE


def _bound_of(amount: Amount) -> float:
    return amount.high or amount.low or 0.0


def _inside_code(tokens: Tokens, part: Part) -> bool:
    """Whether letters or digits stand close to a number: "A320", "24703m212", "COVID-19"."""
    text, start, end = tokens.text, tokens.starts[part.start], tokens.ends[part.end - 1]
    if start and text[start].isdecimal() and (text[start - 1].isalnum() or text[start - 1] == "_"):
        return True
    slashed = start > 1 and text[start].isdecimal() and text[start - 1] == "/" and text[start - 2].isdecimal()
    if slashed or text[end - 1].isdecimal() and re.match(r"/\d", text[end : end + 2]):  # half of "9/11"
        return part.kind != "number"
    after = text[end : end + 1]
    return bool(after) and (after == "_" or after.isdecimal() or text[end - 1].isdecimal() and after.isalpha())


def times(text: str, published: date | None) -> Iterator[Found]:
    """Yield the points and stretches of time that a phrase names, with the words that open them to one side ("since Friday").

    `value` is an ISO 8601 date, month, year, week (2018-W14), time of a day (2018-04-06T17) or interval (2014/2016, and
    2014/.. with an open end), "R/P1W" and the like for what recurs; None where the phrase needs a date of publication that
    is unknown, or says no more than a part of the day. A weekday or month without year is the last one before publication,
    or the next one after "next".

    >>> [(f.text, f.value) for f in times("on Sunday and in 2016, next month", date(2020, 11, 9))]
    [('Sunday', '2020-11-08'), ('2016', '2016'), ('next month', '2020-12')]
    """
    anchor = (
        None
        if published is None
        else published
        if isinstance(published, datetime)
        else datetime(published.year, published.month, published.day)
    )
    return _timed(text, TIMES, anchor)


def time_words(text: str) -> Iterator[Found]:
    """Yield the single dates, periods and times of day, each end of a range and the time of a dated moment by itself.

    >>> [(f.text, f.kind) for f in time_words("from Monday at 5 p.m. to May 2")]
    [('Monday', 'date'), ('5 p.m.', 'clock'), ('May 2', 'date')]
    """
    return _timed(text, NAMED_TIMES, None)


def _timed(text: str, kinds: frozenset[str], anchor: datetime | None) -> Iterator[Found]:
    tokens, chart = _chart(text)
    for part in _longest(tokens, chart, kinds, _is_time):
        start, end = tokens.starts[part.start], tokens.ends[part.end - 1]
        time = part.value
        if isinstance(time, Clock):
            day = datetime(2000, 1, 1)
            yield Found(start, end, text[start:end], value=time.code(), kind="clock", begin=time.on(day), until=time.on(day))
        elif isinstance(time, Time):
            begin, until = time.stretch(anchor)
            yield Found(
                start,
                end,
                text[start:end],
                value=time.value(anchor) or None,
                kind="told" if time.story else part.kind,
                begin=begin,
                until=until,
            )
        else:
            yield Found(start, end, text[start:end], kind=part.kind)


MONTH_CUES = frozenset("in since until by last next during of through this to late early mid from before after between and ,".split())
VERBS = frozenset(("may", "march", "mar"))
NOT_ALONE = frozenset(("sun", "sat", "mon"))
AFTER_DAY = frozenset("at by from between in when after before and to for with through until or is was as but".split())
YEAR_CUES = frozenset("in of by since until during before after from to through year and".split())


def _is_time(tokens: Tokens, part: Part) -> bool:
    """Whether the words stand for a time here: "may" and "march" are mostly verbs, "fall" and "spring" too."""
    text, start, end = tokens.text, tokens.starts[part.start], tokens.ends[part.end - 1]
    first, alone = tokens.words[part.start], part.end == part.start + 1
    if text[start].isdecimal() and _inside_number(text, start):
        return False
    if start and (text[start - 1].isalnum() or text[start - 1] == "_") and text[start].isalnum():
        return False
    if end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        return False
    if alone and first in VERBS:
        return text[start].isupper() and tokens.word(part.start - 1) in MONTH_CUES
    if alone and first in NOT_ALONE:
        return False
    if tokens.words[part.end - 1] in ("fall", "spring") and first in ("the", "fall", "spring") and part.end <= part.start + 2:
        return first == "the" and tokens.word(part.end) != "of" and tokens.word(part.start - 1) in SEASON_CUES
    if any(tokens.words[i] in VERBS and text[tokens.starts[i]].islower() for i in range(part.start, part.end)):
        return any(tokens.words[i].isdecimal() for i in range(part.start, part.end)) or part.end > part.start + 2
    if tokens.word(part.end - 3) == "the" and tokens.word(part.end - 2).isdecimal() and tokens.word(part.end).isalpha():  # "the 18th"
        return tokens.word(part.end - 1) not in ("st", "nd", "rd", "th") or tokens.word(part.end) in AFTER_DAY
    behind = part.end + (tokens.word(part.end) == ".")
    starts = tokens.word(part.start + (first == "the")).isdecimal()
    if part.kind == "date" and starts and _is_day(tokens, behind) and not tokens.words[part.end - 1].isdecimal():
        return False  # "the 19 Sept. 11 hijackers"
    if first == "following" and part.kind in ("date", "period"):
        return tokens.word(part.start - 1) in ("the", "on", "")
    if part.kind in ("loose part", "repeat") and alone:
        return not _counted(tokens, part.start)
    if part.kind == "period" and first in SMALL:
        return tokens.word(part.start - 1) in YEAR_CUES
    return True


def _is_day(tokens: Tokens, at: int) -> bool:
    """Whether a bare number of one or two digits stands at a place, and no time of day."""
    return tokens.word(at).isdecimal() and len(tokens.word(at)) < 3 and tokens.word(at + 1) not in (":", "am", "pm", "a", "p", ".")


def _inside_number(text: str, start: int) -> bool:
    """Whether digits go on before a place, or a sign of money: "6,107.31", "$12"."""
    before = text[max(0, start - 2) : start].rjust(2)
    return before[1] in ".,:" and before[0].isdecimal() or before[1] in "$£€" or before in ("$ ", "£ ", "€ ")


def _counted(tokens: Tokens, at: int) -> bool:
    """Whether a number stands before a word: "three weekends", "one night"."""
    before = tokens.word(at - 1)
    return before.isdecimal() or before in SMALL


def numbers(text: str) -> Iterator[Found]:
    """Yield the bare numbers of a text, whatever they stand for; `quantity` holds the value, unit "1".

    >>> [(f.text, f.quantity.min) for f in numbers("one and a half of 2,000")]
    [('one and a half', 1.5), ('2,000', 2000.0)]
    """
    tokens, chart = _chart(text)
    for part in _longest(tokens, chart, frozenset(("number",)), _is_number):
        start, end = tokens.starts[part.start], tokens.ends[part.end - 1]
        value = part.value.value
        yield Found(start, end, text[start:end], Quantity(value, value, False, False, "1"), kind="number")


def _is_number(tokens: Tokens, part: Part) -> bool:
    if part.value.loose and part.end == part.start + 1 or _inside_code(tokens, part):
        return False
    if part.end == part.start + 1 and tokens.words[part.start] == "one":
        return tokens.word(part.start - 1) not in NOT_A_COUNT and tokens.word(part.end) not in NO_COUNTED
    return True


def ordinals(text: str) -> Iterator[Found]:
    """Yield ordinals: `value` is the rank ("21"), or the place from the end or from here ("end-1", "current+1").

    >>> [(f.text, f.value) for f in ordinals("the twenty-first and next to last")]
    [('twenty-first', '21'), ('next to last', 'end-1')]
    """
    tokens, chart = _chart(text)
    for part in _longest(tokens, chart, frozenset(("ordinal", "rank")), lambda tokens, part: True):
        start, end = tokens.starts[part.start], tokens.ends[part.end - 1]
        value = part.value if isinstance(part.value, str) else f"{part.value.value:.0f}"
        yield Found(start, end, text[start:end], value=value, kind=part.kind)
