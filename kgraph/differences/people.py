"""Where outlets name others: who did it, to whom, who else did, who holds an office, what somebody is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from kgraph.differences.cards import How, Reading, cards
from kgraph.differences.parts import (
    PRONOUNS,
    by_deed,
    country,
    deed,
    describe,
    happened,
    head,
    is_vague,
    key,
    owner,
    plain,
    preposition,
    stems,
    turns_on,
)
from kgraph.differences.story import Story
from kgraph.model import Argument, ArgumentKind, Claim, Difference, DifferenceKind
from kgraph.sameness import STATIC, normal

# Roles that say little: a named post may be what is meant by them.
BROAD_ROLES = frozenset(
    "aide adviser advisor official staffer employee worker member politician figure ally colleague representative insider assistant "
    "associate veteran resident lawmaker".split()
)
# Roles that one person at a time has towards another.
SINGLE_ROLES = frozenset("wife husband mother father widow widower fiancee spouse successor predecessor".split())
# Prepositions that bring in what the deed is done to, and no place, time or circumstance.
GOVERNED = ("to", "with", "of", "against")
MOST_ROLE_WORDS = 4  # a longer description is no name of a post
FORMER = frozenset(map(normal, "former ex late then current incumbent sitting outgoing".split()))
KIN = frozenset(
    "wife husband mother father son daughter brother sister family relative parent widow lawyer attorney spokesman spokeswoman "
    "spokesperson aide deputy campaign office company supporter".split()
)
DEFINITE = re.compile(r"(?i)\W*(?:\d|(?:the|this|that|these|those|h(?:is|er|im)|its?|their|them|our|my|your)\b)")
INDEFINITE = re.compile(r"(?i)an?\s|one of\s|some\s|several\s")
# Deeds that many do, each for himself, so that who did it may be told by naming some of them.
COMMON_DEEDS = frozenset(
    map(normal, "say tell ask want think know see meet make give take get have be call find show use add go come".split())
)


def participant_differences(story: Story) -> Iterator[Difference]:
    yield from _others(story)
    for claims in story.topics(DifferenceKind.PARTICIPANT):
        for acts in by_deed(claims):
            yield from _doers(acts)
    for acts in story.acts:
        yield from _unnamed(story, acts)
        yield from _undergoers(acts)
    for claims in story.once:
        yield from _undergoers(claims)
    yield from _roles(story)
    yield from _bearers(story)


# --- who else ---------------------------------------------------------------------------------------------------------------


def _others(story: Story) -> Iterator[Difference]:
    """Who is said to have done one thing, where outlets name different people: "Merkel and Macron", "Modi and Netanyahu"."""
    groups: dict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    for claim in story.claims:
        if happened(claim) and not claim.implied and claim.object is not None and claim.object.id and not is_vague(claim.subject):
            for word in sorted(deed(claim) - COMMON_DEEDS):
                groups[word, preposition(claim), claim.object.id].append(claim)
    for _, claims in sorted(groups.items()):
        lists: dict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            lists[claim.evidence.document].append(claim)
        readings = []
        for _, told_there in sorted(lists.items()):
            names = list(dict.fromkeys(_name(c.subject) for c in told_there if c.subject.id))
            if not names:
                names = list(dict.fromkeys(_name(c.subject) for c in told_there))
            value = frozenset(c.subject.id or stems(c.subject.label) for c in told_there)
            readings.append(Reading(told_there[0], ", ".join(names), value, tuple(told_there[1:])))
        named = [{c.subject.id for c in lists[r.claim.evidence.document] if c.subject.id} for r in readings]
        if sum(bool(n) for n in named) > 1 and max(map(len, named)) > 1:
            plainest = min(claims, key=lambda c: (len(c.relation.text), c.id))
            done = describe(plainest).removeprefix(plain(plainest.subject.label)).strip()
            yield from cards(DifferenceKind.PARTICIPANT, f"who {done}", readings, _compare_lists)


def _name(argument: Argument) -> str:
    return plain(argument.label)


def _compare_lists(left: frozenset[object], right: frozenset[object]) -> How:
    return How.ALIKE if left <= right or right <= left else How.APART


# --- who did it, and to whom ------------------------------------------------------------------------------------------------


def _doers(claims: Sequence[Claim]) -> Iterator[Difference]:
    """Who is said to have done what one fact tells: other people, or somebody and his family, lawyer or campaign."""
    acts = [c for c in claims if happened(c) and not is_vague(c.subject) and not _undergoes(c) and not _is_pronoun(c.subject)]
    acts = [c for c in acts if c.subject.type in (None, "PERSON", "ORG")]
    readings = [Reading(c, _name(c.subject), (_party(c.subject), _object(c))) for c in acts]
    yield from cards(DifferenceKind.PARTICIPANT, f"who: {describe(claims[0])}", readings, _compare_acts)


def _object(claim: Claim) -> str | None:
    return None if claim.object is None or claim.object.kind is ArgumentKind.VALUE else key(claim.object)


def _compare_acts(left: tuple[Party, str | None], right: tuple[Party, str | None]) -> How:
    """As _compare_doers; two people of other names did the same only if it was to the same."""
    how = _compare_doers(left[0], right[0])
    if how is How.APART and left[0][0] and right[0][0] and (left[1] is None or left[1] != right[1]):
        return How.FAR
    return how


def _is_pronoun(argument: Argument) -> bool:
    """Whether an argument is a pronoun, whose bearer was guessed: no ground for saying that it was somebody else."""
    return argument.text.split(" ")[0].casefold() in PRONOUNS


def _undergoes(claim: Claim) -> bool:
    """Whether the subject of a claim has the deed done to it."""
    return claim.rule == "passive" and claim.relation.label.startswith("be ")


Party = tuple[str, str, frozenset[str], str]


def _party(argument: Argument) -> Party:
    """The entity, the head, the words and the label of an argument."""
    return argument.id or "", "" if argument.id else head(argument.label), stems(argument.label), argument.label


def _compare_doers(left: Party, right: Party) -> How:
    """Two people of other names are apart, and so are people and those who belong to them ("victims", "families of victims")."""
    (id_a, head_a, words_a, _), (id_b, head_b, words_b, _) = left, right
    if id_a and id_b:
        return How.ALIKE if id_a == id_b or words_a & words_b or country(left[3]) == country(right[3]) is not None else How.APART
    if head_a == head_b:
        return How.ALIKE
    return How.APART if _belongs(left, right) or _belongs(right, left) else How.FAR


def _belongs(left: Party, right: Party) -> bool:
    """Whether the one party are kin, staff or the like of the other: "families of the victims" and "the victims"."""
    of = owner(left[3])
    return not left[0] and turns_on(left[3], KIN) and bool(of) and (head(of) == right[1] if right[1] else bool(stems(of) & right[2]))


def _unnamed(story: Story, claims: Sequence[Claim]) -> Iterator[Difference]:
    """Who or what one article names and another, which has the name nowhere, only describes: "a senator", "a 1976 law"."""
    for part in ("subject", "object"):
        readings = []
        arguments = [(c, a) for c in claims for a in (getattr(c, part),) if a is not None and not is_vague(a)]
        names = {a.id: a for _, a in arguments if a.id}
        if len(names) != 1:
            continue
        (name,) = names.values()
        for c, a in arguments:
            if a.id:
                readings.append(Reading(c, _name(a), (True, a.id)))
            elif name.id not in story.named[c.evidence.document] and INDEFINITE.match(a.text) and _may_be(story, name, a):
                readings.append(Reading(c, plain(a.text), (False, a.label)))
        yield from cards(DifferenceKind.PARTICIPANT, f"who or what: {describe(claims[0])}", readings, _compare_names)


def _may_be(story: Story, name: Argument, description: Argument) -> bool:
    """Whether a description turns on a word of the name or on what its bearer is said to be."""
    if description.kind is not ArgumentKind.PHRASE or name.id is None:
        return False
    return head(description.label) in stems(name.label) | story.roles.get(name.id, set())


def _compare_names(left: tuple[bool, str], right: tuple[bool, str]) -> How:
    if left[0] is right[0]:
        return How.ALIKE
    return How.INSIDE if left[0] else How.AROUND


def _undergoers(claims: Sequence[Claim]) -> Iterator[Difference]:
    """What one doer did it to, or what he did it for, in one fact and in the same construction: "pleaded guilty to fraud", "to theft"."""
    groups: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for c in claims:
        a = c.object
        if not happened(c) or a is None or is_vague(a) or a.kind is ArgumentKind.VALUE:
            continue
        who = key(c.subject)
        if who is not None and c.rule != "nominal" and preposition(c) in GOVERNED and not DEFINITE.match(a.text):
            groups[preposition(c), who].append(Reading(c, _name(a), _party(a)))
    for _, readings in sorted(groups.items()):
        yield from cards(DifferenceKind.PARTICIPANT, f"what or whom: {describe(claims[0])}", readings, _compare_undergoers)


def _compare_undergoers(left: Party, right: Party) -> How:
    (id_a, _, words_a, _), (id_b, _, words_b, _) = left, right
    if id_a and id_b:
        return How.ALIKE if id_a == id_b or words_a & words_b else How.APART
    if words_a & words_b:
        return How.ALIKE
    return How.FAR if id_a or id_b else How.APART


# --- what somebody is -------------------------------------------------------------------------------------------------------


def _roles(story: Story) -> Iterator[Difference]:
    """What somebody is or was to one person or body: "a former aide" and "the communications director" of one congressman."""
    groups: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for c in story.claims:
        role, of = _role(c)
        if role and c.subject.id:
            words = stems(role) - FORMER
            if 0 < len(words) <= MOST_ROLE_WORDS:
                groups[c.subject.id, of].append(Reading(c, _role_words(c), (role, words)))
    for _, readings in sorted(groups.items()):
        yield from cards(DifferenceKind.PARTICIPANT, f"what {readings[0].claim.subject.label} is", readings, _compare_roles)


def _role(claim: Claim) -> tuple[str, str]:
    """The role that a title, an apposition or "is" gives a person, and to whom or what; "" where it gives none."""
    if claim.rule not in STATIC or not claim.relation.label.startswith("be") or claim.subject.type != "PERSON":
        return "", ""
    rest = claim.relation.label.removeprefix("be").strip()
    if rest:
        role, _, case = rest.rpartition(" ")
        return (role, key(claim.object) or "") if claim.object is not None and case in ("of", "to", "for", "at") else ("", "")
    if claim.object is None or claim.object.id:
        return "", ""
    role, _, of = claim.object.label.partition(" of ")
    return role, head(of)


def _role_words(claim: Claim) -> str:
    rest = claim.relation.label.removeprefix("be").strip()
    return plain(f"{rest} {claim.object.label if claim.object else ''}")


def _compare_roles(left: tuple[str, frozenset[str]], right: tuple[str, frozenset[str]]) -> How:
    """A broad role holds a named post, a post the same with more words; one person may have two other posts at once."""
    (role_a, words_a), (role_b, words_b) = left, right
    if head(role_a) == head(role_b):
        if words_a == words_b or min(len(words_a), len(words_b)) == 1:  # "spokesman" beside "presidential spokesman"
            return How.ALIKE
        return How.INSIDE if words_b < words_a else How.AROUND if words_a < words_b else How.FAR
    broad = turns_on(role_a, BROAD_ROLES), turns_on(role_b, BROAD_ROLES)
    return How.FAR if broad[0] is broad[1] else How.AROUND if broad[0] else How.INSIDE


def _bearers(story: Story) -> Iterator[Difference]:
    """Other names of the one person who has a role towards another: "his wife, Clara", "his wife Carla"."""
    groups: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for c in story.claims:
        role, of = _role(c)
        if c.subject.id and of.startswith("e-") and turns_on(role, SINGLE_ROLES) and not stems(role) & FORMER:
            groups[head(role), of].append(Reading(c, _name(c.subject), _party(c.subject)))
    for _, readings in sorted(groups.items()):
        about = f"who is {_role_words(readings[0].claim)}"
        yield from cards(DifferenceKind.PARTICIPANT, about, readings, _compare_doers)
