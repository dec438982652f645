"""Measure the shipped pipelines side by side on the test sets: python -m benchmarks.pipelines TREEBANKS."""

from __future__ import annotations

from pathlib import Path

import click

from kgraph.fingerprint import DEFAULT, PIPELINES
from training.evaluate import evaluate

FIGURES = (
    ("ewt_test", "las", "LAS, EWT test"),
    ("gum_test", "las", "LAS, GUM test"),
    ("pud_test", "las", "LAS, PUD"),
    ("pud_test_title_case", "las", "LAS, PUD in title case"),
    ("gum_test", "sentences", "sentence F1, GUM test"),
    ("gum_test", "lemmas", "lemmas, GUM test"),
    ("newswire_test", "f", "entity F1, newswire test"),
    ("speed", "words_per_cpu_second_numpy", "words per CPU second, PUD"),
)


@click.command()
@click.argument("treebanks", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(treebanks: Path) -> None:
    """Print the scores of the pipelines that ship with kgraph on the test sets in TREEBANKS, and their ratio to the default's."""
    names = sorted((path.parent.name for path in PIPELINES.glob("*/meta.json")), key=lambda name: (name != DEFAULT, name))
    scores = {name: evaluate(PIPELINES / name, treebanks) for name in names}
    print(f"{'':30}" + "".join(f"{name:>16}{'ratio':>8}" for name in names))
    for test, figure, label in FIGURES:
        values = [scores[name][test][figure] for name in names]
        shown = (f"{value:16,.0f}" if value > 1 else f"{value:16.3f}" for value in values)
        print(f"{label:30}" + "".join(f"{text}{value / values[0]:8.2f}" for text, value in zip(shown, values, strict=True)))


if __name__ == "__main__":
    main()
