"""Quotation marks: which stretches of a passage stand between them, and which of those are somebody's words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.parse import Parse, Token

if TYPE_CHECKING:
    from kgraph.extract.attribution import Speaker

LONGEST_TERM = 3  # words of a quotation that names or mocks a thing ("the 'fake news' media") rather than tells what was said
OPENING, CLOSING = "“„«", "”»"
ELISION = re.compile(r"'(?:em|til|tis|twas|cause|bout|round|n|\d\ds?)\b", re.I)  # no quotation opens with "'em" and "'90s"
CLOSING_SINGLE = re.compile(r"(?<=\S)'(?!\w)")
SMALL_WORDS = frozenset("a an the of and or in on at to for with by from as vs is".split())


@dataclass
class Quotation:
    """A stretch between quotation marks, in characters of the passage, marks excluded.

    `open_end` says that its closing mark is missing, `adjoined` that its speaker stands right beside it and not further off.
    """

    passage: int
    start: int
    end: int
    open_end: bool = False
    speaker: Speaker | None = None
    adjoined: bool = False
    speech: bool = True

    def holds(self, token: Token) -> bool:
        return self.start <= token.idx < self.end


def quotations(text: str, source: str, passage: int) -> list[Quotation]:
    """Find the quotations of one passage; `source` holds the characters as printed, one for each of `text`.

    A closing mark is missing: the quotation runs to the next opening one or to the end of the passage. An opening one is
    missing: that mark is skipped. Single marks count outside double ones, and only in pairs: most are apostrophes; two of them
    in a row are a double one.
    """
    text, source = _joined(text, source)
    double = _double(text, source, passage)
    single = [q for q in _single(text, source, passage) if not any(d.start <= q.start <= d.end or d.start <= q.end < d.end for d in double)]
    double = [d for d in double if not any(s.start <= d.start and d.end <= s.end for s in single)]
    found = sorted((q for q in (*double, *single) if text[q.start : q.end].strip()), key=lambda q: q.start)
    for quotation in found:
        quotation.speech = is_speech(text[quotation.start : quotation.end])
    return found


def _joined(text: str, source: str) -> tuple[str, str]:
    """Text and source with a double mark for two single ones in a row, as long as before."""
    marked, printed = list(text), list(source)
    for doubled in re.finditer("''", text):
        opens = text[max(doubled.start() - 1, 0) : doubled.start()] in ("", " ", "(")
        marked[doubled.start() : doubled.end()] = printed[doubled.start() : doubled.end()] = ' "' if opens else '" '
    return "".join(marked), "".join(printed)


def _double(text: str, source: str, passage: int) -> list[Quotation]:
    found: list[Quotation] = []
    opened: int | None = None
    for mark in re.finditer('"', text):
        at = mark.start()
        printed = source[at]
        before, after = text[at - 1] if at else " ", text[at + 1] if at + 1 < len(text) else " "
        opens = printed in OPENING or (printed == '"' and before in " ([—–-'" and not after.isspace())
        closes = printed in CLOSING or (printed == '"' and not before.isspace())
        if opened is None:
            if opens:
                opened = at + 1
        elif closes or not opens:
            found.append(Quotation(passage, opened, at))
            opened = None
        else:  # a second opening mark: the first quotation lost its end
            found.append(Quotation(passage, opened, at, open_end=True))
            opened = at + 1
    if opened is not None and opened < len(text):
        found.append(Quotation(passage, opened, len(text), open_end=True))
    return found


def _single(text: str, source: str, passage: int) -> list[Quotation]:
    found: list[Quotation] = []
    at = 0
    while (at := text.find("'", at)) >= 0:
        at += 1
        opens = source[at - 1] in "‘‛'`" and (at < 2 or text[at - 2] in " ([—–-") and text[at : at + 1].strip()
        if not opens or ELISION.match(text, at - 1):
            continue
        end = _single_end(text, source, at)
        if end is not None:
            found.append(Quotation(passage, at, end))
            at = end + 1
    return found


def _single_end(text: str, source: str, start: int) -> int | None:
    """Where the quotation that opens at a single mark closes: at what looks like a possessive ("voters' rights") only where
    nothing else does, and within a sentence.
    """
    possessive: int | None = None
    for mark in CLOSING_SINGLE.finditer(text, start):
        at = mark.start()
        if source[at] in "‘‛":
            continue
        if text[at - 1] == "s" and re.match(r" [a-z]", text[at + 1 : at + 3]):
            if possessive is None and not re.search(r'[.!?] |"', text[start:at]):
                possessive = at
            continue
        return at
    return possessive


def is_speech(words: str) -> bool:
    """Whether what stands in quotation marks tells what was said: no single term, and no title of a work.

    >>> is_speech("fake news"), is_speech("We lost,"), is_speech("A Dream of Spring,"), is_speech("a dream that came true")
    (False, True, False, True)
    """
    parts = words.split()
    named = [p for p in parts if p[0].isalnum() and p.lower() not in SMALL_WORDS]
    if len(named) > 1 and all(p[0].isupper() or p[0].isdigit() for p in named) and words[-1:] not in "?!":
        return False
    if words.rstrip().endswith((",", ".", "!", "?", "—", "-")) and not words.endswith("..."):
        return len(words) > 3
    return len(parts) > LONGEST_TERM


def close_at_sentence(doc: Parse, quotation: Quotation) -> None:
    """End a quotation that lost its closing mark with the sentence it opens in: one mark costs one quotation."""
    for sentence in doc.sents:
        if sentence.end_char > quotation.start:
            quotation.end = min(quotation.end, sentence.end_char)
            return
