"""Pairs of bearers, scored -> groups: the surest first, never against a veto; what is doubtful stays apart."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from kgraph.linking.bearers import Bearer, Group, Pair
from kgraph.model import EntityLink

THRESHOLD = 0.5  # least score of a link
MARGIN = 0.15  # by how much the best bearer of a longer name has to be better than the next
WIDEST_BLOCK = 60  # bearers of one block that are compared with one another: the most mentioned
Clash: TypeAlias = Callable[[Bearer, Bearer], bool]


def scored(left: int, right: int, reason: str, weights: Mapping[str, float], features: Mapping[str, float]) -> Pair:
    total = weights["bias"] + sum(weights[name] * value for name, value in features.items())
    rounded = tuple((name, round(value, 3)) for name, value in features.items())
    return Pair(left, right, round(1 / (1 + math.exp(-total)), 3), reason, rounded)


def blocked(bearers: Sequence[Bearer], keys: Iterable[tuple[int, str]]) -> list[tuple[int, int]]:
    """The pairs of bearers that share a key, of each key those of the WIDEST_BLOCK most mentioned."""
    blocks: dict[str, set[int]] = defaultdict(set)
    for number, key in keys:
        blocks[key].add(number)
    pairs = set[tuple[int, int]]()
    for block in blocks.values():
        members = sorted(sorted(block, key=lambda n: bearers[n].key)[:WIDEST_BLOCK])
        pairs.update((a, b) for at, a in enumerate(members) for b in members[at + 1 :])
    return sorted(pairs)


def union(groups: Sequence[Group], pairs: Iterable[Pair], clash: Clash) -> list[Group]:
    """Join groups by pairs of their numbers, the surest first; two groups only where no two of their bearers clash."""
    owner = list(range(len(groups)))
    members = {n: [n] for n in owner}
    joined = {n: Group(list(g.bearers), list(g.links)) for n, g in enumerate(groups)}
    for pair in sorted(pairs, key=lambda p: (-p.score, groups[p.left].bearers[0].key, groups[p.right].bearers[0].key)):
        a, b = owner[pair.left], owner[pair.right]
        if a == b or any(clash(x, y) for x in joined[a].bearers for y in joined[b].bearers):
            continue
        joined[a].links += [*joined[b].links, shown(groups[pair.left], groups[pair.right], pair)]
        joined[a].bearers += joined.pop(b).bearers
        for n in members[b]:
            owner[n] = a
        members[a] += members.pop(b)
    return list(joined.values())


def shown(left: Group, right: Group, pair: Pair) -> EntityLink:
    return EntityLink(left.bearers[0].place, right.bearers[0].place, pair.reason, pair.score, pair.features)


def clear(candidates: Sequence[Pair], rivals: Callable[[Pair, Pair], bool]) -> Pair | None:
    """The best of some pairs of one bearer; None where it is below the threshold, or hardly better than a rival of it."""
    ranked = sorted(candidates, key=lambda p: (-p.score, p.right))
    if not ranked or ranked[0].score < THRESHOLD:
        return None
    return None if any(rivals(ranked[0], p) and p.score > ranked[0].score - MARGIN for p in ranked[1:]) else ranked[0]


def same_table_entry(groups: Sequence[Group]) -> Iterator[Pair]:
    """Pairs of groups that are one entity of the user's table."""
    first: dict[str, int] = {}
    for number, group in enumerate(groups):
        if group.known is not None:
            other = first.setdefault(group.known.id, number)
            if other != number:
                yield Pair(other, number, 1.0, f"both are {group.known.id} in the table of entities")


def is_known_apart(left: Bearer, right: Bearer) -> bool:
    return left.known is not None and right.known is not None and left.known != right.known
