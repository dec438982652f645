"""Make the pipeline en_kgraph_sm from a folder of treebanks: python -m training.train TREEBANKS WORKDIR [-o FOLDER]."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model
from thinc.types import Floats2d

from training.assemble import assemble
from training.corpus import entity_examples, syntax_examples
from training.errors import TreebankError
from training.evaluate import describe, evaluate, score_entities, score_trees, write_performance
from training.fit import fit
from training.read import read_conllu, read_newswire

SYNTAX_PASSES = 16
NER_PASSES = 12
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


def fit_ner(treebanks: Path, syntax: Path, folder: Path) -> None:
    """Train the entity recogniser, beginning with the encoder in `syntax`, on the newswire, watching its dev set."""
    train = read_newswire(treebanks / "worldwide-ner-train.tsv.gz")
    dev = read_newswire(treebanks / "worldwide-ner-dev.tsv.gz")
    fit(
        "ner",
        lambda nlp, seed: entity_examples(nlp, train, seed),
        lambda nlp: score_entities(nlp, dev),
        "f",
        NER_PASSES,
        folder,
        lambda nlp: copy_weights(encoder(spacy.load(syntax), "tok2vec"), encoder(nlp, "ner")),
    )


def encoder(nlp: Language, name: str) -> Model[list[Doc], list[Floats2d]]:
    """Return the part of a component's network that turns words into vectors."""
    component: Any = nlp.get_pipe(name)
    model: Model[list[Doc], list[Floats2d]] = component.model
    return model if name == "tok2vec" else model.get_ref("tok2vec").layers[0]


def copy_weights(source: Model[Any, Any], target: Model[Any, Any]) -> None:
    """Copy the weights of a network into one of the same build whose hash tables may be some times smaller.

    Row i of a table of n rows answers for every hash that is i modulo n: of a table k times as long, rows i, i + n,
    i + 2n ... fall together, and are summed.
    """
    for old, new in zip(source.walk(), target.walk(), strict=True):
        for name in old.param_names:
            rows: Any = np.asarray(old.get_param(name))
            wanted = new.get_param(name).shape
            new.set_param(name, rows if rows.shape == wanted else rows.reshape(-1, *wanted).sum(axis=0))


@click.command()
@click.argument("treebanks", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("workdir", type=click.Path(file_okay=False, path_type=Path))
@click.option("-o", "--output", default=SHIPPED, show_default=True, type=click.Path(file_okay=False, path_type=Path))
def main(treebanks: Path, workdir: Path, output: Path) -> None:
    """Train on TREEBANKS, keep checkpoints in WORKDIR, write the finished and measured pipeline to OUTPUT."""
    try:
        fit_syntax(treebanks, workdir / "syntax")
        fit_ner(treebanks, workdir / "syntax" / "best", workdir / "ner")
        assemble(workdir / "syntax" / "best", workdir / "ner" / "best", output)
        scores = evaluate(output, treebanks)
    except TreebankError as error:
        raise click.ClickException(str(error)) from error
    write_performance(output, scores)
    print(describe(scores), file=sys.stderr)


if __name__ == "__main__":
    main()
