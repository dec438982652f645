"""The training loop: mixed batches of treebank and newswire, one optimiser, warm-up and linear decay."""

from __future__ import annotations

import json
import math
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch  # type: ignore[import-not-found, unused-ignore]
from torch import Tensor  # type: ignore[import-not-found, unused-ignore]
from torch.nn import functional  # type: ignore[import-not-found, unused-ignore]

from training.trf.network import VECTOR_WIDTH, WIDTH, Encoder, Network
from training.trf.windows import UNKNOWN, Window, batches, padded

SEED = 7
BATCH = 1400  # word pieces
ENCODER_RATE, HEADS_RATE = 2e-4, 1e-3
WARM_UP = 300  # steps
PIECE_MASKING = 0.06  # share of words the network must guess from their surroundings
MASK_PIECE = 103
WEIGHTS = {"tags": 0.5, "morphs": 0.5, "rules": 0.5, "starts": 1.0, "entities": 1.0}
VECTOR_EVERY, VECTOR_SENTENCES, VECTOR_WEIGHT = 4, 40, 1.0  # the sentence vectors are taught every fourth step


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows side by side. Words are counted through the whole batch: `texts` and `places` say where each stands."""

    pieces: Tensor
    shapes: Tensor
    mask: Tensor
    firsts: Tensor
    labels: dict[str, Tensor]

    @classmethod
    def of(cls, windows: Sequence[Window]) -> Batch:
        """Stack the windows, padded at their ends."""
        pieces = torch.from_numpy(padded([window.pieces for window in windows], 0))
        lengths = torch.tensor([len(window.pieces) for window in windows])
        mask = torch.arange(pieces.shape[1])[None] < lengths[:, None]
        labels = {
            name: torch.from_numpy(padded([getattr(window, name) for window in windows], UNKNOWN))
            for name in (*WEIGHTS, "heads", "relations")
        }
        return cls(
            pieces,
            torch.from_numpy(padded([window.shapes for window in windows], 0)),
            torch.where(mask, 0.0, -10000.0)[:, None, None, :],
            torch.from_numpy(padded([window.firsts for window in windows], 0)),
            labels,
        )


def word_states(states: Tensor, firsts: Tensor) -> Tensor:
    """Pick the state of each word's first piece: (texts, words, WIDTH)."""
    return states.gather(1, firsts[..., None].expand(-1, -1, states.shape[-1]))


def with_masks(batch: Batch, generator: torch.Generator) -> Tensor:
    """Return the pieces with a few words hidden: their first piece is the mask."""
    pieces = batch.pieces.clone()
    hidden = (torch.rand(batch.firsts.shape, generator=generator) < PIECE_MASKING) & (batch.firsts > 0)
    rows = torch.arange(len(pieces))[:, None].expand_as(batch.firsts)
    pieces[rows[hidden], batch.firsts[hidden]] = MASK_PIECE
    return pieces


def cross_entropy(logits: Tensor, gold: Tensor) -> Tensor:
    """Return the mean cross entropy of the words whose label is known."""
    return functional.cross_entropy(logits.float().flatten(0, -2), gold.flatten(), ignore_index=UNKNOWN)


def losses(network: Network, batch: Batch, words: Tensor) -> dict[str, Tensor]:
    """Return the mean cross entropy of each kind of label in the batch; a kind the batch lacks is left out."""
    result: dict[str, Tensor] = {}
    dropped = network.word_dropout(words)
    logits = network.tag(dropped)
    for name in WEIGHTS:
        gold = batch.labels[name]
        if bool((gold != UNKNOWN).any()):
            result[name] = cross_entropy(logits[name], gold)
    heads, relations = batch.labels["heads"], batch.labels["relations"]
    parsed = (heads != UNKNOWN).any(dim=1)
    if bool(parsed.any()):
        dropped, heads, relations = dropped[parsed], heads[parsed], relations[parsed]
        real = batch.firsts[parsed] > 0
        scores = network.arcs(dropped).float()
        scores = scores + torch.cat([torch.zeros(len(real), 1), torch.where(real, 0.0, -10000.0)], dim=1)[:, None, :]
        result["heads"] = cross_entropy(scores, heads)
        word, head = network.label_parts(dropped)
        rows, columns = ((heads > 0) & (relations != UNKNOWN)).nonzero(as_tuple=True)
        rated = network.relations(word[rows, columns], head[rows, heads[rows, columns] - 1])
        result["relations"] = cross_entropy(rated, relations[rows, columns])
    return result


class Teacher:
    """The published model: sentence vectors as it gives them, brought to VECTOR_WIDTH dimensions that keep most angles.

    The vector of a sentence is the mean of its pieces' states (Reimers and Gurevych 2019); the dimensions kept are the
    principal ones, not centred, of some sentences' vectors.
    """

    def __init__(self, encoder: Encoder, sample: Sequence[Tensor]) -> None:
        self.encoder = encoder.eval().requires_grad_(False)
        self.projection = torch.eye(WIDTH)
        parts = [self.vectors(sample[start : start + 64]) for start in range(0, len(sample), 64)]
        self.projection = torch.linalg.svd(torch.cat(parts), full_matrices=False).Vh[:VECTOR_WIDTH].T.contiguous()

    def vectors(self, sentences: Sequence[Tensor]) -> Tensor:
        """Return the vectors, (sentences, VECTOR_WIDTH), of sentences given as piece numbers with both ends."""
        lengths = torch.tensor([len(sentence) for sentence in sentences])
        pieces = torch.nn.utils.rnn.pad_sequence(list(sentences), batch_first=True)
        known = torch.arange(pieces.shape[1])[None] < lengths[:, None]
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.encoder(pieces, torch.zeros_like(pieces), torch.where(known, 0.0, -10000.0)[:, None, None, :])
        sums = (states.float() * known[..., None]).sum(dim=1)
        return functional.normalize(sums / lengths[:, None], dim=-1) @ self.projection


def sentence_places(window: Window) -> list[tuple[int, int]]:
    """Return the first word and the end of each sentence; a window without known sentences has none."""
    if (window.starts == UNKNOWN).all():
        return []
    starts = [i for i, start in enumerate(window.starts) if start == 1 or i == 0]
    return list(zip(starts, [*starts[1:], len(window.starts)], strict=True))


def sentence_pieces(window: Window, start: int, end: int) -> Tensor:
    """Return the piece numbers of some words of a window, with the window's both ends."""
    after = window.firsts[end] if end < len(window.firsts) else len(window.pieces) - 1
    inside = torch.from_numpy(window.pieces[window.firsts[start] : after])
    ends = torch.from_numpy(window.pieces[[0, -1]])
    return torch.cat([ends[:1], inside, ends[1:]])


def vector_loss(
    network: Network, teacher: Teacher, windows: Sequence[Window], words: Tensor, rng: random.Random
) -> Tensor:
    """Return 1 - cosine between the teacher's vectors of some sentences and ours, the means of their words'."""
    places = [(row, *place) for row, window in enumerate(windows) for place in sentence_places(window)]
    if not places:
        return words.new_zeros(())
    places = rng.sample(places, min(VECTOR_SENTENCES, len(places)))
    goal = teacher.vectors([sentence_pieces(windows[row], start, end) for row, start, end in places])
    ours = torch.stack([words[row, start:end].float().mean(dim=0) for row, start, end in places])
    return (1 - functional.cosine_similarity(network.vector(ours).float(), goal)).mean()


def fit(
    network: Network,
    teacher: Teacher,
    windows: Callable[[int], list[Window]],
    score: Callable[[Network], dict[str, float]],
    cycle: range,
    done: int,
    rate: float,
    folder: Path,
) -> None:
    """Train for the passes of the cycle that are not `done`, `windows(number)` giving each pass.

    The learning rates climb to `rate` of their usual height, also where a cycle goes on, and fall to zero at its end. The
    weights go to FOLDER/weights-N.pt, N passes done in all, and quick scores to FOLDER/log.jsonl.
    """
    passes = range(done, cycle.stop)
    seed = SEED + passes.start
    torch.manual_seed(seed)
    rng, generator = random.Random(seed), torch.Generator().manual_seed(seed)
    folder.mkdir(parents=True, exist_ok=True)
    network.encoder.pieces.weight.requires_grad_(False)  # half of all weights, and most pieces are rare here
    trained = {name: weight for name, weight in network.named_parameters() if weight.requires_grad}
    new = {name for name in trained if not name.startswith("encoder.") or name.startswith("encoder.shapes.")}
    groups = [
        {"params": [weight for name, weight in trained.items() if name not in new], "lr": rate * ENCODER_RATE},
        {"params": [trained[name] for name in trained if name in new], "lr": rate * HEADS_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    current = windows(passes.start)
    per_pass = sum(1 for _ in batches(current, BATCH, random.Random(seed)))
    steps, falling = len(passes) * per_pass, len(cycle) * per_pass - WARM_UP
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / WARM_UP, max(0.0, (steps - step) / falling))
    )
    start, step = time.monotonic(), 0
    for number in passes:
        network.train()
        totals: dict[str, float] = {}
        seen = 0
        for group in batches(current, BATCH, rng):
            batch = Batch.of(group)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                states = network.encoder(with_masks(batch, generator), batch.shapes, batch.mask)
                words = word_states(states, batch.firsts)
                found = losses(network, batch, words)
                if step % VECTOR_EVERY == 0:
                    found["vectors"] = vector_loss(network, teacher, group, words, rng)
            total = sum((loss * WEIGHTS.get(name, VECTOR_WEIGHT) for name, loss in found.items()), torch.zeros(()))
            optimizer.zero_grad(set_to_none=True)
            total.backward()  # type: ignore[no-untyped-call, unused-ignore]
            torch.nn.utils.clip_grad_norm_(trained.values(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            seen += 1
            for name, loss in found.items():
                totals[name] = totals.get(name, 0.0) + float(loss.detach())
            if step % 50 == 0:
                figure = f"{(time.monotonic() - start) / 60:.1f} minutes, loss {float(total.detach()):.3f}"
                print(f"step {step} of {steps}, {figure}", file=sys.stderr, flush=True)
        torch.save(network.state_dict(), folder / f"weights-{number + 1}.pt")
        network.eval()
        figures: dict[str, float] = {"pass": number + 1, "step": step, "minutes": (time.monotonic() - start) / 60}
        figures |= {f"loss_{name}": value / seen for name, value in totals.items()} | score(network)
        line = json.dumps({name: round(figure, 4) for name, figure in figures.items() if math.isfinite(figure)})
        with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(line + "\n")
        print(line, file=sys.stderr, flush=True)
        if number + 1 in passes:
            current = windows(number + 1)


def sample_sentences(windows: Sequence[Window], count: int) -> Iterator[Tensor]:
    """Yield the pieces of the first sentences of some windows."""
    for window in windows[:count]:
        for start, end in sentence_places(window)[:1]:
            yield sentence_pieces(window, start, end)
