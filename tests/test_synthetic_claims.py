"""The generator of claims with a known answer, and how its answers are scored."""

from __future__ import annotations

import random

import pytest

from benchmarks.claims import Score, by_merging, measure, stories, word
from benchmarks.partitioned import merged_by_components, partitioned, whole
from kgraph.merge import compare, merge
from kgraph.sameness import normal


def test_the_same_seed_gives_the_same_claims() -> None:
    assert list(stories(500, seed=3)) == list(stories(500, seed=3))


def test_no_claim_has_the_id_of_another() -> None:
    ids = [claim.id for story in stories(3000) for claim, _ in story]
    assert len(ids) == len(set(ids))


def test_no_two_words_are_one_word_to_merging() -> None:
    assert len({normal(word(n)) for n in range(44_800)}) == 44_800


def test_claims_apart_or_together_are_scored_by_pairs_and_by_claims() -> None:
    story = next(s for s in stories(2000) if len(s) > 50)
    alone, together = Score(), Score()
    alone.add(story, [[claim.id] for claim, _ in story], 0, 0.0)
    together.add(story, [[claim.id for claim, _ in story]], 0, 0.0)
    assert (alone.joined, alone.cubed_precision / alone.claims) == (0, pytest.approx(1.0))
    assert together.right == together.known == alone.known > 0
    assert together.cubed_recall / together.claims == pytest.approx(1.0)
    assert together.sprung == together.traps


def test_no_claim_is_merged_with_its_denial_or_with_another_year() -> None:
    score = measure(stories(3000), merged=by_merging)["merged"]
    assert score.traps["polarity"] > 20
    assert score.traps["year"] > 20
    assert score.sprung["polarity"] == score.sprung["year"] == 0


def test_the_components_of_a_story_merged_apart_give_its_facts() -> None:
    for labelled in stories(3000, seed=5):
        claims = [claim for claim, _ in labelled]
        assert merged_by_components(claims) == merge(compare(claims))


def test_partitions_of_stories_in_any_order_give_the_facts_of_the_whole() -> None:
    found = list(stories(3000, seed=6))
    shuffled = [random.Random(n).sample(labelled, len(labelled)) for n, labelled in enumerate(reversed(found))]
    assert partitioned(shuffled, buckets=3).facts == whole(found).facts
