"""What the page says, as plain data: JSON values alone, lists that refer to each other by place."""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from kgraph.model import (
    Argument,
    ArgumentKind,
    Claim,
    ClaimGraph,
    Difference,
    DifferenceKind,
    Document,
    Fact,
    Modality,
    Polarity,
    Role,
    Section,
    Utterance,
    reading_order,
)
from kgraph.view.network import (
    DENSE,
    LEAP,
    MOST_BETWEEN,
    MOST_FACTS,
    MOST_LABELS,
    MOST_NODES,
    Drawing,
    plain,
    unhidden,
    worded,
)
from kgraph.wording import WORD, EditKind, Wording, variants_of, words_of

MOST_CLAIMS = 30_000  # a page of more opens too slowly; it says what it leaves out
MONTHS = "January February March April May June July August September October November December".split()
STRENGTH = {"conflicts": 0, "refines": 1, "differs": 2}
# Kinds in the order in which a reader wants them: what is measured and what is denied before who and how it is put.
TELLING = "polarity quantity duration time place condition reason modality participant attribution wording".split()

# Where the words of a value stand, when the value itself is not printed as it is in the quote.
ROLES = {
    DifferenceKind.QUANTITY: {Role.QUANTITY, Role.FREQUENCY},
    DifferenceKind.DURATION: {Role.DELAY, Role.DURATION},
    DifferenceKind.TIME: {Role.TIME},
    DifferenceKind.PLACE: {Role.PLACE},
    DifferenceKind.CONDITION: {Role.CONDITION},
    DifferenceKind.REASON: {Role.REASON, Role.PURPOSE},
    DifferenceKind.WORDING: {Role.STANCE},
}


def telling_order(graph: ClaimGraph) -> tuple[list[Fact], list[Difference]]:
    """Return facts and differences, those first that tell most: facts that differ, then those that most outlets report."""
    differences = sorted(graph.differences, key=lambda d: (
        -d.weight, STRENGTH[d.relation], TELLING.index(d.kind), -len({o for v in d.variants for o in v.outlets}), d.about, d.id))
    first: dict[str, int] = {}
    for place, difference in enumerate(differences):
        for variant in difference.variants:
            for id_ in variant.claims:
                first.setdefault(id_, place)

    def place_of(fact: Fact) -> tuple[Any, ...]:
        point = min((first[c.id] for c in fact.claims if c.id in first), default=len(differences))
        return point, -len(fact.outlets), reading_order(fact.head), fact.id

    return sorted(graph.facts, key=place_of), differences


def within(graph: ClaimGraph, most: int = MOST_CLAIMS) -> ClaimGraph:
    """Return the part of a graph that a page can hold: the facts that tell most, as many as have that many claims together."""
    if len(graph.claims) <= most:
        return graph
    facts, room = [], most
    for fact in telling_order(graph)[0]:
        if len(fact.claims) > room:
            break
        facts.append(fact)
        room -= len(fact.claims)
    held = {c.id for f in facts for c in f.claims}
    gone = graph.claim_by_id.keys() - held
    return replace(
        graph, facts=tuple(sorted(facts, key=lambda f: f.id)), claims=tuple(c for c in graph.claims if c.id in held),
        differences=tuple(d for d in graph.differences if any(c in held for v in d.variants for c in v.claims)),
        utterances=tuple(u for u in graph.utterances if any(c in held for r in u.renderings for c in r.claims)),
        judged=tuple(j for j in graph.judged if not gone & {j.left, j.right}))


def page_data(graph: ClaimGraph, drawing: Drawing, full_text: bool = False) -> dict[str, Any]:
    """Return what the page shows, as JSON values; lists refer to each other by place.

    Names are cleaned, quotes are exact: the pieces of a quote joined are text[start:end] of its document, and so is the text of a
    document, which is there with `full_text` alone.
    """
    outlets = sorted({*graph.outlets, *(c.evidence.outlet for c in graph.claims)})
    outlet_at = {name: i for i, name in enumerate(outlets)}
    documents = sorted(graph.documents, key=lambda d: d.id)
    document_at = {d.id: i for i, d in enumerate(documents)}
    facts, differences = telling_order(graph)
    points: dict[str, list[tuple[int, Difference, str]]] = defaultdict(list)
    for i, difference in enumerate(differences):
        for variant in difference.variants:
            for id_ in variant.claims:
                points[id_].append((i, difference, variant.value))

    edges = {e.fact.id: (i, e) for i, e in enumerate(drawing.edges)}
    heads = {f.id: worded(f) for f in facts}
    tails = {f.id: _tail(f, heads[f.id]) for f in facts}
    lines = {f.id: _line(heads[f.id], tails[f.id]) for f in facts}
    fact_at = {f.id: i for i, f in enumerate(facts)}
    at_edge = {edges[f.id][0]: i for i, f in enumerate(facts)}
    claims = [c for f in facts for c in sorted(f.claims, key=lambda c: (c.evidence.outlet, *reading_order(c)))]
    claim_at = {c.id: i for i, c in enumerate(claims)}
    speakers = sorted({_name(s) for c in claims for s in c.speakers})
    speaker_at = {name: i for i, name in enumerate(speakers)}
    utterances = sorted(graph.utterances, key=lambda u: (-len(u.outlets), -len(u.renderings), u.id))
    utterance_at = {u.id: i for i, u in enumerate(utterances)}
    named = {e.id: e for e in graph.entities}

    def content_of(argument: Argument | None) -> int | None:
        if argument is None or argument.kind is not ArgumentKind.CLAIM or argument.id not in graph.fact_of:
            return None
        return fact_at[graph.fact_of[argument.id].id]

    def fact_data(fact: Fact) -> dict[str, Any]:
        edge, head = edges[fact.id][1], heads[fact.id]
        of = {c.id: outlet_at[c.evidence.outlet] for c in fact.claims}
        return _compact({
            "id": fact.id, "from": edge.start, "to": edge.end, "status": edge.status,
            "subject": _name(head.subject), "relation": plain(head.words),
            "object": _name(head.object) if head.object else None,
            "tail": tails[fact.id], "content": content_of(head.object), "negated": head.polarity is Polarity.NEGATED,
            "modality": _modality({c.modality for c in fact.claims}),
            "outlets": [outlet_at[o] for o in fact.outlets], "origins": len({o for o in fact.origins if o}),
            "shared": [[r.kind.value, plain(r.words), sorted({of[c] for c in r.claims if c in of})] for r in fact.origin_reasons],
            "claims": sorted(claim_at[c.id] for c in fact.claims), "details": _details(fact, outlet_at),
            "differences": sorted({p[0] for c in fact.claims for p in points[c.id]})})

    def claim_data(claim: Claim) -> dict[str, Any]:
        evidence, fact = claim.evidence, graph.fact_of[claim.id]
        values = [(*span, i) for i, d, value in points[claim.id] for span in _value_spans(claim, d.kind, value)]
        sure, times = round(claim.confidence, 2), sorted({q.value for q in claim.qualifiers if q.role is Role.TIME and q.value})
        return _compact({
            "id": claim.id, "fact": fact_at[fact.id], "document": document_at[evidence.document],
            "start": evidence.start, "end": evidence.end,
            "spans": [list(span) for span in evidence.spans] if full_text and len(evidence.spans) > 1 else None,
            "section": evidence.section.value if evidence.section is not Section.BODY else None,
            "quote": _pieces(claim, values), "says": says if (says := plain(claim.sentence)) != lines[fact.id] else None,
            "speakers": [speaker_at[_name(s)] for s in claim.speakers], "negated": claim.polarity is Polarity.NEGATED,
            "modality": _modality({claim.modality}), "times": times, "utterance": utterance_at.get(claim.utterance or ""),
            "quoted": claim.quoted, "implied": claim.implied,
            "confidence": sure if sure < 1 else None, "read": _readings(claim)})

    def judged_data(id_: str) -> dict[str, Any]:
        if id_ in claim_at:
            return {"claim": claim_at[id_]}
        entity = named.get(id_.partition("@")[0])
        return _compact({"entity": entity.id if entity else None, "name": plain(entity.label if entity else id_)})

    return {
        "outlets": [plain(o) for o in outlets], "speakers": speakers,
        "documents": [_document(d, outlet_at, full_text) for d in documents],
        "nodes": [{"label": n.label, "kind": n.kind, **_compact({"entity": n.entity, "also": [
            plain(a) for a in named[n.entity].aliases if plain(a) != n.label] if n.entity in named else []})} for n in drawing.nodes],
        "facts": [fact_data(f) for f in facts], "claims": [claim_data(c) for c in claims],
        "differences": [_compact({
            "id": d.id, "kind": d.kind.value, "relation": d.relation.value, "about": plain(d.about),
            "narrower": plain(d.narrower) if d.narrower else None,
            "variants": [{"value": plain(v.value), "outlets": [outlet_at[o] for o in v.outlets if o in outlet_at],
                          "claims": [claim_at[c] for c in v.claims if c in claim_at]} for v in d.variants]})
            for d in differences],
        "utterances": [_utterance(u, outlet_at, claim_at) for u in utterances],
        "judged": [_compact({"verdict": j.judgement.verdict.value, "left": judged_data(j.left), "right": judged_data(j.right),
                             "reason": plain(j.judgement.reason), "by": plain(j.judgement.by or ""), "void": not j.holds})
                   for j in graph.judged],
        "order": [at_edge[i] for i in drawing.order],
        "limits": {"nodes": MOST_NODES, "facts": MOST_FACTS, "labels": MOST_LABELS, "between": MOST_BETWEEN, "dense": DENSE,
                   "leap": LEAP}}


def _compact(record: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty; a number 0 is not."""
    return {k: v for k, v in record.items() if v is not None and v is not False and v != [] and v != ""}


def _name(argument: Argument) -> str:
    return plain(argument.label or argument.text)


def _document(document: Document, outlet_at: dict[str, int], full_text: bool) -> dict[str, Any]:
    day, url = document.published, document.url or ""
    dates = {"date": day.isoformat(), "day": f"{day.day} {MONTHS[day.month - 1]} {day.year}"} if day else {}
    text = {"text": document.text, "sections": [[s.start, s.end, s.section.value] for s in document.spans if not s.section.is_report]}
    return _compact({
        "id": plain(document.id), "title": plain(document.title), "outlet": outlet_at[document.source], **dates,
        "url": url if re.match(r"https?://[^\s<>\"']+\Z", url) else None, "address": plain(url), **(text if full_text else {})})


def _utterance(utterance: Utterance, outlet_at: dict[str, int], claim_at: dict[str, int]) -> dict[str, Any]:
    return _compact({
        "id": utterance.id, "speaker": plain(utterance.label or ""), "outlets": [outlet_at[o] for o in utterance.outlets],
        "wordings": [{
            "kind": w.kind.value, "words": _wording(w),
            "printed": [[outlet_at[r.outlet], r.form.value, next((claim_at[c] for c in r.claims if c in claim_at), None)]
                        for r in w.renderings]} for w in variants_of(utterance)]})


def _wording(wording: Wording) -> list[list[str]]:
    """The words as printed, cut where they begin or cease to differ from the first wording's: [["replace", "We ", "I"], ["equal", "won"]].

    Of each piece: the kind of edit, the words with all up to the next, and what the first wording has instead.
    """
    starts = [m.start() for m in WORD.finditer(wording.words)] + [len(wording.words)]
    pieces, at, cut = [], 0, 0
    for edit in wording.edits:
        at = min(at + len(words_of(edit.words)), len(starts) - 1)
        here, cut = wording.words[cut:starts[at]] if edit.words else "", starts[at] if edit.words else cut
        pieces.append([edit.kind.value, unhidden(here), *([plain(edit.base)] if edit.kind is not EditKind.EQUAL else [])])
    return pieces if cut == len(wording.words) else [*pieces, [EditKind.EQUAL.value, unhidden(wording.words[cut:])]]


def _tail(fact: Fact, head: Claim) -> str:
    """The details that every outlet of a fact prints, save what its object says: none may seem shared that is not."""
    held = _name(head.object).casefold() if head.object else ""
    printed: dict[tuple[Role, str], set[str]] = defaultdict(set)
    for claim in fact.claims:
        for q in claim.qualifiers:
            printed[q.role, plain(q.text).casefold()].add(claim.evidence.outlet)
    shared = [plain(q.words) for q in head.details if len(printed[q.role, plain(q.text).casefold()]) == len(fact.outlets)]
    return ", ".join(dict.fromkeys(t for t in shared if t.casefold() not in held))


def _line(head: Claim, tail: str) -> str:
    """A fact as a line, of the claim that words it; the page says of a claim only what is not its fact's."""
    return " ".join(part for part in (_name(head.subject), plain(head.words), _name(head.object) if head.object else "", tail) if part)


def _modality(found: set[Modality]) -> str | None:
    """What to say of how certain claims are: nothing of those that are all asserted."""
    if len(found) > 1:
        return "certainty varies"
    return None if found == {Modality.ASSERTED} else min(found).value


def _details(fact: Fact, outlet_at: dict[str, int]) -> list[list[Any]]:
    """Every detail of a fact with the outlets that print it: [role, words, outlets]."""
    found: dict[tuple[str, str], tuple[str, set[int]]] = {}
    for claim in fact.claims:
        for q in claim.qualifiers:
            words = plain(q.text)
            found.setdefault((q.role.value, words.casefold()), (words, set()))[1].add(outlet_at[claim.evidence.outlet])
    return [[role, words, sorted(who)] for (role, _), (words, who) in sorted(found.items())]


def _readings(claim: Claim) -> list[list[str]]:
    """Words that were taken to mean somebody by another name: [["the Russian leader", "Vladimir Putin"]]."""
    pairs = []
    for argument in (claim.subject, claim.object, *claim.speakers):
        if argument and argument.kind is ArgumentKind.ENTITY:
            text, label = plain(argument.text), plain(argument.label)
            said, meant = set(text.casefold().split()), set(label.casefold().split())
            if not (said <= meant or meant <= said):
                pairs.append([text, label])
    return [list(pair) for pair in dict.fromkeys(map(tuple, pairs))]


def _value_spans(claim: Claim, kind: DifferenceKind, value: str) -> Iterator[tuple[int, int]]:
    """Yield where, in the document, a claim gives its value of a difference."""
    words, start = value.split(), claim.evidence.start
    found = re.search(r"\s+".join(map(re.escape, words)), claim.evidence.quote, re.IGNORECASE) if words else None
    if found:
        yield start + found.start(), start + found.end()
    elif kind in (DifferenceKind.POLARITY, DifferenceKind.MODALITY):
        yield claim.relation.start, claim.relation.end
    elif kind is DifferenceKind.ATTRIBUTION:
        yield from ((s.start, s.end) for s in claim.speakers[:1])
    elif kind is DifferenceKind.PARTICIPANT:
        names = value.casefold().split(", ")
        named = (a for a in (claim.subject, claim.object) if a and a.label.casefold() in names)
        yield from ((a.start, a.end) for a in named)
    else:
        yield from ((q.start, q.end) for q in claim.qualifiers if q.role in ROLES.get(kind, set()))


def _pieces(claim: Claim, values: Iterable[tuple[int, int, int]]) -> list[list[Any]]:
    """Cut the quote where marks begin and end: [["", "Asked why "], ["s", "Putin"], …].

    Letters: s subject, r relation, o object, q detail, p speaker, g words between the spans of evidence. A third item
    lists the differences whose value the words are.
    """
    evidence = claim.evidence
    parts = ((claim.subject, "s"), (claim.relation, "r"), (claim.object, "o"))
    marks: list[tuple[int, int, str | int]] = [(part.start, part.end, letter) for part, letter in parts if part]
    marks += [(q.start, q.end, "q") for q in claim.qualifiers] + [(s.start, s.end, "p") for s in claim.speakers]
    marks += [(left[1], right[0], "g") for left, right in pairwise(evidence.spans)]
    marks = [(max(a, evidence.start), min(b, evidence.end), mark) for a, b, mark in (*marks, *values)]
    cuts = sorted({evidence.start, evidence.end, *(cut for a, b, _ in marks if a < b for cut in (a, b))})
    pieces: list[list[Any]] = []
    for a, b in pairwise(cuts):
        here = {mark for start, end, mark in marks if start <= a and b <= end}
        letters = "".join(sorted(mark for mark in here if isinstance(mark, str)))
        points = sorted(mark for mark in here if isinstance(mark, int))
        text = evidence.quote[a - evidence.start:b - evidence.start]
        pieces.append([letters, text, points] if points else [letters, text])
    return pieces
