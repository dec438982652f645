"""Where outlets give other times of one event: dates, months, weekdays, parts of the day, clock times; and vague words beside them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kgraph.differences.cards import How, Reading, cards
from kgraph.differences.circumstances import EVERYDAY
from kgraph.differences.parts import deed, describe, happened, head, is_vague, owner, plain, preposition, same, told
from kgraph.differences.story import Story
from kgraph.model import Claim, Difference, DifferenceKind, Modality, Polarity, Qualifier, Role
from kgraph.sameness import STATIC, normal
from kgraph.values import time_words

DAY = 24 * 60  # minutes
# Parts of a day in minutes from midnight, generous at both ends: "night" may go on into the next morning.
PARTS = {
    "morning": (0, 720),
    "noon": (690, 780),
    "midday": (660, 840),
    "afternoon": (720, 1110),
    "evening": (1020, 1440),
    "night": (1080, 1800),
    "midnight": (1380, 1500),
    "dawn": (240, 480),
    "dusk": (1020, 1320),
    "early hours": (0, 360),
    "small hours": (0, 360),
    "early": (0, 720),
    "late": (1020, 1440),
}
SEASONS = {"21": (3, 3), "22": (6, 3), "23": (9, 3), "24": (12, 3), "33": (1, 3), "34": (4, 3), "35": (7, 3), "36": (10, 3)}
WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
OUTRIGHT = 0.6  # share of a qualifier's words that must be the time itself; a longer one tells of something else as well
NOT_TOLD = re.compile(rf"(?i)^(?:on|in|at|by|late|early|during)\s+(?:the\s+)?|\b(?:{'|'.join(PARTS)})\b")
VAGUE = frozenset("previously earlier recently lately".split())
# Nouns of what happens at a set time, so that the time beside them is the event's own.
EVENTS = frozenset(
    map(
        normal,
        "election vote ballot referendum trial hearing sentencing sentence meeting summit conference match game final race primary debate "
        "strike rally march funeral wedding burial launch inauguration deadline session festival concert talks resignation".split(),
    )
)
PLACES = ("LOC", "GPE")
MONTH = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b")
YEAR = re.compile(r"\b\d{4}\b|\b(?:last|next|this)\b", re.I)
# Verbs that say when their object is to be.
PLACING = re.compile(r"^(?:be )?(?:set|schedul|wait for|await|face|plan|hold|call|postpone|delay|move|announce|expect)")
# Verbs that only say that the event of their subject takes place.
TAKING_PLACE = re.compile(r"^(?:be )?(?:take (?:effect|place)|occur|happen|be held|held|come into (?:force|effect)|begin|start|fall)\b")


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of time in minutes since the year 1, end excluded; or only a weekday, or only a vague word."""

    start: float = 0.0
    end: float = 0.0
    name: str = ""


def time_differences(story: Story) -> Iterator[Difference]:
    yield from _of_facts(story)
    yield from _of_events(story)


def compare_moments(a: Moment, b: Moment) -> How:
    """How two times of one event stand: a day lies inside its month, and two days cannot both hold.

    >>> compare_moments(read_moment("2021-03-10", "Wednesday evening"), read_moment("2021-03", "in March"))
    <How.INSIDE: 'lies inside the other'>
    """
    if a.name or b.name:
        if a.name == b.name:
            return How.ALIKE
        if a.name in VAGUE or b.name in VAGUE:
            return How.ALIKE if a.name in VAGUE and b.name in VAGUE else How.AROUND if a.name in VAGUE else How.INSIDE
        return How.CONFLICT if a.name and b.name else How.ALIKE
    if (a.start, a.end) == (b.start, b.end):
        return How.ALIKE
    if b.start <= a.start and a.end <= b.end:
        return How.INSIDE
    if a.start <= b.start and b.end <= a.end:
        return How.AROUND
    return How.CONFLICT if a.end <= b.start or b.end <= a.start else How.ALIKE


def read_moment(value: str, words: str, clock: str = "") -> Moment | None:
    """The stretch of time that an ISO 8601 value names, narrowed by its words; None for what is open or only a time of some day.

    >>> read_moment("2021-03-10", "on Wednesday") == read_moment("2021-03-10", "Wednesday")
    True
    """
    if ".." in value or value.startswith("T"):
        return None
    first, _, last = value.partition("/")
    low, high = _stretch(first), _stretch(last or first)
    if low is None or high is None:
        return None
    start, end = low[0], high[1]
    if end - start == DAY:
        at = first.partition("T")[2] or clock.removeprefix("T")
        minute = _minute(at)
        if minute is not None:
            return Moment(start + minute, start + minute + (1 if ":" in at else 60))
        part = next((p for p in PARTS if re.search(rf"\b{p}\b", words, re.I)), None)
        if part is not None:
            return Moment(start + PARTS[part][0], start + PARTS[part][1])
    return Moment(start, end)


def _stretch(value: str) -> tuple[float, float] | None:
    day = value.partition("T")[0]
    try:
        if match := re.fullmatch(r"(\d{4})-W(\d\d)", day):
            begin = date.fromisocalendar(int(match[1]), int(match[2]), 1)
            return _minutes(begin), _minutes(begin + timedelta(days=7))
        if match := re.fullmatch(r"(\d{4})-(\d\d)", day):
            month, length = SEASONS.get(match[2], (int(match[2]), 1))
            return _minutes(_month(int(match[1]), month)), _minutes(_month(int(match[1]), month + length))
        if re.fullmatch(r"\d{4}", day):
            return _minutes(date(int(day), 1, 1)), _minutes(_month(int(day), 13))
        if re.fullmatch(r"\d{4}-\d\d-\d\d", day):
            begin = date.fromisoformat(day)
            return _minutes(begin), _minutes(begin) + DAY
    except (ValueError, OverflowError):
        return None
    return None


def _month(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _minutes(day: date) -> float:
    return float(day.toordinal() * DAY)


def _minute(clock: str) -> int | None:
    match = re.fullmatch(r"(\d\d)(?::(\d\d))?(?::\d\d)?(?:Z|[+-].*)?", clock)
    return int(match[1]) * 60 + int(match[2] or 0) if match else None


# --- the time of one claim --------------------------------------------------------------------------------------------------


def moments(claim: Claim) -> list[tuple[Moment, str]]:
    """When a claim says that what it tells happened, with the words; the times of other things that it mentions are left out."""
    clock = next((q for q in claim.qualifiers if q.role is Role.TIME and q.value and q.value.startswith("T")), None)
    found = []
    for q in claim.qualifiers:
        if q.role is not Role.TIME or not (q.value or WEEKDAY.search(q.text)) or not _own(claim, q):
            continue
        if q.value and (moment := read_moment(q.value, q.text, (clock.value or "") if clock else "")) is not None:
            words = f"{plain(q.text)} {plain(clock.text)}" if clock and "T" not in q.value and clock.start >= q.end else plain(q.text)
            found.append((moment, words))
        elif not q.value and (day := WEEKDAY.search(q.text)):  # an article without a date of publication
            found.append((Moment(name=day.group().casefold()), plain(q.text)))
    return found


def _own(claim: Claim, q: Qualifier) -> bool:
    """Whether a time is that of the deed: outright, and no part of what the deed is done to ("the 2016 election")."""
    parts = [a for a in (claim.subject, claim.object) if a is not None]
    if any(a.start <= q.start and q.end <= a.end and a.end - a.start > q.end - q.start for a in parts):
        return False
    told = sum(f.end - f.start for f in time_words(q.text))
    if told < OUTRIGHT * len(re.sub(NOT_TOLD, "", plain(q.text))):
        return False
    before = claim.evidence.quote[: max(0, q.start - claim.evidence.start)].split()
    bare_year = re.fullmatch(r"\d{4}", q.text.strip())
    return not bare_year or bool(before) and before[-1].casefold() in ("in", "since", "of", "by", "until")


# --- facts ------------------------------------------------------------------------------------------------------------------


def _of_facts(story: Story) -> Iterator[Difference]:
    """Other times of one fact, told by claims of one deed and of nobody shown to be another."""
    happening = _taking_place(story)
    told_when = {c.id: moments(c) for c in story.claims}
    for claims in (*(f.claims for f in story.facts), *story.once, *_done_to(story)):
        if len(claims) < 2:
            continue
        timed = [(c, teller) for c in claims if c.rule not in STATIC for teller in (c, *happening.get(c.id, ()))]
        for word in sorted({word for claim, _ in timed for word in deed(claim)}):
            readings = []
            for claim, teller in _of_deed(timed, word):
                found = told_when[teller.id]
                readings += [Reading(teller, words, moment, (claim,)) for moment, words in found]
                vague = next((q for q in teller.qualifiers if q.text.casefold() in VAGUE), None)
                if vague is not None and not found and same(teller.subject, claims[0].subject):
                    readings.append(Reading(teller, vague.text, Moment(name=vague.text.casefold()), (claim,)))
            if readings:
                yield from cards(DifferenceKind.TIME, f"when: {describe(readings[0].claim)}", readings, compare_moments)


def _done_to(story: Story) -> Iterator[list[Claim]]:
    """What was done to one person, body or thing with a name, as articles of one day or the next tell it."""
    found: dict[tuple[str, str, bool], list[Claim]] = defaultdict(list)
    for c in story.claims:
        patient = c.subject if c.rule == "passive" and c.relation.label.startswith("be ") else c.object
        ahead = c.modality in (Modality.PLANNED, Modality.EXPECTED) and told(c) and c.stance is Polarity.AFFIRMED
        if (ahead or happened(c)) and patient is not None and patient.id and patient.type not in PLACES and not preposition(c):
            for word in sorted(deed(c) - EVERYDAY):
                found[word, patient.id, ahead].append(c)
    for _, claims in sorted(found.items()):
        yield from story.periods(claims, 1)


def _of_deed(timed: Sequence[tuple[Claim, Claim]], word: str) -> list[tuple[Claim, Claim]]:
    """Claims of a deed, or with its object, by nobody shown to be another than its first doer, and those that put them in time."""
    first = next((c for c, _ in timed if word in deed(c) and not is_vague(c.subject)), None)
    if first is None:
        return [(c, t) for c, t in timed if word in deed(c)]
    alike = [(c, t) for c, t in timed if word in deed(c) or same(c.object, first.object)]
    return [(c, t) for c, t in alike if same(c.subject, first.subject) is not False and c.modality is first.modality]


def _taking_place(story: Story) -> dict[str, list[Claim]]:
    """Claim id to the claims that put its event in time: of "his resignation", "his resignation took effect on Friday"."""
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in story.claims:
        if claim.rule == "verb" and claim.polarity is Polarity.AFFIRMED and TAKING_PLACE.match(claim.relation.label):
            for event in story.within(claim.evidence.document, claim.subject.start, claim.subject.end):
                if event.rule == "nominal" and head(claim.subject.label) in {normal(event.relation.text.casefold()), *deed(event)}:
                    found[event.id].append(claim)
    return found


# --- events as nouns --------------------------------------------------------------------------------------------------------


def _of_events(story: Story) -> Iterator[Difference]:
    """Other times of an event that a noun names, in claims on one person or body: "the Dec. 12 election", "an election next month"."""
    groups: dict[tuple[str, str, str], list[Reading]] = defaultdict(list)
    for claim in story.claims:
        if claim.rule == "report":
            continue
        for q in claim.qualifiers:
            if q.role is Role.TIME and q.value and (noun := _event(claim, q)):
                value = _in_its_year(q, story.published.get(claim.evidence.document))
                moment = read_moment(value, q.text)
                if moment is not None and moment.end - moment.start < 100 * DAY:
                    for who in _involved(story, claim) or {""}:
                        groups[noun, who, value[:4]].append(Reading(claim, plain(q.text), moment))
    for (_, who, _), readings in sorted(groups.items()):
        compare = compare_moments if who else _compare_nested
        yield from cards(DifferenceKind.TIME, f"when: {describe(readings[0].claim)}", readings, compare)


def _compare_nested(a: Moment, b: Moment) -> How:
    """Of events of one name that nobody in common is named with, only a time inside the other's is compared: two may be two events."""
    how = compare_moments(a, b)
    return how if how in (How.INSIDE, How.AROUND, How.ALIKE) else How.FAR


def _involved(story: Story, claim: Claim) -> set[str]:
    """The entities that a claim is about, and whose its object is."""
    of = story.ids.get(owner(claim.object.label).casefold()) if claim.object is not None and not claim.object.id else None
    return {id_ for a in (claim.subject, claim.object) if a is not None for id_ in (a.id, of) if id_}


def _in_its_year(q: Qualifier, published: date | None) -> str:
    """The value of a time; of a month or day without a year, the year of publication, whichever of two years it was read as."""
    value = q.value or ""
    if published is None or not re.match(r"\d{4}-\d\d(?:-\d\d)?$", value) or not MONTH.search(q.text) or YEAR.search(q.text):
        return value
    return f"{published.year}{value[4:]}"


def _event(claim: Claim, q: Qualifier) -> str:
    """The noun of an event that a time stands beside: in the qualifier itself, in the object around it, or as what is set for then."""
    if TAKING_PLACE.match(claim.relation.label) and _own(claim, q) and head(claim.subject.label) in EVENTS:
        return head(claim.subject.label)
    if claim.rule == "nominal":
        return min(deed(claim) & EVENTS, default="") if _own(claim, q) else ""
    text = q.text
    if claim.object is not None and head(claim.object.label) in EVENTS and _own(claim, q) and PLACING.match(claim.relation.label):
        text = claim.object.text
    if claim.object is not None and claim.object.start <= q.start and q.end <= claim.object.end:
        text = claim.object.text
    rest = list(text)
    for found in time_words(text):
        rest[found.start : found.end] = " " * (found.end - found.start)
    words = re.sub(r"(?i)^\s*(?:in|at|for|before|after|ahead of|until|during|of)\s+", "", "".join(rest))
    noun = head(words)
    return noun if noun in EVENTS else ""
