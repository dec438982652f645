"""Claims -> facts: claims of one content joined, whatever the order of the articles.

Candidates share terms (blocking); a pair gets a score from its wording, participants in their roles, relation, speaker
and section; opposite polarity, another event time, another speaker of the same words never join. A false merge says that
two newsrooms corroborated each other, so the threshold favours precision.
"""
from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from kgraph.extract.lexicon import SYNONYMS
from kgraph.model import Argument, ArgumentKind, Claim, Document, Fact, Modality, Polarity, Role, reading_order

# Logistic weights of pair_features, fitted on the pairs of gold places of the five development clusters; leaving one
# cluster out in turn changes no figure by more than the spread between clusters (see benchmarks/merging.py).
WEIGHTS: Mapping[str, float] = {"bias": -3.4, "overlap": 3.2, "containment": 3.6, "subject": 0.9, "object": 0.3, "speech": 1.1,
                                "length": -1.7}
THRESHOLD = 0.5  # least score of a pair that may join two groups
COHESION = 0.35  # least mean score of all pairs of two groups that join
GENERIC_RELATIONS = frozenset("be have do say make take get there-be tell".split())


@dataclass(frozen=True)
class Weighted:
    """A claim with its weighted terms: what the pair score compares."""

    claim: Claim
    terms: Mapping[str, float]

    @cached_property
    def total(self) -> float:
        return sum(self.terms.values())


def normal(term: str) -> str:
    """A term as merging compares it: entities by id, words by their synonym set and stem (first five letters)."""
    return term if term.startswith("e-") and term.count("-") > 1 else SYNONYMS.get(term, term)[:5]


def weigh(claims: Sequence[Claim]) -> list[Weighted]:
    """Weigh each claim's terms by how few of the story's claims hold them (inverse document frequency over passages)."""
    places: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for claim in claims:
        for term in claim.terms:
            places[normal(term)].add((claim.evidence.document, claim.evidence.start // 200))
    count = len({p for found in places.values() for p in found}) or 1
    weights = {term: math.log(1 + count / len(found)) for term, found in places.items()}
    return [Weighted(c, {t: weights[t] for t in sorted({normal(t) for t in c.terms})}) for c in claims]


def pair_features(left: Weighted, right: Weighted) -> dict[str, float]:
    """Features of a pair of claims, each in [0, 1] but for the bias; the same whichever claim comes first."""
    common = sum(w for t, w in left.terms.items() if t in right.terms)
    shorter, longer = sorted((left.total, right.total))
    a, b = left.claim, right.claim
    same_voice = bool(a.quoted and b.quoted and _speaker(a) and _speaker(a) == _speaker(b))
    return {"bias": 1.0,
            "overlap": 2 * common / (left.total + right.total) if common else 0.0,
            "containment": common / shorter if shorter else 0.0,
            "subject": _same_argument(a.subject, b.subject),
            "object": _same_argument(a.object, b.object),
            "speech": float(same_voice),
            "length": 1 - shorter / longer if longer else 0.0}


def pair_score(left: Weighted, right: Weighted) -> float:
    """The estimated probability that two claims state one content, in [0, 1]; 0 where a rule forbids it."""
    if forbidden(left.claim, right.claim):
        return 0.0
    total = sum(WEIGHTS[name] * value for name, value in pair_features(left, right).items())
    return 1 / (1 + math.exp(-total))


def forbidden(a: Claim, b: Claim) -> bool:
    """Whether two claims must not be one fact: opposite polarity, another event time, another speaker of the words."""
    if a.polarity is not b.polarity:
        return True
    if (a.rule == "report") != (b.rule == "report"):  # a report and its content are one speech act only between articles
        report, other = (a, b) if a.rule == "report" else (b, a)
        if a.evidence.document == b.evidence.document or _same_argument(report.subject, other.attributed_to) < 1:
            return True
    years = [{q.value[:4] for q in c.qualifiers if q.role is Role.TIME and q.value and q.value[:4].isdigit()} for c in (a, b)]
    if years[0] and years[1] and not years[0] & years[1]:
        return True
    speakers = _speaker(a), _speaker(b)
    if speakers[0] and speakers[1] and speakers[0] != speakers[1] and (a.quoted or b.quoted):
        return True
    if {a.modality, b.modality} == {Modality.ASSERTED, Modality.HYPOTHETICAL}:
        return True
    for left, right in ((a.subject, b.subject),):
        if (left.type == right.type == "PERSON" and left.kind is right.kind is ArgumentKind.ENTITY and left.id != right.id
                and not (b.object and left.id == b.object.id)):
            return True
    return False


def _speaker(claim: Claim) -> str | None:
    speaker = claim.attributed_to
    return (speaker.id or speaker.label.casefold()) if speaker is not None else None


def _same_argument(left: Argument | None, right: Argument | None) -> float:
    """1 for one entity, else the share of the shorter label's words that both have; 0 where one is missing."""
    if left is None or right is None:
        return 0.0
    if left.id and right.id and left.kind is ArgumentKind.ENTITY and right.kind is ArgumentKind.ENTITY:
        return float(left.id == right.id)
    words = [{normal(w) for w in a.label.casefold().split() if len(w) > 2} for a in (left, right)]
    return len(words[0] & words[1]) / min(map(len, words)) if words[0] and words[1] else 0.0


def candidates(weighted: Sequence[Weighted]) -> Iterable[tuple[int, int]]:
    """Pairs of claims that share an entity and a word, or two words; terms of over a third of the claims block nothing."""
    index: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(weighted):
        for term in item.terms:
            index[term].append(place)
    shared: Counter[tuple[int, int]] = Counter()
    limit = max(30, len(weighted) // 3)
    for members in index.values():
        if len(members) <= limit:
            for i, left in enumerate(members):
                for right in members[i + 1:]:
                    shared[left, right] += 1
    return sorted(pair for pair, count in shared.items() if count >= 2 or len(weighted[pair[0]].terms) <= 2)


def merge(claims: Iterable[Claim]) -> tuple[Fact, ...]:
    """Join claims into facts: pairs by falling score, two groups only where their pairs agree on the whole.

    A group takes claims of one article only where they are as alike as those of different articles must be.
    """
    ordered = sorted(claims, key=reading_order)
    weighted = weigh(ordered)

    @cache
    def score(i: int, j: int) -> float:
        return pair_score(weighted[i], weighted[j])

    scores = {pair: value for pair in candidates(weighted) if (value := score(*pair)) >= THRESHOLD}
    group = list(range(len(ordered)))
    members: dict[int, list[int]] = {i: [i] for i in group}
    for (left, right), _ in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        a, b = group[left], group[right]
        if a == b:
            continue
        pairs = [(min(i, j), max(i, j)) for i in members[a] for j in members[b]]
        if any(forbidden(ordered[i], ordered[j]) for i, j in pairs):
            continue
        if sum(score(*p) for p in pairs) / len(pairs) < COHESION:
            continue
        for i in members[b]:
            group[i] = a
        members[a] += members.pop(b)
    facts = []
    for places in members.values():
        found = [ordered[i] for i in places]
        surest = sorted(found, key=lambda c: (-c.confidence, reading_order(c)))
        facts.append(Fact("f-" + min(c.id for c in found)[2:], tuple(surest)))
    return tuple(sorted(facts, key=lambda f: f.id))
