"""What a person judged -> what may and what must be one fact or one entity, whatever the machine holds.

A judgement is tied to words of articles, so it survives another reading of them: a claim is known by its id or, where that
changed, by its relation and the place of its parts; an entity by where it is named. The constraints are the must-links and
cannot-links of Wagstaff and Cardie (2000), "Clustering with instance-level constraints"; of judgements that contradict
each other the later ones win.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from kgraph.errors import QueryError
from kgraph.ids import known, the_one
from kgraph.model import Claim, ClaimGraph, Document, Entity, Fact, Judged, Judgement, MentionKind, Place, Side, Verdict

AROUND = 30  # characters kept before and after the words that a judgement is tied to
if TYPE_CHECKING:
    from kgraph.coreference import Cluster

T = TypeVar("T")
ALIKE = 0.3  # least share of the words of two claims' evidence, taken together, that both must hold to be one claim read twice


# --- tying a judgement to words ---------------------------------------------------------------------------------------


def place_of(document: Document, start: int, end: int) -> Place:
    text = document.text
    return Place(document.id, document.sha256, start, end, text[start:end], text[max(0, start - AROUND) : start], text[end : end + AROUND])


def side_of_claim(claim: Claim, documents: Mapping[str, Document]) -> Side:
    evidence = claim.evidence
    place = place_of(documents[evidence.document], evidence.start, evidence.end)
    return Side(claim.id, (place,), claim.relation.label, claim.polarity, _parts(claim))


def side_of_entity(entity: Entity, documents: Mapping[str, Document], within: str | None = None) -> Side:
    """An entity as one side of a judgement, by its first name in each article or in one of them."""
    first: dict[str, Place] = {}
    for m in sorted(entity.mentions, key=lambda m: (m.kind is not MentionKind.NAME, m.document, m.start)):
        if within in (None, m.document) and m.document not in first:
            first[m.document] = place_of(documents[m.document], m.start, m.end)
    return Side(f"{entity.id}@{within}" if within else entity.id, tuple(first[name] for name in sorted(first)))


def side_of(graph: ClaimGraph, given: str) -> Side:
    """What an id, or the start of one, means as one side of a judgement: of a fact, the claim that stands for it.

    An entity's id with "@" and an article means its mentions there. Raises QueryError for an id that is none, or a difference's.
    """
    name, _, article = given.partition("@")
    id_ = known(graph, name)
    if id_ in graph.claim_by_id:
        return side_of_claim(graph.claim_by_id[id_], graph.document_by_id)
    if id_.startswith("f-"):
        fact = next(f for f in graph.facts if f.id == id_)
        return replace(side_of_claim(fact.head, graph.document_by_id), fact=id_)
    entity = next((e for e in graph.entities if e.id == id_), None)
    if entity is None:
        raise QueryError(f"{given}: a difference is no one thing to be judged; kgraph why shows its claims, judge two of them")
    named_in = sorted({m.document for m in entity.mentions})
    hint = f"{id_} is named in {', '.join(named_in[:5])}" + (" …" if len(named_in) > 5 else "")
    within = the_one(article, named_in, "mention in an article", hint) if article else None
    return side_of_entity(entity, graph.document_by_id, within)


def apart(one: Side, other: Side) -> tuple[Side, Side]:
    """Two entities as sides of a judgement that they differ: what both name is the smaller one's alone."""
    small, large = sorted((one, other), key=lambda side: len(side.places))
    return small, replace(large, places=tuple(p for p in large.places if p not in small.places))


def said(judgement: Judgement) -> str:
    """A judgement in one line."""
    by = f" by {judgement.by}" if judgement.by else ""
    return f"{judgement.verdict} {judgement.left.id} {judgement.right.id} ({judgement.made[:10]}{by}: {judgement.reason})"


def _parts(claim: Claim) -> tuple[tuple[int, int], ...]:
    return tuple((part.start, part.end) for part in (claim.subject, claim.relation, claim.object) if part is not None)


def concerning(judgements: Iterable[Judgement], texts: Mapping[str, str]) -> list[Judgement]:
    """The judgements that may be about some documents, given by id with the hash of their text: both sides have a place there."""
    hashes = set(texts.values())

    def here(side: Side) -> bool:
        return any(place.document in texts or place.sha256 in hashes for place in side.places)

    return [judgement for judgement in judgements if here(judgement.left) and here(judgement.right)]


# --- finding the words again --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shelf:
    """Documents by id and by the hash of their text."""

    by_id: Mapping[str, Document]
    by_text: Mapping[str, Document]


def shelf_of(documents: Iterable[Document]) -> Shelf:
    ordered = sorted(documents, key=lambda d: d.id, reverse=True)
    return Shelf({d.id: d for d in ordered}, {d.sha256: d for d in ordered})


def spot(place: Place, shelf: Shelf) -> tuple[str, int] | None:
    """Where a place is now: the document's id and the words' start; None where no article holds them, or one holds them twice.

    An article under another name is known by its text; in one that was revised the words are looked for with those around them.
    """
    document = shelf.by_id.get(place.document)
    if document is None or document.sha256 != place.sha256:
        document = shelf.by_text.get(place.sha256, document)
    if document is None:
        return None
    if document.sha256 == place.sha256:
        return document.id, place.start
    for before, after in ((place.before, place.after), ("", "")):
        if document.text.count(before + place.text + after) == 1:
            return document.id, document.text.index(before + place.text + after) + len(before)
    return None


def claim_meant(side: Side, claims: Mapping[str, Claim], by_document: Mapping[str, Sequence[Claim]], shelf: Shelf) -> str | None:
    """The id of the claim that one side of a judgement is about; None where there is none any more.

    Where the id has changed it is the claim of the same relation and polarity whose subject, relation and object stand at the same
    places, at least in part.
    """
    if side.id in claims:
        return side.id
    found = spot(side.places[0], shelf)
    if found is None:
        return None
    document, start = found
    moved = start - side.places[0].start
    end = side.places[0].end + moved
    parts = [(a + moved, b + moved) for a, b in side.parts]
    fitting: list[tuple[float, str]] = []
    for claim in by_document.get(document, ()):
        theirs, evidence = _parts(claim), claim.evidence
        if (claim.relation.label, claim.polarity) != (side.relation, side.polarity):
            continue
        if not all(map(_overlap, parts, theirs)):  # as far as both go: one may have lost its object
            continue
        common = min(end, evidence.end) - max(start, evidence.start)
        share = common / (max(end, evidence.end) - min(start, evidence.start))
        if share >= ALIKE:
            fitting.append((-round(share, 6), claim.id))
    return min(fitting)[1] if fitting else None


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


# --- what must and what must not be one ---------------------------------------------------------------------------------


class Ties:
    """Groups of the items 0 to count - 1 that grow by joining, and those that must never be one."""

    def __init__(self, count: int) -> None:
        self._root = list(range(count))
        self._apart: dict[int, set[int]] = defaultdict(set)

    def find(self, item: int) -> int:
        root = item
        while self._root[root] != root:
            root = self._root[root]
        while self._root[item] != root:
            self._root[item], item = root, self._root[item]
        return root

    def may_join(self, a: int, b: int) -> bool:
        return self.find(b) not in self._apart.get(self.find(a), ())

    def join(self, a: int, b: int) -> bool:
        """Make two items' groups one; return whether they were two."""
        kept, gone = sorted((self.find(a), self.find(b)))
        if kept == gone:
            return False
        self._root[gone] = kept
        for other in self._apart.pop(gone, ()):
            self._apart[other].discard(gone)
            self.part(kept, other)
        return True

    def part(self, a: int, b: int) -> None:
        """Let two items never be in one group."""
        a, b = self.find(a), self.find(b)
        self._apart[a].add(b)
        self._apart[b].add(a)

    def groups(self) -> list[list[int]]:
        members: dict[int, list[int]] = defaultdict(list)
        for item in range(len(self._root)):
            members[self.find(item)].append(item)
        return list(members.values())


@dataclass(frozen=True)
class Constraints:
    """Pairs of items that a person holds to be one, none of which follows from others, and pairs that are not; sorted.

    They are free of contradictions.
    """

    same: tuple[tuple[int, int], ...] = ()
    different: tuple[tuple[int, int], ...] = ()

    def ties(self, count: int) -> Ties:
        ties = Ties(count)
        for a, b in self.same:
            ties.join(a, b)
        for a, b in self.different:
            ties.part(a, b)
        return ties

    def applied(self, joins: Iterable[tuple[int, int]], count: int) -> list[tuple[list[int], list[tuple[int, int, bool]]]]:
        """The groups that joins make of the items 0 to count - 1, each with the tree of joins in it: two items, and whether a
        person joined them.

        What a person holds to be the same is joined first; a join that would put together what is different is left out.
        """
        ties, tree = self.ties(count), [(a, b, True) for a, b in self.same]
        tree += [(a, b, False) for a, b in joins if ties.may_join(a, b) and ties.join(a, b)]
        within: dict[int, list[tuple[int, int, bool]]] = defaultdict(list)
        for edge in tree:
            within[ties.find(edge[0])].append(edge)
        return [(group, within[ties.find(group[0])]) for group in ties.groups()]


NONE = Constraints()
Word = tuple[Verdict, Sequence[int], Sequence[int]]  # a verdict on two sets of items


def constraints_of(words: Sequence[Word], count: int) -> Constraints:
    """Turn judgements on items, the earliest first, into constraints; one that contradicts later ones is left out whole."""
    ties, decided = Ties(count), set[frozenset[frozenset[int]]]()
    same, different = set[tuple[int, int]](), set[tuple[int, int]]()
    for verdict, left, right in reversed(words):
        pair = frozenset((frozenset(left), frozenset(right)))
        if pair in decided:
            continue
        decided.add(pair)
        together = sorted({*left, *right})
        across = sorted((min(a, b), max(a, b)) for a in left for b in right)
        if verdict is Verdict.SAME and all(ties.may_join(a, b) for i, a in enumerate(together) for b in together[i + 1 :]):
            for a, b in pairwise(together):
                ties.join(a, b)
                same.add((a, b))
        elif verdict is Verdict.DIFFERENT and all(ties.find(a) != ties.find(b) for a, b in across):
            for a, b in across:
                ties.part(a, b)
                different.add((a, b))
    tree = Ties(count)
    return Constraints(tuple(pair for pair in sorted(same) if tree.join(*pair)), tuple(sorted(different)))


def claim_constraints(judgements: Sequence[Judgement], ordered: Sequence[Claim], documents: Iterable[Document]) -> Constraints:
    """What people judged of claims, the earliest first, as constraints on their places in `ordered`."""
    if not judgements:
        return NONE
    at = {c.id: n for n, c in enumerate(ordered)}
    meant = meant_claims(judgements, ordered, documents)
    words: list[Word] = [(judgement.verdict, [at[left]], [at[right]]) for judgement, left, right in meant]
    return constraints_of(words, len(ordered))


def meant_claims(
    judgements: Iterable[Judgement], claims: Iterable[Claim], documents: Iterable[Document]
) -> list[tuple[Judgement, str, str]]:
    """The judgements of claims that are there, each with the ids of the two claims."""
    by_id = {c.id: c for c in claims}
    by_document: dict[str, list[Claim]] = defaultdict(list)
    for claim in by_id.values():
        by_document[claim.evidence.document].append(claim)
    shelf = shelf_of(documents)
    found = []
    for judgement in judgements:
        if judgement.left.is_claim:
            left, right = (claim_meant(side, by_id, by_document, shelf) for side in (judgement.left, judgement.right))
            if left is not None and right is not None:
                found.append((judgement, left, right))
    return found


# --- entities -----------------------------------------------------------------------------------------------------------


def regrouped(
    groups: Sequence[Sequence[Cluster]], judgements: Iterable[Judgement], documents: Iterable[Document]
) -> list[list[Cluster]] | None:
    """Join and part groups of clusters, each an entity, as people judged; None where that changes nothing.

    Where a group is parted, a cluster that nobody judged stays with those whose names it shares most, else with the first.
    """
    of_entities = [judgement for judgement in judgements if not judgement.left.is_claim]
    if not of_entities:
        return None
    clusters = [c for group in groups for c in group]
    spans: dict[str, dict[int, list[tuple[int, int]]]] = defaultdict(dict)
    for n, cluster in enumerate(clusters):
        spans[cluster.document][n] = [(m.start, m.end) for m in cluster.drafts]
    shelf = shelf_of(documents)
    words: list[Word] = []
    for judgement in of_entities:
        left, right = (set(_named_at(side, spans, shelf)) for side in (judgement.left, judgement.right))
        if judgement.verdict is Verdict.DIFFERENT:
            left, right = left - right, right - left
        if left and right:
            words.append((judgement.verdict, sorted(left), sorted(right)))
    constraints = constraints_of(words, len(clusters))
    if constraints == NONE:
        return None
    ties = constraints.ties(len(clusters))
    parted = {n for pair in constraints.different for n in pair}
    names = [{m.text.casefold() for m in c.drafts if m.kind is MentionKind.NAME} for c in clusters]
    first = 0
    for group in groups:
        parts: list[list[int]] = []
        for n in sorted(range(first, first + len(group)), key=lambda n: (n not in parted, n)):
            fitting = [part for part in parts if ties.may_join(n, part[0])]
            if fitting:
                near = max(fitting, key=lambda part: (ties.find(n) == ties.find(part[0]), sum(len(names[n] & names[m]) for m in part)))
                ties.join(n, near[0])
                near.append(n)
            else:
                parts.append([n])
        first += len(group)
    return [[clusters[n] for n in found] for found in ties.groups()]


def _named_at(side: Side, spans: Mapping[str, Mapping[T, Sequence[tuple[int, int]]]], shelf: Shelf) -> list[T]:
    """What is named now at the places of a side, once for each place; `spans` are the things' names by document."""
    found = []
    for place in side.places:
        at = spot(place, shelf)
        if at is not None:
            document, start = at
            end = start + place.end - place.start
            here = spans.get(document, {}).items()
            near = [(min(end, e) - max(start, s), key) for key, several in here for s, e in several if s < end and start < e]
            if near:
                found.append(max(near, key=lambda pair: pair[0])[1])
    return found


def meant_entities(
    judgements: Iterable[Judgement], entities: Iterable[Entity], documents: Iterable[Document]
) -> list[tuple[Judgement, str, str]]:
    """The judgements of entities that are there, each with the ids of the two: of either side the one that most of its places name."""
    spans: dict[str, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for entity in entities:
        for m in entity.mentions:
            spans[m.document][entity.id].append((m.start, m.end))
    shelf = shelf_of(documents)
    found = []
    for judgement in judgements:
        if not judgement.left.is_claim:
            named = [Counter(_named_at(side, spans, shelf)) for side in (judgement.left, judgement.right)]
            if all(named):
                left, right = (min(ids, key=lambda id_: (-ids[id_], id_)) for ids in named)
                found.append((judgement, left, right))
    return found


# --- what came of it ----------------------------------------------------------------------------------------------------


def judged_on(
    judgements: Sequence[Judgement], entities: Sequence[Entity], facts: Iterable[Fact], documents: Sequence[Document]
) -> tuple[Judged, ...]:
    """The judgements, the earliest first, that are about claims and entities of a graph, with what came of them; sorted.

    Of several on one pair it is the last.
    """
    if not judgements:
        return ()
    held = list(facts)
    fact_of = {c.id: fact.id for fact in held for c in fact.claims}
    found: dict[frozenset[str], Judged] = {}
    of_claims = meant_claims(judgements, (c for fact in held for c in fact.claims), documents)
    for judgement, left, right in [*of_claims, *meant_entities(judgements, entities, documents)]:
        one = fact_of.get(left, left) == fact_of.get(right, right)
        holds = judgement.verdict is Verdict.UNSURE or one is (judgement.verdict is Verdict.SAME)
        about = (left, right) if judgement.left.is_claim and left != right else (judgement.left.id, judgement.right.id)
        found[frozenset(about)] = Judged(judgement, left, right, holds)
    return tuple(sorted(found.values(), key=lambda j: (j.left, j.right, j.judgement.left.id, j.judgement.right.id)))
