"""What is known about an article besides its words: date, outlet, address, agencies, each with where it came from."""
from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kgraph.errors import InputError
from kgraph.ingest.labels import label
from kgraph.ingest.manifest import MANIFESTS, Listing, is_address
from kgraph.ingest.patterns import AGENCIES, DATE, MONTHS, NAME, PLAIN, URL_DATE, WRITES_FOR_A_LIVING
from kgraph.model import Document, LabelledSpan, Section

if TYPE_CHECKING:
    from kgraph.ingest.page import Page


def agencies_of(text: str, spans: Sequence[LabelledSpan]) -> tuple[str, ...]:
    """Return the agencies that an article says its text comes from, sorted; a picture's credit says nothing about text."""
    found = set()
    for span in spans:
        words = text[span.start:span.end].translate(PLAIN)
        says = span.section in (Section.AGENCY_CREDIT, Section.DATELINE, Section.BYLINE)
        if says or (span.rule == "notice" and re.match(r"(?i)copyright|©|\(c\)", words)):
            found |= {name for name, pattern in AGENCIES.items() for m in re.finditer(rf"\b(?:{pattern})\b", words, re.I)
                      if not m[0].islower() and (len(m[0]) > 3 or m[0].isupper())}
    return tuple(sorted(found))


def date_in(words: str) -> date | None:
    """Return the first full date in a few words; None without one, or where day and month could be swapped.

    >>> date_in("Updated Nov. 9, 2020 at 3:45 PM EST"), date_in("11/09/2020")
    (datetime.date(2020, 11, 9), None)
    """
    for found in DATE.finditer(words):
        year, month, day = next((found[f"y{n}"], found[f"m{n}"], found[f"d{n}"]) for n in (1, 2, 3) if found[f"y{n}"])
        try:
            return date(int(year), int(month) if month.isdigit() else MONTHS[month[:3].lower()], int(day))
        except ValueError:
            continue
    return None


def date_in_url(url: str) -> date | None:
    """Return the date that an address carries in its path.

    >>> date_in_url("https://news.example/2020/11/09/veto.html")
    datetime.date(2020, 11, 9)
    """
    for found in URL_DATE.finditer(urlsplit(url).path):
        try:
            return date(int(found["y"]), int(found["m"]), int(found["d"]))
        except ValueError:
            continue
    return None


def make_document(name: str, text: str, listing: Listing, encoding: str = "utf-8", page: Page | None = None) -> Document:
    """Label an article and gather what is known about it, with where each value came from.

    What a manifest, table or feed says comes first, then what the page it stood in says of itself, then the article's own lines.
    Raises InputError for text that is no Unicode (half of a character).
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        message = f"holds half of a character (at {error.start}), which no UTF-8 can hold. Get the article anew."
        raise InputError(message, "encoding") from error
    outlet = listing.outlet or (page.outlet if page else None)
    spans = label(text, outlet)
    said = page.origins if page else {}
    origins: dict[str, str] = {}
    url = listing.url or (page.url if page else None)
    if url:
        origins["url"] = listing.origin if listing.url else said.get("url", "page")
    else:
        lines = [text[s.start:s.end] for s in spans if s.section is Section.URL_LINE]
        found = (re.search(r"https?://\S+", line) for line in lines)
        addresses = [m[0] for m in found if m and is_address(m[0])]
        url = addresses[-1] if len(addresses) == 1 else None
        origins["url"] = "address in the text" if url else f"not stated: no address in the text; add it to {MANIFESTS[0]}"
    given = listing.published or (page.published if page else None)
    origin = listing.origin if listing.published else said.get("published", "page")
    published, origins["published"] = date_of_publication(text, spans, url, given, origin)
    if outlet:
        origins["outlet"] = listing.origin if listing.outlet else said.get("outlet", "page")
    else:
        hint = outlet_hint(text, spans, url)
        blank = f"{listing.origin} leaves it blank" if listing.given else f"no {MANIFESTS[0]} names this article"
        origins["outlet"] = f"not stated: {blank}{hint}"
    agencies = tuple(sorted({*listing.agencies, *agencies_of(text, spans)}))
    authors = listing.authors or (page.authors if page else ())
    if authors:
        origins["authors"] = listing.origin if listing.authors else said.get("authors", "page")
    return Document(name, text, spans, outlet, published, url, encoding, tuple(sorted(origins.items())), agencies, authors)


def date_of_publication(
    text: str, spans: Sequence[LabelledSpan], url: str | None, given: date | None, origin: str
) -> tuple[date | None, str]:
    """Return the date and where it came from: what was given, then the article's own date line, then its address. Never a caption."""
    if given:
        return given, origin
    in_url = date_in_url(url) if url else None
    for section, place in ((Section.DATE_LINE, "date line"), (Section.BYLINE, "byline")):
        for span in spans:
            found = date_in(text[span.start:span.end].translate(PLAIN)) if span.section is section else None
            if found:
                return found, place if in_url in (None, found) else f"{place} (the address says {in_url})"
    return (in_url, "url") if in_url else (None, f"not stated: no date line and no date in an address; add it to {MANIFESTS[0]}")


def outlet_hint(text: str, spans: Sequence[LabelledSpan], url: str | None) -> str:
    """Return what the text shows about its outlet; a hint is never taken for the outlet itself."""
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    if host:
        return f"; its address is on {host}"
    for span in spans:
        found = re.search(rf"\b{WRITES_FOR_A_LIVING} (?:for|at) ({NAME})", text[span.start:span.end].translate(PLAIN))
        if found and span.section is Section.BIO:
            return f'; its author is called "{found[0].rstrip(".")}"'
    return ""
