"""The MEANTIME benchmark: how it reads, aligns and compares, on rows written by hand."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from benchmarks.meantime import Comparison, Found, GoldArticle, GoldMention, align, compare, pooled, read_gold, report
from kgraph.extract.reader import Extraction
from kgraph.model import Section
from tests.named import read

ROWS = """#begin document (corpus_test/1); part 000
corpus_test/1\t0\t0\tOrvex\t(cross_intra_ORG1)
corpus_test/1\t0\t1\tgrows\t(cross_intra_OTH7)

corpus_test/1\t1\t0\tMay\t-
corpus_test/1\t1\t1\t5\t-
corpus_test/1\t1\t2\t,\t-
corpus_test/1\t1\t3\t2008\t-

corpus_test/1\t2\t0\tThe\t(cross_intra_ORG1
corpus_test/1\t2\t1\tfirm\t-
corpus_test/1\t2\t2\tof\t-
corpus_test/1\t2\t3\tAnna\t(intra_PER2
corpus_test/1\t2\t4\tOmbasi\tintra_PER2)| cross_intra_ORG1)
corpus_test/1\t2\t5\tgrew\t(cross_OTH7)
corpus_test/1\t2\t6\t.\t-
#end document
"""


@pytest.fixture
def gold(tmp_path: Path) -> GoldArticle:
    with gzip.open(tmp_path / "meantime.conll.gz", "wt", encoding="utf-8") as file:
        file.write(ROWS)
    (article,) = read_gold(tmp_path)
    return article


def test_articles_are_put_together_from_their_words(gold: GoldArticle) -> None:
    document = gold.document
    assert document.text == "Orvex grows\n\nMay 5, 2008\n\nThe firm of Anna Ombasi grew."
    assert [document.section_at(at) for at in (0, 14, 30)] == [Section.HEADLINE, Section.DATE_LINE, Section.BODY]
    assert (document.id, gold.topic, str(document.published)) == ("test/1", "test", "2008-05-05")
    assert gold.annotated_until == len(document.text)


def test_mentions_have_their_words_head_and_chain_whatever_the_level_of_the_mark(gold: GoldArticle) -> None:
    text = gold.document.text
    found = {(text[m.start : m.end], text[slice(*m.head)], m.chain, m.is_event) for m in gold.mentions}
    assert found == {
        ("Orvex", "Orvex", "ORG1", False),
        ("grows", "grows", "OTH7", True),
        ("The firm of Anna Ombasi", "firm", "ORG1", False),
        ("Anna Ombasi", "Ombasi", "PER2", False),
        ("grew", "grew", "OTH7", True),
    }


def test_a_mention_is_matched_by_place_then_by_head_and_never_twice() -> None:
    gold = [GoldMention(0, 23, (4, 8), "ORG1"), GoldMention(12, 23, (17, 23), "PER2")]
    firm, person = Found("d", 4, 8, (4, 8), "x"), Found("d", 12, 23, (17, 23), "y")
    assert align(gold, [firm, person]) == {0: 0, 1: 1}
    assert align(gold, [person, Found("d", 17, 23, (17, 23), "z")]) == {1: 0}


def test_figures_of_chains_agree_with_those_reckoned_by_hand(gold: GoldArticle) -> None:
    """Key {a, b}, {c}; ours {a}, {b, c}. MUC: no link is right. B3: recall (1/2 + 1/2 + 1) / 3, precision (1 + 1/2 + 1/2) / 3.
    CEAF-e: the best pairing is {a, b} with {a} (2 * 1 / 3) and {c} with {b, c} (2 * 1 / 3), so 4 / 3 of 2 on both sides."""
    ours = [Found("test/1", 0, 5, (0, 5), "x"), Found("test/1", 26, 34, (30, 34), "y"), Found("test/1", 38, 49, (43, 49), "y")]
    found = compare([gold], ours, events=False, only_matched=False)
    assert (found.gold, found.found, found.matched) == (3, 3, 3)
    assert found.line("kgraph").split("kgraph")[1].strip() == "MUC 0.000, B3 0.667, CEAF-e 0.667, CoNLL 0.444"


def test_a_mention_too_many_lowers_precision_unless_only_common_ones_count(gold: GoldArticle) -> None:
    right = [Found("test/1", 0, 5, (0, 5), "x"), Found("test/1", 26, 34, (30, 34), "x"), Found("test/1", 38, 49, (43, 49), "y")]
    more = [*right, Found("test/1", 13, 16, (13, 16), "z")]
    assert compare([gold], right, events=False, only_matched=False).line("").endswith("CoNLL 1.000")
    assert not compare([gold], more, events=False, only_matched=False).line("").endswith("CoNLL 1.000")
    assert compare([gold], more, events=False, only_matched=True).line("").endswith("CoNLL 1.000")


def test_topics_are_pooled_by_their_chains() -> None:
    one = Comparison([frozenset({("a", 0, 0)})], [frozenset({("a", 0, 0)})], 1, 1, 1)
    assert pooled([one, one]).gold == 2
    assert len(pooled([one, one]).key) == 2


def test_the_report_sets_kgraph_beside_its_peers_for_each_topic_and_all(gold: GoldArticle) -> None:
    marked = read("test/1", "[Orvex:ORG] grows\n\nMay 5, 2008\n\nThe firm of [Anna Ombasi] grew.")
    lines = list(report([(gold, Extraction(gold.document, (), marked.mentions, {}))]))
    assert lines[0] == "test, 1 articles"
    assert "all topics" in lines
    for system in ("kgraph", "same head", "same name", "same lemma"):
        assert any(system in line for line in lines)
