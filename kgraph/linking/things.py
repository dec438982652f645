"""Places, organisations and other named things across articles: like names first, then acronyms and other short forms."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from kgraph.coreference import Cluster
from kgraph.gazetteer import COUNTRY_OF, REGION_OF
from kgraph.knowledge import Knowledge
from kgraph.linking.bearers import Bearer, Group, Pair, names_of
from kgraph.linking.joining import THRESHOLD, blocked, clear, is_known_apart, same_table_entry, scored, union
from kgraph.linking.told import Told
from kgraph.names import COMMON, LAST_WORDS, SMALL_WORDS, initials_of, name_key, spelling, thing_name

# Weights of the features in the score of a pair, a logistic function; set by hand, as there are too few doubtful pairs to learn from.
WEIGHTS = {"bias": -4.5, "name": 6.0, "type": 1.0, "context": 1.0, "share": 1.5, "introduced": 0.5}
PLACES = frozenset({"GPE", "LOC"})
COMMITTEES = frozenset({"committee", "subcommittee", "caucus"})


def thing_groups(clusters: Sequence[Cluster], told: Told, knowledge: Knowledge) -> list[Group]:
    """Join the clusters of places, organisations and other named things: like names first, then shorter ones."""
    bearers = list(bearers_of(clusters, told, knowledge))

    def clash(a: Bearer, b: Bearer) -> bool:
        return things_clash(a, b, told)

    groups = union([Group([b]) for b in bearers], thing_pairs(bearers, told), clash)
    groups = [Group(sorted(g.bearers, key=lambda b: b.key), g.links) for g in groups]
    shorter: dict[int, list[Pair]] = defaultdict(list)
    for pair in shorter_names(groups, told):
        shorter[pair.left].append(pair)
    weights = [sum(b.weight for b in g.bearers) for g in groups]
    chosen = []
    for pairs in shorter.values():
        total = sum(weights[p.right] for p in pairs)
        whole = [
            scored(p.left, p.right, p.reason, WEIGHTS, {**dict(p.features), "share": weights[p.right] / total})
            for p in pairs
        ]
        if (best := clear(whole, lambda p, q: True)) is not None:
            chosen.append(best)
    groups = union(groups, chosen, clash)
    return union(groups, same_table_entry(groups), is_known_apart)


def bearers_of(clusters: Sequence[Cluster], told: Told, knowledge: Knowledge) -> Iterator[Bearer]:
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
            if len(base) > 1 or base and is_proper(base[0], bearer):
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
        pair = scored(a, b, reason, WEIGHTS, {"name": strength, **beside_the_names(left, right, told), "share": 1.0})
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
        pair = scored(a, b, reason, WEIGHTS, features)
        if (a, b) not in best or pair.score > best[a, b].score:
            best[a, b] = pair
    yield from (pair for _, pair in sorted(best.items()))


def shortened(groups: Sequence[Group]) -> Iterator[tuple[int, Bearer, int, Bearer, float, str]]:
    """A group's number and bearer, the number and bearer whose name it shortens, how much that says, in [0, 1], and how it does."""
    bearers = [(n, b) for n, g in enumerate(groups) for b in g.bearers]
    by_key: dict[str, list[tuple[int, Bearer]]] = defaultdict(list)
    by_base: dict[tuple[str, ...], list[tuple[int, Bearer]]] = defaultdict(list)
    by_words: dict[tuple[str, ...], list[tuple[int, Bearer]]] = defaultdict(list)
    for n, bearer in bearers:
        by_key[name_key(bearer.name)].append((n, bearer))
        by_base[bearer.thing.base].append((n, bearer))
        by_words[bearer.thing.words].append((n, bearer))
    organisations = {b.thing.words for _, b in bearers if b.type == "ORG"}
    for b, long in bearers:
        thing = long.thing
        for form in sorted(long.shorts):
            yield from ((a, short, b, long, 1.0, "a short form that an article uses for it") for a, short in by_key[form])
        for form in sorted(initials_of(long.name)):
            acronyms = ((a, s) for a, s in by_key[form] if s.thing.acronym and is_proper(form, s))
            yield from ((a, short, b, long, 0.75, "the initials of the name") for a, short in acronyms)
        bare = [(a, s) for a, s in by_base[thing.base] if not (s.thing.country or s.thing.region)]
        if thing.region:
            yield from ((a, short, b, long, 0.75, "the name without its region") for a, short in bare)
        if thing.country and (len(thing.base) > 1 or is_proper(thing.base[0], long)):
            yield from ((a, short, b, long, 0.75, "the name without its country") for a, short in bare if short.type == long.type)
        if len(thing.base) < 2 or not long.type or long.type in PLACES | {"NORP"}:
            continue
        first, last, rest = thing.base[0], thing.base[-1], thing.words[1:]
        common = last in COMMON or last in COUNTRY_OF or last in SMALL_WORDS
        halves = len(thing.base) == 2 and len(first) > 3 and not thing.numbers and not common
        if halves and long.type == "ORG" and not long.name.split()[-1].islower():
            alone = ((a, s) for a, s in by_base[first,] if s.thing.words == (first,) and is_proper(first, s) and s.type == "ORG")
            yield from ((a, short, b, long, 0.6, "the first word of the name") for a, short in alone)
        if last in LAST_WORDS:
            yield from ((a, s, b, long, 0.6, "the last word of the name") for a, s in by_key[last] if s.type == long.type)
        if last in COMMITTEES:
            yield from ((a, s, b, long, 0.65, "the name without its chamber") for a, s in by_words[rest] if len(rest) > 1)
        if thing.words[:1] in organisations and (thing.numbers or long.type != "ORG"):
            model = ((a, s) for a, s in by_words[rest] if is_proper(rest[0], s) and (len(rest[0]) > 2 or s.thing.numbers))
            yield from ((a, short, b, long, 0.7, "the name without its maker") for a, short in model)


def introduction(short: Bearer, long: Bearer, told: Told) -> float:
    """1 where the articles that have both names introduce the long one first, -1 where one does not, 0 where none has both."""
    places = [told.before[d] for d in sorted(short.documents & long.documents)]
    keys = name_key(short.name), name_key(long.name)
    both = [(found[keys[0]], found[keys[1]]) for found in places if keys[0] in found and keys[1] in found]
    return 0.0 if not both else 1.0 if all(late > early for late, early in both) else -1.0
