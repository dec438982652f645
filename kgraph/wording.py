"""How two renderings of one utterance differ, word by word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from kgraph.model import Rendering, RenderingForm, Utterance

WORD = re.compile(r"\b(?:[^\W\d_]\.)+[^\W\d_]\b\.?|[^\W_]+(?:[.,:]\d+|['’-]\w+)*")  # "U.S.", "3.5", "it's"
ABBREVIATING = re.compile(r"(?<=[^\W\d_])\.")
SAME_WORDS = 0.5  # least share of two renderings' words that align, below which one is a paraphrase (or translation) of the other


class WordingKind(StrEnum):
    """How a wording stands to the one that the others are compared with."""

    BASE = "base"
    PART = "part"  # it leaves words out
    WHOLE = "whole"  # it has more words
    OTHER_WORDS = "other words"
    PARAPHRASE = "paraphrase"


class EditKind(StrEnum):
    EQUAL = "equal"
    INSERT = "insert"
    DELETE = "delete"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of an alignment: words of the base, and those that the other wording has for them; either may be empty."""

    kind: EditKind
    base: str
    words: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Renderings of an utterance in the same words, and how these differ from the base: the edits side by side are both wordings."""

    kind: WordingKind
    words: str
    edits: tuple[Edit, ...]
    renderings: tuple[Rendering, ...]

    @property
    def outlets(self) -> tuple[str, ...]:
        return tuple(sorted({r.outlet for r in self.renderings}))


def words_of(text: str) -> list[str]:
    """The words of a text as they are printed, without punctuation.

    >>> words_of("“It's the U.S. vote,” he said of 1,000 well-known states.")
    ["It's", 'the', 'U.S.', 'vote', 'he', 'said', 'of', '1,000', 'well-known', 'states']
    """
    return WORD.findall(text)


@lru_cache(maxsize=1 << 14)
def folded(word: str) -> str:
    """A word as it is compared: without case and the dots of an abbreviation, its apostrophe straight.

    >>> folded("U.S."), folded("It’s"), folded("3.5")
    ('us', "it's", '3.5')
    """
    bare = word.casefold().replace("’", "'")
    return ABBREVIATING.sub("", bare) if "." in bare else bare


def aligned(base: Sequence[str], other: Sequence[str]) -> list[tuple[EditKind, int, int, int, int]]:
    """How one list of words becomes another: stretches base[i:j] and other[k:l] that are equal or stand for each other.

    Method: longest matching blocks, as Ratcliff and Obershelp (1988) have them.
    """
    matcher = SequenceMatcher(None, [folded(w) for w in base], [folded(w) for w in other], autojunk=False)
    return [(EditKind(kind), i, j, k, end) for kind, i, j, k, end in matcher.get_opcodes()]


def matching(base: Sequence[str], other: Sequence[str]) -> int:
    """How many words of two lists align."""
    return sum(j - i for kind, i, j, _, _ in aligned(base, other) if kind is EditKind.EQUAL)


def variants_of(utterance: Utterance) -> tuple[Wording, ...]:
    """The wordings of an utterance, the base first, then those that most outlets print.

    The base is a direct one where there is any, the one that most outlets print, and of several the longest.
    """
    groups: dict[tuple[str, ...], list[Rendering]] = defaultdict(list)
    for rendering in utterance.renderings:
        groups[tuple(folded(w) for w in words_of(rendering.words))].append(rendering)

    def rank(item: tuple[tuple[str, ...], list[Rendering]]) -> tuple[bool, int, int, tuple[str, ...]]:
        words, same = item
        indirect = all(r.form is not RenderingForm.DIRECT for r in same)
        return indirect, -len({r.outlet for r in same}), -len(words), words

    ordered = sorted(groups.items(), key=rank)
    base = words_of(ordered[0][1][0].words)
    return tuple(_wording(base, tuple(same)) for _, same in ordered)


def _wording(base: Sequence[str], same: tuple[Rendering, ...]) -> Wording:
    other = words_of(same[0].words)
    edits = tuple(Edit(kind, " ".join(base[i:j]), " ".join(other[k:end])) for kind, i, j, k, end in aligned(base, other))
    kinds = {e.kind for e in edits} - {EditKind.EQUAL}
    equal = sum(len(e.base.split()) for e in edits if e.kind is EditKind.EQUAL)
    if not kinds:
        kind = WordingKind.BASE
    elif kinds == {EditKind.DELETE}:
        kind = WordingKind.PART
    elif kinds == {EditKind.INSERT}:
        kind = WordingKind.WHOLE
    elif equal < SAME_WORDS * min(len(base), len(other)):
        kind = WordingKind.PARAPHRASE
    else:
        kind = WordingKind.OTHER_WORDS
    return Wording(kind, same[0].words, edits, same)
