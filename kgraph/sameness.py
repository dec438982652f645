"""How likely two claims state one content, by features that can be shown, and what forbids it.

Opposite polarity, another event time, another speaker of the same words never are one fact, however alike the words.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from kgraph.extract.lexicon import STOP, SYNONYMS
from kgraph.model import Claim, DifferenceKind, Modality, Role

# Logistic weights of pair_features, fitted on the pairs of gold places of the five development clusters, for pipelines with
# claim vectors and for those without; leaving one cluster out in turn gives nearly the same figures (see benchmarks/merging.py).
# More features (same arguments, containment, length, rules) fitted these clusters better and left-out ones worse.
WEIGHTS: Mapping[str, float] = {"bias": -5.9, "overlap": 8.7, "relation": 0.6, "meaning": 2.5}
WEIGHTS_WITHOUT_MEANING: Mapping[str, float] = {"bias": -4.3, "overlap": 9.3, "relation": 0.6}
Vectors: TypeAlias = Mapping[str, NDArray[np.float32]]
NO_VECTORS: Vectors = MappingProxyType({})
DISCLAIMING = frozenset("deny reject dismiss refute dispute rebut contradict disavow repudiate".split())
STATIC = frozenset({"title", "apposition", "aside"})  # rules whose claims say what somebody is
GENERIC = frozenset("be have do say make take get there tell former senior top to".split())


@dataclass(frozen=True)
class Weighted:
    """What the pair score compares of a claim: weighted terms and the direction of its vector, of length 1."""

    claim: Claim
    terms: Mapping[str, float]
    direction: NDArray[np.float32] | None

    @cached_property
    def relation(self) -> frozenset[str]:
        return relation_words(self.claim)

    @cached_property
    def total(self) -> float:
        return sum(self.terms.values())


@lru_cache(maxsize=1 << 16)
def normal(term: str) -> str:
    """A term as merging compares it: entities by id, words by their synonym set and stem (first five letters).

    >>> normal("killed"), normal("congratulations"), normal("e-moscow-88be")
    ('kill', 'congr', 'e-moscow-88be')
    """
    if term.startswith("e-") and term.count("-") > 1:
        return term
    endings = [
        term,
        *(term.removesuffix(e) + add for e in ("s", "ed", "ing") if term.endswith(e) and len(term) > len(e) + 2 for add in ("", "e")),
    ]
    known = next((SYNONYMS[e] for e in endings if e in SYNONYMS), None)
    bare = endings[1] if len(endings) > 1 and not term.endswith("ss") else term
    return (known or bare)[:5]


def weigh(claims: Sequence[Claim], vectors: Vectors) -> list[Weighted]:
    """Weigh each claim's terms by how few of the story's claims hold them (inverse document frequency over passages)."""
    places: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for claim in claims:
        for term in claim.terms:
            places[normal(term)].add((claim.evidence.document, claim.evidence.start // 200))
    count = len({p for found in places.values() for p in found}) or 1
    weights = {term: math.log(1 + count / len(found)) for term, found in places.items()}
    return [Weighted(c, {t: weights[t] for t in sorted({normal(t) for t in c.terms})}, _direction(vectors.get(c.id))) for c in claims]


def _direction(vector: NDArray[np.float32] | None) -> NDArray[np.float32] | None:
    length = float(np.linalg.norm(vector)) if vector is not None else 0.0
    return vector / length if vector is not None and length else None


def pair_features(left: Weighted, right: Weighted) -> dict[str, float]:
    """Features of a pair of claims; the same whichever claim comes first.

    `overlap` is the weighted share of common terms (Dice), `relation` whether the relations share a content word, `meaning`
    the cosine of the claims' vectors, absent where either has none; `bias` is 1.
    """
    common = sum(w for t, w in left.terms.items() if t in right.terms)
    features = {
        "bias": 1.0,
        "overlap": 2 * common / (left.total + right.total) if common else 0.0,
        "relation": float(bool(left.relation & right.relation)),
    }
    if left.direction is not None and right.direction is not None:
        features["meaning"] = float(left.direction @ right.direction)
    return features


def similarity(left: Weighted, right: Weighted) -> float:
    """The estimated probability that two claims state one content, in [0, 1], before any veto."""
    features = pair_features(left, right)
    weights = WEIGHTS if "meaning" in features else WEIGHTS_WITHOUT_MEANING
    total = sum(weights[name] * value for name, value in features.items())
    return 1 / (1 + math.exp(-total))


def _disclaims(claim: Claim) -> bool:
    """Whether a claim tells that somebody denies, rejects or disputes something."""
    return claim.rule != "report" and claim.relation.label.split(" ")[0] in DISCLAIMING


def veto(a: Claim, b: Claim) -> DifferenceKind | None:
    """Why two claims must not be one fact, by the kind of difference it makes: another deed of the same sentence, opposite
    polarity, another event time, another speaker of the same words, another person as the doer, a mere hypothesis; None where
    nothing forbids it.
    """
    mixed = (a.rule == "report") != (b.rule == "report")
    if mixed and a.evidence.document == b.evidence.document:  # a report and its content
        return DifferenceKind.WORDING
    if _one_sentence_apart(a, b) or "nominal" in (a.rule, b.rule) and _deeds_apart(a, b):
        return DifferenceKind.WORDING
    if _disclaims(a) != _disclaims(b):  # "rejected claims that it had ignored warnings", and "ignored warnings"
        return DifferenceKind.POLARITY
    if (a.rule in STATIC) != (b.rule in STATIC) and "copula" not in (a.rule, b.rule):  # what somebody is, and what happened
        return DifferenceKind.WORDING
    if a.stance is not b.stance or a.polarity is not b.polarity and not mixed and relation_words(a) & relation_words(b):
        return DifferenceKind.POLARITY
    years = [{q.value[:4] for q in c.qualifiers if q.role is Role.TIME and q.value and q.value[:4].isdigit()} for c in (a, b)]
    if years[0] and years[1] and not years[0] & years[1]:
        return DifferenceKind.TIME
    speakers = _speaker(a), _speaker(b)
    if speakers[0] and speakers[1] and speakers[0] != speakers[1] and (a.quoted or b.quoted):
        return DifferenceKind.ATTRIBUTION
    if {a.modality, b.modality} == {Modality.ASSERTED, Modality.HYPOTHETICAL}:
        return DifferenceKind.MODALITY
    left, right = a.subject, b.subject
    if (
        left.type == right.type == "PERSON"
        and left.id
        and right.id
        and left.id != right.id
        and not mixed
        and not (b.object and left.id == b.object.id)
    ):
        return DifferenceKind.PARTICIPANT
    return None


def _one_sentence_apart(a: Claim, b: Claim) -> bool:
    """Whether one stretch of an article makes both claims, of different deeds: "resigned after the collapse had killed four"."""
    left, right = a.evidence, b.evidence
    if left.document != right.document or left.start >= right.end or right.start >= left.end:
        return False
    return _deeds_apart(a, b)


def _deeds_apart(a: Claim, b: Claim) -> bool:
    deeds = relation_words(a), relation_words(b)
    return all(deeds) and deeds[0].isdisjoint(deeds[1])


def relation_words(claim: Claim) -> frozenset[str]:
    """The content words of a relation; of a title or trade also those of its object ("be | former representative")."""
    words = claim.relation.label.split()
    if claim.implied and claim.object is not None and claim.relation.label == "be":
        words += claim.object.label.casefold().split()
    return frozenset(normal(w) for w in words if w not in STOP and w not in GENERIC)


def _speaker(claim: Claim) -> str | None:
    """The entity whose words the claim gives: of a report its subject, else the nearest speaker; None where it is not known."""
    speaker = claim.subject if claim.rule == "report" else claim.attributed_to
    return speaker.id if speaker is not None else None
