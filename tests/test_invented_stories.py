"""Differences of invented stories, read by the whole pipeline: tests/data/differences.txt."""

from __future__ import annotations

import pytest
from spacy.language import Language

from benchmarks.differences import STORIES, compared

FLOOR, CEILING = 42, 12  # of 121 wanted differences found, of cards that nobody asked for (most of them true, read by eye)


@pytest.mark.slow
def test_invented_stories_keep_their_differences(nlp: Language) -> None:
    found = unasked = 0
    for _, _, _, told, others in compared(STORIES, nlp):
        found += len(told)
        unasked += len(others)
    assert found >= FLOOR
    assert unasked <= CEILING
