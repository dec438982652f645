"""Clusters of single articles -> what is one across articles: blocks of alike names, scored pairs, vetoes; every link is kept.

Names that are the same to the letter have one bearer. Of the others only those are compared that share a block: a last name
however it is spelled, the base of a company's name, initials, a first word. A pair has features that can be shown, a score from
them, and rules that can only forbid it. Whole names come first, by falling score; then what shortens them (a last name alone, an
acronym), which joins one of them only where no other fits about as well. The order of the articles decides nothing.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from rapidfuzz.fuzz import token_sort_ratio

from kgraph.coreference import Cluster
from kgraph.extract.lexicon import FEMALE, FEMALE_NAMES, MALE, MALE_NAMES, STOP
from kgraph.extract.reader import Extraction
from kgraph.gazetteer import COUNTRY_OF, REGION_OF, plain
from kgraph.knowledge import Knowledge, Known
from kgraph.model import EntityLink, MentionKind
from kgraph.names import (
    COMMON,
    FAMILY_NAME_FIRST,
    LAST_WORDS,
    SMALL_WORDS,
    PersonName,
    ThingName,
    abbreviates,
    clean_name,
    given_fit,
    initials_of,
    last_fit,
    name_key,
    name_words,
    person_name,
    spelling,
    thing_name,
)

# Weights of the features in the score of a pair, a logistic function; set by hand, as there are too few doubtful pairs to learn from.
PEOPLE = {"bias": -5.0, "given": 3.0, "last": 2.0, "name": 1.5, "gender": 0.5, "titles": 1.0, "context": 1.0, "share": 2.5}
THINGS = {"bias": -4.5, "name": 6.0, "type": 1.0, "context": 1.0, "share": 1.5, "introduced": 0.5}
THRESHOLD = 0.5  # least score of a link
MARGIN = 0.15  # by how much the best bearer of a longer name has to be better than the next
WIDEST_BLOCK = 60  # bearers of one block that are compared with one another: the most mentioned
CANDIDATES = 12  # bearers that a shorter name is compared with: the most mentioned
REACH = 120  # characters on either side of a mention that are its context
SEEN = 40  # clusters of a bearer whose context is looked at
ELDERS = frozenset({"rev", "reverend", "dr", "sir"})  # titles by which a father is told from a son with "Jr."
PLACES = frozenset({"GPE", "LOC"})
TOGETHER = re.compile(r"\s*(?:,\s*)?(?:and|or|&|versus|vs\.?|against)\s+(?:the\s+)?", re.I)
ALIAS = re.compile(r"\W*(?:also |better |formerly |previously )?(?:known as|a\.?k\.?a\.?|called|nicknamed)\W*", re.I)
IN_BRACKETS = re.compile(r"\s*\(\s*(?:the\s+)?([A-Z][\w&.-]{1,9})\s*[);,]")
Place: TypeAlias = tuple[str, int, int]


@dataclass(eq=False)
class Bearer:
    """What one name, in all its places, refers to: clusters of one or more articles. `shorts` are the other names it has there."""

    kind: str
    name: str
    clusters: list[Cluster]
    shorts: frozenset[str] = frozenset()
    known: Known | None = None
    doubtful: bool = False

    @cached_property
    def person(self) -> PersonName:
        return person_name(self.name)

    @cached_property
    def thing(self) -> ThingName:
        return thing_name(self.name)

    @cached_property
    def documents(self) -> frozenset[str]:
        return frozenset(c.document for c in self.clusters)

    @cached_property
    def weight(self) -> int:
        """How many mentions it has."""
        return sum(len(c.links) for c in self.clusters)

    @cached_property
    def place(self) -> Place:
        """The first mention of its name."""
        return place_of(self.clusters[0])

    @cached_property
    def gender(self) -> str | None:
        """Its gender ("m", "f") by a title or given name; None where neither says it."""
        return next((g for c in self.clusters if (g := sure_gender(c)) is not None), None)

    @cached_property
    def pronoun(self) -> str | None:
        """Its gender by the pronouns, which are at times another's."""
        return next((c.gender for c in self.clusters if c.gender), None)

    @cached_property
    def type(self) -> str | None:
        types = Counter(c.type for c in self.clusters for _ in c.links)
        return min(types, key=lambda t: (-types[t], str(t)))

    @cached_property
    def titles(self) -> frozenset[str]:
        own = {word for n in (self.name, *self.shorts) for word in plain(n).split()}
        return frozenset(w for c in self.clusters for w in c.attributes if len(w) > 2 and w not in STOP and w not in own)

    @cached_property
    def key(self) -> tuple[int, str, Place]:
        """Sort key: the most mentioned first."""
        return -self.weight, self.name, self.place


@dataclass
class Group:
    """Bearers that are one, with the links that made them so."""

    bearers: list[Bearer]
    links: list[EntityLink] = field(default_factory=list)

    @property
    def clusters(self) -> list[Cluster]:
        return [c for b in self.bearers for c in b.clusters]

    @property
    def known(self) -> Known | None:
        return next((b.known for b in self.bearers if b.known is not None), None)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two bearers that may be one, by their numbers, with the score and what it rests on."""

    left: int
    right: int
    score: float
    reason: str
    features: tuple[tuple[str, float], ...] = ()


Clash: TypeAlias = Callable[[Bearer, Bearer], bool]


def names_of(cluster: Cluster) -> list[str]:
    """A cluster's names as printed; those of headlines, where every word is a capital, only where there is no other."""
    named = [m for m in cluster.drafts if m.kind is MentionKind.NAME]
    person = cluster.kind == "person"
    return [clean_name(m.text, person=person) for m in named if not m.headline] or [clean_name(m.text, person=person) for m in named]


def place_of(cluster: Cluster) -> Place:
    first = min((m for m in cluster.drafts if m.kind is MentionKind.NAME), key=lambda m: (m.headline, m.start))
    return cluster.document, first.start, first.end


def given_gender(words: Sequence[str]) -> str | None:
    """The gender of a name's given name, "m" or "f"; None for a last name alone and a given name of either or neither list."""
    if len(words) < 2:
        return None
    male, female = words[0] in MALE_NAMES, words[0] in FEMALE_NAMES
    return "m" if male and not female else "f" if female and not male else None


def sure_gender(cluster: Cluster) -> str | None:
    """The gender of a person by title ("Mr.", "the businesswoman"), else by given name; None where neither says it."""
    named = [m for m in cluster.drafts if m.kind is MentionKind.NAME]
    titles = {word.rstrip(".") for m in named for word in m.titles}
    for words, gender in ((MALE, "m"), (FEMALE, "f")):
        if titles & words and not titles & (MALE | FEMALE) - words:
            return gender
    return next((g for n in names_of(cluster) if (g := given_gender(name_words(n)))), None)


def link(clusters: Sequence[Cluster], extractions: Sequence[Extraction], knowledge: Knowledge) -> list[Group]:
    """Join the clusters of several articles, named ones, that are one; the order of the articles does not matter."""
    ordered = sorted(clusters, key=lambda c: (place_of(c), c.kind, names_of(c)))
    settle_kinds(ordered)
    told = Told(ordered, extractions)
    people = people_groups([c for c in ordered if c.kind == "person"], told, knowledge)
    things = thing_groups([c for c in ordered if c.kind != "person"], told, knowledge)
    return [with_links_inside(g) for g in (*people, *things)]


def with_links_inside(group: Group) -> Group:
    """A group with the links that join the clusters of each bearer."""
    same = [EntityLink(b.place, place_of(c), "same name") for b in group.bearers for c in b.clusters[1:]]
    return Group(group.bearers, sorted([*same, *group.links], key=lambda k: (k.left, k.right)))


def settle_kinds(clusters: Sequence[Cluster]) -> None:
    """Give clusters of one and the same name one kind, the commoner: a recogniser takes a firm for a person at times.

    A name that may be somebody's last name stays a person's.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    last = {person_name(n).last for c in clusters if c.kind == "person" for n in names_of(c) if person_name(n).given}
    for cluster in clusters:
        for name in set(names_of(cluster)):
            counts[plain(name)][cluster.kind] += len(cluster.links)
    for cluster in clusters:
        names = {plain(n) for n in names_of(cluster)}
        if len(names) != 1 or sure_gender(cluster) is not None or not names.isdisjoint(last):
            continue
        found = counts[min(names)]
        kind, other = ("person", "other") if found["person"] >= found["other"] else ("other", "person")
        if cluster.kind == other and found[kind] > 2 * found[other] and not (kind == "person" and " " not in min(names)):
            cluster.kind = kind
            if kind == "person":
                cluster.type = "PERSON"


# --- what the articles tell beside the names --------------------------------------------------------------------------


class Told:
    """What the articles tell of their clusters: which are not one, which name is another's short form, and what stands around."""

    def __init__(self, clusters: Sequence[Cluster], extractions: Sequence[Extraction]) -> None:
        self.apart: set[tuple[int, int]] = set()  # ids of clusters that a text holds apart, the smaller first
        self.shorts: dict[int, set[str]] = defaultdict(set)  # a cluster's id to the short forms that a text defines for it
        self.before: dict[str, dict[str, int]] = defaultdict(dict)  # article -> a name's key -> where it stands first
        self._words: dict[str, list[tuple[int, str]]] = {}
        self._articles: Counter[str] = Counter()
        by_document: dict[str, list[Cluster]] = defaultdict(list)
        for cluster in clusters:
            by_document[cluster.document].append(cluster)
        for extraction in extractions:
            self._read(extraction, by_document[extraction.document.id])
        self._contexts: dict[int, Mapping[str, float]] = {}

    def _read(self, extraction: Extraction, clusters: Sequence[Cluster]) -> None:
        document, text = extraction.document.id, extraction.document.text
        names = sorted(((m, c) for c in clusters for m in c.drafts if m.kind is MentionKind.NAME), key=lambda pair: (pair[0].start, pair[0].end))
        for mention, cluster in names:
            if not mention.headline:
                key = name_key(clean_name(mention.text, person=cluster.kind == "person"))
                self.before[document].setdefault(key, mention.start)
            for found in (IN_BRACKETS.match(text, mention.end), IN_BRACKETS.search(mention.text + ")")):
                if found and abbreviates(found[1], clean_name(mention.text, person=False)):
                    self.shorts[id(cluster)].add(found[1].rstrip("."))
        for (left, cluster), (right, other) in zip(names, names[1:], strict=False):
            between = text[left.end : right.start]
            if cluster is other:
                continue
            if ALIAS.fullmatch(between):
                self.shorts[id(cluster)].add(clean_name(right.text, person=other.kind == "person"))
            elif TOGETHER.fullmatch(between):
                self._hold_apart(cluster, other)
        of_span = {(m.start, m.end): c for m, c in names}
        for draft in extraction.drafts:
            claim = draft.claim
            if claim.object is None or claim.implied or claim.rule in ("copula", "title", "apposition", "aside"):
                continue
            ends = (extraction.anchors.get((a.start, a.end)) for a in (claim.subject, claim.object))
            first, second = (of_span.get(span) if span else None for span in ends)
            if first is not None and second is not None and first is not second:
                self._hold_apart(first, second)
        self._words[document] = sorted({word for draft in extraction.drafts for word in draft.words})
        self._articles.update({word for _, word in self._words[document]})

    def _hold_apart(self, left: Cluster, right: Cluster) -> None:
        self.apart.add((min(id(left), id(right)), max(id(left), id(right))))

    def holds_apart(self, left: Bearer, right: Bearer) -> bool:
        """Whether an article names the two side by side, or as doer and object of one deed."""
        short, long = sorted((left, right), key=lambda b: len(b.clusters))
        if not short.documents & long.documents:
            return False
        inside: dict[str, list[Cluster]] = defaultdict(list)
        for cluster in long.clusters:
            inside[cluster.document].append(cluster)
        return any(
            (min(id(a), id(b)), max(id(a), id(b))) in self.apart for a in short.clusters for b in inside.get(a.document, ())
        )

    def context(self, bearer: Bearer) -> Mapping[str, float]:
        """The words around a bearer's mentions, weighed by how few articles have them; a vector of length 1."""
        if id(bearer) not in self._contexts:
            counts: Counter[str] = Counter()
            for cluster in bearer.clusters[:SEEN]:
                words = self._words.get(cluster.document, [])
                spans = [(m.start, m.end) for m in cluster.drafts]
                for start, end in spans:
                    for at, word in words[bisect_left(words, (start - REACH, "")) : bisect_left(words, (end + REACH, ""))]:
                        if not any(s <= at < e for s, e in spans):
                            counts[word] += 1
            weights = {w: math.log(1 + n) * math.log(1 + len(self._words) / self._articles[w]) for w, n in counts.items()}
            length = math.sqrt(sum(w * w for w in weights.values())) or 1.0
            self._contexts[id(bearer)] = {w: value / length for w, value in weights.items()}
        return self._contexts[id(bearer)]

    def likeness(self, left: Bearer, right: Bearer) -> float:
        """The cosine of two bearers' contexts."""
        short, long = sorted((self.context(left), self.context(right)), key=len)
        return sum(weight * long.get(word, 0.0) for word, weight in short.items())


# --- joining ----------------------------------------------------------------------------------------------------------


def scored(left: int, right: int, reason: str, weights: Mapping[str, float], features: Mapping[str, float]) -> Pair:
    total = weights["bias"] + sum(weights[name] * value for name, value in features.items())
    rounded = tuple((name, round(value, 3)) for name, value in features.items())
    return Pair(left, right, round(1 / (1 + math.exp(-total)), 3), reason, rounded)


def blocked(bearers: Sequence[Bearer], keys: Iterable[tuple[int, str]]) -> list[tuple[int, int]]:
    """The pairs of bearers that share a key, of each key those of the WIDEST_BLOCK most mentioned."""
    blocks: dict[str, set[int]] = defaultdict(set)
    for number, key in keys:
        blocks[key].add(number)
    pairs = set()
    for block in blocks.values():
        members = sorted(sorted(block, key=lambda n: bearers[n].key)[:WIDEST_BLOCK])
        pairs.update((a, b) for at, a in enumerate(members) for b in members[at + 1 :])
    return sorted(pairs)


def union(groups: Sequence[Group], pairs: Iterable[Pair], clash: Clash) -> list[Group]:
    """Join groups by pairs of their numbers, the surest first; two groups only where no two of their bearers clash."""
    owner = list(range(len(groups)))
    members = {n: [n] for n in owner}
    joined = {n: Group(list(g.bearers), list(g.links)) for n, g in enumerate(groups)}
    for pair in sorted(pairs, key=lambda p: (-p.score, groups[p.left].bearers[0].key, groups[p.right].bearers[0].key)):
        a, b = owner[pair.left], owner[pair.right]
        if a == b or any(clash(x, y) for x in joined[a].bearers for y in joined[b].bearers):
            continue
        joined[a].links += [*joined[b].links, shown(groups[pair.left], groups[pair.right], pair)]
        joined[a].bearers += joined.pop(b).bearers
        for n in members[b]:
            owner[n] = a
        members[a] += members.pop(b)
    return list(joined.values())


def shown(left: Group, right: Group, pair: Pair) -> EntityLink:
    return EntityLink(left.bearers[0].place, right.bearers[0].place, pair.reason, pair.score, pair.features)


def clear(candidates: Sequence[Pair], rivals: Callable[[Pair, Pair], bool]) -> Pair | None:
    """The best of some pairs of one bearer; None where it is below the threshold, or hardly better than a rival of it."""
    ranked = sorted(candidates, key=lambda p: (-p.score, p.right))
    if not ranked or ranked[0].score < THRESHOLD:
        return None
    return None if any(rivals(ranked[0], p) and p.score > ranked[0].score - MARGIN for p in ranked[1:]) else ranked[0]


def same_table_entry(bearers: Sequence[Bearer]) -> Iterator[Pair]:
    """Pairs of bearers that are one entity of the user's table."""
    first: dict[str, int] = {}
    for number, bearer in enumerate(bearers):
        if bearer.known is not None:
            other = first.setdefault(bearer.known.id, number)
            if other != number:
                yield Pair(other, number, 1.0, f"both are {bearer.known.id} in the table of entities")


def is_known_apart(left: Bearer, right: Bearer) -> bool:
    return left.known is not None and right.known is not None and left.known != right.known


# --- people -----------------------------------------------------------------------------------------------------------


def people_groups(clusters: Sequence[Cluster], told: Told, knowledge: Knowledge) -> list[Group]:
    """Join the clusters of people: whole names first, then initials, then last names alone."""
    bearers = list(people_bearers(clusters, knowledge))
    whole = [b for b in bearers if b.person.is_full]
    initials = [b for b in bearers if b.person.given and not b.person.is_full]
    single = [b for b in bearers if not b.person.given]

    def clash(a: Bearer, b: Bearer) -> bool:
        return people_clash(a, b, told)

    groups = union([Group([b]) for b in whole], [*same_table_entry(whole), *people_pairs(whole, told)], clash)
    left = attach(initials, groups, told)
    groups += union([Group([b]) for b in left], people_pairs(left, told), clash)
    groups += same_single_names(attach(single, groups, told))
    return groups


def people_bearers(clusters: Sequence[Cluster], knowledge: Knowledge) -> Iterator[Bearer]:
    """One bearer for each name with a given name or initials, in all articles; one for each cluster of a last name alone."""
    named: dict[tuple[str, str], list[Cluster]] = defaultdict(list)
    printed: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for cluster in clusters:
        counts = Counter(names_of(cluster))
        name = min(counts, key=lambda n: (not person_name(n).is_full, not person_name(n).given, -counts[n], n.isupper(), -len(n), n))
        person = person_name(name)
        if not person.last:
            continue
        if not person.given:
            yield Bearer("person", name, [cluster], known=knowledge.find("person", counts))
            continue
        key = person.squeezed, person.generation or ("elder" if is_elder(cluster) else "")
        named[key].append(cluster)
        printed[key][name] += counts[name]
    for (squeezed, generation), some in sorted(named.items(), key=lambda item: item[0]):
        counts = printed[squeezed, generation]
        name = min(counts, key=lambda n: (n.isupper(), -counts[n], n))
        for same in by_gender(some):
            known = knowledge.find("person", {n for c in same for n in names_of(c) if person_name(n).given})
            yield Bearer("person", name, same, known=known)


def is_elder(cluster: Cluster) -> bool:
    """Whether a title tells somebody from a son of the same name ("Rev. Weber" beside "Weber Jr.")."""
    printed = [m for m in cluster.drafts if m.kind is MentionKind.NAME and " " in m.text]
    return any(not {plain(w).strip(".") for w in (*m.titles, *m.text.split()[:1])}.isdisjoint(ELDERS) for m in printed)


def by_gender(clusters: Sequence[Cluster]) -> list[list[Cluster]]:
    """The clusters of one name, in two where titles and given names make some a man's and some a woman's."""
    counts = Counter(gender for c in clusters if (gender := sure_gender(c)) is not None)
    common = min(counts, key=lambda g: (-counts[g], g), default=None)
    parts = [[c for c in clusters if (sure_gender(c) or common) == gender] for gender in (sorted(counts) or [None])]
    return [part for part in parts if part]


def people_clash(a: Bearer, b: Bearer, told: Told) -> bool:
    """Whether two people cannot be one: by gender, generation, given name or last name, or because one article has both."""
    left, right = a.person, b.person
    if is_known_apart(a, b) or a.gender and b.gender and a.gender != b.gender:
        return True
    if left.generation and right.generation and left.generation != right.generation:
        return True
    if any(x.person.generation and all(map(is_elder, y.clusters)) and not y.person.generation for x, y in ((a, b), (b, a))):
        return True
    given, last = given_fit(left.given, right.given), last_fit(left, right)
    if (given is None or last is None) and left.squeezed != right.squeezed:
        return True
    both_in_one = (given or 1) < 0.9 or (last or 1) < 1
    return (both_in_one and not a.documents.isdisjoint(b.documents)) or told.holds_apart(a, b)


def people_pairs(bearers: Sequence[Bearer], told: Told) -> list[Pair]:
    """The pairs of people that may be one, by the last name, or by the given name and the beginning of the last."""

    def keys() -> Iterator[tuple[int, str]]:
        for number, bearer in enumerate(bearers):
            person = bearer.person
            for word in (*person.given[1:], person.last.split()[-1]):
                yield number, f"last {spelling(word)}"
            yield number, f"letters {spelling(person.squeezed)}"
            yield number, f"near {person.given[0]} {spelling(person.last)[:3]}"

    pairs = [(a, b) for a, b in blocked(bearers, keys()) if not people_clash(bearers[a], bearers[b], told)]
    partners: dict[int, list[int]] = defaultdict(list)
    for a, b in pairs:
        partners[a].append(b)
        partners[b].append(a)

    def rivals(one: int, other: int, of: int) -> list[int]:
        """The other partners of a bearer that cannot be one with this partner."""
        return [n for n in partners[of] if n != one and n != other and people_clash(bearers[n], bearers[one], told)]

    found = []
    for a, b in pairs:
        share = min(
            bearers[one].weight / (bearers[one].weight + sum(bearers[n].weight for n in rivals(one, other, other)))
            for one, other in ((a, b), (b, a))
        )
        found.append(people_pair(a, bearers[a], b, bearers[b], told, share))
    doubtful = {
        n
        for n, others in partners.items()
        for mine in [[p if p.left == n else Pair(n, p.left, p.score, p.reason, p.features) for p in found if n in (p.left, p.right)]]
        if len(others) > 1 and clear(mine, lambda p, q: people_clash(bearers[p.right], bearers[q.right], told)) is None
    }
    return [p for p in found if p.score >= THRESHOLD and p.left not in doubtful and p.right not in doubtful]


def people_pair(a: int, left: Bearer, b: int, right: Bearer, told: Told, share: float) -> Pair:
    given, last = given_fit(left.person.given, right.person.given), last_fit(left.person, right.person)
    reason = "one name, cut otherwise"
    if given is not None and last is not None:
        reason = (
            "one has middle names more"
            if given == last == 1
            else "the last name alone"
            if given == 0.5
            else "initials fit"
            if given in (0.7, 0.8)
            else "another form of the given name"
            if given < 1
            else "another spelling of the last name"
        )
    features = {
        "given": 1.0 if given is None else given,
        "last": 1.0 if last is None else last,
        "name": token_sort_ratio(plain(left.name), plain(right.name)) / 100,
        **beside_the_name(left, right, told),
        "share": share,
    }
    return scored(a, b, reason, PEOPLE, features)


def beside_the_name(left: Bearer, right: Bearer, told: Told) -> dict[str, float]:
    """Features of two people that do not come from their names."""
    genders = left.gender or left.pronoun, right.gender or right.pronoun
    common = len(left.titles & right.titles)
    return {
        "gender": 0.0 if None in genders else 1.0 if genders[0] == genders[1] else -1.0,
        "titles": common / min(len(left.titles), len(right.titles)) if common else 0.0,
        "context": told.likeness(left, right),
    }


def attach(parts: Sequence[Bearer], groups: Sequence[Group], told: Told) -> list[Bearer]:
    """Add bearers of last names alone, or with initials, to the groups of whole names that they shorten; return the others.

    Of those that stay, such as would fit several groups about as well are marked as doubtful.
    """
    index: dict[str, set[int]] = defaultdict(set)
    for number, group in enumerate(groups):
        for bearer in group.bearers:
            for word in (*bearer.person.given, *bearer.person.last.split()):
                if len(word) > 1:
                    index[spelling(word)].add(number)
    weights = [sum(b.weight for b in g.bearers) for g in groups]
    chosen: list[tuple[Bearer, Pair]] = []
    left: list[Bearer] = []
    for number, part in enumerate(parts):
        near = sorted(index.get(spelling(part.person.last.split()[-1]), ()), key=lambda n: (-weights[n], groups[n].bearers[0].key))[:CANDIDATES]
        fitting = [(n, bearer, last) for n in near if (fit := part_fit(part, groups[n])) is not None for bearer, last in [fit]]
        if any(last >= 0.9 for _, _, last in fitting):
            fitting = [found for found in fitting if found[2] >= 0.9]
        total = sum(weights[n] for n, _, _ in fitting)
        pairs = [part_pair(number, part, n, bearer, last, told, weights[n] / total) for n, bearer, last in fitting]
        best = clear(pairs, lambda p, q: True)
        if best is None:
            part.doubtful = len(pairs) > 1
            left.append(part)
        else:
            chosen.append((part, best))
    documents = [{d for b in g.bearers for d in b.documents} for g in groups]
    for part, pair in sorted(chosen, key=lambda found: (-found[1].score, found[0].key)):
        group = groups[pair.right]
        if documents[pair.right].isdisjoint(part.documents):
            documents[pair.right] |= part.documents
            group.links.append(shown(group, Group([part]), pair))
            group.bearers.append(part)
        else:
            left.append(part)
    return left


def part_fit(part: Bearer, group: Group) -> tuple[Bearer, float] | None:
    """The bearer of a group whose name a part of a name shortens, and how well the last name fits; None where none may be it.

    A given name alone fits little, unless it is a family name that stands first.
    """
    if any(not b.documents.isdisjoint(part.documents) or is_known_apart(b, part) for b in group.bearers):
        return None
    found = []
    for bearer in group.bearers:
        own, person = part.person, bearer.person
        if not person.given or part.gender and bearer.gender and part.gender != bearer.gender:
            continue
        if own.generation and person.generation and own.generation != person.generation:
            continue
        last = last_fit(own, person)
        if last is None and not own.given and person.given[0] == own.last:
            last = 1.0 if own.last in FAMILY_NAME_FIRST else 0.3
        if last is not None and given_fit(own.given, person.given) is not None:
            found.append((-last, bearer.key, bearer))
    return (best[2], -best[0]) if (best := min(found, default=None, key=lambda f: f[:2])) is not None else None


def part_pair(a: int, part: Bearer, b: int, bearer: Bearer, last: float, told: Told, share: float) -> Pair:
    if part.known is not None and part.known == bearer.known:
        return Pair(a, b, 1.0, f"both are {part.known.id} in the table of entities")
    features = {
        "given": given_fit(part.person.given, bearer.person.given) or 0.0,
        "last": last,
        "name": token_sort_ratio(plain(part.name), plain(bearer.name)) / 100,
        **beside_the_name(part, bearer, told),
        "share": share,
    }
    reason = "initials fit" if part.person.given else "the last name alone" if last >= 0.7 else "the given name alone"
    return scored(a, b, reason, PEOPLE, features)


def same_single_names(parts: Sequence[Bearer]) -> Iterator[Group]:
    """Groups of the bearers of a single name that no whole name explains; what several whole names would explain stays alone."""
    same: dict[tuple[str, str], list[Bearer]] = defaultdict(list)
    for part in parts:
        if part.doubtful:
            yield Group([part])
        else:
            person = part.person
            letters = spelling(person.last)
            same[letters if len(letters) > 3 else person.last, " ".join((*person.given, person.generation))].append(part)
    for _, some in sorted(same.items(), key=lambda item: item[0]):
        genders = Counter(g for b in some if (g := b.gender) is not None)
        common = min(genders, key=lambda g: (-genders[g], g), default=None)
        for gender in sorted(genders) or [None]:
            ranked = sorted((b for b in some if (b.gender or common) == gender), key=lambda b: b.key)
            links = [EntityLink(ranked[0].place, b.place, "same name") for b in ranked[1:]]
            if ranked:
                yield Group(ranked, links)


# --- places and organisations -----------------------------------------------------------------------------------------


def thing_groups(clusters: Sequence[Cluster], told: Told, knowledge: Knowledge) -> list[Group]:
    """Join the clusters of places, organisations and other named things: like names first, then shorter ones."""
    bearers = list(thing_bearers(clusters, told, knowledge))

    def clash(a: Bearer, b: Bearer) -> bool:
        return things_clash(a, b, told)

    groups = union([Group([b]) for b in bearers], [*same_table_entry(bearers), *thing_pairs(bearers, told)], clash)
    groups = [Group(sorted(g.bearers, key=lambda b: b.key), g.links) for g in groups]
    shorter: dict[int, list[Pair]] = defaultdict(list)
    for pair in shorter_names(groups, told):
        shorter[pair.left].append(pair)
    weights = [sum(b.weight for b in g.bearers) for g in groups]
    chosen = []
    for pairs in shorter.values():
        total = sum(weights[p.right] for p in pairs)
        whole = [
            scored(p.left, p.right, p.reason, THINGS, {**dict(p.features), "share": weights[p.right] / total})
            for p in pairs
        ]
        if (best := clear(whole, lambda p, q: True)) is not None:
            chosen.append(best)
    return union(groups, chosen, clash)


def thing_bearers(clusters: Sequence[Cluster], told: Told, knowledge: Knowledge) -> Iterator[Bearer]:
    """One bearer for each name of a place or organisation, however it is spelled; acronyms and the like are its short forms."""
    same: dict[str, list[Cluster]] = defaultdict(list)
    printed: dict[str, Counter[str]] = defaultdict(Counter)
    shorts: dict[str, set[str]] = defaultdict(set)
    for cluster in clusters:
        counts = Counter(names_of(cluster))
        name = min(counts, key=lambda n: (thing_name(n).acronym, -len(thing_name(n).words), -counts[n], n))
        key = name_key(name)
        if not key:
            continue
        same[key].append(cluster)
        printed[key].update({n: count for n, count in counts.items() if name_key(n) == key})
        shorts[key] |= {other for n in (*counts, *told.shorts[id(cluster)]) if (other := name_key(n)) != key}
    for key, some in sorted(same.items()):
        name = min(printed[key], key=lambda n: (-printed[key][n], n))
        known = knowledge.find("other", printed[key]) or knowledge.find("other", [key])
        yield Bearer("other", name, some, frozenset(shorts[key]), known)


def things_clash(a: Bearer, b: Bearer, told: Told) -> bool:
    """Whether two things cannot be one: by their numbers, countries, states, trades, or because a text holds them apart."""
    left, right = a.thing, b.thing
    parts = ((left.numbers, right.numbers), (left.country, right.country), (left.region, right.region), (left.trade, right.trade),
             (left.sort, right.sort))  # fmt: skip
    return is_known_apart(a, b) or any(x and y and x != y for x, y in parts) or told.holds_apart(a, b)


def thing_pairs(bearers: Sequence[Bearer], told: Told) -> Iterator[Pair]:
    """The pairs of names that are one but for a legal form, a word for the sort or trade, or the spelling."""

    def keys() -> Iterator[tuple[int, str]]:
        for number, bearer in enumerate(bearers):
            base = bearer.thing.base
            if len(base) > 1 or is_proper(base[0], bearer):
                yield number, f"base {' '.join(base)}"
            if len(letters := "".join(bearer.thing.words)) > 5:
                yield number, f"letters {spelling(letters)}"

    for a, b in blocked(bearers, keys()):
        left, right = bearers[a], bearers[b]
        one, other = left.thing, right.thing
        if one.numbers != other.numbers or (one.country, one.region) != (other.country, other.region) or things_clash(left, right, told):
            continue
        strength, reason = 0.9, "another spelling"
        if one.base == other.base:
            strength = 1.0
            for part, factor in (("legal_form", 0.95), ("sort", 0.85), ("trade", 0.8)):
                if getattr(one, part) != getattr(other, part):
                    strength, reason = strength * factor, f"same name but for the {part.replace('_', ' ')}"
        pair = scored(a, b, reason, THINGS, {"name": strength, **beside_the_names(left, right, told), "share": 1.0})
        if pair.score >= THRESHOLD:
            yield pair


def is_proper(word: str, bearer: Bearer) -> bool:
    """Whether one word may be the base of a name: no people, place, or word that many names share."""
    return bearer.type not in PLACES | {"NORP"} and word not in COMMON and word not in COUNTRY_OF and word not in REGION_OF


def beside_the_names(left: Bearer, right: Bearer, told: Told) -> dict[str, float]:
    """Features of two things that do not come from their names."""
    types = {left.type, right.type}
    apart = len(types & (PLACES | {"NORP"})) == 1 and len(types) == 2 and not types <= PLACES
    return {"type": 1.0 if len(types) == 1 or types <= PLACES else -1.0 if apart else 0.0, "context": told.likeness(left, right)}


def shorter_names(groups: Sequence[Group], told: Told) -> Iterator[Pair]:
    """Pairs of a group and one whose name its name may shorten; the best of each two groups. Their share is still to be told."""
    best: dict[tuple[int, int], Pair] = {}
    for a, short, b, long, strength, reason in shortened(groups):
        if a == b or things_clash(short, long, told):
            continue
        features = {"name": strength, **beside_the_names(short, long, told)}
        if reason == "the first word of the name":
            introduced = introduction(short, long, told)
            if introduced <= 0:
                continue
            features["introduced"] = introduced
        pair = scored(a, b, reason, THINGS, features)
        if (a, b) not in best or pair.score > best[a, b].score:
            best[a, b] = pair
    yield from (pair for _, pair in sorted(best.items()))


def shortened(groups: Sequence[Group]) -> Iterator[tuple[int, Bearer, int, Bearer, float, str]]:
    """A group's number and bearer, the number and bearer whose name it shortens, how much that says, in [0, 1], and how it does."""
    bearers = [(n, b) for n, g in enumerate(groups) for b in g.bearers]
    by_key: dict[str, list[tuple[int, Bearer]]] = defaultdict(list)
    by_base: dict[tuple[str, ...], list[tuple[int, Bearer]]] = defaultdict(list)
    for n, bearer in bearers:
        by_key[name_key(bearer.name)].append((n, bearer))
        by_base[bearer.thing.base].append((n, bearer))
    organisations = {b.thing.words for _, b in bearers if b.type == "ORG"}
    for b, long in bearers:
        thing = long.thing
        for form in sorted(long.shorts):
            yield from ((a, short, b, long, 1.0, "a short form that an article uses for it") for a, short in by_key[form])
        for form in sorted(initials_of(long.name)):
            yield from ((a, s, b, long, 0.75, "the initials of the name") for a, s in by_key[form] if s.thing.acronym and is_proper(form, s))
        for part in ("country", "region"):
            if getattr(thing, part) and (len(thing.base) > 1 or part == "region" or is_proper(thing.base[0], long)):
                same = ((a, s) for a, s in by_base[thing.base] if not (s.thing.country or s.thing.region))
                yield from ((a, s, b, long, 0.75, f"the name without its {part}") for a, s in same if part == "region" or s.type == long.type)
        if len(thing.base) < 2 or not long.type or long.type in PLACES | {"NORP"}:
            continue
        first, last, rest = thing.base[0], thing.base[-1], thing.words[1:]
        if len(thing.base) == 2 and len(first) > 3 and not thing.numbers and last not in COMMON | COUNTRY_OF.keys() | SMALL_WORDS:
            alone = ((a, s) for a, s in by_base[first,] if s.thing.words == (first,) and is_proper(first, s))
            yield from ((a, s, b, long, 0.6, "the first word of the name") for a, s in alone)
        if last in LAST_WORDS:
            yield from ((a, s, b, long, 0.6, "the last word of the name") for a, s in by_key[last] if s.type == long.type)
        if thing.words[:1] in organisations and (thing.numbers or long.type != "ORG"):
            yield from ((a, s, b, long, 0.7, "the name without its maker") for a, s in by_key[" ".join(rest)] if is_proper(rest[0], s))


def introduction(short: Bearer, long: Bearer, told: Told) -> float:
    """1 where the articles that have both names introduce the long one first, -1 where one does not, 0 where none has both."""
    places = [told.before[d] for d in sorted(short.documents & long.documents)]
    keys = name_key(short.name), name_key(long.name)
    both = [(found[keys[0]], found[keys[1]]) for found in places if keys[0] in found and keys[1] in found]
    return 0.0 if not both else 1.0 if all(late > early for late, early in both) else -1.0
