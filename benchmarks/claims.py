"""A million synthetic claims of known facts, merged story by story on one core: python -m benchmarks.claims [--claims N].

Claims are as `kgraph.resolve` hands them over. Of each it is known which fact it states, so precision and recall are exact. Articles
tell the facts of a story in synonyms and in words that no list knows, leave details out, add words of their own, or reprint
another article. Traps are facts nearly equal to another in words. The peer groups claims of equal subject, relation, object,
polarity and year; where there are few enough, all pairs of a story's claims are scored too. Last, the same claims are merged by
partitions (`benchmarks.partitioned`).
"""

from __future__ import annotations

import random
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import click

from kgraph.merge import THRESHOLD, compare, merge
from kgraph.model import Argument, ArgumentKind, Claim, Evidence, Polarity, Qualifier, Quantity, Relation, Role, Section, digest, slug
from kgraph.sameness import similarity, veto, weigh

RELATIONS = [  # paraphrases; the lexicon knows some of them
    line.split()
    for line in """arrest detain apprehend
kill slay
accuse blame
praise hail applaud
refuse decline
win beat defeat
resign quit
attack assault strike
support back endorse
visit tour
sue prosecute
order command
warn caution
buy acquire purchase
promise pledge vow
rescue save
close shut
rise climb increase
fall drop decrease
appoint name nominate
sign ratify
deny dispute
destroy demolish wreck
inspect examine""".splitlines()
]
FIRST = "Anna Boris Clara David Elena Farid Greta Hugo Irene Jonas Karin Louis Marta Nadia Omar Paula".split()
TRAPS = ("polarity", "year", "speaker", "doer", "place and number")
CLAIMS = 20  # of one article
SIZES = (1, 2, 3, 3, 4, 5, 6, 8, 12, 20, 40, 90)  # articles of a story
OUTLETS = 500
ALL_PAIRS = 10_000  # claims; the most of which all pairs are scored


@dataclass(frozen=True)
class Told:
    """A fact as the generator knows it: who did what to whom, and words, each with those that may stand in its place."""

    number: int
    subject: Argument
    relation: Sequence[str]
    object: Argument | None
    words: tuple[tuple[str, ...], ...]
    place: Argument
    year: int | None
    count: int | None
    speaker: Argument | None = None
    polarity: Polarity = Polarity.AFFIRMED
    trap: str = ""  # how it parts from the fact whose number is one less


Labelled = tuple[Claim, Told]


def word(number: int) -> str:
    """The word of a number below 44,800; no two begin with the same five letters.

    >>> word(0), word(44799)
    ('babako', 'zuzuto')
    """
    letters = ""
    for alphabet in ("klmnprt", "aeiou", "bcdfghjklmnprtvz", "aeiou", "bcdfghjklmnprtvz"):
        number, digit = divmod(number, len(alphabet))
        letters = alphabet[digit] + letters
    return letters + "o"


def named(label: str, kind: str) -> Argument:
    return Argument(label, 0, len(label), ArgumentKind.ENTITY, label, kind, f"e-{slug(label)}-{digest(label)[:4]}")


def person(chance: random.Random) -> Argument:
    return named(f"{chance.choice(FIRST)} {word(chance.randrange(2000)).title()}", "PERSON")


def place(chance: random.Random) -> Argument:
    return named(word(chance.randrange(500)).title(), "GPE")


def any_word(chance: random.Random) -> str:
    """A word of the language, common ones more often."""
    return word(int(44_800 * chance.random() ** 3))


def facts_of(chance: random.Random, count: int, first: int, subject: Argument | None = None) -> list[Told]:
    """So many facts of one story, numbered from `first`, traps after the fact that they resemble; `subject` does three in ten of them."""
    people = [person(chance) for _ in range(3 + count // 25)]
    places = [place(chance) for _ in range(2 + count // 40)]
    topic = [any_word(chance) for _ in range(10 + count // 2)]
    facts: list[Told] = []
    while len(facts) < count:
        words = [(chance.choice(topic),) for _ in range(2)] + [
            (any_word(chance), any_word(chance)) if chance.random() < 0.5 else (any_word(chance),) for _ in range(2)
        ]
        told = Told(
            first + len(facts),
            subject if subject and chance.random() < 0.3 else people[int(len(people) * chance.random() ** 2)],
            chance.choice([chance.choice(RELATIONS), [any_word(chance)], [any_word(chance), any_word(chance)]]),
            chance.choice(people) if chance.random() < 0.4 else None,
            tuple(words),
            chance.choice(places),
            2020,
            chance.randrange(2, 90) if chance.random() < 0.3 else None,
            person(chance) if chance.random() < 0.2 else None,
        )
        facts.append(told)
        if chance.random() < 0.2:
            facts.append(trap_of(chance, told, chance.choice([t for t in TRAPS[:4] if t != "speaker" or told.speaker])))
    return facts[:count]


def trap_of(chance: random.Random, told: Told, trap: str) -> Told:
    """Another fact in the words of a given one."""
    other = replace(told, number=told.number + 1, trap=trap)
    if trap == "polarity":
        return replace(other, polarity=Polarity.NEGATED)
    if trap == "year":
        return replace(other, year=2016)
    if trap == "speaker":
        return replace(other, speaker=person(chance))
    return replace(other, subject=person(chance))


def rendered(chance: random.Random, told: Told, document: str, outlet: str, at: int) -> Claim:
    """One article's words for a fact: details left out, words replaced and added."""
    relation = chance.choice(told.relation)
    words = [chance.choice(alternatives) for alternatives in told.words if chance.random() < 0.75]
    words += [any_word(chance) for _ in range(chance.choice((0, 0, 1, 2)))]
    placed = chance.random() < 0.5
    return stated(told, document, outlet, at, relation, words, placed)


def stated(told: Told, document: str, outlet: str, at: int, relation: str, words: Sequence[str], placed: bool) -> Claim:
    start = 400 * at
    arguments = [told.subject, *([told.object] if told.object else []), *([told.place] if placed else [])]
    quote = " ".join([told.subject.label, relation, *(a.label for a in arguments[1:]), *words, str(told.count or "")])
    qualifiers = []
    if told.year is not None:
        qualifiers.append(Qualifier(Role.TIME, f"in {told.year}", start, start + 7, str(told.year)))
    if placed:
        qualifiers.append(Qualifier(Role.PLACE, told.place.label, start, start + len(told.place.label)))
    if told.count is not None:
        quantity = Quantity(told.count, told.count, False, False, "1")
        qualifiers.append(Qualifier(Role.QUANTITY, str(told.count), start, start + len(str(told.count)), quantity=quantity))
    return Claim(
        "c-" + digest(document, at),
        told.subject,
        Relation(relation, relation, start, start + len(relation)),
        told.object,
        Evidence(document, outlet, start, start + len(quote), quote, Section.BODY, ((start, start + len(quote)),)),
        tuple(qualifiers),
        told.polarity,
        speakers=(told.speaker,) if told.speaker else (),
        quoted=told.speaker is not None,
        rule="verb",
        terms=tuple(sorted({a.id or "" for a in arguments} | {relation, *words})),
    )


def reprinted(chance: random.Random, article: Sequence[Labelled], document: str, outlet: str) -> list[Labelled]:
    """Another outlet's copy of most of an article."""
    kept = [item for item in article if chance.random() < 0.9]
    return [(copied(claim, document, outlet, at), told) for at, (claim, told) in enumerate(kept)]


def copied(claim: Claim, document: str, outlet: str, at: int) -> Claim:
    return replace(claim, id="c-" + digest(document, at), evidence=replace(claim.evidence, document=document, outlet=outlet))


def story(chance: random.Random, name: str, articles: int, first: int, subject: Argument | None = None) -> list[Labelled]:
    """The claims of some articles on one story: some facts stand in nearly all, most in few; every fifth article is a reprint."""
    facts = facts_of(chance, round(CLAIMS * articles**0.6), first, subject)
    shares = [(n + 1) ** -0.8 for n in range(len(facts))]
    chance.shuffle(shares)
    written: list[list[Labelled]] = []
    for number in range(articles):
        document, outlet = f"{name}-{number:04}.txt", f"Outlet {number % OUTLETS}"
        if written and chance.random() < 0.2:
            written.append(reprinted(chance, chance.choice(written), document, outlet))
            continue
        chosen = list(dict.fromkeys(chance.choices(range(len(facts)), shares, k=CLAIMS)))
        chosen += [n for n in chosen if chance.random() < 0.1]  # headline and body
        written.append([(rendered(chance, facts[n], document, outlet, at), facts[n]) for at, n in enumerate(chosen)])
    return [item for article in written for item in article]


def templated(chance: random.Random, name: str, articles: int, first: int) -> list[Labelled]:
    """Articles on one template, each on a case of its own or, one in four, on one that another told: other place, number and name."""
    template = [([any_word(chance)], [any_word(chance) for _ in range(5)]) for _ in range(CLAIMS)]
    office = named("Police", "ORG")
    cases: list[list[Told]] = []
    found = []
    for number in range(articles):
        if not cases or chance.random() >= 0.25:
            at, count, who = place(chance), chance.randrange(2, 90), person(chance)
            cases.append(
                [
                    Told(
                        first + len(cases) * CLAIMS + n, who if n % 2 else office, relation, None if n % 2 else who,
                        tuple((w,) for w in words), at, 2020, count, trap="place and number",
                    )
                    for n, (relation, words) in enumerate(template)
                ]
            )  # fmt: skip
            told = cases[-1]
        else:
            told = chance.choice(cases)
        document, outlet = f"{name}-{number:04}.txt", f"Outlet {number % OUTLETS}"
        for n, fact in enumerate(told):
            found.append((stated(fact, document, outlet, n, fact.relation[0], [w for (w,) in fact.words], True), fact))
    return found


def stories(count: int, seed: int = 0) -> Iterator[list[Labelled]]:
    """Stories of at least so many claims together; from 100,000 on one is told by 500 outlets, and one has 240 articles on one template."""
    chance = random.Random(seed)
    made = number = 0
    first = 0
    while made < count:
        name = f"s{number}"
        if count >= 100_000 and number == 10:
            found = story(chance, name, OUTLETS, first)
        elif count >= 100_000 and number == 20:
            found = templated(chance, name, 240, first)
        else:
            found = story(chance, name, chance.choice(SIZES), first)
        yield found
        made, number, first = made + len(found), number + 1, max(told.number for _, told in found) + 1


# --- measures -----------------------------------------------------------------------------------------------------


def by_merging(claims: Sequence[Claim]) -> tuple[Iterable[Iterable[str]], int]:
    """The ids of the claims of each fact, and how many pairs were scored."""
    comparison = compare(claims)
    return [[c.id for c in fact.claims] for fact in merge(comparison)], len(comparison.pairs)


def by_key(claims: Sequence[Claim]) -> tuple[Iterable[Iterable[str]], int]:
    groups: dict[object, list[str]] = defaultdict(list)
    for claim in claims:
        year = next((q.value[:4] for q in claim.qualifiers if q.role is Role.TIME and q.value), None)
        groups[claim.subject.id, claim.relation.label, claim.object and claim.object.id, claim.polarity, year].append(claim.id)
    return groups.values(), 0


def by_all_pairs(claims: Sequence[Claim]) -> tuple[Iterable[Iterable[str]], int]:
    """Connected components of all pairs that the score joins and no veto forbids."""
    weighted = weigh(claims, {})
    root = list(range(len(claims)))

    def find(n: int) -> int:
        while root[n] != n:
            root[n] = n = root[root[n]]
        return n

    for i, j in combinations(range(len(claims)), 2):
        if similarity(weighted[i], weighted[j]) >= THRESHOLD and veto(weighted[i], weighted[j]) is None:
            root[find(j)] = find(i)
    groups: dict[int, list[str]] = defaultdict(list)
    for n, claim in enumerate(claims):
        groups[find(n)].append(claim.id)
    return groups.values(), len(claims) * (len(claims) - 1) // 2


class Score:
    """Counts over stories: time, pairs of claims joined and rightly so, B-cubed, traps that were stepped into."""

    def __init__(self) -> None:
        self.claims = self.pairs = self.joined = self.right = self.known = 0
        self.seconds = self.longest = self.cubed_precision = self.cubed_recall = 0.0
        self.traps: Counter[str] = Counter()
        self.sprung: Counter[str] = Counter()

    def add(self, labelled: Sequence[Labelled], clusters: Iterable[Iterable[str]], pairs: int, seconds: float) -> None:
        self.seconds, self.longest, self.pairs = self.seconds + seconds, max(self.longest, seconds), self.pairs + pairs
        told = {claim.id: fact for claim, fact in labelled}
        sizes = Counter(fact.number for fact in told.values())
        self.claims += len(labelled)
        self.known += sum(n * (n - 1) // 2 for n in sizes.values())
        traps = {f.number: f.trap for f in told.values() if f.trap == TRAPS[-1] or f.trap and f.number - 1 in sizes}
        sprung: set[int] = set()
        for cluster in clusters:
            found = Counter(told[c].number for c in cluster)
            size = found.total()
            self.joined += size * (size - 1) // 2
            self.right += sum(n * (n - 1) // 2 for n in found.values())
            self.cubed_precision += sum(n * n / size for n in found.values())
            self.cubed_recall += sum(n * n / sizes[number] for number, n in found.items())
            sprung |= {n for n in found if n in traps and len(found) > 1 and (traps[n] == TRAPS[-1] or n - 1 in found)}
        self.traps.update(traps.values())
        self.sprung.update(traps[n] for n in sprung)

    @property
    def row(self) -> str:
        precision, recall = self.right / max(self.joined, 1), self.right / max(self.known, 1)
        cubed = f"{self.cubed_precision / self.claims:.3f} / {self.cubed_recall / self.claims:.3f}"
        per_claim = 1e6 * self.seconds / self.claims
        pairs = f"{self.pairs / self.claims:.1f}"
        return f"{self.seconds:9.1f}{per_claim:9.0f}{self.longest:9.1f}{pairs:>8}{f'{precision:.3f} / {recall:.3f}':>16}{cubed:>16}"


def measure(found: Iterable[list[Labelled]], **ways: Callable[[Sequence[Claim]], tuple[Iterable[Iterable[str]], int]]) -> dict[str, Score]:
    """Group the claims of each story in each way; only the grouping is timed."""
    scores = {name: Score() for name in ways}
    for labelled in found:
        claims = [claim for claim, _ in labelled]
        for name, way in ways.items():
            start = time.process_time()
            clusters, pairs = way(claims)
            scores[name].add(labelled, clusters, pairs, time.process_time() - start)
    return scores


def largest_memory() -> float:
    """The most memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def show(title: str, scores: dict[str, Score]) -> None:
    for name, score in scores.items():
        print(f"{title:34}{name.replace('_', ' '):11}{score.claims:10,}{score.row}{largest_memory():9.0f}", flush=True)
        title = ""


@click.command()
@click.option("--claims", "most", default=1_000_000, show_default=True, type=click.IntRange(min=10_000), help="Claims of the largest run.")
@click.option("--seed", default=0, show_default=True)
def main(most: int, seed: int) -> None:
    """Merge up to as many claims as asked for and print time, memory, precision and recall beside the peers."""
    print(
        f"{'':34}{'':11}{'claims':>10}{'s':>9}{'µs/claim':>9}{'longest':>9}{'pairs':>8}{'pairs P / R':>16}{'B³ P / R':>16}{'MiB':>9}"
    )
    chance = random.Random(seed)
    special = {
        f"one story, {OUTLETS} outlets": story(chance, "a", OUTLETS, 0),
        "one person in 10,000 claims": story(chance, "b", 1600, 0, person(chance)),
        "240 articles on one template": templated(chance, "c", 240, 0),
        "500 articles on one template": templated(chance, "d", OUTLETS, 0),
    }
    for title, labelled in special.items():
        show(title, measure([labelled], merged=by_merging, equal_keys=by_key))
    del special
    per_claim = {}
    for count in (n for n in (10_000, 100_000, 1_000_000) if n <= most):
        ways = {"merged": by_merging, "equal_keys": by_key} | ({"all_pairs": by_all_pairs} if count <= ALL_PAIRS else {})
        scores = measure(stories(count, seed), **ways)
        show("stories of 1 to 500 articles", scores)
        ours = scores["merged"]
        per_claim[count] = ours.seconds / ours.claims
        if "all_pairs" in scores:
            print(f"all pairs / merged: {scores['all_pairs'].seconds / ours.seconds:.1f} times the time")
    for trap in TRAPS:
        print(f"traps stepped into, {trap}: {ours.sprung[trap]:,} of {ours.traps[trap]:,}")
    smallest, largest = min(per_claim), max(per_claim)
    from benchmarks.partitioned import partitioned, whole  # not above: it builds on this module

    one, other = whole(stories(largest, seed)), partitioned(stories(largest, seed))
    print(f"by partitions: {other.merging:.1f} s merging and {other.files:.1f} s for files, {other.memory:.0f} MiB a worker; whole: "
          f"{one.merging:.1f} s; {other.count:,} facts, {'the same' if one.facts == other.facts else 'NOT the same'}")
    print(f"time per claim, {largest:,} claims / {smallest:,} claims: {per_claim[largest] / per_claim[smallest]:.2f}")


if __name__ == "__main__":
    main()
