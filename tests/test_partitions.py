"""Parquet partitions of a build, and the queries that the docs show over them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kgraph
from kgraph import upkeep
from kgraph.cli import run
from kgraph.export.partitions import part_of
from kgraph.export.tables import TABLES
from kgraph.ingest.files import articles
from tests.conftest import ROOT
from tests.test_upkeep import ONE, OTHER, THIRD, TWO, put

QUERIES = re.findall(r"```sql\n(.*?)```", (ROOT / "docs" / "partitions.md").read_text(encoding="utf-8"), re.S)


def partitioned(build: Path, folder: Path, parts: int) -> Path:
    assert run(["partition", str(build), "-o", str(folder / "parts"), "--parts", str(parts)], "kgraph") == 0
    return folder / "parts"


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of several stories."""
    folder = tmp_path_factory.mktemp("several")
    upkeep.update(folder / "out", articles([str(put(folder / "in", a=ONE, b=TWO, c=OTHER, d=THIRD))]), upkeep.Settings("en_kgraph_sm"))
    return folder / "out"


def test_all_rows_stand_in_the_part_of_their_story(several: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    graph = kgraph.open(several).content
    assert len(graph.stories) > 1
    parts = partitioned(several, tmp_path, 3)
    for name in ("documents", "claims", "facts", "differences", "utterances"):
        found = []
        for n in range(3):
            rows = parquet.read_table(parts / name / f"part-{n:03}.parquet").to_pylist()
            assert all(part_of(row["story"], 3) == n for row in rows)
            found += [tuple(tuple(cell) if isinstance(cell, list) else cell for cell in row.values()) for row in rows]
        assert sorted(map(repr, found)) == sorted(map(repr, TABLES[name].rows(graph)))
    assert len(found) or name == "utterances"


def test_partitions_written_again_are_the_same_bytes_and_fewer_replace_more(several: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    parts = partitioned(several, tmp_path, 3)
    first = {p.relative_to(parts): p.read_bytes() for p in parts.rglob("*.parquet")}
    assert len(first) == 3 * len(TABLES)
    (parts / "claims" / "part-001.parquet").write_bytes(b"cut off")
    before = {p: p.stat().st_mtime_ns for p in parts.rglob("*.parquet")}
    partitioned(several, tmp_path, 3)
    assert {p.name for p, time in before.items() if p.stat().st_mtime_ns != time} == {"part-001.parquet"}
    assert {p.relative_to(parts): p.read_bytes() for p in parts.rglob("*.parquet")} == first
    partitioned(several, tmp_path, 1)
    assert {p.name for p in parts.rglob("*.parquet")} == {"part-000.parquet"}


@pytest.fixture(scope="module")
def seed_parts(seed_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("pyarrow")
    return partitioned(seed_build, tmp_path_factory.mktemp("seeds"), 2)


@pytest.mark.parametrize("number", range(len(QUERIES)))
def test_the_queries_in_the_docs_find_something(seed_parts: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(seed_parts.parent)
    assert duckdb.sql(QUERIES[number]).fetchall()


def test_duckdb_counts_what_the_build_holds(seed_parts: Path, seed_graph: kgraph.Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(seed_parts.parent)
    counts = duckdb.sql(QUERIES[0]).fetchall()
    assert sum(row[1] for row in counts) == len(seed_graph.claims)
    delays = {(outlet, words) for outlet, words, *_ in duckdb.sql(QUERIES[3]).fetchall()}
    assert {outlet for outlet, words in delays if "12 hours" in words} == {"The Moscow Times"}
