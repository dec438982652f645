from __future__ import annotations

from hypothesis import given, settings
from spacy.tokens import Doc

from kgraph.parse import Parse, Span, Token, once
from tests.test_extract import parses

VALUES = ("i idx text lower_ lemma_ tag_ pos_ dep_ ent_type_ ent_iob_ whitespace_ is_alpha is_punct is_space like_num n_lefts n_rights "
          "is_sent_start").split()


@settings(max_examples=300, deadline=None)
@given(parses())
def test_a_parse_says_what_spacys_doc_says(doc: Doc) -> None:
    parse = Parse(doc)
    assert parse.text == doc.text
    for ours, theirs in zip(parse, doc, strict=True):
        assert [getattr(ours, value) for value in VALUES] == [getattr(theirs, value) for value in VALUES]
        assert len(ours) == len(theirs)
        assert ours.base == theirs.lemma_.lower()
        assert ours.relations == {child.dep_ for child in theirs.children}
        assert all(ours.has(dep, "none") == (dep in ours.relations) for dep in ("nsubj", "obj", "conj"))
        for name in ("head", "left_edge", "right_edge"):
            assert getattr(ours, name).i == getattr(theirs, name).i, name
        for name in ("children", "subtree", "ancestors"):
            assert [t.i for t in getattr(ours, name)] == [t.i for t in getattr(theirs, name)], name
        assert (ours.sent.start, ours.sent.end) == (theirs.sent.start, theirs.sent.end)
        assert [ours.is_ancestor(t) for t in parse] == [theirs.is_ancestor(t) for t in doc]
    for ours, theirs in ((parse.sents, list(doc.sents)), (parse.ents, list(doc.ents))):
        assert [(s.start, s.end, s.label_, s.text, s.root.i) for s in ours] == [(s.start, s.end, s.label_, s.text, s.root.i) for s in theirs]


@given(parses())
def test_a_word_is_asked_once(doc: Doc) -> None:
    asked: list[Token] = []
    ask = once(lambda token: asked.append(token) or token.lower_)
    words = [token.lower_ for token in Parse(doc) for _ in range(2) if ask(token) == token.lower_]
    assert len(words) == 2 * len(asked) == 2 * len(doc)


@settings(max_examples=300, deadline=None)
@given(parses())
def test_every_span_has_the_text_and_the_root_that_spacys_has(doc: Doc) -> None:
    parse = Parse(doc)
    for start in range(len(doc)):
        for end in range(start + 1, len(doc) + 1):
            ours, theirs = parse[start:end], doc[start:end]
            assert (ours.text, ours.root.i, ours.start_char, ours.end_char) == (theirs.text, theirs.root.i, theirs.start_char, theirs.end_char)
            assert [token in ours for token in parse] == [start <= i < end for i in range(len(doc))]
            assert ours == Span(parse, start, end)
