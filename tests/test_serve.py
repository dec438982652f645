"""The endpoint of `kgraph serve`: a real server, asked over HTTP and by Chromium."""
from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pyoxigraph
import pytest

import kgraph
from kgraph import store
from kgraph.api import Graph
from kgraph.errors import StoreError
from kgraph.serve import Server, serving
from tests.test_engine import FOREVER, working
from tests.test_query import story

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest_plugins = ("tests.browser",)

ASK, ROWS, TRIPLES = "ASK {}", "SELECT ?s { ?s ?p ?o } LIMIT 3", "CONSTRUCT { ?s a ?t } WHERE { ?s a ?t } LIMIT 3"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
Answer = tuple[int, str, bytes]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "graph.html").write_text("<!doctype html><title>the view</title>")
    (folder / "secret.txt").write_text("secret")
    (folder / "stories" / "s-1").mkdir(parents=True)
    (folder / "stories" / "s-1" / "graph.html").write_text("one story")
    with serving(lambda: Graph(story()), folder, 0, 2.0) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.05,))
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def request(server: Server, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Content-Type", ""), answer.read()
    finally:
        connection.close()


def get(server: Server, query: str, accept: str = "", **headers: str) -> Answer:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return request(server, "GET", f"/sparql?query={quote(query)}", headers={**({"Accept": accept} if accept else {}), **given})


@pytest.mark.parametrize("ask", [
    lambda s: get(s, ROWS), lambda s: request(s, "POST", "/sparql", urlencode({"query": ROWS}), FORM),
    lambda s: request(s, "POST", "/sparql", ROWS, {"Content-Type": "application/sparql-query; charset=utf-8"})])
def test_a_query_comes_by_get_by_form_or_as_it_is(server: Server, ask: object) -> None:
    status, media, found = ask(server)  # type: ignore[operator]
    assert (status, media) == (200, "application/sparql-results+json")
    assert len(json.loads(found)["results"]["bindings"]) == 3


@pytest.mark.parametrize(("query", "accept", "media"), [
    (ROWS, "text/csv", "text/csv; charset=utf-8"), (ROWS, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    (ROWS, "application/sparql-results+xml;q=0.8, text/turtle", "application/sparql-results+xml"),
    (ROWS, "text/html,*/*;q=0.1", "application/sparql-results+json"), (ROWS, "application/json", "application/json"),
    (TRIPLES, "", "text/turtle; charset=utf-8"), (TRIPLES, "application/n-triples", "application/n-triples"),
    (TRIPLES, "text/csv, application/rdf+xml", "application/rdf+xml"), (TRIPLES, "application/ld+json", "application/ld+json"),
    (ASK, "", "application/sparql-results+json"), (ASK, "application/sparql-results+xml", "application/sparql-results+xml")])
def test_the_answer_comes_in_the_format_that_is_liked_best(server: Server, query: str, accept: str, media: str) -> None:
    status, found, _ = get(server, query, accept)
    assert (status, found) == (200, media)


def test_answers_are_those_of_the_graph(server: Server) -> None:
    triples = {q.triple for q in pyoxigraph.parse(get(server, "CONSTRUCT WHERE { ?s ?p ?o }")[2], format=pyoxigraph.RdfFormat.TURTLE)}
    assert triples == {q.triple for q in Graph(story()).triples}
    assert json.loads(get(server, "ASK { ?s ?p 12345 }")[2])["boolean"] is False


@pytest.mark.parametrize(("query", "accept"), [(ROWS, "image/png"), (ROWS, "text/turtle"), (TRIPLES, "text/csv"), (ROWS, "text/csv;q=0")])
def test_a_format_that_there_is_not_is_refused(server: Server, query: str, accept: str) -> None:
    status, _, says = get(server, query, accept)
    assert status == 406 and b"come as" in says


def test_the_dataset_can_be_chosen(server: Server) -> None:
    for name in ("default", "named"):
        found = request(server, "GET", f"/sparql?query={quote('ASK { ?s ?p ?o }')}&{name}-graph-uri=http://x.example/")
        assert json.loads(found[2])["boolean"] is (name == "named")
    assert request(server, "GET", f"/sparql?query={quote(ASK)}&default-graph-uri=not+an+iri")[0] == 400


@pytest.mark.parametrize(("method", "path", "body", "headers", "status", "says"), [
    ("GET", "/sparql?query=SELECT", None, {}, 400, b"cannot be read"), ("GET", "/sparql?query=%FF", None, {}, 400, b"UTF-8"),
    ("GET", f"/sparql?query={quote(ASK)}&query={quote(ASK)}", None, {}, 400, b"one query"),
    ("GET", f"/sparql?query={quote('SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }')}", None, {}, 403, b"SERVICE"),
    ("GET", f"/sparql?query={quote('DROP ALL')}", None, {}, 403, b"would change"),
    ("POST", "/sparql", "update=DROP+ALL", FORM, 403, b"changes nothing"),
    ("POST", "/sparql", "DROP ALL", {"Content-Type": "application/sparql-update"}, 403, b"changes nothing"),
    ("POST", "/sparql", ASK, {"Content-Type": "text/plain"}, 415, b"application/sparql-query"),
    ("POST", "/sparql", "x", {**FORM, "Content-Length": str((1 << 20) + 1)}, 413, b"at most"),
    ("POST", "/sparql", None, {**FORM, "Content-Length": "9" * 5000}, 413, b"at most"),
    ("POST", "/sparql", None, {**FORM, "Content-Length": "-1"}, 411, b"Content-Length"),
    ("POST", "/sparql", None, {**FORM, "Transfer-Encoding": "chunked"}, 411, b"Content-Length"),
    ("POST", "/", "query=ASK", FORM, 404, b"/sparql"), ("PUT", "/sparql", "x", {}, 405, b"changes nothing"),
    ("DELETE", "/sparql", None, {}, 405, b"changes nothing"), ("GET", "/secret.txt", None, {}, 404, b"nothing here"),
    ("GET", "/../secret.txt", None, {}, 404, b"nothing here"), ("GET", "/stories/../secret.txt", None, {}, 404, b"nothing here")])
def test_what_is_not_answered_says_why(server: Server, method: str, path: str, body: str | None, headers: dict[str, str], status: int,
                                       says: bytes) -> None:
    found = request(server, method, path, body, headers)
    assert found[0] == status and says in found[2]


@pytest.mark.parametrize("headers", [
    {"Host": "evil.example"}, {"Host": "127.0.0.1"}, {"Host": "127.0.0.1.evil.example:8890"}, {"Origin": "http://evil.example"},
    {"Origin": "null"}, {"Origin": "http://127.0.0.1:1"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}])
def test_no_page_of_the_web_gets_an_answer(server: Server, headers: dict[str, str]) -> None:
    status, _, says = get(server, ROWS, **{name.replace("-", "_"): value for name, value in headers.items()})
    assert status in (403, 421) and b"{" not in says


def test_own_pages_and_both_names_of_this_machine_are_answered(server: Server) -> None:
    port = server.server_port
    for host in (f"127.0.0.1:{port}", f"localhost:{port}"):
        assert get(server, ASK, Host=host, Origin=f"http://{host}", Sec_Fetch_Site="same-origin")[0] == 200
    assert request(server, "GET", "/", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})[0] == 200


def test_it_listens_on_this_machine_alone(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_a_query_that_takes_too_long_is_ended_and_others_go_on(server: Server) -> None:
    found: list[Answer] = []
    slow = threading.Thread(target=lambda: found.append(get(server, FOREVER)))
    slow.start()
    assert get(server, ASK)[0] == 200
    slow.join()
    assert found[0][0] == 503 and b"more than 2 seconds" in found[0][2]
    assert not working(server.engine)


def test_the_view_and_the_page_are_there(server: Server) -> None:
    assert b"the view" in request(server, "GET", "/graph.html")[2]
    assert request(server, "GET", "/stories/s-1/graph.html")[2] == b"one story"
    status, media, page = request(server, "GET", "/")
    assert (status, media) == (200, "text/html; charset=utf-8") and b"yasgui" in page
    assert request(server, "HEAD", "/")[0::2] == (200, b"")


def test_without_a_query_the_service_describes_itself(server: Server) -> None:
    found = {q.predicate.value.rpartition("#")[2] for q in pyoxigraph.parse(request(server, "GET", "/sparql")[2], format=pyoxigraph.RdfFormat.TURTLE)}
    assert {"endpoint", "supportedLanguage", "resultFormat"} <= found
    assert request(server, "GET", "/sparql", headers={"Accept": "text/html"})[0] == 400


def test_one_connection_answers_many_queries(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    for _ in range(3):
        connection.request("POST", "/sparql", ASK, {"Content-Type": "application/sparql-query"})
        assert b"true" in connection.getresponse().read()
    connection.close()


def test_what_is_added_to_the_store_while_it_runs_is_seen_by_the_next_query(tmp_path: Path) -> None:
    many = story()
    few = replace(many, claims=many.claims[:1], facts=(), differences=(), utterances=())
    Graph(few).save(tmp_path)
    with serving(lambda: kgraph.open(tmp_path), tmp_path, 0, 20.0, lambda: store.state(tmp_path)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            counted = "PREFIX kg: <https://w3id.org/kgraph/ns#> SELECT (COUNT(*) AS ?n) { ?c a kg:Claim }"
            assert get(server, counted, "text/csv")[2].split() == [b"n", b"1"]
            Graph(many).save(tmp_path)
            assert get(server, counted, "text/csv")[2].split() == [b"n", str(len(many.claims)).encode()]
            (tmp_path / store.STORE).unlink()
            status, _, says = get(server, counted)
            assert status == 503 and b"there is no build" in says
        finally:
            server.shutdown()
            thread.join()


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StoreError, match=f"port {port} cannot be listened on"), serving(lambda: Graph(story()), tmp_path, port, 2.0):
            pass


@pytest.mark.browser
def test_a_named_question_is_chosen_and_answered_on_the_page_without_asking_anybody_else(server: Server, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{server.address}/")
    page.wait_for_selector("html[data-ready='1']", timeout=15_000)
    page.select_option("#questions", "speakers")
    page.get_by_text("Dmitry Peskov").first.wait_for(timeout=15_000)
    assert all(url.startswith((server.address, "data:", "blob:")) for url in asked), asked
    assert said == []
    context.close()


def test_the_command_serves_a_build_until_it_is_interrupted(tmp_path: Path) -> None:
    Graph(story()).save(tmp_path / "out")
    command = [sys.executable, "-m", "kgraph", "serve", str(tmp_path / "out"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}) as run:
        assert run.stdout is not None and run.stderr is not None
        told = run.stdout.readline()
        host, port = told.split("//")[1].split("/")[0].split(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=30)
        for path, says in (("/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D", b"true"), ("/graph.html", b"<!doctype html>"), ("/questions.json", b"said-by")):
            connection.request("GET", path)
            assert says in connection.getresponse().read()
        connection.close()
        run.send_signal(signal.SIGINT)
        assert run.wait(30) == 0 and run.stderr.read() == ""
