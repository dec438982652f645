"""Points on which outlets part: pairs of claims on one topic, compared detail by detail, grouped into variants.

Each difference holds at least two variants with the claims that give them. `conflicts` needs two explicit values that cannot
both hold; `refines` one that lies inside the other; all else `differs`. Silence is no denial.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kgraph.extract.lexicon import NEGATIVE_VERBS, STOP
from kgraph.gazetteer import SEATS
from kgraph.merge import Comparison, Pair
from kgraph.model import (
    Argument,
    ArgumentKind,
    Claim,
    Difference,
    DifferenceKind,
    DifferenceRelation,
    Fact,
    Modality,
    Polarity,
    Qualifier,
    Quantity,
    Role,
    Variant,
    digest,
)
from kgraph.sameness import STATIC, normal, relation_words

HEDGE_TOLERANCE = 0.5  # a hedged bound may be off by this share when values are compared
ALIKE = 0.5  # least similarity of claims whose speakers, wording or certainty are compared
PRONOUNS = frozenset("i me we us it he him she her they them this that these those who which".split())
OWN_VOICE = "the outlet itself"
VOICE = 0.7  # least similarity of claims of which one has a speaker and the other has none
OF_ONE_FACT = frozenset({DifferenceKind.ATTRIBUTION, DifferenceKind.MODALITY, DifferenceKind.REASON, DifferenceKind.CONDITION})
WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
SPANS = (Role.DELAY, Role.DURATION)
ABOUT = {
    DifferenceKind.QUANTITY: "how much or how many",
    DifferenceKind.DURATION: "how long or how soon",
    DifferenceKind.TIME: "when",
    DifferenceKind.PLACE: "where",
    DifferenceKind.PARTICIPANT: "who or what",
    DifferenceKind.ATTRIBUTION: "who is said to say it",
    DifferenceKind.POLARITY: "whether",
    DifferenceKind.MODALITY: "how certain or how far along",
    DifferenceKind.CONDITION: "on what condition",
    DifferenceKind.REASON: "why",
    DifferenceKind.WORDING: "in which words",
}


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two claims that part on one point, and the value that each gives; quantities where they are measured."""

    kind: DifferenceKind
    left: Claim
    right: Claim
    values: tuple[str, str]
    quantities: tuple[Quantity, Quantity] | None = None
    slot: str = ""  # the part that differs, where a kind has several


def find_differences(comparison: Comparison, facts: Sequence[Fact]) -> tuple[Difference, ...]:
    """All differences of a story, sorted by id; the same whatever the order of the articles."""
    fact_of = {c.id: f.id for f in facts for c in f.claims}
    located = {c.id: c for f in facts for c in f.claims}
    contrasts = [c for pair in comparison.pairs for c in _contrasts(comparison, pair, fact_of)]
    found = [d for group in _groups(contrasts) if (d := _difference(group, located)) is not None]
    found += [*_others(facts), *_counts(facts)]
    return tuple(sorted({d.id: d for d in found}.values(), key=lambda d: d.id))


# --- two claims ---------------------------------------------------------------------------------------------------


def _contrasts(comparison: Comparison, pair: Pair, fact_of: dict[str, str]) -> Iterator[Contrast]:
    a, b = comparison.claims[pair.left], comparison.claims[pair.right]
    if a.evidence.outlet == b.evidence.outlet:
        return
    same_fact = fact_of[a.id] == fact_of[b.id]
    found = [*_measured(a, b), *_timed(a, b)]
    close = same_fact or pair.similarity >= ALIKE
    rendered = list(_worded(a, b)) if close else []
    found += rendered or _participants(a, b)
    if same_fact or (close and pair.veto in (DifferenceKind.ATTRIBUTION, DifferenceKind.POLARITY)):
        found += [*_stances(a, b, pair), *_reasons(a, b)]
    here = " ".join(sorted({fact_of[a.id], fact_of[b.id]}))
    for contrast in found:
        yield replace(contrast, slot=here) if contrast.kind in OF_ONE_FACT else contrast


def _measured(a: Claim, b: Claim) -> Iterator[Contrast]:
    for kind, roles in ((DifferenceKind.DURATION, SPANS), (DifferenceKind.QUANTITY, (Role.QUANTITY,))):
        sides = [
            {(q.quantity.unit, q.quantity.min, q.quantity.max): q for q in c.qualifiers if q.role in roles and q.quantity is not None}
            for c in (a, b)
        ]
        if set(sides[0]) & set(sides[1]):
            continue
        pairs = [
            (x, y)
            for u, x in sorted(sides[0].items(), key=str)
            for v, y in sorted(sides[1].items(), key=str)
            if u[0] == v[0] and _of_one_thing(x.quantity, y.quantity)
        ]
        if pairs:
            x, y = pairs[0]
            assert x.quantity is not None and y.quantity is not None
            yield Contrast(kind, a, b, (_plain(x.text), _plain(y.text)), (x.quantity, y.quantity))


def _of_one_thing(a: Quantity | None, b: Quantity | None) -> bool:
    """Whether two quantities may count the same: what they are of shares a word, or one does not say."""
    return not (a and b and a.of and b.of) or bool(_stems(a.of) & _stems(b.of))


def _timed(a: Claim, b: Claim) -> Iterator[Contrast]:
    sides = [[q for q in c.qualifiers if q.role is Role.TIME and _placed(q)] for c in (a, b)]
    if not sides[0] or not sides[1]:
        return
    if all(q.value for side in sides for q in side):
        points = [{(q.value, _clock(q.text)) for q in side} for side in sides]
    else:  # an article without a date of publication: the names of the days are all there is
        points = [{(found.group().casefold(), "") for q in side if (found := WEEKDAY.search(q.text))} for side in sides]
        if not points[0] or not points[1]:
            return
    if points[0] & points[1]:
        return
    yield Contrast(DifferenceKind.TIME, a, b, (_plain(sides[0][0].text), _plain(sides[1][0].text)))


def _placed(time: Qualifier) -> bool:
    """Whether a time says which day: it has a value that is no time of some day ("T17"), or names a weekday."""
    return not time.value.startswith("T") if time.value else bool(WEEKDAY.search(time.text))


def _clock(text: str) -> str:
    match = re.search(r"\d{1,2}(:\d\d)?\s?[ap]\.?m|morning|afternoon|evening|night", text.casefold())
    return match.group() if match else ""


def _participants(a: Claim, b: Claim) -> Iterator[Contrast]:
    """Another doer of one deed, or another thing done by one doer: the other two parts must be the same.

    Of what somebody is ("his former aide", "the communications director"), only two descriptions of one person are compared.
    """
    subjects = _same(a.subject, b.subject)
    if a.rule in STATIC and b.rule in STATIC:
        left, right = (f"{c.relation.label} {c.object.label}".removeprefix("be ") if c.object else "" for c in (a, b))
        if subjects and _stems(left) & _stems(right) and _apart(left, right):
            yield Contrast(DifferenceKind.PARTICIPANT, a, b, (left, right), slot="role")
        elif left == right and a.object and a.object.id and a.subject.type == b.subject.type == "PERSON" and a.subject.id != b.subject.id:
            yield Contrast(DifferenceKind.PARTICIPANT, a, b, (a.subject.label, b.subject.label), slot="bearer")
        return
    if a.rule in STATIC or b.rule in STATIC or "report" in (a.rule, b.rule) or not _same_deed(a, b):
        return
    objects = _same(a.object, b.object)
    if objects and subjects is False and _apart(a.subject.label, b.subject.label):
        yield Contrast(DifferenceKind.PARTICIPANT, a, b, (a.subject.label, b.subject.label), slot="subject")
    elif subjects and objects is False and a.object and b.object and _apart(a.object.label, b.object.label):
        yield Contrast(DifferenceKind.PARTICIPANT, a, b, (a.object.label, b.object.label), slot="object")


def _same_deed(a: Claim, b: Claim) -> bool:
    """Whether two relations share a word that says something; of "make", "be" and their like the subjects must be the same too."""
    if relation_words(a) & relation_words(b):
        return True
    return a.relation.label == b.relation.label and _same(a.subject, b.subject) is True


def _same(left: Argument | None, right: Argument | None) -> bool | None:
    """Whether two arguments are the same; None where one is missing, a pronoun or a clause."""
    if left is None or right is None or ArgumentKind.CLAIM in (left.kind, right.kind):
        return None
    if any(x.label.casefold() in PRONOUNS for x in (left, right)):
        return None
    if left.id and right.id and left.id == right.id:
        return True
    if (
        {left.label.casefold(), right.label.casefold()} & SEATS
        or (left.type == "PERSON" or right.type == "PERSON")
        and (_stems(left.label) & _stems(right.label))
    ):
        return None  # a seat may stand for its government, and half a name for the whole
    return _stems(left.label) == _stems(right.label)


def _stances(a: Claim, b: Claim, pair: Pair) -> Iterator[Contrast]:
    if a.rule in STATIC or b.rule in STATIC:
        return
    if (
        a.polarity is not b.polarity
        and a.modality is b.modality
        and pair.veto is DifferenceKind.POLARITY
        and _same_deed(a, b)
        and not NEGATIVE_VERBS & {w for c in (a, b) for w in c.relation.label.split()}
    ):
        yield Contrast(DifferenceKind.POLARITY, a, b, (a.polarity.value, b.polarity.value))
    telling = {Modality.ASSERTED, Modality.PLANNED, Modality.EXPECTED}
    if a.modality is not b.modality and {a.modality, b.modality} <= telling and _same_deed(a, b):
        yield Contrast(DifferenceKind.MODALITY, a, b, (a.modality.value, b.modality.value))
    if "report" in (a.rule, b.rule):
        said = [c.subject.label if c.rule == "report" else c.speakers[0].label if c.speakers else OWN_VOICE for c in (a, b)]
        if a.rule == b.rule and a.speakers and b.speakers:  # one speaker, relayed by different agencies
            said = [c.speakers[-1].label for c in (a, b)]
        elif a.rule == b.rule and not a.subject.id:
            return
    else:
        said = [" via ".join(s.label for s in c.speakers) or OWN_VOICE for c in (a, b)]
    if a.stance is not b.stance:  # who denies and who says it is no difference of attribution
        return
    own_voice = OWN_VOICE in said
    chains = [{s.label for s in c.speakers} | ({c.subject.label} if c.rule == "report" else set()) for c in (a, b)]
    if (
        not chains[0] & chains[1]
        and not _stems(said[0]) & _stems(said[1])
        and (pair.similarity >= VOICE if own_voice else all(s.kind is ArgumentKind.ENTITY for c in (a, b) for s in c.speakers[:1]))
        or (len(a.speakers) > 1 and len(b.speakers) > 1 and a.speakers[-1].label != b.speakers[-1].label)
    ):
        yield Contrast(DifferenceKind.ATTRIBUTION, a, b, (said[0], said[1]))


def _reasons(a: Claim, b: Claim) -> Iterator[Contrast]:
    for kind, role in (
        (DifferenceKind.REASON, Role.REASON),
        (DifferenceKind.CONDITION, Role.CONDITION),
        (DifferenceKind.PLACE, Role.PLACE),
        (DifferenceKind.WORDING, Role.STANCE),
    ):
        sides = [[q for q in c.qualifiers if q.role is role] for c in (a, b)]
        if kind is DifferenceKind.PLACE:  # a named place, not "in a statement"
            sides = [[q for q in side if re.search(r"\b[A-Z]", q.text[1:])] for side in sides]
        if sides[0] and sides[1] and not any(_stems(x.text) & _stems(y.text) for x in sides[0] for y in sides[1]):
            yield Contrast(kind, a, b, (_plain(sides[0][0].text), _plain(sides[1][0].text)))


def _worded(a: Claim, b: Claim) -> Iterator[Contrast]:
    """Renderings of one speaker's quoted words that differ in a content word."""
    if a.quoted and b.quoted and a.speakers and b.speakers and a.speakers[0].label == b.speakers[0].label:
        left, right = _plain(a.evidence.quote), _plain(b.evidence.quote)
        if _apart(left, right):
            yield Contrast(DifferenceKind.WORDING, a, b, (left, right))


def _apart(left: str, right: str) -> bool:
    """Whether each of two phrases has a word that the other lacks; a shorter rendering of the same is no other value."""
    return bool(_stems(left) - _stems(right) and _stems(right) - _stems(left))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _stems(text: str) -> frozenset[str]:
    words = re.findall(r"[\w$%.]+", text.casefold().replace("’", "'"))
    return frozenset(normal(w) for w in (w.strip(".") for w in words) if w and w not in STOP)


# --- groups of contrasts ------------------------------------------------------------------------------------------


def _groups(contrasts: Iterable[Contrast]) -> list[list[Contrast]]:
    """Contrasts of one kind and slot that share a claim make one difference."""
    root: dict[tuple[str, str], tuple[str, str]] = {}

    def find(key: tuple[str, str]) -> tuple[str, str]:
        while root.setdefault(key, key) != key:
            key = root[key]
        return key

    ordered = [(f"{c.kind} {c.slot}", c) for c in contrasts]
    for point, c in ordered:
        a, b = sorted((find((point, c.left.id)), find((point, c.right.id))))
        root[b] = a
    groups: dict[tuple[str, str], list[Contrast]] = defaultdict(list)
    for point, c in ordered:
        groups[find((point, c.left.id))].append(c)
    return [groups[key] for key in sorted(groups)]


def _difference(group: list[Contrast], located: dict[str, Claim]) -> Difference | None:
    kind = group[0].kind
    values: dict[str, set[str]] = defaultdict(set)
    measured: dict[str, Quantity] = {}
    for contrast in group:
        for place, (claim, value) in enumerate(zip((contrast.left, contrast.right), contrast.values, strict=True)):
            known = next((v for v in values if v == value or kind is not DifferenceKind.TIME and _stems(v) == _stems(value)), value)
            values[known].add(claim.id)
            if contrast.quantities is not None:
                measured.setdefault(known, contrast.quantities[place])
    variants = tuple(
        Variant(value, tuple(sorted({located[i].evidence.outlet for i in ids})), tuple(sorted(ids)))
        for value, ids in sorted(values.items())
    )
    if len(variants) < 2 or len({o for v in variants for o in v.outlets}) < 2:
        return None
    relation, narrower = _relation(kind, group, measured, [v.value for v in variants])
    head = min((located[i] for v in variants for i in v.claims), key=lambda c: (-c.confidence, c.id))
    return Difference(
        "d-" + digest(kind, [v.claims for v in variants]), kind, relation, f"{ABOUT[kind]}: {describe(head)}", variants, narrower
    )


def describe(claim: Claim) -> str:
    """A claim in a few plain words, without its details."""
    return " ".join(f"{claim.subject.label} {claim.relation.label} {claim.object.label if claim.object else ''}".split())


def _relation(
    kind: DifferenceKind, group: list[Contrast], measured: dict[str, Quantity], values: list[str]
) -> tuple[DifferenceRelation, str | None]:
    if measured:
        return compare_all(measured)
    if kind is DifferenceKind.POLARITY:
        return DifferenceRelation.CONFLICTS, None
    if kind is DifferenceKind.TIME:
        points = {
            v: q.value
            for c in group
            for claim, v in zip((c.left, c.right), c.values, strict=True)
            for q in claim.qualifiers
            if q.role is Role.TIME and q.value and _plain(q.text) == v
        }
        dates = sorted(points.values(), key=lambda d: (len(d), d))
        if len(points) > 1 and all(b.startswith(a) for a, b in pairwise(dates)):
            return DifferenceRelation.REFINES, max(points, key=lambda v: (len(points[v]), len(_clock(v)), v))
        return DifferenceRelation.DIFFERS, None
    return DifferenceRelation.DIFFERS, None


def compare_all(intervals: dict[str, Quantity]) -> tuple[DifferenceRelation, str | None]:
    """How a set of values stands: any pair that cannot both hold makes a conflict; a chain of nested ones refines."""
    items = sorted(intervals.items())
    relations = [compare_quantities(a, b) for i, (_, a) in enumerate(items) for _, b in items[i + 1 :]]
    if DifferenceRelation.CONFLICTS in relations:
        return DifferenceRelation.CONFLICTS, None
    if all(r is DifferenceRelation.REFINES for r in relations):
        return DifferenceRelation.REFINES, min(items, key=lambda item: (_width(item[1]), item[0]))[0]
    return DifferenceRelation.DIFFERS, None


def compare_quantities(a: Quantity, b: Quantity) -> DifferenceRelation:
    """Whether one of two intervals of one unit lies inside the other, both cannot hold, or neither is shown.

    >>> hour = Quantity(0, 3600, False, False, "s", "roughly")
    >>> compare_quantities(hour, Quantity(0, 43200, False, True, "s"))
    <DifferenceRelation.REFINES: 'refines'>
    >>> compare_quantities(hour, Quantity(172800, 172800, False, False, "s"))
    <DifferenceRelation.CONFLICTS: 'conflicts'>

    A hedged interval that misses the other by less than HEDGE_TOLERANCE of its bound does not conflict.
    """
    infinity = float("inf")
    (low_a, high_a), (low_b, high_b) = (
        (q.min if q.min is not None else -infinity, q.max if q.max is not None else infinity) for q in (a, b)
    )
    slack = sum(HEDGE_TOLERANCE * abs(q.max if q.max is not None else q.min or 0.0) for q in (a, b) if q.hedge)
    touching = low_a == high_b and (a.min_open or b.max_open) or low_b == high_a and (b.min_open or a.max_open)
    if low_a > high_b + slack or low_b > high_a + slack or touching and not slack:
        return DifferenceRelation.CONFLICTS
    if low_b <= low_a and high_a <= high_b or low_a <= low_b and high_b <= high_a:
        return DifferenceRelation.REFINES
    return DifferenceRelation.DIFFERS


def _width(q: Quantity) -> float:
    return (q.max if q.max is not None else float("inf")) - (q.min or 0.0)


# --- who else -----------------------------------------------------------------------------------------------------


def _others(facts: Sequence[Fact]) -> Iterator[Difference]:
    """Who else is said to have done the same: one relation and object, other named subjects in other outlets."""
    groups: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        claim = fact.head
        if (
            claim.object is not None
            and claim.object.id
            and claim.subject.id
            and not claim.implied
            and claim.relation.label not in ("be", "have", "say", "tell")
            and claim.object.kind is ArgumentKind.ENTITY
        ):
            groups[claim.relation.label, claim.object.id, claim.polarity.value].append(fact)
    for _, group in sorted(groups.items()):
        by_name: dict[str, list[Claim]] = defaultdict(list)
        for fact in group:
            by_name[fact.head.subject.label] += fact.claims
        head = group[0].head
        variants = tuple(
            Variant(name, tuple(sorted({c.evidence.outlet for c in claims})), tuple(sorted(c.id for c in claims)))
            for name, claims in sorted(by_name.items())
        )
        if len(variants) > 1 and len({v.outlets for v in variants}) > 1 and head.object is not None:
            yield Difference(
                "d-" + digest("others", [v.claims for v in variants]),
                DifferenceKind.PARTICIPANT,
                DifferenceRelation.DIFFERS,
                f"who {head.relation.text} {head.object.label}",
                variants,
            )


def _counts(facts: Sequence[Fact]) -> Iterator[Difference]:
    """How many are said to have done or suffered one thing, in sentences however unlike: "14 people were killed", "killing 17 people"."""
    groups: dict[tuple[str, str], list[tuple[Quantity, str, Claim]]] = defaultdict(list)
    for claim in (c for f in facts for c in f.claims):
        patient = claim.subject if claim.relation.label.startswith("be ") or claim.object is None else claim.object
        inside = [
            q for q in claim.qualifiers if q.quantity is not None and q.quantity.unit == "1" and patient.start <= q.start < patient.end
        ]
        if len(inside) == 1 and inside[0].quantity is not None and claim.stance is Polarity.AFFIRMED and claim.rule != "report":
            thing = normal(patient.label.split()[-1].casefold())
            for word in sorted(relation_words(claim)):
                groups[word, thing].append((inside[0].quantity, _plain(inside[0].text), claim))
    for _, found in sorted(groups.items()):
        intervals: dict[str, Quantity] = {}
        values: dict[str, list[Claim]] = defaultdict(list)
        for quantity, text, claim in found:
            known = next((v for v, q in intervals.items() if (q.min, q.max) == (quantity.min, quantity.max)), text)
            intervals.setdefault(known, quantity)
            values[known].append(claim)
        variants = tuple(
            Variant(value, tuple(sorted({c.evidence.outlet for c in claims})), tuple(sorted(c.id for c in claims)))
            for value, claims in sorted(values.items())
        )
        if len(variants) > 1 and len({v.outlets for v in variants}) > 1:
            relation, narrower = compare_all(intervals)
            about = f"{ABOUT[DifferenceKind.QUANTITY]}: {describe(found[0][2])}"
            yield Difference(
                "d-" + digest("count", [v.claims for v in variants]), DifferenceKind.QUANTITY, relation, about, variants, narrower
            )
