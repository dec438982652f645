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

    def cosines(self, weights: Matrix) -> tuple[Matrix, NDArray[np.bool_]]:
        """The cosine of every two articles, shape (width, width), and whether an article has any weight, shape (width,).

        Keys of few articles are multiplied pair by pair, as in an inverted index, those of many as a matrix.
        """
        lengths = np.sqrt(np.bincount(self.articles, weights * weights, minlength=self.width)).astype(np.float32)
        order = np.flatnonzero(weights)
        order = order[np.argsort(self.keys[order], kind="stable")]
        articles, keys = self.articles[order], self.keys[order]
        values = weights[order] / lengths[articles]
        sizes = np.bincount(keys, minlength=len(self.passages))
        starts = np.cumsum(sizes) - sizes
        many = sizes >= max(8, self.width // 32)
        dense = many[keys]
        table = np.zeros((self.width, int(many.sum())), dtype=np.float32)
        table[articles[dense], (np.cumsum(many) - 1)[keys[dense]]] = values[dense]
        sums: Matrix = table @ table.T
        for size in range(2, int(sizes[~many].max(initial=0)) + 1):
            places = starts[~many & (sizes == size)][:, None] + np.arange(size)  # shape (keys that so many articles have, size)
            pairs = articles[places][:, :, None] * self.width + articles[places][:, None, :]
            np.add.at(sums.reshape(-1), pairs.reshape(-1), (values[places][:, :, None] * values[places][:, None, :]).reshape(-1))
        return sums, lengths > 0


@dataclass(frozen=True)
class Wording:
    """Names and words of all articles; `outside` is 1 for the counts of `stems` that are of words outside names, else 0."""

    names: Postings
    stems: Postings
    outside: Matrix

    @staticmethod
    def of(found: Sequence[Features]) -> Wording:
        outside = [flag for f in found for flag in (0,) * len(f.spelled) + (1,) * len(f.words)]
        stems = Postings.of([f.spelled + f.words for f in found], _frequency)
        return Wording(Postings.of([f.names for f in found], _name_frequency), stems, np.array(outside, dtype=np.float32))

    def similarities(self, groups: NDArray[np.intp], weeks: NDArray[np.intp]) -> Matrix:
        """The mean of the cosines of names, of all words and of the words outside names, in SHARES, shape (articles, articles).

        What one of two articles has none of is left out. The last tells apart two affairs of one politician.
        """
        weights = self.stems.weights(groups, weeks)
        compared = (
            self.names.cosines(self.names.weights(groups, weeks)),
            self.stems.cosines(weights),
            self.stems.cosines(weights * self.outside),
        )
        shares = np.array(SHARES, dtype=np.float32)
        present = np.array([has for _, has in compared], dtype=np.float32)  # shape (kinds, articles)
        total = np.zeros((len(groups), len(groups)), dtype=np.float32)
        for share, (alike, _) in zip(shares, compared, strict=True):
            alike *= share
            total += alike
        total /= np.maximum((present.T * shares) @ present, shares.min())
        return total


# --- clusters -----------------------------------------------------------------------------------------------------


def cluster(items: Iterable[Item]) -> tuple[Story, ...]:
    """Sort articles, whose ids differ, into stories, sorted by id; the order of the articles does not matter.

    Articles of one given name are one story, those of different given names never are; others join what they are like. Groups
    that lie more than WINDOW days apart are not joined; an article without a date may join any.
    """
    ordered = sorted(items, key=lambda item: item.document)
    if not ordered:
        return ()
    alike = similarities(ordered)
    stories = (_story([ordered[n] for n in members], alike[np.ix_(members, members)]) for members in _groups(ordered, alike, THRESHOLD))
    return tuple(sorted(stories, key=lambda story: story.id))


def similarities(items: Sequence[Item]) -> Matrix:
    """How alike the articles are, in wording and in time, shape (articles, articles), in [0, 1].

    Their words alone make first groups, which tell how many stories have a name or word; these numbers weigh them.
    """
    wording, fading = Wording.of([item.features for item in items]), _fading(items)
    groups = np.zeros(len(items), dtype=np.intp)
    weeks = np.array([item.published.toordinal() // 7 if item.published else -1 for item in items], dtype=np.intp)
    drafted, _ = wording.stems.cosines(wording.stems.weights(groups, weeks))
    for number, members in enumerate(_groups(items, drafted * fading, STRICT)):
        groups[members] = number
    alike: Matrix = (wording.similarities(groups, weeks) * fading).round(5)  # so that rounding errors decide no tie
    return alike


def _fading(items: Sequence[Item]) -> Matrix:
    """What share of their similarity the time between two articles leaves, shape (articles, articles); 1 where a date is missing."""
    days = np.array([_day(item) for item in items], dtype=np.float32)
    apart = np.nan_to_num(np.abs(days[:, None] - days))
    left: Matrix = 1 - FADING * np.minimum(apart / WINDOW, 1)
    return left


def _day(item: Item) -> float:
    return math.nan if item.published is None else item.published.toordinal()


def _groups(items: Sequence[Item], alike: Matrix, threshold: float) -> Iterator[list[int]]:
    """Cut the articles into parts that no pair alike enough leads out of, and cluster each by itself."""
    linked = alike >= threshold
    first: dict[str, int] = {}
    for n, item in enumerate(items):
        if item.story is not None:
            known = first.setdefault(item.story, n)
            linked[n, known] = linked[known, n] = True
    seen = np.zeros(len(items), dtype=bool)
    for n in range(len(items)):
        if seen[n]:
            continue
        part = fresh = np.arange(len(items)) == n
        while fresh.any():
            fresh = linked[fresh].any(axis=0) & ~part
            part = part | fresh
        seen |= part
        members = np.flatnonzero(part)
        if len(members) == 1:
            yield members.tolist()
            continue
        for group in _agglomerate([items[m] for m in members.tolist()], alike[np.ix_(members, members)], threshold):
            yield members[group].tolist()


def _agglomerate(items: Sequence[Item], alike: Matrix, threshold: float) -> list[list[int]]:
    """Average-link clustering down to a threshold, nearest neighbours kept (Anderberg 1973): about articles² steps.

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
    sums = np.add.reduceat(np.add.reduceat(alike[np.ix_(order, order)], starts, axis=0), starts, axis=1)
    sizes = np.array([len(group) for group in groups], dtype=np.float32)
    begin, end = np.fmin.reduceat(days[order], starts), np.fmax.reduceat(days[order], starts)
    given = np.array([n if n < len(names) else -1 for n in range(len(groups))])
    live = np.ones(len(groups), dtype=bool)

    def means(rows: NDArray[np.intp]) -> Matrix:
        """The mean similarity of some groups to every group, shape (rows, groups), -1 where they may not be joined."""
        apart = np.maximum(begin - end[rows, None], begin[rows, None] - end) > WINDOW  # false where one has no date
        barred = ~live | apart | ((given >= 0) & (given[rows, None] >= 0))
        barred[np.arange(len(rows)), rows] = True
        return np.where(barred, np.float32(-1), sums[rows] / (sizes * sizes[rows, None]))

    table = means(np.arange(len(groups)))
    nearest, best = table.argmax(axis=1), table.max(axis=1)
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
        table[gone] = table[:, gone] = best[gone] = -1.0
        table[kept] = table[:, kept] = means(np.array([kept]))[0]
        nearer = live & (table[:, kept] > best)
        nearest[nearer], best[nearer] = kept, table[nearer, kept]
        stale = live & ((nearest == gone) | (nearest == kept))
        stale[kept] = True
        nearest[stale], best[stale] = table[stale].argmax(axis=1), table[stale].max(axis=1)
    return [group for group, alive in zip(groups, live, strict=True) if alive]


def _story(members: Sequence[Item], alike: Matrix) -> Story:
    """A story, labelled with its given name or the headline of the article most like the others, if any has a headline."""
    given = next((item.story for item in members if item.story is not None), None)
    typical = alike.sum(axis=0).tolist()
    first = min(range(len(members)), key=lambda n: (members[n].title == members[n].document, -typical[n], members[n].document))
    documents = tuple(sorted(item.document for item in members))
    return Story("s-" + min(map(digest, documents))[:12], given or members[first].title, documents)
