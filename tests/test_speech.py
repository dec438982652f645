"""Quotation marks: what is inside, and what an unbalanced mark costs."""

from __future__ import annotations

from kgraph.extract.quotations import quotations


def inside(text: str, printed: str | None = None) -> list[str]:
    return [text[q.start : q.end] for q in quotations(text, printed or text, 0)]


def test_straight_marks_pair_by_their_neighbours() -> None:
    assert inside('"We wait," he said. "Not long."') == ["We wait,", "Not long."]


def test_curly_marks_tell_opening_from_closing() -> None:
    assert inside('he said "one" and "two"', "he said “one” and “two”") == ["one", "two"]


def test_a_missing_closing_mark_costs_one_quotation_only() -> None:
    assert inside('"First has no end. "Second has," he said', "“First has no end. “Second has,” he said") == [
        "First has no end. ",
        "Second has,",
    ]


def test_a_missing_opening_mark_is_skipped() -> None:
    assert inside('lost it," he said. "Found it," she said.') == ["Found it,"]


def test_a_quotation_that_runs_on_ends_with_the_paragraph() -> None:
    found = quotations('He said: "And so on', 'He said: "And so on', 0)
    assert [q.open_end for q in found] == [True]
