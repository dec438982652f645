"""Claims -> facts: claims of one content joined, whatever the order of the articles.

Candidates share terms (`kgraph.blocking`); `kgraph.sameness` scores a pair or forbids it. A false merge says that two newsrooms
corroborated each other, so the threshold favours precision. One wording in many articles is compared once; of a large group a
sample stands for its score, and a claim of every kind in it for its vetoes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TypeVar

from kgraph.blocking import candidates
from kgraph.judgements import NONE, Constraints
from kgraph.model import Argument, ArgumentKind, Claim, DifferenceKind, Fact, Qualifier, Role, reading_order
from kgraph.reasons import join
from kgraph.sameness import NO_VECTORS, Vectors, Weighted, overlap, similarity, veto, weigh

TOPIC = 0.2  # least similarity of two claims on one topic
THRESHOLD = 0.3  # least score of a pair that may join two groups
COHESION = 0.3  # least mean score of two groups' pairs, those of different articles where there are any
SAMPLE = 16  # claims of a group that its scores are averaged over, and pairs of two wordings that are compared
KINDS = 400  # kinds of claims of a group that are asked whether anything forbids to join it to another
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims on one topic, by their places in reading order, how alike they are, and why they are not one fact."""

    left: int
    right: int
    similarity: float
    veto: DifferenceKind | None


@dataclass(frozen=True)
class Comparison:
    """The claims of a story in reading order and the pairs of them that may state one content or part on one point.

    `twins` are the places of claims that say one thing in one wording, each place once, the first of each group in front.
    """

    claims: tuple[Claim, ...]
    weighted: tuple[Weighted, ...]
    pairs: tuple[Pair, ...]
    twins: tuple[tuple[int, ...], ...]
    vetoes: Vetoes


def compare(claims: Iterable[Claim], vectors: Vectors = NO_VECTORS) -> Comparison:
    """Score the candidate pairs of a story's claims, with their vectors by claim id; the order of the claims does not matter.

    Of two wordings that stand in many articles each, every claim is in some pair, with the score of the first of each.
    """
    ordered = tuple(sorted(claims, key=reading_order))
    weighted = tuple(weigh(ordered, vectors))
    vetoes = Vetoes(weighted)
    twins = _twins(vetoes)
    alike = [(group, group) for group in twins if len(group) > 1]
    near = {*candidates([weighted[group[0]].terms for group in twins]), *_triples(weighted, twins)}
    alike += ((twins[left], twins[right]) for left, right in sorted(near))
    pairs: list[Pair] = []
    for one, two in alike:
        score = similarity(weighted[one[0]], weighted[two[0]])
        if score >= TOPIC:
            pairs += (Pair(min(i, j), max(i, j), score, vetoes.between(i, j)) for i, j in _between(one, two))
    return Comparison(ordered, weighted, tuple(sorted(pairs, key=lambda p: (p.left, p.right))), twins, vetoes)


class Vetoes:
    """What forbids that two claims of a story are one fact; asked once for two kinds of claims, in one article or in two, but for
    claims of one stretch of text."""

    def __init__(self, weighted: Sequence[Weighted]) -> None:
        numbers: dict[Hashable, int] = {}
        self.weighted = weighted
        self.kinds = [numbers.setdefault(_kind(item), len(numbers)) for item in weighted]
        self.known: dict[tuple[int, int, bool], DifferenceKind | None] = {}

    def between(self, i: int, j: int) -> DifferenceKind | None:
        """Why two claims, by their places, must not be one fact; the same whichever comes first."""
        a, b = self.weighted[i], self.weighted[j]
        if overlap(a.claim.evidence, b.claim.evidence):
            return veto(a, b)
        beside = a.claim.evidence.document == b.claim.evidence.document
        left, right = self.kinds[i], self.kinds[j]
        key = (left, right, beside) if left < right else (right, left, beside)
        if key not in self.known:
            self.known[key] = veto(a, b)
        return self.known[key]


def forbids(reason: DifferenceKind | None) -> bool:
    """Whether a veto keeps the groups of its two claims apart too; one of wording only says that the pair itself is no reason to join
    them: a report and what it reports may both be told by a third claim."""
    return reason not in (None, DifferenceKind.WORDING)


def _kind(item: Weighted) -> Hashable:
    """All that a claim, and what it reports, says but its wording and its place."""
    reported = _said(item.content) if item.content is not item.claim else None
    return _said(item.claim), reported, item.voices, item.view


def _said(claim: Claim) -> Hashable:
    def who(argument: Argument | None) -> Hashable:
        if argument is None:
            return None
        return argument.id if argument.id and argument.kind is not ArgumentKind.CLAIM else argument.label, argument.type

    return (
        who(claim.subject), claim.relation.label, who(claim.object), *map(who, claim.speakers), claim.rule, claim.quoted, claim.implied,
        claim.polarity, claim.content, claim.modality, *map(_detail, claim.qualifiers),
    )  # fmt: skip


def _detail(q: Qualifier) -> Hashable:
    """What a veto reads of a qualifier: its value, or its words; of a time both, for "the first time" may be any day."""
    value = q.value or q.quantity
    return q.role, value, q.text.casefold() if value is None or q.role is Role.TIME else ""


def _twins(vetoes: Vetoes) -> tuple[tuple[int, ...], ...]:
    """The places of claims of one kind and one wording, in groups; a claim of a single word or name is alone."""
    groups: dict[Hashable, list[int]] = {}
    for place, (item, kind) in enumerate(zip(vetoes.weighted, vetoes.kinds, strict=True)):
        wording = tuple(item.claim.evidence.quote.casefold().split())
        groups.setdefault((kind, wording) if len(item.terms) > 1 else place, []).append(place)
    return tuple(sorted(map(tuple, groups.values())))


def _triples(weighted: Sequence[Weighted], twins: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, int]]:
    """Pairs of wordings, by their number, with one subject, relation and object, each with the next few, however common these are."""
    held: dict[Hashable, list[int]] = {}
    for number, group in enumerate(twins):
        if weighted[group[0]].triple is not None:
            held.setdefault(weighted[group[0]].triple, []).append(number)
    for numbers in held.values():
        for at, number in enumerate(numbers):
            yield from ((number, other) for other in numbers[at + 1 : at + 1 + SAMPLE])


def _between(one: tuple[int, ...], two: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Pairs of claims of two wordings, or of one: all of them, or where these are many, some that each claim is in."""
    if one == two:
        yield from ((one[0], other) for other in one[1:])
    elif len(one) * len(two) <= SAMPLE:
        yield from product(one, two)
    else:  # shifted by one, so that articles with both wordings are not compared with themselves
        yield from ((one[n % len(one)], two[(n + 1) % len(two)]) for n in range(max(len(one), len(two))))


def merge(comparison: Comparison, judged: Constraints = NONE) -> tuple[Fact, ...]:
    """Join claims into facts: pairs by falling score, two groups only where their pairs agree on the whole and none is vetoed.

    `judged` are people's judgements on places in `comparison.claims`, which win.
    """
    groups = Groups(comparison)
    joins = [(twins[0], other) for twins in comparison.twins for other in twins[1:]]
    for pair in sorted(comparison.pairs, key=lambda p: (-p.similarity, p.left, p.right)):
        if pair.veto is None and pair.similarity >= THRESHOLD and groups.join(pair.left, pair.right):
            joins.append((pair.left, pair.right))
    facts = []
    for places, made in judged.applied(joins, len(comparison.claims)):
        found = [comparison.claims[i] for i in places]
        sample = _sample(places, SAMPLE)
        typical = {i: sum(groups.score(i, j) for j in sample if j != i) / max(1, len(sample) - (i in sample)) for i in places}
        surest = sorted(places, key=lambda i: (-round(comparison.claims[i].confidence + typical[i], 6), i))
        tree = tuple(join(comparison.weighted[i], comparison.weighted[j], by_person) for i, j, by_person in made)
        facts.append(Fact("f-" + min(c.id for c in found)[2:], tuple(comparison.claims[i] for i in surest), tree))
    return tuple(sorted(facts, key=lambda f: f.id))


def _sample(items: Sequence[T], most: int) -> Sequence[T]:
    """So many of some items, at even distances; all if there are no more."""
    return items if len(items) <= most else [items[n * len(items) // most] for n in range(most)]


@dataclass(slots=True)
class Group:
    """Claims that state one content.

    `wordings` are the first places of its twins, in order, `articles` the places of its claims by article and kind, `kinds` a place
    of each kind of claims in at most two articles, `barred` the names of the groups that it must not join.
    """

    wordings: list[int]
    articles: dict[str, dict[int, list[int]]]
    kinds: dict[int, list[int]]
    barred: set[int] = field(default_factory=set)


class Groups:
    """The claims of a story in groups, each named by a wording in it; at first only twins are together."""

    def __init__(self, comparison: Comparison) -> None:
        self.claims, self.weighted, self.vetoes = comparison.claims, comparison.weighted, comparison.vetoes
        self.twins = {twins[0]: twins for twins in comparison.twins}
        self.first = {place: twins[0] for twins in comparison.twins for place in twins}
        self.name = {first: first for first in self.twins}  # of the group that a wording is in
        self.groups = {first: self._alone(twins) for first, twins in self.twins.items()}
        self.scores: dict[tuple[int, int], float] = {}
        self.failed: set[tuple[int, int, int, int]] = set()  # names and sizes of groups that are too unlike
        for pair in comparison.pairs:
            left, right = self.first[pair.left], self.first[pair.right]
            self.scores.setdefault((left, right) if left < right else (right, left), pair.similarity)
            if forbids(pair.veto) and left != right:
                self._bar(left, right)

    def _alone(self, twins: tuple[int, ...]) -> Group:
        kind = self.vetoes.kinds[twins[0]]
        articles: dict[str, dict[int, list[int]]] = {}
        for place in twins:
            articles.setdefault(self.claims[place].evidence.document, {kind: []})[kind].append(place)
        return Group([twins[0]], articles, {kind: self._apart(twins)})

    def score(self, i: int, j: int) -> float:
        """How alike two claims are, as far as their wordings go."""
        left, right = self.first[i], self.first[j]
        key = (left, right) if left < right else (right, left)
        if key not in self.scores:
            self.scores[key] = similarity(self.weighted[key[0]], self.weighted[key[1]])
        return self.scores[key]

    def join(self, left: int, right: int) -> bool:
        """Make one group of those of two claims if their pairs agree on the whole and nothing forbids any; return whether it was done."""
        a, b = self.name[self.first[left]], self.name[self.first[right]]
        if a == b or b in self.groups[a].barred:
            return False
        if (len(self.groups[a].wordings), b) < (len(self.groups[b].wordings), a):
            a, b = b, a
        one, two = self.groups[a], self.groups[b]
        attempt = a, b, len(one.wordings), len(two.wordings)
        if attempt in self.failed:
            return False
        if not self._cohesive(one, two):
            self.failed.add(attempt)
            return False
        if self._vetoed(one, two):
            self._bar(a, b)
            return False
        self._unite(a, b)
        return True

    def _bar(self, a: int, b: int) -> None:
        self.groups[a].barred.add(b)
        self.groups[b].barred.add(a)

    def _unite(self, a: int, b: int) -> None:
        """Put the claims of the second of two groups into the first."""
        one, two = self.groups[a], self.groups.pop(b)
        for first in two.wordings:
            self.name[first] = a
        one.wordings = sorted(one.wordings + two.wordings)
        for document, kinds in two.articles.items():
            held = one.articles.setdefault(document, {})
            for kind, places in kinds.items():
                held.setdefault(kind, []).extend(places)
        for kind, places in two.kinds.items():
            one.kinds[kind] = self._apart([*one.kinds.get(kind, ()), *places])
        for other in two.barred:
            self.groups[other].barred.discard(b)
            self._bar(a, other)

    def _apart(self, places: Iterable[int]) -> list[int]:
        """The first claims of the first two articles."""
        first: dict[str, int] = {}
        for place in sorted(places):
            first.setdefault(self.claims[place].evidence.document, place)
        return list(first.values())[:2]

    def _cohesive(self, one: Group, two: Group) -> bool:
        """Whether two groups are alike on the mean, of claims of different articles where there are any."""
        pairs = list(product(_sample(one.wordings, SAMPLE), _sample(two.wordings, SAMPLE)))
        across = [(i, j) for i, j in pairs if self.claims[i].evidence.document != self.claims[j].evidence.document] or pairs
        return sum(self.score(i, j) for i, j in across if self.vetoes.between(i, j) is None) / len(across) >= COHESION

    def _vetoed(self, one: Group, two: Group) -> bool:
        """Whether any two claims forbid to join two groups; of claims in different articles, one of each of up to KINDS kinds is asked.

        Of two kinds in one article two claims tell it, of different stretches of it if there are any: what shares a stretch is
        forbidden less.
        """
        for document in one.articles.keys() & two.articles.keys():
            for mine, theirs in product(one.articles[document].values(), two.articles[document].values()):
                pairs = ((i, j) for i, j in product(mine, theirs) if not overlap(self.claims[i].evidence, self.claims[j].evidence))
                if forbids(self.vetoes.between(*next(pairs, (mine[0], theirs[0])))):
                    return True
        for mine, theirs in product(*(_sample(list(group.kinds.values()), KINDS) for group in (one, two))):
            pairs = ((i, j) for i, j in product(mine, theirs) if self.claims[i].evidence.document != self.claims[j].evidence.document)
            across = next(pairs, None)
            if across is not None and forbids(self.vetoes.between(*across)):
                return True
        return False
