"""Lines that an outlet prints in article after article."""
from __future__ import annotations

import random
import time

from kgraph.ingest import label
from kgraph.ingest.repeats import repeated_lines
from kgraph.model import Document, LabelledSpan, Section

SLOGAN = "Fearless reporting since the flood"


def document(number: int, outlet: str | None = "Daily Example", furniture: str = SLOGAN, story: int | None = None) -> Document:
    about = number if story is None else story
    text = (f"Council number {about} delays bridge\n\nThe council of town {about} voted on Monday to delay bridge {about}, the mayor said.\n\n{furniture}\n\n"
            f"Nobody from board {about} came to the meeting in hall {about}, which lasted until midnight.\n\nArticle {number} was read by some.")
    return Document(f"{number}.txt", text, label(text, outlet), outlet)


def test_a_line_of_three_different_articles_of_one_outlet_is_its_furniture() -> None:
    documents = [document(n) for n in range(3)]
    assert repeated_lines(documents) == {"Daily Example": frozenset({SLOGAN.casefold()})}
    assert repeated_lines(documents[:2]) == {}


def test_the_line_is_labelled_as_a_notice_of_the_site() -> None:
    text = document(1).text
    repeated = repeated_lines([document(n) for n in range(3)])["Daily Example"]
    (span,) = [s for s in label(text, "Daily Example", repeated) if text[s.start:s.end] == SLOGAN]
    assert (span.section, span.rule) == (Section.SITE_NOTICE, "repeats across the outlet")


def test_articles_labelled_with_what_was_found_give_the_same_again() -> None:
    first = [document(n) for n in range(3)]
    found = repeated_lines(first)
    again = [Document(d.id, d.text, label(d.text, d.outlet, found["Daily Example"]), d.outlet) for d in first]
    assert repeated_lines(again) == found


def test_versions_of_one_article_do_not_count_thrice() -> None:
    assert repeated_lines([document(n, story=1) for n in range(3)]) == {}
    assert repeated_lines([document(0), document(1), *(document(n, story=1) for n in range(2, 6))]) == {}


def test_other_outlets_and_unknown_ones_do_not_count() -> None:
    assert repeated_lines([document(0), document(1), document(2, "Other Example"), document(3, None), document(4, None), document(5, None)]) == {}


def test_a_paragraph_and_a_headline_that_come_again_stay_report() -> None:
    paragraph = ("“We have waited long enough for the bridge, and people here are tired of promises,” said the mayor. The vote on it is to be held in May, "
                 "and the governor will attend.")
    assert repeated_lines([document(n, furniture=paragraph) for n in range(4)]) == {}
    same = [f"The week in Ashby\n\nThe council of town {n} voted on Monday to delay bridge {n}, the mayor said.\n\nNobody spoke in hall {n} at all." for n in range(4)]
    assert repeated_lines([Document(f"{n}", t, label(t), "Daily Example") for n, t in enumerate(same)]) == {}


def test_the_order_of_the_articles_makes_no_difference() -> None:
    documents = [document(n, story=n % 4) for n in range(12)]
    shuffled = documents[:]
    random.Random(1).shuffle(shuffled)
    assert repeated_lines(documents) == repeated_lines(shuffled) != {}


def test_two_thousand_articles_of_one_outlet_take_a_second_at_most() -> None:
    lines = [f"Line {n} of the page" for n in range(12)]
    documents = []
    for n in range(2000):
        text = "\n\n".join([f"Council {n} votes", *lines, *(f"Sentence {k} of article {n} says what happened in town {n} on day {k}." for k in range(15))])
        documents.append(Document(f"{n}", text, (LabelledSpan(0, len(text), Section.BODY, "rest"),), "Daily Example"))
    start = time.process_time()
    assert repeated_lines(documents)["Daily Example"] == {line.casefold() for line in lines}
    assert time.process_time() - start < 1.0
