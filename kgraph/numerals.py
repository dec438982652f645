"""Numbers, times, sums and measures as entities, by the grammar of kgraph.values: the recogniser's data has only DATE and MONEY.

Labels are OntoNotes': DATE (from a day upwards, lengths of time included), TIME (below a day), MONEY, PERCENT, QUANTITY
(measures), ORDINAL and CARDINAL. As in the recogniser's data, words such as "about" and "more than" stay outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span

from kgraph.values import Found, quantities, time_words

OF_A_DAY = ("clock", "night")
BELOW_A_DAY = re.compile(r"(?:second|sec|minute|min|hour|hr)s?$", re.I)
_ORDINAL = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th))"
BY_PATTERN = (
    ("DATE", re.compile(r"\b(?:1[5-9]|20)\d\d[-–/](?:\d\d|\d{4})\b")),
    ("ORDINAL", re.compile(rf"\b{_ORDINAL}\b", re.I)),
)
ORDERS = frozenset("dozens hundreds thousands millions billions trillions".split())
LABELS = {"share": "PERCENT", "money": "MONEY", "count": "CARDINAL"}  # of what is measured; the rest: QUANTITY


def with_numbers(doc: Doc, text: str) -> Doc:
    """Add the numeric entities that overlap none of the doc's own; a date that the recogniser took for a name of no kind is a date.

    `text` is the doc's: spaCy puts it together anew at each asking.
    """
    dates = list(_times(text))
    patterns = [(m.start(), m.end(), label) for label, pattern in BY_PATTERN[:1] for m in pattern.finditer(text)]
    ordinals = [(m.start(), m.end(), label) for label, pattern in BY_PATTERN[1:] for m in pattern.finditer(text)]
    found = [ent for ent in doc.ents if not (ent.label_ == "MISC" and any(s <= ent.start_char and ent.end_char <= e for s, e, _ in dates))]
    taken = {at for ent in found for at in range(ent.start, ent.end)}
    for start, end, label in (*patterns, *dates, *_amounts(text), *ordinals):
        span = doc.char_span(start, end, label=label)
        if span is not None and taken.isdisjoint(range(span.start, span.end)) and _is_number(span):
            found.append(span)
            taken.update(range(span.start, span.end))
    doc.set_ents([Span(doc, ent.start, ent.end, "CARDINAL") if _counts_things(ent) else ent for ent in found], default="outside")
    return doc


def _times(text: str) -> Iterator[tuple[int, int, str]]:
    """Dates, parts of a day and clock times: "Friday evening at 5 p.m." has the DATE "Friday" and the TIME "5 p.m."."""
    for found in time_words(text):
        yield found.start, found.end, "TIME" if found.kind in OF_A_DAY or BELOW_A_DAY.search(found.text) else "DATE"


def _amounts(text: str) -> Iterator[tuple[int, int, str]]:
    """Quantities with a unit, ages and bare numbers, without bounds and hedges."""
    for found in quantities(text):
        start, end = found.core
        yield start, end, _label(found, text[start:end])


def _label(found: Found, text: str) -> str:
    if found.quantity is None:
        return "CARDINAL"
    if found.quantity.unit == "s":
        return "TIME" if BELOW_A_DAY.search(text) else "DATE"
    if found.quantity.unit == "%" and not text.endswith(("%", "t", "s")):  # "a third"
        return "CARDINAL"
    return LABELS.get(found.kind, "QUANTITY")


def _is_number(span: Span) -> bool:
    """Whether the parse agrees: a bare number is one, a unit is a noun ("a second term"), and no name goes on in it ("G-20")."""
    doc, first, last = span.doc, span[0], span[-1]
    if first.i > 1 and doc[first.i - 1].text in "-–/" and first.idx == doc[first.i - 1].idx + 1 and doc[first.i - 2].text[-1].isalpha():
        return False
    if span.label_ == "ORDINAL":
        return first.pos_ in ("ADJ", "ADV", "NUM", "NOUN")
    if span.label_ == "CARDINAL" and len(span) == 1:
        return first.pos_ == "NUM" or first.lower_ in ORDERS
    return not last.text.isalpha() or last.tag_ != "JJ" or last.lower_ == "old"


def _counts_things(span: Span) -> bool:
    """Whether what looks like a year counts the noun behind it: "2000 inhabitants", but not "the 2000 elections"."""
    token = span[0]
    counted = token.head
    if span.label_ != "DATE" or len(span) > 1 or token.dep_ != "nummod" or counted.i < token.i or counted.tag_ != "NNS":
        return False
    return not any(child.dep_ == "det" for child in counted.children)
