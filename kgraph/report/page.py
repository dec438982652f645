"""The report as one HTML file that opens from disk, asks for nothing and has no script: to read, to send, to print."""
from __future__ import annotations

import base64
import hashlib
from functools import cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from kgraph.model import ClaimGraph
from kgraph.report import show
from kgraph.report.selection import count, story_report, who
from kgraph.view.network import plain

PAGE = show.Lengths(articles=40, facts=6, matrix=12, outlets=12, claims=4, differences=8,
                    sides=6, utterances=3, wordings=5, problems=200, quotes=5, quote=320)


def report_html(graph: ClaimGraph) -> str:
    """Return the report as an HTML page; the same graph gives the same bytes.

    Write it as UTF-8 and leave the line ends alone: the content security policy holds the hash of the style as it stands here.
    """
    report = story_report(graph)
    style = template("report.css")
    policy = f"default-src 'none'; style-src {hash_of(style)}; base-uri 'none'; form-action 'none'"
    matrix = show.matrix_of(report, PAGE.matrix)
    return compiled().render(report=report, only_in=show.only_in(report, PAGE.outlets), matrix=matrix,
                             key_of={outlet: key for key, outlet in matrix.keys}, policy=policy, style=Markup(style))


@cache
def compiled() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=cleaned)
    environment.globals.update(count=count, parts=partial(show.parts, longest=PAGE.quote), where=show.where, who=who, asked=show.asked,
                               hidden=show.hidden, words=show, show=PAGE)
    return environment.from_string(template("report.html"))


def hash_of(style: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


def cleaned(value: Any) -> Any:
    """Return what the template prints: text of articles without control characters and marks that turn the line round."""
    return plain_but_spaces(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def plain_but_spaces(text: str) -> str:
    """Return text as `plain` has it, but with a space before and behind where it has white space there."""
    return f"{' ' * text[:1].isspace()}{plain(text)}{' ' * text[-1:].isspace()}"


def template(name: str) -> str:
    return (files("kgraph.report") / "template" / name).read_text("utf-8").replace("\r\n", "\n")
