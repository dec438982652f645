"""The parts of a claim as differences compare them: the deed, who or what takes part, where and on what occasion."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from kgraph.extract.lexicon import NEGATIVE_VERBS, PREPOSITION_ROLES, STATIVE_CHAIN, STOP, VERB_MODALITY
from kgraph.gazetteer import COUNTRY_OF, SEATS
from kgraph.model import Argument, ArgumentKind, Claim, Modality, Polarity, Role, Section
from kgraph.sameness import STATIC, normal
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

# Nouns of what is counted that newsrooms use for one thing.
SAME_THING = {
    **SUFFERED,
    **{
        normal(noun): normal(nouns[0])
        for nouns in (
            "home house household dwelling".split(),
            "worker employee staffer".split(),
            "protester demonstrator marcher".split(),
            "spectator viewer fan".split(),
            "firefighter fireman".split(),
            "lawmaker legislator deputy parliamentarian".split(),
        )
        for noun in nouns
    },
}
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
# Participles that no ending gives away, so that "were stolen" is what "stole" is by its lemma.
PARTICIPLES = {
    pair.split(":")[0]: pair.split(":")[1]
    for pair in (
        "beaten:beat bitten:bite blown:blow born:bear bought:buy bound:bind bred:breed broken:break brought:bring built:build burnt:burn "
        "caught:catch chosen:choose dealt:deal drawn:draw driven:drive eaten:eat fed:feed flown:fly forbidden:forbid forgiven:forgive "
        "forgotten:forget fought:fight found:find frozen:freeze given:give grown:grow heard:hear held:hold hidden:hide hung:hang kept:keep "
        "known:know laid:lay led:lead left:leave lent:lend lost:lose made:make meant:mean met:meet overthrown:overthrow "
        "paid:pay proven:prove rebuilt:rebuild ridden:ride said:say seen:see sent:send shaken:shake shown:show "
        "shot:shoot sold:sell sought:seek spent:spend spoken:speak stolen:steal struck:strike stuck:stick sued:sue "
        "sung:sing sunk:sink sworn:swear taken:take taught:teach thrown:throw told:tell torn:tear undertaken:undertake used:use "
        "withdrawn:withdraw withheld:withhold won:win worn:wear woven:weave written:write"
    ).split()
}
# Words of a relation that only join its parts.
JOINING = frozenset("because amid due despite toward towards upon against within without among".split())
YEAR_WRITTEN = re.compile(r"(?i)\b(?:in|of|since|during)\s+(?:[a-z]+\s+){0,2}((?:1[5-9]|20)\d\d)\b")
WORD = re.compile(r"[\w$%.'-]+")
# Words that put a sentence on another occasion than the news.
ELSEWHEN = re.compile(
    r"(?i)^(?:then|at the time|back then)\b|"
    r"\b(?:an?other|similar|previous(?:ly)?|earlier|ago|last time|so far this year|(?:each|every) year)\b"
)
# Verbs and adjectives that lead up to the deed: "voted to pass", "was quick to congratulate".
LEADING = STATIVE_CHAIN | VERB_MODALITY.keys() | frozenset("vote like quick first last set due able move rush swift slow".split())
# Verbs that say nothing of what is done.
LIGHT = frozenset("be have do say make take get there tell former senior top to".split())
# What happens once to one person or thing, so that two tellings of it are of one event.
ONCE = frozenset(
    {DEATH, *map(normal, "marry wed bury crash sink collapse explode derail retire divorce land drown abdicate defect".split())}
)
# What happens once to a person in the time that a story tells of, if no other year or occasion is named.
ONCE_NOW = frozenset(map(normal, "resign plead arrest convict acquit indict sentence".split()))
# Nouns of saying, so that "in" before them is no place.
OCCASIONS = frozenset("statement comments remarks interview speech letter tweet post video message briefing address call email".split())


@lru_cache(maxsize=1 << 14)
def stems(text: str) -> frozenset[str]:
    """The content words of a phrase, each as merging compares it."""
    words = WORD.findall(text.casefold().replace("’", "'").replace("'s ", " "))
    return frozenset(filter(None, map(_stem, words)))


@lru_cache(maxsize=1 << 14)
def _stem(word: str) -> str:
    """A word as merging compares it; "" for a function word and for marks alone."""
    bare = word.strip(".'-").removesuffix("'s")
    return normal(bare) if bare and bare not in STOP else ""


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
    return _deed(claim.relation.label)


@lru_cache(maxsize=1 << 14)
def _deed(label: str) -> frozenset[str]:
    words = label.split()
    for at in range(len(words) - 2, 0, -1):
        before = words[at - 1]
        if words[at] == "to" and not NEGATIVE_VERBS & set(words[:at]) and {before, before.removesuffix("ed")} & LEADING:
            words = words[at + 1 :]
            break
    words = [PARTICIPLES.get(w, w) for w in PHRASAL.get(" ".join(words[:2]), "").split() or words]
    found = frozenset(normal(w) for w in words if w not in STOP and w not in LIGHT and w not in MEASURING and w not in JOINING)
    return frozenset(SUFFERED.get(w, w) for w in found)


def preposition(claim: Claim) -> str:
    """The preposition that ends a relation's label and governs its object: "to" of "plead guilty to"; "" where there is none."""
    *verb, last = claim.relation.label.split()
    return last if verb and claim.object is not None and last in PREPOSITION_ROLES else ""


def is_vague(argument: Argument | None) -> bool:
    """Whether an argument is missing, a pronoun, or a clause, and so nothing that can be compared."""
    return argument is None or argument.kind is ArgumentKind.CLAIM or _is_vague(argument.label, argument.id is not None)


@lru_cache(maxsize=1 << 14)
def _is_vague(label: str, named: bool) -> bool:
    return not label.strip() or label.casefold() in PRONOUNS or not named and not head(label)


def key(argument: Argument | None) -> str | None:
    """What an argument is called when claims are looked up by it: its entity, or the head of its words; None where it is vague."""
    if argument is None or is_vague(argument):
        return None
    return argument.id or head(without_numbers(argument.label))


@lru_cache(maxsize=1 << 14)
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


@lru_cache(maxsize=1 << 14)
def country(label: str) -> str | None:
    """The country that a name is or stands for: "Moscow", "Russian government"."""
    return next((COUNTRY_OF[w] for w in (label.casefold(), *label.casefold().split()) if w in COUNTRY_OF), None)


def by_deed(claims: Iterable[Claim]) -> list[list[Claim]]:
    """The claims, two or more, that tell one deed of one year or occasion, those of the most told deed first; no titles and reports."""
    acts = [c for c in claims if told(c)]
    if len(acts) < 2:
        return []
    found: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for c in acts:
        when = setting(c)
        for word in deed(c):
            found[word, when].append(c)
    several = {point: group for point, group in found.items() if len(group) > 1}
    groups = {tuple(c.id for c in several[point]): several[point] for point in sorted(several, key=lambda p: (-len(several[p]), p))}
    return list(groups.values())


def setting(claim: Claim) -> str:
    """The year that the words put a claim in, or a mark that it is of another occasion ("then", "a similar blast"); "" for now."""
    times = [(q.value, q.text) for q in claim.qualifiers if q.value and q.role is Role.TIME and q.value[:4].isdigit()]
    if any(len(value) > 4 and value[:4] not in text for value, text in times):  # "on Wednesday"
        return ""
    return next((value[:4] for value, _ in times), _written(claim.evidence.quote))


@lru_cache(maxsize=1 << 14)
def _written(quote: str) -> str:
    written, other = YEAR_WRITTEN.search(quote), ELSEWHEN.search(quote)
    return written[1] if written else other[0].casefold() if other else ""


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


def once(claims: Iterable[Claim]) -> dict[tuple[str, str], list[Claim]]:
    """Claims of what happens once, by the word for it and by whom or what it happens to."""
    found: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for c in claims:
        words = deed(c)
        if ONCE.isdisjoint(words) and ONCE_NOW.isdisjoint(words) or not happened(c):
            continue
        patient = c.object if c.object is not None and c.object.type == "PERSON" and DEATH in words else c.subject
        who = key(patient)
        if who is not None and (patient.type == "PERSON" or patient.id is None):
            if not re.match(r"\W*\d", patient.text) and patient.kind is not ArgumentKind.VALUE:
                for word in sorted(words & ONCE):
                    found[word, who].append(c)
                for word in sorted(words & ONCE_NOW if not setting(c) and patient.id else ()):
                    found[word, who].append(c)
    return found


def named_places(claim: Claim) -> frozenset[str]:
    """The names of the places that a claim's details put it in."""
    found = [q.text for q in claim.qualifiers if q.role is Role.PLACE]
    if preposition(claim) in ("in", "at", "near") and claim.object is not None:
        found.append(f"in {claim.object.text}")
    return frozenset().union(*map(place_names, found))


@lru_cache(maxsize=1 << 12)
def place_names(text: str) -> frozenset[str]:
    """The names in a phrase of place, with the country that each is known to lie in; none in "in a statement on Monday"."""
    if OCCASIONS & set(text.casefold().split()):
        return frozenset()
    found = {m.casefold() for m in re.findall(r"\b[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*", plain(text)[1:]) if not any(time_words(m))}
    return frozenset(found | {COUNTRY_OF[name].casefold() for name in found if name in COUNTRY_OF})


def in_headline(claim: Claim) -> bool:
    return claim.evidence.section is Section.HEADLINE
