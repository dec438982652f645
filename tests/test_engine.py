"""Queries that are ended at their time limit, in a real process."""
from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kgraph import query
from kgraph.api import Graph
from kgraph.engine import Engine
from kgraph.errors import QueryError, QueryLimitError
from kgraph.model import Story
from tests.test_query import story

FOREVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a != ?l) }"


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph(story())


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o", "ASK { ?s ?p 1 }", "CONSTRUCT { ?s a ?t } WHERE { ?s a ?t }",
                                  'SELECT (1.5 AS ?b) ("é\u202e\\n" AS ?c) ?d { }', "DESCRIBE <https://kgraph.example/outlet/Firstpost>"])
def test_a_limit_changes_no_answer(graph: Graph, text: str) -> None:
    within, without = graph.query(text, time_limit=20), graph.query(text)
    assert within == without and within.triples == without.triples


@pytest.mark.parametrize("name", query.named_queries())
def test_named_questions_answer_within_a_limit_as_without(graph: Graph, name: str) -> None:
    assert graph.query(name, time_limit=20) == graph.query(name)


def test_a_query_that_takes_too_long_is_stopped_and_the_next_one_answered_at_once(graph: Graph) -> None:
    graph.query("ASK {}", time_limit=20)
    start = time.monotonic()
    with pytest.raises(QueryLimitError, match="takes more than 0\\.5 seconds"):
        graph.query(FOREVER, time_limit=0.5)
    assert graph.query("ASK {}", time_limit=20).to_dicts() == [{"answer": True}]
    assert time.monotonic() - start < 15
    assert not working(graph._engine)


def working(engine: Engine) -> list[str]:
    """The processes that the engine's process has started and that still run."""
    listed = subprocess.run(["ps", "-o", "pid=,stat=", "--ppid", str(engine.process.pid)], capture_output=True, text=True, check=False).stdout
    return [line for line in listed.splitlines() if "Z" not in line]


def test_a_slow_query_holds_up_no_other(graph: Graph) -> None:
    graph.query("ASK {}", time_limit=20)
    with ThreadPoolExecutor(4) as pool:
        slow = [pool.submit(graph.query, FOREVER, time_limit=3) for _ in range(2)]
        assert graph.query("SELECT ?o { ?s ?p ?o } LIMIT 5", time_limit=2.5)
        assert not any(s.done() for s in slow)
        assert all(isinstance(s.exception(), QueryLimitError) for s in slow)


def test_the_limit_is_one_for_all_stories() -> None:
    whole = story()
    names = [d.id for d in whole.documents]
    several = Graph(type(whole)(whole.documents, whole.entities, whole.claims, whole.facts, whole.differences,
                                stories=(Story("s-1", "one", tuple(names[:2])), Story("s-2", "two", tuple(names[2:])))))
    assert several.query("speakers", time_limit=20) == several.query("speakers")
    with pytest.raises(QueryLimitError):
        several.query("speakers", time_limit=0)


def test_what_cannot_be_read_or_asks_others_is_refused_within_a_limit_too(graph: Graph) -> None:
    with pytest.raises(QueryError, match="cannot be read"):
        graph.query("SELECT nonsense {", time_limit=20)
    with pytest.raises(QueryError, match="SERVICE"):
        graph.query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }", time_limit=20)
    with pytest.raises(QueryError, match="the query failed"):
        graph.query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }", time_limit=20, allow_service=True)


@pytest.mark.slow
def test_a_query_that_eats_memory_is_stopped_and_the_next_one_answered(graph: Graph) -> None:
    with pytest.raises(QueryLimitError, match="memory"):
        graph.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a", time_limit=120)
    assert graph.query("ASK {}", time_limit=20).to_dicts() == [{"answer": True}]


def test_the_process_ends_with_the_graph_that_it_answers_for() -> None:
    graph = Graph(story())
    graph.query("ASK {}", time_limit=20)
    process, address = graph._engine.process, Path(graph._engine.address)
    del graph
    assert process.poll() == 0 and not address.parent.exists()


def test_the_process_ends_when_the_program_that_started_it_is_killed() -> None:
    program = ("from tests.test_engine import story; from kgraph.api import Graph; g = Graph(story()); g.query('ASK {}', time_limit=20); "
               "print(g._engine.process.pid, g._engine.address, flush=True); input()")
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        pid, address = started.stdout.readline().split()
        started.send_signal(signal.SIGKILL)
        started.wait()
    end = time.monotonic() + 20
    while (runs := is_running(int(pid))) and time.monotonic() < end:
        time.sleep(0.05)
    assert not runs and not Path(address).parent.exists()


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"
