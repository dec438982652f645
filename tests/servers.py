"""Real triple stores for tests: Oxigraph's server and Virtuoso, each a process on free loopback ports with its data in a folder,
and a relay that stands before one of them, to see what is asked and to answer with errors.

Tests that ask for a store are skipped where it is not installed; with KGRAPH_REQUIRE_TOOLS=1 a skip is a failure (conftest.py).
"""
from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import urllib3

READY_SECONDS = 60.0
PASSWORD = "moon & \"tide\" ü"  # as awkward as a header of HTTP must bear
VIRTUOSO_PASSWORD = "moon & tide"
VIRTUOSO_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
TransactionFile = {folder}/virtuoso.trx
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
xa_persistent_file = {folder}/virtuoso.pxa
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DisableUnixSocket = 1
DirsAllowed = {folder}
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = {most_rows}
MaxQueryExecutionTime = 120
"""


@dataclass
class Server:
    """A process that serves the data in a folder; `start` after `stop` or `kill` serves the same data at the same address."""

    command: list[str]
    folder: Path
    port: int
    ready: str  # a path that answers 200 once the server takes requests
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        with open(self.folder / "output.txt", "ab") as output:
            self.process = subprocess.Popen(self.command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        until = time.monotonic() + READY_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise RuntimeError(f"{self.command[0]} did not start:\n{(self.folder / 'output.txt').read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)

    def answers(self) -> bool:
        try:
            return urllib3.request("GET", self.url + self.ready, retries=False, timeout=5).status == 200
        except urllib3.exceptions.HTTPError:
            return False

    def stop(self) -> None:
        """Let the process end as it likes to, and kill it where it does not."""
        if self.process is not None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
            self.kill()

    def kill(self) -> None:
        """End the process at once, as a failing machine does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def oxigraph_server(folder: Path) -> Iterator[Server]:
    program = shutil.which("oxigraph") or shutil.which("oxigraph", path=sysconfig.get_path("scripts"))
    if program is None:
        pytest.skip("no test on Oxigraph's server: it is not installed (pip install oxigraph)")
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    server = Server([program, "serve", "--location", str(folder / "data"), "--bind", f"127.0.0.1:{port}"], folder, port,
                    "/query?query=ASK%7B%7D")
    try:
        server.start()
        yield server
    finally:
        server.stop()


@contextmanager
def virtuoso_server(folder: Path, most_rows: int = 10_000) -> Iterator[Server]:
    """Virtuoso with the password VIRTUOSO_PASSWORD for its user dba; `most_rows` of an answer is what Debian's settings allow."""
    program, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if program is None or client is None:
        pytest.skip("no test on Virtuoso: it is not installed (apt-get install virtuoso-opensource-7-bin)")
    folder.mkdir(parents=True, exist_ok=True)
    port, sql_port = free_port(), free_port()
    settings = VIRTUOSO_INI.format(folder=folder, port=port, sql_port=sql_port, most_rows=most_rows)
    (folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
    server = Server([program, "+foreground", "+configfile", str(folder / "virtuoso.ini")], folder, port,
                    "/sparql?query=ASK%20%7B%3Fs%20%3Fp%20%3Fo%7D")
    try:
        server.start()
        subprocess.run([client, f"127.0.0.1:{sql_port}", "dba", "dba", f'exec=set password "dba" "{VIRTUOSO_PASSWORD}"; checkpoint;'], check=True,
                       capture_output=True, timeout=60)
        yield server
    finally:
        server.stop()


Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Relay:
    """An HTTP server before another: what it was asked, and what `fault` answers in the other's place (None lets the request through)."""

    target: str
    port: int = 0
    scheme: str = "http"
    seen: list[Request] = field(default_factory=list)
    fault: Callable[[Request], Reply | None] = lambda request: None

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def answer(self, request: Request) -> Reply:
        self.seen.append(request)
        reply = self.fault(request)
        if reply is not None:
            return reply
        passed = {name: value for name, value in request.headers.items() if name.lower() not in ("host", "connection", "content-length")}
        reply_of = urllib3.request(request.method, self.target + request.path, body=request.body, headers=passed, redirect=False, retries=False)
        kept = {name: value for name, value in reply_of.headers.items() if name.lower() in ("content-type", "www-authenticate", "location")}
        return reply_of.status, kept, reply_of.data


@contextmanager
def relay_to(target: str, certificate: tuple[Path, Path] | None = None) -> Iterator[Relay]:
    """Stand before a server, by TLS where a certificate and its key are given."""
    relay = Relay(target, scheme="https" if certificate else "http")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, content = relay.answer(Request(self.command, self.path, dict(self.headers), body))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any

        def log_message(self, *_: Any) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:  # the other server was killed, or the client hung up: both are what is tested
            pass

    server = Quiet(("127.0.0.1", 0), Handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    relay.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield relay
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for 127.0.0.1 that nobody vouches for but itself; return the files of it and of its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no test of TLS: openssl is not installed")
    files = folder / "certificate.pem", folder / "key.pem"
    subprocess.run([openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
                    "subjectAltName=IP:127.0.0.1", "-out", files[0], "-keyout", files[1]], check=True, capture_output=True)
    return files
