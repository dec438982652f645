"""The Python interface: build a graph from articles, open one that was built, ask it.

    >>> import kgraph
    >>> graph = kgraph.build("seeds", "outputs")  # doctest: +SKIP
    >>> for row in graph.only_reported_by("Firstpost"):  # doctest: +SKIP
    ...     print(row["statement"], row["detail"], row["quote"])
"""
from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property, partial
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from kgraph import store
from kgraph.errors import InputError, QueryError, QueryLimitError, StoreError
from kgraph.model import (
    Claim,
    ClaimGraph,
    Difference,
    DifferenceKind,
    DifferenceRelation,
    Document,
    Entity,
    Fact,
    Outline,
    Problem,
    Story,
    Utterance,
    Verdict,
)

if TYPE_CHECKING:
    import networkx
    import pyoxigraph
    import rdflib

    from kgraph.engine import Engine
    from kgraph.ingest.files import Item
    from kgraph.query import Rows, Term
    from kgraph.upkeep import Progress

OF_OUTLETS = frozenset({"only-reported-by", "not-reported-by"})  # questions whose parameter `name` is an outlet's
NAMED = 12  # names that are told to somebody who asks for one that there is not
REPORTS = ("md", "html", "json")
STORIES = "stories"  # the folder of a build that holds the pages of its stories
E = TypeVar("E", bound=StrEnum)
Source = str | PathLike[str]


class Graph:
    """What a set of articles says: claims with their quotes, facts that merge them, points on which outlets differ.

    The questions (`only_some_outlets`, `said_by` …) give `Rows`: iterate over them for one dictionary a row, or call
    `to_dataframe()`. They are the named queries of `kgraph query`. Names are matched by any part of them, in any case.
    Facts and questions keep to one story each; where there are several, the rows say which, and `story(name)` is one of them.
    """

    def __init__(self, content: ClaimGraph | Callable[[], ClaimGraph], folder: Path | None = None, *, read_only: bool = True) -> None:
        self._content = content
        self._folder = folder
        self._read_only = read_only

    @cached_property
    def content(self) -> ClaimGraph:
        """All of it as plain data, read from the store on first use."""
        return self._content() if callable(self._content) else self._content

    def __repr__(self) -> str:
        c = self.content
        return (f"<kgraph.Graph: {len(c.documents)} articles of {len(c.outlets)} outlets, {len(c.claims)} claims, {len(c.facts)} facts, "
                f"{len(c.differences)} differences>")

    @property
    def outline(self) -> Outline:
        """Which stories there are, with their articles, and what was set aside; of a store it is read without the claims."""
        return store.read_outline(self._folder) if self._folder and "content" not in vars(self) else self.content.outline

    @property
    def stories(self) -> tuple[Story, ...]:
        """The stories that the articles tell, by id; empty for a graph that was put together by hand."""
        return store.read_stories(self._folder) if self._folder and "content" not in vars(self) else self.content.stories

    def story(self, name: str) -> Graph:
        """Return the graph of one story, by its id or any part of its label. Raises QueryError where none or several fit."""
        return self._part(chosen_story(self.stories, name))

    def _part(self, story: Story) -> Graph:
        if self._folder and "content" not in vars(self):
            return Graph(partial(store.read_graph, self._folder, story.id))
        return Graph(self.content.of_story(story))

    def add(self, sources: Source | Sequence[Source], pipeline: str | None = None, *, story: str | None = None) -> None:
        """Add articles to the store that the graph was opened from, and read it anew. What could not be read is in `problems`.

        Raises StoreError where the graph was opened with read_only=True, or another process writes to the store just now.
        """
        from kgraph import upkeep
        upkeep.update(self._writable(), articles_of(sources), upkeep.Settings(pipeline), story)
        self._forget()

    def remove(self, *names: str, pipeline: str | None = None) -> None:
        """Take articles out of the store that the graph was opened from, and read it anew. Raises as `add` does, and QueryError
        for a name that the store does not hold."""
        from kgraph import upkeep
        upkeep.remove(self._writable(), names, upkeep.Settings(pipeline))
        self._forget()

    def why(self, id_: str, other: str | None = None) -> str:
        """Explain in plain words a fact, claim, entity or difference by its id, or why two claims or facts are one fact or two.

        Raises QueryError for an id that there is not.
        """
        from kgraph import upkeep
        from kgraph.why import why
        if self._folder is None:
            return why(self.content, id_, other)
        content = self.content if "content" in vars(self) else store.read_around(self._folder, [i for i in (id_, other) if i])
        return why(content, id_, other, partial(upkeep.vectors_in, self._folder))

    def judge(self, verdict: str, a: str, b: str, reason: str, by: str | None = None) -> tuple[str, ...]:
        """Say that two claims, facts or entities, by their ids, are "same" or "different", or that you are "unsure"; read the graph anew.

        The judgement is kept in the store, wins over the machine and can be withdrawn with `undo`. Returns what came of it, in lines.
        Raises as `add` does, and QueryError for ids that cannot be judged.
        """
        from kgraph import judging
        told = judging.judge(self._writable(), member(Verdict, verdict), a, b, reason, by)
        self._forget()
        return told

    def undo(self, a: str, b: str, reason: str | None = None, by: str | None = None) -> tuple[str, ...]:
        """Withdraw the last judgement on two claims, facts or entities, and read the graph anew. Raises as `judge` does."""
        from kgraph import judging
        told = judging.undo(self._writable(), a, b, reason, by)
        self._forget()
        return told

    def judgements(self) -> Rows:
        """Return every judgement that was made in the store that the graph was opened from, with whether it counts."""
        from kgraph import judging
        if self._folder is None:
            raise StoreError("judgements are kept in a store; open the folder of one with kgraph.open(folder)")
        return judging.listed(self._folder)

    def _writable(self) -> Path:
        if self._folder is None or self._read_only:
            raise StoreError("this graph was not opened for writing; open its folder with kgraph.open(folder, read_only=False)")
        return self._folder

    def _forget(self) -> None:
        for name in ("content", "triples", "_engine"):
            vars(self).pop(name, None)

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
    def utterances(self) -> tuple[Utterance, ...]:
        """Acts of speech, each with its renderings in the articles; `kgraph.wording.variants_of` aligns their words."""
        return self.content.utterances

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The inputs that were set aside, and why."""
        return self.content.problems

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets' names, sorted; one that nobody named stands as "unknown (its article)"."""
        return self.content.outlets

    def differences(self, kind: str | None = None, relation: str | None = None) -> tuple[Difference, ...]:
        """Return the points on which outlets differ, all or those of one kind ("duration") or relation ("refines"); the weightiest first.

        Raises QueryError for a kind or relation that there is none of.
        """
        wanted_kind = kind and member(DifferenceKind, kind)
        wanted_relation = relation and member(DifferenceRelation, relation)
        found = (d for d in self.content.differences if wanted_kind in (None, d.kind) and wanted_relation in (None, d.relation))
        return tuple(sorted(found, key=lambda d: (-d.weight, d.id)))

    def only_some_outlets(self) -> Rows:
        """Return what some outlets report and others do not: whole statements, and details of shared ones.

        Columns: statement, kind ("statement", "speaker", or the role of a detail such as "delay"), detail (empty for a
        whole statement), reporting (how many outlets) and of (how many could have), outlet, quote.
        """
        return self.query("only-some-outlets")

    def only_reported_by(self, outlet: str) -> Rows:
        """Return the statements, and the details of shared statements, that one outlet alone reports of those with an article in the
        story. Raises QueryError, with the nearest names there are, for an outlet that there is not."""
        return self.query("only-reported-by", name=outlet)

    def not_reported_by(self, outlet: str) -> Rows:
        """Return the statements that others report and an outlet with an article in the story does not, and the details that others give
        of statements that it makes too; those that most outlets give first.

        Columns: outlet, outlets and origins (how many give it), statement, kind, detail (as in `only_some_outlets`), by, quote.
        Raises QueryError, with the nearest names there are, for an outlet that there is not.
        """
        return self.query("not-reported-by", name=outlet)

    def said_by(self, name: str) -> Rows:
        """Return everything that somebody is said to say, with outlet and quote."""
        return self.query("said-by", name=name)

    def about(self, name: str) -> Rows:
        """Return everything that is reported about somebody or something, with outlet and quote."""
        return self.query("about", name=name)

    def shared_by_all(self) -> Rows:
        """Return the facts that every outlet reports."""
        return self.query("shared-by-all")

    def query(self, query: Source, values: Mapping[str, Term] | None = None, /, *, time_limit: float | None = None,
              allow_service: bool = False, **parameters: Term) -> Rows:
        """Answer a named query, a .rq file or SPARQL text (SELECT, ASK, CONSTRUCT, DESCRIBE).

        Parameters, by keyword or in a mapping, fill its `VALUES ?name { … }` blocks.

        A named query is asked of each story by itself; where there are several, a first column says of which. Other SPARQL
        sees all stories at once. With `time_limit`, in seconds, it runs in a process that is ended when they are over.
        The answer's `notes` say what looks mistyped in a question that finds nothing, or in SPARQL.
        Raises QueryError for a query that is not there, cannot be read, would change data or, without `allow_service`, asks another
        server, and for the name of an outlet that there is not; QueryLimitError where it takes too long or too much memory.
        """
        parameters = {**(values or {}), **parameters}
        from kgraph.query import Rows, checked, named_queries
        from kgraph.sparql import doubts
        text = checked(query_text(query), parameters, allow_service=allow_service)
        end = monotonic() + time_limit if time_limit is not None else None
        named = str(query) in named_queries()
        stories = self.stories
        if len(stories) < 2 or not named:
            rows = self._answer("", lambda: self, text, end)
        else:
            answers = [(story.label, self._answer(story.id, partial(self._part, story), text, end)) for story in stories]
            rows = Rows(("story", *answers[0][1].columns), tuple((label, *row) for label, part in answers for row in part.values))
        if not rows and str(query) in OF_OUTLETS:
            self.check_outlet(str(parameters.get("name", "")))
        notes = doubts(text, rows.columns) if not named else () if rows else self._unmatched(str(query), parameters, end)
        return replace(rows, notes=tuple(notes))

    def _unmatched(self, name: str, parameters: Mapping[str, Term], end: float | None) -> Iterator[str]:
        """Tell of each value given to a named question that fits none of those there are, with the nearest."""
        from kgraph.query import read_question
        asked = [p for p in read_question(name).parameters if p.columns and str(parameters.get(p.name, ""))]
        if not asked:
            return
        rest = {n: value for n, value in parameters.items() if n not in {p.name for p in asked}}
        try:
            every = self.query(name, rest, time_limit=end - monotonic() if end is not None else None)
        except QueryLimitError:
            return
        for p in asked:
            value, known = str(parameters[p.name]), sorted({str(row[c]) for row in every for c in p.columns if row[c] is not None})
            if not any(value.casefold() in there.casefold() for there in known):
                near = nearest(value, known)
                yield (f"{p.name} {value!r} fits nothing here; "
                       + (f"did you mean {', '.join(near)}?" if near else f"there are: {some(known)}"))

    def _answer(self, name: str, part: Callable[[], Graph], text: str, end: float | None) -> Rows:
        """Answer a checked query on a part of the graph, here, or until a moment in the engine, which knows the part by name."""
        from kgraph.query import lines, run, run_within
        if end is None:
            return run(part().triples, text, allow_service=True)
        return run_within(end - monotonic(), self._engine, name, lambda: lines(part().content), text)

    @cached_property
    def _engine(self) -> Engine:
        from kgraph.engine import Engine
        return Engine()

    @cached_property
    def triples(self) -> pyoxigraph.Store:
        """The graph as RDF in memory, made on first use: the store that queries run on."""
        from kgraph.query import load
        return load(self.content)

    def table(self, name: str) -> Rows:
        """Return one of the tables that `kgraph export --table` writes (claims, facts, differences …, as docs/vocabulary.md has them);
        `table("claims").to_dataframe()` is a pandas frame. Several values of one cell are a tuple, days are dates.

        Raises QueryError, with the names there are, for a table that there is not.
        """
        from kgraph.export.tables import TABLES
        from kgraph.query import Rows
        if name not in TABLES:
            raise QueryError(f"there is no table {name!r}; there are: {', '.join(TABLES)}")
        return Rows(tuple(c.name for c in TABLES[name].columns), tuple(TABLES[name].rows(self.content)))

    def report(self, form: str = "md") -> str:
        """Return the report as `kgraph report` writes it: Markdown ("md"), one HTML page ("html") or JSON ("json", all stories, uncut).

        Raises QueryError for another form.
        """
        from kgraph import overview
        from kgraph.report.data import report_json
        from kgraph.report.markdown import report_markdown
        from kgraph.report.page import report_html
        if form not in REPORTS:
            raise QueryError(f"there is no report in the form {form!r}; there are: {', '.join(REPORTS)}")
        stories = self.stories
        if form == "json":
            return "".join(report_json((self._part(s).content for s in stories) if len(stories) > 1 else [self.content]))
        if len(stories) > 1:
            return (overview.overview_markdown if form == "md" else overview.render_index)(self.outline, linked=False)
        return (report_markdown if form == "md" else report_html)(self.content)

    def _repr_html_(self) -> str:
        from kgraph.notebook import graph_html
        return graph_html(self.content)

    def to_networkx(self) -> networkx.MultiDiGraph:
        """Return entities as nodes and facts as edges, for graph algorithms."""
        from kgraph.export import to_networkx
        return to_networkx(self.content)

    def to_rdflib(self) -> rdflib.Dataset:
        """Return all triples as an rdflib Dataset, in its default graph.

        Its store is Oxigraph's (oxrdflib), which answers SPARQL many times as fast as rdflib's own. Texts in it are literals of
        type xsd:string, which rdflib does not hold to be equal to those without a type.
        """
        from kgraph.query import dataset
        return dataset(self.content)

    def save(self, folder: Source) -> None:
        """Write the store, the tables, the RDF, the page and the report to a folder, as `kgraph build` does."""
        store.save(Path(folder), self.content)
        write_files(Path(folder))

    def check_outlet(self, name: str) -> None:
        """Raise QueryError, with the nearest names there are, where no outlet of the graph has the name as part of its own."""
        if not any(name.casefold() in outlet.casefold() for outlet in self.outlets):
            near = nearest(name, self.outlets)
            guess = f"did you mean {', '.join(near)}? There" if near else "there"
            raise QueryError(f"no outlet here is called {name!r}; {guess} are: {some(self.outlets)}")


def nearest(name: str, names: Iterable[str]) -> list[str]:
    """The names that are spelled most like one, whole or in one of their words."""
    wholes = {known.casefold(): known for known in names}
    words = {word: known for folded, known in reversed(wholes.items()) for word in folded.split()}
    return list(dict.fromkeys(of[n] for of in (wholes, words) for n in get_close_matches(name.casefold(), of, 3)))


def some(names: Sequence[str]) -> str:
    """The first of many names, and how many more there are."""
    return (", ".join(names[:NAMED]) or "none") + (f" and {len(names) - NAMED:,} more" if len(names) > NAMED else "")


def build(sources: Source | Sequence[Source], output: Source | None = None, pipeline: str | None = None, *,
          progress: Progress | None = None, jobs: int = 0, story: str | None = None, entities: Source | None = None) -> Graph:
    """Read articles (files, folders, tables, feeds, addresses), extract and merge what they say.

    `output` is a folder to write the build to; what its store holds already stays. `pipeline` is the name or folder of another
    spaCy pipeline; `progress` is called with a stage, how much of it is done and how much there is; `jobs` is the number of
    processes to read in, 0 for this one; `story` names the story of all these articles, which else is found from their words;
    `entities` is a table of entities that you know (CSV or JSON Lines with id, name, aliases and type), which the store keeps.
    What could not be read is in `problems`.

    Raises InputError for a source that is not there, a table of entities that cannot be read or where no article can be used,
    StoreError where `output` cannot be written, PipelineError where the pipeline cannot be used.
    """
    from kgraph import upkeep

    if output is None:
        with TemporaryDirectory(prefix="kgraph-") as working:
            graph = build(sources, working, pipeline, progress=progress, jobs=jobs, story=story, entities=entities)
            return Graph(graph.content)
    folder = Path(output)
    settings = upkeep.Settings(pipeline, jobs, Path(entities) if entities is not None else None)
    result = upkeep.update(folder, articles_of(sources), settings, story, progress or upkeep.quiet)
    if not result.articles:
        raise InputError("\n".join(["no article could be used", *(f"{p.file}: {p.message}" for p in result.problems)]))
    write_files(folder, progress=progress)
    return open_build(folder)


def articles_of(sources: Source | Sequence[Source], columns: Mapping[str, str] | None = None) -> Iterator[Item]:
    from kgraph.ingest.files import articles
    given = [sources] if isinstance(sources, str | PathLike) else sources
    return articles([str(source) for source in given], columns or {})


def open_build(folder: Source, *, read_only: bool = True) -> Graph:
    """Open a folder that `kgraph build` wrote, to ask it or, with read_only=False, to add and remove articles as well.

    The graph is read when it is first asked for. Raises StoreError where there is no build, or one that cannot be read.
    """
    path = Path(folder)
    store.connect(path).close()
    return Graph(partial(store.read_graph, path), path, read_only=read_only)


def chosen_story(stories: Sequence[Story], name: str) -> Story:
    """Return the story of that id, or the one whose label holds the name in any case. Raises QueryError for none or several."""
    folded = name.casefold()
    found = ([s for s in stories if s.id == name] or [s for s in stories if s.label.casefold() == folded]
             or [s for s in stories if folded in s.label.casefold()])
    if len(found) != 1:
        shown = "; ".join(f"{s.id} {s.label}" for s in (found or stories)[:8])
        raise QueryError(f"{'several stories fit' if found else 'there is no story'} {name!r}; there are: {shown}")
    return found[0]


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


def write_files(folder: Path, full_text: bool = False, progress: Progress | None = None) -> None:
    """Write the files of a build beside its store, and take away those of stories that are no more.

    With `full_text` the page holds the articles, else their quoted words alone. `progress` is called as in `build`. Nobody else
    writes to the store meanwhile. Raises StoreError where another process does already.
    """
    with store.writer(folder) as db:
        names = store.write_files(folder, rendered(folder, full_text, progress))
        for page in (folder / STORIES).glob("s-*/*"):
            if page.relative_to(folder).as_posix() not in names:
                page.unlink()
        for left in [*(folder / STORIES).glob("s-*"), folder / STORIES]:
            if left.is_dir() and not any(left.iterdir()):
                left.rmdir()
        store.mark_written(db)


def rendered(folder: Path, full_text: bool = False, progress: Progress | None = None) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield the files of a build beside its store, each by name with its text in pieces, to be read before the next one is asked for.

    Where there are several stories, each that several articles tell has a folder with the files that a build of it alone has; the
    tables on top hold all, and page and report there lead to those of the stories. One story is in memory at a time.
    """
    from kgraph.export.describe import Profile
    from kgraph.export.gathering import ROWS, gathering
    from kgraph.export.rdf import turtle
    from kgraph.overview import has_page, overview_markdown, render_index

    outline = store.read_outline(folder)
    if len(outline.stories) < 2:
        yield from of_one_story(store.read_graph(folder), full_text)
        return
    with gathering(folder, folder) as gathered:
        for done, story in enumerate(outline.stories, 1):
            graph = store.read_graph(folder, story.id)
            gathered.add_rows(graph)
            gathered.add_nodes(graph, Profile())
            if has_page(len(story.documents)):
                yield from ((f"{STORIES}/{story.id}/{name}", pieces) for name, pieces in of_one_story(graph, full_text))
            if progress:
                progress("writing files", done, len(outline.stories))
        for name in ROWS:
            yield f"{name}.jsonl", gathered.rows(name)
        yield "graph.ttl", turtle(gathered.nodes(), place=folder)
    yield "graph.html", [render_index(outline)]
    yield "report.md", [overview_markdown(outline)]


def of_one_story(graph: ClaimGraph, full_text: bool = False) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield the files of a build of one story, as `rendered` does."""
    from kgraph.export.describe import Profile, describe
    from kgraph.export.gathering import ROWS
    from kgraph.export.rdf import turtle
    from kgraph.report.markdown import report_markdown
    from kgraph.view import render_html

    for name, (rows, _) in ROWS.items():
        yield f"{name}.jsonl", (json.dumps(row, ensure_ascii=False) + "\n" for row in rows(graph))
    yield "graph.ttl", turtle(describe(graph, Profile()))
    yield "graph.html", [render_html(graph, full_text=full_text)]
    yield "report.md", [report_markdown(graph)]


def member(kinds: type[E], value: str) -> E:
    """Return the member of an enumeration of that name. Raises QueryError, with the names there are."""
    try:
        return kinds(value)
    except ValueError:
        raise QueryError(f"there is no {value!r}; there are: {', '.join(kinds)}") from None
