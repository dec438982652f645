"""Clusters of single articles -> what is one across articles: blocks of alike names, scored pairs, vetoes; every link is kept.

Names that are the same to the letter have one bearer. Of the others only those are compared that share a block: a last name
however it is spelled, the base of a company's name, initials, a first word. A pair has features that can be shown, a score from
them, and rules that can only forbid it. Whole names come first, by falling score; then what shortens them (a last name alone, an
acronym), which joins one of them only where no other fits about as well. The order of the articles decides nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from kgraph.coreference import Cluster
from kgraph.extract.reader import Extraction
from kgraph.gazetteer import plain
from kgraph.knowledge import Knowledge
from kgraph.linking.bearers import SAME_NAME, Group, given_gender, names_of, place_of, sure_gender
from kgraph.linking.people import people_groups
from kgraph.linking.things import thing_groups
from kgraph.linking.told import Told
from kgraph.model import EntityLink
from kgraph.names import person_name

__all__ = ["Group", "given_gender", "link", "names_of"]


def link(clusters: Sequence[Cluster], extractions: Sequence[Extraction], knowledge: Knowledge) -> list[Group]:
    """Join the clusters of several articles, named ones, that are one; the order of the articles does not matter."""
    ordered = sorted(clusters, key=lambda c: (place_of(c), c.kind, names_of(c)))
    settle_kinds(ordered)
    told = Told(ordered, extractions)
    people = people_groups([c for c in ordered if c.kind == "person"], told, knowledge)
    things = thing_groups([c for c in ordered if c.kind != "person"], told, knowledge)
    return [with_links_inside(g) for g in (*people, *things)]


def with_links_inside(group: Group) -> Group:
    """A group with the links that join the clusters of each bearer."""
    same = [EntityLink(b.place, place_of(c), SAME_NAME) for b in group.bearers for c in b.clusters[1:]]
    return Group(group.bearers, sorted([*same, *group.links], key=lambda k: (k.left, k.right)))


def settle_kinds(clusters: Sequence[Cluster]) -> None:
    """Give clusters of one and the same name one kind, the commoner: a recogniser takes a firm for a person at times.

    A name that may be somebody's last name stays a person's.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    last = {person_name(n).last for c in clusters if c.kind == "person" for n in names_of(c) if person_name(n).given}
    for cluster in clusters:
        for name in set(names_of(cluster)):
            counts[plain(name)][cluster.kind] += len(cluster.links)
    for cluster in clusters:
        names = {plain(n) for n in names_of(cluster)}
        if len(names) != 1 or sure_gender(cluster) is not None or not names.isdisjoint(last):
            continue
        found = counts[min(names)]
        kind, other = ("person", "other") if found["person"] >= found["other"] else ("other", "person")
        if cluster.kind == other and found[kind] > 2 * found[other] and not (kind == "person" and " " not in min(names)):
            cluster.kind = kind
            if kind == "person":
                cluster.type = "PERSON"
