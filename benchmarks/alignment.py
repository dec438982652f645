"""Fit the weights by which amounts are aligned, and see what they find in clusters left out: python -m benchmarks.alignment.

The clusters of our own in `training/clusters` say of two places in which differences they stand and with which values. A pair of
amounts of two outlets is right where one difference holds both places with two values. Each cluster is left out in turn; beside
the learned probability stands the share of the sentences' words that are common. A pair that no gold difference holds counts as wrong,
though some of them are differences that the gold does not list.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from benchmarks.merging import OWN, logistic
from kgraph.annotate import load_pipeline
from kgraph.differences.alignment import FEATURES, Slot, matches, slots_of
from kgraph.differences.amounts import compare_amounts
from kgraph.differences.cards import How
from kgraph.differences.story import Story
from kgraph.ingest import read_documents
from kgraph.pipeline import build_graph

THRESHOLDS = (0.5, 0.6, 0.7, 0.8)
PENALTY = 0.3


class Place(NamedTuple):
    """Where an article gives one value of a difference of the gold."""

    item: str
    value: str
    document: str
    start: int
    end: int


def pairs_of(folder: Path, nlp: Language) -> tuple[NDArray[np.float64], NDArray[np.bool_], list[frozenset[str]]]:
    """Features of the pairs of unlike amounts of one cluster, shape (pairs, features), whether each is right, and the items of each."""
    documents, _ = read_documents([folder])
    graph = build_graph(documents, nlp=nlp)
    slots = slots_of(Story(graph.facts), graph.documents)
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    places = list(_places(gold, {Path(d.id).stem: d.text for d in documents}))
    found = [m for m in matches(slots, graph.documents) if compare_amounts(slots[m.left].value, slots[m.right].value) is not How.ALIKE]
    items = [_common(places, slots[m.left], slots[m.right]) for m in found]
    features = np.array([[m.features[name] for name in FEATURES] for m in found]).reshape(-1, len(FEATURES))
    return features, np.array([bool(i) for i in items], dtype=bool), [frozenset(f"{folder.name} {i}" for i in ids) for ids in items]


def _places(gold: dict[str, Any], texts: dict[str, str]) -> Iterator[Place]:
    for item in gold["differs"]:
        for place in item["evidence"]:
            start = -1
            for _ in range(place.get("nth", 0) + 1):
                start = texts[place["doc"]].index(place["quote"], start + 1)
            yield Place(item["id"], place["value"], place["doc"], start, start + len(place["quote"]))


def _common(places: Sequence[Place], left: Slot, right: Slot) -> set[str]:
    """The differences that hold the places of two amounts with two values."""
    one, other = ([p for p in places if _holds(p, slot)] for slot in (left, right))
    return {p.item for p in one for q in other if p.item == q.item and p.value != q.value}


def _holds(place: Place, slot: Slot) -> bool:
    own = Path(slot.claim.evidence.document).stem == place.document
    return own and slot.amount.start < place.end and place.start < slot.amount.end


@click.command()
@click.option("--pipeline", default=None, help="name or folder of another pipeline")
def main(pipeline: str | None) -> None:
    nlp = load_pipeline(pipeline)
    parts = [pairs_of(folder, nlp) for folder in sorted(OWN.iterdir()) if (folder / "gold.json").exists()]
    held_out = []
    for n, (features, _, _) in enumerate(parts):
        rest = [part for m, part in enumerate(parts) if m != n]
        weights = logistic(np.vstack([f for f, _, _ in rest]), np.hstack([r for _, r, _ in rest]), PENALTY)
        held_out.append(1 / (1 + np.exp(-features @ weights)))
    right = np.hstack([r for _, r, _ in parts])
    items = [i for _, _, found in parts for i in found]
    features = np.vstack([f for f, _, _ in parts])
    click.echo(f"{len(right)} pairs of unlike amounts, {right.sum()} right, of {len(set().union(*items))} differences")
    for name, scores in (("learned", np.hstack(held_out)), ("common words alone", features[:, FEATURES.index("sentence")])):
        for threshold in THRESHOLDS:
            on = scores >= threshold
            kept = set().union(*(i for i, yes in zip(items, on, strict=True) if yes)) if on.any() else set()
            precision = right[on].mean() if on.any() else 1.0
            click.echo(f"{name:18} at {threshold:.1f}: {on.sum():4} pairs, precision {precision:.2f}, differences {len(kept)}")
    weights = logistic(features, right, PENALTY)
    click.echo("weights: " + ", ".join(f'"{name}": {weight:.2f}' for name, weight in zip(FEATURES, weights, strict=True)))


if __name__ == "__main__":
    main()
