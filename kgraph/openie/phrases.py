"""Spans of slots: a head's words without what makes facts of its own (relative clauses, appositions, further conjuncts)."""

from __future__ import annotations

from collections.abc import Iterable

from kgraph.extract.syntax import RELATIVE, SUBJECTS, after_comma, children, conjuncts, is_predicate, preposition
from kgraph.openie.surface import Words, in_order
from kgraph.parse import Token

ASIDES = frozenset("acl:relcl advcl:relcl parataxis list dislocated discourse vocative reparandum orphan dep".split())
COORDINATION = frozenset("conj cc cc:preconj".split())
CLAUSE_PARTS = frozenset(  # what a nominal or adjective governs as a predicate, not as a phrase
    "obl obl:agent obl:unmarked nsubj nsubj:pass nsubj:outer csubj csubj:pass csubj:outer aux aux:pass cop expl mark "
    "advcl advmod ccomp".split()
)
CLAUSAL_ADVERBS = frozenset("also not n't still now never often always usually again already".split())
EXAMPLES = frozenset({"such as", "including", "like"})
PLACES = frozenset({"LOC", "GPE"})
PARTITIVE = frozenset(  # nouns that are nothing without the phrase behind them: "part of the city", "a number of people"
    "one some many most all part number lot majority half % percent member each none several either both any kind type form".split()
)
FRACTIONS = ("third", "quarter", "half", "fifth", "tenth")
BRACKETS = {"(": ")", "[": "]", "{": "}"}
PAIRED = frozenset([*BRACKETS, *BRACKETS.values(), "'", '"'])
QUOTES = frozenset({'"', "“", "”"})
APOSTROPHES = frozenset({"'s", "'", "’s", "’"})


def phrase(head: Token) -> Words:
    """The words of a noun phrase or predicate, without its preposition; they may stand apart where an aside is left out."""
    kept = {head}
    stack = [head]
    while stack:
        token = stack.pop()
        for child in token.children:
            if _belongs(token, child, head):
                kept.add(child)
                stack.append(child)
    words = tidy(kept)
    while len(words) > 1 and words[0] != head and words[0].dep_ in COORDINATION - {"conj"}:
        words = tidy(words[1:])
    return words


def _belongs(token: Token, child: Token, head: Token) -> bool:
    """Whether a dependent of a phrase's word is part of the phrase."""
    if child.dep_ in ASIDES:
        return False
    if child.dep_ == "appos":
        return close_apposition(child)
    if token != head:
        return True
    if child.dep_ in COORDINATION or child.dep_ in ("case", "mark") and child.i < head.i:
        return False
    if child.dep_ in CLAUSE_PARTS and is_predicate(head):
        return child.dep_ == "advmod" and _modifies(child, head)
    if child.dep_ == "xcomp" and not is_predicate(head):
        return False
    if child.dep_ == "acl":
        return _completes(child)
    if child.i > head.i and (child.dep_ == "nmod" or child.dep_ == "nmod:unmarked" and child.ent_type_ in PLACES):
        return not after_comma(child)
    return True


def marks_of(clause: Token) -> list[Token]:
    """The subordinators of a clause, with what is fixed to them ("in order to")."""
    marks = children(clause, "mark")
    return [*marks, *(d for c in marks for d in children(c, "fixed"))]


def _completes(clause: Token) -> bool:
    """Whether a clause completes its noun ("the plan to resign", "the fact that he won"), and does not tell of it ("made in May")."""
    return any(c.dep_ == "mark" and c.lower_ in ("to", "that") for c in clause.children)


def _modifies(adverb: Token, head: Token) -> bool:
    """Whether an adverb belongs to a predicate adjective ("very happy") and not to its clause ("is also happy")."""
    return head.pos_ == "ADJ" and adverb.i == head.i - 1 and adverb.lower_ not in CLAUSAL_ADVERBS


def close_apposition(token: Token) -> bool:
    """Whether an apposition follows its noun without a comma or bracket: "the composer Anna Weber"."""
    between = token.doc[token.head.i + 1 : token.left_edge.i + 1]
    return token.i > token.head.i and not any(t.is_punct and t.text not in "\"'" for t in between)


def is_relative(token: Token) -> bool:
    """Whether a word only points back to the noun of its relative clause; "that" also stands for itself ("That is true")."""
    return token.lower_ in RELATIVE and token.tag_.startswith("W")


def case_words(token: Token) -> list[Token]:
    """The preposition of a phrase, with what is fixed to it ("because of")."""
    cases = [c for c in children(token, "case") if c.i < token.i]
    return [*cases, *(d for c in cases for d in children(c, "fixed"))]


def own_case(conjunct: Token) -> list[Token]:
    """A conjunct's own preposition; "such as" is none, it only opens a list."""
    return [] if preposition(conjunct) in EXAMPLES else case_words(conjunct)


def prepositional(head: Token) -> list[Words]:
    """A prepositional phrase, one for each conjunct with the shared preposition repeated; "between A and B" stays one."""
    shared = in_order(case_words(head))
    if preposition(head) in ("between", "among"):
        return [tidy({*shared, *phrase(head), *(t for c in children(head, "conj", "cc", "punct") for t in c.subtree)})]
    return [_with_case(phrase(conjunct), own_case(conjunct), shared) for conjunct in conjuncts(head)]


def _with_case(words: Words, own: list[Token], shared: Words) -> Words:
    """A phrase with its own preposition, in order ("mainly in Graz"), or behind the one that it shares."""
    return in_order([*own, *words]) if own else (*shared, *words)


def split(words: Words) -> tuple[Words, tuple[Words, ...]]:
    """A noun phrase without the prepositional phrases behind its head, and these, so that they can be chained.

    "a judge of the High Court in Oslo" gives "a judge", "of the High Court", "in Oslo"; names and amounts stay whole.
    """
    tokens = set(words)
    tops = [t for t in words if t.head not in tokens or t.head == t]
    if len(tops) != 1 or tops[0].pos_ not in ("NOUN", "PROPN"):
        return words, ()
    head = tops[0]
    if tokens & set(children(head, "cop", *SUBJECTS)):
        return words, ()  # a clause
    if head.lower_ in PARTITIVE or head.like_num or head.base.endswith(FRACTIONS):
        return words, ()
    details: list[Words] = []
    for child in head.children:
        if child.i < head.i or child not in tokens or child.dep_ not in ("nmod", "acl", "obl"):
            continue
        if child.dep_ == "nmod":
            same_name = head.ent_type_ and child.ent_type_ == head.ent_type_ and child.ent_iob_ == "I"
            if same_name or not case_words(child):
                continue
            if preposition(child) not in EXAMPLES:
                details += prepositional(child)
        elif any(c.lower_ == "that" for c in children(child, "mark")):
            continue
        else:
            details.append(tidy(tokens & set(child.subtree)))
        tokens -= set(child.subtree)
    return tidy(tokens), tuple(details)


def distributed(words: Words) -> list[Words]:
    """A phrase with conjoined adjectives, one for each: "Greek and Roman coins" are Greek coins and Roman coins."""
    tokens = set(words)
    for token in words:
        group = [token, *(c for c in children(token, "conj") if c in tokens)]
        if token.dep_ != "amod" or token.head not in tokens or token.i > token.head.i or len(group) == 1:
            continue
        if any(c.text in "-–/&" for member in group for c in children(member, "punct", "cc")):
            continue
        whole = {*token.subtree, *children(token.head, "cc:preconj")}
        joints = {t for member in group for t in children(member, "cc", "punct", "cc:preconj")}
        branches = [set(member.subtree) - {t for later in group if later.i > member.i for t in later.subtree} for member in group]
        return [tidy((tokens - whole) | (branch - joints)) for branch in branches]
    return [words]


def clause_words(token: Token) -> Words:
    """All the words of a clause, without the quotation marks around the whole of it."""
    return unquoted(tidy(token.subtree))


def unbracketed(words: Words) -> Words:
    """Words without the brackets around the whole of them."""
    return words[1:-1] if len(words) > 2 and BRACKETS.get(str(words[0])) == str(words[-1]) else words


def unquoted(words: Words) -> Words:
    """Words without the quotation marks around the whole of them."""
    while len(words) > 2 and str(words[0]) in QUOTES and str(words[-1]) in QUOTES:
        words = tidy(words[1:-1])
    return words


def tidy(tokens: Iterable[Token]) -> Words:
    """The tokens in reading order without punctuation at the edges and beside what was left out; brackets and quotes in pairs."""
    kept = {t.i: t for t in in_order(t for t in tokens if not t.is_space)}
    for mark in _unpaired(list(kept.values())):
        del kept[mark.i]
    while loose := [i for i, t in kept.items() if _is_loose(t) and (i - 1 not in kept or i + 1 not in kept)]:
        for i in loose:
            del kept[i]
    return tuple(kept.values())


def _is_loose(token: Token) -> bool:
    """Whether a punctuation mark only parts words."""
    return token.is_punct and token.text not in PAIRED and token.text != "%"


def _unpaired(tokens: list[Token]) -> list[Token]:
    """The brackets and quotation marks that have no partner among the tokens."""
    opened: list[Token] = []
    lost: list[Token] = []
    for token in tokens:
        if token.text in BRACKETS:
            opened.append(token)
        elif token.text in BRACKETS.values():
            if opened and BRACKETS[opened[-1].text] == token.text:
                opened.pop()
            else:
                lost.append(token)
    for quote in ("'", '"'):
        marks = [t for t in tokens if t.text == quote and t.is_punct]
        if len(marks) % 2:
            lost.append(marks[0] if marks[0] == tokens[0] else marks[-1])
    return [*lost, *opened]
