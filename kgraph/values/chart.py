"""A chart parser for phrases of numbers and times: tokens, rules over words and parts, and the chart that a text fills.

A rule is one line, such as "from <time> to|until <time>": words stand for themselves, "|" parts alternatives, "<kind>" is a
part that other rules build, and "?" marks what may be missing. Its function gets the values of the parts (None for a
missing one) and returns the value of the whole, or None where the parts do not go together. The chart is filled from the
last token to the first, so each rule sees the finished parts behind it. No part may grow without end, which keeps the
work linear in the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any, TypeVar

TOKEN = re.compile(r"\n\s*\n|[^\W\d_]+|\d+|[^\w\s]")
ITEM = re.compile(r"<[a-z |]+>\??|\S+")
MOST_PARTS = 120  # parts that may start at one token; news has up to 20
Build = Callable[..., Any]
Builder = TypeVar("Builder", bound=Build)


class Tokens:
    """The tokens of a text: `words` in lower case, and where each starts and ends in code points."""

    __slots__ = ("ends", "starts", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        for match in TOKEN.finditer(text):
            self.words.append(match.group().lower())
            self.starts.append(match.start())
            self.ends.append(match.end())

    def __len__(self) -> int:
        return len(self.words)

    def word(self, at: int) -> str:
        """The word at a place, "" beyond the ends."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def joined(self, at: int) -> bool:
        """Whether nothing stands between a token and the one before it."""
        return 0 < at < len(self.words) and self.starts[at] == self.ends[at - 1]

    def index(self, offset: int) -> int | None:
        """The number of tokens that end at or before an offset; None where the offset lies inside a token."""
        at = bisect_left(self.ends, offset)
        return at + 1 if at < len(self.ends) and self.ends[at] == offset else None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a phrase: tokens [start, end), its kind and its value."""

    kind: str
    start: int
    end: int
    value: Any


Chart = list[tuple[Part, ...]]  # the parts that start at each token, shape (tokens + 1,)


@dataclass(frozen=True, slots=True)
class Rule:
    """Items to be matched in turn (a set of words, or of kinds), and which arguments the missing ones leave empty."""

    order: int
    kind: str
    items: tuple[tuple[bool, frozenset[str]], ...]  # (is it words?, the words or kinds)
    slots: tuple[int | None, ...]  # for each argument: which of the matched parts it is
    build: Build


Seconds = dict[str, list[Rule]]  # rules by their second item: "<kind>", a word, or "" where there is none
Reader = Callable[[Tokens, int], Iterable[Part]]


@dataclass
class Grammar:
    """Words with their values, rules, and readers that build parts out of digits or runs of words."""

    phrases: dict[str, list[tuple[tuple[str, ...], str, Any]]] = field(default_factory=dict)
    rules: dict[str, Seconds] = field(default_factory=dict)  # by their first item: "<kind>" or a word
    count: int = 0
    readers: list[Reader] = field(default_factory=list)
    reads: set[str] = field(default_factory=set)  # words at which the readers are asked; they are asked at all digits

    def add(self, kind: str, values: Iterable[tuple[str, Any]]) -> None:
        """Enter phrases of one kind with their values."""
        for phrase, value in values:
            words = tuple(TOKEN.findall(phrase.lower()))
            self.phrases.setdefault(words[0], []).append((words[1:], kind, value))

    def rule(self, kind: str, *patterns: str) -> Callable[[Builder], Builder]:
        """Enter the decorated function as the builder of a kind for each of the patterns."""

        def enter(build: Builder) -> Builder:
            for pattern in patterns:
                for items, slots in _variants(pattern):
                    self.count += 1
                    rule = Rule(self.count, kind, items, slots, build)
                    for first in _keys(items[0]):
                        for second in _keys(items[1]) if len(items) > 1 else ("",):
                            self.rules.setdefault(first, {}).setdefault(second, []).append(rule)
            return build

        return enter

    def parse(self, tokens: Tokens) -> Chart:
        """The parts that start at each token, shape (len(tokens) + 1,)."""
        chart: Chart = [()] * (len(tokens) + 1)
        phrases, rules, reads = self.phrases, self.rules, self.reads
        for at in range(len(tokens) - 1, -1, -1):
            word = tokens.words[at]
            if word in phrases or word in rules or word in reads or word[0].isdecimal():
                chart[at] = self._start(tokens, chart, at)
        return chart

    def _start(self, tokens: Tokens, chart: Chart, at: int) -> tuple[Part, ...]:
        """All parts that start at one token."""
        agenda: deque[Part] = deque(self._lexical(tokens, at))
        for rule in self._fitting(tokens.words[at], tokens, chart, at + 1):
            agenda += _complete(rule, tokens, chart, at, at + 1, ())
        found: dict[tuple[str, int], Part] = {}
        while agenda and len(found) < MOST_PARTS:
            part = agenda.popleft()
            if (part.kind, part.end) in found:
                continue
            found[part.kind, part.end] = part
            for rule in self._fitting(f"<{part.kind}>", tokens, chart, part.end):
                agenda += _complete(rule, tokens, chart, at, part.end, (part.value,))
        return tuple(found.values())

    def _fitting(self, first: str, tokens: Tokens, chart: Chart, at: int) -> list[Rule]:
        """The rules whose first item is given and whose second one stands at a token, in the order of the grammar."""
        seconds = self.rules.get(first)
        if seconds is None:
            return []
        fit = list(seconds.get("", ()))
        if at < len(tokens):
            fit += seconds.get(tokens.words[at], ())
            for kind in {part.kind for part in chart[at]}:
                fit += seconds.get(f"<{kind}>", ())
        if len(fit) > 1:
            unique = {rule.order: rule for rule in fit}
            return [unique[order] for order in sorted(unique)]
        return fit

    def _lexical(self, tokens: Tokens, at: int) -> Iterator[Part]:
        word = tokens.words[at]
        for rest, kind, value in self.phrases.get(word, ()):
            end = at + 1 + len(rest)
            if not rest or tuple(tokens.words[at + 1 : end]) == rest:
                yield Part(kind, at, end, value)
        if word in self.reads or word[0].isdecimal():
            for reader in self.readers:
                yield from reader(tokens, at)


def _keys(item: tuple[bool, frozenset[str]]) -> list[str]:
    words, wanted = item
    return sorted(wanted if words else (f"<{kind}>" for kind in wanted))


def _variants(pattern: str) -> Iterator[tuple[tuple[tuple[bool, frozenset[str]], ...], tuple[int | None, ...]]]:
    """The items and slots of a pattern, one for each choice of its optional items."""
    items = ITEM.findall(pattern)
    choices = [(True, False) if item.endswith("?") and item != "?" else (True,) for item in items]
    for present in product(*choices):
        matched: list[tuple[bool, frozenset[str]]] = []
        slots: list[int | None] = []
        parts = 0
        for item, here in zip(items, present, strict=True):
            body = item.removesuffix("?") or item
            is_part = body.startswith("<") and body.endswith(">") and len(body) > 1
            if is_part:
                slots.append(parts if here else None)
                parts += here
            if here:
                matched.append((not is_part, frozenset((body[1:-1] if is_part else body).split("|"))))
        if matched:
            yield tuple(matched), tuple(slots)


def _complete(rule: Rule, tokens: Tokens, chart: Chart, start: int, at: int, values: tuple[Any, ...], item: int = 1) -> Iterator[Part]:
    """The parts that a rule builds whose first items have been matched up to a token."""
    if item == len(rule.items):
        value = rule.build(*(None if slot is None else values[slot] for slot in rule.slots))
        if value is not None:
            yield Part(rule.kind, start, at, value)
        return
    words, wanted = rule.items[item]
    if words:
        if tokens.word(at) in wanted:
            yield from _complete(rule, tokens, chart, start, at + 1, values, item + 1)
        return
    for part in chart[at]:
        if part.kind in wanted:
            yield from _complete(rule, tokens, chart, start, part.end, (*values, part.value), item + 1)
