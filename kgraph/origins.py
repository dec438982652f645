"""How many independent origins stand behind a fact: a copy, an agency's text, a shared passage and one speaker's words count once.

Shared passages are windows of equal words outside quotations, of which one may be another word, found by their hashes: windows
with each word left out in turn, as in the deletion neighbourhoods of Bocek, Hunt and Stiller (2007), compared as shingles are
(Broder 1997). Their lengths are after Nicholls (International Journal of Communication 13, 2019). Outlets are never compared in
pairs: the work grows with their number. What is paraphrased from a wire is not seen, so there may be fewer origins than shown,
and an agency that nobody credits may make fewer still.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
from networkx.utils import UnionFind
from numpy.typing import NDArray

from kgraph.ingest.metadata import agencies_of
from kgraph.ingest.patterns import AGENCIES, AGENCY
from kgraph.model import Argument, Claim, Document, Fact, LabelledSpan, OriginKind, Section, SharedOrigin, digest
from kgraph.utterances import quoted_sentences
from kgraph.wording import WORD, folded

LONG = 15  # words that two outlets do not write alike by chance
SHORT = 8  # words that they may; two such runs, or one and an agency's credit, make a family of articles, and so does a long one
LENGTHS = (LONG, 11, SHORT)  # of windows, in words; the shorter ones count within a family
COVERED = 0.6  # share of a claim's words outside quotations that a window must cover, or of a window that a longer claim must
COPIED = 0.5  # share of an article's words in one run from which on it is a copy
BASE = 0x9E3779B97F4A7C15  # of the polynomial by which the words of a window are hashed, modulo 2**64
PART = re.compile(  # an agency beside others who wrote the text
    rf"\b(?:contribut\w*|inputs?|additional|assist\w*|provided|compiled|reporting|staff|with|files|material)\b|(?:\band|[&+/]) ?(?:the )?"
    rf"(?:{AGENCY})\b|\b(?:{AGENCY}) ?(?:and\b|[&+/])",
    re.I,
)
OWNED = re.compile(rf"(?:copyright|©|\(c\))[\W\d]*(?:the )?(?:{AGENCY})\b", re.I)  # and not merely named in a notice
ANY_AGENCY = re.compile("|".join(AGENCIES.values()), re.I)
Key = tuple[OriginKind, str]
KINDS = list(OriginKind)
NAMING = (OriginKind.SPEAKER, OriginKind.AGENCY)  # an origin has the name of its speaker or agency, else that of its first article


def with_origins(facts: Iterable[Fact], documents: Iterable[Document]) -> tuple[Fact, ...]:
    """Give every claim its origin, and every fact the reasons why it has fewer origins than articles.

    Inside a fact, claims of one article, of one copied article, agency or shared passage, of one utterance or speaker have one
    origin; so there are never more origins than articles. An agency's or speaker's origin has one id in all facts. The order of
    facts and documents does not matter.
    """
    texts = Texts(documents)
    return tuple(_traced(fact, texts) for fact in facts)


def _traced(fact: Fact, texts: Texts) -> Fact:
    held: dict[Key, list[Claim]] = defaultdict(list)
    several = len({c.evidence.document for c in fact.claims}) > 1
    for claim in fact.claims:
        for key in {*texts.credited(claim), *_spoken(claim), *(texts.keys(claim) if several else ())}:
            held[key].append(claim)
    origins = UnionFind(c.evidence.document for c in fact.claims)
    joining = []
    for key in sorted(held, key=lambda k: (KINDS.index(k[0]), -len(held[k]), k)) if several else ():
        articles = sorted({c.evidence.document for c in held[key]})
        if len({origins[a] for a in articles}) > 1:
            origins.union(*articles)
            joining.append(key)
    sources = sorted((NAMING.index(k[0]), k, claims[0].evidence.document) for k, claims in held.items() if k[0] in NAMING)
    named = {origins[article]: _id(*key) for _, key, article in reversed(sources)}
    name = {a: named.get(origins[a]) or _id("article", min(group)) for group in origins.to_sets() for a in group}
    reasons = tuple(
        SharedOrigin(name[held[key][0].evidence.document], key[0], texts.told(key, held[key]), tuple(sorted({c.id for c in held[key]})))
        for key in joining
    )
    return replace(fact, claims=tuple(replace(c, origin=name[c.evidence.document]) for c in fact.claims), origin_reasons=reasons)


@lru_cache(maxsize=1 << 12)
def _id(kind: str, name: str) -> str:
    return "o-" + digest(kind, name)


def _spoken(claim: Claim) -> Iterable[Key]:
    """What a claim goes back to by who says it; a title in somebody's words ("President Roe") is not what is said."""
    speaker = _speaker(claim)
    if claim.utterance is not None and not claim.implied:
        yield OriginKind.UTTERANCE, claim.utterance
    if speaker is not None and (agency := agency_called(speaker.label)) is not None:
        yield OriginKind.AGENCY, agency
    elif speaker is not None and speaker.id is not None:
        yield OriginKind.SPEAKER, speaker.id


def _speaker(claim: Claim) -> Argument | None:
    return claim.subject if claim.rule == "report" else claim.attributed_to


# --- agencies -----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 14)
def agency_called(name: str) -> str | None:
    """The agency of that name, None where it is none.

    >>> agency_called("the Associated Press"), agency_called("The Daily Example")
    ('AP', None)
    """
    if not ANY_AGENCY.fullmatch(name):
        return None
    return next(agency for agency, pattern in AGENCIES.items() if re.fullmatch(pattern, name, re.I))


def sole_agency(document: Document) -> str | None:
    """The agency that the whole text of an article is by, as its dateline, byline, credit or outlet says; None where it has none,
    or one that only contributed. The credit of a picture says nothing about the text."""
    found = {agency_called(document.outlet or "")}
    for span in document.spans:
        words = document.text[span.start : span.end]
        named = agencies_of(document.text, [span])
        if named and (span.section in (Section.DATELINE, Section.BYLINE, Section.AGENCY_CREDIT) or OWNED.search(words)):
            found.add(named[0] if len(named) == 1 and not PART.search(words) else None)
    found.discard(None)
    return found.pop() if len(found) == 1 else None


# --- shared passages ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """The words of one article's report outside quotations, as they are compared, with their places in the article.

    Where its parts meet (headline, standfirst, body) stand words that no other article has.
    """

    words: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    agency: str | None
    credits: bool

    @property
    def pattern(self) -> tuple[str, ...]:
        """The words, those between parts the same for every article."""
        return tuple("" if word.startswith("\0") else word for word in self.words)


def read_text(document: Document) -> Text:
    quoted = sorted(span for spans in quoted_sentences(document) for span in spans)
    starts = [start for start, _ in quoted]
    words: list[str] = []
    places: list[tuple[int, int]] = []
    before: LabelledSpan | None = None
    for span in (s for s in document.spans if s.section.is_report):
        if before is not None and before.section is not span.section:
            words += [f"\0{document.id} {span.start}", f"\0{document.id} {span.end}"]
            places += [(span.start, span.start)] * 2
        before = span
        for found in WORD.finditer(document.text, span.start, span.end):
            place = found.span()
            at = bisect_right(starts, place[0]) - 1
            if at < 0 or quoted[at][1] <= place[0]:
                words.append(folded(found.group()))
                places.append(place)
    return Text(tuple(words), tuple(places), sole_agency(document), bool(document.agencies))


class Texts:
    """The articles of a story, and which windows of words stand in several of them."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = {d.id: d for d in documents}
        self.texts = {name: read_text(document) for name, document in sorted(self.documents.items())}
        first: dict[tuple[str, ...], str] = {}  # of articles with the same words one is compared with the others
        self.like = {name: first.setdefault(text.pattern, name) for name, text in self.texts.items()}
        compared = {name: text for name, text in self.texts.items() if self.like[name] == name}
        self.windows = {length: shared_windows({n: t.words for n, t in compared.items()}, length) for length in LENGTHS}
        credited = {self.like[name] for name, text in self.texts.items() if text.credits}
        self.family = families(self.windows, credited)
        self.copied = copies(self.windows[LONG], compared)

    def credited(self, claim: Claim) -> Iterable[Key]:
        """What a claim goes back to by whose its article is."""
        agency = self.texts[claim.evidence.document].agency
        if agency is not None:
            yield OriginKind.AGENCY, agency

    def keys(self, claim: Claim) -> Iterable[Key]:
        """What a claim goes back to by where it stands, beside articles that print the same."""
        name = self.like[claim.evidence.document]
        text = self.texts[claim.evidence.document]
        if text.words:
            yield OriginKind.COPY, self.copied.get(name, name)
        start, end = self.words_of(claim)
        for length in LENGTHS:
            if length < COVERED * (end - start) and length < LONG:
                continue
            need = math.ceil(COVERED * min(end - start, length))
            windows = self.windows[length][name]
            for at in range(max(0, start + need - length), min(end - need + 1, len(windows))):
                if need and windows[at]:
                    yield OriginKind.PASSAGE, f"{windows[at]:016x}" + (f" {self.family[name]}" if length < LONG else "")

    def words_of(self, claim: Claim) -> tuple[int, int]:
        """Which words of its article a claim stands in, those in quotation marks left out."""
        places = self.texts[claim.evidence.document].places
        return bisect_left(places, (claim.evidence.start,)), bisect_left(places, (claim.evidence.end,))

    def told(self, key: Key, claims: Sequence[Claim]) -> str:
        """What joins some claims, in words: the agency, the speaker, or what the first one's article prints around it as others do."""
        kind, name = key
        if kind is OriginKind.AGENCY:
            return name
        if kind in (OriginKind.SPEAKER, OriginKind.UTTERANCE):
            return next((speaker.label for c in claims if (speaker := _speaker(c)) is not None), "")
        evidence = claims[0].evidence
        start, end = evidence.start, evidence.end
        if kind is OriginKind.PASSAGE:
            start, end = self.shared_around(claims[0], int(name.split(" ")[0], 16))
        return " ".join(self.documents[evidence.document].text[start:end].split())

    def shared_around(self, claim: Claim, window: int) -> tuple[int, int]:
        """The stretch of windows of one length that a claim's article shares with others, around that of a name."""
        name, places = self.like[claim.evidence.document], self.texts[claim.evidence.document].places
        first, last = self.words_of(claim)
        begin = max(0, first - LONG)
        length = next(n for n in LENGTHS if window in self.windows[n][name][begin:last])
        windows = self.windows[length][name]
        low = high = begin + int(np.flatnonzero(windows[begin:last] == window)[0])
        while low > begin and windows[low - 1]:
            low -= 1
        while high + 1 < last and windows[high + 1]:
            high += 1
        return places[low][0], places[min(high + length, len(places)) - 1][1]


@lru_cache(maxsize=1 << 16)
def _hash(word: str) -> int:
    return int(digest(word), 16)


def shared_windows(texts: Mapping[str, Sequence[str]], length: int) -> dict[str, NDArray[np.uint64]]:
    """For each text and each place in it, shape (words,), the name of the window of so many words that starts there if another text
    has it too, all but at most one word of it; else 0. Windows of several texts that are alike in pairs have one name.
    """
    names = sorted(texts)
    rows = [_windows(np.array([_hash(w) for w in texts[name]], dtype=np.uint64), length) for name in names]
    sizes = [len(r) for r in rows]
    found = {name: np.zeros(len(texts[name]), dtype=np.uint64) for name in names}
    if sum(sizes) == 0:
        return found
    table = np.concatenate(rows)  # shape (places in all texts, windows at each), 0 where there is none
    hashes = np.sort(table, axis=None)
    values = np.unique(hashes[1:][(hashes[1:] == hashes[:-1]) & (hashes[1:] != 0)])  # those that stand in several places
    if not len(values):
        return found
    group = np.searchsorted(values, table)
    group[group == len(values)] = 0
    place, column = np.nonzero(values[group] == table)
    group, owner = group[place, column], np.repeat(np.arange(len(names)), sizes)[place]
    low, high = np.full(len(values), len(names)), np.full(len(values), -1)
    np.minimum.at(low, group, owner)
    np.maximum.at(high, group, owner)
    shared = (low < high)[group]
    place, group = place[shared], group[shared]
    starts, first = np.unique(place, return_index=True)  # the first of a place's shared windows stands for all of them
    edges = np.stack([group[first][np.searchsorted(starts, place)], group], axis=1)
    alike = UnionFind()
    for left, right in np.unique(edges[edges[:, 0] != edges[:, 1]], axis=0).tolist():
        alike.union(left, right)
    root = np.arange(len(values))
    for members in alike.to_sets():
        root[list(members)] = min(members)
    names_of = np.zeros(len(table), dtype=np.uint64)
    names_of[starts] = values[root[group[first]]]
    start = 0
    for name, size in zip(names, sizes, strict=True):
        found[name][:size] = names_of[start : start + size]
        start += size
    return found


def _windows(words: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    """Hashes of the windows at each place of a text, shape (places, length): so many words in a row, and one more with each but the
    first and last left out in turn."""
    count = len(words) - length + 1
    if count < 1:
        return np.zeros((0, length), dtype=np.uint64)
    powers = np.array([pow(BASE, j, 1 << 64) for j in range(length)], dtype=np.uint64)
    padded = np.append(words, np.uint64(0))
    columns = [padded[j : j + count] for j in range(length + 1)]
    before = [np.zeros(count, dtype=np.uint64)]
    for j in range(length):
        before.append(before[-1] + columns[j] * powers[j])
    made = np.zeros((count, length), dtype=np.uint64)
    made[:, 0] = before[length]
    behind = columns[length] * powers[length - 1]
    for left_out in range(length - 1, 0, -1):
        made[:-1, left_out] = (before[left_out] + behind)[:-1]
        behind = behind + columns[left_out] * powers[left_out - 1]
    return made


def runs(windows: Mapping[str, NDArray[np.uint64]], length: int) -> dict[str, Counter[int]]:
    """For each text its runs of shared windows, and of how many words each is; texts that have windows of a run have that run."""
    joined = UnionFind()
    edges = {edge for of in windows.values() for edge in pairwise(of.tolist())}
    for a, b in sorted((a, b) for a, b in edges if a and b and a != b):
        joined.union(a, b)
    found: dict[str, Counter[int]] = {}
    for name, of in windows.items():
        found[name] = Counter()
        places = np.flatnonzero(of)
        for stretch in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1):
            if len(stretch):
                run = int(joined[int(of[stretch[0]])])
                found[name][run] = max(found[name][run], len(stretch) + length - 1)
    return found


def families(windows: Mapping[int, Mapping[str, NDArray[np.uint64]]], credited: Iterable[str]) -> dict[str, str]:
    """For each text the first text of its family: articles that share a long run, two short ones, or one that an agency's may be."""
    related = UnionFind(windows[LONG])
    holder: dict[object, str] = {}
    for name, of in sorted(windows[LONG].items()):
        for window in np.unique(of[of > 0]).tolist():
            related.union(holder.setdefault(("long", window), name), name)
    short = runs(windows[SHORT], SHORT)
    of_agency = {run for name in credited for run in short[name]}
    for name, found in sorted(short.items()):
        for key in (*(r for r in found if r in of_agency), *combinations(sorted(found), 2)):
            related.union(holder.setdefault(key, name), name)
    return {name: min(group) for group in related.to_sets() for name in group}


def copies(windows: Mapping[str, NDArray[np.uint64]], texts: Mapping[str, Text]) -> dict[str, str]:
    """For each text that stands in others for the most part, in one run, a name of that run."""
    found = {}
    for name, lengths in runs(windows, LONG).items():
        if lengths:
            run, words = max(lengths.items(), key=lambda item: (item[1], item[0]))
            if words >= COPIED * len(texts[name].words):
                found[name] = f"run {run:016x}"
    return found
