"""Join the two trained pipelines into the one folder kgraph ships."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import spacy
import srsly  # type: ignore[import-untyped, unused-ignore]
from spacy.language import Language
from spacy.pipeline.edit_tree_lemmatizer import EditTreeLemmatizer

from training.sources import sources

META: dict[str, Any] = {
    "lang": "en",
    "name": "kgraph_sm",
    "version": "0.2.0",
    "description": "English news: tags, morphology, lemmas and Universal Dependencies trees with sentence boundaries "
    "(EWT and GUM), and nine kinds of entities. Convolutional, with static word "
    "vectors distilled from all-MiniLM-L6-v2, for the CPU.",
    "author": "the kgraph authors",
    "email": "",
    "url": "",
    "license": "CC BY-SA 4.0",
}


def assemble(syntax: Path, ner: Path, output: Path, newswire: bool) -> None:
    """Write the pipeline of `syntax` with the recogniser of `ner` to `output`, replacing what is there.

    `newswire` says whether the recogniser was trained on it.
    """
    nlp = spacy.load(syntax)
    nlp.add_pipe("ner", source=spacy.load(ner))
    nlp.meta.update(META | {"sources": sources(newswire)})
    if output.exists():
        shutil.rmtree(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(output)
    strings = output / "vocab" / "strings.json"
    kept = sorted(set(needed_strings(nlp)) & set(json.loads(strings.read_text(encoding="utf-8"))))
    strings.write_text(json.dumps(kept, ensure_ascii=False, indent=0), encoding="utf-8")


def needed_strings(nlp: Language) -> Iterator[str]:
    """Yield the strings the components look up by hash; spaCy would ship every word of the training texts as well."""
    yield from spacy.blank("en").vocab.strings
    for name in nlp.pipe_names:
        component: Any = nlp.get_pipe(name)
        yield from map(str, getattr(component, "labels", ()))
        if name == "morphologizer":
            for features in component.cfg["labels_morph"].values():
                yield features
                yield from features.replace("=", "|").split("|")
                yield from features.split("|")
        if isinstance(component, EditTreeLemmatizer):
            for tree in srsly.msgpack_loads(component.trees.to_bytes())["trees"]:
                for part in ("orig", "subst"):
                    if tree.get(part):
                        yield nlp.vocab.strings[tree[part]]
