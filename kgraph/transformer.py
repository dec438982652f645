"""The accurate pipeline's one component: a small transformer, run by onnxruntime, that annotates a Doc in one pass.

It sets tags, parts of speech, morphology, lemmas, Universal Dependencies trees, sentence starts and entities, and leaves
a vector for each token in `Doc.tensor`, so that `Span.similarity` compares claims. Every paragraph is read by itself:
what stands beside it in a batch cannot change a single bit of its annotation.

Import this module, or install kgraph, before `spacy.load` reads a folder that holds such a pipeline.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import onnxruntime  # type: ignore[import-untyped, unused-ignore]
from numpy.typing import NDArray
from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, LEMMA, MORPH, POS, TAG
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kgraph.errors import PipelineError

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float32]
Rule: TypeAlias = tuple[str, str, str]

LONGEST_WINDOW = 256  # word pieces, the two at the ends included
LONGEST_WORD = 8  # word pieces; what a longer word has beyond them is not read
MODEL, LABELS, PIECES = "model.onnx", "labels.json", "pieces.txt"
UNKNOWN, BEGIN, END = "[UNK]", "[CLS]", "[SEP]"


def basic_words(text: str) -> list[str]:
    """Split a token as BERT's uncased models do before word pieces: no accents, no capitals, marks on their own.

    >>> basic_words("São"), basic_words("U.S.")
    (['sao'], ['u', '.', 's', '.'])
    """
    parts: list[str] = []
    joins = False
    for character in unicodedata.normalize("NFD", text):
        kind = unicodedata.category(character)
        if character.isspace():
            joins = False
        elif kind == "Mn" or kind[0] == "C" or character == "\ufffd":
            continue
        elif kind[0] == "P" or (character.isascii() and not character.isalnum()) or is_ideograph(character):
            parts.append(character)
            joins = False
        elif joins:
            parts[-1] += character.lower()
        else:
            parts.append(character.lower())
            joins = True
    return parts


def is_ideograph(character: str) -> bool:
    """Tell whether BERT reads the character as a word of its own (CJK Unified Ideographs and their extensions)."""
    code = ord(character)
    return 0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0x20000 <= code <= 0x2CEAF or 0xF900 <= code <= 0xFAFF


class WordPieces:
    """The vocabulary of word pieces: greedy longest match, left to right (Wu et al. 2016, arXiv:1609.08144)."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self.pieces = tuple(pieces)
        self.numbers = {piece: number for number, piece in enumerate(pieces)}
        self.begin, self.end = self.numbers[BEGIN], self.numbers[END]
        self.of_word = lru_cache(maxsize=50_000)(self._of_word)

    def _of_word(self, word: str) -> tuple[int, ...]:
        """Return the numbers of a token's pieces, at least one and at most LONGEST_WORD."""
        numbers: list[int] = []
        for part in basic_words(word):
            numbers += self._of_part(part)
        return tuple(numbers[:LONGEST_WORD]) or (self.numbers[UNKNOWN],)

    def _of_part(self, part: str) -> list[int]:
        numbers: list[int] = []
        start = 0
        while start < len(part) <= 100:
            for end in range(len(part), start, -1):
                number = self.numbers.get(("##" if start else "") + part[start:end])
                if number is not None:
                    break
            else:
                return [self.numbers[UNKNOWN]]
            numbers.append(number)
            start = end
        return numbers or [self.numbers[UNKNOWN]]


def shape(word: str, follows_space: bool) -> int:
    """Return what the uncased vocabulary loses: one of SHAPES numbers for a token's capitals, digits and space before.

    0 is left to the window's ends.

    >>> [shape(word, True) for word in ("the", "The", "A", "THE", "iPhone", "2019", "4th", ",")]
    [3, 5, 7, 9, 11, 13, 15, 1]
    """
    has_digit = any(character.isdigit() for character in word)
    if not any(character.isalpha() for character in word):
        number = 6 if has_digit else 0
    elif has_digit:
        number = 7
    elif word.islower():
        number = 1
    elif len(word) == 1:
        number = 3
    elif word.isupper():
        number = 4
    elif word[0].isupper() and not any(character.isupper() for character in word[1:]):
        number = 2
    else:
        number = 5
    return 1 + 2 * number + (not follows_space)


SHAPES = 17


def apply_rule(rule: Rule, form: str) -> str | None:
    """Return the lemma a rule makes of a form, None where the form lacks the ending the rule cuts off.

    A rule is a casing ("lower", "keep" or "title"), the ending cut off after casing, and the ending put on.

    >>> apply_rule(("lower", "ies", "y"), "Cities"), apply_rule(("lower", "ies", "y"), "cats")
    ('city', None)
    """
    casing, cut, add = rule
    base = cased(form, casing)
    if not base.endswith(cut) or (not add and len(cut) == len(base)):
        return None
    return base[: len(base) - len(cut)] + add


def cased(form: str, casing: str) -> str:
    """Write a form in small letters ("lower"), with a capital first ("title"), or as it is ("keep").

    >>> cased("KREMLIN", "title")
    'Kremlin'
    """
    if casing == "lower":
        return form.lower()
    return form[:1].upper() + form[1:].lower() if casing == "title" else form


def best_tree(scores: Floats) -> list[int]:
    """Return each word's head in the best tree with one root: 0 for the root, else 1 + the head's position.

    scores, shape (words, words + 1): scores[i, j] rates j as the head of word i, j counted as in the answer; larger is
    better. The tree is the maximum spanning arborescence (Chu and Liu 1965, Edmonds 1967) when that has one root, else
    the best of those which keep a single one of its roots.

    >>> best_tree(np.array([[0, 0, 5], [1, 4, 0]], dtype=np.float32))
    [2, 0]
    """
    words = len(scores)
    square = np.full((words + 1, words + 1), -np.inf)
    square[1:] = scores
    np.fill_diagonal(square, -np.inf)
    heads = arborescence(square)
    roots = [word for word in range(1, words + 1) if heads[word] == 0]
    if len(roots) > 1:
        rows = np.arange(1, words + 1)
        best = -np.inf
        for root in roots:
            rooted = square.copy()
            rooted[rows[rows != root], 0] = -np.inf
            candidate = arborescence(rooted)
            total = float(rooted[rows, candidate[1:]].sum())
            if total > best:
                best, heads = total, candidate
    return heads[1:]


def arborescence(scores: NDArray[np.float64]) -> list[int]:
    """Return the heads of the maximum spanning arborescence from node 0; scores[i, j] rates j as the head of i."""
    heads: list[int] = [0, *map(int, scores[1:].argmax(axis=1))]
    cycle = find_cycle(heads)
    if not cycle:
        return heads
    inside = np.array(cycle)
    outside = np.array([node for node in range(len(heads)) if node not in set(cycle)])
    entering = scores[np.ix_(inside, outside)] - scores[inside, [heads[node] for node in cycle]][:, None]
    leaving = scores[np.ix_(outside, inside)]
    small = np.full((len(outside) + 1, len(outside) + 1), -np.inf)  # the cycle is one node, the last
    small[:-1, :-1] = scores[np.ix_(outside, outside)]
    small[-1, :-1] = entering.max(axis=0)
    small[:-1, -1] = leaving.max(axis=1)
    small[0] = -np.inf
    answer = arborescence(small)
    for position, node in enumerate(map(int, outside)):
        if position:
            head = answer[position]
            heads[node] = int(inside[leaving[position].argmax()]) if head == len(outside) else int(outside[head])
    entry = answer[-1]
    heads[int(inside[entering[:, entry].argmax()])] = int(outside[entry])
    return heads


def find_cycle(heads: Sequence[int]) -> list[int]:
    """Return the nodes of one cycle, empty if there is none; node 0 is the root and its head is ignored.

    >>> sorted(find_cycle([0, 2, 1, 0])), find_cycle([0, 2, 0])
    ([1, 2], [])
    """
    seen = [0] * len(heads)
    for start in range(1, len(heads)):
        node = start
        while node and not seen[node]:
            seen[node] = start
            node = heads[node]
        if node and seen[node] == start:
            cycle = [node]
            while heads[cycle[-1]] != node:
                cycle.append(heads[cycle[-1]])
            return cycle
    return []


def entity_moves(tags: Sequence[str]) -> NDArray[np.bool_]:
    """Tell which BILUO tag may follow which, shape (tags + 1, tags + 1); the last row and column are the text's ends.

    >>> entity_moves(["O", "B-LOC", "L-LOC", "U-LOC"]).astype(int).tolist()[1]
    [0, 0, 1, 0, 0]
    """
    names = [*tags, "O"]
    allowed = np.zeros((len(names), len(names)), dtype=bool)
    for i, before in enumerate(names):
        for j, after in enumerate(names):
            is_open, is_inside = before[0] in "BI", after[0] in "IL"
            allowed[i, j] = is_open == is_inside and (not is_open or before[2:] == after[2:])
    return allowed


def best_tags(scores: Floats, allowed: NDArray[np.bool_]) -> Ints:
    """Return the best allowed row of tags (Viterbi); scores, shape (words, tags), are logarithms of probabilities."""
    tags = scores.argmax(axis=1)
    edge = len(allowed) - 1
    path = np.concatenate([[edge], tags, [edge]])
    if allowed[path[:-1], path[1:]].all():
        return tags
    moves = np.where(allowed, 0.0, -1e9)
    inner = moves[:-1, :-1]
    total = scores[0] + moves[-1, :-1]
    back: list[Ints] = []
    for row in scores[1:]:
        reached = total[:, None] + inner
        origin = reached.argmax(axis=0)
        back.append(origin)
        total = reached[origin, np.arange(len(row))] + row
    tags[-1] = int((total + moves[:-1, -1]).argmax())
    for position in range(len(back) - 1, -1, -1):
        tags[position] = back[position][tags[position + 1]]
    return tags


@dataclass(frozen=True, slots=True)
class Labels:
    """What the network's outputs stand for, in the order of their numbers.

    `relation_weights`, shape (3 x width, relations), and `relation_bias` rate the relations of a word and its head.
    """

    tags: tuple[str, ...]
    morphs: tuple[str, ...]  # "NOUN|Number=Sing": part of speech and features
    rules: tuple[Rule, ...]
    relations: tuple[str, ...]
    entities: tuple[str, ...]  # BILUO

    @classmethod
    def from_json(cls, text: str) -> Labels:
        """Read what `to_json` wrote."""
        names = json.loads(text)
        rules = tuple((casing, cut, add) for casing, cut, add in names.pop("rules"))
        return cls(rules=rules, **{name: tuple(values) for name, values in names.items()})

    def to_json(self) -> str:
        """Return the labels as JSON text."""
        names = {name: getattr(self, name) for name in ("tags", "morphs", "rules", "relations", "entities")}
        return json.dumps(names, ensure_ascii=False, indent=0) + "\n"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network says of some words; row i of each array is word i. Heads count as in `best_tree`."""

    tags: Ints
    morphs: Ints
    rules: Ints  # shape (words, candidates), the best first
    starts: NDArray[np.bool_]
    heads: Ints
    relations: Ints
    entities: Ints
    vectors: Floats

    def part(self, start: int, end: int) -> Reading:
        """The words from start to end, which must be whole sentences; heads are counted from `start`."""
        heads = np.where(self.heads[start:end] == 0, 0, self.heads[start:end] - start)
        return Reading(self.tags[start:end], self.morphs[start:end], self.rules[start:end], self.starts[start:end],
                       heads, self.relations[start:end], self.entities[start:end], self.vectors[start:end])


class Transformer:
    """A spaCy component that fills Docs from an ONNX network; see the module's text."""

    def __init__(self, vocab: Vocab, name: str = "kgraph_transformer", *, threads: int = 1) -> None:
        self.vocab = vocab
        self.name = name
        self.threads = threads
        self._files: dict[str, bytes] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one Doc in place and return it."""
        if not self._files:
            raise PipelineError(f"{self.name}: the component holds no network yet; load a pipeline's folder with "
                                "spacy.load, or call from_disk")
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 1) -> Iterator[Doc]:
        """Annotate Docs one by one, in order; a paragraph fills the processor, so batches would gain nothing."""
        del batch_size
        for doc in stream:
            yield self(doc)
