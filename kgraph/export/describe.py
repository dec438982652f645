"""ClaimGraph -> RDF nodes, each a subject with its "predicate object" texts as in a line of N-Triples. The model is `ontology.ttl`.

A plain triple (subject, relation, object) is written only for a fact between two entities that some outlet affirms and
asserts; phrases and values are objects of the fact's node alone, since a relation that leads now to a node and now to text
serves no reader. A negated, planned, possible or hypothetical claim gives no plain triple in any graph.
"""
from __future__ import annotations

import calendar
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

from kgraph.export import levels
from kgraph.export.network import known_origins
from kgraph.export.rows import statement
from kgraph.export.terms import BASE, KINDS, PREFIXES, Minted, checked, day, decimal, integer, iri, link, literal
from kgraph.model import (
    Argument,
    ArgumentKind,
    Claim,
    ClaimGraph,
    Difference,
    Document,
    Entity,
    EntityLink,
    Fact,
    Join,
    Judged,
    Mention,
    Modality,
    Polarity,
    Qualifier,
    Quantity,
    Rendering,
    Role,
    Section,
    SharedOrigin,
    Utterance,
    digest,
)

A, LABEL = f"<{PREFIXES['rdf']}type>", f"<{PREFIXES['rdfs']}label>"
KG, RDF, SCHEMA, OA, PROV, DCT, SKOS = (f"<{PREFIXES[p]}" for p in ("kg", "rdf", "schema", "oa", "prov", "dct", "skos"))
SELECTOR = f"{A} {OA}TextPositionSelector>", f"{A} {OA}TextQuoteSelector>"
SCHEMA_CLASS = {"PERSON": "Person", "ORG": "Organization", "GPE": "Place", "LOC": "Place", "FAC": "Place",
                "EVENT": "Event", "PRODUCT": "Product", "WORK_OF_ART": "CreativeWork"}
BY_OUTLET, BY_SPEAKER = (f"{KG}attribution> {literal(voice)}" for voice in ("outlet", "speaker"))
MODALITY = {modality: f"{KG}modality> {literal(modality)}" for modality in Modality}
POLARITY = {polarity: f"{KG}polarity> {literal(polarity)}" for polarity in Polarity}
SECTION = {section: f"{KG}section> {literal(section)}" for section in Section}
DAYS, WEEK = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?"), re.compile(r"(\d{4})-W(\d\d)")
Item = TypeVar("Item")
Node = tuple[str, list[str]]  # a subject, and its "predicate object" texts, sorted, each once


class Assertion(StrEnum):
    """Which affirmed and asserted claims give a plain triple; each member takes what the one before takes, and more."""

    OWN_VOICE = "own-voice"  # what an outlet says itself, without a word of doubt ("alleged")
    ATTRIBUTED = "attributed"  # also what it lets a speaker say
    ALL = "all"  # also what stands in quotation marks of nobody in particular, or beside a word of doubt


@dataclass(frozen=True, slots=True)
class Profile:
    """How a graph is written: the base of its IRIs, and what stands in it beside the default.

    `named_graphs` repeats each plain triple in a graph named by each claim that makes it; `rdf12` makes each fact the RDF 1.2
    reifier of its triple term.
    """

    base: str = BASE
    assertion: Assertion = Assertion.OWN_VOICE
    named_graphs: bool = False
    rdf12: bool = False


def describe(graph: ClaimGraph, profile: Profile) -> Iterator[Node]:
    """Yield every node of a graph once, sorted by subject.

    Raises InputError for a base that no IRI can start with.
    """
    for subject, description in _Description(graph, profile, checked(profile.base)).nodes():
        yield subject, sorted(dict.fromkeys(description))  # most come nearly sorted, which makes it fast


class _Description:
    """The nodes of a graph, kind by kind in alphabetical order. What several nodes lead to is gathered before it is written."""

    def __init__(self, graph: ClaimGraph, profile: Profile, base: str) -> None:
        self.graph = graph
        self.profile = profile
        self.base = base
        self.iris = {kind: Minted(base, kind) for kind in KINDS}
        self.claims, self.documents, self.facts = self.iris["claim"], self.iris["document"], self.iris["fact"]
        self.outlets = {c.evidence.outlet for c in graph.claims} | set(graph.outlets)
        self.named = {d.source for d in graph.documents if d.outlet}
        self.entities = {e.id: _named(e.label, e.type, e.aliases) for e in graph.entities}
        self.labels = {story.id: story.label for story in graph.stories}
        self.gathered: dict[str, dict[str, list[str]]] = defaultdict(dict)  # kind, subject, description
        self.telling: dict[str, set[str]] = defaultdict(set)  # outlets by story
        for document in graph.documents:
            self.telling[graph.story_of.get(document.id, "")].add(document.source)
        self.details = {d.id: d for fact in graph.facts for d in levels.details(fact, _key)}
        self.topics = levels.topics(graph)
        self.known: dict[tuple[object, ...], str] = {}  # kind and content to IRI, where that is a hash
        self.details_of: dict[str, list[str]] = defaultdict(list)  # of claims, by their ids
        for name, d in self.details.items():
            for c in d.claims:
                self.details_of[c.id].append(f"{KG}detail> {self.iris['detail'][name]}")

    def nodes(self) -> Iterator[tuple[str, Iterable[str]]]:
        graph = self.graph
        yield from self.chain_links()
        yield from self.each("claim", ((c.id, c) for c in graph.claims), self.claim)
        yield from self.each("detail", self.details.items(), self.detail)
        yield from self.each("difference", ((d.id, d) for d in graph.differences), self.difference)
        yield from self.each("document", ((d.id, d) for d in graph.documents), self.document)
        plain, utterances = self.plain_triples(), [(u.id, self.utterance(u)) for u in graph.utterances]
        for e in graph.entities:
            self.entities[e.id] += self.entity(e)
        yield from self.each("entity", self.entities.items(), lambda subject, own: [*own, *plain.get(subject, ())])
        yield from self.each("fact", ((f.id, f) for f in graph.facts), self.fact)
        yield from self.shared("join")
        yield from self.each("judgement", {self.judgement_id(j): j for j in graph.judged}.items(), self.judgement)
        links = {self.link(k): k for e in graph.entities for k in e.links}
        yield from ((subject, self.entity_link(links[subject])) for subject in sorted(links))
        mentions = ((self.place("mention", m.document, m.start, m.end), e, m) for e in graph.entities for m in e.mentions)
        for subject, same in groupby(sorted(mentions, key=itemgetter(0)), itemgetter(0)):
            yield subject, [line for _, e, m in same for line in self.mention(e, m)]
        yield from self.shared("origin")
        yield from self.each("outlet", ((name, name) for name in self.outlets), self.outlet)
        for kind in ("phrase", "proposition", "qualifier", "relation", "rendering", "sharing", "span", "story", "topic"):
            yield from self.shared(kind)
        for name, lines in utterances:
            self.gathered["utterance"][self.iris["utterance"][name]] = lines
        for kind in ("utterance", "variant"):
            yield from self.shared(kind)

    def each(self, kind: str, named: Iterable[tuple[str, Item]],
             describe: Callable[[str, Item], Iterable[str]]) -> Iterator[tuple[str, Iterable[str]]]:
        iris = self.iris[kind]
        for subject, item in sorted(((iris[name], item) for name, item in named), key=itemgetter(0)):
            yield subject, describe(subject, item)

    def shared(self, kind: str) -> Iterator[tuple[str, Iterable[str]]]:
        return iter(sorted(self.gathered[kind].items()))

    def place(self, kind: str, document: str, start: int, end: int) -> str:
        return f"{self.iris[kind][document][:-1]},{start},{end}>"

    def gather(self, kind: str, name: str, describe: Callable[[], list[str]]) -> str:
        """Return the IRI of a node that claims share, described when it is met first."""
        subject, gathered = self.iris[kind][name], self.gathered[kind]
        if subject not in gathered:
            gathered[subject] = describe()
        return subject

    # --- what claims and facts lead to --------------------------------------------------------------------------------

    def remembered(self, key: tuple[object, ...], name: str, describe: Callable[[], list[str]]) -> str:
        """Return what `gather` does, kept by the kind of node and its content so that this is not hashed again."""
        found = self.known[key] = self.gather(str(key[0]), name, describe)
        return found

    def argument(self, argument: Argument, of_fact: bool = False) -> str:
        """Return the node of an entity, of a claim (or its fact), else of the words: equal words, equal node."""
        if argument.kind is ArgumentKind.ENTITY and argument.id is not None:
            return self.entity_node(argument.id, argument.label, argument.type)
        if argument.kind is ArgumentKind.CLAIM and argument.id in self.graph.claim_by_id:
            fact = self.graph.fact_of.get(argument.id)
            return self.facts[fact.id] if fact and of_fact else self.claims[argument.id]
        return self.phrase(argument.label)

    def entity_node(self, id_: str, label: str, type_: str | None = None) -> str:
        if id_ not in self.entities:
            self.entities[id_] = _named(label, type_, ())
        return self.iris["entity"][id_]

    def phrase(self, label: str) -> str:
        return self.known.get(("phrase", label)) or self.remembered(
            ("phrase", label), digest(label), lambda: [f"{A} {KG}Phrase>", f"{LABEL} {literal(label)}"])

    def in_story(self, id_: str | None) -> list[str]:
        """Say in which story something lies, where it is known which stories there are."""
        if id_ is None:
            return []
        return [f"{KG}story> {self.gather('story', id_, lambda: self.story(id_))}"]

    def story(self, id_: str) -> list[str]:
        telling = self.telling[id_]
        return [f"{A} {KG}Story>", f"{LABEL} {literal(self.labels[id_])}", f"{KG}outletCount> {integer(len(telling))}",
                *(f"{KG}reportedBy> {self.outlet_node(outlet)}" for outlet in telling)]

    def relation(self, label: str) -> str:
        return self.gather("relation", label, lambda: [f"{A} {KG}Relation>", f"{LABEL} {literal(label)}"])

    def origin(self, name: str) -> str:
        return self.gather("origin", name, lambda: [f"{A} {KG}Origin>"])

    def outlet_node(self, name: str) -> str:
        self.outlets.add(name)
        return self.iris["outlet"][name]

    def words_at(self, document: str, start: int, end: int, quote: str) -> list[str]:
        """The lines of a passage, by its words and by its place."""
        return [*SELECTOR, f"{OA}end> {integer(end)}", f"{OA}exact> {literal(quote)}", f"{OA}start> {integer(start)}",
                f"{KG}document> {self.documents[document]}"]

    def spans(self, document: str, start: int, quote: str, spans: Iterable[tuple[int, int]]) -> Iterator[str]:
        """The parts of a passage that carry what it says, where they do not stand together."""
        for begin, end in spans:
            subject = self.place("span", document, begin, end)
            if subject not in self.gathered["span"]:
                self.gathered["span"][subject] = [f"{A} {KG}Span>",
                                                  *self.words_at(document, begin, end, quote[begin - start : end - start])]
            yield f"{KG}span> {subject}"

    # --- claims -------------------------------------------------------------------------------------------------------

    def chain_link(self, position: int, speaker: str) -> str:
        kind, name = speaker[len(self.base) + 1 : -1].split("/", 1)
        return f"<{self.base}chain/{position},{kind},{name}>"

    def chain_links(self) -> Iterator[tuple[str, Iterable[str]]]:
        """The links of the chains of attribution, each shared by the claims with this speaker in this place."""
        links = {(n, self.argument(speaker)) for c in self.graph.claims for n, speaker in enumerate(c.speakers, 1)}
        for subject, n, speaker in sorted((self.chain_link(n, speaker), n, speaker) for n, speaker in links):
            yield subject, [f"{A} {KG}ChainLink>", f"{KG}position> {integer(n)}", f"{KG}speaker> {speaker}"]

    def claim(self, subject: str, c: Claim) -> list[str]:
        e = c.evidence
        document, fact = self.documents[e.document], self.graph.fact_of.get(c.id)
        lines = [*SELECTOR, f"{A} {SCHEMA}Claim>", f"{A} {KG}Claim>"]
        if c.implied:
            lines.append(f"{A} {KG}ImpliedClaim>")
        if c.quoted:
            lines.append(f"{A} {KG}QuotedClaim>")
        lines += (f"{LABEL} {literal(c.sentence)}", f"{OA}end> {integer(e.end)}", f"{OA}exact> {literal(e.quote)}",
                  f"{OA}start> {integer(e.start)}", f"{PROV}wasDerivedFrom> {document}")
        speakers = [self.argument(speaker) for speaker in c.speakers]
        if speakers:
            lines.append(f"{KG}attributedTo> {speakers[0]}")
        lines.append(BY_SPEAKER if speakers or c.quoted else BY_OUTLET)
        lines += [f"{KG}chainLink> {self.chain_link(n, speaker)}" for n, speaker in enumerate(speakers, 1)]
        lines.append(f"{KG}confidence> {decimal(c.confidence)}")
        if c.content is not None:
            lines.append(f"{KG}contentPolarity> {literal(c.content)}")
        lines += (f"{KG}document> {document}", MODALITY[c.modality])
        if c.object:
            lines.append(f"{KG}object> {self.argument(c.object)}")
        if c.origin:
            lines.append(f"{KG}origin> {self.origin(c.origin)}")
        lines += (f"{KG}outlet> {self.iris['outlet'][e.outlet]}", POLARITY[c.polarity])
        lines += [f"{KG}qualifier> {self.qualifier(q)}" for q in c.qualifiers]
        lines += (f"{KG}relation> {self.relation(c.relation.label)}", SECTION[e.section])
        if len(e.spans) > 1:
            lines += self.spans(e.document, e.start, e.quote, e.spans)
        lines.append(f"{KG}subject> {self.argument(c.subject)}")
        if fact:
            lines.append(f"{KG}supports> {self.facts[fact.id]}")
        if c.utterance:
            lines.append(f"{KG}utterance> {self.gather('utterance', c.utterance, lambda: [f'{A} {KG}Utterance>'])}")
        lines += [f"{KG}via> {speaker}" for speaker in speakers[1:]]
        return lines + self.details_of.get(c.id, []) + self.alike(c)

    def alike(self, c: Claim) -> list[str]:
        """What the claim is the same as, more strictly and more loosely than the fact."""
        story = self.graph.story_of.get(c.evidence.document)
        lines = [f"{KG}proposition> {self.level('proposition', story, levels.proposition(self.graph, c), lambda: statement(c))}"]
        if about := self.topics.get(c.id):
            lines.append(f"{KG}topic> {self.level('topic', story, about[0], lambda: about[1])}")
        return lines

    def level(self, kind: str, story: str | None, key: levels.Key, label: Callable[[], str]) -> str:
        """Return the node of the claims of one story with one key, which the first of them names."""
        return self.known.get((kind, story, key)) or self.remembered((kind, story, key), digest(story, key), lambda: [
            f"{A} {KG}{kind.capitalize()}>", f"{LABEL} {literal(label())}", *self.in_story(story)])

    def detail(self, subject: str, d: levels.Detail) -> list[str]:
        lines = [f"{A} {KG}Detail>", f"{LABEL} {literal(d.label)}", f"{KG}detailKind> {literal(d.kind)}",
                 f"{KG}detailOf> {self.facts[d.fact]}", f"{KG}outletCount> {integer(len(d.outlets))}",
                 *(f"{KG}reportedBy> {self.iris['outlet'][outlet]}" for outlet in d.outlets)]
        return lines if d.origins is None else [*lines, f"{KG}originCount> {integer(d.origins)}"]

    def qualifier(self, q: Qualifier) -> str:
        """Return the node of one detail; its IRI is a hash of what it says, so equal details of two claims share it."""
        content, of = ("qualifier", q.role, q.text, q.value, q.quantity), q.quantity.of if q.quantity else None
        return self.known.get(content) or self.remembered(content, digest(q.role, q.text, q.value, _key(q), of), lambda: _qualifier(q))

    # --- facts --------------------------------------------------------------------------------------------------------

    def fact(self, subject: str, fact: Fact) -> list[str]:
        head, outlets, origins = fact.head, fact.outlets, known_origins(fact)
        node, relation = self.argument(head.subject, of_fact=True), self.relation(head.relation.label)
        object_ = self.argument(head.object, of_fact=True) if head.object else None
        lines = [f"{RDF}object> {object_}"] if object_ else []
        lines += (f"{RDF}predicate> {relation}", f"{RDF}subject> {node}", f"{A} {RDF}Statement>", f"{A} {KG}Fact>",
                  f"{LABEL} {literal(statement(head))}")
        if object_ and self.profile.rdf12:
            lines.append(f"{RDF}reifies> <<( {node} {relation} {object_} )>>")
        lines += [BY_SPEAKER if c.speakers or c.quoted else BY_OUTLET for c in fact.claims]
        lines.append(f"{KG}head> {self.claims[head.id]}")
        lines += [f"{KG}join> {self.join(j)}" for j in fact.joins]
        lines += [MODALITY[modality] for modality in {c.modality for c in fact.claims}]
        if origins is not None:
            lines.append(f"{KG}originCount> {integer(origins)}")
        lines += (f"{KG}outletCount> {integer(len(outlets))}", POLARITY[head.polarity])
        lines += [f"{KG}reportedBy> {self.iris['outlet'][outlet]}" for outlet in outlets]
        lines += [f"{KG}sharedOrigin> {self.sharing(fact, r)}" for r in fact.origin_reasons]
        return lines + self.in_story(self.graph.story_of.get(head.evidence.document))

    def join(self, j: Join) -> str:
        subject = iri(self.base, "join", j.left, j.right)
        self.gathered["join"][subject] = [
            f"{A} {KG}Join>", f"{KG}left> {self.claims[j.left]}", f"{KG}right> {self.claims[j.right]}",
            f"{KG}score> {decimal(j.score)}", f"{KG}decidedBy> {literal('person' if j.by_person else 'score')}"]
        return subject

    def sharing(self, fact: Fact, r: SharedOrigin) -> str:
        subject = iri(self.base, "sharing", fact.id, r.origin, r.kind, digest(r.words))
        self.gathered["sharing"][subject] = [
            f"{A} {KG}SharedOrigin>", f"{KG}origin> {self.origin(r.origin)}", f"{KG}originKind> {literal(r.kind)}",
            f"{KG}words> {literal(r.words)}", *(f"{KG}claim> {self.claims[c]}" for c in r.claims)]
        return subject

    def plain_triples(self) -> dict[str, list[str]]:
        """Return subject to "relation object" for facts between entities that some outlet affirms and asserts, as the profile takes
        them; with named graphs also once in the graph of each claim that says so."""
        plain: dict[str, list[str]] = defaultdict(list)
        taken = list(Assertion)[: list(Assertion).index(self.profile.assertion) + 1]
        for c in (c for fact in self.graph.facts for c in fact.claims):
            if (asserted(c) in taken and c.object and c.subject.id and c.object.id
                    and c.subject.kind is c.object.kind is ArgumentKind.ENTITY):
                triple = f"{self.relation(c.relation.label)} {self.argument(c.object)}"
                lines = plain[self.argument(c.subject)]
                lines.append(triple)
                if self.profile.named_graphs:
                    lines.append(f"{triple} {self.claims[c.id]}")
        return plain

    # --- differences, utterances, judgements --------------------------------------------------------------------------

    def difference(self, subject: str, d: Difference) -> list[str]:
        lines = [f"{A} {KG}Difference>", f"{LABEL} {literal(d.about)}", f"{KG}differenceKind> {literal(d.kind)}",
                 f"{KG}comparison> {literal(d.relation)}", f"{KG}weight> {decimal(d.weight)}",
                 *self.in_story(self.graph.story_of_difference(d))]
        for v in d.variants:
            variant = self.iris["variant"][digest(d.id, v.value)]
            self.gathered["variant"][variant] = [
                f"{A} {KG}Variant>", f"{LABEL} {literal(v.value)}",
                *(f"{KG}claim> {self.claims[c]}" for c in v.claims),
                *(f"{KG}reportedBy> {self.outlet_node(o)}" for o in v.outlets)]
            lines.append(f"{KG}variant> {variant}")
            if v.value == d.narrower:
                lines.append(f"{KG}narrower> {variant}")
        return lines

    def utterance(self, u: Utterance) -> list[str]:
        lines = [f"{A} {KG}Utterance>", f"{LABEL} {literal(u.renderings[0].words)}",
                 f"{KG}outletCount> {integer(len(u.outlets))}", *(f"{KG}reportedBy> {self.outlet_node(o)}" for o in u.outlets),
                 *self.in_story(self.graph.story_of.get(u.renderings[0].document))]
        if u.speaker is not None:
            lines.append(f"{KG}speaker> {self.entity_node(u.speaker, u.label or u.speaker)}")
        elif u.label is not None:
            lines.append(f"{KG}speaker> {self.phrase(u.label)}")
        return lines + [f"{KG}rendering> {self.rendering(u, r)}" for r in u.renderings]

    def rendering(self, u: Utterance, r: Rendering) -> str:
        subject = iri(self.base, "rendering", u.id, r.document, str(r.start), str(r.end))
        self.gathered["rendering"][subject] = [
            f"{A} {KG}Rendering>", *self.words_at(r.document, r.start, r.end, r.quote), f"{KG}outlet> {self.outlet_node(r.outlet)}",
            f"{KG}form> {literal(r.form)}", f"{KG}words> {literal(r.words)}", *(f"{KG}claim> {self.claims[c]}" for c in r.claims),
            *(self.spans(r.document, r.start, r.quote, r.spans) if len(r.spans) > 1 else ())]
        return subject

    def judgement_id(self, j: Judged) -> str:
        of = j.judgement
        return digest(of.verdict, j.left, j.right, of.reason, of.by, j.holds)

    def judgement(self, subject: str, j: Judged) -> list[str]:
        """A person's word; when it was said is in the store alone."""
        of = j.judgement
        sides = ((side, "claim" if id_ in self.graph.claim_by_id else "entity", id_)
                 for side, id_ in (("left", j.left), ("right", j.right)))
        lines = [f"{A} {KG}Judgement>", f"{KG}verdict> {literal(of.verdict)}", f"{KG}reason> {literal(of.reason)}",
                 f"{KG}standing> {literal('holds' if j.holds else 'overruled')}",
                 *(f"{KG}{side}> {self.iris[kind][id_]}" for side, kind, id_ in sides)]
        return lines + ([f"{KG}judgedBy> {literal(of.by)}"] if of.by else [])

    # --- documents, outlets, entities ---------------------------------------------------------------------------------

    def document(self, subject: str, d: Document) -> list[str]:
        lines = [f"{A} {SCHEMA}NewsArticle>", f"{LABEL} {literal(d.id)}", f"{SCHEMA}headline> {literal(d.title)}",
                 f"{SCHEMA}publisher> {self.iris['outlet'][d.source]}",
                 f"{DCT}identifier> {literal(f'sha256:{d.sha256}')}", f"{KG}length> {integer(len(d.text))}",
                 f"{KG}sentenceCount> {integer(d.sentences)}", f"{KG}silentCount> {integer(d.silent)}"]
        if d.published:
            lines.append(f"{SCHEMA}datePublished> {day(d.published.isoformat())}")
        if d.url:
            lines.append(f"{SCHEMA}url> {link(d.url)}")
        lines += self.in_story(self.graph.story_of.get(d.id))
        lines += [f"{SCHEMA}author> {literal(author)}" for author in d.authors]
        return lines + [f"{KG}agency> {literal(agency)}" for agency in d.agencies]

    def outlet(self, subject: str, name: str) -> list[str]:
        lines = [f"{A} {KG}Outlet>", f"{LABEL} {literal(name)}"]
        if name in self.named:
            lines += [f"{A} {SCHEMA}NewsMediaOrganization>", f"{SCHEMA}name> {literal(name)}"]
        return lines

    def entity(self, e: Entity) -> list[str]:
        lines = [f"{DCT}identifier> {literal(e.reference)}"] if e.reference else []
        if e.reference and (same := link(e.reference)).startswith("<"):
            lines.append(f"{SKOS}exactMatch> {same}")
        if e.stands_for:
            lines.append(f"{KG}standsFor> {self.entity_node(e.stands_for, e.stands_for)}")
        return lines

    def mention(self, e: Entity, m: Mention) -> list[str]:
        reason = [f"{KG}reason> {literal(m.reason)}"] if m.reason else []
        first, second, *words = self.words_at(m.document, m.start, m.end, m.text)
        return [first, second, f"{A} {KG}Mention>", *words, f"{KG}mentionKind> {literal(m.kind)}", *reason,
                f"{KG}refersTo> {self.iris['entity'][e.id]}", f"{KG}score> {decimal(m.score)}"]

    def link(self, k: EntityLink) -> str:
        left, right = (self.place("link", *side) for side in (k.left, k.right))
        return f"{left[:-1]},{right.rpartition('/')[2]}"

    def entity_link(self, k: EntityLink) -> list[str]:
        return [f"{A} {KG}EntityLink>", f"{KG}left> {self.place('mention', *k.left)}", f"{KG}right> {self.place('mention', *k.right)}",
                f"{KG}reason> {literal(k.reason)}", f"{KG}score> {decimal(k.score)}"]


def asserted(claim: Claim) -> Assertion | None:
    """How far a claim is asserted; None where it is negated, or not said to be so (planned, possible, hypothetical …)."""
    if claim.polarity is not Polarity.AFFIRMED or claim.modality is not Modality.ASSERTED:
        return None
    if any(q.role is Role.STANCE for q in claim.qualifiers) or (claim.quoted and not claim.speakers):
        return Assertion.ALL
    return Assertion.ATTRIBUTED if claim.speakers else Assertion.OWN_VOICE


def days_of(value: str) -> tuple[str | None, str | None]:
    """The first and the last day of an ISO 8601 date, week or interval; None for an end that is open or not on the calendar.

    >>> days_of("2020-02"), days_of("2020-11-09T10"), days_of("2014/.."), days_of("R/P1W")
    (('2020-02-01', '2020-02-29'), ('2020-11-09', '2020-11-09'), ('2014-01-01', None), (None, None))
    """
    first, _, last = value.partition("/")
    return _days(first)[0], _days(last or first)[1]


def _days(value: str) -> tuple[str, str] | tuple[None, None]:
    value = value.partition("T")[0]
    try:
        if match := WEEK.fullmatch(value):
            return tuple(date.fromisocalendar(int(match[1]), int(match[2]), n).isoformat() for n in (1, 7))  # type: ignore[return-value]
        if match := DAYS.fullmatch(value):
            year, month, on = (int(part) if part else None for part in match.groups())
            ends = calendar.monthrange(year or 1, month or 12)[1]
            return date(year or 0, month or 1, on or 1).isoformat(), date(year or 0, month or 12, on or ends).isoformat()
    except ValueError:
        pass  # no day of the calendar
    return None, None


def _named(label: str, type_: str | None, aliases: Iterable[str]) -> list[str]:
    lines = [f"{A} {KG}Entity>", f"{LABEL} {literal(label)}"]
    if type_:
        lines.append(f"{KG}entityType> {literal(type_)}")
    if type_ in SCHEMA_CLASS:
        lines.append(f"{A} {SCHEMA}{SCHEMA_CLASS[type_]}>")
    return lines + [f"{SKOS}altLabel> {literal(alias)}" for alias in aliases if alias != label]


def _qualifier(q: Qualifier) -> list[str]:
    lines = [f"{A} {KG}Qualifier>", f"{LABEL} {literal(q.text)}", f"{KG}role> {literal(q.role)}", f"{KG}key> {literal(_key(q))}"]
    if q.value is not None:
        earliest, latest = days_of(q.value)
        lines += [f"{KG}value> {literal(q.value)}", *([f"{KG}earliest> {day(earliest)}"] if earliest else ()),
                  *([f"{KG}latest> {day(latest)}"] if latest else ())]
    return lines + (_quantity(q.quantity) if q.quantity else [])


def _quantity(q: Quantity) -> list[str]:
    """An interval in one base unit, as schema.org writes it; a bound that is missing or infinite is left out."""
    lines = [f"{A} {SCHEMA}QuantitativeValue>", f"{SCHEMA}unitText> {literal(q.unit)}"]
    for number, is_open, side in ((q.min, q.min_open, "min"), (q.max, q.max_open, "max")):
        if number is not None and math.isfinite(number):
            lines += [f"{SCHEMA}{side}Value> {decimal(number)}",
                      f"{KG}{side}Bound> {literal('exclusive' if is_open else 'inclusive')}"]
    if q.min is not None and q.min == q.max and math.isfinite(q.min):
        lines.append(f"{SCHEMA}value> {decimal(q.min)}")
    if q.of:
        lines.append(f"{KG}of> {literal(q.of)}")
    return lines + ([f"{KG}hedge> {literal(q.hedge)}"] if q.hedge else [])


def _key(q: Qualifier) -> str:
    """What a qualifier says, whatever its words: a quantity's interval, else the ISO value, else the lower-case words.

    >>> from kgraph.model import Role
    >>> _key(Qualifier(Role.DELAY, "in under 12 hours", 0, 17, None, Quantity(0, 43200, False, True, "s")))
    '[0, 43200) s'
    """
    if of := q.quantity:
        low, high = (decimal(n).split('"')[1] if n is not None and math.isfinite(n) else "" for n in (of.min, of.max))
        interval = f"{'(' if of.min_open else '['}{low}, {high}{')' if of.max_open else ']'} {of.unit}"
        return f"{interval} {of.hedge}" if of.hedge else interval
    return q.value if q.value is not None else " ".join(q.text.casefold().split()).strip(" .,;:\"'")
