"""Score coreference inside articles on GUM: python -m benchmarks.coreference TREEBANKS [--pipeline P] [--part dev].

The raw text of each document goes through kgraph's own annotation, extraction and resolution, as an article does. A gold
mention and one of ours are the same if they have the same head word (of several, those with the most similar spans).

A link is right if the nearest name or noun phrase before the mention in our cluster (after it, where none stands before), of
those that are gold mentions, is of the mention's gold entity; for descriptions of people, the nearest name. `share` is right
links of all mentions that count, `precision` right links of all that were made, also of those that stand for nothing. What
counts: third-person pronouns whose gold entity has a name or noun phrase; definite noun phrases of GUM's type person for whom
a name stands before; "I" and its forms in quotation marks where the gold entity has a name. The peer links each of them to
the nearest mention before it that agrees in gender and number.

CoNLL F1 (Pradhan et al. 2012) is the mean of MUC (Vilain et al. 1995), B3 (Bagga and Baldwin 1998) and CEAF-e (Luo 2005)
over names, noun phrases and personal pronouns; clusters of one mention are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import click
import networkx

from kgraph.annotate import load_pipeline
from kgraph.coreference import Cluster, Link
from kgraph.errors import KgraphError
from kgraph.extract.mentions import PERSONAL
from kgraph.extract.reader import Extraction, MentionDraft
from kgraph.model import MentionKind
from kgraph.resolve import in_document, named_clusters
from training.coreference import Read, read_gold
from training.errors import TreebankError
from training.gum import GoldMention

NEWS = ("news", "interview", "speech", "bio")
THIRD, FIRST, DESCRIBED = "third person", "first person, quoted", "description of a person"
FAMILIES = {"m": "he", "f": "she", "n": "it", None: "they"}
SINGULAR = frozenset("i me my mine myself".split())
QUOTATION = re.compile('["“][^"”\n]*["”]')
Element: TypeAlias = tuple[str, int, int]
Clusters: TypeAlias = Sequence[frozenset[Element]]


@dataclass
class Tally:
    """How many mentions should be linked and are rightly; how many links were made and are right."""

    gold: int = 0
    found: int = 0
    made: int = 0
    right: int = 0

    @property
    def share(self) -> float:
        return self.found / max(1, self.gold)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.made)

    def __str__(self) -> str:
        return f"share {self.found:4}/{self.gold:<4} = {self.share:.3f}   precision {self.right:4}/{self.made:<4} = {self.precision:.3f}"


@dataclass
class Scores:
    """Tallies by kind of mention; gold and our clusters of two or more mentions, as sets of (document, start, end)."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    key: list[frozenset[Element]] = field(default_factory=list)
    response: list[frozenset[Element]] = field(default_factory=list)


def add_document(read: Read, clusters: Sequence[Cluster], scores: Scores) -> None:
    """Add one document's figures."""
    entities: dict[str, list[GoldMention]] = defaultdict(list)
    for gold in read.gold.mentions:
        entities[gold.entity].append(gold)
    quoted = [match.span() for match in QUOTATION.finditer(read.gold.text)]
    right: dict[tuple[int, int, str], bool] = {}
    for cluster in clusters:
        for mention in cluster.drafts:
            for kind in _kinds(mention, cluster):
                antecedent = _stands_for(read, mention, cluster, names_only=kind == DESCRIBED)
                if antecedent is None:
                    continue
                entity = read.entity(mention)
                ok = entity is not None and entity == read.entity(antecedent)
                scores.tallies[kind].made += 1
                scores.tallies[kind].right += ok
                if (paired := read.aligned.get((mention.start, mention.end))) is not None:
                    right[paired.start, paired.end, kind] = ok
    for gold in read.gold.mentions:
        for kind in _counted(gold, entities[gold.entity], quoted, read.gold.text):
            scores.tallies[kind].gold += 1
            scores.tallies[kind].found += right.get((gold.start, gold.end, kind), False)
    same = {span: (g.start, g.end) for span, g in read.aligned.items()}
    kept = ([(m.start, m.end) for m in e if m.nominal or m.pronoun or m.first_person] for e in entities.values())
    scores.key += _elements(read.gold.id, kept)
    scores.response += _elements(read.gold.id, ([same.get((m.start, m.end), (m.start, m.end)) for m in c.drafts] for c in clusters))


def _elements(document: str, clusters: Iterable[Iterable[tuple[int, int]]]) -> list[frozenset[Element]]:
    sets = (frozenset((document, *span) for span in cluster) for cluster in clusters)
    return [s for s in sets if len(s) > 1]


def _kinds(mention: MentionDraft, cluster: Cluster) -> list[str]:
    """The tallies to which a link of ours belongs."""
    if mention.first_person:
        return [FIRST]
    if mention.kind is MentionKind.PRONOUN:
        return [THIRD, FAMILIES[mention.gender]]
    definite = mention.kind is MentionKind.DESCRIPTION and mention.setting.form in ("definite", "demonstrative")
    return [DESCRIBED] if definite and cluster.kind == "person" else []


def _counted(gold: GoldMention, entity: Sequence[GoldMention], quoted: Sequence[tuple[int, int]], text: str) -> list[str]:
    """The tallies in which a gold mention counts."""
    if gold.pronoun:
        return [THIRD, FAMILIES[PERSONAL[gold.pronoun]]] if any(m.nominal for m in entity) else []
    named = [m for m in entity if m.upos == "PROPN"]
    if gold.first_person:
        inside = gold.word.lower() in SINGULAR and any(s <= gold.start < e for s, e in quoted)
        return [FIRST] if inside and named else []
    definite = text[gold.start : gold.end].casefold().startswith(("the ", "this ", "that "))
    described = gold.type == "person" and gold.upos == "NOUN" and definite and any(m.start < gold.start for m in named)
    return [DESCRIBED] if described else []


def _stands_for(read: Read, mention: MentionDraft, cluster: Cluster, *, names_only: bool) -> MentionDraft | None:
    """The nearest name or noun phrase of a mention's cluster, before it if there is one."""
    nominal = [
        m
        for m in cluster.drafts
        if m is not mention and (m.kind is MentionKind.NAME or m.kind is MentionKind.DESCRIPTION and not names_only)
    ]
    nominal = [m for m in nominal if read.entity(m) is not None] or nominal
    before = [m for m in nominal if m.start < mention.start]
    if before:
        return max(before, key=lambda m: m.start)
    return min(nominal, key=lambda m: m.start, default=None)


def nearest(extraction: Extraction) -> list[Cluster]:
    """The peer: each pronoun and definite description of a person joins the nearest mention before it that agrees."""
    clusters = named_clusters(extraction)
    for cluster in clusters:
        cluster.links = [link for link in cluster.links if link.mention.kind is MentionKind.NAME or link.mention.first_person]
    by_span = {(m.start, m.end): c for c in clusters for m in c.drafts}
    for mention in sorted(extraction.mentions, key=lambda m: m.start):
        span = mention.start, mention.end
        if mention.kind is MentionKind.DESCRIPTION and span not in by_span:
            by_span[span] = Cluster(extraction.document.id, "description", None, [Link(mention, "noun phrase")])
            clusters.append(by_span[span])
    for mention in sorted(extraction.mentions, key=lambda m: m.start):
        described = mention.type == "PERSON" and mention.kind is MentionKind.DESCRIPTION
        if mention.first_person or mention.kind is not MentionKind.PRONOUN and not described:
            continue
        before = [(m.start, c) for c in clusters for m in c.drafts if m.end <= mention.start and _agrees(mention, m, c, described)]
        if before:
            _, cluster = max(before, key=lambda pair: pair[0])
            cluster.links.append(Link(mention, "nearest"))
    return clusters


def _agrees(mention: MentionDraft, other: MentionDraft, cluster: Cluster, described: bool) -> bool:
    if described:
        return cluster.kind == "person"
    person = cluster.kind == "person" or other.type == "PERSON" or other.gender in ("m", "f")
    if mention.gender in ("m", "f"):
        return person and not other.plural and cluster.gender in (None, mention.gender)
    return not person and other.plural == mention.plural


# --- cluster metrics ------------------------------------------------------------------------------------------------


def f1(right_recall: float, all_recall: float, right_precision: float, all_precision: float) -> float:
    """The harmonic mean of two ratios.

    >>> f1(1, 2, 1, 2)
    0.5
    """
    recall, precision = right_recall / max(all_recall, 1), right_precision / max(all_precision, 1)
    return 2 * recall * precision / (recall + precision) if recall + precision else 0.0


def muc(key: Clusters, response: Clusters) -> float:
    """MUC F1 (Vilain et al. 1995): links that need not be added to make one side's clusters the other's."""

    def links(left: Clusters, right: Clusters) -> tuple[int, int]:
        owner = {m: n for n, c in enumerate(right) for m in c}
        kept = total = 0
        for cluster in left:
            parts = {owner[m] for m in cluster if m in owner}
            kept += len(cluster) - len(parts) - sum(m not in owner for m in cluster)
            total += len(cluster) - 1
        return kept, total

    return f1(*links(key, response), *links(response, key))


def b_cubed(key: Clusters, response: Clusters) -> float:
    """B3 F1 (Bagga and Baldwin 1998): for each mention, the share of its cluster that is in its other cluster too."""

    def overlap(left: Clusters, right: Clusters) -> tuple[float, int]:
        owner = {m: c for c in right for m in c}
        shared = sum(len(c & owner[m]) / len(c) for c in left for m in c if m in owner)
        return shared, sum(map(len, left))

    return f1(*overlap(key, response), *overlap(response, key))


def ceaf_e(key: Clusters, response: Clusters) -> float:
    """CEAF-e F1 (Luo 2005): the best one-to-one pairing of clusters by their Dice coefficient."""
    pairs = networkx.Graph()
    for n, cluster in enumerate(key):
        for m, other in enumerate(response):
            if cluster & other:
                pairs.add_edge(("key", n), ("response", m), weight=2 * len(cluster & other) / (len(cluster) + len(other)))
    parts = (pairs.subgraph(nodes) for nodes in networkx.connected_components(pairs))
    total = sum(part.edges[pair]["weight"] for part in parts for pair in networkx.max_weight_matching(part))
    return f1(total, len(key), total, len(response))


def conll(key: Clusters, response: Clusters) -> tuple[float, float, float, float]:
    """MUC, B3, CEAF-e and their mean.

    >>> a, b, c, d = (("d", n, n + 1) for n in range(4))
    >>> [round(x, 3) for x in conll([frozenset((a, b, c))], [frozenset((a, b)), frozenset((c, d))])]
    [0.5, 0.588, 0.533, 0.541]
    """
    three = muc(key, response), b_cubed(key, response), ceaf_e(key, response)
    return (*three, sum(three) / 3)


# --- command --------------------------------------------------------------------------------------------------------


def measure(reads: Iterable[Read], link: Callable[[Extraction], list[Cluster]]) -> Scores:
    """The figures of one way of linking over some documents."""
    scores = Scores()
    for read in reads:
        add_document(read, link(read.extraction), scores)
    return scores


def describe(scores: Scores) -> str:
    kinds = (THIRD, *FAMILIES.values(), DESCRIBED, FIRST)
    figures = zip(("MUC", "B3", "CEAF-e", "CoNLL"), conll(scores.key, scores.response), strict=True)
    lines = [f"  {kind:24}{scores.tallies[kind]}" for kind in kinds]
    return "\n".join([*lines, "  " + ", ".join(f"{name} {figure:.3f}" for name, figure in figures)])


@click.command()
@click.argument("treebanks", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--pipeline", help="Name or folder of the spaCy pipeline; kgraph's own by default.")
@click.option("--part", type=click.Choice(["train", "dev", "test"]), default="test", show_default=True)
@click.option("--genres", default=",".join(NEWS), show_default=True, help="Genres to pool beside all of them, parted by commas.")
def main(treebanks: Path, pipeline: str | None, part: str, genres: str) -> None:
    """Print kgraph's figures and its peer's on a part of the GUM file in TREEBANKS."""
    try:
        reads = read_gold(treebanks / f"gum-{part}.conllu.gz", load_pipeline(pipeline))
    except (TreebankError, KgraphError) as error:
        raise click.ClickException(str(error)) from error
    chosen = [r for r in reads if r.gold.genre in genres.split(",")]
    for name, some in ((genres, chosen), ("all genres", reads)):
        for system, link in (("kgraph", in_document), ("nearest", nearest)):
            print(f"{part}, {name}, {len(some)} documents: {system}\n{describe(measure(some, link))}")


if __name__ == "__main__":
    main()
