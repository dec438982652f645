"""The writer's stance on what is told: "alleged", "so-called", "reportedly", "unsubstantiated claims", "is said to".

Its words are kept as a label, without a verdict: that a claim is "unsubstantiated" is what one outlet says of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kgraph.extract.attribution import Speaker, cue_above, speaker_of
from kgraph.extract.lexicon import EVIDENTIAL, EVIDENTIAL_NOUNS, PROOF, STANCE_ADJECTIVES, STANCE_ADVERBS
from kgraph.extract.predicates import is_passive
from kgraph.extract.syntax import SUBJECTS, clause_head, contiguous, copula, preposition, verb_group
from kgraph.parse import Token

PARTICIPANTS = SUBJECTS | {"obj", "iobj", "obl", "obl:agent", "xcomp", "appos", "nmod:desc", "conj"}


def stances(head: Token, tokens: Iterable[Token], chain: Sequence[Speaker], *, report: bool = False) -> Iterator[list[Token]]:
    """Yield the words of each stance on a claim: `head` heads it, `tokens` are its evidence in reading order, `chain` its speakers.

    A report is held to be made, whatever its content is: only what is said of the saying itself counts.
    """
    yield from _adverbs(head)
    for token in tokens:
        if token.dep_ == "advmod" and token.head != head and token.head.dep_ in ("xcomp", "amod") and not report:
            yield from ([t] for t in (token,) if t.lower_ in STANCE_ADVERBS)
        elif token.dep_ == "amod" and (words := _adjective(token)) and _takes_part(token.head, head, report):
            yield words
    if report:
        return
    for link in chain:
        if link.cue != head and link.cue.doc is head.doc:
            yield from _on_cue(link.cue)
    if not chain:
        yield from _unnamed(head)


def _adverbs(verb: Token) -> Iterator[list[Token]]:
    for child in verb.children:
        if child.dep_ == "advmod" and child.lower_ in STANCE_ADVERBS:
            yield [child]


def _adjective(token: Token) -> list[Token]:
    """The words of an adjective of stance, "so-called" with its parts; [] for any other."""
    if token.lower_ == "called" and token.i > 1 and token.nbor(-2).lower_ == "so":
        return [token.nbor(-2), token.nbor(-1), token]
    return [token] if token.lower_ in STANCE_ADJECTIVES else []


def _takes_part(noun: Token, head: Token, report: bool) -> bool:
    """Whether a noun is a participant of the claim and no part of another phrase or clause."""
    if noun == head:
        return not report
    if noun.dep_ not in PARTICIPANTS or (report and noun.dep_ not in SUBJECTS):
        return False
    above = clause_head(noun.head)
    return above == head or (not report and above.dep_ == "xcomp" and above.head == head)


def _on_cue(cue: Token) -> Iterator[list[Token]]:
    """What is said of the saying: "falsely claimed", "claimed without evidence", "his baseless claim that"."""
    yield from _adverbs(cue)
    for child in cue.children:
        if child.dep_ == "amod" and (words := _adjective(child)):
            yield words
        without = any(c.lower_ == "without" for c in child.children)
        if without and (child.base in PROOF or any(c.base in PROOF for c in child.children if c.dep_ == "obj")):
            proof = child if child.base in PROOF else next(c for c in child.children if c.base in PROOF)
            yield contiguous([*(c for c in child.children if c.lower_ == "without"), proof])


def _unnamed(head: Token) -> Iterator[list[Token]]:
    """A cue whose speaker nobody names: "it was reported that", "is said to have left", "unsubstantiated claims that"."""
    word = head.base
    if word in EVIDENTIAL and _is_agentless(head) and "xcomp" in head.relations:
        yield _auxiliaries(head)
    cue = cue_above(head)
    if cue is None or speaker_of(0, cue) is not None:
        return
    if cue.pos_ == "NOUN" and cue.base in EVIDENTIAL_NOUNS:
        adjectives = [c for c in cue.children if c.dep_ == "amod" and _adjective(c)]
        yield contiguous([*adjectives, cue])
    elif cue.base in EVIDENTIAL and _is_agentless(cue) and cue.has("expl", *SUBJECTS):
        yield _auxiliaries(cue)


def _is_agentless(verb: Token) -> bool:
    return is_passive(verb) and copula(verb) is None and not any(c.dep_ == "obl:agent" or preposition(c) == "by" for c in verb.children)


def _auxiliaries(verb: Token) -> list[Token]:
    """The verb with what stands before it in its group: "was reported"."""
    return contiguous([t for t in verb_group(verb) if t.i <= verb.i])
