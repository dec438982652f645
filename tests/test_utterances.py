"""Renderings of one act of speech are one utterance, and only those."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph import utterances
from kgraph.model import Argument, ArgumentKind, Claim, Document, Qualifier, RenderingForm, Role, Utterance
from kgraph.utterances import quoted_sentences, with_utterances
from kgraph.wording import EditKind, WordingKind, variants_of
from tests.builders import entity_id, make_claim, make_document

WAIT = "We will wait for the official results of the count to be announced"


def article(name: str, body: str, published: date | None = date(2021, 3, 9)) -> Document:
    return make_document(f"{name}.txt", f"Headline of {name}\n{body}", f"The {name.title()}", published)


def quoted(document: Document, words: str, speaker: str = "Ann Brown") -> Claim:
    return make_claim(document, words, "We", "wait for", speaker=speaker)


def reported(document: Document, words: str, speaker: str = "Ann Brown") -> Claim:
    """A claim that the article makes in its own words and lays into somebody's mouth."""
    return replace(quoted(document, words, speaker), quoted=False)


def report(document: Document, said: Claim, quote: str, *times: Qualifier, speaker: str = "Ann Brown") -> Claim:
    """(speaker, say, content), with the times of the saying."""
    claim = make_claim(document, quote, speaker, "say", qualifiers=times)
    e = said.evidence
    return replace(claim, rule="report", object=Argument(e.quote, e.start, e.end, ArgumentKind.CLAIM, e.quote, id=said.id))


def day(text: str, value: str | None = None) -> Qualifier:
    return Qualifier(Role.TIME, text, 0, len(text), value)


def found(claims: Sequence[Claim], *documents: Document) -> tuple[Utterance, ...]:
    return with_utterances(claims, documents)[1]


def test_one_quotation_in_other_words_is_one_utterance_with_the_words_marked() -> None:
    one = article("post", f"“{WAIT},” Brown said.")
    two = article("times", "Brown told reporters: “We will wait for the final results of the count.”")
    (utterance,) = found([quoted(one, WAIT), quoted(two, "We will wait for the final results of the count")], one, two)
    assert (utterance.speaker, utterance.label, utterance.outlets) == (entity_id("Ann Brown"), "Ann Brown", ("The Post", "The Times"))
    base, other = variants_of(utterance)
    assert (base.kind, base.words, base.outlets) == (WordingKind.BASE, WAIT, ("The Post",))
    assert [(e.kind, e.base, e.words) for e in other.edits if e.kind is not EditKind.EQUAL] == [
        (EditKind.REPLACE, "official", "final"), (EditKind.DELETE, "to be announced", "")]


def test_every_quoted_or_reported_claim_has_the_utterance_of_its_words_and_no_other_claim_has_one() -> None:
    one = article("post", f"“{WAIT},” Brown said. The town is calm.")
    claims = [quoted(one, WAIT), quoted(one, "wait for the official results"), make_claim(one, "The town is calm", "town", "be")]
    claims.append(report(one, claims[0], f"{WAIT},” Brown said"))
    given_back, (utterance,) = with_utterances(claims, [one])
    assert [c.utterance for c in given_back] == [utterance.id, utterance.id, None, utterance.id]
    assert utterance.renderings[0].claims == tuple(sorted({c.id for c in (claims[0], claims[1], claims[3])}))


def test_a_truncated_quotation_is_part_of_the_whole_one() -> None:
    one = article("post", "“Leaving the council, I am able to look back at the whole of my career with pride,” Brown said.")
    two = article("times", "Brown said: “I am able to look back at the whole of my career.”")
    three = article("echo", "“I am able to look back at the whole of my career with pride, and gladly so, leaving it to others,” Brown said.")
    claims = [quoted(d, "I am able to look back at the whole of my career") for d in (one, two, three)]
    (utterance,) = found(claims, one, two, three)
    assert {w.outlets[0]: w.kind for w in variants_of(utterance)}["The Times"] is WordingKind.PART


def test_a_translation_of_the_same_statement_is_the_same_utterance() -> None:
    one = article("post", "“We think it appropriate to wait for the official count of votes,” Brown said.")
    two = article("times", "“We believe it is correct to wait for the official results to be announced,” Brown said.")
    claims = [quoted(one, "We think it appropriate to wait for the official count of votes"), quoted(two, "We believe it is correct to wait")]
    assert len(found(claims, one, two)) == 1


def test_indirect_speech_is_a_rendering_and_marked_so() -> None:
    one = article("post", f"“{WAIT},” Brown said.")
    two = article("times", "Brown said the town would wait for the official results of the count.")
    (utterance,) = found([quoted(one, WAIT), reported(two, "the town would wait for the official results of the count")], one, two)
    assert [(r.outlet, r.form) for r in utterance.renderings] == [("The Post", RenderingForm.DIRECT), ("The Times", RenderingForm.INDIRECT)]


def test_a_sentence_that_quotes_some_of_the_words_is_a_mixed_rendering() -> None:
    one = article("post", "Brown said the bridge “must not be opened to anybody” before the spring.")
    (utterance,) = found([quoted(one, "the bridge “must not be opened to anybody” before the spring")], one)
    assert [(r.form, r.words) for r in utterance.renderings] == [
        (RenderingForm.MIXED, "the bridge “must not be opened to anybody” before the spring")]


def test_the_parts_of_a_quotation_that_its_speaker_interrupts_are_one_rendering() -> None:
    one = article("post", "“We will wait,” Ann Brown said, “for the official results of the count.” The town is calm.")
    (utterance,) = found([quoted(one, "We will wait"), quoted(one, "for the official results of the count")], one)
    (rendering,) = utterance.renderings
    assert rendering.words == "We will wait for the official results of the count."
    assert one.text[rendering.start : rendering.end] == rendering.quote
    assert "said" in rendering.quote


def test_two_sentences_of_one_quotation_are_two_utterances_although_they_share_words() -> None:
    text = "We consider it right to wait for the official results. Therefore we consider it right to wait for the official announcement."
    one, two = (article(name, f"“{text}” Brown said.") for name in ("post", "times"))
    claims = [quoted(d, words) for d in (one, two) for words in ("We consider it right to wait", "Therefore we consider it right to wait")]
    assert [[r.outlet for r in u.renderings] for u in found(claims, one, two)] == [["The Post", "The Times"]] * 2


def test_an_abbreviation_ends_no_sentence_of_a_quotation() -> None:
    one = article("post", "“I thank Rep. Doe of the U.S. House. He was kind to us,” Brown said.")
    assert [[one.text[a:b] for a, b in spans] for spans in quoted_sentences(one)] == [["I thank Rep. Doe of the U.S. House."], ["He was kind to us"]]


def test_the_same_words_of_two_speakers_are_two_utterances() -> None:
    one, two = article("post", f"“{WAIT},” Brown said."), article("times", f"“{WAIT},” Roe said.")
    assert [u.label for u in sorted(found([quoted(one, WAIT), quoted(two, WAIT, "Jim Roe")], one, two), key=lambda u: u.label or "")] == [
        "Ann Brown", "Jim Roe"]


@pytest.mark.parametrize(("monday", "friday", "expected"), [
    (day("on Monday", "2021-03-08"), day("on Friday", "2021-03-05"), 2),
    (day("on Monday"), day("on Friday"), 2),
    (day("on Monday", "2021-03-08"), day("on Monday"), 1),
    (day("on Monday", "2021-03-08"), day("last year", "2020"), 1)])
def test_the_same_words_on_another_day_are_another_utterance(monday: Qualifier, friday: Qualifier, expected: int) -> None:
    documents = [article(name, f"“{WAIT},” Brown said.") for name in ("post", "times")]
    said = [quoted(d, WAIT) for d in documents]
    reports = [report(d, c, f"{WAIT},” Brown said", time) for d, c, time in zip(documents, said, (monday, friday), strict=True)]
    assert len(found([*said, *reports], *documents)) == expected


def test_an_article_cannot_render_what_was_said_after_it_appeared() -> None:
    early, late = article("post", f"“{WAIT},” Brown said.", date(2021, 3, 1)), article("times", f"“{WAIT},” Brown said.")
    said = [quoted(d, WAIT) for d in (early, late)]
    later = report(late, said[1], f"{WAIT},” Brown said", day("on Monday", "2021-03-08"))
    assert len(found([*said, later], early, late)) == 2


def test_a_speaker_who_is_only_described_may_be_the_one_who_is_named() -> None:
    one, two = article("post", f"“{WAIT},” Brown said."), article("times", f"“{WAIT},” a spokeswoman said.")
    claim = quoted(two, WAIT, "a spokeswoman")
    unknown = replace(claim, speakers=(replace(claim.speakers[0], id=None, type=None, kind=ArgumentKind.PHRASE),))
    (utterance,) = found([quoted(one, WAIT), unknown], one, two)
    assert (utterance.speaker, utterance.label) == (entity_id("Ann Brown"), "Ann Brown")


def test_somebody_described_and_somebody_named_in_one_article_are_two_speakers() -> None:
    one = article("post", "The bill is drawn narrowly and clearly for all of us, backers say. Brown said: “The bill is drawn narrowly and clearly for us.”")
    backers = reported(one, "The bill is drawn narrowly and clearly for all of us", "backers")
    backers = replace(backers, speakers=(replace(backers.speakers[0], id=None, type=None, kind=ArgumentKind.PHRASE),))
    assert len(found([backers, quoted(one, "The bill is drawn narrowly and clearly for us")], one)) == 2


def test_words_that_a_quotation_lets_another_say_are_that_ones_utterance() -> None:
    one = article("post", "“Jim Roe has often said he will respect the choice of the town,” Brown said.")
    whole = quoted(one, "Jim Roe has often said he will respect the choice of the town")
    inner = make_claim(one, "he will respect the choice of the town", "Jim Roe", "respect", speaker="Jim Roe")
    inner = replace(inner, speakers=(*inner.speakers, *whole.speakers))
    assert {u.label: [r.form.value for r in u.renderings] for u in found([whole, inner], one)} == {
        "Ann Brown": ["direct"], "Jim Roe": ["indirect"]}


def test_statements_on_other_things_by_one_speaker_stay_apart() -> None:
    one = article("post", "“I would like to thank my staff in Dover for all of their hard work,” Brown said.")
    two = article("times", "“I would also like to thank my family for their unwavering support,” Brown said.")
    claims = [quoted(one, "I would like to thank my staff"), quoted(two, "I would also like to thank my family")]
    assert len(found(claims, one, two)) == 2


def test_the_wording_that_most_outlets_print_is_the_one_the_others_are_compared_with() -> None:
    short, long = "We will wait for the results of the count", "We will wait for the results of the long count in Dover"
    documents = [article(n, f"“{w},” Brown said.") for n, w in (("post", short), ("times", short), ("echo", long))]
    (utterance,) = found([quoted(d, "We will wait for the results of the") for d in documents], *documents)
    assert [(w.kind, len(w.renderings)) for w in variants_of(utterance)] == [(WordingKind.BASE, 2), (WordingKind.WHOLE, 1)]


def newsrooms(number: int) -> tuple[list[Document], list[Claim]]:
    """Articles that quote one sentence, each with another word in it."""
    documents, claims = [], []
    for n in range(number):
        words = f"We will wait for the official results of the count in district{n} to be announced by the board"
        documents.append(article(f"outlet{n:04}", f"“{words},” Brown said."))
        claims.append(quoted(documents[-1], words))
    return documents, claims


def test_the_work_grows_with_the_renderings_and_not_with_their_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = [0]
    compared = utterances.matching

    def counting(base: Sequence[str], other: Sequence[str]) -> int:
        counted[0] += 1
        return compared(base, other)

    monkeypatch.setattr(utterances, "matching", counting)
    calls = []
    for number in (100, 200):
        documents, claims = newsrooms(number)
        counted[0] = 0
        assert [len(u.outlets) for u in found(claims, *documents)] == [number]
        calls.append(counted[0])
    assert calls[1] < 3 * calls[0]


SENTENCES = ("We will wait for the official results of the long count", "We will wait for the final results of the count here",
             "I thank my family and my friends for their help", "The bridge must not be opened before the spring")


@given(st.lists(st.tuples(st.lists(st.sampled_from(SENTENCES), max_size=3, unique=True), st.sampled_from(["Ann Brown", "Jim Roe"])), max_size=6),
       st.randoms(use_true_random=False))
def test_neither_the_order_of_articles_nor_that_of_claims_matters(told: list[tuple[list[str], str]], shuffled: random.Random) -> None:
    documents = [article(f"n{n}", " ".join(f"“{s},” {speaker} said." for s in said)) for n, (said, speaker) in enumerate(told)]
    claims = [quoted(d, s, speaker) for d, (said, speaker) in zip(documents, told, strict=True) for s in said]
    given_back, expected = with_utterances(claims, documents)
    mixed, others = list(documents), list(claims)
    shuffled.shuffle(mixed)
    shuffled.shuffle(others)
    again, utterances_again = with_utterances(others, mixed)
    assert utterances_again == expected
    assert {c.id: c.utterance for c in again} == {c.id: c.utterance for c in given_back}
    for utterance in expected:
        assert len({c.speaker_id for c in given_back if c.utterance == utterance.id}) == 1
