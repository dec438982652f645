"""Fit the weights of the pair score on our own clusters and see what they reach on the gold's: python -m benchmarks.merging SHARED.

The clusters in `training/clusters` are invented articles with hand-made gold; none of SHARED is seen in fitting. Two places of two
outlets are right where one shared item holds both, wrong where no item does. A place is as a rule matched by several claims, so
a pair of places has the score of its best pair of claims, and fitting learns from that one (multiple instances: Andrews,
Tsochantaridis and Hofmann 2003).
"""

from __future__ import annotations

import importlib.util
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from benchmarks.clusters import clusters
from benchmarks.pairs import carrying, documents_of, places_of, read_pairs
from kgraph.annotate import load_pipeline
from kgraph.extract.reader import Extraction
from kgraph.ingest import read_documents
from kgraph.model import Claim, reading_order
from kgraph.pipeline import read_articles, vectors_of
from kgraph.resolve import resolve
from kgraph.sameness import FEATURES, Weighted, pair_features, veto, weigh
from kgraph.utterances import with_utterances

OWN = Path(__file__).parent.parent / "training" / "clusters"
PRECISIONS = (0.95, 0.9, 0.85, 0.8, 0.7)
RIDGE = 1.0
STRONG_RIDGE = 3.3  # for the few pairs that there are
ROUNDS = 4

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """Pairs of claims, and the pairs of places that they match.

    `features`, shape (pairs of claims, features); `vetoed` and `places`, the number of the pair of places, shape (pairs of claims,);
    `right`, shape (pairs of places,).
    """

    features: Floats
    vetoed: Flags
    places: Numbers
    right: Flags


def load_score(shared: Path) -> Any:
    """The module score.py of the gold folder."""
    spec = importlib.util.spec_from_file_location("score", shared / "gold" / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def claims_of(extractions: Sequence[Extraction]) -> list[Claim]:
    """The claims of some articles as merging sees them, in reading order."""
    claims, _ = with_utterances(resolve(extractions)[1], [e.document for e in extractions])
    return sorted(claims, key=reading_order)


def matching(claims: Sequence[Claim], gold: Any, score: Any) -> dict[tuple[str, int, int], list[int]]:
    """The places of a cluster's gold, by document, start and end, with the numbers of the claims that match each."""
    rows = [
        {"document": c.evidence.document, "evidence": {"start": c.evidence.start, "end": c.evidence.end, "spans": c.evidence.spans}}
        for c in claims
    ]
    places = {
        (p["doc"], p["start"], p["end"]): p
        for kind in ("shared", "exclusive", "differs")
        for item in gold.data.get(kind, [])
        for p in item["evidence"]
    }
    return {key: [n for n, row in enumerate(rows) if score.matches(row, place)] for key, place in sorted(places.items())}


def items_at(gold: Any) -> dict[tuple[str, int, int], set[tuple[str, str]]]:
    """The items that hold each place: its kind and id."""
    held: dict[tuple[str, int, int], set[tuple[str, str]]] = defaultdict(set)
    for kind in ("shared", "exclusive", "differs"):
        for item in gold.data.get(kind, []):
            for place in item["evidence"]:
                held[place["doc"], place["start"], place["end"]].add((kind, item["id"]))
    return held


def alike(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    """Whether two places are one but for their extent, as score.py sees it."""
    common = min(one[2], other[2]) - max(one[1], other[1])
    return one[0] == other[0] and common >= 0.6 * min(one[2] - one[1], other[2] - other[1])


def pairs_of(folder: Path, nlp: Any, score: Any) -> Pairs:
    """All pairs of claims of one cluster that match two places of different outlets."""
    documents, _ = read_documents([folder])
    extractions = read_articles(documents, nlp)
    claims = claims_of(extractions)
    weighted = weigh(claims, vectors_of(extractions))
    gold = score.Gold(folder)
    outlet = {score.stem(name): found for name, found in gold.data["documents"].items()}
    found, held = matching(claims, gold, score), items_at(gold)
    near = {place: set().union(*(items for other, items in held.items() if alike(place, other))) for place in held}
    features: list[list[float]] = []
    vetoed: list[bool] = []
    places: list[int] = []
    right: list[bool] = []
    for a, b in combinations(found, 2):
        if outlet[a[0]] == outlet[b[0]] or not found[a] or not found[b]:
            continue
        same = any(kind == "shared" for kind, _ in held[a] & held[b])
        if not same and near[a] & near[b]:
            continue
        for i, j in ((i, j) for i in found[a] for j in found[b]):
            features.append(features_of(weighted[i], weighted[j]))
            vetoed.append(veto(weighted[i], weighted[j]) is not None)
            places.append(len(right))
        right.append(same)
    return Pairs(np.array(features), np.array(vetoed), np.array(places), np.array(right))


def statement_pairs(nlp: Language) -> Pairs:
    """The statement pairs of the half "dev", each two places: right where both are the same or one refines the other, without conflicts."""
    features: list[list[float]] = []
    vetoed: list[bool] = []
    places: list[int] = []
    right: list[bool] = []
    for pair in read_pairs("dev"):
        if pair["label"] == "conflicts":
            continue
        extractions = read_articles(documents_of(pair), nlp)
        claims = claims_of(extractions)
        weighted = weigh(claims, vectors_of(extractions))
        sides = [{c.id for c in carrying(claims, *place)} for place in places_of(pair)]
        for left, right_ in product(*([w for w in weighted if w.claim.id in side] for side in sides)):
            features.append(features_of(left, right_))
            vetoed.append(veto(left, right_) is not None)
            places.append(len(right))
        if all(sides):
            right.append(pair["label"] != "different")
    return Pairs(np.array(features), np.array(vetoed), np.array(places), np.array(right))


def features_of(left: Weighted, right: Weighted) -> list[float]:
    """The values of FEATURES, `meaning` 0 where a pipeline has no vectors."""
    found = pair_features(left, right)
    return [found.get(name, 0.0) for name in FEATURES]


def joined(parts: Sequence[Pairs]) -> Pairs:
    """Several clusters' pairs as one."""
    offsets = np.cumsum([0, *(len(p.right) for p in parts[:-1])])
    return Pairs(
        np.concatenate([p.features for p in parts]),
        np.concatenate([p.vetoed for p in parts]),
        np.concatenate([p.places + offset for p, offset in zip(parts, offsets, strict=True)]),
        np.concatenate([p.right for p in parts]),
    )


def logistic(features: Floats, labels: Flags, penalty: float = RIDGE) -> Floats:
    """Logistic regression by Newton's method with an L2 penalty on all weights but the first, the bias; weights, shape (features,)."""
    weights = np.zeros(features.shape[1])
    ridge = penalty * np.eye(len(weights))
    ridge[0, 0] = 1e-6
    for _ in range(50):
        chance = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (chance - labels) + ridge @ weights
        curve = (features.T * (chance * (1 - chance))) @ features + ridge
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def fit(pairs: Pairs, columns: Sequence[int]) -> Floats:
    """Weights of some features: of a right pair of places only the pair of claims counts that scores best so far."""
    features = pairs.features[:, columns]
    scores = pairs.features[:, FEATURES.index("overlap")] + pairs.features[:, FEATURES.index("words")]
    for _ in range(ROUNDS):
        best = best_of(pairs, scores)
        chosen = ~pairs.right[pairs.places] | (scores >= best[pairs.places] - 1e-9)
        weights = logistic(features[chosen], pairs.right[pairs.places][chosen], STRONG_RIDGE)
        scores = features @ weights
    return weights


def best_of(pairs: Pairs, scores: Floats) -> Floats:
    """The best score of a pair of claims for each pair of places, shape (pairs of places,)."""
    best = np.full(len(pairs.right), -np.inf)
    np.maximum.at(best, pairs.places, scores)
    return best


def recalls(pairs: Pairs, scores: Floats) -> list[float]:
    """The largest recall of right pairs of places at each of PRECISIONS, what is vetoed left out."""
    best = best_of(pairs, np.where(pairs.vetoed, -np.inf, scores))
    hits = np.cumsum(pairs.right[np.argsort(-best, kind="stable")])
    precision = hits / np.arange(1, len(hits) + 1)
    return [float((hits[precision >= p] / pairs.right.sum()).max(initial=0.0)) for p in PRECISIONS]


@click.command()
@click.argument("shared", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--pipeline", help="Name or folder of a spaCy pipeline.  [default: kgraph's own]")
def main(shared: Path, pipeline: str | None) -> None:
    """Fit the pair score on our own clusters and print what it reaches on those under SHARED."""
    score, nlp = load_score(shared), load_pipeline(pipeline)
    own = joined([*(pairs_of(path.parent, nlp, score) for path in sorted(OWN.glob("*/gold.json"))), statement_pairs(nlp)])
    test = joined([pairs_of(folder, nlp, score) for folder in clusters(shared)])
    everything = list(range(len(FEATURES)))
    bare = [n for n in everything if FEATURES[n] != "meaning"]
    words = [FEATURES.index(name) for name in ("bias", "overlap")]
    print(f"fitted on {own.right.sum()} right pairs of places, tested on {test.right.sum()}")
    print("recall at precision", ", ".join(map(str, PRECISIONS)))
    for name, columns in (("all features", everything), ("without meaning", bare), ("overlap alone", words)):
        weights = fit(own, columns)
        print(f"{name:16}", " ".join(f"{r:.3f}" for r in recalls(test, test.features[:, columns] @ weights)))
        if len(columns) > len(words):
            print("  ", {FEATURES[n]: round(float(w), 2) for n, w in zip(columns, weights, strict=True)})


if __name__ == "__main__":
    main()
