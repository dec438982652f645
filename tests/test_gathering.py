"""The files of many stories, written with one story in memory, are those of the whole graph."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from kgraph import api, export, store, upkeep
from kgraph.export.describe import Assertion, Profile
from kgraph.export.gathering import ROWS, nodes_in
from kgraph.export.rdf import write_nodes, write_rdf

STORIES = {
    "Bridge": ("Mayor Anna Weber opened the bridge in Vienna on Monday. Austria paid 40 million euros.",
               "Anna Weber opened the bridge in Vienna, “the best day of my life,” she said. It cost 41 million euros."),
    "Strike": ("The drivers of Vienna began a strike on Friday. Mrs Weber refused to meet the union.",
               "Anna Maria Weber, the mayor, refused to meet the union of the drivers. The Austrian government said nothing."),
    "Flood": ("A flood closed the schools of Graz in May.",),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("stories")
    for story, texts in STORIES.items():
        (home / story).mkdir()
        for n, text in enumerate(texts):
            (home / story / f"{story}{n}.txt").write_text(text)
        upkeep.update(home / "out", api.articles_of(str(home / story)), upkeep.Settings("en_kgraph_sm"), story)
    return home / "out"


def test_several_stories_name_one_entity_here(folder: Path) -> None:
    shared = [graph.entities[0] for graph in store.read_shared_entities(folder)]
    assert any(len({m.document[:3] for m in e.mentions}) > 1 for e in shared)
    whole = {e.id: e for e in store.read_graph(folder).entities}
    assert shared == [whole[e.id] for e in shared]


def test_rows_of_all_stories_are_those_of_the_whole_graph(folder: Path) -> None:
    graph, files = store.read_graph(folder), {name: "".join(pieces) for name, pieces in api.rendered(folder)}
    for name, (rows, _) in ROWS.items():
        assert [json.loads(line) for line in files[f"{name}.jsonl"].splitlines()] == json.loads(json.dumps(list(rows(graph)))), name
    assert files["graph.ttl"] == export.to_turtle(graph)


@pytest.mark.parametrize("profile", [Profile("https://other.example/", Assertion.ALL, named_graphs=True), Profile(rdf12=True)])
def test_rdf_of_all_stories_is_that_of_the_whole_graph_in_any_profile(folder: Path, profile: Profile) -> None:
    whole, parts = io.BytesIO(), io.BytesIO()
    write_rdf(store.read_graph(folder), whole, "nquads", profile)
    write_nodes(nodes_in(folder, profile), parts, "nquads", profile)
    assert parts.getvalue() == whole.getvalue()


def test_the_outline_of_a_store_is_that_of_its_graph(folder: Path) -> None:
    outline, whole = store.read_outline(folder), store.read_graph(folder).outline
    assert (outline.stories, outline.problems, outline.outlets) == (whole.stories, whole.problems, whole.outlets)
    assert dict(outline.differences) == dict(whole.differences)
    assert [d.id for d in outline.documents] == [d.id for d in whole.documents]
