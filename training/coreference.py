"""Train kgraph's coreference model on GUM, as the shipped pipeline reads it.

    python -m training.coreference TREEBANKS -o kgraph/coreference.json
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from kgraph.annotate import annotate, load_pipeline
from kgraph.coreference import CLASSES, Chain, Floats, Network, Nouns, read_chains
from kgraph.extract.claims import extract
from kgraph.extract.reader import Extraction, MentionDraft
from kgraph.model import MentionKind
from kgraph.resolve import named_clusters
from training.errors import TreebankError
from training.gum import GoldMention, GumDocument, read_gum

SEED = 7
LEAST = 2  # mentions of a noun before its own count is kept
STRENGTH = 2.0  # mentions that the classes of a noun's ending are worth beside its own


@dataclass(frozen=True)
class Choice:
    """One decision of the ranker: features, shape (1 + chains, features), and which rows are right."""

    features: Floats
    right: NDArray[np.bool_]


@dataclass(frozen=True)
class Read:
    """A gold document as the pipeline reads it, with the gold mention of each draft, by span."""

    gold: GumDocument
    extraction: Extraction
    aligned: Mapping[tuple[int, int], GoldMention]

    def entity(self, mention: MentionDraft) -> str | None:
        found = self.aligned.get((mention.start, mention.end))
        return found.entity if found is not None else None


def align(document: GumDocument, drafts: Iterable[MentionDraft]) -> dict[tuple[int, int], GoldMention]:
    """Pair each draft with the gold mention that has its head and the most similar span, one to one."""
    by_head: dict[int, list[GoldMention]] = defaultdict(list)
    for gold in document.mentions:
        by_head[gold.head].append(gold)
    pairs = sorted(
        (abs(d.start - g.start) + abs(d.end - g.end), d.start, d.end, g.start, g.end, g)
        for d in drafts
        for g in by_head[d.setting.head]
    )
    found: dict[tuple[int, int], GoldMention] = {}
    taken: set[tuple[int, int]] = set()
    for _, start, end, first, last, gold in pairs:
        if (start, end) not in found and (first, last) not in taken:
            found[start, end] = gold
            taken.add((first, last))
    return found


def read_gold(path: Path, nlp: Language) -> list[Read]:
    """Read a GUM file and let the pipeline and the extractor read its texts, as they read articles."""
    documents = read_gum(path)
    annotated = annotate((d.article for d in documents), nlp)
    found = []
    for document, each in zip(documents, annotated, strict=True):
        extraction = extract(each)
        found.append(Read(document, extraction, align(document, extraction.mentions)))
    return found


# --- nouns ----------------------------------------------------------------------------------------------------------


def noun_counts(read: Read) -> dict[str, Counter[str]]:
    """How often each noun, or label of a name, of a document stands for each class."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in read.extraction.mentions:
        gold = read.aligned.get((mention.start, mention.end))
        if gold is not None and mention.kind is not MentionKind.PRONOUN:
            counts[mention.type if mention.kind is MentionKind.NAME and mention.type else mention.head][gold.type] += 1
    return counts


def learn_nouns(counts: Mapping[str, Counter[str]]) -> Nouns:
    """Shares of classes, in ninths as they are stored, of nouns counted at least LEAST times and of endings."""
    endings: dict[str, Counter[str]] = defaultdict(Counter)
    for word, seen in counts.items():
        if not word.isupper():
            for n in (0, 2, 3, 4):
                if len(word) > n:
                    endings[word[len(word) - n :]].update(dict.fromkeys(seen, 1))
    tails = {e: _shares(c) for e, c in endings.items() if sum(c.values()) >= 5 or not e}
    nouns = Nouns({}, tails)
    words = {}
    for word, seen in counts.items():
        if seen.total() >= LEAST:
            back = nouns.classes(word)
            words[word] = _shares({c: seen[c] + STRENGTH * back[i] for i, c in enumerate(CLASSES)})
    return Nouns(words, tails)


def _shares(counts: Mapping[str, float]) -> tuple[float, ...]:
    total = sum(counts.get(c, 0) for c in CLASSES)
    return tuple(round(9 * counts.get(c, 0) / total) / 9 for c in CLASSES)


# --- choices --------------------------------------------------------------------------------------------------------


def choices(read: Read, nouns: Nouns, kind: MentionKind, describe: Network | None = None) -> Iterator[Choice]:
    """The choices that a document poses, its mentions of one kind attached by gold; descriptions by `describe` where given."""
    found: list[Choice] = []

    def choose(mention: MentionDraft, chains: Sequence[Chain], features: Floats) -> tuple[int, float]:
        if mention.kind is not kind and describe is not None:
            best = int(describe.scores(features).argmax())
            return best - 1, 1.0
        entity = read.entity(mention)
        right = [entity is not None and bool(c.seen) and entity == read.entity((c.nominal or c.seen)[-1]) for c in chains]
        if mention.kind is kind:
            found.append(Choice(features, np.array([not any(right), *right])))
        return (right.index(True) if any(right) else -1), 1.0

    for _ in read_chains(read.extraction, named_clusters(read.extraction), nouns, choose):
        pass
    yield from found


# --- network --------------------------------------------------------------------------------------------------------


def fit(
    data: Sequence[Choice], *, units: int = 40, networks: int = 4, passes: int = 24, rate: float = 2e-3, decay: float = 1e-4, drop: float = 0.3
) -> Network:
    """Fit networks that make the right rows of each choice likely (Adam; inputs and units dropped at random while training)."""
    parts = [_fit_one(data, units, passes, rate, decay, drop, SEED + n) for n in range(networks)]
    return Network(*(np.round(np.stack(arrays), 3) for arrays in zip(*parts, strict=True)))


def _fit_one(
    data: Sequence[Choice], units: int, passes: int, rate: float, decay: float, drop: float, seed: int
) -> tuple[Floats, Floats, Floats]:
    rng = np.random.default_rng(seed)
    width = data[0].features.shape[1]
    weights: list[Floats] = [
        (rng.standard_normal((width, units)) * np.sqrt(1.0 / width)).astype(np.float32),
        np.zeros(units, np.float32),
        (rng.standard_normal(units) * np.sqrt(1.0 / units)).astype(np.float32),
    ]
    first = [np.zeros_like(w) for w in weights]
    second = [np.zeros_like(w) for w in weights]
    step = 0
    batch = 32
    steps = passes * -(-len(data) // batch)
    for _ in range(passes):
        order = rng.permutation(len(data))
        for at in range(0, len(data), batch):
            chosen = [data[i] for i in order[at : at + batch]]
            gradients = _gradients(chosen, weights, drop, rng)
            step += 1
            pace = rate * min(1.0, step / 100) * (1 - step / (steps + 1))
            for n, gradient in enumerate(gradients):
                first[n] = 0.9 * first[n] + 0.1 * gradient
                second[n] = 0.999 * second[n] + 0.001 * gradient**2
                move = (first[n] / (1 - 0.9**step)) / (np.sqrt(second[n] / (1 - 0.999**step)) + 1e-8)
                weights[n] = (weights[n] - pace * (move + decay * 100 * weights[n])).astype(np.float32)
    return weights[0], weights[1], weights[2]


def _gradients(chosen: Sequence[Choice], weights: Sequence[Floats], drop: float, rng: np.random.Generator) -> list[Floats]:
    """The gradients of the mean negative log likelihood of the right rows."""
    hidden, bias, out = weights
    rows = np.concatenate([c.features for c in chosen])
    right = np.concatenate([c.right for c in chosen])
    sizes = np.array([len(c.right) for c in chosen])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    owner = np.repeat(np.arange(len(chosen)), sizes)
    before = rows @ hidden + bias
    kept = (rng.random(before.shape[1]) >= drop).astype(np.float32) / (1 - drop)
    active = np.maximum(before, 0) * kept
    scores = active @ out
    exponents = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
    shares = exponents / np.add.reduceat(exponents, starts)[owner]
    good = exponents * right
    targets = good / np.add.reduceat(good, starts)[owner]
    error = (shares - targets) / len(chosen)
    inner = np.outer(error, out * kept) * (before > 0)
    return [rows.T @ inner, inner.sum(axis=0), active.T @ error]
