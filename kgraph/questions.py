"""The page that tells of the named questions, `queries/README.md`: python -m kgraph.questions OUT, for a build of the sample articles."""
from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.query import Question, Rows, named_queries, read_question

if TYPE_CHECKING:
    from kgraph.api import Graph

ROWS, LONGEST = 3, 90  # of a sample answer: rows, and characters of a cell
HEAD = """# The named questions

`kgraph query OUT NAME` asks one of them, `graph.query(NAME)` does so from Python, `kgraph serve OUT` offers them on its page.
Each is the SPARQL 1.1 file of that name in this folder, and gives the same rows on pyoxigraph, rdflib, an Oxigraph server and
Virtuoso. A parameter is a `VALUES` block with a default, so that every file also runs as it stands. Answers below are over the
sample articles in `seeds/`: the first rows, long cells cut short.

**How alike is alike?** `shared` and `partial` take a parameter `level`, on which two claims of one story are the same:

* `triple`, when subject, relation, object, polarity and modality are the same, as they were resolved. Finds what was copied and
  what is always put in one way. Other words are another triple, and two events told in the same words are one.
* `fact`, when kgraph merged them: one event, with the same participants, relation and polarity, in whatever words. Finds who else
  reports it. A paraphrase that was not recognised is another fact.
* `topic`, when the same two entities take part in their facts, in whatever roles, or the same one with the same relation. Finds
  what is written about at all. Opposite statements are on one topic; what is said only of phrases is on none.

This page is made by `python -m kgraph.questions OUT`.
"""


def questions_page(graph: Graph) -> str:
    """Return the page as Markdown, with the answers of a graph."""
    questions = [read_question(name) for name in named_queries()]
    contents = "\n".join(f"* [{q.name}](#{q.name}): {q.asks}" for q in questions)
    return f"{HEAD}\n{contents}\n" + "".join(line + "\n" for q in questions for line in _section(q, graph))


def _section(q: Question, graph: Graph) -> Iterator[str]:
    yield from ("", f"## {q.name}", "", q.asks)
    yield from (_cell(remark, 0) for remark in q.remarks)
    yield ""
    if q.parameters:
        yield from (*(f"* `{p.name}`: {p.meaning}" for p in q.parameters), "")
    given = "".join(f" --param {shlex.quote(f'{name}={value}')}" for name, value in q.example)
    yield from ("```sh", f"kgraph query outputs {q.name}{given}", "```", "")
    yield from _table(graph.query(q.name, dict(q.example)))


def _table(rows: Rows) -> Iterator[str]:
    if not rows:
        yield "No rows."
        return
    yield f"| {' | '.join(rows.columns)} |"
    yield "| --- " * len(rows.columns) + "|"
    for row in rows.values[:ROWS]:
        yield f"| {' | '.join(_cell('' if value is None else str(value), LONGEST) for value in row)} |"
    if len(rows) > ROWS:
        yield from ("", f"… {len(rows):,} rows in all.")


def _cell(text: str, longest: int) -> str:
    """A text in one line of Markdown, in which nothing of it is markup."""
    text = " ".join(text.split())
    if longest and len(text) > longest:
        text = text[: longest - 1].rstrip() + "…"
    return "".join(f"\\{c}" if c in "\\`*_[]<>|#~" else c for c in text)


if __name__ == "__main__":
    from kgraph.api import open_build

    Path("queries/README.md").write_text(questions_page(open_build(sys.argv[1])), encoding="utf-8")
