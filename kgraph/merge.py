"""Claims -> facts: claims of one content joined, whatever the order of the articles.

Candidates share terms (blocking); `kgraph.sameness` scores a pair or forbids it. A false merge says that two newsrooms
corroborated each other, so the threshold favours precision.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from kgraph.judgements import NONE, Constraints
from kgraph.model import Claim, DifferenceKind, Fact, reading_order
from kgraph.reasons import join
from kgraph.sameness import NO_VECTORS, Vectors, Weighted, similarity, veto, weigh

TOPIC = 0.3  # least similarity of two claims on one topic
THRESHOLD = 0.35  # least score of a pair that may join two groups
COHESION = 0.3  # least mean score of two groups' pairs, those of different articles where there are any


def candidates(weighted: Sequence[Weighted]) -> Iterable[tuple[int, int]]:
    """Pairs of claims that share an entity and a word, or two words; terms of over a third of the claims block nothing."""
    index: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(weighted):
        for term in item.terms:
            index[term].append(place)
    shared: Counter[tuple[int, int]] = Counter()
    limit = max(30, len(weighted) // 3)
    for members in index.values():
        if len(members) <= limit:
            for i, left in enumerate(members):
                for right in members[i + 1 :]:
                    shared[left, right] += 1
    return sorted(pair for pair, count in shared.items() if count >= 2 or len(weighted[pair[0]].terms) <= 2)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims on one topic, by their places in reading order, how alike they are, and why they are not one fact."""

    left: int
    right: int
    similarity: float
    veto: DifferenceKind | None


@dataclass(frozen=True)
class Comparison:
    """The claims of a story in reading order and the pairs of them that may state one content or part on one point."""

    claims: tuple[Claim, ...]
    weighted: tuple[Weighted, ...]
    pairs: tuple[Pair, ...]


def compare(claims: Iterable[Claim], vectors: Vectors = NO_VECTORS) -> Comparison:
    """Score the candidate pairs of a story's claims, with their vectors by claim id; the order of the claims does not matter."""
    ordered = tuple(sorted(claims, key=reading_order))
    weighted = tuple(weigh(ordered, vectors))
    pairs = []
    for left, right in candidates(weighted):
        alike = similarity(weighted[left], weighted[right])
        if alike >= TOPIC:
            pairs.append(Pair(left, right, alike, veto(weighted[left], weighted[right])))
    return Comparison(ordered, weighted, tuple(pairs))


def merge(comparison: Comparison, judged: Constraints = NONE) -> tuple[Fact, ...]:
    """Join claims into facts: pairs by falling score, two groups only where their pairs agree on the whole.

    `judged` are people's judgements on places in `comparison.claims`, which win.
    """
    ordered, weighted = comparison.claims, comparison.weighted
    known = {(p.left, p.right): (0.0 if p.veto else p.similarity, p.veto) for p in comparison.pairs}

    @cache
    def score(i: int, j: int) -> tuple[float, DifferenceKind | None]:
        if (i, j) in known:
            return known[i, j]
        reason = veto(weighted[i], weighted[j])
        return (0.0 if reason else similarity(weighted[i], weighted[j])), reason

    group = list(range(len(ordered)))
    members: dict[int, list[int]] = {i: [i] for i in group}
    joins = []
    for pair in sorted(comparison.pairs, key=lambda p: (-p.similarity, p.left, p.right)):
        a, b = group[pair.left], group[pair.right]
        if a == b or pair.veto or pair.similarity < THRESHOLD:
            continue
        across = [(i, j, *score(min(i, j), max(i, j))) for i in members[a] for j in members[b]]
        apart = [value for i, j, value, _ in across if ordered[i].evidence.document != ordered[j].evidence.document]
        values = apart or [value for _, _, value, _ in across]
        if any(reason for *_, reason in across) or sum(values) / len(values) < COHESION:
            continue
        for i in members[b]:
            group[i] = a
        members[a] += members.pop(b)
        joins.append((pair.left, pair.right))
    facts = []
    for places, made in judged.applied(joins, len(ordered)):
        found = [ordered[i] for i in places]
        typical = {i: sum(score(min(i, j), max(i, j))[0] for j in places if j != i) / max(1, len(places) - 1) for i in places}
        surest = sorted(places, key=lambda i: (-round(ordered[i].confidence + typical[i], 6), i))
        tree = tuple(join(weighted[i], weighted[j], by_person) for i, j, by_person in made)
        facts.append(Fact("f-" + min(c.id for c in found)[2:], tuple(ordered[i] for i in surest), tree))
    return tuple(sorted(facts, key=lambda f: f.id))
