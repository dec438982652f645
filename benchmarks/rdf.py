"""RDF at scale beside rdflib: python -m benchmarks.rdf [--quads N] [--largest N].

A generated graph of so many quads (with a named graph for each plain triple's claim) is exported, loaded and asked five questions,
by kgraph and by rdflib, each step in a process of its own; then growth from 100,000 quads upwards, by kgraph alone. rdflib gets
the same file and the same questions; a question that it has not answered after `--patience` seconds counts with these.
"""

from __future__ import annotations

import multiprocessing
import random
import resource
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import click

from kgraph import export
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
    Evidence,
    Fact,
    LabelledSpan,
    Mention,
    MentionKind,
    Modality,
    Polarity,
    Qualifier,
    Quantity,
    Relation,
    Role,
    Section,
    Story,
    Variant,
    digest,
)

CLAIMS_PER_ARTICLE = 12
RELATIONS = "praise accuse support sue visit warn promise deny buy appoint rescue attack".split()
WORDS = ("committee river harbour election budget protest wildfire tribunal merger ceasefire vaccine satellite railway summit "
         "inquiry reservoir ballot ferry strike pension").split()
FAR = 45.0  # seconds after which a question to rdflib is given up

PREFIXES = """PREFIX kg: <https://w3id.org/kgraph/ns#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rel: <https://kgraph.example/relation/>
PREFIX e: <https://kgraph.example/entity/>
PREFIX o: <https://kgraph.example/outlet/>
"""
QUESTIONS = {
    "facts of one outlet alone": """SELECT DISTINCT ?fact ?outlet ?quote WHERE {
        ?fact a kg:Fact ; kg:outletCount 1 ; kg:reportedBy ?outlet . ?claim kg:supports ?fact ; oa:exact ?quote }""",
    "delays that conflict": """SELECT DISTINCT ?fact ?words ?other WHERE {
        ?c1 kg:supports ?fact ; kg:qualifier ?q1 . ?c2 kg:supports ?fact ; kg:qualifier ?q2 .
        ?q1 kg:role "delay" ; schema:unitText ?unit ; schema:minValue ?low1 ; schema:maxValue ?high1 ; rdfs:label ?words .
        ?q2 kg:role "delay" ; schema:unitText ?unit ; schema:minValue ?low2 ; schema:maxValue ?high2 ; rdfs:label ?other .
        FILTER(STR(?q1) < STR(?q2) && (?high1 < ?low2 || ?high2 < ?low1)) }""",
    "one outlet on one person": """SELECT DISTINCT ?quote ?start WHERE {
        ?claim kg:outlet o:Outlet_7 ; kg:subject e:e-7 ; oa:exact ?quote ; oa:start ?start }""",
    "who is reached from one person": """SELECT DISTINCT ?reached WHERE {
        e:e-7 (rel:praise|rel:accuse|rel:support|rel:sue)+ ?reached }""",
    "quotes that hold two words": """SELECT DISTINCT ?claim ?quote WHERE {
        ?claim a kg:Claim ; oa:exact ?quote . FILTER(CONTAINS(LCASE(?quote), "reservoir tribunal")) }""",
}


def generated(claims: int) -> ClaimGraph:
    """Return an invented graph of so many claims: facts of one to four outlets, details, speakers, mentions, differences, stories."""
    chance = random.Random(0)
    people = max(20, claims // 8)
    documents, texts = [], []
    for number in range(claims // CLAIMS_PER_ARTICLE):
        text = " ".join(chance.choice(WORDS) for _ in range(CLAIMS_PER_ARTICLE * 9))
        texts.append(text)
        spans = (LabelledSpan(0, 30, Section.HEADLINE, "first line"), LabelledSpan(30, len(text), Section.BODY, "rest"))
        documents.append(Document(f"{number:06}_{digest(number)}.txt", text, spans, f"Outlet {number % 40}",
                                  date(2020, 1, 1) + timedelta(number % 365), f"https://outlet{number % 40}.example/{number}", sentences=20,
                                  silent=3))
    names = [f"{chance.choice(WORDS).title()} {chance.choice(WORDS).title()} {n}" for n in range(people)]
    mentions: list[list[Mention]] = [[] for _ in names]
    made: list[Claim] = []
    facts: list[Fact] = []
    differences: list[Difference] = []
    place = [0] * len(documents)
    while len(made) < len(documents) * CLAIMS_PER_ARTICLE:
        subject = int(people * chance.random() ** 2)
        object_, relation = chance.randrange(people), chance.choice(RELATIONS)
        year = 2000 + chance.randrange(20)
        polarity = Polarity.NEGATED if chance.random() < 0.1 else Polarity.AFFIRMED
        group: list[Claim] = []
        for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
            number = (len(made) + len(group)) % len(documents)
            if place[number] == CLAIMS_PER_ARTICLE:
                break
            document, text = documents[number], texts[number]
            size = len(text) // CLAIMS_PER_ARTICLE
            start = place[number] * size
            place[number] += 1
            end = start + size
            mentions[subject].append(Mention(document.id, start, start + 8, text[start : start + 8], MentionKind.NAME, "same name"))
            hours = chance.choice((1, 2, 6, 12, 24))
            words = f"within {hours} hours"
            qualifiers = [Qualifier(Role.TIME, f"in {year}", start + 9, start + 16, str(year))]
            if chance.random() < 0.3:
                quantity = Quantity(hours * 1800.0, hours * 3600.0, False, True, "s")
                qualifiers.append(Qualifier(Role.DELAY, words, start + 9, start + 24, None, quantity))
            speakers = () if chance.random() < 0.6 else (_person(chance.randrange(people), names, start),)
            group.append(Claim(
                f"c-{digest(number, start)}", _person(subject, names, start), Relation(relation, f"{relation}d", start + 9, start + 15),
                _person(object_, names, start + 16),
                Evidence(document.id, document.source, start, end, text[start:end], Section.BODY, ((start, end),)), tuple(qualifiers),
                polarity, Modality.ASSERTED if chance.random() < 0.85 else Modality.PLANNED, speakers,
                origin=f"o-{digest(len(facts), number % 3)}",
                confidence=round(chance.random(), 2), rule="verb"))
        if group:
            made += group
            facts.append(Fact("f-" + min(c.id for c in group)[2:], tuple(group)))
            if len(group) > 2:
                variants = tuple(Variant(c.qualifiers[-1].text, (c.evidence.outlet,), (c.id,)) for c in group[:2])
                differences.append(Difference(f"d-{group[0].id[2:]}", DifferenceKind.DURATION, DifferenceRelation.DIFFERS, names[subject],
                                              variants))
        elif len(made) + CLAIMS_PER_ARTICLE > len(documents) * CLAIMS_PER_ARTICLE:
            break
    entities = tuple(Entity(f"e-{n}", name, "PERSON", (name, name.split()[1]), tuple(mentions[n])) for n, name in enumerate(names))
    stories = tuple(Story(f"s-{n}", f"Story {n}", tuple(d.id for d in documents[n : n + 10])) for n in range(0, len(documents), 10))
    return ClaimGraph(tuple(documents), entities, tuple(sorted(made, key=lambda c: (c.evidence.document, c.evidence.start))),
                      tuple(sorted(facts, key=lambda f: f.id)), tuple(differences), stories=stories)


def _person(number: int, names: list[str], start: int) -> Argument:
    return Argument(names[number].split()[1], start, start + 8, ArgumentKind.ENTITY, names[number], "PERSON", f"e-{number}")


def graph_of(quads: int) -> ClaimGraph:
    """Return a generated graph that exports to about so many quads."""
    tried = 1200
    out = BytesIO()
    export.write(generated(tried), out, "nquads", export.Profile(named_graphs=True))
    return generated(round(quads / out.getvalue().count(b"\n") * tried))


# --- steps, each run in a process of its own -------------------------------------------------------------------------------


def megabytes() -> float:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of this process, all threads, and what came of the work."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def export_step(quads: int, path: Path) -> dict[str, float]:
    graph = graph_of(quads)
    before = megabytes()
    with open(path, "wb", buffering=1 << 20) as file:
        seconds, _ = timed(lambda: export.write(graph, file, "nquads", export.Profile(named_graphs=True)))
    with open(path, "rb") as file:
        lines = sum(1 for _ in file)
    return {"quads": lines, "claims": len(graph.claims), "graph": before, "seconds": seconds, "memory": megabytes()}


def kgraph_step(path: Path) -> dict[str, Any]:
    import pyoxigraph

    from kgraph.query import run

    store = pyoxigraph.Store()
    load, _ = timed(lambda: store.bulk_load(path=path, format=pyoxigraph.RdfFormat.N_QUADS))
    answers = {name: timed(lambda text=text: len(run(store, PREFIXES + text))) for name, text in QUESTIONS.items()}  # type: ignore[misc]
    dump, _ = timed(lambda: store.dump(path.with_suffix(".out"), pyoxigraph.RdfFormat.N_QUADS))
    return {"quads": len(store), "load": load, "answers": answers, "dump": dump, "memory": megabytes()}


def rdflib_step(path: Path, patience: float) -> dict[str, Any]:
    import rdflib

    data = rdflib.Dataset()
    load, _ = timed(lambda: data.parse(path, format="nquads"))
    answers: dict[str, tuple[float, int | None]] = {}
    for name, text in QUESTIONS.items():
        start, rows = time.process_time(), None
        signal.signal(signal.SIGALRM, _give_up)
        signal.setitimer(signal.ITIMER_REAL, patience)
        with suppress(TimeoutError):
            rows = len(data.query(PREFIXES + text))
        signal.setitimer(signal.ITIMER_REAL, 0)
        answers[name] = time.process_time() - start, rows
    dump, _ = timed(lambda: data.serialize(path.with_suffix(".out"), "nquads"))
    return {"load": load, "answers": answers, "dump": dump, "memory": megabytes()}


def _give_up(*_: object) -> None:
    raise TimeoutError


def apart(step: Callable[..., Any], *args: Any) -> Any:
    """Run a step in a new process and return what it returns."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(step, args)


@click.command()
@click.option("--quads", default=1_000_000, show_default=True, help="Of the graph that kgraph and rdflib both get.")
@click.option("--largest", default=3_000_000, show_default=True, help="Of the graphs that kgraph gets alone, from 100,000 upwards.")
@click.option("--patience", default=FAR, show_default=True, help="Seconds that a question to rdflib may take.")
def main(quads: int, largest: int, patience: float) -> None:
    """Measure export, load and questions beside rdflib, then growth."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.nq"
        written = apart(export_step, quads, path)
        ours, theirs = apart(kgraph_step, path), apart(rdflib_step, path, patience)
        print(f"{written['quads']:,} quads of {written['claims']:,} claims, {path.stat().st_size / 1e6:,.0f} MB as N-Quads; CPU seconds")
        print(f"{'':32}{'kgraph':>9}{'rdflib':>9}{'ratio':>8}")
        show("export (rdflib: serialise)", written["seconds"], theirs["dump"])
        show("load", ours["load"], theirs["load"])
        for name, (seconds, rows) in ours["answers"].items():
            their_seconds, their_rows = theirs["answers"][name]
            show(name, seconds, their_seconds, f"{rows:,} rows" + ("" if their_rows == rows else f"; rdflib: {their_rows or 'given up'}"))
        show("the five together", sum(s for s, _ in ours["answers"].values()), sum(s for s, _ in theirs["answers"].values()))
        print(f"most memory: export {written['memory']:,.0f} MB, of which the graph itself and Python {written['graph']:,.0f}; "
              f"store with answers {ours['memory']:,.0f}; rdflib {theirs['memory']:,.0f}")
        print("\ngrowth, kgraph alone\n     quads   export  µs/quad   memory     load  µs/quad  five questions")
        for size in (s for s in (100_000, 300_000, 1_000_000, 3_000_000, 10_000_000) if s <= largest):
            written = apart(export_step, size, path)
            ours = apart(kgraph_step, path)
            count, asked = written["quads"], sum(s for s, _ in ours["answers"].values())
            print(f"{count:10,} {written['seconds']:7.2f}s {written['seconds'] / count * 1e6:8.2f} {written['memory']:6,.0f}MB "
                  f"{ours['load']:7.2f}s {ours['load'] / count * 1e6:8.2f} {asked:14.2f}s", flush=True)


def show(name: str, ours: float, theirs: float, note: str = "") -> None:
    print(f"{name:32}{ours:9.3f}{theirs:9.2f}{theirs / max(ours, 1e-6):7.0f}x  {note}", flush=True)


if __name__ == "__main__":
    main()
