"""What a manifest says of the articles beside it: one schema as CSV, JSON Lines or TOML, read, checked and drafted."""
from __future__ import annotations

import csv
import io
import json
import os
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from kgraph.errors import InputError
from kgraph.model import Document, Problem

MANIFESTS = ("sources.csv", "sources.jsonl", "sources.toml")
COLUMNS = ("file", "outlet", "published", "url", "title", "authors", "agencies", "language", "story", "sha256", "note")
DRAFTED = ("file", "outlet", "published", "url", "agencies", "note")
SCHEMA = "kgraph-manifest/1"
LARGEST_MANIFEST = 50_000_000  # bytes
MOST_COLUMNS = 500  # of a manifest as CSV
MOST_FAULTS = 100  # faults of one manifest that are told one by one
FORMULA = re.compile(r"'*[=+\-@\t\r]")  # a spreadsheet takes such a cell for a formula, unless an apostrophe stands first
HALF_CHARACTER = re.compile("[\ud800-\udfff]")  # one half of a surrogate pair, which no UTF-8 can hold
UNPRINTED = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
ADDRESS = re.compile(r"(?i)https?://[^\s\x00-\x1f\x7f\ud800-\udfff]+")

Form = Literal["csv", "jsonl", "toml"]
Tell = Callable[[str], None]
Entries = Iterator[tuple[str, Mapping[str, object]]]  # where an article is named ("line 3") and what stands there


@dataclass(frozen=True)
class Listing:
    """What a manifest or table says of one article; `given` is false for an article that none names, `origin` says what it is.

    `agencies` contribute to the text (a picture's do not); `sha256` is of the file's bytes, in hexadecimal digits.
    """

    outlet: str | None = None
    published: date | None = None
    url: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    language: str | None = None
    story: str | None = None
    sha256: str | None = None
    given: bool = False
    origin: str = field(default=MANIFESTS[0], compare=False)


def is_address(text: str) -> bool:
    """Return whether a text is an absolute address of the web.

    >>> is_address("https://news.example/a"), is_address("news.example/a"), is_address("http://[")
    (True, False, False)
    """
    try:
        return bool(ADDRESS.fullmatch(text) and urlsplit(text).hostname)
    except ValueError:
        return False


def read_day(text: str) -> date:
    """Return the day of a date or of a time, as its own zone counts it. Raises ValueError for anything else.

    >>> read_day("2020-11-09"), read_day("2020-11-09T23:30:00-05:00")
    (datetime.date(2020, 11, 9), datetime.date(2020, 11, 9))
    """
    return date.fromisoformat(text[:10] if re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:", text) else text)


def read_names(text: str) -> tuple[str, ...]:
    """Return the names of a list that ";" parts.

    >>> read_names("Jane Doe; John Roe;")
    ('Jane Doe', 'John Roe')
    """
    return tuple(name.strip() for name in text.split(";") if name.strip())


# --- reading ----------------------------------------------------------------------------------------------------------

def read_manifest(folder: Path, shown: str, report: Callable[[Problem], None]) -> dict[Path, Listing]:
    """Read a folder's manifest into what it says of each article, by resolved path; empty where there is none.

    `shown` is the folder's name to the user. What is wrong with a line is reported, and the other lines are used.
    Raises InputError (reason "outside") where a line names a file that lies outside the folder.
    """
    there = [name for name in MANIFESTS if (folder / name).is_file()]
    if not there:
        return {}
    name = there[0] if shown in ("", ".") else f"{shown}/{there[0]}"
    faults: list[str] = []
    if len(there) > 1:
        faults.append(f"was used and {' and '.join(there[1:])} beside it was not; keep one manifest in a folder.")
    rows: dict[Path, Listing] = {}
    unknown: dict[str, None] = {}
    for place, row in entries(folder / there[0], faults.append):
        unknown.update(dict.fromkeys(key for key in row if key not in COLUMNS))
        read_row(row, place, folder, name, rows, faults.append)
    if unknown:
        faults.append(f"has unknown column{'s' if len(unknown) > 1 else ''} {listed(unknown)}; the columns are {', '.join(COLUMNS)}. "
                      "Rename or delete it; the others were used.")
    if len(faults) > MOST_FAULTS:
        faults[MOST_FAULTS:] = [f"has {len(faults) - MOST_FAULTS:,} more faults; mend the first {MOST_FAULTS} and read it again."]
    for fault in faults:
        report(Problem(name, fault))
    return rows


def entries(path: Path, wrong: Tell) -> Entries:
    """Yield what a manifest says of each article; what is wrong with the manifest as a whole is told in one line."""
    try:
        size = path.stat().st_size
        if size > LARGEST_MANIFEST:
            wrong(f"is too large: {size:,} bytes, and a manifest may have {LARGEST_MANIFEST:,}. Outlets and dates stay unknown.")
            return
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        wrong(f"cannot be read ({error}); save it in UTF-8. Outlets and dates stay unknown.")
        return
    yield from {".csv": csv_entries, ".jsonl": jsonl_entries, ".toml": toml_entries}[path.suffix](text, wrong)


def csv_entries(text: str, wrong: Tell) -> Entries:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        columns = [cell.strip() for cell in next(reader, [])]
        if "file" not in columns:
            separated = next((c for c in ";\t|" if c in "".join(columns)), None)
            wrong(f"has no column 'file' (it has: {listed(columns) or 'nothing'}). The first line must name columns of "
                  f"{','.join(COLUMNS)}" + (f"; here its columns are parted by {separated!r}: save it with commas." if separated else "."))
            return
        if len(columns) > MOST_COLUMNS:
            wrong(f"has {len(columns):,} columns and may have {MOST_COLUMNS}; keep those of {','.join(COLUMNS)}.")
            return
        twice = sorted({c for c in columns if columns.count(c) > 1})
        if twice:
            wrong(f"has column {listed(twice)} more than once; delete the others. Outlets and dates stay unknown.")
            return
        for row in reader:
            if len(row) > len(columns):
                wrong(f"line {reader.line_num} has more cells than there are columns; put quotation marks round one that holds a comma.")
            else:
                cells = (cell.strip() for cell in row)
                shown = (c[1:] if c.startswith("'") and FORMULA.match(c) else c for c in cells)
                yield f"line {reader.line_num}", dict.fromkeys(columns, "") | dict(zip(columns, shown, strict=False))
    except csv.Error as error:
        wrong(f"line {reader.line_num} is no CSV ({error}); mend the line. The lines before it were used.")


def jsonl_entries(text: str, wrong: Tell) -> Entries:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield f"line {number}", read_object(line)
        except ValueError as error:
            wrong(f"line {number} {error}; mend the line. The others were used.")


def read_object(line: str) -> dict[str, object]:
    """Return the JSON object of a line. Raises ValueError with what is wrong with the line."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        row = dict(pairs)
        if len(row) < len(pairs):
            times = Counter(key for key, _ in pairs)
            raise ValueError(f"gives {next(key for key in times if times[key] > 1)[:80]!r} twice")
        return row

    try:
        row = json.loads(line, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise ValueError(f"is no JSON ({error.msg} at column {error.colno})") from error
    except RecursionError as error:
        raise ValueError("is no JSON that can be read (it is nested too deep)") from error
    if not isinstance(row, dict):
        raise ValueError("is no JSON object")
    return row


def toml_entries(text: str, wrong: Tell) -> Entries:
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        wrong(f"is no TOML ({error}); mend it. Outlets and dates stay unknown.")
        return
    articles = content.pop("article", [])
    if content.pop("schema", None) != SCHEMA:
        wrong(f'does not say schema = "{SCHEMA}", the only one that is known here; its first line must. Outlets and dates stay unknown.')
    elif not isinstance(articles, list) or not all(isinstance(article, dict) for article in articles):
        wrong("holds 'article' as something else than tables; put [[article]] above each of them. Outlets and dates stay unknown.")
    else:
        if content:
            wrong(f"has unknown keys {listed(content)} beside schema and [[article]]; delete them. The others were used.")
        for number, article in enumerate(articles, 1):
            yield f"article {number}", article


def read_row(row: Mapping[str, object], place: str, folder: Path, manifest: str, rows: dict[Path, Listing], wrong: Tell) -> None:
    """Add what a manifest says of one article to the rows; anything wrong with it is told in one line."""

    def text(key: str) -> str:
        value = row.get(key) or ""
        if isinstance(value, str) and not HALF_CHARACTER.search(value):
            return value.strip() if key == "file" else plain(value)
        wrong(f"{place} gives {cut(value)} as {key}, which is no text; mend it. It was left out.")
        return ""

    def names(key: str) -> tuple[str, ...]:
        value = row.get(key)
        if isinstance(value, list) and all(isinstance(name, str) for name in value):
            return read_names(";".join(value))
        return read_names(text(key))

    def checked(key: str, is_right: Callable[[str], object], advice: str) -> str | None:
        value = text(key)
        if not value or is_right(value):
            return value or None
        wrong(f"{place} gives {cut(value)} as {key} of {cut(file)}; {advice}. It was left out.")
        return None

    file = text("file")
    if not file:
        if any(row.values()):
            wrong(f"{place} names no file; fill its \"file\" or delete the {place.split()[0]}.")
        return
    path = path_of(file, folder, f"{manifest}: {place}")
    if path is None:
        wrong(f"{place} names {cut(file)}, which is not there; mend the name or delete the {place.split()[0]}.")
    elif path in rows:
        wrong(f"{place} names {cut(file)} a second time; the first was used. Delete one of them.")
    else:
        rows[path] = Listing(
            outlet=text("outlet") or None,
            published=row_date(row.get("published"), file, place, wrong),
            url=checked("url", is_address, "write it with http:// or https://"),
            title=text("title") or None,
            authors=names("authors"),
            agencies=names("agencies"),
            language=text("language") or None,
            story=text("story") or None,
            sha256=checked("sha256", re.compile("[0-9a-fA-F]{64}").fullmatch, "write the 64 digits that sha256sum prints"),
            given=True,
            origin=manifest)


def path_of(file: str, folder: Path, place: str) -> Path | None:
    """Return the resolved path of a file that a manifest names; None where it is not there.

    Raises InputError (reason "outside") where it lies outside the folder, also by a link, or can name no file at all.
    """
    try:
        path = (folder / os.fsdecode(file.encode("utf-8"))).resolve()  # as the system spells it, whatever the locale
        if "\0" not in file and not Path(file).is_absolute() and path.is_relative_to(folder.resolve()):
            return path if path.is_file() else None
    except (OSError, RuntimeError):  # a name too long, links that lead round in a circle
        return None
    except ValueError:  # NUL
        pass
    raise InputError(f"{place} names {cut(file)}, which lies outside the folder. Nothing was read; put the article beside the manifest "
                     "and name it relative to it.", "outside")


def row_date(value: object, file: str, place: str, wrong: Tell) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if value is None or isinstance(value, str) and not value.strip():
        return None
    try:
        return read_day(value.strip() if isinstance(value, str) else "")
    except ValueError:
        wrong(f"{place} gives {cut(value)} as date of {cut(file)}; write it as YEAR-MONTH-DAY, such as 2020-11-09. It was left out.")
        return None


def cut(value: object) -> str:
    """Return a value as it is shown in a message: on one line and not too long."""
    return repr(value[:100] + ("…" if len(value) > 100 else "")) if isinstance(value, str) else f"a value of type {type(value).__name__}"


def listed(names: Sequence[str] | Mapping[str, object]) -> str:
    """Return names as they are shown in a message, the first 20 of them, or fewer where they are long."""
    shown: list[str] = []
    for name in list(names)[:20]:
        shown.append(cut(name))
        if sum(map(len, shown)) > 200:
            break
    return ", ".join(shown) + (", …" if len(names) > len(shown) else "")


# --- drafting ---------------------------------------------------------------------------------------------------------

def draft(documents: Sequence[Document], form: Form) -> str:
    """Return a manifest of the articles as they were read, blank and with a note where their texts do not say a value.

    Raises InputError for an article whose name no manifest can hold.
    """
    return {"csv": csv_draft, "jsonl": jsonl_draft, "toml": toml_draft}[form]([drafted(document) for document in documents])


def drafted(document: Document) -> dict[str, object]:
    name = document.id
    if name != name.strip() or UNPRINTED.search(name):
        raise InputError(f"{name!r}: no manifest can hold a name with control characters or with white space around it; rename the file")
    return {
        "file": name,
        "outlet": plain(document.outlet or ""),
        "published": document.published or "",
        "url": document.url if document.url and is_address(document.url) else "",
        "agencies": list(read_names(";".join(map(plain, document.agencies)))),
        "note": "; ".join(plain(f"{key} {origin}") for key, origin in document.origins if origin.startswith("not stated")),
    }


def plain(text: str) -> str:
    """Return a text on one line and without what cannot be printed."""
    return " ".join(UNPRINTED.sub(" ", text).split())


def csv_draft(rows: Sequence[Mapping[str, object]]) -> str:
    """Return rows as CSV in which no cell is a formula to a spreadsheet: such a text is put behind an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(DRAFTED)
    for row in rows:
        cells = ("; ".join(value) if isinstance(value, list) else str(value) for value in row.values())
        writer.writerow(f"'{cell}" if FORMULA.match(cell) else cell for cell in cells)
    return out.getvalue()


def jsonl_draft(rows: Sequence[Mapping[str, object]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)


def toml_draft(rows: Sequence[Mapping[str, object]]) -> str:
    lines = [f'schema = "{SCHEMA}"\n']
    for row in rows:
        lines += ["\n", f"# {row['note']}\n"] if row["note"] else ["\n"]
        lines += ["[[article]]\n", *(f"{key} = {toml_value(row[key])}\n" for key in DRAFTED if key != "note")]
    return "".join(lines)


def toml_value(value: object) -> str:
    """Return a date, text or list of texts as TOML, which writes the latter two as JSON does."""
    return str(value) if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
