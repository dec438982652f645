"""Views of one fact: the n-ary tuple, plain triples, chained triples, one long triple; slots as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from kgraph.openie.surface import Fact, Slot, written


@dataclass(frozen=True, slots=True)
class Extraction:
    """One fact in one view, as text: subject, relation, first argument, further arguments."""

    arg1: str
    rel: str
    arg2: str
    args: tuple[str, ...] = ()


def nary(fact: Fact) -> Iterator[Extraction]:
    """One tuple with all arguments: (Anna, met, the minister, in Oslo)."""
    first, *more = map(written, fact.arguments)
    yield Extraction(written(fact.subject), written(fact.relation), first, tuple(more))


def triples(fact: Fact) -> Iterator[Extraction]:
    """Subject, relation and first argument: (Anna, met, the minister)."""
    yield Extraction(written(fact.subject), written(fact.relation), written(fact.arguments[0]))


def chained(fact: Fact) -> Iterator[Extraction]:
    """A triple for each argument, the relation holding the first: (Anna, met, the minister), (Anna, met the minister in, Oslo)."""
    yield from triples(fact)
    start = f"{written(fact.relation)} {written(fact.arguments[0])}"
    for argument in fact.arguments[1:]:
        lead, rest = _without_preposition(argument)
        yield Extraction(written(fact.subject), f"{start} {written(lead)}".strip(), written(rest))


def long(fact: Fact) -> Iterator[Extraction]:
    """One triple with all arguments joined: (Anna, met, the minister in Oslo)."""
    yield Extraction(written(fact.subject), written(fact.relation), " ".join(map(written, fact.arguments)))


def _without_preposition(slot: Slot) -> tuple[Slot, Slot]:
    """A slot's own preposition or subordinator ("in", "because of") and the rest of it."""
    inside = set(slot)
    top = next((t for t in slot if isinstance(t, Token) and (t.head not in inside or t.head == t)), None)
    cut = 0
    while cut < len(slot) - 1 and _introduces(slot[cut], top):
        cut += 1
    return slot[:cut], slot[cut:]


def _introduces(piece: Token | str, top: Token | None) -> bool:
    return isinstance(piece, Token) and (
        piece.dep_ in ("case", "mark") and piece.head == top or piece.dep_ == "fixed" and piece.head.dep_ in ("case", "mark")
    )


VIEWS: dict[str, Callable[[Fact], Iterator[Extraction]]] = {"nary": nary, "triples": triples, "chained": chained, "long": long}
