"""Where outlets differ: refinement, conflict, and what is neither."""

from __future__ import annotations

from dataclasses import replace

from kgraph.differences import compare_quantities, find_differences
from kgraph.merge import compare, merge
from kgraph.model import Claim, Difference, DifferenceKind, DifferenceRelation, Qualifier, Quantity, Role
from tests.builders import make_claim, make_document

TEXT = "Smith congratulated Jones on the victory {}. Rain fell in Oslo. Prices rose again. The harbour stays closed."


def claims(*details: tuple[str, Quantity | None]) -> list[Claim]:
    found = []
    for n, (words, quantity) in enumerate(details):
        document = make_document(f"{n}.txt", TEXT.format(words), f"Outlet {n}")
        start = document.text.index(words)
        qualifiers = [Qualifier(Role.DELAY, words, start, start + len(words), None, quantity)] if quantity else []
        found.append(
            make_claim(
                document, f"Smith congratulated Jones on the victory {words}", "Smith", "congratulate", "Jones", qualifiers=qualifiers
            )
        )
        found += [make_claim(document, s, f"Subject{i}", "do") for i, s in enumerate(("Rain fell in Oslo", "Prices rose again"))]
    return found


def differences(*details: tuple[str, Quantity | None]) -> list[Difference]:
    comparison = compare(claims(*details))
    return [d for d in find_differences(comparison, merge(comparison)) if d.kind is DifferenceKind.DURATION]


def stance_differences(*words: str) -> list[Difference]:
    found = []
    for claim, word in zip(claims(*((w, None) for w in words))[::3], words, strict=True):
        start = claim.evidence.end - len(word)
        found.append(replace(claim, qualifiers=(Qualifier(Role.STANCE, word, start, start + len(word)),)))
    comparison = compare(found)
    return [d for d in find_differences(comparison, merge(comparison)) if d.kind is DifferenceKind.WORDING]


def test_what_two_writers_call_one_claim_is_a_difference_of_wording() -> None:
    (found,) = stance_differences("reportedly", "falsely")
    assert [v.value for v in found.variants] == ["falsely", "reportedly"]
    assert not stance_differences("reportedly", "reportedly")


HOUR = Quantity(0, 3600, False, False, "s", "roughly")
HALF_DAY = Quantity(0, 43200, False, True, "s")
TWO_DAYS = Quantity(172800, 172800, False, False, "s")


def test_a_tighter_bound_refines_and_does_not_contradict() -> None:
    (found,) = differences(("within roughly an hour", HOUR), ("in less than 12 hours", HALF_DAY))
    assert (found.relation, found.narrower) == (DifferenceRelation.REFINES, "within roughly an hour")
    assert [(v.value, v.outlets) for v in found.variants] == [
        ("in less than 12 hours", ("Outlet 1",)),
        ("within roughly an hour", ("Outlet 0",)),
    ]


def test_values_that_cannot_both_hold_conflict() -> None:
    (found,) = differences(("within roughly an hour", HOUR), ("two days later", TWO_DAYS))
    assert found.relation is DifferenceRelation.CONFLICTS


def test_an_outlet_that_stays_silent_is_no_variant() -> None:
    assert not differences(("within roughly an hour", HOUR), ("again", None))


def test_equal_values_in_other_words_are_no_difference() -> None:
    assert not differences(("in two days", TWO_DAYS), ("48 hours later", TWO_DAYS))


def test_a_hedged_value_that_nearly_meets_the_other_does_not_conflict() -> None:
    about_40 = Quantity(40, 40, False, False, "1", "about")
    assert compare_quantities(about_40, Quantity(45, 45, False, False, "1")) is DifferenceRelation.DIFFERS
    assert compare_quantities(about_40, Quantity(90, 90, False, False, "1")) is DifferenceRelation.CONFLICTS


def test_an_open_bound_excludes_its_own_value() -> None:
    under_12 = Quantity(0, 12, False, True, "1")
    assert compare_quantities(under_12, Quantity(12, 12, False, False, "1")) is DifferenceRelation.CONFLICTS
    assert compare_quantities(under_12, Quantity(11, 11, False, False, "1")) is DifferenceRelation.REFINES


def test_counts_of_different_things_are_not_compared() -> None:
    fourteen = ("after 14 cars", Quantity(14, 14, False, False, "1", of="stolen cars"))
    assert differences(fourteen, ("after three", Quantity(3, 3, False, False, "1", of="cars")))
    assert not differences(fourteen, ("after three", Quantity(3, 3, False, False, "1", of="officers")))
