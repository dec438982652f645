"""The table of judgements: every one that people made, also those that were withdrawn."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from kgraph.model import Judgement
from kgraph.store.pack import packed, unpacked


@dataclass(frozen=True, slots=True)
class Record:
    """One judgement as it was made and, where it was withdrawn, when (ISO time in UTC), by whom and why."""

    n: int
    judgement: Judgement
    undone: str | None
    undone_by: str | None
    undone_reason: str | None


def keep_judgement(db: sqlite3.Connection, judgement: Judgement) -> None:
    j = judgement
    db.execute(
        "INSERT INTO judgements VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)",
        (j.verdict.value, j.left.id, j.right.id, j.reason, j.by, j.made, packed(j)),
    )


def withdraw(db: sqlite3.Connection, record: Record, when: str, by: str | None, reason: str | None) -> None:
    db.execute("UPDATE judgements SET undone = ?, undone_by = ?, undone_reason = ? WHERE n = ?", (when, by, reason, record.n))


def records(db: sqlite3.Connection) -> list[Record]:
    """All judgements, the earliest first."""
    rows = db.execute("SELECT n, payload, undone, undone_by, undone_reason FROM judgements ORDER BY n")
    return [Record(n, unpacked(Judgement, payload), *undone) for n, payload, *undone in rows]


def standing(found: Iterable[Record]) -> list[Record]:
    """The judgements that were not withdrawn, of several on one pair the last; the earliest first."""
    last = {frozenset((r.judgement.left.id, r.judgement.right.id)): r for r in found if r.undone is None}
    return sorted(last.values(), key=lambda r: r.n)
