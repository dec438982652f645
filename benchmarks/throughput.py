"""CPU time of each stage of a build, beside spaCy's bare pipeline on the same words in the same run.

    python -m benchmarks.throughput [--pipeline en_kgraph_sm] [--jobs]

The articles are those of training/clusters and the samples, a story each. What is outside spaCy is all but `Language.pipe`, timed
where annotation calls it. Growth shows the CPU time per 1,000 words for one article of more and more of their paragraphs, and for one
story of more and more of them. `--jobs` builds them with one worker and with two and compares the wall time of reading, beside what two
processes of arithmetic alone gain in the same minute: on a machine that others use as well that may be nothing.
"""

from __future__ import annotations

import os
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import click

from kgraph import api, upkeep
from kgraph.annotate import annotate_one, load_pipeline, passages
from kgraph.differences import find_differences
from kgraph.extract.claims import extract
from kgraph.ingest import read_documents
from kgraph.merge import compare, merge
from kgraph.model import Document, LabelledSpan, Section
from kgraph.origins import with_origins
from kgraph.pipeline import vectors_of
from kgraph.resolve import resolve
from kgraph.store.pack import pack_extraction
from kgraph.stories import features
from kgraph.utterances import with_utterances
from kgraph.work import collect_seldom, one_thread

ROOT = Path(__file__).parents[1]
ARTICLE = 400  # words
LENGTHS = (400, 1_600, 6_400, 25_600)  # words of one article
COUNTS = (7, 14, 28, 56)  # articles of one story
T = TypeVar("T")


class Clock:
    """CPU seconds by stage; of annotation, what `Language.pipe` takes is a stage of its own."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)

    def run(self, stage: str, work: Callable[[], T]) -> T:
        start, inside = time.process_time(), self.spent["spaCy"]
        made = work()
        self.spent[stage] += time.process_time() - start - (self.spent["spaCy"] - inside)
        return made

    def watched(self, pipe: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
        """A pipeline's `pipe` that counts its time."""

        def timed(*args: Any, **options: Any) -> Iterator[Any]:
            start = time.process_time()
            found = list(pipe(*args, **options))
            self.spent["spaCy"] += time.process_time() - start
            return iter(found)

        return timed


def stories() -> list[list[Document]]:
    folders = [ROOT / "seeds", *sorted(path.parent for path in (ROOT / "training" / "clusters").glob("*/gold.json"))]
    return [list(read_documents([folder])[0]) for folder in folders]


def words_in(documents: Sequence[Document]) -> int:
    return sum(len(d.text.split()) for d in documents)


def through(documents: Sequence[Document], nlp: Any, clock: Clock) -> None:
    """Take one story through all stages."""
    read = []
    for document in documents:
        annotated, _ = clock.run("annotate", lambda document=document: annotate_one(document, nlp))  # type: ignore[misc]
        read.append(clock.run("extract", lambda annotated=annotated: extract(annotated)))  # type: ignore[misc]
    clock.run("pack", lambda: [(pack_extraction(e), features(e)) for e in read])
    _, resolved = clock.run("resolve", lambda: resolve(read))
    found = tuple(e.document for e in read)
    claims, _ = clock.run("utterances", lambda: with_utterances(resolved, found))
    comparison = clock.run("merge", lambda: compare(claims, vectors_of(read)))
    facts = clock.run("merge", lambda: merge(comparison))
    facts = clock.run("origins", lambda: with_origins(facts, found))
    clock.run("differences", lambda: find_differences(comparison, facts, found))


def longer(paragraphs: Sequence[str], words: int) -> Document:
    """One article of so many words, its paragraphs those of others, round and round."""
    text: list[str] = []
    count = 0
    while count < words:
        paragraph = paragraphs[len(text) % len(paragraphs)]
        text.append(paragraph)
        count += len(paragraph.split())
    whole = "\n\n".join(text)
    return Document(f"{words}.txt", whole, (LabelledSpan(0, len(whole), Section.BODY, "benchmark"),))


def print_growth(title: str, rows: Sequence[tuple[str, int, Clock]]) -> None:
    """Print milliseconds per 1,000 words by stage, and by how much the last row's exceed the first's."""
    names = list(rows[-1][2].spent)
    print(f"\n{title}: CPU milliseconds per 1,000 words\n{'':16}" + "".join(f"{name:>12}" for name in names))
    cost = [[1e6 * clock.spent[name] / words for name in names] for _, words, clock in rows]
    for (label, _, _), row in zip(rows, cost, strict=True):
        print(f"{label:16}" + "".join(f"{value:12.1f}" for value in row))
    ratios = (last / first if first > 0.05 else float("nan") for first, last in zip(cost[0], cost[-1], strict=True))
    print(f"{'last to first':16}" + "".join(f"{ratio:12.2f}" for ratio in ratios), flush=True)


def reading(jobs: int, pipeline: str, folder: Path) -> tuple[float, float]:
    """Seconds an article takes in so many processes, once each has read two, and the CPU seconds that feeding them one takes."""
    ticks: list[tuple[float, float]] = []

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "reading articles":
            ticks.append((time.monotonic(), time.process_time()))

    upkeep.update(folder, api.articles_of(sources(), {}), upkeep.Settings(pipeline, jobs), None, progress)
    warm = 2 * jobs
    (first, spent), (last, all_spent) = ticks[warm - 1], ticks[-1]
    return (last - first) / (len(ticks) - warm), (all_spent - spent) / (len(ticks) - warm)


def sums(_: int) -> float:
    """Seconds that some million additions take."""
    start = time.monotonic()
    sum(n * n for n in range(20_000_000))
    return time.monotonic() - start


def gain_of_two_cores() -> float:
    """How many times as much two processes add up as one, at this moment: what the machine has to give."""
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        single = pool.submit(sums, 0).result()
        return 2 * single / max(pool.map(sums, range(2)))


def sources() -> list[str]:
    return [str(ROOT / "seeds"), *(str(path.parent) for path in sorted((ROOT / "training" / "clusters").glob("*/gold.json")))]


@click.command()
@click.option("--pipeline", default="en_kgraph_sm", show_default=True)
@click.option("--jobs", is_flag=True, help="Compare one worker with two as well.")
def main(pipeline: str, jobs: bool) -> None:
    """Print articles per CPU second, every stage's share, spaCy's bare pipeline beside them, and how the stages grow."""
    collect_seldom()  # as the command line and the workers do
    one_thread()
    nlp = load_pipeline(pipeline)
    found = stories()
    documents = [d for story in found for d in story]
    words = words_in(documents)
    through(found[0], nlp, Clock())  # tables are read and caches filled
    texts = [[p.text for p in passages(d)] for d in documents]
    start = time.process_time()
    for text in texts:
        list(nlp.pipe(text, batch_size=64))
    bare = time.process_time() - start
    clock, plain = Clock(), nlp.pipe
    nlp.pipe = clock.watched(plain)  # type: ignore[method-assign]
    for story in found:
        through(story, nlp, clock)
    total = sum(clock.spent.values())
    articles = words / ARTICLE
    print(f"{len(documents)} articles, {words:,} words, {pipeline}; in articles of {ARTICLE} words per CPU second:")
    print(f"  annotate to differences {articles / total:6.2f}\n  spaCy's bare pipeline   {articles / bare:6.2f}   ratio {bare / total:.2f}")
    ours = total - clock.spent["spaCy"]
    print(f"  outside spaCy {ours / total:.2f} of the time, {1000 * ours / articles:.1f} ms an article\n")
    for name, seconds in sorted(clock.spent.items(), key=lambda item: -item[1]):
        print(f"  {name:14}{seconds / total:6.1%}{1000 * seconds / articles:9.1f} ms an article")
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        start = time.process_time()
        upkeep.update(folder, api.articles_of(sources(), {}), upkeep.Settings(pipeline))
        taken = time.process_time() - start
        start = time.process_time()
        api.write_files(folder)
        written = time.process_time() - start
    print(f"  a whole build, with the store {1000 * taken / articles:.1f} ms an article, its files {1000 * written / articles:.1f} ms")
    print(f"  most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB", flush=True)
    paragraphs = [p.text for d in documents for p in passages(d) if p.section is Section.BODY]
    rows = []
    for length in LENGTHS:
        clock = Clock()
        nlp.pipe = clock.watched(plain)  # type: ignore[method-assign]
        copies = max(1, 4 * LENGTHS[0] // length)
        for copy in range(copies):
            through([longer(paragraphs[copy * 7 :], length)], nlp, clock)
        rows.append((f"{length:,} words", copies * length, clock))
    print_growth("One article", rows)
    rows = []
    for count in COUNTS:
        clock = Clock()
        nlp.pipe = clock.watched(plain)  # type: ignore[method-assign]
        story = [replace(d, id=f"{n}.txt") for n, d in enumerate(documents[::-1][:count])]
        through(story, nlp, clock)
        rows.append((f"{count} articles", words_in(story), clock))
    print_growth("One story", rows)
    nlp.pipe = plain  # type: ignore[method-assign]
    if jobs:
        with TemporaryDirectory() as one, TemporaryDirectory() as two:
            (single, _), (double, feeding) = reading(1, pipeline, Path(one)), reading(2, pipeline, Path(two))
        print(f"\ntwo processes that only add up numbers are {gain_of_two_cores():.2f} times as fast as one at this moment")
        print(f"reading: one worker {single:.3f} s an article, two {double:.3f} s, {single / double:.2f} times as fast; "
              f"the process that feeds them takes {1000 * feeding:.1f} CPU ms; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
