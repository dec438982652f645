"""Clauses of a UD parse: each predicate with its subjects, objects, obliques and what they say of time and manner.

The frame follows UD's core and oblique arguments; missing subjects of conjoined, relative, participial and controlled
clauses are filled from the clause above, as ClausIE (Del Corro and Gemulla, 2013) and PredPatt (White et al., 2016) do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from kgraph.extract.lexicon import (
    AUX_MODALITY,
    AWAITING_MARKS,
    CONDITIONAL_MARKS,
    DANGLING,
    ENABLING,
    FORESEEING,
    GERUND_MODALITY,
    IMPLICATIVE,
    INFINITIVE_NOUNS,
    INFINITIVE_VERBS,
    JUDGING,
    KEEPING_FROM,
    LIKELY,
    LIST_OPENERS,
    MARK_ROLES,
    MEANING,
    NAMING_VERBS,
    NEGATIVE_NOUNS,
    NEGATIVE_VERBS,
    NEGATORS,
    NOUN_MODALITY,
    OBJECT_CONTROL,
    OBJECT_GERUNDS,
    PERCEPTION,
    RESULTING,
    SPEECH,
    STATIVE_CHAIN,
    TEMPORAL_MARKS,
    TIME_NOUNS,
    VERB_MODALITY,
)
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
    is_role_noun,
    text_before,
    verb_group,
)
from kgraph.model import Modality, Polarity, Role

POINTING = frozenset("it this these those there here what".split())  # subjects that say less than the noun they are set equal to
OBJECT_CONTROL_EXCEPT = frozenset({"promise", "vow"})


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


def clauses(doc: Doc) -> Iterator[Clause]:
    """Yield the clauses of a parsed passage in the order of their predicates."""
    swallowed: set[int] = set()
    for token in doc:
        if token.i in swallowed or not is_predicate(token) or _opens_list(token):
            continue
        chain = _chain(token)
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


def _chain(token: Token) -> tuple[Token, ...]:
    """Follow xcomp without an object between: "has sought to amplify", "is expected to take", "was forced to resign"."""
    chain = [token]
    while True:
        last = chain[-1]
        inner = [
            c
            for c in last.children
            if (
                c.dep_ == "xcomp"
                or c.dep_ == "advcl"
                and c.i > last.i
                and is_infinitive(c)
                and (last.pos_ == "ADJ" or last.lemma_.lower() in INFINITIVE_VERBS)
            )
            and (c.pos_ == "VERB" or any(g.dep_ == "cop" or g.lower_ == "to" and g.i == c.i - 1 for g in c.children))
        ]
        if len(inner) != 1 or any(c.dep_ in ("obj", "iobj") for c in last.children) or called_upon(last):
            return tuple(chain)
        if any(c.dep_ in SUBJECTS for c in inner[0].children):
            return tuple(chain)
        chain.append(inner[0])


def is_passive(token: Token) -> bool:
    if any(c.dep_ == "aux:pass" for c in token.children):
        return True
    if any(c.dep_ in ("nsubj:pass", "csubj:pass") for c in token.children):
        return not _is_finite(token)
    asked = token.tag_ == "VBD" and token.dep_ == "advcl" and not children(token, *SUBJECTS, "mark")  # "asked about it, he said"
    if (token.tag_ != "VBN" and not asked) or any(c.dep_ == "aux" for c in token.children):
        return False
    if token.dep_ in ("acl", "advcl"):
        return token.lemma_.lower() in NAMING_VERBS or not any(c.dep_ == "obj" for c in token.children)
    if token.dep_ == "xcomp":  # "had the case heard"
        return token.head.pos_ == "VERB" and any(c.dep_ == "obj" for c in token.head.children)
    return token.dep_ == "conj" and is_predicate(token.head) and is_passive(token.head) and not children(token, *SUBJECTS)


def _is_finite(participle: Token) -> bool:
    """Whether what was read as a passive without auxiliary is a past tense: only headlines say "Minister arrested"."""
    return participle.dep_ in ("ROOT", "ccomp", "parataxis", "acl:relcl") and participle.sent[-1].text in (".", "!", '"')


def _subject_rank(verb: Token, child: Token) -> tuple[bool, bool, bool, int]:
    """How good a subject: where a parse gives a verb two, one is astray (another clause's, or a name's apposition)."""
    bare = child.i == verb.i - 1 and all(c.is_punct for c in child.children)
    beside = verb.lemma_.lower() in SPEECH and (bare or child.i == verb.i + 1)  # "… to her daughter, Anna, police said", "says Northgate"
    return beside, child.i < verb.i, child.ent_type_ == "PERSON", -abs(child.i - verb.i)


def subjects_of(token: Token, depth: int = 0) -> tuple[Token, ...]:
    """Heads of the subjects of a predicate, filled in from above where it has none of its own; () where unknown."""
    own = children(token, "nsubj", "nsubj:pass", "csubj", "csubj:pass") or [
        c for c in token.children if c.dep_ in SUBJECTS
    ]
    if (inverted := _inverted_subject(token)) is not None:
        own = [inverted]
    if own:
        subject = max(own, key=lambda child: _subject_rank(token, child))
        if subject.lower_ in RELATIVE and (above := _antecedent(token)) is not None:
            return _bearers(above)
        return tuple(conjuncts(subject))
    for child in token.children:
        if child.dep_.startswith("obl") and (named := _behind_date(child)) != child:
            return (named,)
    if token.lemma_.lower() in SPEECH | {"continue"} and _behind_quotation(token):
        speakers = [c for c in token.children if c.dep_ == "obj" and c.i > token.i]  # '"Stop!" shouted one man'
        if speakers:
            return tuple(conjuncts(speakers[0]))
    if depth > 6 or token.head == token:
        return ()
    head = token.head
    if (astray := _stray_subject(token)) is not None:
        return tuple(conjuncts(astray))
    match token.dep_:
        case "conj":
            if token.tag_ == "VB" and any(c.dep_ == "mark" for c in token.children) and not is_predicate(head):
                return ()
            return subjects_of(head, depth + 1) if is_predicate(head) else ()
        case "acl:relcl":
            return _bearers(head) if not _has_gap_elsewhere(token) else ()
        case "acl":
            if token.tag_ in ("VBG", "VBN"):  # "people working on it", but not "the method of tracing", "interest in buying"
                if head.lemma_.lower() in NOUN_MODALITY and (of := [c for c in children(head, "nmod") if first_case(c) == "of"]):
                    return tuple(conjuncts(of[0]))  # "the possibility of the state dictating prices"
                return () if any(c.dep_ in ("mark", "case") for c in token.children) else _bearers(head)
            if _is_ranked(head) and head.lemma_.lower() not in INFINITIVE_NOUNS:  # "the first airline to fly it"
                return (head,) if any(c.dep_ == "obj" for c in token.children) else ()
            if (holders := children(head, "nmod:poss")) and head.lemma_.lower() in INFINITIVE_NOUNS:  # "his plan to resign"
                return tuple(holders)
            return subjects_of(head.head, depth + 1) if is_predicate(head.head) and head.dep_ == "obj" else ()
        case "xcomp" | "ccomp" if token.dep_ == "xcomp" or token.tag_ in ("VB", "VBG"):
            controllers = children(head, "obj", "iobj") or called_upon(head)
            if controllers and head.lemma_.lower() not in OBJECT_CONTROL_EXCEPT and is_predicate(head):
                return tuple(conjuncts(controllers[0]))
            return subjects_of(head, depth + 1) if is_predicate(head) else ()
        case "advcl":
            if any(c.dep_ == "mark" and c.lower_ in ("because", "although", "if", "that") for c in token.children) and token.tag_ not in (
                "VBG",
                "VBN",
            ):
                return ()
            if token.tag_ == "VBG" and _of_an_event(token):
                return ()
            controllers = children(head, "obj", "iobj") or called_upon(head)
            ordered = is_infinitive(token) and head.lemma_.lower() in OBJECT_CONTROL
            if controllers and (ordered or _gerund_of_object(token) or _seen_doing(token, controllers[0])):
                return tuple(conjuncts(controllers[0]))
            return subjects_of(head, depth + 1) if is_predicate(head) else ()
        case "parataxis" if token.tag_ in ("VBG", "VBN"):
            return subjects_of(head, depth + 1) if is_predicate(head) else ()
    return ()


def _bearers(noun: Token) -> tuple[Token, ...]:
    """Who or what a relative clause tells of: behind a predicate nominal, its subject ("Ann is a judge who sits in Vienna")."""
    predicate = noun.head if noun.dep_ == "conj" and noun.head.pos_ == noun.pos_ else noun
    if copula(predicate) is None:
        return (noun,)
    subjects = children(predicate, "nsubj", "nsubj:pass")
    if not subjects or subjects[0].lower_ in RELATIVE | POINTING:
        return (noun,)
    return tuple(conjuncts(subjects[0]))


def _inverted_subject(verb: Token) -> Token | None:
    """The subject behind its verb, which parsers take for an object: "On the hill stands a chapel", '"We won," shouts Ann'.

    No finite clause lacks a subject.
    """
    if verb.dep_ != "ROOT" or verb.tag_ not in ("VBD", "VBZ", "VBP") or children(verb, *SUBJECTS, "expl", "aux", "conj"):
        return None
    behind = [c for c in children(verb, "obj") if c.i > verb.i]
    before = [c for c in children(verb, "obl") if c.i < verb.i and children(c, "case")]
    if verb.lemma_.lower() in SPEECH:
        before += [c for c in children(verb, "ccomp") if c.i < verb.i]
    return behind[0] if len(behind) == 1 and before else None


def _behind_quotation(verb: Token) -> bool:
    """Whether what a verb introduces stands before it: '"Stop!" shouted one man'."""
    return any(c.dep_ == "ccomp" and c.i < verb.i for c in verb.children) or text_before(verb) in ('"', "'")


def called_upon(verb: Token) -> list[Token]:
    """Whom a verb with a preposition wants to do something: "called on the company to sell", "appealed to Weber to resign"."""
    if verb.lemma_.lower() not in ("call", "appeal", "rely", "count", "depend", "plead"):
        return []
    return [c for c in children(verb, "obl") if first_case(c) in ("on", "upon", "to", "with") and c.i > verb.i]


def _is_ranked(noun: Token) -> bool:
    """Whether a noun is the one of its rank that does what its infinitive says: "the first airline to fly it"."""
    return any(c.lower_ in ("first", "last", "only", "next") or c.tag_ == "JJS" for c in noun.children)


def _of_an_event(gerund: Token) -> bool:
    """Whether a gerund tells of what somebody else did, or of the whole event: "news about managing …", "were withdrawn, allowing …"."""
    if any(c.lower_ in ("about", "over") for c in children(gerund, "mark", "case")):
        return True
    if text_before(gerund) != ",":
        return False
    return gerund.lemma_.lower() in MEANING or gerund.lemma_.lower() in RESULTING and is_passive(gerund.head)


def _gerund_of_object(token: Token) -> bool:
    """Whether a gerund tells what the verb's object does: "accused him of trying", "stopped her from leaving", "quoted her as saying"."""
    if (copula(token) or token).tag_ != "VBG":
        return False
    marks = {c.lower_ for c in children(token, "mark", "case")}
    judged = "for" in marks and token.head.lemma_.lower() in JUDGING  # "praised her for saving"
    return judged or bool(marks & (OBJECT_GERUNDS | {"as"}))


def _seen_doing(token: Token, object_: Token) -> bool:
    """Whether a participle tells what the object is seen or made to do: "saw him leaving", "had the team running"."""
    bare = token.tag_ in ("VBG", "VBN") and not any(c.dep_ in ("mark", "case", "aux") for c in token.children)
    return (
        bare
        and token.head.lemma_.lower() in PERCEPTION
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


def _antecedent(token: Token) -> Token | None:
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


def _relative_object(token: Token) -> Token | None:
    """The antecedent where a relative clause lacks its object ("a lawsuit that Greene had filed")."""
    antecedent = _antecedent(token)
    if antecedent is None or token.dep_ != "acl:relcl" and token.dep_ != "conj":
        return None
    own = [c for c in token.children if c.dep_ in SUBJECTS]
    if not own or own[0].lower_ in RELATIVE:
        return None
    pronouns = [c for c in token.children if c.lower_ in RELATIVE]
    if any(c.dep_ == "obj" for c in pronouns):
        return antecedent
    if pronouns or any(c.dep_ in ("obj", "ccomp", "cop") for c in token.children):
        return None
    return antecedent if token.pos_ == "VERB" and not any(c.dep_ == "xcomp" for c in token.children) else None


def _clause(chain: tuple[Token, ...]) -> Clause:
    head, main = chain[0], chain[-1]
    objects: list[Token] = []
    second, inverted = _object_complement(main), _inverted_subject(main)
    for child in main.children:
        if child in (second, inverted):
            continue
        if child.dep_ == "obj" and is_idle(child):
            continue
        if child.dep_ == "obj" and child.lower_ in RELATIVE:
            above = _antecedent(main) or _antecedent(head)
            if above is not None or child.lower_ == "that":  # "promised to change that"
                objects.append(above or child)
        elif child.dep_ == "obj":
            objects.extend(conjuncts(child))
    if not objects:  # of two subjects, the one behind the verb is none: "it will result in a profit"
        late = [c for c in children(main, "nsubj") if c.i > main.i and any(s.i < main.i for s in children(main, "nsubj"))]
        late = [c for c in late if not any(t.is_punct for t in main.doc[main.i : c.i])]
        objects.extend(o for c in late for o in conjuncts(c))
    for child in main.children:
        if child.dep_ == "iobj" and not objects:
            objects.extend(conjuncts(child))
    if not objects and len(chain) == 1 and (gap := _relative_object(head)) is not None:
        objects.append(gap)
    if (
        not objects
        and main.dep_ == "conj"
        and main.pos_ == "VERB"
        and is_predicate(main.head)
        and not any(c.dep_ in ("ccomp", "xcomp", *OBLIQUES) for c in main.children)
    ):
        shared = [c for c in main.head.children if c.dep_ == "obj" and c.i > main.i]
        for child in shared:
            objects.extend(conjuncts(child))
    agents: list[Token] = []
    obliques: list[Token] = []
    adverbials: list[Token] = []
    complement: Token | None = second
    predicative: Token | None = None
    for token in chain:
        for child in token.children:
            by = child.dep_ == "obl:agent" or (child.dep_ == "obl" and is_passive(token) and first_case(child) == "by")
            if by and child.ent_type_ not in NUMERIC_TYPES and child.lemma_.lower() not in TIME_NOUNS:  # "by Friday", "by 20 percent"
                agents.extend(conjuncts(child))
            elif (by or child.dep_ in OBLIQUES) and child.lower_ not in RELATIVE:
                obliques.append(child)
            elif child.dep_ == "iobj" and child not in objects:
                obliques.append(child)
            elif child.dep_ in ("advcl", "advmod") and not is_negation(child):
                adverbials.append(child)
            elif (
                child.dep_ in ("xcomp", "advmod")
                and token == main
                and predicative is None
                and not objects
                and child.i > token.i
                and (child.dep_ == "xcomp" and child.pos_ in ("NOUN", "PROPN") or child.tag_ == "JJ")
            ):
                predicative = child
                for inner in child.children:
                    if inner.dep_ in OBLIQUES:
                        obliques.append(inner)
            elif (
                child.dep_ == "ccomp"
                and child.i < token.i
                and child.tag_ in ("VBN", "VBG")
                and not children(child, *SUBJECTS)
                and not children(child, "aux", "aux:pass")
            ):  # "Asked about it, he said …"
                adverbials.append(child)
            elif child.dep_ == "ccomp" or (child.dep_ == "xcomp" and child not in chain):
                complement = complement or child
            elif child.dep_ == "parataxis" and complement is None and child.i > token.i and _colon_between(token, child):
                complement = child
    if is_passive(main) and not agents:  # "accused of fraud by X": the agent hangs on the noun
        agents = [d for o in obliques for d in o.children if d.dep_ == "nmod" and first_case(d) == "by" and d.ent_type_ in NAME_TYPES]
    polarity, negative_verb = _polarity(chain)
    return Clause(
        chain,
        subjects_of(head),
        tuple(dict.fromkeys(objects)),
        is_passive(head) and not (len(chain) > 1),
        tuple(agents),
        tuple(obliques),
        tuple(adverbials),
        complement,
        predicative,
        polarity,
        _modality(chain),
        negative_verb,
    )


def _object_complement(verb: Token) -> Token | None:
    """What a verb makes of its object, where the parser took it for a second object or hung it on the first: "made the city his home"."""
    objects = [c for c in verb.children if c.dep_ == "obj" and c.lower_ not in RELATIVE]
    if len(objects) > 1 and verb.lemma_.lower() in NAMING_VERBS and not any(c.dep_ == "iobj" for c in verb.children):
        return objects[1]
    hung = [c for o in objects for c in o.children if c.dep_ == "xcomp" and c.pos_ in ("NOUN", "PROPN", "ADJ") and not is_infinitive(c)]
    return next(iter(hung), None)


def _colon_between(left: Token, right: Token) -> bool:
    return any(t.text == ":" for t in left.doc[left.i : right.i])


def _polarity(chain: tuple[Token, ...]) -> tuple[Polarity, bool]:
    """Polarity of the whole chain, and whether a verb such as "refuse" denies its last link."""
    negations = 0
    if not any(c.dep_ in SUBJECTS for c in chain[0].children) and chain[0].dep_ != "conj":  # "no officers will be sent to assist"
        negations += any(c.dep_ == "det" and c.lower_ == "no" for s in subjects_of(chain[0]) for c in s.children)
    for token in chain:
        negations += any(is_negation(c) for c in token.children)
        for child in token.children:
            if child.dep_ in ("obj", "nsubj", "nsubj:pass") and any(
                d.dep_ in ("det", "cc:preconj") and d.lower_ in ("no", "neither") for d in child.children
            ):
                negations += 1
            if child.dep_ in ("nsubj", "nsubj:pass", "obj") and child.lower_ in NEGATORS:
                negations += 1
        if token.dep_ == "conj" and token.head.i < token.i and any(c.dep_ == "cc" and c.lower_ == "nor" for c in token.children):
            negations += 1
        if any(c.dep_ == "cop" for c in token.children) and any(c.dep_ == "det" and c.lower_ == "no" for c in token.children):
            negations += 1
        if token.dep_ in ("advcl", "acl") and any(c.lower_ in ("without", "instead") for c in children(token, "mark")):
            negations += 1
        if (
            token.dep_ == "conj"
            and token.tag_ in ("VB", "VBN", "VBG")
            and is_predicate(token.head)
            and not any(c.dep_ in ("aux", "aux:pass", *SUBJECTS) for c in token.children)
            and token.tag_ == token.head.tag_ == "VB"
        ):
            negations += any(is_negation(c) for c in token.head.children)
    above = chain[0].head.lemma_.lower()
    if chain[0].dep_ in ("acl", "xcomp", "ccomp") and above in NEGATIVE_NOUNS:  # "his failure to pay"
        negations += 1
    if _from_doing(chain[0]) and above in KEEPING_FROM:
        negations += 1
    if len(chain) > 1 and chain[0].lemma_ in ("have", "be") and any(c.lower_ == "yet" for t in chain for c in t.children):
        negations += 1  # "has yet to concede"
    refused = len(chain) > 1 and any(t.lemma_.lower() in NEGATIVE_VERBS for t in chain[:-1])
    return (Polarity.NEGATED if negations % 2 else Polarity.AFFIRMED), refused


def _from_doing(verb: Token) -> bool:
    return verb.tag_ == "VBG" and any(c.lower_ == "from" for c in children(verb, "mark", "case"))


def _is_past(verb: Token) -> bool:
    """Whether the finite form of a clause is past ("conceded", "had conceded", "was over")."""
    return any(t.tag_ == "VBD" for t in (verb, *(c for c in verb.children if c.dep_ in ("aux", "aux:pass", "cop"))))


def _modality(chain: tuple[Token, ...]) -> Modality:
    head = chain[0]
    marks = {c.lower_ for c in head.children if c.dep_ == "mark"}
    if _under_condition(head) or _is_asked(head):
        return Modality.HYPOTHETICAL
    if marks & AWAITING_MARKS and head.tag_ != "VBG" and not _is_past(head) and not ("once" in marks and _is_habit(head.head)):
        return Modality.HYPOTHETICAL
    if head.tag_ == "VBG" and marks & {"before", "until"} and _is_open(head.head):  # "is waiting before congratulating": not done yet
        return Modality.HYPOTHETICAL
    if head.dep_ == "conj" and head.tag_ == "VB" and is_predicate(head.head) and not children(head, "aux", *SUBJECTS):
        return _modality(_chain_around(head.head))  # "to generate trades and create chaos", "will resign and leave"
    if head.dep_ == "advcl" and head.tag_ == "VBG" and head.i > head.head.i and marks <= {"by", "in", "while"} and is_predicate(head.head):
        above = _modality(_chain_around(head.head))  # "will help the firm by selling it", but "sought to excuse it by comparing …"
        return Modality.ASSERTED if above is Modality.DESIRED else above
    if head.dep_ == "advcl" and head.tag_ in ("VBZ", "VBP") and _is_temporal(head) and is_predicate(head.head):
        above = _modality(_chain_around(head.head))  # "will speak when he arrives"
        return above if above in (Modality.PLANNED, Modality.EXPECTED) else Modality.ASSERTED
    if head.tag_ == "VBG" and marks <= {"of", "about", "on"} and (gerund := GERUND_MODALITY.get(head.head.lemma_.lower())) is not None:
        return gerund  # "dreamed of winning", "considered leaving"
    if _from_doing(head) and head.head.lemma_.lower() in KEEPING_FROM:
        return _modality((head.head,))
    for token in chain[:-1]:
        if token.lemma_ == "go" and token.tag_ != "VBG":  # "went on to say"
            continue
        if token.lemma_.lower() == "able" and _is_past(token):  # "was able to flee": did
            continue
        if token.lemma_.lower() in VERB_MODALITY and token.lemma_.lower() not in STATIVE_CHAIN:
            return VERB_MODALITY[token.lemma_.lower()]
    auxiliaries = children(head, "aux", "cop")
    if head.dep_ == "ccomp" and _is_subjunctive(head):  # "recommended that it be replaced"
        return VERB_MODALITY.get(head.head.lemma_.lower(), Modality.DESIRED)
    content = "that" in marks or head.dep_ == "acl" and head.tag_ == "VBG"  # "the risk that he will leave", "the risk of him leaving"
    if content and head.head.pos_ == "NOUN" and head.head.lemma_.lower() in NOUN_MODALITY:
        return NOUN_MODALITY[head.head.lemma_.lower()]
    if any(c.lower_ in LIKELY for c in children(head, "advmod")):  # "traders likely have licences"
        return next(LIKELY[c.lower_] for c in children(head, "advmod") if c.lower_ in LIKELY)
    if head.dep_ == "ccomp" and any(AUX_MODALITY.get(a.lower_) in (Modality.PLANNED, Modality.CONDITIONAL) for a in auxiliaries):
        if (attitude := FORESEEING.get(head.head.lemma_.lower())) is not None:  # "hopes that it will rain"
            return attitude
    conditional = any(
        c.dep_ == "advcl" and any(m.dep_ == "mark" and m.lower_ in ("if", "unless") for m in c.children) for c in head.children
    )
    for aux in auxiliaries:
        modality = AUX_MODALITY.get(aux.lower_) or AUX_MODALITY.get(aux.lemma_.lower())
        if modality is not None and aux.tag_ == "MD":
            if conditional:
                return Modality.CONDITIONAL
            if modality is Modality.CONDITIONAL and _reported(head):
                return Modality.PLANNED
            return modality
    if (
        head.dep_ in ("xcomp", "ccomp", "acl", "advcl")
        and head.tag_ == "VB"
        and "to" in marks | {c.lower_ for c in head.children if c.dep_ == "aux"}
    ):
        return _of_infinitive(head)
    if "to" in marks and any(t.lemma_ == "be" and t.tag_ in ("VBD", "VBZ", "VBP") for t in verb_group(head)):  # "are to be cancelled"
        return Modality.PLANNED
    return Modality.ASSERTED


def _chain_around(verb: Token) -> tuple[Token, ...]:
    """The chain that a verb ends: "is expected to make" of "make"."""
    top = verb
    while top.dep_ == "xcomp" and is_predicate(top.head):
        top = top.head
    chain = _chain(top)
    return chain[: chain.index(verb) + 1] if verb in chain else (verb,)


def _is_subjunctive(verb: Token) -> bool:
    """Whether a "that" clause has a base form for its finite verb."""
    form = next((c for c in verb.children if c.dep_ in ("aux:pass", "cop")), verb)
    finite = any(c.tag_ in ("MD", "TO", "VBD", "VBZ", "VBP") for c in verb.children)
    return form.tag_ == "VB" and not finite and any(c.dep_ in SUBJECTS for c in verb.children)


def _is_temporal(clause: Token) -> bool:
    return any(c.dep_ in ("mark", "advmod") and c.i < clause.i and c.lower_ in TEMPORAL_MARKS for c in clause.children)


def _is_habit(verb: Token) -> bool:
    """Whether a clause tells what happens again and again: "once they dig it out, they load it"."""
    return verb.tag_ in ("VBP", "VBZ") and not any(c.tag_ == "MD" or is_negation(c) for c in verb.children)


def _is_open(verb: Token) -> bool:
    """Whether it is not told that a clause has come true: a plan, a denial, a wait."""
    negated = any(is_negation(c) or c.tag_ in ("MD", "TO") for c in verb.children)
    return negated or verb.tag_ == "VB" or verb.lemma_.lower() in ("wait", "await", "delay", "hold", "pause")


def _of_infinitive(head: Token) -> Modality:
    """The modality that an infinitive takes from what it hangs on."""
    above = head.head
    lemma = above.lemma_.lower()
    if head.dep_ == "advcl" and not (lemma in OBJECT_CONTROL and children(above, "obj", "iobj")):
        return Modality.DESIRED
    if above.pos_ == "NOUN" and _is_ranked(above) and lemma not in INFINITIVE_NOUNS:
        return Modality.ASSERTED
    if above.pos_ == "NOUN":
        return NOUN_MODALITY.get(lemma, Modality.DESIRED)
    if lemma in IMPLICATIVE:
        return Modality.HYPOTHETICAL if any(is_negation(c) for c in above.children) else _modality((above,))
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


def _is_asked(head: Token) -> bool:
    """Whether a clause is what a question asks; "why did he leave?" asks for the reason of what happened."""
    doc, end = head.doc, head.right_edge.i
    if head.dep_ not in ("ROOT", "ccomp", "parataxis", "conj") or not any(t.text == "?" for t in doc[max(end - 1, 0) : end + 2]):
        return False
    return not any(c.tag_ in ("WRB", "WP", "WDT") for c in head.children)


def _reported(token: Token) -> bool:
    """Whether "would" is the past of "will" in reported speech."""
    quoted = '"' in (token.left_edge.text, token.doc[max(token.left_edge.i - 1, 0)].text)
    return token.dep_ == "ccomp" and token.head.tag_ in ("VBD", "VBN") and not quoted


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
