"""Pushing to real triple stores, Oxigraph's server and Virtuoso: what arrives, what is replaced, what happens when something fails."""
from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import rdflib
from SPARQLWrapper import DIGEST, JSON, SPARQLWrapper

from kgraph import api, export, push, query, store
from kgraph.errors import InputError, PushError, StoreError
from kgraph.model import ClaimGraph, Story
from kgraph.push import stores, web
from tests.builders import make_claim, make_document, make_graph
from tests.servers import (
    PASSWORD,
    VIRTUOSO_PASSWORD,
    Relay,
    Reply,
    Request,
    Server,
    certificate,
    free_port,
    oxigraph_server,
    relay_to,
    virtuoso_server,
)
from tests.test_cli import environment
from tests.test_cli import kgraph as command
from tests.test_query import BOUND, story

XSD = "http://www.w3.org/2001/XMLSchema#"
Cells = tuple[object, ...]
HOSTILE = ["} } ; DROP ALL ; #", 'said "so" \\', "\\u0022 } ; DROP ALL #", "\\\\u0022", "\\U00000022 }", "line\r\nfeed\ttab", "\x01\x08\x0b\x1f\x7f\x85",
           "NUL \x00 in it", "\u202eright to left\u202c \u200f", "😀👨‍👩‍👧 𝄞", "e\u0301", "?x $y %s &amp; <b>", "'''x''' \"\"\"y\"\"\"", "é" * 100_000]


@dataclass(frozen=True)
class Place:
    """A running store, its addresses, and how to read it without any of kgraph's code."""

    kind: str
    server: Server
    query: str
    graphs: str

    @property
    def endpoint(self) -> str:
        return self.server.url

    def rows(self, text: str, graph: str | None = None) -> list[Cells]:
        """Answer a SELECT query by SPARQLWrapper, of all graphs or of one as if it were the default graph."""
        client = SPARQLWrapper(self.query, returnFormat=JSON)
        client.setMethod("POST")
        if self.kind == "virtuoso":
            client.setHTTPAuth(DIGEST)
            client.setCredentials("dba", VIRTUOSO_PASSWORD)
        if graph is not None:
            client.addDefaultGraph(graph)
        client.setQuery(text)
        found: Any = client.query().convert()
        return [tuple(cell(row.get(name)) for name in found["head"]["vars"]) for row in found["results"]["bindings"]]

    def triples(self, graph: str | None) -> set[Cells]:
        """Everything in a graph, predicate by predicate, since Virtuoso gives no more than 10,000 rows at once."""
        within = "{}" if graph is None else f"GRAPH <{graph}> {{{{ {{}} }}}}"
        found: set[Cells] = set()
        for (predicate,) in self.rows(f"SELECT DISTINCT ?p WHERE {{ {within.format('?s ?p ?o')} }}"):
            rows = self.rows(f"SELECT ?s ?o WHERE {{ {within.format(f'?s <{predicate}> ?o')} }}")
            found |= {(subject, predicate, object_) for subject, object_ in rows}
        return found

    def update(self, text: str) -> None:
        client = SPARQLWrapper(self.query.replace("/query", "/update"))
        client.setMethod("POST")
        if self.kind == "virtuoso":
            client.setHTTPAuth(DIGEST)
            client.setCredentials("dba", VIRTUOSO_PASSWORD)
        client.setQuery(text)
        client.query()


def cell(binding: dict[str, str] | None) -> object:
    """A value of an answer: a number as a number, other literals with what they are, None where there is none."""
    if binding is None or binding["type"] == "uri":
        return binding and binding["value"]
    return value(binding["value"], binding.get("datatype", f"{XSD}string"), binding.get("xml:lang"))


def value(text: str, datatype: str, language: str | None) -> object:
    if datatype in (f"{XSD}integer", f"{XSD}decimal"):
        return Decimal(text), datatype
    return text, language or datatype


def exported(graph: ClaimGraph) -> set[Cells]:
    """What a fresh export holds, as another library reads it."""
    found = set()
    for s, p, o in rdflib.Graph().parse(data="".join(export.to_ntriples(graph)).encode(), format="nt11"):
        object_ = value(str(o), str(o.datatype or f"{XSD}string"), o.language) if isinstance(o, rdflib.Literal) else str(o)
        found.add((str(s), str(p), object_))
    return found


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with oxigraph_server(tmp_path_factory.mktemp("oxigraph")) as server:
        yield Place("oxigraph", server, f"{server.url}/query", f"{server.url}/store")


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with virtuoso_server(tmp_path_factory.mktemp("virtuoso")) as server:
        yield Place("virtuoso", server, f"{server.url}/sparql-auth", f"{server.url}/sparql-graph-crud-auth")


@pytest.fixture(params=["oxigraph", "virtuoso"])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Each of the stores in turn, with the password that it wants in the environment."""
    found: Place = request.getfixturevalue(request.param)
    if request.param == "virtuoso":
        monkeypatch.setenv(web.USER, "dba")
        monkeypatch.setenv(web.PASSWORD, VIRTUOSO_PASSWORD)
    return found


@pytest.fixture
def target(tmp_path: Path) -> str:
    """A graph that no other test uses."""
    return f"https://newsroom.example/{tmp_path.name}"


def saved(folder: Path, graph: ClaimGraph) -> Path:
    """A folder whose store holds a graph, and no other any more."""
    (folder / store.STORE).unlink(missing_ok=True)
    store.save(folder, graph)
    return folder


def articles(*numbers: int) -> ClaimGraph:
    """A graph of some of many articles, each with ten claims."""
    documents = [make_document(f"{n}.txt", " ".join(f"Ann Berg met Cy Dahl {n} {m}." for m in range(10)), f"Outlet {n % 7}") for n in numbers]
    claims = [make_claim(d, f"Ann Berg met Cy Dahl {n} {m}", "Ann Berg", "meet", f"Cy Dahl {n} {m}")
              for d, n in zip(documents, numbers, strict=True) for m in range(10)]
    return make_graph(documents, [[c] for c in claims])


def hostile() -> ClaimGraph:
    documents = [make_document(f"{n} }} .txt", f"Ann Berg said: {words}.", f"Outlet {words[:30]}") for n, words in enumerate(HOSTILE)]
    return make_graph(documents, [[make_claim(d, words, "Ann Berg", "say")] for d, words in zip(documents, HOSTILE, strict=True)])


# --- what arrives -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("protocol", ["update", "gsp"])
def test_the_samples_arrive_with_every_value_as_it_is(place: Place, seed_build: Path, target: str, tmp_path: Path, protocol: str) -> None:
    build = Path(shutil.copytree(seed_build, tmp_path / "build"))
    pushed = push.push(build, place.endpoint, graph=target, protocol=protocol)
    wanted = exported(api.open_build(build).content)
    assert place.triples(target) == wanted
    assert (pushed.triples, pushed.sent, pushed.removed, pushed.others) == (len(wanted), len(wanted), 0, 0)


def test_hostile_text_arrives_as_it_is_and_does_nothing(place: Place, target: str, tmp_path: Path) -> None:
    place.update(f"INSERT DATA {{ GRAPH <{target}/kept> {{ <urn:x:a> <urn:x:b> 'kept' }} }}")
    push.push(saved(tmp_path / "build", hostile()), place.endpoint, graph=target)
    assert place.triples(target) == exported(hostile())
    assert len(place.triples(f"{target}/kept")) == 1


@pytest.mark.parametrize("service", ["", "/", "/query", "/update", "/store"])
def test_any_address_of_a_store_finds_the_others(oxigraph: Place, target: str, tmp_path: Path, service: str) -> None:
    build = saved(tmp_path / "build", articles(1))
    assert push.push(build, oxigraph.endpoint + service, graph=target).protocol == "SPARQL Update"
    assert oxigraph.triples(target) == exported(articles(1))


@pytest.mark.parametrize("service", ["", "/sparql", "/sparql-auth", "/sparql-graph-crud-auth"])
def test_any_address_of_virtuoso_finds_the_others(virtuoso: Place, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                  service: str) -> None:
    monkeypatch.setenv(web.USER, "dba")
    monkeypatch.setenv(web.PASSWORD, VIRTUOSO_PASSWORD)
    push.push(saved(tmp_path / "build", articles(1)), virtuoso.endpoint + service, graph=target)
    assert virtuoso.triples(target) == exported(articles(1))


def test_a_graph_is_named_after_its_folder_and_keeps_its_name_when_that_is_moved(oxigraph: Place, tmp_path: Path) -> None:
    build = saved(tmp_path / f"news of {tmp_path.name}", articles(1))
    graph = push.push(build, oxigraph.endpoint).graph
    assert graph == f"{export.BASE}graph/news%20of%20{tmp_path.name}"
    moved = build.rename(tmp_path / "elsewhere")
    assert push.push(saved(moved, articles(1, 2)), oxigraph.endpoint).graph == graph
    assert oxigraph.triples(graph) == exported(articles(1, 2))


def test_a_push_goes_where_the_last_push_to_the_store_went(tmp_path: Path) -> None:
    build = saved(tmp_path / "build", articles(1))
    with oxigraph_server(tmp_path / "server") as server:
        for graph in ("urn:x:b", "urn:x:a", "urn:x:b", None, "urn:x:a"):
            push.push(build, server.url, graph=graph, default_graph=graph is None)
            assert push.push(build, server.url).graph == graph
        push.push(build, server.url, default_graph=True)
        with pytest.raises(InputError, match="--replace would empty the default graph"):
            push.push(build, server.url, replace=True)


def test_a_store_is_known_again_by_another_of_its_names(oxigraph: Place, target: str, tmp_path: Path) -> None:
    build = saved(tmp_path / "build", articles(1, 2))
    push.push(build, oxigraph.endpoint, graph=target)
    again = push.push(build, oxigraph.endpoint.replace("127.0.0.1", "localhost"))
    assert (again.graph, again.sent, again.removed) == (target, 0, 0)
    with relay_to(oxigraph.endpoint) as relay:
        push.push(saved(build, articles(1, 3)), relay.url, graph=target)
        push.push(saved(build, articles(2, 3)), oxigraph.endpoint, graph=target)
        assert oxigraph.triples(target) == exported(articles(2, 3))
        oxigraph.update(f"INSERT DATA {{ GRAPH <{target}> {{ <urn:x:a> <urn:x:b> 'theirs' }} }}")
        with pytest.raises(StoreError, match=rf"but to http://localhost:{oxigraph.server.port}: if that is the same store, give this"):
            push.push(build, relay.url, graph=target)


def test_the_default_graph_is_shared_with_what_lies_there(tmp_path: Path) -> None:
    with oxigraph_server(tmp_path / "server") as server:
        place = Place("oxigraph", server, f"{server.url}/query", f"{server.url}/store")
        kept = next(iter(export.to_ntriples(articles(2))))  # somebody else's, and by chance one of ours too
        place.update(f"INSERT DATA {{ <urn:x:a> <urn:x:b> 'theirs' . {kept} }}")
        foreign = place.triples(None)
        build = saved(tmp_path / "build", articles(1, 2))
        assert push.push(build, server.url, default_graph=True).others == 1
        assert place.triples(None) == exported(articles(1, 2)) | foreign
        push.push(saved(build, articles(1, 3)), server.url, default_graph=True)
        assert place.triples(None) == exported(articles(1, 3)) | foreign


def test_a_default_graph_that_shows_other_graphs_is_refused(virtuoso: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(web.USER, "dba")
    monkeypatch.setenv(web.PASSWORD, VIRTUOSO_PASSWORD)
    with pytest.raises(PushError, match="no default graph of its own"):
        push.push(saved(tmp_path / "build", articles(1)), virtuoso.endpoint, default_graph=True)


# --- what is replaced -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", ["update", "gsp"])
def test_after_a_change_the_store_equals_a_fresh_export_and_only_the_difference_is_sent(place: Place, target: str, tmp_path: Path,
                                                                                       protocol: str) -> None:
    build = saved(tmp_path / "build", articles(1, 2, 3))
    push.push(build, place.endpoint, graph=target, protocol=protocol)
    added = push.push(saved(build, articles(1, 2, 3, 4)), place.endpoint, graph=target, protocol=protocol)
    assert place.triples(target) == exported(articles(1, 2, 3, 4))
    assert 0 < added.sent < added.triples
    removed = push.push(saved(build, articles(2, 4)), place.endpoint, graph=target, protocol=protocol)
    assert place.triples(target) == exported(articles(2, 4))
    assert removed.removed > 0
    again = push.push(build, place.endpoint, graph=target, protocol=protocol)
    assert (again.sent, again.removed) == (0, 0)


def test_triples_of_others_stay_in_the_graph_and_beside_it(place: Place, target: str, tmp_path: Path) -> None:
    build = saved(tmp_path / "build", articles(1, 2))
    push.push(build, place.endpoint, graph=target)
    theirs = f"<urn:x:a> <urn:x:b> 'theirs' . <{export.BASE}document/1.txt> <urn:x:note> 'checked by Ann'"
    place.update(f"INSERT DATA {{ GRAPH <{target}> {{ {theirs} }} }}")
    place.update(f"INSERT DATA {{ GRAPH <{target}/notes> {{ {theirs} }} }}")
    foreign = place.triples(f"{target}/notes")
    assert push.push(saved(build, articles(2, 3)), place.endpoint, graph=target).others == 2
    assert place.triples(target) == exported(articles(2, 3)) | foreign
    assert place.triples(f"{target}/notes") == foreign


def test_by_graph_store_protocol_triples_of_others_are_never_lost(oxigraph: Place, target: str, tmp_path: Path) -> None:
    build = saved(tmp_path / "build", articles(1))
    push.push(build, oxigraph.endpoint, graph=target, protocol="gsp")
    oxigraph.update(f"INSERT DATA {{ GRAPH <{target}> {{ <urn:x:a> <urn:x:b> 'theirs' }} }}")
    assert push.push(saved(build, articles(1, 2)), oxigraph.endpoint, graph=target, protocol="gsp").others == 1
    with pytest.raises(StoreError, match="also holds 1 triple that are not this build's"):
        push.push(saved(build, articles(2)), oxigraph.endpoint, graph=target, protocol="gsp")
    assert len(oxigraph.triples(target)) == len(exported(articles(1, 2))) + 1


@pytest.mark.parametrize("protocol", ["update", "gsp"])
def test_a_graph_of_somebody_else_is_refused_and_replaced_only_on_request(place: Place, target: str, tmp_path: Path, protocol: str) -> None:
    place.update(f"INSERT DATA {{ GRAPH <{target}> {{ <urn:x:a> <urn:x:b> 'theirs' }} }}")
    build = saved(tmp_path / "build", articles(1))
    with pytest.raises(StoreError, match=r"holds 1 triple already.*--replace"):
        push.push(build, place.endpoint, graph=target, protocol=protocol)
    assert len(place.triples(target)) == 1
    assert push.push(build, place.endpoint, graph=target, protocol=protocol, replace=True).removed == 1
    assert place.triples(target) == exported(articles(1))


def test_a_store_that_lost_what_it_held_gets_all_of_it_again(oxigraph: Place, target: str, tmp_path: Path) -> None:
    build = saved(tmp_path / "build", articles(1, 2))
    push.push(build, oxigraph.endpoint, graph=target)
    oxigraph.update(f"DROP GRAPH <{target}>")
    push.push(build, oxigraph.endpoint, graph=target)
    assert oxigraph.triples(target) == exported(articles(1, 2))


def test_what_somebody_else_changed_among_our_triples_is_mended(oxigraph: Place, target: str, tmp_path: Path) -> None:
    build = saved(tmp_path / "build", articles(1, 2))
    push.push(build, oxigraph.endpoint, graph=target)
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    oxigraph.update(f"WITH <{target}> DELETE {{ ?s {label} ?o }} INSERT {{ ?s {label} 'another' }} WHERE {{ ?s a <{export.VOCABULARY}Outlet> ; "
                    f"{label} ?o }}")
    assert push.push(build, oxigraph.endpoint, graph=target).others == 2
    assert oxigraph.triples(target) > exported(articles(1, 2))


# --- what fails -------------------------------------------------------------------------------------------------------


def failing_from(n: int, reply: Reply = (500, {}, b"out of luck")) -> Callable[[Request], Reply | None]:
    """A fault: the n-th chunk and every one after it is answered with an error."""
    seen: list[Request] = []

    def fault(request: Request) -> Reply | None:
        if b"arriving" in request.body and request.body.startswith(b"INSERT DATA"):
            seen.append(request)
            return reply if len(seen) >= n else None
        return None

    return fault


def sent_chunks(relay: Relay) -> int:
    return sum(r.body.startswith(b"INSERT DATA") and b"arriving" in r.body for r in relay.seen)


def test_a_chunk_that_fails_once_is_sent_again(oxigraph: Place, target: str, tmp_path: Path) -> None:
    with relay_to(oxigraph.endpoint) as relay:
        replies = iter([None, (500, {}, b"busy"), (503, {"Retry-After": "0"}, b"")])
        relay.fault = lambda request: next(replies, None) if b"arriving" in request.body and b"INSERT" in request.body else None
        push.push(saved(tmp_path / "build", articles(1, 2)), relay.url, graph=target, chunk=100, retries=2)
    assert oxigraph.triples(target) == exported(articles(1, 2))


def test_a_failed_push_says_what_arrived_leaves_the_graph_as_it_was_and_goes_on(oxigraph: Place, target: str, tmp_path: Path) -> None:
    build = saved(tmp_path / "build", articles(1))
    with relay_to(oxigraph.endpoint) as relay:
        push.push(build, relay.url, graph=target)
        saved(build, articles(*range(2, 30)))
        relay.fault = failing_from(4)
        with pytest.raises(PushError, match=r"500 .*out of luck.*300 of [\d,]+ triples arrived \(up to <\S+>\), 100 from <\S+> to <\S+> did not") as told:
            push.push(build, relay.url, graph=target, chunk=100, retries=0)
        assert "arriving" in str(told.value) and "is as it was" in str(told.value)
        assert oxigraph.triples(target) == exported(articles(1))
        relay.fault = lambda request: None
        relay.seen.clear()
        pushed = push.push(build, relay.url, graph=target, chunk=100)
        assert sent_chunks(relay) == -(-pushed.sent // 100) - 3
    assert oxigraph.triples(target) == exported(articles(*range(2, 30)))
    assert oxigraph.rows(f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), '{target}/')) }}") == []


def test_what_an_abandoned_push_left_beside_the_graph_is_cleared_away_by_the_next(oxigraph: Place, target: str, tmp_path: Path) -> None:
    build = saved(tmp_path / "build", articles(1, 2, 3))
    with relay_to(oxigraph.endpoint) as relay:
        relay.fault = failing_from(3)
        with pytest.raises(PushError):
            push.push(build, relay.url, graph=target, chunk=100, retries=0)
        relay.fault = lambda request: None
        push.push(saved(build, articles(3, 4)), relay.url, graph=target, chunk=100)
    assert oxigraph.triples(target) == exported(articles(3, 4))
    assert oxigraph.rows(f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), '{target}/')) }}") == []


def test_a_push_whose_last_answer_was_lost_is_taken_up(oxigraph: Place, target: str, tmp_path: Path) -> None:
    build = saved(tmp_path / "build", articles(1, 2))
    with relay_to(oxigraph.endpoint) as relay:
        def lose_the_answer(request: Request) -> Reply | None:
            if b"ADD SILENT" in request.body:
                relay.fault = lambda request: None
                relay.answer(request)
                return 502, {}, b"gateway"
            return None

        relay.fault = lose_the_answer
        with pytest.raises(PushError, match="did not confirm that it moved it"):
            push.push(build, relay.url, graph=target, retries=0)
        push.push(saved(build, articles(2)), relay.url, graph=target)
    assert oxigraph.triples(target) == exported(articles(2))


def test_by_graph_store_protocol_a_failed_push_goes_on_too(oxigraph: Place, target: str, tmp_path: Path) -> None:
    build = saved(tmp_path / "build", articles(1, 2, 3))
    with relay_to(oxigraph.endpoint) as relay:
        posts: list[Request] = []

        def fault(request: Request) -> Reply | None:
            if request.method == "POST" and request.path.startswith("/store"):
                posts.append(request)
                return (500, {}, b"no") if len(posts) == 3 else None
            return None

        relay.fault = fault
        with pytest.raises(PushError, match=r"200 of .* arrived"):
            push.push(build, relay.url, graph=target, protocol="gsp", chunk=100, retries=0)
        assert len(oxigraph.triples(target)) == 200
        pushed = push.push(build, relay.url, graph=target, protocol="gsp", chunk=100)
    assert pushed.sent == pushed.triples - 200
    assert oxigraph.triples(target) == exported(articles(1, 2, 3))


def test_a_store_that_alters_a_value_is_found_out_before_the_graph_changes(oxigraph: Place, target: str, tmp_path: Path) -> None:
    build = saved(tmp_path / "build", articles(1))
    with relay_to(oxigraph.endpoint) as relay:
        def garble(request: Request) -> Reply | None:
            if b"INSERT DATA" in request.body:
                request.body = request.body.replace(b"Outlet 1", b"Outlet one")
            return None

        relay.fault = garble
        with pytest.raises(PushError, match=r"does not hold 2 of .* as they were sent, such as .*Outlet 1.* is as it was"):
            push.push(build, relay.url, graph=target)
    assert oxigraph.triples(target) == set()


@pytest.mark.parametrize("kind", ["oxigraph", "virtuoso"])
@pytest.mark.slow
def test_a_server_killed_in_mid_push_and_started_anew_ends_with_the_whole_graph(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(web.USER, "dba")
    monkeypatch.setenv(web.PASSWORD, VIRTUOSO_PASSWORD)
    build = saved(tmp_path / "build", articles(*range(60)))
    graph = "https://newsroom.example/killed"
    with (oxigraph_server if kind == "oxigraph" else virtuoso_server)(tmp_path / "server") as server, relay_to(server.url) as relay:
        place = Place(kind, server, server.url + ("/query" if kind == "oxigraph" else "/sparql-auth"), "")

        def kill(request: Request) -> Reply | None:
            if sent_chunks(relay) == 5:
                server.kill()
                return 502, {}, b"the server is gone"
            return None

        relay.fault = kill
        with pytest.raises(PushError, match=r"\d+ of [\d,]+ triples arrived"):
            push.push(build, relay.url, graph=graph, chunk=500, retries=0)
        relay.fault = lambda request: None
        server.start()
        assert place.triples(graph) == set()
        push.push(build, relay.url, graph=graph, chunk=500)
        assert place.triples(graph) == exported(articles(*range(60)))


@pytest.mark.slow
def test_a_server_that_comes_back_within_the_pauses_costs_nothing(tmp_path: Path) -> None:
    build = saved(tmp_path / "build", articles(*range(20)))
    with oxigraph_server(tmp_path / "server") as server:
        done: list[threading.Timer] = []

        def restart(stage: str, at: int, total: int) -> None:
            if not done:
                server.kill()
                done.append(threading.Timer(1, server.start))
                done[0].start()

        push.push(build, server.url, graph="https://newsroom.example/g", chunk=500, progress=restart)
        done[0].join()
        assert Place("oxigraph", server, f"{server.url}/query", "").triples("https://newsroom.example/g") == exported(articles(*range(20)))


@pytest.mark.slow
def test_kgraph_killed_in_mid_push_goes_on_where_it_was(oxigraph: Place, tmp_path: Path) -> None:
    build = saved(tmp_path / "build", articles(*range(40)))
    graph = "https://newsroom.example/interrupted"
    with relay_to(oxigraph.endpoint) as relay:
        args = [sys.executable, "-m", "kgraph", "push", str(build), relay.url, "--graph", graph, "--chunk", "100"]
        process = subprocess.Popen(args, env=environment())
        while sent_chunks(relay) < 7 and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert oxigraph.triples(graph) == set()
        relay.seen.clear()
        pushed = push.push(build, relay.url, graph=graph, chunk=100)
        assert sent_chunks(relay) < -(-pushed.sent // 100) - 4
    assert oxigraph.triples(graph) == exported(articles(*range(40)))


def test_an_unreachable_store_is_one_clear_line(tmp_path: Path) -> None:
    build = saved(tmp_path / "build", articles(1))
    run = command("push", build, f"http://127.0.0.1:{free_port()}")
    assert run.returncode == 1 and "cannot be reached after 2 attempts" in run.stderr and len(run.stderr.splitlines()) == 1
    assert not list((build / "pushes").glob("*.gz"))


def test_an_address_that_takes_no_triples_says_what_to_give(oxigraph: Place, tmp_path: Path) -> None:
    with pytest.raises(PushError, match=r"there is nothing at any of 8 addresses tried. Give the address"):
        push.push(saved(tmp_path / "build", articles(1)), f"{oxigraph.endpoint}/nowhere")


@pytest.mark.parametrize(("address", "told"), [
    ("ftp://store.example", "no http:// or https:// address"), ("store.example:7878", "no http:// or https:// address"),
    ("http://", "no http:// or https:// address"), ("http://store.example:99999", "is no address"), ("http://a b/", "no http://"),
    ("http://store.example/?token=x", r"holds '\?' or '#'"), ("http://ann:pw-of-ann@store.example", "take it out")])
def test_an_address_that_cannot_be_used_is_wrong_use(address: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=told) as error:
        push.push(tmp_path, address)
    assert "pw-of-ann" not in str(error.value)


def test_two_pushes_of_one_build_at_once_are_refused(oxigraph: Place, target: str, tmp_path: Path) -> None:
    build = saved(tmp_path / "build", articles(1))

    def meanwhile(stage: str, done: int, total: int) -> None:
        with pytest.raises(StoreError, match="is being pushed by another process"):
            push.push(build, oxigraph.endpoint, graph=target)

    push.push(build, oxigraph.endpoint, graph=target, progress=meanwhile)


def test_a_damaged_receipt_is_named_and_not_believed(oxigraph: Place, target: str, tmp_path: Path) -> None:
    build = saved(tmp_path / "build", articles(1))
    push.push(build, oxigraph.endpoint, graph=target)
    (receipt,) = (build / "pushes").glob("*.gz")
    receipt.write_bytes(receipt.read_bytes()[:-20])
    with pytest.raises(StoreError, match="restore a copy of it, or delete it and push with --replace"):
        push.push(build, oxigraph.endpoint, graph=target)
    receipt.unlink()
    push.push(build, oxigraph.endpoint, graph=target, replace=True)
    assert oxigraph.triples(target) == exported(articles(1))


@pytest.mark.parametrize("options", [["--graph", "no iri"], ["--graph", "https://x.example/a> } DROP ALL {"], ["--base", "no iri"],
                                     ["--graph", "urn:x:g", "--default-graph"], ["--default-graph", "--replace"], ["--chunk", "0"]])
def test_wrong_options_are_told_in_one_line(options: list[str], tmp_path: Path) -> None:
    run = command("push", saved(tmp_path / "build", articles(1)), "http://127.0.0.1:9", *options)
    assert run.returncode == 2 and len(run.stderr.splitlines()) == 1


def test_the_command_says_what_it_did_on_one_line(oxigraph: Place, target: str, tmp_path: Path) -> None:
    build = saved(tmp_path / "build", articles(1))
    run = command("push", build, oxigraph.endpoint, "--graph", target)
    n = len(exported(articles(1)))
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == f"<{target}> holds the {n} triples of {build}, each checked: {n} sent by SPARQL Update, 0 taken out\n"
    oxigraph.update(f"INSERT DATA {{ GRAPH <{target}> {{ <urn:x:a> <urn:x:b> 'theirs' }} }}")
    assert command("push", build, oxigraph.endpoint).stdout.endswith("0 sent by SPARQL Update, 0 taken out; 1 other in it left as before\n")


@pytest.mark.parametrize(("named", "services"), [
    ("Oxigraph", ("query", "update", "store")), ("Virtuoso", ("sparql-auth", "sparql-auth", "sparql-graph-crud-auth")),
    ("Fuseki", ("query", "update", "data")), ("GraphDB", ("", "statements", "rdf-graphs/service"))])
def test_help_names_an_address_for_each_store_from_which_its_services_are_found(named: str, services: tuple[str, ...]) -> None:
    words = command("push", "--help").stdout.split()
    address = words[words.index(named) + 1]
    assert tuple(f"{address}/{service}".rstrip("/") for service in services) in set(stores.addresses(address))


# --- passwords, TLS, redirects ------------------------------------------------------------------------------------------


def asking_basic(request: Request) -> Reply | None:
    """A store that asks for Basic authentication; "Ann" and PASSWORD are let in."""
    import base64
    wanted = base64.b64encode(f"Ann:{PASSWORD}".encode()).decode()
    if request.headers.get("Authorization") == f"Basic {wanted}":
        return None
    return 401, {"WWW-Authenticate": 'Basic realm="news", charset="UTF-8"'}, b""


def test_basic_with_name_and_password_of_the_environment(oxigraph: Place, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(web.USER, "Ann")
    monkeypatch.setenv(web.PASSWORD, PASSWORD)
    build = saved(tmp_path / "build", articles(1))
    with relay_to(oxigraph.endpoint) as relay:
        relay.fault = asking_basic
        push.push(build, relay.url, graph=target)
        assert oxigraph.triples(target) == exported(articles(1))
        assert "Authorization" not in relay.seen[0].headers  # nobody is told a password unasked
        monkeypatch.setenv(web.PASSWORD, "wrong-word")
        with pytest.raises(PushError, match="does not accept the name 'Ann' with its password, both from KGRAPH_PUSH_USER") as told:
            push.push(build, relay.url, graph=target)
    assert "wrong-word" not in str(told.value)


def test_name_and_password_of_netrc_go_to_its_host_alone(oxigraph: Place, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(web.USER, raising=False)
    monkeypatch.delenv(web.PASSWORD, raising=False)
    netrc = tmp_path / "netrc"
    monkeypatch.setenv("NETRC", str(netrc))
    build = saved(tmp_path / "build", articles(1))
    with relay_to(oxigraph.endpoint) as relay:
        relay.fault = asking_basic
        escaped = PASSWORD.replace('"', '\\"')
        netrc.write_text(f'machine store.example login Ann password "{escaped}"\n', encoding="utf-8")
        with pytest.raises(PushError, match="asks for a name and a password; put them in KGRAPH_PUSH_USER"):
            push.push(build, relay.url, graph=target)
        netrc.write_text(f'machine 127.0.0.1 login Ann password "{escaped}"\n', encoding="utf-8")
        push.push(build, relay.url, graph=target)
        netrc.write_text("machine\n", encoding="utf-8")
        with pytest.raises(InputError, match="netrc file cannot be read"):
            push.push(build, relay.url, graph=target)


def test_digest_with_a_wrong_password_is_refused_at_once(virtuoso: Place, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(web.USER, "dba")
    monkeypatch.setenv(web.PASSWORD, "wrong-word")
    with relay_to(virtuoso.endpoint) as relay:
        with pytest.raises(PushError, match="does not accept the name 'dba'"):
            push.push(saved(tmp_path / "build", articles(1)), f"{relay.url}/sparql-auth", graph=target)
        tried = [r.headers["Authorization"] for r in relay.seen if "Authorization" in r.headers]
    assert len(tried) == 1 and tried[0].startswith("Digest ") and "wrong-word" not in tried[0]


def test_half_a_pair_in_the_environment_is_named(oxigraph: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(web.USER, "Ann")
    monkeypatch.delenv(web.PASSWORD, raising=False)
    with relay_to(oxigraph.endpoint) as relay:
        relay.fault = asking_basic
        with pytest.raises(InputError, match="belong together; only KGRAPH_PUSH_USER is set"):
            push.push(saved(tmp_path / "build", articles(1)), relay.url)


def test_a_redirect_to_another_place_gets_neither_data_nor_password(oxigraph: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(web.USER, "Ann")
    monkeypatch.setenv(web.PASSWORD, PASSWORD)
    with relay_to(oxigraph.endpoint) as relay, relay_to(oxigraph.endpoint) as other:
        relay.fault = lambda request: asking_basic(request) or (307, {"Location": other.url + request.path}, b"")
        with pytest.raises(PushError, match=r"sends on to .* if you trust it, give that address"):
            push.push(saved(tmp_path / "build", articles(1)), relay.url)
        assert other.seen == []


def test_a_redirect_on_the_same_host_is_followed_with_all_that_was_sent(oxigraph: Place, target: str, tmp_path: Path) -> None:
    with relay_to(oxigraph.endpoint) as relay:
        relay.fault = lambda request: (308, {"Location": request.path.removeprefix("/old") or "/"}, b"") if request.path.startswith("/old") else None
        push.push(saved(tmp_path / "build", articles(1)), f"{relay.url}/old", graph=target)
        assert oxigraph.triples(target) == exported(articles(1))
        relay.fault = lambda request: (308, {"Location": request.path}, b"")
        with pytest.raises(PushError, match="without end"):
            push.push(tmp_path / "build", relay.url, graph=target)


@pytest.mark.parametrize(("old", "new"), [("https://s.example/q", "http://s.example/q"), ("http://s.example/q", "http://t.example/q"),
                                          ("http://s.example/q", "http://s.example:8080/q"), ("http://s.example/q", "https://s.example:8443/q"),
                                          ("http://s.example/q", "//t.example/q"), ("http://s.example/q", "http://u:p@s.example/q"),
                                          ("http://s.example/q", "http://[x"), ("http://s.example/q", "file:///etc/passwd")])
def test_redirects_that_could_leak_are_not_followed(old: str, new: str) -> None:
    with pytest.raises(PushError, match="give that address"):
        web.redirected(old, new)


def test_a_store_behind_tls_is_believed_only_with_a_certificate(oxigraph: Place, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    build = saved(tmp_path / "build", articles(1))
    with relay_to(oxigraph.endpoint, certificate(tmp_path)) as relay:
        with pytest.raises(PushError, match=r"does not prove who it is .*SSL_CERT_FILE"):
            push.push(build, relay.url, graph=target)
        assert relay.seen == []
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        push.push(build, relay.url, graph=target)
    assert oxigraph.triples(target) == exported(articles(1))


# --- questions --------------------------------------------------------------------------------------------------------


def four_ways(graph: ClaimGraph, folder: Path, oxigraph: Place, virtuoso: Place, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[list[Cells]]]:
    """Return a function that asks pyoxigraph, rdflib, Oxigraph's server and Virtuoso one question."""
    monkeypatch.setenv(web.USER, "dba")
    monkeypatch.setenv(web.PASSWORD, VIRTUOSO_PASSWORD)
    build, iri = saved(folder, graph), f"https://newsroom.example/{folder.parent.name}"
    for place in (oxigraph, virtuoso):
        push.push(build, place.endpoint, graph=iri)
    content = store.read_graph(build)
    memory, other = query.load(content), rdflib.Graph().parse(data="".join(export.to_ntriples(content)).encode(), format="nt11")

    def plain(found: Any) -> object:
        if isinstance(found, rdflib.Literal):
            found = value(str(found), str(found.datatype or f"{XSD}string"), found.language)
        found = found[0] if isinstance(found, tuple) else found
        return found if found is None else float(found) if isinstance(found, Decimal | int) else found if isinstance(found, float) else str(found)

    def ask(text: str) -> list[list[Cells]]:
        here: Any = query.run(memory, text).values
        there: Any = other.query(text)
        return [[tuple(map(plain, row)) for row in answer] for answer in (here, there, *(place.rows(text, iri) for place in (oxigraph, virtuoso)))]

    return ask


@pytest.mark.slow
def test_named_questions_give_the_same_rows_in_four_engines(oxigraph: Place, virtuoso: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = story()
    told = replace(graph, stories=(Story("s-1", "Putin and Trump", tuple(d.id for d in graph.documents)),))
    ask = four_ways(told, tmp_path / "build", oxigraph, virtuoso, monkeypatch)
    for name, params in BOUND:
        first, *others = map(sorted_rows, ask(query.bind(query.read_question(name).text, params)))
        assert others == [first] * 3, name


@pytest.mark.slow
def test_named_questions_on_the_samples_give_the_same_rows_in_four_engines(
        oxigraph: Place, virtuoso: Place, seed_graph: api.Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = four_ways(seed_graph.content, tmp_path / "build", oxigraph, virtuoso, monkeypatch)
    for name in query.named_queries():
        first, *others = map(sorted_rows, ask(query.read_question(name).text))
        assert others == [first] * 3, name


def sorted_rows(rows: list[Cells]) -> list[Cells]:
    return sorted(rows, key=lambda row: json.dumps(row))
