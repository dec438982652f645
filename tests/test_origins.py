"""Independent origins: copies, agencies' text, shared passages and one speaker's words count once."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.ingest.manifest import Listing
from kgraph.ingest.metadata import make_document as labelled
from kgraph.model import Argument, ArgumentKind, Claim, Document, Fact, OriginKind
from kgraph.origins import Texts, sole_agency, with_origins
from kgraph.utterances import with_utterances
from tests.builders import make_claim, make_document

AGENCY = (
    "Smith is expected to take a tougher stand and during the campaign slammed Jones for having praised so many "
    "rulers around the whole wide world"
)
STAND = "Smith is expected to take a tougher stand"


def own(name: str, number: int = 12) -> str:
    """Words that no other article has."""
    return " ".join(f"{name}{n}" for n in range(number))


def article(name: str, body: str, headline: str | None = None, agencies: tuple[str, ...] = ()) -> Document:
    document = make_document(f"{name}.txt", f"{headline or own(name, 4)}\n{body}", f"Outlet {name}")
    return replace(document, agencies=agencies)


def traced(claims: Sequence[Claim], documents: Sequence[Document]) -> Fact:
    (fact,) = with_origins([Fact("f-1", tuple(with_utterances(claims, documents)[0]))], documents)
    return fact


def claimed(document: Document, quote: str, speaker: str | None = None) -> Claim:
    return make_claim(document, quote, "Smith", "take", "Jones", speaker=speaker)


def origins(quotes: Sequence[str], documents: Sequence[Document]) -> int:
    return len(traced([claimed(d, q) for d, q in zip(documents, quotes, strict=True)], documents).origins)


def test_ten_reprints_of_one_agency_line_count_as_one_origin_for_a_reason_that_shows_the_words() -> None:
    documents = [article(f"n{n}", f"{own(f'before{n}', 40)}. {AGENCY}. {own(f'after{n}', 40)}.") for n in range(10)]
    fact = traced([claimed(d, STAND) for d in documents], documents)
    assert (len(fact.outlets), len(fact.origins)) == (10, 1)
    (reason,) = fact.origin_reasons
    assert (reason.kind, reason.origin, len(reason.claims)) == (OriginKind.PASSAGE, fact.origins[0], 10)
    assert reason.words.startswith(STAND)
    assert reason.words in " ".join(documents[0].text.split())


def test_two_newsrooms_with_words_of_their_own_are_two_origins() -> None:
    documents = [article("a", "Smith will be tougher, people think."), article("b", "Many expect a hard line of Smith.")]
    fact = traced([claimed(documents[0], "Smith will be tougher"), claimed(documents[1], "Many expect a hard line of Smith")], documents)
    assert (len(fact.origins), fact.origin_reasons) == (2, ())


def test_a_passage_is_one_origin_while_what_stands_beside_it_has_two() -> None:
    documents = [article("a", f"{AGENCY}. Smith left within an hour, says {own('a', 30)}."),
                 article("b", f"{own('b', 30)}. Smith left in less than twelve hours. {AGENCY}.")]
    assert origins([STAND, STAND], documents) == 1
    assert origins(["Smith left within an hour", "Smith left in less than twelve hours"], documents) == 2


def test_a_passage_with_a_word_changed_is_one_origin() -> None:
    changed = AGENCY.replace("slammed", "attacked")
    added = AGENCY.replace("praised so", "praised ever so")
    documents = [article(n, f"{own(n, 40)}. {text}. {own(f'{n}x', 40)}.") for n, text in (("a", AGENCY), ("b", changed), ("c", added))]
    quotes = ["during the campaign slammed Jones for having praised so many rulers", "during the campaign attacked Jones for having praised so many rulers",
              "during the campaign slammed Jones for having praised ever so many rulers"]
    assert origins(quotes, documents) == 1


def test_one_short_run_that_two_newsrooms_share_may_be_chance() -> None:
    quote = "Smith met the mayor of Dover on Monday evening"
    documents = [article(n, f"{own(n, 30)}. {quote}. {own(f'{n}x', 30)}.") for n in ("a", "b")]
    assert origins([quote, quote], documents) == 2


def test_two_short_runs_are_no_chance_nor_is_one_beside_an_agency_credit() -> None:
    quote, other = "Smith met the mayor of Dover on Monday evening", "Nobody was told about it before the meeting began"
    documents = [article(n, f"{own(n, 30)}. {quote}. {own(f'{n}x', 30)}. {other}.") for n in ("a", "b")]
    assert origins([quote, quote], documents) == 1
    documents = [article(n, f"{own(n, 30)}. {quote}.", agencies=agencies) for n, agencies in (("a", ("AFP",)), ("b", ()))]
    assert origins([quote, quote], documents) == 1


def test_a_shared_run_that_covers_little_of_a_claim_joins_nothing() -> None:
    lead = "Smith met the mayor of Dover on Monday evening"
    documents = [article(n, f"{lead} {own(n, 20)}. {own(f'{n}x', 30)}.", agencies=("AFP",)) for n in ("a", "b")]
    assert origins([f"{lead} {own(n, 20)}" for n in ("a", "b")], documents) == 2


def test_a_shared_quotation_makes_no_shared_passage() -> None:
    words = "we hold it right to wait for the official results of all of the elections to be announced to everybody soon"
    documents = [article("a", f"{own('a', 20)}. He said “{words}” today."), article("b", f"The man told them: “{words}.” {own('b', 20)}.")]
    assert not any(of.any() for windows in Texts(documents).windows.values() for of in windows.values())


def test_one_speaker_in_two_outlets_is_one_origin_and_one_utterance() -> None:
    documents = [article("a", "“We wait for the results,” Brown said."), article("b", "Brown told reporters: “We wait for results.”")]
    fact = traced([claimed(documents[0], "We wait for the results", "Brown"), claimed(documents[1], "We wait for results", "Brown")], documents)
    assert len(fact.origins) == 1
    assert len({c.utterance for c in fact.claims}) == 1
    assert [(r.kind, r.words) for r in fact.origin_reasons] == [(OriginKind.UTTERANCE, "Brown")]


def test_a_title_in_somebodys_words_is_not_what_is_said() -> None:
    documents = [article(n, f"“President Roe will wait for the results of the count,” Brown said. {own(n, 20)}.") for n in ("a", "b")]
    titles = [replace(make_claim(d, "President Roe", "Roe", "be", "president", speaker="Brown"), implied=True, speakers=()) for d in documents]
    assert len(traced(titles, documents).origins) == 2


def test_claims_of_one_article_have_one_origin() -> None:
    document = article("a", "Smith will be tougher. Smith takes a hard line.")
    fact = traced([claimed(document, "Smith will be tougher"), claimed(document, "Smith takes a hard line")], [document])
    assert len(fact.origins) == 1


def test_an_article_whose_text_is_mostly_anothers_is_its_copy_also_where_a_claim_stands_in_the_headline() -> None:
    body = f"{AGENCY}, and {own('shared', 30)}."
    documents = [article("a", f"{body} {own('a', 10)}.", "Smith takes on Jones"), article("b", body, "Jones faces Smith")]
    fact = traced([claimed(documents[0], "Smith takes on Jones"), claimed(documents[1], "Jones faces Smith")], documents)
    assert (len(fact.origins), fact.origin_reasons[0].kind) == (1, OriginKind.COPY)


# --- agencies -----------------------------------------------------------------------------------------------------------

FILLER = "The council of Dover met on Monday to speak about the bridge over the river, which has been closed since the spring.\n"


@pytest.mark.parametrize(("before", "after", "expected"), [
    ("DOVER (Reuters) - ", "", "Reuters"),
    ("By Agence France-Presse\n", "", "AFP"),
    ("By Jane Doe, Associated Press\n", "", "AP"),
    ("", "(AFP)\n", "AFP"),
    ("", "Source: Reuters\n", "Reuters"),
    ("", "AFP contributed reporting.\n", None),
    ("", "With inputs from PTI\n", None),
    ("By Jane Doe and Reuters\n", "", None),
    ("DOVER (AP, Reuters) - ", "", None),
    ("DOVER (AGENCIES) - ", "", None),
    ("Bridge over the river. (Photo by AFP)\n", "", None),
    ("", "", None)])
def test_an_article_is_by_an_agency_where_its_text_and_not_its_picture_is_credited_to_it_alone(before: str, after: str, expected: str | None) -> None:
    text = f"Bridge stays closed\n\n{before}{FILLER}\n{FILLER.replace('Monday', 'Tuesday')}\n{after}"
    assert sole_agency(labelled("a.txt", text, Listing(outlet="The Daily Example"))) == expected


def test_two_articles_by_one_agency_are_one_origin_in_whatever_words() -> None:
    documents = [labelled(f"{n}.txt", f"Headline {n}\n\nDOVER (Reuters) - {words} {own(n, 30).capitalize()}.", Listing(outlet=f"Outlet {n}"))
                 for n, words in (("a", "Smith will be tougher."), ("b", "A hard line is expected of Smith."))]
    fact = traced([claimed(documents[0], "Smith will be tougher"), claimed(documents[1], "A hard line is expected of Smith")], documents)
    assert [(r.kind, r.words) for r in fact.origin_reasons] == [(OriginKind.AGENCY, "Reuters")]
    assert len(fact.origins) == 1


def test_an_agency_that_contributed_makes_no_origin_of_what_an_outlet_writes_itself() -> None:
    documents = [labelled(f"{n}.txt", f"Headline {n}\n\n{words} {own(n, 30)}.\n\nReuters contributed to this report.\n", Listing(outlet=f"Outlet {n}"))
                 for n, words in (("a", "Smith will be tougher."), ("b", "A hard line is expected of Smith."))]
    assert all(d.agencies == ("Reuters",) for d in documents)
    assert origins(["Smith will be tougher", "A hard line is expected of Smith"], documents) == 2


def test_what_an_agency_is_said_to_report_goes_back_to_it() -> None:
    documents = [labelled("a.txt", f"Headline\n\nDOVER (Reuters) - Smith will be tougher. {FILLER}", Listing(outlet="Outlet A")),
                 article("b", f"A hard line is expected of Smith, Reuters reports. {own('b', 20)}.")]
    said = claimed(documents[1], "A hard line is expected of Smith")
    said = replace(said, speakers=(Argument("Reuters", 0, 7, ArgumentKind.ENTITY, "Reuters", "ORG", "e-reuters"),))
    assert len(traced([claimed(documents[0], "Smith will be tougher"), said], documents).origins) == 1


# --- properties ---------------------------------------------------------------------------------------------------------

PASSAGES = (AGENCY, AGENCY.replace("campaign", "contest"), "Nobody was told about the meeting in the old town hall before it began at noon")
QUOTATIONS = ("We will wait for the official results of the count", "We will wait for the final results of the count")


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Document], list[list[Claim]]]:
    """Articles of passages that they share, words of their own and quotations, and facts that claim some of these sentences."""
    documents = []
    facts: dict[int, list[Claim]] = {}
    for n in range(draw(st.integers(1, 5))):
        sentences = draw(st.lists(st.one_of(st.sampled_from(PASSAGES), st.integers(2, 12), st.sampled_from(QUOTATIONS)), min_size=1, max_size=4))
        told = [own(f"w{n}x{place}", s) if isinstance(s, int) else s for place, s in enumerate(sentences)]
        body = " ".join(f"“{s},” Brown said." if s in QUOTATIONS else f"{s}." for s in told)
        agencies = draw(st.sampled_from([(), ("AFP",)]))
        document = replace(make_document(f"{n}.txt", f"Headline {n}\n{body}", f"Outlet {n}", date(2021, 3, 9)), agencies=agencies)
        documents.append(document)
        for sentence in dict.fromkeys(told):
            claim = claimed(document, sentence, "Brown" if sentence in QUOTATIONS else None)
            facts.setdefault(draw(st.integers(0, 2)), []).append(claim)
    return documents, list(facts.values())


def all_traced(documents: Sequence[Document], facts: Sequence[Sequence[Claim]]) -> tuple[Fact, ...]:
    by_place = {(c.evidence.document, c.id): c for c in with_utterances([c for f in facts for c in f], documents)[0]}
    return with_origins([Fact(f"f-{n}", tuple(by_place[c.evidence.document, c.id] for c in f)) for n, f in enumerate(facts)], documents)


@given(stories(), st.data())
def test_a_copy_of_an_article_under_another_outlet_adds_an_outlet_and_no_origin(
        story: tuple[list[Document], list[list[Claim]]], data: st.DataObject) -> None:
    documents, facts = story
    copied = data.draw(st.sampled_from(documents))
    name = data.draw(st.sampled_from(["copy.txt", "0 copy.txt"]))
    copy = replace(copied, id=name, outlet="The Copying Post")
    more = [[*f, *(replace(c, evidence=replace(c.evidence, document=name, outlet=copy.source)) for c in f if c.evidence.document == copied.id)]
            for f in facts]
    for before, after in zip(all_traced(documents, facts), all_traced([*documents, copy], more), strict=True):
        added = {"The Copying Post"} if copied.source in before.outlets else set()
        assert set(after.outlets) == {*before.outlets, *added}
        assert len(after.origins) == len(before.origins)


@given(stories(), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_there_are_never_more_origins_than_articles(
        story: tuple[list[Document], list[list[Claim]]], shuffled: random.Random) -> None:
    documents, facts = story
    traced_first = all_traced(documents, facts)
    mixed = [list(f) for f in facts]
    for group in (documents, *mixed):
        shuffled.shuffle(group)
    for first, second in zip(traced_first, all_traced(documents, mixed), strict=True):
        assert {c.id: c.origin for c in first.claims} == {c.id: c.origin for c in second.claims}
        assert [(r.kind, r.origin, r.claims) for r in first.origin_reasons] == [(r.kind, r.origin, r.claims) for r in second.origin_reasons]
        assert 1 <= len(first.origins) <= len({c.evidence.document for c in first.claims})
        assert bool(first.origin_reasons) == (len(first.origins) < len({c.evidence.document for c in first.claims}))
