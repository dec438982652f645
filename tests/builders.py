"""Small claims and graphs built by hand, for tests that need no spaCy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kgraph.model import (
    Argument,
    ArgumentKind,
    Claim,
    ClaimGraph,
    Difference,
    Document,
    Entity,
    Fact,
    LabelledSpan,
    Mention,
    MentionKind,
    Modality,
    Polarity,
    Qualifier,
    Relation,
    Section,
    digest,
    evidence_of,
    slug,
)


def entity_id(label: str) -> str:
    return f"e-{slug(label)}-{digest(label)[:4]}"


def make_document(
    name: str, text: str, outlet: str | None = None, published: date | None = date(2020, 11, 9), url: str | None = None
) -> Document:
    """One article whose first line is the headline and the rest body."""
    cut = text.find("\n") if "\n" in text else 0
    spans = [LabelledSpan(0, cut, Section.HEADLINE, "first line")] if cut else []
    return Document(name, text, (*spans, LabelledSpan(cut, len(text), Section.BODY, "rest")), outlet, published, url)


def make_claim(
    document: Document,
    quote: str,
    subject: str,
    relation: str,
    object_: str | None = None,
    *,
    qualifiers: Sequence[Qualifier] = (),
    polarity: Polarity = Polarity.AFFIRMED,
    modality: Modality = Modality.ASSERTED,
    speaker: str | None = None,
    origin: str = "",
) -> Claim:
    """A claim on the first place of the quote; subject, object and speaker are persons whose words need not stand there."""
    start = document.text.index(quote)
    evidence = evidence_of(document, [(start, start + len(quote))], document.section_at(start))

    def person(label: str) -> Argument:
        at = document.text.find(label)
        begin = at if at >= 0 else start
        return Argument(label, begin, begin + len(label), ArgumentKind.ENTITY, label, "PERSON", entity_id(label))

    claim = Claim(
        "c-" + digest(document.sha256, evidence.spans, subject, relation, object_, polarity),
        person(subject),
        Relation(relation, relation, start, start + len(quote)),
        person(object_) if object_ else None,
        evidence,
        tuple(qualifiers),
        polarity,
        modality,
        (person(speaker),) if speaker else (),
        quoted=speaker is not None,
        terms=tuple(sorted({entity_id(n) for n in (subject, object_) if n} | set(re.findall(r"[a-z0-9]{4,}", quote.casefold())))),
    )
    return replace(claim, origin=origin)


def make_graph(documents: Sequence[Document], facts: Sequence[Sequence[Claim]], differences: Sequence[Difference] = ()) -> ClaimGraph:
    """A graph whose facts are the given groups of claims."""
    made = sorted((Fact("f-" + min(c.id for c in group)[2:], tuple(group)) for group in facts), key=lambda f: f.id)
    claims = tuple(sorted((c for f in made for c in f.claims), key=lambda c: (c.evidence.document, c.evidence.start, c.id)))
    names: dict[str, list[Mention]] = {}
    for c in claims:
        for a in (c.subject, c.object, *c.speakers):
            if a is not None and a.kind is ArgumentKind.ENTITY:
                names.setdefault(a.label, []).append(Mention(c.evidence.document, a.start, a.end, a.text, MentionKind.NAME, "name"))
    entities = tuple(
        sorted((Entity(entity_id(n), n, "PERSON", (n,), tuple(dict.fromkeys(m))) for n, m in names.items()), key=lambda e: e.id)
    )
    return ClaimGraph(tuple(sorted(documents, key=lambda d: d.id)), entities, claims, tuple(made), tuple(differences))
