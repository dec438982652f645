"""Pages fetched from the public internet and from nowhere else: whoever writes a URL chooses what this machine connects to.

A host is resolved once per request, every address it has must be public, and the connection goes to one of the addresses that
were checked, so a name server that changes its answer changes nothing. Every redirect passes the same gate. What a name server
may take is the resolver's own limit; all that follows is bounded here.
"""
from __future__ import annotations

import hashlib
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from importlib.metadata import PackageNotFoundError, version
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple, TypeVar
from urllib.parse import unquote_to_bytes, urljoin

from protego import Protego
from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util import parse_url

from kgraph.errors import InputError

USER_AGENT = "kgraph-news"  # the name that robots.txt may address
LARGEST_PAGE = 5_000_000  # bytes of one page, decompressed
LARGEST_ROBOTS = 500_000  # bytes of one robots.txt
ROBOTS_WORK = 1_000_000  # rules times agents of one robots.txt: the parser holds each rule once for every agent of its group
ABSURD_RATIO = 100  # pages shrink to a fifth or a tenth; a bomb to a thousandth
REDIRECTS = 5
CONNECT_SECONDS = 10.0  # to one address, the TLS handshake included
HOP_SECONDS = 30.0  # one request and its reply
PAUSE_SECONDS = 1.0  # between two requests to one host
LONGEST_PAUSE = 10.0  # seconds of a Crawl-delay that are heeded
DEFAULT_PORT = {"http": 80, "https": 443}
TYPES = ("application/xhtml+xml", "application/xml", "application/rss+xml", "application/atom+xml")
HOST_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?")
GLOBAL_UNICAST = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")
CLOSED = tuple(ip_network(n) for n in (
    "192.0.0.0/24", "192.88.99.0/24",         # protocol assignments, 6to4 relays
    "168.63.129.16/32",                       # a cloud's own services, reached from its machines only
    "2001::/23", "2002::/16", "3fff::/20",    # Teredo and other assignments, 6to4, documentation
))
NAME_LENGTH = 120
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as its server sent it: final address, decompressed bytes, media type in small letters, charset if one was named."""

    url: str
    raw: bytes
    content_type: str
    charset: str | None


class Target(NamedTuple):
    """Where one request goes; `host` is a name or an address without brackets, `path` holds the query too."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORT[self.scheme] else f"{host}:{self.port}"

    @property
    def site(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        return self.site + self.path


def is_url(source: str) -> bool:
    """Whether a source is to be fetched: it starts with http:// or https://, in any case."""
    return source[:8].lower().startswith(("http://", "https://"))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to the public internet.

    IPv4-mapped and NAT64 addresses count as the IPv4 address they carry. 6to4 and Teredo addresses are never public: each leads
    to an IPv4 address of its writer's choice, and no news site is behind them.
    """
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address in NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        if address not in GLOBAL_UNICAST:
            return False
    return (address.is_global and not address.is_multicast and not address.is_reserved and not address.is_unspecified
            and not any(address in network for network in CLOSED))


def name_of(url: str) -> str:
    """Return a document id for a URL: host and path as a relative path of ASCII letters, digits and . _ - / ~.

    >>> name_of("https://www.bbc.com/news/world-54871243")
    'www.bbc.com/news/world-54871243'
    >>> name_of("https://example.org/story?id=7")
    'example.org/story~0fa768216e93'

    At most 120 characters, no empty part, no part that starts or ends with a dot or is a device name of Windows. Where the name
    alone does not give the URL back (a query, http, capitals, a long path), a digest of the URL follows; so two URLs differ.
    """
    bare = re.split("[?#]", url.partition("://")[2] if is_url(url) else url, maxsplit=1)[0]
    text = re.sub("[^a-z0-9._/-]+|[.]{2,}", "-", unquote_to_bytes(bare.encode("utf-8", "replace")).decode("latin-1").lower())
    parts = [f"_{part}" if part.partition(".")[0] in RESERVED else part for part in (p.strip(".-") for p in text.split("/")) if part]
    name = "/".join(parts)
    if name and len(name) <= NAME_LENGTH and url == f"https://{name}":
        return name
    digest = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return (name[:NAME_LENGTH - 1 - len(digest)].rstrip("/.-") or "page") + "~" + digest


class Fetcher:
    """Fetches the pages of one run, in one thread: each site's robots.txt is read once, and one host is not asked twice in a second.

    `allowed` says which addresses may be connected to.
    """

    def __init__(self, allowed: Callable[[IPv4Address | IPv6Address], bool] = is_public) -> None:
        self._allowed = allowed
        self._tls = ssl.create_default_context()
        self._robots: dict[str, Protego | InputError] = {}  # by site
        self._asked_at: dict[str, float] = {}  # by host, seconds of time.monotonic

    def fetch(self, url: str) -> Fetched:
        """Return the page at a URL, its redirects followed.

        Every failure is an InputError: one line, without the URL, that can follow it ("... answered 404 ..."). Its reason is fetch,
        refused (kgraph will not go there or not read that), robots, timeout, too_large or bomb.
        """
        return self._follow(read_target(url), self._heed_robots, read_page)

    def _follow(self, target: Target, before: Callable[[Target], None], read: Callable[[Target, BaseHTTPResponse], T]) -> T:
        """Ask a target, then those it redirects to; return what `read` makes of the first reply that is no redirect."""
        for hop in range(REDIRECTS + 1):
            try:
                before(target)
                with self._ask(target) as response:
                    location = response.headers.get("location")
                    if location is None or response.status not in (301, 302, 303, 307, 308):
                        return read(target, response)
            except InputError as error:
                raise InputError(f"leads to {shown(target.url)}, which {error}" if hop else str(error), error.reason) from error
            target = redirected(target, location)
        raise InputError(f"redirects more than {REDIRECTS} times. Give the address that the page has in a browser.", "fetch")

    @contextmanager
    def _ask(self, target: Target) -> Iterator[BaseHTTPResponse]:
        """Send one request and give its reply, the body still to read; whatever goes wrong until the end of the block is an InputError."""
        rules = self._robots.get(target.site)
        delay = (rules.crawl_delay(USER_AGENT) or 0.0) if isinstance(rules, Protego) else 0.0
        pause = max(PAUSE_SECONDS, min(delay, LONGEST_PAUSE))
        time.sleep(max(0.0, self._asked_at.get(target.host, -pause) + pause - time.monotonic()))
        deadline = time.monotonic() + HOP_SECONDS
        try:
            with closing(self._connect(target, deadline)) as connection:
                # The socket's own time limit is for one read; a server that sends a byte a second never meets it.
                sock = connection.sock
                alarm = threading.Timer(deadline - time.monotonic(), hang_up, (sock,))
                alarm.daemon = True
                alarm.start()
                try:
                    connection.request("GET", target.path, preload_content=False, headers={
                        "Host": target.authority, "User-Agent": user_agent(), "Accept-Encoding": "gzip, deflate",
                        "Accept": ", ".join(("text/html", "text/plain", *TYPES)), "Connection": "close"})
                    with closing(connection.getresponse()) as response:
                        yield response
                finally:
                    alarm.cancel()
                    if (left_open := sock.detach()) >= 0:  # by a reply whose headers urllib3 gave up on
                        socket.close(left_open)
            if time.monotonic() >= deadline:  # a body without a length ends like this when the alarm cuts it
                raise TimeoutError
        except (InputError, HTTPError, HTTPException, OSError, ValueError) as error:
            # urllib3 calls refused connections timeouts too; what its error came from tells them apart
            if time.monotonic() >= deadline or isinstance(error.__cause__ or error, TimeoutError):
                raise InputError(f"took too long: {CONNECT_SECONDS:.0f} s to connect and {HOP_SECONDS:.0f} s in all are the limit. "
                                 "Try again later, or save the page as a file and pass that.", "timeout") from error
            raise error if isinstance(error, InputError) else explained(error, target) from error
        finally:
            self._asked_at[target.host] = time.monotonic()

    def _connect(self, target: Target, deadline: float) -> HTTPConnection:
        """Connect to the first of the host's checked addresses that answers; the name stays for TLS and the Host header."""
        failure: Exception = TimeoutError()
        for address in self._addresses(target):
            seconds = min(CONNECT_SECONDS, deadline - time.monotonic())
            if seconds <= 0:
                break
            if target.scheme == "https":
                connection: HTTPConnection = HTTPSConnection(address, target.port, timeout=seconds, ssl_context=self._tls,
                                                             server_hostname=target.host)
            else:
                connection = HTTPConnection(address, target.port, timeout=seconds)
            try:
                connection.connect()
            except (HTTPError, OSError, ValueError) as error:
                connection.close()
                failure = error
            else:
                connection.timeout = max(0.001, deadline - time.monotonic())
                return connection
        raise failure

    def _addresses(self, target: Target) -> list[str]:
        """Resolve a host, once. Raises InputError unless every address of it is allowed."""
        try:
            answers = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        except (OSError, ValueError) as error:
            raise InputError(f"has a host that cannot be found ({shown(target.host)}: {reason_of(error)}). Check the address and "
                             "the connection.", "fetch") from error
        addresses = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
        for address in addresses:
            if not self._allowed(ip_address(address)):
                raise InputError(f"is not on the public internet: {shown(target.host)} is {address}. kgraph does not connect to private "
                                 "or local addresses; save the page as a file and pass that.", "refused")
        return addresses

    def _heed_robots(self, target: Target) -> None:
        """Raise InputError where the site's robots.txt forbids the target, or cannot be read (RFC 9309, sections 2.3 and 2.4)."""
        if target.site not in self._robots:
            try:
                self._robots[target.site] = self._follow(target._replace(path="/robots.txt"), lambda _: None, read_robots)
            except InputError as error:
                self._robots[target.site] = InputError(f"{error} (This is about the site's robots.txt, which is read first.)", error.reason)
        rules = self._robots[target.site]
        if isinstance(rules, InputError):
            raise InputError(str(rules), rules.reason)
        if not rules.can_fetch(target.url, USER_AGENT):
            raise InputError(f"was not fetched: the site's robots.txt asks programs such as {USER_AGENT} not to read it. If you may use "
                             "the page, save it from a browser and pass the file.", "robots")


def read_target(url: str) -> Target:
    """Take a URL apart. Raises InputError unless it is plain http or https to a named host.

    Of the ports below 1024 only 80 and 443 pass: the others belong to mail, shells and the like, never to a news site.
    """
    try:
        if re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", url):
            raise ValueError("it holds a control character or half a character")
        parts = parse_url(url)
        host = (parts.host or "").strip("[]").removesuffix(".")
        if ":" in host:
            host = str(IPv6Address(host))
        elif parts.scheme in DEFAULT_PORT and not HOST_NAME.fullmatch(host):
            raise ValueError(f"{host!r} is no host")
    except (HTTPError, ValueError) as error:
        raise InputError(f"is no address that can be fetched ({reason_of(error)}). Check that it was copied whole.", "refused") from error
    if parts.scheme not in DEFAULT_PORT:
        raise InputError("is no http:// or https:// address; kgraph fetches no other kind.", "refused")
    if parts.auth is not None:
        raise InputError("carries a user name or password; kgraph fetches public pages only. Give the address without what stands "
                         "before the @.", "refused")
    port = DEFAULT_PORT[parts.scheme] if parts.port is None else parts.port
    if port < 1024 and port not in DEFAULT_PORT.values():
        raise InputError(f"has port {port}, which is not one of web pages (80, 443, or 1024 and above). Check the address.", "refused")
    path = parts.path or "/"
    return Target(parts.scheme, host, port, path if parts.query is None else f"{path}?{parts.query}")


def redirected(target: Target, location: str) -> Target:
    """Return where a Location header leads. Raises InputError where kgraph does not follow."""
    wanted = location.encode("latin-1", "replace").decode("utf-8", "replace")  # header bytes come as Latin-1, addresses are UTF-8
    try:
        following = read_target(urljoin(target.url, wanted))
    except (InputError, ValueError) as error:
        raise InputError(f"leads to {shown(wanted)}, which {error if isinstance(error, InputError) else 'is no address'}",
                         "refused") from error
    if (target.scheme, following.scheme) == ("https", "http"):
        raise InputError(f"leads from https to {shown(following.url)}, where anyone on the way could change the page. If you trust "
                         "it, give that address itself.", "refused")
    return following


def read_page(target: Target, response: BaseHTTPResponse) -> Fetched:
    """Return a reply as a page. Raises InputError for a status other than 200 and for what is no text."""
    if response.status != 200:
        raise InputError(f"answered {response.status}{said(response.status)}", "fetch")
    header = response.headers.get("content-type", "")
    media = re.match(r"\s*([\w.+-]+/[\w.+-]+)", header.lower())
    content_type = media[1] if media else "no type"
    if not content_type.startswith("text/") and content_type not in TYPES:
        raise InputError(f"is {shown(content_type)}, and kgraph reads pages, feeds and plain text. Give the address of the article itself.",
                         "refused")
    charset = re.search(r";\s*charset\s*=\s*[\"']?([\w.:+-]+)", header, re.IGNORECASE)
    return Fetched(target.url, read_body(response, LARGEST_PAGE), content_type, charset[1].lower() if charset else None)


def read_robots(target: Target, response: BaseHTTPResponse) -> Protego:
    """Return a site's rules; a missing robots.txt allows everything, a broken one nothing (InputError)."""
    if 400 <= response.status < 500 and response.status != 429:
        return Protego.parse("")
    if not 200 <= response.status < 300:
        raise InputError(f"answered {response.status}, so what it allows is unknown. Try again later.", "robots")
    text = read_body(response, LARGEST_ROBOTS).decode("utf-8", "replace")
    lines = text.lower().splitlines()
    if len(lines) * sum("user" in line.partition(":")[0] for line in lines) > ROBOTS_WORK:
        raise InputError("has more rules than can be read in good time. Save the page from a browser and pass the file.", "robots")
    return Protego.parse(text)


def read_body(response: BaseHTTPResponse, largest: int) -> bytes:
    """Return a reply's body, decompressed; neither it nor what was sent for it exceeds `largest` bytes. Raises InputError."""
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise InputError(f"is packed as {shown(encoding)}, which kgraph did not ask for. Save the page as a file and pass that.", "fetch")
    too_large = InputError(f"is too large: only {largest:,} bytes are read. Save the part you need as a file and pass that.", "too_large")
    raw = bytearray()
    for piece in response.stream(1 << 16, decode_content=False):
        raw += piece
        if len(raw) > largest:
            raise too_large
    if not raw or encoding in ("", "identity"):
        return bytes(raw)
    headed = raw[0] & 0x0F == 8 and int.from_bytes(raw[:2], "big") % 31 == 0  # some servers leave out the zlib header
    unpacker = zlib.decompressobj(31 if "gzip" in encoding else 15 if headed else -15)
    try:
        body = unpacker.decompress(raw, largest + 1)
    except zlib.error as error:
        raise InputError("is damaged: its compressed bytes cannot be unpacked. Try again later.", "fetch") from error
    if len(body) > largest:
        if len(body) > ABSURD_RATIO * (len(raw) - len(unpacker.unconsumed_tail)):
            raise InputError(f"unpacks to over {ABSURD_RATIO} times its size, as bombs do and pages do not. Leave it out.", "bomb")
        raise too_large
    if not unpacker.eof or unpacker.unused_data.strip(b"\0"):
        raise InputError("is damaged: its compressed bytes end early or go on after their end. Try again later.", "fetch")
    return body


def user_agent() -> str:
    """What kgraph calls itself to a server: product, version, where to read about it."""
    try:
        release = version("kgraph-news")
    except PackageNotFoundError:  # run from a checkout
        release = "0"
    return f"{USER_AGENT}/{release} (+https://w3id.org/kgraph)"


def hang_up(sock: socket.socket) -> None:
    """Cut a connection that another thread reads: its read ends at once."""
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)  # TLS's own shutdown would touch what that read uses


def explained(error: Exception, target: Target) -> InputError:
    """Return a failed request as the line a user reads."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return InputError(f"shows a certificate that does not prove it is {shown(target.host)} ({shown(error.verify_message)}). Check the "
                          "address; kgraph does not read pages that may be forged.", "fetch")
    return InputError(f"cannot be fetched ({reason_of(error)}). Check the address and the connection, or try again later.", "fetch")


def said(status: int) -> str:
    """What to do about a status."""
    if status in (404, 410):
        return ": there is no such page. Check the address, or give that of an archived copy."
    if status in (401, 402, 403, 451):
        return ": the site does not show it to programs. If you may use the page, save it from a browser and pass the file."
    if status == 429 or status >= 500:
        return ": the site is busy or broken. Try again later."
    return ", and kgraph reads pages that answer 200. Open the address in a browser and give the one it ends at."


def reason_of(error: Exception) -> str:
    """What an error says, as part of one line; the system's own words where a library wraps them."""
    cause = error.__cause__ if isinstance(error, HTTPError) and isinstance(error.__cause__, OSError) else error
    words = cause.strerror if isinstance(cause, OSError) and cause.strerror else str(cause)
    return shown(words or type(error).__name__)


def shown(text: str) -> str:
    """A foreign text fit for a message: printable, one line, at most 200 characters."""
    text = "".join(c if c.isprintable() else "?" for c in " ".join(text.split()))
    return text if len(text) <= 200 else text[:199] + "…"
