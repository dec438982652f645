"""Requests to one triple store: retried with growing pauses, with a password where the store asks for one, never to another host."""
from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from ipaddress import ip_address
from netrc import NetrcParseError
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth
from requests.utils import get_netrc_auth

from kgraph.errors import InputError, PushError
from kgraph.ingest.fetch import shown, user_agent

USER, PASSWORD = "KGRAPH_PUSH_USER", "KGRAPH_PUSH_PASSWORD"  # names of variables of the environment
CONNECT_SECONDS = 10.0
READ_SECONDS = 600.0  # a store may think for long before it answers
LONGEST_PAUSE = 60.0  # seconds, also where a store asks for more
BUSY = (408, 429, 500, 502, 503, 504)  # statuses after which the same request may succeed
MOVED = (301, 302, 307, 308)
REDIRECTS = 5
DEFAULT_PORT = {"http": 80, "https": 443}


class Connection:
    """A conversation with one store. What the environment says of proxies is not heeded; certificates of one's own are trusted where
    SSL_CERT_FILE names them.

    `retries` is how often a request is repeated that found the store busy, broken or away; `tell` is called with a warning in one line.
    """

    def __init__(self, retries: int, tell: Callable[[str], None]) -> None:
        self.retries = retries
        self._tell = tell
        self._moved: dict[str, str] = {}
        self._session = requests.Session()
        self._session.trust_env = False  # else a netrc would be read, and its password sent, unasked
        self._session.verify = os.environ.get("SSL_CERT_FILE") or True
        self._session.headers["User-Agent"] = user_agent()

    def send(self, method: str, url: str, data: bytes | dict[str, str] | None = None, *, retries: int | None = None,
             seconds: float = READ_SECONDS, **headers: str) -> requests.Response:
        """Return the answer, whatever its status; `content_type="…"` is the header Content-Type, and so on.

        Raises PushError where the store cannot be reached, wants a password that it was not given, or sends elsewhere.
        """
        named = {name.replace("_", "-").title(): value for name, value in headers.items()}
        retries = self.retries if retries is None else min(retries, self.retries)
        pause = 0.5
        for left in range(retries, -1, -1):
            try:
                response = self._followed(method, url, data, named, seconds)
            except requests.exceptions.SSLError as error:
                raise PushError(f"{site(url)} does not prove who it is ({reason(error)}); where its certificate is your own, name the file "
                                "of those to trust in SSL_CERT_FILE") from error
            except requests.RequestException as error:
                if not left:
                    again = f" after {retries + 1} attempts" if retries else ""
                    raise PushError(f"{site(url)} cannot be reached{again} ({reason(error)})") from error
                time.sleep(pause)
            else:
                if response.status_code not in BUSY or not left:
                    return response
                time.sleep(min(asked_pause(response) or pause, LONGEST_PAUSE))
            pause = min(2 * pause, LONGEST_PAUSE)
        raise AssertionError("the last attempt returns or raises")

    def _followed(self, method: str, url: str, data: bytes | dict[str, str] | None, headers: dict[str, str],
                  seconds: float) -> requests.Response:
        start = url
        url = self._moved.get(url, url)
        for _ in range(REDIRECTS):
            response = self._session.request(method, url, data=data, headers=headers, timeout=(CONNECT_SECONDS, seconds),
                                             allow_redirects=False)
            if response.status_code == 401:
                self._session.auth = self._answer(url, response.headers.get("WWW-Authenticate", ""))
            elif response.status_code in MOVED and "Location" in response.headers:
                url = self._moved[start] = redirected(url, response.headers["Location"])
            else:
                return response
        raise PushError(f"{start} sends from one address to the next without end; give the address of the store itself")

    def _answer(self, url: str, challenge: str) -> AuthBase:
        """Return what proves who we are, as a 401 asks for it. Raises PushError where it did before, or where nothing can."""
        found = credentials(url)
        if found is None:
            raise PushError(f"{site(url)} asks for a name and a password; put them in {USER} and {PASSWORD}, or in your netrc file "
                            f"as: machine {urlsplit(url).hostname} login … password …")
        user, password, source = found
        if self._session.auth is not None:
            raise PushError(f"{site(url)} does not accept the name {shown(user)!r} with its password, both from {source}")
        schemes = {scheme.lower() for scheme in re.findall(r"(?:^|,)\s*(\w+)(?=\s|$)", challenge)}
        if "digest" in schemes:
            return HTTPDigestAuth(user, password)
        if "basic" not in schemes:
            raise PushError(f"{site(url)} asks for {shown(challenge) or 'a proof that it does not name'}; kgraph knows Basic and Digest")
        if url.startswith("http:") and not is_loopback(urlsplit(url)):
            self._tell(f"the password goes to {site(url)} where others on the way can read it; use https:// if the store has it")
        return HTTPBasicAuth(user.encode(), password.encode())


def credentials(url: str) -> tuple[str, str, str] | None:
    """Return name, password and where both come from: the environment, else netrc (the file that NETRC names, else ~/.netrc).

    Raises InputError where one of the two is missing or netrc cannot be read.
    """
    user, password = os.environ.get(USER), os.environ.get(PASSWORD)
    if user is not None and password is not None:
        return user, password, f"{USER} and {PASSWORD}"
    if user is not None or password is not None:
        raise InputError(f"{USER} and {PASSWORD} belong together; only {PASSWORD if user is None else USER} is set")
    try:
        found = get_netrc_auth(url, raise_errors=True)
    except (NetrcParseError, OSError, UnicodeDecodeError) as error:
        raise InputError(f"the netrc file cannot be read ({shown(str(error))}); mend it, or set {USER} and {PASSWORD}") from error
    return (*found, "the netrc file") if found else None


def checked_endpoint(endpoint: str) -> str:
    """Return the address of a store without "/" at its end. Raises InputError for what is none, or holds a password."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError as error:
        raise InputError(f"{shown(endpoint)} is no address ({error}); give one such as http://localhost:7878") from error
    if parts.username is not None or parts.password is not None:
        raise InputError(f"the address of {parts.hostname} holds a name or password, which others can read in the list of processes; "
                         f"take it out and put both in {USER} and {PASSWORD} or in your netrc file")
    if parts.scheme not in DEFAULT_PORT or not parts.hostname or port == 0 or not endpoint.isprintable() or " " in endpoint:
        raise InputError(f"{shown(endpoint)} is no http:// or https:// address; give one such as http://localhost:7878")
    if parts.query or parts.fragment:
        raise InputError(f"{shown(endpoint)} holds '?' or '#'; give the address of the store alone")
    return endpoint.rstrip("/")


def redirected(url: str, location: str) -> str:
    """Return where a Location leads. Raises PushError for another host or port, and for the way from https to http.

    >>> redirected("http://store.example/sparql", "https://store.example/sparql")
    'https://store.example/sparql'
    """
    try:
        target = urljoin(url, location)
        old, new = urlsplit(url), urlsplit(target)
        if old.hostname == new.hostname and new.username is None and not new.fragment:
            if origin(old) == origin(new) or (old.scheme, new.scheme, new.port or 443) == ("http", "https", 443):
                return target
    except ValueError:
        pass  # the message below fits this as well
    raise PushError(f"{shown(url)} sends on to {shown(location)}, and kgraph sends neither data nor a password to another place than the "
                    "one you named; if you trust it, give that address")


def origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or DEFAULT_PORT.get(parts.scheme)


def site(url: str) -> str:
    """Scheme, host and port, as messages name a store."""
    parts = urlsplit(url)
    return shown(f"{parts.scheme}://{parts.netloc}")


def is_loopback(parts: SplitResult) -> bool:
    try:
        return parts.hostname == "localhost" or ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def asked_pause(response: requests.Response) -> float:
    """Seconds that a Retry-After asks for; 0 where it says none (or a date, which nobody who is busy sends)."""
    after = response.headers.get("Retry-After", "").strip()
    return float(after) if after.isdecimal() and len(after) < 6 else 0.0


def reason(error: BaseException) -> str:
    """What went wrong in the system's own words, from beneath the libraries that wrap it."""
    while (deeper := error.__cause__ or getattr(error, "reason", None) or next(
            (a for a in error.args if isinstance(a, BaseException)), None)) is not None and isinstance(deeper, BaseException):
        error = deeper
    if isinstance(error, OSError) and error.strerror:
        return shown(error.strerror)
    return shown(re.sub(r"^<[^>]*>:? |^\w+\(.*?\): ", "", str(error)) or type(error).__name__)


def said(response: requests.Response) -> str:
    """What an answer that is no success says, in one line: its status and the first words of its text."""
    text = re.sub(r"<[^>]*>", " ", response.content[:2000].decode("utf-8", "replace"))
    first = next((line for line in text.splitlines() if line.strip()), "")
    return f"{response.status_code} {shown(response.reason or '')}".strip() + (f" ({shown(first)})" if first else "")
