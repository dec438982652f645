"""Articles that are nearly the same, found over a whole corpus."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from kgraph import upkeep
from kgraph.cli import run
from kgraph.ingest.files import articles
from kgraph.model import Document
from kgraph.reprints import LEAST, reprints, shingles
from tests.builders import make_document
from tests.test_upkeep import ONE, OTHER, put

pytest.importorskip("datasketch")
WORDS = [f"word{n}" for n in range(3000)]


def invented(count: int, seed: int = 0) -> list[Document]:
    """Articles of 200 words, every third made of the one before, with more or fewer of its words replaced."""
    chance = Random(seed)
    found: list[list[str]] = []
    for number in range(count):
        words = chance.choices(WORDS, k=200)
        if number % 3 == 2:
            changed = chance.choice((0, 2, 5, 100))
            words = list(found[-1])
            for at in chance.sample(range(200), changed):
                words[at] = "changed"
        found.append(words)
    return [make_document(f"{n:03}.txt", " ".join(words)) for n, words in enumerate(found)]


def test_pairs_are_those_that_comparing_all_articles_finds() -> None:
    documents = invented(90)
    sets = {d.id: set(shingles(d).tolist()) for d in documents}
    near = {(a, b) for a, b in combinations(sorted(sets), 2) if len(sets[a] & sets[b]) >= LEAST * len(sets[a] | sets[b])}
    found = reprints(documents)
    assert len(near) > 15
    assert {(r.first.article, r.second.article) for r in found} == near
    assert [r.shared for r in found] == sorted((r.shared for r in found), reverse=True)


def test_the_order_of_the_articles_changes_nothing() -> None:
    documents = invented(30)
    assert reprints(Random(1).sample(documents, 30)) == reprints(documents)


def test_case_quotes_and_line_breaks_make_no_other_article() -> None:
    one = make_document("a.txt", "It’s the Mayor who said that the bridge would be closed until the next summer.")
    other = make_document("b.txt", "IT'S THE MAYOR\nwho said that the  bridge would be closed until the next summer.")
    assert [(r.first.article, r.second.article, r.shared) for r in reprints([one, other])] == [("a.txt", "b.txt", 1.0)]


def test_the_article_that_was_published_first_comes_first() -> None:
    text = "The mayor said that the bridge would be closed until the next summer."
    late, early, undated = (replace(make_document(f"{n}.txt", text), published=day)
                            for n, day in (("a", date(2020, 5, 4)), ("b", date(2020, 5, 3)), ("c", None)))
    pairs = {(r.first.article, r.second.article) for r in reprints([late, early, undated])}
    assert pairs == {("b.txt", "a.txt"), ("b.txt", "c.txt"), ("a.txt", "c.txt")}


def test_an_article_of_fewer_words_than_a_shingle_is_near_to_none() -> None:
    assert reprints([make_document("a.txt", "Too short."), make_document("b.txt", "Too short.")]) == ()


def test_the_command_lists_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = ONE.replace("said", "says", 1) + "More soon."
    upkeep.update(tmp_path / "out", articles([str(put(tmp_path / "in", a=ONE, b=changed, c=OTHER))]), upkeep.Settings("en_kgraph_sm"))
    assert run(["reprints", str(tmp_path / "out"), "--format", "csv"], "kgraph") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "shared,article,outlet,published,other,other_outlet,other_published"
    assert [line.split(",")[1::3] for line in lines[1:]] == [["a.txt", "b.txt"]]
