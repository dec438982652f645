"""News feeds (RSS 0.9 to 2.0, Atom): what each entry says of an article, and its text where the feed carries it."""
from __future__ import annotations

import codecs
import html
import io
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate
from typing import Any
from urllib.parse import urlsplit

from kgraph.errors import InputError
from kgraph.ingest.manifest import is_address, plain, read_day
from kgraph.ingest.streams import one_line
from kgraph.model import digest

LARGEST_FEED = 10_000_000  # bytes
MOST_TAGS = 200_000  # that take seconds to read
LONGEST_NAME = 1000  # characters of an author's name and address
FULL_WORDS = 120  # a summary of so many words is taken for the article
PROLOG = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\b[^\[>]*(?:\[.*?\]\s*)?>", re.S | re.I)  # what may stand before the first element
ROOT = re.compile(r"<(?:rss\b|(?:\w+:)?RDF\b(?=[^>]*(?:purl\.org/rss/|netscape\.com/rdf/))|(?:\w+:)?feed\b(?=[^>]*\batom\b))[^>]*>", re.I)
ENDS = re.compile(r"</(?:rss|(?:\w+:)?RDF|(?:\w+:)?feed)\s*>", re.I)
ENTRY_ENDS = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>", re.I)
ENCODING = re.compile(rb"<\?xml[^>]{0,100}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
         (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
MAIL_AUTHOR = re.compile(r"\S+@\S+ \((.+)\)")
NO_NAME = re.compile(  # words of titles that name a part of an outlet, or no outlet at all
    r"(?i)\b(?:all|archives?|articles?|blogs?|breaking|category|comments?|feeds?|headlines?|home|latest|most|news on|opinion|page|politics|"
    r"posts|recent|rss|search|sports?|stories|tags?|technology|top|topics?|untitled|updates?|world)\b|[|:>»›/–—]| - |\.\.\.|…")


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as a feed tells of it. `html` is as the feed gives it, scripts included: to make text of, never to show.

    `link` is an absolute address of the web; `outlet` the feed's title where it is plainly a name and the entry its own;
    `full` whether `html` is the article rather than a summary.
    """

    id: str
    link: str | None
    title: str
    published: date | None
    outlet: str | None
    authors: tuple[str, ...]
    html: str
    full: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries of a feed in its order, and what is wrong with it where it is cut or no good XML."""

    entries: tuple[Entry, ...]
    damage: str | None = None


def is_feed(raw: bytes) -> bool:
    """Return whether bytes are an RSS or Atom feed, by their first element."""
    text = decode(raw[:100_000])
    return bool(ROOT.match(text, root_at(text)))


def read_feed(raw: bytes, url: str | None = None) -> Feed:
    """Return a feed's entries. `url` is where it came from, against which relative links are read; nothing is fetched.

    What stands before the first element is cut off unread, so a feed can declare no entity, and none is resolved. Of a feed
    that is cut the entries that are whole are given. Raises InputError for a feed that is too large (reason "too_large"),
    for bytes that are none ("unusable") and for one that cannot be read ("damaged").
    """
    import feedparser

    if len(raw) > LARGEST_FEED:
        raise InputError(f"is too large: {len(raw):,} bytes, and a feed may have {LARGEST_FEED:,}", "too_large")
    text = decode(raw)
    text = text[root_at(text):]
    if text.count("<") > MOST_TAGS:
        raise InputError(f"is too large: {text.count('<'):,} tags, and a feed may have {MOST_TAGS:,}", "too_large")
    if not ROOT.match(text):
        raise InputError("is no RSS or Atom feed")
    damage = "holds bytes that are no characters of its encoding" if "\ufffd" in text else None
    if not ENDS.search(text):
        whole = max((found.end() for found in ENTRY_ENDS.finditer(text)), default=0)
        damage = "breaks off before its end; the entries that are whole were read"
        text = text[:whole]
    headers = {"content-type": "application/xml; charset=utf-8"} | ({"content-location": url} if url and is_address(url) else {})
    try:
        found = feedparser.parse(io.BytesIO(text.encode("utf-8", "replace")), response_headers=headers, sanitize_html=False,
                                 resolve_relative_uris=False)
        entries = tuple(read_entry(entry, found, url) for entry in found.entries)
    except Exception as error:  # feedparser lets whatever its parsers raise pass
        raise InputError(f"cannot be read as a feed ({one_line(error)})", "damaged") from error
    if found.bozo and damage is None:
        what = re.sub(r"^<unknown>:\d+:\d+: ", "", one_line(found.bozo_exception))
        damage = f"is no good XML ({what}); its entries were read as well as could be"
    return Feed(entries, damage)


def decode(raw: bytes) -> str:
    """Return a feed's text by its byte order mark, else by the encoding that it declares, else as UTF-8; U+FFFD is what fits none."""
    encoding = next((name for mark, name in MARKS if raw.startswith(mark)), "")
    declared = ENCODING.match(raw)
    if not encoding and declared:
        with suppress(LookupError):
            encoding = codecs.lookup(declared[1].decode("ascii", "replace")).name
    usual = re.match(r"utf-8|utf-16-|iso8859|iso2022|cp\d|koi8|shift_jis|euc|gb|big5|ascii|mac", encoding)
    return raw.decode(encoding if usual else "utf-8", "replace").removeprefix("\ufeff")


def root_at(text: str) -> int:
    """Return the offset of what may be the first element."""
    at = 0
    while found := PROLOG.match(text, at):
        at = found.end()
    return at


def read_entry(entry: Any, feed: Any, url: str | None) -> Entry:
    link = next((plain(value) for value in (entry.get("feedburner_origlink"), entry.get("link")) if value), "")
    link_or_none = link if is_address(link) else None
    content = next((c for c in entry.get("content", ()) if c.get("value", "").strip()), None)
    body = as_html(content or entry.get("summary_detail") or {})
    title = plain(without_tags(as_html(entry.get("title_detail") or {})))
    full = content is not None or len(without_tags(body).split()) >= FULL_WORDS
    return Entry(plain(entry.get("id") or "") or link or digest(title, body), link_or_none, title, day_of(entry, feed.version),
                 outlet_of(entry, feed.feed, link_or_none, url), authors_of(entry), body, full)


def as_html(detail: Mapping[str, Any]) -> str:
    """Return a piece of text as HTML, whichever of the two the feed says it is."""
    value = detail.get("value") or ""
    return html.escape(value, quote=False) if detail.get("type") == "text/plain" else value


def without_tags(markup: str) -> str:
    return html.unescape(re.sub(r"<[^<>]*>", " ", markup))


def day_of(entry: Any, version: str) -> date | None:
    """Return the day on which an entry was published, as its own zone counts it.

    The day of an update is taken for it in RSS alone, where feedparser calls dc:date so; in Atom it is another thing.
    """
    printed = plain(entry.get("published") or (entry.get("updated") if version.startswith("rss") else None) or "")
    parsed = parsedate(printed)
    try:
        return date(*parsed[:3]) if parsed else read_day(printed)
    except (ValueError, OverflowError):
        return None


def outlet_of(entry: Any, feed: Any, link: str | None, url: str | None) -> str | None:
    """Return the outlet of an entry: the source that it names, else the feed's title where it links to the feed's own site."""
    source = entry.get("source")
    title = plain((source or feed).get("title") or "")
    if not source and link:
        theirs, ours = (urlsplit(a).hostname or "" for a in (link, next(filter(is_address, [feed.get("link") or "", url or ""]), "")))
        theirs, ours = theirs.removeprefix("www."), ours.removeprefix("www.")
        if not (theirs == ours or theirs.endswith(f".{ours}") or ours.endswith(f".{theirs}")):
            return None
    is_name = title[:1].isupper() and len(title.split()) <= 4 and not NO_NAME.search(title) and title.lower() != "news"
    return title if is_name else None


def authors_of(entry: Any) -> tuple[str, ...]:
    by_mail = MAIL_AUTHOR.fullmatch(plain(entry.get("author") or "")[:LONGEST_NAME])
    found = [by_mail[1]] if by_mail else [plain(author.get("name") or "") for author in entry.get("authors", ())]
    return tuple(dict.fromkeys(name for name in found if name and "@" not in name))
