"""What a graph, a fact, a difference and an answer show in a notebook, and the tables that become data frames."""
from __future__ import annotations

from typing import TYPE_CHECKING

import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kgraph
from kgraph.errors import QueryError
from kgraph.export.tables import TABLES
from kgraph.model import ClaimGraph
from kgraph.notebook import CELL, ROWS
from kgraph.query import Rows
from tests.builders import make_graph
from tests.test_report import Page, hostile, many, spoken, story

if TYPE_CHECKING:
    from tests.browser import Tabs

pytest_plugins = ("tests.browser",)

BUILDS = (story, spoken, many, hostile, lambda: make_graph([], []))


def shown(thing: object) -> Page:
    return Page(thing._repr_html_())  # type: ignore[attr-defined]


# --- what is shown ------------------------------------------------------------------------------------------------------


def test_a_graph_shows_what_is_shared_and_where_outlets_differ_with_the_words() -> None:
    text = shown(kgraph.Graph(story())).text
    for words in ("3 articles of 3 outlets", "Jane Doe met John Roe [according to Ann Poe].", "3 outlets, 2 origins", "How soon Jane Doe met John Roe",
                  "The Post: “Doe met Roe in less than 12 hours”", "The Times: “Jane Doe met John Roe within an hour”"):
        assert words in text


def test_a_fact_shows_its_sentence_over_one_quote_of_each_outlet() -> None:
    fact = next(f for f in story().facts if len(f.outlets) == 3)
    text = shown(fact).text
    assert "Jane Doe met John Roe [according to Ann Poe]." in text
    assert "3 outlets, 2 origins" in text
    assert "The Times“Jane Doe met John Roe within an hour”a.txt 10–46" in text


def test_a_difference_shows_the_value_of_each_side_and_how_to_see_the_words() -> None:
    (point,) = story().differences
    text = shown(point).text
    assert "The Postin less than 12 hours" in text
    assert "The Timeswithin an hour" in text
    assert "they do not contradict each other" in text
    assert "graph.why('d-1')" in text


def test_an_answer_shows_its_first_rows_and_how_many_there_are() -> None:
    text = shown(Rows(("n", "words"), tuple((n, "x" * 1000) for n in range(ROWS + 5)))).text
    assert text.startswith("nwords0x")
    assert f"{ROWS + 5} rows" in text
    assert "… and 5 more: iterate over it, or to_dataframe()" in text
    assert "x" * (CELL + 1) not in text
    assert "None" not in shown(Rows(("n",), ((None,),))).text


@pytest.mark.parametrize("graph", [made() for made in BUILDS], ids=["story", "spoken", "many", "hostile", "empty"])
def test_no_word_of_an_article_becomes_markup_in_a_notebook(graph: ClaimGraph) -> None:
    things = [kgraph.Graph(graph), *graph.facts, *graph.differences, *(kgraph.Graph(graph).table(name) for name in TABLES)]
    for page in map(shown, things):
        assert set(page.tags) <= {"div", "p", "b", "small", "table", "thead", "tbody", "tr", "th", "td"}
        assert {name for name, _ in page.attributes} <= {"style"}
        assert not set("\x1b\u202e") & set(page.text)


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_words_of_an_answer_stay_words(column: str, value: str) -> None:
    page = shown(Rows((column,), ((value,),)))
    assert page.tags.count("th") == page.tags.count("td") == 1
    assert set(page.tags) <= {"div", "table", "thead", "tbody", "tr", "th", "td", "p", "small"}


def test_no_colour_is_set_so_that_light_and_dark_notebooks_show_it() -> None:
    styles = {value for _, value in shown(kgraph.Graph(story())).attributes}
    assert styles
    assert not [style for style in styles if "color" in style or "background" in style or "#" in style]


def test_a_large_graph_shows_a_small_part() -> None:
    assert len(kgraph.Graph(many())._repr_html_()) < 20_000


@pytest.mark.browser
def test_what_a_graph_shows_fits_a_narrow_notebook(visit: Tabs) -> None:
    page = visit(f"<!doctype html><title>n</title><main>{kgraph.Graph(story())._repr_html_()}</main>", width=390, ready="main")
    assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# --- tables ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("graph", [made() for made in BUILDS], ids=["story", "spoken", "many", "hostile", "empty"])
@pytest.mark.parametrize("name", TABLES)
def test_every_table_becomes_a_data_frame_in_one_call(graph: ClaimGraph, name: str) -> None:
    rows = kgraph.Graph(graph).table(name)
    frame = rows.to_dataframe()
    assert isinstance(frame, pandas.DataFrame)
    assert frame.shape == (len(rows), len(rows.columns))
    assert len(set(frame.columns)) == len(frame.columns)


def test_the_tables_hold_every_claim_fact_side_and_rendering() -> None:
    graph = kgraph.Graph(story())
    assert [len(graph.table(name)) for name in ("documents", "claims", "facts", "differences", "utterances")] == [3, 5, 3, 2, 0]
    assert len(kgraph.Graph(spoken()).table("utterances")) == 3
    assert {r["entity"] for r in graph.table("entities")} == {e.id for e in graph.entities}


def test_a_row_of_claims_has_the_words_at_their_place() -> None:
    content = story()
    for row in kgraph.Graph(content).table("claims"):
        assert row["quote"] == content.document_by_id[str(row["document"])].text[int(str(row["start"])):int(str(row["end"]))]


def test_several_values_of_a_cell_are_shown_as_a_list() -> None:
    assert "The Post, The Times, unknown (c.txt)" in shown(kgraph.Graph(story()).table("facts")).text


def test_a_table_that_there_is_not_is_told_with_those_that_there_are() -> None:
    with pytest.raises(QueryError, match="there is no table 'quotes'; there are: documents, claims, facts, details, differences"):
        kgraph.Graph(story()).table("quotes")
