"""The user's table of entities: read, checked, matched, kept in the store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kgraph
from kgraph.cli import run
from kgraph.errors import InputError
from kgraph.knowledge import Knowledge, Known, pack_knowledge, read_knowledge, unpack_knowledge
from kgraph.resolve import resolve
from tests.named import read

TABLE = """id,name,aliases,type
Q1,Anna Ombasi,Annie Ombasi|Anna Velden,person
Q2,Orvex Dynamics,Orvex|OD,organisation
"""


def written(folder: Path, text: str, name: str = "known.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_is_read_from_csv_and_json_lines_alike(tmp_path: Path) -> None:
    rows = [
        {"id": "Q1", "name": "Anna Ombasi", "aliases": ["Annie Ombasi", "Anna Velden"], "type": "person"},
        {"id": "Q2", "name": "Orvex Dynamics", "aliases": "Orvex|OD", "type": "organisation"},
    ]
    lines = written(tmp_path, "\n".join(map(json.dumps, rows)) + "\n\n", "known.jsonl")
    known = read_knowledge(written(tmp_path, TABLE))
    assert known == read_knowledge(lines) == unpack_knowledge(pack_knowledge(known))
    assert known.entities[0] == Known("Q1", "Anna Ombasi", ("Annie Ombasi", "Anna Velden"), "person")


def test_aliases_and_type_may_be_left_out(tmp_path: Path) -> None:
    assert read_knowledge(written(tmp_path, "name,id\nOrvex,Q2\n")).entities == (Known("Q2", "Orvex"),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,label\nQ1,Orvex\n", "no column 'name'"),
        ("", "no column 'id'"),
        ("id,name\nQ1,Orvex\n,Velden\n", "line 3 has no id"),
        ("id,name\nQ1,\n", "line 2 has no name"),
        ("id,name\nQ1,Orvex\nQ1,Velden\n", "line 3 has the id 'Q1' again"),
        ('id,name\nQ1,"Orvex\n', "is no CSV"),
    ],
)
def test_a_bad_table_gives_one_line_that_names_the_fault(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InputError) as raised:
        read_knowledge(written(tmp_path, text))
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)
    assert "known.csv" in str(raised.value)


def test_a_bad_line_of_json_and_a_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 2 is no JSON object"):
        read_knowledge(written(tmp_path, '{"id": "Q1", "name": "Orvex"}\n[]\n', "known.jsonl"))
    with pytest.raises(InputError, match=r"known\.csv: No such file"):
        read_knowledge(tmp_path / "known.csv")
    (tmp_path / "bytes.csv").write_bytes(b"id,name\nQ1,Ombas\xed\n")
    with pytest.raises(InputError, match="is not UTF-8"):
        read_knowledge(tmp_path / "bytes.csv")


def test_known_entities_bear_the_tables_id_and_name_and_are_joined_by_it() -> None:
    known = Knowledge((Known("Q1", "Anna Ombasi", ("Anna Velden",), "person"),))
    articles = [read("a", "[Anna Ombasi] spoke."), read("b", "[Anna Velden] left."), read("c", "[Boris Ombasi] wept.")]
    found, _ = resolve(articles, known)
    assert {(e.label, e.reference, len(e.mentions)) for e in found} == {("Anna Ombasi", "Q1", 2), ("Boris Ombasi", None, 1)}
    assert [k.reason for e in found for k in e.links] == ["both are Q1 in the table of entities"]
    assert len(resolve(articles)[0]) == 3


def test_what_shortens_a_known_name_is_joined_to_it_too() -> None:
    known = Knowledge((Known("Q1", "Anna Ombasi", (), "person"),))
    (found,), _ = resolve([read("a", "[Anna Ombasi] spoke."), read("b", "[Ombasi] left.")], known)
    assert (found.reference, len(found.mentions)) == ("Q1", 2)


def test_a_name_that_two_known_entities_bear_is_left_as_it_is() -> None:
    known = Knowledge((Known("Q1", "Anna Ombasi"), Known("Q2", "Anna Ombasi")))
    (found,), _ = resolve([read("a", "[Anna Ombasi] spoke.")], known)
    assert found.reference is None


def test_two_known_entities_are_never_one() -> None:
    known = Knowledge((Known("Q1", "Orvex"), Known("Q2", "Orvex Motors")))
    articles = [read("a", "[Orvex:ORG] grew."), read("b", "[Orvex Motors:ORG] shrank.")]
    assert len(resolve(articles)[0]) == 1
    assert {e.reference for e in resolve(articles, known)[0]} == {"Q1", "Q2"}


def test_a_known_person_is_no_firm_of_that_name() -> None:
    known = Knowledge((Known("Q1", "Ombasi", (), "person"),))
    found, _ = resolve([read("a", "[Ombasi:ORG] grew."), read("b", "[Anna Velden] left.")], known)
    assert {e.reference for e in found} == {None}


def test_the_store_keeps_the_table_for_articles_added_later(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    written(folder, "Minister resigns\n\nAnna Ombasi resigned as minister of transport on Monday after the bridge collapsed.\n", "a.txt")
    later = written(tmp_path, "Minister gone\n\nAnna Velden resigned as minister of transport on Monday after the bridge collapsed.\n", "b.txt")
    table = written(tmp_path, TABLE)
    graph = kgraph.build(folder, tmp_path / "out", "en_kgraph_sm", story="bridge", entities=table)
    assert "Q1" in {e.reference for e in graph.entities}
    graph = kgraph.open(tmp_path / "out", read_only=False)
    graph.add(later, story="bridge")
    (known,) = (e for e in graph.entities if e.reference == "Q1")
    assert {m.document for m in known.mentions} == {"a.txt", "b.txt"}
    kgraph.build([folder, later], tmp_path / "other", "en_kgraph_sm", story="bridge", entities=written(tmp_path, "id,name\n", "none.csv"))
    assert {e.reference for e in kgraph.open(tmp_path / "other").entities} == {None}


def test_a_table_given_later_is_used_on_what_is_there(tmp_path: Path) -> None:
    article = written(tmp_path, "Minister resigns\n\nAnna Ombasi resigned as minister of transport on Monday.\n", "a.txt")
    kgraph.build(article, tmp_path / "out", "en_kgraph_sm")
    assert run(["build", "-o", str(tmp_path / "out"), "--entities", str(written(tmp_path, TABLE))], "kgraph") == 0
    assert "Q1" in {e.reference for e in kgraph.open(tmp_path / "out").entities}


def test_a_bad_table_stops_a_build_before_anything_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    article = written(tmp_path, "Minister resigns\n\nAnna Ombasi resigned.\n", "a.txt")
    table = written(tmp_path, "id\nQ1\n")
    assert run(["build", str(article), "-o", str(tmp_path / "out"), "--entities", str(table)], "kgraph") == 2
    assert not (tmp_path / "out").exists()
    (line,) = capsys.readouterr().err.splitlines()
    assert "has no column 'name'" in line
