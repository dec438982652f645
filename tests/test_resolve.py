"""People, places and organisations that several articles name, by all the ways in which names differ. All names are invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.extract.reader import Draft
from kgraph.linking.bearers import Bearer
from kgraph.linking.joining import WIDEST_BLOCK, blocked
from kgraph.model import Entity
from kgraph.resolve import in_document, resolve
from tests.builders import make_claim
from tests.named import are_one, entities_of, joined, read

# --- people -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("John K. Ombasi", "J. K. Ombasi"),
        ("John Ombasi", "J.K. Ombasi"),
        ("JK Ombasi", "John Karl Ombasi"),
        ("John Ombasi", "Ombasi"),
        ("John Ombasi", "John Karl Ombasi"),
        ("Robert Ombasi", "Bob Ombasi"),
        ("Katherine Ombasi", "Kate Ombasi"),
        ("Volodymyr Ombashensky", "Vladimir Ombashenskiy"),
        ("Olena Ombashenskyy", "Ombashensky"),
        ("Dmitri Karelov", "Dmitry Karelow"),
        ("Ana Ombashenko", "Ana Ombashenka"),
        ("José Nuñez", "Jose Nunez"),
        ("Rania al-Ombasi", "Rania Al Ombasi"),
        ("Kim Tae Ran", "Kim Tae-ran"),
        ("Xi Taeran", "Xi"),
        ("Mary Okoro Velden", "Mary Velden"),
        ("J. Edgar Velden", "Edgar Velden"),
        ("Anna Velden", "ANNA VELDEN"),
        ("[Anna] Velden".replace("[", "").replace("]", "] ").replace("  ", " "), "Anna Velden"),
    ],
)
def test_one_person_under_two_names(left: str, right: str) -> None:
    assert are_one(f"[{left}] spoke." if "]" not in left else "[Anna Velden] spoke.", f"[{right}] spoke.")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Anna Ombasi", "Maria Ombasi"),
        ("John K. Ombasi", "John M. Ombasi"),
        ("J. Ombasi", "Karl Ombasi"),
        ("John Ombasi", "John Velden"),
        ("Peter Hansa", "Peter Honsa"),
        ("John Ombasi Jr.", "John Ombasi Sr."),
        ("Michael Ombasi", "Michelle Ombasi"),
        ("Li Taeran", "Lee Taeran"),
        ("Tarik bin Ombasi", "Ombasi"),
        ("Karl Ombasi", "prince|Karl"),
    ],
)
def test_two_people_whose_names_are_alike(left: str, right: str) -> None:
    assert not are_one(f"[{left}] spoke.", f"[{right}] spoke.")


def test_a_possessive_is_the_same_name() -> None:
    assert are_one("[Anna Ombasi’s] speech was short.", "[Anna Ombasi] spoke.")
    assert are_one("[Ardenia’s:GPE] army marched.", "The army of [Ardenia:GPE] marched.")


def test_a_father_with_a_title_is_not_the_son_with_the_suffix() -> None:
    assert not are_one("[rev.|John Ombasi] prayed.", "[John Ombasi Jr.] resigned.")


def test_a_man_and_a_woman_of_one_name_are_two() -> None:
    found = entities_of("[mr.|Robin Ombasi] spoke.", "[ms.|Robin Ombasi] spoke.")
    assert len(found) == len({e.id for e in found}) == 2
    assert {e.label for e in found} == {"Robin Ombasi"}


def test_a_last_name_alone_is_of_no_other_gender() -> None:
    assert not are_one("[Anna Ombasi] spoke.", "[mr.|Ombasi] spoke.")


def test_two_of_a_family_in_one_article_stay_two() -> None:
    text = "[Robert Ombasi] and [Bob Ombasi] inherited the house."
    assert joined(text, "[Robert Ombasi] sold it.") == {
        frozenset({"a: Robert Ombasi", "b: Robert Ombasi"}),
        frozenset({"a: Bob Ombasi"}),
    }


def test_a_last_name_alone_is_the_one_most_told_of() -> None:
    told = "[Anna Ombasi] spoke. [Anna Ombasi] left. [Anna Ombasi] won. [Anna Ombasi] wept."
    assert frozenset({"a: Anna Ombasi", "c: Ombasi"}) in joined(told, "[Boris Ombasi] came.", "[Ombasi] said so.")


def test_a_last_name_that_two_bear_alike_is_neither() -> None:
    assert frozenset({"c: Ombasi"}) in joined("[Anna Ombasi] spoke.", "[Boris Ombasi] came.", "[Ombasi] said so.")


def test_doubtful_last_names_of_two_articles_are_not_one() -> None:
    found = entities_of("[Anna Ombasi] spoke.", "[Boris Ombasi] came.", "[Ombasi] said so.", "[Ombasi] denied it.")
    assert len(found) == len({e.id for e in found}) == 4


def test_a_title_decides_between_two_of_a_family() -> None:
    found = joined("[mayor|Anna Ombasi] spoke.", "[colonel|Boris Ombasi] came.", "[colonel|Ombasi] said so.")
    assert frozenset({"b: Boris Ombasi", "c: Ombasi"}) in found


def test_initials_that_fit_two_people_are_neither() -> None:
    assert frozenset({"c: J. Ombasi"}) in joined("[John Ombasi] spoke.", "[Julia Ombasi] came.", "[J. Ombasi] said so.")


def test_a_name_without_initial_that_fits_two_people_is_neither() -> None:
    found = joined("[John K. Ombasi] spoke.", "[John M. Ombasi] came.", "[John Ombasi] said so.")
    assert found == {frozenset({"a: John K. Ombasi"}), frozenset({"b: John M. Ombasi"}), frozenset({"c: John Ombasi"})}


def test_an_article_with_both_names_holds_near_spellings_apart() -> None:
    assert len(entities_of("[Peter Velding] met [Peter Veldings].", "[Peter Velding] left.")) == 2


def test_the_incumbent_president_is_who_another_article_calls_so() -> None:
    found = joined(
        "[incumbent president|Anna Ombasi] lost to [president-elect|Boris Velden].",
        "[Anna Ombasi] will not concede to [Boris Velden]. <the incumbent president:president/incumbent> said so.",
    )
    assert frozenset({"a: Anna Ombasi", "b: Anna Ombasi", "b: the incumbent president"}) in found


def test_a_role_of_two_people_is_nobodys_without_more_words() -> None:
    one, two = "[president|Anna Ombasi] met [president|Boris Velden].", "[Anna Ombasi] spoke. <the president:president> left."
    assert not any("b: the president" in mentions and "b: Anna Ombasi" in mentions for mentions in joined(one, two))


def test_the_next_president_is_not_the_president() -> None:
    one, two = "[president|Anna Ombasi] spoke.", "[Anna Ombasi] spoke. <the next president:president/next> is unknown."
    assert not any("b: the next president" in mentions and "b: Anna Ombasi" in mentions for mentions in joined(one, two))


# --- places and governments -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Slovenia", "Slovenian"),
        ("Slovenia", "Republic of Slovenia"),
        ("Syria", "Syrian Arab Republic"),
        ("the U.S.", "United States of America"),
        ("Türkiye", "Turkish"),
        ("Ivory Coast", "Côte d'Ivoire"),
        ("Texas", "Texan"),
        ("Europe", "European"),
        ("Calif.", "California"),
        ("Celje, Slovenia", "Celje"),
    ],
)
def test_one_place_under_two_names(left: str, right: str) -> None:
    assert are_one(f"[{left}:GPE] voted.", f"[{right}:GPE] voted.")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Samoa", "American Samoa"),
        ("Congo", "Democratic Republic of the Congo"),
        ("Niger", "Nigeria"),
        ("Portvale, Texas", "Portvale, Maine"),
        ("Moscow", "Russia"),
    ],
)
def test_two_places_whose_names_are_alike(left: str, right: str) -> None:
    assert not are_one(f"[{left}:GPE] voted.", f"[{right}:GPE] voted.")


@pytest.mark.parametrize(
    ("seat", "country"),
    [("Kremlin", "Russia"), ("Moscow", "Russian"), ("White House", "U.S."), ("Downing Street", "Britain"), ("Slovenian government", "Slovenia")],
)
def test_a_seat_stands_for_its_government_and_stays_a_place_of_its_own(seat: str, country: str) -> None:
    found = {e.label: e for e in entities_of(f"The [{seat}:ORG] protested.", f"[{country}:GPE] protested.")}
    assert len(found) == 2
    (of_country,) = (e for label, e in found.items() if label != seat)
    assert found[seat].stands_for == of_country.id
    assert of_country.stands_for is None


def test_a_seat_stands_for_nothing_where_nobody_names_the_country() -> None:
    (found,) = entities_of("The [Kremlin:ORG] protested.")
    assert found.stands_for is None


# --- organisations ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", "Inc,Inc.,Ltd,Ltd.,plc,PLC,Corp,Corp.,Corporation,Company,Co.,GmbH,S.A.,N.V.,AG,Holdings".split(","))
def test_a_legal_form_makes_no_other_firm(form: str) -> None:
    assert are_one(f"[Orvex Dynamics {form}:ORG] grew.", "[Orvex Dynamics:ORG] grew.")
    assert are_one(f"[Orvex {form}:ORG] grew.", "[Orvex:ORG] grew.")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("ORVEX:ORG", "Orvex:ORG"),
        ("Wal-Orvex:ORG", "WalOrvex:ORG"),
        ("Orvex & Velden:ORG", "Orvex and Velden:ORG"),
        ("Orvex Motor Company:ORG", "Orvex:ORG"),
        ("Orvex news agency:ORG", "Orvex:ORG"),
        ("Ministry of Defence:ORG", "Defense Ministry:ORG"),
        ("US Coastal Guard:ORG", "Coastal Guard:ORG"),
        ("House Harbour Committee:ORG", "Harbour Committee:ORG"),
        ("Harbour Ministry:ORG", "MOH:ORG"),
        ("Organisation of Ombasi Growers:ORG", "Organization of Ombasi Growers:ORG"),
        ("the Ardenian Times:ORG", "Ardenian Times:ORG"),
    ],
)
def test_one_organisation_under_two_names(left: str, right: str) -> None:
    assert are_one(f"[{left}] grew.", f"[{right}] grew.")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Orvex Records:ORG", "Orvex:ORG"),
        ("Orvex Airlines:ORG", "Orvex Motors:ORG"),
        ("Orvex 4:PRODUCT", "Orvex 5:PRODUCT"),
        ("Democratic Party:ORG", "Democratic:NORP"),
        ("Republicans:NORP", "Republican:NORP"),
        ("French Coastal Guard:ORG", "US Coastal Guard:ORG"),
        ("American Airlines:ORG", "British Airlines:ORG"),
        ("Virginia Company:ORG", "Virginia:GPE"),
        ("University of Portvale:ORG", "Portvale:GPE"),
    ],
)
def test_two_organisations_whose_names_are_alike(left: str, right: str) -> None:
    assert not are_one(f"[{left}] grew.", f"[{right}] grew.")


def test_an_acronym_that_the_text_defines_holds_in_other_articles() -> None:
    found = joined("The [Central Election Commission:ORG] (CEC) met.", "The [CEC:ORG] met.")
    assert found == {frozenset({"a: Central Election Commission", "b: CEC"})}
    assert are_one("The [European Aeronautic Velden and Space Company:ORG] (EAVS) grew.", "[EAVS:ORG] grew.")


def test_an_acronym_inside_the_recognised_name_is_read_too() -> None:
    assert are_one("The [Central Election Commission (CEC):ORG] met.", "The [CEC:ORG] met.")


def test_initials_of_the_one_long_name_are_its_acronym() -> None:
    assert are_one("The [United Ombasi Workers:ORG] met.", "The [UOW:ORG] met.")
    assert are_one("The [US Coastal Force:ORG] met.", "The [USCF:ORG] met.")


def test_initials_of_two_long_names_are_neithers() -> None:
    found = joined("The [United Ombasi Workers:ORG] met.", "The [Union of Ombasi Weavers:ORG] met.", "The [UOW:ORG] met.")
    assert frozenset({"c: UOW"}) in found
    assert len(found) == 3


def test_a_party_in_brackets_is_no_acronym() -> None:
    assert len(entities_of("[John Ombasi] (R-Texas) spoke.", "[R:ORG] won.")) == 2


def test_an_alias_that_the_text_names_holds_in_other_articles() -> None:
    assert are_one("The [Velden Front:ORG], also known as the [Night Herons:ORG], fled.", "The [Night Herons:ORG] fled.")


def test_an_alias_of_a_person_holds_in_other_articles() -> None:
    assert are_one("[Edson Ombasi], known as [Pelu], retired.", "[Pelu] retired.")


def test_a_capital_that_calls_another_is_not_called_so() -> None:
    assert len(entities_of("[Moscow:GPE] called [Vienna:GPE].", "[Vienna:GPE] fell silent.")) == 2


def test_half_a_name_is_the_whole_where_an_article_introduces_it_so() -> None:
    introduced = "[Orvex Dynal:ORG] grew. [Orvex:ORG] said so."
    assert are_one(introduced, "[Orvex:ORG] grew.")
    assert not are_one("[Orvex:ORG] grew. [Orvex Dynal:ORG] is its supplier.", "[Orvex:ORG] grew.")


def test_the_post_is_the_one_paper_of_that_name() -> None:
    (found,) = entities_of("The [Ardenia Post:ORG] wrote it.", "The [Post:ORG] wrote it. The [Post:ORG] is old.")
    assert found.label == "Ardenia Post"
    assert len(entities_of("The [Ardenia Post:ORG] wrote it.", "The [Velden Post:ORG] wrote it.", "The [Post:ORG] is old.")) == 3


def test_a_product_is_known_with_and_without_its_maker() -> None:
    found = joined("[Orvex:ORG] sells the [Orvex X380:PRODUCT].", "The [X380:PRODUCT] sells well.")
    assert frozenset({"a: Orvex X380", "b: X380"}) in found


def test_names_that_a_text_sets_side_by_side_are_two() -> None:
    assert len(entities_of("[Orvex:ORG] and [Orvex Motors:ORG] merged.", "[Orvex:ORG] grew.")) == 2


def test_doer_and_object_of_one_deed_are_two() -> None:
    article = read("a", "[Orvex:ORG] sued the rival [Orvex Corp:ORG] on Monday.")
    document = article.document
    spans = [(m.start, m.end) for m in article.mentions]
    claim = make_claim(document, document.text, "Orvex", "sue", "Orvex Corp")
    assert claim.object is not None
    subject, object_ = (replace(a, start=s, end=e) for a, (s, e) in zip((claim.subject, claim.object), spans, strict=True))
    draft = Draft(replace(claim, subject=subject, object=object_, rule="verb"), (), (0, 0), None)
    stated = replace(article, drafts=(draft,), anchors={span: span for span in spans})
    assert len(resolve([article])[0]) == 1
    assert len(resolve([stated])[0]) == 2


def test_a_firm_that_was_taken_for_a_person_once_is_one_firm() -> None:
    (found,) = entities_of("[Wal-Orvex:ORG] grew. [Wal-Orvex:ORG] hired.", "[Wal-Orvex:ORG] shrank.", "[Wal-Orvex] shrank.")
    assert found.type == "ORG"


def test_a_headline_in_capitals_names_nobody_new() -> None:
    found = joined("ANNA OMBASI SUES ORVEX\n[Anna Ombasi] sued [Orvex:ORG].", "[ANNA OMBASI] SUES [ORVEX:ORG]\nThe case began on Monday.")
    assert len(found) == 2


# --- what is kept -----------------------------------------------------------------------------------------------------


def test_every_link_keeps_its_mentions_reason_score_and_features() -> None:
    (found,) = entities_of("[John Ombasi] spoke.", "[John Ombasi] left.", "[J. Ombasi] spoke.", "[mr.|Ombasi] wept.")
    texts = {"a": "John Ombasi", "b": "John Ombasi", "c": "J. Ombasi", "d": "Ombasi"}
    assert {(k.left[0], k.right[0]): k.reason for k in found.links} == {
        ("a", "b"): "same name",
        ("a", "c"): "the initials fit",
        ("a", "d"): "the last name alone",
    }
    for k in found.links:
        for document, start, end in (k.left, k.right):
            assert end - start == len(texts[document])
        assert 0.5 <= k.score <= 1
        assert (k.reason == "same name") == (not k.features)
    assert dict(next(k.features for k in found.links if k.right[0] == "d")).keys() >= {"given", "last", "gender", "titles", "context", "share"}


def linked(entity: Entity) -> bool:
    """Whether the links lead from every mention's article to every other's."""
    reached = {entity.mentions[0].document}
    while more := {d for k in entity.links for d in (k.left[0], k.right[0]) if {k.left[0], k.right[0]} & reached} - reached:
        reached |= more
    return reached == {m.document for m in entity.mentions}


GIVEN = ("", "John ", "J. ", "Jack ", "Anna ", "John K. ")
NAMES = [f"[{title}{given_name}{last}]" for last in ("Ombasi", "Ombasy", "Velden") for given_name in GIVEN for title in ("", "mr.|")]
FIRMS = [f"[{name}:ORG]" for name in ("Orvex", "Orvex Inc", "Orvex Motors", "US Orvex", "Orvex United Velden", "OUV", "Kremlin", "Russian")]
ARTICLES = st.lists(st.lists(st.sampled_from(NAMES + FIRMS), min_size=1, max_size=4).map(" met ".join), min_size=1, max_size=6)


@given(ARTICLES, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=200)
def test_the_order_of_the_articles_changes_nothing(texts: list[str], random: object) -> None:
    articles = [read(f"{n}.txt", text) for n, text in enumerate(texts)]
    shuffled = list(articles)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve(shuffled) == resolve(articles)


@given(ARTICLES)
@settings(deadline=None, max_examples=200)
def test_the_names_of_the_articles_decide_nothing(texts: list[str]) -> None:
    def parts(names: Sequence[str]) -> set[frozenset[tuple[str, int]]]:
        text_of = dict(zip(names, map(str, range(len(names))), strict=True))
        found, _ = resolve([read(name, text) for name, text in zip(names, texts, strict=True)])
        return {frozenset((text_of[m.document], m.start) for m in e.mentions) for e in found}

    count = len(texts)
    assert parts([f"{n}.txt" for n in range(count)]) == parts([f"{count - n}.txt" for n in range(count)])


@given(ARTICLES)
@settings(deadline=None, max_examples=200)
def test_every_mention_is_in_one_entity_and_linked_to_its_others(texts: list[str]) -> None:
    articles = [read(f"{n}.txt", text) for n, text in enumerate(texts)]
    found, _ = resolve(articles)
    places = [(m.document, m.start, m.end) for e in found for m in e.mentions]
    assert sorted(places) == sorted({(a.document.id, m.start, m.end) for a in articles for m in a.mentions})
    assert len({e.id for e in found}) == len(found)
    assert all(map(linked, found))


@given(ARTICLES)
@settings(deadline=None, max_examples=100)
def test_no_entity_has_two_given_names_that_do_not_fit(texts: list[str]) -> None:
    found, _ = resolve([read(f"{n}.txt", text) for n, text in enumerate(texts)])
    for entity in found:
        words = {m.text.split()[0] for m in entity.mentions if " " in m.text and entity.type == "PERSON"}
        assert not ("Anna" in words and words & {"John", "Jack", "J."})


def test_of_a_crowd_of_one_last_name_the_most_mentioned_alone_are_compared() -> None:
    clusters = [in_document(read(f"{n:03}", "[Anna Ombasi] spoke. " * (1 + n % 2)))[0] for n in range(200)]
    bearers = [Bearer("person", "Anna Ombasi", [cluster]) for cluster in clusters]
    pairs = blocked(bearers, ((n, "last ombasi") for n in range(200)))
    assert len(pairs) == WIDEST_BLOCK * (WIDEST_BLOCK - 1) // 2
    assert all(bearers[a].weight == bearers[b].weight == 2 for a, b in pairs)
