"""What the extractor makes of plain sentences, with the shipped pipeline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from kgraph.annotate import Annotated, Passage, annotate
from kgraph.extract.claims import extract
from kgraph.extract.nominals import lexicon
from kgraph.model import Claim, Document, LabelledSpan, Modality, Polarity, Role, Section
from kgraph.openie.confidence import confidence
from kgraph.openie.read import facts_of
from kgraph.openie.views import VIEWS, writer
from kgraph.parse import Parse
from kgraph.resolve import resolve

Read = Callable[[str], list[Claim]]


@pytest.fixture
def read(nlp: Language) -> Read:
    def claims_of(text: str) -> list[Claim]:
        document = Document("a.txt", text, (LabelledSpan(0, len(text), Section.BODY, "test"),), "Outlet", date(2020, 11, 9))
        _, claims = resolve([extract(a) for a in annotate([document], nlp)])
        assert all(text[c.evidence.start : c.evidence.end] == c.evidence.quote for c in claims)
        return list(claims)

    return claims_of


def triples(claims: list[Claim]) -> list[tuple[str, str, str | None]]:
    return [(c.subject.label, c.relation.label, c.object.label if c.object else None) for c in claims]


def the(claims: list[Claim], relation: str) -> Claim:
    found = [c for c in claims if c.relation.label == relation]
    assert found, triples(claims)
    return found[0]


def test_a_passive_with_its_agent_reads_as_the_active(read: Read) -> None:
    assert ("Anna Weber", "sue", "Peter Braun") in triples(read("Peter Braun was sued by Anna Weber in 2014."))


def test_an_amount_behind_by_is_no_agent(read: Read) -> None:
    assert ("tax", "be reduced by", "20 percent") in triples(read("The tax was reduced by 20 percent."))


def test_a_value_as_object_tells_its_kind(read: Read) -> None:
    kinds = {c.object.label: c.object.type for c in read("Prices rose by 20 percent. Anna Weber paid $3 million.") if c.object}
    assert kinds == {"20 percent": "PERCENT", "$3 million": "MONEY"}


def test_a_source_behind_according_to_is_no_object(read: Read) -> None:
    assert the(read("Peter Braun was arrested, according to Anna Weber."), "be arrested").object is None


def test_what_is_awaited_has_not_happened(read: Read) -> None:
    assert the(read("Anna Weber will not pay until Peter Braun resigns."), "resign").modality is Modality.HYPOTHETICAL
    assert the(read("Anna Weber did not pay until Peter Braun resigned."), "resign").modality is Modality.ASSERTED


def test_a_participle_that_opens_a_list_is_no_claim(read: Read) -> None:
    assert [c.relation.label for c in read("Anna Weber criticised several ministers, starting with Peter Braun.")] == ["criticise"]


def test_a_name_in_apposition_is_the_speaker(read: Read) -> None:
    claim = the(read("One of her lawyers, Peter Braun, says that the deal is dead."), "be")
    assert [speaker.label for speaker in claim.speakers] == ["Peter Braun"]


def test_a_passive_without_agent_keeps_its_patient_as_subject(read: Read) -> None:
    claim = the(read("Russia was accused of interference on Monday."), "be accused of")
    assert (claim.subject.label, claim.object.label if claim.object else None) == ("Russia", "interference")


def test_joined_subjects_make_a_claim_each_with_their_own_evidence(read: Read) -> None:
    claims = [c for c in read("Angela Weber and Boris Clark congratulated Maria Lopez.") if c.relation.label == "congratulate"]
    assert [c.subject.label for c in claims] == ["Angela Weber", "Boris Clark"]
    assert len(claims[0].evidence.spans) == 2


def test_not_and_never_negate(read: Read) -> None:
    assert the(read("Peter Braun did not sign the treaty."), "sign").polarity is Polarity.NEGATED
    assert the(read("Peter Braun never signed the treaty."), "sign").polarity is Polarity.NEGATED
    assert the(read("Peter Braun signed the treaty."), "sign").polarity is Polarity.AFFIRMED


def test_a_refusal_says_that_it_was_not_done(read: Read) -> None:
    claims = read("Peter Braun refused to sign the treaty.")
    assert the(claims, "refuse to sign").polarity is Polarity.AFFIRMED
    assert the(claims, "sign").polarity is Polarity.NEGATED


def test_will_plans_may_is_possible_and_if_is_a_hypothesis(read: Read) -> None:
    assert the(read("The minister will sign the treaty."), "sign").modality is Modality.PLANNED
    assert the(read("The minister may sign the treaty."), "sign").modality is Modality.POSSIBLE
    assert the(read("If the minister signs the treaty, the war will end."), "sign").modality is Modality.HYPOTHETICAL


def test_reported_speech_gives_the_report_and_its_content(read: Read) -> None:
    claims = read("Anna Weber said that the minister signed the treaty.")
    content = the(claims, "sign")
    report = the(claims, "say")
    assert content.attributed_to is not None and content.attributed_to.label == "Anna Weber"
    assert report.attributed_to is None
    assert report.object is not None and report.object.id == content.id


def test_a_quotation_is_attributed_and_marked_as_quoted(read: Read) -> None:
    claim = the(read("“The minister signed the treaty,” Anna Weber told reporters."), "sign")
    assert claim.quoted
    assert claim.attributed_to is not None and claim.attributed_to.label == "Anna Weber"


def test_according_to_names_the_speaker(read: Read) -> None:
    claim = the(read("The minister signed the treaty, according to Anna Weber."), "sign")
    assert claim.attributed_to is not None and claim.attributed_to.label == "Anna Weber"


def test_an_unbalanced_quotation_mark_costs_no_other_sentence(read: Read) -> None:
    claims = read("“The minister signed the treaty, he said.\nAnna Weber opened the bridge.")
    bridge = the(claims, "open")
    assert not bridge.quoted and bridge.attributed_to is None


def test_a_title_before_a_name_is_an_implied_claim(read: Read) -> None:
    claim = next(c for c in read("German Chancellor Angela Weber opened the bridge.") if c.implied)
    assert (claim.subject.label, claim.relation.label, claim.object.label if claim.object else None) == (
        "Angela Weber",
        "be chancellor of",
        "Germany",
    )


def test_a_delay_is_an_interval_and_its_year_a_time(read: Read) -> None:
    claim = the(read("Peter Braun congratulated Anna Weber less than 12 hours after the vote in 2016."), "congratulate")
    delay = next(q for q in claim.qualifiers if q.role is Role.DELAY)
    assert delay.quantity is not None and (delay.quantity.max, delay.quantity.max_open) == (43200, True)
    assert "2016" in [q.value for q in claim.qualifiers if q.role is Role.TIME]


def test_a_weekday_is_the_last_one_before_publication(read: Read) -> None:
    claim = the(read("Peter Braun congratulated Anna Weber on Sunday."), "congratulate")
    assert [q.value for q in claim.qualifiers if q.role is Role.TIME] == ["2020-11-08"]


def test_a_pronoun_and_a_surname_take_the_full_name(read: Read) -> None:
    claims = read("Anna Weber opened the bridge. She thanked Peter Braun. Weber signed the treaty.")
    assert {the(claims, r).subject.label for r in ("open", "thank", "sign")} == {"Anna Weber"}


def test_first_person_in_a_quotation_is_the_speaker(read: Read) -> None:
    claim = the(read("“I signed the treaty,” Anna Weber said."), "sign")
    assert claim.subject.label == "Anna Weber"


def test_a_relative_clause_takes_its_antecedent(read: Read) -> None:
    assert the(read("Anna Weber, who signed the treaty, left the city."), "sign").subject.label == "Anna Weber"


def test_no_claim_has_a_bare_relative_pronoun_as_subject(read: Read) -> None:
    claims = read("The men who attacked the bridge that Weber built, which fell, have not been found by those who looked.")
    assert not {c.subject.label.casefold() for c in claims} & {"who", "which", "that"}


def test_what_somebody_denies_is_denied_at_every_depth(read: Read) -> None:
    claims = read("Anna Weber denied that Peter Braun had asked her to close the bridge.")
    assert {c.polarity for c in claims if c.relation.label == "ask"} == {Polarity.NEGATED}


def test_what_somebody_does_not_say_is_not_asserted(read: Read) -> None:
    claim = the(read('"I am not saying that I support the plan," Anna Weber said on Monday.'), "support")
    assert claim.modality is Modality.HYPOTHETICAL


def test_who_is_accused_of_a_deed_is_its_doer(read: Read) -> None:
    assert ("Peter Braun", "delay") in [t[:2] for t in triples(read("Anna Weber accused Peter Braun of delaying the vote."))]


def test_no_name_is_put_into_quoted_words(read: Read) -> None:
    claims = read('"I am proud of my family," Anna Weber said on Monday.')
    said = next(c for c in claims if c.rule == "report")
    assert said.object is not None and "I am proud of my family" in said.object.label


def test_an_event_says_nothing(read: Read) -> None:
    claims = read("The election added that the votes were counted.")
    assert all(not c.speakers for c in claims)


def test_a_source_is_the_agency_and_not_its_country(read: Read) -> None:
    claim = the(read("Peter Braun was arrested, according to the Russian news agency Tass."), "be arrested")
    assert [s.label for s in claim.speakers] == ["Tass"]


def test_what_i_deny_is_denied_by_the_speaker(read: Read) -> None:
    claim = the(read('"I deny that the council approved the plan," Anna Weber said on Monday.'), "approve")
    assert (claim.polarity, [s.label for s in claim.speakers]) == (Polarity.NEGATED, ["Anna Weber"])


def test_the_lexicon_of_event_nouns_is_well_formed() -> None:
    nouns = lexicon()
    assert len(nouns) > 1000
    assert all(noun == noun.lower() and nominal.verb and nominal.participle for noun, nominal in nouns.items())
    assert {nominal.of for nominal in nouns.values()} <= {"agent", "patient", "kept", "-"}
    assert {nominal.own for nominal in nouns.values()} <= {"agent", "patient", "either"}
    assert nouns["attack"].objects["on"] == "attack"
    assert nouns["meeting"].objects["with"] == "meet with"
    assert not {"government", "building", "statement", "game"} & nouns.keys()


def test_an_article_without_words_states_nothing(read: Read) -> None:
    assert read(" \n\n") == []


WORDS = """said says say denied that to not no , . " ' - ? : which who what where is was be has by of from in according per view attack
lawsuit filed met Anna Weber Nordbank president $ 5 million percent worth yet while if until without so called one""".split()
TAGS = {"VBD": "VERB", "VBG": "VERB", "VBN": "VERB", "VB": "VERB", "VBZ": "AUX", "NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "JJ": "ADJ"} | {
    "IN": "ADP", "RB": "ADV", "DT": "DET", "MD": "AUX", "PRP": "PRON", "CD": "NUM", ".": "PUNCT"
}
RELATIONS = """nsubj nsubj:pass nsubj:outer csubj obj iobj obl obl:agent nmod nmod:poss nmod:unmarked amod advmod advcl acl acl:relcl ccomp
xcomp conj cc punct case mark det cop aux aux:pass compound compound:prt flat appos parataxis nummod expl fixed dep""".split()
VOCAB = Vocab()


@st.composite
def parses(draw: st.DrawFn) -> Doc:
    """Trees of any shape over any words: what the worst of pipelines might make of the worst of texts."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=16))
    tags = [draw(st.sampled_from([*TAGS])) for _ in words]
    order = draw(st.permutations(range(len(words))))
    heads, deps = [0] * len(words), ["ROOT"] * len(words)
    for place, child in enumerate(order):
        heads[child] = draw(st.sampled_from(order[:place])) if place else child
        deps[child] = draw(st.sampled_from(RELATIONS)) if place else "ROOT"
    spaces = [True] * (len(words) - 1) + [False]
    doc = Doc(VOCAB, words, spaces, tags=tags, pos=[TAGS[t] for t in tags], heads=heads, deps=deps, lemmas=[w.lower() for w in words])
    places = sorted(draw(st.sets(st.integers(0, len(words) - 1), max_size=4)))
    doc.set_ents([Span(doc, i, i + 1, draw(st.sampled_from(["PERSON", "ORG", "LOC", "DATE", "MONEY"]))) for i in places], default="outside")
    return doc


@settings(max_examples=300, deadline=None)
@given(parses())
def test_every_parse_is_read_and_every_span_is_the_articles(doc: Doc) -> None:
    document = Document("a.txt", doc.text, (LabelledSpan(0, len(doc.text), Section.BODY, "test"),), "Outlet", date(2020, 11, 9))
    extraction = extract(Annotated(document, ((Passage(Section.BODY, doc.text, tuple(range(len(doc.text) + 1))), Parse(doc)),)))
    for claim in (draft.claim for draft in extraction.drafts):
        evidence = claim.evidence
        assert doc.text[evidence.start : evidence.end] == evidence.quote
        for part in (claim.subject, claim.relation, claim.object, *claim.speakers, *claim.qualifiers):
            assert part is None or part.text and doc.text[part.start : part.end] == part.text
    write = writer(doc.text, tuple(range(len(doc.text))))
    for fact in facts_of(Parse(doc)):
        assert 0 <= confidence(fact) <= 1
        assert all(row.arg1 and row.rel and row.arg2 for view in VIEWS.values() for row in view(fact, write))
