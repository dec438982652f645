"""The one HTML text that holds data, style, script and vis-network."""
from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from kgraph.model import ClaimGraph
from kgraph.view.data import page_data, within
from kgraph.view.network import Drawing, draw, network_of, plain

SCRIPTS = ("base.js", "list.js", "words.js", "panel.js", "map.js", "save.js", "start.js")
VIEWS = ("statements", "claims", "differences", "utterances")
MOST_WITHOUT_SCRIPT = 200
FULL_TEXT = '<html lang="en" class="full-text">'  # how a page with the articles begins, after its first line


def render_html(graph: ClaimGraph, title: str | None = None, *, full_text: bool = False) -> str:
    """Return the graph as one HTML page that opens from disk, asks for nothing and runs no word of an article.

    With `full_text` it holds the articles; else their quoted words alone, since the texts are their publishers'. Of a graph with
    more than MOST_CLAIMS claims it holds the facts that tell most, and says so.

    The same graph gives the same bytes. Write it as UTF-8 and leave the line ends alone: the content security policy
    holds hashes of the style and the scripts as they stand here. The picture is a pyvis Network in our own template.
    """
    shown = within(graph)
    drawing = draw(shown)
    data = page_data(shown, drawing, full_text)
    style, scripts = _template("view.css"), [_vis(), _script()]
    policy = (f"default-src 'none'; script-src {' '.join(map(_hash, scripts))}; style-src {_hash(style)}; "
              "img-src data: blob:; base-uri 'none'; form-action 'none'; object-src 'none'")
    net = network_of(drawing)
    net.templateEnv = Environment(loader=DictLoader({"view.html": _template("view.html")}), autoescape=True,
                                  undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    net.templateEnv.globals.update(
        title=plain(title) if title is not None else _title(graph, drawing), data=data, embed=_embed, policy=policy,
        style=Markup(style), scripts=list(map(Markup, scripts)), sentences=_sentences(data), full_text=full_text,
        views=[*VIEWS, *(["articles"] if full_text else [])],
        left_out=(len(graph.facts) - len(shown.facts), len(graph.claims) - len(shown.claims)),
        problems=[(plain(p.file), plain(p.message)) for p in graph.problems])
    net.path = "view.html"
    page: str = net.generate_html()
    return page


def holds_texts(page: Path) -> bool:
    """Whether a page on disk holds the texts of its articles."""
    with page.open(encoding="utf-8") as file:
        return FULL_TEXT in file.read(200)


def _sentences(data: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """The first facts in words, with their outlets, for a reader without JavaScript."""
    return [(" ".join(fact[part] for part in ("subject", "relation", "object", "tail") if part in fact),
             [data["outlets"][o] for o in fact["outlets"]]) for fact in data["facts"][:MOST_WITHOUT_SCRIPT]]


def _title(graph: ClaimGraph, drawing: Drawing) -> str:
    if not graph.facts:
        return "No statements"
    count = len(graph.outlets)
    who = f"{count} outlets report" if count != 1 else f"{plain(graph.outlets[0])} reports"
    ends = (n for i in drawing.order for n in (drawing.edges[i].start, drawing.edges[i].end) if drawing.nodes[n].entity)
    names = [drawing.nodes[n].label for n in dict.fromkeys(ends)][:3]
    return f"What {who} on {', '.join(names)}" if names else f"What {who}"


def _embed(value: object) -> Markup:
    """JSON that can stand in a script element: no character of it can end the element, open a comment or turn a line of the source."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(re.sub("[<>&\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]", lambda m: f"\\u{ord(m[0]):04x}", text))


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _template(name: str) -> str:
    return (files("kgraph.view") / "template" / name).read_text("utf-8").replace("\r\n", "\n")


@cache
def _script() -> str:
    """Our own files as one function, so that no name of theirs is the window's."""
    return '"use strict";\n(() => {\n' + "\n".join(map(_template, SCRIPTS)) + "})();\n"


@cache
def _vis() -> str:
    """vis-network from the wheel of pyvis, with the line ends that a browser makes of it before it takes the hash."""
    script = files("pyvis") / "templates/lib/vis-9.1.2/vis-network.min.js"
    return script.read_bytes().decode("utf-8").replace("\r\n", "\n")
