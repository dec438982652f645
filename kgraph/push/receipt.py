"""What pushes of a build put where: one file a place, beside the build, in N-Triples behind a first line that says which place.

Its triples are all that the build may have there, so what a later push no longer holds can be taken out again and nothing else
is touched. Before anything is sent the file holds the old triples and the new ones; once the store was seen to hold the new
ones, it holds these alone and is settled.
"""
from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from kgraph.errors import StoreError, WriteError
from kgraph.model import digest

FOLDER = "pushes"
LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a push goes: a store by its name (`stores.store_name`), and a named graph, or None for the default graph."""

    store: str
    graph: str | None

    def file(self, folder: Path) -> Path:
        return folder / FOLDER / f"{digest(self.store, self.graph)}.nt.gz"


@dataclass(frozen=True, slots=True)
class Receipt:
    """`lines` of N-Triples are what lies at the place, or may where it is not `settled`; `staged` are graphs that a push that was cut
    off may have left."""

    place: Place
    settled: bool
    staged: tuple[str, ...]
    lines: list[str]


def read_receipt(folder: Path, place: Place) -> Receipt | None:
    """Return what earlier pushes of a build left at a place; None where there was none. Raises StoreError for a damaged receipt."""
    path = place.file(folder)
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
            head = json.loads(file.readline().removeprefix("# "))
            return Receipt(place, head["settled"], tuple(head["staged"]), list(file))
    except FileNotFoundError:
        return None
    except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error) as error:
        raise StoreError(f"{path}: cannot be read ({error}), so it is unknown what earlier pushes left; restore a copy of it, or delete "
                         "it and push with --replace") from error


def write_receipt(folder: Path, receipt: Receipt) -> None:
    """Write a receipt, under its name only once it is whole and on disk. Raises WriteError where that fails."""
    path = receipt.place.file(folder)
    working = path.with_suffix(".part")
    number = max((number for number, _ in _places(folder)), default=0) + 1  # the last push has the highest
    head = json.dumps({"place": asdict(receipt.place), "number": number, "settled": receipt.settled, "staged": receipt.staged})
    try:
        try:
            with open(working, "wb") as file:
                with gzip.GzipFile("", "wb", 3, file, mtime=0) as packed:
                    packed.write(f"# {head}\n".encode())
                    packed.writelines(line.encode() for line in receipt.lines)
                file.flush()
                os.fsync(file.fileno())
            os.replace(working, path)
        finally:
            working.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(f"{path}: the receipt of the push cannot be written ({error.strerror or error}); free some space, or see that "
                         "you may write there") from error


def places(folder: Path) -> list[Place]:
    """Where the build was pushed to, the last push last."""
    return [place for _, place in sorted(_places(folder), key=lambda found: found[0])]


def _places(folder: Path) -> Iterator[tuple[int, Place]]:
    for path in sorted((folder / FOLDER).glob("*.nt.gz")):
        try:
            with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
                head = json.loads(file.readline().removeprefix("# "))
            yield head.get("number", 0), Place(**head["place"])
        except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error):
            continue  # read_receipt says so where it matters


def move_receipt(folder: Path, receipt: Receipt, place: Place) -> Receipt:
    """Say that what a receipt tells lies at another place, since its store has two names. Raises WriteError where that fails."""
    moved = replace(receipt, place=place)
    write_receipt(folder, moved)
    receipt.place.file(folder).unlink(missing_ok=True)
    return moved


@contextmanager
def only_push(folder: Path) -> Iterator[None]:
    """See that no other push of the build runs meanwhile. Raises StoreError where one does, WriteError where no receipt can be kept."""
    lock = FileLock(folder / FOLDER / LOCK)
    try:
        (folder / FOLDER).mkdir(exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise StoreError(f"{folder} is being pushed by another process; wait until it has finished") from error
    except OSError as error:
        raise WriteError(f"{folder / FOLDER}: cannot be written to ({error.strerror or error}), and a push keeps its receipts "
                         "there") from error
    try:
        yield
    finally:
        lock.release()


def merged(*groups: Iterable[str]) -> list[str]:
    """All lines, each once, in code point order."""
    return sorted({line for group in groups for line in group})
