"""Fit and cross-validate the weights of the pair score: python -m benchmarks.merging SHARED.

A pair of claims of two outlets is right where one shared item of the gold has a place that each of them matches, wrong where
each matches some place and no item holds both; pairs that gold says nothing about are left out, as are vetoed ones.
"""

from __future__ import annotations

import importlib.util
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks.clusters import clusters
from kgraph.annotate import load_pipeline
from kgraph.blocking import candidates
from kgraph.ingest import read_documents
from kgraph.model import Claim, reading_order
from kgraph.pipeline import read_articles, vectors_of
from kgraph.resolve import resolve
from kgraph.sameness import pair_features, veto, weigh

THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7)
RIDGE = 1.0


@dataclass(frozen=True)
class Pairs:
    """Features, shape (pairs, features), labels and cluster numbers, shape (pairs,)."""

    features: NDArray[np.float64]
    labels: NDArray[np.bool_]
    clusters: NDArray[np.int64]


def load_score(shared: Path) -> Any:
    """The module score.py of the gold folder."""
    spec = importlib.util.spec_from_file_location("score", shared / "gold" / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def label_pairs(
    unordered: Sequence[Claim], vectors: Mapping[str, NDArray[np.float32]], folder: Path, score: Any
) -> list[tuple[dict[str, float], bool]]:
    """Features and label of each candidate pair of a cluster's claims that gold decides."""
    gold = score.Gold(folder)
    claims = sorted(unordered, key=reading_order)
    weighted = weigh(claims, vectors)
    items: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for kind in ("shared", "exclusive", "differs"):
        for item in gold.data.get(kind, []):
            for place in item["evidence"]:
                for number, claim in enumerate(claims):
                    e = claim.evidence
                    row = {"document": e.document, "evidence": {"start": e.start, "end": e.end, "spans": e.spans}}
                    if score.matches(row, place):
                        items[number].add((kind, item["id"]))
    known = set(candidates([item.terms for item in weighted]))
    found = []
    for left, right in combinations(sorted(items), 2):
        a, b = claims[left], claims[right]
        common = items[left] & items[right]
        if (left, right) not in known or a.evidence.outlet == b.evidence.outlet or veto(weighted[left], weighted[right]):
            continue
        shared = any(kind == "shared" for kind, _ in common)
        if shared or not common:
            found.append((pair_features(weighted[left], weighted[right]), shared))
    return found


def fit(features: NDArray[np.float64], labels: NDArray[np.bool_] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic regression with an L2 penalty by Newton's method; weights, shape (features,)."""
    weights = np.zeros(features.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (chance - labels) + RIDGE * weights
        curve = (features.T * (chance * (1 - chance))) @ features + RIDGE * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def held_out(pairs: Pairs, columns: list[int]) -> NDArray[np.float64]:
    """The score of each pair by weights that were fitted without its cluster."""
    scores = np.zeros(len(pairs.labels))
    for cluster in np.unique(pairs.clusters):
        here = pairs.clusters == cluster
        weights = fit(pairs.features[~here][:, columns], pairs.labels[~here])
        scores[here] = 1 / (1 + np.exp(-pairs.features[here][:, columns] @ weights))
    return scores


@click.command()
@click.argument("shared", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--pipeline", help="Name or folder of a spaCy pipeline.  [default: kgraph's own]")
def main(shared: Path, pipeline: str | None) -> None:
    """Fit the pair score on the clusters under SHARED and print what it reaches on clusters left out."""
    score = load_score(shared)
    nlp = load_pipeline(pipeline)
    rows = []
    for number, folder in enumerate(clusters(shared)):
        documents, _ = read_documents([folder])
        extractions = read_articles(documents, nlp)
        _, claims = resolve(extractions)
        vectors = vectors_of(extractions)
        rows += [(features, label, number) for features, label in label_pairs(claims, vectors, folder, score)]
    names = list(rows[0][0])
    features = np.array([[found[name] for name in names] for found, _, _ in rows])
    pairs = Pairs(features, np.array([y for _, y, _ in rows]), np.array([n for _, _, n in rows]))
    print("weights fitted on all:", {n: round(float(w), 1) for n, w in zip(names, fit(pairs.features, pairs.labels), strict=True)})
    ours = held_out(pairs, list(range(len(names))))
    words = held_out(pairs, [names.index("bias"), names.index("overlap")])
    print(f"{'threshold':>9}{'precision':>12}{'recall':>9}{'overlap alone':>18}{'recall ratio':>14}")
    for threshold in THRESHOLDS:
        line = []
        for scores in (ours, words):
            chosen = scores >= threshold
            line.append((pairs.labels[chosen].mean() if chosen.any() else 1.0, pairs.labels[chosen].sum() / pairs.labels.sum()))
        (p, r), (q, s) = line
        print(f"{threshold:9}{p:12.2f}{r:9.2f}{f'{q:.2f} / {s:.2f}':>18}{r / s if s else float('inf'):14.2f}")


if __name__ == "__main__":
    main()
