"""Points on which outlets part, each once, with the exact words of every side.

Claims are put side by side only where they speak of one thing: claims of one fact; of one deed with the same parts; the count
of one thing that happened; one person's age, office or wife; one quotation. Each point becomes a card whose variants hold the
claims that give them. `conflicts` needs two explicit values that cannot both hold; `refines` one that lies inside all others;
all else `differs`. Silence is no denial, and an article that gives several values that part is on no side.
"""

from __future__ import annotations

from collections.abc import Sequence

from kgraph.differences.alignment import aligned_differences
from kgraph.differences.amounts import amount_differences
from kgraph.differences.cards import apart_from_each_other
from kgraph.differences.circumstances import circumstance_differences
from kgraph.differences.moments import time_differences
from kgraph.differences.people import participant_differences
from kgraph.differences.story import Story
from kgraph.differences.voices import voice_differences
from kgraph.merge import Comparison
from kgraph.model import Difference, DifferenceKind, Document, Fact

# Least probability that two claims would state one content but for what forbids it; less where only one tells of it as done, as
# what is compared of these has the same doer or object anyway.
LIKELY, LIKELY_STAGES = 0.5, 0.2
SEARCHES = (amount_differences, time_differences, circumstance_differences, participant_differences, voice_differences)


def find_differences(comparison: Comparison, facts: Sequence[Fact], documents: Sequence[Document] = ()) -> tuple[Difference, ...]:
    """All differences of a story, sorted by id; the same whatever the order of the articles.

    The documents say when each article was published: what changes from day to day is compared within a few days only.
    """
    claims = comparison.claims
    parted = [(claims[p.left].id, claims[p.right].id, p.veto) for p in comparison.pairs if p.veto and p.similarity >= _least(p.veto)]
    story = Story(facts, {d.id: d.published for d in documents}, parted)
    found = [difference for search in SEARCHES for difference in search(story)]
    found += aligned_differences(story, documents)
    return tuple(sorted(apart_from_each_other(found), key=lambda d: d.id))


def _least(parting: DifferenceKind) -> float:
    return LIKELY_STAGES if parting is DifferenceKind.MODALITY else LIKELY
