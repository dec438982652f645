"""Which claims of a story are worth comparing: those that share terms, found in time that grows with the claims, not their pairs.

Claims that share a term held by few are candidates. Of terms that many hold it takes two, and then only neighbours in a sorted list
of the claims that hold both are (sorted neighbourhoods: Hernández and Stolfo 1995). What a claim has most terms in common
with is kept. The order of the claims decides only between equals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

BLOCK = 128  # claims; of a term that more hold, two are needed
RAREST = 6  # terms of a claim, the rarest of those that more than BLOCK claims hold, that are taken two by two
WINDOW = 12  # neighbours on either side
OVERLAP = 0.15  # least weighted share of common terms (Dice) of candidates
NEAREST = 12  # candidates of a claim that are kept: a pair is kept that is among the nearest of either
STEP = 1 << 18  # pairs that are held in arrays at once

Integers: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]


def candidates(held: Sequence[Mapping[str, float]]) -> list[tuple[int, int]]:
    """Pairs of claims, by their number and in order, that share two terms, or one where one of them has no more than two.

    `held` gives the terms of each claim with their weights, above 0. One of the shared terms is held by no more than a third of the claims.
    """
    if not any(held):
        return []
    table = Table.of(held)
    near = table.neighbours()
    found = [table.overlaps(first, last, near) for first, last in table.steps()]
    left, right, overlap = (np.concatenate(arrays) for arrays in zip(*found, strict=True))
    kept = _nearest(left, right, overlap)
    return list(zip(left[kept].tolist(), right[kept].tolist(), strict=True))


@dataclass(frozen=True)
class Table:
    """Which claims hold which terms: one row for each term of each claim, claim by claim.

    Of rows, shape (rows,): `claims`, `terms` and `weights`; `places`, where the row stands in `members`, the claims term by term;
    `later`, how many later claims hold the term if it is held by few, else 0. Of claims, shape (claims,): `lengths`, how many
    terms each has, and `starts`, its first row. Of terms, shape (terms,): `sizes`, how many claims hold it, and `blocking`,
    whether that is not too many.
    """

    claims: Integers
    terms: Integers
    weights: Floats
    places: Integers
    members: Integers
    later: Integers
    lengths: Integers
    starts: Integers
    sizes: Integers
    blocking: NDArray[np.bool_]

    @staticmethod
    def of(held: Sequence[Mapping[str, float]]) -> Table:
        numbers: dict[str, int] = {}
        terms = np.array([numbers.setdefault(term, len(numbers)) for terms in held for term in terms])
        weights = np.array([weight for terms in held for weight in terms.values()])
        lengths = np.array([len(terms) for terms in held])
        claims = np.repeat(np.arange(len(held)), lengths)
        sizes = np.bincount(terms)
        blocking = sizes <= max(30, len(held) // 3)
        order = np.argsort(terms, kind="stable")
        places = np.argsort(order)
        ends = np.where(blocking & (sizes <= BLOCK), np.cumsum(sizes), 0)
        later = (ends[terms] - places - 1).clip(0)
        return Table(claims, terms, weights, places, claims[order], later, lengths, np.cumsum(lengths) - lengths, sizes, blocking)

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
        held = [sorted(ranks[start : start + length]) for start, length in zip(self.starts.tolist(), self.lengths.tolist(), strict=True)]
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
            a, b = (side[block[apart:] == block[:-apart]] for side in (holder[apart:], holder[:-apart]))
            found.append(np.unique(np.minimum(a, b) * count + np.maximum(a, b)))
        return np.unique(np.concatenate(found))

    def steps(self) -> Iterator[tuple[int, int]]:
        """Stretches of claims, from the first to before the last, that have about STEP pairs with later claims."""
        pairs = np.bincount(self.claims, self.later, minlength=len(self.lengths)) + len(self.sizes) / 16
        yield from pairwise(np.flatnonzero(np.diff(np.cumsum(pairs) // STEP, prepend=-1.0, append=-1.0)).tolist())

    def overlaps(self, first: int, last: int, near: Integers) -> tuple[Integers, Integers, Floats]:
        """The candidates among a stretch of claims and those after each, with their overlaps, shape (pairs,) each."""
        count, rows = len(self.lengths), slice(self.starts[first], self.starts[last - 1] + self.lengths[last - 1])
        later = self.later[rows]
        begin = self.places[rows] + 1 - (np.cumsum(later) - later)
        shared = np.repeat(self.claims[rows] * count, later) + self.members[np.repeat(begin, later) + np.arange(later.sum())]
        close = near[slice(*np.searchsorted(near, (first * count, last * count)).tolist())]
        left, right = np.divmod(np.unique(np.concatenate((shared, close))), count)
        held = np.zeros((last - first, len(self.sizes)))  # the weights of each claim's terms
        held[self.claims[rows] - first, self.terms[rows]] = self.weights[rows]
        lengths = self.lengths[right]
        pair = np.repeat(np.arange(len(right)), lengths)  # each as often as its later claim has terms
        term = self.terms[np.repeat(self.starts[right] - (np.cumsum(lengths) - lengths), lengths) + np.arange(len(pair))]
        weight = held[left[pair] - first, term]
        number = np.bincount(pair, weight > 0, minlength=len(right))
        total = np.bincount(self.claims, self.weights, minlength=count)
        overlap = 2 * np.bincount(pair, weight, minlength=len(right)) / (total[left] + total[right])
        kept = (overlap >= OVERLAP) & (number >= np.where(np.minimum(self.lengths[left], lengths) <= 2, 1, 2))
        return left[kept], right[kept], overlap[kept]


def _nearest(left: Integers, right: Integers, overlap: Floats) -> NDArray[np.bool_]:
    """Which pairs are among the NEAREST of either of their claims, shape (pairs,); of equals, the earlier claims are nearer."""
    claim, other = np.concatenate((left, right)), np.concatenate((right, left))
    order = np.lexsort((other, -np.concatenate((overlap, overlap)).round(6), claim))
    sizes = np.bincount(claim)
    near = np.empty(len(claim), dtype=np.bool_)
    near[order] = np.arange(len(claim)) - (np.cumsum(sizes) - sizes)[claim[order]] < NEAREST
    return near[: len(left)] | near[len(left) :]
