"""How a graph, a fact, a difference and an answer show themselves in a notebook, and the tables that become data frames.

Every text is escaped, and no style has a colour of its own but the mark's, so that light and dark notebooks both show it well.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from markupsafe import Markup, escape

from kgraph.errors import QueryError
from kgraph.model import ClaimGraph, Difference, Fact
from kgraph.query import Rows, Value
from kgraph.report.english import sentence
from kgraph.report.selection import (
    StoryReport,
    common_statement,
    compared,
    count,
    definite_names,
    in_marks,
    origin_lines,
    quotes_of,
    shortened,
    silence,
    story_report,
    support,
)
from kgraph.report.show import hidden, names
from kgraph.view.network import plain

Row = tuple[Value, ...]
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
    return [(s.sentence, s.support, names(s.outlets)) for s in report.told[:FACTS]]


def point_rows(report: StoryReport) -> Iterator[Row]:
    for point in report.points[:DIFFERENCES]:
        sides = [f"{names(side.outlets)}: {in_marks(side.quote.words if side.quote else side.value, CELL // 2)}" for side in point.sides]
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
    rows = [(names(v.outlets), v.value, ", ".join(v.claims[:3]) + (" …" if len(v.claims) > 3 else "")) for v in difference.variants]
    return boxed([titled(difference.about), paragraph(compared(difference)), table_html(("Outlets", "Value", "Claims"), rows[:ROWS]),
                  note(hidden(ROWS, len(rows), "difference.variants")),
                  note(f"The words of each side: graph.why({difference.id!r})")])


def rows_html(rows: Rows) -> str:
    """Return the first rows of an answer as a table."""
    return boxed([table_html(rows.columns, rows.values[:ROWS]), note(count(len(rows), "row")),
                  note(hidden(ROWS, len(rows), "iterate over it, or to_dataframe()"))])


def boxed(parts: Iterable[Markup]) -> str:
    return str(Markup('<div style="max-width:60em">{}</div>').format(Markup("").join(parts)))


def titled(words: str) -> Markup:
    return Markup('<p style="margin:.5em 0 .2em"><b>{}</b></p>').format(plain(words))


def paragraph(words: str) -> Markup:
    return Markup('<p style="margin:.2em 0">{}</p>').format(plain(words))


def note(words: str | None) -> Markup:
    return Markup('<p style="margin:.2em 0;opacity:.75"><small>{}</small></p>').format(plain(words)) if words else Markup("")


def table_html(columns: Sequence[str], rows: Iterable[Row]) -> Markup:
    """Return a table, its cells cut where they are long."""
    def line(cells: Iterable[Value], tag: str) -> Markup:
        shown = (Markup('<{0} style="{1}">{2}</{0}>').format(tag, STYLE, "" if c is None else escape(shortened(plain(str(c)), CELL)))
                 for c in cells)
        return Markup("<tr>{}</tr>").format(Markup("").join(shown))

    return Markup("<table><thead>{}</thead><tbody>{}</tbody></table>").format(
        line(columns, "th"), Markup("").join(line(row, "td") for row in rows))


# --- tables ---------------------------------------------------------------------------------------------------------------


def table(graph: ClaimGraph, name: str) -> Rows:
    """Return a table of the graph by its name; where there are several stories, its first column says of which.

    Raises QueryError, with the names there are, for one that there is not.
    """
    if name not in TABLES:
        raise QueryError(f"there is no table {name!r}; there are: {', '.join(TABLES)}")
    columns, rows_of = TABLES[name]
    labels = {s.id: s.label for s in graph.stories} if len(graph.stories) > 1 else {}
    rows = rows_of(graph)
    if not labels:
        return Rows(columns, tuple(row for _, row in rows))
    return Rows(("story", *columns), tuple((labels.get(graph.story_of.get(document, ""), ""), *row) for document, row in rows))


def document_rows(graph: ClaimGraph) -> Iterator[tuple[str, Row]]:
    for d in graph.documents:
        yield d.id, (d.id, d.title, d.source, d.published.isoformat() if d.published else None, d.url, len(d.text), d.sentences, d.silent)


def claim_rows(graph: ClaimGraph) -> Iterator[tuple[str, Row]]:
    definite = definite_names(graph)
    for c in graph.claims:
        e, fact = c.evidence, graph.fact_of.get(c.id)
        published = graph.document_by_id[e.document].published
        yield e.document, (c.id, fact.id if fact else None, e.outlet, e.document, published.isoformat() if published else None,
                           sentence(c, definite=definite), c.subject.label, c.relation.label, c.object.label if c.object else None,
                           c.polarity.value, c.modality.value, c.attributed_to.label if c.attributed_to else None, e.quote, e.start, e.end,
                           e.section.value, c.confidence, c.origin)


def fact_rows(graph: ClaimGraph) -> Iterator[tuple[str, Row]]:
    definite = definite_names(graph)
    for fact in graph.facts:
        head = fact.head
        yield head.evidence.document, (fact.id, common_statement(fact, definite), head.subject.label, head.relation.label,
                                       head.object.label if head.object else None, head.polarity.value, len(fact.outlets),
                                       len(fact.origins) if all(fact.origins) else None, len(fact.claims), names(fact.outlets))


def entity_rows(graph: ClaimGraph) -> Iterator[tuple[str, Row]]:
    for e in graph.entities:
        documents = sorted({m.document for m in e.mentions})
        yield documents[0] if documents else "", (e.id, e.label, e.type, len(e.mentions), len(documents), "; ".join(e.aliases), e.reference)


def difference_rows(graph: ClaimGraph) -> Iterator[tuple[str, Row]]:
    from kgraph.report.selection import ordered_differences, side

    for d in ordered_differences(graph):
        for variant in d.variants:
            claim = side(graph, variant)
            e = claim.evidence if claim else None
            yield e.document if e else "", (d.id, d.kind.value, d.relation.value, d.about, variant.value, names(variant.outlets),
                                            e.quote if e else None, claim.id if claim else None, e.document if e else None,
                                            e.start if e else None, e.end if e else None, d.weight)


def utterance_rows(graph: ClaimGraph) -> Iterator[tuple[str, Row]]:
    for u in graph.utterances:
        for r in u.renderings:
            yield r.document, (u.id, u.label, r.outlet, r.document, r.form.value, r.words, r.quote, r.start, r.end)


TABLES: dict[str, tuple[tuple[str, ...], Callable[[ClaimGraph], Iterator[tuple[str, Row]]]]] = {
    "documents": (("document", "title", "outlet", "published", "url", "length", "sentences", "silent"), document_rows),
    "claims": (("claim", "fact", "outlet", "document", "published", "sentence", "subject", "relation", "object", "polarity", "modality",
                "speaker", "quote", "start", "end", "section", "confidence", "origin"), claim_rows),
    "facts": (("fact", "sentence", "subject", "relation", "object", "polarity", "outlets", "origins", "claims", "names"), fact_rows),
    "entities": (("entity", "label", "type", "mentions", "documents", "aliases", "reference"), entity_rows),
    "differences": (("difference", "kind", "relation", "about", "value", "outlets", "quote", "claim", "document", "start", "end",
                     "weight"), difference_rows),
    "utterances": (("utterance", "speaker", "outlet", "document", "form", "words", "quote", "start", "end"), utterance_rows),
}
