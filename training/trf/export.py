"""The trained network -> ONNX with weights of eight bits -> a spaCy pipeline's folder."""

from __future__ import annotations

import logging
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx  # type: ignore[import-not-found, unused-ignore]
import spacy
import torch  # type: ignore[import-not-found, unused-ignore]
from onnxruntime.quantization import QuantType, matmul_nbits_quantizer, quantize_dynamic
from torch import Tensor, nn  # type: ignore[import-not-found, unused-ignore]

from kgraph.transformer import LABELS, MODEL, PIECES, RELATIONS, Labels, Transformer, WordPieces
from training.assemble import META as SMALL_META
from training.sources import sources
from training.tokenizer import adapt_tokenizer
from training.trf.network import Network

CANDIDATE_RULES = 6
ANSWERS = ("tags", "morphs", "rules", "starts", "entities", "arcs", "words", "heads", "vectors")
META: dict[str, Any] = SMALL_META | {
    "name": "kgraph_trf",
    "description": "English news: tags, morphology, lemmas and Universal Dependencies trees with sentence boundaries "
    "(EWT and GUM), nine kinds of entities and sentence vectors. all-MiniLM-L6-v2, fine-tuned, "
    "with weights of eight bits, run by onnxruntime on the CPU.",
}


class Served(nn.Module):  # type: ignore[misc, unused-ignore]
    """The network as the run time asks it: one window in, what ANSWERS names out."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, pieces: Tensor, shapes: Tensor, firsts: Tensor) -> tuple[Tensor, ...]:
        """pieces and shapes, shape (pieces,), and firsts, shape (words,), -> the answers, a row for each word."""
        network = self.network
        words = network.encoder(pieces[None], shapes[None], None)[0].index_select(0, firsts)
        logits = network.tag(words)
        word, head = network.label_parts(words)
        return (
            logits["tags"].argmax(dim=-1),
            logits["morphs"].argmax(dim=-1),
            logits["rules"].topk(CANDIDATE_RULES).indices,
            logits["starts"][:, 1] - logits["starts"][:, 0],
            torch.log_softmax(logits["entities"], dim=-1),
            network.arcs(words),
            word,
            head,
            network.vector(words),
        )


def write_onnx(network: Network, path: Path) -> None:
    """Write the network in ONNX, weights in float32."""
    example = torch.arange(1000, 1040), torch.ones(40, dtype=torch.int64), torch.arange(1, 31)
    with torch.no_grad():
        torch.onnx.export(
            Served(network.eval()),
            example,
            path,
            input_names=["pieces", "shapes", "firsts"],
            output_names=list(ANSWERS),
            dynamic_axes={"pieces": {0: "pieces"}, "shapes": {0: "pieces"}, "firsts": {0: "words"}},
            opset_version=18,
            dynamo=False,
        )


def quantised(path: Path) -> bytes:
    """Return the ONNX model with weights of eight bits: embeddings looked up in them, products computed in them.

    Each row of a product's input is brought to eight bits by itself, 128 numbers at a time, which costs no accuracy
    here; with one scale for a whole input (quantize_dynamic alone) LAS on the dev sets falls by .004.
    """
    with tempfile.TemporaryDirectory() as folder:
        looked_up = Path(folder) / "looked_up.onnx"
        quantize_dynamic(path, looked_up, weight_type=QuantType.QInt8, op_types_to_quantize=["Gather"])
        config = matmul_nbits_quantizer.DefaultWeightOnlyQuantConfig(
            block_size=128, is_symmetric=True, accuracy_level=4, bits=8
        )
        logging.getLogger(matmul_nbits_quantizer.__name__).setLevel(logging.WARNING)
        quantiser = matmul_nbits_quantizer.MatMulNBitsQuantizer(onnx.load(looked_up), algo_config=config)
        quantiser.process()
        content: bytes = quantiser.model.model.SerializeToString()
        return content


def assemble(network: Network, labels: Labels, pieces: WordPieces, workdir: Path, output: Path, newswire: bool) -> None:
    """Write the pipeline to OUTPUT, replacing what is there; WORKDIR gets the network in float32.

    `newswire` says whether entities were trained on it.
    """
    write_onnx(network, workdir / MODEL)
    relation = network.relation
    relations = torch.cat([relation.weight.detach().T, relation.bias.detach()[None]]).numpy()
    np.save(workdir / RELATIONS, relations.astype(np.float32))
    files = {
        MODEL: quantised(workdir / MODEL),
        RELATIONS: (workdir / RELATIONS).read_bytes(),
        LABELS: labels.to_json().encode("utf-8"),
        PIECES: "".join(piece + "\n" for piece in pieces.pieces).encode("utf-8"),
    }
    nlp = spacy.blank("en")
    adapt_tokenizer(nlp)
    component = nlp.add_pipe("kgraph_transformer")
    assert isinstance(component, Transformer)
    component.load(files)
    nlp.meta.update(META | {"sources": sources(newswire)})
    if output.exists():
        shutil.rmtree(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(output)
