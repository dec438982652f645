"""Documents -> ClaimGraph: the stages in their order. No file is touched here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from kgraph.annotate import annotate
from kgraph.differences import find_differences
from kgraph.extract.claims import extract
from kgraph.merge import compare, merge
from kgraph.model import Claim, ClaimGraph, Document, Entity, Problem, reading_order
from kgraph.origins import with_origins
from kgraph.resolve import resolve


def read_claims(
    documents: Sequence[Document], nlp: Language, progress: Callable[[int], None] = lambda done: None
) -> tuple[tuple[Document, ...], tuple[Entity, ...], tuple[Claim, ...], dict[str, NDArray[np.float32]]]:
    """Read some articles: them with what is known after reading, their entities, their claims, and the vectors of the claims by claim id,
    shape (dimensions,).

    `progress` is called with the number of articles read.
    """
    extractions = []
    for done, annotated in enumerate(annotate(documents, nlp), start=1):
        extractions.append(extract(annotated))
        progress(done)
    entities, claims = resolve(extractions)
    vectors = {d.claim.id: d.vector for e in extractions for d in e.drafts if d.vector is not None}
    return tuple(e.document for e in extractions), entities, claims, vectors


def build_graph(
    documents: Iterable[Document],
    *,
    nlp: Language,
    progress: Callable[[str, int, int], None] | None = None,
    problems: tuple[Problem, ...] = (),
) -> ClaimGraph:
    """Read, resolve and merge the claims of some articles on one story.

    `progress` is called with the name of the stage, the steps done and the steps in all. The order of the documents
    does not change the graph.
    """
    ordered = sorted(documents, key=lambda d: d.id)
    report = progress or (lambda stage, done, total: None)
    read, entities, claims, vectors = read_claims(ordered, nlp, lambda done: report("reading articles", done, len(ordered)))
    report("comparing claims", 0, 1)
    comparison = compare(claims, vectors)
    facts = with_origins(merge(comparison), read)
    final = tuple(sorted((c for f in facts for c in f.claims), key=reading_order))
    differences = find_differences(comparison, facts)
    report("comparing claims", 1, 1)
    return ClaimGraph(read, entities, final, facts, differences, problems)
