"""The statement pairs written for kgraph: two tiny articles each, with one statement each and a label."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from kgraph.model import Claim, Document, LabelledSpan, Section

PAIRS = Path(__file__).parent.parent / "tests" / "data" / "statement_pairs.jsonl"
LABELS = ("same", "refines", "conflicts", "different")
CARRIED = 0.6  # share of a statement that a claim must cover, as for places of the gold


def read_pairs(split: str | None = None) -> Iterator[dict[str, Any]]:
    """The pairs, of one half ("dev" or "test") or of both."""
    rows = (json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines())
    return (row for row in rows if split in (None, row["split"]))


def documents_of(pair: dict[str, Any]) -> list[Document]:
    """The two articles of a pair, left and right."""
    return [
        Document(
            f"{pair['id']}-{side}.txt",
            (text := pair[side]["text"]),
            (LabelledSpan(0, len(text), Section.BODY, "whole"),),
            outlet=pair[side]["outlet"],
            published=date.fromisoformat(pair[side]["published"]),
        )
        for side in ("left", "right")
    ]


def places_of(pair: dict[str, Any]) -> list[tuple[str, int, int]]:
    """Where the two statements stand: document, start, end."""
    starts = ((side, pair[side]["text"].index(pair[side]["quote"])) for side in ("left", "right"))
    return [(f"{pair['id']}-{side}.txt", start, start + len(pair[side]["quote"])) for side, start in starts]


def carrying(claims: Iterable[Claim], document: str, start: int, end: int) -> list[Claim]:
    """The claims that carry a statement: those that cover most of it, else the one that covers the most."""
    covered = [
        (sum(max(0, min(end, e) - max(start, s)) for s, e in c.evidence.spans), c) for c in claims if c.evidence.document == document
    ]
    most = max((size for size, _ in covered), default=0)
    return [c for size, c in covered if size >= (min(most, CARRIED * (end - start)) or 1)]
