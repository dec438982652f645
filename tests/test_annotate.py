"""Passages and their way back to the article's characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.annotate import load_pipeline, passages, shadow
from kgraph.errors import PipelineError
from kgraph.model import Document, LabelledSpan, Section


@given(st.text(max_size=200))
def test_every_character_of_the_shadow_leads_back_to_one_that_looks_like_it(text: str) -> None:
    copy, offsets = shadow(text, [(0, len(text))])
    assert len(offsets) == (len(copy) + 1 if copy else 0)
    assert list(offsets) == sorted(offsets)
    for character, at in zip(copy, offsets, strict=False):
        assert character == text[at] or character in " '\"." and (text[at].isspace() or text[at] in "‘’‛‚′`“”„‟«»…")


def document(text: str, *spans: tuple[int, int, Section]) -> Document:
    return Document("a.txt", text, tuple(LabelledSpan(*s, "test") for s in spans))


def test_a_sentence_cut_by_a_blank_line_is_read_as_one() -> None:
    text = "There is currently\n\na legal dispute."
    found = list(passages(document(text, (0, len(text), Section.BODY))))
    assert [p.text for p in found] == ["There is currently a legal dispute."]
    start = found[0].text.index("legal")
    assert text[slice(*found[0].source(start, start + 5))] == "legal"


def test_captions_and_boilerplate_are_not_read() -> None:
    text = "A man speaks. (Photo by AFP)\nThe man spoke."
    found = passages(document(text, (0, 28, Section.CAPTION), (29, len(text), Section.BODY)))
    assert [p.text for p in found] == ["The man spoke."]


def test_an_unknown_pipeline_is_refused_with_its_name() -> None:
    with pytest.raises(PipelineError, match="no_such_pipeline"):
        load_pipeline("no_such_pipeline")
