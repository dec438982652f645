"""The store of record: one SQLite file that keeps every input, every revision of every article, and the graph made of them."""

from kgraph.store.database import STORE, check_folder, connect, holder, writer
from kgraph.store.files import UNFINISHED, replacing, write_files, write_text
from kgraph.store.graphs import read_around, read_graph, read_outline, read_places, read_shared_entities, read_stories, save, state
from kgraph.store.ledger import mark_written

__all__ = [
    "STORE",
    "UNFINISHED",
    "check_folder",
    "connect",
    "holder",
    "mark_written",
    "read_around",
    "read_graph",
    "read_outline",
    "read_places",
    "read_shared_entities",
    "read_stories",
    "replacing",
    "save",
    "state",
    "write_files",
    "write_text",
    "writer",
]
