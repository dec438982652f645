"""ClaimGraph -> dictionaries, one a line of documents, claims, facts, entities, differences and utterances.jsonl."""
from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from kgraph.model import Argument, Claim, ClaimGraph, Modality, Polarity, Qualifier
from kgraph.wording import variants_of

Row = dict[str, Any]


def statement(claim: Claim) -> str:
    """Return subject, relation and object as resolved, and in brackets what keeps it from being a plain assertion.

    >>> from tests.builders import make_claim, make_document
    >>> document = make_document("1.txt", "Putin won't congratulate Biden yet.")
    >>> statement(make_claim(document, "Putin", "Putin", "congratulate", "Biden", polarity=Polarity.NEGATED))
    'Putin congratulate Biden [negated]'
    """
    words = [claim.subject.label, claim.relation.label, claim.object.label if claim.object else ""]
    marks = [mark for mark in (claim.polarity, claim.modality) if mark not in (Polarity.AFFIRMED, Modality.ASSERTED)]
    return " ".join(" ".join([*words, f"[{', '.join(marks)}]" if marks else ""]).split())


def document_rows(graph: ClaimGraph) -> Iterator[Row]:
    """One row a document, without its text: offsets count code points of the text that `sha256` names."""
    for d in graph.documents:
        yield {"id": d.id, "story": graph.story_of.get(d.id), "sha256": d.sha256, "length": len(d.text), "encoding": d.encoding,
               "title": d.title,
               "outlet": d.source, "published": d.published.isoformat() if d.published else None, "url": d.url,
               "agencies": list(d.agencies), "authors": list(d.authors), "sentences": d.sentences, "silent": d.silent,
               "origins": dict(d.origins),
               "spans": [{"start": s.start, "end": s.end, "section": s.section.value, "rule": s.rule} for s in d.spans]}


def claim_rows(graph: ClaimGraph) -> Iterator[Row]:
    """One row a claim, in reading order."""
    for c in graph.claims:
        e, document, fact = c.evidence, graph.document_by_id[c.evidence.document], graph.fact_of.get(c.id)
        yield {"id": c.id, "fact": fact.id if fact else None, "story": graph.story_of.get(e.document), "document": e.document,
               "outlet": e.outlet,
               "published": document.published.isoformat() if document.published else None,
               "title": document.title, "url": document.url,
               "subject": _argument(c.subject),
               "relation": {"label": c.relation.label, "text": c.relation.text,
                            "start": c.relation.start, "end": c.relation.end},
               "object": {**_argument(c.object), "kind": c.object.kind.value} if c.object else None,
               "qualifiers": [_qualifier(q) for q in c.qualifiers],
               "polarity": c.polarity.value, "modality": c.modality.value,
               "attributed_to": _argument(c.attributed_to) if c.attributed_to else None,
               "speakers": [_argument(s) for s in c.speakers], "quoted": c.quoted, "implied": c.implied,
               "evidence": {"start": e.start, "end": e.end, "quote": e.quote, "section": e.section.value,
                            "spans": [list(span) for span in e.spans]},
               "origin": c.origin, "utterance": c.utterance, "confidence": c.confidence}


def fact_rows(graph: ClaimGraph) -> Iterator[Row]:
    """One row a fact: what its first claim says, every outlet, origin, document, speaker and claim behind it, what joined them, and why
    origins are few."""
    for fact in graph.facts:
        head = fact.head
        yield {"id": fact.id, "story": graph.story_of.get(head.evidence.document), "statement": statement(head),
               "subject": _name(head.subject),
               "relation": head.relation.label,
               "object": {**_name(head.object), "kind": head.object.kind.value} if head.object else None,
               "polarity": head.polarity.value, "modalities": sorted({c.modality.value for c in fact.claims}),
               "outlets": list(fact.outlets), "origins": list(fact.origins),
               "documents": sorted({c.evidence.document for c in fact.claims}),
               "speakers": sorted({s.label for c in fact.claims for s in c.speakers}),
               "claims": [c.id for c in fact.claims],
               "origin_reasons": [{"origin": r.origin, "kind": r.kind.value, "words": r.words, "claims": list(r.claims)}
                                  for r in fact.origin_reasons],
               "joins": [{"left": j.left, "right": j.right, "score": j.score, "features": dict(j.features), "by_person": j.by_person}
                         for j in fact.joins],
               "judged": _judged(graph, {c.id for c in fact.claims})}


def entity_rows(graph: ClaimGraph) -> Iterator[Row]:
    """One row an entity, with its mentions and why each was resolved to it, and the links that join its names and articles."""
    for entity in graph.entities:
        yield {"id": entity.id, "label": entity.label, "type": entity.type, "aliases": list(entity.aliases),
               "stands_for": entity.stands_for, "reference": entity.reference,
               "mentions": [{"document": m.document, "start": m.start, "end": m.end, "text": m.text,
                             "kind": m.kind.value, "reason": m.reason, "score": m.score} for m in entity.mentions],
               "links": [{"left": list(k.left), "right": list(k.right), "reason": k.reason, "score": k.score,
                          "features": dict(k.features)} for k in entity.links],
               "judged": _judged(graph, {entity.id})}


def difference_rows(graph: ClaimGraph) -> Iterator[Row]:
    """One row a difference; `narrower` is the value of the variant that lies inside the other, or null; `weight` how much it matters."""
    for d in graph.differences:
        yield {"id": d.id, "story": graph.story_of_difference(d), "kind": d.kind.value, "relation": d.relation.value,
               "about": d.about, "narrower": d.narrower, "weight": d.weight,
               "variants": [{"value": v.value, "outlets": list(v.outlets), "claims": list(v.claims)}
                            for v in d.variants]}


def utterance_rows(graph: ClaimGraph) -> Iterator[Row]:
    """One row an utterance: its wordings, how the words of each differ from those of the first, and where each stands."""
    for u in graph.utterances:
        yield {"id": u.id, "story": graph.story_of.get(u.renderings[0].document), "speaker": {"id": u.speaker, "label": u.label},
               "outlets": list(u.outlets),
               "wordings": [{"kind": w.kind.value, "words": w.words, "outlets": list(w.outlets),
                             "edits": [{"kind": e.kind.value, "base": e.base, "words": e.words} for e in w.edits],
                             "renderings": [{"document": r.document, "outlet": r.outlet, "form": r.form.value, "start": r.start,
                                             "end": r.end, "quote": r.quote, "spans": [list(span) for span in r.spans],
                                             "claims": list(r.claims)} for r in w.renderings]}
                            for w in variants_of(u)]}


def _judged(graph: ClaimGraph, ids: Collection[str]) -> list[Row]:
    """What people judged of some claims or entities; when they did is in the store alone."""
    judged = dict.fromkeys(j for id_ in sorted(ids) for j in graph.judged_of.get(id_, ()))
    return [{"verdict": j.judgement.verdict.value, "left": j.left, "right": j.right, "reason": j.judgement.reason, "by": j.judgement.by,
             "holds": j.holds} for j in judged]


def _name(argument: Argument) -> Row:
    return {"id": argument.id, "label": argument.label, "type": argument.type}


def _argument(argument: Argument) -> Row:
    return {**_name(argument), "text": argument.text, "start": argument.start, "end": argument.end}


def _qualifier(qualifier: Qualifier) -> Row:
    row: Row = {"role": qualifier.role.value, "text": qualifier.text, "start": qualifier.start, "end": qualifier.end,
                "value": qualifier.value}
    if (q := qualifier.quantity) is not None:
        row |= {"min": _number(q.min), "max": _number(q.max), "min_open": q.min_open, "max_open": q.max_open,
                "unit": q.unit, "hedge": q.hedge, "of": q.of}
    return row


def _number(value: float | None) -> float | int | None:
    """An integer where nothing is lost by it: 43200, not 43200.0."""
    return int(value) if value is not None and float(value).is_integer() else value
