"""The speaker whom a headline names beside a colon or dash: "Merkel: no deal yet", "No deal yet, says no one - Merkel"."""

from __future__ import annotations

from kgraph.extract.attribution import Speaker, named_person
from kgraph.extract.lexicon import SAYING_BODIES, SPEECH_NOUNS
from kgraph.extract.syntax import is_role_noun
from kgraph.parse import Token

LONGEST_NAME = 5  # tokens of a speaker in a headline
FINDINGS = frozenset("study poll survey research source analyst expert scientist police officials".split())


def headline_speaker(passage: int, token: Token) -> Speaker | None:
    """The speaker of a headline's claim; None where the words beside the mark may be its topic ("Brexit: no deal yet")."""
    words = [t for t in token.doc if not t.is_space]
    for mark in words:
        if mark.text == ":" and token.i > mark.i:
            return _speaker(passage, words[: words.index(mark)], mark)
        spaced = mark.text in ("-", "–", "—") and mark.i > 0 and bool(mark.nbor(-1).whitespace_)
        if (mark.text == ":" or spaced) and token.i < mark.i:
            return _speaker(passage, words[words.index(mark) + 1 :], mark)
    return None


def _speaker(passage: int, words: list[Token], mark: Token) -> Speaker | None:
    if not 0 < len(words) <= LONGEST_NAME or any(t.pos_ in ("VERB", "AUX") for t in words):
        return None
    head = next((t for t in words if t.head not in words or t.head == t), words[0])
    speaks = head.ent_type_ in ("PERSON", "ORG") or is_role_noun(head) or head.base in FINDINGS | SAYING_BODIES | SPEECH_NOUNS
    return Speaker(passage, named_person(head), mark) if speaks else None
