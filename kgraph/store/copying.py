"""Stories of one store -> another: the rows as they are, their numbers moved up."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping

from kgraph.store.ledger import keep_text

REFERENCES: Mapping[str, Mapping[int, str]] = {  # the tables of stories, in the order of writing, and which columns number which rows
    "stories": {},
    "documents": {1: "stories", 7: "texts"},
    "entities": {1: "stories"},
    "mentions": {1: "entities", 2: "documents"},
    "claims": {1: "stories", 2: "documents"},
    "facts": {1: "stories"},
    "supports": {1: "facts", 2: "claims"},
    "differences": {1: "stories"},
    "variants": {1: "differences"},
    "utterances": {1: "stories"},
}


def copy_stories(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy all stories of a store into one that holds none of them, in a transaction of the caller's."""
    texts = {n: keep_text(target, sha256, content) for n, sha256, content in source.execute("SELECT n, sha256, content FROM texts")}
    new: dict[str, Callable[[int], int]] = {"texts": texts.__getitem__}
    for table in REFERENCES:
        new[table] = target.execute(f"SELECT coalesce(max(n), 0) FROM {table}").fetchone()[0].__add__
    for table, references in REFERENCES.items():
        renumbered = {0: new[table], **{column: new[other] for column, other in references.items()}}
        columns = len(source.execute(f"PRAGMA table_info({table})").fetchall())
        rows = ([renumbered[at](cell) if at in renumbered else cell for at, cell in enumerate(row)]
                for row in source.execute(f"SELECT * FROM {table} ORDER BY n"))
        target.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})", rows)
