"""Amounts of one point told in whatever words: "16 goals in 19 matches" beside "16 goals in 18 league games".

Two amounts of one unit in two outlets' articles are of one point with a probability that is learned from features that hold in any
story: how near the numbers lie, how much of their sentences and of the words around them is common, whether what is counted has
one name. That each is the other's best partner in its article weighs most (mutual best matches, as in the alignment of
monolingual sentences). `python -m benchmarks.alignment` fits the weights on the clusters of our own and cross-validates them.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

import networkx as nx

from kgraph.differences.amounts import Amount, amounts, compare_amounts, size_of, value_of
from kgraph.differences.cards import How, Reading, cards, periods
from kgraph.differences.parts import deed, describe, setting, stems
from kgraph.differences.story import Story
from kgraph.model import Claim, Difference, DifferenceKind, Document, Quantity

FEATURES = ("bias", "sentence", "around", "thing", "ratio", "close", "large", "setting", "best")
# Logistic weights, fitted on the clusters in training/clusters.
WEIGHTS: Mapping[str, float] = {
    "bias": -3.77,
    "sentence": 1.44,
    "around": 1.9,
    "thing": 0.8,
    "ratio": 1.24,
    "close": 1.38,
    "large": 0.91,
    "setting": -1.67,
    "best": 0.97,
}
LIKELY = 0.55  # least probability of two amounts that are told to be of one point
NEIGHBOURHOOD = 40  # characters on either side of an amount that say what it measures
LONG_SENTENCE = 1_000  # characters; few are longer
FAR_RATIO = 3.0  # a natural logarithm: numbers further apart than this are as good as unrelated
CLOSE, LARGE = 1.25, 10.0
HARDLY_CHANCE = 1000.0  # two numbers of at least this size that lie near each other count one thing, whatever it is called
FEW_DAYS = 3  # articles on amounts that change from day to day are compared where they came out within so many days of each other
SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s+(?=[\"“(]?[A-Z])|\n+")


@dataclass(frozen=True)
class Slot:
    """One amount in an article: the claims that give it, that of the fewest words first, the words of its sentence and those around it."""

    claims: tuple[Claim, ...]
    amount: Amount
    sentence: frozenset[str]
    around: frozenset[str]

    @cached_property
    def claim(self) -> Claim:
        return self.claims[0]

    @cached_property
    def unit(self) -> str:
        return "money" if len(self.amount.unit) == 3 and self.amount.unit.isalpha() else self.amount.unit

    @cached_property
    def value(self) -> tuple[Quantity, str]:
        return value_of(self.amount.quantity)

    @cached_property
    def points(self) -> list[tuple[str, ...]]:
        """What the article counts or measures with it: the thing, by each word for the deed."""
        return [(self.claim.evidence.document, self.unit, self.amount.part, self.amount.thing, word) for word in sorted(deed(self.claim))]


@dataclass(frozen=True)
class Match:
    """Two slots of two outlets' articles, by their places, with their features."""

    left: int
    right: int
    features: Mapping[str, float]

    @property
    def probability(self) -> float:
        return 1 / (1 + math.exp(-sum(WEIGHTS[name] * value for name, value in self.features.items())))


def aligned_differences(story: Story, documents: Sequence[Document]) -> Iterator[Difference]:
    """Cards for the amounts that are most likely of one point and not alike."""
    slots = slots_of(story, documents)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_edges_from((m.left, m.right) for m in matches(slots, documents) if m.probability >= LIKELY)
    for group in sorted(map(sorted, nx.connected_components(graph))):
        readings = [Reading(slots[n].claim, slots[n].amount.words, slots[n].value, slots[n].claims[1:]) for n in group]
        kind = DifferenceKind.DURATION if slots[group[0]].unit == "s" else DifferenceKind.QUANTITY
        asked = {"s": "how long or how soon", "1": "how many"}.get(slots[group[0]].unit, "how much")
        for period in periods(story, readings, FEW_DAYS):
            yield from cards(kind, f"{asked}: {describe(period[0].claim)}", period, compare_amounts)


def slots_of(story: Story, documents: Sequence[Document]) -> list[Slot]:
    """Every amount of a story once, in reading order."""
    texts = {d.id: d.text for d in documents}
    found: dict[tuple[str, int, str], list[tuple[Claim, Amount]]] = defaultdict(list)
    for claim in story.claims:
        if claim.rule != "report" and claim.evidence.document in texts:
            for amount in amounts(claim):
                found[claim.evidence.document, amount.start, amount.unit].append((claim, amount))
    return [_slot(given, texts[place[0]]) for place, given in sorted(found.items())]


def _slot(given: Sequence[tuple[Claim, Amount]], text: str) -> Slot:
    ordered = sorted(given, key=lambda of: (len(of[0].evidence.quote), of[0].id))
    amount = ordered[0][1]
    behind = SENTENCE_END.search(text, amount.end)
    start, end = _start_of_sentence(text, amount.start), behind.start() if behind else len(text)
    near = f"{text[max(start, amount.start - NEIGHBOURHOOD) : amount.start]} {text[amount.end : min(end, amount.end + NEIGHBOURHOOD)]}"
    return Slot(tuple(claim for claim, _ in ordered), amount, stems(text[start:end]), stems(near))


def _start_of_sentence(text: str, place: int) -> int:
    """Where the sentence around a place begins, looked for in the words before it, farther and farther back."""
    reach = LONG_SENTENCE
    while True:
        ends = [m.end() for m in SENTENCE_END.finditer(text, max(0, place - reach), place)]
        if ends or reach >= place:
            return ends[-1] if ends else 0
        reach *= 4


def matches(slots: Sequence[Slot], documents: Sequence[Document]) -> list[Match]:
    """All pairs of slots of one unit and stance that two outlets give, but those that cannot be compared, and no slot of an article that
    tells two amounts of one thing and deed: nobody can say which is meant."""
    rarity = _rarity(documents)
    told: dict[tuple[str, ...], set[tuple[Quantity, str]]] = defaultdict(set)
    for slot in slots:
        for point in slot.points:
            told[point].add(slot.value)
    clear: dict[Hashable, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))  # by unit and stance, by outlet
    for n, slot in enumerate(slots):
        if all(len(told[point]) == 1 for point in slot.points):
            clear[slot.unit, slot.claim.stance][slot.claim.evidence.outlet].append(n)
    across = (pair for outlets in clear.values() for two in combinations(outlets.values(), 2) for pair in product(*two))
    pairs = [
        (i, j, _features(slots[i], slots[j], rarity))
        for i, j in sorted((min(pair), max(pair)) for pair in across)
        if _comparable(slots[i].amount, slots[j].amount) and compare_amounts(slots[i].value, slots[j].value) is not How.FAR
    ]
    best: dict[tuple[int, str], float] = defaultdict(float)
    for i, j, features in pairs:
        for one, other in ((i, j), (j, i)):
            key = one, slots[other].claim.evidence.document
            best[key] = max(best[key], _closeness(features))
    for i, j, features in pairs:
        ways = ((i, slots[j].claim.evidence.document), (j, slots[i].claim.evidence.document))
        features["best"] = float(sum(0 < best[way] <= _closeness(features) for way in ways))
    return [Match(i, j, features) for i, j, features in pairs]


def _comparable(left: Amount, right: Amount) -> bool:
    """Whether two amounts may be of one point: not one of a part and one of the whole, one of a change and one of what it led to, nor
    small numbers of different things."""
    if left.unit != "s" and left.part != right.part:
        return False
    one_thing = not left.thing or not right.thing or left.thing == right.thing
    return one_thing or min(size_of(left.quantity), size_of(right.quantity)) >= HARDLY_CHANCE


def _rarity(documents: Sequence[Document]) -> Mapping[str, float]:
    """The inverse document frequency of each word over the sentences of some articles."""
    sentences = [stems(part) for d in documents for part in SENTENCE_END.split(d.text)]
    counts = Counter(word for words in sentences for word in words)
    return {word: math.log(1 + len(sentences) / count) for word, count in counts.items()}


def _closeness(features: Mapping[str, float]) -> float:
    return features["sentence"] + features["around"] + features["thing"]


def _features(left: Slot, right: Slot, rarity: Mapping[str, float]) -> dict[str, float]:
    """`sentence`: the weighted share of the shorter sentence's words that are common; `around`: the same of the neighbourhoods, of both
    (Dice); `ratio`: minus the logarithm of how many times one number is the other."""
    small, large = sorted((size_of(left.value[0]), size_of(right.value[0])))
    sentences = [sum(rarity[w] for w in words) for words in (left.sentence, right.sentence)]
    near = [sum(rarity.get(w, 0.0) for w in words) for words in (left.around, right.around)]
    common = sum(rarity[w] for w in left.sentence & right.sentence)
    near_common = sum(rarity.get(w, 0.0) for w in left.around & right.around)
    return {
        "bias": 1.0,
        "sentence": common / min(sentences) if common else 0.0,
        "around": 2 * near_common / sum(near) if near_common else 0.0,
        "thing": float(bool(left.amount.thing) and left.amount.thing == right.amount.thing),
        "ratio": -min(FAR_RATIO, math.log(large / small)) if small else -FAR_RATIO / 2,
        "close": float(small > 0 and large <= CLOSE * small),
        "large": float(small >= LARGE),
        "setting": float(setting(left.claim) != setting(right.claim)),
    }
