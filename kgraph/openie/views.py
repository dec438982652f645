"""Views of one fact as text: the n-ary tuple, plain triples, chained triples, one long triple."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kgraph.openie.surface import Fact, Slot, runs
from kgraph.parse import Token

Write = Callable[[Slot], str]  # gives a slot's words as the text has them


@dataclass(frozen=True, slots=True)
class Extraction:
    """One fact in one view: subject, relation, first argument, further arguments."""

    arg1: str
    rel: str
    arg2: str
    args: tuple[str, ...] = ()


def writer(text: str, offsets: tuple[int, ...]) -> Write:
    """How slots are written: cut from `text`, with one space where it has more, or words between; offsets lead from tokens to it."""

    def write(slot: Slot) -> str:
        pieces = []
        for run in runs(slot):
            if isinstance(run, str):
                pieces.append(run)
            else:
                end = run[-1].idx + len(run[-1])
                pieces.append(text[offsets[run[0].idx] : offsets[end - 1] + 1])
        return " ".join(" ".join(pieces).split())

    return write


def nary(fact: Fact, write: Write) -> Iterator[Extraction]:
    """One tuple with all arguments: (Anna, met, the minister, in Oslo)."""
    first, *more = map(write, fact.arguments)
    yield Extraction(write(fact.subject), write(fact.relation), first, tuple(more))


def triples(fact: Fact, write: Write) -> Iterator[Extraction]:
    """Subject, relation and first argument: (Anna, met, the minister)."""
    yield Extraction(write(fact.subject), write(fact.relation), write(fact.arguments[0]))


def chained(fact: Fact, write: Write) -> Iterator[Extraction]:
    """A triple for each argument, the relation holding the first: (Anna, met, the minister), (Anna, met the minister in, Oslo)."""
    yield from triples(fact, write)
    for argument in fact.arguments[1:]:
        lead, rest = _without_preposition(argument)
        relation = " ".join(filter(None, (write(fact.relation), write(fact.arguments[0]), write(lead))))
        yield Extraction(write(fact.subject), relation, write(rest))


def long(fact: Fact, write: Write) -> Iterator[Extraction]:
    """One triple with all arguments joined: (Anna, met, the minister in Oslo)."""
    yield Extraction(write(fact.subject), write(fact.relation), " ".join(map(write, fact.arguments)))


def _without_preposition(slot: Slot) -> tuple[Slot, Slot]:
    """A slot's own preposition or subordinator ("in", "because of") and the rest of it."""
    top = next((t for t in slot if isinstance(t, Token) and (t.head not in slot or t.head == t)), None)
    cut = 0
    while cut < len(slot) - 1 and _introduces(slot[cut], top):
        cut += 1
    return slot[:cut], slot[cut:]


def _introduces(piece: Token | str, top: Token | None) -> bool:
    if isinstance(piece, str):
        return False
    return piece.dep_ in ("case", "mark") or piece.dep_ == "fixed" or piece.dep_ == "advmod" and piece.tag_ == "WRB" and piece.head == top


VIEWS: dict[str, Callable[[Fact, Write], Iterator[Extraction]]] = {"nary": nary, "triples": triples, "chained": chained, "long": long}
