"""Sentences as text -> facts, one line of text at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from spacy.language import Language

from kgraph.annotate import shadow, with_places
from kgraph.numerals import with_numbers
from kgraph.openie.confidence import confidence
from kgraph.openie.facts import clause_facts
from kgraph.openie.implied import implied_facts
from kgraph.openie.surface import Fact
from kgraph.openie.views import VIEWS, writer
from kgraph.parse import Parse
from kgraph.work import one_thread

LONGEST = 5_000  # characters; a longer line is no sentence
BATCH = 64


def facts_of(doc: Parse) -> tuple[Fact, ...]:
    """The facts of one sentence, those that it states before those that it implies, each once.

    What the parse gives nothing but punctuation for a slot is no fact.
    """
    return tuple(f for f in dict.fromkeys((*clause_facts(doc), *implied_facts(doc))) if all((f.subject, f.relation, *f.arguments)))


def read_docs(lines: Iterable[str], nlp: Language) -> Iterator[tuple[Parse, str, tuple[int, ...]]]:
    """Each line's parse, the line, and for each character of the parse its place in the line; a line too long gives an empty one."""
    texts = ((*shadow(line, [(0, len(line) if len(line) <= LONGEST else 0)]), line) for line in lines)
    pairs = ((text, (line, offsets)) for text, offsets, line in texts)
    for doc, (line, offsets) in nlp.pipe(pairs, as_tuples=True, batch_size=BATCH):
        yield Parse(with_numbers(with_places(doc), doc.text)), line, offsets


def extractions(lines: Iterable[str], nlp: Language, view: str = "nary") -> Iterator[dict[str, object]]:
    """For each line, a sentence, what it says: {"sentence", "extractions": [{"arg1", "rel", "arg2", "args", …}]}."""
    with one_thread():
        for doc, line, offsets in read_docs(lines, nlp):
            write = writer(line, offsets)
            rows = [
                {
                    **asdict(found),
                    "confidence": confidence(fact),
                    "polarity": fact.polarity.value,
                    "modality": fact.modality.value,
                    "implied": fact.implied,
                }
                for fact in facts_of(doc)
                for found in VIEWS[view](fact, write)
            ]
            yield {"sentence": line, "extractions": rows}
