"""What a person judges wins, stays, and can be withdrawn without a trace in the files."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date
from functools import partial
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kgraph
from kgraph import api, judging, store, upkeep
from kgraph.annotate import load_pipeline
from kgraph.cli import run
from kgraph.errors import QueryError, StoreError
from kgraph.extract.reader import Extraction
from kgraph.ingest.files import articles
from kgraph.ingest.labels import label
from kgraph.judgements import Constraints, constraints_of, side_of_claim, side_of_entity
from kgraph.model import Claim, ClaimGraph, Document, Fact, Judgement, Side, Verdict
from kgraph.pipeline import assemble, read_articles
from kgraph.store.database import create
from kgraph.store.judgements import keep_judgement, records, standing, withdraw
from tests.newsroom import BRIBES, FLOODS, WATER
from tests.test_upkeep import SMALL, exported

SAME, DIFFERENT, UNSURE = Verdict
WHEN = "2021-05-04T09:00:00+00:00"
VANES = {
    "north": "Senator resigns\n\nSenator Helen Vane resigned on Monday after the tender for the harbour failed. The mayor thanked Helen Vane.\n",
    "south": "Builder stays\n\nHelen Vane, a builder, said on Monday that the harbour would be built. The mayor thanked Helen Vane.\n",
    "west": "Harbour tender fails\n\nThe tender for the harbour failed on Monday. Senator Helen Vane resigned, the mayor said.\n",
}


def put(folder: Path, texts: dict[str, str]) -> Path:
    folder.mkdir()
    rows = ["file,outlet,published"]
    for name, text in texts.items():
        name = name.rpartition("/")[2]
        (folder / f"{name}.txt").write_text(text)
        rows.append(f"{name}.txt,The {name.title()},2021-05-04")
    (folder / "sources.csv").write_text("\n".join(rows) + "\n")
    return folder


@pytest.fixture(scope="module")
def bribes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of three articles on one affair; tests copy it."""
    folder = tmp_path_factory.mktemp("bribes")
    upkeep.update(folder / "out", articles([put(folder / "in", BRIBES)]), SMALL)
    return folder


@pytest.fixture
def out(bribes: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(bribes / "out", tmp_path / "out"))


@pytest.fixture
def vanes(tmp_path: Path) -> Path:
    """A store of three articles that all name Helen Vane, of whom there are two."""
    upkeep.update(tmp_path / "vanes", articles([put(tmp_path / "in", VANES)]), SMALL, "harbour")
    return tmp_path / "vanes"


def judge(out: Path, verdict: Verdict, a: str, b: str, reason: str = "I was there", by: str | None = "A. Poe") -> tuple[str, ...]:
    return judging.judge(out, verdict, a, b, reason, by, WHEN)


def stated(out: Path, outlet: str, relation: str) -> Claim:
    """The one claim of an outlet whose relation is printed so."""
    (claim,) = [c for c in store.read_graph(out).claims if c.evidence.outlet == f"The {outlet}" and c.relation.text == relation]
    return claim


def arrests(out: Path) -> tuple[str, str]:
    """Two claims that the machine joins."""
    return stated(out, "Herald", "was arrested at").id, stated(out, "Wire", "was arrested").id


def charges(out: Path) -> tuple[str, str]:
    """Two claims that the machine does not join."""
    return stated(out, "Herald", "was charged").id, stated(out, "Courier", "have indicted").id


def are_one(out: Path, a: str, b: str) -> bool:
    fact_of = store.read_graph(out).fact_of
    return fact_of[a] is fact_of[b]


def holding(out: Path, name: str) -> str:
    """The id of the entity of that label."""
    (found,) = [e.id for e in store.read_graph(out).entities if e.label == name]
    return found


# --- claims -----------------------------------------------------------------------------------------------------------


def test_claims_judged_the_same_are_one_fact_and_what_was_joined_with_either_comes_along(out: Path) -> None:
    a, b = charges(out)
    before = store.read_graph(out)
    assert not are_one(out, a, b)
    told = judge(out, SAME, a, b)
    graph = store.read_graph(out)
    fact = graph.fact_of[a]
    assert {c.id for c in fact.claims} == {c.id for i in (a, b) for c in before.fact_of[i].claims}
    assert told == (f"{min(a, b)} and {max(a, b)} are one fact now: {fact.id}",)
    assert [(j.left, j.right) for j in fact.joins if j.by_person] in ([(a, b)], [(b, a)])


def test_claims_judged_different_are_two_facts(out: Path) -> None:
    a, b = arrests(out)
    assert are_one(out, a, b)
    judge(out, DIFFERENT, a, b)
    assert not are_one(out, a, b)


def test_unsure_is_kept_and_shown_and_changes_no_fact(out: Path) -> None:
    before = store.read_graph(out)
    a, b = arrests(out)
    assert judge(out, UNSURE, a, b)[0].endswith("it changes nothing")
    after = store.read_graph(out)
    assert after.facts == before.facts
    assert [j.judgement.verdict for j in after.judged_of[a]] == [UNSURE]
    assert "unsure" in kgraph.open(out).why(a)


def test_facts_stand_for_their_first_claims(out: Path) -> None:
    a, b = charges(out)
    graph = store.read_graph(out)
    heads = [graph.fact_of[i].head.id for i in (a, b)]
    judge(out, SAME, graph.fact_of[a].id, graph.fact_of[b].id)
    assert are_one(out, *heads)
    assert judging.undo(out, graph.fact_of[b].id, graph.fact_of[a].id)[0].startswith("withdrawn: same")
    assert store.read_graph(out).facts == graph.facts


def test_a_judgement_that_was_withdrawn_leaves_no_trace_but_in_the_history(out: Path) -> None:
    before = exported(out)
    a, b = arrests(out)
    judge(out, DIFFERENT, a, b)
    assert exported(out) != before
    judging.undo(out, b, a, "misread", "B. Roe", "2021-05-05T09:00:00+00:00")
    assert exported(out) == before
    (row,) = judging.listed(out)
    assert (row["verdict"], row["reason"], row["by"], row["made"]) == ("different", "I was there", "A. Poe", WHEN)
    assert row["state"] == "withdrawn 2021-05-05T09:00:00+00:00 by B. Roe: misread"


def test_undo_brings_back_the_judgement_before(out: Path) -> None:
    a, b = arrests(out)
    judge(out, DIFFERENT, a, b)
    told = judge(out, SAME, a, b, "no, one arrest")
    assert are_one(out, a, b)
    assert told[1].startswith("this takes the place of an earlier judgement: different")
    assert judging.undo(out, a, b)[1].startswith("counts again: different")
    assert not are_one(out, a, b)
    judging.undo(out, a, b)
    with pytest.raises(QueryError, match=r"nothing was judged of .*kgraph judgements .* lists what was"):
        judging.undo(out, a, b)


def test_of_judgements_that_contradict_each_other_the_later_wins_and_says_so(out: Path) -> None:
    a, b = charges(out)
    c = stated(out, "Wire", "made public on")
    judge(out, SAME, a, b)
    judge(out, SAME, b, c.id)
    told = judge(out, DIFFERENT, a, c.id)
    overruled = [line for line in told if "overrules" in line]
    assert len(overruled) == 1
    graph = store.read_graph(out)
    assert graph.fact_of[a] is not graph.fact_of[c.id]
    assert sorted(row["state"] for row in judging.listed(out)) == ["counts", "counts", "overruled by a later one"]


def test_an_article_that_goes_takes_its_judgements_to_sleep_and_wakes_them_when_it_comes_back(out: Path, bribes: Path) -> None:
    a, b = arrests(out)
    judge(out, DIFFERENT, a, b)
    judge(out, SAME, *charges(out))
    judged = exported(out)
    upkeep.remove(out, ["wire.txt"], SMALL)
    assert [row["state"].split(":")[0] for row in judging.listed(out)] == ["dormant", "counts"]
    upkeep.update(out, articles([bribes / "in"]), SMALL)
    assert exported(out) == judged
    judging.undo(out, a, b)


def test_an_article_is_known_again_under_another_name(out: Path, bribes: Path, tmp_path: Path) -> None:
    judge(out, DIFFERENT, *arrests(out))
    upkeep.remove(out, ["wire.txt"], SMALL)
    shutil.copy(bribes / "in" / "wire.txt", tmp_path / "agency.txt")
    upkeep.update(out, articles([tmp_path / "agency.txt"]), SMALL)
    assert [row["state"] for row in judging.listed(out)] == ["counts"]


def test_a_judgement_survives_another_pipeline_that_reads_other_claims(out: Path) -> None:
    charged, indicted = charges(out)
    judge(out, SAME, indicted, charged)
    judge(out, DIFFERENT, *arrests(out))
    upkeep.update(out, (), upkeep.Settings("en_kgraph_trf"))
    graph = store.read_graph(out)
    assert indicted not in graph.claim_by_id  # read with more words than before
    assert are_one(out, *charges(out))
    assert not are_one(out, *arrests(out))
    assert {row["state"] for row in judging.listed(out)} == {"counts"}
    upkeep.update(out, (), SMALL)
    assert are_one(out, indicted, charged)


def test_a_judgement_survives_a_revision_that_leaves_its_words_alone(tmp_path: Path) -> None:
    out, folder = tmp_path / "out", put(tmp_path / "in", BRIBES)
    upkeep.update(out, articles([folder]), SMALL)
    a, b = arrests(out)
    judge(out, DIFFERENT, a, b)
    (folder / "wire.txt").write_text(BRIBES["bribes/wire"].replace("Builder's money", "Money of a builder"))
    upkeep.update(out, articles([folder]), SMALL)
    assert b not in store.read_graph(out).claim_by_id
    assert not are_one(out, *arrests(out))


def test_a_judgement_of_a_reprint_is_one_of_what_it_reprints(out: Path, bribes: Path, tmp_path: Path) -> None:
    folder = put(tmp_path / "more", {"reprint": BRIBES["bribes/wire"]})
    upkeep.update(out, articles([folder]), SMALL)
    a, b = arrests(out)
    reprinted = stated(out, "Reprint", "was arrested").id
    assert are_one(out, b, reprinted)
    judge(out, DIFFERENT, a, reprinted)
    assert not are_one(out, a, b)
    assert are_one(out, b, reprinted)


def test_a_judged_graph_that_is_saved_keeps_its_judgements(out: Path, tmp_path: Path) -> None:
    judge(out, DIFFERENT, *arrests(out))
    kgraph.open(out).save(tmp_path / "saved")
    assert store.read_graph(tmp_path / "saved") == store.read_graph(out)
    upkeep.update(tmp_path / "saved", (), SMALL)
    assert not are_one(tmp_path / "saved", *arrests(tmp_path / "saved"))


def test_a_graph_opened_for_writing_takes_judgements_and_shows_what_comes_of_them(out: Path) -> None:
    graph = kgraph.open(out, read_only=False)
    a, b = arrests(out)
    graph.judge("different", a, b, "two men", by="A. Poe")
    assert graph.content.fact_of[a] is not graph.content.fact_of[b]
    graph.undo(a, b)
    assert graph.content.fact_of[a] is graph.content.fact_of[b]
    assert len(list(graph.judgements())) == 1
    with pytest.raises(QueryError, match="there is no 'equal'; there are: same, different, unsure"):
        graph.judge("equal", a, b, "x")
    with pytest.raises(StoreError, match="read_only=False"):
        kgraph.open(out).judge("same", a, b, "x")


# --- what cannot be judged ----------------------------------------------------------------------------------------------


def test_what_cannot_be_judged_is_told_of_with_what_to_do(out: Path) -> None:
    a, b = arrests(out)
    marlow = holding(out, "Helen Marlow")
    for pair, says in (
        ((a, a), "are the same claim; give two"),
        ((a, marlow), "are a claim and an entity; judge two claims, two facts or two entities"),
        ((marlow, marlow), "e-…@ARTICLE means the entity's mentions in one article"),
        ((a, "c-x"), "there is no claim 'c-x'; ids stand in claims.jsonl"),
        ((a, "c-"), "is the start of several ids"),
        ((a, "Marlow"), "'Marlow' is no id: a claim's starts with c-"),
        ((f"{marlow}@nowhere", marlow), r"there is no mention in an article 'nowhere'; e-helen-marlow-\w+ is named in courier\.txt, herald\.txt"),
    ):
        with pytest.raises(QueryError, match=says):
            judge(out, DIFFERENT, *pair)
    with pytest.raises(QueryError, match="needs a reason"):
        judge(out, SAME, a, b, " ")
    assert not list(judging.listed(out))


def test_claims_of_two_stories_cannot_be_judged(out: Path, tmp_path: Path) -> None:
    (tmp_path / "flood.txt").write_text(FLOODS["ostra/wire"])
    upkeep.update(out, articles([tmp_path / "flood.txt"]), SMALL)
    flood = next(c for c in store.read_graph(out).claims if c.evidence.document == "flood.txt")
    with pytest.raises(QueryError, match=r"lie in different stories.*kgraph add .* --story NAME"):
        judge(out, SAME, flood.id, arrests(out)[0])


def test_a_fact_that_has_gone_into_another_is_told_by_its_claim(out: Path) -> None:
    a, b = charges(out)
    before = store.read_graph(out)
    judge(out, SAME, a, b)
    gone = max(before.fact_of[a].id, before.fact_of[b].id)
    with pytest.raises(QueryError, match=rf"there is no fact '{gone}'; its claim c-{gone[2:]} supports f-\w+ now"):
        kgraph.open(out).why(gone)


# --- entities -----------------------------------------------------------------------------------------------------------


def test_one_name_of_two_people_is_parted_by_article_and_their_words_follow(vanes: Path) -> None:
    before = exported(vanes)
    vane = holding(vanes, "Helen Vane")
    judge(vanes, DIFFERENT, f"{vane}@south", vane)
    graph = store.read_graph(vanes)
    found = [e for e in graph.entities if "Vane" in e.label]
    assert sorted(sorted({m.document for m in e.mentions}) for e in found) == [["north.txt", "west.txt"], ["south.txt"]]
    assert len({e.id for e in found}) == 2
    thanked = {c.evidence.document: c for c in graph.claims if c.relation.label == "thank" and c.object}
    assert thanked["south.txt"].object != thanked["north.txt"].object
    judging.undo(vanes, f"{vane}@south", vane)
    assert exported(vanes) == before


def test_two_entities_judged_the_same_are_one_and_can_be_parted_again(out: Path) -> None:
    before = exported(out)
    lang, marlow = holding(out, "Victor Lang"), holding(out, "Helen Marlow")
    told = judge(out, SAME, lang, marlow, "for the sake of the test")
    graph = store.read_graph(out)
    (one,) = [e for e in graph.entities if e.id in (lang, marlow)]
    assert told[0].endswith(f"are one entity now: {one.id}")
    assert {"Helen Marlow", "Victor Lang"} <= set(one.aliases)
    assert "for the sake of the test" in kgraph.open(out).why(one.id)
    judge(out, DIFFERENT, lang, marlow)
    assert {holding(out, "Victor Lang"), holding(out, "Helen Marlow")} == {lang, marlow}
    judging.undo(out, marlow, lang)
    judging.undo(out, lang, marlow)
    assert exported(out) == before


def test_an_entity_judgement_survives_another_pipeline_and_the_loss_of_an_article(out: Path) -> None:
    lang, marlow = holding(out, "Victor Lang"), holding(out, "Helen Marlow")
    judge(out, SAME, lang, marlow)
    upkeep.update(out, (), upkeep.Settings("en_kgraph_trf"))
    upkeep.remove(out, ["courier.txt"], upkeep.Settings())
    assert len([e for e in store.read_graph(out).entities if {"Victor Lang", "Helen Marlow"} & set(e.aliases)]) == 1


# --- shown --------------------------------------------------------------------------------------------------------------


def test_files_and_report_show_what_a_person_judged_and_never_when(out: Path) -> None:
    judge(out, SAME, *charges(out), "one indictment")
    judge(out, DIFFERENT, *arrests(out), "two arrests")
    files = exported(out)
    facts = [json.loads(line) for line in files["facts.jsonl"].splitlines()]
    judged = [j for f in facts for j in f["judged"]]
    assert {(j["verdict"], j["reason"], j["by"], j["holds"]) for j in judged} == {
        ("same", "one indictment", "A. Poe", True),
        ("different", "two arrests", "A. Poe", True),
    }
    assert "Joined by a person with The" in files["report.md"]
    assert "one indictment (A. Poe)" in files["report.md"]
    assert not any(WHEN[:10] + "T09" in text for text in files.values())


def test_the_day_of_a_judgement_changes_no_file(out: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(out, tmp_path / "other"))
    for folder, when in ((out, WHEN), (other, "2031-01-01T00:00:00+00:00")):
        judging.judge(folder, SAME, *charges(folder), "one indictment", None, when)
    assert exported(out) == exported(other)


def test_the_command_line_judges_lists_explains_and_withdraws(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def ask(*args: object) -> tuple[int, str, str]:
        code = run([str(arg) for arg in args], "kgraph")
        return code, *capsys.readouterr()

    ask("build", "-o", out)
    before = files_of(out)
    a, b = arrests(out)
    code, told, wrong = ask("judge", out, "different", a[:10], b[:10], "--reason", "two men", "--by", "A. Poe")
    assert (code, wrong) == (0, "")
    assert "are two facts now" in told
    assert f"kgraph build -o {out}" in told
    listed = json.loads(ask("judgements", out, "--format", "json")[1])
    assert [(j["verdict"], j["reason"], j["by"], j["state"]) for j in listed] == [("different", "two men", "A. Poe", "counts")]
    code, told, _ = ask("why", out, a, b)
    assert (code, "are two facts" in told, "two men" in told) == (0, True, True)
    ask("build", "-o", out)
    assert b"two men" in (out / "facts.jsonl").read_bytes()
    assert ask("judge", out, "undo", a, b)[0] == 0
    ask("build", "-o", out)
    assert files_of(out) == before
    for args, says in (
        (("judge", out, "undo", a, b), "kgraph: nothing was judged of"),
        (("judge", out, "same", a, b), "kgraph: a judgement needs a reason"),
        (("why", out, "c-zz"), "kgraph: there is no claim 'c-zz'"),
        (("why", out, a, holding(out, "Helen Marlow")), "two claims or two facts can be compared"),
    ):
        code, told, wrong = ask(*args)
        assert (code, told, wrong.count("\n")) == (2, "", 1)
        assert says in wrong


def files_of(out: Path) -> dict[str, bytes]:
    """Every file of a build beside its store."""
    return {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file() and p.suffix != ".sqlite"}


# --- properties ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def read() -> list[Extraction]:
    """Three articles on one story, read once."""
    documents = [Document(f"{n}.txt", t, label(t, n), n, date(2021, 5, 4)) for n, t in WATER.items()]
    return read_articles(documents, load_pipeline("en_kgraph_sm"))


def rendered(graph: ClaimGraph) -> dict[str, str]:
    return {name: "".join(pieces) for name, pieces in api.of_one_story(graph)}


Choice = tuple[int, int, int]  # two claims, by their places, and what decides the verdict


def judgements_of(graph: ClaimGraph, choices: Iterable[Choice], verdict_of: Sequence[Verdict] | None = None) -> list[Judgement]:
    """Judgements on pairs of claims; without verdicts, those of one consistent view: claims are the same by their place modulo 5."""
    side = partial(side_of_claim, documents=graph.document_by_id)
    found = []
    for i, j, n in choices:
        a, b = i % len(graph.claims), j % len(graph.claims)
        if a != b:
            verdict = verdict_of[n % 3] if verdict_of else UNSURE if n % 7 == 0 else SAME if a % 5 == b % 5 else DIFFERENT
            found.append(Judgement(verdict, side(graph.claims[a]), side(graph.claims[b]), "so I see it", WHEN))
    return found


CHOICES = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200)), max_size=8)


def holds(graph: ClaimGraph, judgement: Judgement) -> bool:
    one = graph.fact_of[judgement.left.id] is graph.fact_of[judgement.right.id]
    return judgement.verdict is UNSURE or one is (judgement.verdict is SAME)


def is_tree(fact: Fact) -> bool:
    reached = {fact.claims[0].id}
    for _ in fact.joins:
        reached |= {i for j in fact.joins if {j.left, j.right} & reached for i in (j.left, j.right)}
    return len(fact.joins) == len(fact.claims) - 1 and reached == {c.id for c in fact.claims}


@given(CHOICES)
@settings(max_examples=25, deadline=None)
def test_judgements_of_one_view_all_hold_in_whatever_order_they_were_made(read: list[Extraction], choices: list[Choice]) -> None:
    judgements = judgements_of(assemble(read), choices)
    graph = assemble(read, judgements=judgements)
    assert all(holds(graph, j) for j in judgements)
    verdicts = {(j.left.id, j.right.id, j.verdict) for j in judgements}
    if len({frozenset(pair[:2]) for pair in verdicts}) == len(judgements):
        assert rendered(assemble(read, judgements=judgements[::-1])) == rendered(graph)


@given(CHOICES)
@settings(max_examples=25, deadline=None)
def test_of_any_judgements_the_last_holds_and_every_fact_is_a_tree_of_joins(read: list[Extraction], choices: list[Choice]) -> None:
    judgements = judgements_of(assemble(read), choices, list(Verdict))
    graph = assemble(read, judgements=judgements)
    assert not judgements or holds(graph, judgements[-1])
    assert all(is_tree(fact) for fact in graph.facts)
    told = {frozenset((j.left, j.right)): j.holds for j in graph.judged}
    assert set(told) == {frozenset((j.left.id, j.right.id)) for j in judgements}
    assert {pair for pair, held in told.items() if held} == {
        frozenset((j.left.id, j.right.id)) for j in graph_latest(judgements) if holds(graph, j)
    }


def graph_latest(judgements: Sequence[Judgement]) -> list[Judgement]:
    return list({frozenset((j.left.id, j.right.id)): j for j in judgements}.values())


def test_articles_in_any_order_make_one_judged_graph(read: list[Extraction]) -> None:
    plain = assemble(read)
    entities = [e for e in plain.entities if len({m.document for m in e.mentions}) > 1][:2]
    judgements = judgements_of(plain, [(0, 5, 1), (1, 7, 1), (3, 13, 1)])
    judgements.append(Judgement(SAME, *(side_of_entity(e, plain.document_by_id) for e in entities), "one", WHEN))
    assert len({json.dumps(rendered(assemble(order, judgements=judgements))) for order in permutations(read)}) == 1


@given(st.lists(st.tuples(st.sampled_from(list(Verdict)), st.sampled_from("ab"), st.sampled_from("cd"), st.booleans()), max_size=12))
def test_what_was_judged_and_withdrawn_is_as_if_it_had_never_been(steps: list[tuple[Verdict, str, str, bool]]) -> None:
    """Judgements are made one by one; some are withdrawn at once, and what counts is what counted before."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        create(db)
        kept: list[Judgement] = []
        for n, (verdict, left, right, withdrawn) in enumerate(steps):
            judgement = Judgement(verdict, Side(f"c-{left}", ()), Side(f"c-{right}", ()), f"for the {n}th time", WHEN)
            before = standing(records(db))
            keep_judgement(db, judgement)
            if withdrawn:
                withdraw(db, records(db)[-1], WHEN, None, None)
                assert standing(records(db)) == before
            else:
                kept.append(judgement)
        last = {(j.left.id, j.right.id): j for j in kept}
        assert {record.judgement for record in standing(records(db))} == set(last.values())
        assert [record.judgement.reason for record in records(db)] == [f"for the {n}th time" for n in range(len(steps))]


@given(st.integers(1, 6).flatmap(lambda n: st.lists(st.tuples(st.sampled_from(list(Verdict)), *[st.lists(st.integers(0, n), min_size=1, max_size=3)] * 2), max_size=8).map(lambda w: (n, w))))
def test_constraints_never_contradict_each_other(case: tuple[int, list[tuple[Verdict, list[int], list[int]]]]) -> None:
    count, words = case
    found = constraints_of(words, count + 1)
    ties = found.ties(count + 1)
    assert all(ties.find(a) == ties.find(b) for a, b in found.same)
    assert all(ties.find(a) != ties.find(b) and not ties.may_join(a, b) for a, b in found.different)
    assert constraints_of([(UNSURE, a, b) for _, a, b in words], count + 1) == Constraints()
