"""Trees of pipelines with ClearNLP-style labels (spaCy's en_core_web_*) -> Universal Dependencies v2, as the extractor reads them.

This is the one place that knows both schemes. ClearNLP makes function words heads, UD makes content words heads:

    ClearNLP                                      UD
    in <prep  Paris <pobj in                      Paris <obl, nmod; in <case Paris
    by <agent  X <pobj by                         X <obl:agent; by <case X
    after <prep  leaving <pcomp after             leaving <advcl, acl; after <mark leaving
    is  X <nsubj is  lawyer <attr is              lawyer; X <nsubj lawyer; is <cop lawyer (also acomp, "is in Paris", "is that …")
    there <expl is  hope <attr is                 hope <nsubj is
    A; B <conj A; C <conj B; and <cc B            B <conj A; C <conj A; and <cc C
    wants; him <nsubj leave; leave <ccomp wants   him <obj wants; leave <xcomp wants
    $ <quantmod million; million <pobj            $ <obl; million <nummod $
    Ann <compound Lee; President <compound Lee    Ann; Lee <flat Ann; President <nmod:desc Ann (names of people)
    more <amod 9; than <quantmod 9                more <advmod 9; than <fixed more

and RENAMED where only the name differs. Entity labels are OntoNotes' in these pipelines; the extractor takes them all, but for
the article or the possessive mark that OntoNotes counts as part of a name ("the Kremlin", "Lopez's"), which are cut off.

Sources: Choi and Palmer (2012), "Guidelines for the Clear Style Constituent to Dependency Conversion"; spacy.glossary;
universaldependencies.org, version 2 with the subtypes of UD_English-EWT 2.16.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span, Token
from thinc.types import Ints2d

RENAMED = {
    "dobj": "obj",
    "dative": "iobj",
    "nsubjpass": "nsubj:pass",
    "csubjpass": "csubj:pass",
    "auxpass": "aux:pass",
    "attr": "xcomp",  # of "become", "remain": where the verb is "be" they are heads by now
    "acomp": "xcomp",
    "oprd": "xcomp",
    "poss": "nmod:poss",
    "neg": "advmod",
    "quantmod": "advmod",
    "prt": "compound:prt",
    "predet": "det:predet",
    "preconj": "cc:preconj",
    "intj": "discourse",
    "meta": "dep",
}
PREPOSITIONAL = ("prep", "agent", "dative")
NOMINAL = frozenset("NOUN PROPN PRON NUM SYM DET X".split())
FINITE = frozenset("VBD VBZ VBP MD".split())
FIXED = frozenset(
    tuple(pair.split())
    for pair in (
        "according to,as for,as of,as to,because of,depending on,due to,instead of,out of,prior to,rather than,such as".split(",")
    )
)
FIXED_ADVERBS = frozenset({("more", "than"), ("less", "than"), ("fewer", "than"), ("up", "to")})


def is_clear_style(nlp: Language) -> bool:
    """Whether a component of the pipeline gives the label "pobj", which ClearNLP's scheme has and UD has not."""
    return any("pobj" in getattr(nlp.get_pipe(name), "labels", ()) for name in nlp.pipe_names)


@Language.component("kgraph_universal", requires=["token.dep", "token.head"], assigns=["token.dep", "token.head", "doc.ents"])
def universal(doc: Doc) -> Doc:
    """Turn a ClearNLP-style Doc into a UD one, in place: heads, relations and the edges of names. Tags and lemmas stay."""
    tree = Tree(doc, [token.head.i for token in doc], [token.dep_ for token in doc])
    _conjuncts(tree)
    _prepositions(tree)
    _copulas(tree)
    _clauses(tree)
    _amounts(tree)
    _people(tree)
    tree.dep = [RENAMED.get(dep, dep) for dep in tree.dep]
    offsets = np.array([head - at for at, head in enumerate(tree.head)], np.int64).astype(np.uint64)
    labels = np.array([doc.vocab.strings.add(dep) for dep in tree.dep], np.uint64)
    doc.from_array(["HEAD", "DEP"], cast(Ints2d, np.column_stack([offsets, labels])))
    doc.set_ents([_bare(ent) for ent in doc.ents], default="outside")
    return doc


@dataclass
class Tree:
    """A tree under change: `head` and `dep` of each token by its index in the doc; a root is its own head."""

    doc: Doc
    head: list[int]
    dep: list[str]

    def token(self, at: int) -> Token:
        return self.doc[at]

    def kids(self, at: int, *deps: str) -> list[int]:
        """The dependents of a token in order, all or those of some relations."""
        return [kid for kid, head in enumerate(self.head) if head == at != kid and (not deps or self.dep[kid] in deps)]

    def above(self, at: int) -> list[int]:
        """The token and what it hangs on, up to its root."""
        path = [at]
        while self.head[path[-1]] != path[-1]:
            path.append(self.head[path[-1]])
        return path

    def left_edge(self, at: int) -> int:
        return min(other for other in range(len(self.head)) if at in self.above(other))

    def bottom_up(self) -> list[int]:
        return sorted(range(len(self.head)), key=lambda at: (-len(self.above(at)), at))

    def attach(self, at: int, head: int, dep: str) -> None:
        self.head[at], self.dep[at] = head, dep

    def promote(self, kid: int, over: int, dep: str, keep: tuple[int, ...] = ()) -> None:
        """Put `kid` into the place of the token it hangs on, which becomes its dependent `dep`; `keep` are left to that one."""
        for other in self.kids(over):
            if other not in keep:
                self.head[other] = kid
        self.attach(kid, kid if self.head[over] == over else self.head[over], self.dep[over])
        self.attach(over, kid, dep)

    def is_nominal(self, at: int) -> bool:
        """Whether a dependent of the token modifies a noun phrase; an adjective is one where it stands for it ("many of them")."""
        pos = self.token(at).pos_
        return pos in NOMINAL or (pos == "ADJ" and self.dep[at] in ("nsubj", "nsubjpass", "dobj", "pobj"))


def _conjuncts(tree: Tree) -> None:
    """Hang every conjunct on the first, and each conjunction and comma on the conjunct that it precedes."""
    for at, dep in enumerate(tree.dep):
        left = tree.left_edge(at) if dep == "cc" else at
        if left < at and all(at in tree.above(word) for word in range(left, at)):  # "as well as", "rather than"
            tree.attach(left, tree.head[at], "cc")
            for word in range(left + 1, at + 1):
                tree.attach(word, left, "fixed")
    groups: dict[int, list[int]] = {}
    for at, dep in enumerate(tree.dep):
        if dep == "conj":
            first = next(up for up in tree.above(at) if tree.dep[up] != "conj")
            groups.setdefault(first, []).append(at)
    for first, others in groups.items():
        members = (first, *others)
        for left, right in pairwise(members):
            tree.head[right] = first
            for mark in range(left + 1, right):
                if tree.head[mark] in members and tree.dep[mark] == "cc":
                    tree.head[mark] = right
            comma = tree.left_edge(right) - 1
            if comma > left and tree.head[comma] in members and tree.dep[comma] == "punct":
                tree.head[comma] = right


def _prepositions(tree: Tree) -> None:
    """Put the object of each preposition, a noun or a clause, into its place."""
    clauses = set()
    for at in tree.bottom_up():
        pair = tuple(token.lower_ for token in tree.doc[at : at + 2])
        inner = tree.kids(at, "prep") if tree.dep[at] in PREPOSITIONAL or pair in FIXED else []  # "out of", "according to"
        objects = tree.kids(at, "pobj") or tree.kids(at, "pcomp") or inner
        if not objects:
            continue
        if tree.dep[at] == "advmod":  # "instead of"
            tree.dep[at] = "prep"
        clausal = tree.token(objects[0]).pos_ in ("VERB", "AUX")
        tree.promote(objects[0], at, "mark" if clausal else "case")
        if clausal:
            clauses.add(objects[0])
    for left, right in pairwise(range(len(tree.head))):
        pair = tree.token(left).lower_, tree.token(right).lower_
        if pair in FIXED and tree.head[left] == tree.head[right] and tree.dep[right] in ("case", "mark"):
            tree.dep[left] = tree.dep[right]
            tree.attach(right, left, "fixed")
    for at, dep in enumerate(tree.dep):
        nominal = tree.is_nominal(tree.head[at])
        if at in clauses and dep in (*PREPOSITIONAL, "pcomp"):
            tree.dep[at] = "acl" if nominal else "advcl"
        elif dep == "agent":
            tree.dep[at] = "obl:agent"
        elif dep == "prep" or (dep == "dative" and tree.kids(at, "case")):
            tree.dep[at] = "nmod" if nominal else "obl"
        elif dep == "npadvmod":
            tree.dep[at] = "nmod:unmarked" if nominal else "obl:unmarked"


def _copulas(tree: Tree) -> None:
    """Make what is predicated the head of "be": a noun, an adjective, a prepositional phrase, an adverb, a clause."""
    for at in tree.bottom_up():
        if tree.token(at).lemma_ != "be" or tree.dep[at].startswith("aux"):
            continue
        predicates = tree.kids(at, "attr", "acomp", "oprd")
        if any(tree.token(kid).lower_ == "there" for kid in tree.kids(at, "expl")):
            for kid in predicates:
                tree.dep[kid] = "nsubj"
            continue
        clauses = [kid for kid in tree.kids(at, "ccomp") if kid > at]
        if clauses and tree.kids(at, "nsubj") and not predicates:
            for kid in tree.kids(at, "nsubj"):
                tree.dep[kid] = "nsubj:outer"
            predicates = clauses
        if not predicates and not tree.kids(at, "ccomp", "xcomp"):
            phrases = [kid for kid in tree.kids(at, "obl") if kid > at and tree.kids(kid, "case")]
            predicates = phrases or [kid for kid in tree.kids(at, "advmod") if kid > at]
        if predicates:
            tree.promote(predicates[0], at, "cop")


def _clauses(tree: Tree) -> None:
    """Infinitives take "to" as a marker; the subject of a clause that is no finite one is its governor's object."""
    for at, dep in enumerate(tree.dep):
        head = tree.head[at]
        if dep == "aux" and tree.token(at).tag_ == "TO":
            tree.dep[at] = "mark"
        elif dep == "relcl":
            tree.dep[at] = "acl:relcl" if tree.is_nominal(head) else "advcl:relcl"
        elif dep == "ccomp":
            verbs = [at, *tree.kids(at, "aux", "auxpass", "cop")]
            subjects = [kid for kid in tree.kids(at, "nsubj", "nsubjpass") if head < kid < at]
            marks = [kid for kid in tree.kids(at, "mark") if tree.token(kid).tag_ != "TO"]
            if subjects and not marks and not any(tree.token(verb).tag_ in FINITE for verb in verbs):
                tree.attach(subjects[0], head, "obj")
                tree.dep[at] = "xcomp"


def _amounts(tree: Tree) -> None:
    """Make the sign of a currency the head of its number, and join "more than"; "at least" is a phrase of its own."""
    for at in range(len(tree.head)):
        number = tree.head[at]
        if tree.token(at).tag_ == "$" and tree.dep[at] in ("quantmod", "nmod", "compound") and number > at:
            tree.promote(at, number, "nummod", tuple(tree.kids(number, "compound")))
            if tree.dep[at] == "nummod":
                tree.dep[at] = "compound"
    for left, right in pairwise(range(len(tree.head))):
        pair = tree.token(left).lower_, tree.token(right).lower_
        if pair in FIXED_ADVERBS and tree.head[left] == tree.head[right] and tree.dep[right] == "quantmod":
            tree.dep[left] = "advmod"
            tree.attach(right, left, "fixed")
        if pair[0] == "at" and tree.head[left] == right and tree.dep[left] == "advmod":
            tree.dep[left] = "case"
            tree.dep[right] = "nmod" if tree.is_nominal(tree.head[right]) else "obl"


def _people(tree: Tree) -> None:
    """Make the first word the head of a person's name, and a title before it a description."""
    for ent in tree.doc.ents:
        inside = range(ent.start, ent.end)
        roots = [at for at in inside if tree.head[at] not in inside or tree.head[at] == at]
        if ent.label_ != "PERSON" or len(roots) != 1:
            continue
        root = roots[0]
        parts = [kid for kid in tree.kids(root, "compound") if kid in inside]
        if parts and root == max(inside, key=lambda at: (tree.dep[at] != "case", at)):
            tree.promote(parts[0], root, "flat")
            for part in parts[1:]:
                tree.attach(part, parts[0], "flat")
            root = parts[0]
        for title in tree.kids(root, "compound"):
            if title < ent.start:
                tree.dep[title] = "nmod:desc"


def _bare(ent: Span) -> Span:
    """The entity without an article before it and a possessive mark behind it."""
    start = ent.start + (ent[0].text == "the" and len(ent) > 1)
    end = ent.end - (ent[-1].tag_ == "POS" and len(ent) > 1)
    return Span(ent.doc, start, end, label=ent.label)
