"""Who does what a predicate says: its subject, or where it has none, the one that control, conjunction or a gap gives it.

Missing subjects of conjoined, relative, participial and controlled clauses are filled from the clause above, as ClausIE
(Del Corro and Gemulla, 2013) and PredPatt (White et al., 2016) do.
"""

from __future__ import annotations

from kgraph.extract.lexicon import (
    INFINITIVE_NOUNS,
    JUDGING,
    MEANING,
    NOUN_MODALITY,
    OBJECT_CONTROL,
    OBJECT_GERUNDS,
    PERCEPTION,
    RESULTING,
    SPEECH,
    TIME_NOUNS,
)
from kgraph.extract.predicates import called_upon, is_passive
from kgraph.extract.syntax import (
    RELATIVE,
    SUBJECTS,
    children,
    conjuncts,
    copula,
    first_case,
    is_infinitive,
    is_predicate,
    is_role_noun,
    text_before,
)
from kgraph.parse import Token, once

POINTING = frozenset("it this these those there here what".split())  # subjects that say less than the noun they are set equal to
SUBJECT_CONTROL = frozenset({"promise", "vow"})  # whose subject does what the complement says, in spite of an object
DEEPEST_CONTROL = 6  # clauses between a predicate and its subject


@once
def subjects_of(token: Token) -> tuple[Token, ...]:
    """Heads of the subjects of a predicate, filled in from above where it has none of its own; () where unknown."""
    return _subjects(token, 0)


def _subjects(token: Token, depth: int) -> tuple[Token, ...]:
    """The subjects of a predicate so many clauses below the one that asks."""
    own = _own_subjects(token)
    if own or depth > DEEPEST_CONTROL or token.head == token:
        return own
    head = token.head
    controlled: tuple[Token, ...] = ()
    if (astray := _stray_subject(token)) is not None:
        return tuple(conjuncts(astray))
    match token.dep_:
        case "acl:relcl":
            return _bearers(head) if not _has_gap_elsewhere(token) else ()
        case "acl":
            return _subjects_through_noun(token, depth)
        case "xcomp":
            controlled = _controller(token)
        case "ccomp" if token.tag_ in ("VB", "VBG"):
            controlled = _controller(token)
        case "advcl" if not _stands_alone(token):
            controlled = _controller_of_adverbial(token)
        case "conj":
            pass
        case "parataxis" if token.tag_ in ("VBG", "VBN"):
            pass
        case _:
            return ()
    return controlled or (_subjects(head, depth + 1) if is_predicate(head) else ())


@once
def _own_subjects(token: Token) -> tuple[Token, ...]:
    """The subjects that hang on a predicate itself, or whom its relative pronoun or the words beside it show."""
    own = children(token, "nsubj", "nsubj:pass", "csubj", "csubj:pass") or children(token, *SUBJECTS)
    if (inverted := inverted_subject(token)) is not None:
        own = [inverted]
    if own:
        subject = max(own, key=lambda child: _subject_rank(token, child))
        if subject.lower_ in RELATIVE and (above := antecedent(token)) is not None:
            return _bearers(above)
        return tuple(conjuncts(subject))
    for child in token.children:
        if child.dep_.startswith("obl") and (named := _behind_date(child)) != child:
            return (named,)
    if (token.base in SPEECH or token.base == "continue") and _behind_quotation(token):
        speakers = [c for c in children(token, "obj") if c.i > token.i]  # '"Stop!" shouted one man'
        return tuple(conjuncts(speakers[0])) if speakers else ()
    return ()


def _subjects_through_noun(token: Token, depth: int) -> tuple[Token, ...]:
    """Who does what a participle or infinitive of a noun says: "people working on it", "his plan to resign"."""
    noun = token.head
    lemma = noun.base
    if token.tag_ in ("VBG", "VBN"):  # but not "the method of tracing", "interest in buying"
        if lemma in NOUN_MODALITY and (of := [c for c in children(noun, "nmod") if first_case(c) == "of"]):
            return tuple(conjuncts(of[0]))  # "the possibility of the state dictating prices"
        return () if children(token, "mark", "case") else _bearers(noun)
    if is_ranked(noun) and lemma not in INFINITIVE_NOUNS:  # "the first airline to fly it"
        return (noun,) if children(token, "obj") else ()
    if (holders := children(noun, "nmod:poss")) and lemma in INFINITIVE_NOUNS:
        return tuple(holders)
    return _subjects(noun.head, depth + 1) if is_predicate(noun.head) and noun.dep_ == "obj" else ()


def _controller(complement: Token) -> tuple[Token, ...]:
    """The object of the verb above that does what its complement says: "urged him to resign"."""
    verb = complement.head
    objects = children(verb, "obj", "iobj") or called_upon(verb)
    if not objects or verb.base in SUBJECT_CONTROL or not is_predicate(verb):
        return ()
    return tuple(conjuncts(objects[0]))


def _controller_of_adverbial(clause: Token) -> tuple[Token, ...]:
    """The object of the verb above that does what an adverbial clause says: "accused him of lying", "saw him leaving"."""
    objects = children(clause.head, "obj", "iobj") or called_upon(clause.head)
    ordered = is_infinitive(clause) and clause.head.base in OBJECT_CONTROL
    if objects and (ordered or _gerund_of_object(clause) or _seen_doing(clause, objects[0])):
        return tuple(conjuncts(objects[0]))
    return ()


def _stands_alone(clause: Token) -> bool:
    """Whether an adverbial clause without a subject takes none from above: it is finite, or tells of the whole event."""
    if clause.tag_ == "VBG":
        return _of_an_event(clause)
    return clause.tag_ != "VBN" and any(c.lower_ in ("because", "although", "if", "that") for c in children(clause, "mark"))


def _subject_rank(verb: Token, child: Token) -> tuple[bool, bool, bool, int]:
    """How good a subject: where a parse gives a verb two, one is astray (another clause's, or a name's apposition)."""
    bare = child.i == verb.i - 1 and all(c.is_punct for c in child.children)
    beside = verb.base in SPEECH and (bare or child.i == verb.i + 1)  # "… to her daughter, Anna, police said", "says Northgate"
    return beside, child.i < verb.i, child.ent_type_ == "PERSON", -abs(child.i - verb.i)


def _bearers(noun: Token) -> tuple[Token, ...]:
    """Who or what a relative clause tells of: behind a predicate nominal, its subject ("Ann is a judge who sits in Vienna")."""
    predicate = noun.head if noun.dep_ == "conj" and noun.head.pos_ == noun.pos_ else noun
    if copula(predicate) is None:
        return (noun,)
    subjects = children(predicate, "nsubj", "nsubj:pass")
    if not subjects or subjects[0].lower_ in RELATIVE or subjects[0].lower_ in POINTING:
        return (noun,)
    return tuple(conjuncts(subjects[0]))


@once
def inverted_subject(verb: Token) -> Token | None:
    """The subject behind its verb, which parsers take for an object: "On the hill stands a chapel", '"We won," shouts Ann'.

    No finite clause lacks a subject.
    """
    if verb.dep_ != "ROOT" or verb.tag_ not in ("VBD", "VBZ", "VBP") or children(verb, *SUBJECTS, "expl", "aux", "conj"):
        return None
    behind = [c for c in children(verb, "obj") if c.i > verb.i]
    before = [c for c in children(verb, "obl") if c.i < verb.i and children(c, "case")]
    if verb.base in SPEECH:
        before += [c for c in children(verb, "ccomp") if c.i < verb.i]
    return behind[0] if len(behind) == 1 and before else None


def _behind_quotation(verb: Token) -> bool:
    """Whether what a verb introduces stands before it: '"Stop!" shouted one man'."""
    return any(c.dep_ == "ccomp" and c.i < verb.i for c in verb.children) or text_before(verb) in ('"', "'")


def is_ranked(noun: Token) -> bool:
    """Whether a noun is the one of its rank that does what its infinitive says: "the first airline to fly it"."""
    return any(c.lower_ in ("first", "last", "only", "next") or c.tag_ == "JJS" for c in noun.children)


def _of_an_event(gerund: Token) -> bool:
    """Whether a gerund tells of what somebody else did, or of the whole event: "news about managing …", "were withdrawn, allowing …"."""
    if any(c.lower_ in ("about", "over") for c in children(gerund, "mark", "case")):
        return True
    if text_before(gerund) != ",":
        return False
    return gerund.base in MEANING or gerund.base in RESULTING and is_passive(gerund.head)


def _gerund_of_object(token: Token) -> bool:
    """Whether a gerund tells what the verb's object does: "accused him of trying", "stopped her from leaving", "quoted her as saying"."""
    if (copula(token) or token).tag_ != "VBG":
        return False
    marks = {c.lower_ for c in children(token, "mark", "case")}
    judged = "for" in marks and token.head.base in JUDGING  # "praised her for saving"
    return judged or "as" in marks or bool(marks & OBJECT_GERUNDS)


def _seen_doing(token: Token, object_: Token) -> bool:
    """Whether a participle tells what the object is seen or made to do: "saw him leaving", "had the team running"."""
    bare = token.tag_ in ("VBG", "VBN") and not token.has("mark", "case", "aux")
    return (
        bare
        and token.head.base in PERCEPTION
        and object_.i < token.i
        and not any(t.text == "," for t in token.doc[object_.i : token.i])
    )


def _behind_date(token: Token) -> Token:
    """The name that a parser put in apposition to a date ("In December, Mr. Clark, who …, said"): dates have none."""
    if token.ent_type_ == "DATE":
        for child in token.children:
            if child.dep_ == "appos" and child.ent_type_ in ("PERSON", "ORG"):
                return child
    return token


def _stray_subject(token: Token) -> Token | None:
    """The noun that a parser took for the root, or for the verb's governor, where a finite verb hangs on it without a subject:
    long appositions before the verb lead to that. English has no such clause.
    """
    finite = token.tag_ in ("VBD", "VBZ", "VBP") or any(
        c.tag_ in ("VBD", "VBZ", "VBP", "MD") for c in token.children if c.dep_.startswith(("aux", "cop"))
    )
    if not finite or token.dep_ not in ("parataxis", "appos", "dep", "conj", "acl", "list"):
        return None
    head = token.head
    if token.dep_ == "conj" and not is_predicate(head):
        while head.head != head and not is_predicate(head):
            head = head.head
    if head.i < token.i and head.pos_ in ("NOUN", "PROPN") and not is_predicate(head) and head.dep_ in ("ROOT", "nsubj", "nsubj:pass"):
        return head
    return None


def antecedent(token: Token) -> Token | None:
    """What the relative pronoun of a (conjoined) relative clause stands for; the noun right before it where the parse is silent."""
    current = token
    while current.dep_ == "conj":
        current = current.head
    if current.dep_ in ("acl:relcl", "acl"):
        if any(c.lower_ == "which" for c in current.children) and (current.head.ent_type_ == "PERSON" or is_role_noun(current.head)):
            return _thing_before(current)  # else it stands for what is told: "sacked Weber, which is wrong"
        return _behind_date(current.head)
    for child in token.children:
        if child.lower_ in ("who", "which") and child.dep_ in SUBJECTS:
            for at in range(child.i - 1, max(child.i - 4, -1), -1):
                if token.doc[at].pos_ in ("NOUN", "PROPN"):
                    return None if child.lower_ == "which" and token.doc[at].ent_type_ == "PERSON" else token.doc[at]
    return None


def _thing_before(clause: Token) -> Token | None:
    """What a "which" stands for that a parser hung on a person: "Weber, the head of Nordbank, which went bankrupt"."""
    pronoun = next((c for c in clause.children if c.lower_ == "which"), None)
    if pronoun is None or pronoun.i < 2:
        return None
    before = pronoun.nbor(-2) if pronoun.nbor(-1).text == "," else pronoun.nbor(-1)
    return before if before.pos_ in ("NOUN", "PROPN") and before.ent_type_ != "PERSON" and not is_role_noun(before) else None


def _has_gap_elsewhere(token: Token) -> bool:
    return any(t.lower_ in RELATIVE and t.dep_ not in SUBJECTS for t in token.subtree if t.head == token)


def relative_object(chain: tuple[Token, ...]) -> Token | None:
    """The antecedent where a relative clause lacks its object ("a lawsuit that Greene had filed", "… is planning to file")."""
    head, last = chain[0], chain[-1]
    noun = antecedent(head)
    if noun is None or head.dep_ not in ("acl:relcl", "conj") or noun.base in TIME_NOUNS or noun.base in ("way", "reason", "place"):
        return None
    own = children(head, *SUBJECTS)
    if not own or own[0].lower_ in RELATIVE:
        return None
    pronouns = [c for t in (head, last) for c in t.children if c.lower_ in RELATIVE]
    if any(c.dep_ == "obj" for c in pronouns):
        return noun
    if pronouns or last.has("obj", "ccomp", "cop", "xcomp", "aux:pass"):
        return None
    return noun if last.pos_ == "VERB" else None
