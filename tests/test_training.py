"""What training reads and writes: treebanks, names from licensed sources, the metric, the model card."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from training.card import write_card
from training.errors import TreebankError, WordNetError
from training.evaluate import align, gold_words
from training.names import gum_names, read_crossner
from training.nominals import Entry, Usage, derive, read_wordnet, to_tsv
from training.read import read_conllu

ROWS = """\
# newdoc id = GUM_news_test
# newpar
# text = The Bank of Lagos didn't answer Ada Obi on 5 May.
1	The	the	DET	DT	_	2	det	_	Entity=(1-organization-new-nnnnn-cf1-2-sgl
2	Bank	Bank	PROPN	NNP	_	7	nsubj	_	_
3	of	of	ADP	IN	_	4	case	_	_
4	Lagos	Lagos	PROPN	NNP	_	2	nmod	_	Entity=(2-place-new-nnnnn-cf2-1-sgl)1)
5-6	didn't	_	_	_	_	_	_	_	_
5	did	do	AUX	VBD	_	7	aux	_	_
6	n't	not	PART	RB	_	7	advmod	_	_
7	answer	answer	VERB	VB	_	0	root	_	_
8	Ada	Ada	PROPN	NNP	_	7	obj	_	Entity=(3-person-new-nnnnn-cf3-1,2-sgl
9	Obi	Obi	PROPN	NNP	_	8	flat	_	Entity=3)
10	on	on	ADP	IN	_	12	case	_	_
11	5	5	NUM	CD	_	12	nummod	_	Entity=(4-time-new-nnnnn-cf4-2-sgl
12	May	May	PROPN	NNP	_	7	obl	_	Entity=4)|SpaceAfter=No
13	.	.	PUNCT	.	_	7	punct	_	_

"""


def packed(path: Path, text: str) -> Path:
    path.write_bytes(gzip.compress(text.encode("utf-8")))
    return path


@pytest.fixture
def treebank(tmp_path: Path) -> Path:
    return packed(tmp_path / "gum-train.conllu.gz", ROWS)


def test_contractions_are_two_words_of_one_token(treebank: Path) -> None:
    (sentence,) = read_conllu(treebank)[0][0]
    assert [(word.form, word.space_after) for word in sentence[4:6]] == [("did", False), ("n't", True)]
    assert sentence[4].token == sentence[5].token != sentence[6].token


def test_names_are_the_proper_nouns_around_a_mentions_head_and_the_longest_counts(treebank: Path) -> None:
    (article,) = gum_names(read_conllu(treebank))
    tags = [(token.form, token.tag) for token in article[0] if token.tag != "O"]
    assert tags == [
        ("Bank", "B-ORG"), ("of", "I-ORG"), ("Lagos", "I-ORG"), ("Ada", "B-PERSON"), ("Obi", "I-PERSON"), ("5", "B-DATE"), ("May", "I-DATE"),
    ]


def test_crossner_kinds_become_ours(tmp_path: Path) -> None:
    rows = "The\tO\nGreen\tB-politicalparty\nParty\tI-politicalparty\nwon\tO\n\nPeru\tB-country\n\n"
    passages = read_crossner(packed(tmp_path / "x.tsv.gz", rows))
    assert [[token.tag for token in passage] for passage in passages] == [["O", "B-ORG", "I-ORG", "O"], ["B-LOC"]]


def test_a_file_cut_short_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(TreebankError, match=r"x\.conllu\.gz:1: 3 columns"):
        read_conllu(packed(tmp_path / "x.conllu.gz", "1\tThe\tthe\n\n"))


def test_words_are_aligned_by_characters_and_inside_contractions_by_form(treebank: Path) -> None:
    gold, _ = gold_words(read_conllu(treebank)[0][0])
    assert align(gold, gold) == {i: i for i in range(len(gold))}
    assert align(gold, gold[:4] + gold[5:]) == {i: i - (i > 4) for i in range(len(gold)) if i != 4}


def test_the_card_gives_the_scores_of_meta_json(tmp_path: Path) -> None:
    trees = {"sentences": 0.9, "words": 0.99, "upos": 0.95, "xpos": 0.94, "lemmas": 0.96, "uas": 0.88, "las": 0.8612}
    meta = {
        "lang": "en", "name": "test", "version": "1.0", "description": "A test.", "license": "CC0",
        "sources": [{"name": "Treebank", "url": "https://example.org", "license": "CC0", "author": "Somebody", "use": "trees", "cite": "Somebody (2020)."}],
        "performance": dict.fromkeys(("ewt_test", "gum_test", "pud_test", "pud_test_title_case"), trees)
        | {"newswire_test": {"p": 0.8, "r": 0.7, "f": 0.747, "PERSON": 0.8}, "speed": {"words_per_cpu_second_numpy": 4321.0}},
    }
    (tmp_path / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    write_card(tmp_path)
    card = (tmp_path / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert ".861" in card
    assert ".747" in card
    assert "4,321" in card
    assert "--without-newswire" not in card
    assert "Somebody (2020)." in (tmp_path / "NOTICE.md").read_text(encoding="utf-8")


WORDNET = {  # an invented one: rescuing is done to persons, naming to things, glowing to nothing; a ministry is a group
    "index.noun": "rescue n 1 1 + 1 1 00000001\nnaming n 1 1 + 1 1 00000002\nglowing n 1 1 + 1 1 00000003\nministering n 1 1 + 1 1 00000004\n",
    "data.noun": "00000001 04 n 01 rescue 0 001 + 00000011 v 0101 | saving\n"
    "00000002 04 n 01 naming 0 001 + 00000012 v 0101 | giving a name\n"
    "00000003 11 n 01 glowing 0 001 + 00000013 v 0101 | light\n"
    "00000004 14 n 01 ministering 0 001 + 00000013 v 0101 | a group\n",
    "data.verb": "00000011 41 v 01 rescue 0 001 + 00000001 n 0101 01 + 09 00 | save\n"
    "00000012 32 v 01 name 0 001 + 00000002 n 0101 01 + 08 00 | call\n"
    "00000013 39 v 01 glow 0 001 + 00000003 n 0101 01 + 01 00 | shine\n",
    "cntlist.rev": "rescue%1:04:00:: 1 9\n",
    "verb.exc": "glew glow\n",
}


def write_wordnet(folder: Path) -> Path:
    for name, text in WORDNET.items():
        (folder / name).write_text(f"  1 The licence stands above.\n{text}", encoding="utf-8")
    return folder


def test_nouns_of_acts_take_the_arguments_of_their_verbs(tmp_path: Path) -> None:
    verbs = {verb: Usage(9) for verb in ("rescue", "name", "glow")}
    verbs["rescue"].transitive = verbs["name"].transitive = 9
    assert derive(read_wordnet(write_wordnet(tmp_path)), {}, verbs, given=()) == [
        Entry("glowing", "glow", "glew", "agent", "agent", "-", "-"),
        Entry("naming", "name", "named", "patient", "agent", "-", "-"),
        Entry("rescue", "rescue", "rescued", "patient", "patient", "-", "-"),
    ]


def test_an_intransitive_verb_keeps_the_preposition_that_noun_and_verb_share(tmp_path: Path) -> None:
    nouns, verbs = {"glowing": Usage(4)}, {"glow": Usage(9)}
    nouns["glowing"].prepositions.update(["with", "for"])
    verbs["glow"].prepositions.update({"with": 5, "in": 3})
    (entry,) = [e for e in derive(read_wordnet(write_wordnet(tmp_path)), nouns, verbs, given=()) if e.noun == "glowing"]
    assert entry.object == "with+"


def test_entries_by_hand_win(tmp_path: Path) -> None:
    entries = derive(read_wordnet(write_wordnet(tmp_path)), {}, {}, given=("rescue save person from", "crackdown crack_down agent on+"))
    assert to_tsv(entries).splitlines()[2:] == [
        "crackdown\tcrack down\tcracked down\tagent\tagent\ton+\t-",
        "rescue\tsave\tsaved\tpatient\tpatient\tfrom\t-",
    ]


def test_a_missing_file_of_wordnet_is_named(tmp_path: Path) -> None:
    with pytest.raises(WordNetError, match=r"cntlist\.rev is missing"):
        read_wordnet(tmp_path)
