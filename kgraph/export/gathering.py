"""The stories of a build, one by one -> the rows and the RDF of all of them in order: put on disk and sorted there by SQLite, so that
memory holds one story, whatever their number.

What two stories share (an entity, an outlet, a phrase) is one node, whose lines are those that each story has for it, and an entity of
several stories has one label, type and names in all of them.
"""
from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory

from kgraph.export.describe import Node, Profile, describe
from kgraph.export.rows import Row, claim_rows, difference_rows, document_rows, entity_rows, fact_rows, utterance_rows
from kgraph.model import ClaimGraph, Entity
from kgraph.store import UNFINISHED, read_graph, read_shared_entities, read_stories

Order = Callable[[Row], str]
ROWS: dict[str, tuple[Callable[[ClaimGraph], Iterator[Row]], Order]] = {  # the files of rows, and by what they are in order beside stories
    "documents": (document_rows, itemgetter("id")), "claims": (claim_rows, itemgetter("document")), "facts": (fact_rows, itemgetter("id")),
    "entities": (entity_rows, itemgetter("id")), "differences": (difference_rows, lambda row: ""),
    "utterances": (utterance_rows, itemgetter("id"))}
NODES = "nodes"


class Gathered:
    """What was put on disk of stories so far."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._shared: dict[str, Entity] = {}
        for table in (*ROWS, NODES):
            db.execute(f"CREATE TABLE {table} (key TEXT NOT NULL, text TEXT NOT NULL)")

    def share(self, graph: ClaimGraph) -> None:
        """Take in, before the stories, the whole of an entity that several of them name."""
        (entity,) = graph.entities
        self._shared[entity.id] = replace(entity, mentions=(), links=())
        self._put("entities", graph)

    def add_rows(self, graph: ClaimGraph) -> None:
        """Take in the rows of a story."""
        for table in ROWS:
            own = tuple(e for e in graph.entities if e.id not in self._shared)
            self._put(table, replace(graph, entities=own) if table == "entities" else graph)

    def add_nodes(self, graph: ClaimGraph, profile: Profile) -> None:
        """Take in the RDF of a story. Raises InputError for a base that no IRI can start with."""
        nodes = describe(replace(graph, entities=tuple(map(self._as_everywhere, graph.entities))), profile)
        self._db.executemany(f"INSERT INTO {NODES} VALUES (?, ?)", ((subject, "\n".join(lines)) for subject, lines in nodes))

    def rows(self, table: str) -> Iterator[str]:
        """Yield the lines of one of ROWS."""
        for (line,) in self._db.execute(f"SELECT text FROM {table} ORDER BY key, rowid"):
            yield line

    def nodes(self) -> Iterator[Node]:
        """Yield the nodes of all stories as `describe` yields those of one graph."""
        found = self._db.execute(f"SELECT key, text FROM {NODES} ORDER BY key")
        for subject, same in groupby(found, itemgetter(0)):
            parts = [lines.split("\n") for _, lines in same]
            yield subject, parts[0] if len(parts) == 1 else sorted({line for lines in parts for line in lines})

    def _put(self, table: str, graph: ClaimGraph) -> None:
        rows, key = ROWS[table]
        lines = ((key(row), json.dumps(row, ensure_ascii=False) + "\n") for row in rows(graph))
        self._db.executemany(f"INSERT INTO {table} VALUES (?, ?)", lines)

    def _as_everywhere(self, entity: Entity) -> Entity:
        shared = self._shared.get(entity.id)
        if shared is None:
            return entity
        stands_for = shared.stands_for if shared.stands_for == entity.stands_for else None  # what it may be is known in some stories alone
        return replace(shared, mentions=entity.mentions, links=entity.links, stands_for=stands_for)


@contextmanager
def gathering(store: Path, place: Path | None = None) -> Iterator[Gathered]:
    """Give what the stories of a store are gathered in, the entities that several of them name taken in already.

    It lies in the folder `place`, or where temporary files lie, and takes about as much room as what is written of it.
    """
    with (TemporaryDirectory(prefix=UNFINISHED, dir=place) as working,
          closing(sqlite3.connect(Path(working) / "rows", isolation_level=None)) as db):
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("BEGIN")
        gathered = Gathered(db)
        for graph in read_shared_entities(store):
            gathered.share(graph)
        yield gathered


def nodes_in(folder: Path, profile: Profile) -> Iterator[Node]:
    """Yield the nodes of a build as `describe` yields those of its whole graph. Raises StoreError where there is no build."""
    with gathering(folder) as gathered:
        for story in read_stories(folder):
            gathered.add_nodes(read_graph(folder, story.id), profile)
        yield from gathered.nodes()
