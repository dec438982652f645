"""Articles -> stories: which of them tell of one event or one running affair, by names, wording and time.

`features` is made once per article, when it is read; `cluster` needs nothing else of it, so a store can be clustered anew in
a moment. It is average-link clustering of tf-idf vectors, as in topic detection and tracking (Yang, Pierce and Carbonell 1998,
"A study of retrospective and on-line event detection"), with the words outside names counted once more by themselves: one story
is the same people at the same thing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from networkx.utils import UnionFind
from numpy.typing import NDArray

from kgraph.extract.lexicon import STOP
from kgraph.model import MentionKind, Section, Story, digest

if TYPE_CHECKING:
    from kgraph.extract.reader import Extraction

BACKGROUND = Path(__file__).parent / "stories.tsv"
THRESHOLD = 0.16  # least mean similarity of two groups that are joined; benchmarks/stories.py shows the gap that it lies in
STRICT = 0.3  # least mean cosine of the words of first groups, which only tell how many stories have a name or word
WINDOW = 30  # days: groups further apart are never joined
FADING = 0.5  # share of the similarity that is lost at the end of the window
EARLY, EARLY_LENGTH = 3, 200  # how often a word counts that stands in the headline or among so many first ones of the report
SOME_WEEKS, MANY_WEEKS = 4, 16  # different weeks from which on it counts that a word stands in all of them: not yet, in full
KEPT = 60  # names, words of names and other words of an article that are compared, those of the greatest weight
SHARES = (0.2, 0.4, 0.4)  # of names, of all words and of the words outside names in the similarity
BLOCK = 512  # articles that are compared with others at once
STEP = 1 << 16  # keys of articles whose pairs are held in arrays at once
DENSE = 200  # pairs of articles that a matrix multiplies in the time in which one is looked up
Matrix: TypeAlias = NDArray[np.float32]
Counts: TypeAlias = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Features:
    """What clustering compares of an article: keys with how often they occur, sorted; the beginning counts more.

    `names` are people by their last name, places and organisations by resolve.name_key; `spelled` the stems of the words that
    names consist of, `words` those of the other content words.
    """

    names: Counts
    spelled: Counts
    words: Counts


def features_of(plain: Mapping[str, list[list[Any]]]) -> Features:
    """Make features of what JSON holds of them; without looking at types, for a store makes thousands of them at a time."""
    names, spelled, words = (tuple((key, count) for key, count in plain[name]) for name in ("names", "spelled", "words"))
    return Features(names, spelled, words)


@dataclass(frozen=True, slots=True)
class Item:
    """An article to cluster. `story` is the name that people gave its story, `title` the headline (the id where it has none)."""

    document: str
    published: date | None
    story: str | None
    features: Features
    title: str


# --- features -----------------------------------------------------------------------------------------------------


def features(extraction: Extraction) -> Features:
    """Count the names and the content words of an article's report."""
    from kgraph.names import clean_name, name_key, name_words  # not above: clustering alone does without

    document = extraction.document
    matches = [
        (span.section, match)
        for span in document.spans
        if span.section.is_report
        for match in WORD.finditer(document.text, span.start, span.end)
    ]
    body = (match.start() for section, match in matches if section is not Section.HEADLINE)
    late = next(islice(body, EARLY_LENGTH, None), len(document.text))
    named = [mention for mention in extraction.mentions if mention.kind is MentionKind.NAME]
    names: Counter[str] = Counter()
    for mention in named:
        person = mention.type == "PERSON"
        name = clean_name(mention.text, person=person)
        keys = name_words(name)[-1:] if person else (name_key(name),)
        names.update(dict.fromkeys(keys, EARLY if mention.start < late else 1))
    in_names = {stem(word) for mention in named for word in WORD.findall(mention.text)}
    spelled: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for _, match in matches:
        if (key := stem(match[0])) is not None:
            (spelled if key in in_names else words)[key] += EARLY if match.start() < late else 1
    return Features(_kept(names, _name_frequency), _kept(spelled, _frequency), _kept(words, _frequency))


def _kept(counts: Counter[str], frequency: Callable[[str], int]) -> Counts:
    """The KEPT keys of the greatest weight in one article alone."""
    heaviest = sorted(counts, key=lambda key: (-(1 + math.log(counts[key])) * _rarity(frequency(key) + 1), key))[:KEPT]
    return tuple((key, counts[key]) for key in sorted(heaviest))


WORD = re.compile(r"\w[\w.,]*\w|\w")


def stem(word: str) -> str | None:
    """A word without its ending, cut to seven letters; None for a function word and for what is no word.

    >>> stem("congratulating"), stem("Congress"), stem("floods"), stem("the"), stem("43,350")
    ('congrat', 'congres', 'flood', None, '43,350')
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


def _frequency(key: str) -> int:
    return background()[1].get(key, 0)


def _name_frequency(name: str) -> int:
    """In how many passages a name stands at the most: those of its rarest word."""
    return min((_frequency(key) for word in WORD.findall(name) if (key := stem(word)) is not None), default=0)


def _rarity(passages: int) -> float:
    return math.log(1 + background()[0] / passages)


@dataclass(frozen=True)
class Postings:
    """Which of `width` articles have which keys: three arrays of shape (counts,), `keys` into `passages` of shape (keys,).

    `passages` says in how many passages of general English each key stands, 0 for one that is too rare there.
    """

    width: int
    articles: NDArray[np.intp]
    keys: NDArray[np.intp]
    counts: Matrix
    passages: Matrix

    @staticmethod
    def of(found: Sequence[Counts], frequency: Callable[[str], int]) -> Postings:
        numbers: dict[str, int] = {}
        keys = [numbers.setdefault(key, len(numbers)) for counts in found for key, _ in counts]
        times = [count for counts in found for _, count in counts]
        articles = np.repeat(np.arange(len(found)), [len(counts) for counts in found])
        passages = np.array([frequency(key) for key in numbers], dtype=np.float32)
        return Postings(len(found), articles, np.array(keys, dtype=np.intp), np.array(times, dtype=np.float32), passages)

    def weights(self, groups: NDArray[np.intp], weeks: NDArray[np.intp]) -> Matrix:
        """The tf-idf of each count, shape (counts,), where `groups` holds the number of each article's group, `weeks` that of its week.

        A key weighs the less the more passages of general English have it, and the more groups: a name in all stories of a
        large store counts little, one in all articles of one story in full, and an article that shares nothing with the
        others changes no weight of theirs.
        """
        in_groups = np.sort(self.keys * self.width + groups[self.articles])
        firsts = in_groups[np.diff(in_groups, prepend=-1) > 0] // self.width
        rarity = np.log(1 + background()[0] / (self.passages + np.bincount(firsts, minlength=len(self.passages))))
        weights: Matrix = ((1 + np.log(self.counts)) * (rarity * self.passing(weeks))[self.keys]).astype(np.float32)
        return weights

    def passing(self, weeks: NDArray[np.intp]) -> Matrix:
        """How far each key belongs to some weeks alone, shape (keys,): 1 in one week of them, near 0 in all.

        What stands in the news of every week (a president, an outlet's phrases) tells no story from another. Of a few weeks
        nothing can be said yet; the effect grows from SOME_WEEKS to MANY_WEEKS. `weeks` is -1 for articles without a date.
        """
        count = len(np.unique(weeks[weeks >= 0]))
        effect = min(max((count - SOME_WEEKS) / (MANY_WEEKS - SOME_WEEKS), 0.0), 1.0)
        dated = weeks[self.articles] >= 0
        span = int(weeks.max(initial=0)) + 1
        in_weeks = np.unique(self.keys[dated] * span + weeks[self.articles][dated]) // span
        share = np.log((count + 1) / np.maximum(np.bincount(in_weeks, minlength=len(self.passages)), 1)) / math.log(max(count, 1) + 1)
        passing: Matrix = (np.maximum(share, 0.0) ** effect).astype(np.float32)
        return passing

    def scaled(self, weights: Matrix) -> Scaled:
        """The articles as vectors of length 1, keys of no weight left out; of no length where an article has none."""
        kept = np.flatnonzero(weights)
        articles, values = self.articles[kept], weights[kept]
        lengths = np.sqrt(np.bincount(articles, values.astype(np.float64) ** 2, minlength=self.width))
        starts = np.searchsorted(articles, np.arange(self.width + 1))
        return Scaled(starts, self.keys[kept], (values / lengths[articles]).astype(np.float32), len(self.passages))


@dataclass(frozen=True)
class Scaled:
    """Articles as sparse vectors: article n has the keys[starts[n]:starts[n + 1]] of `width` with those values."""

    starts: NDArray[np.intp]
    keys: NDArray[np.intp]
    values: Matrix
    width: int

    def rows(self, articles: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp], Matrix]:
        """The entries of some articles: for each its place among these, its key and its value."""
        sizes = self.starts[articles + 1] - self.starts[articles]
        places = np.repeat(np.arange(len(articles)), sizes)
        entries = np.repeat(self.starts[articles] - (np.cumsum(sizes) - sizes), sizes) + np.arange(len(places))
        return places, self.keys[entries], self.values[entries]

    def cosines(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> Matrix:
        """The cosine of some articles with others, shape (left, right).

        Keys of few of them are multiplied pair by pair, as in an inverted index, those of many as a matrix.
        """
        mine, theirs = self.rows(left), self.rows(right)
        holders, others = (np.bincount(keys, minlength=self.width) for _, keys, _ in (mine, theirs))
        many = holders * others * DENSE > len(left) * len(right)
        column = np.cumsum(many) - 1
        tables = []
        for articles, (places, keys, values) in ((left, mine), (right, theirs)):
            dense = many[keys]
            table = np.zeros((len(articles), int(many.sum())), dtype=np.float32)
            table[places[dense], column[keys[dense]]] = values[dense]
            tables.append(table)
        sums: Matrix = tables[0] @ tables[1].T
        few = (holders > 0) & (others > 0) & ~many
        order = np.flatnonzero(few[mine[1]])
        order = order[np.argsort(mine[1][order], kind="stable")]
        ends = np.cumsum(np.where(few, holders, 0))
        kept = few[theirs[1]]
        places, keys, values = theirs[0][kept], theirs[1][kept], theirs[2][kept]
        for first in range(0, len(keys), STEP):
            part = slice(first, first + STEP)
            sizes = holders[keys[part]]
            entry = np.repeat(np.arange(len(sizes)), sizes)
            found = order[np.repeat(ends[keys[part]] - np.cumsum(sizes), sizes) + np.arange(len(entry))]
            pairs = mine[0][found] * len(right) + places[part][entry]
            np.add.at(sums.reshape(-1), pairs, mine[2][found] * values[part][entry])
        return sums

    @property
    def present(self) -> Matrix:
        """Whether an article has any weight, 1 or 0, shape (articles,)."""
        return (np.diff(self.starts) > 0).astype(np.float32)


@dataclass(frozen=True)
class Likeness:
    """How alike any articles are, by the vectors of several kinds, each with its share, and by their days (NaN: undated)."""

    vectors: tuple[tuple[float, Scaled], ...]
    days: Matrix

    def between(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> Matrix:
        """The mean of the cosines by their shares, faded by the time between two articles, shape (left, right), in [0, 1].

        What one of two articles has none of is left out.
        """
        total = np.zeros((len(left), len(right)), dtype=np.float32)
        shares = np.zeros_like(total)
        for share, vectors in self.vectors:
            total += np.float32(share) * vectors.cosines(left, right)
            shares += np.float32(share) * np.outer(vectors.present[left], vectors.present[right])
        total /= np.maximum(shares, np.float32(min(share for share, _ in self.vectors)))
        apart = np.nan_to_num(np.abs(self.days[left][:, None] - self.days[right]))
        alike: Matrix = (total * (1 - FADING * np.minimum(apart / WINDOW, 1))).round(5)  # so that rounding errors decide no tie
        return alike

    def within(self, articles: NDArray[np.intp]) -> Matrix:
        """How alike some articles are, shape (articles, articles), found block by block."""
        alike = np.empty((len(articles), len(articles)), dtype=np.float32)
        for first in range(0, len(articles), BLOCK):
            block = slice(first, first + BLOCK)
            alike[block, first:] = self.between(articles[block], articles[first:])
            alike[first:, block] = alike[block, first:].T
        return alike

    def links(self, threshold: float) -> Iterator[tuple[int, int]]:
        """Pairs of articles at most WINDOW days apart, or undated, that are so alike, found block by block of days."""
        undated = np.flatnonzero(np.isnan(self.days))
        dated = np.flatnonzero(~np.isnan(self.days))
        order = np.concatenate((undated, dated[np.argsort(self.days[dated], kind="stable")]))
        days = np.where(np.isnan(self.days), -np.inf, self.days)[order]
        for first in range(0, len(order), BLOCK):
            left = order[first : first + BLOCK]
            last = len(order) if first < len(undated) else int(np.searchsorted(days, days[first + len(left) - 1] + WINDOW, side="right"))
            right = order[first:last]
            alike = self.between(left, right)
            near = ~(np.abs(self.days[left][:, None] - self.days[right]) > WINDOW)
            for i, j in zip(*np.nonzero((alike >= threshold) & near), strict=True):
                if i < j:
                    yield int(left[i]), int(right[j])


# --- clusters -----------------------------------------------------------------------------------------------------


def cluster(items: Iterable[Item]) -> tuple[Story, ...]:
    """Sort articles, whose ids differ, into stories, sorted by id; the order of the articles does not matter.

    Articles of one given name are one story, those of different given names never are; others join what they are like. Groups
    that lie more than WINDOW days apart are not joined; an article without a date may join any.
    """
    ordered = sorted(items, key=lambda item: item.document)
    if not ordered:
        return ()
    alike = likeness(ordered)
    groups = list(_groups(ordered, alike, THRESHOLD))
    return tuple(sorted((_story([ordered[n] for n in group], alike.within(group)) for group in groups), key=lambda story: story.id))


def likeness(items: Sequence[Item]) -> Likeness:
    """How alike the articles are, in wording and in time: by names, by all words and by the words outside names, in SHARES.

    Their words alone make first groups, which tell how many stories have a name or word; these numbers weigh them. The words
    outside names tell apart two affairs of one politician.
    """
    found = [item.features for item in items]
    days = np.array([_day(item) for item in items], dtype=np.float32)
    weeks = np.array([item.published.toordinal() // 7 if item.published else -1 for item in items], dtype=np.intp)
    groups = np.zeros(len(items), dtype=np.intp)
    names = Postings.of([f.names for f in found], _name_frequency)
    stems = Postings.of([f.spelled + f.words for f in found], _frequency)
    outside = np.array([flag for f in found for flag in (0,) * len(f.spelled) + (1,) * len(f.words)], dtype=np.float32)
    first = Likeness(((1.0, stems.scaled(stems.weights(groups, weeks))),), days)
    for number, members in enumerate(_groups(items, first, STRICT)):
        groups[members] = number
    weights = stems.weights(groups, weeks)
    vectors = names.scaled(names.weights(groups, weeks)), stems.scaled(weights), stems.scaled(weights * outside)
    return Likeness(tuple(zip(SHARES, vectors, strict=True)), days)


def similarities(items: Sequence[Item]) -> Matrix:
    """How alike every two articles are, shape (articles, articles), in [0, 1]."""
    return likeness(items).within(np.arange(len(items)))


def _day(item: Item) -> float:
    return math.nan if item.published is None else item.published.toordinal()


def _groups(items: Sequence[Item], alike: Likeness, threshold: float) -> Iterator[NDArray[np.intp]]:
    """Cut the articles into parts that no pair alike enough leads out of, and cluster each by itself."""
    parts = UnionFind(range(len(items)))
    first: dict[str, int] = {}
    for n, item in enumerate(items):
        if item.story is not None:
            parts.union(n, first.setdefault(item.story, n))
    for i, j in alike.links(threshold):
        parts.union(i, j)
    members: dict[int, list[int]] = {}
    for n in range(len(items)):
        members.setdefault(parts[n], []).append(n)
    for part in map(np.array, members.values()):
        if len(part) == 1:
            yield part
            continue
        for group in _agglomerate([items[m] for m in part.tolist()], alike.within(part), threshold):
            yield part[group]


def _agglomerate(items: Sequence[Item], alike: Matrix, threshold: float) -> list[list[int]]:
    """Average-link clustering down to a threshold, nearest neighbours kept (Anderberg 1973): about articles² steps, in the matrix given.

    A row stands for a group: its similarities summed, its size, first and last day (NaN: undated), given story (-1: none).
    """
    names = sorted({item.story for item in items if item.story is not None})
    days = np.array([_day(item) for item in items])
    if alike.min() >= threshold and len(names) < 2 and not np.fmax.reduce(days) - np.fmin.reduce(days) > WINDOW:
        return [list(range(len(items)))]  # as it would end, and most stories are such
    groups = [[n for n, item in enumerate(items) if item.story == name] for name in names]
    groups += [[n] for n, item in enumerate(items) if item.story is None]
    order = [n for group in groups for n in group]
    starts = np.cumsum([0, *map(len, groups[:-1])])
    sums = np.add.reduceat(np.add.reduceat(alike[np.ix_(order, order)], starts, axis=0), starts, axis=1) if names else alike
    sizes = np.array([len(group) for group in groups], dtype=np.float32)
    begin, end = np.fmin.reduceat(days[order], starts), np.fmax.reduceat(days[order], starts)
    given = np.array([n if n < len(names) else -1 for n in range(len(groups))])
    live = np.ones(len(groups), dtype=bool)
    nearest, best = np.zeros(len(groups), dtype=np.intp), np.zeros(len(groups), dtype=np.float32)

    def means(rows: NDArray[np.intp]) -> Matrix:
        """The mean similarity of some groups to every group, shape (rows, groups), -1 where they may not be joined."""
        apart = np.maximum(begin - end[rows, None], begin[rows, None] - end) > WINDOW  # false where one has no date
        barred = ~live | apart | ((given >= 0) & (given[rows, None] >= 0))
        barred[np.arange(len(rows)), rows] = True
        return np.where(barred, np.float32(-1), sums[rows] / (sizes * sizes[rows, None]))

    def look(rows: NDArray[np.intp]) -> None:
        """Find the group nearest to each of some groups."""
        for first in range(0, len(rows), BLOCK):
            some = rows[first : first + BLOCK]
            table = means(some)
            nearest[some], best[some] = table.argmax(axis=1), table.max(axis=1)

    look(np.arange(len(groups)))
    while best.max() >= threshold:
        kept = int(best.argmax())
        gone = int(nearest[kept])
        groups[kept] += groups[gone]
        sums[kept] += sums[gone]
        sums[:, kept] += sums[:, gone]
        sizes[kept] += sizes[gone]
        begin[kept], end[kept] = np.fmin(begin[kept], begin[gone]), np.fmax(end[kept], end[gone])
        given[kept] = max(given[kept], given[gone])
        live[gone] = False
        best[gone] = -1.0
        row = means(np.array([kept]))[0]
        nearer = live & (row > best)
        nearest[nearer], best[nearer] = kept, row[nearer]
        stale = live & ((nearest == gone) | (nearest == kept))
        stale[kept] = True
        look(np.flatnonzero(stale))
    return [group for group, alive in zip(groups, live, strict=True) if alive]


def _story(members: Sequence[Item], alike: Matrix) -> Story:
    """A story, labelled with its given name or the headline of the article most like the others, if any has a headline."""
    given = next((item.story for item in members if item.story is not None), None)
    typical = alike.sum(axis=0).tolist()
    first = min(range(len(members)), key=lambda n: (members[n].title == members[n].document, -typical[n], members[n].document))
    documents = tuple(sorted(item.document for item in members))
    return Story("s-" + min(map(digest, documents))[:12], given or members[first].title, documents)
