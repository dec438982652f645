"""One passage under extraction, and the drafts that leave it: slots are cut from the article by offsets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kgraph.annotate import Passage
from kgraph.extract.attribution import Speaker
from kgraph.extract.lexicon import ABBREVIATED, STOP
from kgraph.extract.speech import Speech
from kgraph.extract.stance import stances
from kgraph.extract.syntax import NUMERIC_TYPES, bridge, children, in_order, is_role_noun, minimal_phrase, name_in, runs, trim
from kgraph.model import (
    Argument,
    ArgumentKind,
    Claim,
    Document,
    MentionKind,
    Modality,
    Polarity,
    Qualifier,
    Relation,
    Role,
    digest,
    evidence_of,
)
from kgraph.parse import Parse, Token
from kgraph.values import quantities

CONFIDENCE = {"verb": 0.8, "passive": 0.8, "copula": 0.75, "report": 0.8, "title": 0.85, "aside": 0.85, "apposition": 0.8, "nominal": 0.75}
LONG_EVIDENCE = 30  # tokens


@dataclass(frozen=True)
class Setting:
    """Where in the grammar of its article a mention stands.

    `head` is the offset of its head word; `sentence` the passage and the first token of its sentence; `clauses` the heads
    of the clauses around it, the nearest first, as tokens of the passage; `relation` its UD relation (a conjunct's is the
    first conjunct's) to the lemma `governor`; `depth` counts the arcs up to the root; `form` says how the phrase is made
    definite ("definite", "indefinite", "demonstrative", "possessive", "quantified", "bare", "coordination", "name",
    "pronoun"); `predicate` whether it is said of a subject ("is a priest"); `quotation` is the place of the
    quotation around it; of a pronoun, `subjects` are the offsets of the heads of its clause's subjects, also of those left
    out ("Ann called and asked him"), and `cues` signs that an "it" stands for nothing.
    """

    head: int
    sentence: tuple[int, int]
    clauses: tuple[int, ...]
    relation: str
    governor: str
    depth: int
    form: str
    predicate: bool
    quotation: tuple[int, int] | None
    subjects: tuple[int, ...] = ()
    cues: tuple[str, ...] = ()


@dataclass(frozen=True)
class MentionDraft:
    """A mention with what resolve compares: head word, titles, gender ("m", "f", "n" or None), number and speaker.

    `same_as` are spans of mentions that the syntax itself makes the same (apposition, title and name). A description has the
    type PERSON where it may stand for somebody named before ("the congressman"), else none ("a storm", "the measure").
    """

    start: int
    end: int
    text: str
    kind: MentionKind
    type: str | None
    head: str
    setting: Setting
    passage: int
    headline: bool
    speaker: tuple[int, int] | None
    titles: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    gender: str | None = None
    plural: bool = False
    first_person: bool = False
    same_as: tuple[tuple[int, int], ...] = ()

    @property
    def possessive(self) -> bool:
        return self.setting.relation == "nmod:poss"


@dataclass(frozen=True)
class Draft:
    """A claim whose arguments are not resolved yet, with the content words of its evidence and where they stand.

    `vector` is the mean of its words' vectors, shape (dimensions,); None where the pipeline has none that compare.
    """

    claim: Claim
    words: tuple[tuple[int, str], ...]
    head: tuple[int, int]
    vector: NDArray[np.float32] | None


@dataclass(frozen=True)
class Extraction:
    """What one article states: claims, mentions, and for each argument's span the span of the mention that it is."""

    document: Document
    drafts: tuple[Draft, ...]
    mentions: tuple[MentionDraft, ...]
    anchors: Mapping[tuple[int, int], tuple[int, int]]


@dataclass
class Reader:
    """One passage under extraction: its words, the article they stand in and who speaks."""

    document: Document
    index: int
    passage: Passage
    doc: Parse
    speech: Speech
    anchors: dict[tuple[int, int], tuple[int, int]]
    readers: list[Reader]
    drafts: list[Draft] = field(default_factory=list)

    def span(self, tokens: Sequence[Token]) -> tuple[int, int]:
        last = tokens[-1]
        return self.passage.source(tokens[0].idx, last.idx + len(last.text))

    def words(self, tokens: list[Token]) -> str:
        start, end = self.span(tokens)
        return self.document.text[start:end]

    def argument(self, head: Token, tokens: list[Token] | None = None) -> Argument:
        tokens = tokens or minimal_phrase(head)
        start, end = self.span(tokens)
        text = self.document.text[start:end]
        label = " ".join(text.split())
        name = name_in(tokens, head)
        one_of_them = name is not None and name.label_ == "NORP" and head in name and head.tag_ in ("NN", "NNP", "JJ")
        if one_of_them and children(head, "det"):  # "the Qatari" is somebody, no country
            return Argument(text, start, end, ArgumentKind.PHRASE, label)
        if name is not None:
            self.anchors[start, end] = self.span(list(name))
            return Argument(text, start, end, ArgumentKind.ENTITY, label, name.label_)
        if head.pos_ == "PRON" or is_role_noun(head):
            self.anchors[start, end] = self.span(tokens)
        elif head.pos_ == "PROPN" and all(t.dep_ in ("det", "case", "nmod:desc") for t in tokens if t != head):
            self.anchors[start, end] = self.span([head])
        if head.pos_ == "NUM" or (found := list(quantities(label))) and len(found[0].text) > 0.7 * len(label):
            return Argument(text, start, end, ArgumentKind.VALUE, label, head.ent_type_ if head.ent_type_ in NUMERIC_TYPES else None)
        return Argument(text, start, end, ArgumentKind.PHRASE, label)

    def relation(self, label: str, tokens: list[Token]) -> Relation:
        """The relation with its words as printed; of words that stand apart ("Will Weber resign") the longest part."""
        parts = [part for run in runs(bridge(tokens)) if (part := trim(run))] or [tokens]
        start, end = self.span(max(parts, key=lambda part: sum(map(len, part))))
        return Relation(label, self.document.text[start:end], start, end)

    def qualifier(self, role: Role, tokens: list[Token]) -> Qualifier:
        start, end = self.span(tokens)
        return Qualifier(role, self.document.text[start:end], start, end)

    def speaker(self, link: Speaker) -> Argument:
        return self.readers[link.passage].argument(link.token)


def make_draft(
    reader: Reader,
    head: Token,
    subject: Argument,
    relation: Relation,
    object_: Argument | None,
    tokens: Iterable[Token],
    rule: str,
    *,
    qualifiers: Iterable[Qualifier] = (),
    polarity: Polarity = Polarity.AFFIRMED,
    modality: Modality = Modality.ASSERTED,
    chain: tuple[Speaker, ...] = (),
    quoted: bool = False,
    implied: bool = False,
    content: Polarity | None = None,
) -> Draft:
    """Make the draft of a claim whose evidence are the given words; `chain` are its speakers, the nearest first."""
    above = [link for link in chain if rule != "report" or link.cue != head]  # a report's own verb does not deny the report
    denials = [link.cue for link in above if link.flips and link.passage == reader.index]
    ordered = bridge(in_order(*tokens, *denials))  # a denied claim is not quoted without its "denied"
    spans = [reader.span(r) for r in map(trim, runs(ordered)) if r] or [reader.span(ordered)]  # a parse may make a comma a verb
    evidence = evidence_of(reader.document, spans, reader.passage.section)
    parties = {(a.start, a.end) for a in ((subject if rule == "report" else None), object_) if a is not None}
    speakers = tuple(s for s in map(reader.speaker, chain) if (s.start, s.end) not in parties)
    if modality is Modality.ASSERTED and any(link.unsaid for link in above):
        modality = Modality.HYPOTHETICAL
    if sum(link.flips for link in above) % 2:
        polarity = polarity.opposite
    words = tuple(
        (reader.passage.offsets[t.idx], ABBREVIATED.get(t.lower_.rstrip("."), t.base))
        for t in ordered
        if not t.is_punct and not t.is_space and t.base not in STOP and t.lower_ not in STOP
    )
    place = [object_.start, object_.end] if object_ else None
    stance = [reader.qualifier(Role.STANCE, said) for said in stances(head, ordered, chain, report=rule == "report")]
    claim = Claim(
        "c-" + digest(reader.document.sha256, evidence.spans, [subject.start, subject.end], relation.label, place, polarity),
        subject,
        relation,
        object_,
        evidence,
        tuple(sorted(dict.fromkeys([*qualifiers, *stance]), key=lambda q: (q.start, q.end, q.role))),
        polarity,
        modality,
        speakers,
        quoted,
        implied,
        _confidence(rule, subject, object_, len(ordered)),
        rule,
        content=content,
    )
    return Draft(claim, words, (reader.index, head.i), reader.doc.mean_vector(ordered))


def _confidence(rule: str, subject: Argument, object_: Argument | None, length: int) -> float:
    """A rough share of right claims of this shape, by rule, arguments and length in tokens; to be learned later."""
    value = CONFIDENCE.get(rule, 0.6)
    if object_ is None:
        value -= 0.15
    if subject.kind is ArgumentKind.PHRASE and " " not in subject.text:
        value -= 0.1
    if length > LONG_EVIDENCE:
        value -= 0.1
    return round(max(value, 0.1), 2)


def phrase_argument(reader: Reader, tokens: list[Token]) -> Argument:
    start, end = reader.span(tokens)
    text = reader.document.text[start:end]
    return Argument(text, start, end, ArgumentKind.PHRASE, " ".join(text.split()))
