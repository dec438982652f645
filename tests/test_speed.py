"""That no step takes more than its share where an article is long: counted in what is made, or in calls, not in seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
from spacy.language import Language

from kgraph import upkeep
from kgraph.annotate import LONGEST_WORD, annotate_one, load_pipeline, shadow
from kgraph.coreference import corefer, read_model
from kgraph.extract.claims import extract
from kgraph.model import Document, LabelledSpan, Section
from kgraph.resolve import named_clusters, resolve

PLACES = "Arlen Bexley Corwen Dunmore Elgin Farsund Galway Hobart Ivrea Jasper Keswick Lugano".split()
STORY = ("Mayor Anna Weber of {0} said on Monday that the bridge near {1} had cost {2} million euros. "
         "She told reporters that the council would vote on it, and that it was safe. The minister, Jonas Novak, denied the report.")


@pytest.fixture(scope="module")
def small() -> Language:
    return load_pipeline("en_kgraph_sm")


def long_article(paragraphs: int) -> Document:
    text = "\n\n".join(STORY.format(PLACES[n % 12], PLACES[n * 5 % 12], n + 3) for n in range(paragraphs))
    return Document("long.txt", text, (LabelledSpan(0, len(text), Section.BODY, "test"),))


def calls(work: Callable[[], Any]) -> int:
    """How many Python functions are called while something is done."""
    count = 0

    def counted(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_resolving_an_article_eight_times_as_long_takes_no_more_than_ten_times_the_steps(small: Language) -> None:
    short, long = (extract(annotate_one(long_article(size), small)[0]) for size in (15, 120))
    resolve([short])
    assert calls(lambda: resolve([long])) < 10 * calls(lambda: resolve([short]))


def test_pronouns_of_a_long_article_find_the_antecedents_that_they_find_in_its_last_part(small: Language) -> None:
    long = extract(annotate_one(long_article(40), small)[0])
    linked = [k for c in corefer(long, named_clusters(long), read_model()) for k in c.links if k.reason.startswith("pronoun")]
    assert len({link.mention.passage for link in linked if link.mention.text == "She"}) == 40


def test_a_row_of_quotation_marks_is_cut_and_every_character_keeps_its_place() -> None:
    row = "He said " + "'" * 5 * LONGEST_WORD + " it."
    text, offsets = shadow(row, [(0, len(row))])
    assert max(map(len, text.split())) == LONGEST_WORD
    assert len(text) == len(offsets) - 1 and list(offsets) == sorted(offsets)
    assert all(row[at] == mark for mark, at in zip(text, offsets, strict=False) if mark != " ")


def test_an_article_reads_the_same_whatever_was_read_before_it(small: Language) -> None:
    document = long_article(2)
    alone = annotate_one(document, small)[1]
    annotate_one(Document("b.txt", "Qwrtz Plm signed the zxcvb.", (LabelledSpan(0, 27, Section.BODY, "test"),)), small)
    assert annotate_one(document, small)[1] == alone
    again, packed = annotate_one(document, small, alone)
    assert packed == alone
    assert repr(extract(again)) == repr(extract(annotate_one(document, small)[0]))


def test_the_words_of_an_article_are_forgotten_with_it(small: Language) -> None:
    text = "The mayor praised Qzaxwvu and the Wpqlkzm treaty."
    annotate_one(Document("a.txt", text, (LabelledSpan(0, len(text), Section.BODY, "test"),)), small)
    assert "Qzaxwvu" not in small.vocab.strings


def test_progress_tells_how_many_inputs_are_set_aside(tmp_path: Any) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.txt").write_text(STORY.format("Arlen", "Elgin", 4))
    (source / "empty.txt").write_text(" ")
    told: list[tuple[str, int, int]] = []
    from kgraph.api import articles_of

    upkeep.update(tmp_path / "out", articles_of([str(source)], {}), upkeep.Settings("en_kgraph_sm"), None, lambda *step: told.append(step))
    assert (upkeep.ASIDE, 1, 1) in told and ("reading articles", 1, 1) in told
