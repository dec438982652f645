"""Why two claims are one fact or two: their score, the features behind it and what forbids the join.

`merge` keeps this for the pairs that it joined; for any other pair it is worked out on demand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kgraph.model import Claim, DifferenceKind, Join, reading_order
from kgraph.sameness import NO_VECTORS, Vectors, Weighted, pair_features, similarity, veto, weigh

DIGITS = 4  # of scores and features that are kept


def join(left: Weighted, right: Weighted, by_person: bool = False) -> Join:
    """What joined two claims."""
    features = pair_features(left, right)
    shown = tuple((name, round(value, DIGITS)) for name, value in features.items() if name != "bias")
    return Join(left.claim.id, right.claim.id, round(similarity(left, right), DIGITS), shown, by_person)


@dataclass(frozen=True, slots=True)
class Explanation:
    """How the machine sees two claims: what would join them, and the kind of difference that forbids it, if one does."""

    left: Claim
    right: Claim
    join: Join
    veto: DifferenceKind | None


def weighted(claims: Iterable[Claim], vectors: Vectors = NO_VECTORS) -> dict[str, Weighted]:
    """What is compared of each claim of a story, by claim id; the weights of words come of all the story's claims."""
    return {w.claim.id: w for w in weigh(sorted(claims, key=reading_order), vectors)}


def explain(left: Weighted, right: Weighted) -> Explanation:
    """Compare two claims of a story as merging does."""
    return Explanation(left.claim, right.claim, join(left, right), veto(left, right))
