"""Stages over partitions of the work: a file goes in, a file and its receipt come out, on whichever machine.

A partition is a small SQLite file. Stages are functions from its bytes to those of another, read no store and keep nothing but the
loaded pipeline, so one that is run twice, or elsewhere, gives the same; only the process that started a build writes to its store.
"""

from __future__ import annotations

import json
import socket
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace

from kgraph import storage
from kgraph.errors import PipelineError
from kgraph.fingerprint import code_version, pipeline_version
from kgraph.knowledge import Knowledge, unpack_knowledge
from kgraph.model import ClaimGraph, Judgement, Story, digest
from kgraph.store.database import create
from kgraph.store.graphs import write_story
from kgraph.store.ledger import document_of
from kgraph.store.pack import listed, packed, unlisted, unpack_extraction, unpacked
from kgraph.work import Failure, Job, Outcome, Reading, read_here, read_in_pool

TODO, DONE, RECEIPT = ".todo", ".done", ".receipt"  # end the names of a part's files: what goes in, what came out, that it did
JOBS = """CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE jobs (revision INTEGER PRIMARY KEY, text TEXT NOT NULL, document TEXT NOT NULL, parsed BLOB)"""
READINGS = """CREATE TABLE readings (revision INTEGER PRIMARY KEY, job TEXT NOT NULL, text TEXT NOT NULL, document TEXT, extraction BLOB,
                                     features TEXT, parsed BLOB, reason TEXT, message TEXT)"""
TOLD = """CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE stories (n INTEGER PRIMARY KEY, story TEXT NOT NULL, state TEXT NOT NULL, elsewhere TEXT NOT NULL, judged TEXT NOT NULL);
CREATE TABLE articles (n INTEGER PRIMARY KEY, story INTEGER NOT NULL, text TEXT NOT NULL, document TEXT NOT NULL,
                       extraction BLOB NOT NULL)"""
Watch = Callable[[Iterable[Job]], Iterable[Job]]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of work: its stage ("read", "merge"), the place of its files, the start of their names, the hash of what goes in, the
    code to do it with, and how many articles or stories it holds.

    `alone` says that it holds one article, which took a worker down with it: it is read in a process of its own.
    """

    stage: str
    place: str
    name: str
    sha256: str
    version: str
    rows: int
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a part was done: the hash of what came out, the code that did it, on which machine and in how many seconds."""

    stage: str
    name: str
    sha256: str
    version: str
    rows: int
    host: str
    seconds: float


def run_part(part: Part, watch: Watch = iter) -> Receipt:
    """Do one part: its file is read, worked on, and the outcome written with its receipt. `watch` looks on as articles are read.

    Raises PipelineError where the part's file is not there, or where this machine's kgraph is not the one that wrote it.
    """
    start, host = time.monotonic(), socket.gethostname()
    content = storage.read(part.place, part.name + TODO)
    if content is None or storage.sha256_of(content) != part.sha256:
        raise PipelineError(
            f"{part.place}: {host} does not find {part.name + TODO} there as it was written; name with --work a folder or URL that all "
            "machines see"
        )
    with closing(opened(content)) as db:
        (given,) = db.execute("SELECT value FROM meta").fetchone()
        if part.version != version_of(part.stage, given):
            raise PipelineError(f"{host} has another release of kgraph, spaCy or the pipeline than this machine; install the same on both")
        done = read_stage(db, given, watch, part.alone) if part.stage == "read" else merge_stage(db, given)
    storage.write(part.place, part.name + DONE, done)
    seconds = round(time.monotonic() - start, 3)
    receipt = Receipt(part.stage, part.name, storage.sha256_of(done), part.version, part.rows, host, seconds)
    storage.write(part.place, part.name + RECEIPT, json.dumps(asdict(receipt)).encode())
    return receipt


def version_of(stage: str, given: str) -> str:
    """What the outcome of a stage depends on besides its files; `given` is the pipeline for reading."""
    return digest(code_version(), pipeline_version(given) if stage == "read" else None)


def outcome(place: str, receipt: Receipt) -> bytes | None:
    """What came out of a part; None where it is not as the receipt says."""
    content = storage.read(place, receipt.name + DONE)
    return content if content is not None and storage.sha256_of(content) == receipt.sha256 else None


def receipts(place: str, stage: str, version: str) -> Iterator[Receipt]:
    """The receipts of a stage that lie there, made by the same code."""
    for name in storage.names(place):
        if name.startswith(stage) and name.endswith(RECEIPT):
            try:
                receipt = Receipt(**json.loads(storage.read(place, name) or b""))
            except (ValueError, TypeError):
                continue
            if receipt.version == version:
                yield receipt


def clear(place: str, start: str) -> None:
    """Remove the files of a part, or of all parts of a stage."""
    for name in storage.names(place):
        if name.startswith(start) and name.endswith((TODO, DONE, RECEIPT)):
            storage.remove(place, name)


def opened(content: bytes) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.deserialize(content)
    return db


def made(schema: str) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.executescript(schema)
    return db


def _part(stage: str, place: str, db: sqlite3.Connection, given: str, rows: int, alone: bool = False) -> Part:
    content = db.serialize()
    sha256 = storage.sha256_of(content)
    part = Part(stage, place, f"{stage}-{sha256[:16]}", sha256, version_of(stage, given), rows, alone)
    storage.write(place, part.name + TODO, content)
    return part


# --- reading -----------------------------------------------------------------------------------------------------------


def part_of_jobs(place: str, jobs: Sequence[Job], pipeline: str, *, alone: bool = False) -> Part:
    """Write some articles as a part to be read."""
    with closing(made(JOBS)) as db:
        db.execute("INSERT INTO meta VALUES ('pipeline', ?)", (pipeline,))
        rows = ((j.revision, j.document.text, packed(j.document, leave_out="text"), j.parsed) for j in jobs)
        db.executemany("INSERT INTO jobs VALUES (?, ?, ?, ?)", rows)
        return _part("read", place, db, pipeline, len(jobs), alone)


def read_stage(db: sqlite3.Connection, pipeline: str, watch: Watch = iter, alone: bool = False) -> bytes:
    """Read the articles of a part."""
    rows = db.execute("SELECT revision, text, document, parsed FROM jobs ORDER BY revision")
    jobs = [Job(revision, document_of(text, document), parsed) for revision, text, document, parsed in rows]
    with closing(made(READINGS)) as out:
        for job, found in read_in_pool(jobs, pipeline, 1) if alone else read_here(watch(jobs), pipeline):
            row: tuple[object, ...]
            if isinstance(found, Failure):
                row = None, None, None, None, found.reason, found.message
            else:
                new = found.parsed if found.parsed != job.parsed else None
                row = packed(found.document, leave_out="text"), found.extraction, found.features, new, None, None
            out.execute("INSERT INTO readings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (job.revision, key_of(job), job.document.text, *row))
        return out.serialize()


def key_of(job: Job) -> str:
    """What an article's reading depends on besides the code: its text and what is known of it."""
    return digest(job.document.sha256, packed(job.document, leave_out="text"))


def outcomes_of(content: bytes, asked: Callable[[str], Job | None]) -> Iterator[Outcome]:
    """What was read of those articles of a part that are asked for, by their keys."""
    with closing(opened(content)) as db:
        rows = db.execute("SELECT job, text, document, extraction, features, parsed, reason, message FROM readings ORDER BY revision")
        for key, text, document, extraction, features, parsed, reason, message in rows:
            if (job := asked(key)) is None:
                continue
            if reason is not None:
                yield job, Failure(reason, message)
            else:
                yield job, Reading(document_of(text, document), extraction, features, (job.parsed or b"") if parsed is None else parsed)


# --- putting together --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A story to be put together: of each article the text, the document and the extraction as the store keeps them, those whose
    text another story holds too, and what people judged; `state` names all that its graph is made of."""

    story: Story
    state: str
    articles: tuple[tuple[str, str, bytes], ...]
    elsewhere: frozenset[str]
    judged: tuple[Judgement, ...]


def graph_of(told: Told, knowledge: Knowledge) -> ClaimGraph:
    """Resolve and merge what the articles of a story state."""
    from kgraph.copies import under
    from kgraph.pipeline import assemble

    read = [unpack_extraction(document_of(text, document), extraction) for text, document, extraction in told.articles]
    graph = assemble([under(e) if e.document.id in told.elsewhere else e for e in read], knowledge, told.judged)
    return replace(graph, stories=(told.story,))


def part_of_stories(place: str, stories: Sequence[Told], knowledge: str) -> Part:
    """Write some stories as a part to be put together; `knowledge` is the user's table of entities, packed."""
    with closing(made(TOLD)) as db:
        db.execute("INSERT INTO meta VALUES ('knowledge', ?)", (knowledge,))
        for n, told in enumerate(stories, 1):
            elsewhere = json.dumps(sorted(told.elsewhere.intersection(told.story.documents)))
            db.execute("INSERT INTO stories VALUES (?, ?, ?, ?, ?)", (n, packed(told.story), told.state, elsewhere, listed(told.judged)))
            db.executemany("INSERT INTO articles VALUES (NULL, ?, ?, ?, ?)", ((n, *article) for article in told.articles))
        return _part("merge", place, db, knowledge, len(stories))


def merge_stage(db: sqlite3.Connection, knowledge: str) -> bytes:
    """Put the stories of a part together, in a store that holds nothing else."""
    known = unpack_knowledge(knowledge)
    with closing(made("")) as out:
        create(out)
        for n, story, state, elsewhere, judged in db.execute("SELECT * FROM stories ORDER BY n").fetchall():
            articles = tuple(db.execute("SELECT text, document, extraction FROM articles WHERE story = ? ORDER BY n", (n,)))
            told = Told(unpacked(Story, story), state, articles, frozenset(json.loads(elsewhere)), unlisted(Judgement, judged))
            write_story(out, told.story, state, graph_of(told, known))
        return out.serialize()
