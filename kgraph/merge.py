"""Claims -> facts: claims of one content joined, whatever the order of the articles.

Candidates share terms (blocking); `kgraph.sameness` scores a pair or forbids it. A false merge says that two newsrooms
corroborated each other, so the threshold favours precision. Time and memory grow with the claims of a story, not with their
pairs: one wording in many articles is compared once; of a term that many claims hold only neighbours are compared (sorted
neighbourhoods: Hernández and Stolfo 1995); of a large group a sample stands for its score, and every kind of claim for its
vetoes. In a story where no term stands in more than BLOCK claims none of this leaves anything out.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise, product
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from kgraph.model import Argument, ArgumentKind, Claim, DifferenceKind, Fact, reading_order
from kgraph.sameness import NO_VECTORS, Vectors, Weighted, similarity, veto, weigh

TOPIC = 0.3  # least similarity of two claims on one topic
THRESHOLD = 0.35  # least score of a pair that may join two groups
COHESION = 0.3  # least mean score of two groups' pairs, those of different articles where there are any
OVERLAP = 0.15  # least weighted share of common terms (Dice) of a pair that is scored; below it no score reaches TOPIC
BLOCK = 128  # claims; those that share a term are candidates, of a commoner term only neighbours that share two such
RAREST = 6  # terms of a claim, the rarest of those in more than BLOCK claims, that are taken two by two
WINDOW = 12  # neighbours on either side
NEAREST = 48  # candidates of a claim that are kept: a pair is kept that is among the nearest of either
SAMPLE = 24  # claims of a group that its scores are averaged over, and pairs of two wordings that are kept
STEP = 1 << 18  # pairs that are held in arrays at once

Integers: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]


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


def compare(claims: Iterable[Claim], vectors: Vectors = NO_VECTORS) -> Comparison:
    """Score the candidate pairs of a story's claims, with their vectors by claim id; the order of the claims does not matter.

    Of two wordings that stand in many articles each, every claim is in some pair.
    """
    ordered = tuple(sorted(claims, key=reading_order))
    weighted = tuple(weigh(ordered, vectors))
    twins = _twins(weighted)
    places = [(group[0], other) for group in twins for other in group[1:]]
    for left, right in candidates([weighted[group[0]] for group in twins]):
        places += _between(twins[left], twins[right])
    pairs = []
    for i, j in sorted((min(i, j), max(i, j)) for i, j in places):
        alike = similarity(weighted[i], weighted[j])
        if alike >= TOPIC:
            pairs.append(Pair(i, j, alike, veto(ordered[i], ordered[j])))
    return Comparison(ordered, weighted, tuple(pairs), twins)


# --- blocking -----------------------------------------------------------------------------------------------------


def kind_of(claim: Claim) -> Hashable:
    """All that a claim says but its wording and its place."""

    def who(argument: Argument | None) -> Hashable:
        named = argument and argument.kind is not ArgumentKind.CLAIM and argument.id
        return argument and (named or argument.label, argument.type)

    return (
        who(claim.subject), claim.relation.label, who(claim.object), *map(who, claim.speakers), claim.rule, claim.quoted, claim.implied,
        claim.polarity, claim.content, claim.modality,
        *((q.role, q.value, q.quantity) for q in claim.qualifiers if q.value is not None or q.quantity is not None),
    )  # fmt: skip


def _twins(weighted: Sequence[Weighted]) -> tuple[tuple[int, ...], ...]:
    """The places of claims of one kind and one wording, in groups."""
    groups: dict[Hashable, list[int]] = {}
    for place, item in enumerate(weighted):
        wording = tuple(item.claim.evidence.quote.casefold().split())
        group = groups.setdefault((kind_of(item.claim), wording) if len(item.terms) > 1 else place, [])
        if group and veto(weighted[group[0]].claim, item.claim):
            group = groups.setdefault(place, [])
        group.append(place)
    return tuple(sorted(map(tuple, groups.values())))


def _between(left: tuple[int, ...], right: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Pairs of claims of two wordings: all of them, or where these are many, some that each claim is in."""
    if len(left) * len(right) <= SAMPLE:
        yield from product(left, right)
    else:  # shifted by one, so that articles with both wordings are not compared with themselves
        longest = max(len(left), len(right))
        yield from ((left[n % len(left)], right[(n + 1) % len(right)]) for n in range(longest))


def candidates(weighted: Sequence[Weighted]) -> list[tuple[int, int]]:
    """Pairs of claims that share two terms, or one where one of them has no more than two, in order.

    Terms of over a third of the claims do not count.
    """
    if not any(item.terms for item in weighted):
        return []
    terms = Terms.of(weighted)
    near = terms.neighbours()
    found = [terms.overlaps(first, last, near) for first, last in terms.steps()]
    left, right, overlap = (np.concatenate(arrays) for arrays in zip(*found, strict=True))
    kept = _nearest(left, right, overlap)
    return list(zip(left[kept].tolist(), right[kept].tolist(), strict=True))


@dataclass(frozen=True)
class Terms:
    """Which claims hold which terms: one row for each term of each claim, claim by claim.

    `claims`, `terms`, `weights` and `later`, shape (rows,), the last: how many later claims hold the term if few hold it, else 0;
    `places`, shape (rows,): where the row stands in `members`, the claims term by term; `lengths`, shape (claims,); `sizes`,
    shape (terms,): how many claims hold a term; `blocking`, shape (terms,): whether that is not too many.
    """

    claims: Integers
    terms: Integers
    weights: NDArray[np.float32]
    later: Integers
    places: Integers
    members: Integers
    lengths: Integers
    sizes: Integers
    blocking: NDArray[np.bool_]

    @staticmethod
    def of(weighted: Sequence[Weighted]) -> Terms:
        numbers: dict[str, int] = {}
        terms = np.array([numbers.setdefault(term, len(numbers)) for item in weighted for term in item.terms])
        weights = np.array([weight for item in weighted for weight in item.terms.values()], dtype=np.float32)
        lengths = np.array([len(item.terms) for item in weighted])
        claims = np.repeat(np.arange(len(weighted)), lengths)
        sizes = np.bincount(terms)
        order = np.argsort(terms, kind="stable")
        places = np.argsort(order)
        later = np.where(sizes <= BLOCK, np.cumsum(sizes), 0)[terms] - places - 1
        blocking = sizes <= max(30, len(weighted) // 3)
        return Terms(claims, terms, weights, np.where(blocking[terms], later, 0).clip(0), places, claims[order], lengths, sizes, blocking)

    def neighbours(self) -> Integers:
        """Pairs, left * claims + right, that share two terms of more than BLOCK claims and stand close in a list of those that do.

        The lists are sorted by the claims' terms, the commonest first, so that claims stand the closer the more they share.
        """
        count, width = len(self.lengths), len(self.sizes)
        common = self.blocking & (self.sizes > BLOCK)
        if not common.any():
            return np.empty(0, dtype=np.int64)
        falling = np.lexsort((np.arange(width), -self.sizes))  # the terms, the commonest first
        ranks = np.argsort(falling)[self.terms].tolist()
        starts = np.cumsum(self.lengths) - self.lengths
        held = [sorted(ranks[start : start + length]) for start, length in zip(starts.tolist(), self.lengths.tolist(), strict=True)]
        usable = common[falling].tolist()
        blocks: list[int] = []
        holders: list[int] = []
        for claim in sorted(range(count), key=held.__getitem__):
            pairs = [a * width + b for a, b in combinations([rank for rank in held[claim] if usable[rank]][-RAREST:], 2)]
            blocks += pairs
            holders += [claim] * len(pairs)
        order = np.argsort(np.array(blocks, dtype=np.int64), kind="stable")
        block, holder = np.array(blocks, dtype=np.int64)[order], np.array(holders, dtype=np.int64)[order]
        found = []
        for apart in range(1, WINDOW + 1):
            same = block[apart:] == block[:-apart]
            a, b = holder[apart:][same], holder[:-apart][same]
            found.append(np.unique(np.minimum(a, b) * count + np.maximum(a, b)))
        return np.unique(np.concatenate(found))

    def steps(self) -> Iterator[tuple[int, int]]:
        """Stretches of claims, each with about STEP pairs of one of them and a later one."""
        pairs = np.bincount(self.claims, self.later, minlength=len(self.lengths)) + len(self.sizes) / 16
        cuts = np.flatnonzero(np.diff(np.cumsum(pairs) // STEP, prepend=-1.0, append=-1.0)).tolist()
        yield from pairwise(cuts)

    def overlaps(self, first: int, last: int, near: Integers) -> tuple[Integers, Integers, Floats]:
        """The candidates of the claims from `first` to before `last` among the later ones, and their overlaps, shape (pairs,) each."""
        count, rows = len(self.lengths), slice(*np.searchsorted(self.claims, (first, last)).tolist())
        claims, later = self.claims[rows], self.later[rows]
        begin = self.places[rows] + 1 - (np.cumsum(later) - later)
        shared = np.repeat(claims * count, later) + self.members[np.repeat(begin, later) + np.arange(later.sum())]
        close = near[slice(*np.searchsorted(near, (first * count, last * count)).tolist())]
        left, right = np.divmod(np.unique(np.concatenate((shared, close))), count)
        held = np.zeros((last - first, len(self.sizes)), dtype=np.float32)  # the weights of each claim's terms
        held[claims - first, self.terms[rows]] = self.weights[rows]
        lengths = self.lengths[right]  # a row for each term of the later claim of each pair
        pair = np.repeat(np.arange(len(right)), lengths)
        begin = (np.cumsum(self.lengths) - self.lengths)[right] - (np.cumsum(lengths) - lengths)
        term = self.terms[np.repeat(begin, lengths) + np.arange(len(pair))]
        weight = held[left[pair] - first, term]
        shared = np.bincount(pair, (weight > 0) & self.blocking[term], minlength=len(right))
        total = np.bincount(self.claims, self.weights, minlength=count)
        overlap = 2 * np.bincount(pair, weight, minlength=len(right)) / (total[left] + total[right])
        kept = (overlap >= OVERLAP) & (shared >= np.where(np.minimum(self.lengths[left], lengths) <= 2, 1, 2))
        return left[kept], right[kept], overlap[kept]


def _nearest(left: Integers, right: Integers, overlap: Floats) -> NDArray[np.bool_]:
    """Which pairs are among the NEAREST of either of their claims, shape (pairs,); of equals, the earlier claims are nearer."""
    claim, other = np.concatenate((left, right)), np.concatenate((right, left))
    order = np.lexsort((other, -np.concatenate((overlap, overlap)).round(6), claim))
    sizes = np.bincount(claim)
    near = np.empty(len(claim), dtype=np.bool_)
    near[order] = np.arange(len(claim)) - (np.cumsum(sizes) - sizes)[claim[order]] < NEAREST
    return near[: len(left)] | near[len(left) :]


# --- joining ------------------------------------------------------------------------------------------------------


def merge(comparison: Comparison) -> tuple[Fact, ...]:
    """Join claims into facts: pairs by falling score, two groups only where their pairs agree on the whole and none is vetoed."""
    groups = Groups(comparison)
    for pair in sorted(comparison.pairs, key=lambda p: (-p.similarity, p.left, p.right)):
        if pair.veto is None and pair.similarity >= THRESHOLD:
            groups.join(pair.left, pair.right)
    facts = []
    for places in groups.places():
        found = [comparison.claims[i] for i in places]
        sample = _sample(places)
        typical = {i: sum(groups.score(i, j) for j in sample if j != i) / max(1, len(sample) - (i in sample)) for i in places}
        surest = sorted(places, key=lambda i: (-round(comparison.claims[i].confidence + typical[i], 6), i))
        facts.append(Fact("f-" + min(c.id for c in found)[2:], tuple(comparison.claims[i] for i in surest)))
    return tuple(sorted(facts, key=lambda f: f.id))


def _sample(places: Sequence[int]) -> Sequence[int]:
    """SAMPLE of some places at even distances; all of no more."""
    return places if len(places) <= SAMPLE else [places[n * len(places) // SAMPLE] for n in range(SAMPLE)]


@dataclass
class Group:
    """Claims that state one content. `wordings` are the first places of its twins, in order, `articles` the places of its claims by
    article, `kinds` its kinds of claims with a place of each in at most two articles, `barred` the groups that it must not join."""

    wordings: list[int]
    articles: dict[str, list[int]]
    kinds: dict[int, list[int]]
    barred: set[int] = field(default_factory=set)


class Groups:
    """The claims of a story in groups, each known by the first place of some twins in it; at first only twins are together."""

    def __init__(self, comparison: Comparison) -> None:
        self.claims, self.weighted = comparison.claims, comparison.weighted
        self.twins = {twins[0]: twins for twins in comparison.twins}
        self.first = {place: twins[0] for twins in comparison.twins for place in twins}
        self.name = {first: first for first in self.twins}  # of the group that a wording is in
        self.groups: dict[int, Group] = {}
        self.numbers: dict[Hashable, int] = {}
        for first, places in self.twins.items():
            kind = self.numbers.setdefault(kind_of(self.claims[first]), len(self.numbers))
            articles: dict[str, list[int]] = {}
            for place in places:
                articles.setdefault(self.claims[place].evidence.document, []).append(place)
            self.groups[first] = Group([first], articles, {kind: [found[0] for found in articles.values()][:2]})
        self.scores: dict[tuple[int, int], float] = {}
        for pair in comparison.pairs:
            left, right = self.first[pair.left], self.first[pair.right]
            self.scores.setdefault((min(left, right), max(left, right)), pair.similarity)
            if pair.veto and left != right:
                self._bar(left, right)
        self.forbidden: dict[tuple[int, int], bool] = {}
        self.failed: set[tuple[int, int, int, int]] = set()

    def places(self) -> list[list[int]]:
        """The places of the claims of each group."""
        return [sorted(place for first in group.wordings for place in self.twins[first]) for group in self.groups.values()]

    def score(self, i: int, j: int) -> float:
        """How alike two claims are, as far as their wordings go."""
        key = min(self.first[i], self.first[j]), max(self.first[i], self.first[j])
        if key not in self.scores:
            self.scores[key] = similarity(self.weighted[key[0]], self.weighted[key[1]])
        return self.scores[key]

    def join(self, left: int, right: int) -> None:
        """Make one group of those of two claims if their pairs agree on the whole and nothing forbids any."""
        a, b = self.name[self.first[left]], self.name[self.first[right]]
        if (len(self.groups[a].wordings), b) < (len(self.groups[b].wordings), a):
            a, b = b, a
        one, two = self.groups[a], self.groups[b]
        attempt = a, b, len(one.wordings), len(two.wordings)
        if a == b or b in one.barred or attempt in self.failed:
            return
        if not self._cohesive(one, two):
            self.failed.add(attempt)
        elif self._vetoed(one, two):
            self._bar(a, b)
        else:
            self._unite(a, b)

    def _bar(self, a: int, b: int) -> None:
        self.groups[a].barred.add(b)
        self.groups[b].barred.add(a)

    def _unite(self, a: int, b: int) -> None:
        """Put the claims of the second of two groups into the first."""
        one, two = self.groups[a], self.groups.pop(b)
        for first in two.wordings:
            self.name[first] = a
        one.wordings = sorted(one.wordings + two.wordings)
        for document, places in two.articles.items():
            one.articles.setdefault(document, []).extend(places)
        for kind, places in two.kinds.items():
            one.kinds[kind] = self._apart([*one.kinds.get(kind, ()), *places])
        for other in two.barred:
            self.groups[other].barred.discard(b)
            self._bar(a, other)

    def _apart(self, places: Iterable[int]) -> list[int]:
        """The first claims of at most two articles."""
        return list({self.claims[place].evidence.document: place for place in sorted(places, reverse=True)}.values())[-2:][::-1]

    def _cohesive(self, one: Group, two: Group) -> bool:
        """Whether two groups are alike on the mean, of claims of different articles where there are any."""
        pairs = list(product(_sample(one.wordings), _sample(two.wordings)))
        across = [(i, j) for i, j in pairs if self.claims[i].evidence.document != self.claims[j].evidence.document] or pairs
        return sum(self.score(i, j) for i, j in across) / len(across) >= COHESION

    def _vetoed(self, one: Group, two: Group) -> bool:
        """Whether any two claims of two groups are vetoed; those of different articles by their kinds."""
        if any(
            veto(self.claims[i], self.claims[j])
            for document in one.articles.keys() & two.articles.keys()
            for i, j in product(one.articles[document], two.articles[document])
        ):
            return True
        return any(self._forbidden(*kinds) for kinds in product(one.kinds.items(), two.kinds.items()))

    def _forbidden(self, one: tuple[int, list[int]], two: tuple[int, list[int]]) -> bool:
        """Whether claims of two kinds are vetoed, by an example of different articles; False where there is none."""
        key = min(one[0], two[0]), max(one[0], two[0])
        if key not in self.forbidden:
            pairs = ((self.claims[i], self.claims[j]) for i, j in product(one[1], two[1]))
            across = next(((a, b) for a, b in pairs if a.evidence.document != b.evidence.document), None)
            if across is None:
                return False
            self.forbidden[key] = veto(*across) is not None
        return self.forbidden[key]
