"""Readings of one point -> a card: readings that say the same make a variant, and each article stands on one side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations, permutations
from typing import Any

from kgraph.differences.parts import in_headline
from kgraph.differences.story import Story
from kgraph.model import Claim, Difference, DifferenceKind, DifferenceRelation, Variant, digest, reading_order

MOST_VALUES = 12  # more values than these are no point that anybody can compare
WEIGHT = {DifferenceRelation.CONFLICTS: 1.0, DifferenceRelation.DIFFERS: 0.6, DifferenceRelation.REFINES: 0.4}
# What a reader must know first: numbers and people, then what is certain, then circumstances, then how it is put.
KIND_WEIGHT = {
    DifferenceKind.QUANTITY: 1.0,
    DifferenceKind.POLARITY: 1.0,
    DifferenceKind.PARTICIPANT: 0.9,
    DifferenceKind.ATTRIBUTION: 0.8,
    DifferenceKind.DURATION: 0.8,
    DifferenceKind.TIME: 0.8,
    DifferenceKind.PLACE: 0.8,
    DifferenceKind.CONDITION: 0.8,
    DifferenceKind.REASON: 0.7,
    DifferenceKind.MODALITY: 0.7,
    DifferenceKind.WORDING: 0.35,
}
PER_OUTLET = 0.1  # how much more each further outlet makes a difference weigh


class How(Enum):
    """How one value stands to another."""

    ALIKE = "says the same"
    CONFLICT = "both cannot hold"
    INSIDE = "lies inside the other"
    AROUND = "holds the other"
    APART = "neither is shown"
    FAR = "the two cannot be compared"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one claim says on a point: the words, and the value that is compared. `more` are claims that give the same value."""

    claim: Claim
    words: str
    value: Hashable
    more: tuple[Claim, ...] = ()


Compare = Callable[[Any, Any], How]


def periods(story: Story, readings: Sequence[Reading], days: int) -> Iterator[list[Reading]]:
    """Readings, two or more, of articles that were published within so many days of each other."""
    if len(readings) < 2:
        return
    of_claim: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        of_claim[reading.claim.id].append(reading)
    for claims in story.periods(list({r.claim.id: r.claim for r in readings}.values()), days):
        if len(found := [r for c in claims for r in of_claim[c.id]]) > 1:
            yield found


def unlike(left: Any, right: Any) -> How:
    """The comparison of values that are equal or not, and no more is known."""
    return How.ALIKE if left == right else How.APART


def cards(
    kind: DifferenceKind, about: str, readings: Iterable[Reading], compare: Compare = unlike, *, several: bool = False
) -> Iterator[Difference]:
    """The difference that the readings of one point make, if they make one, and those between an article's headline and body.

    An article that gives several values is on no side, unless one of them is the most exact or `several` may stand together.
    """
    ordered = sorted(readings, key=lambda r: (*reading_order(r.claim), r.words))
    if not 1 < len({r.value for r in ordered}) <= MOST_VALUES:
        return
    sides: list[Reading] = []
    for _, found in sorted(_of_documents(ordered).items()):
        exact = found if several else _most_exact(found, compare)
        sides += exact
        if not exact:
            parts = [_most_exact([r for r in found if in_headline(r.claim) is part], compare) for part in (True, False)]
            if all(parts) and compare(parts[0][0].value, parts[1][0].value) is How.CONFLICT:
                yield from _difference(kind, f"headline against body: {about}", [_variant(part) for part in parts], compare, parts)
    groups = _variants(sides, compare)
    parted = [(a, b) for a, b in combinations(range(len(groups)), 2) if _parted(groups[a], groups[b], compare)]
    if parted:
        kept = [g for i, g in enumerate(groups) if any(i in pair for pair in parted)]
        yield from _difference(kind, about, [_variant(g) for g in kept], compare, kept)


def _of_documents(readings: Iterable[Reading]) -> dict[str, list[Reading]]:
    found: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        found[reading.claim.evidence.document].append(reading)
    return found


def _most_exact(readings: Sequence[Reading], compare: Compare) -> list[Reading]:
    """The readings of the value that lies inside all others; [] where there is none."""
    values = list(dict.fromkeys(r.value for r in readings))
    for value in values:
        if all(other == value or compare(value, other) in (How.INSIDE, How.ALIKE) for other in values):
            return [r for r in readings if r.value == value]
    return []


def _variants(readings: Sequence[Reading], compare: Compare) -> list[list[Reading]]:
    """Readings that say the same, joined; what is alike to two values that are not alike joins the first."""
    groups: list[list[Reading]] = []
    for reading in readings:
        group = next((g for g in groups if g[0].value == reading.value), None) or next(
            (g for g in groups if compare(g[0].value, reading.value) is How.ALIKE), None
        )
        if group is None:
            groups.append([reading])
        else:
            group.append(reading)
    return groups


def _between(a: Sequence[Reading], b: Sequence[Reading], compare: Compare) -> How:
    """How two variants stand: as any two of their values that part."""
    hows = {compare(x, y) for x in {r.value for r in a} for y in {r.value for r in b}}
    return next((how for how in (How.CONFLICT, How.APART, How.INSIDE, How.AROUND, How.FAR) if how in hows), How.ALIKE)


def _parted(a: Sequence[Reading], b: Sequence[Reading], compare: Compare) -> bool:
    """Whether some article gives the one value and not the other, and another article the other and not the one."""
    if _between(a, b, compare) is How.FAR:
        return False
    left, right = ({r.claim.evidence.document for r in group} for group in (a, b))
    return bool(left - right and right - left)


def _variant(readings: Sequence[Reading]) -> Variant:
    claims = {c.id: c for r in readings for c in (r.claim, *r.more)}
    best = min(readings, key=lambda r: (in_headline(r.claim), -r.claim.confidence, *reading_order(r.claim), r.words))
    return Variant(best.words, tuple(sorted({c.evidence.outlet for c in claims.values()})), tuple(sorted(claims)))


def _difference(
    kind: DifferenceKind, about: str, variants: Sequence[Variant], compare: Compare, groups: Sequence[Sequence[Reading]]
) -> Iterator[Difference]:
    hows = {(i, j): _between(groups[i], groups[j], compare) for i, j in permutations(range(len(groups)), 2)}
    narrower = None
    if How.CONFLICT in hows.values():
        relation = DifferenceRelation.CONFLICTS
    else:
        inmost = [i for i in range(len(groups)) if all(hows[i, j] is How.INSIDE for j in range(len(groups)) if j != i)]
        relation = DifferenceRelation.REFINES if inmost else DifferenceRelation.DIFFERS
        narrower = variants[inmost[0]].value if inmost else None
    if len({v.value for v in variants}) < len(variants):  # the same words, read otherwise
        return
    ordered = tuple(sorted(variants, key=lambda v: (v.value, v.claims)))
    surest = min(max(r.claim.confidence for r in group) for group in groups)
    outlets = len({o for v in variants for o in v.outlets})
    weight = WEIGHT[relation] * KIND_WEIGHT[kind] * (1 + PER_OUTLET * (outlets - 2)) * surest
    yield Difference("d-" + digest(kind, [v.claims for v in ordered]), kind, relation, about, ordered, narrower, round(weight, 3))


def apart_from_each_other(differences: Iterable[Difference]) -> list[Difference]:
    """Each point once: of differences of one kind, or with the same values, that part the same claims, the weightiest.

    Two values do not conflict where the one outlet gives, of the same point, one that agrees with the other's as well.
    """
    kept: list[Difference] = []
    of_claim: dict[str, list[Difference]] = defaultdict(list)
    found = list(differences)
    agreeing: dict[tuple[DifferenceKind, str, str], set[frozenset[str]]] = defaultdict(set)
    for d in found:
        if d.relation is DifferenceRelation.REFINES:
            for v in d.variants:
                for c in v.claims:
                    agreeing[d.kind, c, v.value].add(_outlets(d))
    for d in sorted(found, key=_fullest):
        if d.relation is DifferenceRelation.CONFLICTS:
            near_by = (others for v in d.variants for c in v.claims for others in agreeing[d.kind, c, v.value])
            if len(_outlets(d)) > 1 and any(_outlets(d) <= others for others in near_by):
                continue
        near = {k.id: k for v in d.variants for c in (*v.claims, v.value) for k in of_claim[c]}
        if any(_one_point(d, k) for _, k in sorted(near.items())):
            continue
        kept.append(d)
        for c in {c for v in d.variants for c in (*v.claims, v.value)}:
            of_claim[c].append(d)
    return kept


def _outlets(d: Difference) -> frozenset[str]:
    return frozenset(o for v in d.variants for o in v.outlets)


def _fullest(d: Difference) -> tuple[int, float, int, str]:
    """Sort key: most outlets first, then the weightiest, then most claims."""
    return -len(_outlets(d)), -d.weight, -sum(len(v.claims) for v in d.variants), d.id


def _one_point(left: Difference, right: Difference) -> bool:
    values = {v.value.casefold() for v in left.variants} & {v.value.casefold() for v in right.variants}
    if left.kind is right.kind is DifferenceKind.ATTRIBUTION and len(values) == len(left.variants) == len(right.variants):
        return True  # of a report and of what it says
    if left.kind is not right.kind and len(values) < 2:
        return False
    return any(
        set(a.claims) & set(b.claims) and set(c.claims) & set(d.claims)
        for a, c in permutations(left.variants, 2)
        for b, d in permutations(right.variants, 2)
    )
