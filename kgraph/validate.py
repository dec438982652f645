"""RDF file -> what in it is not as the vocabulary and the shapes have it."""
from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import BinaryIO, cast

import pyoxigraph

from kgraph.errors import InputError
from kgraph.export.rdf import rdflib_graph
from kgraph.export.terms import PREFIXES, VOCABULARY, XSD

FORBIDDEN = {f"{XSD}{name}" for name in ("boolean", "duration", "dayTimeDuration", "yearMonthDuration")}
UNSAFE = re.compile(r"[^!-~]|[\"<>\\^`{|}]")
SHOWN = 100  # problems of one kind that are listed


@dataclass(frozen=True, slots=True)
class Validation:
    """How many triples and claims a file holds, and what is wrong with them, one line each."""

    triples: int
    claims: int
    problems: tuple[str, ...]


def validate(path: Path) -> Validation:
    """Check a file: strict syntax, no term that stores disagree on, no unknown term of the vocabulary, and the shapes.

    All graphs of it are looked at as one. Raises InputError for a file that is no RDF that can be read, and where pySHACL is missing.
    """
    quads = list(dict.fromkeys(pyoxigraph.Quad(q.subject, q.predicate, q.object) for q in read_quads(path)))
    claims = sum(q.predicate.value == f"{PREFIXES['rdf']}type" and q.object == pyoxigraph.NamedNode(f"{VOCABULARY}Claim") for q in quads)
    found = [] if claims else ["there is no kg:Claim in it: is it an export of kgraph?"]
    found += _few(dict.fromkeys(_unsafe(quads)))
    return Validation(len(quads), claims, (*found, *_few(_against_shapes(quads))))


def read_quads(path: Path) -> Iterator[pyoxigraph.Quad]:
    """Yield the quads of a file in the syntax that its name says, packed or not. Raises InputError where it cannot be read so."""
    suffix = path.name.lower().removesuffix(".gz").rpartition(".")[2]
    form = pyoxigraph.RdfFormat.from_extension(suffix)
    if form is None:
        raise InputError(f"{path}: the name does not say which RDF it is; let it end in .ttl, .nt, .nq, .trig, .jsonld or .rdf (and .gz)")
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else open(path, "rb") as file:
            yield from pyoxigraph.parse(cast(BinaryIO, file), form, base_iri=None)
    except (SyntaxError, OSError, EOFError) as error:
        raise InputError(f"{path}: cannot be read as {form.name} ({getattr(error, 'strerror', None) or error})") from error


def _unsafe(quads: Iterable[pyoxigraph.Quad]) -> Iterator[str]:
    """What some store would not keep as it is, and terms that look like the vocabulary's and are not."""
    known = _terms()
    for quad in quads:
        terms = (quad.subject, quad.predicate, quad.object)
        for term in (part for t in terms for part in ((t.subject, t.predicate, t.object) if isinstance(t, pyoxigraph.Triple) else (t,))):
            if isinstance(term, pyoxigraph.BlankNode):
                yield f"{term}: a blank node"
            elif isinstance(term, pyoxigraph.Literal) and term.datatype.value in FORBIDDEN:
                yield f"{quad.subject} {quad.predicate}: a value of type {term.datatype}"
            elif isinstance(term, pyoxigraph.NamedNode) and UNSAFE.search(term.value):
                yield f"{term}: an IRI that is not plain ASCII"
            elif isinstance(term, pyoxigraph.NamedNode) and term.value.startswith(VOCABULARY) and term.value not in known:
                yield f"{term}: no term of the vocabulary"


def _terms() -> set[str]:
    ontology = (files("kgraph") / "ontology.ttl").read_bytes()
    return {quad.subject.value for quad in pyoxigraph.parse(ontology, pyoxigraph.RdfFormat.TURTLE)
            if isinstance(quad.subject, pyoxigraph.NamedNode)}


def _against_shapes(quads: Iterable[pyoxigraph.Quad]) -> list[str]:
    """What breaks the shapes, one line each: the node, the property, the value and why."""
    try:
        import pyshacl
    except ImportError as error:
        raise InputError("checking shapes needs pySHACL: install it with pip install 'kgraph-news[shacl]'") from error
    import rdflib
    from rdflib.namespace import RDF, SH

    shapes = rdflib.Graph().parse(data=(files("kgraph") / "shapes.ttl").read_bytes(), format="turtle")
    data = rdflib_graph(quads, PREFIXES)
    conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
    if conforms:
        return []
    if not isinstance(report, rdflib.Graph):
        raise InputError(f"the shapes could not be checked: {report}")
    lines = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        parts = (report.value(result, of) for of in (SH.focusNode, SH.resultPath, SH.value, SH.resultMessage))
        lines.append(" ".join(part.n3(data.namespace_manager) for part in parts if part is not None))
    return sorted(lines)


def _few(problems: Iterable[str]) -> list[str]:
    """The first of many problems of one kind, and how many more there are; the kind is what follows the node."""
    listed = list(problems)
    kinds = Counter(line.split(" ", 1)[-1][:40] for line in listed)
    shown: Counter[str] = Counter()
    lines = []
    for line in listed:
        kind = line.split(" ", 1)[-1][:40]
        shown[kind] += 1
        if shown[kind] <= SHOWN:
            lines.append(line)
        elif shown[kind] == kinds[kind]:
            lines.append(f"… and {kinds[kind] - SHOWN:,} more: {kind}")
    return lines
