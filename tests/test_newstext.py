"""The shipped pipeline on the shapes of news text."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from benchmarks.newstext import scores
from training.read import read_newswire, read_trees

# Least LAS and least entity F1, as a share of the plain text's.
FLOORS = {
    "title case": (0.97, 0.93),
    "capitals": (0.94, 0.91),
    "small letters": (0.97, 0.88),
    "no final period": (0.99, 0.97),
    "curly quotes": (0.995, 0.995),
    "non-breaking spaces": (0.995, 0.995),
    "British spelling": (0.99, 0.99),
    "dateline": (0.92, 0.97),
    "foreign names": (0.98, 0.95),
}


@pytest.mark.gold
@pytest.mark.slow
def test_no_shape_of_news_text_costs_more_than_its_share(nlp: Language, shared: Path) -> None:
    treebanks = shared / "treebanks"
    if not treebanks.is_dir():
        pytest.skip(f"no treebanks under {treebanks}; training/README.md lists the files")
    figures = scores(nlp, read_trees(treebanks, "dev")[::10], read_newswire(treebanks / "worldwide-ner-dev.tsv.gz")[::10])
    plain = figures.pop("plain")
    shares = {name: (las / plain[0], entities / plain[1]) for name, (las, entities) in figures.items()}
    low = {name: share for name, share in shares.items() if share[0] < FLOORS[name][0] or share[1] < FLOORS[name][1]}
    assert not low, low
    assert shares.keys() == FLOORS.keys()
