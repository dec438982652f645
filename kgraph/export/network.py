"""ClaimGraph -> networkx, GraphML and GEXF."""
from __future__ import annotations

import re

import networkx as nx

from kgraph.export.rows import statement
from kgraph.model import Argument, ArgumentKind, ClaimGraph, Fact, digest

NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2

LINE_END = re.compile("\r\n?")  # which parsers of XML make a newline


def known_origins(fact: Fact) -> int | None:
    """How many independent origins a fact has; None while a claim of it has no origin yet."""
    return len(fact.origins) if all(fact.origins) else None


def to_networkx(graph: ClaimGraph) -> nx.MultiDiGraph:
    """Return entities, phrases and values as nodes (label, kind, type) and one edge a fact, keyed by the fact's id.

    Edges carry relation, polarity, modality (of the fact's first claim), outlets, origins (0 = not known), speakers and
    quotes. A fact without an object is a loop on its subject; one about another claim points to a node that stands for
    that claim's fact.
    """
    network = nx.MultiDiGraph()
    for entity in graph.entities:
        network.add_node(entity.id, label=entity.label, kind=ArgumentKind.ENTITY.value, type=entity.type or "")

    def node(argument: Argument) -> str:
        name, label = argument.id, argument.label
        if argument.kind is ArgumentKind.CLAIM and name in graph.fact_of:
            name, label = graph.fact_of[name].id, statement(graph.fact_of[name].head)
        elif argument.kind is not ArgumentKind.ENTITY or name is None:
            name = f"p-{digest(label)}"
        if name not in network:
            network.add_node(name, label=label, kind=argument.kind.value, type=argument.type or "")
        return name

    for fact in graph.facts:
        head = fact.head
        source = node(head.subject)
        network.add_edge(source, node(head.object) if head.object else source, key=fact.id,
                         relation=head.relation.label, polarity=head.polarity.value, modality=head.modality.value,
                         outlets=fact.outlets, origins=known_origins(fact) or 0,
                         speakers=tuple(sorted({s.label for c in fact.claims for s in c.speakers})),
                         quotes=tuple(dict.fromkeys(c.evidence.quote for c in fact.claims)))
    return network


def to_graphml(graph: ClaimGraph) -> str:
    """Return GraphML of `to_networkx`: lists become text joined by " | ", ends of lines newlines, and what XML cannot hold U+FFFD."""
    return "\n".join(nx.generate_graphml(_plain(graph))) + "\n"


def to_gexf(graph: ClaimGraph) -> str:
    """Return GEXF 1.2 of `to_networkx`, as `to_graphml`; without the day on which it was made."""
    return re.sub(' lastmodifieddate="[^"]*"', "", "\n".join(nx.generate_gexf(_plain(graph))), count=1) + "\n"


def _plain(graph: ClaimGraph) -> nx.MultiDiGraph:
    """The network with nothing in it that XML has no form for."""
    def plain(value: object) -> object:
        text = " | ".join(value) if isinstance(value, tuple) else value
        return NOT_IN_XML.sub("\ufffd", LINE_END.sub("\n", text)) if isinstance(text, str) else text

    network, made = to_networkx(graph), nx.MultiDiGraph()
    for name, data in network.nodes(data=True):
        made.add_node(plain(name), **{key: plain(value) for key, value in data.items()})
    for source, target, name, data in network.edges(keys=True, data=True):
        made.add_edge(plain(source), plain(target), plain(name), **{key: plain(value) for key, value in data.items()})
    return made
