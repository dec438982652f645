"""Outline of several stories -> which stories there are, for readers: Markdown, terminal, and a page of links."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from rich.console import Console, RenderableType
from rich.text import Text

from kgraph.model import Outline
from kgraph.report.markdown import PAGE, escaped, listed
from kgraph.report.selection import count, unknowns
from kgraph.report.terminal import TERMINAL, heading, listing, printed, remark, terminal_list
from kgraph.view.network import plain

SHOWN = 12  # stories in the terminal


@dataclass(frozen=True, slots=True)
class Summary:
    """A story in one line: its id and label, how many articles, outlets and differences it has, and from when to when it ran."""

    id: str
    label: str
    articles: int
    outlets: int
    differences: int
    dates: str


def summaries(outline: Outline) -> list[Summary]:
    """Return the stories, those that most outlets tell first."""
    document_of = {d.id: d for d in outline.documents}
    found = []
    for story in outline.stories:
        documents = [document_of[name] for name in story.documents]
        days = sorted({d.published for d in documents if d.published})
        dates = "" if not days else str(days[0]) if len(days) == 1 else f"{days[0]} to {days[-1]}"
        outlets, differences = len({d.source for d in documents}), outline.differences.get(story.id, 0)
        found.append(Summary(story.id, plain(story.label), len(documents), outlets, differences, dates))
    return sorted(found, key=lambda s: (-s.outlets, -s.articles, s.label, s.id))


def title_of(outline: Outline) -> str:
    stories, articles, outlets = len(outline.stories), len(outline.documents), len(outline.outlets)
    return f"{count(stories, 'story', 'stories')} in {count(articles, 'article')} of {count(outlets, 'outlet')}"


def has_page(articles: int) -> bool:
    """Whether a story that so many articles tell gives something to set side by side."""
    return articles > 1


def overview_markdown(outline: Outline, linked: bool = True) -> str:
    """Return the list of stories as Markdown, with links to the report and page of each where it is `linked` and so stands in the
    folder of the build, else with their ids; the same stories give the same text."""
    return "\n".join(_markdown_lines(outline, linked)) + "\n"


def _markdown_lines(outline: Outline, linked: bool) -> Iterator[str]:
    yield f"# {title_of(outline)}"
    yield ""
    yield "Statements are compared within a story. A story that one article tells alone has no page of its own."
    yield ""
    yield "| Story | Articles | Outlets | Differences | Dates | |"
    yield "| --- | ---: | ---: | ---: | --- | --- |"
    for s in summaries(outline):
        links = f"[report](stories/{s.id}/report.md), [page](stories/{s.id}/graph.html)" if has_page(s.articles) else ""
        links = links if linked else f"`{s.id}`"
        yield f"| {escaped(s.label)} | {s.articles} | {s.outlets} | {s.differences} | {s.dates} | {links} |"
    yield ""
    yield from listed("What could not be read", [(p.file, p.message) for p in outline.problems], PAGE.problems)
    yield from listed("What is not known", list(unknowns(outline.documents)), PAGE.problems)
    yield ("The tables and `graph.ttl` beside this file hold all stories; `story` says of which one a row is (an entity may be of several)."
           if linked
           else "`kgraph report FOLDER --story ID` is the report on one of them.")


def print_overview(outline: Outline, folder: Path, console: Console, tell_problems: bool = True) -> None:
    """Print the list of stories, with the way to the report of each; `tell_problems` is off where they were told."""
    target = shlex.quote(str(folder))
    stories = summaries(outline)
    table = listing("Story", "Articles", "Outlets", "Differences", "Dates")
    for s in stories[:SHOWN]:
        numbers = (f"{n:,}" for n in (s.articles, s.outlets, s.differences))
        table.add_row(Text(s.label, style="bold").append(f" {s.id}", "dim"), *numbers, s.dates)
    parts: list[RenderableType] = [Text(title_of(outline), style="bold"), heading("Stories"), table]
    if len(stories) > SHOWN:
        parts.append(remark(f"… and {len(stories) - SHOWN:,} more: report.md lists them"))
    if tell_problems:
        parts += terminal_list("What could not be read", [(p.file, p.message) for p in outline.problems], TERMINAL.problems)
    parts.append(heading("Where to look further"))
    parts += [
        Text(f"  one story here: kgraph report {target} --story {stories[0].id}"),
        Text(f"  every story with its page: {folder / 'graph.html'}", overflow="fold"),
    ]
    printed(parts, console)


def render_index(outline: Outline, linked: bool = True) -> str:
    """Return a page that lists the stories and links to the page and report of each where it is `linked` and so stands in the folder of
    the build, else gives their ids; no script, no network."""
    template = files("kgraph.view").joinpath("template", "index.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    problems: Sequence[tuple[str, str]] = [(plain(p.file), plain(p.message)) for p in outline.problems]
    return environment.from_string(template).render(
        title=title_of(outline), problems=problems,
        stories=[(s if linked else replace(s, label=f"{s.label} ({s.id})"), linked and has_page(s.articles)) for s in summaries(outline)],
    )
