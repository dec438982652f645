"""On which level two claims are one: the very triple, the fact, or the topic; and the details on which the claims of a fact part.

`triple` is the strictest on words: subject, relation, object, polarity and modality as they were resolved, whatever the event.
`fact` is what merging made of the claims: one event, in whatever words. `topic` is the loosest: the facts of one story with the same
participants, whatever is said of them. Facts are in the graph already; what is made here is the keys of the other two.
"""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kgraph.model import Argument, ArgumentKind, Claim, ClaimGraph, Fact, Qualifier, digest, reading_order

Key = tuple[object, ...]
Topic = tuple[tuple[str, ...], str]  # what claims on one topic share, and its name


@dataclass(frozen=True, slots=True)
class Detail:
    """What some outlets behind a fact say of it and others do not: `kind` is "speaker", "subject", "object" or the role of a qualifier;
    `label` the words of the first claim that gives it."""

    fact: str
    kind: str
    label: str
    claims: tuple[Claim, ...]
    key: str

    @property
    def id(self) -> str:
        return digest(self.fact, self.kind, self.key)

    @property
    def outlets(self) -> tuple[str, ...]:
        return tuple(sorted({c.evidence.outlet for c in self.claims}))

    @property
    def origins(self) -> int | None:
        """How many independent origins it has; None while one is not known."""
        found = {c.origin for c in self.claims}
        return len(found) if all(found) else None


def details(fact: Fact, key: Callable[[Qualifier], str]) -> Iterator[Detail]:
    """Yield what some, and not all, of the outlets behind a fact say of it; `key` is what a qualifier says, whatever its words."""
    if len(fact.outlets) < 2:
        return
    given: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)  # kind and what is said, to the claims that say it and their words
    claims = {c.id: c for c in sorted(fact.claims, key=reading_order)}
    for c in claims.values():
        for q in c.qualifiers:
            given[q.role.value, key(q)].setdefault(c.id, q.text)
        for speaker in c.speakers:
            given["speaker", _named(speaker)].setdefault(c.id, speaker.label)
        for kind, argument in (("subject", c.subject), ("object", c.object)):
            if argument is not None and argument.kind is ArgumentKind.ENTITY and argument.id:
                given[kind, argument.id].setdefault(c.id, argument.label)
    for (kind, said), words in sorted(given.items()):
        if len({claims[name].evidence.outlet for name in words}) < len(fact.outlets):
            yield Detail(fact.id, kind, next(iter(words.values())), tuple(claims[name] for name in words), said)


def proposition(graph: ClaimGraph, claim: Claim) -> Key:
    """What two claims of one triple share: the same subject, relation, object, polarity and modality, of a report also what it reports."""
    reported = _reported(graph, claim)
    object_: object = proposition(graph, reported) if reported else _named(claim.object) if claim.object else None
    return _named(claim.subject), claim.relation.label, object_, claim.polarity, claim.modality


def topics(graph: ClaimGraph) -> dict[str, Topic]:
    """Return the topic of each claim, by its id: that of most claims of its fact, a pair of participants before one alone."""
    found: dict[str, Topic] = {}
    for fact in graph.facts:
        votes = Counter(about for c in fact.claims if (about := _topic(graph, c)))
        if votes:
            chosen = min(votes, key=lambda about: (-len(about[0]), -votes[about], about))
            found.update((c.id, chosen) for c in fact.claims)
    return found


def _topic(graph: ClaimGraph, claim: Claim) -> Topic | None:
    """The two entities that take part in a claim, in whatever roles; where there is one alone, it and the relation. A report is on the
    topic of what it reports. None where no entity takes part."""
    reported = _reported(graph, claim)
    if reported:
        return _topic(graph, reported)
    named = {a.id: a.label for a in (claim.subject, claim.object) if a is not None and a.kind is ArgumentKind.ENTITY and a.id}
    label = ", ".join(sorted(named.values()))
    if len(named) == 1:
        return (f"{next(iter(named))} {claim.relation.label}",), f"{label}: {claim.relation.label}"
    return (tuple(sorted(named)), label) if named else None


def _reported(graph: ClaimGraph, claim: Claim) -> Claim | None:
    """The claim that a report gives as said, which no chain of reports leads back from."""
    if claim.object is None or claim.object.kind is not ArgumentKind.CLAIM:
        return None
    found = graph.claim_by_id.get(claim.object.id or "")
    seen, following = {claim.id}, found
    while following is not None and following.object is not None and following.object.kind is ArgumentKind.CLAIM:
        if following.id in seen:
            return None
        seen.add(following.id)
        following = graph.claim_by_id.get(following.object.id or "")
    return found


def _named(argument: Argument) -> str:
    if argument.kind is ArgumentKind.ENTITY and argument.id:
        return argument.id
    return " ".join(argument.label.casefold().split())
