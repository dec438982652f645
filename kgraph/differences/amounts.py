"""Where outlets give other numbers: how many, how much, how long, how old.

Only like is compared with like: one measure, one thing counted, the size of a change with the size of a change and not with
the level that was reached, a part with a part and not with the whole, and each person's age with that person's.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kgraph.differences.cards import How, Reading, cards, periods
from kgraph.differences.parts import (
    DEATH,
    HURT,
    SAME_THING,
    SUFFERED,
    by_deed,
    deed,
    describe,
    happened,
    head,
    in_headline,
    is_vague,
    key,
    named_places,
    plain,
    preposition,
    same,
    setting,
    stems,
    told,
    turns_on,
    without_numbers,
)
from kgraph.differences.story import Story
from kgraph.extract.lexicon import ROLE_NOUNS
from kgraph.model import Argument, Claim, Difference, DifferenceKind, Modality, Polarity, Qualifier, Quantity, Role
from kgraph.sameness import STATIC, normal
from kgraph.values import quantities

HEDGE_TOLERANCE = 0.5  # a hedged bound may be off by this share before two values conflict
NEAR = 0.1  # a value this near to a hedged one is what the hedged one rounds
ROUNDED = 0.05  # a number without a hedge may round one that is this near
CALENDAR = 0.015  # 90 days and three months are one length of time
YEAR = 31556952.0  # seconds
TELLING = (Role.PURPOSE, Role.REASON, Role.CONDITION, Role.PLACE, Role.TOPIC)
DEED_WORDS = 4
SPANS = (Role.DELAY, Role.DURATION)
PERSON = "person"
PERSONS = frozenset(map(normal, "people person persons other others victim victims man men human individual".split())) | {""}
# Verbs of change: the number beside them is by how much, unless "to" or "at" says that it is the level reached.
RISING = frozenset(map(normal, "rise climb grow increase gain jump soar surge raise lift add up advance rally".split()))
FALLING = frozenset(map(normal, "fall drop decrease lose slip plunge slump slow cut lower decline tumble dip slide sink down shed".split()))
CHANGING = RISING | FALLING
FEW_DAYS = 3  # articles on counts that go up from day to day are compared where no more than so many days lie between them
FEWEST_NEAR = 10  # a smaller number may be that of many things
NEAR_RATIO = 1.5
LARGE = 1000  # a sum or count of at least this size is hardly another one where it is what a number elsewhere rounds
NEAR_ROUND = 0.05
LONG_AFTER = 30  # days after which somebody may have had a birthday
FORESEEN = (Modality.PLANNED, Modality.EXPECTED, Modality.CONDITIONAL)
# Who or what makes people suffer these, or things be lost so, is told in many ways or not at all.
BEFALLING = frozenset(
    map(normal, "destroy burn evacuate displace cancel rescue trap miss arrest detain hospitalize hospitalise infect flood".split())
) | {DEATH, HURT}
# Words for a number that nobody has counted, with the numbers that they may stand for.
VAGUE = {
    "few": (2, 6),
    "handful": (2, 8),
    "several": (3, 20),
    "dozens": (24, 99),
    "scores": (40, 200),
    "numerous": (5, None),
    "many": (5, None),
}
VAGUE_LABEL = re.compile(rf"(?i)^(?:an?\s+)?({'|'.join(VAGUE)})\s+(?:of\s+)?(.+)$")
EXCHANGED = re.compile(r"\s*\((?:about |some |around )?(?:[A-Z]{0,3}\s?[$£€¥]|[\d.,]+ )")
CURRENCY = re.compile(r"(?!sum|point)[a-z]{3}|crown|peso|franc|dinar|krona|krone|rupee|pound")
ABOARD = "aboard"
ON_BOARD = re.compile(r"(?:\s+[a-z]+){1,4}\s+(?:on board|aboard)\b")
MEASURES = frozenset({"kg", "m2", "m3"})  # units of what is counted by the noun behind "of"
RECORD = re.compile(r"[\s-]+(?:lows?|highs?|records?|old)\b", re.I)
RATE = re.compile(r"\s+(?:an?|per|each|every)\s+(\w+)", re.I)
SUM = re.compile(r"(?i)\b(?:m|b|tr)illion\b|\d(?:m|bn)\b")
POINTS = re.compile(r"\bpoints?\b", re.I)
NAMED_SHARE = re.compile(r"%|\bper ?cent", re.I)
OPEN_BEHIND = re.compile(r"\s+or\s+(?:more|less|fewer|older|younger|over|under|above|below|so)\b", re.I)
TEENS = re.compile(r"(?i)\bteen(?:ager|age)?s?\b|\bteenaged?\b")
POSSESSIVE = re.compile(r"(?i)(?:its?|their|his|her|our|my|your)\b")
AGED_NOUN = re.compile(r"(?i)\b(?P<years>\d{1,3})-year-old\s+(?P<noun>\w.*)|,?\s+aged\s+(?P<behind>\d{1,3})\b")
TRADES = ROLE_NOUNS | frozenset("engineer nurse driver pilot student skier guard deckhand roofer farmer clerk soldier cook".split())
AGE_BEHIND = re.compile(r",\s+(?P<when>then|now|aged)?\s*(?P<years>\d{1,3})(?=\s*[,.;)])")


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity of a claim with what it measures: `unit`, `part` ("by", "from", "to", "of" a whole, or ""), the `thing` counted.

    `start` and `end` are its place in the article.
    """

    quantity: Quantity
    words: str
    unit: str
    part: str
    thing: str
    of: str
    start: int
    end: int


def amount_differences(story: Story) -> Iterator[Difference]:
    yield from _of_facts(story)
    yield from _counts(story)
    yield from _rounded(story)
    yield from _ages(story)


# --- comparison -------------------------------------------------------------------------------------------------------------


def compare_quantities(a: Quantity, b: Quantity) -> How:
    """How one of two intervals of one unit stands to the other.

    >>> hour = Quantity(0, 3600, False, False, "s", "roughly")
    >>> compare_quantities(hour, Quantity(0, 43200, False, True, "s"))
    <How.INSIDE: 'lies inside the other'>
    >>> compare_quantities(hour, Quantity(172800, 172800, False, False, "s"))
    <How.CONFLICT: 'both cannot hold'>

    A hedged interval that misses the other by less than HEDGE_TOLERANCE of its bound does not conflict; an exact number lies
    inside the round or hedged one that it is near to.
    """
    (low_a, high_a), (low_b, high_b) = ((-math.inf if q.min is None else q.min, math.inf if q.max is None else q.max) for q in (a, b))
    if (low_a, high_a, a.min_open, a.max_open) == (low_b, high_b, b.min_open, b.max_open):
        return How.ALIKE
    if low_a == high_a and low_b == high_b:
        return _compare_points(a, b, low_a, low_b)
    slack = sum(HEDGE_TOLERANCE * abs(q.max if q.max is not None else q.min or 0.0) for q in (a, b) if q.hedge)
    if a.unit == "s":
        slack = max(slack, CALENDAR * max((abs(x) for x in (low_a, high_a, low_b, high_b) if math.isfinite(x)), default=0.0))
    touching = low_a == high_b and (a.min_open or b.max_open) or low_b == high_a and (b.min_open or a.max_open)
    if low_a > high_b + slack or low_b > high_a + slack or touching and not slack:
        return How.CONFLICT
    if low_b <= low_a and high_a <= high_b and not touching:
        return How.INSIDE
    if low_a <= low_b and high_b <= high_a and not touching:
        return How.AROUND
    return How.APART


def _compare_points(a: Quantity, b: Quantity, left: float, right: float) -> How:
    away = abs(left - right) / max(abs(left), abs(right), 1e-12)
    if a.unit == "s" and away <= CALENDAR:
        return How.ALIKE
    if a.hedge and b.hedge:
        return How.APART if away <= HEDGE_TOLERANCE else How.CONFLICT
    if a.hedge or b.hedge:
        if away <= NEAR:
            return How.AROUND if a.hedge else How.INSIDE
        return How.APART if away <= HEDGE_TOLERANCE else How.CONFLICT
    if _rounds(left, right):
        return How.AROUND
    return How.INSIDE if _rounds(right, left) else How.CONFLICT


def _rounds(rounded: float, exact: float) -> bool:
    """Whether a number of at least 1,000 is the other, rounded to fewer digits."""
    if rounded < 1000 or abs(rounded - exact) > ROUNDED * rounded:
        return False
    digits = next(n for n in range(16) if rounded % 10 ** (n + 1))
    return digits > 0 and exact % 10**digits != 0 and abs(rounded - exact) < 10**digits / 2


def compare_amounts(left: tuple[Quantity, str], right: tuple[Quantity, str]) -> How:
    """As compare_quantities; a word such as "several" rules out no number."""
    (a, word_a), (b, word_b) = left, right
    if a.unit != b.unit:  # two currencies
        return How.APART
    if word_a and word_b:
        return How.ALIKE if word_a == word_b else How.APART
    how = compare_quantities(a, b)
    if how is How.CONFLICT and {a.min, a.max} & {b.min, b.max} - {None}:  # "over 500" beside "500" may be one number, less exactly
        return How.ALIKE
    return How.APART if how is How.CONFLICT and (word_a or word_b) else how


def value_of(quantity: Quantity, vague: str = "") -> tuple[Quantity, str]:
    """What is compared of an amount: a fall by -3 percent is one by 3 percent."""
    if quantity.min is not None and quantity.min == quantity.max:
        quantity = replace(quantity, min=abs(quantity.min), max=abs(quantity.min))
    return replace(quantity, of=None), vague


# --- the amounts of one claim -----------------------------------------------------------------------------------------------


def amounts(claim: Claim) -> list[Amount]:
    """What a claim measures or counts, ages and the parts of other amounts left out."""
    found: list[Amount] = []
    taken: list[tuple[int, int]] = []
    for q in sorted((q for q in claim.qualifiers if q.quantity is not None), key=lambda q: (q.start, -q.end)):
        assert q.quantity is not None
        if _in_subject(claim, q) and _beside_another(claim, claim.subject):
            continue
        if any(d.role in TELLING and d.start <= q.start and q.end <= d.end and _tells_more(d, q) for d in claim.qualifiers):
            continue  # of what is told beside the deed: "to buy a $43,000 watch"
        if q.role in (Role.QUANTITY, *SPANS) and not _is_age(claim, q) and not any(s <= q.start < e for s, e in taken):
            amount = _amount(claim, q, q.quantity)
            of = q.quantity.of or ""
            taken.append((q.start, q.end + len(of) + 4 if re.match(r"\s+of\b", _behind(claim, q)) else q.end))
            if amount is not None:
                found.append(amount)
    return found


def _tells_more(detail: Qualifier, q: Qualifier) -> bool:
    """Whether a detail tells of another deed than the claim's, and not only of the amount: "to buy a $43,000 watch", but not "for $5"."""
    return len(detail.text.split()) - len(q.text.split()) >= DEED_WORDS


def _in_subject(claim: Claim, q: Qualifier) -> bool:
    return claim.subject.start <= q.start < claim.subject.end


def _amount(claim: Claim, q: Qualifier, quantity: Quantity) -> Amount | None:
    behind = _behind(claim, q)
    if RECORD.match(behind) or OPEN_BEHIND.match(behind) or EXCHANGED.match(behind) or q.text.casefold().startswith("from "):
        return None  # "19 or older", read as 19; "$57 million (US$78 million)"; "widened from 4 to 7 km"
    if quantity.unit == "1" and 0 < (quantity.min or quantity.max or 0) < 1:  # "a third of the company"
        low, high = (None if bound is None else 100 * bound for bound in (quantity.min, quantity.max))
        quantity = replace(quantity, min=low, max=high, unit="%")
    if quantity.unit == "%" and not NAMED_SHARE.search(q.text) and not re.match(r"\s+of\b", behind):
        return None  # "half a point", but not "a third of the shares"
    unit = "point" if POINTS.search(q.text) else quantity.unit
    before = _before(claim, q)
    if (rate := RATE.match(behind)) is not None:
        unit = f"{unit} per {normal(rate[1].casefold())}"  # "44 pounds a share"
    words = deed(claim) & CHANGING
    part = before if before == "from" else "to" if before in ("to", "at") else ""
    if not part and (unit in ("%", "point") or before == "by") and words and unit != "s":
        part = "up by" if words <= RISING else "down by" if words <= FALLING else "by"
    if unit == "s":
        part = "delay" if q.role is Role.DELAY else "from" if part == "from" else ""
        return Amount(quantity, plain(q.text), unit, part, "", "", q.start, q.end)
    of = quantity.of or ""
    if quantity.unit == "1":
        if re.match(r"\s+of\s+(?:the|its|his|her|their|these|those|\d)", _behind(claim, q)):
            part = "of"
        thing = ABOARD if ON_BOARD.match(behind) else head(of)
        if not thing and SUM.search(q.text):
            return Amount(quantity, plain(q.text), "sum", part, "", "", q.start, q.end)  # "2.1 trillion", of money that the words leave out
        if not thing and not deed(claim) & BEFALLING:
            return None  # "17 were injured", but not "the index fell 300"
        return Amount(quantity, plain(q.text), unit, part, PERSON if thing in PERSONS else SAME_THING.get(thing, thing), of, q.start, q.end)
    return Amount(quantity, plain(q.text), unit, part, "", of, q.start, q.end)


def _before(claim: Claim, q: Qualifier) -> str:
    at = q.start - claim.evidence.start
    words = claim.evidence.quote[:at].split() if 0 < at <= len(claim.evidence.quote) else []
    return words[-1].casefold() if words else ""


def _behind(claim: Claim, q: Qualifier) -> str:
    return claim.evidence.quote[max(0, q.end - claim.evidence.start) :]


def _is_age(claim: Claim, q: Qualifier) -> bool:
    if q.quantity is None or q.quantity.unit not in ("s", "year", "1"):
        return False
    if "aged" in claim.relation.label.split():
        return True
    around = f"{_before(claim, q)} {q.text} {_behind(claim, q)[:12]}".casefold()
    if re.search(r"\bold\b|\baged?\b|\b\d0s\b", around):
        return True
    return claim.object is not None and q.quantity.unit != "s" and "age" in claim.object.label.casefold().split()


# --- one fact ---------------------------------------------------------------------------------------------------------------


def _of_facts(story: Story) -> Iterator[Difference]:
    """Other amounts of one measure in the claims of one fact, which have somebody or something in common."""
    for fact in story.facts:
        groups: dict[tuple[str, str, str, str], list[tuple[Claim, Amount]]] = defaultdict(list)
        for claim in fact.claims:
            if claim.rule == "report":
                continue
            found: dict[tuple[str, str, str], list[Amount]] = defaultdict(list)
            for amount in amounts(claim):
                found[amount.unit, amount.part, amount.thing].append(amount)
            for point, of_point in found.items():
                if len(of_point) == 1:
                    groups[(*point, setting(claim))].append((claim, of_point[0]))
        for (unit, part, thing, _), members in sorted(_with_sums(groups).items()):
            kind = DifferenceKind.DURATION if unit == "s" else DifferenceKind.QUANTITY
            if unit == "s":
                one_deed = {c.id for acts in by_deed(c for c, _ in members)[:1] for c in acts}
                members = [(c, a) for c, a in members if c.id in one_deed]
            suffered = [(claim, a) for claim, a in members if thing and deed(claim) & BEFALLING]
            chosen = _of_one_place(suffered if len(suffered) == len(members) else _with_common_party(members))
            compare = compare_amounts
            if len({claim.evidence.document for claim, _ in chosen}) < 2 and unit != "s":
                chosen = [(claim, a) for claim, a in _of_one_place(members) if not deed(claim) & BEFALLING]
                compare = _compare_if_near
            readings = [Reading(claim, a.words, value_of(a.quantity)) for claim, a in chosen]
            asked = "how long or how soon" if unit == "s" else "how many" if unit == "1" else "how much"
            for period in periods(story, readings, 0 if "by" in part or part == "to" or thing == "point" else FEW_DAYS):
                yield from cards(kind, f"{asked}: {describe(period[0].claim)}", period, compare)


Point = tuple[str, str, str, str]  # unit, part, thing, setting


def _with_sums(groups: dict[Point, list[tuple[Claim, Amount]]]) -> dict[Point, list[tuple[Claim, Amount]]]:
    """The groups, with sums whose words leave the currency out in that of the only currency of the fact."""
    merged = dict(groups)
    for point in sorted(groups):
        currencies = [p for p in groups if CURRENCY.fullmatch(p[0]) and p[1:] == point[1:]]
        if point[0] == "sum" and len(currencies) == 1:
            given = {claim.evidence.document for claim, _ in groups[currencies[0]]}
            merged[currencies[0]] = groups[currencies[0]] + [m for m in merged.pop(point) if m[0].evidence.document not in given]
    return merged


def _compare_if_near(left: tuple[Quantity, str], right: tuple[Quantity, str]) -> How:
    """As compare_amounts, of numbers that are not small and lie near each other."""
    small, large = sorted((size_of(left[0]), size_of(right[0])))
    return compare_amounts(left, right) if small >= FEWEST_NEAR and large <= NEAR_RATIO * small else How.FAR


def _with_common_party(members: Sequence[tuple[Claim, Amount]]) -> list[tuple[Claim, Amount]]:
    """The members that share the party which most articles name, beside the things counted, and have no other in its place."""
    documents: dict[str, set[str]] = defaultdict(set)
    for claim, amount in members:
        for party in _parties(claim, amount):
            documents[party].add(claim.evidence.document)
    if not documents:
        return []
    most = min(documents, key=lambda p: (-len(documents[p]), p))
    kept = [(claim, a) for claim, a in members if most in _parties(claim, a)]
    return [(claim, a) for claim, a in kept if same(claim.subject, kept[0][0].subject) is not False]


def _parties(claim: Claim, amount: Amount) -> set[str]:
    """What takes part in a claim beside what is counted: entities and the content words of phrases, without numbers."""
    found: set[str] = set()
    for a in (claim.subject, claim.object):
        if a is not None and not is_vague(a) and not POSSESSIVE.match(a.label):
            bare = stems(without_numbers(a.label)) - stems(amount.words)
            found |= {a.id, *bare} if a.id else bare
    return found - stems(amount.of) - {""} if amount.unit == "1" else found - {""}


def _of_one_place(members: Sequence[tuple[Claim, Amount]]) -> list[tuple[Claim, Amount]]:
    """The members that name no other place than the first one that names any, and count what it counts."""
    where = next((found for claim, _ in members if (found := named_places(claim))), frozenset())
    return _of_one_thing([(claim, a) for claim, a in members if not (found := named_places(claim)) or found & where])


def _of_one_thing(members: Sequence[tuple[Claim, Amount]]) -> list[tuple[Claim, Amount]]:
    """The members whose amount is of what the first one's is of, where both say."""
    first = next((a.of for _, a in members if a.of), "")
    return [(claim, a) for claim, a in members if not a.of or not first or _nested(a.of, first)]


def _nested(left: str, right: str) -> bool:
    own, other = stems(left), stems(right)
    return own <= other or other <= own or head(left) == head(right) != "" and len(own & other) > 1


# --- counts -----------------------------------------------------------------------------------------------------------------


def _counts(story: Story) -> Iterator[Difference]:
    """How many did or suffered one thing, in sentences however unlike: "four died", "killing five people", "the death toll is six"."""
    groups: dict[tuple[str, ...], list[Reading]] = defaultdict(list)
    for claim in story.claims:
        for point, reading in _counted(claim):
            groups[point].append(reading)
    for _, readings in sorted(groups.items()):
        for period in periods(story, readings, FEW_DAYS):
            counts = _in_all(_of_one_act(period))
            yield from cards(DifferenceKind.QUANTITY, f"how many: {describe(counts[0].claim)}", counts, compare_amounts)


def _counted(claim: Claim) -> Iterator[tuple[tuple[str, ...], Reading]]:
    if not (told(claim) and claim.stance is Polarity.AFFIRMED and (happened(claim) or claim.modality in FORESEEN)):
        return
    found = [(a, side) for side, a in (("subject", claim.subject), ("object", claim.object)) if a is not None and not claim.implied]
    for argument, side in found:
        toll = SUFFERED.get(head(claim.subject.label)) == DEATH and side == "object"  # "the death toll rose to six"
        counted = _count_of(claim, argument, toll)
        if counted is None or side == "subject" and _beside_another(claim, argument):
            continue
        amount, vague = counted
        words = deed(claim)
        if not toll and (amount.part not in ("", "of") or amount.thing == "point"):
            continue
        thing = amount.thing
        if thing in (DEATH, HURT):
            words, thing = frozenset({thing}), PERSON
        elif toll:
            words, thing = frozenset({DEATH}), PERSON
        other = claim.object if side == "subject" else claim.subject
        for word in sorted(words):
            doer = "" if word in BEFALLING or is_vague(other) or side == "subject" else key(other) or ""
            case = preposition(claim) if side == "subject" and word not in BEFALLING else ""
            point = (word, thing, "of" if amount.part == "of" else "", case, doer, "" if happened(claim) else "ahead", setting(claim))
            yield point, Reading(claim, plain(argument.text) if vague else amount.words, value_of(amount.quantity, vague))


def _beside_another(claim: Claim, argument: Argument) -> bool:
    """Whether a number of its own stands right before the verb, so that the subject's is another verb's: "two were killed and 37 hurt"."""
    before = claim.evidence.quote[: max(0, claim.relation.start - claim.evidence.start)].split()
    if not before or argument.end >= claim.relation.start - len(before[-1]) - 1:
        return False
    return any(q.kind == "count" for q in quantities(before[-1]))


def _count_of(claim: Claim, argument: Argument, toll: bool) -> tuple[Amount, str] | None:
    """The number of what an argument is, or the word for it ("several"), the number that the argument opens with."""
    for q in claim.qualifiers:
        if q.quantity is not None and q.quantity.unit == "1" and argument.start <= q.start < argument.end and not _is_age(claim, q):
            opening = q.start - argument.start <= 4
            amount = Amount(q.quantity, plain(q.text), "1", "", PERSON, "", q.start, q.end) if toll else _amount(claim, q, q.quantity)
            return (amount, "") if opening and amount is not None else None
    match = VAGUE_LABEL.match(argument.label)
    if match is None or argument.id:
        return None
    low, high = VAGUE[match[1].casefold()]
    quantity = Quantity(float(low), None if high is None else float(high), False, False, "1", match[1].casefold())
    thing = head(match[2])
    thing = "officers" if turns_on(match[2], ROLE_NOUNS) else PERSON if thing in PERSONS else thing
    return Amount(quantity, plain(argument.text), "1", "", thing, match[2], argument.start, argument.end), match[1].casefold()


def _of_one_act(readings: Sequence[Reading]) -> list[Reading]:
    """The readings whose doer, object and place are not shown to be others than the first one's."""
    first = next((r.claim for r in readings if r.claim.object is not None and (r.claim.object.id or r.claim.subject.id)), readings[0].claim)
    kept = [r for r in readings if same(first.object, r.claim.object) is not False and same(first.subject, r.claim.subject) is not False]
    where = next((found for r in kept if (found := named_places(r.claim))), frozenset())
    return [r for r in kept if not (found := named_places(r.claim)) or found & where]


def _in_all(readings: Sequence[Reading]) -> list[Reading]:
    """Of an article that gives several counts, the first of its body if it is the highest: the total comes before its parts."""
    found: dict[str, list[Reading]] = defaultdict(list)
    for r in readings:
        found[r.claim.evidence.document].append(r)
    kept = []
    for _, counts in sorted(found.items()):
        body = sorted((r for r in counts if not in_headline(r.claim)), key=lambda r: (r.claim.evidence.start, -_low(r)))
        if body and all(_low(r) <= _low(body[0]) for r in body):
            counts = [r for r in counts if r.value == body[0].value or in_headline(r.claim)]
        kept += counts
    return kept


def _low(reading: Reading) -> float:
    return next((q.quantity.min or 0.0 for q in reading.claim.qualifiers if q.quantity is not None and plain(q.text) == reading.words), 0.0)


# --- numbers that are nearly the same ---------------------------------------------------------------------------------------


def _rounded(story: Story) -> Iterator[Difference]:
    """Large sums and counts of people beside what rounds them, in whatever sentences: "more than $310,000 in bribes", "$312,500"."""
    groups: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for claim in story.claims:
        if claim.rule == "report" or claim.stance is Polarity.NEGATED:
            continue
        for amount in amounts(claim):
            money = amount.unit not in ("1", "s", "%", "point") and amount.unit.isalpha() and len(amount.unit) == len("usd")
            if size_of(amount.quantity) >= LARGE and amount.part in ("", "to") and (money or amount.thing == PERSON):
                groups[amount.unit, setting(claim)].append(Reading(claim, amount.words, value_of(amount.quantity)))
    for _, readings in sorted(groups.items()):
        for period in periods(story, readings, FEW_DAYS):
            for near in _near(period):
                yield from cards(DifferenceKind.QUANTITY, f"how much: {describe(near[0].claim)}", near, _compare_rounded)


def _near(readings: Sequence[Reading]) -> Iterator[list[Reading]]:
    """Runs of numbers each hardly larger than the one before, and the last hardly larger than the first."""
    values = [r.value[0] if isinstance(r.value, tuple) else None for r in readings]
    sized = sorted((size_of(value), n) for n, value in enumerate(values) if isinstance(value, Quantity))
    start = 0
    for end in range(1, len(sized) + 1):
        if end == len(sized) or sized[end][0] > (1 + NEAR_ROUND) * sized[end - 1][0]:
            if sized[end - 1][0] <= (1 + NEAR_ROUND) * sized[start][0]:
                yield [readings[n] for _, n in sized[start:end]]
            start = end


def _compare_rounded(left: tuple[Quantity, str], right: tuple[Quantity, str]) -> How:
    """As _compare, where the words say that one number is rounded."""
    how = compare_amounts(left, right)
    if how in (How.INSIDE, How.AROUND) and any(q.hedge or q.min != q.max for q, _ in (left, right)):
        return how
    return How.ALIKE if how is How.ALIKE else How.FAR


def size_of(quantity: Quantity) -> float:
    return abs(next((bound for bound in (quantity.min, quantity.max) if bound), 0.0))


# --- ages -------------------------------------------------------------------------------------------------------------------


def _ages(story: Story) -> Iterator[Difference]:
    """How old one person is said to be, now or then."""
    groups: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for claim in story.claims:
        for who, when, words, quantity in (*_aged(claim), *_aged_nouns(claim)):
            carriers = tuple(story.carriers(claim))
            groups[who, when].append(Reading(claim, words, value_of(quantity), carriers))
    for _, readings in sorted(groups.items()):
        for period in periods(story, readings, LONG_AFTER):
            yield from cards(DifferenceKind.QUANTITY, f"how old: {describe(period[0].claim)}", period, compare_amounts)


def _aged(claim: Claim) -> Iterator[tuple[str, str, str, Quantity]]:
    """Whom a claim gives an age, whether now or "then", the words, and the age in years."""
    subject, quote = claim.subject, claim.evidence.quote
    then = "then" if re.match(r"(?:when|while|as)\b", quote, re.I) else "now"
    who = subject.id if subject.type == "PERSON" and subject.id else " ".join(sorted(stems(subject.label)))
    if claim.rule in ("copula", "aside") or claim.rule in STATIC:
        if is_vague(subject) or claim.polarity is Polarity.NEGATED:
            return
        read = [f for f in quantities(quote) if f.kind == "age" and f.quantity is not None and f.quantity.unit == "s"]
        if read and read[0].quantity is not None:
            yield who, then, plain(read[0].text), _years(read[0].quantity)
        elif claim.object is not None and TEENS.search(claim.object.label) and claim.rule == "copula":
            late = "then" if re.search(r"\bat the time\b|\bthen\b", quote) else then
            yield who, late, plain(claim.object.text), Quantity(13.0, 20.0, False, True, "year")
        else:
            bare = [q for q in claim.qualifiers if q.quantity is not None and q.quantity.unit in ("1", "year") and not q.quantity.of]
            alone = claim.object is not None and re.fullmatch(r"\d{1,3}", claim.object.label.strip())
            if len(bare) == 1 and bare[0].quantity is not None and (alone or "aged" in claim.relation.label) and subject.type == "PERSON":
                yield who, then, plain(bare[0].text), replace(bare[0].quantity, unit="year", of=None)
    elif subject.type == "PERSON" and subject.id:
        for q in claim.qualifiers:
            if q.quantity is not None and q.quantity.unit == "1" and claim.object is not None and head(claim.object.label) == normal("age"):
                yield who, then, plain(q.text), replace(q.quantity, unit="year", of=None)
        match = AGE_BEHIND.match(quote, subject.end - claim.evidence.start) if subject.end > claim.evidence.start else None
        if match is not None and match["when"] == "then":
            years = float(match["years"])
            yield who, "then", f"then {match['years']}", Quantity(years, years, False, False, "year")


def _aged_nouns(claim: Claim) -> Iterator[tuple[str, str, str, Quantity]]:
    """The same of somebody whom no name but a trade or post is given: "a 41-year-old engineer", "an engineer aged 43"."""
    for a in (claim.subject, claim.object):
        match = AGED_NOUN.search(a.label) if a is not None else None
        if a is not None and match is not None and turns_on(a.label.replace(match[0], match["noun"] or ""), TRADES):
            years = float(match["years"] or match["behind"])
            noun = head(a.label.replace(match[0], match["noun"] or ""))
            yield f"the {noun}", "now", plain(match[0].removesuffix(match["noun"] or "")), Quantity(years, years, False, False, "year")
    if claim.relation.label == "age" and claim.object is not None and turns_on(claim.subject.label, TRADES):
        if re.fullmatch(r"\d{1,3}", claim.object.label):
            years = float(claim.object.label)
            yield f"the {head(claim.subject.label)}", "now", claim.object.label, Quantity(years, years, False, False, "year")


def _years(quantity: Quantity) -> Quantity:
    """An age in whole years: from the seconds that "32 years old" is read as."""
    low, high = (None if bound is None else float(round(bound / YEAR)) for bound in (quantity.min, quantity.max))
    return replace(quantity, min=low, max=high, unit="year", of=None)
