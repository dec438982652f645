"""Are origins found, and how does the work grow: python -m benchmarks.origins.

Generated stories with a known answer: outlets print a passage of one of some wires, each word of it changed with some probability,
between sentences of their own, or tell the same statements in words of their own. Words are drawn by Zipf's law, so that some
stand alike by chance. Two claims of a statement should have one origin where both come from one wire. The peer compares whole
articles, as syndication is usually found: Jaccard index of 5-word shingles.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from itertools import combinations
from random import Random

import click

from kgraph.model import Argument, ArgumentKind, Claim, Document, Fact, LabelledSpan, Relation, Section, digest, evidence_of
from kgraph.origins import with_origins

STATEMENTS, WIRES, OWN = 12, 5, 25  # statements of a story, wires that tell them, sentences of an outlet's own
VOCABULARY = [f"w{n}" for n in range(3000)]
WEIGHTS = [1 / (n + 1) for n in range(len(VOCABULARY))]
PEER = 0.02  # least Jaccard index of two articles that the peer takes for copies: the best for it here; usual ones (0.7) find nothing
Told = tuple[Document, dict[int, tuple[int, int]], int | None]  # an article, where it makes which statement, and its wire


def sentence(random: Random) -> list[str]:
    return random.choices(VOCABULARY, WEIGHTS, k=random.randint(8, 22))


def outlet(number: int, wires: Sequence[Sequence[list[str]]], changed: float, random: Random) -> Told:
    """One article of a story: half of them copy some statements in a row, the others tell some in words of their own."""
    first = random.randrange(STATEMENTS - 3)
    told = range(first, first + random.randint(3, 6))
    wire = random.randrange(WIRES) if random.random() < 0.5 else None
    text, places = "", {}
    for n in range(OWN):
        text += " ".join(sentence(random)) + ". "
        if n == OWN // 2:
            for statement in (s for s in told if s < STATEMENTS):
                words = sentence(random) if wire is None else wires[wire][statement]
                words = [random.choices(VOCABULARY, WEIGHTS)[0] if random.random() < changed else w for w in words]
                start = len(text)
                text += " ".join(words) + ". "
                places[statement] = (start, len(text) - 2)
    document = Document(f"{number:05}.txt", text, (LabelledSpan(0, len(text), Section.BODY, "all"),), f"Outlet {number}")
    return document, places, wire


def story(outlets: int, changed: float, random: Random) -> tuple[list[Told], list[Fact]]:
    wires = [[sentence(random) for _ in range(STATEMENTS)] for _ in range(WIRES)]
    told = [outlet(n, wires, changed, random) for n in range(outlets)]
    claims: dict[int, list[Claim]] = {}
    for document, places, _ in told:
        for statement, (start, end) in places.items():
            subject = Argument(document.text[start:end].split()[0], start, start + 1, ArgumentKind.PHRASE, "somebody")
            evidence = evidence_of(document, [(start, end)], Section.BODY)
            name = "c-" + digest(document.id, statement)
            claims.setdefault(statement, []).append(Claim(name, subject, Relation("do", "do", start, end), None, evidence))
    return told, [Fact(f"f-{n}", tuple(found)) for n, found in sorted(claims.items())]


def peers(told: Sequence[Told]) -> set[tuple[str, str]]:
    """The pairs of articles of which the peer takes one for a copy of the other."""
    shingles = {d.id: set(zip(*(d.text.split()[n:] for n in range(5)), strict=False)) for d, _, _ in told}
    return {(a, b) for a, b in combinations(sorted(shingles), 2) if len(shingles[a] & shingles[b]) >= PEER * len(shingles[a] | shingles[b])}


def score(found: Iterable[tuple[str, str, bool]], wire: dict[str, int | None]) -> str:
    """Precision and recall of pairs of claims with one origin: (article, article, whether they were said to have one)."""
    right = wrong = missed = 0
    for a, b, one in found:
        same = wire[a] is not None and wire[a] == wire[b]
        right, wrong, missed = right + (one and same), wrong + (one and not same), missed + (same and not one)
    return f"precision {right / max(1, right + wrong):.3f} recall {right / max(1, right + missed):.3f}"


@click.command()
def main() -> None:
    for changed in (0.0, 0.05, 0.1, 0.15, 0.2):
        told, facts = story(120, changed, Random(7))
        wire = {d.id: w for d, _, w in told}
        pairs = [(a, b) for f in with_origins(facts, [d for d, _, _ in told]) for a, b in combinations(f.claims, 2)]
        ours = score(((a.evidence.document, b.evidence.document, a.origin == b.origin) for a, b in pairs), wire)
        like = peers(told)
        whole = ((a, b, (a, b) in like) for a, b in (sorted((x.evidence.document, y.evidence.document)) for x, y in pairs))
        click.echo(f"{changed:.0%} of the words changed: {ours}; whole articles compared: {score(whole, wire)}")
    before = 0.0
    for outlets in (250, 500, 1000, 2000):
        told, facts = story(outlets, 0.05, Random(7))
        started = time.process_time()
        with_origins(facts, [d for d, _, _ in told])
        spent = time.process_time() - started
        growth = f", {spent / before:.1f} times that of half as many" if before else ""
        click.echo(f"{outlets} outlets: {spent:.1f} CPU s{growth}")
        before = spent


if __name__ == "__main__":
    main()
