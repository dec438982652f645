"""The command line: arguments, files, printing, exit codes.

Answers go to stdout, progress and errors to stderr. Exit codes: 0 done, 1 nothing usable came of it, 2 wrong use,
3 done with inputs set aside, 130 stopped by Ctrl-C.
"""
from __future__ import annotations

import codecs
import csv
import json
import os
import sys
import webbrowser
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from kgraph import api, store
from kgraph.errors import KgraphError, StoreError
from kgraph.ingest import read_documents
from kgraph.model import ClaimGraph

if TYPE_CHECKING:
    from kgraph.query import Rows

DONE, NOTHING, WRONG_USE, SET_ASIDE, STOPPED = 0, 1, 2, 3, 130
RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes a cell that starts so for a formula


def release() -> str:
    try:
        return version("kgraph-news")
    except PackageNotFoundError:
        return "not installed"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(release(), prog_name="kgraph")
def cli() -> None:
    """Set news articles side by side: who reports what, from whom, and where they differ."""


@cli.command("build")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Folder to write the build to.")
@click.option("--pipeline", metavar="NAME_OR_PATH", help="Another spaCy pipeline than kgraph's own.")
def build_command(sources: tuple[Path, ...], output: Path, pipeline: str | None) -> int:
    """Read the articles in SOURCES (.txt files, folders with sources.csv) and build the graph of what they claim."""
    from kgraph.report import print_report

    store.check_folder(output)
    documents, problems = read_documents(sources)
    for problem in problems:
        complain(f"{problem.file}: {problem.message}")
    if not documents:
        complain("no article could be used; nothing was written")
        return NOTHING
    with progress_bar() as progress:
        graph = api.from_documents(documents, problems, pipeline, progress)
        try:
            graph.save(output)
        except StoreError as error:
            complain(str(error))
            return NOTHING
    print_report(graph.content, output, Console(), tell_problems=False)
    return SET_ASIDE if problems else DONE


@cli.command("query")
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("query", required=False)
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="A value for a parameter of the query; may be repeated.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), help="Default: table on a terminal, else csv.")
def query_command(folder: Path, query: str | None, params: tuple[str, ...], form: str | None) -> int:
    """Ask the build in FOLDER a named question, a .rq file or a SPARQL text; without QUERY, list the questions."""
    graph = api.open_build(folder)
    if query is None:
        print_questions()
        return DONE
    wrong = [p for p in params if "=" not in p]
    if wrong:
        raise click.UsageError(f"--param {wrong[0]!r} has no value; write it as NAME=VALUE")
    rows = graph.query(query, **dict(p.split("=", 1) for p in params))
    write = {"table": print_table, "csv": print_csv, "json": print_json}
    write[form or ("table" if sys.stdout.isatty() else "csv")](rows)
    return DONE


@cli.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["turtle", "ntriples", "jsonld", "graphml"]), default="turtle", show_default=True)
@click.option("-o", "--output", default="-", show_default=True, metavar="FILE", help="File to write to; - is stdout.")
def export_command(folder: Path, form: str, output: str) -> int:
    """Write the build in FOLDER as RDF (Turtle, N-Triples, JSON-LD) or GraphML."""
    pieces = exporters()[form](store.read_graph(folder))
    if output == "-":
        sys.stdout.writelines(pieces)
        return DONE
    store.write_text(Path(output), pieces)
    return DONE


@cli.command("report")
@click.argument("folder", type=click.Path(path_type=Path))
def report_command(folder: Path) -> int:
    """Print the report on the build in FOLDER again."""
    from kgraph.report import print_report

    print_report(store.read_graph(folder), folder, Console())
    return DONE


@cli.command("view")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--open", "opened", is_flag=True, help="Open it in the browser.")
def view_command(folder: Path, opened: bool) -> int:
    """Say where the page of the build in FOLDER is, and open it if asked."""
    page = folder / "graph.html"
    if not page.is_file():
        from kgraph.view import render_html

        store.write_text(page, [render_html(store.read_graph(folder))])
    click.echo(page)
    if opened and not webbrowser.open(page.absolute().as_uri()):
        complain(f"no browser could be started; open {page} yourself")
        return NOTHING
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


def exporters() -> dict[str, Callable[[ClaimGraph], Iterable[str]]]:
    from kgraph import export

    return {"turtle": lambda graph: [export.to_turtle(graph)], "ntriples": export.to_ntriples,
            "jsonld": lambda graph: [export.to_jsonld(graph)], "graphml": lambda graph: [export.to_graphml(graph)]}


# --- printing --------------------------------------------------------------------------------------------------------


def complain(message: str) -> None:
    """Print one line on stderr."""
    click.echo(f"kgraph: {' '.join(message.split())}", err=True)


@contextmanager
def progress_bar() -> Iterator[api.Progress | None]:
    """Give a function that draws progress on stderr, None where stderr is no terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield progress


def print_questions() -> None:
    from kgraph.query import named_queries, read_question

    for name in named_queries():
        question = read_question(name)
        click.echo(f"{name}: {question.asks}")
        for parameter in question.parameters:
            click.echo(f"    --param {parameter.name}=…  {parameter.meaning}")


def print_table(rows: Rows) -> None:
    from kgraph.view.network import plain

    table = Table(*rows.columns, show_lines=True)
    for row in rows.values:
        table.add_row(*(Text("" if value is None else plain(str(value))) for value in row))
    Console().print(table)


def print_csv(rows: Rows) -> None:
    """Print rows as CSV in which no cell is a formula to a spreadsheet."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(map(harmless, rows.columns))
    writer.writerows(map(harmless, row) for row in rows.values)


def harmless(value: object) -> object:
    """Return a cell's value, text that a spreadsheet would run put behind an apostrophe.

    >>> harmless('=HYPERLINK("x")'), harmless(-3), harmless(None)
    ('\\'=HYPERLINK("x")', -3, '')
    """
    if isinstance(value, str) and value.startswith(RISKY):
        return "'" + value
    return "" if value is None else value


def print_json(rows: Rows) -> None:
    click.echo(json.dumps(list(rows), ensure_ascii=False, indent=1))


# --- errors and exit codes ---------------------------------------------------------------------------------------------


def main(args: list[str] | None = None, prog_name: str = "kgraph") -> None:
    """Run the command line and exit; every error is one line on stderr."""
    sys.exit(run(args, prog_name))


def run(args: list[str] | None, prog_name: str) -> int:
    """Run the command line and return its exit code."""
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
        return WRONG_USE
    except (click.Abort, KeyboardInterrupt):
        complain("stopped; nothing half-written was left behind")
        return STOPPED
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        if os.environ.get("KGRAPH_TRACEBACK"):
            raise
        complain(f"failed with {type(error).__name__}: {error}; set KGRAPH_TRACEBACK=1 to see where, and report it to kgraph's authors")
        return NOTHING
