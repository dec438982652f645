"""Exports of hostile graphs in every form, read back by strict parsers; vocabulary, shapes, tables and `kgraph validate`."""
from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import subprocess
import sys
import warnings
from dataclasses import replace
from enum import StrEnum
from itertools import product
from pathlib import Path
from typing import BinaryIO

import networkx as nx
import pyoxigraph
import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rdflib.namespace import OWL, RDF, RDFS, SH

import kgraph
from kgraph import cli, export, model, store
from kgraph.errors import InputError
from kgraph.export import Assertion, Profile
from kgraph.export.network import NOT_IN_XML
from kgraph.export.rdf import FORMS, WITH_GRAPHS, WITH_RDF12, context
from kgraph.export.terms import NOT_KEPT
from kgraph.export.vocabulary import PACKAGE, USED, jsonld_context, read_ontology, vocabulary_page
from kgraph.model import ClaimGraph, Modality, Polarity, Qualifier, Role, Story
from kgraph.validate import Problem, validate
from tests.builders import entity_id, make_claim, make_document, make_graph
from tests.full import full_graph

KG, SCHEMA = export.VOCABULARY, "https://schema.org/"
FORM_OF = {"turtle": pyoxigraph.RdfFormat.TURTLE, "ntriples": pyoxigraph.RdfFormat.N_TRIPLES, "nquads": pyoxigraph.RdfFormat.N_QUADS,
           "trig": pyoxigraph.RdfFormat.TRIG, "jsonld": pyoxigraph.RdfFormat.JSON_LD, "rdfxml": pyoxigraph.RdfFormat.RDF_XML}
PIECES = ["'", '"', '"""', "\\", "\n", "\r\n", "\t", ">", "<", "} DROP ALL {", "' . <x> <y> <z> . '", "\0", "\x01", "\x1f", "\x7f", "\x85",
          "\u2028", "\ufeff", "\u202e", "\u05e9\u05dc", "\U0001f600", "e\u0301", "\ud800", "\udfff", "\ufffe", "\uffff", "_:b0", "%", "%20",
          "a_b", "..", "/", "//", "#", "?", "https://x.example/a b{c}", "http://[", "javascript:x", "@en", "^^<x>", "=1+1", "]]>", "&amp;",
          "<!--", "9", "c-1", ",", " | ", "<<( <a> <b> <c> )>>", "$this", "2020-11-09", "true"]
HOSTILE = st.lists(st.sampled_from(PIECES) | st.text(st.characters(), min_size=1, max_size=6), min_size=1, max_size=6).map("".join)


def written(graph: ClaimGraph, form: str, profile: Profile | None = None, table: str | None = None) -> bytes:
    out = io.BytesIO()
    export.write(graph, out, form, profile, table)
    return out.getvalue()


def quads(graph: ClaimGraph, form: str, profile: Profile | None = None) -> set[pyoxigraph.Quad]:
    return set(pyoxigraph.parse(written(graph, form, profile), format=FORM_OF[form]))


def predicates(found: set[pyoxigraph.Quad], part: str) -> set[tuple[str, str, str]]:
    """Subject, predicate and object of the quads with a predicate that holds a text, by their values."""
    return {(value(q.subject), q.predicate.value, value(q.object)) for q in found if part in q.predicate.value}


def value(term: object) -> str:
    assert isinstance(term, pyoxigraph.NamedNode | pyoxigraph.Literal)
    return term.value


def as_xml_has_it(quad: pyoxigraph.Quad) -> pyoxigraph.Quad:
    of = quad.object
    if isinstance(of, pyoxigraph.Literal) and of.datatype.value.endswith("#string"):
        of = pyoxigraph.Literal(NOT_IN_XML.sub("\ufffd", of.value))
    return pyoxigraph.Quad(quad.subject, quad.predicate, of, quad.graph_name)


# --- values ---------------------------------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(HOSTILE)
def test_every_form_holds_the_same_values_whatever_the_text(text: str) -> None:
    graph = full_graph(text)
    expected = quads(graph, "ntriples")
    for form in ("nquads", "turtle", "trig", "jsonld"):
        assert quads(graph, form) == expected
    assert quads(graph, "rdfxml") == {as_xml_has_it(quad) for quad in expected}


@settings(max_examples=80, deadline=None)
@given(HOSTILE)
def test_text_comes_back_as_it_was(text: str) -> None:
    graph, kept = full_graph(text), NOT_KEPT.sub("\ufffd", text)
    found = quads(graph, "nquads")
    quotes = {c.evidence.quote for c in graph.claims} | {m.text for e in graph.entities for m in e.mentions}
    quotes |= {r.quote for u in graph.utterances for r in u.renderings}
    assert {NOT_KEPT.sub("\ufffd", quote) for quote in quotes} <= {of for _, _, of in predicates(found, "oa#exact")}
    for name in ("#words", "#hedge", "#of", "#agency", "#judgedBy", "#entityType", "terms/identifier", "org/author"):
        assert kept in {of for _, _, of in predicates(found, name)}, name
    starts, ends = ({s: int(of) for s, _, of in predicates(found, f"oa#{side}")} for side in ("start", "end"))
    documents = {s: of for s, _, of in predicates(found, "#document")}
    texts = {s: d.text for d in graph.documents for s, _, of in predicates(found, "terms/identifier") if of == f"sha256:{d.sha256}"}
    for subject, _, quote in predicates(found, "oa#exact"):
        assert NOT_KEPT.sub("\ufffd", texts[documents[subject]][starts[subject]:ends[subject]]) == quote


@settings(max_examples=60, deadline=None)
@given(HOSTILE)
def test_no_form_or_option_gives_a_blank_node_boolean_duration_or_unsafe_iri(text: str) -> None:
    graph = full_graph(text)
    profile = Profile("https://newsroom.example/kg", Assertion.ALL, named_graphs=True)
    for found in (*(quads(graph, form) for form in FORMS), *(quads(graph, form, profile) for form in WITH_GRAPHS)):
        for term in (term for quad in found for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)):
            if isinstance(term, pyoxigraph.NamedNode):
                assert re.fullmatch(r"[!-~]+", term.value) and not re.search(r"[\"<>\\^`{|}]", term.value)
            elif isinstance(term, pyoxigraph.Literal):
                assert re.fullmatch(r".*#(string|integer|decimal|date)", term.datatype.value) and not term.language
            else:
                assert isinstance(term, pyoxigraph.DefaultGraph)


def test_a_quote_of_100_kb_is_held_by_every_form() -> None:
    document = make_document("long.txt", "} DROP ALL { \u202e\U0001f600\"'\\\r\n" * 5_000, "The Harbour Post")
    graph = make_graph([document], [[make_claim(document, document.text, "Ada Lind", "write")]])
    assert len(document.text) > 90_000
    for form in FORMS:
        assert document.text in {of for _, _, of in predicates(quads(graph, form), "oa#exact")}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # by rdflib's own reader of JSON-LD
def test_rdflib_reads_the_same_values() -> None:
    graph = full_graph("a \"b\"\\\n\u202e\U0001f600 <c> & ]]>")
    expected = set(export.to_rdflib(graph))
    for form, name in (("ntriples", "nt"), ("turtle", "turtle"), ("jsonld", "json-ld"), ("rdfxml", "xml")):
        assert set(rdflib.Graph().parse(data=written(graph, form), format=name)) == expected, form


def test_long_names_make_short_iris_that_keep_apart() -> None:
    names = ["a" * 5_000, "a" * 5_001, "\U0001f600" * 500, "\U0001f600" * 501, "a b." * 900]
    documents = [make_document(f"{n}.txt", "Nothing.", name) for n, name in enumerate(names)]
    found = {subject for subject, _, _ in predicates(quads(make_graph(documents, []), "nquads"), "#type") if "/outlet/" in subject}
    assert len(found) == len(names) and max(map(len, found)) < 700


def test_numbers_that_json_or_a_store_would_bend_stay_as_they_are() -> None:
    found = {of for _, _, of in predicates(quads(full_graph("x"), "jsonld"), "schema.org/")}
    assert {"0.0000001", "100000000000000000000", "-1.5"} <= found


@pytest.mark.parametrize("form", list(export.FORMATS))
def test_bytes_are_the_same_on_every_run_and_whatever_the_seed_of_hashes(form: str) -> None:
    code = ("import hashlib, io\nfrom kgraph import export\nfrom tests.full import full_graph\nout = io.BytesIO()\n"
            f"export.write(full_graph('a \"b\" | ü'), out, {form!r})\nprint(hashlib.sha256(out.getvalue()).hexdigest())")
    runs = [subprocess.Popen([sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, cwd=PACKAGE.parent,
                             stdout=subprocess.PIPE, text=True) for seed in "12"]
    assert len({run.communicate()[0] for run in runs}) == 1 and not any(run.returncode for run in runs)


def test_lines_are_sorted_and_each_stands_once() -> None:
    lines = written(full_graph("b, a"), "nquads", Profile(named_graphs=True, assertion=Assertion.ALL, rdf12=True)).decode().splitlines()
    assert lines == sorted(set(lines))


class Pieces(io.RawIOBase):
    """A file that remembers only the size of the largest piece and of all."""

    largest = whole = 0

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        self.largest, self.whole = max(self.largest, len(piece)), self.whole + len(piece)
        return len(piece)


@pytest.mark.parametrize("form", list(FORMS))
def test_no_form_is_held_whole_before_it_is_written(form: str) -> None:
    documents = [make_document(f"{n}.txt", f"Article {n}: nothing. " * 9, f"Outlet {n}") for n in range(2_000)]
    out = Pieces()
    export.write(make_graph(documents, []), out, form)  # type: ignore[arg-type]
    assert out.whole > 500_000 > 5 * out.largest


# --- plain triples --------------------------------------------------------------------------------------------------------


ARTICLE = make_document("1.txt", "Ada Lind praised Bo Kern.", "The Harbour Post")


def praise(graph: ClaimGraph, profile: Profile) -> set[str]:
    """The graphs in which it stands plainly that one praised the other."""
    found = [q for q in quads(graph, "nquads", profile) if q.predicate.value.endswith("/relation/praise")]
    return {"" if isinstance(q.graph_name, pyoxigraph.DefaultGraph) else value(q.graph_name) for q in found}


@pytest.mark.parametrize(("polarity", "modality"), list(product(Polarity, Modality)))
def test_only_what_is_affirmed_and_asserted_is_a_plain_triple_in_any_graph(polarity: Polarity, modality: Modality) -> None:
    claim = make_claim(ARTICLE, "Ada Lind praised Bo Kern", "Ada Lind", "praise", "Bo Kern", polarity=polarity, modality=modality)
    plainly = (polarity, modality) == (Polarity.AFFIRMED, Modality.ASSERTED)
    for assertion in Assertion:
        graphs = praise(make_graph([ARTICLE], [[claim]]), Profile(assertion=assertion, named_graphs=True))
        assert graphs == ({"", f"{export.BASE}claim/{claim.id}"} if plainly else set())


def test_whose_word_makes_a_plain_triple_is_asked_for() -> None:
    own = make_claim(ARTICLE, "Ada Lind praised Bo Kern", "Ada Lind", "praise", "Bo Kern")
    said = replace(own, speakers=(own.subject,), quoted=True)
    quoted = replace(own, quoted=True)
    doubted = replace(own, qualifiers=(Qualifier(Role.STANCE, "alleged", 0, 7),))
    made = {assertion: [bool(praise(make_graph([ARTICLE], [[claim]]), Profile(assertion=assertion))) for claim in (own, said, quoted, doubted)]
            for assertion in Assertion}
    assert made == {Assertion.OWN_VOICE: [True, False, False, False], Assertion.ATTRIBUTED: [True, True, False, False],
                    Assertion.ALL: [True, True, True, True]}


def test_named_graphs_only_add_and_each_is_named_by_the_claim_that_it_repeats() -> None:
    graph = full_graph("words")
    profile = Profile(assertion=Assertion.ALL)
    with_graphs = quads(graph, "trig", replace(profile, named_graphs=True))
    assert quads(graph, "jsonld", replace(profile, named_graphs=True)) == with_graphs == quads(graph, "nquads", replace(profile, named_graphs=True))
    default = {q for q in with_graphs if isinstance(q.graph_name, pyoxigraph.DefaultGraph)}
    assert default == quads(graph, "ntriples", profile)
    named = with_graphs - default
    assert len(named) == 2
    for quad in named:
        parts = {name: pyoxigraph.NamedNode(KG + name) for name in ("subject", "relation", "object")}
        told = {name: next(q.object for q in default if q.subject == quad.graph_name and q.predicate == of) for name, of in parts.items()}
        assert told == {"subject": quad.subject, "relation": quad.predicate, "object": quad.object}


def test_triple_terms_only_add_and_repeat_what_the_fact_says() -> None:
    graph = full_graph("words")
    plain = quads(graph, "ntriples")
    for form in WITH_RDF12:
        found = quads(graph, form, Profile(rdf12=True))
        assert plain < found
        for quad in found - plain:
            assert quad.predicate.value == f"{RDF}reifies" and isinstance(quad.object, pyoxigraph.Triple)
            of = {q.predicate.value: q.object for q in plain if q.subject == quad.subject}
            assert [of[f"{RDF}{name}"] for name in ("subject", "predicate", "object")] == [
                quad.object.subject, quad.object.predicate, quad.object.object]
        assert len(found - plain) == len(graph.facts)


@pytest.mark.parametrize(("form", "profile", "table", "told"), [
    *((form, Profile(named_graphs=True), None, "no named graphs") for form in FORMS if form not in WITH_GRAPHS),
    *((form, Profile(rdf12=True), None, "no triple terms") for form in FORMS if form not in WITH_RDF12),
    ("graphml", Profile(rdf12=True), None, "no RDF"), ("csv", Profile("https://x.example/"), None, "no RDF"),
    ("turtle", Profile(), "claims", "no table"), ("gexf", None, "claims", "no table"), ("turtle", Profile("x y"), None, "cannot begin")])
def test_what_a_form_cannot_do_is_refused_with_what_can(form: str, profile: Profile | None, table: str | None, told: str) -> None:
    out = io.BytesIO()
    with pytest.raises(InputError, match=told):
        export.write(full_graph("words"), out, form, profile, table)
    assert not out.getvalue()


# --- the model ------------------------------------------------------------------------------------------------------------


def test_a_chain_of_speakers_is_told_in_order_and_shared_by_claims() -> None:
    claim = make_claim(ARTICLE, "Ada Lind praised", "Ada Lind", "praise", speaker="Cy Moor")
    chain = tuple(replace(claim.subject, label=name, id=entity_id(name)) for name in ("Cy Moor", "Di Nash", "Ed Orr"))
    other = replace(make_claim(ARTICLE, "praised Bo Kern", "Ada Lind", "praise"), speakers=chain[:2])
    data = export.to_rdflib(make_graph([ARTICLE], [[replace(claim, speakers=chain)], [other]]))
    rows = data.query(f"""PREFIX kg: <{KG}> SELECT ?claim (GROUP_CONCAT(?name) AS ?names) WHERE {{
        {{ SELECT ?claim ?name WHERE {{ ?claim kg:chainLink ?link . ?link kg:position ?n ; kg:speaker/rdfs:label ?name }} ORDER BY ?claim ?n }}
        }} GROUP BY ?claim""")
    assert sorted(str(row[1]) for row in rows) == ["Cy Moor Di Nash", "Cy Moor Di Nash Ed Orr"]  # type: ignore[index]
    assert len(set(data.subjects(RDF.type, rdflib.URIRef(f"{KG}ChainLink")))) == 3


def test_one_place_that_two_entities_claim_is_one_mention_of_both() -> None:
    graph = full_graph("words")
    first, second = graph.entities
    both = replace(graph, entities=(first, replace(second, mentions=first.mentions[:1])))
    found = predicates(quads(both, "nquads"), "#refersTo")
    place = f"{export.BASE}mention/words.txt,0,5"
    assert {of for subject, _, of in found if subject == place} == {f"{export.BASE}entity/words", f"{export.BASE}entity/words2"}


def test_a_time_says_its_first_and_last_day() -> None:
    found = quads(full_graph("words"), "nquads")
    assert [of for _, _, of in predicates(found, "#earliest")] == ["2020-02-01"]
    assert [of for _, _, of in predicates(found, "#latest")] == ["2020-03-22"]


# --- vocabulary -----------------------------------------------------------------------------------------------------------


def test_context_and_page_are_what_the_ontology_gives() -> None:
    ontology = read_ontology()
    assert (PACKAGE / "context.jsonld").read_text("utf-8") == jsonld_context(ontology), "run python -m kgraph.export.vocabulary"
    assert (PACKAGE.parent / "docs" / "vocabulary.md").read_text("utf-8") == vocabulary_page(ontology)


def test_json_ld_begins_with_the_published_context() -> None:
    whole = json.loads(written(full_graph("words"), "jsonld"))
    assert whole["@context"][0] == context() and set(whole["@context"][1]) == {"rel"}


def test_every_value_of_a_property_is_typed_by_the_context_or_plain_json() -> None:
    for node in json.loads(written(full_graph("words"), "jsonld"))["@graph"]:
        for key, values in node.items():
            for of in values if isinstance(values, list) else [values]:
                assert isinstance(of, str | int) or key.startswith(("rel:", "schema:url")), (key, of)


def test_domains_and_ranges_hold_in_what_is_exported() -> None:
    ontology, data = read_ontology(), export.to_rdflib(full_graph("words"))
    includes = {of: rdflib.URIRef(f"{SCHEMA}{name}Includes") for of, name in ((RDFS.domain, "domain"), (RDFS.range, "range"))}
    for term in [*ontology.subjects(RDF.type, OWL.ObjectProperty), *ontology.subjects(RDF.type, OWL.DatatypeProperty)]:
        for side, pairs in ((RDFS.domain, data.subjects(term)), (RDFS.range, data.objects(None, term))):
            allowed = {*ontology.objects(term, side), *ontology.objects(term, includes[side])}
            assert allowed, (term, side)
            for node in set(pairs):
                kinds = {node.datatype or rdflib.XSD.string} if isinstance(node, rdflib.Literal) else set(data.objects(node, RDF.type))
                assert kinds & allowed, (term, node)


def test_the_page_tells_of_every_borrowed_term_that_is_exported() -> None:
    prefixes = {namespace: prefix for prefix, namespace in export.rdf.PREFIXES.items()}
    found = quads(full_graph("words"), "turtle", Profile(rdf12=True))
    used = {q.predicate.value for q in found} | {value(q.object) for q in found if q.predicate == pyoxigraph.NamedNode(str(RDF.type))}
    short = {f"{prefixes[name]}:{term.removeprefix(name)}" for term in used for name in prefixes if term.startswith(name)}
    missing = {term for term in short if not term.startswith("kg:")} - USED.keys() - {"rdf:type", "oa:TextQuoteSelector", "oa:TextPositionSelector"}
    assert not missing


LISTS: dict[str, type[StrEnum]] = {
    "polarity": model.Polarity, "contentPolarity": model.Polarity, "modality": model.Modality, "role": model.Role, "form": model.RenderingForm,
    "differenceKind": model.DifferenceKind, "comparison": model.DifferenceRelation, "originKind": model.OriginKind, "verdict": model.Verdict,
    "mentionKind": model.MentionKind}


@pytest.mark.parametrize("name", LISTS)
def test_shapes_list_the_values_that_the_model_has(name: str) -> None:
    shapes = rdflib.Graph().parse(PACKAGE / "shapes.ttl")
    lists = [shapes.value(shape, SH["in"]) for shape in shapes.subjects(SH.path, rdflib.URIRef(KG + name))]
    for listed in lists:
        assert {str(of) for of in shapes.items(listed)} == set(LISTS[name])
    assert lists


# --- validate -------------------------------------------------------------------------------------------------------------


pytest.importorskip("pyshacl", reason="no shapes are checked: pySHACL is not installed (pip install pyshacl)")


def checked(folder: Path, data: bytes, name: str = "graph.nq") -> tuple[Problem, ...]:
    path = folder / name
    path.write_bytes(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return validate(path).problems


@settings(max_examples=15, deadline=None)
@given(HOSTILE)
def test_every_export_satisfies_the_shapes_whatever_the_text(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    everything = Profile(assertion=Assertion.ALL, named_graphs=True, rdf12=True)
    assert not checked(tmp_path_factory.mktemp("shapes"), written(full_graph(text), "nquads", everything))


@pytest.mark.parametrize("name", ["x.ttl", "x.nt", "x.nq.gz", "x.trig", "x.jsonld", "x.rdf"])
def test_each_syntax_is_validated_by_its_suffix(tmp_path: Path, name: str) -> None:
    with store.replacing(tmp_path / name) as out:
        export.write(full_graph("words"), out, export.format_of(name))
    assert not checked(tmp_path, (tmp_path / name).read_bytes(), name)


BREAKS = {
    "blank node": ("", "_:b <{KG}words> \"x\" .", "_:"),
    "boolean": ("", "<{BASE}fact/x> <{KG}words> \"true\"^^<http://www.w3.org/2001/XMLSchema#boolean> .", "boolean"),
    "unknown term": ("", "<{BASE}fact/x> <{KG}sayz> \"x\" .", "sayz"),
    "unsafe address": ("", "<{BASE}fact/\u00e9> <{KG}words> \"x\" .", "plain ASCII"),
    "count": (f'<{KG}outletCount> "2"', f'<{KG}outletCount> "3"', "outletCount"),
    "list": (f'<{KG}modality> "planned"', f'<{KG}modality> "surely"', "surely"),
    "kind": (f"{KG}Outlet>", f"{KG}Phrase>", "Outlet"),
    "offsets": ('/ns/oa#start> "0"', '/ns/oa#start> "99999"', "99999"),
    "plain triple": ("", "<{BASE}entity/a> <{BASE}relation/words> <{BASE}entity/b> .", "plain triple"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_is_not_as_the_vocabulary_has_it_is_named(tmp_path: Path, name: str) -> None:
    old, new, told = BREAKS[name]
    text = written(full_graph("words"), "nquads").decode()
    text = text.replace(old, new) if old else text + new.replace("{KG}", KG).replace("{BASE}", export.BASE) + "\n"
    problems = checked(tmp_path, text.encode())
    assert problems and any(told in str(problem) for problem in problems)


def test_each_cause_is_told_once_with_its_path_by_name_how_often_and_where(tmp_path: Path) -> None:
    lines = [line for line in export.to_ntriples(full_graph("words")) if not line.endswith(f"<{KG}Claim> .\n")]
    problems = {p.cause: p for p in checked(tmp_path, "".join([*lines, "_:b <urn:x:p> _:c .\n"]).encode(), "graph.nt")}
    supports = sum(f"<{KG}supports>" in line for line in lines)
    wrong = problems["^kg:supports: Value does not have class kg:Claim"]
    assert wrong.times == supports > 1 and re.fullmatch(r"<\S+/fact/\S+> <\S+/claim/\S+>", wrong.example)
    assert str(wrong) == f"{supports} × {wrong.cause}, such as {wrong.example}"
    assert problems["a blank node"].times == 2 and next(iter(problems.values())).times == max(p.times for p in problems.values())


def test_without_pyshacl_all_but_the_shapes_is_checked_and_that_is_said(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    path = tmp_path / "graph.nt"
    lines = list(export.to_ntriples(full_graph("words")))
    for added, code, told in (("", 0, "as the vocabulary has it\n"), (f"<urn:x:s> <{KG}sayz> \"x\" .\n", 1, "1 problem of 1 kind\n")):
        path.write_text("".join([*lines, added]), encoding="utf-8")
        assert cli.run(["validate", str(path)], "kgraph") == code
        shown = capsys.readouterr()
        assert shown.out.endswith(told) and "shapes were not checked" in shown.err and "pip install pyshacl" in shown.err


def test_a_file_of_something_else_and_one_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    assert "no kg:Claim" in checked(tmp_path, b"<http://x.example/a> <http://x.example/b> <http://x.example/c> .\n")[0].cause
    for name, data in (("x.nt", b"<http://x.example/a b> <x> .\n"), ("x.nt.gz", gzip.compress(b"<a> <b> <c> .")[:-9]), ("x.pdf", b"")):
        with pytest.raises(InputError, match=name):
            checked(tmp_path, data, name)


# --- files, tables, networks ----------------------------------------------------------------------------------------------


def test_a_packed_file_is_the_same_bytes_every_time_and_holds_the_export(tmp_path: Path) -> None:
    made = []
    for name in ("a.nq.gz", "b.nq.gz"):
        with store.replacing(tmp_path / name) as out:
            export.write(full_graph("words"), out, "nquads")
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1] and gzip.decompress(made[0]) == written(full_graph("words"), "nquads")


def test_an_export_that_breaks_off_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "graph.nt"
    path.write_text("before")

    def half(out: BinaryIO) -> None:
        out.write(b"half")
        raise RuntimeError

    with pytest.raises(RuntimeError), store.replacing(path) as out:
        half(out)
    assert path.read_text() == "before" and list(tmp_path.iterdir()) == [path]


def test_the_command_line_offers_what_there_is() -> None:
    assert (tuple(export.FORMATS), tuple(Assertion), tuple(export.TABLES)) == (cli.FORMATS, cli.ASSERTIONS, cli.TABLE_NAMES)


@settings(max_examples=25, deadline=None)
@given(HOSTILE)
@example("\r")
@example("a\r\nb")
def test_tables_have_their_columns_and_keep_text(text: str) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="no Parquet is read: pyarrow is not installed")
    graph, kept = full_graph(text), NOT_KEPT.sub("\ufffd", text)
    for name, table in export.TABLES.items():
        columns = [column.name for column in table.columns]
        head, *rows = csv.reader(io.StringIO(written(graph, "csv", None, name).decode(), newline=""))
        read = parquet.read_table(io.BytesIO(written(graph, "parquet", None, name)))
        assert head == columns == read.column_names and len(rows) == len(read) == len(list(table.rows(graph))) > 0
        assert all(len(row) == len(columns) and not any(cell.startswith(export.tables.RISKY) for cell in row[:1]) for row in rows)
    assert kept in read_column(written(graph, "parquet", None, "facts"), "subject")
    assert kept in read_column(written(graph, "parquet", None, "mentions"), "words")


def read_column(data: bytes, name: str) -> list[object]:
    from pyarrow import parquet

    return list(parquet.read_table(io.BytesIO(data)).column(name).to_pylist())


def test_no_cell_of_csv_is_a_formula() -> None:
    _, *rows = csv.reader(io.StringIO(written(full_graph("=HYPERLINK(1)"), "csv", None, "facts").decode()))
    assert rows and not any(cell.startswith(export.tables.RISKY) for row in rows for cell in row)


def test_parquet_has_numbers_dates_and_lists() -> None:
    pytest.importorskip("pyarrow", reason="no Parquet is read: pyarrow is not installed")
    graph = full_graph("words")
    assert read_column(written(graph, "parquet", None, "documents"), "published")[0] == graph.documents[0].published
    assert read_column(written(graph, "parquet", None, "claims"), "speakers")[1] == ["words", "words", "words"]
    assert 1e20 in read_column(written(graph, "parquet", None, "details"), "max")


@settings(max_examples=25, deadline=None)
@given(HOSTILE)
def test_networks_of_hostile_text_are_read_back(text: str) -> None:
    graph = full_graph(text)
    expected = export.to_networkx(graph)
    for form, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        made = read(io.BytesIO(written(graph, form)))
        assert made.number_of_edges() == expected.number_of_edges()
        labels = {data["label"] for _, data in made.nodes(data=True)}
        assert {NOT_IN_XML.sub("\ufffd", re.sub("\r\n?", "\n", data["label"])) for _, data in expected.nodes(data=True)} == labels


def test_no_network_says_when_it_was_made() -> None:
    assert b"lastmodified" not in written(full_graph("words"), "gexf")


# --- the command line -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of one small graph."""
    folder = tmp_path_factory.mktemp("store")
    claim = make_claim(ARTICLE, "Ada Lind praised Bo Kern", "Ada Lind", "praise", "Bo Kern")
    graph = make_graph([ARTICLE], [[claim]])
    store.save(folder, replace(graph, stories=(Story("s-1", "Praise", (ARTICLE.id,)),)))
    return folder


def run(*args: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "kgraph", *map(str, args)], capture_output=True, check=False)


@pytest.mark.parametrize("form", list(export.FORMATS))
def test_a_file_s_name_says_its_form_and_stdout_gives_the_same_bytes(built: Path, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"graph.{export.FORMATS[form][0]}"
    to_file, shown = run("export", built, "-o", path), run("export", built, "--format", form)
    assert (to_file.returncode, shown.returncode, to_file.stdout, to_file.stderr) == (0, 0, b"", b"")
    assert path.read_bytes() == shown.stdout
    content = kgraph.open(built).content
    assert shown.stdout == written(content, form)


def test_options_of_export_reach_the_file(built: Path, tmp_path: Path) -> None:
    path = tmp_path / "graph.nq.gz"
    options = "--named-graphs", "--rdf12", "--assert", "all", "--base", "https://newsroom.example/kg"
    assert run("export", built, *options, "-o", path).returncode == 0
    profile = Profile("https://newsroom.example/kg", Assertion.ALL, named_graphs=True, rdf12=True)
    assert gzip.decompress(path.read_bytes()) == written(kgraph.open(built).content, "nquads", profile)
    assert run("export", built, "--format", "csv", "--table", "facts").stdout.startswith(b"fact,story,statement,")


@pytest.mark.parametrize(("options", "told"), [
    (["--format", "turtle", "--named-graphs"], "turtle holds no named graphs"), (["--format", "csv", "--rdf12"], "csv is no RDF"),
    (["--table", "facts"], "turtle is no table"), (["--base", "x y"], "base 'x y' cannot begin")])
def test_wrong_use_of_export_is_one_line(built: Path, options: list[str], told: str) -> None:
    wrong = run("export", built, *options)
    assert (wrong.returncode, wrong.stdout) == (2, b"")
    assert wrong.stderr.decode().startswith(f"kgraph: {told}") and wrong.stderr.count(b"\n") == 1


@pytest.mark.parametrize(("name", "form", "told"), [
    ("graph.xlsx", None, "does not say the form; let it end in one of .ttl, .nt,"), ("graph", None, "does not say the form"),
    ("graph.ttl", "jsonld", "is a name for turtle, not for jsonld; let it end in .jsonld"),
    ("graph.csv.gz", "parquet", "is a name for csv, not for parquet")])
def test_a_file_whose_name_does_not_fit_its_form_is_not_written(built: Path, tmp_path: Path, name: str, form: str | None, told: str) -> None:
    wrong = run("export", built, *(["--format", form] if form else []), "-o", tmp_path / name)
    assert wrong.returncode == 2 and told in wrong.stderr.decode() and not list(tmp_path.iterdir())


def test_json_is_json_ld_and_a_form_that_is_given_may_have_any_unknown_name() -> None:
    assert (export.format_of("x.JSON.gz"), export.format_of("x.txt", "csv"), export.format_of("x.json", "jsonld")) == ("jsonld", "csv", "jsonld")


def test_validate_says_what_a_file_holds_or_what_is_wrong(built: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.ttl", tmp_path / "bad.nt"
    run("export", built, "-o", good)
    fine = run("validate", good)
    assert (fine.returncode, fine.stderr) == (0, b"") and re.search(r"good\.ttl: \d+ triples, 1 claim, as the vocabulary", fine.stdout.decode())
    bad.write_text("".join(line for line in export.to_ntriples(kgraph.open(built).content) if "reportedBy" not in line))
    broken = run("validate", bad)
    assert broken.returncode == 1 and b"reportedBy" in broken.stdout and b"1 problem of 1 kind\n" in broken.stdout
    bad.write_text("<a> <b> .")
    unread = run("validate", bad)
    assert (unread.returncode, unread.stdout) == (2, b"") and b"bad.nt: cannot be read as N-Triples" in unread.stderr
