"""How a graph, a fact, a difference and an answer show themselves in a notebook.

Every text is escaped, and no style has a colour, so that light and dark notebooks both show it well.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from markupsafe import Markup

from kgraph.model import ClaimGraph, Difference, Fact
from kgraph.query import Rows
from kgraph.report.selection import (
    StoryReport,
    common_statement,
    compared,
    count,
    in_marks,
    origin_lines,
    quotes_of,
    shortened,
    silence,
    story_report,
    support,
    who,
)
from kgraph.report.show import hidden
from kgraph.view.network import plain

Row = tuple[Any, ...]
ROWS, FACTS, DIFFERENCES, CELL = 20, 8, 5, 240  # that are shown: rows, facts and differences of a graph, characters of a cell
STYLE = "text-align:left;vertical-align:top;padding:.2em .8em .2em 0;white-space:normal"


# --- what is shown ------------------------------------------------------------------------------------------------------


def graph_html(graph: ClaimGraph) -> str:
    """Return a summary of a graph: counts, what most outlets share, where they differ, with how to see more."""
    report = story_report(graph)
    stories = f"{count(len(graph.stories), 'story', 'stories')}, " if len(graph.stories) > 1 else ""
    lines = [f"{stories}{count(len(graph.claims), 'claim')}, {count(len(graph.facts), 'fact')}. {report.in_short}"]
    parts = [titled(report.title), paragraph(lines[0])]
    if report.told:
        parts += [titled("What several outlets report"), table_html(("Statement", "Support", "Outlets"), shared_rows(report)),
                  note(hidden(FACTS, len(report.told), 'graph.table("facts")'))]
    if report.points:
        parts += [titled("Where outlets differ"), table_html(("Point", "One side", "Another side"), point_rows(report)),
                  note(hidden(DIFFERENCES, len(report.points), 'graph.table("differences")'))]
    parts.append(note(silence(graph)))
    return boxed(parts)


def shared_rows(report: StoryReport) -> list[Row]:
    return [(s.sentence, s.support, who(s.outlets)) for s in report.told[:FACTS]]


def point_rows(report: StoryReport) -> Iterator[Row]:
    for point in report.points[:DIFFERENCES]:
        sides = [f"{who(side.outlets)}: {in_marks(side.quote.words if side.quote else side.value, CELL // 2)}" for side in point.sides]
        yield point.about, sides[0] if sides else "", "; ".join(sides[1:])


def fact_html(fact: Fact) -> str:
    """Return a fact as a sentence over one quote of each outlet, with why its origins are few."""
    quotes = [(c.evidence.outlet, in_marks(c.evidence.quote, CELL), f"{c.evidence.document} {c.evidence.start}–{c.evidence.end}")
              for c in quotes_of(fact)]
    return boxed([titled(common_statement(fact)), note(f"{support(fact)} · {fact.id}"),
                  table_html(("Outlet", "In print", "Where"), quotes[:ROWS]), note(hidden(ROWS, len(quotes), "fact.claims")),
                  *(note(line) for line in origin_lines(fact, CELL))])


def difference_html(difference: Difference) -> str:
    """Return a difference as the values of its sides; it holds the ids of claims alone, so the quotes are the graph's to show."""
    rows = [(who(v.outlets), v.value, ", ".join(v.claims[:3]) + (" …" if len(v.claims) > 3 else "")) for v in difference.variants]
    about = difference.about[:1].upper() + difference.about[1:]
    return boxed([titled(about), paragraph(compared(difference)), table_html(("Outlets", "Value", "Claims"), rows[:ROWS]),
                  note(hidden(ROWS, len(rows), "difference.variants")),
                  note(f"The words of each side: graph.why({difference.id!r})")])


def rows_html(rows: Rows) -> str:
    """Return the first rows of an answer as a table."""
    return boxed([table_html(rows.columns, rows.values[:ROWS]), note(count(len(rows), "row")),
                  note(hidden(ROWS, len(rows), "iterate over it, or to_dataframe()"))])


def words(cell: Any) -> str:
    return "" if cell is None else ", ".join(map(str, cell)) if isinstance(cell, tuple) else str(cell)


def boxed(parts: Iterable[Markup]) -> str:
    return str(Markup('<div style="max-width:60em">{}</div>').format(Markup("").join(parts)))


def titled(line: str) -> Markup:
    return Markup('<p style="margin:.5em 0 .2em"><b>{}</b></p>').format(plain(line))


def paragraph(line: str) -> Markup:
    return Markup('<p style="margin:.2em 0">{}</p>').format(plain(line))


def note(line: str | None) -> Markup:
    return Markup('<p style="margin:.2em 0;opacity:.75"><small>{}</small></p>').format(plain(line)) if line else Markup("")


def table_html(columns: Sequence[str], rows: Iterable[Row]) -> Markup:
    """Return a table, its cells cut where they are long."""
    def line(cells: Iterable[Any], tag: str) -> Markup:
        shown = (Markup('<{0} style="{1}">{2}</{0}>').format(tag, STYLE, shortened(plain(words(c)), CELL)) for c in cells)
        return Markup("<tr>{}</tr>").format(Markup("").join(shown))

    return Markup("<table><thead>{}</thead><tbody>{}</tbody></table>").format(
        line(columns, "th"), Markup("").join(line(row, "td") for row in rows))
