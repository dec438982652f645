"""Articles as they stand on disk become Documents; what cannot be used becomes one line that says why."""
from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from kgraph.errors import InputError
from kgraph.ingest.decode import is_binary
from kgraph.ingest.metadata import MANIFEST, Listing, make_document
from kgraph.ingest.patterns import NOT_BLANK
from kgraph.model import Document, Problem

LARGEST = 1_000_000  # bytes of one article
COLUMNS = ("file", "outlet", "published", "url")
NOT_YET_READ = frozenset({".html", ".htm", ".xhtml", ".pdf", ".doc", ".docx", ".odt", ".rtf", ".epub", ".warc", ".gz"})


@dataclass(frozen=True)
class Found:
    """A file to read: where it lies, the name the user knows it by, and its line of sources.csv."""

    path: Path
    name: str
    listing: Listing = field(default_factory=Listing)


def read_documents(sources: Sequence[Path]) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """Read plain-text articles and folders of them; what cannot be used comes back as one problem each.

    Documents are sorted by id, and neither they nor the problems depend on the order of the sources.
    Raises InputError where a source is not there.
    """
    problems: set[Problem] = set()
    found: dict[Path, Found] = {}
    for source in sources:
        if not source.exists():
            raise InputError(f"{source}: no such file or folder; give articles as .txt files or a folder that holds them")
        for item in find_articles(source, problems.add):
            found[item.path] = min(item, found.get(item.path, item), key=lambda f: (not f.listing.given, len(f.name), f.name))
    documents: list[Document] = []
    first_of: dict[bytes, str] = {}
    for item in sorted(with_unique_names(list(found.values())), key=lambda f: (not f.listing.outlet, f.name)):
        try:
            raw, text = read_article(item.path)
            if raw in first_of:
                raise InputError(f"holds the same bytes as {first_of[raw]}, which was read; this one was set aside as a duplicate. "
                                 "Delete one of them.")
            document = make_document(item.name, text, item.listing)
            if not any(span.section.is_report for span in document.spans):
                raise InputError("holds no report: every line looks like a caption, a byline or a notice of the site. "
                                 "Paste the article's text into it.")
        except InputError as error:
            problems.add(Problem(item.name, str(error)))
            continue
        first_of[raw] = item.name
        documents.append(document)
    return tuple(sorted(documents, key=lambda d: d.id)), tuple(sorted(problems, key=lambda p: (p.file, p.message)))


def find_articles(source: Path, report: Callable[[Problem], None]) -> Iterator[Found]:
    """Yield the articles of a file or folder, its own folders included, each with what the nearest sources.csv says."""
    if not source.is_dir():
        if source.suffix.lower() != ".txt":
            report(Problem(source.name, "is not a .txt file; kgraph reads plain text so far. Save the article's text as .txt."))
            return
        rows = read_manifest(source.parent, "", lambda problem: None) if (source.parent / MANIFEST).is_file() else {}
        yield Found(source.resolve(), source.name, rows.get(source.resolve(), Listing()))
        return
    root, count = source.resolve(), 0
    rows = {}
    for folder in [source, *sorted(p for p in source.rglob("*") if p.is_dir() and not p.is_symlink())]:
        if any(part.startswith(".") for part in folder.relative_to(source).parts) or (folder / "kgraph.sqlite").exists():
            continue
        if (folder / MANIFEST).is_file():
            rows.update(read_manifest(folder, folder.relative_to(source).as_posix(), report))
        for path in sorted(folder.iterdir()):
            name = path.relative_to(source).as_posix()
            if path.name.startswith(".") or path.is_dir():
                continue
            if path.suffix.lower() in NOT_YET_READ:
                report(Problem(name, f"is a {path.suffix.lower()} file; kgraph reads plain text so far. Save the article's text as .txt."))
            elif path.suffix.lower() == ".txt":
                count += 1
                if path.resolve().is_relative_to(root):
                    yield Found(path.resolve(), name, rows.get(path.resolve(), Listing()))
                else:
                    report(Problem(name, "is a link to a file outside the folder. Copy the article here, or pass that file itself."))
    if not count:
        report(Problem(source.name or str(source), "holds no .txt file. Put the articles there as plain text, one file each."))


def read_manifest(folder: Path, shown: str, report: Callable[[Problem], None]) -> dict[Path, Listing]:
    """Read a folder's sources.csv into what it says of each article, by resolved path; `shown` is the folder's name to the user."""
    name = MANIFEST if shown in ("", ".") else f"{shown}/{MANIFEST}"

    def wrong(message: str) -> None:
        report(Problem(name, message))

    try:
        text = (folder / MANIFEST).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        wrong(f"cannot be read ({error}); save it as CSV in UTF-8. Outlets and dates stay unknown.")
        return {}
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        columns = [c.strip() for c in reader.fieldnames or []]
        if "file" not in columns:
            separated = next((c for c in ";\t|" if c in "".join(columns)), None)
            wrong(f"has no column 'file' (it has: {', '.join(columns) or 'nothing'}). The first line must be {','.join(COLUMNS)}"
                  + (f"; here its columns are parted by {separated!r}: save it with commas." if separated else "."))
            return {}
        reader.fieldnames = columns
        unknown = [c for c in columns if c not in COLUMNS]
        if unknown:
            wrong(f"has unknown column{'s' if len(unknown) > 1 else ''} {', '.join(map(repr, unknown))}; the columns are "
                  f"{', '.join(COLUMNS)}. Rename or delete it; the others were used.")
        rows: dict[Path, Listing] = {}
        for row in reader:
            read_row(row, reader.line_num, folder, rows, wrong)
    except csv.Error as error:
        wrong(f"line {reader.line_num} is no CSV ({error}); mend the line. The lines before it were used.")
    return rows


def read_row(row: dict[str, str], number: int, folder: Path, rows: dict[Path, Listing], wrong: Callable[[str], None]) -> None:
    """Add one line of sources.csv to the rows; anything wrong with it is told in one line."""
    if None in row:
        wrong(f"line {number} has more cells than there are columns; put quotation marks round a value that holds a comma.")
        return
    cells = {key: (value or "").strip() for key, value in row.items()}
    file = cells["file"]
    if not file:
        if any(cells.values()):
            wrong(f"line {number} names no file; fill its \"file\" cell or delete the line.")
        return
    path = (folder / file).resolve()
    if "\0" in file or not path.is_relative_to(folder.resolve()):
        wrong(f"line {number} names {file!r}, which lies outside the folder; put the article beside {MANIFEST} and name it relative to it.")
    elif not path.is_file():
        wrong(f"line {number} names {file!r}, which is not there; mend the name or delete the line.")
    elif path in rows:
        wrong(f"line {number} names {file!r} a second time; the first line was used. Delete one of them.")
    elif path.suffix.lower() != ".txt":
        wrong(f"line {number} names {file!r}, which is not a .txt file; kgraph reads plain text so far.")
    else:
        url = cells.get("url") or None
        if url and urlsplit(url).scheme not in ("http", "https"):
            wrong(f"line {number} gives {url!r} as address of {file!r}; write it with http:// or https://. It was left out.")
            url = None
        rows[path] = Listing(cells.get("outlet") or None, row_date(cells.get("published", ""), file, number, wrong), url, given=True)


def row_date(cell: str, file: str, number: int, wrong: Callable[[str], None]) -> date | None:
    if not cell:
        return None
    try:
        return date.fromisoformat(cell[:10] if re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:", cell) else cell)
    except ValueError:
        wrong(f"line {number} gives {cell!r} as date of {file!r}; write it as YEAR-MONTH-DAY, such as 2020-11-09. It was left out.")
        return None


def with_unique_names(found: Sequence[Found]) -> list[Found]:
    """Put as many folders before names that several sources share as it takes to tell them apart."""

    def longer(item: Found) -> Found:
        return replace(item, name="/".join(item.path.parts[-item.name.count("/") - 2:]).removeprefix("/"))

    named = list(found)
    while True:
        counts = Counter(f.name for f in named)
        told_apart = [longer(f) if counts[f.name] > 1 else f for f in named]
        if told_apart == named:
            return named
        named = told_apart


def read_article(path: Path) -> tuple[bytes, str]:
    """Return an article's bytes and text. Raises InputError, without the file's name, where it cannot be used."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise InputError(f"is too large: {size:,} bytes, and an article may have {LARGEST:,}. Split it into its articles.")
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or error}). Check that the file is there and may be read.") from error
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"is in UTF-16, not UTF-8 (byte 0x{raw[0]:02x} at byte offset 0). Convert it: iconv -f UTF-16 -t UTF-8 OLD > NEW")
    if is_binary(raw):
        raise InputError("is binary, not text. Save the article's text as a UTF-8 .txt file.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8: byte 0x{raw[error.start]:02x} at byte offset {error.start} fits no character. Convert it from "
                         "the encoding it is in, for example: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW") from error
    if not NOT_BLANK.search(text):
        raise InputError("is empty. Put the article's text into it or delete it.")
    return raw, text
