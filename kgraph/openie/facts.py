"""Clauses -> facts: the n-ary reading of each clause in surface order (passives stay passive), conjunctions distributed."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from kgraph.extract.clauses import Clause, clauses, group_tokens
from kgraph.extract.lexicon import SPEECH
from kgraph.extract.syntax import OBLIQUES, RELATIVE, SUBJECTS, conjuncts, copula, is_predicate, name_in, preposition, verb_group
from kgraph.openie import phrases
from kgraph.openie.phrases import phrase, tidy
from kgraph.openie.surface import Fact, Slot, in_order

OPT: dict[str, object] = dict(adv_rel=True, adv_args=True, advcl_args=True, xcomp_args=True, of_split=True,
  clause_that=True, share_aux=True, share_obl=True, share_front=True, advcl_drop=('ing','en','fronted'), bare_drop=('acl-inf','xcomp-inf','xcomp'), inf_to=True, stranded=True, detail_conj=True, outer=True, unquote=True, aside_said=True, rel_obl=True, iobj_first=True, each_conj=True, long_subject=False, adj_link=True)

QUANTITIES = frozenset("one some many most all part number lot majority half % percent member each none several either both any kind type form".split())


FRACTIONS = ("third", "quarter", "half", "fifth", "tenth")


def clause_facts(doc: Doc) -> Iterator[Fact]:
    """The facts that the clauses of one passage state."""
    for clause in clauses(doc):
        yield from _facts(clause)
    for token in doc:
        if OPT["outer"]:
            yield from _outer(token)
        if OPT["aside_said"]:
            yield from _aside_report(token)


def _outer(predicate: Token) -> Iterator[Fact]:
    """A clause as predicate: "The idea is that prices fall"."""
    for subject in predicate.children:
        if subject.dep_ != "nsubj:outer" or _is_relative(subject):
            continue
        cops = [c for c in predicate.children if c.dep_ in ("cop", "aux") and c.i > subject.i]
        if not cops:
            continue
        verb = cops[0]
        marks = [c for c in predicate.children if c.dep_ == "mark" and c.lower_ == "that"]
        words = tidy(t for t in predicate.subtree if t.i > verb.i and t not in marks)
        for conjunct in conjuncts(subject):
            yield Fact(_subject(conjunct), in_order([verb, *marks]), (words,), "outer")


def _aside_report(verb: Token) -> Iterator[Fact]:
    """Who said the sentence around an aside: "Prices, he said, will rise"."""
    if verb.dep_ not in ("parataxis", "acl:relcl") or verb.lemma_.lower() not in SPEECH or verb.pos_ != "VERB":
        return
    if any(c.dep_ in ("obj", "ccomp", "xcomp") or _is_relative(c) for c in verb.children):
        return
    below = set(verb.subtree)
    left, right = verb.left_edge.i, verb.right_edge.i
    doc = verb.doc
    if not (doc[left].text in ",;-–—\"" or left and doc[left - 1].text in ",;-–—\""):
        return
    top = verb.head
    while top.dep_ == "conj" or verb.dep_ == "acl:relcl" and not is_predicate(top) and top.head != top:
        top = top.head
    if not is_predicate(top):
        return
    words = _unquoted(tidy(t for t in top.subtree if t not in below))
    for subject in (c for c in verb.children if c.dep_ == "nsubj"):
        for conjunct in conjuncts(subject):
            yield Fact(_subject(conjunct), in_order(verb_group(verb)), (words,), "aside")


def _unquoted(words: Slot) -> Slot:
    """A clause without the quotation marks around the whole of it."""
    while OPT["unquote"] and len(words) > 2 and str(words[0]) in QUOTES and str(words[-1]) in QUOTES:
        words = tidy(words[1:-1])
    return words


QUOTES = frozenset({'"', "“", "”"})


def _facts(clause: Clause) -> Iterator[Fact]:
    subjects = [s for s in clause.subjects if not _is_relative(s)]
    if not subjects:
        return
    if _rule(clause).split()[0] in OPT["bare_drop"]:
        return
    relation = _relation(clause)
    if OPT["inf_to"] and "-inf" in _rule(clause):
        relation = [*(c for c in clause.head.children if c.dep_ == "mark" and c.lower_ == "to"), *relation]
    targets = _targets(clause)
    if not targets:
        return
    for subject in subjects:
        head = _subject(subject)
        for prefix, words, used in targets:
            if set(head) & set(words):
                continue
            extras = _extras(clause, used)
            first, details = _split(words) if OPT["of_split"] else (words, ())
            yield Fact(head, (*in_order(set(relation) - {*words, *prefix}), *in_order(prefix)), (first, *details, *extras), _rule(clause))


def _is_relative(token: Token) -> bool:
    """Whether a word only points back to the noun of its relative clause; "that" also stands for itself ("That is true")."""
    return token.lower_ in RELATIVE and token.tag_.startswith("W")


def _rule(clause: Clause) -> str:
    head = clause.head
    inf = any(c.dep_ == "mark" and c.lower_ == "to" for c in head.children)
    kind = "cop" if clause.copular else "obj" if clause.objects else "comp" if clause.complement is not None else "obl"
    return f"{head.dep_}{'-inf' if inf else ''}{'-ing' if head.tag_ == 'VBG' and not any(c.dep_.startswith('aux') for c in head.children) else ''} {kind}"


def _subject(token: Token) -> Slot:
    words = phrase(token)
    if not OPT["long_subject"]:
        name = name_in(list(words), token)
        if name is not None and name.start > words[-1].i:
            return tuple(name)
    return words


def _split(words: Slot) -> tuple[Slot, tuple[Slot, ...]]:
    """A noun phrase without the prepositional phrases behind its head, and these, so that they can be chained."""
    inside = set(words)
    tops = [t for t in words if t.head not in inside or t.head == t]
    if len(tops) != 1 or tops[0].pos_ not in ("NOUN", "PROPN"):
        return words, ()
    head = tops[0]
    if head.lower_ in QUANTITIES or head.like_num or head.lemma_.lower().endswith(FRACTIONS):
        return words, ()
    details: list[Slot] = []
    rest = list(words)
    for child in head.children:
        if child.i > head.i and child.dep_ in ("nmod", "acl", "obl") and child in inside:
            if child.dep_ == "nmod" and not _case_tokens(child):
                continue
            if head.ent_type_ and child.ent_type_ == head.ent_type_ and child.ent_iob_ == "I":
                continue
            below = set(child.subtree)
            if child.dep_ == "nmod" and OPT["detail_conj"]:
                details += _prepositional(child)
            else:
                details.append(tidy(t for t in words if t in below))
            rest = [t for t in rest if t not in below]
    return tidy(rest), tuple(details)


def _relation(clause: Clause) -> list[Token]:
    group = group_tokens(clause)
    if clause.predicative is not None:
        group = [t for t in group if t != clause.predicative]
    if OPT["stranded"]:
        group += [c for c in clause.main.children if c.i == clause.main.i + 1 and c.dep_ in ("obl", "advmod") and c.tag_ in ("IN", "TO", "RP") and not list(c.children)]
    if OPT["share_aux"]:
        group = [*_shared_auxiliaries(clause.head), *group]
    if OPT["adv_rel"]:
        low, high = group[0].i if group else clause.main.i, clause.main.i
        for link in clause.chain:
            group += [c for c in link.children if c.dep_ == "advmod" and len(list(c.subtree)) == 1 and not _is_relative(c)
                      and (low < c.i < high or c.i == low - 1 and c.tag_ == "RB")]
    return group


def _shared_auxiliaries(verb: Token) -> list[Token]:
    """The auxiliaries that a conjoined verb shares with the first: "was found and sold"."""
    if verb.dep_ != "conj" or verb.pos_ != "VERB" or not is_predicate(verb.head) or any(c.dep_ in ("aux", "aux:pass", "cop", *SUBJECTS) for c in verb.children):
        return []
    first = verb.head
    if verb.tag_ != first.tag_ and not (verb.tag_ in ("VB", "VBN", "VBG") and first.tag_ == verb.tag_):
        return []
    own = [c for c in first.children if c.dep_ in ("aux", "aux:pass") and c.i < first.i]
    return own or _shared_auxiliaries(first)


Target = tuple[list[Token], Slot, tuple[Token, ...]]  # words of it that go to the relation, its own, the heads it uses up


def _targets(clause: Clause) -> list[Target]:
    """What the first argument is: object, predicate, agent, oblique, complement or adverbial clause; one for each conjunct."""
    main = clause.main
    if clause.copular:
        return _copular(clause)
    recipients = [c for c in main.children if c.dep_ == "iobj"]
    if recipients and clause.objects and recipients[0] not in clause.objects and OPT["iobj_first"]:
        return [([], phrase(r), (recipients[0],)) for r in conjuncts(recipients[0])]
    if clause.objects:
        return [([], phrase(o), tuple(clause.objects)) for o in clause.objects]
    if clause.predicative is not None:
        return [([], phrase(c), (clause.predicative,)) for c in conjuncts(clause.predicative)]
    if clause.complement is not None:
        return [_complement(clause.complement)]
    if clause.agents:
        case = _case_tokens(clause.agents[0])
        return [(case, phrase(a), tuple(clause.agents)) for a in clause.agents]
    gap = _relative_oblique(clause)
    if gap is not None and OPT["rel_obl"]:
        return [gap]
    obliques = _obliques(clause)
    after = [o for o in obliques if o.i > main.i]
    core = [o for o in after if preposition(o) and o.ent_type_ not in ("DATE", "TIME")] or after or obliques
    if core:
        return _oblique_targets(core[0], ())
    for child in clause.adverbials:
        if child.dep_ == "advmod" and child.i > main.i and not _is_relative(child):
            return [([], tidy(child.subtree), (child,))]
    for child in clause.adverbials:
        if child.dep_ == "advcl" and child.i > main.i:
            return [([], _whole(child), (child,))]
    return []


def _oblique_targets(oblique: Token, used: tuple[Token, ...], prefix: Slot = ()) -> list[Target]:
    case = _case_tokens(oblique)
    return [([*prefix, *(_case_tokens(c) or case)], phrase(c), (*used, oblique)) for c in conjuncts(oblique)]


def _relative_oblique(clause: Clause) -> Target | None:
    """The noun that a relative clause tells of, where it is an oblique of it: "the house in which he lived"."""
    if clause.head.dep_ != "acl:relcl":
        return None
    for oblique in clause.obliques_all if False else clause.main.children:
        if oblique.dep_ in OBLIQUES and _is_relative(oblique) and oblique.lower_ in ("which", "whom") and _case_tokens(oblique):
            return _case_tokens(oblique), phrase(clause.head.head), (oblique,)
    return None


def _copular(clause: Clause) -> list[Target]:
    main = clause.main
    heads = [main, *(c for c in main.children if c.dep_ == "conj" and c.pos_ == main.pos_ and not any(g.dep_ in SUBJECTS or g.dep_ == "cop" for g in c.children))]
    if main.pos_ == "ADJ" and OPT["adj_link"]:
        linked = [o for o in _obliques(clause) if o.i > main.i and preposition(o) and o.ent_type_ not in ("DATE", "TIME")]
        if linked and len(heads) == 1:
            return _oblique_targets(linked[0], (main,), phrase(main))
    return [(_case_tokens(h), phrase(h), (main,)) for h in heads]


def _case_tokens(token: Token) -> list[Token]:
    cases = [c for c in token.children if c.dep_ == "case" and c.i < token.i]
    return [*cases, *(g for c in cases for g in c.children if g.dep_ == "fixed")]


def _complement(token: Token) -> Target:
    words = _unquoted(_whole(token))
    marks = [c for c in token.children if c.dep_ == "mark" and c.lower_ == "that" and words and c == words[0]]
    if OPT["clause_that"] and marks:
        return marks, words[1:], (token,)
    return [], words, (token,)


def _whole(token: Token) -> Slot:
    """All the words of a clause, punctuation at its edges left out."""
    return tidy(token.subtree)


def _obliques(clause: Clause) -> list[Token]:
    own = [o for o in clause.obliques if not _is_relative(o) and o.dep_ != "iobj"]
    if OPT["share_obl"] and not own and not clause.objects and clause.complement is None and not clause.agents:
        for verb in clause.main.children:
            if verb.dep_ == "conj" and verb.pos_ == "VERB" and verb.tag_ == clause.main.tag_ and not any(c.dep_ in SUBJECTS for c in verb.children):
                own = [c for c in verb.children if c.dep_ in (*OBLIQUES, "obl:agent") and c.i > verb.i]
    if OPT["share_front"] and clause.head.dep_ == "conj" and is_predicate(clause.head.head) and not any(c.dep_ in SUBJECTS for c in clause.head.children):
        first = clause.head.head
        subject = min([c.i for c in first.children if c.dep_ in SUBJECTS], default=-1)
        own += [c for c in first.children if c.dep_ in OBLIQUES and c.i < subject]
    return own


def _extras(clause: Clause, used: tuple[Token, ...]) -> tuple[Slot, ...]:
    """The further arguments, those after the verb first, each with its preposition, one for each conjunct."""
    main = clause.main
    heads: list[Token] = list(_obliques(clause))
    if any(c.dep_ == "iobj" for c in main.children):
        heads += [o for o in clause.objects[:1]]
    heads += clause.agents[:1] if not set(clause.agents) & set(used) else []
    heads += [t for t in (clause.predicative, clause.complement) if t is not None]
    for child in clause.adverbials:
        if _is_relative(child) or child in clause.chain:
            continue
        if child.dep_ == "advcl" and OPT["advcl_args"] and _advcl_kind(child) not in OPT["advcl_drop"]:
            heads.append(child)
        if child.dep_ == "advmod" and OPT["adv_args"] and child.i > main.i:
            heads.append(child)
    heads = [h for h in dict.fromkeys(heads) if h not in used]
    heads.sort(key=lambda t: (t.i < main.i, t.i))
    slots: list[Slot] = []
    for head in heads:
        if head.dep_ in ("advcl", "xcomp", "ccomp", "advmod", "parataxis"):
            slots.append(_whole(head))
        else:
            slots += _prepositional(head)
    return tuple(s for s in slots if s)


def _advcl_kind(child: Token) -> str:
    marks = [c.lower_ for c in child.children if c.dep_ == "mark"]
    if "to" in marks: return "inf"
    if child.tag_ == "VBG" and not any(c.dep_ in ("aux", "aux:pass") for c in child.children):
        return "ing-mark" if marks else "ing"
    if child.tag_ == "VBN" and not any(c.dep_ in ("aux","aux:pass",*SUBJECTS) for c in child.children): return "en"
    if child.i < child.head.i: return "fronted"
    return marks[0] if marks and marks[0] in ("because", "if", "when","until", "as") else "finite"


def _prepositional(head: Token) -> Iterator[Slot]:
    """A prepositional phrase, one for each conjunct, the shared preposition repeated."""
    lead = [*_case_tokens(head), *(c for c in head.children if c.dep_ == "advmod" and c.i < head.i)]
    for conjunct in conjuncts(head) if OPT["each_conj"] else [head]:
        own = _case_tokens(conjunct)
        yield in_order([*(own or lead), *phrase(conjunct)])
