"""Groups of bearers joined and parted as people judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kgraph.judgements import regrouped
from kgraph.linking.bearers import SAME_NAME, Bearer, Group, place_of
from kgraph.model import Document, EntityLink, Judgement

BY_A_PERSON = "judged to be one by a person"


def as_judged(groups: list[Group], judgements: Iterable[Judgement], documents: Iterable[Document]) -> list[Group]:
    """The groups as people judged them; a bearer whose articles were parted goes to pieces, and links that lead out of a group go."""
    parts = regrouped([group.clusters for group in groups], judgements, documents)
    if parts is None:
        return groups
    owner = {id(c): number for number, group in enumerate(groups) for c in group.clusters}
    made = []
    for clusters in parts:
        inside = {id(c) for c in clusters}
        old = [groups[n] for n in sorted({owner[id(c)] for c in clusters})]
        pieces = [[_part(b, inside) for b in g.bearers if any(id(c) in inside for c in b.clusters)] for g in old]
        bearers = [b for piece in pieces for b in piece]
        places = {(c.document, m.start, m.end) for c in clusters for m in c.drafts}
        links = {k for g in old for k in g.links if k.left in places and k.right in places}
        links |= {EntityLink(b.place, place_of(c), SAME_NAME) for b in bearers for c in b.clusters[1:]}
        links |= {EntityLink(pieces[0][0].place, piece[0].place, BY_A_PERSON) for piece in pieces[1:]}
        made.append(Group(bearers, sorted(links, key=lambda k: (k.left, k.right, k.reason))))
    return made


def _part(bearer: Bearer, inside: set[int]) -> Bearer:
    kept = [c for c in bearer.clusters if id(c) in inside]
    return bearer if len(kept) == len(bearer.clusters) else replace(bearer, clusters=kept)
