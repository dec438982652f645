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
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
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
GIVEN_NAMES = MALE_NAMES | FEMALE_NAMES
EMPTY_VERBS = frozenset("seem appear turn happen rain snow take look become matter feel sound hurt".split())
REACH = 12  # sentences back in which a pronoun looks for its antecedent
DESCRIBED = 4  # sentences back in which a description looks for an antecedent of another head
WIDEST = 40  # chains that one mention is compared with
LOOKED_AT = 150  # chains mentioned last, and chains of one head, that these are chosen from
FIRST_NAMES = 3  # of a chain, which say whether it is a person
FAR = 10**6  # sentences; farther than any

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
        return "PERSON" if mention.head.casefold() in GIVEN_NAMES else "NAME"
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

    @cached_property
    def layer(self) -> Floats:
        """All networks' hidden weights side by side, shape (features, networks * units)."""
        return np.ascontiguousarray(self.hidden.transpose(1, 0, 2).reshape(self.hidden.shape[1], -1))

    def scores(self, features: Floats) -> Floats:
        """Scores, shape (candidates,), of features of shape (candidates, features)."""
        units = features @ self.layer
        units += self.bias.ravel()
        units = np.maximum(units, 0, out=units).reshape(len(features), *self.bias.shape).transpose(1, 0, 2)
        return np.asarray((units @ self.out[:, :, None])[:, :, 0].mean(axis=0), dtype=np.float32)

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


@dataclass(slots=True)
class Chain:
    """The mentions of one thing as far as the article is read, in order, with what of it a ranker compares.

    `number` is its place among the chains of its article. `subjects` are the last two sentences in which it was a subject.
    """

    cluster: Cluster | None
    total: int = 0  # names or equal nouns in the whole article
    number: int = -1
    seen: list[MentionDraft] = field(default_factory=list)
    nominal: list[MentionDraft] = field(default_factory=list)
    certainty: float = 1.0  # of its last link
    classes: tuple[float, ...] = ()
    gender: str | None = None
    heads: dict[str, set[frozenset[str]]] = field(default_factory=dict)  # with what modifies them
    owners: set[str] = field(default_factory=set)  # first words of possessives
    words: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    roles: tuple[float, ...] = (0.0,) * 4  # sums of the first classes that its mentions' roles suggest
    mentions: int = 0  # of which `roles` are the sums
    said: list[bool] = field(default_factory=lambda: [False] * len(PRONOUNS))  # whether a pronoun of that gender was among them
    plurals: int = 0  # of its noun phrases and names
    sentences: list[int] = field(default_factory=list)  # of its last mentions
    nominal_sentence: int = 0
    subjects: tuple[int, int] = (-FAR, -FAR)
    subject_passage: int = -1
    no_person: bool = False  # whether one of its first names is surely nobody's
    person: bool = False  # whether one of them is a person's

    def expect(self, shares: Sequence[float]) -> None:
        """Count the classes that one mention's role suggests."""
        a, b, c, d = self.roles
        self.roles = a + shares[0], b + shares[1], c + shares[2], d + shares[3]
        self.mentions += 1


# Columns of Text.rows: what is compared of a chain's last mention and of the whole chain, as numbers.
COLUMNS = (
    *("sentence", "nominal_sentence", "passage", "start", "end", "relation", "governor", "clause", "quotation", "depth", "subject"),
    *("possessive", "pronoun", "name", "headline", "gender", "speech", "any_nominal", "nominal_name", "any_plural", "all_plural"),
    *("chain_gender", "seen", "total", "subject_sentence", "subject_before", "subject_passage", "said_m", "said_f", "said_n", "said_other"),
)
COLUMN = {name: place for place, name in enumerate(COLUMNS)}
SENTENCES = len(COLUMNS)  # where the sentences of the last RECENT mentions begin, behind them the last heads
RECENT, HEADS = 6, 4
SHOWN = SENTENCES + RECENT + HEADS  # where what is a feature as it stands begins: form, classes, classes by role …
CLASS = SHOWN + len(FORMS)
NAMED = CLASS + len(CLASSES) + 4
# … and these, with zeros for what depends on the mention that is compared.
OTHERS = ("named", "person", "seen", "nominal", "recent", "total", "certainty", "sure", "early", "plural", "same", "quoted", "quotation")
WIDTH = NAMED + len(OTHERS)
ONE_FORM = {form: tuple(float(form == other) for other in FORMS) for form in FORMS}


@dataclass
class Text:
    """One article while its mentions are read in order.

    `rows`, shape (chains, WIDTH), holds what rankers compare of each chain, by its number; `codes` a number for each word there.
    The others lead to the numbers of chains: those last mentioned at the end, and by what a mention of theirs is or says.
    """

    nouns: Nouns
    number: dict[tuple[int, int], int]  # of each sentence, counted from 0
    chains: list[Chain] = field(default_factory=list)
    speaker: Chain | None = None  # what was last the subject of a verb of speech
    rows: NDArray[np.float64] = field(default_factory=lambda: np.zeros((64, WIDTH)))
    codes: dict[Hashable, int] = field(default_factory=lambda: {code: n for n, code in enumerate((None, *ROLES))})
    order: dict[int, None] = field(default_factory=dict)
    by_span: dict[tuple[int, int], set[int]] = field(default_factory=dict)
    by_same: dict[tuple[int, int], set[int]] = field(default_factory=dict)
    by_clause: dict[tuple[int, int], set[int]] = field(default_factory=dict)
    by_name: dict[str, set[int]] = field(default_factory=dict)
    by_head: dict[str, dict[int, None]] = field(default_factory=dict)  # those last called so at the end

    def sentence(self, mention: MentionDraft) -> int:
        return self.number[mention.setting.sentence]

    def code(self, value: Hashable) -> int:
        return self.codes.setdefault(value, len(self.codes))

    def add(self, chain: Chain) -> None:
        chain.number = len(self.chains)
        self.chains.append(chain)
        if chain.number == len(self.rows):
            self.rows = np.concatenate([self.rows, np.zeros_like(self.rows)])


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
    by_cluster = {id(c): Chain(c, len(c.links), gender=c.gender) for c in clusters}
    for cluster in clusters:
        for mention in cluster.drafts:
            by_cluster[id(cluster)].expect(nouns.expected(mention))
    for mention in mentions:
        bearer = fixed.get((mention.start, mention.end))
        if bearer is not None:
            chain = by_cluster[id(bearer)]
            if not chain.seen:
                text.add(chain)
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
            best, score = choose(mention, candidates, features(mention, candidates, text))
            if best >= 0:
                attached = candidates[best]
                last = attached.seen[-1]
                _see(attached, mention, text, score)
                yield mention, attached, score, last
                text.rows[attached.number, NAMED] = attached.cluster is not None  # the caller may have given it one
        if attached is None:
            fresh = Chain(None, heads[mention.head] if mention.kind is MentionKind.DESCRIPTION else 0)
            text.add(fresh)
            _see(fresh, mention, text)


def _same_by_syntax(mention: MentionDraft, text: Text) -> Chain | None:
    """The chain to which a phrase belongs as apposition or predicate, or as the same proper name that nothing recognised."""
    if mention.kind is MentionKind.PRONOUN or mention.setting.form == "coordination":
        return None
    span, setting = (mention.start, mention.end), mention.setting
    near = {*text.by_same.get(span, ()), *(n for same in mention.same_as for n in text.by_span.get(same, ()))}
    if setting.predicate:
        near.update(text.by_clause.get((mention.passage, setting.clauses[0]), ()))
    if setting.form == "name":
        near.update(text.by_name.get(mention.text, ()))
    for number in sorted(near, reverse=True):
        chain: Chain = text.chains[number]
        for other in chain.seen[-3:]:
            if (other.start, other.end) in mention.same_as or span in other.same_as:
                return chain
            subject = setting.predicate and _is_subject(other)
            if subject and other.setting.clauses[0] == setting.clauses[0] and other.passage == mention.passage:
                return chain
        if setting.form == "name" and chain.cluster is None and chain.nominal and chain.nominal[0].text == mention.text:
            return chain
    return None


def _see(chain: Chain, mention: MentionDraft, text: Text, certainty: float = 1.0) -> None:
    """Add a mention to a chain, and note what a later mention compares of it."""
    setting, sentence = mention.setting, text.sentence(mention)
    chain.certainty = certainty
    if _speaks(mention):
        text.speaker = chain
    chain.seen.append(mention)
    chain.sentences = [*chain.sentences[1 - RECENT :], sentence]
    chain.expect(text.nouns.expected(mention))
    text.order.pop(chain.number, None)
    text.order[chain.number] = None
    text.by_span.setdefault((mention.start, mention.end), set()).add(chain.number)
    for span in mention.same_as:
        text.by_same.setdefault(span, set()).add(chain.number)
    if _is_subject(mention):
        text.by_clause.setdefault((mention.passage, setting.clauses[0]), set()).add(chain.number)
        chain.subject_passage = mention.passage
        if chain.subjects[0] != sentence:
            chain.subjects = sentence, chain.subjects[0]
    if mention.kind is MentionKind.PRONOUN:
        chain.said[PRONOUNS[mention.gender]] = True
        if mention.gender in ("m", "f"):
            chain.gender = chain.gender or mention.gender
    else:
        _describe(chain, mention, text)
        chain.nominal_sentence = sentence
    _write_row(chain, text)


def _describe(chain: Chain, mention: MentionDraft, text: Text) -> None:
    """Note what a name or noun phrase says of a chain."""
    shares = text.nouns.classes(mention)
    count = len(chain.nominal)
    chain.classes = tuple([(old * count + new) / (count + 1) for old, new in zip(chain.classes, shares, strict=True)]) if count else shares
    chain.nominal.append(mention)
    chain.plurals += mention.plural
    chain.gender = chain.gender or mention.gender or _given_name(mention)
    if not count:
        text.by_name.setdefault(mention.text, set()).add(chain.number)
    if count < FIRST_NAMES:
        chain.no_person |= _is_no_person(mention)
        chain.person |= mention.type == "PERSON"
    chain.heads.setdefault(mention.head, set()).add(frozenset(mention.modifiers))
    if mention.setting.form == "possessive":
        chain.owners.add(mention.text.split()[0])
    called = text.by_head.setdefault(mention.head, {})
    called.pop(chain.number, None)
    called[chain.number] = None
    folded = mention.text.casefold()
    chain.texts.add(folded)
    chain.words.update(mention.modifiers, mention.titles, folded.split())


def _write_row(chain: Chain, text: Text) -> None:
    last, nominal = chain.seen[-1], (chain.nominal or chain.seen)[-1]
    setting, sentences, seen, named = last.setting, chain.sentences, len(chain.seen), len(chain.nominal)
    text.rows[chain.number] = [
        *(sentences[-1], chain.nominal_sentence if named else sentences[-1], last.passage, last.start, last.end),
        *(text.code(setting.relation), text.code(setting.governor), setting.clauses[0], text.code(setting.quotation), setting.depth),
        *(_is_subject(last), last.possessive, last.kind is MentionKind.PRONOUN, last.kind is MentionKind.NAME, last.headline),
        *(text.code(last.gender), setting.governor in SPEECH, named > 0, nominal.kind is MentionKind.NAME, chain.plurals > 0),
        *(0 < named == chain.plurals, text.code(chain.gender), seen, chain.total, *chain.subjects, chain.subject_passage, *chain.said),
        *(*sentences, *[-FAR] * (RECENT - len(sentences))),
        *(*[m.setting.head for m in chain.seen[-HEADS:]], *[-FAR] * (HEADS - seen)),
        *(*ONE_FORM[nominal.setting.form], *(chain.classes or (0.0,) * len(CLASSES)), *[share / chain.mentions for share in chain.roles]),
        *(chain.cluster is not None, chain.cluster is not None and chain.cluster.kind == "person", min(seen, 10) / 5, min(named, 5) / 5),
        *(0.0, min(chain.total, 20) / 10, chain.certainty, 0.0, chain.seen[0].passage <= 1, nominal.plural, 0.0, 0.0),
        setting.quotation is not None,
    ]


def _is_subject(mention: MentionDraft) -> bool:
    return mention.setting.relation.startswith("nsubj")


def _speaks(mention: MentionDraft) -> bool:
    return _is_subject(mention) and mention.setting.governor in SPEECH


def _is_no_person(mention: MentionDraft) -> bool:
    """Whether a name is surely nobody's: a country's, or what bears an article ("the Senate"), unless taken for a person's."""
    if mention.kind is not MentionKind.NAME or mention.type == "PERSON":
        return False
    return mention.setting.form == "definite" or mention.text.casefold().removeprefix("the ") in COUNTRY_OF


def _given_name(mention: MentionDraft) -> str | None:
    if mention.type not in ("PERSON", None) or (printed := mention.text.split()[0]).islower():
        return None
    first = printed.casefold()
    male = first in MALE_NAMES
    return None if male is (first in FEMALE_NAMES) else "m" if male else "f"


def _candidates(mention: MentionDraft, text: Text) -> list[Chain]:
    """The chains that a mention may join, the one last mentioned first."""
    if mention.setting.form == "coordination":
        return []
    pronoun = mention.kind is MentionKind.PRONOUN
    anaphoric = mention.setting.form in ("definite", "demonstrative", "possessive")
    near = _mentioned(REACH if pronoun else DESCRIBED if anaphoric else -1, mention, text)
    near |= set() if pronoun else set(islice(reversed(text.by_head.get(mention.head, {})), LOOKED_AT))
    speaks = mention.gender in ("m", "f") and _speaks(mention) and mention.setting.quotation is None
    speaking = text.by_span.get(mention.speaker, set()) if mention.speaker is not None else set()
    found = []
    for chain in map(text.chains.__getitem__, near):
        last = chain.seen[-1]
        if last.start <= mention.start and mention.end <= last.end and (pronoun and len(chain.seen) == 1 and last.setting.form == "name"):
            continue
        if chain.gender in ("m", "f") and mention.gender not in (None, chain.gender):
            continue
        if mention.gender in ("m", "f") and chain.no_person or mention.gender == "n" and chain.person:
            continue
        if pronoun and mention.gender in ("m", "f"):
            several = bool(chain.nominal) and chain.plurals == len(chain.nominal)
            # who is named in a quotation is not who speaks it: “Mr. Putin will wait,” he said
            told = last.setting.quotation is not None and last.passage == mention.passage and not last.first_person
            if several or chain.number in speaking or told and speaks:
                continue
        if pronoun or chain.nominal:
            found.append(chain)
    return sorted(found, key=lambda c: (-c.seen[-1].start, c.number))[:WIDEST]


def _mentioned(reach: int, mention: MentionDraft, text: Text) -> set[int]:
    """The chains that were mentioned at most so many sentences before, and not too many others since."""
    here, found = text.sentence(mention), set()
    for number in islice(reversed(text.order), LOOKED_AT):
        if here - text.chains[number].sentences[-1] > reach:
            break
        found.add(number)
    return found


# --- features -----------------------------------------------------------------------------------------------------


def _one_hot(value: object, values: Sequence[object]) -> Vector:
    return [float(value == v) for v in values]


def _steps(bounds: tuple[int, ...], most: int) -> Floats:
    """One-hot of the interval in which each whole number from 0 to `most` lies, shape (1 + most, 1 + bounds); the last is open."""
    return np.array([_bucket(value, *bounds) for value in range(most + 1)], dtype=np.float32)


def _bucket(value: int, *bounds: int) -> Vector:
    """One-hot of the interval in which a value lies."""
    place = bisect_left(bounds, value)
    return [float(n == place) for n in range(len(bounds) + 1)]


# How far back a chain was mentioned and described, in sentences up to FARTHEST, and mentioned, in passages: one-hot of each side by side.
FARTHEST = 9
DISTANCES = np.array([
    [*mentioned, *described, *passages]
    for mentioned in _steps((0, 1, 2, 3, 5), FARTHEST)
    for described in _steps((0, 1, 2, 4, 8), FARTHEST)
    for passages in _steps((0, 1, 2), FARTHEST)
], dtype=np.float32)
PLACES = np.array([(FARTHEST + 1) ** 2, FARTHEST + 1, 1], dtype=np.float64)
BY_ORDER, BY_RANK, BY_NEARNESS = _steps((0, 1, 3, 6), WIDEST), _steps((0, 1, 2, 4), WIDEST), _steps((0, 1, 3, 8), WIDEST)
# The features that both rankers have: these, how far back in characters, and what a row shows.
AWAY = DISTANCES.shape[1]
SHARED = AWAY + 1 + WIDTH - SHOWN
PLACE = {name: SHARED - len(OTHERS) + place for place, name in enumerate(OTHERS)}
ROLE_CODES = np.arange(1, 1 + len(ROLES), dtype=np.float64)[:, None]  # as Text.codes has them


class Rows:
    """The rows of some chains, and its columns by name, each of shape (chains,)."""

    def __init__(self, chains: Sequence[Chain], text: Text) -> None:
        self.table = text.rows.take([c.number for c in chains], axis=0)
        self.columns = self.table.T

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        column: NDArray[np.float64] = self.columns[COLUMN[name]]
        return column

    def truth(self, name: str) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = self.columns[COLUMN[name]] != 0
        return found


def _table(own: Vector, shared: NDArray[np.float64], parts: Sequence[NDArray[Any]]) -> Floats:
    """The features of "none" and of some chains: what is so of the mention itself, what both rankers know of the chains, and the
    others, each of shape (chains,)."""
    width = 1 + len(own)
    rows = np.zeros((len(shared) + 1, width + SHARED + len(parts)), dtype=np.float32)
    rows[0, 0] = 1.0
    rows[:, 1:width] = own
    rows[1:, width : width + SHARED] = shared
    rows[1:, width + SHARED :] = np.array(parts, dtype=np.float32).T
    return rows


def _of_chains(rows: Rows, mention: MentionDraft, text: Text) -> NDArray[np.float64]:
    """What both rankers know of chains beside a mention, shape (chains, SHARED): distance, kind, salience."""
    here, table, quotation = text.sentence(mention), rows.table, mention.setting.quotation
    found = np.empty((len(table), SHARED))
    distance = np.minimum(np.maximum((here, here, mention.passage) - table[:, :3], 0), FARTHEST)
    found[:, :AWAY] = DISTANCES.take((distance @ PLACES).astype(np.intp), axis=0)
    found[:, AWAY] = np.minimum(mention.start - rows["start"], 1000) / 500
    found[:, AWAY + 1 :] = table[:, SHOWN:]
    found[:, PLACE["recent"]] = (here - table[:, SENTENCES : SENTENCES + RECENT] <= 2).sum(axis=1) / 3
    found[:, PLACE["sure"]] = found[:, PLACE["certainty"]] * (rows.truth("pronoun") & (rows["gender"] == text.code(mention.gender)))
    found[:, PLACE["same"]] = rows["quotation"] == text.code(quotation)
    found[:, PLACE["quoted"]] = quotation is not None
    return found


def _pronoun_features(mention: MentionDraft, chains: Sequence[Chain], text: Text) -> Floats:
    kind = PRONOUNS[mention.gender]
    setting = mention.setting
    reflexive = mention.head.endswith(("self", "selves"))
    verb = next((c[5:] for c in setting.cues if c.startswith("verb ")), "")
    rows = Rows(chains, text)
    fit = _fit(rows, mention)
    compatible = rows.truth("any_nominal") & (fit > 0.3)
    own = [
        *_one_hot(kind, range(4)),
        *_one_hot(setting.relation, ROLES),
        float(reflexive),
        float(setting.quotation is not None),
        min(setting.depth, 6) / 3,
        *(float(cue in setting.cues) for cue in CUES),
        float(verb in EMPTY_VERBS),
        *_bucket(int(compatible.sum()), 0, 1, 3, 6),
        float(setting.predicate),
        float(_speaks(mention)),
        *text.nouns.expected(mention),
    ]
    salience = _salience(rows, mention)
    most = salience[compatible].max(initial=-np.inf)
    parts = _agreement(mention, chains, rows, text, reflexive, fit, compatible)
    return _table(own, _of_chains(rows, mention, text), [*parts, salience, compatible & (salience == most)])


def _salience(rows: Rows, mention: MentionDraft) -> NDArray[np.float64]:
    """How much chains are in mind: how near, how often and whether as subject each was mentioned, by passages (Lappin and Leass 1994)."""
    score = (mention.start - rows["end"]) / 400 + (mention.passage - rows["passage"])
    subject = rows["subject_passage"] == rows["passage"]
    found: NDArray[np.float64] = 0.15 * np.minimum(rows["seen"], 8) + 0.6 * subject - 0.5 * rows["possessive"] - np.minimum(score, 6.0)
    return found


def _fit(rows: Rows, mention: MentionDraft) -> NDArray[np.float64]:
    """How well the classes and number of chains' nouns suit a pronoun, roughly, in [0, 1]."""
    person, singular = rows.columns[CLASS], rows["any_plural"] == 0
    if mention.gender in ("m", "f"):
        return np.where(singular, person, 0.0)
    if mention.gender == "n":
        return np.where(singular, 1 - person, 0.0)
    return np.where(singular, np.where(rows.columns[CLASS + 1] > 0.4, 0.4, 0.2), 1.0)


def _agreement(
    mention: MentionDraft,
    chains: Sequence[Chain],
    rows: Rows,
    text: Text,
    reflexive: bool,
    fit: NDArray[np.float64],
    compatible: NDArray[np.bool_],
) -> list[NDArray[Any]]:
    setting, table = mention.setting, rows.table
    here, there, count = text.sentence(mention), rows["sentence"], len(chains)
    subject, last_subject = _is_subject(mention), rows.truth("subject")
    role, governor = rows["relation"] == text.code(setting.relation), rows["governor"] == text.code(setting.governor)
    same_sentence, clause = here == there, rows["clause"]
    same_clause = same_sentence & (clause == setting.clauses[0])
    above = same_sentence & (clause == np.array(setting.clauses[1:])[:, None]).any(axis=0)
    inside = (rows["start"] <= mention.start) & (mention.end <= rows["end"])
    never = np.zeros(count, dtype=bool)
    shared = never
    if setting.head not in setting.subjects:
        heads = table[:, SENTENCES + RECENT : SHOWN]
        for other in setting.subjects:
            shared = shared | (heads == other).any(axis=1)
    said = table[:, COLUMN["said_m"] : COLUMN["said_m"] + len(PRONOUNS)]
    said_so = said[:, PRONOUNS[mention.gender]]
    pronoun, same_gender = rows.truth("pronoun"), rows["gender"] == text.code(mention.gender)
    chain_gender = rows["chain_gender"]
    ranks: NDArray[np.int_] = np.cumsum(compatible) - compatible
    speaking = text.by_span.get(mention.speaker, set()) if mention.speaker is not None else set()
    speaker = np.array([c is text.speaker for c in chains])
    totals, lengths = rows["total"], rows["seen"]
    last_said = rows["subject_sentence"]
    clause_subject, above_subject = same_clause & last_subject, above & last_subject
    return [
        *(rows["relation"] == ROLE_CODES),
        role,
        role & (here - there == 1),
        governor & role,
        governor,
        same_clause,
        clause_subject if not subject and not mention.possessive and not reflexive else never,
        clause_subject if reflexive else never,
        clause_subject if mention.possessive else never,
        shared if not mention.possessive and not reflexive else never,
        shared if mention.possessive else never,
        shared if reflexive else never,
        same_clause & ~last_subject if subject else never,
        above_subject,
        above & ~last_subject,
        same_sentence & ~same_clause & ~above,
        inside,
        inside if mention.possessive else never,
        last_said == here,
        (last_said == here - 1) | (last_said == here) & (rows["subject_before"] == here - 1),
        np.minimum(rows["depth"], 6) / 3,
        said_so,
        said.sum(axis=1) > said_so,
        pronoun & same_gender,
        pronoun & ~same_gender,
        rows["name"],
        ~rows.truth("any_nominal"),
        (chain_gender != 0) & (chain_gender == text.code(mention.gender)),
        chain_gender != 0,
        rows["any_plural"],
        rows["all_plural"],
        fit,
        _products(text.nouns.expected(mention), table),
        *BY_ORDER[:count].T,
        *BY_RANK[ranks].T,
        compatible,
        compatible if compatible.sum() == 1 else never,
        compatible & (totals == totals[compatible].max(initial=-1)),
        compatible & (lengths == lengths[compatible].max(initial=-1)),
        np.array([c.number in speaking for c in chains]) if speaking else never,
        speaker,
        speaker if _speaks(mention) else never,
        above_subject & rows.truth("speech"),
        rows["headline"],
    ]


def _products(shares: Sequence[float], table: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sums of a mention's shares of CLASSES times those of chains, added up one after the other."""
    found: NDArray[np.float64] = np.cumsum(table[:, CLASS : CLASS + len(CLASSES)] * np.array(shares), axis=1)[:, -1]
    return found


def _description_features(mention: MentionDraft, chains: Sequence[Chain], text: Text) -> Floats:
    setting = mention.setting
    classes = text.nouns.classes(mention)
    rows = Rows(chains, text)
    likeness = _likeness(mention, chains)
    alike = int(likeness[0].sum())
    own = [
        *_one_hot(setting.form, FORMS),
        *classes,
        float(mention.plural),
        min(len(mention.modifiers), 3) / 2,
        min(len(mention.text.split()), 10) / 5,
        float(mention.type == "PERSON"),
        float(mention.text[:1].isupper()),
        float(_is_subject(mention)),
        float(alike > 1),
        float(alike > 0),
    ]
    return _table(
        own,
        _of_chains(rows, mention, text),
        [
            *likeness[:9],
            _products(classes, rows.table),
            *likeness[9:],
            *BY_NEARNESS[: len(chains)].T,
            rows["nominal_name"],
        ],
    )


def _likeness(mention: MentionDraft, chains: Sequence[Chain]) -> NDArray[np.uint8]:
    """In what a description is like what is said of some chains, shape (kinds of likeness, chains)."""
    setting, head, folded, first = mention.setting, mention.head, mention.text.casefold(), mention.text.split()[0]
    modifiers = set(mention.modifiers)
    countries = {COUNTRY_OF[w] for w in modifiers if w in COUNTRY_OF}
    found: list[bool] = []
    for chain in chains:
        last, words = chain.nominal[-1], chain.words
        same_head, all_said = head in chain.heads, modifiers <= words
        known = {COUNTRY_OF[w] for w in words if w in COUNTRY_OF} if countries else set()
        predicate = setting.predicate and last.setting.clauses[0] == setting.clauses[0] and last.passage == mention.passage
        found += (
            same_head,
            last.head == head,
            folded in chain.texts,
            same_head and all_said,
            same_head and not all_said,
            same_head and any(said <= modifiers for said in chain.heads[head]),
            not modifiers.isdisjoint(words),
            same_head and not chain.owners <= {first},
            head in words,
            last.plural == mention.plural,
            chain.plurals > 0 if mention.plural else chain.plurals < len(chain.nominal),
            chain.gender is not None and chain.gender == mention.gender,
            not countries.isdisjoint(known),
            bool(countries) and countries.isdisjoint(known),
            chain.cluster is not None and head in chain.cluster.attributes,
            predicate and _is_subject(last),
            last.start <= mention.start and mention.end <= last.end,
        )
    return np.frombuffer(bytes(found), dtype=np.uint8).reshape(len(chains), -1).T
