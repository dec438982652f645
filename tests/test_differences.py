"""Where outlets differ: refinement, conflict, what is neither, and what must not be put side by side at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.differences import find_differences
from kgraph.differences.amounts import compare_quantities
from kgraph.differences.cards import How, apart_from_each_other
from kgraph.differences.moments import compare_moments, read_moment
from kgraph.merge import Comparison, Pair, Vetoes
from kgraph.model import (
    Argument,
    ArgumentKind,
    Claim,
    Difference,
    DifferenceKind,
    DifferenceRelation,
    Document,
    Fact,
    LabelledSpan,
    Modality,
    Polarity,
    Qualifier,
    Quantity,
    Relation,
    Role,
    Section,
    Variant,
    digest,
    evidence_of,
)
from tests.builders import entity_id

DAY = date(2020, 11, 9)


def exactly(number: float, unit: str = "1", of: str | None = None, hedge: str | None = None) -> Quantity:
    return Quantity(number, number, False, False, unit, hedge, of)


HOUR = Quantity(0, 3600, False, False, "s", "roughly")
HALF_DAY = Quantity(0, 43200, False, True, "s")


@dataclass
class Story:
    """Articles of one sentence or two, each an outlet's own, and the facts that their claims make."""

    documents: dict[int, Document] = field(default_factory=dict)
    facts: list[list[Claim]] = field(default_factory=list)
    parted: list[tuple[Claim, Claim, DifferenceKind]] = field(default_factory=list)

    def article(self, n: int, text: str, published: date | None = DAY) -> Document:
        cut = text.find("\n") if "\n" in text else 0
        spans = ([LabelledSpan(0, cut, Section.HEADLINE, "first line")] if cut else []) + [LabelledSpan(cut, len(text), Section.BODY, "rest")]
        return self.documents.setdefault(n, Document(f"{n}.txt", text, tuple(spans), f"Outlet {n}", published))

    def tell(
        self,
        n: int,
        quote: str,
        subject: str,
        relation: str,
        object_: str | None = None,
        *details: tuple[Role, str, str | Quantity | None],
        text: str | None = None,
        rule: str = "verb",
        verb: str | None = None,
        polarity: Polarity = Polarity.AFFIRMED,
        modality: Modality = Modality.ASSERTED,
        speakers: Iterable[str] = (),
        quoted: bool = False,
        published: date | None = DAY,
        fact: int | None = None,
    ) -> Claim:
        """A claim on a quote; "@Name" is a person, "@@Name" another entity, and other words are a phrase as they stand there."""
        document = self.article(n, text or quote, published)
        start = document.text.index(quote)
        evidence = evidence_of(document, [(start, start + len(quote))], document.section_at(start))

        def argument(words: str) -> Argument:
            label = words.lstrip("@")
            at = document.text.find(label, start)
            at = at if at >= 0 else start
            if words.startswith("@"):
                return Argument(label, at, at + len(label), ArgumentKind.ENTITY, label, "ORG" if words[1] == "@" else "PERSON", entity_id(label))
            return Argument(label, at, at + len(label), ArgumentKind.PHRASE, label)

        qualifiers = []
        for role, words, value in details:
            at = document.text.index(words, start)
            measure = value if isinstance(value, Quantity) else None
            qualifiers.append(Qualifier(role, words, at, at + len(words), value if isinstance(value, str) else None, measure))
        printed = verb or relation.split()[0]
        at = document.text.find(printed, start)
        at = at if at >= 0 else start
        claim = Claim(
            "c-" + digest(document.id, quote, subject, relation, object_, polarity, rule),
            argument(subject),
            Relation(relation, printed, at, at + len(printed)),
            argument(object_) if object_ else None,
            evidence,
            tuple(qualifiers),
            polarity,
            modality,
            tuple(argument(s) for s in speakers),
            quoted=quoted,
            implied=rule in ("title", "apposition"),
            rule=rule,
        )
        while fact is not None and fact >= len(self.facts):
            self.facts.append([])
        if fact is None:
            self.facts.append([claim])
        else:
            self.facts[fact].append(claim)
        return claim

    def differences(self, documents: Iterable[int] | None = None) -> tuple[Difference, ...]:
        facts = [Fact("f-" + min(c.id for c in group)[2:], tuple(group)) for group in self.facts if group]
        claims = tuple(sorted((c for g in self.facts for c in g), key=lambda c: (c.evidence.document, c.evidence.start, c.id)))
        place = {c.id: i for i, c in enumerate(claims)}
        pairs = tuple(Pair(place[a.id], place[b.id], 0.9, kind) for a, b, kind in self.parted)
        order = list(documents) if documents is not None else sorted(self.documents)
        return find_differences(Comparison(claims, (), pairs, (), Vetoes(())), facts, [self.documents[n] for n in order])

    def only(self) -> Difference:
        (found,) = self.differences()
        return found


def values(difference: Difference) -> list[str]:
    return [v.value for v in difference.variants]


# --- numbers ----------------------------------------------------------------------------------------------------------------


def congratulated(*details: tuple[str, Quantity | None]) -> Story:
    story = Story()
    for n, (words, quantity) in enumerate(details):
        delay = [(Role.DELAY, words, quantity)] if quantity else []
        story.tell(n, f"Smith congratulated Jones {words}", "@Smith", "congratulate", "@Jones", *delay, fact=0)
    return story


def test_a_tighter_bound_refines_and_does_not_contradict() -> None:
    found = congratulated(("within roughly an hour", HOUR), ("in less than 12 hours", HALF_DAY)).only()
    assert (found.kind, found.relation) == (DifferenceKind.DURATION, DifferenceRelation.REFINES)
    assert found.narrower == "within roughly an hour"
    assert [(v.value, v.outlets) for v in found.variants] == [
        ("in less than 12 hours", ("Outlet 1",)),
        ("within roughly an hour", ("Outlet 0",)),
    ]


def test_values_that_cannot_both_hold_conflict() -> None:
    found = congratulated(("within roughly an hour", HOUR), ("two days later", exactly(172800, "s"))).only()
    assert found.relation is DifferenceRelation.CONFLICTS


def test_an_outlet_that_stays_silent_is_no_variant() -> None:
    assert not congratulated(("within roughly an hour", HOUR), ("again", None)).differences()


def test_equal_values_in_other_words_are_no_difference() -> None:
    assert not congratulated(("in two days", exactly(172800, "s")), ("48 hours later", exactly(172800, "s"))).differences()


@pytest.mark.parametrize(
    ("left", "right", "how"),
    [
        (exactly(40, hedge="about"), exactly(45), How.APART),
        (exactly(40, hedge="about"), exactly(90), How.CONFLICT),
        (exactly(40, hedge="about"), exactly(41), How.AROUND),
        (Quantity(0, 12, False, True, "1"), exactly(12), How.CONFLICT),
        (Quantity(0, 12, False, True, "1"), exactly(11), How.AROUND),
        (exactly(43000, "usd"), exactly(43350, "usd"), How.AROUND),
        (exactly(10), exactly(11), How.CONFLICT),
        (exactly(90 * 86400, "s"), exactly(7889238, "s"), How.ALIKE),
        (Quantity(None, None, False, False, "1"), exactly(3), How.AROUND),
    ],
)
def test_how_two_quantities_stand(left: Quantity, right: Quantity, how: How) -> None:
    assert compare_quantities(left, right) is how


bounds = st.one_of(st.none(), st.integers(0, 50).map(float))


@given(bounds, bounds, bounds, bounds, st.sampled_from([None, "about"]), st.sampled_from([None, "about"]))
def test_the_comparison_of_quantities_is_the_same_from_both_sides(
    a: float | None, b: float | None, c: float | None, d: float | None, left: str | None, right: str | None
) -> None:
    def interval(x: float | None, y: float | None, hedge: str | None) -> Quantity:
        low, high = (min(x, y), max(x, y)) if x is not None and y is not None else (x, y)
        return Quantity(low, high, False, False, "1", hedge)

    turned = {How.INSIDE: How.AROUND, How.AROUND: How.INSIDE}
    p, q = interval(a, b, left), interval(c, d, right)
    assert compare_quantities(q, p) is turned.get(how := compare_quantities(p, q), how)


def suffered(*told: tuple[str, str, str, Quantity], **more: str) -> Story:
    """Sentences of one quote each: subject, relation, number."""
    story = Story()
    for n, (quote, subject, relation, quantity) in enumerate(told):
        number = quote.split(" ")[0]
        story.tell(n, quote, subject, relation, None, (Role.QUANTITY, number, quantity), rule="passive", verb=quote.split(" ")[-1])
    return story


PEOPLE_4, PEOPLE_5 = exactly(4, of="people"), exactly(5, of="people")


def test_counts_of_the_dead_are_compared_in_sentences_however_unlike() -> None:
    found = suffered(("Four people died", "Four people", "die", PEOPLE_4), ("Five people were killed", "Five people", "be killed", PEOPLE_5)).only()
    assert (found.kind, found.relation, values(found)) == (DifferenceKind.QUANTITY, DifferenceRelation.CONFLICTS, ["Five", "Four"])


def test_the_injured_are_not_compared_with_the_dead() -> None:
    hurt = ("Seventeen people were injured", "Seventeen people", "be injured", exactly(17, of="people"))
    assert not suffered(("Four people were killed", "Four people", "be killed", PEOPLE_4), hurt).differences()


def test_a_death_toll_is_a_count_of_the_dead() -> None:
    story = suffered(("Four people died", "Four people", "die", PEOPLE_4))
    story.tell(1, "The death toll rose to six", "death toll", "rise to", "six", (Role.QUANTITY, "six", exactly(6)), verb="rose")
    assert values(story.only()) == ["Four", "six"]


def test_the_dead_of_another_year_are_others() -> None:
    story = suffered(("Four people died", "Four people", "die", PEOPLE_4))
    story.tell(1, "Nine people died in 1998", "Nine people", "die", None, (Role.QUANTITY, "Nine", exactly(9, of="people")), verb="died")
    assert not story.differences()


def test_a_count_that_an_article_gives_in_two_ways_is_on_no_side() -> None:
    story = suffered(("Four people died", "Four people", "die", PEOPLE_4))
    text = "Two people died in Holm. Five people died in Lund"
    for quote, number in (("Two people died in Holm", 2), ("Five people died in Lund", 5)):
        words = quote.split(" ")[0]
        detail = (Role.QUANTITY, words, exactly(number, of="people"))
        story.tell(1, quote, f"{words} people", "die", None, detail, text=text, verb="died")
    assert not story.differences()


def test_an_amount_of_what_is_told_beside_the_deed_is_not_compared() -> None:
    story = Story()
    for n, (words, price) in enumerate((("to buying a $430 watch", "$430"), ("to charges that he spent $750", "$750"))):
        told = (Role.PURPOSE, words, None), (Role.QUANTITY, price, exactly(float(price[1:]), "usd"))
        story.tell(n, f"Hale pleaded guilty {words}", "@Hale", "plead guilty", None, *told, verb="pleaded", fact=0)
    assert not story.differences()


def test_an_outlet_that_gives_a_nearer_number_too_contradicts_nobody() -> None:
    def card(relation: DifferenceRelation, number: str, claim: str) -> Difference:
        variants = Variant(number, ("A",), (claim,)), Variant("some 280", ("B",), ("c-2",))
        return Difference(f"d-{number}", DifferenceKind.QUANTITY, relation, "how many flights", variants, None, 0.5)

    near, far = card(DifferenceRelation.REFINES, "268", "c-1"), card(DifferenceRelation.CONFLICTS, "130", "c-3")
    assert apart_from_each_other([far, near]) == [near]
    assert apart_from_each_other([far]) == [far]


def sums(*told: tuple[str, float, float | None, str | None]) -> Story:
    """Sentences on money that share nothing but the sum."""
    story = Story()
    for n, (words, low, high, hedge) in enumerate(told):
        subject, verb = (("The mayor", "pocketed"), ("Hale", "paid"), ("A firm", "lost"))[n]
        quantity = Quantity(low, high, high is None, False, "usd", hedge)
        story.tell(n, f"{subject} {verb} {words}", subject, verb, words, (Role.QUANTITY, words, quantity), verb=verb)
    return story


def test_a_large_sum_is_compared_with_what_rounds_it_wherever_it_stands() -> None:
    exact = ("$312,500", 312500.0, 312500.0, None)
    found = sums(("more than $310,000", 310000.0, None, None), exact).only()
    assert (found.relation, found.narrower) == (DifferenceRelation.REFINES, "$312,500")
    assert not sums(("$310,000", 310000.0, 310000.0, None), exact).differences()
    assert not sums(("more than $250,000", 250000.0, None, None), exact).differences()


def test_a_headline_is_set_against_its_own_body() -> None:
    story = Story()
    text = "Ten killed as ferry sinks\nEight people were killed on Saturday"
    story.tell(0, "Ten killed", "Ten", "be killed", None, (Role.QUANTITY, "Ten", exactly(10)), text=text, rule="passive", verb="killed")
    detail = (Role.QUANTITY, "Eight", exactly(8, of="people"))
    story.tell(0, "Eight people were killed", "Eight people", "be killed", None, detail, text=text, rule="passive", verb="killed")
    found = story.only()
    assert found.about.startswith("headline against body") and values(found) == ["Eight", "Ten"]
    assert {v.outlets for v in found.variants} == {("Outlet 0",)}


def lap_records(first: str, second: str, one: float, other: float) -> Story:
    """Two sentences in other words, each an outlet's own, with a count of laps."""
    story = Story()
    story.tell(0, f"Berg led {first} laps", "@Berg", "lead", f"{first} laps", (Role.QUANTITY, first, exactly(one, of="laps")))
    text = f"In front for {second} laps, Berg was never passed"
    story.tell(1, text, "@Berg", "be passed", None, (Role.QUANTITY, second, exactly(other, of="laps")), rule="passive", verb="passed")
    return story


def test_near_counts_of_one_thing_are_compared_in_whatever_words() -> None:
    story = lap_records("52", "54", 52, 54)
    found = story.only()
    assert (found.kind, found.relation, values(found)) == (DifferenceKind.QUANTITY, DifferenceRelation.CONFLICTS, ["52", "54"])
    assert not lap_records("52", "3", 52, 3).differences()


def test_sums_in_two_currencies_do_not_conflict() -> None:
    story = Story()
    story.tell(0, "The insurer offered a reward of 100,000 euros", "insurer", "offer", "reward", (Role.QUANTITY, "100,000 euros", exactly(1e5, "eur")))
    story.tell(1, "The insurer offered a reward of £87,000", "insurer", "offer", "reward", (Role.QUANTITY, "£87,000", exactly(87000, "gbp")))
    assert story.only().relation is DifferenceRelation.DIFFERS


def test_the_size_of_a_change_is_not_compared_with_the_level_reached() -> None:
    story = Story()
    by, to = exactly(0.5, "%"), exactly(6.5, "%")
    story.tell(0, "The bank raised the rate by 0.5 percent", "bank", "raise", "rate", (Role.QUANTITY, "0.5 percent", by), verb="raised", fact=0)
    story.tell(1, "The bank raised the rate to 6.5 percent", "bank", "raise", "rate", (Role.QUANTITY, "6.5 percent", to), verb="raised", fact=0)
    assert not story.differences()


def test_a_rise_is_compared_with_a_rise_whoever_is_said_to_cause_it() -> None:
    story = Story()
    cut = (Role.QUANTITY, "10 cents", exactly(0.1, "usd"))
    fell = (Role.QUANTITY, "12 cents", exactly(0.12, "usd"))
    story.tell(0, "Grant cut the fuel tax by 10 cents", "@Grant", "cut", "fuel tax", cut)
    story.tell(1, "The fuel tax fell by 12 cents", "fuel tax", "fall by", None, fell, verb="fell")
    assert values(story.only()) == ["10 cents", "12 cents"]


def test_a_part_is_not_compared_with_the_whole() -> None:
    story = Story()
    whole = (Role.QUANTITY, "14", exactly(14, of="officers"))
    part = (Role.QUANTITY, "three", exactly(3, of="the officers"))
    story.tell(0, "14 officers were arrested", "14 officers", "be arrested", None, whole, rule="passive", verb="arrested")
    story.tell(1, "three of the officers were arrested", "three of the officers", "be arrested", None, part, rule="passive", verb="arrested")
    assert not story.differences()


def test_counts_of_different_things_are_not_compared() -> None:
    def story(of: str) -> Story:
        made = Story()
        made.tell(0, "Police found 14 cars", "police", "find", "14 cars", (Role.QUANTITY, "14", exactly(14, of="stolen cars")), fact=0)
        made.tell(1, f"Police found 13 {of}", "police", "find", f"13 {of}", (Role.QUANTITY, "13", exactly(13, of=of)), fact=0)
        return made

    assert values(story("cars").only()) == ["13", "14"]
    assert not story("officers").differences()


def test_a_price_for_each_is_not_compared_with_the_sum() -> None:
    story = Story()
    each = (Role.QUANTITY, "44 pounds", exactly(44, "gbp"))
    total = (Role.QUANTITY, "70 billion pounds", exactly(7e10, "gbp"))
    story.tell(0, "Alto buys Brill for 44 pounds a share", "@@Alto", "buy", "@@Brill", each, fact=0)
    story.tell(1, "Alto buys Brill for 70 billion pounds", "@@Alto", "buy", "@@Brill", total, fact=0)
    assert not story.differences()


def test_a_word_for_a_number_refines_and_rules_no_number_out() -> None:
    story = Story()
    story.tell(0, "several senators resigned", "several senators", "resign", verb="resigned")
    story.tell(1, "numerous lawmakers resigned", "numerous lawmakers", "resign", verb="resigned")
    found = story.only()
    assert (found.relation, values(found)) == (DifferenceRelation.DIFFERS, ["numerous lawmakers", "several senators"])


def test_numbers_of_one_noun_that_lie_near_each_other_are_compared_and_others_are_not() -> None:
    def story(number: int) -> Story:
        made = Story()
        made.tell(0, "Judges froze the count of 83 sheets", "judges", "freeze", "count of 83 sheets", (Role.QUANTITY, "83", exactly(83, of="sheets")))
        detail = (Role.QUANTITY, str(number), exactly(number, of="sheets"))
        made.tell(1, f"Boxes with {number} sheets were lost", f"Boxes with {number} sheets", "be lost", None, detail, rule="passive")
        return made

    assert values(story(90).only()) == ["83", "90"]
    assert not story(5000).differences()


def test_one_persons_age_is_not_compared_with_anothers() -> None:
    def story(other: str) -> Story:
        made = Story()
        made.tell(0, "Nora Vail, 88", "@Nora Vail", "be aged", "88", (Role.QUANTITY, "88", exactly(88, "year")), rule="aside")
        made.tell(1, f"{other}, 89", f"@{other}", "be aged", "89", (Role.QUANTITY, "89", exactly(89, "year")), rule="aside")
        return made

    assert values(story("Nora Vail").only()) == ["88", "89"]
    assert not story("Max Ebel").differences()


def test_articles_far_apart_in_time_count_other_days() -> None:
    story = suffered(("Four people died", "Four people", "die", PEOPLE_4))
    later = date(2020, 12, 9)
    story.tell(1, "Five people died", "Five people", "die", None, (Role.QUANTITY, "Five", PEOPLE_5), verb="died", published=later)
    assert not story.differences()


# --- times and places -------------------------------------------------------------------------------------------------------


def resigned(*times: tuple[str, str | None]) -> Story:
    story = Story()
    for n, (words, value) in enumerate(times):
        story.tell(n, f"Moe resigned from parliament {words}", "@Moe", "resign from", "parliament", (Role.TIME, words, value), verb="resigned", fact=0)
    return story


def test_a_clock_time_refines_the_part_of_the_day_that_holds_it() -> None:
    found = resigned(("on Friday afternoon", "2020-11-06"), ("on Friday at 5 p.m.", "2020-11-06T17")).only()
    assert (found.kind, found.relation, found.narrower) == (DifferenceKind.TIME, DifferenceRelation.REFINES, "on Friday at 5 p.m.")


def test_two_days_of_one_event_conflict() -> None:
    assert resigned(("on Friday", "2020-11-06"), ("on Thursday", "2020-11-05")).only().relation is DifferenceRelation.CONFLICTS


def test_a_day_refines_its_month_and_a_vague_word() -> None:
    found = resigned(("on Friday", "2020-11-06"), ("in November", "2020-11")).only()
    assert (found.relation, found.narrower) == (DifferenceRelation.REFINES, "on Friday")
    vague = resigned(("on Friday", "2020-11-06"), ("recently", None))
    assert vague.only().narrower == "on Friday"


def test_weekdays_are_compared_where_the_date_of_publication_is_unknown() -> None:
    assert values(resigned(("on Friday", None), ("on Thursday", None)).only()) == ["on Friday", "on Thursday"]


def test_an_event_to_come_is_in_one_year_however_its_month_was_read() -> None:
    story = Story()
    until = (Role.CONDITION, "until his sentencing in June", None), (Role.TIME, "June", f"{DAY.year - 1}-06")
    story.tell(0, "Hale will remain free until his sentencing in June", "@Hale", "remain free", "sentencing in June", *until)
    told = (Role.TIME, "on June 20", f"{DAY.year}-06-20")
    story.tell(1, "Hale waits for the sentencing on June 20", "@Hale", "wait for", "sentencing", told, verb="waits")
    found = story.only()
    assert (found.kind, found.relation) == (DifferenceKind.TIME, DifferenceRelation.REFINES)


@pytest.mark.parametrize(
    ("left", "right", "how"),
    [
        ("late on Tuesday", "10.40 p.m. on Tuesday", How.AROUND),
        ("in the early hours of Tuesday", "late on Tuesday", How.CONFLICT),
        ("in the early hours of Tuesday", "on Tuesday morning", How.INSIDE),
    ],
)
def test_how_two_times_of_a_day_stand(left: str, right: str, how: How) -> None:
    moments = [read_moment("2021-03-09", words, "T22:40" if "p.m." in words else "") for words in (left, right)]
    assert moments[0] is not None and moments[1] is not None
    assert compare_moments(moments[0], moments[1]) is how


def test_a_resignation_that_took_effect_at_a_time_is_the_resignation() -> None:
    story = resigned(("on Friday", "2020-11-06"))
    text = "Moe’s resignation took effect on Friday at 5 p.m."
    story.tell(1, "Moe’s resignation", "@Moe", "resign", None, text=text, rule="nominal", verb="resignation", fact=0)
    story.tell(1, text, "Moe’s resignation", "take effect", None, (Role.TIME, "on Friday at 5 p.m.", "2020-11-06T17"), verb="took effect")
    assert values(story.only()) == ["on Friday", "on Friday at 5 p.m."]


@pytest.mark.parametrize(
    ("left", "right", "how"),
    [
        (("2020-11-06", "Friday night"), ("2020-11-07", "Saturday"), How.ALIKE),  # a night may go on into the next day
        (("2020-11-06", "Friday morning"), ("2020-11-06", "Friday evening"), How.CONFLICT),
        (("2012", "last year"), ("2012-11", "in November"), How.AROUND),
        (("2020-W46", "next week"), ("2020-11-11", "on Wednesday"), How.AROUND),
        (("2020-22", "in the summer"), ("2020-06", "in June"), How.AROUND),
    ],
)
def test_how_two_times_stand(left: tuple[str, str], right: tuple[str, str], how: How) -> None:
    a, b = read_moment(*left), read_moment(*right)
    assert a is not None and b is not None
    assert compare_moments(a, b) is how


def test_what_happens_once_is_compared_where_no_fact_joins_it() -> None:
    story = Story()
    story.tell(0, "Dee Valen married in Como", "@Dee Valen", "marry in", "Como", verb="married")
    story.tell(1, "Dee Valen married Jon Park in Rome", "@Dee Valen", "marry", "@Jon Park", (Role.PLACE, "in Rome", None), verb="married")
    found = story.only()
    assert (found.kind, found.relation) == (DifferenceKind.PLACE, DifferenceRelation.DIFFERS)


def test_a_capital_refines_its_country() -> None:
    story = Story()
    for n, where in enumerate(("in Oslo", "in Norway")):
        story.tell(n, f"Smith met Jones {where}", "@Smith", "greet", "@Jones", (Role.PLACE, where, None), verb="met", fact=0)
    found = story.only()
    assert (found.relation, found.narrower) == (DifferenceRelation.REFINES, "in Oslo")


# --- whether, how far along, why --------------------------------------------------------------------------------------------


def test_yes_and_no_of_one_event_conflict() -> None:
    story = Story()
    story.tell(0, "The bridge had been inspected", "bridge", "be inspected", rule="passive", verb="inspected")
    story.tell(1, "The bridge had not been inspected", "bridge", "be inspected", rule="passive", verb="inspected", polarity=Polarity.NEGATED)
    found = story.only()
    assert (found.kind, found.relation) == (DifferenceKind.POLARITY, DifferenceRelation.CONFLICTS)


def test_yes_and_no_of_other_things_are_no_difference() -> None:
    story = Story()
    story.tell(0, "The bridge had been inspected", "bridge", "be inspected", rule="passive", verb="inspected")
    story.tell(1, "The tunnel had not been inspected", "tunnel", "be inspected", rule="passive", verb="inspected", polarity=Polarity.NEGATED)
    assert not story.differences()


def test_what_was_done_without_saying_by_whom_may_be_denied() -> None:
    story = Story()
    story.tell(0, "Police used tear gas", "police", "use", "tear gas", verb="used")
    story.tell(1, "no tear gas was used", "tear gas", "be used", rule="passive", verb="used", polarity=Polarity.NEGATED)
    assert story.only().kind is DifferenceKind.POLARITY


def pleaded(published: date) -> Story:
    story = Story()
    story.tell(0, "Carla Bryn pleaded guilty to fraud", "@Carla Bryn", "plead guilty to", "fraud", verb="pleaded")
    detail = "Carla Bryn is expected to plead guilty to cheating"
    story.tell(1, detail, "@Carla Bryn", "be expected to plead guilty to", "cheating", verb="plead", modality=Modality.EXPECTED, published=published)
    return story


def test_done_and_expected_are_a_difference_on_one_day_and_weeks_later_none() -> None:
    found = pleaded(DAY).only()
    assert (found.kind, values(found)) == (DifferenceKind.MODALITY, ["asserted", "expected"])
    assert not pleaded(date(2020, 10, 1)).differences()


def test_conditions_of_one_promise_are_compared() -> None:
    story = Story()
    for n, words in enumerate(("until legal challenges are settled", "until Roe concedes")):
        condition = (Role.CONDITION, words, None)
        story.tell(
            n, f"Berg will not congratulate Lund {words}", "@Berg", "congratulate", "@Lund", condition,
            polarity=Polarity.NEGATED, modality=Modality.PLANNED, fact=0,
        )  # fmt: skip
    found = story.only()
    assert (found.kind, found.relation) == (DifferenceKind.CONDITION, DifferenceRelation.DIFFERS)


def test_reasons_of_one_deed_are_compared_by_their_words() -> None:
    def story(*reasons: str) -> Story:
        made = Story()
        for n, words in enumerate(reasons):
            made.tell(n, f"Ekdal resigned {words}", "@Ekdal", "resign", None, (Role.REASON, words, None), verb="resigned", fact=0)
        return made

    assert story("over a contract", "because of poor health").only().kind is DifferenceKind.REASON
    assert not story("over a contract", "because of the contract").differences()


# --- people -----------------------------------------------------------------------------------------------------------------


def test_named_lists_of_who_did_one_thing_make_one_card() -> None:
    story = Story()
    for n, names in enumerate((("Ortega", "Sund"), ("Han", "Vogt"))):
        text = f"{names[0]} and {names[1]} praised Walter Kane"
        for name in names:
            story.tell(n, text, f"@{name}", "praise", "@Walter Kane", text=text, verb="praised")
    found = story.only()
    assert (found.kind, values(found)) == (DifferenceKind.PARTICIPANT, ["Han, Vogt", "Ortega, Sund"])
    assert found.about == "who praised Walter Kane"


def test_one_name_more_is_no_other_list() -> None:
    story = Story()
    for n, names in enumerate((("Ortega", "Sund"), ("Ortega", "Sund", "Vogt"))):
        text = f"{' and '.join(names)} praised Walter Kane"
        for name in names:
            story.tell(n, text, f"@{name}", "praise", "@Walter Kane", text=text, verb="praised")
    assert not story.differences()


def test_victims_are_not_their_families() -> None:
    story = Story()
    story.tell(0, "victims sued Norland", "victims", "sue", "@@Norland", verb="sued", fact=0)
    story.tell(1, "families of victims sued Norland", "families of victims", "sue", "@@Norland", verb="sued", fact=0)
    assert values(story.only()) == ["families of victims", "victims"]


def test_a_name_refines_a_description_where_the_article_has_the_name_nowhere() -> None:
    def story(also: bool) -> Story:
        made = Story()
        made.tell(0, "the Fuel Tax Act grants relief", "@@Fuel Tax Act", "grant", "relief", fact=0)
        text = "a 1976 act grants relief. The Fuel Tax Act is old" if also else "a 1976 act grants relief"
        made.tell(1, "a 1976 act grants relief", "a 1976 act", "grant", "relief", text=text, fact=0)
        if also:
            made.tell(1, "The Fuel Tax Act is old", "@@Fuel Tax Act", "be", "old", text=text, rule="copula", verb="is")
        return made

    found = story(False).only()
    assert (found.relation, found.narrower) == (DifferenceRelation.REFINES, "Fuel Tax Act")
    assert not story(True).differences()


def test_a_post_refines_a_broad_role_and_two_posts_may_both_be_held() -> None:
    def story(*roles: str) -> Story:
        made = Story()
        for n, role in enumerate(roles):
            made.tell(n, f"Lena Gray, {role} of Amy Park", "@Lena Gray", f"be {role} of", "@Amy Park", rule="apposition")
        return made

    found = story("former aide", "former communications director").only()
    assert (found.relation, found.narrower) == (DifferenceRelation.REFINES, "former communications director of Amy Park")
    assert not story("founder", "chief executive").differences()


def test_two_names_of_one_wife_are_a_difference_and_two_lawyers_are_none() -> None:
    def story(role: str) -> Story:
        made = Story()
        for n, name in enumerate(("Carla", "Clara")):
            made.tell(n, f"{name}, {role} of Rick Nolan", f"@{name}", f"be {role} of", "@Rick Nolan", rule="apposition")
        return made

    assert values(story("wife").only()) == ["Carla", "Clara"]
    assert not story("lawyer").differences()


def test_the_less_told_deed_of_a_fact_is_compared_too() -> None:
    story = Story()
    for n, who in enumerate(("families of the victims", "the victims")):
        text = f"The bill lets {who} sue Arvia"
        story.tell(n, text, "The bill", "let", f"{who} sue Arvia", verb="lets", fact=0)
        story.tell(n, f"{who} sue Arvia", who, "sue", "@@Arvia", text=text, fact=0)
    story.tell(2, "The bill lets people sue", "The bill", "let", "people sue", verb="lets", fact=0)
    assert values(story.only()) == ["families of the victims", "the victims"]


def test_who_did_it_is_not_told_from_a_pronoun() -> None:
    story = Story()
    story.tell(0, "Hale beat Bryn", "@Hale", "defeat", "@Bryn", verb="beat", fact=0)
    claim = story.tell(1, "his victory over Bryn", "@Moss", "defeat", "@Bryn", rule="nominal", verb="victory", fact=0)
    assert story.differences()
    story.facts[0][1] = replace(claim, subject=replace(claim.subject, text="his"))
    assert not story.differences()


def test_what_one_pleads_guilty_to_is_compared_in_one_fact() -> None:
    story = Story()
    for n, crime in enumerate(("fraud", "theft")):
        story.tell(n, f"Victor Hale pleaded guilty to {crime}", "@Victor Hale", "plead guilty to", crime, verb="pleaded", fact=0)
    assert values(story.only()) == ["fraud", "theft"]


# --- who says it, and in which words ----------------------------------------------------------------------------------------


def test_one_utterance_through_two_agencies_is_one_card() -> None:
    story = Story()
    for n, agency in enumerate(("Novapress", "Interwire")):
        for sentence, fact in (("We want peace", 0), ("We met the neighbours", 1)):
            text = f"We want peace. We met the neighbours, Li Fang said, according to {agency}"
            story.tell(n, sentence, "We", "want", None, text=text, speakers=("@Li Fang", f"@@{agency}"), quoted=True, fact=fact)
    found = story.only()
    assert (found.kind, values(found)) == (DifferenceKind.ATTRIBUTION, ["Interwire", "Novapress"])


def test_a_denial_by_somebody_and_by_his_campaign_differ() -> None:
    story = Story()
    story.tell(0, "Roy Marsh denied the allegations", "@Roy Marsh", "deny", "allegations", verb="denied")
    story.tell(1, "Roy Marsh’s campaign denied the allegations", "Roy Marsh’s campaign", "deny", "allegations", verb="denied")
    story.tell(2, "Tom Reed denied the allegations", "@Tom Reed", "deny", "allegations", verb="denied")
    found = story.only()
    assert (found.kind, values(found)) == (DifferenceKind.ATTRIBUTION, ["Roy Marsh", "Roy Marsh’s campaign"])


def quoted(*sentences: str) -> Story:
    story = Story()
    for n, words in enumerate(sentences):
        story.tell(n, f"“{words}”", "We", "wait", None, speakers=("@Dan Peel",), quoted=True)
    return story


def test_one_quotation_in_other_words_is_one_card_whatever_facts_it_makes() -> None:
    found = quoted(
        "It is correct to wait for the official results to be announced",
        "It is correct to wait for the official summing up of the results",
        "We think it proper to wait for the official vote count",
    ).only()
    assert (found.kind, len(found.variants)) == (DifferenceKind.WORDING, 3)


def test_a_shorter_rendering_is_no_other_wording() -> None:
    assert not quoted("We wait for the official results of the vote", "We wait for the official results").differences()
    assert not quoted("I am no candidate today", "I am no candidate and I never will be one").differences()


def test_a_negation_is_another_wording() -> None:
    assert quoted("The money should have been used for my campaign", "The money should not have been used for my holidays").differences()


def test_two_quotations_of_one_article_are_kept_apart() -> None:
    story = Story()
    sentences = ("We wait for the official results of the vote", "We wait for the official announcement of the court")
    for n in (0, 1):
        text = " … ".join(f"“{s}”" for s in sentences)
        for s in sentences:
            story.tell(n, f"“{s}”", "We", "wait", None, text=text, speakers=("@Dan Peel",), quoted=True)
    assert not story.differences()


def test_what_two_writers_call_one_claim_is_a_difference_of_wording() -> None:
    def story(*words: str) -> Story:
        made = Story()
        for n, word in enumerate(words):
            made.tell(n, f"Crane spoke of {word} fraud", "@Crane", "speak of", f"{word} fraud", (Role.STANCE, word, None), verb="spoke", fact=0)
        return made

    found = story("alleged", "unsubstantiated").only()
    assert (found.kind, values(found)) == (DifferenceKind.WORDING, ["alleged", "unsubstantiated"])
    assert not story("alleged", "alleged").differences()


# --- the set of all ---------------------------------------------------------------------------------------------------------


def many() -> Story:
    """A conflict in numbers, one quotation in two wordings, a time that refines another."""
    story = quoted("We find out who is responsible for this", "We find out who carries the blame for this")
    for n, (number, quantity) in enumerate((("Four", PEOPLE_4), ("Five", PEOPLE_5))):
        quote = f"{number} people died"
        story.tell(n + 2, quote, f"{number} people", "die", None, (Role.QUANTITY, number, quantity), verb="died")
    for n, (words, value) in enumerate((("on Friday", "2020-11-06"), ("on Friday evening", "2020-11-06"))):
        story.tell(n + 4, f"Moe resigned {words}", "@Moe", "resign", None, (Role.TIME, words, value), verb="resigned", fact=9)
    return story


def test_conflicts_of_numbers_weigh_more_than_refinements_and_wording() -> None:
    ranked = sorted(many().differences(), key=lambda d: -d.weight)
    assert [d.kind for d in ranked] == [DifferenceKind.QUANTITY, DifferenceKind.TIME, DifferenceKind.WORDING]


def test_the_order_of_articles_and_facts_changes_nothing() -> None:
    story = many()
    expected = story.differences()
    for order in list(permutations(range(len(story.documents))))[::97]:
        story.facts = [list(reversed(group)) for group in reversed(story.facts)]
        assert story.differences(order) == expected


def test_an_article_beside_its_copy_differs_in_nothing() -> None:
    story = Story()
    for n in (0, 1):
        text = "Moe resigned on Friday. Four people died. Gray, aide of Park, and Gray, director of Park"
        story.tell(n, "Moe resigned on Friday", "@Moe", "resign", None, (Role.TIME, "on Friday", "2020-11-06"), text=text, verb="resigned", fact=0)
        story.tell(n, "Four people died", "Four people", "die", None, (Role.QUANTITY, "Four", PEOPLE_4), text=text, verb="died", fact=1)
        for role in ("aide", "director"):
            story.tell(n, f"Gray, {role} of Park", "@Gray", f"be {role} of", "@Park", text=text, rule="apposition")
    assert not story.differences()


def test_a_point_that_parts_two_facts_is_found_by_what_parts_them() -> None:
    story = Story()
    claims = []
    for n, words in enumerate(("unless wages rise", "if there is no deal")):
        condition = (Role.CONDITION, words, None)
        claims.append(story.tell(n, f"Drivers would strike {words}", "drivers", "strike", None, condition, modality=Modality.CONDITIONAL))
    assert not story.differences()
    story.parted = [(claims[0], claims[1], DifferenceKind.CONDITION)]
    assert story.only().kind is DifferenceKind.CONDITION
