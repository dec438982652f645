"""The terms of the export: every IRI and literal is made here, in a form that all stores keep as it is.

No blank nodes, booleans or durations; integers below 2^31, decimals without exponent or trailing zeros, dates; literals carry no
language. A lone surrogate, which no encoding can hold, and U+0000, which some stores end a text at, become U+FFFD.
"""
from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring
from urllib.parse import quote

import pyoxigraph

from kgraph.errors import InputError
from kgraph.model import digest

BASE = "https://kgraph.example/"
VOCABULARY = "https://w3id.org/kgraph/ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {
    "kg": VOCABULARY, "xsd": XSD, "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "schema": "https://schema.org/", "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#", "dct": "http://purl.org/dc/terms/", "skos": "http://www.w3.org/2004/02/skos/core#"}
KINDS = ("chain", "claim", "detail", "difference", "document", "entity", "fact", "join", "judgement", "link", "mention", "origin", "outlet",
         "phrase", "proposition", "qualifier", "relation", "rendering", "sharing", "span", "story", "topic", "utterance",
         "variant")  # of IRIs, in their order
LONGEST, KEPT = 600, 40  # characters of a name in an IRI (stores have limits), and how many of one that is longer are kept before its hash
NOT_KEPT = re.compile("[\0\ud800-\udfff]")


class Minted(dict[str, str]):
    """The IRIs of one kind of node by name, each minted when it is asked for first: the base, the kind, one percent-encoded segment.

    >>> Minted(BASE, "outlet")["The Moscow Times"], Minted(BASE, "relation")["win 9/11"]
    ('<https://kgraph.example/outlet/The_Moscow_Times>', '<https://kgraph.example/relation/win_9.2F11_>')
    """

    def __init__(self, base: str, kind: str) -> None:
        super().__init__()
        self.base, self.kind = base, kind

    def __missing__(self, name: str) -> str:
        simple = _is_plain(name) and self.kind != "relation"
        made = self[name] = f"<{self.base}{self.kind}/{name}>" if simple else iri(self.base, self.kind, name)
        return made


def iri(base: str, kind: str, *names: str) -> str:
    """Mint an IRI: the base, the kind, one percent-encoded segment with "_" for spaces and "," between several names.

    A relation's has "." for "%" and ends in a letter or "_", since predicates are names of elements in RDF/XML.

    >>> iri(BASE, "span", "a,b.txt", "3", "7")
    '<https://kgraph.example/span/a%2Cb.txt,3,7>'
    """
    name = ",".join([_segment(kind, name) for name in names])
    if kind == "relation":
        name = name.replace("%", ".") + ("" if name[-1:].isalpha() else "_")
    return f"<{base}{kind}/{name}>"


def _segment(kind: str, name: str) -> str:
    if _is_plain(name):
        return name
    segment = quote(name, safe="", errors="surrogatepass").replace("_", "%5F").replace("%20", "_")
    if len(segment) > LONGEST:
        segment = f"{_segment(kind, name[:KEPT])}~{digest(name)}"
    return segment.replace(".", "%2E") if kind == "relation" or not segment.strip(".") else segment


def _is_plain(name: str) -> bool:
    """Whether a name is a segment of an IRI as it stands."""
    return len(name) <= LONGEST and name.isascii() and name.replace("-", "").isalnum()


def literal(text: str) -> str:
    """A plain literal; what JSON escapes in a text is escaped in the same way in N-Triples."""
    if not text.isascii() or "\0" in text:
        text = NOT_KEPT.sub("\ufffd", text)
    return encode_basestring(text)


def integer(number: int) -> str:
    return f'"{number}"^^<{XSD}integer>'


@lru_cache(maxsize=1 << 10)
def decimal(number: float) -> str:
    """A decimal without exponent or trailing zeros, which every store keeps as it is."""
    text = format(Decimal(repr(number)), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f'"{"0" if text == "-0" else text}"^^<{XSD}decimal>'


def day(iso: str) -> str:
    return f'"{iso}"^^<{XSD}date>'


def link(url: str) -> str:
    """A web address as an IRI in ASCII, or as text where it is none."""
    address = quote(url, safe="!#$%&'()*+,/:;=?@[]~", errors="surrogatepass")
    try:
        if address.lower().startswith(("http://", "https://")):
            return str(pyoxigraph.NamedNode(address))
    except ValueError:
        pass  # it stays text
    return literal(url)


def checked(base: str) -> str:
    """Return the base with a "/" at its end. Raises InputError for one that no IRI can start with."""
    try:
        pyoxigraph.NamedNode(base)
        if base.isascii() and not set("?#") & set(base):
            return base if base.endswith("/") else f"{base}/"
    except ValueError:
        pass  # the message below fits this as well
    raise InputError(f"base {base!r} cannot begin the IRIs of a graph: give an absolute address in ASCII without "
                     f"'?' and '#', such as {BASE}")


def data_prefixes(base: str) -> dict[str, str]:
    return {kind if kind != "relation" else "rel": f"{base}{kind}/" for kind in KINDS}
