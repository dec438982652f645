"""The vocabulary in `ontology.ttl` as a JSON-LD context and as a page to read: `python -m kgraph.export.vocabulary` writes both anew."""
from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from kgraph.export.tables import TABLES
from kgraph.export.terms import BASE, PREFIXES, VOCABULARY

SCHEMA = rdflib.Namespace(PREFIXES["schema"])
PACKAGE = Path(__file__).parent.parent
BORROWED = {  # other vocabularies' properties: "@id" where their values are nodes, else the type of their literals
    "rdf:subject": "@id", "rdf:predicate": "@id", "rdf:object": "@id", "prov:wasDerivedFrom": "@id", "schema:publisher": "@id",
    "skos:exactMatch": "@id", "schema:datePublished": "xsd:date", "schema:minValue": "xsd:decimal", "schema:maxValue": "xsd:decimal",
    "schema:value": "xsd:decimal"}
USED = {  # which of other vocabularies' terms stand in a graph, and for what
    "rdf:Statement": "Every kg:Fact is one.", "rdf:subject": "Of a fact: an entity, a phrase or a fact.",
    "rdf:predicate": "Of a fact: its kg:Relation.", "rdf:object": "Of a fact: an entity, a phrase or a fact; some have none.",
    "rdf:reifies": "With `--rdf12`: the triple term that a fact reifies.", "rdfs:label": "The name or the words of a node.",
    "oa:exact": "The words of a passage as printed.", "oa:start": "Where it begins, in code points of the stored text.",
    "oa:end": "Where it ends, excluded.", "prov:wasDerivedFrom": "The article that a claim was read from.",
    "schema:Claim": "Every kg:Claim is one.", "schema:NewsArticle": "An article.", "schema:headline": "Its headline.",
    "schema:publisher": "Its kg:Outlet.", "schema:datePublished": "The day of publication, xsd:date.",
    "schema:url": "Its address, as an IRI; as text where it is none.", "schema:author": "The name of an author.",
    "schema:NewsMediaOrganization": "An outlet whose name is known.", "schema:name": "That name.",
    "schema:QuantitativeValue": "A kg:Qualifier that is a quantity.", "schema:minValue": "Its lower bound, xsd:decimal.",
    "schema:maxValue": "Its upper bound, xsd:decimal.", "schema:value": "The number itself where both bounds are one.",
    "schema:unitText": "Its base unit: s for spans of time, usd and so on for money, %, 1 for counts.",
    "dct:identifier": "Of an article, the SHA-256 of its stored text; of an entity, its id in the user's own table.",
    "skos:altLabel": "Another name of an entity.", "skos:exactMatch": "An entity's id in the user's table where that is an address.",
    "schema:Person": "An entity of type PERSON.", "schema:Organization": "One of type ORG.",
    "schema:Place": "One of type GPE, LOC or FAC.", "schema:Event": "One of type EVENT.", "schema:Product": "One of type PRODUCT.",
    "schema:CreativeWork": "One of type WORK_OF_ART."}


def read_ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(PACKAGE / "ontology.ttl")


def jsonld_context(ontology: rdflib.Graph) -> str:
    """Return the JSON-LD 1.1 context that every JSON-LD export begins with: prefixes, and the type of values that have one."""
    types = dict(BORROWED)
    for term in ontology.subjects(RDF.type, OWL.ObjectProperty):
        types[_short(term)] = "@id"
    for term in ontology.subjects(RDF.type, OWL.DatatypeProperty):
        kind = _short(ontology.value(term, RDFS.range))
        if kind in ("xsd:decimal", "xsd:date"):
            types[_short(term)] = kind
    made = {"@version": 1.1, **PREFIXES, **{key: {"@id": key, "@type": types[key]} for key in sorted(types)}}
    lines = ",\n  ".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in made.items())
    return f'{{"@context": {{\n  {lines}\n}}}}\n'


def vocabulary_page(ontology: rdflib.Graph) -> str:
    """Return the page on classes, properties and tables, as Markdown."""
    whole = rdflib.URIRef(VOCABULARY.rstrip("#"))
    classes = sorted(_own(ontology, OWL.Class), key=str)
    properties = sorted([*_own(ontology, OWL.ObjectProperty), *_own(ontology, OWL.DatatypeProperty)], key=str)
    lines = [
        "# The kgraph vocabulary", "",
        "*Generated from `kgraph/ontology.ttl` by `python -m kgraph.export.vocabulary`; do not edit.*", "",
        _words(ontology.value(whole, RDFS.comment)), "",
        f"Its terms begin with `{VOCABULARY}`, here `kg:`. Nodes of data begin with a base that you set (`kgraph export --base`; by",
        f"default `{BASE}`), then say what they are: `{BASE}claim/c-…`. An IRI is made of what the node is, so the same articles give",
        "the same IRIs. There are no blank nodes, booleans or durations; literals carry no language; integers lie below 2^31, decimals",
        "have no trailing zeros. `kgraph validate FILE` checks a file against `kgraph/shapes.ttl`; JSON-LD begins with the context in",
        "`kgraph/context.jsonld`.", "",
        "## How the parts hang together", "",
        "```text",
        "kg:Claim   --kg:supports--> kg:Fact   rdf:subject / rdf:predicate / rdf:object",
        "   |--kg:outlet--> kg:Outlet             |--kg:reportedBy--> kg:Outlet",
        "   |--kg:document--> schema:NewsArticle  |--kg:sharedOrigin--> kg:SharedOrigin --kg:origin--> kg:Origin",
        "   |--kg:qualifier--> kg:Qualifier       |--kg:join--> kg:Join --kg:left, kg:right--> kg:Claim",
        "   |--kg:attributedTo, kg:via--> kg:Entity or kg:Phrase (in order: kg:chainLink)",
        "   |--kg:utterance--> kg:Utterance --kg:rendering--> kg:Rendering",
        "   |--kg:detail--> kg:Detail (what only some outlets say of the fact)",
        "   |--kg:proposition, kg:topic--> what claims are the same as, more strictly and more loosely than the fact",
        "kg:Difference --kg:variant--> kg:Variant --kg:claim--> kg:Claim",
        "kg:Mention --kg:refersTo--> kg:Entity",
        "```", "", "## Classes", "", "| class | what it is | kind of |", "| --- | --- | --- |"]
    for term in classes:
        lines.append(f"| `{_short(term)}` | {_told(ontology, term)} | {_codes(ontology, term, RDFS.subClassOf)} |")
    lines += ["", "## Properties", "", "| property | of | value | what it says |", "| --- | --- | --- | --- |"]
    for term in properties:
        of, value = _codes(ontology, term, RDFS.domain, SCHEMA.domainIncludes), _codes(ontology, term, RDFS.range, SCHEMA.rangeIncludes)
        lines.append(f"| `{_short(term)}` | {of} | {value} | {_told(ontology, term)} |")
    lines += ["", "## Terms of other vocabularies", "", "| term | what it says here |", "| --- | --- |"]
    lines += [f"| `{term}` | {meaning} |" for term, meaning in USED.items()]
    lines += ["", "Prefixes: " + ", ".join(f"`{prefix}:` {namespace}" for prefix, namespace in PREFIXES.items()) + ".", ""]
    return "\n".join(lines + list(_tables()))


def _tables() -> Iterator[str]:
    yield from (
        "## Tables", "",
        "`kgraph export OUT --format csv --table NAME` (or `parquet`) writes one of these. They are views and hold less than the RDF:",
        "joins, links between mentions and judgements are left out. In CSV several values of one cell are parted by ` | `, and a cell",
        "that a spreadsheet would take for a formula stands behind an apostrophe.", "")
    for name, table in TABLES.items():
        yield from (f"### {name}: one row is {table.one_row}", "", "| column | kind | what it holds |", "| --- | --- | --- |")
        yield from (f"| `{c.name}` | {c.kind} | {c.meaning} |" for c in table.columns)
        yield ""
    yield from (
        "## Networks", "",
        "`kgraph export OUT --format graphml` (or `gexf`) writes entities, phrases and values as nodes (label, kind, type) and one edge",
        "a fact (relation, polarity, modality of its first claim, outlets, origins, speakers, quotes). A fact without an object is a loop",
        "on its subject; one about another claim points to a node that stands for that claim's fact. Denied and planned facts are edges",
        "too: look at polarity and modality. Several values of one attribute are parted by ` | `; ends of lines are newlines, and what",
        "XML 1.0 has no character for is U+FFFD.", "")


def _own(ontology: rdflib.Graph, kind: rdflib.URIRef) -> Iterator[rdflib.term.Node]:
    return (term for term in ontology.subjects(RDF.type, kind) if str(term).startswith(VOCABULARY))


def _short(term: object) -> str:
    """A term with its prefix."""
    for prefix, namespace in PREFIXES.items():
        if str(term).startswith(namespace):
            return f"{prefix}:{str(term).removeprefix(namespace)}"
    return str(term)


def _words(comment: object) -> str:
    return " ".join(str(comment).split()).replace("|", "\\|")


def _told(ontology: rdflib.Graph, term: rdflib.term.Node) -> str:
    """A term's comment, and what it is a kind of or close to."""
    above = _codes(ontology, term, RDFS.subPropertyOf)
    near = _codes(ontology, term, SKOS.closeMatch, SKOS.relatedMatch)
    words = _words(ontology.value(term, RDFS.comment))
    return words + (f" A kind of {above}." if above else "") + (f" Close to {near}." if near else "")


def _codes(ontology: rdflib.Graph, term: rdflib.term.Node, *properties: rdflib.URIRef) -> str:
    """What some properties of a term lead to, as code."""
    return ", ".join(sorted(f"`{_short(found)}`" for each in properties for found in ontology.objects(term, each)))


if __name__ == "__main__":
    made = read_ontology()
    (PACKAGE / "context.jsonld").write_text(jsonld_context(made), encoding="utf-8")
    (PACKAGE.parent / "docs" / "vocabulary.md").write_text(vocabulary_page(made), encoding="utf-8")
