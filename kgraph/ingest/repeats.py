"""Lines that an outlet prints in article after article: its furniture, found by comparing articles and not by its words."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kgraph.ingest.labels import REPEATS, is_paragraph, split_lines
from kgraph.model import Document, Section

OFTEN = 3  # documents that hold a line and are otherwise different
ALIKE = 0.3  # share of the shorter one's characters from which two documents are versions of one article


def repeated_lines(documents: Iterable[Document]) -> dict[str, frozenset[str]]:
    """Return, by known outlet, the keys of lines (see Line.key) that at least three of its different articles hold.

    A headline is none, nor is what can only be a paragraph of running text, which an outlet may print again. The order of the
    documents makes no difference; an outlet without such lines has no entry.
    """
    of_outlet: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        if document.outlet:
            of_outlet[document.outlet].append(document)
    found = {outlet: repeated_in(members) for outlet, members in sorted(of_outlet.items())}
    return {outlet: keys for outlet, keys in found.items() if keys}


def repeated_in(documents: list[Document]) -> frozenset[str]:
    """Return the keys of lines that one outlet repeats."""
    contents = sorted((Content(document) for document in documents), key=lambda c: (c.size, sorted(c.lines)))
    headlines = {key for content in contents for key in content.headlines}
    holders: dict[str, list[int]] = defaultdict(list)
    for number, content in enumerate(contents):
        for key in content.lines:
            holders[key].append(number)
    alike: dict[tuple[int, int], bool] = {}

    def are_alike(one: int, other: int) -> bool:
        if (one, other) not in alike:
            alike[one, other] = contents[one].is_like(contents[other])
        return alike[one, other]

    def are_many(numbers: list[int]) -> bool:
        apart: list[int] = []  # documents each unlike the others, the short ones first: a round-up is like many and hides none
        for number in numbers:
            if not any(are_alike(other, number) for other in apart):
                apart.append(number)
                if len(apart) == OFTEN:
                    return True
        return False

    return frozenset(key for key, numbers in holders.items()
                     if len(numbers) >= OFTEN and key not in headlines and not is_paragraph(key) and are_many(numbers))


class Content:
    """What repeats are looked for in: the lines of one document that the other rules leave in its report, by key, with their lengths."""

    def __init__(self, document: Document) -> None:
        self.lines: dict[str, int] = {}
        self.headlines: set[str] = set()
        for section, key in report_lines(document):
            if section is Section.HEADLINE:
                self.headlines.add(key)
            self.lines[key] = len(key)
        self.size = sum(self.lines.values())

    def is_like(self, other: Content) -> bool:
        """Whether both are versions of one article."""
        shared = sum(self.lines[key] for key in self.lines.keys() & other.lines.keys())
        return shared >= ALIKE * min(self.size, other.size)


def report_lines(document: Document) -> Iterator[tuple[Section, str]]:
    """Yield the lines of the report by section and key, and those that were found to be repeated when it was labelled."""
    spans = iter(document.spans)
    span = next(spans, None)
    for line in split_lines(document.text):
        while span and span.end <= line.start:
            span = next(spans, None)
        if span and (span.section.is_report or span.section is Section.DATELINE or span.rule == REPEATS):
            yield span.section, line.key
