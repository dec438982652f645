"""Make the pipeline en_kgraph_sm: python -m training.train TREEBANKS BASE WORKDIR [-o FOLDER]."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path

import click

from training.assemble import assemble
from training.card import write_card
from training.corpus import entity_examples, syntax_examples
from training.errors import TreebankError
from training.evaluate import describe, evaluate, score_entities, score_trees, write_performance
from training.fit import fit
from training.names import gum_names, licensed_names
from training.read import read_conllu, read_newswire, read_trees
from training.vectors import count_words, write_vectors

SYNTAX_PASSES = 14
NER_PASSES = 10
SHIPPED = Path(__file__).parent.parent / "kgraph" / "pipelines" / "en_kgraph_sm"
VECTORS = "vectors"


def fit_syntax(treebanks: Path, workdir: Path) -> None:
    """Train tagger, morphologizer, lemmatizer and parser on EWT and GUM train, watching both dev sets."""
    train, dev = read_trees(treebanks, "train"), read_trees(treebanks, "dev")
    fit(
        "syntax",
        workdir / VECTORS,
        lambda nlp, seed: syntax_examples(nlp, train, seed),
        lambda nlp: score_trees(nlp, dev),
        "las",
        SYNTAX_PASSES,
        workdir / "syntax",
    )


def fit_ner(treebanks: Path, workdir: Path, newswire: bool) -> None:
    """Train the entity recogniser on the worldwide newswire, or else on `licensed_names`, watching the dev set of the same."""
    if newswire:
        train = read_newswire(treebanks / "worldwide-ner-train.tsv.gz")
        dev = read_newswire(treebanks / "worldwide-ner-dev.tsv.gz")
    else:
        train = tuple(licensed_names(treebanks))
        dev = tuple(gum_names(read_conllu(treebanks / "gum-dev.conllu.gz")))
    fit(
        "ner",
        workdir / VECTORS,
        lambda nlp, seed: entity_examples(nlp, train, seed),
        lambda nlp: score_entities(nlp, dev),
        "f",
        NER_PASSES,
        workdir / "ner",
    )


def fit_both(treebanks: Path, workdir: Path, newswire: bool) -> None:
    """Train syntax and entities side by side, each process on one thread. Raises ChildProcessError if one fails."""
    os.environ["OMP_NUM_THREADS"] = "1"  # read by the children as they start
    context = multiprocessing.get_context("spawn")
    children = [
        context.Process(target=fit_syntax, args=(treebanks, workdir), name="syntax"),
        context.Process(target=fit_ner, args=(treebanks, workdir, newswire), name="ner"),
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
@click.argument("base", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("workdir", type=click.Path(file_okay=False, path_type=Path))
@click.option("-o", "--output", default=SHIPPED, show_default=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--without-newswire", is_flag=True, help="Take entities only from sources that state a licence (GUM, CrossNER).")
def main(treebanks: Path, base: Path, workdir: Path, output: Path, without_newswire: bool) -> None:
    """Train on TREEBANKS with word vectors distilled from the encoder in BASE, keep checkpoints in WORKDIR, write the
    finished and measured pipeline to OUTPUT.
    """
    newswire = not without_newswire
    try:
        articles = read_newswire(treebanks / "worldwide-ner-train.tsv.gz") if newswire else licensed_names(treebanks)
        write_vectors(count_words(read_trees(treebanks, "train"), articles), base, workdir / VECTORS)
        fit_both(treebanks, workdir, newswire)
        assemble(workdir / "syntax" / "best", workdir / "ner" / "best", output, newswire)
        scores = evaluate(output, treebanks)
    except (TreebankError, ChildProcessError) as error:
        raise click.ClickException(str(error)) from error
    write_performance(output, scores)
    write_card(output)
    print(describe(scores), file=sys.stderr)


if __name__ == "__main__":
    main()
