"""The report in a terminal, in at most 80 columns, with the way to more."""
from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kgraph.model import ClaimGraph
from kgraph.report.selection import Point, Quote, Speech, StoryReport, count, in_marks, shortened, story_report, who
from kgraph.report.show import (
    NOBODY,
    NOTHING_ALONE,
    NOTHING_DIFFERS,
    NOTHING_SHARED,
    ONE_OUTLET,
    SIDE_BY_SIDE,
    UNQUOTED,
    Lengths,
    asked,
    hidden,
    matrix_of,
    only_in,
    parts,
    where,
)
from kgraph.view.network import plain

TERMINAL = Lengths(articles=12, facts=5, matrix=8, outlets=8, claims=2, differences=4,
                   sides=5, utterances=2, wordings=3, problems=10, quotes=2, quote=160)
WIDTH = 80


def print_report(graph: ClaimGraph, folder: Path, console: Console, tell_problems: bool = True) -> None:
    """Print the short report, in at most 80 columns, with the way to more; `tell_problems` is off where they were told."""
    printed(terminal_parts(story_report(graph), folder, TERMINAL, tell_problems), console)


def printed(renderables: Iterable[RenderableType], console: Console) -> None:
    for part in renderables:
        console.print(part, width=min(WIDTH, console.width), highlight=False, markup=False, emoji=False)


def terminal_parts(report: StoryReport, folder: Path, show: Lengths, tell_problems: bool) -> Iterator[RenderableType]:
    target = shlex.quote(str(folder))
    whole = f"kgraph report {target} --format html -o report.html"
    yield Text(report.title, style="bold")
    if report.label:
        yield Text(shortened(report.label, 2 * WIDTH), style="italic")
    yield Text(f"In short: {report.in_short}")
    yield from matrix_parts(report, show)
    yield heading("What several outlets report")
    facts = report.told
    if facts:
        table = listing("Statement", "In print")
        for s in facts[:show.facts]:
            told: list[RenderableType] = [Text(s.sentence, style="bold"), Text(f"{s.support}\n{s.id}", style="dim")]
            table.add_row(Group(*told), Group(*(cited(q, show.quote) for q in s.quotes[:show.quotes]),
                                              *(Text(line, style="italic") for line in s.judgements)))
        yield table
    yield remark(hidden(show.facts, len(facts), whole) if facts else NOTHING_SHARED)
    yield heading("Where outlets differ")
    for point in report.points[:show.differences]:
        about = Text(point.about, style="bold")
        more = remark(hidden(show.sides, len(point.sides), f"kgraph why {target} {point.id}"))
        yield Padding(Group(about, Text(f"{point.meaning} [{point.id}]"), sides_table(point, show), more), (0, 0, 0, 2))
    yield remark(hidden(show.differences, len(report.points), asked("differences", target)) if report.points else NOTHING_DIFFERS)
    yield from utterance_parts(report.utterances, show, whole)
    yield from alone_parts(report, target, show)
    if tell_problems:
        yield from terminal_list("What could not be read", report.not_read, show.problems)
    yield remark(report.reading)
    yield from terminal_list("What is not known", report.not_known, show.problems)
    yield heading("Where the files are")
    for name, what in (("graph.html", "the graph, to look at"), ("report.md", "this report, longer"), ("graph.ttl", "the graph as RDF"),
                       ("claims.jsonl", "every claim with its quote"), ("kgraph.sqlite", "all of it, for kgraph query")):
        yield Text(f"  {what}: {folder / name}", overflow="fold")


def matrix_parts(report: StoryReport, show: Lengths) -> Iterator[RenderableType]:
    """The outlets with their letters, and which of the shared facts each reports."""
    matrix = matrix_of(report, show.matrix)
    if not matrix.rows:
        return
    yield heading("Who reports what")
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False)
    table.add_column("Statement", ratio=1)
    for key, _ in matrix.keys:
        table.add_column(key, justify="center", width=1)
    for s, marks in matrix.rows:
        table.add_row(Text(s.short(100)), *("●" if mark else "·" for mark in marks))
    yield table
    yield Padding(Text("; ".join(f"{key} {plain(outlet)}" for key, outlet in matrix.keys)
                       + (f"; {matrix.more_outlets:,} more beside these" if matrix.more_outlets else "")), (0, 0, 0, 2))
    yield remark("● reports it; · not found there")


def cited(quote: Quote, longest: int) -> Text:
    text = Text(f"{plain(quote.outlet)}: “")
    for part, mark in parts(quote.words, quote.only_here, longest):
        text.append(part, "underline" if mark else None)
    return text.append("” ").append(where(quote), "dim")


def sides_table(point: Point, show: Lengths) -> Table:
    quotes = [Text(f"{in_marks(side.quote.words, show.quote)} ").append(where(side.quote), "dim") if side.quote else Text("")
              for side in point.sides[:show.sides]]
    if len(point.sides) <= SIDE_BY_SIDE:
        table = Table(expand=True)
        for side in point.sides:
            table.add_column(Text(who(side.outlets)), overflow="fold", ratio=1)
        if not all(side.quoted for side in point.sides):
            table.add_row(*(Text(side.words, style="bold") for side in point.sides))
        table.add_row(*quotes)
        return table
    table = Table("Outlet", "Says", "In its words", expand=True)
    for side, quote in zip(point.sides, quotes, strict=False):
        table.add_row(Text(who(side.outlets)), Text(side.words, style="bold"), quote)
    return table


def utterance_parts(said: Sequence[Speech], show: Lengths, whole: str) -> Iterator[RenderableType]:
    if not said:
        return
    yield heading("What was said, and in which words")
    for speech in said[:show.utterances]:
        table = listing(Text(f"{speech.speaker or NOBODY} ({count(len(speech.outlets), 'outlet')})"), "In which words", width=22)
        for wording in speech.wordings[:show.wordings]:
            text = Text("“")
            for n, (part, other) in enumerate(wording.pieces):
                text.append(" " if n else "").append(part, "underline" if other else None)
            text.append("”").append(UNQUOTED[wording.form], "dim")
            text.truncate(2 * show.quote, overflow="ellipsis")
            table.add_row(Text(who(wording.outlets)), text)
        yield table
        yield remark(hidden(show.wordings, len(speech.wordings), "report.md shows them"))
    yield remark(hidden(show.utterances, len(said), whole))


def alone_parts(report: StoryReport, target: str, show: Lengths) -> Iterator[RenderableType]:
    yield heading("What only one outlet reports")
    for outlet, found in only_in(report, show.outlets):
        yield Padding(Text(plain(outlet), style="bold"), (0, 0, 0, 2))
        if found:
            table = listing("Statement", "In print")
            for s in found[:show.claims]:
                words = Text(f"{in_marks(s.quotes[0].words, show.quote)} ").append(where(s.quotes[0]), "dim")
                table.add_row(Text(s.short(2 * show.quote)), words)
            yield table
        yield remark(hidden(show.claims, len(found), asked("only-reported-by", target, name=outlet)) if found else NOTHING_ALONE)
    yield remark(hidden(show.outlets, len(report.only_in), asked("outlets-overview", target)))
    if not report.only_in:
        yield remark(ONE_OUTLET)


def listing(first: str | Text, *others: str, width: int | None = None) -> Table:
    """Return an empty table; its first column has a given width or a part of all, as the second of two has."""
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False)
    table.add_column(first, overflow="fold", width=width, ratio=None if width else 1)
    for name in others:
        table.add_column(name, overflow="fold", ratio=1 if len(others) == 1 else None)
    return table


def heading(words: str) -> RenderableType:
    return Padding(Text(words, style="bold cyan"), (1, 0, 0, 0))


def remark(words: str | None) -> RenderableType:
    return Padding(Text(words, style="italic"), (0, 0, 0, 2)) if words else Group()


def terminal_list(title: str, found: Sequence[tuple[str, str]], most: int) -> Iterator[RenderableType]:
    if found:
        yield heading(title)
        for file, message in found[:most]:
            yield Padding(Text(f"{plain(file)}: {plain(message)}"), (0, 0, 0, 2))
        yield remark(hidden(most, len(found), "report.md lists them all"))
