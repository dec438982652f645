"""Which entities and facts to draw, in which order, and the picture as a pyvis Network."""
from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.model import Argument, ArgumentKind, Claim, ClaimGraph, Fact

if TYPE_CHECKING:
    from pyvis.network import Network

MOST_NODES, MOST_FACTS, MOST_LABELS = 60, 120, 40  # more is a ball that nobody reads; the table has the rest
MOST_BETWEEN, DENSE = 3, 1.5  # facts between two nodes and to a node, where there are more than a picture holds
KINDS = {"PERSON": "person", "ORG": "group", "NORP": "group", "GPE": "place", "LOC": "place", "FAC": "place"}
LEAP = 30
WEIGHTS = {"differs": 3.0, "several": 1.5, "one": 1.0}
LATER = {"differs": 0, "several": 4, "one": 12}  # places by which a fact without a second entity waits

# Not one string of an article is in here: the stock template of pyvis prints the options unescaped.
OPTIONS = {
    "physics": {"solver": "forceAtlas2Based", "minVelocity": 0.5, "stabilization": {"iterations": 250},
                "forceAtlas2Based": {"gravitationalConstant": -90, "centralGravity": 0.012, "springLength": 110,
                                     "springConstant": 0.06, "avoidOverlap": 0.6}},
    "layout": {"randomSeed": 7, "improvedLayout": False},
    "interaction": {"hover": True, "selectConnectedEdges": False, "hoverConnectedEdges": False,
                    "keyboard": {"enabled": True, "bindToWindow": False}},
    "nodes": {"shape": "box", "margin": 8, "font": {"size": 15}, "widthConstraint": {"maximum": 190}},
    "edges": {"arrows": {"to": {"scaleFactor": 0.55}}, "selectionWidth": 1.5, "font": {"size": 12}},
}
FILLS = {"person": "#dbe7f7", "group": "#e9e0f5", "place": "#dcefe4", "other": "#efece3", "detail": "#ffffff"}
LINES = {"differs": "#b8450f", "several": "#24599c", "one": "#8b877d"}

_UNSHOWN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def plain(text: str) -> str:
    """Return a name fit for any line of the page: no control character, no reordering of its neighbours, single spaces.

    >>> plain("Press\u00a0TV \u202enews")
    'Press TV news'
    """
    return " ".join(unhidden(text).split())


def unhidden(text: str) -> str:
    """Return a text without control characters and marks that reorder it."""
    return _UNSHOWN.sub("", text)


def worded(fact: Fact) -> Claim:
    """Return the claim whose words stand for the fact: the first under the relation that most of its claims have.

    "was quick to congratulate", "sent good wishes to" and "congratulated" twice are worded by the last.
    """
    label = Counter(c.relation.label for c in fact.claims).most_common(1)[0][0]
    return next(c for c in fact.claims if c.relation.label == label)


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the picture. `kind` is person, group, place, other or detail; `entity` an entity's id, or empty."""

    label: str
    kind: str
    entity: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A fact between two nodes, given by their places in `Drawing.nodes`. `status` is differs, several or one."""

    fact: Fact
    start: int
    end: int
    label: str
    status: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that could be drawn; `order` lists the edges' places, those that tell most first."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    order: tuple[int, ...]

    def focus(self, facts: Collection[str] | None = None) -> list[int]:
        """Return the places of as many edges as stay readable, out of the given facts or of all.

        The picture grows along its nodes; an edge apart from them comes in where it stands LEAP places before others. Where there
        are more facts than a picture holds, at most MOST_BETWEEN are drawn between the same two nodes, and one that brings no new
        node only while there are fewer than DENSE to a node.
        """
        rest = [i for i in self.order if facts is None or self.edges[i].fact.id in facts]
        crowded = len(rest) > MOST_FACTS
        if crowded:
            rest = [*self._few_between(rest)]
        chosen: list[int] = []
        seen: set[int] = set()
        while len(chosen) < MOST_FACTS:
            best, cost = None, float("inf")
            for place, i in enumerate(rest):
                if place >= cost:
                    break
                ends = {self.edges[i].start, self.edges[i].end}
                leap = 0 if ends & seen or not seen else LEAP
                if crowded and ends <= seen and len(chosen) >= DENSE * len(seen):
                    continue
                if place + leap < cost and len(seen | ends) <= MOST_NODES:
                    best, cost = place, place + leap
            if best is None:
                break
            chosen.append(rest.pop(best))
            seen |= {self.edges[chosen[-1]].start, self.edges[chosen[-1]].end}
        return chosen

    def _few_between(self, places: Iterable[int]) -> Iterator[int]:
        between: Counter[frozenset[int]] = Counter()
        for i in places:
            ends = frozenset((self.edges[i].start, self.edges[i].end))
            between[ends] += 1
            if between[ends] <= MOST_BETWEEN:
                yield i


def draw(graph: ClaimGraph) -> Drawing:
    """Turn entities into nodes and facts into edges, in the order of their ids.

    A value or phrase becomes a node of its own subject's, so that two facts that mention "2016" are not joined by it.
    """
    names = {e.id: e for e in graph.entities}
    disputed = {id_ for d in graph.differences for v in d.variants for id_ in v.claims}
    places: dict[tuple[str, ...], int] = {}
    nodes: list[Node] = []

    def place_of(argument: Argument, owner: str) -> int:
        if argument.kind is ArgumentKind.ENTITY and argument.id:
            entity = names.get(argument.id)
            kind = entity.type if entity else argument.type
            key: tuple[str, ...] = ("entity", argument.id)
            node = Node(plain(entity.label if entity else argument.label), KINDS.get(kind or "", "other"), argument.id)
        else:
            label = plain(argument.label or argument.text)
            key, node = ("detail", owner, label), Node(label, "detail", "")
        if key not in places:
            places[key] = len(nodes)
            nodes.append(node)
        return places[key]

    edges = []
    for fact in sorted(graph.facts, key=lambda f: f.id):
        head = worded(fact)
        start = place_of(head.subject, "")
        label = plain(head.words)
        if head.object is None:
            end, label = len(nodes), ""
            nodes.append(Node(plain(head.words), "detail", ""))
        else:
            end = place_of(head.object, str(start))
        status = "several" if len(fact.outlets) > 1 else "one"
        if any(c.id in disputed for c in fact.claims):
            status = "differs"
        edges.append(Edge(fact, start, end, label, status))
    return Drawing(tuple(nodes), tuple(edges), tuple(_order(nodes, edges)))


def _order(nodes: list[Node], edges: list[Edge]) -> list[int]:
    """Put facts among the weightiest entities first; a subject's details follow one by one, so none becomes a star."""
    weights: dict[int, float] = defaultdict(float)
    for edge in edges:
        for end in {edge.start, edge.end}:
            if nodes[end].entity:
                weights[end] += WEIGHTS[edge.status]
    ranked = sorted(weights, key=lambda n: (-weights[n], nodes[n].label, nodes[n].entity))
    rank = {n: place for place, n in enumerate(ranked)}
    last = len(rank)
    details: dict[int, int] = defaultdict(int)
    keys: dict[int, tuple[int, float, str]] = {}
    for i in sorted(range(len(edges)), key=lambda i: (-WEIGHTS[edges[i].status], edges[i].fact.id)):
        edge = edges[i]
        ends = [rank[n] for n in (edge.start, edge.end) if n in rank]
        position = max(ends, default=last)
        if len(ends) < 2:
            position += LATER[edge.status] + 2 * details[edge.start]
            details[edge.start] += 1
        keys[i] = position, -WEIGHTS[edge.status], edge.fact.id
    return sorted(keys, key=keys.__getitem__)


def to_pyvis(graph: ClaimGraph, facts: Collection[str] | None = None) -> Network:
    """Return a picture of the given facts (ids; all by default), at most 60 nodes and 120 edges, as a pyvis Network.

    Node ids are numbers and no node has a title, so that pyvis' own template runs no word of an article as script. That
    template asks the network for a style sheet, though: `render_html` makes the page that does not.
    """
    return network_of(draw(graph), facts)


def network_of(drawing: Drawing, facts: Collection[str] | None = None) -> Network:
    from pyvis.network import Network  # takes half a second, so only where it is needed

    net = Network(height="720px", directed=True, cdn_resources="in_line")
    net.set_options(json.dumps(OPTIONS))
    parallel: Counter[tuple[int, int]] = Counter()
    for place in drawing.focus(facts):
        edge = drawing.edges[place]
        for n in (edge.start, edge.end):
            node = drawing.nodes[n]
            net.add_node(n, label=shorten(node.label, 40) or " ", shape="box", color=FILLS[node.kind])
        pair = min(edge.start, edge.end), max(edge.start, edge.end)
        net.add_edge(edge.start, edge.end, id=edge.fact.id, label=shorten(edge.label, 28), color=LINES[edge.status],
                     dashes=edge.status == "differs", width=min(1 + len(edge.fact.outlets) / 2, 5),
                     smooth={"enabled": True, "type": "curvedCW", "roundness": 0.12 + 0.16 * parallel[pair]})
        parallel[pair] += 1
    return net


def shorten(text: str, longest: int) -> str:
    """Cut a label to the given number of characters.

    >>> shorten("will not congratulate", 12)
    'will not co…'
    """
    return text if len(text) <= longest else text[:longest - 1].rstrip() + "…"
