"""Short sentences, one behaviour each: what the extractor makes of every construction it knows.

The cases stand in tests/constructions/*.txt, parted by blank lines:

    # what the case shows
    > The text. Further lines that begin so are further paragraphs; one that begins with ">>" is the headline.
    + subject | relation | object ; marks      a claim that is made ("-" for no object)
    - subject | relation | object ; marks      a claim that is not; "*" stands for anything
    = 2                                        how many claims are made in all

Marks are those of the claim, in any order: `negated`; a modality other than asserted; `by SPEAKER`, with `> SPEAKER` for each relay; `implied`;
`ROLE: the words of a qualifier`, `ROLE = value`, `ROLE = min to max unit`; `quoted`; `in: WORDS … WORDS`, the parts of the article that carry
the claim. A claim may be implied, quoted and have more qualifiers than the case names; polarity, modality and speakers must be as they are
written.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from spacy.language import Language

from kgraph.annotate import annotate
from kgraph.extract.claims import extract
from kgraph.model import Claim, Document, LabelledSpan, Modality, Polarity, Qualifier, Section
from kgraph.resolve import resolve

FOLDER = Path(__file__).parent / "constructions"


def cases() -> Iterator[tuple[str, Document, list[str]]]:
    for file in sorted(FOLDER.glob("*.txt")):
        for block in file.read_text(encoding="utf-8").split("\n\n"):
            lines = [line.strip() for line in block.splitlines() if line.strip()]
            if not lines:
                continue
            title = next(line[1:].strip() for line in lines if line.startswith("#"))
            paragraphs = [line for line in lines if line.startswith(">")]
            wanted = [line for line in lines if line[0] in "+-="]
            assert paragraphs, f"{file.name}: {title}: no text"
            assert wanted, f"{file.name}: {title}: nothing is expected"
            yield f"{file.stem}: {title}", article(paragraphs), wanted


def article(paragraphs: list[str]) -> Document:
    """The article of a case: its paragraphs parted by blank lines, the headline labelled."""
    text, spans = "", []
    for paragraph in paragraphs:
        start = len(text)
        text += paragraph.lstrip("> ") + "\n\n"
        section = Section.HEADLINE if paragraph.startswith(">>") else Section.BODY
        spans.append(LabelledSpan(start, len(text), section, "test"))
    return Document("a.txt", text, tuple(spans), "Outlet", date(2020, 11, 9))


def number(value: float | None) -> str:
    return "?" if value is None else f"{value:g}"


def details(qualifier: Qualifier) -> Iterator[str]:
    role = qualifier.role.value
    yield f"{role}: {qualifier.text}"
    if qualifier.value is not None:
        yield f"{role} = {qualifier.value}"
    if qualifier.quantity is not None:
        q = qualifier.quantity
        yield f"{role} = {number(q.min)} to {number(q.max)} {q.unit}"


def marks(claim: Claim) -> tuple[set[str], set[str]]:
    """The marks that a case must name, and those that it may."""
    fixed = {"negated"} if claim.polarity is Polarity.NEGATED else set()
    if claim.modality is not Modality.ASSERTED:
        fixed.add(claim.modality.value)
    if claim.speakers:
        fixed.add("by " + " > ".join(s.label for s in claim.speakers))
    free = {d for q in claim.qualifiers for d in details(q)}
    free |= {name for name, holds in (("implied", claim.implied), ("quoted", claim.quoted)) if holds}
    quote, start = claim.evidence.quote, claim.evidence.start
    free.add("in: " + " … ".join(quote[low - start : high - start] for low, high in claim.evidence.spans))
    return fixed, free


def fits(claim: Claim, line: str) -> bool:
    triple, *wanted = [part.strip() for part in line.split(";")]
    parts = [part.strip() for part in triple.split("|")]
    have = [claim.subject.label, claim.relation.label, claim.object.label if claim.object else "-"]
    fixed, free = marks(claim)
    return all(w in ("*", h) for w, h in zip(parts, have, strict=True)) and fixed <= set(wanted) <= fixed | free


def shown(claim: Claim) -> str:
    fixed, free = marks(claim)
    object_ = claim.object.label if claim.object else "-"
    return " ; ".join([f"{claim.subject.label} | {claim.relation.label} | {object_}", *sorted(fixed), *sorted(free)])


@pytest.mark.parametrize(("document", "wanted"), [pytest.param(document, wanted, id=title) for title, document, wanted in cases()])
def test_the_claims_of(document: Document, wanted: list[str], nlp: Language) -> None:
    _, claims = resolve([extract(a) for a in annotate([document], nlp)])
    assert all(document.text[c.evidence.start : c.evidence.end] == c.evidence.quote for c in claims)
    made = "\n".join(map(shown, claims))
    for line in wanted:
        body = line[1:].strip()
        match line[0]:
            case "+":
                assert any(fits(c, body) for c in claims), f"not made: {body}\nmade:\n{made}"
            case "-":
                assert not any(fits(c, body) for c in claims), f"made: {body}\nmade:\n{made}"
            case _:
                assert len(claims) == int(body), made
