"""Tables of articles, one a row: JSON Lines, CSV and Parquet, read row by row however long they are."""
from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.errors import InputError
from kgraph.ingest.manifest import HALF_CHARACTER, Listing, cut, is_address, listed, plain, read_day, read_names, read_object
from kgraph.ingest.streams import MOST_BYTES, MOST_RATIO, RATIO_FROM, SetAside, one_line, read_lines

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

TABLES = (".jsonl", ".ndjson", ".csv", ".tsv", ".parquet", ".jsonl.gz", ".ndjson.gz", ".csv.gz", ".tsv.gz")
LONGEST = 10_000_000  # bytes of a line, characters of a CSV cell
SAMPLED = 100  # objects of JSON Lines that tell which columns there are
BATCH = 16  # rows of Parquet that are held at a time
MARKUP = re.compile(r"\s*<(?:!--|!doctype\b|\w+[\s/>])", re.I)  # what HTML begins with
ALIASES = {  # our columns and what tables call them, in lower case and without "_", "-" and blanks
    "id": ("id", "articleid", "uid", "guid", "docid", "documentid"),
    "text": ("text", "body", "content", "article", "maintext", "fulltext", "articletext", "articlebody"),
    "html": ("html", "rawhtml", "bodyhtml", "contenthtml"),
    "title": ("title", "headline"),
    "outlet": ("outlet", "source", "publisher", "sourcename", "publication"),  # no "domain": it is no outlet's name
    "published": ("published", "date", "publishedat", "datepublish", "publishdate", "datepublished", "pubdate", "publicationdate"),
    "url": ("url", "link", "articleurl"),
    "authors": ("authors", "author", "byline"),
    "agencies": ("agencies", "agency"),
    "language": ("language", "lang"),
    "story": ("story", "storyid", "cluster", "clusterid"),
}

Record = tuple[int, Mapping[str, object]]  # a row's number from 1 and its cells by the table's columns


@dataclass(frozen=True, slots=True)
class Row:
    """An article as a table gives it. `html` says that `text` is HTML, which its title does not stand before."""

    number: int
    id: str
    text: str
    html: bool
    listing: Listing


def read_table(path: Path, columns: Mapping[str, str]) -> Iterator[Row | SetAside]:
    """Return the articles of a table in its order, and in their places the rows that cannot be used.

    `columns` maps our names (the keys of ALIASES) to the table's; others are found by their own name or a common one. A
    row's number counts lines in JSON Lines, else rows below the header. Raises InputError where the table (of JSON Lines, its
    first 100 objects) has no column of texts or lacks one that `columns` names (reason "columns"), or cannot be read at all.
    """
    kind = path.name.lower().removesuffix(".gz").rpartition(".")[2]
    try:
        if kind == "parquet":
            parquet = open_parquet(path)
            found = find_columns(parquet.schema_arrow.names, columns)
            records = parquet_records(parquet, path.stat().st_size, list(dict.fromkeys(found.values())))
        elif kind in ("csv", "tsv"):
            records = csv_records(path, "\t" if kind == "tsv" else ",")
            found = find_columns(csv_columns(path, "\t" if kind == "tsv" else ","), columns)
        else:
            records = jsonl_records(path)
            found = find_columns(jsonl_columns(path), columns)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or one_line(error)})", "unreadable") from error
    return (record if isinstance(record, SetAside) else make_row(*record, found) for record in records)


def find_columns(names: Sequence[str], columns: Mapping[str, str]) -> dict[str, str]:
    """Return the table's column for each of ours that it has. Raises InputError (reason "columns") for one that is missing."""

    def fold(name: str) -> str:
        return name.lower().translate(dict.fromkeys(map(ord, "_- ")))

    has = f"; it has: {listed(names) or 'none'}"
    unknown = [ours for ours in columns if ours not in ALIASES]
    if unknown:
        raise InputError(f"{listed(unknown)} is no column of kgraph's; its columns are {', '.join(ALIASES)}", "columns")
    exact, folded = set(names), {fold(name): name for name in reversed(names)}
    found: dict[str, str] = {}
    for ours, aliases in ALIASES.items():
        theirs = columns.get(ours)
        if theirs is None:
            name = next((folded[alias] for alias in aliases if alias in folded), None)
        else:
            name = theirs if theirs in exact else folded.get(fold(theirs))
            if name is None:
                raise InputError(f"has no column {cut(theirs)}, which is to give {ours!r}{has}", "columns")
        if name is not None:
            if names.count(name) > 1:
                raise InputError(f"has column {cut(name)} more than once; delete or rename the others", "columns")
            found[ours] = name
    if "text" not in found and "html" not in found:
        raise InputError(f"has no column of texts{has}. Say which it is, as in --column text=NAME", "columns")
    return found


def make_row(number: int, cells: Mapping[str, object], found: Mapping[str, str]) -> Row | SetAside:
    """Return the article of a row, or why it cannot be used."""
    row = {ours: cells.get(theirs) for ours, theirs in found.items()}
    try:
        text, title = words(row, "text"), plain(words(row, "title"))
        text = text if text.strip() else words(row, "html")
        html = bool(MARKUP.match(text)) or not words(row, "text").strip()
        if not text.strip():
            raise InputError(f"holds no text in {' or '.join(cut(found[c]) for c in ('text', 'html') if c in found)}", "empty_text")
        if title and not html and not " ".join(text[:2 * len(title) + 100].split()).startswith(title):
            text = f"{title}\n\n{text}"
        url = words(row, "url").strip()
        if url and not is_address(url):
            raise InputError(f"gives {cut(url)} as url; write it with http:// or https://")
        listing = Listing(plain(words(row, "outlet")) or None, row_day(row.get("published")), url or None, title or None,
                          names(row, "authors"), names(row, "agencies"), plain(words(row, "language")) or None,
                          plain(words(row, "story")) or None, given=True, origin="table")
        return Row(number, plain(words(row, "id")) or str(number), text, html, listing)
    except InputError as error:
        return SetAside(number, error.reason, str(error))


def words(row: Mapping[str, object], column: str) -> str:
    """Return a cell's text, "" for none; of an object its name. Raises InputError for what is no text."""
    value = row.get(column)
    if isinstance(value, Mapping):
        value = value.get("name")
    if value is None or value != value:  # NaN is how data frames leave a cell blank
        return ""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "surrogateescape")
    if not isinstance(value, str | int | float):
        raise InputError(f"gives {cut(value)} as {column}, which is no text")
    text = str(value)
    if HALF_CHARACTER.search(text):
        raise InputError(f"is not UTF-8 in its {column}", "encoding")
    return text


def names(row: Mapping[str, object], column: str) -> tuple[str, ...]:
    """Return the names of a cell: a list, or a text in which ";" parts them."""
    value = row.get(column)
    each = value if isinstance(value, list) else [value]
    return tuple(plain(name) for item in each for name in read_names(words({column: item}, column)))


def row_day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = words({"published": value}, "published").strip()
    try:
        return read_day(text) if text else None
    except ValueError:
        raise InputError(f"gives {cut(text)} as published; write it as YEAR-MONTH-DAY, such as 2020-11-09") from None


# --- JSON Lines -------------------------------------------------------------------------------------------------------

def jsonl_records(path: Path) -> Iterator[Record | SetAside]:
    number = 0
    try:
        for number, line in enumerate(read_lines(path, LONGEST), 1):
            if len(line) > LONGEST:
                yield SetAside(number, "too_large", f"is longer than {LONGEST:,} bytes")
            elif line.strip():
                try:
                    yield number, read_object(line.decode("utf-8-sig" if number == 1 else "utf-8"))
                except UnicodeDecodeError as error:
                    yield SetAside(number, "encoding", f"is not UTF-8 ({error.reason} at byte {error.start} of its line)")
                except ValueError as error:
                    yield SetAside(number, "damaged", one_line(error))
    except InputError as error:
        yield SetAside(number + 1, error.reason, str(error))


def jsonl_columns(path: Path) -> list[str]:
    """Return the keys of the first objects. Raises InputError where there is none."""
    objects = (record[1] for record in jsonl_records(path) if not isinstance(record, SetAside))
    keys = {key: None for row in islice(objects, SAMPLED) for key in row}
    if not keys:
        wrong = next((f"; row {r.number} {r.message}" for r in jsonl_records(path) if isinstance(r, SetAside)), "")
        raise InputError(f"holds no JSON object with a key{wrong}", "damaged")
    return list(keys)


# --- CSV --------------------------------------------------------------------------------------------------------------

def csv_cells(path: Path, delimiter: str) -> Iterator[list[str]]:
    """Yield the cells of each row, the header's first; bytes that are no UTF-8 come as lone surrogates. Raises InputError."""

    def lines() -> Iterator[str]:
        for number, line in enumerate(read_lines(path, LONGEST)):
            if len(line) > LONGEST:
                raise InputError(f"is longer than {LONGEST:,} bytes", "too_large")
            yield line.decode("utf-8" if number else "utf-8-sig", "surrogateescape")

    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    while True:
        try:
            with long_cells():
                row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(f"is no CSV at line {reader.line_num} ({one_line(error)}); what follows was not read", "damaged") from error
        if row:
            yield row


@contextmanager
def long_cells() -> Iterator[None]:
    """Let CSV cells be as long as articles are. The limit is the whole process's, so it is set back at once."""
    before = csv.field_size_limit(LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def csv_columns(path: Path, delimiter: str) -> list[str]:
    return [cell.strip() for cell in next(csv_cells(path, delimiter), [])]


def csv_records(path: Path, delimiter: str) -> Iterator[Record | SetAside]:
    number = 0
    try:
        cells = csv_cells(path, delimiter)
        columns = [cell.strip() for cell in next(cells, [])]
        for number, row in enumerate(cells, 1):
            if len(row) == len(columns):
                yield number, dict(zip(columns, row, strict=True))
            else:
                yield SetAside(number, "damaged", f"has {len(row)} cells and the header has {len(columns)}")
    except InputError as error:
        yield SetAside(number + 1, error.reason, str(error))


# --- Parquet ----------------------------------------------------------------------------------------------------------

def open_parquet(path: Path) -> ParquetFile:
    """Open a Parquet file. Raises InputError where pyarrow is missing, and for a file that is damaged or a bomb."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise InputError("reading Parquet needs pyarrow: pip install pyarrow") from error
    most = min(MOST_BYTES, max(RATIO_FROM, MOST_RATIO * path.stat().st_size))
    try:
        parquet = ParquetFile(path, buffer_size=1 << 16)
        groups = [parquet.metadata.row_group(n).total_byte_size for n in range(parquet.metadata.num_row_groups)]
    except (ArrowException, OSError, ValueError) as error:
        raise InputError(f"is no Parquet file, or a damaged one ({one_line(error)})", "damaged") from error
    if max(groups, default=0) > most:
        raise InputError(f"says that {max(groups):,} bytes come out of one of its row groups, more than may", "bomb")
    return parquet


def parquet_records(parquet: ParquetFile, size: int, columns: list[str]) -> Iterator[Record | SetAside]:
    from pyarrow import ArrowException

    number = given = 0
    try:
        batches = (batch for group in range(parquet.num_row_groups)
                   for batch in parquet.iter_batches(BATCH, [group], columns, use_threads=False))  # threads would read all of a group
        for batch in batches:
            for row in range(batch.num_rows):
                number += 1
                try:
                    cells = {name: column[row].as_py() for name, column in zip(batch.schema.names, batch.columns, strict=True)}
                except UnicodeDecodeError:
                    yield SetAside(number, "encoding", "is not UTF-8")
                    continue
                except (ValueError, OverflowError) as error:  # a time that Python cannot hold
                    yield SetAside(number, "unusable", f"has a cell that cannot be read ({one_line(error)})")
                    continue
                given += sum(len(cell) for cell in cells.values() if isinstance(cell, str | bytes))
                if given > max(RATIO_FROM, MOST_RATIO * size):
                    yield SetAside(number, "bomb", f"{given:,} characters came out of a file of {size:,} bytes, more than may")
                    return
                yield number, cells
    except (ArrowException, OSError, ValueError) as error:
        yield SetAside(number + 1, "damaged", f"the file is damaged after row {number:,} ({one_line(error)})")
