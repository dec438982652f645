"""Passages and their way back to the article's characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.annotate import LONGEST_PASSAGE, LONGEST_WORD, load_pipeline, passages, shadow
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


def paragraphs(*lines: str) -> list[str]:
    """The passages of an article whose every line is body."""
    text, spans = "", []
    for line in lines:
        text += "\n\n" * bool(text)
        spans.append((len(text), len(text) + len(line), Section.BODY))
        text += line
    read = list(passages(document(text, *spans)))
    for passage in read:
        for at, character in enumerate(passage.text):
            here = text[slice(*passage.source(at, at + 1))]
            assert here == character or character in ' "' and (here.isspace() or here in "“”")
    return [p.text for p in read]


def test_a_quotation_still_open_is_read_on_past_the_blank_line() -> None:
    assert paragraphs("“We expect", "Congress to vote on Monday,” she said.") == ['"We expect Congress to vote on Monday," she said.']
    assert paragraphs('He said "the difference is plain. There is', 'U.S. law to follow." He left.', "Nobody spoke.") == [
        'He said "the difference is plain. There is U.S. law to follow." He left.', "Nobody spoke."]


@pytest.mark.parametrize("lines", [
    ("“We will vote.", "Congress met.”"),  # the first sentence ends
    ("“We expect", "“Congress will vote,” she said."),  # the next paragraph opens a quotation of its own
    ("A 6\" pipe burst", "The street was closed."),  # nothing is closed
    ("“We expect”", "Congress met on Monday,” she said."),  # nothing was open
    ("The vote", "Congress met on Monday."),
])
def test_paragraphs_of_their_own_stay_apart(lines: tuple[str, str]) -> None:
    assert len(paragraphs(*lines)) == 2


def test_captions_and_boilerplate_are_not_read() -> None:
    text = "A man speaks. (Photo by AFP)\nThe man spoke."
    found = passages(document(text, (0, 28, Section.CAPTION), (29, len(text), Section.BODY)))
    assert [p.text for p in found] == ["The man spoke."]


def test_an_unknown_pipeline_is_refused_with_its_name() -> None:
    with pytest.raises(PipelineError, match="no_such_pipeline"):
        load_pipeline("no_such_pipeline")


def test_a_paragraph_far_longer_than_any_is_cut_behind_a_sentence_and_every_character_keeps_its_place() -> None:
    text = "Mayor Jane Doe opened the bridge. " * 2_000 + "x" * (LONGEST_WORD - 1)
    found = list(passages(Document("long.txt", text, (LabelledSpan(0, len(text), Section.BODY, "test"),))))
    assert len(found) == 14 and max(len(p.text) for p in found) <= LONGEST_PASSAGE
    assert all(p.text.endswith("bridge.") for p in found[:-1])
    assert all(text[at] == character for p in found for at, character in zip(p.offsets, p.text, strict=False) if character != " ")
    assert " ".join(p.text for p in found) == text
