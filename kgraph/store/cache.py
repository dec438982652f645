"""`annotations.sqlite`: what the pipeline made of each text, so that a changed rule needs no parsing anew.

It may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection
from pathlib import Path

from kgraph.store.database import CACHE

TABLE = (
    "annotations (text TEXT NOT NULL, pipeline TEXT NOT NULL, sha256 TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (text, pipeline))"
)
APPLICATION = 0x6B676361  # "kgca", in the header of the file


def open_cache(folder: Path) -> sqlite3.Connection:
    """Open the cache beside a store; one that is damaged is made anew, and a file of somebody else is left alone, with nothing cached."""
    path = folder / CACHE
    for attempt in (1, 2):
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            (application,) = db.execute("PRAGMA application_id").fetchone()
            if application not in (0, APPLICATION) or not application and db.execute("SELECT 1 FROM sqlite_master").fetchone():
                break
            db.execute("PRAGMA synchronous = OFF")
            db.execute(f"CREATE TABLE IF NOT EXISTS {TABLE}")
            db.execute(f"PRAGMA application_id = {APPLICATION}")
            return db
        except sqlite3.DatabaseError:
            db.close()
            ours = path.read_bytes()[68:72] == APPLICATION.to_bytes(4, "big")
            if attempt == 2 or not ours:
                break
            path.unlink()
    return _nowhere()


def _nowhere() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    db.execute(f"CREATE TABLE {TABLE}")
    return db


def parsed_before(cache: sqlite3.Connection, text: str, pipeline: str) -> bytes | None:
    """What a pipeline made of a text, by the text's hash and the pipeline's version; None where it is not known."""
    try:
        row = cache.execute("SELECT content, sha256 FROM annotations WHERE text = ? AND pipeline = ?", (text, pipeline)).fetchone()
    except sqlite3.DatabaseError:
        return None
    return row[0] if row and hashlib.sha256(row[0]).hexdigest() == row[1] else None


def keep_parsed(cache: sqlite3.Connection, text: str, pipeline: str, content: bytes) -> None:
    """Keep what a pipeline made of a text; where that fails (a full disk), nothing is lost but time."""
    try:
        cache.execute(
            "INSERT OR REPLACE INTO annotations VALUES (?, ?, ?, ?)", (text, pipeline, hashlib.sha256(content).hexdigest(), content)
        )
    except sqlite3.DatabaseError:
        return


def forget_all_but(cache: sqlite3.Connection, texts: Collection[str]) -> None:
    """Drop what was made of texts that the store no longer holds."""
    try:
        gone = {text for (text,) in cache.execute("SELECT text FROM annotations")} - set(texts)
        cache.executemany("DELETE FROM annotations WHERE text = ?", ((text,) for text in sorted(gone)))
    except sqlite3.DatabaseError:
        return
