"""The two protocols of SPARQL 1.1 by which a triple store takes triples, and how its addresses are found from one of them.

Terms are compared by value: a store may write a number otherwise, but may not change it.
"""
from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from itertools import islice
from typing import Any
from urllib.parse import quote, urlsplit

import pyoxigraph
import requests

from kgraph.errors import PushError
from kgraph.push.web import DEFAULT_PORT, Connection, said

XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBERS = frozenset(f"{XSD}{kind}" for kind in ("integer", "decimal"))
CHUNK_BYTES = 1_000_000  # of one request, or one line where that is longer
ROWS = 5_000  # asked for at once, of which others may add some: Debian's Virtuoso leaves out what goes over 10,000
PROBE_SECONDS = 20.0  # some stores never answer what they do not understand
# Addresses by role, beneath what they share: queries, updates, graphs. "" is the shared address itself.
LAYOUTS = (
    ("", "", ""),  # one address for all, as Blazegraph and Neptune have it
    ("query", "update", "store"),  # Oxigraph
    ("query", "update", "data"), ("sparql", "update", "data"),  # Fuseki
    ("sparql-auth", "sparql-auth", "sparql-graph-crud-auth"),  # Virtuoso, whose /sparql only reads
    ("query", "update", ""),  # Stardog
    ("", "statements", "rdf-graphs/service"),  # RDF4J, GraphDB
)
TRIPLES = "application/n-triples, text/turtle;q=0.5"  # what answers in RDF are asked for as
ESCAPES = re.compile(r"\\\\([uU])|\\.")

Term = tuple[object, ...]
Triple = tuple[Term, Term, Term]
Report = Callable[[int], None]  # called with the number of triples dealt with so far


class Refused(PushError):
    """A store answered that it does not do what was asked."""


@dataclass(frozen=True, slots=True)
class Store:
    """A triple store's addresses. `update` is None for one that is written to by the Graph Store Protocol alone, `graphs` for one by
    SPARQL Update alone, and `query` where it answers no queries.

    A graph is an IRI, or None for the default graph. `lines` are N-Triples, `chunk` is how many go in one request.
    """

    connection: Connection
    query: str | None
    update: str | None
    graphs: str | None
    chunk: int

    def chunks(self, lines: Iterable[str], most: int | None = None) -> Iterator[list[str]]:
        """Part lines into what one request holds."""
        rest = iter(lines)
        while part := list(islice(rest, most or self.chunk)):
            start = size = 0
            for end, line in enumerate(part):
                size += len(line)
                if size > CHUNK_BYTES and end > start:
                    yield part[start:end]
                    start, size = end, len(line)
            yield part[start:]

    def count(self, graph: str | None) -> int:
        """How many triples a graph holds."""
        if self.query is None:
            return len(self.read(graph))
        response = self.ask(f"SELECT (COUNT(*) AS ?n) WHERE {{ {within(graph, '?s ?p ?o')} }}", "application/sparql-results+json")
        try:
            return int(json.loads(response.content)["results"]["bindings"][0]["n"]["value"])
        except (ValueError, LookupError, TypeError) as error:
            raise Refused(f"{plain(response)} answered with what is no number") from error

    def lacking(self, graph: str | None, lines: Sequence[str], report: Report = lambda done: None) -> list[str]:
        """Return those of the lines whose triples a graph does not hold, with the values that they have here."""
        if self.query is None:
            found = self.read(graph)
            return [line for line, triple in parsed(lines) if triple not in found]
        lacking: list[str] = []
        done, end = 0, " .\n"
        for chunk in self.chunks(lines, ROWS):
            subjects = " ".join(dict.fromkeys(line.partition(" ")[0] for line in chunk))
            found = self.select(graph, f"VALUES ?s {{ {subjects} }} ?s ?p ?o")
            missing = [line for line, triple in parsed(chunk) if triple not in found]
            for few in (missing[n : n + 200] for n in range(0, len(missing), 200)):  # the answer above may have been cut short
                rows = " ".join(f"({sparql(line).removesuffix(end)})" for line in few)
                found = self.select(graph, f"VALUES (?s ?p ?o) {{ {rows} }} ?s ?p ?o")
                lacking += [line for line, triple in parsed(few) if triple not in found]
            done += len(chunk)
            report(done)
        return lacking

    def select(self, graph: str | None, pattern: str, **limits: Any) -> set[Triple]:
        """Return the triples of a graph that a pattern binds ?s, ?p and ?o to."""
        return self.triples(self.ask(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {within(graph, pattern)} }}", TRIPLES, **limits))

    def ask(self, query: str, accept: str, **limits: Any) -> requests.Response:
        """Ask a query as a form, which some stores want and all take."""
        assert self.query is not None
        return accepted(self.connection.send("POST", self.query, {"query": query}, accept=accept, **limits))

    def read(self, graph: str | None) -> set[Triple]:
        """Return all triples of a graph by the Graph Store Protocol; none where there is no such graph."""
        response = self.connection.send("GET", self.graph_url(graph), accept=TRIPLES)
        return set() if response.status_code == HTTPStatus.NOT_FOUND else self.triples(accepted(response))

    def triples(self, response: requests.Response) -> set[Triple]:
        """Return what an answer in RDF holds. Raises Refused for what is none."""
        form = pyoxigraph.RdfFormat.from_media_type(response.headers.get("Content-Type", ""))
        try:
            if form is not None:
                return {triple_of(quad) for quad in pyoxigraph.parse(response.content, format=form, base_iri=response.url)}
        except SyntaxError:
            pass  # the message below fits this as well
        raise Refused(f"{plain(response)} answered with what is no RDF")

    def graph_url(self, graph: str | None) -> str:
        return f"{self.graphs}?default" if graph is None else f"{self.graphs}?graph={quote(graph, safe='')}"

    def run(self, update: str, **limits: Any) -> None:
        """Do a SPARQL Update, as one request."""
        assert self.update is not None
        accepted(self.connection.send("POST", self.update, update.encode(), content_type="application/sparql-update", **limits))

    def insert(self, graph: str | None, lines: Sequence[str]) -> None:
        """Add triples to a graph; those that it holds already change nothing, so the request may be repeated."""
        if self.update is not None:
            self.run(f"INSERT DATA {{ {within(graph, ''.join(map(sparql, lines)))} }}")
        else:
            self.write("POST", graph, lines)

    def write(self, method: str, graph: str | None, lines: Sequence[str], **limits: Any) -> None:
        """Send triples by the Graph Store Protocol: PUT makes them all that a graph holds, POST adds them."""
        body = "".join(lines).encode()
        accepted(self.connection.send(method, self.graph_url(graph), body, content_type="application/n-triples", **limits))


def find_store(connection: Connection, endpoint: str, protocol: str, probe: str, to_default: bool, chunk: int) -> Store:
    """Return the addresses at which a store really takes triples, tried with one triple in a graph `probe` of its own.

    `endpoint` is any of its addresses or what they share; `protocol` is "update", "gsp", or "auto" for the first of these that works.
    Raises PushError, with what was tried, where none does, and where the default graph is wanted and is no graph of its own.
    """
    tried: dict[str, str] = {}
    for wanted in ("update", "gsp") if protocol == "auto" else (protocol,):
        for query, update, graphs in addresses(endpoint):
            store = Store(connection, query, update if wanted == "update" else None, graphs if wanted == "gsp" else None, chunk)
            address = update if wanted == "update" else graphs
            if str(tried.get(address)).startswith(address):  # it answered for itself, and will again
                continue
            try:
                return attempt(store, probe, to_default)
            except Refused as error:
                tried[address] = str(error)
    what = {"auto": "SPARQL Update or the Graph Store Protocol", "update": "SPARQL Update", "gsp": "the Graph Store Protocol"}[protocol]
    telling = [told for told in dict.fromkeys(tried.values()) if " answered 404 " not in told]
    raise PushError(f"{endpoint} does not take triples by {what}: "
                    + ("; ".join(telling) or f"there is nothing at any of {len(tried)} addresses tried")
                    + ". Give the address at which the store takes updates")


def attempt(store: Store, probe: str, to_default: bool) -> Store:
    """Write one triple to a graph of its own, read it back and take it away again; return the store without an address for queries if
    only the Graph Store Protocol reads there.

    Raises Refused where the store does not do that, PushError where its default graph shows what other graphs hold.
    """
    node = pyoxigraph.NamedNode(probe)
    line = f"{node} {node} {node} .\n"
    limits: dict[str, Any] = {"retries": 1, "seconds": PROBE_SECONDS}
    if store.update is not None:
        store.run(f"INSERT DATA {{ {within(probe, line)} }}", **limits)
    else:
        store.write("PUT", probe, [line], **limits)
    try:
        try:
            found = store.select(probe, "?s ?p ?o", **limits)
        except Refused:
            if store.graphs is None:
                raise
            store = replace(store, query=None)
            found = store.read(probe)
        if found != {(term_of(node),) * 3}:
            raise Refused(f"{store.query or store.graphs} answered {len(found)} triples where one was just written")
        if to_default and store.query is not None and store.select(None, f"VALUES ?s {{ {node} }} ?s ?p ?o"):
            raise PushError(f"{store.query} has no default graph of its own: it shows there what other graphs hold; leave out "
                            "--default-graph")
    finally:
        if store.update is not None:
            store.run(f"DROP SILENT GRAPH <{probe}>", **limits)
        else:
            accepted(store.connection.send("DELETE", store.graph_url(probe), **limits))
    return store


def shared_address(endpoint: str) -> str:
    """What the addresses of a store have in common.

    >>> shared_address("http://localhost:7878/update"), shared_address("http://localhost:3030/news/data")
    ('http://localhost:7878', 'http://localhost:3030/news')
    """
    known = sorted({name for layout in LAYOUTS for name in layout if name}, key=len, reverse=True)
    for name in known:
        if urlsplit(endpoint).path.endswith(f"/{name}"):
            return endpoint.removesuffix(f"/{name}")
    return endpoint


def store_name(endpoint: str) -> str:
    """What tells a store from others: its shared address, in one spelling where one machine has several.

    >>> store_name("http://127.0.0.1:7878/query"), store_name("HTTP://[::1]:7878"), store_name("https://News.example:443/sparql")
    ('http://localhost:7878', 'http://localhost:7878', 'https://news.example')
    """
    parts = urlsplit(shared_address(endpoint))
    host = parts.hostname or ""
    host = "localhost" if host in ("127.0.0.1", "::1") else f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, DEFAULT_PORT[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}{parts.path}"


def addresses(endpoint: str) -> Iterator[tuple[str, str, str]]:
    """Yield where queries, updates and graphs may be served, the likeliest first: all at the endpoint itself where it is one address of
    several, else as the known stores have it."""
    shared = shared_address(endpoint)
    last = endpoint.removeprefix(shared).strip("/")
    fitting = [layout for layout in LAYOUTS if last in layout and last] + [layout for layout in LAYOUTS if last not in layout or not last]
    for layout in fitting:
        query, update, graphs = (f"{shared}/{name}" if name else endpoint if layout == LAYOUTS[0] else shared for name in layout)
        yield query, update, graphs


def accepted(response: requests.Response) -> requests.Response:
    """Return an answer that is a success. Raises Refused for any other."""
    if response.status_code not in (200, 201, 202, 204):
        raise Refused(f"{plain(response)} answered {said(response)}")
    return response


def plain(response: requests.Response) -> str:
    """The address that answered, without what it was asked."""
    return response.url.partition("?")[0]


def within(graph: str | None, pattern: str) -> str:
    return pattern if graph is None else f"GRAPH <{graph}> {{ {pattern} }}"


def sparql(line: str) -> str:
    r"""A line of N-Triples as SPARQL takes it.

    SPARQL replaces \uXXXX before it reads anything else, some stores also where the backslash is itself escaped: an article's "\u0022"
    would end the literal there. Written with its "u" escaped in turn, it reads the same everywhere. NUL ends the text for some.

    >>> print(sparql(r'<urn:s> <urn:p> "\\u0022" .'))
    <urn:s> <urn:p> "\\\u00750022" .
    """
    if "\\" in line:
        line = ESCAPES.sub(lambda found: rf"\\\u{ord(found[1]):04X}" if found[1] else found[0], line)
    return line.replace("\0", r"\u0000")


def parsed(lines: Sequence[str]) -> Iterator[tuple[str, Triple]]:
    """Yield each line of N-Triples with what it says."""
    quads = pyoxigraph.parse("".join(lines), format=pyoxigraph.RdfFormat.N_TRIPLES)
    for line, quad in zip(lines, quads, strict=True):
        yield line, triple_of(quad)


def triple_of(quad: pyoxigraph.Quad) -> Triple:
    return term_of(quad.subject), term_of(quad.predicate), term_of(quad.object)


def term_of(term: Any) -> Term:
    if isinstance(term, pyoxigraph.Literal):
        return literal(term.value, term.datatype.value, term.language)
    return (str(term),) if isinstance(term, pyoxigraph.BlankNode | pyoxigraph.Triple) else (term.value,)


def literal(value: str, datatype: str, language: str | None) -> Term:
    if language:
        return value, language.lower()
    if datatype in NUMBERS:
        try:
            return Decimal(value), datatype
        except InvalidOperation:
            pass  # it equals only what is written the same
    return value, datatype
