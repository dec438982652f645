"""What bears a name, in one article or many: the types that linking shares, and what they take from an article's clusters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from kgraph.coreference import Cluster
from kgraph.extract.lexicon import FEMALE, FEMALE_NAMES, MALE, MALE_NAMES, STOP
from kgraph.extract.reader import MentionDraft
from kgraph.gazetteer import plain
from kgraph.knowledge import Known
from kgraph.model import EntityLink, MentionKind
from kgraph.names import PersonName, ThingName, clean_name, name_words, person_name, thing_name

Place: TypeAlias = tuple[str, int, int]
SAME_NAME = "same name"  # the reason of a link between the clusters of one bearer


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


def names_of(cluster: Cluster) -> list[str]:
    """A cluster's names as printed; those of headlines, where every word is a capital, only where there is no other."""
    return printed_names(cluster.drafts, cluster.kind == "person")


def printed_names(mentions: Iterable[MentionDraft], person: bool) -> list[str]:
    """The same of some mentions of one person or other thing."""
    named = [m for m in mentions if m.kind is MentionKind.NAME]
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
