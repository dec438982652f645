"""Facts that noun phrases imply: apposition and titles ("is"), possessives ("has"), places in places ("is in"), examples ("such as")."""

from __future__ import annotations

from collections.abc import Iterator

from kgraph.extract.syntax import NUMERIC_TYPES, after_comma, children, conjuncts, is_role_noun, name_at, preposition, title_tokens
from kgraph.openie.phrases import APOSTROPHES, EXAMPLES, PARTITIVE, PLACES, close_apposition, phrase, tidy, unbracketed
from kgraph.openie.surface import Fact, Words
from kgraph.parse import Parse, Token

HONORIFICS = frozenset("mr mrs ms miss dr sir mister madam st saint".split())
PLURAL = ("NNS", "NNPS")
NOUNS = ("NOUN", "PROPN")


def implied_facts(doc: Parse) -> Iterator[Fact]:
    """The facts that the noun phrases of one passage imply."""
    for token in doc:
        for find in (_apposition, _title, _possession, _place, _example):
            yield from find(token)


def _be(token: Token) -> str:
    return "are" if token.tag_ in PLURAL else "is"


def _fact(subject: Words, relation: str, object_: Words, kind: str) -> Iterator[Fact]:
    if subject and object_:
        yield Fact(subject, (relation,), (object_,), kind, "phrase")


def _apposition(token: Token) -> Iterator[Fact]:
    """"Anna Weber, a judge" and "a judge, Anna Weber": she is a judge."""
    head = token.head
    if head.dep_ == "nmod" and head.head.lower_ == "one":  # "one of the judges, Anna Weber"
        head = head.head
    if token.dep_ != "appos" or close_apposition(token) or token.i < head.i:
        return
    if token.pos_ not in NOUNS or head.pos_ not in (*NOUNS, "PRON", "NUM") or {token.ent_type_, head.ent_type_} & NUMERIC_TYPES:
        return
    if token.ent_type_ in PLACES and head.ent_type_ in PLACES:
        return
    for part in conjuncts(token):
        named_last = part.pos_ == "PROPN" and part.ent_type_ and head.pos_ in ("NOUN", "NUM") and not head.ent_type_
        name, description = (part, head) if named_last else (head, part)
        yield from _fact(unbracketed(phrase(name)), _be(name), unbracketed(phrase(description)), "apposition")


def _title(token: Token) -> Iterator[Fact]:
    """"Foreign Minister Anna Weber": she is Foreign Minister."""
    if token.ent_type_ != "PERSON":
        return
    ent = name_at(token)
    words = title_tokens(ent)
    if ent.root != token or not words or words[-1].pos_ not in NOUNS:
        return
    last = words[-1]
    if not last.text.endswith(".") and (is_role_noun(last) or not last.ent_type_ and last.lower_ not in HONORIFICS):
        yield from _fact(tuple(ent), "is", tuple(words), "title")


def _possession(token: Token) -> Iterator[Fact]:
    """"Vienna's mayor": Vienna has a mayor."""
    if token.dep_ != "nmod:poss" or token.pos_ == "PRON" or token.head.pos_ not in NOUNS:
        return
    if any(e.start <= token.i < e.end and e.start <= token.head.i < e.end for e in token.doc.ents):
        return  # "the Queen's Bench" is one name
    owner = tidy(t for t in phrase(token) if str(t) not in APOSTROPHES)
    for thing in conjuncts(token.head):
        yield from _fact(owner, "have" if token.tag_ in PLURAL else "has", _without(phrase(thing), token), "possession")


def _place(token: Token) -> Iterator[Fact]:
    """"Graz, Austria": Graz is in Austria."""
    places = token.ent_type_ in PLACES and token.head.ent_type_ in PLACES
    if places and token.dep_ in ("nmod:unmarked", "appos", "nmod", "flat") and token.i > token.head.i and after_comma(token):
        yield from _fact(_without(phrase(token.head), token), "is in", phrase(token), "place")


def _example(token: Token) -> Iterator[Fact]:
    """"trees such as oaks": oaks are trees."""
    if token.dep_ in ("nmod", "obl") and preposition(token) in EXAMPLES and token.head.pos_ in NOUNS:
        group = next((c for c in children(token.head, "nmod") if c != token and token.head.lower_ in PARTITIVE), token.head)
        for part in conjuncts(token):
            yield from _fact(phrase(part), _be(token), _without(phrase(group), token), "example")


def _without(words: Words, branch: Token) -> Words:
    below = set(branch.subtree)
    return tidy(t for t in words if t not in below)
