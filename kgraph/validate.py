"""RDF file -> what in it is not as the vocabulary and the shapes have it."""
from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO, cast

import pyoxigraph

from kgraph.errors import InputError
from kgraph.export.rdf import rdflib_graph
from kgraph.export.terms import PREFIXES, VOCABULARY, XSD
from kgraph.sparql import vocabulary

FORBIDDEN = {f"{XSD}{name}" for name in ("boolean", "duration", "dayTimeDuration", "yearMonthDuration")}
UNSAFE = re.compile(r"[^!-~]|[\"<>\\^`{|}]")
WHOLE = VOCABULARY.rstrip("#")  # the node at which shapes.ttl asks once of the whole graph


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at so many places of a file, and one of these."""

    cause: str
    times: int
    example: str

    def __str__(self) -> str:
        return f"{self.times:,} × {self.cause}" + (f", such as {self.example}" if self.example not in self.cause else "")


@dataclass(frozen=True, slots=True)
class Validation:
    """How many triples and claims a file holds, whether it was held against the shapes, and what is wrong, the most frequent first."""

    triples: int
    claims: int
    shapes: bool
    problems: tuple[Problem, ...]


def validate(path: Path) -> Validation:
    """Check a file: strict syntax, no term that stores disagree on, no unknown term of the vocabulary, and the shapes.

    All graphs of it are looked at as one. The shapes are checked only where pySHACL is installed. Raises InputError for a file that is
    no RDF that can be read.
    """
    quads = list(dict.fromkeys(pyoxigraph.Quad(q.subject, q.predicate, q.object) for q in read_quads(path)))
    claims = sum(q.predicate.value == f"{PREFIXES['rdf']}type" and q.object == pyoxigraph.NamedNode(f"{VOCABULARY}Claim") for q in quads)
    found = [] if claims else [("there is no kg:Claim: is it an export of kgraph?", path.name)]
    found += dict.fromkeys(_unsafe(quads))
    places = Counter(cause for cause, _ in found)
    problems = [Problem(cause, places[cause], example) for cause, example in dict(reversed(found)).items()]
    shapes = find_spec("pyshacl") is not None
    if shapes:
        problems += _against_shapes(quads)
    return Validation(len(quads), claims, shapes, tuple(sorted(problems, key=lambda p: (-p.times, p.cause, p.example))))


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


def _unsafe(quads: Iterable[pyoxigraph.Quad]) -> Iterator[tuple[str, str]]:
    """What some store would not keep as it is, and terms that look like the vocabulary's and are not, each with where it stands."""
    known = {VOCABULARY + name for name in vocabulary()}
    for quad in quads:
        terms = (quad.subject, quad.predicate, quad.object)
        for term in (part for t in terms for part in ((t.subject, t.predicate, t.object) if isinstance(t, pyoxigraph.Triple) else (t,))):
            if isinstance(term, pyoxigraph.BlankNode):
                yield "a blank node", f"{term}"
            elif isinstance(term, pyoxigraph.Literal) and term.datatype.value in FORBIDDEN:
                yield f"a value of type {term.datatype}", f"{quad.subject} {quad.predicate}"
            elif isinstance(term, pyoxigraph.NamedNode) and UNSAFE.search(term.value):
                yield "an IRI that is not plain ASCII", f"{term}"
            elif isinstance(term, pyoxigraph.NamedNode) and term.value.startswith(VOCABULARY) and term.value not in known:
                yield f"{term}: no term of the vocabulary", f"{quad.subject}"


def _against_shapes(quads: Iterable[pyoxigraph.Quad]) -> list[Problem]:
    """What breaks the shapes: the path, why, and a node with its value, for each constraint that is broken."""
    import pyshacl
    import rdflib
    from rdflib.namespace import RDF, SH

    shapes = rdflib.Graph().parse(data=(files("kgraph") / "shapes.ttl").read_bytes(), format="turtle")
    data = rdflib_graph(quads, PREFIXES)
    conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
    if conforms:
        return []
    if not isinstance(report, rdflib.Graph):
        raise InputError(f"the shapes could not be checked: {report}")

    def named(node: rdflib.term.Node) -> str:
        inverse = report.value(node, SH.inversePath)
        return f"^{named(inverse)}" if inverse is not None else node.n3(data.namespace_manager)

    broken: dict[object, list[tuple[str, str]]] = {}
    for result in report.subjects(RDF.type, SH.ValidationResult):
        constraint = tuple(report.value(result, of) for of in (SH.sourceShape, SH.sourceConstraintComponent, SH.sourceConstraint))
        path, message = report.value(result, SH.resultPath), str(report.value(result, SH.resultMessage))
        focus, value = report.value(result, SH.focusNode), report.value(result, SH.value)
        nodes = (value,) if str(focus) == WHOLE else (focus, value)
        broken.setdefault(constraint, []).append((
            f"{named(path)}: {message}" if path is not None else message, " ".join(named(node) for node in nodes if node is not None)))
    return [Problem(cause, len(results), example) for results in broken.values() for cause, example in [min(results)]]
