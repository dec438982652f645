"""What a reader of the report learns, and what an article cannot put into it."""
from __future__ import annotations

import dataclasses
import io
from pathlib import Path

from rich.console import Console

from kgraph.model import (
    Claim,
    ClaimGraph,
    Difference,
    DifferenceKind,
    DifferenceRelation,
    Document,
    OriginKind,
    Problem,
    Qualifier,
    Rendering,
    RenderingForm,
    Role,
    SharedOrigin,
    Utterance,
    Variant,
)
from kgraph.report import TERMINAL, print_report, report_markdown, shared_facts
from tests.builders import make_claim, make_document, make_graph

TIMES = make_document("a.txt", "Roe visit\nJane Doe met John Roe within an hour. Jane Doe praised Ann Poe.", "The Times")
POST = make_document("b.txt", "Visit of Roe\nDoe met Roe in less than 12 hours. Doe left Al Moe at the station.", "The Post")
NAMELESS = make_document("c.txt", "Visit\nThe minister received Roe, said Ann Poe.", None, None)


def met(document: Document, quote: str, detail: str | None = None, speaker: str | None = None, origin: str = "") -> Claim:
    details = [Qualifier(Role.DELAY, detail, 0, len(detail))] if detail else []
    return make_claim(document, quote, "Jane Doe", "met", "John Roe", qualifiers=details, speaker=speaker, origin=origin)


def story() -> ClaimGraph:
    hour = met(TIMES, "Jane Doe met John Roe within an hour", "within an hour", origin="o-1")
    twelve = met(POST, "Doe met Roe in less than 12 hours", "in less than 12 hours", origin="o-2")
    received = met(NAMELESS, "The minister received Roe", speaker="Ann Poe", origin="o-2")
    praised = make_claim(TIMES, "Jane Doe praised Ann Poe", "Jane Doe", "praised", "Ann Poe", origin="o-1")
    left = make_claim(POST, "Doe left Al Moe at the station", "Jane Doe", "left", "Al Moe", origin="o-2")
    point = Difference("d-1", DifferenceKind.DURATION, DifferenceRelation.REFINES, "how soon Jane Doe met John Roe",
                       (Variant("in less than 12 hours", ("The Post",), (twelve.id,)), Variant("within an hour", ("The Times",), (hour.id,))),
                       "within an hour")
    return make_graph([TIMES, POST, NAMELESS], [[hour, twelve, received], [praised], [left]], [point])


def printed(graph: ClaimGraph, width: int = 80) -> str:
    out = io.StringIO()
    print_report(graph, Path("my out"), Console(file=out, width=width))
    return out.getvalue()


def part(report: str, title: str) -> str:
    """The lines under one heading."""
    return report.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_a_shared_fact_comes_with_its_outlets_its_origins_and_every_quote() -> None:
    shared = part(report_markdown(story()), "What most outlets share")
    assert "**Jane Doe met John Roe** (3 outlets, 2 origins)" in shared
    for quote in ("The Times: “Jane Doe met John Roe within an hour”", "The Post: “Doe met Roe in less than 12 hours”",
                  "unknown (c.txt): “The minister received Roe”"):
        assert quote in shared


def test_a_detail_or_speaker_that_one_outlet_alone_gives_is_not_said_to_be_shared() -> None:
    (fact,) = shared_facts(story())
    assert fact.head.qualifiers
    line = next(line for line in report_markdown(story()).splitlines() if "3 outlets" in line)
    assert "hour" not in line
    assert "according to" not in line


def said(document: Document, words: str, form: RenderingForm = RenderingForm.DIRECT) -> Rendering:
    start = document.text.index(words)
    return Rendering(document.id, document.source, form, start, start + len(words), words, ((start, start + len(words)),), ("c-1",))


def test_an_utterance_is_shown_with_the_words_of_each_outlet_and_what_differs_in_bold() -> None:
    times = make_document("a.txt", "Roe\n“We will wait for the official count in Dover,” Roe said.", "The Times")
    post = make_document("b.txt", "Roe\n“We will wait for the final count,” Roe said.", "The Post")
    echo = make_document("c.txt", "Roe\nRoe said he would wait for the count.", "The Echo")
    renderings = (said(times, "We will wait for the official count in Dover"), said(post, "We will wait for the final count"),
                  said(echo, "he would wait for the count", RenderingForm.INDIRECT))
    graph = dataclasses.replace(make_graph([times, post, echo], []), utterances=(Utterance("u-1", None, "John Roe", renderings),))
    shown = part(report_markdown(graph), "What was said, and in which words")
    assert "### John Roe (3 outlets)" in shown
    assert "- The Times: “We will wait for the official count in Dover”" in shown
    assert "- The Post: “We will wait for the **final** count […]”" in shown
    assert "- The Echo, not quoted: “he would wait for the count”" in shown


def test_outlets_of_one_origin_are_told_with_the_words_that_they_share() -> None:
    graph = story()
    facts = tuple(dataclasses.replace(f, origin_reasons=(SharedOrigin("o-2", OriginKind.PASSAGE, "the words of a wire", tuple(c.id for c in f.claims[1:])),))
                  if len(f.claims) == 3 else f for f in graph.facts)
    shared = part(report_markdown(dataclasses.replace(graph, facts=facts)), "What most outlets share")
    assert "  - One origin for The Post, unknown (c.txt): they print the same words, “the words of a wire”" in shared


def test_what_several_outlets_report_is_told_of_the_one_that_does_not() -> None:
    graph = story()
    silent = make_document("d.txt", "Weather\nIt is fair.", "The Echo")
    shown = part(report_markdown(dataclasses.replace(graph, documents=(*graph.documents, silent))), "What several outlets report and one does not")
    assert shown.strip() == "### The Echo\n\n- **Jane Doe met John Roe** (3 outlets, 2 origins): The Post, The Times, unknown (c.txt)"
    assert "What several outlets report" not in report_markdown(graph)


def test_a_detail_and_speaker_that_all_give_are_said_to_be_shared() -> None:
    both = [met(TIMES, "Jane Doe met John Roe within an hour", "within an hour", "Ann Poe"),
            met(POST, "Doe met Roe in less than 12 hours", "Within an hour", "Ann Poe")]
    report = report_markdown(make_graph([TIMES, POST], [both]))
    assert "**Jane Doe met John Roe within an hour (according to Ann Poe)** (2 outlets)" in report


def test_the_writers_word_on_a_claim_stands_in_quotation_marks() -> None:
    both = [dataclasses.replace(met(document, quote), qualifiers=(Qualifier(Role.STANCE, "allegedly", 0, 9),))
            for document, quote in ((TIMES, "Jane Doe met John Roe within an hour"), (POST, "Doe met Roe in less than 12 hours"))]
    assert "**Jane Doe met John Roe (“allegedly”)**" in report_markdown(make_graph([TIMES, POST], [both]))


def test_origins_that_are_not_known_are_not_counted() -> None:
    both = [met(TIMES, "Jane Doe met John Roe within an hour"), met(POST, "Doe met Roe in less than 12 hours")]
    assert "(2 outlets)" in report_markdown(make_graph([TIMES, POST], [both]))


def test_both_sides_of_a_difference_stand_side_by_side_with_their_quotes() -> None:
    differ = part(report_markdown(story()), "Where outlets differ")
    assert "### how soon Jane Doe met John Roe" in differ
    assert "they do not contradict each other. The more exact: within an hour." in differ
    assert "| The Post | The Times |\n| --- | --- |\n| **in less than 12 hours** | **within an hour** |\n" in differ
    assert "| “Doe met Roe in less than 12 hours” | “Jane Doe met John Roe within an hour” |" in differ


def test_four_sides_of_a_difference_stand_below_each_other() -> None:
    graph = story()
    variants = tuple(Variant(f"value {n}", (f"Outlet {n}",), (graph.claims[0].id,)) for n in range(4))
    differ = part(report_markdown(dataclasses.replace(graph, differences=(dataclasses.replace(graph.differences[0], variants=variants),))),
                  "Where outlets differ")
    assert "| Outlet | Says | In its words |" in differ
    assert "| Outlet 3 | **value 3** | “" in differ


def test_contradictions_come_first_and_mere_wording_last() -> None:
    graph = story()
    (point,) = graph.differences
    points = [dataclasses.replace(point, id=f"d-{kind}{relation}", kind=kind, relation=relation, about=f"{kind} {relation}")
              for kind, relation in ((DifferenceKind.WORDING, DifferenceRelation.DIFFERS), (DifferenceKind.TIME, DifferenceRelation.DIFFERS),
                                     (DifferenceKind.TIME, DifferenceRelation.REFINES), (DifferenceKind.PLACE, DifferenceRelation.CONFLICTS))]
    report = report_markdown(dataclasses.replace(graph, differences=tuple(points)))
    assert [line[4:] for line in part(report, "Where outlets differ").splitlines() if line.startswith("### ")] == [
        "place conflicts", "time refines", "time differs", "wording differs"]


def test_what_one_outlet_alone_reports_stands_under_its_name() -> None:
    lone = part(report_markdown(story()), "What only one outlet reports")
    times, post, nameless = (lone.split(f"### {name}\n", 1)[1].split("###")[0] for name in ("The Times", "The Post", "unknown (c.txt)"))
    assert "“Jane Doe praised Ann Poe”" in times
    assert "“Doe left Al Moe at the station”" in post
    assert "Nothing worth a line" in nameless
    assert "met" not in times + post


def test_one_outlet_by_itself_is_set_against_none() -> None:
    graph = make_graph([TIMES], [[met(TIMES, "Jane Doe met John Roe within an hour")]])
    assert "none can be set against another" in report_markdown(graph)
    assert "none can be set against another" in printed(graph)


def test_what_is_left_out_is_counted_with_the_command_that_shows_it() -> None:
    text = "Head\n" + " ".join(f"Jane Doe met Guest Number{n}." for n in range(20))
    long = make_document("d.txt", text, "The O'Daily")
    claims = [[make_claim(long, f"Jane Doe met Guest Number{n}.", "Jane Doe", "met", f"Guest Number{n}")] for n in range(20)]
    graph = make_graph([TIMES, long], claims)
    assert "… and 8 more: `kgraph query FOLDER only-reported-by --param name='The O'\"'\"'Daily'`" in report_markdown(graph)
    assert f"… and {20 - TERMINAL.claims} more: kgraph query 'my out' only-reported-by" in " ".join(printed(graph).split())


def test_an_unsure_or_nameless_claim_is_left_to_the_files() -> None:
    unsure = dataclasses.replace(make_claim(TIMES, "Jane Doe praised Ann Poe", "Jane Doe", "praised", "Ann Poe"), confidence=0.2)
    nameless = make_claim(POST, "Doe left Al Moe at the station", "he", "left", "Al Moe")
    assert "“" not in report_markdown(make_graph([TIMES, POST], [[unsure], [nameless]]))


def test_what_could_not_be_read_and_what_is_not_known_is_told() -> None:
    nameless = dataclasses.replace(NAMELESS, origins=(("outlet", "not stated: sources.csv leaves it blank"), ("url", "not stated: none")))
    graph = dataclasses.replace(story(), documents=(TIMES, POST, nameless), problems=(Problem("bad.txt", "is empty. Delete it."),))
    report = report_markdown(graph)
    assert "- bad.txt: is empty. Delete it." in part(report, "What could not be read")
    assert "- c.txt: outlet not stated: sources.csv leaves it blank\n" in part(report, "What is not known")
    assert "bad.txt: is empty. Delete it." in printed(graph)


def test_no_word_of_an_article_becomes_markup_or_moves_the_cursor() -> None:
    evil = "<script>alert(1)</script> [x](javascript:y) | `z` *a* [bold red]b[/]\x1b[31m\u202e"
    document = make_document("e.txt", f"# {evil}\nJane Doe met John Roe {evil}", f"E {evil}")
    other = make_document("f.txt", "Head\nJane Doe met John Roe", "F")
    graph = make_graph([document, other], [[met(document, document.text.split("\n", 1)[1], evil), met(other, "Jane Doe met John Roe")]])
    report = report_markdown(graph)
    assert "<script>" not in report.replace("\\<script\\>", "")
    assert "](javascript" not in report.replace("\\]", "")
    shown = report + printed(graph)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[bold red]b[/]" in " ".join(printed(graph).split())


def test_the_terminal_report_fits_eighty_columns_and_says_where_the_files_are() -> None:
    shown = printed(story(), width=200)
    assert max(map(len, shown.splitlines())) <= 80
    assert "my out/graph.html" in shown
    assert "less than 12 hours" in shown


def test_the_report_is_the_same_each_time() -> None:
    assert report_markdown(story()) == report_markdown(story())
