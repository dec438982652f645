"""Articles -> those that are nearly the same over a whole corpus, whatever their stories: reprints, updates, wire copy.

Candidates are found by MinHash (Broder 1997) in bands (locality-sensitive hashing, by datasketch), so no two articles are compared
without reason, and each candidate pair is then measured exactly. Inside a story `kgraph.origins` looks closer, at passages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kgraph.errors import InputError
from kgraph.model import Document
from kgraph.store import connect
from kgraph.store.ledger import document_of
from kgraph.wording import WORD, folded

SHINGLE = 5  # words
BANDS, ROWS = 32, 4  # hashes of an article: those of one band must be equal for two to be compared
LAST = "9999"  # sorts behind every day
LEAST = 0.5  # share of their shingles, of all that either has (Jaccard), from which on two articles are nearly the same


class Printed(NamedTuple):
    """An article, its outlet, and the day of publication (ISO), None where that is not known."""

    article: str
    outlet: str
    published: str | None


@dataclass(frozen=True, slots=True)
class Reprint:
    """Two articles, the one that was published first before the other (of one day, or without a date, by their ids), and the share of
    shingles that they have in common, of all that either has."""

    first: Printed
    second: Printed
    shared: float


def reprints(documents: Iterable[Document]) -> tuple[Reprint, ...]:
    """The pairs of articles that share at least LEAST of their shingles, the nearest first; the order of the articles does not matter.

    Of pairs that share half of them one in eight is missed, of those at 0.6 one in 80, at 0.7 one in 5,000: 1 - (1 - s ** 4) ** 32
    are found. Raises InputError where datasketch is not installed.
    """
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError as error:
        raise InputError("near-duplicates need datasketch: pip install 'kgraph-news[dedup]'") from error
    index = MinHashLSH(num_perm=BANDS * ROWS, params=(BANDS, ROWS))
    held: dict[str, tuple[Printed, NDArray[np.uint64]]] = {}
    found = []
    for document in sorted(documents, key=lambda d: d.id):
        hashes = shingles(document)
        if not len(hashes):
            continue
        printed = Printed(document.id, document.source, document.published.isoformat() if document.published else None)
        sketch = MinHash(num_perm=BANDS * ROWS)
        sketch.update_batch([one.tobytes() for one in hashes])
        for name in index.query(sketch):
            other, its = held[name]
            both = len(np.intersect1d(hashes, its, assume_unique=True))
            shared = both / (len(hashes) + len(its) - both)
            if shared >= LEAST:
                first, second = sorted((other, printed), key=lambda p: (p.published or LAST, p.article))
                found.append(Reprint(first, second, round(shared, 4)))
        index.insert(document.id, sketch)
        held[document.id] = printed, hashes
    return tuple(sorted(found, key=lambda r: (-r.shared, r.first.article, r.second.article)))


def shingles(document: Document) -> NDArray[np.uint64]:
    """Hashes of each SHINGLE words of an article's report that stand together, sorted, shape (shingles,)."""
    parts = (WORD.findall(document.text[span.start : span.end]) for span in document.spans if span.section.is_report)
    words = [folded(word) for part in parts for word in part]
    runs = {" ".join(words[n : n + SHINGLE]).encode() for n in range(len(words) - SHINGLE + 1)}
    return np.sort(np.frombuffer(b"".join(hashlib.blake2b(run, digest_size=8).digest() for run in runs), dtype="<u8"))


def articles_in(folder: Path) -> Iterator[Document]:
    """The articles of a build, one by one. Raises StoreError where there is none."""
    with closing(connect(folder)) as db:
        for text, payload in db.execute("SELECT t.content, d.payload FROM documents d JOIN texts t ON t.n = d.text ORDER BY d.id"):
            yield document_of(text, payload)
