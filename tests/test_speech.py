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


def test_two_single_marks_in_a_row_are_a_double_one() -> None:
    assert inside("''We wait,'' he said. ''Not long.''", "‘‘We wait,’’ he said. ’’Not long.’’") == ["We wait,", "Not long."]


def test_single_marks_pair_where_they_are_no_apostrophes() -> None:
    assert inside("'We can't wait,' he said of the workers' strike.") == ["We can't wait,"]


def test_single_marks_inside_double_ones_are_no_quotation_of_their_own() -> None:
    assert inside("\"He called it a 'disaster' last year,\" she said.") == ["He called it a 'disaster' last year,"]


def test_an_elision_opens_no_quotation() -> None:
    assert inside("the hits of the '90s and the girls' choir") == []


def test_a_term_and_a_title_are_no_speech() -> None:
    found = quotations(text := 'the "green wall" of "The Winds of Winter" is "a gift to the firm that built it"', text, 0)
    assert [q.speech for q in found] == [False, False, True]


def test_a_possessive_closes_no_quotation_that_began_sentences_before() -> None:
    assert inside("the 'Reilly view. It was the workers' choice") == []
