"""Which of the formats that we can write a client wants most, by its Accept header (RFC 9110, section 12.5.1)."""
from __future__ import annotations

from collections.abc import Mapping

RESULTS = {  # media type to pyoxigraph's name of the format, the one that is sent if any will do first
    "application/sparql-results+json": "JSON", "application/sparql-results+xml": "XML", "text/csv": "CSV",
    "text/tab-separated-values": "TSV", "application/json": "JSON", "application/xml": "XML", "text/xml": "XML"}
RDF = {"text/turtle": "TURTLE", "application/n-triples": "N_TRIPLES", "application/ld+json": "JSON_LD", "application/rdf+xml": "RDF_XML",
       "application/json": "JSON_LD", "text/plain": "N_TRIPLES"}


def preferred(accept: str, offered: Mapping[str, str]) -> str | None:
    """Return the media type that the header likes best, of equal ones the first offered; None where it takes none of them.

    >>> preferred("text/html, text/*;q=0.5, application/sparql-results+xml;q=0.4", RESULTS)
    'text/csv'
    >>> preferred("", RESULTS), preferred("image/png", RESULTS)
    ('application/sparql-results+json', None)
    """
    ranges = [r for r in map(_range, accept.split(",")) if r[0]] or [("*/*", 1.0)]

    def quality(media: str) -> float:
        names = media, f"{media.split('/')[0]}/*", "*/*"
        return next((q for name in names for range_, q in ranges if range_ == name), 0.0)

    best = max(offered, key=quality)
    return best if quality(best) > 0 else None


def _range(part: str) -> tuple[str, float]:
    """A media range of the header with its weight, 1 where there is none that can be read."""
    name, *parameters = (p.strip().lower() for p in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return name, min(max(float(parameter[2:]), 0.0), 1.0)
            except ValueError:
                break
    return name, 1.0
