"""Where outlets differ on whether, how far along, on what condition, why and where: of one event only."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from kgraph.differences.cards import How, Reading, cards, periods
from kgraph.differences.parts import (
    by_deed,
    deed,
    describe,
    happened,
    in_headline,
    is_vague,
    key,
    place_names,
    plain,
    preposition,
    same,
    setting,
    stems,
    told,
)
from kgraph.differences.story import Story
from kgraph.extract.lexicon import NEGATIVE_VERBS
from kgraph.model import Claim, Difference, DifferenceKind, Modality, Polarity, Role
from kgraph.sameness import normal

# How far along a thing is, for claims that speak of it as something to come or as done.
STAGES = {Modality.ASSERTED: "done", Modality.PLANNED: "planned", Modality.EXPECTED: "planned", Modality.POSSIBLE: "possible"}
FEW_DAYS = 3  # days after which an article rather tells how it went on than that it was otherwise
SOME_DAYS = 7
# What people do again and again, so that it may be done and planned at once.
LASTING = frozenset("stay remain continue keep".split())
EVERYDAY = frozenset(
    map(
        normal,
        "go come see look work play talk speak try help use call ask want need know think believe hope like win lose run lead live stay "
        "remain continue keep meet visit travel attend vote fight pay buy sell build support oppose face answer respond show "
        "put set".split(),
    )
)
HAVING_TO = re.compile(r"\b(?:ha[sd]|have|needs?|needed) to\b")
ABLE = re.compile(r"\b(?:can|could|able)\b", re.I)
# What is done to somebody "for" or "over" something that he did or is.
ANSWERING = frozenset(
    map(
        normal,
        "suspend fire fine arrest jail sentence convict charge punish ban criticize criticise blame thank praise sue dismiss expel resign "
        "treat quit sack apologize apologise award honor honour detain execute kill attack".split(),
    )
)


def circumstance_differences(story: Story) -> Iterator[Difference]:
    yield from _stances(story)
    yield from _conditions(story)
    yield from _reasons(story)
    yield from _answers(story)
    yield from _places(story)


def _acts(story: Story) -> dict[tuple[str, str, str, str], list[Claim]]:
    """Claims by what is told, whoever says it: one word of the deed, the preposition, who does it, to whom or what."""
    found: dict[tuple[str, str, str, str], list[Claim]] = defaultdict(list)
    for claim in story.claims:
        who = key(claim.subject)
        if not told(claim) or who is None or claim.rule == "nominal" or (is_vague(claim.object) and claim.object is not None):
            continue
        for word in sorted(deed(claim)):
            found[word, preposition(claim), who, key(claim.object) or ""].append(claim)
    return found


def _stances(story: Story) -> Iterator[Difference]:
    """Whether something is so, and how far along it is: of claims with the same parts, and of one deed in one fact."""
    for _, claims in sorted(point for point in _acts(story).items() if len(point[1]) > 1):
        yield from _polarities(story, claims)
        yield from _modalities(story, claims)
    for claims in _undergone(story).values():
        yield from _polarities(story, claims)
    for claims in story.topics(DifferenceKind.MODALITY):
        for acts in by_deed(claims):
            yield from _modalities(story, [c for c in acts if _one_act(story, acts[0], c)])
    for claims in _of_one_doer(story).values():
        first = claims[0]
        yield from _modalities(
            story,
            [
                c
                for c in claims
                if setting(c) == setting(first) and (len(deed(c)) > 1 or c.object is first.object is None or same(c.object, first.object))
            ],
        )


def _of_one_doer(story: Story) -> dict[tuple[str, frozenset[str]], list[Claim]]:
    """Claims by what one person or body does, where that is not what anybody does every day."""
    found: dict[tuple[str, frozenset[str]], list[Claim]] = defaultdict(list)
    for c in story.claims:
        words = deed(c)
        if told(c) and c.subject.id and c.subject.type in ("PERSON", "ORG") and words and not words & EVERYDAY:
            found[c.subject.id, words].append(c)
    return {point: found[point] for point in sorted(found, key=lambda p: (p[0], sorted(p[1])))}


def _undergone(story: Story) -> dict[tuple[str, frozenset[str]], list[Claim]]:
    """Claims by what is done to what, where some passive leaves open who does it: "used tear gas", "no tear gas was used"."""
    found: dict[tuple[str, frozenset[str]], list[Claim]] = defaultdict(list)
    for c in story.claims:
        patient = c.subject if c.rule == "passive" and c.object is None else c.object if c.rule == "verb" and not preposition(c) else None
        if told(c) and patient is not None and not is_vague(patient):
            words = frozenset({patient.id}) if patient.id else stems(patient.label)
            if patient.id or len(words) > 1:
                for word in sorted(deed(c)):
                    found[word, words].append(c)
    ordered = sorted(found.items(), key=lambda item: (item[0][0], sorted(item[0][1])))
    return {point: claims for point, claims in ordered if any(c.rule == "passive" for c in claims)}


def _polarities(story: Story, claims: Sequence[Claim]) -> Iterator[Difference]:
    plainly = [c for c in claims if c.modality is Modality.ASSERTED and not NEGATIVE_VERBS & set(c.relation.label.split())]
    readings = [Reading(c, c.polarity.value, c.polarity) for c in plainly if not _infinitive(c)]
    for period in periods(story, readings, SOME_DAYS):
        yield from cards(DifferenceKind.POLARITY, f"whether: {describe(period[0].claim)}", period, _opposite)


def _one_act(story: Story, left: Claim, right: Claim) -> bool:
    """Whether two claims of one fact and deed have the same doer, or the same object and no doers that words show to be others."""
    if (left.object is None) is not (right.object is None):
        return False
    return bool(same(left.object, right.object)) or story.same(left.subject, right.subject) is True


def _modalities(story: Story, claims: Sequence[Claim]) -> Iterator[Difference]:
    staged = [c for c in claims if c.modality in STAGES and not ABLE.search(c.relation.text) and not c.quoted and c.rule != "nominal"]
    staged = [c for c in staged if not _infinitive(c) and not LASTING & set(c.relation.label.split())]
    staged = [c for c in staged if c.modality is not Modality.ASSERTED or c.polarity is Polarity.AFFIRMED and _past(c)]
    if staged:
        readings = [Reading(c, c.modality.value if c.polarity is Polarity.AFFIRMED else _stage(c), _stage(c)) for c in staged]
        for period in periods(story, readings, FEW_DAYS):
            yield from cards(DifferenceKind.MODALITY, f"how certain or how far along: {describe(period[0].claim)}", period, _compare_stages)


def _compare_stages(left: str, right: str) -> How:
    """That a thing may happen does not part from that it happened: it may tell of another time."""
    return How.ALIKE if left == right else How.FAR if {left, right} == {"done", "possible"} else How.APART


def _past(claim: Claim) -> bool:
    """Whether the words say that it happened: a past tense or perfect, or a headline's present."""
    lemma = claim.relation.label.split()[0]
    printed = [*claim.evidence.quote[: max(0, claim.relation.start - claim.evidence.start)].casefold().split()[-8:]]
    printed += claim.relation.text.casefold().split()
    if HAVING_TO.search(" ".join(printed)):
        return False
    if {"was", "were", "had", "has", "have"} & set(printed):
        return True
    forms = [w.strip(",.") for w in printed if w[:2] == lemma[:2]]
    if any(w.endswith(("ed", "t", "n", "d")) and w != lemma for w in forms):
        return True
    return in_headline(claim) and not any(q.role is Role.TIME for q in claim.qualifiers)


def _stage(claim: Claim) -> str:
    return ("not " if claim.polarity is Polarity.NEGATED else "") + STAGES[claim.modality]


def _infinitive(claim: Claim) -> bool:
    """Whether a claim stands in an infinitive or under a condition, which do not say that it happened: "causing it to become law"."""
    before = claim.evidence.quote[: max(0, claim.relation.start - claim.evidence.start)].split()
    if before and before[0].casefold() in ("when", "if", "once", "until", "unless", "before", "whether"):
        return True
    if re.search(r"\bto \w", claim.relation.label):  # "voted to pass": the verb in front says whether it happened
        return False
    return claim.relation.text.casefold().startswith("to ") or (bool(before) and before[-1].casefold() == "to")


def _opposite(left: Polarity, right: Polarity) -> How:
    return How.ALIKE if left is right else How.CONFLICT


def _conditions(story: Story) -> Iterator[Difference]:
    for topic in story.topics(DifferenceKind.CONDITION):
        for acts in by_deed(topic):
            conditions = [(c, q.text) for c in acts for q in c.qualifiers if q.role is Role.CONDITION]
            readings = [Reading(c, plain(text), words) for c, text in conditions if (words := _phrase(text))]
            if len(readings) > 1:
                yield from cards(DifferenceKind.CONDITION, f"on what condition: {describe(acts[0])}", readings, _overlapping, several=True)


def _phrase(text: str) -> frozenset[str]:
    return stems(re.sub(r"(?i)^\W*(?:until|unless|if|before|after|when|amid|because|as|over|following|due)\b", "", plain(text)))


def _overlapping(left: frozenset[str], right: frozenset[str]) -> How:
    return How.ALIKE if left & right else How.APART


def _reasons(story: Story) -> Iterator[Difference]:
    """Why, or on what occasion; what a report says of the saying holds for what is said as well ("announced after … that he resigns")."""
    for acts in story.acts:
        readings = []
        for c in acts:
            teller = story.reports.get(c.id)
            for claim in (c, teller) if teller is not None else (c,):
                for q in claim.qualifiers:
                    if q.role is Role.REASON and _phrase(q.text):
                        inside = tuple(story.within(claim.evidence.document, q.start, q.end))
                        readings.append(Reading(c, plain(q.text), _phrase(q.text), inside))
        if len(readings) > 1:
            yield from cards(DifferenceKind.REASON, f"why, or on what occasion: {describe(acts[0])}", readings, _overlapping, several=True)


def _answers(story: Story) -> Iterator[Difference]:
    """For what somebody was punished, thanked or dismissed, where the words give it as the verb's own part: "suspended for lying"."""
    groups: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for c in story.claims:
        case = preposition(c)
        if told(c) and c.polarity is Polarity.AFFIRMED and c.object is not None and c.modality is Modality.ASSERTED and c.rule != "nominal":
            because = "because" in c.relation.label.split()
            who = key(c.subject)
            if who is not None and not is_vague(c.object) and (case in ("for", "over") or because):
                for word in sorted(deed(c) & ANSWERING):
                    groups[word, who].append(Reading(c, plain(f"{case} {c.object.text}"), stems(c.object.label)))
    for _, readings in sorted(groups.items()):
        yield from cards(DifferenceKind.REASON, f"why: {describe(readings[0].claim)}", readings, _overlapping, several=True)


def _places(story: Story) -> Iterator[Difference]:
    """Named places of one event, neither inside the other as far as the articles' words and the gazetteer tell."""
    for claims in (*story.acts, *story.once):
        readings = []
        for c in (c for c in claims if happened(c) and not re.match(r"\W*(?:\d|about|some|more|at least)", c.subject.text, re.I)):
            found = [q.text for q in c.qualifiers if q.role is Role.PLACE]
            if preposition(c) in ("in", "at", "near") and c.object is not None:
                found.append(f"{preposition(c)} {c.object.text}")
            readings += [Reading(c, plain(text), names) for text in found if (names := place_names(text))]
        if len(readings) > 1:
            yield from cards(DifferenceKind.PLACE, f"where: {describe(readings[0].claim)}", readings, _compare_places)


def _compare_places(left: frozenset[str], right: frozenset[str]) -> How:
    if not left & right:
        return How.APART
    return How.ALIKE if left == right else How.INSIDE if right < left else How.AROUND if left < right else How.ALIKE
