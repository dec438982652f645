"""Put a build into a triple store, and keep it there as the build is.

A build has a graph of its own in the store, so it can be replaced and everything else is left alone. By SPARQL Update the
difference to what earlier pushes left is written to two graphs beside it, read back, and then moved over in one request, which
stores run as one transaction; whoever asks sees the old state or the new. The Graph Store Protocol can move nothing: there
the graph itself is added to chunk by chunk, and written from its start where triples are to go. Either way a push that was cut off
goes on where it was: what arrived is asked of the store, not remembered. In the end every triple is read back and compared.
"""
from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pyoxigraph

from kgraph import store as record
from kgraph.errors import InputError, PushError, StoreError
from kgraph.export import BASE, to_ntriples
from kgraph.model import digest
from kgraph.push.receipt import Place, Receipt, merged, move_receipt, only_push, places, read_receipt, write_receipt
from kgraph.push.stores import Store, find_store, store_name
from kgraph.push.web import Connection, checked_endpoint
from kgraph.report.selection import count

PROTOCOLS = ("auto", "update", "gsp")
CHUNK = 2_000  # triples of one request: Virtuoso's parser gives up at 5,000
RETRIES = 6  # in all half a minute, in which a server starts anew

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: `triples` are in the store now, of which `sent` were sent; `removed` were taken out; `others` are in the same
    graph and none of this build."""

    graph: str | None
    protocol: str
    triples: int
    sent: int
    removed: int
    others: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One push: `lines` of N-Triples are to be in the graph in the end. `own` is an IRI that begins those of graphs for the push alone."""

    folder: Path
    place: Place
    own: str
    store: Store
    lines: list[str]
    receipt: Receipt | None
    replace: bool
    progress: Progress

    @property
    def ours(self) -> list[str]:
        """What this build may have in the graph from earlier pushes."""
        return self.receipt.lines if self.receipt else []

    @property
    def target(self) -> str:
        return "the default graph" if self.place.graph is None else f"<{self.place.graph}>"

    def lacking(self, lines: Sequence[str]) -> list[str]:
        """Return the lines that the graph lacks."""
        return self.store.lacking(self.place.graph, lines, lambda done: self.progress("checking", done, len(lines)))

    def note(self, staged: tuple[str, ...], arriving: Sequence[str]) -> None:
        """Write down what may be in the store from now on."""
        write_receipt(self.folder, Receipt(self.place, False, staged, merged(self.ours, arriving)))


def push(folder: Path, endpoint: str, *, protocol: str = "auto", graph: str | None = None, default_graph: bool = False, base: str = BASE,
         replace: bool = False, chunk: int = CHUNK, retries: int = RETRIES, progress: Progress = lambda stage, done, total: None,
         tell: Callable[[str], None] = lambda warning: None) -> Pushed:
    """Make a graph of a triple store hold the triples of a build, as `kgraph export` writes them, and see that it does.

    `endpoint` is the address of the store or of any of its services. `graph` is the IRI of the graph and `default_graph` stands for the
    one that has no name; by default it is where the last push to this store went, else made of `base` and the folder's name. Triples
    that were there before a push brought them, or that came otherwise, stay; a graph that holds some when the build is first pushed
    is refused, or emptied first with `replace`. Name and password are the environment's or netrc's (`web.credentials`).

    Raises PushError, with what arrived and what did not, where the store cannot be reached, refuses something, or does not hold what
    was sent; InputError for wrong use; StoreError for a folder without a build and for a graph that is not the build's; WriteError
    where the receipt cannot be kept.
    """
    if graph is not None and default_graph:
        raise InputError("--graph names a graph and --default-graph the one that has no name; give one of the two")
    endpoint = checked_endpoint(endpoint)
    lines = merged(to_ntriples(record.read_graph(folder), base))
    folder = folder.parent if folder.is_file() else folder
    with only_push(folder):
        own = f"{base.rstrip('/')}/graph/{quote(os.fsencode(folder.resolve().name), safe='')}"
        place = chosen_place(folder, store_name(endpoint), graph, default_graph, own)
        if replace and place.graph is None:
            raise InputError("--replace would empty the default graph, which is no build's own; leave it out, or choose a graph with "
                             "--graph")
        own = place.graph or own
        receipt = read_receipt(folder, place)
        store = find_store(Connection(retries, tell), endpoint, protocol, f"{own}/probe", place.graph is None, chunk)
        there = store.count(place.graph)
        elsewhere = [other for other in places(folder) if other.graph == place.graph] if receipt is None and there else []
        receipt = receipt or adopted(folder, place, store, there, elsewhere)
        plan = Plan(folder, place, own, store, lines, receipt, replace, progress)
        if there and place.graph is not None and receipt is None and not replace:
            before = f" (but to {elsewhere[-1].store}: if that is the same store, give this address)" if elsewhere else ""
            raise StoreError(f"{plan.target} holds {count(there, 'triple')} already, and there is no receipt that this build was pushed "
                             f"there{before}; if all of them may go, add --replace; else choose another graph with --graph IRI")
        return push_by_update(plan, there) if store.update is not None else push_by_graphs(plan, there)


def chosen_place(folder: Path, name: str, graph: str | None, default_graph: bool, own: str) -> Place:
    """Return the place in a store that is asked for, else the one of the last push to the store, else the build's own graph."""
    if graph is not None:
        try:
            return Place(name, pyoxigraph.NamedNode(graph).value)
        except ValueError as error:
            raise InputError(f"--graph {graph!r} is no IRI ({error}); give one such as {BASE}graph/news") from error
    if default_graph:
        return Place(name, None)
    known = [place for place in places(folder) if place.store == name]
    return known[-1] if known else Place(name, own)


def adopted(folder: Path, place: Place, store: Store, there: int, elsewhere: Sequence[Place]) -> Receipt | None:
    """Return the receipt of a push to another store where the graph holds that and nothing else: it is one store with two names.

    It stands for the name given now and no more for the other, else a later push by that would take it to be as it was.
    """
    for other in reversed(elsewhere):
        receipt = read_receipt(folder, other)
        if receipt and receipt.settled and len(receipt.lines) == there and not store.lacking(place.graph, receipt.lines):
            return move_receipt(folder, receipt, place)
    return None


def push_by_update(plan: Plan, there: int) -> Pushed:
    """Push by SPARQL Update: the difference goes to graphs beside the graph, then over in one request. `there` is how many triples the
    graph holds."""
    replace = plan.replace and there > 0
    arriving, leaving = (plan.lines, []) if replace or not there else difference(plan, there)
    sent, removed = len(arriving), there if replace else len(leaving)
    staged: tuple[str, ...] = plan.receipt.staged if plan.receipt else ()
    brought = set(arriving)
    for last in (False, True):
        if arriving or leaving or replace:
            beside = digest(plan.place.graph, arriving, leaving)
            before, staged = staged, (f"{plan.own}/arriving-{beside}", f"{plan.own}/leaving-{beside}")
            for left in sorted(set(before) - set(staged)):
                plan.store.run(f"DROP SILENT GRAPH <{left}>")
            plan.note(staged, arriving)
            stage(plan, staged[0], arriving)
            stage(plan, staged[1], leaving)
            move(plan, staged, replace)
            replace = False
        try:
            arriving = plan.lacking(plan.lines)
            absent = set(plan.store.lacking(plan.place.graph, leaving))
        except PushError as error:
            raise PushError(f"{error}; all was sent, but not checked. The same command checks it") from error
        leaving = [line for line in leaving if line not in absent]
        brought.update(arriving)
        if not arriving and not leaving:
            return settled(plan, sent, removed, brought)
        if last:
            raise PushError(differs(plan, plan.target, arriving, leaving))
    raise AssertionError("the last round returns or raises")


def difference(plan: Plan, there: int) -> tuple[list[str], list[str]]:
    """Return which lines the graph lacks, and which of an earlier push it should no longer hold.

    The lines of a push that was seen to arrive are taken to be there, unless the graph holds fewer triples than it brought.
    """
    ours, wanted = set(plan.ours), set(plan.lines)
    trusted = plan.receipt is not None and plan.receipt.settled and there >= len(ours)
    arriving = plan.lacking([line for line in plan.lines if line not in ours] if trusted else plan.lines)
    return arriving, [line for line in plan.ours if line not in wanted]


def stage(plan: Plan, graph: str, lines: Sequence[str]) -> None:
    """Bring lines to a graph beside the graph, and see that they are there; chunks that an earlier attempt brought are not sent again."""
    store, done = plan.store, 0
    begun = bool(lines) and store.count(graph) > 0
    for chunk in store.chunks(lines):
        try:
            if not begun or store.lacking(graph, chunk):
                store.insert(graph, chunk)
        except PushError as error:
            raise PushError(f"{error}; {arrived(done, lines, chunk)}. They wait in <{graph}>, and {plan.target} is as it was; the same "
                            "command goes on from here") from error
        done += len(chunk)
        plan.progress("sending", done, len(lines))
    if altered := store.lacking(graph, lines):
        raise PushError(f"{differs(plan, f'<{graph}>', altered, [])}; {plan.target} is as it was")


def move(plan: Plan, staged: tuple[str, ...], replace: bool) -> None:
    """Take out of the graph what leaves, add what arrives, and drop the two graphs that held them, in one request."""
    arriving, leaving = staged
    graph = plan.place.graph
    target, pattern = ("DEFAULT", "?s ?p ?o") if graph is None else (f"GRAPH <{graph}>", f"GRAPH <{graph}> {{ ?s ?p ?o }}")
    empty = f"CLEAR SILENT {target}" if replace else f"DELETE {{ {pattern} }} WHERE {{ GRAPH <{leaving}> {{ ?s ?p ?o }} }}"
    try:
        plan.store.run(f"{empty} ; ADD SILENT GRAPH <{arriving}> TO {target} ; DROP SILENT GRAPH <{leaving}> ; "
                       f"DROP SILENT GRAPH <{arriving}>")
    except PushError as error:
        raise PushError(f"{error}; all of it arrived in <{arriving}>, but the store did not confirm that it moved it to {plan.target}. The "
                        "same command goes on from here") from error


def push_by_graphs(plan: Plan, there: int) -> Pushed:
    """Push by the Graph Store Protocol, chunk by chunk into the graph itself, which is written anew where triples are to go."""
    store, graph, wanted = plan.store, plan.place.graph, set(plan.lines)
    arriving = plan.lacking(plan.lines) if there else plan.lines
    absent = set(store.lacking(graph, plan.ours)) if there else set(plan.ours)
    leaving = [line for line in plan.ours if line not in wanted and line not in absent]
    others = there - (len(plan.lines) - len(arriving)) - len(leaving)
    if leaving and others and not plan.replace:
        raise StoreError(f"{plan.target} also holds {count(others, 'triple')} that are not this build's, and by the Graph Store Protocol "
                         "old ones go only with all the rest; use --protocol update, or a graph of its own")
    plan.note((), arriving)
    anew = bool(leaving) or (plan.replace and others > 0)
    lines = plan.lines if anew else arriving
    done = 0
    for chunk in list(store.chunks(lines)) or [[]] * anew:
        try:
            store.write("PUT" if anew and not done else "POST", graph, chunk)
        except PushError as error:
            raise PushError(f"{error}; {arrived(done, lines, chunk)}. They are in {plan.target} already; the same command goes on from "
                            "here") from error
        done += len(chunk)
        plan.progress("sending", done, len(lines))
    if altered := plan.lacking(plan.lines):
        raise PushError(differs(plan, plan.target, altered, []))
    return settled(plan, len(lines), len(leaving) + (others if plan.replace else 0), set(arriving))


def settled(plan: Plan, sent: int, removed: int, brought: set[str]) -> Pushed:
    """Count what is there, and write down which of it is this build's: what this push or an earlier one brought."""
    others = plan.store.count(plan.place.graph) - len(plan.lines)
    if others < 0:
        raise PushError(f"{plan.target} shows every triple that was sent, but counts {-others:,} fewer; the store counts wrongly")
    known = brought.union(plan.ours)
    write_receipt(plan.folder, Receipt(plan.place, True, (), [line for line in plan.lines if line in known]))
    protocol = "SPARQL Update" if plan.store.update is not None else "the Graph Store Protocol"
    return Pushed(plan.place.graph, protocol, len(plan.lines), sent, removed, others)


def arrived(done: int, lines: Sequence[str], failed: Sequence[str]) -> str:
    """Say which lines arrived and which did not, by the subjects that part them."""
    first, last = (line.partition(" ")[0] for line in (failed[0], failed[-1])) if failed else ("nothing", "nothing")
    before = f" (up to {lines[done - 1].partition(' ')[0]})" if done else ""
    rest = len(lines) - done - len(failed)
    return (f"{done:,} of {len(lines):,} triples arrived{before}, {len(failed):,} from {first} to {last} did not"
            + (f", and {rest:,} after them were not sent" if rest else ""))


def differs(plan: Plan, where: str, lacking: Sequence[str], left: Sequence[str]) -> str:
    """Say which triples a graph does not hold as they were sent, and which it still holds."""
    said = []
    if lacking:
        said.append(f"does not hold {len(lacking):,} of {len(plan.lines):,} triples as they were sent, such as {lacking[0].strip()}")
    if left:
        said.append(f"still holds {len(left):,} that were to go, such as {left[0].strip()}")
    return f"{where} {' and '.join(said)}"
