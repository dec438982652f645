"""Articles from files, folders, tables, feeds, archives and the web: found, named, and made into Documents.

What cannot be used becomes one line that says why, and the others go on.
"""

from __future__ import annotations

import errno
import html
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from kgraph.errors import InputError
from kgraph.ingest.archives import ARCHIVES, Capture, read_warc
from kgraph.ingest.decode import decode
from kgraph.ingest.feeds import Entry, is_feed, read_feed
from kgraph.ingest.fetch import Fetcher, is_url, name_of
from kgraph.ingest.language import other_language
from kgraph.ingest.manifest import MANIFESTS, Listing, cut, plain, read_manifest
from kgraph.ingest.metadata import make_document
from kgraph.ingest.page import LARGEST_PAGE, Page, is_page, read_page
from kgraph.ingest.tables import TABLES, Row, read_table
from kgraph.model import Document, Problem

LARGEST = 1_000_000  # bytes of one article of plain text
TEXTS = (".txt",)
PAGES = (".html", ".htm", ".xhtml")
FEEDS = (".rss", ".atom", ".xml")
READ = (*TEXTS, *PAGES, *FEEDS, *TABLES, *ARCHIVES)
NOT_READ = (".pdf", ".doc", ".docx", ".odt", ".rtf", ".epub", ".mhtml", ".zip", ".gz")
LONGEST_ID = 200  # characters of a row's own name that an article is known by
STDIN = "-"
UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")  # what would break a line, steer a terminal or be no UTF-8
NO_COLUMNS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it came: its bytes, what they are ("text" or "page") and what manifest, table or feed say of it.

    `name` is the document's id, `location` where it came from: a path, an address, a row of a table.
    """

    name: str
    location: str
    form: str
    raw: bytes
    listing: Listing


@dataclass(frozen=True, slots=True)
class Refused:
    """An input that is no article or cannot be read, the reason in one word as of InputError, and what is wrong with it."""

    name: str
    location: str
    reason: str
    message: str


@dataclass(frozen=True)
class Found:
    """A file to read: where it lies, the name the user knows it by, and what its manifest says of it."""

    path: Path
    name: str
    listing: Listing = field(default_factory=Listing)


Item = Article | Refused | Problem


def read_documents(sources: Sequence[str | Path]) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """Read all articles of some sources at once; what cannot be used comes back as one problem each, a copy under no other outlet too.

    Documents are sorted by id, and neither they nor the problems depend on the order of the sources.
    Raises InputError where a source is not there.
    """
    problems: set[Problem] = set()
    documents: list[Document] = []
    first_of: dict[str, dict[str | None, str]] = {}  # text -> outlet -> the article that was read
    for item in articles(sources):
        if isinstance(item, Problem):
            problems.add(item)
            continue
        try:
            if isinstance(item, Refused):
                raise InputError(item.message, item.reason)
            document = document_of_article(item)
            same = first_of.setdefault(document.sha256, {})
            first = same.get(document.outlet, same.get(None) if document.outlet else next(iter(same.values()), None))
            if first is not None:
                raise InputError(is_copy_of(first))
        except InputError as error:
            problems.add(Problem(item.name, str(error)))
            continue
        same[document.outlet] = item.name
        documents.append(document)
    return tuple(sorted(documents, key=lambda d: d.id)), tuple(sorted(problems, key=lambda p: (p.file, p.message)))


def is_copy_of(name: str) -> str:
    """What is told of an input that holds another one's article."""
    return f"holds the same article as {name}, which was read; this one was set aside as a duplicate. Delete one of them."


def document_of_article(article: Article) -> Document:
    """Label an article and gather what is known about it. Raises InputError, without the article's name, where it cannot be used."""
    listing = article.listing
    if listing.sha256 and listing.sha256.lower() != sha256(article.raw).hexdigest():
        raise InputError(
            f"is not the file that {cut(listing.origin)[1:-1]} means: its SHA-256 is another. Restore the file, or mend or delete the sum.",
            "hash",
        )
    page: Page | None = None
    if article.form == "page":
        page = read_page(article.raw, listing.url)
        text, encoding = page.text, page.encoding
    else:
        if len(article.raw) > LARGEST:
            raise too_large(len(article.raw), LARGEST)
        text, encoding = decode(article.raw)
    document = make_document(article.name, text, listing, encoding, page)
    report = [text[span.start : span.end] for span in document.spans if span.section.is_report]
    if not report:
        raise InputError(
            "holds no report: every line looks like a caption, a byline or a notice of the site. Paste the article's text into it.",
            "empty_text",
        )
    if listing.language is None:
        language = other_language("\n".join(report))
    else:
        language = None if listing.language[:2].lower() == "en" else plain(listing.language)[:40]
    if language:
        raise InputError(f"is in {language}; kgraph reads English. Set it aside, or give an English version of it.", "language")
    return document


def too_large(size: int, largest: int) -> InputError:
    return InputError(f"is too large: {size:,} bytes, and an article may have {largest:,}. Split it into its articles.", "too_large")


# --- finding -----------------------------------------------------------------------------------------------------------


def articles(sources: Iterable[str | Path], columns: Mapping[str, str] = NO_COLUMNS) -> Iterator[Item]:
    """Yield every article of some sources, each with what the nearest manifest says, and what cannot be used.

    A source is a file, a folder (its own folders included), an address of the web, or "-" for standard input. `columns` maps
    names of ours (text, outlet, published …) to those of tables. Nothing depends on the order of the sources.
    Raises InputError where a source is not there or a manifest points outside its folder, before anything is read.
    """
    given = sorted({str(source) for source in sources})
    local = [Path(source) for source in given if source != STDIN and not is_url(source)]
    for path in local:
        if not is_there(path):
            raise InputError(
                f"{path}: no such file or folder; give articles as .txt or .html files, a folder that holds them, or an address"
            )
    told: list[Item] = []
    found: dict[Path, Found] = {}
    manifests: dict[Path, dict[Path, Listing]] = {}
    for source in local:
        for item in find_files(source, told, manifests):
            found[item.path] = min(item, found.get(item.path, item), key=lambda f: (not f.listing.given, len(f.name), f.name))
    yield from map(printed, told)
    for item in sorted(with_unique_names(list(found.values())), key=lambda f: (not f.listing.outlet, f.name)):
        yield from told_apart(read_file(item, columns))
    if STDIN in given:
        yield from read_bytes("stdin", STDIN, sys.stdin.buffer.read(LARGEST_PAGE + 1), Listing())
    fetcher = Fetcher()
    for address in filter(is_url, given):
        yield from read_address(address, Listing(url=address), fetcher)


def is_there(path: str | Path) -> bool:
    """Whether a path exists; one that no file can have does not."""
    try:
        return Path(path).exists()
    except OSError:  # a name too long
        return False


def find_files(source: Path, told: list[Item], manifests: dict[Path, dict[Path, Listing]]) -> Iterator[Found]:
    """Yield the files of a source that may hold articles; what is passed over with a word about it is added to `told`.

    `manifests` keeps what those of single files' folders say.
    """
    if not source.is_dir():
        if source.parent not in manifests:
            manifests[source.parent] = read_manifest(source.parent, "", lambda problem: None)
        rows = manifests[source.parent]
        if source.name.lower().endswith(READ):
            yield Found(source.resolve(), written(source.name), rows.get(source.resolve(), Listing()))
        else:
            told.append(
                Refused(
                    written(source.name),
                    written(source.resolve()),
                    "unusable",
                    f"is not a file that kgraph reads ({', '.join(READ)}). Save the article's text as .txt.",
                )
            )
        return
    root, count = source.resolve(), 0
    rows = {}

    def closed(error: OSError) -> None:
        path = Path(error.filename)
        why = f"cannot be looked into ({error.strerror}). Check that you may read the folder."
        told.append(Refused(path.relative_to(source).as_posix(), str(path.absolute()), "unreadable", why))

    for folder in sorted(Path(path) for path, _, _ in os.walk(source, onerror=closed)):
        if not os.access(folder, os.X_OK):
            closed(PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder)))
            continue
        if any(part.startswith(".") for part in folder.relative_to(source).parts) or (folder / "kgraph.sqlite").exists():
            continue
        rows.update(read_manifest(folder, written(folder.relative_to(source).as_posix()), told.append))
        for path in sorted(folder.iterdir()):
            name = written(path.relative_to(source).as_posix())
            if path.name.startswith(".") or path.is_dir() or path.name in MANIFESTS:
                continue
            if path.name.lower().endswith(READ):
                count += 1
                try:
                    place = path.resolve()
                except (OSError, RuntimeError):
                    told.append(Refused(name, str(path.absolute()), "unreadable", "is a link that leads round in a circle. Delete it."))
                    continue
                if place.is_relative_to(root):
                    yield Found(place, name, rows.get(place, Listing()))
                else:
                    told.append(
                        Refused(
                            name,
                            written(path.absolute()),
                            "outside",
                            "is a link to a file outside the folder. Copy the article here, or pass that file itself.",
                        )
                    )
            elif path.suffix.lower() in NOT_READ:
                told.append(
                    Refused(
                        name,
                        written(path.absolute()),
                        "unusable",
                        f"is a {path.suffix.lower()} file, which kgraph does not read. Save the article's text as .txt.",
                    )
                )
    if not count:
        told.append(Problem(written(source.name or source), "holds no article. Put articles there as .txt or .html, one file each."))


def written(path: str | Path) -> str:
    """Return a file's name as text whatever its bytes are: those that are no UTF-8 are written as in "caf\\xe9.txt"."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def with_unique_names(found: Sequence[Found]) -> list[Found]:
    """Put as many folders before names that several sources share as it takes to tell them apart."""

    def longer(item: Found) -> Found:
        return replace(item, name=written("/".join(item.path.parts[-item.name.count("/") - 2 :])).removeprefix("/"))

    named = list(found)
    while True:
        counts = Counter(f.name for f in named)
        told_apart = [longer(f) if counts[f.name] > 1 else f for f in named]
        if told_apart == named:
            return named
        named = told_apart


def printed(item: Item) -> Item:
    """The same with its name and place as they can be shown and stored, where a file has a name that cannot."""
    if isinstance(item, Problem):
        return replace(item, file=escaped(item.file))
    return replace(item, name=escaped(item.name), location=escaped(item.location))


def escaped(name: str) -> str:
    return UNSHOWN.sub(lambda c: repr(c[0])[1:-1], name)


def told_apart(items: Iterable[Item]) -> Iterator[Item]:
    """Number the places of a table's rows, a feed's entries or an archive's pages that go by one id."""
    seen: Counter[str] = Counter()
    for item in items:
        if isinstance(item, Problem):
            yield item
        else:
            seen[item.location] += 1
            again = seen[item.location] > 1
            yield replace(item, location=f"{item.location} ({seen[item.location]})") if again else item


# --- reading -----------------------------------------------------------------------------------------------------------


def read_file(item: Found, columns: Mapping[str, str]) -> Iterator[Item]:
    """Yield the articles of a file: one, or those of a table, feed or archive."""
    name, location, suffix = item.name, written(item.path), item.path.name.lower()
    if UNSHOWN.search(name):
        yield Refused(escaped(name), escaped(location), "unusable", "has a name with control characters. Rename the file.")
        return
    try:
        if item.path.exists() and not item.path.is_file():
            raise InputError("is no plain file but a pipe or a device. Save the article's text as .txt.")
        if suffix.endswith(TABLES):
            yield from read_rows(item, columns)
        elif suffix.endswith(ARCHIVES):
            yield from read_captures(item)
        else:
            size = item.path.stat().st_size
            if size > LARGEST_PAGE:
                raise too_large(size, LARGEST if suffix.endswith(TEXTS) else LARGEST_PAGE)
            yield from read_bytes(name, location, item.path.read_bytes(), item.listing, feed=suffix.endswith(FEEDS))
    except InputError as error:
        yield Refused(name, location, error.reason, str(error))
    except OSError as error:
        yield Refused(
            name, location, "unreadable", f"cannot be read ({error.strerror or error}). Check that the file is there and may be read."
        )


def read_bytes(name: str, location: str, raw: bytes, listing: Listing, feed: bool = False) -> Iterator[Item]:
    """Yield the article that some bytes are, or the entries of a feed that give their text."""
    if feed and is_feed(raw):
        for entry in told_of_damage(name, location, raw, None):
            if isinstance(entry, Refused):
                yield entry
            elif entry.full:
                yield article_of(entry, f"{location}#{entry.id}")
            else:
                yield Refused(
                    entry_name(entry, location),
                    f"{location}#{entry.id}",
                    "fetch",
                    "is given with its beginning alone. Give the address of the feed or of the article instead of the file.",
                )
    else:
        yield Article(name, location, "page" if is_page(raw) else "text", raw, listing)


def told_of_damage(name: str, location: str, raw: bytes, url: str | None) -> Iterator[Entry | Refused]:
    feed = read_feed(raw, url)
    yield from feed.entries
    if feed.damage:
        yield Refused(name, location, "damaged", feed.damage)


def read_address(address: str, listing: Listing, fetcher: Fetcher) -> Iterator[Item]:
    """Yield the article at an address, or those of the feed that is there: their full text, else their pages."""
    try:
        fetched = fetcher.fetch(address)
        if not is_feed(fetched.raw):
            yield Article(
                name_of(fetched.url), address, "page" if is_page(fetched.raw) else "text", fetched.raw, replace(listing, url=fetched.url)
            )
            return
        for entry in told_of_damage(name_of(address), address, fetched.raw, fetched.url):
            if isinstance(entry, Refused):
                yield entry
            elif entry.full or not entry.link:
                yield article_of(entry, entry.link or f"{address}#{entry.id}")
            else:
                yield from read_linked(entry, fetcher)
    except InputError as error:
        yield Refused(name_of(address), address, error.reason, str(error))


def read_linked(entry: Entry, fetcher: Fetcher) -> Iterator[Item]:
    """Yield the page that an entry of a feed links to; a link to another feed is not followed."""
    address = entry.link or ""
    try:
        fetched = fetcher.fetch(address)
        yield Article(name_of(fetched.url), address, "page", fetched.raw, replace(listing_of(entry), url=fetched.url))
    except InputError as error:
        yield Refused(name_of(address), address, error.reason, str(error))


def article_of(entry: Entry, location: str) -> Article:
    """Make an article of a feed's entry that holds the text itself."""
    title = html.escape(entry.title)
    page = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body><article><h1>{title}</h1>{entry.html}'
        "</article></body></html>"
    )
    return Article(entry_name(entry, location), location, "page", page.encode("utf-8", "replace"), listing_of(entry))


def entry_name(entry: Entry, location: str) -> str:
    return name_of(entry.link or location)


def listing_of(entry: Entry) -> Listing:
    return Listing(outlet=entry.outlet, published=entry.published, url=entry.link, authors=entry.authors, origin="feed")


def read_rows(item: Found, columns: Mapping[str, str]) -> Iterator[Item]:
    for row in read_table(item.path, columns):
        if isinstance(row, Row):
            name = f"{item.name}#{row.id[:LONGEST_ID]}"
            raw = row.text.encode("utf-8", "surrogatepass")
            yield Article(name, f"{written(item.path)}#{row.id[:LONGEST_ID]}", "page" if row.html else "text", raw, row.listing)
        else:
            yield Refused(f"{item.name}#{row.number}", f"{written(item.path)}#{row.number}", row.reason, row.message)


def read_captures(item: Found) -> Iterator[Item]:
    for capture in read_warc(item.path):
        location = f"{written(item.path)}#{capture.number}"
        if isinstance(capture, Capture):
            yield Article(name_of(capture.url), location, "page", capture.html, Listing(url=capture.url, origin="archive"))
        else:
            yield Refused(f"{item.name}#{capture.number}", location, capture.reason, capture.message)
