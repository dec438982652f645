"""The server of `kgraph serve`. It listens on 127.0.0.1 alone and answers nobody but this machine's own programs and its own pages.

A page of the web that is open in a browser could send requests here as well. So the Host must be ours, against names that are
made to lead here (DNS rebinding), and a request that a browser marks as coming from another origin is refused.
"""
from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pyoxigraph

from kgraph.engine import Engine
from kgraph.errors import QueryError, QueryLimitError, StoreError
from kgraph.export.terms import PREFIXES
from kgraph.query import checked, lines, named_queries, read_question
from kgraph.serve.negotiation import RDF, RESULTS, preferred

if TYPE_CHECKING:
    from kgraph.api import Graph

AT_ONCE = 8  # queries that run at a time
WAIT = 5.0  # seconds that a query waits for one of them to end
LONGEST = 1 << 20  # bytes of a request's body
IDLE = 60.0  # seconds after which a connection on which nothing comes is closed
PAGES = {"/": ("query.html", "text/html"), "/query.js": ("query.js", "text/javascript"), "/query.css": ("query.css", "text/css"),
         "/yasgui.min.js": ("yasgui.min.js", "text/javascript"), "/yasgui.min.css": ("yasgui.min.css", "text/css")}
VIEW = re.compile(r"/graph\.html|/stories/s-[\w-]+/graph\.html")
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src data:; "
          "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
DESCRIPTION = """@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
<{address}/sparql> a sd:Service ; sd:endpoint <{address}/sparql> ; sd:supportedLanguage sd:SPARQL11Query ;
    sd:resultFormat {formats} ;
    sd:defaultDataset <{address}/sparql/dataset> .
<{address}/sparql/dataset> a sd:Dataset ; sd:defaultGraph <{address}/sparql/graph> .
<{address}/sparql/graph> a sd:Graph .
"""
FORMATS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples", "JSON-LD",
           "RDF_XML")  # their names at http://www.w3.org/ns/formats/


class Refusal(Exception):
    """Why a request is not answered: the status and a line about it."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


class Server(ThreadingHTTPServer):
    """Answers on the graph that `opened` gives, given anew where `state` is no longer what it was; `folder` holds the pages of its view."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, opened: Callable[[], Graph], folder: Path, port: int, seconds: float, state: Callable[[], str]) -> None:
        self.folder = folder
        self.state, self.known = state, state()
        self.knowing = Lock()
        self.seconds = seconds
        self.places = BoundedSemaphore(AT_ONCE)
        self.engine = Engine()
        try:
            super().__init__(("127.0.0.1", port), Handler)
        except OSError as error:
            self.engine.close()
            raise StoreError(f"port {port} cannot be listened on ({error.strerror}); give another with --port, or 0 for any") from error
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.hosts = {f"{name}:{self.server_port}" for name in ("127.0.0.1", "localhost")}
        self.hosts |= {"127.0.0.1", "localhost"} if self.server_port == 80 else set()
        self.triples: Callable[[], Iterator[str]] = lambda: lines(opened().content)

    def look_again(self) -> None:
        """See to it that the next query is answered on the graph as it is now. Raises StoreError where that cannot be known."""
        with self.knowing:
            state = self.state()
            if state != self.known:
                self.engine.forget("")
                self.known = state

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report what went wrong, unless it is only that a client went away."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        super().server_close()
        self.engine.close()


@contextmanager
def serving(opened: Callable[[], Graph], folder: Path, port: int, seconds: float, state: Callable[[], str] = str) -> Iterator[Server]:
    """Give a server for the graph that `opened` gives, whose pages lie in a folder, with the graph loaded; close it at the end.

    The graph is opened again before a query where `state`, by default the same for ever, gives another text than before. Raises
    StoreError where the port is taken, QueryError where this system cannot end queries (Windows).
    """
    server = Server(opened, folder, port, seconds, state)
    try:
        server.engine.ask("", server.triples, "ASK {}", seconds + 600)
        yield server
    finally:
        server.server_close()


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "kgraph"
    sys_version = ""
    timeout = IDLE

    def do_GET(self) -> None:
        self.answered(self.get)

    do_HEAD = do_GET

    def do_POST(self) -> None:
        self.answered(self.post)

    def do_OPTIONS(self) -> None:
        self.answered(self.no_method)

    do_PUT = do_DELETE = do_PATCH = do_OPTIONS

    def no_method(self, path: str) -> None:
        raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "this server answers GET, HEAD and POST; it changes nothing")

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: queries are the user's own."""

    def answered(self, answer: Callable[[str], None]) -> None:
        """Answer a request that comes from here, or say why not."""
        try:
            path = urlsplit(self.path).path
            self.check_origin(path)
            answer(path)
        except Refusal as refusal:
            self.close_connection = True  # what is left of the request was not read
            self.send(str(refusal).encode() + b"\n", "text/plain", refusal.status)

    def check_origin(self, path: str) -> None:
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or hosts[0].lower() not in self.server.hosts:
            raise Refusal(HTTPStatus.MISDIRECTED_REQUEST, f"this server is {self.server.address} and answers under no other name")
        origin = self.headers.get("Origin")
        if origin is not None and origin.lower() not in {f"http://{host}" for host in self.server.hosts}:
            raise Refusal(HTTPStatus.FORBIDDEN, "pages of other servers may not ask here")
        visited = self.headers.get("Sec-Fetch-Mode") == "navigate" and path != "/sparql"
        if self.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin") and not visited:
            raise Refusal(HTTPStatus.FORBIDDEN, "pages of other servers may not ask here")

    # --- pages --------------------------------------------------------------------------------------------------------

    def get(self, path: str) -> None:
        if path == "/sparql":
            self.ask(self.fields(urlsplit(self.path).query))
        elif path == "/questions.json":
            questions = [{"name": q.name, "asks": q.asks, "text": q.text} for q in map(read_question, named_queries())]
            self.send(json.dumps({"questions": questions, "prefixes": PREFIXES}).encode(), "application/json")
        elif path in PAGES:
            name, media = PAGES[path]
            self.send((files("kgraph.serve") / "page" / name).read_bytes(), media, policy=POLICY)
        elif VIEW.fullmatch(path) and (self.server.folder / path[1:]).is_file():
            self.send((self.server.folder / path[1:]).read_bytes(), "text/html")
        else:
            raise Refusal(HTTPStatus.NOT_FOUND, "there is nothing here; queries go to /sparql, the page to write them is /")

    # --- queries ------------------------------------------------------------------------------------------------------

    def post(self, path: str) -> None:
        if path != "/sparql":
            raise Refusal(HTTPStatus.NOT_FOUND, "queries go to /sparql")
        body, media = self.body(), self.headers.get_content_type()
        if media == "application/x-www-form-urlencoded":
            self.ask(self.fields(body))
        elif media == "application/sparql-query":
            self.ask({**self.fields(urlsplit(self.path).query), "query": [body]})
        elif media == "application/sparql-update":
            self.ask({"update": [body]})
        else:
            raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send a query as application/sparql-query, or as a form with the field query")

    def body(self) -> str:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdecimal()) or "Transfer-Encoding" in self.headers:
            raise Refusal(HTTPStatus.LENGTH_REQUIRED, "send the query with its Content-Length")
        if len(length) > 9 or int(length) > LONGEST:
            raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a query has at most {LONGEST:,} bytes here")
        try:
            return self.rfile.read(int(length)).decode()
        except UnicodeDecodeError:
            raise Refusal(HTTPStatus.BAD_REQUEST, "the query is not UTF-8") from None

    def fields(self, text: str) -> dict[str, list[str]]:
        try:
            return parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=50)
        except ValueError:
            raise Refusal(HTTPStatus.BAD_REQUEST, "the fields of the request cannot be read; they are UTF-8, percent-encoded") from None

    def ask(self, fields: Mapping[str, list[str]]) -> None:
        """Answer a query operation of the SPARQL 1.1 Protocol; without a query, describe the service."""
        if "update" in fields:
            raise Refusal(HTTPStatus.FORBIDDEN, "this server changes nothing; kgraph add and kgraph remove change a build")
        accept = ",".join(self.headers.get_all("Accept", []))
        results, rdf = preferred(accept, RESULTS), preferred(accept, RDF)
        if "query" not in fields:
            return self.describe(accept)
        if len(fields["query"]) > 1:
            raise Refusal(HTTPStatus.BAD_REQUEST, "send one query at a time")
        if results is None and rdf is None:
            raise Refusal(HTTPStatus.NOT_ACCEPTABLE, f"answers come as {', '.join(dict.fromkeys([*RESULTS, *RDF]))}")
        kind, found = self.found(fields["query"][0], results, rdf, *(self.graphs(fields, f"{n}-graph-uri") for n in ("default", "named")))
        media = rdf if kind == "triples" else results
        if media is None:
            raise Refusal(HTTPStatus.NOT_ACCEPTABLE, f"answers to this query come as {', '.join(RDF if kind == 'triples' else RESULTS)}")
        return self.send(found, media)

    def graphs(self, fields: Mapping[str, list[str]], name: str) -> list[str]:
        for iri in fields.get(name, []):
            try:
                pyoxigraph.NamedNode(iri)
            except ValueError:
                raise Refusal(HTTPStatus.BAD_REQUEST, f"{name}: {iri!r} is no IRI") from None
        return fields.get(name, [])

    def found(self, query: str, results: str | None, rdf: str | None, default: list[str], named: list[str]) -> tuple[str, bytes]:
        try:
            text = checked(query, {})
        except QueryError as error:
            raise Refusal(HTTPStatus.FORBIDDEN, str(error)) from error
        if not self.server.places.acquire(timeout=WAIT):
            raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, f"{AT_ONCE} queries run already; ask again")
        try:
            self.server.look_again()
            ask = partial(self.server.engine.ask, "", self.server.triples, text, self.server.seconds)
            return ask(results=RESULTS[results or "text/csv"], rdf=RDF[rdf or "text/turtle"], default=default, named=named)
        except (QueryLimitError, StoreError) as error:
            raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, str(error)) from error
        except QueryError as error:
            raise Refusal(HTTPStatus.BAD_REQUEST, str(error)) from error
        finally:
            self.server.places.release()

    def describe(self, accept: str) -> None:
        media = preferred(accept, RDF)
        if media is None:
            raise Refusal(HTTPStatus.BAD_REQUEST, "send a query in the field query; the page to write one is /")
        formats = ", ".join(f"<http://www.w3.org/ns/formats/{name}>" for name in FORMATS)
        turtle = DESCRIPTION.format(address=self.server.address, formats=formats)
        triples = (quad.triple for quad in pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE))
        self.send(pyoxigraph.serialize(triples, format=getattr(pyoxigraph.RdfFormat, RDF[media])) or b"", media)

    def send(self, body: bytes, media: str, status: HTTPStatus = HTTPStatus.OK, policy: str = "") -> None:
        self.send_response(status)
        charset = "; charset=utf-8" if media.startswith("text/") else ""
        headers = {"Content-Type": media + charset, "Content-Length": str(len(body)), "X-Content-Type-Options": "nosniff",
                   "Cross-Origin-Resource-Policy": "same-origin", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
                   "Vary": "Accept", "Content-Security-Policy": policy, "Connection": "close" if self.close_connection else "",
                   "Allow": "GET, HEAD, POST" if status is HTTPStatus.METHOD_NOT_ALLOWED else ""}
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
