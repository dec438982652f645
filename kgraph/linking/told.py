"""What the articles tell of their clusters beside the names: what is held apart, defined short forms, and the words around."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from kgraph.coreference import Cluster
from kgraph.extract.reader import Extraction
from kgraph.linking.bearers import Bearer
from kgraph.model import MentionKind
from kgraph.names import abbreviates, clean_name, name_key

REACH = 120  # characters on either side of a mention that are its context
SEEN = 40  # clusters of a bearer whose context is looked at
TOGETHER = re.compile(r"\s*(?:,\s*)?(?:and|or|&|versus|vs\.?|against)\s+(?:the\s+)?", re.I)
ALIAS = re.compile(r"\W*(?:also |better |formerly |previously )?(?:known as|a\.?k\.?a\.?)\s+(?:the\s+)?\W*", re.I)
IN_BRACKETS = re.compile(r"\s*\(\s*(?:the\s+)?([A-Z][\w&.-]{1,9})\s*[);,]")


class Told:
    """What the articles tell of their clusters: which are not one, which name is another's short form, and what stands around."""

    def __init__(self, clusters: Sequence[Cluster], extractions: Sequence[Extraction]) -> None:
        self.apart: set[tuple[int, int]] = set()  # ids of clusters that a text holds apart, the smaller first
        self.shorts: dict[int, set[str]] = defaultdict(set)  # a cluster's id to the short forms that a text defines for it
        self.before: dict[str, dict[str, int]] = defaultdict(dict)  # article -> a name's key -> where it stands first
        self._words: dict[str, list[tuple[int, str]]] = {}
        self._articles: Counter[str] = Counter()
        by_document: dict[str, list[Cluster]] = defaultdict(list)
        for cluster in clusters:
            by_document[cluster.document].append(cluster)
        for extraction in extractions:
            self._read(extraction, by_document[extraction.document.id])
        self._contexts: dict[int, Mapping[str, float]] = {}

    def _read(self, extraction: Extraction, clusters: Sequence[Cluster]) -> None:
        document, text = extraction.document.id, extraction.document.text
        named = ((m, c) for c in clusters for m in c.drafts if m.kind is MentionKind.NAME)
        names = sorted(named, key=lambda pair: (pair[0].start, pair[0].end))
        for mention, cluster in names:
            if not mention.headline:
                key = name_key(clean_name(mention.text, person=cluster.kind == "person"))
                self.before[document].setdefault(key, mention.start)
            for found in (IN_BRACKETS.match(text, mention.end), IN_BRACKETS.search(mention.text + ")")):
                if found and abbreviates(found[1], clean_name(mention.text, person=False)):
                    self.shorts[id(cluster)].add(found[1].rstrip("."))
        for (left, cluster), (right, other) in pairwise(names):
            between = text[left.end : right.start]
            if cluster is other:
                continue
            if ALIAS.fullmatch(between):
                self.shorts[id(cluster)].add(clean_name(right.text, person=other.kind == "person"))
            elif TOGETHER.fullmatch(between):
                self._hold_apart(cluster, other)
        of_span = {(m.start, m.end): c for m, c in names}
        for draft in extraction.drafts:
            claim = draft.claim
            if claim.object is None or claim.implied or claim.rule in ("copula", "title", "apposition", "aside"):
                continue
            ends = (extraction.anchors.get((a.start, a.end)) for a in (claim.subject, claim.object))
            first, second = (of_span.get(span) if span else None for span in ends)
            if first is not None and second is not None and first is not second:
                self._hold_apart(first, second)
        self._words[document] = sorted({word for draft in extraction.drafts for word in draft.words})
        self._articles.update({word for _, word in self._words[document]})

    def _hold_apart(self, left: Cluster, right: Cluster) -> None:
        self.apart.add((min(id(left), id(right)), max(id(left), id(right))))

    def holds_apart(self, left: Bearer, right: Bearer) -> bool:
        """Whether an article names the two side by side, or as doer and object of one deed."""
        short, long = sorted((left, right), key=lambda b: len(b.clusters))
        if not short.documents & long.documents:
            return False
        inside: dict[str, list[Cluster]] = defaultdict(list)
        for cluster in long.clusters:
            inside[cluster.document].append(cluster)
        return any(
            (min(id(a), id(b)), max(id(a), id(b))) in self.apart for a in short.clusters for b in inside.get(a.document, ())
        )

    def context(self, bearer: Bearer) -> Mapping[str, float]:
        """The words around a bearer's mentions, weighed by how few articles have them; a vector of length 1."""
        if id(bearer) not in self._contexts:
            counts: Counter[str] = Counter()
            for cluster in bearer.clusters[:SEEN]:
                words = self._words.get(cluster.document, [])
                spans = [(m.start, m.end) for m in cluster.drafts]
                for start, end in spans:
                    for at, word in words[bisect_left(words, (start - REACH, "")) : bisect_left(words, (end + REACH, ""))]:
                        if not any(s <= at < e for s, e in spans):
                            counts[word] += 1
            weights = {w: math.log(1 + n) * math.log(1 + len(self._words) / self._articles[w]) for w, n in counts.items()}
            length = math.sqrt(sum(w * w for w in weights.values())) or 1.0
            self._contexts[id(bearer)] = {w: value / length for w, value in weights.items()}
        return self._contexts[id(bearer)]

    def likeness(self, left: Bearer, right: Bearer) -> float:
        """The cosine of two bearers' contexts."""
        short, long = sorted((self.context(left), self.context(right)), key=len)
        return sum(weight * long.get(word, 0.0) for word, weight in short.items())
