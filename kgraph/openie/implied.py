"""Facts that noun phrases imply: apposition and titles ("is"), possessives ("has"), places in places ("is in"), members ("such as")."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from kgraph.extract.lexicon import INCLUDING
from kgraph.extract.syntax import conjuncts, is_predicate, is_role_noun, preposition, title_tokens
from kgraph.openie.phrases import after_comma, close_apposition, phrase, tidy
from kgraph.openie.surface import Fact, Slot, in_order

OPT: dict[str, object] = dict(kinds=("appos", "title", "has", "place", "member"))
PLACES = frozenset({"LOC", "GPE"})


def implied_facts(doc: Doc) -> Iterator[Fact]:
    for token in doc:
        for kind, find in KINDS.items():
            if kind in OPT["kinds"]:
                yield from find(token)


def _be(token: Token) -> str:
    return "are" if token.tag_ in ("NNS", "NNPS") else "is"


def _apposition(token: Token) -> Iterator[Fact]:
    if token.dep_ != "appos" or close_apposition(token) or token.i < token.head.i:
        return
    head = token.head
    if head.dep_ == "appos" and not OPT.get("chain_appos"):
        pass
    if token.pos_ not in ("NOUN", "PROPN") or head.pos_ not in ("NOUN", "PROPN", "PRON"):
        return
    if token.ent_type_ in PLACES and head.ent_type_ in PLACES:
        return
    if token.ent_type_ in ("DATE", "CARDINAL", "MONEY", "PERCENT", "TIME") or head.ent_type_ in ("DATE", "TIME", "MONEY"):
        return
    for part in conjuncts(token):
        first, second = phrase(head), phrase(part)
        if part.ent_type_ and part.pos_ == "PROPN" and not head.ent_type_ and head.pos_ == "NOUN":
            first, second = second, first
        yield Fact(first, (_be(head),), (second,), "apposition")


def _titles(token: Token) -> Iterator[Fact]:
    if token.ent_type_ != "PERSON":
        return
    ent = next(e for e in token.doc.ents if e.start <= token.i < e.end)
    if ent.root != token:
        return
    words = title_tokens(ent)
    roles = [t for t in words if is_role_noun(t)]
    if not roles or roles[-1] != words[-1]:
        return
    yield Fact(tuple(ent), ("is",), (tuple(words),), "title")


def _possessive(token: Token) -> Iterator[Fact]:
    if token.dep_ != "nmod:poss" or not token.head.pos_ in ("NOUN", "PROPN"):
        return
    if token.pos_ == "PRON" and not OPT.get("pron_has"):
        return
    head = token.head
    below = set(token.subtree)
    for thing in conjuncts(head):
        owned = tidy(t for t in phrase(thing) if t not in below)
        owner = tidy(t for t in phrase(token) if t.text not in ("'s", "'"))
        if owned and owner:
            yield Fact(owner, ("has",), (owned,), "possessive")


def _place(token: Token) -> Iterator[Fact]:
    if token.dep_ in ("nmod:unmarked", "appos", "nmod", "flat", "conj","list") and token.ent_type_ in PLACES and token.head.ent_type_ in PLACES and token.i > token.head.i and after_comma(token):
        if token.dep_ == "conj": return
        yield Fact(tuple(t for t in phrase(token.head) if t not in set(token.subtree)), ("is in",), (phrase(token),), "place")


def _member(token: Token) -> Iterator[Fact]:
    if token.dep_ in ("nmod", "obl") and preposition(token) in ("such as", "including", "like") and token.head.pos_ in ("NOUN","PROPN"):
        group = tuple(t for t in phrase(token.head) if t not in set(token.subtree))
        for part in conjuncts(token):
            yield Fact(phrase(part), (_be(token),), (tidy(group),), "member")


def _pp(token: Token) -> Iterator[Fact]:
    if token.dep_ == "nmod" and token.head.pos_ in ("NOUN", "PROPN") and preposition(token) in ("in", "on", "at", "near", "between", "within", "under", "from", "for", "with"):
        case = [c for c in token.children if c.dep_ == "case"]
        yield Fact(tuple(t for t in phrase(token.head) if t not in set(token.subtree)), (_be(token.head), *case), (phrase(token),), "pp")


def _amod(token: Token) -> Iterator[Fact]:
    if token.dep_ == "amod" and token.head.pos_ in ("NOUN", "PROPN") and token.i < token.head.i:
        yield Fact(tuple(t for t in phrase(token.head) if t not in set(token.subtree)), (_be(token.head),), (tidy(token.subtree),), "amod")


def _nummod(token: Token) -> Iterator[Fact]:
    return
    yield


def _of(token: Token) -> Iterator[Fact]:
    if token.dep_ == "nmod" and token.head.pos_ in ("NOUN", "PROPN") and preposition(token) == "of":
        yield Fact(phrase(token), ("has",), (tidy(t for t in phrase(token.head) if t not in set(token.subtree)),), "of")


KINDS = {"appos": _apposition, "title": _titles, "has": _possessive, "place": _place, "member": _member, "pp": _pp, "amod": _amod, "of": _of}
