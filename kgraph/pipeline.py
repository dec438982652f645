"""Documents -> ClaimGraph: the stages in their order. No file is touched here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from kgraph.annotate import annotate
from kgraph.copies import first_of_each, with_copies
from kgraph.differences import find_differences
from kgraph.extract.claims import extract
from kgraph.extract.reader import Extraction
from kgraph.judgements import claim_constraints, judged_on
from kgraph.knowledge import NOTHING_KNOWN, Knowledge
from kgraph.merge import compare, merge
from kgraph.model import ClaimGraph, Document, Judgement, reading_order
from kgraph.origins import with_origins
from kgraph.resolve import resolve
from kgraph.utterances import with_utterances


def read_articles(
    documents: Sequence[Document], nlp: Language, progress: Callable[[int], None] = lambda done: None
) -> list[Extraction]:
    """Read some articles one by one; `progress` is called with the number of those read."""
    extractions = []
    for done, annotated in enumerate(annotate(documents, nlp), start=1):
        extractions.append(extract(annotated))
        progress(done)
    return extractions


def vectors_of(extractions: Iterable[Extraction]) -> dict[str, NDArray[np.float32]]:
    """The vectors of the claims by claim id, shape (dimensions,)."""
    return {d.claim.id: d.vector for e in extractions for d in e.drafts if d.vector is not None}


def assemble(
    extractions: Iterable[Extraction], knowledge: Knowledge = NOTHING_KNOWN, judgements: Sequence[Judgement] = ()
) -> ClaimGraph:
    """Resolve and merge the claims of some articles on one story, with the entities that the user knows; their order does not
    change the graph.

    `judgements` are what people judged of them, the earliest first; of those that contradict each other the later win. An article
    under another outlet's name is one more outlet for all that it states, and nothing else.
    """
    ordered, copies = first_of_each(extractions)
    documents = tuple(e.document for e in ordered)
    entities, resolved = resolve(ordered, knowledge, judgements)
    claims, utterances = with_utterances(resolved, documents)
    comparison = compare(claims, vectors_of(ordered))
    facts = with_origins(merge(comparison, claim_constraints(judgements, comparison.claims, documents)), documents)
    final = tuple(sorted((c for f in facts for c in f.claims), key=reading_order))
    judged = judged_on(judgements, entities, facts, documents)
    differences = find_differences(comparison, facts, documents)
    return with_copies(ClaimGraph(documents, entities, final, facts, differences, utterances=utterances, judged=judged), copies)


def build_graph(documents: Iterable[Document], *, nlp: Language) -> ClaimGraph:
    """Read, resolve and merge the claims of some articles on one story; the order of the documents does not change the graph."""
    return assemble(read_articles(sorted(documents, key=lambda d: d.id), nlp))
