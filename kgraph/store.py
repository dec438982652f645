"""ClaimGraph <-> build folder: kgraph.sqlite is the store of record, the other files are rendered from the graph.

A build is written into a folder of its own inside the target and moved file by file, the store last: under a final
name there is never half a file, and the same graph gives the same bytes.
"""
from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from kgraph.errors import KgraphError, SpanError, StoreError
from kgraph.model import Claim, ClaimGraph, Difference, Document, Entity, Fact, Mention, Problem, Variant

STORE = "kgraph.sqlite"
APPLICATION = 0x6B677266  # "kgrf", in the header of the file
VERSION = 2
UNFINISHED = ".unfinished-"
ABANDONED = 3600.0  # seconds after which the working folder of a killed build is removed by the next

SCHEMA = """
CREATE TABLE documents (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, outlet TEXT, published TEXT, url TEXT, title TEXT NOT NULL,
                        sha256 TEXT NOT NULL, text TEXT NOT NULL, payload TEXT NOT NULL);
CREATE TABLE entities (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, label TEXT NOT NULL, type TEXT, payload TEXT NOT NULL);
CREATE TABLE mentions (n INTEGER PRIMARY KEY, entity TEXT NOT NULL REFERENCES entities (id), document TEXT NOT NULL,
                       start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL,
                       score REAL NOT NULL);
CREATE TABLE claims (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document TEXT NOT NULL, outlet TEXT NOT NULL, subject TEXT NOT NULL,
                     relation TEXT NOT NULL, object TEXT, polarity TEXT NOT NULL, modality TEXT NOT NULL, attributed_to TEXT,
                     start INTEGER NOT NULL, "end" INTEGER NOT NULL, quote TEXT NOT NULL, payload TEXT NOT NULL);
CREATE TABLE facts (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, outlets INTEGER NOT NULL, origins INTEGER NOT NULL);
CREATE TABLE supports (n INTEGER PRIMARY KEY, fact TEXT NOT NULL REFERENCES facts (id), claim TEXT NOT NULL REFERENCES claims (id));
CREATE TABLE differences (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, relation TEXT NOT NULL,
                          about TEXT NOT NULL, narrower TEXT, payload TEXT NOT NULL);
CREATE TABLE variants (n INTEGER PRIMARY KEY, difference TEXT NOT NULL REFERENCES differences (id), value TEXT NOT NULL,
                       payload TEXT NOT NULL);
CREATE TABLE problems (n INTEGER PRIMARY KEY, file TEXT NOT NULL, message TEXT NOT NULL);
CREATE INDEX supports_claim ON supports (claim);
CREATE INDEX mentions_entity ON mentions (entity);
CREATE INDEX claims_document ON claims (document);
"""
Row = tuple[Any, ...]
T = TypeVar("T")


def check_folder(folder: Path) -> None:
    """See that a build may be written to the folder, before any work is done. Raises StoreError where it may not."""
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder}: is a file, and a build needs a folder; choose another name for -o")
    store = folder / STORE
    if store.exists():
        with closing(connect(store)):
            pass
    existing = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise StoreError(f"{folder}: cannot be written to ({existing} does not allow it); choose another folder for -o")


def write_build(folder: Path, graph: ClaimGraph, rendered: Mapping[str, Iterable[str]]) -> None:
    """Write the store and the rendered files (name to pieces of text) to the folder, all or none of them half.

    Raises SpanError for a claim whose quote is not its document's text, StoreError where the folder cannot be written.
    """
    check_graph(graph)
    check_folder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_abandoned(folder)
        working = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
        try:
            for name, pieces in rendered.items():
                with open(working / name, "w", encoding="utf-8", newline="\n") as file:
                    file.writelines(pieces)
                    file.flush()
                    os.fsync(file.fileno())
            write_store(working / STORE, graph)
            for name in (*rendered, STORE):
                os.replace(working / name, folder / name)
        finally:
            shutil.rmtree(working, ignore_errors=True)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{folder}: the build could not be written ({error}); an earlier build there is as it was or "
                         "whole files of it were replaced. Free some space or choose another folder, and build again") from error


def write_text(path: Path, pieces: Iterable[str]) -> None:
    """Write one file as UTF-8, under its final name only once it is whole. Raises StoreError where that fails."""
    working = path.with_name(f"{UNFINISHED}{os.getpid()}-{path.name}")
    try:
        try:
            with open(working, "w", encoding="utf-8", newline="\n") as file:
                file.writelines(pieces)
            os.replace(working, path)
        finally:
            working.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror or error}); choose another file for -o") from error


def check_graph(graph: ClaimGraph) -> None:
    """See that every quote is its document's text at its span, and every claim of a fact one of the graph's."""
    for claim in graph.claims:
        e = claim.evidence
        document = graph.document_by_id.get(e.document)
        if document is None or document.text[e.start:e.end] != e.quote:
            raise SpanError(f"{e.document}: claim {claim.id} quotes {e.quote!r} at [{e.start}, {e.end}), which is not what stands there")
    for fact in graph.facts:
        for claim in fact.claims:
            if graph.claim_by_id.get(claim.id) != claim:
                raise StoreError(f"fact {fact.id} rests on claim {claim.id}, which the graph does not hold in this form")


def remove_abandoned(folder: Path) -> None:
    """Remove the working folders that killed builds left long ago."""
    for left in folder.glob(UNFINISHED + "*"):
        if left.is_dir() and time.time() - left.stat().st_mtime > ABANDONED:
            shutil.rmtree(left, ignore_errors=True)


def write_store(path: Path, graph: ClaimGraph) -> None:
    """Write the graph to a new SQLite file; the same graph gives the same bytes."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA page_size = 4096")
        db.execute("PRAGMA journal_mode = OFF")  # nobody reads the file before it is moved to its name
        db.execute("BEGIN")
        for line in SCHEMA.split(";"):
            db.execute(line)
        for table, rows in tables(graph):
            first = next(rows, None)
            if first is not None:
                insert = f"INSERT INTO {table} VALUES (NULL{', ?' * len(first)})"
                db.execute(insert, first)
                db.executemany(insert, rows)
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")


def tables(graph: ClaimGraph) -> Iterator[tuple[str, Iterator[Row]]]:
    """Name every table with its rows, in the graph's own order."""
    yield "documents", ((d.id, d.outlet, d.published and d.published.isoformat(), d.url, d.title, d.sha256, d.text,
                         packed(d, leave_out="text")) for d in graph.documents)
    yield "entities", ((e.id, e.label, e.type, packed(e, leave_out="mentions")) for e in graph.entities)
    yield "mentions", ((e.id, m.document, m.start, m.end, m.text, m.kind.value, m.reason, m.score)
                       for e in graph.entities for m in e.mentions)
    yield "claims", ((c.id, c.evidence.document, c.evidence.outlet, c.subject.label, c.relation.label, c.object and c.object.label,
                      c.polarity.value, c.modality.value, c.attributed_to and c.attributed_to.label, c.evidence.start, c.evidence.end,
                      c.evidence.quote, packed(c)) for c in graph.claims)
    yield "facts", ((f.id, len(f.outlets), len(f.origins)) for f in graph.facts)
    yield "supports", ((f.id, c.id) for f in graph.facts for c in f.claims)
    yield "differences", ((d.id, d.kind.value, d.relation.value, d.about, d.narrower, packed(d, leave_out="variants"))
                          for d in graph.differences)
    yield "variants", ((d.id, v.value, packed(v)) for d in graph.differences for v in d.variants)
    yield "problems", ((p.file, p.message) for p in graph.problems)


def read_graph(folder: Path) -> ClaimGraph:
    """Read the graph of a build, equal to the one that was written.

    Raises StoreError where there is no build, or one that this version cannot read.
    """
    path = folder if folder.is_file() else folder / STORE
    with closing(connect(path)) as db:
        try:
            return graph_of(db)
        except (sqlite3.Error, ValueError, KeyError, TypeError, KgraphError) as error:
            raise StoreError(f"{path}: is damaged ({error}); build it again with: kgraph build SOURCES -o {folder}") from error


def connect(path: Path) -> sqlite3.Connection:
    """Open a store for reading. Raises StoreError for anything that is no store of ours."""
    if not path.is_file():
        raise StoreError(f"{path}: there is no build; make one with: kgraph build SOURCES -o {path.parent}")
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        application, version = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    except sqlite3.Error as error:
        raise StoreError(f"{path}: is no kgraph store ({error}); give the folder that kgraph build wrote") from error
    if application == APPLICATION and version == VERSION:
        return db
    db.close()
    if application != APPLICATION:
        raise StoreError(f"{path}: is no kgraph store but another kind of file; give the folder that kgraph build wrote")
    raise StoreError(f"{path}: is a store of version {version}, and this kgraph reads version {VERSION}; "
                     + ("update kgraph" if version > VERSION else "build it again from its articles"))


def graph_of(db: sqlite3.Connection) -> ClaimGraph:
    mentions: dict[str, list[Mention]] = defaultdict(list)
    for entity, *values in db.execute('SELECT entity, document, start, "end", text, kind, reason, score FROM mentions ORDER BY n'):
        mentions[entity].append(from_plain(Mention, dict(zip(Mention.__dataclass_fields__, values, strict=True))))
    claims = {id_: unpacked(Claim, payload) for id_, payload in db.execute("SELECT id, payload FROM claims ORDER BY n")}
    members: dict[str, list[Claim]] = defaultdict(list)
    for fact, claim in db.execute("SELECT fact, claim FROM supports ORDER BY n"):
        members[fact].append(claims[claim])
    variants: dict[str, list[Variant]] = defaultdict(list)
    for difference, payload in db.execute("SELECT difference, payload FROM variants ORDER BY n"):
        variants[difference].append(unpacked(Variant, payload))
    return ClaimGraph(
        tuple(unpacked(Document, payload, text=text) for text, payload in db.execute("SELECT text, payload FROM documents ORDER BY n")),
        tuple(unpacked(Entity, payload, mentions=tuple(mentions[id_]))
              for id_, payload in db.execute("SELECT id, payload FROM entities ORDER BY n")),
        tuple(claims.values()),
        tuple(Fact(id_, tuple(members[id_])) for id_, in db.execute("SELECT id FROM facts ORDER BY n")),
        tuple(unpacked(Difference, payload, variants=tuple(variants[id_]))
              for id_, payload in db.execute("SELECT id, payload FROM differences ORDER BY n")),
        tuple(Problem(*row) for row in db.execute("SELECT file, message FROM problems ORDER BY n")))


# --- dataclasses as JSON ---------------------------------------------------------------------------------------------


def packed(value: Any, leave_out: str | None = None) -> str:
    """Return a dataclass as JSON, without one field that has a column or table of its own."""
    plain = {name: field for name, field in asdict(value).items() if name != leave_out}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=date.isoformat)


def unpacked(kind: type[T], payload: str, **more: Any) -> T:
    return from_plain(kind, json.loads(payload), **more)


def from_plain(kind: type[T], plain: Mapping[str, Any], **more: Any) -> T:
    """Make a dataclass of what JSON holds of it; `more` are fields that are made already."""
    hints: dict[str, Any] = hints_of(cast(Hashable, kind))
    made = {name: more[name] if name in more else typed(hint, plain[name]) for name, hint in hints.items()}
    return kind(**made)


@lru_cache
def hints_of(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def typed(hint: Any, value: Any) -> Any:
    """Return a value of JSON as its type in the model: tuples, enums, dates and dataclasses are text, lists and objects there."""
    if value is None or hint in (str, int, float, bool):
        return value
    if isinstance(hint, UnionType):
        return typed(next(h for h in get_args(hint) if h is not NoneType), value)
    if get_origin(hint) is tuple:
        inside = get_args(hint)
        if inside[-1] is Ellipsis:
            return tuple(typed(inside[0], v) for v in value)
        return tuple(typed(h, v) for h, v in zip(inside, value, strict=True))
    if is_dataclass(hint):
        return from_plain(hint, value)  # type: ignore[arg-type]
    return date.fromisoformat(value) if hint is date else hint(value)
