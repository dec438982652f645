"""Articles -> what they state, one by one, in this process or in a pool of others.

A pool outlives an article that crashes the parser, eats the memory or takes for ever: its worker is replaced, the article
tried once more alone, then given up. In one process an error is caught, and a crash is known by the ledger of the store.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures import TimeoutError as TooLong
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import TypeVar

from threadpoolctl import threadpool_limits

from kgraph.errors import KgraphError
from kgraph.model import Document

T = TypeVar("T")
TIME_LIMIT = 60.0  # seconds that a worker may spend on one article
MEMORY_LIMIT = 6 * 2**30  # bytes that a worker may allocate
REPORT_IT = "Please report it to kgraph's authors with the article"
SELDOM = 10_000, 20, 20  # objects made, and searches of younger ones, after which Python looks for cycles; 700, 10, 10 unless it is told
TASKS = 500  # articles after which a worker is replaced, so that whatever grew in it is freed


@dataclass(frozen=True, slots=True)
class Job:
    """One article to be read; `revision` is its number in the store, `parsed` what the pipeline once made of its words."""

    revision: int
    document: Document
    parsed: bytes | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one article states, packed for the store: the document with its sentences counted, claims and mentions, features for
    finding its story, and what the pipeline made of its words."""

    document: Document
    extraction: bytes
    features: str
    parsed: bytes


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an article could not be read: "crash" or "timeout", and one line about it."""

    reason: str
    message: str


Outcome = tuple[Job, Reading | Failure]


def cores() -> int:
    """How many cores this process may use: in a container or under taskset fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read(job: Job, pipeline: str | None) -> Reading:
    """Annotate one article and extract what it states."""
    from kgraph.annotate import annotate_one, load_pipeline
    from kgraph.extract.claims import extract
    from kgraph.store.pack import pack_extraction, packed
    from kgraph.stories import features

    annotated, parsed = annotate_one(job.document, load_pipeline(pipeline), job.parsed)
    extraction = extract(annotated)
    return Reading(extraction.document, pack_extraction(extraction), packed(features(extraction)), parsed)


def read_here(jobs: Iterable[Job], pipeline: str | None) -> Iterator[Outcome]:
    """Read articles one after the other in this process. Raises KgraphError where the pipeline cannot be used."""
    for job in jobs:
        outcome: Reading | Failure
        try:
            outcome = read(job, pipeline)
        except KgraphError:
            raise
        except Exception as error:
            outcome = gave_up(error)
        if isinstance(outcome, Failure):
            gc.collect()  # the frames of what failed may hold all memory there is
        yield job, outcome


def read_in_pool(jobs: Iterable[Job], pipeline: str | None, workers: int, limit: float = TIME_LIMIT) -> Iterator[Outcome]:
    """Read articles in spawned processes, as they get done; two for each process are in memory.

    Raises KgraphError where the pipeline cannot be used.
    """
    crashed: list[Job] = []
    for job, outcome in _pooled(jobs, pipeline, workers, limit):
        if isinstance(outcome, Failure) and outcome.reason == "crash":
            crashed.append(job)
        else:
            yield job, outcome
    for job in crashed:
        yield from _pooled([job], pipeline, 1, limit)


def _pooled(jobs: Iterable[Job], pipeline: str | None, workers: int, limit: float) -> Iterator[Outcome]:
    from pebble import ProcessPool  # not above: most commands need no pool

    waiting = iter(jobs)
    pool = ProcessPool(max_workers=workers, max_tasks=TASKS, initializer=settle_in, context=get_context("spawn"))
    try:
        running: dict[Future[Reading], Job] = {}
        while True:
            for job in islice(waiting, 2 * workers - len(running)):
                running[pool.schedule(read, args=(job, pipeline), timeout=limit)] = job
            if not running:
                break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), _outcome(future, limit)
        pool.close()  # type: ignore[no-untyped-call]
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def settle_in() -> None:
    """Let no article take all memory, and end when the process that started this one does, even if it was killed."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    limit_memory()
    collect_seldom()
    one_thread()


def one_thread() -> threadpool_limits:
    """Let one thread multiply matrices: ours are small, and threads that wait for one another double the time.

    In effect until the `with` ends that it is given to, else for as long as the process lives.
    """
    return threadpool_limits(1)


def collect_seldom() -> None:
    """Let Python look for cycles among its objects less often: an article is tens of thousands that live as long as it does, and looking
    through them took a tenth of the time outside spaCy."""
    gc.set_threshold(*SELDOM)


def limit_memory() -> None:
    """Let this process allocate no more than MEMORY_LIMIT."""
    with suppress(ImportError, ValueError, OSError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_LIMIT, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _outcome(future: Future[Reading], limit: float) -> Reading | Failure:
    from pebble import ProcessExpired

    try:
        return future.result()
    except KgraphError:
        raise
    except TooLong:
        return Failure(
            "timeout",
            f"took more than {limit:g} seconds to read and was given up. Split it into its articles, or see what is unusual about it",
        )
    except ProcessExpired as error:
        how = f"signal {-error.exitcode}" if error.exitcode and error.exitcode < 0 else f"exit code {error.exitcode}"
        return Failure("crash", f"crashed the process that read it ({how}), twice. {REPORT_IT}")
    except Exception as error:
        return gave_up(error)


def gave_up(error: Exception) -> Failure:
    what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return Failure("crash", f"could not be read ({what}). {REPORT_IT}")


def grouped(items: Iterable[T], most: int, size: Callable[[T], int]) -> Iterator[list[T]]:
    """Cut items into groups in order, each of so much size at the most, or of one item.

    >>> list(grouped([1, 2, 5, 1, 1], 3, int))
    [[1, 2], [5], [1, 1]]
    """
    group: list[T] = []
    total = 0
    for item in items:
        if group and total + size(item) > most:
            yield group
            group, total = [], 0
        group.append(item)
        total += size(item)
    if group:
        yield group
