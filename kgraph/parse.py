"""A parse as plain objects: what a spaCy Doc holds, read once.

Rules ask for a word's dependents and attributes many times, and spaCy makes them anew each time: on these objects extraction
takes about half the time. Names and meanings are spaCy's, so that a rule reads the same on either; no Doc is kept, so that
`Language.memory_zone` may free what it made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import wraps
from itertools import pairwise
from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

NAMED: list[int | str] = ["ORTH", "LOWER", "LEMMA", "TAG", "POS", "DEP", "ENT_TYPE"]  # attributes that are numbers of strings
COUNTED: list[int | str] = ["SPACY", "IDX", "ENT_IOB", "IS_ALPHA", "IS_PUNCT", "IS_SPACE", "LIKE_NUM", "SENT_START", "HEAD"]
IOB = ("", "I", "O", "B")  # by spaCy's numbers
NO_RELATIONS: frozenset[str] = frozenset()
Answer = TypeVar("Answer")


class Token:
    """One word of a parse, with spaCy's attributes; `children` and `subtree` are lists in reading order.

    `base` is the lemma in small letters, `relations` are those of the children, `known` holds what `once` remembers.
    """

    __slots__ = (
        "_subtree", "base", "children", "dep_", "doc", "ent_iob_", "ent_type_", "head", "i", "idx", "is_alpha", "is_punct",
        "is_sent_start", "is_space", "known", "left_edge", "lemma_", "like_num", "lower_", "n_lefts", "n_rights", "pos_", "relations",
        "right_edge", "sent", "tag_", "text", "whitespace_",
    )  # fmt: skip
    doc: Parse
    i: int
    idx: int
    text: str
    lower_: str
    lemma_: str
    base: str
    tag_: str
    pos_: str
    dep_: str
    ent_type_: str
    ent_iob_: str
    whitespace_: str
    is_alpha: bool
    is_punct: bool
    is_space: bool
    like_num: bool
    is_sent_start: bool
    head: Token
    left_edge: Token
    right_edge: Token
    children: list[Token]
    relations: Set[str]
    known: dict[Callable[[Token], Any], Any]
    _subtree: list[Token] | None
    n_lefts: int
    n_rights: int
    sent: Span

    def __len__(self) -> int:
        return len(self.text)

    def __repr__(self) -> str:
        return self.text

    def nbor(self, distance: int = 1) -> Token:
        """The word so many places on. Raises IndexError where the passage has none there."""
        if self.i + distance < 0:
            raise IndexError(f"no word stands {-distance} places before {self.text!r}, word {self.i} of its passage")
        return self.doc.tokens[self.i + distance]

    def has(self, *relations: str) -> bool:
        """Whether a dependent stands in any of some relations to it."""
        return not self.relations.isdisjoint(relations)

    @property
    def ancestors(self) -> Iterator[Token]:
        token = self
        while token.head is not token:
            token = token.head
            yield token

    def is_ancestor(self, descendant: Token) -> bool:
        while descendant.head is not descendant:
            descendant = descendant.head
            if descendant is self:
                return True
        return False

    @property
    def is_idle(self) -> bool:
        """Whether it is punctuation or white space on which nothing hangs."""
        return (self.is_punct or self.is_space) and not self.children

    @property
    def subtree(self) -> list[Token]:
        """The token and all its descendants, each between its dependents before and behind it."""
        if not self.children:
            return [self]
        if self._subtree is None:
            found: list[Token] = []
            stack = [(self, False)]
            while stack:
                token, whole = stack.pop()
                if whole or not token.children:
                    found.append(token)
                    continue
                stack += [(c, False) for c in reversed(token.children[token.n_lefts :])]
                stack.append((token, True))
                stack += [(c, False) for c in reversed(token.children[: token.n_lefts])]
            self._subtree = found
        return self._subtree


def once(ask: Callable[[Token], Answer]) -> Callable[[Token], Answer]:
    """Ask a function of one word once and remember the answer, as a parse does not change; no caller may change a list that it gets."""

    @wraps(ask)
    def answer(token: Token) -> Answer:
        known = token.known
        if ask in known:
            return known[ask]  # type: ignore[no-any-return]
        known[ask] = found = ask(token)
        return found

    return answer


@dataclass(slots=True, unsafe_hash=True)
class Span:
    """Some words in a row, from the place `start` to before the place `end`."""

    doc: Parse
    start: int
    end: int
    label_: str = ""

    def __iter__(self) -> Iterator[Token]:
        return iter(self.doc.tokens[self.start : self.end])

    def __len__(self) -> int:
        return self.end - self.start

    @overload
    def __getitem__(self, place: int) -> Token: ...
    @overload
    def __getitem__(self, place: slice) -> list[Token]: ...
    def __getitem__(self, place: int | slice) -> Token | list[Token]:
        return self.doc.tokens[self.start : self.end][place]

    def __contains__(self, token: object) -> bool:
        return isinstance(token, Token) and token.doc is self.doc and self.start <= token.i < self.end

    @property
    def start_char(self) -> int:
        return self.doc.tokens[self.start].idx

    @property
    def end_char(self) -> int:
        last = self.doc.tokens[self.end - 1]
        return last.idx + len(last.text)

    @property
    def text(self) -> str:
        return self.doc.text[self.start_char : self.end_char] if self else ""

    @property
    def root(self) -> Token:
        """The first root of a sentence among the words, else the first of those nearest to one; lone punctuation if there is no other."""
        tokens = self.doc.tokens[self.start : self.end]
        for token in tokens:
            if token.head is token:
                return token
        outer = [token for token in tokens if not self.start <= token.head.i < self.end]
        if len(outer) == 1:
            return outer[0]
        return min(outer, key=lambda t: len(self.doc) - 1 if t.is_idle else sum(1 for _ in t.ancestors)) if outer else tokens[0]


class Parse:
    """The words of one passage with their parse; `vectors`, shape (words, dimensions), is None where the pipeline has none that compare."""

    __slots__ = ("ents", "sents", "text", "tokens", "vectors")

    def __init__(self, doc: Doc) -> None:
        strings = doc.vocab.strings
        named, counted = doc.to_array(NAMED), doc.to_array(COUNTED).view(np.int64)
        words, *others = ([strings[key] for key in column] for column in named.T.tolist())
        spaces, *more = counted.T.tolist()
        self.text: str = "".join([word + " " if space else word for word, space in zip(words, spaces, strict=True)])
        self.vectors = _vectors(doc)
        self.tokens = tokens = [Token() for _ in words]
        none: list[Token] = []  # the children of every word that has none
        for token, word, lower, lemma, tag, pos, dep, kind in zip(tokens, words, *others, strict=True):
            token.doc = self
            token.text = word
            token.lower_ = lower
            token.lemma_ = lemma
            token.base = lemma.lower()
            token.tag_ = tag
            token.pos_ = pos
            token.dep_ = dep
            token.ent_type_ = kind
        for i, (token, space, idx, iob, alpha, punct, white, numeral, start, head) in enumerate(zip(tokens, spaces, *more, strict=True)):
            token.i = i
            token.idx = idx
            token.ent_iob_ = IOB[iob]
            token.whitespace_ = " " if space else ""
            token.is_alpha = alpha == 1
            token.is_punct = punct == 1
            token.is_space = white == 1
            token.like_num = numeral == 1
            token.is_sent_start = start == 1
            token.head = tokens[i + head]
            token.left_edge = token.right_edge = token
            token.children = none
            token.relations = NO_RELATIONS
            token.known = {}
            token._subtree = None
            token.n_lefts = token.n_rights = 0
        for token in tokens:
            head = token.head
            if head is not token:
                if head.children is none:
                    head.children = [token]
                else:
                    head.children.append(token)
                if token.i < head.i:
                    head.n_lefts += 1
        for token in tokens:
            if children := token.children:
                token.relations = {child.dep_ for child in children}
                token.n_rights = len(children) - token.n_lefts
                found = doc[token.i]
                token.left_edge, token.right_edge = tokens[found.left_edge.i], tokens[found.right_edge.i]
        begins = [token.i for token in tokens if token.is_sent_start or not token.i]
        self.sents = [Span(self, begin, end) for begin, end in pairwise([*begins, len(tokens)])]
        for sentence in self.sents:
            for token in sentence:
                token.sent = sentence
        self.ents = [_entity(token) for token in tokens if token.ent_iob_ == "B" and token.ent_type_]

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    def __len__(self) -> int:
        return len(self.tokens)

    @overload
    def __getitem__(self, place: int) -> Token: ...
    @overload
    def __getitem__(self, place: slice) -> Span: ...
    def __getitem__(self, place: int | slice) -> Token | Span:
        if isinstance(place, int):
            return self.tokens[place]
        start, end, _ = place.indices(len(self.tokens))
        return Span(self, start, max(start, end))

    def mean_vector(self, tokens: Sequence[Token]) -> NDArray[np.float32] | None:
        """The mean of some words' vectors, shape (dimensions,); None where the pipeline has none that compare meanings."""
        if self.vectors is None:
            return None
        mean: NDArray[np.float32] = np.add.reduce(self.vectors.take([t.i for t in tokens], axis=0), axis=0) / np.float32(len(tokens))
        return mean


def _entity(first: Token) -> Span:
    """The named entity that a word opens."""
    doc, end = first.doc, first.i + 1
    while end < len(doc.tokens) and doc.tokens[end].ent_iob_ == "I":
        end += 1
    return Span(doc, first.i, end, first.ent_type_)


def _vectors(doc: Doc) -> NDArray[np.float32] | None:
    """The vectors of a Doc's words, shape (words, dimensions): a comparing pipeline's own, else those of its vocabulary."""
    table = doc.vocab.vectors
    if "similarity" not in doc.user_hooks and not len(table):
        return None
    if not len(doc):
        return None
    if "vector" in doc.user_token_hooks:
        return np.array([t.vector for t in doc], dtype=np.float32)
    if table.size == 0 and doc.tensor.size:
        return np.asarray(doc.tensor, dtype=np.float32)
    keys = doc.to_array(table.attr)
    if table.mode != "default":
        return np.asarray(table.get_batch(keys), dtype=np.float32)
    rows = np.array([table.key2row.get(key, -1) for key in keys.tolist()])
    found: NDArray[np.float32] = table.data[rows]
    found[rows < 0] = 0
    return found
