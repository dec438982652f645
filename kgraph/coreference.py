"""Pronouns and descriptions -> the names and noun phrases of the same article that they stand for, by a learned ranker.

Mentions are read in order, and each pronoun or description chooses among the chains of mentions before it and "none" (Denis
and Baldridge 2008, "Specialized models and ranking for coreference resolution", and Wiseman et al. 2015, "Learning anaphoricity
and antecedent ranking features", whose one hidden layer this is). A choice below the threshold is no link: a wrong link is
worse than none. The weights and the classes of nouns are learnt by `python -m training.coreference`.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kgraph.extract.lexicon import FEMALE_NAMES, MALE_NAMES, SPEECH
from kgraph.extract.reader import Extraction, MentionDraft
from kgraph.gazetteer import COUNTRY_OF
from kgraph.model import MentionKind

MODEL = Path(__file__).with_name("coreference.json")
CLASSES = ("person", "organization", "place", "object", "event", "time", "abstract", "substance", "animal", "plant")  # GUM's
PRONOUNS = {"m": 0, "f": 1, "n": 2, None: 3}  # gender of a personal pronoun to its place in a feature vector
FORMS = ("definite", "demonstrative", "possessive", "indefinite", "quantified", "bare", "coordination", "name", "pronoun")
ROLES = ("nsubj", "nsubj:pass", "obj", "obl", "nmod", "nmod:poss", "root")
CUES = (
    *("expletive", "is ADJ", "is NOUN", "is VERB", "is time"),
    *("clause that", "clause to", "clause if", "clause ccomp", "clause advcl", "clause acl:relcl"),
)
EMPTY_VERBS = frozenset("seem appear turn happen rain snow take look become matter feel sound hurt".split())
REACH = 12  # sentences back in which a pronoun looks for its antecedent
DESCRIBED = 4  # sentences back in which a description looks for an antecedent of another head
WIDEST = 40  # chains that one mention is compared with

Vector: TypeAlias = list[float]
Floats: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True)
class Link:
    """A mention with the reason for which it belongs to its cluster, and how likely it is that it does, in [0, 1]."""

    mention: MentionDraft
    reason: str
    score: float = 1.0


@dataclass
class Cluster:
    """Mentions of one thing inside one article; `kind` is "person", "other" or, where it bears no name, "description"."""

    document: str
    kind: str
    type: str | None
    links: list[Link] = field(default_factory=list)
    attributes: set[str] = field(default_factory=set)
    gender: str | None = None

    @property
    def drafts(self) -> list[MentionDraft]:
        return [link.mention for link in self.links]


# --- the learnt model ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Nouns:
    """How likely a noun, or the label of a name, is to stand for each of CLASSES; unknown nouns go by their ending.

    `roles` says the same of what stands in a role to a word: "say nsubj" is mostly a person. The values are tuples of
    len(CLASSES) shares that sum to about 1; the ending "" holds those of all nouns.
    """

    words: Mapping[str, tuple[float, ...]]
    endings: Mapping[str, tuple[float, ...]]
    roles: Mapping[str, tuple[float, ...]]

    def classes(self, mention: MentionDraft) -> tuple[float, ...]:
        word = noun_of(mention)
        if word in self.words:
            return self.words[word]
        return next((self.endings[word[-n:]] for n in (4, 3, 2) if word[-n:] in self.endings), self.endings[""])

    def expected(self, mention: MentionDraft) -> tuple[float, ...]:
        """The classes that a mention's place in its sentence suggests."""
        return self.roles.get(role_of(mention), self.roles[""])


def noun_of(mention: MentionDraft) -> str:
    """The key of a noun phrase or name in Nouns.words."""
    if mention.kind is MentionKind.NAME and mention.type is not None:
        return mention.type
    if mention.setting.form == "name":
        return "PERSON" if mention.head.casefold() in MALE_NAMES | FEMALE_NAMES else "NAME"
    return mention.head


def role_of(mention: MentionDraft) -> str:
    """The key of a mention's role in Nouns.roles."""
    return f"{mention.setting.governor} {mention.setting.relation}"


@dataclass(frozen=True)
class Network:
    """One hidden layer of rectifiers; several of them vote by their mean score.

    Shapes: `hidden` (networks, features, units), `bias` (networks, units), `out` (networks, units).
    """

    hidden: Floats
    bias: Floats
    out: Floats

    def scores(self, features: Floats) -> Floats:
        """Scores, shape (candidates,), of features of shape (candidates, features)."""
        each = [np.maximum(features @ h + b, 0) @ o for h, b, o in zip(self.hidden, self.bias, self.out, strict=True)]
        return np.asarray(np.mean(each, axis=0), dtype=np.float32)

    def shares(self, features: Floats) -> Floats:
        """The candidates' probabilities, shape (candidates,): the scores' soft maximum."""
        scores = self.scores(features)
        exponents = np.exp(scores - scores.max())
        return np.asarray(exponents / exponents.sum(), dtype=np.float32)


@dataclass(frozen=True)
class Model:
    """Nouns' classes, a ranker for pronouns and one for descriptions, and the least probability of a link of each."""

    nouns: Nouns
    pronouns: Network
    descriptions: Network
    pronoun_threshold: float
    description_threshold: float


@lru_cache(maxsize=1)
def read_model(path: Path = MODEL) -> Model:
    """Read what training.coreference wrote."""
    plain: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))

    def shares(table: Mapping[str, str]) -> dict[str, tuple[float, ...]]:
        return {word: tuple(int(digit) / 9 for digit in digits) for word, digits in table.items()}

    def network(name: str) -> Network:
        return Network(*(np.asarray(plain[name][part], dtype=np.float32) for part in ("hidden", "bias", "out")))

    return Model(
        Nouns(*(shares(plain["nouns"][part]) for part in ("words", "endings", "roles"))),
        network("pronouns"),
        network("descriptions"),
        plain["thresholds"]["pronouns"],
        plain["thresholds"]["descriptions"],
    )


# --- chains -------------------------------------------------------------------------------------------------------


@dataclass
class Chain:
    """The mentions of one thing as far as the article is read, in order, with what of it a ranker compares."""

    cluster: Cluster | None
    total: int = 0  # names or equal nouns in the whole article
    seen: list[MentionDraft] = field(default_factory=list)
    nominal: list[MentionDraft] = field(default_factory=list)
    certainty: float = 1.0  # of its last link
    classes: tuple[float, ...] = ()
    gender: str | None = None
    heads: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    evidence: list[tuple[float, ...]] = field(default_factory=list)  # the classes that its mentions' roles suggest
    pronouns: set[str | None] = field(default_factory=set)


@dataclass
class Text:
    """One article while its mentions are read in order."""

    nouns: Nouns
    number: dict[tuple[int, int], int]  # of each sentence, counted from 0
    chains: list[Chain] = field(default_factory=list)
    speaker: Chain | None = None  # what was last the subject of a verb of speech

    def sentence(self, mention: MentionDraft) -> int:
        return self.number[mention.setting.sentence]


Choose: TypeAlias = Callable[[MentionDraft, Sequence[Chain], Floats], tuple[int, float]]


def corefer(extraction: Extraction, clusters: Sequence[Cluster], model: Model) -> list[Cluster]:
    """Add the article's pronouns and descriptions to the clusters of its names; return these and those that bear no name."""

    def choose(mention: MentionDraft, chains: Sequence[Chain], features: Floats) -> tuple[int, float]:
        network = model.pronouns if mention.kind is MentionKind.PRONOUN else model.descriptions
        shares = network.shares(features)
        best = int(shares.argmax())
        return best - 1, float(shares[best])

    found: list[Cluster] = list(clusters)
    for mention, chain, score, last in read_chains(extraction, clusters, model.nouns, choose):
        pronoun = mention.kind is MentionKind.PRONOUN
        if score < (model.pronoun_threshold if pronoun else model.description_threshold) or (pronoun and not chain.nominal):
            continue
        if chain.cluster is None:
            chain.cluster = Cluster(extraction.document.id, "description", None)
            chain.cluster.links = [Link(chain.nominal[0], "noun phrase")]
            found.append(chain.cluster)
        chain.cluster.links.append(Link(mention, reason_of(mention, last, chain), round(score, 3)))
        if pronoun and chain.cluster.kind == "person" and chain.cluster.gender is None:
            chain.cluster.gender = mention.gender
    return found


def reason_of(mention: MentionDraft, last: MentionDraft, chain: Chain) -> str:
    """Why a mention was linked, in words."""
    if mention.kind is MentionKind.DESCRIPTION:
        return "description with the same noun" if mention.head in chain.heads else "description that fits what was named before"
    role = "subject" if last.setting.relation.startswith("nsubj") else "mention"
    where = "the same sentence" if last.setting.sentence == mention.setting.sentence else "an earlier sentence"
    return f"pronoun, fitting {role} of {where}"


def read_chains(
    extraction: Extraction, clusters: Sequence[Cluster], nouns: Nouns, choose: Choose
) -> Iterator[tuple[MentionDraft, Chain, float, MentionDraft]]:
    """Read the mentions in order and let `choose` attach each pronoun and description to a chain, or to none (-1).

    `choose` is given the mention, the chains that it may join, and their features, shape (1 + chains, features), of which the
    first row stands for "none". Yields each mention that was attached, with its chain, the score and the chain's last mention.
    """
    taken = {m.setting.head: c for c in clusters for m in c.drafts if m.kind is MentionKind.NAME}
    fixed = {(m.start, m.end): c for c in clusters for m in c.drafts}
    mentions = [
        m
        for m in sorted(extraction.mentions, key=lambda m: (m.start, -m.end, m.setting.form))
        if (m.start, m.end) in fixed or m.kind is not MentionKind.NAME and (m.setting.head not in taken or m.setting.form == "coordination")
    ]
    text = Text(nouns, {s: n for n, s in enumerate(sorted({m.setting.sentence for m in mentions}))})
    heads = Counter(m.head for m in mentions if (m.start, m.end) not in fixed)
    by_cluster = {id(c): Chain(c, len(c.links), gender=c.gender, evidence=[nouns.expected(m) for m in c.drafts]) for c in clusters}
    for mention in mentions:
        cluster = fixed.get((mention.start, mention.end))
        if cluster is not None:
            chain = by_cluster[id(cluster)]
            if not chain.seen:
                text.chains.append(chain)
            _see(chain, mention, text)
            continue
        if mention.first_person or mention.setting.cues[:1] == ("expletive",):
            continue
        same = _same_by_syntax(mention, text)
        if same is not None:  # it says something of the thing, so no claim should read it as another name of the thing
            _see(same, mention, text)
            continue
        candidates = _candidates(mention, text)
        attached: Chain | None = None
        if candidates:
            features = _pronoun_features if mention.kind is MentionKind.PRONOUN else _description_features
            rows = np.asarray(features(mention, candidates, text), dtype=np.float32)
            best, score = choose(mention, candidates, rows)
            if best >= 0:
                attached = candidates[best]
                last = attached.seen[-1]
                _see(attached, mention, text, score)
                yield mention, attached, score, last
        if attached is None:
            fresh = Chain(None, heads[mention.head] if mention.kind is MentionKind.DESCRIPTION else 0)
            text.chains.append(fresh)
            _see(fresh, mention, text)


def _same_by_syntax(mention: MentionDraft, text: Text) -> Chain | None:
    """The chain to which a phrase belongs as apposition or predicate, or as the same proper name that nothing recognised."""
    if mention.kind is MentionKind.PRONOUN or mention.setting.form == "coordination":
        return None
    for chain in reversed(text.chains):
        for other in chain.seen[-3:]:
            if (other.start, other.end) in mention.same_as or (mention.start, mention.end) in other.same_as:
                return chain
            subject = mention.setting.predicate and other.setting.relation.startswith("nsubj")
            if subject and other.setting.clauses[0] == mention.setting.clauses[0] and other.passage == mention.passage:
                return chain
        if mention.setting.form == "name" and chain.cluster is None and chain.nominal and chain.nominal[0].text == mention.text:
            return chain
    return None


def _see(chain: Chain, mention: MentionDraft, text: Text, certainty: float = 1.0) -> None:
    chain.certainty = certainty
    if _speaks(mention):
        text.speaker = chain
    chain.seen.append(mention)
    chain.evidence.append(text.nouns.expected(mention))
    if mention.kind is MentionKind.PRONOUN:
        chain.pronouns.add(mention.gender)
        if mention.gender in ("m", "f"):
            chain.gender = chain.gender or mention.gender
        return
    shares = text.nouns.classes(mention)
    count = len(chain.nominal)
    chain.classes = tuple((old * count + new) / (count + 1) for old, new in zip(chain.classes or shares, shares, strict=True))
    chain.nominal.append(mention)
    chain.gender = chain.gender or mention.gender or _given_name(mention)
    chain.heads.add(mention.head)
    chain.words |= {*mention.modifiers, *mention.titles, *mention.text.casefold().split()}


def _speaks(mention: MentionDraft) -> bool:
    return mention.setting.relation.startswith("nsubj") and mention.setting.governor in SPEECH


def _is_no_person(mention: MentionDraft) -> bool:
    """Whether a name is surely nobody's: a country's, or what bears an article ("the Senate"), unless taken for a person's."""
    country = mention.text.casefold().removeprefix("the ") in COUNTRY_OF
    return mention.kind is MentionKind.NAME and mention.type != "PERSON" and (country or mention.setting.form == "definite")


def _given_name(mention: MentionDraft) -> str | None:
    first = mention.text.split()[0]
    if mention.type not in ("PERSON", None) or first.islower() or (first.casefold() in MALE_NAMES) == (first.casefold() in FEMALE_NAMES):
        return None
    first = first.casefold()
    return "m" if first in MALE_NAMES else "f"


def _candidates(mention: MentionDraft, text: Text) -> list[Chain]:
    """The chains that a mention may join, the one last mentioned first."""
    here = text.sentence(mention)
    pronoun = mention.kind is MentionKind.PRONOUN
    if mention.setting.form == "coordination":
        return []
    anaphoric = mention.setting.form in ("definite", "demonstrative", "possessive")
    found = []
    for chain in text.chains:
        last = chain.seen[-1]
        if last.start <= mention.start and mention.end <= last.end and (pronoun and len(chain.seen) == 1 and last.setting.form == "name"):
            continue
        if chain.gender in ("m", "f") and mention.gender not in (None, chain.gender):
            continue
        if mention.gender in ("m", "f") and any(_is_no_person(m) for m in chain.nominal[:3]):
            continue
        if mention.gender == "n" and any(m.type == "PERSON" for m in chain.nominal[:3]):
            continue
        distance = here - text.sentence(last)
        if pronoun:
            several = bool(chain.nominal) and all(m.plural for m in chain.nominal)
            speaking = any((m.start, m.end) == mention.speaker for m in chain.seen)
            # who is named in a quotation is not who speaks it: “Mr. Putin will wait,” he said
            told = last.setting.quotation is not None and last.passage == mention.passage and not last.first_person
            speaking |= told and _speaks(mention) and mention.setting.quotation is None
            fits = distance <= REACH and not (mention.gender in ("m", "f") and (several or speaking))
        else:
            fits = bool(chain.nominal) and (mention.head in chain.heads or anaphoric and distance <= DESCRIBED)
        if fits:
            found.append(chain)
    return sorted(found, key=lambda c: -c.seen[-1].start)[:WIDEST]


# --- features -----------------------------------------------------------------------------------------------------


def _one_hot(value: object, values: Sequence[object]) -> Vector:
    return [float(value == v) for v in values]


def _bucket(value: int, *bounds: int) -> Vector:
    """One-hot of the interval in which a value lies; the last is open."""
    place = bisect_left(bounds, value)
    return [float(n == place) for n in range(len(bounds) + 1)]


def _of_chain(chain: Chain, mention: MentionDraft, text: Text) -> Vector:
    """What both rankers know of a chain beside a mention: distance, kind, salience."""
    last, nominal = chain.seen[-1], (chain.nominal or chain.seen)[-1]
    here = text.sentence(mention)
    recent = sum(1 for m in chain.seen[-6:] if here - text.sentence(m) <= 2)
    passages = mention.passage - last.passage
    same_quote = mention.setting.quotation == last.setting.quotation
    return [
        *_bucket(here - text.sentence(last), 0, 1, 2, 3, 5),
        *_bucket(here - text.sentence(nominal), 0, 1, 2, 4, 8),
        *_bucket(passages, 0, 1, 2),
        min(mention.start - last.start, 1000) / 500,
        *_one_hot(nominal.setting.form, FORMS),
        *(chain.classes or (0.0,) * len(CLASSES)),
        *(sum(column) / len(chain.evidence) for column in list(zip(*chain.evidence, strict=True))[:4]),
        float(chain.cluster is not None),
        float(chain.cluster is not None and chain.cluster.kind == "person"),
        min(len(chain.seen), 10) / 5,
        min(len(chain.nominal), 5) / 5,
        recent / 3,
        min(chain.total, 20) / 10,
        chain.certainty,
        chain.certainty * (last.kind is MentionKind.PRONOUN and last.gender == mention.gender),
        float(chain.seen[0].passage <= 1),
        float(nominal.plural),
        float(same_quote),
        float(mention.setting.quotation is not None),
        float(last.setting.quotation is not None),
    ]


def _pronoun_features(mention: MentionDraft, chains: Sequence[Chain], text: Text) -> list[Vector]:
    kind = PRONOUNS[mention.gender]
    setting = mention.setting
    reflexive = mention.head.endswith(("self", "selves"))
    verb = next((c[5:] for c in setting.cues if c.startswith("verb ")), "")
    expected = text.nouns.expected(mention)
    compatible = [c for c in chains if c.nominal and _fit(c, mention) > 0.3]
    own = [
        *_one_hot(kind, range(4)),
        *_one_hot(setting.relation, ROLES),
        float(reflexive),
        float(setting.quotation is not None),
        min(setting.depth, 6) / 3,
        *(float(cue in setting.cues) for cue in CUES),
        float(verb in EMPTY_VERBS),
        *_bucket(len(compatible), 0, 1, 3, 6),
        float(setting.predicate),
        float(_speaks(mention)),
        *expected,
    ]
    salience = [_salience(c, mention) for c in chains]
    most = max((s for s, c in zip(salience, chains, strict=True) if c in compatible), default=0.0)
    rows = []
    ranks = 0
    for at, chain in enumerate(chains):
        rows.append([0.0, *own, *_of_chain(chain, mention, text), *_agreement(mention, chain, text, reflexive, at, ranks, compatible)])
        rows[-1] += [salience[at], float(chain in compatible and salience[at] == most)]
        ranks += chain in compatible
    return [[1.0, *own, *[0.0] * (len(rows[0]) - 1 - len(own))], *rows]


def _salience(chain: Chain, mention: MentionDraft) -> float:
    """How much a chain is in mind: how near, how often and whether as subject it was mentioned, by passages (Lappin and Leass 1994)."""
    last = chain.seen[-1]
    score = (mention.start - last.end) / 400 + (mention.passage - last.passage)
    subject = any(m.passage == last.passage and m.setting.relation.startswith("nsubj") for m in chain.seen)
    return 0.15 * min(len(chain.seen), 8) + 0.6 * subject - 0.5 * last.possessive - min(score, 6.0)


def _fit(chain: Chain, mention: MentionDraft) -> float:
    """How well the classes and number of a chain's nouns suit a pronoun, roughly, in [0, 1]."""
    person = chain.classes[0] if chain.classes else 0.0
    plural = any(m.plural for m in chain.nominal)
    if mention.gender in ("m", "f"):
        return person * (not plural)
    if mention.gender == "n":
        return (1 - person) * (not plural)
    return 1.0 if plural else 0.4 if chain.classes and chain.classes[1] > 0.4 else 0.2


def _agreement(
    mention: MentionDraft, chain: Chain, text: Text, reflexive: bool, at: int, ranks: int, compatible: Sequence[Chain]
) -> Vector:
    last, setting = chain.seen[-1], mention.setting
    other = last.setting
    here, there = text.sentence(mention), text.sentence(last)
    subject, last_subject = setting.relation.startswith("nsubj"), other.relation.startswith("nsubj")
    same_clause = here == there and setting.clauses[0] == other.clauses[0]
    above = here == there and other.clauses[0] in setting.clauses[1:]
    inside = last.start <= mention.start and mention.end <= last.end
    shared = setting.head not in setting.subjects and any(m.setting.head in setting.subjects for m in chain.seen[-4:])
    previous = [m for m in chain.seen if text.sentence(m) in (here - 1, here)]
    return [
        *_one_hot(other.relation, ROLES),
        float(other.relation == setting.relation),
        float(other.relation == setting.relation and here - there == 1),
        float(other.governor == setting.governor and other.relation == setting.relation),
        float(other.governor == setting.governor),
        float(same_clause),
        float(same_clause and last_subject and not subject and not mention.possessive and not reflexive),
        float(same_clause and last_subject and reflexive),
        float(same_clause and last_subject and mention.possessive),
        float(shared and not mention.possessive and not reflexive),
        float(shared and mention.possessive),
        float(shared and reflexive),
        float(same_clause and not last_subject and subject),
        float(above and last_subject),
        float(above and not last_subject),
        float(here == there and not same_clause and not above),
        float(inside),
        float(inside and mention.possessive),
        float(any(m.setting.relation.startswith("nsubj") and text.sentence(m) == here for m in previous)),
        float(any(m.setting.relation.startswith("nsubj") and text.sentence(m) == here - 1 for m in previous)),
        min(other.depth, 6) / 3,
        float(mention.gender in chain.pronouns),
        float(bool(chain.pronouns - {mention.gender})),
        float(last.kind is MentionKind.PRONOUN and last.gender == mention.gender),
        float(last.kind is MentionKind.PRONOUN and last.gender != mention.gender),
        float(last.kind is MentionKind.NAME),
        float(not chain.nominal),
        float(chain.gender is not None and chain.gender == mention.gender),
        float(chain.gender is not None),
        float(any(m.plural for m in chain.nominal)),
        float(bool(chain.nominal) and all(m.plural for m in chain.nominal)),
        _fit(chain, mention),
        sum(a * b for a, b in zip(text.nouns.expected(mention), chain.classes, strict=False)),
        *_bucket(at, 0, 1, 3, 6),
        *_bucket(ranks, 0, 1, 2, 4),
        float(chain in compatible),
        float(chain in compatible and len(compatible) == 1),
        float(chain in compatible and chain.total == max(c.total for c in compatible)),
        float(chain in compatible and len(chain.seen) == max(len(c.seen) for c in compatible)),
        float(mention.speaker is not None and any((m.start, m.end) == mention.speaker for m in chain.seen)),
        float(chain is text.speaker),
        float(chain is text.speaker and _speaks(mention)),
        float(above and last_subject and other.governor in SPEECH),
        float(last.headline),
    ]


def _description_features(mention: MentionDraft, chains: Sequence[Chain], text: Text) -> list[Vector]:
    setting = mention.setting
    classes = text.nouns.classes(mention)
    own = [
        *_one_hot(setting.form, FORMS),
        *classes,
        float(mention.plural),
        min(len(mention.modifiers), 3) / 2,
        min(len(mention.text.split()), 10) / 5,
        float(mention.type == "PERSON"),
        float(mention.text[:1].isupper()),
        float(setting.relation.startswith("nsubj")),
        float(sum(mention.head in c.heads for c in chains) > 1),
        float(any(mention.head in c.heads for c in chains)),
    ]
    rows = [[0.0, *own, *_of_chain(c, mention, text), *_likeness(mention, c, text, classes, at)] for at, c in enumerate(chains)]
    return [[1.0, *own, *[0.0] * (len(rows[0]) - 1 - len(own))], *rows]


def _likeness(mention: MentionDraft, chain: Chain, text: Text, classes: Sequence[float], at: int) -> Vector:
    last = chain.nominal[-1]
    modifiers = set(mention.modifiers)
    same_head = mention.head in chain.heads
    countries = {COUNTRY_OF[w] for w in modifiers if w in COUNTRY_OF}
    known = {COUNTRY_OF[w] for w in chain.words if w in COUNTRY_OF}
    attributes = chain.cluster.attributes if chain.cluster is not None else set()
    predicate = mention.setting.predicate and last.setting.clauses[0] == mention.setting.clauses[0] and last.passage == mention.passage
    return [
        float(same_head),
        float(last.head == mention.head),
        float(any(m.text.casefold() == mention.text.casefold() for m in chain.nominal)),
        float(same_head and modifiers <= chain.words),
        float(same_head and bool(modifiers - chain.words)),
        float(same_head and any(not set(m.modifiers) - modifiers for m in chain.nominal if m.head == mention.head)),
        float(bool(modifiers & chain.words)),
        float(same_head and any(m.setting.form == "possessive" and m.text.split()[0] != mention.text.split()[0] for m in chain.nominal)),
        float(mention.head in chain.words),
        sum(a * b for a, b in zip(classes, chain.classes, strict=True)),
        float(last.plural == mention.plural),
        float(any(m.plural == mention.plural for m in chain.nominal)),
        float(chain.gender is not None and chain.gender == mention.gender),
        float(bool(countries & known)),
        float(bool(countries) and not countries & known),
        float(mention.head in attributes),
        float(predicate and last.setting.relation.startswith("nsubj")),
        float(last.start <= mention.start and mention.end <= last.end),
        *_bucket(at, 0, 1, 3, 8),
        float(last.kind is MentionKind.NAME),
    ]
