"""Headlines in capitals as the article's own sentences write their words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kgraph.annotate import passages
from kgraph.lettercase import as_in_sentences, capitalised
from kgraph.model import Document, LabelledSpan, Section


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_rewritten_headline_has_the_same_letters_at_the_same_places(headline: str, body: str) -> None:
    written = as_in_sentences(headline, capitalised([body]))
    assert len(written) == len(headline)
    assert [a.casefold() for a in written] == [a.casefold() for a in headline]


def test_a_name_that_starts_a_sentence_is_known_unless_it_is_also_a_word() -> None:
    assert capitalised(["Weber left. Hope remained. They hope for peace. However, May came."]) == {"weber": "Weber", "may": "May"}


def test_a_headline_in_capitals_is_read_as_a_sentence_and_leads_back_to_the_article() -> None:
    headline = "WEBER WON'T SIGN THE NATO TREATY"
    text = f"{headline}\nThe chancellor, Anna Weber, will not sign the treaty of NATO."
    cut = len(headline)
    spans = (LabelledSpan(0, cut, Section.HEADLINE, "test"), LabelledSpan(cut, len(text), Section.BODY, "test"))
    first, second = passages(Document("a.txt", text, spans))
    assert first.text == "Weber won't sign the NATO treaty"
    assert second.text == text[cut + 1 :]
    assert text[slice(*first.source(0, len(first.text)))] == headline


def test_title_case_short_lines_in_capitals_and_articles_all_in_capitals_stay() -> None:
    for line in ("Weber Won't Sign the NATO Treaty", "NATO TALKS", "WEBER WON'T SIGN THE TREATY"):
        spans = (LabelledSpan(0, len(line), Section.HEADLINE, "test"),)
        assert [p.text for p in passages(Document("a.txt", line, spans))] == [line]
