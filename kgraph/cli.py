"""The command line: arguments, files, printing, exit codes.

Answers go to stdout, progress and errors to stderr. Exit codes: 0 done, 1 nothing usable came of it, 2 wrong use,
3 done with inputs set aside, 130 stopped by Ctrl-C.
"""
from __future__ import annotations

import codecs
import gc
import io
import json
import os
import shlex
import sys
import webbrowser
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, TypeVar

import click
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from kgraph import api, store
from kgraph.errors import KgraphError, QueryLimitError, WriteError
from kgraph.work import collect_seldom

if TYPE_CHECKING:
    from kgraph.executors import Cluster
    from kgraph.query import Rows
    from kgraph.upkeep import Progress as Report
    from kgraph.upkeep import Result

Command = TypeVar("Command", bound=Callable[..., Any])

DONE, NOTHING, WRONG_USE, SET_ASIDE, STOPPED = 0, 1, 2, 3, 130
TOLD = 10  # articles of which is said where they belong
READABLE = 16  # characters that a column of a table needs if its cells are longer
TIME_LIMIT = 60.0  # seconds that a query may take, if nobody says otherwise
FORMATS = ("turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml", "graphml", "gexf", "csv", "parquet")
ASSERTIONS = ("own-voice", "attributed", "all")
TABLE_NAMES = ("documents", "claims", "facts", "details", "differences", "entities", "mentions", "utterances")


def release() -> str:
    try:
        return version("kgraph-news")
    except PackageNotFoundError:
        return "not installed"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(release(), prog_name="kgraph")
def cli() -> None:
    """Set news articles side by side: who reports what, from whom, and where they differ."""


PIPELINE = click.option("--pipeline", metavar="NAME_OR_PATH", help="Another spaCy pipeline than kgraph's own.")
JOBS = click.option("--jobs", type=click.IntRange(0), metavar="N",
                    help="Processes that read articles; 0 reads in this one.  [default: as many as pay, up to the cores]")
ENGINE = (
    click.option("--engine", type=click.Choice(["ray"]), help="Do the work on a cluster.  [default: on this machine, see --jobs]"),
    click.option("--address", metavar="HOST:PORT", help="Of the Ray cluster; without it, Ray is started on this machine."),
    click.option("--work", metavar="FOLDER_OR_URL", help="Where the cluster's machines exchange files.  [default: a folder in the build]"))
FULL_TEXT = click.option("--full-text", is_flag=True, help="Put the articles themselves into graph.html, not their quoted words alone.")
STORY = click.option("--story", metavar="NAME", help="One story alone: its id, or any part of its title.")
FORM = click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), help="Default: table on a terminal, else csv.")
FOLDER = click.argument("folder", type=click.Path(path_type=Path))


def reading(command: Command) -> Command:
    """Give a command the options by which articles are read."""
    options = (click.option("--story", metavar="NAME", help="The story of all these articles; else it is found from their words."),
               click.option("--column", "columns", multiple=True, metavar="OURS=THEIRS",
                            help="The column of a table that holds text, outlet, published, url, id …; may be repeated."), PIPELINE, JOBS,
               *ENGINE)
    for option in reversed(options):
        command = option(command)
    return command


@cli.command("build")
@click.argument("sources", nargs=-1)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Folder to write the build to.")
@click.option("--entities", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="A table of entities that you know: id, name, aliases parted by |, and type (person or other); CSV or JSON Lines.")
@FULL_TEXT
@reading
def build_command(sources: tuple[str, ...], output: Path, entities: Path | None, full_text: bool, story: str | None,
                  columns: tuple[str, ...], pipeline: str | None, jobs: int | None, **cluster: Any) -> int:
    """Build the graph of what the articles in SOURCES claim: text and HTML files, folders of them, tables, feeds, addresses, - for stdin.

    What OUTPUT holds already stays, and what is known already is not read again. Without SOURCES, a build that was stopped is
    finished and the files are written anew.
    """
    if not sources and not (output / store.STORE).is_file():
        raise click.UsageError(f"Missing argument 'SOURCES...'; {output} holds no build that could be finished")
    result = update(output, sources, story, columns, pipeline, jobs, entities, **cluster)
    if not result.articles and not (output / store.STORE).is_file():
        complain("no article could be used; nothing was written")
        return NOTHING
    write_files(output, full_text)
    if not result.articles:
        complain(f"{output} holds no article any more; its files say so")
        return NOTHING
    tell_others(result.others if sources else (), output)
    show_report(api.open_build(output), output, tell_problems=False)
    return SET_ASIDE if result.problems else DONE


@cli.command("add")
@FOLDER
@click.argument("sources", nargs=-1, required=True)
@reading
def add_command(folder: Path, sources: tuple[str, ...], story: str | None, columns: tuple[str, ...], pipeline: str | None,
                jobs: int | None, **cluster: Any) -> int:
    """Add the articles in SOURCES to the store in FOLDER; queries see them at once, the files after the next kgraph build -o FOLDER."""
    before = store.read_places(folder)
    result = update(folder, sources, story, columns, pipeline, jobs, **cluster)
    tell_new(before.keys(), store.read_places(folder), sources)
    return tell_changed(folder, result)


@cli.command("remove")
@FOLDER
@click.argument("names", nargs=-1, required=True)
@PIPELINE
@JOBS
def remove_command(folder: Path, names: tuple[str, ...], pipeline: str | None, jobs: int | None) -> int:
    """Take the articles NAMES, as kgraph status --inputs lists them, out of the store in FOLDER with all their revisions."""
    from kgraph import upkeep

    store.connect(folder).close()
    with progress_bar() as progress:
        result = upkeep.remove(folder, names, upkeep.Settings(pipeline, jobs), progress or upkeep.quiet)
    return tell_changed(folder, result)


@cli.command("retry")
@FOLDER
@click.option("--reason", metavar="REASON", help="Only what was set aside for this reason, as kgraph status counts them.")
@PIPELINE
@JOBS
def retry_command(folder: Path, reason: str | None, pipeline: str | None, jobs: int | None) -> int:
    """Read again what was set aside in FOLDER."""
    from kgraph import upkeep

    store.connect(folder).close()
    with progress_bar() as progress:
        result = upkeep.retry(folder, reason, upkeep.Settings(pipeline, jobs), progress or upkeep.quiet)
    for problem in result.problems:
        complain(f"{problem.file}: {problem.message}")
    return tell_changed(folder, result)


@cli.command("status")
@FOLDER
@click.option("--inputs", is_flag=True, help="List every input with what became of it, as JSON Lines.")
def status_command(folder: Path, inputs: bool) -> int:
    """Say what the store in FOLDER holds, and what became of every input."""
    from kgraph import upkeep
    from kgraph.report.selection import count

    if inputs:
        for row in upkeep.ledger_rows(folder):
            click.echo(json.dumps(row, ensure_ascii=False))
        return DONE
    found = upkeep.status(folder)
    aside = ", ".join(f"{reason} {number}" for reason, number in found["reasons"].items())
    click.echo(f"{count(found['inputs'], 'input')}: {found['done']:,} done, {count(found['duplicate'], 'duplicate')}, "
               f"{found['quarantined']:,} quarantined" + (f" ({aside})" if aside else "")
               + (f", {found['pending']:,} still to be read" if found["pending"] else ""))
    click.echo(f"{count(found['articles'], 'article')} of {count(found['outlets'], 'outlet')} on "
               f"{count(found['stories'], 'story', 'stories')}; {count(found['claims'], 'claim')}, {count(found['facts'], 'fact')}, "
               f"{count(found['differences'], 'difference')}")
    there = (folder / "report.md").exists()
    click.echo("the files are up to date" if found["files_up_to_date"] else
               f"{'the files show an earlier state; bring them up to date' if there else 'no files were written yet; write them'} with: "
               f"kgraph build -o {shlex.quote(str(folder))}")
    if found["writer"]:
        click.echo(f"{found['writer']} is writing to it")
    return DONE


@cli.command("revisions")
@FOLDER
@click.argument("name", required=False)
@FORM
def revisions_command(folder: Path, name: str | None, form: str | None) -> int:
    """List the articles in FOLDER that changed since they were first read or, with NAME, what the newest revision of one says otherwise."""
    from kgraph import revisions
    from kgraph.query import Rows

    if name is None:
        print_rows(Rows(("article", "revisions", "newest"), revisions.changed_articles(folder)), form)
        return DONE
    changes = tuple((c.kind, c.statement, c.before, c.after) for c in revisions.changes(folder, name))
    print_rows(Rows(("change", "statement", "before", "after"), changes), form)
    return DONE


@cli.command("reprints")
@FOLDER
@FORM
def reprints_command(folder: Path, form: str | None) -> int:
    """List the articles in FOLDER that are nearly the same, over all stories: reprints, updates, wire copy.

    Each line is a pair, the earlier article first, that has half or more of its sequences of five words in common: `shared` is the share.
    """
    from kgraph.query import Rows
    from kgraph.reprints import articles_in, reprints

    columns = ("shared", "article", "outlet", "published", "other", "other_outlet", "other_published")
    print_rows(Rows(columns, tuple((r.shared, *r.first, *r.second) for r in reprints(articles_in(folder)))), form)
    return DONE


@cli.command("why")
@FOLDER
@click.argument("id_", metavar="ID")
@click.argument("other", metavar="[ID]", required=False)
def why_command(folder: Path, id_: str, other: str | None) -> int:
    """Explain what the build in FOLDER holds under ID: a fact, claim, entity or difference; with two IDs of claims or facts, why they
    are one fact or two.

    The start of an id is enough where no other starts so.
    """
    click.echo(api.open_build(folder).why(id_, other))
    return DONE


@cli.command("judge")
@FOLDER
@click.argument("verdict", type=click.Choice(["same", "different", "unsure", "undo"]))
@click.argument("a")
@click.argument("b")
@click.option("--reason", metavar="TEXT", help="Why; needed for all but undo.")
@click.option("--by", metavar="NAME", help="Whose judgement it is.")
def judge_command(folder: Path, verdict: str, a: str, b: str, reason: str | None, by: str | None) -> int:
    """Say of two claims, facts or entities of the build in FOLDER, by their ids, that they are the same or different, or that you are
    unsure; undo withdraws the last judgement on the two.

    A judgement is kept in the store and wins over what kgraph finds, also after articles are added or read anew. A fact stands for
    its first claim; e-…@ARTICLE for an entity's mentions in one article. unsure is kept and shown, and forces nothing.
    """
    graph = api.open_build(folder, read_only=False)
    told = graph.undo(a, b, reason, by) if verdict == "undo" else graph.judge(verdict, a, b, reason or "", by)
    for line in told:
        click.echo(shown(line))
    click.echo(f"Bring report and page up to date with: kgraph build -o {shlex.quote(str(folder))}")
    return DONE


@cli.command("judgements")
@FOLDER
@FORM
def judgements_command(folder: Path, form: str | None) -> int:
    """List every judgement that people made on the build in FOLDER: when, by whom, why, and whether it counts."""
    print_rows(api.open_build(folder).judgements(), form)
    return DONE


@cli.command("manifest")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["csv", "jsonl", "toml"]), default="csv", show_default=True)
@click.option("-o", "--output", default="-", show_default=True, metavar="FILE", help="File to write to; - is stdout.")
def manifest_command(folder: Path, form: Literal["csv", "jsonl", "toml"], output: str) -> int:
    """Draft the manifest of the articles in FOLDER (sources.csv …): outlet and date where they say them, else blank with the reason."""
    from kgraph.ingest import read_documents
    from kgraph.ingest.manifest import draft

    documents, problems = read_documents([folder])
    for problem in problems:
        complain(f"{problem.file}: {problem.message}")
    if not documents:
        complain("no article could be used, so there is nothing to draft")
        return NOTHING
    drafted = draft([d for d in documents if (folder / d.id).is_file()], form)  # rows of tables and entries of feeds bring their own
    if output == "-":
        click.echo(drafted, nl=False)
    else:
        store.write_text(Path(output), [drafted])
    return SET_ASIDE if problems else DONE


def update(folder: Path, sources: tuple[str, ...], story: str | None, columns: tuple[str, ...], pipeline: str | None,
           jobs: int | None, entities: Path | None = None, *, engine: str | None, address: str | None, work: str | None) -> Result:
    """Bring the store of a folder up to date with some sources; what is set aside is told on stderr."""
    from kgraph import upkeep

    pairs = dict(pair.split("=", 1) for pair in columns if "=" in pair)
    if len(pairs) < len(columns):
        raise click.UsageError("--column needs OURS=THEIRS, such as --column text=body, and each of ours once")
    with progress_bar() as progress:
        settings = upkeep.Settings(pipeline, jobs, entities, cluster_of(folder, jobs, engine, address, work))
        result = upkeep.update(folder, api.articles_of(sources, pairs), settings, story, progress or upkeep.quiet)
    for problem in result.problems:
        complain(f"{problem.file}: {problem.message}")
    return result


def cluster_of(folder: Path, jobs: int | None, engine: str | None, address: str | None, work: str | None) -> Cluster | None:
    """Return the cluster that the options of a build name, which exchanges files in its folder if no other is named."""
    if engine is None:
        if address or work:
            raise click.UsageError("--address and --work go with --engine ray")
        return None
    from kgraph.executors import WORK, Cluster

    return Cluster(address, work or str(folder.absolute() / WORK), jobs or None)


def tell_new(before: Collection[str], places: Mapping[str, tuple[str, Sequence[str]]], sources: Sequence[str]) -> None:
    """Say of each article that is new in which story it is and what is not known of it; of many, of the first."""
    new = [name for name in places if name not in before]
    for name in new[:TOLD]:
        label, lacking = places[name]
        others = sum(other == label for other, _ in places.values()) - 1
        story = f"joins {others} other{'s' * (others > 1)} on “{label}”" if others else "is on a story that no other article tells"
        click.echo(shown(f"{name}: {story}" + (f"; {' and '.join(lacking)} not known" if lacking else "")))
    if len(new) > TOLD:
        click.echo(f"… and {len(new) - TOLD:,} more")
    folder = next((path if path.is_dir() else path.parent for path in map(Path, sources) if path.exists()), None)
    if folder is not None and any(places[name][1] for name in new):
        click.echo(f"What is not known can be named in a table: kgraph manifest {shlex.quote(str(folder))} -o "
                   f"{shlex.quote(str(folder / 'sources.csv'))}; fill it in and add the articles again")


def tell_changed(folder: Path, result: Result) -> int:
    articles = "1 article" if result.articles == 1 else f"{result.articles:,} articles"
    click.echo(f"{folder} holds {articles}; queries see them now. Bring report and page up to date with: "
               f"kgraph build -o {shlex.quote(str(folder))}")
    return SET_ASIDE if result.problems else DONE


def tell_others(others: tuple[str, ...], output: Path) -> None:
    """Say that the build holds articles that the sources do not."""
    if others:
        click.echo(f"kgraph: {output} also holds {others[0]}" + (f" and {len(others) - 1:,} more" if len(others) > 1 else "")
                   + f" from before; kgraph remove {shlex.quote(str(output))} NAME takes articles out", err=True)


def write_files(folder: Path, full_text: bool) -> None:
    with progress_bar() as progress:
        api.write_files(folder, full_text, progress)


def show_report(graph: api.Graph, folder: Path, tell_problems: bool) -> None:
    from kgraph.overview import print_overview
    from kgraph.report.terminal import print_report

    if len(graph.stories) > 1:
        print_overview(graph.outline, folder, Console(), tell_problems)
    else:
        print_report(graph.content, folder, Console(), tell_problems)


def opened_graph(folder: Path, story: str | None) -> api.Graph:
    graph = api.open_build(folder)
    return graph.story(story) if story else graph


@cli.command("query")
@FOLDER
@click.argument("query", required=False)
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="A value for a parameter of the query; may be repeated.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json", "ttl"]),
              help="Default: ttl for CONSTRUCT and DESCRIBE; for rows, table on a terminal, else csv.")
@click.option("--time-limit", type=click.FloatRange(0), default=TIME_LIMIT, show_default=True, metavar="SECONDS", help="0 is no limit.")
@click.option("--allow-service", is_flag=True, help="Let the query ask other servers (SERVICE); what it asks them they see.")
@STORY
def query_command(folder: Path, query: str | None, params: tuple[str, ...], form: str | None, time_limit: float, allow_service: bool,
                  story: str | None) -> int:
    """Ask the build in FOLDER a named question, a .rq file or a SPARQL text; without QUERY, list the questions."""
    if query is None:
        store.connect(folder).close()
        print_questions()
        return DONE
    wrong = [p for p in params if "=" not in p]
    if wrong:
        raise click.UsageError(f"--param {wrong[0]!r} has no value; write it as NAME=VALUE")
    given: dict[str, Any] = dict(p.split("=", 1) for p in params)
    rows = opened_graph(folder, story).query(query, given, time_limit=time_limit or None, allow_service=allow_service)
    print_rows(rows, form)
    for note in rows.notes:
        complain(note)
    return DONE


@cli.command("serve")
@FOLDER
@click.option("--port", type=click.IntRange(0, 65535), default=8890, show_default=True, help="0 takes any that is free.")
@click.option("--time-limit", type=click.FloatRange(0, min_open=True), default=TIME_LIMIT, show_default=True, metavar="SECONDS",
              help="After which a query is ended.")
@click.option("--open", "opened", is_flag=True, help="Open it in the browser.")
@STORY
def serve_command(folder: Path, port: int, time_limit: float, opened: bool, story: str | None) -> int:
    """Answer SPARQL on the build in FOLDER, read-only and for this machine alone, with a page to write queries on and the HTML view beside
    it; Ctrl-C ends it. Queries see at once what is added meanwhile, the view what kgraph build -o FOLDER wrote."""
    from kgraph.serve import serving

    page = current_page(folder, story)
    with serving(partial(opened_graph, folder, story), page.parent, port, time_limit, partial(store.state, folder)) as server:
        click.echo(f"{server.address}/ to write queries, {server.address}/sparql for programs; Ctrl-C ends it")
        if opened:
            webbrowser.open(f"{server.address}/")
        with suppress(KeyboardInterrupt):
            server.serve_forever()
    return DONE


@cli.command("export")
@FOLDER
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: what FILE ends in; turtle on stdout.")
@click.option("--named-graphs", is_flag=True, help="Plain triples also in a graph for each claim (nquads, trig, jsonld).")
@click.option("--rdf12", is_flag=True, help="Facts also reify triple terms of RDF 1.2 (turtle, ntriples, nquads, trig).")
@click.option("--assert", "assertion", type=click.Choice(ASSERTIONS), default="own-voice", show_default=True,
              help="Whose word makes a plain triple: an outlet's own, also that of those it lets speak, also what it puts in doubt.")
@click.option("--base", metavar="IRI", help="What the IRIs of the data begin with.  [default: https://kgraph.example/]")
@click.option("--table", type=click.Choice(TABLE_NAMES), help="Which table is written as csv or parquet.  [default: claims]")
@click.option("-o", "--output", default="-", show_default=True, metavar="FILE",
              help="File to write to, packed if it ends in .gz; - is stdout.")
@STORY
def export_command(folder: Path, form: str | None, named_graphs: bool, rdf12: bool, assertion: str, base: str | None, table: str | None,
                   output: str, story: str | None) -> int:
    """Write the build in FOLDER as RDF, as a table (csv, parquet) or as a network (graphml, gexf); docs/vocabulary.md says what is in it.

    The same build always gives the same bytes.
    """
    from kgraph import export
    from kgraph.export.gathering import nodes_in
    from kgraph.export.rdf import FORMS as RDF
    from kgraph.export.rdf import write_nodes

    profile = export.Profile(base or export.BASE, export.Assertion(assertion), named_graphs, rdf12)
    form = export.format_of(output, form)
    if form == "parquet" and output == "-" and sys.stdout.isatty():
        raise click.UsageError("parquet is no text to show; give a file with -o")
    graph = opened_graph(folder, story)
    whole = form in RDF and not story and table is None and len(graph.stories) > 1
    with nullcontext(sys.stdout.buffer) if output == "-" else store.replacing(Path(output)) as out:
        if whole:
            write_nodes(nodes_in(folder, profile), out, form, profile)
        else:
            export.write(graph.content, out, form, profile, table)
    return DONE


@cli.command("partition")
@FOLDER
@click.option("--parts", type=click.IntRange(1, 10_000), default=16, show_default=True, help="Files that each table is cut into.")
@click.option("-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write to.")
def partition_command(folder: Path, parts: int, output: Path) -> int:
    """Write the tables of the build in FOLDER as Parquet files, TABLE/part-NNN.parquet, each with whole stories.

    Engines such as DuckDB read them as one table each; docs/partitions.md has examples. The same build gives the same bytes.
    """
    from kgraph.export.partitions import write_partitions

    write_partitions(folder, output, parts)
    return DONE


@cli.command("validate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def validate_command(file: Path) -> int:
    """Check that the RDF in FILE (ttl, nt, nq, trig, jsonld, rdf, also .gz) is what kgraph exports: strict syntax, the terms of the
    vocabulary, and the SHACL shapes; list what is not, each cause with one place.

    The shapes need pySHACL (pip install pyshacl). Without it the rest is checked, stderr says so, and the exit code tells of the rest.
    """
    from kgraph.report.selection import count
    from kgraph.validate import validate

    found = validate(file)
    for problem in found.problems:
        click.echo(shown(str(problem)))
    problems = f"{count(sum(p.times for p in found.problems), 'problem')} of {count(len(found.problems), 'kind')}"
    fine = "as the vocabulary and its shapes have it" if found.shapes else "as the vocabulary has it"
    click.echo(f"{file}: {count(found.triples, 'triple')}, {count(found.claims, 'claim')}, {problems if found.problems else fine}")
    if not found.shapes:
        complain("the shapes were not checked, since pySHACL is not installed; install it with pip install pyshacl")
    return NOTHING if found.problems else DONE


@cli.command("report")
@FOLDER
@click.option("--format", "form", type=click.Choice(api.REPORTS), help="Default: tables in the terminal, or what -o FILE ends in.")
@click.option("-o", "--output", default="-", show_default=True, metavar="FILE", help="File to write to; - is stdout.")
@STORY
def report_command(folder: Path, form: str | None, output: str, story: str | None) -> int:
    """Show the report on the build in FOLDER, or on one story of it: what outlets share, where they differ, what one alone reports.

    md and html are one page to read, html a file of its own to send or print; json holds all that the report can tell.
    """
    form = form or next((f for f in api.REPORTS if output.lower().endswith(f".{f}")), None)
    if form is None and output != "-":
        raise click.UsageError(f"--format says how to write {output}: one of {', '.join(api.REPORTS)}")
    graph = opened_graph(folder, story)
    if form is None:
        show_report(graph, folder, tell_problems=True)
    elif output == "-":
        click.echo(graph.report(form), nl=False)
    else:
        store.write_text(Path(output), [graph.report(form)])
    return DONE


def current_page(folder: Path, story: str | None, full_text: bool = False) -> Path:
    """Return where the page of a build, or of one story of it, is or would be, brought up to date first, with or without the articles."""
    from kgraph import upkeep
    from kgraph.view.page import holds_texts

    page = folder / "graph.html"
    stories = api.open_build(folder).stories
    if story and len(stories) > 1:
        page = folder / api.STORIES / api.chosen_story(stories, story).id / page.name
    texts = any(map(holds_texts, (p for p in [page, *folder.glob(f"{api.STORIES}/*/graph.html")] if p.is_file())))
    if not page.is_file() or not upkeep.status(folder)["files_up_to_date"] or texts != full_text:
        write_files(folder, full_text)
    return page


@cli.command("view")
@FOLDER
@click.option("--open", "opened", is_flag=True, help="Open it in the browser.")
@FULL_TEXT
@STORY
def view_command(folder: Path, opened: bool, full_text: bool, story: str | None) -> int:
    """Say where the page of the build in FOLDER is, brought up to date first, and open it if asked.

    The articles are their publishers': without --full-text the page is written anew where it holds them.
    """
    page = current_page(folder, story, full_text)
    if not page.is_file():
        complain("that story is told by one article alone and has no page; kgraph report shows it")
        return NOTHING
    click.echo(page)
    if opened and not webbrowser.open(page.absolute().as_uri()):
        complain(f"no browser could be started; open {page} yourself")
        return NOTHING
    return DONE


@cli.command("push")
@FOLDER
@click.argument("endpoint")
@click.option("--protocol", type=click.Choice(["auto", "update", "gsp"]), default="auto", show_default=True,
              help="SPARQL Update, the Graph Store Protocol, or whichever the store takes.")
@click.option("--graph", metavar="IRI", help="The graph to fill.  [default: that of the last push there, else one named after FOLDER]")
@click.option("--default-graph", is_flag=True, help="Fill the store's default graph, which may hold other things too.")
@click.option("--replace", is_flag=True, help="Empty the graph first, if it holds what no push of FOLDER put there.")
@click.option("--base", metavar="IRI", help="What the IRIs of the data begin with.  [default: https://kgraph.example/]")
@click.option("--chunk", type=click.IntRange(1), metavar="N", help="Triples in one request.  [default: 2000]")
@click.option("--retries", type=click.IntRange(0), metavar="N", help="How often a request is repeated that fails.  [default: 6]")
def push_command(folder: Path, endpoint: str, protocol: str, graph: str | None, default_graph: bool, replace: bool, base: str | None,
                 chunk: int | None, retries: int | None) -> int:
    """Put the build in FOLDER into the triple store at ENDPOINT, in place of what the last push of it put there, and check every triple.

    \b
    ENDPOINT is the store's address, or that of any of its services:
      Oxigraph  http://localhost:7878
      Virtuoso  http://localhost:8890
      Fuseki    http://localhost:3030/DATASET
      GraphDB   http://localhost:7200/repositories/REPOSITORY

    Builds have a graph each, named after their folders: two desks whose folders share a name choose other graphs with --graph.

    A store that asks for a password gets KGRAPH_PUSH_USER and KGRAPH_PUSH_PASSWORD, else what your netrc file has for its host.
    A push that was cut off goes on where it was.
    """
    from kgraph import export
    from kgraph.push import CHUNK, RETRIES, push
    from kgraph.report.selection import count

    with progress_bar() as progress:
        pushed = push(folder, endpoint, protocol=protocol, graph=graph, default_graph=default_graph, base=base or export.BASE,
                      replace=replace, chunk=chunk or CHUNK, retries=RETRIES if retries is None else retries,
                      progress=progress or (lambda stage, done, total: None), tell=complain)
    where = f"<{pushed.graph}>" if pushed.graph else "the default graph"
    others = f"; {count(pushed.others, 'other')} in it left as before" if pushed.others else ""
    click.echo(f"{where} holds the {count(pushed.triples, 'triple')} of {folder}, each checked: {pushed.sent:,} sent by {pushed.protocol}, "
               f"{pushed.removed:,} taken out{others}")
    return DONE


@cli.command("openie")
@click.argument("file", default="-", type=click.File("rb"))
@click.option("--view", type=click.Choice(["nary", "triples", "chained", "long"]), default="nary", show_default=True,
              help="Tuples with all arguments, triples with the first, triples chained through it, or one long triple.")
@click.option("--pipeline", metavar="NAME_OR_PATH", help="Another spaCy pipeline than kgraph's own.")
def openie_command(file: BinaryIO, view: str, pipeline: str | None) -> int:
    """Write what each line of FILE, a sentence, says as JSON Lines: subject, relation, arguments. FILE is stdin if left out."""
    from kgraph.annotate import load_pipeline
    from kgraph.openie.read import LONGEST, extractions

    printed = [line.rstrip(b"\r\n") for line in file]
    printed[:1] = [line.removeprefix(codecs.BOM_UTF8) for line in printed[:1]]
    lines = [line.decode("utf-8", "replace") for line in printed]
    with progress_bar() as progress:
        for done, row in enumerate(extractions(lines, load_pipeline(pipeline), view), 1):
            click.echo(json.dumps(row, ensure_ascii=False))
            if progress is not None:
                progress("sentences", done, len(lines))
    broken = [str(n) for n, (raw, line) in enumerate(zip(printed, lines, strict=True), 1) if line.encode() != raw]
    long = [str(n) for n, line in enumerate(lines, 1) if len(line) > LONGEST]
    if broken:
        complain(f"{file.name}: line {broken[0]} is not UTF-8 ({len(broken)} in all); save the file as UTF-8")
    if long:
        complain(f"{file.name}: line {long[0]} has more than {LONGEST:,} characters and was not read ({len(long)} in all); "
                 "put one sentence on a line")
    return SET_ASIDE if broken or long else DONE


# --- printing --------------------------------------------------------------------------------------------------------


def complain(message: str) -> None:
    """Print one line on stderr."""
    click.echo(f"kgraph: {shown(message)}", err=True)


def shown(message: str) -> str:
    """Return a message on one line, with nothing in it that steers a terminal."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in " ".join(message.split()))


class Speed(ProgressColumn):
    """How many are done in a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.3g}/s" if speed else "")


@contextmanager
def progress_bar() -> Iterator[Report | None]:
    """Give a function that draws progress on stderr, None where stderr is no terminal."""
    from kgraph.upkeep import ASIDE

    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Speed(), TimeElapsedColumn(), TimeRemainingColumn(),
               TextColumn("{task.fields[aside]}"))
    with Progress(*columns, console=console, transient=True, speed_estimate_period=120) as bar:
        tasks: dict[str, Any] = {}
        aside = ""

        def progress(stage: str, done: int, total: int) -> None:
            nonlocal aside
            if stage == ASIDE:
                aside = f"{done:,} {ASIDE}"
                return
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total or None, aside=aside)
            bar.update(tasks[stage], completed=done, total=total or None, aside=aside)

        yield progress


def print_rows(rows: Rows, form: str | None) -> None:
    """Print rows in a form; by default triples as Turtle, else as a table on a terminal, else as CSV."""
    write = {"table": print_table, "csv": print_csv, "json": print_json, "ttl": print_turtle}
    write[form or ("ttl" if rows.triples is not None else "table" if sys.stdout.isatty() else "csv")](rows)


def print_questions() -> None:
    from kgraph.query import named_queries, read_question

    for name in named_queries():
        question = read_question(name)
        click.echo(f"{name}: {question.asks}")
        for parameter in question.parameters:
            click.echo(f"    --param {parameter.name}=…  {parameter.meaning}")


def print_table(rows: Rows) -> None:
    """Print rows as a table or, where its columns would be too narrow to read, one record after another."""
    from kgraph.view.network import plain

    console = Console()
    cells = [tuple("" if value is None else plain(str(value)) for value in row) for row in rows.values]
    widths = (max(map(cell_len, column)) for column in zip(rows.columns, *cells, strict=True))
    if sum(min(width, READABLE) + 3 for width in widths) < console.width:
        table = Table(*rows.columns, show_lines=True)
        for row in cells:
            table.add_row(*map(Text, row))
    else:
        table = Table.grid(padding=(0, 2, 0, 0))
        for n, row in enumerate(cells, 1):
            table.add_row(Text(f"{n:,} of {len(rows):,}", style="bold"))
            for column, cell in zip(rows.columns, row, strict=True):
                table.add_row(Text(column), Text(cell))
            table.add_row()
    console.print(table)


def print_csv(rows: Rows) -> None:
    """Print rows as CSV in which no cell is a formula to a spreadsheet."""
    from kgraph.export.tables import csv_writer, harmless

    writer = csv_writer(sys.stdout)
    writer.writerow(map(harmless, rows.columns))
    writer.writerows(map(harmless, row) for row in rows.values)


def print_turtle(rows: Rows) -> None:
    click.echo(rows.to_turtle(), nl=False)


def print_json(rows: Rows) -> None:
    click.echo(json.dumps(list(rows), ensure_ascii=False, indent=1))


# --- errors and exit codes ---------------------------------------------------------------------------------------------


def main(args: list[str] | None = None, prog_name: str = "kgraph") -> None:
    """Run the command line and exit; every error is one line on stderr."""
    gc.set_threshold(100_000, 50, 50)  # what libraries make while they are loaded is no garbage, and looking through it takes time
    sys.exit(run(args, prog_name))


def run(args: list[str] | None, prog_name: str) -> int:
    """Run the command line and return its exit code."""
    collect_seldom()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # UTF-8 as in all our files, whatever the locale; paths as they were given
            stream.reconfigure(encoding="utf-8", errors="surrogateescape" if stream is sys.stdout else "backslashreplace")
    try:
        code = cli.main(args, prog_name, standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else DONE
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message(), file=sys.stderr)
        return WRONG_USE
    except click.UsageError as error:
        help_for = error.ctx.command_path if error.ctx else prog_name
        complain(f"{error.format_message()} (see {help_for} --help)")
        return WRONG_USE
    except KgraphError as error:
        complain(str(error))
        return NOTHING if isinstance(error, WriteError | QueryLimitError) else WRONG_USE
    except (click.Abort, KeyboardInterrupt):
        complain("stopped; nothing half-written was left behind, and the same command goes on from here")
        return STOPPED
    except (BrokenPipeError, SystemExit):  # the reader of our output has gone, as `head` does; click and rich exit for that alone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        if os.environ.get("KGRAPH_TRACEBACK"):
            raise
        complain(f"failed with {type(error).__name__}: {error}; set KGRAPH_TRACEBACK=1 to see where, and report it to kgraph's authors")
        return NOTHING
