"""RDF, rows and networks of graphs built by hand."""
from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph import export
from kgraph.errors import InputError
from kgraph.model import (
    Argument,
    ArgumentKind,
    Claim,
    ClaimGraph,
    Difference,
    DifferenceKind,
    DifferenceRelation,
    Fact,
    Modality,
    Polarity,
    Qualifier,
    Quantity,
    Rendering,
    RenderingForm,
    Role,
    Story,
    Utterance,
    Variant,
)
from kgraph.wording import words_of
from tests.builders import entity_id, make_claim, make_document, make_graph
from tests.full import full_graph

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
KG, SCHEMA = export.VOCABULARY, "https://schema.org/"
MOSCOW_TIMES = make_document(
    "003.txt", "Kremlin waits\nPutin congratulated Donald Trump less than 12 hours after he was declared winner in 2016"
    ". Putin won't congratulate Joe Biden. Dmitry Peskov said Putin respects Joe Biden.", "The Moscow Times",
    url="https://www.themoscowtimes.com/2020/11/09/a b")
FIRSTPOST = make_document(
    "004.txt", "When Donald Trump won, Putin congratulated him within roughly an hour. It is quiet.", "Firstpost")
NAMELESS = make_document("005.txt", "Nothing here states a claim.")


def detail(article: str, role: Role, text: str, quantity: Quantity | None = None,
           value: str | None = None) -> Qualifier:
    start = article.index(text)
    return Qualifier(role, text, start, start + len(text), value, quantity)


TWELVE_HOURS = detail(MOSCOW_TIMES.text, Role.DELAY, "less than 12 hours", Quantity(0.0, 43200.0, False, True, "s"))
ROUGHLY = Quantity(0, 3600.0, False, False, "s", "roughly", "waiting")
AN_HOUR = detail(FIRSTPOST.text, Role.DELAY, "within roughly an hour", ROUGHLY)
IN_2016 = detail(MOSCOW_TIMES.text, Role.TIME, "in 2016", value="2016")


def small_graph() -> ClaimGraph:
    first = make_claim(
        MOSCOW_TIMES, "Putin congratulated Donald Trump less than 12 hours after he was declared winner in 2016",
        "Putin", "congratulate", "Donald Trump", qualifiers=[TWELVE_HOURS, IN_2016], origin="o-1")
    second = make_claim(FIRSTPOST, "Putin congratulated him within roughly an hour", "Putin", "congratulate",
                        "Donald Trump", qualifiers=[AN_HOUR], origin="o-2")
    denied = make_claim(MOSCOW_TIMES, "Putin won't congratulate Joe Biden", "Putin", "congratulate", "Joe Biden",
                        polarity=Polarity.NEGATED, modality=Modality.PLANNED)
    quote = "Putin respects Joe Biden"
    said = make_claim(MOSCOW_TIMES, quote, "Putin", "respect", "Joe Biden", speaker="Dmitry Peskov")
    saying = replace(
        make_claim(MOSCOW_TIMES, f"Dmitry Peskov said {quote}", "Dmitry Peskov", "say"),
        object=Argument(quote, said.evidence.start, said.evidence.end, ArgumentKind.CLAIM, quote, None, said.id))
    difference = Difference(
        "d-1", DifferenceKind.DURATION, DifferenceRelation.REFINES, "how soon Putin congratulated Donald Trump",
        (Variant("less than 12 hours", ("The Moscow Times",), (first.id,)),
         Variant("within roughly an hour", ("Firstpost",), (second.id,))), "within roughly an hour")
    documents = [MOSCOW_TIMES, FIRSTPOST, NAMELESS]
    return make_graph(documents, [[first, second], [denied], [said], [saying]], [difference])


def triples(text: str, format_: pyoxigraph.RdfFormat = pyoxigraph.RdfFormat.N_TRIPLES) -> set[pyoxigraph.Triple]:
    return {quad.triple for quad in pyoxigraph.parse(text, format=format_)}


def ntriples(graph: ClaimGraph, base: str = export.BASE) -> str:
    return "".join(export.to_ntriples(graph, base))


def plain_triples(graph: ClaimGraph) -> set[tuple[str, str, str]]:
    """The triples whose predicate is a relation, by the last part of each IRI."""
    return {tuple(str(term).strip("<>").rsplit("/", 1)[1] for term in (t.subject, t.predicate, t.object))  # type: ignore[misc]
            for t in triples(ntriples(graph)) if "/relation/" in str(t.predicate)}


def text_of(term: object) -> str:
    assert isinstance(term, pyoxigraph.NamedNode | pyoxigraph.Literal)
    return term.value


def objects(graph: ClaimGraph, predicate: str) -> list[str]:
    return sorted(text_of(t.object) for t in triples(ntriples(graph)) if t.predicate.value == predicate)


def with_text(text: str) -> ClaimGraph:
    """A graph with one claim in which every piece of text is the given one."""
    document = make_document(f"{text}.txt", f"{text}\n{text} did.", text, url=text)
    words = Argument(text, 0, len(text), ArgumentKind.PHRASE, text)
    person = Argument(text, 0, len(text), ArgumentKind.ENTITY, text, text, entity_id(text))
    claim = replace(make_claim(document, text, text, text, text, origin=text, speaker=text, qualifiers=[
        Qualifier(Role.PLACE, text, 0, len(text)), Qualifier(Role.TIME, text, 0, len(text), text),
        Qualifier(Role.QUANTITY, text, 0, len(text), None, Quantity(-1.5, 1e20, True, False, text, text, text))]),
        utterance=text)
    loose = replace(make_claim(document, f"{text} did", text, text), subject=words, object=words, quoted=True)
    own = replace(make_claim(document, f"{text} did.", text, text), subject=person, object=person)
    variants = Variant(text, (text,), (claim.id,)), Variant(f"{text}2", (text,), (loose.id,))
    difference = Difference(f"d-{text}", DifferenceKind.WORDING, DifferenceRelation.DIFFERS, text, variants, text)
    return make_graph([document], [[claim], [loose], [own]], [difference])


HOSTILE = ["😀 he said \"yes\"\\ and 'no'\\", "line\r\nbreak\ttab\rreturn", "\x01\x07\x1f\x7f\x85\u2028\ufeff",
           "\u202e \u05e9\u05dc\u05d5\u05dd", "a\\u0041\\n",
           "https://x.example/a b<c>?d#e\"f`{g}|h^i", "..", "9/11 2016", "a_b c%20d",
           "_:b0", "e\u0301 ﬁ", "\ud800 alone", "\ufffe\uffff", "' . <x> <y> <z> . '"]


@pytest.mark.parametrize("text", HOSTILE)
def test_turtle_jsonld_and_rdflib_hold_the_same_values_as_ntriples_whatever_the_text(text: str) -> None:
    graph = with_text(text)
    expected = triples(ntriples(graph))
    assert triples(export.to_turtle(graph), pyoxigraph.RdfFormat.TURTLE) == expected
    assert triples(export.to_jsonld(graph), pyoxigraph.RdfFormat.JSON_LD) == expected
    assert triples(export.to_rdflib(graph).serialize(format="nt")) == expected


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=40))
def test_any_text_comes_back_from_ntriples_as_it_was(text: str) -> None:
    written = re.sub("[\ud800-\udfff]", "\ufffd", text)
    graph = with_text(text)
    text_of_all = ntriples(graph)
    assert written in objects(graph, "http://www.w3.org/ns/oa#exact")
    assert written in objects(graph, "http://www.w3.org/2000/01/rdf-schema#label")
    assert triples(export.to_turtle(graph), pyoxigraph.RdfFormat.TURTLE) == triples(text_of_all)
    assert triples(export.to_jsonld(graph), pyoxigraph.RdfFormat.JSON_LD) == triples(text_of_all)


@pytest.mark.parametrize("text", HOSTILE)
def test_every_iri_is_ascii_flat_and_without_blanks(text: str) -> None:
    for triple in triples(ntriples(with_text(text))):
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, pyoxigraph.NamedNode) and term.value.startswith(export.BASE):
                path = term.value.removeprefix(export.BASE)
                assert re.fullmatch(r"[a-z]+/[!-~]+", path) and path.count("/") == 1
                assert not re.search(r"[\"<>{}|^`\\#?]|/\.+$", path)


def test_names_that_look_alike_keep_apart() -> None:
    names = ["a b", "a_b", "a%20b", "a/b", "A b", "a-b", "a  b", "a.b", "ab", "a b "]
    documents = [make_document(f"{i}.txt", "Nothing.", name) for i, name in enumerate(names)]
    subjects = {str(t.subject) for t in triples(ntriples(make_graph(documents, [])))}
    assert len([subject for subject in subjects if "/outlet/" in subject]) == len(names)


def test_ntriples_lines_are_sorted_unique_and_the_same_on_the_next_run() -> None:
    lines = list(export.to_ntriples(small_graph()))
    assert lines == sorted(set(lines)) and lines == list(export.to_ntriples(small_graph()))
    for write in (export.to_turtle, export.to_jsonld, export.to_graphml):
        assert write(small_graph()) == write(small_graph())


def test_bytes_do_not_depend_on_the_seed_of_hashes() -> None:
    code = ("import hashlib; from kgraph import export; from tests.test_export import small_graph\n"
            "graph = small_graph()\n"
            "others = export.to_turtle, export.to_jsonld, export.to_graphml\n"
            "text = [*export.to_ntriples(graph), *(write(graph) for write in others)]\n"
            "print(hashlib.sha256(''.join(text).encode()).hexdigest())")
    root = Path(__file__).parent.parent
    hashes = {subprocess.run([sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, cwd=root,
                             check=True, capture_output=True, text=True).stdout for seed in "12"}
    assert len(hashes) == 1


def test_no_blank_nodes_booleans_or_durations() -> None:
    for text in (ntriples(small_graph()), export.to_turtle(small_graph()), export.to_jsonld(small_graph())):
        assert "_:" not in text and "[]" not in text
        assert not re.search(r"(XMLSchema#|xsd:)(boolean|\w*[dD]uration)", text)
        assert not re.search(r"\b(true|false)\b", text)


def test_only_what_an_outlet_affirms_and_asserts_in_its_own_voice_is_a_plain_triple() -> None:
    assert plain_triples(small_graph()) == {(entity_id("Putin"), "congratulate", entity_id("Donald Trump"))}


@pytest.mark.parametrize("change", [
    {"polarity": Polarity.NEGATED}, {"modality": Modality.PLANNED}, {"modality": Modality.POSSIBLE}, {"quoted": True},
    {"speakers": (make_claim(FIRSTPOST, "It", "Putin", "x").subject,)},
    {"object": Argument("him", 0, 3, ArgumentKind.PHRASE, "him")}, {"object": None}])
def test_no_plain_triple_for(change: dict[str, Any]) -> None:
    claim = make_claim(FIRSTPOST, "Putin congratulated him", "Putin", "congratulate", "Donald Trump")
    assert plain_triples(make_graph([FIRSTPOST], [[claim]]))
    assert not plain_triples(make_graph([FIRSTPOST], [[replace(claim, **change)]]))


def test_one_outlet_s_own_voice_is_enough_for_a_plain_triple() -> None:
    own = make_claim(FIRSTPOST, "Putin congratulated him", "Putin", "congratulate", "Donald Trump")
    said = make_claim(MOSCOW_TIMES, "Putin congratulated Donald Trump", "Putin", "congratulate", "Donald Trump",
                      speaker="Dmitry Peskov")
    assert len(plain_triples(make_graph([FIRSTPOST, MOSCOW_TIMES], [[said, own]]))) == 1


def test_a_claim_carries_quote_offsets_outlet_document_and_chain_of_speakers() -> None:
    quote = "Putin respects Joe Biden"
    claim = make_claim(MOSCOW_TIMES, quote, "Putin", "respect", "Joe Biden", speaker="Dmitry Peskov")
    agency = Argument("TASS", 0, 4, ArgumentKind.PHRASE, "TASS")
    graph = make_graph([MOSCOW_TIMES], [[replace(claim, speakers=(*claim.speakers, agency))]])
    out = export.to_rdflib(graph)
    kg, oa, base = rdflib.Namespace(KG), rdflib.Namespace("http://www.w3.org/ns/oa#"), rdflib.Namespace(export.BASE)
    node = base[f"claim/{claim.id}"]
    start, end = out.value(node, oa.start), out.value(node, oa.end)
    assert isinstance(start, rdflib.Literal) and isinstance(end, rdflib.Literal)
    assert MOSCOW_TIMES.text[start.toPython():end.toPython()] == str(out.value(node, oa.exact)) == quote
    assert out.value(node, kg.outlet) == base["outlet/The_Moscow_Times"]
    assert out.value(node, kg.document) == out.value(node, rdflib.PROV.wasDerivedFrom) == base["document/003.txt"]
    assert out.value(node, kg.attributedTo) == base[f"entity/{entity_id('Dmitry Peskov')}"]
    assert out.value(out.value(node, kg.via), rdflib.RDFS.label) == rdflib.Literal("TASS")
    assert str(out.value(node, kg.attribution)) == "speaker"


def test_equal_details_of_two_claims_share_a_node_and_a_bound_keeps_whether_it_is_open() -> None:
    first = make_claim(MOSCOW_TIMES, "Putin", "Putin", "wait", qualifiers=[TWELVE_HOURS])
    second = make_claim(FIRSTPOST, "Putin", "Putin", "wait", qualifiers=[replace(TWELVE_HOURS, start=0, end=18)])
    graph = make_graph([MOSCOW_TIMES, FIRSTPOST], [[first, second]])
    assert len(set(objects(graph, f"{KG}qualifier"))) == 1
    assert objects(graph, f"{SCHEMA}minValue") == ["0"] and objects(graph, f"{SCHEMA}maxValue") == ["43200"]
    assert objects(graph, f"{KG}maxBound") == ["exclusive"] and objects(graph, f"{KG}minBound") == ["inclusive"]


def test_an_exact_number_has_a_value_and_a_missing_bound_is_not_written() -> None:
    exact = detail(FIRSTPOST.text, Role.QUANTITY, "an hour", Quantity(0.1, 0.1, False, False, "h"))
    least = detail(FIRSTPOST.text, Role.QUANTITY, "roughly", Quantity(2_000_000.0, None, False, False, "usd"))
    graph = make_graph([FIRSTPOST], [[make_claim(FIRSTPOST, "Putin", "Putin", "wait", qualifiers=[exact, least])]])
    assert objects(graph, f"{SCHEMA}value") == objects(graph, f"{SCHEMA}maxValue") == ["0.1"]
    assert objects(graph, f"{SCHEMA}minValue") == ["0.1", "2000000"]


def test_outlet_without_claims_and_unknown_outlets_are_exported() -> None:
    labels = {text_of(t.object) for t in triples(ntriples(small_graph()))
              if "/outlet/" in str(t.subject) and str(t.predicate).endswith("label>")}
    assert labels == {"The Moscow Times", "Firstpost", "unknown (005.txt)"}
    assert objects(small_graph(), f"{RDF}type").count("https://schema.org/NewsMediaOrganization") == 2


def test_origins_are_counted_only_where_every_claim_has_one() -> None:
    found = triples(ntriples(small_graph()))
    counted = {t.subject.value.split("/")[-2]: t.object.value for t in found if t.predicate == pyoxigraph.NamedNode(f"{KG}originCount")}
    assert counted == {"fact": "2", "detail": "1"}


def test_a_bad_address_stays_text_and_a_blank_in_one_is_encoded() -> None:
    bad = ["javascript:alert(1)", "not an address", "http://[", "ftp://x.example/"]
    odd = [make_document(f"{i}.txt", "Nothing.", url=url) for i, url in enumerate(bad)]
    found = {t.object for t in triples(ntriples(make_graph(odd, []))) if text_of(t.predicate) == f"{SCHEMA}url"}
    assert {term.value for term in found if isinstance(term, pyoxigraph.Literal)} == set(bad)
    mixed = make_graph([*odd, MOSCOW_TIMES], [])
    assert triples(export.to_jsonld(mixed), pyoxigraph.RdfFormat.JSON_LD) == triples(ntriples(mixed))
    assert objects(small_graph(), f"{SCHEMA}url") == ["https://www.themoscowtimes.com/2020/11/09/a%20b"]


def test_rdf_xml_can_be_written_though_a_relation_ends_in_a_digit() -> None:
    claim = make_claim(FIRSTPOST, "Putin", "Putin", "win 9/11 2016", "Donald Trump")
    out = export.to_rdflib(make_graph([FIRSTPOST], [[claim]]))
    assert set(rdflib.Graph().parse(data=out.serialize(format="xml"), format="xml")) == set(out)


@pytest.mark.parametrize("base", ["kgraph", "", "https://x.example/a b/", "https://x.example/?q=",
                                  "https://x.example/#", "https://é.example/"])
def test_unusable_base_is_refused_with_an_example(base: str) -> None:
    with pytest.raises(InputError, match=r"kgraph\.example"):
        ntriples(small_graph(), base)


def test_base_moves_data_and_leaves_the_vocabulary() -> None:
    text = ntriples(small_graph(), "https://newsroom.example/kg")
    assert "<https://newsroom.example/kg/fact/" in text and export.BASE not in text and f"<{KG}Fact>" in text


def every_feature() -> Iterator[str]:
    yield from (str(term).strip("<>") for g in (small_graph(), full_graph("words")) for t in triples(ntriples(g))
                for term in (t.predicate, t.object) if isinstance(term, pyoxigraph.NamedNode))


def in_a_story() -> ClaimGraph:
    graph = small_graph()
    return replace(graph, stories=(Story("s-1", 'Putin "waits"', tuple(d.id for d in graph.documents)),))


def test_articles_facts_and_differences_say_which_story_they_belong_to() -> None:
    found = triples(ntriples(in_a_story()))
    story = pyoxigraph.NamedNode(f"{export.BASE}story/s-1")
    members = [t.subject for t in found if t.predicate == pyoxigraph.NamedNode(f"{KG}story") and t.object == story
               and t.subject.value.split("/")[-2] in ("document", "fact", "difference")]
    graph = in_a_story()
    assert len(members) == len(graph.documents) + len(graph.facts) + len(graph.differences)
    assert pyoxigraph.Literal('Putin "waits"') in [t.object for t in found if t.subject == story]


def test_ontology_defines_exactly_the_terms_that_are_exported_each_with_label_and_comment() -> None:
    ontology = rdflib.Graph().parse(Path(export.__file__).parent.parent / "ontology.ttl")
    defined = {str(s) for s in ontology.subjects(rdflib.RDF.type) if str(s).startswith(KG)}
    assert defined == {iri for iri in every_feature() if iri.startswith(KG)}
    for term in defined:
        node = rdflib.URIRef(term)
        assert ontology.value(node, rdflib.RDFS.label) and ontology.value(node, rdflib.RDFS.comment), term


def test_claim_rows_have_the_keys_that_scorers_read() -> None:
    row = next(r for r in export.claim_rows(small_graph()) if r["document"] == "003.txt" and r["qualifiers"])
    assert set(row) == {"id", "fact", "document", "outlet", "published", "subject", "relation", "object", "qualifiers",
                        "polarity", "modality", "attributed_to", "evidence", "origin", "confidence", "utterance",
                        "speakers", "quoted", "implied", "title", "url", "story"}
    assert set(row["subject"]) == {"id", "label", "type", "text", "start", "end"}
    assert set(row["object"]) == {"id", "label", "kind", "type", "text", "start", "end"}
    assert set(row["relation"]) == {"label", "text", "start", "end"}
    assert set(row["evidence"]) == {"start", "end", "quote", "section", "spans"}
    delay, time = row["qualifiers"]
    assert delay == {
        "role": "delay", "text": "less than 12 hours", "start": TWELVE_HOURS.start, "end": TWELVE_HOURS.end,
        "value": None, "min": 0, "max": 43200, "min_open": False, "max_open": True, "unit": "s", "hedge": None, "of": None}
    assert '"min": 0, "max": 43200,' in json.dumps(delay)
    assert set(time) == {"role", "text", "value", "start", "end"} and time["value"] == "2016"
    assert row["published"] == "2020-11-09" and row["attributed_to"] is None and row["outlet"] == "The Moscow Times"


def test_rows_are_plain_json_that_reads_back_equal() -> None:
    graph = small_graph()
    for rows in (export.document_rows, export.claim_rows, export.fact_rows, export.entity_rows, export.difference_rows, export.utterance_rows):
        made = list(rows(with_an_utterance(graph)))
        assert made and json.loads(json.dumps(made)) == made


def with_an_utterance(graph: ClaimGraph) -> ClaimGraph:
    """A graph with an utterance that its first two articles give, in part or in whole."""
    made = []
    for document, words in zip(graph.documents, ((0, 6), (0, 12)), strict=False):
        quote = document.text[slice(*words)]
        made.append(Rendering(document.id, document.source, RenderingForm.DIRECT, *words, quote, (words,), ("c-1",)))
    return replace(graph, utterances=(Utterance("u-1", "e-1", "Dmitry Peskov", tuple(made)),))


def test_utterance_rows_show_where_each_wording_stands_and_how_it_differs() -> None:
    graph = with_an_utterance(small_graph())
    (row,) = export.utterance_rows(graph)
    assert row["speaker"] == {"id": "e-1", "label": "Dmitry Peskov"}
    for wording in row["wordings"]:
        assert " ".join(e["words"] for e in wording["edits"] if e["words"]).split() == words_of(wording["words"])
        for r in wording["renderings"]:
            assert graph.document_by_id[r["document"]].text[r["start"]:r["end"]] == r["quote"]
            assert r["form"] == "direct"


def test_difference_rows_name_the_narrower_variant() -> None:
    (row,) = export.difference_rows(small_graph())
    assert row["narrower"] == "within roughly an hour" and row["relation"] == "refines" and row["kind"] == "duration"
    assert [set(v) for v in row["variants"]] == [{"value", "outlets", "claims"}] * 2


def test_unknown_outlet_and_missing_date_show_in_rows() -> None:
    document = make_document("7.txt", "Putin waits.", published=None)
    graph = make_graph([document], [[make_claim(document, "Putin waits", "Putin", "wait")]])
    (claim,), (row,) = export.claim_rows(graph), export.document_rows(graph)
    assert claim["outlet"] == row["outlet"] == "unknown (7.txt)" and claim["published"] is row["published"] is None
    assert claim["object"] is None


def test_attributed_claim_rows_carry_the_nearest_speaker_and_the_chain() -> None:
    row = next(r for r in export.claim_rows(small_graph()) if r["relation"]["label"] == "respect")
    assert row["attributed_to"] == row["speakers"][0] and [s["label"] for s in row["speakers"]] == ["Dmitry Peskov"]


def test_fact_rows_pool_what_the_claims_bring() -> None:
    row = next(r for r in export.fact_rows(small_graph()) if len(r["claims"]) == 2)
    assert row["outlets"] == ["Firstpost", "The Moscow Times"] and row["origins"] == ["o-1", "o-2"]
    assert row["statement"] == "Putin congratulate Donald Trump"


def test_network_has_one_edge_a_fact_and_speech_points_to_the_fact_that_is_said() -> None:
    graph = small_graph()
    network = export.to_networkx(graph)
    assert {key for *_, key in network.edges(keys=True)} == {f.id for f in graph.facts}
    edge = next(d for *_, d in network.edges(data=True) if len(d["outlets"]) == 2)
    assert edge["outlets"] == ("Firstpost", "The Moscow Times") and edge["origins"] == 2 and len(edge["quotes"]) == 2
    said = next(f for f in graph.facts if f.head.relation.label == "respect")
    assert network.nodes[said.id] == {"label": "Putin respect Joe Biden", "kind": "claim", "type": ""}
    assert said.id in network[entity_id("Dmitry Peskov")]


def test_speech_points_to_the_claim_that_is_said_and_its_fact_to_the_fact() -> None:
    graph = small_graph()
    said = next(f for f in graph.facts if f.head.relation.label == "respect")
    assert f"{export.BASE}claim/{said.head.id}" in objects(graph, f"{KG}object")
    assert f"{export.BASE}fact/{said.id}" in objects(graph, f"{RDF}object")


def test_speech_about_a_claim_that_is_not_there_points_to_its_words() -> None:
    lost = Argument("it is fine", 0, 10, ArgumentKind.CLAIM, "it is fine", None, "c-gone")
    graph = make_graph([FIRSTPOST], [[replace(make_claim(FIRSTPOST, "Putin", "Putin", "say"), object=lost)]])
    assert "/phrase/" in objects(graph, f"{KG}object")[0] and "c-gone" not in ntriples(graph)
    assert "c-gone" not in export.to_networkx(graph) and export.to_networkx(graph).number_of_nodes() == 2


def test_phrase_nodes_never_pass_for_entities() -> None:
    claim = make_claim(FIRSTPOST, "Putin", "Putin", "wait")
    named = replace(claim, object=Argument("Putin", 0, 5, ArgumentKind.PHRASE, "Putin"))
    network = export.to_networkx(make_graph([FIRSTPOST], [[named]]))
    assert sorted(d["kind"] for _, d in network.nodes(data=True)) == ["entity", "phrase"]
    assert network.number_of_edges() == 1


def test_fact_without_object_is_a_loop() -> None:
    network = export.to_networkx(make_graph([FIRSTPOST], [[make_claim(FIRSTPOST, "Putin", "Putin", "wait")]]))
    assert list(network.edges()) == [(entity_id("Putin"), entity_id("Putin"))]


@pytest.mark.parametrize("text", HOSTILE)
def test_graphml_reads_back_whatever_the_text(text: str) -> None:
    graph = with_text(text)
    read = nx.parse_graphml(export.to_graphml(graph).encode("utf-8").decode("utf-8"), force_multigraph=True)
    network = export.to_networkx(graph)
    assert set(read.nodes) == set(network.nodes) and read.number_of_edges() == network.number_of_edges()


def test_order_of_claims_in_a_fact_does_not_change_what_is_counted() -> None:
    graph = small_graph()
    turned = replace(graph, facts=tuple(Fact(f.id, (f.claims[0], *reversed(f.claims[1:]))) for f in graph.facts),
                     claims=tuple(reversed(graph.claims)), documents=tuple(reversed(graph.documents)))
    assert ntriples(turned) == ntriples(graph)


def test_claim_that_no_fact_holds_is_still_exported() -> None:
    claim: Claim = make_claim(FIRSTPOST, "Putin", "Putin", "wait")
    graph = replace(make_graph([FIRSTPOST], [[claim]]), facts=())
    assert f"claim/{claim.id}>" in ntriples(graph) and next(iter(export.claim_rows(graph)))["fact"] is None
    assert graph.documents[0].published == date(2020, 11, 9)
