"""Quantities as intervals, times as ISO 8601."""

from __future__ import annotations

from datetime import date

import pytest

from kgraph.values import quantities, times

MONDAY = date(2020, 11, 9)


@pytest.mark.parametrize(
    ("phrase", "low", "high", "unit", "hedge"),
    [
        ("less than 12 hours", 0, 43200, "s", None),
        ("within roughly an hour", 0, 3600, "s", "roughly"),
        ("at least two dozen people", 24, None, "1", None),
        ("more than 30 people", 30, None, "1", None),
        ("$84,000 in public funds", 84000, 84000, "usd", None),
        ("nearly £2.5 million", 2.5e6, 2.5e6, "gbp", "nearly"),
        ("between $45 and $50 million", 45e6, 50e6, "usd", None),
        ("3.5 per cent", 3.5, 3.5, "%", None),
        ("up to five years", 0, 5 * 31556952, "s", None),
        ("hundreds of billions of dollars", 2e11, None, "usd", None),
    ],
)
def test_bounds_and_hedges_become_an_interval(phrase: str, low: float, high: float | None, unit: str, hedge: str | None) -> None:
    found = next(iter(quantities(phrase))).quantity
    assert found is not None
    assert (found.min, found.max, found.unit, found.hedge) == (low, high, unit, hedge)


def test_strict_bounds_are_open_and_others_closed() -> None:
    less, most, more = (next(iter(quantities(p))).quantity for p in ("less than 3 days", "at most 3 days", "more than 3 days"))
    assert less is not None and most is not None and more is not None
    assert (less.max_open, most.max_open, more.min_open) == (True, False, True)


def test_two_numbers_joined_by_and_are_one_interval_only_after_between() -> None:
    assert [(q.min, q.max) for f in quantities("men aged 19 and 23, and 5 women") if (q := f.quantity)] == [(19, 19), (23, 23), (5, 5)]
    assert [(q.min, q.max) for f in quantities("between 19 and 23 men") if (q := f.quantity)] == [(19, 23)]


def test_a_year_is_no_quantity() -> None:
    assert not list(quantities("the 2016 election"))


def test_the_result_of_a_vote_keeps_its_words_and_has_no_interval() -> None:
    found = next(iter(quantities("348-77")))
    assert (found.value, found.quantity) == ("348-77", None)


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("on Sunday", "2020-11-08"),
        ("Monday", "2020-11-09"),
        ("next Friday", "2020-11-13"),
        ("last month", "2020-10"),
        ("in 2016", "2016"),
        ("Nov. 3", "2020-11-03"),
        ("Sept. 28, 2020", "2020-09-28"),
        ("in December", "2019-12"),
        ("four years ago", "2016"),
        ("yesterday", "2020-11-08"),
        ("Friday at 5 p.m. Eastern time", "2020-11-06T17"),
    ],
)
def test_times_are_anchored_on_the_day_of_publication(phrase: str, value: str) -> None:
    assert next(iter(times(phrase, MONDAY))).value == value


def test_without_a_date_of_publication_a_weekday_stays_open_and_a_year_does_not() -> None:
    assert [f.value for f in times("on Sunday in 2016", None)] == [None, "2016"]


def test_the_verbs_may_and_march_are_no_months() -> None:
    assert not list(times("they may march on", MONDAY))
