"""Claims into facts: what must join, what must never."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest

from kgraph.merge import compare, merge
from kgraph.model import Claim, Document, Fact, Modality, Polarity, Qualifier, Role
from kgraph.sameness import similarity, weigh
from tests.builders import make_claim, make_document

QUOTE = "Smith met Jones in Geneva on Friday"
OTHER = "Ministers opened the bridge. Rain fell in Oslo. Prices rose again. The harbour stays closed."


def articles(*sentences: str) -> list[Document]:
    return [make_document(f"{n}.txt", f"Headline {n}\n{s}. {OTHER}", f"Outlet {n}") for n, s in enumerate(sentences)]


def told(document: Document, quote: str = QUOTE, subject: str = "Smith", object_: str = "Jones", **more: object) -> Claim:
    return make_claim(document, quote, subject, "meet", object_, **more)  # type: ignore[arg-type]


def background(documents: Sequence[Document]) -> list[Claim]:
    """Claims of other content, so that words have weights."""
    return [
        make_claim(d, s, f"Subject{i}", "do", None)
        for d in documents
        for i, s in enumerate(("Ministers opened the bridge", "Rain fell in Oslo", "Prices rose again", "The harbour stays closed"))
    ]


def facts_with(claims: Sequence[Claim], among: Sequence[Claim]) -> list[Fact]:
    wanted = {c.id for c in claims}
    return [f for f in merge(compare([*claims, *among])) if wanted & {c.id for c in f.claims}]


def test_the_same_event_in_two_outlets_is_one_fact() -> None:
    docs = articles(QUOTE, QUOTE)
    assert len(facts_with([told(d) for d in docs], background(docs))) == 1


def test_a_negated_claim_does_not_corroborate_the_affirmed() -> None:
    docs = articles(QUOTE, QUOTE)
    claims = [told(docs[0]), told(docs[1], polarity=Polarity.NEGATED)]
    assert len(facts_with(claims, background(docs))) == 2


def test_another_year_is_another_event() -> None:
    docs = articles(QUOTE, QUOTE)
    claims = [
        told(d, qualifiers=[Qualifier(Role.TIME, "Friday", d.text.index("Friday"), d.text.index("Friday") + 6, value)])
        for d, value in zip(docs, ("2016-11-11", "2020-11-13"), strict=True)
    ]
    assert len(facts_with(claims, background(docs))) == 2


def test_the_same_words_by_two_speakers_are_two_facts() -> None:
    docs = articles(QUOTE, QUOTE)
    claims = [told(docs[0], speaker="Brown"), told(docs[1], speaker="Green")]
    assert len(facts_with(claims, background(docs))) == 2


def test_another_person_as_doer_is_another_fact() -> None:
    docs = articles(QUOTE, QUOTE.replace("Smith", "Miller"))
    claims = [told(docs[0]), told(docs[1], QUOTE.replace("Smith", "Miller"), "Miller")]
    assert len(facts_with(claims, background(docs))) == 2


def test_a_hypothesis_does_not_corroborate_a_statement() -> None:
    docs = articles(QUOTE, QUOTE)
    claims = [told(docs[0]), told(docs[1], modality=Modality.HYPOTHETICAL)]
    assert len(facts_with(claims, background(docs))) == 2


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_claims_does_not_change_the_facts(order: tuple[int, ...]) -> None:
    docs = articles(QUOTE, QUOTE, "Smith talked to Jones on Friday")
    claims = [told(docs[0]), told(docs[1]), told(docs[2], "Smith talked to Jones on Friday")]
    assert merge(compare([claims[i] for i in order])) == merge(compare(claims))


def test_merging_what_is_merged_changes_nothing() -> None:
    docs = articles(QUOTE, QUOTE)
    facts = merge(compare([told(d) for d in docs] + background(docs)))
    assert merge(compare([c for f in facts for c in f.claims])) == facts


def test_similarity_does_not_depend_on_which_claim_comes_first() -> None:
    docs = articles(QUOTE, "Smith talked to Jones on Friday")
    left, right = weigh([told(docs[0]), told(docs[1], "Smith talked to Jones on Friday")], {})
    assert similarity(left, right) == similarity(right, left)


def test_a_fact_is_named_after_its_smallest_claim() -> None:
    docs = articles(QUOTE, QUOTE)
    (fact,) = facts_with([told(d) for d in docs], background(docs))
    assert fact.id == "f-" + min(c.id for c in fact.claims)[2:]


def test_a_claim_is_never_compared_by_its_confidence() -> None:
    docs = articles(QUOTE, QUOTE)
    claims = [told(docs[0]), replace(told(docs[1]), confidence=0.1)]
    assert len(facts_with(claims, background(docs))) == 1
