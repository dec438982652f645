"""Fetching against real local servers: what may be reached, what may be read, and how every failure is told."""
from __future__ import annotations

import gzip
import ipaddress
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from protego import Protego

from kgraph.errors import InputError
from kgraph.ingest import fetch
from kgraph.ingest.fetch import Fetcher, is_public, is_url, name_of

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Reply = tuple[int, dict[str, str], bytes]
PAGE = b"<p>Moscow waits.</p>"
REASONS = {"fetch", "refused", "robots", "too_large", "bomb", "timeout"}
HTML = {"Content-Type": "text/html; charset=utf-8"}


def only_loopback(address: Address) -> bool:
    return str(address) == "127.0.0.1"


class Site:
    """A real server on 127.0.0.1: its replies by path, the requests it saw."""

    def __init__(self, port: int, scheme: str = "http") -> None:
        self.port = port
        self.base = f"{scheme}://127.0.0.1:{port}"
        self.replies: dict[str, Reply] = {"/": (200, HTML, PAGE)}
        self.seen: list[tuple[str, float]] = []
        self.headers: dict[str, str] = {}

    def paths(self) -> list[str]:
        return [path for path, _ in self.seen]

    def redirect(self, path: str, location: str) -> None:
        self.replies[path] = (302, {"Location": location}, b"")


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.seen.append((self.path, time.monotonic()))
            served.headers = dict(self.headers)
            status, headers, body = served.replies.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:  # clients that hang up are what is tested
            pass

    server = Server(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    served = Site(server.server_port, "https" if context else "http")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def answering(answer: Callable[[socket.socket, bytes], None], peek: bool = False) -> Iterator[str]:
    """The address of a server that hands each connection, with the request it read (or saw, and left to read), to `answer`."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            answer(connection, connection.recv(65536, socket.MSG_PEEK if peek else 0))

    def listen() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "PAUSE_SECONDS", 0.0)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(only_loopback)


def refusal(fetcher: Fetcher, url: str) -> InputError:
    with pytest.raises(InputError) as caught:
        fetcher.fetch(url)
    assert caught.value.reason in REASONS
    assert "\n" not in str(caught.value)
    return caught.value


def resolve(monkeypatch: pytest.MonkeyPatch, **answers: list[str]) -> list[str]:
    """Let names resolve to these addresses, the answers of one name in turn; return the list of names asked for."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def getaddrinfo(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if host not in answers:
            return real(host, port, *args, **kwargs)
        asked.append(host)
        turn = answers[host][min(asked.count(host), len(answers[host])) - 1]
        return [(socket.AF_INET6 if ":" in a else socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in turn.split()]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


# What is read.

def test_page_comes_back_with_its_bytes_type_and_charset(site: Site, fetcher: Fetcher) -> None:
    site.replies["/a?b=%C3%A9"] = (200, {"Content-Type": 'Text/HTML; Charset="Windows-1251"'}, b"\xcc\xee")
    assert fetcher.fetch(site.base + "/a?b=é#part") == fetch.Fetched(site.base + "/a?b=%C3%A9", b"\xcc\xee", "text/html", "windows-1251")


def test_charset_is_none_where_none_is_named(site: Site, fetcher: Fetcher) -> None:
    site.replies["/feed"] = (200, {"Content-Type": "application/rss+xml"}, b"<rss/>")
    assert fetcher.fetch(site.base + "/feed").charset is None


@pytest.mark.parametrize(("encoding", "pack"), [
    ("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", lambda data: zlib.compress(data)[2:-4]), ("identity", bytes)])
def test_compressed_bodies_are_unpacked(site: Site, fetcher: Fetcher, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    site.replies["/"] = (200, {**HTML, "Content-Encoding": encoding}, pack(PAGE * 50))
    assert fetcher.fetch(site.base).raw == PAGE * 50


def test_chunked_body_is_joined(fetcher: Fetcher) -> None:
    def answer(connection: socket.socket, request: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nMosc\r\n2\r\now\r\n0\r\n\r\n")

    with answering(answer) as base:
        assert fetcher.fetch(base).raw == b"Moscow"


def test_server_is_told_who_asks(site: Site, fetcher: Fetcher) -> None:
    fetcher.fetch(site.base)
    assert re.fullmatch(r"kgraph-news/\S+ \(\+https://\S+\)", site.headers["User-Agent"])
    assert site.headers["Host"] == f"127.0.0.1:{site.port}"


@pytest.mark.parametrize("media", ["image/png", "application/pdf", "application/json", "application/octet-stream", "rubbish", ""])
def test_what_is_no_text_is_refused(site: Site, fetcher: Fetcher, media: str) -> None:
    site.replies["/"] = (200, {"Content-Type": media}, b"\x89PNG")
    assert refusal(fetcher, site.base).reason == "refused"


@pytest.mark.parametrize(("status", "advice"), [(404, "Check the address"), (403, "save it from a browser"), (503, "later"), (204, "browser")])
def test_status_other_than_200_says_what_to_do(site: Site, fetcher: Fetcher, status: int, advice: str) -> None:
    site.replies["/"] = (status, HTML, b"")
    error = refusal(fetcher, site.base)
    assert error.reason == "fetch"
    assert str(status) in str(error) and advice in str(error)


# Redirects.

def test_redirects_are_followed_and_the_final_address_kept(site: Site, fetcher: Fetcher) -> None:
    site.redirect("/old", "/newer?x=1")
    site.redirect("/newer?x=1", site.base + "/")
    assert fetcher.fetch(site.base + "/old").url == site.base + "/"


def test_redirect_with_raw_utf8_is_followed(fetcher: Fetcher) -> None:
    def answer(connection: socket.socket, request: bytes) -> None:
        if b"/%C3%A9 " in request:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok")
        else:
            connection.sendall("HTTP/1.1 302 Found\r\nLocation: /é\r\nContent-Length: 0\r\n\r\n".encode() if b"GET / " in request else
                               b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")

    with answering(answer) as base:
        assert fetcher.fetch(base).raw == b"ok"


def test_five_redirects_pass_and_a_sixth_does_not(site: Site, fetcher: Fetcher) -> None:
    for n in range(1, 7):
        site.redirect(f"/{n}", f"/{n - 1}" if n > 1 else "/")
    assert fetcher.fetch(site.base + "/5").raw == PAGE
    assert refusal(fetcher, site.base + "/6").reason == "fetch"


def test_redirect_loop_ends(site: Site, fetcher: Fetcher) -> None:
    site.redirect("/loop", "/loop")
    assert refusal(fetcher, site.base + "/loop").reason == "fetch"
    assert site.paths().count("/loop") == 6


@pytest.mark.parametrize("location", [
    "http://127.0.0.2:{port}/", "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]:{port}/", "file:///etc/passwd",
    "ftp://127.0.0.1/x", "javascript:alert(1)", "http://user:pw@127.0.0.1:{port}/", "http://127.0.0.1:25/", "http://[", "//[::1"])
def test_redirect_to_where_kgraph_does_not_go_is_refused(site: Site, fetcher: Fetcher, location: str) -> None:
    site.redirect("/x", location.format(port=site.port))
    error = refusal(fetcher, site.base + "/x")
    assert error.reason == "refused" and str(error).startswith("leads to ")
    assert site.paths() == ["/robots.txt", "/x"]


# Where it may connect.

@pytest.mark.parametrize("host", [
    "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]", "localhost", "localhost.", "LOCALHOST", "0.0.0.0", "0", "[::]", "10.0.0.1",
    "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "[fe80::1]", "[fe80::1%25lo]", "[fd00:ec2::254]", "224.0.0.1"])
def test_nothing_local_or_private_is_connected_to_by_default(site: Site, host: str) -> None:
    assert refusal(Fetcher(), f"http://{host}:{site.port}/").reason in ("refused", "fetch")
    assert site.seen == []


@pytest.mark.parametrize("name", ["metadata", "metadata.google.internal", "instance-data"])
def test_names_of_cloud_metadata_are_refused(site: Site, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    resolve(monkeypatch, **{name: ["169.254.169.254"]})
    assert refusal(Fetcher(), f"http://{name}/computeMetadata/v1/").reason == "refused"


@pytest.mark.parametrize("address", [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.0.0.2", "168.63.129.16", "169.254.169.254", "172.31.0.1",
    "192.0.0.1", "192.0.0.9", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:10.0.0.1", "::ffff:127.0.0.1",
    "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:db8::1",
    "2002:7f00:1::", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%lo", "fec0::1", "ff02::1"])
def test_address_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "151.101.0.81", "100.63.255.255", "100.128.0.0", "192.0.1.1", "2606:4700::6810:1", "2a04:4e42::81",
                                     "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_address_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_one_private_address_among_public_ones_refuses_the_host(site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, **{"news.test": ["127.0.0.1 10.0.0.1"]})
    assert refusal(fetcher, f"http://news.test:{site.port}/").reason == "refused"
    assert site.seen == []


def test_name_server_that_changes_its_answer_gains_nothing(site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = resolve(monkeypatch, **{"news.test": ["127.0.0.1", "127.0.0.1", "127.0.0.2"]})
    url = f"http://news.test:{site.port}/"
    assert fetcher.fetch(url).raw == PAGE
    assert asked == ["news.test"] * 2, "once for robots.txt, once for the page: what was checked is what is connected to"
    assert site.headers["Host"] == f"news.test:{site.port}"
    assert refusal(fetcher, url).reason == "refused"
    assert site.paths() == ["/robots.txt", "/"]


def test_next_address_is_tried_where_the_first_does_not_answer(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, **{"news.test": ["127.0.0.3 127.0.0.1"]})
    assert Fetcher(lambda address: address.is_loopback).fetch(f"http://news.test:{site.port}/").raw == PAGE


def test_proxy_of_the_environment_is_not_used(site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetcher.fetch(site.base).raw == PAGE


@pytest.mark.parametrize("url", [
    "file:///etc/passwd", "ftp://example.org/", "gopher://x/", "http://", "http:///path", "https://user@example.org/", "http://u:p@example.org",
    "http://@example.org/", "http://example.org:22/", "http://example.org:0/", "http://example.org:25/", "http://example.org:99999/",
    "http://example.org:x/", "http://a b/", "http://[::1/", "http://[::1", "http://[v1.x]/", "http://exa\nmple.org/", "http://example.org/\r\nX: y",
    "http://example.org/\0", "http://\ud800/", "http://-/", "http://.../", "http://a..b/", "http://" + "a" * 300 + "/", "http://%00/", "http://a%2fb/",
    "http://ex\\ample.org", "", "x", "http", "http://１２７.０.０.１/", "http://．/", "http:example.org", "http:/example.org", "http://é" + "x" * 100])
def test_odd_addresses_are_one_clear_error(url: str) -> None:
    assert refusal(Fetcher(lambda _: False), url).reason in ("refused", "fetch")


# Limits.

def test_page_of_exactly_the_limit_is_read_and_one_byte_more_is_not(site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "LARGEST_PAGE", 200_000)
    for headers, pack in ((HTML, bytes), ({**HTML, "Content-Encoding": "gzip"}, gzip.compress)):
        text = "".join(f"{n} " for n in range(60_000)).encode()
        site.replies["/"] = (200, headers, pack(text[:200_000]))
        assert len(fetcher.fetch(site.base).raw) == 200_000
        site.replies["/"] = (200, headers, pack(text[:200_001]))
        assert refusal(fetcher, site.base).reason == "too_large"


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_bomb_is_stopped(site: Site, fetcher: Fetcher, encoding: str) -> None:
    packed = zlib.compressobj(9, wbits=31 if encoding == "gzip" else 15)
    bomb = b"".join(packed.compress(bytes(1_000_000)) for _ in range(100)) + packed.flush()
    site.replies["/"] = (200, {**HTML, "Content-Encoding": encoding}, bomb)
    assert refusal(fetcher, site.base).reason == "bomb"


@pytest.mark.parametrize(("encoding", "body"), [
    ("gzip", b"no gzip"), ("gzip", gzip.compress(PAGE)[:-9]), ("gzip", gzip.compress(PAGE) + b"more"), ("deflate", b"\xff\xff"), ("br", b"x"),
    ("gzip, gzip", gzip.compress(gzip.compress(PAGE)))])
def test_damaged_or_unasked_compression_is_an_error(site: Site, fetcher: Fetcher, encoding: str, body: bytes) -> None:
    site.replies["/"] = (200, {**HTML, "Content-Encoding": encoding}, body)
    assert refusal(fetcher, site.base).reason == "fetch"


@pytest.mark.parametrize("start", [
    b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b",
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"])
def test_server_that_drips_is_cut(fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, start: bytes) -> None:
    monkeypatch.setattr(fetch, "HOP_SECONDS", 0.6)

    def answer(connection: socket.socket, request: bytes) -> None:
        if b"robots" in request:
            connection.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
            return
        connection.sendall(start)
        for _ in range(100):
            time.sleep(0.1)
            connection.sendall(b"1")

    with answering(answer) as base:
        began = time.monotonic()
        assert refusal(fetcher, base).reason == "timeout"
        assert time.monotonic() - began < 3


def test_silent_server_is_cut(fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "HOP_SECONDS", 0.4)
    with answering(lambda connection, _: time.sleep(5)) as base:
        began = time.monotonic()
        assert refusal(fetcher, base).reason == "timeout"
        assert refusal(fetcher, base.replace("http:", "https:")).reason == "timeout", "in the TLS handshake too"
        assert time.monotonic() - began < 3


def test_endless_headers_are_an_error(fetcher: Fetcher) -> None:
    def answer(connection: socket.socket, request: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            connection.sendall(b"X-Filler: " + b"x" * 60_000 + b"\r\n")

    with answering(answer) as base:
        assert refusal(fetcher, base).reason == "fetch"


def test_body_cut_short_is_an_error(site: Site, fetcher: Fetcher) -> None:
    site.replies["/"] = (200, {**HTML, "Content-Length": "1000"}, PAGE)
    assert refusal(fetcher, site.base).reason == "fetch"


def test_refused_connection_is_an_error(fetcher: Fetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    error = refusal(fetcher, f"http://127.0.0.1:{port}/")
    assert error.reason == "fetch" and "Connection refused" in str(error)


def test_unknown_host_is_an_error(fetcher: Fetcher) -> None:
    error = refusal(fetcher, "http://no-such-host.invalid/")
    assert error.reason == "fetch" and "no-such-host.invalid" in str(error)


def test_errors_show_no_control_characters_of_the_server(fetcher: Fetcher) -> None:
    with answering(lambda connection, _: connection.sendall(b"\x1b[31mHTTP \x07\r\n\r\n")) as base:
        assert str(refusal(fetcher, base)).isprintable()


# TLS.

@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for news.test alone, and its key."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("the openssl program makes the certificate of this test; install it")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run([openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "2",
                    "-subj", "/CN=news.test", "-addext", "subjectAltName=DNS:news.test"], cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def secure_site(certificate: tuple[Path, Path]) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with serving(context) as site:
        yield site


def test_certificate_is_checked_against_the_name_not_the_address(
        secure_site: Site, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, **{"news.test": ["127.0.0.1"], "other.test": ["127.0.0.1"]})
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    fetcher = Fetcher(only_loopback)
    assert fetcher.fetch(f"https://news.test:{secure_site.port}/").raw == PAGE
    for host in ("other.test", "127.0.0.1"):
        error = refusal(fetcher, f"https://{host}:{secure_site.port}/")
        assert error.reason == "fetch" and "certificate" in str(error)
    assert secure_site.paths() == ["/robots.txt", "/"]


def test_certificate_that_nobody_vouches_for_is_refused(secure_site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, **{"news.test": ["127.0.0.1"]})
    error = refusal(fetcher, f"https://news.test:{secure_site.port}/")
    assert error.reason == "fetch" and "certificate" in str(error)
    assert secure_site.seen == []


def test_redirect_from_https_to_http_is_refused(
        secure_site: Site, site: Site, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, **{"news.test": ["127.0.0.1"]})
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    secure_site.redirect("/down", site.base + "/")
    assert refusal(Fetcher(only_loopback), f"https://news.test:{secure_site.port}/down").reason == "refused"
    assert site.seen == []


def test_server_that_drips_over_tls_is_cut(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, **{"news.test": ["127.0.0.1"]})
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    monkeypatch.setattr(fetch, "HOP_SECONDS", 0.8)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)

    def answer(connection: socket.socket, first: bytes) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            request = secure.recv(65536)
            secure.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n" if b"robots" in request else
                           b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
            for _ in range(0 if b"robots" in request else 100):
                time.sleep(0.1)
                secure.sendall(b"1")

    with answering(answer, peek=True) as base:
        began = time.monotonic()
        assert refusal(Fetcher(only_loopback), base.replace("http://127.0.0.1", "https://news.test")).reason == "timeout"
        assert time.monotonic() - began < 3


def test_tls_to_a_server_without_it_is_an_error(site: Site, fetcher: Fetcher) -> None:
    assert refusal(fetcher, site.base.replace("http:", "https:")).reason == "fetch"


# robots.txt and politeness.

def robots(site: Site, text: str, status: int = 200) -> None:
    site.replies["/robots.txt"] = (status, {"Content-Type": "text/plain"}, text.encode())


def test_robots_txt_is_heeded_and_read_once(site: Site, fetcher: Fetcher) -> None:
    robots(site, "User-agent: *\nDisallow: /\nUser-agent: kgraph-news\nDisallow: /private/\n")
    site.replies["/private/x"] = site.replies["/"]
    assert fetcher.fetch(site.base).raw == PAGE
    assert refusal(fetcher, site.base + "/private/x").reason == "robots"
    assert site.paths() == ["/robots.txt", "/"]


def test_robots_txt_of_a_redirects_goal_is_heeded(site: Site, fetcher: Fetcher) -> None:
    robots(site, "User-agent: *\nDisallow: /closed\n")
    site.redirect("/open", "/closed")
    assert refusal(fetcher, site.base + "/open").reason == "robots"
    assert "/closed" not in site.paths()


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_missing_robots_txt_allows_everything(site: Site, fetcher: Fetcher, status: int) -> None:
    robots(site, "User-agent: *\nDisallow: /", status)
    assert fetcher.fetch(site.base).raw == PAGE


@pytest.mark.parametrize("status", [429, 500, 503])
def test_broken_robots_txt_allows_nothing_and_is_asked_for_once(site: Site, fetcher: Fetcher, status: int) -> None:
    robots(site, "", status)
    for _ in range(2):
        error = refusal(fetcher, site.base)
        assert error.reason == "robots" and str(status) in str(error) and "robots.txt" in str(error)
    assert site.paths() == ["/robots.txt"]


def test_robots_txt_behind_redirects_is_found_but_not_at_private_addresses(site: Site, fetcher: Fetcher) -> None:
    site.redirect("/robots.txt", "/rules")
    site.replies["/rules"] = (200, {}, b"User-agent: *\nDisallow: /\n")
    assert refusal(fetcher, site.base).reason == "robots"
    site.redirect("/robots.txt", f"http://127.0.0.2:{site.port}/")
    assert refusal(Fetcher(only_loopback), site.base).reason == "refused"


def test_robots_txt_too_large_or_too_tangled_allows_nothing(site: Site) -> None:
    robots(site, "#" * 500_001)
    assert refusal(Fetcher(only_loopback), site.base).reason == "too_large"
    robots(site, "".join(f"User-agent: a{n}\n" for n in range(12_000)) + "".join(f"Disallow: /{n}\n" for n in range(12_000)))
    began = time.monotonic()
    assert refusal(Fetcher(only_loopback), site.base).reason == "robots"
    assert time.monotonic() - began < 3


def test_one_host_is_asked_once_a_second_and_crawl_delay_is_capped(site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "PAUSE_SECONDS", 0.3)
    monkeypatch.setattr(fetch, "LONGEST_PAUSE", 0.6)
    fetcher.fetch(site.base)
    assert site.seen[1][1] - site.seen[0][1] >= 0.3
    robots(site, "User-agent: *\nCrawl-delay: 3600\n")
    slow = Fetcher(only_loopback)
    slow.fetch(site.base)
    assert 0.6 <= site.seen[-1][1] - site.seen[-2][1] < 5


# Nothing but InputError.

@pytest.fixture(scope="module")
def closed() -> Fetcher:
    """A fetcher that may go nowhere."""
    return Fetcher(lambda _: False)


def failure(fetcher: Fetcher, url: str) -> InputError | None:
    try:
        fetcher.fetch(url)
    except InputError as error:
        return error
    return None


@settings(max_examples=150, deadline=None)
@given(st.one_of(
    st.text(), st.text().map("http://".__add__),
    st.text(st.sampled_from("aA1.:/@[]%?#\\ é\u2028２。-_~\x00\ud800")).map("http://".__add__)))
@example("http://[::1%25\u2028]/")
def test_any_text_is_fetched_or_refused(closed: Fetcher, url: str) -> None:
    with pytest.raises(InputError) as caught:
        closed.fetch(url)
    assert caught.value.reason in REASONS and str(caught.value).isprintable()


HEADERS = st.sampled_from([
    b"Content-Type: text/html", b"Content-Length: 5", b"Content-Length: -1", b"Content-Length: 5, 6", b"Content-Length: x",
    b"Transfer-Encoding: chunked", b"Transfer-Encoding: gzip, chunked", b"Content-Encoding: gzip", b"Content-Encoding: deflate", b": no name",
    b" folded", b"Location: http://[", b"Location: //", b"Location: \xff\xfe", b"no colon", b"Content-Type: \xff/\xfe;charset=\"",
    b"Connection: keep-alive"])
STARTS = st.sampled_from([b"HTTP/1.1 200 OK", b"HTTP/1.1 302 Found", b"HTTP/1.0 200", b"HTTP/9 200 OK", b"HTTP/1.1 100 Continue", b"HTTP/1.1 099 x",
                          b"HTTP/1.1 200000 x", b"ICY 200 OK", b"\x16\x03\x01", b""])
BODIES = st.one_of(st.binary(max_size=40), st.sampled_from([b"5\r\nhello\r\n0\r\n\r\n", b"-5\r\nhello", b"FFFFFFFFFFFFFFFF\r\nx", b"0x5\r\nhello\r\n"]))
RUBBISH = st.one_of(st.binary(max_size=60), st.builds(
    lambda start, headers, body: b"\r\n".join([start, *headers, b"", body]), STARTS, st.lists(HEADERS, max_size=4), BODIES))


def test_any_reply_is_a_page_or_an_input_error(monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.create_default_context()
    monkeypatch.setattr(ssl, "create_default_context", lambda: context)  # reading the certificates takes longer than all else
    monkeypatch.setattr(fetch, "HOP_SECONDS", 1.0)
    reply, rules = b"", b""

    def answer(connection: socket.socket, request: bytes) -> None:
        connection.sendall(rules if b"/robots.txt" in request else reply)

    with answering(answer) as base:
        @settings(max_examples=300, deadline=None)
        @given(RUBBISH, st.one_of(st.just(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"), RUBBISH))
        def check(page: bytes, robots_txt: bytes) -> None:
            nonlocal reply, rules
            reply, rules = page, robots_txt
            error = failure(Fetcher(only_loopback), base)
            assert error is None or error.reason in REASONS and str(error).isprintable()

        check()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["User-agent", "Allow", "Disallow", "Crawl-delay", "Host", "Visit-time", "Request-rate", "x"]), st.text()),
                max_size=5))
@example([("User-agent", "*"), ("Disallow", "http://[::1")])
@example([("User-agent", "*"), ("Disallow", "//[")])
def test_any_robots_txt_is_read(rules: list[tuple[str, str]]) -> None:
    text = "\n".join(f"{name}: {value}" for name, value in rules)
    target = fetch.read_target("http://example.org/%5B/a%?b=//[&c=*$")
    parsed = Protego.parse(text)
    assert parsed.can_fetch(target.url, fetch.USER_AGENT) in (True, False)


# Names.

@pytest.mark.parametrize("source", ["http://x", "https://x", "HTTPS://x", "hTTp://"])
def test_web_addresses_are_urls(source: str) -> None:
    assert is_url(source)


@pytest.mark.parametrize("source", ["article.txt", "file:///x", "http:/x", "ftp://x", "", "https", "/http://x", " http://x"])
def test_other_sources_are_no_urls(source: str) -> None:
    assert not is_url(source)


URLS = st.builds(lambda scheme, rest: scheme + rest, st.sampled_from(["https://", "http://", "HTTPS://"]),
                 st.text(st.one_of(st.sampled_from("ab./~-?#%C:_"), st.characters())))


@given(URLS)
@example("https://example.org/../../etc/passwd")
@example("https://example.org/%2e%2e/%2e%2e/x")
@example("https://example.org/con/NUL.txt/.hidden/a.")
@example("https://example.org//aux")
@example("https://")
@example("https://" + "a/" * 500)
@example("https://x/-con")
def test_name_of_a_url_is_a_safe_relative_path(url: str) -> None:
    name = name_of(url)
    assert re.fullmatch("[a-z0-9._/~-]{1,120}", name) and ".." not in name
    for part in name.split("/"):
        assert part and not part.startswith((".", "-")) and not part.endswith(".")
        assert part.partition(".")[0].partition("~")[0] not in fetch.RESERVED


@given(URLS, URLS)
@example("https://a/x", "http://a/x")
@example("https://a/x", "https://a/X")
@example("https://a/x", "https://a/x/")
@example("https://a/x?p=1", "https://a/x?p=2")
@example("http://a/x", "https://" + name_of("http://a/x"))
@example("https://a/" + "x" * 200, "https://a/" + "x" * 201)
def test_two_urls_have_two_names(one: str, other: str) -> None:
    assume(one != other)
    assert name_of(one) != name_of(other)
    assert name_of(one) == name_of(one)


def test_name_stays_readable() -> None:
    assert name_of("https://www.themoscowtimes.com/2020/11/09/putin-a71990") == "www.themoscowtimes.com/2020/11/09/putin-a71990"
    assert name_of("https://a.org/story?id=7").startswith("a.org/story~")
