"""ClaimGraph -> RDF, tables and networks in every form of `kgraph export`: pure functions on a graph and a file to write to."""
from __future__ import annotations

from pathlib import PurePath
from typing import BinaryIO

from kgraph.errors import InputError
from kgraph.export.describe import Assertion, Profile
from kgraph.export.network import to_gexf, to_graphml, to_networkx
from kgraph.export.rdf import FORMS, to_jsonld, to_ntriples, to_rdflib, to_turtle, write_rdf
from kgraph.export.rows import claim_rows, difference_rows, document_rows, entity_rows, fact_rows, statement, utterance_rows
from kgraph.export.tables import TABLES, write_table
from kgraph.export.terms import BASE, VOCABULARY
from kgraph.model import ClaimGraph

NETWORKS = {"graphml": to_graphml, "gexf": to_gexf}
FORMATS = {  # every form that a graph is written in, and the suffixes of its files
    "turtle": ("ttl",), "ntriples": ("nt",), "nquads": ("nq",), "trig": ("trig",), "jsonld": ("jsonld", "json"), "rdfxml": ("rdf", "xml"),
    "graphml": ("graphml",), "gexf": ("gexf",), "csv": ("csv",), "parquet": ("parquet",)}


def format_of(name: str, wanted: str | None = None) -> str:
    """The form of a file: the one that is wanted, else what its name ends in, ".gz" aside; Turtle for stdout ("-").

    Raises InputError for a name that says no form where none is wanted, and for one that says another than is wanted.

    >>> format_of("graph.nq.gz"), format_of("graph.txt", "ntriples"), format_of("-")
    ('nquads', 'ntriples', 'turtle')
    """
    if name == "-":
        return wanted or "turtle"
    suffix = PurePath(name.lower().removesuffix(".gz")).suffix[1:]
    said = next((form for form, suffixes in FORMATS.items() if suffix in suffixes), None)
    form = wanted or said
    if form is None:
        raise InputError(f"{name}: the name does not say the form; let it end in one of {', '.join(f'.{s[0]}' for s in FORMATS.values())} "
                         "(and .gz), or give --format")
    if said not in (None, form):
        raise InputError(f"{name} is a name for {said}, not for {form}; let it end in .{FORMATS[form][0]}, or leave out --format")
    return form


def write(graph: ClaimGraph, out: BinaryIO, form: str, profile: Profile | None = None, table: str | None = None) -> None:
    """Write a graph in a form of `FORMATS`, always as the same bytes; RDF as the profile says, one table of `TABLES` as CSV or Parquet.

    Raises InputError for what the form cannot do, and for Parquet where pyarrow is not installed.
    """
    if table is not None and form not in ("csv", "parquet"):
        raise InputError(f"{form} is no table; leave out --table, or choose csv or parquet")
    if profile is not None and form not in FORMS and profile != Profile():
        raise InputError(f"{form} is no RDF; leave out --named-graphs, --rdf12, --assert and --base, or choose one of {', '.join(FORMS)}")
    if form in FORMS:
        write_rdf(graph, out, form, profile)
    elif form in NETWORKS:
        out.write(NETWORKS[form](graph).encode())
    else:
        write_table(graph, out, form, table or "claims")


__all__ = ["BASE", "FORMATS", "TABLES", "VOCABULARY", "Assertion", "Profile", "claim_rows", "difference_rows", "document_rows",
           "entity_rows", "fact_rows", "format_of", "statement", "to_gexf", "to_graphml", "to_jsonld", "to_networkx", "to_ntriples",
           "to_rdflib", "to_turtle", "utterance_rows", "write"]
