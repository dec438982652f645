"""What a reporter is told of a fact, a claim, an entity, a difference, or of two claims."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import kgraph
from kgraph.copies import with_copies
from kgraph.differences import find_differences
from kgraph.errors import QueryError
from kgraph.judgements import Constraints, side_of_claim
from kgraph.merge import compare, merge
from kgraph.model import (
    Claim,
    ClaimGraph,
    Judged,
    Judgement,
    Modality,
    OriginKind,
    Polarity,
    Qualifier,
    Quantity,
    Role,
    SharedOrigin,
    Verdict,
)
from kgraph.why import why
from tests.builders import make_claim, make_document, make_graph
from tests.test_merge import QUOTE, articles, background, told


def graph_of(claims: list[Claim], among: list[Claim] | None = None, judged: Constraints | None = None) -> ClaimGraph:
    """The graph that merging makes of some claims."""
    comparison = compare([*claims, *(among or [])])
    facts = merge(comparison, judged or Constraints())
    named = {c.evidence.document for c in comparison.claims}
    graph = make_graph([d for d in articles(*[QUOTE] * 3) if d.id in named], [])
    return replace(graph, claims=comparison.claims, facts=facts, differences=find_differences(comparison, facts, graph.documents))


def pair(**more: Any) -> tuple[ClaimGraph, Claim, Claim]:
    """Two articles' claims in the same words, the second with something else about it."""
    docs = articles(QUOTE, QUOTE)
    left, right = told(docs[0]), told(docs[1], **more)
    return graph_of([left, right], background(docs)), left, right


def timed(claim: Claim, value: str) -> Claim:
    return replace(claim, qualifiers=(Qualifier(Role.TIME, "Friday", 0, 6, value),))


def test_a_fact_is_told_with_its_claims_and_the_joins_that_made_it() -> None:
    graph, left, right = pair()
    fact = graph.fact_of[left.id]
    lines = why(graph, fact.id).splitlines()
    assert lines[0] == f"{fact.id}: Smith meet Jones"
    assert lines[1] == "2 claims of 2 outlets."
    assert f"  {left.id}  Outlet 0: “{QUOTE}”" in lines
    join = next(n for n, line in enumerate(lines) if line.startswith("  score"))
    assert lines[join].startswith(f"  score {fact.joins[0].score:.2f}: overlap 1.00, ")
    assert "0.00" not in lines[join]
    assert {line.split()[0] for line in lines[join + 1 : join + 3]} == {left.id, right.id}


def test_a_fact_is_told_with_the_reason_why_outlets_are_one_origin() -> None:
    graph, left, right = pair()
    reason = SharedOrigin("o-1", OriginKind.PASSAGE, "met the mayor", (left.id, right.id))
    told_of = replace(graph, facts=tuple(replace(f, origin_reasons=(reason,)) for f in graph.facts))
    assert "One origin for Outlet 0, Outlet 1: they print the same words, “met the mayor”." in why(told_of, graph.fact_of[left.id].id).splitlines()


def test_a_fact_of_one_claim_says_that_nothing_was_joined() -> None:
    docs = articles(QUOTE)
    graph = graph_of([told(docs[0])])
    assert "One claim alone: nothing was joined." in why(graph, graph.facts[0].id)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"polarity": Polarity.NEGATED}, "Kept apart: one affirms what the other denies, or the opposite of it: affirmed against negated."),
        ({"modality": Modality.HYPOTHETICAL}, "Kept apart: one states what the other only supposes: asserted against hypothetical."),
        ({"subject": "Miller"}, "Kept apart: other participants: Smith against Miller."),
    ],
)
def test_what_keeps_two_claims_apart_is_named_with_the_values_of_both(more: dict[str, Any], says: str) -> None:
    graph, left, right = pair(**more)
    assert says in why(graph, left.id, right.id).splitlines()


def test_other_event_times_and_other_speakers_are_named() -> None:
    docs = articles(QUOTE, QUOTE)
    claims = [timed(told(docs[0]), "2016-11-11"), timed(told(docs[1]), "2020-11-13")]
    assert "Kept apart: other event time: 2016-11-11 against 2020-11-13." in why(graph_of(claims, background(docs)), *[c.id for c in claims])
    claims = [told(docs[0], speaker="Brown"), told(docs[1], speaker="Green")]
    text = why(graph_of(claims, background(docs)), *[c.id for c in claims])
    assert "Kept apart: the same words by different speakers: Brown against Green." in text


def test_two_claims_that_are_little_alike_are_told_so_with_their_score() -> None:
    docs = articles(QUOTE, QUOTE)
    left, right = told(docs[0]), background(docs)[-1]
    text = why(graph_of([left], background(docs)), left.id, right.id)
    assert "Kept apart: too little alike to be joined." in text
    assert "score 0.0" in text


def test_claims_of_one_fact_are_told_the_joins_between_them() -> None:
    docs = articles(QUOTE, QUOTE, QUOTE)
    claims = [told(d) for d in docs]
    graph = graph_of(claims, background(docs))
    texts = [why(graph, a.id, b.id) for i, a in enumerate(claims) for b in claims[i + 1 :]]
    assert sum("Joined directly." in text for text in texts) == 2
    assert sum("Joined through 2 joins:" in text for text in texts) == 1


def test_the_starts_of_ids_are_enough_and_a_fact_stands_for_its_first_claim() -> None:
    graph, left, right = pair()
    assert why(graph, left.id[:12]) == why(graph, left.id)
    assert "are one fact" in why(graph, graph.fact_of[left.id].id, right.id)


def test_a_persons_join_is_told_as_such_beside_what_the_machine_thinks() -> None:
    docs = articles(QUOTE, QUOTE)
    claims = [told(docs[0]), told(docs[1], polarity=Polarity.NEGATED)]
    places = {c.id: n for n, c in enumerate(compare([*claims, *background(docs)]).claims)}
    low, high = sorted(places[c.id] for c in claims)
    graph = graph_of(claims, background(docs), Constraints(((low, high),)))
    documents = {d.id: d for d in docs}
    sides = [side_of_claim(c, documents) for c in claims]
    judgement = Judgement(Verdict.SAME, sides[0], sides[1], "a typing error", "2021-05-04T09:00:00+00:00", "A. Poe")
    graph = replace(graph, judged=(Judged(judgement, claims[0].id, claims[1].id, True),))
    text = why(graph, claims[0].id, claims[1].id)
    assert "Joined directly, by a person." in text
    assert "By themselves they would be kept apart: one affirms what the other denies, or the opposite of it: affirmed against negated." in text
    assert f"same {claims[0].id} {claims[1].id} (2021-05-04 by A. Poe: a typing error)" in text
    assert "by a person (the machine: score" in why(graph, graph.fact_of[claims[0].id].id)


def test_a_difference_is_told_with_the_intervals_that_were_compared() -> None:
    docs = articles(QUOTE, QUOTE)
    hour = Qualifier(Role.DELAY, "within roughly an hour", 0, 22, None, Quantity(0, 3600, False, False, "s", "roughly"))
    twelve = Qualifier(Role.DELAY, "less than 12 hours", 0, 18, None, Quantity(0, 43200, False, True, "s"))
    claims = [told(docs[0], qualifiers=[hour]), told(docs[1], qualifiers=[twelve])]
    graph = graph_of(claims, background(docs))
    (difference,) = graph.differences
    text = why(graph, difference.id)
    assert "“within roughly an hour”: from 0 to 1 hour, hedged with “roughly”" in text
    assert "“less than 12 hours”: from 0 to less than 12 hours" in text
    assert "lies inside the" in text and "a hedged bound may be off by 50%." in text


def test_an_entity_is_told_with_its_mentions_and_the_reason_for_each(seed_graph: kgraph.Graph) -> None:
    peskov = next(e for e in seed_graph.entities if e.label == "Dmitry Peskov")
    lines = seed_graph.why(peskov.id).splitlines()
    assert lines[0] == f"{peskov.id}: Dmitry Peskov (PERSON)"
    assert any("“Peskov” ×" in line and line.endswith("part of the name (1)") for line in lines)
    assert sum(line.count("“") for line in lines) >= len({(m.document, m.text) for m in peskov.mentions})


def test_every_id_of_the_samples_can_be_explained(seed_graph: kgraph.Graph) -> None:
    g = seed_graph.content
    for id_ in [x.id for several in (g.facts, g.differences, g.entities, g.claims[::25]) for x in several]:
        assert seed_graph.why(id_).startswith(id_)


def test_two_claims_of_a_build_are_compared_as_merging_compared_them(seed_graph: kgraph.Graph) -> None:
    join = max((j for f in seed_graph.facts for j in f.joins), key=lambda j: j.score)
    assert f"score {join.score:.2f}: " + ", ".join(f"{n} {v:.2f}" for n, v in join.features if v) in seed_graph.why(join.left, join.right)


def test_a_copy_is_compared_as_the_article_that_it_copies() -> None:
    docs = articles(QUOTE, QUOTE.replace("met", "met again"))
    graph = graph_of([told(docs[0]), told(docs[1], QUOTE.replace("met", "met again"))])
    original = graph.documents[0]
    copied = with_copies(graph, {original.id: [replace(original, id="copy.txt", outlet="Copycat")]})
    copy = next(c for c in copied.claims if c.evidence.document == "copy.txt")
    first, second = graph.claims
    score = next(line for line in why(graph, first.id, second.id).splitlines() if line.startswith("score"))
    assert score in why(copied, first.id, second.id).splitlines()
    assert score in why(copied, copy.id, second.id).splitlines()
    assert "score 1.00: same text 1.00" in why(copied, copy.id)


def test_what_cannot_be_explained_is_told_of_with_what_to_do() -> None:
    graph, _, _ = pair()
    for ids, says in (
        (("c-nothing",), "there is no claim 'c-nothing'; ids stand in claims.jsonl"),
        (("c-",), r"'c-' is the start of several ids: c-\w+, .*; give more of it"),
        (("Smith",), "'Smith' is no id: a claim's starts with c-, a fact's f-, an entity's e-, a difference's d-"),
    ):
        with pytest.raises(QueryError, match=says):
            why(graph, *ids)
    document = make_document("x.txt", "Smith left.")
    lone = make_graph([document], [[make_claim(document, "Smith left", "Smith", "leave")]])
    with pytest.raises(QueryError, match="two claims or two facts can be compared; give kgraph why one entity or difference alone"):
        why(lone, lone.claims[0].id, lone.entities[0].id)
