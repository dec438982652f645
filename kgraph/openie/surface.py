"""N-ary tuples of surface words: what one clause says, every word of it cut from the sentence or marked as implied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Token

Slot = tuple[Token | str, ...]  # tokens of the sentence in reading order; a str is a word that the sentence implies


@dataclass(frozen=True)
class Fact:
    """One fact: subject, relation and arguments in the words of the sentence.

    The relation holds auxiliaries, negation and particles, and the preposition of the first argument where that has one;
    further arguments keep their own prepositions. `rule` names the construction it was read from.
    """

    subject: Slot
    relation: Slot
    arguments: tuple[Slot, ...]
    rule: str

    @property
    def implied(self) -> bool:
        """Whether a word of it is not in the sentence."""
        return any(isinstance(piece, str) for slot in (self.subject, self.relation, *self.arguments) for piece in slot)


def in_order(tokens: Iterable[Token]) -> Slot:
    """The tokens in reading order, each once."""
    return tuple(sorted(set(tokens), key=lambda t: t.i))


def written(slot: Slot) -> str:
    """The words of a slot as the sentence writes them; one space where it leaves out what stands between.

    >>> import spacy
    >>> doc = spacy.blank("en")("Anna Weber's car")
    >>> written((doc[0], doc[1], doc[2])), written(("is", doc[3]))
    ("Anna Weber's", 'is car')
    """
    pieces: list[str] = []
    last: Token | None = None
    for piece in slot:
        if isinstance(piece, str):
            pieces += [" ", piece]
            last = None
            continue
        if last is not None and piece.i == last.i + 1:
            pieces.append(last.whitespace_)
        else:
            pieces.append(" ")
        pieces.append(piece.text)
        last = piece
    return "".join(pieces).strip()
