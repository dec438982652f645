"""ClearNLP-style trees against UD trees of the same sentences, both annotated by hand; which pipelines are taken."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from kgraph.annotate import Annotated, Passage, load_pipeline
from kgraph.errors import PipelineError
from kgraph.extract.claims import extract
from kgraph.model import Claim, Document, LabelledSpan, Section
from kgraph.parse import Parse
from kgraph.resolve import resolve
from kgraph.universal import universal

VOCAB = spacy.blank("en").vocab
# One word a line: form, lemma, part of speech, tag, entity (before and after the conversion, where it cuts it), then head and
# relation in ClearNLP's scheme and in UD. Heads count from 1; 0 is the root.
SENTENCES = {
    "prepositions of a verb": """
        Anna     anna    PROPN NNP B-PERSON 2 compound  3 nsubj
        Weber    weber   PROPN NNP I-PERSON 3 nsubj     1 flat
        opened   open    VERB  VBD O        0 ROOT      0 ROOT
        the      the     DET   DT  O        6 det       6 det
        new      new     ADJ   JJ  O        6 amod      6 amod
        bridge   bridge  NOUN  NN  O        3 dobj      3 obj
        in       in      ADP   IN  O        3 prep      8 case
        Vienna   vienna  PROPN NNP B-GPE    7 pobj      3 obl
        on       on      ADP   IN  O        3 prep      10 case
        Monday   monday  PROPN NNP B-DATE   9 pobj      3 obl
        .        .       PUNCT .   O        3 punct     3 punct
    """,
    "a passive with its agent and a title": """
        The       the       DET   DT  O        2 det       2 det
        minister  minister  NOUN  NN  O        4 nsubjpass 4 nsubj:pass
        was       be        AUX   VBD O        4 auxpass   4 aux:pass
        accused   accuse    VERB  VBN O        0 ROOT      0 ROOT
        of        of        ADP   IN  O        4 prep      6 case
        fraud     fraud     NOUN  NN  O        5 pobj      4 obl
        by        by        ADP   IN  O        4 agent     9 case
        Chancellor chancellor PROPN NNP O      10 compound 9 nmod:desc
        Peter     peter     PROPN NNP B-PERSON 10 compound 4 obl:agent
        Braun     braun     PROPN NNP I-PERSON 7 pobj      9 flat
        .         .         PUNCT .   O        4 punct     4 punct
    """,
    "a noun with be": """
        Braun      braun      PROPN NNP B-PERSON 2 nsubj 4 nsubj
        is         be         AUX   VBZ O     0 ROOT     4 cop
        a          a          DET   DT  O     4 det      4 det
        member     member     NOUN  NN  O     2 attr     0 ROOT
        of         of         ADP   IN  O     4 prep     8 case
        the        the        DET   DT  B-ORG/O 8 det    8 det
        European   european   PROPN NNP I-ORG/B-ORG 8 compound 8 compound
        Parliament parliament PROPN NNP I-ORG 5 pobj     4 nmod
        .          .          PUNCT .   O     2 punct    4 punct
    """,
    "an adjective with be, denied": """
        The     the     DET   DT  O 2 det   2 det
        treaty  treaty  NOUN  NN  O 3 nsubj 5 nsubj
        was     be      AUX   VBD O 0 ROOT  5 cop
        not     not     PART  RB  O 3 neg   5 advmod
        ready   ready   ADJ   JJ  O 3 acomp 0 ROOT
        for     for     ADP   IN  O 5 prep  8 case
        a       a       DET   DT  O 8 det   8 det
        vote    vote    NOUN  NN  O 6 pobj  5 obl
        .       .       PUNCT .   O 3 punct 5 punct
    """,
    "a place with be": """
        The    the    DET   DT  O     2 det   2 det
        talks  talk   NOUN  NNS O     3 nsubj 5 nsubj
        were   be     AUX   VBD O     0 ROOT  5 cop
        in     in     ADP   IN  O     3 prep  5 case
        Geneva geneva PROPN NNP B-GPE 4 pobj  0 ROOT
        last   last   ADJ   JJ  B-DATE 7 amod 7 amod
        week   week   NOUN  NN  I-DATE 3 npadvmod 5 obl:unmarked
        .      .      PUNCT .   O     3 punct 5 punct
    """,
    "there is": """
        There     there    PRON EX  O 2 expl  2 expl
        were      be       VERB VBD O 0 ROOT  0 ROOT
        no        no       DET  DT  O 4 det   4 det
        survivors survivor NOUN NNS O 2 attr  2 nsubj
        of        of       ADP  IN  O 4 prep  7 case
        the       the      DET  DT  O 7 det   7 det
        crash     crash    NOUN NN  O 5 pobj  4 nmod
        .         .        PUNCT .  O 2 punct 2 punct
    """,
    "coordination of nouns and verbs": """
        Germany germany PROPN NNP B-GPE 6 nsubj 6 nsubj
        ,       ,       PUNCT ,   O     1 punct 3 punct
        France  france  PROPN NNP B-GPE 1 conj  1 conj
        and     and     CCONJ CC  O     3 cc    5 cc
        Italy   italy   PROPN NNP B-GPE 3 conj  1 conj
        signed  sign    VERB  VBD O     0 ROOT  0 ROOT
        the     the     DET   DT  O     8 det   8 det
        treaty  treaty  NOUN  NN  O     6 dobj  6 obj
        and     and     CCONJ CC  O     6 cc    10 cc
        left    leave   VERB  VBD O     6 conj  6 conj
        Berlin  berlin  PROPN NNP B-GPE 10 dobj 10 obj
        .       .       PUNCT .   O     6 punct 6 punct
    """,
    "two objects, and one with to": """
        The          the         DET   DT  O 2 det    2 det
        company      company     NOUN  NN  O 3 nsubj  3 nsubj
        gave         give        VERB  VBD O 0 ROOT   0 ROOT
        workers      worker      NOUN  NNS O 3 dative 3 iobj
        a            a           DET   DT  O 6 det    6 det
        bonus        bonus       NOUN  NN  O 3 dobj   3 obj
        and          and         CCONJ CC  O 3 cc     8 cc
        sent         send        VERB  VBD O 3 conj   3 conj
        letters      letter      NOUN  NNS O 8 dobj   8 obj
        to           to          ADP   IN  O 8 dative 11 case
        shareholders shareholder NOUN  NNS O 10 pobj  8 obl
        .            .           PUNCT .   O 3 punct  3 punct
    """,
    "a relative clause and a subordinate one": """
        The      the     DET   DT  O 2 det     2 det
        lawyer   lawyer  NOUN  NN  O 6 nsubj   6 nsubj
        who      who     PRON  WP  O 4 nsubj   4 nsubj
        defended defend  VERB  VBD O 2 relcl   2 acl:relcl
        Lopez    lopez   PROPN NNP B-PERSON 4 dobj 4 obj
        resigned resign  VERB  VBD O 0 ROOT    0 ROOT
        after    after   SCONJ IN  O 9 mark    9 mark
        he       he      PRON  PRP O 9 nsubj   9 nsubj
        lost     lose    VERB  VBD O 6 advcl   6 advcl
        the      the     DET   DT  O 11 det    11 det
        case     case    NOUN  NN  O 9 dobj    9 obj
        .        .       PUNCT .   O 6 punct   6 punct
    """,
    "a possessor and an infinitive with a subject of its own": """
        Lopez   lopez   PROPN NNP B-PERSON 3 poss 3 nmod:poss
        's      's      PART  POS I-PERSON/O 1 case 1 case
        lawyer  lawyer  NOUN  NN  O 4 nsubj 4 nsubj
        wants   want    VERB  VBZ O 0 ROOT  0 ROOT
        the     the     DET   DT  O 6 det   6 det
        court   court   NOUN  NN  O 8 nsubj 4 obj
        to      to      PART  TO  O 8 aux   8 mark
        dismiss dismiss VERB  VB  O 4 ccomp 4 xcomp
        the     the     DET   DT  O 10 det  10 det
        case    case    NOUN  NN  O 8 dobj  8 obj
        .       .       PUNCT .   O 4 punct 4 punct
    """,
    "a quotation": """
        "         "        PUNCT `` O 4 punct 4 punct
        We        we       PRON PRP O 4 nsubj 4 nsubj
        will      will     AUX  MD  O 4 aux   4 aux
        appeal    appeal   VERB VB  O 9 ccomp 9 ccomp
        the       the      DET  DT  O 6 det   6 det
        verdict   verdict  NOUN NN  O 4 dobj  4 obj
        "         "        PUNCT '' O 9 punct 9 punct
        Weber     weber    PROPN NNP B-PERSON 9 nsubj 9 nsubj
        told      tell     VERB VBD O 0 ROOT  0 ROOT
        reporters reporter NOUN NNS O 9 dobj  9 obj
        .         .        PUNCT .  O 9 punct 9 punct
    """,
    "a gerund behind a preposition, and a source": """
        Clark     clark   PROPN NNP B-PERSON 3 nsubjpass 3 nsubj:pass
        was       be      AUX   VBD O 3 auxpass 3 aux:pass
        arrested  arrest  VERB  VBN O 0 ROOT    0 ROOT
        shortly   shortly ADV   RB  O 5 advmod  6 advmod
        after     after   ADP   IN  O 3 prep    6 mark
        leaving   leave   VERB  VBG O 5 pcomp   3 advcl
        the       the     DET   DT  O 8 det     8 det
        embassy   embassy NOUN  NN  O 6 dobj    6 obj
        ,         ,       PUNCT ,   O 3 punct   3 punct
        according accord  VERB  VBG O 3 prep    12 case
        to        to      ADP   IN  O 10 prep   10 fixed
        police    police  NOUN  NN  O 11 pobj   3 obl
        .         .       PUNCT .   O 3 punct   3 punct
    """,
    "money and a bound": """
        The     the     DET   DT  O       2 det       2 det
        firm    firm    NOUN  NN  O       3 nsubj     3 nsubj
        paid    pay     VERB  VBD O       0 ROOT      0 ROOT
        about   about   ADV   RB  B-MONEY 7 quantmod  5 advmod
        $       $       SYM   $   I-MONEY 7 quantmod  3 obj
        3       3       NUM   CD  I-MONEY 7 compound  7 compound
        million million NUM   CD  I-MONEY 3 dobj      5 nummod
        for     for     ADP   IN  O       3 prep      12 case
        more    more    ADJ   JJR B-CARDINAL 11 amod  11 advmod
        than    than    ADP   IN  I-CARDINAL 11 quantmod 9 fixed
        200     200     NUM   CD  I-CARDINAL 12 nummod 12 nummod
        trucks  truck   NOUN  NNS O       8 pobj      3 obl
        .       .       PUNCT .   O       3 punct     3 punct
    """,
    "a least number and a delay": """
        At     at     ADP  IN  B-CARDINAL 2 advmod  2 case
        least  least  ADJ  JJS I-CARDINAL 3 advmod  3 nmod
        12     12     NUM  CD  I-CARDINAL 4 nummod  4 nummod
        people people NOUN NNS O      5 nsubj    5 nsubj
        died   die    VERB VBD O      0 ROOT     0 ROOT
        an     an     DET  DT  B-TIME 7 det      7 det
        hour   hour   NOUN NN  I-TIME 8 npadvmod 10 nmod:unmarked
        after  after  ADP  IN  O      5 prep     10 case
        the    the    DET  DT  O      10 det     10 det
        blast  blast  NOUN NN  O      8 pobj     5 obl
        .      .      PUNCT .  O      5 punct    5 punct
    """,
    "an object predicate": """
        The       the       DET  DT  O 2 det   2 det
        board     board     NOUN NN  O 3 nsubj 3 nsubj
        named     name      VERB VBD O 0 ROOT  0 ROOT
        Weber     weber     PROPN NNP B-PERSON 3 dobj 3 obj
        president president NOUN NN  O 3 oprd  3 xcomp
        in        in        ADP  IN  O 3 prep  7 case
        2019      2019      NUM  CD  B-DATE 6 pobj 3 obl
        .         .         PUNCT .  O 3 punct 3 punct
    """,
    "an apposition, a date without preposition and a possessive pronoun": """
        Last    last    ADJ   JJ  B-DATE 2 amod     2 amod
        week    week    NOUN  NN  I-DATE 11 npadvmod 11 obl:unmarked
        Maria   maria   PROPN NNP B-PERSON 4 compound 11 nsubj
        Lopez   lopez   PROPN NNP I-PERSON 11 nsubj 3 flat
        ,       ,       PUNCT ,   O 4 punct  3 punct
        the     the     DET   DT  O 7 det    7 det
        mayor   mayor   NOUN  NN  O 4 appos  3 appos
        of      of      ADP   IN  O 7 prep   9 case
        Lima    lima    PROPN NNP B-GPE 8 pobj 7 nmod
        ,       ,       PUNCT ,   O 4 punct  3 punct
        met     meet    VERB  VBD O 0 ROOT   0 ROOT
        her     her     PRON  PRP$ O 13 poss 13 nmod:poss
        brother brother NOUN  NN  O 11 dobj  11 obj
        there   there   ADV   RB  O 11 advmod 11 advmod
        .       .       PUNCT .   O 11 punct 11 punct
    """,
    "prepositions of two words": """
        Thousands thousand NOUN NNS B-CARDINAL 2 nsubj 2 nsubj
        fled      flee     VERB VBD O 0 ROOT  0 ROOT
        out       out      ADP  IN  O 2 prep  5 case
        of        of       ADP  IN  O 3 prep  3 fixed
        cities    city     NOUN NNS O 4 pobj  2 obl
        such      such     ADJ  JJ  O 7 amod  8 case
        as        as       ADP  IN  O 5 prep  6 fixed
        Homs      homs     PROPN NNP B-GPE 7 pobj 5 nmod
        because   because  SCONJ IN O 2 prep  12 case
        of        of       ADP  IN  O 9 pcomp 9 fixed
        the       the      DET  DT  O 12 det  12 det
        fighting  fighting NOUN NN  O 10 pobj 2 obl
        .         .        PUNCT .  O 2 punct 2 punct
    """,
    "two reported clauses": """
        Officials official NOUN NNS O 2 nsubj 2 nsubj
        said      say      VERB VBD O 0 ROOT  0 ROOT
        that      that     SCONJ IN O 6 mark  7 mark
        the       the      DET  DT  O 5 det   5 det
        vote      vote     NOUN NN  O 6 nsubj 7 nsubj
        was       be       AUX  VBD O 2 ccomp 7 cop
        free      free     ADJ  JJ  O 6 acomp 2 ccomp
        and       and      CCONJ CC O 6 cc    13 cc
        that      that     SCONJ IN O 13 mark 13 mark
        it        it       PRON PRP O 13 nsubjpass 13 nsubj:pass
        would     would    AUX  MD  O 13 aux  13 aux
        be        be       AUX  VB  O 13 auxpass 13 aux:pass
        repeated  repeat   VERB VBN O 6 conj  7 conj
        .         .        PUNCT .  O 2 punct 2 punct
    """,
    "a conjunction of three words and a particle": """
        The    the    DET  DT  O 2 det    2 det
        city   city   NOUN NN  O 8 nsubj  8 nsubj
        as     as     ADV  RB  O 4 advmod 7 cc
        well   well   ADV  RB  O 5 advmod 3 fixed
        as     as     ADP  IN  O 2 cc     3 fixed
        the    the    DET  DT  O 7 det    7 det
        state  state  NOUN NN  O 2 conj   2 conj
        shut   shut   VERB VBD O 0 ROOT   0 ROOT
        down   down   ADP  RP  O 8 prt    8 compound:prt
        all    all    DET  PDT O 12 predet 12 det:predet
        the    the    DET  DT  O 12 det   12 det
        mines  mine   NOUN NNS O 8 dobj   8 obj
        .      .      PUNCT .  O 8 punct  8 punct
    """,
    "a clause with be": """
        The     the     DET  DT  O 2 det   2 det
        problem problem NOUN NN  O 3 nsubj 6 nsubj:outer
        is      be      AUX  VBZ O 0 ROOT  6 cop
        that    that    SCONJ IN O 6 mark  6 mark
        nobody  nobody  PRON NN  O 6 nsubj 6 nsubj
        trusts  trust   VERB VBZ O 3 ccomp 0 ROOT
        Clark   clark   PROPN NNP B-PERSON 6 dobj 6 obj
        .       .       PUNCT .  O 3 punct 6 punct
    """,
    "predicates joined, and an infinitive of be": """
        Weber      weber      PROPN NNP B-PERSON 2 nsubj 3 nsubj
        was        be         AUX  VBD O 0 ROOT  3 cop
        rich       rich       ADJ  JJ  O 2 acomp 0 ROOT
        ,          ,          PUNCT ,  O 2 punct 9 punct
        but        but        CCONJ CC O 2 cc    9 cc
        had        have       AUX  VBD O 7 aux   9 aux
        been       be         AUX  VBN O 2 conj  9 cop
        a          a          DET  DT  O 9 det   9 det
        farmer     farmer     NOUN NN  O 7 attr  3 conj
        and        and        CCONJ CC O 7 cc    11 cc
        hopes      hope       VERB VBZ O 7 conj  3 conj
        to         to         PART TO  O 13 aux  15 mark
        be         be         AUX  VB  O 11 xcomp 15 cop
        a          a          DET  DT  O 15 det  15 det
        senator    senator    NOUN NN  O 13 attr 11 xcomp
        .          .          PUNCT .  O 2 punct 3 punct
    """,
    "a relative with a preposition, and a participle": """
        The       the       DET  DT  O 2 det    2 det
        aide      aide      NOUN NN  O 12 nsubj 12 nsubj
        to        to        ADP  IN  O 6 prep   4 case
        whom      whom      PRON WP  O 3 pobj   6 obl
        Weber     weber     PROPN NNP B-PERSON 6 nsubj 6 nsubj
        wrote     write     VERB VBD O 2 relcl  2 acl:relcl
        letters   letter    NOUN NNS O 6 dobj   6 obj
        published publish   VERB VBN O 7 acl    7 acl
        in        in        ADP  IN  O 8 prep   11 case
        the       the       DET  DT  B-ORG/O 11 det 11 det
        Guardian  guardian  PROPN NNP I-ORG/B-ORG 9 pobj 8 obl
        became    become    VERB VBD O 0 ROOT   0 ROOT
        a         a         DET  DT  O 14 det   14 det
        senator   senator   NOUN NN  O 12 attr  12 xcomp
        .         .         PUNCT .  O 12 punct 12 punct
    """,
}


def docs(name: str) -> tuple[Doc, Doc]:
    """The sentence as a ClearNLP-style Doc and as a UD one."""
    rows = [line.split() for line in SENTENCES[name].strip().splitlines()]
    words, lemmas, pos, tags, ents, *trees = map(list, zip(*rows, strict=True))

    def doc(ents: list[str], heads: list[str], deps: list[str]) -> Doc:
        at = [int(head) - 1 if head != "0" else place for place, head in enumerate(heads)]
        return Doc(VOCAB, words=words, lemmas=lemmas, pos=pos, tags=tags, ents=ents, heads=at, deps=deps)

    return doc([e.split("/")[0] for e in ents], *trees[:2]), doc([e.split("/")[-1] for e in ents], *trees[2:])


def claims(doc: Doc) -> list[Claim]:
    text = doc.text
    document = Document("a.txt", text, (LabelledSpan(0, len(text), Section.BODY, "test"),), "Outlet", date(2020, 11, 9))
    passage = Passage(Section.BODY, text, tuple(range(len(text) + 1)))
    _, found = resolve([extract(Annotated(document, ((passage, Parse(doc)),)))])
    return list(found)


@pytest.mark.parametrize("name", SENTENCES)
def test_a_converted_tree_is_the_ud_tree_annotated_by_hand(name: str) -> None:
    clear, gold = docs(name)
    converted = universal(clear)
    assert [(t.i, t.text, t.dep_, t.head.i) for t in converted] == [(t.i, t.text, t.dep_, t.head.i) for t in gold]
    assert [(e.text, e.label_) for e in converted.ents] == [(e.text, e.label_) for e in gold.ents]
    assert len(list(converted.sents)) == 1


def test_a_clause_with_be_keeps_its_own_verb_and_subject() -> None:
    found = claims(universal(docs("a clause with be")[0]))
    assert [(c.subject.label, c.relation.label, c.object and c.object.label) for c in found] == [("nobody", "trust", "Clark")]


@pytest.mark.parametrize("name", SENTENCES)
def test_a_converted_tree_gives_the_claims_of_the_ud_tree(name: str) -> None:
    clear, gold = docs(name)
    assert claims(universal(clear)) == claims(gold) != []


@given(st.data())
def test_any_tree_stays_a_tree_with_the_same_sentences(data: st.DataObject) -> None:
    words = "as well as the $ 3 million and , is there such as Weber 's more than to".split()
    forms = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=9))
    order = data.draw(st.permutations(range(len(forms))))
    heads = list(range(len(forms)))
    for place, at in enumerate(order[1:], start=1):
        heads[at] = data.draw(st.sampled_from(order[:place]))
    labels = st.sampled_from("prep pobj pcomp agent dative conj cc attr acomp ccomp nsubj aux compound quantmod npadvmod punct amod".split())
    deps = ["ROOT" if head == at else data.draw(labels) for at, head in enumerate(heads)]
    tags = ["$" if form == "$" else data.draw(st.sampled_from("NN VB IN TO".split())) for form in forms]
    pos = [data.draw(st.sampled_from("NOUN VERB AUX ADP ADJ".split())) for _ in forms]
    lemmas = ["be" if form == "is" else form for form in forms]
    converted = universal(Doc(VOCAB, words=forms, lemmas=lemmas, pos=pos, tags=tags, heads=heads, deps=deps, ents=["B-PERSON", *["I-PERSON"] * (len(forms) - 1)]))
    assert [token.i for token in converted if token.head == token] == [converted[:].root.i]
    assert all(len(list(token.ancestors)) < len(forms) for token in converted)


@pytest.fixture(scope="module")
def clear_style(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a pipeline that has all kgraph needs, hardly trained, whose parser knows the relation "pobj"."""
    nlp = spacy.blank("en")
    for name in ("tagger", "morphologizer", "trainable_lemmatizer", "parser", "ner"):
        nlp.add_pipe(name)
    sentence = {
        "tags": ["PRP", "VBD", "NNP"],
        "pos": ["PRON", "VERB", "PROPN"],
        "lemmas": ["she", "leave", "vienna"],
        "heads": [1, 1, 1],
        "deps": ["nsubj", "ROOT", "pobj"],
        "entities": ["O", "O", "U-LOC"],
    }
    nlp.initialize(lambda: [Example.from_dict(nlp.make_doc("She left Vienna"), sentence)] * 40)
    folder = tmp_path_factory.mktemp("clear")
    nlp.to_disk(folder)
    return folder


def test_a_pipeline_with_clear_style_labels_is_loaded_with_the_conversion(clear_style: Path) -> None:
    assert load_pipeline(str(clear_style)).pipe_names[-1] == "kgraph_universal"


def test_a_pipeline_with_universal_dependencies_is_loaded_as_it_is(nlp: Language) -> None:
    assert "kgraph_universal" not in nlp.pipe_names


@pytest.mark.parametrize("component", ["tagger", "morphologizer", "trainable_lemmatizer", "parser", "ner"])
def test_a_pipeline_that_lacks_a_component_is_refused_with_what_it_does_not_set(clear_style: Path, tmp_path: Path, component: str) -> None:
    spacy.load(clear_style, exclude=[component]).to_disk(tmp_path)
    with pytest.raises(PipelineError, match=rf"the pipeline sets no [a-z -]+\([a-z_ ]*{component.removeprefix('trainable_')}") as refusal:
        load_pipeline(str(tmp_path))
    assert str(refusal.value).startswith(str(tmp_path))
    assert "\n" not in str(refusal.value) and " and no " not in str(refusal.value)


def test_components_are_known_by_what_they_set_and_not_by_their_names(clear_style: Path, tmp_path: Path) -> None:
    nlp = spacy.load(clear_style)
    names = {name: f"our_{name}" for name in nlp.pipe_names}
    for name, ours in names.items():
        nlp.rename_pipe(name, ours)
    nlp.to_disk(tmp_path)
    assert load_pipeline(str(tmp_path)).pipe_names == [*names.values(), "kgraph_universal"]
