"""Kill builds at random moments and see that nothing is lost or doubled: python -m benchmarks.faults [--kills N] [--seed S].

The method is RocksDB's crash test (db_crashtest.py): what the store acknowledged before a kill is the oracle, and after the
last run the files must be those of a build that nobody disturbed, byte for byte.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from kgraph.errors import StoreError
from kgraph.upkeep import ledger_rows

FILES = "documents claims facts entities differences".split()
PLACES = "Springfield Riverton Lakeside Hillcrest Fairview Georgetown Milton Ashland".split()
NAMES = "Jane Doe, John Roe, Ann Poe, Mary Major, Richard Miles, Jane Stiles".split(", ")


def write_articles(folder: Path, stories: int = 2, each: int = 3) -> None:
    """Write short articles of several outlets on some stories, one of them twice, and one that is none."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["file,outlet,published"]
    for number in range(stories):
        place, mayor, rival = PLACES[number % len(PLACES)], NAMES[number % 3], NAMES[3 + number % 3]
        event = ("bridge", "flood", "trial", "strike", "election", "fire")[number % 6]
        for outlet in range(each):
            text = (
                f"{mayor} speaks on the {place} {event}\n\n"
                f"Mayor {mayor} said the {event} in {place} had cost {10 + outlet} million dollars. "
                f"{rival} denied that the {event} of {place} had been foreseen, according to the {place} council.\n\n"
                f"The {event} in {place} began on Monday and lasted {3 + outlet} days, the police said. "
                f"{mayor} will visit {place} on Friday.\n"
            )
            name = f"{number:03}-{outlet}.txt"
            (folder / name).write_text(text, encoding="utf-8")
            lines.append(f"{name},Outlet {outlet},2020-11-{1 + number % 28:02}")
    (folder / "copy.txt").write_bytes((folder / "000-0.txt").read_bytes())
    (folder / "empty.txt").write_bytes(b" \n")
    (folder / "sources.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def command(articles: Path, out: Path, jobs: int) -> list[str]:
    return [sys.executable, "-m", "kgraph", "build", str(articles), "-o", str(out), "--pipeline", "en_kgraph_sm", "--jobs", str(jobs)]


def exported(out: Path) -> dict[str, bytes]:
    """The files of a build that people read, by name."""
    return {
        p.relative_to(out).as_posix(): p.read_bytes()
        for p in sorted(out.rglob("*"))
        if p.is_file() and p.suffix in (".jsonl", ".ttl", ".html", ".md")
    }


def acknowledged(out: Path) -> set[str]:
    """The articles that the store says are done."""
    try:
        return {row["name"] for row in ledger_rows(out) if row["state"] == "done"}
    except StoreError:
        return set()


def children(pid: int) -> list[int]:
    """The processes that a process started, where the system says so."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(word) for word in listed.split()]


def run_and_kill(articles: Path, out: Path, after: float, jobs: int, worker: bool) -> str | None:
    """Start a build and kill it, or one of its workers, after some seconds; return what was lost, None for nothing."""
    process = subprocess.Popen(command(articles, out, jobs), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    time.sleep(after)
    before = acknowledged(out)
    victims = children(process.pid) if worker else []
    for pid in victims[-1:] or [process.pid]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.communicate(timeout=120)
    lost = before - acknowledged(out)
    return f"lost {sorted(lost)}" if lost else None


def damage(articles: Path, out: Path, whole: dict[str, bytes], delays: Sequence[float], jobs: int, worker: bool) -> list[str]:
    """Kill builds one after the other on one store, finish, and say what is not as it is without a kill."""
    found = [lost for delay in delays if (lost := run_and_kill(articles, out, delay, jobs, worker))]
    last = subprocess.run(command(articles, out, jobs), capture_output=True, text=True, check=False)
    if last.returncode != 3:
        found.append(f"the last run ended with {last.returncode}: {last.stderr}")
    files = exported(out)
    found += [f"{name} is not as it should be" for name in sorted(whole.keys() | files.keys()) if whole.get(name) != files.get(name)]
    states = [row["state"] for row in ledger_rows(out)]
    if sorted(set(states)) != ["done", "duplicate", "quarantined"] or len(states) != len(list(articles.glob("*.txt"))):
        found.append(f"the ledger has {states}")
    left = [p.name for p in out.glob("*-wal")] + [p.name for p in out.glob("*.part")]
    return found + ([f"left behind: {left}"] if left else [])


@click.command()
@click.option("--kills", default=200, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(kills: int, seed: int) -> None:
    """Kill builds at random moments, half of them in a pool of workers, and count what is lost, doubled or changed."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        articles = Path(folder) / "articles"
        write_articles(articles)
        started = time.monotonic()
        subprocess.run(command(articles, Path(folder) / "whole", 0), check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        takes = time.monotonic() - started
        whole = exported(Path(folder) / "whole")
        done = faults = rounds = 0
        while done < kills:
            rounds += 1
            jobs = chance.choice((0, 0, 1, 2))
            delays = [chance.uniform(0.1, 1.1 * takes * (1.5 if jobs else 1)) for _ in range(chance.choice((1, 2, 3)))]
            found = damage(articles, Path(folder) / f"out-{rounds}", whole, delays, jobs, worker=jobs > 0 and chance.random() < 0.4)
            done += len(delays)
            faults += len(found)
            for line in found:
                print(f"round {rounds} (jobs {jobs}, killed after {', '.join(f'{d:.2f}' for d in delays)} s): {line}")
    print(f"{done} kills in {rounds} stores, {faults} faults; an undisturbed build takes {takes:.1f} s")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
