"""The transformer's run time: trees, tags, lemmas and long or odd paragraphs."""
from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language

import kgraph
from kgraph.errors import PipelineError
from kgraph.transformer import WordPieces, apply_rule, best_tags, best_tree, entity_moves

SHIPPED = Path(kgraph.__file__).parent / "pipelines" / "en_kgraph_trf"


def is_tree(heads: tuple[int, ...]) -> bool:
    """Tell whether heads (0 the root, else 1 + position) form a tree with one root."""
    for node in range(1, len(heads) + 1):
        seen = set()
        while node and node not in seen:
            seen.add(node)
            node = heads[node - 1]
        if node:
            return False
    return list(heads).count(0) == 1


def crosses(heads: tuple[int, ...]) -> bool:
    arcs = [tuple(sorted((place, head))) for place, head in enumerate(heads, start=1)]
    return any(a < c < b < d for a, b in arcs for c, d in arcs)


@pytest.mark.parametrize("words", [1, 2, 3, 4, 5])
def test_best_tree_is_the_best_of_all_trees_with_one_root_and_no_crossing_arcs(words: int) -> None:
    rng = np.random.default_rng(words)
    trees = [heads for heads in product(range(words + 1), repeat=words)
             if all(head != i + 1 for i, head in enumerate(heads)) and is_tree(heads) and not crosses(heads)]
    for _ in range(60):
        scores = rng.normal(size=(words, words + 1)).astype(np.float32)
        rows = np.arange(words)
        heads = tuple(best_tree(scores))
        assert heads in trees
        assert scores[rows, list(heads)].sum() == pytest.approx(max(scores[rows, list(tree)].sum() for tree in trees))


def test_best_tags_agree_with_the_best_of_all_well_formed_rows() -> None:
    tags = ["O", "B-LOC", "I-LOC", "L-LOC", "U-LOC", "B-ORG", "L-ORG"]
    allowed = entity_moves(tags)
    rng = np.random.default_rng(0)
    for _ in range(20):
        scores = rng.normal(size=(4, len(tags))).astype(np.float32)
        rows = [row for row in product(range(len(tags)), repeat=4)
                if all(allowed[a, b] for a, b in zip((-1, *row), (*row, -1), strict=True))]
        best = max(rows, key=lambda row: sum(scores[i, tag] for i, tag in enumerate(row)))
        assert tuple(best_tags(scores, allowed)) == best


def test_no_rule_makes_an_empty_lemma() -> None:
    assert apply_rule(("lower", "s", ""), "S") is None


def test_an_unknown_word_has_the_piece_for_unknown_words() -> None:
    pieces = WordPieces(["[UNK]", "[CLS]", "[SEP]", "the", "un", "##kind"])
    assert [pieces.of_word(word) for word in ("The", "unkind", "\u4e2d", "\u200b")] == [(3,), (4, 5), (0,), (0,)]


def test_a_component_without_network_says_what_to_do() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("kgraph_transformer")
    with pytest.raises(PipelineError, match=r"spacy\.load"):
        nlp("Hello.")


@pytest.fixture(scope="module")
def trf() -> Language:
    return spacy.load(SHIPPED)


STORY = ("Ada Obi, the mayor of Lagos, said on Monday that the bridge would not reopen before 12 May. "
         '"We don\'t have the money," she told reporters. The works cost $3 million, the ministry said. ')


def test_a_paragraph_gets_sentences_trees_and_entities(trf: Language) -> None:
    doc = trf(STORY.strip())
    assert [sentence.text.split()[0] for sentence in doc.sents] == ["Ada", '"We', "The"]
    assert all(token.head.sent == token.sent for token in doc)
    assert {("Lagos", "LOC"), ("Ada Obi", "PERSON")} <= {(entity.text, entity.label_) for entity in doc.ents}
    assert [token.lemma_ for token in doc if token.text in {"said", "works"}] == ["say", "work", "say"]


def test_neighbours_do_not_change_a_paragraph(trf: Language) -> None:
    alone = trf(STORY).to_json()
    beside = [doc.to_json() for doc in trf.pipe(["Short.", STORY, "A" * 3000, STORY])]
    assert beside[1] == beside[3] == alone


def test_a_paragraph_longer_than_any_window_is_read_to_its_end(trf: Language) -> None:
    doc = trf(STORY * 12)
    assert len(list(doc.sents)) == 36
    assert sum(entity.text == "Ada Obi" for entity in doc.ents) == 12
    endless = trf("word " * 1000)
    assert endless.has_annotation("DEP") and all(token.head.sent == token.sent for token in endless)


def test_white_space_empty_texts_and_odd_characters_are_read(trf: Language) -> None:
    for text in ("", " ", "\n\n", "  Two  words \n here. ", "\U0001f600 \u200b \ufffd", "x" * 400):
        doc = trf(text)
        assert doc.text == text
        assert all(token.head.sent == token.sent for token in doc if doc.has_annotation("DEP"))


def test_a_copy_by_bytes_annotates_alike(trf: Language) -> None:
    copy = spacy.blank("en")
    copy.add_pipe("kgraph_transformer")
    copy.from_bytes(trf.to_bytes())
    assert copy(STORY).to_json() == trf(STORY).to_json()


def test_alike_sentences_have_alike_vectors(trf: Language) -> None:
    one, two, other = trf.pipe(["The bridge stays closed until May.", "The crossing will not open before May.",
                                "Rice prices doubled in Japan."])
    assert one[:].similarity(two[:]) > one[:].similarity(other[:]) + 0.2


def test_verbs_that_were_never_seen_get_the_lemma_of_english_spelling(nlp: Language) -> None:
    doc = nlp("She vowed to fight. They retweeted it, injecting doubt, bouncing back and strafing the town.")
    assert [t.lemma_ for t in doc if t.pos_ == "VERB"] == ["vow", "fight", "retweet", "inject", "bounce", "strafe"]
