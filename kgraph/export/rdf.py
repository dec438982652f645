"""ClaimGraph -> RDF in every syntax: N-Triples, N-Quads, Turtle, TriG, JSON-LD, RDF/XML, and an rdflib graph.

All carry the same triples, in the same order on every run, and are written node by node in constant memory beside the graph's
own. The line formats are written here (see the benchmark), Turtle, TriG and RDF/XML by pyoxigraph from those lines. RDF/XML alone
cannot hold every text: what XML 1.0 has no character for becomes U+FFFD.
"""
from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib.resources import files
from itertools import groupby, islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pyoxigraph

from kgraph.errors import InputError
from kgraph.export.describe import Node, Profile, describe
from kgraph.export.network import NOT_IN_XML
from kgraph.export.terms import BASE, PREFIXES, XSD, checked, data_prefixes
from kgraph.model import ClaimGraph

if TYPE_CHECKING:
    import rdflib

NODES = 64  # nodes whose lines are written at once
BUFFER = 1 << 16
END = "\n"
Term = pyoxigraph.NamedNode | pyoxigraph.Literal


def pieces(nodes: Iterable[Node]) -> Iterator[str]:
    """Yield the lines of N-Triples (of N-Quads, with named graphs), those of many nodes at once."""
    left = iter(nodes)
    while some := list(islice(left, NODES)):
        yield "".join([f"{subject} {f' .{END}{subject} '.join(description)} .{END}" for subject, description in some])


def readable(text: Iterator[str]) -> BinaryIO:
    """Return pieces of text as a file to read bytes from, of which no more than one is held."""
    return cast(BinaryIO, io.BufferedReader(_Stream(text), BUFFER))


def to_ntriples(graph: ClaimGraph, base: str = BASE) -> Iterator[str]:
    """Yield the lines of N-Triples in code point order, each once.

    Raises InputError for a base that no IRI can start with.
    """
    for subject, description in describe(graph, Profile(base)):
        for rest in description:
            yield f"{subject} {rest} .\n"


def to_turtle(graph: ClaimGraph, base: str = BASE) -> str:
    return "".join(turtle(describe(graph, Profile(base)), base))


def turtle(nodes: Iterable[Node], base: str = BASE, place: Path | None = None) -> Iterator[str]:
    """Yield the Turtle of nodes in pieces, which lie in a folder meanwhile, or where temporary files lie."""
    with TemporaryFile(dir=place) as file:
        write_nodes(nodes, cast(BinaryIO, file), "turtle", Profile(base))
        file.seek(0)
        yield from (line.decode() for line in file)


def to_jsonld(graph: ClaimGraph, base: str = BASE) -> str:
    """Return one JSON-LD 1.1 document, one node a line, with the published context inside."""
    return _text("jsonld", graph, base)


def write_rdf(graph: ClaimGraph, out: BinaryIO, form: str, profile: Profile | None = None) -> None:
    """Write a graph in a form of `FORMS` as UTF-8.

    Raises InputError for a base that no IRI can start with, and for a form that cannot hold what the profile asks for.
    """
    profile = profile or Profile()
    write_nodes(describe(graph, profile), out, form, profile)


def write_nodes(nodes: Iterable[Node], out: BinaryIO, form: str, profile: Profile) -> None:
    """Write nodes that were described with a profile, as `write_rdf` writes those of a graph."""
    if profile.named_graphs and form not in WITH_GRAPHS:
        raise InputError(f"{form} holds no named graphs; leave out --named-graphs, or choose {' or '.join(WITH_GRAPHS)}")
    if profile.rdf12 and form not in WITH_RDF12:
        raise InputError(f"{form} holds no triple terms of RDF 1.2; leave out --rdf12, or choose one of {', '.join(WITH_RDF12)}")
    checked(profile.base)
    FORMS[form](nodes, out, profile)


def to_rdflib(graph: ClaimGraph, base: str = BASE) -> rdflib.Graph:
    """Return the same triples in rdflib's own store, with the prefixes bound."""
    return rdflib_graph(_quads(describe(graph, Profile(base))), PREFIXES | data_prefixes(checked(base)))


def rdflib_graph(quads: Iterable[pyoxigraph.Quad], prefixes: dict[str, str]) -> rdflib.Graph:
    """Return the triples of all quads in rdflib's own store; those with a triple term, which it cannot hold, are left out."""
    import rdflib

    def term(of: object) -> rdflib.term.Node:
        if isinstance(of, pyoxigraph.Literal):
            plain = of.datatype.value == f"{XSD}string"
            return rdflib.Literal(of.value, lang=of.language, datatype=None if plain or of.language else rdflib.URIRef(of.datatype.value))
        return rdflib.BNode(of.value) if isinstance(of, pyoxigraph.BlankNode) else rdflib.URIRef(_value(of))

    out = rdflib.Graph()
    for prefix, namespace in prefixes.items():
        out.bind(prefix, namespace, replace=True)
    for quad in quads:
        if not isinstance(quad.object, pyoxigraph.Triple):
            out.add((term(quad.subject), term(quad.predicate), term(quad.object)))
    return out


# --- the forms ------------------------------------------------------------------------------------------------------------


def _write_lines(nodes: Iterable[Node], out: BinaryIO, profile: Profile) -> None:
    out.writelines(text.encode() for text in pieces(nodes))


def _write_serialized(form: pyoxigraph.RdfFormat, nodes: Iterable[Node], out: BinaryIO, profile: Profile) -> None:
    quads = _quads(nodes)
    if form == pyoxigraph.RdfFormat.RDF_XML:
        quads = map(_in_xml, quads)
    prefixes = PREFIXES | data_prefixes(checked(profile.base))
    statements = quads if form.supports_datasets else (quad.triple for quad in quads)
    pyoxigraph.serialize(statements, out, form, prefixes=prefixes)


def _write_jsonld(nodes: Iterable[Node], out: BinaryIO, profile: Profile) -> None:
    """Write one node a line. The context is the published one, and one that names the prefix of the relations."""
    relations = f"{checked(profile.base)}relation/"
    known = context()
    prefixes = {namespace: prefix for prefix, namespace in PREFIXES.items()} | {relations: "rel"}
    typed = {key: of["@type"] for key, of in known.items() if isinstance(of, dict)}
    out.write(f'{{"@context": [{json.dumps(known)},\n{json.dumps({"rel": relations})}],\n"@graph": ['.encode())
    comma = "\n"
    for (subject, name), quads in groupby(_quads(nodes), lambda quad: (quad.subject, quad.graph_name)):
        node: dict[str, object] = {"@id": _value(subject)}
        for predicate, several in groupby(quads, lambda quad: quad.predicate.value):
            cut = max(predicate.rfind("/"), predicate.rfind("#")) + 1
            key = f"{prefixes[predicate[:cut]]}:{predicate[cut:]}"
            if key == "rdf:type":
                node["@type"] = [_value(quad.object) for quad in several]
            else:
                values = [_json(quad.object, typed.get(key)) for quad in several]
                node[key] = values[0] if len(values) == 1 else values
        if isinstance(name, pyoxigraph.NamedNode):
            node = {"@id": name.value, "@graph": [node]}
        out.write(f"{comma}{json.dumps(node, ensure_ascii=False)}".encode())
        comma = ",\n"
    out.write(b"\n]}\n")


def _json(term: object, typed: str | None) -> object:
    """A value in JSON-LD: bare where the context says its type, else with it."""
    if isinstance(term, pyoxigraph.Literal):
        kind = term.datatype.value.replace(XSD, "xsd:")
        if kind == "xsd:integer" and typed is None:
            return int(term.value)
        bare = kind == typed or (kind == "xsd:string" and typed is None)
        return term.value if bare else {"@type": kind, "@value": term.value}
    return _value(term) if typed == "@id" else {"@id": _value(term)}


def context() -> dict[str, str | float | dict[str, str]]:
    """The published JSON-LD context, `context.jsonld`: the prefixes, and the type of every property whose values have one."""
    read: dict[str, str | float | dict[str, str]] = json.loads((files("kgraph") / "context.jsonld").read_text("utf-8"))["@context"]
    return read


class _Stream(io.RawIOBase):
    def __init__(self, pieces: Iterator[str]) -> None:
        self.pieces = pieces
        self.left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.left = self.left or next(self.pieces, "").encode()
        size = min(len(buffer), len(self.left))
        buffer[:size], self.left = self.left[:size], self.left[size:]
        return size


def _quads(nodes: Iterable[Node]) -> Iterator[pyoxigraph.Quad]:
    return pyoxigraph.parse(readable(pieces(nodes)), format=pyoxigraph.RdfFormat.N_QUADS)


def _in_xml(quad: pyoxigraph.Quad) -> pyoxigraph.Quad:
    """The quad with nothing in its text that XML has no character for."""
    text = quad.object
    if isinstance(text, pyoxigraph.Literal) and NOT_IN_XML.search(text.value):
        return pyoxigraph.Quad(quad.subject, quad.predicate, pyoxigraph.Literal(NOT_IN_XML.sub("\ufffd", text.value)))
    return quad


def _text(form: str, graph: ClaimGraph, base: str) -> str:
    out = io.BytesIO()
    write_rdf(graph, out, form, Profile(base))
    return out.getvalue().decode()


def _value(term: object) -> str:
    if not isinstance(term, Term):
        raise TypeError(f"the export made a term that is neither an IRI nor a literal: {term}")
    return term.value


FORMS: dict[str, Callable[[Iterable[Node], BinaryIO, Profile], None]] = {
    "turtle": partial(_write_serialized, pyoxigraph.RdfFormat.TURTLE), "ntriples": _write_lines, "nquads": _write_lines,
    "trig": partial(_write_serialized, pyoxigraph.RdfFormat.TRIG), "jsonld": _write_jsonld,
    "rdfxml": partial(_write_serialized, pyoxigraph.RdfFormat.RDF_XML)}
WITH_GRAPHS = ("nquads", "trig", "jsonld")
WITH_RDF12 = ("turtle", "ntriples", "nquads", "trig")
