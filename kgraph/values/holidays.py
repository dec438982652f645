"""Days with a name of their own: fixed, the n-th weekday of a month, or counted from Easter; moon-bound ones by table.

Dates of Eid al-Fitr, Eid al-Adha and Diwali are the announced or most widely kept ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from kgraph.values.calendar import easter, nth_weekday

FIXED = """
1 1 new year's day|new years day|new year day|new year's|new years|new year
31 12 new year's eve|new years eve|new year eve
6 1 epiphany|three kings day
14 2 valentine's day|valentines day|valentine day|valentine's|st valentine's day
17 3 st patrick's day|st. patrick's day|saint patrick's day|st patricks day
8 3 international women's day|women's day
1 4 april fools' day|april fools day|april fool's day|april fools
22 4 earth day
25 4 anzac day
1 5 may day|labour day|international workers' day
4 5 star wars day
5 5 cinco de mayo
9 5 victory day
14 6 flag day
19 6 juneteenth|freedom day|jubilee day
1 7 canada day
4 7 independence day|the fourth of july
14 7 bastille day
31 10 halloween|all hallows eve|hallowe'en
1 11 all saints' day|all saints day|all hallows day
2 11 all souls' day|all souls day|day of the dead
5 11 guy fawkes day|guy fawkes night|bonfire night
11 11 veterans day|veterans' day|armistice day|remembrance day|singles day|singles' day
24 12 christmas eve|xmas eve
25 12 christmas|christmas day|xmas|x-mas|xmas day
26 12 boxing day
2 2 groundhog day
26 1 australia day
27 1 holocaust memorial day
6 6 d-day
11 9 patriot day
""".strip()
NTH = """
3 0 1 martin luther king day|mlk day|martin luther king jr. day|martin luther king jr day
3 0 2 presidents' day|presidents day|president's day|washington's birthday|washingtons birthday
2 6 5 mother's day|mothers day|mothers' day|mother day
-1 0 5 memorial day
3 6 6 father's day|fathers day|fathers' day|father day
1 0 9 labor day|labour weekend
2 0 10 columbus day|indigenous peoples' day
4 3 11 thanksgiving|thanksgiving day
""".strip()
EASTER = """
0 easter|easter sunday|easter day
-2 good friday
1 easter monday
-1 easter saturday|holy saturday
-7 palm sunday
-3 maundy thursday
-46 ash wednesday
-47 mardi gras|shrove tuesday|fat tuesday|pancake day
39 ascension day|ascension
49 pentecost|whit sunday
50 whit monday
60 corpus christi
""".strip()
BY_YEAR = {
    "eid al fitr|eid al-fitr|eid ul-fitr": (2015, "7-17 7-6 6-25 6-15 6-4 5-24 5-13 5-2 4-21 4-10 3-30 3-20 3-10 2-26 2-14 2-4"),
    "eid al adha|eid al-adha|eid ul-adha": (2015, "9-23 9-11 9-1 8-21 8-11 7-31 7-20 7-9 6-28 6-16 6-6 5-27 5-16 5-5 4-24 4-13"),
    "diwali": (2015, "11-11 10-30 10-19 11-7 10-27 11-14 11-4 10-24 11-12 11-1 10-20 11-8 10-29 10-17 11-5 10-26"),
    "chinese new year|lunar new year": (2015, "2-19 2-8 1-28 2-16 2-5 1-25 2-12 2-1 1-22 2-10 1-29 2-17 2-6 1-26 2-13 2-3"),
}
Placed = Callable[[int], datetime | None]  # year -> day; None where no table has the year


def holidays() -> Iterator[tuple[str, Placed]]:
    """Names of holidays, each with the function from a year to its day."""
    for line in FIXED.splitlines():
        day, month, names = line.split(" ", 2)
        yield from ((name, _fixed(int(month), int(day))) for name in names.split("|"))
    for line in NTH.splitlines():
        n, weekday, month, names = line.split(" ", 3)
        yield from ((name, _nth(int(month), int(weekday), int(n))) for name in names.split("|"))
    for line in EASTER.splitlines():
        days, names = line.split(" ", 1)
        yield from ((name, _from_easter(int(days))) for name in names.split("|"))
    for name in ("black friday",):
        yield name, _after_thanksgiving(1)
    yield "cyber monday", _after_thanksgiving(4)
    yield "election day", lambda year: nth_weekday(year, 11, 0, 1) + timedelta(days=1)
    for names, (first, days) in BY_YEAR.items():
        yield from ((name, _by_year(first, days.split())) for name in names.split("|"))


def _fixed(month: int, day: int) -> Placed:
    return lambda year: datetime(year, month, day)


def _nth(month: int, weekday: int, n: int) -> Placed:
    return lambda year: nth_weekday(year, month, weekday, n)


def _from_easter(days: int) -> Placed:
    return lambda year: easter(year) + timedelta(days=days)


def _after_thanksgiving(days: int) -> Placed:
    return lambda year: nth_weekday(year, 11, 3, 4) + timedelta(days=days)


def _by_year(first: int, days: list[str]) -> Placed:
    def place(year: int) -> datetime | None:
        if not 0 <= year - first < len(days):
            return None
        month, day = days[year - first].split("-")
        return datetime(year, int(month), int(day))

    return place
