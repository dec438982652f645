"""Static word vectors distilled from the transformer's encoder: what en_kgraph_sm knows of words beyond its treebanks.

As model2vec does it (Tulkens and van Dongen 2024, github.com/MinishLab/model2vec): every word is read alone, once; the
mean of its pieces' states is brought to a few principal dimensions and weighted by how rare the word is (Arora, Liang and
Ma 2017, "A simple but tough-to-beat baseline for sentence embeddings").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import torch  # type: ignore[import-not-found, unused-ignore]
from numpy.typing import NDArray
from spacy.strings import StringStore
from spacy.vectors import Vectors  # type: ignore[import-not-found]

from kgraph.transformer import WordPieces
from training.read import Article, Document
from training.trf.base import read_base
from training.trf.network import Encoder

DIMENSIONS = 64
FEWEST = 2  # times a word must stand in the training data; the encoder's own whole words need not stand there
RARE = 1e-3  # share of all words at which the weight is one half
BATCH = 256  # words read at once


def count_words(documents: Iterable[Document], articles: Iterable[Article]) -> Counter[str]:
    """Count the words of the training data in small letters."""
    counts = Counter(word.form.lower() for document in documents for part in document for sentence in part for word in sentence)
    counts.update(token.form.lower() for article in articles for passage in article for token in passage)
    return counts


def vocabulary(counts: Counter[str], pieces: WordPieces) -> list[str]:
    """Return the words that get a vector, sorted: those of the data seen FEWEST times, and the encoder's whole words."""
    whole = (piece for piece in pieces.pieces if piece.isalpha() and len(piece) > 1)
    return sorted({*whole, *(word for word, count in counts.items() if count >= FEWEST)})


def read_alone(words: Sequence[str], encoder: Encoder, pieces: WordPieces) -> NDArray[np.float32]:
    """Return each word's mean piece state, of length 1, shape (words, width): the sentence vector of the word alone."""
    numbers = [torch.tensor([pieces.begin, *pieces.of_word(word), pieces.end]) for word in words]
    order = sorted(range(len(words)), key=lambda i: len(numbers[i]))
    found: list[NDArray[np.float32]] = [np.empty(0, dtype=np.float32)] * len(words)
    for start in range(0, len(order), BATCH):
        places = order[start : start + BATCH]
        padded = torch.nn.utils.rnn.pad_sequence([numbers[i] for i in places], batch_first=True)
        known = torch.arange(padded.shape[1])[None] < torch.tensor([len(numbers[i]) for i in places])[:, None]
        with torch.no_grad():
            states = encoder(padded, torch.zeros_like(padded), torch.where(known, 0.0, -10000.0)[:, None, None, :])
        means = torch.nn.functional.normalize((states * known[..., None]).sum(dim=1), dim=-1).numpy()
        for i, mean in zip(places, means, strict=True):
            found[i] = mean
    return np.stack(found)


def distil(counts: Counter[str], encoder: Encoder, pieces: WordPieces) -> tuple[list[str], NDArray[np.float32]]:
    """Return the vocabulary and its vectors, shape (words, DIMENSIONS), of root mean square 1 over the vocabulary."""
    words = vocabulary(counts, pieces)
    states = read_alone(words, encoder.eval(), pieces)
    states -= states.mean(axis=0)
    _, axes = np.linalg.eigh(states.T @ states)
    reduced = states @ axes[:, ::-1][:, :DIMENSIONS]
    shares = np.array([counts[word] for word in words]) / counts.total()
    weighted = reduced * (RARE / (RARE + shares))[:, None]
    return words, (weighted / np.sqrt((weighted**2).mean())).astype(np.float32)


def as_spacy(words: Sequence[str], vectors: NDArray[np.float32]) -> Vectors:
    """Return spaCy's table of the vectors: a row for each word, found by its small letters, capitals or first capital."""
    table = Vectors(strings=StringStore(words), data=vectors, keys=list(words), name="kgraph_sm")
    for row, word in enumerate(words):
        for form in {word.capitalize(), word.upper()}:
            if form not in table:
                table.add(form, row=row)
    return table


def write_vectors(counts: Counter[str], base: Path, path: Path) -> None:
    """Distil the vectors from the published encoder in BASE and write the table into a folder, as spaCy writes it."""
    weights, pieces = read_base(base)
    encoder = Encoder()
    encoder.load_base(weights)
    as_spacy(*distil(counts, encoder, pieces)).to_disk(path)
