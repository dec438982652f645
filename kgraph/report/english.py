"""A claim as an English sentence that stands by itself: names resolved, a finite verb, its details in the order of the article.

It is how kgraph reads the quote beside it, so nothing is smoothed over: what the words do not say of negation or modality is
said by "not" or in parentheses. A verb that the article gives without a tense ("demanding a recount") stands in the present,
as in a headline.
"""
from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from kgraph.model import Argument, ArgumentKind, Claim, Modality, Polarity, Qualifier, Relation, Role
from kgraph.view.network import plain

SAYS_NO = re.compile(
    r"\b(?:not?|never|neither|nor|none|nobody|nothing|hardly|scarcely|barely|without|refus\w+|declin\w+|den(?:y|ies|ied|ying)|fail\w*)\b"
    r"|n['’]t\b", re.I
)
SAYS_MAYBE = re.compile(
    r"\b(?:will|wo|would|c(?:ould|an)|may|might|sha(?:ll|n)|should|must|to|likely|probably|going|plan\w*|want\w*|hop\w+|set)\b"
    r"|['’](?:ll|d)\b", re.I
)
NOTES = {
    Modality.PLANNED: "(planned)",
    Modality.POSSIBLE: "(possible)",
    Modality.EXPECTED: "(expected)",
    Modality.CONDITIONAL: "(under a condition)",
    Modality.HYPOTHETICAL: "(supposed, not asserted)",
    Modality.DESIRED: "(wished for)",
}
ARTICLE = re.compile(r"(?:the|an?|no)\s+", re.I)
AUXILIARIES = frozenset(
    "is are was were am be been has have had do does did will would can could may might shall should must ought".split()
)
PAST_AS_BASE = frozenset("beat bet bid burst cast cost cut hit hurt let put quit read rid set shed shut split spread upset wed".split())
PLURALS = frozenset("children clergy media men people police they troops we women you".split())
MANY = frozenset(
    "all both few hundreds many most other others several some these those thousands two three four five six seven eight nine ten".split()
)
SINGULAR_TYPES = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "EVENT", "WORK_OF_ART", "LAW"})
PRONOUNS = frozenset("he she it they we you i him her them us who one some".split())
SINGULAR = {"am": "is", "are": "is", "were": "was", "have": "has", "do": "does", "don't": "doesn't", "don’t": "doesn’t",
            "haven't": "hasn't", "haven’t": "hasn’t", "aren't": "isn't", "aren’t": "isn’t"}
TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr)\.? (?=[A-Z][\w'’-]* [A-Z])")  # a full name put in for the one behind a title
LINKS = re.compile(r"\b(?:of|in|for|from|with|to|who|that|which|between|by|on|at|against|including|over|about|under|after|before)\b|,")
LEADING = re.compile(r"(?:(?:and|but|so|yet|or)\b|[\s,;:.–—-])+", re.I)
TRAILING = " ,;:–—-"
PAIRS = (("“", "”"), ("‘", "’"), ("(", ")"), ("[", "]"))


def sentence(claim: Claim, details: Collection[Qualifier] | None = None, *, source: str | None = None, partial: Collection[Qualifier] = (),
             definite: Collection[str] = ()) -> str:
    """Return a claim as a sentence, with all its details or with those given, and at its end whose word it is: the claim's speaker's,
    or as `source` has it.

    Details in `partial` stand in brackets: not every outlet gives them. `definite` holds the names that take an article ("Kremlin").
    """
    told = list(claim.details if details is None else details)
    if claim.rule == "report" and claim.object is not None and claim.object.kind is ArgumentKind.PHRASE:
        words = speech(claim, definite)
    else:
        words = assembled(claim, told, partial, definite)
    if (claim.modality in (Modality.CONDITIONAL, Modality.HYPOTHETICAL) and not any(q.role is Role.CONDITION for q in told)) or (
        claim.modality is not Modality.ASSERTED and not SAYS_MAYBE.search(claim.relation.text)
    ):
        words += f" {NOTES[claim.modality]}"
    return finished(words + (source_of(claim, definite) if source is None else source))


def source_of(claim: Claim, definite: Collection[str] = ()) -> str:
    """Return who is said to say a claim, as the end of its sentence; empty where it is the outlet itself."""
    speaker = claim.attributed_to
    if speaker is None:
        return ""
    if speaker.id is not None and speaker.id == claim.subject.id:
        return f", as {speaker_name(speaker, definite)} puts it"
    return f", according to {speaker_name(speaker, definite)}"


def speaker_name(speaker: Argument, definite: Collection[str] = ()) -> str:
    name = noun(speaker, definite)
    if name.casefold() in PRONOUNS:
        return "somebody who is not named"
    if speaker.kind is not ArgumentKind.ENTITY and name.split()[0].casefold() in MANY:
        return name[:1].casefold() + name[1:]
    return name


def finished(words: str) -> str:
    """Return words as a sentence: a capital, a full stop, no mark of quotation without its other half.

    >>> finished('the Kremlin hopes "to build dialogue')
    'The Kremlin hopes to build dialogue.'
    """
    words = re.sub(r",([”\"’])", r"\1", balanced(plain(words))).strip(TRAILING)
    words = words[:1].upper() + words[1:]
    return words if re.search(r"[.!?…][\"”’)]*$", words) else words + "."


def balanced(words: str) -> str:
    """Return words without the quotation marks and brackets that lack their other half."""
    if words.count('"') % 2:
        words = words.replace('"', "")
    for left, right in PAIRS:
        if right == "’":  # an apostrophe as a rule: the opening mark alone can be told
            words = words if words.count(left) <= words.count(right) else words.replace(left, "")
        elif words.count(left) != words.count(right):
            words = words.replace(left, "").replace(right, "")
    return plain(words)


def speech(claim: Claim, definite: Collection[str]) -> str:
    """Return who said which words."""
    assert claim.object is not None
    said = plain(claim.object.text)
    inner = said.strip("\"“”„‟‘’ ,;:")
    quoted = claim.quoted or said[:1] in "\"“„‘" or said[-1:] in "\"”"
    subject, predicate = noun(claim.subject, definite), finite(claim)
    if claim.polarity is Polarity.NEGATED and not SAYS_NO.search(predicate):
        predicate = negated(predicate, lemma(claim), plural(claim.subject))
    words = f"{subject} {predicate}"
    return f"{words}: “{inner}”" if quoted else f"{words} {inner}"


def noun(argument: Argument, definite: Collection[str] = ()) -> str:
    """Return the resolved name of an argument, with the article that it has in print: "the threshold of 270 votes"."""
    label, text = TITLED.sub("", plain(argument.label)), plain(argument.text)
    article = ARTICLE.match(text)
    if ARTICLE.match(label):
        return label
    if argument.kind is ArgumentKind.ENTITY and label in definite:
        return f"the {label}"
    if not article:
        return label
    rest = text[article.end():].casefold()
    same_end = argument.kind is not ArgumentKind.ENTITY and rest.split()[-1:] == label.casefold().split()[-1:]
    return f"{article[0].casefold()}{label}" if rest == label.casefold() or same_end else label


def assembled(claim: Claim, told: Iterable[Qualifier], partial: Collection[Qualifier], definite: Collection[str]) -> str:
    """Return subject, predicate, object and details, those in print before the subject or the verb also here."""
    subject, predicate = noun(claim.subject, definite), finite(claim)
    object_ = noun(claim.object, definite) if claim.object else ""
    if claim.polarity is Polarity.NEGATED and not SAYS_NO.search(f"{subject} {predicate} {object_}"):
        predicate = negated(predicate, lemma(claim), plural(claim.subject))
    front: list[str] = []
    middle: list[str] = []
    adverbs: list[str] = []
    end: list[tuple[int, str]] = []
    in_order = claim.subject.start < claim.relation.start and (claim.object is None or claim.relation.start < claim.object.start)
    for q in told:
        words = LEADING.sub("", plain(q.words), count=1) if LEADING.match(plain(q.words)) else plain(q.words)
        said = f" {predicate} {object_} ".casefold()
        if not words or plain(q.text).casefold() in said or repeats(q, claim.relation):
            continue
        if q in partial:
            words = f"[{words}]"
        if q.role is Role.STANCE or not in_order:
            end.append((q.start, words))
        elif q.end <= claim.subject.start:
            front.append(words)
        elif q.end <= claim.relation.start and q.start >= claim.subject.end and len(words.split()) <= 3:
            middle.append(words)
        elif claim.object is not None and q.end <= claim.object.start and " " not in words:
            adverbs.append(words)
        else:
            end.append((q.start, words))
    behind = [*adverbs, object_, *(words for _, words in sorted(end))]
    start = ", ".join(front) + ", " if front else ""
    if middle and predicate.partition(" ")[2] == plain(claim.words):  # "widely disputed as": are widely disputed as
        helper, _, rest = predicate.partition(" ")
        predicate, middle = " ".join([helper, *middle, rest]), []
    return plain(start + " ".join([subject, *middle, predicate, *behind]))


def repeats(detail: Qualifier, relation: Relation) -> bool:
    """Whether a detail begins inside the predicate and goes on behind it, so that it would say part of it twice."""
    return relation.start <= detail.start < relation.end < detail.end


def lemma(claim: Claim) -> str:
    return (claim.relation.label.split() or [""])[0]


def finite(claim: Claim) -> str:
    """Return the words between subject and object with a finite verb: "demanding" -> "demands", "to find" and a wish keep "to"."""
    words = re.sub(r"\b(\w+) \1\b", r"\1", plain(claim.words))
    if claim.rule == "nominal":
        words = plain(claim.relation.label)
    first, _, rest = words.partition(" ")
    base, low = lemma(claim), first.casefold()
    many = plural(claim.subject)
    if low in ("being", "having") or (low.endswith("ing") and low != base):
        return f"{present({'being': 'be', 'having': 'have'}.get(low, base), many)} {rest}".strip()
    bare = claim.rule == "passive" and base == "be" and low not in AUXILIARIES | {"to", "not"}
    if bare and (claim.object is None or len(claim.relation.label.split()) > 2):
        return f"{present('be', many)} {words}"
    if low == "be" and claim.modality is Modality.ASSERTED:
        return f"{present('be', many)} {rest}".strip()
    if low == "be" or low == base and low not in PAST_AS_BASE | AUXILIARIES and claim.modality is not Modality.ASSERTED:
        return f"to {words}"
    if claim.subject.kind is ArgumentKind.ENTITY and claim.subject.type in SINGULAR_TYPES and low in SINGULAR:
        return f"{SINGULAR[low]} {rest}".strip()
    return words


def present(base: str, many: bool) -> str:
    """Return a verb in the present, third person.

    >>> [present(verb, many=False) for verb in ("be", "have", "deny", "say", "pass", "go")], present("be", many=True)
    (['is', 'has', 'denies', 'says', 'passes', 'goes'], 'are')
    """
    if base == "be":
        return "are" if many else "is"
    if many:
        return base
    if base == "have":
        return "has"
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ies"
    return base + ("es" if re.search(r"(?:s|x|z|ch|sh|o)$", base) else "s")


def negated(predicate: str, base: str, many: bool) -> str:
    """Return a predicate with "not" where English has it.

    >>> negated("were among the first", "be", True), negated("signed the bill", "sign", False), negated("has doubts", "have", False)
    ('were not among the first', 'did not sign the bill', 'does not have doubts')
    """
    first, _, rest = predicate.partition(" ")
    low = first.casefold()
    if low == "to":
        return f"not {predicate}"
    if low in AUXILIARIES and not (base in ("have", "do") and low in ("has", "have", "had", "do", "does", "did")):
        return f"{first} not {rest}".strip()
    if not base:
        return f"not {predicate}"
    helper = "do" if many and low == base else "does" if low in (base, present(base, False)) else "did"
    return f"{helper} not {base} {rest}".strip()


def plural(argument: Argument) -> bool:
    """Whether the words of a subject ask for a verb in the plural, as far as their form shows it."""
    label = plain(argument.label)
    if argument.kind is ArgumentKind.ENTITY and argument.type in SINGULAR_TYPES:
        return False
    head = LINKS.split(label, maxsplit=1)[0].strip()
    words = re.findall(r"[\w'’-]+", head.casefold())
    if not words:
        return False
    if words[0] in MANY or words[-1] in PLURALS or " and " in f" {head} ":
        return True
    return words[-1].endswith("s") and not words[-1].endswith(("ss", "us", "is", "'s", "’s", "news"))
