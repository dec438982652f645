"""The training loop: a fixed number of passes, warm-up and linear decay of the learning rate, averaged weights kept."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from spacy.language import Language
from spacy.training import Example
from spacy.util import load_config, load_model_from_config
from thinc.api import Adam, NumpyOps, fix_random_seed, set_current_ops

from training.tokenizer import adapt_tokenizer

CONFIGS = Path(__file__).parent / "configs"
SEED = 7
WARM_UP = 0.01  # of all words to be seen
LEARN_RATE = 0.0015
DROPOUT = 0.2
SMALLEST_BATCH = 250  # words
LARGEST_BATCH = 900
BATCH_GROWTH = 1.001  # per step


def fit(
    config: str,
    vectors: Path,
    examples: Callable[[Language, str], Iterator[Example]],
    score: Callable[[Language], dict[str, float]],
    goal: str,
    passes: int,
    folder: Path,
) -> None:
    """Train the pipeline of configs/CONFIG.cfg and keep the best pass, by score[goal] on dev, in FOLDER/best.

    `examples(nlp, seed)` yields one pass of training data. FOLDER/last holds the latest pass. Scores go to stderr and
    FOLDER/log.jsonl. `vectors` is the folder of the static word vectors.
    """
    set_current_ops(NumpyOps(use_blis=False))  # the blis wheel has generic kernels only, four times slower than numpy's
    fix_random_seed(SEED)
    nlp = load_model_from_config(load_config(CONFIGS / f"{config}.cfg"), auto_fill=True)
    adapt_tokenizer(nlp)
    nlp.vocab.vectors.from_disk(vectors)
    folder.mkdir(parents=True, exist_ok=True)
    first = list(examples(nlp, f"{SEED}-0"))
    all_words = passes * sum(len(example.reference) for example in first)
    nlp.initialize(lambda: first)
    optimizer = Adam(LEARN_RATE, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0, use_averages=True)
    best = 0.0
    step = words = 0
    start = time.monotonic()
    for number in range(passes):
        losses: dict[str, float] = {}
        remaining = iter(first if number == 0 else examples(nlp, f"{SEED}-{number}"))
        while batch := take_words(remaining, min(LARGEST_BATCH, SMALLEST_BATCH * BATCH_GROWTH**step)):
            step += 1
            words += sum(len(example.reference) for example in batch)
            progress = words / all_words
            optimizer.learn_rate = LEARN_RATE * min(progress / WARM_UP, max(0.02, 1 - progress))
            nlp.update(batch, sgd=optimizer, losses=losses, drop=DROPOUT)
        with nlp.use_params(optimizer.averages):
            scores = score(nlp)
            nlp.to_disk(folder / "last")
            if scores[goal] >= best:
                best = scores[goal]
                nlp.to_disk(folder / "best")
        figures = {"pass": number + 1, "step": step, "minutes": (time.monotonic() - start) / 60} | scores | losses
        line = json.dumps({name: round(float(figure), 4) for name, figure in figures.items()})
        with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(line + "\n")
        print(config, line, file=sys.stderr, flush=True)


def take_words(examples: Iterator[Example], limit: float) -> list[Example]:
    """Take the next examples, at least `limit` words of them; fewer only at the end."""
    batch: list[Example] = []
    words = 0
    while words < limit and (example := next(examples, None)) is not None:
        batch.append(example)
        words += len(example.reference)
    return batch
