"""Ids as people type them: the start of one is enough where nothing else starts so."""

from __future__ import annotations

from collections.abc import Iterable

from kgraph.errors import QueryError
from kgraph.model import ClaimGraph

KINDS = {"c-": "claim", "f-": "fact", "e-": "entity", "d-": "difference"}
WHERE = "ids stand in claims.jsonl, facts.jsonl, entities.jsonl and differences.jsonl"


def known(graph: ClaimGraph, given: str) -> str:
    """Return the one id of a graph that starts as given. Raises QueryError where there is none, or several."""
    kind = KINDS.get(given[:2])
    if kind is None:
        raise QueryError(f"{given!r} is no id: a claim's starts with c-, a fact's f-, an entity's e-, a difference's d-; {WHERE}")
    ids: Iterable[str] = {
        "claim": graph.claim_by_id,
        "fact": (f.id for f in graph.facts),
        "entity": (e.id for e in graph.entities),
        "difference": (d.id for d in graph.differences),
    }[kind]
    hint = f"{WHERE}, and change where a build is read anew"
    claim = "c-" + given[2:]
    if kind == "fact" and claim in graph.claim_by_id:  # a fact is named after its first claim by id
        hint = f"its claim {claim} supports {graph.fact_of[claim].id} now"
    return the_one(given, ids, kind, hint)


def the_one(given: str, ids: Iterable[str], kind: str, hint: str) -> str:
    """Return the id that is as given, or the only one that starts so. Raises QueryError where there is none, or several."""
    fitting = sorted({id_ for id_ in ids if id_.startswith(given)})
    if given in fitting:
        return given
    if not fitting:
        raise QueryError(f"there is no {kind} {given!r}; {hint}")
    if len(fitting) > 1:
        more = f" and {len(fitting) - 4:,} more" if len(fitting) > 4 else ""
        raise QueryError(f"{given!r} is the start of several ids: {', '.join(fitting[:4])}{more}; give more of it")
    return fitting[0]
