"""What a manifest says of the articles beside it, in each of its three encodings, and what becomes of faults in it."""
from __future__ import annotations

import csv
import io
import json
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.errors import InputError
from kgraph.ingest import manifest
from kgraph.ingest.manifest import Listing, draft, read_manifest
from kgraph.ingest.metadata import make_document
from kgraph.model import Document, Problem
from tests.fuzz import damaged, fuzzed

HASH = "0123456789abcdef" * 4
FULL = Listing("Daily Example", date(2020, 11, 9), "https://e.example/a", "Senator Resigns", ("Jane Doe", "John Roe"), ("AFP",), "en", "veto", HASH, True)
CSV = ("file,outlet,published,url,title,authors,agencies,language,story,sha256,note\n"
       f"a.txt,Daily Example,2020-11-09,https://e.example/a,Senator Resigns,Jane Doe; John Roe,AFP,en,veto,{HASH},as printed\n"
       'b.txt,"The Post, Ltd",2020-11-09T23:30:00-05:00,,,,,,,,\n')
JSONL = ('{"file": "a.txt", "outlet": "Daily Example", "published": "2020-11-09", "url": "https://e.example/a", "title": "Senator Resigns", '
         f'"authors": ["Jane Doe", "John Roe"], "agencies": ["AFP"], "language": "en", "story": "veto", "sha256": "{HASH}"}}\n'
         '{"file": "b.txt", "outlet": "The Post, Ltd", "published": "2020-11-09T23:30:00-05:00", "title": null}\n')
TOML = ('schema = "kgraph-manifest/1"\n\n[[article]]\nfile = "a.txt"\noutlet = "Daily Example"\npublished = 2020-11-09\nurl = "https://e.example/a"\n'
        f'title = "Senator Resigns"\nauthors = ["Jane Doe", "John Roe"]\nagencies = ["AFP"]\nlanguage = "en"\nstory = "veto"\nsha256 = "{HASH}"\n'
        'note = "as printed"\n\n[[article]]\nfile = "b.txt"\noutlet = "The Post, Ltd"\npublished = 2020-11-09T23:30:00-05:00\n')
GOOD = {"csv": CSV, "jsonl": JSONL, "toml": TOML}
HEAD = 'schema = "kgraph-manifest/1"\n'


def read(folder: Path, form: str, content: str | bytes) -> tuple[dict[str, Listing], list[Problem]]:
    """What a manifest in a folder of two articles, a.txt and b.txt, says of each, and what is wrong with it."""
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text("Senator resigns")
    (folder / f"sources.{form}").write_bytes(content.encode() if isinstance(content, str) else content)
    problems: list[Problem] = []
    rows = read_manifest(folder, "", problems.append)
    return {path.relative_to(folder.resolve()).as_posix(): listing for path, listing in rows.items()}, problems


@pytest.mark.parametrize("form", GOOD)
def test_one_schema_is_read_from_three_encodings(tmp_path: Path, form: str) -> None:
    rows, problems = read(tmp_path, form, GOOD[form])
    assert not problems
    assert rows == {"a.txt": FULL, "b.txt": Listing("The Post, Ltd", date(2020, 11, 9), given=True)}


def test_a_folder_without_a_manifest_says_nothing(tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert read_manifest(tmp_path, "", problems.append) == {}
    assert not problems


def test_of_two_manifests_in_a_folder_the_first_counts_and_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(TOML)
    rows, problems = read(tmp_path, "csv", "file,outlet\na.txt,X\n")
    assert rows == {"a.txt": Listing("X", given=True)}
    assert problems == [Problem("sources.csv", "was used and sources.toml beside it was not; keep one manifest in a folder.")]


@pytest.mark.parametrize(("form", "content", "says", "left"), [
    ("csv", "file,outlet,outlet\na.txt,X,Y\n", "column 'outlet' more than once", {}),
    ("csv", "file,sha256\na.txt,12\n", "line 2 gives '12' as sha256 of 'a.txt'", {"a.txt": None}),
    ("csv", "file,url\na.txt,http://[\n", "line 2 gives 'http://[' as url", {"a.txt": None}),
    ("csv", b"file,outlet\na.txt,\xff\n", "cannot be read", {}),
    ("csv", "file,outlet\n" + "a" * 300 + ",X\na.txt,Y\n", "which is not there", {"a.txt": "Y"}),
    ("csv", "file,outlet\na.txt,X\nb.txt," + "y" * 200_000 + "\n", "line 3 is no CSV", {"a.txt": "X"}),
    ("jsonl", '{"file": "a.txt"}\n{"file": \n{"file": "b.txt"}\n', "line 2 is no JSON", {"a.txt": None, "b.txt": None}),
    ("jsonl", '["a.txt"]\n{"file": "b.txt"}\n', "line 1 is no JSON object", {"b.txt": None}),
    ("jsonl", '{"file": "a.txt", "outlet": "X", "outlet": "Y"}\n', "line 1 gives 'outlet' twice", {}),
    ("jsonl", '{"file": "a.txt", "outlet": 7}\n', "line 1 gives a value of type int as outlet, which is no text", {"a.txt": None}),
    ("jsonl", '{"file": "a.txt", "authors": {"name": "X"}}\n', "gives a value of type dict as authors", {"a.txt": None}),
    ("jsonl", '{"file": "a.txt", "published": 20201109}\n', "as date of 'a.txt'", {"a.txt": None}),
    ("jsonl", '{"file": "a.txt", "outlet": "\\ud800"}\n', "which is no text", {"a.txt": None}),
    ("jsonl", '{"file": "a.txt", "colour": "red"}\n{"file": "b.txt", "colour": "red"}\n', "unknown column 'colour'", {"a.txt": None, "b.txt": None}),
    ("jsonl", "[" * 100_000, "nested too deep", {}),
    ("jsonl", '{"file": "a.txt", "outlet": ' + "9" * 5000 + "}", "line 1", {}),
    ("toml", HEAD + '[[article]]\nfile = "a.txt"\nfile = "b.txt"\n', "is no TOML", {}),
    ("toml", '[[article]]\nfile = "a.txt"\n', 'does not say schema = "kgraph-manifest/1"', {}),
    ("toml", HEAD + '[article]\nfile = "a.txt"\n', "put [[article]] above each", {}),
    ("toml", HEAD + 'articles = 1\n[[article]]\nfile = "a.txt"\n', "unknown keys 'articles'", {"a.txt": None}),
    ("toml", HEAD + '[[article]]\nfile = "a.txt"\npublished = 10:00:00\n', "as date of 'a.txt'", {"a.txt": None}),
    ("toml", HEAD + "x = " + "[" * 5000, "is no TOML", {}),
    ("csv", "file,outlet\n.,X\na.txt,Y\n", "line 2 names '.', which is not there", {"a.txt": "Y"}),
    ("toml", HEAD + '[[article]]\noutlet = "X"\n', "article 1 names no file", {}),
])
def test_a_fault_is_one_line_and_the_rest_is_used(tmp_path: Path, form: str, content: str | bytes, says: str, left: dict[str, str | None]) -> None:
    rows, problems = read(tmp_path, form, content)
    assert {name: listing.outlet for name, listing in rows.items()} == left
    assert len(problems) == 1
    assert says in problems[0].message
    assert problems[0].file == f"sources.{form}"


@pytest.mark.parametrize("file", ["../b.txt", "/etc/hostname", "link.txt", "sub/../../b.txt", "a.txt\0"])
@pytest.mark.parametrize("form", GOOD)
def test_a_file_outside_the_folder_stops_the_reading(tmp_path: Path, form: str, file: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "b.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "b.txt")
    content = {"csv": f"file,outlet\na.txt,X\n{file},Y\n", "jsonl": f'{{"file": "a.txt"}}\n{json.dumps({"file": file})}\n',
               "toml": f'{HEAD}[[article]]\nfile = "a.txt"\n[[article]]\nfile = {json.dumps(file)}\n'}[form]
    place = "article 2" if form == "toml" else "line 3" if form == "csv" else "line 2"
    with pytest.raises(InputError, match=f"sources.{form}: {place} names .*lies outside the folder") as caught:
        read(folder, form, content)
    assert caught.value.reason == "outside"


def test_links_in_a_circle_are_no_file(tmp_path: Path) -> None:
    (tmp_path / "round.txt").symlink_to(tmp_path / "round.txt")
    _, (problem,) = read(tmp_path, "csv", "file\nround.txt\n")
    assert "which is not there" in problem.message


def test_any_kind_of_file_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>Senator resigns")
    assert read(tmp_path, "csv", "file,outlet\npage.html,X\n") == ({"page.html": Listing("X", given=True)}, [])


def test_a_huge_manifest_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "LARGEST_MANIFEST", 20)
    rows, (problem,) = read(tmp_path, "csv", CSV)
    assert not rows
    assert "is too large" in problem.message


def test_faults_beyond_the_first_hundred_are_counted(tmp_path: Path) -> None:
    _, problems = read(tmp_path, "csv", "file\n" + "gone.txt\n" * 150)
    assert len(problems) == 101
    assert problems[-1].message == "has 50 more faults; mend the first 100 and read it again."


def test_an_address_in_a_text_that_is_none_is_passed_over() -> None:
    text = "Senator resigns\n\nHe resigned on Friday, the office said.\n\nhttps://[e.example/2020/11/09/a"
    assert make_document("a.txt", text, Listing()).url is None


# --- drafts -----------------------------------------------------------------------------------------------------------

def document(name: str = "a.txt", **known: object) -> Document:
    return Document(name, "Senator resigns", (), **known)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["csv", "jsonl", "toml"])
def test_a_draft_says_why_a_value_is_blank(form: manifest.Form) -> None:
    origins = (("outlet", "not stated: no sources.csv names this article"), ("published", "date line"), ("url", "not stated: no address in the text"))
    text = draft([document(published=date(2020, 11, 9), agencies=("AFP", "AP"), origins=origins)], form)
    note = "outlet not stated: no sources.csv names this article; url not stated: no address in the text"
    assert text == {
        "csv": f"file,outlet,published,url,agencies,note\na.txt,,2020-11-09,,AFP; AP,{note}\n",
        "jsonl": '{"file": "a.txt", "outlet": "", "published": "2020-11-09", "url": "", "agencies": ["AFP", "AP"], ' f'"note": "{note}"}}\n',
        "toml": f'{HEAD}\n# {note}\n[[article]]\nfile = "a.txt"\noutlet = ""\npublished = 2020-11-09\nurl = ""\nagencies = ["AFP", "AP"]\n',
    }[form]


def test_no_cell_of_a_draft_is_a_formula() -> None:
    risky = [document(f'{c}HYPERLINK("x").txt', outlet=f"{c}SUM(A1)", agencies=("@AFP",)) for c in "=+-@"]
    rows = list(csv.reader(io.StringIO(draft(risky, "csv"))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("name", [" a.txt", "a.txt\n", "a\r.txt", "\udcff.txt"])
def test_a_name_that_no_manifest_can_hold_is_told(name: str) -> None:
    with pytest.raises(InputError, match="rename the file"):
        draft([document(name)], "csv")


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(manifest.plain)
NAMES = WORDS.map(lambda w: manifest.plain(w.replace(";", ""))).filter(bool)
FILES = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/"), min_size=1, max_size=12).map(
    lambda name: name.strip()).filter(lambda name: name not in ("", ".", "..", *manifest.MANIFESTS))
DOCUMENTS = st.lists(st.builds(
    Document, FILES, st.just(""), st.just(()), WORDS.map(lambda w: w or None), st.none() | st.dates(),
    st.none() | st.sampled_from(["https://e.example/a?b=1,2", 'http://e.example/"x"']),
    st.just("utf-8"), st.lists(st.tuples(st.just("outlet"), st.text().map("not stated: ".__add__)), max_size=1).map(tuple),
    st.lists(NAMES, max_size=3).map(tuple)), max_size=4, unique_by=lambda d: d.id)


@fuzzed(100)
@given(documents=DOCUMENTS, form=st.sampled_from(["csv", "jsonl", "toml"]))
def test_a_draft_is_read_back_to_the_same_values(documents: list[Document], form: manifest.Form) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for d in documents:
            (folder / d.id).touch()
        (folder / f"sources.{form}").write_text(draft(documents, form), encoding="utf-8", newline="")
        problems: list[Problem] = []
        rows = read_manifest(folder, "", problems.append)
    assert not problems
    assert rows == {folder.resolve() / d.id: Listing(d.outlet, d.published, d.url, agencies=d.agencies, given=True) for d in documents}


# --- fuzzing ----------------------------------------------------------------------------------------------------------

@fuzzed(300)
@given(data=st.data(), form=st.sampled_from(sorted(GOOD)))
def test_no_bytes_make_the_reader_fail(tmp_path: Path, data: st.DataObject, form: str) -> None:
    raw = data.draw(st.one_of(st.binary(), damaged(GOOD[form].encode())))
    try:
        rows, problems = read(tmp_path, form, raw)
    except InputError as error:
        rows, messages = {}, [str(error)]
    else:
        messages = [p.message for p in problems]
    (tmp_path / f"sources.{form}").unlink()
    assert set(rows) <= {"a.txt", "b.txt"}
    assert not [m for m in messages if not m.isprintable()]
