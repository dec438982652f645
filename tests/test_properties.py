"""What holds of whole builds, whatever the articles and whatever their order."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph import api, store, upkeep
from kgraph.annotate import load_pipeline
from kgraph.extract.reader import Extraction
from kgraph.ingest.files import articles
from kgraph.ingest.labels import label
from kgraph.judgements import NONE
from kgraph.merge import compare, merge
from kgraph.model import ClaimGraph, Document
from kgraph.pipeline import assemble, read_articles, vectors_of
from tests.newsroom import BRIBES, BRIEF, FLOODS, FOLLOW_UP, LIVE_BLOG, WATER
from tests.test_judgements import files_of, put
from tests.test_judgements import run as kgraph
from tests.test_upkeep import SMALL, exported

NEWSROOM = {**BRIBES, **WATER, **FLOODS, "later/herald": FOLLOW_UP, "live/courier": LIVE_BLOG, "brief/gazette": BRIEF}
SOME = st.lists(st.sampled_from(sorted(NEWSROOM)), min_size=1, max_size=6, unique=True)
QUICK = settings(max_examples=10, deadline=None)


def document(name: str, outlet: str | None = None, text: str | None = None) -> Document:
    text = text or NEWSROOM[name]
    outlet = outlet or f"The {name.title()}"
    return Document(f"{name}.txt", text, label(text, outlet), outlet, date(2021, 5, 4))


@cache
def read(name: str, outlet: str | None = None, text: str | None = None) -> Extraction:
    """What an article of the newsroom states, or another one of that name, outlet and text; read once."""
    (extraction,) = read_articles([document(name, outlet, text)], load_pipeline("en_kgraph_sm"))
    return extraction


def built(names: Sequence[str]) -> ClaimGraph:
    return assemble(map(read, names))


def rendered(graph: ClaimGraph) -> dict[str, str]:
    return {name: "".join(pieces) for name, pieces in api.of_one_story(graph)}


@given(SOME, st.randoms())
@QUICK
def test_the_order_of_articles_changes_nothing(names: list[str], chance: object) -> None:
    shuffled = list(names)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rendered(built(shuffled)) == rendered(built(names))


@given(SOME)
@QUICK
def test_merging_what_was_merged_changes_nothing(names: list[str]) -> None:
    graph = built(names)
    vectors = vectors_of(map(read, names))
    again = merge(compare([c for f in graph.facts for c in f.claims], vectors), NONE)
    assert [(f.id, [c.id for c in f.claims], f.joins) for f in again] == [(f.id, [c.id for c in f.claims], f.joins) for f in graph.facts]


@given(SOME)
@QUICK
def test_no_fact_holds_both_polarities(names: list[str]) -> None:
    for fact in built(names).facts:
        told = [c.sentence for c in fact.claims]
        assert len({c.polarity for c in fact.claims}) == 1, told
        assert len({c.stance for c in fact.claims if c.rule == "report"}) <= 1, told


@given(SOME)
@QUICK
def test_every_claim_supports_one_fact_whose_joins_are_one_fewer_than_its_claims(names: list[str]) -> None:
    graph = built(names)
    assert sorted(c.id for f in graph.facts for c in f.claims) == sorted({c.id for c in graph.claims})
    for fact in graph.facts:
        assert len(fact.joins) == len(fact.claims) - 1
        assert {i for j in fact.joins for i in (j.left, j.right)} <= {c.id for c in fact.claims}
        assert all(0 <= j.score <= 1 and j.features for j in fact.joins)


@given(SOME, st.data())
@QUICK
def test_a_copy_under_another_outlet_adds_an_outlet_and_no_origin(names: list[str], data: st.DataObject) -> None:
    copied = data.draw(st.sampled_from(names))
    before = built(names)
    after = assemble([*map(read, names), read(data.draw(st.sampled_from(["aaa", "zzz"])), "The Copycat", NEWSROOM[copied])])
    assert [f.id for f in after.facts] == [f.id for f in before.facts]
    for old, new in zip(before.facts, after.facts, strict=True):
        assert new.outlets == with_copycat(old.outlets, read(copied).document.source)
        assert len(new.origins) == len(old.origins)
    assert len(after.differences) == len(before.differences)
    assert [(e.id, e.label) for e in after.entities] == [(e.id, e.label) for e in before.entities]


def with_copycat(outlets: tuple[str, ...], copied: str) -> tuple[str, ...]:
    return tuple(sorted({*outlets, "The Copycat"})) if copied in outlets else outlets


@given(SOME, st.data())
@QUICK
def test_an_article_that_goes_and_comes_back_leaves_the_same_bytes(names: list[str], data: st.DataObject) -> None:
    """Of extractions; what the store makes of it is tested below."""
    gone = data.draw(st.sampled_from(names))
    before = rendered(built(names))
    without = [n for n in names if n != gone]
    assert not without or rendered(built(without)) != before
    assert rendered(built([*without, gone])) == before


# --- the real store and command line --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with articles, `in`, and a build of them, `out`."""
    folder = tmp_path_factory.mktemp("newsroom")
    put(folder / "in", {name.replace("/", "-"): text for name, text in NEWSROOM.items()})
    assert kgraph(["build", str(folder / "in"), "-o", str(folder / "out"), "--pipeline", "en_kgraph_sm", "--jobs", "0"], "kgraph") == 0
    return folder


def test_an_article_removed_and_added_again_gives_the_same_bytes(newsroom: Path, tmp_path: Path) -> None:
    out = Path(shutil.copytree(newsroom / "out", tmp_path / "out"))
    before = files_of(out)
    for name in ("bribes-herald.txt", "ostra-wire.txt"):
        assert kgraph(["remove", str(out), name], "kgraph") == 0
        assert kgraph(["build", "-o", str(out)], "kgraph") == 0
        assert files_of(out) != before
        assert kgraph(["add", str(out), str(newsroom / "in" / name)], "kgraph") == 0
        assert kgraph(["build", "-o", str(out)], "kgraph") == 0
        assert files_of(out) == before


def test_articles_added_in_any_order_give_the_same_bytes(newsroom: Path, tmp_path: Path) -> None:
    names = sorted(p.name for p in (newsroom / "in").glob("*.txt"))
    for order in (names[::-1], names[::2] + names[1::2]):
        out = tmp_path / order[1]
        for half in (order[:5], order[5:]):
            upkeep.update(out, articles([newsroom / "in" / name for name in half]), SMALL)
        assert exported(out) == exported(newsroom / "out")


def test_a_reprint_under_another_outlet_counts_as_an_outlet_in_every_story_file(newsroom: Path, tmp_path: Path) -> None:
    out, folder = tmp_path / "out", Path(shutil.copytree(newsroom / "in", tmp_path / "in"))
    shutil.copy(folder / "bribes-wire.txt", folder / "zz-reprint.txt")
    with (folder / "sources.csv").open("a") as sources:
        sources.write("zz-reprint.txt,The Copycat,2021-05-04\n")
    upkeep.update(out, articles([folder]), SMALL)
    before, after = store.read_graph(newsroom / "out"), store.read_graph(out)
    assert {row["name"]: row["state"] for row in upkeep.ledger_rows(out)}["zz-reprint.txt"] == "done"
    assert [(f.id, f.outlets, f.origins) for f in after.facts] == [
        (f.id, with_copycat(f.outlets, "The Bribes-Wire"), f.origins) for f in before.facts
    ]
    assert [s.id for s in after.stories] == [s.id for s in before.stories]
    upkeep.remove(out, ["zz-reprint.txt"], SMALL)
    assert replace(store.read_graph(out), problems=()) == before


def test_a_text_that_people_put_into_two_stories_is_told_in_both(tmp_path: Path) -> None:
    for story, outlet in (("one", "The Herald"), ("two", "The Copycat")):
        folder = put(tmp_path / story, {f"bribes/{outlet[4:]}": BRIBES["bribes/wire"], f"more/{story}": BRIBES["bribes/herald" if story == "one" else "bribes/courier"]})
        upkeep.update(tmp_path / "out", articles([folder]), SMALL, story)
    graph = store.read_graph(tmp_path / "out")
    assert len({c.id for c in graph.claims}) == len(graph.claims)
    assert sorted(len(s.documents) for s in graph.stories) == [2, 2]
    upkeep.remove(tmp_path / "out", ["Copycat.txt"], SMALL)
    assert len(store.read_graph(tmp_path / "out").documents) == 3
