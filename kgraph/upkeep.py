"""Inputs -> store: take them in, read what is new, find the stories, put together again those that changed.

Articles are taken in and read one by one, each in a transaction of its own, and stories are put together in one more, so a
build that is stopped or killed goes on where it was; and what comes of it is a function of the articles in the store, the same
as if nothing had happened.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from shutil import disk_usage
from typing import TYPE_CHECKING, Any

from kgraph.errors import InputError, PipelineError, QueryError, WriteError
from kgraph.fingerprint import DEFAULT, PIPELINES, code_version, pipeline_folder, pipeline_version
from kgraph.ingest.fetch import is_url
from kgraph.ingest.files import Article, Item, Refused, articles, document_of_article, is_copy_of, is_there
from kgraph.ingest.labels import label, split_lines
from kgraph.ingest.manifest import Listing
from kgraph.ingest.page import LARGEST_PAGE, is_page
from kgraph.ingest.repeats import repeated_lines
from kgraph.judgements import concerning
from kgraph.knowledge import pack_knowledge, read_knowledge, unpack_knowledge
from kgraph.model import Document, Problem, digest
from kgraph.store import ledger
from kgraph.store.cache import forget_all_but, keep_parsed, open_cache, parsed_before
from kgraph.store.copying import copy_stories
from kgraph.store.database import connect, get, holder, put, transaction, writer
from kgraph.store.graphs import write_story
from kgraph.store.judgements import records, standing
from kgraph.store.ledger import DONE, DUPLICATE, PENDING, QUARANTINED, Input
from kgraph.store.pack import dumped, packed, unpack_extraction, unpacked
from kgraph.work import REPORT_IT, Failure, Job, Outcome, Reading, cores, one_thread, read_here, read_in_pool

if TYPE_CHECKING:
    from kgraph.executors import Cluster, Executor
    from kgraph.partitions import Told
    from kgraph.sameness import Vectors

Progress = Callable[[str, int, int], None]  # the stage, how much of it is done, how much there is (0: nobody knows yet)
PIPELINE = "pipeline"  # where the store notes which pipeline it is read with
ENTITIES = "entities"  # where it keeps the user's table of entities
ASIDE = "set aside"  # the stage under which progress tells how many inputs of the store are set aside so far
TOUCHED = "touched"  # where the store notes the outlets whose repeated lines are to be looked for
ATTEMPTS = 2  # times that an article may take the process down with it
LONGEST_PATH = 5_000  # characters; no system has longer ones
FEW, SHORT = 2, 20_000  # articles, and characters of each, that are read sooner than a worker has started
PER_WORKER = 10  # articles that are worth a worker of their own
PER_MERGER = 100  # articles whose stories are worth a worker that puts them together
KEPT = " What was read of it before stays as it was"  # ends the message about an input whose last usable state is in the graph


def quiet(stage: str, done: int, total: int) -> None:
    """Show no progress."""


@dataclass(frozen=True)
class Settings:
    """How articles are read: the pipeline, and in how many processes (None: as many as pay, up to the cores; 0: this one); and the
    table of entities that the user knows, which the store keeps until another one is given; `cluster` is the one that does the work,
    if any."""

    pipeline: str | None = None
    workers: int | None = 0
    entities: Path | None = None
    cluster: Cluster | None = None


# --- taking in -------------------------------------------------------------------------------------------------------


def take_in(db: sqlite3.Connection, items: Iterable[Item], story: str | None = None, progress: Progress = quiet) -> set[str]:
    """Enter every input into the ledger, each in a transaction of its own, and return their names; what is known already costs a look.

    `story` is a name for the story of all these articles; without it, manifest or wording decide.
    """
    notices, names, sources = [], set(), set[str]()
    for number, item in enumerate(items, 1):
        if isinstance(item, Problem):
            notices.append(item)
        elif isinstance(item, Refused):
            with transaction(db):
                names.add(_set_aside(db, item))
        else:
            names.add(_take_in_one(db, replace(item, listing=replace(item.listing, story=story)) if story else item))
        if not isinstance(item, Problem):
            sources |= sources_of(item.location)
        progress("taking in", number, 0)
    if not names and not notices:
        return names
    _forget_mended(db, sources, names)
    with transaction(db):
        db.execute("DELETE FROM notices")
        db.executemany("INSERT INTO notices VALUES (NULL, ?, ?)", sorted({(p.file, p.message) for p in notices}))
    return names


def sources_of(location: str) -> set[str]:
    """The files that a location may lie in: "/a/b.csv" of "/a/b.csv#7"."""
    return {place for place in before_marks(location[:LONGEST_PATH]) if Path(place).is_file()}


def before_marks(location: str) -> Iterator[str]:
    """What stands before each "#" of a location: one of these is the file of a row or an entry."""
    return (location[:at] for at, c in enumerate(location) if c == "#")


def _forget_mended(db: sqlite3.Connection, sources: Set[str], names: Set[str]) -> None:
    """Take out what was set aside of tables, feeds and archives, and is not met again when they are read anew: they were mended."""
    nothing_read = "state = ? AND sha256 IS NULL AND NOT EXISTS (SELECT 1 FROM revisions WHERE input = inputs.n)"
    for entry in ledger.inputs(db, nothing_read, [QUARANTINED]):
        if entry.name not in names and not sources.isdisjoint({entry.location, *sources_of(entry.location)}):
            with transaction(db):
                db.execute("DELETE FROM inputs WHERE n = ?", (entry.n,))


def _take_in_one(db: sqlite3.Connection, article: Article) -> str:
    sha256 = ledger.hash_of(article.raw)
    known = _known(db, article.location, article.name, sha256)
    listing = packed(article.listing)
    version = code_version()
    if known and (known.sha256, known.listing, known.version, known.form) == (sha256, listing, version, article.form):
        if known.location != article.location:
            with transaction(db):
                ledger.record(db, replace(known, location=article.location))
        return known.name
    name = known.name if known and known.sha256 else _free_name(db, article, known)  # what was never read has no name of its own yet
    entry = Input(
        n=known.n if known else 0,
        name=name,
        location=article.location,
        form=article.form,
        sha256=sha256,
        state=PENDING,
        listing=listing,
        version=version,
    )
    with transaction(db):
        copies = _copies(db, known)
        ledger.keep_bytes(db, article.raw)
        try:
            document = document_of_article(replace(article, name=name))
        except InputError as error:
            _quarantine(db, entry, error.reason, str(error))
        else:
            _enter(db, entry, document)
        for copy in copies:
            _again(db, copy)
    return name


def _known(db: sqlite3.Connection, location: str, name: str, sha256: str | None) -> Input | None:
    """The ledger's line for an input: from the same place, or of the same name where that one has moved or is the same still."""
    found = ledger.inputs(db, "location = ?", [location])
    if found:
        return found[0]
    found = ledger.inputs(db, "name = ?", [name])
    same = found and (sha256 is not None and found[0].sha256 == sha256 or not found[0].location or _is_gone(found[0].location))
    return found[0] if same else None


def _copies(db: sqlite3.Connection, entry: Input | None) -> list[Input]:
    """The inputs that are recorded as copies of one, the first to stand for it first; they are looked at anew when it changes."""
    return sorted(ledger.inputs(db, "of = ?", [entry.name]), key=partial(_rank, db)) if entry else []


def _is_gone(location: str) -> bool:
    """Whether a path is no more; of a row or an entry ("/in/table.csv#12") the file is asked for."""
    return location.startswith("/") and not any(map(is_there, (location, *before_marks(location))))


def _free_name(db: sqlite3.Connection, item: Article | Refused, known: Input | None = None) -> str:
    """The input's name, with as many folders before it, or a number behind it, as it takes to be its own."""
    taken = {name for (name,) in db.execute("SELECT name FROM inputs")} if ledger.inputs(db, "name = ?", [item.name]) else set()
    taken -= {known.name} if known else set()
    parts = item.location.split("/")
    longer = ("/".join(parts[-n:]).lstrip("/") for n in range(item.name.count("/") + 1, len(parts) + 1))
    numbered = (f"{item.name} ({n})" for n in range(2, len(taken) + 3))
    return next(name for name in (item.name, *longer, *numbered) if name and name not in taken)


def _set_aside(db: sqlite3.Connection, item: Refused) -> str:
    known = _known(db, item.location, item.name, None)
    said = known and (known.state, known.sha256, known.reason, (known.message or "").removesuffix(KEPT), known.location, known.version)
    if known and said == (QUARANTINED, None, item.reason, item.message, item.location, code_version()):
        return known.name
    name = known.name if known else _free_name(db, item)
    copies = _copies(db, known)
    listing = known.listing if known else packed(Listing())  # of what was read of it before, which stays
    entry = Input(
        n=known.n if known else 0,
        name=name,
        location=item.location,
        form="",
        sha256=None,
        state=QUARANTINED,
        listing=listing,
        version=code_version(),
    )
    _quarantine(db, entry, item.reason, item.message)
    for copy in copies:
        _again(db, copy)
    return name


def _quarantine(db: sqlite3.Connection, entry: Input, reason: str, message: str) -> None:
    """Record why an input was set aside; an earlier revision of it stays in the graph, where it was there and was not a mere copy."""
    if entry.n and ledger.inputs(db, "n = ? AND state = ?", [entry.n, DUPLICATE]):
        db.execute("DELETE FROM revisions WHERE input = ?", (entry.n,))
    elif entry.n and ledger.latest(db, entry.n) is not None:
        message += KEPT
    ledger.record(db, replace(entry, state=QUARANTINED, reason=reason, message=message))


def _enter(db: sqlite3.Connection, entry: Input, document: Document) -> None:
    """Store an article as its input's newest revision, or record of which other one it is a copy.

    Of several copies the one whose outlet is known, then the one first in the alphabet, stands for all; two whose outlets are
    known and not the same are two articles. One that stayed in the graph although its input can be used no longer makes room
    for it.
    """
    _touch_of(db, entry.n)
    reprints: list[Input] = []
    others: list[Input] = []
    for other in _same_text(db, entry, document):
        apart = document.outlet and (outlet := ledger.outlet_of(db, other.n)) and outlet != document.outlet
        (reprints if apart else others).append(other)
    for kept in (other for other in others if other.state == QUARANTINED):
        _touch_of(db, kept.n)
        db.execute("DELETE FROM revisions WHERE input = ?", (kept.n,))
        ledger.record(db, replace(kept, message=(kept.message or "").removesuffix(KEPT)))
    others = [other for other in others if other.state != QUARANTINED]
    ranks = {entry.name: (not document.outlet, entry.name), **{other.name: _rank(db, other) for other in others}}
    first = min([entry, *others], key=lambda e: ranks[e.name])
    if first is entry:
        for other in others:
            _touch_of(db, other.n)
            _make_duplicate(db, other, entry.name)
        ledger.keep_revision(db, ledger.record(db, entry), document)
        _touch(db, document.outlet)
        for copy in (copy for reprint in reprints for copy in _copies(db, reprint)):  # one may be nearer to this than to the other
            _again(db, copy)
    else:
        _make_duplicate(db, entry, first.name)


def _same_text(db: sqlite3.Connection, entry: Input, document: Document) -> list[Input]:
    """The other inputs that hold the same text now, or whose last usable state did; none that is recorded as a copy."""
    of_text = (
        "SELECT r.input FROM revisions r JOIN texts t ON t.n = r.text WHERE t.sha256 = ? "
        "AND r.number = (SELECT max(number) FROM revisions WHERE input = r.input)"
    )
    return ledger.inputs(
        db,
        f"n <> ? AND (state IN (?, ?) AND (sha256 = ? OR n IN ({of_text})) OR state = ? AND n IN ({of_text}))",
        [entry.n, PENDING, DONE, entry.sha256, document.sha256, QUARANTINED, document.sha256],
    )


def _rank(db: sqlite3.Connection, entry: Input) -> tuple[bool, str]:
    """What decides which of several copies stands for all: whether its outlet is known, then its name."""
    return not (json.loads(entry.listing)["outlet"] or ledger.outlet_of(db, entry.n)), entry.name


def _make_duplicate(db: sqlite3.Connection, entry: Input, of: str) -> None:
    ledger.record(db, replace(entry, state=DUPLICATE, reason="duplicate", message=is_copy_of(of), of=of))
    for copy in ledger.inputs(db, "of = ? AND name <> ?", [entry.name, of]):
        _make_duplicate(db, copy, of)


def mark_repeats(db: sqlite3.Connection) -> None:
    """Label again the articles of outlets whose pages repeat a line from article to article, where an article came or went."""
    for outlet in json.loads(get(db, TOUCHED) or "[]"):
        current = list(_current(db, "r.outlet = ?", outlet))
        repeated = repeated_lines(revision.document for _, revision in current).get(outlet, frozenset())
        changed = repeated ^ frozenset(json.loads(get(db, f"repeated by {outlet}") or "[]"))
        with transaction(db):
            for input_, revision in current:
                document = revision.document
                if revision.version is None or any(line.key in changed for line in split_lines(document.text)):
                    spans = label(document.text, outlet, repeated)
                    if spans != document.spans:
                        ledger.keep_revision(db, input_, replace(document, spans=spans))
            put(db, f"repeated by {outlet}", dumped(sorted(repeated)))
    if get(db, TOUCHED) not in (None, "[]"):
        with transaction(db):
            put(db, TOUCHED, "[]")


def _touch_of(db: sqlite3.Connection, input_: int) -> None:
    """Note the outlet that an input's article had so far, which loses it or has it changed."""
    _touch(db, ledger.outlet_of(db, input_))


def _touch(db: sqlite3.Connection, outlet: str | None) -> None:
    """Note that an article of an outlet came or went, in the transaction in which it does."""
    touched = set(json.loads(get(db, TOUCHED) or "[]"))
    if outlet and outlet not in touched:
        put(db, TOUCHED, dumped(sorted({*touched, outlet})))


def _current(db: sqlite3.Connection, where: str, *values: object) -> Iterator[tuple[int, ledger.Revision]]:
    """The newest revisions of articles that are in the graph or will be, with their inputs' numbers, by name."""
    rows = db.execute(
        "SELECT i.n, r.n, r.number, t.content, r.payload, r.version, r.added FROM inputs i JOIN revisions r ON r.input = i.n "
        "JOIN texts t ON t.n = r.text WHERE i.state <> 'duplicate' AND r.number = (SELECT max(number) FROM revisions WHERE input = i.n) "
        f"AND ({where}) ORDER BY i.name",
        values,
    ).fetchall()
    for input_, n, number, text, payload, version, added in rows:
        yield input_, ledger.Revision(n, number, ledger.document_of(text, payload), version, added)


# --- reading ---------------------------------------------------------------------------------------------------------


def read_pending(
    db: sqlite3.Connection, cache: sqlite3.Connection, settings: Settings, progress: Progress = quiet, execute: Executor | None = None
) -> None:
    """Read every article whose newest revision is new, or was read by other code or another pipeline."""
    parsed_with = pipeline_version(settings.pipeline)
    version = digest(code_version(), parsed_with)
    with transaction(db):  # what was set aside or a copy for a while may be as it was when it was read
        db.execute(
            "UPDATE inputs SET state = 'done' WHERE state = 'pending' AND ? = (SELECT version FROM revisions WHERE input = inputs.n "
            "ORDER BY number DESC LIMIT 1)",
            (version,),
        )
    waiting = db.execute(
        "SELECT r.n, i.n, i.attempts, length(t.content) FROM inputs i JOIN revisions r ON r.input = i.n JOIN texts t ON t.n = r.text "
        "WHERE i.state <> 'duplicate' AND r.number = (SELECT max(number) FROM revisions WHERE input = i.n) AND r.version IS NOT ? "
        "ORDER BY i.attempts, length(t.content) DESC, i.name",  # what once crashed holds up nobody, nor does a long one at the end
        (version,),
    ).fetchall()
    input_of = {revision: input_ for revision, input_, *_ in waiting}
    for revision, input_, attempts, _ in waiting:
        if attempts >= ATTEMPTS:
            message = f"took the process down with it {ATTEMPTS} times and was given up. {REPORT_IT}"
            _give_up(db, input_, revision, Failure("crash", message), version)
    lengths = {revision: length for revision, _, attempts, length in waiting if attempts < ATTEMPTS}
    (aside,) = db.execute("SELECT count(*) FROM inputs WHERE state = ?", (QUARANTINED,)).fetchone()
    job = partial(_job, db, cache, parsed_with)
    if lengths:
        progress("reading articles", 0, len(lengths))  # workers take seconds to start
    for done, (found, outcome) in enumerate(_outcomes(db, lengths, job, input_of, settings, execute), 1):
        if isinstance(outcome, Failure):
            _give_up(db, input_of[found.revision], found.revision, outcome, version)
            aside += 1
        else:
            _keep(db, cache, input_of[found.revision], found, outcome, version, parsed_with)
        if aside:
            progress(ASIDE, aside, aside)
        progress("reading articles", done, len(lengths))


def _job(db: sqlite3.Connection, cache: sqlite3.Connection, parsed_with: str, revision: int) -> Job:
    """A revision to be read, fetched when its turn comes: many wait, and few are in memory."""
    query = "SELECT t.content, r.payload FROM revisions r JOIN texts t ON t.n = r.text WHERE r.n = ?"
    document = ledger.document_of(*db.execute(query, (revision,)).fetchone())
    return Job(revision, document, parsed_before(cache, document.sha256, parsed_with))


def _outcomes(
    db: sqlite3.Connection,
    lengths: Mapping[int, int],
    job: Callable[[int], Job],
    input_of: Mapping[int, int],
    settings: Settings,
    execute: Executor | None,
) -> Iterator[Outcome]:
    """Read revisions, given with their lengths in characters, on a cluster, in this process, or in as many as are set or pay."""
    if execute and settings.cluster:
        from kgraph.executors import read_in_parts

        yield from read_in_parts(lengths, job, settings.pipeline or DEFAULT, settings.cluster.place, execute)
        return
    workers = settings.workers
    if workers is None:
        few = len(lengths) <= FEW and all(length <= SHORT for length in lengths.values())
        workers = 0 if few else max(1, min(cores(), len(lengths) // PER_WORKER))
    if workers and lengths:
        yield from read_in_pool(map(job, lengths), settings.pipeline, workers)
        return

    def counted() -> Iterator[Job]:
        if lengths:
            from kgraph.annotate import load_pipeline  # not above: it loads spaCy, which a run with nothing to read does without

            load_pipeline(settings.pipeline)  # before the first attempt counts: a process killed meanwhile is no fault of an article's
        for revision in lengths:
            with transaction(db):
                db.execute("UPDATE inputs SET attempts = attempts + 1 WHERE n = ?", (input_of[revision],))
            yield job(revision)

    try:
        yield from read_here(counted(), settings.pipeline)
    except BaseException:  # stopped by a person or for want of a pipeline, which is no fault of the article's
        with transaction(db):
            db.execute("UPDATE inputs SET attempts = 0")
        raise


def _keep(
    db: sqlite3.Connection, cache: sqlite3.Connection, input_: int, job: Job, reading: Reading, version: str, parsed_with: str
) -> None:
    """Store what was read of an article: from here on it is done."""
    if reading.parsed != job.parsed:
        keep_parsed(cache, job.document.sha256, parsed_with, reading.parsed)
    with transaction(db):
        db.execute(
            "UPDATE revisions SET payload = ?, version = ?, extraction = ?, features = ? WHERE n = ?",
            (packed(reading.document, leave_out="text"), version, reading.extraction, reading.features, job.revision),
        )
        db.execute("UPDATE inputs SET attempts = 0 WHERE n = ?", (input_,))
        db.execute("UPDATE inputs SET state = 'done' WHERE n = ? AND state = 'pending'", (input_,))


def _give_up(db: sqlite3.Connection, input_: int, revision: int, failure: Failure, version: str) -> None:
    """Record why an article could not be read; what was read of it before, by other code perhaps, stays."""
    with transaction(db):
        db.execute("DELETE FROM revisions WHERE n = ? AND extraction IS NULL", (revision,))
        db.execute("UPDATE revisions SET version = ? WHERE n = ?", (version, revision))
        (entry,) = ledger.inputs(db, "n = ?", [input_])
        _quarantine(db, replace(entry, stage="annotate", attempts=0), failure.reason, failure.message)


# --- stories ---------------------------------------------------------------------------------------------------------


def put_together(
    db: sqlite3.Connection, progress: Progress = quiet, settings: Settings = Settings(), execute: Executor | None = None
) -> None:
    """Find the stories of all articles, and resolve and merge again those that are not as they were; in one transaction."""
    from kgraph.partitions import Told
    from kgraph.stories import Item, cluster, features_of

    known = get(db, ENTITIES) or "[]"
    rows = db.execute(
        "SELECT i.name, r.n, r.published, r.title, r.payload, r.features, i.listing, t.sha256, r.version FROM inputs i "
        "JOIN revisions r ON r.input = i.n JOIN texts t ON t.n = r.text WHERE i.state <> 'duplicate' AND r.extraction IS NOT NULL "
        "AND r.number = (SELECT max(number) FROM revisions WHERE input = i.n AND extraction IS NOT NULL) ORDER BY i.name"
    ).fetchall()
    revision_of, made_of, items = {}, {}, []
    first_of: dict[tuple[str, str | None], str] = {}  # a text, and the story that a person named for it: the first article of it
    copies: dict[str, list[str]] = defaultdict(list)
    for name, n, published, title, payload, features, listing, sha256, version in rows:
        revision_of[name], made_of[name] = n, digest(payload, sha256, version)
        named = json.loads(listing).get("story")
        first = first_of.setdefault((sha256, named), name)
        if first != name:
            copies[first].append(name)
            continue
        day = date.fromisoformat(published) if published else None
        items.append(Item(name, day, named, features_of(json.loads(features)), title))
    text_of = {name: sha256 for name, *_, sha256, _ in rows}
    first_names = {text: name for (text, _), name in sorted(first_of.items(), key=lambda item: item[1], reverse=True)}
    elsewhere = set(first_of.values()) - set(first_names.values())  # their texts stand in another story too
    judgements = [record.judgement for record in standing(records(db))]
    wanted = {}
    for found in cluster(items):
        story = replace(found, documents=tuple(sorted({*found.documents, *(c for d in found.documents for c in copies[d])})))
        judged = concerning(judgements, {name: text_of[name] for name in story.documents})
        made = ((d, made_of[d], d in elsewhere) for d in story.documents)
        wanted[story.id, digest(code_version(), known, story.label, *made, *map(packed, judged))] = story, judged

    def told(key: tuple[str, str]) -> Told:
        story, judged = wanted[key]
        return Told(story, key[1], tuple(_stored(db, revision_of[name]) for name in story.documents), frozenset(elsewhere), tuple(judged))

    from kgraph.executors import WORK, finish

    store = os.fsdecode(db.execute("PRAGMA database_list").fetchone()[2].encode("utf-8", "surrogateescape"))
    place = settings.cluster.place if settings.cluster else str(Path(store).parent / WORK)
    there = {(id_, state): n for n, id_, state in db.execute("SELECT n, id, state FROM stories")}
    changed = sorted(wanted.keys() - there.keys())
    with transaction(db):
        db.executemany("DELETE FROM stories WHERE n = ?", ((there[key],) for key in there.keys() - wanted.keys()))
        for done in _put_together({key: len(wanted[key][0].documents) for key in changed}, told, known, db, settings, place, execute):
            progress("comparing claims", done, len(changed))
        ledger.sweep(db)
    finish(place)


def _put_together(
    stories: Mapping[tuple[str, str], int],
    told: Callable[[tuple[str, str]], Told],
    knowledge: str,
    db: sqlite3.Connection,
    settings: Settings,
    place: str,
    execute: Executor | None,
) -> Iterator[int]:
    """Put stories together and write them, many of them by parts; yields how many are done.

    The parts' files stay at `place` until all are written, so that a run that was killed goes on where it was.
    """
    from kgraph.executors import merge_in_parts, pool, run_here
    from kgraph.partitions import graph_of

    most = sum(stories.values()) // PER_MERGER
    with ExitStack() as stack:
        if execute is None and most > 1 and len(stories) > 1:
            workers = min(settings.workers if settings.workers is not None else cores(), most)
            execute = stack.enter_context(pool(workers)) if workers > 1 else run_here
        if execute is None:
            known = unpack_knowledge(knowledge)
            for done, key in enumerate(stories, 1):
                story = told(key)
                write_story(db, story.story, story.state, graph_of(story, known))
                yield done
            return
        done = 0
        for part in merge_in_parts(stories, told, knowledge, place, execute):
            copy_stories(part, db)
            done += part.execute("SELECT count(*) FROM stories").fetchone()[0]
            yield done


def _stored(db: sqlite3.Connection, revision: int) -> tuple[str, str, bytes]:
    """The text, document and extraction of a revision."""
    row: tuple[str, str, bytes] = db.execute(
        "SELECT t.content, r.payload, r.extraction FROM revisions r JOIN texts t ON t.n = r.text WHERE r.n = ?", (revision,)
    ).fetchone()
    return row


def vectors_in(folder: Path, names: Iterable[str]) -> Vectors:
    """The vectors of the claims of some articles of a store, by claim id, as merging compares them."""
    newest = (
        "SELECT r.n FROM inputs i JOIN revisions r ON r.input = i.n WHERE i.name = ? AND r.extraction IS NOT NULL "
        "ORDER BY r.number DESC LIMIT 1"
    )
    from kgraph.copies import copied_id

    with closing(connect(folder)) as db:
        rows = [_stored(db, n) for name in names for (n,) in db.execute(newest, (name,))]
        found = [unpack_extraction(ledger.document_of(text, payload), extraction) for text, payload, extraction in rows]
    drafts = [(e.document, d.claim.id, d.vector) for e in found for d in e.drafts if d.vector is not None]
    return {id_: vector for document, claim, vector in drafts for id_ in (claim, copied_id(claim, document))}


# --- what users do ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    """What the store holds after a run (`articles`), which of the run's inputs were set aside, and the articles that none of them is."""

    articles: int
    problems: tuple[Problem, ...]
    others: tuple[str, ...] = ()


def update(folder: Path, items: Iterable[Item], settings: Settings, story: str | None = None, progress: Progress = quiet) -> Result:
    """Bring the store of a folder up to date with some inputs, and go on with what an earlier run left undone.

    Where the store then holds no article, none is left behind that was not there. Raises StoreError where the store cannot
    be used, PipelineError where the pipeline cannot, InputError where the table of entities cannot.
    """
    check_pipeline(settings.pipeline)
    known = pack_knowledge(read_knowledge(settings.entities)) if settings.entities is not None else None
    with opened(folder) as (db, cache):
        if known is not None:
            with transaction(db):
                put(db, ENTITIES, known)
        named = take_in(db, items, story, progress)
        bring_up_to_date(db, cache, settings, progress)
        done = [name for (name,) in db.execute("SELECT id FROM documents ORDER BY id")]
        return Result(_count(db), ledger.problems(db, named), tuple(name for name in done if name not in named))


def check_pipeline(name: str | None) -> None:
    """See that there is a pipeline of that name, before any work is done. Raises PipelineError where there is none."""
    if pipeline_folder(name) is None:
        raise PipelineError(f"{name}: there is no spaCy pipeline of that name; give the name of an installed one or the folder of one")


def _count(db: sqlite3.Connection) -> int:
    """How many articles the store holds, those still to be read included."""
    rows = db.execute("SELECT count(DISTINCT r.input) FROM revisions r JOIN inputs i ON i.n = r.input WHERE i.state <> 'duplicate'")
    return int(rows.fetchone()[0])


def bring_up_to_date(db: sqlite3.Connection, cache: sqlite3.Connection, settings: Settings, progress: Progress = quiet) -> None:
    """Take in anew what other code took in, read what is to be read, and put together what has changed.

    A store keeps to the pipeline of its first build until another one is named.
    """
    name = settings.pipeline or get(db, PIPELINE) or DEFAULT
    name = name if (PIPELINES / name).is_dir() or not Path(name).is_dir() else str(Path(name).resolve())
    if get(db, PIPELINE) != name:
        with transaction(db):
            put(db, PIPELINE, name)
    for entry in ledger.inputs(db, "version <> ? AND sha256 IS NOT NULL", [code_version()]):
        with transaction(db):
            _again(db, entry)
    mark_repeats(db)
    with _executor(settings) as execute:
        read_pending(db, cache, replace(settings, pipeline=name), progress, execute)
        put_together(db, progress, settings, execute)
    forget_all_but(cache, {sha256 for (sha256,) in db.execute("SELECT sha256 FROM texts")})


@contextmanager
def _executor(settings: Settings) -> Iterator[Executor | None]:
    """Give what does the work by parts; None where this process does it, or starts processes of its own."""
    if settings.cluster is None:
        yield None
        return
    from kgraph.executors import on_ray

    with on_ray(settings.cluster) as execute:
        yield execute


@contextmanager
def opened(folder: Path) -> Iterator[tuple[sqlite3.Connection, sqlite3.Connection]]:
    """Open the store of a folder and its cache for writing. Raises WriteError where a write fails, as on a full disk."""
    try:
        with one_thread(), writer(folder) as db, closing(open_cache(folder)) as cache:
            yield db, cache
    except sqlite3.Error as error:
        raise WriteError(
            f"{folder}: the store could not be written ({error}; {disk_usage(folder).free:,} bytes are free there). What was done "
            "so far is in it: free some space and run the same command again"
        ) from error


def remove(folder: Path, names: Sequence[str], settings: Settings, progress: Progress = quiet) -> Result:
    """Take articles and all their revisions out of the store; of copies of one article another then stands for it.

    Raises QueryError for a name that the store does not hold, before anything is taken out.
    """
    with opened(folder) as (db, cache):
        entries = {e.name: e for e in ledger.inputs(db)}
        unknown = [name for name in names if name not in entries]
        if unknown:
            close = get_close_matches(unknown[0], entries, 3) or sorted(entries)[:3]
            raise QueryError(f"there is no input {unknown[0]!r} in {folder}; there are {', '.join(close)} … (see kgraph status --inputs)")
        for name in names:
            with transaction(db):
                _touch_of(db, entries[name].n)
                db.execute("DELETE FROM inputs WHERE n = ?", (entries[name].n,))
                for copy in _copies(db, entries[name]):
                    _again(db, copy)
        bring_up_to_date(db, cache, settings, progress)
        return Result(_count(db), ())


def retry(folder: Path, reason: str | None, settings: Settings, progress: Progress = quiet) -> Result:
    """Read again what was set aside, all of it or that of one reason: from the bytes that were kept, else from where it came."""
    with opened(folder) as (db, cache):
        reasons = {found for (found,) in db.execute("SELECT DISTINCT reason FROM inputs WHERE state = ?", (QUARANTINED,))}
        if reason is not None and reason not in reasons:
            raise QueryError(f"nothing was set aside for the reason {reason!r}; there are: {', '.join(sorted(reasons)) or 'none'}")
        aside = [entry for entry in ledger.inputs(db, "state = ?", [QUARANTINED]) if reason in (None, entry.reason)]
        kept = [entry for entry in aside if ledger.bytes_of(db, entry.sha256) is not None]
        for entry in kept:
            raw = _bytes_now(entry)
            if raw is not None and ledger.hash_of(raw) != entry.sha256:  # mended meanwhile
                form = "page" if is_page(raw) else "text"
                _take_in_one(db, Article(entry.name, entry.location, form, raw, unpacked(Listing, entry.listing)))
            else:
                with transaction(db):
                    _again(db, entry)
        gone = {entry.location for entry in aside if entry not in kept}
        there = {place for place in gone if is_url(place) or is_there(place)}
        take_in(db, articles(there.union(*map(sources_of, gone - there))), None, progress)
        bring_up_to_date(db, cache, settings, progress)
        return Result(_count(db), ledger.problems(db, {entry.name for entry in aside}))


def _bytes_now(entry: Input) -> bytes | None:
    """The bytes of the file that an input came from, as it is now; None where it was no file of its own or is too large."""
    path = Path(entry.location)
    if is_url(entry.location) or not is_there(path) or not path.is_file() or path.stat().st_size > LARGEST_PAGE:
        return None
    return path.read_bytes()


def _again(db: sqlite3.Connection, entry: Input) -> None:
    """Take an input in anew from the bytes that were kept of it."""
    raw = ledger.bytes_of(db, entry.sha256)
    if raw is None:
        return
    fresh = replace(entry, state=PENDING, reason=None, message=None, of=None, attempts=0, stage="read", version=code_version())
    try:
        document = document_of_article(Article(entry.name, entry.location, entry.form, raw, unpacked(Listing, entry.listing)))
    except InputError as error:
        _quarantine(db, fresh, error.reason, str(error))
    else:
        _enter(db, fresh, document)


# --- status ----------------------------------------------------------------------------------------------------------


def status(folder: Path) -> dict[str, Any]:
    """What the store holds, in plain values: inputs in all and by state, reasons, articles, outlets, stories, who writes to it just now."""
    with closing(connect(folder)) as db:
        states = dict.fromkeys((DONE, DUPLICATE, QUARANTINED, PENDING), 0) | dict(
            db.execute("SELECT state, count(*) FROM inputs GROUP BY state")
        )
        reasons = dict(db.execute("SELECT reason, count(*) FROM inputs WHERE state = 'quarantined' GROUP BY reason ORDER BY reason"))
        counts = {
            name: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for name, table in (
                ("articles", "documents"),
                ("stories", "stories"),
                ("claims", "claims"),
                ("facts", "facts"),
                ("differences", "differences"),
            )
        }
        (outlets,) = db.execute("SELECT count(DISTINCT outlet) + sum(outlet IS NULL) FROM documents").fetchone()
        files = get(db, "files")
        current = ledger.state_of(db)
    return {
        "inputs": sum(states.values()),
        **states,
        "reasons": reasons,
        **counts,
        "outlets": outlets or 0,
        "files_up_to_date": files == current,
        "writer": holder(folder),
    }


def ledger_rows(folder: Path) -> Iterator[dict[str, Any]]:
    """Every input of the store with what became of it, by name."""
    with closing(connect(folder)) as db:
        for e in ledger.inputs(db):
            yield {
                "name": e.name,
                "location": e.location,
                "sha256": e.sha256,
                "state": e.state,
                "reason": e.reason,
                "message": e.message,
                "of": e.of,
                "stage": e.stage,
                "seen": e.seen,
            }
