"""How much memory processes hold, as Linux tells it."""

from __future__ import annotations

import os
from pathlib import Path


def peak(pid: int | str = "self") -> float:
    """The most memory that a process has held so far, in MiB; 0 for one that is gone, or where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def children(pid: int) -> list[int]:
    """The processes that a process started and those that they did."""
    try:
        found = [int(n) for task in Path(f"/proc/{pid}/task").iterdir() for n in (task / "children").read_text().split()]
    except OSError:
        return []
    return found + [below for child in found for below in children(child)]


def cpu_seconds(pid: int) -> float:
    """The CPU time that a process has taken so far; 0 for one that is gone, or where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")  # utime, stime: the 14th and 15th of all fields, proc(5)
