"""Spans of slots: a head's words without what makes facts of its own (relative clauses, appositions, further conjuncts)."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from kgraph.extract.syntax import is_predicate
from kgraph.openie.surface import Slot

OPT: dict[str, object] = dict(acl="inf", drop_aside=True, that_acl=True, nested_conj=True)
ASIDES = frozenset("acl:relcl advcl:relcl parataxis list dislocated discourse vocative reparandum orphan dep".split())
COORDINATION = frozenset("conj cc cc:preconj".split())
CLAUSE_PARTS = frozenset(
    "obl obl:agent obl:unmarked nsubj nsubj:pass nsubj:outer csubj csubj:pass csubj:outer aux aux:pass cop expl mark advcl advmod ccomp".split()
)
PLACES = frozenset({"LOC", "GPE"})
BRACKETS = {"(": ")", "[": "]", "{": "}"}


def phrase(head: Token) -> Slot:
    """The words of a noun phrase or predicate, without its preposition; they may stand apart where an aside is left out."""
    kept = {head}
    stack = [head]
    while stack:
        token = stack.pop()
        for child in token.children:
            if _belongs(token, child, head):
                kept.add(child)
                stack.append(child)
    return tidy(kept)


def _belongs(token: Token, child: Token, head: Token) -> bool:
    """Whether a dependent of a phrase's word is part of the phrase."""
    if child.dep_ in ASIDES:
        return False
    if child.dep_ == "appos":
        return close_apposition(child)
    if token != head:
        return child.dep_ not in COORDINATION or bool(OPT["nested_conj"])
    if child.dep_ in COORDINATION or child.dep_ in ("case", "mark") and child.i < head.i:
        return False
    if child.dep_ in CLAUSE_PARTS and is_predicate(head):
        return child.dep_ == "advmod" and _modifies(child, head)
    if child.dep_ == "xcomp" and token.pos_ in ("NOUN", "PROPN") and not is_predicate(token):
        return False
    if child.dep_ == "acl":
        return OPT["acl"] is True or OPT["acl"] == "inf" and (_infinitive(child) or bool(OPT["that_acl"]) and _that(child))
    if child.dep_ == "nmod:unmarked" and child.i > head.i and child.ent_type_ in PLACES:
        return not after_comma(child)
    if child.dep_ == "nmod" and child.i > head.i and OPT["drop_aside"]:
        return not after_comma(child)
    return True


def after_comma(token: Token) -> bool:
    """Whether a comma stands before a phrase."""
    first = token.left_edge
    return "," in (first.text, token.doc[max(first.i - 1, 0)].text)


def _infinitive(token: Token) -> bool:
    return any(c.dep_ == "mark" and c.lower_ == "to" for c in token.children)


def _that(token: Token) -> bool:
    return any(c.dep_ == "mark" and c.lower_ == "that" for c in token.children)


def _modifies(adverb: Token, head: Token) -> bool:
    """Whether an adverb belongs to a predicate adjective ("very happy") and not to its clause ("is also happy")."""
    return head.pos_ == "ADJ" and adverb.i == head.i - 1 and adverb.lower_ not in ("also", "not", "n't", "still", "now", "never", "often")


def close_apposition(token: Token) -> bool:
    """Whether an apposition follows its noun without a comma or bracket: "the composer Anna Weber"."""
    return token.i > token.head.i and not any(t.is_punct and t.text not in "\"'" for t in token.doc[token.head.i + 1 : token.left_edge.i + 1])


def tidy(tokens: Iterable[Token]) -> Slot:
    """The tokens in reading order without punctuation at the edges and beside what was left out; brackets and quotes in pairs."""
    kept = {t.i: t for t in tokens if not t.is_space}
    changed = True
    while changed:
        changed = False
        for i, token in list(kept.items()):
            if not token.is_punct or token.text in ("%", "$"):
                continue
            alone = i - 1 not in kept or i + 1 not in kept
            if token.text in BRACKETS or token.text in BRACKETS.values() or token.text in "\"'":
                if _paired(token, kept):
                    continue
                alone = True
            if alone:
                del kept[i]
                changed = True
    return tuple(kept[i] for i in sorted(kept))


def _paired(token: Token, kept: dict[int, Token]) -> bool:
    texts = [kept[i].text for i in sorted(kept)]
    if token.text in "\"'":
        return texts.count(token.text) % 2 == 0
    opening, closing = next((o, c) for o, c in BRACKETS.items() if token.text in (o, c))
    return texts.count(opening) == texts.count(closing)
