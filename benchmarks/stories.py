"""Do stories come apart, and does each stay whole: python -m benchmarks.stories SHARED.

Three kinds of mixture: the gold clusters with and without dates, whole or cut short; NAnCo's paragraphs, those of one outlet on
one question as an article of no headline, the question as the story; MEANTIME's articles with the stories that MEANTIME_STORIES
lists. The peer clusters by connected components of tf-idf cosines, its threshold the best one for the mean of the last two.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import combinations
from pathlib import Path
from random import Random

import click
import networkx
import numpy as np
from spacy.language import Language

from benchmarks.clusters import clusters
from kgraph.annotate import annotate, load_pipeline
from kgraph.extract.claims import extract
from kgraph.ingest import read_documents
from kgraph.model import Document, LabelledSpan, Section
from kgraph.stories import THRESHOLD, Features, Item, background, cluster, features, similarities
from training.read import spaces_after

# MEANTIME's own marks join almost no event across articles; these are the articles that we read as one story, by topic and number
# of the article. Where it is doubtful (two carmakers close dealerships in one week) they are left apart.
MEANTIME_STORIES = (
    "airbus/82548 airbus/82597",  # the first A380 is delivered and flies
    "apple/195869 apple/199629",  # the antenna of the iPhone 4
    "gm/118147 gm/118175",  # rescue plans of December 2008
    "gm/126878 gm/127226 gm/127227 gm/127248",  # General Motors' bankruptcy
    "stock/113219 stock/113227 stock/113267 stock/113278 stock/113330",  # the crash of September 2008
    "stock/114565 stock/114613 stock/114719 stock/114864 stock/114904 stock/115064",  # October
    "stock/115587 stock/115711",
    "stock/121225 stock/121416 stock/121978",  # the lows of February 2009
)
Cut = Callable[[Document], Document]
Gold = Mapping[str, str]  # id of an article to its story


def make_document(name: str, title: str, body: str, published: date | None = None) -> Document:
    text = f"{title}\n\n{body}"
    spans = (LabelledSpan(0, len(title), Section.HEADLINE, "first"), LabelledSpan(len(title), len(text), Section.BODY, "rest"))
    return Document(name, text, spans if title else spans[1:], published=published)


def read_meantime(folder: Path) -> Iterator[tuple[str, Document]]:
    """MEANTIME's articles with their stories: the first sentence is the headline, the second the date."""
    stories = {article: row for row in MEANTIME_STORIES for article in row.split()}
    sentences: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    with gzip.open(folder / "meantime.conll.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if len(row := line.rstrip("\n").split("\t")) == 5:
                sentences[row[0].removeprefix("corpus_")][int(row[1])].append(row[3])
    for name, numbered in sentences.items():
        title, day, *body = (_spaced(numbered[n]) for n in sorted(numbered))
        found = re.search(r"\w+ \d+, \d{4}", day)
        published = datetime.strptime(found[0], "%B %d, %Y").date() if found else None
        yield stories.get(name, name), make_document(name, title, " ".join(body), published)


def _spaced(words: Sequence[str]) -> str:
    return "".join(word + " " * space for word, space in zip(words, spaces_after(words), strict=True)).strip()


def read_nanco(folder: Path) -> Iterator[tuple[str, Document]]:
    for question in json.loads((folder / "answers_dev.json").read_text(encoding="utf-8")):
        paragraphs: dict[str, dict[str, None]] = defaultdict(dict)
        for answer in question["answers"]:
            paragraphs[answer["outlet_url"]][answer["paragraph"]] = None
        for url, texts in paragraphs.items():
            yield question["qid"], make_document(f"{question['qid']} {url}", "", "\n\n".join(texts))


def cut_to(words: int) -> Cut:
    """What cuts a document after so many words of its report."""

    def cut(document: Document) -> Document:
        report = [s for s in document.spans if s.section.is_report]
        ends = [m.end() for s in report for m in re.compile(r"\S+").finditer(document.text, s.start, s.end)]
        end = ends[min(words, len(ends)) - 1]
        return replace(document, text=document.text[:end], spans=tuple(replace(s, end=min(s.end, end)) for s in report if s.start < end))

    return cut


def uncut(document: Document) -> Document:
    return document


def half(document: Document) -> Document:
    words = sum(len(document.text[s.start : s.end].split()) for s in document.spans if s.section.is_report)
    return cut_to(words // 2)(document)


def items_of(documents: Iterable[Document], nlp: Language) -> list[Item]:
    return [Item(d.id, d.published, None, features(e), d.title) for e in map(extract, annotate(documents, nlp)) for d in [e.document]]


def b_cubed(found: Iterable[Sequence[str]], gold: Gold) -> tuple[float, float]:
    """Precision and recall (Bagga and Baldwin 1998), the mean over articles."""
    sizes = Counter(gold.values())
    precision = recall = 0.0
    for group in found:
        for story, count in Counter(gold[name] for name in group).items():
            precision += count * count / len(group)
            recall += count * count / sizes[story]
    return precision / len(gold), recall / len(gold)


def f_score(scores: tuple[float, float]) -> float:
    return 2 * scores[0] * scores[1] / (sum(scores) or 1)


def peer(items: Sequence[Item], threshold: float) -> list[list[str]]:
    """The articles by connected components of tf-idf cosines of all words."""
    counts = [dict(item.features.spelled + item.features.words) for item in items]
    own = Counter(key for c in counts for key in c)
    number = {key: n for n, key in enumerate(own)}
    table = np.zeros((len(items), len(own)))
    for row, c in enumerate(counts):
        for key, count in c.items():
            table[row, number[key]] = (1 + math.log(count)) * math.log((1 + len(items)) / own[key])
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    graph = networkx.from_numpy_array(table @ table.T >= threshold)
    return [[items[n].document for n in part] for part in networkx.connected_components(graph)]


def cohesion(alike: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> float:
    """The mean similarity at which average link makes one group of some articles; shape of `alike`: (articles, articles)."""
    groups, least = [[n] for n in range(len(alike))], 1.0
    while len(groups) > 1:
        mean, left, right = max((float(alike[np.ix_(a, b)].mean()), i, j) for (i, a), (j, b) in combinations(enumerate(groups), 2))
        least = min(least, mean)
        groups[left] += groups.pop(right)
    return least


def show_mixtures(named: Sequence[tuple[str, Item]], label: str) -> None:
    """Print of how many mixtures each cluster comes apart whole, and the gap between clusters and inside them."""
    names = list(dict.fromkeys(name for name, _ in named))
    right = tried = 0
    for size in range(1, len(names) + 1):
        for chosen in combinations(names, size):
            mixed = [item for name, item in named if name in chosen]
            Random(tried).shuffle(mixed)
            wanted = sorted(tuple(sorted(i.document for name, i in named if name == one)) for one in chosen)
            wrong = sorted(story.documents for story in cluster(mixed)) != wanted
            tried, right = tried + 1, right + (not wrong)
            if wrong:
                click.echo(f"  does not come apart: {', '.join(chosen)}")
    alike = similarities([replace(item, published=None) for _, item in named])
    of = np.array([name for name, _ in named])
    within = min(cohesion(alike[np.ix_(of == name, of == name)]) for name in names)
    between = max(float(alike[np.ix_(of == a, of == b)].mean()) for a, b in combinations(names, 2))
    pair = float(alike[of[:, None] != of].max())
    click.echo(f"{label:34}{right}/{tried} mixtures; within at least {within:.3f}, between at most {between:.3f} (pair {pair:.3f})")


def generated(count: int, stories: int) -> Iterator[Item]:
    """Articles of made-up stories of one country's politics: names of the story and of the country, words of the story and any."""
    random = Random(0)
    _, common = background()
    for story in range(stories):
        people = [f"name{story}.{n}" for n in range(6)] + [f"politician{n}" for n in random.sample(range(40), 6)]
        subject = [f"word{story}.{n}" for n in range(8)] + random.choices(list(common), k=40)
        for article in range(count // stories):
            name = f"{story}.{article}"
            names = {key: random.randint(1, 8) for key in random.sample(people, 8)} | {f"name{name}.{n}": 1 for n in range(4)}
            words = dict.fromkeys([*random.choices(list(common), list(common.values()), k=20), *(f"word{name}.{n}" for n in range(15))], 1)
            words |= {key: random.randint(1, 6) for key in random.sample(subject, 30)}
            counts = tuple(sorted(names.items())), tuple(sorted(names.items())), tuple(sorted(words.items()))
            yield Item(name, date(2020, 1, 1), None, Features(*counts), name)


@click.command()
@click.argument("shared", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(shared: Path) -> None:
    """Measure clustering on the data in SHARED."""
    click.echo(f"threshold {THRESHOLD}")
    for pipeline in ("en_kgraph_sm", "en_kgraph_trf"):
        nlp = load_pipeline(pipeline)
        named = [
            (folder.name, replace(document, id=f"{folder.name}/{document.id}"))
            for folder in clusters(shared)
            for document in read_documents([folder])[0]
        ]
        for label, cut in (("whole", uncut), ("first half", half), ("first 60 words", cut_to(60))):
            items = items_of((cut(document) for _, document in named), nlp)
            of = [(name, item) for (name, _), item in zip(named, items, strict=True)]
            show_mixtures(of, f"{pipeline}, {label}, dated")
            show_mixtures([(name, replace(item, published=None)) for name, item in of], f"{pipeline}, {label}, undated")
        sets: dict[str, tuple[list[Item], Gold]] = {}
        for data, read in (("nanco", read_nanco), ("meantime", read_meantime)):
            found = list(read(shared / "gold" / data))
            sets[data] = items_of((d for _, d in found), nlp), {d.id: story for story, d in found}

        def mean_of_peer(threshold: float, sets: Mapping[str, tuple[list[Item], Gold]] = sets) -> float:
            return sum(f_score(b_cubed(peer(items, threshold), gold)) for items, gold in sets.values())

        best = max(np.arange(0.02, 0.8, 0.02).tolist(), key=mean_of_peer)
        for data, (items, gold) in sets.items():
            for label, groups in (("ours", [s.documents for s in cluster(items)]), (f"peer at {best:.2f}", peer(items, best))):
                scores = b_cubed(groups, gold)
                click.echo(f"{pipeline}, {data}, {label}: B-cubed P {scores[0]:.2f} R {scores[1]:.2f} F {f_score(scores):.2f}")
    for stories in (400, 20, 1):
        made = list(generated(2000, stories))
        begin = time.process_time()
        found_stories = len(cluster(made))
        click.echo(f"2,000 generated articles of {stories} stories: {found_stories} found in {time.process_time() - begin:.2f} s of CPU")


if __name__ == "__main__":
    main()
