"""The file `kgraph.sqlite`: its tables, who may write to it, and how stores of earlier versions are brought up to date.

While one process writes, the file is in write-ahead mode, so readers see the last whole state; at rest it is one plain
file, which readers leave as it is. The writer holds a lock file beside the store for as long as it runs; the lock falls
with the process, however it ends.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from kgraph.errors import StoreError, WriteError

STORE = "kgraph.sqlite"
APPLICATION = 0x6B677266  # "kgrf", in the header of the file
VERSION = 4
OLDEST = 2  # the first version that can be brought up to date
BUSY = 5.0  # seconds that a second writer waits
LOCK = ".kgraph.lock"
CACHE = "annotations.sqlite"
HOLDS_ANYTHING = "SELECT EXISTS (SELECT 1 FROM revisions) OR EXISTS (SELECT 1 FROM stories)"
CHECKED_WHOLE = 64_000_000  # bytes; a larger store is checked page by page only as it is read

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE contents (n INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, content BLOB NOT NULL);
CREATE TABLE texts (n INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, content TEXT NOT NULL);
CREATE TABLE inputs (n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, location TEXT NOT NULL, form TEXT NOT NULL, sha256 TEXT,
                     state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'duplicate', 'quarantined')), reason TEXT, message TEXT,
                     of TEXT, listing TEXT NOT NULL, attempts INTEGER NOT NULL, stage TEXT NOT NULL, version TEXT NOT NULL,
                     seen TEXT NOT NULL);
CREATE TABLE revisions (n INTEGER PRIMARY KEY, input INTEGER NOT NULL REFERENCES inputs (n) ON DELETE CASCADE, number INTEGER NOT NULL,
                        text INTEGER NOT NULL REFERENCES texts (n), outlet TEXT, published TEXT, title TEXT NOT NULL,
                        payload TEXT NOT NULL, version TEXT, extraction BLOB, features TEXT,
                        added TEXT NOT NULL, UNIQUE (input, number));
CREATE TABLE stories (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, label TEXT NOT NULL, state TEXT NOT NULL,
                      judged TEXT NOT NULL DEFAULT '[]');
CREATE TABLE documents (n INTEGER PRIMARY KEY, story INTEGER NOT NULL REFERENCES stories (n) ON DELETE CASCADE, id TEXT NOT NULL UNIQUE,
                        outlet TEXT, published TEXT, url TEXT, title TEXT NOT NULL, text INTEGER NOT NULL REFERENCES texts (n),
                        payload TEXT NOT NULL);
CREATE TABLE entities (n INTEGER PRIMARY KEY, story INTEGER NOT NULL REFERENCES stories (n) ON DELETE CASCADE, id TEXT NOT NULL,
                       label TEXT NOT NULL, type TEXT, payload TEXT NOT NULL, UNIQUE (story, id));
CREATE TABLE mentions (n INTEGER PRIMARY KEY, entity INTEGER NOT NULL REFERENCES entities (n) ON DELETE CASCADE,
                       document INTEGER NOT NULL REFERENCES documents (n) ON DELETE CASCADE, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
                       text TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL, score REAL NOT NULL);
CREATE TABLE claims (n INTEGER PRIMARY KEY, story INTEGER NOT NULL REFERENCES stories (n) ON DELETE CASCADE,
                     document INTEGER NOT NULL REFERENCES documents (n) ON DELETE CASCADE, id TEXT NOT NULL UNIQUE, outlet TEXT NOT NULL,
                     subject TEXT NOT NULL, relation TEXT NOT NULL, object TEXT, polarity TEXT NOT NULL, modality TEXT NOT NULL,
                     attributed_to TEXT, start INTEGER NOT NULL, "end" INTEGER NOT NULL, quote TEXT NOT NULL, payload TEXT NOT NULL);
CREATE TABLE facts (n INTEGER PRIMARY KEY, story INTEGER NOT NULL REFERENCES stories (n) ON DELETE CASCADE, id TEXT NOT NULL UNIQUE,
                    outlets INTEGER NOT NULL, origins INTEGER NOT NULL, joins TEXT NOT NULL DEFAULT '[]',
                    origin_reasons TEXT NOT NULL DEFAULT '[]');
CREATE TABLE supports (n INTEGER PRIMARY KEY, fact INTEGER NOT NULL REFERENCES facts (n) ON DELETE CASCADE,
                       claim INTEGER NOT NULL REFERENCES claims (n) ON DELETE CASCADE);
CREATE TABLE differences (n INTEGER PRIMARY KEY, story INTEGER NOT NULL REFERENCES stories (n) ON DELETE CASCADE, id TEXT NOT NULL,
                          kind TEXT NOT NULL, relation TEXT NOT NULL, about TEXT NOT NULL, narrower TEXT, payload TEXT NOT NULL);
CREATE TABLE variants (n INTEGER PRIMARY KEY, difference INTEGER NOT NULL REFERENCES differences (n) ON DELETE CASCADE,
                       value TEXT NOT NULL, payload TEXT NOT NULL);
CREATE TABLE utterances (n INTEGER PRIMARY KEY, story INTEGER NOT NULL REFERENCES stories (n) ON DELETE CASCADE, id TEXT NOT NULL,
                         speaker TEXT, outlets INTEGER NOT NULL, payload TEXT NOT NULL);
CREATE TABLE notices (n INTEGER PRIMARY KEY, file TEXT NOT NULL, message TEXT NOT NULL);
CREATE TABLE judgements (n INTEGER PRIMARY KEY, verdict TEXT NOT NULL CHECK (verdict IN ('same', 'different', 'unsure')),
                         "left" TEXT NOT NULL, "right" TEXT NOT NULL, reason TEXT NOT NULL, "by" TEXT, made TEXT NOT NULL,
                         payload TEXT NOT NULL, undone TEXT, undone_by TEXT, undone_reason TEXT);
CREATE INDEX inputs_sha256 ON inputs (sha256);
CREATE INDEX inputs_location ON inputs (location);
CREATE INDEX inputs_state ON inputs (state);
CREATE INDEX inputs_of ON inputs (of);
CREATE INDEX revisions_text ON revisions (text);
CREATE INDEX revisions_outlet ON revisions (outlet);
CREATE INDEX documents_story ON documents (story);
CREATE INDEX documents_text ON documents (text);
CREATE INDEX mentions_entity ON mentions (entity);
CREATE INDEX mentions_document ON mentions (document);
CREATE INDEX claims_story ON claims (story);
CREATE INDEX claims_document ON claims (document);
CREATE INDEX facts_story ON facts (story);
CREATE INDEX supports_fact ON supports (fact);
CREATE INDEX supports_claim ON supports (claim);
CREATE INDEX differences_story ON differences (story);
CREATE INDEX variants_difference ON variants (difference);
CREATE INDEX utterances_story ON utterances (story);
"""


def store_path(folder: Path) -> Path:
    return folder if folder.is_file() else folder / STORE


def check_folder(folder: Path) -> None:
    """See that a build may be written to the folder, before any work is done. Raises StoreError where it may not.

    It is a WriteError where the folder does not allow it, which is the machine's fault rather than the command's.
    """
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder}: is a file, and a build needs a folder; choose another name for -o")
    store = folder / STORE
    if store.exists():
        version_of(store)
    existing = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise WriteError(f"{folder}: cannot be written to ({existing} does not allow it); choose another folder for -o")


def version_of(path: Path) -> int:
    """The version of a store's tables. Raises StoreError for what is no store, or one that this kgraph cannot read."""
    if not path.is_file():
        raise StoreError(f"{path}: there is no build; make one with: kgraph build SOURCES -o {path.parent}")
    try:
        with open(path, "rb") as file:
            head = file.read(100)
    except OSError as error:
        raise StoreError(f"{path}: cannot be read ({error.strerror or error}); check that you may read it") from error
    page, pages, version, application = (int.from_bytes(head[start:end], "big") for start, end in ((16, 18), (28, 32), (60, 64), (68, 72)))
    if len(head) < 100 or not head.startswith(b"SQLite format 3\0") or application != APPLICATION:
        raise StoreError(f"{path}: is no kgraph store but another kind of file; give the folder that kgraph build wrote")
    if version > VERSION or version < OLDEST:
        raise StoreError(
            f"{path}: is a store of version {version}, and this kgraph reads version {VERSION}; "
            + ("update kgraph" if version > VERSION else "build it again from its articles")
        )
    if pages * page > path.stat().st_size and not _has_log(path):
        raise StoreError(
            f"{path}: is damaged (cut off after {path.stat().st_size:,} of {pages * page:,} bytes); restore a copy of it, "
            "or delete it and build again"
        )
    return version


def _has_log(path: Path) -> bool:
    """Whether a process that was killed left a log beside the file that holds what the file does not, or what it must become again."""
    logs = (path.with_name(path.name + end) for end in ("-wal", "-journal"))
    return any(log.exists() and log.stat().st_size > 0 for log in logs)


def _open_read(path: Path) -> sqlite3.Connection:
    """Open for reading alone; where the folder allows no file beside the store, as one that nobody writes to."""
    address = path.absolute().as_uri()
    db = sqlite3.connect(f"{address}?mode=ro", uri=True, isolation_level=None, timeout=BUSY, check_same_thread=False)
    try:
        db.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        db.close()
        if os.access(path.parent, os.W_OK) and _has_log(path):  # whoever only reads may not take back what a killed writer left half done
            with closing(sqlite3.connect(path, isolation_level=None, timeout=BUSY)) as writing:
                writing.execute("SELECT 1 FROM sqlite_master").fetchone()
            return sqlite3.connect(f"{address}?mode=ro", uri=True, isolation_level=None, timeout=BUSY, check_same_thread=False)
        if os.access(path.parent, os.W_OK) or _has_log(path):  # a log that cannot be read may hold what the file does not
            raise
        db = sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True, isolation_level=None, check_same_thread=False)
    return db


def connect(folder: Path) -> sqlite3.Connection:
    """Open a store for reading. Raises StoreError for anything that is no store of this version."""
    path = store_path(folder)
    version = version_of(path)
    if version != VERSION:
        raise StoreError(
            f"{path}: is a store of version {version}, and this kgraph reads version {VERSION}; "
            f"bring it up to date with: kgraph build -o {path.parent}"
        )
    try:
        return _open_read(path)
    except sqlite3.Error as error:
        raise StoreError(f"{path}: cannot be read ({error}); restore a copy of it, or delete it and build again") from error


@contextmanager
def writer(folder: Path, wait: float = BUSY) -> Iterator[sqlite3.Connection]:
    """Open the store of a folder for writing, made or brought up to date if need be; nobody else writes meanwhile.

    Raises StoreError where another process holds the store, or where the file is damaged or none of ours.
    """
    check_folder(folder)
    made_folder = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=wait)
    except Timeout as error:
        raise StoreError(f"{folder / STORE}: is in use by {holder(folder) or 'another process'}; wait until it has finished") from error
    except OSError as error:
        raise WriteError(f"{folder}: cannot be written to ({error.strerror or error}); choose another folder") from error
    made, kept = not (folder / STORE).exists(), True
    try:
        if os.name == "posix":  # elsewhere nobody may write to a file that is locked
            (folder / LOCK).write_text(json.dumps({"pid": os.getpid()}), encoding="utf-8")
        with closing(_open_write(folder / STORE)) as db:
            try:
                yield db
            finally:
                kept = not made or bool(db.execute(HOLDS_ANYTHING).fetchone()[0])
                _at_rest(db)
    finally:
        if not kept:  # a store that was made for articles of which none could be used
            (folder / STORE).unlink(missing_ok=True)
            (folder / CACHE).unlink(missing_ok=True)
        with suppress(PermissionError):
            (folder / LOCK).unlink(missing_ok=True)  # whoever waits sees that the file it has open is gone, and makes a new one
        lock.release()
        if made_folder and not kept:
            with suppress(OSError):
                folder.rmdir()


def holder(folder: Path) -> str | None:
    """Who writes to the store just now, as "process 123"; None where nobody does."""
    if os.name != "posix":  # elsewhere signal 0 is not harmless
        return None
    try:
        pid = int(json.loads((folder / LOCK).read_text(encoding="utf-8"))["pid"])
        os.kill(pid, 0)
    except PermissionError:
        return f"process {pid}"
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return f"process {pid}"


def _open_write(path: Path) -> sqlite3.Connection:
    try:
        if not path.exists():
            _make(path)
        version = version_of(path)
        db = sqlite3.connect(path, isolation_level=None, timeout=BUSY, check_same_thread=False)
        try:
            if path.stat().st_size <= CHECKED_WHOLE or _has_log(path):
                verdict = db.execute("PRAGMA quick_check(1)").fetchone()[0]
                if verdict != "ok":
                    raise sqlite3.DatabaseError(verdict)
            if version < VERSION:
                migrate(db, path, version)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute(f"PRAGMA user_version = {VERSION}")  # a first write, without which the log of a mere reader would be left behind
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA cache_size = -65536")
        except BaseException:
            db.close()
            raise
    except (sqlite3.Error, OSError) as error:
        kind = WriteError if isinstance(error, sqlite3.OperationalError | OSError) else StoreError
        raise kind(
            f"{path}: is damaged or cannot be written ({error}); it was left as it is. Restore a copy of it, free some "
            "space, or choose another folder"
        ) from error
    return db


def _make(path: Path) -> None:
    """Make an empty store, under its name only once it is whole."""
    working = path.with_name(f".{path.name}.part")
    working.unlink(missing_ok=True)
    with closing(sqlite3.connect(working, isolation_level=None)) as db, transaction(db):
        create(db)
    os.replace(working, path)


def _at_rest(db: sqlite3.Connection) -> None:
    """Fold the log into the file; where somebody reads just now, the next writer will."""
    db.execute("PRAGMA busy_timeout = 0")
    with suppress(sqlite3.OperationalError):
        db.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Run the statements inside as one: all of them or none."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def create(db: sqlite3.Connection) -> None:
    for line in SCHEMA.split(";"):
        db.execute(line)
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute(f"PRAGMA user_version = {VERSION}")


def get(db: sqlite3.Connection, key: str) -> str | None:
    row = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def put(db: sqlite3.Connection, key: str, value: str) -> None:
    db.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value))


def migrate(db: sqlite3.Connection, path: Path, version: int) -> None:
    """Bring a store up to date, a copy of it kept beside it.

    Of version 3 all stays, to be put together again with the next build; of version 2 the articles, to be read again.
    """
    backup = path.with_name(f"{path.name}.v{version}.bak")
    unfinished = backup.with_name(backup.name + ".part")
    shutil.copyfile(path, unfinished)
    os.replace(unfinished, backup)
    db.execute("PRAGMA foreign_keys = OFF")
    with transaction(db):
        if version == 2:
            _from_version_2(db)
        else:
            _from_version_3(db)
        db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute("PRAGMA foreign_keys = ON")


def _from_version_2(db: sqlite3.Connection) -> None:
    articles = db.execute("SELECT id, text, payload FROM documents ORDER BY n").fetchall()
    problems = db.execute("SELECT file, message FROM problems ORDER BY n").fetchall()
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        db.execute(f'DROP TABLE "{name}"')
    create(db)
    for id_, text, payload in articles:
        from kgraph.store.ledger import keep_article

        keep_article(db, id_, text, {"authors": [], **json.loads(payload)})
    db.executemany("INSERT INTO notices VALUES (NULL, ?, ?)", problems)


def _from_version_3(db: sqlite3.Connection) -> None:
    db.execute("ALTER TABLE stories ADD COLUMN judged TEXT NOT NULL DEFAULT '[]'")
    db.execute("ALTER TABLE facts ADD COLUMN joins TEXT NOT NULL DEFAULT '[]'")
    db.execute("ALTER TABLE facts ADD COLUMN origin_reasons TEXT NOT NULL DEFAULT '[]'")
    for line in SCHEMA.split(";"):
        if "CREATE TABLE judgements" in line or "utterances" in line:
            db.execute(line)
