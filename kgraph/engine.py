"""Queries with a time limit: asked of another process (`kgraph.answering`), since one inside pyoxigraph cannot be stopped.

The process loads the triples once and forks for each query, so that a query starts in milliseconds, shares the triples with all
others, and can be ended without anything being loaded again. It needs a system with `fork`: Linux, macOS.
"""
from __future__ import annotations

import os
import subprocess
import sys
import time
import weakref
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from multiprocessing.connection import Client, Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

from kgraph.errors import QueryError, QueryLimitError
from kgraph.export.terms import PREFIXES
from kgraph.sparql import unreadable


class Engine:
    """A process that holds triples under names and answers queries on them, from any thread; it ends with this object, or `close`."""

    def __init__(self) -> None:
        if not hasattr(os, "fork"):
            raise QueryError("a time limit needs a system that can fork (Linux, macOS); ask without one")
        folder = TemporaryDirectory(prefix="kgraph-", ignore_cleanup_errors=True)
        self.address = str(Path(folder.name) / "socket")
        program = [sys.executable, "-P", str(Path(__file__).with_name("answering.py")), self.address]
        self.process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.held: set[str] = set()
        self.holding = Lock()
        self.close = weakref.finalize(self, _end, self.process, folder)
        if self.process.stdout is None or self.process.stdout.readline() != b"ready\n":
            self.close()
            raise QueryError("the process that answers queries does not start; ask without a time limit")

    def ask(self, name: str, triples: Callable[[], Iterable[str]], text: str, seconds: float, *, results: str = "JSON",
            rdf: str = "N_TRIPLES", default: Sequence[str] | None = None, named: Sequence[str] | None = None) -> tuple[str, bytes]:
        """Return the kind of the answer ("rows", "truth" or "triples") and the answer in a format of that name.

        The triples of a name, lines of N-Triples, are asked for once. Raises QueryLimitError for a query that takes longer than the
        seconds, QueryError for one that cannot be read, fails, or takes more memory than one may.
        """
        late = QueryLimitError(f"the query was stopped, as it takes more than {max(round(seconds, 1), 0):g} seconds; ask less of it, "
                               "or raise the time limit")
        if seconds <= 0:
            raise late
        with self.holding:
            if name not in self.held:
                self._hold(name, triples())
        start = time.monotonic()
        with self._connection() as connection:
            connection.send((name, text, results, rdf, PREFIXES, list(default) if default else None, list(named) if named else None,
                             seconds))
            try:
                kind, found = connection.recv(), connection.recv_bytes()
            except (EOFError, OSError):
                if time.monotonic() - start >= seconds:
                    raise late from None
                raise QueryLimitError("the query was stopped, as it takes more memory than there is for one; ask less of it") from None
        if kind == "unreadable":
            raise QueryError(unreadable(found.decode(), text))
        if kind == "failed":
            raise QueryError(f"the query failed: {found.decode()}")
        return kind, found

    def forget(self, name: str) -> None:
        """Ask for the triples of a name anew with the next query on them."""
        with self.holding:
            self.held.discard(name)

    def _hold(self, name: str, triples: Iterable[str]) -> None:
        with self._connection() as connection:
            connection.send(name)
            connection.send_bytes("".join(triples).encode("utf-8"))
            connection.recv()
        self.held.add(name)

    def _connection(self) -> Connection[Any, Any]:
        try:
            return Client(self.address, "AF_UNIX")
        except OSError as error:
            raise QueryError(f"the process that answers queries is gone ({error.strerror}); open the graph anew") from error


def _end(process: subprocess.Popen[bytes], folder: TemporaryDirectory[str]) -> None:
    """End the process as its standard input does; its children end by their limits."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    folder.cleanup()
