"""Sentences as text -> facts, one line of text at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc

from kgraph.annotate import shadow, with_places
from kgraph.numerals import with_numbers
from kgraph.openie.confidence import confidence
from kgraph.openie.facts import clause_facts
from kgraph.openie.implied import implied_facts
from kgraph.openie.surface import Fact
from kgraph.openie.views import VIEWS

LONGEST = 20_000  # characters; a longer line is no sentence


def facts_of(doc: Doc) -> tuple[Fact, ...]:
    """The facts of one sentence, those that it states before those that it implies, each once."""
    return tuple(dict.fromkeys((*clause_facts(doc), *implied_facts(doc))))


def extractions(lines: Iterable[str], nlp: Language, view: str = "nary") -> Iterator[dict[str, object]]:
    """For each line, a sentence, what it says: {"sentence", "extractions": [{"arg1", "rel", "arg2", "args", "confidence", …}]}."""
    texts = ((shadow(line, [(0, len(line))])[0] if len(line) <= LONGEST else "", line) for line in lines)
    for doc, line in nlp.pipe(texts, as_tuples=True, batch_size=64):
        rows = [
            {
                "arg1": found.arg1,
                "rel": found.rel,
                "arg2": found.arg2,
                "args": list(found.args),
                "confidence": confidence(fact),
                "implied": fact.implied,
            }
            for fact in facts_of(with_numbers(with_places(doc)))
            for found in VIEWS[view](fact)
        ]
        yield {"sentence": line, "extractions": rows}
