"""Faults of the machine and poison among the articles: what is done stays done, what is bad is told, the others go on.

The engine is the real one in processes of its own; the poison is a component of a spaCy pipeline that does what it is told.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from benchmarks import faults
from kgraph import store, upkeep
from kgraph.errors import StoreError
from kgraph.model import Document, LabelledSpan, Section
from kgraph.work import Failure, Job, Reading, read_in_pool
from tests.conftest import ROOT
from tests.test_upkeep import ONE, OTHER, THIRD, TWO, put, states

T = TypeVar("T")
POISON = '''
import os, signal, time
from spacy.language import Language

@Language.component("poison")
def poison(doc):
    words = {token.text for token in doc}
    if "SEGFAULT" in words:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "RAISE" in words:
        raise ValueError("this sentence\\ncannot be parsed")
    if "EXIT" in words:
        os._exit(7)
    if "MEMORY" in words:
        kept = []
        while True:
            kept.append(bytearray(50_000_000))
    if "SLEEP" in words:
        time.sleep(1000)
    return doc
'''


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the pipeline `pipeline` and, for PYTHONPATH, the component that it needs."""
    folder = tmp_path_factory.mktemp("poison")
    (folder / "poison.py").write_text(POISON)
    (folder / "poison-1.0.dist-info").mkdir()
    (folder / "poison-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: poison\nVersion: 1.0\n")
    (folder / "poison-1.0.dist-info" / "entry_points.txt").write_text("[spacy_factories]\npoison = poison:poison\n")
    script = ("import spacy, sys; nlp = spacy.load(sys.argv[1]); nlp.add_pipe('poison', first=True); nlp.to_disk(sys.argv[2])")
    small = ROOT / "kgraph" / "pipelines" / "en_kgraph_sm"
    subprocess.run([sys.executable, "-c", script, small, folder / "pipeline"], env=environment(folder), check=True, timeout=120)
    return folder


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}"}


def build(poisoned: Path, source: Path, out: Path, jobs: int, memory: int | None = None) -> subprocess.CompletedProcess[str]:
    """Build with the poisoned pipeline in a process of its own, under a limit of bytes if one is given."""

    def limit() -> None:
        if memory:
            resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))

    return subprocess.run([sys.executable, "-m", "kgraph", "build", source, "-o", out, "--pipeline", poisoned / "pipeline", "--jobs", str(jobs)],
                          env=environment(poisoned), capture_output=True, encoding="utf-8", timeout=300, check=False, preexec_fn=limit)


def articles(folder: Path, **more: str) -> Path:
    return put(folder, a=ONE, b=TWO, c=OTHER, **more)


@pytest.fixture(scope="module")
def clean(poisoned: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a build of the articles without any poison."""
    folder = tmp_path_factory.mktemp("clean")
    assert build(poisoned, articles(folder / "in"), folder / "out", 0).returncode == 0
    return tables(folder / "out")


def tables(out: Path) -> dict[str, bytes]:
    """The files of a build that do not list what was set aside."""
    return {name: content for name, content in faults.exported(out).items() if name.endswith((".jsonl", ".ttl"))}


# --- poison (16) --------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("jobs", [0, 2])
def test_an_article_that_makes_a_component_raise_is_set_aside_and_changes_nothing_else(
    poisoned: Path, clean: dict[str, bytes], tmp_path: Path, jobs: int
) -> None:
    run = build(poisoned, articles(tmp_path / "in", x=THIRD + "They RAISE it."), tmp_path / "out", jobs)
    assert run.returncode == 3
    (line,) = run.stderr.splitlines()
    assert line.startswith("kgraph: x.txt: could not be read (ValueError:")
    assert "this sentence cannot be parsed" in line
    assert tables(tmp_path / "out") == clean
    (row,) = (r for r in upkeep.ledger_rows(tmp_path / "out") if r["state"] == "quarantined")
    assert (row["name"], row["reason"], row["stage"]) == ("x.txt", "crash", "annotate")


@pytest.mark.parametrize(("word", "says"), [("SEGFAULT", "signal 11"), ("EXIT", "exit code 7")])
def test_an_article_that_kills_its_worker_is_tried_once_more_and_set_aside(
    poisoned: Path, clean: dict[str, bytes], tmp_path: Path, word: str, says: str
) -> None:
    run = build(poisoned, articles(tmp_path / "in", aa=THIRD + f"A {word} here."), tmp_path / "out", 2)
    assert run.returncode == 3
    assert f"aa.txt: crashed the process that read it ({says}), twice" in run.stderr
    assert tables(tmp_path / "out") == clean


@pytest.mark.parametrize("word", ["SEGFAULT", "EXIT"])
def test_in_one_process_a_fatal_article_is_given_up_at_the_third_start(
    poisoned: Path, clean: dict[str, bytes], tmp_path: Path, word: str
) -> None:
    source = articles(tmp_path / "in", aa=THIRD + f"A {word} here.")
    first, second, third = (build(poisoned, source, tmp_path / "out", 0) for _ in range(3))
    assert first.returncode == second.returncode == {"SEGFAULT": -signal.SIGSEGV, "EXIT": 7}[word]
    assert third.returncode == 3
    assert "aa.txt: took the process down with it 2 times and was given up" in third.stderr
    assert tables(tmp_path / "out") == clean


@pytest.mark.parametrize("jobs", [0, 1])
def test_an_article_that_eats_the_memory_is_set_aside(poisoned: Path, clean: dict[str, bytes], tmp_path: Path, jobs: int) -> None:
    run = build(poisoned, articles(tmp_path / "in", x=THIRD + "A MEMORY here."), tmp_path / "out", jobs, memory=1_500_000_000)
    assert run.returncode == 3
    assert "x.txt: could not be read (MemoryError" in run.stderr
    assert tables(tmp_path / "out") == clean


def test_an_article_that_takes_too_long_is_given_up_by_killing_its_worker(poisoned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(poisoned)
    text = "The SLEEP of reason."
    jobs = [Job(n, Document(f"{n}.txt", t, (LabelledSpan(0, len(t), Section.BODY, "rest"),)), None) for n, t in enumerate((text, "Ann Poe left."))]
    started = time.monotonic()
    outcomes = {job.revision: outcome for job, outcome in read_in_pool(jobs, str(poisoned / "pipeline"), 1, limit=15)}
    assert time.monotonic() - started < 90
    assert isinstance(outcomes[0], Failure) and outcomes[0].reason == "timeout" and "15 seconds" in outcomes[0].message
    assert isinstance(outcomes[1], Reading)


def test_what_crashed_can_be_read_again_once_the_cause_is_gone(poisoned: Path, tmp_path: Path) -> None:
    build(poisoned, articles(tmp_path / "in", x=THIRD + "They RAISE it."), tmp_path / "out", 0)
    upkeep.retry(tmp_path / "out", "crash", upkeep.Settings("en_kgraph_sm"))
    assert set(states(tmp_path / "out").values()) == {"done"}


# --- kills (17) ---------------------------------------------------------------------------------------------------------

@pytest.mark.slow
def test_builds_killed_at_random_moments_lose_nothing_and_end_as_if_undisturbed(tmp_path: Path) -> None:
    faults.write_articles(tmp_path / "in", stories=2, each=2)
    started = time.monotonic()
    subprocess.run(faults.command(tmp_path / "in", tmp_path / "whole", 0), capture_output=True, check=False)
    takes, whole, chance = time.monotonic() - started, faults.exported(tmp_path / "whole"), random.Random(time.time_ns())
    for number in range(7):  # three kills each, one after the other on one store
        jobs = number % 3
        delays = [chance.uniform(0.1, takes) for _ in range(3)]
        assert faults.damage(tmp_path / "in", tmp_path / f"out-{number}", whole, delays, jobs, worker=number == 4) == [], (jobs, delays)


@pytest.mark.slow
def test_a_migration_killed_at_any_moment_leaves_the_old_store_or_the_new_one(tmp_path: Path) -> None:
    old = ROOT / "tests" / "data" / "store-version-2.sqlite"
    script = "import sys; from pathlib import Path; from kgraph.store import writer\nwith writer(Path(sys.argv[1])): pass"
    for number in range(10):
        folder = tmp_path / str(number)
        folder.mkdir()
        shutil.copy(old, folder / store.STORE)
        process = subprocess.Popen([sys.executable, "-c", script, folder], env=environment(ROOT))
        time.sleep(0.05 + 0.03 * number)
        process.kill()
        process.wait()
        with store.writer(folder) as db:
            assert db.execute("SELECT count(*) FROM inputs").fetchone() == (2,)
        assert (folder / f"{store.STORE}.v2.bak").read_bytes() == old.read_bytes()


def test_when_the_driver_is_killed_its_workers_end_too(poisoned: Path, tmp_path: Path) -> None:
    source = articles(tmp_path / "in", x="A SLEEP here.")  # the shortest is read last
    process = subprocess.Popen([sys.executable, "-m", "kgraph", "build", source, "-o", tmp_path / "out", "--pipeline", poisoned / "pipeline",
                                "--jobs", "1"], env=environment(poisoned), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    workers = wait_for(lambda: faults.children(process.pid))
    wait_for(lambda: sum(state == "done" for state in states(tmp_path / "out").values()) == 3)
    process.kill()
    process.wait()
    wait_for(lambda: not any(alive(pid) for pid in workers))


def wait_for(what: Callable[[], T], seconds: float = 60.0) -> T:
    """What a function returns once it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if found := what():
                return found
        except StoreError:
            pass
        time.sleep(0.1)
    raise AssertionError("it did not come to pass")


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False


# --- Ctrl-C -------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("jobs", [0, 1])
def test_ctrl_c_while_articles_are_read_ends_with_130_and_the_next_run_goes_on(
    poisoned: Path, clean: dict[str, bytes], tmp_path: Path, jobs: int
) -> None:
    source = articles(tmp_path / "in", x="A SLEEP here.")
    process = subprocess.Popen([sys.executable, "-m", "kgraph", "build", source, "-o", tmp_path / "out", "--pipeline", poisoned / "pipeline",
                                "--jobs", str(jobs)], env=environment(poisoned), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               encoding="utf-8", start_new_session=True)
    wait_for(lambda: sum(state == "done" for state in states(tmp_path / "out").values()) == 3)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the whole group
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.strip().splitlines() == ["kgraph: stopped; nothing half-written was left behind, and the same command goes on from here"]
    (source / "x.txt").unlink()
    upkeep.remove(tmp_path / "out", ["x.txt"], upkeep.Settings(str(poisoned / "pipeline")))
    assert states(tmp_path / "out") == {"a.txt": "done", "b.txt": "done", "c.txt": "done"}


# --- a full disk, a folder that may not be written (18) ----------------------------------------------------------------------

@pytest.mark.parametrize("jobs", [0, 1])
def test_a_full_disk_is_told_in_one_line_and_the_next_run_goes_on(poisoned: Path, clean: dict[str, bytes], tmp_path: Path, jobs: int) -> None:
    source, out = articles(tmp_path / "in"), tmp_path / "out"

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))  # files may not grow further, as on a full disk

    run = subprocess.run([sys.executable, "-m", "kgraph", "build", source, "-o", out, "--pipeline", poisoned / "pipeline", "--jobs", str(jobs)],
                         env=environment(poisoned), capture_output=True, encoding="utf-8", timeout=300, check=False, preexec_fn=limit)
    assert run.returncode == 1, run.stderr
    (line,) = run.stderr.splitlines()
    assert "could not be written" in line or "cannot be written" in line
    assert str(out) in line
    for name in faults.exported(out):
        assert name.endswith(".jsonl")  # whole ones alone, see below
    assert build(poisoned, source, out, jobs).returncode == 0
    assert tables(out) == clean
