"""Stages by parts: in this process, in a pool and on Ray they give the same bytes, whatever dies on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.corpus import write_corpus
from benchmarks.faults import exported
from kgraph import api, partitions, storage, store, upkeep
from kgraph.errors import InputError, PipelineError
from kgraph.executors import WORK, Executor, read_in_parts, run_here
from kgraph.ingest import read_documents
from kgraph.ingest.files import articles
from kgraph.partitions import TODO, Part, part_of_jobs, run_part
from kgraph.work import Failure, Job, Reading, read_here
from tests.conftest import ROOT
from tests.test_faults import poisoned  # noqa: F401
from tests.test_upkeep import ONE, OTHER, THIRD, TWO, put

SMALL = "en_kgraph_sm"


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> list[Job]:
    documents, _ = read_documents([put(tmp_path_factory.mktemp("in"), a=ONE, b=TWO, c=OTHER, d=THIRD)])
    return [Job(n, document, None) for n, document in enumerate(documents, 1)]


def ray_home(folder: Path) -> dict[str, str]:
    """An environment in which Ray writes nothing outside a folder, and reports nothing."""
    pytest.importorskip("ray")
    (folder / "home").mkdir(parents=True, exist_ok=True)
    return {**os.environ, "HOME": str(folder / "home"), "RAY_USAGE_STATS_ENABLED": "0", "PYTHONPATH": str(ROOT)}


def command(source: Path | str, out: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "kgraph", "build", str(source), "-o", str(out), "--pipeline", SMALL, *options]


def below(pid: int) -> Iterator[tuple[int, str]]:
    """The processes that a process started, and those that these did, with their command lines."""
    listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=False).stdout
    for line in listed.splitlines():
        child, _, args = line.strip().partition(" ")
        yield int(child), args
        yield from below(int(child))


def wait_for_worker(process: subprocess.Popen[str]) -> int:
    """The number of a Ray worker that is doing a part; fails where none ever does."""
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        found = [pid for pid, args in below(process.pid) if args.startswith("ray::_on_worker")]
        if found:
            return found[0]
        time.sleep(0.05)
    raise AssertionError("no worker of Ray did any part")


# --- the same bytes ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["seeds", "gold"])
def source(request: pytest.FixtureRequest) -> Path:
    if request.param == "seeds":
        return ROOT / "seeds"
    shared: Path = request.getfixturevalue("shared")
    return next(p for p in sorted((shared / "gold").iterdir()) if p.name.startswith("jasta"))


@pytest.fixture(scope="module")
def in_process(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("in-process") / "out"
    subprocess.run(command(source, out, "--jobs", "0"), check=True, capture_output=True, timeout=300)
    return exported(out)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["pool", "ray", "ray, a worker killed"])
def test_every_engine_exports_the_same_bytes(source: Path, in_process: dict[str, bytes], tmp_path: Path, engine: str) -> None:
    out = tmp_path / "out"
    options = ["--jobs", "2", *(["--engine", "ray"] if engine != "pool" else [])]
    env = ray_home(tmp_path) if engine != "pool" else dict(os.environ)
    process = subprocess.Popen(command(source, out, *options), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if engine == "ray, a worker killed":
        os.kill(wait_for_worker(process), signal.SIGKILL)
    _, errors = process.communicate(timeout=300)
    assert (process.returncode, errors) == (0, "")
    assert exported(out) == in_process
    assert in_process["claims.jsonl"].count(b"\n") > 50
    assert not (out / ".work").exists()


@pytest.mark.slow
def test_ray_sets_aside_an_article_that_kills_its_workers_as_the_pool_does(poisoned: Path, tmp_path: Path) -> None:  # noqa: F811
    sources = put(tmp_path / "in", a=ONE, b=TWO, x=THIRD + "A SEGFAULT here.", y=THIRD + "They RAISE it.")
    told = {}
    for name, more in (("pool", []), ("ray", ["--engine", "ray"])):
        line = [*command(sources, tmp_path / name, "--jobs", "2", *more), "--pipeline", str(poisoned / "pipeline")]
        env = {**ray_home(tmp_path), "PYTHONPATH": f"{ROOT}{os.pathsep}{poisoned}"}
        run = subprocess.run(line, env=env, capture_output=True, text=True, timeout=300, check=False)
        assert run.returncode == 3, run.stderr
        told[name] = run.stderr
    assert told["ray"] == told["pool"]
    assert "signal 11" in told["ray"]
    assert exported(tmp_path / "ray") == exported(tmp_path / "pool")


@pytest.mark.slow
def test_a_build_on_ray_that_is_killed_goes_on_from_its_receipts(tmp_path: Path) -> None:
    sources = put(tmp_path / "in", **{f"article-{n}": f"{text}\n\n" + " ".join([text] * 20) for n, text in enumerate((ONE, TWO, OTHER, THIRD))})
    out, env = tmp_path / "out", ray_home(tmp_path)
    line = command(sources, out, "--engine", "ray", "--jobs", "2")
    process = subprocess.Popen(line, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
    worker = wait_for_worker(process)
    process.kill()
    process.wait()
    end = time.monotonic() + 60
    while time.monotonic() < end and Path(f"/proc/{worker}").exists():  # a worker ends with the process that it works for
        time.sleep(0.1)
    assert subprocess.run(line, env=env, capture_output=True, text=True, timeout=300, check=False).returncode == 0
    whole = tmp_path / "whole"
    assert subprocess.run(command(sources, whole, "--jobs", "0"), capture_output=True, text=True, timeout=300, check=False).returncode == 0
    assert exported(out) == exported(whole)


@pytest.mark.slow
def test_two_nodes_of_a_running_cluster_exchange_files_under_a_url(tmp_path: Path) -> None:
    env, sources = ray_home(tmp_path), put(tmp_path / "in", a=ONE, b=TWO, c=OTHER, d=THIRD)
    out, whole, work = tmp_path / "out", tmp_path / "whole", tmp_path / "work"
    run = subprocess.run([sys.executable, "-c", TWO_NODES, *command(sources, out, "--engine", "ray", "--work", work.as_uri())],
                         env=env, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr
    subprocess.run(command(sources, whole, "--jobs", "0"), check=True, capture_output=True, timeout=300)
    assert exported(out) == exported(whole)
    assert list(work.iterdir()) == []  # a folder behind a URL is its owner's


TWO_NODES = """
import subprocess, sys, tempfile
from ray.cluster_utils import Cluster
with tempfile.TemporaryDirectory(prefix="kg-", ignore_cleanup_errors=True) as folder:
    settings = {"num_cpus": 1, "object_store_memory": 80 * 2**20, "include_dashboard": False, "temp_dir": folder}
    cluster = Cluster(initialize_head=True, head_node_args=settings)
    cluster.add_node(num_cpus=1, object_store_memory=80 * 2**20)
    try:
        sys.exit(subprocess.run([*sys.argv[1:], "--address", cluster.address]).returncode)
    finally:
        cluster.shutdown()
"""


def test_a_cluster_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    line = command(put(tmp_path / "in", a=ONE), tmp_path / "out", "--engine", "ray", "--address", "127.0.0.1:1")
    run = subprocess.run(line, env=ray_home(tmp_path), capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 2
    (told,) = run.stderr.splitlines()
    assert told.startswith("kgraph: 127.0.0.1:1: cannot be reached")


def test_address_without_an_engine_is_wrong_use(tmp_path: Path) -> None:
    line = command(put(tmp_path / "in", a=ONE), tmp_path / "out", "--address", "127.0.0.1:1")
    run = subprocess.run(line, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 2
    assert "--engine ray" in run.stderr


# --- parts and receipts ----------------------------------------------------------------------------------------------------


def by_revision(outcomes: Iterator[tuple[Job, Reading | Failure]]) -> dict[int, Reading | Failure]:
    return {job.revision: found for job, found in outcomes}


def in_parts(jobs: list[Job], place: str, execute: Executor) -> dict[int, Reading | Failure]:
    waiting = {job.revision: job for job in jobs}
    return by_revision(read_in_parts(waiting, waiting.__getitem__, SMALL, place, execute))


def place_of(folder: Path, kind: str) -> str:
    if kind == "path":
        return str(folder / "work")
    pytest.importorskip("fsspec")
    return (folder / "work").as_uri()


@pytest.mark.parametrize("kind", ["path", "url"])
def test_articles_read_by_parts_are_read_as_one_by_one(jobs: list[Job], tmp_path: Path, kind: str) -> None:
    place = place_of(tmp_path, kind)
    assert in_parts(jobs, place, run_here) == by_revision(read_here(jobs, SMALL))
    assert storage.names(place) == []


def test_what_has_a_receipt_is_not_read_again(jobs: list[Job], tmp_path: Path) -> None:
    place = str(tmp_path / "work")
    run_part(part_of_jobs(place, jobs[:3], SMALL))
    given: list[Part] = []

    def noted(parts: object) -> Iterator[tuple[Part, partitions.Receipt | None]]:
        for part, receipt in run_here(parts):  # type: ignore[arg-type]
            given.append(part)
            yield part, receipt

    assert in_parts(jobs, place, noted) == by_revision(read_here(jobs, SMALL))
    assert sum(part.rows for part in given) == 1


def test_an_outcome_that_is_not_as_its_receipt_says_is_made_again(jobs: list[Job], tmp_path: Path) -> None:
    place = str(tmp_path / "work")
    receipt = run_part(part_of_jobs(place, jobs, SMALL))
    (tmp_path / "work" / f"{receipt.name}.done").write_bytes(b"cut off")
    assert in_parts(jobs, place, run_here) == by_revision(read_here(jobs, SMALL))


def test_an_article_that_every_worker_dies_of_is_given_up_and_the_others_are_read(jobs: list[Job], tmp_path: Path) -> None:
    def dying(parts: object) -> Iterator[tuple[Part, partitions.Receipt | None]]:
        for part in parts:  # type: ignore[attr-defined]
            with_poison = jobs[0].document.text.encode() in (storage.read(part.place, part.name + TODO) or b"")
            yield part, None if with_poison else run_part(part)

    found = in_parts(jobs, str(tmp_path / "work"), dying)
    assert isinstance(found[jobs[0].revision], Failure)
    assert all(isinstance(found[job.revision], Reading) for job in jobs[1:])


def test_a_worker_with_another_kgraph_refuses_a_part(jobs: list[Job], tmp_path: Path) -> None:
    part = part_of_jobs(str(tmp_path), jobs[:1], SMALL)
    with pytest.raises(PipelineError, match="another release"):
        run_part(replace(part, version="0" * 16))


def test_a_worker_that_does_not_see_the_files_says_so(jobs: list[Job], tmp_path: Path) -> None:
    part = part_of_jobs(str(tmp_path), jobs[:1], SMALL)
    (tmp_path / (part.name + TODO)).unlink()
    with pytest.raises(PipelineError, match="--work"):
        run_part(part)


@pytest.mark.slow
def test_stories_put_together_in_a_pool_are_those_of_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "PER_MERGER", 5)
    write_corpus(tmp_path / "in", 20)
    for name, workers in (("one", 0), ("two", 2)):
        upkeep.update(tmp_path / name, articles([str(tmp_path / "in")]), upkeep.Settings(SMALL, workers))
        api.write_files(tmp_path / name)
    assert exported(tmp_path / "one") == exported(tmp_path / "two")
    assert len(store.read_stories(tmp_path / "two")) > 2


KILLED = """
import os, signal, sys
from pathlib import Path
from kgraph import api, executors, partitions, upkeep
upkeep.PER_MERGER = 2
run = partitions.run_part
def counted(part):
    print(part.stage, flush=True)
    return run(part)
executors.run_part = counted
def progress(stage, done, total):
    if stage == "comparing claims" and sys.argv[3] == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
upkeep.update(Path(sys.argv[2]), api.articles_of(sys.argv[1]), upkeep.Settings("en_kgraph_sm", 0), None, progress)
"""


@pytest.mark.slow
def test_stories_that_a_killed_run_had_put_together_are_not_put_together_again(tmp_path: Path) -> None:
    write_corpus(tmp_path / "in", 12)
    out, whole = tmp_path / "out", tmp_path / "whole"

    def run(then: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-c", KILLED, tmp_path / "in", out, then], env={**os.environ, "PYTHONPATH": str(ROOT)},
                              capture_output=True, text=True, timeout=300, check=False)

    killed, finished = run("kill"), run("go on")
    assert (killed.returncode, finished.returncode) == (-signal.SIGKILL, 0), finished.stderr
    upkeep.update(whole, articles([str(tmp_path / "in")]), upkeep.Settings(SMALL))
    stories = len(store.read_stories(whole))
    assert killed.stdout.split() == ["merge"] and 0 < len(finished.stdout.split()) < stories
    assert not (out / WORK).exists()
    for folder in (out, whole):
        api.write_files(folder)
    assert exported(out) == exported(whole)


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(InputError, match="cannot be written to"):
        storage.check_place(str(tmp_path / "file"))
    with pytest.raises(InputError, match="cannot be written to"):
        storage.check_place("nosuchscheme://bucket/work")
