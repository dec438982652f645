"""People across articles: whole names first, then names with initials, then last names alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz.fuzz import token_sort_ratio

from kgraph.coreference import Cluster
from kgraph.gazetteer import plain
from kgraph.knowledge import Knowledge
from kgraph.linking.bearers import Bearer, Group, Pair, names_of, sure_gender
from kgraph.linking.joining import THRESHOLD, blocked, clear, is_known_apart, same_table_entry, scored, shown, union
from kgraph.linking.told import Told
from kgraph.model import EntityLink, MentionKind
from kgraph.names import FAMILY_NAME_FIRST, given_fit, last_fit, person_name, spelling

# Weights of the features in the score of a pair, a logistic function; set by hand, as there are too few doubtful pairs to learn from.
WEIGHTS = {"bias": -5.0, "given": 3.0, "last": 2.0, "name": 1.5, "gender": 0.5, "titles": 1.0, "context": 1.0, "share": 2.5}
CANDIDATES = 12  # bearers of whole names that a part of a name is compared with: the most mentioned
ELDERS = frozenset({"rev", "reverend", "dr", "sir"})  # titles by which a father is told from a son with "Jr."


def people_groups(clusters: Sequence[Cluster], told: Told, knowledge: Knowledge) -> list[Group]:
    """Join the clusters of people: whole names first, then initials, then last names alone."""
    bearers = list(bearers_of(clusters, knowledge))
    whole = [b for b in bearers if b.person.is_full]
    initials = [b for b in bearers if b.person.given and not b.person.is_full]
    single = [b for b in bearers if not b.person.given]

    def clash(a: Bearer, b: Bearer) -> bool:
        return people_clash(a, b, told)

    groups = union([Group([b]) for b in whole], people_pairs(whole, told), clash)
    left = attach(initials, groups, told)
    groups += union([Group([b]) for b in left], people_pairs(left, told), clash)
    groups += same_single_names(attach(single, groups, told))
    return union(groups, [*same_table_entry(groups), *aliases(groups, told)], is_somebody_else)


def aliases(groups: Sequence[Group], told: Told) -> Iterator[Pair]:
    """Pairs of groups of which an article says that one is known by the other's name."""
    bearing = {b.person.squeezed: number for number, group in reversed(list(enumerate(groups))) for b in group.bearers}
    for number, group in enumerate(groups):
        for form in sorted({form for c in group.clusters for form in told.shorts[id(c)]}):
            other = bearing.get(person_name(form).squeezed, number)
            if other != number:
                yield Pair(number, other, 1.0, "an article says that one is known by the other name")


def is_somebody_else(a: Bearer, b: Bearer) -> bool:
    return is_known_apart(a, b) or bool(a.gender and b.gender and a.gender != b.gender)


def bearers_of(clusters: Sequence[Cluster], knowledge: Knowledge) -> Iterator[Bearer]:
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
    parts = [[c for c in clusters if (sure_gender(c) or common) == gender] for gender in (sorted(counts) or (None,))]
    return [part for part in parts if part]


def people_clash(a: Bearer, b: Bearer, told: Told) -> bool:
    """Whether two people cannot be one: by gender, generation, given name or last name, or because one article has both."""
    left, right = a.person, b.person
    if is_somebody_else(a, b):
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

    def share(one: int, other: int) -> float:
        """The mentions of a bearer's partner among those of all its partners that cannot be one with this partner."""
        rivals = [n for n in partners[one] if n != other and people_clash(bearers[n], bearers[other], told)]
        return bearers[other].weight / (bearers[other].weight + sum(bearers[n].weight for n in rivals))

    found: dict[int, list[Pair]] = defaultdict(list)  # a bearer's pairs, itself on the left
    for a, b in pairs:
        pair = people_pair(a, bearers[a], b, bearers[b], told, min(share(a, b), share(b, a)))
        found[a].append(pair)
        found[b].append(replace(pair, left=b, right=a))

    def apart(one: Pair, other: Pair) -> bool:
        return people_clash(bearers[one.right], bearers[other.right], told)

    certain = {n for n, mine in found.items() if clear(mine, apart) is not None}
    return [p for n in sorted(certain) for p in found[n] if p.score >= THRESHOLD and n < p.right and p.right in certain]


def people_pair(a: int, left: Bearer, b: int, right: Bearer, told: Told, share: float) -> Pair:
    given, last = given_fit(left.person.given, right.person.given), last_fit(left.person, right.person)
    reason = reason_of(given, last)
    features = {
        "given": 1.0 if given is None else given,
        "last": 1.0 if last is None else last,
        "name": token_sort_ratio(plain(left.name), plain(right.name)) / 100,
        **beside_the_name(left, right, told),
        "share": share,
    }
    return scored(a, b, reason, WEIGHTS, features)


def reason_of(given: float | None, last: float | None) -> str:
    if given is None or last is None:
        return "one name, cut into other words"
    if last < 1:
        return "another spelling of the last name"
    if given in (0.7, 0.8):
        return "the initials fit"
    return "another form of the given name" if given < 1 else "one has more given names"


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
        block = index.get(spelling(part.person.last.split()[-1]), ())
        near = sorted(block, key=lambda n: (-weights[n], groups[n].bearers[0].key))[:CANDIDATES]
        fitting = [(n, *fit) for n in near if (fit := part_fit(part, groups[n])) is not None]
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

    A given name alone fits little, unless it is a family name that stands first, and not with a title ("Prince Karl").
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
        if last is None and not own.given and person.given[0] == own.last and not part.titles:
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
    reason = "the initials fit" if part.person.given else "the last name alone" if last >= 0.7 else "the given name alone"
    return scored(a, b, reason, WEIGHTS, features)


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
        for gender in sorted(genders) or (None,):
            ranked = sorted((b for b in some if (b.gender or common) == gender), key=lambda b: b.key)
            links = [EntityLink(ranked[0].place, b.place, "same name") for b in ranked[1:]]
            if ranked:
                yield Group(ranked, links)
