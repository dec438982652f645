"""ClaimGraph -> RDF 1.1, as N-Triples, Turtle, JSON-LD and an rdflib graph.

The model is `ontology.ttl`. A plain triple (subject, relation, object) is written only for a fact between two entities
that some outlet affirms and asserts in its own voice; phrases and values are objects of the fact's node alone, since a
relation that leads now to a node and now to text serves no reader. No blank nodes, booleans or durations; literals
carry no language; a lone surrogate, which no encoding can hold, becomes U+FFFD.
"""
from __future__ import annotations

import io
import json
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

import pyoxigraph

from kgraph.errors import InputError
from kgraph.export.network import known_origins
from kgraph.export.rows import statement
from kgraph.model import (
    Argument,
    ArgumentKind,
    Claim,
    ClaimGraph,
    Difference,
    Document,
    Fact,
    Modality,
    Polarity,
    Qualifier,
    Quantity,
    digest,
)

if TYPE_CHECKING:
    import rdflib

BASE = "https://kgraph.example/"
VOCABULARY = "https://w3id.org/kgraph/ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {
    "kg": VOCABULARY, "xsd": XSD, "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "schema": "https://schema.org/", "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#", "dct": "http://purl.org/dc/terms/", "skos": "http://www.w3.org/2004/02/skos/core#"}
A, LABEL = f"<{PREFIXES['rdf']}type>", f"<{PREFIXES['rdfs']}label>"
KG, RDF, SCHEMA, OA, PROV, DCT, SKOS = (f"<{PREFIXES[p]}" for p in ("kg", "rdf", "schema", "oa", "prov", "dct", "skos"))
KINDS = ("claim", "difference", "document", "entity", "fact", "origin", "outlet", "phrase", "qualifier", "relation",
         "utterance", "variant")  # of IRIs, in the order in which they sort and are written
SCHEMA_CLASS = {"PERSON": "Person", "ORG": "Organization", "GPE": "Place", "LOC": "Place", "FAC": "Place",
                "EVENT": "Event", "PRODUCT": "Product", "WORK_OF_ART": "CreativeWork"}
SURROGATE = re.compile("[\ud800-\udfff]")
PLAIN_NAME = re.compile("[A-Za-z0-9-]+")
Item = TypeVar("Item")
Node = tuple[str, Iterable[str]]  # a subject and its "predicate object" texts, as in a line of N-Triples


def to_ntriples(graph: ClaimGraph, base: str = BASE) -> Iterator[str]:
    """Yield the lines of N-Triples in code point order, each once.

    Raises InputError for a base that no IRI can start with.
    """
    for subject, description in _Description(graph, _checked(base)).nodes():
        for rest in sorted(set(description)):
            yield f"{subject} {rest} .\n"


def to_turtle(graph: ClaimGraph, base: str = BASE) -> str:
    out, prefixes = io.BytesIO(), PREFIXES | _data_prefixes(_checked(base))
    pyoxigraph.serialize(_triples(graph, base), out, pyoxigraph.RdfFormat.TURTLE, prefixes=prefixes)
    return out.getvalue().decode()


def to_jsonld(graph: ClaimGraph, base: str = BASE) -> str:
    """Return one JSON-LD 1.1 document, one node a line, with its context inside.

    The context types a property ("kg:outlet" holds IRIs) where all its values in this graph agree.
    """
    base = _checked(base)
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
    for prefix, namespace in (PREFIXES | _data_prefixes(_checked(base))).items():
        out.bind(prefix, namespace, replace=True)
    for triple in _triples(graph, base):
        out.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return out


class _Description:
    """The nodes of a graph, kind by kind. Walking the claims, written first, gathers the nodes that they share."""

    def __init__(self, graph: ClaimGraph, base: str) -> None:
        self.graph = graph
        self.base = base
        self.outlets = {c.evidence.outlet for c in graph.claims} | set(graph.outlets)
        self.named = {d.source for d in graph.documents if d.outlet}
        self.entities = {e.id: _entity(e.label, e.type, e.aliases) for e in graph.entities}
        self.labels = {story.id: story.label for story in graph.stories}
        self.gathered: dict[str, dict[str, list[str]]] = defaultdict(dict)  # kind, subject, description

    def nodes(self) -> Iterator[Node]:
        """Yield every node once, sorted by subject: the kinds follow one another in alphabetical order."""
        graph = self.graph
        yield from self.sorted("claim", ((c.id, c) for c in graph.claims), self.claim)
        yield from self.sorted("difference", ((d.id, d) for d in graph.differences), self.difference)
        yield from self.sorted("document", ((d.id, d) for d in graph.documents), self.document)
        plain = self.plain_triples()
        yield from self.sorted("entity", self.entities.items(), lambda subject, own: [*own, *plain.get(subject, ())])
        yield from self.sorted("fact", ((f.id, f) for f in graph.facts), self.fact)
        yield from sorted(self.gathered["origin"].items())
        yield from self.sorted("outlet", ((name, name) for name in self.outlets), self.outlet)
        for kind in ("phrase", "qualifier", "relation", "story", "utterance", "variant"):
            yield from sorted(self.gathered[kind].items())

    def sorted(self, kind: str, named: Iterable[tuple[str, Item]],
               describe: Callable[[str, Item], Iterable[str]]) -> Iterator[Node]:
        for subject, item in sorted(((self.iri(kind, name), item) for name, item in named), key=itemgetter(0)):
            yield subject, describe(subject, item)

    def iri(self, kind: str, name: str) -> str:
        return _iri(self.base, kind, name)

    def gather(self, kind: str, name: str, describe: Callable[[], list[str]]) -> str:
        """Return the IRI of a node that claims share, described when it is met first."""
        subject = self.iri(kind, name)
        if subject not in self.gathered[kind]:
            self.gathered[kind][subject] = describe()
        return subject

    def argument(self, argument: Argument, of_fact: bool = False) -> str:
        """Return the node of an entity, of a claim (or its fact), else of the words: equal words, equal node."""
        if argument.kind is ArgumentKind.ENTITY and argument.id is not None:
            if argument.id not in self.entities:
                self.entities[argument.id] = _entity(argument.label, argument.type, ())
            return self.iri("entity", argument.id)
        if argument.kind is ArgumentKind.CLAIM and argument.id in self.graph.claim_by_id:
            fact = self.graph.fact_of.get(argument.id)
            return self.iri("fact", fact.id) if fact and of_fact else self.iri("claim", argument.id)
        label = argument.label
        return self.gather("phrase", digest(label), lambda: [f"{A} {KG}Phrase>", f"{LABEL} {_literal(label)}"])

    def in_story(self, id_: str | None) -> list[str]:
        """Say in which story something lies, where it is known which stories there are."""
        if id_ is None:
            return []
        label = self.labels[id_]
        return [f"{KG}story> {self.gather('story', id_, lambda: [f'{A} {KG}Story>', f'{LABEL} {_literal(label)}'])}"]

    def relation(self, label: str) -> str:
        return self.gather("relation", label, lambda: [f"{A} {KG}Relation>", f"{LABEL} {_literal(label)}"])

    def claim(self, subject: str, c: Claim) -> list[str]:
        e = c.evidence
        document = self.iri("document", e.document)
        lines = [f"{A} {KG}Claim>", f"{A} {OA}TextQuoteSelector>", f"{A} {OA}TextPositionSelector>",
                 f"{LABEL} {_literal(c.sentence)}", f"{OA}exact> {_literal(e.quote)}",
                 f"{OA}start> {_integer(e.start)}", f"{OA}end> {_integer(e.end)}",
                 f"{KG}document> {document}", f"{PROV}wasDerivedFrom> {document}",
                 f"{KG}outlet> {self.iri('outlet', e.outlet)}", f"{KG}section> {_literal(e.section)}",
                 f"{KG}subject> {self.argument(c.subject)}", f"{KG}relation> {self.relation(c.relation.label)}",
                 f"{KG}polarity> {_literal(c.polarity)}", f"{KG}modality> {_literal(c.modality)}",
                 f"{KG}confidence> {_decimal(c.confidence)}",
                 f"{KG}attribution> {_literal('outlet' if _own_voice(c) else 'speaker')}"]
        if c.object:
            lines.append(f"{KG}object> {self.argument(c.object)}")
        if fact := self.graph.fact_of.get(c.id):
            lines.append(f"{KG}supports> {self.iri('fact', fact.id)}")
        if c.quoted:
            lines.append(f"{A} {KG}QuotedClaim>")
        if c.implied:
            lines.append(f"{A} {KG}ImpliedClaim>")
        if c.origin:
            lines.append(f"{KG}origin> {self.gather('origin', c.origin, lambda: [f'{A} {KG}Origin>'])}")
        if c.utterance:
            lines.append(f"{KG}utterance> {self.gather('utterance', c.utterance, lambda: [f'{A} {KG}Utterance>'])}")
        lines += [f"{KG}attributedTo> {self.argument(speaker)}" for speaker in c.speakers[:1]]
        lines += [f"{KG}via> {self.argument(speaker)}" for speaker in c.speakers[1:]]
        lines += [f"{KG}qualifier> {self.qualifier(q)}" for q in c.qualifiers]
        return lines

    def qualifier(self, q: Qualifier) -> str:
        """Return the node of one detail; its IRI is a hash of what it says, so equal details of two claims share it."""
        key = _key(q)

        def describe() -> list[str]:
            lines = [f"{A} {KG}Qualifier>", f"{LABEL} {_literal(q.text)}", f"{KG}role> {_literal(q.role)}",
                     f"{KG}key> {_literal(key)}"]
            if q.value is not None:
                lines.append(f"{KG}value> {_literal(q.value)}")
            return lines + (_quantity(q.quantity) if q.quantity else [])

        return self.gather("qualifier", digest(q.role, q.text, q.value, key, q.quantity.of if q.quantity else None), describe)

    def fact(self, subject: str, fact: Fact) -> list[str]:
        head, origins = fact.head, known_origins(fact)
        lines = [f"{A} {KG}Fact>", f"{A} {RDF}Statement>", f"{LABEL} {_literal(statement(head))}",
                 f"{RDF}subject> {self.argument(head.subject, of_fact=True)}",
                 f"{RDF}predicate> {self.relation(head.relation.label)}",
                 f"{KG}polarity> {_literal(head.polarity)}", f"{KG}outletCount> {_integer(len(fact.outlets))}"]
        if head.object:
            lines.append(f"{RDF}object> {self.argument(head.object, of_fact=True)}")
        if origins is not None:
            lines.append(f"{KG}originCount> {_integer(origins)}")
        lines += [f"{KG}modality> {_literal(c.modality)}" for c in fact.claims]
        lines += self.in_story(self.graph.story_of.get(head.evidence.document))
        return lines + [f"{KG}reportedBy> {self.iri('outlet', outlet)}" for outlet in fact.outlets]

    def plain_triples(self) -> dict[str, list[str]]:
        """Return subject to "relation object" for facts between entities that an outlet asserts in its own voice."""
        plain: dict[str, list[str]] = defaultdict(list)
        for fact in self.graph.facts:
            for c in fact.claims:
                if (c.polarity is Polarity.AFFIRMED and c.modality is Modality.ASSERTED and _own_voice(c) and c.object
                        and c.subject.kind is c.object.kind is ArgumentKind.ENTITY and c.subject.id and c.object.id):
                    triple = f"{self.relation(c.relation.label)} {self.argument(c.object)}"
                    plain[self.argument(c.subject)].append(triple)
        return plain

    def difference(self, subject: str, d: Difference) -> list[str]:
        lines = [f"{A} {KG}Difference>", f"{LABEL} {_literal(d.about)}", f"{KG}differenceKind> {_literal(d.kind)}",
                 f"{KG}comparison> {_literal(d.relation)}", *self.in_story(self.graph.story_of_difference(d))]
        for v in d.variants:
            self.outlets.update(v.outlets)
            variant = self.iri("variant", digest(d.id, v.value))
            self.gathered["variant"][variant] = [
                f"{A} {KG}Variant>", f"{LABEL} {_literal(v.value)}",
                *(f"{KG}claim> {self.iri('claim', c)}" for c in v.claims),
                *(f"{KG}reportedBy> {self.iri('outlet', o)}" for o in v.outlets)]
            lines.append(f"{KG}variant> {variant}")
            if v.value == d.narrower:
                lines.append(f"{KG}narrower> {variant}")
        return lines

    def document(self, subject: str, d: Document) -> list[str]:
        lines = [f"{A} {SCHEMA}NewsArticle>", f"{LABEL} {_literal(d.id)}", f"{SCHEMA}headline> {_literal(d.title)}",
                 f"{SCHEMA}publisher> {self.iri('outlet', d.source)}",
                 f"{DCT}identifier> {_literal(f'sha256:{d.sha256}')}"]
        if d.published:
            lines.append(f'{SCHEMA}datePublished> "{d.published.isoformat()}"^^<{XSD}date>')
        if d.url:
            lines.append(f"{SCHEMA}url> {_link(d.url)}")
        lines += self.in_story(self.graph.story_of.get(d.id))
        return lines + [f"{KG}agency> {_literal(agency)}" for agency in d.agencies]

    def outlet(self, subject: str, name: str) -> list[str]:
        lines = [f"{A} {KG}Outlet>", f"{LABEL} {_literal(name)}"]
        if name in self.named:
            lines += [f"{A} {SCHEMA}NewsMediaOrganization>", f"{SCHEMA}name> {_literal(name)}"]
        return lines


@lru_cache(maxsize=1 << 16)
def _iri(base: str, kind: str, name: str) -> str:
    """Mint an IRI: the base, the kind, one percent-encoded segment with "_" for spaces. Every IRI of data is made here.

    A relation's has "." for "%" and ends in a letter or "_", since predicates are names of elements in RDF/XML.

    >>> _iri(BASE, "outlet", "The Moscow Times"), _iri(BASE, "relation", "win 9/11")
    ('<https://kgraph.example/outlet/The_Moscow_Times>', '<https://kgraph.example/relation/win_9.2F11_>')
    """
    if not PLAIN_NAME.fullmatch(name):
        name = quote(name, safe="", errors="surrogatepass").replace("_", "%5F").replace("%20", "_")
        if kind == "relation" or not name.strip("."):
            name = name.replace(".", "%2E")
    if kind == "relation":
        name = name.replace("%", ".") + ("" if name[-1:].isalpha() else "_")
    return f"<{base}{kind}/{name}>"


def _entity(label: str, type_: str | None, aliases: Iterable[str]) -> list[str]:
    lines = [f"{A} {KG}Entity>", f"{LABEL} {_literal(label)}"]
    if type_:
        lines.append(f"{KG}entityType> {_literal(type_)}")
    if type_ in SCHEMA_CLASS:
        lines.append(f"{A} {SCHEMA}{SCHEMA_CLASS[type_]}>")
    return lines + [f"{SKOS}altLabel> {_literal(alias)}" for alias in aliases if alias != label]


def _quantity(q: Quantity) -> list[str]:
    """An interval in one base unit, as schema.org writes it; a bound that is missing or infinite is left out."""
    lines = [f"{A} {SCHEMA}QuantitativeValue>", f"{SCHEMA}unitText> {_literal(q.unit)}"]
    for number, is_open, side in ((q.min, q.min_open, "min"), (q.max, q.max_open, "max")):
        if number is not None and math.isfinite(number):
            lines += [f"{SCHEMA}{side}Value> {_decimal(number)}",
                      f"{KG}{side}Bound> {_literal('exclusive' if is_open else 'inclusive')}"]
    if q.min is not None and q.min == q.max and math.isfinite(q.min):
        lines.append(f"{SCHEMA}value> {_decimal(q.min)}")
    if q.of:
        lines.append(f"{KG}of> {_literal(q.of)}")
    return lines + ([f"{KG}hedge> {_literal(q.hedge)}"] if q.hedge else [])


def _key(q: Qualifier) -> str:
    """What a qualifier says, whatever its words: a quantity's interval, else the ISO value, else the lower-case words.

    >>> from kgraph.model import Role
    >>> _key(Qualifier(Role.DELAY, "in under 12 hours", 0, 17, None, Quantity(0, 43200, False, True, "s")))
    '[0, 43200) s'
    """
    if of := q.quantity:
        low, high = (_decimal(n).split('"')[1] if n is not None and math.isfinite(n) else "" for n in (of.min, of.max))
        interval = f"{'(' if of.min_open else '['}{low}, {high}{')' if of.max_open else ']'} {of.unit}"
        return f"{interval} {of.hedge}" if of.hedge else interval
    return q.value if q.value is not None else " ".join(q.text.casefold().split()).strip(" .,;:\"'")


def _own_voice(claim: Claim) -> bool:
    return not claim.speakers and not claim.quoted


def _literal(text: str) -> str:
    if not text.isascii():
        text = SURROGATE.sub("\ufffd", text)
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{text}"'


def _integer(number: int) -> str:
    return f'"{number}"^^<{XSD}integer>'


@lru_cache(maxsize=1 << 10)
def _decimal(number: float) -> str:
    """A decimal without exponent or trailing zeros, which every store keeps as it is."""
    text = format(Decimal(repr(number)), "f")
    return f'"{text.rstrip("0").rstrip(".") if "." in text else text}"^^<{XSD}decimal>'


def _link(url: str) -> str:
    """A web address as an IRI in ASCII, or as text where it is none."""
    address = quote(url, safe="!#$%&'()*+,/:;=?@[]~", errors="surrogatepass")
    try:
        if address.lower().startswith(("http://", "https://")):
            return str(pyoxigraph.NamedNode(address))
    except ValueError:
        pass  # it stays text
    return _literal(url)


def _checked(base: str) -> str:
    """Return the base with a "/" at its end."""
    try:
        pyoxigraph.NamedNode(base)
        if base.isascii() and not set("?#") & set(base):
            return base if base.endswith("/") else f"{base}/"
    except ValueError:
        pass  # the message below fits this as well
    raise InputError(f"base {base!r} cannot begin the IRIs of a graph: give an absolute address in ASCII without "
                     f"'?' and '#', such as {BASE}")


def _data_prefixes(base: str) -> dict[str, str]:
    return {kind if kind != "relation" else "rel": f"{base}{kind}/" for kind in KINDS}


def _triples(graph: ClaimGraph, base: str) -> Iterator[pyoxigraph.Triple]:
    text = "".join(to_ntriples(graph, base))
    for quad in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_TRIPLES):
        yield quad.triple


def _value(term: object) -> str:
    if not isinstance(term, pyoxigraph.NamedNode | pyoxigraph.Literal):
        raise TypeError(f"the export made a term that is neither an IRI nor a literal: {term}")
    return term.value
