"""What a store keeps of its inputs, whatever comes, changes, goes or comes twice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import kgraph
from kgraph import api, revisions, store, upkeep
from kgraph.errors import PipelineError, QueryError, StoreError
from kgraph.ingest.files import articles
from kgraph.ingest.labels import label
from kgraph.model import LabelledSpan, Section
from kgraph.work import Failure
from tests.conftest import ROOT

SMALL = upkeep.Settings("en_kgraph_sm")
ONE = "Mayor opens bridge\n\nMayor Jane Doe opened the new bridge in Springfield on Friday, her office said. It cost $12 million.\n"
TWO = "Bridge opened\n\nThe new bridge in Springfield was opened by Mayor Jane Doe on Friday. The bridge cost about $15 million.\n"
OTHER = "Volcano erupts\n\nA volcano erupted on the island of Taal on Sunday. Rescuers evacuated 8,000 people, officials in Manila said.\n"
THIRD = "Bank raises rate\n\nThe central bank raised its key rate to 5 percent on Monday. Governor Ann Poe said inflation remained too high.\n"


def put(folder: Path, **files: str | bytes) -> Path:
    """Write articles into a folder, `a="…"` as a.txt; sources as sources.csv."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        path = folder / (f"{name}.csv" if name == "sources" else f"{name}.txt")
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def update(folder: Path, *sources: Path, story: str | None = None) -> upkeep.Result:
    return upkeep.update(folder, articles(sources), SMALL, story)


def states(folder: Path) -> dict[str, str]:
    return {row["name"]: row["state"] for row in upkeep.ledger_rows(folder)}


def exported(folder: Path) -> dict[str, str]:
    """What the files of a build would hold."""
    return {name: "".join(pieces) for name, pieces in api.rendered(folder)}


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with two articles on one story."""
    return put(tmp_path / "in", a=ONE, b=TWO, sources="file,outlet,published\na.txt,Daily Example,2020-11-09\nb.txt,The Post,2020-11-09\n")


# --- every input ends somewhere -----------------------------------------------------------------------------------------

def test_every_input_is_done_a_duplicate_or_quarantined_and_they_add_up(desk: Path, tmp_path: Path) -> None:
    put(desk, c=ONE, d=b" \n", e=b"\0\1\2", f=OTHER)
    update(tmp_path / "out", desk)
    assert states(tmp_path / "out") == {"a.txt": "done", "b.txt": "done", "c.txt": "duplicate", "d.txt": "quarantined", "e.txt": "quarantined", "f.txt": "done"}
    found = upkeep.status(tmp_path / "out")
    assert found["inputs"] == 6 == found["done"] + found["duplicate"] + found["quarantined"]
    assert found["reasons"] == {"binary": 1, "empty_text": 1}
    assert found["articles"] == 3


def test_taking_the_same_in_again_changes_nothing(desk: Path, tmp_path: Path) -> None:
    put(desk, c=ONE, d=b" ")
    out = tmp_path / "out"
    update(out, desk)
    before, rows = exported(out), list(upkeep.ledger_rows(out))
    update(out, desk)
    assert exported(out) == before
    assert list(upkeep.ledger_rows(out)) == rows


def test_the_same_article_under_two_names_counts_once_and_the_one_with_an_outlet_stands(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", a=ONE, z=ONE, sources="file,outlet\nz.txt,Daily Example\n")
    for name, order in (("together", [[folder]]), ("apart", [[folder / "a.txt"], [folder / "z.txt"]]), ("back", [[folder / "z.txt"], [folder / "a.txt"]])):
        for sources in order:
            update(tmp_path / name, *sources)
        assert states(tmp_path / name) == {"a.txt": "duplicate", "z.txt": "done"}, name
    assert exported(tmp_path / "together") == exported(tmp_path / "apart") == exported(tmp_path / "back")


def test_articles_added_one_by_one_in_any_order_make_the_graph_of_one_build(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", a=ONE, b=TWO, c=OTHER, d=THIRD, sources="file,outlet,published\na.txt,X,2020-11-09\nb.txt,Y,2020-11-09\n")
    update(tmp_path / "whole", folder)
    for name, order in (("forth", "abcd"), ("back", "dcba")):
        for letter in order:
            update(tmp_path / name, folder / f"{letter}.txt")
        assert exported(tmp_path / name) == exported(tmp_path / "whole")


def test_what_only_a_look_is_needed_for_is_not_read_again(desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    update(tmp_path / "out", desk)
    monkeypatch.setattr(upkeep, "read_here", lambda jobs, pipeline: pytest.fail("an article was read") if list(jobs) else iter(()))
    update(tmp_path / "out", desk)


def test_changed_code_extracts_anew_from_what_was_parsed(desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    update(tmp_path / "out", desk)
    before = exported(tmp_path / "out")
    parsed = []

    def watched(jobs: Iterator[object], pipeline: str | None) -> Iterator[object]:
        listed = list(jobs)
        parsed.extend(job.parsed for job in listed)  # type: ignore[attr-defined]
        return whole(listed, pipeline)  # type: ignore[arg-type]

    whole = upkeep.read_here
    monkeypatch.setattr(upkeep, "read_here", watched)
    monkeypatch.setattr(upkeep, "code_version", lambda: "0" * 16)
    update(tmp_path / "out", desk)
    assert len(parsed) == 2 and all(parsed)
    assert exported(tmp_path / "out") == before


def test_without_its_cache_or_with_a_damaged_one_a_store_gives_the_same(desk: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    update(out, desk / "a.txt")
    (out / "annotations.sqlite").write_bytes(b"kgraph" * 1000)
    update(out, desk / "b.txt")
    assert (out / "annotations.sqlite").read_bytes() == b"kgraph" * 1000  # a file of somebody else's, for all we know
    (out / "annotations.sqlite").unlink()
    update(tmp_path / "whole", desk)
    assert exported(out) == exported(tmp_path / "whole")


# --- changes ----------------------------------------------------------------------------------------------------------

def test_a_corrected_outlet_is_a_new_revision_and_claims_keep_their_ids(desk: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    update(out, desk)
    before = {c.id for c in store.read_graph(out).claims}
    put(desk, sources="file,outlet,published\na.txt,Daily Sample,2020-11-09\nb.txt,The Post,2020-11-09\n")
    update(out, desk)
    graph = store.read_graph(out)
    assert {c.id for c in graph.claims} == before
    assert graph.outlets == ("Daily Sample", "The Post")
    assert [(name, count) for name, count, _ in revisions.changed_articles(out)] == [("a.txt", 2)]
    assert revisions.changes(out, "a.txt") == (revisions.Change("changed", "outlet", "Daily Example", "Daily Sample"),)


def test_a_changed_article_is_compared_with_what_it_was(desk: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    update(out, desk)
    put(desk, a=ONE.replace("$12 million", "$14 million") + "Doe will resign in May.\n")
    update(out, desk)
    changes = revisions.changes(out, "a.txt")
    assert any(c.kind == "new" and "resign" in c.after and not c.before for c in changes)
    assert any("$12 million" in c.before and "$14 million" in c.after for c in changes)
    assert not any("opened the new bridge" in c.before for c in changes)
    assert "$12 million" not in "".join(c.evidence.quote for c in store.read_graph(out).claims)


def test_an_article_that_became_unusable_stays_as_it_was(desk: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    update(out, desk)
    before = store.read_graph(out)
    put(desk, a=b"\0\0\0\0")
    result = update(out, desk)
    assert states(out)["a.txt"] == "quarantined"
    assert "stays as it was" in result.problems[0].message
    assert store.read_graph(out).claims == before.claims
    put(desk, a=ONE)
    update(out, desk)
    assert store.read_graph(out) == before


def test_a_folder_that_has_moved_is_known_again(desk: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    update(out, desk)
    before = exported(out)
    update(out, desk.rename(tmp_path / "moved"))
    assert exported(out) == before
    assert set(states(out).values()) == {"done"}


def test_another_article_of_the_same_name_gets_a_name_of_its_own(desk: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    update(out, desk)
    update(out, put(tmp_path / "more", a=OTHER))
    assert sorted(states(out)) == ["a.txt", "b.txt", "more/a.txt"]


def test_when_an_article_changes_its_copy_stands_for_what_it_was(desk: Path, tmp_path: Path) -> None:
    put(desk, c=ONE)
    update(tmp_path / "out", desk)
    put(desk, a=OTHER)
    update(tmp_path / "out", desk)
    update(tmp_path / "fresh", desk)
    assert states(tmp_path / "out") == {"a.txt": "done", "b.txt": "done", "c.txt": "done"}
    assert exported(tmp_path / "out") == exported(tmp_path / "fresh")


def test_when_an_article_loses_its_outlet_a_copy_that_has_one_stands(desk: Path, tmp_path: Path) -> None:
    put(desk, c=ONE, sources="file,outlet\na.txt,Daily Example\nc.txt,The Post\n")
    update(tmp_path / "out", desk)
    put(desk, sources="file,outlet\nc.txt,The Post\n")
    update(tmp_path / "out", desk)
    assert states(tmp_path / "out") == {"a.txt": "duplicate", "b.txt": "done", "c.txt": "done"}


def test_a_copy_that_became_unusable_brings_back_nothing_of_its_own(desk: Path, tmp_path: Path) -> None:
    put(desk, c=OTHER)
    for content in (OTHER, ONE, b"\0"):
        put(desk, c=content)
        update(tmp_path / "out", desk)
    assert states(tmp_path / "out")["c.txt"] == "quarantined"
    assert [d.id for d in store.read_graph(tmp_path / "out").documents] == ["a.txt", "b.txt"]


def test_an_article_that_is_usable_takes_the_place_of_what_was_kept_of_one_that_is_not(desk: Path, tmp_path: Path) -> None:
    update(tmp_path / "out", desk)
    put(desk, a=b"\0", c=ONE)
    result = update(tmp_path / "out", desk)
    assert [d.id for d in store.read_graph(tmp_path / "out").documents] == ["b.txt", "c.txt"]
    assert not any("stays as it was" in problem.message for problem in result.problems)


def test_an_article_that_is_again_what_it_was_is_done(desk: Path, tmp_path: Path) -> None:
    for content in (ONE, b"\0", ONE):
        put(desk, a=content)
        update(tmp_path / "out", desk)
    assert states(tmp_path / "out")["a.txt"] == "done"


# --- remove, retry ----------------------------------------------------------------------------------------------------

def test_what_is_removed_leaves_the_graph_as_if_it_had_never_come(desk: Path, tmp_path: Path) -> None:
    update(tmp_path / "without", desk)
    put(desk, c=OTHER)
    update(tmp_path / "out", desk)
    upkeep.remove(tmp_path / "out", ["c.txt"], SMALL)
    assert exported(tmp_path / "out") == exported(tmp_path / "without")


def test_when_an_article_is_removed_its_copy_stands_for_it(desk: Path, tmp_path: Path) -> None:
    put(desk, c=ONE)
    update(tmp_path / "out", desk)
    upkeep.remove(tmp_path / "out", ["a.txt"], SMALL)
    assert states(tmp_path / "out") == {"b.txt": "done", "c.txt": "done"}


def test_a_name_that_is_not_there_removes_nothing(desk: Path, tmp_path: Path) -> None:
    update(tmp_path / "out", desk)
    with pytest.raises(QueryError, match=r"no input 'a\.text'.*a\.txt"):
        upkeep.remove(tmp_path / "out", ["b.txt", "a.text"], SMALL)
    assert len(states(tmp_path / "out")) == 2


def test_what_was_set_aside_is_read_again_on_request(desk: Path, tmp_path: Path) -> None:
    out, big = tmp_path / "out", desk / "big.txt"
    big.write_text("x" * 6_000_000)
    put(desk, d=b" ")
    update(out, desk)
    assert upkeep.status(out)["reasons"] == {"empty_text": 1, "too_large": 1}
    big.write_text(OTHER)
    upkeep.retry(out, "too_large", SMALL)
    assert states(out) == {"a.txt": "done", "b.txt": "done", "big.txt": "done", "d.txt": "quarantined"}


# --- stories ----------------------------------------------------------------------------------------------------------

def test_articles_on_two_stories_come_apart_and_are_not_set_against_each_other(desk: Path, tmp_path: Path) -> None:
    put(desk, c=OTHER)
    update(tmp_path / "out", desk)
    graph = kgraph.open(tmp_path / "out")
    assert [set(s.documents) for s in sorted(graph.stories, key=lambda s: -len(s.documents))] == [{"a.txt", "b.txt"}, {"c.txt"}]
    bridge = graph.story("bridge")
    assert {d.id for d in bridge.documents} == {"a.txt", "b.txt"}
    assert {row["story"] for row in graph.only_some_outlets()} <= {s.label for s in graph.stories}
    assert "story" not in bridge.only_some_outlets().columns
    with pytest.raises(QueryError, match="there is no story 'harbour'; there are: s-"):
        graph.story("harbour")


def test_a_story_that_people_name_holds_what_they_put_into_it(desk: Path, tmp_path: Path) -> None:
    put(desk, c=OTHER)
    update(tmp_path / "out", desk, story="All of it")
    (story,) = kgraph.open(tmp_path / "out").stories
    assert (story.label, len(story.documents)) == ("All of it", 3)


def test_each_story_has_the_files_that_a_build_of_it_alone_has(desk: Path, tmp_path: Path) -> None:
    kgraph.build(desk, tmp_path / "alone", "en_kgraph_sm")
    put(desk, c=OTHER)
    kgraph.build(desk, tmp_path / "both", "en_kgraph_sm")
    (folder,) = (tmp_path / "both" / "stories").iterdir()
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "alone" / path.name).read_bytes(), path.name
    upkeep.remove(tmp_path / "both", ["c.txt"], SMALL)
    kgraph.build(desk / "a.txt", tmp_path / "both", "en_kgraph_sm")
    assert not (tmp_path / "both" / "stories").exists()


# --- readers and writers ------------------------------------------------------------------------------------------------

HOLD = """
import sys
from pathlib import Path
from kgraph.store import writer
with writer(Path(sys.argv[1])) as db:
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def held(desk: Path, tmp_path: Path) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    """A store that another process holds."""
    out = tmp_path / "out"
    update(out, desk)
    process = subprocess.Popen([sys.executable, "-c", HOLD, out], env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, encoding="utf-8")
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    yield out, process
    process.kill()
    process.communicate()


def test_a_second_writer_is_told_who_holds_the_store(held: tuple[Path, subprocess.Popen[str]], desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, process = held
    monkeypatch.setattr("kgraph.store.database.writer.__wrapped__.__defaults__", (0.2,))
    with pytest.raises(StoreError, match=rf"is in use by process {process.pid}"):
        update(out, desk)
    assert upkeep.status(out)["writer"] == f"process {process.pid}"
    assert len(kgraph.open(out).documents) == 2  # readers go on


def test_a_writer_that_was_killed_holds_nothing(held: tuple[Path, subprocess.Popen[str]], desk: Path) -> None:
    out, process = held
    process.kill()
    process.wait()
    update(out, desk)
    assert upkeep.status(out)["writer"] is None


def test_a_reader_sees_one_state_while_another_process_writes(desk: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    update(out, desk)
    before = store.read_graph(out)
    with store.writer(out) as db:
        db.execute("BEGIN IMMEDIATE")
        db.execute("DELETE FROM stories")
        assert store.read_graph(out) == before
        db.execute("ROLLBACK")
    assert store.read_graph(out) == before


def test_a_graph_opened_for_writing_takes_articles_in_and_one_opened_for_reading_does_not(desk: Path, tmp_path: Path) -> None:
    update(tmp_path / "out", desk / "a.txt")
    graph = kgraph.open(tmp_path / "out", read_only=False)
    graph.add(desk / "b.txt", "en_kgraph_sm")
    assert [d.id for d in graph.documents] == ["a.txt", "b.txt"]
    graph.remove("a.txt", pipeline="en_kgraph_sm")
    assert [d.id for d in graph.documents] == ["b.txt"]
    with pytest.raises(StoreError, match="read_only=False"):
        kgraph.open(tmp_path / "out", read_only=True).add(desk / "a.txt")


def test_at_rest_a_store_is_one_file_that_readers_leave_alone(desk: Path, tmp_path: Path) -> None:
    update(tmp_path / "out", desk)
    content = (tmp_path / "out" / store.STORE).read_bytes()
    _ = kgraph.open(tmp_path / "out").claims
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["annotations.sqlite", store.STORE]
    assert (tmp_path / "out" / store.STORE).read_bytes() == content


# --- other code, another pipeline ---------------------------------------------------------------------------------------

def with_code(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    monkeypatch.setattr(upkeep, "code_version", lambda: version * 16)


def test_a_store_may_be_read_again_by_other_code_as_often_as_it_takes(desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    update(tmp_path / "out", desk)
    before = exported(tmp_path / "out")
    for version in "1234":
        with_code(monkeypatch, version)
        update(tmp_path / "out")
    assert exported(tmp_path / "out") == before


def test_changed_rules_of_labelling_reach_articles_that_no_source_names_again(desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    update(tmp_path / "out", desk)

    def headlines_alone(text: str, outlet: str | None = None, repeated: frozenset[str] = frozenset()) -> tuple[LabelledSpan, ...]:
        return label(text, outlet, repeated)[:1]

    monkeypatch.setattr("kgraph.ingest.metadata.label", headlines_alone)
    monkeypatch.setattr(upkeep, "label", headlines_alone)
    with_code(monkeypatch, "1")
    update(tmp_path / "out")
    assert {c.evidence.section for c in store.read_graph(tmp_path / "out").claims} <= {Section.HEADLINE}


def test_what_other_code_cannot_read_stays_as_it_was_read_before(desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    update(out, desk)
    put(desk, a=ONE.replace("$12 million", "$14 million"))
    update(out, desk)
    before = store.read_graph(out)
    with_code(monkeypatch, "1")
    monkeypatch.setattr(upkeep, "read_here", lambda jobs, pipeline: ((job, Failure("timeout", "took too long.")) for job in jobs))
    update(out)
    assert set(states(out).values()) == {"quarantined"}
    assert (store.read_graph(out).claims, store.read_graph(out).facts) == (before.claims, before.facts)


def test_a_store_keeps_to_the_pipeline_of_its_first_build(desk: Path, tmp_path: Path) -> None:
    update(tmp_path / "out", desk / "a.txt")
    upkeep.update(tmp_path / "out", articles([desk / "b.txt"]), upkeep.Settings())
    update(tmp_path / "whole", desk)
    assert exported(tmp_path / "out") == exported(tmp_path / "whole")


def test_revisions_that_different_pipelines_read_are_compared_as_one_reads_them(desk: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    update(out, desk)
    put(desk, sources="file,outlet,published\na.txt,Daily Sample,2020-11-09\nb.txt,The Post,2020-11-09\n")
    update(out, desk)
    upkeep.update(out, (), upkeep.Settings("en_kgraph_trf"))
    assert [c.statement for c in revisions.changes(out, "a.txt")] == ["outlet"]


def test_a_graph_that_was_saved_can_be_added_to_and_taken_from(desk: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    update(tmp_path / "first", desk)
    kgraph.open(tmp_path / "first").save(out)
    update(out, put(tmp_path / "more", c=OTHER))
    upkeep.remove(out, ["a.txt"], SMALL)
    assert states(out) == {"b.txt": "done", "c.txt": "done"}
    assert {d.id: d.outlet for d in store.read_graph(out).documents} == {"b.txt": "The Post", "c.txt": None}


def test_a_build_that_fails_takes_nobody_elses_store_away(held: tuple[Path, subprocess.Popen[str]], tmp_path: Path,
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    out, _ = held
    monkeypatch.setattr("kgraph.store.database.writer.__wrapped__.__defaults__", (0.2,))
    with pytest.raises(StoreError, match="is in use"):
        update(out, put(tmp_path / "none", x=b" "))
    with pytest.raises(PipelineError):
        upkeep.update(out, (), upkeep.Settings("en_no_such"))
    assert len(store.read_graph(out).documents) == 2


def test_the_last_article_taken_out_leaves_no_word_of_it_behind(desk: Path, tmp_path: Path) -> None:
    kgraph.build(desk / "a.txt", tmp_path / "out", "en_kgraph_sm")
    upkeep.remove(tmp_path / "out", ["a.txt"], SMALL)
    api.write_files(tmp_path / "out")
    for path in (tmp_path / "out").iterdir():
        assert b"Springfield" not in path.read_bytes(), path.name


def test_a_file_that_was_mended_is_read_anew_when_it_is_tried_again(desk: Path, tmp_path: Path) -> None:
    put(desk, d=b" ")
    update(tmp_path / "out", desk)
    put(desk, d=OTHER)
    upkeep.retry(tmp_path / "out", "empty_text", SMALL)
    assert states(tmp_path / "out")["d.txt"] == "done"
    with pytest.raises(QueryError, match="nothing was set aside for the reason 'crash'"):
        upkeep.retry(tmp_path / "out", "crash", SMALL)


def test_a_story_that_is_gone_is_told_of_and_not_taken_for_an_empty_one(desk: Path, tmp_path: Path) -> None:
    update(tmp_path / "out", desk)
    with pytest.raises(QueryError, match="there is no story 's-0' any more"):
        store.read_graph(tmp_path / "out", "s-0")
