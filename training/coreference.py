"""Train kgraph's coreference model on GUM, as the shipped pipeline reads it.

    python -m training.coreference TREEBANKS -o kgraph/coreference.json
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from kgraph.annotate import annotate, load_pipeline
from kgraph.coreference import CLASSES, Chain, Floats, Network, Nouns, noun_of, read_chains, role_of
from kgraph.errors import KgraphError
from kgraph.extract.claims import extract
from kgraph.extract.reader import Extraction, MentionDraft
from kgraph.model import MentionKind
from kgraph.resolve import named_clusters
from training.errors import TreebankError
from training.gum import GoldMention, GumDocument, read_gum

SEED = 7
NOTICE = (
    "Weights and counts learnt from UD English GUM 11 (universaldependencies/UD_English-GUM): annotation CC BY 4.0, texts CC BY, "
    "CC BY-SA or public domain."
)
THRESHOLDS = {"pronouns": 0.4, "descriptions": 0.7}  # chosen on gum-dev: above it precision rises little while links get lost
PASSES = 16  # of the ranker of pronouns over its choices; descriptions pose more choices, and need fewer
DESCRIPTION_PASSES = 10
ROUNDS = 2
LEAST = 2  # mentions of a noun before its own count is kept
LEAST_ROLE = 4
LEAST_ENDING = 5
STRENGTH = 2.0  # mentions that the classes of a noun's ending, or of all roles, are worth beside its own


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

    def entity_of(self, chain: Chain) -> str | None:
        """The gold entity of most of a chain's names and noun phrases; of its pronouns, where it has no other."""
        known = Counter(e for e in map(self.entity, chain.nominal or chain.seen) if e is not None)
        return min(known, key=lambda e: (-known[e], e), default=None)


def align(document: GumDocument, drafts: Iterable[MentionDraft]) -> dict[tuple[int, int], GoldMention]:
    """Pair each draft with the gold mention of the same head and the most similar span, one to one.

    A name is also paired with a gold mention around it that has its head inside the name, or is a name with the same end
    ("Emperor Norton" and "Norton").
    """
    pairs = []
    ordered = sorted(document.mentions, key=lambda g: g.start)
    starts = [g.start for g in ordered]
    for draft in drafts:
        for gold in ordered[: bisect_right(starts, draft.end)]:
            if gold.end <= draft.start:
                continue
            likeness = abs(draft.start - gold.start) + abs(draft.end - gold.end)
            around = gold.start <= draft.start and draft.end <= gold.end
            if gold.head == draft.setting.head:
                pairs.append((likeness, draft.start, draft.end, gold.start, gold.end, gold))
            elif draft.kind is MentionKind.NAME and around and gold.upos == "PROPN":
                if draft.start <= gold.head < draft.end or draft.end == gold.end:
                    pairs.append((1000 + likeness, draft.start, draft.end, gold.start, gold.end, gold))
    found: dict[tuple[int, int], GoldMention] = {}
    taken: set[tuple[int, int]] = set()
    for _, start, end, first, last, gold in sorted(pairs, key=lambda pair: pair[:5]):
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


@dataclass(frozen=True)
class Counts:
    """How often each noun, and what stands in each role, belongs to each class."""

    words: Mapping[str, Counter[str]]
    roles: Mapping[str, Counter[str]]


def count(reads: Iterable[Read]) -> Counts:
    words: dict[str, Counter[str]] = defaultdict(Counter)
    roles: dict[str, Counter[str]] = defaultdict(Counter)
    for read in reads:
        for mention in read.extraction.mentions:
            gold = read.aligned.get((mention.start, mention.end))
            if gold is not None:
                roles[role_of(mention)][gold.type] += 1
                if mention.kind is not MentionKind.PRONOUN:
                    words[noun_of(mention)][gold.type] += 1
    return Counts(words, roles)


def learn_nouns(counts: Counts) -> Nouns:
    """Shares of classes, in ninths as they are stored, of nouns and roles seen often enough, and of endings."""
    endings: dict[str, Counter[str]] = defaultdict(Counter)
    for word, seen in counts.words.items():
        if not word.isupper():
            for n in (0, 2, 3, 4):
                if len(word) > n:
                    endings[word[len(word) - n :]].update(dict.fromkeys(seen, 1))
    tails = {e: shares(c) for e, c in endings.items() if c.total() >= LEAST_ENDING or not e}

    def backed(word: str) -> tuple[float, ...]:
        return next((tails[word[-n:]] for n in (4, 3, 2) if word[-n:] in tails), tails[""])

    words = {w: shares(c, backed(w)) for w, c in counts.words.items() if c.total() >= LEAST}
    every = sum(counts.roles.values(), Counter())
    roles = {r: shares(c, shares(every)) for r, c in counts.roles.items() if c.total() >= LEAST_ROLE}
    return Nouns(words, tails, roles | {"": shares(every)})


def shares(counts: Mapping[str, float], prior: Sequence[float] = (0.0,) * len(CLASSES)) -> tuple[float, ...]:
    """Shares of CLASSES in ninths, the prior's counted as STRENGTH mentions."""
    each = [counts.get(c, 0) + STRENGTH * p for c, p in zip(CLASSES, prior, strict=True)]
    return tuple(round(9 * n / sum(each)) / 9 for n in each)


def without(read: Read, counts: Counts, nouns: Nouns) -> Nouns:
    """The nouns as learnt from all documents but one: its own words must not tell what they stand for."""
    own = count([read])
    rest = Counts({w: counts.words[w] - c for w, c in own.words.items()}, {r: counts.roles[r] - c for r, c in own.roles.items()})
    words, roles = dict(nouns.words), dict(nouns.roles)
    for word, seen in rest.words.items():
        words.pop(word, None)
        if seen.total() >= LEAST:
            words[word] = shares(seen, next((nouns.endings[word[-n:]] for n in (4, 3, 2) if word[-n:] in nouns.endings), nouns.endings[""]))
    for role, seen in rest.roles.items():
        roles.pop(role, None)
        if seen.total() >= LEAST_ROLE:
            roles[role] = shares(seen, nouns.roles[""])
    return Nouns(words, nouns.endings, roles | {"": nouns.roles[""]})


# --- choices --------------------------------------------------------------------------------------------------------


def choices(read: Read, nouns: Nouns, kind: MentionKind, rankers: Mapping[MentionKind, Network]) -> list[Choice]:
    """The choices that a document poses for mentions of one kind.

    Mentions go where the ranker of their kind puts them, right or wrong, for that is what a choice finds before it in use;
    where there is no ranker yet, they go where they should.
    """
    found: list[Choice] = []

    def choose(mention: MentionDraft, chains: Sequence[Chain], features: Floats) -> tuple[int, float]:
        right: list[bool] = []
        if mention.kind is kind or mention.kind not in rankers:
            entity = read.entity(mention)
            right = [entity is not None and entity == read.entity_of(c) for c in chains]
        if mention.kind is kind:
            found.append(Choice(features, np.array([not any(right), *right])))
        if mention.kind in rankers:
            shares = rankers[mention.kind].shares(features)
            return int(shares.argmax()) - 1, float(shares.max())
        return (right.index(True) if any(right) else -1), 1.0

    for _ in read_chains(read.extraction, named_clusters(read.extraction), nouns, choose):
        pass
    return found


# --- network --------------------------------------------------------------------------------------------------------


def fit(
    data: Sequence[Choice], *, units: int = 40, networks: int, passes: int, rate: float = 2e-3, decay: float = 0.1, drop: float = 0.4
) -> Network:
    """Fit networks that make the right rows of each choice likely (AdamW; a share `drop` of the units is left out of each step)."""
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
                weights[n] = (weights[n] - pace * (move + decay * weights[n])).astype(np.float32)
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
    kept = np.where(rng.random(before.shape[1]) < drop, 0, 1 / (1 - drop)).astype(np.float32)
    active = np.maximum(before, 0) * kept
    scores = active @ out
    exponents = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
    shares = exponents / np.add.reduceat(exponents, starts)[owner]
    good = exponents * right
    targets = good / np.add.reduceat(good, starts)[owner]
    error = (shares - targets) / len(chosen)
    inner = np.outer(error, out * kept) * (before > 0)
    return [rows.T @ inner, inner.sum(axis=0), active.T @ error]


# --- command --------------------------------------------------------------------------------------------------------


def learn(reads: Sequence[Read]) -> tuple[Nouns, Network, Network]:
    """Nouns' classes, the ranker of pronouns and that of descriptions.

    The pronouns' ranker is fitted first on chains that are right, as nothing else is there yet, and then on those that an
    earlier one makes of the half of the documents it was not fitted on (Ross et al. 2011, "A reduction of imitation learning").
    """
    counts = count(reads)
    nouns = learn_nouns(counts)
    own = [without(read, counts, nouns) for read in reads]

    def pose(
        kind: MentionKind, rankers: Sequence[Mapping[MentionKind, Network]]
    ) -> list[list[Choice]]:
        return [choices(r, n, kind, known) for r, n, known in zip(reads, own, rankers, strict=True)]

    described = pose(MentionKind.DESCRIPTION, [{}] * len(reads))
    descriptions = fit(flat(described), networks=3, passes=DESCRIPTION_PASSES)
    known = {MentionKind.DESCRIPTION: descriptions}
    posed = pose(MentionKind.PRONOUN, [known] * len(reads))
    half = len(reads) // 2
    rounds = []
    for _ in range(ROUNDS):
        early = [known | {MentionKind.PRONOUN: fit(flat(part), networks=2, passes=PASSES)} for part in (posed[half:], posed[:half])]
        posed = pose(MentionKind.PRONOUN, [early[n >= half] for n in range(len(reads))])
        rounds += posed
    return nouns, fit(flat(rounds), networks=6, passes=PASSES), descriptions


def flat(parts: Iterable[Iterable[Choice]]) -> list[Choice]:
    return [choice for part in parts for choice in part]


def to_json(nouns: Nouns, pronouns: Network, descriptions: Network) -> str:
    """What kgraph.coreference.read_model reads: one line a table, numbers rounded."""

    def table(values: Mapping[str, tuple[float, ...]]) -> dict[str, str]:
        return {word: "".join(str(round(9 * v)) for v in values[word]) for word in sorted(values)}

    def network(values: Network) -> dict[str, Any]:
        return {part: np.round(getattr(values, part).astype(float), 3).tolist() for part in ("hidden", "bias", "out")}

    plain = {
        "notice": NOTICE,
        "thresholds": THRESHOLDS,
        "nouns": {"words": table(nouns.words), "endings": table(nouns.endings), "roles": table(nouns.roles)},
        "pronouns": network(pronouns),
        "descriptions": network(descriptions),
    }
    return "{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in plain.items()) + "\n}\n"


@click.command()
@click.argument("treebanks", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The JSON file to write.")
@click.option("--pipeline", help="Name or folder of the spaCy pipeline; kgraph's own by default.")
def main(treebanks: Path, output: Path, pipeline: str | None) -> None:
    """Fit the rankers on gum-train in TREEBANKS and write them."""
    try:
        reads = read_gold(treebanks / "gum-train.conllu.gz", load_pipeline(pipeline))
    except (TreebankError, KgraphError) as error:
        raise click.ClickException(str(error)) from error
    output.write_text(to_json(*learn(reads)), encoding="utf-8")


if __name__ == "__main__":
    main()
