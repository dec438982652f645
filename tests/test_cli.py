"""The command line as its users meet it: real processes, their output, exit codes and files."""
from __future__ import annotations

import csv
import io
import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest

from kgraph.api import Graph
from kgraph.export.tables import harmless
from tests.builders import make_claim, make_document, make_graph
from tests.conftest import ROOT
from tests.test_report import story

EXPORTED = ("documents.jsonl", "claims.jsonl", "facts.jsonl", "entities.jsonl", "differences.jsonl", "utterances.jsonl",
            "graph.ttl", "graph.html", "report.md")
ARTICLE = "Senator resigns after report\n\nJane Doe resigned on Friday, her office said. She had been in office since 2003.\n"


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "random", "COLUMNS": "80"}


def kgraph(*args: object, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "kgraph", *map(str, args)], cwd=folder, env=environment(), capture_output=True,
                          encoding="utf-8", timeout=300, check=False)


def complaint(run: subprocess.CompletedProcess[str]) -> str:
    """The one line on stderr."""
    (line,) = run.stderr.splitlines()
    assert line.startswith("kgraph: ")
    return line


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A build of a hand-made graph."""
    Graph(story()).save(tmp_path / "built")
    return tmp_path / "built"


# --- build ------------------------------------------------------------------------------------------------------------

def test_building_the_samples_prints_the_report_and_writes_every_file(seeds: Path, tmp_path: Path) -> None:
    run = kgraph("build", seeds, "-o", tmp_path / "out")
    assert (run.returncode, run.stderr) == (0, "")
    for words in ("What several outlets report", "Where outlets differ", "What only one outlet reports", "less than 12 hours",
                  "within roughly an hour", "Where the files are"):
        assert words in run.stdout
    assert {p.name for p in (tmp_path / "out").iterdir()} == {*EXPORTED, "kgraph.sqlite", "annotations.sqlite"}


@pytest.mark.slow
def test_the_same_articles_give_the_same_bytes_in_any_order_and_on_any_run(seeds: Path, tmp_path: Path) -> None:
    articles = sorted(seeds.glob("*.txt"))
    for name, sources in (("forth", articles), ("back", articles[::-1]), ("folder", [seeds])):
        assert kgraph("build", *sources, "-o", tmp_path / name).returncode == 0
    assert kgraph("build", seeds, "-o", tmp_path / "folder").returncode == 0
    forth, back, folder = (final_files(tmp_path / n) for n in ("forth", "back", "folder"))
    assert forth == back == folder
    assert set(forth) == set(EXPORTED)


def test_a_missing_source_is_wrong_use_told_in_one_line(tmp_path: Path) -> None:
    run = kgraph("build", tmp_path / "gone", "-o", tmp_path / "out")
    assert run.returncode == 2
    assert "gone: no such file or folder; give articles as .txt or .html files" in complaint(run)
    assert not (tmp_path / "out").exists()


def test_nothing_usable_writes_nothing_and_names_every_file(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(b"")
    (tmp_path / "in" / "b.txt").write_bytes(b"\0\1")
    run = kgraph("build", tmp_path / "in", "-o", tmp_path / "out")
    assert (run.returncode, run.stdout) == (1, "")
    assert [line.split(".")[0] for line in run.stderr.splitlines()] == ["kgraph: a", "kgraph: b", "kgraph: no article could be used; nothing was written"]
    assert not (tmp_path / "out").exists()


def test_faulty_inputs_are_one_line_each_and_the_others_go_on(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, content in (("good", ARTICLE.encode()), ("empty", b" "), ("binary", b"\0"), ("broken", b"Caf\xe9 \xe2\x80 closes")):
        (folder / f"{name}.txt").write_bytes(content)
    (folder / "sources.csv").write_text("file,outlet,colour\ngood.txt,Daily Example,red\ngone.txt,X,red\n")
    run = kgraph("build", folder, "-o", tmp_path / "out")
    assert run.returncode == 3
    assert [line.split(": ")[1] for line in run.stderr.splitlines()] == ["binary.txt", "broken.txt", "empty.txt", "sources.csv", "sources.csv"]
    assert "iconv" in run.stderr
    documents = [json.loads(line) for line in (tmp_path / "out" / "documents.jsonl").read_text().splitlines()]
    assert [(d["id"], d["outlet"]) for d in documents] == [("good.txt", "Daily Example")]
    assert "broken.txt" in (tmp_path / "out" / "report.md").read_text()


@pytest.mark.parametrize(("args", "says"), [
    (["build", "seeds"], "Missing option '-o' / '--output'. (see kgraph build --help)"), (["build", "-o", "x"], "Missing argument 'SOURCES...'; x holds no build"),
    (["bulid"], "No such command 'bulid'"), (["export", "x", "--format", "pdf"], "'pdf' is not one of 'turtle'"),
    (["query", "nothing", "about"], "there is no build; make one with: kgraph build"), (["report", "nothing"], "there is no build"),
])
def test_wrong_use_is_one_line_and_code_2(tmp_path: Path, args: list[str], says: str) -> None:
    run = kgraph(*args, folder=tmp_path)
    assert run.returncode == 2
    assert says in complaint(run)


def test_a_pipeline_that_is_not_there_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    run = kgraph("build", tmp_path / "a.txt", "-o", tmp_path / "out", "--pipeline", "en_no_such")
    assert run.returncode == 2
    assert "en_no_such" in complaint(run)
    assert not (tmp_path / "out").exists()


def test_a_foreign_file_under_the_stores_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "kgraph.sqlite").write_text("my diary")
    run = kgraph("build", tmp_path / "a.txt", "-o", tmp_path / "out")
    assert run.returncode == 2
    assert "is no kgraph store" in complaint(run)
    assert (tmp_path / "out" / "kgraph.sqlite").read_text() == "my diary"


WRITER = """
import sys, time
from kgraph import api, cli
whole = api.rendered
def halves(name, pieces):
    for piece in pieces:
        yield piece[:len(piece) // 2]
        print(name, flush=True)
        time.sleep(60 if name == sys.argv[3] else 0)
        yield piece[len(piece) // 2:]
api.rendered = lambda *given: ((name, halves(name, pieces)) for name, pieces in whole(*given))
if __name__ == "__main__":
    sys.exit(cli.run(["build", sys.argv[1], "-o", sys.argv[2], "--pipeline", "en_kgraph_sm", "--jobs", "0"], "kgraph"))
"""


def stopped_in(tmp_path: Path, file: str, number: signal.Signals) -> tuple[int, str]:
    """Send a build a signal while it writes a file, of which half is written; return its exit code and stderr."""
    (tmp_path / "a.txt").write_text(ARTICLE)
    process = subprocess.Popen([sys.executable, "-c", WRITER, tmp_path / "a.txt", tmp_path / "out", file], env=environment(),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    assert process.stdout is not None
    assert any(line.strip() == file for line in process.stdout)
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    return process.returncode, errors


def final_files(folder: Path) -> dict[str, bytes]:
    """The files that a build has written for its readers."""
    return {name: (folder / name).read_bytes() for name in EXPORTED if (folder / name).exists()}


@pytest.mark.parametrize("file", ["documents.jsonl", "graph.ttl", "report.md"])
def test_a_killed_build_leaves_nothing_half_written_under_a_final_name(tmp_path: Path, file: str) -> None:
    stopped_in(tmp_path, file, signal.SIGKILL)
    assert final_files(tmp_path / "out") == {}
    assert kgraph("build", "-o", tmp_path / "out", "--pipeline", "en_kgraph_sm").returncode == 0  # goes on, without being told the sources again
    before = final_files(tmp_path / "out")
    assert set(before) == set(EXPORTED)
    stopped_in(tmp_path, file, signal.SIGKILL)
    assert final_files(tmp_path / "out") == before


def test_ctrl_c_ends_with_130_and_one_line_and_cleans_up(tmp_path: Path) -> None:
    code, errors = stopped_in(tmp_path, "graph.ttl", signal.SIGINT)
    assert code == 130
    assert errors.strip().splitlines() == ["kgraph: stopped; nothing half-written was left behind, and the same command goes on from here"]
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["annotations.sqlite", "kgraph.sqlite"]


def test_a_fault_of_kgraph_is_one_line_too(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    script = WRITER.replace("whole(*given)", "(1 // 0)")
    run = subprocess.run([sys.executable, "-c", script, tmp_path / "a.txt", tmp_path / "out", ""], env=environment(), capture_output=True,
                         encoding="utf-8", timeout=60, check=False)
    assert run.returncode == 1
    assert "failed with ZeroDivisionError" in complaint(run)


# --- the store from the command line -------------------------------------------------------------------------------------

def test_a_store_is_added_to_asked_about_and_taken_from(tmp_path: Path) -> None:
    out, small = tmp_path / "out", ("--pipeline", "en_kgraph_sm")
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "b.txt").write_text(ARTICLE.replace("2003", "2001"))
    assert kgraph("build", tmp_path / "a.txt", "-o", out, *small).returncode == 0
    run = kgraph("add", out, tmp_path / "b.txt", *small)
    assert (run.returncode, run.stderr) == (0, "")
    assert "holds 2 articles; queries see them now" in run.stdout
    told, hint = run.stdout.splitlines()[:2]
    assert told == "b.txt: joins 1 other on “Senator resigns after report”; outlet and date not known"
    assert f"kgraph manifest {tmp_path} -o {tmp_path / 'sources.csv'}; fill it in" in hint
    assert "not known" not in kgraph("add", out, tmp_path / "b.txt", *small).stdout
    status = kgraph("status", out).stdout.splitlines()
    assert status[0] == "2 inputs: 2 done, 0 duplicates, 0 quarantined"
    assert "the files show an earlier state" in status[2]
    (out / "report.md").unlink()  # as after a build that was stopped
    assert "no files were written yet; write them with: kgraph build -o" in kgraph("status", out).stdout
    assert [json.loads(line)["name"] for line in kgraph("status", out, "--inputs").stdout.splitlines()] == ["a.txt", "b.txt"]
    assert "b.txt" in (out / kgraph("view", out).stdout.strip()).read_text()
    (tmp_path / "b.txt").write_text(ARTICLE.replace("2003", "1999"))
    assert "also holds a.txt from before" in kgraph("build", tmp_path / "b.txt", "-o", out, *small).stderr
    assert kgraph("status", out).stdout.splitlines()[2] == "the files are up to date"
    assert kgraph("revisions", out).stdout.splitlines()[1].startswith("b.txt,2,")
    assert "since 2001" in kgraph("revisions", out, "b.txt").stdout
    assert kgraph("remove", out, "a.txt", *small).returncode == 0
    assert kgraph("remove", out, "a.txt", *small).returncode == 2
    assert kgraph("status", out).stdout.splitlines()[0] == "1 input: 1 done, 0 duplicates, 0 quarantined"


def test_an_article_can_come_from_standard_input(tmp_path: Path) -> None:
    run = subprocess.run([sys.executable, "-m", "kgraph", "build", "-", "-o", tmp_path / "out", "--pipeline", "en_kgraph_sm"], input=ARTICLE,
                         env=environment(), capture_output=True, encoding="utf-8", timeout=300, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert [json.loads(line)["id"] for line in (tmp_path / "out" / "documents.jsonl").read_text().splitlines()] == ["stdin"]


def test_a_manifest_is_drafted_with_what_is_missing_and_why(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    (row,) = csv.DictReader(io.StringIO(kgraph("manifest", tmp_path).stdout))
    assert (row["file"], row["outlet"], row["published"]) == ("a.txt", "", "")
    assert "outlet not stated" in row["note"]


# --- query ------------------------------------------------------------------------------------------------------------

def test_a_named_question_is_answered_as_csv_json_and_table(built: Path, tmp_path: Path) -> None:
    as_csv, as_json, as_table = (kgraph("query", built, "only-some-outlets", "--format", form, folder=tmp_path) for form in ("csv", "json", "table"))
    rows = list(csv.DictReader(io.StringIO(as_csv.stdout)))
    assert [{k: str(v) for k, v in row.items()} for row in json.loads(as_json.stdout)] == rows
    assert {"kind": "delay", "detail": "in less than 12 hours", "outlet": "The Post"}.items() <= next(
        r for r in rows if r["detail"].endswith("12 hours")).items()
    assert all(words in as_table.stdout for words in ("Jane Doe", "delay", "The Post"))
    assert max(map(len, as_table.stdout.splitlines())) <= 80
    assert [r.stderr for r in (as_csv, as_json, as_table)] == ["", "", ""]


def test_a_table_whose_columns_would_be_too_narrow_is_one_record_after_another(built: Path) -> None:
    wide, narrow = (subprocess.run([sys.executable, "-m", "kgraph", "query", built, "differences", "--format", "table"], env={**environment(), "COLUMNS": columns},
                                   capture_output=True, encoding="utf-8", check=True).stdout.splitlines() for columns in ("250", "80"))
    assert any("about" in line and "narrower" in line for line in wide)
    assert narrow[0].startswith("1 of ") and max(map(len, narrow)) <= 80
    assert any(line.split() == ["value", "in", "less", "than", "12", "hours"] for line in narrow)


def test_answers_that_go_to_a_file_are_csv(built: Path) -> None:
    run = kgraph("query", built, "shared-by-all")
    assert run.stdout.splitlines()[0] == "statement,outlets,outlet,quote"


def test_a_parameter_narrows_the_answer(built: Path) -> None:
    run = kgraph("query", built, "said-by", "--param", "name=POE")
    assert [row["quote"] for row in csv.DictReader(io.StringIO(run.stdout))] == ["The minister received Roe"]


def test_a_query_can_be_a_file_or_text(built: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text('SELECT ?x { VALUES ?x { "from a file" } }')
    assert kgraph("query", built, tmp_path / "mine.rq").stdout == "x\nfrom a file\n"
    assert kgraph("query", built, 'SELECT ?x { VALUES ?x { "from text" } }').stdout == "x\nfrom text\n"


def test_without_a_query_the_questions_are_listed(built: Path, tmp_path: Path) -> None:
    run = kgraph("query", built, folder=tmp_path)
    assert run.returncode == 0
    assert "only-reported-by: What does one outlet alone report" in run.stdout
    assert "--param name=…" in run.stdout


def test_triples_are_printed_as_turtle_and_rows_are_not(built: Path) -> None:
    described = "DESCRIBE ?s WHERE { ?s a <https://w3id.org/kgraph/ns#Outlet> }"
    turtle = kgraph("query", built, described).stdout
    assert len({q.subject for q in pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE)}) == 3
    assert kgraph("query", built, described, "--format", "ttl").stdout == turtle
    assert kgraph("query", built, described, "--format", "csv").stdout.startswith("subject,predicate,object\n")
    assert kgraph("query", built, "ASK {}", "--format", "json").stdout == '[\n {\n  "answer": true\n }\n]\n'
    run = kgraph("query", built, "speakers", "--format", "ttl")
    assert run.returncode == 2 and "only CONSTRUCT and DESCRIBE" in complaint(run)


def test_a_query_that_takes_too_long_ends_with_code_1(built: Path) -> None:
    run = kgraph("query", built, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a != ?l) }", "--time-limit", "0.5")
    assert (run.returncode, run.stdout) == (1, "") and "takes more than 0.5 seconds" in complaint(run)
    assert kgraph("query", built, "speakers", "--time-limit", "0").stdout == kgraph("query", built, "speakers").stdout


@pytest.mark.parametrize(("args", "says"), [
    (["SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }"], "asks another server (SERVICE)"),
    (["SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }", "--allow-service"], "the query failed"),
    (["shared", "--param", "level=event"], "there is no 'event'; there are: triple, fact, topic"),
    (["LOAD <http://127.0.0.1:9/>", "--allow-service"], "LOAD would change the graph"),
    (["only-reported-by", "--param", "name=Te Times"], "no outlet here is called 'Te Times'; did you mean The Times"),
    (["not-reported-by", "--param", "name=Gazette"], "no outlet here is called 'Gazette'; there are: "),
    (["abuot"], "there is no query 'abuot'; did you mean about? There are about,"), (["gone.rq"], "gone.rq: cannot be read"),
    (["said-by", "--param", "name"], "--param 'name' has no value; write it as NAME=VALUE"),
    (["said-by", "--param", "nmae=x"], "has no parameter 'nmae'"), (["INSERT DATA { <a:b> <a:b> <a:b> }"], "INSERT would change the graph"),
])
def test_a_query_that_cannot_run_is_one_line_and_code_2(built: Path, args: list[str], says: str) -> None:
    run = kgraph("query", built, *args)
    assert (run.returncode, run.stdout) == (2, "")
    assert says in complaint(run)


def test_no_cell_of_csv_is_a_formula(tmp_path: Path) -> None:
    document = make_document("a.txt", '=HYPERLINK("http://x") met John Roe', "@SUM(A1)")
    Graph(make_graph([document], [[make_claim(document, document.text, '=HYPERLINK("http://x")', "meet", "John Roe")]])).save(tmp_path)
    rows = list(csv.reader(io.StringIO(kgraph("query", tmp_path, "about").stdout)))
    assert "'@SUM(A1)" in rows[1]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == "'" + cell


@pytest.mark.parametrize("asked", ["query built differences --format json", "query built differences --format table", "query built",
                                   "query built 'CONSTRUCT WHERE { ?s ?p ?o }'", "report built", "report built --format md", "export built",
                                   "status built --inputs", "--help"])
def test_a_reader_that_stops_early_is_no_error(built: Path, asked: str) -> None:
    command = f"{shlex.quote(sys.executable)} -m kgraph {asked} | true"
    run = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=built.parent, env=environment(), capture_output=True, encoding="utf-8",
                         timeout=60, check=False)
    assert (run.returncode, run.stderr) == (0, "")


# --- export, report, view ---------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("form", "start"), [("turtle", "@prefix"), ("ntriples", "<"), ("jsonld", "{"), ("graphml", "<")])
def test_an_export_goes_to_stdout_or_a_file_alike(built: Path, tmp_path: Path, form: str, start: str) -> None:
    shown, written = kgraph("export", built, "--format", form), kgraph("export", built, "--format", form, "-o", tmp_path / "x")
    assert (shown.returncode, written.returncode, written.stdout) == (0, 0, "")
    assert shown.stdout.startswith(start)
    assert (tmp_path / "x").read_text(encoding="utf-8") == shown.stdout


def test_an_export_to_a_folder_that_is_not_there_is_told(built: Path, tmp_path: Path) -> None:
    run = kgraph("export", built, "-o", tmp_path / "no" / "x.ttl")
    assert run.returncode == 2
    assert "x.ttl: cannot be written (No such file or directory)" in complaint(run)


def test_the_report_can_be_printed_again(built: Path) -> None:
    run = kgraph("report", built)
    assert run.returncode == 0
    assert "What several outlets report" in run.stdout


@pytest.mark.parametrize(("form", "start"), [("md", "# What 3 articles"), ("html", "<!doctype html>"), ("json", '{"kgraph_report": 1')])
def test_a_report_goes_to_stdout_or_a_file_alike_and_the_ending_says_its_form(built: Path, tmp_path: Path, form: str, start: str) -> None:
    shown, written = kgraph("report", built, "--format", form), kgraph("report", built, "-o", tmp_path / f"x.{form}")
    assert (shown.returncode, written.returncode, written.stdout) == (0, 0, "")
    assert shown.stdout.startswith(start)
    assert (tmp_path / f"x.{form}").read_bytes() == shown.stdout.encode()


def test_the_report_of_a_build_is_the_one_that_is_shown(built: Path) -> None:
    assert kgraph("report", built, "--format", "md").stdout.encode() == (built / "report.md").read_bytes()


def test_a_report_without_a_form_is_not_written(built: Path, tmp_path: Path) -> None:
    run = kgraph("report", built, "-o", tmp_path / "x.pdf")
    assert run.returncode == 2
    assert "x.pdf: one of md, html, json" in complaint(run)
    assert not (tmp_path / "x.pdf").exists()


def test_view_says_where_the_page_is_and_makes_a_missing_one(built: Path) -> None:
    page = (built / "graph.html").read_bytes()
    (built / "graph.html").unlink()
    assert kgraph("view", built).stdout == f"{built / 'graph.html'}\n"
    assert (built / "graph.html").read_bytes() == page


def test_view_and_build_put_the_articles_into_the_page_and_take_them_out_again(built: Path) -> None:
    def shown(*command: object) -> bytes:
        assert kgraph(*command).returncode == 0
        return (built / "graph.html").read_bytes()

    with_texts, without = shown("build", "-o", built, "--full-text"), shown("build", "-o", built)
    documents = [json.loads(page.split(b'id="data">')[1].split(b"</script>")[0])["page"]["documents"] for page in (with_texts, without)]
    assert [["text" in d for d in of] for of in documents] == [[True] * 3, [False] * 3]
    assert shown("view", built, "--full-text") == with_texts
    assert shown("view", built) == without


def test_the_command_says_its_version_and_help() -> None:
    assert kgraph("--version").stdout.startswith("kgraph, version ")
    assert "build" in kgraph("--help").stdout
