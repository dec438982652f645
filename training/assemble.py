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

NOTICE = Path(__file__).parent / "NOTICE.md"
META: dict[str, Any] = {
    "lang": "en",
    "name": "kgraph_sm",
    "version": "0.1.0",
    "description": "English news: tags, morphology, lemmas and Universal Dependencies trees with sentence boundaries "
    "(EWT and GUM), and nine kinds of entities (Worldwide Newswire). Convolutional, no word vectors, for the CPU.",
    "author": "the kgraph authors",
    "email": "",
    "url": "",
    "license": "CC BY-SA 4.0",
    "sources": [
        {
            "name": "UD English EWT 2.16 (train)",
            "url": "https://github.com/UniversalDependencies/UD_English-EWT",
            "license": "CC BY-SA 4.0",
            "author": "Natalia Silveira, Timothy Dozat, Christopher Manning, Sebastian Schuster and others",
        },
        {
            "name": "UD English GUM 11 (train, without the genres fiction and whow)",
            "url": "https://github.com/UniversalDependencies/UD_English-GUM",
            "license": "annotation CC BY 4.0; texts CC BY, CC BY-SA or public domain",
            "author": "Amir Zeldes and others",
        },
        {
            "name": "English Worldwide Newswire (train; entities only)",
            "url": "https://github.com/stanfordnlp/en-worldwide-newswire",
            "license": "none stated in its repository; only weights were trained on it, no text is redistributed",
            "author": "Alexander Shan, John Bauer, Riley Carlson and Christopher Manning",
        },
    ],
}


def assemble(syntax: Path, ner: Path, output: Path) -> None:
    """Write the pipeline of `syntax` with the recogniser of `ner` to `output`, replacing what is there."""
    nlp = spacy.load(syntax)
    nlp.add_pipe("ner", source=spacy.load(ner))
    nlp.meta.update(META)
    if output.exists():
        shutil.rmtree(output)
    nlp.to_disk(output)
    strings = output / "vocab" / "strings.json"
    kept = sorted(set(needed_strings(nlp)) & set(json.loads(strings.read_text(encoding="utf-8"))))
    strings.write_text(json.dumps(kept, ensure_ascii=False, indent=0), encoding="utf-8")
    shutil.copyfile(NOTICE, output / "NOTICE.md")


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
