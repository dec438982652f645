"""Clauses of a UD parse: each predicate with its subjects, objects, obliques and what they say of time and manner.

The frame follows UD's core and oblique arguments. Chains of predicates are made in predicates.py, missing subjects filled in
subjects.py, polarity and modality read in factuality.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from kgraph.extract.factuality import denies_last, modality_of, polarity_of
from kgraph.extract.lexicon import DANGLING, LIST_OPENERS, MARK_ROLES, NAMING_VERBS, TIME_NOUNS
from kgraph.extract.predicates import chain_of, is_passive
from kgraph.extract.subjects import antecedent, inverted_subject, relative_object, subjects_of
from kgraph.extract.syntax import (
    NAME_TYPES,
    NUMERIC_TYPES,
    OBLIQUES,
    RELATIVE,
    SUBJECTS,
    children,
    conjuncts,
    copula,
    first_case,
    in_order,
    is_idle,
    is_infinitive,
    is_negation,
    is_predicate,
    verb_group,
)
from kgraph.model import Modality, Polarity, Role
from kgraph.parse import Parse, Token


@dataclass(frozen=True)
class Clause:
    """One predicate and its arguments, each by its head token.

    `chain` are the predicates from the finite verb to the one that bears the object ("sought", "to amplify"). `ellipsis`
    are the words that stand for them ("has not").
    """

    chain: tuple[Token, ...]
    subjects: tuple[Token, ...]
    objects: tuple[Token, ...]
    passive: bool
    agents: tuple[Token, ...]
    obliques: tuple[Token, ...]
    adverbials: tuple[Token, ...]
    complement: Token | None
    predicative: Token | None
    polarity: Polarity
    modality: Modality
    negative_verb: bool
    ellipsis: tuple[Token, ...] = ()

    @property
    def head(self) -> Token:
        return self.chain[0]

    @property
    def main(self) -> Token:
        return self.chain[-1]

    @property
    def copular(self) -> bool:
        return copula(self.main) is not None


def clauses(doc: Parse) -> Iterator[Clause]:
    """Yield the clauses of a parsed passage in the order of their predicates."""
    swallowed: set[int] = set()
    for token in doc:
        if token.i in swallowed or not is_predicate(token) or _opens_list(token):
            continue
        chain = chain_of(token)
        swallowed.update(t.i for t in chain)
        yield _clause(chain)


def completed(clause: Clause, others: Mapping[int, Clause]) -> Clause:
    """A clause of an auxiliary alone with the words that it stands for: "Macron congratulated him, Xi has not".

    `others` are the clauses of the passage by the places of their predicates.
    """
    verb = clause.main
    if len(clause.chain) > 1 or verb.pos_ != "AUX" or clause.objects or clause.obliques or clause.complement is not None:
        return clause
    place = verb.head.i
    if verb.dep_ == "ROOT" and verb.sent.start:
        place = verb.doc[verb.sent.start - 1].sent.root.i
    elif verb.dep_ not in ("conj", "parataxis") and not any(c.dep_ == "mark" and c.lower_ == "as" for c in verb.children):
        return clause
    whole = others.get(place)
    if whole is None or whole.main.pos_ == "AUX" or whole.main.i > verb.i:
        return clause
    return replace(
        whole,
        ellipsis=tuple(verb_group(verb)),
        subjects=clause.subjects,
        obliques=tuple(o for o in whole.obliques if o.ent_type_ not in ("DATE", "TIME")),
        adverbials=(),
        polarity=clause.polarity,
        modality=clause.modality,
        negative_verb=False,
    )


def _opens_list(token: Token) -> bool:
    """Whether a participle only opens a list or serves as a preposition: "so many autocrats, starting with …", "compared to May"."""
    if token.lower_ in DANGLING and token.dep_ in ("advcl", "acl") and not children(token, *SUBJECTS, "aux"):
        return True
    if token.tag_ == "VBN" and token.dep_ == "advcl" and any(c.lower_ == "as" for c in children(token, "mark")):  # "as evidenced by …"
        return not children(token, *SUBJECTS, "aux", "obj")
    return token.lower_ in LIST_OPENERS and token.dep_ in ("acl", "advcl") and any(first_case(c) == "with" for c in token.children)


def _clause(chain: tuple[Token, ...]) -> Clause:
    head, main = chain[0], chain[-1]
    objects = _objects(chain)
    slots = _Slots(complement=_object_complement(main))
    for token in chain:
        for child in token.children:
            _place(slots, chain, objects, token, child)
    if is_passive(main) and not slots.agents:  # "accused of fraud by X": the agent hangs on the noun
        hung = [d for o in slots.obliques for d in children(o, "nmod")]
        slots.agents = [d for d in hung if first_case(d) == "by" and d.ent_type_ in NAME_TYPES]
    return Clause(
        chain,
        subjects_of(head),
        tuple(dict.fromkeys(objects)),
        is_passive(head) and len(chain) == 1,
        tuple(slots.agents),
        tuple(slots.obliques),
        tuple(slots.adverbials),
        slots.complement,
        slots.predicative,
        polarity_of(chain),
        modality_of(chain),
        denies_last(chain),
    )


def _objects(chain: tuple[Token, ...]) -> list[Token]:
    """The objects of a chain: its last verb's own, else the one that a parse, a relative clause or a conjunction hides."""
    head, main = chain[0], chain[-1]
    objects: list[Token] = []
    other = (_object_complement(main), inverted_subject(main))
    for child in children(main, "obj"):
        if child in other or is_idle(child):
            continue
        if child.lower_ not in RELATIVE:
            objects += conjuncts(child)
            continue
        above = antecedent(main) or antecedent(head)
        if above is not None or child.lower_ == "that":  # "promised to change that"
            objects.append(above or child)
    return objects or _hidden_objects(chain)


def _hidden_objects(chain: tuple[Token, ...]) -> list[Token]:
    """The objects of a chain that the parse calls something else, or hangs elsewhere."""
    main = chain[-1]
    subjects = children(main, "nsubj")  # of two, the one behind the verb is none: "it will result in a profit"
    late = [c for c in subjects if c.i > main.i and any(s.i < main.i for s in subjects)]
    objects = [o for c in late if not any(t.is_punct for t in main.doc[main.i : c.i]) for o in conjuncts(c)]
    if not objects and (recipients := children(main, "iobj")):
        objects = conjuncts(recipients[0])
    if not objects and (gap := relative_object(chain)) is not None:
        objects = [gap]
    if not objects and main.dep_ == "conj" and main.pos_ == "VERB" and is_predicate(main.head):
        if not children(main, "ccomp", "xcomp", *OBLIQUES):  # "built and sold the bridge"
            objects = [o for c in children(main.head, "obj") if c.i > main.i for o in conjuncts(c)]
    return objects


@dataclass
class _Slots:
    """What hangs on a chain beside its subjects and objects, while a clause is read."""

    agents: list[Token] = field(default_factory=list)
    obliques: list[Token] = field(default_factory=list)
    adverbials: list[Token] = field(default_factory=list)
    complement: Token | None = None
    predicative: Token | None = None


def _place(slots: _Slots, chain: tuple[Token, ...], objects: list[Token], verb: Token, child: Token) -> None:
    """Put a dependent of one verb of a chain where it belongs."""
    by = child.dep_ == "obl:agent" or (child.dep_ == "obl" and is_passive(verb) and first_case(child) == "by")
    if by and child.ent_type_ not in NUMERIC_TYPES and child.base not in TIME_NOUNS:  # "by Friday", "by 20 percent"
        slots.agents += conjuncts(child)
    elif (by or child.dep_ in OBLIQUES) and child.lower_ not in RELATIVE or child.dep_ == "iobj" and child not in objects:
        slots.obliques.append(child)
    elif child.dep_ in ("advcl", "advmod") and not is_negation(child):
        slots.adverbials.append(child)
    elif verb == chain[-1] and not objects and slots.predicative is None and child.i > verb.i and _is_predicative(child):
        slots.predicative = child
        slots.obliques += children(child, *OBLIQUES)
    elif _is_opening_participle(verb, child):
        slots.adverbials.append(child)
    elif child.dep_ == "ccomp" or (child.dep_ == "xcomp" and child not in chain):
        slots.complement = slots.complement or child
    elif child.dep_ == "parataxis" and slots.complement is None and child.i > verb.i and _colon_between(verb, child):
        slots.complement = child


def _is_predicative(child: Token) -> bool:
    """Whether a dependent is what its verb says its subject is: "became attorney general", "proved wrong"."""
    return child.dep_ == "xcomp" and (child.pos_ in ("NOUN", "PROPN") or child.tag_ == "JJ")


def _is_opening_participle(verb: Token, child: Token) -> bool:
    """Whether what was read as a complement is a participle before the sentence: "Asked about it, he said …"."""
    before = child.dep_ == "ccomp" and child.i < verb.i and child.tag_ in ("VBN", "VBG")
    return before and not children(child, *SUBJECTS, "aux", "aux:pass")


def _object_complement(verb: Token) -> Token | None:
    """What a verb makes of its object, where the parser took it for a second object or hung it on the first: "made the city his home"."""
    objects = [c for c in verb.children if c.dep_ == "obj" and c.lower_ not in RELATIVE]
    if len(objects) > 1 and verb.base in NAMING_VERBS and "iobj" not in verb.relations:
        return objects[1]
    hung = [c for o in objects for c in o.children if c.dep_ == "xcomp" and c.pos_ in ("NOUN", "PROPN", "ADJ") and not is_infinitive(c)]
    return next(iter(hung), None)


def _colon_between(left: Token, right: Token) -> bool:
    return any(t.text == ":" for t in left.doc[left.i : right.i])


def adverbial_role(token: Token) -> Role:
    """The role of an adverbial clause by its subordinator; manner where a bare participle stands."""
    marks = [c.lower_ for c in token.children if c.dep_ in ("mark", "advmod", "case") and c.i < token.i]
    for mark in marks:
        if mark in MARK_ROLES:
            return MARK_ROLES[mark]
    return Role.MANNER


def group_tokens(clause: Clause) -> list[Token]:
    """The words of the relation: every verb group of the chain with its "to"."""
    tokens: list[Token] = []
    for token in clause.chain:
        group = verb_group(token)
        if clause.copular and token == clause.main:
            group = [t for t in group if t != token]
        if token == clause.main and clause.predicative is not None and clause.predicative.pos_ == "ADJ":
            group.append(clause.predicative)
        tokens += group + [c for c in token.children if c.dep_ == "mark" and c.lower_ == "to" and token != clause.head]
    return in_order(*tokens)
