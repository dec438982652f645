"""The Python interface: build a graph from articles, open one that was built, ask it.

    >>> import kgraph
    >>> graph = kgraph.build("seeds", "outputs")  # doctest: +SKIP
    >>> for row in graph.only_reported_by("Firstpost"):  # doctest: +SKIP
    ...     print(row["statement"], row["detail"], row["quote"])
"""
from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from kgraph import store
from kgraph.errors import InputError, QueryError
from kgraph.ingest import read_documents
from kgraph.model import Claim, ClaimGraph, Difference, DifferenceKind, DifferenceRelation, Document, Entity, Fact, Problem

if TYPE_CHECKING:
    import networkx
    import pyoxigraph
    import rdflib

    from kgraph.query import Rows, Term

E = TypeVar("E", bound=StrEnum)
Source = str | PathLike[str]
Progress = Callable[[str, int, int], None]  # the stage, how much of it is done, how much there is


class Graph:
    """What a set of articles says: claims with their quotes, facts that merge them, points on which outlets differ.

    The questions (`only_some_outlets`, `said_by` …) give `Rows`: iterate over them for one dictionary a row, or call
    `to_dataframe()`. They are the named queries of `kgraph query`. Names are matched by any part of them, in any case.
    """

    def __init__(self, content: ClaimGraph) -> None:
        self.content = content

    def __repr__(self) -> str:
        c = self.content
        return (f"<kgraph.Graph: {len(c.documents)} articles of {len(c.outlets)} outlets, {len(c.claims)} claims, {len(c.facts)} facts, "
                f"{len(c.differences)} differences>")

    @property
    def documents(self) -> tuple[Document, ...]:
        """The articles, their text unchanged."""
        return self.content.documents

    @property
    def entities(self) -> tuple[Entity, ...]:
        """Whom and what the articles name, with every mention and the reason it was resolved so."""
        return self.content.entities

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What each article states at each place, by document and place."""
        return self.content.claims

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Claims of one content, merged; no verdict that they are true."""
        return self.content.facts

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The inputs that were set aside, and why."""
        return self.content.problems

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets' names, sorted; one that nobody named stands as "unknown (its article)"."""
        return self.content.outlets

    def differences(self, kind: str | None = None, relation: str | None = None) -> tuple[Difference, ...]:
        """Return the points on which outlets differ, all or those of one kind ("duration") or relation ("refines").

        Raises QueryError for a kind or relation that there is none of.
        """
        wanted_kind, wanted_relation = member(DifferenceKind, kind), member(DifferenceRelation, relation)
        return tuple(d for d in self.content.differences
                     if wanted_kind in (None, d.kind) and wanted_relation in (None, d.relation))

    def only_some_outlets(self) -> Rows:
        """Return what some outlets report and others do not: whole statements, and details of shared ones.

        Columns: statement, kind ("statement", "speaker", or the role of a detail such as "delay"), detail (empty for a
        whole statement), reporting (how many outlets) and of (how many could have), outlet, quote.
        """
        return self.query("only-some-outlets")

    def only_reported_by(self, outlet: str) -> Rows:
        """Return the statements, and the details of shared statements, that one outlet alone reports."""
        return self.query("only-reported-by", name=self.known_outlet(outlet))

    def said_by(self, name: str) -> Rows:
        """Return everything that somebody is said to say, with outlet and quote."""
        return self.query("said-by", name=name)

    def about(self, name: str) -> Rows:
        """Return everything that is reported about somebody or something, with outlet and quote."""
        return self.query("about", name=name)

    def shared_by_all(self) -> Rows:
        """Return the facts that every outlet reports."""
        return self.query("shared-by-all")

    def query(self, query: Source, **parameters: Term) -> Rows:
        """Answer a named query, a .rq file or SPARQL text; parameters fill its `VALUES ?name { … }` blocks.

        Raises QueryError for a query that is not there, cannot be read, or would change data.
        """
        from kgraph.query import run
        return run(self.triples, query_text(query), parameters)

    @cached_property
    def triples(self) -> pyoxigraph.Store:
        """The graph as RDF in memory, made on first use: the store that queries run on."""
        from kgraph.query import load
        return load(self.content)

    def to_networkx(self) -> networkx.MultiDiGraph:
        """Return entities as nodes and facts as edges, for graph algorithms."""
        from kgraph.export import to_networkx
        return to_networkx(self.content)

    def to_rdflib(self) -> rdflib.Graph:
        """Return all triples as an rdflib graph."""
        from kgraph.export import to_rdflib
        return to_rdflib(self.content)

    def save(self, folder: Source) -> None:
        """Write the store, the tables, the RDF, the page and the report to a folder, as `kgraph build` does."""
        store.write_build(Path(folder), self.content, rendered(self.content))

    def known_outlet(self, name: str) -> str:
        """Return a name that fits an outlet of the graph. Raises QueryError, with the outlets there are, for any other."""
        if not any(name.casefold() in outlet.casefold() for outlet in self.outlets):
            raise QueryError(f"no outlet here is called {name!r}; there are: {', '.join(self.outlets)}")
        return name


def build(sources: Source | Sequence[Source], output: Source | None = None, pipeline: str | None = None, *,
          progress: Progress | None = None) -> Graph:
    """Read articles (.txt files, folders of them with a sources.csv), extract and merge what they say.

    `output` is a folder to write the build to; `pipeline` is the name or folder of another spaCy pipeline; `progress` is
    called with a stage, how much of it is done and how much there is. What could not be read is in `problems`.

    Raises InputError for a source that is not there or where no article can be used, StoreError where `output` cannot be
    written, PipelineError where the pipeline cannot be used.
    """
    if output is not None:
        store.check_folder(Path(output))
    documents, problems = read_documents([Path(s) for s in ([sources] if isinstance(sources, str | PathLike) else sources)])
    if not documents:
        raise InputError("\n".join(["no article could be used", *(f"{p.file}: {p.message}" for p in problems)]))
    graph = from_documents(documents, problems, pipeline, progress)
    if output is not None:
        graph.save(output)
    return graph


def from_documents(documents: Sequence[Document], problems: tuple[Problem, ...] = (), pipeline: str | None = None,
                   progress: Progress | None = None) -> Graph:
    """Extract and merge what articles say that have been read already."""
    from kgraph.annotate import load_pipeline
    from kgraph.pipeline import build_graph

    return Graph(build_graph(documents, nlp=load_pipeline(pipeline), progress=progress, problems=problems))


def open_build(folder: Source) -> Graph:
    """Open a folder that `kgraph build` wrote. Raises StoreError where there is none, or one that cannot be read."""
    return Graph(store.read_graph(Path(folder)))


def query_text(query: Source) -> str:
    """Return the SPARQL of a named query, of a .rq file, or the text itself.

    Raises QueryError, with the names there are, for a word that is none of these.
    """
    from kgraph.query import named_queries, read_question

    text = str(query)
    if isinstance(query, str) and not text.endswith(".rq"):
        if "{" in text or any(c.isspace() for c in text):
            return text
        if not any(c in text for c in "/\\"):
            return read_question(text).text
    try:
        return Path(query).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{text}: cannot be read ({getattr(error, 'strerror', None) or error}); give a .rq file, "
                         f"the text of a query, or a name: {', '.join(named_queries())}") from error


def rendered(graph: ClaimGraph) -> dict[str, Iterable[str]]:
    """Name the files of a build beside its store, each with its text in pieces, made when they are asked for."""
    from kgraph import export
    from kgraph.report import report_markdown
    from kgraph.view import render_html

    return {"documents.jsonl": lines(export.document_rows(graph)), "claims.jsonl": lines(export.claim_rows(graph)),
            "facts.jsonl": lines(export.fact_rows(graph)), "entities.jsonl": lines(export.entity_rows(graph)),
            "differences.jsonl": lines(export.difference_rows(graph)), "graph.ttl": later(export.to_turtle, graph),
            "graph.html": later(render_html, graph), "report.md": later(report_markdown, graph)}


def lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield rows as JSON Lines."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


def later(render: Callable[[ClaimGraph], str], graph: ClaimGraph) -> Iterator[str]:
    yield render(graph)


def member(kinds: type[E], value: str | None) -> E | None:
    """Return the member of an enumeration of that name, None for None. Raises QueryError, with the names there are."""
    if value is None:
        return None
    try:
        return kinds(value)
    except ValueError:
        raise QueryError(f"there is no {value!r}; there are: {', '.join(kinds)}") from None
