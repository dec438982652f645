"""Which claims are compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph import blocking
from kgraph.blocking import OVERLAP, candidates

WEIGHTS = {"flood": 2.0, "oslo": 1.5, "dam": 3.0, "mayor": 1.0, "rain": 2.5, "north": 0.5}


def held(*terms: str) -> dict[str, float]:
    return {term: WEIGHTS.get(term, 1.0) for term in terms}


def all_pairs(claims: Sequence[Mapping[str, float]]) -> Iterator[tuple[int, int]]:
    """What `candidates` stands for, said plainly."""
    counts = {term: sum(term in claim for claim in claims) for claim in claims for term in claim}
    for (i, one), (j, two) in combinations(enumerate(claims), 2):
        shared = one.keys() & two.keys()
        overlap = 2 * sum(one[term] for term in shared) / (sum(one.values()) + sum(two.values()) or 1)
        blocking_terms = [term for term in shared if counts[term] <= max(30, len(claims) // 3)]
        if overlap >= OVERLAP and len(blocking_terms) >= (1 if min(len(one), len(two)) <= 2 else 2):
            yield i, j


@given(st.lists(st.sets(st.sampled_from(sorted(WEIGHTS))), max_size=12))
def test_few_claims_are_all_compared_that_share_two_terms(claims: list[set[str]]) -> None:
    weighted = [held(*sorted(terms)) for terms in claims]
    assert candidates(weighted) == list(all_pairs(weighted))


def test_a_term_of_most_claims_makes_no_candidates() -> None:
    assert not candidates([held("mayor", "oslo", f"word{n}") for n in range(40)])
    assert candidates([held("mayor", "oslo", f"word{n}") for n in range(30)])


def test_where_many_claims_share_two_terms_each_is_compared_with_some_of_them() -> None:
    alike = [held("flood", "dam", "rain", f"word{n}") for n in range(400)]
    pairs = candidates(alike + [held(f"other{n}") for n in range(1000)])
    assert {n for pair in pairs for n in pair} == set(range(400))
    assert len(pairs) <= 400 * blocking.NEAREST


def test_of_many_claims_that_share_a_term_each_keeps_those_it_shares_most_with() -> None:
    alike = [held("flood", "dam", f"street{n // 2}") for n in range(100)]
    pairs = set(candidates(alike + [held(f"other{n}") for n in range(300)]))
    assert len(pairs) <= 100 * blocking.NEAREST
    assert pairs >= {(n, n + 1) for n in range(0, 100, 2)}


def test_claims_that_share_a_rare_term_are_compared_however_many_share_a_common_one() -> None:
    alike = [held("flood", "dam", f"word{n}") for n in range(400)]
    alike[3] |= held("barge")
    alike[397] |= held("barge")
    assert (3, 397) in candidates(alike + [held(f"other{n}") for n in range(1000)])


@pytest.mark.parametrize("step", [1, 50, 1 << 18])
def test_how_many_pairs_are_held_at_once_changes_nothing(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = [held("flood", f"street{n % 7}", f"hour{n % 11}", f"name{n % 13}") for n in range(120)]
    wanted = candidates(claims)
    monkeypatch.setattr(blocking, "STEP", step)
    assert candidates(claims) == wanted


def test_claims_without_terms_have_no_candidates() -> None:
    assert candidates([{}, {}]) == candidates([]) == []
