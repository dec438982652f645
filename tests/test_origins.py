"""Independent origins: reprints and one speaker's words count once."""

from __future__ import annotations

from kgraph.model import Fact
from kgraph.origins import shared_text, with_origins
from tests.builders import make_claim, make_document

AGENCY = (
    "Smith is expected to take a tougher stand and during the campaign slammed Jones for having praised so many "
    "rulers around the whole wide world"
)


def test_ten_reprints_of_one_agency_line_count_as_one_origin() -> None:
    docs = [
        make_document(f"{n}.txt", f"Own headline number {n}\n{AGENCY}. Own words of outlet {n} follow here.", f"Outlet {n}")
        for n in range(10)
    ]
    fact = Fact("f-1", tuple(make_claim(d, "Smith is expected to take a tougher stand", "Smith", "take", "Jones") for d in docs))
    (found,) = with_origins([fact], docs)
    assert (len(found.outlets), len(found.origins)) == (10, 1)


def test_two_newsrooms_with_words_of_their_own_are_two_origins() -> None:
    docs = [
        make_document("a.txt", "A\nSmith will be tougher, people think.", "A"),
        make_document("b.txt", "B\nMany expect a hard line of Smith.", "B"),
    ]
    fact = Fact(
        "f-1",
        (
            make_claim(docs[0], "Smith will be tougher", "Smith", "be", "Jones"),
            make_claim(docs[1], "Many expect a hard line of Smith", "Smith", "be", "Jones"),
        ),
    )
    (found,) = with_origins([fact], docs)
    assert len(found.origins) == 2


def test_one_speaker_in_two_outlets_is_one_origin_and_one_utterance() -> None:
    docs = [
        make_document("a.txt", "A\n“We wait for the results,” Brown said.", "A"),
        make_document("b.txt", "B\nBrown told reporters: “We wait for results.”", "B"),
    ]
    fact = Fact(
        "f-1",
        (
            make_claim(docs[0], "We wait for the results", "We", "wait for", speaker="Brown"),
            make_claim(docs[1], "We wait for results", "We", "wait for", speaker="Brown"),
        ),
    )
    (found,) = with_origins([fact], docs)
    assert len(found.origins) == 1
    assert len({c.utterance for c in found.claims}) == 1


def test_a_shared_quotation_makes_no_shared_text() -> None:
    words = "“we consider it correct to wait for the official results of all of the elections to be announced to everybody soon”"
    docs = [make_document("a.txt", f"A\nHe said {words} today.", "A"), make_document("b.txt", f"B\nThe man told them {words} again.", "B")]
    assert not shared_text(docs)
