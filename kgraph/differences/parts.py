"""The parts of claims as differences compare them: the deed, who or what takes part, and what a story's claims say of each other."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

import networkx as nx

from kgraph.extract.lexicon import NEGATIVE_VERBS, PREPOSITION_ROLES, STATIVE_CHAIN, STOP, VERB_MODALITY
from kgraph.gazetteer import COUNTRY_OF, SEATS
from kgraph.model import Argument, ArgumentKind, Claim, DifferenceKind, Fact, Modality, Polarity, Role, Section
from kgraph.sameness import GENERIC, STATIC, normal
from kgraph.values import time_words

PRONOUNS = frozenset(
    "i me we us it he him she her they them this that these those who whom which what one ones some others everyone nobody "
    "his hers its their theirs himself herself itself themselves somebody someone anybody anyone".split()
)
# Nouns that only say how much there is of what "of" brings in: "a raft of challenges", "a number of lawsuits".
MEASURING = frozenset(
    "number series group majority minority couple lot lots handful raft range set pair dozens hundreds thousands tens millions scores "
    "kind type part most many several some all none half third quarter rest total".split()
)
BEHIND_HEAD = re.compile(
    r"[,;:(“\"]|\s(?:of|in|on|at|by|for|to|from|with|who|whom|whose|that|which|where|against|near|after|before|over|about|during|since|"
    r"between|into|under|until|as|including|made|called|named|without|because|amid|than)\s"
)
# What happens to many, in a story of one disaster, whoever or whatever did it; by `normal` of the words that tell it.
DEATH, HURT = "death", "hurt"
SUFFERED = {
    **dict.fromkeys(map(normal, "die death dead kill killing fatality slay perish toll".split()), DEATH),
    **dict.fromkeys(map(normal, "injure wound hurt injury wounded injured".split()), HURT),
}


@lru_cache(maxsize=1 << 14)
def stems(text: str) -> frozenset[str]:
    """The content words of a phrase, each as merging compares it."""
    words = re.findall(r"[\w$%.'-]+", text.casefold().replace("’", "'").replace("'s ", " "))
    bare = (w.strip(".'-").removesuffix("'s") for w in words)
    return frozenset(normal(w) for w in bare if w and w not in STOP)


@lru_cache(maxsize=1 << 14)
def head(text: str) -> str:
    """The word that a noun phrase turns on, as merging compares it; "" where there is none.

    >>> head("families of those killed"), head("a number of lawsuits"), head("Anna Berg's wife")
    ('famil', 'sue', 'wife')
    """
    word = head_word(text)
    return normal(word) if word else ""


@lru_cache(maxsize=1 << 14)
def head_word(text: str) -> str:
    """The word that a noun phrase turns on, as printed but for case; "" where there is none."""
    words = " ".join(text.casefold().replace("’", "'").split())
    cut = BEHIND_HEAD.search(words)
    front = (words[: cut.start()] if cut else words).split()
    if cut and front and front[-1] in MEASURING and cut.group().strip() == "of":
        return head_word(words[cut.end() :])
    bare = [w for w in (w.strip(".'-").removesuffix("'s") for w in front) if w and w not in STOP]
    return bare[-1] if bare else ""


def turns_on(text: str, words: frozenset[str]) -> bool:
    """Whether a noun phrase turns on one of some nouns, in singular or plural."""
    word = head_word(text)
    return not words.isdisjoint((word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y"))


def owner(label: str) -> str:
    """Whose or of what a phrase speaks: of "Weber's shares" and of "shares of Weber", "Weber"; "" where it does not say."""
    match = re.search(r"^(.+?)(?:['’]s|s['’])\s|\sof\s+(.+)$", label)
    return next(g for g in match.groups() if g) if match else ""


def plain(text: str) -> str:
    return " ".join(text.split())


def deed(claim: Claim) -> frozenset[str]:
    """The words of what is done, without the verbs that only lead up to it: of "is expected to plead guilty to", plead and guilty."""
    label = claim.relation.label
    words = label.split()
    for at in range(len(words) - 2, 0, -1):
        before = words[at - 1]
        if words[at] == "to" and not NEGATIVE_VERBS & set(words[:at]) and {before, before.removesuffix("ed")} & LEADING:
            words = words[at + 1 :]
            break
    words = PHRASAL.get(" ".join(words[:2]), "").split() or words
    found = frozenset(normal(w) for w in words if w not in STOP and w not in GENERIC and w not in MEASURING and w not in JOINING)
    return frozenset(SUFFERED.get(w, w) for w in found)


# Verbs with a particle that say what one verb says, and two verbs for one stay in care.
PHRASAL = {
    "step down": "resign",
    "stand down": "resign",
    "pass away": "die",
    "call off": "cancel",
    "put off": "delay",
    "turn down": "reject",
    "take off": "depart",
    "touch down": "land",
    "be hospitalized": "treat",
    "be hospitalised": "treat",
}
JOINING = frozenset("because amid due despite toward towards upon against within without among".split())
YEAR_WRITTEN = re.compile(r"(?i)\b(?:in|of|since|during)\s+(?:[a-z]+\s+){0,2}((?:1[5-9]|20)\d\d)\b")
ELSEWHEN = re.compile(
    r"(?i)^(?:then|at the time|back then)\b|"
    r"\b(?:an?other|similar|previous(?:ly)?|earlier|ago|last time|so far this year|(?:each|every) year)\b"
)
LEADING = STATIVE_CHAIN | VERB_MODALITY.keys() | frozenset("vote like quick first last set due able move rush swift slow".split())


def preposition(claim: Claim) -> str:
    """The preposition that ends a relation's label and governs its object: "to" of "plead guilty to"; "" where there is none."""
    *verb, last = claim.relation.label.split()
    return last if verb and claim.object is not None and last in PREPOSITION_ROLES else ""


def is_vague(argument: Argument | None) -> bool:
    """Whether an argument is missing, a pronoun, or a clause, and so nothing that can be compared."""
    if argument is None or argument.kind is ArgumentKind.CLAIM:
        return True
    first = argument.label.casefold().split()
    return not first or argument.label.casefold() in PRONOUNS or (argument.id is None and not head(argument.label))


def key(argument: Argument | None) -> str | None:
    """What an argument is called when claims are looked up by it: its entity, or the head of its words; None where it is vague."""
    if argument is None or is_vague(argument):
        return None
    return argument.id or head(without_numbers(argument.label))


def without_numbers(label: str) -> str:
    return re.sub(r"(?i)^(?:(?:about|some|around|nearly|almost|over|more than|up to|at least|roughly)\s+)*[$€£]?\d[\d.,]*\s*", "", label)


def same(left: Argument | None, right: Argument | None) -> bool | None:
    """Whether two arguments are one; None where the words do not say: a pronoun, a name beside a description, a seat of government."""
    if left is None or right is None or is_vague(left) or is_vague(right):
        return None
    if left.id and right.id:
        if left.id == right.id:
            return True
        seats = {left.label.casefold(), right.label.casefold()} & SEATS
        person = left.type == "PERSON" and right.type == "PERSON" and stems(left.label) & stems(right.label)
        return None if seats or person or country(left.label) == country(right.label) is not None else False
    if head(left.label) != head(right.label):
        return None
    own, other = stems(without_numbers(left.label)), stems(without_numbers(right.label))
    return True if own <= other or other <= own or len(own & other) > 1 else None


def country(label: str) -> str | None:
    """The country that a name is or stands for: "Moscow", "Russian government"."""
    return next((COUNTRY_OF[w] for w in (label.casefold(), *label.casefold().split()) if w in COUNTRY_OF), None)


def of_one_deed(claims: Iterable[Claim]) -> list[Claim]:
    """The claims of the deed, and of the year or occasion, that most of the claims tell; no titles and reports."""
    acts = [c for c in claims if told(c)]
    counts = Counter((word, setting(c)) for c in acts for word in deed(c))
    if not counts:
        return []
    most = min(counts, key=lambda w: (-counts[w], w))
    return [c for c in acts if most[0] in deed(c) and setting(c) == most[1]]


def setting(claim: Claim) -> str:
    """The year that the words put a claim in, or a mark that it is of another occasion ("then", "a similar blast"); "" for now."""
    times = [(q.value, q.text) for q in claim.qualifiers if q.role is Role.TIME and q.value and q.value[:4].isdigit()]
    if any(len(value) > 4 and value[:4] not in text for value, text in times):  # "on Wednesday"
        return ""
    written = YEAR_WRITTEN.search(claim.evidence.quote)
    other = ELSEWHEN.search(claim.evidence.quote)
    return next((value[:4] for value, _ in times), written[1] if written else other[0].casefold() if other else "")


def told(claim: Claim) -> bool:
    """Whether a claim tells of a deed: no title, no report of speech."""
    return claim.rule not in STATIC and claim.rule != "report"


def happened(claim: Claim) -> bool:
    return told(claim) and claim.modality is Modality.ASSERTED and claim.stance is Polarity.AFFIRMED


def describe(claim: Claim) -> str:
    """A claim in a few plain words, without its details."""
    words = claim.relation.label if claim.rule == "price" else claim.words
    case = preposition(claim)
    if case and case not in words.casefold().split():
        words += f" {case}"
    return plain(f"{claim.subject.label} {words} {claim.object.label if claim.object else ''}")


# What happens once to one person or thing, so that two tellings of it are of one event.
ONCE = frozenset(
    {DEATH, *map(normal, "marry wed bury crash sink collapse explode derail retire divorce land drown abdicate defect".split())}
)


def once(claims: Iterable[Claim]) -> dict[tuple[str, str], list[Claim]]:
    """Claims of what happens once, by the word for it and by whom or what it happens to."""
    found: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for c in claims:
        patient = c.object if c.object is not None and c.object.type == "PERSON" and deed(c) & {DEATH} else c.subject
        who = key(patient)
        if happened(c) and who is not None and patient is not None and (patient.type == "PERSON" or patient.id is None):
            if not re.match(r"\W*\d", patient.text) and patient.kind is not ArgumentKind.VALUE:
                for word in sorted(deed(c) & ONCE):
                    found[word, who].append(c)
    return found


@dataclass(frozen=True)
class Story:
    """The claims of a story, what they say of each other, and when each article was published where that is known.

    `parted` are pairs of claims that might be of one fact but for one point, by ids, with the kind of that point.
    """

    facts: Sequence[Fact]
    published: Mapping[str, date | None] = field(default_factory=dict)
    parted: Sequence[tuple[str, str, DifferenceKind]] = ()

    def topics(self, kind: DifferenceKind) -> list[list[Claim]]:
        """The claims of each fact, with those of the facts from which only a point of that kind parts it."""
        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(f.id for f in self.facts)
        graph.add_edges_from((self.fact_of[a], self.fact_of[b]) for a, b, parting in self.parted if parting is kind)
        claims = {f.id: f.claims for f in self.facts}
        return [[c for id_ in group for c in claims[id_]] for group in sorted(map(sorted, nx.connected_components(graph)))]

    def periods(self, claims: Sequence[Claim], days: int) -> list[list[Claim]]:
        """Claims of articles that were published no more than so many days one after the other.

        Those of articles without a date go with the others where there is one period alone, and nowhere where there are several.
        """
        dated = sorted((d, n) for n, c in enumerate(claims) if (d := self.published.get(c.evidence.document)) is not None)
        groups: list[list[int]] = []
        for before, (day, n) in zip([None, *dated], dated, strict=False):
            if before is None or (day - before[0]).days > days:
                groups.append([])
            groups[-1].append(n)
        undated = [n for n, c in enumerate(claims) if self.published.get(c.evidence.document) is None]
        if len(groups) < 2:
            groups = [[*(groups[0] if groups else []), *undated]]
        return [[claims[n] for n in sorted(group)] for group in groups if group]

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """In the order of the articles."""
        return tuple(sorted((c for f in self.facts for c in f.claims), key=lambda c: (c.evidence.document, c.evidence.start, c.id)))

    @cached_property
    def fact_of(self) -> dict[str, str]:
        return {c.id: f.id for f in self.facts for c in f.claims}

    @cached_property
    def reports(self) -> dict[str, Claim]:
        """Claim id to the report that it is the content of."""
        return {c.object.id: c for c in self.claims if c.rule == "report" and c.object is not None and c.object.id}

    @cached_property
    def named(self) -> dict[str, set[str]]:
        """Document id to the entities that it names anywhere."""
        found: dict[str, set[str]] = defaultdict(set)
        for c in self.claims:
            ids = {a.id for a in (c.subject, c.object, *c.speakers) if a is not None and a.id}
            found[c.evidence.document] |= ids | {t for t in c.terms if t.startswith("e-")}
        return found

    @cached_property
    def roles(self) -> dict[str, set[str]]:
        """Entity id to the heads of what it is said to be: "minister", "spokesman"."""
        found: dict[str, set[str]] = defaultdict(set)
        for c in self.claims:
            if c.subject.id and c.relation.label.startswith("be") and (c.rule in STATIC or c.rule == "copula"):
                found[c.subject.id] |= stems(c.relation.label) | (stems(c.object.label) if c.object and not c.object.id else set())
        return found


    def same(self, left: Argument | None, right: Argument | None) -> bool | None:
        """As `same`, and a name is one with the description of what its bearer is: "Jones's wife" and Mary Jones, his wife."""
        found = same(left, right)
        if found is not None or left is None or right is None or bool(left.id) is bool(right.id):
            return found
        name, words = (left, right) if left.id else (right, left)
        of = stems(owner(words.label))
        served = {w for id_ in self.serving.get(name.id or "", ()) for w in self.words.get(id_, ())}
        return True if head(words.label) in self.roles.get(name.id or "", ()) and (not of or of & served) else None

    @cached_property
    def ids(self) -> dict[str, str]:
        """The label of an entity, without case, to its id."""
        return {a.label.casefold(): a.id for c in self.claims for a in (c.subject, c.object) if a is not None and a.id}

    @cached_property
    def words(self) -> dict[str, frozenset[str]]:
        """Entity id to the words of its label."""
        return {a.id: stems(a.label) for c in self.claims for a in (c.subject, c.object) if a is not None and a.id}

    @cached_property
    def serving(self) -> dict[str, set[str]]:
        """Entity id to the people and bodies that it is said to be something of: of a spokesman, whom he speaks for."""
        found: dict[str, set[str]] = defaultdict(set)
        for c in self.claims:
            if c.subject.id and c.rule in STATIC and c.object is not None and c.object.id:
                found[c.subject.id].add(c.object.id)
        return found

    @cached_property
    def quotations(self) -> dict[str, list[tuple[int, int]]]:
        """Document id to the places of what its reports say."""
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for c in self.claims:
            if c.rule == "report" and c.object is not None:
                found[c.evidence.document].append((c.object.start, c.object.end))
        return found

    @cached_property
    def _details(self) -> dict[str, list[tuple[int, int, Claim]]]:
        found: dict[str, list[tuple[int, int, Claim]]] = defaultdict(list)
        for c in self.claims:
            found[c.evidence.document] += [(q.start, q.end, c) for q in c.qualifiers if q.role in CLAUSAL]
        return found

    def carriers(self, claim: Claim) -> list[Claim]:
        """The claims that give a claim as a detail of theirs: "resigned when he was in his 30s" of "he was in his 30s"."""
        start, end = claim.evidence.start, claim.evidence.end
        found = self._details.get(claim.evidence.document, ())
        return [c for low, high, c in found if low <= start and end <= high and c.id != claim.id]

    @cached_property
    def _places(self) -> dict[str, tuple[list[int], list[Claim]]]:
        found: dict[str, list[Claim]] = defaultdict(list)
        for c in self.claims:
            found[c.evidence.document].append(c)
        return {document: ([c.evidence.start for c in claims], claims) for document, claims in found.items()}

    def within(self, document: str, start: int, end: int) -> list[Claim]:
        """The claims that a stretch of an article makes, in the order of the article."""
        starts, claims = self._places.get(document, ([], []))
        return [c for c in claims[bisect_left(starts, start) : bisect_left(starts, end)] if c.evidence.end <= end]


CLAUSAL = (Role.TIME, Role.REASON, Role.CONDITION)


def named_places(claim: Claim) -> frozenset[str]:
    """The names of the places that a claim's details put it in."""
    found = [q.text for q in claim.qualifiers if q.role is Role.PLACE]
    if preposition(claim) in ("in", "at", "near") and claim.object is not None:
        found.append(f"in {claim.object.text}")
    return frozenset().union(*map(place_names, found))


def place_names(text: str) -> frozenset[str]:
    """The names in a phrase of place, with the country that each is known to lie in; none in "in a statement on Monday"."""
    if OCCASIONS & set(text.casefold().split()):
        return frozenset()
    found = {m.casefold() for m in re.findall(r"\b[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*", plain(text)[1:]) if not any(time_words(m))}
    return frozenset(found | {COUNTRY_OF[name].casefold() for name in found if name in COUNTRY_OF})


OCCASIONS = frozenset("statement comments remarks interview speech letter tweet post video message briefing address call email".split())


def in_headline(claim: Claim) -> bool:
    return claim.evidence.section is Section.HEADLINE
