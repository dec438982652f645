"""Details of a clause, typed by what they say: a delay, a time, an amount; else by their preposition or subordinator."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from kgraph.extract.attribution import asides, source_of
from kgraph.extract.clauses import Clause, adverbial_role
from kgraph.extract.lexicon import COMPLEX_PREPOSITIONS, JOINING, PREPOSITION_ROLES, PROOF, STANCE_ADVERBS, TIME_NOUNS
from kgraph.extract.reader import Reader
from kgraph.extract.syntax import (
    NAME_TYPES,
    children,
    contiguous,
    core_clause,
    in_order,
    is_predicate,
    is_too_much,
    noun_phrase,
    preposition,
)
from kgraph.model import Modality, Polarity, Qualifier, Quantity, Role
from kgraph.parse import Token
from kgraph.values import Found, quantities, times

LONGEST_ADVERBIAL = 12  # tokens; a longer adverbial clause is its own claim and no part of this one's evidence


CALENDAR = frozenset("date period moment part stretch open shift told clock".split())
OF_WHAT = re.compile(
    r"[\s-]*(?:of\s+)?(?!(?:in|on|at|by|from|for|to|with|against|over|under|after|before|into|per|as|and|or|but|than|of|an?|when|while)\b)"
    r"(\w[^,;:.!?()\"“”\n]*?)(?=\s+(?:who|that|which|whose|whom|where|when|after|before|during|as|in|on|at|by|from|for|to|with|and|or|but)\b"
    r"|\s*(?:[,;:.!?()\"“”\n]|$))"
)
BARE_WEEKDAY = re.compile(r"(?:(?:on|by|until|early|late) )*(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", re.I)
SHORT_PHRASE = 4  # tokens; a longer phrase before the subject or behind a comma is no part of the evidence


def read_qualifiers(
    reader: Reader, clause: Clause, obliques: list[Token], taken: Token | None, objects: list[Token]
) -> tuple[list[Qualifier], set[Token]]:
    """The clause's own details, and the tokens that they add to its evidence."""
    found: list[Qualifier] = []
    tokens: set[Token] = set()
    if clause.head.dep_ == "acl:relcl" and any(c.lower_ == "where" for c in clause.head.children):  # "the state where it is based"
        found.append(reader.qualifier(Role.PLACE, noun_phrase(clause.head.head)))
    pending: list[Token] = []
    for token in in_order(*obliques, *clause.adverbials):
        if token == taken or token in objects:
            continue
        if token.dep_ == "advmod":
            tokens.add(token)
            if (
                token.lower_.endswith("ly")
                and token.pos_ == "ADV"
                and token.lower_ not in STANCE_ADVERBS
                and token.lower_ not in ("only", "early", "likely")
            ):
                found.append(reader.qualifier(Role.MANNER, [token]))
            continue
        if token.lower_ == "according" or source_of(token) is not None or token in asides(token.head):
            continue
        if token.dep_ == "advcl":
            phrase = core_clause(token)
            role = adverbial_role(token)
        else:
            phrase = [*(c for c in token.children if c.dep_ in ("case", "mark", "advmod")), *noun_phrase(token)]
            phrase += [d for c in token.children if c.dep_ == "case" for d in c.children]
            phrase += [t for c in token.children if c.dep_ == "conj" for t in c.subtree]
            phrase += [t for c in token.children if c.dep_.endswith(":unmarked") and c.i < token.i for t in c.subtree]  # "an hour after it"
            case = preposition(token).split(" ")[0]
            role = PREPOSITION_ROLES.get(case, Role.OTHER)
            if (complex_role := COMPLEX_PREPOSITIONS.get((case, token.base))) and children(token, "nmod"):
                role = complex_role
            elif (case, token.base) in JOINING or (case == "without" and token.base in PROOF):
                continue
            if case == "before" and token.ent_type_ in NAME_TYPES:  # "set three terms before the company"
                role = Role.OTHER
            if token.base in TIME_NOUNS and is_time(reader, token):
                role = Role.TIME
            if token.dep_ == "iobj":
                role = Role.RECIPIENT
        if role is Role.PURPOSE and is_too_much(token):
            role = Role.MANNER
        first = next((c.lower_ for c in token.children if c.dep_ in ("case", "mark")), "")
        if first == "before" and clause.polarity is Polarity.NEGATED:  # "will not … before the results are out"
            role = Role.CONDITION
        phrase = contiguous(in_order(*phrase))
        if pending and phrase and phrase[0].i == pending[-1].i + 1 and role is Role.TIME:  # "a day" "after the vote"
            start, _ = reader.span(pending)
            found = [q for q in found if q.start < start]
            phrase = pending + phrase
        pending = phrase if token.dep_ != "advcl" else []
        if not phrase or len(phrase) > 2 * LONGEST_ADVERBIAL:
            continue
        read = read_phrase(reader, phrase, role)
        ahead = clause.modality in (Modality.PLANNED, Modality.EXPECTED)
        found += [coming(q, reader.document.published) for q in read] if ahead else read
        if _close(clause, token, phrase):
            tokens.update(phrase)
    return found, tokens


def coming(qualifier: Qualifier, published: date | None) -> Qualifier:
    """A bare weekday or month of a plan is the next one: "will reopen on Friday", "will reopen in May"."""
    value = qualifier.value or ""
    if published is None or qualifier.role is not Role.TIME:
        return qualifier
    if re.fullmatch(r"\d{4}-\d\d", value) and not re.search(r"\d|last|past", qualifier.text):
        month = int(value[5:])
        return replace(qualifier, value=f"{published.year + (month < published.month)}-{month:02}")
    if not BARE_WEEKDAY.match(qualifier.text):
        return qualifier
    day = date.fromisoformat(value[:10]) if re.match(r"\d{4}-\d\d-\d\d(?:T|$)", value) else published
    return replace(qualifier, value=f"{day + timedelta(days=7)}{value[10:]}") if day < published else qualifier


def shared_times(reader: Reader, clause: Clause, own: list[Qualifier]) -> list[Qualifier]:
    """The time that a clause takes from the one it hangs on: "in December it was revealed when the office released …",
    "on Friday he resigned and left".
    """
    head = clause.head
    above = head.head
    if any(q.role is Role.TIME for q in own) or above == head or not is_predicate(above):
        return []
    when = head.dep_ == "advcl" and any(c.lower_ in ("when", "as", "while") for c in head.children)
    if not when and head.dep_ != "conj":
        return []
    found = []
    for child in above.children:
        if child.dep_.startswith("obl") and (when or child.i < above.i) and is_time(reader, child):
            phrase = contiguous(in_order(*children(child, "case"), *noun_phrase(child)))
            found += [q for q in read_phrase(reader, phrase, Role.TIME) if q.role is Role.TIME and q.value]
    return found


def _close(clause: Clause, token: Token, phrase: list[Token]) -> bool:
    """Whether a detail is part of the clause's own evidence: it follows the verb without a comma, or is short."""
    doc = token.doc
    if token.dep_ == "advcl" and adverbial_role(token) is Role.CONDITION:  # without it the quote would say more than the article
        return len(phrase) <= LONGEST_ADVERBIAL
    if phrase[0].i < clause.head.i:
        return len(phrase) <= SHORT_PHRASE and token.dep_ != "advcl"
    if doc[phrase[0].i - 1].text == ",":
        return len(phrase) <= SHORT_PHRASE and token.dep_ != "advcl"
    return token.dep_ != "advcl" or len(phrase) <= LONGEST_ADVERBIAL


def calendar_times(text: str, published: date | None) -> list[Found]:
    """The times of a phrase that lie on the calendar or the clock: no mere delay, recurrence, part of some day or "now".

    One that counts from the moment told of ("the next day") has no value, as nothing here knows that moment.
    """
    found = [found for found in times(text, published) if found.kind in CALENDAR]
    return [replace(f, value=None) if f.kind == "told" else f for f in found]


def _no_names(times_: list[Found], phrase: list[Token]) -> list[Found]:
    """The times that are no part of somebody's name: "Jan Holt's resignation", "Theresa May"."""
    if not times_:
        return times_
    names = [(t.idx - phrase[0].idx, t.idx - phrase[0].idx + len(t)) for t in phrase if t.ent_type_ == "PERSON"]
    return [f for f in times_ if not any(start < f.end and f.start < end for start, end in names)]


def measured(text: str, found: Found) -> Quantity | None:
    """The quantity, with what the words behind it say it is of.

    >>> text = "14 of 17 states that voted"
    >>> [measured(text, found).of for found in quantities(text)]
    ['17 states', 'states']
    """
    if found.quantity is None or found.quantity.unit == "s":
        return found.quantity
    behind = OF_WHAT.match(text, found.end)
    return replace(found.quantity, of=" ".join(behind[1].split())) if behind else found.quantity


def read_phrase(reader: Reader, phrase: list[Token], role: Role) -> list[Qualifier]:
    """Type one phrase by what it says: a delay, a duration, a time, an amount; else by its preposition."""
    start, end = reader.span(phrase)
    text = reader.document.text[start:end]
    shadow = reader.passage.text[phrase[0].idx : phrase[-1].idx + len(phrase[-1])]
    dates = _no_names(calendar_times(shadow, reader.document.published), phrase)
    amounts = [q for q in quantities(shadow) if not any(d.start < q.end and q.start < d.end for d in dates)]
    spans = [q for q in amounts if q.quantity is not None and q.quantity.unit == "s" and q.kind != "age"]
    found: list[Qualifier] = []
    if spans and spans[0].start <= 12:
        after = shadow[spans[0].end :].strip().lower()
        lead = shadow.lower()
        if after.startswith(("after", "before", "of", "from", "later", "earlier", "since", "ahead")) or lead.startswith("within"):
            kind = Role.DELAY
        else:
            kind = Role.DURATION
        if not after.startswith(("old", "-old", "sentence", "prison")):
            found.append(Qualifier(kind, text, start, end, quantity=spans[0].quantity))
    if dates:
        within = dates[0].end - dates[0].start
        whole = len(dates) == 1 and not found and (role is Role.TIME or within >= 0.5 * len(shadow))
        for time in dates:
            low, high = (start, end) if whole else reader.passage.source(phrase[0].idx + time.start, phrase[0].idx + time.end)
            found.append(Qualifier(Role.TIME, reader.document.text[low:high], low, high, time.value))
        if not whole:
            return found if found[0].start == start or role is Role.OTHER else [*found, Qualifier(role, text, start, end)]
    if found:
        return found
    if amounts and role in (Role.OTHER, Role.PURPOSE, Role.TOPIC, Role.SOURCE, Role.RECIPIENT, Role.INSTRUMENT, Role.PLACE, Role.COMPANION):
        low, high = reader.passage.source(phrase[0].idx + amounts[0].start, phrase[0].idx + amounts[0].end)
        return [
            Qualifier(Role.QUANTITY, reader.document.text[low:high], low, high, amounts[0].value, measured(shadow, amounts[0])),
            Qualifier(role, text, start, end),
        ]
    return [Qualifier(role, text, start, end)]


def inner_values(reader: Reader, token: Token, is_object: bool) -> list[Qualifier]:
    """Amounts inside a subject or object, and dates inside an object ("the 2016 election")."""
    tokens = noun_phrase(token)
    base = tokens[0].idx
    shadow = reader.passage.text[base : tokens[-1].idx + len(tokens[-1])]
    dates = _no_names(calendar_times(shadow, reader.document.published), tokens)
    found = []
    for amount in quantities(shadow):
        if any(d.start < amount.end and amount.start < d.end for d in dates) or amount.text.lower() in ("a", "an", "one"):
            continue
        low, high = reader.passage.source(base + amount.start, base + amount.end)
        found.append(Qualifier(Role.QUANTITY, reader.document.text[low:high], low, high, amount.value, measured(shadow, amount)))
    for time in dates if is_object else ():
        low, high = reader.passage.source(base + time.start, base + time.end)
        found.append(Qualifier(Role.TIME, reader.document.text[low:high], low, high, time.value))
    return found


def is_date(reader: Reader, token: Token) -> bool:
    """Whether a phrase names a point or stretch of the calendar or the clock, and no mere length of time."""
    text = " ".join(reader.words(noun_phrase(token)).split())
    found = calendar_times(text, reader.document.published)
    return bool(found) and len(found[0].text) >= 0.6 * len(text.removeprefix("the "))


def is_time(reader: Reader, token: Token) -> bool:
    if token.dep_ in ("obl:tmod", "nmod:tmod"):
        return True
    if token.base in TIME_NOUNS and preposition(token) in (
        "in",
        "on",
        "at",
        "during",
        "by",
        "within",
        "for",
        "over",
        "since",
        "",
    ):
        return True
    if is_date(reader, token):
        return True
    if preposition(token) in ("about", "by", "to", "from", "against", "with") and token.dep_ == "obl":
        return False
    if token.ent_type_ in ("DATE", "TIME") and not token.lower_.endswith(("old", "olds")):
        return True
    text = " ".join(reader.words(noun_phrase(token)).split())
    return any(q.quantity is not None and q.quantity.unit == "s" for q in quantities(text))
