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
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, NamedTuple, TypeVar

TOKEN = re.compile(r"\n\s*\n|[^\W\d_]+|\d+|[^\w\s]")
ITEM = re.compile(r"<[a-z |]+>\??|\S+")
MOST_PARTS = 120  # parts that may start at one token; news has up to 20
Build = Callable[..., Any]
Builder = TypeVar("Builder", bound=Build)


class Tokens:
    """The tokens of a text: `words` in lower case, and where each starts and ends in code points."""

    __slots__ = ("ends", "starts", "text", "words")

    def __init__(self, text: str) -> None:
        found = list(TOKEN.finditer(text))
        self.text = text
        self.words = [match[0].lower() for match in found]
        self.starts = [match.start() for match in found]
        self.ends = [match.end() for match in found]

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


class Part(NamedTuple):
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
        words = tokens.words
        chart: Chart = [()] * (len(words) + 1)
        keys: list[tuple[str, ...]] = [("", word) for word in words] + [("",)]  # what an item there may ask for, after its parts are made
        for at in range(len(words) - 1, -1, -1):
            word = words[at]
            agenda = self._lexical(tokens, at) if word in self.phrases or word in self.reads or word[0].isdecimal() else []
            if (seconds := self.rules.get(word)) is not None:
                for rule in _fitting(seconds, keys[at + 1]):
                    _complete(rule, tokens, chart, at, at + 1, (), 1, agenda)
            if agenda:
                chart[at] = self._grown(agenda, tokens, chart, keys)
                keys[at] += tuple({f"<{part.kind}>": None for part in chart[at]})
        return chart

    def _grown(self, agenda: list[Part], tokens: Tokens, chart: Chart, keys: list[tuple[str, ...]]) -> tuple[Part, ...]:
        """All parts that start at one token, of those that stand on the agenda."""
        found: dict[tuple[str, int], Part] = {}
        for part in agenda:  # which grows on the way
            kind, start, end, value = part
            if (kind, end) in found:
                continue
            found[kind, end] = part
            if len(found) == MOST_PARTS:
                break
            if (seconds := self.rules.get(f"<{kind}>")) is not None:
                for rule in _fitting(seconds, keys[end]):
                    _complete(rule, tokens, chart, start, end, (value,), 1, agenda)
        return tuple(found.values())

    def _lexical(self, tokens: Tokens, at: int) -> list[Part]:
        """The parts that the word at a token makes, alone or with those behind it."""
        words = tokens.words
        word, after = words[at], tokens.word(at + 1)
        found = []
        for rest, kind, value in self.phrases.get(word, ()):
            if not rest or rest[0] == after and tuple(words[at + 1 : at + 1 + len(rest)]) == rest:
                found.append(Part(kind, at, at + 1 + len(rest), value))
        if word in self.reads or word[0].isdecimal():
            for reader in self.readers:
                found += reader(tokens, at)
        return found


def _fitting(seconds: Seconds, keys: tuple[str, ...]) -> Sequence[Rule]:
    """The rules whose second item is one of the keys, in the order of the grammar."""
    fit = [rules for key in keys if (rules := seconds.get(key)) is not None]
    if len(fit) < 2:
        return fit[0] if fit else ()
    unique = {rule.order: rule for rules in fit for rule in rules}
    return [unique[order] for order in sorted(unique)]


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


def _complete(
    rule: Rule, tokens: Tokens, chart: Chart, start: int, at: int, values: tuple[Any, ...], item: int, built: list[Part]
) -> None:
    """Append the parts that a rule builds whose first items have been matched up to a token."""
    if item == len(rule.items):
        value = rule.build(*[None if slot is None else values[slot] for slot in rule.slots])
        if value is not None:
            built.append(Part(rule.kind, start, at, value))
        return
    words, wanted = rule.items[item]
    if words:
        if tokens.word(at) in wanted:
            _complete(rule, tokens, chart, start, at + 1, values, item + 1, built)
        return
    for part in chart[at]:
        if part.kind in wanted:
            _complete(rule, tokens, chart, start, part.end, (*values, part.value), item + 1, built)
