"""How likely a fact is right: a logistic model on a few features of it, fitted on CaRB's dev set (benchmarks/openie.py --fit).

A fact's chance is the share of its words that stand in the same slot of the gold tuple it is nearest to, so that it is read
as "this much of it is right". The features are those that PredPatt's ranking found to tell right from wrong: the rule
(kind of construction and clause), length, and how much of the sentence stands around it.
"""

from __future__ import annotations

import math

from kgraph.openie.surface import Fact
from kgraph.parse import Token

LONGEST_FACT, LONGEST_SENTENCE = 40, 60  # words; what is longer counts as that long
FINITE = ("VBD", "VBZ", "VBP", "MD")
WEIGHTS = {
    "bias": 0.46,
    "adverbial": -0.64,
    "apposition": 0.49,
    "complement": 0.49,
    "content": -0.24,
    "copula": 0.05,
    "example": -0.89,
    "finite": 0.65,
    "infinitive": 0.06,
    "length": -0.28,
    "main": 0.77,
    "object": 0.20,
    "oblique": 0.51,
    "participle": 0.00,
    "phrase": -0.15,
    "place": 0.95,
    "possession": -0.97,
    "pronoun": -0.30,
    "relative": -0.01,
    "sentence": -0.12,
    "subordinate": 0.02,
    "title": 0.28,
}


def features(fact: Fact) -> dict[str, float]:
    """What the model looks at; kind and place by their names."""
    words = [piece for slot in (fact.subject, fact.relation, *fact.arguments) for piece in slot]
    surface = [piece for piece in words if isinstance(piece, Token)]
    finite = any(isinstance(piece, Token) and piece.tag_ in FINITE for piece in fact.relation)
    pronoun = len(fact.subject) == 1 and surface[0].pos_ == "PRON"
    return {
        "bias": 1.0,
        fact.kind: 1.0,
        fact.place: 1.0,
        "length": min(len(words), LONGEST_FACT) / 10,
        "sentence": min(len(surface[0].doc), LONGEST_SENTENCE) / 10,
        "finite": float(finite),
        "pronoun": float(pronoun),
    }


def confidence(fact: Fact) -> float:
    """The chance that a fact is right, between 0 and 1, to two decimals."""
    score = sum(WEIGHTS.get(name, 0.0) * value for name, value in features(fact).items())
    return round(1 / (1 + math.exp(-score)), 2)
