"""Make the pipeline en_kgraph_sm from a folder of treebanks: python -m training.train TREEBANKS WORKDIR [-o FOLDER]."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path

import click

from training.assemble import assemble
from training.corpus import entity_examples, syntax_examples
from training.errors import TreebankError
from training.evaluate import describe, evaluate, score_entities, score_trees, write_performance
from training.fit import fit
from training.read import read_conllu, read_newswire

SYNTAX_PASSES = 16
NER_PASSES = 24
SHIPPED = Path(__file__).parent.parent / "kgraph" / "pipelines" / "en_kgraph_sm"


def fit_syntax(treebanks: Path, folder: Path) -> None:
    """Train tagger, morphologizer, lemmatizer and parser on EWT and GUM train, watching both dev sets."""
    train = [document for name in ("ewt", "gum") for document in read_conllu(treebanks / f"{name}-train.conllu.gz")]
    dev = [document for name in ("ewt", "gum") for document in read_conllu(treebanks / f"{name}-dev.conllu.gz")]
    fit(
        "syntax",
        lambda nlp, seed: syntax_examples(nlp, train, seed),
        lambda nlp: score_trees(nlp, dev),
        "las",
        SYNTAX_PASSES,
        folder,
    )


def fit_ner(treebanks: Path, folder: Path) -> None:
    """Train the entity recogniser on the worldwide newswire, watching its dev set."""
    train = read_newswire(treebanks / "worldwide-ner-train.tsv.gz")
    dev = read_newswire(treebanks / "worldwide-ner-dev.tsv.gz")
    fit(
        "ner",
        lambda nlp, seed: entity_examples(nlp, train, seed),
        lambda nlp: score_entities(nlp, dev),
        "f",
        NER_PASSES,
        folder,
    )


def fit_both(treebanks: Path, workdir: Path) -> None:
    """Train syntax and entities side by side, each process on one thread. Raises ChildProcessError if one fails."""
    os.environ["OMP_NUM_THREADS"] = "1"  # read by the children as they start
    context = multiprocessing.get_context("spawn")
    children = [
        context.Process(target=stage, args=(treebanks, workdir / name), name=name)
        for name, stage in (("syntax", fit_syntax), ("ner", fit_ner))
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()
    failed = [child.name for child in children if child.exitcode]
    if failed:
        raise ChildProcessError(f"training of {' and '.join(failed)} failed; its traceback stands above")


@click.command()
@click.argument("treebanks", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("workdir", type=click.Path(file_okay=False, path_type=Path))
@click.option("-o", "--output", default=SHIPPED, show_default=True, type=click.Path(file_okay=False, path_type=Path))
def main(treebanks: Path, workdir: Path, output: Path) -> None:
    """Train on TREEBANKS, keep checkpoints in WORKDIR, write the finished and measured pipeline to OUTPUT."""
    try:
        fit_both(treebanks, workdir)
        assemble(workdir / "syntax" / "best", workdir / "ner" / "best", output)
        scores = evaluate(output, treebanks)
    except (TreebankError, ChildProcessError) as error:
        raise click.ClickException(str(error)) from error
    write_performance(output, scores)
    print(describe(scores), file=sys.stderr)


if __name__ == "__main__":
    main()
