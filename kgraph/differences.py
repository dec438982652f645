"""Points on which outlets part: inside a fact, and between facts that answer one question differently.

Each difference holds at least two variants with the claims that give them. `conflicts` needs two explicit values that cannot
both hold; `refines` one that lies inside the other; all else `differs`. Silence is no denial.
"""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from kgraph.extract.lexicon import STOP, SYNONYMS
from kgraph.model import (Argument, ArgumentKind, Claim, Difference, DifferenceKind, DifferenceRelation, Fact, Modality, Qualifier,
                          Quantity, Role, Variant, digest)

HEDGE_TOLERANCE = 0.5  # a hedged bound may be off by this share when values are compared
COMPARED = {DifferenceKind.PLACE: (Role.PLACE,), DifferenceKind.REASON: (Role.REASON,), DifferenceKind.CONDITION: (Role.CONDITION,)}


def find_differences(facts: Sequence[Fact]) -> tuple[Difference, ...]:
    """All differences of a story, sorted by id; the same whatever the order of the facts."""
    found = [d for fact in facts if len(fact.outlets) > 1 for d in _inside(fact)]
    found += _between(facts)
    return tuple(sorted({d.id: d for d in found}.values(), key=lambda d: d.id))


# --- inside a fact ------------------------------------------------------------------------------------------------


def _inside(fact: Fact) -> Iterable[Difference]:
    about = describe(fact.head)
    yield from _measured(fact, (Role.DELAY, Role.DURATION), DifferenceKind.DURATION, f"how long or how soon: {about}")
    yield from _measured(fact, (Role.QUANTITY,), DifferenceKind.QUANTITY, f"how much or how many: {about}")
    yield from _timed(fact, f"when: {about}")
    yield from _attributed(fact, f"who is said to say it: {about}")
    yield from _listed(fact, DifferenceKind.MODALITY, f"how certain or how far along: {about}", lambda c: (
        c.modality.value if c.modality in (Modality.ASSERTED, Modality.PLANNED, Modality.EXPECTED) else None))
    yield from _participants(fact, f"who or what: {about}")
    for kind, roles in COMPARED.items():
        yield from _details(fact, kind, roles, f"{kind.value}: {about}")
    yield from _worded(fact, f"in which words: {about}")


def describe(claim: Claim) -> str:
    """A fact in a few plain words, without its details."""
    return " ".join(f"{claim.subject.label} {claim.relation.label} {claim.object.label if claim.object else ''}".split())


def _difference(kind: DifferenceKind, relation: DifferenceRelation, about: str, values: dict[str, list[Claim]],
                narrower: str | None = None) -> Difference | None:
    variants = tuple(Variant(value, tuple(sorted({c.evidence.outlet for c in claims})), tuple(sorted({c.id for c in claims})))
                     for value, claims in sorted(values.items()))
    if len(variants) < 2 or len({o for v in variants for o in v.outlets}) < 2:
        return None
    return Difference("d-" + digest(kind, [v.claims for v in variants]), kind, relation, about, variants, narrower)


def _measured(fact: Fact, roles: tuple[Role, ...], kind: DifferenceKind, about: str) -> Iterable[Difference]:
    by_unit: dict[str, list[tuple[Qualifier, Claim]]] = defaultdict(list)
    for claim in fact.claims:
        for qualifier in claim.qualifiers:
            if qualifier.role in roles and qualifier.quantity is not None:
                by_unit[qualifier.quantity.unit].append((qualifier, claim))
    for _, found in sorted(by_unit.items()):
        values: dict[str, list[Claim]] = defaultdict(list)
        intervals: dict[str, Quantity] = {}
        for qualifier, claim in found:
            quantity = qualifier.quantity
            assert quantity is not None
            known = next((v for v, q in intervals.items() if (q.min, q.max, q.hedge) == (quantity.min, quantity.max, quantity.hedge)), None)
            value = known or " ".join(qualifier.text.split())
            intervals.setdefault(value, quantity)
            if claim not in values[value]:
                values[value].append(claim)
        distinct = list(intervals.values())
        if len({(q.min, q.max) for q in distinct}) < 2:
            continue
        relation, narrow = compare_all(intervals)
        made = _difference(kind, relation, about, values, narrow)
        if made is not None:
            yield made


def compare_all(intervals: dict[str, Quantity]) -> tuple[DifferenceRelation, str | None]:
    """How a set of values stands: any pair that cannot both hold makes a conflict; a chain of nested ones refines."""
    items = sorted(intervals.items())
    relations = [(compare(a, b), u, v) for i, (u, a) in enumerate(items) for v, b in items[i + 1:]]
    if any(r[0] == "conflicts" for r, _, _ in relations):
        return DifferenceRelation.CONFLICTS, None
    if all(r[0] == "refines" for r, _, _ in relations):
        narrow = min(items, key=lambda item: (_width(item[1]), item[0]))[0]
        return DifferenceRelation.REFINES, narrow
    return DifferenceRelation.DIFFERS, None


def compare(a: Quantity, b: Quantity) -> tuple[str, int]:
    """Compare two intervals of one unit: ("refines", which lies inside: -1 the first, 1 the second), ("conflicts", 0) or ("differs", 0).

    >>> hour = Quantity(0, 3600, False, False, "s", "roughly")
    >>> compare(hour, Quantity(0, 43200, False, True, "s"))[0], compare(hour, Quantity(172800, 172800, False, False, "s"))[0]
    ('refines', 'conflicts')

    A hedged interval that misses the other by less than HEDGE_TOLERANCE of its bound does not conflict.
    """
    infinity = float("inf")
    low_a, high_a = a.min if a.min is not None else -infinity, a.max if a.max is not None else infinity
    low_b, high_b = b.min if b.min is not None else -infinity, b.max if b.max is not None else infinity
    slack_a = HEDGE_TOLERANCE * abs(high_a if high_a < infinity else low_a) if a.hedge else 0.0
    slack_b = HEDGE_TOLERANCE * abs(high_b if high_b < infinity else low_b) if b.hedge else 0.0
    if low_a - slack_a > high_b + slack_b or low_b - slack_b > high_a + slack_a:
        return "conflicts", 0
    if low_b <= low_a and high_a <= high_b:
        return "refines", -1
    if low_a <= low_b and high_b <= high_a:
        return "refines", 1
    touching = low_a > high_b or low_b > high_a
    return ("differs", 0) if touching or a.hedge or b.hedge else ("differs", 0)


def _width(q: Quantity) -> float:
    return (q.max if q.max is not None else float("inf")) - (q.min or 0.0)


def _timed(fact: Fact, about: str) -> Iterable[Difference]:
    values: dict[str, list[Claim]] = defaultdict(list)
    points: dict[str, str] = {}
    for claim in fact.claims:
        for qualifier in claim.qualifiers:
            if qualifier.role is Role.TIME and qualifier.value:
                value = " ".join(qualifier.text.split())
                known = next((v for v, p in points.items() if p == qualifier.value and _clock(v) == _clock(value)), None)
                points.setdefault(known or value, qualifier.value)
                if claim not in values[known or value]:
                    values[known or value].append(claim)
    if len(points) < 2:
        return
    dates = sorted(set(points.values()), key=len)
    nested = all(b.startswith(a) for a, b in zip(dates, dates[1:], strict=False))
    relation = DifferenceRelation.REFINES if nested else DifferenceRelation.DIFFERS
    narrow = max(points, key=lambda v: (len(points[v]), len(v), v)) if nested else None
    made = _difference(DifferenceKind.TIME, relation, about, values, narrow)
    if made is not None:
        yield made


def _clock(text: str) -> str:
    match = re.search(r"\d{1,2}(:\d\d)?\s?[ap]\.?m|morning|afternoon|evening|night", text.casefold())
    return match.group() if match else ""


def _attributed(fact: Fact, about: str) -> Iterable[Difference]:
    values: dict[str, list[Claim]] = defaultdict(list)
    for claim in fact.claims:
        chain = [s.label for s in claim.speakers if s.kind is ArgumentKind.ENTITY]
        if chain:
            values[" via ".join(chain)].append(claim)
        elif not claim.speakers:
            values["the outlet itself"].append(claim)
    named = [v for v in values if v != "the outlet itself"]
    if not named:
        return
    made = _difference(DifferenceKind.ATTRIBUTION, DifferenceRelation.DIFFERS, about, values)
    if made is not None:
        yield made


def _listed(fact: Fact, kind: DifferenceKind, about: str, value_of: Callable[[Claim], str | None]) -> Iterable[Difference]:
    values: dict[str, list[Claim]] = defaultdict(list)
    for claim in fact.claims:
        value = value_of(claim)
        if value is not None:
            values[value].append(claim)
    made = _difference(kind, DifferenceRelation.DIFFERS, about, values)
    if made is not None:
        yield made


def _participants(fact: Fact, about: str) -> Iterable[Difference]:
    """Another subject or object for one deed: a name against another, or a narrower phrase against a wider."""
    for argument_of in (lambda c: c.subject, lambda c: c.object):
        values: dict[str, list[Claim]] = defaultdict(list)
        for claim in fact.claims:
            argument: Argument | None = argument_of(claim)
            if argument is not None and argument.kind is not ArgumentKind.CLAIM and argument.text.casefold() not in ("we", "i", "it", "they", "this", "that"):
                value = argument.label
                known = next((v for v in values if _stems(v) == _stems(value)), None)
                values[known or value].append(claim)
        sets = [_stems(v) for v in values]
        if len(sets) < 2 or any(not s for s in sets):
            continue
        nested = all(a <= b or b <= a for i, a in enumerate(sets) for b in sets[i + 1:])
        relation = DifferenceRelation.REFINES if nested else DifferenceRelation.DIFFERS
        narrow = max(values, key=lambda v: (len(_stems(v)), v)) if nested else None
        made = _difference(DifferenceKind.PARTICIPANT, relation, about, values, narrow)
        if made is not None:
            yield made


def _details(fact: Fact, kind: DifferenceKind, roles: tuple[Role, ...], about: str) -> Iterable[Difference]:
    values: dict[str, list[Claim]] = defaultdict(list)
    for claim in fact.claims:
        for qualifier in claim.qualifiers:
            if qualifier.role in roles:
                value = " ".join(qualifier.text.split())
                known = next((v for v in values if _stems(v) == _stems(value)), None)
                values[known or value].append(claim)
    made = _difference(kind, DifferenceRelation.DIFFERS, about, values)
    if made is not None:
        yield made


def _worded(fact: Fact, about: str) -> Iterable[Difference]:
    """Renderings of one speaker's quoted words that differ in a content word."""
    values: dict[str, list[Claim]] = defaultdict(list)
    for claim in fact.claims:
        if claim.quoted and claim.speakers:
            value = " ".join(claim.evidence.quote.split())
            known = next((v for v in values if _stems(v) == _stems(value)), None)
            values[known or value].append(claim)
    made = _difference(DifferenceKind.WORDING, DifferenceRelation.DIFFERS, about, values)
    if made is not None:
        yield made


def _stems(text: str) -> frozenset[str]:
    words = re.findall(r"[\w$%.]+", text.casefold().replace("’", "'"))
    return frozenset(SYNONYMS.get(w, w)[:5] for w in (w.strip(".") for w in words) if w and w not in STOP)


# --- between facts ------------------------------------------------------------------------------------------------


def _between(facts: Sequence[Fact]) -> Iterable[Difference]:
    """Who else is said to have done the same: one relation and object, other named subjects in other outlets."""
    groups: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        claim = fact.head
        if claim.object is not None and claim.object.id and claim.subject.id and claim.relation.label not in ("be", "have", "say", "tell") \
                and claim.subject.kind is ArgumentKind.ENTITY and not claim.implied:
            groups[claim.relation.label, claim.object.id, claim.polarity.value].append(fact)
    for _, group in sorted(groups.items()):
        values: dict[str, list[Claim]] = defaultdict(list)
        for fact in group:
            for claim in fact.claims:
                values[fact.head.subject.label].append(claim)
        head = group[0].head
        if len(values) < 2 or head.object is None:
            continue
        made = _difference(DifferenceKind.PARTICIPANT, DifferenceRelation.DIFFERS, f"who {head.relation.text} {head.object.label}", values)
        if made is not None:
            yield made
