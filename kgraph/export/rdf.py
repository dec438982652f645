"""ClaimGraph -> RDF 1.1, as N-Triples, Turtle, JSON-LD and an rdflib graph."""
from __future__ import annotations

import io
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyoxigraph

from kgraph.export.describe import Profile, describe
from kgraph.export.terms import BASE, PREFIXES, XSD, checked, data_prefixes
from kgraph.model import ClaimGraph

if TYPE_CHECKING:
    import rdflib


def to_ntriples(graph: ClaimGraph, base: str = BASE) -> Iterator[str]:
    """Yield the lines of N-Triples in code point order, each once.

    Raises InputError for a base that no IRI can start with.
    """
    for subject, description in describe(graph, Profile(base)):
        for rest in description:
            yield f"{subject} {rest} .\n"


def to_turtle(graph: ClaimGraph, base: str = BASE) -> str:
    out, prefixes = io.BytesIO(), PREFIXES | data_prefixes(checked(base))
    pyoxigraph.serialize(_triples(graph, base), out, pyoxigraph.RdfFormat.TURTLE, prefixes=prefixes)
    return out.getvalue().decode()


def to_jsonld(graph: ClaimGraph, base: str = BASE) -> str:
    """Return one JSON-LD 1.1 document, one node a line, with its context inside.

    The context types a property ("kg:outlet" holds IRIs) where all its values in this graph agree.
    """
    base = checked(base)
    prefixes = {namespace: prefix for prefix, namespace in PREFIXES.items()} | {f"{base}relation/": "rel"}
    types: dict[str, set[str]] = defaultdict(set)
    nodes: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for triple in _triples(graph, base):
        predicate = triple.predicate.value
        cut = max(predicate.rfind("/"), predicate.rfind("#")) + 1
        key = f"{prefixes[predicate[:cut]]}:{predicate[cut:]}"
        held = triple.object.datatype.value if isinstance(triple.object, pyoxigraph.Literal) else "@id"
        types[key].add(held)
        nodes.setdefault(_value(triple.subject), {}).setdefault(key, []).append(
            (held, _value(triple.object)))
    typed = {key: held for key, (held, *others) in types.items() if not others
             and held not in (f"{XSD}string", f"{XSD}integer") and not key.startswith(("rel:", "rdf:type"))}

    def written(key: str, held: str, text: str) -> object:
        if held == f"{XSD}integer":
            return int(text)
        if held == f"{XSD}string" or key in typed or key == "rdf:type":
            return text
        return {"@id": text} if held == "@id" else {"@type": held, "@value": text}

    lines = []
    for subject, properties in nodes.items():
        node: dict[str, object] = {"@id": subject}
        for key, found in properties.items():
            values = [written(key, *value) for value in found]
            node["@type" if key == "rdf:type" else key] = values[0] if len(values) == 1 else values
        lines.append(json.dumps(node, ensure_ascii=False))
    context = {"@version": 1.1, **PREFIXES, "rel": f"{base}relation/",
               **{key: {"@id": key, "@type": typed[key]} for key in sorted(typed)}}
    graph_lines = ",\n".join(lines)
    return f'{{"@context": {json.dumps(context)},\n"@graph": [\n{graph_lines}\n]}}\n'


def to_rdflib(graph: ClaimGraph, base: str = BASE) -> rdflib.Graph:
    """Return the same triples in rdflib's own store, with the prefixes bound."""
    import rdflib

    def term(of: object) -> rdflib.URIRef | rdflib.Literal:
        if isinstance(of, pyoxigraph.Literal):
            plain = of.datatype.value == f"{XSD}string"
            return rdflib.Literal(of.value, datatype=None if plain else rdflib.URIRef(of.datatype.value))
        return rdflib.URIRef(_value(of))

    out = rdflib.Graph()
    for prefix, namespace in (PREFIXES | data_prefixes(checked(base))).items():
        out.bind(prefix, namespace, replace=True)
    for triple in _triples(graph, base):
        out.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return out


def _triples(graph: ClaimGraph, base: str) -> Iterator[pyoxigraph.Triple]:
    text = "".join(to_ntriples(graph, base))
    for quad in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_TRIPLES):
        yield quad.triple


def _value(term: object) -> str:
    if not isinstance(term, pyoxigraph.NamedNode | pyoxigraph.Literal):
        raise TypeError(f"the export made a term that is neither an IRI nor a literal: {term}")
    return term.value
