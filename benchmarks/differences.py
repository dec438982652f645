"""Differences between invented articles: python -m benchmarks.differences [FILE] [--pipeline NAME].

FILE (by default tests/data/differences.txt) holds small stories: "# name", then articles, each under "## outlet | date" with its
headline first, then lines "= kind [relation]: words // words" for the differences that a reader would want told. Prints how many of
these are found, by kind, and every other card with its sides, to be judged by eye: a false card is worse than a missing one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click
from spacy.language import Language

from kgraph.annotate import load_pipeline
from kgraph.ingest import label
from kgraph.model import ClaimGraph, Difference, Document
from kgraph.pipeline import build_graph

STORIES = Path(__file__).parent.parent / "tests" / "data" / "differences.txt"


@dataclass(frozen=True)
class Wanted:
    """A difference that a reader would want told: its kind, its relation where one is asked for, words of two sides."""

    kind: str
    relation: str | None
    sides: tuple[str, str]


def read_stories(path: Path) -> Iterator[tuple[str, list[Document], list[Wanted]]]:
    """Each story's name, articles and wanted differences."""
    for block in ("\n" + path.read_text(encoding="utf-8")).split("\n# ")[1:]:
        name, rest = block.split("\n", 1)
        lines = rest.split("\n")
        articles = "\n".join(["", *(line for line in lines if not line.startswith("= "))]).split("\n## ")[1:]
        wanted = [_wanted(line[2:]) for line in lines if line.startswith("= ")]
        yield name, [_document(n, part) for n, part in enumerate(articles)], wanted


def _document(number: int, part: str) -> Document:
    head, text = part.split("\n", 1)
    outlet, published = (word.strip() for word in head.split("|"))
    text = text.strip() + "\n"
    return Document(f"{number}.txt", text, label(text, outlet), outlet, date.fromisoformat(published))


def _wanted(line: str) -> Wanted:
    head, _, words = line.partition(": ")
    left, right = (side.strip().casefold() for side in words.split("//"))
    kind, _, relation = head.partition(" ")
    return Wanted(kind, relation or None, (left, right))


def is_found(wanted: Wanted, difference: Difference, graph: ClaimGraph) -> bool:
    """Whether a difference is of the kind and relation, and has the words in two of its sides, in the value or in a claim's quote."""
    if wanted.kind != difference.kind or wanted.relation not in (None, difference.relation):
        return False
    quotes = [" ".join(graph.claim_by_id[c].evidence.quote for c in v.claims) for v in difference.variants]
    texts = [" ".join(f"{v.value} {quote}".split()).casefold() for v, quote in zip(difference.variants, quotes, strict=True)]
    left, right = ({i for i, text in enumerate(texts) if side in text} for side in wanted.sides)
    return bool(left and right and len(left | right) > 1)


def compared(path: Path, nlp: Language) -> Iterator[tuple[str, ClaimGraph, list[Wanted], list[Wanted], list[Difference]]]:
    """Each story with its graph, what is wanted, what of that is found, and the cards that nobody asked for."""
    for name, documents, wanted in read_stories(path):
        graph = build_graph(documents, nlp=nlp)
        found = [w for w in wanted if any(is_found(w, d, graph) for d in graph.differences)]
        others = [d for d in graph.differences if not any(is_found(w, d, graph) for w in wanted)]
        yield name, graph, wanted, found, others


@click.command()
@click.argument("path", default=STORIES, type=click.Path(exists=True, path_type=Path))
@click.option("--pipeline", default=None, help="name or folder of another pipeline")
def main(path: Path, pipeline: str | None) -> None:
    asked: Counter[str] = Counter()
    told: Counter[str] = Counter()
    cards = unasked = 0
    for name, graph, wanted, found, others in compared(path, load_pipeline(pipeline)):
        asked.update(w.kind for w in wanted)
        told.update(w.kind for w in found)
        cards += len(graph.differences)
        unasked += len(others)
        for d in others:
            click.echo(f"{name}: {d.kind} {d.relation}: {d.about}")
            for v in d.variants:
                click.echo(f"    {v.value!r} ({', '.join(v.outlets)}): {' '.join(graph.claim_by_id[v.claims[0]].evidence.quote.split())}")
    for kind in sorted(asked):
        click.echo(f"{kind:12} {told[kind]:3} of {asked[kind]:3}")
    click.echo(f"{'all':12} {told.total():3} of {asked.total():3} wanted; {cards} cards, {unasked} of them not asked for")


if __name__ == "__main__":
    main()
