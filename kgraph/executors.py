"""Who runs the parts of the work: this process, a pool of others, or the workers of a Ray cluster; and what is done with their outcomes.

On Ray these are Core tasks over files, not Ray Data: only parts and receipts pass through it. It tries a part again whose worker
died; what dies again is taken apart, so an article that kills workers is found and set aside as in the local pool.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from typing import Any, TypeVar

from kgraph import storage
from kgraph.errors import InputError, WriteError
from kgraph.partitions import (
    Part,
    Receipt,
    Told,
    clear,
    key_of,
    opened,
    outcome,
    outcomes_of,
    part_of_jobs,
    part_of_stories,
    receipts,
    run_part,
    version_of,
)
from kgraph.work import REPORT_IT, TASKS, TIME_LIMIT, Failure, Job, Outcome, collect_seldom, grouped, limit_memory, one_thread, settle_in

T = TypeVar("T")
WORK = ".work"  # the folder in a build where parts lie, unless the machines of a cluster exchange them elsewhere
PER_PART = 50  # articles of a part: some seconds of work, and what is done again at the most where a worker is lost
PARTS = 8  # that a small build is cut into, so that several workers have something to do
AHEAD = 2  # parts that are given out for each worker
RETRIES = 1  # times that Ray tries a part again whose worker died
PATIENCE = 10.0  # seconds for a cluster to answer
OBJECTS = 80 * 2**20  # bytes for Ray's store of objects, the least that it takes: no data of ours passes through it
Executor = Callable[[Iterable[Part]], Iterator[tuple[Part, Receipt | None]]]  # parts as they get done; None where their workers died
Key = tuple[str, str]  # a story's id and all that its graph is made of


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Ray cluster: its address, None for one on this machine alone; the place of the parts' files, a path or URL that all its
    machines see; and how many workers are used, None for as many as it has processors."""

    address: str | None
    place: str
    workers: int | None


def run_here(parts: Iterable[Part]) -> Iterator[tuple[Part, Receipt | None]]:
    """Do parts one after the other in this process."""
    for part in parts:
        yield part, run_part(part)


@contextmanager
def pool(workers: int) -> Iterator[Executor]:
    """Give an executor that does parts in spawned processes, which are started once there is one."""
    from pebble import ProcessExpired, ProcessPool

    processes = ProcessPool(max_workers=workers, initializer=settle_in, context=get_context("spawn"))

    def execute(parts: Iterable[Part]) -> Iterator[tuple[Part, Receipt | None]]:
        waiting, running = iter(parts), dict[Future[Receipt], Part]()
        while True:
            for part in islice(waiting, AHEAD * workers - len(running)):
                running[processes.schedule(run_part, args=(part,))] = part
            if not running:
                return
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                part = running.pop(done)
                try:
                    receipt = done.result()
                except ProcessExpired:
                    receipt = None
                yield part, receipt

    try:
        yield execute
    finally:
        processes.stop()  # type: ignore[no-untyped-call]
        processes.join()


@contextmanager
def on_ray(cluster: Cluster) -> Iterator[Executor]:
    """Give the executor of a cluster, which is started, or connected to, once there is a part to do.

    Raises InputError where Ray is not installed or the place cannot be written to; the executor, where the cluster cannot be reached.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # read as Ray is imported: nothing is reported unless the user wants it
    try:
        import ray
    except ImportError as error:
        raise InputError("the engine ray needs Ray: pip install 'kgraph-news[ray]'") from error
    storage.check_place(cluster.place)
    there = ray.is_initialized()
    with nullcontext() if cluster.address else tempfile.TemporaryDirectory(prefix="kg-", ignore_cleanup_errors=True) as folder:
        try:
            yield lambda parts: _on_ray(parts, cluster, folder)
        finally:
            if not there:
                ray.shutdown()


def _start(cluster: Cluster, folder: str | None) -> None:
    import ray

    if ray.is_initialized():
        return
    try:
        if cluster.address:
            host, _, port = cluster.address.rpartition("//")[2].rpartition(":")
            if not host or not port.isdecimal():
                raise ValueError("an address is HOST:PORT, such as 10.0.0.5:6379")
            socket.create_connection((host, int(port)), PATIENCE).close()  # Ray itself would try for minutes
            ray.init(cluster.address, log_to_driver=False, logging_level=logging.ERROR)
        else:
            ray.init("local", num_cpus=cluster.workers, object_store_memory=OBJECTS, include_dashboard=False, log_to_driver=False,
                     logging_level=logging.ERROR, _temp_dir=folder)
    except Exception as error:  # Ray raises bare ones too
        said = str(error).strip().partition("\n")[0]
        raise InputError(f"{cluster.address or 'Ray on this machine'}: cannot be reached or started ({said}); try: ray status") from error


def _on_ray(parts: Iterable[Part], cluster: Cluster, folder: str | None) -> Iterator[tuple[Part, Receipt | None]]:
    import ray

    waiting = iter(parts)
    ahead = list(islice(waiting, 1))
    if not ahead:
        return
    _start(cluster, folder)
    run = ray.remote(num_cpus=1, max_retries=RETRIES, max_calls=TASKS // PER_PART)(_on_worker)
    processors = int(ray.cluster_resources().get("CPU", 1))  # type: ignore[no-untyped-call]
    most = AHEAD * (cluster.workers or processors)
    running: dict[Any, Part] = {}
    try:
        while True:
            for part in (*ahead, *islice(waiting, most - len(running) - len(ahead))):
                running[run.remote(part)] = part
            ahead.clear()
            if not running:
                return
            for done in ray.wait(list(running))[0]:
                part = running.pop(done)
                try:
                    receipt = ray.get(done)
                except ray.exceptions.RayTaskError as error:
                    raise error.cause from None
                except (ray.exceptions.WorkerCrashedError, ray.exceptions.OutOfMemoryError):  # again
                    receipt = None
                except ray.exceptions.RayError as error:
                    said = str(error).strip().partition("\n")[0]
                    raise WriteError(f"{cluster.address or 'Ray on this machine'}: was lost ({said}); what was done is kept, and the same "
                                     "command goes on from here") from error
                yield part, receipt
    finally:
        for left in running:
            ray.cancel(left, force=True)


def _on_worker(part: Part) -> Receipt:
    limit_memory()
    collect_seldom()
    one_thread()
    return run_part(part, _timed)


def _timed(jobs: Iterable[Job]) -> Iterator[Job]:
    """Let this process die of an article that takes too long."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    try:
        for job in jobs:
            signal.setitimer(signal.ITIMER_REAL, TIME_LIMIT)
            yield job
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


# --- reading and putting together by parts -------------------------------------------------------------------------------


def read_in_parts(
    revisions: Iterable[int], job: Callable[[int], Job], pipeline: str, place: str, execute: Executor
) -> Iterator[Outcome]:
    """Read articles by parts, as these get done; what an earlier run had done and did not take in is not read again.

    Articles are fetched when their part is written: in memory are those of the parts that are given out.
    """
    waiting = {key_of(job(revision)): revision for revision in revisions}
    for receipt in receipts(place, "read", version_of("read", pipeline)):
        if (content := outcome(place, receipt)) is not None:
            for found, read in outcomes_of(content, lambda key: job(waiting[key]) if key in waiting else None):
                del waiting[key_of(found)]
                yield found, read
    clear(place, "read-")
    lost: list[Job] = []
    groups = grouped(map(job, waiting.values()), max(1, min(PER_PART, len(waiting) // PARTS)), lambda one: 1)
    for jobs_of, content in _read(groups, pipeline, place, execute, alone=False):
        if content is None:
            lost += jobs_of.values()
        else:
            yield from outcomes_of(content, jobs_of.get)
    for jobs_of, content in _read(([one] for one in lost), pipeline, place, execute, alone=True):
        if content is None:
            yield from ((one, Failure("crash", f"took down every worker that read it. {REPORT_IT}")) for one in jobs_of.values())
        else:
            yield from outcomes_of(content, jobs_of.get)


def _read(
    groups: Iterable[list[Job]], pipeline: str, place: str, execute: Executor, *, alone: bool
) -> Iterator[tuple[Mapping[str, Job], bytes | None]]:
    """Read groups of articles: each group by keys, and what came out, None where workers died of it."""
    sent: dict[str, Mapping[str, Job]] = {}

    def parts() -> Iterator[Part]:
        for group in groups:
            part = part_of_jobs(place, group, pipeline, alone=alone)
            sent[part.name] = {key_of(job): job for job in group}
            yield part

    for part, receipt in execute(parts()):
        yield sent.pop(part.name), outcome(place, receipt) if receipt else None
        clear(place, part.name)


def merge_in_parts(
    stories: Mapping[Key, int], told: Callable[[Key], Told], knowledge: str, place: str, execute: Executor
) -> Iterator[sqlite3.Connection]:
    """Put stories together, given with their numbers of articles: yields stores that hold some of them each.

    What an earlier run had done is not done again; the files stay until `finish`.
    """
    waiting = dict(stories)
    for receipt in receipts(place, "merge", version_of("merge", knowledge)):
        if (content := outcome(place, receipt)) is not None:
            with closing(opened(content)) as store:
                keys = store.execute("SELECT id, state FROM stories").fetchall()
                if all(key in waiting for key in keys):
                    yield store
                    for key in keys:
                        del waiting[key]
    size = max(1, min(PER_PART, sum(waiting.values()) // PARTS))
    parts = (part_of_stories(place, [told(key) for key in group], knowledge) for group in grouped(waiting, size, waiting.__getitem__))
    for part, done in execute(parts):
        content = outcome(place, done or run_part(part))  # what workers die of is tried here, where the user sees why
        with closing(opened(content or b"")) as store:
            yield store


def finish(place: str) -> None:
    """Remove what is left of the parts, of earlier runs too, once all that they hold is kept."""
    clear(place, "read-")
    clear(place, "merge-")
    storage.remove_place(place)
