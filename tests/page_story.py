"""Graphs for tests of the page: the seed articles with claims as a reader would write them down, and one whose every word is an attack."""
from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from kgraph.model import (
    Argument,
    ArgumentKind,
    Claim,
    ClaimGraph,
    Difference,
    DifferenceKind,
    DifferenceRelation,
    Document,
    Entity,
    Fact,
    Judged,
    Judgement,
    LabelledSpan,
    Modality,
    OriginKind,
    Polarity,
    Problem,
    Qualifier,
    Relation,
    Rendering,
    RenderingForm,
    Role,
    Section,
    SharedOrigin,
    Side,
    Utterance,
    Variant,
    Verdict,
    digest,
    evidence_of,
)
from tests.builders import entity_id, make_document, make_graph

SEEDS = Path(__file__).parent.parent / "seeds"
OUTLETS = {"The Epoch Times": 8, None: 9, "Press TV": 9, "The Moscow Times": 10, "Firstpost": 11}  # with the day of November
NAMES = {
    "Vladimir Putin": "PERSON", "Donald Trump": "PERSON", "Joe Biden": "PERSON", "Dmitry Peskov": "PERSON",
    "Kremlin": "ORG", "Alexei Navalny": "PERSON", "Germany": "GPE", "Kamala Harris": "PERSON", "Interfax": "ORG",
    "Andrés Manuel López Obrador": "PERSON", "Tass": "ORG"}


def told(document: Document, quote: str, subject: str, relation: str, object_: str | None = None,
         details: Mapping[str, Role | str] | None = None, *, by: Sequence[str] = (), origin: str = "", **more: Any) -> Claim:
    """A claim whose words stand in the article. "he=Vladimir Putin" reads the word as the name; other words are phrases.

    A detail is given with its role, a time with its value.
    """
    def find(words: str, since: int = 0) -> tuple[int, int]:
        """Where words stand, whatever blanks are printed between them; before `since` if they do not come after."""
        pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
        found = pattern.search(document.text, since) or pattern.search(document.text)
        assert found, f"{words!r} is not in {document.id}"
        return found.span()

    at, end = find(quote)

    def argument(given: str) -> Argument:
        words, _, name = given.partition("=")
        name = name or next((n for n in NAMES if n == words or n.split()[-1] == words), words)
        if name not in NAMES:
            return Argument(words, *find(words, at), ArgumentKind.PHRASE, name)
        return Argument(words, *find(words, at), ArgumentKind.ENTITY, name, NAMES[name], entity_id(name))

    words, _, label = relation.partition("=")
    evidence = evidence_of(document, [(at, end)], document.section_at(at))
    return Claim(
        "c-" + digest(document.sha256, evidence.spans, subject, relation, object_), argument(subject),
        Relation(label or words, words, *find(words, at)), argument(object_) if object_ else None, evidence,
        tuple(Qualifier(r, text, *find(text, at)) if isinstance(r, Role) else Qualifier(Role.TIME, text, *find(text, at), r)
              for text, r in (details or {}).items()),
        speakers=tuple(map(argument, by)), confidence=0.9, origin=origin or document.id, **more)


def variant(value: str, *claims: Claim) -> Variant:
    return Variant(value, tuple(sorted({c.evidence.outlet for c in claims})), tuple(c.id for c in claims))


def story() -> ClaimGraph:
    """The five seed articles with some claims as a reader would write them down."""
    articles = zip(sorted(SEEDS.glob("*.txt")), OUTLETS.items(), strict=True)
    documents = [make_document(path.name, path.read_text("utf-8"), outlet, date(2020, 11, day),
                               "https://news.example/a71990" if outlet == "The Moscow Times" else None)
                 for path, (outlet, day) in articles]
    documents[0] = labelled(documents[0])
    epoch, agencies, press, moscow, first = documents
    not_yet: dict[str, Any] = {"polarity": Polarity.NEGATED, "modality": Modality.PLANNED}
    planned: dict[str, Any] = {"modality": Modality.PLANNED, "quoted": True, "origin": "utterance", "utterance": "u-1"}
    peskov = "Dmitry Peskov"
    soon = [
        told(moscow, "Putin congratulated U.S. President Donald Trump less than 12 hours after he was declared winner in 2016",
             "Putin", "congratulated", "U.S. President Donald Trump=Donald Trump",
             {"less than 12 hours after he was declared winner in 2016": Role.DELAY}),
        told(agencies, "the Russian leader swiftly sent good wishes to Trump after his victory over Hillary Clinton",
             "the Russian leader=Vladimir Putin", "sent good wishes to", "Trump", {"swiftly": Role.DELAY}, by=[peskov]),
        told(press, "Putin had swiftly congratulated Trump's victory over rival Hillary Clinton", "Putin",
             "congratulated", "Trump", {"swiftly": Role.DELAY}),
        told(first, "Putin congratulated him within roughly an hour", "Putin", "congratulated", "him=Donald Trump",
             {"within roughly an hour": Role.DELAY})]
    wait = [
        told(agencies, "Vladimir Putin will not congratulate Joe Biden until the U.S. election results are finalized",
             "Vladimir Putin", "will not congratulate", "Joe Biden",
             {"until the U.S. election results are finalized": Role.CONDITION}, by=[peskov], **not_yet),
        told(epoch, "Putin will wait to congratulate the president-elect after legal challenges are settled", "Putin",
             "will wait to congratulate", "the president-elect=Joe Biden",
             {"after legal challenges are settled": Role.CONDITION}, by=[peskov], **not_yet)]
    respect = [
        told(agencies, "he will show respect for any choice of the American people", "he=Vladimir Putin",
             "will show respect for", "any choice of the American people", by=[peskov, "Interfax"], **planned),
        told(press, "he will show respect for whatever choice the American people makes", "he=Vladimir Putin",
             "will show respect for", "whatever choice the American people makes", by=[peskov], **planned),
        told(first, "he will respect the choice of the American people", "he=Vladimir Putin", "will respect",
             "the choice of the American people", by=[peskov], **planned)]
    spokesman = [told(d, quote, peskov, "spokesman=be spokesman for", "Kremlin", implied=True)
                 for d, quote in ((press, "The Kremlin spokesman Dmitry Peskov"), (moscow, "Kremlin spokesman Dmitry Peskov"))]
    lost = told(press, "Trump lost the 2020 presidential election to Biden by a huge margin", "Trump", "lost",
                "the 2020 presidential election", {"by a huge margin": Role.QUANTITY})
    projection = told(moscow, "Biden's win remains a projection", "Biden's win", "remains", "a projection")
    alone = [
        told(epoch, "Mexico's President Andrés Manuel López Obrador said on Saturday he would wait to congratulate the "
             "victor after legal challenges are settled", "Andrés Manuel López Obrador", "would wait to congratulate",
             "the victor", by=["Andrés Manuel López Obrador"], modality=Modality.PLANNED),
        told(moscow, "Alexei Navalny congratulated Biden on his victory Sunday", "Alexei Navalny", "congratulated", "Biden",
             {"Sunday": "2020-11-08"}),
        told(moscow, "Navalny in a tweet congratulated Biden, running mate Kamala Harris", "Navalny", "congratulated",
             "Kamala Harris", {"in a tweet": Role.INSTRUMENT}),
        told(moscow, "Navalny, who is recovering in Germany", "Navalny", "is recovering in", "Germany"),
        told(moscow, "Trump has yet to concede", "Trump", "has yet to concede", polarity=Polarity.NEGATED)]
    differences = [
        Difference("d-1", DifferenceKind.DURATION, DifferenceRelation.REFINES, "how soon Putin congratulated Trump (2016)",
                   (variant("less than 12 hours", soon[0]), variant("within roughly an hour", soon[3])),
                   "within roughly an hour"),
        Difference("d-2", DifferenceKind.POLARITY, DifferenceRelation.CONFLICTS, "whether the 2020 election is decided",
                   (variant("lost", lost), variant("remains a projection", projection))),
        Difference("d-3", DifferenceKind.CONDITION, DifferenceRelation.DIFFERS, "until when Putin will not congratulate",
                   (variant("results are finalized", wait[0]), variant("legal challenges are settled", wait[1])))]
    graph = make_graph(documents, [soon, wait, respect, spokesman, [lost], [projection], *([c] for c in alone)], differences)
    typed = tuple(replace(e, type=NAMES.get(e.label)) for e in graph.entities)
    shared = SharedOrigin("utterance", OriginKind.UTTERANCE, peskov, tuple(c.id for c in respect))
    facts = tuple(replace(f, origin_reasons=(shared,)) if respect[0] in f.claims else f for f in graph.facts)
    said = Utterance("u-1", entity_id(peskov), peskov, tuple(rendering(c, form) for c, form in zip(respect, RenderingForm, strict=True)))
    judged = (judgement(Verdict.SAME, soon[0].id, soon[3].id, "one telephone call"),
              judgement(Verdict.DIFFERENT, lost.id, projection.id, "one is of the count", holds=False),
              judgement(Verdict.UNSURE, entity_id("Joe Biden"), entity_id("Kamala Harris"), "“the winners” may be both"))
    return replace(graph, entities=typed, facts=facts, utterances=(said,), judged=judged)


def labelled(document: Document) -> Document:
    """The first seed with its repeated headline and its caption marked as what they are."""
    head = document.text.index("\n")
    again, caption = document.text.index(document.text[:head], 1), document.text.index("Russian President Vladimir Putin chairs")
    body = document.text.index("Russian President Vladimir Putin is waiting")
    parts = ((0, head, Section.HEADLINE), (again, again + head, Section.DUPLICATE), (caption, body, Section.CAPTION),
             (body, len(document.text), Section.BODY))
    return replace(document, spans=tuple(LabelledSpan(start, end, section, "by hand") for start, end, section in parts))


def rendering(claim: Claim, form: RenderingForm) -> Rendering:
    e = claim.evidence
    return Rendering(e.document, e.outlet, form, e.start, e.end, e.quote, e.spans, (claim.id,))


def judgement(verdict: Verdict, left: str, right: str, reason: str, holds: bool = True) -> Judged:
    return Judged(Judgement(verdict, Side(left, ()), Side(right, ()), reason, "2024-05-01T10:00:00Z", "Ana Weber"), left, right, holds)


PAYLOADS = [
    "</script><script>window.pwned=1</script>", "<img src=x onerror=window.pwned=1>", "<!--<script>", "'\"`><svg onload=window.pwned=1>",
    "{{7*7}} {% raw %} ${7*7}", "javascript:window.pwned=1 href", "a\u2028b\u2029c\u202eesrever\u0000\ud800", "=HYPERLINK(1)",
    "W" * 10_000, "__proto__"]


def hostile() -> ClaimGraph:
    """A graph with a payload in every field that an article or a file name can reach."""
    documents, groups, differences, said, judged = [], [], [], [], []
    for i, payload in enumerate(PAYLOADS):
        text = f"{payload} head\n{payload} met {payload} in {payload}."
        body = text.index("\n") + 1
        article = Document(f"{i}{payload}", text, (LabelledSpan(0, body - 1, Section.HEADLINE, payload),), f"{payload}{i % 4}",
                           date(2020, 1, 1), f"javascript:{payload}")
        who = Argument(payload, body, body + len(payload), ArgumentKind.ENTITY, payload, payload, f"e{i}{payload}")
        what = Argument(payload, body, 10**9, ArgumentKind.PHRASE, payload)
        claim = Claim(f"c{i}{payload}", who, Relation(payload, payload, -5, body + 3), what,
                      evidence_of(article, [(body, len(text))], Section.BODY),
                      (Qualifier(Role.TIME, payload, body, body + 5, payload),), speakers=(who, what), rule=payload,
                      utterance=f"u-{i}{payload}", origin=payload)
        documents.append(article)
        groups.append(Fact(f"f{i}{payload}", (claim,), origin_reasons=(
            SharedOrigin(payload, OriginKind.PASSAGE, payload, (claim.id, claim.id)),)))
        said.append(Utterance(f"u-{i}{payload}", payload, payload, (
            rendering(claim, RenderingForm.DIRECT), replace(rendering(claim, RenderingForm.MIXED), spans=((body, body + 9),)))))
        judged.append(Judged(Judgement(Verdict.SAME, Side(claim.id, ()), Side(payload, ()), payload, payload, payload), claim.id, payload, True))
        differences.append(Difference(f"d{i}{payload}", DifferenceKind.TIME, list(DifferenceRelation)[i % 3], payload, (
            Variant(payload, (article.source, payload), (claim.id, payload)), Variant(f"{payload}!", (), ())), payload))
    entities = tuple(Entity(f"e{i}{p}", p, p, (p,), ()) for i, p in enumerate(PAYLOADS))
    return ClaimGraph(tuple(documents), entities, tuple(c for f in groups for c in f.claims), tuple(groups),
                      tuple(differences), (Problem(PAYLOADS[0], PAYLOADS[1]),), utterances=tuple(said), judged=tuple(judged))


def data_of(page: str) -> dict[str, Any]:
    """The data that a page carries."""
    found: dict[str, Any] = json.loads(page.split('id="data">')[1].split("</script>")[0])["page"]
    return found


def fact_with(graph: ClaimGraph, words: str) -> Fact:
    return next(f for f in graph.facts if any(words in c.evidence.quote for c in f.claims))


def flat(text: str) -> str:
    """Text as the search compares it."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.category(c).startswith("M"))
    return " ".join(bare.split()).lower()
