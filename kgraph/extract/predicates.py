"""Predicates of a UD parse: their voice, and the chains in which one governs the next ("was forced to resign")."""

from __future__ import annotations

from kgraph.extract.lexicon import INFINITIVE_VERBS, NAMING_VERBS
from kgraph.extract.syntax import RELATIVE, SUBJECTS, children, first_case, is_infinitive, is_predicate
from kgraph.parse import Token, once


@once
def is_passive(token: Token) -> bool:
    """Whether a verb's subject is what it happens to, with an auxiliary or as a bare participle."""
    if "aux:pass" in token.relations:
        return True
    if token.has("nsubj:pass", "csubj:pass"):
        return not _is_finite(token)
    asked = token.tag_ == "VBD" and token.dep_ == "advcl" and not children(token, *SUBJECTS, "mark")  # "asked about it, he said"
    if (token.tag_ != "VBN" and not asked) or "aux" in token.relations:
        return False
    if token.dep_ in ("acl", "advcl") or token.dep_ == "ccomp" and token.i < token.head.i and not children(token, *SUBJECTS):
        return token.base in NAMING_VERBS or "obj" not in token.relations
    if token.dep_ == "xcomp":  # "had the case heard"
        return token.head.pos_ == "VERB" and "obj" in token.head.relations
    return token.dep_ == "conj" and is_predicate(token.head) and is_passive(token.head) and not children(token, *SUBJECTS)


def _is_finite(participle: Token) -> bool:
    """Whether what was read as a passive without auxiliary is a past tense: only headlines say "Minister arrested"."""
    return participle.dep_ in ("ROOT", "ccomp", "parataxis", "acl:relcl") and participle.sent[-1].text in (".", "!", '"')


def chain_of(token: Token) -> tuple[Token, ...]:
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
                and (last.pos_ == "ADJ" or last.base in INFINITIVE_VERBS)
            )
            and (c.pos_ == "VERB" or any(g.dep_ == "cop" or g.lower_ == "to" and g.i == c.i - 1 for g in c.children))
        ]
        if len(inner) != 1 or any(c.lower_ not in RELATIVE for c in children(last, "obj", "iobj")) or called_upon(last):
            return tuple(chain)
        if inner[0].has(*SUBJECTS):
            return tuple(chain)
        chain.append(inner[0])


def chain_around(verb: Token) -> tuple[Token, ...]:
    """The chain that a verb ends: "is expected to make" of "make"."""
    top = verb
    while top.dep_ == "xcomp" and is_predicate(top.head):
        top = top.head
    chain = chain_of(top)
    return chain[: chain.index(verb) + 1] if verb in chain else (verb,)


@once
def called_upon(verb: Token) -> list[Token]:
    """Whom a verb with a preposition wants to do something: "called on the company to sell", "appealed to Weber to resign"."""
    if verb.base not in ("call", "appeal", "rely", "count", "depend", "plead"):
        return []
    return [c for c in children(verb, "obl") if first_case(c) in ("on", "upon", "to", "with") and c.i > verb.i]
