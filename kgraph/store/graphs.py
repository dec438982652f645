"""ClaimGraph <-> the tables of a store, story by story."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

from kgraph.errors import KgraphError, QueryError, SpanError, StoreError
from kgraph.model import (
    Claim,
    ClaimGraph,
    Difference,
    Document,
    Entity,
    Evidence,
    Fact,
    Join,
    Judged,
    Judgement,
    Mention,
    Outline,
    Problem,
    Rendering,
    SharedOrigin,
    Story,
    Utterance,
    Variant,
    digest,
    reading_order,
)
from kgraph.store.database import connect, store_path, transaction, writer
from kgraph.store.judgements import keep_judgement
from kgraph.store.ledger import document_of, keep_article, keep_text, problems, sweep
from kgraph.store.pack import from_plain, listed, packed, unlisted, unpacked

T = TypeVar("T")


def check_graph(graph: ClaimGraph) -> None:
    """See that every quote is its document's text at its span, and every claim of a fact one of the graph's."""
    quotes: list[tuple[str, Evidence | Rendering]] = [(f"claim {c.id}", c.evidence) for c in graph.claims]
    quotes += [(f"utterance {u.id}", r) for u in graph.utterances for r in u.renderings]
    for what, e in quotes:
        document = graph.document_by_id.get(e.document)
        if document is None or document.text[e.start : e.end] != e.quote:
            raise SpanError(f"{e.document}: {what} quotes {e.quote!r} at [{e.start}, {e.end}), which is not what stands there")
    for fact in graph.facts:
        for claim in fact.claims:
            if graph.claim_by_id.get(claim.id) != claim:
                raise StoreError(f"fact {fact.id} rests on claim {claim.id}, which the graph does not hold in this form")


def write_story(db: sqlite3.Connection, story: Story, state: str, graph: ClaimGraph) -> None:
    """Write one story's graph; `state` names all that it was made of.

    Raises SpanError for a claim whose quote is not its document's text.
    """
    check_graph(graph)

    def insert(table: str, *values: object) -> int:
        cursor = db.execute(f"INSERT INTO {table} VALUES (NULL{', ?' * len(values)})", values)
        return int(cursor.lastrowid or 0)

    n = insert("stories", story.id, story.label, state, listed(graph.judged))
    documents = {
        d.id: insert(
            "documents",
            n,
            d.id,
            d.outlet,
            d.published and d.published.isoformat(),
            d.url,
            d.title,
            keep_text(db, d.sha256, d.text),
            packed(d, leave_out="text"),
        )
        for d in graph.documents
    }
    for e in graph.entities:
        entity = insert("entities", n, e.id, e.label, e.type, packed(e, leave_out="mentions"))
        db.executemany(
            "INSERT INTO mentions VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((entity, documents[m.document], m.start, m.end, m.text, m.kind.value, m.reason, m.score) for m in e.mentions),
        )
    claims = {
        c.id: insert(
            "claims",
            n,
            documents[c.evidence.document],
            c.id,
            c.evidence.outlet,
            c.subject.label,
            c.relation.label,
            c.object and c.object.label,
            c.polarity.value,
            c.modality.value,
            c.attributed_to and c.attributed_to.label,
            c.evidence.start,
            c.evidence.end,
            c.evidence.quote,
            packed(c),
        )
        for c in graph.claims
    }
    for f in graph.facts:
        fact = insert("facts", n, f.id, len(f.outlets), len(f.origins), listed(f.joins), listed(f.origin_reasons))
        db.executemany("INSERT INTO supports VALUES (NULL, ?, ?)", ((fact, claims[c.id]) for c in f.claims))
    for d in graph.differences:
        difference = insert("differences", n, d.id, d.kind.value, d.relation.value, d.about, d.narrower, packed(d, leave_out="variants"))
        db.executemany("INSERT INTO variants VALUES (NULL, ?, ?, ?)", ((difference, v.value, packed(v)) for v in d.variants))
    for u in graph.utterances:
        insert("utterances", n, u.id, u.label, len(u.outlets), packed(u))


def read_graph(folder: Path, story: str | None = None) -> ClaimGraph:
    """Read the graph of a build, or of one story of it, equal to the one that was written.

    Raises StoreError where there is no build, or one that this version cannot read, QueryError for a story that it does not hold.
    """

    def wanted(db: sqlite3.Connection) -> set[str]:
        there = {id_ for (id_,) in db.execute("SELECT id FROM stories")}
        if story is not None and story not in there:
            path = store_path(folder)
            raise QueryError(f"{path}: there is no story {story!r} any more; kgraph report {path.parent} lists those there are")
        return there if story is None else {story}

    return _read(folder, wanted)


def read_around(folder: Path, ids: Sequence[str]) -> ClaimGraph:
    """Read the stories of a build that hold something whose id starts with one of these; raises as `read_graph` does.

    A fact that is no more is looked for by the claim after which it was named.
    """
    starts = {*ids, *(f"c-{id_[2:]}" for id_ in ids if id_.startswith("f-"))}

    def wanted(db: sqlite3.Connection) -> set[str]:
        return {
            story
            for table in ("claims", "facts", "entities", "differences")
            for start in starts
            for (story,) in db.execute(
                f"SELECT s.id FROM {table} t JOIN stories s ON s.n = t.story WHERE t.id >= ? AND t.id < ?", (start, start + "\U0010ffff")
            )
        }

    return _read(folder, wanted)


def _read(folder: Path, wanted: Callable[[sqlite3.Connection], set[str]]) -> ClaimGraph:
    def read(db: sqlite3.Connection) -> ClaimGraph:
        db.execute("BEGIN")  # one state of the store, whatever is written meanwhile
        stories = wanted(db)
        rows = db.execute("SELECT n, id, label, judged FROM stories ORDER BY id").fetchall()
        return _joined([_story_graph(db, *row) for row in rows if row[1] in stories], problems(db))

    return _reading(folder, read)


def _reading(folder: Path, read: Callable[[sqlite3.Connection], T]) -> T:
    path = store_path(folder)
    with closing(connect(folder)) as db:
        try:
            return read(db)
        except QueryError:
            raise
        except (sqlite3.Error, ValueError, KeyError, TypeError, KgraphError) as error:
            raise StoreError(
                f"{path}: is damaged ({error}); restore a copy of it, or delete it and build again with: "
                f"kgraph build SOURCES -o {path.parent}"
            ) from error


def judged_now(db: sqlite3.Connection) -> dict[Judgement, tuple[str, Judged]]:
    """The judgements that are about what the graph holds, each with the story, by its id, and what came of it."""
    rows = db.execute("SELECT id, judged FROM stories ORDER BY id").fetchall()
    return {j.judgement: (story, j) for story, judged in rows for j in unlisted(Judged, judged)}


def state(folder: Path) -> str:
    """A digest of what the graph of a build is made of: another one once that has changed. Raises StoreError as `read_stories`."""
    with closing(connect(folder)) as db:
        try:
            return digest(*map(list, db.execute("SELECT id, state FROM stories ORDER BY id")))
        except sqlite3.Error as error:
            raise StoreError(f"{store_path(folder)}: is damaged ({error}); restore a copy of it") from error


def read_places(folder: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Each article of a build with the label of its story, and which of outlet and date are not known of it. Raises as `read_stories`."""
    with closing(connect(folder)) as db:
        try:
            rows = db.execute("SELECT d.id, s.label, d.outlet, d.published FROM documents d JOIN stories s ON s.n = d.story ORDER BY d.id")
            return {id_: (label, tuple(n for n, value in (("outlet", outlet), ("date", published)) if value is None))
                    for id_, label, outlet, published in rows}
        except sqlite3.Error as error:
            raise StoreError(f"{store_path(folder)}: is damaged ({error}); restore a copy of it") from error


def read_stories(folder: Path) -> tuple[Story, ...]:
    """The stories of a build by id. Raises StoreError where there is no build, or one that cannot be read."""
    with closing(connect(folder)) as db:
        try:
            members: dict[int, list[str]] = defaultdict(list)
            for story, document in db.execute("SELECT story, id FROM documents ORDER BY id"):
                members[story].append(document)
            return tuple(
                Story(id_, label, tuple(members[n])) for n, id_, label in db.execute("SELECT n, id, label FROM stories ORDER BY id") if id_
            )
        except sqlite3.Error as error:
            raise StoreError(f"{store_path(folder)}: is damaged ({error}); restore a copy of it") from error


def read_outline(folder: Path) -> Outline:
    """What a build holds, its claims left aside. Raises as `read_graph`."""

    def read(db: sqlite3.Connection) -> Outline:
        documents: dict[str, list[Document]] = defaultdict(list)
        rows = db.execute("SELECT s.id, s.label, d.payload FROM documents d JOIN stories s ON s.n = d.story ORDER BY s.id, d.id")
        labels = {}
        for id_, label, payload in rows:
            labels[id_] = label
            documents[id_].append(document_of("", payload))
        differences = "SELECT s.id, count(*) FROM differences d JOIN stories s ON s.n = d.story GROUP BY s.id"
        return Outline(
            tuple(Story(id_, label, tuple(d.id for d in documents[id_])) for id_, label in labels.items() if id_),
            tuple(sorted(chain.from_iterable(documents.values()), key=lambda d: d.id)),
            dict(db.execute(differences)),
            problems(db),
        )

    return _reading(folder, read)


def read_shared_entities(folder: Path) -> Iterator[ClaimGraph]:
    """Yield each entity that several stories name, by id, as a graph that holds it alone and what people judged."""
    with closing(connect(folder)) as db:
        stories = db.execute("SELECT judged FROM stories ORDER BY id")
        judged = tuple(dict.fromkeys(j for (payload,) in stories for j in unlisted(Judged, payload)))
        rows = db.execute(
            "SELECT e.id, e.n, e.payload FROM entities e JOIN stories s ON s.n = e.story "
            "WHERE e.id IN (SELECT id FROM entities GROUP BY id HAVING count(*) > 1) ORDER BY e.id, s.id"
        )
        for _, same in groupby(rows, itemgetter(0)):
            yield ClaimGraph((), (_one_entity([_entity(db, n, payload) for _, n, payload in same]),), (), (), (), judged=judged)


def _entity(db: sqlite3.Connection, n: int, payload: str) -> Entity:
    rows = db.execute(
        'SELECT d.id, m.start, m."end", m.text, m.kind, m.reason, m.score FROM mentions m JOIN documents d ON d.n = m.document '
        "WHERE m.entity = ? ORDER BY m.n",
        (n,),
    )
    return unpacked(Entity, payload, mentions=tuple(map(_mention, rows)))


def _mention(values: Sequence[object]) -> Mention:
    return from_plain(Mention, dict(zip(Mention.__dataclass_fields__, values, strict=True)))


def _story_graph(db: sqlite3.Connection, n: int, id_: str, label: str, judged: str) -> ClaimGraph:
    documents: dict[int, Document] = {
        row: document_of(text, payload)
        for row, text, payload in db.execute(
            "SELECT d.n, t.content, d.payload FROM documents d JOIN texts t ON t.n = d.text WHERE d.story = ? ORDER BY d.n", (n,)
        )
    }
    mentions: dict[int, list[Mention]] = defaultdict(list)
    for entity, document, *values in db.execute(
        'SELECT m.entity, m.document, m.start, m."end", m.text, m.kind, m.reason, m.score FROM mentions m '
        "JOIN entities e ON e.n = m.entity WHERE e.story = ? ORDER BY m.n",
        (n,),
    ):
        mentions[entity].append(_mention((documents[document].id, *values)))
    claims: dict[int, Claim] = {
        row: unpacked(Claim, payload) for row, payload in db.execute("SELECT n, payload FROM claims WHERE story = ? ORDER BY n", (n,))
    }
    members: dict[int, list[Claim]] = defaultdict(list)
    for fact, claim in db.execute(
        "SELECT s.fact, s.claim FROM supports s JOIN facts f ON f.n = s.fact WHERE f.story = ? ORDER BY s.n", (n,)
    ):
        members[fact].append(claims[claim])
    variants: dict[int, list[Variant]] = defaultdict(list)
    for difference, payload in db.execute(
        "SELECT v.difference, v.payload FROM variants v JOIN differences d ON d.n = v.difference WHERE d.story = ? ORDER BY v.n", (n,)
    ):
        variants[difference].append(unpacked(Variant, payload))
    return ClaimGraph(
        tuple(documents.values()),
        tuple(
            unpacked(Entity, payload, mentions=tuple(mentions[row]))
            for row, payload in db.execute("SELECT n, payload FROM entities WHERE story = ? ORDER BY n", (n,))
        ),
        tuple(claims.values()),
        tuple(
            Fact(fact, tuple(members[row]), unlisted(Join, joins), unlisted(SharedOrigin, reasons))
            for row, fact, joins, reasons in db.execute("SELECT n, id, joins, origin_reasons FROM facts WHERE story = ? ORDER BY n", (n,))
        ),
        tuple(
            unpacked(Difference, payload, variants=tuple(variants[row]))
            for row, payload in db.execute("SELECT n, payload FROM differences WHERE story = ? ORDER BY n", (n,))
        ),
        stories=(Story(id_, label, tuple(d.id for d in documents.values())),) if id_ else (),
        utterances=tuple(
            unpacked(Utterance, payload) for (payload,) in db.execute("SELECT payload FROM utterances WHERE story = ? ORDER BY n", (n,))
        ),
        judged=unlisted(Judged, judged),
    )


def _joined(parts: Sequence[ClaimGraph], found: tuple[Problem, ...]) -> ClaimGraph:
    """Several stories' graphs as one; somebody named in two of them is one entity."""
    if len(parts) == 1:
        return replace(parts[0], problems=found)
    entities: dict[str, list[Entity]] = defaultdict(list)
    for entity in chain.from_iterable(part.entities for part in parts):
        entities[entity.id].append(entity)
    return ClaimGraph(
        tuple(sorted((d for part in parts for d in part.documents), key=lambda d: d.id)),
        tuple(_one_entity(same) for _, same in sorted(entities.items())),
        tuple(sorted((c for part in parts for c in part.claims), key=reading_order)),
        tuple(sorted((f for part in parts for f in part.facts), key=lambda f: f.id)),
        tuple(d for part in parts for d in part.differences),
        found,
        tuple(story for part in parts for story in part.stories),
        utterances=tuple(sorted((u for part in parts for u in part.utterances), key=lambda u: u.id)),
        judged=tuple(dict.fromkeys(j for part in parts for j in part.judged)),
    )


def _one_entity(same: Iterable[Entity]) -> Entity:
    ranked = sorted(same, key=lambda e: (-len(e.mentions), e.label, e.type or ""))
    mentions = sorted((m for e in ranked for m in e.mentions), key=lambda m: (m.document, m.start, m.end))
    links = sorted((link for e in ranked for link in e.links), key=lambda link: (link.left, link.right))
    aliases = sorted({a for e in ranked for a in e.aliases})
    stands_for = next((e.stands_for for e in ranked if e.stands_for), None)
    return replace(ranked[0], aliases=tuple(aliases), mentions=tuple(mentions), links=tuple(links), stands_for=stands_for)


def save(folder: Path, graph: ClaimGraph) -> None:
    """Write a graph to the store of a folder, in place of all that the store holds.

    Its articles are kept as texts, to be read again once others are added, and its judgements stay with them. Raises SpanError
    for a claim whose quote is not its document's text, StoreError where the folder cannot be written.
    """
    check_graph(graph)
    stories = graph.stories or (Story("", "", tuple(d.id for d in graph.documents)),)
    with writer(folder) as db, transaction(db):
        for table in ("stories", "inputs", "notices", "judgements"):
            db.execute(f"DELETE FROM {table}")
        for d in graph.documents:
            keep_article(db, d.id, d.text, json.loads(packed(d, leave_out="text")))
        db.execute("UPDATE inputs SET state = 'done'")
        db.executemany("INSERT INTO notices VALUES (NULL, ?, ?)", ((p.file, p.message) for p in graph.problems))
        for judgement in sorted({j.judgement for j in graph.judged}, key=lambda j: (j.made, j.left.id, j.right.id)):
            keep_judgement(db, judgement)
        for story in stories:
            part = graph.of_story(story) if graph.stories else graph
            write_story(db, story, digest(*(f.id for f in part.facts), *(d.sha256 for d in part.documents)), part)
        sweep(db)
