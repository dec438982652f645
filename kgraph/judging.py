"""A person's judgements: entered into a store, withdrawn, listed; the story concerned is put together again at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from kgraph.errors import QueryError
from kgraph.judgements import apart, concerning, said, side_of
from kgraph.model import ClaimGraph, Judged, Judgement, Side, Verdict
from kgraph.query import Rows, Value
from kgraph.store import ledger
from kgraph.store.database import connect, transaction
from kgraph.store.graphs import judged_now, read_around, read_graph
from kgraph.store.judgements import Record, keep_judgement, records, standing, withdraw
from kgraph.upkeep import Settings, bring_up_to_date, opened

COLUMNS = ("verdict", "left", "right", "left_words", "right_words", "reason", "by", "made", "state")


def judge(
    folder: Path, verdict: Verdict, a: str, b: str, reason: str, by: str | None = None, when: str | None = None
) -> tuple[str, ...]:
    """Keep a person's word on two claims, facts or entities, put their story together by it, and return what came of it, in lines.

    `a` and `b` are ids, a fact's standing for its first claim; an entity's with "@" and an article means its mentions there.
    `when` is an ISO time in UTC, now by default. Raises QueryError for ids that cannot be judged.
    """
    if not reason.strip():
        raise QueryError("a judgement needs a reason, so that others can follow it; say why with --reason TEXT")
    with opened(folder) as (db, cache):
        before = read_around(folder, [given.partition("@")[0] for given in (a, b)])
        left, right = _sides(before, records(db), verdict, a, b)
        judgement = Judgement(verdict, left, right, " ".join(reason.split()), when or ledger.now(), by)
        within = [{d: before.document_by_id[d].sha256 for d in story.documents} for story in before.stories]
        if within and not any(concerning([judgement], texts) for texts in within):
            raise QueryError(
                f"{left.id} and {right.id} lie in different stories, and claims are compared within one; "
                f"where it is one story, say so: kgraph add {folder} THEIR ARTICLES --story NAME"
            )
        with transaction(db):
            keep_judgement(db, judgement)
        bring_up_to_date(db, cache, Settings())
        now = judged_now(db)
        if judgement not in now:
            return ("kept; it counts once both stand in one story",)
        story, judged = now[judgement]
        return (*_outcome(read_graph(folder, story), judged), *_overruled(before, {j: judged for j, (_, judged) in now.items()}))


def undo(
    folder: Path, a: str, b: str, reason: str | None = None, by: str | None = None, when: str | None = None
) -> tuple[str, ...]:
    """Withdraw the last judgement on two claims, facts or entities; it stays in the history, and the one before it counts again.

    Takes the ids that were judged or those that they have now. Raises QueryError where nothing was judged of them.
    """
    with opened(folder) as (db, cache):
        now = judged_now(db)
        last: dict[frozenset[str], Record] = {}
        for record in records(db):
            _, judged = now.get(record.judgement, (None, None))
            if record.undone is None and _is_about(record.judgement, judged, a, b):
                last[frozenset((record.judgement.left.id, record.judgement.right.id))] = record
        if len(last) != 1:
            several = "; ".join(sorted(said(record.judgement) for record in last.values()))
            raise QueryError(
                f"several judgements fit {a} {b}: {several}; give more of the ids"
                if last
                else f"nothing was judged of {a} and {b}; kgraph judgements {folder} lists what was"
            )
        (record,) = last.values()
        with transaction(db):
            withdraw(db, record, when or ledger.now(), by, reason and " ".join(reason.split()))
        bring_up_to_date(db, cache, Settings())
        rest = [r.judgement for r in standing(records(db)) if frozenset((r.judgement.left.id, r.judgement.right.id)) in last]
    return f"withdrawn: {said(record.judgement)}", *(f"counts again: {said(judgement)}" for judgement in rest)


def _sides(graph: ClaimGraph, kept: Sequence[Record], verdict: Verdict, a: str, b: str) -> tuple[Side, Side]:
    """What two ids mean, as the sides of a judgement, sorted by id; a pair that was judged before, as it was then."""
    try:
        one, other = side_of(graph, a), side_of(graph, b)
    except QueryError:
        before = [r.judgement for r in kept if _is_about(r.judgement, None, a, b)]
        if not before:
            raise
        return before[-1].left, before[-1].right
    if one.is_claim is not other.is_claim:
        raise QueryError(f"{a} and {b} are a claim and an entity; judge two claims, two facts or two entities")
    if verdict is Verdict.DIFFERENT and not one.is_claim:
        one, other = apart(one, other)
    if one.id == other.id or not one.places or not other.places:
        raise QueryError(
            f"{a} and {b} are the same {'claim' if one.is_claim else 'mentions of one entity'}; give two"
            + ("" if one.is_claim else ": e-…@ARTICLE means the entity's mentions in one article")
        )
    return (one, other) if one.id < other.id else (other, one)


def _is_about(judgement: Judgement, now: Judged | None, a: str, b: str) -> bool:
    """Whether two ids, or starts of them, are those of a judgement: as it was made, or as they are now."""
    ids = (now.left, now.right) if now else ("", "")
    sides = [(side.id, side.fact or "", id_) for side, id_ in zip((judgement.left, judgement.right), ids, strict=True)]
    return any(all(any(id_.startswith(x) for id_ in side) for side, x in zip(sides, pair, strict=True)) for pair in ((a, b), (b, a)))


def _outcome(graph: ClaimGraph, judged: Judged) -> Iterator[str]:
    """What a judgement just made has led to."""
    judgement = judged.judgement
    names = f"{judgement.left.id} and {judgement.right.id}"
    if judgement.verdict is Verdict.UNSURE:
        yield f"noted of {names}; it changes nothing"
        return
    of_claims = judgement.left.is_claim
    left, right = (graph.fact_of[id_].id if of_claims else id_ for id_ in (judged.left, judged.right))
    if left == right:
        yield f"{names} are one {'fact' if of_claims else 'entity'} now: {left}"
    else:
        yield f"{names} are two {'facts' if of_claims else 'entities'} now: {left} and {right}"
    if not judged.holds:
        yield "that is not as judged: one mention, or one article's cluster of mentions, cannot be taken apart"


def _overruled(before: ClaimGraph, now: Mapping[Judgement, Judged]) -> Iterator[str]:
    """Which earlier judgements a new one has made void: those on the same pair, and those that it contradicts."""
    for j in before.judged:
        if j.judgement not in now:
            yield f"this takes the place of an earlier judgement: {said(j.judgement)}"
        elif j.holds and not now[j.judgement].holds:
            yield f"this overrules an earlier judgement: {said(j.judgement)}"


def listed(folder: Path) -> Rows:
    """Every judgement, the earliest first, with its state: whether it counts, and if not, why."""
    with closing(connect(folder)) as db:
        kept, now = records(db), judged_now(db)
    last = {record.n for record in standing(kept)}
    return Rows(COLUMNS, tuple(_row(record, record.n in last, now.get(record.judgement)) for record in kept))


def _row(record: Record, is_last: bool, now: tuple[str, Judged] | None) -> tuple[Value, ...]:
    j = record.judgement
    if record.undone:
        why = "".join([f" by {record.undone_by}" if record.undone_by else "", f": {record.undone_reason}" if record.undone_reason else ""])
        state = f"withdrawn {record.undone}{why}"
    elif not is_last:
        state = "replaced by a later one on the same two"
    elif now is None:
        state = "dormant: the build does not hold both in one story"
    else:
        state = "counts" if now[1].holds else "overruled by a later one"
    words = (" ".join(side.places[0].text.split()) for side in (j.left, j.right))
    return j.verdict.value, j.left.id, j.right.id, *words, j.reason, j.by, j.made, state
