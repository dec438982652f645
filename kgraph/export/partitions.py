"""A build as Parquet partitions: every table in several files, each with whole stories, written story by story.

A story goes into the file that the hash of its id names, so a file changes only with its stories. An entity of several stories has
a row in each file that holds one of them.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from kgraph.errors import WriteError
from kgraph.export.tables import TABLES, parquet_writer
from kgraph.model import digest
from kgraph.store import read_graph, read_stories, replacing


def write_partitions(folder: Path, output: Path, parts: int) -> None:
    """Write all tables of the build in a folder, in so many files each: output/TABLE/part-000.parquet …; other parts there are removed,
    and files that would not change stay as they are.

    Raises StoreError where there is no build, InputError where pyarrow is not installed, WriteError where a file cannot be written.
    """
    stories = [story.id for story in read_stories(folder)]
    names = [f"part-{n:03}.parquet" for n in range(parts)]
    for n, name in enumerate(names):
        with ExitStack() as stack:
            writers = []
            for table, of in TABLES.items():
                place = output / table
                try:
                    place.mkdir(parents=True, exist_ok=True)
                except OSError as error:
                    raise WriteError(f"{place}: cannot be made ({error.strerror or error}); choose another folder for -o") from error
                writers.append(stack.enter_context(parquet_writer(of, stack.enter_context(replacing(place / name, keep_same=True)))))
            for id_ in (id_ for id_ in stories if part_of(id_, parts) == n):
                graph = read_graph(folder, id_)
                for write in writers:
                    write(graph)
    for table in TABLES:
        for left in (output / table).glob("part-*.parquet"):
            if left.name not in names:
                left.unlink()


def part_of(story: str, parts: int) -> int:
    """The number of the part that a story is in, from 0."""
    return int(digest(story), 16) % parts
