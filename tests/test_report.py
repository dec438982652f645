"""What a reader of the report learns, in every form of it, and what an article cannot put into it."""
from __future__ import annotations

import dataclasses
import html.parser
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

import kgraph
from kgraph.errors import QueryError
from kgraph.model import (
    Claim,
    ClaimGraph,
    Difference,
    DifferenceKind,
    DifferenceRelation,
    Document,
    Modality,
    OriginKind,
    Polarity,
    Problem,
    Qualifier,
    Rendering,
    RenderingForm,
    Role,
    SharedOrigin,
    Story,
    Utterance,
    Variant,
)
from kgraph.report.data import report_json
from kgraph.report.english import sentence
from kgraph.report.markdown import report_markdown
from kgraph.report.page import PAGE, report_html
from kgraph.report.selection import around, shared_facts, story_report
from kgraph.report.terminal import TERMINAL, print_report
from tests.builders import make_claim, make_document, make_graph

if TYPE_CHECKING:
    from tests.browser import Tabs

pytest_plugins = ("tests.browser",)

TIMES = make_document("a.txt", "Roe visit\nJane Doe met John Roe within an hour. Jane Doe praised Ann Poe.", "The Times")
POST = make_document("b.txt", "Visit of Roe\nDoe met Roe in less than 12 hours. Doe left Al Moe at the station.", "The Post")
NAMELESS = make_document("c.txt", "Visit\nThe minister received Roe, said Ann Poe.", None, None)


def met(document: Document, quote: str, detail: str | None = None, speaker: str | None = None, origin: str = "") -> Claim:
    at = max(document.text.find(detail or ""), 0)
    details = [Qualifier(Role.DELAY, detail, at, at + len(detail))] if detail else []
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


class Page(html.parser.HTMLParser):
    """The words that a browser shows of a page, and the names of all elements and attributes in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != ["style"]:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def section(page: str, title: str) -> str:
    """The words of the section of a page under one heading."""
    return Page(page.split(f">{title}</h2>", 1)[1].split("</section>", 1)[0]).text


# --- sentences ---------------------------------------------------------------------------------------------------------


def claim(subject: str, relation: str, object_: str | None = None, label: str | None = None, **parts: object) -> Claim:
    document = make_document("s.txt", f"Head\n{subject} {relation} {object_ or ''} yesterday.", "The Times")
    made = make_claim(document, document.text.split("\n")[1], subject, relation, object_)
    return dataclasses.replace(made, relation=dataclasses.replace(made.relation, label=label or relation), **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(("made", "told"), [
    (claim("Ann Poe", "met", "John Roe", "meet"), "Ann Poe met John Roe."),
    (claim("Ann Poe", "demanding", "John Roe", "demand"), "Ann Poe demands John Roe."),
    (claim("Ann Poe", "having met", "John Roe", "meet"), "Ann Poe has met John Roe."),
    (claim("Ann Poe", "met", "John Roe", "meet", polarity=Polarity.NEGATED), "Ann Poe did not meet John Roe."),
    (claim("Ann Poe", "was seen with", "John Roe", "be seen with", polarity=Polarity.NEGATED), "Ann Poe was not seen with John Roe."),
    (claim("Ann Poe", "has", "John Roe", "have", polarity=Polarity.NEGATED), "Ann Poe does not have John Roe."),
    (claim("Ann Poe", "refused to meet", "John Roe", "meet", polarity=Polarity.NEGATED), "Ann Poe refused to meet John Roe."),
    (claim("Ann Poe", "meet", "John Roe", "meet", modality=Modality.DESIRED), "Ann Poe to meet John Roe (wished for)."),
    (claim("Ann Poe", "will meet", "John Roe", "meet", modality=Modality.PLANNED), "Ann Poe will meet John Roe."),
    (claim("Ann Poe", "would meet", "John Roe", "meet", modality=Modality.CONDITIONAL), "Ann Poe would meet John Roe (under a condition)."),
    (claim("Ann Poe", "am", "John Roe", "be"), "Ann Poe is John Roe."),
])
def test_a_claim_reads_as_an_english_sentence(made: Claim, told: str) -> None:
    assert sentence(made) == told


def test_a_negation_in_the_article_of_the_subject_is_not_lost() -> None:
    none = claim("Ann Poe", "met", "John Roe", "meet", polarity=Polarity.NEGATED)
    none = dataclasses.replace(none, subject=dataclasses.replace(none.subject, text="No legal challenge", label="legal challenge"))
    assert sentence(none) == "No legal challenge met John Roe."


def test_a_speaker_stands_behind_a_sentence_and_is_not_said_to_quote_somebody_else_where_it_is_the_subject() -> None:
    said = make_claim(TIMES, "Jane Doe praised Ann Poe", "Jane Doe", "praised", "Ann Poe", speaker="John Roe")
    assert sentence(said) == "Jane Doe praised Ann Poe, according to John Roe."
    assert sentence(make_claim(TIMES, "Jane Doe praised Ann Poe", "Jane Doe", "praised", "Ann Poe", speaker="Jane Doe")).endswith(", as Jane Doe puts it.")


def test_what_stands_before_the_subject_stands_there_in_the_sentence() -> None:
    document = make_document("s.txt", "Head\nOn Monday, Jane Doe met John Roe in Dover.", "The Times")
    at = document.text.index
    met_there = make_claim(document, "On Monday, Jane Doe met John Roe in Dover", "Jane Doe", "met", "John Roe", qualifiers=[
        Qualifier(Role.TIME, "On Monday", at("On Monday"), at("On Monday") + 9), Qualifier(Role.PLACE, "in Dover", at("in Dover"), at("in Dover") + 8)])
    relation = dataclasses.replace(met_there.relation, start=at("met"), end=at("met") + 3)
    assert sentence(dataclasses.replace(met_there, relation=relation)) == "On Monday, Jane Doe met John Roe in Dover."


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(list(Polarity)), st.sampled_from(list(Modality)))
def test_any_words_give_one_line_that_ends_as_a_sentence(subject: str, relation: str, polarity: Polarity, modality: Modality) -> None:
    made = claim("Ann Poe", "met", "John Roe", polarity=polarity, modality=modality)
    made = dataclasses.replace(made, subject=dataclasses.replace(made.subject, label=subject, text=subject),
                               relation=dataclasses.replace(made.relation, text=relation, label=relation))
    told = sentence(made)
    assert told == " ".join(told.split())
    assert re.search(r"[.!?…][\"”’)]*$", told)


def test_the_words_around_a_quote_are_those_of_its_sentence() -> None:
    text = "Head\nIt rained. In the U.S. Senate, Mr. Roe met her, he said. Others left."
    document = make_document("s.txt", text)
    start = text.index("Mr. Roe met her")
    assert around(document, start, start + len("Mr. Roe met her")) == ("In the U.S. Senate, ", ", he said.")
    assert around(document, 0, 4) == ("", "")


# --- what it tells -------------------------------------------------------------------------------------------------------


def test_a_shared_fact_comes_with_its_outlets_its_origins_and_every_quote() -> None:
    shared = part(report_markdown(story()), "What all outlets report")
    assert "**Jane Doe met John Roe \\[according to Ann Poe\\].** (3 outlets, 2 origins)" in shared
    for quote in ("The Times: “Jane Doe met John Roe **within an hour**” (a.txt 10–46)", "The Post: “Doe met Roe **in less than 12 hours**” (b.txt 13–46)",
                  "unknown (c.txt): “The minister received Roe” (c.txt 6–31)"):
        assert quote in shared


def test_a_detail_that_one_outlet_alone_gives_is_marked_in_its_quote_and_not_said_to_be_shared() -> None:
    (fact,) = shared_facts(story())
    assert fact.head.qualifiers
    line = next(line for line in report_markdown(story()).splitlines() if "3 outlets" in line and line.startswith("- "))
    assert "hour" not in line
    (shared,) = story_report(story()).shared
    assert [q.only_here for q in shared.quotes] == [("in less than 12 hours",), ("within an hour",), ()]


def test_a_speaker_whom_one_outlet_alone_names_stands_in_brackets_and_is_never_cut_off() -> None:
    (shared,) = story_report(story()).shared
    assert shared.sentence == "Jane Doe met John Roe [according to Ann Poe]."
    assert shared.short(20) == "Jane Doe … [according to Ann Poe]."


def test_no_allegation_reads_as_if_the_outlets_stated_it_themselves() -> None:
    hedged = met(TIMES, "Jane Doe met John Roe within an hour")
    hedged = dataclasses.replace(hedged, qualifiers=(Qualifier(Role.STANCE, "allegedly", 0, 9),))
    other = met(POST, "Doe met Roe in less than 12 hours", speaker="Ann Poe")
    assert story_report(make_graph([TIMES, POST], [[hedged, other]])).shared[0].sentence == (
        "Jane Doe met John Roe [“allegedly”] [according to Ann Poe].")
    both = [met(TIMES, "Jane Doe met John Roe within an hour", speaker="Al Moe"), other]
    assert story_report(make_graph([TIMES, POST], [both])).shared[0].sentence == "Jane Doe met John Roe, according to Al Moe and Ann Poe."


def test_what_one_outlet_has_as_planned_and_another_as_done_is_told_with_a_word_on_it() -> None:
    planned = dataclasses.replace(met(POST, "Doe met Roe in less than 12 hours"), modality=Modality.PLANNED)
    done = met(TIMES, "Jane Doe met John Roe within an hour")
    point = Difference("d-1", DifferenceKind.MODALITY, DifferenceRelation.DIFFERS, "how far along", (
        Variant("asserted", ("The Times",), (done.id,)), Variant("planned", ("The Post",), (planned.id,))))
    graph = make_graph([TIMES, POST], [[done, planned]], [point])
    assert story_report(graph).shared[0].sentence == "Jane Doe met John Roe [certainty varies]."
    assert "| **told as so** | **planned** |" in report_markdown(graph)


def said(document: Document, words: str, form: RenderingForm = RenderingForm.DIRECT) -> Rendering:
    start = document.text.index(words)
    return Rendering(document.id, document.source, form, start, start + len(words), words, ((start, start + len(words)),), ("c-1",))


def spoken() -> ClaimGraph:
    times = make_document("a.txt", "Roe\n“We will wait for the official count in Dover,” Roe said.", "The Times")
    post = make_document("b.txt", "Roe\n“We will wait for the final count,” Roe said.", "The Post")
    echo = make_document("c.txt", "Roe\nRoe said he would wait for the count.", "The Echo")
    renderings = (said(times, "We will wait for the official count in Dover"), said(post, "We will wait for the final count"),
                  said(echo, "he would wait for the count", RenderingForm.INDIRECT))
    return dataclasses.replace(make_graph([times, post, echo], []), utterances=(Utterance("u-1", None, "John Roe", renderings),))


def test_an_utterance_is_shown_with_the_words_of_each_outlet_and_what_differs_is_marked() -> None:
    shown = part(report_markdown(spoken()), "What was said, and in which words")
    assert "### John Roe (3 outlets)" in shown
    assert "- The Times: “We will wait for the official count in Dover” (a.txt 5–49)" in shown
    assert "- The Post: “We will wait for the **final** count \\[…\\]” (b.txt 5–37)" in shown
    assert "- The Echo, not quoted: “he would wait for the count” (c.txt 13–40)" in shown
    page = section(report_html(spoken()), "What was said, and in which words")
    assert "The Post “We will wait for the final count […]”".replace("“", "").replace("”", "") in page.replace("“", "").replace("”", "")
    assert "<mark>final</mark>" in report_html(spoken())
    assert "We will wait for the final count" in printed(spoken())


def test_wordings_of_an_utterance_are_not_told_again_among_the_differences() -> None:
    graph = spoken()
    wording = Difference("d-1", DifferenceKind.WORDING, DifferenceRelation.DIFFERS, "in which words: John Roe", tuple(
        Variant(words, (outlet,), ("c-1",)) for words, outlet in (("We will wait for the official count in Dover", "The Times"), ("We will wait for the final count.", "The Post"))))
    report = story_report(dataclasses.replace(graph, differences=(wording,)))
    assert [p.utterance for p in report.differences] == ["u-1"]
    assert report.points == ()
    assert [s.quote.words for s in report.differences[0].sides if s.quote] == ["We will wait for the official count in Dover", "We will wait for the final count"]


def test_outlets_of_one_origin_are_told_with_the_words_that_they_share() -> None:
    graph = story()
    facts = tuple(dataclasses.replace(f, origin_reasons=(SharedOrigin("o-2", OriginKind.PASSAGE, "the words of a wire", tuple(c.id for c in f.claims[1:])),))
                  if len(f.claims) == 3 else f for f in graph.facts)
    graph = dataclasses.replace(graph, facts=facts)
    why = "One origin for The Post, unknown (c.txt): they print the same words, “the words of a wire”"
    assert f"  - {why}" in part(report_markdown(graph), "What all outlets report")
    assert why in section(report_html(graph), "What all outlets report")


def test_where_a_shared_fact_was_not_found_is_told_and_shown_in_the_matrix() -> None:
    graph = story()
    silent = make_document("d.txt", "Weather\nIt is fair.", "The Echo")
    graph = dataclasses.replace(graph, documents=(*graph.documents, silent))
    assert "  - Not found in: The Echo" in part(report_markdown(graph), "What several outlets report")
    assert "| Jane Doe met John Roe \\[according to Ann Poe\\]. | · | ● | ● | ● |" in part(report_markdown(graph), "Who reports what")
    assert "Jane Doe met John Roe [according to Ann Poe]. ·not found●reports it●reports it●reports it" in section(report_html(graph), "Who reports what")
    assert re.search(r"Jane Doe met John Roe .*·   ●   ●   ●", printed(graph))
    assert "Not found in" not in part(report_markdown(story()), "What all outlets report")


def test_who_is_who_stands_by_itself() -> None:
    graph = story()
    facts = tuple(dataclasses.replace(f, claims=tuple(dataclasses.replace(c, implied=True) for c in f.claims)) if len(f.claims) == 3 else f for f in graph.facts)
    report = story_report(dataclasses.replace(graph, facts=facts))
    assert (len(report.told), len(report.who_is_who)) == (0, 1)


def test_a_detail_and_speaker_that_all_give_are_said_to_be_shared() -> None:
    both = [met(TIMES, "Jane Doe met John Roe within an hour", "within an hour", "Ann Poe"),
            met(POST, "Doe met Roe in less than 12 hours", "Within an hour", "Ann Poe")]
    report = report_markdown(make_graph([TIMES, POST], [both]))
    assert "**Jane Doe met John Roe within an hour, according to Ann Poe.** (2 outlets)" in report


def test_origins_that_are_not_known_are_not_counted() -> None:
    both = [met(TIMES, "Jane Doe met John Roe within an hour"), met(POST, "Doe met Roe in less than 12 hours")]
    assert "(2 outlets)" in report_markdown(make_graph([TIMES, POST], [both]))


def test_both_sides_of_a_difference_stand_side_by_side_with_their_quotes() -> None:
    differ = part(report_markdown(story()), "Where outlets differ")
    assert "### How soon Jane Doe met John Roe" in differ
    assert "they do not contradict each other. The more exact: within an hour." in differ
    assert "| The Post | The Times |\n| --- | --- |\n| **in less than 12 hours** | **within an hour** |\n" in differ
    assert "| “Doe met Roe in less than 12 hours” (b.txt 13–46) | “Jane Doe met John Roe within an hour” (a.txt 10–46) |" in differ
    page = report_html(story())
    assert "<mark>in less than 12 hours</mark>" in page
    assert "<mark>within an hour</mark>" in page


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
        "Place conflicts", "Time refines", "Time differs", "Wording differs"]


def test_what_one_outlet_alone_reports_stands_under_its_name() -> None:
    lone = part(report_markdown(story()), "What only one outlet reports")
    times, post, nameless = (lone.split(f"### {name}\n", 1)[1].split("###")[0] for name in ("The Times", "The Post", "unknown (c.txt)"))
    assert "**Jane Doe praised Ann Poe.** “Jane Doe praised Ann Poe” (a.txt 48–72)" in times
    assert "“Doe left Al Moe at the station”" in post
    assert "Nothing worth a line" in nameless
    assert "met" not in times + post


def test_one_outlet_by_itself_is_set_against_none() -> None:
    graph = make_graph([TIMES], [[met(TIMES, "Jane Doe met John Roe within an hour")]])
    for shown in (report_markdown(graph), printed(graph), Page(report_html(graph)).text):
        assert "none can be set against another" in shown


def many() -> ClaimGraph:
    text = "Head\n" + " ".join(f"Jane Doe met Guest Number{n}." for n in range(20))
    long = make_document("d.txt", text, "The O'Daily")
    return make_graph([TIMES, long], [[make_claim(long, f"Jane Doe met Guest Number{n}.", "Jane Doe", "met", f"Guest Number{n}")] for n in range(20)])


def test_what_is_left_out_is_counted_with_the_command_that_shows_it() -> None:
    from kgraph.report.markdown import PAGE as MARKDOWN
    assert f"… and {20 - MARKDOWN.claims} more: `kgraph query FOLDER only-reported-by --param name='The O'\"'\"'Daily'`" in report_markdown(many())
    assert f"… and {20 - PAGE.claims} more: kgraph query FOLDER only-reported-by --param name='The O'\"'\"'Daily'" in Page(report_html(many())).text
    assert f"… and {20 - TERMINAL.claims} more: kgraph query 'my out' only-reported-by" in " ".join(printed(many()).split())


def test_a_story_of_many_outlets_stays_short_and_says_what_it_leaves_out() -> None:
    documents = [make_document(f"{n}.txt", f"Head\nJane Doe met John Roe in hall {n}. Jane Doe saw Guest Number{n}.", f"Outlet {n:02}") for n in range(60)]
    shared = [make_claim(d, f"Jane Doe met John Roe in hall {n}", "Jane Doe", "met", "John Roe") for n, d in enumerate(documents)]
    lone = [[make_claim(d, f"Jane Doe saw Guest Number{n}", "Jane Doe", "saw", f"Guest Number{n}")] for n, d in enumerate(documents)]
    point = Difference("d-1", DifferenceKind.PLACE, DifferenceRelation.DIFFERS, "where", tuple(
        Variant(f"in hall {n}", (f"Outlet {n:02}",), (c.id,)) for n, c in enumerate(shared)))
    graph = make_graph(documents, [shared, *lone], [point])
    page = Page(report_html(graph)).text
    assert "and 55 more: Outlet 05, Outlet 06, Outlet 07, Outlet 08, Outlet 09, Outlet 10, Outlet 11, Outlet 12 and 47 more" in page
    assert "… and 54 more: kgraph why FOLDER d-1" in page
    assert "… and 48 more: kgraph query FOLDER outlets-overview" in page
    assert "and 48 outlets beside these" in page
    for shown in (report_html(graph), report_markdown(graph), printed(graph)):
        assert len(shown) < 30_000


def test_an_unsure_or_nameless_claim_is_left_to_the_files() -> None:
    unsure = dataclasses.replace(make_claim(TIMES, "Jane Doe praised Ann Poe", "Jane Doe", "praised", "Ann Poe"), confidence=0.2)
    nameless = make_claim(POST, "Doe left Al Moe at the station", "he", "left", "Al Moe")
    report = story_report(make_graph([TIMES, POST], [[unsure], [nameless]]))
    assert [statements for _, statements in report.only_in] == [(), ()]


def test_what_could_not_be_read_and_what_is_not_known_is_told() -> None:
    nameless = dataclasses.replace(NAMELESS, origins=(("outlet", "not stated: sources.csv leaves it blank"), ("url", "not stated: none")))
    graph = dataclasses.replace(story(), documents=(TIMES, POST, nameless), problems=(Problem("bad.txt", "is empty. Delete it."),))
    report = report_markdown(graph)
    assert "- bad.txt: is empty. Delete it." in part(report, "What could not be read")
    assert "- c.txt: outlet not stated: sources.csv leaves it blank\n" in part(report, "What is not known")
    assert "bad.txt is empty. Delete it." in section(report_html(graph), "What could not be read")
    assert "bad.txt: is empty. Delete it." in printed(graph)
    assert json.loads("".join(report_json([graph])))["stories"][0]["not_read"] == [{"file": "bad.txt", "message": "is empty. Delete it."}]


def test_every_form_gives_no_verdict_and_says_what_the_words_are() -> None:
    for shown in (report_markdown(story()), Page(report_html(story())).text):
        assert "it is no finding that it is true" in shown


# --- JSON ----------------------------------------------------------------------------------------------------------------


def test_the_json_holds_everything_uncut_and_each_quote_is_the_text_at_its_place() -> None:
    graph = many()
    (told,) = json.loads("".join(report_json([graph])))["stories"]
    assert len(told["only_in"][0]["statements"]) + len(told["only_in"][1]["statements"]) == 20
    quotes = [q for by in told["only_in"] for s in by["statements"] for q in s["quotes"]]
    for quote in quotes:
        assert graph.document_by_id[quote["document"]].text[quote["start"]:quote["end"]] == quote["words"]
        assert quote["claim"] in graph.claim_by_id


def test_the_fields_of_the_json_stay_as_they_are() -> None:
    told = json.loads("".join(report_json([story()])))
    assert (set(told), told["kgraph_report"]) == ({"kgraph_report", "stories"}, 1)
    (only,) = told["stories"]
    assert set(only) == {"id", "label", "title", "outlets", "articles", "shared", "differences", "utterances", "only_in", "not_read",
                         "not_known", "reading"}
    assert set(only["shared"][0]) == {"id", "sentence", "source", "outlets", "origins", "quotes", "why_origins", "not_found_in", "judgements", "implied"}
    assert set(only["shared"][0]["quotes"][0]) == {"outlet", "document", "start", "end", "words", "claim", "before", "after", "speaker", "only_here"}
    assert set(only["differences"][0]) == {"id", "kind", "relation", "about", "meaning", "narrower", "weight", "sides", "utterance"}
    assert set(only["articles"][0]) == {"id", "title", "outlet", "published", "url", "sentences", "silent"}


def keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in keys(inner)}
    return {key for inner in value for key in keys(inner)} if isinstance(value, list) else set()


def test_every_field_of_the_json_is_documented() -> None:
    told = json.loads("".join(report_json([story(), spoken(), many(), hostile()])))
    documented = (Path(__file__).parent.parent / "docs" / "report.md").read_text(encoding="utf-8")
    assert {key for key in keys(told) if not re.search(rf"[`\"]{key}[`\"]", documented)} == set()


def test_several_stories_are_one_json_and_a_list_in_the_other_forms() -> None:
    documents = [TIMES, POST, make_document("z.txt", "Far\nAl Moe left Ann Poe.", "The Far Post")]
    graph = make_graph(documents, [[met(TIMES, "Jane Doe met John Roe within an hour"), met(POST, "Doe met Roe in less than 12 hours")]])
    graph = dataclasses.replace(graph, stories=(Story("s-1", "The visit", ("a.txt", "b.txt")), Story("s-2", "Far away", ("z.txt",))))
    both = kgraph.Graph(graph)
    assert [s["label"] for s in json.loads(both.report("json"))["stories"]] == ["The visit", "Far away"]
    assert "| The visit | 2 | 2 | 0 | 2020-11-09 | `s-1` |" in both.report("md")
    assert "The visit (s-1)" in both.report("html")
    assert "href" not in both.report("html") + both.report("md")
    with pytest.raises(QueryError, match="there is no report in the form 'pdf'; there are: md, html, json"):
        both.report("pdf")


# --- what an article cannot do ---------------------------------------------------------------------------------------------

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:y) | `z` *a* {{1000*1337}} {% x %} \"'&amp; [bold red]b[/]\x1b[31m\u202e www.evil.example"


def hostile() -> ClaimGraph:
    """A graph with the same hostile words in every text of it."""
    document = make_document(f"e {EVIL}.txt", f"# {EVIL}\nJane Doe met John Roe {EVIL}", f"E {EVIL}", url="javascript:alert(1)")
    other = make_document("f.txt", f"Head\nJane Doe met John Roe. “Wait {EVIL}” said Roe.", "F", url="https://f.example/\"onload=x")
    claims = [met(document, document.text.split("\n", 1)[1], EVIL, EVIL), met(other, "Jane Doe met John Roe")]
    claims = [dataclasses.replace(c, subject=dataclasses.replace(c.subject, label=f"Doe {EVIL}")) for c in claims]
    lone = dataclasses.replace(make_claim(other, f"Wait {EVIL}", "Roe", "said", "Poe"), relation=dataclasses.replace(claims[0].relation, text=EVIL))
    point = Difference("d-1", DifferenceKind.DURATION, DifferenceRelation.CONFLICTS, EVIL,
                       (Variant(EVIL, (f"E {EVIL}",), (claims[0].id,)), Variant("f", ("F",), (claims[1].id,))), EVIL)
    utterance = Utterance("u-1", None, EVIL, (dataclasses.replace(said(document, EVIL), outlet=f"E {EVIL}"), said(other, f"Wait {EVIL}")))
    graph = make_graph([document, other], [claims, [lone]], [point])
    return dataclasses.replace(graph, utterances=(utterance,), problems=(Problem(EVIL, EVIL),), stories=(Story("s-1", EVIL, tuple(d.id for d in graph.documents)),))


def test_no_word_of_an_article_becomes_markup_in_markdown_or_moves_the_cursor() -> None:
    report = report_markdown(hostile())
    assert "<script>" not in report.replace("\\<script\\>", "")
    assert "<img" not in report.replace("\\<img", "")
    assert "](javascript" not in report.replace("\\]", "")
    assert "www.evil" not in report
    shown = report + printed(hostile())
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[bold red]b[/]" in " ".join(printed(hostile()).split())


def test_no_word_of_an_article_becomes_markup_in_the_page() -> None:
    page = Page(report_html(hostile()))
    assert not {"script", "img", "iframe", "object", "link", "a"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "href", "style")]
    assert "{{1000*1337}}" in page.text
    assert "1337000" not in page.text
    assert not set("\x1b\u202e") & set(page.text)


def test_only_web_addresses_of_articles_are_links() -> None:
    linked = dataclasses.replace(TIMES, url="https://times.example/a?b=1&c=2")
    page = Page(report_html(make_graph([linked, POST], [])))
    assert [value for name, value in page.attributes if name == "href"] == ["https://times.example/a?b=1&c=2"]


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_words_of_an_article_stay_words_in_the_page(words: str) -> None:
    clean = set(Page(report_html(story())).tags)
    document = make_document("e.txt", f"Head\nJane Doe met {words}", f"E{words}")
    both = [make_claim(document, f"Jane Doe met {words}", "Jane Doe", "met", f"R{words}"), make_claim(TIMES, "Jane Doe met John Roe", "Jane Doe", "met", "John Roe")]
    assert set(Page(report_html(make_graph([document, TIMES], [both]))).tags) <= clean | {"mark"}


@pytest.mark.browser
def test_the_page_opens_without_network_script_or_complaint_and_keeps_its_style(visit: Tabs) -> None:
    for graph in (story(), spoken(), many(), hostile(), make_graph([], [])):
        for width, dark in ((1100, False), (390, True)):
            page = visit(report_html(graph), width=width, dark=dark, ready="main")
            assert (page.requests, page.complaints, page.violations) == ([], [], [])
            assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert page.page.evaluate("document.images.length + document.scripts.length") == 0
            assert page.page.evaluate("getComputedStyle(document.querySelector('h2')).borderBottomStyle") == "solid"
    assert page.page.pdf()[:5] == b"%PDF-"


@pytest.mark.browser
def test_the_policy_of_the_page_refuses_what_it_does_not_hold(visit: Tabs) -> None:
    page = visit(report_html(story()), ready="main")
    page.page.evaluate("""() => { const s = document.createElement('script'); s.textContent = 'window.pwned = 1'; document.body.append(s);
                                  const t = document.createElement('style'); t.textContent = 'body { color: red }'; document.body.append(t); }""")
    assert page.page.evaluate("window.pwned") is None
    assert {v.split("-")[0] for v in page.violations} == {"script", "style"}


def test_the_terminal_report_fits_eighty_columns_and_says_where_the_files_are() -> None:
    for graph in (story(), spoken(), many(), hostile()):
        for width in (60, 80, 200):
            assert max(len(line) for line in printed(graph, width).splitlines()) <= min(width, 80)
    shown = printed(story(), width=200)
    assert "my out/graph.html" in shown
    assert "less than 12 hours" in shown


def test_the_report_is_the_same_each_time_in_every_form() -> None:
    for form in ("md", "html", "json"):
        assert kgraph.Graph(story()).report(form) == kgraph.Graph(story()).report(form)
