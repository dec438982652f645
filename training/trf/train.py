"""Make the pipeline en_kgraph_trf: python -m training.trf.train TREEBANKS BASE WORKDIR [-o FOLDER]."""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from itertools import accumulate, chain
from pathlib import Path

import click
import spacy
import torch  # type: ignore[import-not-found, unused-ignore]
from spacy.language import Language

from kgraph.transformer import Labels, WordPieces
from training.card import write_card
from training.corpus import entity_examples, syntax_examples
from training.errors import TreebankError
from training.evaluate import describe, evaluate, write_performance
from training.names import licensed_names
from training.read import Article, Document, read_newswire, read_trees
from training.tokenizer import adapt_tokenizer
from training.trf.base import read_base
from training.trf.export import assemble
from training.trf.fit import SEED, Batch, Teacher, fit, sample_sentences, word_states
from training.trf.network import Encoder, Network
from training.trf.windows import UNKNOWN, Gold, Numberer, Window, batches, entity_gold, learn_labels, syntax_gold

CYCLES = ((3, 1.0), (6, 1.0), (4, 0.5))  # passes from warm-up to a learning rate of zero, and the share of the rates at the peak
SHIPPED = Path(__file__).parents[2] / "kgraph" / "pipelines" / "en_kgraph_trf"
NEWS_SHARE = 0.55  # of the newswire, drawn anew for each pass


def golds(nlp: Language, trees: Sequence[Document], news: Sequence[Article], share: float, number: int) -> list[Gold]:
    """Draw one pass of training data: the trees and a share of the articles with entities."""
    found = [syntax_gold(example) for example in syntax_examples(nlp, trees, f"{SEED}-{number}")]
    articles = random.Random(f"{SEED}-{number}").sample(news, round(share * len(news)))
    return [*found, *(entity_gold(example) for example in entity_examples(nlp, articles, f"{SEED}-{number}"))]


def score_windows(network: Network, windows: Sequence[Window]) -> dict[str, float]:
    """Return quick figures on gold tokens: shares of labels right, and of words with head (and relation) right."""
    right: dict[str, int] = {}
    known: dict[str, int] = {}
    for group in batches(windows, 4000, random.Random(0)):
        batch = Batch.of(group)
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            words = word_states(network.encoder(batch.pieces, batch.shapes, batch.mask), batch.firsts)
            answers = {name: logits.argmax(dim=-1) for name, logits in network.tag(words).items()}
            arcs = network.arcs(words).float()
            real = batch.firsts > 0
            arcs[:, :, 1:].masked_fill_(~real[:, None, :], -10000.0)
            answers["heads"] = arcs.argmax(dim=-1)
            word, head = network.label_parts(words)
            index = (answers["heads"] - 1).clamp(min=0)[..., None].expand_as(head)
            relations = network.relations(word, head.gather(1, index)).argmax(dim=-1)
        gold_heads, gold_relations = batch.labels["heads"], batch.labels["relations"]
        same = (answers["heads"] == gold_heads) & ((relations == gold_relations) | (gold_heads == 0))
        answers["las"], batch.labels["las"] = torch.where(same, gold_heads, -1), gold_heads
        mentions = batch.labels["entities"]
        answers["mentions"] = answers["entities"]
        batch.labels["mentions"] = torch.where(mentions == network.outside, UNKNOWN, mentions)
        for name, gold in batch.labels.items():
            if name in answers:
                right[name] = right.get(name, 0) + int(((answers[name] == gold) & (gold != UNKNOWN)).sum())
                known[name] = known.get(name, 0) + int((gold != UNKNOWN).sum())
    return {name: right[name] / count for name, count in known.items() if count}


def fit_network(treebanks: Path, base: Path, workdir: Path, newswire: bool) -> tuple[Network, Labels, WordPieces]:
    """Train on the train files, showing quick figures on the dev files; return what export needs.

    Entities come from the newswire, or else from `licensed_names`.

    Passes whose weights WORKDIR already holds are not trained again.
    """
    weights, pieces = read_base(base)
    nlp = spacy.blank("en")
    adapt_tokenizer(nlp)
    trees = read_trees(treebanks, "train")
    news = read_newswire(treebanks / "worldwide-ner-train.tsv.gz") if newswire else licensed_names(treebanks)
    share = NEWS_SHARE if newswire else 1.0
    first = golds(nlp, trees, news, share, 0)
    workdir.mkdir(parents=True, exist_ok=True)
    known = workdir / "labels.json"  # weights found there answer in its numbers
    labels = Labels.from_json(known.read_text(encoding="utf-8")) if known.exists() else learn_labels(first)
    known.write_text(labels.to_json(), encoding="utf-8")
    numberer = Numberer(pieces, labels)

    def windows(number: int) -> list[Window]:
        drawn = golds(nlp, trees, news, share, number) if number else first
        return [window for gold in drawn for window in numberer.windows(gold)]

    dev_examples = chain(
        map(syntax_gold, syntax_examples(nlp, read_trees(treebanks, "dev"), "dev")),
        map(entity_gold, entity_examples(nlp, read_newswire(treebanks / "worldwide-ner-dev.tsv.gz"), "dev")),
    )
    dev = [window for gold in dev_examples for window in numberer.windows(gold)]
    torch.manual_seed(SEED)
    network, original = Network(labels), Encoder()
    for copy in (network.encoder, original):
        copy.load_base(weights)
    teacher = Teacher(original, list(sample_sentences(windows(0), 4000)))
    starts = accumulate((length for length, _ in CYCLES), initial=0)
    for start, (length, rate) in zip(starts, CYCLES, strict=False):
        cycle = range(start, start + length)
        done = max((number for number in cycle if (workdir / f"weights-{number + 1}.pt").exists()), default=start - 1) + 1
        if done > start:
            network.load_state_dict(torch.load(workdir / f"weights-{done}.pt"))
        if done < cycle.stop:
            fit(network, teacher, windows, lambda trained: score_windows(trained, dev), cycle, done, rate, workdir)
    return network, labels, pieces


@click.command()
@click.argument("treebanks", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("base", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("workdir", type=click.Path(file_okay=False, path_type=Path))
@click.option("-o", "--output", default=SHIPPED, show_default=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--without-newswire", is_flag=True, help="Take entities only from sources that state a licence (GUM, CrossNER).")
def main(treebanks: Path, base: Path, workdir: Path, output: Path, without_newswire: bool) -> None:
    """Train on TREEBANKS from the encoder in BASE, keep weights in WORKDIR, write the measured pipeline to OUTPUT."""
    try:
        newswire = not without_newswire
        network, labels, pieces = fit_network(treebanks, base, workdir, newswire)
        assemble(network, labels, pieces, workdir, output, newswire)
        scores = evaluate(output, treebanks)
    except TreebankError as error:
        raise click.ClickException(str(error)) from error
    write_performance(output, scores)
    write_card(output)
    print(describe(scores), file=sys.stderr)


if __name__ == "__main__":
    main()
