"""The Python interface, on hand-made graphs and on a build of the sample articles."""
from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import rdflib

import kgraph
from kgraph.api import Graph, query_text
from kgraph.errors import InputError, PipelineError, QueryError, StoreError
from kgraph.model import DifferenceKind, DifferenceRelation, Story
from kgraph.query import lines, run
from tests.builders import make_claim, make_document, make_graph
from tests.test_report import story


def test_a_saved_graph_opens_equal_with_all_its_files(tmp_path: Path) -> None:
    Graph(story()).save(tmp_path)
    assert kgraph.open(tmp_path).content == story()
    assert {p.name for p in tmp_path.iterdir()} == {
        "kgraph.sqlite", "documents.jsonl", "claims.jsonl", "facts.jsonl", "entities.jsonl", "differences.jsonl",
        "utterances.jsonl", "graph.ttl", "graph.html", "report.md"}


def test_differences_are_chosen_by_kind_and_relation() -> None:
    graph = Graph(story())
    assert graph.differences() == graph.differences(kind="duration") == graph.differences(relation=DifferenceRelation.REFINES)
    assert graph.differences(kind=DifferenceKind.DURATION, relation="conflicts") == ()
    with pytest.raises(QueryError, match="there is no 'size'; there are: quantity, duration"):
        graph.differences(kind="size")


def test_only_some_outlets_gives_details_of_shared_statements_with_outlet_and_quote() -> None:
    rows = [(r["kind"], r["detail"], r["outlet"], r["quote"]) for r in Graph(story()).only_some_outlets()]
    assert ("delay", "in less than 12 hours", "The Post", "Doe met Roe in less than 12 hours") in rows
    assert ("statement", "", "The Times", "Jane Doe praised Ann Poe") in rows


def test_what_an_outlet_alone_reports_and_what_it_leaves_out_is_asked_by_its_name() -> None:
    graph = Graph(story())
    assert {r["outlet"] for r in graph.only_reported_by("the post")} == {"The Post"}
    rows = [(r["statement"], r["kind"], r["detail"], r["by"]) for r in graph.not_reported_by("the post")]
    assert ("Jane Doe praised Ann Poe", "statement", "", "The Times") in rows
    assert ("Jane Doe met John Roe", "delay", "within an hour", "The Times") in rows
    assert not any(by == "The Post" and kind == "statement" for _, kind, _, by in rows)


@pytest.mark.parametrize(("asked", "told"), [
    ("The Pots", r"'The Pots'; did you mean The Post, The Times\? There are: The Post, The Times, unknown \(c\.txt\)"),
    ("tmes", r"'tmes'; did you mean The Times\?"),
    ("Gazette", r"'Gazette'; there are: The Post")])
def test_an_outlet_that_there_is_not_is_told_with_the_nearest_names(asked: str, told: str) -> None:
    graph = Graph(story())
    for ask in (graph.only_reported_by, graph.not_reported_by, lambda name: graph.query("not-reported-by", name=name)):
        with pytest.raises(QueryError, match="no outlet here is called " + told):
            ask(asked)


def test_an_outlet_that_leaves_nothing_out_is_no_unknown_one() -> None:
    graph = Graph(story())
    only = Graph(dataclasses.replace(graph.content, documents=graph.documents[:1], facts=(), claims=(), differences=()))
    assert not only.not_reported_by("times")


def test_an_outlet_is_set_against_those_alone_that_have_an_article_in_the_story() -> None:
    one, two = story(), story()
    far = make_document("z.txt", "Far away\nAl Moe won the race.", "The Far Post")
    won = make_claim(far, "Al Moe won the race", "Al Moe", "won", "Ann Poe")
    alone = make_graph([far], [[won]])
    stories = (Story("s-1", "The visit", tuple(d.id for d in one.documents)), Story("s-2", "The race", (far.id,)))
    graph = Graph(dataclasses.replace(two, documents=(*two.documents, far), claims=(*two.claims, *alone.claims),
                                      facts=(*two.facts, *alone.facts), entities=two.entities, stories=stories))
    assert {r["story"] for r in graph.only_reported_by("the post")} == {"The visit"}
    assert not graph.only_reported_by("far post")
    assert not graph.not_reported_by("far post")
    assert "The Far Post" not in {r["outlet"] for r in graph.not_reported_by("")}
    together = run(graph.triples, query_text("not-reported-by"))  # of all stories at once, as a triple store is asked
    assert {(r["outlet"], r["statement"]) for r in together} == {(r["outlet"], r["statement"]) for r in graph.not_reported_by("")}
    assert {r["of"] for r in run(graph.triples, query_text("only-some-outlets")) if r["kind"] == "statement"} == {3}


def test_questions_by_name_find_any_part_of_it() -> None:
    graph = Graph(story())
    assert [r["quote"] for r in graph.said_by("poe")] == ["The minister received Roe"]
    assert {r["quote"] for r in graph.about("Moe")} == {"Doe left Al Moe at the station"}
    assert {r["statement"] for r in graph.shared_by_all()} == {"Jane Doe met John Roe"}


def test_a_query_is_a_name_a_file_or_text(tmp_path: Path) -> None:
    graph = Graph(story())
    text = "SELECT ?n { VALUES ?n { 'x' } }"
    (tmp_path / "mine.rq").write_text(text)
    for query in (text, tmp_path / "mine.rq", str(tmp_path / "mine.rq")):
        assert graph.query(query, n="y").values == (("y",),)
    assert query_text("about").startswith("# What is reported about")
    assert query_text("DESCRIBE <https://kgraph.example/x>") == "DESCRIBE <https://kgraph.example/x>"


@pytest.mark.parametrize("query", ["abuot", "gone.rq", "no/such/file"])
def test_a_query_that_is_not_there_is_told_with_those_that_are(query: str) -> None:
    with pytest.raises(QueryError, match="only-reported-by"):
        query_text(query)


@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")  # by rdflib, which uses it itself
def test_the_graph_goes_to_networkx_and_rdflib() -> None:
    graph = Graph(story())
    assert graph.to_networkx().number_of_edges() == len(graph.facts)
    dataset = graph.to_rdflib()
    parsed = rdflib.Graph().parse(data="".join(lines(graph.content)), format="nt")
    assert {(s, p, str(o)) for s, p, o in dataset.default_graph} == {(s, p, str(o)) for s, p, o in parsed}
    outlets = dataset.query("SELECT ?o { ?o a kg:Outlet }")
    assert {row[0] for row in outlets} == set(parsed.subjects(rdflib.RDF.type, rdflib.URIRef("https://w3id.org/kgraph/ns#Outlet")))


def test_a_graph_says_what_it_is() -> None:
    assert repr(Graph(story())) == "<kgraph.Graph: 3 articles of 3 outlets, 5 claims, 3 facts, 1 differences>"


def test_building_from_nothing_usable_names_every_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(b"\0")
    with pytest.raises(InputError, match=r"no article could be used\na\.txt: is empty.*\nb\.txt: is binary"):
        kgraph.build(tmp_path)


def test_building_with_a_pipeline_that_is_not_there_is_told(seeds: Path, tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="no spaCy pipeline can be loaded"):
        kgraph.build(seeds, pipeline=str(tmp_path))


def test_a_target_that_cannot_be_written_is_told_before_any_article_is_read(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(StoreError, match="is a file"):
        kgraph.build(tmp_path / "gone", tmp_path / "out")


def test_the_samples_build_to_a_graph_whose_quotes_are_the_articles_words(seed_graph: kgraph.Graph) -> None:
    texts = {d.id: d.text for d in seed_graph.documents}
    assert len(texts) == 5
    assert seed_graph.claims
    for claim in seed_graph.claims:
        e = claim.evidence
        assert texts[e.document][e.start:e.end] == e.quote
        assert e.section.is_report


def test_progress_is_told_while_the_samples_are_built(seeds: Path) -> None:
    told: list[tuple[str, int, int]] = []
    graph = kgraph.build([seeds / "000_85a093f606a16700.txt", seeds / "003_2fbb35ac79445add.txt"], progress=lambda *step: told.append(step))
    assert [d.id for d in graph.documents] == ["000_85a093f606a16700.txt", "003_2fbb35ac79445add.txt"]
    assert told
    assert all(done >= 0 and (done <= total or stage == "taking in") for stage, done, total in told)  # nobody knows how many there are


def test_the_samples_differ_in_how_soon_the_congratulation_came(seed_graph: kgraph.Graph) -> None:
    found = [{v.value for v in d.variants} for d in seed_graph.differences(kind="duration", relation="refines")]
    assert any(any("less than 12 hours" in v for v in values) and any("within roughly an hour" in v for v in values) for values in found), found


def test_details_that_one_outlet_alone_gives_are_found_in_the_samples(seed_graph: kgraph.Graph) -> None:
    rows = [(r["outlet"], str(r["detail"])) for r in seed_graph.only_some_outlets()]
    assert any(outlet == "The Moscow Times" and "less than 12 hours" in detail for outlet, detail in rows)
    assert any(outlet == "Firstpost" and "within roughly an hour" in detail for outlet, detail in rows)
