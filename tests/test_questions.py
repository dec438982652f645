"""The page of the named questions and the example in docs/, over the sample articles; levels of sameness on a made-up story."""
from __future__ import annotations

import doctest
from dataclasses import replace
from pathlib import Path

import pytest

import kgraph
from kgraph import query
from kgraph.api import Graph
from kgraph.errors import QueryError
from kgraph.model import Argument, ArgumentKind, Claim, Document, Modality, Polarity
from kgraph.questions import questions_page
from tests.builders import make_claim, make_document, make_graph

ROOT = Path(__file__).resolve().parent.parent
HERALD, POST, WIRE = (make_document(f"{n}.txt", f"Roe sued Poe. Poe was sued by Roe. Roe met Poe. {n} said so.", n) for n in ("Herald", "Post", "Wire"))


def test_the_page_of_questions_is_up_to_date(seed_graph: kgraph.Graph) -> None:
    assert (ROOT / "queries" / "README.md").read_text("utf-8") == questions_page(seed_graph), "run python -m kgraph.questions OUT"


def test_there_are_many_questions_and_each_can_be_tried_with_what_its_head_says(seed_graph: kgraph.Graph) -> None:
    questions = [query.read_question(name) for name in query.named_queries()]
    assert len(questions) >= 15
    for q in questions:
        assert {name for name, _ in q.example} <= {p.name for p in q.parameters}
        assert seed_graph.query(q.name, dict(q.example)), q.name


@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")  # by rdflib, which uses it itself
def test_the_example_in_docs_runs_as_it_is_printed(seed_graph: kgraph.Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    monkeypatch.setattr(kgraph, "open", lambda folder: seed_graph)
    failed, tried = doctest.testfile(str(ROOT / "docs" / "asking.md"), module_relative=False, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert tried > 10 and failed == 0


def sued(document: Document, quote: str, relation: str = "sue", subject: str = "Roe", object_: str = "Poe") -> Claim:
    return make_claim(document, quote, subject, relation, object_)


def levels(graph: Graph, level: str) -> set[tuple[object, object]]:
    return {(row["shared"], row["outlet"]) for row in graph.query("shared", level=level)}


@pytest.fixture(scope="module")
def story() -> Graph:
    """Two outlets in the same words, a third in others; one fact for kgraph, and another on the same two."""
    alike = [sued(HERALD, "Roe sued Poe"), sued(POST, "Roe sued Poe"), sued(WIRE, "Poe was sued by Roe", "take to court")]
    met = sued(WIRE, "Roe met Poe", "meet", "Poe", "Roe")
    alone = make_claim(HERALD, "Herald said so", "Herald", "say")
    return Graph(make_graph([HERALD, POST, WIRE], [alike, [met], [alone]]))


def test_a_triple_is_shared_by_those_who_say_it_in_the_same_terms(story: Graph) -> None:
    assert levels(story, "triple") == {("Roe sue Poe", "Herald"), ("Roe sue Poe", "Post")}


def test_a_fact_is_shared_by_all_whose_claims_were_merged(story: Graph) -> None:
    assert levels(story, "fact") == {("Roe sue Poe", name) for name in ("Herald", "Post", "Wire")} == levels(story, "fact")
    assert story.query("shared") == story.query("shared", level="fact")


def test_a_topic_is_shared_by_all_who_tell_of_the_same_two(story: Graph) -> None:
    rows = story.query("shared", level="topic").to_dicts()
    assert {r["shared"] for r in rows} == {"Poe, Roe"}
    assert "Roe met Poe" in {r["quote"] for r in rows}


@pytest.mark.parametrize(("level", "partial"), [("triple", {"Roe sue Poe", "Roe take to court Poe", "Poe meet Roe", "Herald say"}),
                                                ("fact", {"Poe meet Roe", "Herald say"}), ("topic", {"Herald: say"})])
def test_what_some_report_and_others_do_not_depends_on_the_level(story: Graph, level: str, partial: set[str]) -> None:
    assert {r["reported"] for r in story.query("partial", level=level)} == partial


def test_opposite_and_planned_triples_are_others_on_the_same_topic() -> None:
    plain, planned = sued(HERALD, "Roe sued Poe"), replace(sued(POST, "Roe sued Poe"), modality=Modality.PLANNED)
    denied = replace(sued(WIRE, "Roe sued Poe"), polarity=Polarity.NEGATED)
    graph = Graph(make_graph([HERALD, POST, WIRE], [[plain], [planned], [denied]]))
    assert not graph.query("shared", level="triple") and not graph.query("shared")
    assert len(graph.query("shared", level="topic", least=3)) == 3


def test_a_report_is_on_the_topic_of_what_it_reports() -> None:
    content = sued(HERALD, "Roe sued Poe")
    said = replace(make_claim(HERALD, "Herald said so", "Herald", "say"),
                   object=Argument("Roe sued Poe", 0, 12, ArgumentKind.CLAIM, "Roe sued Poe", id=content.id))
    other = replace(sued(POST, "Roe sued Poe"))
    rows = Graph(make_graph([HERALD, POST], [[content], [said], [other]])).query("shared", level="topic")
    assert {(r["shared"], r["quote"]) for r in rows} == {("Poe, Roe", "Roe sued Poe"), ("Poe, Roe", "Herald said so")}


def test_reports_of_each_other_end(story: Graph) -> None:
    first, second = (make_claim(d, "Roe sued Poe", "Roe", "say") for d in (HERALD, POST))
    of = [replace(c, object=Argument("it", 0, 2, ArgumentKind.CLAIM, "it", id=o.id)) for c, o in ((first, second), (second, first))]
    rows = Graph(make_graph([HERALD, POST], [[c] for c in of])).query("shared", level="topic")
    assert {r["shared"] for r in rows} == {"Roe: say"}


def test_a_level_that_is_none_is_named_with_those_there_are(story: Graph) -> None:
    with pytest.raises(QueryError, match="parameter level: there is no 'event'; there are: triple, fact, topic"):
        story.query("shared", level="event")


def test_a_number_stays_a_number(story: Graph) -> None:
    assert story.query("shared", least="3") == story.query("shared", least=3) != story.query("shared", least=4)
    with pytest.raises(QueryError, match="'many' is no number; give one such as 2"):
        story.query("shared", least="many")
