"""One text under several outlets: read and compared once, then shown under each.

A reprint adds an outlet to whatever its text says, and nothing else: no origin, no weight to any word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kgraph.extract.reader import Extraction
from kgraph.model import (
    ArgumentKind,
    Claim,
    ClaimGraph,
    Document,
    Fact,
    Join,
    OriginKind,
    Rendering,
    SharedOrigin,
    Utterance,
    Variant,
    digest,
    reading_order,
)

SAME_TEXT = (("same text", 1.0),)  # the feature that joins a claim with that of a copy


def first_of_each(extractions: Iterable[Extraction]) -> tuple[list[Extraction], dict[str, list[Document]]]:
    """Of articles of one text the first by id, and by its id the documents that repeat it."""
    of_text: dict[str, Extraction] = {}
    copies: dict[str, list[Document]] = defaultdict(list)
    for extraction in sorted(extractions, key=lambda e: e.document.id):
        first = of_text.setdefault(extraction.document.sha256, extraction)
        if first is not extraction:
            copies[first.document.id].append(extraction.document)
    return list(of_text.values()), copies


def under(extraction: Extraction) -> Extraction:
    """The extraction with claim ids of its own, for an article whose text another story holds too."""
    document = extraction.document
    new = {d.claim.id: copied_id(d.claim.id, document) for d in extraction.drafts}
    return replace(extraction, drafts=tuple(replace(d, claim=_renamed(d.claim, new)) for d in extraction.drafts))


def copied_id(id_: str, document: Document) -> str:
    return "c-" + digest(id_, document.id)


def _renamed(claim: Claim, new: Mapping[str, str]) -> Claim:
    object_ = claim.object
    if object_ is not None and object_.kind is ArgumentKind.CLAIM and object_.id is not None:
        object_ = replace(object_, id=new.get(object_.id, object_.id))
    return replace(claim, id=new[claim.id], object=object_)


def with_copies(graph: ClaimGraph, copies: Mapping[str, Sequence[Document]]) -> ClaimGraph:
    """The graph with each document's copies beside it: their claims support the same facts and give the same values."""
    if not copies:
        return graph
    twins: dict[str, list[Claim]] = defaultdict(list)  # claim id -> the claims of copies
    for name, documents in copies.items():
        claims = [c for c in graph.claims if c.evidence.document == name]
        for document in documents:
            new = {c.id: copied_id(c.id, document) for c in claims}
            for claim in claims:
                evidence = replace(claim.evidence, document=document.id, outlet=document.source)
                twins[claim.id].append(replace(_renamed(claim, new), evidence=evidence))
    return replace(
        graph,
        documents=tuple(sorted((*graph.documents, *(d for several in copies.values() for d in several)), key=lambda d: d.id)),
        entities=tuple(
            replace(
                entity,
                mentions=tuple(
                    sorted(
                        (*entity.mentions, *(replace(m, document=d.id) for m in entity.mentions for d in copies.get(m.document, ()))),
                        key=lambda m: (m.document, m.start, m.end),
                    )
                ),
            )
            for entity in graph.entities
        ),
        claims=tuple(sorted((*graph.claims, *(t for several in twins.values() for t in several)), key=reading_order)),
        facts=tuple(
            replace(
                fact,
                claims=(*fact.claims, *(t for c in fact.claims for t in twins.get(c.id, ()))),
                joins=(*fact.joins, *(Join(c.id, t.id, 1.0, SAME_TEXT) for c in fact.claims for t in twins.get(c.id, ()))),
                origin_reasons=_of_copies(fact, twins),
            )
            for fact in graph.facts
        ),
        utterances=tuple(replace(u, renderings=tuple(_rendered(u, copies))) for u in graph.utterances),
        differences=tuple(replace(d, variants=tuple(_given(v, twins) for v in d.variants)) for d in graph.differences),
    )


def _of_copies(fact: Fact, twins: Mapping[str, Sequence[Claim]]) -> tuple[SharedOrigin, ...]:
    """Why a fact has fewer origins than articles, with the claims of copies."""
    reasons = [replace(r, claims=(*r.claims, *(t.id for c in r.claims for t in twins.get(c, ())))) for r in fact.origin_reasons]
    for claim in fact.claims:
        if claim.id in twins:
            words = " ".join(claim.evidence.quote.split())
            ids = sorted([claim.id, *(t.id for t in twins[claim.id])])
            reasons.append(SharedOrigin(claim.origin, OriginKind.COPY, words, tuple(ids)))
    return tuple(reasons)


def _rendered(utterance: Utterance, copies: Mapping[str, Sequence[Document]]) -> list[Rendering]:
    """The renderings of an utterance with those of copies, by document and place."""
    more = [
        replace(r, document=d.id, outlet=d.source, claims=tuple(copied_id(c, d) for c in r.claims))
        for r in utterance.renderings
        for d in copies.get(r.document, ())
    ]
    return sorted((*utterance.renderings, *more), key=lambda r: (r.document, r.start, r.end))


def _given(variant: Variant, twins: Mapping[str, Sequence[Claim]]) -> Variant:
    """A value with the copies that give it too."""
    more = [t for c in variant.claims for t in twins.get(c, ())]
    outlets = {*variant.outlets, *(t.evidence.outlet for t in more)}
    return replace(variant, outlets=tuple(sorted(outlets)), claims=tuple(sorted((*variant.claims, *(t.id for t in more)))))
