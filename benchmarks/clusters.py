"""The gold clusters on disk, built with the shipped pipeline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from kgraph.annotate import load_pipeline
from kgraph.export import claim_rows, difference_rows
from kgraph.ingest import read_documents
from kgraph.model import ClaimGraph
from kgraph.pipeline import build_graph


def clusters(shared: Path) -> list[Path]:
    """The folders under `shared` that hold a gold.json, the seeds first."""
    return [shared / "seeds", *sorted(path.parent for path in (shared / "gold").glob("*/gold.json"))]


def built(shared: Path, pipeline: str | None = None) -> Iterator[tuple[Path, ClaimGraph]]:
    """Each cluster's folder with the graph that kgraph makes of its articles, by its own pipeline if none is named."""
    for folder in clusters(shared):
        documents, _ = read_documents([folder])
        yield folder, build_graph(documents, nlp=load_pipeline(pipeline))


def write_rows(graph: ClaimGraph, folder: Path) -> None:
    """Write the two files that score.py reads."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("claims", claim_rows(graph)), ("differences", difference_rows(graph))):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8", newline="\n")
