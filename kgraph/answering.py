"""A program that holds triples and answers each query in a child of its own, which ends at its time limit whatever it is doing.

`kgraph.engine` starts it and speaks to it. It knows the standard library and pyoxigraph alone, so that it starts in a tenth of a
second and has one thread: it can be forked safely, and a child shares its triples without a copy. Run as `answering.py SOCKET`; it ends
when its standard input does.
"""
from __future__ import annotations

import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, NoReturn

import pyoxigraph

MEMORY = 2 << 30  # bytes that one query may take beside the triples
# What is asked: a query on the triples of a name, with the names of formats for solutions and for triples, prefixes for these, graphs
# that it is to see instead of the default graph, and the seconds that it may take.
Asked = tuple[str, str, str, str, dict[str, str], "list[str] | None", "list[str] | None", float]


def main(address: str) -> None:
    """Listen on a Unix socket until standard input ends."""
    stores: dict[str, pyoxigraph.Store] = {}
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children leave nothing behind
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # as is an end that a whole group of processes is sent
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen(128)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while sys.stdin not in wait([listener, sys.stdin]):  # type: ignore[list-item]
            with Connection(listener.accept()[0].detach()) as caller:
                serve(caller, stores)
    with suppress(OSError):  # the parent does so too, unless it was killed
        Path(address).unlink()
        Path(address).parent.rmdir()


def serve(caller: Connection[Any, Any], stores: dict[str, pyoxigraph.Store]) -> None:
    """Take in the triples of a name, or answer a query in a child."""
    try:
        told = caller.recv()
    except EOFError:
        return
    if isinstance(told, str):
        stores[told] = pyoxigraph.Store()
        stores[told].bulk_load(caller.recv_bytes(), pyoxigraph.RdfFormat.N_TRIPLES)
        caller.send("held")
    elif os.fork() == 0:
        answer(caller, stores[told[0]], told)


def answer(caller: Connection[Any, Any], store: pyoxigraph.Store, asked: Asked) -> NoReturn:
    """Send the kind of the answer ("rows", "truth", "triples" or that of an error) and its bytes, then end."""
    _, text, results, rdf, prefixes, default, named, seconds = asked
    signal.setitimer(signal.ITIMER_REAL, seconds)  # whose signal ends the process
    now = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (min(now + MEMORY, hard) if hard != resource.RLIM_INFINITY else now + MEMORY, hard))
    try:
        kind, found = _answered(store.query(text, default_graph=_nodes(default), named_graphs=_nodes(named)), results, rdf,
                                prefixes)
    except SyntaxError as error:
        kind, found = "unreadable", str(error).encode()
    except (OSError, RuntimeError, ValueError) as error:
        kind, found = "failed", str(error).encode()
    caller.send(kind)
    caller.send_bytes(found)
    os._exit(0)


def _answered(found: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples, results: str,
              rdf: str, prefixes: dict[str, str]) -> tuple[str, bytes]:
    if isinstance(found, pyoxigraph.QueryTriples):
        triples = sorted(found, key=str)
        return "triples", pyoxigraph.serialize(triples, format=getattr(pyoxigraph.RdfFormat, rdf), prefixes=prefixes) or b""
    kind = "truth" if isinstance(found, pyoxigraph.QueryBoolean) else "rows"
    return kind, found.serialize(format=getattr(pyoxigraph.QueryResultsFormat, results)) or b""


def _nodes(names: list[str] | None) -> list[Any] | None:
    return None if names is None else [pyoxigraph.NamedNode(name) for name in names]


if __name__ == "__main__":
    main(sys.argv[1])
