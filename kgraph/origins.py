"""How many independent origins stand behind a fact: shared agency text and one speaker's words count once.

Method: maximal runs of equal words outside quotations, found by hashed 7-word shingles; thresholds after Nicholls
(International Journal of Communication 13, 2019) and the shingling of Broder (1997). What is paraphrased from a wire is
not seen; origins can only be fewer than shown, never more.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import networkx as nx

from kgraph.model import Claim, Document, Fact, Section, digest

SHINGLE = 7  # words
LONG_RUN = 15  # words that two outlets do not write alike by chance
COVERED = 0.6  # share of a claim's evidence that a shared run must cover
SHORT_RUN = 8  # words; two such runs say the same


def with_origins(facts: Sequence[Fact], documents: Iterable[Document]) -> tuple[Fact, ...]:
    """Give every claim its origin, and every quoted claim its utterance.

    Inside a fact, claims of one article, of one speaker or of one shared passage have one origin; so there are never more
    origins than articles.
    """
    shared = shared_text(documents)
    return tuple(replace(fact, claims=_traced(fact, shared)) for fact in facts)


def _traced(fact: Fact, shared: dict[str, list[tuple[int, int, str]]]) -> tuple[Claim, ...]:
    graph: nx.Graph[tuple[str, str]] = nx.Graph()
    for claim in fact.claims:
        evidence = claim.evidence
        keys = [("article", evidence.document)]
        if claim.speaker_id is not None:
            keys.append(("speaker", claim.speaker_id))
        words = tuple(w for w, _, _ in _folded(evidence.quote, 0))
        if len(words) >= SHORT_RUN:
            keys.append(("text", digest(*words)))
        for start, end, run in shared.get(evidence.document, ()):
            if min(end, evidence.end) - max(start, evidence.start) >= COVERED * (evidence.end - evidence.start):
                keys.append(("text", run))
        nx.add_path(graph, keys)
        graph.add_node(keys[0])
    name = {key: "o-" + digest(*min(group)) for group in nx.connected_components(graph) for key in group}
    return tuple(
        replace(
            claim,
            origin=name["article", claim.evidence.document],
            utterance="u-" + digest(claim.speaker_id, fact.id) if claim.quoted and claim.speaker_id is not None else None,
        )
        for claim in fact.claims
    )


def shared_text(documents: Iterable[Document]) -> dict[str, list[tuple[int, int, str]]]:
    """Stretches of each document that stand word for word in another one: (start, end, name of the run's group).

    Runs count from LONG_RUN words, or from SHORT_RUN where two documents share at least two. Quotations are left out.
    """
    words = {d.id: _words(d) for d in sorted(documents, key=lambda d: d.id)}
    index: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    for document, found in words.items():
        for at in range(len(found) - SHINGLE + 1):
            if all(found[i + 1][1] - found[i][2] < 40 for i in range(at, at + SHINGLE - 1)):
                index[tuple(w for w, _, _ in found[at : at + SHINGLE])].append((document, at))
    starts: dict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
    for places in index.values():
        for i, (left, a) in enumerate(places):
            for right, b in places[i + 1 :]:
                if left != right:
                    starts[left, right].add((a, b))
    result: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for (left, right), pairs in sorted(starts.items()):
        runs = []
        for a, b in sorted(pairs):
            if (a - 1, b - 1) in pairs:
                continue
            length = SHINGLE
            while (a + length - SHINGLE + 1, b + length - SHINGLE + 1) in pairs:
                length += 1
            runs.append((a, b, length))
        short = [r for r in runs if r[2] >= SHORT_RUN]
        kept = short if len(short) >= 2 else [r for r in runs if r[2] >= LONG_RUN]
        for a, b, length in kept:
            name = digest(*(w for w, _, _ in words[left][a : a + length]))
            for document, at in ((left, a), (right, b)):
                result[document].append((words[document][at][1], words[document][at + length - 1][2], name))
    return dict(result)


def _folded(text: str, start: int) -> list[tuple[str, int, int]]:
    """The words of a text without case, with their place."""
    return [(m.group().casefold(), start + m.start(), start + m.end()) for m in re.finditer(r"[\w’']+", text)]


def _words(document: Document) -> list[tuple[str, int, int]]:
    """Folded words of the report outside quotations, with their place."""
    found = []
    for span in document.spans:
        if span.section not in (Section.BODY, Section.STANDFIRST):
            continue
        text = document.text[span.start : span.end]
        text = re.sub(r'[“"][^“”"\n]{10,}[”"]', lambda m: " " * len(m.group()), text)
        found += _folded(text, span.start)
    return found
