"""Open information extraction on the development gold, beside published systems: python -m benchmarks.openie SHARED.

The command `kgraph openie` runs on the sentences as it is, and gold/oie/score.py scores what it writes. The peers' figures are
those of the full sets (CaRB's test set; wire57_fl.jsonl): ours on CaRB are of its dev set without BenchIE's sentences, so the
columns tell the rank and not the distance. With --fit, the weights of kgraph/openie/confidence.py are fitted and cross-validated.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks.merging import logistic
from kgraph.annotate import load_pipeline
from kgraph.openie.confidence import features
from kgraph.openie.read import facts_of, read_docs
from kgraph.openie.views import nary, writer

# F1 and one-to-one F1 on CaRB's test set, as published: CaRB (Bhardwaj et al. 2019, its shipped outputs re-scored), OpenIE6 and
# IMoJIE (Kolluru et al. 2020), DetIE (Vasilkovsky et al. 2022), MinIE and ClausIE as re-scored by those papers.
PEERS = {
    "OpenIE6 (neural)": (0.527, 0.464),
    "IMoJIE (neural)": (0.535, 0.414),
    "DetIE (neural)": (0.521, 0.401),
    "OpenIE-4": (0.488, 0.404),
    "OpenIE-5": (0.467, 0.412),
    "ClausIE": (0.450, 0.401),
    "MinIE": (0.419, 0.384),
    "ReVerb": (0.368, 0.259),
}
# Exact match with score.py's own matcher on wire57_fl.jsonl (outputs of Lamarche and Langlais 2024).
FACT_LEVEL_PEERS = {"MinIE": 0.223, "ReVerb": 0.139, "ClausIE": 0.103, "Stanford": 0.090, "OpenIE6": 0.055}
FOLDS = 10


def load_score(shared: Path) -> Any:
    """The module gold/oie/score.py."""
    spec = importlib.util.spec_from_file_location("oie_score", shared / "gold" / "oie" / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sentences(shared: Path) -> str:
    """The sentences of the gold as ordinary text, one a line."""
    script = shared / "gold" / "oie" / "score.py"
    return subprocess.run([sys.executable, str(script), "--sentences"], check=True, capture_output=True, text=True).stdout


def run_command(text: str) -> list[dict[str, Any]]:
    """What `kgraph openie` writes for sentences, one a line."""
    done = subprocess.run([sys.executable, "-m", "kgraph.openie"], input=text, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def as_system(rows: list[dict[str, Any]], score: Any) -> dict[str, list[dict[str, Any]]]:
    """Rows as score.py reads them: extractions by the key of their sentence."""
    return {
        score.key(row["sentence"]): [
            score.extraction(x["arg1"], x["rel"], x["arg2"], x["args"], x["confidence"]) for x in row["extractions"]
        ]
        for row in rows
    }


def figures(rows: list[dict[str, Any]], score: Any) -> dict[str, dict[str, float]]:
    """Our figures on both sets."""
    system = as_system(rows, score)
    return {bench.title: bench.run(score.respaced(system, bench.tokens)) for bench in (score.CaRB(), score.FactLevel())}


def errors(rows: list[dict[str, Any]], score: Any) -> Counter[str]:
    """What is wrong with the triples of the fact level that match none: the slots in which they part from the nearest gold triple."""
    bench = score.FactLevel()
    system = score.respaced(as_system(rows, score), bench.tokens)
    found: Counter[str] = Counter()
    for key, clusters in bench.gold.items():
        gold = set().union(*clusters)
        for triple in {tuple(" ".join(slot.split()) for slot in t) for t in bench.triples(system.get(key, []))}:
            wrong = min(([a != b for a, b in zip(triple, want, strict=True)] for want in gold), key=sum)
            names = [name for name, off in zip(("subject", "relation", "object"), wrong, strict=True) if off]
            found[" and ".join(names) if len(names) < 3 else "all three"] += 1
            if names and "".join(triple).replace(" ", "") in {"".join(want).replace(" ", "") for want in gold}:
                found["(the words of a gold triple, parted elsewhere)"] += 1
    return found


def closeness(score: Any, bench: Any, key: str, found: list[dict[str, Any]]) -> list[float]:
    """For each extraction, the share of its words that the nearest gold tuple has in the same slot."""
    predictions = [bench.binary(x["rel"], score.slots(x))[1] for x in found]
    return [max((bench.match(gold, p)[0] for gold in bench.gold[key]), default=0.0) for p in predictions]


def examples(shared: Path, score: Any) -> Iterator[tuple[int, dict[str, float], float]]:
    """Fold, features and label of each fact on CaRB's dev set."""
    bench = score.CaRB()
    lines = [line for line in sentences(shared).splitlines() if score.key(line) in bench.gold]
    for number, (doc, line, offsets) in enumerate(read_docs(lines, load_pipeline())):
        facts = facts_of(doc)
        shown = [next(nary(fact, writer(line, offsets))) for fact in facts]
        system = {score.key(line): [score.extraction(x.arg1, x.rel, x.arg2, x.args) for x in shown]}
        labels = closeness(score, bench, score.key(line), score.respaced(system, bench.tokens)[score.key(line)])
        for fact, label in zip(facts, labels, strict=True):
            yield number % FOLDS, features(fact), label


def chance(rows: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The model's chance for rows of features, shape (facts, features); shape (facts,)."""
    result: NDArray[np.float64] = 1 / (1 + np.exp(-rows @ weights))
    return result


def fit_confidence(shared: Path, score: Any) -> None:
    """Print the weights fitted on all facts, and how well those fitted without a fold's sentences tell its facts apart."""
    folds, found, labels = zip(*examples(shared, score), strict=True)
    names = sorted({name for row in found for name in row}, key=lambda name: (name != "bias", name))
    rows = np.array([[row.get(name, 0.0) for name in names] for row in found])
    fold, label = np.array(folds), np.array(labels)
    held_out = np.zeros(len(label))
    for number in range(FOLDS):
        here = fold == number
        held_out[here] = chance(rows[here], logistic(rows[~here], label[~here]))
    for name, weight in zip(names, logistic(rows, label), strict=True):
        print(f'    "{name}": {weight:.2f},')
    order = np.argsort(-held_out)
    for share in (0.25, 0.5, 0.75, 1.0):
        print(f"the likeliest {share:4.0%} of the facts: {label[order[: int(share * len(order))]].mean():.2f} right")


@click.command()
@click.argument("shared", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--fit", "fitting", is_flag=True, help="Fit the weights of the confidence instead.")
def main(shared: Path, fitting: bool) -> None:
    """Print kgraph's figures on the development gold in SHARED beside those of other systems, and what is wrong."""
    score = load_score(shared)
    if fitting:
        fit_confidence(shared, score)
        return
    rows = run_command(sentences(shared))
    carb, facts = figures(rows, score).values()
    print(f"{'CaRB':28}{'F1':>8}{'1-1 F1':>8}{'P':>8}{'R':>8}")
    print(f"{'kgraph (dev)':28}{carb['F1']:8.3f}{carb['1-1 F1']:8.3f}{carb['P']:8.3f}{carb['R']:8.3f}")
    for name, (f1, one_to_one) in PEERS.items():
        print(f"{name + ', test, published':28}{f1:8.3f}{one_to_one:8.3f}")
    print(f"\n{'facts, exact match':28}{'F1':>8}{'P':>8}{'R':>8}")
    print(f"{'kgraph':28}{facts['F1']:8.3f}{facts['P']:8.3f}{facts['R']:8.3f}   without implied: {facts['F1 without implied']:.3f}")
    for name, f1 in FACT_LEVEL_PEERS.items():
        print(f"{name:28}{f1:8.3f}")
    print("\nwrong in the triples of the fact level:")
    for what, count in errors(rows, score).most_common():
        print(f"{what or 'nothing':50}{count:5}")


if __name__ == "__main__":
    main()
