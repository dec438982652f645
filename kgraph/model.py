"""Frozen types that all stages share. All offsets are code points of Document.text, end excluded."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from kgraph.errors import SpanError


class Section(StrEnum):
    """What a stretch of an article is. Claims come from the first three alone."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    BODY = "body"
    CAPTION = "caption"
    CREDIT = "credit"
    BYLINE = "byline"
    BIO = "bio"
    DATE_LINE = "date_line"
    DATELINE = "dateline"
    BREADCRUMB = "breadcrumb"
    DUPLICATE = "duplicate"
    AGENCY_CREDIT = "agency_credit"
    URL_LINE = "url_line"
    SHARE_BAR = "share_bar"
    COMMENT_FORM = "comment_form"
    SITE_NOTICE = "site_notice"
    TEASER = "teaser"

    @property
    def is_report(self) -> bool:
        """Whether text of this section may give claims."""
        return self in (Section.HEADLINE, Section.STANDFIRST, Section.BODY)


class Polarity(StrEnum):
    AFFIRMED = "affirmed"
    NEGATED = "negated"

    @property
    def opposite(self) -> Polarity:
        return Polarity.NEGATED if self is Polarity.AFFIRMED else Polarity.AFFIRMED


class Modality(StrEnum):
    ASSERTED = "asserted"
    PLANNED = "planned"
    POSSIBLE = "possible"
    EXPECTED = "expected"
    CONDITIONAL = "conditional"
    HYPOTHETICAL = "hypothetical"
    DESIRED = "desired"


class Role(StrEnum):
    """What a qualifier says about its claim; the list is closed."""

    TIME = "time"
    DELAY = "delay"
    DURATION = "duration"
    FREQUENCY = "frequency"
    PLACE = "place"
    QUANTITY = "quantity"
    MANNER = "manner"
    REASON = "reason"
    PURPOSE = "purpose"
    CONDITION = "condition"
    CONCESSION = "concession"
    TOPIC = "topic"
    RECIPIENT = "recipient"
    COMPANION = "companion"
    INSTRUMENT = "instrument"
    SOURCE = "source"
    ROLE = "role"
    STANCE = "stance"
    OTHER = "other"


class ArgumentKind(StrEnum):
    ENTITY = "entity"
    VALUE = "value"
    PHRASE = "phrase"
    CLAIM = "claim"


class MentionKind(StrEnum):
    NAME = "name"
    DESCRIPTION = "description"
    PRONOUN = "pronoun"


class DifferenceKind(StrEnum):
    QUANTITY = "quantity"
    DURATION = "duration"
    TIME = "time"
    PLACE = "place"
    PARTICIPANT = "participant"
    ATTRIBUTION = "attribution"
    POLARITY = "polarity"
    MODALITY = "modality"
    CONDITION = "condition"
    REASON = "reason"
    WORDING = "wording"


class DifferenceRelation(StrEnum):
    CONFLICTS = "conflicts"
    REFINES = "refines"
    DIFFERS = "differs"


class RenderingForm(StrEnum):
    """How an article gives somebody's words: between quotation marks, partly so, or in its own."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


class OriginKind(StrEnum):
    """What makes one origin of claims in several articles."""

    COPY = "copy"
    PASSAGE = "passage"
    AGENCY = "agency"
    UTTERANCE = "utterance"
    SPEAKER = "speaker"


class Verdict(StrEnum):
    """What a person says of two claims or two entities; "unsure" is an answer too, and forces nothing."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


CLITICS = {"'s": "is", "'re": "are", "'m": "am", "'ve": "have", "'ll": "will"}  # what a verb is read aloud as without its subject


_packed = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode


def digest(*parts: object) -> str:
    """Return 16 hexadecimal digits of the SHA-256 of the parts, packed as a JSON list so that no two lists collide."""
    return hashlib.sha256(_packed(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def slug(text: str, longest: int = 40) -> str:
    """Return lower-case ASCII letters, digits and hyphens that recall the text; "x" where nothing is left.

    >>> slug("Andrés Manuel López Obrador"), slug("Кремль")
    ('andres-manuel-lopez-obrador', 'x')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-") or "x"


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """A stretch of an article with what it is and the rule that said so."""

    start: int
    end: int
    section: Section
    rule: str


@dataclass(frozen=True)
class Document:
    """One article: its text, which never changes again, and what is known about it.

    `id` is the path relative to the manifest's folder; `origins` names where each value of metadata came from
    ("manifest", "date line", "url"), or why it is missing. `sentences` and `silent` say, once the article is read, how many
    sentences of it were read and how many of them no claim was made of.
    """

    id: str
    text: str
    spans: tuple[LabelledSpan, ...]
    outlet: str | None = None
    published: date | None = None
    url: str | None = None
    encoding: str = "utf-8"
    origins: tuple[tuple[str, str], ...] = ()
    agencies: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    sentences: int = 0
    silent: int = 0

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def source(self) -> str:
        """The outlet, or a name under which an unknown outlet is never taken for another."""
        return self.outlet or f"unknown ({self.id})"

    @property
    def title(self) -> str:
        """The headline's words; the id where there is none."""
        for span in self.spans:
            if span.section is Section.HEADLINE:
                return " ".join(self.text[span.start : span.end].split())
        return self.id

    def section_at(self, offset: int) -> Section:
        for span in self.spans:
            if span.start <= offset < span.end:
                return span.section
        return Section.BODY


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of one document that refers to something, the reason why it was resolved as it was and how sure that is.

    `score` is the share of links like this one that are right, in [0, 1]; 1 where a rule made it.
    """

    document: str
    start: int
    end: int
    text: str
    kind: MentionKind
    reason: str = ""
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class EntityLink:
    """Why the bearers of two names are one entity: a mention of each (document, start, end), the reason in words, how sure the link
    is, in [0, 1], and the features behind the score; 1 and no features where a rule made it."""

    left: tuple[str, int, int]
    right: tuple[str, int, int]
    reason: str
    score: float = 1.0
    features: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """What mentions refer to, once resolved. `type` is one of spaCy's labels (PERSON, ORG, GPE, LOC, NORP …) or None.

    `links` say why the mentions of several articles, or several names, are one. `stands_for` is the id of the entity of which a
    place may stand for the government ("Moscow" for Russia), `reference` the entity's id in the user's table.
    """

    id: str
    label: str
    type: str | None
    aliases: tuple[str, ...]
    mentions: tuple[Mention, ...]
    links: tuple[EntityLink, ...] = ()
    stands_for: str | None = None
    reference: str | None = None

    def of_documents(self, documents: Set[str]) -> Entity:
        """The entity with what some documents say of it alone."""
        mentions = tuple(m for m in self.mentions if m.document in documents)
        return replace(self, mentions=mentions, links=tuple(k for k in self.links if k.left[0] in documents and k.right[0] in documents))


@dataclass(frozen=True, slots=True)
class Argument:
    """A subject, object or speaker: its words, place and resolved name. `id` is an entity's, or a claim's for kind claim."""

    text: str
    start: int
    end: int
    kind: ArgumentKind
    label: str
    type: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """`label` is the lemma with particle and preposition ("accuse of"); `text` the words as printed."""

    label: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """An interval in one base unit: "s" for time spans, "usd" and so on for money, "%" , "1" for counts.

    None is no bound; a hedge ("roughly") never widens the numbers. `of` says what is counted or measured, or the whole that
    it is a part of: "states" of "17 states", "the officers" of "three of the officers"; None where the words do not say.
    """

    min: float | None
    max: float | None
    min_open: bool
    max_open: bool
    unit: str
    hedge: str | None = None
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Qualifier:
    """A detail of a claim. `value` is an ISO 8601 date, time or interval for times, else None.

    A stance is no detail of what happened but the writer's word on it ("alleged", "unsubstantiated"), and no verdict of ours.
    """

    role: Role
    text: str
    start: int
    end: int
    value: str | None = None
    quantity: Quantity | None = None

    @property
    def words(self) -> str:
        """The words as they are read aloud behind a claim: a stance stands in quotation marks, as it is the writer's own."""
        return f"(“{self.text}”)" if self.role is Role.STANCE else self.text


@dataclass(frozen=True, slots=True)
class Evidence:
    """One passage that states a claim: text[start:end] == quote, in code points, end excluded.

    `spans` are the parts that carry the claim where they do not stand together; start and end are their extent.
    """

    document: str
    outlet: str
    start: int
    end: int
    quote: str
    section: Section
    spans: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        if self.start < 0 or self.end - self.start != len(self.quote):
            raise SpanError(
                f"{self.document}: span [{self.start}, {self.end}) cannot hold a quote of "
                f"{len(self.quote)} characters; count code points of Document.text, not bytes"
            )
        if not self.spans or self.spans[0][0] != self.start or self.spans[-1][1] != self.end:
            raise SpanError(f"{self.document}: the spans {self.spans} do not reach from {self.start} to {self.end}")


@dataclass(frozen=True, slots=True)
class Claim:
    """What one article states at one place, and who is said to say it.

    `speakers` is the chain from the nearest speaker outward (spokesman, agency); `attributed_to` is its first link.
    `content` is the polarity of what a report says: of "denied that he knew", negated. `terms` are the content lemmas of the
    evidence, entities by their id: what merging compares.
    """

    id: str
    subject: Argument
    relation: Relation
    object: Argument | None
    evidence: Evidence
    qualifiers: tuple[Qualifier, ...] = ()
    polarity: Polarity = Polarity.AFFIRMED
    modality: Modality = Modality.ASSERTED
    speakers: tuple[Argument, ...] = ()
    quoted: bool = False
    implied: bool = False
    confidence: float = 1.0
    rule: str = ""
    terms: tuple[str, ...] = ()
    utterance: str | None = None
    origin: str = ""
    content: Polarity | None = None

    @property
    def stance(self) -> Polarity:
        """Whether the claim, or what it reports as said, is affirmed or negated."""
        return self.content or self.polarity

    @property
    def speaker_id(self) -> str | None:
        """The entity that speaks: a report's subject, else the nearest speaker; None where it is unknown or unnamed."""
        speaker = self.subject if self.rule == "report" else self.attributed_to
        return speaker.id if speaker is not None else None

    @property
    def details(self) -> tuple[Qualifier, ...]:
        """The qualifiers that say what subject, object and the other qualifiers do not say already."""
        taken = [(a.start, a.end) for a in (self.subject, self.object) if a is not None]
        kept: list[Qualifier] = []
        for q in sorted(self.qualifiers, key=lambda q: q.start - q.end):
            if not any(start <= q.start and q.end <= end for start, end in taken):
                kept.append(q)
                taken.append((q.start, q.end))
        return tuple(sorted(kept, key=lambda q: q.start))

    @property
    def attributed_to(self) -> Argument | None:
        return self.speakers[0] if self.speakers else None

    @property
    def words(self) -> str:
        """What stands between subject and object when the claim is read aloud.

        The relation as printed; "is spokesman for" where it is only implied; the bare participle where a passive with its
        agent was turned around ("was sued by" -> "sued").
        """
        if self.implied and self.relation.label.startswith("be"):
            return "is" + self.relation.label[2:]
        first, *rest = self.relation.text.split() or [""]
        clitic = first.replace("’", "'").lower()
        first = "has" if clitic == "'s" and not self.relation.label.startswith("be") else CLITICS.get(clitic, first)
        printed = " ".join([first, *rest])
        predicate = re.split(r"\bbe\b", self.relation.label)[-1].strip()
        if self.rule == "copula" and predicate and predicate not in printed:  # "is Weber's lawyer": is lawyer of
            return f"{printed} {predicate}"
        if self.rule == "passive" and self.object is not None and self.subject.start > self.relation.start:
            return re.sub(r"^(?:(?:has|have|had|is|are|was|were|be|been|being|will|would)\s+)+", "", printed, flags=re.I)
        return printed

    @property
    def sentence(self) -> str:
        """The claim as a plain English line: subject, relation, object, details."""
        parts = [self.subject.label, self.words, self.object.label if self.object else "", *(q.words for q in self.details)]
        return " ".join(" ".join(parts).split())


@dataclass(frozen=True, slots=True)
class SharedOrigin:
    """Why some claims of a fact, in several articles, go back to one origin.

    `words` are those of the shared passage, the agency's name or the speaker's.
    """

    origin: str
    kind: OriginKind
    words: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Join:
    """What made one fact of two groups of claims: a pair of claims, one of each, with its score and features.

    `score` is the estimated probability that the two state one content, in [0, 1]; `by_person` says that not the score but a
    person's judgement joined them.
    """

    left: str
    right: str
    score: float
    features: tuple[tuple[str, float], ...]
    by_person: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """Claims of one content, merged. The word is the field's for a merged statement, no verdict that it is true.

    `joins` is the tree of joins that made it, one fewer than there are claims.
    `origin_reasons` say why it has fewer origins than articles; empty where it has not.
    """

    id: str
    claims: tuple[Claim, ...]
    joins: tuple[Join, ...] = ()
    origin_reasons: tuple[SharedOrigin, ...] = ()

    @property
    def head(self) -> Claim:
        """The claim that stands for the fact: the surest and most like the others."""
        return self.claims[0]

    @property
    def outlets(self) -> tuple[str, ...]:
        return tuple(sorted({c.evidence.outlet for c in self.claims}))

    @property
    def origins(self) -> tuple[str, ...]:
        return tuple(sorted({c.origin for c in self.claims}))

    def _repr_html_(self) -> str:
        from kgraph.notebook import fact_html
        return fact_html(self)


@dataclass(frozen=True, slots=True)
class Variant:
    """One value of a difference, and who gives it."""

    value: str
    outlets: tuple[str, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One point on which claims part; `narrower` is the value of the variant that lies inside the other.

    `weight` says how much the difference matters beside others, from 0 upwards.
    """

    id: str
    kind: DifferenceKind
    relation: DifferenceRelation
    about: str
    variants: tuple[Variant, ...]
    narrower: str | None = None
    weight: float = 0.0

    def _repr_html_(self) -> str:
        from kgraph.notebook import difference_html
        return difference_html(self)


@dataclass(frozen=True, slots=True)
class Rendering:
    """How one article gives an utterance: text[start:end] == quote; `spans` are the parts that give it, `claims` what they claim."""

    document: str
    outlet: str
    form: RenderingForm
    start: int
    end: int
    quote: str
    spans: tuple[tuple[int, int], ...]
    claims: tuple[str, ...]

    @property
    def words(self) -> str:
        """The words that give the utterance, on one line; those between its parts ("he said") are left out."""
        parts = (self.quote[start - self.start : end - self.start] for start, end in self.spans)
        return " ".join(" ".join(parts).split())


@dataclass(frozen=True, slots=True)
class Utterance:
    """One act of speech behind several renderings, sorted by document and place.

    `speaker` is the speaker's entity, None where that is not known; `label` the speaker's name, None where nobody is named.
    """

    id: str
    speaker: str | None
    label: str | None
    renderings: tuple[Rendering, ...]

    @property
    def outlets(self) -> tuple[str, ...]:
        return tuple(sorted({r.outlet for r in self.renderings}))


@dataclass(frozen=True, slots=True)
class Place:
    """Words of one article that a judgement is tied to, with some of those before and after, by which they are found again."""

    document: str
    sha256: str
    start: int
    end: int
    text: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two things that a judgement is about, as it was when it was judged.

    `id` is a claim's or an entity's, an entity's with "@" and an article where only its mentions there are meant. `places` are
    a claim's evidence, or an entity's first name in each article; of a claim, `parts` are the spans of subject, relation and
    object, beside the relation's label and the polarity, and `fact` is the id of the fact that was judged by it.
    """

    id: str
    places: tuple[Place, ...]
    relation: str | None = None
    polarity: Polarity | None = None
    parts: tuple[tuple[int, int], ...] = ()
    fact: str | None = None

    @property
    def is_claim(self) -> bool:
        return self.id.startswith("c-")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's word on two claims or two entities, why, when (ISO time in UTC), and whose it is where that was said."""

    verdict: Verdict
    left: Side
    right: Side
    reason: str
    made: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement with the ids of the claims or entities that it now is about, and whether the graph is as it says.

    It is not where a later judgement says otherwise, or where both sides have become one claim.
    """

    judgement: Judgement
    left: str
    right: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """An input that was set aside, or a thing to know about one: the file, what is wrong and what to do."""

    file: str
    message: str


@dataclass(frozen=True, slots=True)
class Story:
    """Articles that tell of one event, or of one running story; `label` is the headline of the most typical or a person's name for it."""

    id: str
    label: str
    documents: tuple[str, ...]


@dataclass(frozen=True)
class Outline:
    """What a graph holds, its claims left aside: the stories, the articles (their texts may be left out), how many differences each
    story has, by its id, and what was set aside."""

    stories: tuple[Story, ...]
    documents: tuple[Document, ...]
    differences: Mapping[str, int]
    problems: tuple[Problem, ...]

    @property
    def outlets(self) -> tuple[str, ...]:
        return tuple(sorted({d.source for d in self.documents}))


@dataclass(frozen=True)
class ClaimGraph:
    """All that one build knows. Every tuple is sorted by id, documents by id, claims by document and place.

    Facts and differences lie within one story each. `stories` is empty where nobody asked which there are; `judged` holds the
    judgements of people on what the graph holds.
    """

    documents: tuple[Document, ...]
    entities: tuple[Entity, ...]
    claims: tuple[Claim, ...]
    facts: tuple[Fact, ...]
    differences: tuple[Difference, ...]
    problems: tuple[Problem, ...] = field(default=())
    stories: tuple[Story, ...] = field(default=())
    utterances: tuple[Utterance, ...] = field(default=())
    judged: tuple[Judged, ...] = field(default=())

    @cached_property
    def claim_by_id(self) -> dict[str, Claim]:
        return {c.id: c for c in self.claims}

    @cached_property
    def fact_of(self) -> dict[str, Fact]:
        """Claim id to the fact that it supports."""
        return {c.id: fact for fact in self.facts for c in fact.claims}

    @cached_property
    def judged_of(self) -> dict[str, tuple[Judged, ...]]:
        """Claim or entity id to the judgements about it."""
        found: dict[str, list[Judged]] = {}
        for judged in self.judged:
            for id_ in sorted({judged.left, judged.right}):
                found.setdefault(id_, []).append(judged)
        return {id_: tuple(several) for id_, several in found.items()}

    @cached_property
    def document_by_id(self) -> dict[str, Document]:
        return {d.id: d for d in self.documents}

    @cached_property
    def outlets(self) -> tuple[str, ...]:
        return tuple(sorted({d.source for d in self.documents}))

    @property
    def outline(self) -> Outline:
        differences = Counter(story for d in self.differences if (story := self.story_of_difference(d)))
        return Outline(self.stories, self.documents, differences, self.problems)

    def of_story(self, story: Story) -> ClaimGraph:
        """The part of the graph that one story of it is."""
        inside = set(story.documents)
        claims = tuple(c for c in self.claims if c.evidence.document in inside)
        held = {c.id for c in claims}
        parts = (e.of_documents(inside) for e in self.entities)
        entities = {e.id: e for e in parts if e.mentions}
        named = held | entities.keys()
        return ClaimGraph(
            tuple(d for d in self.documents if d.id in inside),
            tuple(e if e.stands_for in entities else replace(e, stands_for=None) for e in entities.values()),
            claims,
            tuple(f for f in self.facts if f.head.id in held),
            tuple(d for d in self.differences if any(c in held for v in d.variants for c in v.claims)),
            self.problems,
            (story,),
            utterances=tuple(u for u in self.utterances if u.renderings[0].document in inside),
            judged=tuple(j for j in self.judged if j.left in named and j.right in named),
        )

    def story_of_difference(self, difference: Difference) -> str | None:
        """The id of the story that a difference lies in."""
        claim = next((self.claim_by_id[c] for v in difference.variants for c in v.claims if c in self.claim_by_id), None)
        return self.story_of.get(claim.evidence.document) if claim else None

    @cached_property
    def story_of(self) -> dict[str, str]:
        """Document id to the id of its story."""
        return {document: story.id for story in self.stories for document in story.documents}


def reading_order(claim: Claim) -> tuple[str, int, int, str]:
    """Sort key: document, place, id."""
    return claim.evidence.document, claim.evidence.start, claim.evidence.end, claim.id


def evidence_of(document: Document, spans: Iterable[tuple[int, int]], section: Section) -> Evidence:
    """Make evidence of the parts of a document that carry a claim, overlapping or touching parts joined.

    Raises SpanError where a part lies outside the text.
    """
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if not 0 <= start < end <= len(document.text):
            raise SpanError(f"{document.id}: span [{start}, {end}) lies outside the text of {len(document.text)} characters")
        if joined and not document.text[joined[-1][1] : start].strip():
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    if not joined:
        raise SpanError(f"{document.id}: a claim needs at least one span of evidence")
    start, end = joined[0][0], joined[-1][1]
    return Evidence(document.id, document.source, start, end, document.text[start:end], section, tuple(joined))
