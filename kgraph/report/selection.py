"""ClaimGraph -> what a report says, as plain data: what is shared, where outlets differ, what was said, what one alone reports.

Everything is chosen, ordered and put into words here, so that Markdown, HTML, terminal and JSON say the same. It quotes and
counts, and leaves every verdict to the reader.
"""
from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from kgraph.extract.lexicon import STOP
from kgraph.ingest.patterns import ABBREVIATION_END
from kgraph.model import (
    ArgumentKind,
    Claim,
    ClaimGraph,
    Difference,
    DifferenceKind,
    DifferenceRelation,
    Document,
    Fact,
    MentionKind,
    Modality,
    OriginKind,
    Polarity,
    Qualifier,
    Rendering,
    RenderingForm,
    Role,
    Section,
    Utterance,
    Variant,
    Verdict,
)
from kgraph.report.english import AUXILIARIES, PRONOUNS, sentence, source_of, speaker_name
from kgraph.view.network import plain
from kgraph.wording import EditKind, Wording, WordingKind, folded, variants_of, words_of

T = TypeVar("T")
SURE = 0.5  # claims of less confidence are in the files, not in the report
COMPARED = {
    DifferenceRelation.CONFLICTS: "These cannot both hold.",
    DifferenceRelation.REFINES: "One is more exact than the other; they do not contradict each other.",
    DifferenceRelation.DIFFERS: "They are not the same, and neither rules the other out.",
}
ONE_ORIGIN = {
    OriginKind.COPY: "for the most part they are one article, {}",
    OriginKind.PASSAGE: "they print the same words, {}",
    OriginKind.AGENCY: "it comes from {}",
    OriginKind.UTTERANCE: "one utterance of {}",
    OriginKind.SPEAKER: "all have it from {}",
}
UNNAMED = PRONOUNS | frozenset("his its their this that these those which what there here".split())
AUDIENCES = frozenset("reporters journalists the media the press the paper the newspaper readers viewers".split())
NEEDED = frozenset({Role.TOPIC, Role.OTHER, Role.MANNER, Role.PLACE, Role.PURPOSE, Role.RECIPIENT, Role.ROLE, Role.SOURCE})
"""Roles of details without which a sentence may sound cut off: "could put troops [in legal jeopardy]"."""
TELLING = frozenset({Role.TIME, Role.DELAY, Role.DURATION, Role.FREQUENCY, Role.QUANTITY, Role.PLACE, Role.REASON, Role.CONDITION})
"""Roles of details that are told as given by one outlet alone."""
WISHED = frozenset({Modality.CONDITIONAL, Modality.HYPOTHETICAL, Modality.DESIRED, Modality.POSSIBLE})
NAMES = 8  # of outlets in one line
SPEAKERS = 3  # that are named behind a sentence
VALUES = {
    Modality.ASSERTED.value: "told as so",
    Modality.CONDITIONAL.value: "under a condition",
    Modality.HYPOTHETICAL.value: "supposed, not asserted",
    Modality.DESIRED.value: "wished for",
    Polarity.AFFIRMED.value: "that it is so",
    Polarity.NEGATED.value: "that it is not so",
}
PASSAGE = 60  # characters from which a value is more than a name, a number or a time
CONTEXT = 100  # characters of an article that are shown before a quote, and behind it
SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*(?=\s+[\"“‘'(\[]?[A-Z]|\s*$)|\n")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of an article: `words` == text[start:end] of `document`, in code points, end excluded.

    `before` and `after` are what stands around them in their sentence; `speaker` is who is said to say it; `only_here` are
    those of the words that are details which no other outlet of the statement gives.
    """

    outlet: str
    document: str
    start: int
    end: int
    words: str
    claim: str
    before: str = ""
    after: str = ""
    speaker: str | None = None
    only_here: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact in a sentence, with one quote for each outlet; `origins` is None where they are not known.

    `source` is the end of the sentence that says whose word it is (", according to the mayor"), empty where it is the outlets' own.

    `not_found_in` are the other outlets of the story: the reading may have missed it there. `implied` says that it stands in a title or
    apposition ("Kremlin spokesman Dmitry Peskov").
    """

    id: str
    sentence: str
    source: str
    outlets: tuple[str, ...]
    origins: int | None
    quotes: tuple[Quote, ...]
    why_origins: tuple[str, ...]
    not_found_in: tuple[str, ...]
    judgements: tuple[str, ...]
    implied: bool = False

    @property
    def support(self) -> str:
        return supported(len(self.outlets), self.origins)

    def short(self, longest: int) -> str:
        """Return the sentence, cut where it is long, but never without whose word it is."""
        if len(self.sentence) <= longest or not self.source:
            return shortened(self.sentence, longest)
        body = self.sentence.removesuffix(".").removesuffix(self.source)
        return shortened(body, max(longest - len(self.source), longest // 2)) + self.source + "."


@dataclass(frozen=True, slots=True)
class Side:
    """What some outlets say on one point, and the words of one of them."""

    value: str
    outlets: tuple[str, ...]
    quote: Quote | None

    @property
    def words(self) -> str:
        """The value for a reader: how certain or whether, in words."""
        return VALUES.get(self.value, self.value)

    @property
    def marked(self) -> tuple[str, ...]:
        """The words of the quote that give the value; of a list of names, each."""
        whole = self.quote is not None and self.value.casefold() in plain(self.quote.words).casefold()
        return (self.value,) if whole else tuple(self.value.split(", "))

    @property
    def quoted(self) -> bool:
        """Whether the value is a passage that the quote holds already."""
        return self.quote is not None and len(self.value) > PASSAGE and self.value.casefold() in plain(self.quote.words).casefold()


@dataclass(frozen=True, slots=True)
class Point:
    """A point on which outlets differ; `utterance` is the id of the utterance whose wordings the sides are, if they are that."""

    id: str
    kind: str
    relation: str
    about: str
    meaning: str
    narrower: str | None
    weight: float
    sides: tuple[Side, ...]
    utterance: str | None


@dataclass(frozen=True, slots=True)
class Variation:
    """One wording of an utterance; `pieces` are its words, each with whether the first wording has them otherwise or not at all."""

    outlets: tuple[str, ...]
    form: str
    words: str
    pieces: tuple[tuple[str, bool], ...]
    places: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Speech:
    """What somebody said, in the wordings of several outlets; `speaker` is None where nobody is named."""

    id: str
    speaker: str | None
    outlets: tuple[str, ...]
    wordings: tuple[Variation, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the story: `sentences` were read, of `silent` of them no claim was made."""

    id: str
    title: str
    outlet: str
    published: str | None
    url: str | None
    sentences: int
    silent: int


@dataclass(frozen=True, slots=True)
class StoryReport:
    """All that a report can tell of one story, the weightiest first; what is shown of it is for the formats to choose."""

    id: str | None
    label: str
    title: str
    outlets: tuple[str, ...]
    articles: tuple[Article, ...]
    shared: tuple[Statement, ...]
    differences: tuple[Point, ...]
    utterances: tuple[Speech, ...]
    only_in: tuple[tuple[str, tuple[Statement, ...]], ...]
    not_read: tuple[tuple[str, str], ...]
    not_known: tuple[tuple[str, str], ...]
    reading: str | None

    @property
    def told(self) -> tuple[Statement, ...]:
        """What several outlets report, without who is who."""
        return tuple(s for s in self.shared if not s.implied)

    @property
    def by_all(self) -> tuple[Statement, ...]:
        return tuple(s for s in self.told if not s.not_found_in)

    @property
    def by_several(self) -> tuple[Statement, ...]:
        return tuple(s for s in self.told if s.not_found_in)

    @property
    def who_is_who(self) -> tuple[Statement, ...]:
        return tuple(s for s in self.shared if s.implied)

    @property
    def points(self) -> tuple[Point, ...]:
        """The differences without those that are the wordings of an utterance, which stand under what was said."""
        return tuple(p for p in self.differences if p.utterance is None)

    @property
    def in_short(self) -> str:
        """The story in one line of counts."""
        alone = sum(len(statements) for _, statements in self.only_in)
        shared = f"{count(len(self.told), 'statement')} that several outlets report"
        if len(self.outlets) > 2:
            shared += f" ({len(self.by_all):,} of them all {len(self.outlets)})"
        return (f"{shared}; {count(len(self.points), 'point')} on which they differ; {count(len(self.utterances), 'utterance')} in "
                f"several wordings; {count(alone, 'statement')} found in one outlet alone.")


def story_report(graph: ClaimGraph) -> StoryReport:
    """Return what a report tells of a graph of one story (of several, it is told as if they were one)."""
    definite = definite_names(graph)
    said = told_utterances(graph)
    spoken = {c: u.id for u, _ in said for r in u.renderings for c in r.claims}
    worded = [(u, {folded_words(r.words): r for r in reversed(u.renderings)}) for u, _ in said]
    story = graph.stories[0] if len(graph.stories) == 1 else None
    return StoryReport(
        story.id if story else None,
        plain(story.label) if story else "",
        title_of(graph),
        graph.outlets,
        tuple(article_of(d) for d in sorted(graph.documents, key=lambda d: (d.source, d.published or date.max, d.id))),
        tuple(shared_statement(graph, fact, definite) for fact in shared_facts(graph)
              if not (fact.head.rule == "report" and fact.head.id in spoken)),
        tuple(point_of(graph, d, worded) for d in ordered_differences(graph)),
        tuple(speech_of(graph, u, wordings) for u, wordings in said),
        tuple((outlet, tuple(lone_statement(graph, c, definite) for c in claims)) for outlet, claims in lone_claims(graph).items()),
        tuple((p.file, p.message) for p in graph.problems),
        tuple(unknowns(graph.documents)),
        silence(graph),
    )


# --- what to show ------------------------------------------------------------------------------------------------------


def shared_facts(graph: ClaimGraph) -> list[Fact]:
    """Return the facts that several outlets report, most outlets first; of facts that one place states, the first alone."""
    shared = [f for f in graph.facts if len(f.outlets) > 1 and tells(f.head)]
    shared.sort(key=lambda f: (f.head.implied, -len(f.outlets), f.head.modality in WISHED, -named(f.head), -len(f.origins),
                               -f.head.confidence, place(f.head), f.id))
    return list(apart(shared, lambda f: f.claims))


def lone_claims(graph: ClaimGraph) -> dict[str, list[Claim]]:
    """Return for each outlet, sorted by name, what it alone reports.

    First come what headlines say, finite statements before wishes and conditions, the best named and the surest.
    """
    found: dict[str, list[Claim]] = {outlet: [] for outlet in graph.outlets}
    if len(found) < 2:
        return {}
    told = [c for fact in graph.facts if len(fact.outlets) > 1 for c in fact.claims]
    lone = [fact.head for fact in graph.facts if len(fact.outlets) == 1 and tells(fact.head) and not fact.head.implied]
    lone.sort(key=lambda c: (c.evidence.section is not Section.HEADLINE, c.modality in WISHED, not tensed(c), -named(c),
                             -round(c.confidence, 1), place(c)))
    for claim in apart(lone, lambda c: (c,), told):
        found[claim.evidence.outlet].append(claim)
    return found


def ordered_differences(graph: ClaimGraph) -> list[Difference]:
    """Return the differences, those that matter most first; of equal weight contradictions, then what one says more exactly.

    Who or what is named, and mere wording, come after what can be measured.
    """
    kinds, relations = list(DifferenceKind), list(COMPARED)
    late = {DifferenceKind.PARTICIPANT: 1, DifferenceKind.WORDING: 2}
    return sorted(
        graph.differences,
        key=lambda d: (-d.weight, late.get(d.kind, 0), relations.index(d.relation), kinds.index(d.kind), d.about, d.id),
    )


def told_utterances(graph: ClaimGraph) -> list[tuple[Utterance, tuple[Wording, ...]]]:
    """Return the utterances that several outlets print in different words, with their wordings; those of most outlets first."""
    shared = [(u, variants_of(u)) for u in graph.utterances if len(u.outlets) > 1]
    return sorted(((u, w) for u, w in shared if len(w) > 1), key=lambda said: (-len(said[0].outlets), -len(said[1]), said[0].id))


def tells(claim: Claim) -> bool:
    """Whether a claim says enough by itself to stand in a report: sure, with a name for its subject, and an object or a detail."""
    if claim.confidence < SURE or not claim.evidence.section.is_report or claim.subject.label.casefold() in UNNAMED:
        return False
    if claim.object is None:
        return claim.subject.kind is ArgumentKind.ENTITY and any(q.role in (Role.TIME, Role.QUANTITY) for q in claim.qualifiers)
    name = claim.object.label.casefold()
    if name in AUDIENCES or (claim.subject.id is not None and claim.subject.id == claim.object.id):
        return False
    return claim.object.kind is not ArgumentKind.CLAIM and name not in UNNAMED


def tensed(claim: Claim) -> bool:
    """Whether the article itself has a finite verb here: "met" and "is meeting", but neither "meeting" nor "to meet"."""
    first = (claim.relation.text.casefold().split() or [""])[0]
    base = (claim.relation.label.split() or [""])[0]
    return first in AUXILIARIES or not (first == "to" or first.endswith("ing") and first != base)


def named(claim: Claim) -> int:
    """How many of subject and object are entities with a name."""
    return sum(a is not None and a.kind is ArgumentKind.ENTITY for a in (claim.subject, claim.object))


def place(claim: Claim) -> tuple[str, int, int]:
    return claim.evidence.document, claim.evidence.start, claim.evidence.end


def apart(items: Iterable[T], claims_of: Callable[[T], Sequence[Claim]], told: Iterable[Claim] = ()) -> Iterator[T]:
    """Leave out the items whose first claim stands, for the most part, where a claim of an earlier one or of `told` does."""
    taken: dict[str, set[tuple[int, int]]] = defaultdict(set)

    def take(claims: Iterable[Claim]) -> None:
        for claim in claims:
            taken[claim.evidence.document].add((claim.evidence.start, claim.evidence.end))

    take(told)
    for item in items:
        claims = claims_of(item)
        e = claims[0].evidence
        if not any(min(end, e.end) - max(start, e.start) >= 0.7 * len(e.quote) for start, end in taken[e.document]):
            take(claims)
            yield item


def quotes_of(fact: Fact) -> list[Claim]:
    """Return one claim for each outlet of a fact: its surest, then its first."""
    best: dict[str, Claim] = {}
    for claim in sorted(fact.claims, key=lambda c: (-c.confidence, place(c))):
        best.setdefault(claim.evidence.outlet, claim)
    return [best[outlet] for outlet in fact.outlets]


def definite_names(graph: ClaimGraph) -> frozenset[str]:
    """Return the names that mostly stand behind "the": "Kremlin", "White House"."""
    names: Counter[str] = Counter()
    behind_the: Counter[str] = Counter()
    for entity in graph.entities:
        if entity.type == "PERSON":
            continue
        for m in entity.mentions:
            document = graph.document_by_id[m.document]
            words = plain(m.text).casefold()
            if m.kind is MentionKind.NAME and words.removeprefix("the ") == entity.label.casefold() and (
                document.section_at(m.start) is not Section.HEADLINE
            ):
                names[entity.label] += 1
                before = document.text[max(0, m.start - 5):m.start].casefold()
                behind_the[entity.label] += words.startswith("the ") or bool(re.search(r"\bthe\s$", before))
    return frozenset(plain(name) for name, times in names.items() if 2 * behind_the[name] > times)


# --- words ---------------------------------------------------------------------------------------------------------------


def article_of(document: Document) -> Article:
    url = document.url if re.match(r"https?://[^\s<>\"']+\Z", document.url or "") else None
    return Article(document.id, document.title, document.source,
                   document.published.isoformat() if document.published else None, url, document.sentences, document.silent)


def shared_statement(graph: ClaimGraph, fact: Fact, definite: Collection[str]) -> Statement:
    held: Counter[str | tuple[str, str]] = Counter()
    for outlet in fact.outlets:
        held.update({mark for c in fact.claims if c.evidence.outlet == outlet for mark in marks_of(c)})
    quotes = tuple(quote_of(graph, claim, tuple(only_here(claim, held))) for claim in quotes_of(fact))
    return Statement(fact.id, common_statement(fact, definite), common_source(fact, definite), fact.outlets, origins_of(fact), quotes,
                     tuple(origin_lines(fact, 200)), tuple(o for o in graph.outlets if o not in fact.outlets),
                     tuple(judged_lines(graph, fact, 200)), fact.head.implied)


def marks_of(claim: Claim) -> set[str | tuple[str, str]]:
    """The words that a claim is made of, and its details as they are compared."""
    words = words_of(" ".join([claim.evidence.quote, *(q.text for q in claim.qualifiers)]))
    return {*map(folded, words), *map(detail_key, claim.qualifiers)}


def only_here(claim: Claim, held: Counter[str | tuple[str, str]]) -> Iterator[str]:
    """Yield the details in the words of a claim that no other outlet of its fact gives, in these words or as the same value; `held`
    counts the outlets that give each word and detail."""
    e = claim.evidence
    taken = e.start
    for q in sorted(claim.qualifiers, key=lambda q: (q.start, -q.end)):
        own = any(held[word] == 1 for w in words_of(q.text) if (word := folded(w)) not in STOP)
        if q.role in TELLING and taken <= q.start and q.end <= e.end and held[detail_key(q)] == 1 and own:
            yield e.quote[q.start - e.start:q.end - e.start]
            taken = q.end


def lone_statement(graph: ClaimGraph, claim: Claim, definite: Collection[str]) -> Statement:
    fact = graph.fact_of[claim.id]
    others = tuple(o for o in graph.outlets if o not in fact.outlets)
    return Statement(claim.id, sentence(claim, definite=definite), source_of(claim, definite), fact.outlets, origins_of(fact),
                     (quote_of(graph, claim),), (), others, tuple(judged_lines(graph, fact, 200)))


def common_statement(fact: Fact, definite: Collection[str] = ()) -> str:
    """Return what the outlets of a fact state alike, in the words of the claim that reads best.

    A detail that one of them does not give is left out, or put in brackets where the sentence needs it.
    """
    head = fact.head
    alike = [c for c in fact.claims if c.polarity is head.polarity and c.modality is head.modality
             and c.subject.label == head.subject.label and (c.object and c.object.label) == (head.object and head.object.label)]
    told = next((c for c in (head, *alike) if tensed(c)), head)
    given = {(c.evidence.outlet, detail_key(q)) for c in fact.claims for q in c.qualifiers}
    details = [q for q in told.details if q.role is not Role.STANCE]
    shared = [q for q in details if all((outlet, detail_key(q)) in given for outlet in fact.outlets)]
    partial = [q for q in details if q not in shared and q.role in NEEDED and q.start > told.relation.start
               and len(q.text.split()) <= 12][:1]
    return sentence(told, [q for q in details if q in shared or q in partial], source=common_source(fact, definite), partial=partial,
                    definite=definite)


def common_source(fact: Fact, definite: Collection[str] = ()) -> str:
    """Return whose word a fact is, as the end of its sentence: its speakers, and what marks it as a claim ("allegedly"); and whether
    some outlets alone assert it, which others have as planned, say.

    It stands in brackets where only some of the claims have it; no allegation may read as if all outlets stated it themselves.
    """
    found = list(dict.fromkeys(source_of(c, definite) for c in fact.claims))
    names = list(dict.fromkeys(speaker_name(c.attributed_to, definite) for c in fact.claims if c.attributed_to))
    told = both(names if len(names) <= SPEAKERS else [*names[:SPEAKERS], "others"])
    source = found[0] if len(found) == 1 else f" [according to {told}]" if "" in found else f", according to {told}"
    hedged = [{plain(q.text) for q in c.qualifiers if q.role is Role.STANCE} for c in fact.claims]
    hedges = ", ".join(f"“{words}”" for words in sorted(set().union(*hedged))[:SPEAKERS])
    asserting = {c.evidence.outlet for c in fact.claims if c.modality is Modality.ASSERTED}
    varies = " [certainty varies]" if 0 < len(asserting) < len(fact.outlets) else ""
    return varies + (f" ({hedges})" if all(hedged) else f" [{hedges}]" if hedges else "") + source


def both(words: Sequence[str]) -> str:
    """Return words as a list to read.

    >>> both(["Ann", "Bob", "Cy"]), both(["Ann"])
    ('Ann, Bob and Cy', 'Ann')
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def detail_key(qualifier: Qualifier) -> tuple[str, str]:
    return qualifier.role, qualifier.value or plain(qualifier.text).casefold()


def quote_of(graph: ClaimGraph, claim: Claim, only_here: tuple[str, ...] = ()) -> Quote:
    e = claim.evidence
    before, after = around(graph.document_by_id[e.document], e.start, e.end)
    speaker = plain(claim.attributed_to.label) if claim.attributed_to else None
    return Quote(e.outlet, e.document, e.start, e.end, e.quote, claim.id, before, after, speaker, only_here)


def around(document: Document, start: int, end: int) -> tuple[str, str]:
    """Return the words of an article before and behind a span, as far as its sentence and section go and CONTEXT allows."""
    text = document.text
    low, high = next(((s.start, s.end) for s in document.spans if s.start <= start < s.end), (0, len(text)))
    first, last = max(low, start - CONTEXT), max(end, min(high, end + CONTEXT))
    begun = max(sentence_ends(text, first, start), default=None)
    before = text[begun:start].lstrip() if begun is not None else text[first:start]
    if begun is None and first > low:
        before = "… " + before.partition(" ")[2]
    done = next((e for e in sentence_ends(text, start, last) if e >= end), None)
    after = text[end:done] if done is not None else text[end:last]
    if done is None and last < high:
        after = after.rpartition(" ")[0] + " …"
    return before, after


def sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where sentences end between two places of a text, behind their last mark; no abbreviation ends one."""
    for m in SENTENCE_END.finditer(text, start, min(len(text), end + 3)):
        if m.end() <= end and not ABBREVIATION_END.search(text[max(m.start() - 8, start):m.start() + 1]):
            yield m.end()


def point_of(graph: ClaimGraph, difference: Difference, worded: Iterable[tuple[Utterance, Mapping[tuple[str, ...], Rendering]]]) -> Point:
    """Return a difference with the words of each side; `worded` has, of each utterance, a rendering for each of its wordings."""
    values = {folded_words(v.value) for v in difference.variants}
    utterance, wordings = next(((u, w) for u, w in worded if difference.kind is DifferenceKind.WORDING and values <= w.keys()), (None, {}))
    sides = []
    for variant in difference.variants:
        rendering = wordings.get(folded_words(variant.value))
        claim = side(graph, variant)
        quote = rendered(graph, rendering) if rendering else quote_of(graph, claim) if claim else None
        sides.append(Side(plain(variant.value), variant.outlets, quote))
    about = plain(difference.about)
    return Point(difference.id, difference.kind.value, difference.relation.value, about[:1].upper() + about[1:],
                 compared(difference), plain(difference.narrower) if difference.narrower else None, difference.weight, tuple(sides),
                 utterance.id if utterance else None)


def folded_words(words: str) -> tuple[str, ...]:
    return tuple(map(folded, words_of(words)))


def side(graph: ClaimGraph, variant: Variant) -> Claim | None:
    """Return the claim that speaks for one side of a difference: one whose quote holds the value, its surest, then its first."""
    claims = [graph.claim_by_id[c] for c in variant.claims if c in graph.claim_by_id]
    value = plain(variant.value).casefold()
    return min(claims, key=lambda c: (value not in plain(c.evidence.quote).casefold(), -c.confidence, place(c)), default=None)


def compared(difference: Difference) -> str:
    narrower = f" The more exact: {plain(difference.narrower)}." if difference.narrower else ""
    return COMPARED[difference.relation] + narrower


def speech_of(graph: ClaimGraph, utterance: Utterance, wordings: Sequence[Wording]) -> Speech:
    told = []
    for wording in wordings:
        forms = {r.form for r in wording.renderings}
        form = min(forms, key=list(RenderingForm).index)
        told.append(Variation(wording.outlets, form.value, plain(wording.words), tuple(pieces(wording)),
                              tuple(rendered(graph, r) for r in wording.renderings)))
    return Speech(utterance.id, plain(utterance.label) if utterance.label else None, utterance.outlets, tuple(told))


def rendered(graph: ClaimGraph, rendering: Rendering) -> Quote:
    before, after = around(graph.document_by_id[rendering.document], rendering.start, rendering.end)
    return Quote(rendering.outlet, rendering.document, rendering.start, rendering.end, rendering.quote,
                 rendering.claims[0] if rendering.claims else "", before, after)


def pieces(wording: Wording) -> Iterator[tuple[str, bool]]:
    """Yield the words of a wording, those that the first wording has otherwise or not at all with True, and "[…]" where it has more.

    One that is not quoted, or has few words of the first, is one piece.
    """
    otherwise: list[bool] = []
    gaps = set()
    for edit in wording.edits:
        if edit.kind is EditKind.DELETE:
            gaps.add(len(otherwise))
        otherwise += [edit.kind is not EditKind.EQUAL] * len(edit.words.split())
    if wording.kind is WordingKind.PARAPHRASE or all(r.form is RenderingForm.INDIRECT for r in wording.renderings):
        yield plain(wording.words), False
        return
    at = 0
    shown: list[tuple[str, bool]] = []
    for part in plain(wording.words).split():
        words = len(words_of(part))
        if gaps & set(range(at, at + words)):
            shown.append(("[…]", False))
        shown.append((part, any(otherwise[at:at + words])))
        at += words
    if at in gaps:
        shown.append(("[…]", False))
    last = ""
    for n, (part, other) in enumerate(shown):
        last = f"{last} {part}".strip()
        if n + 1 == len(shown) or shown[n + 1][1] is not other or "[…]" in (part, shown[n + 1][0]):
            yield last, other
            last = ""


def quoted(claim: Claim, longest: int) -> str:
    """Return the words of an article in quotation marks, cut at a word where they are long."""
    return in_marks(claim.evidence.quote, longest)


def in_marks(words: str, longest: int) -> str:
    return f"“{shortened(plain(words), longest)}”"


def shortened(words: str, longest: int) -> str:
    """Return a line cut at a word where it is long."""
    return words if len(words) <= longest else words[:longest].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def count(number: int, thing: str, things: str | None = None) -> str:
    """Return a number with its noun.

    >>> count(1, "outlet"), count(3, "article"), count(2, "story", "stories")
    ('1 outlet', '3 articles', '2 stories')
    """
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def supported(outlets: int, origins: int | None) -> str:
    return count(outlets, "outlet") + (f", {count(origins, 'origin')}" if origins is not None else "")


def support(fact: Fact) -> str:
    """Return how many outlets report a fact, and how many of them independently where that is known."""
    return supported(len(fact.outlets), origins_of(fact))


def origins_of(fact: Fact) -> int | None:
    return len(fact.origins) if all(fact.origins) else None


def origin_lines(fact: Fact, longest: int) -> Iterator[str]:
    """Say why several outlets that report a fact are one origin."""
    outlet = {c.id: c.evidence.outlet for c in fact.claims}
    for reason in fact.origin_reasons:
        outlets = sorted({outlet[claim] for claim in reason.claims})
        if len(outlets) > 1:
            words = in_marks(reason.words, longest)
            yield f"One origin for {who(outlets)}: " + ONE_ORIGIN[reason.kind].format(
                words if reason.kind in (OriginKind.COPY, OriginKind.PASSAGE) else plain(reason.words) or "somebody who is not named"
            )


def judged_lines(graph: ClaimGraph, fact: Fact, longest: int) -> Iterator[str]:
    """Say what people judged of a fact's claims."""
    told = {
        Verdict.SAME: "Joined by a person with {}",
        Verdict.DIFFERENT: "Kept apart by a person from {}",
        Verdict.UNSURE: "A person is unsure whether this is the same as {}",
    }
    ids = {c.id for c in fact.claims}
    for j in dict.fromkeys(j for c in fact.claims for j in graph.judged_of.get(c.id, ())):
        if j.holds:
            other = graph.claim_by_id[j.left if j.left not in ids else j.right]
            words = f"{plain(other.evidence.outlet)}, {quoted(other, longest)}"
            yield f"{told[j.judgement.verdict].format(words)}: {plain(j.judgement.reason)}" + (
                f" ({plain(j.judgement.by)})" if j.judgement.by else ""
            )


def silence(graph: ClaimGraph) -> str | None:
    """How much of the text the graph does not hold."""
    read, silent = sum(d.sentences for d in graph.documents), sum(d.silent for d in graph.documents)
    return f"Of {count(read, 'sentence')} read, {silent:,} gave no claim." if read else None


def unknowns(documents: Iterable[Document]) -> Iterator[tuple[str, str]]:
    """Yield each article of which outlet or date is not known, with what is missing and why."""
    for document in documents:
        missing = [f"{name} {why}" for name, why in document.origins if name != "url" and why.startswith("not stated")]
        if missing:
            yield document.id, "; ".join(missing)


def who(outlets: Sequence[str]) -> str:
    """Return outlets as a list to read, of many the first.

    >>> who([f"O{n}" for n in range(40)])
    'O0, O1, O2, O3, O4, O5, O6, O7 and 32 more'
    """
    return ", ".join(map(plain, outlets[:NAMES])) + (f" and {len(outlets) - NAMES:,} more" if len(outlets) > NAMES else "")


def title_of(graph: ClaimGraph) -> str:
    says = "says" if len(graph.documents) == 1 else "say"
    return f"What {count(len(graph.documents), 'article')} of {count(len(graph.outlets), 'outlet')} {says}, together and apart"
