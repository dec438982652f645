"""Do two statements say the same? python -m benchmarks.statements [SHARED]

Without SHARED: the 300 statement pairs of `tests/data/statement_pairs.jsonl`, written for kgraph, each two tiny articles with one
statement each and a label: same, refines, conflicts or different. What kgraph says of a pair is read from its graph: a difference
between claims of the two statements that conflicts or refines, else a fact that holds claims of both, else different. The half
"dev" was looked at while the rules were written, "test" was not. With SHARED also NAnCo: pairs of answers to one question, the
weights fitted on the other questions. Beside it: overlap of stems at the threshold that suits best.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from benchmarks.merging import logistic
from benchmarks.pairs import LABELS, carrying, documents_of, places_of, read_pairs
from kgraph.annotate import load_pipeline
from kgraph.model import ClaimGraph, DifferenceRelation
from kgraph.pipeline import assemble, read_articles
from kgraph.sameness import stems


def verdict(graph: ClaimGraph, pair: dict[str, Any]) -> str:
    """What the graph of a pair's two articles says of its statements, one of LABELS."""
    left, right = ({c.id for c in carrying(graph.claims, *place)} for place in places_of(pair))
    relations = {
        d.relation for d in graph.differences if all(any(side.intersection(v.claims) for v in d.variants) for side in (left, right))
    }
    for relation in (DifferenceRelation.CONFLICTS, DifferenceRelation.REFINES):
        if relation in relations:
            return relation.value
    joined = any({c.id for c in f.claims} & left and {c.id for c in f.claims} & right for f in graph.facts)
    return "same" if joined else "different"


def judged(nlp: Language) -> Iterator[tuple[dict[str, Any], str]]:
    """Each pair with what kgraph says of it."""
    for pair in read_pairs():
        yield pair, verdict(assemble(read_articles(documents_of(pair), nlp)), pair)


def show_pairs(nlp: Language, misses: bool) -> None:
    counts: Counter[tuple[str, str, str]] = Counter()
    for pair, found in judged(nlp):
        counts[pair["split"], pair["label"], found] += 1
        if misses and found != pair["label"]:
            quotes = (pair[side]["quote"] for side in ("left", "right"))
            print(f"{pair['id']} {pair['phenomenon']}: {pair['label']} -> {found}", *quotes, sep="\n    ")
    for split in ("dev", "test"):
        here = {(label, found): n for (s, label, found), n in counts.items() if s == split}
        right, all_ = sum(n for (label, found), n in here.items() if label == found), sum(here.values())
        commonest = max(sum(n for (label, _), n in here.items() if label == wanted) for wanted in LABELS)
        print(f"{split}: accuracy {right}/{all_} = {right / all_:.2f} (commonest label: {commonest / all_:.2f})")
        for label in LABELS:
            print(f"    {label:10}", "  ".join(f"{found} {here.get((label, found), 0)}" for found in LABELS))


def answer_features(question: dict[str, Any], nlp: Language) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Features of each pair of answers to a question, shape (pairs, 4): bias, weighted overlap and containment of stems, and the
    cosine of their vectors; with whether they are of one group."""
    answers = question["answers"]
    held = [stems(a["answer"]) for a in answers]
    rare = Counter(stem for found in held for stem in found)
    weight = {stem: math.log(1 + len(answers) / count) for stem, count in rare.items()}
    vectors = [np.asarray(nlp(a["answer"]).vector, dtype=np.float64) for a in answers]
    directions = [v / (np.linalg.norm(v) or 1.0) for v in vectors]

    def total(found: frozenset[str]) -> float:
        return sum(weight[s] for s in sorted(found))

    rows, labels = [], []
    for i, j in combinations(range(len(answers)), 2):
        common, sizes = total(held[i] & held[j]), (total(held[i]), total(held[j]))
        rows.append([1.0, 2 * common / (sum(sizes) or 1.0), common / (min(sizes) or 1.0), float(directions[i] @ directions[j])])
        labels.append(answers[i]["group"] == answers[j]["group"])
    return np.array(rows), np.array(labels)


def balanced(labels: NDArray[np.bool_], found: NDArray[np.bool_]) -> float:
    """The mean share of pairs of each label that are found to be so."""
    return float((found[labels].mean() + (~found[~labels]).mean()) / 2)


def leave_one_out(parts: Sequence[tuple[NDArray[np.float64], NDArray[np.bool_]]], columns: Sequence[int]) -> list[float]:
    """Balanced accuracy on each question, weights and threshold from the others."""
    results = []
    for number, (rows, labels) in enumerate(parts):
        others = [part for n, part in enumerate(parts) if n != number]
        weights = logistic(np.concatenate([r[:, columns] for r, _ in others]), np.concatenate([y for _, y in others]))
        scores = [(r[:, columns] @ weights, y) for r, y in others]
        thresholds = np.quantile(np.concatenate([s for s, _ in scores]), np.linspace(0, 1, 200))
        best = max(thresholds, key=lambda t: sum(balanced(y, s >= t) for s, y in scores))
        results.append(balanced(labels, rows[:, columns] @ weights >= best))
    return results


@click.command()
@click.argument("shared", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--pipeline", help="Name or folder of a spaCy pipeline.  [default: kgraph's own]")
@click.option("--misses", is_flag=True, help="List the pairs that are judged wrongly.")
def main(shared: Path | None, pipeline: str | None, misses: bool) -> None:
    """Print how well kgraph tells statements that say the same from others."""
    nlp = load_pipeline(pipeline)
    show_pairs(nlp, misses)
    if shared is not None:
        questions = json.loads((shared / "gold" / "nanco" / "answers_dev.json").read_text(encoding="utf-8"))
        parts = [answer_features(question, nlp) for question in questions]
        for name, columns in (("overlap and vectors", (0, 1, 2, 3)), ("overlap of stems alone", (0, 2))):
            found = leave_one_out(parts, columns)
            each = " ".join(f"{q['qid']} {x:.2f}" for q, x in zip(questions, found, strict=True))
            print(f"NAnCo, {name}: balanced accuracy {np.mean(found):.3f} ({each})")


if __name__ == "__main__":
    main()
