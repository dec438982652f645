"""Quantities as intervals, times as ISO 8601; the cases stand in tests/quantities.txt and tests/times.txt."""

from __future__ import annotations

import re
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.differences.amounts import AGED
from kgraph.model import Quantity
from kgraph.values import numbers, ordinals, quantities, time_words, times

MONDAY = date(2020, 11, 9)
HERE = Path(__file__).parent


def cases(name: str) -> list[tuple[str, str]]:
    """The phrases of a file, each with what it should be read as."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [(phrase, expected) for line in lines if line and not line.startswith("#") for phrase, expected in [line.split(" -> ")]]


INTERVAL = re.compile(r"([\[(])(\S*), (\S*)([\])]) (.*)")


def bounds(q: Quantity) -> tuple[object, ...]:
    """A quantity as the table writes it: a side without a bound is open in print."""
    return (
        "(" if q.min_open else "[",
        None if q.min is None else pytest.approx(q.min),
        None if q.max is None else pytest.approx(q.max),
        ")" if q.max_open or q.max is None and q.min is not None else "]",
        f"{q.unit} {q.hedge or ''}".strip(),
    )


@pytest.mark.parametrize(("phrase", "expected"), cases("quantities.txt"))
def test_bounds_and_hedges_become_an_interval(phrase: str, expected: str) -> None:
    found = next(quantities(phrase), None)
    interval = INTERVAL.fullmatch(expected)
    if interval is None:
        assert expected == ("none" if found is None else found.kind)
    else:
        left, low, high, right, rest = interval.groups()
        assert found is not None
        assert found.quantity is not None
        assert (left, float(low) if low else None, float(high) if high else None, right, rest) == bounds(found.quantity)


def test_every_age_holds_a_word_by_which_differences_of_age_are_looked_for() -> None:
    more = ("a 3-year-old and a three year old", "aged 40 to 50 years of age", "he is 61 y/o", "five months old", "in her thirties")
    ages = [f.text for phrase in (*more, *(phrase for phrase, _ in cases("quantities.txt"))) for f in quantities(phrase) if f.kind == "age"]
    assert len(ages) > 8
    assert all(map(AGED.search, ages))


@pytest.mark.parametrize(("phrase", "expected"), cases("times.txt"))
def test_times_are_anchored_on_the_day_of_publication(phrase: str, expected: str) -> None:
    found = next(times(phrase, MONDAY), None)
    assert ("none" if found is None else found.value or "?") == expected


def test_two_numbers_joined_by_and_are_one_interval_only_after_between() -> None:
    assert [(q.min, q.max) for f in quantities("men aged 19 and 23, and 5 women") if (q := f.quantity)] == [(19, 19), (23, 23), (5, 5)]
    assert [(q.min, q.max) for f in quantities("between 19 and 23 men") if (q := f.quantity)] == [(19, 23)]


def test_the_core_of_a_quantity_leaves_bound_and_hedge_out() -> None:
    text = "It took well over $3 million, roughly 40 or so men and just under 54-year-old Ann."
    assert [text[slice(*f.core)] for f in quantities(text)] == ["$3 million", "40", "54-year-old"]


def test_a_length_of_time_behind_an_amount_is_its_rate() -> None:
    assert [f.text for f in quantities("four percent a year, $5 a day and twice a week for a month")] == ["four percent", "$5", "a month"]


def test_the_result_of_a_vote_keeps_its_words_and_has_no_interval() -> None:
    found = next(quantities("348-77"))
    assert (found.value, found.quantity) == ("348-77", None)


def test_without_a_date_of_publication_a_weekday_stays_open_and_a_year_does_not() -> None:
    assert [f.value for f in times("on Sunday in 2016", None)] == [None, "2016"]


def test_ends_of_a_range_are_single_dates_for_who_asks_for_words() -> None:
    assert [(f.text, f.kind) for f in time_words("between May 2 and 5 p.m. on June 3")] == [("May 2", "date"), ("5 p.m.", "clock"), ("June 3", "date")]


def test_numbers_and_ordinals_are_read_whatever_they_count() -> None:
    assert [f.quantity for f in numbers("twenty-two of 1,500")] == [Quantity(n, n, False, False, "1") for n in (22.0, 1500.0)]
    assert [f.value for f in ordinals("the third, the 21st and the last but one")] == ["3", "21", "end-1"]


@pytest.mark.parametrize("piece", ["1", "1 ", "1-", "1:", "12/", "one hundred and ", "May 5 ", "from 5 to ", "5 to 6pm on Monday 5 ", "about the ", "1 day "])
def test_the_work_grows_with_the_length_of_the_text_and_no_faster(piece: str) -> None:
    text = piece * (20000 // len(piece))
    start = time.process_time()
    list(quantities(text))
    list(times(text, MONDAY))
    assert time.process_time() - start < 10


@given(st.lists(st.sampled_from("the a between and to 5 2016 31 May Sunday % $ million year years half of last less than : / - . pm at ago".split()), max_size=12))
def test_a_reading_holds_the_words_at_its_place(words: list[str]) -> None:
    text = " ".join(words)
    for found in [*quantities(text), *times(text, MONDAY), *times(text, None)]:
        assert text[found.start : found.end] == found.text


def test_raised_and_circled_digits_are_no_numbers() -> None:
    assert [f.text for f in quantities("It makes 10² units, as note ② says, on 5 km².")] == ["10", "5 km²"]
