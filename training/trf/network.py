"""The network: MiniLM's encoder, told the shapes of words as well, and one small head for each kind of label."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch  # type: ignore[import-not-found, unused-ignore]
from torch import Tensor, nn  # type: ignore[import-not-found, unused-ignore]
from torch.nn import functional  # type: ignore[import-not-found, unused-ignore]

from kgraph.transformer import SHAPES, Labels

WIDTH, LAYERS, HEADS, INNER = 384, 6, 12, 1536
ARC_WIDTH, LABEL_WIDTH, VECTOR_WIDTH = 320, 256, 128
WORD_DROPOUT, HEAD_DROPOUT = 0.15, 0.33
NORM_EPSILON = 1e-12


class Layer(nn.Module):  # type: ignore[misc, unused-ignore]
    """One layer of BERT (Devlin et al. 2019): self-attention, then a wide hidden layer, each added and normalised."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = nn.Linear(WIDTH, 3 * WIDTH)
        self.mixed = nn.Linear(WIDTH, WIDTH)
        self.mixed_norm = nn.LayerNorm(WIDTH, NORM_EPSILON)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.outer_norm = nn.LayerNorm(WIDTH, NORM_EPSILON)

    def forward(self, states: Tensor, mask: Tensor | None) -> Tensor:
        """states, shape (texts, pieces, WIDTH); mask, shape (texts, 1, 1, pieces), 0 or very negative, is added."""
        texts, pieces, _ = states.shape
        split = self.attention(states).reshape(texts, pieces, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        query, key, value = split[0], split[1], split[2]
        weights = torch.matmul(query * math.sqrt(HEADS / WIDTH), key.transpose(-1, -2))
        if mask is not None:
            weights = weights + mask
        mixed = torch.matmul(torch.softmax(weights, dim=-1), value).transpose(1, 2).reshape(texts, pieces, WIDTH)
        states = self.mixed_norm(states + self.mixed(mixed))
        result: Tensor = self.outer_norm(states + self.outer(functional.gelu(self.inner(states))))
        return result


class Encoder(nn.Module):  # type: ignore[misc, unused-ignore]
    """all-MiniLM-L6-v2. The shapes' embedding starts at zero, where the network is the original one."""

    def __init__(self, vocabulary: int = 30522, positions: int = 512) -> None:
        super().__init__()
        self.pieces = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(positions, WIDTH)
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, NORM_EPSILON)
        self.layers = nn.ModuleList([Layer() for _ in range(LAYERS)])
        nn.init.zeros_(self.shapes.weight)

    def forward(self, pieces: Tensor, shapes: Tensor, mask: Tensor | None) -> Tensor:
        """pieces and shapes, (texts, pieces), -> states, (texts, pieces, WIDTH)."""
        positions = torch.arange(pieces.shape[1], device=pieces.device)
        states: Tensor = self.norm(self.pieces(pieces) + self.positions(positions) + self.shapes(shapes))
        for layer in self.layers:
            states = layer(states, mask)
        return states

    def load_base(self, weights: Mapping[str, Tensor]) -> None:
        """Copy the weights of the published model, under their names there."""
        own: dict[str, Tensor] = {"shapes.weight": self.shapes.weight.detach()}
        own["pieces.weight"] = weights["embeddings.word_embeddings.weight"]
        own["positions.weight"] = (
            weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        )
        for kind in ("weight", "bias"):
            own[f"norm.{kind}"] = weights[f"embeddings.LayerNorm.{kind}"]
            for number in range(LAYERS):
                base, layer = f"encoder.layer.{number}", f"layers.{number}"
                parts = [weights[f"{base}.attention.self.{name}.{kind}"] for name in ("query", "key", "value")]
                own[f"{layer}.attention.{kind}"] = torch.cat(parts)
                own[f"{layer}.mixed.{kind}"] = weights[f"{base}.attention.output.dense.{kind}"]
                own[f"{layer}.mixed_norm.{kind}"] = weights[f"{base}.attention.output.LayerNorm.{kind}"]
                own[f"{layer}.inner.{kind}"] = weights[f"{base}.intermediate.dense.{kind}"]
                own[f"{layer}.outer.{kind}"] = weights[f"{base}.output.dense.{kind}"]
                own[f"{layer}.outer_norm.{kind}"] = weights[f"{base}.output.LayerNorm.{kind}"]
        self.load_state_dict(own)


class Network(nn.Module):  # type: ignore[misc, unused-ignore]
    """Encoder and heads. A word is its first piece's state."""

    def __init__(self, labels: Labels) -> None:
        super().__init__()
        self.outside = labels.entities.index("O") if "O" in labels.entities else -1
        self.sizes = {
            "tags": len(labels.tags),
            "morphs": len(labels.morphs),
            "rules": len(labels.rules),
            "entities": len(labels.entities),
            "starts": 2,
        }
        self.encoder = Encoder()
        self.word_dropout = nn.Dropout(WORD_DROPOUT)
        self.head_dropout = nn.Dropout(HEAD_DROPOUT)
        self.tagger = nn.Linear(WIDTH, sum(self.sizes.values()))
        self.arc_word = nn.Linear(WIDTH, ARC_WIDTH)
        self.arc_head = nn.Linear(WIDTH, ARC_WIDTH)
        self.arc_pair = nn.Linear(ARC_WIDTH, ARC_WIDTH)
        self.arc_root = nn.Linear(ARC_WIDTH, 1)
        self.label_word = nn.Linear(WIDTH, LABEL_WIDTH)
        self.label_head = nn.Linear(WIDTH, LABEL_WIDTH)
        self.relation = nn.Linear(3 * LABEL_WIDTH, len(labels.relations))
        self.vector = nn.Linear(WIDTH, VECTOR_WIDTH)

    def tag(self, words: Tensor) -> dict[str, Tensor]:
        """Rate each word's labels: words, (..., WIDTH), -> logits, (..., labels), by name."""
        parts = self.tagger(words).split(list(self.sizes.values()), dim=-1)
        return dict(zip(self.sizes, parts, strict=True))

    def arcs(self, words: Tensor) -> Tensor:
        """Rate heads: words, (texts, words, WIDTH), -> (texts, words, words + 1), the root first."""
        word = self.head_dropout(functional.gelu(self.arc_word(words)))
        head = self.head_dropout(functional.gelu(self.arc_head(words)))
        pairs = torch.matmul(self.arc_pair(word), head.transpose(-1, -2)) / math.sqrt(ARC_WIDTH)
        return torch.cat([self.arc_root(word), pairs], dim=-1)

    def label_parts(self, words: Tensor) -> tuple[Tensor, Tensor]:
        """Return what each word brings to its relation as a dependent and as a head, both (..., LABEL_WIDTH)."""
        word = self.head_dropout(functional.gelu(self.label_word(words)))
        head = self.head_dropout(functional.gelu(self.label_head(words)))
        return word, head

    def relations(self, word: Tensor, head: Tensor) -> Tensor:
        """Rate the relations of pairs, (..., relations): a biaffine form of low rank (products) and a linear part."""
        logits: Tensor = self.relation(torch.cat([word * head, word, head], dim=-1))
        return logits
