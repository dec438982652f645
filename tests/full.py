"""A graph that holds one of everything, every piece of text in it the given one: what exports are tried on."""
from __future__ import annotations

from dataclasses import replace

from kgraph.model import (
    Argument,
    ArgumentKind,
    ClaimGraph,
    Difference,
    DifferenceKind,
    DifferenceRelation,
    Document,
    Entity,
    EntityLink,
    Evidence,
    Fact,
    Join,
    Judged,
    Judgement,
    LabelledSpan,
    Mention,
    MentionKind,
    Modality,
    OriginKind,
    Polarity,
    Qualifier,
    Quantity,
    Rendering,
    RenderingForm,
    Role,
    Section,
    SharedOrigin,
    Side,
    Story,
    Utterance,
    Variant,
    Verdict,
)
from tests.builders import make_claim, make_document


def full_graph(text: str) -> ClaimGraph:
    """Two articles of one story whose words, names, ids and addresses are all made of the text, which is not empty."""
    first = replace(make_document(f"{text}.txt", f"{text}\n{text} did {text}. ", text, url=text), agencies=(text,), authors=(text,),
                    sentences=2, silent=1)
    second = Document(f"{text}2.txt", f"{text} did, and {text}", (LabelledSpan(0, 1, Section.HEADLINE, text),))
    size = len(text)
    person, other = (Argument(text, 0, size, ArgumentKind.ENTITY, text, type_, id_) for type_, id_ in ((text, text), ("PERSON", f"{text}2")))
    words = Argument(text, 0, size, ArgumentKind.PHRASE, text)
    qualifiers = (
        Qualifier(Role.PLACE, text, 0, size), Qualifier(Role.TIME, text, 0, size, text), Qualifier(Role.TIME, text, 0, size, "2020-02/2020-W12"),
        Qualifier(Role.QUANTITY, text, 0, size, None, Quantity(-1.5, 1e20, True, False, text, text, text)),
        Qualifier(Role.DURATION, text, 0, size, None, Quantity(1e-7, 1e-7, False, False, "s")))
    made = make_claim(first, text, text, text, origin=text)
    own = replace(made, id=f"c-{text}", subject=person, object=other, qualifiers=qualifiers, utterance=text)
    parts = ((0, size), (len(second.text) - size, len(second.text)))
    split = Evidence(second.id, second.source, 0, len(second.text), second.text, Section.BODY, parts)
    said = replace(own, id=f"c-{text}2", evidence=split, speakers=(other, words, person), implied=True)
    denied = replace(own, id=f"c-{text}3", subject=words, polarity=Polarity.NEGATED, modality=Modality.PLANNED, quoted=True, utterance=None)
    telling = replace(own, id=f"c-{text}4", object=Argument(text, 0, size, ArgumentKind.CLAIM, text, None, denied.id),
                      content=Polarity.NEGATED, qualifiers=())
    join = Join(own.id, said.id, 0.25, ((text, 1.0),))
    shared = SharedOrigin(text, OriginKind.PASSAGE, text, (own.id, said.id))
    facts = (Fact(f"f-{text}", (own, said), (join,), (shared,)), Fact(f"f-{text}3", (denied,)), Fact(f"f-{text}4", (telling,)))
    variants = Variant(text, (text,), (own.id,)), Variant(f"{text}2", (second.source,), (said.id,))
    difference = Difference(f"d-{text}", DifferenceKind.WORDING, DifferenceRelation.REFINES, text, variants, text, 0.5)
    renderings = (Rendering(first.id, text, RenderingForm.DIRECT, 0, size, text, ((0, size),), (own.id,)),
                  Rendering(second.id, second.source, RenderingForm.MIXED, 0, len(second.text), second.text, parts, (said.id,)))
    utterances = Utterance(text, other.id, text, renderings), Utterance(f"{text}2", None, text, renderings[:1])
    mentions = tuple(Mention(d.id, 0, size, text, MentionKind.NAME, text, 0.75) for d in (first, second))
    entities = (Entity(text, text, text, (text, f"{text}2"), mentions, (EntityLink((first.id, 0, size), (second.id, 0, size), text, 0.5),),
                       other.id, f"https://id.example/{text}"),
                Entity(f"{text}2", text, "PERSON", (text,), (Mention(first.id, size + 1, 2 * size + 1, text, MentionKind.PRONOUN),), (), None, text))
    judgement = Judgement(Verdict.SAME, Side(own.id, ()), Side(said.id, ()), text, "2020-11-09T10:00:00Z", text)
    judged = (Judged(judgement, own.id, said.id, True),
              Judged(replace(judgement, verdict=Verdict.DIFFERENT), text, other.id, False))
    return ClaimGraph((first, second), entities, (own, said, denied, telling), facts, (difference,), stories=(Story(text, text, (first.id, second.id)),),
                      utterances=utterances, judged=judged)
