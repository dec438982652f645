"""What is written comes back equal, all of it or nothing, and nothing else passes for a store."""
from __future__ import annotations

import dataclasses
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph import judging, store, upkeep
from kgraph.errors import SpanError, StoreError
from kgraph.model import (
    ClaimGraph,
    Difference,
    DifferenceKind,
    DifferenceRelation,
    Modality,
    OriginKind,
    Polarity,
    Problem,
    Qualifier,
    Quantity,
    Rendering,
    RenderingForm,
    Role,
    SharedOrigin,
    Utterance,
    Variant,
    Verdict,
)
from kgraph.store.database import VERSION
from tests.builders import make_claim, make_document, make_graph

VERSION_3 = Path(__file__).parent / "data" / "store-version-3.sqlite"
OLD = Path(__file__).parent / "data" / "store-version-2.sqlite"
FILES = {"report.md": ["# Report\n"], "claims.jsonl": ["{}\n", "{}\n"]}


def story() -> ClaimGraph:
    one = make_document("a.txt", "Headline\r\nJane Doe won’t meet John Roe 😀 within roughly an hour.", "Daily Example", url="https://e.example/a")
    two = dataclasses.replace(make_document("b.txt", "Jane Doe met John Roe in less than 12 hours.", None, None),
                              origins=(("outlet", "not stated: blank"),), agencies=("AFP", "AP"))
    hour = Qualifier(Role.DELAY, "within roughly an hour", 5, 9, None, Quantity(None, 3600.0, False, True, "s", "roughly"))
    first = make_claim(one, "Jane Doe won’t meet John Roe", "Jane Doe", "meet", "John Roe", qualifiers=[hour], polarity=Polarity.NEGATED,
                       modality=Modality.PLANNED, speaker="Ann Poe", origin="o-1")
    first = dataclasses.replace(first, confidence=0.1 + 0.2, terms=("meet", "e-1"), utterance="u-1", quoted=True)
    second = make_claim(two, "Jane Doe met", "Jane Doe", "meet")
    third = make_claim(two, "met John Roe", "John Roe", "be met", "Jane Doe", qualifiers=[Qualifier(Role.TIME, "met", 0, 3, "2016")])
    point = Difference("d-1", DifferenceKind.DURATION, DifferenceRelation.REFINES, "how soon",
                       (Variant("an hour", ("Daily Example",), (first.id,)), Variant("12 hours", (two.source,), (second.id, third.id))), "an hour")
    graph = make_graph([one, two], [[second, first], [third]], [point])
    reason = SharedOrigin("o-1", OriginKind.UTTERANCE, "Ann Poe", (first.id, second.id))
    facts = tuple(dataclasses.replace(f, origin_reasons=(reason,)) if len(f.claims) == 2 else f for f in graph.facts)
    start = one.text.index("Jane")
    said = Rendering(one.id, one.source, RenderingForm.DIRECT, start, start + 9, "Jane Doe ", ((start, start + 4), (start + 5, start + 8)), (first.id,))
    graph = dataclasses.replace(graph, facts=facts, utterances=(Utterance("u-1", None, "Ann Poe", (said,)),))
    return dataclasses.replace(graph, problems=(Problem("c.txt", "is empty."), Problem("sources.csv", "has an unknown column 'x'.")))


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_graph_that_is_written_is_read_back_equal(tmp_path: Path) -> None:
    store.save(tmp_path / "out", story())
    assert store.read_graph(tmp_path / "out") == story()
    assert store.read_graph(tmp_path / "out" / store.STORE) == story()


def test_the_order_of_a_facts_claims_survives(tmp_path: Path) -> None:
    store.save(tmp_path, story())
    assert [f.head for f in store.read_graph(tmp_path).facts] == [f.head for f in story().facts]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.text(st.characters(exclude_categories=["Cs"])),
       st.floats(allow_nan=False), st.dates(date(1000, 1, 1)))
@settings(max_examples=50, deadline=None)
def test_any_text_number_and_date_survive(tmp_path_factory: pytest.TempPathFactory, text: str, value: str, number: float, day: date) -> None:
    document = make_document("a.txt", text, value or None, day)
    claim = make_claim(document, text, "Jane Doe", value, qualifiers=[Qualifier(Role.OTHER, text, 0, 1, value, Quantity(number, None, True, False, value))])
    graph = make_graph([document], [[claim]])
    folder = tmp_path_factory.mktemp("any")
    store.save(folder, graph)
    assert store.read_graph(folder) == graph


def test_an_empty_graph_survives(tmp_path: Path) -> None:
    empty = ClaimGraph((), (), (), (), ())
    store.save(tmp_path, empty)
    assert store.read_graph(tmp_path) == empty


def test_the_same_files_have_the_same_bytes_with_unix_newlines_and_utf8(tmp_path: Path) -> None:
    for _ in range(2):
        store.write_files(tmp_path, [("report.md", ["é\n"]), ("stories/s-1/report.md", ["x\n"])])
        assert (tmp_path / "report.md").read_bytes() == b"\xc3\xa9\n"
        assert (tmp_path / "stories" / "s-1" / "report.md").read_bytes() == b"x\n"


def test_a_failure_while_writing_leaves_the_earlier_files_as_they_were(tmp_path: Path) -> None:
    store.write_files(tmp_path, FILES.items())
    before = bytes_in(tmp_path)

    def broken() -> Iterator[str]:
        yield "half a "
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.write_files(tmp_path, [("claims.jsonl", ["new\n"]), ("report.md", broken())])
    assert bytes_in(tmp_path) == before


def test_a_graph_that_is_saved_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    store.save(tmp_path, story())
    other = make_graph([make_document("x.txt", "Ann Poe left.")], [])
    store.save(tmp_path, other)
    assert store.read_graph(tmp_path) == other


def test_a_failure_while_writing_one_file_leaves_the_earlier_one(tmp_path: Path) -> None:
    target = tmp_path / "graph.ttl"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError):
        store.write_text(target, (str(1 // n) for n in (1, 0)))
    assert bytes_in(tmp_path) == {"graph.ttl": b"old"}


def test_what_a_killed_build_left_behind_is_removed_by_the_next(tmp_path: Path) -> None:
    (tmp_path / f"{store.UNFINISHED}old").mkdir()
    store.write_files(tmp_path, [])
    assert list(tmp_path.iterdir()) == []


def test_a_quote_that_is_not_its_documents_text_is_never_written(tmp_path: Path) -> None:
    graph = story()
    moved = dataclasses.replace(graph.documents[0], text="x" + graph.documents[0].text)
    with pytest.raises(SpanError, match=r"a\.txt: claim c-\w+ quotes"):
        store.save(tmp_path / "out", dataclasses.replace(graph, documents=(moved, graph.documents[1])))
    assert not (tmp_path / "out").exists()


def test_a_folder_without_a_build_is_refused_with_the_way_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no build; make one with: kgraph build"):
        store.read_graph(tmp_path / "nothing")


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\0" + b"\1" * 100])
def test_a_file_of_another_kind_is_refused_and_never_overwritten(tmp_path: Path, content: bytes) -> None:
    (tmp_path / store.STORE).write_bytes(content)
    with pytest.raises(StoreError, match="is no kgraph store"):
        store.read_graph(tmp_path)
    with pytest.raises(StoreError, match="is no kgraph store"):
        store.save(tmp_path, story())
    assert bytes_in(tmp_path) == {store.STORE: content}


def test_a_database_of_somebody_else_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / store.STORE) as db:
        db.execute("CREATE TABLE documents (id)")
    with pytest.raises(StoreError, match="is no kgraph store but another kind of file"):
        store.read_graph(tmp_path)


def test_a_store_of_a_newer_version_is_refused_with_both_versions(tmp_path: Path) -> None:
    store.save(tmp_path, story())
    with sqlite3.connect(tmp_path / store.STORE) as db:
        db.execute("PRAGMA user_version = 9")
    with pytest.raises(StoreError, match=rf"version 9, and this kgraph reads version {VERSION}; update kgraph"):
        store.read_graph(tmp_path)


@pytest.mark.parametrize("damage", ["DELETE FROM claims", "UPDATE claims SET payload = '{}'", "UPDATE documents SET payload = 'x'",
                                    "UPDATE documents SET text = 99", "DROP TABLE variants", "UPDATE mentions SET kind = 'guess'"])
def test_a_damaged_store_is_told_of_in_one_line(tmp_path: Path, damage: str) -> None:
    store.save(tmp_path, story())
    with sqlite3.connect(tmp_path / store.STORE) as db:
        db.execute(damage)
    with pytest.raises(StoreError, match="is damaged") as caught:
        store.read_graph(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_truncated_store_is_told_of_and_left_as_it_is(tmp_path: Path) -> None:
    store.save(tmp_path, story())
    path = tmp_path / store.STORE
    path.write_bytes(path.read_bytes()[:-5000])
    before = path.read_bytes()
    for use in (store.read_graph, lambda folder: store.save(folder, story())):
        with pytest.raises(StoreError, match="is damaged"):
            use(tmp_path)
    assert path.read_bytes() == before


def test_a_store_with_flipped_bits_is_never_written_to(tmp_path: Path) -> None:
    store.save(tmp_path, story())
    path = tmp_path / store.STORE
    content = bytearray(path.read_bytes())
    for page in range(4096, len(content), 4096):  # every page but the first, which says that it is a store
        content[page] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(StoreError, match="is damaged"):
        store.save(tmp_path, story())
    assert path.read_bytes() == content


def test_a_store_of_version_2_is_brought_up_to_date_with_a_copy_kept(tmp_path: Path) -> None:
    shutil.copy(OLD, tmp_path / store.STORE)
    with pytest.raises(StoreError, match=r"is a store of version 2.*bring it up to date with: kgraph build -o"):
        store.read_graph(tmp_path)
    with store.writer(tmp_path):
        pass
    assert (tmp_path / f"{store.STORE}.v2.bak").read_bytes() == OLD.read_bytes()
    upkeep.update(tmp_path, (), upkeep.Settings("en_kgraph_sm"))
    graph = store.read_graph(tmp_path)
    assert [(d.id, d.outlet, d.text) for d in graph.documents] == [(d.id, d.outlet, d.text) for d in story().documents]
    assert graph.problems == story().problems
    assert graph.claims


def test_a_store_of_version_3_keeps_all_it_holds_and_takes_judgements(tmp_path: Path) -> None:
    shutil.copy(VERSION_3, tmp_path / store.STORE)
    with sqlite3.connect(VERSION_3) as db:
        inputs = db.execute("SELECT name, state, sha256 FROM inputs").fetchall()
        claims = db.execute("SELECT id, quote FROM claims").fetchall()
    with store.writer(tmp_path) as db:
        assert db.execute("SELECT name, state, sha256 FROM inputs").fetchall() == inputs
        assert db.execute("SELECT id, quote FROM claims").fetchall() == claims
    assert (tmp_path / f"{store.STORE}.v3.bak").read_bytes() == VERSION_3.read_bytes()
    upkeep.update(tmp_path, (), upkeep.Settings("en_kgraph_sm"))
    graph = store.read_graph(tmp_path)
    assert all(len(f.joins) == len(f.claims) - 1 for f in graph.facts)
    judging.judge(tmp_path, Verdict.UNSURE, graph.claims[0].id, graph.claims[-1].id, "for the sake of the test")
    assert len(list(judging.listed(tmp_path))) == 1


def test_an_utterance_whose_words_stand_elsewhere_is_never_written(tmp_path: Path) -> None:
    graph = story()
    moved = dataclasses.replace(graph.utterances[0].renderings[0], start=0, end=9)
    wrong = dataclasses.replace(graph, utterances=(dataclasses.replace(graph.utterances[0], renderings=(moved,)),))
    with pytest.raises(SpanError, match=r"a\.txt: utterance u-1 quotes 'Jane Doe '"):
        store.save(tmp_path / "out", wrong)


def test_a_migration_that_is_cut_short_leaves_the_old_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(OLD, tmp_path / store.STORE)
    monkeypatch.setattr("kgraph.store.ledger.keep_article", lambda *args: 1 // 0)
    with pytest.raises(ZeroDivisionError), store.writer(tmp_path):
        pass
    monkeypatch.undo()
    assert sqlite3.connect(tmp_path / store.STORE).execute("SELECT count(*) FROM documents").fetchone() == (2,)
    with store.writer(tmp_path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_a_file_where_the_folder_should_be_is_told_of_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    for folder in (tmp_path / "out", tmp_path / "out" / "deeper"):
        with pytest.raises(StoreError, match="out"):
            store.check_folder(folder)


def test_the_tables_can_be_read_with_sql(tmp_path: Path) -> None:
    store.save(tmp_path, story())
    with sqlite3.connect(tmp_path / store.STORE) as db:
        found = db.execute("SELECT c.subject, c.relation, c.outlet, f.outlets FROM claims c JOIN supports s ON s.claim = c.n "
                           "JOIN facts f ON f.n = s.fact WHERE c.polarity = 'negated'").fetchall()
    assert found == [("Jane Doe", "meet", "Daily Example", 2)]


HALF_WRITTEN = """
import os, signal, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA journal_mode = DELETE")
db.execute("PRAGMA cache_size = 1")  # pages go to the file before the transaction ends
db.execute("BEGIN IMMEDIATE")
db.execute("DELETE FROM claims")
db.executemany("INSERT INTO texts VALUES (NULL, ?, ?)", ((f"{n}", "x" * 3000) for n in range(200)))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_reader_sees_the_state_before_a_writer_was_killed_in_the_middle_of_the_file(tmp_path: Path) -> None:
    store.save(tmp_path, story())
    killed = subprocess.run([sys.executable, "-c", HALF_WRITTEN, tmp_path / store.STORE], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (tmp_path / f"{store.STORE}-journal").stat().st_size > 0
    assert store.read_graph(tmp_path) == story()
