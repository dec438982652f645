"""What the claims of a story say of each other: which belong together, who is what to whom, what stands inside what."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import networkx as nx

from kgraph.differences.parts import by_deed, head, once, owner, same, stems
from kgraph.model import Argument, Claim, DifferenceKind, Fact, Role, reading_order
from kgraph.sameness import STATIC

CLAUSAL = (Role.TIME, Role.REASON, Role.CONDITION)  # details that may be clauses


@dataclass(frozen=True)
class Story:
    """The claims of a story, what they say of each other, and when each article was published where that is known.

    `parted` are pairs of claims that might be of one fact but for one point, by ids, with the kind of that point.
    """

    facts: Sequence[Fact]
    published: Mapping[str, date | None] = field(default_factory=dict)
    parted: Sequence[tuple[str, str, DifferenceKind]] = ()

    def topics(self, kind: DifferenceKind) -> list[list[Claim]]:
        """The claims of each fact, with those of the facts from which only a point of that kind parts it; no claim alone."""
        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(f.id for f in self.facts if len(f.claims) > 1)
        graph.add_edges_from((self.fact_of[a], self.fact_of[b]) for a, b, parting in self.parted if parting is kind)
        claims = {f.id: f.claims for f in self.facts}
        return [[c for id_ in group for c in claims[id_]] for group in sorted(map(sorted, nx.connected_components(graph)))]

    @cached_property
    def acts(self) -> list[list[Claim]]:
        """The claims of each fact that tell one deed of one year or occasion."""
        return [acts for fact in self.facts for acts in by_deed(fact.claims)]

    @cached_property
    def once(self) -> list[list[Claim]]:
        """The claims of each thing that happens once to one person or thing, two or more."""
        return [claims for _, claims in sorted(once(self.claims).items()) if len(claims) > 1]

    def periods(self, claims: Sequence[Claim], days: int) -> list[list[Claim]]:
        """Claims of articles that were published no more than so many days one after the other.

        Those of articles without a date go with the others where there is one period alone, and nowhere where there are several.
        """
        dated = sorted((d, n) for n, c in enumerate(claims) if (d := self.published.get(c.evidence.document)) is not None)
        groups: list[list[int]] = []
        for before, (day, n) in zip([None, *dated], dated, strict=False):
            if before is None or (day - before[0]).days > days:
                groups.append([])
            groups[-1].append(n)
        undated = [n for n, c in enumerate(claims) if self.published.get(c.evidence.document) is None]
        if len(groups) < 2:
            groups = [[*(groups[0] if groups else []), *undated]]
        return [[claims[n] for n in sorted(group)] for group in groups if group]

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        return tuple(sorted((c for f in self.facts for c in f.claims), key=reading_order))

    @cached_property
    def fact_of(self) -> dict[str, str]:
        return {c.id: f.id for f in self.facts for c in f.claims}

    @cached_property
    def reports(self) -> dict[str, Claim]:
        """Claim id to the report that it is the content of."""
        return {c.object.id: c for c in self.claims if c.rule == "report" and c.object is not None and c.object.id}

    @cached_property
    def named(self) -> dict[str, set[str]]:
        """Document id to the entities that it names anywhere."""
        found: dict[str, set[str]] = defaultdict(set)
        for c in self.claims:
            ids = {a.id for a in (c.subject, c.object, *c.speakers) if a is not None and a.id}
            found[c.evidence.document] |= ids | {t for t in c.terms if t.startswith("e-")}
        return found

    @cached_property
    def roles(self) -> dict[str, set[str]]:
        """Entity id to the heads of what it is said to be: "minister", "spokesman"."""
        found: dict[str, set[str]] = defaultdict(set)
        for c in self.claims:
            if c.subject.id and c.relation.label.startswith("be") and (c.rule in STATIC or c.rule == "copula"):
                found[c.subject.id] |= stems(c.relation.label) | (stems(c.object.label) if c.object and not c.object.id else set())
        return found

    def same(self, left: Argument | None, right: Argument | None) -> bool | None:
        """As `same`, and a name is one with the description of what its bearer is: "Jones's wife" and Mary Jones, his wife."""
        found = same(left, right)
        if found is not None or left is None or right is None or bool(left.id) is bool(right.id):
            return found
        name, words = (left, right) if left.id else (right, left)
        of = stems(owner(words.label))
        served = {w for id_ in self.serving.get(name.id or "", ()) for w in self.words.get(id_, ())}
        return True if head(words.label) in self.roles.get(name.id or "", ()) and (not of or of & served) else None

    @cached_property
    def ids(self) -> dict[str, str]:
        """The label of an entity, without case, to its id."""
        return {a.label.casefold(): a.id for c in self.claims for a in (c.subject, c.object) if a is not None and a.id}

    @cached_property
    def words(self) -> dict[str, frozenset[str]]:
        """Entity id to the words of its label."""
        return {a.id: stems(a.label) for c in self.claims for a in (c.subject, c.object) if a is not None and a.id}

    @cached_property
    def serving(self) -> dict[str, set[str]]:
        """Entity id to the people and bodies that it is said to be something of: of a spokesman, whom he speaks for."""
        found: dict[str, set[str]] = defaultdict(set)
        for c in self.claims:
            if c.subject.id and c.rule in STATIC and c.object is not None and c.object.id:
                found[c.subject.id].add(c.object.id)
        return found

    @cached_property
    def _details(self) -> dict[str, list[tuple[int, int, Claim]]]:
        found: dict[str, list[tuple[int, int, Claim]]] = defaultdict(list)
        for c in self.claims:
            found[c.evidence.document] += [(q.start, q.end, c) for q in c.qualifiers if q.role in CLAUSAL]
        return found

    def carriers(self, claim: Claim) -> list[Claim]:
        """The claims that give a claim as a detail of theirs: "resigned when he was in his 30s" of "he was in his 30s"."""
        start, end = claim.evidence.start, claim.evidence.end
        found = self._details.get(claim.evidence.document, ())
        return [c for low, high, c in found if low <= start and end <= high and c.id != claim.id]

    @cached_property
    def _places(self) -> dict[str, tuple[list[int], list[Claim]]]:
        found: dict[str, list[Claim]] = defaultdict(list)
        for c in self.claims:
            found[c.evidence.document].append(c)
        return {document: ([c.evidence.start for c in claims], claims) for document, claims in found.items()}

    def within(self, document: str, start: int, end: int) -> list[Claim]:
        """The claims that a stretch of an article makes, in the order of the article."""
        starts, claims = self._places.get(document, ([], []))
        return [c for c in claims[bisect_left(starts, start) : bisect_left(starts, end)] if c.evidence.end <= end]
