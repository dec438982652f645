"""Named questions and the engine, on a story that five outlets tell."""
from __future__ import annotations

import builtins
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kgraph import query
from kgraph.api import Graph
from kgraph.errors import QueryError
from kgraph.model import (
    Argument,
    ArgumentKind,
    Claim,
    ClaimGraph,
    Difference,
    DifferenceKind,
    DifferenceRelation,
    Document,
    Modality,
    Polarity,
    Qualifier,
    Quantity,
    Role,
    Variant,
)
from tests.builders import make_claim, make_document, make_graph
from tests.full import full_graph

MOSCOW_TIMES = make_document(
    "003.txt", "Putin congratulated Trump less than 12 hours after the vote in 2016. Putin won't congratulate Biden. "
    "Dmitry Peskov said it is correct to wait.", "The Moscow Times", url="https://www.themoscowtimes.com/a")
FIRSTPOST = make_document(
    "004.txt", "Putin congratulated Trump within roughly an hour. Peskov said it is correct to wait.", "Firstpost")
PRESS_TV = make_document(
    "000.txt", "In 2016 Putin congratulated Trump. Putin waits, TASS reports.", "Press TV", published=None)
NAMELESS = make_document("001.txt", "Putin congratulated Trump in 2016. Putin is silent.")
SILENT = make_document("002.txt", "Weather: \"fair\".\nIt is quiet.", "Quiet Daily")
PUTIN = "Vladimir Putin"
TWELVE = "Putin congratulated Trump less than 12 hours after the vote in 2016"
HOUR = "Putin congratulated Trump within roughly an hour"


def detail(role: Role, text: str, value: str | None = None, quantity: Quantity | None = None) -> Qualifier:
    return Qualifier(role, text, 0, len(text), value, quantity)


def congratulated(document: Document, quote: str, origin: str, *qualifiers: Qualifier) -> Claim:
    return make_claim(document, quote, PUTIN, "congratulate", "Donald Trump", qualifiers=qualifiers, origin=origin)


def story() -> ClaimGraph:
    in_2016 = detail(Role.TIME, "in 2016", "2016")
    twelve = congratulated(MOSCOW_TIMES, TWELVE, "o-1", in_2016,
                           detail(Role.DELAY, "less than 12 hours", None, Quantity(0, 43200, False, True, "s")))
    hour = congratulated(FIRSTPOST, HOUR, "o-2", detail(Role.DELAY, "within roughly an hour", None,
                                                        Quantity(0, 3600, False, False, "s", "roughly")))
    others = [congratulated(PRESS_TV, "In 2016 Putin congratulated Trump", "o-3", detail(Role.TIME, "In 2016", "2016")),
              congratulated(NAMELESS, "Putin congratulated Trump in 2016", "o-4", in_2016)]
    denied = make_claim(MOSCOW_TIMES, "Putin won't congratulate Biden", PUTIN, "congratulate", "Joe Biden",
                        polarity=Polarity.NEGATED, modality=Modality.PLANNED, origin="o-1")
    waits = [make_claim(document, "it is correct to wait", PUTIN, "wait", speaker="Dmitry Peskov", origin="o-5")
             for document in (MOSCOW_TIMES, FIRSTPOST)]
    tass = Argument("TASS", 0, 4, ArgumentKind.PHRASE, "TASS")
    waits.append(replace(make_claim(PRESS_TV, "Putin waits", PUTIN, "wait", origin="o-5"), speakers=(tass,)))
    silent = make_claim(NAMELESS, "Putin is silent", PUTIN, "be silent", origin="o-6")
    differences = [
        Difference("d-1", DifferenceKind.DURATION, DifferenceRelation.REFINES, "how soon Putin congratulated Trump",
                   (Variant("less than 12 hours", ("The Moscow Times",), (twelve.id,)),
                    Variant("within roughly an hour", ("Firstpost",), (hour.id,))), "within roughly an hour"),
        Difference("d-2", DifferenceKind.ATTRIBUTION, DifferenceRelation.DIFFERS, "who said that Putin waits",
                   (Variant("Dmitry Peskov", ("Firstpost", "The Moscow Times"), (waits[0].id, waits[1].id)),
                    Variant("TASS", ("Press TV",), (waits[2].id,))))]
    documents = [MOSCOW_TIMES, FIRSTPOST, PRESS_TV, NAMELESS, SILENT]
    return make_graph(documents, [[twelve, hour, *others], [denied], waits, [silent]], differences)


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    return query.load(story())


def answers(store: pyoxigraph.Store, question: str, /, **params: str) -> list[dict[str, query.Value]]:
    return list(query.run(store, query.read_question(question).text, params))


def test_only_some_outlets_gives_details_of_a_shared_statement_with_outlet_and_quote(store: pyoxigraph.Store) -> None:
    delays = [(r["statement"], r["detail"], r["outlet"], r["quote"], r["reporting"], r["of"])
              for r in answers(store, "only-some-outlets") if r["kind"] == "delay"]
    assert delays == [
        ("Vladimir Putin congratulate Donald Trump", "less than 12 hours", "The Moscow Times", TWELVE, 1, 4),
        ("Vladimir Putin congratulate Donald Trump", "within roughly an hour", "Firstpost", HOUR, 1, 4)]


def test_only_some_outlets_compares_values_of_times_and_not_their_words(store: pyoxigraph.Store) -> None:
    rows = [r for r in answers(store, "only-some-outlets") if r["kind"] == "time"]
    assert {(r["detail"], r["outlet"], r["reporting"]) for r in rows} == {
        ("In 2016", "The Moscow Times", 3), ("In 2016", "Press TV", 3), ("In 2016", "unknown (001.txt)", 3)}


def test_only_some_outlets_gives_speakers_and_whole_statements(store: pyoxigraph.Store) -> None:
    rows = answers(store, "only-some-outlets")
    assert {(r["detail"], r["outlet"]) for r in rows if r["kind"] == "speaker"} == {
        ("Dmitry Peskov", "The Moscow Times"), ("Dmitry Peskov", "Firstpost"), ("TASS", "Press TV")}
    assert {(r["statement"], r["reporting"], r["of"]) for r in rows if r["kind"] == "statement"} >= {
        ("Vladimir Putin congratulate Joe Biden [negated, planned]", 1, 5), ("Vladimir Putin be silent", 1, 5)}


def test_a_detail_that_all_reporting_outlets_give_is_not_listed_again() -> None:
    in_2016 = detail(Role.TIME, "in 2016", "2016")
    claims = [congratulated(d, "Putin congratulated Trump", "", in_2016) for d in (NAMELESS, FIRSTPOST)]
    store = query.load(make_graph([NAMELESS, FIRSTPOST, SILENT], [claims]))
    assert {r["kind"] for r in answers(store, "only-some-outlets")} == {"statement"}
    assert not answers(query.load(make_graph([NAMELESS, FIRSTPOST], [claims])), "only-some-outlets")


def test_a_participant_that_one_outlet_alone_names_is_a_detail() -> None:
    claims = [make_claim(NAMELESS, "Putin congratulated Trump", "Putin", "congratulate", "Trump"),
              make_claim(FIRSTPOST, "Putin congratulated Trump", "Putin", "congratulate", "Donald Trump Jr.")]
    rows = answers(query.load(make_graph([NAMELESS, FIRSTPOST], [claims])), "only-some-outlets")
    assert {(r["kind"], r["detail"], r["outlet"]) for r in rows} == {
        ("object", "Trump", "unknown (001.txt)"), ("object", "Donald Trump Jr.", "Firstpost")}


def test_phrases_in_other_words_are_no_details() -> None:
    claims = [replace(make_claim(document, "Putin congratulated Trump", "Putin", "want"),
                      object=Argument(words, 0, len(words), ArgumentKind.PHRASE, words))
              for document, words in ((NAMELESS, "to wait"), (FIRSTPOST, "a delay"))]
    assert not answers(query.load(make_graph([NAMELESS, FIRSTPOST], [claims])), "only-some-outlets")


def test_only_reported_by_one_outlet(store: pyoxigraph.Store) -> None:
    assert [(r["outlet"], r["kind"], r["detail"]) for r in answers(store, "only-reported-by", name="moscow")] == [
        ("The Moscow Times", "delay", "less than 12 hours"), ("The Moscow Times", "statement", "")]
    assert {r["outlet"] for r in answers(store, "only-reported-by")} == {
        "The Moscow Times", "Firstpost", "Press TV", "unknown (001.txt)"}


def test_not_reported_by_gives_what_others_state_those_of_most_outlets_first(store: pyoxigraph.Store) -> None:
    rows = answers(store, "not-reported-by", name="quiet")
    assert {r["outlet"] for r in rows} == {"Quiet Daily"}
    assert list(dict.fromkeys((r["outlets"], r["origins"], r["statement"]) for r in rows)) == [
        (4, 4, "Vladimir Putin congratulate Donald Trump"), (3, 1, "Vladimir Putin wait"),
        (1, 1, "Vladimir Putin be silent"), (1, 1, "Vladimir Putin congratulate Joe Biden [negated, planned]")]
    assert {r["by"] for r in rows if r["statement"] == "Vladimir Putin be silent"} == {"unknown (001.txt)"}


def test_not_reported_by_gives_details_that_others_have_of_a_shared_statement(store: pyoxigraph.Store) -> None:
    rows = answers(store, "not-reported-by", name="firstpost")
    details = {(r["kind"], r["detail"], r["by"], r["outlets"]) for r in rows if r["kind"] != "statement"}
    assert ("delay", "less than 12 hours", "The Moscow Times", 1) in details
    assert ("speaker", "TASS", "Press TV", 1) in details
    assert {outlets for kind, _, _, outlets in details if kind == "time"} == {3}
    assert not any(detail == "within roughly an hour" or by == "Firstpost" for _, detail, by, _ in details)


def test_a_detail_in_other_words_is_not_left_out(store: pyoxigraph.Store) -> None:
    assert not [r for r in answers(store, "not-reported-by", name="press tv") if r["kind"] == "time"]


def test_what_one_outlet_alone_covers_is_neither_exclusive_nor_left_out() -> None:
    claim = make_claim(NAMELESS, "Putin is silent", PUTIN, "be silent")
    store = query.load(make_graph([NAMELESS], [[claim]]))
    assert not answers(store, "only-reported-by")
    assert not answers(store, "only-some-outlets")
    assert not answers(store, "not-reported-by")


def test_differences_show_both_values_with_both_quotes(store: pyoxigraph.Store) -> None:
    rows = answers(store, "differences")
    assert {(r["kind"], r["comparison"], r["value"], r["other_value"], r["narrower"]) for r in rows} == {
        ("duration", "refines", "less than 12 hours", "within roughly an hour", "within roughly an hour"),
        ("attribution", "differs", "Dmitry Peskov", "TASS", None)}
    assert len(rows) == 3 and all(r["quote"] and r["other_quote"] and r["outlet"] != r["other_outlet"] for r in rows)
    assert [r["kind"] for r in answers(store, "quantity-differences")] == ["duration"]


def test_said_by_finds_a_speaker_by_part_of_the_name_in_any_case(store: pyoxigraph.Store) -> None:
    assert [(r["speaker"], r["outlet"]) for r in answers(store, "said-by", name="PESKOV")] == [
        ("Dmitry Peskov", "Firstpost"), ("Dmitry Peskov", "The Moscow Times")]
    assert {r["speaker"] for r in answers(store, "said-by")} == {"Dmitry Peskov", "TASS"}


def test_about_finds_what_is_said_of_a_participant(store: pyoxigraph.Store) -> None:
    assert [r["quote"] for r in answers(store, "about", name="biden")] == ["Putin won't congratulate Biden"]
    assert {r["outlets"] for r in answers(store, "about", name="trump")} == {4}


def test_denied_keeps_what_is_affirmed_out(store: pyoxigraph.Store) -> None:
    assert [(r["outlet"], r["quote"], r["modality"]) for r in answers(store, "denied")] == [
        ("The Moscow Times", "Putin won't congratulate Biden", "planned")]


def test_single_origin_is_several_outlets_on_one_source(store: pyoxigraph.Store) -> None:
    assert {(r["statement"], r["outlets"]) for r in answers(store, "single-origin")} == {("Vladimir Putin wait", 3)}


def test_shared_by_all_needs_every_outlet(store: pyoxigraph.Store) -> None:
    assert not answers(store, "shared-by-all")
    graph = story()
    covering = replace(graph, documents=tuple(d for d in graph.documents if d is not SILENT))
    rows = answers(query.load(covering), "shared-by-all")
    assert {r["statement"] for r in rows} == {"Vladimir Putin congratulate Donald Trump"} and len(rows) == 4


def test_what_a_single_outlet_reports_is_not_shared() -> None:
    claim = make_claim(NAMELESS, "Putin is silent", "Putin", "be silent")
    assert not answers(query.load(make_graph([NAMELESS], [[claim]])), "shared-by-all")


def test_overview_counts_and_keeps_an_outlet_without_claims(store: pyoxigraph.Store) -> None:
    rows = {r["outlet"]: r for r in answers(store, "outlets-overview")}
    assert rows["Quiet Daily"] == {"outlet": "Quiet Daily", "documents": 1, "claims": 0, "facts": 0, "alone": 0}
    assert [rows["The Moscow Times"][column] for column in ("documents", "claims", "facts", "alone")] == [1, 3, 3, 1]


@pytest.mark.parametrize("name", ["outlets-overview", "documents"])
def test_no_mention_rendering_or_span_counts_as_a_claim(name: str) -> None:
    whole = query.load(full_graph("Voll"))
    there, = query.run(whole, "PREFIX kg: <https://w3id.org/kgraph/ns#> SELECT (COUNT(*) AS ?n) { ?c a kg:Claim }")
    assert sum(int(str(r["claims"])) for r in answers(whole, name)) == there["n"] == 4


@pytest.mark.parametrize("name", ["differences", "quantity-differences"])
def test_the_narrower_of_two_values_is_one_of_the_two(name: str) -> None:
    claims = [congratulated(d, "Putin congratulated Trump", f"o-{n}") for n, d in enumerate((MOSCOW_TIMES, FIRSTPOST, PRESS_TV))]
    values = "less than 12 hours", "within an hour", "within two hours"
    variants = tuple(Variant(v, (c.evidence.outlet,), (c.id,)) for v, c in zip(values, claims, strict=True))
    difference = Difference("d-1", DifferenceKind.DURATION, DifferenceRelation.REFINES, "how soon", variants, "within an hour")
    rows = answers(query.load(make_graph([MOSCOW_TIMES, FIRSTPOST, PRESS_TV], [claims], [difference])), name)
    assert [(r["value"], r["other_value"], r["narrower"]) for r in rows] == [
        ("less than 12 hours", "within an hour", "within an hour"), ("less than 12 hours", "within two hours", None),
        ("within an hour", "within two hours", "within an hour")]


def test_speakers_and_documents_are_listed(store: pyoxigraph.Store) -> None:
    assert [tuple(r.values()) for r in answers(store, "speakers")] == [("Dmitry Peskov", 2, 2), ("TASS", 1, 1)]
    rows = answers(store, "documents")
    assert [r["document"] for r in rows] == ["000.txt", "001.txt", "002.txt", "003.txt", "004.txt"]
    assert rows[0]["published"] is None and rows[3]["published"] == "2020-11-09"
    assert rows[0]["url"] is None and rows[3]["url"] == "https://www.themoscowtimes.com/a"


BOUND: list[tuple[str, dict[str, str]]] = [(name, {}) for name in query.named_queries()] + [
    ("said-by", {"name": "peskov"}), ("about", {"name": "Trump"}), ("only-reported-by", {"name": "unknown"}), ("not-reported-by", {"name": "press"}),
    ("said-by", {"name": 'no"body'}), ("entities", {"type": "person"}), ("quantities", {"unit": "S"}), ("timeline", {"since": "2016-01", "until": ""})]


@pytest.mark.parametrize(("name", "params"), BOUND)
def test_shipped_query_gives_the_same_rows_in_the_same_order_in_rdflib(
        store: pyoxigraph.Store, name: str, params: dict[str, str]) -> None:
    def value(term: Any) -> query.Value:
        number = term.toPython() if isinstance(term, rdflib.Literal) else None
        return number if isinstance(number, int) else None if term is None else float(number) if isinstance(number, Decimal) else str(term)

    text = query.bind(query.read_question(name).text, params)
    graph = rdflib.Graph().parse(data="".join(query.lines(story())), format="nt")
    other: Any = graph.query(text)
    assert [tuple(row.values()) for row in query.run(store, text)] == [tuple(map(value, row)) for row in other]


@pytest.mark.parametrize("name", query.named_queries())
def test_shipped_query_asks_in_plain_words_says_what_it_needs_and_repeats_no_row(
        store: pyoxigraph.Store, name: str) -> None:
    question = query.read_question(name)
    assert question.asks.endswith("?") and "SELECT DISTINCT" in question.text and "ORDER BY" in question.text
    assert {p.name for p in question.parameters} == set(re.findall(r"VALUES \?(\w+) \{", question.text))
    assert all("default: " in p.meaning for p in question.parameters)
    rows = query.run(store, question.text)
    assert len(set(rows.values)) == len(rows)


@pytest.mark.parametrize("name", ["about", "said-by"])
@pytest.mark.parametrize("value", [
    '" } UNION { ?s ?p ?o } #', '"} ?x ?y ?z . FILTER(true) {"', "\\", '\\"', "'''", '"""', "peskov\" .\n?a ?b ?c", "}",
    "{", "?name", "\n", "\x01"])
def test_a_parameter_never_becomes_syntax(store: pyoxigraph.Store, name: str, value: str) -> None:
    assert answers(store, name, name=value) == []


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_parameter_comes_back_as_it_was_given(text: str) -> None:
    query_text = 'SELECT ?v ?w { VALUES ?v { "x" } BIND("VALUES ?v { 1 }" AS ?w) } # VALUES ?v { "#" }'
    assert query.run(pyoxigraph.Store(), query_text, {"v": text}).values == ((text, "VALUES ?v { 1 }"),)


def test_parameter_reaches_filters_in_optional_and_in_subselects_with_a_block_of_their_own(
        store: pyoxigraph.Store) -> None:
    text = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX kg: <https://w3id.org/kgraph/ns#>
        SELECT ?outlet ?found ?inner { VALUES ?name { "no # {" } ?o a kg:Outlet ; rdfs:label ?outlet
          OPTIONAL { ?o rdfs:label ?found FILTER(?found = ?name) }
          OPTIONAL { SELECT ?o ?inner { values $name{""} ?o rdfs:label ?inner FILTER(?inner = ?name) } } }"""
    rows = {r["outlet"]: (r["found"], r["inner"]) for r in query.run(store, text, {"name": "Firstpost"})}
    assert rows["Firstpost"] == ("Firstpost", "Firstpost")
    assert set(rows.values()) == {("Firstpost", "Firstpost"), (None, None)}


def test_text_that_only_looks_like_a_block_is_left_alone() -> None:
    text = 'SELECT * { # VALUES ?name { 1 }\n VALUES ?name { <http://x.example/> } ?s ?p "VALUES ?name { 2 }" }'
    assert query.bind(text, {"name": "x"}) == text.replace("{ <http://x.example/> }", '{ "x" }')


def test_iri_can_be_bound() -> None:
    assert query.bind("ASK { VALUES ?s { UNDEF } ?s ?p ?o }", {"s": pyoxigraph.NamedNode("http://x.example/")}) == (
        "ASK { VALUES ?s { <http://x.example/> } ?s ?p ?o }")


def test_parameter_that_the_query_lacks_is_named_with_those_it_has(store: pyoxigraph.Store) -> None:
    with pytest.raises(QueryError, match="no parameter 'nmae'; it has name"):
        answers(store, "only-reported-by", nmae="x")
    with pytest.raises(QueryError, match="no Unicode text"):
        answers(store, "only-reported-by", name="\udc80")


EVIL = "<http://127.0.0.1:9/>{?a ?b ?c}"


@pytest.mark.parametrize("text", [
    f"SELECT * {{ SERVICE {EVIL} }}", f"SELECT * {{ service silent {EVIL} }}", f"ASK {{ ?s ?p ?o .SERVICE{EVIL} }}",
    f"SELECT * {{ ?s ?p 1SERVICE{EVIL} }}", f"SELECT * {{ ?s ?p trueSERVICE{EVIL} }}",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { ?s ?p true SERVICE:x{?a ?b ?c} }",
    f"SELECT * {{ ?s ?p ?o FILTER(?o<'x>')SERVICE {EVIL} FILTER('y'=?o) }}",
    f"PREFIX e: <http://e/> SELECT * {{ ?s ?p ?o FILTER(?o<e:a#>\"\"\"\n)SERVICE {EVIL} #\"\"\"\n }}",
    f"PREFIX e: <http://e/> SELECT * {{ ?s ?p e:a\\'b . SERVICE {EVIL} ?s ?p e:a\\'b }}",
    f"PREFIX e: <http://e/> SELECT * {{ ?s ?p e:a\\'b . SERVICE {EVIL} FILTER(?s = 'y') }}",
    f"SELECT * {{ ?s ?p '''it's''' SERVICE {EVIL} }}", f"SELECT * {{ \\u0053ERVICE {EVIL} }}",
    f"SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE {EVIL} }} }}"])
def test_query_that_calls_another_server_is_refused_however_it_is_written(text: str, store: pyoxigraph.Store) -> None:
    with pytest.raises(QueryError, match=r"SERVICE|cannot be read"):
        query.run(store, text)


@pytest.mark.parametrize("text", [
    'SELECT * { ?s ?p "SERVICE <http://x/> {" }', "SELECT * { ?s ?p ?service } # SERVICE",
    "SELECT * { ?s <http://x.example/SERVICE#it's> ?o }", "PREFIX s: <urn:x:service> ASK { ?s ?p s:a }",
    "PREFIX e: <http://x.example/ns#> SELECT * { ?s e:service '''SERVICE''' }"])
def test_the_word_service_in_text_names_and_comments_is_no_call(text: str, store: pyoxigraph.Store) -> None:
    query.run(store, text)


def test_service_runs_with_leave(store: pyoxigraph.Store) -> None:
    with pytest.raises(QueryError, match="the query failed"):
        query.run(store, f"SELECT * {{ SERVICE {EVIL} }}", allow_service=True)


@pytest.mark.parametrize("text", [
    "LOAD <http://x.example/>", "INSERT DATA { <http://x.example/> <http://x.example/> 1 }", "DROP ALL", "CLEAR ALL",
    "DELETE WHERE { ?s ?p ?o }", "SELECT", ""])
def test_updates_and_broken_queries_are_refused_and_change_nothing(text: str, store: pyoxigraph.Store) -> None:
    before = len(store)
    with pytest.raises(QueryError, match="would change the graph" if " " in text else "cannot be read"):
        query.run(store, text)
    assert len(store) == before


def test_ask_and_construct_answer_in_rows_too(store: pyoxigraph.Store) -> None:
    assert list(query.run(store, "ASK { ?s ?p ?o }")) == [{"answer": True}]
    rows = query.run(store, "CONSTRUCT { ?s a ?t } WHERE { ?s a ?t }")
    assert rows.columns == ("subject", "predicate", "object") and len(rows) > 10


def test_numbers_come_back_as_numbers_and_unbound_as_none(store: pyoxigraph.Store) -> None:
    rows = query.run(store, 'SELECT (1 AS ?a) (1.5 AS ?b) ("1" AS ?c) ?d { }')
    assert list(rows) == [{"a": 1, "b": 1.5, "c": "1", "d": None}] and rows.columns == ("a", "b", "c", "d")


def test_rows_are_taken_by_number_or_as_a_slice_and_shown_in_short(store: pyoxigraph.Store) -> None:
    rows = query.run(store, query.read_question("only-some-outlets").text)
    assert rows[0] == rows.to_dicts()[0] and rows[-1] == rows.to_dicts()[-1] and list(rows[1:3]) == rows.to_dicts()[1:3]
    made = query.run(store, "CONSTRUCT { ?s a ?t } WHERE { ?s a ?t }")[:2]
    assert len(made) == 2 and made.to_turtle()
    shown = repr(rows).splitlines()
    assert shown[0].startswith(f"<kgraph.Rows: {len(rows)} rows of statement, kind, detail") and len(shown) <= 7 and max(map(len, shown)) <= 120
    with pytest.raises(IndexError):
        rows[len(rows)]


def test_rows_become_a_data_frame_with_their_columns_even_when_empty(store: pyoxigraph.Store) -> None:
    pandas = pytest.importorskip("pandas")
    frame = query.run(store, query.read_question("speakers").text).to_dataframe()
    assert isinstance(frame, pandas.DataFrame) and frame.shape == (2, 3)
    assert list(frame.columns) == ["speaker", "claims", "outlets"]
    assert list(query.run(store, "SELECT ?a ?b { FILTER(false) }").to_dataframe().columns) == ["a", "b"]


def test_data_frame_without_pandas_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without_pandas(name: str, *rest: Any, **options: Any) -> Any:
        if name == "pandas":
            raise ImportError(name)
        return imported(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", without_pandas)
    with pytest.raises(QueryError, match="pip install"):
        query.Rows((), ()).to_dataframe()


@pytest.mark.parametrize(("text", "says"), [
    ("SELECT * {\n?e a foo:Entity ; rdfs:label ?name }", "line 2, after “?e a foo:Entity”, before “; rdfs:label ?name }”: no PREFIX is given for foo:;"),
    ("SELECT ?o (COUNT(?s) AS ?n) { ?s a ?o }", "The SELECT contains a variable that is unbound"), (" # nothing\n", "it is empty"),
    ("SELECT * {\n ?s ?p }", "line 2, after “?s ?p }”, at its end")])
def test_a_query_that_cannot_be_read_says_where_in_few_words(text: str, says: str, store: pyoxigraph.Store) -> None:
    for ask in (query.run, lambda store, text: Graph(story()).query(text, time_limit=20)):
        with pytest.raises(QueryError) as caught:
            ask(store, text)
        assert says in str(caught.value) and len(str(caught.value)) < 240


def test_the_prefixes_of_the_vocabulary_need_not_be_declared(store: pyoxigraph.Store) -> None:
    body = "SELECT ?name { ?e a kg:Outlet ; rdfs:label ?name FILTER(?name != 'skos:x') } # oa:exact"
    for text in (body, f"BASE <http://x.example/> {body}", f"PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> {body}"):
        assert len(query.run(store, text)) == 5
    assert query.checked("PREFIX kg: <http://x.example/> ASK { ?s kg:x 'oa:y' }", {}) == "PREFIX kg: <http://x.example/> ASK { ?s kg:x 'oa:y' }"


@pytest.mark.parametrize(("name", "params", "says"), [
    ("timeline", {"since": "November"}, "parameter since: 'November' is no date or year"), ("timeline", {"until": "2016-13-99"}, "is no date"),
    ("details", {"role": "places"}, "there is no 'places'; did you mean place?"), ("not-asserted", {"modality": "x"}, "there are: planned, possible"),
    ("only-reported-by", {"outlet": "x"}, r"the question has no parameter 'outlet'; it has name: part of the outlet"),
    ("denied", {"who": "x"}, "the question has no parameter 'who', nor any other")])
def test_a_value_that_cannot_be_right_is_refused_with_those_that_can(name: str, params: dict[str, str], says: str, store: pyoxigraph.Store) -> None:
    with pytest.raises(QueryError, match=says):
        answers(store, name, **params)


def test_values_are_taken_in_any_case(store: pyoxigraph.Store) -> None:
    for name, param, value in (("details", "role", "DELAY"), ("quantities", "unit", "S"), ("shared", "level", "Fact")):
        assert answers(store, name, **{param: value}) == answers(store, name, **{param: value.lower()}) != []
    assert answers(store, "timeline", since="2016", until="") == answers(store, "timeline", since="2016-01") + answers(store, "timeline") != []


def test_choices_of_a_question_are_those_of_the_model() -> None:
    def choices(name: str) -> list[tuple[str, ...]]:
        return [p.choices for p in query.read_question(name).parameters]

    assert choices("details") == [tuple(Role)]
    assert choices("not-asserted") == [tuple(m for m in Modality if m is not Modality.ASSERTED)]


@pytest.mark.parametrize(("question", "params", "note"), [
    ("said-by", {"name": "Peskow"}, "name 'Peskow' fits nothing here; did you mean Dmitry Peskov?"),
    ("said-by", {"name": "Qzx"}, "name 'Qzx' fits nothing here; there are: Dmitry Peskov, TASS"),
    ("about", {"name": "Bidden"}, "did you mean Joe Biden?"), ("quantities", {"unit": "h"}, "unit 'h' fits nothing here; there are: s"),
    ("SELECT ?c ?d { ?c a kg:Claims }", {}, "kg:Claims is no term of the vocabulary, so nothing has it; did you mean kg:Claim"),
    ("SELECT ?c ?d { ?c a kg:Claim }", {}, "?d is selected and stands nowhere else"),
    ("PREFIX v: <https://w3id.org/kgraph/ns#> ASK { ?c v:outlets ?o }", {}, "kg:outlets is no term"),
    ("ASK { ?c <https://w3id.org/kgraph/ns#outlets> ?o }", {}, "kg:outlets is no term")])
@pytest.mark.parametrize("limit", [None, 20.0])
def test_what_looks_mistyped_is_noted(question: str, params: dict[str, str], note: str, limit: float | None) -> None:
    rows = Graph(story()).query(question, params, time_limit=limit)
    assert note in " ".join(rows.notes) and note in repr(rows)


@pytest.mark.parametrize(("question", "params"), [
    ("said-by", {"name": "Peskov"}), ("between", {"name": "Trump", "other": "Biden"}), ("denied", {}), ("timeline", {"since": "2030"}),
    ("SELECT * { ?c a kg:Claim ; rdfs:label 'kg:Claims' }", {}), ("SELECT (COUNT(?c) AS ?n) { ?c a kg:Claim }", {}),
    ("SELECT ?c { ?c a kg:Claim FILTER(?c = <urn:x>) }", {}), ("CONSTRUCT { ?c a kg:Claim } { ?c a kg:Claim }", {})])
def test_an_answer_that_is_as_it_should_be_has_no_notes(question: str, params: dict[str, str]) -> None:
    assert Graph(story()).query(question, params).notes == ()


def test_a_name_that_is_nearly_a_question_is_told_it() -> None:
    with pytest.raises(QueryError, match=r"no query 'said_by'; did you mean said-by\?"):
        query.read_question("said_by")


def test_unknown_name_lists_the_questions() -> None:
    with pytest.raises(QueryError, match="there are about, between, chains"):
        query.read_question("agreement")


def test_base_of_the_data_does_not_matter_to_shipped_queries(store: pyoxigraph.Store) -> None:
    moved = query.load(story(), "https://newsroom.example/kg/")
    assert all(answers(moved, name) == answers(store, name) for name in query.named_queries())
