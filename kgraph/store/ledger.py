"""What became of every input: done, duplicate or quarantined, with its bytes, its texts and its revisions.

An input is pending while its article is stored but not read yet; a build that was stopped goes on from there.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from kgraph.fingerprint import show_version
from kgraph.ingest.manifest import Listing
from kgraph.model import Document, Problem, digest
from kgraph.store.database import put, transaction
from kgraph.store.pack import from_plain, packed

PENDING, DONE, DUPLICATE, QUARANTINED = "pending", "done", "duplicate", "quarantined"


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One line of the ledger; `n` is 0 for a new one.

    `location` is where it came from (a path, an address, a row of a table), `form` what its bytes are ("text", "page"),
    `of` the input that a duplicate repeats, `stage` where it was set aside ("read", "annotate"), `version` what it was read
    with, `seen` when, as an ISO time in UTC.
    """

    n: int = 0
    name: str
    location: str
    form: str
    sha256: str | None
    state: str
    reason: str | None = None
    message: str | None = None
    of: str | None = None
    listing: str
    attempts: int = 0
    stage: str = "read"
    version: str
    seen: str = field(default_factory=lambda: now())


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of an article: its document, what it was extracted with (None before that), and when it came."""

    n: int
    number: int
    document: Document
    version: str | None
    added: str


FIELDS = tuple(Input.__dataclass_fields__)  # as the table has them, `n` first


def inputs(db: sqlite3.Connection, where: str = "1", values: Iterable[object] = ()) -> list[Input]:
    """The ledger's lines by name; `where` is a condition of this module's callers, never of a user's."""
    rows = db.execute(f"SELECT {', '.join(FIELDS)} FROM inputs WHERE {where} ORDER BY name", tuple(values))
    return [Input(**dict(zip(FIELDS, row, strict=True))) for row in rows]


def record(db: sqlite3.Connection, entry: Input) -> int:
    """Write a line of the ledger, new where its number is 0; return its number."""
    values = [getattr(entry, name) for name in FIELDS[1:]]
    if entry.n:
        assigned = ", ".join(f"{name} = ?" for name in FIELDS[1:])
        db.execute(f"UPDATE inputs SET {assigned} WHERE n = ?", (*values, entry.n))
        return entry.n
    cursor = db.execute(f"INSERT INTO inputs VALUES (NULL{', ?' * len(values)})", values)
    return int(cursor.lastrowid or 0)


def problems(db: sqlite3.Connection, names: Collection[str] | None = None) -> tuple[Problem, ...]:
    """The inputs that were set aside, all or those of some names and their copies, and what the manifests had wrong.

    What came from the web is told of by its address.
    """
    aside = db.execute("SELECT name, location, of, message FROM inputs WHERE state IN ('duplicate', 'quarantined')").fetchall()
    found = {
        Problem(place if place.startswith(("http:", "https:")) else name, message)
        for name, place, of, message in aside
        if names is None or name in names or of in names
    }
    found |= {Problem(*row) for row in db.execute("SELECT file, message FROM notices")}
    return tuple(sorted(found, key=lambda p: (p.file, p.message)))


# --- bytes, texts, revisions -------------------------------------------------------------------------------------------


def hash_of(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def keep_bytes(db: sqlite3.Connection, raw: bytes) -> str:
    """Keep an input's bytes, compressed, under their hash, and return the hash."""
    sha256 = hash_of(raw)
    db.execute("INSERT INTO contents VALUES (NULL, ?, ?) ON CONFLICT DO NOTHING", (sha256, zlib.compress(raw, 6)))
    return sha256


def bytes_of(db: sqlite3.Connection, sha256: str | None) -> bytes | None:
    row = db.execute("SELECT content FROM contents WHERE sha256 = ?", (sha256,)).fetchone()
    return zlib.decompress(row[0]) if row else None


def keep_text(db: sqlite3.Connection, sha256: str, text: str) -> int:
    db.execute("INSERT INTO texts VALUES (NULL, ?, ?) ON CONFLICT DO NOTHING", (sha256, text))
    return int(db.execute("SELECT n FROM texts WHERE sha256 = ?", (sha256,)).fetchone()[0])


def latest(db: sqlite3.Connection, input_: int) -> Revision | None:
    """An article's newest revision."""
    row = db.execute(
        "SELECT r.n, r.number, t.content, r.payload, r.version, r.added FROM revisions r JOIN texts t ON t.n = r.text "
        "WHERE r.input = ? ORDER BY r.number DESC LIMIT 1",
        (input_,),
    ).fetchone()
    if row is None:
        return None
    n, number, text, payload, version, added = row
    return Revision(n, number, document_of(text, payload), version, added)


def outlet_of(db: sqlite3.Connection, input_: int) -> str | None:
    """The outlet of an article's newest revision; None where that names none, or where there is no revision."""
    row = db.execute("SELECT outlet FROM revisions WHERE input = ? ORDER BY number DESC LIMIT 1", (input_,)).fetchone()
    return row[0] if row else None


def document_of(text: str, payload: str) -> Document:
    plain: dict[str, Any] = json.loads(payload)
    return from_plain(Document, plain, text=text)


def keep_revision(db: sqlite3.Connection, input_: int, document: Document) -> None:
    """Store a document as its input's newest revision, to be read.

    One that says nothing new of the article (other labels of lines, another reading of a date) takes the place of the last.
    """
    last = latest(db, input_)
    if last is not None and same_state(last.document, document):
        if last.document != replace(document, sentences=last.document.sentences, silent=last.document.silent):
            db.execute(
                "UPDATE revisions SET title = ?, payload = ?, version = NULL WHERE n = ?",
                (document.title, packed(document, leave_out="text"), last.n),
            )
        return
    _new_revision(db, input_, last.number + 1 if last else 1, document)


def _new_revision(db: sqlite3.Connection, input_: int, number: int, document: Document) -> None:
    day = document.published and document.published.isoformat()
    db.execute(
        "INSERT INTO revisions VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, ?)",
        (
            input_,
            number,
            keep_text(db, document.sha256, document.text),
            document.outlet,
            day,
            document.title,
            packed(document, leave_out="text"),
            now(),
        ),
    )


def same_state(one: Document, other: Document) -> bool:
    """Whether two documents are one state of an article: the same words, and the same said about them."""
    return all(getattr(one, name) == getattr(other, name) for name in ("text", "outlet", "published", "url", "authors"))


def keep_article(db: sqlite3.Connection, name: str, text: str, payload: Mapping[str, Any]) -> None:
    """Store an article of which only the text is known, as done and still to be read."""
    raw = text.encode("utf-8", "surrogatepass")
    document = from_plain(Document, payload, text=text)
    listing = Listing(document.outlet, document.published, document.url, authors=document.authors, given=True, origin="store")
    entry = Input(name=name, location="", form="text", sha256=keep_bytes(db, raw), state=PENDING, listing=packed(listing), version="")
    _new_revision(db, record(db, entry), 1, document)


def sweep(db: sqlite3.Connection) -> None:
    """Drop texts and bytes that no revision, document or input refers to."""
    db.execute("DELETE FROM texts WHERE n NOT IN (SELECT text FROM revisions UNION SELECT text FROM documents)")
    db.execute("DELETE FROM contents WHERE sha256 NOT IN (SELECT sha256 FROM inputs WHERE sha256 IS NOT NULL)")


def state_of(db: sqlite3.Connection) -> str:
    """A digest of all that the files of a build are made of."""
    stories = map(list, db.execute("SELECT id, state FROM stories ORDER BY id"))
    return digest(show_version(), *stories, *((p.file, p.message) for p in problems(db)))


def mark_written(db: sqlite3.Connection) -> None:
    """Note that the files beside the store show it as it is; for whoever holds the store from reading it to writing them."""
    with transaction(db):
        put(db, "files", state_of(db))
