"""Bytes of an article -> its text and the encoding they are in; nothing is ever replaced by U+FFFD."""
from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from kgraph.errors import InputError
from kgraph.ingest.patterns import NOT_BLANK

SIGNATURES = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")
CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1b")
MARKS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
MEANT = {  # what pages mean by a name (the Encoding Standard of the WHATWG), by Python's names
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "gb2312": "gb18030", "gbk": "gb18030",
    "euc_kr": "cp949", "shift_jis": "cp932",
}
NEVER = ("utf-8", "utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined")  # tried anyway, or no page's
# what no article in an older encoding holds: controls, boxes, private characters, capitals inside a word
UNLIKELY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\u2320\u2321\u2500-\u25a0\ue000-\uf8ff\ufffd-\uffff]|[a-z][À-ÖØ-Þ]")
MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
MOSTLY_ASCII = 0.10  # up to this share of bytes above 127, text is taken for a Western European language's
FEWEST = 32  # bytes; of fewer, no encoding is guessed


def decode(raw: bytes, declared: str | None = None) -> tuple[str, str]:
    """Return the text of an article's bytes and the encoding's name ("utf-8", "utf-16", "windows-1252").

    A byte order mark decides; then UTF-8 where the bytes are valid UTF-8, whatever was declared; then the declared encoding
    where it gives likely text; then what the bytes look like. A UTF-8 mark stays in the text, so that text and bytes agree.
    Raises InputError, without the file's name: "binary", "encoding", or "empty_text" for nothing but blanks.
    """
    text, encoding = decode_any(raw, codec_of(declared))
    if not NOT_BLANK.search(text):
        raise InputError("is empty. Put the article's text into it or delete it.", "empty_text")
    return text, encoding


def decode_any(raw: bytes, declared: str | None) -> tuple[str, str]:
    marked = next((codec for mark, codec in MARKS if raw.startswith(mark)), None)
    wide = marked or (declared if declared and declared.startswith(("utf-16", "utf-32")) and b"\0" in raw else None)
    if wide:
        try:
            return raw.decode(wide), wide
        except UnicodeDecodeError as error:
            raise InputError(f"is not {wide.upper()} throughout: byte offset {error.start} fits no character. Save the article's text as "
                             "UTF-8.", "encoding") from error
    if is_binary(raw):
        raise InputError("is binary, not text. Save the article's text as a UTF-8 .txt file.", "binary")
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        wrong = f"byte 0x{raw[error.start]:02x} at byte offset {error.start} fits no character"
    high = sum(b > 127 for b in raw)
    whole = sum(len(found) for found in MULTIBYTE.findall(raw))
    if whole * 2 > high and whole > 3:
        raise InputError(f"is damaged UTF-8: {wrong}. Get the article anew, or mend that place and save it as UTF-8.", "encoding")
    for codec in guesses(raw, declared, western=high <= MOSTLY_ASCII * len(raw)):
        text = strictly(raw, codec)
        if text is not None:
            return text, name_of(codec)
    raise InputError(f"is not UTF-8: {wrong}. Convert it from the encoding it is in, for example: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW",
                     "encoding")


def guesses(raw: bytes, declared: str | None, western: bool) -> Iterator[str]:
    """Yield the codecs to try on bytes that are no UTF-8, the likeliest first."""
    if declared:
        yield declared
    if western:
        yield "cp1252"
    best = from_bytes(raw).best() if len(raw) >= FEWEST else None
    if best:
        yield codecs.lookup(best.encoding).name


def codec_of(declared: str | None) -> str | None:
    """Return Python's name for a declared encoding as pages mean it; None for an unknown one, and for UTF-8, which is tried anyway.

    >>> codec_of("ISO-8859-1"), codec_of("x-nonsense"), codec_of("utf-8")
    ('cp1252', None, None)
    """
    try:
        found = codecs.lookup((declared or "").strip(" \t\n\"';").lower())
    except (LookupError, ValueError):
        return None
    return None if found.name in NEVER else MEANT.get(found.name, found.name)


def name_of(codec: str) -> str:
    """Return the name that is recorded for one of Python's codecs.

    >>> name_of("cp1252"), name_of("koi8-r")
    ('windows-1252', 'koi8-r')
    """
    return re.sub(r"^cp(?=125\d$)", "windows-", codec)


def strictly(raw: bytes, codec: str) -> str | None:
    """Return the bytes decoded, None where they are not of that encoding or give characters that no article holds."""
    try:
        text = raw.decode(codec)
    except (UnicodeError, LookupError):
        return None
    return None if UNLIKELY.search(text) else text


def is_binary(raw: bytes) -> bool:
    """Whether bytes are a picture, an archive or the like."""
    return b"\0" in raw or raw.startswith(SIGNATURES) or sum(b in CONTROLS for b in raw) > len(raw) // 20
