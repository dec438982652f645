"""The accurate pipeline's one component: a small transformer, run by onnxruntime, that annotates a Doc in one pass.

It sets tags, parts of speech, morphology, lemmas, Universal Dependencies trees, sentence starts and entities, and
leaves a vector for each token in `Doc.tensor`, so that `Span.similarity` compares claims. Every paragraph is read by
itself: what stands beside it in a batch cannot change a single bit of its annotation.

Import this module before `spacy.load` reads a folder that holds such a pipeline.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import onnxruntime  # type: ignore[import-not-found, import-untyped, unused-ignore]
import srsly  # type: ignore[import-untyped, unused-ignore]
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span, Token
from spacy.vocab import Vocab

from kgraph.errors import PipelineError

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float32]
Rule: TypeAlias = tuple[str, str, str]

LONGEST_WINDOW = 256  # word pieces, the two at the ends included
LONGEST_WORD = 8  # word pieces; what a longer word has beyond them is not read
FILES = MODEL, RELATIONS, LABELS, PIECES = "model.onnx", "relations.npy", "labels.json", "pieces.txt"
UNKNOWN, BEGIN, END = "[UNK]", "[CLS]", "[SEP]"
IDEOGRAPHS = (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2CEAF), (0xF900, 0xFAFF)
SHAPES = 17  # what `shape` can return
ATTRIBUTES = ["TAG", "POS", "MORPH", "LEMMA", "HEAD", "DEP", "ENT_IOB", "ENT_TYPE"]
IOB = {"I": 1, "O": 2, "B": 3}  # spaCy's numbers
BILUO = {"B": "B", "I": "I", "L": "I", "U": "B", "O": "O"}


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
    return any(first <= code <= last for first, last in IDEOGRAPHS)


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
    """Return what the uncased vocabulary loses: a number below SHAPES for a token's capitals, digits and space before.

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
    """Return each word's head in the best projective tree with one root: 0 for the root, else 1 + the head's position.

    scores, shape (words, words + 1): scores[i, j] rates j as the head of word i, j counted as in the answer; larger is
    better. Arcs of a projective tree do not cross; on the dev sets that restriction gains .002 to .004 LAS, since most of
    the few crossing trees a first-order parser proposes are wrong.

    >>> best_tree(np.array([[0, 0, 5], [1, 4, 0]], dtype=np.float32))
    [2, 0]
    """
    words = len(scores)
    square = np.full((words + 1, words + 1), -np.inf)
    square[1:] = scores
    np.fill_diagonal(square, -np.inf)
    heads = [0, *map(int, square[1:].argmax(axis=1))]
    if heads.count(0) != 2 or not is_projective_tree(heads):
        square[1:, 0] -= 1.0 + 2.0 * words * float(np.abs(scores).max())  # a second root costs more than any arc can win
        heads = eisner(square)
    return heads[1:]


def is_projective_tree(heads: Sequence[int]) -> bool:
    """Tell whether the heads of nodes 1, 2, … make a tree from node 0 whose arcs do not cross.

    >>> [is_projective_tree(heads) for heads in ([0, 2, 0], [0, 2, 1], [0, 3, 0, 2, 1])]
    [True, False, False]
    """
    reached = [node == 0 for node in range(len(heads))]
    for start in range(1, len(heads)):
        path: list[int] = []
        node = start
        while not reached[node] and len(path) < len(heads):
            path.append(node)
            node = heads[node]
        if not reached[node]:
            return False
        for node in path:
            reached[node] = True
    arcs = sorted((min(node, head), -max(node, head)) for node, head in enumerate(heads) if node)
    ends: list[int] = []  # of the arcs that are open at a place, the innermost last
    for first, negative in arcs:
        while ends and ends[-1] <= first:
            ends.pop()
        if ends and -negative > ends[-1]:
            return False
        ends.append(-negative)
    return True


def eisner(scores: NDArray[np.float64]) -> list[int]:
    """Return the heads of the best projective tree from node 0; scores[i, j], shape (nodes, nodes), rates j as the head of i.

    Source: Jason Eisner (1996), "Three New Probabilistic Models for Dependency Parsing: An Exploration". COLING.
    """
    nodes = len(scores)
    # the best score of each span by its ends: with the head at its left or its right end, closed by an arc between the ends or whole
    left_arc, right_arc, left, right = (np.full((nodes, nodes), -np.inf) for _ in range(4))
    split_arc, split_left, split_right = (np.zeros((nodes, nodes), dtype=np.int64) for _ in range(3))
    np.fill_diagonal(left, 0.0)
    np.fill_diagonal(right, 0.0)
    for length in range(1, nodes):
        first = np.arange(nodes - length)
        last = first + length
        rows, columns = first[:, None], last[:, None]
        middle = rows + np.arange(length)
        joined = left[rows, middle] + right[middle + 1, columns]
        split_arc[first, last] = first + joined.argmax(axis=1)
        best = joined.max(axis=1)
        left_arc[first, last] = best + scores[last, first]
        right_arc[first, last] = best + scores[first, last]
        whole = left_arc[rows, middle + 1] + left[middle + 1, columns]
        left[first, last], split_left[first, last] = whole.max(axis=1), first + 1 + whole.argmax(axis=1)
        whole = right[rows, middle] + right_arc[middle, columns]
        right[first, last], split_right[first, last] = whole.max(axis=1), first + whole.argmax(axis=1)
    heads = [0] * nodes
    spans = [("left", 0, nodes - 1)]
    while spans:
        kind, start, end = spans.pop()
        if start == end:
            continue
        if kind == "left":
            at = int(split_left[start, end])
            heads[at] = start
            spans += [("arc", start, at), ("left", at, end)]
        elif kind == "right":
            at = int(split_right[start, end])
            heads[at] = end
            spans += [("right", start, at), ("arc", at, end)]
        else:
            at = int(split_arc[start, end])
            spans += [("left", start, at), ("right", at + 1, end)]
    return heads


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
    tags: Ints = scores.argmax(axis=1)
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
    """What the network's outputs stand for, in the order of their numbers."""

    tags: tuple[str, ...]
    morphs: tuple[str, ...]  # "NOUN|Number=Sing": part of speech and features
    rules: tuple[Rule, ...]
    relations: tuple[str, ...]
    entities: tuple[str, ...]  # BILUO
    lexicon: Mapping[str, Mapping[str, int]]  # tag -> word in small letters -> the number of its lemma rule

    @classmethod
    def from_json(cls, text: str) -> Labels:
        """Read what `to_json` wrote."""
        names = json.loads(text)
        rules = tuple((casing, cut, add) for casing, cut, add in names.pop("rules"))
        lexicon = names.pop("lexicon")
        return cls(rules=rules, lexicon=lexicon, **{name: tuple(values) for name, values in names.items()})

    def to_json(self) -> str:
        """Return the labels as JSON text."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__}, ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network says of some words; row i of each array is word i, every number counts in `Labels`.

    `rules`, shape (words, candidates), has the best first; `heads` counts as in `best_tree`; a root's relation is -1.
    """

    tags: Ints
    morphs: Ints
    rules: Ints
    starts: NDArray[np.bool_]
    heads: Ints
    relations: Ints
    entities: Ints
    vectors: Floats


class Network:
    """The ONNX network, its word pieces and its labels, as read from the files of a pipeline's folder."""

    def __init__(self, files: Mapping[str, bytes], threads: int) -> None:
        self.labels = Labels.from_json(files[LABELS].decode("utf-8"))
        self.pieces = WordPieces(files[PIECES].decode("utf-8").splitlines())
        self.relations: Floats = np.load(io.BytesIO(files[RELATIONS]))  # the last row is the bias
        self.moves = entity_moves(self.labels.entities)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(files[MODEL], options, providers=["CPUExecutionProvider"])

    def read(self, words: Sequence[str], follows_space: Sequence[bool]) -> Reading:
        """Read the words of a paragraph, however long, window by window.

        A window's last sentence may be cut off, so the next window begins with it.
        """
        pieces = [self.pieces.of_word(word) for word in words]
        shapes = [shape(word, space) for word, space in zip(words, follows_space, strict=True)]
        parts: list[Reading] = []
        start = 0
        while start < len(words):
            end, size = start, 2
            while end < len(words) and size + len(pieces[end]) <= LONGEST_WINDOW:
                size += len(pieces[end])
                end += 1
            answers = self._run(pieces[start:end], shapes[start:end])
            sentences = [0, *(np.flatnonzero(answers["starts"][1:] > 0) + 1)]
            if end < len(words) and len(sentences) > 1:
                end = start + int(sentences[-1])
            else:
                sentences.append(end - start)
            parts.append(self._decode(answers, sentences, start))
            start = end
        return Reading(*(np.concatenate([getattr(part, name) for part in parts]) for name in Reading.__slots__))

    def _run(self, pieces: Sequence[tuple[int, ...]], shapes: Sequence[int]) -> dict[str, NDArray[Any]]:
        """Run the network on one window."""
        lengths = [len(numbers) for numbers in pieces]
        answers = self.session.run(
            None,
            {
                "pieces": np.array([self.pieces.begin, *chain.from_iterable(pieces), self.pieces.end]),
                "shapes": np.concatenate([[0], np.repeat(shapes, lengths), [0]]),
                "firsts": 1 + np.cumsum([0, *lengths[:-1]]),
            },
        )
        return {output.name: answer for output, answer in zip(self.session.get_outputs(), answers, strict=True)}

    def _decode(self, answers: Mapping[str, NDArray[Any]], sentences: Sequence[int], offset: int) -> Reading:
        """Choose trees and entities for the sentences that start at these words of the window; the last is the end."""
        end = sentences[-1]
        heads = np.zeros(end, dtype=np.int64)
        for first, last in pairwise(sentences):
            arcs = answers["arcs"][first:last]
            inside = best_tree(np.concatenate([arcs[:, :1], arcs[:, first + 1 : last + 1]], axis=1))
            heads[first:last] = [head + first if head else 0 for head in inside]
        word, head = answers["words"][:end], answers["heads"][heads - 1]
        ratings = np.concatenate([word * head, word, head], axis=1) @ self.relations[:-1] + self.relations[-1]
        starts = np.zeros(end, dtype=bool)
        starts[sentences[:-1]] = True
        return Reading(
            tags=answers["tags"][:end],
            morphs=answers["morphs"][:end],
            rules=answers["rules"][:end],
            starts=starts,
            heads=np.where(heads == 0, 0, heads + offset),
            relations=np.where(heads == 0, -1, ratings.argmax(axis=1)),
            entities=best_tags(answers["entities"][:end], self.moves),
            vectors=answers["vectors"][:end],
        )


# Past forms that no rule of spelling makes, of verbs that treebanks seldom show.
IRREGULAR = dict(
    pair.split(":")
    for pair in """fled:flee sped:speed bled:bleed bred:breed slain:slay slew:slay strode:stride swam:swim wept:weep knelt:kneel leapt:leap
    dwelt:dwell spat:spit slid:slide strung:string swung:swing clung:cling flung:fling wrung:wring stung:sting shrank:shrink sank:sink
    sunk:sink rang:ring rung:ring sprang:spring sprung:spring tore:tear torn:tear wore:wear worn:wear swore:swear sworn:swear bore:bear
    borne:bear forbade:forbid forbidden:forbid forgave:forgive forgiven:forgive overthrew:overthrow overthrown:overthrow withdrew:withdraw
    withdrawn:withdraw withstood:withstand upheld:uphold underwent:undergo undergone:undergo oversaw:oversee overseen:oversee
    overran:overrun mistook:mistake mistaken:mistake foresaw:foresee foreseen:foresee dug:dig stole:steal stolen:steal froze:freeze
    frozen:freeze shook:shake shaken:shake struck:strike wove:weave woven:weave crept:creep swept:sweep laid:lay paid:pay""".split()
)
SILENT_E = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy](?:ed|ing)")  # "fared": of "far" it were "farred"
REGULAR: tuple[tuple[str, str], ...] = (("ing", "e"), ("ing", ""), ("d", ""), ("ed", ""), ("s", ""), ("es", ""), ("ies", "y"), ("ied", "y"))
REGULAR += tuple((f"{letter}{ending}", "") for letter in "bdgmnprt" for ending in ("ed", "ing"))  # "barred"
# How no English base form ends: "injecte", "heartene", "vowe"; "receiv", "bounc", "bann".
MISSPELT = re.compile(
    r"(?:[cpnlfrx]t|[nlr]d|mp|[cnlr]k|[rl]m|rn|..[aeo][wy]|[^vr]en|ff|sh|([bdglmnprt])\1)e$"
    r"|(?:[uv]|[iy]z|dg|[nrl]c|rg|[bcdgkpt]l|[^aeiou][aeiou]f|..([bdgmnprt])\2)$"
)


class Codes:
    """spaCy's numbers for the labels, in the order of the labels' own numbers; `words` are words known beside the lexicon's."""

    def __init__(self, vocab: Vocab, labels: Labels, words: Iterable[str]) -> None:
        add = vocab.strings.add
        self.rules = labels.rules
        self.lexicon = [labels.lexicon.get(tag, {}) for tag in labels.tags]
        self.known = {
            apply_rule(labels.rules[rule], word) for words in self.lexicon for word, rule in words.items()
        }
        self.words = frozenset(words)
        self.verbs = frozenset(number for number, tag in enumerate(labels.tags) if tag.startswith("VB"))
        self.known_verbs = {apply_rule(labels.rules[rule], word) for tag in self.verbs for word, rule in self.lexicon[tag].items()}
        self.regular = [labels.rules.index(rule) for cut, add in REGULAR if (rule := ("lower", cut, add)) in labels.rules]
        self.tags = np.array([add(tag) for tag in labels.tags], dtype=np.uint64)
        morphs = [morph.partition("|") for morph in labels.morphs]
        self.morphs = np.array([(add(part), vocab.morphology.add(rest)) for part, _, rest in morphs], dtype=np.uint64)
        self.relations = np.array([*map(add, labels.relations), add("ROOT")], dtype=np.uint64)  # -1 is the root's
        entities = [(IOB[BILUO[tag[0]]], add(tag[2:])) for tag in labels.entities]
        self.entities = np.array(entities, dtype=np.uint64)
        no_features = vocab.morphology.add("")
        white_space = [add("_SP"), add("SPACE"), no_features, 0, 0, add("dep"), IOB["O"], 0]
        self.white_space = np.array(white_space, dtype=np.uint64)

    def lemma(self, word: str, tag: int, rules: Sequence[int]) -> str:
        """Return the lemma by the lexicon's rule for the tagged word, else by one of these rules, the best first.

        The network reads words whole and hardly sees their letters, so a rule that makes a lemma the lexicon knows goes
        before one that does not; of a verb the lexicon does not know, a rule that makes another word, or none that is
        misspelt. A word no rule applies to stays, in small letters.
        """
        if tag in self.verbs and word.lower() in IRREGULAR:
            return IRREGULAR[word.lower()]
        words = self.lexicon[tag]
        known = words.get(word.lower())
        numbers = rules if known is None else [known, *rules]
        lemmas = [lemma for number in numbers if (lemma := apply_rule(self.rules[number], word)) is not None]
        if words and known is None:
            verb = tag in self.verbs
            same_part = self.known_verbs if verb else self.known
            seen = [lemma for lemma in lemmas if lemma in same_part]
            if verb and not seen:
                regular = (apply_rule(self.rules[number], word) for number in self.regular)
                short = SILENT_E.fullmatch(word.lower()) is not None
                spelt = [x for x in (*lemmas, *regular) if x and not MISSPELT.search(x) and (x.endswith("e") or not short)]
                seen = [lemma for lemma in spelt if lemma in self.words] or spelt
            lemmas = seen or lemmas
        return lemmas[0] if lemmas else word.lower()


def similarity(left: Doc | Span | Token, right: Doc | Span | Token) -> float:
    """Return the cosine of two texts' vectors, in [-1, 1]; 0 where one has none. Stands for spaCy's `similarity`."""
    one, other = np.asarray(left.vector), np.asarray(right.vector)
    norms = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / norms if norms else 0.0


def comparable(doc: Doc, vectors: Floats) -> None:
    """Give a Doc its tokens' vectors, shape (tokens, dimensions), and let spaCy's `similarity` compare by them."""
    doc.tensor = vectors  # type: ignore[assignment]  # spaCy's stub knows double precision alone
    for hooks in (doc.user_hooks, doc.user_span_hooks, doc.user_token_hooks):
        hooks["similarity"] = similarity


class Transformer:
    """The spaCy component; see the module's text."""

    def __init__(self, vocab: Vocab, name: str, threads: int) -> None:
        self.vocab = vocab
        self.name = name
        self.threads = threads
        self._files: dict[str, bytes] = {}
        self._network: Network | None = None
        self._codes: Codes | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one Doc in place and return it. Raises PipelineError if no network was loaded."""
        if self._network is None or self._codes is None:
            raise PipelineError(
                f"{self.name}: the component holds no network yet; load a pipeline's folder with spacy.load"
            )
        kept = [token.i for token in doc if not token.is_space]
        if kept:
            words = [doc[i].text for i in kept]
            spaces = [i == 0 or bool(doc[i - 1].whitespace_) or doc[i - 1].is_space for i in kept]
            self._fill(doc, kept, words, self._network.read(words, spaces), self._codes)
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 1) -> Iterator[Doc]:
        """Annotate Docs one by one, in order: one paragraph fills a core, so larger batches would gain nothing."""
        del batch_size
        return map(self, stream)

    def _fill(self, doc: Doc, kept: Sequence[int], words: Sequence[str], reading: Reading, codes: Codes) -> None:
        """Write a reading of the tokens `kept` into the Doc; white space hangs on the word before it."""
        place, tokens = np.array(kept), np.arange(len(doc))
        before = np.searchsorted(place, tokens, side="right") - 1  # the word at or before each token
        entities = codes.entities[reading.entities]
        rows = np.empty((len(doc), len(ATTRIBUTES)), dtype=np.uint64)
        rows[:] = codes.white_space
        rows[:, ATTRIBUTES.index("HEAD")] = (place[before.clip(min=0)] - tokens).astype(np.uint64)
        after = (before + 1).clip(max=len(kept) - 1)
        continues = (entities[after, 0] == IOB["I"])[:, None] & (before + 1 < len(kept))[:, None]
        rows[:, -2:] = np.where(continues, entities[after], rows[:, -2:])
        heads = place[np.where(reading.heads == 0, np.arange(len(kept)), reading.heads - 1)] - place
        lemmas = [*map(codes.lemma, words, reading.tags.tolist(), reading.rules.tolist())]
        columns = (
            codes.tags[reading.tags],
            *codes.morphs[reading.morphs].T,
            np.array([self.vocab.strings.add(lemma) for lemma in lemmas], dtype=np.uint64),
            heads.astype(np.uint64),
            codes.relations[reading.relations],
            *entities.T,
        )
        rows[place] = np.stack(columns, axis=1)
        doc.from_array(ATTRIBUTES, rows)  # type: ignore[arg-type]  # spaCy's stub forgets that unsigned is asked for
        vectors = np.zeros((len(doc), reading.vectors.shape[1]), dtype=np.float32)
        vectors[place] = reading.vectors
        comparable(doc, vectors)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the component as bytes, for `Language.to_bytes`."""
        del exclude
        packed: bytes = srsly.msgpack_dumps(self._files)
        return packed

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Transformer:
        """Take over what `to_bytes` wrote."""
        del exclude
        return self.load(srsly.msgpack_loads(data))

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the component's files into a folder, for `Language.to_disk`."""
        del exclude
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self._files.items():
            (folder / name).write_bytes(content)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Transformer:
        """Read the files that `to_disk` wrote. Raises PipelineError if one is missing."""
        del exclude
        try:
            return self.load({name: (Path(path) / name).read_bytes() for name in FILES})
        except FileNotFoundError as error:
            raise PipelineError(
                f"{error.filename}: the pipeline's folder lacks this file; install or copy the pipeline again"
            ) from error

    def load(self, files: Mapping[str, bytes]) -> Transformer:
        """Take over the contents of FILES, by name."""
        self._files = dict(files)
        self._network = Network(files, self.threads)
        self._codes = Codes(self.vocab, self._network.labels, self._network.pieces.numbers)
        return self


@Language.factory(
    "kgraph_transformer",
    assigns=["token.tag", "token.pos", "token.morph", "token.lemma", "token.head", "token.dep", "token.is_sent_start",
             "token.ent_iob", "token.ent_type", "doc.sents", "doc.ents", "doc.tensor"],
    default_config={"threads": 1},
)
def make_transformer(nlp: Language, name: str, threads: int) -> Transformer:
    """Make the component for a pipeline; `threads` is how many cores one paragraph may use."""
    return Transformer(nlp.vocab, name, threads)
