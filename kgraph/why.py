"""Why the graph is as it is, in plain words: what joined the claims of a fact, what keeps two apart, what a difference compares.

It tells how the machine and people judged, never who is right.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kgraph.copies import SAME_TEXT
from kgraph.differences.amounts import HEDGE_TOLERANCE, compare_quantities
from kgraph.differences.cards import How
from kgraph.errors import QueryError
from kgraph.ids import known
from kgraph.judgements import said
from kgraph.merge import COHESION, THRESHOLD, TOPIC, forbids
from kgraph.model import (
    Claim,
    ClaimGraph,
    DifferenceKind,
    DifferenceRelation,
    Entity,
    EntityLink,
    Fact,
    Join,
    Judged,
    Mention,
    Quantity,
    Role,
    Verdict,
)
from kgraph.reasons import Explanation, explain, weighted
from kgraph.report.selection import COMPARED, count, origin_lines, quoted, support
from kgraph.sameness import NO_VECTORS, Vectors, Weighted
from kgraph.view.network import plain

QUOTE = 240  # characters of a quote that are shown
NEAR = 3  # claims of other facts that are shown beside a claim
MANY = 40  # claims, joins or groups of mentions that are shown
PAIRS = 10_000  # pairs of two facts' claims that are looked through for what keeps the facts apart
FORBIDS = {
    DifferenceKind.POLARITY: "one affirms what the other denies, or the opposite of it",
    DifferenceKind.TIME: "other event time",
    DifferenceKind.ATTRIBUTION: "the same words by different speakers",
    DifferenceKind.PARTICIPANT: "other participants",
    DifferenceKind.CONDITION: "another condition",
    DifferenceKind.MODALITY: "one states what the other only supposes",
    DifferenceKind.QUANTITY: "other numbers",
    DifferenceKind.DURATION: "other lengths of time",
    DifferenceKind.WORDING: "another deed, or the report of words beside the words themselves",
}
RELATED = {
    How.ALIKE: "say the same",
    How.CONFLICT: "conflict: no value satisfies both",
    How.INSIDE: "refine: the first lies inside the second",
    How.AROUND: "refine: the second lies inside the first",
    How.APART: "differ: neither is shown to rule the other out, or to lie inside it",
    How.FAR: "cannot be compared",
}
RELATED_IN_SHORT = {
    DifferenceRelation.CONFLICTS: "conflict",
    DifferenceRelation.REFINES: "refine each other",
    DifferenceRelation.DIFFERS: "differ",
}
SPANS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))  # seconds
Find = Callable[[Iterable[str]], Vectors]  # the vectors of the claims of some articles


def why(graph: ClaimGraph, id_: str, other: str | None = None, vectors: Find = lambda names: NO_VECTORS) -> str:
    """Return in lines why a fact, claim, entity or difference is as it is, or why two claims or facts are one fact or two.

    Ids may be cut short where no other starts so. Raises QueryError for an id that there is not.
    """
    one = known(graph, id_)
    if other is not None:
        return "\n".join(_of_two(graph, _head(graph, one), _head(graph, known(graph, other)), vectors))
    tell = {"c-": _of_claim, "f-": _of_fact, "e-": _of_entity, "d-": _of_difference}[one[:2]]
    return "\n".join(tell(graph, one, vectors))


def _head(graph: ClaimGraph, id_: str) -> Claim:
    if id_ in graph.claim_by_id:
        return graph.claim_by_id[id_]
    for fact in graph.facts:
        if fact.id == id_:
            return fact.head
    raise QueryError(f"{id_}: two claims or two facts can be compared; give kgraph why one entity or difference alone")


# --- facts and claims ---------------------------------------------------------------------------------------------------


def _of_fact(graph: ClaimGraph, id_: str, vectors: Find) -> Iterator[str]:
    fact = next(f for f in graph.facts if f.id == id_)
    yield f"{fact.id}: {plain(fact.head.sentence)}"
    yield f"{count(len(fact.claims), 'claim')} of {support(fact)}."
    yield from (f"{line}." for line in origin_lines(fact, QUOTE))
    yield from _listed("", "Claims", [_cited(c) for c in fact.claims])
    if fact.joins:
        joins = sorted(fact.joins, key=lambda j: (not j.by_person, -j.score, j.left, j.right))
        yield from ("", "Joined, a score being the estimated probability that two claims state the same:")
        for join in joins[:MANY]:
            yield from _joined(graph, join)
        yield from _more(joins)
    else:
        yield from ("", "One claim alone: nothing was joined.")
    yield from _judged(graph, [c.id for c in fact.claims])


def _of_claim(graph: ClaimGraph, id_: str, vectors: Find) -> Iterator[str]:
    claim, fact = graph.claim_by_id[id_], graph.fact_of[id_]
    e = claim.evidence
    yield f"{claim.id}: {plain(claim.sentence)}"
    yield f"{plain(e.outlet)}, {plain(e.document)} [{e.start}, {e.end}): {quoted(claim, QUOTE)}"
    yield f"Made by the rule {claim.rule!r} in the {e.section}, confidence {claim.confidence}; {claim.polarity}, {claim.modality}."
    if claim.speakers:
        yield f"Said by {' via '.join(plain(s.label) for s in claim.speakers)}."
    yield f"It supports {fact.id}, {count(len(fact.claims), 'claim')} of {support(fact)}."
    joins = [j for j in fact.joins if id_ in (j.left, j.right)]
    if joins:
        yield from ("", "Joined with:")
        for join in joins[:MANY]:
            yield from _joined(graph, join)
        yield from _more(joins)
    all_of_them = _weighted(graph, claim, vectors)
    others = [explain(all_of_them[id_], w) for c, w in all_of_them.items() if graph.fact_of[c] is not fact]
    alike = [e for e in others if e.join.score >= TOPIC]
    if alike:
        yield from ("", "Most alike among the claims of other facts:")
        for explanation in sorted(alike, key=lambda e: (-e.join.score, e.right.id))[:NEAR]:
            yield f"  {_cited(explanation.right)}"
            yield f"    {_scored(explanation.join)}; {_forbidden(explanation) or 'nothing forbids it'}"
            yield f"    more: kgraph why FOLDER {id_} {explanation.right.id}"
    yield from _judged(graph, [id_])


def _of_two(graph: ClaimGraph, left: Claim, right: Claim, vectors: Find) -> Iterator[str]:
    facts = graph.fact_of[left.id], graph.fact_of[right.id]
    one = facts[0] is facts[1]
    yield f"{left.id} and {right.id} " + (f"are one fact: {facts[0].id}" if one else f"are two facts: {facts[0].id} and {facts[1].id}")
    yield from (f"  {_cited(c)}" for c in (left, right))
    stories = {graph.story_of.get(c.evidence.document) for c in (left, right)}
    if len(stories) > 1:
        yield "They stand in two stories, and claims are compared within one."
    else:
        all_of_them = _weighted(graph, left, vectors)
        explanation = explain(all_of_them[left.id], all_of_them[right.id])
        yield f"{_scored(explanation.join)}; least to join is {THRESHOLD}"
        yield from _decided(graph, explanation, facts, all_of_them)
    yield from _judged(graph, [left.id, right.id], both=True)


def _decided(
    graph: ClaimGraph, explanation: Explanation, facts: tuple[Fact, Fact], all_of_them: Mapping[str, Weighted]
) -> Iterator[str]:
    """What decided whether two claims of one story are one fact."""
    left, right = explanation.left.id, explanation.right.id
    forbidden = _forbidden(explanation)
    if facts[0] is facts[1]:
        if left == right:
            yield "They are the same claim."
            return
        path = _path(facts[0].joins, left, right)
        if len(path) == 1:
            yield "Joined directly" + (", by a person." if path[0].by_person else ".")
        else:
            yield f"Joined through {count(len(path), 'join')}:"
            for join in path:
                yield from _joined(graph, join)
        if forbidden:
            yield f"By themselves they would be {forbidden}."
    elif forbidden or explanation.join.score < THRESHOLD:
        if forbidden:
            yield f"K{forbidden[1:]}."
        if explanation.join.score < THRESHOLD:
            yield "Kept apart: too little alike to be joined."
    else:
        yield from _groups_apart(facts, all_of_them)


def _groups_apart(facts: tuple[Fact, Fact], all_of_them: Mapping[str, Weighted]) -> Iterator[str]:
    """What keeps two facts apart although two of their claims are alike."""
    sides = [[c.id for c in f.claims] for f in facts]
    if len(sides[0]) * len(sides[1]) > PAIRS:
        yield "Kept apart: the two facts as wholes did not agree."
        return
    across = [explain(all_of_them[a], all_of_them[b]) for a in sides[0] for b in sides[1]]
    vetoed = [e for e in across if forbids(e.veto)]
    mean = sum(e.join.score for e in across if e.veto is None) / len(across)
    if vetoed:
        first = min(vetoed, key=lambda e: (-e.join.score, e.left.id, e.right.id))
        yield f"Alike enough, but other claims of the two facts are {_forbidden(first)}:"
        yield from (f"  {_cited(c)}" for c in (first.left, first.right))
    elif mean < COHESION:
        yield f"Alike enough, but the claims of the two facts are not on the whole: mean score {mean:.2f}, least to join is {COHESION}."
    else:
        yield "Alike enough, but never set side by side: they share too few rare words or names, or a surer join came before."


def _path(joins: Sequence[Join], left: str, right: str) -> list[Join]:
    """The joins that lead from one claim of a fact to another; `joins` are a tree."""
    beside: dict[str, list[tuple[str, Join]]] = defaultdict(list)
    for join in joins:
        beside[join.left].append((join.right, join))
        beside[join.right].append((join.left, join))
    came: dict[str, list[Join]] = {left: []}
    waiting = [left]
    while waiting and right not in came:
        at = waiting.pop(0)
        for to, join in beside[at]:
            if to not in came:
                came[to] = [*came[at], join]
                waiting.append(to)
    return came.get(right, [])


def _forbidden(explanation: Explanation) -> str | None:
    """What forbids a join, with the values of each side: "kept apart: other event time: 2016 against 2020"."""
    kind = explanation.veto
    if kind is None:
        return None
    left, right = _values(kind, explanation.left), _values(kind, explanation.right)
    told = ((a, b) for a, b in zip(left, right, strict=True) if a and b and a != b)
    against = next((f": {a} against {b}" for a, b in told), "")
    return f"kept apart: {FORBIDS.get(kind, kind)}{against}"


def _values(kind: DifferenceKind, claim: Claim) -> tuple[str, ...]:
    """What a claim has to say on the point on which a veto rests: the first value that two claims do not share tells them apart."""
    deed = f"“{plain(claim.relation.text)}”"
    match kind:
        case DifferenceKind.TIME:
            return (" and ".join(dict.fromkeys(plain(q.value) for q in claim.qualifiers if q.role is Role.TIME and q.value)),)
        case DifferenceKind.CONDITION:
            return (" and ".join(f"“{plain(q.text)}”" for q in claim.qualifiers if q.role is Role.CONDITION),)
        case DifferenceKind.POLARITY:
            return claim.stance, deed
        case DifferenceKind.ATTRIBUTION:
            return (plain(claim.subject.label if claim.rule == "report" else claim.attributed_to.label if claim.attributed_to else ""),)
        case DifferenceKind.PARTICIPANT:
            return plain(claim.subject.label), plain(claim.object.label if claim.object else "")
        case DifferenceKind.MODALITY:
            return (claim.modality,)
        case _:
            return (deed,)


def _weighted(graph: ClaimGraph, claim: Claim, vectors: Find) -> dict[str, Weighted]:
    """What is compared of the claims of a claim's story; of all claims where it is not known which stories there are.

    Claims of copies count for no word's weight, and compare as those that they copy.
    """
    story = graph.story_of.get(claim.evidence.document)
    inside = {d.id for d in graph.documents if graph.story_of.get(d.id) == story}
    copied = {j.right: j.left for f in graph.facts for j in f.joins if j.features == SAME_TEXT}
    claims = [c for c in graph.claims if c.evidence.document in inside]
    found = weighted((c for c in claims if c.id not in copied), vectors(sorted(inside)))
    return found | {c.id: replace(found[copied[c.id]], claim=c) for c in claims if c.id in copied}


# --- entities -------------------------------------------------------------------------------------------------------------


def _of_entity(graph: ClaimGraph, id_: str, vectors: Find) -> Iterator[str]:
    entity = next(e for e in graph.entities if e.id == id_)
    articles = len({m.document for m in entity.mentions})
    yield f"{entity.id}: {plain(entity.label)}" + (f" ({entity.type})" if entity.type else "")
    yield f"{count(len(entity.mentions), 'mention')} in {count(articles, 'article')}; also named {_aliases(entity)}."
    yield from _listed("", "Mentions, with the reason for each link and the share of such links that are right", list(_mentioned(entity)))
    if entity.links:
        links = [_linked(graph, link) for link in entity.links]
        yield from _listed("", "Links that make several articles' mentions, or several names, one", links)
    if entity.stands_for is not None:
        yield from ("", f"May stand for {entity.stands_for}.")
    if entity.reference is not None:
        yield from ("", f"It is {plain(entity.reference)} in the table of entities.")
    yield from _judged(graph, [id_])


def _linked(graph: ClaimGraph, link: EntityLink) -> str:
    features = ": " + _features(link.features) if link.features else ""
    sides = (f"“{plain(graph.document_by_id[d].text[start:end])}” in {plain(d)}" for d, start, end in (link.left, link.right))
    return f"{' and '.join(sides)}: {link.reason} ({link.score:g}{features})"


def _aliases(entity: Entity) -> str:
    return ", ".join(f"“{plain(a)}”" for a in entity.aliases if a != entity.label) or "nothing else"


def _mentioned(entity: Entity) -> Iterator[str]:
    groups: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for m in entity.mentions:
        groups[m.document, m.reason].append(m)
    for (document, reason), mentions in sorted(groups.items(), key=lambda item: (item[0][0], item[1][0].start, item[0][1])):
        words = Counter(plain(m.text) for m in mentions)
        shown = ", ".join(f"“{w}”" + (f" ×{n}" if n > 1 else "") for w, n in sorted(words.items(), key=lambda item: (-item[1], item[0])))
        scores = sorted({round(m.score, 2) for m in mentions})
        sure = f"{scores[0]:g}" if len(scores) == 1 else f"{scores[0]:g} to {scores[-1]:g}"
        yield f"{plain(document)}: {shown}: {reason or 'no reason was kept'} ({sure})"


# --- differences ------------------------------------------------------------------------------------------------------------


def _of_difference(graph: ClaimGraph, id_: str, vectors: Find) -> Iterator[str]:
    difference = next(d for d in graph.differences if d.id == id_)
    yield f"{difference.id}: {plain(difference.about)}"
    yield f"A difference of {difference.kind}; its values {RELATED_IN_SHORT[difference.relation]}. {COMPARED[difference.relation]}"
    if difference.narrower is not None:
        yield f"The more exact: “{plain(difference.narrower)}”."
    measured: dict[str, Quantity] = {}
    for variant in difference.variants:
        claims = [graph.claim_by_id[c] for c in variant.claims if c in graph.claim_by_id]
        found, dates = _measures(claims, variant.value)
        reading = f": {_interval(found)}" if found else f": {' and '.join(dates)}" if dates else ""
        yield from ("", f"“{plain(variant.value)}”{reading}")
        yield from (f"  {_cited(c)}" for c in claims[:MANY])
        if found:
            measured[variant.value] = found
    if len(measured) > 1:
        yield ""
        items = list(measured.items())
        for i, (value, quantity) in enumerate(items):
            for against, other in items[i + 1 :]:
                hedged = f"; a hedged bound may be off by {HEDGE_TOLERANCE:.0%}" if quantity.hedge or other.hedge else ""
                yield f"“{plain(value)}” and “{plain(against)}” {RELATED[compare_quantities(quantity, other)]}{hedged}."
    judged = [j for v in difference.variants for c in v.claims for j in graph.judged_of.get(c, ())]
    yield from _told(graph, dict.fromkeys(judged))


def _measures(claims: Iterable[Claim], value: str) -> tuple[Quantity | None, list[str]]:
    """The interval that the words of a value stand for, and the dates."""
    meant = [q for c in claims for q in c.qualifiers if plain(q.text) == plain(value)]
    quantity = next((q.quantity for q in meant if q.quantity is not None), None)
    return quantity, sorted({q.value for q in meant if q.value})


def _interval(q: Quantity) -> str:
    """An interval in words.

    >>> _interval(Quantity(0, 43200, False, True, "s")), _interval(Quantity(None, 5400, False, False, "s", "roughly"))
    ('from 0 to less than 12 hours', 'up to 90 minutes, hedged with “roughly”')
    """
    low = None if q.min is None else _amount(q.min, q.unit)
    high = None if q.max is None else f"{'less than ' if q.max_open else ''}{_amount(q.max, q.unit)}"
    if low is not None and q.min == q.max:
        words = low
    elif low is None:
        words = f"up to {high}" if high else "any amount"
    else:
        above = "more than" if q.min_open else "from" if high else "at least"
        words = f"{above} {low}" + (f" to {high}" if high else "")
    return words + (f", hedged with “{plain(q.hedge)}”" if q.hedge else "")


def _amount(value: float, unit: str) -> str:
    """A number with its unit, a time span in the largest unit that it is a whole number of.

    >>> _amount(7200, "s"), _amount(1.5e6, "usd"), _amount(14, "1"), _amount(0, "s")
    ('2 hours', '1,500,000 usd', '14', '0')
    """
    if unit == "s" and value:
        size, name = next((size, name) for size, name in SPANS if not value % size or size == 1)
        return f"{value / size:,.10g} {name}" + ("s" if value != size else "")
    return f"{value:,.10g}" + (f" {unit}" if unit != "1" and value else "")


# --- words ------------------------------------------------------------------------------------------------------------------


def _cited(claim: Claim) -> str:
    return f"{claim.id}  {plain(claim.evidence.outlet)}: {quoted(claim, QUOTE)}"


def _scored(join: Join) -> str:
    return f"score {join.score:.2f}" + (f": {_features(join.features)}" if join.features else "")


def _features(features: Iterable[tuple[str, float]]) -> str:
    """The features that count for something: those that are not 0."""
    return ", ".join(f"{name} {value:.2f}" for name, value in features if value) or "no feature in common"


def _joined(graph: ClaimGraph, join: Join) -> Iterator[str]:
    by = "by a person" if join.by_person else _scored(join)
    yield f"  {by}" + (f" (the machine: {_scored(join)})" if join.by_person else "")
    yield from (f"    {_cited(graph.claim_by_id[c])}" for c in (join.left, join.right))


def _judged(graph: ClaimGraph, ids: Sequence[str], both: bool = False) -> Iterator[str]:
    about = dict.fromkeys(j for id_ in ids for j in graph.judged_of.get(id_, ()))
    yield from _told(graph, [j for j in about if not both or {j.left, j.right} <= set(ids)])


def _told(graph: ClaimGraph, judged: Iterable[Judged]) -> Iterator[str]:
    lines = []
    for j in judged:
        note = "" if j.holds else ", which does not count: a later judgement says otherwise"
        lines.append(plain(said(j.judgement)) + note + (", which forces nothing" if j.judgement.verdict is Verdict.UNSURE else ""))
    yield from _listed("", "Judged by people", lines) if lines else ()


def _listed(before: str, title: str, lines: Sequence[str]) -> Iterator[str]:
    yield from (before, f"{title}:")
    yield from (f"  {line}" for line in lines[:MANY])
    yield from _more(lines)


def _more(items: Sequence[object]) -> Iterator[str]:
    if len(items) > MANY:
        yield f"  … and {len(items) - MANY:,} more"
