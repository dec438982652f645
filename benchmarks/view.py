"""Is the page of a large graph quick: python -m benchmarks.view.

Generated graphs in which facts prefer the entities that have many already, of a dozen outlets with two quotes of about 150 characters
to a fact, one fact in ten with a difference. Of each size it prints CPU time and memory of rendering, size of the file and, in
Chromium without a GPU, the seconds to a drawn map, to a search, a filter, another view and an opened fact, elements and memory of
the page. The peer is the stock page of pyvis, drawn of the same focus: 60 names at most, since it draws no larger graph in a minute.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import click

from kgraph.model import (
    Argument,
    ArgumentKind,
    Claim,
    ClaimGraph,
    Difference,
    DifferenceKind,
    DifferenceRelation,
    Document,
    Entity,
    Fact,
    LabelledSpan,
    Qualifier,
    Relation,
    Role,
    Section,
    Variant,
    digest,
    evidence_of,
)
from kgraph.view import render_html, to_pyvis

VERBS = "met praised sued called visited blamed thanked joined warned paid".split()
PLACES = "Oslo Lima Rome Quito Bern Accra Hanoi Turin Perth Minsk Dakar Leeds".split()
TOLD_OF = "harbour budget tender bridge strike ferry archive market theatre railway".split()
PATIENCE = 30
TURN = """async (hash) => {
  const shown = new Promise((done) => addEventListener('hashchange', () => setTimeout(done), {once: true}));
  location.hash = hash;
  await shown;
}"""


def name(n: int) -> str:
    """An invented name of two words, another for each number.

    >>> name(0), name(27), name(1310)
    ('Ko Aso', 'Ba Bso', 'Giko Kso')
    """
    syllables = "ko ba co du fe gi ha jo le mi".split()
    return "".join(syllables[int(digit)] for digit in str(n // 26)).capitalize() + f" {chr(65 + n % 26)}so"


def crowd(facts: int, seed: int = 7, outlets: int = 12) -> ClaimGraph:
    """A graph of so many facts and about twice as many claims; the same seed gives the same graph."""
    random = Random(seed)
    pool, groups, points = list(range(4)), [], []
    lines: list[list[tuple[int, int, int, str, int]]] = [[] for _ in range(outlets)]
    known = 4
    for n in range(facts):
        if random.random() < 0.4:
            pool.append(known)
            known += 1
        left = random.choice(pool)
        right = random.choice([n for n in random.choices(pool, k=4) if n != left] or [left - 1 if left else 1])
        pool += [left, right]
        number = random.randint(2, 90)
        for outlet in random.sample(range(outlets), random.choice((1, 1, 2, 2, 4))):
            lines[outlet].append((n, left, right, random.choice(VERBS), number + (outlet if n % 10 == 0 else 0)))
    claims_of: list[list[Claim]] = [[] for _ in range(facts)]
    documents = []
    for outlet, told in enumerate(lines):
        text, places = "Head\n", []
        for n, left, right, verb, number in told:
            line = (f"{name(left)} {verb} {name(right)} {number} times over the {TOLD_OF[n % 10]} of {PLACES[n % 12]}, said people who "
                    "know the matter and did not want to be named before the papers are out.")
            places.append(len(text))
            text += line + "\n"
        head = LabelledSpan(0, 4, Section.HEADLINE, "first line")
        day = date(2024, 5, 1) + timedelta(days=outlet)
        document = Document(f"{outlet:02}.txt", text, (head,), f"The {PLACES[outlet % 12]} Post", day)
        documents.append(document)
        for (n, left, right, verb, number), start in zip(told, places, strict=True):
            claims_of[n].append(_claim(document, start, left, verb, right, number))
    for n, group in enumerate(claims_of):
        fact = Fact(f"f-{n:06}", tuple(group))
        groups.append(fact)
        values = {c.qualifiers[0].text: c for c in group}
        if len(values) > 1:
            variants = tuple(Variant(v, (c.evidence.outlet,), (c.id,)) for v, c in sorted(values.items()))
            points.append(Difference(f"d-{n:06}", DifferenceKind.QUANTITY, DifferenceRelation.CONFLICTS, f"how often: {n}", variants))
    entities = tuple(Entity(f"e-{n:06}", name(n), "PERSON", (name(n),), ()) for n in range(known))
    claims = tuple(sorted((c for f in groups for c in f.claims), key=lambda c: (c.evidence.document, c.evidence.start)))
    return ClaimGraph(tuple(documents), entities, claims, tuple(groups), tuple(points))


def _claim(document: Document, start: int, left: int, verb: str, right: int, number: int) -> Claim:
    def person(n: int, at: int) -> Argument:
        return Argument(name(n), at, at + len(name(n)), ArgumentKind.ENTITY, name(n), "PERSON", f"e-{n:06}")

    at = start + len(name(left)) + 1
    other = at + len(verb) + 1
    often = other + len(name(right)) + 1
    times = Qualifier(Role.QUANTITY, f"{number} times", often, often + len(f"{number} times"))
    return Claim("c-" + digest(document.id, start), person(left, start), Relation(verb, verb, at, at + len(verb)), person(right, other),
                 evidence_of(document, [(start, document.text.index("\n", start) - 1)], Section.BODY), (times,), origin=document.id)


def measured(graph: ClaimGraph, page: Path) -> Iterator[tuple[str, float, str]]:
    """Yield what is measured of a graph's page: its name, value and unit."""
    from playwright.sync_api import sync_playwright

    began = time.process_time()
    html = render_html(graph)
    yield "render", time.process_time() - began, "CPU s"
    yield "most memory of Python so far", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB"
    page.write_bytes(html.encode())
    yield "file", page.stat().st_size / 1e6, "MB"
    given = os.environ.get("KGRAPH_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=given if Path(given).exists() else None, args=["--disable-gpu", "--no-sandbox"])
        tab = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True).new_page()
        began = time.monotonic()
        tab.goto(page.as_uri())
        tab.wait_for_selector("html[data-ready='1']")
        yield "ready", time.monotonic() - began, "s"
        fact = graph.facts[len(graph.facts) // 2].id
        for step, hash_ in (("first search", "#q=harbour+of+lima"), ("next search", "#q=ferry"), ("outlet", "#by=The+Oslo+Post"),
                            ("claims", "#view=claims"), ("sorted claims", "#view=claims&sort=statement"), ("open a fact", f"#f={fact}"),
                            ("all", "#")):
            began = time.monotonic()
            tab.evaluate(TURN, hash_)
            yield step, time.monotonic() - began, "s"
        yield "elements", tab.evaluate("() => document.querySelectorAll('*').length"), ""
        yield "heap", tab.evaluate("() => performance.memory.usedJSHeapSize / 1e6"), "MB"
        browser.close()


def stock_pyvis(graph: ClaimGraph, page: Path) -> float:
    """Seconds until pyvis' own page has laid out the focus of the graph's map, at most PATIENCE of them and the time to load."""
    from playwright.sync_api import sync_playwright

    page.write_text(to_pyvis(graph).generate_html(), "utf-8")
    given = os.environ.get("KGRAPH_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=given if Path(given).exists() else None, args=["--disable-gpu", "--no-sandbox"])
        tab = browser.new_context(offline=True).new_page()
        began = time.monotonic()
        tab.goto(page.as_uri())
        tab.wait_for_function("() => document.querySelector('canvas') && network.body.nodeIndices.length")
        tab.evaluate("(most) => new Promise((done) => { network.once('stabilizationIterationsDone', done); setTimeout(done, most); })",
                     1000 * PATIENCE)
        seconds = time.monotonic() - began
        browser.close()
    return seconds


@click.command()
@click.option("--facts", type=int, multiple=True, default=(500, 10_000), show_default=True)
def main(facts: tuple[int, ...]) -> None:
    with TemporaryDirectory() as folder:
        for number in facts:
            graph = crowd(number)
            click.echo(f"{len(graph.facts):,} facts, {len(graph.claims):,} claims, {len(graph.differences):,} differences")
            ready = 1.0
            for what, value, unit in measured(graph, Path(folder) / "page.html"):
                click.echo(f"  {what}: {value:,.2f} {unit}".rstrip())
                ready = value if what == "ready" else ready
            stock = stock_pyvis(graph, Path(folder) / "stock.html")
            click.echo(f"  stock pyvis, the drawn part alone: {stock:.2f} s or more, {stock / ready:.1f} times as long as the whole page")


if __name__ == "__main__":
    main()
