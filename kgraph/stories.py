"""Articles -> stories: which of them tell of one event or one running affair, by names, wording and time.

`features` is made once per article, when it is read; `cluster` needs nothing else of it, so a store can be clustered anew in
a moment. Average-link clustering of tf-idf vectors, as topic detection and tracking has it (Yang, Pierce and Carbonell 1998,
"A study of retrospective and on-line event detection"; Azzopardi and Staff 2012 for average link on news), with names kept apart
from words: an event is the same where both the who and the what agree.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kgraph.extract.lexicon import STOP
from kgraph.model import MentionKind, Section, digest

if TYPE_CHECKING:
    from kgraph.extract.reader import Extraction

BACKGROUND = Path(__file__).parent / "stories.tsv"
THRESHOLD = 0.2  # least mean similarity of two groups that are joined; see benchmarks/stories.py for the gap that it lies in
WINDOW = 30  # days between two dated groups, from which on they are never joined
FADING = 0.5  # share of the similarity that is lost at the end of the window
HEADLINE = 3  # how often a word or name of the headline counts
LEAD, LEAD_LENGTH = 2, 100  # how often one of the first words does, and how many these are
KEPT = 120  # names or words of an article that are compared, those of the greatest weight
Matrix: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Features:
    """What clustering compares of an article: keys with how often they occur, sorted; headline and beginning count more."""

    names: tuple[tuple[str, int], ...]
    words: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An article to cluster. `story` is the name that people gave its story, `title` the headline (the id where it has none)."""

    document: str
    published: date | None
    story: str | None
    features: Features
    title: str


@dataclass(frozen=True, slots=True)
class Story:
    """Articles on one story. `documents` are sorted ids; the label is the name given, else the most typical article's headline."""

    id: str
    label: str
    documents: tuple[str, ...]


# --- features -----------------------------------------------------------------------------------------------------


def features(extraction: Extraction) -> Features:
    """Count the names and the content words of an article's report."""
    from kgraph.resolve import clean_name, name_key, name_words  # late, as it loads spaCy, which clustering does without

    document = extraction.document
    spans = [s for s in document.spans if s.section.is_report]
    words: Counter[str] = Counter()
    weights: dict[int, int] = {}
    read = 0
    for span in spans:
        for match in WORD.finditer(document.text, span.start, span.end):
            read += span.section is not Section.HEADLINE
            weight = HEADLINE if span.section is Section.HEADLINE else LEAD if read <= LEAD_LENGTH else 1
            weights[match.start()] = weight
            if (key := stem(match[0])) is not None:
                words[key] += weight
    names: Counter[str] = Counter()
    for mention in extraction.mentions:
        if mention.kind is MentionKind.NAME:
            person = mention.type == "PERSON"
            name = clean_name(mention.text, person=person)
            key = name_words(name)[-1:] if person else (name_key(name),)
            for k in key:
                names[k] += weights.get(mention.start, 1)
    return Features(tuple(sorted(names.items())), tuple(sorted(words.items())))


WORD = re.compile(r"\w[\w.,]*\w|\w")


def stem(word: str) -> str | None:
    """A word without its ending, cut to seven letters; None for a function word and for what is no word.

    >>> stem("congratulating"), stem("Congress"), stem("inspections"), stem("the"), stem("$43,350")
    ('congrat', 'congres', 'inspect', None, '43,350')
    """
    folded = word.casefold()
    if folded in STOP or len(folded) < 2:
        return None
    for ending in ("ies", "ing", "ed", "es", "s"):
        if folded.endswith(ending) and len(folded) - len(ending) > 3 and not folded.endswith("ss"):
            folded = folded.removesuffix(ending)
            break
    return folded.removesuffix("e")[:7]


# --- weights ------------------------------------------------------------------------------------------------------


@cache
def background() -> tuple[int, Mapping[str, int]]:
    """The number of passages of general English that were counted, and in how many of them each of the commonest stems stands."""
    rows = [line.split("\t") for line in BACKGROUND.read_text(encoding="utf-8").splitlines()]
    counts = {key: int(count) for key, count in rows}
    return counts.pop(""), counts


def common(name: str) -> int:
    """In how many passages a name stands at the most: those of its rarest word."""
    _, counts = background()
    return min((counts.get(key, 0) for word in WORD.findall(name) if (key := stem(word)) is not None), default=0)


def vectors(
    found: Sequence[tuple[tuple[str, int], ...]], frequency: Callable[[str], int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], Matrix]:
    """Weigh the keys of each article: article, key and weight of every count, all shape (counts,), an article's weights of length 1.

    A key weighs the less the more passages of general English and the more of the articles have it; so names that all of a
    store's articles bear count little, and one more article that shares nothing with the others changes no weight of theirs.
    """
    size, _ = background()
    own = Counter(key for counts in found for key, _ in counts)
    rarity = {key: math.log(1 + size / (frequency(key) + count)) for key, count in own.items()}
    column = {key: n for n, key in enumerate(sorted(own))}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, counts in enumerate(found):
        weighed = sorted(((1 + math.log(count)) * rarity[key], key) for key, count in counts)[-KEPT:]
        length = math.sqrt(sum(weight * weight for weight, _ in weighed))
        rows += [row] * len(weighed)
        columns += [column[key] for _, key in weighed]
        values += [weight / length for weight, _ in weighed]
    return np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64), np.array(values)


def products(articles: NDArray[np.int64], keys: NDArray[np.int64], weights: Matrix, count: int) -> Matrix:
    """The cosine of every two of `count` articles, shape (count, count), from what `vectors` gives.

    Keys of few articles are multiplied pair by pair, an inverted index; keys of many as a matrix.
    """
    cosines = np.zeros((count, count))
    order = np.argsort(keys, kind="stable")
    articles, weights = articles[order], weights[order]
    _, starts, sizes = np.unique(keys[order], return_index=True, return_counts=True)
    many = max(8, count // 32)
    for size in np.unique(sizes[(sizes > 1) & (sizes < many)]):
        places = starts[sizes == size][:, None] + np.arange(size)  # shape (keys of this size, size)
        rows = articles[places]
        pairs = rows[:, :, None] * count + rows[:, None, :]
        np.add.at(cosines.reshape(-1), pairs.reshape(-1), (weights[places][:, :, None] * weights[places][:, None, :]).reshape(-1))
    often = sizes >= many
    table = np.zeros((count, int(often.sum())))
    for at, (start, size) in enumerate(zip(starts[often], sizes[often], strict=True)):
        table[articles[start : start + size], at] = weights[start : start + size]
    cosines += table @ table.T
    return cosines


# --- clusters -----------------------------------------------------------------------------------------------------


def cluster(items: Iterable[Item]) -> tuple[Story, ...]:
    """Sort articles into stories, sorted by id; the order of the articles, whose ids differ, does not matter.

    Articles of one given name are one story, those of different given names never are; others join what they are like. Groups
    that lie more than WINDOW days apart are not joined, an article without a date may join any.
    """
    ordered = sorted(items, key=lambda item: item.document)
    if not ordered:
        return ()
    alike = similarities(ordered)
    return tuple(sorted((_story([ordered[n] for n in group], alike[np.ix_(group, group)]) for group in _groups(ordered, alike)), key=lambda s: s.id))


def similarities(items: Sequence[Item]) -> Matrix:
    """How alike the articles are, shape (articles, articles), in [0, 1]: the mean of the cosines of names and of words.

    Where an article has no name, the words alone. Time between two articles takes from it, up to FADING at the WINDOW's end.
    """
    count = len(items)
    _, frequency = background()
    names = products(*vectors([item.features.names for item in items], common), count)
    words = products(*vectors([item.features.words for item in items], lambda key: frequency.get(key, 0)), count)
    named = np.array([bool(item.features.names) for item in items])
    alike = np.where(named[:, None] & named, (names + words) / 2, words)
    days = np.array([np.nan if item.published is None else item.published.toordinal() for item in items])
    apart = np.nan_to_num(np.abs(days[:, None] - days))
    faded: Matrix = alike * (1 - FADING * np.minimum(apart / WINDOW, 1))
    return faded


def _groups(items: Sequence[Item], alike: Matrix) -> Iterator[list[int]]:
    """Cut the articles where no pair is alike enough to be joined, then cluster each part by itself."""
    first: dict[str, int] = {}
    together = alike >= THRESHOLD
    for n, item in enumerate(items):
        if item.story is not None:
            known = first.setdefault(item.story, n)
            together[n, known] = together[known, n] = True
    left = np.ones(len(items), dtype=bool)
    for n in range(len(items)):
        if left[n]:
            part = np.zeros(len(items), dtype=bool)
            fresh = np.array([n])
            while len(fresh):
                part[fresh] = True
                fresh = np.flatnonzero(together[fresh].any(axis=0) & ~part)
            left &= ~part
            members = np.flatnonzero(part)
            for group in _linked([items[m] for m in members], alike[np.ix_(members, members)]):
                yield [int(members[m]) for m in group]


def _linked(items: Sequence[Item], alike: Matrix) -> list[list[int]]:
    """Average-link clustering down to THRESHOLD with nearest neighbours kept (Anderberg 1973), O(articles²) as a rule.

    A row stands for a group: its summed similarities, size, first and last day (NaN: undated), given story (-1: none).
    """
    stories = sorted({item.story for item in items if item.story is not None})
    groups = [[n for n, item in enumerate(items) if item.story == story] for story in stories]
    groups += [[n] for n, item in enumerate(items) if item.story is None]
    if len(groups) < 2:
        return groups
    starts = np.cumsum([0, *(len(g) for g in groups)])[:-1]
    order = [n for g in groups for n in g]
    sums = np.add.reduceat(np.add.reduceat(alike[np.ix_(order, order)], starts, axis=0), starts, axis=1)
    sizes = np.array([len(g) for g in groups], dtype=float)
    days = np.array([np.nan if items[n].published is None else items[n].published.toordinal() for n in order])  # type: ignore[union-attr]
    begin, end = np.fmin.reduceat(days, starts), np.fmax.reduceat(days, starts)
    given = np.array([n if n < len(stories) else -1 for n in range(len(groups))])
    live = np.ones(len(groups), dtype=bool)

    def means(row: int) -> Matrix:
        """The mean similarity of a group to every other, -1 where they may not be joined."""
        apart = np.maximum(begin - end[row], begin[row] - end) > WINDOW  # false where either is NaN
        barred = ~live | apart | (given >= 0) & (given != given[row]) & (given[row] >= 0)
        barred[row] = True
        return np.where(barred, -1.0, sums[row] / (sizes * sizes[row]))

    table = np.stack([means(row) for row in range(len(groups))])
    nearest = table.argmax(axis=1)
    best = table.max(axis=1)
    while best.max() >= THRESHOLD:
        kept = int(best.argmax())
        gone = int(nearest[kept])
        groups[kept] += groups[gone]
        sums[kept] += sums[gone]
        sums[:, kept] = sums[kept]
        sizes[kept] += sizes[gone]
        begin[kept], end[kept] = np.fmin(begin[kept], begin[gone]), np.fmax(end[kept], end[gone])
        given[kept] = max(given[kept], given[gone])
        live[gone] = False
        table[gone] = table[:, gone] = best[gone] = -1.0
        table[kept] = table[:, kept] = means(kept)
        stale = np.flatnonzero(live & ((nearest == kept) | (nearest == gone)))
        stale = np.union1d(stale, [kept])
        nearest[stale], best[stale] = table[stale].argmax(axis=1), table[stale].max(axis=1)
        nearer = live & (table[:, kept] > best)
        nearest[nearer], best[nearer] = kept, table[nearer, kept]
    return [group for group, is_live in zip(groups, live, strict=True) if is_live]


def _story(members: Sequence[Item], alike: Matrix) -> Story:
    given = next((item.story for item in members if item.story is not None), None)
    ranked = sorted(zip(members, alike.sum(axis=0), strict=True), key=lambda m: (m[0].title == m[0].document, -round(m[1], 9), m[0].document))
    documents = tuple(sorted(item.document for item in members))
    return Story("s-" + min(map(digest, documents))[:12], given or ranked[0][0].title, documents)
