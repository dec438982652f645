"""Entities and events that corefer across articles, on MEANTIME: python -m benchmarks.meantime SHARED.

The articles of one topic are read as one story. Entities are scored where all mentions are marked, the first six sentences of
each article: our chains are the mentions of an entity. Events are marked there only in part, so they are scored on the
gold mentions that a claim's relation stands on, and the chains are facts; MEANTIME joins few events across articles.

A mention of ours is the gold mention of the same place, else the one that has the same head word; each counts once. CoNLL F1 is
the mean of MUC, B3 and CEAF-e (see benchmarks.coreference); chains of one mention count, as they are marked in MEANTIME. The
first peer takes all mentions with the same head word for one entity (of events: with the same lemma), the second joins the
chains of our articles where they bear the same name to the letter.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import click

from benchmarks.coreference import Element, conll
from kgraph.annotate import load_pipeline
from kgraph.extract.reader import Extraction
from kgraph.linking import names_of
from kgraph.model import ClaimGraph, Document, LabelledSpan, MentionKind, Section
from kgraph.pipeline import assemble, read_articles
from kgraph.resolve import in_document
from training.read import spaces_after

EVENTS = frozenset({"OTH", "SPE", "GRA"})  # other events, speech and cognition, grammatical events
AFTER_HEADS = frozenset("of in on at for to from by with which who that whose as against 's ' between about into over".split())
ANNOTATED = 6  # sentences at the head of an article in which every mention is marked; below only those that corefer across articles
QUOTES = {"``": '"', "''": '"'}
Span: TypeAlias = tuple[int, int]
Chains: TypeAlias = Mapping[Element, str]  # a mention to the name of its chain


@dataclass(frozen=True)
class GoldMention:
    """A mention by its place in the article, the place of its head word, its chain, and whether it is an event."""

    start: int
    end: int
    head: Span
    chain: str

    @property
    def is_event(self) -> bool:
        return self.chain[:3] in EVENTS


@dataclass(frozen=True)
class GoldArticle:
    """An article with its topic, its gold mentions, and where the part ends in which all mentions are marked."""

    topic: str
    document: Document
    mentions: tuple[GoldMention, ...]
    annotated_until: int


def read_gold(folder: Path) -> Iterator[GoldArticle]:
    """MEANTIME's articles: the first sentence is the headline, the second the date."""
    rows: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    with gzip.open(folder / "meantime.conll.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if len(row := line.rstrip("\n").split("\t")) == 5:
                rows[row[0].removeprefix("corpus_")].append((int(row[1]), row[3], row[4]))
    for name, tokens in sorted(rows.items()):
        yield _article(name, tokens)


def _article(name: str, rows: Sequence[tuple[int, str, str]]) -> GoldArticle:
    words = [QUOTES.get(word, word) for _, word, _ in rows]
    text, spans, ends = "", [], []
    for place, (word, space) in enumerate(zip(words, spaces_after(words), strict=True)):
        spans.append((len(text), len(text) + len(word)))
        text += word
        if place + 1 == len(rows) or rows[place + 1][0] != rows[place][0]:
            ends.append(len(text))
            text += "\n\n" if len(ends) < 3 or text[-1] not in ".!?\"'" else " " * space
        else:
            text += " " * space
    text = text.rstrip()
    day = re.search(r"\w+ \d+, \d{4}", text[ends[0] : ends[1]])
    published = datetime.strptime(day[0], "%B %d, %Y").date() if day else None
    parts = zip((0, *ends[:2]), (*ends[:2], len(text)), (Section.HEADLINE, Section.DATE_LINE, Section.BODY), strict=True)
    document = Document(name, text, tuple(LabelledSpan(s, e, section, "MEANTIME") for s, e, section in parts), published=published)
    mentions = tuple(_mentions([mark for _, _, mark in rows], words, spans))
    return GoldArticle(name.split("/")[0], document, mentions, ends[min(ANNOTATED, len(ends)) - 1])


def _mentions(marks: Sequence[str], words: Sequence[str], spans: Sequence[Span]) -> Iterator[GoldMention]:
    """Read brackets such as "(cross_ORG1| (intra_PER2)"; a chain is one whatever is before its number."""
    opened: dict[str, list[int]] = defaultdict(list)
    for place, mark in enumerate(marks):
        for part in mark.split("|"):
            if chain := re.search(r"[A-Z]{3}\d+", part):
                if "(" in part:
                    opened[chain[0]].append(place)
                if ")" in part:
                    first = opened[chain[0]].pop()
                    head = first + _head(words[first : place + 1])
                    yield GoldMention(spans[first][0], spans[place][1], spans[head], chain[0])


def _head(words: Sequence[str]) -> int:
    """The place of the head of a noun phrase: its last word before what follows it (of, who, a comma …)."""
    for place, word in enumerate(words):
        if place and (word.lower() in AFTER_HEADS or not word[0].isalnum() and word not in ("&", "-", "$", "#", ".")):
            return place - 1
    return len(words) - 1




# --- what a graph says ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """A mention of ours: its place, the place of its head word, and the name of its chain."""

    document: str
    start: int
    end: int
    head: Span
    chain: str

    @property
    def place(self) -> Element:
        return self.document, self.start, self.end


def entity_mentions(graph: ClaimGraph, extractions: Sequence[Extraction]) -> list[Found]:
    """The mentions of a graph's entities; each chain is an entity."""
    heads = _heads(extractions)
    return [Found(*place, heads[place], e.id) for e in graph.entities for m in e.mentions for place in [(m.document, m.start, m.end)]]


def by_head(found: Sequence[Found], text_of: Mapping[str, str]) -> list[Found]:
    """The first peer's chains of some mentions: one for each head word."""
    return [Found(*f.place, f.head, text_of[f.document][slice(*f.head)].casefold()) for f in found]


def by_name(extractions: Sequence[Extraction]) -> list[Found]:
    """The second peer's chains: those inside our articles, joined where the commonest name is the same to the letter."""
    heads = _heads(extractions)
    found = []
    for extraction in extractions:
        for cluster in in_document(extraction):
            if cluster.kind != "description":
                counts = Counter(names_of(cluster))
                name = min(counts, key=lambda n: (-counts[n], n))
                found += [Found(*place, heads[place], name) for m in cluster.drafts for place in [(cluster.document, m.start, m.end)]]
    return found


def _heads(extractions: Sequence[Extraction]) -> dict[Element, Span]:
    """The last word of each name, and the head word of each other mention."""
    heads = {}
    for extraction in extractions:
        text = extraction.document.text
        for m in extraction.mentions:
            at = m.setting.head
            if m.kind is MentionKind.NAME:
                at = max((word.start() for word in re.finditer(r"[\w&]+", text[m.start : m.end].removesuffix("'s"))), default=0) + m.start
            word = re.compile(r"[\w&]+|.").match(text, at)
            heads[extraction.document.id, m.start, m.end] = (at, word.end() if word else at + 1)
    return heads


def event_mentions(graph: ClaimGraph) -> list[Found]:
    """The relations of a graph's claims; each chain is a fact. Of several claims on one relation the best supported fact counts."""
    size = {c.id: (-len(f.claims), f.id) for f in graph.facts for c in f.claims}
    found: dict[Element, tuple[int, str]] = {}
    for claim in graph.claims:
        place = claim.evidence.document, claim.relation.start, claim.relation.end
        found[place] = min(found.get(place, size[claim.id]), size[claim.id])
    return [Found(*place, (place[1], place[2]), chain) for place, (_, chain) in sorted(found.items())]


def by_lemma(graph: ClaimGraph) -> list[Found]:
    """The peer's chains of events: one for each lemma of a relation."""
    lemmas = {(c.evidence.document, c.relation.start, c.relation.end): c.relation.label.split()[0] for c in graph.claims if not c.implied}
    return [Found(*place, (place[1], place[2]), lemma) for place, lemma in sorted(lemmas.items())]


# --- comparing --------------------------------------------------------------------------------------------------------


def align(gold: Sequence[GoldMention], found: Sequence[Found]) -> dict[int, int]:
    """Match the gold mentions of an article with ours, each once, by their numbers: those of the same place first, then
    those of which each holds the other's head word, the shortest first.

    >>> gold = [GoldMention(0, 20, (14, 20), "ORG1"), GoldMention(14, 20, (14, 20), "ORG2")]
    >>> align(gold, [Found("d", 14, 20, (14, 20), "x"), Found("d", 4, 20, (14, 20), "y")])
    {1: 0, 0: 1}
    """
    pairs = []
    for n, g in enumerate(gold):
        for k, f in enumerate(found):
            same = (g.start, g.end) == (f.start, f.end)
            if same or f.start <= g.head[0] < f.end and g.start <= f.head[0] < g.end:
                pairs.append((not same, g.end - g.start + f.end - f.start, n, k))
    matched: dict[int, int] = {}
    taken = set()
    for _, _, n, k in sorted(pairs):
        if n not in matched and k not in taken:
            matched[n] = k
            taken.add(k)
    return matched


@dataclass
class Comparison:
    """Chains of gold and of a system over the same elements, of several topics; `matched` counts gold mentions that were found."""

    key: list[frozenset[Element]]
    response: list[frozenset[Element]]
    gold: int = 0
    found: int = 0
    matched: int = 0

    @property
    def conll(self) -> float:
        return conll(self.key, self.response)[-1]

    def line(self, name: str) -> str:
        figures = zip(("MUC", "B3", "CEAF-e", "CoNLL"), conll(self.key, self.response), strict=True)
        return f"  {name:40}" + ", ".join(f"{n} {f:.3f}" for n, f in figures)


def compare(articles: Sequence[GoldArticle], found: Sequence[Found], *, events: bool, only_matched: bool) -> Comparison:
    """Compare some articles of one topic; what is not marked in full counts only where gold and we both have it."""
    by_document: dict[str, list[Found]] = defaultdict(list)
    for f in found:
        by_document[f.document].append(f)
    key: dict[str, set[Element]] = defaultdict(set)
    response: dict[str, set[Element]] = defaultdict(set)
    sizes = [0, 0, 0]
    for article in articles:
        name = article.document.id
        whole = len(article.document.text) if only_matched else article.annotated_until
        gold = [m for m in article.mentions if m.is_event == events and m.end <= whole]
        ours = [f for f in by_document[name] if f.end <= whole]
        matched = align(gold, ours)
        of_ours = {k: n for n, k in matched.items()}
        for n, m in enumerate(gold):
            if n in matched or not only_matched:
                key[m.chain].add((name, n, 0))
        for k, f in enumerate(ours):
            if k in of_ours or not only_matched:
                response[f.chain].add((name, of_ours[k], 0) if k in of_ours else (name, k, 1))
        sizes = [a + b for a, b in zip(sizes, (len(gold), len(ours), len(matched)), strict=True)]
    return Comparison(_frozen(key), _frozen(response), *sizes)


def _frozen(chains: Mapping[str, set[Element]]) -> list[frozenset[Element]]:
    return [frozenset(chains[name]) for name in sorted(chains)]


def pooled(parts: Sequence[Comparison]) -> Comparison:
    return Comparison(
        [c for p in parts for c in p.key],
        [c for p in parts for c in p.response],
        sum(p.gold for p in parts),
        sum(p.found for p in parts),
        sum(p.matched for p in parts),
    )


def systems(graph: ClaimGraph, extractions: Sequence[Extraction]) -> dict[str, tuple[bool, bool, list[Found]]]:
    """What is compared, by name: whether it is events, whether on mentions of both sides only, and its chains."""
    entities, events = entity_mentions(graph, extractions), event_mentions(graph)
    heads = by_head(entities, {d.id: d.text for d in graph.documents})
    names = by_name(extractions)
    return {
        f"{what}: {system}": (what.startswith("events"), what != "entities, all mentions", chains)
        for what, tried in (
            ("entities, all mentions", {"kgraph": entities, "same head": heads, "same name": names}),
            ("entities, mentions of both", {"kgraph": entities, "same head": heads, "same name": names}),
            ("events, mentions of both", {"kgraph": events, "same lemma": by_lemma(graph)}),
        )
        for system, chains in tried.items()
    }


def report(read: Sequence[tuple[GoldArticle, Extraction]]) -> Iterator[str]:
    """Lines with the figures of each topic and of all."""
    totals: dict[str, list[Comparison]] = defaultdict(list)
    for topic in sorted({article.topic for article, _ in read}):
        articles = [article for article, _ in read if article.topic == topic]
        extractions = [extraction for article, extraction in read if article.topic == topic]
        yield f"{topic}, {len(articles)} articles"
        for name, (events, only_matched, found) in systems(assemble(extractions), extractions).items():
            totals[name].append(compare(articles, found, events=events, only_matched=only_matched))
            yield totals[name][-1].line(name)
    yield "all topics"
    all_topics = {name: pooled(parts) for name, parts in totals.items()}
    for name, total in all_topics.items():
        ours = all_topics[f"{name.split(':')[0]}: kgraph"]
        ratio = f"; ratio of ours to it {ours.conll / (total.conll or 1):.2f}" if total is not ours else ""
        yield total.line(name) + f"; {total.gold} gold, {total.found} found, {total.matched} the same{ratio}"


@click.command()
@click.argument("shared", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--pipeline", help="Name or folder of a spaCy pipeline.  [default: kgraph's own]")
def main(shared: Path, pipeline: str | None) -> None:
    """Print CoNLL F1 of entities and events across the articles under SHARED/gold/meantime, beside the peers'."""
    gold = list(read_gold(shared / "gold" / "meantime"))
    extractions = read_articles([a.document for a in gold], load_pipeline(pipeline))
    for line in report(list(zip(gold, extractions, strict=True))):
        print(line)


if __name__ == "__main__":
    main()
