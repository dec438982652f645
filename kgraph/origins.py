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

from kgraph.model import Claim, Document, Fact, Section, digest

SHINGLE = 7  # words
LONG_RUN = 15  # words that two outlets do not write alike by chance
SHORT_RUN = 8  # words; two such runs say the same


def with_origins(facts: Sequence[Fact], documents: Iterable[Document]) -> tuple[Fact, ...]:
    """Give every claim its origin, and every quoted claim its utterance."""
    shared = shared_text(documents)
    return tuple(replace(fact, claims=tuple(_placed(c, fact, shared) for c in fact.claims)) for fact in facts)


def _placed(claim: Claim, fact: Fact, shared: dict[str, list[tuple[int, int, str]]]) -> Claim:
    speaker = claim.attributed_to
    key: tuple[str, ...] = ("outlet", claim.evidence.document)
    if speaker is not None and any(c is not claim and c.attributed_to and c.attributed_to.label == speaker.label for c in fact.claims):
        key = "speaker", speaker.id or speaker.label
    else:
        for start, end, run in shared.get(claim.evidence.document, ()):
            if min(end, claim.evidence.end) - max(start, claim.evidence.start) >= 0.6 * (claim.evidence.end - claim.evidence.start):
                key = "text", run
    utterance = "u-" + digest(speaker.id or speaker.label, fact.id) if claim.quoted and speaker is not None else None
    return replace(claim, origin="o-" + digest(*key), utterance=utterance)


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


def _words(document: Document) -> list[tuple[str, int, int]]:
    """Folded words of the report outside quotations, with their place."""
    found = []
    for span in document.spans:
        if span.section not in (Section.BODY, Section.STANDFIRST):
            continue
        text = document.text[span.start : span.end]
        text = re.sub(r'[“"][^“”"\n]{10,}[”"]', lambda m: " " * len(m.group()), text)
        found += [(m.group().casefold(), span.start + m.start(), span.start + m.end()) for m in re.finditer(r"[\w’']+", text)]
    return found
