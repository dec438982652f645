"""How likely two claims state one content, by features that can be shown, and what forbids it.

Opposite polarity, another event time, another speaker of the same words never are one fact, however alike the words.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from kgraph.extract.lexicon import OPPOSITES, ROLE_NOUNS, SPEECH_NOUNS, STOP, SYNONYMS, THOUGHT
from kgraph.gazetteer import COUNTRY_OF, SEATS
from kgraph.model import Argument, Claim, DifferenceKind, Evidence, Modality, Role

FEATURES = (
    "bias", "overlap", "contained", "words", "core", "relation", "meaning", "speakers", "speaker", "report", "modality", "strangers",
    "doers", "amounts", "amount",
)  # fmt: skip
OCCASION = 3.0  # weight of one triple of entities and relation at one dated time; set, not fitted: that is what a fact is
# Logistic weights of the features, for pipelines with claim vectors and for those without: fitted on the clusters of our own
# in training/clusters, see benchmarks/merging.py.
WEIGHTS: Mapping[str, float] = {
    "bias": -6.87,
    "overlap": 3.19,
    "contained": 0.83,
    "words": 4.08,
    "core": 0.62,
    "relation": 0.61,
    "meaning": 4.17,
    "speakers": -0.85,
    "speaker": -0.1,
    "report": -1.77,
    "modality": -0.3,
    "strangers": -1.02,
    "doers": -0.54,
    "occasion": OCCASION,
    "amounts": 0.03,
    "amount": 2.2,
}
WEIGHTS_WITHOUT_MEANING: Mapping[str, float] = {
    "bias": -5.1,
    "overlap": 3.96,
    "contained": 0.97,
    "words": 4.96,
    "core": 1.17,
    "relation": 0.57,
    "speakers": -0.79,
    "speaker": 0.19,
    "report": -1.73,
    "modality": -0.4,
    "strangers": -0.81,
    "doers": -0.35,
    "occasion": OCCASION,
    "amounts": 0.3,
    "amount": 2.28,
}
Vectors: TypeAlias = Mapping[str, NDArray[np.float32]]
NO_VECTORS: Vectors = MappingProxyType({})
DISCLAIMING = frozenset("deny reject dismiss refute dispute rebut contradict disavow repudiate".split())
STATIC = frozenset({"title", "apposition", "aside"})  # rules whose claims say what somebody is
GENERIC = frozenset("be have do say make take get give hold put set there tell former senior top to".split())
WORD = re.compile(r"[\w$%.']+")
PASSAGE = 200  # characters of an article within which a word counts once when words are weighed
SPEAKING_FOR = frozenset("spokesman spokeswoman spokesperson secretary lawyer attorney".split())
DOERS = frozenset({"PERSON", "ORG"})  # types of entities of which one does not stand for another
SOME_DAYS = 2  # days that two articles may name for one event
TURN = re.compile(r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b(?! of| lady| minister)", re.I)
EARLIER = re.compile(r"(?:last|previous|next) (?:week|month|year|season|spring|summer|autumn|winter)|previous |earlier ", re.I)
DATED = re.compile(r"\d{4}(?!\d)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
ANSWERED = frozenset({"PERSON", "GPE", "ORG"})  # types of entities of which another one is another matter


@dataclass(frozen=True)
class Weighted:
    """What the pair score compares of a claim.

    `terms` are its entities and content words, `words` the stems of its evidence as printed, both with their weights; `core`
    the terms of subject, relation and object; `direction` its vector, of length 1; `voices` the entities whose words it gives, with
    those that they speak for; `content` what a report reports, where that is a claim, else the claim itself;
    `view` whether the claim gives somebody's very words, or what somebody thinks.
    """

    claim: Claim
    terms: Mapping[str, float]
    words: Mapping[str, float]
    core: frozenset[str]
    direction: NDArray[np.float32] | None
    voices: frozenset[str]
    content: Claim
    view: bool

    @cached_property
    def relation(self) -> frozenset[str]:
        return relation_words(self.claim)

    @cached_property
    def total(self) -> float:
        return sum(self.terms.values())

    @cached_property
    def wording(self) -> float:
        return sum(self.words.values())

    @cached_property
    def named(self) -> frozenset[str]:
        """The entities of the claim's own arguments."""
        arguments = (self.claim.subject, self.claim.object)
        return frozenset(a.id for a in arguments if a is not None and a.id and a.type in ANSWERED)

    @cached_property
    def triple(self) -> tuple[str, frozenset[str], str] | None:
        """Subject, relation and object where the first and the last are entities and the relation says something."""
        subject, object_ = self.claim.subject.id, self.claim.object.id if self.claim.object is not None else None
        return (subject, self.relation, object_) if subject and object_ and self.relation else None

    @cached_property
    def years(self) -> frozenset[str]:
        return frozenset(q.value[:4] for q in self.claim.qualifiers if q.role is Role.TIME and q.value and DATED.match(q.value))

    @cached_property
    def amounts(self) -> Mapping[str, frozenset[tuple[float | None, float | None]]]:
        """The bounds of the claim's quantities, by unit and what is counted."""
        found: dict[str, set[tuple[float | None, float | None]]] = defaultdict(set)
        for q in self.claim.qualifiers:
            if q.quantity is not None:
                found[q.quantity.unit].add((q.quantity.min, q.quantity.max))
        return {unit: frozenset(values) for unit, values in found.items()}


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


def stems(text: str) -> frozenset[str]:
    """The content words of some text as merging compares them.

    >>> sorted(stems("The ministers’ 12 demands"))
    ['12', 'deman', 'minis']
    """
    return frozenset(filter(None, map(_stem, WORD.findall(text.casefold().replace("’", "'")))))


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    """A word as merging compares it; "" for a function word and for marks alone."""
    bare = word.strip(".'")
    return normal(bare.removesuffix("'s")) if bare and bare not in STOP else ""


def weigh(claims: Sequence[Claim], vectors: Vectors) -> list[Weighted]:
    """Weigh each claim's terms by how few of the story's passages hold them (inverse document frequency)."""
    terms = [sorted({normal(t) for t in c.terms}) for c in claims]
    words = [sorted(stems(c.evidence.quote)) for c in claims]
    principals, by_id = _principals(claims), {c.id: c for c in claims}
    contents = {c.id: by_id[c.object.id] for c in claims if c.rule == "report" and c.object is not None and c.object.id in by_id}
    thought = {i for c in claims if c.relation.label in THOUGHT for i in (c.id, contents[c.id].id if c.id in contents else c.id)}
    term_weights, word_weights = _rarity(claims, terms), _rarity(claims, words)
    return [
        Weighted(
            claim,
            {t: term_weights[t] for t in terms[n]},
            {w: word_weights[w] for w in words[n]},
            stems(claim.subject.label) | relation_words(claim) | (stems(claim.object.label) if claim.object else frozenset()),
            _direction(vectors.get(claim.id)),
            _voices(claim, principals),
            contents.get(claim.id, claim),
            claim.quoted or claim.id in thought,
        )
        for n, claim in enumerate(claims)
    ]


def _principals(claims: Sequence[Claim]) -> dict[str, frozenset[str]]:
    """Whom each spokesperson of a story speaks for, by entity id: "Weber, the ministry's spokesman"."""
    found: dict[str, set[str]] = defaultdict(set)
    for c in claims:
        if c.subject.id and c.object is not None and c.object.id and not SPEAKING_FOR.isdisjoint(c.relation.label.split(" ")):
            found[c.subject.id].add(c.object.id)
    return {person: frozenset(named) for person, named in found.items()}


def _voices(claim: Claim, principals: Mapping[str, frozenset[str]]) -> frozenset[str]:
    speakers = [claim.subject] if claim.rule == "report" else claim.speakers
    named = frozenset(s.id for s in speakers if s.id)
    return named.union(*(principals.get(n, frozenset()) for n in named))


def _rarity(claims: Sequence[Claim], held: Sequence[Sequence[str]]) -> dict[str, float]:
    places: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for claim, terms in zip(claims, held, strict=True):
        for term in terms:
            places[term].add((claim.evidence.document, claim.evidence.start // PASSAGE))
    count = len({p for found in places.values() for p in found}) or 1
    return {term: math.log(1 + count / len(found)) for term, found in places.items()}


def _direction(vector: NDArray[np.float32] | None) -> NDArray[np.float32] | None:
    if vector is None:
        return None
    length = float(np.sqrt(vector.dot(vector)))
    return vector / length if length else None


def pair_features(left: Weighted, right: Weighted) -> dict[str, float]:
    """Features of a pair of claims; the same whichever claim comes first.

    `overlap` is the weighted share of common terms (Dice), `words` that of common words as printed, `core` the share of common
    terms of subject, relation and object, `relation` whether the relations share a content word, `meaning` the cosine of
    the claims' vectors, absent where either has none; `bias` is 1. The others are 1 where something speaks for or against.
    """
    a, b = left.claim, right.claim
    common = sum([w for t, w in left.terms.items() if t in right.terms])
    printed = sum([w for t, w in left.words.items() if t in right.words])
    speakers = a.speaker_id, b.speaker_id
    units = left.amounts.keys() & right.amounts.keys()
    features = {
        "bias": 1.0,
        "overlap": 2 * common / (left.total + right.total) if common else 0.0,
        "contained": common / min(left.total, right.total) if common else 0.0,
        "words": 2 * printed / (left.wording + right.wording) if printed else 0.0,
        "core": 2 * len(left.core & right.core) / (len(left.core) + len(right.core) or 1),
        "relation": float(not left.relation.isdisjoint(right.relation)),
        "speakers": float(bool(speakers[0] and speakers[1] and speakers[0] != speakers[1])),
        "speaker": float(bool(speakers[0] and speakers[0] == speakers[1])),
        "report": float((a.rule == "report") != (b.rule == "report")),
        "modality": float(a.modality is not b.modality),
        "strangers": float(bool(left.named - right.terms.keys() and right.named - left.terms.keys())),
        "doers": float(bool(a.subject.id and b.subject.id and a.subject.id != b.subject.id)),
        "occasion": float(left.triple is not None and left.triple == right.triple and not left.years.isdisjoint(right.years)),
        "amounts": float(any(left.amounts[u].isdisjoint(right.amounts[u]) for u in units)),
        "amount": float(any(left.amounts[u] & right.amounts[u] for u in units)),
    }
    if left.direction is not None and right.direction is not None:
        features["meaning"] = float(left.direction @ right.direction)
    return features


def similarity(left: Weighted, right: Weighted) -> float:
    """The estimated probability that two claims state one content, in [0, 1], before any veto."""
    features = pair_features(left, right)
    weights = WEIGHTS if "meaning" in features else WEIGHTS_WITHOUT_MEANING
    total = sum([weights[name] * value for name, value in features.items()])
    return 1 / (1 + math.exp(-total))


def _disclaims(claim: Claim) -> bool:
    """Whether a claim tells that somebody says that it is not so: "denied it", "rejected the allegation", not "rejected the offer"."""
    if claim.rule == "report" or not (verbs := DISCLAIMING.intersection(claim.relation.label.split(" "))):
        return False
    told = claim.object is not None and not SPEECH_NOUNS.isdisjoint(w.removesuffix("s") for w in claim.object.label.casefold().split(" "))
    return told or not verbs <= {"reject", "dismiss"}


def veto(left: Weighted, right: Weighted) -> DifferenceKind | None:
    """Why two claims must not be one fact, by the kind of difference it makes; None where nothing forbids it.

    Another deed of the same sentence, opposite polarity or opposite deed, done against not yet done, another event time, another
    condition, another speaker of the same words, other participants.
    """
    a, b = left.claim, right.claim
    mixed = (a.rule == "report") != (b.rule == "report")
    if mixed and a.evidence.document == b.evidence.document:  # a report and its content
        return DifferenceKind.WORDING
    if _one_sentence_apart(left, right) or "nominal" in (a.rule, b.rule) and _deeds_apart(left, right):
        return DifferenceKind.WORDING
    if _disclaims(a) != _disclaims(b):  # "rejected claims that it had ignored warnings", and "ignored warnings"
        return DifferenceKind.POLARITY
    if (a.rule in STATIC) != (b.rule in STATIC) and "copula" not in (a.rule, b.rule) and not left.relation & right.relation:
        return DifferenceKind.WORDING  # what somebody is, and what happened
    if a.rule in STATIC and b.rule in STATIC and _deeds_apart(left, right):  # "her father" and "a former senator"
        return DifferenceKind.WORDING
    one, other = left.content, right.content
    deed = not relation_words(one).isdisjoint(relation_words(other))
    if _opposed(left, right, mixed):
        return DifferenceKind.POLARITY
    if _times_apart(one, other, deed):
        return DifferenceKind.TIME
    if {one.modality, other.modality} == {Modality.ASSERTED, Modality.HYPOTHETICAL} or deed and _realised(one) != _realised(other):
        return DifferenceKind.MODALITY
    if one.modality is other.modality is Modality.CONDITIONAL and _conditions_apart(one, other):
        return DifferenceKind.CONDITION
    if left.voices and right.voices and not left.voices & right.voices and (left.view or right.view):
        return DifferenceKind.ATTRIBUTION
    return DifferenceKind.PARTICIPANT if _other_doer(one, other, deed) or not mixed and _other_doer(a, b, deed) else None


def _opposed(left: Weighted, right: Weighted, mixed: bool) -> bool:
    """Whether one claim affirms what the other denies, or tells the opposite deed of the same doer."""
    a, b = left.claim, right.claim
    if a.stance is not b.stance:
        return True
    if mixed or not _same_argument(a.subject, b.subject):
        return False
    deeds = set(a.relation.label.split(" ")), set(b.relation.label.split(" "))
    return any(x in deeds[0] and y in deeds[1] or y in deeds[0] and x in deeds[1] for x, y in OPPOSITES)


def _realised(claim: Claim) -> bool:
    """Whether a claim is not merely possible, conditional or expected; what somebody "believes" is told as it is."""
    expected = claim.modality is Modality.EXPECTED and "expect" in claim.relation.label
    return not expected and claim.modality not in (Modality.POSSIBLE, Modality.CONDITIONAL)


def _same_argument(a: Argument, b: Argument) -> bool:
    return a.id == b.id if a.id and b.id else not stems(a.label).isdisjoint(stems(b.label))


def _times_apart(a: Claim, b: Claim, deed: bool) -> bool:
    """Whether two claims name other years, or days more than SOME_DAYS apart, or of one deed another turn or last year's."""
    if deed and (_turns(a) and _turns(b) and _turns(a).isdisjoint(_turns(b)) or _is_earlier(a) != _is_earlier(b)):
        return True
    times = [[q.value for q in c.qualifiers if q.role is Role.TIME and q.value and DATED.match(q.value)] for c in (a, b)]
    if not times[0] or not times[1]:
        return False
    if not {t[:4] for t in times[0]} & {t[:4] for t in times[1]}:
        return True
    days = [[date.fromisoformat(t[:10]) for t in side if DAY.match(t)] for side in times]
    return bool(days[0] and days[1]) and all(abs((x - y).days) > SOME_DAYS for x in days[0] for y in days[1])


def _turns(claim: Claim) -> frozenset[str]:
    """Which turn of something a claim tells of: "the second strike", "for the first time"."""
    told = [claim.subject.label, claim.object.label if claim.object else "", *(q.text for q in claim.qualifiers if q.role is Role.TIME)]
    return frozenset(m.group().casefold() for text in told for m in TURN.finditer(text))


def _is_earlier(claim: Claim) -> bool:
    """Whether the thing that a claim tells of is that of another time: "last year's summit", "the previous summit"."""
    return any(EARLIER.match(a.label) for a in (claim.subject, claim.object) if a is not None)


def _conditions_apart(a: Claim, b: Claim) -> bool:
    words = [[stems(q.text) for q in c.qualifiers if q.role is Role.CONDITION] for c in (a, b)]
    return bool(words[0] and words[1]) and all(2 * len(x & y) < min(len(x), len(y)) for x in words[0] for y in words[1])


def _other_doer(a: Claim, b: Claim, deed: bool) -> bool:
    """Whether the claims tell of other participants: "Weber resigned" and "Lind resigned", "Weber's wife resigned", or who sued
    whom; `deed` says whether it is one deed."""
    one, other = a.subject, b.subject
    if deed and a.object and b.object and not _same_argument(one, other):
        if _same_argument(one, b.object) and _same_argument(a.object, other):
            return True
    countries = _countries(one.label), _countries(other.label)
    if deed and countries[0] and countries[1] and countries[0].isdisjoint(countries[1]):
        return True
    if one.id and other.id and one.type == other.type and one.type in DOERS:
        if one.id != other.id and not _exchanged(a, b) and not _exchanged(b, a):
            words = stems(one.label), stems(other.label)
            return one.type == "PERSON" or bool(words[0] - words[1] and words[1] - words[0])
    if deed and a.object and b.object and a.object.type == b.object.type == "PERSON" and a.object.id and b.object.id:
        return a.object.id not in (b.object.id, other.id) and b.object.id != one.id
    return any(_owns(x, y) for x, y in ((one, other), (other, one)))


@lru_cache(maxsize=1 << 14)
def _countries(label: str) -> frozenset[str]:
    """The countries that a label names, by their own names or as adjectives; a seat of government stands for none."""
    words = label.replace("’s", "").replace("'s", "").casefold().split(" ")
    return frozenset(COUNTRY_OF[w] for w in words if w in COUNTRY_OF and w not in SEATS)


def _exchanged(a: Claim, b: Claim) -> bool:
    """Whether the doer of one claim is the object of the other, and its own object, if any, the other's doer: "beat", "lost to"."""
    return bool(b.object and a.subject.id == b.object.id and (a.object is None or a.object.id == b.subject.id))


def _owns(owner: Argument, owned: Argument) -> bool:
    """Whether one argument is a person and the other somebody of his: "Weber" and "Weber's wife"."""
    words = owned.label.replace("’", "'").split(" ")
    return owner.type == "PERSON" and owned.label.startswith(owner.label) and words[-1].casefold() in ROLE_NOUNS


def overlap(a: Evidence, b: Evidence) -> bool:
    """Whether two claims share a stretch of an article."""
    return a.document == b.document and a.start < b.end and b.start < a.end


def _one_sentence_apart(left: Weighted, right: Weighted) -> bool:
    """Whether one stretch of an article makes both claims, of different deeds: "resigned after the collapse had killed four"."""
    return overlap(left.claim.evidence, right.claim.evidence) and _deeds_apart(left, right)


def _deeds_apart(left: Weighted, right: Weighted) -> bool:
    return bool(left.relation and right.relation and left.relation.isdisjoint(right.relation))


def relation_words(claim: Claim) -> frozenset[str]:
    """The content words of a relation; of a title or trade also those of its object ("be | former representative")."""
    label = claim.relation.label
    return _relation_words(f"be {claim.object.label.casefold()}" if claim.implied and claim.object is not None and label == "be" else label)


@lru_cache(maxsize=1 << 14)
def _relation_words(label: str) -> frozenset[str]:
    return frozenset(normal(w) for w in label.split() if w not in STOP and w not in GENERIC)
