"""What an article states otherwise than it did: two revisions compared as two articles on one story are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from kgraph.errors import QueryError
from kgraph.extract.reader import Extraction
from kgraph.model import ClaimGraph, Document, reading_order
from kgraph.pipeline import assemble
from kgraph.store import ledger
from kgraph.store.database import connect, get
from kgraph.store.pack import unpack_extraction
from kgraph.upkeep import PIPELINE
from kgraph.work import Job, read


@dataclass(frozen=True)
class Change:
    """What parts two revisions of an article, with the words of each side, "" where it has none.

    `kind` is "new", "gone", "reworded" or "changed".
    """

    kind: str
    statement: str
    before: str
    after: str


def changes(folder: Path, name: str) -> tuple[Change, ...]:
    """What the newest revision of an article states otherwise than the one before it; empty where there is one revision alone.

    The two are compared as two articles on one story are. Raises QueryError for a name that the store does not hold.
    """
    with closing(connect(folder)) as db:
        found = ledger.inputs(db, "name = ?", [name])
        if not found:
            raise QueryError(f"there is no article {name!r} in {folder}; kgraph revisions {folder} lists those that changed")
        rows = db.execute(
            "SELECT t.content, r.payload, r.extraction, r.version FROM revisions r JOIN texts t ON t.n = r.text WHERE r.input = ? "
            "ORDER BY r.number DESC LIMIT 2",
            (found[0].n,),
        ).fetchall()
        pipeline = get(db, PIPELINE)
    if len(rows) < 2:
        return ()
    documents = [ledger.document_of(text, payload) for text, payload, _, _ in rows]
    packed = [extraction for _, _, extraction, _ in rows]
    if None in packed or len({version for *_, version in rows}) > 1:  # one was read by other code, which is no change of the article
        packed = [read(Job(0, document, None), pipeline).extraction for document in documents]
    new, old = map(unpack_extraction, documents, packed)
    graph = assemble([_under(old, "before"), _under(new, "after")])
    return (*_metadata_changes(old.document, new.document), *_changes(graph))


def _under(extraction: Extraction, name: str) -> Extraction:
    """The extraction as that of an article of another name."""
    drafts = tuple(replace(d, claim=replace(d.claim, evidence=replace(d.claim.evidence, document=name))) for d in extraction.drafts)
    return replace(extraction, document=replace(extraction.document, id=name), drafts=drafts)


def _metadata_changes(old: Document, new: Document) -> Iterator[Change]:
    for name in ("outlet", "published", "url", "authors"):
        before, after = (
            "; ".join(value) if isinstance(value, tuple) else str(value or "") for value in (getattr(old, name), getattr(new, name))
        )
        if before != after:
            yield Change("changed", name, before, after)


def _changes(graph: ClaimGraph) -> Iterator[Change]:
    for d in graph.differences:
        sides = {graph.claim_by_id[c].evidence.document: v.value for v in d.variants for c in v.claims}
        if len(sides) == 2:
            yield Change("changed", d.about, sides["before"], sides["after"])
    for fact in sorted(graph.facts, key=lambda f: reading_order(f.head)):
        quotes = {c.evidence.document: " ".join(c.evidence.quote.split()) for c in reversed(fact.claims)}
        before, after = quotes.get("before", ""), quotes.get("after", "")
        if before != after:
            yield Change("reworded" if before and after else "new" if after else "gone", fact.head.sentence, before, after)


def changed_articles(folder: Path) -> tuple[tuple[str, int, str], ...]:
    """The articles of which the store holds more than one revision: name, how many, when the newest came (ISO time in UTC)."""
    with closing(connect(folder)) as db:
        return tuple(
            db.execute(
                "SELECT i.name, count(*), max(r.added) FROM inputs i JOIN revisions r ON r.input = i.n "
                "GROUP BY i.n HAVING count(*) > 1 ORDER BY i.name"
            )
        )
