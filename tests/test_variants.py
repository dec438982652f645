"""Shapes of training texts that news has: datelines, British spelling, foreign names."""

from __future__ import annotations

import random

import pytest

from training.read import Token, Word
from training.variants import (
    british,
    dateline,
    dateline_tokens,
    in_british_spelling,
    passage_with_foreign_names,
    with_foreign_names,
)


def word(form: str, head: int, relation: str, upos: str = "NOUN") -> Word:
    return Word(form, form.lower(), upos, "NN", "", head, relation, 0, True, "")


SENTENCE = (
    word("Anna", 2, "nsubj", "PROPN"),
    word("Weber", 0, "flat", "PROPN"),
    word("organized", 2, "root", "VERB"),
    word("Labor", 4, "compound", "PROPN"),
    word("theater", 2, "obj"),
)
PASSAGE = tuple(
    Token(form, tag, True)
    for form, tag in [("Anna", "B-PERSON"), ("Weber", "I-PERSON"), ("left", "O"), ("Vienna", "B-LOC"), ("and", "O"), ("UNESCO", "B-ORG"), ("Weber", "B-PERSON")]
)


@pytest.mark.parametrize("seed", range(40))
def test_a_dateline_is_a_tree_of_its_own_with_a_place_in_capitals(seed: int) -> None:
    sentence = dateline(random.Random(seed))
    assert [at for at, w in enumerate(sentence) if w.head == at] == [0]
    assert all(sentence[w.head].head in (0, w.head) or sentence[w.head].relation != "punct" for w in sentence)
    place = [w.form for w in sentence if w.relation in ("root", "flat")]
    assert all(form.isupper() for form in place)
    tokens = dateline_tokens(sentence)
    assert [t.form for t in tokens] == [w.form for w in sentence]
    assert [t.form for t in tokens if t.tag.endswith("LOC")] == place
    assert [t.tag[0] for t in tokens if t.tag.endswith("LOC")] == ["B", *["I"] * (len(place) - 1)]
    assert tokens[-1].tag == "O" and tokens[-1].form in "-–—"


def test_datelines_are_printed_as_agencies_print_them() -> None:
    drawn = {"".join(w.form + " " * w.space_after for w in dateline(random.Random(seed))).strip() for seed in range(300)}
    assert any("(" in text and "( " not in text and " )" not in text for text in drawn)
    assert any("," in text for text in drawn) and not any(" ," in text for text in drawn)


@pytest.mark.parametrize(
    ("american", "expected"),
    [
        ("Honored", "Honoured"),
        ("vigorous", "vigorous"),
        ("honorary", "honorary"),
        ("elaborate", "elaborate"),
        ("specialized", "specialised"),
        ("organizations", "organisations"),
        ("citizen", "citizen"),
        ("resize", "resize"),
        ("seized", "seized"),
        ("defense", "defence"),
        ("programs", "programmes"),
        ("canceled", "cancelled"),
        ("LABOR", "LABOR"),
    ],
)
def test_american_words_are_respelled_and_others_stay(american: str, expected: str) -> None:
    assert british(american) == expected


def test_british_spelling_changes_words_and_lemmas_but_no_names() -> None:
    sentence = in_british_spelling(SENTENCE)
    assert [w.form for w in sentence] == ["Anna", "Weber", "organised", "Labor", "theatre"]
    assert sentence[2].lemma == "organised" and sentence[4].lemma == "theatre"


def test_foreign_names_replace_people_and_leave_the_tree() -> None:
    sentence = with_foreign_names(SENTENCE, random.Random(1))
    assert {w.form for w in sentence[:2]}.isdisjoint({"Anna", "Weber"})
    assert sentence[2:] == SENTENCE[2:]
    assert [(w.head, w.relation) for w in sentence] == [(w.head, w.relation) for w in SENTENCE]


def test_foreign_names_of_a_passage_keep_their_kinds() -> None:
    passage = passage_with_foreign_names(PASSAGE, random.Random(1))
    assert [t.tag for t in passage] == [t.tag for t in PASSAGE]
    assert [a.form == b.form for a, b in zip(passage, PASSAGE, strict=True)] == [False, False, True, False, True, True, False]
