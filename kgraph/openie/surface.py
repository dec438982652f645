"""N-ary tuples of surface words: what one clause says, every word of it cut from the sentence or marked as implied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kgraph.extract import syntax
from kgraph.model import Modality, Polarity
from kgraph.parse import Token

Words = tuple[Token, ...]  # tokens of the sentence in reading order
Slot = tuple[Token | str, ...]  # what fills a slot; a str is a word that the sentence implies


@dataclass(frozen=True)
class Fact:
    """One fact: subject, relation and arguments (at least one) in the words of the sentence.

    The relation holds auxiliaries, negation and particles, and the preposition of the first argument where that has one;
    further arguments keep their own prepositions. `kind` names the construction it was read from, `place` where that stands:
    in the main clause, in a relative clause and so on. Negation and modal verbs stay in the relation; `polarity` and `modality`
    say what they and what governs the clause make of it.
    """

    subject: Slot
    relation: Slot
    arguments: tuple[Slot, ...]
    kind: str
    place: str
    polarity: Polarity = Polarity.AFFIRMED
    modality: Modality = Modality.ASSERTED

    @property
    def implied(self) -> bool:
        """Whether a word of it is not in the sentence."""
        return any(isinstance(piece, str) for slot in (self.subject, self.relation, *self.arguments) for piece in slot)


def in_order(tokens: Iterable[Token]) -> Words:
    """The tokens in reading order, each once."""
    return tuple(syntax.in_order(*tokens))


def runs(slot: Slot) -> list[list[Token] | str]:
    """A slot cut where the sentence has words between its words."""
    found: list[list[Token] | str] = []
    for piece in slot:
        last = found[-1] if found else ""
        if isinstance(piece, str):
            found.append(piece)
        elif isinstance(last, list) and piece.i == last[-1].i + 1:
            last.append(piece)
        else:
            found.append([piece])
    return found
