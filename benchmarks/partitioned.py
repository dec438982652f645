"""The synthetic claims of `benchmarks.claims` merged by partitions, as several machines would, beside the whole.

A fact lies within one story, so stories are dealt into files by their hashes, and each file is merged by itself, in a process of its
own. A story that is too large for one machine can be cut further: groups of claims only ever join along a pair of candidates that may
be one fact, so the connected components of these pairs are found in one process and merged apart. The facts must be those of the whole.
"""

from __future__ import annotations

import gzip
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from networkx.utils import UnionFind

from benchmarks.claims import Labelled
from benchmarks.memory import peak
from kgraph.merge import THRESHOLD, Comparison, Pair, Vetoes, compare, merge
from kgraph.model import Claim, Fact, digest
from kgraph.store.pack import listed, unlisted


@dataclass(frozen=True)
class Merged:
    """What came of a merge: a digest of the facts, how many there are, CPU seconds of files and of merging, and the MiB of the largest
    process."""

    facts: str
    count: int
    files: float
    merging: float
    memory: float


def components(comparison: Comparison) -> Iterator[Comparison]:
    """Cut the comparison of a story into parts that share no fact, by the pairs that may be one and the claims of one wording."""
    joined = UnionFind(range(len(comparison.claims)))
    for twins in comparison.twins:
        joined.union(*twins)
    for pair in comparison.pairs:
        if pair.veto is None and pair.similarity >= THRESHOLD:
            joined.union(pair.left, pair.right)
    pairs: dict[int, list[Pair]] = defaultdict(list)
    for pair in comparison.pairs:
        if joined[pair.left] == joined[pair.right]:
            pairs[joined[pair.left]].append(pair)
    wordings: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for twins in comparison.twins:
        wordings[joined[twins[0]]].append(twins)
    for root, groups in wordings.items():
        places = sorted(place for twins in groups for place in twins)
        new = {place: n for n, place in enumerate(places)}
        weighted = tuple(comparison.weighted[place] for place in places)
        yield Comparison(
            tuple(comparison.claims[place] for place in places),
            weighted,
            tuple(Pair(new[p.left], new[p.right], p.similarity, p.veto) for p in pairs[root]),
            tuple(sorted(tuple(new[place] for place in twins) for twins in groups)),
            Vetoes(weighted),
        )


def merged_by_components(claims: Sequence[Claim]) -> tuple[Fact, ...]:
    """The facts of a story, each connected component merged by itself."""
    facts = (fact for part in components(compare(claims)) for fact in merge(part))
    return tuple(sorted(facts, key=lambda fact: fact.id))


def whole(stories: Iterable[Sequence[Labelled]]) -> Merged:
    """Merge story after story in this process."""
    ids: list[str] = []
    seconds = 0.0
    for labelled in stories:
        claims = [claim for claim, _ in labelled]
        start = time.process_time()
        ids += [signed(fact) for fact in merge(compare(claims))]
        seconds += time.process_time() - start
    return Merged(digest(*sorted(ids)), len(ids), 0.0, seconds, peak())


def partitioned(stories: Iterable[Sequence[Labelled]], buckets: int = 16) -> Merged:
    """Deal stories into files and merge each file in a process of its own, one after the other."""
    with tempfile.TemporaryDirectory(prefix="kgraph-") as folder:
        paths = [Path(folder) / f"{n:03}.jsonl.gz" for n in range(buckets)]
        seconds = 0.0
        with ExitStack() as stack:
            files = [stack.enter_context(gzip.open(path, "wt", compresslevel=1, encoding="utf-8")) for path in paths]
            for labelled in stories:
                start = time.process_time()
                claims = [claim for claim, _ in labelled]
                files[bucket_of(claims, buckets)].write(listed(claims) + "\n")
                seconds += time.process_time() - start
        with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
            done = list(pool.map(merge_file, paths))
    ids = sorted(id_ for found, *_ in done for id_ in found)
    read, merging, memory = (list(column) for column in list(zip(*done, strict=True))[1:])
    return Merged(digest(*ids), len(ids), seconds + sum(read), sum(merging), max(memory))


def bucket_of(claims: Iterable[Claim], buckets: int) -> int:
    """The file that a story belongs to, by its first article."""
    return int(digest(min(claim.evidence.document for claim in claims)), 16) % buckets


def merge_file(path: Path) -> tuple[list[str], float, float, float]:
    """Merge the stories of one file: the facts' ids, CPU seconds of reading and of merging, and the MiB that this process held."""
    ids: list[str] = []
    reading = merging = 0.0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            start = time.process_time()
            claims = unlisted(Claim, line)
            read = time.process_time()
            ids += [signed(fact) for fact in merged_by_components(claims)]
            reading, merging = reading + read - start, merging + time.process_time() - read
    return ids, reading, merging, peak()


def signed(fact: Fact) -> str:
    """A fact's id with a digest of the claims that it has."""
    return f"{fact.id} {digest(*sorted(claim.id for claim in fact.claims))}"
