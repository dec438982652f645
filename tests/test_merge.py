"""Claims into facts: what must join, what must never."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import permutations
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph import blocking
from kgraph import merge as merging
from kgraph.merge import compare, forbids, merge
from kgraph.model import Claim, Document, Fact, Modality, Polarity, Qualifier, Role
from kgraph.sameness import similarity, veto, weigh
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


def test_one_wording_in_many_articles_is_one_fact() -> None:
    docs = articles(*[QUOTE] * 60, *["Rain fell in Oslo all night"] * 60)
    (fact,) = facts_with([told(d) for d in docs[:60]], background(docs))
    assert len(fact.outlets) == 60


def test_equal_words_of_a_claim_and_its_denial_are_two_facts_in_however_many_articles() -> None:
    docs = articles(*[QUOTE] * 40)
    claims = [told(d, polarity=Polarity.NEGATED if n % 2 else Polarity.AFFIRMED) for n, d in enumerate(docs)]
    assert [len(f.claims) for f in facts_with(claims, background(docs))] == [20, 20]


def test_every_article_of_two_wordings_is_compared_with_one_of_the_other() -> None:
    other = f"{QUOTE} at noon"
    docs = articles(*[QUOTE] * 30, *[other] * 12)
    comparison = compare([told(d, QUOTE if n < 30 else other) for n, d in enumerate(docs)] + background(docs))
    across = {c.evidence.document for p in comparison.pairs for c in (comparison.claims[p.left], comparison.claims[p.right])
              if {other, QUOTE} == {comparison.claims[p.left].evidence.quote, comparison.claims[p.right].evidence.quote}}
    assert across == {d.id for d in docs}


def test_a_story_on_one_template_has_no_more_pairs_than_its_claims_allow() -> None:
    quotes = [f"{QUOTE} about contract {n} at house{n * 7}" for n in range(400)]
    docs = articles(*quotes)
    comparison = compare([told(d, q) for d, q in zip(docs, quotes, strict=True)] + background(docs))
    assert len(comparison.pairs) < 50 * len(comparison.claims)


# --- any claims ---------------------------------------------------------------------------------------------------


@st.composite
def stories(draw: st.DrawFn) -> list[Claim]:
    """Claims of some articles that differ in few ways, so that many are alike and many must not be joined."""
    people = st.sampled_from(["Smith", "Jones"])
    told_of = st.tuples(
        st.integers(0, 4), people, st.sampled_from(["meet", "sue"]), st.none() | people, st.sampled_from(Polarity), st.none() | people,
        st.sampled_from([None, "2016-03-01", "2020-03-01"]), st.sampled_from(["verb", "report", "nominal"]),
        st.sets(st.sampled_from("bridge harbour geneva friday ministers prices".split()), min_size=1, max_size=4),
    )  # fmt: skip
    claims = {}
    for number, (article, subject, relation, object_, polarity, speaker, year, rule, words) in enumerate(draw(st.lists(told_of, max_size=14))):
        quote = " ".join([subject, relation, *([object_] if object_ else []), *sorted(words)])
        document = make_document(f"{article}.txt", f"Headline {article}\n{' ' * number}{quote}.", f"Outlet {article}")
        times = [Qualifier(Role.TIME, "then", 11, 15, year)] if year else []
        claim = make_claim(document, quote, subject, relation, object_, qualifiers=times, polarity=polarity, speaker=speaker)
        claims[claim.id] = replace(claim, rule=rule)
    return list(claims.values())


@contextmanager
def tight_limits() -> Iterator[None]:
    """Limits so low that small stories exceed them."""
    with patch.multiple(blocking, BLOCK=2, WINDOW=2, NEAREST=2, RAREST=3), patch.object(merging, "SAMPLE", 2):
        yield


@given(st.data(), stories())
def test_no_order_of_claims_changes_the_facts(data: st.DataObject, claims: list[Claim]) -> None:
    shuffled = data.draw(st.permutations(claims))
    assert merge(compare(shuffled)) == merge(compare(claims))
    with tight_limits():
        assert merge(compare(shuffled)) == merge(compare(claims))


@given(stories())
def test_merging_the_claims_of_facts_again_gives_the_same_facts(claims: list[Claim]) -> None:
    facts = merge(compare(claims))
    assert sorted(c.id for f in facts for c in f.claims) == sorted(c.id for c in claims)
    assert merge(compare([c for f in facts for c in f.claims])) == facts


@given(stories())
def test_no_fact_holds_two_claims_that_must_not_be_one(claims: list[Claim]) -> None:
    with tight_limits():
        tight = merge(compare(claims))
    weighted = {item.claim.id: item for item in weigh(claims, {})}
    for fact in (*tight, *merge(compare(claims))):
        for a, b in permutations(fact.claims, 2):
            assert not forbids(veto(weighted[a.id], weighted[b.id]))


@given(stories())
def test_no_fact_holds_both_yes_and_no(claims: list[Claim]) -> None:
    with tight_limits():
        tight = merge(compare(claims))
    for fact in (*tight, *merge(compare(claims))):
        for report in (True, False):
            assert len({c.stance for c in fact.claims if (c.rule == "report") is report}) <= 1
