"""Bad inputs and faults, one by one: what a user sees, what the store says became of them, and that the others go on.

The rows are numbered. What other files test completely is not tested here again:

    row  input or fault                                  tested by
      2  the same article twice                          test_upkeep.py: ..._under_two_names_counts_once_..., taking_the_same_in_again_...
      3  a corrected outlet                              test_upkeep.py: test_a_corrected_outlet_is_a_new_revision_...
      9  entities and bombs, format by format            test_feeds.py, test_tables.py, test_pages.py
     11  redirects, name servers that change, limits     test_fetch.py
     13  no script runs, in a browser                    test_view.py: test_hostile_words_stay_words, ..._only_web_addresses_are_links
     14  formulas in CSV                                 test_cli.py: test_no_cell_of_csv_is_a_formula; test_manifest.py: ..._of_a_draft_...
     15  parameters of queries                           test_query.py: test_a_parameter_never_becomes_syntax, ..._calls_another_server_...
     16  poison                                          test_faults.py: poison
     17  kills                                           test_faults.py: kills; test_cli.py: test_a_killed_build_...; test_store.py: ..._migration_...
     18  a full disk while the store is written          test_faults.py: test_a_full_disk_...
     19  two writers, other versions, damaged stores     test_upkeep.py: readers and writers; test_store.py
         Ctrl-C                                          test_faults.py, test_cli.py: test_ctrl_c_...
         2,000 articles of one outlet; 500 outlets       test_repeats.py, test_stories.py
"""

from __future__ import annotations

import ctypes
import dataclasses
import gzip
import hashlib
import http.server
import json
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest

import kgraph
from kgraph import cli, store, upkeep
from kgraph.export import to_turtle
from kgraph.model import ClaimGraph, DifferenceRelation, Section
from tests.conftest import ROOT
from tests.test_pages import HEAVY
from tests.test_tables import encode, record
from tests.test_upkeep import ONE, OTHER, THIRD, TWO, put, states

SMALL = ("--pipeline", "en_kgraph_sm")
PAGE = ("<html><head><title>Mayor opens bridge</title></head><body><article><h1>Mayor opens bridge</h1><p>Mayor Jane Doe opened the new bridge in "
        "Springfield on Friday, and her office said that it had cost $12 million.</p><p>{}</p></article></body></html>")
PARAGRAPH = "The council of Springfield had voted for the bridge in May, and nobody spoke against it at the time."


class Run(Protocol):
    def __call__(self, *args: object) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line, in this process: the pipeline is loaded once."""

    def command(*args: object) -> subprocess.CompletedProcess[str]:
        capsys.readouterr()
        code = cli.run([*map(str, args)], "kgraph")
        shown = capsys.readouterr()
        return subprocess.CompletedProcess(args, code, shown.out, shown.err)

    return command


def process(*args: object, limit: Callable[[], None] | None = None, flags: tuple[str, ...] = (), **variables: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **variables}
    return subprocess.run([sys.executable, *flags, "-m", "kgraph", *map(str, args)], env=environment, capture_output=True, encoding="utf-8",
                          errors="surrogateescape", timeout=300, check=False, preexec_fn=limit)


def files(out: Path) -> dict[str, bytes]:
    """The files of a build that people read, by name."""
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file() and p.suffix in (".jsonl", ".ttl", ".html", ".md")}


def tables(out: Path) -> dict[str, bytes]:
    """Those of them that do not list what was set aside."""
    return {name: content for name, content in files(out).items() if name.endswith((".jsonl", ".ttl"))}


def rows(out: Path, table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / f"{table}.jsonl").read_text(encoding="utf-8").split("\n") if line]


def reasons(out: Path) -> dict[str, str]:
    """Why each input of a store was set aside, by its name."""
    return {row["name"]: row["reason"] for row in upkeep.ledger_rows(out) if row["state"] != "done"}


def complaints(run: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """The lines on stderr by the input that they name first."""
    lines = run.stderr.splitlines()
    assert all(line.startswith("kgraph: ") for line in lines), run.stderr
    assert "Traceback" not in run.stderr
    return {name: words for name, _, words in (line.removeprefix("kgraph: ").partition(": ") for line in lines)}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of two good articles on one story, to compare with."""
    folder = tmp_path_factory.mktemp("good")
    assert process("build", two(folder / "in"), "-o", folder / "out", *SMALL, "--jobs", 0).returncode == 0
    return folder / "out"


def two(folder: Path, more: str = "", **files: str | bytes) -> Path:
    """A folder with two good articles and others; `more` are lines of its manifest."""
    return put(folder, a=ONE, b=TWO, sources=f"file,outlet,published\na.txt,Daily Example,2020-11-09\nb.txt,The Post,2020-11-09\n{more}", **files)


# --- 1: nothing in it ---------------------------------------------------------------------------------------------------

def test_inputs_without_a_report_are_set_aside_and_their_outlet_is_silent_on_nothing(run: Run, good: Path, tmp_path: Path) -> None:
    boilerplate = "Leave a Reply\n\nYour email address will not be published. Required fields are marked *\n\nSHARE THIS ARTICLE\n"
    source = two(tmp_path / "in", "c.txt,Silent Gazette,\nd.txt,Silent Gazette,\ne.txt,Silent Gazette,\n", c=b"", d=" \n\u00a0\n\t".encode(), e=boilerplate)
    ran = run("build", source, "-o", tmp_path / "out", *SMALL)
    assert ran.returncode == 3
    assert set(complaints(ran)) == {"c.txt", "d.txt", "e.txt"}
    assert reasons(tmp_path / "out") == dict.fromkeys(("c.txt", "d.txt", "e.txt"), "empty_text")
    assert tables(tmp_path / "out") == tables(good)
    assert not [name for name, content in files(tmp_path / "out").items() if b"Silent Gazette" in content]
    assert {row["of"] for row in json.loads(run("query", tmp_path / "out", "only-some-outlets", "--format", "json").stdout)} == {2}


# --- 2: the same twice --------------------------------------------------------------------------------------------------

def test_a_copy_is_named_with_what_it_is_a_copy_of_and_changes_no_table(run: Run, good: Path, tmp_path: Path) -> None:
    source, out = two(tmp_path / "in", copy=ONE), tmp_path / "out"
    assert run("build", source, "-o", out, *SMALL).returncode == 3
    assert {row["name"]: row["of"] for row in upkeep.ledger_rows(out) if row["of"]} == {"copy.txt": "a.txt"}
    assert tables(out) == tables(good)
    before = files(out)
    assert run("build", source, "-o", out, *SMALL).returncode == 3
    assert files(out) == before


# --- 4: encodings -------------------------------------------------------------------------------------------------------

def test_each_encoding_is_recorded_and_what_fits_none_is_set_aside(run: Run, tmp_path: Path) -> None:
    quoted = THIRD + "“We won’t cut it – not now,” Poe said at the café.\n"
    russian = "Президент заявил о своей отставке в понедельник, сообщила вечером его пресс-служба. " * 3
    folder = put(tmp_path / "in", wide=ONE.encode("utf-16"), western=quoted.encode("cp1252"), russian=russian.encode("cp1251"),
                 broken=OTHER.encode() + "“Café” closed.".encode()[:-9], odd=b"Mayor \x81\x8d\x8f\x90 opened \x9d\x81 the bridge")
    page = PAGE.format("“It is done,” Mayor Jane Doe said – at last.")
    (folder / "wrong.html").write_bytes(page.replace("<head>", '<head><meta charset="utf-8">').encode("cp1252"))
    (folder / "latin.html").write_bytes(page.replace("<head>", '<head><meta charset="iso-8859-1">').replace("at last", "in Maÿ").encode())
    out = tmp_path / "out"
    ran = run("build", folder, "-o", out, *SMALL)
    assert ran.returncode == 3
    assert reasons(out) == {"russian.txt": "language", "broken.txt": "encoding", "odd.txt": "encoding"}
    assert "byte" in complaints(ran)["broken.txt"] and "UTF-8" in complaints(ran)["broken.txt"]
    assert {row["id"]: row["encoding"] for row in rows(out, "documents")} == {
        "wide.txt": "utf-16", "western.txt": "windows-1252", "wrong.html": "windows-1252", "latin.html": "utf-8"}
    quotes = [row["evidence"]["quote"] for row in rows(out, "claims")]
    assert any("We won’t cut it" in quote for quote in quotes)
    assert "\ufffd" not in "".join(quotes)


# --- 5 and 6: odd characters --------------------------------------------------------------------------------------------

ODD = {
    "escape": "\x1b[31m", "bell": "\x07", "vertical tab": "\x0b", "form feed": "\x0c", "delete": "\x7f", "next line": "\x85",
    "line separator": "\u2028", "paragraph separator": "\u2029", "override": "\u202e", "isolate": "\u2067", "joiner": "\u200d", "mark": "\ufeff",
    "soft hyphen": "\u00ad", "no character": "\uffff", "private": "\ue000", "tag": "\U000e0041", "no-break": "\u00a0", "mixed newlines": "\r\n\n\r",
    "return": "\r", "accent apart": "e\u0301 ", "emoji": "😀", "family": "👩‍👩‍👧 ", "full width": "１２ ", "replacement": "\ufffd",
}
REFUSED = {"nul": (b"\0", "binary"), "half": (b"\xed\xa0\xbd", "encoding")}


def odd(character: str) -> str:
    return (f"Mayor opens{character} bridge\n\nMayor Jane Doe opened the {character}new bridge{character} in Springfield on Friday, her{character} "
            f"office said. “It is{character} done,” Doe said.\n")


@pytest.fixture(scope="module")
def odd_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `in`, an article of every odd character, and `out`, the build of them."""
    folder = tmp_path_factory.mktemp("odd")
    (folder / "in").mkdir()
    listed = ["file,outlet"]
    for name, character in ODD.items():
        (folder / "in" / f"{name}.txt").write_bytes(odd(character).encode())
        listed.append(f'{name}.txt,"The {character.strip()}Post of {name}"')
    for name, (raw, _) in REFUSED.items():
        (folder / "in" / f"{name}.txt").write_bytes(odd("#").encode().replace(b"#", raw))
    (folder / "in" / "row.jsonl").write_text(json.dumps({"text": odd("\ud83d")}))
    (folder / "in" / "sources.csv").write_text("\n".join(listed), encoding="utf-8", newline="")
    assert cli.run(["build", str(folder / "in"), "-o", str(folder / "out"), *SMALL, "--story", "Bridge"], "kgraph") == 3
    return folder


def test_half_characters_and_nuls_are_set_aside_and_all_others_are_read(odd_build: Path) -> None:
    assert reasons(odd_build / "out") == {"nul.txt": "binary", "half.txt": "encoding", "row.jsonl#1": "encoding"}
    assert {row["id"] for row in rows(odd_build / "out", "documents")} == {f"{name}.txt" for name in ODD}


@pytest.mark.parametrize("name", ODD)
def test_offsets_are_code_points_of_the_article_as_it_came(odd_build: Path, name: str) -> None:
    text = (odd_build / "in" / f"{name}.txt").read_bytes().decode()
    found = [row for row in rows(odd_build / "out", "claims") if row["document"] == f"{name}.txt"]
    assert found
    for row in found:
        evidence = row["evidence"]
        assert text[evidence["start"]:evidence["end"]] == evidence["quote"]
        for part in (row["subject"], row["relation"], row["object"], *row["qualifiers"], *row["speakers"]):
            assert part is None or text[part["start"]:part["end"]] == part["text"]
    assert kgraph.open(odd_build / "out").content.document_by_id[f"{name}.txt"].text == text


def test_exports_of_odd_characters_are_valid_and_hold_the_same(run: Run, odd_build: Path, tmp_path: Path) -> None:
    check_exports(run, odd_build / "out", tmp_path)


def check_exports(run: Run, out: Path, folder: Path) -> None:
    """See that every export of a build is UTF-8 that its readers take, and the RDF ones the same graph to two of them."""
    import pyoxigraph
    import rdflib
    from rdflib.compare import graph_diff

    for content in files(out).values():
        content.decode("utf-8")
    for form in ("turtle", "ntriples", "jsonld", "graphml"):
        assert run("export", out, "--format", form, "-o", folder / form).returncode == 0
    triples = {t.triple for t in pyoxigraph.parse(path=folder / "ntriples", format=pyoxigraph.RdfFormat.N_TRIPLES)}
    for form, kind in (("turtle", pyoxigraph.RdfFormat.TURTLE), ("jsonld", pyoxigraph.RdfFormat.JSON_LD)):
        assert {t.triple for t in pyoxigraph.parse(path=folder / form, format=kind)} == triples
    assert triples
    assert (out / "graph.ttl").read_bytes() == (folder / "turtle").read_bytes()
    read = rdflib.Graph().parse(folder / "ntriples", format="nt")
    assert len(read) == len(triples)
    assert not any(graph_diff(read, rdflib.Graph().parse(folder / "turtle", format="turtle"))[1:])
    ET.parse(folder / "graphml")


@pytest.mark.parametrize("shown", ["\u202e", "\u2067", "\x1b", "\x07"])
def test_what_turns_or_colours_a_line_reaches_no_page_report_or_terminal(run: Run, odd_build: Path, shown: str) -> None:
    out = odd_build / "out"
    assert shown not in run("report", out).stdout
    assert shown not in run("query", out, "about", "--format", "table").stdout
    assert shown not in (out / "report.md").read_text(encoding="utf-8")
    assert shown not in (out / "graph.html").read_text(encoding="utf-8")  # escaped in its data, in elements of their own when it is shown


# --- 7 and 8: too much of it --------------------------------------------------------------------------------------------

def measured(*args: object) -> tuple[int, str, float, float]:
    """Run the command line; its exit code, stderr, seconds, and the most MB that it or one of its workers held."""
    started = time.monotonic()
    ran = subprocess.run([sys.executable, "-c", MEASURED, *map(str, args)], env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL,
                         stderr=subprocess.PIPE, encoding="utf-8", timeout=300, check=False)
    *errors, held = ran.stderr.splitlines()
    return ran.returncode, "\n".join(errors), time.monotonic() - started, float(held)


MEASURED = """
import resource, sys
from pathlib import Path
from kgraph.cli import run
if __name__ == "__main__":
    code = run(sys.argv[1:], "kgraph")
    status = Path("/proc/self/status")  # what getrusage says counts the process that started this one too
    own = int(status.read_text().split("VmHWM:")[1].split()[0]) if status.exists() else 0
    print(max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1e3, file=sys.stderr)
    sys.exit(code)
"""
SENTENCE = "The mayor opened a bridge in Springfield and the senator of Riverton denied a report about it and "


def test_what_is_larger_than_any_article_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    folder = two(tmp_path / "in", text=ONE * (50_000_000 // len(ONE)), line="x" * 5_000_000, sentence=SENTENCE * (200_000 // 18), limit=b"a" * 1_000_001)
    (folder / "page.html").write_text(PAGE.format(PARAGRAPH) + " " * 21_000_000)
    code, errors, seconds, megabytes = measured("build", folder, "-o", tmp_path / "out", *SMALL)
    assert code == 3
    assert reasons(tmp_path / "out") == dict.fromkeys(("text.txt", "line.txt", "sentence.txt", "limit.txt", "page.html"), "too_large")
    assert "limit.txt: is too large: 1,000,001 bytes, and an article may have 1,000,000. Split it into its articles." in errors
    assert seconds < 30
    assert megabytes < 1_000


@pytest.mark.slow
@pytest.mark.parametrize(("name", "text"), [
    ("line", ONE.replace("\n", " ") * (900_000 // len(ONE))), ("sentence", SENTENCE * (150_000 // 18) + "left."), ("lines", "a\n" * 450_000),
    ("marks", '"' * 900_000), ("word", "a" * 900_000), ("blanks", ONE + "\n" * 900_000)])
def test_an_article_just_below_the_limit_ends_with_a_result_or_is_given_up(good: Path, tmp_path: Path, name: str, text: str) -> None:
    assert 800_000 < len(text) < 1_000_000
    code, errors, seconds, megabytes = measured("build", two(tmp_path / "in", big=text), "-o", tmp_path / "out", *SMALL, "--jobs", 1)
    assert states(tmp_path / "out")["a.txt"] == states(tmp_path / "out")["b.txt"] == "done"
    assert code in (0, 3)
    assert set(reasons(tmp_path / "out").values()) <= {"timeout", "empty_text", "language"}, errors
    assert megabytes < 1_000
    assert seconds < 150
    assert (code == 3) == bool(errors)


def test_pages_made_to_choke_a_parser_end_with_a_text_or_without_one(tmp_path: Path) -> None:
    folder = two(tmp_path / "in")
    for name in ("nested tags", "attributes"):
        (folder / f"{name}.html").write_text(f"<html><body><article><h1>Council delays bridge</h1>{HEAVY[name]}</article></body></html>")
    code, errors, seconds, megabytes = measured("build", folder, "-o", tmp_path / "out", *SMALL)
    assert code in (0, 3)
    assert "Error" not in errors
    assert set(reasons(tmp_path / "out").values()) <= {"extract_none"}
    assert states(tmp_path / "out")["a.txt"] == "done"
    assert seconds < 30
    assert megabytes < 1_000


# --- 9: entities and bombs ----------------------------------------------------------------------------------------------

def test_no_entity_is_resolved_and_no_bomb_goes_off(tmp_path: Path) -> None:
    folder = two(tmp_path / "in")
    secret = tmp_path / "secret.txt"
    secret.write_text("Senator Xanthippe Quillfeather secretly met a spy in Zanzibar on Friday.")
    laughs = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 12))
    declared = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY x0 "haha">{laughs}]>'
    item = "<item><title>Mayor speaks</title><guid>g1</guid><description><![CDATA[{}]]>&x;&x11;</description></item>"
    text = f"<p>{' '.join([PARAGRAPH] * 8)}</p>"
    (folder / "feed.xml").write_text(f'{declared.replace("html", "rss", 1)}<rss version="2.0"><channel><title>Feed</title>{item.format(text)}</channel></rss>')
    (folder / "page.html").write_text(declared + PAGE.format(f"&x; &x11; {PARAGRAPH}"))
    zeros = gzip.compress(b"a" * 100_000_000)
    (folder / "bomb.jsonl.gz").write_bytes(gzip.compress(b'{"text": "' + b"x" * 20 + b'"}\n{"text": "') + zeros * 100)  # 10 GB
    (folder / "bomb.warc.gz").write_bytes(gzip.compress(record("https://e.example/b", b"a" * 300_000_000, kind="text/plain")))
    code, errors, seconds, megabytes = measured("build", folder, "-o", tmp_path / "out", *SMALL)
    assert code == 3
    found = reasons(tmp_path / "out")
    assert {name.split("#")[0] for name, reason in found.items() if reason == "bomb"} == {"bomb.jsonl.gz", "bomb.warc.gz"}, errors
    assert seconds < 30
    assert megabytes < 1_000
    content = b"".join(p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file())
    assert b"Quillfeather" not in content
    assert b"hahahaha" not in content.lower()
    assert states(tmp_path / "out")["page.html"] == "done"


# --- 10: damaged tables and archives --------------------------------------------------------------------------------------

def articles_of_table() -> list[dict[str, object]]:
    """Articles of a table, each of other words, so that none is a copy."""
    names = "Ann Poe, John Roe, Mary Major, Richard Miles, Jane Stiles, Paula Hill, Omar Vance, Iris Lund".split(", ")
    return [{"id": f"x{n}", "outlet": f"Outlet {n % 3}", "text": f"Governor {who} raised the rate\n\nGovernor {who} raised the key rate to {n + 2} percent on Monday.\n"
             + " ".join(SENTENCE.split()[c % 17] for c in hashlib.sha512(who.encode()).digest())} for n, who in enumerate(names)]


def damaged_sources(folder: Path) -> tuple[Path, Path]:
    """Two folders with the same tables and archive: the first has them cut or garbled in the middle."""
    import pyarrow
    import pyarrow.parquet

    articles = articles_of_table()
    pages = [gzip.compress(record(f"https://e.example/{n}", PAGE.format(f"{PARAGRAPH} Governor {name} said {n}.").encode(), kind="text/html"))
             for n, name in enumerate(("Poe", "Roe", "Lund"))]
    whole, cut = two(folder / "whole"), two(folder / "cut")
    jsonl = "".join(json.dumps(a) + "\n" for a in articles).encode()
    parts = [gzip.compress(jsonl[:len(jsonl) // 2]), gzip.compress(jsonl[len(jsonl) // 2:])]
    table = pyarrow.Table.from_pylist([{**a, "text": str(a["text"]).replace("rate", "tax")} for a in articles])
    pyarrow.parquet.write_table(table, whole / "p.parquet", row_group_size=3, use_dictionary=False, compression="gzip")
    raw = (whole / "p.parquet").read_bytes()
    group = pyarrow.parquet.ParquetFile(whole / "p.parquet").metadata.row_group(1)
    column = next(group.column(n) for n in range(group.num_columns) if group.column(n).path_in_schema == "text")
    at = column.data_page_offset + column.total_compressed_size - 300
    for target, j, p, w in ((whole, b"".join(parts), raw, b"".join(pages)),
                            (cut, parts[0] + parts[1][:30], raw[:at] + bytes(200) + raw[at + 200:], pages[0] + pages[1] + pages[2][:-60])):
        (target / "j.jsonl.gz").write_bytes(j)
        (target / "p.parquet").write_bytes(p)
        (target / "w.warc.gz").write_bytes(w)
    return whole, cut


@pytest.mark.parametrize("jobs", [0, pytest.param(2, marks=pytest.mark.slow)])
def test_what_precedes_the_damage_is_kept_and_the_rest_comes_once_it_is_mended(run: Run, tmp_path: Path, jobs: int) -> None:
    whole, cut = damaged_sources(tmp_path)
    out = tmp_path / "out"
    first = process("build", cut, "-o", out, *SMALL, "--jobs", jobs)
    assert first.returncode == 3, first.stderr
    said = complaints(first)
    found = reasons(out)
    assert set(found.values()) == {"damaged"}
    assert {name.split("#")[0]: words for name, words in said.items()}.keys() == {"j.jsonl.gz", "p.parquet", "w.warc.gz"}
    assert all(re.search(r"(byte|row) [\d,]+", words) for words in said.values())
    done = {name for name, state in states(out).items() if state == "done"}
    assert {name.split("#")[0] for name in done} >= {"a.txt", "b.txt", "j.jsonl.gz", "p.parquet"}
    with sqlite3.connect(out / store.STORE) as db:
        before = set(db.execute("SELECT i.name, r.n FROM revisions r JOIN inputs i ON i.n = r.input"))
    for name in ("j.jsonl.gz", "p.parquet", "w.warc.gz"):
        shutil.copy(whole / name, cut / name)
    second = run("build", cut, "-o", out, *SMALL, "--jobs", jobs)
    assert (second.returncode, second.stderr) == (0, "")
    with sqlite3.connect(out / store.STORE) as db:
        assert set(db.execute("SELECT i.name, r.n FROM revisions r JOIN inputs i ON i.n = r.input")) >= before  # those were not read again
    assert set(states(out).values()) == {"done"}
    assert run("build", cut, "-o", tmp_path / "clean", *SMALL, "--jobs", 0).returncode == 0
    assert files(out) == files(tmp_path / "clean")


def test_a_mended_table_is_taken_in_on_retry(run: Run, tmp_path: Path) -> None:
    folder, out = put(tmp_path / "in", a=ONE), tmp_path / "out"
    whole = encode(articles_of_table(), ".jsonl.gz")
    (folder / "j.jsonl.gz").write_bytes(whole[:-40])
    assert run("build", folder, "-o", out, *SMALL).returncode == 3
    (folder / "j.jsonl.gz").write_bytes(whole)
    assert run("retry", out, "--reason", "damaged", *SMALL).returncode == 0
    assert set(states(out).values()) == {"done"}
    assert len(states(out)) == 9


# --- 11: addresses that kgraph does not go to -------------------------------------------------------------------------------

def test_addresses_inside_the_network_are_refused_before_anything_is_asked(run: Run, tmp_path: Path) -> None:
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    hosts = [f"127.0.0.1:{port}", f"localhost:{port}", f"[::ffff:127.0.0.1]:{port}", f"2130706433:{port}", "169.254.169.254", "[::1]"]
    ran = run("build", *(f"http://{host}/latest/meta-data" for host in hosts), "-o", tmp_path / "out", *SMALL)
    server.shutdown()
    server.server_close()
    assert ran.returncode == 1
    assert asked == []
    assert len(ran.stderr.splitlines()) == len(hosts) + 1
    assert not (tmp_path / "out").exists()
    ran = run("build", "file:///etc/passwd", "-o", tmp_path / "out", *SMALL)
    assert ran.returncode == 2
    assert "no such file" in ran.stderr


# --- 12: names that lead elsewhere ------------------------------------------------------------------------------------------

@pytest.mark.parametrize("file", ["../../etc/passwd", "/etc/passwd", "link.txt"])
@pytest.mark.parametrize("form", ["csv", "jsonl", "toml"])
def test_a_manifest_that_leads_out_of_its_folder_is_wrong_use_and_names_the_line(run: Run, tmp_path: Path, form: str, file: str) -> None:
    folder = put(tmp_path / "in", a=ONE)
    (tmp_path / "other.txt").write_text(OTHER)
    (folder / "link.txt").symlink_to(tmp_path / "other.txt")
    (folder / f"sources.{form}").write_text({
        "csv": f"file,outlet\na.txt,X\n{file},Y\n", "jsonl": '{"file": "a.txt"}\n' + json.dumps({"file": file}) + "\n",
        "toml": f'schema = "kgraph-manifest/1"\n[[article]]\nfile = "a.txt"\n[[article]]\nfile = "{file}"\n'}[form])
    ran = run("build", folder, "-o", tmp_path / "out", *SMALL)
    assert ran.returncode == 2
    (line,) = ran.stderr.splitlines()
    assert line.startswith(f"kgraph: sources.{form}: {'line 3' if form == 'csv' else 'line 2' if form == 'jsonl' else 'article 2'} names {file!r}")
    assert not (tmp_path / "out").exists()


def test_whatever_articles_outlets_and_stories_are_called_all_files_lie_in_the_output_folder(run: Run, tmp_path: Path) -> None:
    base = tmp_path / "a" / "b" / "c"
    base.mkdir(parents=True)
    folder = put(base / "in", a=ONE, b=TWO, c=OTHER, CON=THIRD, sources="file,outlet,story\na.txt,../../x,../../x\nb.txt,CON,../../x\nc.txt,/etc/x,NUL\nCON.txt,..,\n")
    (folder / "t.jsonl").write_text("".join(json.dumps({**row, "id": id_, "story": "/etc/y"}) + "\n" for row, id_ in zip(
        articles_of_table(), ("../../x", "/etc/x", "..", "C:\\x", "a\0b", "x\ny"), strict=False)))
    entry = "<item><title>Mayor speaks {0}</title><link>http://e.example/../../x{0}</link><description><![CDATA[<p>{1} Mayor number {0}.</p>]]></description></item>"
    (folder / "f.xml").write_text('<rss version="2.0"><channel><title>F</title><link>http://e.example/</link>'
                                  + "".join(entry.format(n, " ".join([PARAGRAPH] * 8)) for n in range(2)) + "</channel></rss>")
    before = {p for p in tmp_path.rglob("*") if base / "out" not in p.parents}
    ran = run("build", folder, "-o", base / "out", *SMALL)
    assert ran.returncode == 0, ran.stderr
    assert {p for p in tmp_path.rglob("*") if base / "out" not in p.parents} - before == {base / "out"}
    written = [p.relative_to(base / "out").as_posix() for p in (base / "out").rglob("*") if p.is_file()]
    assert all(re.fullmatch(r"(stories/s-[\w-]+/)?[\w.]+", name, re.ASCII) for name in written), written
    assert any(name.startswith("stories/") for name in written)
    assert not any(".." in name or name.startswith("/") for name in states(base / "out") if name.startswith("e.example"))
    assert len(states(base / "out")) == 12


def test_a_file_whose_name_is_no_text_is_read_like_any_other(run: Run, tmp_path: Path) -> None:
    folder = put(tmp_path / "in", a=ONE)
    try:
        (folder / os.fsdecode(b"caf\xe9 \xff.txt")).write_text(TWO)
    except OSError:
        pytest.skip("this file system takes no such name")
    ran = run("build", folder, "-o", tmp_path / "out", *SMALL)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert states(tmp_path / "out") == {"a.txt": "done", "caf\\xe9 \\xff.txt": "done"}
    assert run("build", folder, "-o", tmp_path / "out", *SMALL).returncode == 0
    assert len(states(tmp_path / "out")) == 2


# --- 13, 14 and 15: words that mean something elsewhere -----------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>", "</script><script>alert(2)</script>", '"><img src=x onerror=alert(3)>', "javascript:alert(4)", "]]><b>x</b>", "<!--",
    '=HYPERLINK("http://x","y")', "+1 News", "@SUM(A1:A9)", "-2+3", 'a "quoted" \\ back\\slash', "less < more > & more", "} DROP ALL {",
    "SERVICE <http://evil.example/sparql> { ?s ?p ?o }", "'; DROP TABLE claims; --", "{{7*7}} {% raw %} ${7*7}", "__proto__", "`rm -rf`$(id)", "%s %n {0}",
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of articles that say hostile words everywhere: in names, headlines, quotations, titles, outlets, stories, ids, addresses."""
    folder = tmp_path_factory.mktemp("hostile")
    lines = []
    for n, words in enumerate(HOSTILE):
        text = (f"{words} opens bridge\n\nMayor {words} opened the new {words} in Springfield on Friday, officials of {words} said. “We met {words},” Jane Doe said. "
                f"Ann Poe {words} Doe. It cost {n + 2} million dollars.\n")
        lines.append(json.dumps({"id": words, "text": text, "outlet": words, "title": f"{words} opens bridge", "authors": [words], "published": "2020-11-09",
                                 "story": words if n % 2 else "Bridge"}))
    (folder / "t.jsonl").write_text("\n".join(lines))
    page = PAGE.format(PARAGRAPH).replace("<head>", '<head><link rel="canonical" href="javascript:alert(5)"><script type="application/ld+json">'
                                          + json.dumps({"@type": "NewsArticle", "url": "javascript:alert(6)", "publisher": {"name": "<img onerror=x>"}}) + "</script>")
    put(folder, a=ONE, sources='file,outlet,url,story\na.txt,"<script>x</script>",javascript:alert(7),Bridge\n')
    (folder / "p.html").write_text(page)
    assert cli.run(["build", str(folder), "-o", str(folder / "out"), *SMALL], "kgraph") == 3  # the manifest's address is none, which is told
    assert reasons(folder / "out") == {"t.jsonl#<!--": "extract_none"}  # all of it a comment
    return folder / "out"


def test_no_page_runs_or_links_what_articles_say(good: Path, hostile: Path) -> None:
    markup = re.compile(rb"<\s*/?\s*(script|img|svg|iframe|object|embed|style|link|base|form)\b", re.I)
    ours = sorted(found.lower() for found in markup.findall((good / "graph.html").read_bytes()))
    pages = {name: content for name, content in files(hostile).items() if name.endswith(".html")}
    assert len(pages) > 1
    for name, page in pages.items():
        text = page.decode()
        assert b"alert(" in page.lower() or name == "graph.html"
        if b"<script" in page:
            assert sorted(found.lower() for found in markup.findall(page)) == ours, name
        else:  # the index
            assert {found.lower() for found in markup.findall(page)} <= {b"style", b"link", b"base"}
        tags = re.findall(r"<[a-zA-Z][^<>]*>", re.sub(r"(?s)<script.*?</script>|<style.*?</style>", "", text))
        assert not [tag for tag in tags if re.search(r"\bon\w+\s*=", re.sub(r'"[^"]*"', '""', tag))]
        assert all(re.match(r"https?://|#|stories/s-[\w-]+/(graph\.html|report\.md)$|[\w.]+$", link) for link in re.findall(r'href="([^"]*)"', text))
        assert not re.search(r"(?i)(href|src)\s*=\s*[\"']?\s*javascript:", text)
        for data in re.findall(r'(?s)<script[^>]*type="application/json"[^>]*>(.*?)</script>', text):
            assert not set("<>&\u2028\u2029") & set(data)
            json.loads(data)


def test_no_report_holds_markup_of_articles(hostile: Path) -> None:
    for name, content in files(hostile).items():
        if name.endswith(".md"):
            assert not re.search(r"(?<!\\)<(?!\\)\s*/?(script|img|b)\b", content.decode()), name
            assert "](javascript" not in content.decode().replace("\\]", "")


def test_only_csv_marks_what_a_spreadsheet_would_run(run: Run, hostile: Path) -> None:
    outlets = {row["outlet"] for row in rows(hostile, "documents")}
    assert {'=HYPERLINK("http://x","y")', "+1 News", "@SUM(A1:A9)"} <= outlets
    shown = run("query", hostile, "documents", "--format", "csv").stdout
    assert "'=HYPERLINK" in shown and "'+1 News" in shown and "'@SUM" in shown
    raw = json.loads(run("query", hostile, "documents", "--format", "json").stdout)
    assert '=HYPERLINK("http://x","y")' in {value for row in raw for value in row.values()}


def test_exports_of_hostile_words_are_valid_and_hold_the_same(run: Run, hostile: Path, tmp_path: Path) -> None:
    check_exports(run, hostile, tmp_path)


def test_hostile_questions_change_nothing(run: Run, hostile: Path) -> None:
    before = hashlib.sha256((hostile / store.STORE).read_bytes()).digest()
    for words in HOSTILE:
        for args in (("query", hostile, "about", "--param", f"name={words}"), ("query", hostile, "said-by", "--param", f"name={words}"),
                     ("revisions", hostile, words), ("report", hostile, "--story", words)):
            ran = run(*args)
            assert ran.returncode in (0, 2), ran.stderr
            assert len(ran.stderr.splitlines()) <= 1
    for text in ("DROP ALL", "LOAD <http://evil.example/x>", "SELECT * { SERVICE <http://evil.example/sparql> { ?s ?p ?o } }", "CLEAR ALL"):
        assert run("query", hostile, text).returncode == 2
    assert hashlib.sha256((hostile / store.STORE).read_bytes()).digest() == before


# --- 18: folders that may not be written, and a disk that is full for the pages alone ----------------------------------------------

def unprivileged() -> None:
    """Keep to the permissions of files, also as root."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP: gone once a program is started


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="root needs Linux's capabilities to be held to permissions")
def test_a_folder_that_may_not_be_written_is_told_and_can_still_be_read(good: Path, tmp_path: Path) -> None:
    out, empty = tmp_path / "out", tmp_path / "empty"
    shutil.copytree(good, out)
    empty.mkdir()
    source = two(tmp_path / "in", c=OTHER)
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    for folder in (out, empty):
        folder.chmod(0o555)
    try:
        for target in (out, empty, empty / "deeper"):
            ran = process("build", source, "-o", target, *SMALL, "--jobs", 0, limit=unprivileged)
            assert ran.returncode == 1, ran.stderr
            (line,) = ran.stderr.splitlines()
            assert str(target) in line and "cannot be written" in line
        ran = process("query", out, "shared-by-all", limit=unprivileged)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert len(ran.stdout.splitlines()) > 1
        ran = process("export", good, "-o", empty / "x.ttl", limit=unprivileged)
        assert ran.returncode == 1
        assert "x.ttl: cannot be written (Permission denied)" in ran.stderr
    finally:
        for folder in (out, empty):
            folder.chmod(0o755)
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before
    assert list(empty.iterdir()) == []


def test_a_disk_that_is_full_when_the_page_is_written_leaves_the_earlier_files_and_a_whole_store(run: Run, good: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(good, out)
    before = files(out)
    limit = (out / "graph.html").stat().st_size - 50_000
    assert limit > (out / store.STORE).stat().st_size + 100_000

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    source = two(tmp_path / "in", c=OTHER)
    ran = process("build", source, "-o", out, *SMALL, "--jobs", 0, limit=full)
    assert ran.returncode == 1, ran.stderr
    (line,) = ran.stderr.splitlines()
    assert str(out) in line and "could not be written" in line and "kgraph build -o" in line and "bytes are free" in line
    assert files(out) == before
    assert not list(out.glob(store.UNFINISHED + "*"))
    assert set(states(out).values()) == {"done"}
    assert run("build", "-o", out, *SMALL, "--jobs", 0).returncode == 0
    assert run("build", source, "-o", tmp_path / "clean", *SMALL, "--jobs", 0).returncode == 0
    assert files(out) == files(tmp_path / "clean")


# --- 19: reading while a build runs -------------------------------------------------------------------------------------------------

def test_readers_see_the_state_before_or_after_while_a_build_runs(good: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(good, out)
    source = two(tmp_path / "in", c=OTHER, d=THIRD)
    before = store.read_graph(out)
    building = subprocess.Popen([sys.executable, "-m", "kgraph", "build", source, "-o", out, *SMALL, "--jobs", "1"], env={**os.environ, "PYTHONPATH": str(ROOT)},
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    seen: list[ClaimGraph] = []
    while building.poll() is None:
        graph = store.read_graph(out)
        time.sleep(0.05)
        if not seen or graph != seen[-1]:
            seen.append(graph)
    _, errors = building.communicate()
    assert (building.returncode, errors) == (0, b"")
    after = store.read_graph(out)
    assert seen[0] == before
    assert len(after.documents) == 4
    assert all(dataclasses.replace(graph, problems=()) in (before, after) for graph in seen)


# --- 20: what the sample articles hold ready ------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Mapping[str, kgraph.Graph]:
    """The sample articles built with their manifest ("told") and without it ("untold")."""
    folder = tmp_path_factory.mktemp("samples")
    (folder / "untold").mkdir()
    for path in seeds.glob("*.txt"):
        shutil.copy(path, folder / "untold")
    return {name: kgraph.build(source, folder / f"{name}-out", "en_kgraph_sm") for name, source in (("told", seeds), ("untold", folder / "untold"))}


TRAPS = ("General Services Administration", "McConnell", "46th US president", "Tech2", "gadget", "senior reporter", "journalism", "deposit insurance", "email address",
         "Leave a Reply", "alternate addresses", "presstv.ir", "Roku", "contributed reporting", "video conference call", "teleconference", "Photo", "Druzhinin",
         "Elections Chief Casts Doubt")


@pytest.mark.parametrize("name", ["told", "untold"])
def test_no_claim_comes_from_teasers_bios_forms_and_captions(samples: Mapping[str, kgraph.Graph], name: str) -> None:
    quotes = [claim.evidence.quote for claim in samples[name].claims]
    assert quotes
    assert [(trap, quote) for trap in TRAPS for quote in quotes if trap.casefold() in quote.casefold()] == []


def test_a_captions_date_is_not_used_and_an_outlet_that_is_not_known_stays_so(samples: Mapping[str, kgraph.Graph]) -> None:
    dates = {d.id[:3]: d.published and d.published.isoformat() for d in samples["untold"].documents}
    assert dates == {"000": None, "001": None, "002": None, "003": "2020-11-09", "004": "2020-11-09"}
    assert {d.id[:3]: d.outlet for d in samples["told"].documents} == {
        "000": "The Epoch Times", "001": None, "002": "Press TV", "003": "The Moscow Times", "004": "Firstpost"}
    assert {d.outlet for d in samples["untold"].documents} == {None}
    assert "unknown (001_f1e186d78982f520.txt)" in samples["told"].outlets


def test_a_headline_that_opens_with_a_place_and_a_colon_is_a_headline(samples: Mapping[str, kgraph.Graph]) -> None:
    (document,) = (d for d in samples["told"].documents if d.id.startswith("002"))
    headline = next(s for s in document.spans if s.section is Section.HEADLINE)
    assert document.text[headline.start:headline.end].startswith("Kremlin: Putin won't")


@pytest.mark.parametrize("words", ["softer line with Moscow", "take a tougher stand", "autocrats"])
def test_a_passage_of_an_agency_in_two_outlets_has_one_origin(samples: Mapping[str, kgraph.Graph], words: str) -> None:
    claims = [c for c in samples["told"].claims if words in c.evidence.quote and c.evidence.document[:3] in ("003", "004")]
    assert {c.evidence.document[:3] for c in claims} == {"003", "004"}
    assert len({c.origin for c in claims}) == 1
    assert claims[0].origin


def test_one_quotation_in_several_outlets_is_one_speakers(samples: Mapping[str, kgraph.Graph]) -> None:
    graph = samples["told"]
    said = max(graph.utterances, key=lambda u: len(u.outlets))
    assert (said.label, len(said.outlets)) == ("Dmitry Peskov", 5)
    assert any("correct to wait for the official results" in r.words for r in said.renderings)
    claims = [c for c in graph.claims if c.utterance == said.id]
    assert {c.id for c in claims} == {c for r in said.renderings for c in r.claims}
    assert len({c.origin for c in claims if c.speaker_id == said.speaker}) == 1


def test_a_sentence_that_a_blank_line_cuts_is_one_with_its_places_right(samples: Mapping[str, kgraph.Graph]) -> None:
    claims = [c for c in samples["told"].claims if c.evidence.document.startswith("003") and "legal dispute of the results" in c.evidence.quote]
    assert claims
    text = samples["told"].content.document_by_id[claims[0].evidence.document].text
    assert any("there's currently" in c.evidence.quote for c in claims)
    for claim in claims:
        assert text[claim.evidence.start:claim.evidence.end] == claim.evidence.quote


def test_without_a_date_of_publication_weekdays_stay_open(samples: Mapping[str, kgraph.Graph]) -> None:
    values = {name: {q.value for c in samples[name].claims if c.evidence.document.startswith("000") for q in c.qualifiers if "Monday" in q.text or "Saturday" in q.text}
              for name in samples}
    assert values["untold"]
    assert not [value for value in values["untold"] if value and re.search(r"\d{4}", value)]
    assert any(value and value.startswith("2020-11-0") for value in values["told"])
    assert any(d.relation is DifferenceRelation.REFINES for d in samples["told"].differences())


# --- other surroundings -----------------------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A folder with `in`, articles beyond ASCII, and `usualé`, a build of them; what that printed, and an answer to a question."""
    folder = tmp_path_factory.mktemp("surroundings")
    source = two(folder / "in", "é.txt,“Čas”,2020-11-10\n")
    (source / "é.txt").write_text(THIRD + "“We won’t cut it – not now,” Poe said at the café.\n", encoding="utf-8")
    built = process("build", source, "-o", folder / "usualé", *SMALL, "--jobs", 0)
    assert (built.returncode, built.stderr) == (0, "")
    return folder, built.stdout, process("query", folder / "usualé", "about").stdout


@pytest.mark.parametrize(("flags", "variables"), [
    ((), {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}), (("-O",), {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati"})],
    ids=["C", "optimized"])
def test_a_build_is_the_same_in_other_surroundings(usual: tuple[Path, str, str], flags: tuple[str, ...], variables: dict[str, str]) -> None:
    folder, printed, answer = usual
    other = folder / f"oth{len(flags)}ré"
    ran = process("build", folder / "in", "-o", other, *SMALL, "--jobs", 0, flags=flags, **variables)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.replace(other.name, "usualé") == printed
    assert files(other) == files(folder / "usualé")
    asked = process("query", other, "about", flags=flags, **variables)
    assert "“We won’t cut it" in answer
    assert (asked.stdout, asked.stderr) == (answer, "")


def test_a_clock_that_jumps_back_changes_nothing(good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter(f"{2030 - n:04}-01-01T00:00:00+00:00" for n in range(1_000))
    monkeypatch.setattr("kgraph.store.ledger.now", lambda: next(times))
    source, out = put(tmp_path / "in", a=ONE, b=TWO + "More was said.\n"), tmp_path / "out"
    kgraph.build(source, out, "en_kgraph_sm")
    two(source)
    kgraph.build(source, out, "en_kgraph_sm")
    assert files(out) == files(good)
    with store.writer(out) as db:
        found = db.execute("SELECT number, added FROM revisions WHERE input = (SELECT n FROM inputs WHERE name = 'b.txt') ORDER BY number").fetchall()
    assert [number for number, _ in found] == [1, 2]
    assert found[0][1] > found[1][1]
    assert to_turtle(store.read_graph(out)) == (good / "graph.ttl").read_text(encoding="utf-8")
