"""Factuality of a chain of predicates: whether it is affirmed or denied, and how far the text holds it to be so.

Polarity and modality are kept apart, as in FactBank (Saurí and Pustejovsky, 2009).
"""

from __future__ import annotations

from kgraph.extract.lexicon import (
    AUX_MODALITY,
    AWAITING_MARKS,
    CONDITIONAL_MARKS,
    ENABLING,
    EVIDENCE_NOUNS,
    FALSE,
    FORESEEING,
    GERUND_MODALITY,
    IMPLICATIVE,
    INFINITIVE_NOUNS,
    KEEPING_FROM,
    LIKELY,
    NEGATIVE_NOUNS,
    NEGATIVE_VERBS,
    NEGATORS,
    NOUN_MODALITY,
    OBJECT_CONTROL,
    STATIVE_CHAIN,
    TEMPORAL_MARKS,
    TRUE,
    VERB_MODALITY,
    WAITING,
)
from kgraph.extract.predicates import chain_around
from kgraph.extract.subjects import is_ranked, subjects_of
from kgraph.extract.syntax import SUBJECTS, children, is_infinitive, is_negation, is_predicate, is_too_much, text_before, verb_group
from kgraph.model import Modality, Polarity
from kgraph.parse import Token, once


def polarity_of(chain: tuple[Token, ...]) -> Polarity:
    """Whether what a chain of predicates says is affirmed or denied: two denials affirm."""
    denials = sum(map(_denials_at, chain)) + _denials_above(chain)
    return Polarity.NEGATED if denials % 2 else Polarity.AFFIRMED


def denies_last(chain: tuple[Token, ...]) -> bool:
    """Whether a verb such as "refuse" denies the last link of its chain."""
    return any(t.base in NEGATIVE_VERBS for t in chain[:-1])


def _denials_at(verb: Token) -> int:
    """How often the words that hang on a predicate deny it: "not", "no officers", "nobody", "without", a shared "not"."""
    count = int(any(is_negation(c) for c in verb.children))
    for child in children(verb, "obj", "nsubj", "nsubj:pass"):
        count += any(d.lower_ in ("no", "neither") for d in children(child, "det", "cc:preconj"))
        count += child.lower_ in NEGATORS
        count += any(c.lower_ in ("hardly", "scarcely", "barely") for c in children(child, "advmod"))  # "hardly anyone came"
    count += any(c.lower_ == "neither" for c in children(verb, "cc:preconj"))
    for child in children(verb, "xcomp"):  # "pleaded not guilty"
        count += child.pos_ in ("ADJ", "NOUN") and any(is_negation(c) for c in child.children)
    if verb.dep_ == "conj" and verb.head.i < verb.i:
        count += any(c.lower_ == "nor" for c in children(verb, "cc"))
    if children(verb, "cop"):
        count += any(c.lower_ == "no" for c in children(verb, "det"))
    if verb.dep_ in ("advcl", "acl"):
        count += any(c.lower_ in ("without", "instead") for c in children(verb, "mark"))
    shares = verb.dep_ == "conj" and verb.tag_ == verb.head.tag_ == "VB" and is_predicate(verb.head)
    if shares and not children(verb, "aux", "aux:pass", *SUBJECTS):  # "did not stop or look"
        count += any(is_negation(c) for c in verb.head.children)
    return count


def _denials_above(chain: tuple[Token, ...]) -> int:
    """How often a chain is denied by what stands above it, and by "yet" within it."""
    head = chain[0]
    above = head.head.base
    count = 0
    if head.dep_ != "conj" and not children(head, *SUBJECTS):  # "no officers will be sent to assist"
        count += any(c.lower_ == "no" for s in subjects_of(head) for c in children(s, "det"))
    count += head.dep_ in ("acl", "xcomp", "ccomp") and above in NEGATIVE_NOUNS  # "his failure to pay"
    count += _from_doing(head) and above in KEEPING_FROM
    if head.dep_ in ("csubj", "ccomp") and head.head.pos_ == "ADJ":  # "it is not true that he paid", "it is false that he paid"
        count += above in TRUE and any(is_negation(c) for c in head.head.children)
        count += above in FALSE and not any(is_negation(c) for c in head.head.children)
    count += is_yet_to(chain) + (put_off_by(head) is not None)
    count += head.dep_ in ("advcl", "xcomp", "ccomp") and is_too_much(head) or any(map(is_too_much, chain[1:]))
    return count


@once
def put_off_by(head: Token) -> Token | None:
    """The verb of waiting that puts off a clause: "is waiting for the count before congratulating her" does not do so until then."""
    while head.dep_ == "conj" and head.tag_ == head.head.tag_ and not _marks(head):
        head = head.head
    above = head.head
    waits = above.base in WAITING and not any(is_negation(c) for c in above.children)
    return above if waits and head.tag_ == "VBG" and "before" in _marks(head) else None


def is_yet_to(chain: tuple[Token, ...]) -> bool:
    """Whether "yet" denies a chain: "has yet to concede"."""
    return len(chain) > 1 and chain[0].lemma_ in ("have", "be") and any(c.lower_ == "yet" for t in chain for c in t.children)


def _from_doing(verb: Token) -> bool:
    return verb.tag_ == "VBG" and any(c.lower_ == "from" for c in children(verb, "mark", "case"))


def modality_of(chain: tuple[Token, ...]) -> Modality:
    """How a text holds what a chain of predicates says: as told, planned, possible, wanted, expected or on a condition."""
    head = chain[0]
    if _is_hypothetical(head):
        return Modality.HYPOTHETICAL
    if put_off_by(head) is not None:
        return Modality.PLANNED
    return _inherited(head) or _of_chain(chain) or _of_content(head) or _of_auxiliaries(head) or _of_to(head) or Modality.ASSERTED


@once
def _marks(verb: Token) -> set[str]:
    return {c.lower_ for c in verb.children if c.dep_ == "mark"}


def _is_hypothetical(head: Token) -> bool:
    """Whether a clause is a condition, a question or what is awaited."""
    marks = _marks(head)
    if put_off_by(head) is not None:
        return False
    if _under_condition(head) or _is_asked(head) or _is_inverted_condition(head):
        return True
    if head.dep_ in ("acl", "acl:relcl", "ccomp") and head.head.base in EVIDENCE_NOUNS:
        if any(c.lower_ == "no" for c in children(head.head, "det")):
            return True  # "found no evidence that he paid"
    if marks & AWAITING_MARKS and head.tag_ != "VBG" and not _is_past(head) and not ("once" in marks and _is_habit(head.head)):
        return True
    return head.tag_ == "VBG" and bool(marks & {"before", "until"}) and _is_open(head.head)  # "is waiting before congratulating"


def _inherited(head: Token) -> Modality | None:
    """The modality that a clause shares with the one above it, or takes from its verb."""
    above, marks = head.head, _marks(head)
    if head.dep_ == "conj" and head.tag_ == "VB" and is_predicate(above) and not children(head, "aux", *SUBJECTS):
        return modality_of(chain_around(above))  # "to generate trades and create chaos", "will resign and leave"
    if head.dep_ == "advcl" and head.tag_ == "VBG" and head.i > above.i and marks <= {"by", "in", "while"} and is_predicate(above):
        shared = modality_of(chain_around(above))  # "will help the firm by selling it", but "sought to excuse it by comparing …"
        return Modality.ASSERTED if shared is Modality.DESIRED else shared
    if head.dep_ == "advcl" and head.tag_ in ("VBZ", "VBP") and _is_temporal(head) and is_predicate(above):
        shared = modality_of(chain_around(above))  # "will speak when he arrives"
        return shared if shared in (Modality.PLANNED, Modality.EXPECTED) else Modality.ASSERTED
    if head.dep_ == "xcomp" and head.tag_ == "VBN" and children(above, "obj"):  # "will get the case heard"
        return modality_of(chain_around(above))
    lemma = above.base
    if head.tag_ == "VBG" and marks <= {"of", "about", "on"} and lemma in GERUND_MODALITY:  # "dreamed of winning", "considered leaving"
        return GERUND_MODALITY[lemma]
    return modality_of((above,)) if _from_doing(head) and lemma in KEEPING_FROM else None


def _of_chain(chain: tuple[Token, ...]) -> Modality | None:
    """The modality that the first verb of a chain gives to its last: "plans to resign"."""
    for token in chain[:-1]:
        lemma = token.base
        if lemma == "go" and token.tag_ != "VBG":  # "went on to say"
            continue
        if lemma == "able" and _is_past(token):  # "was able to flee": did
            continue
        if lemma in VERB_MODALITY and lemma not in STATIVE_CHAIN:
            return VERB_MODALITY[lemma]
    return None


def _of_content(head: Token) -> Modality | None:
    """The modality that a clause takes from the verb or noun whose content it is, or from its own adverb."""
    above = head.head.base
    if head.dep_ == "ccomp" and _is_subjunctive(head):  # "recommended that it be replaced"
        return VERB_MODALITY.get(above, Modality.DESIRED)
    told = "that" in _marks(head) or head.dep_ == "acl" and head.tag_ == "VBG"  # "the risk that he will leave", "the risk of him leaving"
    if told and head.head.pos_ == "NOUN" and above in NOUN_MODALITY:
        return NOUN_MODALITY[above]
    likely = [LIKELY[c.lower_] for c in children(head, "advmod") if c.lower_ in LIKELY]
    if likely:  # "traders likely have licences"
        return likely[0]
    future = any(AUX_MODALITY.get(a.lower_) in (Modality.PLANNED, Modality.CONDITIONAL) for a in children(head, "aux", "cop"))
    return FORESEEING.get(above) if head.dep_ == "ccomp" and future else None  # "hopes that it will rain"


def _of_auxiliaries(head: Token) -> Modality | None:
    """The modality of a modal verb: "will resign", "would resign if …"."""
    for aux in children(head, "aux", "cop"):
        modality = AUX_MODALITY.get(aux.lower_) or AUX_MODALITY.get(aux.base)
        if modality is None or aux.tag_ != "MD":
            continue
        if any(_marks(clause) & {"if", "unless"} for clause in children(head, "advcl")):
            return Modality.CONDITIONAL
        return Modality.PLANNED if modality is Modality.CONDITIONAL and _reported(head) else modality
    return None


def _of_to(head: Token) -> Modality | None:
    """The modality of a form with "to": "the plan to resign", "are to be cancelled"."""
    marks = _marks(head)
    to = is_infinitive(head) or any(c.lower_ == "to" for c in children(head, "aux"))
    if to and head.tag_ == "VB" and head.dep_ in ("xcomp", "ccomp", "acl", "advcl"):
        return _of_infinitive(head)
    if "to" in marks and any(t.lemma_ == "be" and t.tag_ in ("VBD", "VBZ", "VBP") for t in verb_group(head)):
        return Modality.PLANNED
    return None


def _is_past(verb: Token) -> bool:
    """Whether the finite form of a clause is past ("conceded", "had conceded", "was over")."""
    return any(t.tag_ == "VBD" for t in (verb, *(c for c in verb.children if c.dep_ in ("aux", "aux:pass", "cop"))))


def _is_subjunctive(verb: Token) -> bool:
    """Whether a "that" clause has a base form for its finite verb."""
    form = next((c for c in verb.children if c.dep_ in ("aux:pass", "cop")), verb)
    finite = any(c.tag_ in ("MD", "TO", "VBD", "VBZ", "VBP") for c in verb.children)
    return form.tag_ == "VB" and not finite and verb.has(*SUBJECTS)


def _is_temporal(clause: Token) -> bool:
    return any(c.dep_ in ("mark", "advmod") and c.i < clause.i and c.lower_ in TEMPORAL_MARKS for c in clause.children)


def _is_habit(verb: Token) -> bool:
    """Whether a clause tells what happens again and again: "once they dig it out, they load it"."""
    return verb.tag_ in ("VBP", "VBZ") and not any(c.tag_ == "MD" or is_negation(c) for c in verb.children)


def _is_open(verb: Token) -> bool:
    """Whether it is not told that a clause has come true: a plan, a denial, a wait."""
    open_ = any(is_negation(c) or c.tag_ in ("MD", "TO") for c in verb.children)
    return open_ or verb.tag_ == "VB" or verb.base in WAITING


def _of_infinitive(head: Token) -> Modality:
    """The modality that an infinitive takes from what it hangs on."""
    above = head.head
    lemma = above.base
    if head.dep_ == "advcl" and not (lemma in OBJECT_CONTROL and children(above, "obj", "iobj")):
        return Modality.DESIRED
    if above.pos_ == "NOUN" and is_ranked(above) and lemma not in INFINITIVE_NOUNS:
        return Modality.ASSERTED
    if above.pos_ == "NOUN":
        return NOUN_MODALITY.get(lemma, Modality.DESIRED)
    if lemma in IMPLICATIVE:
        return Modality.HYPOTHETICAL if any(is_negation(c) for c in above.children) else modality_of((above,))
    if lemma in ENABLING:
        return Modality.POSSIBLE
    return VERB_MODALITY.get(lemma, Modality.ASSERTED if lemma in STATIVE_CHAIN else Modality.DESIRED)


def _under_condition(head: Token) -> bool:
    """Whether a clause is a condition or part of one: "if they believe that he left"."""
    current = head
    while True:
        if any(c.dep_ == "mark" and c.lower_ in CONDITIONAL_MARKS for c in current.children):
            return True
        if current.dep_ not in ("ccomp", "xcomp", "conj") or current.head == current:
            return False
        current = current.head


def _is_inverted_condition(head: Token) -> bool:
    """Whether a condition goes without "if": "had he known", "were it sold", "should it rain"."""
    first = head.left_edge
    opens = first.lower_ in ("had", "were", "should") and first.dep_ in ("aux", "aux:pass", "cop")
    return opens and head.dep_ == "advcl" and not _marks(head)


def _is_asked(head: Token) -> bool:
    """Whether a clause is what a question asks; "why did he leave?" asks for the reason of what happened."""
    doc, end = head.doc, head.right_edge.i
    if head.dep_ not in ("ROOT", "ccomp", "parataxis", "conj") or not any(t.text == "?" for t in doc[max(end - 1, 0) : end + 2]):
        return False
    return not any(c.tag_ in ("WRB", "WP", "WDT") for c in head.children)


def _reported(token: Token) -> bool:
    """Whether "would" is the past of "will" in reported speech."""
    quoted = '"' in (token.left_edge.text, text_before(token.left_edge))
    return token.dep_ == "ccomp" and token.head.tag_ in ("VBD", "VBN") and not quoted
