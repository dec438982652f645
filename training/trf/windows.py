"""spaCy examples -> windows of numbers, what the network reads and what it is to answer."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from spacy.training import Example
from spacy.training.iob_utils import iob_to_biluo

from kgraph.transformer import LONGEST_WINDOW, Labels, Rule, WordPieces, cased, shape

UNKNOWN = -100  # torch's cross entropy leaves such a label out
FEWEST = 4  # tokens of the first pass that must show a label before it is learned
CERTAIN = 0.8  # share of a tagged word's tokens that must show the lemma rule the lexicon gives it
WITHOUT_LEXICON = frozenset({"NNP", "NNPS", "CD", "FW", "ADD"})  # an open class of words that are their own lemmas


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of text and its gold labels, UNKNOWN where the data says nothing.

    `pieces` and `shapes` have one entry for each word piece, the two at the ends included; the rest one for each word.
    `firsts` is the place of the word's first piece; `heads` is 0 for a root, else 1 + the head's position.
    """

    pieces: NDArray[np.int64]
    shapes: NDArray[np.int64]
    firsts: NDArray[np.int64]
    tags: NDArray[np.int64]
    morphs: NDArray[np.int64]
    rules: NDArray[np.int64]
    starts: NDArray[np.int64]
    heads: NDArray[np.int64]
    relations: NDArray[np.int64]
    entities: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Gold:
    """Gold labels of one Doc's words (white space left out), None where unknown; heads are positions, own for roots."""

    words: tuple[str, ...]
    follows_space: tuple[bool, ...]
    tags: Sequence[str | None]
    morphs: Sequence[str | None]
    rules: Sequence[Rule | None]
    starts: Sequence[bool | None]
    heads: Sequence[int | None]
    relations: Sequence[str | None]
    entities: Sequence[str | None]


def rule_of(form: str, lemma: str) -> Rule:
    """Return the rule that makes the lemma from the form and cuts off least; small letters win a tie.

    >>> rule_of("Cities", "city"), rule_of("LONDON", "London"), rule_of("'s", "be")
    (('lower', 'ies', 'y'), ('title', '', ''), ('lower', "'s", 'be'))
    """
    rules: list[Rule] = []
    for casing in ("lower", "keep", "title"):
        base = cased(form, casing)
        common = 0
        while common < min(len(base), len(lemma)) and base[common] == lemma[common]:
            common += 1
        rules.append((casing, base[common:], lemma[common:]))
    return min(rules, key=lambda rule: len(rule[1]))


def syntax_gold(example: Example) -> Gold:
    """Read the gold tree of an example off its reference, aligned to the predicted Doc's tokens by characters."""
    doc = example.predicted
    tags, parts = example.get_aligned("TAG", as_string=True), example.get_aligned("POS", as_string=True)
    features, lemmas = example.get_aligned("MORPH", as_string=True), example.get_aligned("LEMMA", as_string=True)
    heads, relations = example.get_aligned_parse(projectivize=False)  # type: ignore[no-untyped-call, unused-ignore]
    starts = example.get_aligned_sent_starts()  # type: ignore[no-untyped-call, unused-ignore]
    morphs = [
        None if part is None or feature is None else "|".join([part, *feature.replace("_", "").split("|")]).strip("|")
        for part, feature in zip(parts, features, strict=True)
    ]
    rules = [rule_of(token.text, lemma) if lemma else None for token, lemma in zip(doc, lemmas, strict=True)]
    return _without_spaces(
        doc,
        [tag or None for tag in tags],
        [morph or None for morph in morphs],
        rules,
        [None if start is None else start == 1 for start in starts],
        heads,
        [relation or None for relation in relations],
        [None] * len(doc),
    )


def entity_gold(example: Example) -> Gold:
    """Read the gold entities of an example, aligned to the predicted Doc's tokens by characters."""
    doc = example.predicted
    nothing: list[None] = [None] * len(doc)
    entities = [tag if tag and tag != "-" else None for tag in example.get_aligned_ner()]
    return _without_spaces(doc, nothing, nothing, nothing, nothing, nothing, nothing, entities)


def _without_spaces(
    doc: Doc,
    tags: Sequence[str | None],
    morphs: Sequence[str | None],
    rules: Sequence[Rule | None],
    starts: Sequence[bool | None],
    heads: Sequence[int | None],
    relations: Sequence[str | None],
    entities: Sequence[str | None],
) -> Gold:
    kept = [token.i for token in doc if not token.is_space]
    moved = {old: new for new, old in enumerate(kept)}
    tags_inside = [entities[i] for i in kept]
    known = [tag is not None for tag in tags_inside]
    if len(kept) < len(doc) and any(known):  # a space inside an entity is gone: "B-LOC", space, "L-LOC" stays whole
        plain = [tag.replace("L-", "I-").replace("U-", "B-") if tag else "O" for tag in tags_inside]
        tags_inside = [tag if yes else None for tag, yes in zip(iob_to_biluo(plain), known, strict=True)]
    return Gold(
        tuple(doc[i].text for i in kept),
        tuple(i == 0 or bool(doc[i - 1].whitespace_) or doc[i - 1].is_space for i in kept),
        [tags[i] for i in kept],
        [morphs[i] for i in kept],
        [rules[i] for i in kept],
        [starts[i] for i in kept],
        [None if (head := heads[i]) is None else moved.get(head) for i in kept],
        [relations[i] for i in kept],
        tags_inside,
    )


def learn_labels(golds: Iterable[Gold]) -> Labels:
    """Collect the labels seen at least FEWEST times, in sorted order, and the lexicon of lemmas."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("tags", "morphs", "relations", "entities")}
    rules: Counter[Rule] = Counter()
    words: dict[tuple[str, str], Counter[Rule]] = defaultdict(Counter)
    for gold in golds:
        for name, counter in counts.items():
            counter.update(value for value in getattr(gold, name) if value and value != "ROOT")
        rules.update(rule for rule in gold.rules if rule)
        for word, tag, rule in zip(gold.words, gold.tags, gold.rules, strict=True):
            if tag and rule and tag not in WITHOUT_LEXICON:
                words[tag, word.lower()][rule] += 1
    names = {
        name: tuple(sorted(value for value, count in counter.items() if count >= FEWEST))
        for name, counter in counts.items()
    }
    frequent = sorted(rule for rule, count in rules.items() if count >= FEWEST)
    numbers = {rule: number for number, rule in enumerate(frequent)}
    lexicon: dict[str, dict[str, int]] = defaultdict(dict)
    for (tag, word), found in sorted(words.items()):
        (rule, count), *_ = found.most_common(1)
        if rule in numbers and count >= CERTAIN * found.total():
            lexicon[tag][word] = numbers[rule]
    return Labels(rules=tuple(frequent), lexicon=lexicon, **names)


class Numberer:
    """Turns gold words into windows, with the vocabulary of word pieces and the labels fixed."""

    def __init__(self, pieces: WordPieces, labels: Labels) -> None:
        self.pieces = pieces
        self.tags = {name: number for number, name in enumerate(labels.tags)}
        self.morphs = {name: number for number, name in enumerate(labels.morphs)}
        self.rules = {rule: number for number, rule in enumerate(labels.rules)}
        self.relations = {name: number for number, name in enumerate(labels.relations)}
        self.entities = {name: number for number, name in enumerate(labels.entities)}

    def windows(self, gold: Gold) -> Iterator[Window]:
        """Cut the words into windows of at most LONGEST_WINDOW pieces and yield each; a head outside is unknown."""
        pieces = [self.pieces.of_word(word) for word in gold.words]
        start, size = 0, 2
        for position, numbers in enumerate(pieces):
            if size + len(numbers) > LONGEST_WINDOW:
                yield self._window(gold, pieces, start, position)
                start, size = position, 2
            size += len(numbers)
        if start < len(pieces):
            yield self._window(gold, pieces, start, len(pieces))

    def _window(self, gold: Gold, pieces: Sequence[tuple[int, ...]], start: int, end: int) -> Window:
        flat, shapes, firsts = [self.pieces.begin], [0], []
        for i in range(start, end):
            firsts.append(len(flat))
            flat += pieces[i]
            shapes += [shape(gold.words[i], gold.follows_space[i])] * len(pieces[i])
        heads: list[int] = []
        for i in range(start, end):
            head = gold.heads[i]
            if head == i:
                heads.append(0)
            elif head is not None and start <= head < end and gold.relations[i]:
                heads.append(head - start + 1)
            else:
                heads.append(UNKNOWN)
        numbers = {
            name: np.array([getattr(self, name).get(label, UNKNOWN) for label in getattr(gold, name)[start:end]])
            for name in ("tags", "morphs", "rules", "relations", "entities")
        }
        starts = [UNKNOWN if known is None else int(known) for known in gold.starts[start:end]]
        return Window(
            pieces=np.array([*flat, self.pieces.end]),
            shapes=np.array([*shapes, 0]),
            firsts=np.array(firsts),
            starts=np.array(starts),
            heads=np.array(heads),
            **numbers,
        )


def batches(windows: Sequence[Window], size: int, rng: random.Random) -> Iterator[list[Window]]:
    """Yield the windows in random batches of about `size` word pieces, padding counted, alike in length."""
    order = list(windows)
    rng.shuffle(order)
    pool = 40 * size
    groups: list[list[Window]] = []
    taken: list[Window] = []
    pieces = 0
    for window in order:
        taken.append(window)
        pieces += len(window.pieces)
        if pieces >= pool:
            groups += _alike(taken, size)
            taken, pieces = [], 0
    groups += _alike(taken, size)
    rng.shuffle(groups)
    yield from groups


def _alike(windows: list[Window], size: int) -> list[list[Window]]:
    """Cut windows into batches of about `size` pieces, short with short and long with long."""
    groups: list[list[Window]] = []
    batch: list[Window] = []
    for window in sorted(windows, key=lambda window: len(window.pieces)):
        if batch and len(window.pieces) * (len(batch) + 1) > size:
            groups.append(batch)
            batch = []
        batch.append(window)
    return [*groups, batch] if batch else groups


def padded(arrays: Sequence[NDArray[np.int64]], fill: int) -> NDArray[np.int64]:
    """Stack rows of unlike length, filled up at their ends.

    >>> padded([np.array([1, 2]), np.array([3])], 0).tolist()
    [[1, 2], [3, 0]]
    """
    result = np.full((len(arrays), max(len(array) for array in arrays)), fill, dtype=np.int64)
    for row, array in zip(result, arrays, strict=True):
        row[: len(array)] = array
    return result
