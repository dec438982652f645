"""Stories mixed in one folder come apart, and each is what it is alone."""

from __future__ import annotations

import csv
import random
import shutil
from pathlib import Path

import pytest

import kgraph
from kgraph.model import ClaimGraph


def clusters(shared: Path) -> list[Path]:
    return [shared / "seeds", *sorted(path.parent for path in (shared / "gold").glob("*/gold.json"))]


def content(graph: ClaimGraph) -> tuple[object, ...]:
    """What a graph says, apart from the ids and labels of stories."""
    return graph.claims, graph.facts, graph.differences, graph.entities, graph.documents


@pytest.mark.gold
@pytest.mark.slow
def test_five_stories_shuffled_into_one_folder_come_apart_and_each_is_as_it_is_alone(shared: Path, tmp_path: Path) -> None:
    rows: dict[Path, list[dict[str, str]]] = {tmp_path / "mixed": []}
    numbers = iter(random.Random(5).sample(range(100), 100))  # the names say nothing of the cluster
    for cluster in clusters(shared):
        rows[alone := tmp_path / cluster.name] = []
        with open(cluster / "sources.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                path, row["file"] = cluster / row["file"], f"{next(numbers):02}.txt"
                for folder in (alone, tmp_path / "mixed"):
                    folder.mkdir(exist_ok=True)
                    shutil.copy(path, folder / row["file"])
                    rows[folder].append(row)
    for folder, listed in rows.items():
        with open(folder / "sources.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["file", "outlet", "published", "url"], extrasaction="ignore")
            writer.writeheader()
            writer.writerows(listed)
    mixed = kgraph.build(tmp_path / "mixed", tmp_path / "out")
    expected = {frozenset(row["file"] for row in listed): folder for folder, listed in rows.items() if folder.name != "mixed"}
    assert {frozenset(story.documents) for story in mixed.stories} == set(expected)
    for story in mixed.stories:
        by_itself = kgraph.build(expected[frozenset(story.documents)])
        assert content(kgraph.open(tmp_path / "out").story(story.id).content) == content(by_itself.content), story.label
