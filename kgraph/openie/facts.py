"""Clauses -> facts: the n-ary reading of each clause in surface order (passives stay passive), conjunctions distributed.

The frame is that of kgraph.extract.clauses. Which complements stand first, and that optional ones follow as further
arguments, is after ClausIE (Del Corro and Gemulla, 2013); n-ary tuples once, binary ones as views of them, after
PredPatt (White et al., 2016); further arguments that a relation can swallow, after BenchIE (Gashteovski et al., 2022).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from kgraph.extract.clauses import Clause, clauses, group_tokens
from kgraph.extract.lexicon import BARE_OBJECTS, GERUND_PREPOSITIONS, NEGATORS, OBJECT_GERUNDS, SPEECH
from kgraph.extract.syntax import OBLIQUES, SUBJECTS, children, conjuncts, is_infinitive, is_predicate, name_in, preposition, verb_group
from kgraph.model import Polarity
from kgraph.openie.phrases import (
    case_words,
    clause_words,
    distributed,
    is_relative,
    marks_of,
    own_case,
    phrase,
    prepositional,
    split,
    tidy,
    unquoted,
)
from kgraph.openie.surface import Fact, Slot, Words, in_order
from kgraph.parse import Parse, Token

# Adverbial clauses that are arguments of their governor: reason, condition, time. Others only make facts of their own.
SUBORDINATORS = frozenset("because since if unless until when after before".split())
DENYING = NEGATORS | {"nor", "cannot", "non", "few", "little"}
ASIDES = frozenset(  # phrases that comment on a sentence and are no argument of its verb
    ["for example", "for instance", "in fact", "of course", "in effect", "in addition", "in turn", "in general", "in short", "as well"]
)
FOCUS = frozenset("too only also just even instead however then thus yet still again not".split())  # adverbs that are no argument
QUESTIONS = frozenset("what who whom which where when why how".split())
CLAUSAL = ("advcl", "xcomp", "ccomp", "parataxis")
PLACES_OF_CLAUSES = {
    "ccomp": "content",
    "acl:relcl": "relative",
    "advcl:relcl": "relative",
    "acl": "participle",
    "advcl": "subordinate",
    "csubj": "content",
    "xcomp": "content",
}

# What a clause is said of first: words of it that the relation takes in, its own words, and the heads that it uses up.
Target = tuple[list[Token], Words, tuple[Token, ...]]


def clause_facts(doc: Parse) -> Iterator[Fact]:
    """The facts that the clauses of one passage state."""
    for clause in clauses(doc):
        yield from _facts(clause)
    for token in doc:
        yield from _clause_as_predicate(token)
        yield from _aside(token)


def _facts(clause: Clause) -> Iterator[Fact]:
    infinitive = is_infinitive(clause.head)
    if clause.head.dep_ == "xcomp" or infinitive and clause.head.dep_ == "acl" and not _governor(clause.head):
        return  # "the plan to resign", "asked him to resign": an argument of the clause above
    relation = _relation(clause)
    kind, targets = _targets(clause)
    if infinitive or _is_prepositional(clause.head):
        relation = [*_governor(clause.head), *marks_of(clause.head), *relation]
    for subject in clause.subjects:
        if is_relative(subject) or subject.dep_ == "nsubj:outer":
            continue
        if subject.dep_.startswith("csubj") and (dummies := children(clause.head, "expl")):
            yield _postponed(clause, relation, dummies[0], subject)
            continue
        who = subject_words(subject)
        for swallowed, what, used in targets:
            if set(who) & set(what) or len(what) == 1 and str(what[0]).lower() in QUESTIONS:
                continue
            first, details = split(what)
            verb = in_order(set(relation) - {*what, *swallowed})
            if swallowed and verb and str(verb[-1]) == str(swallowed[0]):  # "was run by and then sold by the city"
                verb = verb[:-1]
            extras = _extras(clause, (*used, *what))
            objects = [first] if kind in ("complement", "adverbial") else distributed(first)
            verb = (*verb, *in_order(swallowed))
            if clause.polarity is Polarity.NEGATED and not any(t.lower_ in DENYING for t in (*who, *verb, *what)):
                continue  # "left without paying": these words alone would say that he paid
            for one, other in product(distributed(who), objects):
                arguments = other, *details, *extras
                yield Fact(
                    _resolved(one, clause.head), verb, arguments, kind, _place(clause.head), clause.polarity, clause.modality
                )


def _postponed(clause: Clause, relation: list[Token], dummy: Token, subject: Token) -> Fact:
    """A clause for which "it" stands: "It is likely that prices fall"."""
    marks, words, _ = _complement(subject)
    predicate = phrase(clause.main) if clause.copular else ()
    verb = (*in_order(set(relation) - set(predicate)), *predicate, *marks)
    return Fact((dummy,), verb, (words,), "complement", _place(clause.head), clause.polarity, clause.modality)


def _place(head: Token) -> str:
    """Where in its sentence a clause stands."""
    while head.dep_ == "conj" and is_predicate(head.head):
        head = head.head
    place = PLACES_OF_CLAUSES.get(head.dep_, "main")
    if place == "subordinate" and is_infinitive(head):
        return "infinitive"
    return "participle" if place == "subordinate" and _is_participle(head) else place


def _is_participle(token: Token) -> bool:
    return token.tag_ in ("VBG", "VBN") and not children(token, "aux", "aux:pass", *SUBJECTS)


def subject_words(token: Token) -> Words:
    """The words of a subject; of a description with a name in apposition ("his brother, Peter Braun") the name."""
    if token.dep_.startswith("csubj"):
        return clause_words(token)
    words = phrase(token)
    name = name_in(list(words), token)
    return tuple(name) if name is not None and name.start > words[-1].i else words


def _resolved(words: Words, verb: Token) -> Slot:
    """A relative clause's subject with what its pronoun stands for: "whose firm" is "Anna Weber 's firm"."""
    if verb.dep_ != "acl:relcl":
        return words
    pieces: list[Token | str] = []
    for token in words:
        pieces += [*phrase(verb.head), *(["'s"] if token.lower_ == "whose" else [])] if is_relative(token) else [token]
    return tuple(pieces)


# --- relations ---------------------------------------------------------------------------------------------------------


def _relation(clause: Clause) -> list[Token]:
    """The verb group as written, with the adverbs inside and right before it and a stranded preposition ("is referred to")."""
    group = [*_shared_auxiliaries(clause.head), *(t for t in group_tokens(clause) if t != clause.predicative), *_idiom(clause)]
    low, high = min(t.i for t in (*group, clause.main)), clause.main.i
    for link in clause.chain:
        for child in children(link, "advmod", "obl"):
            if is_relative(child) or any(child.children):
                continue
            inside = low < child.i < high or child.i == low - 1 and child.tag_ == "RB"
            if inside and child.dep_ == "advmod" or _is_stranded(child):
                group.append(child)
    return group


def _idiom(clause: Clause) -> tuple[Token, ...]:
    """The bare noun that makes one verb of two words with its verb: "took place"."""
    bare = [o for o in clause.objects if o.lower_ in BARE_OBJECTS.get(clause.main.base, ()) and not any(o.children)]
    return clause.objects if len(clause.objects) == len(bare) == 1 else ()


def _is_stranded(token: Token) -> bool:
    """Whether a preposition without a noun follows its verb: "is referred to as"."""
    return token.dep_ in ("obl", "advmod") and token.tag_ in ("IN", "TO", "RP") and token.i == token.head.i + 1 and not any(token.children)


def _shared_auxiliaries(verb: Token) -> list[Token]:
    """The auxiliaries that a conjoined verb shares with the first: "was found and sold"."""
    if verb.dep_ != "conj" or verb.pos_ != "VERB" or not is_predicate(verb.head):
        return []
    first = verb.head
    if verb.tag_ != first.tag_ or children(verb, "aux", "aux:pass", "cop", *SUBJECTS):
        return []
    own = [c for c in children(first, "aux", "aux:pass") if c.i < first.i]
    if first.dep_ == "xcomp" and not children(first.head, "obj"):  # "is ready to sell and to move"
        own = [*_shared_auxiliaries(first.head), *verb_group(first.head), *marks_of(first), *own]
    return own or _shared_auxiliaries(first)


def _is_prepositional(gerund: Token) -> bool:
    """Whether a gerund follows its verb's preposition, without an object between: "dreams of selling"."""
    marks = any(c.lower_ in GERUND_PREPOSITIONS for c in children(gerund, "mark"))
    return marks and gerund.dep_ == "advcl" and gerund.tag_ == "VBG" and not children(gerund.head, "obj") and bool(_governor(gerund))


def _governor(clause: Token) -> list[Token]:
    """What stands before an infinitive or gerund that it completes: "sold the house" … "to pay his debts"."""
    verb, argument = _governing(clause)
    if verb is None or verb.dep_ in ("xcomp", "advcl"):
        return []
    words = [*_shared_auxiliaries(verb), *(t for t in verb_group(verb) if t != argument)]
    if argument is not None:
        below = set(clause.subtree)
        words += [*case_words(argument), *(t for t in split(phrase(argument))[0] if t not in below)]
    return words


def _governing(clause: Token) -> tuple[Token | None, Token | None]:
    """The verb that an infinitive or gerund completes and the noun between: "sold … house", "has … plan" (to leave), "is … way" (out)."""
    above = clause.head
    if clause.dep_ == "acl":
        if is_predicate(above):
            return above, above
        verb = above.head
        return (verb, above) if above.dep_ == "obj" and verb.pos_ == "VERB" and verb.i < above.i else (None, None)
    if clause.dep_ != "advcl" or above.i > clause.i or above.pos_ != "VERB":
        return None, None
    between = [c for c in above.children if above.i < c.i < clause.i and not is_relative(c)]
    objects = [c for c in between if c.dep_ == "obj"] or [c for c in between if c.dep_ in OBLIQUES and _is_linked(c)]
    return above, next(iter(objects), None)


# --- arguments ---------------------------------------------------------------------------------------------------------


def _targets(clause: Clause) -> tuple[str, list[Target]]:
    """The first argument by the clause's type, one for each conjunct: predicate, object, complement, agent, oblique, adverbial."""
    main = clause.main
    if clause.copular:
        return "copula", _predicates(clause)
    recipients = children(main, "iobj")
    if recipients and clause.objects and recipients[0] not in clause.objects:
        return "object", [([], phrase(r), (recipients[0],)) for r in conjuncts(recipients[0])]
    if clause.objects and not _idiom(clause):
        return "object", [([], phrase(o), clause.objects) for o in clause.objects]
    if clause.predicative is not None:
        return "copula", [([], phrase(c), (clause.predicative,)) for c in conjuncts(clause.predicative)]
    if clause.complement is not None:
        return "complement", [_complement(clause.complement)]
    if clause.agents:
        case = case_words(clause.agents[0])
        return "oblique", [(case, phrase(a), clause.agents) for a in clause.agents]
    if (gap := _relative_oblique(clause)) is not None:
        return "oblique", [gap]
    obliques = _obliques(clause)
    if children(main, "expl"):
        obliques = [o for o in obliques if o.i > main.i]
    after = [o for o in obliques if o.i > main.i]
    chosen = [o for o in after if _is_linked(o)] or after or obliques
    if chosen:
        return "oblique", _oblique_targets(chosen[0])
    for child in clause.adverbials:
        if child.i > main.i and not is_relative(child) and child.lower_ not in FOCUS:
            return "adverbial", [_adverbial(child)]
    return "", []


def _adverbial(token: Token) -> Target:
    """An adverb or adverbial clause; the preposition of a gerund goes with the verb: "plans on | leaving"."""
    words = clause_words(token)
    marks = [c for c in children(token, "mark") if token.tag_ == "VBG" and words and c == words[0]]
    return marks, tidy(words[len(marks) :]), (token,)


def _predicates(clause: Clause) -> list[Target]:
    """What a copula says: "is | a lawyer", "is in | Paris", "is proud of | his son"; one for each conjunct."""
    main = clause.main
    heads = [main, *(c for c in children(main, "conj") if c.pos_ == main.pos_ and not children(c, "cop", *SUBJECTS))]
    if main.pos_ == "ADJ" and len(heads) == 1:
        for oblique in _obliques(clause):
            if oblique.i > main.i and _is_linked(oblique):
                return _oblique_targets(oblique, main)
        if clause.complement is not None and clause.complement.i > main.i:
            marks, words, used = _complement(clause.complement)
            return [_behind([*phrase(main), *marks], words, (main, *used))]
    return [(case_words(h), phrase(h), (main,)) for h in heads]


def _is_linked(oblique: Token) -> bool:
    """Whether an oblique belongs to its verb more closely than a date does."""
    return bool(preposition(oblique)) and oblique.ent_type_ not in ("DATE", "TIME")


def _oblique_targets(oblique: Token, adjective: Token | None = None) -> list[Target]:
    """An oblique as first argument, its preposition with the relation; behind an adjective that too ("proud of")."""
    lead = [] if adjective is None else [*phrase(adjective)]
    used = (oblique,) if adjective is None else (adjective, oblique)
    case = case_words(oblique)
    return [_behind([*lead, *(own_case(c) or case)], phrase(c), used) for c in conjuncts(oblique)]


def _behind(swallowed: list[Token], words: Words, used: tuple[Token, ...]) -> Target:
    """A target behind its preposition; adverbs before that go with it: "mainly in | Graz"."""
    first = min((t.i for t in swallowed), default=-1)
    before = [t for t in words if t.i < first and t.dep_ == "advmod"]
    return [*before, *swallowed], tuple(t for t in words if t not in before), used


def _relative_oblique(clause: Clause) -> Target | None:
    """The noun that a relative clause tells of, where it is an oblique of it: "the house in which he lived"."""
    if clause.head.dep_ == "acl:relcl":
        for oblique in children(clause.main, *OBLIQUES):
            if oblique.lower_ in ("which", "whom") and (case := case_words(oblique)):
                return case, phrase(clause.head.head), (oblique,)
    return None


def _complement(token: Token) -> Target:
    """A clause that completes a verb; "that" goes with the verb."""
    words = clause_words(token)
    marks = [c for c in children(token, "mark") if c.lower_ == "that" and words and c == words[0]]
    return marks, tidy(words[len(marks) :]), (token,)


def _obliques(clause: Clause) -> list[Token]:
    """A clause's obliques; those behind the last of conjoined verbs belong to all, as do those before the subject of the first."""
    found = [o for o in clause.obliques if not is_relative(o) and not _is_stranded(o) and o.dep_ != "iobj"]
    if not (found or clause.objects or clause.complement or clause.agents):
        for verb in children(clause.main, "conj"):
            if verb.pos_ == "VERB" and verb.tag_ == clause.main.tag_ and not children(verb, *SUBJECTS):
                found = [c for c in children(verb, *OBLIQUES, "obl:agent") if c.i > verb.i]
    head = clause.head
    if head.dep_ == "conj" and is_predicate(head.head) and not children(head, *SUBJECTS):
        subject = min((c.i for c in children(head.head, *SUBJECTS)), default=-1)
        found += [c for c in children(head.head, *OBLIQUES) if c.i < subject]
    return found


def _extras(clause: Clause, used: tuple[Token, ...]) -> tuple[Words, ...]:
    """The further arguments, those after the verb first, each with its preposition, one for each conjunct."""
    main = clause.main
    heads = _obliques(clause)
    if children(main, "iobj"):
        heads += clause.objects[:1]
    if not set(clause.agents) & set(used):
        heads += clause.agents[:1]
    heads += [t for t in (clause.predicative, clause.complement) if t is not None]
    heads += [a for a in clause.adverbials if a not in clause.chain and _is_argument(a, main)]
    left = sorted({h for h in heads if h not in used}, key=lambda t: (t.i < main.i, t.i))
    slots = [slot for head in left for slot in ([clause_words(head)] if head.dep_ in CLAUSAL else prepositional(head))]
    return tuple(slot for slot in slots if slot and " ".join(map(str, slot)).lower() not in ASIDES)


def _is_argument(clause: Token, verb: Token) -> bool:
    """Whether an adverbial clause behind its verb tells when, why or on what condition, or of what the object is accused."""
    if clause.dep_ != "advcl" or clause.i < verb.i:
        return False
    marks = {c.lower_ for c in children(clause, "mark", "advmod", "case") if c.i < clause.i}
    if clause.tag_ == "VBG":
        return bool(marks & OBJECT_GERUNDS and children(verb, "obj"))
    return bool(marks & SUBORDINATORS) and not _is_participle(clause)


# --- clauses around clauses ----------------------------------------------------------------------------------------------


def _clause_as_predicate(predicate: Token) -> Iterator[Fact]:
    """A clause that a copula makes the predicate: "The idea is that prices fall"."""
    for subject in children(predicate, "nsubj:outer"):
        verbs = [c for c in children(predicate, "cop", "aux") if c.i > subject.i]
        if not verbs or is_relative(subject):
            continue
        marks = [c for c in children(predicate, "mark") if c.lower_ == "that"]
        words = tidy(t for t in predicate.subtree if t.i > verbs[0].i and t not in marks)
        for conjunct in conjuncts(subject):
            yield Fact(subject_words(conjunct), in_order([verbs[0], *marks]), (words,), "complement", _place(predicate))


def _aside(verb: Token) -> Iterator[Fact]:
    """Who says the sentence around an aside: "Prices, he said, will rise"; parsers also take it for a relative clause."""
    if verb.dep_ not in ("parataxis", "acl:relcl") or verb.base not in SPEECH or verb.pos_ != "VERB":
        return
    if children(verb, "obj", "ccomp", "xcomp") or any(map(is_relative, verb.children)) or not _set_off(verb):
        return
    top = verb.head
    while top.dep_ == "conj" or verb.dep_ == "acl:relcl" and not is_predicate(top) and top.head != top:
        top = top.head
    if not is_predicate(top):
        return
    words = unquoted(tidy(set(top.subtree) - set(verb.subtree)))
    for subject in children(verb, "nsubj"):
        for conjunct in conjuncts(subject):
            yield Fact(subject_words(conjunct), in_order(verb_group(verb)), (words,), "complement", "main")


def _set_off(verb: Token) -> bool:
    """Whether a comma or dash stands before a clause."""
    first = verb.left_edge
    return any(t.text in (",", ";", "-", "–", "—", "--", '"', "”") for t in verb.doc[max(first.i - 1, 0) : first.i + 1])
