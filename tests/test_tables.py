"""Tables and archives of articles: which rows come out, which are set aside, and what becomes of damaged files."""
from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
import zlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.errors import InputError
from kgraph.ingest import streams, tables
from kgraph.ingest.archives import Capture, read_warc
from kgraph.ingest.manifest import Listing
from kgraph.ingest.streams import SetAside
from kgraph.ingest.tables import Row, read_table
from tests.fuzz import damaged, fuzzed

ARTICLES: list[dict[str, object]] = [
    {"id": "x1", "title": "Senator Resigns", "text": "He resigned on Friday.", "outlet": "Daily Example", "published": "2020-11-09",
     "url": "https://e.example/a", "authors": ["Jane Doe", "John Roe"]},
    {"id": "x2", "title": "Vote Held", "text": "Vote Held\n\nThe vote was “held”.", "outlet": "The Post, Ltd", "published": "2020-11-10",
     "url": None, "authors": []},
]
ROWS = [
    Row(1, "x1", "Senator Resigns\n\nHe resigned on Friday.", False,
        Listing("Daily Example", date(2020, 11, 9), "https://e.example/a", "Senator Resigns", ("Jane Doe", "John Roe"), given=True)),
    Row(2, "x2", "Vote Held\n\nThe vote was “held”.", False, Listing("The Post, Ltd", date(2020, 11, 10), None, "Vote Held", given=True)),
]

MANY: list[dict[str, object]] = [{"id": n, "text": str(zlib.crc32(b"%d" % n)) * 20} for n in range(20_000)]


def encode(articles: Sequence[dict[str, object]], suffix: str) -> bytes:
    """The articles as a table of the kind that a file's name ends in."""
    if suffix.endswith(".gz"):
        return gzip.compress(encode(articles, suffix.removesuffix(".gz")))
    if suffix == ".parquet":
        import pyarrow
        import pyarrow.parquet

        out = io.BytesIO()
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(list(articles)), out)
        return out.getvalue()
    if suffix in (".jsonl", ".ndjson"):
        return "".join(json.dumps(article) + "\n" for article in articles).encode()
    out_text = io.StringIO()
    writer = csv.DictWriter(out_text, list(articles[0]), delimiter="\t" if suffix == ".tsv" else ",")
    writer.writeheader()
    writer.writerows({key: "; ".join(v) if isinstance(v, list) else v for key, v in article.items()} for article in articles)
    return out_text.getvalue().encode()


def read(folder: Path, suffix: str, content: bytes, **columns: str) -> list[Row | SetAside]:
    path = folder / f"articles{suffix}"
    path.write_bytes(content)
    return list(read_table(path, columns))


@pytest.mark.parametrize("suffix", tables.TABLES)
def test_every_kind_of_table_gives_the_same_articles(tmp_path: Path, suffix: str) -> None:
    assert read(tmp_path, suffix, encode(ARTICLES, suffix)) == ROWS


def test_columns_are_found_by_their_common_names_in_any_case(tmp_path: Path) -> None:
    named = {"Source_Name": "X", "publish-date": "2020-11-09T10:00:00Z", "Headline": "", "MainText": "He resigned.", "domain": "x.example"}
    assert read(tmp_path, ".jsonl", encode([named], ".jsonl")) == [Row(1, "1", "He resigned.", False, Listing("X", date(2020, 11, 9), given=True))]


def test_a_column_that_is_named_goes_before_a_common_name(tmp_path: Path) -> None:
    (row,) = read(tmp_path, ".csv", b"text,summary,key\nlong,short,k7\n", text="summary", id="key")
    assert isinstance(row, Row)
    assert (row.id, row.text) == ("k7", "short")


@pytest.mark.parametrize(("content", "columns", "says"), [
    (b"a,b\n1,2\n", {}, "has no column of texts; it has: 'a', 'b'. Say which it is, as in --column text=NAME"),
    (b"", {}, "has no column of texts; it has: none"),
    (b"text,b\n1,2\n", {"outlet": "paper"}, "has no column 'paper', which is to give 'outlet'; it has: 'text', 'b'"),
    (b"text,b\n1,2\n", {"paper": "b"}, "'paper' is no column of kgraph's"),
    (b"text,text\n1,2\n", {}, "has column 'text' more than once"),
])
def test_a_missing_column_is_an_error_that_names_those_there_are(tmp_path: Path, content: bytes, columns: dict[str, str], says: str) -> None:
    with pytest.raises(InputError, match="column") as caught:
        read(tmp_path, ".csv", content, **columns)
    assert says in str(caught.value)
    assert caught.value.reason == "columns"


@pytest.mark.parametrize("cells", [b'"html": "<p>He resigned."', b'"content": "<p>He resigned."', b'"text": " ", "raw_html": "<p>He resigned."'])
def test_html_is_handed_on_as_it_is(tmp_path: Path, cells: bytes) -> None:
    (row,) = read(tmp_path, ".jsonl", b'{"title": "Senator Resigns", ' + cells + b"}\n")
    assert isinstance(row, Row)
    assert (row.text, row.html, row.listing.title) == ("<p>He resigned.", True, "Senator Resigns")


@pytest.mark.parametrize(("cells", "reason", "says"), [
    ({"text": " \n"}, "empty_text", "holds no text in 'text'"), ({"text": None}, "empty_text", "holds no text"),
    ({"text": "x", "published": "yesterday"}, "unusable", "gives 'yesterday' as published"),
    ({"text": "x", "url": "javascript:alert(1)"}, "unusable", "gives 'javascript:alert(1)' as url"),
    ({"text": ["x"]}, "unusable", "gives a value of type list as text"), ({"text": "\ud800"}, "encoding", "is not UTF-8 in its text"),
])
def test_a_row_that_cannot_be_used_is_set_aside_and_the_others_go_on(tmp_path: Path, cells: dict[str, object], reason: str, says: str) -> None:
    first, second = read(tmp_path, ".jsonl", encode([cells, {"text": "good"}], ".jsonl"))
    assert isinstance(first, SetAside)
    assert (first.number, first.reason) == (1, reason)
    assert says in first.message
    assert isinstance(second, Row)
    assert (second.number, second.text) == (2, "good")


def test_cells_that_are_blank_or_objects_are_understood(tmp_path: Path) -> None:
    line = b'{"content": "x", "source": {"id": null, "name": "The Hill"}, "author": [{"name": "Jane Doe"}, "John Roe"], "title": NaN, "id": 7}\n'
    assert read(tmp_path, ".jsonl", line) == [Row(1, "7", "x", False, Listing("The Hill", authors=("Jane Doe", "John Roe"), given=True))]


def test_dates_and_times_of_parquet_keep_their_own_day(tmp_path: Path) -> None:
    late = datetime(2020, 11, 9, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    for value in (date(2020, 11, 9), datetime(2020, 11, 9, 10), late):
        (row,) = read(tmp_path, ".parquet", encode([{"text": "x", "date": value}], ".parquet"))
        assert isinstance(row, Row)
        assert row.listing.published == date(2020, 11, 9)


def test_cells_of_parquet_that_python_cannot_hold_cost_their_row_alone(tmp_path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    bad = pyarrow.array([b"\xff", b"x", b"good"]).view(pyarrow.string())
    days = pyarrow.array([0, 2**60, 0], pyarrow.int64()).view(pyarrow.timestamp("ms"))
    pyarrow.parquet.write_table(pyarrow.table({"text": bad, "date": days}), tmp_path / "a.parquet")
    found = list(read_table(tmp_path / "a.parquet", {}))
    assert [r.reason if isinstance(r, SetAside) else r.text for r in found] == ["encoding", "unusable", "good"]


def test_one_broken_line_of_json_is_set_aside_and_the_rest_goes_on(tmp_path: Path) -> None:
    found = read(tmp_path, ".jsonl", b'\xef\xbb\xbf{"text": "a"}\n{"text": \n\n{"text": "\xff"}\n[1]\n{"text": "b"}')
    assert [(r.number, r.reason if isinstance(r, SetAside) else r.text) for r in found] == [
        (1, "a"), (2, "damaged"), (4, "encoding"), (5, "damaged"), (6, "b")]


def test_a_broken_csv_gives_the_rows_before_the_damage_and_the_line_of_it(tmp_path: Path) -> None:
    *before, last = read(tmp_path, ".csv", b'id,text\n1,one\n2\n3,"th"ree\n4,four\n')
    assert [r.number for r in before] == [1, 2]
    assert before[1] == SetAside(2, "damaged", "has 1 cells and the header has 2")
    assert isinstance(last, SetAside)
    assert (last.number, last.reason) == (3, "damaged")
    assert "line 4" in last.message


def test_a_csv_that_is_cut_within_an_article_does_not_give_half_of_it(tmp_path: Path) -> None:
    one, last = read(tmp_path, ".csv", b'id,text\n1,one\n2,"The vote was')
    assert isinstance(one, Row)
    assert isinstance(last, SetAside)
    assert last.reason == "damaged"


def test_the_limit_of_csv_cells_is_raised_for_our_own_reading_alone(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    (tmp_path / "a.csv").write_text("text\n" + "word " * 60_000 + "\n")
    row = next(read_table(tmp_path / "a.csv", {}))
    assert isinstance(row, Row)
    assert len(row.text) == 300_000
    assert csv.field_size_limit() == before


@pytest.mark.parametrize("suffix", [".jsonl.gz", ".csv.gz"])
def test_a_gzip_that_is_cut_gives_the_rows_before_the_cut(tmp_path: Path, suffix: str) -> None:
    raw = encode(MANY, suffix)
    *before, last = read(tmp_path, suffix, raw[:len(raw) // 2])
    assert len(before) > 9000
    assert [r.id for r in before if isinstance(r, Row)] == [str(n) for n in range(len(before))]
    assert isinstance(last, SetAside)
    assert (last.number, last.reason) == (len(before) + 1, "damaged")


@pytest.mark.parametrize("suffix", [".jsonl.gz", ".csv.gz"])
def test_a_gzip_that_was_altered_is_told(tmp_path: Path, suffix: str) -> None:
    raw = encode(MANY, suffix)
    half = len(raw) // 2
    *before, last = read(tmp_path, suffix, raw[:half] + bytes(40) + raw[half + 40:])
    assert [r.id for r in before[:9000] if isinstance(r, Row)] == [str(n) for n in range(9000)]
    assert isinstance(last, SetAside)
    assert last.reason == "damaged"


def test_damaged_parquet_gives_the_row_groups_before_the_damage(tmp_path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.table({"text": [str(zlib.crc32(b"%d" % n)) * 20 for n in range(300)]})
    pyarrow.parquet.write_table(table, tmp_path / "a.parquet", row_group_size=100, use_dictionary=False, compression="gzip")
    raw = (tmp_path / "a.parquet").read_bytes()
    middle = pyarrow.parquet.ParquetFile(tmp_path / "a.parquet").metadata.row_group(1).column(0).data_page_offset
    *before, last = read(tmp_path, ".parquet", raw[:middle + 40] + bytes(200) + raw[middle + 240:])
    assert [r.number for r in before] == [*range(1, 101)]
    assert isinstance(last, SetAside)
    assert (last.number, last.reason) == (101, "damaged")
    with pytest.raises(InputError, match="no Parquet file") as caught:
        read(tmp_path, ".parquet", raw[:-100])
    assert caught.value.reason == "damaged"


@pytest.mark.parametrize("suffix", [".jsonl.gz", ".csv.gz", ".parquet"])
def test_a_decompression_bomb_is_stopped(tmp_path: Path, suffix: str) -> None:
    bomb: list[dict[str, object]] = [{"text": "small"}, *({"text": "a" * 5_000_000} for _ in range(20))]
    try:
        found = read(tmp_path, suffix, encode(bomb, suffix))
    except InputError as error:
        found = [SetAside(0, error.reason, str(error))]
    assert len(found) < 15
    assert isinstance(found[-1], SetAside)
    assert found[-1].reason == "bomb"


def test_a_file_that_swells_beyond_the_bound_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MOST_BYTES", 500_000)
    *before, last = read(tmp_path, ".csv.gz", gzip.compress(b"text\n" + b"".join(b"%d\n" % zlib.crc32(b"%d" % n) for n in range(90_000))))
    assert before
    assert isinstance(last, SetAside)
    assert last.reason == "bomb"


def test_a_line_that_is_too_long_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LONGEST", 50)
    found = read(tmp_path, ".jsonl", b'{"text": "' + b"a" * 500 + b'"}\n{"text": "b"}\n')
    assert [r.reason if isinstance(r, SetAside) else r.text for r in found] == ["too_large", "b"]


@pytest.mark.parametrize(("module", "name", "says"), [
    ("pyarrow", "a.parquet", "needs pyarrow: pip install pyarrow"), ("fastwarc.warc", "a.warc", "needs fastwarc: pip install fastwarc"),
])
def test_a_library_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, name: str, says: str) -> None:
    (tmp_path / name).touch()
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(InputError) as caught:
        list(read_warc(tmp_path / name) if name.endswith(".warc") else read_table(tmp_path / name, {}))
    assert says in str(caught.value)


@pytest.mark.parametrize("name", ["gone.csv", "gone.jsonl.gz", "gone.parquet", "gone.warc"])
def test_a_table_that_is_not_there_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"^cannot be read \(No such file") as caught:
        list(read_warc(tmp_path / name) if name.endswith(".warc") else read_table(tmp_path / name, {}))
    assert caught.value.reason == "unreadable"


@fuzzed(400)
@given(data=st.data(), suffix=st.sampled_from([".jsonl", ".csv", ".tsv", ".parquet", ".jsonl.gz", ".csv.gz"]))
def test_no_bytes_make_a_table_fail(tmp_path: Path, data: st.DataObject, suffix: str) -> None:
    raw = data.draw(st.one_of(st.binary(), damaged(GOOD[suffix]), damaged(GOOD[suffix.removesuffix(".gz")]).map(
        gzip.compress if suffix.endswith(".gz") else bytes)))
    try:
        found = read(tmp_path, suffix, raw)
    except InputError as error:
        found = [SetAside(0, error.reason, str(error))]
    assert not [r for r in found if isinstance(r, SetAside) and not r.message.isprintable()]


GOOD = {suffix: encode(ARTICLES, suffix) for suffix in tables.TABLES}


# --- archives ---------------------------------------------------------------------------------------------------------

def record(url: str, body: bytes, status: str = "200 OK", kind: str = "text/html; charset=windows-1251", fields: str = "",
           sort: str = "response") -> bytes:
    """One record of an archive: an answer of a server, or another sort of record."""
    block = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{fields}\r\n".encode() + body
    return (f"WARC/1.0\r\nWARC-Type: {sort}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-11-09T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
            f"Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n").encode() + block + b"\r\n\r\n"


PAGE = b"<p>The senator resigned on Friday."
ONE, TWO = record("https://e.example/a", PAGE), record("<https://e.example/b>", PAGE, kind="application/xhtml+xml")


def read_archive(folder: Path, content: bytes, name: str = "a.warc") -> list[Capture | SetAside]:
    (folder / name).write_bytes(content)
    return list(read_warc(folder / name))


def test_the_pages_of_an_archive_are_read_and_nothing_else(tmp_path: Path) -> None:
    raw = (record("https://e.example/a", b"GET", sort="request") + ONE + record("https://e.example/x.png", b"png", kind="image/png")
           + record("https://e.example/gone", PAGE, status="404 Not Found") + TWO)
    pages = [Capture(2, "https://e.example/a", PAGE, "windows-1251"), Capture(5, "https://e.example/b", PAGE, None)]
    assert read_archive(tmp_path, raw) == pages
    assert read_archive(tmp_path, gzip.compress(raw), "a.warc.gz") == pages
    assert read_archive(tmp_path, gzip.compress(raw[:len(raw) // 2]) + gzip.compress(raw[len(raw) // 2:]), "a.warc.gz") == pages


@pytest.mark.parametrize(("fields", "body"), [
    ("Content-Encoding: gzip\r\n", gzip.compress(PAGE)), ("Content-Encoding: gzip\r\n", PAGE), ("Content-Encoding: deflate\r\n", zlib.compress(PAGE)),
    ("Content-Encoding: deflate\r\n", zlib.compress(PAGE)[2:-4]), ("Transfer-Encoding: chunked\r\n", b"3\r\n<p>\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE) - 3, PAGE[3:])),
    ("Transfer-Encoding: chunked\r\n", PAGE),
])
def test_a_page_loses_its_coding_for_transport(tmp_path: Path, fields: str, body: bytes) -> None:
    (page,) = read_archive(tmp_path, record("https://e.example/a", body, fields=fields))
    assert isinstance(page, Capture)
    assert page.html == PAGE


@pytest.mark.parametrize(("bad", "reason"), [
    (record("https://e.example/b", b"a" * 5_000_001), "too_large"),
    (record("https://e.example/b", gzip.compress(b"a" * 50_000_000), fields="Content-Encoding: gzip\r\n"), "too_large"),
    (record("https://e.example/b", gzip.compress(PAGE)[:-20], fields="Content-Encoding: gzip\r\n"), "damaged"),
    (record("https://e.example/b", PAGE, fields="Content-Encoding: br\r\n"), "unusable"), (record("file:///etc/passwd", PAGE), "unusable"),
])
def test_a_page_that_cannot_be_used_is_set_aside_and_the_others_go_on(tmp_path: Path, bad: bytes, reason: str) -> None:
    first, second, third = read_archive(tmp_path, ONE + bad + ONE)
    assert isinstance(first, Capture)
    assert isinstance(third, Capture)
    assert isinstance(second, SetAside)
    assert (second.number, second.reason) == (2, reason)


@pytest.mark.parametrize("tail", [ONE[:-20], ONE[:150], ONE[:20], b"WA", b"no archive", ONE.replace(b"Content-Length: ", b"Content-Length: 9")])
@pytest.mark.parametrize("zipped", [False, True])
def test_a_damaged_archive_gives_what_precedes_the_damage_and_its_place(tmp_path: Path, tail: bytes, zipped: bool) -> None:
    raw = ONE + TWO + tail
    *pages, last = read_archive(tmp_path, gzip.compress(raw) if zipped else raw, "a.warc.gz" if zipped else "a.warc")
    assert [page.number for page in pages] == [1, 2]
    assert isinstance(last, SetAside)
    assert (last.number, last.reason) == (3, "damaged")
    assert re.search(rf"begins at byte ({len(ONE)}|{len(ONE + TWO)})$", last.message)


def test_a_cut_gzip_archive_gives_what_precedes_the_cut(tmp_path: Path) -> None:
    raw = b"".join(gzip.compress(record(f"https://e.example/{n}", PAGE + b"%d" % zlib.crc32(b"%d" % n) * 50)) for n in range(500))
    *pages, last = read_archive(tmp_path, raw[:len(raw) // 2], "a.warc.gz")
    assert 240 < len(pages) <= 250
    assert isinstance(last, SetAside)
    assert last.reason == "damaged"


def test_an_archive_that_is_a_bomb_is_stopped(tmp_path: Path) -> None:
    raw = gzip.compress(ONE) + gzip.compress(record("https://e.example/b", b"a" * 100_000_000))
    first, last = read_archive(tmp_path, raw, "a.warc.gz")
    assert isinstance(first, Capture)
    assert isinstance(last, SetAside)
    assert last.reason == "bomb"


@fuzzed(200)
@given(data=st.data(), zipped=st.booleans())
def test_no_bytes_make_an_archive_fail(tmp_path: Path, data: st.DataObject, zipped: bool) -> None:
    raw = data.draw(st.one_of(st.binary(), damaged(ONE + record("https://e.example/z", gzip.compress(PAGE), fields="Content-Encoding: gzip\r\n") + TWO)))
    found = read_archive(tmp_path, gzip.compress(raw) if zipped else raw, "a.warc.gz" if zipped else "a.warc")
    assert not [r for r in found if isinstance(r, SetAside) and not r.message.isprintable()]
