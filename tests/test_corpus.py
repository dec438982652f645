"""The generated corpus, and how a build of it is scored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.corpus import Answer, articles, build, score, write_corpus
from kgraph import upkeep


def test_a_longer_corpus_begins_with_a_shorter_one_and_the_same_seed_gives_the_same() -> None:
    assert list(articles(60))[:25] == list(articles(25))
    assert list(articles(25, seed=1)) != list(articles(25))


def test_every_sentence_starts_where_it_is_said_to() -> None:
    for article in articles(20):
        assert len(article.starts) == len(article.tells)
        ends = (*article.starts[1:], len(article.text))
        assert "".join(article.text[start:end] for start, end in zip(article.starts, ends, strict=True)) == article.text
        assert all(article.text[start - 1].isspace() for start in article.starts[1:])


def test_pairs_are_right_where_their_sentences_tell_one_thing(tmp_path: Path) -> None:
    written = write_corpus(tmp_path / "articles", 40)
    (first, one), (second, other) = next(
        (a, b) for a in written.items() for b in written.items() if a[0] < b[0] and a[1].tells[1] == b[1].tells[1])
    asides = [next(n for n, tells in enumerate(article.tells) if ".txt" in tells) for article in (one, other)]

    def claim(document: str, start: int, fact: str) -> str:
        return json.dumps({"document": document, "fact": fact, "implied": False, "evidence": {"start": start}})

    rows = [claim(first, one.starts[1], "f-1"), claim(second, other.starts[1] + 3, "f-1"), claim(second, other.starts[-1], "f-1"),
            claim(first, one.starts[asides[0]], "f-2"), claim(second, other.starts[asides[1]], "f-2")]
    (tmp_path / "claims.jsonl").write_text("\n".join(rows))
    answer = score(tmp_path, written)
    assert (answer.pairs, answer.right, answer.asides, answer.found) == (2, 1, 1, 1)
    assert answer.told > 10
    assert isinstance(answer, Answer)


@pytest.mark.slow
def test_a_build_that_is_killed_half_way_is_resumed_and_merges_what_is_told_alike(tmp_path: Path) -> None:
    written = write_corpus(tmp_path / "articles", 40)
    run = build(tmp_path, jobs=2, killed_at=0.5)
    assert {row["state"] for row in upkeep.ledger_rows(tmp_path / "out")} == {"done"}
    assert len(list(upkeep.ledger_rows(tmp_path / "out"))) == 40
    answer = score(tmp_path / "out", written)
    assert answer.right / answer.pairs > 0.95
    assert answer.found / answer.told > 0.9
    assert set(run.seconds) == {"taking in", "reading articles", "comparing claims", "writing files"}
