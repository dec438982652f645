"""Web archives (WARC): the pages that were captured, one by one however big the archive is."""
from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.errors import InputError
from kgraph.ingest.manifest import cut, is_address
from kgraph.ingest.streams import DAMAGE, Decompressed, SetAside, one_line

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

ARCHIVES = (".warc", ".warc.gz")
LARGEST_RECORD = 5_000_000  # bytes of one page, as sent and as decompressed
MOST_ARCHIVED = 64 * 1024**3  # bytes of one archive, decompressed: those of a crawl have 1 to 5 GiB
PAGES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Capture:
    """A page as it was sent: the number of its record from 1, its address, its bytes and the charset that its headers declare."""

    number: int
    url: str
    html: bytes
    charset: str | None


def read_warc(path: Path) -> Iterator[Capture | SetAside]:
    """Yield the pages of an archive, and in their places the records of pages that cannot be used.

    Other records (requests, pictures, redirects) are passed over. Where the archive is cut or damaged, or a decompression
    bomb, the last thing is a SetAside (reason "damaged" or "bomb") that names a byte of the archive as it is decompressed.
    Raises InputError where fastwarc is missing or the file cannot be opened.
    """
    try:
        from fastwarc.warc import ArchiveIterator
    except ImportError as error:
        raise InputError("reading WARC needs fastwarc: pip install fastwarc") from error
    try:
        stream = Decompressed(path, MOST_ARCHIVED)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or one_line(error)})", "unreadable") from error
    number, begin = 1, 0
    with stream:
        fault: InputError | None = None
        try:
            for record in ArchiveIterator(stream, parse_http=False, stream_detect=False):
                begin = record.stream_pos
                item = read_record(number, record)
                number += 1
                if item is not None:
                    yield item
        except DAMAGE as error:
            fault = InputError(f"the archive is cut or damaged ({one_line(error)})", "damaged")
        fault = stream.fault or fault
    if fault is not None:
        yield SetAside(number, fault.reason, f"{fault}; the last record that was found begins at byte {begin:,}")


def read_record(number: int, record: WarcRecord) -> Capture | SetAside | None:
    """Return the page of a record, why it cannot be used, or None for what is no page. Raises EOFError where the record is cut."""
    block = record.reader.read(LARGEST_RECORD + 1)
    size = len(block)
    while rest := record.reader.read(1 << 16):
        size += len(rest)
    if size < record.content_length or "Content-Length" not in record.headers:
        raise EOFError(f"record {number} ends after {size:,} bytes")
    head, _, body = block.partition(b"\r\n\r\n")
    status, _, fields = head.partition(b"\r\n")
    headers = message_from_bytes(fields)
    is_answer = record.headers.get("WARC-Type") == "response" and re.match(rb"HTTP/\S+ 200\b", status)
    if not is_answer or headers.get_content_type() not in PAGES:
        return None
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    try:
        if not is_address(url):
            raise InputError(f"names {cut(url)} as its address, which is none of the web")
        if size > LARGEST_RECORD:
            raise InputError(f"is too large: {size:,} bytes, and a page may have {LARGEST_RECORD:,}", "too_large")
        return Capture(number, url, decoded(body, headers), headers.get_content_charset())
    except InputError as error:
        return SetAside(number, error.reason, str(error))


def decoded(body: bytes, headers: Message) -> bytes:
    """Return a page's bytes without their coding for transport. Raises InputError where they are damaged or swell too far.

    Archives often keep a header that names a coding and hold the page without it, so the bytes decide whether it is there.
    """
    from fastwarc.stream_io import ChunkedReader

    coding = str(headers.get("Content-Encoding", "")).strip().lower()
    try:
        if "chunked" in str(headers.get("Transfer-Encoding", "")).lower() and re.match(rb"[0-9a-fA-F]+(?:;[^\n]*)?\r\n", body):
            body = ChunkedReader(io.BytesIO(body)).read(LARGEST_RECORD)
        if body.startswith(b"\x1f\x8b") or coding == "deflate":
            inflater = zlib.decompressobj(zlib.MAX_WBITS | 32 if body.startswith((b"\x1f\x8b", b"\x78")) else -zlib.MAX_WBITS)
            body = inflater.decompress(body, LARGEST_RECORD + 1)
            if len(body) > LARGEST_RECORD:
                raise InputError(f"is too large: more than {LARGEST_RECORD:,} bytes once it is decompressed", "too_large")
            if not inflater.eof:
                raise EOFError("its compressed bytes end early")
        elif coding in ("br", "zstd"):
            raise InputError(f"is compressed as {coding}, which kgraph does not read; archive the page uncompressed")
    except DAMAGE as error:
        raise InputError(f"is damaged ({one_line(error)})", "damaged") from error
    return body
